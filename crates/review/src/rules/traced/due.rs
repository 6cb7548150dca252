//! A03 of three figures in a row whose words say what they are to each other: 应办结330件，已办结321件，未结9件; 预算a，
//! 决算b，超收c. The words leave no other reading, so a small difference may be far from the right one.

use super::pool::{measured, same_measure};
use super::{Known, add, fits, rests};
use crate::finding::{Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::mains::told_in_two;
use crate::rules::plausible::is_plausible_difference;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (at, sentence) in reading.sentences.iter().enumerate() {
        if reading.text.passages[sentence.passage].cell {
            continue;
        }
        let plain: Vec<&Quantity> = reading
            .in_sentence(at)
            .iter()
            .filter(|q| measured(q) && q.number.is_operand() && !q.number.chinese && q.bracket.is_none())
            .collect();
        for (k, first) in plain.iter().enumerate() {
            let mut same = plain[k..].iter().copied().filter(|q| same_measure(q, first));
            if let (Some(a), Some(b), Some(rest)) = (same.next(), same.next(), same.next()) {
                judge(reading, known, [a, b, rest], review);
            }
        }
    }
}

fn judge(reading: &Reading<'_>, known: &Known, [a, b, rest]: [&Quantity; 3], review: &mut Review) {
    let near = b.clause.abs_diff(a.clause) <= 1 && rest.clause.abs_diff(b.clause) <= 2 && a.part == rest.part;
    let told = near && a.prior == b.prior && (is_due([a, b, rest]) || is_beyond([a, b, rest]));
    let explained = [Relation::Difference, Relation::Sum, Relation::StockFlow];
    if !told || known.has(reading, rest, &explained) {
        return;
    }
    let (more, less) = if a.number.value >= b.number.value { (a, b) } else { (b, a) };
    let Some(value) = more.number.interval().minus(less.number.interval()) else { return };
    let holds = fits(value, rest);
    if holds || is_plausible_difference(reading, rest, [more, less], value) && !told_in_two(reading, rest, value) {
        let calc = rests::written(reading, (more, less), value);
        add(reading, (Kind::DiffMismatch, Relation::Difference), [rest, more, less], (&calc, holds), review);
    }
}

/// 应缴a，实缴b，欠缴c; 应办结a，已办结b，未结c: what was due, what of it was done, what was not.
fn is_due([due, done, rest]: [&Quantity; 3]) -> bool {
    let verb = due.lead.rsplit_once('应').map(|(_, verb)| verb).filter(|verb| !verb.is_empty());
    let same = verb.is_some_and(|verb| verb.chars().any(|sign| done.lead.contains(sign)));
    let begun = done.lead.starts_with(['已', '实']) || done.lead.starts_with("按时") || done.lead.starts_with("完成");
    let open = rest.lead.strip_prefix(['未', '欠']).is_some_and(|verb| {
        let signs = verb.trim_end_matches('的').chars().count();
        signs <= 4 && (signs == 0 || verb.chars().any(|sign| done.lead.contains(sign)))
    });
    same && begun && open && due.number.value >= done.number.value
}

/// 收入预算a，决算b，超收c; 预算a，实际采购b，节约c.
fn is_beyond([plan, result, rest]: [&Quantity; 3]) -> bool {
    let planned = plan.lead.ends_with("预算") && !plan.led_by(&["年初", "追加", "调整前"]);
    let reached = ["决算", "决算数", "实际支出", "实际收入", "实际完成", "实际执行", "实际采购"];
    let done = reached.iter().any(|word| result.lead.ends_with(word)) && !result.led_by(&["预算"]);
    let over = ["超收", "超支"].contains(&rest.lead.as_str()) && result.number.value > plan.number.value;
    let under = ["短收", "节约", "节支"].contains(&rest.lead.as_str()) && result.number.value < plan.number.value;
    planned && done && (over || under)
}
