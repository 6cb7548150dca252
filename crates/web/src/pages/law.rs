//! The law as dated data: every parameter of the place, and one parameter as a timeline.

use base::Month;
use law::{ExplainedRow, ShownRow, Standing};
use maud::{Markup, html};

use crate::http::{Call, Fault, Reply};
use crate::view::{Tone, crumb, left, table, tone_chip};

const SCHEME: &str = "resident";

fn standing(standing: Standing) -> Markup {
    let tone = match standing {
        Standing::Published => Tone::Good,
        Standing::Inferred => Tone::Waits,
        _ => Tone::Bad,
    };
    tone_chip(tone, standing.title())
}

/// Every parameter of the agency's place in a month.
pub fn list(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let asked = call.query.get("month").to_owned();
    let month = match asked.as_str() {
        "" => Month::of(call.today()?),
        text => text.parse().map_err(|_| Fault::Bad(format!("“{text}”不是月份，请写成如 2019-01")))?,
    };
    let (environment, place) = (call.environment(), call.reader()?.agency.code);
    let place = environment.law.place(&place).map_err(|error| Fault::Bad(error.to_string()))?;
    let row = |row: &ShownRow| {
        vec![
            html! { a href=(format!("/law/{}", row.parameter)) { (row.title) } },
            html! { (row.value) },
            standing(row.standing),
            html! { @if let Some(from) = row.from { span.number { (from) } } },
            html! { (row.document) },
        ]
    };
    let rows = law::show(&place, SCHEME, month).iter().map(row).collect();
    let columns = [left("参数"), left("数值"), left("来源"), left("自"), left("依据")];
    let body = html! {
        form.inline action="/law" method="get" {
            label for="month" { "月份" }
            input type="month" id="month" name="month" value=(month);
            button.second { "查看" }
        }
        p.quiet { (place.full_name()) "　政策版本 " (environment.law.version_name()) }
        section.panel { (table("政策参数", &columns, rows, "没有参数。")) }
    };
    super::page(call, "/law", "政策参数", Vec::new(), body)
}

/// One parameter with all its rows.
pub fn parameter(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let name = call.path.get("name").to_owned();
    let environment = call.environment();
    let explanation = law::explain(&environment.law, &name).map_err(|_| Fault::NotFound)?;
    let body = html! {
        section.panel {
            p.quiet { (explanation.parameter) "　" (explanation.kind) "　由 " (explanation.owner) " 规定" }
            ol.timeline { @for row in explanation.rows.iter().rev() { (line(row)) } }
        }
    };
    super::page(call, "/law", &explanation.title, vec![crumb("政策参数", "/law")], body)
}

fn line(row: &ExplainedRow) -> Markup {
    html! { li {
        span.day { (row.from) " 至 " @match row.to { Some(to) => (to), None => "今" } }
        strong { (row.value) } "　" (row.place) "　" (standing(row.standing))
        div.quiet { (row.document) @if row.delegated { "　下级可另定" } }
        @if let Some(inferred) = &row.inferred { div.quiet { "推断：" (inferred) } }
    } }
}
