//! 导入名单: what police, prisons, other schemes and other places report becomes leads.
//!
//! 社会保险经办条例 第八条: the authorities share such lists. A line is a lead, never a verdict
//! (decision 16): whoever is named with number and name is held at the next payment until a person
//! has looked, where the list is of that kind; anything less certain only waits to be looked into.
//! The same evidence never makes a second lead, nor opens one again that was cleared.

use std::collections::HashSet;
use std::marker::PhantomData;
use std::sync::Arc;

use base::RegionCode;
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use files::{Imported, Record};
use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::intake::{Intake, whole_file_faults};
use crate::registry::agency_area;
use crate::risk::list_lines::{ListLine, Said, lines_of};
use crate::risk::suspects::{Suspected, Suspects};
use crate::source_files::imported_before;
use crate::tables::{
    AwardState, AwardVersion, Cause, EnrolmentState, Lead, LeadEvent, LeadId, LeadKind, LeadState, MatchKind, PersonId,
    Suspension, SuspensionReason,
};

/// A kind of list that leads come from.
pub trait List: Send + Sync + 'static {
    /// Name of the operation.
    const NAME: &'static str;
    /// What users call it.
    const TITLE: &'static str;
    /// Column profile.
    const PROFILE: &'static str;
    /// Whether number and name together hold the next payment.
    const HOLDS: bool;
    /// What a row says.
    #[doc(hidden)]
    fn said(record: &Record) -> Option<Told>;
}

/// What a row says, for this crate.
#[doc(hidden)]
pub struct Told(Said);

/// Imports a list.
pub struct ImportList<L: List>(pub Arc<Environment>, PhantomData<L>);

impl<L: List> ImportList<L> {
    /// The operation over an environment.
    pub fn new(environment: Arc<Environment>) -> ImportList<L> {
        ImportList(environment, PhantomData)
    }
}

/// Which file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportListInput {
    /// The list, taken in before.
    pub file: Digest,
    /// The name it came with.
    pub name: String,
}

/// A list of deaths.
pub type ImportDeathsInput = ImportListInput;

/// What the plan depends on.
pub struct ImportListFacts {
    area: RegionCode,
    before: Option<FieldError>,
    imported: Arc<Imported>,
    lines: Vec<ListLine>,
    suspects: Suspects,
}

impl<L: List> Operation for ImportList<L> {
    type Input = ImportListInput;
    type Facts = ImportListFacts;
    const NAME: &'static str = L::NAME;
    const TITLE: &'static str = L::TITLE;
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &ImportListInput) -> Result<ImportListFacts, Unplanned> {
        let imported = self.0.files.read(&input.file, L::PROFILE, look.today())?;
        let lines = lines_of(&imported, &self.0.identifiers(), |record| L::said(record).map(|told| told.0));
        Ok(ImportListFacts {
            area: agency_area(look)?,
            before: imported_before(look, &input.file, L::PROFILE)?,
            suspects: Suspects::read(look, &self.0, &lines)?,
            imported,
            lines,
        })
    }

    fn plan(&self, facts: &ImportListFacts, input: &ImportListInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = whole_file_faults(&facts.imported);
        faults.extend(facts.before.clone());
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut import = Import::new::<L>(facts, input);
        facts.lines.iter().for_each(|line| import.line(line));
        Ok(import.finish::<L>(input))
    }
}

/// 死亡名单
pub struct Deaths;

impl List for Deaths {
    const NAME: &'static str = "risk.import_deaths";
    const TITLE: &'static str = "导入死亡名单";
    const PROFILE: &'static str = "death_list";
    const HOLDS: bool = true;

    fn said(record: &Record) -> Option<Told> {
        let (source, event_on) = (record.text("source")?, record.date("death_on")?);
        let words = format!("{}名单，死亡日期 {event_on}", title_of(source));
        let (kind, elsewhere) = (LeadKind::Death, String::new());
        Some(Told(Said { kind, event_on, ends_on: None, elsewhere, words, source: source.to_owned() }))
    }
}

