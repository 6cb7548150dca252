//! When a list behind 其中 leaves nothing out.

use super::{Breakdown, name};
use crate::interval::Interval;
use crate::number::{Bound, Number};
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::slip;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Halves of a whole.
const OPPOSITES: &[(&str, &str)] = &[
    ("基本支出", "项目支出"),
    ("男", "女"),
    ("在职", "退休"),
    ("人员经费", "公用经费"),
    ("农村", "城市"),
    ("农村", "城镇"),
    ("农业", "非农业"),
    ("集中", "分散"),
    ("线上", "线下"),
    ("财政拨款", "其他"),
    ("当年", "上年结转"),
    ("单位缴", "个人缴"),
    ("行政", "事业"),
    ("编制内", "编制外"),
    ("城镇", "乡村"),
    ("收入户", "支出户"),
    ("一次性", "按月"),
    ("当期", "往年"),
    ("新增", "存量"),
    ("公务接待", "公务用车"),
    ("职工", "退休"),
    ("职工", "居民"),
    ("缴费人员", "领取待遇"),
    ("单位职工", "灵活就业"),
    ("大型", "中小"),
    ("通过", "退回"),
    ("县内", "县外"),
    ("市内", "市外"),
    ("省内", "省外"),
    ("区内", "区外"),
    ("境内", "境外"),
];

/// Whose money it is, and at which level.
const LEVELS: &[&str] = &[
    "中央",
    "国家",
    "省",
    "市",
    "县",
    "区",
    "州",
    "盟",
    "旗",
    "镇",
    "乡",
    "街道",
    "村",
    "自治区",
    "兵团",
    "本级",
    "上级",
    "地方",
];

/// Whether two names divide a whole between them.
pub(crate) fn are_opposites(a: &Quantity, b: &Quantity) -> bool {
    opposites(&name(a), &name(b))
}

fn opposites(a: &str, b: &str) -> bool {
    let denied = |a: &str, b: &str| {
        !a.is_empty() && b.ends_with(a) && ["不", "未", "非", "没有"].iter().any(|word| b.starts_with(word))
    };
    denied(a, b)
        || denied(b, a)
        || OPPOSITES.iter().any(|(x, y)| (a.contains(x) && b.contains(y)) || (a.contains(y) && b.contains(x)))
}

/// Whether the words or the names of the parts leave nothing out.
pub(super) fn says_all(breakdown: &Breakdown<'_>) -> bool {
    let names = &breakdown.titles;
    let last = names.last().map(String::as_str).unwrap_or_default();
    let rest = ["其他", "其它", "其余", "暂未", "未", "中断", "暂停"].iter().any(|w| last.starts_with(w))
        || last.contains("其他");
    let levels = names.len() > 2 && names.iter().all(|n| LEVELS.iter().any(|w| n.starts_with(w)));
    let shared =
        names.len() == 2 && names[0] != names[1] && names.iter().all(|n| LEVELS.iter().any(|w| n.starts_with(w)));
    let shared = shared && fills(breakdown, 70);
    let schemes = names.len() == 3
        && breakdown.whole.led_by(&["养老"])
        && ["企业", "机关", "居民"].iter().all(|w| names.iter().any(|n| n.contains(w)));
    // Who is insured either pays or draws.
    let insured = names.len() == 2
        && breakdown.whole.led_by(&["参保"])
        && names[0].contains("缴费")
        && ["领取", "领待", "享受待遇"].iter().any(|word| names[1].contains(word))
        && fills(breakdown, 70)
        && !overlaps(breakdown);
    // 为低保对象、特困人员6128人代缴，其中低保对象a、特困人员b: all that the whole names.
    let announced = names.len() > 1
        && names.iter().all(|name| name.chars().count() > 1 && breakdown.whole.lead.contains(name.as_str()));
    let pair = announced || insured || names.len() == 2 && opposites(&names[0], &names[1]);
    // 6人评价组（其中组长1人、专家3人、助理2人）: who is in a team.
    let team = names.len() > 2 && breakdown.whole.tail.ends_with('组') && fills(breakdown, 70);
    let quarters = names.len() == 4 && names.iter().all(|n| n.contains("季度"));
    breakdown.declared
        || quarters
        || team
        || rest
        || levels
        || shared
        || schemes
        || pair
        || are_official(names)
        || are_years(breakdown)
}

