//! Whose share is told: 甲占总支出的, 两项占, 后者占, 前三级合计占, 优秀和合格人员占在岗人数的. The part is what the words before 占 name,
//! the whole what the words behind it name; a list that adds up to a printed figure is a whole of its own.

use super::super::is_near;
use super::super::pool::{anywhere, is_level, measured, same_measure};
use super::table;
use super::term::{Found, Term, percent};
use crate::interval::Interval;
use crate::number::Bound;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::names::{abbreviates, common, core};
use crate::rules::performance::columns::Plain;
use crate::rules::subject::{bare_subject, is_called, is_of_other_time, own_name, phrase};
use crate::rules::terms::total_words;
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn of_share(reading: &Reading<'_>, tables: &[Plain], index: usize, around: &[&Quantity]) -> Option<Found> {
    let rate = &reading.quantities[index];
    let phrase = phrase(reading, rate)?;
    let all = parts(reading, rate, &phrase.subject, around);
    let found: Vec<Found> = all
        .iter()
        .filter_map(|parts| {
            if let Some(found) = table::of_share(reading, tables, parts, &phrase.whole) {
                return Some(found);
            }
            let part = Term::sum(reading, parts)?;
            let base = whole(reading, index, (parts, part.value), &phrase.whole, around)?;
            Some(Found { part, base, complement: false })
        })
        .collect();
    let fits = |found: &&Found| found.value().is_some_and(|v| v.meets(rate.number.interval()));
    let near = |found: &&Found| found.value().is_some_and(|v| is_near(v, rate));
    found.iter().find(fits).or_else(|| found.iter().find(near)).cloned()
}

/// The figures that may be meant, one group for each reading.
fn parts<'r>(
    reading: &'r Reading<'_>,
    rate: &Quantity,
    words: &str,
    around: &[&'r Quantity],
) -> Vec<Vec<&'r Quantity>> {
    let beside = |q: &&&Quantity| q.sentence == rate.sentence && rate.clause.abs_diff(q.clause) <= 1;
    if words.ends_with("后者") || words.ends_with("前者") {
        return either(words.ends_with("后者"), around);
    }
    if let Some((count, first)) = counted(words) {
        return together(reading, (count, first), around);
    }
    if let Some(names) = quarters(words) {
        let all: Option<Vec<&Quantity>> =
            names.iter().map(|name| around.iter().find(|q| q.lead.contains(name)).copied()).collect();
        return all.into_iter().collect();
    }
    let subject = uncounted(bare_subject(words));
    if core(subject).chars().count() < 2 {
        return around.iter().find(beside).map(|part| vec![*part]).into_iter().collect();
    }
    let names: Vec<&str> = subject.split(['和', '、', '与', '及']).filter(|name| !name.is_empty()).collect();
    let several: Option<Vec<&Quantity>> = names.iter().map(|name| exactly(name, around)).collect();
    if let Some(several) = several.filter(|several| several.len() > 1) {
        return vec![several];
    }
    // 住院和门诊两项合计: one figure only where it says itself that it is the sum.
    let told = ["合计", "之和", "共计", "相加", "加起来"];
    let summed = told.iter().any(|word| words.contains(word));
    let one = around.iter().filter(|q| is_called(reading, q, subject)).copied();
    let mut one: Vec<&Quantity> = one.filter(|q| !summed || told.iter().any(|word| q.lead.contains(word))).collect();
    // 27903户52316人: both are called so.
    one.truncate(2);
    one.dedup_by(|b, a| same_measure(a, b) || a.sentence != b.sentence);
    if one.is_empty() && !summed {
        one.extend(told_behind(reading, rate));
    }
    one.into_iter().map(|part| vec![part]).collect()
}

/// 资本金占30.00%，为978.00万元: the part is told behind its share.
fn told_behind<'r>(reading: &'r Reading<'_>, rate: &Quantity) -> Option<&'r Quantity> {
    let next = reading.in_sentence(rate.sentence).iter().find(|q| q.number.span.start > rate.number.span.start)?;
    let told = ["为", "即", "共", "计"].contains(&next.lead.trim()) && measured(next) && is_level(next);
    (told && next.clause == rate.clause + 1).then_some(next)
}

