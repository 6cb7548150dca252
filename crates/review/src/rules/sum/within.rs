//! A total before its parts: 其中, 包括, 分别为, 按用途分, 由…组成.

mod bracket;
mod complete;
mod listed;
mod views;
mod whole;

use bracket::{is_bracketed, is_of_other_unit};
pub(crate) use bracket::{is_no_part, leaves_some};
pub(crate) use complete::are_opposites;
use listed::is_listed;
pub(crate) use views::in_view;

use super::{same_measure, sum, written};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::{Kind, Severity};
use crate::number::Bound;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::{Reading, in_unit_of};
use crate::rules::overlap;
use crate::rules::plausible::is_plausible_sum;
use crate::rules::terms::{Side, bare_lead, side, total_words, was_before};
use crate::unit::Dimension;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// A whole and the parts named behind it.
#[derive(Clone)]
struct Breakdown<'r> {
    whole: &'r Quantity,
    parts: Vec<&'r Quantity>,
    /// What the parts are called.
    titles: Vec<String>,
    /// The whole stands in the sentence before.
    apart: bool,
    /// The words say that nothing is left out.
    declared: bool,
}

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    let all: Vec<Breakdown<'_>> = (0..reading.quantities.len()).filter_map(|at| breakdown(reading, at)).collect();
    // A third view is of the whole that the second was found to be of.
    let seen: Vec<Breakdown<'_>> = all.iter().filter_map(|own| views::of_same_whole(reading, own, &all)).collect();
    let all: Vec<Breakdown<'_>> = all.iter().filter_map(|own| views::of_same_whole(reading, own, &seen)).collect();
    // A list of names that adds up once is complete wherever it stands.
    let mut known: BTreeSet<Vec<String>> = all.iter().filter(|b| b.fits()).map(Breakdown::names).collect();
    known.extend(odd_one_out(&all));
    for breakdown in &all {
        match breakdown.parts.len() {
            0 => {}
            1 => one(reading, breakdown, review),
            _ => many(reading, breakdown, &known, &all, review),
        }
    }
}

