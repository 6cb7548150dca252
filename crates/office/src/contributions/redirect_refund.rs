//! 退费改退本人账户: the bank sent a refund back because the original channel is closed or abroad; it
//! goes to the person's own card, against a signed statement.

use std::sync::Arc;

use base::{BankCard, Date};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::Field;

use super::refund_case::{RefundDecided, RefundState, refunds_where};
use crate::benefits::next_version;
use crate::environment::Environment;
use crate::registry::clean_name;
use crate::tables::{AwardVersion, Cause, IdentifierKind, PersonId, RefundId, RefundRedirect};

/// Sends a refund to another account.
pub struct RedirectRefund(pub Arc<Environment>);

/// Which refund, and where to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedirectRefundInput {
    /// The refund, from the list of refunds.
    pub refund: RefundId,
    /// The person's own account.
    pub account: String,
    /// Its bank.
    pub bank: String,
    /// Its holder, who must be the person.
    pub holder: String,
    /// Number of the signed statement about the closed or foreign channel.
    pub statement: String,
}

/// What the plan depends on.
pub struct RedirectRefundFacts {
    today: Date,
    decided: RefundDecided,
    newest: AwardVersion,
    /// The account that it goes to now, in full.
    now: Option<String>,
    /// Other people whose present account this is.
    others: Vec<PersonId>,
}

impl Operation for RedirectRefund {
    type Input = RedirectRefundInput;
    type Facts = RedirectRefundFacts;
    const NAME: &'static str = "contributions.redirect_refund";
    const TITLE: &'static str = "退费改退本人账户";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &RedirectRefundInput) -> Result<RedirectRefundFacts, Unplanned> {
        let decided = refunds_where(look, Some(input.refund))?
            .pop()
            .ok_or_else(|| FieldError::input("refund", "没有这笔退费", "请从退费清单中选择"))?;
        let claim = [input.refund.claim().value()];
        let newest = look.select::<AwardVersion>("WHERE award = $1 ORDER BY n DESC LIMIT 1", &claim)?.pop();
        let newest = newest.ok_or_else(|| FieldError::input("refund", "国库退库不经过银行账户", "不能改退"))?;
        let now = match newest.payee {
            Some(payee) => self.0.identifiers().reveal(look, payee)?,
            None => None,
        };
        let mut others = match input.account.parse::<BankCard>() {
            Ok(card) => self.0.identifiers().people_with_account(look, &card)?,
            Err(_) => Vec::new(),
        };
        others.retain(|person| *person != decided.refund.person);
        Ok(RedirectRefundFacts { today: look.today(), decided, newest, now, others })
    }

    fn plan(&self, facts: &RedirectRefundFacts, input: &RedirectRefundInput) -> Result<Plan, Vec<FieldError>> {
        let card = match (input.account.parse::<BankCard>(), faults(facts, input)) {
            (Ok(card), errors) if errors.is_empty() => card,
            (card, mut errors) => {
                let fault =
                    |e: base::BankCardError| FieldError::input("account", e.to_string(), "请核对本人的银行账号");
                errors.extend(card.err().map(fault));
                return Err(errors);
            }
        };
        let RefundDecided { refund, name, region, serial, .. } = &facts.decided;
        let mut plan = Plan::new(format!("{name} 税票 {serial} 退费改退本人账户"), *region);
        plan.amount = refund.to_payer;
        plan.show("退还", "", refund.to_payer);
        plan.show("本人账户", "", format!("{} {}", card.masked(), input.bank.trim()));
        plan.show("签字声明", "", input.statement.trim());
        let note = (name.as_str(), input.bank.trim());
        let kind = IdentifierKind::RefundAccount;
        let payee = self.0.identifiers().plan(&mut plan, refund.person, kind, card.reveal(), note, facts.today);
        let payee = payee.map_err(Unplanned::into_fields)?;
        let mut version = next_version(&facts.newest, facts.newest.n, Cause::Payee, facts.newest.from_month);
        version.payee = Some(payee);
        plan.insert(&version);
        plan.insert(&RefundRedirect {
            refund: refund.id,
            n: version.n,
            statement: input.statement.trim().to_owned(),
            payee,
            matter: MATTER,
        });
        if facts.decided.state == RefundState::CameBack {
            plan.notices.push("退票款从原零星发放批次办理退票重发".to_owned());
        }
        Ok(plan)
    }
}

fn faults(facts: &RedirectRefundFacts, input: &RedirectRefundInput) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut fault = |key: &str, what: String, advice: &str| errors.push(FieldError::input(key, what, advice));
    let decided = &facts.decided;
    if !matches!(decided.state, RefundState::Waiting | RefundState::CameBack) {
        let what = format!("这笔退费“{}”，不能改退其他账户", decided.state.title());
        fault("refund", what, "只有还没有发放或者被银行退回的可以改退");
    }
    if clean_name(&input.holder) != decided.name {
        let what = format!("户名“{}”不是参保人 {}", input.holder.trim(), decided.name);
        fault("holder", what, "改退只能退至本人的账户");
    }
    if !facts.others.is_empty() {
        let what = format!("这个账号是另外 {} 人的待遇账户", facts.others.len());
        fault("account", what, "改退只能退至本人的账户，请核对账号");
    }
    if input.account.parse::<BankCard>().is_ok_and(|card| facts.now.as_deref() == Some(card.reveal())) {
        fault("account", "与现在的退费账户相同".to_owned(), "原账户可用的请直接办理退票重发");
    }
    if input.statement.trim().is_empty() {
        fault("statement", "没有填写签字声明".to_owned(), "请填写原渠道已关闭或在境外的签字声明编号");
    }
    if input.bank.trim().is_empty() {
        fault("bank", "开户银行未填写".to_owned(), "请按签字声明填写");
    }
    errors
}
