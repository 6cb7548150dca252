//! D12 of a column: 各乡镇完成率均在95%以上, and a row of the only table with that column tells less.

use super::Report;
use super::columns::{Plain, plain};
use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::unit::Dimension;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let tables = plain(reading.document);
    for told in reading.quantities.iter().filter(|_| !tables.is_empty()) {
        let Some(name) = name(told).filter(|_| !reading.text.passages[told.passage].cell) else { continue };
        let words = reading.between(told.passage, reading.sentences[told.sentence].span.clone());
        let other = ["除", "力争", "确保", "将", "目标", "要求", "计划", "争取", "上年", "但"];
        if other.iter().any(|word| words.contains(word)) {
            continue;
        }
        let columns: Vec<(&Plain, usize)> = tables
            .iter()
            .flat_map(|table| (0..table.titles.len()).map(move |at| (table, at)))
            .filter(|(table, at)| {
                table.titles[*at].split(['（', '(']).next().is_some_and(|title| title.ends_with(&name))
            })
            .collect();
        let [(table, column)] = columns[..] else { continue };
        let low = table.rows.iter().filter(|row| !row.total).find_map(|row| {
            let (value, quote) = row.cells.get(column)?.as_ref()?;
            (value.high < told.number.value).then_some((row, value.middle(), quote))
        });
        if let Some((row, value, quote)) = low {
            let calc =
                format!("表中“{}”{name}{}%，却说“{}{}”", row.name, value.normalize(), told.lead, reading.printed(told));
            let words = reading.quotes([told]).into_iter().chain([quote.clone()]).collect();
            let finding = Finding::new(Kind::ConclusionVsProblems, words, calc, "核对表中这一行，或改正结论");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// 完成率均在95%以上: the rate that no row falls below.
fn name(told: &Quantity) -> Option<String> {
    let head = ["均在", "均超过", "均高于", "均达到", "均达", "均不低于"]
        .iter()
        .find_map(|word| told.lead.strip_suffix(word))?;
    let signs: Vec<char> = head.chars().collect();
    let name: String = signs.get(signs.len().checked_sub(3)?..)?.iter().collect();
    let rate = told.number.dimension == Dimension::Percent && name.ends_with('率');
    let all = told.led_by(&["各", "个", "全部", "所有"]);
    (rate && all && !told.led_by(&["除", "其余", "上年"])).then_some(name)
}

#[cfg(test)]
mod tests {
    use crate::testing;

    #[test]
    fn no_row_falls_below() {
        let told = |rate: &str| {
            let text = format!(
                "|乡镇|任务数|完成数|完成率（%）|\n|东岭镇|31200|31074|99.60|\n|西塘镇|27450|27012|{rate}|\n|九曲镇|22980|23105|100.54|\n各乡镇完成率均在95%以上。\n"
            );
            testing::only(&text, "D12")
        };
        assert_eq!(told("89.40"), ["D12"]);
        assert!(told("98.40").is_empty());
    }
}
