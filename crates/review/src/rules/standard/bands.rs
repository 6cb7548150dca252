//! A12 by bands: 80至89周岁每人每月50元，90至99周岁每人每月100元 …, and elsewhere what each band was paid: 80至89周岁
//! 219816人次1099.08万元, or 支出依次为…万元、…万元，人次分别为…人次、…人次. A person paid for a month is a person-time, so each band's
//! product is exact; it is asked only where the other bands agree.

use super::is_sum_of_money;
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::slip;
use crate::unit::{Dimension, PerTime};
use rust_decimal::Decimal;

/// A standard of a band.
struct Band<'r> {
    label: String,
    standard: &'r Quantity,
}

/// One band as it was paid.
type Paid<'r> = (&'r Quantity, &'r Quantity, &'r Quantity);

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    let bands = bands(reading);
    if bands.len() < 2 {
        return;
    }
    for sentence in 0..reading.sentences.len() {
        if reading.text.passages[reading.sentences[sentence].passage].cell {
            continue;
        }
        let all = reading.in_sentence(sentence);
        let beside = beside(&bands, all);
        let found = if beside.len() > 1 { beside } else { in_order(&bands, all) };
        judge(reading, &found, review);
    }
}

/// The standards of one sentence that are told by bands of age, each band once in the whole report.
fn bands<'r>(reading: &'r Reading<'_>) -> Vec<Band<'r>> {
    let monthly = |q: &&Quantity| {
        q.number.dimension == Dimension::Money
            && q.number.per.time == Some(PerTime::Month)
            && q.number.is_operand()
            && !q.is_change()
            && !reading.text.passages[q.passage].cell
    };
    let told = reading.quantities.iter().filter(monthly).take(40);
    let mut bands: Vec<Band<'_>> = Vec::new();
    for standard in told {
        let Some(label) = label(&standard.lead) else { continue };
        match bands.iter().find(|band| band.label == label) {
            // Two standards of one band: it changed within the year, or there are two payments.
            Some(known) if known.standard.number.value != standard.number.value => return Vec::new(),
            Some(_) => {}
            None => bands.push(Band { label, standard }),
        }
    }
    bands
}

/// 80至89周岁 → 80-89, 100周岁及以上 → 100.
fn label(words: &str) -> Option<String> {
    let words = words.replace("百岁", "100周岁");
    let end = words.find("周岁").or_else(|| words.find('岁'))?;
    let before: Vec<char> = words[..end].chars().collect();
    let figure = |signs: &[char]| signs.iter().rev().take_while(|sign| sign.is_ascii_digit()).count();
    let last = figure(&before);
    let upper: String = before[before.len() - last..].iter().collect();
    let rest = &before[..before.len() - last];
    let joined = rest.last().is_some_and(|sign| matches!(sign, '-' | '至' | '~' | '到'));
    if last == 0 {
        return None;
    }
    if joined {
        // 80周岁至89周岁
        let rest = &rest[..rest.len() - 1];
        let lower = figure(rest);
        let lower: String = rest[rest.len() - lower..].iter().collect();
        return Some(format!("{lower}-{upper}")).filter(|_| !lower.is_empty());
    }
    let behind = &words[end..];
    let open =
        ["周岁以上", "周岁及以上", "岁以上", "岁及以上", "周岁（含）以上"].iter().any(|word| behind.starts_with(word));
    // 80周岁至89周岁: the lower end has its own word.
    let more = behind.trim_start_matches("周岁").trim_start_matches('岁').trim_start_matches(['至', '-', '~']);
    let next: String = more.chars().take_while(char::is_ascii_digit).collect();
    if !next.is_empty() {
        return Some(format!("{upper}-{next}"));
    }
    open.then_some(upper)
}

