//! Places that are counted and listed: 6个县（市、区），分别是…, 甲区、乙县、丙县3个预算单位. The city's own office (市本级)
//! stands in such lists without being one of the counties.

use super::List;
use crate::quantity::Quantity;
use crate::text::Passage;

const KINDS: &str = "县市区旗镇乡州";

/// The length of （市、区） behind 县: other kinds of the same places.
pub(super) fn bracket(chars: &[char]) -> usize {
    let inside = chars.iter().skip(1).take_while(|sign| KINDS.contains(**sign) || **sign == '、').count();
    let whole = chars.first() == Some(&'（') && inside > 0 && chars.get(inside + 1) == Some(&'）');
    if whole && chars.get(inside + 2).is_some_and(|sign| "，：".contains(*sign)) { inside + 2 } else { 0 }
}

/// How many of a list are 市本级 and the like.
pub(super) fn cities_own(list: &[char]) -> usize {
    list.split(|sign| *sign == '、').filter(|name| name.ends_with(&['本', '级'])).count()
}

/// A list of places before the count of them or of their offices.
pub(super) fn before(members: &[&str], quantity: &Quantity, end: usize) -> Option<List> {
    let is_own = |name: &str| name.ends_with("本级");
    let is_place = |name: &str| name.ends_with(|sign| KINDS.contains(sign)) || is_own(name);
    let short = members.get(1..)?.iter().all(|name| (2..=6).contains(&name.chars().count()));
    let counted = quantity.tail.starts_with(|sign| KINDS.contains(sign))
        || ["预算单位", "地区", "单位", "统筹", "经办机构"].iter().any(|word| quantity.tail.starts_with(word));
    let whole = members.len() >= 3 && members.iter().all(|name| is_place(name)) && short && counted;
    let own = members.iter().filter(|name| is_own(name)).count();
    // 市本级 is a unit but no county.
    let least = if quantity.tail.contains("单位") { members.len() } else { members.len() - own };
    whole.then_some(List { end, least, most: members.len() })
}

/// 甲区、乙县、丙县和丁区等4个县（区）: where 和 stands before the last of them, 等 leaves nobody out.
pub(super) fn closed(members: &[&str], quantity: &Quantity, found: &List) -> Option<List> {
    let is_place = |name: &str| name.ends_with(|sign| KINDS.contains(sign));
    let (last, others) = members.split_last()?;
    let named = others.iter().skip(1).chain([last]).all(|name| is_place(name) && name.chars().count() <= 6)
        && others.first().is_some_and(|first| is_place(first));
    let joined =
        found.most == members.len() && found.most == found.least + 1 && quantity.lead.contains(&format!("和{last}等"));
    let counted = quantity.tail.starts_with(|sign| KINDS.contains(sign));
    (named && joined && counted && members.len() > 2).then_some(List {
        end: found.end,
        least: members.len(),
        most: members.len(),
    })
}

fn is_place(name: &str) -> bool {
    name.ends_with(|sign| KINDS.contains(sign)) && (2..=6).contains(&name.chars().count())
}

/// Nothing but names of places, parted by 、 and 和.
pub(super) fn only(list: &[char]) -> bool {
    let list: String = list.iter().collect();
    list.split(['、', '和']).all(is_place)
}

/// 将甲市、乙州和丙市列为重点，共3个市（州）: the clause before names them all.
pub(super) fn counted_after(passage: &Passage, quantity: &Quantity) -> Option<(List, usize)> {
    let counted = matches!(quantity.lead.as_str(), "共" | "共计" | "总共")
        && quantity.tail.starts_with(|sign| KINDS.contains(sign))
        && quantity.number.is_operand();
    let comma = quantity.number.span.start.checked_sub(quantity.lead.chars().count() + 1)?;
    if !counted || passage.chars.get(comma) != Some(&'，') {
        return None;
    }
    let start = passage.chars[..comma].iter().rposition(|sign| "，。；：".contains(*sign)).map_or(0, |mark| mark + 1);
    let clause = passage.slice(start..comma);
    let (first, others) = clause.split_once('、')?;
    let names: Vec<&str> = others.split(['、', '和']).collect();
    let (last, between) = names.split_last()?;
    // The verb stands behind the last of them.
    let last: Vec<char> = last.chars().take(5).collect();
    let told = last.iter().skip(1).any(|sign| KINDS.contains(*sign));
    let joined = others.matches('和').count() == 1;
    let whole = first.ends_with(|sign| KINDS.contains(sign)) && between.iter().all(|name| is_place(name));
    let count = names.len() + 1;
    let stated = usize::try_from(quantity.number.value.trunc().mantissa()).ok()?;
    let near = stated.abs_diff(count) <= 1;
    (told && joined && whole && near && !clause.contains(['等', '（', '“']))
        .then_some((List { end: comma, least: count, most: count }, start))
}
