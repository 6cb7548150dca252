//! A01, A03 and A13 that the figures of a table prove themselves, whatever its titles say: a column that is the sum or
//! the difference of two or three others in every row but one (待追回 = 涉及 − 已追回, 年末 = 年初 + 收入 − 支出), and a
//! row that is so of other rows in every column but one (本年收支结余). The lines that hold must have so many digits that
//! chance is no explanation.

use rust_decimal::Decimal;

use super::{Figures, Kind, interval};
use crate::finding::{Confidence, Finding, Quote, Review};
use crate::interval::Interval;
use crate::kind;
use crate::rules::performance::written_sum;

/// So many digits, the first of each line not counted, prove a relation of two terms.
const DIGITS: u32 = 7;
/// And so many more for a third term, of which there are many more to choose.
const DIGITS_OF_THIRD: u32 = 2;
/// With more lines than this every three of them are no longer tried.
const MOST: usize = 16;

/// A row or a column of the table, across the lines.
#[derive(Clone, Copy)]
enum Across {
    /// A relation of columns; a line is a row.
    Rows,
    /// A relation of rows; a line is a column.
    Columns,
}

/// A term and whether it is taken away.
type Term = (usize, bool);

/// One line of a relation.
struct Line {
    at: usize,
    holds: bool,
    /// The digits that prove it; none where a term is nothing.
    digits: u32,
}

pub(super) fn check(figures: &Figures<'_>, review: &mut Review) {
    for across in [Across::Rows, Across::Columns] {
        let places = places(figures, across);
        if places.len() > MOST {
            continue;
        }
        for result in places.iter().copied() {
            if let Some((terms, line)) = broken(figures, across, &places, result) {
                tell(figures, across, (result, &terms), line, review);
            }
        }
    }
}

/// The columns or rows that may be terms.
fn places(figures: &Figures<'_>, across: Across) -> Vec<usize> {
    match across {
        Across::Rows => (0..figures.titles.len()).collect(),
        Across::Columns => (0..figures.rows.len()).filter(|row| figures.rows[*row].0 != Kind::Rate).collect(),
    }
}

fn lines_of(figures: &Figures<'_>, across: Across) -> Vec<usize> {
    match across {
        Across::Rows => (0..figures.rows.len()).filter(|row| figures.rows[*row].0 != Kind::Rate).collect(),
        Across::Columns => (0..figures.titles.len()).collect(),
    }
}

/// The relation that all lines fulfil but one, and that one; none where another relation holds in all of them.
fn broken(figures: &Figures<'_>, across: Across, places: &[usize], result: usize) -> Option<(Vec<Term>, usize)> {
    let mut found = None;
    for terms in choices(places, result) {
        let lines = lines(figures, across, result, &terms);
        let proof: u32 = lines.iter().filter(|line| line.holds).map(|line| line.digits).sum();
        let holding = lines.iter().filter(|line| line.holds && line.digits > 0).count();
        let third = u32::try_from(terms.len()).unwrap_or(u32::MAX).saturating_sub(2);
        if holding < 2 || proof < DIGITS + third * DIGITS_OF_THIRD {
            continue;
        }
        let mut wrong = lines.iter().filter(|line| !line.holds);
        match (wrong.next(), wrong.next()) {
            (None, _) => return None,
            (Some(line), None) if found.is_none() => found = Some((terms, line.at)),
            _ => {}
        }
    }
    found
}

/// a + b, a − b, a + b − c, a − b − c, each of different places.
fn choices(places: &[usize], result: usize) -> Vec<Vec<Term>> {
    let others: Vec<usize> = places.iter().copied().filter(|place| *place != result).collect();
    let pairs = || others.iter().enumerate().flat_map(|(k, a)| others[k + 1..].iter().map(move |b| (*a, *b)));
    let mut choices = Vec::new();
    for (a, b) in pairs() {
        choices.push(vec![(a, false), (b, false)]);
        choices.push(vec![(a, false), (b, true)]);
        choices.push(vec![(b, false), (a, true)]);
    }
    for (a, b) in pairs() {
        for c in others.iter().copied().filter(|c| *c != a && *c != b) {
            choices.push(vec![(a, false), (b, false), (c, true)]);
            choices.push(vec![(c, false), (a, true), (b, true)]);
        }
    }
    choices
}

fn lines(figures: &Figures<'_>, across: Across, result: usize, terms: &[Term]) -> Vec<Line> {
    let one = |at: usize| {
        let (printed, own) = figure(figures, across, at, result)?;
        let mut sum = Interval::exact(Decimal::ZERO);
        let mut values = vec![own];
        for (place, away) in terms {
            let (interval, value) = figure(figures, across, at, *place)?;
            sum = if *away { sum.minus(interval)? } else { sum.plus(interval)? };
            values.push(value);
        }
        Some(Line { at, holds: sum.meets(printed), digits: digits(&values).saturating_sub(1) })
    };
    lines_of(figures, across).into_iter().filter_map(one).collect()
}

