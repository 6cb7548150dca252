//! A01 of a total whose parts stand in paragraphs of their own: 分四项取得 with （一）…（四）, five towns in five paragraphs, 第一季度 …
//! 第四季度, or in a list of which another paragraph tells the whole. Each item tells one figure of a kind.

mod items;

use super::facts::{Fact, Facts};
use crate::finding::{Confidence, Relation, Review};
use crate::interval::Interval;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::Equation;
use crate::rules::known::Known;
use crate::rules::slip;
use crate::unit::Dimension;
use rust_decimal::Decimal;
use std::ops::Range;

/// A rounded total of so many parts must be so much finer, unless it says how many parts it has.
const OPEN: i64 = 10_000;
/// So many paragraphs before the first item, and behind the last one, may tell their total.
const BEFORE: usize = 4;
const BEHIND: usize = 5;
/// More figures than these are no list.
const PARTS: usize = 12;
/// What the figures of the items may be led by.
const VERBS: &[&str] = &[
    "支出", "发放", "拨付", "在册", "收入", "到位", "培训", "资助", "救助", "参保", "新增", "补贴", "补助", "安排",
    "享受", "支付", "投入", "入库", "缴费",
];

/// The parts, and the paragraphs that they stand in.
struct Column<'r> {
    parts: Vec<&'r Quantity>,
    place: Range<usize>,
    /// How many items there are.
    items: usize,
    shape: Shape,
    /// Every part is told by one verb.
    led: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Paragraphs,
    /// A list in a sentence: its total may stand anywhere.
    List,
    /// A column of a table.
    Cells,
}

pub(super) fn check(reading: &Reading<'_>, facts: &Facts<'_>, known: &Known, review: &mut Review) {
    for column in (0..reading.sentences.len()).filter_map(|at| listed(reading, facts, at)) {
        add_up(reading, facts, known, &[column], review);
    }
    for column in facts.columns.iter().filter_map(|parts| of_table(parts)) {
        add_up(reading, facts, known, &[column], review);
    }
    for items in items::groups(reading) {
        for dimension in [Dimension::Money, Dimension::Person, Dimension::PersonTimes] {
            for plan in [false, true] {
                add_up(reading, facts, known, &columns(facts, &items, (dimension, plan)), review);
            }
        }
    }
}

/// 3月拨付2500万元，6月拨付2000万元，11月拨付1858.40万元; 资金来源有三项：…: figures of a sentence, their total elsewhere.
fn listed<'r>(reading: &Reading<'_>, facts: &Facts<'r>, at: usize) -> Option<Column<'r>> {
    let here = reading.sentences[at].passage..reading.sentences[at].passage + 1;
    let own: Vec<&Fact<'r>> =
        facts.within(&here).iter().filter(|fact| fact.q.sentence == at && !fact.standard).collect();
    let first = own.first()?;
    let words = reading.between(first.q.passage, reading.sentences[at].span.start..first.q.number.span.start);
    let named = first.name.chars().count() >= 2 && own.iter().all(|fact| fact.name == first.name);
    let opened = words.contains('：')
        && words.split('：').next().is_some_and(|words| words.ends_with(['项', '类', '块', '部', '个', '种']));
    let alike = own.iter().all(|fact| fact.q.number.dimension == first.q.number.dimension && fact.q.bracket.is_none());
    let list = (named || opened) && alike && (3..=PARTS).contains(&own.len());
    let place = first.q.passage..first.q.passage + 1;
    list.then(|| Column {
        parts: own.iter().map(|fact| fact.q).collect(),
        place,
        items: own.len(),
        shape: Shape::List,
        led: true,
    })
}

/// The cells of a column without a row of totals.
fn of_table<'r>(parts: &[&'r Quantity]) -> Option<Column<'r>> {
    let (first, last) = (parts.first()?, parts.last()?);
    let place = first.passage..last.passage + 1;
    (3..=PARTS).contains(&parts.len()).then(|| Column {
        parts: parts.to_vec(),
        place,
        items: parts.len(),
        shape: Shape::Cells,
        led: true,
    })
}

