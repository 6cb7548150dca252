//! A13 in any order and any words: 年末4件；年初38件，本年新收467件，审结462件. Where the words tell what was there and what is
//! left, the figures beside them are what came and went; a figure whose words do not tell its way is taken either way.

use super::Known;
use super::flows::{course, is_closing, is_opening, is_plain};
use crate::finding::{Confidence, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Form, Miss};
use crate::rules::names::{common, core};
use crate::unit::Dimension;

/// More flows than these are a table.
const FLOWS: usize = 5;
/// So many of them may be taken either way.
const OPEN: usize = 2;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (at, sentence) in reading.sentences.iter().enumerate() {
        if reading.text.passages[sentence.passage].cell {
            continue;
        }
        let next = reading.sentences.get(at + 1).filter(|next| next.passage == sentence.passage);
        let one: Vec<&Quantity> = reading.in_sentence(at).iter().filter(|q| is_plain(q)).collect();
        let two = || -> Vec<&Quantity> {
            let behind = reading.in_sentence(at + 1).iter().filter(|q| is_plain(q));
            one.iter().copied().chain(behind).collect()
        };
        if !of_row(reading, known, &one, review) && next.is_some() {
            of_row(reading, known, &two(), review);
        }
    }
}

/// Whether the figures were found to be a stock and its flows.
fn of_row(reading: &Reading<'_>, known: &Known, row: &[&Quantity], review: &mut Review) -> bool {
    let mut seen: Vec<Dimension> = Vec::new();
    for first in row {
        let dimension = heads(first.number.dimension);
        if seen.contains(&dimension) {
            continue;
        }
        seen.push(dimension);
        let same: Vec<&Quantity> = row.iter().copied().filter(|q| heads(q.number.dimension) == dimension).collect();
        if let Some((opening, flows, closing)) = stock(reading, &same) {
            if !known.has(reading, closing, &[Relation::StockFlow]) {
                solve(reading, (opening, &flows, closing), review);
            }
            return true;
        }
    }
    false
}

/// 接收618人次 into a house of 43人.
fn heads(dimension: Dimension) -> Dimension {
    if dimension == Dimension::PersonTimes { Dimension::Person } else { dimension }
}

type Stock<'r> = (&'r Quantity, Vec<(&'r Quantity, Option<bool>)>, &'r Quantity);

/// The only opening, the only closing figure, and the flows between them or behind the later one.
fn stock<'r>(reading: &Reading<'_>, row: &[&'r Quantity]) -> Option<Stock<'r>> {
    let begins = |q: &Quantity| {
        is_opening(reading, q) || words(reading, q).contains("1月1日") && !words(reading, q).contains("11月1日")
    };
    let ends = |q: &Quantity| !begins(q) && (is_closing(reading, q) || is_left(reading, q));
    let opening = only(row.iter().position(|q| begins(q)), row.iter().rposition(|q| begins(q)))?;
    let closing = only(row.iter().position(|q| ends(q)), row.iter().rposition(|q| ends(q)))?;
    // 年末缴费a人，领取人员年初b人: another stock.
    let alike = common(&core(&row[opening].lead), &core(&row[closing].lead)) >= 2;
    if opening > closing && !alike {
        return None;
    }
    let between = if opening < closing { &row[opening + 1..closing] } else { beside(&row[opening..]) };
    let flows = course::without_parts(row[opening], between)?;
    let flows: Vec<&Quantity> = flows.into_iter().filter(|q| !is_compared(q)).collect();
    if flows.is_empty() || flows.len() > FLOWS || flows.iter().any(|q| is_other(q)) {
        return None;
    }
    let flows = flows.into_iter().map(|q| (q, course::way_of(reading, row[opening], q))).collect();
    Some((row[opening], flows, row[closing]))
}

fn only(first: Option<usize>, last: Option<usize>) -> Option<usize> {
    first.filter(|first| last == Some(*first))
}

/// The figures that follow the first without a break.
fn beside<'a, 'r>(row: &'a [&'r Quantity]) -> &'a [&'r Quantity] {
    let joined = |two: &&[&Quantity]| two[1].clause.abs_diff(two[0].clause) <= 1 && two[0].sentence == two[1].sentence;
    let length = row.windows(2).take_while(joined).count();
    &row[1..=length]
}

fn words(reading: &Reading<'_>, q: &Quantity) -> String {
    reading.between(q.passage, q.lead_start..q.number.span.start)
}

/// 12月31日享受, 目前仍在办理, 余额: what is there at the end.
fn is_left(reading: &Reading<'_>, q: &Quantity) -> bool {
    let words = words(reading, q);
    let left = ["12月31日", "目前", "截至", "仍在", "尚在"].iter().any(|word| words.contains(word))
        || ["余额", "结存", "结余", "尚余"].iter().any(|word| words.ends_with(word));
    left && !q.is_change() && !q.led_by(&["预算", "计划", "目标", "预计", "上年", "当年", "本年", "收支"])
}

/// 比年初增加, 净增: of the two ends, no flow.
fn is_compared(q: &Quantity) -> bool {
    q.led_by(&["比", "较", "同比", "净增", "净减", "相抵"])
}

/// 目标, 应办: what was to be.
fn is_other(q: &Quantity) -> bool {
    q.led_by(&["目标", "计划", "任务", "预算", "应", "均", "标准", "累计", "涉及", "总"]) || q.prior
}

fn solve(
    reading: &Reading<'_>,
    (opening, flows, closing): (&Quantity, &[(&Quantity, Option<bool>)], &Quantity),
    review: &mut Review,
) {
    let open = flows.iter().filter(|(_, way)| way.is_none()).count();
    let ways: Vec<Vec<bool>> = (0..1u32 << open.min(OPEN + 1))
        .map(|set| {
            let mut at = 0;
            let way = |told: Option<bool>| {
                told.unwrap_or_else(|| {
                    at += 1;
                    set & (1 << (at - 1)) != 0
                })
            };
            flows.iter().map(|(_, told)| *told).map(way).collect()
        })
        .collect();
    let equations: Vec<Equation<'_>> = ways
        .into_iter()
        .map(|ways| Equation {
            result: closing,
            terms: std::iter::once(opening).chain(flows.iter().map(|(q, _)| *q)).collect(),
            form: Form::Sum(std::iter::once(true).chain(ways).collect()),
            kind: Kind::StockFlowMismatch,
            relation: Relation::StockFlow,
        })
        .collect();
    let suggestion = "核对期初、期末与其间增减各数";
    if let Some(holds) = equations.iter().find(|one| one.holds()) {
        return holds.tell(reading, Confidence::Likely, suggestion, review);
    }
    if open > OPEN {
        return;
    }
    let both = flows.iter().any(|(_, way)| *way == Some(true)) && flows.iter().any(|(_, way)| *way == Some(false));
    let missed = |one: &&Equation<'_>| match one.miss(reading) {
        Miss::Slip => true,
        Miss::Near => open == 0 && both,
        Miss::Far => false,
    };
    if let Some(one) = equations.iter().find(missed) {
        one.tell(reading, Confidence::Likely, suggestion, review);
    }
}
