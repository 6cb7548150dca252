//! 转移退款: the bank, or the other agency, sends the money of a transfer out back; or money that came in
//! with a transfer is sent back (财会〔2017〕28号, accounts 5201 and 4301; entries 22 and 20). The personal
//! account moves with it: the transfer counts as if it had not been. What comes back is booked in the month
//! in which it had left, so that the account bears the interest of the days away.

use std::sync::Arc;

use base::{Date, Fen, Month};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use ledger::templates::{Head, transfer_in_returned, transfer_out_returned};
use ledger::{Account, Deposit, TemplateName};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::accounts::PastInterest;
use crate::benefits::{dead, has_award};
use crate::environment::Environment;
use crate::fund::{FundFacts, book_of, deposit_balance, document_faults, voucher_fault};
use crate::registry::{PersonNow, current_person};
use crate::tables::{
    AccountEntry, EnrolmentEvent, EnrolmentState, EventKind, Scheme, Transfer, TransferReturn, TransferWay,
};

/// SQL: whether the transfer in this column came back.
pub(crate) fn came_back(transfer: &str) -> String {
    format!("EXISTS (SELECT 1 FROM transfer_return tr WHERE tr.transfer = {transfer})")
}

/// Books the return of a transfer.
pub struct ReturnTransfer(pub Arc<Environment>);

/// Which transfer, and what the bank says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnTransferInput {
    /// Which way it had gone.
    pub way: TransferWay,
    /// Its letter.
    pub letter: String,
    /// Day.
    pub on: Date,
    /// Number of the bank's document.
    pub document: String,
    /// Why it comes back.
    pub reason: String,
    /// Where a transfer out came back to; one that came in is sent back from the income account.
    #[serde(default)]
    pub deposit: Option<Deposit>,
}

/// What the plan depends on.
pub struct ReturnTransferFacts {
    fund: FundFacts,
    /// The transfer that stands under the letter.
    found: Option<Standing>,
    /// What the income account holds on the day.
    income: Fen,
}

/// A transfer with its person.
struct Standing {
    transfer: Transfer,
    now: PersonNow,
    events: Vec<EnrolmentEvent>,
    entries: Vec<AccountEntry>,
    dead: bool,
    award: bool,
    /// What is left in the account, to the fen by source.
    short: bool,
    /// Interest of past years that the absence had kept from being credited.
    interest: PastInterest,
}

impl Operation for ReturnTransfer {
    type Input = ReturnTransferInput;
    type Facts = ReturnTransferFacts;
    const NAME: &'static str = "accounts.return_transfer";
    const TITLE: &'static str = "转移退款";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &ReturnTransferInput) -> Result<ReturnTransferFacts, Unplanned> {
        let template = match input.way {
            TransferWay::In => TemplateName::TransferInReturned,
            TransferWay::Out => TemplateName::TransferOutReturned,
        };
        let fund = FundFacts::read(look, template, &input.document)?;
        let rest = format!("WHERE agency = $1 AND way = $2 AND letter = $3 AND NOT {}", came_back("transfer.id"));
        let args = [Value::Int(look.agency().0), input.way.value(), input.letter.trim().into()];
        let found = match look.select_one::<Transfer>(&rest, &args)? {
            Some(transfer) => Standing::read(look, &self.0, transfer)?,
            None => None,
        };
        let income = deposit_balance(look, fund.fund().id, Account::IncomeDeposit, input.on)?;
        Ok(ReturnTransferFacts { fund, found, income })
    }

    fn plan(&self, facts: &ReturnTransferFacts, input: &ReturnTransferInput) -> Result<Plan, Vec<FieldError>> {
        let errors = faults(facts, input);
        let Some(found) = facts.found.as_ref().filter(|_| errors.is_empty()) else { return Err(errors) };
        let transfer = &found.transfer;
        let version = &found.now.version;
        let (document, reason) = (input.document.trim(), input.reason.trim());
        let mut plan = Plan::new(format!("{} {}退款", version.name, transfer.way), version.region);
        plan.amount = transfer.amount;
        plan.show("原转移", format!("{}，{}，{}", transfer.on_date, transfer.place, transfer.letter), "退回");
        plan.show("金额", "", transfer.amount);
        plan.show("原因", "", reason);
        let head = Head::new(book_of(facts.fund.fund().scheme), input.on, document);
        let voucher = match transfer.way {
            TransferWay::In => transfer_in_returned::voucher(&head, transfer.amount),
            TransferWay::Out => {
                transfer_out_returned::voucher(&head, input.deposit.unwrap_or(Deposit::Special), transfer.amount)
            }
        };
        let voucher = facts.fund.book(&mut plan, &voucher.map_err(|e| voucher_fault(&e))?)?;
        let month = Month::of(input.on);
        for entry in &found.entries {
            plan.show(&format!("  {}", entry.source), entry.amount, -entry.amount);
            let since = if transfer.way == TransferWay::Out { entry.month } else { month };
            let (id, year) = (plan.new_id(), i64::from(since.year()));
            plan.insert(&AccountEntry { id, month: since, year, amount: -entry.amount, ..entry.clone() });
        }
        found.interest.put_into(&mut plan);
        if let Some(event) = found.member_again(month) {
            plan.show("参保状态", EnrolmentState::Ended, event.state);
            plan.insert(&event);
        }
        if found.dead {
            plan.notices.push("本人已登记死亡，退回的余额请办理死亡结算付给继承人".to_owned());
        }
        plan.insert(&TransferReturn {
            transfer: transfer.id,
            on_date: input.on,
            document: document.to_owned(),
            reason: reason.to_owned(),
            voucher,
            matter: MATTER,
        });
        Ok(plan)
    }
}

