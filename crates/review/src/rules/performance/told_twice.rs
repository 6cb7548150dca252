//! C01: the score of the whole is told in several places, and one of them tells another value than the one that the
//! parts or the table of scores confirm.

use rust_decimal::Decimal;

use super::Report;
use super::claims::{self, ScoreClaim};
use crate::finding::{Finding, Relation, Review};
use crate::kind::Kind;

/// Runs behind the rules that recompute the score.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    if report.tables.len() > 1 {
        return;
    }
    let claims: Vec<ScoreClaim> = claims::scores(report.reading).into_iter().filter(is_bare).collect();
    let mut values: Vec<Decimal> = Vec::new();
    for claim in &claims {
        if !values.contains(&claim.value) {
            values.push(claim.value);
        }
    }
    let [a, b] = values[..] else { return };
    let (known, odd) = match (is_confirmed(report, review, a, &claims), is_confirmed(report, review, b, &claims)) {
        (true, false) => (a, b),
        (false, true) => (b, a),
        _ => return unconfirmed(report, &claims, review),
    };
    let of = |value: Decimal| claims.iter().filter(move |claim| claim.value == value);
    // 自评95分，复评93分: two hands.
    if of(odd).any(|claim| of(known).any(|other| other.passage == claim.passage || hand(other) != hand(claim))) {
        return;
    }
    let quotes = of(odd).chain(of(known)).flat_map(|claim| claim.quotes.clone()).collect();
    let calc = format!("同一总得分：一处写 {odd} 分，另一处写 {known} 分，各部分得分合计为 {known} 分");
    let suggestion = format!("总得分各处应一致，应为 {known} 分");
    review.findings.push(Finding::new(Kind::SameFactDifferentValue, quotes, calc, suggestion));
}

/// 综合得分94.5分，…。综上所述，自评总分95.4分: in one paragraph of one hand, and two digits the other way round.
fn unconfirmed(report: &Report<'_, '_>, claims: &[ScoreClaim], review: &mut Review) {
    let [first, second] = claims else { return };
    let text = report.reading.text.passages[first.passage].text();
    let other = ["复评", "复核", "抽查", "财政局", "评价组", "第三方", "调整", "上年", "其中", "核定", "专家"];
    let one = first.passage == second.passage && !other.iter().any(|word| text.contains(word));
    let digits = |value: Decimal| {
        let mut digits: Vec<char> = value.normalize().to_string().chars().collect();
        digits.sort_unstable();
        digits
    };
    let turned = first.value.scale() == second.value.scale() && digits(first.value) == digits(second.value);
    if one && turned && first.sentence != second.sentence {
        let quotes = second.quotes.iter().chain(&first.quotes).cloned().collect();
        let calc = format!("同一总得分：一处写 {} 分，另一处写 {} 分", first.value, second.value);
        let finding = Finding::new(Kind::SameFactDifferentValue, quotes, calc, "总得分各处应一致");
        review.findings.push(finding.confidence(crate::finding::Confidence::Likely));
    }
}

/// 项目得分, 综合评价得分: no name of a project before it.
fn is_bare(claim: &ScoreClaim) -> bool {
    words(claim).chars().count() <= 16
}

fn words(claim: &ScoreClaim) -> String {
    claim.quotes.iter().map(|quote| quote.text.as_str()).collect()
}

/// Whose score it is: one that scores itself, or one that is scored.
fn hand(claim: &ScoreClaim) -> &'static str {
    let words = words(claim);
    if words.contains("自评") || words.contains("自我") { "自评" } else { "评价" }
}

/// The table's total, or parts that add up to it.
fn is_confirmed(report: &Report<'_, '_>, review: &Review, value: Decimal, claims: &[ScoreClaim]) -> bool {
    let table = report.certain().filter_map(|table| table.total.as_ref()?.score.as_ref()?.points());
    let own = claims.iter().filter(|claim| claim.value == value).flat_map(|claim| &claim.quotes);
    let summed = own.into_iter().any(|quote| {
        let of_scores = review.checked.iter().filter(|checked| checked.relation == Relation::ScoreSum);
        of_scores.flat_map(|checked| &checked.quotes).any(|checked| checked == quote)
    });
    summed || table.into_iter().any(|total| total == value)
}
