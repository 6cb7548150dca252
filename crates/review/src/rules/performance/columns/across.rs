//! A02, A03, A12: a column that is the quotient, the difference or the product of two others in most
//! rows, or the share of another in its total, and a row that is the quotient of two others in most columns.

use rust_decimal::Decimal;

use super::{Figures, Kind, interval, nonzero};
use crate::finding::{Finding, Quote, Relation, Review};
use crate::interval::Interval;
use crate::kind;
use crate::kind::Severity;
use crate::table::cell::Number;

/// How a figure comes of two others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// a ÷ b in percent.
    Rate,
    /// a ÷ the total of its column in percent.
    Share,
    /// (a − b) ÷ b in percent.
    Growth,
    /// a − b.
    Difference,
    /// a × b, times so many months, in 元 or 万元.
    Product { months: u32, myriad: bool },
}

const WAYS: [Way; 10] = [
    Way::Rate,
    Way::Share,
    Way::Growth,
    Way::Difference,
    Way::Product { months: 1, myriad: false },
    Way::Product { months: 1, myriad: true },
    Way::Product { months: 12, myriad: false },
    Way::Product { months: 12, myriad: true },
    Way::Product { months: 4, myriad: false },
    Way::Product { months: 4, myriad: true },
];

/// Three figures of one line and how they stand to each other.
struct Line {
    quotes: Vec<Quote>,
    calc: String,
    gap: Decimal,
    step: Decimal,
}

pub(super) fn check(figures: &Figures<'_>, review: &mut Review) {
    let columns = figures.titles.len();
    for result in 0..columns {
        let mut best: Option<(usize, Way, Vec<Line>)> = None;
        for (a, b) in (0..columns).flat_map(|a| (0..columns).map(move |b| (a, b))) {
            if a == result || b == result {
                continue;
            }
            let of_one = |way: &Way| (a == b) == (*way == Way::Share);
            for way in WAYS.into_iter().filter(of_one).filter(|way| may_be(figures, result, (a, b), *way)) {
                let lines = lines(figures, result, (a, b), way);
                let holding = lines.iter().filter(|line| line.gap.is_zero()).count();
                let named = is_named(figures, result, (a, b), way);
                let of_amounts = ![a, b].iter().any(|column| is_called_rate(figures, *column));
                let enough = is_called_rate(figures, result) || way != Way::Rate || of_amounts && holding > 2;
                if enough
                    && is_the_rule(&lines, holding, named, way)
                    && best.as_ref().is_none_or(|(most, ..)| holding > *most)
                {
                    best = Some((holding, way, lines));
                }
            }
        }
        if let Some((_, way, lines)) = best {
            tell(lines, way, review);
        }
    }
}

/// Whether the titles let it be so: a rate is called one, a difference is called one.
fn may_be(figures: &Figures<'_>, result: usize, (a, b): (usize, usize), way: Way) -> bool {
    let title = figures.titles[result].as_str();
    let called = |words: &[&str]| words.iter().any(|word| title.contains(word));
    match way {
        Way::Rate => called(RATES) && !called(&["增", "降"]),
        Way::Share => called(&["占", "比重", "比例", "%"]) && !called(&["率", "增", "降"]),
        Way::Growth => called(&["增", "降", "变动"]) && called(&["率", "幅", "%", "长"]),
        Way::Difference => called(&["差", "余", "增", "减", "未", "转", "缺口"]) && !called(&["率", "幅", "%", "因"]),
        // One of the two is a price; either order is the same product.
        Way::Product { .. } => a < b && !called(&["率", "%", "标准", "单价", "均"]),
    }
}

/// Titles of rates; the last ones, 完成预算, may be of amounts too: their own rows must prove it.
const RATES: &[&str] = &["率", "比", "进度", "程度", "%", "完成", "执行", "到位"];

fn is_called_rate(figures: &Figures<'_>, column: usize) -> bool {
    RATES[..5].iter().any(|word| figures.titles[column].contains(word))
}

fn is_named(figures: &Figures<'_>, result: usize, (a, b): (usize, usize), way: Way) -> bool {
    let has = |column: usize, words: &[&str]| words.iter().any(|word| figures.titles[column].contains(word));
    match way {
        Way::Rate => {
            has(result, &["执行率", "完成率", "支出率", "支付率", "参保率", "认证率", "到位率"])
                && has(a, &["执行", "支出", "完成", "实际", "实", "支付", "到位", "决算"])
                && has(b, &["预算", "下达", "目标", "任务", "计划", "应", "安排", "到位"])
        }
        Way::Product { .. } => {
            let price = |column| has(column, &["标准", "单价"]);
            (price(a) != price(b)) && has(result, &["金额", "资金", "元", "支出", "补贴", "补助"])
        }
        Way::Share | Way::Growth | Way::Difference => false,
    }
}

