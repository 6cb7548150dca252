//! 暂停与续发: certification missed, prison, and what is paid afterwards.
//!
//! Months without certification are paid once it is made up for; months in prison are not: the
//! pension goes on from the month of release (handbook §7.5, §8).

use std::sync::Arc;

use base::Month;
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use law::PlaceLaw;
use serde::{Deserialize, Serialize};

use crate::benefits::award::law_fault;
use crate::benefits::overpaid::{PaidMonths, plan_recovery};
use crate::benefits::standing::Standing;
use crate::benefits::versions::next_version;
use crate::environment::Environment;
use crate::registry::agency_area;
use crate::risk::{LeadNow, leads_of_person};
use crate::tables::{
    AwardState, AwardVersion, Cause, NotOwed, PersonId, RecoveryOrigin, Scheme, Suspension, SuspensionReason,
};

/// Suspends a pension.
pub struct Suspend(pub Arc<Environment>);

/// Resumes a pension.
pub struct Resume(pub Arc<Environment>);

/// Whose, why, from when.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuspendInput {
    /// Whose pension.
    pub person: PersonId,
    /// Why.
    pub reason: SuspensionReason,
    /// First month that is not owed; months that were paid stay paid.
    pub from_month: Month,
    /// The document or finding.
    pub note: String,
}

/// Whose, and on what grounds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResumeInput {
    /// Whose pension.
    pub person: PersonId,
    /// Month of release, needed after prison; otherwise everything since the suspension is paid.
    #[serde(default)]
    pub from_month: Option<Month>,
    /// The document or finding.
    pub note: String,
}

/// What the plan of a suspension depends on.
pub struct SuspendFacts {
    standing: Standing,
    paid: PaidMonths,
}

/// What the plan of a resumption depends on.
pub struct ResumeFacts {
    standing: Standing,
    /// Whether months without certification are paid afterwards.
    back_paid: bool,
    leads: Vec<LeadNow>,
}

impl Operation for Suspend {
    type Input = SuspendInput;
    type Facts = SuspendFacts;
    const NAME: &'static str = "benefits.suspend";
    const TITLE: &'static str = "待遇暂停";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &SuspendInput) -> Result<SuspendFacts, Unplanned> {
        let standing = Standing::read(look, input.person, Scheme::Resident)?;
        Ok(SuspendFacts { standing, paid: PaidMonths::read(look, input.person)? })
    }

    fn plan(&self, facts: &SuspendFacts, input: &SuspendInput) -> Result<Plan, Vec<FieldError>> {
        let standing = &facts.standing;
        let open = standing.calendar.open_month;
        let mut errors = noted(&input.note);
        if input.reason == SuspensionReason::Lead {
            errors.push(FieldError::input("reason", "疑点暂扣不在这里办理", "请在疑点列表中办理疑点暂扣"));
        }
        if input.from_month > open {
            let what = format!("{} 还没有到：当前可变更的月份是 {open}", input.from_month);
            errors.push(FieldError::input("from_month", what, "请到当月再办理"));
        }
        let (newest, highest) = in_state(standing, AwardState::Live, "暂停", errors)?;
        let mut plan = Plan::new(format!("{} 待遇暂停", standing.name()), standing.region());
        let mut version = next_version(newest, highest, Cause::Suspension, open);
        version.state = AwardState::Suspended;
        plan.amount = version.total();
        plan.show("暂停原因", "", input.reason);
        plan.show("依据", "", input.note.trim());
        plan.show("待遇状态", newest.state, version.state);
        plan.show("停发起始月", "", version.from_month);
        if input.from_month < version.from_month {
            let last = version.from_month.previous();
            let recovered = if input.reason.is_back_paid() {
                None
            } else {
                // Months in prison are owed to nobody: what was paid for them is to come back.
                plan.insert(&NotOwed {
                    person: input.person,
                    from_month: input.from_month,
                    to_month: last,
                    matter: MATTER,
                });
                let overpaid = facts.paid.between(input.from_month, last).map_err(|e| vec![e])?;
                plan_recovery(&mut plan, input.person, (RecoveryOrigin::Prison, "服刑期间领取"), None, &overpaid)
            };
            let next = if recovered.is_some() { "已列入追回台账" } else { "应追回的请另行办理追回" };
            plan.notices.push(format!("{} 至 {last} 已发放的，{next}", input.from_month));
        }
        plan.insert(&version);
        plan.insert(&Suspension {
            award: version.award,
            n: version.n,
            reason: input.reason,
            note: input.note.trim().to_owned(),
            matter: MATTER,
        });
        Ok(plan)
    }
}

