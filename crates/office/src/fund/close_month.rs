//! 期末关账: income and expense go to the balance (entries 37 and 38), and the month is closed.

use std::sync::Arc;

use base::{Fen, Month};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use ledger::templates::{Head, period_close};
use ledger::{Account, Finding, Posted, Severity, TrialBalance, VoucherError};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use super::entry::FundFacts;
use super::months::book_of;
use super::post::{plan_voucher, posted_lines, voucher_fault};
use crate::bank::BankBook;
use crate::environment::Environment;
use crate::tables::{ClosedMonth, FundAccount, FundId, RunState};

/// Closes a month.
pub struct CloseMonth(pub Arc<Environment>);

/// The month to close.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseMonthInput {
    /// Month.
    pub month: Month,
}

/// What the plan depends on.
pub struct CloseMonthFacts {
    fund: FundFacts,
    posted: Vec<Posted>,
    run: Option<RunState>,
    /// Numbers of batches paid in the month that the bank has not answered.
    unanswered: Vec<String>,
    pensions: bool,
    banks: Vec<BankBook>,
}

impl Operation for CloseMonth {
    type Input = CloseMonthInput;
    type Facts = CloseMonthFacts;
    const NAME: &'static str = "fund.close_month";
    const TITLE: &'static str = "期末关账";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &CloseMonthInput) -> Result<CloseMonthFacts, Unplanned> {
        let fund = FundFacts::without_document(look)?;
        let posted = posted_lines(look, fund.fund.id, input.month)?;
        let run = regular_run(look, fund.fund.id, input.month)?;
        let unanswered = unanswered(look, fund.fund.id, input.month)?;
        let sql = "SELECT COUNT(*) FROM award WHERE agency = $1 AND start <= $2";
        let awards: i64 = look.scalar(sql, &[Value::Int(look.agency().0), input.month.value()])?;
        let mut banks = Vec::new();
        for account in FundAccount::ALL {
            banks.push(BankBook::read(look, fund.fund.id, *account)?);
        }
        Ok(CloseMonthFacts { fund, posted, run, unanswered, pensions: awards > 0, banks })
    }

    fn plan(&self, facts: &CloseMonthFacts, input: &CloseMonthInput) -> Result<Plan, Vec<FieldError>> {
        let month = input.month;
        let book = book_of(facts.fund.fund.scheme);
        let trial = TrialBalance::month(book, month, facts.posted.iter().copied());
        let mut faults: Vec<FieldError> = month_fault(facts, month).into_iter().collect();
        faults.extend(run_fault(facts, month));
        faults.extend(facts.unanswered.iter().map(|number| {
            FieldError::whole(format!("批次 {number} 已送银行，还没有回盘"), "请先导入回盘文件：其凭证要记入本月")
        }));
        faults.extend(facts.banks.iter().filter_map(|bank| credit_fault(bank, month)));
        let (errors, warnings): (Vec<Finding>, Vec<Finding>) =
            trial.check().into_iter().partition(|finding| finding.severity == Severity::Error);
        faults.extend(errors.into_iter().map(|e| FieldError::whole(e.message, "改正后再关账")));
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut plan = Plan::new(format!("{month} 期末关账"), facts.fund.area);
        plan.notices.extend(warnings.into_iter().map(|warning| warning.message));
        plan.notices.extend(facts.banks.iter().filter_map(|bank| bank_notice(bank, month)));
        plan.insert(&ClosedMonth { fund: facts.fund.fund.id, month, matter: MATTER });
        let head = Head::new(book, month.last_day(), "");
        match period_close::voucher(&head, facts.posted.iter().copied()) {
            Ok(voucher) => {
                plan.amount = voucher.total();
                plan_voucher(&mut plan, facts.fund.fund.id, &voucher, None);
            }
            // A month without income and expense has nothing to carry over.
            Err(VoucherError::Empty(_)) => plan.notices.push(format!("{month} 没有收入和支出，不需要结转凭证")),
            Err(error) => return Err(voucher_fault(&error)),
        }
        for account in [Account::SpecialDeposit, Account::PaymentDeposit] {
            let balance = trial.account(account);
            plan.show(account.name(), balance.opening, balance.closing());
        }
        Ok(plan)
    }
}

