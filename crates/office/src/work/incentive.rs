//! 协管员补助: each helper of a town that met its target gets the higher rate, the others the lower; every town its general
//! share. The year that is assessed and the year whose budget pays are two. People are whole, so not every total exists.

use std::sync::Arc;

use base::{Fen, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use evaluation::people_at_two_rates;
use serde::{Deserialize, Serialize};
use store::Value;

use super::progress::{Progress, progress_of};
use crate::environment::Environment;
use crate::fund::stands;
use crate::registry::agency_area;
use crate::tables::{Incentive, IncentiveId, IncentiveLine, TaskId};

/// Helpers of a town, and yuan a year for one: more is a slip of typing, and would be more than a sum can hold.
const MOST_HELPERS: u32 = 10_000;
const MOST: Fen = Fen::from_yuan(1_000_000);

/// Plans the incentive.
pub struct PlanIncentive(pub Arc<Environment>);

/// A town's helpers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TownHelpers {
    /// The town.
    pub town: RegionCode,
    /// Helpers by its roster.
    pub helpers: u32,
    /// Its general share (工作经费).
    #[serde(default)]
    pub general: Fen,
}

/// The rules of the document and the budget line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanIncentiveInput {
    /// The target whose completion decides; its year is the one assessed.
    pub task: TaskId,
    /// The year whose budget pays.
    pub budget_year: i16,
    /// For a helper of a town that met its target.
    pub higher: Fen,
    /// For the others.
    pub lower: Fen,
    /// The budget line for helpers.
    pub budget: Fen,
    /// The document.
    pub document: String,
    /// Helpers and general shares of every town.
    pub towns: Vec<TownHelpers>,
}

/// What the plan depends on.
pub struct PlanIncentiveFacts {
    area: RegionCode,
    progress: Option<Progress>,
    before: i64,
}

impl Operation for PlanIncentive {
    type Input = PlanIncentiveInput;
    type Facts = PlanIncentiveFacts;
    const NAME: &'static str = "work.plan_incentive";
    const TITLE: &'static str = "协管员补助分配";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &PlanIncentiveInput) -> Result<PlanIncentiveFacts, Unplanned> {
        let progress = progress_of(look, input.task)?;
        let year = progress.as_ref().map_or(0, |progress| progress.task.assess_year);
        let args = [Value::Int(look.agency().0), Value::Int(year)];
        let before = concat!(
            "SELECT COUNT(*) FROM incentive i WHERE agency = $1 AND assess_year = $2 AND ",
            stands!("i.matter")
        );
        let before = look.scalar(before, &args)?;
        Ok(PlanIncentiveFacts { area: agency_area(look)?, progress, before })
    }

    fn plan(&self, facts: &PlanIncentiveFacts, input: &PlanIncentiveInput) -> Result<Plan, Vec<FieldError>> {
        let Some(progress) = &facts.progress else {
            return Err(vec![FieldError::input("task", "没有这项任务", "请从进度通报中选择")]);
        };
        let faults = faults(facts, input, progress);
        if !faults.is_empty() {
            return Err(faults);
        }
        let lines: Vec<IncentiveLine> = input.towns.iter().filter_map(|town| line(progress, input, town)).collect();
        let total: Fen = lines.iter().map(|line| line.amount).sum();
        if total != input.budget {
            return Err(vec![unreachable_total(input, total)]);
        }
        let year = progress.task.assess_year;
        let mut plan = Plan::new(format!("{year} 年度协管员补助（{} 年预算）", input.budget_year), facts.area);
        let id: IncentiveId = plan.new_id();
        let general: Fen = lines.iter().map(|line| line.general).sum();
        plan.amount = total + general;
        plan.show("协管员补助", "", total);
        plan.show("乡镇工作经费", "", general);
        for line in lines {
            let name = progress.of(&line.town).map_or(line.town.as_str(), |row| row.name.as_str());
            let met = if line.done >= line.target { "完成" } else { "未完成" };
            let what = format!("{} 人，{met}（{} / {}）", line.helpers, line.done, line.target);
            plan.show(&format!("　{name}"), what, line.amount + line.general);
            plan.insert(&IncentiveLine { incentive: id, ..line });
        }
        plan.insert(&Incentive {
            id,
            task: input.task,
            assess_year: year,
            budget_year: i64::from(input.budget_year),
            higher: input.higher,
            lower: input.lower,
            document: input.document.trim().to_owned(),
            matter: MATTER,
        });
        Ok(plan)
    }
}

