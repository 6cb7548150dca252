//! The bank file (代发文件): a numbered text that is byte-identical whenever it is made again.
//!
//! GB18030, one line per payee, commas; first line and last line carry the control totals. There
//! is no national format (handbook §9); a bank's own layout is a profile for a later issue.

use base::{Fen, Month};
use desk::{Digest, Look, Refusal, Unplanned};
use files::{Cell, CsvWriter, WriteEncoding};
use store::{Field, StoreError, Value};

use crate::environment::Environment;
use crate::payment::totals::batch_total;
use crate::tables::{Batch, BatchId, Run};

/// A bank file.
pub struct BankFileBytes {
    /// Number printed in it.
    pub number: String,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Payees.
    pub lines: i64,
    /// Sum.
    pub amount: Fen,
}

impl BankFileBytes {
    /// SM3 of the bytes.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.bytes)
    }
}

/// Makes the file of a run's batch: all lines that are not withheld, in their order, with names
/// as known when the run was pinned.
pub fn bank_file(look: &mut Look<'_>, environment: &Environment, run: &Run) -> Result<BankFileBytes, Unplanned> {
    let number = batch_of(look, run.batch)?.number;
    let (lines, amount) = batch_total(look, run.batch)?;
    let failed = |e: files::WriteError| Unplanned::Failed(Refusal::Document(e.to_string()));
    let mut writer = CsvWriter::new(Vec::new(), WriteEncoding::Gb18030).map_err(failed)?;
    let totals = |label| [Cell::Text(label), Cell::from(number.as_str()), Cell::Integer(lines), Cell::Money(amount)];
    writer.row(&totals("批头".into())).map_err(failed)?;
    writer.row(&["批次号", "序号", "户名", "账号", "金额", "摘要"].map(Cell::from)).map_err(failed)?;
    let summary = summary(run.month);
    each_line(look, run, |line| {
        let account = environment.identifiers().open(&line.sealed)?;
        let cells = [
            Cell::from(number.as_str()),
            Cell::Integer(line.line),
            Cell::from(line.payee.as_str()),
            Cell::Text(account.into()),
            Cell::Money(line.amount),
            Cell::from(summary.as_str()),
        ];
        writer.row(&cells).map_err(failed)
    })?;
    writer.row(&totals("批尾".into())).map_err(failed)?;
    let bytes = writer.finish().map_err(failed)?;
    Ok(BankFileBytes { number, bytes, lines, amount })
}

fn summary(month: Month) -> String {
    format!("{}年{}月养老金", month.year(), month.month())
}

pub(crate) fn batch_of(look: &mut Look<'_>, batch: BatchId) -> Result<Batch, Unplanned> {
    let found = look.select_one::<Batch>("WHERE id = $1", &[Value::Int(batch.0)])?;
    Ok(found.ok_or_else(|| Refusal::Document("找不到批次，请运行 shebao verify".to_owned()))?)
}

/// A line under way.
#[derive(Default)]
struct Line {
    line: i64,
    sealed: String,
    payee: String,
    amount: Fen,
}

/// The lines in their order. The versions of a person come one after the other; the last one that
/// was known when the run was pinned names the payee, unless the account has a holder of its own.
fn each_line(
    look: &mut Look<'_>,
    run: &Run,
    mut on_line: impl FnMut(&Line) -> Result<(), Unplanned>,
) -> Result<(), Unplanned> {
    let sql = "SELECT s.line, i.sealed, CASE i.holder WHEN '' THEN v.name ELSE i.holder END, s.amount \
               FROM disbursement s JOIN identifier i ON i.id = s.payee \
               JOIN person_version v ON v.person = s.person AND v.recorded <= $2 \
               WHERE s.batch = $1 \
               AND NOT EXISTS (SELECT 1 FROM withheld w WHERE w.batch = s.batch AND w.line = s.line) \
               ORDER BY s.line, v.n";
    let mut line = Line::default();
    let mut fault = None;
    let read = look.each(sql, &[Value::Int(run.batch.0), Value::Int(run.pinned.0)], |row| {
        let number = row.int(0)?;
        if line.line != 0 && line.line != number {
            on_line(&line).map_err(|error| {
                fault = Some(error);
                StoreError::Stopped(String::new())
            })?;
        }
        line.line = number;
        line.sealed.clear();
        line.sealed.push_str(row.text(1)?);
        line.payee.clear();
        line.payee.push_str(row.text(2)?);
        line.amount = Fen::read(row, 3)?;
        Ok(())
    });
    match fault {
        Some(fault) => return Err(fault),
        None => read?,
    }
    if line.line == 0 { Ok(()) } else { on_line(&line) }
}
