//! 分解任务: the area's target goes to towns and on to villages by largest remainder, so that the parts add up.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use base::{Fen, RegionCode, largest_remainder};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use super::progress::{counted, members};
use crate::environment::Environment;
use crate::registry::{agency_area, regions_in_force};
use crate::tables::{Task, TaskBasis, TaskId, TaskMeasure, TaskPart};

/// Divides a target.
pub struct SetTargets(pub Arc<Environment>);

/// The target of the higher level's document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetTargetsInput {
    /// The year that is assessed.
    pub assess_year: i16,
    /// What is counted.
    pub measure: TaskMeasure,
    /// The target.
    pub total: u32,
    /// By what it is divided.
    pub basis: TaskBasis,
    /// The document.
    pub document: String,
}

/// What the plan depends on.
pub struct SetTargetsFacts {
    area: RegionCode,
    weights: BTreeMap<RegionCode, i64>,
    names: HashMap<RegionCode, String>,
    before: i64,
}

impl Operation for SetTargets {
    type Input = SetTargetsInput;
    type Facts = SetTargetsFacts;
    const NAME: &'static str = "work.set_targets";
    const TITLE: &'static str = "分解年度任务";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &SetTargetsInput) -> Result<SetTargetsFacts, Unplanned> {
        let weights = match input.basis {
            TaskBasis::Members => members(look)?,
            TaskBasis::LastPayers => counted(look, TaskMeasure::Payers, i64::from(input.assess_year) - 1)?,
        };
        let sql = "SELECT COUNT(*) FROM task WHERE agency = $1 AND assess_year = $2 AND measure = $3 AND document = $4";
        let agency = Value::Int(look.agency().0);
        let year = Value::Int(i64::from(input.assess_year));
        let args = [agency, year, input.measure.value(), input.document.trim().into()];
        let before = look.scalar(sql, &args)?;
        Ok(SetTargetsFacts { area: agency_area(look)?, weights, names: regions_in_force(look)?, before })
    }

    fn plan(&self, facts: &SetTargetsFacts, input: &SetTargetsInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = Vec::new();
        if input.document.trim().is_empty() {
            faults.push(FieldError::input("document", "任务文件未填写", "请填写下达任务的文件文号"));
        }
        if facts.before > 0 {
            faults.push(FieldError::input("document", "这个文件的任务已经分解过", "调整任务请按新的文件办理"));
        }
        if input.total == 0 {
            faults.push(FieldError::input("total", "任务数应大于零", "请按文件填写"));
        }
        let parts = divided(input.total, &facts.weights);
        if parts.is_none() {
            let what = format!("没有可以分解的依据：{}为零", input.basis);
            faults.push(FieldError::input("basis", what, "请改用另一种依据"));
        }
        let (Some(parts), true) = (parts, faults.is_empty()) else { return Err(faults) };
        let title = format!("{} 年{}任务 {} 分解", input.assess_year, input.measure, input.total);
        let mut plan = Plan::new(title, facts.area);
        let id: TaskId = plan.new_id();
        for (region, target) in &parts {
            if region.town() == *region {
                let name = facts.names.get(region).map_or(region.as_str(), String::as_str);
                plan.show(name, "", target);
            }
            plan.insert(&TaskPart { task: id, region: *region, target: *target });
        }
        plan.insert(&Task {
            id,
            assess_year: i64::from(input.assess_year),
            measure: input.measure,
            basis: input.basis,
            total: i64::from(input.total),
            document: input.document.trim().to_owned(),
            matter: MATTER,
        });
        Ok(plan)
    }
}

/// Parts of towns and villages: the towns' add up to the total, each town's villages to the town.
pub(super) fn divided(total: u32, villages: &BTreeMap<RegionCode, i64>) -> Option<BTreeMap<RegionCode, i64>> {
    let mut towns: BTreeMap<RegionCode, BTreeMap<RegionCode, u32>> = BTreeMap::new();
    for (village, weight) in villages {
        let weight = u32::try_from(*weight).ok()?;
        towns.entry(village.town()).or_default().insert(*village, weight);
    }
    let weights: Vec<u32> = towns.values().map(|of| of.values().sum()).collect();
    let shares = largest_remainder(Fen::new(i64::from(total)), &weights)?;
    let mut parts = BTreeMap::new();
    for ((town, of), share) in towns.iter().zip(shares) {
        parts.insert(*town, share.get());
        let weights: Vec<u32> = of.values().copied().collect();
        let Some(shares) = largest_remainder(share, &weights) else { continue };
        for (village, share) in of.keys().zip(shares) {
            // A member may be registered with the town itself.
            if village != town {
                parts.insert(*village, share.get());
            }
        }
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_at_every_level() {
        let village = |n: usize| format!("530113{:03}{:03}", 100 + n / 6, 200 + n % 6).parse::<RegionCode>();
        for total in [1, 7, 43_007, 199_999] {
            for seed in 1_i64..40 {
                let weight = |n: usize| (i64::try_from(n).unwrap_or(0) * 7919 * seed) % 503;
                let villages: BTreeMap<RegionCode, i64> =
                    (0..23).filter_map(|n| Some((village(n).ok()?, weight(n)))).collect();
                assert_eq!(villages.len(), 23);
                let parts = divided(total, &villages).expect("weights");
                let towns: Vec<_> = parts.iter().filter(|(region, _)| region.town() == **region).collect();
                assert_eq!(towns.iter().map(|(_, target)| **target).sum::<i64>(), i64::from(total));
                for (town, target) in towns {
                    let of = parts.iter().filter(|(region, _)| *region != town && region.is_within(town));
                    assert_eq!(of.map(|(_, target)| *target).sum::<i64>(), *target, "{town}");
                }
            }
        }
        assert_eq!(divided(5, &BTreeMap::new()), None);
    }
}
