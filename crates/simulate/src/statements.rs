//! 银行对账: what the banks of the fund's three accounts send after each month, with what only they know
//! of: interest, and money that nobody can name at first. The office claims every credit.

use std::collections::BTreeMap;
use std::path::Path;

use base::{Date, Fen, Rounding};
use desk::Refusal;
use files::{Cell, CsvWriter, WriteEncoding};
use office::bank::{BankBook, ImportStatementInput, Move, ParkInput};
use office::fund::{InterestFact, ReceiveInterestInput, trial_balance};
use office::registry::fund_of;
use office::tables::{BankLine, FundAccount, Scheme};

use crate::crew::PlayError;
use crate::play::Play2019;
use crate::sheets::{Form, SimulateError, at};

/// What the bank writes beside interest: the office knows it by this word.
const INTEREST: &str = "结息";
/// The template of a subsidy's voucher.
const SUBSIDY: &str = "subsidy_received";
/// Interest of a quarter on the special account: 0.35 % a year.
const QUARTER_BASIS_POINTS: (i128, i128) = (35, 4 * 10_000);
/// Months in which money comes that nobody can name, how many yuan, and from whom. February's turns out to be
/// interest; October's still waits when the year ends.
const UNNAMED: [(i8, i64, &str); 2] = [(2, 200, "东川农村商业银行（模拟）"), (10, 350, "某单位（模拟）")];
/// The month in which the bank says what it had sent in February.
const NAMED_IN: i8 = 4;

/// A line of a statement.
struct Line {
    on: Date,
    reference: String,
    amount: Fen,
    other_side: &'static str,
    note: String,
}

impl Play2019<'_> {
    /// The statements of the month that is to be closed, and what they bring to light.
    pub(crate) fn statements(&mut self) -> Result<(), PlayError> {
        self.step("银行对账", 0, 1);
        if self.month.month() == NAMED_IN {
            self.name_the_first()?;
        }
        for account in FundAccount::ALL {
            self.statement(*account)?;
        }
        self.claim_interest()?;
        if !self.credits()?.is_empty() {
            let through = self.month.last_day();
            self.crew.run(&mut self.office, "bank.park", &ParkInput { through })?;
        }
        self.step("银行对账", 1, 1);
        Ok(())
    }

    fn book(&mut self, account: FundAccount) -> Result<(BankBook, Fen), PlayError> {
        let month = self.month;
        self.office.look(self.crew.agency, |look| {
            let fund = fund_of(look, Scheme::Resident)?.ok_or(Refusal::NoMatter)?;
            let book = BankBook::read(look, fund.id, account)?;
            let before = match book.lines.last() {
                Some(line) => line.balance,
                None => trial_balance(look, &fund, month)?.account(account.deposit().account()).opening,
            };
            Ok((book, before))
        })
    }

    fn statement(&mut self, account: FundAccount) -> Result<(), PlayError> {
        let (book, balance) = self.book(account)?;
        let mut lines = self.known_lines(&book);
        if account == FundAccount::Special {
            lines.extend(self.own_lines(balance));
        }
        if lines.is_empty() {
            return Ok(());
        }
        lines.sort_by(|a, b| (a.on, &a.reference).cmp(&(b.on, &b.reference)));
        let path = self.files.join(format!("对账单-{}-{}.csv", account.title(), self.month.number()));
        write(&path, &lines, balance)?;
        let (file, name) = self.receive(&path)?;
        self.crew.run(&mut self.office, "bank.import_statement", &ImportStatementInput { account, file, name })?;
        Ok(())
    }

    /// What moved by somebody's order: one line per document, or per batch, day and direction.
    fn known_lines(&self, book: &BankBook) -> Vec<Line> {
        let month = self.month.first_day()..=self.month.last_day();
        let mut sums: BTreeMap<(Date, bool, String), (Fen, String)> = BTreeMap::new();
        for moved in book.open_moves(self.month.last_day()) {
            let (leaves, document, on) = (moved.amount < Fen::ZERO, document_of(moved), at_bank_on(moved));
            if !month.contains(&on) {
                continue;
            }
            let key = match (moved.batch, document) {
                (Some(batch), _) => format!("批{batch}"),
                (None, Some(document)) => document,
                (None, None) => format!("记{}-{}", moved.month.number(), moved.number),
            };
            let (sum, _) = sums.entry((on, leaves, key)).or_insert_with(|| (Fen::ZERO, moved.summary.clone()));
            *sum += moved.amount;
        }
        let line = |((on, leaves, key), (amount, note)): ((Date, bool, String), (Fen, String))| {
            // A batch goes out and partly comes back: two references.
            let reference = match key.strip_prefix("批") {
                Some(batch) => format!("{}{}-{batch}", if leaves { "DF" } else { "TP" }, base::date_to_number(on)),
                None => key,
            };
            Line { on, reference, amount, other_side: "", note }
        };
        sums.into_iter().map(line).collect()
    }

    /// What only the bank knows.
    fn own_lines(&self, balance: Fen) -> Vec<Line> {
        let (month, mut lines) = (self.month.month(), Vec::new());
        let (points, of) = QUARTER_BASIS_POINTS;
        let interest = Rounding::FenHalfUp.apply(i128::from(balance.get()) * points, of);
        if month % 3 == 0 && interest > Fen::ZERO {
            let reference = format!("JX{}", self.month.number());
            lines.push(Line {
                on: self.day(21),
                reference,
                amount: interest,
                other_side: "",
                note: INTEREST.to_owned(),
            });
        }
        lines.extend(UNNAMED.iter().filter(|(of, ..)| *of == month).map(|(of, yuan, from)| Line {
            on: self.day(12),
            reference: unnamed(*of),
            amount: Fen::from_yuan(*yuan),
            other_side: from,
            note: "汇款".to_owned(),
        }));
        lines
    }

    /// Credits that nobody has booked.
    fn credits(&mut self) -> Result<Vec<BankLine>, PlayError> {
        let (book, _) = self.book(FundAccount::Special)?;
        let open = book.open_lines(self.month.last_day()).into_iter();
        Ok(open.filter(|line| line.amount > Fen::ZERO).cloned().collect())
    }

    fn claim_interest(&mut self) -> Result<(), PlayError> {
        for line in self.credits()?.into_iter().filter(|line| line.note == INTEREST) {
            let (fact, deposit) = (InterestFact::Credited, FundAccount::Special.deposit());
            let (on, document, amount) = (line.on_date, line.reference, line.amount);
            let input = ReceiveInterestInput { fact, deposit, on, document, amount };
            self.crew.run(&mut self.office, "fund.receive_interest", &input)?;
        }
        Ok(())
    }

    /// The bank's reference as the document takes the credit out of 暂收款.
    fn name_the_first(&mut self) -> Result<(), PlayError> {
        let (month, yuan, _) = UNNAMED[0];
        let (fact, deposit) = (InterestFact::Credited, FundAccount::Special.deposit());
        let (document, amount) = (unnamed(month), Fen::from_yuan(yuan));
        let input = ReceiveInterestInput { fact, deposit, on: self.day(22), document, amount };
        self.crew.run(&mut self.office, "fund.receive_interest", &input)?;
        Ok(())
    }
}

