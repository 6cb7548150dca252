//! What stands in the room: supervisions with their answers, a year's incentive, the towns' assessment.

use std::collections::BTreeMap;

use base::RegionCode;
use desk::{Look, Unplanned};
use rust_decimal::Decimal;
use serde::Serialize;
use store::Value;

use crate::fund::stands;
use crate::registry::regions_in_force;
use crate::tables::{
    Incentive, IncentiveLine, Supervision, SupervisionAnswer, Task, TownCriterion, TownScore, TownScoring,
};

/// A supervision with what came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupervisionSeen {
    /// The supervision.
    pub supervision: Supervision,
    /// The region's name.
    pub name: String,
    /// The answer.
    pub answer: Option<SupervisionAnswer>,
}

impl SupervisionSeen {
    /// Whether it was answered by its day.
    pub fn in_time(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| answer.on_date <= self.supervision.due_on)
    }
}

/// The supervisions of a year's targets, oldest first.
pub fn supervisions(look: &mut Look<'_>, year: i16) -> Result<Vec<SupervisionSeen>, Unplanned> {
    let args = [Value::Int(look.agency().0), Value::Int(i64::from(year))];
    let tasks: Vec<_> =
        look.select::<Task>("WHERE agency = $1 AND assess_year = $2", &args)?.iter().map(|task| task.id).collect();
    let agency = [args[0].clone()];
    let mut answers: BTreeMap<i64, SupervisionAnswer> = look
        .select::<SupervisionAnswer>("WHERE agency = $1", &agency)?
        .into_iter()
        .map(|answer| (answer.supervision.0, answer))
        .collect();
    let names = regions_in_force(look)?;
    let all = look.select::<Supervision>("WHERE agency = $1 ORDER BY on_date, id", &agency)?;
    let of_year = all.into_iter().filter(|supervision| tasks.contains(&supervision.task));
    let seen = of_year.map(|supervision| SupervisionSeen {
        name: names.get(&supervision.region).cloned().unwrap_or_default(),
        answer: answers.remove(&supervision.id.0),
        supervision,
    });
    Ok(seen.collect())
}

/// An incentive, and its lines with the names of their towns.
pub type IncentiveByTown = (Incentive, Vec<(String, IncentiveLine)>);

/// The incentive of a year with its towns by name.
pub fn incentive_of(look: &mut Look<'_>, assess_year: i16) -> Result<Option<IncentiveByTown>, Unplanned> {
    let args = [Value::Int(look.agency().0), Value::Int(i64::from(assess_year))];
    const STANDING: &str = concat!("WHERE agency = $1 AND assess_year = $2 AND ", stands!("incentive.matter"));
    let Some(found) = look.select::<Incentive>(STANDING, &args)?.pop() else { return Ok(None) };
    let names = regions_in_force(look)?;
    let lines = look.select::<IncentiveLine>("WHERE incentive = $1 ORDER BY town", &[Value::Int(found.id.0)])?;
    let named = lines.into_iter().map(|line| (names.get(&line.town).cloned().unwrap_or_default(), line));
    Ok(Some((found, named.collect())))
}

/// A town in the assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TownTotal {
    /// The town.
    pub town: RegionCode,
    /// Its name.
    pub name: String,
    /// Hundredths of a point by criterion.
    pub scores: Vec<i64>,
    /// Reasons of given points.
    pub reasons: Vec<String>,
    /// Place; equal totals share one.
    pub rank: usize,
}

impl TownTotal {
    /// Hundredths of a point.
    pub fn total(&self) -> i64 {
        self.scores.iter().sum()
    }
}

/// An assessment with its criteria and what each town got.
pub type Assessed = (TownScoring, Vec<TownCriterion>, Vec<TownTotal>);

/// The assessment of a year: its criteria, and the towns with the best first.
pub fn town_scores(look: &mut Look<'_>, assess_year: i16) -> Result<Option<Assessed>, Unplanned> {
    let args = [Value::Int(look.agency().0), Value::Int(i64::from(assess_year))];
    const STANDING: &str = concat!("WHERE agency = $1 AND assess_year = $2 AND ", stands!("town_scoring.matter"));
    let Some(scoring) = look.select::<TownScoring>(STANDING, &args)?.pop() else { return Ok(None) };
    let of = [Value::Int(scoring.id.0)];
    let criteria = look.select::<TownCriterion>("WHERE scoring = $1 ORDER BY n", &of)?;
    let names = regions_in_force(look)?;
    let mut towns: BTreeMap<RegionCode, TownTotal> = BTreeMap::new();
    for score in look.select::<TownScore>("WHERE scoring = $1 ORDER BY town, n", &of)? {
        let town = towns.entry(score.town).or_insert_with(|| TownTotal {
            town: score.town,
            name: names.get(&score.town).cloned().unwrap_or_default(),
            scores: Vec::new(),
            reasons: Vec::new(),
            rank: 0,
        });
        town.scores.push(score.score);
        town.reasons.extend(Some(score.reason).filter(|reason| !reason.is_empty()));
    }
    let mut towns: Vec<TownTotal> = towns.into_values().collect();
    towns.sort_by_key(|town| (-town.total(), town.town));
    let totals: Vec<i64> = towns.iter().map(TownTotal::total).collect();
    for town in &mut towns {
        town.rank = totals.iter().filter(|total| **total > town.total()).count() + 1;
    }
    Ok(Some((scoring, criteria, towns)))
}

/// Hundredths of a point as points.
pub fn hundredths(score: i64) -> Decimal {
    Decimal::new(score, 2)
}