/// The figure at a place of a line; an amount or a count.
fn figure(figures: &Figures<'_>, across: Across, line: usize, place: usize) -> Option<(Interval, Decimal)> {
    let (row, column) = cell(across, line, place);
    let number = figures.value(row, column).filter(|number| number.unit != "%")?;
    Some((interval(&number, &figures.titles[column]), number.value))
}

/// How many digits the greatest of a line has down to the last that any of them has: round figures agree by chance. None
/// where one of them is nothing.
fn digits(values: &[Decimal]) -> u32 {
    let scale = values.iter().map(|value| value.normalize().scale()).max().unwrap_or_default();
    let whole = |value: &Decimal| {
        let mut value = value.abs();
        value.rescale(scale);
        value.mantissa()
    };
    let mut all: Vec<i128> = values.iter().map(whole).collect();
    if all.contains(&0) {
        return 0;
    }
    while all.iter().all(|value| value % 10 == 0) {
        all.iter_mut().for_each(|value| *value /= 10);
    }
    all.iter().max().and_then(|most| most.checked_ilog10()).map_or(0, |log| log + 1)
}

fn cell(across: Across, line: usize, place: usize) -> (usize, usize) {
    match across {
        Across::Rows => (line, place),
        Across::Columns => (place, line),
    }
}

fn tell(figures: &Figures<'_>, across: Across, (result, terms): (usize, &[Term]), line: usize, review: &mut Review) {
    let quotes: Vec<Quote> = std::iter::once(result)
        .chain(terms.iter().map(|(place, _)| *place))
        .flat_map(|place| {
            let (row, column) = cell(across, line, place);
            figures.quotes(row, &[column])
        })
        .collect();
    let said = |finding: &Finding| finding.quotes.iter().any(|quote| quotes.contains(quote));
    let value = |place: usize| {
        let (row, column) = cell(across, line, place);
        figures.value(row, column).map(|number| number.value).unwrap_or_default()
    };
    if review.findings.iter().any(said) || !is_slip(value(result), terms, value) {
        return;
    }
    let signed: Vec<Decimal> =
        terms.iter().map(|(place, away)| if *away { -value(*place) } else { value(*place) }).collect();
    let sum: Decimal = signed.iter().sum();
    let name = |place: usize| match across {
        Across::Rows => figures.titles[place].clone(),
        Across::Columns => figures.name(place).to_owned(),
    };
    let (line_name, kind_of_line) = match across {
        Across::Rows => (figures.name(line).to_owned(), "行"),
        Across::Columns => (figures.titles[line].clone(), "列"),
    };
    let words: Vec<String> = terms
        .iter()
        .enumerate()
        .map(|(at, (place, away))| {
            format!(
                "{}“{}”",
                if *away {
                    "－"
                } else if at > 0 {
                    "＋"
                } else {
                    ""
                },
                name(*place)
            )
        })
        .collect();
    let calc = format!(
        "“{line_name}”一{kind_of_line}：{} = {}，“{}”为 {}；其他各{kind_of_line}都是“{}”＝{}",
        written_sum(&signed),
        sum.normalize(),
        name(result),
        value(result),
        name(result),
        words.concat()
    );
    let named = |place: usize| REST.iter().any(|word| name(place).contains(word));
    let rest = named(result) || terms.iter().any(|(place, _)| named(*place));
    let finding = Finding::new(kind_of(terms, rest), quotes, calc, format!("核对这一{kind_of_line}的几个数"));
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// Titles of what is left: 待追回, 结余, 未完成.
const REST: [&str; 7] = ["差", "余", "未", "待", "剩", "尚", "净"];

fn kind_of(terms: &[Term], rest: bool) -> kind::Kind {
    match (terms.len(), rest) {
        (2, true) => kind::Kind::DiffMismatch,
        (2, false) => kind::Kind::SumMismatch,
        _ => kind::Kind::StockFlowMismatch,
    }
}

/// One of the figures would be another by no more than a third of itself.
fn is_slip(result: Decimal, terms: &[Term], value: impl Fn(usize) -> Decimal) -> bool {
    let sum: Decimal = terms.iter().map(|(place, away)| if *away { -value(*place) } else { value(*place) }).sum();
    let gap = (sum - result).abs() * Decimal::from(3);
    std::iter::once(result).chain(terms.iter().map(|(place, _)| value(*place))).any(|figure| gap <= figure.abs())
}
