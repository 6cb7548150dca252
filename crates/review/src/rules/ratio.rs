//! A02 rates with both terms in the text: 占…的, …率, 完成预算的, Y 的 p%.

mod dependency;
mod far;
mod graded;
mod held;
mod months;
mod named_base;
mod nothing;
mod of_budget;
mod respectively;
mod satisfied;
mod score_rate;
mod terms;
mod unlike;

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::{Kind, Severity};
use crate::number::Number;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::change::is_base;
use crate::rules::names::common;
use crate::rules::plausible::is_plausible_rate;
use crate::rules::slip;
use crate::rules::terms::{Side, bare_lead, side};
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(crate) use far::is_told;
pub(crate) use far::named_whole;
pub(crate) use terms::{Label, is_measured, is_of_next_item, label, last_two};
pub(crate) use unlike::is_unlike;

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (index, rate) in reading.quantities.iter().enumerate() {
        if rate.number.dimension == Dimension::Percent && rate.number.is_operand() && !rate.is_change() {
            rate_at(reading, index, review);
        }
    }
    respectively::check(reading, review);
    score_rate::check(reading, review);
    score_rate::listed(reading, review);
    held::check(reading, review);
    nothing::check(reading, review);
    of_budget::check(reading, review);
    named_base::check(reading, review);
    months::check(reading, review);
    dependency::check(reading, review);
}

/// The two terms of a rate.
#[derive(Clone, Copy)]
struct Terms<'r> {
    part: &'r Quantity,
    base: &'r Quantity,
}

fn rate_at(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let rate = &reading.quantities[index];
    // 绩效因素占15%: a weight.
    if rate.led_by(&["因素占", "权重"]) {
        return;
    }
    // 甲23件、乙187件，合计占新增1012件的20.75%: of both, which no figure tells.
    if is_together(reading, index) {
        return;
    }
    let near = terms::candidates(reading, index, false);
    let wide = terms::candidates(reading, index, true);
    if let Some(terms) = terms::of_base(reading, index, &near) {
        return judge(reading, rate, terms, &wide, Confidence::Certain, review);
    }
    match terms::label(rate) {
        None => {}
        Some(terms::Label::Share) => {
            let said = review.findings.len() + review.checked.len();
            share(reading, rate, &near, &wide, review);
            if review.findings.len() + review.checked.len() == said {
                from_afar(reading, index, terms::Label::Share, &wide, review);
            }
        }
        Some(terms::Label::Rate("满意")) if satisfied::check(reading, index, review) => {}
        Some(terms::Label::Rate(name)) if graded::check(reading, index, name, review) => {}
        Some(terms::Label::Rate(name)) => {
            // 目标1200人，实际1318人，合格率96%: more than was planned cannot be the part of what passed.
            let passed = |t: &Terms<'_>| name == "合格" && t.part.number.value > t.base.number.value;
            let found = terms::by_side(&near)
                .filter(|t| !passed(t))
                .map(|t| (t, Confidence::Certain))
                .or_else(|| terms::by_mains(reading, index, &near).map(|t| (t, Confidence::Likely)))
                .or_else(|| terms::side_by_side(rate, &near).map(|t| (t, Confidence::Likely)))
                .or_else(|| terms::by_execution(reading, index, name).map(|t| (t, Confidence::Likely)))
                .or_else(|| terms::by_total(reading, index, name).map(|t| (t, Confidence::Likely)))
                .or_else(|| terms::by_name(rate, name, &near).map(|t| (t, Confidence::Likely)))
                .or_else(|| terms::of_two(rate, name, &near).map(|t| (t, Confidence::Likely)))
                .or_else(|| terms::of_returned(rate, name, &near).map(|t| (t, Confidence::Likely)))
                .or_else(|| terms::of_check(rate, &near).map(|t| (t, Confidence::Likely)))
                .or_else(|| terms::by_name_in_sentence(reading, index, name).map(|t| (t, Confidence::Likely)))
                .or_else(|| terms::of_survey(reading, index, name, &near).map(|t| (t, Confidence::Likely)));
            if let Some((terms, confidence)) = found {
                // What does not even come near was read wrongly, if better terms stand farther away.
                let doubtful = !fits(rate, terms) && !far::near(rate, terms);
                let better = far::terms(reading, index, terms::Label::Rate(name)).filter(|_| doubtful);
                if !fits(rate, terms) && is_of_next_item(reading, rate, terms.part) {
                    return;
                }
                // 甲618人；乙234人，参训率: a semicolon parts what does not come near.
                if doubtful && better.is_none() && terms.part.part != terms.base.part {
                    return;
                }
                judge(reading, rate, better.unwrap_or(terms), &wide, confidence, review);
            } else if let Some(terms) = pairs(&near).find(|t| fits(rate, *t)) {
                holds(reading, rate, terms, review);
            } else {
                let said = review.findings.len() + review.checked.len();
                from_afar(reading, index, terms::Label::Rate(name), &wide, review);
                if review.findings.len() + review.checked.len() == said {
                    slipped_rate(reading, rate, name, &near, review);
                }
            }
        }
    }
}

