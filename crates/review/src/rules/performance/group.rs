//! Groups of indicators: those under one first-level or one second-level heading.

use rust_decimal::Decimal;

use crate::table::cell::{Cell, Number};
use crate::table::{Indicator, PerformanceTable};

/// The rows of a group and the points printed for it.
pub(crate) struct Group<'t> {
    /// The cell that names the group.
    pub name: &'t Cell,
    /// The cell that prints its points, which may be the name itself: 产出指标(50分).
    pub printed: &'t Cell,
    /// Its points as printed.
    pub points: Decimal,
    /// Its rows.
    pub rows: Vec<&'t Indicator>,
}

/// The groups of the first level that print their points.
pub(crate) fn first_level(table: &PerformanceTable) -> Vec<Group<'_>> {
    groups(table, |row| (row.level1.as_ref(), row.weight1.as_ref()))
}

/// The groups of the second level that print their points.
pub(crate) fn second_level(table: &PerformanceTable) -> Vec<Group<'_>> {
    groups(table, |row| (row.level2.as_ref(), row.weight2.as_ref()))
}

fn groups<'t>(
    table: &'t PerformanceTable,
    of: impl Fn(&'t Indicator) -> (Option<&'t Cell>, Option<&'t Cell>),
) -> Vec<Group<'t>> {
    let mut groups: Vec<(Option<&Cell>, Option<Group<'t>>)> = Vec::new();
    for row in &table.indicators {
        let (name, points) = of(row);
        let same = points.is_none()
            && groups.last().is_some_and(|(last, _)| last.map(|cell| &cell.text) == name.map(|cell| &cell.text));
        if !same {
            groups.push((name, name.and_then(|name| opened(name, points))));
        }
        if let Some((_, Some(group))) = groups.last_mut() {
            group.rows.push(row);
        }
    }
    groups.into_iter().filter_map(|(_, group)| group).collect()
}

fn opened<'t>(name: &'t Cell, points: Option<&'t Cell>) -> Option<Group<'t>> {
    let (printed, points) = match points {
        Some(cell) => (cell, cell.points()?),
        None => (name, points_in_name(&name.text)?),
    };
    Some(Group { name, printed, points, rows: Vec::new() })
}

/// 产出指标(50分), 效益指标(30), 满意度指标10分.
fn points_in_name(text: &str) -> Option<Decimal> {
    let inside = match text.split_once('(') {
        Some((_, rest)) => rest.split_once(')').filter(|(_, after)| after.is_empty())?.0,
        None => text.trim_start_matches(|sign: char| !sign.is_ascii_digit()),
    };
    let points = inside.trim().strip_suffix('分').or_else(|| text.contains('(').then_some(inside.trim()))?;
    Number::of(points).filter(Number::is_points).map(|number| number.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_names_its_points() {
        assert_eq!(points_in_name("产出指标(50分)"), Some(Decimal::from(50)));
        assert_eq!(points_in_name("效益(30)"), Some(Decimal::from(30)));
        assert_eq!(points_in_name("满意度指标10分"), Some(Decimal::from(10)));
        assert_eq!(points_in_name("决策"), None);
        assert_eq!(points_in_name("产出指标(50分)附加"), None);
    }
}
