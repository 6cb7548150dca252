//! Which money is proven: Σ tax detail = receipt, day by day, at the treasury and at the special
//! account. What is not proven is 已缴未到账.

use std::collections::{BTreeMap, BTreeSet};

use base::{Date, Fen};
use desk::{Look, Unplanned};
use store::{Field, Value};

use crate::tables::{FundId, ReceiptKind};

/// Sums by day of one account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Days {
    tax: BTreeMap<Date, Fen>,
    received: BTreeMap<Date, Fen>,
}

/// Tax detail and receipts of all days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Proof {
    treasury: Days,
    special: Days,
}

impl Proof {
    /// Reads the sums of a fund.
    pub(super) fn read(look: &mut Look<'_>, fund: FundId) -> Result<Proof, Unplanned> {
        let mut proof = Proof::default();
        taken_by_days(look, &mut proof)?;
        unclaimed_by_day(look, "treasury_on", &mut proof.treasury.tax)?;
        unclaimed_by_day(look, "account_on", &mut proof.special.tax)?;
        let sql = "SELECT kind, on_date, CAST(SUM(amount) AS BIGINT) FROM receipt WHERE fund = $1 \
                   GROUP BY kind, on_date";
        look.each(sql, &[Value::Int(fund.0)], |row| {
            let (kind, day, amount) = (ReceiptKind::read(row, 0)?, Date::read(row, 1)?, Fen::read(row, 2)?);
            proof.days_mut(kind).received.insert(day, amount);
            Ok(())
        })?;
        Ok(proof)
    }

    /// What the tax detail of a day adds up to.
    pub(super) fn tax(&self, kind: ReceiptKind, day: Date) -> Fen {
        self.days(kind).tax.get(&day).copied().unwrap_or_default()
    }

    /// Why the money of a day is not proven; `None` when it is.
    pub(super) fn fault(&self, kind: ReceiptKind, day: Date) -> Option<String> {
        let tax = self.tax(kind, day);
        match self.days(kind).received.get(&day) {
            None => Some(format!("{day} 没有{kind}单据（税务明细合计 {tax} 元）")),
            Some(received) if *received != tax => {
                Some(format!("{day} {kind} {received} 元，税务明细合计 {tax} 元，相差 {} 元", (*received - tax).abs()))
            }
            Some(_) => None,
        }
    }

    /// Why a contribution that lies in these two days is not proven.
    pub(super) fn fault_of(&self, treasury_on: Date, account_on: Date) -> Option<String> {
        let treasury = self.fault(ReceiptKind::Treasury, treasury_on);
        treasury.or_else(|| self.fault(ReceiptKind::Special, account_on))
    }

    /// Every day of an account with what the tax detail and the receipts say of it.
    pub(super) fn both(&self, kind: ReceiptKind) -> impl Iterator<Item = (Date, Option<Fen>, Option<Fen>)> + '_ {
        let days = self.days(kind);
        let all: BTreeSet<Date> = days.tax.keys().chain(days.received.keys()).copied().collect();
        all.into_iter().map(|day| (day, days.tax.get(&day).copied(), days.received.get(&day).copied()))
    }

    fn days(&self, kind: ReceiptKind) -> &Days {
        match kind {
            ReceiptKind::Treasury => &self.treasury,
            ReceiptKind::Special => &self.special,
        }
    }

    fn days_mut(&mut self, kind: ReceiptKind) -> &mut Days {
        match kind {
            ReceiptKind::Treasury => &mut self.treasury,
            ReceiptKind::Special => &mut self.special,
        }
    }
}

