//! A01 of a total behind its parts that is told in other words than 合计: 前三项加起来, 两个城区的人数之和, 四级资金总规模.

mod members;

use super::Known;
use super::pool::{before, measured, same_measure};
use crate::finding::{Confidence, Finding, Quote, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::mains::mains;
use crate::rules::performance::columns::{Plain, plain};
use crate::rules::ratio::last_two;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Words of a total.
const WORDS: &[&str] = &["之和", "加起来", "相加", "总规模", "合计", "共计", "总计", "一共", "总共", "共"];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    let tables = plain(reading.document);
    let sums = [Kind::SumMismatch, Kind::ScoreSumMismatch, Kind::StockFlowMismatch];
    for (index, total) in reading.quantities.iter().enumerate() {
        let near = |word: &&str| {
            let behind = total.lead.rfind(*word).map(|at| &total.lead[at + word.len()..]);
            behind.is_some_and(|behind| behind.chars().count() <= if behind.starts_with('即') { 8 } else { 4 })
        };
        let levels = members::of_levels(&total.lead);
        let told = (levels || WORDS.iter().any(near)) && measured(total) && total.is_amount();
        if told
            && !reading.text.passages[total.passage].cell
            && !known.says(reading, total, &sums)
            && !of_rows(reading, total, &tables, review)
        {
            let held = known.holds(reading, total, &[Relation::Sum, Relation::StockFlow]);
            trace(reading, index, held, review);
        }
    }
}

/// Whether the words name rows of a table, of which the total is told.
fn of_rows(reading: &Reading<'_>, total: &Quantity, tables: &[Plain], review: &mut Review) -> bool {
    let Some(rows) = members::of_table(tables, total) else { return false };
    let zero = Interval::exact(Decimal::ZERO);
    let sum = rows.iter().try_fold(zero, |sum, (value, _)| sum.plus(members::size(*value)));
    let interval = total.number.interval();
    let low = interval.low.checked_div(total.number.factor);
    let Some((sum, (low, high))) = sum.zip(low.zip(interval.high.checked_div(total.number.factor))) else {
        return false;
    };
    let terms: Vec<&str> = rows.iter().map(|(_, quote)| quote.text.as_str()).collect();
    let calc = format!("表中{} = {}", terms.join(" + "), sum.middle().normalize());
    let quotes: Vec<Quote> = reading.quotes([total]).into_iter().chain(rows.iter().map(|(_, q)| q.clone())).collect();
    if sum.meets(Interval { low, high }) {
        review.holds(Relation::Sum, quotes, format!("{calc}，与{}相符", reading.printed(total)));
        return true;
    }
    let gap = (sum.middle() - low).abs();
    if gap * Decimal::TWO > low {
        return false;
    }
    let calc = format!("{calc}，报告为{}", reading.printed(total));
    let finding = Finding::new(Kind::SumMismatch, quotes, calc, "核对正文的合计与表中各行");
    review.findings.push(finding.confidence(Confidence::Likely));
    true
}

/// 本年收入a，…，加上年初结转b，收入总计: what was added, and the first figure of the sentence that it is added to.
fn added<'r>(reading: &'r Reading<'_>, total: &Quantity, parts: &[&'r Quantity]) -> Option<Vec<&'r Quantity>> {
    let last = parts.first().filter(|q| q.sentence == total.sentence && q.lead.starts_with("加上"))?;
    let to =
        mains(reading, total.sentence).into_iter().find(|q| same_measure(q, total) && q.is_amount() && !q.prior)?;
    (!std::ptr::eq(to, *last)).then(|| vec![*last, to])
}

/// The figures that the total names, one of each: those that come nearest to it.
fn nearest<'r>(reading: &'r Reading<'_>, index: usize) -> Option<Vec<&'r Quantity>> {
    let total = &reading.quantities[index];
    let choices = members::named(reading, index)?.into_iter().fold(vec![Vec::new()], |all, figures| {
        let longer = |one: &Vec<&'r Quantity>| {
            let one = one.clone();
            figures.clone().into_iter().map(move |q| one.iter().copied().chain([q]).collect::<Vec<_>>())
        };
        all.iter().flat_map(longer).collect::<Vec<_>>()
    });
    let gap = |one: &Vec<&Quantity>| {
        let sum: Decimal = one.iter().map(|q| q.number.value).sum();
        (sum - total.number.value).abs()
    };
    choices.into_iter().take(100).min_by_key(gap)
}

