//! A02: …率, 占.

mod afar;
mod by_name;
mod share;
mod table;
mod term;

use super::pool::{anywhere, before, both_counted, is_base_of_rate, is_level, measured, same_measure};
use super::{Known, fits, is_near};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::names::common;
use crate::rules::performance::columns::{Plain, plain};
use crate::rules::ratio::{
    Label, has_own_rate, is_of_another, is_of_next_item, is_of_two, is_together, is_told, is_unlike, label, last_two,
    named_whole,
};
use crate::rules::subject::phrase;
use crate::rules::terms::{Side, bare_lead, side};
use crate::unit::Dimension;
use by_name::{is_base, of_rate, own_part};
use rust_decimal::Decimal;
use term::{FOLLOWING, Found, judge, percent};

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    let tables = plain(reading.document);
    let others: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| !FOLLOWING.contains(kind)).collect();
    for (index, rate) in reading.quantities.iter().enumerate() {
        let computed = rate.number.dimension == Dimension::Percent
            && rate.number.is_operand()
            && !rate.is_change()
            && !rate.number.chinese
            && rate.number.value != Decimal::ONE_HUNDRED
            && rate.number.step < Decimal::ONE;
        let target =
            ["的目标", "的预期", "的标准", "的要求", "的指标", "的年度"].iter().any(|w| rate.tail.starts_with(w));
        let plain = computed && !target && !reading.text.passages[rate.passage].cell;
        let plain = plain && !is_together(reading, index);
        let explained = || known.holds(reading, rate, &[Relation::Ratio, Relation::SameFact]);
        if plain && !known.says(reading, rate, &others) && !explained() {
            trace(reading, &tables, index, review);
        }
    }
}

/// What the rate is called: as by the words before it, or 抽样比例, 总目标完成, 占比最高，为.
fn told<'r>(reading: &Reading<'_>, rate: &'r Quantity) -> Option<Label<'r>> {
    let lead = bare_lead(&rate.lead);
    let paid = ["支付", "报销", "补助", "分担", "负担", "配套", "资助", "缴费", "补贴", "提取", "返还", "计提", "分配"];
    let counted = || lead.strip_suffix("比例").map(last_two).filter(|name| name.chars().count() == 2);
    label(rate)
        .or_else(|| counted().filter(|name| !paid.contains(name)).map(Label::Rate))
        .or_else(|| (lead.ends_with("完成") || is_of_plan(lead)).then_some(Label::Rate("完成")))
        .or_else(|| phrase(reading, rate).map(|_| Label::Share))
}

/// 为计划的105.67%, 相当于年度任务的.
fn is_of_plan(lead: &str) -> bool {
    let plan = ["计划", "任务", "目标", "计划数", "任务数", "目标数"].iter().any(|word| lead.ends_with(word));
    plan && ["为", "是", "相当于", "达到", "达"].iter().any(|word| lead.starts_with(word))
}

fn trace(reading: &Reading<'_>, tables: &[Plain], index: usize, review: &mut Review) {
    let rate = &reading.quantities[index];
    let every = before(reading, index);
    let around: Vec<&Quantity> = every.iter().copied().filter(|q| measured(q)).collect();
    let directly = of_base(reading, index, &around);
    let label = told(reading, rate);
    let named = match label {
        Some(Label::Rate(name)) => own_part(rate, name, &around),
        _ => None,
    };
    if directly.is_none() && label.is_none() {
        return;
    }
    let found = |(part, base, complement): Pair<'_>| Found::of(reading, part, base, complement);
    // Figures that the words point at are not excused by two others that happen to give the rate.
    let pointed = directly.map(|(_, base, _)| base).or(named);
    let points: Vec<&Quantity> =
        every.into_iter().filter(|q| measured(q) || q.number.dimension == Dimension::Score).collect();
    let meant = printed_terms(reading, index, (&around, pointed)).or(directly).map(found).or_else(|| match label? {
        Label::Share => share::of_share(reading, tables, index, &points),
        Label::Rate(name) => {
            let pair = of_rate(reading, rate, name, &around);
            pair.filter(|(part, base, _)| !is_of_another(reading, rate, [part, base]))
                .filter(|(part, ..)| !is_told(reading, index, name, part) && !is_of_next_item(reading, rate, part))
                .map(found)
        }
    });
    let meant = meant.or_else(|| printed_terms(reading, index, (&around, None)).map(found));
    let meant = meant.or_else(|| match label? {
        Label::Rate(name) => {
            let part =
                around.first().copied().filter(|q| q.sentence == rate.sentence && rate.clause.abs_diff(q.clause) <= 1);
            let tabled = table::of_rate(reading, tables, rate, (name, part));
            tabled.or_else(|| afar::of_rate(reading, index, name, &around))
        }
        Label::Share => None,
    });
    // Who should have paid is no task.
    let asked = |text: &str| ["任务", "目标", "计划"].iter().any(|word| text.contains(word));
    let due = |meant: &Found| {
        let words: String = meant.base.quotes.iter().map(|quote| quote.text.as_str()).collect();
        asked(&rate.lead) && words.contains('应') && !asked(&words)
    };
    // 项目支出中，甲481.20万元，占90.2%: of what stands before 中.
    let first = reading.in_sentence(rate.sentence).iter().find(|q| measured(q));
    let among =
        first.and_then(|first| named_whole(reading, rate, first)).filter(|_| matches!(label, Some(Label::Share)));
    let apart = |meant: &Found| {
        let words: String = meant.base.quotes.iter().map(|quote| quote.text.as_str()).collect();
        among.as_ref().is_some_and(|name| common(&words, name) < name.chars().count().min(4))
    };
    // 另有60人通过其他渠道就业: those are added to others.
    let added = |meant: &Found| meant.part.quotes.iter().any(|quote| quote.text.starts_with("另"));
    let owned = |meant: &Found| meant.value().is_some_and(|value| has_own_rate(reading, rate, value));
    let words = |term: &term::Term| term.quotes.iter().map(|quote| quote.text.as_str()).collect::<String>();
    let unlike = |meant: &Found| is_unlike(&rate.lead, &words(&meant.part), &words(&meant.base));
    let excused = |meant: &Found| {
        !meant.fits(rate)
            && (unlike(meant) || owned(meant) || added(meant) || is_of_two(reading, rate) || due(meant) || apart(meant))
    };
    if let Some(meant) = meant.filter(|meant| !excused(meant)) {
        judge(reading, rate, &meant, review);
    }
}

