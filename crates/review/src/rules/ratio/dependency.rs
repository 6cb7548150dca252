//! A02 of how many pay for one who draws: 在职41.20万人，离退休13.80万人，抚养比2.99:1, or printed as 2.99.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::slip;
use crate::rules::terms::bare_lead;
use crate::text::Passage;
use crate::unit::Dimension;
use rust_decimal::Decimal;
use std::ops::Range;
use std::str::FromStr;

const PAYING: [&str; 9] =
    ["在职职工", "在职人员", "在职参保", "在职", "缴费人员", "参保职工", "参保缴费", "实际缴费", "在职参保职工"];
const DRAWING: [&str; 9] =
    ["离退休人员", "离退休", "退休人员", "退休职工", "领取待遇", "待遇领取", "领取养老金", "领取人员", "享受待遇"];

/// A printed ratio with what its places leave open.
struct Printed {
    value: Interval,
    span: Range<usize>,
    digits: Range<usize>,
}

impl Printed {
    /// The ratio as a figure like others: 2.99:1 is read as none.
    fn figure(&self, passage: usize, like: &Quantity) -> Quantity {
        let mut figure = like.clone();
        figure.passage = passage;
        figure.number.value = self.value.middle();
        figure.number.step = self.value.high - self.value.low;
        figure.number.dimension = Dimension::Bare;
        figure.number.digits = self.digits.clone();
        figure
    }
}

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    let running = reading.text.passages.iter().enumerate().filter(|(_, passage)| !passage.cell);
    let mut told = running.filter_map(|(index, passage)| Some((index, printed(passage)?)));
    let first = told.next();
    // The first may be of any people of the report, the others of those beside them.
    for (at, (index, ratio)) in first.into_iter().chain(told).enumerate() {
        let names = paying(reading, index, &ratio);
        let near = |names: &[&str]| beside(reading, (index, &ratio), names);
        let far = |names: &[&str]| people(reading, names).filter(|_| at == 0);
        let terms = near(names).zip(near(&DRAWING)).or_else(|| far(names).zip(far(&DRAWING)));
        if let Some((paying, drawing)) = terms {
            judge(reading, (index, &ratio), [paying, drawing], review);
        }
    }
}

