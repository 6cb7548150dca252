//! One chunk of a run: from versions to dues and disbursements. Pure.

use std::collections::{HashMap, HashSet};
use std::thread;

use base::{ByLevel, Fen, Level, Month};
use desk::{FieldError, Plan};
use schemes::resident::{AwardFacts, ChangeReason, assess_in, next_change};
use store::Value;

use crate::benefits::{Outstanding, Recorded, effective, next_version};
use crate::payment::context::RunContext;
use crate::tables::{
    AwardComponent, AwardId, AwardState, AwardVersion, Cause, ComponentKind, Deduction, Disbursement, Due, DueId,
    DueKind, Run, RunKind, Settlement,
};

/// What is read for a chunk, in the order of awards.
pub(crate) struct ChunkFacts {
    /// All versions of the chunk's awards that count.
    pub(crate) versions: Vec<Recorded>,
    /// The highest number given to an award where it is not the last version's: a run that was
    /// abandoned took it.
    pub(crate) highest: HashMap<AwardId, i64>,
    /// Awards that somebody changed after the run was pinned.
    pub(crate) changed_since: HashSet<AwardId>,
    /// Frozen facts of the awards that must be rated, as JSON.
    pub(crate) facts: HashMap<AwardId, String>,
    /// Settlements that are due.
    pub(crate) settlements: HashMap<AwardId, Settlement>,
    /// For an off-cycle run: what refunds owe to payers, and recovered money to people.
    pub(crate) claims: HashMap<AwardId, Claim>,
    /// Months of awards with something late that were raised before.
    pub(crate) raised_before: HashSet<(AwardId, Month)>,
    /// For an adjustment: months that were raised before, in the order of award and month.
    pub(crate) raised: Vec<Raised>,
    /// For an adjustment: what is still owed of a funeral grant, with the month of death.
    pub(crate) funerals: HashMap<AwardId, (Month, ByLevel)>,
    /// What somebody agreed to give back from the monthly pension.
    pub(crate) deductions: HashMap<AwardId, Outstanding>,
    /// Lines of the batch before this chunk.
    pub(crate) lines_before: i64,
}

/// What is owed under a number of its own: kind, by level, account part.
pub(crate) type Claim = (DueKind, ByLevel, Fen);

/// A month of an award that was raised, all of its dues together.
pub(crate) struct Raised {
    pub(crate) award: AwardId,
    pub(crate) month: Month,
    pub(crate) by_level: ByLevel,
    pub(crate) account: Fen,
}

/// Sums of a chunk.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ChunkSums {
    pub(crate) dues: i64,
    pub(crate) disbursements: i64,
    /// Awards with money owed and no account to send it to.
    pub(crate) without_account: i64,
    pub(crate) amount: Fen,
}

/// Rows of a chunk under way.
pub(crate) struct Chunk<'a> {
    context: &'a RunContext,
    facts: &'a ChunkFacts,
    plan: Plan,
    dues: Vec<Due>,
    disbursements: Vec<Disbursement>,
    versions: Vec<AwardVersion>,
    components: Vec<AwardComponent>,
    deductions: Vec<Deduction>,
    without_account: i64,
}

