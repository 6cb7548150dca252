//! Where a project stands: its goals with the figures of the books and what people answered, evaluated anew, and what
//! changed since it was submitted.

use std::collections::BTreeMap;

use base::Date;
use desk::{FieldError, Look, Unplanned};
use evaluation::{
    Difference, Draft, MONEY, Monitoring, Occasion, Project, Reason, Refusal, Submission, differences, self_evaluate,
};
use serde::de::DeserializeOwned;
use store::{Field, Record, Value};

use super::project_file::ProjectFile;
use crate::tables::{
    PerformanceAnswer, PerformanceAnswerKind, PerformanceGoals, PerformanceProject, PerformanceProjectId,
    PerformanceScan, PerformanceSubmission, PerformanceSubmissionId, SubmitOccasion,
};

/// A project with everything that is known about it.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The project.
    pub id: PerformanceProjectId,
    /// Goals, figures and answers.
    pub file: ProjectFile,
    /// The evaluation, or what would be false in print.
    pub draft: Result<Draft, Vec<Refusal>>,
    /// What was scanned for the book of evidence, in the order of its sheets' ids and titles.
    pub scans: Vec<PerformanceScan>,
    /// What was submitted, oldest first.
    pub submitted: Vec<Submitted>,
}

/// A submission and what is another value now.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// Its number.
    pub id: PerformanceSubmissionId,
    /// As it was frozen.
    pub submission: Submission,
    /// What changed since.
    pub changed: Vec<Difference>,
}

/// All projects, the newest year first.
pub fn projects(look: &mut Look<'_>) -> Result<Vec<PerformanceProject>, Unplanned> {
    let rest = "WHERE agency = $1 ORDER BY assess_year DESC, name";
    Ok(look.select(rest, &[Value::Int(look.agency().0)])?)
}

fn unknown() -> FieldError {
    FieldError::input("project", "没有这个绩效项目", "请从绩效自评页进入")
}

pub(super) fn newest_goals(look: &mut Look<'_>, project: PerformanceProjectId) -> Result<PerformanceGoals, Unplanned> {
    let args = [Value::Int(look.agency().0), project.value()];
    let mut all = look.select::<PerformanceGoals>("WHERE agency = $1 AND project = $2 ORDER BY n", &args)?;
    Ok(all.pop().ok_or_else(unknown)?)
}

/// A project as its goals, the books and people have it.
pub(super) fn known_project(look: &mut Look<'_>, project: PerformanceProjectId) -> Result<ProjectFile, Unplanned> {
    let goals = newest_goals(look, project)?;
    let mut file = ProjectFile::with_figures(look, &goals.text)?;
    for (answer, on) in answers(look, project)? {
        match answer.kind {
            PerformanceAnswerKind::Words => {
                file.project.say(&answer.place, Reason { text: answer.body, who: answer.who, on });
            }
            PerformanceAnswerKind::Result => {
                // An indicator that later goals dropped keeps its answer, unused.
                file.project.reach(&answer.place, stored(&answer)?);
            }
            PerformanceAnswerKind::Monitoring => {
                let mut monitoring: Monitoring = stored(&answer)?;
                // Kept by name; an indicator that later goals dropped keeps its line, unused.
                monitoring.indicators.retain_mut(|one| {
                    let now = file.project.indicators.iter().find(|indicator| indicator.name == one.id);
                    now.map(|indicator| one.id.clone_from(&indicator.id)).is_some()
                });
                file.project.monitoring = Some(monitoring);
            }
        }
    }
    Ok(file)
}

fn stored<T: DeserializeOwned>(answer: &PerformanceAnswer) -> Result<T, FieldError> {
    serde_json::from_str(&answer.body)
        .map_err(|e| FieldError::whole(format!("“{}”的填报不能识别：{e}", answer.place), "请运行 shebao verify 核查"))
}

