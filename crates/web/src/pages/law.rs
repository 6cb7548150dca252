//! The law as dated data: every parameter of the place, and one parameter as a timeline.

use base::Month;
use law::{ExplainedRow, ShownRow, Standing};
use maud::{Markup, html};
use office::law::active_version;

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
    let against: Option<Month> = match call.query.get("against") {
        "" => None,
        text => Some(text.parse().map_err(|_| Fault::Bad(format!("“{text}”不是月份，请写成如 2019-01")))?),
    };
    let active = call.read(active_version)?;
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
    let now = law::show(&place, SCHEME, month);
    let rows = now.iter().map(row).collect();
    let columns = [left("参数"), left("数值"), left("来源"), left("自"), left("依据")];
    let compared = against.map(|other| (other, law::show(&place, SCHEME, other)));
    let (name, version) = (place.full_name(), environment.law.version_name());
    let body = html! {
        form.inline action="/law" method="get" {
            label for="month" { "月份" }
            input type="month" id="month" name="month" value=(month);
            label for="against" { "与哪个月比较" }
            input type="month" id="against" name="against" value=(call.query.get("against"));
            button.second { "查看" }
        }
        p.quiet { (name) "　政策版本 " (version) }
        @if active.as_ref().is_none_or(|active| active.name != version) {
            div.note { p {
                "本机构启用的是 " (active.as_ref().map_or("（没有）", |active| active.name.as_str())) "，程序中的 " (version) " 还没有启用。"
                a href="/lists/impact" { "影响清单" } "　" (super::offered(call, [(format!("/operations/law.activate?version={version}"), "办理启用")])?)
            } }
        }
        @if let Some((other, then)) = &compared {
            @if *other <= month { (differences((*other, then), (month, &now))) }
            @else { (differences((month, &now), (*other, then))) }
        }
        section.panel { (table("政策参数", &columns, rows, "没有参数。")) }
    };
    super::page(call, "/law", "政策参数", Vec::new(), body)
}

/// What is another value in one month than in the other.
fn differences((before, then): (Month, &[ShownRow]), (after, now): (Month, &[ShownRow])) -> Markup {
    let changed = now.iter().filter_map(|row| {
        let other = then.iter().find(|other| other.parameter == row.parameter)?;
        (other.value != row.value || other.standing != row.standing).then_some((other, row))
    });
    let row = |(other, row): (&ShownRow, &ShownRow)| {
        vec![
            html! { a href=(format!("/law/{}", row.parameter)) { (row.title) } },
            html! { (other.value) " " (standing(other.standing)) },
            html! { (row.value) " " (standing(row.standing)) },
            html! { (row.document) },
        ]
    };
    let titles = [before, after].map(|month| month.to_string());
    let columns = [left("参数"), left("原来"), left("后来"), left("后来的依据")];
    html! { section.panel { h2 { (titles[0]) " 与 " (titles[1]) " 不同的参数" }
    (table("不同的参数", &columns, changed.map(row).collect(), "两个月的参数相同。")) } }
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
