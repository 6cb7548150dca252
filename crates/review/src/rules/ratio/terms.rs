//! Which two figures a rate is the quotient of.

use super::Terms;
use crate::number::{Bound, Number};
use crate::quantity::{OPENERS, Quantity};
use crate::reading::Reading;
use crate::rules::mains::mains;
use crate::rules::terms::{Side, Total, bare_lead, side, total_words};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// What a rate is called.
#[derive(Clone, Copy)]
pub(crate) enum Label<'q> {
    /// 执行率, 认证率, 满意度, 完成预算的: the words before …率.
    Rate(&'q str),
    /// 占…的, 占比.
    Share,
}

pub(crate) fn label(rate: &Quantity) -> Option<Label<'_>> {
    let lead = bare_lead(&rate.lead);
    const NO_QUOTIENTS: &[&str] = &[
        "增长率",
        "下降率",
        "利率",
        "费率",
        "税率",
        "收益率",
        "增速",
        "偏差率",
        "偏离率",
        "差异率",
        "比例",
        "降幅",
        "增幅",
        "裁员率",
        "失业率",
        "返还率",
        "补助率",
        "报销率",
    ];
    if lead.ends_with("支付比例") || lead.ends_with("报销比例") {
        return Some(Label::Rate("支付比例"));
    }
    if NO_QUOTIENTS.iter().any(|w| lead.ends_with(w)) {
        return None;
    }
    let share = lead.ends_with('占') || lead.ends_with("占比") || lead.contains('占') && lead.chars().count() <= 16;
    if share {
        return Some(Label::Share);
    }
    for end in ["率", "覆盖面", "进度", "度"] {
        if let Some(name) = lead.strip_suffix(end) {
            return Some(Label::Rate(if end == "覆盖面" { "覆盖" } else { last_two(name) }));
        }
    }
    let done = ["预算", "任务", "目标", "目标任务", "计划", "任务数", "目标数"].iter().any(|w| lead.ends_with(w));
    (done && lead.contains("完成") || lead == "完成").then_some(Label::Rate("完成"))
}

/// The last two characters: 资格认证 → 认证.
pub(crate) fn last_two(name: &str) -> &str {
    name.char_indices().rev().nth(1).map_or(name, |(at, _)| &name[at..])
}

pub(crate) fn is_measured(number: &Number) -> bool {
    !number.chinese
        && !matches!(
            number.dimension,
            Dimension::Percent | Dimension::PercentPoint | Dimension::Score | Dimension::Time | Dimension::Bare
        )
}

/// 目标不少于60场: a bound that is a target.
pub(super) fn is_target(quantity: &Quantity) -> bool {
    let named = side(quantity) == Some(Side::Plan) && quantity.led_by(&["目标", "任务", "计划"]);
    let behind =
        ["的目标", "的年度目标", "的任务", "的计划", "目标"].iter().any(|word| quantity.tail.starts_with(word));
    quantity.number.bound == Bound::AtLeast && !quantity.is_change() && (named || behind)
}

/// The amounts before the rate that may be its terms: in its sentence since the rate before it, or
/// with `wide` all of it and of the sentence before.
pub(super) fn candidates<'r>(reading: &'r Reading<'_>, index: usize, wide: bool) -> Vec<&'r Quantity> {
    let rate = &reading.quantities[index];
    let mut found: Vec<&Quantity> = Vec::new();
    for quantity in reading.quantities[..index].iter().rev() {
        let distance = rate.sentence.abs_diff(quantity.sentence);
        if quantity.passage != rate.passage || distance > usize::from(wide) || found.len() > 12 {
            break;
        }
        if quantity.number.dimension == Dimension::Percent && !wide {
            break;
        }
        let measured = is_measured(&quantity.number) || is_among(reading, quantity);
        if measured && (quantity.is_amount() || is_target(quantity)) {
            found.push(quantity);
        }
    }
    found.reverse();
    found
}

/// 12个月中有11个月: months out of months are counted like people out of people.
fn is_among(reading: &Reading<'_>, quantity: &Quantity) -> bool {
    let time = |q: &&Quantity| q.number.dimension == Dimension::Time && !q.number.chinese;
    let mut of = reading.in_sentence(quantity.sentence).iter().filter(time);
    let (Some(whole), Some(part), None) = (of.next(), of.next(), of.next()) else { return false };
    time(&quantity) && whole.tail.starts_with('中') && part.number.value <= whole.number.value
}

