//! Terms that stand farther from their rate: in the sentences and paragraphs before. The names must
//! lead there, and the quotient must come near the printed rate: two figures that have nothing to do
//! with each other seldom do.

use super::terms::{Label, is_measured, is_target, label};
use super::{Terms, fits, is_sibling, value};
use crate::interval::Interval;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::names::{abbreviates, common, core};
use crate::rules::subject::{is_of_other_time, is_subject};
use crate::rules::terms::{Side, bare_lead, is_generic, side, total_words};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// So many paragraphs before the rate are looked at, headings not counted.
const PASSAGES: usize = 3;

/// The terms of a rate that has none near by.
pub(super) fn terms<'r>(reading: &'r Reading<'_>, index: usize, label: Label<'_>) -> Option<Terms<'r>> {
    let rate = &reading.quantities[index];
    if rate.number.value == Decimal::ONE_HUNDRED || reading.text.passages[rate.passage].cell {
        return None;
    }
    let before = before(reading, index);
    let anchor = *before.first().filter(|q| q.sentence == rate.sentence && rate.clause.abs_diff(q.clause) <= 2)?;
    // 返乡创业农民工占个人贷款笔数的: what the words name is the part, and no figure that happens to stand before them.
    if matches!(label, Label::Share) && !is_subject(reading, rate, anchor) {
        return None;
    }
    // 项目支出中，直接服务的497.04万元，占89.8%: of what stands before 中, wherever its figure is.
    let named = named_whole(reading, rate, anchor).filter(|_| matches!(label, Label::Share));
    let called = |q: &&Quantity| named.as_ref().is_none_or(|name| common(&q.lead, name) >= name.chars().count().min(4));
    let others: Vec<&Quantity> = before
        .iter()
        .copied()
        .skip(1)
        .filter(|q| q.number.dimension == anchor.number.dimension)
        .filter(called)
        .collect();
    let printed = |q: &&&Quantity| fits(rate, Terms { part: anchor, base: q });
    if let Some(base) = others.iter().find(printed) {
        return Some(Terms { part: anchor, base });
    }
    let found = match label {
        Label::Share => {
            let wholes: Vec<&Quantity> = others.iter().copied().filter(|q| !is_sibling(reading, q)).collect();
            whole_of(rate, anchor, &wholes).or_else(|| named_anywhere(reading, index, anchor))
        }
        Label::Rate("完成" | "执行" | "支出" | "使用" | "支付" | "拨付" | "进度") => {
            counterpart(anchor, &others)
        }
        Label::Rate(name) => base_of(rate, name, anchor, &others).filter(|_| !is_told(reading, index, name, anchor)),
    }?;
    (fits(rate, found) || near(rate, found)).then_some(found)
}

/// 项目支出 of 项目支出中，….
pub(crate) fn named_whole(reading: &Reading<'_>, rate: &Quantity, anchor: &Quantity) -> Option<String> {
    let words = reading.between(rate.passage, reading.sentences[rate.sentence].span.start..anchor.number.span.start);
    let clause = words.rsplit('，').nth(1)?;
    let name = clause.strip_suffix('中').or_else(|| clause.strip_suffix('里'))?;
    (!name.ends_with('其') && core(name).chars().count() >= 2).then(|| name.to_owned())
}

/// The amounts before the rate, the nearest first, in its paragraph and the ones before it.
fn before<'r>(reading: &'r Reading<'_>, index: usize) -> Vec<&'r Quantity> {
    let rate = &reading.quantities[index];
    let all = reading.quantities[..index].iter().rev();
    let text = &reading.text.passages;
    let apart = |from: usize| text[from..rate.passage].iter().filter(|passage| !passage.heading).count();
    let here = all.take_while(|q| rate.passage - q.passage <= 2 * PASSAGES && apart(q.passage) <= PASSAGES);
    here.filter(|q| {
        is_measured(&q.number)
            && (q.is_amount() || is_target(q))
            && !reading.text.passages[q.passage].cell
            && q.bracket.is_none()
    })
    .take(40)
    .collect()
}

/// The quotient comes within a third of the printed rate.
pub(super) fn near(rate: &Quantity, terms: Terms<'_>) -> bool {
    let Some(value) = value(terms).map(Interval::middle) else { return false };
    let printed = rate.number.value;
    (value - printed).abs() * Decimal::from(3) <= printed.max(value)
}