/// Who always lists everything does so everywhere: of many lists, the single one that all but adds up.
fn odd_one_out(all: &[Breakdown<'_>]) -> Option<Vec<String>> {
    let lists: Vec<&Breakdown<'_>> = all.iter().filter(|b| b.parts.len() > 1).collect();
    let mut odd = lists.iter().filter(|b| !b.fits() && !some_fit(b));
    let (first, second) = (odd.next()?, odd.next());
    let habit = lists.iter().filter(|b| b.fits()).count() >= 4;
    (habit && second.is_none() && complete::fills(first, 88)).then(|| first.names())
}

/// The breakdown that begins with the quantity at `first`.
fn breakdown<'r>(reading: &'r Reading<'_>, first: usize) -> Option<Breakdown<'r>> {
    let part = &reading.quantities[first];
    let made_of = part.lead.starts_with('由') && closes_list(reading, first);
    let halves = is_half(reading, first);
    let second = is_second_measure(reading, first);
    let bracketed = is_bracketed(reading, first);
    let opens = part.led_by(OPENERS)
        || bracketed
        || opens_with_band(reading, first)
        || part.opens_division()
        || made_of
        || halves
        || second;
    let standard = part.led_by(&["标准"]) && part.led_by(&["分别"]);
    if !opens || standard || part.led_by(&["不包括", "不包含", "不含"]) || !is_part(part) {
        return None;
    }
    let parts = parts_from(reading, first);
    let (whole, apart) = whole::whole_of(reading, first, &parts)?;
    // 三项数据分别为1073件、21406人和2.58亿元 is no division; nor are the amounts of three classes one of the class before.
    let dealt = part.led_by(&["分别"]);
    let fits = || sum(parts.iter().copied()).is_some_and(|sum| sum.meets(whole.number.interval()));
    // 2018年、2019年分别为465人次、512人次: years beside this one.
    let words = reading.between(part.passage, reading.sentences[part.sentence].span.start..part.number.span.start);
    let years = words.rsplit(['，', '；']).next().is_some_and(|words| words.contains("年、") || words.contains("年和"));
    // 得分99.27分。…分别扣0.25分、0.13分: what was lost is no part of what was earned.
    let lost = part.led_by(&["扣", "失分"]) && !whole.led_by(&["扣", "失"]);
    if dealt && (years || lost) && !fits() {
        return None;
    }
    // 从变动看，2021年末250417人，2022年新增5218人，…: what there was before is no part of what there is.
    if was_before(reading, part) && !fits() {
        return None;
    }
    let over = !apart && whole.part != part.part && total_words(&whole.lead).is_none();
    if dealt && (parts.len() == 1 || over && !fits()) {
        return None;
    }
    // 甲、乙分别为3人、5人 names its parts before: of what they are parts, the sentence before does not say.
    let respectively =
        part.lead.split_once("分别").is_some_and(|(names, rest)| names.contains('、') && rest.chars().count() <= 4);
    if respectively && apart {
        return None;
    }
    // 甲类a，乙类b。实际支出分别为c和d: as many stand before, and each has its own.
    let told = |q: &&Quantity| q.number.span.start >= whole.number.span.start && same_measure(&q.number, &part.number);
    let each = || reading.in_sentence(whole.sentence).iter().filter(told).filter(|q| q.is_amount()).count();
    if dealt && apart && each() >= parts.len() && !fits() {
        return None;
    }
    let named = part.lead.starts_with("包括：")
        && !what(reading, first).is_empty()
        && whole.lead.contains(&what(reading, first));
    let declared = made_of
        || bracketed
        || (part.opens_division() && !part.lead.starts_with('看'))
        || part.led_by(&["分别为", "分别是", "具体为"])
        || named;
    let titles = parts.iter().map(|part| title(reading, part)).collect();
    Some(Breakdown { whole, parts, titles, apart, declared })
}

/// 职工45人，男20人、女25人: two halves directly behind their whole, without 其中.
fn is_half(reading: &Reading<'_>, first: usize) -> bool {
    let (Some(whole), Some(second)) =
        (first.checked_sub(1).and_then(|w| reading.quantities.get(w)), reading.quantities.get(first + 1))
    else {
        return false;
    };
    let part = &reading.quantities[first];
    let together = whole.sentence == part.sentence && part.sentence == second.sentence && whole.bracket == part.bracket;
    let near = part.clause.abs_diff(whole.clause) <= 1
        && second.clause.abs_diff(part.clause) <= 1
        && second.bracket == part.bracket;
    let same = same_measure(&whole.number, &part.number) && same_measure(&part.number, &second.number);
    let short =
        part.lead.chars().count() <= 6 && total_words(&whole.lead).is_some() | whole.led_by(&["总", "现有", "实有"]);
    // 编制总数74名，在职71人，退休38人: who there may be is not made of who there is.
    let posts = whole.led_by(&["编制"]) && !part.led_by(&["编"]);
    together && near && same && short && !posts && complete::are_opposites(part, second)
}

/// 28期，3210人次，其中甲12期1520人次，乙16期…: the second figure of the first part.
fn is_second_measure(reading: &Reading<'_>, second: usize) -> bool {
    let Some(first) = second.checked_sub(1).and_then(|k| reading.quantities.get(k)) else { return false };
    let quantity = &reading.quantities[second];
    let beside =
        first.sentence == quantity.sentence && first.clause == quantity.clause && first.bracket == quantity.bracket;
    let bare = quantity.lead.chars().count() <= 2 && first.number.span.end + 2 >= quantity.number.span.start;
    beside
        && bare
        && (first.led_by(&["其中"]) || first.opens_division())
        && first.number.dimension != quantity.number.dimension
}

/// 其中80至89周岁41260人: the word stands before the ages.
fn opens_with_band(reading: &Reading<'_>, first: usize) -> bool {
    let part = &reading.quantities[first];
    let band = |q: &&Quantity| {
        let ages = matches!(q.number.dimension, Dimension::Time | Dimension::Bare) && q.number.bound != Bound::None;
        // 其中全自理每人每月220元，支出68.90万元.
        let standard = q.number.per.is_standard() && part.clause == q.clause + 1 && !part.number.per.is_standard();
        (ages && q.clause == part.clause || standard) && q.sentence == part.sentence
    };
    reading.quantities[..first].iter().rev().take_while(band).last().is_some_and(|q| q.led_by(OPENERS))
}

/// 由 a 和 b 组成.
fn closes_list(reading: &Reading<'_>, first: usize) -> bool {
    let part = &reading.quantities[first];
    reading.quantities[first + 1..]
        .iter()
        .take(8)
        .take_while(|q| q.sentence == part.sentence && q.clause == part.clause)
        .any(|q| q.tail.starts_with("组成") || q.tail.starts_with("构成"))
}

fn parts_from<'r>(reading: &'r Reading<'_>, first: usize) -> Vec<&'r Quantity> {
    let part = &reading.quantities[first];
    let sentence = &reading.sentences[part.sentence];
    let mut parts = vec![part];
    for next in &reading.quantities[first + 1..sentence.quantities.end] {
        if leaves(part, next) {
            break;
        }
        // 人员经费1226.31万元…；公用经费预算160.00万元: what was planned is no part of what was spent.
        if side(next) == Some(Side::Plan) && next.led_by(&["预算"]) && side(part) != Some(Side::Plan) {
            break;
        }
        if next.bracket == part.bracket && same_measure(&next.number, &part.number) && is_part(next) {
            if !goes_on(&parts, next) {
                break;
            }
            parts.push(next);
        }
    }
    parts
}

fn is_part(quantity: &Quantity) -> bool {
    let dimension = quantity.number.dimension;
    // 次均8527元, 缴200元补30元: what each got or paid.
    let graded = dimension == Dimension::Money
        && quantity.number.factor == Decimal::ONE
        && quantity.lead.ends_with(['缴', '补', '按']);
    let each = graded || quantity.led_by(&["次均", "人均", "户均", "件均", "笔均", "期均", "平均每"]);
    quantity.is_amount()
        && !each
        && !quantity.number.chinese
        && !matches!(dimension, Dimension::Percent | Dimension::PercentPoint | Dimension::Bare | Dimension::Time)
}

/// A list keeps its separator: after parts with commas a semicolon ends it.
fn goes_on(parts: &[&Quantity], next: &Quantity) -> bool {
    match parts {
        [only] => {
            let listed = only.lead.contains('：')
                || only.opens_division()
                || only.lead.starts_with("其中") && complete::are_opposites(only, next)
                || ["支出", "补贴", "发放"].contains(&only.lead.as_str()) && next.lead == only.lead;
            next.part == only.part || listed
        }
        [first, .., last] => {
            (next.part > last.part) == (last.part > first.part) || next.part == last.part && last.part == first.part
        }
        [] => true,
    }
}

/// Whether the list of parts is over.
fn leaves(first: &Quantity, next: &Quantity) -> bool {
    let out = match (first.bracket, next.bracket) {
        (None, _) => false,
        (Some(open), Some(inner)) => inner < open,
        (Some(_), None) => true,
    };
    let new = next.bracket == first.bracket
        && (next.led_by(OPENERS)
            || (total_words(&next.lead).is_some() && !next.lead.starts_with("其他"))
            || next.prior
            || ["的目标", "的任务", "的要求"].iter().any(|word| next.tail.starts_with(word))
            || next.lead.starts_with('比')
            || next.lead.starts_with('较')
            || next.led_by(&[
                "累计",
                "同时",
                "此外",
                "因此",
                "所以",
                "去重",
                "实际为",
                "另",
                "年末",
                "年初",
                "结余",
                "结转",
                "空编",
                "截至",
                "截止",
                "剩余",
                "全年",
                "增加",
                "减少",
            ]));
    out || new
}

/// What is said to be made of the parts: 支出 of 支出包括：.
fn what(reading: &Reading<'_>, first: usize) -> String {
    let part = &reading.quantities[first];
    let floor = reading.sentences[part.sentence].span.start;
    let words = reading.between(part.passage, part.lead_start.saturating_sub(2).max(floor)..part.lead_start);
    if words.chars().count() < 2 || words.contains(['，', '。', '；', '、']) { String::new() } else { words }
}

impl Breakdown<'_> {
    fn sum(&self) -> Option<Interval> {
        sum(self.parts.iter().copied())
    }

    fn fits(&self) -> bool {
        self.parts.len() > 1 && self.sum().is_some_and(|s| s.meets(self.whole.number.interval()))
    }

    /// The names of the parts, without their order.
    fn names(&self) -> Vec<String> {
        let mut names = self.titles.clone();
        names.sort();
        names
    }
}

