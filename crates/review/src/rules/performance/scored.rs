//! Points told in running text, each for what it is: what may be earned, what was earned, what was lost. What they must
//! make of each other is a matter of a calculator: none earns more than it may, the full points less the lost ones are the
//! earned ones, parts make their group, an average lies where it lies.

mod above;
mod due;
mod each;
mod list;
mod lost;
mod mean;
mod percent;

use super::Report;
use crate::finding::Review;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Miss};
use crate::rules::known::Known;
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    above::check(reading, review);
    lost::check(reading, &Known::of(review), review);
    list::check(reading, &Known::of(review), review);
    percent::check(reading, &Known::of(review), review);
    mean::check(reading, &Known::of(review), review);
    due::check(reading, &Known::of(review), review);
    each::check(reading, &Known::of(review), review);
}

/// What a figure of points is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// 分值5分, 满分10分, 明确性（3分）.
    May,
    /// 得4分, 实得17.5分.
    Earned,
    /// 扣1.5分.
    Lost,
    /// 每发现1例扣0.5分, 90分以上: a rule, not a case.
    Rule,
    /// 数量指标20分: the words do not tell.
    Open,
}

/// What the words around a figure of points tell; none where it has none.
fn role(reading: &Reading<'_>, q: &Quantity) -> Option<Role> {
    if q.number.dimension != Dimension::Score || reading.text.passages[q.passage].cell {
        return None;
    }
    let lead = q.lead.trim_end_matches(['为', '：', '了', '“', '"', '是', '共', '计']);
    let clause = clause(reading, q);
    let ruled = ["每", "最多", "最高", "不超过", "酌情", "之间"].iter().any(|word| clause.contains(word))
        || ["的标准", "的原则", "的规", "的办法"].iter().any(|word| q.tail.starts_with(word))
        || clause.contains("的扣")
        || !q.number.is_operand()
        || q.number.chinese;
    let ends = |words: &[&str]| words.iter().any(|word| lead.ends_with(word));
    Some(match () {
        () if ruled => Role::Rule,
        () if ends(&["扣", "扣减", "扣除", "扣分", "失", "失分", "丢分"]) => Role::Lost,
        () if ends(&["不得", "未得", "得满分"]) => Role::Open,
        () if ends(&["分值", "满分", "权重", "标准分", "赋分", "总分值", "权重分", "分值权重", "标准分值"]) => {
            Role::May
        }
        () if ends(&["得", "得分", "评分", "评分值", "自评", "实得分"]) => Role::Earned,
        // 按执行率计4.87分
        () if q.lead.ends_with('计')
            && !["合计", "共计", "总计", "累计", "小计"].iter().any(|w| q.lead.ends_with(w)) =>
        {
            Role::Earned
        }
        () if is_in_own_bracket(reading, q) => Role::May,
        () => Role::Open,
    })
}

/// The words of its clause before a figure.
fn clause(reading: &Reading<'_>, q: &Quantity) -> String {
    let start = reading.sentences[q.sentence].span.start;
    let words = reading.between(q.passage, start..q.number.span.start);
    words.rsplit(['，', '；', '。', '：', '（']).next().unwrap_or_default().to_owned()
}

/// 明确性（3分）: nothing but the points stands in the bracket, and a name before it.
fn is_in_own_bracket(reading: &Reading<'_>, q: &Quantity) -> bool {
    let span = &q.number.span;
    let around = reading.between(q.passage, span.start.saturating_sub(2)..span.end + 1);
    let mut signs = around.chars();
    let named = signs.next().is_some_and(|sign| !sign.is_ascii_digit() && !"分得扣，；：。".contains(sign));
    named && signs.next() == Some('（') && around.ends_with('）')
}

/// The points of a part of a sentence, between semicolons, in reading order, each with what it is.
fn parts<'r>(reading: &'r Reading<'_>, sentence: usize) -> Vec<Vec<(&'r Quantity, Role)>> {
    let mut parts: Vec<Vec<(&Quantity, Role)>> = Vec::new();
    for q in reading.in_sentence(sentence) {
        let Some(role) = role(reading, q) else { continue };
        match parts.last_mut().filter(|part| part[0].0.part == q.part) {
            Some(part) => part.push((q, role)),
            None => parts.push(vec![(q, role)]),
        }
    }
    parts
}

/// The one figure with this role.
fn only<'r>(part: &[(&'r Quantity, Role)], wanted: Role) -> Option<&'r Quantity> {
    let mut all = part.iter().filter(|(_, role)| *role == wanted);
    all.next().filter(|_| all.next().is_none()).map(|(q, _)| *q)
}

/// 总得分, 两项合计得: not of one item.
fn is_of_several(q: &Quantity) -> bool {
    let words =
        ["总", "综合", "合计", "共", "两项", "三项", "各项", "项目得", "自评得分", "最终", "平均", "其余", "其他"];
    words.iter().any(|word| q.lead.contains(word))
}

/// The whole: 自评得分, 总得分, 最终得分.
fn is_whole(q: &Quantity) -> bool {
    let words = ["自评得分", "总得分", "最终得分", "综合得分", "评价得分", "总分", "自评得", "最终得"];
    let part = ["指标", "过程", "产出", "效益", "决策", "管理", "满意度"];
    words.iter().any(|word| q.lead.ends_with(word)) && !part.iter().any(|word| q.lead.contains(word))
}

/// Figures of points have few digits: 13分 for 15分 is one wrong digit too.
fn misses(reading: &Reading<'_>, equation: &Equation<'_>) -> Option<Miss> {
    if equation.holds() {
        return None;
    }
    let value = equation.value()?.middle();
    let printed = equation.result.number.value;
    let near = (value - printed).abs() * Decimal::TWO <= value.max(printed);
    Some(match equation.miss(reading) {
        Miss::Far if near => Miss::Near,
        miss => miss,
    })
}

/// Whether another rule has computed one of these.
fn is_known(reading: &Reading<'_>, known: &Known, all: &[&Quantity]) -> bool {
    use crate::finding::Relation;
    let kinds = [Kind::ScoreSumMismatch, Kind::WeightSumMismatch, Kind::ScoreRuleMismatch, Kind::ScoreExceedsMax];
    let held = [Relation::ScoreSum, Relation::WeightSum, Relation::ScoreRule, Relation::Sum, Relation::Difference];
    all.iter().any(|q| known.says(reading, q, &kinds)) || all.iter().all(|q| known.holds(reading, q, &held))
}
