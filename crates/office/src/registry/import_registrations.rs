//! 批量参保登记: a village's list. Sound rows are registered, the others are quarantined with what
//! to do; none stops another.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use base::{Date, IdNumber, ParsedId, RegionCode};
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use files::{Imported, Record};
use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::intake::whole_file_faults;
use crate::registry::add_staff::agency_area;
use crate::registry::newcomer::Newcomer;
use crate::registry::people::{common_area, fund_of, regions_in_force};
use crate::source_files::imported_before;
use crate::tables::{FundRow, PersonId, Quarantine, Scheme, SourceFile, SourceFileId};

const PROFILE: &str = "registration";

/// Registers the people of a list.
pub struct ImportRegistrations(pub Arc<Environment>);

/// Which list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportRegistrationsInput {
    /// The file, taken in before.
    pub file: Digest,
    /// The name it came with.
    pub name: String,
}

/// What the plan depends on.
pub struct ImportRegistrationsFacts {
    today: Date,
    area: RegionCode,
    list: Arc<Imported>,
    imported: Option<FieldError>,
    regions: HashSet<RegionCode>,
    known: HashMap<IdNumber, Vec<PersonId>>,
    fund: FundRow,
}

impl Operation for ImportRegistrations {
    type Input = ImportRegistrationsInput;
    type Facts = ImportRegistrationsFacts;
    const NAME: &'static str = "registry.import_registrations";
    const TITLE: &'static str = "批量参保登记";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::COUNTER;

    fn read(
        &self,
        look: &mut Look<'_>,
        input: &ImportRegistrationsInput,
    ) -> Result<ImportRegistrationsFacts, Unplanned> {
        let list = self.0.files.read(&input.file, PROFILE, look.today())?;
        let ids: Vec<IdNumber> = list.records.iter().filter_map(whole_id).collect();
        let fund = fund_of(look, Scheme::Resident)?
            .ok_or_else(|| FieldError::whole("本机构尚未建立城乡居民养老保险基金", "请先办理期初建账"))?;
        Ok(ImportRegistrationsFacts {
            today: look.today(),
            area: agency_area(look)?,
            imported: imported_before(look, &input.file, PROFILE)?,
            regions: regions_in_force(look)?.into_keys().collect(),
            known: self.0.identifiers().people_with_any(look, &ids)?,
            list,
            fund,
        })
    }

    fn plan(
        &self,
        facts: &ImportRegistrationsFacts,
        input: &ImportRegistrationsInput,
    ) -> Result<Plan, Vec<FieldError>> {
        let mut errors: Vec<FieldError> = facts.imported.iter().cloned().collect();
        errors.extend(whole_file_faults(&facts.list));
        if !errors.is_empty() {
            return Err(errors);
        }
        let (sound, left_out) = sorted(facts);
        let area = common_area(sound.iter().map(|newcomer| newcomer.region)).unwrap_or(facts.area);
        let mut plan = Plan::new(format!("批量参保登记 {} 人（{}）", sound.len(), input.name), area);
        let identifiers = self.0.identifiers();
        for newcomer in &sound {
            newcomer.plan(&mut plan, &identifiers, &facts.fund, facts.today).map_err(Unplanned::into_fields)?;
            plan.show("参保登记", "", format!("{} {} {}", newcomer.name, newcomer.id_number, newcomer.region));
            plan.notices.extend(newcomer.notices(facts.today).into_iter().map(|n| format!("{}：{n}", newcomer.name)));
        }
        insert_file(&mut plan, input, sound.len(), &left_out);
        Ok(plan)
    }
}

/// Sound rows as newcomers, and what keeps the others out, by line.
fn sorted(facts: &ImportRegistrationsFacts) -> (Vec<Newcomer>, BTreeMap<u32, String>) {
    let mut left_out: BTreeMap<u32, String> = BTreeMap::new();
    for problem in &facts.list.problems {
        let named = problem.column_title.is_empty() || problem.message.contains(&problem.column_title);
        let place = if named { String::new() } else { format!("“{}”", problem.column_title) };
        let reason = left_out.entry(problem.line).or_default();
        if !reason.is_empty() {
            reason.push('；');
        }
        reason.push_str(&format!("{place}{}", problem.message));
    }
    let mut sound = Vec::new();
    for row in &facts.list.records {
        match newcomer(facts, row) {
            Ok(newcomer) => sound.push(newcomer),
            Err(reason) => {
                left_out.insert(row.line, reason);
            }
        }
    }
    (sound, left_out)
}

fn whole_id(row: &Record) -> Option<IdNumber> {
    match row.id("aac002") {
        Some(ParsedId::Current(id)) => Some(id),
        _ => None,
    }
}

/// A row as a newcomer, or every reason against it in one text.
fn newcomer(facts: &ImportRegistrationsFacts, row: &Record) -> Result<Newcomer, String> {
    let id_number = whole_id(row).ok_or("证件号码是 15 位，请对照身份证换成 18 位后重新导入")?;
    let region = row.region("region").ok_or("没有村（社区）代码，请补填")?;
    let newcomer = Newcomer {
        id_number,
        name: row.text("aac003").unwrap_or_default().to_owned(),
        address: row.text("aae006").unwrap_or_default().to_owned(),
        phone: row.text("aae005").unwrap_or_default().to_owned(),
        region,
        special_group: row.text("aac066").filter(|code| *code != "00").unwrap_or_default().to_owned(),
        account: row.card("aae010").cloned(),
    };
    let mut reasons: Vec<String> =
        newcomer.faults(facts.today).into_iter().map(|fault| format!("{}，{}", fault.what, fault.advice)).collect();
    if facts.known.contains_key(&id_number) {
        reasons.push("该证件号码已有参保记录，请先查询该人员，不要重复登记".to_owned());
    }
    if !facts.regions.contains(&region) {
        reasons.push(format!("没有村（社区）代码 {region}，请从行政区划列表中选择"));
    }
    if row.date("aac006").is_some_and(|birth| birth != id_number.birth()) {
        reasons.push("出生日期与证件号码不一致，请对照身份证改正".to_owned());
    }
    let sex = id_number.sex().code().to_string();
    if row.text("aac004").is_some_and(|stated| matches!(stated, "1" | "2") && stated != sex) {
        reasons.push("性别与证件号码不一致，请对照身份证改正".to_owned());
    }
    if reasons.is_empty() { Ok(newcomer) } else { Err(reasons.join("；")) }
}

fn insert_file(plan: &mut Plan, input: &ImportRegistrationsInput, taken: usize, left_out: &BTreeMap<u32, String>) {
    let id: SourceFileId = plan.new_id();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    plan.insert(&SourceFile {
        id,
        digest: input.file.clone(),
        name: input.name.clone(),
        profile: PROFILE.to_owned(),
        encoding: String::new(),
        taken: count(taken),
        left_out: count(left_out.len()),
        matter: MATTER,
    });
    plan.show("登记人数", "", taken);
    plan.show("未登记行数", "", left_out.len());
    for (line, reason) in left_out {
        let quarantine = plan.new_id();
        let what = reason.clone();
        plan.notices.push(format!("第 {line} 行没有登记：{what}"));
        let line = i64::from(*line);
        plan.insert(&Quarantine { id: quarantine, source_file: id, line, what, amount: base::Fen::ZERO });
    }
}
