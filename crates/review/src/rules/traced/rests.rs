//! A03 of what is left, or was taken away: 未支付的77.26万元, 剔除8份, 其余65人次, 扣除的3.14分.

use super::pool::{before, behind, only_or_beside, same_measure};
use super::{Known, fits, is_near, judge};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::number::Number;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::{Reading, in_unit_of};
use crate::rules::mains::told_in_two;
use crate::rules::names::abbreviates;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Words of what is left over or was left out.
const LEFT: &[&str] = &[
    "其余", "剩余", "结余", "结转", "节约", "空编", "空缺", "缺口", "尚有", "仍有", "还有", "尚余", "尚在", "剔除",
    "失分", "不足", "欠费", "欠缴", "余额", "扣除", "丢掉", "失去", "还差",
];

/// What a year brings along is no difference of this year's figures.
const CARRIED: &[&str] = &["滚存", "累计", "上年", "年初", "历年", "期初", "以前年度"];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (index, rest) in reading.quantities.iter().enumerate() {
        let dimension = rest.number.dimension;
        let measured =
            !matches!(dimension, Dimension::Percent | Dimension::PercentPoint | Dimension::Bare | Dimension::Time);
        let plain = measured && rest.number.is_operand() && !rest.number.chinese && !rest.number.per.is_standard();
        if plain && of_hundred(reading, index, known, review) {
            continue;
        }
        if !plain || !is_rest(reading, rest) || is_carried_in(reading, rest) || reading.text.passages[rest.passage].cell
        {
            continue;
        }
        if !known.has(reading, rest, &[Relation::Difference, Relation::Sum, Relation::StockFlow, Relation::ScoreSum]) {
            trace(reading, index, review);
        }
    }
}

fn is_rest(reading: &Reading<'_>, rest: &Quantity) -> bool {
    let denied = is_denied(rest) && rest.lead.ends_with('的');
    // 结余资金较多扣1.0分 tells why points were lost.
    if rest.led_by(OPENERS) || rest.lead.ends_with('扣') {
        return false;
    }
    // 清回历史欠费1037万元: what was collected of it.
    let collected = ["清回", "清理", "清欠", "清缴", "追缴", "补缴"].iter().any(|word| rest.lead.contains(word));
    if collected && rest.lead.contains('欠') {
        return false;
    }
    if ["合计", "共", "总"].iter().any(|w| rest.lead.contains(w)) {
        return false;
    }
    // What is owed at the end of a year, or owed anew, is a stock and its flow; so is what is left at its end.
    let owed = rest.lead.contains('欠') && ["新增", "年末", "期末"].iter().any(|w| rest.lead.contains(w));
    let opening = |q: &Quantity| {
        let level = ["年初", "期初", "上年末"].iter().any(|w| q.lead.contains(w)) && !q.is_change();
        level && q.number.span.start < rest.number.span.start
    };
    let closing = ["年末", "期末"].iter().any(|w| rest.lead.starts_with(w))
        && reading.in_sentence(rest.sentence).iter().any(opening);
    let carried = owed || closing || CARRIED.iter().any(|w| rest.lead.contains(w));
    let near = |word: &&str| rest.lead.rfind(*word).is_some_and(|at| rest.lead[at + word.len()..].chars().count() <= 6);
    !carried && (denied || rest.lead.starts_with("其余") || LEFT.iter().any(near))
}

/// 来源包括省级a、市级b，以及2023年结转c: what an earlier year left is a source of this one.
pub(super) fn is_carried_in(reading: &Reading<'_>, rest: &Quantity) -> bool {
    let start = reading.sentences[rest.sentence].span.start.max(rest.number.span.start.saturating_sub(14));
    let words = reading.between(rest.passage, start..rest.number.span.start);
    let clause = words.rsplit(['，', '、', '；']).next().unwrap_or_default();
    let Some((before, behind)) = clause.rsplit_once('年') else { return false };
    let digits: String = before.chars().rev().take_while(char::is_ascii_digit).collect();
    let year: Option<i32> = digits.chars().rev().collect::<String>().parse().ok();
    let kept = LEFT.iter().any(|word| behind.trim_start_matches(['度', '末', '的']).starts_with(word));
    kept && year.zip(reading.year).is_some_and(|(year, now)| digits.len() == 4 && year < now)
}

