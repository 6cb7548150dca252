//! What of a person's months is asked back already: it stands in the recovery ledger, or was set off
//! against a settlement. Whatever is found out later asks back only the rest of a month.

use std::collections::BTreeMap;

use base::{ByLevel, Fen, Month};
use desk::{Look, Unplanned};
use schemes::resident::ByPayer;
use store::{Field, Value};

use crate::benefits::overpaid::{MonthPaid, plus};
use crate::benefits::standing::SETTLED_NOW;
use crate::tables::{PersonId, RecoveryId, RecoveryOrigin};

/// Money of one month that is asked back.
struct Part {
    /// In the ledger because of a correction: under this number.
    correction: Option<RecoveryId>,
    year: i64,
    month: Month,
    amount: ByPayer,
}

/// What is asked back of one person's months.
#[derive(Default)]
pub(crate) struct AskedBack {
    parts: Vec<Part>,
    /// Months of recoveries that were taken on: nobody knows more of them than from when to when.
    whole: Vec<(Month, Month)>,
}

impl AskedBack {
    pub(crate) fn read(look: &mut Look<'_>, person: PersonId) -> Result<AskedBack, Unplanned> {
        let mut asked = AskedBack::default();
        let parts = "p.year, p.month, p.central, p.province, p.city, p.county, p.account";
        let stands = "NOT EXISTS (SELECT 1 FROM recovery_end x WHERE x.recovery = r.id)";
        let ledger = format!(
            "SELECT CASE WHEN r.origin = $2 THEN r.id END, {parts} FROM recovery r JOIN recovery_part p \
             ON p.recovery = r.id WHERE r.person = $1 AND r.origin <> $3 AND {stands}"
        );
        // A settlement that was undone asks nothing back.
        let set_off = format!(
            "SELECT CAST(NULL AS BIGINT), {parts} FROM settlement s JOIN set_off_part p ON p.settlement = s.id \
             WHERE s.person = $1 AND {SETTLED_NOW}"
        );
        let args = [Value::Int(person.0), RecoveryOrigin::Correction.value(), RecoveryOrigin::Heirs.value()];
        for (sql, args) in [(ledger, &args[..]), (set_off, &args[..1])] {
            look.each(&sql, args, |row| {
                let fen = |column| Fen::read(row, column);
                let by_level = ByLevel::new([fen(3)?, fen(4)?, fen(5)?, fen(6)?]);
                asked.parts.push(Part {
                    correction: Field::read(row, 0)?,
                    year: row.int(1)?,
                    month: Month::read(row, 2)?,
                    amount: ByPayer { by_level, account: fen(7)? },
                });
                Ok(())
            })?;
        }
        let taken_on = format!(
            "SELECT r.from_month, r.to_month FROM recovery r WHERE r.person = $1 AND {stands} \
             AND NOT EXISTS (SELECT 1 FROM recovery_part p WHERE p.recovery = r.id)"
        );
        look.each(&taken_on, &args[..1], |row| {
            asked.whole.push((Month::read(row, 0)?, Month::read(row, 1)?));
            Ok(())
        })?;
        Ok(asked)
    }

    /// What of these payments is not asked back yet, year by year and month by month.
    pub(crate) fn rest(&self, paid: Vec<MonthPaid>) -> Vec<MonthPaid> {
        let mut months: BTreeMap<(i64, Month), ByPayer> = BTreeMap::new();
        for (month, year, amount) in paid {
            let sum = months.entry((year, month)).or_default();
            *sum = plus(sum, &amount);
        }
        for part in &self.parts {
            if let Some(left) = months.get_mut(&(part.year, part.month)) {
                *left = left.less(&part.amount.at_most(left));
            }
        }
        let known = |month: Month| self.whole.iter().any(|(first, last)| *first <= month && month <= *last);
        let rest = months.into_iter().filter(|((_, month), left)| !known(*month) && left.total() > Fen::ZERO);
        rest.map(|((year, month), left)| (month, year, left)).collect()
    }

    /// What of the months before another is asked back for the personal account.
    pub(super) fn account_before(&self, stop: Month) -> Fen {
        self.parts.iter().filter(|part| part.month < stop).map(|part| part.amount.account).sum()
    }

    /// Everything that is asked back for it.
    pub(super) fn account(&self) -> Fen {
        self.parts.iter().map(|part| part.amount.account).sum()
    }

    /// What of a month is asked back, and how much of it because of corrections alone; nothing of the
    /// latter where something else asks the month back too.
    pub(super) fn of_month(&self, month: Month) -> (ByPayer, Fen) {
        let parts = || self.parts.iter().filter(|part| part.month == month);
        let all = parts().fold(ByPayer::default(), |sum, part| plus(&sum, &part.amount));
        let corrected = if parts().all(|part| part.correction.is_some()) { all.total() } else { Fen::ZERO };
        (all, corrected)
    }

    /// The corrections that ask something back.
    pub(super) fn corrections(&self) -> Vec<RecoveryId> {
        let mut found: Vec<RecoveryId> = self.parts.iter().filter_map(|part| part.correction).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The same as if nothing had been corrected.
    pub(super) fn without_corrections(&self) -> AskedBack {
        let others = self.parts.iter().filter(|part| part.correction.is_none());
        let parts = others.map(|part| Part { ..*part }).collect();
        AskedBack { parts, whole: self.whole.clone() }
    }
}
