//! 转移用款申请: asks the finance bureau for the money of a transfer out. What is asked for is the account
//! as it stands, with the interest of past years that goes along.

use std::sync::Arc;

use base::{Fen, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::Value;

use crate::accounts::{PastInterest, came_back};
use crate::benefits::{dead, has_award};
use crate::environment::Environment;
use crate::registry::{PersonNow, agency_area, current_person, kept_of};
use crate::tables::{PersonId, Scheme, TransferRequest};

/// Asks for the money of a transfer out.
pub struct RequestTransfer(pub Arc<Environment>);

/// Whose account is to leave, and on which letter.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestTransferInput {
    /// Whose.
    pub person: PersonId,
    /// Number of the other agency's letter of acceptance (接收函) or contact letter (联系函).
    pub letter: String,
}

/// What the plan depends on.
pub struct RequestTransferFacts {
    area: RegionCode,
    now: PersonNow,
    amount: Fen,
    award: bool,
    /// Dead, or the record was merged into another.
    gone: bool,
    /// The letter under which it was asked for before, and is not paid yet.
    asked: Option<String>,
    letter_used: bool,
}

impl Operation for RequestTransfer {
    type Input = RequestTransferInput;
    type Facts = RequestTransferFacts;
    const NAME: &'static str = "accounts.request_transfer";
    const TITLE: &'static str = "转移用款申请";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &RequestTransferInput) -> Result<RequestTransferFacts, Unplanned> {
        let nobody = || FieldError::input("person", "没有这个人员", "请从人员查询中选择");
        let now = current_person(look, input.person, Scheme::Resident)?.ok_or_else(nobody)?;
        let person = [Value::Int(input.person.0)];
        let award = format!("SELECT COUNT(*) FROM person h WHERE h.id = $1 AND {}", has_award("h.id"));
        let gone = format!(
            "SELECT COUNT(*) FROM person h WHERE h.id = $1 AND ({} OR {} <> h.id)",
            dead("h.id"),
            kept_of("h.id")
        );
        // Asked for and not gone yet.
        let sql = "SELECT q.letter FROM transfer_request q WHERE q.person = $1 AND NOT EXISTS \
                   (SELECT 1 FROM transfer t WHERE t.person = q.person AND t.way = 'out' AND t.recorded > q.recorded) \
                   ORDER BY q.id DESC";
        let asked = look.one(sql, &person, |row| Ok(row.text(0)?.to_owned()))?;
        // What went out on the letter and came back may be asked for again.
        let used = format!(
            "SELECT COUNT(*) FROM transfer_request q WHERE q.agency = $1 AND q.letter = $2 AND NOT EXISTS \
             (SELECT 1 FROM transfer t WHERE t.person = q.person AND t.way = 'out' AND t.recorded > q.recorded AND {})",
            came_back("t.id")
        );
        let letter = [Value::Int(look.agency().0), input.letter.trim().into()];
        let balance = crate::contributions::account_balance(look, input.person)?.left();
        Ok(RequestTransferFacts {
            area: agency_area(look)?,
            amount: balance + PastInterest::read(look, &self.0, input.person)?.total(),
            award: look.scalar::<i64>(&award, &person)? > 0,
            gone: look.scalar::<i64>(&gone, &person)? > 0,
            asked,
            letter_used: look.scalar::<i64>(&used, &letter)? > 0,
            now,
        })
    }

    fn plan(&self, facts: &RequestTransferFacts, input: &RequestTransferInput) -> Result<Plan, Vec<FieldError>> {
        let (name, letter) = (&facts.now.version.name, input.letter.trim());
        let mut errors = Vec::new();
        let mut need = |ok: bool, key: &str, what: String, advice: &str| {
            if !ok {
                errors.push(FieldError::input(key, what, advice));
            }
        };
        need(!letter.is_empty(), "letter", "函件编号未填写".to_owned(), "请按关系转移接收函或衔接联系函填写");
        need(!facts.letter_used, "letter", format!("函件 {letter} 已申请过用款"), "同一函件只申请一次；请核对编号");
        if let Some(asked) = &facts.asked {
            need(false, "person", format!("{name} 已按函件 {asked} 申请过用款，还没有转出"), "请等用款到账后办理转出");
        }
        need(!facts.award, "person", format!("{name} 已领取或核定过待遇"), "领取待遇的人员不转移关系");
        let advice = "死亡的请办理死亡结算；已合并的请在保留的记录上办理";
        need(!facts.gone, "person", format!("{name} 已登记死亡，或记录已并入另一人"), advice);
        let what = format!("{name} 的个人账户余额 {} 元，没有可以转出的资金", facts.amount);
        need(facts.amount > Fen::ZERO, "person", what, "请核对账户；已经转出或支付的不再申请");
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut plan = Plan::new(format!("{name} 转移用款申请 {} 元", facts.amount), facts.area);
        plan.amount = facts.amount;
        plan.show("姓名", "", name);
        plan.show("函件", "", letter);
        plan.show("个人账户", "", facts.amount);
        let id = plan.new_id();
        plan.insert(&TransferRequest {
            id,
            person: input.person,
            letter: letter.to_owned(),
            amount: facts.amount,
            matter: MATTER,
        });
        Ok(plan)
    }
}
