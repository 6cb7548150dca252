//! 影子运行差异: what the province's system says and what our law gives; and the department's own money.

use base::Month;
use desk::Refusal;
use maud::html;
use office::shadow::differences;
use office::work::money_of;

use super::sheet::{Cell, List, Row};
use super::{long, month_asked, number, text, year_asked};
use crate::http::{Call, Fault, Pairs};
use crate::pages::offered;

pub fn found(call: &mut Call<'_>, asked: &Pairs) -> Result<List, Fault> {
    let month = month_asked(asked, Month::of(call.today()?))?;
    let offers = [("import", "导入省系统月报"), ("compare", "按本地政策复算"), ("book", "按月报记账")];
    let offers = offers.map(|(what, words)| (format!("/operations/shadow.{what}?month={month}"), words));
    let after = html! { p { (offered(call, offers)?) } };
    let list = List {
        asks: &[("month", "月份", "month")],
        titles: vec![
            text("项目"),
            text("种类"),
            text("个人编号"),
            text("姓名"),
            text("年月"),
            number("省系统（元）"),
            number("复算（元）"),
            number("差额（元）"),
            long("说明"),
        ],
        nothing: "这个月没有差异，或者还没有比对：先导入月报，再复算。",
        sums: Some(7),
        after: Some(after),
        ..List::default()
    };
    let (comparison, lines) = match call.read(|look| differences(look, month)) {
        Ok(found) => found,
        // A month that was not compared yet.
        Err(Fault::Refused(Refusal::Fields(_))) => return Ok(list),
        Err(other) => return Err(other),
    };
    let rows = lines.into_iter().map(|line| Row {
        region: None,
        cells: vec![
            Cell::Text(line.subject.title().to_owned()),
            Cell::Text(line.kind.title().to_owned()),
            Cell::Text(line.number),
            Cell::Text(line.name),
            Cell::Text(line.period.to_string()),
            Cell::Money(line.theirs),
            Cell::Money(line.ours),
            Cell::Money(line.theirs - line.ours),
            Cell::Text(line.words),
        ],
    });
    let note = format!("{month}：按政策版本 {} 复算 {} 项。", comparison.law_version, comparison.compared);
    Ok(List { note, rows: rows.collect(), ..list })
}

/// 工作经费 by item.
pub fn work_money(call: &mut Call<'_>, asked: &Pairs) -> Result<List, Fault> {
    let year = year_asked(asked, call.today()?.year())?;
    let found = call.read(|look| money_of(look, year))?;
    let rows = found.into_iter().map(|(item, row)| Row {
        region: None,
        cells: vec![
            Cell::Text(item),
            Cell::Money(row.budget),
            Cell::Money(row.adjustment),
            Cell::Money(row.adjusted()),
            Cell::Money(row.spent),
            Cell::Money(row.adjusted() - row.spent),
        ],
    });
    let offers = [
        ("/operations/work.record_money", "登记预算、调整和支出"),
        ("/operations/work.set_targets", "分解年度任务"),
        ("/prints?kind=progress", "进度通报"),
    ];
    let offers = offers.map(|(address, words)| (address.to_owned(), words));
    Ok(List {
        note: format!("{year} 年度预算。工作经费不进基金账。"),
        asks: &[("year", "预算年度", "text")],
        titles: vec![
            long("预算项目"),
            number("年初预算（元）"),
            number("调整（元）"),
            number("调整后（元）"),
            number("支出（元）"),
            number("结余（元）"),
        ],
        rows: rows.collect(),
        nothing: "这一年没有登记工作经费。",
        sums: Some(4),
        after: Some(html! { p { (offered(call, offers)?) } }),
        ..List::default()
    })
}