fn title_of(source: &str) -> &str {
    match source {
        "police" => "公安",
        "civil" => "民政",
        "health" => "卫健",
        "funeral" => "殡葬",
        "village" => "村居上报",
        other => other,
    }
}

/// 服刑人员名单
pub struct Prisoners;

impl List for Prisoners {
    const NAME: &'static str = "risk.import_prisoners";
    const TITLE: &'static str = "导入服刑人员名单";
    const PROFILE: &'static str = "prison_list";
    const HOLDS: bool = true;

    fn said(record: &Record) -> Option<Told> {
        let (event_on, ends_on) = (record.date("in_on")?, record.date("out_on"));
        let elsewhere = record.text("holder").unwrap_or_default().to_owned();
        let until = ends_on.map_or_else(String::new, |on| format!("，刑满 {on}"));
        let document = record.text("document").unwrap_or_default();
        let words = format!("司法名单，{event_on} 收监{until} {elsewhere} {document}").trim_end().to_owned();
        let source = "prison".to_owned();
        Some(Told(Said { kind: LeadKind::Prison, event_on, ends_on, elsewhere, words, source }))
    }
}

/// 职工养老待遇领取名单
pub struct Pensioners;

impl List for Pensioners {
    const NAME: &'static str = "risk.import_pensioners";
    const TITLE: &'static str = "导入职工养老待遇领取名单";
    const PROFILE: &'static str = "pension_list";
    const HOLDS: bool = true;

    fn said(record: &Record) -> Option<Told> {
        let scheme = record.text("scheme")?;
        let kind = if scheme == "institution" { LeadKind::Institution } else { LeadKind::Enterprise };
        Some(Told(elsewhere(record, kind, scheme)?))
    }
}

/// 跨省重复领取名单: which of the two pensions stays is not decided by the list, so none is held.
pub struct Elsewhere;

impl List for Elsewhere {
    const NAME: &'static str = "risk.import_cross_province";
    const TITLE: &'static str = "导入跨省重复领取名单";
    const PROFILE: &'static str = "cross_list";
    const HOLDS: bool = false;

    fn said(record: &Record) -> Option<Told> {
        Some(Told(elsewhere(record, LeadKind::CrossProvince, "cross")?))
    }
}

/// Another pension that somebody pays since a month.
fn elsewhere(record: &Record, kind: LeadKind, source: &str) -> Option<Said> {
    let (start, holder) = (record.month("start")?, record.text("holder")?.to_owned());
    let monthly = record.money("aic166").map_or_else(String::new, |fen| format!("，每月 {fen} 元"));
    let words = format!("{holder} {start} 起发放{monthly}");
    let source = format!("{source}\n{holder}");
    Some(Said { kind, event_on: start.first_day(), ends_on: None, elsewhere: holder, words, source })
}

#[derive(Default)]
struct Counts {
    exact: i64,
    id_only: i64,
    name_birth: i64,
    held: i64,
    known: i64,
    dead: i64,
    ended: i64,
    unmatched: i64,
    near: i64,
}

/// An import being planned.
struct Import<'a> {
    facts: &'a ImportListFacts,
    plan: Plan,
    intake: Intake<'a>,
    holds: bool,
    counts: Counts,
    /// Leads of this file: the same evidence twice is one lead.
    seen: HashSet<(LeadKind, PersonId, Digest)>,
    /// People whose pension this import holds already.
    held: HashSet<PersonId>,
}