/// 人员补助和设备购置两类: without the count behind the names.
fn uncounted(subject: &str) -> &str {
    let units = ["项", "者", "类", "级", "个", "部分", "种", "档"];
    let short = units.iter().find_map(|unit| subject.strip_suffix(unit));
    let short = short.and_then(|short| short.strip_suffix(['两', '二', '三', '四', '五', '六']));
    short.filter(|short| short.contains(['和', '、', '与', '及'])).unwrap_or(subject)
}

/// 后者, 前者: the second or the first of the two figures before.
fn either<'r>(second: bool, around: &[&'r Quantity]) -> Vec<Vec<&'r Quantity>> {
    let Some(last) = around.first() else { return Vec::new() };
    let first = around[1..].iter().find(|q| same_measure(q, last) && q.sentence == last.sentence);
    let part = if second { Some(last) } else { first };
    part.map(|part| vec![*part]).into_iter().collect()
}

/// 两项, 前三级, 两者: how many figures, and whether the first ones of their list.
fn counted(words: &str) -> Option<(usize, bool)> {
    const NUMERALS: [(char, usize); 6] = [('两', 2), ('二', 2), ('三', 3), ('四', 4), ('五', 5), ('六', 6)];
    let units = ["项", "者", "类", "级", "个", "部分", "家", "种", "档", "地"];
    let chars: Vec<char> = words.chars().collect();
    (0..chars.len()).find_map(|at| {
        let count = NUMERALS.iter().find(|(sign, _)| *sign == chars[at])?.1;
        let rest: String = chars[at + 1..].iter().collect();
        let first = at > 0 && chars[at - 1] == '前';
        // 两项 alone, 前两类: no name of its own stands before or behind.
        let tail = units.iter().find_map(|unit| rest.strip_prefix(unit))?;
        let head: String = chars[..at].iter().filter(|c| !"前上述以这后".contains(**c)).collect();
        let bare = core(bare_subject(tail)).replace("支出", "").replace("资金", "").chars().count() < 2;
        (bare && (head.chars().count() < 2 || first)).then_some((count, first))
    })
}

/// The figures of the list before, in each of its measures.
fn together<'r>(
    reading: &'r Reading<'_>,
    (count, first): (usize, bool),
    around: &[&'r Quantity],
) -> Vec<Vec<&'r Quantity>> {
    let Some(nearest) = around.first() else { return Vec::new() };
    let mut dimensions: Vec<Dimension> = Vec::new();
    for q in around.iter().filter(|q| q.sentence == nearest.sentence) {
        if !dimensions.contains(&q.number.dimension) {
            dimensions.push(q.number.dimension);
        }
    }
    let mut groups = Vec::new();
    for dimension in dimensions {
        let list: Vec<&Quantity> = list(reading, nearest.sentence, dimension).1;
        if list.len() >= count {
            let window = if first { &list[..count] } else { &list[list.len() - count..] };
            groups.push(window.to_vec());
        }
    }
    groups
}

/// The figures of a measure in a sentence, without the one that the others add up to; that one first.
fn list<'r>(
    reading: &'r Reading<'_>,
    sentence: usize,
    dimension: Dimension,
) -> (Option<&'r Quantity>, Vec<&'r Quantity>) {
    let of = |q: &&Quantity| {
        let plain = is_level(q) && !q.number.chinese && q.number.bound == Bound::None;
        q.number.dimension == dimension && plain && q.is_amount() && !q.prior
    };
    let all: Vec<&Quantity> = reading.in_sentence(sentence).iter().filter(of).collect();
    for head in [0, all.len().wrapping_sub(1)] {
        let Some(whole) = all.get(head) else { continue };
        let parts: Vec<&Quantity> = all.iter().enumerate().filter(|(at, _)| *at != head).map(|(_, q)| *q).collect();
        if parts.len() > 1 && sum(&parts).is_some_and(|sum| sum.meets(whole.number.interval())) {
            return (Some(whole), parts);
        }
    }
    (None, all)
}

