//! I1: every voucher balances to the fen, so does every month of every fund; numbers have no
//! gaps; nothing came into a month after it was closed.

use std::collections::BTreeSet;

use base::{Fen, Month};
use desk::Unplanned;
use ledger::{TemplateName, TrialBalance};
use store::{Field, Value};

use super::checking::Checking;
use crate::bank::BankBook;
use crate::fund::{book_of, numbers_without_gaps, posted_lines};
use crate::tables::{FundAccount, FundRow};

const ALTERED: &str = "凭证只能用红字冲销更正，请查明由谁直接改动了数据库，并从备份恢复";

pub(super) fn check(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    c.count("凭证", "voucher WHERE agency = $1")?;
    c.count("分录", "posting WHERE agency = $1")?;
    unbalanced(c)?;
    orphans(c)?;
    after_the_close(c)?;
    let agency = c.agency();
    let funds = c.look.select::<FundRow>("WHERE agency = $1 ORDER BY id", &[agency])?;
    let mut months = 0;
    for fund in &funds {
        months += trial_balances(c, fund)?;
        if let Some(gap) = numbers_without_gaps(c.look, fund)?.into_iter().next() {
            c.fault("voucher", format!("基金 {}", fund.id), gap, "凭证被删除或插入，请从备份恢复并查明原因");
        }
    }
    c.checked.count("科目余额表", months);
    for fund in &funds {
        banks(c, fund)?;
    }
    recoveries(c)
}

/// What stands against each other is the same money, and stands there once.
fn banks(c: &mut Checking<'_, '_>, fund: &FundRow) -> Result<(), Unplanned> {
    for account in FundAccount::ALL {
        let book = BankBook::read(c.look, fund.id, *account)?;
        c.checked.count("银行流水", i64::try_from(book.lines.len()).unwrap_or(i64::MAX));
        let (mut lines, mut vouchers) = (BTreeSet::new(), BTreeSet::new());
        for (of_bank, of_books, at_bank, in_books) in book.sums() {
            let twice = of_bank.iter().any(|id| !lines.insert(*id)) || of_books.iter().any(|id| !vouchers.insert(*id));
            if twice || at_bank != in_books {
                let row = of_bank.first().map_or(0, |id| id.0);
                let what = format!("{account}勾对的流水 {at_bank} 元、凭证 {in_books} 元，或同一笔勾对了两次");
                c.fault("bank_match", row, what, "请查明由谁直接改动了数据库，并从备份恢复");
            }
        }
    }
    Ok(())
}

fn unbalanced(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = "SELECT v.id, v.month, v.number, CAST(COALESCE(SUM(p.debit), 0) AS BIGINT), \
               CAST(COALESCE(SUM(p.credit), 0) AS BIGINT) \
               FROM voucher v LEFT JOIN posting p ON p.voucher = v.id WHERE v.agency = $1 \
               GROUP BY v.id, v.month, v.number \
               HAVING COALESCE(SUM(p.debit), 0) <> COALESCE(SUM(p.credit), 0) OR COUNT(p.line) = 0 ORDER BY v.id";
    c.first("voucher", sql, ALTERED, |row| {
        let (month, debit, credit) = (Month::read(row, 1)?, Fen::read(row, 3)?, Fen::read(row, 4)?);
        let number = row.int(2)?;
        Ok((row.int(0)?.to_string(), format!("{month} 第 {number} 号凭证借方 {debit} 元、贷方 {credit} 元，借贷不平")))
    })
}

fn orphans(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = "SELECT p.voucher, p.line FROM posting p LEFT JOIN voucher v ON v.id = p.voucher \
               WHERE p.agency = $1 AND v.id IS NULL ORDER BY p.voucher, p.line";
    c.first("posting", sql, ALTERED, |row| {
        Ok((format!("{}/{}", row.int(0)?, row.int(1)?), "分录没有对应的凭证".to_owned()))
    })
}

/// The close itself posts in the write that closes.
fn after_the_close(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = format!(
        "SELECT v.id, v.month, v.number, c.month FROM voucher v \
         JOIN closed_month c ON c.fund = v.fund AND c.month >= v.month \
         WHERE v.agency = $1 AND (v.recorded > c.recorded OR (v.recorded = c.recorded AND v.template <> '{}')) \
         ORDER BY v.id",
        TemplateName::PeriodClose.code()
    );
    c.first("voucher", &sql, "已关账月份不能再记账，请查明来源；更正应记入当前月份", |row| {
        let (month, closed) = (Month::read(row, 1)?, Month::read(row, 3)?);
        Ok((row.int(0)?.to_string(), format!("{month} 第 {} 号凭证在 {closed} 关账之后记入", row.int(2)?)))
    })
}