/// The answers to one place, oldest first.
pub(super) fn answers_to(
    look: &mut Look<'_>,
    project: PerformanceProjectId,
    place: &str,
    kind: PerformanceAnswerKind,
) -> Result<Vec<PerformanceAnswer>, Unplanned> {
    let rest = "WHERE agency = $1 AND project = $2 AND place = $3 AND kind = $4 ORDER BY n";
    let args = [Value::Int(look.agency().0), project.value(), place.into(), kind.value()];
    Ok(look.select(rest, &args)?)
}

/// All answers in the order in which they were given, each with its day.
fn answers(look: &mut Look<'_>, project: PerformanceProjectId) -> Result<Vec<(PerformanceAnswer, Date)>, Unplanned> {
    dated(look, "a.project = $2", project.value())
}

/// Rows with the day on which they were written.
fn dated<R: Record>(look: &mut Look<'_>, whose: &str, value: Value) -> Result<Vec<(R, Date)>, Unplanned> {
    let sql = format!(
        "SELECT {}, u.at FROM {} a JOIN audit u ON u.agency = a.agency AND u.seq = a.recorded \
         WHERE a.agency = $1 AND {whose} ORDER BY a.recorded",
        R::columns_of("a"),
        R::table().name
    );
    let (today, at) = (look.today(), R::COLUMNS.len());
    let mut found = Vec::new();
    look.each(&sql, &[Value::Int(look.agency().0), value], |row| {
        let day = row.text(at)?.get(..10).and_then(|day| base::parse_date(day).ok()).unwrap_or(today);
        found.push((R::read(row, 0)?, day));
        Ok(())
    })?;
    Ok(found)
}

fn occasion(stored: SubmitOccasion) -> Occasion {
    match stored {
        SubmitOccasion::Review => Occasion::Review,
        SubmitOccasion::Approval => Occasion::Approval,
        SubmitOccasion::Publication => Occasion::Publication,
    }
}

/// Where a project stands now.
///
/// # Errors
/// There is no such project; its goals cannot be read any more; the database fails.
pub fn standing(look: &mut Look<'_>, id: PerformanceProjectId) -> Result<Standing, Unplanned> {
    let mut file = known_project(look, id)?;
    let rows = dated::<PerformanceSubmission>(look, "a.project = $2", id.value())?;
    // The cover has the day on which it was handed in last.
    file.project.filed_on = rows.last().map(|(_, on)| *on).or(file.project.filed_on);
    let draft = self_evaluate(&file.project);
    let mut submitted = Vec::new();
    for (row, on) in rows {
        let cells: BTreeMap<String, String> = serde_json::from_str(&row.cells).map_err(|e| {
            FieldError::whole(format!("第 {} 号提交的数据不能识别：{e}", row.id), "请运行 shebao verify 核查")
        })?;
        let changed = draft.as_ref().map(|draft| differences(&cells, draft)).unwrap_or_default();
        let submission = Submission { occasion: occasion(row.occasion), who: row.who, on, cells };
        submitted.push(Submitted { id: row.id, submission, changed });
    }
    let scans = scans(look, id, &file.project)?;
    Ok(Standing { id, file, draft, scans, submitted })
}

/// The newest scan of each title, under the number that its indicator has now.
fn scans(look: &mut Look<'_>, id: PerformanceProjectId, project: &Project) -> Result<Vec<PerformanceScan>, Unplanned> {
    let rest = "WHERE agency = $1 AND project = $2 ORDER BY sheet, title, n";
    let args = [Value::Int(look.agency().0), id.value()];
    let mut newest: BTreeMap<(String, String), PerformanceScan> = BTreeMap::new();
    for mut scan in look.select::<PerformanceScan>(rest, &args)? {
        match project.indicators.iter().find(|indicator| indicator.name == scan.sheet) {
            Some(indicator) => scan.sheet.clone_from(&indicator.id),
            None if scan.sheet == MONEY => {}
            // Of an indicator that later goals dropped.
            None => continue,
        }
        newest.insert((scan.sheet.clone(), scan.title.clone()), scan);
    }
    Ok(newest.into_values().collect())
}
