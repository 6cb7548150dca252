//! D07: a grade follows from a score.

use rust_decimal::Decimal;

use super::Report;
use super::claims::{self, GradeClaim, ScoreClaim};
use super::grade_bands::Bands;
use crate::finding::{Finding, Review};
use crate::kind::Kind;
use crate::rules::outline::numbered;
use crate::text::item_mark;
use crate::unit::Dimension;

/// A grade outside its band; a grade in a report that has no score at all.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let scores = claims::scores(report.reading);
    let bands = Bands::of(report);
    let mut alone: Vec<GradeClaim> = Vec::new();
    for grade in claims::grades(report.reading) {
        match score_of(&grade, &scores) {
            Some(score) if (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&score.value) => {
                judge(&grade, score, &bands, review);
            }
            Some(_) => {}
            None => alone.push(grade),
        }
    }
    // Of an extract nobody knows what stands before it.
    let first = report.reading.text.passages.iter().filter(|passage| passage.heading);
    let mut numbers = first.map(|passage| numbered(&passage.chars[..item_mark(&passage.chars)]).1);
    if numbers.find(|number| *number > 0).is_some_and(|number| number > 1) {
        return;
    }
    if !matches!(bands, Bands::Unclear | Bands::Stated(_)) && scores.is_empty() && !has_any_score(report) {
        without_score(&alone, review);
    }
}

/// The score of the same sentence, else the nearest of the same passage, else the only one.
fn score_of<'s>(grade: &GradeClaim, scores: &'s [ScoreClaim]) -> Option<&'s ScoreClaim> {
    scores
        .iter()
        .find(|score| score.sentence == grade.sentence)
        .or_else(|| scores.iter().find(|score| score.passage == grade.passage))
        .or_else(|| scores.first().filter(|first| scores.iter().all(|score| score.value == first.value)))
}

fn judge(grade: &GradeClaim, score: &ScoreClaim, bands: &Bands, review: &mut Review) {
    let due = bands.due(score.value).filter(|due| *due != grade.grade && bands.knows(grade.grade));
    let Some(due) = due else { return };
    let quotes = grade.quotes.iter().chain(&score.quotes).cloned().collect();
    let by = if matches!(bands, Bands::Stated(_)) { "报告写明的分档" } else { " 90、80、60 分档" };
    let calc = format!("得分 {} 分按{by}应为“{due}”，报告写“{}”", score.value, grade.grade);
    review.findings.push(Finding::new(Kind::GradeScore, quotes, calc, "改正等级；分档另有规定的，请写明"));
}

fn without_score(grades: &[GradeClaim], review: &mut Review) {
    let Some(first) = grades.first() else { return };
    let calc = format!("等级为“{}”，但全文没有得分", first.grade);
    let quotes = grades.iter().flat_map(|grade| grade.quotes.clone()).collect();
    let suggestion = "写明各项得分和总得分，再据以定级";
    review.findings.push(Finding::new(Kind::GradeScore, quotes, calc, suggestion));
}

fn has_any_score(report: &Report<'_, '_>) -> bool {
    let told = report.reading.quantities.iter().any(|quantity| quantity.number.dimension == Dimension::Score);
    told || report.tables.iter().any(|table| table.total.as_ref().is_some_and(|total| total.score.is_some()))
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(text: &str) -> Vec<&'static str> {
        testing::only(&format!("{text}\n"), "D07")
    }

    #[test]
    fn bands_with_brackets_or_letters_are_read() {
        let bands = "评价结果分为优（92分及以上）、良（82分至92分，不含92分）、中（65分至82分，不含82分）、差（65分以下）四级。";
        assert_eq!(ids(&format!("{bands}\n经综合评价，项目得分86.20分，等级为“优”。")), ["D07"]);
        assert!(ids(&format!("{bands}\n经综合评价，项目得分91.20分，等级为“良”。")).is_empty());
        let letters = "得分90分以上为A级，80分至90分（不含）为B级，70分至80分（不含）为C级，70分以下为D级。";
        assert_eq!(ids(&format!("{letters}2023年度项目绩效得分93.10分，等级B级。")), ["D07"]);
        assert!(ids(&format!("{letters}2023年度项目绩效得分83.10分，等级B级。")).is_empty());
        assert!(ids("2023年度项目绩效得分93.10分，信用等级B级。").is_empty());
    }

    #[test]
    fn a_band_that_sets_a_grade_grades_nothing() {
        let bands = "90分（含）以上等级为优，80分（含）至90分为良，60分（含）至80分为中，60分以下为差";
        assert_eq!(ids(&format!("{bands}。自评总分84.50分，结果为“优秀”。")), ["D07"]);
        assert_eq!(ids(&format!("自评总分84.50分。{bands}，本项目自评等级为优。")), ["D07"]);
        assert!(ids(&format!("自评总分84.50分。{bands}，本项目自评等级为良。")).is_empty());
    }

    #[test]
    fn the_score_of_a_fund_is_the_whole() {
        let score = "2022年度我市困难群众救助补助资金自评得分91.40分，其中产出指标45.40分";
        assert_eq!(ids(&format!("{score}，等级为良。")), ["D07"]);
        assert!(ids(&format!("{score}，等级为优。")).is_empty());
    }
}
