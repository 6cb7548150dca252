//! A10: 覆盖全县8个乡镇 and a table of the 乡镇 with a total row, 由五个子项目组成 and a table of the 子项目.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::performance::columns::{Plain, plain};
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    // Only a table with a total has all its rows.
    let whole = |table: &Plain| table.rows.iter().any(|row| row.total) && table.rows.len() > 3;
    let tables: Vec<Plain> = plain(reading.document).into_iter().filter(whole).collect();
    for quantity in reading.quantities.iter().filter(|_| !tables.is_empty()) {
        let counted = matches!(quantity.number.dimension, Dimension::Count("个" | "项" | "家"));
        let all = ["全县", "全市", "全区", "全省", "全州", "下辖"].iter().any(|word| quantity.lead.ends_with(word))
            || quantity.lead.ends_with('由') && (quantity.tail.ends_with("组成") || quantity.tail.ends_with("构成"))
            || organized(quantity);
        if !counted || !all || !quantity.number.is_operand() || reading.text.passages[quantity.passage].cell {
            continue;
        }
        let head = |table: &&Plain| {
            if is_of_places(table) && organized(quantity) {
                return true;
            }
            let title = table.titles.first().map_or("", |title| title.split(['(', '（']).next().unwrap_or_default());
            title.chars().count() > 1 && quantity.tail.starts_with(title)
        };
        let rows = |table: &Plain| Decimal::from(table.rows.iter().filter(|row| !row.total).count());
        let counts: Vec<Decimal> = tables.iter().filter(head).map(rows).collect();
        let Some(count) = counts.first().copied().filter(|first| counts.iter().all(|count| count == first)) else {
            continue;
        };
        let stated = quantity.number.value;
        let quotes = reading.quotes([quantity]);
        if stated == count {
            review.holds(Relation::Count, quotes, format!("表中{count}行，与{}相符", reading.printed(quantity)));
        } else if (stated - count).abs() <= Decimal::from(3) {
            let calc = format!("写明{}，表中列{count}行", reading.printed(quantity));
            let finding = Finding::new(Kind::CountMismatch, quotes, calc, "核对个数与表中各行");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// 组织6个县（区）, 覆盖5个县: all of them, as far as a total row reaches.
fn organized(quantity: &Quantity) -> bool {
    let counties = ["县", "区", "市"].iter().any(|word| quantity.tail == *word) || quantity.tail.starts_with("县区");
    counties && ["组织", "所辖", "下辖"].iter().any(|word| quantity.lead.ends_with(word))
}

/// Every row but the total is a county.
fn is_of_places(table: &Plain) -> bool {
    let mut rows = table.rows.iter().filter(|row| !row.total);
    rows.all(|row| row.name.ends_with(['县', '区', '市', '旗']) && row.name.chars().count() <= 8)
}