/// The main figures before the rate in its sentence and the sentence before; a sentence of parts
/// (其中：…) belongs to the one before it.
pub(super) fn mains_before<'r>(reading: &'r Reading<'_>, index: usize) -> Vec<&'r Quantity> {
    let rate = &reading.quantities[index];
    let in_passage = |s: &usize| reading.sentences[*s].passage == rate.passage;
    let mut first = rate.sentence.checked_sub(1).filter(in_passage).unwrap_or(rate.sentence);
    let parts = reading.in_sentence(first).first().is_some_and(|q| q.lead.starts_with("其中"));
    if parts && first < rate.sentence {
        first = first.checked_sub(1).filter(in_passage).unwrap_or(first);
    }
    let all = (first..=rate.sentence).flat_map(|s| mains(reading, s));
    all.filter(|q| q.number.span.start < rate.number.span.start && is_measured(&q.number) && q.is_amount()).collect()
}

/// What is done or thought by people: no such rate is money over money.
const OF_PEOPLE: &[&str] = &[
    "就业", "创业", "合格", "优秀", "参保", "续保", "认证", "满意", "知晓", "取证", "持证", "通过", "上岗", "参训",
    "签约", "稳定", "留任", "入学", "巩固", "出勤", "识别",
];

/// The plan and the result among the main figures of this sentence and the one before.
pub(super) fn by_mains<'r>(reading: &'r Reading<'_>, index: usize, near: &[&'r Quantity]) -> Option<Terms<'r>> {
    let rate = &reading.quantities[index];
    let mains = mains_before(reading, index);
    // 其中高效节水灌溉1.26万亩，完成计划的105% is about that part, whose plan is not told.
    let own = near.last().is_none_or(|last| {
        let main = mains.iter().any(|m| std::ptr::eq(*m, *last));
        rate.clause.abs_diff(last.clause) > 1 || main || closes_parts(near, last)
    });
    let of_people = matches!(label(rate), Some(Label::Rate(name)) if OF_PEOPLE.contains(&name));
    by_side(&mains)
        .filter(|t| own && (t.part.sentence == rate.sentence || near.is_empty()))
        .filter(|t| !(of_people && t.part.number.dimension == Dimension::Money))
}

/// 参保目标500万人，实际512万人；养老金按月拨付到账，及时率100%: behind the semicolon another thing is told before the rate.
pub(crate) fn is_of_next_item(reading: &Reading<'_>, rate: &Quantity, part: &Quantity) -> bool {
    let item = || {
        let words = reading.between(rate.passage, part.number.span.end..rate.lead_start);
        words.rsplit('；').next().is_some_and(|words| words.chars().any(char::is_alphabetic))
    };
    part.part != rate.part && part.sentence == rate.sentence && item()
}

/// 支出a，其中b、c，执行率: the parts make their whole again, and the rate is of the whole.
fn closes_parts(near: &[&Quantity], last: &Quantity) -> bool {
    let same: Vec<&&Quantity> = near.iter().filter(|q| q.number.dimension == last.number.dimension).collect();
    let Some(opened) = same.iter().rposition(|q| q.led_by(OPENERS)).filter(|at| *at > 0) else { return false };
    let sum: Decimal = same[opened..].iter().map(|q| q.number.value).sum();
    sum == same[opened - 1].number.value
}

/// …X，完成 Y 的 p%: the base stands directly before.
pub(super) fn of_base<'r>(reading: &'r Reading<'_>, index: usize, near: &[&'r Quantity]) -> Option<Terms<'r>> {
    let rate = &reading.quantities[index];
    let base = *near.last()?;
    let between = reading.between(rate.passage, base.number.span.end..rate.number.span.start);
    let length = between.chars().count();
    let of = (between.starts_with('的') && length <= 2)
        || (between.ends_with('的') && length <= 7 && !between.contains(['，', '；', '。']));
    if base.sentence != rate.sentence || !of {
        return None;
    }
    // The nearest figure before it, in the same measure and not another plan.
    let same = |q: &&&Quantity| q.number.dimension == base.number.dimension;
    let first = || mains(reading, rate.sentence).into_iter().find(|q| same(&q) && q.is_amount() && !q.prior);
    // 为2043名…，全县累计制发9817张，占已建档10624人的: the cards are the part, not the people before them.
    let nearer = |part: &Quantity| {
        reading.in_sentence(rate.sentence).iter().any(|q| {
            let between = part.number.span.end..base.number.span.start;
            between.contains(&q.number.span.start)
                && is_measured(&q.number)
                && q.is_amount()
                && part.clause < q.clause
                && base.clause == q.clause + 1
                && base.lead.starts_with('占')
        })
    };
    let part = match near[..near.len() - 1].iter().rev().find(same) {
        Some(part) if nearer(part) => return None,
        Some(part) => *part,
        // 年末62.48万人，比上年末…增长2.48%，占全省790.90万人的7.90%: what the sentence is about.
        None => first().filter(|q| base.lead.contains('占') && q.number.span.start < base.number.span.start)?,
    };
    (side(part) != Some(Side::Plan)).then_some(Terms { part, base })
}