fn trace(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let rest = &reading.quantities[index];
    let around = before(reading, index).into_iter().take(12).chain(behind(reading, index));
    // 向5个镇各拨付6万元，共30万元: what each gets is not taken from the whole.
    let each = |q: &&Quantity| q.led_by(&["各拨", "各安排", "每个", "每"]);
    let same: Vec<&Quantity> = around.filter(|q| same_measure(q, rest) && !each(q)).collect();
    let pairs = || {
        same.iter()
            .enumerate()
            .flat_map(|(k, a)| same[k + 1..].iter().map(move |b| (*a, *b)))
            .map(|(a, b)| if a.number.value > b.number.value { (a, b) } else { (b, a) })
    };
    let value = |(a, b): (&Quantity, &Quantity)| a.number.interval().minus(b.number.interval());
    let gives = |pair: &(&Quantity, &Quantity)| value(*pair).is_some_and(|v| fits(v, rest));
    let meant = |pair: &(&Quantity, &Quantity)| {
        let (a, b) = *pair;
        let beside = a.sentence == rest.sentence || b.sentence == rest.sentence;
        let open = |q: &Quantity| q.bracket.is_none() || q.bracket == rest.bracket;
        let earlier = (a.passage, a.number.span.start) < (rest.passage, rest.number.span.start);
        let alike = earlier
            && open(a)
            && open(b)
            && a.prior == b.prior
            && a.sentence.abs_diff(rest.sentence) <= 2
            && b.sentence.abs_diff(rest.sentence) <= 2;
        // 未达标的1个，未评分的4个: what one lacks is not the rest of what another lacks.
        let felt = ["满意", "知晓", "了解"].iter().any(|word| rest.lead.contains(word) && !b.lead.contains(word));
        let of_another = is_denied(rest) && (is_denied(b) || felt);
        // 睡眠户的894笔，未补的527笔，信息不符的403笔: reasons in a row are parts, none is the rest of another.
        let row =
            |q: &Quantity| q.lead.ends_with('的') && q.sentence == rest.sentence && q.clause.abs_diff(rest.clause) <= 1;
        let in_row = is_denied(rest) && same.iter().filter(|q| row(q)).count() > 1;
        // 市级结余a；省级结余b: nor is what is left of one taken from what is spent of another; 结余a，又用b，结余c goes on.
        let left = |q: &Quantity| LEFT.iter().copied().find(|word| q.lead.ends_with(word));
        let as_well = |q: &Quantity| left(rest).is_some() && left(rest) == left(q);
        let goes_on = (b.passage, b.number.span.start) > (a.passage, a.number.span.start);
        let in_row = in_row || as_well(b) && !as_well(a) || as_well(a) && !as_well(b) && !goes_on;
        (beside || denies(rest, b) && a.passage == rest.passage)
            && alike
            && !of_another
            && !in_row
            && a.number.value > rest.number.value
            && value(*pair).is_some_and(|v| is_near(v, rest))
    };
    // 中央a，省级b，其余c: the last part of a list, which is read as one.
    let listed = rest.lead.starts_with("其余") && same.iter().filter(|q| q.sentence == rest.sentence).count() > 2;
    // 结余a（其中：利息b）: more came in than is told here.
    let end = rest.number.span.end;
    let behind = reading.between(rest.passage, end..end + 3);
    // 未执行的c中，甲a，乙b: of which it is made stands behind.
    let opened = ["（其中", "中，", "，其中", "中："].iter().any(|word| behind.starts_with(word));
    if listed || opened {
        return;
    }
    let found = pairs().find(gives).or_else(|| {
        let near: Vec<_> = pairs().filter(meant).collect();
        // Several differences of about this size: the one of the figure directly before, or none.
        only_or_beside(&near, same.first().copied())
    });
    let Some((a, b)) = found else { return };
    let Some(value) = a.number.interval().minus(b.number.interval()) else { return };
    if told_in_two(reading, rest, value) {
        return;
    }
    let calc = written(reading, (a, b), value);
    judge(reading, (Kind::DiffMismatch, Relation::Difference), [rest, a, b], (&calc, value), review);
}

