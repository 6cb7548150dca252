//! A01 of lists that no word opens: 收到4287份，审核通过4126份，退回161份; 问题分为三类：37起，12起，8起; 从岗位类别看，….
//! A whole is taken for one when its parts come near it; what is left of the doubt the words must remove.

use super::divided::opener::stated;
use super::{Known, pool};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::{Reading, in_unit_of};
use crate::rules::mains::mains;
use crate::rules::names::{common, core};
use crate::rules::overlap;
use crate::rules::plausible::is_plausible_sum;
use crate::rules::sum::{are_opposites, in_view, is_no_part, leaves_some};
use crate::rules::terms::{Side, bare_lead, side, total_words};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Words of how a stock came and went.
const COURSE: [&str; 7] = ["招", "期满", "离", "退出", "转", "停", "终止"];

/// More parts than this are a table.
const LONGEST: usize = 10;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for at in 0..reading.sentences.len() {
        let mut dimensions: Vec<Dimension> = Vec::new();
        for figure in reading.in_sentence(at).iter().filter(|q| is_part(reading, q)) {
            if !dimensions.contains(&figure.number.dimension) {
                dimensions.push(figure.number.dimension);
                sentence(reading, at, figure.number.dimension, known, review);
            }
        }
    }
}

fn is_part(reading: &Reading<'_>, q: &Quantity) -> bool {
    pool::measured(q)
        && q.is_amount()
        && !q.prior
        && !q.led_by(&["均"])
        && !q.number.chinese
        && !reading.text.passages[q.passage].cell
}

fn sentence(reading: &Reading<'_>, at: usize, dimension: Dimension, known: &Known, review: &mut Review) {
    let all: Vec<&Quantity> =
        reading.in_sentence(at).iter().filter(|q| q.number.dimension == dimension && is_part(reading, q)).collect();
    let sums = [Relation::Sum, Relation::StockFlow, Relation::Difference];
    for (k, whole) in all.iter().enumerate() {
        // A figure in the middle of a list has no parts.
        let joined = |next: &&&Quantity| {
            next.clause == whole.clause
                && reading.between(whole.passage, whole.number.span.end..next.number.span.start).starts_with('、')
        };
        let opened = reading.between(whole.passage, reading.sentences[at].span.start..whole.number.span.start);
        let listed = whole.lead.starts_with("看，")
            || k == 0 && opens_list(&opened)
            || all.get(k + 1).filter(joined).is_some()
            || k > 0
                && whole.clause == all[k - 1].clause
                && all.get(k + 1).is_some_and(|next| next.clause == whole.clause)
            || k > 0
                && all
                    .get(k + 1)
                    .is_some_and(|next| next.clause == whole.clause + 1 && whole.clause == all[k - 1].clause + 1);
        let parts = if listed { Vec::new() } else { parts_behind(whole, &all[k + 1..]) };
        let elsewhere = || wholes_before(reading, at, dimension).iter().any(|other| fits(&parts, other));
        if parts.len() > 1
            && !elsewhere()
            && !parts.iter().any(|part| known.has(reading, part, &sums))
            && judge(reading, whole, &parts, None, review)
        {
            return;
        }
    }
    // The list has a sentence of its own.
    let list = parts_of_own(&all);
    let aged = |q: &Quantity| matches!(q.number.dimension, Dimension::Time | Dimension::Bare | Dimension::Other("级"));
    // 由以下7项组成：甲a，乙b: how many there are.
    let counts = |q: &Quantity| q.number.dimension.is_counted() && stated(&reading.printed(q)) == Some(list.len());
    let opens = reading.in_sentence(at).iter().find(|q| !q.number.chinese && !aged(q) && !counts(q));
    if list.len() < 2
        || !opens.is_some_and(|q| std::ptr::eq(q, list[0]))
        || list.iter().any(|p| known.has(reading, p, &sums))
    {
        return;
    }
    let span = &reading.sentences[at].span;
    let words = reading.between(list[0].passage, span.start..list[0].number.span.start);
    let wholes = wholes_before(reading, at, dimension);
    let made = sum(&list);
    let anywhere = reading.quantities.iter().filter(|q| q.number.dimension == dimension && q.number.is_operand());
    if wholes.iter().any(|w| fits(&list, w))
        || anywhere.take(2000).any(|q| made.is_some_and(|sum| sum.meets(q.number.interval())))
        || made.is_some_and(|sum| pool::is_in_table(reading, sum, list[0]))
    {
        return;
    }
    let size: Decimal = list.iter().map(|q| q.number.value).sum();
    let near = |q: &&&Quantity| {
        let whole = q.number.value;
        let other = in_view(reading, q);
        !other && list.iter().all(|part| part.number.value < whole) && (size - whole).abs() * Decimal::from(4) <= whole
    };
    let named = |q: &&&Quantity| near(q) && common(&core(&q.lead), &core(&words)) >= 2;
    let whole = wholes.iter().find(named).or(wholes.iter().find(near).filter(|_| divides(&words)));
    if let Some(whole) = whole {
        judge(reading, whole, &list, Some(&words), review);
    }
}