/// The one planned and the one actual figure of a measure.
pub(super) fn by_side<'r>(candidates: &[&'r Quantity]) -> Option<Terms<'r>> {
    let mut found = None;
    let mut dimensions: Vec<Dimension> = Vec::new();
    for candidate in candidates {
        if !dimensions.contains(&candidate.number.dimension) {
            dimensions.push(candidate.number.dimension);
        }
    }
    for dimension in dimensions {
        let of: Vec<&Quantity> = candidates.iter().copied().filter(|q| q.number.dimension == dimension).collect();
        let (Some(base), Some(part)) = (plan(&of), only(&of, Side::Actual)) else { continue };
        let others = of.iter().any(|q| side(q).is_none());
        if found.is_some() || others || part.prior != base.prior {
            return None;
        }
        found = Some(Terms { part, base });
    }
    found
}

/// …；公用经费预算160万元，实际支出152.15万元，公用经费控制率: the plan and the result of an item between semicolons,
/// whatever stands before it.
pub(super) fn side_by_side<'r>(rate: &Quantity, near: &[&'r Quantity]) -> Option<Terms<'r>> {
    let [.., base, part] = near else { return None };
    let sides = side(base) == Some(Side::Plan) && side(part) == Some(Side::Actual);
    let alike = base.number.dimension == part.number.dimension && base.prior == part.prior;
    let row = base.part == rate.part
        && base.bracket == rate.bracket
        && part.bracket == rate.bracket
        && part.clause == base.clause + 1
        && rate.clause == part.clause + 1;
    // It opens its item: what stands before the semicolon is of another.
    let opens = near.iter().rev().nth(2).is_none_or(|before| before.part < base.part);
    (sides && alike && row && opens && base.sentence == rate.sentence).then_some(Terms { part, base })
}

/// The only figure of a side, however often it is told.
fn only<'r>(of: &[&'r Quantity], wanted: Side) -> Option<&'r Quantity> {
    let mut all = of.iter().filter(|q| side(q) == Some(wanted));
    let first = *all.next()?;
    all.all(|q| q.number.value == first.number.value).then_some(first)
}

/// The only plan, or the one that the year ended with.
fn plan<'r>(of: &[&'r Quantity]) -> Option<&'r Quantity> {
    only(of, Side::Plan).or_else(|| {
        let mut last = of.iter().filter(|q| q.led_by(&["调整后", "变更后", "全年预算"]) && side(q) == Some(Side::Plan));
        last.next().filter(|_| last.next().is_none()).copied()
    })
}

const SPENT: &[&str] = &["执行", "支出", "支付", "使用", "列支"];

/// 实际支出a，预算执行率: what was spent, in the clause before its rate.
pub(super) fn is_spent_beside(reading: &Reading<'_>, rate: &Quantity, part: &Quantity) -> bool {
    mains(reading, rate.sentence).iter().any(|main| std::ptr::eq(*main, part))
        && rate.clause.abs_diff(part.clause) <= 1
        && part.number.dimension == Dimension::Money
        && part.led_by(SPENT)
        && side(part) == Some(Side::Actual)
        && bare_lead(&rate.lead).ends_with('率')
        && rate.led_by(SPENT)
}

