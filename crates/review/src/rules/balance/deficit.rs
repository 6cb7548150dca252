//! A03 of a year that spent more than it got: 基金支出a，基金收入b，收不抵支c, and 累计结余由年初的d降至e. The income and the
//! expenditure must each have one value in the paragraph of the deficit.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;

const DEFICIT: &[&str] = &["收不抵支", "当期缺口", "当年缺口", "收支缺口", "当期赤字", "当年赤字", "收支赤字"];

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (at, deficit) in reading.quantities.iter().enumerate() {
        let called = DEFICIT.iter().any(|word| bare_lead(&deficit.lead).ends_with(word));
        if !is_money(deficit) || !called || is_supposed(reading, deficit) {
            continue;
        }
        if let (Some(spent), Some(got)) = (one(reading, deficit, "支出"), one(reading, deficit, "收入")) {
            judge(reading, (spent, got, deficit), Kind::DiffMismatch, review);
        }
        let [_, from, to, ..] = &reading.quantities[at..] else { continue };
        let falls = from.led_by(&["结余由", "结余从"])
            && ["降至", "降到", "减少到", "减少至", "下降到", "下降至"].contains(&to.lead.as_str());
        if falls && is_money(from) && is_money(to) && to.sentence == deficit.sentence {
            judge(reading, (from, to, deficit), Kind::StockFlowMismatch, review);
        }
    }
}

fn is_money(q: &Quantity) -> bool {
    q.number.dimension == Dimension::Money && q.number.is_operand() && !q.number.chinese
}

/// 如果没有财政补助，缺口为…; 剔除一次性收入后: of other figures than those of the year.
fn is_supposed(reading: &Reading<'_>, deficit: &Quantity) -> bool {
    let start = reading.sentences[deficit.sentence].span.start;
    let words = reading.between(deficit.passage, start..deficit.number.span.start);
    ["如果", "假如", "若", "倘", "剔除", "扣除", "不考虑", "不含", "不计", "预计"]
        .iter()
        .any(|word| words.contains(word))
}

/// 基金支出, 全年支出: the only value of this name in the paragraph of the deficit.
fn one<'r>(reading: &'r Reading<'_>, deficit: &Quantity, word: &str) -> Option<&'r Quantity> {
    let called = |q: &&Quantity| {
        let name = bare_lead(&q.lead);
        q.passage == deficit.passage
            && is_money(q)
            && q.is_amount()
            && !q.prior
            && q.bracket.is_none()
            && ["基金", "全年", "当年", "本年", "总"].iter().any(|before| name.ends_with(&format!("{before}{word}")))
    };
    let mut all = reading.quantities.iter().filter(called);
    let first = all.next()?;
    all.all(|q| q.number.value == first.number.value).then_some(first)
}

fn judge(reading: &Reading<'_>, (a, b, rest): (&Quantity, &Quantity, &Quantity), kind: Kind, review: &mut Review) {
    let Some(value) = a.number.interval().minus(b.number.interval()) else { return };
    let quotes = reading.quotes([rest, a, b]);
    let shown = in_unit_of(value.middle(), &rest.number);
    let text = format!("{}－{}＝{shown}", reading.printed(a), reading.printed(b));
    if value.meets(rest.number.interval()) {
        return review.holds(Relation::Difference, quotes, format!("{text}，与{}相符", reading.printed(rest)));
    }
    let calc = format!("{text}，报告为{}", reading.printed(rest));
    let finding = Finding::new(kind, quotes, calc, "核对收入、支出、缺口与期初、期末结余");
    review.findings.push(finding.confidence(Confidence::Likely));
}