/// 80-89周岁129840人次779.04万元: the band, its person-times, its amount.
fn beside<'r>(bands: &[Band<'r>], all: &'r [Quantity]) -> Vec<Paid<'r>> {
    let pairs = all.windows(2).filter_map(|two| {
        let [times, amount] = two else { return None };
        let near = times.number.dimension == Dimension::PersonTimes
            && times.is_amount()
            && is_sum_of_money(amount)
            && amount.clause.abs_diff(times.clause) <= 1
            && label(&amount.lead).is_none();
        let label = label(&times.lead).filter(|_| near)?;
        let band = bands.iter().find(|band| band.label == label)?;
        Some((times, band.standard, amount))
    });
    pairs.collect()
}

/// 支出依次为a、b和c，人次分别为x、y和z: as many as there are bands, in their order.
fn in_order<'r>(bands: &[Band<'r>], all: &'r [Quantity]) -> Vec<Paid<'r>> {
    let run = |dimension: Dimension| -> Vec<&'r Quantity> {
        let start = all.iter().position(|q| q.number.dimension == dimension && q.led_by(&["依次", "分别"]));
        let own = start.map_or(&[][..], |at| &all[at..]);
        let listed = own.iter().enumerate().take_while(|(at, q)| {
            q.number.dimension == dimension
                && q.is_amount()
                && q.clause == own[0].clause
                && (*at == 0 || q.lead.is_empty())
        });
        listed.map(|(_, q)| q).collect()
    };
    let (amounts, times) = (run(Dimension::Money), run(Dimension::PersonTimes));
    if amounts.len() != bands.len() || times.len() != bands.len() || bands.len() < 3 {
        return Vec::new();
    }
    bands.iter().zip(times).zip(amounts).map(|((band, times), amount)| (times, band.standard, amount)).collect()
}

fn product((times, standard, _): &Paid<'_>) -> Option<Interval> {
    times.number.interval().times(Interval::exact(standard.number.value))
}

fn judge(reading: &Reading<'_>, paid: &[Paid<'_>], review: &mut Review) {
    let fits = |one: &&Paid<'_>| product(one).is_some_and(|value| value.meets(one.2.number.interval()));
    let fitting = paid.iter().filter(fits).count();
    for one in paid {
        let (times, standard, amount) = *one;
        let Some(value) = product(one) else { continue };
        let quotes = reading.quotes([amount, times, standard]);
        let shown = in_unit_of(value.middle(), &amount.number);
        let text = format!("{}×{}＝{shown}", reading.printed(times), reading.printed(standard));
        if fits(&one) {
            review.holds(Relation::Product, quotes, format!("{text}，与{}相符", reading.printed(amount)));
            continue;
        }
        let each = Interval::exact(standard.number.value);
        let heads = amount.number.interval().over(each);
        let slipped = slip::mends(reading, amount, value) || heads.is_some_and(|v| slip::mends(reading, times, v));
        let near = {
            let (a, b) = (value.middle(), amount.number.value);
            a.max(b) * Decimal::TWO <= a.min(b) * Decimal::from(3)
        };
        let others = fitting + 1 == paid.len() && fitting > 0;
        if others && (near || slipped) && !review.has_said(Kind::QtyPriceMismatch, &quotes) {
            let calc = format!("{text}，报告为{}（其他档次的人次乘标准都与金额相符）", reading.printed(amount));
            let finding = Finding::new(Kind::QtyPriceMismatch, quotes, calc, "核对这一档的人次、标准与金额");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn a_band_is_named_by_its_ages() {
        assert_eq!(label("80至89周岁每人每月"), Some("80-89".into()));
        assert_eq!(label("其中80-89周岁"), Some("80-89".into()));
        assert_eq!(label("80周岁至89周岁老人"), Some("80-89".into()));
        assert_eq!(label("100周岁及以上每人每月"), Some("100".into()));
        assert_eq!(label("百岁以上"), Some("100".into()));
        assert_eq!(label("年满60周岁"), None);
        assert_eq!(label("每人每月"), None);
    }
}
