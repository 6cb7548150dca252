//! B06 of a part above its whole: 及时率120%. Of some 1,100 rates called …率 or …度 in two hundred correct reports only
//! completion and execution rates come above a hundred; among all others it is a slip.

use super::Known;
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::ratio::{Label, label};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// What is done to things that are there, or found of them: never to more than all.
const PARTS: &[&str] = &[
    "及时", "准确", "合格", "满意", "知晓", "入学", "发放", "办结", "到账", "落实", "认证", "核查", "复核", "结算",
    "送达", "回收", "领取", "代缴", "核处", "安置", "符合", "完整", "整改", "入住", "接通", "公示",
];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for rate in &reading.quantities {
        let beyond = rate.number.dimension == Dimension::Percent
            && rate.number.is_operand()
            && rate.number.value > Decimal::ONE_HUNDRED
            && !rate.is_change()
            && !rate.number.chinese
            && !reading.text.passages[rate.passage].cell;
        if beyond && is_of_whole(reading, rate, known) && !known.says_anything(reading, rate) {
            let calc = format!("部分不会多于全部，报告为{}", reading.printed(rate));
            let finding = Finding::new(Kind::CoverageImpossible, reading.quotes([rate]), calc, "核对这个比率");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// More money may come than was planned, but then the rate is no round one, and not all that was planned has come.
fn is_of_whole(reading: &Reading<'_>, rate: &Quantity, known: &Known) -> bool {
    let Some(Label::Rate(name)) = label(rate) else { return false };
    let words = reading.between(rate.passage, reading.sentences[rate.sentence].span.clone());
    let all = ["全部", "全额", "足额"].iter().any(|word| words.contains(word));
    let round = rate.number.is_exact() || rate.number.step >= Decimal::ONE;
    let arrived = || (all || round) && !known.holds(reading, rate, &[Relation::Ratio]);
    PARTS.contains(&name) || name == "到位" && arrived()
}
