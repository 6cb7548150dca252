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
    match draft.total() {
        Some(_) => told("其中：", draft, budget(draft).into_iter().chain(by_group(draft)).collect()),
        None => so_far(draft),
    }
}

/// 尚未评分的3项，共65分；已评分的2项，共35分，得35分：预算执行率10分，得10分；…
fn so_far(draft: &Draft) -> Vec<Span> {
    let (known, open): (Vec<&Line>, Vec<&Line>) = draft.lines().iter().partition(|line| line.scored.is_some());
    let each = known.iter().map(|line| of(draft, &line.indicator.name, std::slice::from_ref(line)));
    let each: Vec<Part> = budget(draft).into_iter().chain(each).collect();
    if each.is_empty() {
        return Vec::new();
    }
    let year = draft.project().assess_year;
    let sum = |part: fn(&Part) -> Decimal| each.iter().map(part).sum::<Decimal>();
    let from: Vec<Parent> = each.iter().flat_map(|part| part.3.clone()).collect();
    let of_all = |value, how: &str, from: &[Parent]| points(value, year, how.to_owned(), from.to_vec());
    let mut spans = Vec::new();
    let project = draft.project();
    // The fund block is open as long as nobody said what was executed.
    let unstated = project.form.budget_has_points() && project.budget.points().is_none();
    let count = open.len() + usize::from(unstated);
    if count > 0 {
        let (_, mut missing, _, mut promised) = of(draft, "", &open);
        if unstated {
            missing += project.budget.weight;
            promised.push(project.budget.parent());
        }
        spans.push(word(format!("尚未评分的{count}项，共")));
        spans.extend([of_all(missing, "尚未评分的各项分值之和", &promised), word("；")]);
    }
    spans.push(word(format!("已评分的{}项，共", each.len())));
    spans.extend([of_all(sum(|part| part.1), "已评分的各项分值之和", &from), word("，得")]);
    spans.extend([of_all(sum(|part| part.2), "已评分的各项得分之和", &from), word("：")]);
    spans.extend(told("", draft, each));
    spans
}

/// Name, full points, earned points, what they rest on.
type Part = (String, Decimal, Decimal, Vec<Parent>);

/// The points of the fund block, where it carries some.
fn budget(draft: &Draft) -> Option<Part> {
    let project = draft.project();
    let earned = project.budget.points().filter(|_| project.form.budget_has_points())?;
    Some(("预算执行率".to_owned(), project.budget.weight, earned, vec![project.budget.parent()]))
}

fn by_group(draft: &Draft) -> impl Iterator<Item = Part> {
    groups(draft).into_iter().map(|(group, lines)| of(draft, group, &lines))
}

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
