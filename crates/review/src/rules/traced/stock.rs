//! A13 in any order and any words: 年末4件；年初38件，本年新收467件，审结462件. Where the words tell what was there and what is
//! left, the figures beside them are what came and went; a figure whose words do not tell its way is taken either way.

use super::Known;
use super::flows::{course, is_closing, is_opening, is_plain};
use crate::finding::{Confidence, Relation, Review};
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Miss};
use crate::rules::names::{common, core};
use crate::rules::terms::dated;
use crate::unit::Dimension;

/// More flows than these are a table.
const FLOWS: usize = 5;
/// So many of them may be taken either way.
const OPEN: usize = 2;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for all in reading.told() {
        let one: Vec<&Quantity> = all.iter().filter(|q| is_plain(q)).collect();
        if !of_row(reading, known, &one, review) {
            let next = reading.in_sentence(all[0].sentence + 1).iter();
            let next = next.filter(|q| q.passage == all[0].passage && is_plain(q));
            of_row(reading, known, &one.iter().copied().chain(next).collect::<Vec<_>>(), review);
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
    let (opening, closing) = ends(reading, row)?;
    // 年末缴费a人，领取人员年初b人: another stock.
    let alike = common(&core(&dated(reading, row[opening])), &core(&dated(reading, row[closing]))) >= 2;
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

/// Where what was there stands in the row, and what is left.
fn ends(reading: &Reading<'_>, row: &[&Quantity]) -> Option<(usize, usize)> {
    let begins = |q: &Quantity| is_opening(reading, q) || !q.is_change() && is_carried(&dated(reading, q));
    let closes = |q: &Quantity| !begins(q) && (is_closing(reading, q) || is_left(reading, q));
    let all = |is: &dyn Fn(&Quantity) -> bool| (0..row.len()).filter(|at| is(row[*at])).collect::<Vec<_>>();
    match (&all(&begins)[..], &all(&closes)[..]) {
        ([opening], [closing]) => Some((*opening, *closing)),
        // 2022年末349个，…，2023年末347个; 上半年末1260份，…，年末315份.
        ([], [first, last]) => {
            let next = row[*first].year.zip(row[*last].year).is_some_and(|(a, b)| b == a + 1);
            let half = dated(reading, row[*first]).contains("上半年末");
            // 截至2月底1,126条，…，6月底剩余213条.
            let months = row[*first].month.zip(row[*last].month).is_some_and(|(a, b)| a < b && b <= 12);
            (next || half || months).then_some((*first, *last))
        }
        _ => None,
    }
}

/// 1月1日在册, 上年移转, 上年专户余额: what the year began with.
fn is_carried(words: &str) -> bool {
    let first = words.contains("1月1日") && !words.contains("11月1日");
    let dated = ["年初，", "期初，"].iter().any(|word| words.contains(word));
    let carried = ["移转", "转入", "余额", "结余", "未结", "未办结", "在册", "结存"];
    first || dated || words.starts_with("上年") && carried.iter().any(|word| words.contains(word))
}

/// The way of a flow by its verb's characters: 入站, 准入; 离站, 撤并.
fn sign(q: &Quantity) -> Option<bool> {
    let lead: String = q.lead.chars().rev().take(4).collect();
    if lead.contains('被') {
        return None;
    }
    let has = |signs: &str| lead.chars().any(|sign| signs.contains(sign));
    match (has("入新增收进招"), has("出离退减销撤死亡停化")) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// The figures that follow the first without a break.
fn beside<'a, 'r>(row: &'a [&'r Quantity]) -> &'a [&'r Quantity] {
    let joined = |two: &&[&Quantity]| two[1].clause.abs_diff(two[0].clause) <= 1 && two[0].sentence == two[1].sentence;
    let length = row.windows(2).take_while(joined).count();
    &row[1..=length]
}

/// 12月31日享受, 目前仍在办理, 剩余: what is there at the end.
fn is_left(reading: &Reading<'_>, q: &Quantity) -> bool {
    let words = dated(reading, q);
    let dates = ["12月31日", "目前", "截至", "仍在", "尚在", "年底", "年末", "期末", "转入下年", "结转下年"];
    let left = dates.iter().any(|word| words.contains(word))
        || ["余额", "结存", "结余", "尚余", "剩余", "还剩"]
            .iter()
            .any(|word| words.trim_end_matches('为').ends_with(word));
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
    let of = |told: &[Option<bool>]| -> Vec<Equation<'_>> {
        let signed = |ways: Vec<bool>| flows.iter().map(|(q, _)| *q).zip(ways).collect::<Vec<_>>();
        every_way(told).into_iter().map(|ways| Equation::stock(closing, opening, &signed(ways))).collect()
    };
    let suggestion = "核对期初、期末与其间增减各数";
    let told: Vec<Option<bool>> = flows.iter().map(|(_, way)| *way).collect();
    if let Some(holds) = of(&told).iter().find(|one| one.holds()) {
        return holds.tell(reading, Confidence::Likely, suggestion, review);
    }
    if of(&told).iter().any(Equation::holds_turned) {
        return;
    }
    let told: Vec<Option<bool>> = flows.iter().map(|(q, way)| way.or_else(|| sign(q))).collect();
    let open = told.iter().filter(|way| way.is_none()).count();
    let both = told.contains(&Some(true)) && told.contains(&Some(false));
    let missed = |one: &&Equation<'_>| match one.miss(reading) {
        Miss::Slip => open <= OPEN,
        Miss::Near => open == 0 && both,
        Miss::Far => false,
    };
    if let Some(one) = of(&told).iter().find(missed) {
        one.tell(reading, Confidence::Likely, suggestion, review);
    }
}

/// The ways that are told, with those that are not taken either way.
fn every_way(told: &[Option<bool>]) -> Vec<Vec<bool>> {
    told.iter().fold(vec![Vec::new()], |all, way| {
        let either: &[bool] = match way {
            Some(true) => &[true],
            Some(false) => &[false],
            None => &[true, false],
        };
        all.iter().flat_map(|before| either.iter().map(|way| [before.as_slice(), &[*way]].concat())).collect()
    })
}