/// A figure of each item: the first one, the largest one, the only one of a verb; or all.
fn columns<'r>(facts: &Facts<'r>, items: &[Range<usize>], (dimension, plan): (Dimension, bool)) -> Vec<Column<'r>> {
    let suits = |fact: &&Fact<'r>| {
        let alike = fact.q.number.dimension == dimension && fact.plan == plan && fact.year == facts.year;
        alike && fact.main && !fact.standard
    };
    let of = |item: &Range<usize>| -> Vec<&Fact<'r>> { facts.within(item).iter().filter(suits).collect() };
    let rows: Vec<Vec<&Fact<'r>>> = items.iter().map(of).collect();
    let (Some(first), Some(last)) = (items.first(), items.last()) else { return Vec::new() };
    if rows.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let led = |verb: &str| -> Option<Vec<&'r Quantity>> {
        let one = |row: &Vec<&Fact<'r>>| {
            let mut all = row.iter().filter(|fact| fact.q.led_by(&[verb]));
            all.next().filter(|_| all.next().is_none()).map(|fact| fact.q)
        };
        rows.iter().map(one).collect()
    };
    let largest = |row: &Vec<&Fact<'r>>| row.iter().map(|fact| fact.q).max_by_key(|q| q.number.value);
    let mut all: Vec<Vec<&Quantity>> = vec![rows.iter().map(|row| row[0].q).collect()];
    all.extend(rows.iter().map(largest).collect::<Option<Vec<_>>>());
    all.push(rows.iter().flatten().map(|fact| fact.q).collect());
    all.extend(VERBS.iter().filter_map(|verb| led(verb)));
    let same =
        |a: &[&Quantity], b: &[&Quantity]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| std::ptr::eq(*a, *b));
    let mut kept: Vec<Vec<&Quantity>> = Vec::new();
    for parts in all.into_iter().filter(|parts| parts.len() <= PARTS) {
        if !kept.iter().any(|other| same(other, &parts)) {
            kept.push(parts);
        }
    }
    let led = |parts: &[&Quantity]| VERBS.iter().any(|verb| parts.iter().all(|part| part.led_by(&[verb])));
    let column = |parts: Vec<&'r Quantity>| Column {
        led: led(&parts),
        parts,
        place: first.start..last.end,
        items: items.len(),
        shape: Shape::Paragraphs,
    };
    kept.into_iter().map(column).collect()
}

