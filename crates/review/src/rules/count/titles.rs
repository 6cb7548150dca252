//! A10: 出台了《甲办法》和《乙细则》2个文件: titles directly before the count of the papers.

use super::{List, judge};
use crate::finding::{Finding, Review};
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// What stands between two titles of a list.
const JOINTS: [&str; 6] = ["、", "和", "及", "与", "以及", ""];

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for quantity in reading.quantities.iter().filter(|q| counts_papers(q)) {
        let passage = &reading.text.passages[quantity.passage];
        let end = quantity.number.span.start;
        // 《甲》《乙》《丙》等3项: all are listed, or one is left out.
        let open = end > 0 && passage.chars[end - 1] == '等';
        if let Some((titles, start)) = titles_before(&passage.chars, end - usize::from(open)) {
            if open && is_left_open(quantity, titles) {
                continue;
            }
            let list = List { end: quantity.number.span.start, least: titles, most: titles };
            let said = review.findings.len();
            judge(reading, quantity, &list, start..quantity.number.span.end, review);
            // 等 may leave one out.
            if open && quantity.number.value > Decimal::from(titles) {
                let own = review.findings.drain(said..).collect::<Vec<_>>();
                review.findings.extend(own.into_iter().map(Finding::asked));
            }
        }
    }
}

/// 《甲》《乙》等5项: more than are listed. Who lists three or more leaves out no single one.
fn is_left_open(quantity: &Quantity, titles: usize) -> bool {
    let listed = Decimal::from(titles);
    quantity.number.value > listed + Decimal::ONE || quantity.number.value > listed && titles < 3
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
