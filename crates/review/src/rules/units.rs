//! B02 one number as persons and as person-times, B03 units printed twice, B06 coverage above 100 %.

mod by_times;
mod yearly;

use crate::finding::{Confidence, Consequence, Finding, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::names::{common, core};
use crate::rules::terms::bare_lead;
use crate::unit::{Dimension, starts, unit_at};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    person_times(reading, review);
    by_times::check(reading, review);
    by_times::each_time(reading, review);
    by_times::times_each(reading, review);
    yearly::check(reading, review);
    returned(reading, review);
    compared(reading, review);
    for quantity in &reading.quantities {
        if !reading.text.passages[quantity.passage].cell {
            doubled(reading, quantity, review);
        }
        coverage(reading, quantity, review);
    }
}

/// B02: a number that nobody gets by chance, once with 人 and once with 人次.
fn person_times(reading: &Reading<'_>, review: &mut Review) {
    let mut seen: BTreeMap<Decimal, (Vec<&Quantity>, Vec<&Quantity>)> = BTreeMap::new();
    for quantity in &reading.quantities {
        let number = &quantity.number;
        let exact = number.factor == Decimal::ONE
            && number.value >= Decimal::from(500)
            && !(number.value % Decimal::ONE_HUNDRED).is_zero();
        if !exact || number.chinese || !number.is_operand() {
            continue;
        }
        match number.dimension {
            Dimension::Person => seen.entry(number.value).or_default().0.push(quantity),
            Dimension::PersonTimes => seen.entry(number.value).or_default().1.push(quantity),
            _ => {}
        }
    }
    for (persons, times) in seen.values() {
        let (Some(person), Some(time)) = (persons.first(), times.first()) else { continue };
        // Three digits coincide by chance: then the words must name the same.
        let named = |a: &Quantity, b: &Quantity| common(&core(bare_lead(&a.lead)), &core(bare_lead(&b.lead))) >= 2;
        let alike = persons.iter().any(|person| times.iter().any(|time| named(person, time)));
        // A funeral grant is paid once for each.
        let once = times.iter().any(|time| time.led_by(&["丧葬", "一次性", "死亡", "抚恤"]));
        if person.number.value < Decimal::ONE_THOUSAND && !alike || once {
            continue;
        }
        let calc = format!(
            "同一个数既写作{}，又写作{}：人数与人次不是同一口径",
            reading.printed(person),
            reading.printed(time)
        );
        let suggestion = "按月发放的，一年的人次约为人数的12倍；分清人数和人次，或写明统计期间";
        let quotes = reading.quotes(times.iter().chain(persons).copied());
        review.findings.push(Finding::new(Kind::PersonTimes, quotes, calc, suggestion).confidence(Confidence::Likely));
    }
}

/// B02 and B01 by a comparison that only the other unit makes true: 领取20878人次，较上年的20216人净增662人; 培训2648万人次，超出
/// 2600人次的任务48人次.
fn compared(reading: &Reading<'_>, review: &mut Review) {
    for three in reading.quantities.windows(3) {
        let [told, base, change] = three else { continue };
        let people = |q: &Quantity| matches!(q.number.dimension, Dimension::Person | Dimension::PersonTimes);
        let together = told.sentence == change.sentence && change.clause.abs_diff(told.clause) <= 2;
        // 超出 2600人次: the words of the comparison make no bound of its base.
        let plain = [told, base, change].iter().all(|q| people(q) && !q.number.chinese)
            && told.number.is_operand()
            && change.number.is_operand();
        let exact = base.number.is_exact() && change.number.is_exact();
        let alike = base.number.dimension == change.number.dimension && base.number.value > Decimal::ONE_HUNDRED;
        if !together || !plain || !exact || !alike {
            continue;
        }
        let words = reading.between(told.passage, told.number.span.end..change.number.span.start);
        let stated = ["比", "较", "超出", "超过", "多于", "少于"].iter().any(|w| words.contains(w));
        let digits = told.number.value / told.number.factor;
        let makes = (digits - base.number.value).abs() == change.number.value;
        let (scaled, other) = (told.number.factor != Decimal::ONE, told.number.dimension != base.number.dimension);
        if !stated || !makes || scaled == other {
            continue;
        }
        let (a, b, d) = (reading.printed(told), reading.printed(base), reading.printed(change));
        let calc = format!("{a}与{b}比较，相差{d}：数字相符，计量单位不同");
        let (kind, suggestion) = if other {
            (Kind::PersonTimes, "分清人数和人次，同一比较用同一单位")
        } else {
            (Kind::UnitSlip, "核对计量单位，去掉多写的“万”或“亿”")
        };
        let quotes = reading.quotes([told, base, change]);
        let mut finding = Finding::new(kind, quotes.clone(), calc, suggestion);
        // The difference that does not come out is of the same cause.
        let follows = |known: &Finding| known.quotes.iter().all(|quote| quotes.contains(quote));
        let (same, rest) = std::mem::take(&mut review.findings).into_iter().partition(follows);
        review.findings = rest;
        let same: Vec<Finding> = same;
        finding.consequences = same
            .into_iter()
            .map(|known| Consequence { kind: known.kind, quotes: known.quotes, calc: known.calc })
            .collect();
        review.findings.push(finding);
    }
}

