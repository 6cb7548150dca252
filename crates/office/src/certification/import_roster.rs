//! 村级名册回收: a village's roster comes back with what was found of each person. Whoever is not of
//! this village, or not ours, is refused line by line; the rest counts.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use base::{Date, Month, RegionCode};
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use files::{Imported, Record};
use serde::{Deserialize, Serialize};

use super::people::{Certifiable, Whom, certifiable};
use super::proof::{plan_bedridden, plan_death_lead, plan_proof};
use super::rule::CertificationRules;
use crate::benefits::Calendar;
use crate::environment::Environment;
use crate::intake::{Intake, whole_file_faults};
use crate::registry::{clean_name, regions_in_force};
use crate::risk::{KnownLeads, leads_on};
use crate::source_files::imported_before;
use crate::tables::{CertificationChannel, HomeVisit, PersonId, Scheme, VisitFinding};

const PROFILE: &str = "village_roster";

/// Takes a filled-in roster in.
pub struct ImportRoster(pub Arc<Environment>);

/// Which file, of which village.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportRosterInput {
    /// The roster, taken in before.
    pub file: Digest,
    /// The name it came with.
    pub name: String,
    /// The village that filled it in.
    pub village: RegionCode,
}

/// What the plan depends on.
pub struct ImportRosterFacts {
    before: Option<FieldError>,
    village: Option<String>,
    imported: Arc<Imported>,
    rules: CertificationRules,
    people: HashMap<PersonId, Certifiable>,
    open: Month,
    leads: KnownLeads,
}

impl Operation for ImportRoster {
    type Input = ImportRosterInput;
    type Facts = ImportRosterFacts;
    const NAME: &'static str = "certification.import_roster";
    const TITLE: &'static str = "回收村级认证名册";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &ImportRosterInput) -> Result<ImportRosterFacts, Unplanned> {
        let imported = self.0.files.read(&input.file, PROFILE, look.today())?;
        let listed: Vec<PersonId> = imported.records.iter().filter_map(person_of).collect();
        let all = certifiable(look, &self.0, Whom::Among(&listed))?;
        let died = imported.records.iter().filter(|record| record.text("result") == Some("died"));
        let died: Vec<PersonId> = died.filter_map(person_of).collect();
        Ok(ImportRosterFacts {
            before: imported_before(look, &input.file, PROFILE)?,
            village: regions_in_force(look)?.remove(&input.village),
            imported,
            leads: leads_on(look, &died)?,
            rules: CertificationRules::on(look, &self.0, look.today())?,
            people: all.into_iter().map(|person| (person.version.person, person)).collect(),
            open: Calendar::read(look, Scheme::Resident)?.open_month,
        })
    }

    fn plan(&self, facts: &ImportRosterFacts, input: &ImportRosterInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = whole_file_faults(&facts.imported);
        faults.extend(facts.before.clone());
        let Some(name) = facts.village.as_ref().filter(|_| faults.is_empty()) else {
            if facts.village.is_none() {
                let what = format!("没有村（社区）代码 {}", input.village);
                faults.push(FieldError::input("village", what, "请从行政区划列表中选择填写名册的村"));
            }
            return Err(faults);
        };
        let mut plan = Plan::new(format!("{name}认证名册（{}）", input.name), input.village);
        let mut intake = Intake::new(&mut plan, &facts.imported);
        let mut done = BTreeSet::new();
        let mut blank = 0;
        for record in &facts.imported.records {
            match Answer::read(facts, input, record) {
                Ok(None) => blank += 1,
                Ok(Some(answer)) if done.insert(answer.person.version.person) => {
                    answer.plan(&mut plan, facts, &intake);
                    intake.take();
                }
                Ok(Some(_)) => intake.leave_out(record.line, "同一人在名册中出现两次", "只采用了第一次，请核对"),
                Err((what, advice)) => intake.leave_out(record.line, what, advice),
            }
        }
        if blank > 0 {
            plan.notices.push(format!("{blank} 人没有填写核查结果，请继续核查"));
        }
        if intake.taken() == 0 {
            plan.notices.push("没有一行被采用，请核对名册是否属于这个村".to_owned());
        }
        intake.finish(&mut plan, PROFILE, (&input.file, &input.name));
        Ok(plan)
    }
}

