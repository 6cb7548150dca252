//! 年度数据: what the year's report counts, each number a link to its rows.

use std::sync::Arc;

use base::Fen;
use desk::{Look, Unplanned};
use maud::html;
use office::Environment;
use office::figures::{Definition, definition, definitions, figure};

use crate::http::{Call, Fault, Reply};
use crate::view::{left, right, table, yuan};

/// What a year's figures come to, as printed.
type Figures = Vec<(&'static Definition, String)>;

fn counted(look: &mut Look<'_>, _: &Environment, year: &str) -> Result<Figures, Unplanned> {
    let year = year.parse().unwrap_or_default();
    definitions().map(|definition| Ok((definition, printed(look, definition, year)?))).collect()
}

/// A rate of nothing does not exist; the year's other figures do.
fn printed(look: &mut Look<'_>, definition: &Definition, year: i16) -> Result<String, Unplanned> {
    match figure(look, definition, year) {
        Err(Unplanned::Fields(_)) => Ok("—".to_owned()),
        found => Ok(found?.printed()),
    }
}

/// What one figure comes to; asked as name and year.
pub fn value(look: &mut Look<'_>, _: &Environment, asked: &str) -> Result<String, Unplanned> {
    let known = asked.split_once('@').and_then(|(name, year)| Some((definition(name)?, year.parse().ok()?)));
    known.map_or(Ok(String::new()), |(definition, year)| printed(look, definition, year))
}

/// Yuan with thousands separators.
fn grouped(figure: &str) -> String {
    let yuan_of = |text: &str| text.strip_suffix('元')?.parse::<Fen>().ok();
    yuan_of(figure).map_or_else(|| figure.to_owned(), |fen| format!("{}元", yuan(fen)))
}

/// The page.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let year = match call.query.get("year") {
        "" => call.today()?.year(),
        text => text.parse().map_err(|_| Fault::Bad(format!("“{text}”不是年份，请写成如 2019")))?,
    };
    let kept = Arc::clone(&call.kept);
    let figures = kept.get(call, "figures", year.to_string(), counted)?;
    let rows = figures.value.iter().map(|(definition, figure)| {
        let address = format!("/lists/figure?figure={}&year={year}", definition.name);
        vec![
            html! { (definition.title) },
            html! { a.number href=(address) { (grouped(figure)) } },
            html! { span.quiet { (definition.meaning) } },
        ]
    });
    let columns = [left("数据"), right("数值"), left("怎么数")];
    let body = html! {
        form.inline action="/figures" method="get" {
            label for="year" { "年度" }
            input type="text" inputmode="numeric" id="year" name="year" class="short" value=(year);
            button.second { "查看" }
            button.second type="button" data-print="yes" hidden { "打印" }
        }
        p.quiet { "每个数都由业务数据数出来，点数值看逐行明细。报告中的数应当与这里一致。" }
        @if figures.is_old { p.quiet { (figures.age()) } }
        section.panel { (table("年度数据", &columns, rows.collect(), "")) }
    };
    super::page(call, "/figures", &format!("{year} 年度数据"), Vec::new(), body)
}
