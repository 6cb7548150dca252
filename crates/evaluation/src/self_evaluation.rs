//! A project's year becomes a draft, and a draft becomes final when somebody answered for every gap.

use rust_decimal::Decimal;

use crate::monitoring::monitor;
use crate::project::{Form, Project};
use crate::scoring::{Scored, score};
use crate::{Actual, Grade, Indicator, Light, ManagedItem, Reason, Refusal, Target};

/// What a draft prints where a reason, a survey or a result is missing.
pub const TO_BE_EXPLAINED: &str = "待说明";

/// Where the reason stands why not everything was spent.
pub(crate) const EXECUTION: &str = "项目资金·预算执行率";

/// A self-evaluation with its gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    project: Project,
    lines: Vec<Line>,
    pending: Vec<Pending>,
}

/// A self-evaluation that can be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Final(Draft);

/// An indicator as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The indicator.
    pub indicator: Indicator,
    /// Its points; none as long as there is no result.
    pub scored: Option<Scored>,
    /// 偏差原因分析及改进措施 as printed.
    pub reason: String,
}

/// A gap that a named person has to close.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The indicator or field.
    pub place: String,
    /// What is missing.
    pub what: String,
}

/// Scores a project.
///
/// # Errors
/// Every figure or sum that would be false in print, all at once.
pub fn self_evaluate(project: &Project) -> Result<Draft, Vec<Refusal>> {
    let mut refusals = crate::refuse::refusals(project);
    let mut lines = Vec::new();
    let mut pending = Vec::new();
    for indicator in &project.indicators {
        match line_of(indicator, project, &mut pending) {
            Ok(line) => lines.push(line),
            Err(refusal) => refusals.push(refusal),
        }
    }
    if project.outcome.as_deref().is_none_or(says_nothing) {
        pending.push(Pending {
            place: "年度总体目标".to_owned(), what: "没有填写实际完成情况".to_owned()
        });
    }
    pending.extend(money_unsaid(project));
    let mut unsaid = project.narrative.empty_fields(project.form);
    if project.form == Form::Department {
        unsaid.extend(project.whole.empty_fields());
    }
    pending.extend(unsaid.into_iter().map(|field| Pending { place: field.to_owned(), what: "没有填写".to_owned() }));
    match watched(project, &lines) {
        Ok(more) => pending.extend(more),
        Err(more) => refusals.extend(more),
    }
    if refusals.is_empty() { Ok(Draft { project: project.clone(), lines, pending }) } else { Err(refusals) }
}

/// What is missing about money: amounts, and the answers of a transfer.
fn money_unsaid(project: &Project) -> Vec<Pending> {
    if project.form.has_accounts() {
        return project.accounts.pending();
    }
    let unsaid = project.budget.lines.iter().filter_map(|line| Some((line.source, line.unsaid()?)));
    let mut pending: Vec<Pending> =
        unsaid.map(|(source, what)| Pending { place: format!("项目资金·{}", source.words()), what }).collect();
    let budget = &project.budget;
    if project.form.budget_has_points() && budget.unspent().is_some() && budget.reason_printed() == TO_BE_EXPLAINED {
        let what = format!("执行率{}，要写明没有执行完的原因和改进措施", budget.total().rate_printed());
        pending.push(Pending { place: EXECUTION.to_owned(), what });
    }
    if project.form == Form::Transfer {
        let said = |item| project.managed.iter().any(|m| m.item == item && !says_nothing(&m.statement));
        pending.extend(ManagedItem::ALL.into_iter().filter(|item| !said(*item)).map(|item| Pending {
            place: format!("资金管理情况·{}", item.words()),
            what: "没有填写情况说明".to_owned(),
        }));
    }
    pending
}

