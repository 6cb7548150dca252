//! 静默认证: lists of medical visits, journeys and recognised faces certify people who need not
//! come. Number and name must both fit; a list that certifies the wrong person would keep a dead
//! one's pension alive.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use base::{Date, IdNumber, ParsedId, RegionCode};
use desk::{Class, Digest, FieldError, Look, Operation, Plan, Posts, Unplanned};
use files::{Imported, Record};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use super::people::{Certifiable, Whom, certifiable};
use super::proof::plan_proof;
use super::rule::CertificationRules;
use crate::environment::Environment;
use crate::intake::{Intake, whole_file_faults};
use crate::registry::{agency_area, clean_name};
use crate::source_files::imported_before;
use crate::tables::{AwardState, CertificationChannel, PersonId};

const PROFILE: &str = "proof_of_life";

/// Takes in a list of proofs of life.
pub struct ImportProofs(pub Arc<Environment>);

/// Which file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportProofsInput {
    /// The list, taken in before.
    pub file: Digest,
    /// The name it came with.
    pub name: String,
}

/// What the plan depends on.
pub struct ImportProofsFacts {
    area: RegionCode,
    before: Option<FieldError>,
    imported: Arc<Imported>,
    rules: CertificationRules,
    holders: HashMap<IdNumber, Vec<PersonId>>,
    people: HashMap<PersonId, Certifiable>,
    dead: HashSet<PersonId>,
}

impl Operation for ImportProofs {
    type Input = ImportProofsInput;
    type Facts = ImportProofsFacts;
    const NAME: &'static str = "certification.import_proofs";
    const TITLE: &'static str = "导入在世证明名单（静默认证）";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &ImportProofsInput) -> Result<ImportProofsFacts, Unplanned> {
        let imported = self.0.files.read(&input.file, PROFILE, look.today())?;
        let ids: HashSet<IdNumber> = imported.records.iter().filter_map(id_of).collect();
        let ids: Vec<IdNumber> = ids.into_iter().collect();
        let holders = self.0.identifiers().people_with_any(look, &ids)?;
        let mut listed: Vec<PersonId> = holders.values().flatten().copied().collect();
        listed.sort_unstable();
        listed.dedup();
        let all = certifiable(look, &self.0, Whom::Among(&listed))?;
        Ok(ImportProofsFacts {
            area: agency_area(look)?,
            before: imported_before(look, &input.file, PROFILE)?,
            rules: CertificationRules::on(look, &self.0, look.today())?,
            holders,
            people: all.into_iter().map(|person| (person.version.person, person)).collect(),
            dead: dead_people(look)?,
            imported,
        })
    }

    fn plan(&self, facts: &ImportProofsFacts, input: &ImportProofsInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = whole_file_faults(&facts.imported);
        faults.extend(facts.before.clone());
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut plan = Plan::new(format!("静默认证 {}", input.name), facts.area);
        let mut intake = Intake::new(&mut plan, &facts.imported);
        let mut seen = Seen::default();
        for record in &facts.imported.records {
            seen.line(facts, record, &mut intake);
        }
        let mut found: Vec<_> = seen.best.iter().collect();
        found.sort_unstable_by_key(|(person, _)| **person);
        let mut to_resume = 0;
        for (person, (on, channel, proof)) in found {
            let Some(person) = facts.people.get(person) else { continue };
            plan_proof(&mut plan, &facts.rules, person, (*on, *channel, proof), Some(intake.id));
            to_resume += i64::from(person.version.state == AwardState::Suspended);
            intake.take();
        }
        plan.show("认证人数", "", intake.taken());
        let mut notice = |count: i64, what: &str| {
            if count > 0 {
                plan.notices.push(format!("{count} {what}"));
            }
        };
        notice(seen.unknown, "行不是本机构的待遇领取人员，没有采用");
        notice(seen.not_newer, "行不晚于已有的认证，没有重复登记");
        notice(to_resume, "名认证的人员待遇处于暂停，请办理批量续发");
        intake.finish(&mut plan, PROFILE, (&input.file, &input.name));
        Ok(plan)
    }
}

/// The latest proof of each person in the list.
#[derive(Default)]
struct Seen {
    best: HashMap<PersonId, (Date, CertificationChannel, String)>,
    unknown: i64,
    not_newer: i64,
}

impl Seen {
    fn line(&mut self, facts: &ImportProofsFacts, record: &Record, intake: &mut Intake<'_>) {
        let on = record.date("certified_on");
        let channel = record.text("channel").and_then(CertificationChannel::from_code);
        let (Some(on), Some(channel)) = (on, channel) else { return };
        if record.text("result") == Some("0") {
            return intake.leave_out(record.line, "比对或识别没有通过", "请改用村级核查或入户走访");
        }
        let holders = id_of(record).and_then(|id| facts.holders.get(&id)).map(Vec::as_slice).unwrap_or_default();
        let person = match holders {
            [] => {
                self.unknown += 1;
                return;
            }
            [person] => person,
            _ => return intake.leave_out(record.line, "证件号码对应多人", "请先核查证件号码重复的疑点"),
        };
        if facts.dead.contains(person) {
            let what = format!("该人员已登记死亡，名单却说 {on} 在世");
            return intake.leave_out(record.line, what, "请核查死亡登记是否有误，或有人冒用证件");
        }
        let Some(certifiable) = facts.people.get(person) else {
            self.unknown += 1;
            return;
        };
        if clean_name(record.text("aac003").unwrap_or_default()) != clean_name(&certifiable.name) {
            let what = format!("证件号码一致，姓名与登记的“{}”不同", certifiable.name);
            return intake.leave_out(record.line, what, "请核对是否冒用证件，不作为在世证明");
        }
        let known = certifiable.proven.then_some(certifiable.certified_on);
        let earlier = self.best.get(person).map(|(on, ..)| *on);
        if known.max(earlier).is_some_and(|known| on <= known) {
            self.not_newer += 1;
            return;
        }
        let proof = record.text("proof").unwrap_or_default().to_owned();
        self.best.insert(*person, (on, channel, proof));
    }
}

fn id_of(record: &Record) -> Option<IdNumber> {
    match record.id("aac002")? {
        ParsedId::Current(id) => Some(id),
        ParsedId::Legacy(old) => old.upgraded(),
    }
}

/// Everybody whose death stands.
fn dead_people(look: &mut Look<'_>) -> Result<HashSet<PersonId>, Unplanned> {
    let mut dead = HashSet::new();
    let sql = "SELECT d.person FROM death d WHERE d.agency = $1 \
               AND NOT EXISTS (SELECT 1 FROM death_revocation z WHERE z.person = d.person AND z.n = d.n)";
    look.each(sql, &[Value::Int(look.agency().0)], |row| {
        dead.insert(PersonId::read(row, 0)?);
        Ok(())
    })?;
    Ok(dead)
}
