//! A03 of figures whose terms are called by name elsewhere: 就业补助资金结转18万元 of the item 就业补助资金 with its budget and its
//! expenditure, 空编6名 of the posts there are and those filled, 剔除同时享受的120人，实际受益 of two counts that overlap.

use super::pool::{before, measured, same_measure};
use super::rests::written;
use super::{Known, add, fits, is_near};
use crate::finding::{Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::mains::mains;
use crate::rules::names::{common, core};
use crate::rules::terms::{Side, bare_lead, side};

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (index, told) in reading.quantities.iter().enumerate() {
        let plain = measured(told) && told.number.is_operand() && !told.number.chinese;
        if !plain || reading.text.passages[told.passage].cell || known.holds(reading, told, &[Relation::Difference]) {
            continue;
        }
        let lead = bare_lead(&told.lead);
        if let Some(name) = ["结转", "结余"].iter().find_map(|word| lead.strip_suffix(word)) {
            of_item(reading, told, name.trim_start_matches("其中"), review);
            if name.is_empty() || name == "资金" {
                of_budget(reading, index, review);
            }
        } else if ["空编", "缺编", "共空编", "空编数"].contains(&lead) {
            of_posts(reading, told, review);
        } else if lead.starts_with("实际") && index > 0 {
            overlapping(reading, index, review);
        }
    }
}

fn tell(reading: &Reading<'_>, told: &Quantity, (a, b): (&Quantity, &Quantity), review: &mut Review) {
    let Some(value) = a.number.interval().minus(b.number.interval()) else { return };
    if fits(value, told) || is_near(value, told) {
        let calc = written(reading, (a, b), value);
        let (terms, holds) = ([told, a, b], fits(value, told));
        add(reading, (Kind::DiffMismatch, Relation::Difference), terms, (&calc, holds), review);
    }
}

/// The one passage that begins with the item's name and tells its budget and its expenditure.
fn of_item(reading: &Reading<'_>, told: &Quantity, name: &str, review: &mut Review) {
    if name.chars().count() < 4 {
        return;
    }
    let item = |passage: usize| {
        let words: String = reading.text.passages[passage].chars.iter().take(name.chars().count() + 6).collect();
        passage != told.passage && words.contains(name)
    };
    let pairs = reading.quantities.windows(2).filter_map(|two| {
        let [plan, spent] = two else { return None };
        let beside = plan.sentence == spent.sentence && spent.clause.abs_diff(plan.clause) <= 1;
        let sides = side(plan) == Some(Side::Plan) && side(spent) == Some(Side::Actual);
        let alike = same_measure(plan, told) && same_measure(spent, told) && plan.is_amount() && spent.is_amount();
        (beside && sides && alike && item(plan.passage)).then_some((plan, spent))
    });
    let pairs: Vec<(&Quantity, &Quantity)> = pairs.collect();
    if let &[(plan, spent)] = &pairs[..] {
        tell(reading, told, (plan, spent), review);
    }
}

/// 支出b，结余: of the only budget that the report tells.
fn of_budget(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let told = &reading.quantities[index];
    let Some(spent) = index.checked_sub(1).map(|before| &reading.quantities[before]) else { return };
    let name = bare_lead(&spent.lead);
    let called = ["支出", "支出之和", "执行数", "总支出", "支出合计"].iter().any(|word| name.ends_with(word));
    let beside = spent.sentence == told.sentence && told.clause.abs_diff(spent.clause) <= 1 && !spent.prior;
    if !called || !beside || !spent.is_amount() || !same_measure(spent, told) {
        return;
    }
    let is_budget = |q: &&Quantity| {
        let named = bare_lead(&q.lead).ends_with("预算") || bare_lead(&q.lead).ends_with("预算数");
        named
            && same_measure(q, told)
            && q.is_amount()
            && !q.prior
            && q.bracket.is_none()
            && !q.led_by(&["其中", "支出"])
    };
    let mut budgets = reading.quantities.iter().filter(is_budget);
    let Some(budget) = budgets.next() else { return };
    if budgets.all(|q| q.number.value == budget.number.value) && budget.number.value > spent.number.value {
        tell(reading, told, (budget, spent), review);
    }
}

/// 核定编制a名…，实有在职b人，空编.
fn of_posts(reading: &Reading<'_>, told: &Quantity, review: &mut Review) {
    let near = told.sentence.saturating_sub(2)..=told.sentence;
    let here =
        || near.clone().filter(|s| reading.sentences[*s].passage == told.passage).flat_map(|s| mains(reading, s));
    let earlier = |q: &&Quantity| same_measure(q, told) && q.number.span.start < told.number.span.start;
    let called = |words: &'static [&'static str]| {
        let mut all = here().filter(earlier).filter(move |q| words.iter().any(|word| q.lead.contains(word)));
        all.next().filter(|_| all.next().is_none())
    };
    let (Some(posts), Some(filled)) = (called(&["编制"]), called(&["实有", "在职", "在编", "实际在岗"]))
    else {
        return;
    };
    if posts.number.value > filled.number.value {
        tell(reading, told, (posts, filled), review);
    }
}

/// a＋b－c: two counts of like names, and those who stand in both.
fn overlapping(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let (both, told) = (&reading.quantities[index - 1], &reading.quantities[index]);
    let taken = ["剔除", "扣除", "去除", "减去"].iter().any(|word| both.lead.starts_with(word));
    let twice = ["同时", "重复", "重叠", "双重", "交叉", "都享受"].iter().any(|word| both.lead.contains(word));
    if !taken || !twice || both.sentence != told.sentence || !same_measure(both, told) {
        return;
    }
    let all: Vec<&Quantity> = before(reading, index - 1)
        .into_iter()
        .filter(|q| same_measure(q, told) && q.passage == told.passage && q.bracket.is_none() && !q.prior)
        .collect();
    let like = |a: &Quantity, b: &Quantity| common(&core(&a.lead), &core(&b.lead)) >= 3;
    let pairs = all.iter().enumerate().flat_map(|(k, a)| all[k + 1..].iter().map(move |b| (*b, *a)));
    let pairs: Vec<(&Quantity, &Quantity)> = pairs.filter(|(a, b)| like(a, b)).collect();
    let &[(a, b)] = &pairs[..] else { return };
    let sum = a.number.interval().plus(b.number.interval());
    let Some(value) = sum.and_then(|sum| sum.minus(both.number.interval())) else { return };
    let terms = [a, b, both].map(|q| reading.printed(q));
    let calc = format!("{}＋{}－{}＝{}", terms[0], terms[1], terms[2], in_unit_of(value.middle(), &told.number));
    if fits(value, told) || is_near(value, told) {
        let (terms, holds) = ([told, a, b], fits(value, told));
        add(reading, (Kind::DiffMismatch, Relation::Difference), terms, (&calc, holds), review);
    }
}
