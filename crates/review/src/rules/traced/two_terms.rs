//! A02 in any order: 到位率为93.5%（应到位520万元，实际到位486万元）; 检出率3.5% behind 核对62,418人次，查出2,185人次. Where a sentence tells
//! one rate and but two figures of a measure beside it, the rate is of these two.

use super::Known;
use super::pool::{both_counted, measured, same_measure};
use crate::finding::{Confidence, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Form, Miss};
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// The rate and the two stand within so many commas.
const CLAUSES: usize = 2;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (at, sentence) in reading.sentences.iter().enumerate() {
        if reading.text.passages[sentence.passage].cell {
            continue;
        }
        let all = reading.in_sentence(at);
        for rate in all.iter().filter(|q| is_rate(q)) {
            let part: Vec<&Quantity> = all.iter().filter(|q| q.part == rate.part).collect();
            let rates = part.iter().filter(|q| is_percent(q) && q.number.is_operand()).count();
            if rates == 1
                && !known.has(reading, rate, &[Relation::Ratio])
                && let Some([part, base]) = terms(&part, rate)
            {
                judge(reading, rate, [part, base], review);
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
    let named = ["率", "比例", "占比", "面", "比重"].iter().any(|word| lead.ends_with(word));
    // What people say is of those who were asked.
    let goal = q.led_by(&["满意", "知晓", "认可", "好评", "目标", "不低于", "要求", "任务", "计划", "预算"])
        || q.tail.starts_with("的目标");
    is_percent(q) && named && !goal && q.number.is_operand() && !q.number.chinese && !q.is_change() && !q.prior
}

/// The only two figures of a measure beside the rate, the part first.
fn terms<'r>(all: &[&'r Quantity], rate: &Quantity) -> Option<[&'r Quantity; 2]> {
    let alike = |a: &Quantity, b: &Quantity| same_measure(a, b) || both_counted(a, b);
    let level = |q: &Quantity| measured(q) && !q.is_change() && !q.prior;
    let mut pairs = Vec::new();
    for (at, a) in all.iter().enumerate().filter(|(_, q)| level(q)) {
        let mut others = all[at + 1..].iter().filter(|q| level(q) && alike(a, q));
        let (Some(b), None) = (others.next(), others.next()) else { continue };
        let first = !all[..at].iter().any(|q| level(q) && alike(a, q));
        let near = [*a, *b].iter().all(|q| q.clause.abs_diff(rate.clause) <= CLAUSES);
        if first && near && a.bracket == b.bracket {
            pairs.push(if a.number.value > b.number.value { [*b, *a] } else { [*a, *b] });
        }
    }
    let [pair] = pairs[..] else { return None };
    let adjusted = pair.iter().any(|q| q.led_by(&["追加", "年初", "上年", "结转", "另"]));
    (!adjusted && rate.number.value <= Decimal::ONE_HUNDRED).then_some(pair)
}

fn judge(reading: &Reading<'_>, rate: &Quantity, [part, base]: [&Quantity; 2], review: &mut Review) {
    let equation = Equation {
        result: rate,
        terms: vec![part, base],
        form: Form::Share,
        kind: Kind::RatioMismatch,
        relation: Relation::Ratio,
    };
    // What is only near was of other terms in all of five correct sentences.
    if equation.holds() || equation.miss(reading) == Miss::Slip {
        equation.tell(reading, Confidence::Likely, "核对两个数与比率", review);
    }
}