/// The rows of a chunk, added to `plan`, with their sums and the digest over their content.
pub(crate) fn plan_chunk(
    context: &RunContext,
    facts: &ChunkFacts,
    plan: Plan,
) -> Result<(Plan, ChunkSums, desk::Digest), FieldError> {
    let mut chunk = Chunk {
        context,
        facts,
        plan,
        dues: Vec::with_capacity(facts.versions.len()),
        disbursements: Vec::with_capacity(facts.versions.len()),
        versions: Vec::new(),
        components: Vec::new(),
        deductions: Vec::new(),
        without_account: 0,
    };
    for versions in facts.versions.chunk_by(|a, b| a.version.award == b.version.award) {
        match context.run.kind {
            RunKind::Adjustment => chunk.adjustment(versions)?,
            RunKind::OffCycle => chunk.single_sum(versions),
            RunKind::Regular | RunKind::Reissue => chunk.award(versions)?,
        }
    }
    let sums = chunk.sums();
    let content = chunk.content();
    let Chunk { mut plan, dues, disbursements, versions, components, deductions, .. } = chunk;
    let digest = thread::scope(|scope| {
        let digesting = scope.spawn(|| desk::Digest::of(&content));
        plan.insert_all(dues);
        plan.insert_all(disbursements);
        plan.insert_all(versions);
        plan.insert_all(components);
        plan.insert_all(deductions);
        digesting.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    Ok((plan, sums, digest))
}

impl Chunk<'_> {
    fn award(&mut self, versions: &[Recorded]) -> Result<(), FieldError> {
        let month = self.context.run.month;
        let Some(now) = effective(versions, month, self.context.run.pinned) else { return Ok(()) };
        let first = self.dues.len();
        match now.version.state {
            AwardState::Live => {
                self.arrears(versions)?;
                let current = self.rated(&now.version, versions)?;
                self.due(&current, month, DueKind::Regular, current.by_level(), current.account);
                self.deduct(&current)?;
            }
            AwardState::Settling => self.settlement(&now.version),
            AwardState::Suspended | AwardState::Stopped => {}
        }
        self.disburse(&now.version, first);
        Ok(())
    }

    /// Single sums only; pensions wait for the month's run.
    fn single_sum(&mut self, versions: &[Recorded]) {
        let first = self.dues.len();
        let now = effective(versions, self.context.run.month, self.context.run.pinned);
        if let Some(now) = now.filter(|now| now.version.state == AwardState::Settling) {
            self.settlement(&now.version);
            self.disburse(&now.version, first);
        }
    }

    /// What the law in force gives for the months that were raised, less what was raised. A month
    /// that was paid too much is left as it is: taking back is another decision. A suspended or ended
    /// pension is owed the difference and keeps it until it is resumed or settled.
    fn adjustment(&mut self, versions: &[Recorded]) -> Result<(), FieldError> {
        let Some(newest) = versions.last().map(|newest| newest.version.clone()) else { return Ok(()) };
        let first = self.dues.len();
        let start = self.facts.raised.partition_point(|raised| raised.award < newest.award);
        let months = self.facts.raised[start..].iter().take_while(|raised| raised.award == newest.award);
        for raised in months {
            if raised.month < self.award_facts(newest.award)?.known_from() {
                continue;
            }
            let (by_level, account) = self.amounts_in(&newest, raised.month)?;
            let by_level = ByLevel::new(Level::ALL.map(|level| by_level[level] - raised.by_level[level]));
            let account = account - raised.account;
            if by_level.total() + account > Fen::ZERO {
                self.due(&newest, raised.month, DueKind::Adjustment, by_level, account);
            }
        }
        if let Some((month, grant)) = self.facts.funerals.get(&newest.award).copied() {
            self.due(&newest, month, DueKind::Funeral, grant, Fen::ZERO);
        }
        match newest.state {
            AwardState::Live | AwardState::Settling => self.disburse(&newest, first),
            AwardState::Suspended | AwardState::Stopped if self.dues.len() > first => self.without_account += 1,
            AwardState::Suspended | AwardState::Stopped => {}
        }
        Ok(())
    }

    /// The version, or the one that replaces it from this month on because age, law or account
    /// changed it.
    fn rated(&mut self, version: &AwardVersion, all: &[Recorded]) -> Result<AwardVersion, FieldError> {
        let month = self.context.run.month;
        if !is_to_be_rated(version, &self.context.run) {
            return Ok(version.clone());
        }
        if self.facts.changed_since.contains(&version.award) {
            // A rated version would outrank what was recorded meanwhile, even a death.
            return Err(FieldError::whole(
                format!("待遇 {} 在本批建立后又有变动，而本月需要重新计算", version.award),
                "请作废本批，重新建立发放",
            ));
        }
        let facts = self.award_facts(version.award)?;
        let assessed = assess_in(&facts, month, &self.context.book).map_err(|e| fault(version.award, &e))?;
        let next = next_change(&facts, month, &self.context.book).map_err(|e| fault(version.award, &e))?;
        let before = next_change(&facts, month.previous(), &self.context.book).map_err(|e| fault(version.award, &e))?;
        let last = all.last().map_or(version.n, |v| v.version.n);
        let highest = self.facts.highest.get(&version.award).copied().unwrap_or_default().max(last);
        let mut rated = next_version(
            version,
            highest,
            cause_of(before.filter(|(change, _)| *change <= month).map(|(_, reason)| reason)),
            month,
        );
        rated.set_amounts(assessed.components.by_level(), assessed.components.account);
        rated.changes_in = next.map(|(month, _)| month);
        rated.law_version.clone_from(&self.context.run.law_version);
        rated.run = Some(self.context.run.id);
        self.components.extend(assessed.components.rows().zip(1..).map(|(part, line)| AwardComponent {
            award: version.award,
            n: rated.n,
            line,
            kind: ComponentKind::of(part.kind),
            level: part.level,
            amount: part.fen,
        }));
        self.versions.push(rated.clone());
        self.put_on_top(&rated, all);
        Ok(rated)
    }

    /// What is to begin in a later month, such as the end after a death, must go on outranking
    /// the version that was just rated.
    fn put_on_top(&mut self, rated: &AwardVersion, all: &[Recorded]) {
        let later = all.iter().map(|v| &v.version).filter(|v| v.from_month > rated.from_month);
        for (later, n) in later.zip(rated.n + 1..) {
            self.versions.push(AwardVersion { n, run: rated.run, ..later.clone() });
        }
    }

    /// Late months, but those that were raised before: whatever became of their money, they are owed once.
    fn arrears(&mut self, versions: &[Recorded]) -> Result<(), FieldError> {
        for (month, owed) in late_months(self.context, versions) {
            if !self.facts.raised_before.contains(&(owed.award, month)) {
                let (by_level, account) = self.amounts_in(owed, month)?;
                self.due(owed, month, DueKind::Arrears, by_level, account);
            }
        }
        Ok(())
    }

    /// What an award pays in an earlier month. For months before it was taken on the amount is
    /// that of the version: the old system's.
    fn amounts_in(&self, version: &AwardVersion, month: Month) -> Result<(ByLevel, Fen), FieldError> {
        let facts = self.award_facts(version.award)?;
        if month < facts.known_from() {
            return Ok((version.by_level(), version.account));
        }
        let assessed = assess_in(&facts, month, &self.context.book).map_err(|e| fault(version.award, &e))?;
        Ok((assessed.components.by_level(), assessed.components.account))
    }

    fn award_facts(&self, award: AwardId) -> Result<AwardFacts, FieldError> {
        let text = self.facts.facts.get(&award).map(String::as_str).unwrap_or_default();
        serde_json::from_str(text).map_err(|e| fault(award, &e))
    }

    /// What heirs are owed, or a payer, in the first run that sees the settlement or the refund.
    fn settlement(&mut self, version: &AwardVersion) {
        if let Some((kind, by_level, account)) = self.facts.claims.get(&version.award).copied() {
            return self.due(version, self.context.run.month, kind, by_level, account);
        }
        let Some(settlement) = self.facts.settlements.get(&version.award) else { return };
        let month = self.context.run.month;
        for (kind, by_level, account) in settlement.dues() {
            self.due(version, month, kind, by_level, account);
        }
    }

    /// 社会保险经办条例 第四十六条: kept back as agreed, never more than is still owed or the month
    /// gives, each fen for the payer that is to get it back.
    fn deduct(&mut self, version: &AwardVersion) -> Result<(), FieldError> {
        let Some(owed) = self.facts.deductions.get(&version.award) else { return Ok(()) };
        let Some(agreed) = &owed.plan else { return Ok(()) };
        let amount = agreed.monthly.min(owed.total()).min(version.total());
        if amount <= Fen::ZERO {
            return Ok(());
        }
        let parts = owed.split(amount)?;
        let levels = Level::ALL.map(|level| -parts.iter().map(|(_, part)| part.by_level[level]).sum::<Fen>());
        let account = -parts.iter().map(|(_, part)| part.account).sum::<Fen>();
        let month = self.context.run.month;
        self.due(version, month, DueKind::Deduction, ByLevel::new(levels), account);
        let Some(due) = self.dues.last().map(|due| due.id) else { return Ok(()) };
        self.deductions.extend(parts.into_iter().map(|(year, part)| Deduction {
            due,
            year,
            recovery: owed.recovery.id,
            central: part.by_level[Level::Central],
            province: part.by_level[Level::Province],
            city: part.by_level[Level::City],
            county: part.by_level[Level::County],
            account: part.account,
        }));
        Ok(())
    }

    fn due(&mut self, version: &AwardVersion, for_month: Month, kind: DueKind, by_level: ByLevel, account: Fen) {
        let amount = by_level.total() + account;
        if by_level == ByLevel::ZERO && account.is_zero() {
            return;
        }
        let id: DueId = self.plan.new_id();
        self.dues.push(Due {
            id,
            run: self.context.run.id,
            award: version.award,
            version: version.n,
            person: version.person,
            region: version.region,
            for_month,
            kind,
            central: by_level[Level::Central],
            province: by_level[Level::Province],
            city: by_level[Level::City],
            county: by_level[Level::County],
            account,
            amount,
        });
    }

    /// One disbursement for the dues from `first` on. Without an account nothing is sent: the
    /// dues stand, and are sent when the account is mended.
    fn disburse(&mut self, version: &AwardVersion, first: usize) {
        let amount: Fen = self.dues[first..].iter().map(|due| due.amount).sum();
        if amount <= Fen::ZERO {
            return;
        }
        let Some(payee) = version.payee else {
            self.without_account += 1;
            return;
        };
        let sent = i64::try_from(self.disbursements.len()).unwrap_or(i64::MAX);
        self.disbursements.push(Disbursement {
            batch: self.context.run.batch,
            line: self.facts.lines_before + sent + 1,
            run: self.context.run.id,
            award: version.award,
            attempt: 1,
            person: version.person,
            payee,
            region: version.region,
            amount,
        });
    }

    fn sums(&self) -> ChunkSums {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        ChunkSums {
            dues: count(self.dues.len()),
            disbursements: count(self.disbursements.len()),
            without_account: self.without_account,
            amount: self.disbursements.iter().map(|d| d.amount).sum(),
        }
    }

    /// What is owed to whom for which month, and what is sent, for the digest: equal for equal
    /// results, be the run killed and resumed or not.
    fn content(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity((self.dues.len() + self.disbursements.len()) * 80);
        let mut number = |n: i64| bytes.extend_from_slice(&n.to_le_bytes());
        for due in &self.dues {
            number(due.award.0);
            number(due.for_month.number());
            number(due.kind as i64);
            [due.central, due.province, due.city, due.county, due.account].iter().for_each(|fen| number(fen.get()));
        }
        for sent in &self.disbursements {
            [sent.line, sent.award.0, sent.payee.0, sent.amount.get()].into_iter().for_each(&mut number);
        }
        bytes
    }
}

/// Earlier months that are owed now and were not known to be owed when the last run was pinned: late claims
/// and resumptions.
pub(crate) fn late_months<'a>(context: &RunContext, versions: &'a [Recorded]) -> Vec<(Month, &'a AwardVersion)> {
    let RunContext { run, last_pin, .. } = context;
    let mut late = Vec::new();
    let news = versions.iter().filter(|v| v.recorded > *last_pin && v.version.cause != Cause::TakenOn);
    let Some(earliest) = news.map(|v| v.version.from_month).min() else { return late };
    let is_live = |v: &&Recorded| v.version.state == AwardState::Live;
    let mut month = earliest;
    while month < run.month {
        let owed = effective(versions, month, run.pinned).filter(is_live);
        let was_owed = effective(versions, month, *last_pin).filter(is_live).is_some();
        late.extend(owed.filter(|_| !was_owed).map(|owed| (month, &owed.version)));
        month = month.next();
    }
    late
}

