//! 重复领取清理: somebody draws another pension, and a person confirmed it. His membership has ended; the
//! account without what governments put in is his, and pays first what governments paid him for the
//! months that count twice (人社部发〔2014〕17号 第八条, 人社厅发〔2021〕77号).

use std::sync::Arc;

use base::{BankCard, Date, Fen, Month};
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use schemes::resident::DualRules;
use serde::{Deserialize, Serialize};
use store::Value;

use crate::benefits::award::law_fault;
use crate::benefits::confirm_death::settles_in_time;
use crate::benefits::settled::Computed;
use crate::benefits::settlement::Estate;
use crate::benefits::standing::Standing;
use crate::benefits::versions::next_version;
use crate::environment::Environment;
use crate::identifiers::Present;
use crate::registry::agency_area;
use crate::tables::{
    AwardState, Cause, EnrolmentEvent, EnrolmentState, EventKind, IdentifierId, IdentifierKind, PersonId, Scheme,
};

/// Settles a pension that was drawn beside another.
pub struct SettleDual(pub Arc<Environment>);

/// Whose, and where what is left goes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleDualInput {
    /// Who.
    pub person: PersonId,
    /// The person's own account; empty for the one that is known.
    #[serde(default)]
    pub account: String,
    /// Its holder, where the person has died: an heir.
    #[serde(default)]
    pub holder: String,
    /// The signed form.
    pub document: String,
}

/// What the plan depends on.
pub struct SettleDualFacts {
    today: Date,
    standing: Standing,
    /// The cause, and the first month that counts twice.
    twice: Option<(String, Month)>,
    estate: Estate,
    rules: DualRules,
    payee: Option<Present>,
}

/// When and why a membership ended for another pension.
fn drawn_twice(look: &mut Look<'_>, standing: &Standing) -> Result<Option<(String, Month)>, Unplanned> {
    let Some((enrolment, EnrolmentState::Ended)) = &standing.now.enrolment else { return Ok(None) };
    let events = look.select::<EnrolmentEvent>("WHERE enrolment = $1 ORDER BY n", &[Value::Int(enrolment.id.0)])?;
    let last = events.into_iter().rev().find(|event| event.kind != EventKind::Died);
    let twice = last.filter(|event| event.kind == EventKind::OtherPension);
    Ok(twice.map(|event| (event.reason, event.from_month)))
}

impl Operation for SettleDual {
    type Input = SettleDualInput;
    type Facts = SettleDualFacts;
    const NAME: &'static str = "benefits.settle_dual";
    const TITLE: &'static str = "重复领取清理";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &SettleDualInput) -> Result<SettleDualFacts, Unplanned> {
        let standing = Standing::read(look, input.person, Scheme::Resident)?;
        let twice = drawn_twice(look, &standing)?;
        let today = look.today();
        let place = self.0.law.place(&agency_area(look)?).map_err(|e| law_fault(&e))?;
        let from = twice.as_ref().map_or(Month::of(today), |(_, from)| *from);
        Ok(SettleDualFacts {
            today,
            twice,
            estate: Estate::ending(look, &self.0, input.person, from)?,
            rules: DualRules::at(&place, Month::of(today)).map_err(|e| law_fault(&e))?,
            payee: self.0.identifiers().present(look, input.person, IdentifierKind::BankAccount)?,
            standing,
        })
    }

    fn plan(&self, facts: &SettleDualFacts, input: &SettleDualInput) -> Result<Plan, Vec<FieldError>> {
        let errors = faults(facts, input);
        let (Some((cause, from)), true) = (&facts.twice, errors.is_empty()) else { return Err(errors) };
        let (standing, estate) = (&facts.standing, &facts.estate);
        let computed = estate.drawn_twice(standing, &facts.rules, (cause, *from)).map_err(|e| vec![e])?;
        let pays = computed.net() > Fen::ZERO;
        if pays && facts.payee.is_none() && input.account.trim().is_empty() {
            return Err(vec![FieldError::input("account", "没有收款账户", "请填写本人的银行账号")]);
        }
        if computed.gross().is_zero() {
            let what = "个人账户没有应退本人的余额，也没有应补的月份";
            return Err(vec![FieldError::input("person", what, "不需要清理；多发的按追回台账归还")]);
        }
        let mut plan = Plan::new(format!("{} 重复领取清理", standing.name()), standing.region());
        plan.show("姓名", "", standing.name());
        plan.show("终止原因", "", format!("{cause}，{from} 起"));
        plan.show("依据", "", input.document.trim());
        let payee =
            if pays { Some(self.payee(&mut plan, facts, input).map_err(Unplanned::into_fields)?) } else { None };
        settling(&mut plan, standing, &computed, payee).map_err(|e| vec![e])?;
        let by = (Cause::Terminated, self.0.law.version_name());
        computed.put_into(&mut plan, (standing, estate), payee, by).map_err(|e| vec![e])?;
        Ok(plan)
    }
}

