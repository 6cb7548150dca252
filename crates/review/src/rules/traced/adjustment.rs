//! A04 and A02 of a budget that was changed: 年初预算6842.35万元，追加862.40万元，比年初预算增长12.60%; 预算调整率. It is the change in percent of the
//! first budget; and A02 of what was spent where the rest is told: 支出a，支出进度p%，结转c is of a＋c, where that is printed.

use super::Known;
use crate::finding::{Confidence, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Miss};
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// So many sentences before the rate tell of the budget.
const SENTENCES: usize = 3;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (index, rate) in reading.quantities.iter().enumerate() {
        let plain = rate.number.dimension == Dimension::Percent && rate.number.is_operand() && !rate.number.chinese;
        if !plain || reading.text.passages[rate.passage].cell {
            continue;
        }
        if is_of_change(reading, rate) {
            of_change(reading, index, review);
        } else if is_progress(rate) && !known.has(reading, rate, &[Relation::Ratio]) {
            of_rest(reading, rate, review);
        }
    }
}

/// 比年初预算增长, 预算调整率.
fn is_of_change(reading: &Reading<'_>, rate: &Quantity) -> bool {
    let words = reading.between(rate.passage, rate.lead_start..rate.number.span.start);
    let compared = ["比年初预算", "较年初预算"].iter().any(|word| words.contains(word)) && rate.is_change();
    let of = words.contains("年初预算") && words.ends_with('的') && words.contains("追加");
    compared || of || bare_lead(&rate.lead).ends_with("预算调整率")
}

fn of_change(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let rate = &reading.quantities[index];
    let before = reading.quantities[..index].iter().rev();
    let near = before.take_while(|q| q.passage == rate.passage && rate.sentence - q.sentence <= SENTENCES);
    let money: Vec<&Quantity> =
        near.filter(|q| q.number.dimension == Dimension::Money && q.bracket.is_none()).collect();
    let changes = ["追加", "调增", "调减", "核减", "压减"];
    // 追加165.78万元，其中基本支出追加24.30万元、项目支出追加141.48万元: the largest is all of it.
    let told = money.iter().copied().filter(|q| changes.iter().any(|word| q.lead.contains(word)));
    let Some(delta) = told.max_by_key(|q| q.number.value) else { return };
    let first = |q: &&Quantity| q.led_by(&["年初预算"]) && q.is_amount() && q.number.value > delta.number.value;
    let Some(base) = money.iter().copied().find(first) else { return };
    let kind = if rate.is_change() { Kind::GrowthMismatch } else { Kind::RatioMismatch };
    let equation = Equation::share(rate, delta, base).of(kind, Relation::Growth);
    if equation.holds() || equation.miss(reading) != Miss::Far {
        drop_excuses(reading, rate, review);
        equation.tell(reading, Confidence::Certain, "追加数除以年初预算", review);
    }
}

/// That the figure fits another base is the mistake itself.
fn drop_excuses(reading: &Reading<'_>, rate: &Quantity, review: &mut Review) {
    let own = reading.quotes([rate]);
    review.checked.retain(|checked| !checked.quotes.iter().any(|quote| own.contains(quote)));
    review.findings.retain(|finding| finding.quotes.first() != own.first());
}

fn is_progress(rate: &Quantity) -> bool {
    let lead = bare_lead(&rate.lead);
    ["执行率", "支出进度", "支付进度", "支出率", "支付率", "执行进度"].iter().any(|word| lead.ends_with(word))
}

/// Spent and left over in its sentence, and their sum somewhere in the report.
fn of_rest(reading: &Reading<'_>, rate: &Quantity, review: &mut Review) {
    let here = reading.in_sentence(rate.sentence).iter();
    let money: Vec<&Quantity> = here
        .filter(|q| q.number.dimension == Dimension::Money && q.part == rate.part && q.is_amount() && !q.prior)
        .collect();
    let &[spent, left] = &money[..] else { return };
    let carried = ["结转", "结余", "剩余", "尚余"].iter().any(|word| bare_lead(&left.lead).starts_with(word));
    let beside = spent.number.span.start < rate.number.span.start && rate.number.span.start < left.number.span.start;
    let Some(sum) = spent.number.interval().plus(left.number.interval()).filter(|_| carried && beside) else { return };
    let sharp = (sum.high - sum.low) * Decimal::from(2_000) <= sum.low;
    let whole = |q: &&Quantity| {
        q.number.dimension == Dimension::Money && q.is_amount() && Interval::exact(q.number.value).meets(sum)
    };
    let Some(base) = reading.quantities.iter().find(whole).filter(|_| sharp) else { return };
    Equation::share(rate, spent, base).weigh(reading, Miss::Near, "核对支出、结转与支出进度", review);
}
