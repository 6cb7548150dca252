//! A figure's value and its rows, from the same query.

use std::collections::BTreeMap;

use base::{Fen, Month, RegionCode, Seq};
use desk::{FieldError, Look, Unplanned};
use evaluation::{Figure, Parent};
use rust_decimal::Decimal;
use store::{Field, StoreError, Value};

use super::definitions::{Definition, Measure, definition};
use crate::registry::kept_people;

/// A row that a figure counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureRow {
    /// Whom or what it concerns, as the definition says.
    pub subject: i64,
    /// What it is, in the words of screens (kind of due, source of a booking, state).
    pub what: String,
    /// Its month (201901) or day (20190125).
    pub at: i64,
    /// Its amount; 1 where only people are counted.
    pub amount: Fen,
}

impl FigureRow {
    /// The subject's number in print; a row of a budget, or a sum, has none.
    pub fn number(&self) -> String {
        if self.subject == 0 { String::new() } else { self.subject.to_string() }
    }
}

/// The months that a figure is counted over: a year, or a period of the statistics.
#[derive(Clone, Copy)]
struct Span {
    first: Month,
    last: Month,
    /// The day by which fees must be booked; a year's figure waits for what comes in after it.
    booked: i64,
}

impl Span {
    fn year(year: i16) -> Result<Span, Unplanned> {
        let unknown = |_| FieldError::input("year", format!("没有 {year} 年"), "请填写四位数的年度，如 2019");
        let first = Month::new(year, 1).map_err(unknown)?;
        Ok(Span { first, last: first.plus(11), booked: i64::from(i32::MAX) })
    }

    /// The query with these months in it; what is put in are numbers.
    fn sql(self, definition: &Definition) -> String {
        let january = self.first.plus(1 - i32::from(self.first.month()));
        let day = |date| base::date_to_number(date).to_string();
        definition
            .rows
            .replace(":first", &day(self.first.first_day()))
            .replace(":last", &day(self.last.last_day()))
            .replace(":january", &january.number().to_string())
            .replace(":end", &self.last.number().to_string())
            .replace(":booked", &self.booked.to_string())
    }

    /// Whom a figure of people counts: whoever has two records is one person.
    fn people_sql(self, definition: &Definition) -> String {
        let (rows, kept) = (self.sql(definition), kept_people());
        format!(
            "SELECT COALESCE(k.kept, r.subject) AS subject FROM ({rows}) AS r LEFT JOIN {kept} k \
             ON k.merged = r.subject GROUP BY 1 HAVING SUM(r.amount) <> 0"
        )
    }
}

/// The figure of a year, as known at the look's write.
///
/// # Errors
/// A year that does not exist; a rate of nothing; the database fails.
pub fn figure(look: &mut Look<'_>, definition: &Definition, year: i16) -> Result<Figure, Unplanned> {
    let span = Span::year(year)?;
    let parent = parent(definition, look.seq());
    if let Measure::Rate { part, whole } = definition.measure {
        let value = rate(look, definition, span, part, whole)?;
        return Ok(Figure { value, unit: definition.unit, year, parent });
    }
    let number = number(look, definition, span)?;
    Ok(match definition.measure {
        Measure::Money | Measure::Short => Figure::money(Fen::new(number), year, parent),
        _ => Figure::count(number, definition.unit, year, parent),
    })
}

/// People, rows or fen of a definition over a period, as it stood at the period's end.
pub(crate) fn counted(look: &mut Look<'_>, name: &str, (first, last): (Month, Month)) -> Result<i64, Unplanned> {
    number(look, known(name)?, Span { first, last, booked: base::date_to_number(last.last_day()) })
}

fn number(look: &mut Look<'_>, definition: &Definition, span: Span) -> Result<i64, Unplanned> {
    let rows = span.sql(definition);
    let all = match definition.measure {
        Measure::People => format!("SELECT CAST(COUNT(*) AS BIGINT) FROM ({}) AS p", span.people_sql(definition)),
        Measure::Rows => format!("SELECT CAST(COUNT(*) AS BIGINT) FROM ({rows}) AS r"),
        Measure::Short => format!(
            "SELECT CAST(COALESCE(SUM(missing), 0) AS BIGINT) FROM (SELECT SUM(amount) AS missing FROM ({rows}) AS r \
             GROUP BY what HAVING SUM(amount) > 0) AS s"
        ),
        Measure::Money | Measure::Rate { .. } => {
            format!("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ({rows}) AS r")
        }
    };
    let args = args(look);
    Ok(look.scalar(&all, &args)?)
}