/// Most rows obey; by chance two rows do not.
fn is_the_rule(lines: &[Line], holding: usize, named: bool, way: Way) -> bool {
    let wrong = lines.len() - holding;
    let enough = if named && way == Way::Rate { 1 } else { 2 };
    holding >= enough && wrong * if named { 1 } else { 2 } <= holding
}

fn lines(figures: &Figures<'_>, result: usize, (a, b): (usize, usize), way: Way) -> Vec<Line> {
    let total = if way == Way::Share { figures.only_total() } else { None };
    let whole = |row: usize| match way {
        Way::Share => total.filter(|total| *total != row),
        _ => Some(row),
    };
    let rows = (0..figures.rows.len()).filter(|row| figures.rows[*row].0 != Kind::Rate);
    rows.filter_map(|row| {
        let (x, y, z) = (figures.value(row, a)?, figures.value(whole(row)?, b)?, figures.value(row, result)?);
        let titles = (figures.titles[a].as_str(), figures.titles[b].as_str(), figures.titles[result].as_str());
        let (value, text) = apply((&x, &y), titles, way)?;
        let product = matches!(way, Way::Product { .. }) && !value.meets(interval(&z, titles.2));
        if product && is_explained(figures, row, result, value) {
            return None;
        }
        let calc = format!("“{}”一行：{text}，“{}”为 {}", figures.name(row), titles.2, shown(&z));
        // A fall is printed with a minus or without.
        let fell = way == Way::Growth && x.value < y.value;
        let printed = if fell { Number { value: z.value.abs(), ..z.clone() } } else { z.clone() };
        let mut quotes = figures.quotes(row, &[result, a]);
        quotes.extend(figures.quotes(whole(row)?, &[b]));
        line(&printed, titles.2, value, way).map(|(gap, step)| Line { quotes, calc, gap, step })
    })
    .collect()
}

/// 应缴 is the product and 实缴 is what came of it: the row's own rate says that not all did, or, where there is no
/// rate, another column prints the product.
fn is_explained(figures: &Figures<'_>, row: usize, result: usize, value: Interval) -> bool {
    let verbs = ["缴", "付", "支", "执行", "使用", "到位", "完成", "收", "兑", "发"];
    let is_rate = |title: &str| title.contains('率') && verbs.iter().any(|verb| title.contains(verb));
    let rates = || (0..figures.titles.len()).filter(|column| is_rate(&figures.titles[*column]));
    if let Some(rate) = rates().find_map(|column| figures.value(row, column)) {
        return rate.value != Decimal::ONE_HUNDRED;
    }
    let prints = |column: usize| {
        let printed = figures.value(row, column).filter(|_| column != result);
        printed.is_some_and(|printed| value.meets(interval(&printed, &figures.titles[column])))
    };
    (0..figures.titles.len()).any(prints)
}

/// How far the printed figure is from what comes of the others.
fn line(printed: &Number, title: &str, value: Interval, way: Way) -> Option<(Decimal, Decimal)> {
    if matches!(way, Way::Rate | Way::Share | Way::Growth)
        && !(printed.unit == "%" || (printed.unit.is_empty() && printed.value.abs() > Decimal::TWO))
    {
        return None;
    }
    Some((value.gap(interval(printed, title)), printed.half() * Decimal::TWO))
}