/// What the sentences before are about, the nearest first.
pub(super) fn wholes_before<'r>(reading: &'r Reading<'_>, at: usize, dimension: Dimension) -> Vec<&'r Quantity> {
    let passage = reading.sentences[at].passage;
    let near = |s: &usize| passage.abs_diff(reading.sentences[*s].passage) <= 1;
    let before = (at.saturating_sub(8)..at).rev().filter(near).flat_map(|s| mains(reading, s).into_iter().rev());
    before.filter(|q| q.number.dimension == dimension && is_part(reading, q)).collect()
}

/// 从岗位类别看, 按类型分, 离岗人员中, 分为三类: the words before a list of its own.
fn divides(words: &str) -> bool {
    let view = ["看", "分为", "分成", "按", "包括", "分别", "来自", "人员中", "其中", "构成"];
    // 甲、乙分别为3人、5人 names its parts before, and need not take anything apart.
    let respectively = words.rsplit_once("分别").is_some_and(|(names, behind)| {
        behind.chars().count() <= 1 && names.rsplit(['，', '。']).next().is_some_and(|names| names.contains('、'))
    });
    !respectively && view.iter().any(|word| words.contains(word))
}

/// 按用途分，甲a，乙b; 失败原因中，甲a，乙b: the first figure is a part like the others.
fn opens_list(words: &str) -> bool {
    let Some((opener, _)) = words.rsplit_once('，') else { return false };
    ["中", "看", "分", "分别", "包括", "如下", "里"].iter().any(|word| opener.ends_with(word))
}

/// The figures behind a whole, as long as they can be parts of it.
fn parts_behind<'r>(whole: &Quantity, rest: &[&'r Quantity]) -> Vec<&'r Quantity> {
    let mut parts: Vec<&Quantity> = Vec::new();
    let Some(first) = rest.first() else { return parts };
    for part in rest {
        let view = part.lead.starts_with("看，");
        let starts_new = view || !parts.is_empty() && (part.led_by(OPENERS) || total_words(&part.lead).is_some());
        // After parts with commas a semicolon ends the list.
        let ended = matches!(parts[..], [first, .., last] if first.part == last.part && part.part != last.part);
        // 对236人，逐人核实，截至报告日，167人…，42人…，其余27人.
        let reach = if rest.iter().any(|q| q.lead.starts_with("其余")) { 4 } else { 2 };
        let far = parts
            .last()
            .map_or(part.clause.abs_diff(whole.clause) > reach, |last| part.clause.abs_diff(last.clause) > 1);
        if starts_new
            || ended
            || far
            || part.bracket != first.bracket
            || part.number.value >= whole.number.value
            || parts.len() == LONGEST
        {
            break;
        }
        parts.push(part);
    }
    parts
}

fn parts_of_own<'r>(all: &[&'r Quantity]) -> Vec<&'r Quantity> {
    let Some(first) = all.first() else { return Vec::new() };
    let mut parts: Vec<&Quantity> = vec![first];
    for part in &all[1..] {
        let last = parts[parts.len() - 1];
        if part.clause.abs_diff(last.clause) > 1 || part.bracket != first.bracket || total_words(&part.lead).is_some() {
            break;
        }
        parts.push(part);
    }
    if parts.len() > LONGEST { Vec::new() } else { parts }
}

pub(super) fn sum(parts: &[&Quantity]) -> Option<Interval> {
    parts.iter().try_fold(Interval::exact(Decimal::ZERO), |sum, part| sum.plus(part.number.interval()))
}

/// Whether some of the parts make the whole.
pub(super) fn fits(parts: &[&Quantity], whole: &Quantity) -> bool {
    (1u32..1 << parts.len()).filter(|set| set.count_ones() >= 2).any(|set| {
        let chosen: Vec<&Quantity> =
            parts.iter().enumerate().filter(|(k, _)| set & (1 << k) != 0).map(|(_, part)| *part).collect();
        sum(&chosen).is_some_and(|sum| sum.meets(whole.number.interval()))
    })
}

