//! A05 and A06 of a list: 产出指标权重50分，细分为数量20分、质量15分、…; 共性指标得38.6分，个性指标得56.2分，总得分94.8分. Points beside one
//! another, each with its name, behind the points that they take apart or before those that they make.

use super::{Role, is_known, misses, role};
use crate::finding::{Confidence, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Miss};
use crate::rules::known::Known;
use rust_decimal::Decimal;

/// No name is longer.
const NAME: usize = 16;
/// What opens a list of all.
const OPENING: [&str; 12] =
    ["分为", "分别为", "分别是", "组成", "构成", "分解为", "由", "即", "下设", "下分", "具体为", "依次为"];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for sentence in 0..reading.sentences.len() {
        let all: Vec<(&Quantity, Role)> = reading
            .in_sentence(sentence)
            .iter()
            .filter_map(|q| Some((q, role(reading, q)?)))
            .filter(|(_, role)| *role != Role::Rule)
            .collect();
        let mut at = 0;
        while at < all.len() {
            let run = run(reading, &all[at..]);
            if run >= 2 {
                let parts: Vec<&Quantity> = all[at..at + run].iter().map(|(q, _)| *q).collect();
                let before = at.checked_sub(1).map(|before| all[before]);
                let behind = all.get(at + run).copied();
                before_it(reading, before, &parts, known, review);
                behind_it(reading, behind, &parts, known, review);
            }
            at += run.max(1);
        }
    }
}

/// How many stand beside one another from the first: alike, separated by nothing but signs.
fn run(reading: &Reading<'_>, all: &[(&Quantity, Role)]) -> usize {
    let nameless = nameless(reading, all);
    if nameless > 1 {
        return nameless;
    }
    let Some((first, own)) = all.first().filter(|(q, role)| *role != Role::Lost && is_named(q)) else { return 0 };
    let mut length = 1;
    let mut last = *first;
    for (q, role) in &all[1..] {
        let between = reading.between(q.passage, last.number.span.end..q.number.span.start);
        let bare = between.trim_start_matches(['）', '、', '，', '；', '和', '及']);
        let beside = bare.trim_end_matches('（').chars().count() <= NAME
            && bare != between
            && !bare.contains(['，', '；', '：', '。', '）']);
        let beside = beside
            && !OPENING.iter().any(|word| bare.contains(word))
            && !bare.contains("其中")
            && !bare.contains("包括");
        let alike = role == own && q.bracket.is_some() == first.bracket.is_some() && !is_total(q);
        if !beside || !alike || !is_named(q) {
            break;
        }
        last = q;
        length += 1;
    }
    length
}

/// 分别为20分、15分、10分、5分: the names stand before.
fn nameless(reading: &Reading<'_>, all: &[(&Quantity, Role)]) -> usize {
    let opens = |(q, _): &&(&Quantity, Role)| ["分别为", "依次为", "分别是"].iter().any(|w| q.lead.ends_with(w));
    if all.first().filter(opens).is_none() {
        return 0;
    }
    let beside = |two: &&[(&Quantity, Role)]| {
        let (last, next) = (two[0].0, two[1].0);
        let between = reading.between(next.passage, last.number.span.end..next.number.span.start);
        ["、", "和", "及", "，"].contains(&between.as_str())
    };
    1 + all.windows(2).take_while(beside).count()
}

/// An item, not a place or a period.
fn is_named(q: &Quantity) -> bool {
    let name = q.lead.rsplit(['：', '，']).next().unwrap_or_default();
    let other =
        ["平均", "相差", "最高", "最低", "复核", "高于", "低于", "比", "较", "加分", "优", "良", "原", "调整", "目标"];
    (name.chars().count() >= 2 || q.bracket.is_some())
        && !other.iter().any(|word| name.contains(word))
        && !name.trim_end_matches(['得', '分']).ends_with(['市', '县', '区', '镇', '乡', '局', '院', '校', '所', '年'])
}

fn is_total(q: &Quantity) -> bool {
    ["合计", "共计", "小计", "总计", "相加", "总得分", "总分", "综合得分", "共得", "合计得"]
        .iter()
        .any(|word| q.lead.contains(word))
}

