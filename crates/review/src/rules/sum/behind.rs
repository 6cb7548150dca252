//! A total behind its parts.

use super::{same_measure, sum, written};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::mains::mains;
use crate::rules::plausible::is_plausible_sum;
use crate::rules::standard::each::is_apiece;
use crate::rules::terms::{Total, is_generic, total_words};
use crate::text::item_mark;
use crate::unit::Dimension;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for (index, total) in reading.quantities.iter().enumerate() {
        let rates = total.number.dimension == Dimension::Percent && total_words(&total.lead).is_some();
        if rates {
            together(reading, index, review);
        }
        if rates
            || !total.is_amount()
            || matches!(total.number.dimension, Dimension::Percent | Dimension::Bare | Dimension::Time)
        {
            continue;
        }
        if let Some((rest, kind)) = total_words(&total.lead).or_else(|| opens_with_total(&total.lead)) {
            let count = stated_count(rest);
            let mut parts = parts_before(reading, index, count);
            if let Some(count) = count.filter(|_| parts.is_empty()) {
                parts = items_before(reading, total, count);
            }
            if let Some((count, measure)) = counted_measure(rest).filter(|_| parts.is_empty()) {
                parts = measured_items(reading, total, count, measure);
            }
            if count == Some(2) && parts.is_empty() {
                parts = mains_before(reading, total);
            }
            if let Some(quarters) = quarters_of(total) {
                parts.retain(|part| quarters.iter().any(|quarter| part.led_by(&[quarter])));
            }
            judge(reading, total, &parts, (rest, kind), review);
        }
    }
}

/// 合计抽取档案: the clause begins with the word, and its verb and noun say again what was added.
fn opens_with_total(lead: &str) -> Option<(&str, Total)> {
    let again = ["合计", "共计", "总计"].iter().find_map(|word| lead.strip_prefix(word))?;
    (again.chars().count() <= 5 && !again.contains(['，', '：', '的'])).then_some(("", Total::Declared))
}

/// 单位缴费比例为16%，个人缴费比例为8%，合计24%: rates of one base that the clauses before name, each a 比例.
fn together(reading: &Reading<'_>, index: usize, review: &mut Review) {
    let total = &reading.quantities[index];
    let bare = total_words(&total.lead).is_some_and(|(rest, _)| rest.is_empty());
    let parts = parts_before(reading, index, None);
    let rate = |q: &&Quantity| ["比例", "费率"].iter().any(|word| q.lead.contains(word)) && !q.led_by(&["占"]);
    let beside = total.clause == parts.last().map_or(0, |last| last.clause + 1)
        && parts.windows(2).all(|two| two[1].clause == two[0].clause + 1);
    let Some(value) = sum(parts.iter().copied()).filter(|_| bare && beside && parts.len() > 1) else { return };
    if !total.number.is_operand() || !parts.iter().all(rate) {
        return;
    }
    let quotes = reading.quotes([total].into_iter().chain(parts.iter().copied()));
    let calc = written(reading, &parts, total);
    if value.meets(total.number.interval()) {
        return review.holds(Relation::Sum, quotes, format!("{calc}，与{}相符", reading.printed(total)));
    }
    let calc = format!("{calc}，报告为{}", reading.printed(total));
    let finding = Finding::new(Kind::SumMismatch, quotes, calc, "核对合计与各项比例");
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// 一季度a，二季度b，三季度c，四季度d，上半年合计: which of them.
fn quarters_of(total: &Quantity) -> Option<&'static [&'static str]> {
    const QUARTERS: [&str; 4] = ["一季度", "二季度", "三季度", "四季度"];
    match total.lead.as_str() {
        lead if lead.contains("上半年") => Some(&QUARTERS[..2]),
        lead if lead.contains("下半年") => Some(&QUARTERS[2..]),
        lead if lead.contains("前三季度") => Some(&QUARTERS[..3]),
        _ => None,
    }
}

/// The number in 两项合计, 以上三项.
fn stated_count(words: &str) -> Option<usize> {
    let words = words.trim_end_matches("资金").trim_end_matches("经费");
    let words = words.trim_end_matches(['项', '类', '者', '笔', '种', '部', '级', '方', '地', '家', '镇', '村']);
    let start = words
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_ascii_digit() || "一二三四五六七八九十两".contains(*c))
        .last()?
        .0;
    let words = &words[start..];
    let count = words.parse().ok().or_else(|| crate::number::numeral(words));
    count.and_then(|n| usize::try_from(n).ok()).filter(|n| (2..=12).contains(n))
}