/// 其中，甲在职1167.88万人，离退休40.36万人；乙10199人: what follows in the sentence belongs to the list, and makes the whole.
pub(super) fn goes_on_behind(reading: &Reading<'_>, breakdown: &Breakdown<'_>, sum: Interval) -> bool {
    let Some(last) = breakdown.parts.last() else { return false };
    // 工伤保险因降低费率，征缴1642.08万元: the last of them may have a sentence of its own.
    let next = reading.in_sentence(last.sentence + 1).iter().filter(|q| q.passage == last.passage);
    let more = reading.in_sentence(last.sentence).iter().chain(next).filter(|q| {
        q.number.span.start > last.number.span.start
            && super::same_measure(&q.number, &last.number)
            && q.bracket == last.bracket
            && super::is_part(q)
    });
    // 消防提升178.5万元 in the midst of them: a name, no change.
    let within = |q: &&Quantity| {
        let inside =
            q.number.span.start > breakdown.parts[0].number.span.start && q.number.span.start < last.number.span.start;
        inside && super::same_measure(&q.number, &last.number) && q.is_change() && q.bracket == last.bracket
    };
    let skipped = reading.in_sentence(last.sentence).iter().filter(within);
    let with = skipped.map(|q| q.number.interval()).try_fold(sum, Interval::plus);
    if with.is_some_and(|all| all.meets(breakdown.whole.number.interval())) {
        return true;
    }
    let mut all = Some(sum);
    for part in more {
        all = all.and_then(|all| all.plus(part.number.interval()));
        if all.is_some_and(|all| all.meets(breakdown.whole.number.interval())) {
            return true;
        }
    }
    false
}

/// Whether the parts have names that leave nothing out as a rule, and the figures all but bear it out: an inference.
pub(super) fn seems_all(breakdown: &Breakdown<'_>) -> bool {
    let names = &breakdown.titles;
    let have = |words: &[&str]| words.iter().all(|word| names.iter().any(|name| name.contains(word)));
    // What an insurance fund lives on.
    let income = names.len() > 2 && have(&["缴费", "补", "利息"]) && fills(breakdown, 80);
    // 工程 is the third kind of what an office buys; not every office builds.
    let bought = names.len() == 2 && have(&["货物", "服务"]) && fills(breakdown, 60);
    let kinds = names.len() == 2 && are_kinds(breakdown, names);
    income || bought || kinds || are_of_a_fund(breakdown, names)
}

/// 其中重度失能2477人、中度失能1651人: two kinds of one thing, side by side, that all but fill the whole.
fn are_kinds(breakdown: &Breakdown<'_>, names: &[String]) -> bool {
    let [a, b] = &breakdown.parts[..] else { return false };
    let ending = names[0].chars().rev().zip(names[1].chars().rev()).take_while(|(x, y)| x == y).count();
    let kinds = ending >= 2 && names.iter().all(|name| name.chars().count() > ending);
    // 满意612人、比较满意168人: who is less satisfied is not told.
    if names.iter().all(|name| name.contains("满意") && !name.contains('不')) {
        return false;
    }
    let counted = a.number.is_exact() && b.number.is_exact() && breakdown.whole.number.is_exact();
    kinds && counted && a.clause == b.clause && a.sentence == b.sentence && fills(breakdown, 85)
}

/// 定期存款, 委托投资, 活期存款: where a fund's money lies; 基础养老金, 个人账户养老金, 丧葬补助金: what it pays.
fn are_of_a_fund(breakdown: &Breakdown<'_>, names: &[String]) -> bool {
    let all = |words: &[&str]| words.iter().all(|word| names.iter().any(|name| name.contains(word)));
    let known = all(&["定期", "活期"]) || all(&["基础养老金", "个人账户", "丧葬"]);
    let times = breakdown.whole.number.dimension == Dimension::PersonTimes && all(&["住院", "门诊"]);
    names.len() > 2 && known && fills(breakdown, 75) || names.len() == 2 && times && fills(breakdown, 75)
}

