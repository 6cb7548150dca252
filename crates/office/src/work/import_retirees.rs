//! 导入退休人员社会化管理名册: the communities' retired employees, month by month. A line with a last month takes somebody
//! off; nobody stands on two rosters at once, so that every head is paid for once.

use std::collections::HashMap;
use std::sync::Arc;

use base::{Date, IdNumber, Month, ParsedId, RegionCode};
use desk::{Class, Digest, FieldError, Look, Operation, Plan, Posts, Unplanned};
use files::{Imported, Record};
use serde::{Deserialize, Serialize};

use super::retirees::{Term, terms};
use crate::environment::Environment;
use crate::identifiers::Identifiers;
use crate::intake::{Intake, whole_file_faults};
use crate::registry::{Known, agency_area, clean_name, known_people, regions_in_force};
use crate::source_files::imported_before;
use crate::tables::{
    IdentifierKind, Person, PersonId, PersonVersion, RetiredFrom, Retiree, RetireeEnd, RetireeId, SourceFileId,
};

const PROFILE: &str = "retiree_list";

/// Takes a roster in.
pub struct ImportRetirees(pub Arc<Environment>);

/// A received file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportRetireesInput {
    /// The list, taken in before.
    pub file: Digest,
    /// The name it came with.
    pub name: String,
}

/// What the plan depends on.
pub struct ImportRetireesFacts {
    area: RegionCode,
    today: Date,
    before: Option<FieldError>,
    imported: Arc<Imported>,
    holders: HashMap<IdNumber, Vec<PersonId>>,
    names: HashMap<PersonId, Known>,
    regions: HashMap<RegionCode, String>,
    terms: HashMap<PersonId, Vec<Term>>,
}

impl Operation for ImportRetirees {
    type Input = ImportRetireesInput;
    type Facts = ImportRetireesFacts;
    const NAME: &'static str = "work.import_retirees";
    const TITLE: &'static str = "导入退休人员社会化管理名册";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &ImportRetireesInput) -> Result<ImportRetireesFacts, Unplanned> {
        let imported = self.0.files.read(&input.file, PROFILE, look.today())?;
        let mut ids: Vec<IdNumber> = imported.records.iter().filter_map(id_of).collect();
        ids.sort_unstable();
        ids.dedup();
        let holders = self.0.identifiers().people_with_any(look, &ids)?;
        let people: Vec<PersonId> = holders.values().flatten().copied().collect();
        Ok(ImportRetireesFacts {
            area: agency_area(look)?,
            today: look.today(),
            before: imported_before(look, &input.file, PROFILE)?,
            names: known_people(look, &people)?,
            regions: regions_in_force(look)?,
            terms: terms(look)?,
            holders,
            imported,
        })
    }

    fn plan(&self, facts: &ImportRetireesFacts, input: &ImportRetireesInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = whole_file_faults(&facts.imported);
        faults.extend(facts.before.clone());
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut plan = Plan::new(format!("退休人员社会化管理名册 {}", input.name), facts.area);
        let mut intake = Intake::new(&mut plan, &facts.imported);
        let mut roster = Roster {
            facts,
            identifiers: self.0.identifiers(),
            terms: facts.terms.clone(),
            holders: facts.holders.clone(),
            added: 0,
            ended: 0,
        };
        for record in &facts.imported.records {
            match roster.line(&mut plan, record, intake.id).map_err(Unplanned::into_fields)? {
                Ok(()) => intake.take(),
                Err((what, advice)) => intake.leave_out(record.line, what, advice),
            }
        }
        plan.show("接收", "", format!("{} 人", roster.added));
        plan.show("退出", "", format!("{} 人", roster.ended));
        intake.finish(&mut plan, PROFILE, (&input.file, &input.name));
        Ok(plan)
    }
}

/// Why a line is left out, and what to do.
type LeftOut = (String, &'static str);

/// The roster as the lines so far made it.
struct Roster<'a> {
    facts: &'a ImportRetireesFacts,
    identifiers: Identifiers<'a>,
    terms: HashMap<PersonId, Vec<Term>>,
    holders: HashMap<IdNumber, Vec<PersonId>>,
    added: i64,
    ended: i64,
}

