//! Figures told two by two: 违规领取214人、96.35万元，已追回198人、88.72万元，剩余16人、7.63万元. Where the people show how the
//! rows belong together, the money must follow, and the other way round.

use super::pool::measured;
use super::{Known, attach, retract, settle};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::plausible::{is_plausible, is_plausible_difference, is_plausible_sum};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Two measures of one thing.
#[derive(Clone, Copy)]
struct Row<'r>([&'r Quantity; 2]);

impl Row<'_> {
    fn is_led_by(&self, words: &[&str]) -> bool {
        self.0.iter().any(|q| words.iter().any(|word| q.lead.contains(word)))
    }
}

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for all in reading.told() {
        let rows = rows(all);
        if let Some(whole) = whole_before(reading, &all[0], &rows) {
            let turned: Vec<Row<'_>> = rows.iter().copied().chain([whole]).collect();
            total(reading, known, &turned, review);
        }
        for last in 2..rows.len() {
            if rows[last].is_led_by(&["合计", "共", "总计"]) {
                total(reading, known, &rows[..=last], review);
            } else if ["剩余", "其余", "尚", "仍", "未"].iter().any(|word| rows[last].0[0].lead.starts_with(word))
            {
                rest(reading, known, [rows[last - 2], rows[last - 1], rows[last]], review);
            }
        }
        for two in rows.windows(2) {
            rate(reading, known, [two[0], two[1]], review);
        }
    }
}

/// People and the times that they came are counted alike.
fn measure(q: &Quantity) -> Dimension {
    if q.number.dimension == Dimension::PersonTimes { Dimension::Person } else { q.number.dimension }
}

/// The rows of a sentence: its first two measures, over and over.
fn rows(all: &[Quantity]) -> Vec<Row<'_>> {
    let plain: Vec<&Quantity> = all
        .iter()
        .filter(|q| {
            let level = measured(q) && q.number.is_operand() && !q.number.chinese && q.bracket.is_none();
            level && !q.number.per.is_standard() && !q.led_by(&["均"])
        })
        .collect();
    let Some(first) = plain.windows(2).find(|two| {
        measure(two[0]) != measure(two[1]) && two[0].part == two[1].part && two[1].clause - two[0].clause <= 1
    }) else {
        return Vec::new();
    };
    let (x, y) = (measure(first[0]), measure(first[1]));
    let mut rows = Vec::new();
    let mut open: Option<&Quantity> = None;
    for q in plain {
        if measure(q) == x {
            open = Some(q);
        } else if measure(q) == y
            && let Some(begun) = open.take()
        {
            if q.part != begun.part || q.clause - begun.clause > 1 {
                return Vec::new();
            }
            rows.push(Row([begun, q]));
        }
    }
    rows
}

/// 项目6个，面积759.80亩。其中一类3个，面积377.10亩；二类3个，面积382.70亩: both wholes stand in the sentence before.
fn whole_before<'r>(reading: &'r Reading<'_>, opening: &Quantity, rows: &[Row<'_>]) -> Option<Row<'r>> {
    let first = rows.first().filter(|row| rows.len() > 1 && row.0[0].lead.starts_with("其中"))?;
    let opens = reading.in_sentence(opening.sentence).iter().find(|q| !q.number.chinese)?;
    let all: Vec<&Quantity> = reading
        .sentence_before(opening)
        .iter()
        .filter(|q| measured(q) && q.is_amount() && q.number.is_operand() && q.bracket.is_none())
        .collect();
    let of = |like: &Quantity| all.iter().copied().find(|q| measure(q) == measure(like));
    let (x, y) = (of(first.0[0])?, of(first.0[1])?);
    let beside = x.number.span.start < y.number.span.start && y.clause - x.clause <= 1 && y.part == x.part;
    (std::ptr::eq(opens, first.0[0]) && beside).then_some(Row([x, y]))
}

fn sum(figures: &[&Quantity]) -> Option<Interval> {
    figures.iter().try_fold(Interval::exact(Decimal::ZERO), |sum, q| sum.plus(q.number.interval()))
}

