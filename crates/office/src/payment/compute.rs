//! Computing a run: chunk after chunk, each one transaction, until all awards are through.
//!
//! A killed run resumes where its last chunk ended, because a chunk's rows and its mark are one
//! transaction; two processes that compute one run take turns at chunks.

use std::collections::{HashMap, HashSet};

use base::{ByLevel, Fen, Month};
use desk::{Digest, Look, Plan, Refusal, Signer, Unplanned};
use store::{Field, Value};

use crate::benefits::{Recorded, deductions_due, follow_the_pension, versions_between};
use crate::environment::Environment;
use crate::open::Office;
use crate::payment::adjustment::read_adjustment;
use crate::payment::chunk::{ChunkFacts, Claim, late_months, need_facts, plan_chunk};
use crate::payment::context::{RunContext, need_state};
use crate::payment::totals::RAISED_MONTHLY;
use crate::registry::agency_area;
use crate::sets::{IDS_PER_QUERY, among};
use crate::tables::{
    AwardId, DueKind, RecoveryReturnId, RefundId, Run, RunChunk, RunId, RunKind, RunState, Settlement,
};

/// Awards in a chunk (decision 7: at most 20 k rows each of dues and disbursements).
pub const CHUNK_AWARDS: i64 = 20_000;
/// Parameters in one IN list.
const IN_LIST: usize = 500;

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Chunks written.
    pub chunks: i64,
    /// Disbursements written.
    pub people: i64,
    /// Their sum.
    pub amount: Fen,
    /// Whether all awards are through and totals stand.
    pub finished: bool,
}

impl Office {
    /// Computes a run that was opened, or goes on with one that was interrupted, until its totals
    /// stand. `on_chunk` is told after every chunk. Doing it again changes nothing.
    pub fn compute_run(
        &mut self,
        signer: Signer,
        run: RunId,
        mut on_chunk: impl FnMut(Progress),
    ) -> Result<Progress, Refusal> {
        loop {
            let progress = self.compute_chunk(signer, run)?;
            on_chunk(progress);
            if progress.finished {
                return Ok(progress);
            }
        }
    }

    /// Writes the next chunk of a run, or its totals when no award is left.
    pub fn compute_chunk(&mut self, signer: Signer, run: RunId) -> Result<Progress, Refusal> {
        let environment = self.environment().clone();
        let found = self.run_row(signer, run)?;
        if let Some(finished) = finished(&found) {
            return Ok(finished);
        }
        let mut progress = None;
        let (desk, db) = self.parts();
        let written = desk.continue_under(db, signer, found.matter, "run/chunk", |look| {
            let (plan, reached) = next_step(look, &environment, run).map_err(Refusal::from)?;
            progress = Some(reached);
            Ok(plan)
        });
        match written {
            Ok(_) => progress.ok_or(Refusal::NoMatter),
            // Another process may have written the totals between our look and our turn.
            Err(refusal) => self.finished_meanwhile(signer, run)?.ok_or(refusal),
        }
    }

    fn run_row(&mut self, signer: Signer, run: RunId) -> Result<Run, Refusal> {
        self.look(signer.agency(), |look| super::context::run_of(look, run).map_err(Refusal::from))
    }

    fn finished_meanwhile(&mut self, signer: Signer, run: RunId) -> Result<Option<Progress>, Refusal> {
        Ok(finished(&self.run_row(signer, run)?))
    }
}

/// The totals of a run whose totals stand.
fn finished(run: &Run) -> Option<Progress> {
    let stands = matches!(run.state, RunState::Totalled | RunState::Checked) || run.state.counts();
    stands.then_some(Progress { chunks: run.chunks, people: run.people, amount: run.amount, finished: true })
}