impl SettleDual {
    fn payee(
        &self,
        plan: &mut Plan,
        facts: &SettleDualFacts,
        input: &SettleDualInput,
    ) -> Result<IdentifierId, Unplanned> {
        match (&facts.payee, input.account.trim()) {
            (Some(present), "") => {
                plan.show("收款账户", "", &present.masked);
                Ok(present.id)
            }
            (before, text) => {
                let card: BankCard = text
                    .parse()
                    .map_err(|e: base::BankCardError| FieldError::input("account", e.to_string(), "请核对银行账号"))?;
                plan.show("收款账户", before.as_ref().map_or("", |known| &known.masked), card.masked());
                let (person, holder) = (facts.standing.now.person.id, (input.holder.trim(), ""));
                self.0.identifiers().plan(plan, person, IdentifierKind::BankAccount, card.reveal(), holder, facts.today)
            }
        }
    }
}

fn faults(facts: &SettleDualFacts, input: &SettleDualInput) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut fault = |key: &str, what: String, advice: &str| errors.push(FieldError::input(key, what, advice));
    match &facts.twice {
        None => fault(
            "person",
            "没有因重复领取终止参保".to_owned(),
            "请先办理疑点属实；其他原因终止的按终止参保或死亡结算办理",
        ),
        Some(_) if facts.estate.dual_was_settled() => {
            fault("person", "重复领取已清理".to_owned(), "一人只清理一次；尚欠的见追回台账");
        }
        Some(_) => {}
    }
    if input.document.trim().is_empty() {
        fault("document", "没有填写依据".to_owned(), "请填写本人签字的清理确认表及编号");
    }
    let account = input.account.trim();
    if let (false, Err(error)) = (account.is_empty(), account.parse::<BankCard>()) {
        fault("account", error.to_string(), "请核对银行账号");
    }
    match (&facts.standing.death, input.holder.trim()) {
        (Some(_), "") => fault("holder", "本人已登记死亡".to_owned(), "请填写继承人的账户和姓名"),
        (None, holder) if !holder.is_empty() && holder != facts.standing.name() => {
            fault("holder", format!("户名“{holder}”不是本人"), "余额退还本人；只有本人死亡的才填继承人");
        }
        _ => {}
    }
    errors.extend(facts.estate.not_final(&facts.standing));
    errors
}

/// The version that the next run settles.
fn settling(
    plan: &mut Plan,
    standing: &Standing,
    computed: &Computed,
    payee: Option<IdentifierId>,
) -> Result<(), FieldError> {
    let Some((newest, highest)) = standing.newest.as_ref().filter(|_| !computed.gross().is_zero()) else {
        return Ok(());
    };
    let mut version = next_version(newest, *highest, Cause::Terminated, newest.from_month);
    settles_in_time(version.from_month, standing)?;
    version.state = AwardState::Settling;
    version.payee = payee.or(version.payee);
    plan.show("待遇状态", newest.state, version.state);
    plan.insert(&version);
    Ok(())
}
