//! 银行回盘: what the bank says of each line; the payment is booked, returned money goes to 2001
//! by payee until it is sent again.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use base::{Date, Fen, RegionCode};
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use files::{Imported, Record};
use ledger::templates::{Head, benefit_returned};
use ledger::{Fund, PartyId, Voucher, VoucherError};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::environment::Environment;
use crate::fund::{OpenMonths, plan_voucher, voucher_fault};
use crate::payment::bank_file::batch_of;
use crate::payment::batch_books::BatchBooks;
use crate::payment::context::{need_state, run_of};
use crate::payment::returned::CAME_BACK;
use crate::registry::agency_area;
use crate::source_files::imported_before;
use crate::tables::{
    BankFile, BankOutcome, PersonId, Quarantine, QuarantineId, Run, RunId, RunState, SourceFile, SourceFileId,
};

const PROFILE: &str = "bank_return";

/// Takes in a return file.
pub struct ImportReturns(pub Arc<Environment>);

/// Which file, for which run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportReturnsInput {
    /// The run whose batch it answers.
    pub run: RunId,
    /// Digest of the received file.
    pub file: Digest,
    /// Its name.
    pub name: String,
}

/// A line that was sent.
struct Sent {
    person: PersonId,
    amount: Fen,
    /// Whether it came back before.
    again: bool,
    /// What the bank said before, if anything.
    said: Option<(bool, String)>,
}

/// What the plan depends on.
pub struct ImportReturnsFacts {
    area: RegionCode,
    run: Run,
    number: String,
    file: BankFile,
    sent: BTreeMap<i64, Sent>,
    booked: bool,
    books: BatchBooks,
    months: OpenMonths,
    imported: Arc<Imported>,
    before: Option<FieldError>,
}

impl Operation for ImportReturns {
    type Input = ImportReturnsInput;
    type Facts = ImportReturnsFacts;
    const NAME: &'static str = "payment.import_returns";
    const TITLE: &'static str = "银行回盘";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &ImportReturnsInput) -> Result<ImportReturnsFacts, Unplanned> {
        let run = run_of(look, input.run)?;
        need_state(&run, &[RunState::Sent], "回盘")?;
        let batch = Value::Int(run.batch.0);
        let file = look
            .select_one::<BankFile>("WHERE batch = $1", std::slice::from_ref(&batch))?
            .ok_or_else(|| FieldError::input("run", "本批次没有报送过代发文件", "请先报送代发文件"))?;
        let booked = "SELECT COUNT(*) FROM voucher WHERE batch = $1";
        Ok(ImportReturnsFacts {
            area: agency_area(look)?,
            number: batch_of(look, run.batch)?.number,
            sent: sent_lines(look, &run)?,
            booked: look.scalar::<i64>(booked, std::slice::from_ref(&batch))? > 0,
            books: BatchBooks::read(look, &run, file.pay_day)?,
            months: OpenMonths::read(look, run.fund)?,
            imported: self.0.files.read(&input.file, PROFILE, look.today())?,
            before: imported_before(look, &input.file, PROFILE)?,
            file,
            run,
        })
    }

    fn plan(&self, facts: &ImportReturnsFacts, input: &ImportReturnsInput) -> Result<Plan, Vec<FieldError>> {
        if let Some(before) = &facts.before {
            return Err(vec![before.clone()]);
        }
        // No header, or one without a column that is needed: no row was read.
        if facts.imported.records.is_empty() && facts.imported.refused_rows == 0 && !facts.imported.problems.is_empty()
        {
            return Err(crate::source_files::problems_of(&facts.imported));
        }
        let mut plan = Plan::new(format!("{} 银行回盘", facts.number), facts.area);
        let file: SourceFileId = plan.new_id();
        let answers = Answers::read(facts, &mut plan, file);
        if answers.said.is_empty() {
            return Err(vec![FieldError::input("file", "文件中没有一行能与本批次对上", "请核对是否选错了批次或文件")]);
        }
        answers.insert(&mut plan, facts, (file, input));
        answers.show(&mut plan);
        for voucher in vouchers(facts, &answers.failed()).map_err(|e| voucher_fault(&e))? {
            if let Some(what) = facts.months.fault(voucher.month()) {
                return Err(vec![FieldError::input("file", what, "请核对回盘文件的入账日期，或与基金财务联系")]);
            }
            plan_voucher(&mut plan, facts.run.fund, &voucher, Some(facts.run.batch));
        }
        let answered = facts.sent.values().filter(|sent| sent.said.is_some()).count() + answers.said.len();
        if answered == facts.sent.len() {
            let key = [("id", Value::Int(facts.run.id.0)), ("state", RunState::Sent.value())];
            plan.set::<Run>(&key, &[("state", RunState::Returned.value())]);
        } else {
            plan.notices.push(format!("还有 {} 行没有回盘，收齐后才能对账关账", facts.sent.len() - answered));
        }
        Ok(plan)
    }
}

