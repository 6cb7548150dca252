//! The rules of performance tables and of the logic of a performance report, one theme a file.

mod all_spent;
mod attachments;
mod benefits;
mod bracket_points;
mod budget_change;
mod cell_again;
mod claims;
pub(crate) mod columns;
mod completion;
mod conclusion;
mod coverage;
mod date_order;
mod domain;
mod each_lost;
mod even_rates;
mod evidence;
mod executed;
mod execution;
mod extremes;
mod fund_path;
mod funds_sum;
mod goal_cells;
mod goals_as_results;
mod grade;
mod grade_bands;
mod group;
mod group_parts;
mod indicator_form;
mod indicator_score;
mod indicator_text;
mod layout;
mod levels;
mod lost_points;
mod name;
mod narrative;
mod period;
mod placeholders;
mod proportion;
mod reached;
mod row_again;
mod row_told;
mod said_reached;
mod scheme;
mod score_sum;
mod scored;
mod scored_by_rule;
mod second_hand;
mod section_points;
mod section_scores;
mod sections;
mod shortfall;
mod strangers;
mod strayed;
mod subtotals;
#[cfg(test)]
mod tests;
mod text_points;
mod told_bounds;
mod told_budget;
mod told_scores;
mod told_twice;
mod told_weights;
mod unmeasured;
mod untotalled;
mod weights;
mod without_target;
mod wording;
mod year;
mod year_of_facts;
mod year_of_label;
mod year_of_money;
mod year_of_title;
mod year_of_work;

use crate::finding::{Quote, Review};
use crate::reading::Reading;
use crate::table::cell::Cell;
use crate::table::{FundKind, FundLine, PerformanceTable, tables};

/// A report with its tables.
pub(crate) struct Report<'r, 'd> {
    /// Its text.
    pub reading: &'r Reading<'d>,
    /// Its tables, those with doubts included.
    pub tables: Vec<PerformanceTable>,
}

type Rule = fn(&Report<'_, '_>, &mut Review);

const RULES: &[Rule] = &[
    weights::check,
    score_sum::exceeding,
    score_sum::sum,
    subtotals::check,
    second_hand::check,
    told_scores::parts,
    told_scores::headings,
    told_scores::pairs,
    section_scores::check,
    section_scores::exceeding,
    section_scores::groups,
    section_points::check,
    untotalled::check,
    group_parts::check,
    bracket_points::check,
    told_weights::check,
    text_points::check,
    told_scores::above_hundred,
    lost_points::check,
    execution::rate,
    execution::score,
    indicator_score::check,
    proportion::rows,
    proportion::told,
    narrative::totals,
    narrative::groups,
    narrative::rows,
    row_told::check,
    row_again::check,
    cell_again::check,
    even_rates::check,
    each_lost::check,
    scored_by_rule::check,
    told_twice::check,
    levels::check,
    scored::check,
    extremes::check,
    grade::check,
    shortfall::full_score,
    shortfall::no_problems,
    shortfall::all_done,
    said_reached::check,
    said_reached::told_goal,
    said_reached::against_row,
    reached::check,
    without_target::check,
    budget_change::adjustment,
    budget_change::low_execution,
    budget_change::beyond_source,
    told_budget::unchanged,
    told_budget::beyond_source,
    told_budget::low_rate,
    year::check,
    year_of_title::check,
    year_of_label::check,
    year_of_work::check,
    year_of_money::check,
    year_of_facts::check,
    date_order::check,
    period::check,
    attachments::check,
    name::check,
    domain::check,
    scheme::check,
    benefits::check,
    strayed::check,
    strangers::check,
    funds_sum::check,
    columns::check,
    completion::check,
    goal_cells::check,
    indicator_text::check,
    indicator_form::check,
    coverage::check,
    evidence::lost_points,
    evidence::satisfaction,
    executed::check,
    all_spent::check,
    told_bounds::check,
    unmeasured::check,
    goals_as_results::check,
    conclusion::check,
    conclusion::falling,
    wording::words,
    wording::document_numbers,
    layout::numbering,
    layout::contents,
    fund_path::check,
];

/// Reads the tables of a report and checks everything about them.
pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    let report = Report { reading, tables: tables(reading.document) };
    for rule in RULES {
        rule(&report, review);
    }
}

impl Report<'_, '_> {
    /// The tables that were read with certainty.
    pub fn certain(&self) -> impl Iterator<Item = &PerformanceTable> {
        self.tables.iter().filter(|table| table.doubts.is_empty())
    }
}

impl PerformanceTable {
    /// The line of all funds.
    pub(crate) fn fund_total(&self) -> Option<&FundLine> {
        let mut totals = self.funds.iter().filter(|line| line.kind == FundKind::Total);
        totals.next().filter(|_| totals.next().is_none())
    }

    /// 表“项目名称”, for people.
    pub(crate) fn title(&self) -> String {
        let hand = self.hands.as_ref().map_or(String::new(), |hands| format!("（{}）", hands[0]));
        match &self.project {
            Some(project) => format!("“{}”绩效表{hand}", project.text),
            None => format!("绩效表{hand}"),
        }
    }
}

/// The quotes of the cells that print something.
fn quotes<'c>(cells: impl IntoIterator<Item = &'c Cell>) -> Vec<Quote> {
    cells.into_iter().filter_map(|cell| cell.spot.clone()).collect()
}

/// 10 + 20 + 5.5
fn written_sum(values: &[rust_decimal::Decimal]) -> String {
    values.iter().map(|value| value.normalize().to_string()).collect::<Vec<_>>().join(" + ")
}