fn sum(figures: &[&Quantity]) -> Option<Interval> {
    figures.iter().try_fold(Interval::exact(Decimal::ZERO), |sum, q| sum.plus(q.number.interval()))
}

/// 上半年, 二、三季度: the quarters that are meant.
fn quarters(words: &str) -> Option<Vec<String>> {
    let all = ['一', '二', '三', '四'];
    let range = |from: usize, to: usize| all[from..=to].iter().map(|sign| format!("{sign}季度")).collect();
    if let Some(half) = ["上半年", "下半年"].iter().position(|word| words.contains(word)) {
        return Some(range(2 * half, 2 * half + 1));
    }
    let before = words.split_once("季度")?.0;
    let named: Vec<usize> = before.chars().filter_map(|sign| all.iter().position(|one| *one == sign)).collect();
    let (first, last) = (*named.first()?, *named.last()?);
    if before.contains('至') && first < last {
        return Some(range(first, last));
    }
    Some(named.into_iter().map(|at| format!("{}季度", all[at])).collect())
}

/// The only figure of exactly this name: 优秀, 合格 and not 基本合格.
fn exactly<'r>(name: &str, around: &[&'r Quantity]) -> Option<&'r Quantity> {
    let name = bare_subject(name);
    let named = |q: &&&Quantity| own_name(&q.lead).trim_start_matches("其中") == name;
    let mut all = around.iter().filter(named);
    let first = all.next()?;
    (name.chars().count() >= 2 && all.all(|q| q.number.value == first.number.value)).then_some(*first)
}

/// Wholes that a list may be: 占总支出的, 占全部的, 占全年的.
fn is_general(words: &str) -> bool {
    is_bare(words) || ["总支出", "全部支出", "总收入", "全部收入"].contains(&words)
}

/// Wholes without a name: 占总数的, 占全市的.
fn is_bare(words: &str) -> bool {
    core(words).replace(['额', '量', '全'], "").chars().count() < 2
}

const SCOPES: [&str; 5] = ["全国", "全省", "全市", "全县", "全区"];

fn whole(
    reading: &Reading<'_>,
    index: usize,
    (parts, value): (&[&Quantity], Interval),
    words: &str,
    around: &[&Quantity],
) -> Option<Term> {
    let rate = &reading.quantities[index];
    // 占其分值的: of a figure that only the reader knows.
    let part = parts.first().copied().filter(|_| !words.starts_with('其'))?;
    let larger = |q: &&Quantity| {
        let set = q.number.bound != Bound::None;
        let same = same_measure(q, part) && q.prior == part.prior && is_level(q) && measured_or_score(q);
        let own = parts.iter().any(|part| std::ptr::eq(*part, *q) || part.number.value == q.number.value);
        let near = percent(value, q.number.interval(), false).is_some_and(|v| is_near(v, rate));
        // 年末在岗1,500人的控制规模: what is to be.
        let set = set || ["目标", "控制", "计划", "上限"].iter().any(|w| q.tail.contains(w) && !words.contains(w));
        same && !set && !own && q.number.value > value.middle() && near
    };
    let (head, listed) = list(reading, part.sentence, part.number.dimension);
    let listed = sum(&listed).filter(|_| listed.len() > parts.len() && listed.len() > 2);
    let is_listed = |q: &Quantity| listed.is_some_and(|sum| sum.meets(q.number.interval()));
    let told = || head.filter(|q| larger(q) && is_general(words));
    let summed = || anywhere(reading, index).find(|q| is_general(words) && is_listed(q) && larger(q));
    let named = || {
        let before = around.iter().copied().filter(|q| larger(q)).collect::<Vec<_>>();
        let all = anywhere(reading, index).filter(|q| larger(q)).collect::<Vec<_>>();
        called(words, (&before, &all), (index, reading), &is_listed)
    };
    let nearest = || {
        let wide = SCOPES.into_iter().find(|word| rate.lead.contains(word));
        let as_wide = |q: &Quantity| wide.is_none_or(|word| q.lead.contains(word) || total_words(&q.lead).is_some());
        let from = around.iter().position(|q| std::ptr::eq(*q, part)).unwrap_or_default();
        let before = around[from..].iter().copied().filter(|q| larger(q) && as_wide(q));
        let before: Vec<&Quantity> =
            before.filter(|_| is_bare(words) || part.number.dimension == Dimension::Score).collect();
        let total = |q: &&&Quantity| total_words(&q.lead).is_some() || q.led_by(&["总", "共", "全"]);
        before.iter().find(total).or(before.first().filter(|_| parts.len() == 1)).copied()
    };
    told().or_else(summed).or_else(named).or_else(nearest).map(|q| Term::of(reading, q))
}

