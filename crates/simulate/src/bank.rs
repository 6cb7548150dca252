//! What the bank sends back.

use base::{Date, Fen};
use files::{Cell, CsvWriter, WriteEncoding};

use crate::chance::{Chance, Subject};
use crate::sheets::{Form, SimulateError};

/// A line of the bank file: batch, number in the batch, amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankLine {
    /// Batch number.
    pub batch: String,
    /// Number in the batch.
    pub seq: i64,
    /// Amount sent.
    pub amount: Fen,
}

/// How the bank behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bank {
    /// Same seed, same failures.
    pub seed: u64,
    /// Failures in a thousand lines.
    pub failures_per_thousand: u64,
    /// Lines of a batch we never sent, at the end of the file.
    pub unknown_lines: u32,
    /// Day of crediting.
    pub on: Date,
}

impl Bank {
    /// The bank on the January pay day: 4 lines in a thousand fail.
    pub fn on_pay_day(seed: u64, on: Date) -> Bank {
        Bank { seed, failures_per_thousand: 4, unknown_lines: 0, on }
    }

    /// The bank when returned payments are sent again: one line in a hundred still fails.
    pub fn on_reissue(seed: u64, on: Date) -> Bank {
        Bank { seed, failures_per_thousand: 10, unknown_lines: 0, on }
    }

    /// The same with lines that belong to no batch of ours.
    pub fn with_unknown_lines(self, unknown_lines: u32) -> Bank {
        Bank { unknown_lines, ..self }
    }
}

/// A return file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankReturn {
    /// CSV in GB18030.
    pub bytes: Vec<u8>,
    /// The lines that failed, with the bank's reason.
    pub failed: Vec<(BankLine, &'static str)>,
    /// What was credited.
    pub credited: Fen,
}

/// Why payments fail, the commonest first.
const REASONS: &[(u32, &str)] = &[(40, "户名不符"), (30, "账户不存在"), (20, "销户"), (10, "冻结")];

/// The batch number of lines that we never sent.
pub const UNKNOWN_BATCH: &str = "999900000000";

impl Bank {
    /// The return file for these lines. Whether a line fails depends on seed, batch and number
    /// only, not on the order of the lines.
    pub fn answers(&self, lines: impl IntoIterator<Item = BankLine>) -> Result<BankReturn, SimulateError> {
        let form = Form::named("bank_return")?;
        let mut writer = CsvWriter::new(Vec::new(), WriteEncoding::Gb18030)?;
        writer.row(&form.header())?;
        let mut failed = Vec::new();
        let mut credited = Fen::ZERO;
        for line in lines {
            let reason = self.reason(&line);
            writer.row(&form.row(|key| self.cell(&line, reason, key)))?;
            match reason {
                Some(reason) => failed.push((line, reason)),
                None => credited += line.amount,
            }
        }
        for seq in 1..=i64::from(self.unknown_lines) {
            let line = BankLine { batch: UNKNOWN_BATCH.to_owned(), seq, amount: Fen::from_yuan(118) };
            writer.row(&form.row(|key| self.cell(&line, None, key)))?;
        }
        Ok(BankReturn { bytes: writer.finish()?, failed, credited })
    }

    fn reason(&self, line: &BankLine) -> Option<&'static str> {
        // FNV-1a over batch and number: one stream of chance per line.
        let key = line.batch.bytes().chain(line.seq.to_le_bytes());
        let index =
            key.fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3));
        let mut chance = Chance::new(self.seed, Subject::Bank, index);
        (chance.below(1_000) < self.failures_per_thousand).then(|| chance.weighted(REASONS))
    }

    fn cell<'a>(&self, line: &'a BankLine, reason: Option<&'static str>, key: &str) -> Cell<'a> {
        match key {
            "batch" => Cell::from(line.batch.as_str()),
            "seq" => Cell::from(line.seq),
            "aae019" => Cell::from(line.amount),
            "status" => Cell::from(if reason.is_some() { "0" } else { "1" }),
            "reason" => Cell::from(reason),
            "bank_on" => Cell::from(reason.is_none().then_some(self.on)),
            _ => Cell::Empty,
        }
    }
}
