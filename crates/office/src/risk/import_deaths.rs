//! 导入死亡名单: what police, undertakers and others report becomes leads.
//!
//! 社会保险经办条例 第八条: the authorities share such lists. A line is a lead, never a verdict
//! (decision 16): whoever is named with number and name is held at the next payment until a person
//! has looked; anything less certain only waits to be looked into. The same evidence never makes a
//! second lead, nor opens one again that was cleared.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use base::{Date, RegionCode};
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use files::Imported;
use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::registry::agency_area;
use crate::risk::death_lines::{DeathLine, lines_of};
use crate::risk::suspects::{Suspected, Suspects};
use crate::source_files::imported_before;
use crate::tables::{
    AwardState, AwardVersion, Cause, EnrolmentState, Lead, LeadEvent, LeadId, LeadKind, LeadState, MatchKind, PersonId,
    Quarantine, SourceFile, SourceFileId, Suspension, SuspensionReason,
};

const PROFILE: &str = "death_list";

/// Imports a death list.
pub struct ImportDeaths(pub Arc<Environment>);

/// Which file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportDeathsInput {
    /// The list, taken in before.
    pub file: Digest,
    /// The name it came with.
    pub name: String,
}

/// What the plan depends on.
pub struct ImportDeathsFacts {
    area: RegionCode,
    before: Option<FieldError>,
    imported: Arc<Imported>,
    lines: Vec<DeathLine>,
    suspects: Suspects,
}

impl Operation for ImportDeaths {
    type Input = ImportDeathsInput;
    type Facts = ImportDeathsFacts;
    const NAME: &'static str = "risk.import_deaths";
    const TITLE: &'static str = "导入死亡名单";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &ImportDeathsInput) -> Result<ImportDeathsFacts, Unplanned> {
        let imported = self.0.files.read(&input.file, PROFILE, look.today())?;
        let lines = lines_of(&imported, &self.0.identifiers());
        Ok(ImportDeathsFacts {
            area: agency_area(look)?,
            before: imported_before(look, &input.file, PROFILE)?,
            suspects: Suspects::read(look, &self.0, &lines)?,
            imported,
            lines,
        })
    }

    fn plan(&self, facts: &ImportDeathsFacts, input: &ImportDeathsInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = whole_file_faults(&facts.imported);
        faults.extend(facts.before.clone());
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut import = Import::new(facts, input);
        facts.lines.iter().for_each(|line| import.line(line));
        Ok(import.finish(input))
    }
}

/// Why no line of a file can be trusted.
fn whole_file_faults(imported: &Imported) -> Vec<FieldError> {
    let fault = |what: String| FieldError::input("file", what, "没有导入任何一行；改正后重新导入");
    let wrong = |line: u32| line == 0 || imported.totals.iter().any(|total| total.line == line && !total.agrees);
    let mut faults: Vec<FieldError> =
        imported.problems.iter().filter(|p| wrong(p.line)).map(|p| fault(p.message.clone())).collect();
    if imported.problems_omitted > 0 {
        faults.push(fault(format!("有问题的行超过 {} 行，文件很可能选错了种类或编码", imported.problems.len())));
    }
    if faults.is_empty() && imported.records.is_empty() && imported.refused_rows == 0 {
        faults.push(fault("文件中没有明细行".to_owned()));
    }
    faults
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
}

/// An import being planned.
struct Import<'a> {
    facts: &'a ImportDeathsFacts,
    plan: Plan,
    source_file: SourceFileId,
    counts: Counts,
    /// Leads of this file: the same evidence twice is one lead.
    seen: HashSet<(PersonId, Digest)>,
    /// People whose pension this import holds already.
    held: HashSet<PersonId>,
}

impl<'a> Import<'a> {
    fn new(facts: &'a ImportDeathsFacts, input: &ImportDeathsInput) -> Import<'a> {
        let mut plan = Plan::new(format!("导入死亡名单 {}", input.name), facts.area);
        let source_file = plan.new_id();
        Import { facts, plan, source_file, counts: Counts::default(), seen: HashSet::new(), held: HashSet::new() }
    }

    fn line(&mut self, line: &DeathLine) {
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

    fn lead(&mut self, line: &DeathLine, suspected: &Suspected, matched: MatchKind) {
        let key = (suspected.person, line.evidence.clone());
        if self.facts.suspects.has_lead(&key) || !self.seen.insert(key) {
            self.counts.known += 1;
            return;
        }
        match matched {
            MatchKind::Exact => self.counts.exact += 1,
            MatchKind::IdOnly => self.counts.id_only += 1,
            MatchKind::Legacy | MatchKind::Transposed | MatchKind::NameBirth => self.counts.name_birth += 1,
        }
        let id: LeadId = self.plan.new_id();
        let source = line.words();
        self.plan.insert(&Lead {
            id,
            kind: LeadKind::Death,
            person: suspected.person,
            evidence: line.evidence.clone(),
            matched,
            source: source.clone(),
            event_on: Some(line.died_on),
            matter: MATTER,
        });
        let state = if matched == MatchKind::Exact { self.hold(suspected, &source) } else { LeadState::Open };
        self.plan.insert(&LeadEvent { lead: id, n: 1, state, reason: source, matter: MATTER });
        self.plan.show(
            &format!("{}（{}）", suspected.name, suspected.region),
            matched,
            format!("{state}，{}", line.words()),
        );
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

    fn finish(mut self, input: &ImportDeathsInput) -> Plan {
        let mut refused: HashMap<u32, Vec<&str>> = HashMap::new();
        for problem in &self.facts.imported.problems {
            refused.entry(problem.line).or_default().push(&problem.message);
        }
        let mut refused: Vec<_> = refused.into_iter().collect();
        refused.sort_unstable();
        for (line, what) in &refused {
            let id = self.plan.new_id();
            self.plan.insert(&Quarantine {
                id,
                source_file: self.source_file,
                line: i64::from(*line),
                what: what.join("；"),
                amount: base::Fen::ZERO,
            });
        }
        let counts = &self.counts;
        let taken = counts.exact + counts.id_only + counts.name_birth;
        let lines = i64::try_from(self.facts.lines.len() + refused.len()).unwrap_or(i64::MAX);
        let encoding = self.facts.imported.encoding;
        self.plan.insert(&SourceFile {
            id: self.source_file,
            digest: input.file.clone(),
            name: input.name.clone(),
            profile: PROFILE.to_owned(),
            encoding: encoding.map_or_else(|| self.facts.imported.format.title().to_owned(), |e| e.title().to_owned()),
            taken,
            left_out: lines.saturating_sub(taken),
            matter: MATTER,
        });
        let plan = &mut self.plan;
        plan.show("名单行数", "", lines);
        plan.show(MatchKind::Exact.title(), "", format!("{} 条，其中暂扣待遇 {} 人", counts.exact, counts.held));
        plan.show(MatchKind::IdOnly.title(), "", format!("{} 条，待核查", counts.id_only));
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
        notice(i64::try_from(refused.len()).unwrap_or(i64::MAX), "无法读取，已列入待处理");
        self.plan
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

/// The day a lead speaks of, in words.
pub(crate) fn words_of(source: &str, died_on: Date) -> String {
    format!("{source}名单，死亡日期 {died_on}")
}