/// The figure that the words behind 占 call: the nearest before, or one of one value in the whole report.
fn called<'q>(
    words: &str,
    (before, all): (&[&'q Quantity], &[&'q Quantity]),
    (index, reading): (usize, &Reading<'_>),
    is_listed: &dyn Fn(&Quantity) -> bool,
) -> Option<&'q Quantity> {
    let counter = ['笔', '户', '人', '家', '件', '份', '次'];
    let name = words.trim_start_matches("全部").trim_end_matches('数').trim_end_matches(counter);
    let wanted = core(name).replace(['额', '量'], "");
    if wanted.chars().count() < 2 {
        return None;
    }
    let rate = &reading.quantities[index];
    // 占全省参保人数的: no figure of the city.
    let scope = SCOPES.into_iter().find(|word| words.contains(word));
    let within = |q: &Quantity| {
        let other = SCOPES.into_iter().any(|word| Some(word) != scope && q.lead.contains(word));
        let beyond = matches!(scope, Some("全国" | "全省"));
        !is_of_other_time(words, &q.lead) && scope.is_none_or(|word| q.lead.contains(word) || !other && !beyond)
    };
    let strongly = |q: &Quantity| core(own_name(&q.lead)).contains(&wanted) || core(&q.tail).starts_with(&wanted);
    // 高校支出 and 三项支出 share only what every amount is called.
    let general = ["支出", "收入", "资金", "总额", "补助", "投入"];
    let special = general.iter().fold(wanted.clone(), |name, word| name.replace(word, ""));
    let weakly = |q: &Quantity| {
        let name = core(own_name(&q.lead));
        if special.chars().count() >= 2 && common(&name, &special) < 2 {
            return false;
        }
        let (length, shared) = (wanted.chars().count(), common(&name, &wanted));
        shared >= 2 && shared * 2 >= length || length >= 3 && abbreviates(&wanted, &name)
    };
    let total = |q: &Quantity| total_words(&q.lead).is_some() || q.led_by(&["总", "共", "全"]);
    if let Some(listed) = before.iter().chain(all).find(|q| is_listed(q) && weakly(q)) {
        return Some(listed);
    }
    for bears in [&strongly as &dyn Fn(&Quantity) -> bool, &weakly] {
        let near: Vec<&Quantity> = before.iter().copied().filter(|q| within(q) && bears(q)).collect();
        let far: Vec<&Quantity> = all.iter().copied().filter(|q| within(q) && bears(q)).collect();
        let one = |set: &[&'q Quantity]| {
            let first = *set.first()?;
            set.iter().all(|q| q.number.value == first.number.value).then_some(first)
        };
        let earlier = |q: &&&Quantity| (q.passage, q.number.span.start) < (rate.passage, rate.number.span.start);
        let totals: Vec<&Quantity> = far.iter().copied().filter(|q| total(q)).collect();
        let told: Vec<&Quantity> = far.iter().filter(earlier).copied().collect();
        let found = near.first().copied().or_else(|| one(&far)).or_else(|| one(&totals)).or_else(|| one(&told));
        if found.is_some() {
            return found;
        }
    }
    None
}

/// 扣7.31分，占全部扣分的: points are shared like money.
fn measured_or_score(q: &Quantity) -> bool {
    measured(q) || q.number.dimension == Dimension::Score
}
