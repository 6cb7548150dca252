//! A02: …率, 占.

use super::pool::{anywhere, before, both_counted, is_level, measured, same_measure};
use super::{Known, fits, is_near, judge};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::Reading;
use crate::rules::names::{abbreviates, common, core};
use crate::rules::ratio::{Label, label};
use crate::rules::terms::{Side, bare_lead, side, total_words};
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (index, rate) in reading.quantities.iter().enumerate() {
        let computed = rate.number.dimension == Dimension::Percent
            && rate.number.is_operand()
            && !rate.is_change()
            && !rate.number.chinese
            && rate.number.value != Decimal::ONE_HUNDRED
            && rate.number.step < Decimal::ONE;
        let target =
            ["的目标", "的预期", "的标准", "的要求", "的指标", "的年度"].iter().any(|w| rate.tail.starts_with(w));
        if computed && !target && !reading.text.passages[rate.passage].cell {
            let label = label(rate);
            if !known.has(reading, rate, &[Relation::Ratio, Relation::SameFact]) {
                trace(reading, index, label, review);
            }
        }
    }
}

fn trace(reading: &Reading<'_>, index: usize, label: Option<Label<'_>>, review: &mut Review) {
    let rate = &reading.quantities[index];
    let around: Vec<&Quantity> = before(reading, index).into_iter().filter(|q| measured(q)).collect();
    let directly = of_base(reading, index, &around);
    let named = match label {
        Some(Label::Rate(name)) => own_part(rate, name, &around),
        _ => None,
    };
    if directly.is_none() && label.is_none() {
        return;
    }
    // Figures that the words point at are not excused by two others that happen to give the rate.
    let pointed = directly.map(|(_, base, _)| base).or(named);
    let found = printed_terms(reading, index, (&around, pointed)).or(directly).or_else(|| match label? {
        Label::Share => of_share(reading, index, &around),
        Label::Rate(name) => of_rate(reading, rate, name, &around),
    });
    let found = found.or_else(|| printed_terms(reading, index, (&around, None)));
    let Some((part, base, complement)) = found else { return };
    let Some(value) = value(part, base, complement) else { return };
    let shown = value.middle().round_dp(2);
    let (a, b) = (reading.printed(part), reading.printed(base));
    let calc = if complement { format!("（{b}－{a}）÷{b}＝{shown}%") } else { format!("{a}÷{b}＝{shown}%") };
    judge(reading, (Kind::RatioMismatch, Relation::Ratio), [rate, part, base], (&calc, value), review);
}

type Found<'r> = (&'r Quantity, &'r Quantity, bool);

/// Any two figures that give the rate.
fn printed_terms<'r>(
    reading: &'r Reading<'_>,
    index: usize,
    (around, pointed): (&[&'r Quantity], Option<&Quantity>),
) -> Option<Found<'r>> {
    let rate = &reading.quantities[index];
    let gives = |part: &Quantity, base: &Quantity, complement: bool| {
        let with = pointed.is_none_or(|q| std::ptr::eq(q, part) || std::ptr::eq(q, base));
        let alike = same_measure(part, base) || both_counted(part, base);
        with && alike && value(part, base, complement).is_some_and(|value| fits(value, rate))
    };
    for (k, a) in around.iter().enumerate() {
        for b in &around[k + 1..] {
            for complement in [false, true] {
                if gives(a, b, complement) {
                    return Some((a, b, complement));
                }
                if gives(b, a, complement) {
                    return Some((b, a, complement));
                }
            }
        }
    }
    let own = around.iter().filter(|q| q.sentence == rate.sentence);
    own.copied().find_map(|part| {
        let base = anywhere(reading, index).find(|base| gives(part, base, false) && is_level(base))?;
        Some((part, base, false))
    })
}

/// 完成省下达60.50万人任务的101.45%: the whole stands directly before, the part is what the sentence is about.
fn of_base<'r>(reading: &'r Reading<'_>, index: usize, around: &[&'r Quantity]) -> Option<Found<'r>> {
    let rate = &reading.quantities[index];
    let base = *around.first()?;
    let between =
        reading.between(rate.passage, base.number.span.end.min(rate.number.span.start)..rate.number.span.start);
    let of = base.sentence == rate.sentence
        && between.ends_with('的')
        && between.chars().count() <= 7
        && !between.contains(['，', '；', '。', '、']);
    let comes_near = |q: &&&Quantity| {
        is_base(q, base) && q.sentence == rate.sentence && value(q, base, false).is_some_and(|v| is_near(v, rate))
    };
    let parts: Vec<&&Quantity> = around[1..].iter().filter(comes_near).collect();
    let part = parts.iter().find(|q| fits_rate(q, base, rate)).or(parts.last())?;
    of.then_some((**part, base, false))
}

