//! The balance of an account: that of the export before, with the fees, subsidies, pensions and
//! interest since.

use std::collections::HashMap;

use base::{Fen, Month};
use schemes::Trace;
use schemes::resident::{InterestRules, year_interest};

use super::compare::Found;
use super::fees::Subsidies;
use super::pensions::ROUNDING;
use crate::tables::{DifferenceKind, ShadowFee, ShadowPayment, ShadowPerson, ShadowSubject};

/// What an account rests on since the export before.
pub(super) struct Since<'a> {
    /// The month of the export before.
    pub(super) before: Month,
    /// This month.
    pub(super) month: Month,
    pub(super) balances: HashMap<&'a str, Fen>,
    /// Fees booked since, by person.
    pub(super) fees: HashMap<&'a str, Vec<&'a ShadowFee>>,
    /// Account parts of pensions paid since, by person.
    pub(super) pensions: HashMap<&'a str, Vec<&'a ShadowPayment>>,
    /// Balances at the end of the December before last and movements of last year, when a year's
    /// interest was credited since; an error where it cannot be computed again.
    pub(super) year: Option<Result<LastYear<'a>, String>>,
}

/// The year whose interest was credited since.
pub(super) struct LastYear<'a> {
    pub(super) rules: InterestRules,
    pub(super) opening: HashMap<&'a str, Fen>,
    pub(super) fees: HashMap<&'a str, Vec<&'a ShadowFee>>,
    pub(super) pensions: HashMap<&'a str, Vec<&'a ShadowPayment>>,
}

/// The difference of a balance, if there is one.
pub(super) fn compare(person: &ShadowPerson, since: &Since<'_>, subsidies: &mut Subsidies<'_>) -> Option<Found> {
    let number = person.number.as_str();
    let found = |ours, kind, words| Found {
        subject: ShadowSubject::Balance,
        kind,
        number: person.number.clone(),
        name: person.name.clone(),
        period: since.month.number(),
        theirs: person.balance,
        ours,
        words,
    };
    let fees = since.fees.get(number).map_or(&[][..], Vec::as_slice);
    // Who is new begins with nothing.
    let opening = since.balances.get(number).copied();
    let mut ours = opening.unwrap_or_default();
    for fee in fees {
        match subsidies.of(fee) {
            Ok(subsidy) => ours += fee.amount + subsidy,
            Err(error) => return Some(found(person.balance, DifferenceKind::NotComputable, error)),
        }
    }
    let pensions = since.pensions.get(number).map_or(&[][..], Vec::as_slice);
    ours -= pensions.iter().map(|payment| payment.account).sum::<Fen>();
    match &since.year {
        None => {}
        Some(Err(why)) => return Some(found(person.balance, DifferenceKind::NotComputable, why.clone())),
        Some(Ok(year)) => match interest(number, year, subsidies) {
            Ok(interest) => ours += interest,
            Err(why) => return Some(found(person.balance, DifferenceKind::NotComputable, why)),
        },
    }
    if ours == person.balance {
        return None;
    }
    if opening.is_none() {
        let words = format!("{} 的人员月报中没有这个人，账户余额与新增缴费不符，请核对是否转入", since.before);
        return Some(found(ours, DifferenceKind::UnknownPerson, words));
    }
    let (kind, words) = explain(person.balance - ours, fees, subsidies);
    Some(found(ours, kind, words))
}

/// Whoever had an account in the export before and is not in this one.
pub(super) fn vanished(person: &ShadowPerson, month: Month) -> Found {
    Found {
        subject: ShadowSubject::Balance,
        kind: DifferenceKind::UnknownPerson,
        number: person.number.clone(),
        name: person.name.clone(),
        period: month.number(),
        theirs: Fen::ZERO,
        ours: person.balance,
        words: "上次的人员月报有这个人，本月没有，请核对是否转出、注销或漏报".to_owned(),
    }
}

fn interest(number: &str, year: &LastYear<'_>, subsidies: &mut Subsidies<'_>) -> Result<Fen, String> {
    let mut movements = Vec::new();
    for fee in year.fees.get(number).map_or(&[][..], Vec::as_slice) {
        movements.push((Month::of(fee.paid_on), fee.amount + subsidies.of(fee)?));
    }
    for payment in year.pensions.get(number).map_or(&[][..], Vec::as_slice) {
        movements.push((payment.for_month, -payment.account));
    }
    let opening = year.opening.get(number).copied().unwrap_or_default();
    year_interest(opening, &movements, &year.rules, &mut Trace::off()).map_err(|e| e.to_string())
}

fn explain(difference: Fen, fees: &[&ShadowFee], subsidies: &mut Subsidies<'_>) -> (DifferenceKind, String) {
    if difference < ROUNDING && -difference < ROUNDING {
        return (DifferenceKind::Rounding, format!("差 {difference} 元，不足一角：计息取舍不同"));
    }
    for fee in fees {
        let whole = fee.amount + subsidies.of(fee).unwrap_or_default();
        if [fee.amount, whole, fee.amount + fee.subsidy].contains(&-difference) {
            let words = format!("差额正是 {} 年度税票 {} 的缴费，省系统账户中没有这一笔", fee.year, fee.serial);
            return (DifferenceKind::MissingYear, words);
        }
        if difference == whole || difference == fee.amount {
            let words = format!("差额等于 {} 年度税票 {}，省系统可能记了两次", fee.year, fee.serial);
            return (DifferenceKind::MissingYear, words);
        }
    }
    let booked: Fen = fees.iter().map(|fee| fee.subsidy - subsidies.of(fee).unwrap_or_default()).sum();
    if booked == difference {
        return (DifferenceKind::LawVersion, "差额就是缴费补贴的差额，见“缴费补贴”".to_owned());
    }
    (DifferenceKind::Unexplained, format!("差 {difference} 元，请调阅省系统的账户明细"))
}
