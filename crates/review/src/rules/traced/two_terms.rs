//! A02 in any order: 到位率为93.5%（应到位520万元，实际到位486万元）; 检出率3.5% behind 核对62,418人次，查出2,185人次. Where a sentence tells
//! one rate and but two figures of a measure beside it, the rate is of these two.

use super::Known;
use super::pool::{both_counted, measured, only_two, same_measure};
use crate::finding::{Confidence, Relation, Review};
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Miss};
use crate::rules::ratio::{is_unlike, told};
use crate::rules::terms::{Side, bare_lead, side};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// The rate and the two stand within so many commas.
const CLAUSES: usize = 2;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for all in reading.told() {
        for rate in all.iter().filter(|q| is_rate(q)) {
            let part: Vec<&Quantity> = all.iter().filter(|q| q.part == rate.part).collect();
            let rates = part.iter().filter(|q| is_percent(q) && q.number.is_operand()).count();
            if rates == 1 && !known.has(reading, rate, &[Relation::Ratio]) {
                let of = |alike: fn(&Quantity, &Quantity) -> bool| terms(&part, rate, alike);
                if let Some([part, base]) = of(same_measure).or_else(|| of(both_counted)) {
                    judge(reading, rate, [part, base], review);
                }
            }
        }
    }
}

fn is_percent(q: &Quantity) -> bool {
    q.number.dimension == Dimension::Percent
}

/// …率, …比例, …面: of something done, no goal.
fn is_rate(q: &Quantity) -> bool {
    let lead = bare_lead(&q.lead);
    let named = ["率", "比例", "占比", "面", "比重", "完成", "率达", "率达到"].iter().any(|word| lead.ends_with(word));
    // What people say is of those who were asked.
    let goal = q.led_by(&["满意", "知晓", "认可", "好评", "目标", "不低于", "要求", "任务", "计划", "预算"])
        || q.tail.starts_with("的目标");
    is_percent(q) && named && !goal && q.number.is_operand() && !q.number.chinese && !q.is_change() && !q.prior
}

/// The only two figures of a measure beside the rate, the part first.
fn terms<'r>(
    all: &[&'r Quantity],
    rate: &Quantity,
    alike: impl Fn(&Quantity, &Quantity) -> bool,
) -> Option<[&'r Quantity; 2]> {
    let levels: Vec<&Quantity> = all.iter().copied().filter(|q| measured(q) && !q.is_change() && !q.prior).collect();
    let near = |q: &Quantity| q.clause.abs_diff(rate.clause) <= CLAUSES;
    let mut pairs = only_two(&levels, alike);
    // 由23公里缩短到4公里: what was before, and what came of it.
    let change = |a: &Quantity, b: &Quantity| a.led_directly_by(&["由", "从"]) && !b.led_by(&["中"]);
    pairs.retain(|[a, b]| near(a) && near(b) && !change(a, b) && a.bracket == b.bracket);
    let [[a, b]] = pairs[..] else { return None };
    let turned = are_due_and_done(b, a) || a.number.value > b.number.value;
    let pair = if turned && !are_due_and_done(a, b) { [b, a] } else { [a, b] };
    let adjusted = pair.iter().any(|q| q.led_by(&["追加", "年初", "上年", "结转", "另"]));
    let told = are_due_and_done(pair[0], pair[1]);
    (!adjusted && (told || rate.number.value <= Decimal::ONE_HUNDRED)).then_some(pair)
}

/// 应检查231家，实际检查213家: the words tell which is which.
fn are_due_and_done(part: &Quantity, base: &Quantity) -> bool {
    side(part) != Some(Side::Plan) && side(base) == Some(Side::Plan)
}

fn judge(reading: &Reading<'_>, rate: &Quantity, [part, base]: [&Quantity; 2], review: &mut Review) {
    let equation = Equation::share(rate, part, base);
    // What is only near was of other terms in all of five correct sentences, where the words did not tell which is which.
    let name = bare_lead(&rate.lead);
    let of = |rates: &[&str], parts: &[&str]| rates.iter().any(|word| name.ends_with(word)) && part.led_by(parts);
    let spent = of(&["执行率", "支出率", "支付率", "使用率"], &["支出", "执行", "支付", "使用", "拨付"]);
    let named = (spent || of(&["到位率"], &["到位"])) && are_due_and_done(part, base);
    let due = named || base.led_by(&["应"]) && side(part) == Some(Side::Actual);
    let wrong = match equation.miss(reading) {
        Miss::Slip => true,
        Miss::Near => due,
        Miss::Far => false,
    };
    let unlike = is_unlike(&rate.lead, &told(reading, part), &told(reading, base));
    if equation.holds() || wrong && !unlike {
        equation.tell(reading, Confidence::Likely, "核对两个数与比率", review);
    }
}