/// 合计占20.75%, or 合计占新增申请1012件的20.75%: of several figures together.
pub(crate) fn is_together(reading: &Reading<'_>, index: usize) -> bool {
    const WORDS: [&str; 8] = ["合计占", "共占", "合占", "两者占", "二者占", "两项占", "三项占", "一共占"];
    let rate = &reading.quantities[index];
    let told = |q: &Quantity| WORDS.iter().any(|word| q.lead.starts_with(word));
    let base = index.checked_sub(1).map(|at| &reading.quantities[at]);
    told(rate) || base.is_some_and(|base| base.sentence == rate.sentence && base.clause == rate.clause && told(base))
}

/// 收到3894件，予以认定3705件，不予认定102件…；按时办结3860件，按时办结率: several figures may be the whole. It is the one
/// from which one wrong digit parts the rate.
fn slipped_rate(reading: &Reading<'_>, rate: &Quantity, name: &str, near: &[&Quantity], review: &mut Review) {
    let Some((part, before)) = near.split_last() else { return };
    let named = name.chars().count() == 2 && (part.lead.contains(name) || part.tail.contains(name));
    let beside = part.sentence == rate.sentence && rate.clause.abs_diff(part.clause) <= 1;
    if !named || !beside || part.led_by(&["不", "未", "没有"]) || rate.number.value == Decimal::ONE_HUNDRED {
        return;
    }
    let hundred = Interval::exact(Decimal::ONE_HUNDRED);
    let slipped = |base: &Quantity| {
        let share = rate.number.interval().over(hundred);
        let of_part = share.and_then(|share| base.number.interval().times(share));
        let of_base = share.and_then(|share| part.number.interval().over(share));
        value(Terms { part, base }).is_some_and(|value| slip::mends(reading, rate, value))
            || of_part.is_some_and(|wanted| slip::mends(reading, part, wanted))
            || of_base.is_some_and(|wanted| slip::mends(reading, base, wanted))
    };
    let larger = |q: &&&Quantity| {
        let (a, b) = (q.number.value, part.number.value);
        q.number.dimension == part.number.dimension && a * Decimal::TWO > b && a < b * Decimal::from(20)
    };
    let mut bases = before.iter().filter(larger).filter(|base| slipped(base));
    if let Some(base) = bases.next().filter(|_| bases.next().is_none()) {
        judge(reading, rate, Terms { part, base }, near, Confidence::Likely, review);
    }
}

/// The terms stand in the sentences and paragraphs before.
fn from_afar(reading: &Reading<'_>, index: usize, label: terms::Label<'_>, wide: &[&Quantity], review: &mut Review) {
    if let Some(terms) = far::terms(reading, index, label) {
        judge(reading, &reading.quantities[index], terms, wide, Confidence::Likely, review);
    }
}

