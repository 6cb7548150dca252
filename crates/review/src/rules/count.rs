//! A10: 设有8个科室，具体是甲、乙、…: the stated count and the list.

mod above;
mod each_one;
mod enumerated;
mod figured;
mod halves;
mod headings;
mod in_order;
mod places;
mod shares;
mod sited;
mod tabled;
mod titles;
mod told_before;

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::text::Passage;
use crate::unit::{Dimension, starts};
use rust_decimal::Decimal;

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    enumerated::check(reading, review);
    halves::check(reading, review);
    tabled::check(reading, review);
    shares::check(reading, review);
    titles::check(reading, review);
    in_order::check(reading, review);
    each_one::check(reading, review);
    told_before::check(reading, review);
    headings::check(reading, review);
    above::check(reading, review);
    sited::check(reading, review);
    for quantity in &reading.quantities {
        let passage = &reading.text.passages[quantity.passage];
        if let Some(list) = list_behind(passage, quantity) {
            let span = quantity.lead_start..list.end;
            judge(reading, quantity, &list, span, review);
        } else if let Some((list, start)) = list_before(passage, quantity) {
            judge(reading, quantity, &list, start..quantity.number.span.end, review);
        } else if let Some((list, start)) =
            list_of_kind(passage, quantity).or_else(|| places::counted_after(passage, quantity))
        {
            judge(reading, quantity, &list, start..quantity.number.span.end, review);
        }
    }
}

/// A list with the least and the most members it can have.
struct List {
    end: usize,
    least: usize,
    most: usize,
}

const OPENERS: &[&str] = &[
    "具体是",
    "具体为",
    "具体包括",
    "分别是",
    "分别为",
    "分别位于",
    "分别设在",
    "分别设于",
    "分别建在",
    "分别坐落于",
    "参加的有",
    "成员为",
    "成员包括",
    "即",
    "包括",
    "为",
    "是",
    "有",
];
/// Those that can do nothing but list.
const FIRM: &[&str] = &["具体", "分别", "参加的有", "成员", "即", "包括"];
/// A list and its count differ by no more where one of them was forgotten.
const FORGOTTEN: usize = 2;

/// The list that enumerates what was counted, up to the end of its sentence.
fn list_behind(passage: &Passage, quantity: &Quantity) -> Option<List> {
    let number = &quantity.number;
    let countable = match number.dimension {
        Dimension::Count(word) => !matches!(word, "次" | "期" | "批" | "条" | "件" | "笔" | "份" | "例"),
        // 由五人组成，成员为甲、乙、….
        Dimension::Person => quantity.tail == "组成",
        _ => false,
    };
    let small = (2..=40).contains(&u64::try_from(number.value.trunc().mantissa()).unwrap_or(0))
        && number.is_exact()
        && number.is_operand();
    let noun = quantity.tail.chars().count();
    // 下属单位4家，分别是…: the noun stands before.
    let behind = &passage.chars[number.span.end..];
    let listed = ["，分别", "，即", "，具体", "，包括"].iter().any(|word| starts(behind, word));
    let had = ["有", "为", "是", "共"].iter().any(|word| quantity.lead.ends_with(word));
    let listed = listed || had && matches!(behind.first(), Some('：' | '（'));
    // 慢特病6种：甲、乙、….
    let listed = listed
        || matches!(number.dimension, Dimension::Count("种" | "类" | "个" | "项" | "家" | "所"))
            && behind.first() == Some(&'：');
    let before = noun == 0 && listed && quantity.lead.chars().count() >= 2;
    if !countable || !small || noun == 0 && !before || noun > 12 || quantity.tail.contains(['“', '"', '的']) {
        return None;
    }
    let mut at = number.span.end + noun;
    at += places::bracket(&passage.chars[at..]);
    let mark = *passage.chars.get(at)?;
    let bracketed = mark == '（';
    if !matches!(mark, '：' | '，' | '（') {
        return None;
    }
    at += 1;
    let opener = OPENERS.iter().find(|w| starts(&passage.chars[at..], w));
    // After a comma only words that can do nothing but list; a colon or a bracket lists by itself.
    let firm = opener.is_some_and(|w| FIRM.iter().any(|firm| w.starts_with(firm)));
    if mark == '，' && !firm {
        return None;
    }
    // 5个镇（街道、乡）: other names of what is counted.
    let inner: String = passage.chars[at..].iter().take_while(|sign| **sign != '）').collect();
    let kinds = [
        "街道",
        "乡",
        "镇",
        "乡镇",
        "村",
        "社区",
        "办事处",
        "开发区",
        "园区",
        "农场",
        "县",
        "市",
        "区",
        "苏木",
        "团场",
    ];
    if bracketed && inner.split(['、', '和']).all(|name| kinds.contains(&name)) {
        return None;
    }
    if let Some(word) = opener.filter(|_| firm || mark == '：') {
        at += word.chars().count();
    }
    at += usize::from(passage.chars.get(at) == Some(&'：'));
    // Where things are located several may stand in one place.
    let located = opener.is_some_and(|word| word.ends_with(['于', '在']));
    let fewer = |list: &List| number.value < Decimal::from(list.least);
    members(&passage.chars, at, bracketed, &quantity.tail).filter(|list| !located || fewer(list))
}