/// The name of a part; its second measure has the name of the first: 城市6518户10842人.
fn title(reading: &Reading<'_>, part: &Quantity) -> String {
    let own = name(part);
    let at = reading
        .quantities
        .partition_point(|q| (q.passage, q.number.span.start) < (part.passage, part.number.span.start));
    let before = at.checked_sub(1).map(|at| &reading.quantities[at]).filter(|_| own.is_empty());
    before.filter(|q| q.sentence == part.sentence && q.clause == part.clause).map_or(own, name)
}

fn name(part: &Quantity) -> String {
    let name = bare_lead(&part.lead);
    let name = name.rsplit(['：', '，']).next().unwrap_or(name);
    OPENERS.iter().fold(name, |name, word| name.trim_start_matches(word)).to_owned()
}

/// A single part: only a part larger than its whole says anything.
fn one(reading: &Reading<'_>, breakdown: &Breakdown<'_>, review: &mut Review) {
    let (part, whole) = (breakdown.parts[0], breakdown.whole);
    if part.number.interval().low <= whole.number.interval().high {
        if is_lost_factor(part, whole) {
            return slip(reading, part, whole, review);
        }
        let calc = format!("{}不大于{}", reading.printed(part), reading.printed(whole));
        return review.holds(Relation::Subset, reading.quotes([whole, part]), calc);
    }
    // 从性别看，女性1972人；从户籍看，农村2847人: two views.
    let views = part.opens_division() && whole.opens_division();
    if !views && !is_listed(reading, whole, part) {
        exceeds(reading, breakdown, part, review);
    }
}