/// Judges the measure that does not hold, where the other one does.
fn total(reading: &Reading<'_>, known: &Known, rows: &[Row<'_>], review: &mut Review) {
    let Some((whole, parts)) = rows.split_last() else { return };
    let column = |from: usize, of: usize| parts[from..].iter().map(|row| row.0[of]).collect::<Vec<_>>();
    let holds =
        |from: usize, of: usize| sum(&column(from, of)).is_some_and(|sum| sum.meets(whole.0[of].number.interval()));
    for from in 0..parts.len() - 1 {
        let (odd, even) = match (holds(from, 0), holds(from, 1)) {
            (true, true) => return,
            (true, false) => (1, 0),
            (false, true) => (0, 1),
            (false, false) => continue,
        };
        let (members, told) = (column(from, odd), whole.0[odd]);
        let Some(value) = sum(&members) else { return };
        let fine = whole.0[even].number.value >= whole.0[even].number.step * Decimal::TEN;
        if fine && is_plausible_sum(reading, told, &members, value) && !is_said(reading, known, &members, told) {
            let terms: Vec<String> = members.iter().map(|q| reading.printed(q)).collect();
            let calc = format!("{}＝{}", terms.join("＋"), in_unit_of(value.middle(), &members[0].number));
            let quotes = reading.quotes([told].into_iter().chain(members.iter().copied()));
            attach(reading, (Kind::SumMismatch, Relation::Sum), (told, quotes), (&calc, false), review);
            settle(&calc, review);
        }
        return;
    }
}

fn is_said(reading: &Reading<'_>, known: &Known, members: &[&Quantity], told: &Quantity) -> bool {
    let said = [Kind::SumMismatch, Kind::DiffMismatch, Kind::SubsetExceedsTotal, Kind::StockFlowMismatch];
    members.iter().copied().chain([told]).any(|q| known.says(reading, q, &said))
}

fn rest(reading: &Reading<'_>, known: &Known, [whole, part, rest]: [Row<'_>; 3], review: &mut Review) {
    let value = |of: usize| whole.0[of].number.interval().minus(part.0[of].number.interval());
    let holds = |of: usize| value(of).is_some_and(|value| value.meets(rest.0[of].number.interval()));
    let odd = match (holds(0), holds(1)) {
        (true, false) => 1,
        (false, true) => 0,
        _ => return,
    };
    let [a, b, told] = [whole.0[odd], part.0[odd], rest.0[odd]];
    let Some(value) = value(odd) else { return };
    if is_plausible_difference(reading, told, [a, b], value) && !is_said(reading, known, &[a, b], told) {
        let calc = super::rests::written(reading, (a, b), value);
        let quotes = reading.quotes([told, a, b]);
        attach(reading, (Kind::DiffMismatch, Relation::Difference), (told, quotes), (&calc, false), review);
        settle(&calc, review);
    }
}

/// 已追回198人、88.72万元，金额追回率92.08%: of the measure that the rate names.
fn rate(reading: &Reading<'_>, known: &Known, [whole, part]: [Row<'_>; 2], review: &mut Review) {
    let last = part.0[1];
    let behind = reading.in_sentence(last.sentence).iter().find(|q| q.number.span.start > last.number.span.start);
    let Some(rate) = behind.filter(|q| q.number.dimension == Dimension::Percent && q.number.is_operand()) else {
        return;
    };
    let Some(name) = rate.lead.strip_suffix('率').or(rate.lead.strip_suffix("率为")) else { return };
    let money = name.strip_prefix("金额").or(name.strip_prefix("资金"));
    let people = name.strip_prefix("人数").or(name.strip_prefix("人员"));
    let Some(verb) = money.or(people).filter(|verb| verb.chars().count() >= 2) else { return };
    let is_money = |q: &Quantity| (q.number.dimension == Dimension::Money) == money.is_some();
    let own = |row: Row<'_>| row.0.into_iter().position(is_money);
    let (Some(at), Some(of)) = (own(part), own(whole)) else { return };
    let (part, base) = (part.0[at], whole.0[of]);
    let named = part.lead.contains(verb) || part.lead.is_empty();
    let beside = rate.clause == last.clause + 1 && rate.part == last.part;
    if !named || !beside || part.number.value > base.number.value || known.says(reading, rate, Kind::ALL) {
        return;
    }
    let share = part.number.interval().over(base.number.interval());
    let Some(value) = share.and_then(|share| share.times(Interval::exact(Decimal::ONE_HUNDRED))) else { return };
    let holds = value.meets(rate.number.interval());
    if holds || is_plausible(reading, rate, value) {
        let (a, b) = (reading.printed(part), reading.printed(base));
        let calc = format!("{a}÷{b}＝{}%", value.middle().round_dp(2));
        let quotes = reading.quotes([rate, part, base]);
        if !holds {
            retract(reading, rate, Relation::Ratio, review);
        }
        attach(reading, (Kind::RatioMismatch, Relation::Ratio), (rate, quotes), (&calc, holds), review);
        settle(&calc, review);
    }
}
