//! I2: for every batch of a run that counts, dues = lines = request = bank file = voucher, and
//! the bank's answers name each line once. The file made again has the digest of the one that left.

use base::Fen;
use desk::{Digest, Unplanned};
use ledger::Account;
use store::{Field, Value};

use super::checking::Checking;
use crate::payment::{ARRIVED, CAME_BACK, bank_file, batch_total};
use crate::tables::{BankFile, PaymentRequest, Run, RunChunk, RunKind, RunState};

const STOP: &str = "请停止本批后续支付，查明由谁直接改动了数据库，并从备份恢复";

pub(super) fn check(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let agency = c.agency();
    let runs = c.look.select::<Run>("WHERE agency = $1 ORDER BY id", &[agency])?;
    let counted: Vec<&Run> = runs.iter().filter(|run| run.state.counts()).collect();
    c.checked.count("生效批次", i64::try_from(counted.len()).unwrap_or(i64::MAX));
    c.count("应发", "due WHERE agency = $1")?;
    c.count("拟发", "disbursement WHERE agency = $1")?;
    c.count("回盘", "bank_outcome WHERE agency = $1")?;
    sums_of_dues(c)?;
    for run in counted {
        if c.is_broken() {
            return Ok(());
        }
        lines_of(c, run)?;
        control_totals(c, run)?;
        request(c, run)?;
        file(c, run)?;
        vouchers(c, run)?;
        answers(c, run)?;
    }
    Ok(())
}

fn sums_of_dues(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = "SELECT id, amount, central + province + city + county + account FROM due \
               WHERE agency = $1 AND amount <> central + province + city + county + account ORDER BY id";
    c.first("due", sql, STOP, |row| {
        let (amount, parts) = (Fen::read(row, 1)?, Fen::read(row, 2)?);
        Ok((row.int(0)?.to_string(), format!("应发 {amount} 元不等于各级与个人账户之和 {parts} 元")))
    })
}

/// A line sends exactly the dues of one award in one run.
fn lines_of(c: &mut Checking<'_, '_>, run: &Run) -> Result<(), Unplanned> {
    let sql = "SELECT s.batch, s.line, s.amount, CAST(COALESCE(SUM(d.amount), 0) AS BIGINT) FROM disbursement s \
               LEFT JOIN due d ON d.run = s.run AND d.award = s.award WHERE s.batch = $1 \
               GROUP BY s.batch, s.line, s.amount HAVING s.amount <> COALESCE(SUM(d.amount), 0) \
               ORDER BY s.batch, s.line";
    c.first_of("disbursement", sql, &[Value::Int(run.batch.0)], STOP, |row| {
        let (sent, owed) = (Fen::read(row, 2)?, Fen::read(row, 3)?);
        Ok((format!("{}/{}", row.int(0)?, row.int(1)?), format!("拟发 {sent} 元不等于应发 {owed} 元")))
    })
}

fn control_totals(c: &mut Checking<'_, '_>, run: &Run) -> Result<(), Unplanned> {
    let rows = totals(c, "FROM disbursement WHERE batch = $1", run.batch.0)?;
    if rows != (run.people, run.amount) {
        let what =
            format!("{} 批次控制数 {} 人 {} 元，明细 {} 人 {} 元", run.month, run.people, run.amount, rows.0, rows.1);
        c.fault("run", run.id, what, STOP);
    }
    if run.kind == RunKind::Reissue {
        return Ok(());
    }
    let chunks = c.look.select::<RunChunk>("WHERE run = $1 ORDER BY chunk", &[Value::Int(run.id.0)])?;
    let sum = (chunks.iter().map(|x| x.disbursements).sum(), chunks.iter().map(|x| x.amount).sum::<Fen>());
    let parts: Vec<&[u8]> = chunks.iter().map(|chunk| chunk.digest.as_str().as_bytes()).collect();
    if sum != rows || Digest::of_parts(&parts).as_str() != run.digest {
        let what = format!("{} 批次分段合计 {} 人 {} 元或分段摘要与批次不符", run.month, sum.0, sum.1);
        c.fault("run_chunk", run.id, what, STOP);
    }
    let dues: i64 = c.look.scalar("SELECT COUNT(*) FROM due WHERE run = $1", &[Value::Int(run.id.0)])?;
    let written: i64 = chunks.iter().map(|chunk| chunk.dues).sum();
    if dues != written {
        c.fault("run_chunk", run.id, format!("{} 批次计算时写入应发 {written} 行，现有 {dues} 行", run.month), STOP);
    }
    Ok(())
}

fn totals(c: &mut Checking<'_, '_>, from: &str, batch: i64) -> Result<(i64, Fen), Unplanned> {
    let sql = format!("SELECT COUNT(*), CAST(COALESCE(SUM(amount), 0) AS BIGINT) {from}");
    let found = c.look.one(&sql, &[Value::Int(batch)], |row| Ok((row.int(0)?, Fen::read(row, 1)?)))?;
    Ok(found.unwrap_or_default())
}