/// 在职职工与离退休人员之比: the one of the many names that stands before it.
fn paying(reading: &Reading<'_>, index: usize, ratio: &Printed) -> &'static [&'static str] {
    let passage = &reading.text.passages[index];
    let start =
        passage.chars[..ratio.span.start].iter().rposition(|sign| "，。；".contains(*sign)).map_or(0, |at| at + 1);
    let clause = reading.between(index, start..ratio.span.end);
    let name = clause.split_once('与').filter(|_| clause.contains("之比")).map(|(name, _)| name).unwrap_or_default();
    let name = name.trim_end_matches("人员").trim_end_matches("人数");
    let found = PAYING.iter().position(|word| name.ends_with(word));
    match found {
        Some(at) if PAYING[at].starts_with("在职") => &PAYING[..4],
        Some(at) => &PAYING[at..=at],
        None => &PAYING,
    }
}

/// The last with one of these names in the sentence of the ratio or in the one before.
fn beside<'r>(reading: &'r Reading<'_>, (index, ratio): (usize, &Printed), names: &[&str]) -> Option<&'r Quantity> {
    let at = reading.sentences.iter().position(|s| s.passage == index && s.span.contains(&ratio.span.start))?;
    let near = (at.saturating_sub(1)..=at).rev().map(|at| reading.in_sentence(at));
    let own =
        |q: &&Quantity| q.passage == index && q.number.span.end <= ratio.span.start && is_called(reading, q, names);
    near.into_iter().find_map(|all| all.iter().rev().find(own)).map(|q| at_end(reading, q))
}

fn judge(
    reading: &Reading<'_>,
    (index, ratio): (usize, &Printed),
    [paying, drawing]: [&Quantity; 2],
    review: &mut Review,
) {
    let Some(value) = paying.number.interval().over(drawing.number.interval()) else { return };
    let mut quotes = reading.text.quotes(index, ratio.span.clone());
    quotes.extend(reading.quotes([paying, drawing]));
    let shown = value.middle().round_dp(2).normalize();
    let text = format!("{}÷{}＝{shown}", reading.printed(paying), reading.printed(drawing));
    let words = reading.between(index, ratio.span.clone());
    if value.meets(ratio.value) {
        return review.holds(Relation::Ratio, quotes, format!("{text}，与“{words}”相符"));
    }
    let of_paying = ratio.value.times(drawing.number.interval());
    let of_drawing = paying.number.interval().over(ratio.value);
    let slipped = of_paying.is_some_and(|v| slip::mends(reading, paying, v))
        || of_drawing.is_some_and(|v| slip::mends(reading, drawing, v))
        || slip::mends(reading, &ratio.figure(index, paying), value);
    let (told, made) = (ratio.value.middle(), value.middle());
    let near = told.max(made) * Decimal::TWO <= told.min(made) * Decimal::from(3);
    if near || slipped {
        let calc = format!("{text}，报告为“{words}”");
        let suggestion = "核对在职（缴费）人数、离退休（领取）人数与抚养比";
        let finding = Finding::new(Kind::RatioMismatch, quotes, calc, suggestion);
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

/// 抚养比2.99:1, 抚养比为1:2.99, 抚养比2.99.
fn printed(passage: &Passage) -> Option<Printed> {
    let text = passage.text();
    let words = ["抚养比", "赡养比", "供养比", "退休人员之比", "离退休之比", "退休人数之比"].into_iter();
    let all = words.flat_map(|word| text.match_indices(word).map(|(at, word)| (text[..at].chars().count(), word)));
    let (from, word) = all.into_iter().find(|(from, _)| !is_of_others(passage, *from))?;
    let mut at = from + word.chars().count();
    // 抚养比（在职与离退休人数之比）为2.88:1.
    if passage.chars.get(at) == Some(&'（') {
        at += 1 + passage.chars[at..].iter().position(|sign| *sign == '）')?;
    }
    at += passage.chars[at..].iter().take_while(|sign| "为是达到约：".contains(**sign)).count();
    if passage.chars[from..at].contains(&'约') {
        return None;
    }
    let (first, mut end) = decimal(&passage.chars, at)?;
    let mut digits = at..end;
    let colon = matches!(passage.chars.get(end), Some(':' | '：' | '∶' | '比'));
    let second = decimal(&passage.chars, end + 1).filter(|_| colon);
    let value = match second {
        Some((second, to)) => {
            if second.0 != Decimal::ONE {
                digits = end + 1..to;
            }
            end = to;
            if second.0 == Decimal::ONE {
                first
            } else if first.0 == Decimal::ONE {
                second
            } else {
                return None;
            }
        }
        None if matches!(passage.chars.get(end), None | Some('，' | '。' | '；' | '（' | '、')) => first,
        None => return None,
    };
    let half = Decimal::new(5, value.1 + 1);
    // A whole number may be anything around it.
    (value.0 > Decimal::ZERO && value.1 > 0).then(|| Printed {
        value: Interval::around(value.0, half),
        span: from..end,
        digits,
    })
}

/// 全省抚养比, 上年抚养比: of another place or year.
fn is_of_others(passage: &Passage, from: usize) -> bool {
    let start = passage.chars[..from].iter().rposition(|sign| "，。；：".contains(*sign)).map_or(0, |at| at + 1);
    let words = passage.slice(start..from);
    let others = ["上年", "去年", "全省", "全国", "平均", "目标", "预计", "高于", "低于"];
    others.iter().any(|word| words.contains(word))
}

/// A decimal, its decimals, and where it ends.
fn decimal(chars: &[char], at: usize) -> Option<((Decimal, u32), usize)> {
    let digits = chars.get(at..)?.iter().take_while(|sign| sign.is_ascii_digit() || **sign == '.').count();
    let text: String = chars[at..at + digits].iter().collect();
    let decimals = text.split_once('.').map_or(0, |(_, rest)| rest.len());
    let value = Decimal::from_str(&text).ok().filter(|_| digits <= 8)?;
    Some(((value, u32::try_from(decimals).ok()?), at + digits))
}

/// The only value of the report's own year with one of these names.
fn people<'r>(reading: &'r Reading<'_>, names: &[&str]) -> Option<&'r Quantity> {
    let mut found = reading.quantities.iter().filter(|q| is_called(reading, q, names)).map(|q| at_end(reading, q));
    let first = found.next()?;
    found.all(|q| q.number.interval().meets(first.number.interval())).then_some(first)
}

fn is_called(reading: &Reading<'_>, q: &Quantity, names: &[&str]) -> bool {
    let name = bare_lead(&q.lead).trim_end_matches("人数").trim_end_matches("人员").to_owned();
    let own = q.year.is_none() || reading.year.is_none() || q.year == reading.year;
    q.number.dimension == Dimension::Person
        && q.is_amount()
        && !q.number.chinese
        && !q.prior
        && own
        && !reading.text.passages[q.passage].cell
        && names.iter().any(|word| name.ends_with(word.trim_end_matches("人员")))
        && !q.led_by(&["目标", "任务", "计划", "新增", "死亡", "一次性", "预计", "中断", "未"])
}

/// 年初退休人员30996人，…，年末31842人: what the year ended with.
fn at_end<'r>(reading: &'r Reading<'_>, q: &'r Quantity) -> &'r Quantity {
    let opening = q.lead.contains("年初") || q.lead.starts_with('初');
    let is_end = |other: &&Quantity| {
        let words = reading.between(other.passage, other.lead_start..other.number.span.start);
        let closing = other.number.span.start > q.number.span.start && words.contains("年末");
        closing && other.number.dimension == q.number.dimension && bare_lead(&other.lead).chars().count() <= 2
    };
    reading.in_sentence(q.sentence).iter().find(is_end).filter(|_| opening).unwrap_or(q)
}
