//! 未采用清单: lines of received files that were not taken.

use office::contributions::left_out;

use super::sheet::{Cell, List, Row};
use super::{long, number, text};
use crate::http::{Call, Fault, Pairs};

pub fn lines(call: &mut Call<'_>, _asked: &Pairs) -> Result<List, Fault> {
    let found = call.read(left_out)?;
    let rows = found.into_iter().map(|line| Row {
        region: None,
        cells: vec![
            Cell::Day(Some(line.imported_on)),
            Cell::Text(line.file),
            Cell::Count(line.line),
            Cell::Text(line.what),
            Cell::Money(line.amount),
        ],
    });
    Ok(List {
        titles: vec![text("导入日期"), text("文件"), number("行号"), long("问题与处理办法"), number("金额（元）")],
        rows: rows.collect(),
        nothing: "没有未采用的行。",
        sums: Some(4),
        ..List::default()
    })
}