/// Whether something was said.
fn judge(reading: &Reading<'_>, whole: &Quantity, parts: &[&Quantity], own: Option<&str>, review: &mut Review) -> bool {
    let Some(sum) = sum(parts) else { return false };
    let bracketed = parts.iter().all(|part| part.bracket == Some(whole.number.span.end));
    if bracketed && parts.iter().any(|part| is_no_part(part)) || leaves_some(whole, parts) {
        return false;
    }
    let terms: Vec<String> = parts.iter().map(|q| reading.printed(q)).collect();
    let finest = parts.iter().map(|q| &q.number).min_by_key(|n| n.step).unwrap_or(&whole.number);
    let calc = format!("{}＝{}", terms.join("＋"), in_unit_of(sum.middle(), finest));
    let quotes = reading.quotes([whole].into_iter().chain(parts.iter().copied()));
    if sum.meets(whole.number.interval()) {
        if parts.len() > 2 || split(reading, whole, parts, own) != Split::Open {
            review.holds(Relation::Sum, quotes, format!("{calc}，与{}相符", reading.printed(whole)));
        }
        return true;
    }
    if fits(parts, whole) || is_of_larger(reading, whole, sum) || !is_meant(reading, whole, parts, own, sum) {
        return false;
    }
    if are_siblings(whole, parts)
        || !is_plausible_sum(reading, whole, parts, sum)
        || overlap::is_said(reading, whole, parts, sum)
    {
        return false;
    }
    let calc = format!("{calc}，报告总数为{}", reading.printed(whole));
    let suggestion = format!("各分项之和为{}，核对总数与各分项", in_unit_of(sum.middle(), &whole.number));
    review.findings.push(Finding::new(Kind::SumMismatch, quotes, calc, suggestion).confidence(Confidence::Likely));
    true
}

/// 一档1860人，二档1240人，三档905人: the first is one of them.
fn are_siblings(whole: &Quantity, parts: &[&Quantity]) -> bool {
    let numeral = |c: char| "一二三四五六七八九十甲乙丙丁戊".contains(c) || c.is_ascii_digit();
    let name = |q: &Quantity| bare_lead(&q.lead).chars().filter(|c| !numeral(*c)).collect::<String>();
    let own = name(whole);
    !own.is_empty() && bare_lead(&whole.lead).contains(numeral) && parts.iter().all(|part| name(part) == own)
}

/// With what seems to be their whole the parts make a figure told elsewhere: then it is one of them.
fn is_of_larger(reading: &Reading<'_>, whole: &Quantity, sum: Interval) -> bool {
    let same = reading.quantities.iter().filter(|q| q.number.dimension == whole.number.dimension);
    sum.plus(whole.number.interval())
        .is_some_and(|all| same.filter(|q| q.number.is_operand()).any(|q| all.meets(q.number.interval())))
}

fn is_meant(reading: &Reading<'_>, whole: &Quantity, parts: &[&Quantity], own: Option<&str>, sum: Interval) -> bool {
    let size = whole.number.value;
    let gap = (sum.middle() - size).abs();
    let within = |percent: i64| gap * Decimal::ONE_HUNDRED <= size * Decimal::from(percent);
    if !is_whole(reading, parts) {
        return false;
    }
    let split = split(reading, whole, parts, own);
    let largest = parts.iter().map(|q| q.number.value).max().unwrap_or_default();
    let planned = parts.iter().any(|q| side(q) == Some(Side::Plan)) || whole.number.dimension == Dimension::Score;
    let strange = ["主要", "满意", "累计", "比", "较", "全年", "年末", "年初", "增加", "减少"];
    let answers = are_answers(whole, parts);
    let inner = !answers && parts.iter().any(|q| q.led_by(&strange) && !q.led_by(&["仍在", "尚在"]));
    // 编制36名，在职33人，退休11人: posts, who holds them, and who did.
    let posts = whole.led_by(&["编制"]);
    // 比2022年的610元提高30元，由三级分担: last year's figure is not taken apart.
    let earlier = whole.prior || whole.lead.starts_with(['比', '较']);
    if planned || posts || earlier || inner || largest >= size {
        return false;
    }
    // A list that stops short of the whole may leave something out: only what the words rule out is wrong.
    let over = sum.low > size;
    let long = parts.len() > 2 && largest * Decimal::TEN <= size * Decimal::from(9) && within(12) && is_even(parts);
    match split {
        Split::Said => within(30),
        Split::Alike => within(12),
        // 年初a，新招b，期满c，离岗d: a year's course has as many figures as a list.
        Split::Open => long && over && parts.iter().filter(|q| q.led_by(&COURSE)).count() < 2,
    }
}

