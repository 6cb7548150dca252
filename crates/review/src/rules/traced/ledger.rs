//! A13 of a fund told over several sentences of a paragraph: 年初结余a。全年收入b…。全年支出c…。当年结余d，年末滚存结余e. Each of
//! them stands there once. Between them other money may have come or gone, so what no slip mends is asked.

use super::Known;
use super::flows::{is_closing, is_net, is_opening, is_plain};
use crate::finding::{Relation, Review};
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::Equation;
use crate::rules::mains::mains;
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
    Equation::stock(closing, opening, &flows).ask(reading, "核对年初、年末与当年收支各数", review);
}

/// 滚存结余, 累计结余.
fn is_rolled(q: &Quantity) -> bool {
    ["滚存结余", "累计结余", "滚存结存"].iter().any(|word| bare_lead(&q.lead).ends_with(word))
}