impl<'a> Import<'a> {
    fn new<L: List>(facts: &'a ImportListFacts, input: &ImportListInput) -> Import<'a> {
        let mut plan = Plan::new(format!("{} {}", L::TITLE, input.name), facts.area);
        let intake = Intake::new(&mut plan, &facts.imported);
        let (seen, held) = (HashSet::new(), HashSet::new());
        Import { facts, plan, intake, holds: L::HOLDS, counts: Counts::default(), seen, held }
    }

    fn line(&mut self, line: &ListLine) {
        let facts = self.facts;
        let matches = facts.suspects.matches(line);
        if matches.is_empty() {
            self.counts.unmatched += 1;
        }
        for (suspected, matched) in matches {
            match suspected.state {
                _ if suspected.dead => self.counts.dead += 1,
                None | Some(EnrolmentState::Ended) => self.counts.ended += 1,
                Some(_) => self.lead(line, suspected, matched),
            }
        }
    }

    fn lead(&mut self, line: &ListLine, suspected: &Suspected, matched: MatchKind) {
        let key = (line.said.kind, suspected.person, line.evidence.clone());
        if self.facts.suspects.has_lead(&key) || !self.seen.insert(key) {
            self.counts.known += 1;
            return;
        }
        match matched {
            MatchKind::Exact => self.counts.exact += 1,
            MatchKind::IdOnly => self.counts.id_only += 1,
            MatchKind::Legacy | MatchKind::Transposed => self.counts.near += 1,
            MatchKind::NameBirth => self.counts.name_birth += 1,
        }
        let id: LeadId = self.plan.new_id();
        let source = line.said.words.clone();
        self.plan.insert(&Lead {
            id,
            kind: line.said.kind,
            person: suspected.person,
            evidence: line.evidence.clone(),
            matched,
            source: source.clone(),
            event_on: Some(line.said.event_on),
            ends_on: line.said.ends_on,
            elsewhere: line.said.elsewhere.clone(),
            matter: MATTER,
        });
        let sure = self.holds && matched == MatchKind::Exact;
        let state = if sure { self.hold(suspected, &source) } else { LeadState::Open };
        self.intake.take();
        self.plan.insert(&LeadEvent { lead: id, n: 1, state, reason: source.clone(), matter: MATTER });
        self.plan.show(&format!("{}（{}）", suspected.name, suspected.region), matched, format!("{state}，{source}"));
    }

    /// Holds a pension in payment; one that a lead holds already stays held for this lead too.
    fn hold(&mut self, suspected: &Suspected, source: &str) -> LeadState {
        let person = suspected.person;
        match &suspected.award {
            _ if self.held.contains(&person) => LeadState::Held,
            Some(award) if award.newest.state == AwardState::Live => {
                let open = self.facts.suspects.calendar.open_month;
                hold_award(&mut self.plan, (&award.newest, award.highest), open, source);
                self.held.insert(person);
                self.counts.held += 1;
                LeadState::Held
            }
            Some(award) if award.held_by_lead => LeadState::Held,
            _ => LeadState::Open,
        }
    }

    fn finish<L: List>(self, input: &ImportListInput) -> Plan {
        let Import { facts, mut plan, intake, counts, .. } = self;
        plan.show("名单行数", "", facts.lines.len() + facts.imported.refused_rows);
        plan.show(MatchKind::Exact.title(), "", format!("{} 条，其中暂扣待遇 {} 人", counts.exact, counts.held));
        plan.show(MatchKind::IdOnly.title(), "", format!("{} 条，待核查", counts.id_only));
        plan.show("号码相近、姓名一致", "", format!("{} 条，待核查", counts.near));
        plan.show(MatchKind::NameBirth.title(), "", format!("{} 条，待核查", counts.name_birth));
        let mut notice = |count: i64, what: &str| {
            if count > 0 {
                plan.notices.push(format!("{count} 条{what}"));
            }
        };
        notice(counts.unmatched, "没有匹配到本机构的参保人，没有生成疑点");
        notice(counts.dead, "对应的人员已登记死亡，不再生成疑点");
        notice(counts.ended, "对应的人员已终止参保，不再生成疑点");
        notice(counts.known, "与已有的疑点是同一证据，不再重复生成；已核查为不属实的不再打开");
        intake.finish(&mut plan, L::PROFILE, (&input.file, &input.name));
        plan
    }
}

/// Suspends a pension from the first open month on because of a lead.
pub(crate) fn hold_award(plan: &mut Plan, (newest, highest): (&AwardVersion, i64), open: base::Month, note: &str) {
    let mut version = crate::benefits::next_version(newest, highest, Cause::Suspension, open);
    version.state = AwardState::Suspended;
    plan.insert(&version);
    plan.insert(&Suspension {
        award: version.award,
        n: version.n,
        reason: SuspensionReason::Lead,
        note: note.to_owned(),
        matter: MATTER,
    });
}