/// 不能自理人员集中供养率 beside 特困人员1126人: of a group that neither term names.
fn is_of_group(rate: &Quantity, terms: &Terms<'_>) -> bool {
    let lead = bare_lead(&rate.lead);
    let group =
        ["人员", "对象", "群众", "家庭", "老年人", "老人", "儿童"].iter().find_map(|word| lead.split_once(word));
    let Some((group, _)) = group.filter(|(group, _)| group.chars().count() >= 4) else { return false };
    [terms.part, terms.base].iter().all(|q| common(&q.lead, group) == 0) && !fits(rate, *terms)
}

/// X…，占…的 p%: X is the figure before; the whole is the one that 其中 refers to.
fn share(reading: &Reading<'_>, rate: &Quantity, near: &[&Quantity], wide: &[&Quantity], review: &mut Review) {
    let all: Vec<&Quantity> = if near.len() > 1 { near.to_vec() } else { wide.to_vec() };
    let named = named_subject(rate, &all);
    let last = all.split_last().map(|(part, before)| (*part, before.to_vec()));
    let Some((part, before)) = named.or(last) else { return };
    // 其中分散供养a人；60周岁以上的占p%: behind a semicolon another part of the whole.
    let other = part.part != rate.part && bare_lead(&rate.lead).chars().count() > 3;
    if part.sentence != rate.sentence || rate.clause.abs_diff(part.clause) > 2 || other {
        return;
    }
    let bases: Vec<&Quantity> = before
        .iter()
        .copied()
        .filter(|q| q.number.dimension == part.number.dimension && q.number.value >= part.number.value)
        .collect();
    if let Some(base) = bases.iter().rev().find(|b| fits(rate, Terms { part, base: b })) {
        return holds(reading, rate, Terms { part, base }, review);
    }
    if let Some(base) = whole_of_list(reading, rate, part) {
        return judge(reading, rate, Terms { part, base }, wide, Confidence::Likely, review);
    }
    // 占贫困人口的 12% names another whole than the one printed.
    let named = bare_lead(&rate.lead).rsplit('占').next().unwrap_or_default();
    let whole = named.is_empty()
        || ["比", "总数", "总人数", "总额", "全部", "总量", "比重", "其", "总收入", "总支出", "参保总人数", "参保人数"]
            .contains(&named);
    let called: Vec<&Quantity> = bases.iter().copied().filter(|b| bare_lead(&b.lead).ends_with(named)).collect();
    // 项目支出中，甲497.04万元，占89.8%: of what stands before 中.
    let among = far::named_whole(reading, rate, part);
    let bases = if let Some(among) = among {
        let like = |b: &&Quantity| common(&b.lead, &among) >= among.chars().count().min(4);
        bases.into_iter().filter(like).collect()
    } else if named.chars().count() > 1 && !called.is_empty() {
        called
    } else {
        bases.into_iter().filter(|b| !is_sibling(reading, b)).collect()
    };
    let [base] = bases[..] else { return };
    let among = base.tail.starts_with('中') || base.tail.ends_with('中') || base.tail.ends_with("里");
    let direct = among || part.lead.starts_with("其中") || base.led_by(&["共", "总", "合计"]);
    let same = base.year == part.year && base.prior == part.prior;
    let noun_fits = named.chars().count() <= 2 || base.lead.contains(named);
    // 核查信息1320条，…86条，占核查信息的: the whole is called by its name.
    let called = named.chars().count() >= 3 && bare_lead(&base.lead).ends_with(named) && part.passage == base.passage;
    if same && (called || (whole && direct && noun_fits)) {
        judge(reading, rate, Terms { part, base }, wide, Confidence::Likely, review);
    }
}

