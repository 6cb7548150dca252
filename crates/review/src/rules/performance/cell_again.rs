//! C02 of any table of amounts: under （一）居家托养 the text tells 支出142.32万元, and the row of this name has 124.32 in the column of
//! what was spent. A slip of the pen parts the two, and nothing else under the heading is the cell's.

use super::Report;
use super::columns::plain;
use crate::finding::{Confidence, Finding, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::rules::known::Known;
use crate::rules::names::core;
use crate::rules::outline::outline;
use crate::rules::slip;
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// What a column is called, and the amount under its heading.
const COLUMNS: [&str; 7] = ["预算", "支出", "到位", "执行", "使用", "批复", "拨付"];

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let tables = plain(reading.document);
    if tables.is_empty() {
        return;
    }
    let (parts, known) = (outline(reading), Known::of(review));
    for table in &tables {
        for row in table.rows.iter().filter(|row| !row.total && row.name.chars().count() >= 4) {
            let mut of = parts.iter().filter(|part| {
                let title = core(&part.title);
                title.chars().count() >= 3 && core(&row.name).contains(&title)
            });
            let Some(part) = of.next().filter(|_| of.next().is_none()) else { continue };
            for (at, title) in table.titles.iter().enumerate() {
                // Amounts in 元 are not those of 万元.
                if title.contains("元）") && !title.contains("万元") || title.contains("(元)") {
                    continue;
                }
                let Some((value, quote)) = row.cells.get(at).and_then(Option::as_ref) else { continue };
                let Some(word) = COLUMNS.iter().find(|word| title.starts_with(**word)) else { continue };
                let here = |q: &&Quantity| {
                    q.number.dimension == Dimension::Money
                        && part.body.contains(&q.passage)
                        && !reading.text.passages[q.passage].cell
                        && q.number.factor == Decimal::from(10_000)
                        && q.is_amount()
                        && !q.prior
                };
                let all: Vec<&Quantity> = reading.quantities.iter().filter(here).collect();
                let meant = value.times(Interval::exact(Decimal::from(10_000)));
                let Some(meant) = meant.filter(|meant| !all.iter().any(|q| q.number.interval().meets(*meant))) else {
                    continue;
                };
                let mut named = all.iter().filter(|q| bare_lead(&q.lead).ends_with(word));
                let Some(told) = named.next().filter(|_| named.next().is_none()) else { continue };
                if slip::mends(reading, told, meant) && !known.is_explained(reading, told) {
                    let shown = value.middle().normalize();
                    let calc = format!("“{}”：表中{title}{shown}万元，正文{}", row.name, reading.printed(told));
                    let words = reading.quotes([*told]).into_iter().chain([quote.clone()]).collect();
                    let suggestion = "核对哪一处抄错，正文与表保持一致";
                    let finding = Finding::new(Kind::NarrativeTableContradiction, words, calc, suggestion);
                    review.findings.push(finding.confidence(Confidence::Likely));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;

    #[test]
    fn the_row_is_told_again_under_its_heading() {
        let told = |spent: &str| {
            let text = format!(
                "一、使用\n支出如下（单位：万元）：\n|子项目|预算|支出|\n|残疾人居家托养补助|126.00|124.32|\n|残疾人自主创业补贴|45.00|38.75|\n（一）居家托养补助\n为残疾人提供托养，支出{spent}万元。\n（二）自主创业补贴\n补贴创业户31户，支出38.75万元。\n"
            );
            testing::only(&text, "C02")
        };
        assert_eq!(told("127.32"), ["C02"]);
        assert!(told("124.32").is_empty());
        assert!(told("96.18").is_empty());
    }
}