fn apply((x, y): (&Number, &Number), titles: (&str, &str, &str), way: Way) -> Option<(Interval, String)> {
    let (p, q) = (interval(x, titles.0), interval(y, titles.1));
    let hundred = Interval::exact(Decimal::ONE_HUNDRED);
    if x.value < Decimal::ZERO || y.value < Decimal::ZERO || x.unit == "%" || y.unit == "%" {
        return None;
    }
    match way {
        Way::Rate | Way::Share => {
            let value = Some(p).filter(|_| x.unit == y.unit)?.over(q)?.times(hundred)?;
            Some((value, format!("{} ÷ {} = {}%", x.value, y.value, value.middle().round_dp(2).normalize())))
        }
        Way::Growth => {
            let change = if x.value >= y.value { p.minus(q)? } else { q.minus(p)? };
            let value = change.over(q)?.times(hundred)?;
            Some((
                value,
                format!(
                    "（{} － {}）÷ {} = {}{}%",
                    x.value,
                    y.value,
                    y.value,
                    if x.value < y.value { "-" } else { "" },
                    value.middle().round_dp(2).normalize()
                ),
            ))
        }
        Way::Difference => {
            let value = p.minus(q)?;
            Some((value, format!("{} － {} = {}", x.value, y.value, value.middle().normalize())))
        }
        Way::Product { months, myriad } => {
            if !nonzero(&[x.clone(), y.clone()]) || x.value == Decimal::ONE || y.value == Decimal::ONE {
                return None;
            }
            let scale = Decimal::from(months) / if myriad { Decimal::from(10_000) } else { Decimal::ONE };
            let value = Interval { low: p.low.max(Decimal::ZERO), ..p }
                .times(Interval { low: q.low.max(Decimal::ZERO), ..q })?;
            let value = value.times(Interval::exact(scale))?;
            let times = if months > 1 { format!(" × {months}") } else { String::new() };
            let divided = if myriad { " ÷ 10000" } else { "" };
            Some((
                value,
                format!("{} × {}{times}{divided} = {}", x.value, y.value, value.middle().round_dp(4).normalize()),
            ))
        }
    }
}

fn shown(number: &Number) -> String {
    format!("{}{}", number.value, number.unit)
}

fn tell(lines: Vec<Line>, way: Way, review: &mut Review) {
    let (relation, kind, suggestion) = match way {
        Way::Rate => (Relation::Ratio, kind::Kind::RatioMismatch, "按两列重新计算这一行的比率"),
        Way::Share => (Relation::Ratio, kind::Kind::RatioMismatch, "按合计重新计算这一行的占比"),
        Way::Growth => (Relation::Growth, kind::Kind::GrowthMismatch, "按两列重新计算这一行的增减率"),
        Way::Difference => (Relation::Difference, kind::Kind::DiffMismatch, "按两列重新计算这一行的差额"),
        Way::Product { .. } => {
            (Relation::Product, kind::Kind::QtyPriceMismatch, "核对这一行的人数（数量）、标准和金额")
        }
    };
    for line in lines {
        if line.gap.is_zero() {
            review.holds(relation, line.quotes, line.calc);
        } else {
            let near = line.gap <= line.step && matches!(way, Way::Rate | Way::Share | Way::Growth);
            let severity = if near { Severity::Info } else { kind.severity() };
            review.findings.push(Finding::new(kind, line.quotes, line.calc, suggestion).severity(severity));
        }
    }
}

/// 执行率 below the amounts: the quotient of the same two rows in most columns.
pub(super) fn rows_of_rates(figures: &Figures<'_>, review: &mut Review) {
    let amounts: Vec<usize> = (0..figures.rows.len()).filter(|row| figures.rows[*row].0 != Kind::Rate).collect();
    for rate in (0..figures.rows.len()).filter(|row| figures.rows[*row].0 == Kind::Rate) {
        let mut best: Option<(usize, Vec<Line>)> = None;
        for (a, b) in amounts.iter().flat_map(|a| amounts.iter().map(move |b| (*a, *b))).filter(|(a, b)| a != b) {
            let lines = columns(figures, rate, (a, b));
            let holding = lines.iter().filter(|line| line.gap.is_zero()).count();
            if is_the_rule(&lines, holding, false, Way::Rate) && best.as_ref().is_none_or(|(most, _)| holding > *most) {
                best = Some((holding, lines));
            }
        }
        if let Some((_, lines)) = best {
            tell(lines, Way::Rate, review);
        }
    }
}

fn columns(figures: &Figures<'_>, rate: usize, (a, b): (usize, usize)) -> Vec<Line> {
    let one = |column: usize| {
        let (x, y, z) = (figures.value(a, column)?, figures.value(b, column)?, figures.value(rate, column)?);
        let title = figures.titles[column].as_str();
        let (value, text) = apply((&x, &y), (title, title, title), Way::Rate)?;
        let (gap, step) = line(&z, title, value, Way::Rate)?;
        let calc = format!("“{title}”一列：{text}，“{}”为 {}", figures.name(rate), shown(&z));
        let quotes = [rate, a, b].iter().flat_map(|row| figures.quotes(*row, &[column])).collect();
        Some(Line { quotes, calc, gap, step })
    };
    (0..figures.titles.len()).filter_map(one).collect()
}
