//! 导入代缴对象名单: who belongs to a group for which a government pays, with dates.

use std::collections::HashMap;
use std::sync::Arc;

use base::{Month, RegionCode};
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use files::{Imported, Record};
use serde::{Deserialize, Serialize};
use store::{Field, Record as _, Value};

use super::insured::{ByIdNumber, full_id, insured_by_id};
use super::received::{encoding_of, exact_repeats, refused_lines, repeated_notice, whole_file_faults};
use crate::environment::Environment;
use crate::registry::{agency_area, clean_name};
use crate::source_files::imported_before;
use crate::tables::{
    GroupEnd, GroupMembership, GroupMembershipId, HardshipGroup, PersonId, Quarantine, SourceFile, SourceFileId,
};

const PROFILE: &str = "hardship_list";

/// Imports a list of a group.
pub struct ImportGroups(pub Arc<Environment>);

/// A received file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportGroupsInput {
    /// SM3 of the file, which was taken in before.
    pub file: Digest,
    /// Name it came with.
    pub name: String,
}

/// Memberships by person, group and first month, each with its last month.
type Known = HashMap<(PersonId, HardshipGroup, Month), (GroupMembershipId, Option<Month>)>;

/// What the plan depends on.
pub struct ImportGroupsFacts {
    area: RegionCode,
    before: Option<FieldError>,
    imported: Arc<Imported>,
    people: ByIdNumber,
    known: Known,
}

impl Operation for ImportGroups {
    type Input = ImportGroupsInput;
    type Facts = ImportGroupsFacts;
    const NAME: &'static str = "contributions.import_groups";
    const TITLE: &'static str = "导入代缴对象名单";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &ImportGroupsInput) -> Result<ImportGroupsFacts, Unplanned> {
        let imported = self.0.files.read(&input.file, PROFILE, look.today())?;
        let ids = imported.records.iter().filter_map(|r| r.id("aac002")).filter_map(|id| full_id(&id));
        Ok(ImportGroupsFacts {
            area: agency_area(look)?,
            before: imported_before(look, &input.file, PROFILE)?,
            people: insured_by_id(look, &self.0, ids)?,
            known: known(look)?,
            imported,
        })
    }

    fn plan(&self, facts: &ImportGroupsFacts, input: &ImportGroupsInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = whole_file_faults(&facts.imported);
        faults.extend(facts.before.clone());
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut list = List::new(facts, input);
        facts.imported.records.iter().for_each(|record| list.line(record));
        for (line, what) in refused_lines(&facts.imported) {
            list.quarantine(line, what);
        }
        Ok(list.finish(input))
    }
}

/// A list being planned.
struct List<'a> {
    facts: &'a ImportGroupsFacts,
    plan: Plan,
    source_file: SourceFileId,
    known: Known,
    added: HashMap<HardshipGroup, i64>,
    ended: i64,
    repeated: Vec<u32>,
    left_out: i64,
}

