//! 15 位证件号码升位: police say which 18-digit number a 15-digit one became. Taken only where number,
//! name and birth agree; the rest is looked into by a person.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use base::{Date, IdNumber, ParsedId, RegionCode};
use desk::{Class, Digest, FieldError, Look, Operation, Plan, Posts, Unplanned};
use files::{Imported, Record};
use serde::{Deserialize, Serialize};

use super::changes::flags_after;
use super::flag::Flag;
use super::people::{clean_name, present_versions};
use crate::environment::Environment;
use crate::intake::{Intake, whole_file_faults};
use crate::registry::agency_area;
use crate::source_files::imported_before;
use crate::tables::{IdentifierKind, PersonId, PersonVersion};

const PROFILE: &str = "id_upgrade";

/// Replaces 15-digit numbers.
pub struct UpgradeIds(pub Arc<Environment>);

/// Which file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpgradeIdsInput {
    /// The list of the police, taken in before.
    pub file: Digest,
    /// The name it came with.
    pub name: String,
}

/// What the plan depends on.
pub struct UpgradeIdsFacts {
    today: Date,
    area: RegionCode,
    before: Option<FieldError>,
    imported: Arc<Imported>,
    old_holders: HashMap<String, Vec<PersonId>>,
    new_holders: HashMap<IdNumber, Vec<PersonId>>,
    people: HashMap<PersonId, PersonVersion>,
}

/// The two numbers of a line, if they are what they should be.
fn numbers(record: &Record) -> Option<(base::LegacyId, IdNumber)> {
    match (record.id("old")?, record.id("aac002")?) {
        (ParsedId::Legacy(old), ParsedId::Current(new)) => Some((old, new)),
        _ => None,
    }
}

impl Operation for UpgradeIds {
    type Input = UpgradeIdsInput;
    type Facts = UpgradeIdsFacts;
    const NAME: &'static str = "registry.upgrade_ids";
    const TITLE: &'static str = "15 位证件号码批量升位";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &UpgradeIdsInput) -> Result<UpgradeIdsFacts, Unplanned> {
        let imported = self.0.files.read(&input.file, PROFILE, look.today())?;
        let pairs: Vec<_> = imported.records.iter().filter_map(numbers).collect();
        let identifiers = self.0.identifiers();
        let old: Vec<&str> = pairs.iter().map(|(old, _)| old.reveal()).collect();
        let old_holders = identifiers.people_with_legacy(look, &old)?;
        let new: Vec<IdNumber> = pairs.iter().map(|(_, new)| *new).collect();
        let people: Vec<PersonId> = old_holders.values().flatten().copied().collect();
        Ok(UpgradeIdsFacts {
            today: look.today(),
            area: agency_area(look)?,
            before: imported_before(look, &input.file, PROFILE)?,
            new_holders: identifiers.people_with_any(look, &new)?,
            people: present_versions(look, &people)?,
            old_holders,
            imported,
        })
    }

    fn plan(&self, facts: &UpgradeIdsFacts, input: &UpgradeIdsInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = whole_file_faults(&facts.imported);
        faults.extend(facts.before.clone());
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut plan = Plan::new(format!("15 位证件号码升位 {}", input.name), facts.area);
        let mut intake = Intake::new(&mut plan, &facts.imported);
        let mut done: BTreeMap<PersonId, u32> = BTreeMap::new();
        for record in &facts.imported.records {
            match upgraded(facts, record) {
                Ok((person, _)) if done.contains_key(&person.person) => {
                    intake.leave_out(record.line, "同一人出现两次", "只采用了第一次，请核对");
                }
                Ok((person, id)) => {
                    done.insert(person.person, record.line);
                    let kind = IdentifierKind::IdNumber;
                    let identifiers = self.0.identifiers();
                    identifiers
                        .plan(&mut plan, person.person, kind, id.reveal(), ("", ""), facts.today)
                        .map_err(Unplanned::into_fields)?;
                    let flags = flags_after(&person.flags, &[Flag::LegacyId], &[]);
                    let birth = person.birth.or(Some(id.birth()));
                    let n = person.n + 1;
                    plan.insert(&PersonVersion { n, flags, birth, valid_from: facts.today, ..person.clone() });
                    plan.show(&format!("{}（{}）", person.name, person.region), "15 位", id.masked());
                    intake.take();
                }
                Err((what, advice)) => intake.leave_out(record.line, what, advice),
            }
        }
        intake.finish(&mut plan, PROFILE, (&input.file, &input.name));
        Ok(plan)
    }
}

fn upgraded<'a>(
    facts: &'a UpgradeIdsFacts,
    record: &Record,
) -> Result<(&'a PersonVersion, IdNumber), (String, &'static str)> {
    let Some((old, new)) = numbers(record) else {
        return Err(("两个号码应是 15 位和 18 位".to_owned(), "请核对两列是否填反"));
    };
    if old.upgraded() != Some(new) {
        return Err(("18 位号码不是由这个 15 位号码升位而来".to_owned(), "请向公安核实，再逐人办理关键信息变更"));
    }
    let holders = facts.old_holders.get(old.reveal()).map(Vec::as_slice).unwrap_or_default();
    let person = match holders {
        [] => return Err(("没有这个 15 位号码的参保人".to_owned(), "请核对号码，不需要的行可以忽略")),
        [one] => facts.people.get(one),
        _ => return Err(("15 位号码对应多人".to_owned(), "请先核查是否同一人")),
    };
    let Some(person) = person else { return Err(("没有这个参保人".to_owned(), "请核对号码")) };
    let name = clean_name(record.text("aac003").unwrap_or_default());
    if name != clean_name(&person.name) {
        return Err((format!("姓名与登记的“{}”不同", person.name), "请核查后逐人办理关键信息变更"));
    }
    if person.birth.is_some_and(|birth| birth != new.birth()) {
        return Err(("出生日期与登记的不同".to_owned(), "请核查后逐人办理关键信息变更"));
    }
    match facts.new_holders.get(&new).map(Vec::as_slice).unwrap_or_default() {
        [] => Ok((person, new)),
        [own] if *own == person.person => Err(("已经是 18 位号码".to_owned(), "不需要办理")),
        _ => Err(("18 位号码已有另一条参保记录".to_owned(), "很可能是同一人的两条记录，请核查后办理并档")),
    }
}
