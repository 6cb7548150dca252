//! A figure's value and its rows, from the same query.

use base::{Fen, Month, Seq};
use desk::{FieldError, Look, Unplanned};
use evaluation::{Figure, Parent};
use store::{Field, StoreError, Value};

use super::definitions::{Definition, Measure};
use crate::tables::PersonId;

/// A row that a figure counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureRow {
    /// Whom it concerns.
    pub person: PersonId,
    /// What it is, in the words of screens (kind of due, source of a booking, state).
    pub what: String,
    /// Its month (201901) or day (20190125).
    pub at: i64,
    /// Its amount; 1 where only people are counted.
    pub amount: Fen,
}

/// The figure of a year, as known at the look's write.
///
/// # Errors
/// A year that does not exist; the database fails.
pub fn figure(look: &mut Look<'_>, definition: &Definition, year: i16) -> Result<Figure, Unplanned> {
    let rows = sql(definition, year)?;
    let all = match definition.measure {
        Measure::People => {
            format!(
                "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT person FROM ({rows}) AS r \
                 GROUP BY person HAVING SUM(amount) <> 0) AS p"
            )
        }
        Measure::Rows => format!("SELECT CAST(COUNT(*) AS BIGINT) FROM ({rows}) AS r"),
        Measure::Money => format!("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ({rows}) AS r"),
    };
    let args = args(look);
    let number: i64 = look.scalar(&all, &args)?;
    let parent = parent(definition, look.seq());
    Ok(match definition.measure {
        Measure::Money => Figure::money(Fen::new(number), year, parent),
        Measure::People | Measure::Rows => Figure::count(number, definition.unit, year, parent),
    })
}

/// The rows behind a figure, ordered by person and time.
///
/// # Errors
/// A year that does not exist; the database fails.
pub fn rows(
    look: &mut Look<'_>,
    definition: &Definition,
    year: i16,
    mut on_row: impl FnMut(FigureRow) -> Result<(), StoreError>,
) -> Result<(), Unplanned> {
    let ordered = format!(
        "SELECT person, what, at, amount FROM ({}) AS r ORDER BY person, at, what, amount",
        sql(definition, year)?
    );
    let args = args(look);
    look.each(&ordered, &args, |row| {
        on_row(FigureRow {
            person: PersonId::read(row, 0)?,
            what: definition.words_of(&String::read(row, 1)?),
            at: row.int(2)?,
            amount: Fen::read(row, 3)?,
        })
    })?;
    Ok(())
}

fn parent(definition: &Definition, seq: Seq) -> Parent {
    Parent::Computed { definition: definition.name.to_owned(), seq }
}

fn args(look: &Look<'_>) -> [Value; 2] {
    [Value::Int(look.agency().0), Value::Int(look.seq().0)]
}

/// The query of a year; what is put in are numbers of its days and months.
fn sql(definition: &Definition, year: i16) -> Result<String, Unplanned> {
    let unknown = |_| {
        let advice = "请填写四位数的年度，如 2019";
        Unplanned::Fields(vec![FieldError::input("year", format!("没有 {year} 年"), advice)])
    };
    let (january, december) = (Month::new(year, 1).map_err(unknown)?, Month::new(year, 12).map_err(unknown)?);
    let number = |day| base::date_to_number(day).to_string();
    Ok(definition
        .rows
        .replace(":first", &number(january.first_day()))
        .replace(":last", &number(december.last_day()))
        .replace(":january", &january.number().to_string())
        .replace(":december", &december.number().to_string()))
}
