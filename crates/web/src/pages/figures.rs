//! 年度数据: what the year's report counts, each number a link to its rows.

use desk::Unplanned;
use maud::html;
use office::figures::{definitions, figure};

use crate::http::{Call, Fault, Reply};
use crate::view::{left, right, table};

/// The page.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let year = match call.query.get("year") {
        "" => call.today()?.year(),
        text => text.parse().map_err(|_| Fault::Bad(format!("“{text}”不是年份，请写成如 2019")))?,
    };
    let figures = call.read(|look| -> Result<_, Unplanned> {
        let one = |definition| match figure(look, definition, year) {
            // A rate of nothing does not exist; the year's other figures do.
            Err(Unplanned::Fields(_)) => Ok((definition, "—".to_owned())),
            found => Ok((definition, found?.printed())),
        };
        definitions().map(one).collect::<Result<Vec<_>, _>>()
    })?;
    let rows = figures.iter().map(|(definition, figure)| {
        let address = format!("/lists/figure?figure={}&year={year}", definition.name);
        vec![
            html! { (definition.title) },
            html! { a.number href=(address) { (figure) } },
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
        section.panel { (table("年度数据", &columns, rows.collect(), "")) }
    };
    super::page(call, "/figures", &format!("{year} 年度数据"), Vec::new(), body)
}
