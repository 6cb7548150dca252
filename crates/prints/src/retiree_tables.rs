//! 退休人员社会化管理: the roster's summary by community, and the year's fee by town.

use base::{Date, Fen};
use documents::{BookCell, BookRow, BookTable};
use office::work::{FeeSeen, RosterRow};

use crate::books_tables::{Head, words};

/// 名册汇总表: the whole area, then towns, each with its communities.
pub fn roster(head: &Head<'_>, (year, today): (i16, Date), rows: &[RosterRow]) -> BookTable {
    let columns = [("地区", 34), ("在册人数", 16), ("其中：企业", 16), ("机关事业单位", 18), ("其中：异地居住", 20)];
    let (month, day) = if today.year() > year { (12, 31) } else { (today.month(), today.day()) };
    let mut table = head.table("退休人员社会化管理名册汇总表", format!("{year}年{month}月{day}日"), &columns);
    table.measure = "单位：人".to_owned();
    for (number, row) in rows.iter().enumerate() {
        let strong = number == 0 || row.region.town() == row.region;
        let looked = &row.looked;
        let name = if strong { row.name.clone() } else { format!("　{}", row.name) };
        let counts = [looked.people, looked.people - looked.institution, looked.institution, looked.elsewhere];
        let cells = [vec![words(name)], counts.map(BookCell::Count).to_vec()].concat();
        table.rows.push(BookRow { cells, strong });
    }
    table.notes.push("一人只在一处名册；在表列日期以前退出的不计。姓名见清单“社会化管理名册”。".to_owned());
    table
}

/// 服务费分配表: heads times the standard.
pub fn fee(head: &Head<'_>, found: &FeeSeen) -> BookTable {
    let columns = [("乡镇（街道）", 34), ("年末在册（人）", 20), ("每人每年", 18), ("应拨金额", 24)];
    let mut table = head.table("社会化管理服务费分配表", format!("{}年预算", found.fee.budget_year), &columns);
    table.form = format!("名册年度：{}　依据：{}", found.fee.assess_year, found.fee.document);
    let each = found.standard.per_person;
    for (name, line) in &found.lines {
        table.rows.push(BookRow::of(vec![words(name), BookCell::Count(line.people), each.into(), line.amount.into()]));
    }
    let rows: Vec<usize> = (0..found.lines.len()).collect();
    let people = found.lines.iter().map(|(_, line)| line.people).sum();
    let total: Fen = found.total();
    let sum = BookCell::Sum { value: total, plus: rows, minus: Vec::new() };
    table.rows.push(BookRow::strong(vec![words("合计"), BookCell::Count(people), BookCell::Empty, sum]));
    let standard = &found.standard;
    let basis = if standard.document.is_empty() { "没有见到公布的标准，暂定" } else { &standard.document };
    table.notes.push(format!("标准：每人每年 {each} 元，自 {} 年起（{basis}）；按整人计算。", standard.from_year));
    table.notes.push("服务费列入部门预算，不动用社会保险基金。".to_owned());
    table
}