/// Where one of the columns makes a total, the others make that no more, nor another unless one verb tells them.
fn add_up(reading: &Reading<'_>, facts: &Facts<'_>, known: &Known, columns: &[Column<'_>], review: &mut Review) {
    let suggestion = "核对各项与合计";
    let wholes = |column: &Column<'_>| -> Vec<&Quantity> {
        // The total of a list may stand anywhere.
        let around = column.place.start.saturating_sub(BEFORE)..column.place.end + BEHIND;
        let all = if column.shape == Shape::List { &facts.all[..] } else { facts.within(&around) };
        all.iter().filter(|fact| is_whole(fact, column)).map(|fact| fact.q).collect()
    };
    let wholes: Vec<(&Column<'_>, Vec<&Quantity>)> = columns.iter().map(|column| (column, wholes(column))).collect();
    let pairs = || wholes.iter().flat_map(|(column, wholes)| wholes.iter().map(move |whole| (*column, *whole)));
    let held = pairs().find(|(column, whole)| Equation::sum(whole, column.parts.clone()).holds());
    if let Some((column, whole)) = held {
        Equation::sum(whole, column.parts.clone()).tell(reading, Confidence::Likely, suggestion, review);
    }
    let missed = |(column, whole): &(&Column<'_>, &Quantity)| {
        let other = held.is_none_or(|(_, held)| column.led && !held.number.interval().meets(whole.number.interval()));
        let open = other && is_total(whole, column) && !known.has(reading, whole, &[Relation::Sum]);
        open && (is_slip(reading, whole, column) || is_counted(reading, whole, column))
    };
    if let Some((column, whole)) = pairs().find(missed) {
        Equation::sum(whole, column.parts.clone()).tell(reading, Confidence::Likely, suggestion, review);
    }
}

/// A figure before or behind the items that is larger than each of them.
fn is_whole(fact: &Fact<'_>, column: &Column<'_>) -> bool {
    let (from, to) = (column.place.start, column.place.end);
    let at = fact.q.passage;
    let place = at + BEFORE >= from && at < from || (to..to + BEHIND).contains(&at) || at + 1 == to;
    let outside = !column.parts.iter().any(|part| std::ptr::eq(*part, fact.q));
    let larger = column.parts.iter().all(|part| part.number.value <= fact.q.number.value);
    let total = ["共", "总", "合计"].iter().any(|word| fact.q.lead.contains(word));
    let alike = fact.q.number.dimension == column.parts[0].number.dimension && !fact.standard;
    let anywhere = column.shape == Shape::List && fact.q.led_by(&["总投入", "合计", "总额", "共计", "总计"]);
    (place || anywhere) && outside && larger && alike && (!fact.plan || total)
}

/// A digit, the order of two, or the point; other orders of many digits are met by chance.
fn is_slip(reading: &Reading<'_>, whole: &Quantity, column: &Column<'_>) -> bool {
    let parts = &column.parts;
    let slipped = |q: &Quantity, wanted: Interval| slip::mends(reading, q, wanted) || slip::is_shifted(q, wanted);
    let of_part = |part: &Quantity| {
        let others = sum(parts.iter().copied().filter(|q| !std::ptr::eq(*q, part)));
        let wanted = others.and_then(|others| whole.number.interval().minus(others));
        wanted.is_some_and(|wanted| wanted.low > Decimal::ZERO && slipped(part, wanted))
    };
    // Where every part leaves half a step open, a digit of a short figure mends much.
    let sharp = if column.shape == Shape::Cells { OPEN / 10 } else { OPEN };
    let open = whole.number.step * Decimal::from(parts.len()) * Decimal::from(sharp);
    if !whole.number.is_exact() && open > whole.number.value && !counts(reading, whole, column.items) {
        return false;
    }
    sum(parts.iter().copied()).is_some_and(|sum| slipped(whole, sum)) || parts.iter().any(|part| of_part(part))
}

fn sum<'q>(mut parts: impl Iterator<Item = &'q Quantity>) -> Option<Interval> {
    parts.try_fold(Interval::exact(Decimal::ZERO), |sum, q| sum.plus(q.number.interval()))
}

/// 三项基金支出合计145.60亿元 over three paragraphs that each tell 支出: not far off, no slip is needed.
fn is_counted(reading: &Reading<'_>, whole: &Quantity, column: &Column<'_>) -> bool {
    let Some(sum) = sum(column.parts.iter().copied()) else { return false };
    let near = (sum.middle() - whole.number.value).abs() * Decimal::TEN <= whole.number.value;
    let told = VERBS.iter().any(|verb| whole.led_by(&[verb]) && column.parts.iter().all(|part| part.led_by(&[verb])));
    near && told && column.items > 2 && counts(reading, whole, column.items) && whole.led_by(&["合计", "共", "总"])
}

/// 分四项, 三项基金, 五个镇 in the sentence of the total.
fn counts(reading: &Reading<'_>, whole: &Quantity, items: usize) -> bool {
    let signs: Vec<char> = "〇一二三四五六七八九十".chars().collect();
    let Some(sign) = signs.get(items) else { return false };
    let words = reading.between(whole.passage, reading.sentences[whole.sentence].span.clone());
    words.split(*sign).skip(1).any(|rest| rest.starts_with(['项', '个', '类', '块', '部', '家', '种', '级', '大']))
}

/// 共, 合计, 总; or led by the verb of the parts.
fn is_total(whole: &Quantity, column: &Column<'_>) -> bool {
    // The cells of a column have no words of their own.
    let parts = |verb: &str| column.shape == Shape::Cells || column.parts.iter().all(|part| part.led_by(&[verb]));
    VERBS.iter().any(|verb| whole.led_by(&[verb]) && parts(verb))
        || whole.led_by(&["共", "合计", "总", "全年", "累计", "年末"])
}
