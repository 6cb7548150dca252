//! The sheets of the work money, each of a year.

use desk::{Look, Unplanned};
use documents::BookTable;
use office::tables::TaskMeasure;
use office::work;

use crate::BookKind;
use crate::books_tables::Head;
use crate::retiree_tables;
use crate::work_tables as tables;

/// The sheets of a kind and year; none where nothing stands.
pub(crate) fn made(
    look: &mut Look<'_>,
    head: &Head<'_>,
    kind: BookKind,
    year: i16,
) -> Result<Vec<BookTable>, Unplanned> {
    Ok(match kind {
        BookKind::Progress => {
            let mut tables = Vec::new();
            for measure in TaskMeasure::ALL {
                match work::progress(look, year, *measure) {
                    Ok(found) => tables.push(tables::bulletin(head, &found)),
                    // A year need not have a target of every kind.
                    Err(Unplanned::Fields(_)) => {}
                    Err(failed) => return Err(failed),
                }
            }
            tables
        }
        BookKind::Supervision => {
            let seen = work::supervisions(look, year)?;
            let today = look.today();
            if seen.is_empty() { Vec::new() } else { vec![tables::supervisions(head, year, &seen, today)] }
        }
        BookKind::Incentive => {
            let found = work::incentive_of(look, year)?;
            found.map(|(incentive, lines)| tables::incentive(head, &incentive, &lines)).into_iter().collect()
        }
        BookKind::Money => {
            let rows = work::money_of(look, year)?;
            if rows.is_empty() { Vec::new() } else { vec![tables::money(head, year, &rows)] }
        }
        BookKind::Scores => {
            let found = work::town_scores(look, year)?;
            found.map(|found| tables::scores(head, &found.0, &found.1, &found.2)).into_iter().collect()
        }
        BookKind::Retirees => {
            let rows = work::roster_of(look, year)?;
            let mut sheets = Vec::new();
            if !rows.is_empty() {
                sheets.push(retiree_tables::roster(head, (year, look.today()), &rows));
            }
            sheets.extend(work::service_fee_of(look, year)?.map(|fee| retiree_tables::fee(head, &fee)));
            sheets
        }
        _ => Vec::new(),
    })
}