fn month_fault(facts: &CloseMonthFacts, month: Month) -> Option<FieldError> {
    let months = facts.fund.months;
    let fault = |what: String, advice: &str| Some(FieldError::input("month", what, advice));
    if let Some(what) = months.fault(month) {
        return fault(what, "请核对月份");
    }
    match months.next() {
        None => fault("基金还没有任何凭证".to_owned(), "请先办理期初建账"),
        Some(next) if next < month => fault(format!("以前的月份 {next} 还没有关账"), "请按月份先后关账"),
        _ if facts.fund.today < month.last_day() => fault(format!("{month} 还没有结束"), "请在当月最后一天或以后关账"),
        _ => None,
    }
}

/// Money that came in and stands nowhere: 2001 takes what nobody can name yet.
fn credit_fault(bank: &BankBook, month: Month) -> Option<FieldError> {
    let open = bank.open_lines(month.last_day());
    let first = open.iter().find(|line| line.amount > Fen::ZERO)?;
    let what = format!("{}有银行来款没有入账：{} {} {} 元", bank.account, first.on_date, first.reference, first.amount);
    Some(FieldError::whole(what, "请办理对应业务认领；一时查不清的办理来款转暂收（bank.park）"))
}

/// 1002 to 1004 are compared with their banks every month (财会〔2017〕28号, accounts 1002 to 1004).
fn bank_notice(bank: &BankBook, month: Month) -> Option<String> {
    let moved = bank.moves.iter().any(|m| m.month == month);
    match bank.reconciliation(month) {
        None if moved => Some(format!("{}没有导入 {month} 的银行对账单，余额未与银行核对", bank.account)),
        None => None,
        Some(found) if !found.agrees() => {
            let (bank_side, books) = found.adjusted();
            Some(format!("{}余额调节后不符：银行 {bank_side} 元，账面 {books} 元", bank.account))
        }
        Some(_) => None,
    }
}

fn run_fault(facts: &CloseMonthFacts, month: Month) -> Option<FieldError> {
    let fault = |what: String| Some(FieldError::whole(what, "请先完成当月发放、回盘和对账，再关账"));
    match facts.run {
        Some(RunState::Closed) => None,
        Some(state) => fault(format!("{month} 的月度发放还在“{state}”状态")),
        None if facts.pensions => fault(format!("{month} 还没有办理月度发放")),
        None => None,
    }
}

/// Batches whose pay day lies in the month or before and whose vouchers are not all there yet:
/// they are dated that day (cash basis), so the month has to stay open for them.
fn unanswered(look: &mut Look<'_>, fund: FundId, month: Month) -> Result<Vec<String>, Unplanned> {
    let sql = "SELECT b.number FROM run r JOIN batch b ON b.id = r.batch JOIN bank_file f ON f.batch = b.id \
               WHERE r.fund = $1 AND r.state = $2 AND f.pay_day <= $3 ORDER BY b.number";
    let args = [Value::Int(fund.0), RunState::Sent.value(), month.last_day().value()];
    let mut numbers = Vec::new();
    look.each(sql, &args, |row| {
        numbers.push(row.text(0)?.to_owned());
        Ok(())
    })?;
    Ok(numbers)
}

/// The state of the month's regular run.
fn regular_run(look: &mut Look<'_>, fund: FundId, month: Month) -> Result<Option<RunState>, Unplanned> {
    let sql = "SELECT state FROM run WHERE fund = $1 AND month = $2 AND kind = 'regular' AND state <> 'abandoned'";
    Ok(look.one(sql, &[Value::Int(fund.0), month.value()], |row| RunState::read(row, 0))?)
}