fn next_step(look: &mut Look<'_>, environment: &Environment, run: RunId) -> Result<(Plan, Progress), Unplanned> {
    let context = RunContext::read(look, environment, run)?;
    need_state(&context.run, &[RunState::Draft, RunState::Computing], "计算")?;
    let done = look.select::<RunChunk>("WHERE run = $1 ORDER BY chunk", &[Value::Int(run.0)])?;
    let after = done.last().map_or(AwardId(0), |chunk| chunk.last_award);
    let last = look.scalar::<Option<i64>>(
        // Every award has a first version, and versions are read next anyway; awards are wide.
        "SELECT MAX(award) FROM (SELECT award FROM award_version WHERE agency = $1 AND award > $2 AND n = 1 \
         ORDER BY award LIMIT $3) next_awards",
        &[Value::Int(look.agency().0), Value::Int(after.0), Value::Int(context.run.chunk_awards)],
    )?;
    let area = agency_area(look)?;
    let plan = Plan::new(format!("{} {}计算", context.run.month, context.run.kind), area);
    match last {
        Some(last) => chunk_step(look, &context, plan, &done, (after, AwardId(last))),
        None => Ok(totals_step(&context.run, plan, &done)),
    }
}

fn chunk_step(
    look: &mut Look<'_>,
    context: &RunContext,
    plan: Plan,
    done: &[RunChunk],
    range: (AwardId, AwardId),
) -> Result<(Plan, Progress), Unplanned> {
    let lines_before = done.iter().map(|chunk| chunk.disbursements).sum();
    let facts = match context.run.kind {
        RunKind::Adjustment => read_adjustment(look, context, range, lines_before)?,
        _ => read_chunk(look, context, range, lines_before)?,
    };
    let (mut plan, sums, digest) = plan_chunk(context, &facts, plan)?;
    let chunk = i64::try_from(done.len()).unwrap_or(i64::MAX) + 1;
    plan.insert(&RunChunk {
        run: context.run.id,
        chunk,
        first_award: range.0,
        last_award: range.1,
        dues: sums.dues,
        disbursements: sums.disbursements,
        without_account: sums.without_account,
        amount: sums.amount,
        digest,
    });
    if context.run.state == RunState::Draft {
        plan.set::<Run>(&key(&context.run), &[("state", RunState::Computing.value())]);
    }
    let people = done.iter().map(|c| c.disbursements).sum::<i64>() + sums.disbursements;
    let amount = done.iter().map(|c| c.amount).sum::<Fen>() + sums.amount;
    Ok((plan, Progress { chunks: chunk, people, amount, finished: false }))
}

fn totals_step(run: &Run, mut plan: Plan, done: &[RunChunk]) -> (Plan, Progress) {
    let people: i64 = done.iter().map(|chunk| chunk.disbursements).sum();
    let amount: Fen = done.iter().map(|chunk| chunk.amount).sum();
    let chunks = i64::try_from(done.len()).unwrap_or(i64::MAX);
    let set = [
        ("state", RunState::Totalled.value()),
        ("chunks", Value::Int(chunks)),
        ("people", Value::Int(people)),
        ("amount", amount.value()),
        ("digest", run_digest(done).value()),
    ];
    plan.set::<Run>(&key(run), &set);
    (plan, Progress { chunks, people, amount, finished: true })
}

/// The digest over a run's chunks.
pub(crate) fn run_digest(chunks: &[RunChunk]) -> Digest {
    let parts: Vec<&[u8]> = chunks.iter().map(|chunk| chunk.digest.as_str().as_bytes()).collect();
    Digest::of_parts(&parts)
}

