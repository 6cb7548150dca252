//! D07: a grade follows from a score.

use rust_decimal::Decimal;

use super::Report;
use super::claims::{self, GradeClaim, ScoreClaim};
use crate::finding::{Finding, Review};
use crate::kind::Kind;
use crate::unit::Dimension;

/// The bands of the Ministry of Finance: 90, 80, 60.
fn band(score: Decimal) -> char {
    match score {
        score if score >= Decimal::from(90) => '优',
        score if score >= Decimal::from(80) => '良',
        score if score >= Decimal::from(60) => '中',
        _ => '差',
    }
}

/// A grade outside its band; a grade in a report that has no score at all.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let scores = claims::scores(report.reading);
    if states_bands(report) {
        return;
    }
    let mut alone: Vec<GradeClaim> = Vec::new();
    for grade in claims::grades(report.reading) {
        match score_of(&grade, &scores) {
            Some(score) if (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&score.value) => {
                judge(&grade, score, review);
            }
            Some(_) => {}
            None => alone.push(grade),
        }
    }
    if scores.is_empty() && !has_any_score(report) {
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

fn judge(grade: &GradeClaim, score: &ScoreClaim, review: &mut Review) {
    let due = band(score.value);
    if due == grade.grade {
        return;
    }
    let quotes = grade.quotes.iter().chain(&score.quotes).cloned().collect();
    let calc = format!("得分 {} 分按 90、80、60 分档应为“{due}”，报告写“{}”", score.value, grade.grade);
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

/// The report states bands of its own, in points and grades of one sentence.
fn states_bands(report: &Report<'_, '_>) -> bool {
    report.reading.sentences.iter().any(|sentence| {
        let text = report.reading.text.passages[sentence.passage].slice(sentence.span.clone());
        let grades = ['优', '良', '中', '差'].iter().filter(|grade| text.contains(**grade)).count();
        grades >= 3 && text.contains('分') && text.chars().filter(char::is_ascii_digit).count() >= 4
    })
}
