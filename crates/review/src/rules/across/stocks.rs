//! A13 of what there was, what came and went and what is left, each in a paragraph of its own: 年初欠费3562.48万元 … 清回1037.15万元 …
//! 新增286.92万元 … 核销118.70万元 … 年末欠费2693.55万元; 年初预算 … 追加 … 核减 … 调整后预算.

use super::facts::{Fact, Facts};
use crate::finding::{Confidence, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Miss};
use crate::rules::known::Known;
use crate::rules::names::common;
use crate::rules::terms::dated;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// More flows than these are a list of something else.
const FLOWS: std::ops::RangeInclusive<usize> = 1..=6;
/// What is left is printed in so many steps at least, or many figures lie a digit off.
const STEPS: i64 = 3_000;
/// What came.
const COMING: &[&str] = &["新增", "增加", "追加", "调增", "划拨", "拨入", "纳入", "转入", "核增", "收入"];
/// What went.
const GOING: &[&str] = &[
    "退出", "减少", "调减", "核减", "核销", "清回", "清理", "拨出", "赔付", "提取", "注销", "支出", "支付", "办结",
    "收回",
];

pub(super) fn check(reading: &Reading<'_>, facts: &Facts<'_>, known: &Known, review: &mut Review) {
    let ends: Vec<(usize, String)> = (0..facts.all.len())
        .filter(|at| closes(reading, facts, &facts.all[*at]))
        .map(|at| (at, noun(&facts.all[at])))
        .collect();
    for (at, opening) in facts.all.iter().enumerate().filter(|(_, fact)| begins(reading, facts, fact)) {
        let name = noun(opening);
        let mut closings = ends.iter().filter(|(end, noun)| {
            let closing = &facts.all[*end];
            let same = closing.q.number.dimension == opening.q.number.dimension;
            *end > at && same && closing.q.passage > opening.q.passage && common(&name, noun) >= 2
        });
        let (Some((end, _)), None) = (closings.next(), closings.next()) else { continue };
        let closing = &facts.all[*end];
        let between = || {
            let before = facts.all[at + 1..*end].iter();
            before.filter(|fact| fact.main && !fact.standard && fact.q.number.dimension == opening.q.number.dimension)
        };
        let flows: Vec<(&Fact<'_>, bool)> = between().filter_map(|fact| Some((fact, way(fact)?))).collect();
        let apart = flows.iter().any(|(fact, _)| fact.q.passage != closing.q.passage);
        // A figure beside them whose way is not told may be a flow too.
        let beside = |fact: &Fact<'_>| flows.iter().any(|(flow, _)| flow.q.passage == fact.q.passage);
        let named = |fact: &Fact<'_>| fact.name.chars().count() < 2 || common(&name, &fact.name) >= 2;
        let unsigned = between().any(|fact| way(fact).is_none() && beside(fact) && named(fact));
        if FLOWS.contains(&flows.len()) && apart && !known.has(reading, closing.q, &[Relation::StockFlow]) {
            solve(reading, (opening.q, &flows, closing.q), unsigned, review);
        }
    }
}

/// 年初累计欠费, 2022年末在职人员, 年初预算.
fn begins(reading: &Reading<'_>, facts: &Facts<'_>, fact: &Fact<'_>) -> bool {
    let words = dated(reading, fact.q);
    let before = facts.year.is_some_and(|year| fact.year == Some(year - 1)) && words.contains("年末");
    let carried = ["上年结余", "上年结转", "上年末"].iter().any(|word| words.contains(word));
    fact.main && !fact.standard && (words.contains("年初") || before || carried)
}

/// 年末累计欠费, 截至年末, 调整后全年预算.
fn closes(reading: &Reading<'_>, facts: &Facts<'_>, fact: &Fact<'_>) -> bool {
    let words = dated(reading, fact.q);
    let ends = ["年末", "年底", "调整后"].iter().any(|word| words.contains(word));
    fact.main && !fact.standard && ends && fact.year == facts.year && !words.contains("上年") && !words.contains("年初")
}

/// 欠费, 预算, 结余: what both ends are called.
fn noun(fact: &Fact<'_>) -> String {
    fact.name.replace("部门", "").replace("项目", "").replace("调整后", "").replace("全年", "")
}

/// Whether it came; none where the words do not say.
fn way(fact: &Fact<'_>) -> Option<bool> {
    let led = |words: &[&str]| words.iter().any(|word| fact.q.lead.contains(word));
    let gone = led(GOING) || fact.q.tail.contains("核销");
    match (led(COMING), gone) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

fn solve(
    reading: &Reading<'_>,
    (opening, flows, closing): (&Quantity, &[(&Fact<'_>, bool)], &Quantity),
    unsigned: bool,
    review: &mut Review,
) {
    let budget = opening.number.dimension == Dimension::Money && opening.lead.contains("预算");
    let (kind, relation) = if budget {
        (Kind::DiffMismatch, Relation::Difference)
    } else {
        (Kind::StockFlowMismatch, Relation::StockFlow)
    };
    let flows: Vec<(&Quantity, bool)> = flows.iter().map(|(fact, way)| (fact.q, *way)).collect();
    let equation = Equation::stock(closing, opening, &flows).of(kind, relation);
    // 18.65万人 leaves too much open.
    let sharp = closing.number.value >= closing.number.step * Decimal::from(STEPS) && !unsigned;
    if equation.holds() || sharp && equation.miss(reading) == Miss::Slip {
        equation.tell(reading, Confidence::Likely, "核对期初、期末与其间增减各数", review);
    }
}
