//! A13 of a fund told over several sentences of a paragraph: 年初结余a。全年收入b…。全年支出c…。当年结余d，年末滚存结余e. Each of
//! them stands there once. Between them other money may have come or gone, so what no slip mends is asked.

use super::flows::{is_closing, is_net, is_opening, is_plain};
use super::{Known, fits, is_near};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::mains::mains;
use crate::rules::slip;
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;

/// Words of money that came or went beside the year's income and spending.
const MORE: &[&str] = &["上解", "划转", "划出", "划入", "调剂", "核减", "冲减", "调整后", "追回", "另", "归垫", "垫付"];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    let mut from = 0;
    while let Some(first) = reading.sentences.get(from) {
        let passage = first.passage;
        let to = from + reading.sentences[from..].iter().take_while(|s| s.passage == passage).count();
        let told = &reading.text.passages[passage];
        if to > from + 1 && !told.cell && !MORE.iter().any(|word| told.text().contains(word)) {
            let all: Vec<&Quantity> = (from..to).flat_map(|at| mains(reading, at)).collect();
            balance(reading, known, &all, review);
        }
        from = to;
    }
}

/// Opening, what the year left, and closing, each the only one of its kind.
fn balance(reading: &Reading<'_>, known: &Known, all: &[&Quantity], review: &mut Review) {
    let money = |q: &&Quantity| q.number.dimension == Dimension::Money && is_plain(q) && !q.is_change() && !q.prior;
    let only = |is: &dyn Fn(&Quantity) -> bool| {
        let mut own = all.iter().copied().filter(money).filter(|q| is(q));
        own.next().filter(|_| own.next().is_none())
    };
    let opening = only(&|q| is_opening(reading, q));
    let closing = only(&|q| is_closing(reading, q) || is_rolled(q) && !is_opening(reading, q));
    let (Some(opening), Some(closing)) = (opening, closing) else { return };
    let one_breath = opening.sentence == closing.sentence || opening.number.span.start > closing.number.span.start;
    if one_breath || known.has(reading, closing, &[Relation::StockFlow]) {
        return;
    }
    let level = |q: &Quantity| std::ptr::eq(q, opening) || std::ptr::eq(q, closing);
    let net = only(&|q| is_net(q) && !level(q));
    let named = |q: &Quantity, word: &str| bare_lead(&q.lead).ends_with(word) && !level(q);
    let flows: Vec<(&Quantity, bool)> = match (net, only(&|q| named(q, "收入")), only(&|q| named(q, "支出"))) {
        (Some(net), ..) => vec![(net, true)],
        (None, Some(came), Some(went)) => vec![(came, true), (went, false)],
        _ => return,
    };
    judge(reading, (opening, &flows, closing), review);
}

/// 滚存结余, 累计结余.
fn is_rolled(q: &Quantity) -> bool {
    ["滚存结余", "累计结余", "滚存结存"].iter().any(|word| bare_lead(&q.lead).ends_with(word))
}

fn judge(
    reading: &Reading<'_>,
    (opening, flows, closing): (&Quantity, &[(&Quantity, bool)], &Quantity),
    review: &mut Review,
) {
    let add = |sum: Interval, q: &Quantity, adds: bool| {
        if adds { sum.plus(q.number.interval()) } else { sum.minus(q.number.interval()) }
    };
    let Some(value) = flows.iter().try_fold(opening.number.interval(), |sum, (q, adds)| add(sum, q, *adds)) else {
        return;
    };
    let signed = |(q, adds): &(&Quantity, bool)| format!("{}{}", if *adds { "＋" } else { "－" }, reading.printed(q));
    let terms: String = flows.iter().map(signed).collect();
    let text = format!("{}{terms}＝{}", reading.printed(opening), in_unit_of(value.middle(), &closing.number));
    let quotes = reading.quotes([closing, opening].into_iter().chain(flows.iter().map(|(q, _)| *q)));
    if fits(value, closing) {
        return review.holds(Relation::StockFlow, quotes, format!("{text}，与{}相符", reading.printed(closing)));
    }
    // How much each of the terms misses by is what the closing figure misses by, either way.
    let missed = closing.number.interval().minus(value);
    let slipped = |q: &Quantity, adds: bool| {
        let own = q.number.interval();
        let wanted = missed.and_then(|missed| if adds { own.plus(missed) } else { own.minus(missed) });
        wanted.is_some_and(|wanted| slip::is_of(reading, q, wanted))
    };
    let is_slip = slip::is_of(reading, closing, value)
        || slipped(opening, true)
        || flows.iter().any(|(q, adds)| slipped(q, *adds));
    if !is_slip && !is_near(value, closing) {
        return;
    }
    let calc = format!("{text}，报告为{}", reading.printed(closing));
    let finding = Finding::new(Kind::StockFlowMismatch, quotes, calc, "核对年初、年末与当年收支各数");
    let finding = finding.confidence(Confidence::Likely);
    review.findings.push(if is_slip { finding } else { finding.asked() });
}