fn key(run: &Run) -> [(&'static str, Value); 2] {
    [("id", Value::Int(run.id.0)), ("state", run.state.value())]
}

fn read_chunk(
    look: &mut Look<'_>,
    context: &RunContext,
    range: (AwardId, AwardId),
    lines_before: i64,
) -> Result<ChunkFacts, Unplanned> {
    let mut versions = versions_between(look, range, context.run.pinned, &context.approved)?;
    if context.run.kind == RunKind::OffCycle {
        follow_the_pension(look, versions.iter_mut().map(|recorded| &mut recorded.version))?;
    }
    let wanted = need_facts(context, &versions);
    Ok(ChunkFacts {
        highest: highest_numbers(look, range)?,
        changed_since: changed_since(look, context, range)?,
        facts: frozen_facts(look, context, range, &wanted)?,
        settlements: settlements(look, context, range)?,
        claims: claims(look, context, range)?,
        raised_before: raised_before(look, context, &versions)?,
        raised: Vec::new(),
        funerals: HashMap::new(),
        deductions: deductions_due(look, (context.run.month, context.run.pinned), range)?,
        versions,
        lines_before,
    })
}

/// The highest version numbers of awards that have a version of a run that does not count.
fn highest_numbers(
    look: &mut Look<'_>,
    (after, through): (AwardId, AwardId),
) -> Result<HashMap<AwardId, i64>, Unplanned> {
    let sql = "SELECT award, MAX(n) FROM award_version WHERE agency = $1 AND award > $2 AND award <= $3 \
               AND run IS NOT NULL GROUP BY award";
    let args = [Value::Int(look.agency().0), Value::Int(after.0), Value::Int(through.0)];
    let mut highest = HashMap::new();
    look.each(sql, &args, |row| {
        highest.insert(AwardId::read(row, 0)?, row.int(1)?);
        Ok(())
    })?;
    Ok(highest)
}

/// Awards that have a version recorded after the run was pinned.
fn changed_since(
    look: &mut Look<'_>,
    context: &RunContext,
    (after, through): (AwardId, AwardId),
) -> Result<HashSet<AwardId>, Unplanned> {
    let sql = "SELECT award FROM award_version WHERE agency = $1 AND award > $2 AND award <= $3 \
               AND recorded > $4 AND run IS NULL";
    let args =
        [Value::Int(look.agency().0), Value::Int(after.0), Value::Int(through.0), Value::Int(context.run.pinned.0)];
    let mut changed = HashSet::new();
    look.each(sql, &args, |row| {
        changed.insert(AwardId::read(row, 0)?);
        Ok(())
    })?;
    Ok(changed)
}

pub(crate) fn frozen_facts(
    look: &mut Look<'_>,
    context: &RunContext,
    (after, through): (AwardId, AwardId),
    wanted: &[Value],
) -> Result<HashMap<AwardId, String>, Unplanned> {
    let mut facts = first_facts(look, (after, through), wanted)?;
    let sql = "SELECT award, facts FROM award_correction WHERE agency = $1 AND award > $2 AND award <= $3 \
               AND recorded <= $4 ORDER BY award, n";
    let args =
        [Value::Int(look.agency().0), Value::Int(after.0), Value::Int(through.0), Value::Int(context.run.pinned.0)];
    // Later corrections overwrite earlier ones.
    look.each(sql, &args, |row| {
        if let Some(first) = facts.get_mut(&AwardId::read(row, 0)?) {
            row.text(1)?.clone_into(first);
        }
        Ok(())
    })?;
    Ok(facts)
}

fn first_facts(
    look: &mut Look<'_>,
    (after, through): (AwardId, AwardId),
    wanted: &[Value],
) -> Result<HashMap<AwardId, String>, Unplanned> {
    let mut facts = HashMap::with_capacity(wanted.len());
    let mut keep = |row: &dyn store::Row| {
        facts.insert(AwardId::read(row, 0)?, row.text(1)?.to_owned());
        Ok(())
    };
    if wanted.len() > IN_LIST * 4 {
        let args = [Value::Int(look.agency().0), Value::Int(after.0), Value::Int(through.0)];
        look.each("SELECT id, facts FROM award WHERE agency = $1 AND id > $2 AND id <= $3", &args, &mut keep)?;
        return Ok(facts);
    }
    for part in wanted.chunks(IN_LIST) {
        let places: Vec<String> = (1..=part.len()).map(|n| format!("${n}")).collect();
        look.each(&format!("SELECT id, facts FROM award WHERE id IN ({})", places.join(", ")), part, &mut keep)?;
    }
    Ok(facts)
}

/// Settlements that no other run has raised, however long ago: a run that had raised one may have
/// been given up.
fn settlements(
    look: &mut Look<'_>,
    context: &RunContext,
    (after, through): (AwardId, AwardId),
) -> Result<HashMap<AwardId, Settlement>, Unplanned> {
    let args = [
        Value::Int(look.agency().0),
        Value::Int(after.0),
        Value::Int(through.0),
        Value::Int(context.run.pinned.0),
        Value::Int(context.run.id.0),
    ];
    let rest = "WHERE agency = $1 AND award > $2 AND award <= $3 AND recorded <= $4 \
                AND NOT EXISTS (SELECT 1 FROM due d JOIN run r ON r.id = d.run JOIN award_version v \
                ON v.award = d.award AND v.n = d.version WHERE d.award = settlement.award AND r.id <> $5 \
                AND r.state <> 'abandoned' AND r.kind <> 'adjustment' AND v.state = 'settling' \
                AND d.recorded > settlement.recorded) ORDER BY id";
    let found = look.select::<Settlement>(rest, &args)?;
    Ok(found.into_iter().filter_map(|settlement| Some((settlement.award?, settlement))).collect())
}

/// Which months were raised before, of awards that may be owed late ones.
fn raised_before(
    look: &mut Look<'_>,
    context: &RunContext,
    versions: &[Recorded],
) -> Result<HashSet<(AwardId, Month)>, Unplanned> {
    let awards = versions.chunk_by(|a, b| a.version.award == b.version.award);
    let late = awards.filter_map(|of_award| late_months(context, of_award).first().map(|(_, owed)| owed.award.0));
    let mut raised = HashSet::new();
    for chunk in late.collect::<Vec<_>>().chunks(IDS_PER_QUERY) {
        let (of_awards, args) = among(look, "d.award", chunk);
        let sql = format!(
            "SELECT d.award, d.for_month FROM due d JOIN run r ON r.id = d.run WHERE {of_awards} AND {RAISED_MONTHLY}"
        );
        look.each(&sql, &args, |row| {
            raised.insert((AwardId::read(row, 0)?, Month::read(row, 1)?));
            Ok(())
        })?;
    }
    Ok(raised)
}

/// Refunds and recovered money that no other run has raised. They do not wait for the month's run, and the month's run
/// does not pay them.
fn claims(
    look: &mut Look<'_>,
    context: &RunContext,
    (after, through): (AwardId, AwardId),
) -> Result<HashMap<AwardId, Claim>, Unplanned> {
    let mut found = HashMap::new();
    if context.run.kind != RunKind::OffCycle {
        return Ok(found);
    }
    let args = [
        Value::Int(look.agency().0),
        Value::Int(after.0),
        Value::Int(through.0),
        Value::Int(context.run.pinned.0),
        Value::Int(context.run.id.0),
    ];
    let open = "f.agency = $1 AND f.id > $2 AND f.id <= $3 AND f.recorded <= $4 AND NOT EXISTS (SELECT 1 FROM due d \
                JOIN run r ON r.id = d.run WHERE d.award = f.id AND r.id <> $5 AND r.state <> 'abandoned')";
    let refunds = format!("SELECT f.id, f.to_payer FROM refund f WHERE {open} AND f.payee IS NOT NULL");
    look.each(&refunds, &args, |row| {
        let claim = (DueKind::Refund, ByLevel::ZERO, Fen::read(row, 1)?);
        found.insert(RefundId::read(row, 0)?.claim(), claim);
        Ok(())
    })?;
    let returned =
        format!("SELECT f.id, f.central, f.province, f.city, f.county, f.account FROM recovery_return f WHERE {open}");
    look.each(&returned, &args, |row| {
        let fen = |column| Fen::read(row, column);
        let claim = (DueKind::Returned, ByLevel::new([fen(1)?, fen(2)?, fen(3)?, fen(4)?]), fen(5)?);
        found.insert(RecoveryReturnId::read(row, 0)?.claim(), claim);
        Ok(())
    })?;
    Ok(found)
}