impl Operation for Resume {
    type Input = ResumeInput;
    type Facts = ResumeFacts;
    const NAME: &'static str = "benefits.resume";
    const TITLE: &'static str = "待遇续发";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &ResumeInput) -> Result<ResumeFacts, Unplanned> {
        let standing = Standing::read(look, input.person, Scheme::Resident)?;
        let place = self.0.law.place(&agency_area(look)?).map_err(|e| law_fault(&e))?;
        let back_paid = unverified_are_paid(&place, Month::of(look.today()))?;
        Ok(ResumeFacts { standing, back_paid, leads: leads_of_person(look, input.person)? })
    }

    fn plan(&self, facts: &ResumeFacts, input: &ResumeInput) -> Result<Plan, Vec<FieldError>> {
        let standing = &facts.standing;
        let open = standing.calendar.open_month;
        let mut errors = noted(&input.note);
        let asks = |lead: &&LeadNow| lead.lead.kind.asks_about_the_pension();
        if let Some(lead) = facts.leads.iter().filter(asks).find(|lead| lead.is_open()) {
            let what = format!("还有疑点没有结论：{}", lead.lead.source);
            errors.push(FieldError::input(
                "person",
                what,
                "请先核查：不属实的办理疑点销号，属实的办理死亡确认或疑点属实",
            ));
        }
        if let Some(month) = input.from_month.filter(|month| *month > open) {
            let what = format!("{month} 还没有到：当前可变更的月份是 {open}");
            errors.push(FieldError::input("from_month", what, "请到当月再办理"));
        }
        let (newest, highest) = in_state(standing, AwardState::Suspended, "续发", errors)?;
        let suspension = standing.reason_at(newest.n);
        let prison = suspension.is_some_and(|s| !s.reason.is_back_paid());
        if prison && input.from_month.is_none() {
            return Err(vec![FieldError::input(
                "from_month",
                "没有填写刑满释放的月份",
                "服刑期间不补发，请按释放证明填写",
            )]);
        }
        let unverified = suspension.is_none_or(|s| s.reason == SuspensionReason::Certification);
        let earliest = if unverified && !facts.back_paid { open.max(newest.from_month) } else { newest.from_month };
        if let Some(month) = input.from_month.filter(|month| unverified && *month < earliest) {
            let what = format!("{month} 未认证停发，按规定认证后不补发");
            return Err(vec![FieldError::input("from_month", what, format!("最早从 {earliest} 起续发"))]);
        }
        let from = input.from_month.unwrap_or(earliest);
        let mut version = next_version(newest, highest, Cause::Resumption, from);
        version.state = AwardState::Live;
        let mut plan = Plan::new(format!("{} 待遇续发", standing.name()), standing.region());
        let months = open.months_since(version.from_month).max(0);
        plan.amount = version.total().times(i64::from(months) + 1);
        let why = suspension.map_or("移植前已暂停".to_owned(), |s| format!("{}（{}）", s.reason, s.note));
        plan.show("暂停原因", "", why);
        plan.show("续发依据", "", input.note.trim());
        plan.show("待遇状态", newest.state, version.state);
        plan.show("续发起始月", "", version.from_month);
        plan.show("须补发月数", "", months);
        if suspension.is_none() {
            plan.notices.push(format!("{} 以前的月份在原系统中暂停，应补的请另行核定补发", newest.from_month));
        }
        plan.insert(&version);
        Ok(plan)
    }
}

/// Whether the law of a month pays back what was held for want of certification.
pub(crate) fn unverified_are_paid(place: &PlaceLaw<'_>, month: Month) -> Result<bool, FieldError> {
    let word = place.word("resident.suspension.arrears_unverified", month).map_err(|e| law_fault(&e))?;
    Ok(word.value == "back_pay")
}

fn noted(note: &str) -> Vec<FieldError> {
    match note.trim() {
        "" => vec![FieldError::input("note", "没有填写依据", "请填写文书名称和编号，或核查情况")],
        _ => Vec::new(),
    }
}

/// The newest version, if it is in the state that the step needs and nothing else is wrong.
fn in_state<'a>(
    standing: &'a Standing,
    needed: AwardState,
    step: &str,
    mut errors: Vec<FieldError>,
) -> Result<(&'a AwardVersion, i64), Vec<FieldError>> {
    let found = standing.newest.as_ref();
    match found {
        Some((version, highest)) if version.state == needed && errors.is_empty() => return Ok((version, *highest)),
        Some((version, _)) if version.state == needed => {}
        Some((version, _)) => {
            let what = format!("待遇当前是“{}”，不能{step}", version.state);
            errors.push(FieldError::input("person", what, format!("只有“{needed}”的待遇可以{step}")));
        }
        None => errors.push(FieldError::input("person", "该人员没有待遇", "请先办理待遇核定")),
    }
    Err(errors)
}