impl<'a> List<'a> {
    fn new(facts: &'a ImportGroupsFacts, input: &ImportGroupsInput) -> List<'a> {
        let mut plan = Plan::new(format!("导入代缴对象名单 {}", input.name), facts.area);
        let source_file = plan.new_id();
        let (known, repeated) = (facts.known.clone(), Vec::new());
        List { facts, plan, source_file, known, added: HashMap::new(), ended: 0, repeated, left_out: 0 }
    }

    fn line(&mut self, record: &Record) {
        match self.member(record) {
            Ok((person, group, from, to)) => self.member_line(record.line, (person, group, from), to),
            Err(what) => self.quarantine(record.line, what),
        }
    }

    fn member(&self, record: &Record) -> Result<(PersonId, HardshipGroup, Month, Option<Month>), String> {
        let id = record.id("aac002").and_then(|id| full_id(&id)).ok_or("证件号码无法识别")?;
        let holders = self.facts.people.get(&id).map_or(&[][..], Vec::as_slice);
        let [person] = holders else {
            return Err(match holders.len() {
                0 => format!("证件号码 {} 没有参保记录，请动员参保后再列入，或退回名单单位核实", id.masked()),
                n => format!("证件号码 {} 有 {n} 个参保记录，请先并档", id.masked()),
            });
        };
        let name = record.text("aac003").unwrap_or_default();
        if clean_name(name) != clean_name(&person.name) {
            return Err(format!("证件号码 {} 登记的姓名是“{}”，名单为“{name}”", id.masked(), person.name));
        }
        let group = record.text("group").and_then(HardshipGroup::from_code).ok_or("人员类别无法识别")?;
        let from = record.month("from").ok_or("起始年月未填写")?;
        let to = record.month("to");
        if to.is_some_and(|to| to < from) {
            return Err(format!("终止年月早于起始年月 {from}，请名单单位更正"));
        }
        Ok((person.person, group, from, to))
    }

    fn member_line(&mut self, line: u32, key: (PersonId, HardshipGroup, Month), to: Option<Month>) {
        let (person, hardship, from_month) = key;
        match self.known.get(&key).copied() {
            None => {
                let id = self.plan.new_id();
                let (source_file, line) = (self.source_file, i64::from(line));
                self.plan.insert(&GroupMembership {
                    id,
                    person,
                    hardship,
                    from_month,
                    to_month: to,
                    source_file,
                    line,
                });
                self.known.insert(key, (id, to));
                *self.added.entry(hardship).or_default() += 1;
            }
            Some((_, known)) if known == to || to.is_none() => self.repeated.push(line),
            Some((membership, None)) => {
                let to_month = to.unwrap_or(from_month);
                self.plan.insert(&GroupEnd { membership, to_month, source_file: self.source_file });
                self.known.insert(key, (membership, to));
                self.ended += 1;
            }
            Some((_, Some(known))) => {
                let what = format!("该人员该类别已于 {known} 终止，不能改为另一月份，请名单单位核实");
                self.quarantine(line, what);
            }
        }
    }

    fn quarantine(&mut self, line: u32, what: String) {
        self.left_out += 1;
        let (id, source_file) = (self.plan.new_id(), self.source_file);
        self.plan.insert(&Quarantine { id, source_file, line: i64::from(line), what, amount: base::Fen::ZERO });
    }

    fn finish(mut self, input: &ImportGroupsInput) -> Plan {
        self.repeated.extend(exact_repeats(&self.facts.imported).keys());
        let repeated = i64::try_from(self.repeated.len()).unwrap_or(i64::MAX);
        let added: i64 = self.added.values().sum();
        self.plan.insert(&SourceFile {
            id: self.source_file,
            digest: input.file.clone(),
            name: input.name.clone(),
            profile: PROFILE.to_owned(),
            encoding: encoding_of(&self.facts.imported),
            taken: added + self.ended,
            left_out: self.left_out + repeated,
            matter: MATTER,
        });
        let mut plan = self.plan;
        for group in HardshipGroup::ALL {
            if let Some(count) = self.added.get(group) {
                plan.show(&format!("新增 {group}"), "", format!("{count} 人"));
            }
        }
        plan.show("终止", "", format!("{} 人", self.ended));
        plan.show("待处理", "", format!("{} 行", self.left_out));
        plan.notices.extend(repeated_notice(self.repeated.iter()));
        plan
    }
}

fn known(look: &mut Look<'_>) -> Result<Known, Unplanned> {
    let sql = format!(
        "SELECT {}, e.to_month FROM group_membership g LEFT JOIN group_end e ON e.membership = g.id WHERE g.agency = $1",
        GroupMembership::columns_of("g")
    );
    let after = GroupMembership::COLUMNS.len();
    let mut known = Known::new();
    look.each(&sql, &[Value::Int(look.agency().0)], |row| {
        let member = GroupMembership::read(row, 0)?;
        let to = Option::<Month>::read(row, after)?.or(member.to_month);
        known.insert((member.person, member.hardship, member.from_month), (member.id, to));
        Ok(())
    })?;
    Ok(known)
}
