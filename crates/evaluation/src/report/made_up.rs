//! What a score is made up of, so that a reader can add it up: the groups where every point is known, and where some
//! are not, the indicators that have theirs.

use rust_decimal::Decimal;

use super::Span;
use super::words::{points, word};
use crate::figure::Parent;
use crate::indicator::Actual;
use crate::self_evaluation::{Draft, Line};

/// 其中：决策20分，得19分；过程…
pub(super) fn parts(draft: &Draft) -> Vec<Span> {
    let project = draft.project();
    if draft.total().is_some() {
        let mut all = Vec::new();
        if let Some(earned) = project.budget.points().filter(|_| project.form.budget_has_points()) {
            all.push(("预算执行".to_owned(), project.budget.weight, earned, vec![project.budget.parent()]));
        }
        all.extend(groups(draft).into_iter().map(|(group, lines)| of(draft, group, &lines)));
        return told("其中：", draft, all);
    }
    let known: Vec<&Line> = draft.lines().iter().filter(|line| line.scored.is_some()).collect();
    if known.is_empty() {
        return Vec::new();
    }
    let (_, full, earned, from) = of(draft, "", &known);
    let (year, sum) = (project.assess_year, "有结果的各项之和".to_owned());
    let mut spans =
        vec![word(format!("有结果的指标{}项，共", known.len())), points(full, year, sum.clone(), from.clone())];
    spans.extend([word("，得"), points(earned, year, sum, from), word("：")]);
    let each = known.iter().map(|line| of(draft, &line.indicator.name, std::slice::from_ref(line)));
    spans.extend(told("", draft, each.collect()));
    spans
}

/// Name, full points, earned points, what they rest on.
type Part = (String, Decimal, Decimal, Vec<Parent>);

fn groups(draft: &Draft) -> Vec<(&str, Vec<&Line>)> {
    let mut groups: Vec<(&str, Vec<&Line>)> = Vec::new();
    for line in draft.lines() {
        let group = line.indicator.group.as_str();
        match groups.iter_mut().find(|(name, _)| *name == group) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((group, vec![line])),
        }
    }
    groups
}

fn of(draft: &Draft, name: &str, lines: &[&Line]) -> Part {
    let full = lines.iter().map(|line| line.indicator.weight).sum();
    let earned = lines.iter().filter_map(|line| line.scored.as_ref()).map(|scored| scored.points).sum();
    let mut from: Vec<Parent> = lines.iter().map(|line| draft.project().promised(&line.indicator)).collect();
    let figures = lines.iter().filter_map(|line| line.indicator.actual.as_ref()).flat_map(Actual::figures);
    from.extend(figures.map(|figure| figure.parent));
    (name.to_owned(), full, earned, from)
}

fn told(lead: &str, draft: &Draft, parts: Vec<Part>) -> Vec<Span> {
    let year = draft.project().assess_year;
    let mut spans = vec![word(lead)];
    for (n, (name, full, earned, from)) in parts.into_iter().enumerate() {
        spans.push(word(format!("{}{name}", if n == 0 { "" } else { "；" })));
        spans.push(points(full, year, "分值之和".to_owned(), from.clone()));
        spans.push(word("，得"));
        spans.push(points(earned, year, "得分之和".to_owned(), from));
    }
    spans.push(word("。"));
    spans
}
