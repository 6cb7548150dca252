//! 转移用款到账: the finance bureau moved the money of transfers that were asked for from the special
//! account to the payment account (财会〔2017〕28号, account 1004; entry 11). The transfers leave from there.

use std::collections::HashMap;
use std::sync::Arc;

use base::{Date, Fen};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use ledger::templates::{Head, plan_to_payment_account};
use ledger::{Account, TemplateName};
use serde::{Deserialize, Serialize};
use store::Field;

use crate::environment::Environment;
use crate::fund::{FundFacts, book_of, deposit_balance, document_faults, voucher_fault};
use crate::registry::{Known, known_people};
use crate::tables::{PersonId, TransferFunding, TransferRequest};

/// Books the money of transfers.
pub struct FundTransfers(pub Arc<Environment>);

/// The bank's notice, and which requests it answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundTransfersInput {
    /// Whose transfers it is for.
    pub people: Vec<PersonId>,
    /// Day of the bank's notice.
    pub on: Date,
    /// Its number.
    pub document: String,
    /// Amount.
    pub amount: Fen,
}

/// What the plan depends on.
pub struct FundTransfersFacts {
    fund: FundFacts,
    special: Fen,
    /// The newest request of each of them, and whether its money came before.
    asked: Vec<Option<(TransferRequest, bool)>>,
    names: HashMap<PersonId, Known>,
}

impl Operation for FundTransfers {
    type Input = FundTransfersInput;
    type Facts = FundTransfersFacts;
    const NAME: &'static str = "accounts.fund_transfers";
    const TITLE: &'static str = "转移用款到账";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &FundTransfersInput) -> Result<FundTransfersFacts, Unplanned> {
        let fund = FundFacts::read(look, TemplateName::PlanToPaymentAccount, &input.document)?;
        let mut asked = Vec::new();
        for person in &input.people {
            let newest = "WHERE person = $1 ORDER BY id DESC LIMIT 1";
            let request = look.select_one::<TransferRequest>(newest, &[person.value()])?;
            asked.push(match request {
                Some(request) => {
                    let sql = "SELECT COUNT(*) FROM transfer_funding WHERE request = $1";
                    Some((look.scalar::<i64>(sql, &[request.id.value()])? > 0, request))
                }
                None => None,
            });
        }
        let asked = asked.into_iter().map(|found| found.map(|(came, request)| (request, came))).collect();
        Ok(FundTransfersFacts {
            special: deposit_balance(look, fund.fund().id, Account::SpecialDeposit, input.on)?,
            names: known_people(look, &input.people)?,
            fund,
            asked,
        })
    }

    fn plan(&self, facts: &FundTransfersFacts, input: &FundTransfersInput) -> Result<Plan, Vec<FieldError>> {
        let errors = faults(facts, input);
        if !errors.is_empty() {
            return Err(errors);
        }
        let document = input.document.trim();
        let mut plan = Plan::new(format!("转移用款到账 {} 元（{document}）", input.amount), facts.fund.area);
        plan.amount = input.amount;
        let head = Head::new(book_of(facts.fund.fund().scheme), input.on, document);
        let voucher = plan_to_payment_account::voucher(&head, input.amount).map_err(|e| voucher_fault(&e))?;
        let voucher = facts.fund.book(&mut plan, &voucher)?;
        for (request, _) in facts.asked.iter().flatten() {
            plan.show(&format!("{}（{}）", facts.name(request.person), request.letter), "", request.amount);
            plan.insert(&TransferFunding { request: request.id, voucher, matter: MATTER });
        }
        Ok(plan)
    }
}

impl FundTransfersFacts {
    fn name(&self, person: PersonId) -> &str {
        self.names.get(&person).map_or("", |known| known.name.as_str())
    }
}

fn faults(facts: &FundTransfersFacts, input: &FundTransfersInput) -> Vec<FieldError> {
    let mut errors = document_faults(&facts.fund, input.on, &input.document);
    let mut fault = |key: String, what: String, advice: &str| errors.push(FieldError::input(&key, what, advice));
    if input.people.is_empty() {
        fault("people".to_owned(), "没有填写转出人员".to_owned(), "请填写申请过用款的人员");
    }
    for ((person, asked), at) in input.people.iter().zip(&facts.asked).zip(1..) {
        let (key, name) = (format!("people.{at}"), facts.name(*person));
        match asked {
            None => fault(key, format!("{name}（{person}）没有转移用款申请"), "请先办理转移用款申请，或核对人员"),
            Some((request, true)) => {
                let what = format!("{name}（{}）的用款已登记到账", request.letter);
                fault(key, what, "同一申请只登记一次；请核对回单");
            }
            Some(_) if input.people.iter().filter(|other| *other == person).count() > 1 => {
                fault(key, format!("{name} 填写了两次"), "每人只填一次");
            }
            Some(_) => {}
        }
    }
    let requested: Fen = facts.asked.iter().flatten().map(|(request, _)| request.amount).sum();
    if input.amount != requested {
        let what = format!("到账 {} 元，与所填人员申请的 {requested} 元不符", input.amount);
        fault("amount".to_owned(), what, "请核对回单和人员；分次拨付的分别登记");
    }
    if input.amount > facts.special {
        let what = format!("财政专户账面余额 {} 元，不足以拨付 {} 元", facts.special, input.amount);
        fault("amount".to_owned(), what, "请核对回单金额，或先登记财政专户收款");
    }
    errors
}