/// 6218万家，其中5274家: without the 万 the part fits its whole, with it it is nothing of it.
fn is_lost_factor(part: &Quantity, whole: &Quantity) -> bool {
    let counted = whole.number.dimension.is_counted() && part.number.factor == Decimal::ONE;
    let large = whole.number.factor >= Decimal::from(10_000);
    let plain = whole.number.value / whole.number.factor;
    let share = part.number.value.checked_div(plain).unwrap_or_default();
    counted && large && whole.number.step >= whole.number.factor && share <= Decimal::ONE && share >= Decimal::new(2, 1)
}

fn slip(reading: &Reading<'_>, part: &Quantity, whole: &Quantity, review: &mut Review) {
    let plain = in_unit_of(
        whole.number.value / whole.number.factor,
        &crate::number::Number { factor: Decimal::ONE, ..whole.number.clone() },
    );
    let calc = format!("总数{}，其中{}：相差万倍；总数为{plain}时相称", reading.printed(whole), reading.printed(part));
    let finding =
        Finding::new(Kind::UnitSlip, reading.quotes([whole, part]), calc, format!("核对计量单位，总数可能是{plain}"));
    review.findings.push(finding.confidence(Confidence::Likely));
}

fn exceeds(reading: &Reading<'_>, breakdown: &Breakdown<'_>, part: &Quantity, review: &mut Review) {
    let whole = breakdown.whole;
    // 支出a，结余b。其中：甲支出c: c is of a, which is told beside.
    let same = |q: &&Quantity| q.number.dimension == part.number.dimension && q.is_amount();
    let larger = |q: &Quantity| q.number.value > part.number.value && q.number.span.start < whole.number.span.start;
    let of_other = reading.in_sentence(whole.sentence).iter().filter(same).any(larger);
    // 收不抵支12.83亿元…，其中征缴收入43.86亿元: of the income, which is not told.
    let deficit = ["收不抵支", "缺口", "赤字", "亏"].iter().any(|word| whole.lead.contains(word));
    // 新招的26人…；服务满一年者…，其中全年在岗的37人: of those whom this part of the sentence is about.
    let start = reading.sentences[part.sentence].span.start;
    let before = reading.between(part.passage, start..part.number.span.start);
    let own = before.rsplit_once('；').is_some_and(|(_, own)| !own.starts_with("其中")) && whole.part != part.part;
    let own = own && whole.sentence == part.sentence;
    if whole.number.dimension == Dimension::Score || counts_others(part, whole) || of_other || deficit || own {
        return;
    }
    let calc = format!("其中的{}大于总数{}", reading.printed(part), reading.printed(whole));
    let suggestion = "部分不应大于总数：核对两个数，或说明两者口径不同（如年内退出、补发）";
    let mut finding = Finding::new(Kind::SubsetExceedsTotal, reading.quotes([part, whole]), calc, suggestion);
    // Flows of a year may exceed a level: paid back, newly come, several times.
    let flow = part.led_by(&["补发", "新增", "累计", "追回", "清退", "补缴", "办理"]) || breakdown.apart;
    if flow {
        finding = finding.asked();
    }
    review.findings.push(finding);
}