/// Members between 、 up to the end; 和 may join two members or stand in a name.
fn members(chars: &[char], start: usize, bracketed: bool, kind: &str) -> Option<List> {
    let (mut depth, mut least, mut joints, mut at, mut quoted) = (0usize, 1, 0, start, false);
    let mut figures = false;
    loop {
        let c = *chars.get(at)?;
        match c {
            '（' | '《' => depth += 1,
            '）' if depth == 0 && bracketed => break,
            '）' | '》' => depth = depth.checked_sub(1)?,
            '“' => quoted = true,
            '”' => quoted = false,
            _ if depth > 0 || quoted => {}
            '。' if !bracketed => break,
            '；' if !bracketed => break,
            '、' => least += 1,
            '和' | '及' | '与' => joints += 1,
            // …，其中甲股承办: one of the list is told more of.
            // …，全部由县级负担: all of them once more.
            '，' if !bracketed
                && least >= 3
                && ["，其中", "，全部", "，均"].iter().any(|w| starts(&chars[at..], w)) =>
            {
                break;
            }
            // 即甲市、乙市和丙州，涉及支出…: nothing but places before the comma.
            '，' if !bracketed && least >= 2 && places::only(&chars[start..at]) => break,
            // 八个科：甲科、…、乙科，负责登记、核定和支付: all of the kind, what follows is none of it.
            '，' if !bracketed && least >= 3 && are_of_kind(&chars[start..at], &chars[at + 1..], kind) => break,
            // A comma ends the list where nothing is listed behind it.
            '，' if !bracketed && least >= 2 && !lists_on(&chars[at + 1..]) => break,
            '，' | '。' | '；' | '：' => return None,
            '等' => return None,
            c if c.is_ascii_digit() => figures = true,
            _ => {}
        }
        at += 1;
    }
    if figures {
        let (least, most) = figured::members(&chars[start..at])?;
        return Some(List { end: at, least, most });
    }
    // 市本级和6个县，分别是市本级、…: it may be listed without being counted.
    let uncounted = places::cities_own(&chars[start..at]);
    let most = least + joints;
    // 甲社区、乙社区和丙社区: 和 joins two of a kind.
    let least = if are_alike(&chars[start..at]) { least + joints } else { least };
    (least >= 2 && at - start >= 4).then_some(List { end: at, least: least - uncounted, most })
}

