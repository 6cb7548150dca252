//! 关键信息变更: ID number, name, birth date, after a document that was seen. They decide who a
//! person is and since when, so three people sign.

use std::sync::Arc;

use base::{Date, IdNumber};
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::identifiers::Present;
use crate::registry::changes::{Before, flags_after};
use crate::registry::flag::Flag;
use crate::registry::people::clean_name;
use crate::tables::{IdentifierKind, PersonId};

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
}

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
        Ok(ChangeKeyFacts { before, id_number, holders, old_number, present_id })
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
        if id_number.is_some() && input.name.is_some() {
            plan.notices.push("双改：姓名和证件号码同时变更，等于换了一个人，请逐项对照原始档案后再签字".to_owned());
        }
        plan.show("所见证件", "", &input.document);
        plan.insert(&next);
        Ok(plan)
    }
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