/// What the bank says of one line.
struct Said {
    /// Line of the file that says it.
    at: u32,
    person: PersonId,
    amount: Fen,
    paid: bool,
    reason: String,
    on: Date,
}

/// What a file says of the batch.
#[derive(Default)]
struct Answers {
    said: BTreeMap<i64, Said>,
    /// Lines of the batch of which the file says two things: neither is believed.
    contradicted: BTreeSet<i64>,
    left_out: Vec<(u32, String, Fen)>,
    repeated: i64,
}

impl Answers {
    fn read(facts: &ImportReturnsFacts, plan: &mut Plan, source_file: SourceFileId) -> Answers {
        let mut answers = Answers::default();
        for problem in &facts.imported.problems {
            answers.leave_out(problem.line, problem.message.clone(), Fen::ZERO);
        }
        for record in &facts.imported.records {
            answers.record(facts, record);
        }
        for (line, what, amount) in &answers.left_out {
            let id: QuarantineId = plan.new_id();
            plan.insert(&Quarantine { id, source_file, line: i64::from(*line), what: what.clone(), amount: *amount });
        }
        answers
    }

    fn record(&mut self, facts: &ImportReturnsFacts, record: &Record) {
        let amount = record.money("aae019").unwrap_or_default();
        let line = record.integer("seq").unwrap_or_default();
        let paid = record.text("status") == Some("1");
        let reason = record.text("reason").unwrap_or_default().to_owned();
        if record.text("batch") != Some(facts.number.as_str()) {
            return self.leave_out(record.line, "批次号不是本批次，请核对是否属于其他批次".to_owned(), amount);
        }
        let Some(sent) = facts.sent.get(&line) else {
            let what = format!("本批次没有报送序号 {line}，请向银行核实这一行");
            return self.leave_out(record.line, what, amount);
        };
        if sent.amount != amount {
            let what = format!("金额与报送的 {} 元不符，请向银行核实", sent.amount);
            return self.leave_out(record.line, what, amount);
        }
        match &sent.said {
            Some((before, words)) if *before == paid && *words == reason => self.repeated += 1,
            Some(_) => {
                self.leave_out(
                    record.line,
                    "与此前的回盘结果不同，请向银行核实；先报成功、后来退回的请办理登记退汇".to_owned(),
                    amount,
                );
            }
            None => {
                let on = record.date("bank_on").unwrap_or(facts.file.pay_day);
                self.say(line, Said { at: record.line, person: sent.person, amount, paid, reason, on });
            }
        }
    }

    /// Takes an answer, unless the file says another thing of the same line elsewhere.
    fn say(&mut self, line: i64, said: Said) {
        let what = || format!("序号 {line} 在本文件中有不同的结果，都没有入账，请向银行核实后重新导入更正的文件");
        match self.said.entry(line) {
            _ if self.contradicted.contains(&line) => self.leave_out(said.at, what(), said.amount),
            Entry::Vacant(entry) => {
                entry.insert(said);
            }
            Entry::Occupied(first) if first.get().paid == said.paid && first.get().reason == said.reason => {
                self.repeated += 1;
            }
            Entry::Occupied(first) => {
                let first = first.remove();
                self.contradicted.insert(line);
                self.leave_out(first.at, what(), first.amount);
                self.leave_out(said.at, what(), said.amount);
            }
        }
    }

