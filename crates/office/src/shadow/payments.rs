//! What was paid, beside what the export of persons says and our law gives.

use std::collections::{BTreeMap, HashMap, HashSet};

use base::{Fen, Month, RegionCode};
use desk::{Look, Unplanned};
use schemes::resident::RuleBook;

use super::compare::Found;
use super::exports::{Exports, lines};
use super::pensions::{ROUNDING, by_law};
use crate::tables::{DifferenceKind, ShadowKind, ShadowPayment, ShadowPerson, ShadowSubject};

/// What was paid for earlier months before this export, by month and number; or the month whose
/// export of payments is missing, so that nobody can say.
pub(super) type Earlier = BTreeMap<Month, Result<HashMap<String, Fen>, Month>>;

/// Reads what was paid before for the other months of this export.
pub(super) fn earlier(
    look: &mut Look<'_>,
    exports: &Exports,
    month: Month,
    payments: &[ShadowPayment],
) -> Result<Earlier, Unplanned> {
    let mut earlier = Earlier::new();
    for payment in payments.iter().filter(|payment| payment.for_month < month) {
        let of = payment.for_month;
        if earlier.contains_key(&of) {
            continue;
        }
        if let Some(gap) = exports.missing(ShadowKind::Payments, of.previous(), month.previous()) {
            earlier.insert(of, Err(gap));
            continue;
        }
        let batches = exports.between(ShadowKind::Payments, of.previous(), month.previous());
        let mut paid: HashMap<String, Fen> = HashMap::new();
        for line in lines::<ShadowPayment>(look, &batches)?.into_iter().filter(|line| line.paid && line.for_month == of)
        {
            *paid.entry(line.number).or_default() += line.amount;
        }
        earlier.insert(of, Ok(paid));
    }
    Ok(earlier)
}

/// The difference of a payment for an earlier month (an import takes none for a later one): with what was paid for that month before, it must
/// come to what our law gives for it (补发、调整补发).
pub(super) fn compare_other(
    payment: &ShadowPayment,
    person: &ShadowPerson,
    earlier: &Earlier,
    (place, book): (RegionCode, &RuleBook),
) -> Option<Found> {
    let of = payment.for_month;
    let found = |ours, kind, words: String| Found {
        subject: ShadowSubject::Payment,
        kind,
        number: payment.number.clone(),
        name: payment.name.clone(),
        period: of.number(),
        theirs: payment.amount,
        ours,
        words,
    };
    let paid = match earlier.get(&of) {
        Some(Ok(paid)) => paid.get(&payment.number).copied().unwrap_or_default(),
        gap => {
            let gap = gap.and_then(|gap| gap.as_ref().err().copied()).unwrap_or(of);
            let words = format!("缺少 {gap} 的发放月报，不知道 {of} 已发多少，补发无法复算");
            return Some(found(payment.amount, DifferenceKind::NotComputable, words));
        }
    };
    let owed = match by_law(person, of, place, book) {
        Ok(owed) => owed,
        Err(words) => return Some(found(payment.amount, DifferenceKind::NotComputable, words)),
    };
    let difference = paid + payment.amount - owed;
    let words = format!("{of} 以前已发 {paid} 元，补发后共 {} 元，按该月规定应为 {owed} 元", paid + payment.amount);
    let kind = match difference {
        difference if difference.is_zero() => return None,
        difference if difference < ROUNDING && -difference < ROUNDING => DifferenceKind::Rounding,
        _ if owed.is_zero() => DifferenceKind::NotOwed,
        _ => DifferenceKind::OtherBase,
    };
    Some(found(owed - paid, kind, words))
}

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
