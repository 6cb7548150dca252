//! 报送代发文件: the bank file leaves, on time and with the money there.
//!
//! Money reaches people on a bank working day no later than the 25th, and the file leaves three
//! working days earlier (handbook §9); the payment account must hold the whole batch.

use std::sync::Arc;

use base::{Date, Fen, RegionCode};
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Refusal, Unplanned};
use ledger::templates::Head;
use ledger::{Account, Fund};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::environment::Environment;
use crate::fund::{OpenMonths, deposit_balance, plan_voucher, voucher_fault};
use crate::payment::bank_file::bank_file;
use crate::payment::batch_books::BatchBooks;
use crate::payment::context::{need_state, run_of};
use crate::payment::withhold::overtaken;
use crate::registry::agency_area;
use crate::tables::{BankFile, Run, RunId, RunKind, RunState};

/// Sends the bank file.
pub struct SendFile(pub Arc<Environment>);

/// Which run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendFileInput {
    /// The run.
    pub run: RunId,
    /// Why the file leaves later than the calendar allows; empty when it does not.
    #[serde(default)]
    pub late_reason: String,
}

/// What the plan depends on.
pub struct SendFileFacts {
    area: RegionCode,
    /// When this signature is given; the last one sends.
    now: Date,
    run: Run,
    pay_day: Date,
    leaves_by: Date,
    number: String,
    lines: i64,
    amount: Fen,
    digest: Digest,
    held: Fen,
    /// Lines of people who died or were suspended since the batch was made.
    overtaken: Vec<i64>,
    /// For a batch without a line: what cancels out is expense and its reduction all the same.
    books: Option<BatchBooks>,
    months: OpenMonths,
}

impl Operation for SendFile {
    type Input = SendFileInput;
    type Facts = SendFileFacts;
    const NAME: &'static str = "payment.send_file";
    const TITLE: &'static str = "报送代发文件";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &SendFileInput) -> Result<SendFileFacts, Unplanned> {
        let run = run_of(look, input.run)?;
        need_state(&run, &[RunState::Approved], "报送代发文件")?;
        let area = agency_area(look)?;
        let today = look.today();
        let (pay_day, leaves_by) = self.days(&area, &run, today)?;
        let file = bank_file(look, &self.0, &run)?;
        Ok(SendFileFacts {
            area,
            now: look.now().date(),
            pay_day,
            leaves_by,
            held: deposit_balance(look, run.fund, Account::PaymentDeposit, look.now().date())?,
            overtaken: overtaken(look, &run)?,
            books: if file.lines == 0 { Some(BatchBooks::read(look, &run, pay_day)?) } else { None },
            months: OpenMonths::read(look, run.fund)?,
            digest: file.digest(),
            number: file.number,
            lines: file.lines,
            amount: file.amount,
            run,
        })
    }

    fn plan(&self, facts: &SendFileFacts, input: &SendFileInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = Vec::new();
        if facts.held < facts.amount {
            faults.push(FieldError::whole(
                format!(
                    "支出户余额 {} 元，不足以支付本批 {} 元，差 {} 元",
                    facts.held,
                    facts.amount,
                    facts.amount - facts.held
                ),
                "请等用款到账并登记后再报送",
            ));
        }
        if !facts.overtaken.is_empty() {
            let lines: Vec<String> = facts.overtaken.iter().map(ToString::to_string).collect();
            faults.push(FieldError::whole(
                format!("第 {} 行的人员在本批建立后登记了死亡、暂停或终止", lines.join("、")),
                "请先逐人办理止付；应发的以后办理重发",
            ));
        }
        if facts.lines > 0 && facts.now > facts.leaves_by && input.late_reason.trim().is_empty() {
            faults.push(FieldError::input(
                "late_reason",
                format!("代发文件最迟应在 {} 报送，今天是 {}", facts.leaves_by, facts.now),
                "请尽快报送并填写逾期原因",
            ));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let month = facts.run.month;
        // Where every line is withheld or cancels out there is nothing for the bank to answer.
        let (title, next) = match facts.lines {
            0 => (format!("{month} 没有要发的款项，不报送文件"), RunState::Returned),
            lines => (format!("报送 {month} 代发文件 {lines} 人 {} 元", facts.amount), RunState::Sent),
        };
        let mut plan = Plan::new(title, facts.area);
        plan.amount = facts.amount;
        plan.show("批次号", "", &facts.number);
        plan.show("发放日", "", facts.pay_day);
        plan.show("人数", "", facts.lines);
        plan.show("金额", "", facts.amount);
        plan.show("文件摘要", "", &facts.digest);
        if !input.late_reason.is_empty() {
            plan.show("逾期原因", "", &input.late_reason);
        }
        plan.insert(&BankFile {
            batch: facts.run.batch,
            pay_day: facts.pay_day,
            lines: facts.lines,
            amount: facts.amount,
            digest: facts.digest.clone(),
            matter: MATTER,
        });
        if let Some(books) = &facts.books {
            let head = Head::new(Fund::Resident, facts.pay_day, &facts.number);
            for voucher in books.vouchers(&head, &[]).map_err(|e| voucher_fault(&e))? {
                if let Some(what) = facts.months.fault(voucher.month()) {
                    return Err(vec![FieldError::whole(what, "请与基金财务联系")]);
                }
                plan_voucher(&mut plan, facts.run.fund, &voucher, Some(facts.run.batch));
            }
        }
        let key = [("id", Value::Int(facts.run.id.0)), ("state", RunState::Approved.value())];
        plan.set::<Run>(&key, &[("state", next.value())]);
        Ok(plan)
    }
}

impl SendFile {
    /// Pay day, and the last day on which the file may leave. Other runs are not bound to the
    /// 25th: they are paid on the third working day after the matter is made, and the two before it
    /// are for the signatures.
    fn days(&self, area: &RegionCode, run: &Run, today: Date) -> Result<(Date, Date), Unplanned> {
        let unusable = |e: law::LawError| Unplanned::Failed(Refusal::Document(e.to_string()));
        let place = self.0.law.place(area).map_err(unusable)?;
        match run.kind {
            RunKind::Regular => Ok((
                place.pay_day("resident", run.month).map_err(unusable)?,
                place.file_leaves_by("resident", run.month).map_err(unusable)?,
            )),
            RunKind::Reissue | RunKind::Adjustment | RunKind::OffCycle => {
                let mut day = today;
                let mut working = Vec::new();
                while working.len() < 3 {
                    day = day.tomorrow().map_err(|e| Unplanned::Failed(Refusal::Document(e.to_string())))?;
                    if self.0.law.calendar().is_bank_working_day(day).map_err(unusable)? {
                        working.push(day);
                    }
                }
                Ok((day, working[1]))
            }
        }
    }
}