/// 满意的729个。不满意的39个: the rest bears the name of what it is not.
fn denies(rest: &Quantity, other: &Quantity) -> bool {
    // 对未认证的8127人.
    let name = rest.lead.trim_end_matches('的').trim_start_matches('对');
    let positive = ["未", "不", "没有"].iter().find_map(|word| name.strip_prefix(word));
    let called = |name: &str| {
        let length = name.chars().count();
        // 未确认参训的 beside 确认参加过培训的.
        length >= 2 && other.lead.contains(name) || length >= 4 && abbreviates(name, &other.lead)
    };
    positive.is_some_and(|name| called(name) && other.lead.len() < 60) && !is_denied(other)
}

fn is_denied(quantity: &Quantity) -> bool {
    ["未", "不", "没有"].iter().any(|word| quantity.lead.contains(word))
}

/// 得93.40分，扣6.60分; 失分0.76分: what the score of the whole lacks of a hundred.
fn of_hundred(reading: &Reading<'_>, index: usize, known: &Known, review: &mut Review) -> bool {
    let lost = &reading.quantities[index];
    let lead = lost.lead.as_str();
    let whole = ["共扣", "所扣", "扣除的", "失分", "丢掉的", "丢分"].iter().any(|word| lead.ends_with(word));
    let parts = ["部分", "类", "决策", "过程", "产出", "效益", "效果", "投入", "满意", "管理", "指标", "其中"];
    let called = lost.number.dimension == Dimension::Score && (whole || lead == "扣");
    if !called || parts.iter().any(|word| lead.contains(word)) || reading.text.passages[lost.passage].cell {
        return false;
    }
    let is_score = |q: &&Quantity| {
        q.number.dimension == Dimension::Score
            && q.number.is_operand()
            && (Decimal::from(60)..Decimal::ONE_HUNDRED).contains(&q.number.value)
            && q.led_by(&["得", "总分", "合计", "自评"])
            && !parts.iter().any(|word| q.lead.contains(word))
    };
    let here = reading.quantities[..index].iter().rev();
    let near = here.take_while(|q| q.passage == lost.passage && lost.sentence - q.sentence <= 1).take(8);
    let Some(score) = near.into_iter().find(is_score) else { return false };
    let beside = score.sentence == lost.sentence && lost.clause.abs_diff(score.clause) <= 1;
    let Some(value) = Interval::exact(Decimal::ONE_HUNDRED).minus(score.number.interval()) else { return false };
    if lead == "扣" && !beside || !fits(value, lost) && !is_near(value, lost) {
        return false;
    }
    if known.has(reading, lost, &[Relation::Difference, Relation::Sum, Relation::ScoreSum]) {
        return true;
    }
    let (own, printed) = (reading.printed(score), reading.printed(lost));
    let calc = format!("100分－{own}＝{}", in_unit_of(value.middle(), &lost.number));
    let quotes = reading.quotes([lost, score]);
    if fits(value, lost) {
        review.holds(Relation::Difference, quotes, format!("{calc}，与{printed}相符"));
    } else {
        let finding = Finding::new(Kind::DiffMismatch, quotes, format!("{calc}，报告为{printed}"), "核对得分与扣分");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
    true
}

/// a－b＝c, in the finer unit of the two.
pub(super) fn written(reading: &Reading<'_>, (a, b): (&Quantity, &Quantity), value: Interval) -> String {
    let finest = if a.number.step < b.number.step { &a.number } else { &b.number };
    let shown = in_unit_of(value.middle(), &Number { ..finest.clone() });
    format!("{}－{}＝{shown}", reading.printed(a), reading.printed(b))
}
