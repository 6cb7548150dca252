//! 死亡确认: the pension stops, the membership ends, and the heirs' settlement is worked out.
//!
//! 国发〔2014〕8号 part seven: stopped from the month after death. A person decides, with a document;
//! a death list alone never does. A pension lives again only when the death is
//! revoked. For somebody
//! who had no pension yet, the settlement is an award of a single sum, which the next run pays.

use std::sync::Arc;

use base::{BankCard, Date, Fen};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use crate::benefits::heirs::HeirsNow;
use crate::benefits::settled::Computed;
use crate::benefits::settlement::{Estate, EstateLaw};
use crate::benefits::standing::{Standing, nobody};
use crate::benefits::versions::next_version;
use crate::environment::Environment;
use crate::many::{ForMany, ReadLine, only};
use crate::risk::{LeadNow, leads_of_people};
use crate::tables::{
    AwardState, Cause, Death, EnrolmentState, EventKind, IdentifierId, IdentifierKind, LeadId, LeadKind, LeadState,
    PersonId, Scheme,
};

/// Confirms a death.
pub struct ConfirmDeath(pub Arc<Environment>);

/// Who gets the settlement.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heirs {
    /// Their account.
    pub account: String,
    /// Name of the account's holder.
    pub name: String,
    /// Relation to the dead: 配偶, 子女 …
    pub relation: String,
}

/// The deregistration form (注销登记表).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmDeathInput {
    /// Who died.
    pub person: PersonId,
    /// Day of death.
    pub died_on: Date,
    /// The document that proves it: kind and number.
    pub evidence: String,
    /// Heirs; without them the pension stops now and is settled later.
    #[serde(default)]
    pub heirs: Option<Heirs>,
    /// The lead that led here.
    #[serde(default)]
    pub lead: Option<LeadId>,
}

/// What the plan depends on.
pub struct ConfirmDeathFacts {
    today: Date,
    standing: Standing,
    estate: Estate,
    heirs: HeirsNow,
    leads: Vec<LeadNow>,
}

impl Operation for ConfirmDeath {
    type Input = ConfirmDeathInput;
    type Facts = ConfirmDeathFacts;
    const NAME: &'static str = "benefits.confirm_death";
    const TITLE: &'static str = "死亡确认";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &ConfirmDeathInput) -> Result<ConfirmDeathFacts, Unplanned> {
        only(self.read_lines(look, std::slice::from_ref(input))?)
    }

    fn plan(&self, facts: &ConfirmDeathFacts, input: &ConfirmDeathInput) -> Result<Plan, Vec<FieldError>> {
        let errors = faults(facts, input);
        if !errors.is_empty() {
            return Err(errors);
        }
        let ConfirmDeathFacts { standing, estate, .. } = facts;
        let computed = input.heirs.as_ref().map(|_| estate.compute(standing)).transpose().map_err(|e| vec![e])?;
        let mut plan = Plan::new(format!("{} 死亡确认", standing.name()), standing.region());
        plan.show("姓名", "", standing.name());
        plan.show("死亡日期", "", input.died_on);
        plan.show("死亡证明", "", &input.evidence);
        plan.show("停发月份", "", estate.stop);
        let payee = match &input.heirs {
            Some(heirs) => Some(self.heirs(&mut plan, facts.today, input.person, heirs).map_err(|e| e.into_fields())?),
            None => None,
        };
        stop(&mut plan, standing, estate, computed.as_ref(), payee).map_err(|e| vec![e])?;
        record(&mut plan, facts, input);
        match &computed {
            Some(computed) => {
                facts.heirs.show(&mut plan, computed.net());
                let by = (Cause::Death, self.0.law.version_name());
                computed.put_into(&mut plan, (standing, estate), payee, by).map_err(|e| vec![e])?;
            }
            None => plan.notices.push("没有继承人账户：先停发，账户余额、丧葬补助金和多发以后办理死亡结算".to_owned()),
        }
        Ok(plan)
    }
}

impl ForMany for ConfirmDeath {
    const LIST: &'static str = "benefits.confirm_deaths";
    const LIST_TITLE: &'static str = "批量死亡确认";