/// 调整后预算1240万元，其中市级496万元，占40%，区级744万元，占60%: a bare 占 is of the figure directly before 其中.
fn whole_of_list<'r>(reading: &'r Reading<'_>, rate: &Quantity, part: &Quantity) -> Option<&'r Quantity> {
    let same: Vec<&Quantity> = reading
        .in_sentence(rate.sentence)
        .iter()
        .filter(|q| q.number.dimension == part.number.dimension && q.number.span.start <= part.number.span.start)
        .collect();
    let opened = same.iter().rposition(|q| q.lead.starts_with("其中"))?;
    let base = *same.get(opened.checked_sub(1)?)?;
    let plain = same[opened..].iter().all(|q| q.is_amount() && q.bracket == rate.bracket && q.part == base.part);
    let bare =
        bare_lead(&rate.lead) == "占" && base.is_amount() && !base.prior && base.number.value >= part.number.value;
    // A part that has parts of its own may be the whole of those behind it.
    let shared = same[opened..].iter().all(|q| std::ptr::eq(*q, part) || is_sibling(reading, q));
    (plain && bare && shared && base.bracket == rate.bracket).then_some(base)
}

/// 其中甲471人、乙145人，甲占76.46%: the part that is called by its name, and the figures before it.
fn named_subject<'r>(rate: &Quantity, all: &[&'r Quantity]) -> Option<(&'r Quantity, Vec<&'r Quantity>)> {
    let name = bare_lead(&rate.lead).strip_suffix('占').filter(|name| name.chars().count() > 1)?;
    let mut called = all.iter().enumerate().filter(|(_, q)| bare_lead(&q.lead).ends_with(name));
    let (at, part) = called.next().filter(|_| called.next().is_none())?;
    Some((*part, all[..at].to_vec()))
}

fn pairs<'r>(candidates: &[&'r Quantity]) -> impl Iterator<Item = Terms<'r>> {
    candidates
        .iter()
        .enumerate()
        .flat_map(|(k, a)| candidates[k + 1..].iter().flat_map(move |b| [(*b, *a), (*a, *b)]))
        .filter(|(part, base)| part.number.dimension == base.number.dimension)
        .map(|(part, base)| Terms { part, base })
        .collect::<Vec<_>>()
        .into_iter()
}

/// The quotient in percent.
fn value(terms: Terms<'_>) -> Option<Interval> {
    let quotient = terms.part.number.interval().over(terms.base.number.interval())?;
    quotient.times(Interval::exact(Decimal::ONE_HUNDRED))
}

fn fits(rate: &Quantity, terms: Terms<'_>) -> bool {
    value(terms).is_some_and(|v| v.meets(rate.number.interval()))
}

fn written(reading: &Reading<'_>, terms: Terms<'_>, places: u32) -> String {
    let quotient = terms.part.number.value.checked_div(terms.base.number.value).unwrap_or_default();
    let percent = (quotient * Decimal::ONE_HUNDRED).round_dp(places.max(2));
    format!("{}÷{}＝{percent}%", reading.printed(terms.part), reading.printed(terms.base))
}

fn holds(reading: &Reading<'_>, rate: &Quantity, terms: Terms<'_>, review: &mut Review) {
    let calc = format!("{}，与{}相符", written(reading, terms, rate.number.step.scale()), reading.printed(rate));
    review.holds(Relation::Ratio, reading.quotes([terms.part, terms.base, rate]), calc);
}

/// 应缴费69300人，实际66940人，完成年度任务的100.7%: who should have paid is no task.
fn is_due(rate: &Quantity, terms: Terms<'_>) -> bool {
    let asked = |q: &Quantity| ["任务", "目标", "计划"].iter().any(|word| q.lead.contains(word));
    terms.base.lead.contains('应') && !asked(terms.base) && asked(rate)
}

/// A figure with its words.
pub(crate) fn told(reading: &Reading<'_>, q: &Quantity) -> String {
    reading.between(q.passage, q.lead_start..q.number.span.end)
}

