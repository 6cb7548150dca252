//! A08 of points lost by the piece: 每逾期1笔扣0.2分 among the rules, and 逾期3笔，扣0.8分.

use super::Report;
use super::lost_points::is_lost;
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::rules::names::common;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// So many rules at most.
const RULES: usize = 30;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let rules: Vec<[&Quantity; 2]> = reading
        .quantities
        .windows(2)
        .filter_map(|two| {
            let [one, each] = two else { return None };
            let near = one.sentence == each.sentence && one.clause.abs_diff(each.clause) <= 1;
            let rule = is_each(one) && each.number.dimension == Dimension::Score && each.lead.ends_with('扣');
            let open = reading.text.passages[each.passage].cell || each.tail.contains('至');
            (rule && near && !open).then_some([one, each])
        })
        .collect();
    // More rules than these are a table of rules.
    if rules.len() > RULES {
        return;
    }
    for pair in reading.quantities.windows(2) {
        let [count, lost] = pair else { continue };
        let together = count.sentence == lost.sentence && lost.clause.abs_diff(count.clause) <= 1;
        if together && is_lost(lost) && !is_each(count) && count.number.is_operand() {
            of_rule(report, &rules, [count, lost], review);
        }
    }
}

/// The only rule that is called as the loss is, the longest name first; where any rule gives the loss, it is right.
fn of_rule(report: &Report<'_, '_>, rules: &[[&Quantity; 2]], [count, lost]: [&Quantity; 2], review: &mut Review) {
    let alike = |one: &Quantity| common(&count.lead, &one.lead.replace('每', ""));
    let same: Vec<(usize, [&Quantity; 2])> = rules
        .iter()
        .filter(|[one, _]| one.number.dimension == count.number.dimension)
        .map(|[one, each]| (alike(one), [*one, *each]))
        .filter(|(length, _)| *length >= 2)
        .collect();
    let longest = same.iter().map(|(length, _)| *length).max().unwrap_or_default();
    let mut best = same.iter().filter(|(length, _)| *length == longest);
    let (Some((_, [one, each])), None) = (best.next(), best.next()) else { return };
    let given = |[_, each]: &[&Quantity; 2]| each.number.value * count.number.value == lost.number.value;
    if given(&[one, each]) || !same.iter().any(|(_, rule)| given(rule)) {
        judge(report, [one, each, count, lost], review);
    }
}

/// 每逾期1笔, 每超期一件.
fn is_each(q: &Quantity) -> bool {
    q.lead.contains('每')
        && q.number.value == Decimal::ONE
        && matches!(q.number.dimension, Dimension::Count(_) | Dimension::Person)
}

fn judge(report: &Report<'_, '_>, [one, each, count, lost]: [&Quantity; 4], review: &mut Review) {
    let reading = report.reading;
    let due = each.number.value * count.number.value;
    let quotes = reading.quotes([lost, count, one, each]);
    let calc = format!(
        "{}×{}＝{}分，报告扣{}",
        reading.printed(count),
        reading.printed(each),
        due.normalize(),
        reading.printed(lost)
    );
    // 扣完为止.
    let words = reading.between(each.passage, reading.sentences[each.sentence].span.clone());
    let capped = ["扣完", "最多", "为止"].iter().any(|word| words.contains(word)) && lost.number.value < due;
    if due == lost.number.value {
        review.holds(Relation::ScoreRule, quotes, calc);
    } else if !capped {
        let finding = Finding::new(Kind::ScoreRuleMismatch, quotes, calc, "按写明的扣分办法重新计分");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;

    #[test]
    fn as_many_points_as_pieces() {
        let told = |lost: &str, rule: &str| {
            let text = format!("一、办法\n结算每逾期1笔扣0.2分{rule}。\n二、时效\n经核查，结算逾期4笔，扣{lost}分。\n");
            testing::only(&text, "A08")
        };
        assert_eq!(told("0.6", ""), ["A08"]);
        assert!(told("0.8", "").is_empty());
        assert!(told("0.6", "，扣完为止").is_empty());
        // Each of two rules has its own.
        assert!(told("0.8", "，转移每逾期1笔扣0.5分").is_empty());
    }
}
