//! A10: 出台了《甲办法》和《乙细则》2个文件: titles directly before the count of the papers.

use super::{List, judge};
use crate::finding::Review;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::unit::Dimension;

/// What stands between two titles of a list.
const JOINTS: [&str; 6] = ["、", "和", "及", "与", "以及", ""];

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for quantity in reading.quantities.iter().filter(|q| counts_papers(q)) {
        let passage = &reading.text.passages[quantity.passage];
        if let Some((titles, start)) = titles_before(&passage.chars, quantity.number.span.start) {
            let list = List { end: quantity.number.span.start, least: titles, most: titles };
            judge(reading, quantity, &list, start..quantity.number.span.end, review);
        }
    }
}

fn counts_papers(quantity: &Quantity) -> bool {
    let counted = matches!(quantity.number.dimension, Dimension::Count("个" | "项" | "份" | "部" | "件"));
    let papers = ["文件", "制度", "办法", "方案", "规定", "通知", "政策", "细则"];
    counted && quantity.number.is_operand() && papers.iter().any(|word| quantity.tail.contains(word))
}

/// How many titles stand in a row before `end`, and where the first begins; numbers of papers in brackets are passed over.
fn titles_before(chars: &[char], end: usize) -> Option<(usize, usize)> {
    let (mut titles, mut start) = (0, end);
    loop {
        let mut at = start;
        while chars.get(at.checked_sub(1)?) == Some(&'）') {
            at = chars[..at].iter().rposition(|sign| *sign == '（')?;
        }
        let close = chars[..at].iter().rposition(|sign| *sign == '》').filter(|close| at - close <= 3);
        let between: String = close.map_or_else(String::new, |close| chars[close + 1..at].iter().collect());
        let Some(close) = close.filter(|_| JOINTS.contains(&between.as_str())) else { break };
        // 《关于印发〈办法〉的通知》, and titles within titles.
        let mut depth = 0_usize;
        let open = (0..=close).rev().find(|spot| {
            match chars[*spot] {
                '》' => depth += 1,
                '《' => depth -= 1,
                _ => {}
            }
            depth == 0
        })?;
        (titles, start) = (titles + 1, open);
    }
    (titles > 1).then_some((titles, start))
}
