//! C02 of the first and the last: 执行率最高的是甲县，为98.34%, where the table gives this rate to another row.

use super::Report;
use super::columns::{Plain, plain};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::unit::Dimension;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let tables = plain(report.reading.document);
    for quantity in report.reading.quantities.iter().filter(|q| !report.reading.text.passages[q.passage].cell) {
        let percent = quantity.number.dimension == Dimension::Percent && quantity.number.is_operand();
        let Some(name) = named(report, quantity).filter(|_| percent) else { continue };
        let mut found = tables.iter().filter_map(|table| row_of(table, quantity).filter(|_| has_row(table, &name)));
        let (Some(row), None) = (found.next(), found.next()) else { continue };
        let quotes = report.reading.quotes([quantity]);
        let printed = report.reading.printed(quantity);
        if row.contains(&name) || name.contains(&row) {
            review.holds(Relation::SameFact, quotes, format!("表中{printed}是“{row}”的"));
        } else {
            let calc = format!("正文说是“{name}”，表中{printed}是“{row}”的");
            let finding = Finding::new(Kind::NarrativeTableContradiction, quotes, calc, "按表核对最高、最低的是哪一个");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// 最高的是甲县，为98.34%: the name between.
fn named(report: &Report<'_, '_>, quantity: &Quantity) -> Option<String> {
    let span = report.reading.sentences.get(quantity.sentence)?.span.start..quantity.number.span.start;
    let before = report.reading.between(quantity.passage, span);
    let at = before.rfind("最高的是").or_else(|| before.rfind("最低的是")).max(before.rfind("最低的是"))?;
    let rest = &before[at + "最高的是".len()..];
    let (name, verb) = rest.split_once('，')?;
    let says = ["为", "仅为", "达到", "达", "只有"].contains(&verb);
    let plain = (2..=12).contains(&name.chars().count()) && !name.contains(['（', '、', '和']);
    (says && plain).then(|| name.trim_end_matches("维度").to_owned())
}

fn bare(name: &str) -> String {
    name.trim_end_matches("维度").to_owned()
}

fn has_row(table: &Plain, name: &str) -> bool {
    table.rows.iter().any(|row| !row.total && bare(&row.name) == name)
}

/// The only row that prints this figure.
fn row_of(table: &Plain, quantity: &Quantity) -> Option<String> {
    let figure = |quote: &crate::finding::Quote| {
        let text = quote.text.trim().trim_end_matches('%');
        text.parse::<rust_decimal::Decimal>().is_ok_and(|value| value == quantity.number.value)
    };
    let prints = |row: &&super::columns::PlainRow| row.cells.iter().flatten().any(|(_, quote)| figure(quote));
    let mut rows = table.rows.iter().filter(|row| !row.total).filter(prints);
    let row = rows.next().filter(|_| rows.next().is_none())?;
    Some(bare(&row.name))
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(name: &str) -> Vec<&'static str> {
        let text = format!(
            "执行率最高的是{name}，为98.12%。\n|县区|预算|支出|执行率|\n|东河县|200.00|196.24|98.12%|\n|西岭县|300.00|270.00|90.00%|\n|南浦县|250.00|230.00|92.00%|\n|合计|750.00|696.24|92.83%|\n"
        );
        testing::only(&text, "C02")
    }

    #[test]
    fn the_first_is_the_row_that_prints_it() {
        assert_eq!(ids("西岭县"), ["C02"]);
        assert!(ids("东河县").is_empty());
        assert!(ids("北屏县").is_empty());
    }
}