/// What was asked for is what was to be sent then; a line withheld later was still asked
/// for, and money that came back before was not asked for again.
fn request(c: &mut Checking<'_, '_>, run: &Run) -> Result<(), Unplanned> {
    let batch = [Value::Int(run.batch.0)];
    let Some(asked) = c.look.select_one::<PaymentRequest>("WHERE batch = $1", &batch)? else { return Ok(()) };
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(s.amount), 0) AS BIGINT) FROM disbursement s \
         JOIN payment_request q ON q.batch = s.batch \
         LEFT JOIN withheld w ON w.batch = s.batch AND w.line = s.line \
         WHERE s.batch = $1 AND (w.line IS NULL OR w.recorded > q.recorded) AND NOT {CAME_BACK}"
    );
    let sent: Fen = c.look.scalar(&sql, &batch)?;
    let parts = asked.central + asked.province + asked.city + asked.county + asked.account;
    if asked.amount != sent || asked.amount != parts {
        let what = format!("用款申请 {} 元，各级合计 {parts} 元，申请时拟发 {sent} 元，三者不等", asked.amount);
        c.fault("payment_request", asked.id, what, STOP);
    }
    Ok(())
}

fn file(c: &mut Checking<'_, '_>, run: &Run) -> Result<(), Unplanned> {
    let batch = [Value::Int(run.batch.0)];
    let Some(left) = c.look.select_one::<BankFile>("WHERE batch = $1", &batch)? else {
        if run.state != RunState::Approved {
            c.fault("run", run.id, format!("批次状态为“{}”，却没有代发文件记录", run.state), STOP);
        }
        return Ok(());
    };
    let (lines, amount) = batch_total(c.look, run.batch)?;
    if (lines, amount) != (left.lines, left.amount) {
        let what = format!("代发文件 {} 人 {} 元，拟发（不含止付）{lines} 人 {amount} 元", left.lines, left.amount);
        c.fault("bank_file", run.batch, what, STOP);
        return Ok(());
    }
    if bank_file(c.look, c.environment, run)?.digest() != left.digest {
        c.fault(
            "bank_file",
            run.batch,
            "按现有数据重新生成的代发文件与报送时不一致，收款人、账号或金额被改动",
            "请以银行留存的文件核对，并从备份恢复",
        );
    }
    Ok(())
}

/// The vouchers of the batch, once it is booked, took from the payment account what was sent,
/// and put back what was returned. Reversed vouchers and their red ones do not count.
fn vouchers(c: &mut Checking<'_, '_>, run: &Run) -> Result<(), Unplanned> {
    let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(p.credit), 0) AS BIGINT), CAST(COALESCE(SUM(p.debit), 0) AS BIGINT) \
               FROM voucher v JOIN posting p ON p.voucher = v.id WHERE v.batch = $1 AND p.account = $2 \
               AND v.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM voucher x WHERE x.reverses = v.id)";
    let args = [Value::Int(run.batch.0), Account::PaymentDeposit.code().into()];
    let found = c.look.one(sql, &args, |row| Ok((row.int(0)?, Fen::read(row, 1)?, Fen::read(row, 2)?)))?;
    let (postings, paid, returned) = found.unwrap_or_default();
    if postings == 0 {
        return Ok(());
    }
    let (_, sent) = batch_total(c.look, run.batch)?;
    let back = format!(
        "SELECT CAST(COALESCE(SUM(s.amount), 0) AS BIGINT) FROM disbursement s \
         JOIN bank_outcome o ON o.batch = s.batch AND o.line = s.line WHERE s.batch = $1 AND {ARRIVED} = 0"
    );
    let back: Fen = c.look.scalar(&back, &[Value::Int(run.batch.0)])?;
    if paid != sent || returned != back {
        let what =
            format!("{} 批次记账支出 {paid} 元、退票 {returned} 元，业务拟发 {sent} 元、银行退票 {back} 元", run.month);
        c.fault("voucher", format!("批次 {}", run.batch), what, "请核对本批凭证，差错用红字冲销更正");
    }
    Ok(())
}

/// Answers belong to lines that were sent; once all answers are in, no line lacks one.
fn answers(c: &mut Checking<'_, '_>, run: &Run) -> Result<(), Unplanned> {
    let batch = [Value::Int(run.batch.0)];
    let unknown = "SELECT o.line FROM bank_outcome o LEFT JOIN disbursement s ON s.batch = o.batch AND s.line = o.line \
                   LEFT JOIN withheld w ON w.batch = o.batch AND w.line = o.line \
                   WHERE o.batch = $1 AND (s.line IS NULL OR w.line IS NOT NULL) ORDER BY o.line";
    let key = |line: i64| format!("{}/{line}", run.batch);
    c.first_of("bank_outcome", unknown, &batch, "请与银行核对回盘文件", |row| {
        Ok((key(row.int(0)?), "回盘结果对应的行没有报送过或已止付".to_owned()))
    })?;
    if !matches!(run.state, RunState::Returned | RunState::Closed) {
        return Ok(());
    }
    let silent = "SELECT s.line FROM disbursement s LEFT JOIN bank_outcome o ON o.batch = s.batch AND o.line = s.line \
                  LEFT JOIN withheld w ON w.batch = s.batch AND w.line = s.line \
                  WHERE s.batch = $1 AND o.line IS NULL AND w.line IS NULL ORDER BY s.line";
    c.first_of("disbursement", silent, &batch, "请向银行索取本行的回盘结果", |row| {
        Ok((key(row.int(0)?), format!("批次已是“{}”，这一行却没有回盘结果", run.state)))
    })
}