/// 70至79周岁a，80至89周岁b，90周岁及以上c: the last band has no end; nor has 百岁以上.
pub(super) fn are_bands(reading: &Reading<'_>, breakdown: &Breakdown<'_>) -> bool {
    let band = |part: &Quantity| {
        let at = reading
            .quantities
            .partition_point(|q| (q.passage, q.number.span.start) < (part.passage, part.number.span.start));
        let before = at.checked_sub(1).and_then(|at| reading.quantities.get(at));
        before
            .filter(|q| q.sentence == part.sentence && q.number.dimension == Dimension::Time && q.clause == part.clause)
    };
    let Some((last, others)) = breakdown.parts.split_last() else { return false };
    let all = others.len() > 1 && others.iter().all(|part| band(part).is_some());
    all && band(last).map_or(last.led_by(&["以上"]), |q| q.number.bound == Bound::AtLeast)
}

/// 公务接待费, 公务用车, 因公出国: all there is of 三公经费.
fn are_official(names: &[String]) -> bool {
    names.len() > 1 && names.iter().all(|n| ["公务接待", "公务用车", "因公出国", "公车"].iter().any(|w| n.contains(w)))
}

/// 2020年a、2021年b、2022年c: years in a row, of a whole that is told for all of them.
fn are_years(breakdown: &Breakdown<'_>) -> bool {
    let years: Option<Vec<i32>> =
        breakdown.parts.iter().map(|p| p.year.filter(|_| p.year_printed && name(p).chars().count() <= 4)).collect();
    years.is_some_and(|years| years.len() > 2 && years.windows(2).all(|w| w[1] == w[0] + 1)) && fills(breakdown, 50)
}

/// A little more than the whole: some may be in two groups, which is another finding.
fn overlaps(breakdown: &Breakdown<'_>) -> bool {
    let sum: Decimal = breakdown.parts.iter().map(|p| p.number.value).sum();
    let whole = breakdown.whole.number.value;
    sum > whole && sum <= whole * Decimal::new(105, 2)
}

/// Whether the parts come to so many percent of the whole, and not to as many more.
pub(super) fn fills(breakdown: &Breakdown<'_>, percent: i64) -> bool {
    let sum: Decimal = breakdown.parts.iter().map(|p| p.number.value).sum();
    let whole = breakdown.whole.number.value;
    sum >= whole * Decimal::new(percent, 2) && sum <= whole * Decimal::new(200 - percent, 2)
}

/// The count of just such things before the whole: 3个项目…其中甲项目, 乙项目, 丙项目.
pub(super) fn stated<'r>(reading: &'r Reading<'_>, breakdown: &Breakdown<'_>) -> Option<&'r Quantity> {
    let names = &breakdown.titles;
    let noun: String = names.first()?.chars().rev().take(2).collect::<Vec<_>>().into_iter().rev().collect();
    let counts = |q: &&Quantity| {
        matches!(q.number.dimension, Dimension::Count("个" | "项" | "家" | "类"))
            && q.number.is_exact()
            && q.number.value <= Decimal::from(20)
            && q.tail.starts_with(&noun)
    };
    let alike = noun.chars().count() == 2 && names.iter().all(|n| n.ends_with(&noun));
    // 9个项目未设置，其中甲项目5个: the whole itself is no count of its parts; 5个项目应提3012万元，…，欠提137万元，其中…: nor is a
    // count the one of what is left of another amount.
    let whole = breakdown.whole;
    let own = |q: &&Quantity| !std::ptr::eq(*q, whole) && whole.clause.abs_diff(q.clause) <= 2;
    alike.then(|| reading.in_sentence(whole.sentence).iter().filter(own).rfind(counts)).flatten()
}

/// Whether as many parts are listed as were counted.
pub(super) fn counted(reading: &Reading<'_>, breakdown: &Breakdown<'_>) -> bool {
    stated(reading, breakdown).is_some_and(|s| s.number.value == Decimal::from(breakdown.parts.len()))
}

/// Parts of one kind (甲行业, 乙行业, …; 产出得分, 效益得分, …) that fill nine tenths of the whole. It may
/// still be a list of the main ones: only a hint.
pub(super) fn nearly_all(breakdown: &Breakdown<'_>) -> bool {
    let sum: Decimal = breakdown.parts.iter().map(|p| p.number.value).sum();
    let whole = breakdown.whole.number.value;
    let near = sum >= whole * Decimal::new(85, 2) && sum <= whole * Decimal::new(120, 2);
    let names = &breakdown.titles;
    let firm = names.len() > 3 || names.len() > 2 && fills(breakdown, 92);
    let enough = if breakdown.whole.number.dimension == Dimension::Score { names.len() > 2 } else { firm };
    near && enough && (alike(names) || breakdown.whole.number.dimension == Dimension::Score)
}