/// 年初预算a，到位b，到位率100%，实际支出c，执行率: what was spent beside its rate, and the one plan of the
/// sentences around.
pub(super) fn by_execution<'r>(reading: &'r Reading<'_>, index: usize, name: &str) -> Option<Terms<'r>> {
    let rate = &reading.quantities[index];
    let mains = mains_before(reading, index);
    let money: Vec<&Quantity> =
        mains.into_iter().filter(|q| q.number.dimension == Dimension::Money && !q.prior).collect();
    let part = *money.last().filter(|part| SPENT.contains(&name) && is_spent_beside(reading, rate, part))?;
    let planned: Vec<&Quantity> = money.into_iter().filter(|q| q.led_by(&["预算"]) && !q.led_by(&["预算外"])).collect();
    plan(&planned).map(|base| Terms { part, base })
}

/// …合计 b。支出 a，执行率 p%.
pub(super) fn by_total<'r>(reading: &'r Reading<'_>, index: usize, name: &str) -> Option<Terms<'r>> {
    let rate = &reading.quantities[index];
    if !["执行", "支出", "使用", "支付", "拨付"].contains(&name) {
        return None;
    }
    let all = mains_before(reading, index);
    let spent = |q: &&&Quantity| {
        q.sentence == rate.sentence && q.number.dimension == Dimension::Money && side(q) == Some(Side::Actual)
    };
    let mut parts = all.iter().filter(spent);
    let part = *parts.next()?;
    let totalled = |q: &&&Quantity| {
        q.number.dimension == Dimension::Money && total_words(&q.lead).is_some_and(|(_, kind)| kind == Total::Declared)
    };
    let mut bases = all.iter().filter(totalled).filter(|q| !std::ptr::eq(**q, part));
    let base = *bases.next()?;
    (parts.next().is_none() && bases.next().is_none() && rate.clause.abs_diff(part.clause) <= 1)
        .then_some(Terms { part, base })
}

/// 费用10.24亿元，基金支付7.22亿元，支付比例; 付费的机构128家，定点机构137家，覆盖率: nothing but the two figures.
pub(super) fn of_two<'r>(rate: &Quantity, name: &str, near: &[&'r Quantity]) -> Option<Terms<'r>> {
    let (b, before) = near.split_last()?;
    let a = before.last()?;
    let only = before.iter().filter(|q| q.number.dimension == b.number.dimension).count() == 1;
    let together =
        only && a.sentence == rate.sentence && b.clause.abs_diff(a.clause) <= 1 && rate.clause.abs_diff(b.clause) <= 1;
    let alike = a.number.dimension == b.number.dimension && a.prior == b.prior && a.bracket == b.bracket;
    let (part, base) = match name {
        "支付比例" if a.led_by(&["费用", "总额"]) && b.led_by(&["支付", "报销", "补偿"]) => (*b, *a),
        "覆盖" if a.number.value < b.number.value => (*a, *b),
        _ => return None,
    };
    (together && alike).then_some(Terms { part, base })
}

/// 抽查500户，认定准确的496户，准确率: the part bears the rate's name, the whole stands before it.
pub(super) fn by_name<'r>(rate: &Quantity, name: &str, near: &[&'r Quantity]) -> Option<Terms<'r>> {
    let (last, earlier) = near.split_last()?;
    // 其中通过1437份，不予通过215份，通过率: the part that bears the name, not the one beside it.
    let denied = last.led_by(&["不", "未"]) && bears_at_all(last, name);
    let (part, before) = if denied { earlier.split_last()? } else { (last, earlier) };
    let base = before.iter().rev().find(|q| q.number.dimension == part.number.dimension)?;
    let opened = part.led_by(&["其中"]) || base.tail.starts_with("中有");
    let covered = name == "覆盖"
        && part.led_by(&["完成", "已", "建立", "设立"])
        && base.led_by(&["应", "共", "全部", "纳入", "总", "名单", "现有"]);
    let named = bears(part, name) || covered || base.tail.starts_with("中有");
    let count = before.iter().filter(|q| q.number.dimension == part.number.dimension).count();
    let same = base.prior == part.prior && (base.year == part.year || base.sentence == part.sentence);
    let smaller = part.number.value <= base.number.value || named;
    let near_enough =
        rate.clause.abs_diff(part.clause) <= 1 + usize::from(denied) && part.clause.abs_diff(base.clause) <= 2;
    let usual = rate.number.value != Decimal::ONE_HUNDRED;
    (named && same && smaller && near_enough && usual && (opened || count == 1)).then_some(Terms { part, base })
}

