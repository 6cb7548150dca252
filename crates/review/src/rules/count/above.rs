//! A10 of the rows of a table above or below a mark: 完成率超过100%的乡镇有2个, and the column 完成率.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::performance::columns::{Plain, plain};
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    let tables = plain(reading.document);
    if tables.is_empty() {
        return;
    }
    for pair in reading.quantities.windows(2) {
        let [mark, count] = pair else { continue };
        let together = mark.sentence == count.sentence
            && mark.clause == count.clause
            && mark.number.dimension == Dimension::Percent
            && matches!(count.number.dimension, Dimension::Count("个" | "家" | "项" | "所"))
            && count.number.is_operand()
            && !reading.text.passages[mark.passage].cell;
        let Some((over, name)) = above(mark).filter(|_| together) else { continue };
        let counted = tables.iter().filter_map(|table| rows(table, &name, mark.number.value, over, &mark.tail));
        let counts: Vec<usize> = counted.collect();
        let [listed] = counts[..] else { continue };
        let quotes = reading.quotes([mark, count]);
        let calc = format!("表中这样的有{listed}行，报告为{}", reading.printed(count));
        if count.number.value == Decimal::from(listed) {
            review.holds(Relation::Count, quotes, calc);
        } else {
            let finding = Finding::new(Kind::CountMismatch, quotes, calc, "核对个数与表中各行");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// 完成率超过100%: what is compared, and whether more is meant.
fn above(mark: &Quantity) -> Option<(bool, String)> {
    let words = [("超过", true), ("高于", true), ("大于", true), ("低于", false), ("不足", false), ("小于", false)];
    words.iter().find_map(|(word, over)| {
        let name = mark.lead.strip_suffix(word)?;
        let name = name.trim_start_matches(['的', '其', '中']);
        (name.chars().count() >= 2 && mark.tail.starts_with('的')).then(|| (*over, name.to_owned()))
    })
}

/// How many rows of the table are so; its first column must be of what is counted: …的乡镇有.
fn rows(table: &Plain, name: &str, mark: Decimal, over: bool, tail: &str) -> Option<usize> {
    let mut columns = (0..table.titles.len()).filter(|at| table.titles[*at].starts_with(name));
    let column = columns.next().filter(|_| columns.next().is_none())?;
    let first = table.titles.first()?.split(['(', '（']).next()?;
    let kind = tail.trim_start_matches('的').trim_end_matches(['有', '共', '为', '达']);
    let rows: Vec<_> = table.rows.iter().filter(|row| !row.total).collect();
    let values: Vec<Decimal> =
        rows.iter().filter_map(|row| row.cells.get(column)?.as_ref().map(|(value, _)| value.middle())).collect();
    let named = kind.chars().count() >= 2 && first.contains(kind);
    let whole = table.rows.iter().any(|row| row.total) && values.len() == rows.len() && rows.len() > 2;
    (named && whole).then(|| values.iter().filter(|value| if over { **value > mark } else { **value < mark }).count())
}

#[cfg(test)]
mod tests {
    use crate::testing;

    #[test]
    fn rows_above_a_mark_are_counted() {
        let told = |count: &str| {
            let text = format!(
                "|乡镇|任务数|完成数|完成率（%）|\n|东岭镇|31200|31074|99.60|\n|西塘镇|27450|27012|98.40|\n|九曲镇|22980|23105|100.54|\n|合计|81630|81191|99.46|\n完成率超过100%的乡镇有{count}个，其余未完成任务。\n"
            );
            testing::only(&text, "A10")
        };
        assert_eq!(told("2"), ["A10"]);
        assert!(told("1").is_empty());
    }
}