/// The reference of money that nobody can name.
fn unnamed(month: i8) -> String {
    format!("HR2019{month:02}")
}

/// Writes a statement that goes on from a balance.
fn write(path: &Path, lines: &[Line], mut balance: Fen) -> Result<(), SimulateError> {
    let form = Form::named("bank_statement")?;
    let mut writer = CsvWriter::new(Vec::new(), WriteEncoding::Gb18030)?;
    writer.row(&form.header())?;
    for line in lines {
        balance += line.amount;
        let (came, went) = (line.amount > Fen::ZERO, line.amount < Fen::ZERO);
        writer.row(&form.row(|key| match key {
            "date" => Cell::from(line.on),
            "reference" => Cell::from(line.reference.as_str()),
            "credit" => Cell::from(came.then_some(line.amount)),
            "debit" => Cell::from(went.then_some(-line.amount)),
            "balance" => Cell::from(balance),
            "counterparty" => Cell::from(line.other_side),
            "note" => Cell::from(line.note.as_str()),
            _ => Cell::Empty,
        }))?;
    }
    at(path, std::fs::write(path, writer.finish()?))
}

/// The day on which the bank shows a movement. The finance bureau keeps the special account and tells of its
/// subsidies at once; those of a month's last day stand in the bank's books on the next one.
fn at_bank_on(moved: &Move) -> Date {
    match moved.template == SUBSIDY && moved.on == moved.month.last_day() {
        true => moved.month.next().first_day(),
        false => moved.on,
    }
}

/// The document that a voucher's summary names in brackets at its end.
fn document_of(moved: &Move) -> Option<String> {
    let (_, document) = moved.summary.strip_suffix('）')?.rsplit_once('（')?;
    Some(document.split('，').next().unwrap_or(document).to_owned())
}