/// What a village says of one person.
struct Answer<'a> {
    person: &'a Certifiable,
    result: &'a str,
    on: Date,
    by: &'a str,
    note: &'a str,
    bedridden: Option<bool>,
}

type Refused = (String, &'static str);

impl<'a> Answer<'a> {
    /// `None` where nothing was filled in.
    fn read(
        facts: &'a ImportRosterFacts,
        input: &ImportRosterInput,
        record: &'a Record,
    ) -> Result<Option<Answer<'a>>, Refused> {
        let text = record.text("aac001").unwrap_or_default();
        let person = person_of(record).and_then(|person| facts.people.get(&person));
        let Some(person) = person else {
            return Err((format!("没有编号为“{text}”的待遇领取人员"), "请核对名册是否由本机构发出，不要自行添加人员"));
        };
        let name = clean_name(record.text("aac003").unwrap_or_default());
        if name != clean_name(&person.name) {
            return Err((format!("编号与姓名不符：登记的姓名是“{}”", person.name), "请核对是否填错了行"));
        }
        let village = record.region("region");
        if !person.version.region.is_within(&input.village) || village.is_none_or(|v| !v.is_within(&input.village)) {
            let home = person.version.region;
            return Err((format!("{name} 登记在 {home}，不属于 {}", input.village), "请由其所在村核查，或先变更村组"));
        }
        let bedridden = record.text("bedridden").map(|code| code == "1");
        let Some(result) = record.text("result") else {
            return match bedridden.filter(|is_so| *is_so != person.bedridden) {
                Some(_) => Err(("填了卧床，没有填核查结果".to_owned(), "请补填核查结果")),
                None => Ok(None),
            };
        };
        let (Some(on), by) = (record.date("on"), record.text("by").unwrap_or_default()) else {
            return Err(("没有填写核查日期".to_owned(), "请补填见到本人或核实的日期"));
        };
        if by.trim().is_empty() {
            return Err(("没有填写核查人".to_owned(), "请补填核查人姓名"));
        }
        let note = record.text("note").unwrap_or_default();
        Ok(Some(Answer { person, result, on, by, note, bedridden }))
    }

    fn plan(&self, plan: &mut Plan, facts: &ImportRosterFacts, intake: &Intake<'_>) {
        let Answer { person, result, on, by, note, bedridden } = *self;
        let (said, channel, finding) = match result {
            "alive" => ("在世", Some(CertificationChannel::Village), None),
            "seen" => ("入户见到", Some(CertificationChannel::Visit), Some(VisitFinding::Alive)),
            "died" => ("反映已死亡", None, Some(VisitFinding::Died)),
            "moved" => ("迁出或失联", None, Some(VisitFinding::Absent)),
            _ => ("入户未见到", None, Some(VisitFinding::Absent)),
        };
        plan.show(&person.name, "", format!("{said}（{on}，{by}）"));
        if let Some(finding) = finding {
            let id = plan.new_id();
            let note = if result == "moved" { format!("迁出或失联 {note}") } else { note.to_owned() };
            plan.insert(&HomeVisit {
                id,
                person: person.version.person,
                visited_on: on,
                visitor: by.to_owned(),
                finding,
                note: note.trim().to_owned(),
                file: None,
                matter: MATTER,
            });
        }
        let newer = !person.proven || on > person.certified_on;
        if let Some(channel) = channel.filter(|_| newer) {
            plan_proof(plan, &facts.rules, person, (on, channel, by), Some(intake.id));
        }
        if result == "died" {
            plan_death_lead(plan, person, (facts.open, &facts.leads), (on, by));
        }
        plan_bedridden(plan, person, bedridden, by);
    }
}

/// Whom a line names by number.
fn person_of(record: &Record) -> Option<PersonId> {
    record.text("aac001").and_then(|text| text.parse().ok()).map(PersonId)
}