fn fits_rate(part: &Quantity, base: &Quantity, rate: &Quantity) -> bool {
    value(part, base, false).is_some_and(|v| fits(v, rate))
}

/// The figure of the rate's name, in the clause before it.
fn own_part<'r>(rate: &Quantity, name: &str, around: &[&'r Quantity]) -> Option<&'r Quantity> {
    let beside = |q: &&&Quantity| q.sentence == rate.sentence && rate.clause.abs_diff(q.clause) <= 1;
    let own = |q: &&&Quantity| !GENERAL.contains(&name) && bears(q, name) == Strength::Full && !q.led_by(FAULTS);
    around.iter().filter(beside).find(own).copied()
}

fn value(part: &Quantity, base: &Quantity, complement: bool) -> Option<Interval> {
    let share = part.number.interval().over(base.number.interval())?;
    let share = if complement { Interval::exact(Decimal::ONE).minus(share)? } else { share };
    if share.low < Decimal::ZERO {
        return None;
    }
    share.times(Interval::exact(Decimal::ONE_HUNDRED))
}

/// Rates of a plan: they are called by what is done with money, not by what is counted.
const GENERAL: &[&str] = &["执行", "支出", "完成", "使用", "支付", "拨付", "到位", "进度", "征缴", "覆盖"];

/// What people say when asked: of those who were asked, and of nobody else.
const ASKED: &[&str] = &["满意", "知晓", "认可", "好评", "认同"];

/// What is wrong with some of the whole: 不应发放的27名 … 准确率.
const FAULTS: &[&str] = &["不", "未", "差错", "违规", "异常", "逾期", "延迟", "有误", "错"];