/// The same where another rate stands between: 到位资金a，到位率100%，支出b，支出率.
pub(super) fn by_name_in_sentence<'r>(reading: &'r Reading<'_>, index: usize, name: &str) -> Option<Terms<'r>> {
    let rate = &reading.quantities[index];
    let all: Vec<&Quantity> =
        mains_before(reading, index).into_iter().filter(|q| q.sentence == rate.sentence).collect();
    by_name(rate, name, &all).filter(|t| t.base.led_by(&["到位", "预算", "总额", "总数", "应", "下达", "安排"]))
}

fn bears_at_all(part: &Quantity, name: &str) -> bool {
    name.chars().count() == 2 && (part.lead.contains(name) || part.tail.contains(name))
}

/// Whether the words around a figure bear the rate's name: 表示满意的 456 人, 认证率.
fn bears(part: &Quantity, name: &str) -> bool {
    let denied = part.led_by(&["不", "未", "没有"]);
    let called = |name: &str| part.lead.contains(name) || part.tail.contains(name);
    !denied && name.chars().count() == 2 && (called(name) || name == "回收" && called("收回"))
}

/// 随机调查1500人，收回问卷1440份，回收率: those asked are people, what came back is paper.
pub(super) fn of_returned<'r>(rate: &Quantity, name: &str, near: &[&'r Quantity]) -> Option<Terms<'r>> {
    let [asked, returned] = near else { return None };
    let people = asked.number.dimension == Dimension::Person && asked.led_by(&["调查", "发放", "抽取", "访问", "抽样"]);
    let paper = returned.number.dimension == Dimension::Count("份") && returned.led_by(&["收回", "回收"]);
    let together = asked.sentence == rate.sentence && rate.clause.abs_diff(returned.clause) <= 1;
    (name == "回收" && people && paper && together).then_some(Terms { part: returned, base: asked })
}

/// 抽查档案60份，资料齐全的57份，合格率: the second figure is a part of the first by its 的.
pub(super) fn of_check<'r>(rate: &Quantity, near: &[&'r Quantity]) -> Option<Terms<'r>> {
    let [base, part] = near else { return None };
    let checked = base.led_by(&["抽查", "检查", "抽取", "核查", "访谈", "回访", "调查", "走访"]);
    let subset = part.lead.ends_with('的') && !part.led_by(&["不", "未", "没有"]);
    let usual = rate.number.value != Decimal::ONE_HUNDRED && rate.clause.abs_diff(part.clause) <= 1;
    let alike = base.number.dimension == part.number.dimension && base.number.value >= part.number.value;
    let together = base.sentence == part.sentence && part.sentence == rate.sentence;
    (checked && subset && usual && alike && together).then_some(Terms { part, base })
}

/// 收回有效问卷300份。满意的281份，满意度: those asked stand in the sentences before.
pub(super) fn of_survey<'r>(
    reading: &'r Reading<'_>,
    index: usize,
    name: &str,
    near: &[&'r Quantity],
) -> Option<Terms<'r>> {
    let rate = &reading.quantities[index];
    let part = *near.last()?;
    let usual = rate.number.value != Decimal::ONE_HUNDRED && rate.clause.abs_diff(part.clause) <= 1;
    if !["满意", "知晓", "认可", "好评", "了解", "晓"].contains(&name)
        || !usual
        || part.led_by(&["不", "未"])
        || !(bears(part, name) || part.led_by(&["满意", "知晓", "知道", "了解", "认可"]))
    {
        return None;
    }
    let asked = |q: &&&Quantity| {
        let counted = matches!(q.number.dimension, Dimension::Person | Dimension::Count("份" | "户" | "家" | "名"));
        let words = q.led_by(&["问卷", "调查", "回访", "访谈", "随访", "抽查", "有效", "收回", "走访"]);
        counted
            && words
            && q.is_amount()
            && q.passage == rate.passage
            && rate.sentence.abs_diff(q.sentence) <= 3
            && !std::ptr::eq(**q, part)
    };
    let before: Vec<&Quantity> = reading.quantities[..index].iter().rev().take(16).collect();
    let all: Vec<&Quantity> = before.iter().filter(asked).copied().collect();
    let valid = all.iter().find(|q| q.led_by(&["有效", "收回", "回收"]));
    let base = valid.or(all.first()).copied()?;
    // Several counts of those asked, and none of them the valid ones: no telling which.
    (valid.is_some() || all.len() == 1).then_some(Terms { part, base })
}