/// 四个项目预算合计: how many, and which figure of each.
fn counted_measure(words: &str) -> Option<(usize, &str)> {
    let at = ["个项目", "项工作", "个子项目", "个县", "个区", "个镇", "个乡镇"]
        .iter()
        .find_map(|w| Some((words.find(w)?, w)))?;
    let count = stated_count(&words[..at.0 + at.1.chars().next()?.len_utf8()]).or_else(|| stated_count(&words[..at.0]));
    let measure = &words[at.0 + at.1.len()..];
    Some((count?, measure)).filter(|(_, measure)| (1..=4).contains(&measure.chars().count()))
}

/// The figure with these words in as many items before the total.
fn measured_items<'r>(reading: &'r Reading<'_>, total: &Quantity, count: usize, measure: &str) -> Vec<&'r Quantity> {
    let Some(first) = total.passage.checked_sub(count) else { return Vec::new() };
    let of = |passage: usize| {
        let start = reading.quantities.partition_point(|q| q.passage < passage);
        let own = reading.quantities[start..].iter().take_while(|q| q.passage == passage);
        let mut named =
            own.filter(|q| same_measure(&q.number, &total.number) && q.is_amount() && q.lead.ends_with(measure));
        named.next().filter(|_| item_mark(&reading.text.passages[passage].chars) > 0)
    };
    let parts: Vec<&Quantity> = (first..total.passage).filter_map(of).collect();
    if parts.len() == count { parts } else { Vec::new() }
}

/// 两项共计: the last main figure of each of the two paragraphs or sentences before, where together they come
/// near the total.
fn mains_before<'r>(reading: &'r Reading<'_>, total: &Quantity) -> Vec<&'r Quantity> {
    let first = (0..=total.sentence).rev().take(6).last().unwrap_or(0);
    let near = |s: &usize| total.passage.abs_diff(reading.sentences[*s].passage) <= 2 && *s < total.sentence;
    let mut found: Vec<&Quantity> = (first..total.sentence)
        .filter(near)
        .flat_map(|s| mains(reading, s))
        .filter(|q| same_measure(&q.number, &total.number) && q.is_amount())
        .collect();
    found.drain(..found.len().saturating_sub(2));
    let together: rust_decimal::Decimal = found.iter().map(|q| q.number.value).sum();
    let size = total.number.value;
    if found.len() == 2 && (together - size).abs() * rust_decimal::Decimal::from(3) <= size {
        found
    } else {
        Vec::new()
    }
}

/// The figures before the total in its sentence that can be its parts, nearest last.
fn parts_before<'r>(reading: &'r Reading<'_>, index: usize, count: Option<usize>) -> Vec<&'r Quantity> {
    let total = &reading.quantities[index];
    let first = reading.sentences[total.sentence].quantities.start;
    let mut parts: Vec<&Quantity> = Vec::new();
    // 五项合计328468人次: who is insured twice is counted twice.
    let times = count.is_some() && total.number.dimension == Dimension::PersonTimes;
    let alike = |part: &Quantity| {
        same_measure(&part.number, &total.number) || times && part.number.dimension == Dimension::Person
    };
    for part in reading.quantities[first..index].iter().rev() {
        if part.bracket != total.bracket || !alike(part) || part.number.chinese {
            continue;
        }
        if !part.number.is_operand() || part.is_change() {
            break;
        }
        parts.push(part);
        if Some(parts.len()) == count || part.led_by(&["其中", "包括", "分别"]) {
            break;
        }
    }
    parts.reverse();
    // 预算执行10分得9.88分，产出50分得49.05分: what was earned, not what could be.
    let earned: Vec<&Quantity> = parts.iter().copied().filter(|part| part.lead.starts_with('得')).collect();
    if total.number.dimension == Dimension::Score && earned.len() > 1 { earned } else { parts }
}

/// 以上四项合计: the first amounts of as many items before the total.
fn items_before<'r>(reading: &'r Reading<'_>, total: &Quantity, count: usize) -> Vec<&'r Quantity> {
    let Some(first) = total.passage.checked_sub(count) else { return Vec::new() };
    let amount = |passage: usize| {
        let item = item_mark(&reading.text.passages[passage].chars) > 0;
        let start = reading.quantities.partition_point(|q| q.passage < passage);
        let own = reading.quantities[start..].iter().take_while(|q| q.passage == passage);
        let mut same = own.filter(|q| same_measure(&q.number, &total.number) && q.is_amount() && !q.number.chinese);
        same.next().filter(|q| item && q.sentence == reading.quantities[start].sentence)
    };
    let parts: Vec<&Quantity> = (first..total.passage).filter_map(amount).collect();
    if parts.len() == count { parts } else { Vec::new() }
}