fn line(progress: &Progress, input: &PlanIncentiveInput, town: &TownHelpers) -> Option<IncentiveLine> {
    let row = progress.of(&town.town)?;
    let rate = if row.met() { input.higher } else { input.lower };
    Some(IncentiveLine {
        incentive: IncentiveId(0),
        town: town.town,
        helpers: i64::from(town.helpers),
        done: row.done,
        target: row.target,
        amount: rate.times(i64::from(town.helpers)),
        general: town.general,
    })
}

/// A budget line that the towns' helpers do not come to; where no number of people would, the two
/// nearest that they could.
fn unreachable_total(input: &PlanIncentiveInput, total: Fen) -> FieldError {
    let helpers = input.towns.iter().map(|town| town.helpers).sum();
    let what = format!("预算 {} 元，按各乡镇完成情况应为 {total} 元", input.budget);
    let advice = match people_at_two_rates(helpers, input.higher, input.lower, input.budget) {
        Ok(_) => "请核对各乡镇协管员人数和完成情况，或按应发数调整预算".to_owned(),
        Err(nearest) => {
            let amount = |fen: Option<Fen>| fen.map_or_else(|| "无".to_owned(), |fen| format!("{fen} 元"));
            let (below, above) = (amount(nearest.below), amount(nearest.above));
            format!("{helpers} 人按两档标准不可能合计出这个数，最接近的是 {below} 和 {above}")
        }
    };
    FieldError::input("budget", what, advice)
}

fn faults(facts: &PlanIncentiveFacts, input: &PlanIncentiveInput, progress: &Progress) -> Vec<FieldError> {
    let mut faults = Vec::new();
    let mut fault = |key: &str, what: String, advice: &str| faults.push(FieldError::input(key, what, advice));
    let year = progress.task.assess_year;
    if facts.before > 0 {
        fault("task", format!("{year} 年度已分配过协管员补助"), "同一考核年度只分配一次；分配有误的先办理红冲登记");
    }
    if i64::from(input.budget_year) < year {
        fault(
            "budget_year",
            format!("预算年度 {} 早于考核年度 {year}", input.budget_year),
            "请核对：先考核，后列入预算",
        );
    }
    if input.lower.is_negative() || input.higher < input.lower {
        fault(
            "higher",
            format!("完成 {} 元、未完成 {} 元", input.higher, input.lower),
            "完成任务的标准不能低于未完成的",
        );
    }
    if input.higher > MOST {
        fault("higher", format!("标准 {} 元，超过 {MOST} 元", input.higher), "请填写每人每年的标准");
    }
    if input.document.trim().is_empty() {
        fault("document", "依据文件未填写".to_owned(), "请填写补助办法的文号");
    }
    for (town, number) in input.towns.iter().zip(1..) {
        let key = format!("towns.{number}");
        if town.helpers > MOST_HELPERS {
            fault(&key, format!("协管员 {} 人", town.helpers), "请核对人数");
        }
        if town.general.is_negative() {
            fault(&key, "工作经费是负数".to_owned(), "没有的不填");
        }
        if progress.of(&town.town).is_none() || town.town.town() != town.town {
            fault(&key, format!("{} 没有分解任务", town.town), "请填写乡镇（街道）的代码");
        }
        if input.towns.iter().filter(|other| other.town == town.town).count() > 1 {
            let name = progress.of(&town.town).map_or(town.town.as_str(), |row| row.name.as_str());
            fault(&key, format!("{name} 填写了两次"), "请合并为一行");
        }
    }
    let towns = progress.rows.iter().skip(1).filter(|row| row.region.town() == row.region);
    for row in towns.filter(|row| input.towns.iter().all(|town| town.town != row.region)) {
        fault("towns", format!("缺少{}（{}）", row.name, row.region), "每个有任务的乡镇都要填写，没有协管员的填 0");
    }
    faults
}