/// 29个省份…。其中，国家试点县699个: 个 of something else.
fn counts_others(part: &Quantity, whole: &Quantity) -> bool {
    let noun = |q: &Quantity| {
        let behind: String = q.tail.chars().take(2).collect();
        let before: Vec<char> = bare_lead(&q.lead).chars().collect();
        if behind.is_empty() { before[before.len().saturating_sub(2)..].iter().collect() } else { behind }
    };
    let (own, of) = (noun(part), noun(whole));
    let general = matches!(whole.number.dimension, Dimension::Count("个" | "项"));
    general && !own.is_empty() && !own.chars().any(|c| of.contains(c))
}

/// 11688户4136.80万元，其中甲11620户3284.52万元，乙68户852.28万元: where the same parts make one measure, they make the other.
fn is_measured_twice(breakdown: &Breakdown<'_>, all: &[Breakdown<'_>]) -> bool {
    let beside = |other: &&Breakdown<'_>| {
        let pairs = || breakdown.parts.iter().zip(&other.parts);
        other.parts.len() == breakdown.parts.len()
            && pairs().all(|(a, b)| a.sentence == b.sentence && a.clause == b.clause && !std::ptr::eq(*a, *b))
            && other.whole.sentence == breakdown.whole.sentence
    };
    all.iter().filter(beside).any(Breakdown::fits)
}

