//! What is still to come back of a recovery, by year and payer.

use std::collections::BTreeMap;

use base::{ByLevel, Fen};
use desk::{FieldError, Look, Unplanned};
use schemes::resident::{ByPayer, give_back};
use store::{Field, Row, StoreError, Value};

use crate::tables::{Recovery, RecoveryEnd, RecoveryId, RecoveryPart, RepaymentPlan};

/// A recovery with what came back of it.
pub(crate) struct Outstanding {
    pub(crate) recovery: Recovery,
    /// What is still owed for money that left in a year.
    by_year: BTreeMap<i64, ByPayer>,
    /// The agreement in force, and the number of agreements.
    pub(crate) plan: Option<RepaymentPlan>,
    /// Why nothing is owed after all.
    pub(crate) ended: Option<RecoveryEnd>,
}

impl Outstanding {
    pub(crate) fn read(look: &mut Look<'_>, recovery: RecoveryId) -> Result<Outstanding, Unplanned> {
        let args = [Value::Int(look.agency().0), Value::Int(recovery.0)];
        let row = look
            .select_one::<Recovery>("WHERE agency = $1 AND id = $2", &args)?
            .ok_or_else(|| FieldError::input("recovery", "追回台账中没有这一笔", "请从追回台账中选择"))?;
        let parts = look.select::<RecoveryPart>("WHERE agency = $1 AND recovery = $2 ORDER BY year", &args)?;
        let mut by_year: BTreeMap<i64, ByPayer> = BTreeMap::new();
        for part in &parts {
            let by_level = ByLevel::new([part.central, part.province, part.city, part.county]);
            by_year.insert(part.year, ByPayer { by_level, account: part.account });
        }
        if parts.is_empty() {
            let by_level = ByLevel::new([row.central, row.province, row.city, row.county]);
            by_year.insert(i64::from(row.to_month.year()), ByPayer { by_level, account: row.account });
        }
        // A repayment whose voucher was reversed did not come back.
        let came_back = "SELECT b.year, b.central, b.province, b.city, b.county, b.account FROM repayment b \
                         WHERE b.agency = $1 AND b.recovery = $2 \
                         AND NOT EXISTS (SELECT 1 FROM voucher x WHERE x.reverses = b.voucher)";
        look.each(came_back, &args, |back| {
            let amount = by_payer(back, 1)?;
            let part = by_year.entry(back.int(0)?).or_default();
            *part = part.less(&amount);
            Ok(())
        })?;
        let plans =
            look.select::<RepaymentPlan>("WHERE agency = $1 AND recovery = $2 ORDER BY n DESC LIMIT 1", &args)?;
        Ok(Outstanding {
            recovery: row,
            by_year,
            plan: plans.into_iter().next(),
            ended: look.select_one::<RecoveryEnd>("WHERE agency = $1 AND recovery = $2", &args)?,
        })
    }

    /// What is still owed.
    pub(crate) fn total(&self) -> Fen {
        self.by_year.values().map(ByPayer::total).sum()
    }

    /// A sum that comes back, by the year it had left in: the oldest first, and within a year each
    /// fen to its payer by what is still owed.
    pub(crate) fn split(&self, amount: Fen) -> Result<Vec<(i64, ByPayer)>, FieldError> {
        let fault = |what: String| FieldError::input("amount", what, "请核对银行单据和追回台账");
        if amount <= Fen::ZERO || amount > self.total() {
            return Err(fault(format!("归还 {amount} 元应大于零，不超过尚欠的 {} 元", self.total())));
        }
        let (mut left, mut parts) = (amount, Vec::new());
        for (year, owed) in &self.by_year {
            let now = left.min(owed.total());
            if now > Fen::ZERO {
                parts.push((*year, give_back(now, owed).map_err(|e| fault(e.to_string()))?));
                left -= now;
            }
        }
        Ok(parts)
    }
}

fn by_payer(row: &dyn Row, first: usize) -> Result<ByPayer, StoreError> {
    let fen = |i: usize| Fen::read(row, first + i);
    Ok(ByPayer { by_level: ByLevel::new([fen(0)?, fen(1)?, fen(2)?, fen(3)?]), account: fen(4)? })
}
