//! What a personal account holds: its entries less the account parts of dues that count.
//!
//! Dues count once their run is approved. A balance that is paid out at settlement is a due like
//! any other (kind `balance`), so it is taken off here and by no entry beside it.

use std::collections::BTreeMap;

use base::{Fen, Month, largest_remainder};
use desk::{Look, Plan, Unplanned};
use store::Value;

use crate::benefits::records_booked;
use crate::registry::records_of;
use crate::tables::{AccountEntry, AccountSource, COUNTED, EntryKind, PersonId, Scheme};

/// A person's account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountBalance {
    /// What was credited, by source.
    pub credited: BTreeMap<AccountSource, Fen>,
    /// What pensions and settlements have taken.
    pub paid: Fen,
}

impl AccountBalance {
    /// What is left; negative when more was paid than credited.
    pub fn left(&self) -> Fen {
        self.credited.values().copied().sum::<Fen>() - self.paid
    }

    /// What is left by source. Pensions are taken from all sources in proportion to what they
    /// hold, to the fen by the largest remainder.
    pub fn left_by_source(&self) -> BTreeMap<AccountSource, Fen> {
        let weights: Vec<u32> =
            self.credited.values().map(|fen| u32::try_from(fen.get()).unwrap_or_default()).collect();
        let mut left = self.credited.clone();
        if self.paid.is_zero() {
            return left;
        }
        match largest_remainder(self.paid, &weights) {
            Some(parts) => left.values_mut().zip(parts).for_each(|(held, part)| *held -= part),
            None => *left.entry(AccountSource::Personal).or_default() -= self.paid,
        }
        left
    }
}

/// The account gets an amount from elsewhere, or gives it up again: each source by what was credited to it.
pub(crate) fn account_gets(
    plan: &mut Plan,
    person: PersonId,
    (kind, month, year): (EntryKind, Month, i64),
    (amount, credited): (Fen, &BTreeMap<AccountSource, Fen>),
) {
    let weights: Vec<u32> = credited.values().map(|fen| u32::try_from(fen.get()).unwrap_or_default()).collect();
    let parts = match largest_remainder(amount.abs(), &weights) {
        Some(parts) => credited.keys().copied().zip(parts).collect(),
        None => vec![(AccountSource::Personal, amount.abs())],
    };
    for (source, part) in parts.into_iter().filter(|(_, part)| !part.is_zero()) {
        let id = plan.new_id();
        plan.insert(&AccountEntry {
            id,
            person,
            scheme: Scheme::Resident,
            year,
            month,
            source,
            kind,
            contribution: None,
            amount: if amount.is_negative() { -part } else { part },
        });
    }
}

/// The account of one person, on all records that are that person.
pub fn account_balance(look: &mut Look<'_>, person: PersonId) -> Result<AccountBalance, Unplanned> {
    let credited = records_booked(look, person, Scheme::Resident)?;
    // By the award: dues are found by it, and all of a person's pensions stand under theirs.
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(d.account), 0) AS BIGINT) FROM due d JOIN run r ON r.id = d.run \
         WHERE d.award IN (SELECT a.id FROM award a WHERE {}) AND d.account <> 0 AND d.kind NOT IN ('refund', 'returned') AND r.state IN {COUNTED}",
        records_of("a.person", "$1")
    );
    Ok(AccountBalance { credited, paid: look.scalar(&sql, &[Value::Int(person.0)])? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(credited: &[(AccountSource, i64)], paid: i64) -> AccountBalance {
        let credited = credited.iter().map(|(source, fen)| (*source, Fen::new(*fen))).collect();
        AccountBalance { credited, paid: Fen::new(paid) }
    }

    #[test]
    fn a_pension_is_taken_from_all_sources_in_proportion() {
        // 6.13 of 700 + 12.34: 602.38 and 10.62 fen, the fen left over to the larger remainder.
        let account = account(&[(AccountSource::Personal, 70_000), (AccountSource::Interest, 1_234)], 613);
        let left = account.left_by_source();
        assert_eq!(left[&AccountSource::Personal], Fen::new(70_000 - 602));
        assert_eq!(left[&AccountSource::Interest], Fen::new(1_234 - 11));
    }

    #[test]
    fn the_parts_add_up_whatever_was_paid() {
        let sources = [(AccountSource::Personal, 33_333), (AccountSource::Province, 1), (AccountSource::County, 2_500)];
        for paid in [0, 1, 2, 99, 35_834, 40_000] {
            let account = account(&sources, paid);
            assert_eq!(account.left_by_source().values().copied().sum::<Fen>(), account.left(), "{paid}");
        }
        let empty = account(&[], 5);
        assert_eq!(empty.left_by_source().values().copied().sum::<Fen>(), Fen::new(-5));
    }
}
