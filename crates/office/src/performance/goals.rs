//! What both ways of stating goals plan: the project, and its goals before and after.

use std::collections::BTreeMap;

use base::RegionCode;
use desk::{FieldError, Look, MATTER, Plan, Unplanned};
use evaluation::{Project, self_evaluate};
use store::Value;

use super::project_file::ProjectFile;
use super::standing::newest_goals;
use crate::registry::agency_area;
use crate::tables::{PerformanceGoals, PerformanceProject, PerformanceProjectId};

/// What the plan depends on.
pub struct GoalsFacts {
    area: RegionCode,
    text: String,
    project: Project,
    /// The project that is there already, its goals and their number.
    before: Option<(PerformanceProjectId, BTreeMap<String, String>, i64)>,
}

/// Reads what stands against a project file; whatever could not be printed is refused.
pub(super) fn goals_facts(look: &mut Look<'_>, text: String) -> Result<GoalsFacts, Unplanned> {
    let project = ProjectFile::with_figures(look, &text)?.project;
    if let Err(refusals) = self_evaluate(&project) {
        let fault = |refusal: &evaluation::Refusal| FieldError::whole(refusal.to_string(), "改正后重新提交");
        return Err(Unplanned::Fields(refusals.iter().map(fault).collect()));
    }
    let args = [Value::Int(look.agency().0), Value::Int(i64::from(project.assess_year)), project.name.as_str().into()];
    let rest = "WHERE agency = $1 AND assess_year = $2 AND name = $3";
    let before = match look.select_one::<PerformanceProject>(rest, &args)? {
        None => None,
        Some(row) => {
            let goals = newest_goals(look, row.id)?;
            let read = ProjectFile::with_figures(look, &goals.text)?.project;
            Some((row.id, promises(&read), goals.n))
        }
    };
    Ok(GoalsFacts { area: agency_area(look)?, text, project, before })
}

/// What a project promises: goal, money and indicators by their names.
fn promises(project: &Project) -> BTreeMap<String, String> {
    let money = project.budget.lines.iter().map(|l| (format!("预算·{}", l.source.words()), format!("{}元", l.initial)));
    let goals = project.indicators.iter().map(|i| {
        let points =
            if project.form.has_points() { format!("（{}分）", i.weight.normalize()) } else { String::new() };
        (format!("{}·{}", i.group, i.name), format!("{}{points}", i.target.printed()))
    });
    [("年度总体目标".to_owned(), project.goal.clone())].into_iter().chain(money).chain(goals).collect()
}

/// Plans the project, if it is new, and its goals.
pub(super) fn goals_plan(facts: &GoalsFacts) -> Plan {
    let project = &facts.project;
    let mut plan = Plan::new(format!("{} 年度“{}”绩效目标", project.assess_year, project.name), facts.area);
    let nothing = BTreeMap::new();
    let (before, after) = (facts.before.as_ref().map_or(&nothing, |(_, goals, _)| goals), promises(project));
    for (place, promise) in &after {
        plan.show(place, before.get(place).map_or("", String::as_str), promise);
    }
    for (place, promise) in before.iter().filter(|(place, _)| !after.contains_key(*place)) {
        plan.show(place, promise, "（删去）");
    }
    let (id, n) = match &facts.before {
        Some((id, _, n)) => (*id, n + 1),
        None => {
            let id: PerformanceProjectId = plan.new_id();
            let (name, assess_year) = (project.name.clone(), i64::from(project.assess_year));
            plan.insert(&PerformanceProject { id, name, assess_year, matter: MATTER });
            (id, 1)
        }
    };
    plan.insert(&PerformanceGoals { project: id, n, text: facts.text.clone(), matter: MATTER });
    plan
}