type Pair<'r> = (&'r Quantity, &'r Quantity, bool);

/// Any two figures that give the rate.
fn printed_terms<'r>(
    reading: &'r Reading<'_>,
    index: usize,
    (around, pointed): (&[&'r Quantity], Option<&Quantity>),
) -> Option<Pair<'r>> {
    let rate = &reading.quantities[index];
    let gives = |part: &Quantity, base: &Quantity, complement: bool| {
        let with = pointed.is_none_or(|q| std::ptr::eq(q, part) || std::ptr::eq(q, base));
        let alike = same_measure(part, base) || both_counted(part, base);
        // 目标a，完成b，完成率: not a÷b.
        let turned = || side(part) == Some(Side::Plan) && side(base) == Some(Side::Actual);
        with && alike && value(part, base, complement).is_some_and(|value| fits(value, rate)) && !turned()
    };
    for (k, a) in around.iter().enumerate() {
        for b in &around[k + 1..] {
            for complement in [false, true] {
                if gives(a, b, complement) {
                    return Some((a, b, complement));
                }
                if gives(b, a, complement) {
                    return Some((b, a, complement));
                }
            }
        }
    }
    let own = around.iter().filter(|q| q.sentence == rate.sentence);
    own.copied().find_map(|part| {
        let base = anywhere(reading, index).find(|base| gives(part, base, false) && is_level(base))?;
        Some((part, base, false))
    })
}

/// 完成省下达60.50万人任务的101.45%: the whole stands directly before, the part is what the sentence is about.
fn of_base<'r>(reading: &'r Reading<'_>, index: usize, around: &[&'r Quantity]) -> Option<Pair<'r>> {
    let rate = &reading.quantities[index];
    let base = *around.first()?;
    let between =
        reading.between(rate.passage, base.number.span.end.min(rate.number.span.start)..rate.number.span.start);
    let of = base.sentence == rate.sentence
        && between.ends_with('的')
        && between.chars().count() <= 7
        && !between.contains(['，', '；', '。', '、']);
    // 收入为预算6820万元的99.69%，支出为预算7750万元的97.92%: the one is the base of its own rate, no part of the other.
    let comes_near = |q: &&&Quantity| {
        let own = is_base(q, base) && q.sentence == rate.sentence && !is_base_of_rate(reading, q);
        own && value(q, base, false).is_some_and(|v| is_near(v, rate))
    };
    let parts: Vec<&&Quantity> = around[1..].iter().filter(comes_near).collect();
    let part = parts.iter().find(|q| fits_rate(q, base, rate)).or(parts.last())?;
    of.then_some((**part, base, false))
}

fn fits_rate(part: &Quantity, base: &Quantity, rate: &Quantity) -> bool {
    value(part, base, false).is_some_and(|v| fits(v, rate))
}

fn value(part: &Quantity, base: &Quantity, complement: bool) -> Option<Interval> {
    percent(part.number.interval(), base.number.interval(), complement)
}
