//! What a run stands on: its row, the run before it, the runs that count, the rules.

use std::collections::{BTreeMap, HashSet};

use base::{Date, Month, Seq};
use desk::{FieldError, Look, Refusal, Unplanned};
use schemes::resident::{FuneralRules, RuleBook};
use store::{Field, Value};

use crate::benefits::approved_runs;
use crate::environment::Environment;
use crate::registry::agency_area;
use crate::tables::{Run, RunId, RunKind, RunState, Scheme};

/// A run with everything its chunks share.
pub(crate) struct RunContext {
    /// The run.
    pub(crate) run: Run,
    /// What the run before saw; nothing before the first.
    pub(crate) last_pin: Seq,
    /// The runs whose versions count.
    pub(crate) approved: HashSet<RunId>,
    /// The rules of the agency's place.
    pub(crate) book: RuleBook,
    /// For an adjustment: the first month that any activation changed.
    pub(crate) adjusts_from: Option<Month>,
    /// For an adjustment: the rules of funeral grants by month of death, where there are any.
    pub(crate) funerals: BTreeMap<Month, FuneralRules>,
}

impl RunContext {
    pub(crate) fn read(look: &mut Look<'_>, environment: &Environment, run: RunId) -> Result<RunContext, Unplanned> {
        let run = run_of(look, run)?;
        same_law(&run, environment)?;
        let last_pin = run_before(look, run.scheme, run.month)?.map_or(Seq(0), |before| before.pinned);
        let approved = approved_runs(look)?;
        let book = rule_book(look, environment)?;
        let (mut adjusts_from, mut funerals) = (None, BTreeMap::new());
        if run.kind == RunKind::Adjustment {
            adjusts_from = first_changed(look)?;
            funerals = funeral_rules(look, environment)?;
        }
        Ok(RunContext { run, last_pin, approved, book, adjusts_from, funerals })
    }
}

/// The first month that any activated version or any correction changed.
fn first_changed(look: &mut Look<'_>) -> Result<Option<Month>, Unplanned> {
    let agency = [Value::Int(look.agency().0)];
    let law: Option<Month> = look.scalar("SELECT MIN(effective) FROM law_version WHERE agency = $1", &agency)?;
    let facts: Option<Month> =
        look.scalar("SELECT MIN(from_month) FROM award_correction WHERE agency = $1", &agency)?;
    Ok(law.into_iter().chain(facts).min())
}

fn funeral_rules(look: &mut Look<'_>, environment: &Environment) -> Result<BTreeMap<Month, FuneralRules>, Unplanned> {
    let area = agency_area(look)?;
    let place = environment.law.place(&area).map_err(|e| Refusal::Document(e.to_string()))?;
    let mut rules = BTreeMap::new();
    look.each("SELECT DISTINCT died_on FROM death WHERE agency = $1", &[Value::Int(look.agency().0)], |row| {
        let month = Month::of(Date::read(row, 0)?);
        rules.extend(FuneralRules::at(&place, month).ok().map(|known| (month, known)));
        Ok(())
    })?;
    Ok(rules)
}

/// A run that was interrupted goes on under the law it was opened under, or not at all: its
/// versions name that law, and half a month by each of two laws is nobody's decision.
fn same_law(run: &Run, environment: &Environment) -> Result<(), FieldError> {
    let ours = environment.law.version_name();
    if run.law_version == ours {
        return Ok(());
    }
    let what = format!("{} 发放批次按政策版本 {} 建立，程序现在的政策版本是 {ours}", run.month, run.law_version);
    Err(FieldError::input("run", what, "请作废本批，重新建立月度发放"))
}

/// The rules of the agency's place.
pub(crate) fn rule_book(look: &mut Look<'_>, environment: &Environment) -> Result<RuleBook, Unplanned> {
    let area = agency_area(look)?;
    let place = environment.law.place(&area).map_err(|e| Refusal::Document(e.to_string()))?;
    Ok(RuleBook::new(&place))
}

/// A run of this agency.
pub fn run_of(look: &mut Look<'_>, run: RunId) -> Result<Run, Unplanned> {
    let args = [Value::Int(look.agency().0), Value::Int(run.0)];
    look.select_one::<Run>("WHERE agency = $1 AND id = $2", &args)?
        .ok_or_else(|| FieldError::input("run", "没有这个发放批次", "请从发放列表中选择").into())
}

/// The live regular run of a month.
pub fn regular_run(look: &mut Look<'_>, scheme: Scheme, month: Month) -> Result<Option<Run>, Unplanned> {
    let args = [
        Value::Int(look.agency().0),
        scheme.value(),
        month.value(),
        RunKind::Regular.value(),
        RunState::Abandoned.value(),
    ];
    let rest = "WHERE agency = $1 AND scheme = $2 AND month = $3 AND kind = $4 AND state <> $5";
    Ok(look.select_one::<Run>(rest, &args)?)
}

/// The regular run that counts of the month before.
pub(crate) fn run_before(look: &mut Look<'_>, scheme: Scheme, month: Month) -> Result<Option<Run>, Unplanned> {
    Ok(regular_run(look, scheme, month.previous())?.filter(|run| run.state.counts()))
}

/// Refuses a run that is not in one of the states that a step needs.
pub(crate) fn need_state(run: &Run, needed: &[RunState], step: &str) -> Result<(), FieldError> {
    if needed.contains(&run.state) {
        return Ok(());
    }
    let names: Vec<&str> = needed.iter().map(|state| state.title()).collect();
    Err(FieldError::input(
        "run",
        format!("{} 发放批次当前是“{}”，不能{step}", run.month, run.state),
        format!("须处于“{}”，请先完成前一步", names.join("”或“")),
    ))
}

/// The run that was opened last, of any kind.
pub fn newest_run(look: &mut Look<'_>, scheme: Scheme) -> Result<Option<Run>, Unplanned> {
    let args = [Value::Int(look.agency().0), scheme.value()];
    let runs = look.select::<Run>("WHERE agency = $1 AND scheme = $2 ORDER BY id DESC LIMIT 1", &args)?;
    Ok(runs.into_iter().next())
}
