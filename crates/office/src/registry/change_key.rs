//! 关键信息变更: ID number, name, birth date, after a document that was seen. They decide who a
//! person is and since when, so three people sign.

use std::sync::Arc;

use base::{Date, IdNumber};
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::identifiers::Present;
use crate::registry::changes::{Before, flags_after};
use crate::registry::flag::Flag;
use crate::registry::people::clean_name;
use crate::tables::{IdentifierKind, Lead, LeadEvent, LeadId, LeadKind, LeadState, MatchKind, PersonId, PersonVersion};
use store::Value;

/// Changes key facts.
pub struct ChangeKey(pub Arc<Environment>);

/// What becomes different; what is left out stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeKeyInput {
    /// Whose.
    pub person: PersonId,
    /// New ID number, 18 digits.
    #[serde(default)]
    pub id_number: Option<String>,
    /// New name.
    #[serde(default)]
    pub name: Option<String>,
    /// New birth date; follows the new ID number when left out.
    #[serde(default)]
    pub birth: Option<Date>,
    /// The document seen, with its number or issuer.
    pub document: String,
}

/// What the plan depends on.
pub struct ChangeKeyFacts {
    before: Before,
    /// The new number.
    id_number: Option<Result<IdNumber, FieldError>>,
    /// Others who have it.
    holders: Vec<PersonId>,
    /// The number in force before, of whichever kind.
    old_number: Option<Present>,
    /// The whole number in force before.
    present_id: Option<IdNumber>,
    /// The day on which the name was changed within the last months, if it was.
    renamed: Option<Date>,
    /// The same of the number.
    renumbered: Option<Date>,
}

/// Within so many days a second change of name or number counts as one with the first (S3): who
/// wants to make one person of another does not do it on one day.
const TOGETHER_DAYS: i64 = 180;

impl Operation for ChangeKey {
    type Input = ChangeKeyInput;
    type Facts = ChangeKeyFacts;
    const NAME: &'static str = "registry.change_key";
    const TITLE: &'static str = "关键信息变更";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &ChangeKeyInput) -> Result<ChangeKeyFacts, Unplanned> {
        let identifiers = self.0.identifiers();
        let before = Before::read(look, input.person)?;
        let id_number = input.id_number.as_ref().map(|text| {
            let sound = text.parse::<IdNumber>().and_then(|id| id.born_by(before.today));
            sound.map_err(|e| FieldError::input("id_number", e.to_string(), "请核对后重新填写"))
        });
        let mut holders = match &id_number {
            Some(Ok(id)) => identifiers.people_with(look, id)?,
            _ => Vec::new(),
        };
        holders.retain(|person| *person != input.person);
        let whole = identifiers.present(look, input.person, IdentifierKind::IdNumber)?;
        let present_id = match &whole {
            Some(present) => identifiers.reveal(look, present.id)?.and_then(|text| text.parse().ok()),
            None => None,
        };
        let mut old_number = whole;
        for kind in [IdentifierKind::LegacyId, IdentifierKind::BadId] {
            if old_number.is_none() {
                old_number = identifiers.present(look, input.person, kind)?;
            }
        }
        let (renamed, renumbered) = changed_lately(look, input.person)?;
        Ok(ChangeKeyFacts { before, id_number, holders, old_number, present_id, renamed, renumbered })
    }

    fn plan(&self, facts: &ChangeKeyFacts, input: &ChangeKeyInput) -> Result<Plan, Vec<FieldError>> {
        let before = &facts.before.now.version;
        let errors = faults(facts, input);
        if !errors.is_empty() {
            return Err(errors);
        }
        let id_number = facts.id_number.as_ref().and_then(|id| id.as_ref().ok());
        let mut plan = Plan::new(format!("{} 关键信息变更", before.name), before.region);
        let mut next = facts.before.next();
        if let Some(id) = id_number {
            let old = facts.old_number.as_ref().map_or("", |present| present.masked.as_str());
            plan.show("证件号码", old, id.masked());
            let (kind, today) = (IdentifierKind::IdNumber, facts.before.today);
            let identifiers = self.0.identifiers();
            identifiers
                .plan(&mut plan, input.person, kind, id.reveal(), ("", ""), today)
                .map_err(Unplanned::into_fields)?;
            next.sex = id.sex().code();
            next.flags = flags_after(&next.flags, &[Flag::BadId, Flag::LegacyId, Flag::SameId], &[]);
        }
        if let Some(name) = input.name.as_deref().map(clean_name) {
            plan.show("姓名", &before.name, &name);
            next.name = name;
        }
        let birth = input.birth.or(id_number.map(IdNumber::birth)).or(before.birth);
        if birth != before.birth {
            plan.show(
                "出生日期",
                before.birth.map_or(String::new(), |b| b.to_string()),
                birth.map_or(String::new(), |b| b.to_string()),
            );
            if facts.before.is_recipient() {
                plan.notices
                    .push("出生日期变更不改已核定的待遇：请核对待遇开始年月和高龄增发，需要时重新核定".to_owned());
            }
        }
        next.birth = birth;
        if birth.is_some() {
            next.flags = flags_after(&next.flags, &[Flag::NoBirth, Flag::BirthDiffers], &[]);
        }
        if let Some(what) = changed_together(facts, input) {
            let notice = format!("双改：{what}，等于换了一个人，请逐项对照原始档案后再签字；已列为疑点");
            plan.notices.push(notice);
            raise_lead(&mut plan, &next, what);
        }
        plan.show("所见证件", "", &input.document);
        plan.insert(&next);
        Ok(plan)
    }
}

