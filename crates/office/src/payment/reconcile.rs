//! 三方对账: business = finance = bank, for one batch.

use base::Fen;
use desk::{Look, Unplanned};
use serde::Serialize;
use store::{Field, Value};

use crate::payment::returned::ARRIVED;
use crate::payment::totals::{batch_by_kind, batch_total};
use crate::tables::{BankFile, Run};

/// A batch in the three books.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reconciliation {
    /// 业务: dues of the lines that were sent.
    pub business: Fen,
    /// 业务: lines that were sent.
    pub lines: Fen,
    /// 财务: money that left the payment account by the vouchers of the batch, returns not deducted.
    pub finance: Fen,
    /// 银行: the file that left.
    pub bank_file: Fen,
    /// 银行: lines the bank paid.
    pub bank_paid: Fen,
    /// 银行: lines the bank returned.
    pub bank_returned: Fen,
    /// 财务: returned money booked to 2001 for this batch.
    pub booked_returned: Fen,
    /// Lines without an answer.
    pub unanswered: i64,
}

impl Reconciliation {
    /// The three books line by line, as screens and paper show them.
    pub fn lines(&self) -> [(&'static str, Fen); 7] {
        [
            ("业务：应发（已送银行的明细）", self.business),
            ("业务：代发明细合计", self.lines),
            ("财务：凭证付出", self.finance),
            ("银行：代发文件", self.bank_file),
            ("银行：回盘成功", self.bank_paid),
            ("银行：回盘退回", self.bank_returned),
            ("财务：退回已入账（2001）", self.booked_returned),
        ]
    }

    /// What does not agree, in words; nothing when all agree.
    pub fn differences(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut same = |what: &str, a: Fen, b: Fen| {
            if a != b {
                found.push(format!("{what}不符：{a} 元与 {b} 元，差 {} 元", a - b));
            }
        };
        same("应发与拟发", self.business, self.lines);
        same("拟发与代发文件", self.lines, self.bank_file);
        same("代发文件与银行回盘合计", self.bank_file, self.bank_paid + self.bank_returned);
        same("业务与财务支出", self.lines, self.finance);
        same("银行退票与财务暂收", self.bank_returned, self.booked_returned);
        if self.unanswered > 0 {
            found.push(format!("还有 {} 行没有银行回盘", self.unanswered));
        }
        found
    }
}

/// Puts a run's batch side by side.
pub fn reconcile(look: &mut Look<'_>, run: &Run) -> Result<Reconciliation, Unplanned> {
    let batch = [Value::Int(run.batch.0)];
    let business = batch_by_kind(look, run.batch)?.into_values().map(|sums| sums.total()).sum();
    let (_, lines) = batch_total(look, run.batch)?;
    let file = look.select_one::<BankFile>("WHERE batch = $1", &batch)?;
    let outcomes = format!(
        "SELECT CAST(COALESCE(SUM(CASE WHEN {ARRIVED} = 1 THEN s.amount ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN {ARRIVED} = 0 THEN s.amount ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN o.paid IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) \
        FROM disbursement s LEFT JOIN bank_outcome o ON o.batch = s.batch AND o.line = s.line WHERE s.batch = $1 \
        AND NOT EXISTS (SELECT 1 FROM withheld w WHERE w.batch = s.batch AND w.line = s.line)"
    );
    let (bank_paid, bank_returned, unanswered) = look
        .one(&outcomes, &batch, |row| Ok((Fen::read(row, 0)?, Fen::read(row, 1)?, row.int(2)?)))?
        .unwrap_or_default();
    let posted = "SELECT CAST(COALESCE(SUM(p.credit), 0) AS BIGINT), CAST(COALESCE(SUM(p.debit), 0) AS BIGINT) \
        FROM voucher v JOIN posting p ON p.voucher = v.id WHERE v.batch = $1 AND p.account = $2";
    let args = [batch[0].clone(), ledger::Account::PaymentDeposit.code().into()];
    let (finance, booked_returned) =
        look.one(posted, &args, |row| Ok((Fen::read(row, 0)?, Fen::read(row, 1)?)))?.unwrap_or_default();
    Ok(Reconciliation {
        business,
        lines,
        finance,
        bank_file: file.map_or(Fen::ZERO, |file| file.amount),
        bank_paid,
        bank_returned,
        booked_returned,
        unanswered,
    })
}
