//! 进度通报: done and target of the area, its towns and villages. A rate is done over target of its own level, never the
//! mean of the rates below; the three counts stand apart.

use std::collections::{BTreeMap, HashMap};

use base::RegionCode;
use desk::{FieldError, Look, Unplanned};
use serde::Serialize;
use store::{Field, Value};

use crate::figures;
use crate::registry::{agency_area, kept_of, regions_in_force};
use crate::tables::{Task, TaskId, TaskMeasure, TaskPart};

/// A region's progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProgressRow {
    /// The region.
    pub region: RegionCode,
    /// Its name.
    pub name: String,
    /// Its target.
    pub target: i64,
    /// What was done.
    pub done: i64,
    /// Place among the towns; equal rates share one. Villages have none.
    pub rank: Option<usize>,
}

impl ProgressRow {
    /// Whether the target is met.
    pub fn met(&self) -> bool {
        self.done >= self.target
    }
}

/// A target with its progress today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The target.
    pub task: Task,
    /// The whole area first, then towns and villages in the order of their codes.
    pub rows: Vec<ProgressRow>,
}

impl Progress {
    /// A region's row.
    pub fn of(&self, region: &RegionCode) -> Option<&ProgressRow> {
        self.rows.iter().find(|row| row.region == *region)
    }
}

/// The newest target of a year and count, with its progress.
pub fn progress(look: &mut Look<'_>, year: i16, measure: TaskMeasure) -> Result<Progress, Unplanned> {
    let args = [Value::Int(look.agency().0), Value::Int(i64::from(year)), measure.value()];
    let task = look.select::<Task>("WHERE agency = $1 AND assess_year = $2 AND measure = $3 ORDER BY id", &args)?.pop();
    let task = task.ok_or_else(|| {
        FieldError::input("assess_year", format!("{year} 年没有{measure}任务"), "请先分解年度任务（work.set_targets）")
    })?;
    of_task(look, task)
}

/// A target by its id.
pub(super) fn progress_of(look: &mut Look<'_>, id: TaskId) -> Result<Option<Progress>, Unplanned> {
    let args = [Value::Int(look.agency().0), Value::Int(id.0)];
    let Some(task) = look.select::<Task>("WHERE agency = $1 AND id = $2", &args)?.pop() else { return Ok(None) };
    of_task(look, task).map(Some)
}

fn of_task(look: &mut Look<'_>, task: Task) -> Result<Progress, Unplanned> {
    let area = agency_area(look)?;
    let parts = look.select::<TaskPart>("WHERE task = $1 ORDER BY region", &[Value::Int(task.id.0)])?;
    let by_village = counted(look, task.measure, task.assess_year)?;
    let mut done: HashMap<RegionCode, i64> = HashMap::new();
    for (village, count) in &by_village {
        let mut levels = vec![area, village.town(), *village];
        levels.dedup();
        levels.into_iter().for_each(|region| *done.entry(region).or_default() += count);
    }
    let names = regions_in_force(look)?;
    let row = |region: RegionCode, target| ProgressRow {
        name: names.get(&region).cloned().unwrap_or_default(),
        target,
        done: done.get(&region).copied().unwrap_or_default(),
        region,
        rank: None,
    };
    let mut rows = vec![row(area, task.total)];
    rows.extend(parts.iter().map(|part| row(part.region, part.target)));
    rank(&mut rows[1..]);
    Ok(Progress { task, rows })
}

/// Towns by rate, the best first. Rates are compared as fractions: a / b before c / d when a · d is more.
fn rank(rows: &mut [ProgressRow]) {
    let is_town = |row: &ProgressRow| row.region.town() == row.region && row.target > 0;
    let towns: Vec<(i64, i64)> = rows.iter().filter(|row| is_town(row)).map(|row| (row.done, row.target)).collect();
    for row in rows.iter_mut().filter(|row| is_town(row)) {
        let better = |(done, target): &&(i64, i64)| {
            i128::from(*done) * i128::from(row.target) > i128::from(row.done) * i128::from(*target)
        };
        row.rank = Some(towns.iter().filter(better).count() + 1);
    }
}

/// Members by village, whatever their state but ended.
pub(super) fn members(look: &mut Look<'_>) -> Result<BTreeMap<RegionCode, i64>, Unplanned> {
    // Whoever has two records is one person, where the kept one is registered.
    let sql = format!(
        "SELECT p.region, COUNT(*) FROM (SELECT DISTINCT {} AS person FROM enrolment e \
         JOIN enrolment_event v ON v.enrolment = e.id WHERE e.agency = $1 AND v.state <> 'ended' \
         AND NOT EXISTS (SELECT 1 FROM enrolment_event w WHERE w.enrolment = v.enrolment AND w.n > v.n)) AS m \
         JOIN person_version p ON p.person = m.person \
         WHERE NOT EXISTS (SELECT 1 FROM person_version q WHERE q.person = p.person AND q.n > p.n) GROUP BY p.region",
        kept_of("e.person")
    );
    let mut found = BTreeMap::new();
    let agency = Value::Int(look.agency().0);
    look.each(&sql, &[agency], |row| {
        found.insert(RegionCode::read(row, 0)?, row.int(1)?);
        Ok(())
    })?;
    Ok(found)
}

/// What was done in a year by village: what the year's figure of the same meaning counts.
pub(super) fn counted(
    look: &mut Look<'_>,
    measure: TaskMeasure,
    year: i64,
) -> Result<BTreeMap<RegionCode, i64>, Unplanned> {
    let name = match measure {
        TaskMeasure::Insured => "insured",
        TaskMeasure::Payers => "fee_payers",
        TaskMeasure::Bookings => "bookings",
    };
    figures::by_region(look, name, i16::try_from(year).unwrap_or_default(), &[])
}
