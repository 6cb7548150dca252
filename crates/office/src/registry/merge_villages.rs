//! 村居撤并: several villages become one, or a code becomes another, from a day on. Everybody who
//! lives there moves in one batch; what was raised and reported before keeps the code of its time.

use std::collections::HashMap;
use std::sync::Arc;

use base::{Date, Month, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use super::people::{common_area, present_versions, regions_on};
use crate::benefits::{Calendar, changed_version, newest_of_people};
use crate::environment::Environment;
use crate::registry::agency_area;
use crate::tables::{
    AwardState, AwardVersion, Cause, PersonId, PersonVersion, Region, RegionKind, RegionSuccession, Scheme,
};

/// Merges villages.
pub struct MergeVillages(pub Arc<Environment>);

/// Which become which.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergeVillagesInput {
    /// First day.
    pub from: Date,
    /// The codes that end.
    pub villages: Vec<RegionCode>,
    /// The code that goes on: a new one, or that of one of the villages.
    pub into: RegionCode,
    /// Its name; needed for a new code.
    #[serde(default)]
    pub name: String,
    /// The document of the civil affairs bureau.
    pub document: String,
}

/// What the plan depends on.
pub struct MergeVillagesFacts {
    today: Date,
    area: RegionCode,
    regions: HashMap<RegionCode, String>,
    /// Whether the code ever was in use.
    used_before: bool,
    people: Vec<PersonVersion>,
    awards: HashMap<PersonId, (AwardVersion, i64)>,
    calendar: Calendar,
}

impl Operation for MergeVillages {
    type Input = MergeVillagesInput;
    type Facts = MergeVillagesFacts;
    const NAME: &'static str = "registry.merge_villages";
    const TITLE: &'static str = "村（社区）撤并";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &MergeVillagesInput) -> Result<MergeVillagesFacts, Unplanned> {
        let mut found = Vec::new();
        for village in &input.villages {
            let sql = "SELECT v.person FROM person_version v WHERE v.agency = $1 AND v.region LIKE $2 \
                       AND NOT EXISTS (SELECT 1 FROM person_version x WHERE x.person = v.person AND x.n > v.n) \
                       ORDER BY v.person";
            let args = [Value::Int(look.agency().0), format!("{village}%").into()];
            look.each(sql, &args, |row| {
                found.push(PersonId::read(row, 0)?);
                Ok(())
            })?;
        }
        let mut people: Vec<PersonVersion> = present_versions(look, &found)?.into_values().collect();
        people.sort_unstable_by_key(|person| person.person);
        let used = "SELECT COUNT(*) FROM region WHERE agency = $1 AND code = $2";
        Ok(MergeVillagesFacts {
            today: look.today(),
            area: agency_area(look)?,
            regions: regions_on(look, input.from)?,
            used_before: look.scalar::<i64>(used, &[Value::Int(look.agency().0), input.into.value()])? > 0,
            awards: newest_of_people(look, &found, Scheme::Resident)?,
            calendar: Calendar::read(look, Scheme::Resident)?,
            people,
        })
    }

    fn plan(&self, facts: &MergeVillagesFacts, input: &MergeVillagesInput) -> Result<Plan, Vec<FieldError>> {
        let errors = faults(facts, input);
        if !errors.is_empty() {
            return Err(errors);
        }
        let name = facts.regions.get(&input.into).map_or(input.name.trim(), String::as_str);
        let codes = input.villages.iter().copied().chain([input.into]);
        let mut plan = Plan::new(format!("撤并为{name}"), common_area(codes).unwrap_or(facts.area));
        plan.show("生效日期", "", input.from);
        plan.show("依据", "", input.document.trim());
        if !facts.regions.contains_key(&input.into) {
            plan.insert(&Region {
                code: input.into,
                name: name.to_owned(),
                kind: RegionKind::Village,
                from_date: input.from,
                to_date: None,
                predecessor: input.villages.first().copied(),
            });
        }
        for village in input.villages.iter().filter(|village| **village != input.into) {
            let old = facts.regions.get(village).map_or("", String::as_str);
            plan.show("撤并", format!("{old}（{village}）"), format!("{name}（{}）", input.into));
            plan.insert(&RegionSuccession {
                code: *village,
                from_date: input.from,
                successor: input.into,
                document: input.document.trim().to_owned(),
                matter: MATTER,
            });
        }
        move_people(&mut plan, facts, input);
        Ok(plan)
    }
}

fn move_people(plan: &mut Plan, facts: &MergeVillagesFacts, input: &MergeVillagesInput) {
    let month = facts.calendar.open_month.max(Month::of(input.from));
    let (mut people, mut awards) = (0, 0);
    for person in &facts.people {
        let Some(region) = moved(person.region, input.into).filter(|region| *region != person.region) else { continue };
        people += 1;
        plan.insert(&PersonVersion { n: person.n + 1, region, valid_from: input.from, ..person.clone() });
        let Some((newest, highest)) = facts.awards.get(&person.person) else { continue };
        if newest.state != AwardState::Stopped {
            awards += 1;
            let mut version = changed_version(newest, *highest, Cause::Moved, month);
            version.region = region;
            plan.insert(&version);
        }
    }
    plan.show("随迁人数", "", people);
    plan.show("其中有待遇的", "", awards);
    plan.notices.push("以前月份的应发、发放和报表保留当时的代码".to_owned());
}

/// The place in the village that goes on: a group keeps its own digits.
fn moved(from: RegionCode, into: RegionCode) -> Option<RegionCode> {
    let group = from.as_str().get(12..).unwrap_or_default();
    format!("{into}{group}").parse().ok()
}

fn faults(facts: &MergeVillagesFacts, input: &MergeVillagesInput) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut fault = |key: &str, what: String, advice: &str| errors.push(FieldError::input(key, what, advice));
    if input.from > facts.today {
        fault("from", format!("{} 还没有到", input.from), "请到生效日再办理");
    }
    if let Some(month) = facts.calendar.under_way {
        fault("from", format!("{month} 的发放批次还没有审批"), "请在审批或作废后办理，以免同一批次有两种代码");
    }
    if input.document.trim().is_empty() {
        fault("document", "没有填写批准文件".to_owned(), "请填写民政部门的批复名称和文号");
    }
    let ends: Vec<&RegionCode> = input.villages.iter().filter(|village| **village != input.into).collect();
    if ends.is_empty() {
        fault("villages", "没有要撤销的村（社区）代码".to_owned(), "请填写至少一个不同于保留代码的代码");
    }
    for village in &input.villages {
        if village.as_str().len() != 12 {
            fault("villages", format!("{village} 不是 12 位村（社区）代码"), "请逐村填写");
        } else if !facts.regions.contains_key(village) {
            fault(
                "villages",
                format!("{village} 在 {} 不在用", input.from),
                "请从行政区划列表中选择；已撤并的不能再撤并",
            );
        }
    }
    let known = facts.regions.contains_key(&input.into);
    if input.into.as_str().len() != 12 || !input.into.is_within(&facts.area) {
        fault("into", format!("{} 不是本辖区的 12 位村（社区）代码", input.into), "请填写撤并后的代码");
    } else if !known && facts.used_before {
        fault("into", format!("代码 {} 以前用过，已经撤并", input.into), "请填写新的代码，不要重新使用旧代码");
    } else if !known && input.name.trim().is_empty() {
        fault("name", "新代码没有名称".to_owned(), "请填写撤并后的村（社区）名称");
    }
    errors
}
