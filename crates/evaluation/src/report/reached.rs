//! What became of the targets, indicator by indicator, and which of them were missed.

use super::words::{figure, heading, points, sentence, word, words};
use super::{Element, Span};
use crate::Unit;
use crate::figure::Parent;
use crate::indicator::{Actual, Target};
use crate::project::Project;
use crate::self_evaluation::{Draft, Line, TO_BE_EXPLAINED};

pub(super) fn reached(draft: &Draft, out: &mut Vec<Element>) {
    let mut groups: Vec<&str> = Vec::new();
    for line in draft.lines() {
        if groups.last() != Some(&line.indicator.group.as_str()) {
            groups.push(&line.indicator.group);
            out.push(heading(3, &format!("{}.{}完成情况", groups.len(), line.indicator.group)));
        }
        out.push(one_indicator(line, draft.project()));
    }
}

/// The indicators of a group, below what was said about it.
pub(super) fn of_group(draft: &Draft, group: &str, out: &mut Vec<Element>) {
    let lines = draft.lines().iter().filter(|line| line.indicator.group == group);
    out.extend(lines.map(|line| one_indicator(line, draft.project())));
}

/// The indicators of all other groups.
pub(super) fn besides(draft: &Draft, groups: &[&str], out: &mut Vec<Element>) {
    let lines = draft.lines().iter().filter(|line| !groups.contains(&line.indicator.group.as_str()));
    out.extend(lines.map(|line| one_indicator(line, draft.project())));
}

fn one_indicator(line: &Line, project: &Project) -> Element {
    let indicator = &line.indicator;
    let mut spans = vec![word(format!("{}“{}”：年度指标值", indicator.kind, indicator.name))];
    spans.push(target(line, project));
    spans.push(word("，实际完成"));
    spans.extend(actual(indicator.actual.as_ref()));
    if let (Some(scored), true) = (&line.scored, project.form.has_points()) {
        let (year, promised) = (project.assess_year, project.promised(indicator));
        spans.push(word("，分值"));
        spans.push(points(indicator.weight, year, "绩效目标表的分值".to_owned(), vec![promised.clone()]));
        spans.push(word("，得"));
        let from = indicator.actual.iter().flat_map(Actual::figures).map(|f| f.parent).chain([promised]);
        spans.push(points(scored.points, year, scored.calc.clone(), from.collect()));
    }
    if line.scored.is_none() && indicator.actual.is_some() && project.form.has_points() {
        spans.push(word(format!("，得分{TO_BE_EXPLAINED}")));
    }
    // Whether a target was missed whose result is missing or not judged, nobody knows.
    let unknown = line.scored.is_none() && line.reason == TO_BE_EXPLAINED;
    if !line.reason.is_empty() && !unknown {
        spans.push(word(format!("。偏差原因及改进措施：{}", line.reason.trim_end_matches('。'))));
    }
    spans.push(word("。"));
    Element::Body(spans)
}

/// The target; a number in it was promised in the table of goals.
fn target(line: &Line, project: &Project) -> Span {
    let indicator = &line.indicator;
    let text = indicator.target.printed();
    match indicator.target.bound() {
        Some((value, unit)) => {
            let parent = project.promised(indicator);
            let figure = crate::Figure { value, unit, year: project.assess_year, parent };
            Span::Figure { text, figure: Box::new(figure) }
        }
        // Days and ranges read on; words are quoted from the table of goals.
        None if matches!(indicator.target, Target::Words(_)) => word(format!("为“{text}”")),
        None => word(format!("为{text}")),
    }
}

/// A term of a rate, money in ten thousand yuan.
fn term(part: &crate::Figure) -> Span {
    Span::Figure { text: part.in_report(), figure: Box::new(part.in_wan()) }
}

/// The result; behind a rate stand its two terms, each with its own parent, as a reader divides them.
fn actual(actual: Option<&Actual>) -> Vec<Span> {
    match actual {
        None => vec![word(TO_BE_EXPLAINED)],
        Some(rate @ Actual::Rate { .. }) => match rate.figures().as_slice() {
            [rate, part, whole] => {
                vec![figure(rate.clone()), word("（"), term(part), word("÷"), term(whole), word("）")]
            }
            _ => vec![word(rate.printed())],
        },
        Some(survey @ Actual::Survey { .. }) => survey
            .figures()
            .into_iter()
            .next()
            .map_or_else(Vec::new, |f| vec![Span::Figure { text: survey.printed(), figure: Box::new(f) }]),
        Some(Actual::Figure(number)) if number.unit == Unit::WanYuan => vec![term(number)],
        Some(Actual::Figure(number)) => vec![figure(number.clone())],
        Some(Actual::Day { on, document }) => {
            let text = Actual::Day { on: *on, document: document.clone() }.printed();
            vec![word(format!("{text}（{document}）"))]
        }
        Some(other) => vec![word(other.printed())],
    }
}

/// What was not spent, targets that were missed, and what else people said.
pub(super) fn problems(draft: &Draft, out: &mut Vec<Element>) {
    let said = &draft.project().narrative.problems;
    let share = super::money::executed_share(draft.project());
    let lead = share.map_or_else(Vec::new, |share| vec![word("预算执行率"), share, word("，")]);
    let unspent = super::money::unspent(draft.project(), lead);
    let is_whole = unspent.is_none();
    out.extend(unspent);
    let missed: Vec<&Line> = draft.lines().iter().filter(|l| l.scored.as_ref().is_some_and(|s| !s.met)).collect();
    for line in &missed {
        let mut spans = vec![word(format!("“{}”未达到年度指标值：目标", line.indicator.name))];
        spans.push(target(line, draft.project()));
        spans.push(word("，实际"));
        spans.extend(actual(line.indicator.actual.as_ref()));
        spans.push(word(format!("。原因：{}。", line.reason.trim_end_matches('。'))));
        out.push(Element::Body(spans));
    }
    let is_open = draft.lines().iter().any(|line| line.scored.is_none());
    match (said.is_empty(), missed.is_empty() && is_whole) {
        (false, _) => out.push(words(sentence(said, "；"))),
        (true, false) => {}
        // Of a result that is missing nobody knows whether the target was met.
        (true, true) if is_open => out.push(words(format!("{TO_BE_EXPLAINED}。"))),
        (true, true) => {
            let how = draft.project().form.evaluated();
            out.push(words(format!("各项指标均达到年度指标值，{how}中未发现其他问题。")));
        }
    }
}

impl Draft {
    /// Everything that the points rest on: rows and documents, each once.
    pub fn roots(&self) -> Vec<Parent> {
        let project = self.project();
        let mut all: Vec<Parent> = match project.form.budget_has_points() {
            true => vec![project.budget.parent()],
            false => Vec::new(),
        };
        for indicator in &project.indicators {
            all.extend(indicator.actual.iter().flat_map(Actual::figures).map(|figure| figure.parent));
            all.push(project.promised(indicator));
        }
        let all = Parent::Calculated { how: String::new(), from: all };
        all.roots().into_iter().cloned().collect()
    }
}
