//! 进度通报: targets and what was done, region by region.

use documents::{BookCell, BookRow, BookTable};
use office::work::Progress;
use rust_decimal::Decimal;

use crate::books_tables::{Head, words};

/// The bulletin of one target: the whole area, then towns with their rank, each with its villages.
pub fn bulletin(head: &Head<'_>, found: &Progress) -> BookTable {
    let columns = [("地区", 40), ("任务", 16), ("完成", 16), ("完成率", 14), ("名次", 10), ("", 14)];
    let task = &found.task;
    let mut table = head.table("进度通报", format!("{}年度", task.assess_year), &columns);
    table.form = format!("{}　任务文件：{}　任务编号 {}", task.measure, task.document, task.id);
    table.measure =
        if task.measure == office::tables::TaskMeasure::Bookings { "单位：人次" } else { "单位：人" }.to_owned();
    for (number, row) in found.rows.iter().enumerate() {
        let rate = (row.target > 0).then(|| Decimal::from(row.done) * Decimal::ONE_HUNDRED / Decimal::from(row.target));
        let is_town = row.rank.is_some();
        let name = if number == 0 || is_town { row.name.clone() } else { format!("　{}", row.name) };
        let rank = row.rank.map_or(BookCell::Empty, |rank| BookCell::Centred(rank.to_string()));
        let behind = if row.met() { "" } else { "未完成" };
        let cells = vec![
            words(name),
            BookCell::Count(row.target),
            BookCell::Count(row.done),
            BookCell::Percent(rate),
            rank,
            words(behind),
        ];
        table.rows.push(BookRow { cells, strong: number == 0 || is_town });
    }
    table.notes.push(
        "完成率为本级完成数除以本级任务数，不是下级完成率的平均；参保人数、缴费人数、记账人次分别通报。".to_owned(),
    );
    table
}