impl Standing {
    fn read(look: &mut Look<'_>, environment: &Environment, transfer: Transfer) -> Result<Option<Standing>, Unplanned> {
        let person = transfer.person;
        let Some(now) = current_person(look, person, Scheme::Resident)? else { return Ok(None) };
        let enrolment = now.enrolment.as_ref().map_or(0, |(enrolment, _)| enrolment.id.0);
        let of_person = [Value::Int(person.0)];
        let entries = look.select::<AccountEntry>(
            "WHERE person = $1 AND kind IN ('transfer_in', 'transfer_out') \
             AND recorded = (SELECT t.recorded FROM transfer t WHERE t.id = $2) ORDER BY id",
            &[of_person[0].clone(), Value::Int(transfer.id.0)],
        )?;
        let left = crate::contributions::account_balance(look, person)?.left_by_source();
        let short = entries.iter().any(|entry| left.get(&entry.source).copied().unwrap_or_default() < entry.amount);
        let back: Vec<(Month, Fen)> = entries.iter().map(|entry| (entry.month, -entry.amount)).collect();
        let interest = match transfer.way {
            TransferWay::Out => PastInterest::with(look, environment, person, &back)?,
            TransferWay::In => PastInterest::default(),
        };
        let is = |condition: String| format!("SELECT COUNT(*) FROM person h WHERE h.id = $1 AND {condition}");
        Ok(Some(Standing {
            events: look.select("WHERE enrolment = $1 ORDER BY n", &[Value::Int(enrolment)])?,
            dead: look.scalar::<i64>(&is(dead("h.id")), &of_person)? > 0,
            award: look.scalar::<i64>(&is(has_award("h.id")), &of_person)? > 0,
            transfer,
            now,
            entries,
            short,
            interest,
        }))
    }

    /// The membership that the transfer ended is as it was before, unless something else ended it since.
    fn member_again(&self, month: Month) -> Option<EnrolmentEvent> {
        let [.., before, last] = self.events.as_slice() else { return None };
        let ended = last.state == EnrolmentState::Ended && last.kind == EventKind::MovedOut;
        (self.transfer.way == TransferWay::Out && ended && before.state != EnrolmentState::Ended).then(|| {
            EnrolmentEvent {
                n: last.n + 1,
                state: before.state,
                kind: EventKind::MovedBack,
                reason: "转出款退回".to_owned(),
                from_month: month,
                ..last.clone()
            }
        })
    }
}

fn faults(facts: &ReturnTransferFacts, input: &ReturnTransferInput) -> Vec<FieldError> {
    let mut errors = document_faults(&facts.fund, input.on, &input.document);
    let mut fault = |key: &str, what: String, advice: &str| errors.push(FieldError::input(key, what, advice));
    if input.reason.trim().is_empty() {
        fault("reason", "退回原因未填写".to_owned(), "请按银行退回通知或对方机构来函填写");
    }
    let Some(found) = &facts.found else {
        let what = format!("没有按函件 {} 办理的{}，或已登记退回", input.letter.trim(), input.way);
        fault("letter", what, "请核对函件编号和转入、转出；退回只登记一次");
        return errors;
    };
    let transfer = &found.transfer;
    if input.on < transfer.on_date {
        fault("on", format!("退回日期早于转移日期 {}", transfer.on_date), "请按银行单据填写");
    }
    if transfer.way == TransferWay::Out && !matches!(input.deposit, None | Some(Deposit::Special | Deposit::Income)) {
        fault("deposit", "转出款只能退到财政专户或收入户".to_owned(), "请按银行单据选择");
    }
    if transfer.way == TransferWay::In {
        let name = &found.now.version.name;
        if found.award {
            fault("letter", format!("{name} 已按转入后的账户核定待遇"), "请先办理待遇更正，再退回转入款");
        }
        if found.short {
            fault("letter", format!("{name} 的个人账户余额不足以退回"), "账户已转出或支付的，不能退回转入款");
        }
        if transfer.amount > facts.income {
            let what = format!("收入户当日余额 {} 元，不足以退回 {} 元", facts.income, transfer.amount);
            fault("on", what, "转入款从收入户退回；请核对日期和单据");
        }
    }
    errors
}