/// Whether a version must be rated anew in the month of a run: its own month of change has come,
/// or another version of the law was activated since (decision 6).
fn is_to_be_rated(version: &AwardVersion, run: &Run) -> bool {
    version.changes_in.is_some_and(|change| change <= run.month) || version.law_version != run.law_version
}

fn cause_of(reason: Option<ChangeReason>) -> Cause {
    match reason {
        Some(ChangeReason::Age) => Cause::Age,
        Some(ChangeReason::AccountExhausted) => Cause::Exhausted,
        Some(ChangeReason::Law) | None => Cause::Law,
    }
}

fn fault(award: AwardId, error: &dyn std::fmt::Display) -> FieldError {
    FieldError::whole(format!("待遇 {award} 无法计算：{error}"), "请核对该人员的核定信息和政策参数后重新计算")
}

/// The awards of a chunk whose frozen facts are needed: those that change this month, and those
/// that may be owed arrears.
pub(crate) fn need_facts(context: &RunContext, versions: &[Recorded]) -> Vec<Value> {
    let month = context.run.month;
    versions
        .chunk_by(|a, b| a.version.award == b.version.award)
        .filter(|group| {
            let news = |v: &&Recorded| v.recorded > context.last_pin && v.version.cause != Cause::TakenOn;
            effective(group, month, context.run.pinned).is_some_and(|now| {
                now.version.state == AwardState::Live
                    && (is_to_be_rated(&now.version, &context.run)
                        || group.iter().any(|v| news(&v) && v.version.from_month < month))
            })
        })
        .filter_map(|group| group.first().map(|v| Value::Int(v.version.award.0)))
        .collect()
}
