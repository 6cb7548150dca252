//! The bank file (代发文件): a numbered text that is byte-identical whenever it is made again.
//!
//! GB18030, one line per payee, commas; first line and last line carry the control totals. There
//! is no national format (handbook §9); a bank's own layout is a profile for a later issue.

use base::{Fen, Month};
use desk::{Digest, Look, Refusal, Unplanned};
use files::{Cell, CsvWriter, WriteEncoding};
use store::{Field, Value};

use crate::environment::Environment;
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

struct Line {
    line: i64,
    sealed: String,
    holder: String,
    name: String,
    amount: Fen,
}

/// Makes the file of a run's batch: all lines that are not withheld, in their order, with names
/// as known when the run was pinned.
pub fn bank_file(look: &mut Look<'_>, environment: &Environment, run: &Run) -> Result<BankFileBytes, Unplanned> {
    let batch = batch_of(look, run.batch)?;
    let lines = read_lines(look, run)?;
    let amount: Fen = lines.iter().map(|line| line.amount).sum();
    let count = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let failed = |e: files::WriteError| Unplanned::Failed(Refusal::Document(e.to_string()));
    let mut writer = CsvWriter::new(Vec::new(), WriteEncoding::Gb18030).map_err(failed)?;
    let totals = |label: &'static str| {
        [Cell::Text(label.into()), Cell::Text(batch.number.clone().into()), Cell::Integer(count), Cell::Money(amount)]
    };
    writer.row(&totals("批头")).map_err(failed)?;
    writer.row(&["批次号", "序号", "户名", "账号", "金额", "摘要"].map(|t| Cell::Text(t.into()))).map_err(failed)?;
    for line in lines {
        let account = environment.identifiers().open(&line.sealed)?;
        let holder = if line.holder.is_empty() { line.name } else { line.holder };
        writer
            .row(&[
                Cell::Text(batch.number.clone().into()),
                Cell::Integer(line.line),
                Cell::Text(holder.into()),
                Cell::Text(account.into()),
                Cell::Money(line.amount),
                Cell::Text(summary(run.month).into()),
            ])
            .map_err(failed)?;
    }
    writer.row(&totals("批尾")).map_err(failed)?;
    let bytes = writer.finish().map_err(failed)?;
    Ok(BankFileBytes { number: batch.number, bytes, lines: count, amount })
}

fn summary(month: Month) -> String {
    format!("{}年{}月养老金", month.year(), month.month())
}

pub(crate) fn batch_of(look: &mut Look<'_>, batch: BatchId) -> Result<Batch, Unplanned> {
    let found = look.select_one::<Batch>("WHERE id = $1", &[Value::Int(batch.0)])?;
    Ok(found.ok_or_else(|| Refusal::Document("找不到批次，请运行 shebao verify".to_owned()))?)
}

fn read_lines(look: &mut Look<'_>, run: &Run) -> Result<Vec<Line>, Unplanned> {
    let sql = "SELECT s.line, i.sealed, i.holder, v.name, s.amount FROM disbursement s \
               JOIN identifier i ON i.id = s.payee \
               JOIN person_version v ON v.person = s.person AND v.n = \
                 (SELECT MAX(p.n) FROM person_version p WHERE p.person = s.person AND p.recorded <= $2) \
               WHERE s.batch = $1 \
               AND NOT EXISTS (SELECT 1 FROM withheld w WHERE w.batch = s.batch AND w.line = s.line) \
               ORDER BY s.line";
    let mut lines = Vec::new();
    look.each(sql, &[Value::Int(run.batch.0), Value::Int(run.pinned.0)], |row| {
        lines.push(Line {
            line: row.int(0)?,
            sealed: row.text(1)?.to_owned(),
            holder: row.text(2)?.to_owned(),
            name: row.text(3)?.to_owned(),
            amount: Fen::read(row, 4)?,
        });
        Ok(())
    })?;
    Ok(lines)
}