/// 安排经费132.40万元，用于甲、乙和丙。其中甲…，乙…，丙…: every part is named beside the whole, and nothing else.
pub(super) fn are_announced(reading: &Reading<'_>, breakdown: &Breakdown<'_>) -> bool {
    let whole = breakdown.whole;
    let sentence = &reading.sentences[whole.sentence];
    let words = reading.between(whole.passage, whole.number.span.end..sentence.span.end);
    let Some(list) = words.split(['，', '：']).find(|clause| clause.starts_with("用于") || clause.starts_with("包括"))
    else {
        return false;
    };
    let names = &breakdown.titles;
    let members = list.split(['、', '和', '及', '与']).count();
    // 包括甲260人、乙120人 names its parts with their figures: it may name the main ones only.
    let announced = !list.contains(|sign: char| sign.is_ascii_digit()) || fills(breakdown, 85);
    names.len() > 1
        && announced
        && members == names.len()
        && names.iter().all(|n| n.chars().count() > 1 && list.contains(n.as_str()))
}

/// Four parts and more that come within a fifth of their smallest of the whole: nobody leaves out so little. And who counts
/// things, not people, counts none of them twice: three parts must not make more than the whole.
pub(super) fn leaves_little(breakdown: &Breakdown<'_>) -> bool {
    let counts = matches!(breakdown.whole.number.dimension, Dimension::Count(_));
    let numbers = || breakdown.parts.iter().map(|part| &part.number);
    let sum: Decimal = numbers().map(|number| number.value).sum();
    let smallest = numbers().map(|number| number.value).min().unwrap_or_default();
    let whole = breakdown.whole.number.value;
    let exact = numbers().all(crate::number::Number::is_exact) && breakdown.whole.number.is_exact();
    let little = (sum - whole).abs() * Decimal::from(5) < smallest;
    let twice = sum > whole && fills(breakdown, 85);
    let enough = breakdown.parts.len() > if twice { 2 } else { 3 };
    counts && exact && !breakdown.apart && enough && (little || twice)
}

/// Within two percent of a whole in the same sentence. Of 511 lists behind 其中 and the like in 190 correct reports 483 are
/// complete, and none of the others comes so near.
pub(super) fn comes_near(breakdown: &Breakdown<'_>, sum: Interval) -> bool {
    let whole = &breakdown.whole.number;
    let gap = sum.gap(whole.interval());
    let smallest = breakdown.parts.iter().map(|part| part.number.value).min().unwrap_or_default();
    is_beside(breakdown) && gap * Decimal::from(50) <= whole.value && gap < smallest
}

/// A list in the sentence of its whole, and one wrong digit or two neighbours the other way round, in the whole or in one
/// of the parts, keep it from making the whole. Of the incomplete lists of those reports one did, with figures of three
/// digits.
pub(super) fn slips(reading: &Reading<'_>, breakdown: &Breakdown<'_>, sum: Interval) -> bool {
    let (whole, parts) = (breakdown.whole, &breakdown.parts);
    let fine = |q: &Quantity| {
        let least = if parts.len() > 2 { Decimal::ONE_HUNDRED } else { Decimal::ONE_THOUSAND };
        q.number.value >= slip::grain(q) * least
    };
    let mends = |q: &Quantity, wanted: Option<Interval>| {
        fine(q) && wanted.is_some_and(|wanted| slip::mends(reading, q, wanted))
    };
    // 83件 for 38件: of the other orders of two digits there is one.
    let turned = |q: &Quantity, wanted: Option<Interval>| {
        let exact = parts.len() > 2 && q.number.is_exact() && whole.number.is_exact();
        let fills = sum.gap(whole.number.interval()) * Decimal::from(4) <= whole.number.value;
        exact && fills && wanted.is_some_and(|wanted| slip::swapped(reading, q).iter().any(|one| one.meets(wanted)))
    };
    let of_part = |part: &&Quantity| {
        let others = sum.minus(part.number.interval());
        let wanted = others.and_then(|others| whole.number.interval().minus(others));
        mends(part, wanted) || turned(part, wanted)
    };
    is_beside(breakdown) && (mends(whole, Some(sum)) || parts.iter().any(of_part))
}

