//! What was paid, beside what the export of persons says and our law gives.

use std::collections::{HashMap, HashSet};

use base::{Fen, Month};

use super::compare::Found;
use crate::tables::{DifferenceKind, ShadowPayment, ShadowPerson, ShadowSubject};

/// The difference of a payment of the month, if there is one. What is wrong with the pension itself
/// is told there, and not once more here.
pub(super) fn compare(payment: &ShadowPayment, month: Month, persons: &HashMap<&str, &ShadowPerson>) -> Option<Found> {
    let found = |ours, kind, words: String| Found {
        subject: ShadowSubject::Payment,
        kind,
        number: payment.number.clone(),
        name: payment.name.clone(),
        period: payment.for_month.number(),
        theirs: payment.amount,
        ours,
        words,
    };
    let Some(person) = persons.get(payment.number.as_str()) else {
        let words = "人员月报中没有这个个人编号，请核对是否冒名或已注销".to_owned();
        return Some(found(Fen::ZERO, DifferenceKind::UnknownPerson, words));
    };
    if person.name != payment.name {
        let words = format!("人员月报的姓名是“{}”", person.name);
        return Some(found(person.monthly, DifferenceKind::UnknownPerson, words));
    }
    if payment.for_month != month {
        // Arrears of other months: the state of those months is not in this export.
        return None;
    }
    match person.state.as_str() {
        "receiving" if person.monthly == payment.amount => None,
        "receiving" => {
            let words = format!("人员月报的月养老金是 {} 元，请核对是否抵扣或补发", person.monthly);
            Some(found(person.monthly, DifferenceKind::OtherBase, words))
        }
        state => {
            let state = match state {
                "ended" => "终止参保",
                "suspended" => "暂停参保",
                _ => "没有领取待遇",
            };
            Some(found(Fen::ZERO, DifferenceKind::NotOwed, format!("人员月报的状态是{state}，却发放了本月养老金")))
        }
    }
}

/// Whoever draws a pension and was not paid: arrears of other months and payments that failed are not this month's.
pub(super) fn unpaid(person: &ShadowPerson, month: Month, paid: &HashSet<&str>) -> Option<Found> {
    let owed = person.state == "receiving" && person.monthly > Fen::ZERO && !paid.contains(person.number.as_str());
    owed.then(|| Found {
        subject: ShadowSubject::Payment,
        kind: DifferenceKind::NotOwed,
        number: person.number.clone(),
        name: person.name.clone(),
        period: month.number(),
        theirs: Fen::ZERO,
        ours: person.monthly,
        words: "状态为待遇领取，本月没有发放成功的记录，请核对是否暂停或退票".to_owned(),
    })
}