/// 有效问卷598份：“满意”a、“基本满意”b、“不满意”c: whoever answers gives one of the answers.
fn are_answers(whole: &Quantity, parts: &[&Quantity]) -> bool {
    let all = parts.len() > 2 && parts.iter().all(|q| q.led_by(&["满意"]));
    all && parts.last().is_some_and(|q| q.led_by(&["不满意"])) && whole.led_by(&["有效", "收回", "回收"])
}

/// Whether the sentence of the list ends: where a page end has cut it, the list goes on elsewhere.
pub(super) fn is_whole(reading: &Reading<'_>, parts: &[&Quantity]) -> bool {
    let sentence = parts.last().and_then(|part| reading.sentences.get(part.sentence));
    sentence.is_some_and(|s| {
        ["。", "；", "！", "？"].contains(&reading.between(s.passage, s.span.end - 1..s.span.end).as_str())
    })
}

/// Every part has its own clause or none has, and a name.
fn is_even(parts: &[&Quantity]) -> bool {
    let steps: Vec<usize> = parts.windows(2).map(|w| w[1].clause - w[0].clause).collect();
    let named = parts.iter().all(|q| q.lead.chars().count() >= 2);
    named && steps.windows(2).all(|w| w[0] == w[1])
}

/// What the words say of a list.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Split {
    /// That nothing is left out.
    Said,
    /// That its two parts are of a kind.
    Alike,
    Open,
}

/// The words leave nothing out: 其余 at the end, as many parts as were counted, 由…组成, a name and its denial.
pub(super) fn split(reading: &Reading<'_>, whole: &Quantity, parts: &[&Quantity], own: Option<&str>) -> Split {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return Split::Open };
    let rest = ["其余", "其他", "其它", "剩余", "余下", "尚有", "尚在", "仍有", "仍在", "仅有", "只有"]
        .iter()
        .any(|word| last.lead.starts_with(word) || last.led_by(&["其他", "仍在", "尚在", "尚有", "仅有"]));
    let behind = reading.between(last.passage, last.number.span.end..last.number.span.end + 3);
    let rest = rest || behind == "，没有";
    let from = whole.number.span.end.min(first.number.span.start);
    let words = match own {
        Some(words) => words.to_owned(),
        None => reading.between(first.passage, from..first.number.span.start),
    };
    let count = stated(&words);
    if count.is_some_and(|count| count != parts.len()) {
        return Split::Open;
    }
    let counted = count.is_some();
    let declared =
        ["组成", "分为", "分别", "来自", "构成为", "分布为", "分成", "一是"].iter().any(|word| words.contains(word));
    let answered = are_answers(whole, parts);
    let composed = last.tail.starts_with("组成") || last.tail.starts_with("构成");
    let denied = |a: &str, b: &str| {
        let a = core(a);
        a.chars().count() >= 2
            && ["不", "未", "没有", "非", "退"].iter().any(|word| b.contains(word))
            && common(&a, b) >= a.chars().count().min(4)
    };
    let opposite = parts.len() == 2
        && (are_opposites(first, last) || denied(&first.lead, &last.lead) || denied(&last.lead, &first.lead));
    let alike = parts.len() == 2
        && own.is_none()
        && are_kinds(first, last)
        && !are_kinds(whole, first)
        && !whole.led_by(&["发放", "应"]);
    match () {
        () if rest || answered || counted || declared || composed || opposite => Split::Said,
        () if alike => Split::Alike,
        () => Split::Open,
    }
}

/// 教育类, 卫生类; 集中供养的, 分散供养的: named alike in the same breath.
fn are_kinds(a: &Quantity, b: &Quantity) -> bool {
    let verbs = ["支出", "执行", "完成", "达到", "收入"];
    if verbs.iter().any(|verb| a.lead.ends_with(verb)) {
        return false;
    }
    let (x, y): (Vec<char>, Vec<char>) = (a.lead.chars().collect(), b.lead.chars().collect());
    let same = x.iter().rev().zip(y.iter().rev()).take_while(|(x, y)| x == y).count();
    same >= 1
        && x.len() > same
        && y.len() > same
        && (same >= 2 || x.last() == Some(&'类'))
        && b.clause.abs_diff(a.clause) <= 1
}