fn judge(
    reading: &Reading<'_>,
    rate: &Quantity,
    terms: Terms<'_>,
    wide: &[&Quantity],
    confidence: Confidence,
    review: &mut Review,
) {
    if terms.base.number.value.is_zero() {
        return zero(reading, rate, terms, review);
    }
    // 支出234.32万元，困难群众参保率为100%: of people, whatever money is told before.
    let of_people = ["参保率", "就业率", "认证率", "满意率", "满意度", "合格率", "知晓率", "结案率"];
    if terms.base.number.dimension == Dimension::Money && rate.led_by(&of_people) {
        return;
    }
    let Some(value) = value(terms) else { return };
    if value.meets(rate.number.interval()) {
        return holds(reading, rate, terms, review);
    }
    // 未留用的103人中，另有61人就业: those are added to others. 较2021年的6512.46万元: what it is compared with.
    let compared = (terms.part.lead.starts_with(['较', '比']) || is_base(reading, terms.part)) && !rate.prior;
    if compared || terms.part.led_by(&["另有", "另外"]) {
        return;
    }
    if are_listed(reading, terms)
        || was_adjusted(reading, terms)
        || is_opposite(rate, terms)
        || is_opening(terms.base)
        || is_due(rate, terms)
        || is_unlike(&rate.lead, &told(reading, terms.part), &told(reading, terms.base))
    {
        return;
    }
    // Some other two figures near by give the rate: the sentence was read wrongly, not written so. Among many
    // figures two will always do, so they must belong to the sentence.
    let here = |t: &Terms<'_>| wide.len() <= 6 || t.part.sentence == rate.sentence && t.base.sentence == rate.sentence;
    // 支出a，执行率: what was spent stands beside its rate, so only another whole can be meant.
    let beside = terms::is_spent_beside(reading, rate, terms.part);
    // 目标3.2万人，完成35640人，完成率89.79% is the quotient taken the wrong way round.
    let due = side(terms.base) == Some(Side::Plan) && side(terms.part) != Some(Side::Plan);
    let turned = |t: Terms<'_>| due && std::ptr::eq(t.part, terms.base) && std::ptr::eq(t.base, terms.part);
    let tells = |t: Terms<'_>| {
        !turned(t)
            && (!beside || std::ptr::eq(t.part, terms.part))
            && (fits(rate, t) || is_cut_off(rate, t) && !is_cut_off(rate, terms))
    };
    if has_own_rate(reading, rate, value)
        || pairs(wide).filter(here).any(tells)
        || is_of_two(reading, rate)
        || is_of_another(reading, rate, [terms.part, terms.base])
    {
        return;
    }
    accuse(reading, rate, terms, value, confidence, review);
}

/// 预算分别为30.20亿元、31.00亿元，执行率: two of one list, neither is of the other.
fn are_listed(reading: &Reading<'_>, Terms { part, base }: Terms<'_>) -> bool {
    let (first, second) = if part.number.span.start < base.number.span.start { (part, base) } else { (base, part) };
    let between = first.number.span.end..second.number.span.start;
    part.passage == base.passage && ["、", "和"].contains(&reading.between(part.passage, between).as_str())
}

