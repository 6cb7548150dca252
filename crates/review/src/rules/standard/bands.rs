//! A12 by bands: 80至89周岁每人每月50元，90至99周岁每人每月100元 …, or 一级重度残疾人每人每月110元，二级…, and elsewhere what each
//! was paid: 80至89周岁219816人次1099.08万元, 其中一级27418人次、301.60万元, or 支出依次为…万元、…万元，人次分别为…人次、…人次. A person
//! paid for a month is a person-time or a month of people, so each band's product is exact; it is asked only where the other
//! bands agree.

use super::is_sum_of_money;
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::names::core;
use crate::rules::slip;
use crate::rules::terms::bare_lead;
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
    for bands in groups(reading) {
        for sentence in 0..reading.sentences.len() {
            if reading.text.passages[reading.sentences[sentence].passage].cell {
                continue;
            }
            let all = reading.in_sentence(sentence);
            let beside = beside(&bands, all);
            let found = if beside.len() > 1 { beside } else { in_order(reading, &bands, all) };
            judge(reading, &found, review);
        }
    }
}

/// The standards that one sentence tells by bands, each band with one standard in the whole report.
fn groups<'r>(reading: &'r Reading<'_>) -> Vec<Vec<Band<'r>>> {
    let told = |q: &&Quantity| {
        q.number.dimension == Dimension::Money
            && (q.number.per.each || q.number.per.time == Some(PerTime::Month))
            && q.number.is_operand()
            && !q.is_change()
            && !q.prior
            && !q.led_by(&["均", "最高", "最低", "调整", "提高"])
            && !reading.text.passages[q.passage].cell
    };
    let mut groups: Vec<Vec<Band<'_>>> = Vec::new();
    for standard in reading.quantities.iter().filter(told).take(60) {
        let Some(label) = label(&standard.lead).or_else(|| class(&standard.lead)) else { continue };
        let band = Band { label, standard };
        match groups.last_mut() {
            Some(group) if group[0].standard.sentence == standard.sentence => group.push(band),
            _ => groups.push(vec![band]),
        }
    }
    // Two standards of one band: it changed within the year, or there are two payments.
    let told: Vec<(String, Decimal)> =
        groups.iter().flatten().map(|band| (band.label.clone(), band.standard.number.value)).collect();
    let one =
        |band: &Band<'_>| told.iter().all(|(name, value)| *name != band.label || *value == band.standard.number.value);
    let alike =
        |group: &[Band<'_>]| group.iter().all(|b| b.standard.number.per.time == group[0].standard.number.per.time);
    groups.retain(|group| group.len() > 1 && group.iter().all(one) && alike(group));
    groups
}

/// 一级重度残疾人每人每月 → 一级重度残疾人.
fn class(lead: &str) -> Option<String> {
    let name = lead.split('每').next().unwrap_or_default().rsplit('：').next().unwrap_or_default();
    let name = name.trim_start_matches("其中").trim_end_matches("按").trim_end_matches("标准为");
    (lead.contains('每') && (3..=20).contains(&name.chars().count())).then(|| name.to_owned())
}

/// Whether so many of them are paid this standard: months of people at a month's, people at one paid once.
fn is_paid_to(standard: &Quantity, q: &Quantity) -> bool {
    let by_month = matches!(q.number.dimension, Dimension::PersonTimes | Dimension::Count("人月"));
    let counted = match standard.number.per.time {
        Some(PerTime::Month) => by_month,
        None => q.number.dimension.is_counted() && q.number.dimension != Dimension::Count("人月"),
        Some(_) => false,
    };
    counted && q.is_amount() && !q.prior && !q.number.chinese
}

/// The only band that the words name: 其中一级 of 一级重度残疾人.
fn named<'b, 'r>(bands: &'b [Band<'r>], lead: &str) -> Option<&'b Band<'r>> {
    if let Some(age) = label(lead) {
        return bands.iter().find(|band| band.label == age);
    }
    let mut name = core(bare_lead(lead));
    for word in ["发放", "支出", "补贴给", "补助给", "累计"] {
        name = name.strip_suffix(word).unwrap_or(&name).to_owned();
    }
    let long = name.chars().count() > 1;
    let mut found = bands.iter().filter(|band| long && (band.label.contains(&name) || name.contains(&band.label)));
    found.next().filter(|_| found.next().is_none())
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
        let near = is_sum_of_money(amount) && amount.clause.abs_diff(times.clause) <= 1 && amount.part == times.part;
        let band = named(bands, &times.lead).filter(|_| near && named(bands, &amount.lead).is_none())?;
        is_paid_to(band.standard, times).then_some((times, band.standard, amount))
    });
    pairs.collect()
}

/// 支出依次为a、b和c, and 人次分别为x、y和z beside or each with its band in another sentence: as many as there are bands.
fn in_order<'r>(reading: &'r Reading<'_>, bands: &[Band<'r>], all: &'r [Quantity]) -> Vec<Paid<'r>> {
    let run = |fits: &dyn Fn(&Quantity) -> bool| -> Vec<&'r Quantity> {
        let start = all.iter().position(|q| fits(q) && q.led_by(&["依次", "分别"]));
        let own = start.map_or(&[][..], |at| &all[at..]);
        let listed = own.iter().enumerate().take_while(|(at, q)| {
            fits(q) && q.is_amount() && q.clause == own[0].clause && (*at == 0 || q.lead.is_empty())
        });
        listed.map(|(_, q)| q).collect()
    };
    let amounts = run(&is_sum_of_money);
    if amounts.len() != bands.len() || bands.len() < 3 {
        return Vec::new();
    }
    let beside = run(&|q| is_paid_to(bands[0].standard, q));
    let times = if beside.len() == bands.len() { beside } else { each_with_its_band(reading, bands) };
    // The lists must be as long as the bands are many.
    if times.len() != bands.len() {
        return Vec::new();
    }
    bands.iter().zip(times).zip(amounts).map(|((band, times), amount)| (times, band.standard, amount)).collect()
}

/// 16-39周岁1238人、40-59周岁1894人 …: the only sentence that counts every band once, in their order.
fn each_with_its_band<'r>(reading: &'r Reading<'_>, bands: &[Band<'r>]) -> Vec<&'r Quantity> {
    let counted = |sentence: usize| -> Vec<&'r Quantity> {
        let all = reading.in_sentence(sentence).iter();
        let told = all.filter(|q| named(bands, &q.lead).is_some_and(|band| is_paid_to(band.standard, q)));
        told.collect()
    };
    let whole = |counts: &Vec<&Quantity>| {
        let bands_of = |q: &Quantity| named(bands, &q.lead).map(|band| band.label.clone());
        counts.iter().map(|q| bands_of(q)).eq(bands.iter().map(|band| Some(band.label.clone())))
    };
    let mut found = (0..reading.sentences.len()).map(counted).filter(whole);
    found.next().filter(|_| found.next().is_none()).unwrap_or_default()
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
        // 45750人次，353.25万元（一级…，二级…）: all the bands together.
        let end = amount.number.span.end;
        if reading.between(amount.passage, end..end + 1) == "（" {
            continue;
        }
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
    use super::{class, label};

    #[test]
    fn a_band_is_named_by_its_class() {
        assert_eq!(class("二级伤残军人每人每月"), Some("二级伤残军人".into()));
        assert_eq!(class("补贴标准：甲类家庭每户每月"), Some("甲类家庭".into()));
        assert_eq!(class("每人每月"), None);
    }

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