/// Whether every member ends with a sign of what is counted, and what stands behind the comma does not go on with them.
fn are_of_kind(list: &[char], behind: &[char], kind: &str) -> bool {
    let list: String = list.iter().collect();
    let next: String = behind.iter().take_while(|sign| !"、，。；".contains(**sign)).collect();
    let of_kind = |name: &str| name.ends_with(|sign| kind.contains(sign));
    list.split('、').all(of_kind) && !of_kind(&next)
}

/// Whether all that 、 and 和 part end with the same two signs.
fn are_alike(list: &[char]) -> bool {
    let list: String = list.iter().collect();
    let parts: Vec<Vec<char>> = list.split(['、', '和', '及', '与']).map(|part| part.chars().collect()).collect();
    let end = |part: &[char]| part.len().checked_sub(2).filter(|at| *at > 0).map(|at| part[at..].to_vec());
    let first = parts.first().and_then(|part| end(part));
    first.is_some() && parts.iter().all(|part| end(part) == first)
}

/// Whether the next clause goes on with a list.
fn lists_on(behind: &[char]) -> bool {
    behind.iter().take_while(|sign| !"，。；".contains(**sign)).any(|sign| *sign == '、')
}

/// 内设甲、乙、丙3个股室: the list stands directly before its count.
fn list_before(passage: &Passage, quantity: &Quantity) -> Option<(List, usize)> {
    let number = &quantity.number;
    let counted = matches!(number.dimension, Dimension::Count("个" | "家"))
        && number.is_exact()
        && number.is_operand()
        && (!quantity.tail.is_empty()
            || passage.chars.get(number.span.end).is_some_and(|sign| "，。；".contains(*sign)));
    let opener = ["内设", "下设", "下辖", "下属", "设有", "辖", "设", "包括"]
        .iter()
        .find_map(|word| Some((word, quantity.lead.rfind(word)?)))
        // 设施建设补助 is not set up.
        .filter(|(word, at)| {
            counted
                && !quantity.lead[at + word.len()..].starts_with(['施', '备', '立', '计', '置'])
                && !quantity.lead[..*at].ends_with('建')
        })?;
    let list = &quantity.lead[opener.1 + opener.0.len()..];
    let plain = !list.contains(['“', '”', '（', '：', '等', '及', '与']) && !list.ends_with(['共', '、', '有']);
    let least = list.matches('、').count() + 1;
    let end = number.span.start;
    let start = end.checked_sub(list.chars().count())?;
    // A list that brackets or dates interrupt is not read in one piece.
    let whole = passage.slice(start..end) == list;
    (plain && whole && least >= 2).then(|| (List { end, least, most: least + joints(list, &quantity.tail) }, start))
}

/// How many 和 may join two members: where all are of the kind that is counted, 规划财务和法规科 is one 科 and no two.
fn joints(list: &str, tail: &str) -> usize {
    let of_kind = |name: &str| name.chars().last().is_some_and(|sign| tail.contains(sign));
    let joined = |member: &str| {
        let parts: Vec<&str> = member.split('和').collect();
        parts.split_last().map_or(0, |(_, before)| before.iter().filter(|part| of_kind(part)).count())
    };
    if list.split('、').all(of_kind) { list.split('、').map(joined).sum() } else { list.matches('和').count() }
}

