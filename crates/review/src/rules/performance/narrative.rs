//! C02: the text tells what the table prints.

use rust_decimal::Decimal;

use super::claims::{self, ScoreClaim};
use super::{Report, quotes, told_scores};
use crate::finding::{Consequence, Finding, Quote, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::table::cell::Cell;
use crate::table::{Indicator, PerformanceTable};
use crate::unit::Dimension;

/// A table of fewer points tells a part; with a bonus or without the points of execution they are not quite a hundred.
const WHOLE: Decimal = Decimal::from_parts(80, 0, 0, false, 0);

/// The total score of each table against the text.
pub(super) fn totals(report: &Report<'_, '_>, review: &mut Review) {
    let claims = claims::scores(report.reading);
    let scored: Vec<(&PerformanceTable, &Cell, Decimal)> = report
        .certain()
        .filter(|table| table.hands.is_none())
        .filter_map(|table| {
            let total = table.total.as_ref()?;
            let cell = total.score.as_ref()?;
            // A table of a part of the indicators has a total of its own.
            let whole = total.weight.as_ref().and_then(Cell::points).is_none_or(|weight| weight >= WHOLE);
            whole.then_some((table, cell, cell.points()?))
        })
        .collect();
    for (table, cell, total) in &scored {
        let own = own_claims(report, table, &claims, scored.len() == 1);
        if own.is_empty() {
            continue;
        }
        let told = own.iter().map(|claim| claim.value.to_string()).collect::<Vec<_>>().join("、");
        let mut words: Vec<_> = own.iter().flat_map(|claim| claim.quotes.clone()).collect();
        words.extend(quotes([*cell]));
        let calc = format!("正文自评得分 {told} 分，{}总得分 {total} 分", table.title());
        if own.iter().any(|claim| claim.value == *total) {
            review.holds(Relation::SameFact, words, calc);
        } else if let Some(cause) = wrong_sum(review, cell) {
            cause.consequences.push(Consequence { kind: Kind::NarrativeTableContradiction, quotes: words, calc });
        } else {
            let suggestion = "按评分表改正正文的得分，或核对评分表";
            review.findings.push(Finding::new(Kind::NarrativeTableContradiction, words, calc, suggestion));
        }
    }
}

/// The claims about a table: those beside its project's name, or all where there is one table and
/// one score.
fn own_claims<'c>(
    report: &Report<'_, '_>,
    table: &PerformanceTable,
    claims: &'c [ScoreClaim],
    only_table: bool,
) -> Vec<&'c ScoreClaim> {
    if let Some(project) = &table.project {
        let name = bare_name(&project.text);
        let of_project = |claim: &&ScoreClaim| {
            let text = report.reading.text.passages[claim.passage].text();
            name.chars().count() >= 2 && text.contains(&name)
        };
        let named: Vec<&ScoreClaim> = claims.iter().filter(of_project).collect();
        let passages: Vec<usize> = named.iter().map(|claim| claim.passage).collect();
        // A passage that tells several scores may tell those of other projects.
        let single = passages.iter().all(|passage| passages.iter().filter(|other| *other == passage).count() == 1);
        if !named.is_empty() {
            return if single { named } else { Vec::new() };
        }
    }
    let same = claims.iter().all(|claim| claim.value == claims[0].value);
    if only_table && report.tables.len() == 1 && same { claims.iter().collect() } else { Vec::new() }
}

/// 稳岗返还项目 → 稳岗返还.
fn bare_name(name: &str) -> String {
    name.trim_end_matches("经费").trim_end_matches("项目").trim_matches(['“', '”', '"', ' ']).to_owned()
}

/// A total that is not the sum of its rows is the cause.
fn wrong_sum<'f>(review: &'f mut Review, cell: &Cell) -> Option<&'f mut Finding> {
    review
        .findings
        .iter_mut()
        .find(|finding| finding.kind == Kind::ScoreSumMismatch && finding.quotes.first() == cell.spot.as_ref())
}

/// The score of a first-level group: 产出指标得49.68分.
pub(super) fn groups(report: &Report<'_, '_>, review: &mut Review) {
    let tables: Vec<&PerformanceTable> =
        report.certain().filter(|table| table.has_points && table.hands.is_none()).collect();
    // A table of the groups alone (一级指标|分值|得分) tells the same in short.
    let short = |table: &PerformanceTable| table.indicators.iter().all(|row| row.level1.is_none());
    let full: Vec<&PerformanceTable> = tables.into_iter().filter(|table| !short(table)).collect();
    let [table] = full.as_slice() else { return };
    if report.tables.iter().filter(|table| !short(table)).count() > 1 || table.loose {
        return;
    }
    let (scores, weights) = (group_points(table, |row| &row.score), group_points(table, |row| &row.weight));
    // Where merged cells were lost, nobody knows which rows make a group: then the points differ for several.
    let told = |name: &str| group_pair(report, name).map(|pair| pair.points);
    let differing = weights.iter().filter(|(name, points)| told(name).is_some_and(|told| told != *points)).count();
    if differing > 1 {
        return;
    }
    for (name, sum) in scores {
        if let Some(quantity) = group_claim(report, &name) {
            let half = quantity.number.step / Decimal::TWO;
            let words = report.reading.quote_with_lead(quantity);
            told_group((&name, "得分"), (quantity.number.value, sum, half), words, review);
        } else if let Some(pair) = group_pair(report, &name) {
            let half = Decimal::new(5, 3);
            told_group((&name, "得分"), (pair.score, sum, half), pair.quotes.clone(), review);
            if let Some((_, points)) = weights.iter().find(|(known, _)| *known == name) {
                told_group((&name, "分值"), (pair.points, *points, half), pair.quotes, review);
            }
        }
    }
}

