//! A08: 每发现1例扣0.5分。…发现错发7例，该指标分值8分，应得4.5分. The rule, how often it was broken, the points and the score, in one
//! paragraph.

use super::{Role, clause, is_known, role};
use crate::finding::{Confidence, Finding, Quote, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::known::Known;
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for two in reading.quantities.windows(2) {
        let [per, lost] = two else { continue };
        let rule = clause(reading, per);
        let each = per.sentence == lost.sentence
            && per.clause.abs_diff(lost.clause) <= 1
            && rule.contains('每')
            && per.number.value > Decimal::ZERO
            && lost.number.dimension == Dimension::Score
            && lost.lead.ends_with('扣')
            && !reading.text.passages[per.passage].cell;
        if each {
            case(reading, [per, lost], known, review);
        }
    }
}

/// The case behind the rule: how often, of how many points, and what was earned or lost.
fn case(reading: &Reading<'_>, [per, lost]: [&Quantity; 2], known: &Known, review: &mut Review) {
    let within = |q: &&Quantity| q.passage == per.passage && q.sentence.abs_diff(per.sentence) <= 1;
    let near: Vec<&Quantity> = reading.quantities.iter().filter(within).collect();
    let only = |wanted: &dyn Fn(&Quantity) -> bool| {
        let mut all = near.iter().copied().filter(|q| wanted(q));
        all.next().filter(|_| all.next().is_none())
    };
    let behind = |q: &Quantity| q.number.span.start > lost.number.span.end;
    let often = only(&|q| {
        behind(q)
            && q.number.dimension == per.number.dimension
            && q.number.is_operand()
            && !clause(reading, q).contains('每')
    });
    let may = only(&|q| role(reading, q) == Some(Role::May));
    let (Some(often), Some(may)) = (often, may) else { return };
    let times = (often.number.value / per.number.value).floor();
    let taken = (times * lost.number.value).min(may.number.value);
    let told = [(Role::Earned, may.number.value - taken), (Role::Lost, taken)];
    for (wanted, due) in told {
        let Some(figure) = only(&|q| behind(q) && role(reading, q) == Some(wanted)) else { continue };
        if is_known(reading, known, &[figure]) {
            continue;
        }
        let quotes: Vec<Quote> = reading.quotes([figure, often, may, lost]);
        let calc = format!(
            "{}按每{}扣{}应扣 {} 分，分值 {} 分，报告为{}",
            reading.printed(often),
            reading.printed(per),
            reading.printed(lost),
            taken.normalize(),
            may.number.value.normalize(),
            reading.printed(figure)
        );
        if due == figure.number.value {
            review.holds(Relation::ScoreRule, quotes, calc);
        } else if (due - figure.number.value).abs() * Decimal::TWO <= may.number.value {
            let finding = Finding::new(Kind::ScoreRuleMismatch, quotes, calc, "按写明的扣分规则改正得分");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}