/// What the middle of the year leaves open, and targets that were given up then and met after all.
fn watched(project: &Project, lines: &[Line]) -> Result<Vec<Pending>, Vec<Refusal>> {
    let Some(monitoring) = &project.monitoring else { return Ok(Vec::new()) };
    let (watched, mut pending) = monitor(project, monitoring)?;
    for (line, watched) in lines.iter().zip(&watched) {
        let red = watched.state.as_ref().is_some_and(|(_, light)| *light == Light::Red);
        let met = line.scored.as_ref().is_some_and(|scored| scored.met);
        if red && met && line.reason.is_empty() {
            let what = "年中监控预计“完全不可能”，自评却达到目标，要说明".to_owned();
            pending.push(Pending { place: format!("指标“{}”", line.indicator.name), what });
        }
    }
    Ok(pending)
}

fn line_of(indicator: &Indicator, project: &Project, pending: &mut Vec<Pending>) -> Result<Line, Refusal> {
    let place = format!("指标“{}”", indicator.name);
    let scored = match &indicator.actual {
        // A number tells what was done; how far words came true is for somebody to say.
        Some(actual) if is_words(&indicator.target) && !matches!(actual, Actual::Judged { .. }) => None,
        Some(actual) => Some(score(indicator, actual, project.scheme)?),
        None => None,
    };
    let why = match (&scored, &indicator.actual) {
        (None, Some(_)) => Some("年度指标值是文字，要由评定人写明等级和依据".to_owned()),
        _ => why_explain(scored.as_ref(), indicator.weight, project),
    };
    let given = indicator.reason.as_ref().and_then(Reason::given);
    let reason = match (given, &why) {
        (Some(reason), _) => reason.printed(),
        (None, Some(what)) => {
            pending.push(Pending { place, what: what.clone() });
            TO_BE_EXPLAINED.to_owned()
        }
        (None, None) => String::new(),
    };
    Ok(Line { indicator: indicator.clone(), scored, reason })
}

fn is_words(target: &Target) -> bool {
    matches!(target, Target::Words(_))
}

/// Why a line needs a reason (handbook d.4): no result, a target missed, points lost, or far above the target.
fn why_explain(scored: Option<&Scored>, weight: Decimal, project: &Project) -> Option<String> {
    let Some(scored) = scored else { return Some("没有实际完成值".to_owned()) };
    if !scored.met {
        return Some("没有达到年度指标值，要写明偏差原因和改进措施".to_owned());
    }
    if project.form.has_points() && scored.points < weight {
        return Some("得分低于分值，要写明扣分原因".to_owned());
    }
    match scored.completion {
        Some(rate) if rate > project.explain_above => Some(format!(
            "完成{}%，超过{}%，要说明超额完成的原因",
            crate::figure::print(rate, 2),
            project.explain_above
        )),
        _ => None,
    }
}

/// "无" and the like are no reason.
pub fn says_nothing(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && !"。.，,、—-/".contains(*c)).collect();
    matches!(bare.as_str(), "" | "无" | "没有" | "不适用" | TO_BE_EXPLAINED)
}

impl Draft {
    /// The project as evaluated.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// The indicators in printed order.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// What is still missing.
    pub fn pending(&self) -> &[Pending] {
        &self.pending
    }

    /// 总分: the sum of the printed points; none where the form has no points or one is missing.
    pub fn total(&self) -> Option<Decimal> {
        if !self.project.form.has_points() {
            return None;
        }
        let budget = match self.project.form.budget_has_points() {
            true => self.project.budget.points()?,
            false => Decimal::ZERO,
        };
        self.lines.iter().try_fold(budget, |sum, line| Some(sum + line.scored.as_ref()?.points))
    }

    /// The grade of the total.
    pub fn grade(&self) -> Option<Grade> {
        self.total().map(Grade::of)
    }

    /// The report to sign.
    ///
    /// # Errors
    /// The draft's gaps; the draft stays as it is.
    pub fn finish(self) -> Result<Final, Vec<Pending>> {
        if self.pending.is_empty() { Ok(Final(self)) } else { Err(self.pending) }
    }
}

impl Final {
    /// The evaluation without gaps.
    pub fn evaluation(&self) -> &Draft {
        &self.0
    }
}