fn many(
    reading: &Reading<'_>,
    breakdown: &Breakdown<'_>,
    known: &BTreeSet<Vec<String>>,
    all: &[Breakdown<'_>],
    review: &mut Review,
) {
    let whole = breakdown.whole;
    let Some(sum) = breakdown.sum() else { return };
    let quotes = reading.quotes([whole].into_iter().chain(breakdown.parts.iter().copied()));
    if sum.meets(whole.number.interval()) {
        let calc = format!("{}，与{}相符", written(reading, &breakdown.parts, whole), reading.printed(whole));
        review.holds(Relation::Sum, quotes, calc);
        return count(reading, breakdown, review);
    }
    if some_fit(breakdown)
        || is_told_elsewhere(reading, breakdown, sum)
        || complete::goes_on_behind(reading, breakdown, sum)
    {
        return;
    }
    if leaves_some(whole, &breakdown.parts) || overlap::is_said(reading, whole, &breakdown.parts, sum) {
        return;
    }
    if complete::leaves_out(reading, breakdown, sum) {
        return;
    }
    let calc = format!("{}，报告总数为{}", written(reading, &breakdown.parts, whole), reading.printed(whole));
    if slipped(sum, whole) {
        let finding =
            Finding::new(Kind::UnitSlip, quotes, calc, "总数与各分项的数字相符，计量单位不符：核对总数的单位");
        return review.findings.push(finding);
    }
    // 由98元提高到103元: what it was is no part.
    let changed = |part: &Quantity| part.led_by(&["由", "从", "均由"]) && !part.lead.starts_with("由中央");
    if breakdown.parts.iter().any(|part| part.lead.ends_with(['到', '至']))
        && breakdown.parts.iter().any(|p| changed(p))
    {
        return;
    }
    // 丧葬补助154.80万元，转移支出63.24亿元: one part is of another unit, and of the others' it fits.
    if let Some(part) = breakdown.parts.iter().find(|part| is_of_other_unit(part, whole, sum)) {
        let calc = format!("{calc}；{}的计量单位与其他各项不同", reading.printed(part));
        let quotes = reading.quotes([*part, whole]);
        let finding = Finding::new(Kind::UnitSlip, quotes, calc, "核对这一项的计量单位（元、万元、亿元）");
        return review.findings.push(finding);
    }
    // 县级5元。其中中央负担7476.42万元: nobody takes that apart.
    if sum.low > whole.number.value * Decimal::from(20) {
        return;
    }
    let sure = known.contains(&breakdown.names())
        || is_measured_twice(breakdown, all)
        || (complete::says_all(breakdown)
            || complete::counted(reading, breakdown)
            || complete::are_bands(reading, breakdown)
            || complete::are_announced(reading, breakdown));
    let larger = breakdown.parts.iter().find(|p| p.number.interval().low > whole.number.interval().high);
    let slip = || complete::is_digit_slip(breakdown) || complete::slips(reading, breakdown, sum);
    if let Some(part) = larger.filter(|_| !sure && !slip()) {
        return exceeds(reading, breakdown, part, review);
    }
    if !is_plausible_sum(reading, whole, &breakdown.parts, sum) {
        return;
    }
    let too_much = sum.low > whole.number.interval().high;
    let near = complete::comes_near(breakdown, sum) || complete::slips(reading, breakdown, sum);
    let Some((kind, confidence)) = verdict(breakdown, sure, near, too_much) else { return };
    let suggestion = format!("各分项之和为{}，核对总数与各分项", in_unit_of(sum.middle(), &whole.number));
    let mut finding = Finding::new(kind, quotes, calc, suggestion).confidence(confidence);
    if confidence == Confidence::Question {
        finding = finding.severity(Severity::Info);
    }
    review.findings.push(finding);
}

/// The parts of a paragraph's own list (从行业看，…) make a figure told before: they are of that one.
fn is_told_elsewhere(reading: &Reading<'_>, breakdown: &Breakdown<'_>, sum: Interval) -> bool {
    let whole = breakdown.whole;
    let first = breakdown.parts[0];
    let before = |q: &&Quantity| first.passage.abs_diff(q.passage) <= 1 && q.number.span != whole.number.span;
    let view = first.lead.starts_with("看，");
    let end = reading
        .quantities
        .partition_point(|q| (q.passage, q.number.span.start) < (first.passage, first.number.span.start));
    let told = reading.quantities[..end].iter().rev().take(30).filter(before);
    // 按行业分，… in a paragraph of its own: of what was told at the beginning, perhaps.
    let anywhere = || {
        let same = |q: &&Quantity| same_measure(&q.number, &first.number) && q.number.is_operand();
        first.passage != whole.passage
            && reading.quantities[..end].iter().filter(same).any(|q| q.number.interval().meets(sum))
    };
    breakdown.apart
        && (anywhere()
            || view && reading.in_sentence(whole.sentence).iter().any(|q| q.lead.starts_with("看，"))
            || told
                .clone()
                .any(|q| same_measure(&q.number, &first.number) && q.number.interval().meets(sum) && q.is_amount()))
}

/// A10: 3个项目, and the parts that make the whole are not three.
fn count(reading: &Reading<'_>, breakdown: &Breakdown<'_>, review: &mut Review) {
    let parts = breakdown.parts.len();
    let Some(stated) = complete::stated(reading, breakdown).filter(|s| s.number.value != Decimal::from(parts)) else {
        return;
    };
    let calc = format!("写明{}，分项列出{parts}项，且各项之和等于总数", reading.printed(stated));
    let quotes = reading.quotes([stated].into_iter().chain(breakdown.parts.iter().copied()));
    let finding = Finding::new(Kind::CountMismatch, quotes, calc, "核对个数与所列各项");
    review.findings.push(finding.asked());
}

/// The digits agree and the unit does not: 171.36元 for 171.36万元.
fn slipped(sum: Interval, whole: &Quantity) -> bool {
    [10_000u64, 100_000_000].into_iter().map(Decimal::from).any(|factor| {
        let printed = whole.number.interval();
        let scaled =
            |by: Decimal| Some(Interval { low: printed.low.checked_mul(by)?, high: printed.high.checked_mul(by)? });
        let up = scaled(factor).is_some_and(|w| w.meets(sum));
        up || scaled(Decimal::ONE / factor).is_some_and(|w| w.meets(sum))
    })
}

/// Parts of parts in one list: where some of them make the whole, nothing is wrong.
fn some_fit(breakdown: &Breakdown<'_>) -> bool {
    let parts = &breakdown.parts;
    if parts.len() > 10 {
        return true;
    }
    let whole = breakdown.whole.number.interval();
    (1u32..1 << parts.len()).filter(|set| set.count_ones() >= 2).any(|set| {
        let chosen = parts.iter().enumerate().filter(|(k, _)| set & (1 << k) != 0).map(|(_, p)| *p);
        // 分解为：…: where all are told, what their rounding leaves open is no excuse.
        if breakdown.declared {
            return Interval::exact(chosen.map(|part| part.number.value).sum()).meets(whole);
        }
        super::sum(chosen).is_some_and(|s| s.meets(whole))
    })
}

/// Whether the difference may be called an error, and which.
fn verdict(breakdown: &Breakdown<'_>, sure: bool, near: bool, too_much: bool) -> Option<(Kind, Confidence)> {
    let dimension = breakdown.whole.number.dimension;
    let kind = if dimension == Dimension::Score { Kind::ScoreSumMismatch } else { Kind::SumMismatch };
    if sure {
        return Some((kind, Confidence::Certain));
    }
    if near
        || complete::is_digit_slip(breakdown)
        || complete::seems_all(breakdown)
        || complete::leaves_little(breakdown)
    {
        return Some((kind, Confidence::Likely));
    }
    if complete::nearly_all(breakdown) {
        // 其中 may name the main parts only; scores of a whole are always all of them.
        let all = too_much || dimension == Dimension::Score;
        return Some((kind, if all { Confidence::Likely } else { Confidence::Question }));
    }
    if !too_much || breakdown.apart || dimension == Dimension::Score {
        return None;
    }
    if dimension == Dimension::Money {
        return (!nested(breakdown)).then_some((kind, Confidence::Likely));
    }
    // People may be in two groups at once; groups that all but fill the whole are meant as a split.
    let sum: Decimal = breakdown.parts.iter().map(|p| p.number.value).sum();
    let split = sum <= breakdown.whole.number.value * Decimal::new(105, 2);
    split.then_some((Kind::SubsetExceedsTotal, Confidence::Likely))
}

/// A part that is the sum of those behind it.
fn nested(breakdown: &Breakdown<'_>) -> bool {
    let parts = &breakdown.parts;
    let adds_up = |k: usize, end: usize| {
        super::sum(parts[k + 1..end].iter().copied()).is_some_and(|s| s.meets(parts[k].number.interval()))
    };
    let inner = (0..parts.len()).any(|k| (k + 3..=parts.len()).any(|end| adds_up(k, end)));
    inner || parts.iter().any(|p| p.led_by(&["用于", "含"]))
}