    fn read_lines(
        &self,
        look: &mut Look<'_>,
        lines: &[ConfirmDeathInput],
    ) -> Result<Vec<ReadLine<ConfirmDeathFacts>>, Unplanned> {
        let people: Vec<PersonId> = lines.iter().map(|line| line.person).collect();
        let standings = Standing::of_people(look, &people, Scheme::Resident)?;
        let law = EstateLaw::read(look, &self.0)?;
        let mut estates = Vec::with_capacity(lines.len());
        for line in lines {
            estates.push(match Estate::by(look, &self.0, &law, (line.person, line.died_on)) {
                Err(Unplanned::Fields(faults)) => Err(faults),
                other => Ok(other?),
            });
        }
        let heirs = HeirsNow::of_people(look, &people)?;
        let leads = leads_of_people(look, &people, LeadKind::Death)?;
        let today = look.today();
        let facts = |(person, estate): (&PersonId, ReadLine<Estate>)| {
            Ok(ConfirmDeathFacts {
                today,
                standing: standings.get(person).cloned().ok_or_else(|| vec![nobody()])?,
                estate: estate?,
                heirs: heirs.get(person).cloned().unwrap_or_default(),
                leads: leads.get(person).cloned().unwrap_or_default(),
            })
        };
        Ok(people.iter().zip(estates).map(facts).collect())
    }

    fn standing(facts: &ConfirmDeathFacts) -> &Standing {
        &facts.standing
    }
}

impl ConfirmDeath {
    fn heirs(&self, plan: &mut Plan, today: Date, person: PersonId, heirs: &Heirs) -> Result<IdentifierId, Unplanned> {
        plan_heirs(&self.0, plan, today, person, heirs)
    }
}

/// The heirs' account, kept with the dead person.
pub(crate) fn plan_heirs(
    environment: &Environment,
    plan: &mut Plan,
    today: Date,
    person: PersonId,
    heirs: &Heirs,
) -> Result<IdentifierId, Unplanned> {
    let card: BankCard = heirs.account.trim().parse().map_err(|e: base::BankCardError| {
        FieldError::input("heirs.account", e.to_string(), "请核对继承人的银行账号")
    })?;
    if !card.passes_luhn() {
        plan.notices.push("继承人账号不符合银行卡校验规则，请确认是存折账号".to_owned());
    }
    let (name, relation) = (heirs.name.trim(), heirs.relation.trim());
    plan.show("继承人", "", format!("{name}（{relation}）{}", card.masked()));
    environment.identifiers().plan(plan, person, IdentifierKind::BankAccount, card.reveal(), (name, ""), today)
}

/// What is wrong with the heirs.
pub(crate) fn heirs_faults(heirs: &Heirs) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if let Err(error) = heirs.account.trim().parse::<BankCard>() {
        errors.push(FieldError::input("heirs.account", error.to_string(), "请核对继承人的银行账号"));
    }
    for (key, text, title) in
        [("heirs.name", &heirs.name, "继承人姓名"), ("heirs.relation", &heirs.relation, "与死者关系")]
    {
        if text.trim().is_empty() {
            errors.push(FieldError::input(key, format!("{title}未填写"), "请按申请表填写"));
        }
    }
    errors
}

fn faults(facts: &ConfirmDeathFacts, input: &ConfirmDeathInput) -> Vec<FieldError> {
    let standing = &facts.standing;
    let mut errors = Vec::new();
    let mut fault = |key: &str, what: String, advice: &str| errors.push(FieldError::input(key, what, advice));
    match (&standing.death, &standing.now.enrolment) {
        (Some(death), _) => {
            let what = format!("{} 已登记死亡（{}，{}）", standing.name(), death.died_on, death.evidence);
            fault("person", what, "不能重复登记；尚未结算的请办理死亡结算");
        }
        (None, None) => fault("person", "该人员没有参加城乡居民养老保险".to_owned(), "不需要办理死亡结算"),
        (None, Some((_, EnrolmentState::Ended))) => {
            if let Some((what, advice)) = nothing_left(facts) {
                fault("person", what, advice);
            }
        }
        (None, Some(_)) => {}
    }
    if input.died_on > facts.today {
        fault("died_on", format!("死亡日期 {} 晚于今天", input.died_on), "请核对死亡证明");
    }
    if standing.now.version.birth.is_some_and(|birth| input.died_on < birth) {
        fault("died_on", format!("死亡日期 {} 早于出生日期", input.died_on), "请核对死亡证明");
    }
    if input.evidence.trim().is_empty() {
        fault("evidence", "没有填写死亡证明".to_owned(), "请填写证明的种类和编号；名单比中不能代替证明");
    }
    if input.lead.is_some_and(|lead| !facts.leads.iter().any(|l| l.lead.id == lead && l.is_open())) {
        fault("lead", "这条疑点不属于该人员，或已有结论".to_owned(), "请从疑点列表中选择，或不填");
    }
    if let Some(heirs) = &input.heirs {
        errors.extend(heirs_faults(heirs));
        errors.extend(facts.heirs.faults(heirs));
        errors.extend(facts.estate.not_final(standing));
    }
    errors
}

