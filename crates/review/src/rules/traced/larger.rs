//! B05 and B01 of a part that is larger than its whole, where the list need not be complete: 低保对象9436人，其中重度残疾人18720人、
//! 未成年人1143人; 总人口46.3万人，其中医保参保387万人.

use super::Known;
use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (at, first) in reading.quantities.iter().enumerate().filter(|(_, q)| q.lead.starts_with("其中")) {
        let Some(whole) = at.checked_sub(1).map(|at| &reading.quantities[at]).filter(|whole| is_whole(whole, first))
        else {
            continue;
        };
        // 一至四季度分别a、b、c和d，其中下半年e: of them all.
        let listed = at
            .checked_sub(2)
            .map(|at| &reading.quantities[at])
            .is_some_and(|q| q.sentence == whole.sentence && q.clause == whole.clause && is_like(whole, q));
        if listed {
            continue;
        }
        let list = reading.quantities[at..].iter().take_while(|q| {
            let open = q.sentence == first.sentence && q.part == first.part && q.bracket == first.bracket;
            // What stands behind a comma may be of something else.
            let beside = std::ptr::eq(*q, first) || q.clause == first.clause;
            open && beside && is_like(whole, q) && !is_flow(q)
        });
        for part in list.filter(|q| q.number.interval().low > whole.number.interval().high) {
            if !known.says_anything(reading, part) && !known.says_anything(reading, whole) {
                say(reading, whole, part, review);
            }
        }
    }
}

/// The figure directly before, of the same sentence and measure.
fn is_whole(whole: &Quantity, part: &Quantity) -> bool {
    let counted = matches!(whole.number.dimension, Dimension::Person | Dimension::Count("户" | "家" | "件" | "名"));
    let flow = whole.is_change() || whole.prior || is_flow(whole);
    let beside = whole.sentence == part.sentence
        && part.clause.abs_diff(whole.clause) <= 1
        && part.part == whole.part
        && whole.bracket == part.bracket;
    // 户均1.48人 is nobody's whole.
    let whole_people = whole.number.step >= Decimal::ONE || whole.number.factor > Decimal::ONE;
    counted
        && whole_people
        && !whole.led_by(&["均"])
        && !flow
        && beside
        && whole.number.is_operand()
        && !whole.number.chinese
}

fn is_like(whole: &Quantity, part: &Quantity) -> bool {
    whole.number.dimension == part.number.dimension && part.number.is_operand() && !part.is_change() && !part.prior
}

/// What comes and goes may be more than what there is.
fn is_flow(q: &Quantity) -> bool {
    q.led_by(&["新增", "累计", "补", "追", "清退", "退出", "死亡", "办理", "次", "全年", "上门"])
}

fn say(reading: &Reading<'_>, whole: &Quantity, part: &Quantity, review: &mut Review) {
    let populace = whole.led_by(&["人口", "户籍", "常住"]);
    // Who is insured may live elsewhere.
    if populace && part.number.value < whole.number.value * Decimal::from(3) {
        return;
    }
    let calc = format!("其中的{}大于总数{}", reading.printed(part), reading.printed(whole));
    let (kind, suggestion) = if populace {
        (Kind::UnitSlip, "核对小数点和计量单位")
    } else {
        (Kind::SubsetExceedsTotal, "部分不应大于总数：核对两个数")
    };
    let finding = Finding::new(kind, reading.quotes([part, whole]), calc, suggestion);
    review.findings.push(finding.confidence(Confidence::Likely));
}