/// 抽取甲县、乙县2个县: all are of the kind that is counted; 甲、乙、丙、丁、戊和己等六类: many, and none left out.
fn list_of_kind(passage: &Passage, quantity: &Quantity) -> Option<(List, usize)> {
    let number = &quantity.number;
    let departments = number.dimension == Dimension::Count("部门");
    let counted = departments || matches!(number.dimension, Dimension::Count("个" | "家" | "项" | "类" | "种"));
    // 低保、特困、残疾人两项补贴、高龄津贴: a name with a count in it, one of the list.
    let behind = number.span.end + quantity.tail.chars().count();
    if passage.chars.get(behind) == Some(&'、') {
        return None;
    }
    let end = number.span.start;
    let start = end.checked_sub(quantity.lead.chars().count())?;
    let whole = passage.slice(start..end) == quantity.lead;
    if !counted || !number.is_operand() || !whole || quantity.lead.contains(['“', '（', '：', '及', '与']) {
        return None;
    }
    let (list, open) = quantity.lead.strip_suffix('等').map_or((quantity.lead.as_str(), false), |list| (list, true));
    // 用于稳岗位、防失业的甲、乙、丙三项: what they are for is no list.
    let what_for = list.split_once('的').is_some_and(|(before, _)| before.contains('、'));
    if what_for {
        return None;
    }
    let members: Vec<&str> = list.split(['、', '和']).collect();
    // 甲、乙、丙四部门（含我局）: who tells it is one of them.
    let own = usize::from(starts(&passage.chars[behind..], "（含"));
    let least = list.matches('、').count() + 1 + own;
    let found = List { end, least, most: least + list.matches('和').count() };
    let stated = usize::try_from(number.value.trunc().mantissa()).ok()?;
    if departments && own == 0 && stated > found.most {
        return None;
    }
    if open {
        // Who names so many of them and then leaves one out?
        // 甲区、乙县和丙区等3个县（区）: 和 ends the list.
        if let Some(list) = places::closed(&members, quantity, &found) {
            return Some((list, start));
        }
        let many =
            least >= 5 && list.matches('和').count() <= 1 && members.iter().all(|name| name.chars().count() >= 2);
        return (many && found.most >= 6 && stated <= found.most + 1).then_some((found, start));
    }
    if let Some(list) = places::before(&members, quantity, end).or_else(|| several(&members, &found, quantity)) {
        return Some((list, start));
    }
    let kind = quantity.tail.chars().next()?;
    let alike = ['县', '市', '区', '镇', '乡', '村', '局', '院', '校'].contains(&kind)
        && members[1..].iter().all(|name| name.ends_with(kind) && (2..=8).contains(&name.chars().count()))
        && members[0].ends_with(kind);
    (alike && members.len() > 1).then_some((List { end, least: members.len(), most: members.len() }, start))
}

/// 采用甲、乙、丙3种方法: nothing but a list before its count, and the count is next to what is listed.
fn several(members: &[&str], found: &List, quantity: &Quantity) -> Option<List> {
    let stated = usize::try_from(quantity.number.value.trunc().mantissa()).ok()?;
    let near = found.least <= stated + 1 && stated <= found.most + 1;
    let (first, others) = members.split_first()?;
    let plain = others.iter().all(|name| (2..=10).contains(&name.chars().count())) && first.chars().count() <= 14;
    // 决策、过程、产出、效益4类: what is counted is named by the list.
    let kinds = matches!(quantity.number.dimension, Dimension::Count("类" | "种")) && quantity.tail.is_empty();
    let noun = kinds
        || quantity.number.dimension == Dimension::Count("部门")
        || quantity.tail.chars().next().is_some_and(|sign| !"的，。".contains(sign));
    (near && plain && noun && found.least >= 3).then_some(List { end: found.end, least: found.least, most: found.most })
}

fn judge(reading: &Reading<'_>, quantity: &Quantity, list: &List, span: std::ops::Range<usize>, review: &mut Review) {
    let Some(stated) =
        u64::try_from(quantity.number.value.trunc().mantissa()).ok().and_then(|n| usize::try_from(n).ok())
    else {
        return;
    };
    let quotes = reading.text.quotes(quantity.passage, span);
    if (list.least..=list.most).contains(&stated) {
        return review.holds(Relation::Count, quotes, format!("列举{stated}项，与{}相符", reading.printed(quantity)));
    }
    if stated > list.most + FORGOTTEN || list.least > stated + FORGOTTEN {
        return;
    }
    let calc = format!("写明{}，列举{}项", reading.printed(quantity), list.least);
    let finding = Finding::new(Kind::CountMismatch, quotes, calc, "核对个数与列举，漏列的补上，多写的删去");
    review.findings.push(finding.confidence(Confidence::Likely));
}