/// Contributions by both of their days, in one pass over all of them.
fn taken_by_days(look: &mut Look<'_>, proof: &mut Proof) -> Result<(), Unplanned> {
    let sql = "SELECT a.treasury_on, a.account_on, CAST(SUM(c.amount) AS BIGINT) FROM contribution_arrival a \
               JOIN contribution c ON c.id = a.contribution WHERE a.agency = $1 GROUP BY a.treasury_on, a.account_on";
    look.each(sql, &[Value::Int(look.agency().0)], |row| {
        let amount = Fen::read(row, 2)?;
        *proof.treasury.tax.entry(Date::read(row, 0)?).or_default() += amount;
        *proof.special.tax.entry(Date::read(row, 1)?).or_default() += amount;
        Ok(())
    })?;
    Ok(())
}

/// The money that waits to be claimed, by one of its days.
fn unclaimed_by_day(look: &mut Look<'_>, day: &str, days: &mut BTreeMap<Date, Fen>) -> Result<(), Unplanned> {
    let sql = format!(
        "SELECT u.{day}, CAST(SUM(u.amount) AS BIGINT) FROM unclaimed u WHERE u.agency = $1 AND u.{day} IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM unclaimed l WHERE l.agency = u.agency AND l.serial = u.serial \
          AND COALESCE(l.for_year, 0) = COALESCE(u.for_year, 0) AND l.id > u.id) \
         AND NOT EXISTS (SELECT 1 FROM contribution c WHERE c.agency = u.agency \
          AND c.serial IN (u.serial, CASE WHEN u.amount < 0 THEN u.serial || '/红字' ELSE u.serial END) \
          AND (c.amount > 0) = (u.amount > 0) \
          AND (u.for_year IS NULL OR c.period_from = u.for_year * 100 + 1)) \
         GROUP BY u.{day}"
    );
    look.each(&sql, &[Value::Int(look.agency().0)], |row| {
        *days.entry(Date::read(row, 0)?).or_default() += Fen::read(row, 1)?;
        Ok(())
    })?;
    Ok(())
}

/// Contributions of two days that are paid and not booked, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InTransit {
    /// 入库日期
    pub treasury_on: Option<Date>,
    /// 到专户日期
    pub account_on: Option<Date>,
    /// Contributions.
    pub contributions: i64,
    /// Their sum.
    pub amount: Fen,
    /// What keeps them from being booked, or that nothing does.
    pub reason: String,
}

/// 已缴未到账: what is paid and not yet booked, by days of arrival.
pub fn in_transit(look: &mut Look<'_>, fund: FundId) -> Result<Vec<InTransit>, Unplanned> {
    let proof = Proof::read(look, fund)?;
    let sql = "SELECT a.treasury_on, a.account_on, COUNT(*), CAST(SUM(c.amount) AS BIGINT) FROM contribution c \
               LEFT JOIN contribution_arrival a ON a.contribution = c.id \
               WHERE c.agency = $1 AND NOT EXISTS (SELECT 1 FROM booking b WHERE b.contribution = c.id) \
               AND NOT EXISTS (SELECT 1 FROM contribution r WHERE r.reverses = c.id) \
               AND (c.reverses IS NULL OR EXISTS (SELECT 1 FROM booking b WHERE b.contribution = c.reverses)) \
               GROUP BY a.treasury_on, a.account_on \
               ORDER BY COALESCE(a.treasury_on, 99991231), COALESCE(a.account_on, 99991231)";
    let mut days = Vec::new();
    look.each(sql, &[Value::Int(look.agency().0)], |row| {
        let (treasury_on, account_on) = (Option::<Date>::read(row, 0)?, Option::<Date>::read(row, 1)?);
        let reason = match treasury_on.zip(account_on) {
            None => "税务明细还没有入库日期和到专户日期，请等税务部门下一次明细".to_owned(),
            Some((treasury, account)) => {
                proof.fault_of(treasury, account).unwrap_or_else(|| "资金已核对相符，等待记账".to_owned())
            }
        };
        days.push(InTransit {
            treasury_on,
            account_on,
            contributions: row.int(2)?,
            amount: Fen::read(row, 3)?,
            reason,
        });
        Ok(())
    })?;
    Ok(days)
}