/// The last days within the window on which the name and the number became others.
fn changed_lately(look: &mut Look<'_>, person: PersonId) -> Result<(Option<Date>, Option<Date>), Unplanned> {
    let today = look.today();
    let span = jiff::Span::new().try_days(TOGETHER_DAYS);
    let since = span.and_then(|span| today.checked_sub(span)).unwrap_or(today);
    let args = [Value::Int(person.0)];
    let versions = look.select::<PersonVersion>("WHERE person = $1 ORDER BY n", &args)?;
    let renamed = versions.windows(2).filter(|two| two[0].name != two[1].name).map(|two| two[1].valid_from).max();
    let sql = "SELECT MAX(i.valid_from) FROM identifier i WHERE i.person = $1 AND i.kind IN ('id', 'id15', 'bad_id') \
               AND EXISTS (SELECT 1 FROM identifier b WHERE b.person = i.person AND b.id < i.id \
               AND b.kind IN ('id', 'id15', 'bad_id'))";
    let renumbered: Option<Date> = look.scalar(sql, &args)?;
    Ok((renamed.filter(|on| *on >= since), renumbered.filter(|on| *on >= since)))
}

/// In words, when name and number change together or soon after one another.
fn changed_together(facts: &ChangeKeyFacts, input: &ChangeKeyInput) -> Option<String> {
    let name = input.name.as_deref().map(clean_name).is_some_and(|name| name != facts.before.now.version.name);
    let number = input.id_number.is_some();
    match (name, number, facts.renamed, facts.renumbered) {
        (true, true, ..) => Some("姓名和证件号码同时变更".to_owned()),
        (true, false, _, Some(on)) => Some(format!("证件号码 {on} 变更，现在又变更姓名")),
        (false, true, Some(on), _) => Some(format!("姓名 {on} 变更，现在又变更证件号码")),
        _ => None,
    }
}

fn raise_lead(plan: &mut Plan, next: &PersonVersion, what: String) {
    let id: LeadId = plan.new_id();
    plan.insert(&Lead {
        id,
        kind: LeadKind::KeyChange,
        person: next.person,
        evidence: Digest::of(format!("key_change\n{}\n{}", next.person, next.n).as_bytes()),
        matched: MatchKind::Exact,
        source: format!("关键信息变更：{what}"),
        event_on: Some(next.valid_from),
        ends_on: None,
        elsewhere: String::new(),
        matter: MATTER,
    });
    plan.insert(&LeadEvent { lead: id, n: 1, state: LeadState::Open, reason: what, matter: MATTER });
}

fn faults(facts: &ChangeKeyFacts, input: &ChangeKeyInput) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if input.id_number.is_none() && input.name.is_none() && input.birth.is_none() {
        errors.push(FieldError::whole("没有填写要变更的内容", "请填写证件号码、姓名或出生日期"));
    }
    if input.document.trim().is_empty() {
        errors.push(FieldError::input("document", "没有填写所见证件", "请写明证件名称和号码或发证机关"));
    }
    if let Some(Err(error)) = &facts.id_number {
        errors.push(error.clone());
    }
    if !facts.holders.is_empty() {
        let what = "该证件号码已属于另一名参保人员";
        errors.push(FieldError::input("id_number", what, "请先核查两人是否同一人，不要用变更代替合并"));
    }
    if input.name.as_ref().is_some_and(|name| clean_name(name).is_empty()) {
        errors.push(FieldError::input("name", "姓名不能改为空", "请按身份证填写姓名"));
    }
    let id = facts.id_number.as_ref().and_then(|id| id.as_ref().ok()).or(facts.present_id.as_ref());
    if let (Some(birth), Some(id)) = (input.birth, id)
        && birth != id.birth()
    {
        errors.push(FieldError::input("birth", "出生日期与证件号码不一致", "请对照身份证改正，或先更正证件号码"));
    }
    if input.birth.is_some_and(|birth| birth > facts.before.today) {
        errors.push(FieldError::input("birth", "出生日期晚于今天", "请对照身份证改正"));
    }
    errors
}
