//! A10 of people in a bracket behind their count: 成员4名（王某、李某、陈某、周某）; 副局长3名（分管就业、社保、劳动关系的副局长各1名）.

use super::{List, judge};
use crate::finding::Review;
use crate::quantity::Quantity;
use crate::reading::Reading;
use rust_decimal::Decimal;

/// Who is called by name and not by office.
const NAMED: [&str; 6] = ["成员", "组员", "委员", "专家", "队员", "评委"];
/// What offices and posts are called by.
const OFFICES: &str = "局科股室长师员处任部院会中心财政审计民工医保人社";

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for quantity in reading.quantities.iter().filter(|q| is_count(q)) {
        let passage = &reading.text.passages[quantity.passage];
        let open = quantity.number.span.end + quantity.tail.chars().count();
        if passage.chars.get(open) != Some(&'（') {
            continue;
        }
        let length = passage.chars[open + 1..].iter().take_while(|sign| !matches!(sign, '）' | '（')).count();
        let end = open + 1 + length;
        let inner = passage.slice(open + 1..end);
        let closed = passage.chars.get(end) == Some(&'）') && !inner.contains(['，', '；', '：', '等']);
        let members = one_of_each(&inner).or_else(|| names(&inner, &quantity.lead)).filter(|_| closed);
        if let Some((least, most)) = members {
            judge(reading, quantity, &List { end, least, most }, quantity.lead_start..end, review);
        }
    }
}

fn is_count(q: &Quantity) -> bool {
    let small = (Decimal::TWO..=Decimal::from(30)).contains(&q.number.value);
    small && q.number.dimension.is_counted() && q.number.is_exact() && q.number.is_operand()
}

/// 甲、乙和丙各1名: as many as are listed; 和 may stand in a name.
fn one_of_each(inner: &str) -> Option<(usize, usize)> {
    let units = ["名", "人", "个", "家", "位"];
    let list = units.iter().find_map(|unit| {
        let list = inner.strip_suffix(unit)?;
        list.strip_suffix("各1").or_else(|| list.strip_suffix("各一"))
    })?;
    let plain = !list.contains(|sign: char| sign.is_ascii_digit()) && !list.contains('各');
    let least = list.matches('、').count() + 1;
    let most = least + list.matches(['和', '及', '与']).count();
    (plain && most > 1).then_some((least, most))
}

/// 王某、李某; behind 成员 also full names.
fn names(inner: &str, lead: &str) -> Option<(usize, usize)> {
    let parts: Vec<&str> = inner.split(['、', ' ']).filter(|part| !part.is_empty()).collect();
    let masked = |name: &&str| name.contains(['某', '×', '*']);
    let short = |name: &&str| (2..=3).contains(&name.chars().count());
    let own = NAMED.iter().any(|word| lead.ends_with(word));
    let named = parts.iter().all(|name| masked(name) || own && !name.contains(|sign| OFFICES.contains(sign)));
    (parts.len() > 1 && parts.iter().all(short) && named).then_some((parts.len(), parts.len()))
}