/// A total that was `held` by other parts may still have its own: only names point at them.
fn trace(reading: &Reading<'_>, index: usize, held: bool, review: &mut Review) {
    let total = &reading.quantities[index];
    let mut parts: Vec<&Quantity> = before(reading, index).into_iter().filter(|q| same_measure(q, total)).collect();
    parts.truncate(12);
    let windows = (2..=parts.len().min(8)).flat_map(|size| parts.windows(size));
    let mut all = windows.filter_map(|window| Some((window, sum(window)?)));
    if let Some((window, value)) = all.find(|(_, value)| value.meets(total.number.interval())) {
        let calc = format!("{}，与{}相符", written(reading, window, value, total), reading.printed(total));
        return review.holds(Relation::Sum, reading.quotes(window.iter().copied().chain([total])), calc);
    }
    let chosen = members::levels(total, &parts)
        .or_else(|| nearest(reading, index))
        .or_else(|| added(reading, total, &parts))
        .or_else(|| counted(total, &parts).filter(|_| !held));
    let Some(window) = chosen.as_deref() else { return };
    // 编制合计49名: of what is called so, not of those in office.
    let noun = WORDS.iter().filter_map(|word| total.lead.rsplit_once(word)).map(|(name, _)| last_two(name)).next();
    let named = |noun: &&str| {
        noun.chars().count() == 2 && !["收入", "支出", "资金", "金额", "人数", "经费", "预算"].contains(noun)
    };
    let called = |q: &&&Quantity| noun.filter(named).is_some_and(|noun| q.lead.contains(noun));
    let own = window.iter().filter(called).count();
    if own > 0 && own < window.len() {
        return;
    }
    let Some(value) = sum(window) else { return };
    if value.meets(total.number.interval()) {
        let calc = format!("{}，与{}相符", written(reading, window, value, total), reading.printed(total));
        return review.holds(Relation::Sum, reading.quotes(window.iter().copied().chain([total])), calc);
    }
    // 突发重大疾病512人次，…，刚性支出过大736人次，其他458人次。与疾病直接相关的两类合计1248人次: some others make it.
    let pairs = parts.iter().enumerate().flat_map(|(at, a)| parts[at + 1..].iter().map(move |b| [*a, *b]));
    if pairs.into_iter().any(|two| sum(&two).is_some_and(|sum| sum.meets(total.number.interval()))) {
        return;
    }
    let gap = (value.middle() - total.number.value).abs();
    let planned = window.iter().any(|q| q.prior != total.prior || q.number.value == total.number.value);
    if planned
        || gap * Decimal::from(3) > total.number.value.max(value.middle())
        || total.number.dimension == Dimension::Score
    {
        return;
    }
    let calc = format!("{}，报告为{}", written(reading, window, value, total), reading.printed(total));
    let quotes = reading.quotes([total].into_iter().chain(window.iter().copied()));
    let finding = Finding::new(Kind::SumMismatch, quotes, calc, "核对合计与各分项");
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// As many figures before the total as it counts: 前三项, 两个, 四级; the first of a list where it says so.
fn counted<'r>(total: &Quantity, parts: &[&'r Quantity]) -> Option<Vec<&'r Quantity>> {
    const NUMERALS: [(&str, usize); 9] =
        [("两", 2), ("二", 2), ("三", 3), ("四", 4), ("五", 5), ("六", 6), ("七", 7), ("八", 8), ("2", 2)];
    let units = ["项", "个", "类", "级", "部分", "者", "家", "种", "档", "方面"];
    let count = NUMERALS
        .iter()
        .find_map(|(word, n)| units.iter().any(|unit| total.lead.contains(&format!("{word}{unit}"))).then_some(*n))?;
    // 检查费33.64万元（1869例，例均180元）: what a bracket adds is no member of the list.
    let parts =
        &parts.iter().copied().filter(|q| q.bracket.is_none() || q.bracket == total.bracket).collect::<Vec<_>>();
    let sentence = parts.first()?.sentence;
    let list = parts.iter().take_while(|q| q.sentence == sentence).count();
    if total.lead.contains('前') && list > count {
        return Some(parts[list - count..list].to_vec());
    }
    (list >= count && total.sentence.abs_diff(sentence) <= 1).then(|| parts[..count].to_vec())
}

fn sum(parts: &[&Quantity]) -> Option<Interval> {
    parts.iter().try_fold(Interval::exact(Decimal::ZERO), |sum, part| sum.plus(part.number.interval()))
}

fn written(reading: &Reading<'_>, parts: &[&Quantity], value: Interval, total: &Quantity) -> String {
    let terms: Vec<String> = parts.iter().rev().map(|q| reading.printed(q)).collect();
    let finest = parts.iter().map(|q| &q.number).min_by_key(|n| n.step).unwrap_or(&total.number);
    format!("{}＝{}", terms.join("＋"), in_unit_of(value.middle(), finest))
}
