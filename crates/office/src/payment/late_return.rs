//! 登记退汇: the bank had reported a line as paid, and the money came back days later. From now on
//! the line counts as returned: its money is owed to the payee (2001) and can go out again.

use std::sync::Arc;

use base::{Date, Fen};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use ledger::templates::{Head, benefit_returned};
use ledger::{Fund, PartyId, TemplateName};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::environment::Environment;
use crate::fund::{FundFacts, document_faults, plan_voucher, voucher_fault};
use crate::payment::bank_file::batch_of;
use crate::payment::context::run_of;
use crate::tables::{LateReturn, PersonId, Run, RunId};

/// Books money that came back late.
pub struct BookLateReturn(pub Arc<Environment>);

/// Which line, and what the bank says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LateReturnInput {
    /// The run whose batch the line stands in.
    pub run: RunId,
    /// The line's number in the bank file.
    pub line: i64,
    /// The day on which the money was back.
    pub on: Date,
    /// Number of the bank's document.
    pub document: String,
    /// The bank's reason.
    pub reason: String,
}

/// A line as the bank left it.
struct Line {
    person: PersonId,
    name: String,
    amount: Fen,
    /// What the bank said of it, and when.
    said: Option<(bool, Date)>,
    late: bool,
}

/// What the plan depends on.
pub struct LateReturnFacts {
    fund: FundFacts,
    run: Run,
    number: String,
    line: Option<Line>,
}

impl Operation for BookLateReturn {
    type Input = LateReturnInput;
    type Facts = LateReturnFacts;
    const NAME: &'static str = "payment.late_return";
    const TITLE: &'static str = "登记退汇";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &LateReturnInput) -> Result<LateReturnFacts, Unplanned> {
        let run = run_of(look, input.run)?;
        Ok(LateReturnFacts {
            fund: FundFacts::read(look, TemplateName::BenefitReturned, input.document.trim())?,
            number: batch_of(look, run.batch)?.number,
            line: line(look, &run, input.line)?,
            run,
        })
    }

    fn plan(&self, facts: &LateReturnFacts, input: &LateReturnInput) -> Result<Plan, Vec<FieldError>> {
        let errors = faults(facts, input);
        let Some(line) = facts.line.as_ref().filter(|_| errors.is_empty()) else { return Err(errors) };
        let (document, reason) = (input.document.trim(), input.reason.trim());
        let head = Head::new(Fund::Resident, input.on, document);
        let returned = [(PartyId(line.person.0), line.amount)];
        let voucher = benefit_returned::voucher(&head, &returned).map_err(|e| voucher_fault(&e))?;
        let mut plan =
            Plan::new(format!("{} 第 {} 行退汇 {} 元", facts.number, input.line, line.amount), facts.fund.area);
        plan.amount = line.amount;
        plan.show("姓名", "", &line.name);
        plan.show("银行结果", "成功", format!("退汇（{reason}）"));
        plan.show("退回日期", "", input.on);
        plan.insert(&LateReturn {
            batch: facts.run.batch,
            line: input.line,
            on_date: input.on,
            document: document.to_owned(),
            reason: reason.to_owned(),
            matter: MATTER,
        });
        plan_voucher(&mut plan, facts.run.fund, &voucher, Some(facts.run.batch));
        plan.notices.push("请核对其账户，再从原批次办理退票重发".to_owned());
        Ok(plan)
    }
}

fn faults(facts: &LateReturnFacts, input: &LateReturnInput) -> Vec<FieldError> {
    let mut errors = document_faults(&facts.fund, input.on, input.document.trim());
    let mut fault = |key: &str, what: String, advice: &str| errors.push(FieldError::input(key, what, advice));
    if input.reason.trim().is_empty() {
        fault("reason", "没有填写退汇原因".to_owned(), "请按银行单据填写");
    }
    let line = input.line;
    match &facts.line {
        None => fault("line", format!("批次 {} 没有报送序号 {line}", facts.number), "请按银行单据核对批次和序号"),
        Some(known) if known.late => fault("line", format!("序号 {line} 已登记退汇"), "同一笔钱不能登记两次"),
        Some(known) => match known.said {
            None => fault("line", format!("序号 {line} 还没有回盘"), "请先导入银行回盘文件"),
            Some((false, _)) => fault("line", format!("序号 {line} 回盘时已退票入账"), "不需要再登记，请办理退票重发"),
            Some((true, paid_on)) if input.on < paid_on => {
                fault("on", format!("{} 早于银行报成功的 {paid_on}", input.on), "请按银行单据填写退回日期");
            }
            Some((true, _)) => {}
        },
    }
    errors
}

fn line(look: &mut Look<'_>, run: &Run, line: i64) -> Result<Option<Line>, Unplanned> {
    let sql = "SELECT s.person, v.name, s.amount, o.paid, o.bank_on, l.line FROM disbursement s \
               JOIN person_version v ON v.person = s.person AND v.n = \
                 (SELECT MAX(p.n) FROM person_version p WHERE p.person = s.person) \
               LEFT JOIN bank_outcome o ON o.batch = s.batch AND o.line = s.line \
               LEFT JOIN late_return l ON l.batch = s.batch AND l.line = s.line WHERE s.batch = $1 AND s.line = $2 \
               AND NOT EXISTS (SELECT 1 FROM withheld w WHERE w.batch = s.batch AND w.line = s.line)";
    Ok(look.one(sql, &[Value::Int(run.batch.0), Value::Int(line)], |row| {
        let (paid, on) = (Option::<bool>::read(row, 3)?, Option::<Date>::read(row, 4)?);
        Ok(Line {
            person: PersonId::read(row, 0)?,
            name: row.text(1)?.to_owned(),
            amount: Fen::read(row, 2)?,
            said: paid.zip(on),
            late: !row.is_null(5)?,
        })
    })?)
}
