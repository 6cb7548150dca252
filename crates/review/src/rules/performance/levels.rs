//! A10 of the indicators: 设置4个一级指标、11个二级指标、24个三级指标, against the rows of the score table. One level that
//! agrees proves that the table is the one meant.

use super::Report;
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::table::cell::Cell;
use crate::table::{Indicator, PerformanceTable};
use crate::unit::Dimension;
use rust_decimal::Decimal;

const LEVELS: [&str; 3] = ["一级指标", "二级指标", "三级指标"];

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let mut tables = report.certain().filter(|table| table.indicators.len() >= 6);
    let (Some(table), None) = (tables.next(), tables.next()) else { return };
    let Some(counts) = counts(table) else { return };
    for index in 0..report.reading.sentences.len() {
        let told: Vec<(usize, &Quantity)> = report.reading.in_sentence(index).iter().filter_map(level).collect();
        let agrees = |(level, q): &(usize, &Quantity)| q.number.value == counts[*level];
        if told.is_empty()
            || !told.iter().any(agrees) && !sided(report, index, counts[0])
            || report.reading.text.passages[told[0].1.passage].cell
        {
            continue;
        }
        for (level, quantity) in told.iter().copied() {
            judge(report, quantity, LEVELS[level], counts[level], review);
        }
    }
}

/// 从四个维度设置…: the first level by another name.
fn sided(report: &Report<'_, '_>, sentence: usize, first: Decimal) -> bool {
    report.reading.in_sentence(sentence).iter().any(|q| {
        let side = ["维度", "方面"].iter().any(|word| q.tail.starts_with(word));
        side && q.number.value == first
    })
}

/// 11个二级指标: the level that is counted.
fn level(quantity: &Quantity) -> Option<(usize, &Quantity)> {
    let counted = matches!(quantity.number.dimension, Dimension::Count("个" | "项")) && quantity.number.is_operand();
    let level =
        LEVELS.iter().position(|word| quantity.tail == *word || quantity.tail.starts_with(&format!("{word}组成")))?;
    counted.then_some((level, quantity))
}

/// How many indicators of each level the table has, if every row names all three.
fn counts(table: &PerformanceTable) -> Option<[Decimal; 3]> {
    let rows = &table.indicators;
    let first: Vec<&str> = rows.iter().map(|row| words(row.level1.as_ref())).collect();
    let second: Vec<(&str, &str)> =
        rows.iter().map(|row: &Indicator| (words(row.level1.as_ref()), words(row.level2.as_ref()))).collect();
    let named =
        rows.iter().all(|row| row.name.is_some()) && second.iter().all(|(one, two)| !one.is_empty() && !two.is_empty());
    // The total row shows where the table ends.
    let whole = table.total.is_some() && !table.loose;
    (named && whole).then(|| [runs(&first), runs(&second), Decimal::from(rows.len())])
}

fn words(cell: Option<&Cell>) -> &str {
    cell.map_or("", |cell| cell.text.as_str())
}

fn runs<T: PartialEq>(names: &[T]) -> Decimal {
    Decimal::from(1 + names.windows(2).filter(|pair| pair[0] != pair[1]).count())
}

fn judge(report: &Report<'_, '_>, quantity: &Quantity, level: &str, count: Decimal, review: &mut Review) {
    let quotes = report.reading.quotes([quantity]);
    let printed = report.reading.printed(quantity);
    if quantity.number.value == count {
        return review.holds(Relation::Count, quotes, format!("表中有{count}个{level}，与{printed}相符"));
    }
    let calc = format!("写明{printed}{level}，表中有{count}个");
    let finding = Finding::new(Kind::CountMismatch, quotes, calc, "核对指标个数与指标表");
    review.findings.push(finding.confidence(Confidence::Likely));
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(second: &str) -> Vec<&'static str> {
        let rows = [
            ("投入", "立项", "依据"),
            ("投入", "立项", "程序"),
            ("投入", "资金", "到位率"),
            ("产出", "数量", "人数"),
            ("产出", "数量", "场次"),
            ("产出", "质量", "合格率"),
        ];
        let row = |(one, two, three): &(&str, &str, &str)| format!("|{one}|{two}|{three}|10|达到|达到|10|\n");
        let rows: String = rows.iter().map(row).collect();
        let text = format!(
            "共设置2个一级指标、{second}个二级指标、6个三级指标。\n|一级指标|二级指标|三级指标|分值|年度指标值|实际完成值|得分|\n{rows}|总分|<|<|60|||60|\n"
        );
        testing::only(&text, "A10")
    }

    #[test]
    fn levels_are_counted_in_the_table() {
        assert_eq!(ids("5"), ["A10"]);
        assert!(ids("4").is_empty());
    }
}
