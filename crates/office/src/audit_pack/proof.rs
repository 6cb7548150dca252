//! 业务 = 财务 = 银行, month by month and batch by batch; 税务 = 国库 = 财政专户 for the fees; and the
//! books balanced each month.

use std::collections::BTreeMap;

use base::{Fen, Month};
use desk::{Look, Unplanned};
use ledger::TrialBalance;
use store::{Field, Value};

use crate::contributions::{self, reconciliation};
use crate::fund;
use crate::payment::{Reconciliation, reconcile};
use crate::tables::{Batch, FundRow, Run};

/// A batch with its three books.
pub(super) struct OfBatch {
    pub(super) number: String,
    pub(super) run: Run,
    pub(super) books: Reconciliation,
}

/// The proof of a year.
pub(super) struct Proof {
    /// Batches whose file left.
    pub(super) batches: Vec<OfBatch>,
    /// Fees of the calendar year.
    pub(super) fees: contributions::Reconciliation,
    /// 科目余额表 of each month with anything in it.
    pub(super) balances: Vec<(Month, TrialBalance)>,
}

/// A month's sums: business, finance, bank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct OfMonth {
    pub(super) business: Fen,
    pub(super) finance: Fen,
    pub(super) bank_file: Fen,
    pub(super) bank_paid: Fen,
    pub(super) bank_returned: Fen,
    pub(super) booked_returned: Fen,
    pub(super) unanswered: i64,
}

impl OfMonth {
    /// All three agree and the bank has answered every line.
    pub(super) fn agrees(&self) -> bool {
        self.business == self.finance
            && self.finance == self.bank_file
            && self.bank_file == self.bank_paid + self.bank_returned
            && self.bank_returned == self.booked_returned
            && self.unanswered == 0
    }
}

impl Proof {
    /// Puts a year together.
    pub(super) fn read(look: &mut Look<'_>, fund: &FundRow, year: i16) -> Result<Proof, Unplanned> {
        let args =
            [Value::Int(fund.id.0), Value::Int(i64::from(year) * 100 + 1), Value::Int(i64::from(year) * 100 + 12)];
        let sent = "WHERE fund = $1 AND month >= $2 AND month <= $3 AND state IN ('sent', 'returned', 'closed') \
                    ORDER BY month, id";
        let mut batches = Vec::new();
        for run in look.select::<Run>(sent, &args)? {
            let batch = look.select_one::<Batch>("WHERE id = $1", &[run.batch.value()])?;
            let books = reconcile(look, &run)?;
            batches.push(OfBatch { number: batch.map(|batch| batch.number).unwrap_or_default(), run, books });
        }
        let mut balances = Vec::new();
        for number in 1..=12 {
            let Ok(month) = Month::new(year, number) else { continue };
            let balance = fund::trial_balance(look, fund, month)?;
            if !balance.rows().is_empty() {
                balances.push((month, balance));
            }
        }
        Ok(Proof { batches, fees: reconciliation(look, fund.id, year)?, balances })
    }

    /// The batches added up by month.
    pub(super) fn months(&self) -> BTreeMap<Month, OfMonth> {
        let mut months: BTreeMap<Month, OfMonth> = BTreeMap::new();
        for batch in &self.batches {
            let (month, books) = (months.entry(batch.run.month).or_default(), &batch.books);
            month.business += books.business;
            month.finance += books.finance;
            month.bank_file += books.bank_file;
            month.bank_paid += books.bank_paid;
            month.bank_returned += books.bank_returned;
            month.booked_returned += books.booked_returned;
            month.unanswered += books.unanswered;
        }
        months
    }

    /// What does not agree, in words.
    pub(super) fn findings(&self) -> Vec<String> {
        let mut found = Vec::new();
        for batch in &self.batches {
            found.extend(batch.books.differences().iter().map(|what| format!("批次 {}：{what}", batch.number)));
        }
        for difference in &self.fees.differences {
            let (sums, kind) = (difference.sums, difference.kind.title());
            let account = difference.account.title();
            found.push(format!(
                "缴费 {} {account}{kind}：税务 {} 元，收款 {} 元",
                difference.on, sums.tax, sums.received
            ));
        }
        for (month, balance) in &self.balances {
            if !balance.is_balanced() {
                found.push(format!("{month} 科目余额表借贷不平衡"));
            }
        }
        found
    }
}