impl Roster<'_> {
    fn line(
        &mut self,
        plan: &mut Plan,
        record: &Record,
        source_file: SourceFileId,
    ) -> Result<Result<(), LeftOut>, Unplanned> {
        let (from, to) = (record.month("from"), record.month("to"));
        let read = id_of(record).zip(record.region("region")).zip(from);
        let retired_from = record.text("retired_from").and_then(RetiredFrom::from_code);
        let (Some(((id, region), from)), Some(retired_from)) = (read, retired_from) else {
            return Ok(Err(("证件号码、社区、退休类别或移交年月无法识别".to_owned(), "请移交单位更正")));
        };
        if to.is_some_and(|to| to < from) {
            return Ok(Err((format!("退出年月早于移交年月 {from}"), "请移交单位更正")));
        }
        if !self.facts.regions.contains_key(&region) || region.town() == region.county() {
            return Ok(Err((format!("没有代码为 {region} 的村（社区）或乡镇"), "请填写现行行政区划代码")));
        }
        let person = match self.person(plan, record, id, region)? {
            Ok(person) => person,
            Err(left_out) => return Ok(Err(left_out)),
        };
        // A region that was merged away still names the same roster.
        let regions = &self.facts.regions;
        let same = |term: &Term| term.from == from && (term.region == region || !regions.contains_key(&term.region));
        let terms = self.terms.entry(person).or_default();
        let Some(known) = terms.iter_mut().find(|term| same(term)) else {
            if let Some(other) = terms.iter().find(|term| term.meets(from, to)) {
                let at = regions.get(&other.region).cloned().unwrap_or_else(|| other.region.to_string());
                let what = format!("自 {} 起已在{at}的名册中", other.from);
                return Ok(Err((what, "一人只在一处管理，请先由原社区写明退出年月")));
            }
            let retiree: RetireeId = plan.new_id();
            plan.insert(&Retiree {
                id: retiree,
                person,
                region,
                retired_from,
                unit: clean_name(record.text("unit").unwrap_or_default()),
                elsewhere: record.text("elsewhere") == Some("1"),
                from_month: from,
                source_file,
                line: i64::from(record.line),
            });
            terms.push(Term { id: retiree, region, from, to });
            self.added += 1;
            if let Some(to_month) = to {
                self.end(plan, retiree, to_month, record, source_file);
            }
            return Ok(Ok(()));
        };
        match (known.to, to) {
            (None, Some(to_month)) => {
                known.to = to;
                let retiree = known.id;
                self.end(plan, retiree, to_month, record, source_file);
                Ok(Ok(()))
            }
            (before, now) if now.is_none() || before == now => Ok(Err(("已在名册中".to_owned(), "不需要重复导入"))),
            (before, _) => {
                let before = before.map(|month| month.to_string()).unwrap_or_default();
                Ok(Err((format!("已于 {before} 退出，不能改为另一月份"), "请核对")))
            }
        }
    }

    fn end(
        &mut self,
        plan: &mut Plan,
        retiree: RetireeId,
        to_month: Month,
        record: &Record,
        source_file: SourceFileId,
    ) {
        let why = record.text("why").unwrap_or_default().trim().to_owned();
        plan.insert(&RetireeEnd { retiree, to_month, why, source_file });
        self.ended += 1;
    }

    /// Who the line is about. Somebody nobody knew here becomes a person without a membership.
    fn person(
        &mut self,
        plan: &mut Plan,
        record: &Record,
        id: IdNumber,
        region: RegionCode,
    ) -> Result<Result<PersonId, LeftOut>, Unplanned> {
        let name = clean_name(record.text("aac003").unwrap_or_default());
        match self.holders.get(&id).map(Vec::as_slice).unwrap_or_default() {
            [] => {}
            [person] => {
                // Who came with an earlier line of this file has no name yet but that of the file.
                let known = self.facts.names.get(person).map(|known| known.name.as_str());
                return Ok(match known.filter(|known| clean_name(known) != name) {
                    Some(known) => Err((format!("证件号码登记的姓名是“{known}”，名册为“{name}”"), "请核对证件")),
                    None => Ok(*person),
                });
            }
            _ => return Ok(Err(("证件号码对应多人".to_owned(), "请先核查证件号码重复的疑点"))),
        }
        let person: PersonId = plan.new_id();
        plan.insert(&Person { id: person, old_number: None });
        plan.insert(&PersonVersion {
            person,
            n: 1,
            name,
            sex: id.sex().code(),
            birth: Some(id.birth()),
            address: record.text("address").unwrap_or_default().trim().to_owned(),
            region,
            flags: String::new(),
            valid_from: self.facts.today,
        });
        let kind = IdentifierKind::IdNumber;
        self.identifiers.plan(plan, person, kind, id.reveal(), ("", ""), self.facts.today)?;
        self.holders.insert(id, vec![person]);
        Ok(Ok(person))
    }
}

/// The 18-digit form of an ID number (GB 11643-1999).
fn id_of(record: &Record) -> Option<IdNumber> {
    match record.id("aac002")? {
        ParsedId::Current(id) => Some(id),
        ParsedId::Legacy(id) => id.upgraded(),
    }
}