/// What the text tells of a group, and what its rows make.
fn told_group(
    (name, what): (&str, &str),
    (told, sum, half): (Decimal, Decimal, Decimal),
    words: Vec<Quote>,
    review: &mut Review,
) {
    let calc = format!("正文“{name}”{what} {told}，评分表这一组各行{what}合计 {sum}");
    if (told - sum).abs() <= half {
        review.holds(Relation::SameFact, words, calc);
    } else if let Some(cause) = review.findings.iter_mut().find(|known| is_sum(known.kind)) {
        // What changed the sum of the table changed its group.
        cause.consequences.push(Consequence { kind: Kind::NarrativeTableContradiction, quotes: words, calc });
    } else {
        let suggestion = format!("按评分表改正正文的{what}");
        review.findings.push(Finding::new(Kind::NarrativeTableContradiction, words, calc, suggestion));
    }
}

fn is_sum(kind: Kind) -> bool {
    matches!(kind, Kind::ScoreSumMismatch | Kind::WeightSumMismatch)
}

/// 产出指标50分，得48分: the only such pair of this name.
fn group_pair(report: &Report<'_, '_>, name: &str) -> Option<told_scores::Heading> {
    let passages = 0..report.reading.text.passages.len();
    let mut pairs =
        passages.flat_map(|index| told_scores::pairs_of(report, index)).filter(|pair| bare_row(&pair.name) == name);
    pairs.next().filter(|_| pairs.next().is_none())
}

/// The points of the groups of the first level, by their rows.
fn group_points(table: &PerformanceTable, of: impl Fn(&Indicator) -> &Option<Cell>) -> Vec<(String, Decimal)> {
    let mut sums: Vec<(String, Decimal)> = Vec::new();
    for row in &table.indicators {
        let (Some(level), Some(points)) = (&row.level1, of(row)) else { continue };
        let name = level.text.split('(').next().unwrap_or("").trim_end_matches("指标").to_owned();
        let points = points.points().unwrap_or(Decimal::ZERO);
        match sums.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sum)) => *sum += points,
            None => sums.push((name, points)),
        }
    }
    sums.retain(|(name, _)| name.chars().count() >= 2);
    sums
}

/// 决策类指标得19分: the name, then 得 or 得分, then the points.
fn group_claim<'r>(report: &'r Report<'_, '_>, name: &str) -> Option<&'r Quantity> {
    const BETWEEN: [&str; 12] = [
        "得",
        "得分",
        "得分为",
        "指标得",
        "指标得分",
        "指标得分为",
        "类指标得",
        "类指标得分",
        "类得",
        "类得分",
        "情况得分",
        "类指标得分为",
    ];
    let mut claims = report.reading.quantities.iter().filter(|quantity| {
        quantity.number.dimension == Dimension::Score
            && quantity.number.is_operand()
            && !report.reading.text.passages[quantity.passage].cell
            && quantity.lead.rfind(name).is_some_and(|at| BETWEEN.contains(&&quantity.lead[at + name.len()..]))
    });
    claims.next().filter(|_| claims.next().is_none())
}

/// 决策指标标准分14分，评价得分10.5分, against the row 决策 of the one table of scores.
pub(super) fn rows(report: &Report<'_, '_>, review: &mut Review) {
    let tables: Vec<&PerformanceTable> =
        report.certain().filter(|table| table.has_points && table.hands.is_none()).collect();
    let [table] = tables.as_slice() else { return };
    if report.tables.len() > 1 {
        return;
    }
    for index in 0..report.reading.text.passages.len() {
        for pair in told_scores::pairs_of(report, index) {
            let name = bare_row(&pair.name);
            let mut named = table.indicators.iter().filter(|row| {
                row.name.as_ref().is_some_and(|cell| bare_row(&cell.text) == name && name.chars().count() >= 2)
            });
            let (Some(row), None) = (named.next(), named.next()) else { continue };
            let points = |cell: &Option<Cell>| cell.as_ref().and_then(Cell::points);
            let (Some(weight), Some(score)) = (points(&row.weight), points(&row.score)) else { continue };
            let mut words = pair.quotes.clone();
            words.extend(quotes(row.weight.iter().chain(&row.score)));
            let calc = format!(
                "正文“{name}”分值 {}、得分 {}，评分表这一行分值 {weight}、得分 {score}",
                pair.points, pair.score
            );
            if (pair.points, pair.score) == (weight, score) {
                review.holds(Relation::SameFact, words, calc);
            } else {
                let suggestion = "按评分表改正正文，或核对评分表的这一行";
                review.findings.push(Finding::new(Kind::NarrativeTableContradiction, words, calc, suggestion));
            }
        }
    }
}

/// 决策指标标准分 → 决策.
fn bare_row(name: &str) -> String {
    let name = name.split('(').next().unwrap_or_default();
    let ends = ["标准分", "分值", "满分", "权重", "指标", "类", "情况", "方面", "项目"];
    let bare = ends.iter().fold(name, |name, word| name.trim_end_matches(word));
    bare.trim_start_matches("项目").to_owned()
}
