//! What became of the targets, indicator by indicator, and which of them were missed.

use super::words::{figure, points, sentence, word, words};
use super::{Element, Span};
use crate::figure::Parent;
use crate::indicator::Actual;
use crate::project::Project;
use crate::self_evaluation::{Draft, Line, TO_BE_EXPLAINED};

pub(super) fn reached(draft: &Draft, out: &mut Vec<Element>) {
    let mut groups: Vec<&str> = Vec::new();
    for line in draft.lines() {
        if groups.last() != Some(&line.indicator.group.as_str()) {
            groups.push(&line.indicator.group);
            out.push(words(format!("{}.{}完成情况。", groups.len(), line.indicator.group)));
        }
        out.push(one_indicator(line, draft.project()));
    }
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
    if !line.reason.is_empty() {
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
        None => word(text),
    }
}

/// The result; a rate prints its two terms, each with its own parent.
fn actual(actual: Option<&Actual>) -> Vec<Span> {
    match actual {
        None => vec![word(TO_BE_EXPLAINED)],
        Some(rate @ Actual::Rate { .. }) => match rate.figures().as_slice() {
            [rate, part, whole] => vec![
                figure(rate.clone()),
                word("（"),
                figure(part.clone()),
                word("/"),
                figure(whole.clone()),
                word("）"),
            ],
            _ => vec![word(rate.printed())],
        },
        Some(survey @ Actual::Survey { .. }) => survey
            .figures()
            .into_iter()
            .next()
            .map_or_else(Vec::new, |f| vec![Span::Figure { text: survey.printed(), figure: Box::new(f) }]),
        Some(Actual::Figure(number)) => vec![figure(number.clone())],
        Some(Actual::Day { on, document }) => {
            let text = Actual::Day { on: *on, document: document.clone() }.printed();
            vec![word(format!("{text}（{document}）"))]
        }
        Some(other) => vec![word(other.printed())],
    }
}

/// Targets that were missed, and what else people said.
pub(super) fn problems(draft: &Draft, out: &mut Vec<Element>) {
    let said = &draft.project().narrative.problems;
    let missed: Vec<&Line> = draft.lines().iter().filter(|l| l.scored.as_ref().is_some_and(|s| !s.met)).collect();
    for line in &missed {
        let mut spans = vec![word(format!("“{}”未达到年度指标值：目标", line.indicator.name))];
        spans.push(target(line, draft.project()));
        spans.push(word("，实际"));
        spans.extend(actual(line.indicator.actual.as_ref()));
        spans.push(word(format!("。原因：{}。", line.reason.trim_end_matches('。'))));
        out.push(Element::Body(spans));
    }
    match (said.is_empty(), missed.is_empty()) {
        (false, _) => out.push(words(sentence(said, "；"))),
        (true, false) => {}
        (true, true) => out.push(words("各项指标均达到年度指标值，自评中未发现其他问题。".to_owned())),
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
