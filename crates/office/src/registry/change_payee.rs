//! 变更待遇账户: the account to which a person's money goes. There is exactly one present account;
//! the newest counts. Money that goes astray goes through here, so three people sign.

use std::sync::Arc;

use base::BankCard;
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::identifiers::Present;
use crate::registry::banks::Banks;
use crate::registry::changes::{Before, flags_after};
use crate::registry::flag::Flag;
use crate::registry::newcomer::LUHN_NOTICE;
use crate::registry::people::clean_name;
use crate::tables::{AwardState, Cause, IdentifierKind, PersonId};

/// Changes the account for payments.
pub struct ChangePayee(pub Arc<Environment>);

/// The new account.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangePayeeInput {
    /// Whose.
    pub person: PersonId,
    /// Account number.
    pub account: String,
    /// Account holder's name where it is not the person's.
    #[serde(default)]
    pub holder: String,
    /// Bank.
    #[serde(default)]
    pub bank: String,
    /// The document seen: card, passbook, application.
    pub document: String,
}

/// What the plan depends on.
pub struct ChangePayeeFacts {
    before: Before,
    account: Result<BankCard, FieldError>,
    present: Option<Present>,
    /// Whether the present account has this number already.
    same: bool,
    /// Others whose present account it is.
    others: usize,
    banks: Banks,
}

impl Operation for ChangePayee {
    type Input = ChangePayeeInput;
    type Facts = ChangePayeeFacts;
    const NAME: &'static str = "registry.change_payee";
    const TITLE: &'static str = "变更待遇账户";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &ChangePayeeInput) -> Result<ChangePayeeFacts, Unplanned> {
        let identifiers = self.0.identifiers();
        let account = input
            .account
            .parse::<BankCard>()
            .map_err(|error| FieldError::input("account", error.to_string(), "请核对后重新填写"));
        let mut holders = match &account {
            Ok(card) => identifiers.people_with_account(look, card)?,
            Err(_) => Vec::new(),
        };
        let same = holders.contains(&input.person);
        holders.retain(|person| *person != input.person);
        Ok(ChangePayeeFacts {
            before: Before::read(look, input.person)?,
            present: identifiers.present(look, input.person, IdentifierKind::BankAccount)?,
            same,
            others: holders.len(),
            banks: Banks::on(look, look.today())?,
            account,
        })
    }

    fn plan(&self, facts: &ChangePayeeFacts, input: &ChangePayeeInput) -> Result<Plan, Vec<FieldError>> {
        let before = &facts.before.now.version;
        let card = match (&facts.account, faults(facts, input)) {
            (Ok(card), errors) if errors.is_empty() => card,
            (account, mut errors) => {
                errors.extend(account.as_ref().err().cloned());
                return Err(errors);
            }
        };
        let mut plan = Plan::new(format!("{} 变更待遇账户", before.name), before.region);
        let mut found = Vec::new();
        if !card.passes_luhn() {
            found.push(Flag::UncheckedAccount);
            plan.notices.push(LUHN_NOTICE.to_owned());
        }
        if facts.others > 0 {
            plan.notices.push(format!("该账号现在也是另外 {} 人的待遇账户，请核对是否代领", facts.others));
        }
        let holder = holder(facts, input);
        if !holder.is_empty() {
            plan.notices.push(format!("户名“{holder}”不是本人，请核对委托或监护证明"));
        }
        let bank = facts.banks.present(&input.bank).map_or(input.bank.trim(), |bank| &bank.name);
        if bank != input.bank.trim() {
            plan.notices.push(format!("“{}”按银行代码登记为“{bank}”", input.bank.trim()));
        }
        let old = facts.present.as_ref();
        plan.show("待遇账户", old.map_or("", |old| &old.masked), card.masked());
        plan.show("他人户名", old.map_or("", |old| &old.holder), &holder);
        plan.show("银行", old.map_or("", |old| &old.bank), bank);
        plan.show("所见凭证", "", &input.document);
        let (kind, today) = (IdentifierKind::BankAccount, facts.before.today);
        let note = (holder.as_str(), bank);
        let payee = self.0.identifiers().plan(&mut plan, input.person, kind, card.reveal(), note, today);
        let payee = payee.map_err(Unplanned::into_fields)?;
        facts.before.plan_award(&mut plan, Cause::Payee, |version| version.payee = Some(payee));
        let mut next = facts.before.next();
        next.flags = flags_after(&next.flags, &[Flag::BadAccount, Flag::UncheckedAccount], &found);
        if next.flags != before.flags {
            plan.insert(&next);
        }
        Ok(plan)
    }
}

/// The holder's name, where it is not the person's.
fn holder(facts: &ChangePayeeFacts, input: &ChangePayeeInput) -> String {
    let name = &facts.before.now.version.name;
    Some(clean_name(&input.holder)).filter(|holder| holder != name).unwrap_or_default()
}

/// What is wrong besides the writing of the account.
fn faults(facts: &ChangePayeeFacts, input: &ChangePayeeInput) -> Vec<FieldError> {
    let mut errors = Vec::new();
    // The number may be right, and the holder's name or the bank wrong.
    let mends = facts.present.as_ref().is_some_and(|present| {
        let bank = facts.banks.present(&input.bank).map_or(input.bank.trim(), |bank| &bank.name);
        holder(facts, input) != present.holder || (!bank.is_empty() && bank != present.bank)
    });
    if facts.same && !mends {
        errors.push(FieldError::input("account", "与现在的账户相同", "账户没有变动，不需要办理"));
    }
    if input.document.trim().is_empty() {
        errors.push(FieldError::input("document", "没有填写所见凭证", "请写明社保卡、存折或申请书"));
    }
    match facts.before.award_state() {
        Some(AwardState::Stopped) => {
            let what = format!("{} 的待遇已终止，不再发放到任何账户", facts.before.now.version.name);
            errors.push(FieldError::input("person", what, "死亡没有结算的请办理死亡结算，填写继承人账户"));
        }
        Some(AwardState::Settling) if input.holder.trim().is_empty() => {
            errors.push(FieldError::input("holder", "没有填写继承人户名", "该人员已死亡，账户应是继承人的"));
        }
        _ => {}
    }
    errors
}