/// What a year's figure of people counts, by the region in which they are registered now; of a rate
/// only the rows of these codes.
pub(crate) fn by_region(
    look: &mut Look<'_>,
    name: &str,
    year: i16,
    codes: &[&str],
) -> Result<BTreeMap<RegionCode, i64>, Unplanned> {
    let definition = known(name)?;
    let span = Span::year(year)?;
    let rows = span.sql(definition);
    let counted = match definition.measure {
        Measure::People => span.people_sql(definition),
        Measure::Rate { .. } => {
            let listed: Vec<String> = codes.iter().map(|code| format!("'{code}'")).collect();
            format!("SELECT subject FROM ({rows}) AS r WHERE what IN ({})", listed.join(", "))
        }
        _ => format!("SELECT subject FROM ({rows}) AS r"),
    };
    let sql = format!(
        "SELECT p.region, CAST(COUNT(*) AS BIGINT) FROM ({counted}) AS x JOIN person_version p ON p.person = x.subject \
         WHERE NOT EXISTS (SELECT 1 FROM person_version q WHERE q.person = p.person AND q.n > p.n) GROUP BY p.region"
    );
    let mut found = BTreeMap::new();
    let args = args(look);
    look.each(&sql, &args, |row| {
        found.insert(RegionCode::read(row, 0)?, row.int(1)?);
        Ok(())
    })?;
    Ok(found)
}

fn known(name: &str) -> Result<&'static Definition, Unplanned> {
    let unknown = || FieldError::input("name", format!("没有名为“{name}”的数据"), "用 shebao figure list 查看全部名称");
    Ok(definition(name).ok_or_else(unknown)?)
}

/// A rate has both terms or does not exist.
fn rate(
    look: &mut Look<'_>,
    definition: &Definition,
    span: Span,
    part: &[&str],
    whole: &[&str],
) -> Result<Decimal, Unplanned> {
    let sql = format!("SELECT what, CAST(SUM(amount) AS BIGINT) FROM ({}) AS r GROUP BY what", span.sql(definition));
    let (mut above, mut below) = (0, 0);
    let args = args(look);
    look.each(&sql, &args, |row| {
        let (what, sum) = (row.text(0)?, row.int(1)?);
        above += if part.contains(&what) { sum } else { 0 };
        below += if whole.contains(&what) { sum } else { 0 };
        Ok(())
    })?;
    if below == 0 {
        let what = format!("{}的分母为零，比率不存在", definition.title);
        return Err(FieldError::input("name", what, format!("没有可以作分母的数据：{}", definition.meaning)).into());
    }
    Ok(Decimal::from(above) * Decimal::ONE_HUNDRED / Decimal::from(below))
}

/// The rows behind a figure, ordered by person and time.
///
/// # Errors
/// A year that does not exist; the database fails.
pub fn rows(
    look: &mut Look<'_>,
    definition: &Definition,
    year: i16,
    on_row: impl FnMut(FigureRow) -> Result<(), StoreError>,
) -> Result<(), Unplanned> {
    rows_from(look, (definition, year), (i64::MIN, i64::MAX), on_row)
}

/// The same from a subject on, at most so many.
///
/// # Errors
/// A year that does not exist; the database fails.
pub fn rows_from(
    look: &mut Look<'_>,
    (definition, year): (&Definition, i16),
    (subject, at_most): (i64, i64),
    mut on_row: impl FnMut(FigureRow) -> Result<(), StoreError>,
) -> Result<(), Unplanned> {
    let ordered = format!(
        "SELECT subject, what, at, amount FROM ({}) AS r WHERE subject >= CAST($3 AS BIGINT) \
         ORDER BY subject, at, what, amount LIMIT $4",
        Span::year(year)?.sql(definition)
    );
    let args = [&args(look)[..], &[Value::Int(subject), Value::Int(at_most)]].concat();
    look.each(&ordered, &args, |row| {
        on_row(FigureRow {
            subject: row.int(0)?,
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