fn judge(
    reading: &Reading<'_>,
    total: &Quantity,
    parts: &[&Quantity],
    (rest, kind): (&str, Total),
    review: &mut Review,
) {
    let whole = total.number.interval();
    for start in 0..parts.len().saturating_sub(1) {
        if sum(parts[start..].iter().copied()).is_some_and(|s| s.meets(whole)) {
            let parts = &parts[start..];
            let quotes = reading.quotes(parts.iter().copied().chain([total]));
            return review.holds(
                Relation::Sum,
                quotes,
                format!("{}，与{}相符", written(reading, parts, total), reading.printed(total)),
            );
        }
    }
    if !is_declared(reading, total, parts, rest, kind) {
        return;
    }
    let Some(value) = sum(parts.iter().copied()) else { return };
    // 每人分别补贴60元、80元，共898.82万元: standards, and what was paid by them.
    if !is_plausible_sum(reading, total, parts, value) {
        return;
    }
    let calc = format!("{}，报告为{}", written(reading, parts, total), reading.printed(total));
    let suggestion = format!(
        "合计应为{}，或核对各分项{}",
        in_unit_of(value.middle(), &total.number),
        parts.iter().map(|q| reading.printed(q)).collect::<Vec<_>>().join("、")
    );
    let quotes = reading.quotes([total].into_iter().chain(parts.iter().copied()));
    let confidence = if stated_count(rest) == Some(parts.len()) { Confidence::Certain } else { Confidence::Likely };
    let scores = total.number.dimension == Dimension::Score;
    let kind = if scores { Kind::ScoreSumMismatch } else { Kind::SumMismatch };
    review.findings.push(Finding::new(kind, quotes, calc, suggestion).confidence(confidence));
}

/// 线下招聘会28场、直播14场，共42场: two things of a kind in one breath, and at once their total.
fn is_pair(reading: &Reading<'_>, total: &Quantity, parts: &[&Quantity]) -> bool {
    let [a, b] = parts else { return false };
    let counted = matches!(total.number.dimension, Dimension::Count(_) | Dimension::Other(_) | Dimension::PersonTimes);
    let joined = reading.between(a.passage, a.number.span.end..b.number.span.start).contains('、');
    let bare = total.lead == "共" && b.tail.is_empty() && a.sentence == total.sentence;
    counted && joined && bare && a.clause == b.clause && total.clause == b.clause + 1
}

/// 财政补助和个人缴费两项: both parts by their names.
fn names_both(rest: &str, counted: Option<usize>) -> bool {
    counted == Some(2) && rest.contains(['和', '与', '及', '、'])
}

/// Whether the words say that exactly these parts make the total.
fn is_declared(reading: &Reading<'_>, total: &Quantity, parts: &[&Quantity], rest: &str, kind: Total) -> bool {
    let counted = stated_count(rest);
    let halves = quarters_of(total).is_some_and(|quarters| quarters.len() == parts.len());
    let generic = halves
        || is_generic(rest)
        || counted_measure(rest).is_some_and(|(n, _)| n == parts.len())
        || names_both(rest, counted);
    if parts.len() < 2 || !generic || counted.is_some_and(|n| n != parts.len()) {
        return false;
    }
    let parallel = parts.iter().all(|p| {
        p.is_amount()
            // 500元的6笔: a class, not an amount.
            && !(p.number.dimension == Dimension::Money && p.tail.starts_with('的'))
            && p.prior == total.prior
            && (p.year == total.year || !p.year_printed)
            && p.number.value != total.number.value
            && !p.led_by(&["增至", "降至", "升至", "减至"])
            && total_words(&p.lead).is_none()
            && !is_apiece(p)
            && !p.led_by(&[
                "比",
                "较",
                "均",
                "每",
                "最高",
                "最低",
                "达到",
                "其余",
                "上年",
                "去年",
                "计划",
                "目标",
                "任务",
                "预算数",
            ])
    });
    // 其余5类共917人: a part like the others.
    let rest_of = |q: &Quantity| ["其余", "其他", "其它", "另外", "剩余"].iter().any(|word| q.lead.starts_with(word));
    let end = |q: &Quantity| (q.passage, q.number.span.end) < (total.passage, total.number.span.start);
    let own = reading.in_sentence(total.sentence).iter().rfind(|q| end(q));
    if rest_of(total) || own.is_some_and(|q| rest_of(q) && q.clause == total.clause) {
        return false;
    }
    // The total follows its parts at once, and so do the parts each other.
    let Some(last) = parts.last() else { return false };
    let apart = last.sentence != total.sentence;
    let near = apart
        || halves
        || total.clause.saturating_sub(last.clause) <= 1
            && parts.windows(2).all(|w| w[1].clause.abs_diff(w[0].clause) <= 1);
    // 共 alone may count something else: it needs parts of one kind with nothing between.
    let enough = total.number.dimension == Dimension::Person || parts.len() > 2 || is_pair(reading, total, parts);
    let firm = kind == Total::Declared || (rest.is_empty() && enough && !last.led_by(&["其中"]));
    parallel && near && (firm || counted.is_some())
}