/// Says that the quotient is another, unless it is too far off.
fn accuse(
    reading: &Reading<'_>,
    rate: &Quantity,
    terms: Terms<'_>,
    value: Interval,
    confidence: Confidence,
    review: &mut Review,
) {
    if is_of_group(rate, &terms) {
        return;
    }
    let places = rate.number.step.scale();
    let calc = format!("{}，报告为{}", written(reading, terms, places), reading.printed(rate));
    if let Some(slipped) = slipped(rate, terms, value) {
        let suggestion = "按改正后的单位计算，比率相符：核对这个数的计量单位";
        let quotes = reading.quotes([slipped, terms.part, terms.base, rate]);
        return review.findings.push(Finding::new(Kind::UnitSlip, quotes, calc, suggestion).confidence(confidence));
    }
    if !is_plausible_rate(reading, rate, [terms.part, terms.base], value) {
        return;
    }
    let point = terms.part.number.value.checked_div(terms.base.number.value).unwrap_or_default() * Decimal::ONE_HUNDRED;
    let suggestion = format!("比率应为{}%，或核对两个数", shown(point, &rate.number));
    let mut finding =
        Finding::new(Kind::RatioMismatch, reading.quotes([rate, terms.part, terms.base]), calc, suggestion)
            .confidence(confidence);
    if value.gap(rate.number.interval()) <= rate.number.step {
        finding = finding.severity(Severity::Info);
    }
    review.findings.push(finding);
}

/// 参保31.2万人，完成目标30万人的104%，参保率95.6%: the quotient is printed as another rate of the sentence, and is none of this.
pub(crate) fn has_own_rate(reading: &Reading<'_>, rate: &Quantity, value: Interval) -> bool {
    let name = |q: &Quantity| last_two(bare_lead(&q.lead).trim_end_matches(['率', '度'])).to_owned();
    let others = reading.in_sentence(rate.sentence).iter().filter(|q| !std::ptr::eq(*q, rate) && !q.is_change());
    let others = others.filter(|q| q.number.dimension == Dimension::Percent && q.number.is_operand());
    // 执行率95.70%，其中养老补助执行率99.54%: the quotient is the first one's.
    let first =
        |q: &Quantity| q.number.span.start < rate.number.span.start && bare_lead(&q.lead) != bare_lead(&rate.lead);
    others.into_iter().any(|q| value.meets(q.number.interval()) && (name(q) != name(rate) || first(q)))
}

/// 年初结转420万元，本年预算8620万元，支出8862万元，执行率; 公办8620人，民办6280人，公办占比: of both together.
pub(crate) fn is_of_two(reading: &Reading<'_>, rate: &Quantity) -> bool {
    let told = |q: &&Quantity| is_measured(&q.number) && q.is_amount() && q.number.span.start < rate.number.span.start;
    let own: Vec<&Quantity> = reading.in_sentence(rate.sentence).iter().filter(told).take(10).collect();
    let gives = |part: &Quantity, (b, c): (&Quantity, &Quantity)| {
        let both = b.number.interval().plus(c.number.interval());
        let share = both.and_then(|both| part.number.interval().over(both));
        let value = share.and_then(|share| share.times(Interval::exact(Decimal::ONE_HUNDRED)));
        value.is_some_and(|value| value.meets(rate.number.interval()))
    };
    let alike = |a: &Quantity, b: &Quantity| a.number.dimension == b.number.dimension;
    own.iter().enumerate().any(|(at, b)| {
        let later = own[at + 1..].iter().filter(|c| alike(b, c));
        later.into_iter().any(|c| own.iter().any(|part| alike(part, b) && gives(part, (b, c))))
    })
}

/// 参保40.38万人，其中困难人员2.16万人，…，困难人员参保率: the rate names a figure that is neither of its terms.
pub(crate) fn is_of_another(reading: &Reading<'_>, rate: &Quantity, terms: [&Quantity; 2]) -> bool {
    let Some(Label::Rate(name)) = label(rate) else { return false };
    let lead = bare_lead(&rate.lead);
    let subject = lead.split(name).next().unwrap_or_default().rsplit(['，', '：', '。']).next().unwrap_or_default();
    let named = |q: &Quantity| q.lead.contains(subject);
    let others =
        reading.in_sentence(rate.sentence).iter().filter(|q| !terms.iter().any(|term| std::ptr::eq(*term, *q)));
    subject.chars().count() >= 3
        && !terms.iter().any(|q| named(q))
        && others.into_iter().any(|q| named(q) && q.number.dimension != Dimension::Percent)
}

