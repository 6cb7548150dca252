//! The parts of a total by their names: 江北区、江南区两个城区的人数之和 of the rows of a table, 住院和门诊两项合计 of two
//! paragraphs, 四级资金总规模 of the figures of four levels.

use crate::interval::Interval;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::names::common;
use crate::rules::performance::columns::Plain;
use crate::rules::traced::pool;
use rust_decimal::Decimal;

/// So many figures before are asked for a name.
const FIGURES: usize = 80;
/// A name may have so many figures.
const MOST: usize = 3;

/// Levels of government by the words of each.
const LEVELS: [&[&str]; 4] = [&["中央", "国家"], &["省"], &["市"], &["县", "区"]];

const UNITS: &[&str] = &["项", "个", "类", "级", "部分", "者", "家", "种", "档", "方面"];

/// The words before the count (两项, 三类), the count, the words behind.
fn counted(lead: &str) -> Option<(&str, usize, &str)> {
    const NUMERALS: [(&str, usize); 9] =
        [("两", 2), ("二", 2), ("三", 3), ("四", 4), ("五", 5), ("六", 6), ("2", 2), ("3", 3), ("4", 4)];
    let found = NUMERALS.iter().filter_map(|(word, count)| {
        let at = lead.rfind(word)?;
        let behind = &lead[at + word.len()..];
        UNITS.iter().any(|unit| behind.starts_with(unit)).then_some((&lead[..at], *count, behind))
    });
    found.max_by_key(|(before, ..)| before.len())
}

/// 中央a，省级b，市级c，县级d，四级总规模: the nearest figure of each level; 市县两级 names its levels.
pub(super) fn levels<'r>(total: &Quantity, before: &[&'r Quantity]) -> Option<Vec<&'r Quantity>> {
    let (names, count, behind) = counted(&total.lead)?;
    if !behind.starts_with('级') {
        return None;
    }
    let named =
        |words: &&&[&str]| words.iter().any(|word| names.ends_with(&format!("{word}级")) || names.contains(word));
    let own: Vec<&&[&str]> = LEVELS.iter().filter(named).collect();
    let wanted: Vec<&&[&str]> = if own.len() == count { own } else { LEVELS.iter().collect() };
    let of = |words: &&&[&str]| {
        let level = |q: &&&Quantity| {
            let lead = q.lead.trim_start_matches(['由', '即', '各', '全']).trim_start_matches("其中");
            words.iter().any(|word| lead.starts_with(word)) && q.is_amount()
        };
        before.iter().find(level).copied()
    };
    let found: Vec<&Quantity> = wanted.iter().filter_map(of).collect();
    (found.len() == count).then_some(found)
}

/// 市县两级负担: what two levels bear together.
pub(super) fn of_levels(lead: &str) -> bool {
    let borne = ["负担", "承担", "安排", "配套", "投入", "筹集"].iter().any(|verb| lead.ends_with(verb));
    borne && counted(lead).is_some_and(|(names, _, behind)| behind.starts_with('级') && !names.is_empty())
}

/// The figures of each of the things that the total names, from the text before.
pub(super) fn named<'r>(reading: &'r Reading<'_>, index: usize) -> Option<Vec<Vec<&'r Quantity>>> {
    let total = &reading.quantities[index];
    let (names, count, _) = counted(&total.lead)?;
    let names: Vec<&str> = names.split(['、', '和', '与', '及']).collect();
    if names.len() != count || names.iter().any(|name| !(2..=12).contains(&name.chars().count())) {
        return None;
    }
    let found: Vec<Vec<&Quantity>> = names.iter().map(|name| of_name(reading, index, name)).collect();
    found.iter().all(|figures| (1..=MOST).contains(&figures.len())).then_some(found)
}

/// 住院救助。…支出4286.44万元: the figures in a paragraph of this name, or of this name themselves.
fn of_name<'r>(reading: &'r Reading<'_>, index: usize, name: &str) -> Vec<&'r Quantity> {
    let total = &reading.quantities[index];
    let from = index.saturating_sub(FIGURES);
    let same = |q: &&Quantity| {
        q.number.dimension == total.number.dimension
            && pool::is_level(q)
            && !q.prior
            && !reading.text.passages[q.passage].cell
            && q.number.value < total.number.value
    };
    let all: Vec<&Quantity> = reading.quantities[from..index].iter().filter(same).collect();
    let mut found: Vec<&Quantity> = all.iter().copied().filter(|q| q.lead.contains(name)).collect();
    if found.is_empty() {
        let headed = |q: &&Quantity| {
            let words: String = reading.text.passages[q.passage].chars.iter().take(14).collect();
            words.split(['。', '：']).next().is_some_and(|title| title.contains(name))
        };
        found = all.into_iter().filter(headed).collect();
    }
    found.dedup_by_key(|q| q.number.value);
    found
}

/// The rows of a table that the words name, in the column that they name: what is printed there.
pub(super) fn of_table(tables: &[Plain], total: &Quantity) -> Option<Vec<(Interval, crate::finding::Quote)>> {
    for table in tables {
        let mut rows: Vec<_> = table
            .rows
            .iter()
            .filter(|row| !row.total && row.name.chars().count() >= 2)
            .filter_map(|row| Some((total.lead.find(row.name.as_str())?, row)))
            .collect();
        rows.sort_by_key(|(at, _)| *at);
        let (Some((0, _)), Some((at, last))) = (rows.first(), rows.last()) else { continue };
        let names = &total.lead[..at + last.name.len()];
        let members = names.split(['、', '和', '与', '及']).count();
        let measure = &total.lead[names.len()..];
        if rows.len() < 2 || members != rows.len() {
            continue;
        }
        let shared = |column: &usize| common(&table.titles[*column], measure);
        let best = (0..table.titles.len()).max_by_key(shared).filter(|column| shared(column) >= 2)?;
        if (0..table.titles.len()).filter(|column| shared(column) == shared(&best)).count() > 1 {
            return None;
        }
        return rows.iter().map(|(_, row)| row.cells.get(best)?.clone()).collect();
    }
    None
}

/// The sum without signs: a gap is printed below zero.
pub(super) fn size(interval: Interval) -> Interval {
    if interval.high < Decimal::ZERO { Interval { low: -interval.high, high: -interval.low } } else { interval }
}
