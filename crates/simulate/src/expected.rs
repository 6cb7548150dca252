//! The totals that the files of a district must add up to, computed from the model alone.

use std::ops::{AddAssign, Range};

use base::{ByLevel, Fen};

use crate::district::District;
use crate::people::Standing;
use crate::places::{TOWNS, Town};

/// Control totals of a town or of the district on the day of take-on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Everyone taken on.
    pub insured: u64,
    /// Pensions in payment.
    pub recipients: u64,
    /// Awards held.
    pub suspended: u64,
    /// Recipients with the supplement from 65.
    pub age_supplement: u64,
    /// Recipients with the long-contribution supplement.
    pub long_supplement: u64,
    /// Monthly pensions in payment, without the account part, by level.
    pub by_level: ByLevel,
    /// Account part of the monthly pensions in payment.
    pub account: Fen,
    /// Principal left in all accounts, in the order of [`crate::Source::ALL`].
    pub principal: [Fen; 7],
    /// Interest left in all accounts.
    pub interest: Fen,
    /// Open recoveries.
    pub recoveries: u64,
    /// What is to be recovered, by level.
    pub owed: ByLevel,
}

impl Totals {
    /// Monthly pensions in payment.
    pub fn monthly(&self) -> Fen {
        self.by_level.total() + self.account
    }

    /// Balances of all accounts.
    pub fn balance(&self) -> Fen {
        self.principal.iter().copied().sum::<Fen>() + self.interest
    }
}

impl AddAssign for Totals {
    fn add_assign(&mut self, other: Totals) {
        self.insured += other.insured;
        self.recipients += other.recipients;
        self.suspended += other.suspended;
        self.age_supplement += other.age_supplement;
        self.long_supplement += other.long_supplement;
        self.by_level += other.by_level;
        self.account += other.account;
        self.recoveries += other.recoveries;
        self.owed += other.owed;
        self.interest += other.interest;
        for (mine, theirs) in self.principal.iter_mut().zip(other.principal) {
            *mine += theirs;
        }
    }
}

/// Totals of the district and of each town, in the order of [`TOWNS`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The whole district.
    pub district: Totals,
    /// Town by town.
    pub towns: Vec<(&'static Town, Totals)>,
}

/// Adds one person up.
fn totals_of_one(district: &District, index: u64) -> Totals {
    let person = district.person(index);
    let account = district.account(&person);
    let mut totals = Totals { insured: 1, principal: account.principal, ..Totals::default() };
    totals.interest = account.interest.iter().copied().sum();
    match (person.standing, district.award(&person, &account)) {
        (Standing::Recipient, Some(award)) => {
            totals.recipients = 1;
            totals.age_supplement = u64::from(!award.age.total().is_zero());
            totals.long_supplement = u64::from(!award.long.is_zero());
            totals.by_level = award.by_level();
            totals.account = award.account;
        }
        (Standing::Suspended, Some(award)) => {
            totals.suspended = 1;
            totals.owed = award.owed();
            totals.recoveries = u64::from(!totals.owed.total().is_zero());
        }
        _ => {}
    }
    totals
}

impl District {
    /// What some people add up to.
    pub(crate) fn totals_of(&self, people: Range<u64>) -> Totals {
        let mut totals = Totals::default();
        people.for_each(|index| totals += totals_of_one(self, index));
        totals
    }

    /// What the take-on files add up to.
    pub fn expected(&self) -> Expected {
        let mut expected = Expected { district: Totals::default(), towns: Vec::new() };
        for (i, town) in TOWNS.iter().enumerate() {
            let totals = self.totals_of(self.town_people(i));
            expected.district += totals;
            expected.towns.push((town, totals));
        }
        expected
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dongchuan_has_the_numbers_of_its_report() {
        let district = District::new(2019, crate::DONGCHUAN).unwrap();
        let all = district.expected().district;
        assert_eq!((all.insured, all.recipients, all.long_supplement), (168_000, 36_641, 7_510));
        // The report's target has 28,600 of 38,200 with the supplement from 65: three quarters.
        assert_eq!((all.suspended, all.recoveries), (112, 18));
        assert!((27_000..28_000).contains(&all.age_supplement), "{}", all.age_supplement);
        // 136.5 yuan a month in the report, 4.30 of them back-pay.
        let average = all.monthly().get() / 36_641;
        assert!((12_600..13_700).contains(&average), "{average} fen a month");
    }

    #[test]
    fn every_size_is_scaled_and_nothing_else_is_accepted() {
        for (people, recipients) in [(1_000, 218), (16_800, 3_664), (1_000_000, 218_101)] {
            assert_eq!(District::new(1, people).unwrap().counts().recipients, recipients);
        }
        assert!(District::new(1, 999).is_err());
        assert!(District::new(1, 1_000_001).is_err());
    }
}