/// The number of months looked at.
fn trial_balances(c: &mut Checking<'_, '_>, fund: &FundRow) -> Result<i64, Unplanned> {
    let mut months = Vec::new();
    c.look.each(
        "SELECT DISTINCT month FROM voucher WHERE fund = $1 ORDER BY month",
        &[Value::Int(fund.id.0)],
        |row| {
            months.push(Month::read(row, 0)?);
            Ok(())
        },
    )?;
    let Some(&last) = months.last() else { return Ok(0) };
    let posted = posted_lines(c.look, fund.id, last)?;
    for &month in &months {
        let total = TrialBalance::month(book_of(fund.scheme), month, posted.iter().copied()).total();
        if !total.opening.is_zero() || total.debit != total.credit {
            let what = format!(
                "{month} 科目余额表不平：期初差 {} 元，借方 {} 元，贷方 {} 元",
                total.opening, total.debit, total.credit
            );
            c.fault("voucher", format!("基金 {} {month}", fund.id), what, ALTERED);
        }
    }
    Ok(i64::try_from(months.len()).unwrap_or(i64::MAX))
}

/// Money that came back stands in the books as it stands in the recovery ledger, and never more of
/// it than was owed.
fn recoveries(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    c.count("追回到账", "repayment WHERE agency = $1")?;
    let sum = |row: &str| format!("{row}.central + {row}.province + {row}.city + {row}.county + {row}.account");
    let (part, whole, back) = (sum("p"), sum("r"), sum("b"));
    let sql = format!(
        "SELECT r.id, {whole}, CAST(SUM({part}) AS BIGINT) FROM recovery r JOIN recovery_part p ON p.recovery = r.id \
         WHERE r.agency = $1 GROUP BY r.id, r.central, r.province, r.city, r.county, r.account \
         HAVING SUM({part}) <> {whole} ORDER BY r.id"
    );
    let what = |row: &dyn store::Row| {
        let (owed, parts) = (base::Fen::read(row, 1)?, base::Fen::read(row, 2)?);
        Ok((row.int(0)?.to_string(), format!("应追回 {owed} 元，各年之和或已退回 {parts} 元")))
    };
    c.first("recovery", &sql, "请查明由谁直接改动了数据库，并从备份恢复", what)?;
    let live = "NOT EXISTS (SELECT 1 FROM voucher x WHERE x.reverses = b.voucher)";
    let sql = format!(
        "SELECT r.id, {whole}, CAST(SUM({back}) AS BIGINT) FROM recovery r JOIN repayment b ON b.recovery = r.id \
         WHERE r.agency = $1 AND {live} GROUP BY r.id, r.central, r.province, r.city, r.county, r.account \
         HAVING SUM({back}) > {whole} ORDER BY r.id"
    );
    c.first("repayment", &sql, "请核对到账单据，多收的退还本人", what)?;
    let kept = sum("k");
    let sql = format!(
        "SELECT d.id, -d.amount, CAST(COALESCE(SUM({kept}), 0) AS BIGINT) FROM due d \
         LEFT JOIN deduction k ON k.due = d.id WHERE d.agency = $1 AND d.kind = 'deduction' \
         GROUP BY d.id, d.amount HAVING COALESCE(SUM({kept}), 0) <> -d.amount ORDER BY d.id"
    );
    c.first("deduction", &sql, "请查明由谁直接改动了数据库，并从备份恢复", |row| {
        let (due, parts) = (base::Fen::read(row, 1)?, base::Fen::read(row, 2)?);
        Ok((row.int(0)?.to_string(), format!("扣还多发 {due} 元，各年之和 {parts} 元")))
    })?;
    let credits = "(SELECT COALESCE(SUM(p.credit), 0) FROM posting p WHERE p.voucher = b.voucher)";
    let sql = format!(
        "SELECT b.id, {back}, CAST({credits} AS BIGINT) FROM repayment b WHERE b.agency = $1 \
         AND {back} <> {credits} ORDER BY b.id"
    );
    c.first("repayment", &sql, "请核对凭证，差错用红字冲销更正", |row| {
        let (back, booked) = (base::Fen::read(row, 1)?, base::Fen::read(row, 2)?);
        Ok((row.int(0)?.to_string(), format!("追回到账 {back} 元，凭证记账 {booked} 元")))
    })
}
