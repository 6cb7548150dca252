//! The pensions in payment in December 2018.

use base::{ByLevel, Fen, Level, Month};

use crate::accounts::{Account, account_pension};
use crate::chance::{Chance, Subject};
use crate::district::District;
use crate::people::Person;
use crate::standards::{AGE_SUPPLEMENT, BASE_PENSION, LONG_SUPPLEMENT_PER_YEAR};

/// The first month a pension was paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstPension {
    /// The month.
    pub month: Month,
}

/// Why an award is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No proof of life
    NotCertified,
    /// In prison
    Imprisoned,
    /// Receives an employee pension as well
    Double,
}

impl Reason {
    /// The words in the old system's list.
    pub const fn title(self) -> &'static str {
        match self {
            Reason::NotCertified => "1201 未提供领取资格证明",
            Reason::Imprisoned => "1202 服刑",
            Reason::Double => "1299 重复领取职工养老金",
        }
    }
}

/// An award that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Why.
    pub reason: Reason,
    /// The first month not paid.
    pub since: Month,
    /// Months before it that were paid wrongly and are to be recovered; 0 for most.
    pub overpaid_months: i64,
}

/// The hold of a suspended person; `owes` when money of his is an open recovery.
pub(crate) fn hold(seed: u64, person: &Person, owes: bool) -> Hold {
    let mut chance = Chance::new(seed, Subject::Award, person.index);
    let since = Month::of(crate::standards::TAKE_ON).plus(-i32::try_from(chance.below(12)).unwrap_or(0));
    let overpaid_months = if owes { i64::try_from(chance.between(1, 8)).unwrap_or(1) } else { 0 };
    let reason = match (owes, chance.one_in(9)) {
        (_, true) => Reason::Imprisoned,
        (true, false) => Reason::Double,
        (false, false) => Reason::NotCertified,
    };
    Hold { reason, since, overpaid_months }
}

/// A pension as the old system pays it, component by component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Award {
    /// First month paid.
    pub first: Month,
    /// Base pension by level.
    pub base: ByLevel,
    /// Supplement from 65 by level; zero before.
    pub age: ByLevel,
    /// Long-contribution supplement, all from the city.
    ///
    /// The scheme began in 2011, so nobody can have paid more than 15 years by 2018; seed report
    /// 003 nevertheless counts 7,510 people with it. They carry it over from the old rural
    /// insurance of the 1990s, whose papers stayed there: the component is taken on as it is
    /// paid (移植) and cannot be derived from the years in the account sheet.
    pub long: Fen,
    /// Account pension.
    pub account: Fen,
    /// Account balance when the pension began.
    pub at_start: Fen,
    /// Held, and why.
    pub hold: Option<Hold>,
}

impl Award {
    /// What the levels pay together.
    pub fn by_level(&self) -> ByLevel {
        self.base + self.age + ByLevel::only(Level::City, self.long)
    }

    /// What was paid wrongly before the hold and is still owed, by level.
    pub fn owed(&self) -> ByLevel {
        let months = self.hold.map_or(0, |hold| hold.overpaid_months);
        let mut owed = self.by_level();
        for level in Level::ALL {
            owed[level] = owed[level].times(months);
        }
        owed
    }

    /// The monthly pension.
    pub fn monthly(&self) -> Fen {
        self.by_level().total() + self.account
    }
}

/// When the pension began: with the scheme for those who were 60 by then, otherwise the month
/// after the 60th birthday.
pub(crate) fn first_pension(person: &Person) -> FirstPension {
    let scheme = Month::of(crate::standards::SCHEME_START);
    FirstPension { month: person.sixtieth().plus(1).max(scheme) }
}

/// What moved over from the old rural insurance, and for how many years it counts beyond 15.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OldInsurance {
    pub(crate) years_beyond_15: i64,
    pub(crate) transfer: Fen,
}

pub(crate) fn old_insurance(district: &District, person: &Person) -> OldInsurance {
    if !district.has_long_supplement(person.index) {
        return OldInsurance::default();
    }
    let mut chance = Chance::new(district.seed(), Subject::Award, person.index);
    let years = chance.weighted(&[(45, 1), (25, 2), (15, 3), (10, 4), (5, 5)]);
    let yuan = i64::try_from(chance.between(900, 5_600)).unwrap_or(900);
    OldInsurance { years_beyond_15: years, transfer: Fen::from_yuan(yuan) }
}

pub(crate) fn award(person: &Person, account: &Account, old: OldInsurance, hold: Option<Hold>) -> Award {
    // The supplement is paid from the month after the 65th birthday.
    let reached_65 = Month::of(person.birth).plus(65 * 12) < Month::of(crate::standards::TAKE_ON);
    Award {
        first: first_pension(person).month,
        base: BASE_PENSION,
        age: if reached_65 { AGE_SUPPLEMENT } else { ByLevel::ZERO },
        long: LONG_SUPPLEMENT_PER_YEAR.times(old.years_beyond_15),
        account: account_pension(account.at_start),
        at_start: account.at_start,
        hold,
    }
}