    fn leave_out(&mut self, line: u32, what: String, amount: Fen) {
        self.left_out.push((line, what, amount));
    }

    fn failed(&self) -> Vec<&Said> {
        self.said.values().filter(|said| !said.paid).collect()
    }

    fn insert(&self, plan: &mut Plan, facts: &ImportReturnsFacts, (file, input): (SourceFileId, &ImportReturnsInput)) {
        plan.insert_all(self.said.iter().map(|(line, said)| BankOutcome {
            batch: facts.run.batch,
            line: *line,
            paid: said.paid,
            reason: said.reason.clone(),
            bank_on: said.on,
            source_file: file,
        }));
        let imported = &facts.imported;
        plan.insert(&SourceFile {
            id: file,
            digest: input.file.clone(),
            name: input.name.clone(),
            profile: PROFILE.to_owned(),
            encoding: imported.encoding.map_or_else(|| imported.format.title(), |e| e.title()).to_owned(),
            taken: count(self.said.len()),
            left_out: count(self.left_out.len()) + self.repeated,
            matter: MATTER,
        });
    }

    fn show(&self, plan: &mut Plan) {
        let failed = self.failed();
        let returned: Fen = failed.iter().map(|said| said.amount).sum();
        plan.show("回盘行数", "", self.said.len());
        plan.show("成功", "", self.said.len() - failed.len());
        plan.show("退票", "", format!("{} 人 {returned} 元", failed.len()));
        if !self.left_out.is_empty() {
            plan.notices.push(format!("有 {} 行与本批次对不上，已列入待核清单，没有入账", self.left_out.len()));
        }
        if self.repeated > 0 {
            plan.notices.push(format!("有 {} 行此前已回盘且内容相同，没有重复入账", self.repeated));
        }
    }
}

fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// The vouchers: with the first return the whole batch, which left the account on pay day; with
/// every return the money that came back.
fn vouchers(facts: &ImportReturnsFacts, failed: &[&Said]) -> Result<Vec<Voucher>, VoucherError> {
    let head = Head::new(Fund::Resident, facts.file.pay_day, &facts.number);
    let mut vouchers: Vec<Voucher> = Vec::new();
    if !facts.booked {
        let again = facts.sent.values().filter(|sent| sent.again).map(|sent| (PartyId(sent.person.0), sent.amount));
        vouchers.extend(facts.books.vouchers(&head, &again.collect::<Vec<_>>())?);
    }
    if !failed.is_empty() {
        let returned: Vec<(PartyId, Fen)> = failed.iter().map(|s| (PartyId(s.person.0), s.amount)).collect();
        let on = failed.iter().map(|said| said.on).max().unwrap_or(facts.file.pay_day);
        vouchers.push(benefit_returned::voucher(&Head::new(Fund::Resident, on, &facts.number), &returned)?);
    }
    Ok(vouchers)
}

fn sent_lines(look: &mut Look<'_>, run: &Run) -> Result<BTreeMap<i64, Sent>, Unplanned> {
    let sql = format!(
        "SELECT s.line, s.person, s.amount, CASE WHEN {CAME_BACK} THEN 1 ELSE 0 END, o.paid, o.reason \
         FROM disbursement s LEFT JOIN bank_outcome o ON o.batch = s.batch AND o.line = s.line WHERE s.batch = $1 \
         AND NOT EXISTS (SELECT 1 FROM withheld w WHERE w.batch = s.batch AND w.line = s.line)"
    );
    let mut lines = BTreeMap::new();
    look.each(&sql, &[Value::Int(run.batch.0)], |row| {
        let paid: Option<bool> = Field::read(row, 4)?;
        let reason: Option<String> = Field::read(row, 5)?;
        let sent = Sent {
            person: PersonId::read(row, 1)?,
            amount: Fen::read(row, 2)?,
            again: row.int(3)? == 1,
            said: paid.zip(reason),
        };
        lines.insert(row.int(0)?, sent);
        Ok(())
    })?;
    Ok(lines)
}
