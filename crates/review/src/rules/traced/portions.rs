//! A12 of what is paid by a percentage of something: 按保费收入39612.44万元的8%上解3169.00万元; 上解3169.00万元，按保费收入
//! 39612.44万元的8%计算. The percentage is set, so it is exact as printed.

use super::{Known, attach};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::{Reading, in_unit_of};
use crate::rules::plausible::is_plausible;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Words behind the percentage that make it no plain one.
const LOOSE: &[&str] = &["以上", "以内", "以下", "左右", "的比例内", "和", "至", "或", "部分", "分别", "中的"];

pub(super) fn check(reading: &Reading<'_>, _: &Known, review: &mut Review) {
    for three in reading.quantities.windows(3) {
        let [a, b, c] = three else { continue };
        if a.sentence != c.sentence || reading.text.passages[a.passage].cell {
            continue;
        }
        if is_base(reading, a, b) && is_share(b) && is_paid(c) && c.clause.abs_diff(b.clause) <= 1 {
            judge(reading, [c, a, b], review);
        } else if is_paid(a) && is_base(reading, b, c) && is_share(c) && b.clause == a.clause + 1 {
            judge(reading, [a, b, c], review);
        }
    }
}

/// 按保费收入39612.44万元的8%: nothing but 的 parts the two.
fn is_base(reading: &Reading<'_>, base: &Quantity, rate: &Quantity) -> bool {
    let words = reading.between(base.passage, base.number.span.end..rate.number.span.start);
    let by = ["按", "以", "依"].iter().any(|word| base.lead.starts_with(word));
    let money = base.number.dimension == Dimension::Money && base.is_amount() && !base.number.chinese;
    by && money && ["的", "×", "乘以"].contains(&words.as_str())
}

fn is_share(rate: &Quantity) -> bool {
    let plain = rate.number.dimension == Dimension::Percent && rate.number.is_operand() && !rate.number.chinese;
    plain && !LOOSE.iter().any(|word| rate.tail.starts_with(word))
}

fn is_paid(q: &Quantity) -> bool {
    let other = q.led_by(OPENERS) || q.led_by(&["累计", "预算", "应", "比", "较", "结余", "剩余", "尚"]);
    q.number.dimension == Dimension::Money && q.is_amount() && !q.number.chinese && !other
}

fn judge(reading: &Reading<'_>, [amount, base, rate]: [&Quantity; 3], review: &mut Review) {
    let share = Interval::exact(rate.number.value / Decimal::ONE_HUNDRED);
    let Some(value) = base.number.interval().times(share) else { return };
    let holds = value.meets(amount.number.interval());
    // 按上年收入的4%提取: last year's is the base.
    let alike = (base.prior || !amount.prior) && base.bracket == amount.bracket && rate.bracket == amount.bracket;
    if !alike || !holds && !is_plausible(reading, amount, value) {
        return;
    }
    let shown = in_unit_of(value.middle(), &amount.number);
    let calc = format!("{}×{}＝{shown}", reading.printed(base), reading.printed(rate));
    let told = (amount, reading.quotes([amount, base, rate]));
    attach(reading, (Kind::QtyPriceMismatch, Relation::Product), told, (&calc, holds), review);
}