/// The last printed place is cut off, not rounded: 8.677 % printed 8.67 %.
fn is_cut_off(rate: &Quantity, terms: Terms<'_>) -> bool {
    let fine = rate.number.step <= Decimal::new(1, 1);
    fine && value(terms).is_some_and(|value| value.gap(rate.number.interval()) <= rate.number.step)
}

/// A figure with a share of its own stands beside the part, it is not the whole: A…，占3%；B…，占5%.
fn is_sibling(reading: &Reading<'_>, quantity: &Quantity) -> bool {
    let at = reading
        .quantities
        .partition_point(|q| (q.passage, q.number.span.start) <= (quantity.passage, quantity.number.span.start));
    reading.quantities.get(at).is_some_and(|next| {
        let share = next.number.dimension == Dimension::Percent && next.lead.starts_with('占');
        share && next.sentence == quantity.sentence && next.clause.abs_diff(quantity.clause) <= 1
    })
}

/// 收入预算a…。实际支出b，执行率: what was spent is no rate of what was to come in.
fn is_opposite(rate: &Quantity, Terms { part, base }: Terms<'_>) -> bool {
    let only = |q: &Quantity, word: &str, other: &str| q.lead.contains(word) && !q.lead.contains(other);
    let crossed = |a: &str, b: &str| only(part, a, b) && only(base, b, a);
    !rate.lead.contains('占') && (crossed("支出", "收入") || crossed("收入", "支出"))
}

/// 年初在岗648人: where the year began is no whole of what it ended with.
fn is_opening(base: &Quantity) -> bool {
    // 占年初在岗与新招募之和506人的: the sum of both is a whole.
    let sum = base.led_by(&["之和", "合计", "总和"]);
    base.number.dimension != Dimension::Money
        && !sum
        && (base.led_by(&["年初在", "年初有", "期初"]) || base.lead.starts_with("初在"))
}

/// Whether the base was changed on the way to the part: 年初预算…，追加…，支出….
fn was_adjusted(reading: &Reading<'_>, terms: Terms<'_>) -> bool {
    let (first, last) = (terms.base.sentence.min(terms.part.sentence), terms.base.sentence.max(terms.part.sentence));
    terms.base.led_by(&["年初", "原"])
        && (first..=last)
            .flat_map(|s| reading.in_sentence(s))
            .any(|q| q.led_by(&["追加", "调增", "调减", "核减", "核增", "压减", "收回"]))
}

/// The term whose factor is wrong, where the rate holds with another one (万 too much).
fn slipped<'r>(rate: &Quantity, terms: Terms<'r>, value: Interval) -> Option<&'r Quantity> {
    let printed = rate.number.interval();
    let by = |factor: Decimal| value.times(Interval::exact(factor)).is_some_and(|v| v.meets(printed));
    let myriad = Decimal::from(10_000);
    if by(myriad) {
        Some(if terms.base.number.factor > Decimal::ONE { terms.base } else { terms.part })
    } else if by(Decimal::ONE / myriad) {
        Some(if terms.part.number.factor > Decimal::ONE { terms.part } else { terms.base })
    } else {
        None
    }
}

fn shown(value: Decimal, like: &Number) -> String {
    value.round_dp(like.step.scale().max(2)).normalize().to_string()
}

/// A11: nothing of nothing has no rate.
fn zero(reading: &Reading<'_>, rate: &Quantity, terms: Terms<'_>, review: &mut Review) {
    let calc = format!(
        "{}÷{}：分母为零，比率无意义，报告为{}",
        reading.printed(terms.part),
        reading.printed(terms.base),
        reading.printed(rate)
    );
    review.findings.push(Finding::new(
        Kind::ZeroDenominatorRate,
        reading.quotes([rate, terms.part, terms.base]),
        calc,
        "分母为零时不填比率，改为“本年无此任务”",
    ));
}
