//! A13 and A03 over a year, wherever the figures stand: 上年累计结余＋当期结余＝累计结余, 收入预算－支出预算＝预计结余.
//! Each name must have one value in the whole report: a report of several funds is left alone.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;

const OPENING: &[&str] =
    &["上年累计结余", "上年结余", "上年滚存结余", "上年末滚存结余", "上年末累计结余", "年初累计结余"];
const NET: &[&str] = &["当期结余", "当年结余", "本年结余", "当年收支结余", "本年收支结余", "当期收支结余"];
const CLOSING: &[&str] = &["累计结余", "滚存结余", "年末累计结余", "年末滚存结余"];

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    let opening = one(reading, |name| OPENING.iter().any(|word| name.ends_with(word)));
    let net = one(reading, |name| NET.iter().any(|word| name.ends_with(word)));
    let is_closing = |name: &str| {
        let earlier = ["上年", "年初", "预计", "历年"].iter().any(|word| name.contains(word));
        CLOSING.iter().any(|word| name.ends_with(word)) && !earlier
    };
    let closing = one(reading, is_closing);
    if let (Some(opening), Some(net), Some(closing)) = (opening, net, closing)
        && are_of_one([subject(opening, OPENING), subject(net, NET), subject(closing, CLOSING)])
    {
        let sum = opening.number.interval().plus(net.number.interval());
        // 加当年结余，减上解，加追回，年末结余: more went in and out than the net of the year.
        let more = reading.in_sentence(closing.sentence).iter().any(|q| {
            let told = ["加", "减", "另", "扣", "再"].iter().any(|word| q.lead.starts_with(word));
            told && q.number.dimension == Dimension::Money && q.number.value != net.number.value
        });
        if more {
            return;
        }
        judge(reading, (sum, "＋", Kind::StockFlowMismatch), [opening, net, closing], review);
    }
    for three in reading.quantities.windows(3) {
        let [income, spent, rest] = three else { continue };
        let ends = |q: &Quantity, word: &str| q.number.dimension == Dimension::Money && q.lead.ends_with(word);
        let planned = ends(income, "收入预算") && ends(spent, "支出预算") && ends(rest, "预计结余");
        let together = income.sentence == rest.sentence && rest.clause.abs_diff(income.clause) <= 2;
        if planned && together && three.iter().all(Quantity::is_amount) {
            let rest_of = income.number.interval().minus(spent.number.interval());
            judge(reading, (rest_of, "－", Kind::DiffMismatch), [income, spent, rest], review);
        }
    }
}

/// Whose balance it is, as far as its own words say: 失业保险基金 of 失业保险基金上年累计结余.
fn subject<'q>(quantity: &'q Quantity, words: &[&str]) -> &'q str {
    let name = bare_lead(&quantity.lead);
    words.iter().filter_map(|word| name.strip_suffix(word)).min_by_key(|rest| rest.len()).unwrap_or(name)
}

/// Whether names may be of one fund: one that says nothing may be of any.
fn are_of_one(subjects: [&str; 3]) -> bool {
    let alike = |a: &str, b: &str| a.ends_with(b) || b.ends_with(a);
    let [a, b, c] = subjects;
    alike(a, b) && alike(b, c) && alike(a, c)
}

/// The only value of a name in the running text, however often it is told.
fn one<'r>(reading: &'r Reading<'_>, named: impl Fn(&str) -> bool) -> Option<&'r Quantity> {
    let called = |q: &&Quantity| {
        q.number.dimension == Dimension::Money
            && q.is_amount()
            && !q.number.chinese
            && !q.led_by(&["其中", "统筹", "个人账户"])
            && !reading.text.passages[q.passage].cell
            && named(bare_lead(&q.lead))
    };
    let mut all = reading.quantities.iter().filter(called);
    let first = all.next()?;
    all.all(|q| q.number.value == first.number.value).then_some(first)
}

fn judge(
    reading: &Reading<'_>,
    (value, sign, kind): (Option<Interval>, &str, Kind),
    [first, second, result]: [&Quantity; 3],
    review: &mut Review,
) {
    let Some(value) = value else { return };
    let quotes = reading.quotes([result, first, second]);
    let finest = if first.number.step < second.number.step { first } else { second };
    let shown = in_unit_of(value.middle(), &finest.number);
    let text = format!("{}{sign}{}＝{shown}", reading.printed(first), reading.printed(second));
    let relation = if kind == Kind::StockFlowMismatch { Relation::StockFlow } else { Relation::Difference };
    if value.meets(result.number.interval()) {
        return review.holds(relation, quotes, format!("{text}，与{}相符", reading.printed(result)));
    }
    let calc = format!("{text}，报告为{}", reading.printed(result));
    // The sentence itself may have said so already.
    if review.has_said(kind, &quotes) {
        return;
    }
    review.findings.push(Finding::new(kind, quotes, calc, "核对期初、当期与期末各数").confidence(Confidence::Likely));
}
