//! 追回台账: what is to be recovered, what came back, and what was agreed.

use base::{Fen, Month};
use desk::{Look, Unplanned};
use store::{Field, Record, Value};

use crate::benefits::outstanding::{KEPT, never_paid};
use crate::tables::{COUNTED, Recovery, RepaymentWay};

/// A recovery with whom it concerns and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryLine {
    /// The row.
    pub recovery: Recovery,
    /// Name of the person.
    pub name: String,
    /// What came back.
    pub repaid: Fen,
    /// What was kept back from pensions that came back, and is again when they are reissued.
    pub under_way: Fen,
    /// The agreement in force: how, how much a month, from when.
    pub agreed: Option<(RepaymentWay, Fen, Month)>,
    /// Why it is not owed after all.
    pub ended: Option<String>,
}

impl RecoveryLine {
    /// What is still to come back.
    pub fn left(&self) -> Fen {
        if self.ended.is_some() { Fen::ZERO } else { self.recovery.total() - self.repaid }
    }

    /// What should have come back by a month under the agreement and did not.
    pub fn overdue(&self, month: Month) -> Fen {
        let repaid = self.repaid + self.under_way;
        let Some((_, monthly, from)) = self.agreed.filter(|_| self.ended.is_none()) else { return Fen::ZERO };
        let due = monthly.times(i64::from(month.months_since(from)).max(-1) + 1).min(self.recovery.total());
        (due - repaid).max(Fen::ZERO)
    }
}

impl Recovery {
    /// What is to be recovered, all payers together.
    pub fn total(&self) -> Fen {
        self.central + self.province + self.city + self.county + self.account
    }
}

/// All recoveries, oldest first.
pub fn recoveries(look: &mut Look<'_>) -> Result<Vec<RecoveryLine>, Unplanned> {
    let kept_back = |which: &str| {
        format!(
            "(SELECT COALESCE(SUM(k.central + k.province + k.city + k.county + k.account), 0) FROM deduction k \
             JOIN due d ON d.id = k.due JOIN run u ON u.id = d.run WHERE k.recovery = r.id \
             AND u.state IN {COUNTED} AND {which})"
        )
    };
    let (kept, waiting) = (kept_back(KEPT), kept_back(&format!("NOT {KEPT} AND NOT {}", never_paid())));
    let sql = format!(
        "SELECT {}, v.name, CAST((SELECT COALESCE(SUM(b.central + b.province + b.city + b.county + b.account), 0) \
          FROM repayment b WHERE b.recovery = r.id \
          AND NOT EXISTS (SELECT 1 FROM voucher x WHERE x.reverses = b.voucher)) + \
          {kept} AS BIGINT), p.way, p.monthly, p.from_month, x.reason, CAST({waiting} AS BIGINT) \
         FROM recovery r JOIN person_version v ON v.person = r.person \
         AND NOT EXISTS (SELECT 1 FROM person_version x WHERE x.person = v.person AND x.n > v.n) \
         LEFT JOIN repayment_plan p ON p.recovery = r.id \
         AND NOT EXISTS (SELECT 1 FROM repayment_plan q WHERE q.recovery = p.recovery AND q.n > p.n) \
         LEFT JOIN recovery_end x ON x.recovery = r.id \
         WHERE r.agency = $1 ORDER BY r.id",
        Recovery::columns_of("r")
    );
    let at = Recovery::COLUMNS.len();
    let mut found = Vec::new();
    look.each(&sql, &[Value::Int(look.agency().0)], |row| {
        let (way, monthly) = (Option::<RepaymentWay>::read(row, at + 2)?, Option::<Fen>::read(row, at + 3)?);
        let from = Option::<Month>::read(row, at + 4)?;
        found.push(RecoveryLine {
            recovery: Recovery::read(row, 0)?,
            name: row.text(at)?.to_owned(),
            repaid: Fen::read(row, at + 1)?,
            agreed: way.zip(monthly).zip(from).map(|((way, monthly), from)| (way, monthly, from)),
            ended: Option::<String>::read(row, at + 5)?,
            under_way: Fen::read(row, at + 6)?,
        });
        Ok(())
    })?;
    Ok(found)
}
