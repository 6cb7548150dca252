//! The bank file (代发文件): a numbered text that is byte-identical whenever it is made again.
//!
//! GB18030, one line per payee, commas; first line and last line carry the control totals. There
//! is no national format (handbook §9); a bank's own layout is a profile for a later issue.

use std::sync::mpsc;
use std::thread;

use base::{Fen, Month};
use desk::{Digest, Look, Refusal, Unplanned};
use files::{Cell, CsvWriter, WriteEncoding};
use store::{Field, Value};

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
    // Opening accounts takes longer than reading lines, so that it is done beside it.
    let bytes = thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel(READ_AHEAD);
        let totals = (number.as_str(), lines, amount);
        let writing = scope.spawn(move || write_lines(environment, totals, run.month, &receiver));
        let read = each_lines(look, run, |lines| sender.send(lines).is_ok());
        drop(sender);
        let written = writing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        read.and(written)
    })?;
    Ok(BankFileBytes { number, bytes, lines, amount })
}

fn write_lines(
    environment: &Environment,
    (number, count, amount): (&str, i64, Fen),
    month: Month,
    lines: &mpsc::Receiver<Vec<Line>>,
) -> Result<Vec<u8>, Unplanned> {
    let failed = |e: files::WriteError| Unplanned::Failed(Refusal::Document(e.to_string()));
    let pension = format!("{}年{}月养老金", month.year(), month.month());
    let mut writer = CsvWriter::new(Vec::new(), WriteEncoding::Gb18030).map_err(failed)?;
    let totals = |label: &'static str| [label.into(), number.into(), Cell::Integer(count), Cell::Money(amount)];
    writer.row(&totals("批头")).map_err(failed)?;
    writer.row(&["批次号", "序号", "户名", "账号", "金额", "摘要"].map(Cell::from)).map_err(failed)?;
    for line in lines.iter().flatten() {
        let account = environment.identifiers().open(&line.sealed)?;
        let cells = [
            number.into(),
            Cell::Integer(line.line),
            line.payee.as_str().into(),
            account.into(),
            Cell::Money(line.amount),
            if line.refund { "退保险费".into() } else { pension.as_str().into() },
        ];
        writer.row(&cells).map_err(failed)?;
    }
    writer.row(&totals("批尾")).map_err(failed)?;
    writer.finish().map_err(failed)
}

pub(crate) fn batch_of(look: &mut Look<'_>, batch: BatchId) -> Result<Batch, Unplanned> {
    let found = look.select_one::<Batch>("WHERE id = $1", &[Value::Int(batch.0)])?;
    Ok(found.ok_or_else(|| Refusal::Document("找不到批次，请运行 shebao verify".to_owned()))?)
}

/// Lines handed over at a time, and how many times before the reading waits.
const LINES: usize = 1_000;
const READ_AHEAD: usize = 4;

/// A line of the file, the account still sealed.
struct Line {
    line: i64,
    sealed: String,
    payee: String,
    amount: Fen,
    /// A contribution that goes back, and no pension.
    refund: bool,
}

/// The lines in their order, some at a time, until `on_lines` wants no more. The versions of a
/// person come one after the other; the last one that was known when the run was pinned names the
/// payee, unless the account has a holder of its own.
fn each_lines(look: &mut Look<'_>, run: &Run, mut on_lines: impl FnMut(Vec<Line>) -> bool) -> Result<(), Unplanned> {
    // A month's batch has no refunds, and need not be asked about each of its lines.
    let sql = "SELECT s.line, i.sealed, CASE i.holder WHEN '' THEN v.name ELSE i.holder END, s.amount, \
               CASE WHEN $3 = 'regular' THEN 0 WHEN EXISTS (SELECT 1 FROM refund f WHERE f.id = s.award) THEN 1 ELSE 0 END \
               FROM disbursement s JOIN identifier i ON i.id = s.payee \
               JOIN person_version v ON v.person = s.person AND v.recorded <= $2 \
               WHERE s.batch = $1 \
               AND NOT EXISTS (SELECT 1 FROM withheld w WHERE w.batch = s.batch AND w.line = s.line) \
               ORDER BY s.line, v.n";
    let mut lines: Vec<Line> = Vec::with_capacity(LINES);
    let mut wanted = true;
    let args = [Value::Int(run.batch.0), Value::Int(run.pinned.0), run.kind.value()];
    look.each(sql, &args, |row| {
        let number = row.int(0)?;
        let payee = row.text(2)?.to_owned();
        match lines.last_mut() {
            Some(last) if last.line == number => last.payee = payee,
            _ => {
                if lines.len() == LINES {
                    wanted = wanted && on_lines(std::mem::replace(&mut lines, Vec::with_capacity(LINES)));
                }
                let (sealed, amount) = (row.text(1)?.to_owned(), Fen::read(row, 3)?);
                lines.push(Line { line: number, sealed, payee, amount, refund: bool::read(row, 4)? });
            }
        }
        Ok(())
    })?;
    // Whoever wants no more says why himself.
    let _ = wanted && on_lines(lines);
    Ok(())
}
