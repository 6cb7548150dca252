//! A03 of three figures in a row whose words say what they are to each other: 应办结330件，已办结321件，未结9件; 预算a，
//! 决算b，超收c. The words leave no other reading, so a small difference may be far from the right one.

use super::pool::{measured, same_measure};
use super::{Known, add, fits, rests, retract};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::mains::told_in_two;
use crate::rules::plausible::is_plausible_difference;
use crate::rules::slip;
use crate::rules::terms::bare_lead;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for all in reading.told() {
        let plain: Vec<&Quantity> = all
            .iter()
            .filter(|q| measured(q) && q.number.is_operand() && !q.number.chinese && q.bracket.is_none())
            .collect();
        for (k, first) in plain.iter().enumerate() {
            let mut same = plain[k..].iter().copied().filter(|q| same_measure(q, first));
            if let (Some(a), Some(b), Some(rest)) = (same.next(), same.next(), same.next()) {
                judge(reading, known, [a, b, rest], review);
                judge_left(reading, known, [a, b, rest], review);
            }
        }
    }
}

/// 批复95万元，支出88.64万元，剩余6.36万元: what was granted is set, however roundly it is printed.
fn judge_left(reading: &Reading<'_>, known: &Known, [grant, spent, rest]: [&Quantity; 3], review: &mut Review) {
    let near =
        spent.clause.abs_diff(grant.clause) <= 2 && rest.clause.abs_diff(spent.clause) <= 1 && grant.part == rest.part;
    if !near || !is_left([grant, spent, rest]) || known.says_anything(reading, rest) {
        return;
    }
    let Some(value) = Interval::exact(grant.number.value).minus(spent.number.interval()) else { return };
    let last = || slip::is_last_digit(rest, value);
    if fits(value, rest) || !slip::is_of(reading, rest, value) && !last() || told_in_two(reading, rest, value) {
        return;
    }
    // Of a rounded grant it may be right.
    let rough = grant.number.interval().minus(spent.number.interval()).is_some_and(|value| fits(value, rest));
    retract(reading, rest, Relation::Difference, review);
    let calc = format!("{}，报告为{}", rests::written(reading, (grant, spent), value), reading.printed(rest));
    let finding = Finding::new(Kind::DiffMismatch, reading.quotes([rest, grant, spent]), calc, "核对这三个数");
    review.findings.push(if rough { finding.asked() } else { finding.confidence(Confidence::Likely) });
}

fn judge(reading: &Reading<'_>, known: &Known, [a, b, rest]: [&Quantity; 3], review: &mut Review) {
    let near = b.clause.abs_diff(a.clause) <= 1 && rest.clause.abs_diff(b.clause) <= 2 && a.part == rest.part;
    let one_year = is_due([a, b, rest]) || is_beyond([a, b, rest]) || is_balance([a, b, rest]);
    let told = one_year && a.prior == b.prior || is_total([a, b, rest]);
    let explained = [Relation::Difference, Relation::Sum, Relation::StockFlow];
    if !near || !told || known.has(reading, rest, &explained) {
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
    same && denies(done, rest) && due.number.value >= done.number.value
}

fn is_left([grant, spent, rest]: [&Quantity; 3]) -> bool {
    let granted = ["批复", "安排", "下达", "到账", "到位", "预算", "拨入"]
        .iter()
        .any(|word| bare_lead(&grant.lead).ends_with(word));
    let left = ["剩余", "结余", "尚余", "尚有", "结转", "仍有"].iter().any(|word| rest.lead.contains(word));
    let others = ["滚存", "累计", "年末", "上年", "年初"].iter().any(|word| rest.lead.contains(word));
    granted && left && !others && !spent.led_by(&["追加", "调整", "其中"]) && grant.number.value > spent.number.value
}

/// 收入a，支出b，当期结余c: of the year alone.
fn is_balance([income, spent, rest]: [&Quantity; 3]) -> bool {
    let named =
        |q: &Quantity, word: &str| bare_lead(&q.lead).trim_end_matches(['总', '额', '计', '合', '共']).ends_with(word);
    let year = ["当期", "当年", "本年", "本期", "收支"].iter().any(|word| rest.lead.contains(word));
    let others = ["滚存", "累计", "年末", "上年"].iter().any(|word| rest.lead.contains(word));
    named(income, "收入") && named(spent, "支出") && bare_lead(&rest.lead).ends_with("结余") && year && !others
}

/// 上年未结及本年受理合计a，已审结b，未结c: all that there was, what of it was done, what was not.
fn is_total([all, done, rest]: [&Quantity; 3]) -> bool {
    let whole = ["合计", "总计"].iter().any(|word| all.lead.ends_with(word)) && all.number.value >= done.number.value;
    whole && denies(done, rest)
}

/// 已办结, 未结.
fn denies(done: &Quantity, rest: &Quantity) -> bool {
    let begun = done.lead.starts_with(['已', '实']) || done.lead.starts_with("按时") || done.lead.starts_with("完成");
    let open = rest.lead.trim_start_matches('尚').strip_prefix(['未', '欠']).is_some_and(|verb| {
        let verb = verb.trim_end_matches(['的', '有']);
        let signs = verb.chars().count();
        signs <= 4 && (signs == 0 || verb.chars().any(|sign| done.lead.contains(sign)))
    });
    begun && open
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