/// The other of plan and result, of the same subject where one is named: 岭东县0.78万人次 … 岭东县计划0.85
/// 万人次，完成率.
fn counterpart<'r>(anchor: &'r Quantity, others: &[&'r Quantity]) -> Option<Terms<'r>> {
    let planned = side(anchor) == Some(Side::Plan) || is_target(anchor);
    let subject = subject(anchor);
    let total = |q: &Quantity| total_words(&q.lead).is_some() || side(q) == Some(Side::Plan);
    let fits = |q: &&&Quantity| {
        let same = q.prior == anchor.prior && q.number.value != anchor.number.value;
        let other = match (planned, &subject) {
            (true, _) => side(q) != Some(Side::Plan),
            (false, Some(_)) => side(q) != Some(Side::Actual),
            (false, None) => total(q),
        };
        let named = match &subject {
            Some(subject) => {
                let planned = !planned && side(q) == Some(Side::Plan);
                q.lead.contains(subject.as_str()) || planned && common(&core(&q.lead), subject) >= 4
            }
            None => q.passage == anchor.passage && side(q).is_some() || !planned && total(q),
        };
        same && other && named
    };
    let other = *others.iter().find(fits)?;
    Some(if planned { Terms { part: other, base: anchor } } else { Terms { part: anchor, base: other } })
}

/// 满意182人，满意度91.00%，其中对饭菜满意度84.50%: the figure has its own rate of that name, and this one is of
/// something else.
pub(crate) fn is_told(reading: &Reading<'_>, index: usize, name: &str, part: &Quantity) -> bool {
    let between = reading.quantities[..index].iter().rev().take_while(|q| !std::ptr::eq(*q, part));
    let same = |q: &Quantity| matches!(label(q), Some(Label::Rate(other)) if other == name);
    between.filter(|q| q.number.dimension == Dimension::Percent).any(same)
}

/// The words of a figure without plan and result: 岭东县计划 → 岭东县.
fn subject(quantity: &Quantity) -> Option<String> {
    let verbs = ["执行", "支出", "使用", "拨付", "支付", "到位", "共"];
    let name = verbs.iter().fold(core(bare_lead(&quantity.lead)), |name, verb| name.replace(verb, ""));
    (name.chars().count() >= 2 && !is_generic(&name)).then_some(name)
}

/// 取得证书4.79万人次，取证率: the part bears the rate's name; the whole is the nearest larger figure.
fn base_of<'r>(rate: &Quantity, name: &str, part: &'r Quantity, others: &[&'r Quantity]) -> Option<Terms<'r>> {
    let words = format!("{}{}", part.lead, part.tail);
    let denied = part.led_by(&["不", "未", "没有"]);
    let named = name.chars().count() == 2 && (words.contains(name) || abbreviates(name, &words));
    if !named || denied || rate.number.value > Decimal::ONE_HUNDRED {
        return None;
    }
    let whole = |q: &&&Quantity| q.number.value > part.number.value && !q.led_by(&["其中"]) && q.prior == part.prior;
    let base = *others.iter().take(3).find(whole)?;
    let same = base.passage == part.passage && part.sentence.abs_diff(base.sentence) <= 2;
    same.then_some(Terms { part, base })
}

/// 占提取总额的: the nearest larger figure that is called so; 占全市的: the nearest larger one that is no part.
fn whole_of<'r>(rate: &Quantity, part: &'r Quantity, others: &[&'r Quantity]) -> Option<Terms<'r>> {
    let named = core(bare_lead(&rate.lead).rsplit('占').next().unwrap_or_default());
    let named = named.trim_end_matches(['额', '量']);
    // 占全省新增参保人数的: no figure of the county.
    let wide = ["全国", "全省"].into_iter().find(|word| rate.lead.contains(word));
    let as_wide = |q: &Quantity| wide.is_none_or(|word| q.lead.contains(word));
    let as_told = |q: &Quantity| as_wide(q) && !is_of_other_time(&rate.lead, &q.lead);
    let larger = |q: &&&Quantity| q.number.value > part.number.value && q.prior == part.prior && as_told(q);
    let base = if named.chars().count() >= 2 {
        *others.iter().filter(larger).find(|q| common(&core(&q.lead), named) >= 2.min(named.chars().count()))?
    } else if named.is_empty() && rate.lead.contains('全') {
        *others.iter().filter(larger).find(|q| q.passage != part.passage || q.led_by(&["全", "总", "共", "实际"]))?
    } else if named.is_empty() {
        // 小微企业5421家，小微企业占: of the nearest figure that is larger, told as a whole.
        let whole = |q: &&&Quantity| larger(q) && (side(q) == Some(Side::Actual) || total_words(&q.lead).is_some());
        *others.iter().find(whole)?
    } else {
        return None;
    };
    (rate.number.value < Decimal::ONE_HUNDRED).then_some(Terms { part, base })
}

/// 占缴费人员的80.75%: the only figure of that name, however far back; 占3.90% beside it is of the same whole.
fn named_anywhere<'r>(reading: &'r Reading<'_>, index: usize, part: &'r Quantity) -> Option<Terms<'r>> {
    let rate = &reading.quantities[index];
    let earlier = reading.quantities[..=index].iter().rev().take_while(|q| q.passage == rate.passage);
    let shares = earlier.filter(|q| q.number.dimension == Dimension::Percent && q.sentence == rate.sentence);
    let name = shares.take(4).find_map(|q| {
        let name = bare_lead(&q.lead).rsplit_once('占')?.1.trim_end_matches(['额', '量']).to_owned();
        (!name.is_empty()).then_some(name)
    })?;
    let general = ["总数", "总额", "总量", "全部", "总人数"].contains(&name.as_str());
    if name.chars().count() < 3 || general {
        return None;
    }
    let called = |q: &&Quantity| {
        q.number.dimension == part.number.dimension
            && q.lead.contains(&name)
            && bare_lead(&q.lead).ends_with(&name)
            && q.is_amount()
            && !q.prior
            && q.number.value > part.number.value
            && !reading.text.passages[q.passage].cell
    };
    let mut found = reading.quantities[..index].iter().filter(called);
    let base = found.next()?;
    found.all(|other| other.number.value == base.number.value).then_some(Terms { part, base })
}