/// Why nothing is left to settle of somebody who had left before.
fn nothing_left(facts: &ConfirmDeathFacts) -> Option<(String, &'static str)> {
    let (kind, ended) = facts.estate.ended.clone().unzip();
    let ended = ended.unwrap_or_default();
    if kind == Some(EventKind::OtherPension) && !facts.estate.dual_was_settled() {
        return Some((format!("该人员因{ended}终止参保，还没有清理"), "请先办理重复领取清理，账户填写继承人的"));
    }
    let left = facts.estate.left(&facts.standing).unwrap_or_default();
    let merged = kind == Some(EventKind::Merged);
    (merged || left <= Fen::ZERO).then(|| {
        let advice = if merged {
            "请在并入后的记录上办理"
        } else {
            "请核对终止原因；个人账户没有余额，不需要结算"
        };
        (format!("该人员已终止参保（{ended}）"), advice)
    })
}

/// The version that ends the pension. With the heirs known, the settlement takes the place of
/// what runs would have paid from the first open month on.
fn stop(
    plan: &mut Plan,
    standing: &Standing,
    estate: &Estate,
    computed: Option<&Computed>,
    payee: Option<IdentifierId>,
) -> Result<(), FieldError> {
    let Some((newest, highest)) = &standing.newest else { return Ok(()) };
    let owed = computed.is_some_and(|computed| !computed.gross().is_zero());
    let open = standing.calendar.open_month;
    // A pension that slept ends with the month it slept from: if the death was none, it sleeps again.
    let from = match newest.state {
        AwardState::Suspended => newest.from_month,
        _ if owed => estate.stop.min(open),
        _ => estate.stop,
    };
    let mut version = next_version(newest, *highest, Cause::Death, from);
    if owed {
        settles_in_time(version.from_month, standing)?;
        version.state = AwardState::Settling;
        version.payee = payee.or(version.payee);
    } else {
        version.state = AwardState::Stopped;
    }
    version.changes_in = None;
    plan.show("待遇状态", newest.state, version.state);
    plan.insert(&version);
    Ok(())
}

/// A settlement is paid by the first run that sees it: that run must find the pension ended.
pub(crate) fn settles_in_time(from: base::Month, standing: &Standing) -> Result<(), FieldError> {
    let open = standing.calendar.open_month;
    if from <= open {
        return Ok(());
    }
    let what = format!("待遇到 {from} 才终止，{open} 的养老金还没有发放审批");
    Err(FieldError::input("heirs", what, format!("请在 {} 的发放审批后办理死亡结算", from.previous())))
}

fn record(plan: &mut Plan, facts: &ConfirmDeathFacts, input: &ConfirmDeathInput) {
    let ConfirmDeathFacts { standing, estate, leads, .. } = facts;
    plan.insert(&Death {
        person: input.person,
        n: standing.deaths + 1,
        died_on: input.died_on,
        evidence: input.evidence.trim().to_owned(),
        last_month: estate.stop.previous(),
        matter: MATTER,
    });
    if let Some((enrolment, _)) = standing.now.enrolment.as_ref().filter(|(_, state)| *state != EnrolmentState::Ended) {
        let reason = format!("死亡（{}）", input.died_on);
        plan.insert(&standing.event(enrolment, (EnrolmentState::Ended, EventKind::Died), reason, estate.stop));
    }
    // Whatever else named this death is answered with it.
    let reason = format!("死亡已确认：{}，{}", input.died_on, input.evidence.trim());
    for lead in leads.iter().filter(|lead| lead.is_open()) {
        plan.insert(&lead.next(LeadState::Confirmed, &reason));
        plan.show("疑点", &lead.lead.source, LeadState::Confirmed);
    }
}