/// B05: more questionnaires came back than were sent.
fn returned(reading: &Reading<'_>, review: &mut Review) {
    for pair in reading.quantities.windows(2) {
        let [sent, back] = pair else { continue };
        let sheets = [sent, back]
            .iter()
            .all(|q| q.number.dimension == Dimension::Count("份") && q.number.is_exact() && q.is_amount());
        let words =
            sent.led_by(&["发放", "发出", "下发"]) && back.led_by(&["收回", "回收"]) && sent.sentence == back.sentence;
        if sheets && words && back.number.value > sent.number.value {
            let calc = format!("收回{}，多于发放的{}", reading.printed(back), reading.printed(sent));
            let quotes = reading.quotes([back, sent]);
            review.findings.push(Finding::new(Kind::SubsetExceedsTotal, quotes, calc, "核对发放数与收回数"));
        }
    }
}

/// B03: 300万万元, 5%%.
fn doubled(reading: &Reading<'_>, quantity: &Quantity, review: &mut Review) {
    let passage = &reading.text.passages[quantity.passage];
    let number = &quantity.number;
    if number.chinese {
        return;
    }
    let behind = &passage.chars[number.span.end..];
    let unit = reading.between(quantity.passage, number.digits.end..number.span.end);
    let twice = match number.dimension {
        Dimension::Money => {
            ["元", "万元", "亿元"].iter().any(|w| starts(behind, w))
                || unit.starts_with("万万")
                || unit.starts_with("亿亿")
        }
        Dimension::Percent => starts(behind, "%") || starts(behind, "‰"),
        Dimension::Person => {
            ["人次", "万人"].iter().any(|w| starts(behind, w))
                || (starts(behind, "人")
                    && unit_at(behind).is_some()
                    && !starts(behind, "人均")
                    && behind.get(1).is_none_or(|c| "，。；、（）".contains(*c)))
                || unit.starts_with("万万")
        }
        _ => false,
    };
    if twice {
        let end = (number.span.end + 2).min(passage.chars.len());
        let calc = format!("{}之后又写了一次单位", reading.printed(quantity));
        let quotes = reading.text.quotes(quantity.passage, number.span.start..end);
        review.findings.push(Finding::new(Kind::UnitMissingOrDouble, quotes, calc, "删去重复的单位"));
    }
}

/// Rates of a whole that cannot exceed it.
pub(crate) const CAPPED: &[&str] = &[
    "覆盖率",
    "参保率",
    "合格率",
    "准确率",
    "及时率",
    "满意度",
    "满意率",
    "发放率",
    "知晓率",
    "认证率",
    "回收率",
    "合规率",
    "社会化发放率",
    "覆盖面",
    "占比",
    "按时足额发放率",
    "办结率",
];

/// 应走访对象412户，实际走访率: of those who were to be. Arrears are paid too, so not of what is paid.
fn is_of_due(reading: &Reading<'_>, quantity: &Quantity, lead: &str) -> bool {
    let Some(name) = lead.strip_suffix('率') else { return false };
    let verb: Vec<char> = name.chars().rev().take(2).collect();
    let due: String = std::iter::once('应').chain(verb.iter().rev().copied()).collect();
    let sentence = &reading.sentences[quantity.sentence];
    let before = reading.between(quantity.passage, sentence.span.start..quantity.number.span.start);
    verb.len() == 2 && !verb.contains(&'缴') && !verb.contains(&'收') && before.contains(&due)
}

/// B06: rates of a whole that cannot exceed it.
fn coverage(reading: &Reading<'_>, quantity: &Quantity, review: &mut Review) {
    let lead = crate::rules::terms::bare_lead(&quantity.lead);
    let capped = CAPPED.iter().any(|w| lead.ends_with(w));
    let number = &quantity.number;
    let share = lead.ends_with('占') && !quantity.is_change();
    let capped = capped || is_of_due(reading, quantity, lead);
    if number.dimension != Dimension::Percent
        || !(capped || share)
        || number.value <= Decimal::ONE_HUNDRED
        || !matches!(number.bound, crate::number::Bound::None)
        || quantity.led_by(&["完成"])
    {
        return;
    }
    let calc = format!("{}大于100%，超过全部对象", reading.printed(quantity));
    let finding = Finding::new(
        Kind::CoverageImpossible,
        reading.quote_with_lead(quantity),
        calc,
        "核对分子、分母的口径；比率不应超过100%",
    );
    review.findings.push(finding.confidence(Confidence::Likely));
}
