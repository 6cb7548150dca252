//! A02 of money split between levels: 中央、省、市、县按6:2.4:0.8:0.8的比例分担 … 中央360万元、省级144万元、市级48万元、县级48万元.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::slip;
use crate::unit::Dimension;
use rust_decimal::Decimal;
use std::str::FromStr;

/// Levels by the sign that names them; 州 and 盟 stand for the city, 区 and 旗 for the county.
const LEVELS: [(&str, char); 11] = [
    ("中央", '中'),
    ("省", '省'),
    ("自治区", '省'),
    ("市", '市'),
    ("州", '市'),
    ("盟", '市'),
    ("县", '县'),
    ("区", '县'),
    ("旗", '县'),
    ("乡", '乡'),
    ("镇", '乡'),
];

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (index, sentence) in reading.sentences.iter().enumerate() {
        let passage = &reading.text.passages[sentence.passage];
        if passage.cell {
            continue;
        }
        let chars = &passage.chars[sentence.span.clone()];
        if let Some(shares) = shares(chars) {
            let from = sentence.span.start + shares.at;
            if let Some(amounts) = amounts(reading, index, from, &shares) {
                judge(reading, &shares, &amounts, review);
            }
        }
    }
}

/// A ratio and the levels it is of.
struct Shares {
    levels: Vec<char>,
    terms: Vec<Decimal>,
    printed: String,
    at: usize,
}

/// 6:2.4:0.8:0.8 with as many levels directly before it, and a word of sharing beside it.
fn shares(chars: &[char]) -> Option<Shares> {
    let text: String = chars.iter().collect();
    if !["分担", "负担", "承担", "配套"].iter().any(|word| text.contains(word)) {
        return None;
    }
    let is_term = |sign: &char| sign.is_ascii_digit() || matches!(sign, '.' | ':' | '：');
    let (mut at, mut found) = (0, None);
    while at < chars.len() {
        let length = chars[at..].iter().take_while(|sign| is_term(sign)).count();
        let run: String = chars[at..at + length].iter().map(|sign| if *sign == '：' { ':' } else { *sign }).collect();
        let terms: Option<Vec<Decimal>> = run.split(':').map(|term| Decimal::from_str(term).ok()).collect();
        if let Some(terms) = terms.filter(|terms| (2..=5).contains(&terms.len())) {
            found = Some((at, run, terms));
            break;
        }
        at += length.max(1);
    }
    let (at, printed, terms) = found?;
    let start = chars[..at].iter().rposition(|sign| matches!(sign, '。' | '；' | '，')).map_or(0, |before| before + 1);
    let mut levels = levels(&chars[start..at]);
    levels.dedup();
    let positive = terms.iter().all(|term| *term > Decimal::ZERO);
    (positive && levels.len() == terms.len()).then_some(Shares { levels, terms, printed, at })
}

/// The levels in the order in which they are named, 市级 and 市 alike.
fn levels(chars: &[char]) -> Vec<char> {
    let mut levels = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let hit = LEVELS
            .iter()
            .filter(|(word, _)| crate::unit::starts(&chars[at..], word))
            .max_by_key(|(word, _)| word.len());
        if let Some((word, level)) = hit {
            levels.push(*level);
            at += word.chars().count();
        } else {
            at += 1;
        }
    }
    levels
}

/// The amount of each level behind the ratio, in this sentence or the next two of its paragraph.
fn amounts<'r>(reading: &'r Reading<'_>, index: usize, from: usize, shares: &Shares) -> Option<Vec<&'r Quantity>> {
    let passage = reading.sentences[index].passage;
    let behind: Vec<&Quantity> = (index..index + 3)
        .flat_map(|sentence| reading.in_sentence(sentence))
        .filter(|q| q.passage == passage && q.number.span.start > from)
        .filter(|q| q.number.dimension == Dimension::Money && q.is_amount() && !q.prior)
        .collect();
    shares
        .levels
        .iter()
        .map(|level| {
            let of_level = |q: &&&Quantity| {
                let named: Vec<char> = levels(&q.lead.chars().collect::<Vec<_>>());
                let sent = ["到位", "下达", "拨付", "实际", "已"].iter().any(|word| q.lead.contains(word));
                named.last() == Some(level) && !sent
            };
            let mut found = behind.iter().filter(of_level);
            found.next().copied().filter(|_| found.next().is_none())
        })
        .collect()
}

fn judge(reading: &Reading<'_>, shares: &Shares, amounts: &[&Quantity], review: &mut Review) {
    // What each level makes the whole, by its own amount.
    let wholes: Vec<Interval> = amounts
        .iter()
        .zip(&shares.terms)
        .filter_map(|(amount, term)| amount.number.interval().over(Interval::exact(*term)))
        .collect();
    if wholes.len() != amounts.len() {
        return;
    }
    let alike = |one: usize| wholes.iter().filter(|other| other.meets(wholes[one])).count();
    let quotes = |odd: Option<usize>| {
        let first = odd.map(|odd| amounts[odd]);
        let others = amounts.iter().enumerate().filter(|(at, _)| Some(*at) != odd).map(|(_, q)| *q);
        reading.quotes(first.into_iter().chain(others))
    };
    let told = amounts.iter().map(|q| reading.printed(q)).collect::<Vec<_>>().join("、");
    if (0..wholes.len()).all(|one| alike(one) == wholes.len()) {
        return review.holds(Relation::Ratio, quotes(None), format!("{told}之比与{}相符", shares.printed));
    }
    let odd: Vec<usize> = (0..wholes.len()).filter(|one| alike(*one) == 1).collect();
    // With two levels nobody knows which is wrong: one wrong digit must part them.
    let (Some(&first), Some(base)) = (odd.first(), (0..wholes.len()).find(|one| alike(*one) + 1 == wholes.len()))
    else {
        if let [a, b] = wholes[..] {
            pair(reading, shares, amounts, (a, b), review);
        }
        return;
    };
    let wanted = wholes[base].times(Interval::exact(shares.terms[first]));
    if let Some(wanted) = wanted.filter(|_| odd.len() == 1 && wholes.len() > 2) {
        let shown = in_unit_of(wanted.middle(), &amounts[first].number);
        tell(shares, (&told, &shown, reading.printed(amounts[first])), quotes(Some(first)), review);
    }
}

fn pair(
    reading: &Reading<'_>,
    shares: &Shares,
    amounts: &[&Quantity],
    (a, b): (Interval, Interval),
    review: &mut Review,
) {
    for (at, whole) in [(0, b), (1, a)] {
        let Some(wanted) = whole.times(Interval::exact(shares.terms[at])) else { continue };
        if slip::mends(reading, amounts[at], wanted) {
            let told = amounts.iter().map(|q| reading.printed(q)).collect::<Vec<_>>().join("、");
            let shown = in_unit_of(wanted.middle(), &amounts[at].number);
            let quotes = reading.quotes([amounts[at], amounts[1 - at]]);
            return tell(shares, (&told, &shown, reading.printed(amounts[at])), quotes, review);
        }
    }
}

fn tell(
    shares: &Shares,
    (told, wanted, printed): (&str, &str, String),
    quotes: Vec<crate::finding::Quote>,
    review: &mut Review,
) {
    if quotes.is_empty() || review.has_said(Kind::RatioMismatch, &quotes) {
        return;
    }
    let calc = format!("按{}分担：{told}，其中{printed}应为{wanted}", shares.printed);
    let finding = Finding::new(Kind::RatioMismatch, quotes, calc, "核对各级金额与分担比例");
    review.findings.push(finding.confidence(Confidence::Likely));
}