/// Whether the words say that the parts are not all.
pub(super) fn leaves_out(reading: &Reading<'_>, breakdown: &Breakdown<'_>, sum: Interval) -> bool {
    let (whole, parts) = (breakdown.whole, &breakdown.parts);
    // 主要有甲、乙、丙等: not all of them.
    let end = parts.last().map_or(0, |last| last.number.span.end);
    // 四个行业合计占73.27%, 其余为利息: there are others.
    let behind = reading.between(parts[0].passage, end..end + 12);
    let others = ["合计占", "共占", "其余"].iter().any(|word| behind.contains(word));
    let open = others
        || parts[0].led_by(&["主要有", "主要是", "主要为", "主要包括"])
        || reading.between(parts[0].passage, end..end + 1) == "等";
    // 满意612人、比较满意168人: who is less satisfied is not told.
    let content = |part: &&Quantity| part.led_by(&["满意"]) && !part.led_by(&["不满意"]);
    let less = sum.high < whole.number.value && (open || parts.iter().all(content));
    // 其中政策范围内费用a，基金支付b: b was paid of a.
    let eligible = parts.iter().any(|part| part.led_by(&["政策范围内", "合规费用"]));
    let paid = parts.iter().any(|part| part.led_by(&["支付", "报销", "补偿"]));
    less || eligible && paid || shares_agree(reading, breakdown, sum)
}

/// 人员经费1312.86万元，占60.52%；公用经费131.72万元，占6.07%. Every part has its share behind it, and the shares come to what the parts come to.
fn shares_agree(reading: &Reading<'_>, breakdown: &Breakdown<'_>, sum: Interval) -> bool {
    let share = |part: &&Quantity| {
        let next = reading.in_sentence(part.sentence).iter().find(|q| q.number.span.start > part.number.span.start)?;
        (next.number.dimension == Dimension::Percent && next.lead.starts_with('占')).then_some(next.number.value)
    };
    let shares: Option<Vec<Decimal>> = breakdown.parts.iter().map(share).collect();
    let together: Decimal = shares.iter().flatten().copied().sum();
    let part = sum.middle().checked_div(breakdown.whole.number.value).unwrap_or_default() * Decimal::ONE_HUNDRED;
    shares.is_some() && (together - part).abs() <= Decimal::new(1, 1)
}

fn is_beside(breakdown: &Breakdown<'_>) -> bool {
    !breakdown.apart && breakdown.whole.number.dimension != Dimension::Score
}

/// Names with the same last character, or of the same shape.
fn alike(names: &[String]) -> bool {
    let ends: Vec<Option<char>> = names.iter().map(|n| n.chars().last()).collect();
    let [Some(first), ..] = ends[..] else { return false };
    ends.iter().all(|e| *e == Some(first))
}

/// One digit differs, or two neighbours changed places, in figures that are printed to the last
/// place: nobody leaves out a part of such a size.
pub(super) fn is_digit_slip(breakdown: &Breakdown<'_>) -> bool {
    let whole = &breakdown.whole.number;
    let numbers: Vec<_> = breakdown.parts.iter().map(|p| &p.number).chain([whole]).collect();
    let Some(step) = numbers.iter().map(|n| n.step).min() else { return false };
    let counted = numbers.iter().all(|n| n.is_exact()) && breakdown.parts.len() > 2;
    let (least, smallest) = if counted { (1_000, 100) } else { (100_000, 10) };
    if whole.value < step * Decimal::from(least) || !(counted || whole.dimension == Dimension::Money) {
        return false;
    }
    let rough = |n: &&&Number| n.step != step || ((n.value / step) % Decimal::TEN).is_zero();
    // One of many parts may be a round one: 上解省级调剂金600万元.
    let allowed = if counted { numbers.len() / 2 } else { usize::from(numbers.len() > 4) };
    if numbers.iter().filter(rough).count() > allowed {
        return false;
    }
    let sum: Decimal = breakdown.parts.iter().map(|p| p.number.value).sum();
    let mut difference = ((sum - whole.value) / step).abs().normalize();
    if difference < Decimal::from(smallest) {
        return false;
    }
    while difference >= Decimal::TEN && (difference % Decimal::TEN).is_zero() {
        difference /= Decimal::TEN;
    }
    let replaced = difference < Decimal::TEN;
    let swapped = !counted && difference < Decimal::from(100) && (difference % Decimal::from(9)).is_zero();
    replaced || swapped
}
