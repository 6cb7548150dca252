//! Whose quotient a …率 is, by the name that it bears.

use super::super::is_near;
use super::super::pool::{both_counted, same_measure};
use super::{Pair, value};
use crate::quantity::{OPENERS, Quantity};
use crate::reading::Reading;
use crate::rules::names::{abbreviates, common, core};
use crate::rules::terms::{Side, bare_lead, side};
use rust_decimal::Decimal;

/// The figure of the rate's name, in the clause before it.
pub(super) fn own_part<'r>(rate: &Quantity, name: &str, around: &[&'r Quantity]) -> Option<&'r Quantity> {
    let beside = |q: &&&Quantity| q.sentence == rate.sentence && rate.clause.abs_diff(q.clause) <= 1;
    let own = |q: &&&Quantity| !GENERAL.contains(&name) && bears(q, name) == Strength::Full && !q.led_by(FAULTS);
    around.iter().filter(beside).find(own).copied()
}

/// Rates of a plan: they are called by what is done with money, not by what is counted.
pub(super) const GENERAL: &[&str] = &["执行", "支出", "完成", "使用", "支付", "拨付", "到位", "进度", "征缴", "覆盖"];

/// What people say when asked: of those who were asked, and of nobody else.
pub(super) const ASKED: &[&str] = &["满意", "知晓", "认可", "好评", "认同"];

/// How well something was done: a rate of those that the sentence says were done so, or of the others.
pub(super) const SOUND: &[&str] = &["准确", "合格", "合规", "及时", "达标", "规范", "完整", "有效", "办结", "成功"];

/// What is wrong with some of the whole: 不应发放的27名 … 准确率.
pub(super) const FAULTS: &[&str] = &["不", "未", "差错", "违规", "异常", "逾期", "延迟", "有误", "错"];

pub(super) fn of_rate<'r>(
    reading: &Reading<'_>,
    rate: &Quantity,
    name: &str,
    around: &[&'r Quantity],
) -> Option<Pair<'r>> {
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
            Strength::None if SOUND.contains(&name) => false,
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
        let planned = |base: &Quantity| planned(base) && (strength == Strength::Full || !is_about(rate, part, base));
        if let Some(base) = bases.take(6).find(|base| planned(base) && comes_near(part, base, false)) {
            return Some((part, base, false));
        }
    }
    let faulty = own.iter().find(|q| q.led_by(FAULTS) && !q.led_by(OPENERS) && !is_inner(q, &own))?;
    let (position, _) = place(faulty, around);
    let base = around[position + 1..].iter().take(4).find(|base| comes_near(faulty, base, true))?;
    SOUND.contains(&name).then_some((*faulty, *base, true))
}

/// 新建项目18个，续建项目26个，新建项目开工率: the rate names the part and not the base, so it is of the part's own.
pub(super) fn is_about(rate: &Quantity, part: &Quantity, base: &Quantity) -> bool {
    let subject = core(bare_lead(&rate.lead).trim_end_matches('率'));
    let shared = |q: &Quantity| common(&core(bare_lead(&q.lead)), &subject);
    shared(part) >= 2 && shared(base) < shared(part)
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

pub(super) fn is_base(part: &Quantity, base: &Quantity) -> bool {
    let opening = base.led_by(&["年初在", "期初", "上年末", "年初数"]);
    (same_measure(part, base) || both_counted(part, base))
        && part.prior == base.prior
        && !opening
        && part.number.value != base.number.value
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Strength {
    /// All of the rate's name stands around the figure.
    Full,
    /// A character of it.
    Some,
    None,
}

pub(super) fn bears(part: &Quantity, name: &str) -> Strength {
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
