//! 银行回盘: the bank answers what was sent; what came back gets another card and goes out again.

use std::collections::BTreeSet;
use std::fs;

use base::Fen;
use desk::Refusal;
use files::{Cell, RawCell, read_text};
use office::payment::{ImportReturnsInput, ReissueInput, ReturnedLine, bank_file, returned_lines};
use office::registry::{ChangePayeeInput, ReplaceCardsInput};
use office::tables::{Run, RunId, RunKind, Scheme};

use crate::bank::{Bank, BankLine};
use crate::crew::PlayError;
use crate::people::card;
use crate::play::{BANK_CODE, Play2019};
use crate::sheets::{Book, Form, at};

impl Play2019<'_> {
    /// The bank answers what was sent; what came back and was mended goes out again. Returns how many
    /// came back.
    pub(crate) fn bank_answers(&mut self, run: RunId, beside: &mut Vec<RunId>) -> Result<u64, PlayError> {
        let bank = Bank::on_pay_day(self.district.seed(), self.day(25));
        let mut returned = 0;
        for sent in std::iter::once(run).chain(beside.clone()) {
            returned += self.returns(sent, bank)?;
            beside.extend(self.reissue(sent)?);
        }
        Ok(returned)
    }

    /// The simulated bank reads the file that left and answers it. Returns how many came back.
    pub(crate) fn returns(&mut self, run: RunId, bank: Bank) -> Result<u64, PlayError> {
        self.step("银行回盘", 0, 1);
        let found = self.found_run(run)?;
        let environment = self.office.environment().clone();
        let sent = self
            .office
            .look(self.crew.agency, |look| bank_file(look, &environment, &found).map_err(PlayError::from))?;
        at(&self.files, fs::write(self.files.join(format!("代发-{}.csv", sent.number)), &sent.bytes))?;
        let lines = lines_of(&sent.bytes)?;
        let answer = bank.answers(lines.iter().map(|(line, _)| line.clone()))?;
        let failed: BTreeSet<i64> = answer.failed.iter().map(|(line, _)| line.seq).collect();
        let failed = lines.into_iter().filter(|(line, _)| failed.contains(&line.seq));
        self.came_back.extend(failed.map(|(line, account)| ((run, line.seq), account)));
        let path = self.files.join(format!("回盘-{}.csv", sent.number));
        at(&path, fs::write(&path, &answer.bytes))?;
        let (file, name) = self.receive(&path)?;
        self.crew.run(&mut self.office, "payment.import_returns", &ImportReturnsInput { run, file, name })?;
        self.step("银行回盘", 1, 1);
        Ok(answer.failed.len() as u64)
    }

    /// Half of those whose payment came back bring another card within the week, and who gets a fee
    /// back signs for his own one; their money goes out again.
    fn reissue(&mut self, run: RunId) -> Result<Option<RunId>, PlayError> {
        let found = self.found_run(run)?;
        let mended = match found.kind {
            RunKind::OffCycle => self.redirect_refunds()?,
            _ => self.new_cards(&found)?,
        };
        if mended == 0 {
            return Ok(None);
        }
        let again = ReissueInput { run, release: Vec::new(), confirmed: Vec::new() };
        self.crew.run(&mut self.office, "payment.reissue", &again)?;
        let reissue = self.office.look(self.crew.agency, |look| {
            office::payment::newest_run(look, Scheme::Resident).map_err(PlayError::from)
        })?;
        let reissue = reissue.map(|run| run.id).ok_or(PlayError::Refused(Refusal::NoMatter))?;
        self.send_file(reissue)?;
        Ok(Some(reissue))
    }

    /// The bank lists which new card took the place of which old one; heirs come themselves.
    fn new_cards(&mut self, run: &Run) -> Result<u64, PlayError> {
        self.step("变更发放账户", 0, 1);
        let returned = self.office.look(self.crew.agency, |look| returned_lines(look, run).map_err(PlayError::from))?;
        let mended: Vec<_> = returned.iter().step_by(2).collect();
        let of_heirs = |line: &&ReturnedLine| self.buried.contains(&line.person);
        let (heirs, own): (Vec<&ReturnedLine>, Vec<&ReturnedLine>) = mended.iter().copied().partition(of_heirs);
        for line in heirs {
            let input = ChangePayeeInput {
                person: line.person,
                account: card(self.new_card()),
                holder: "继承人（模拟）".to_owned(),
                bank: String::new(),
                document: format!("继承人换卡申请（{}）", line.reason),
            };
            self.crew.run(&mut self.office, "registry.change_payee", &input)?;
        }
        let accounts: Vec<_> =
            own.iter().filter_map(|line| self.came_back.get(&(run.id, line.line)).cloned()).collect();
        if !accounts.is_empty() {
            self.replace_cards(&accounts)?;
        }
        self.step("变更发放账户", 1, 1);
        Ok(mended.len() as u64)
    }

    fn replace_cards(&mut self, accounts: &[Account]) -> Result<(), PlayError> {
        let form = Form::named("card_replacement")?;
        let path = self.files.join(format!("换卡名单-{}.xlsx", self.new_cards));
        let mut book = Book::new(path, "换卡名单", &form)?;
        book.row(&form.header())?;
        for old in accounts {
            let new = card(self.new_card());
            book.row(&form.row(|key| match key {
                "old" => Cell::from(old.number.as_str()),
                "aae010" => Cell::from(new.as_str()),
                "aac003" => Cell::from(old.holder.as_str()),
                "bank" => Cell::from(BANK_CODE),
                _ => Cell::Empty,
            }))?;
        }
        let (path, _) = book.finish()?;
        let (file, name) = self.receive(&path)?;
        let document = format!("东川农商行换卡函（模拟）{name}");
        self.crew.run(&mut self.office, "registry.replace_cards", &ReplaceCardsInput { file, name, document })?;
        Ok(())
    }

    /// A card that nobody had before.
    pub(crate) fn new_card(&mut self) -> u64 {
        self.new_cards += 1;
        10_000_000 + self.new_cards
    }
}

/// Where a line of the bank file goes.
#[derive(Clone)]
pub(crate) struct Account {
    holder: String,
    number: String,
}

/// What the bank reads from the file that left.
fn lines_of(bytes: &[u8]) -> Result<Vec<(BankLine, Account)>, PlayError> {
    let unreadable = |what: String| PlayError::NotDone("银行读取代发文件".to_owned(), what);
    let table = read_text(bytes).map_err(|e| unreadable(e.to_string()))?;
    let mut lines = Vec::new();
    for row in &table.rows {
        let text = |i: usize| match row.cells.get(i) {
            Some(RawCell::Text(text)) => text.to_string(),
            _ => String::new(),
        };
        // Head, heading and tail have no account.
        let (Ok(seq), Ok(amount)) = (text(1).parse::<i64>(), text(4).parse::<Fen>()) else { continue };
        lines.push((BankLine { batch: text(0), seq, amount }, Account { holder: text(2), number: text(3) }));
    }
    Ok(lines)
}