fn of_rate<'r>(reading: &Reading<'_>, rate: &Quantity, name: &str, around: &[&'r Quantity]) -> Option<Found<'r>> {
    let own: Vec<&Quantity> =
        around.iter().copied().filter(|q| q.sentence == rate.sentence && rate.clause.abs_diff(q.clause) <= 3).collect();
    let most = rate.number.value <= Decimal::ONE_HUNDRED;
    let comes_near = |part: &Quantity, base: &Quantity, complement: bool| {
        let ordered = !most || GENERAL.contains(&name) || part.number.value <= base.number.value;
        ordered && is_base(part, base) && value(part, base, complement).is_some_and(|v| is_near(v, rate))
    };
    // 满意451份、基本满意27份: the rate is of both.
    let several = own.iter().filter(|q| q.lead.contains(name) && !q.led_by(FAULTS)).count() > 1;
    if ASKED.contains(&name) && several {
        return None;
    }
    for part in own.iter().take(3) {
        let strength = bears(part, name);
        let (position, alone) = place(part, around);
        let usable = match strength {
            _ if part.led_by(FAULTS) => false,
            Strength::Full => true,
            _ if ASKED.contains(&name) => false,
            Strength::Some => alone,
            Strength::None if GENERAL.contains(&name) => side(part) == Some(Side::Actual),
            Strength::None => alone && rate.clause.abs_diff(part.clause) <= 1,
        };
        if !usable {
            continue;
        }
        let bases = around[position + 1..].iter().filter(|base| !alone || base.sentence == part.sentence);
        let planned = |base: &Quantity| match GENERAL.contains(&name) {
            true => {
                side(base) == Some(Side::Plan) && side(part) != Some(Side::Plan) && !is_crossed(reading, part, base)
            }
            // 目标参保8.00万人，实际缴费6.90万人，参保率: the name is of the other.
            false if strength != Strength::Full && bears(base, name) == Strength::Full => false,
            false => base.passage == part.passage && part.sentence.abs_diff(base.sentence) <= 3,
        };
        if let Some(base) = bases.take(6).find(|base| planned(base) && comes_near(part, base, false)) {
            return Some((part, base, false));
        }
    }
    let faulty = own.iter().find(|q| q.led_by(FAULTS) && !q.led_by(OPENERS) && !is_inner(q, &own))?;
    let (position, _) = place(faulty, around);
    let sound = ["准确", "合格", "合规", "及时", "达标", "规范", "完整", "有效"].contains(&name);
    let base = around[position + 1..].iter().take(4).find(|base| comes_near(faulty, base, true))?;
    sound.then_some((*faulty, *base, true))
}

/// What was spent is no rate of what was to come in, nor of a budget that was changed later.
fn is_crossed(reading: &Reading<'_>, part: &Quantity, base: &Quantity) -> bool {
    let income = base.led_by(&["收入"]) && part.led_by(&["支出"]);
    let adjusted = || {
        let between = base.sentence.min(part.sentence)..=base.sentence.max(part.sentence);
        let words = ["追加", "调增", "调减", "核减", "压减", "收回"];
        between.flat_map(|s| reading.in_sentence(s)).any(|q| q.led_by(&words))
    };
    income || base.led_by(&["年初", "原"]) && adjusted()
}

/// Behind 其中 in the same sentence.
fn is_inner(q: &Quantity, own: &[&Quantity]) -> bool {
    own.iter().any(|other| other.led_by(OPENERS) && other.number.span.start <= q.number.span.start)
}

/// Where the part stands among the figures, and whether its sentence has but one other of its measure before it.
fn place(part: &Quantity, around: &[&Quantity]) -> (usize, bool) {
    let position = around.iter().position(|q| std::ptr::eq(*q, part)).unwrap_or_default();
    let same = |q: &&&Quantity| q.sentence == part.sentence && (same_measure(q, part) || both_counted(q, part));
    let all = around.iter().filter(same).count();
    (position, all == 2 && around[position + 1..].iter().any(|q| same(&q)))
}

fn is_base(part: &Quantity, base: &Quantity) -> bool {
    let opening = base.led_by(&["年初在", "期初", "上年末", "年初数"]);
    (same_measure(part, base) || both_counted(part, base))
        && part.prior == base.prior
        && !opening
        && part.number.value != base.number.value
}

#[derive(Clone, Copy, PartialEq)]
enum Strength {
    /// All of the rate's name stands around the figure.
    Full,
    /// A character of it.
    Some,
    None,
}

fn bears(part: &Quantity, name: &str) -> Strength {
    let words = format!("{}{}", part.lead, part.tail);
    let signs = name.chars().count();
    if signs >= 2 && (name.chars().all(|c| words.contains(c)) || abbreviates(name, &words)) {
        Strength::Full
    } else if name.chars().any(|c| words.contains(c)) {
        Strength::Some
    } else {
        Strength::None
    }
}

/// The words of the clause before a figure, numbers too.
fn words_before(reading: &Reading<'_>, q: &Quantity) -> String {
    let start = reading.sentences[q.sentence].span.start;
    let words = reading.between(q.passage, start..q.number.span.start);
    words.rsplit(['，', '；', '、', '：', '。']).next().unwrap_or_default().to_owned()
}

/// 占总数的, 甲占: the figure before or the one that is called so, of the whole that is called so or of the nearest
/// larger one.
fn of_share<'r>(reading: &'r Reading<'_>, index: usize, around: &[&'r Quantity]) -> Option<Found<'r>> {
    let rate = &reading.quantities[index];
    let (subject, whole) = rate.lead.split_once('占').unwrap_or((rate.lead.as_str(), ""));
    // With its ages: 80至89周岁老人.
    let full = words_before(reading, rate);
    let full = full.split('占').next().unwrap_or_default();
    let aged = full.contains('岁') || full.contains('级') || full.contains('档');
    let whole = core(bare_lead(whole)).replace(['额', '量'], "");
    let subject = core(subject);
    let beside = |q: &&&Quantity| q.sentence == rate.sentence && rate.clause.abs_diff(q.clause) <= 1;
    let called = |q: &&&Quantity| {
        let name = core(&q.lead);
        let aged = aged && common(&words_before(reading, q), full) >= 6;
        aged || subject.chars().count() >= 2 && (name.contains(&subject) || common(&name, &subject) >= 3)
    };
    let part = around.iter().find(|q| called(q)).or_else(|| around.iter().find(beside))?;
    // 二、三季度合计占: of a sum that is printed nowhere.
    let together = ["合计", "之和", "共计", "两项", "三项", "相加"];
    if together.iter().any(|word| full.contains(word)) && !together.iter().any(|word| part.lead.contains(word)) {
        return None;
    }
    let (position, _) = place(part, around);
    let larger = |q: &&Quantity| {
        q.number.value > part.number.value
            && is_base(part, q)
            && value(part, q, false).is_some_and(|v| is_near(v, rate))
            && !std::ptr::eq(*q, *part)
    };
    let named = |q: &&Quantity| whole.chars().count() >= 2 && common(&core(&q.lead), &whole) >= 2;
    let total = |q: &&Quantity| total_words(&q.lead).is_some() || q.led_by(&["总", "共", "全"]);
    let before = around[position + 1..].iter().copied().filter(|q| larger(q));
    // 占全省新增参保人数的: of the whole province, wherever that is told.
    let wide = ["全国", "全省", "全市", "全县", "全区"].into_iter().find(|word| rate.lead.contains(word));
    let as_wide = |q: &&Quantity| wide.is_none_or(|word| q.lead.contains(word) || total_words(&q.lead).is_some());
    let all: Vec<&Quantity> = before.filter(as_wide).collect();
    let base = all.iter().copied().find(|q| named(q)).or_else(|| {
        if whole.chars().count() >= 2 {
            return anywhere(reading, index).find(|q| larger(q) && named(q) && as_wide(q) && is_level(q));
        }
        all.iter().copied().find(|q| total(q)).or(all.first().copied())
    })?;
    Some((part, base, false))
}