/// 产出50分，细分为…: the points directly before the list, with a word between that opens it.
fn before_it(
    reading: &Reading<'_>,
    whole: Option<(&Quantity, Role)>,
    parts: &[&Quantity],
    known: &Known,
    review: &mut Review,
) {
    let Some((whole, role)) = whole.filter(|(_, role)| *role != Role::Lost) else { return };
    // 管理12分，其中到位4分、执行4分、合规4分；组织8分: the semicolon ends what they are.
    let own = parts.iter().take_while(|q| q.part == whole.part).count();
    let made: Decimal = parts[..own].iter().map(|q| q.number.value).sum();
    let parts = if own >= 2 && made == whole.number.value { &parts[..own] } else { parts };
    let from = whole.number.span.end;
    let between = reading.between(whole.passage, from..parts[0].number.span.start);
    let all = between.starts_with('：') || OPENING.iter().any(|word| between.contains(word));
    let opened = all || between.contains("其中") || between.contains("包括");
    let own = whole.bracket.is_none_or(|open| open + 1 == whole.number.span.start && between.starts_with('）'));
    // 四类分值之和为50分: what they come to stands behind them.
    let summed = parts.iter().any(|q| q.led_by(&["之和", "相加", "合计", "共计"]));
    let apart = between.contains(['；', '。']) || !own || summed;
    // 得48分，其中数量20分、质量20分、时效10分 may be what could be earned.
    let values = || parts.iter().map(|q| q.number.value);
    let round = values().all(|value| (value % Decimal::from(5)).is_zero());
    let may = role == Role::Earned && round && !(whole.number.value % Decimal::from(5)).is_zero();
    // 分值均为5分，得分分别为4.95分、4.98分: of each of them.
    let each = whole.led_by(&["均", "各", "每"]) || parts[0].led_by(&["得分分别", "得分依次", "扣"]);
    if opened && !apart && !may && !each && !whole.is_change() {
        judge(reading, whole, parts, all && !more_behind(reading, parts), known, review);
    }
}

/// 共性指标得a分，个性指标得b分，总得分c分: the total directly behind the list.
fn behind_it(
    reading: &Reading<'_>,
    whole: Option<(&Quantity, Role)>,
    parts: &[&Quantity],
    known: &Known,
    review: &mut Review,
) {
    let Some((whole, _)) = whole.filter(|(q, role)| is_total(q) && *role != Role::Lost) else { return };
    let last = parts[parts.len() - 1];
    let between = reading.between(whole.passage, last.number.span.end..whole.number.span.start);
    let near = whole.clause.abs_diff(last.clause) <= 1 && between.chars().count() <= NAME;
    if near && parts[0].bracket.is_none() {
        judge(reading, whole, parts, true, known, review);
    }
}

/// …等: there are others.
fn more_behind(reading: &Reading<'_>, parts: &[&Quantity]) -> bool {
    let last = parts[parts.len() - 1];
    reading.between(last.passage, last.number.span.end..last.number.span.end + 2).contains('等')
}

fn judge(reading: &Reading<'_>, whole: &Quantity, parts: &[&Quantity], all: bool, known: &Known, review: &mut Review) {
    let every = [&[whole], parts].concat();
    let earned = |q: &Quantity| q.led_by(&["得", "评分", "自评"]) || !(q.number.value % Decimal::ONE).is_zero();
    let is_score = every.iter().any(|q| earned(q));
    let (kind, relation) = if is_score {
        (Kind::ScoreSumMismatch, Relation::ScoreSum)
    } else {
        (Kind::WeightSumMismatch, Relation::WeightSum)
    };
    if is_known(reading, known, &every) {
        return;
    }
    let equation = Equation::sum(whole, parts.to_vec()).of(kind, relation);
    let more = equation.value().is_some_and(|value| value.low > whole.number.interval().high);
    // Nobody leaves out a part that is so much smaller than the others.
    let gap = equation.value().map_or(Decimal::ZERO, |value| value.gap(whole.number.interval()));
    let smallest = parts.iter().map(|q| q.number.value).min().unwrap_or_default();
    let all = all || is_score && gap * Decimal::from(5) < smallest;
    match misses(reading, &equation) {
        Some(Miss::Far) => {}
        // 其中 may name some of them.
        Some(Miss::Near) if !all && !more => {}
        _ => equation.tell(reading, Confidence::Likely, "核对各部分与合计的分数", review),
    }
}
