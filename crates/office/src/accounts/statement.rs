//! 个人权益记录单 (社会保险法 第七十四条): a year of a person's account, by source.

use std::collections::BTreeMap;

use base::{Date, Fen, Month};
use desk::{Look, Unplanned};
use serde::Serialize;
use store::{Field, Value};

use crate::benefits::years_booked;
use crate::environment::Environment;
use crate::registry::{current_person, regions_in_force};
use crate::tables::{AccountSource, EnrolmentState, EntryKind, IdentifierKind, PersonId, Scheme, counted};

/// A line of the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatementLine {
    /// Month from which it counts.
    pub month: Month,
    /// Fee year or interest year.
    pub year: i64,
    /// What it is.
    pub kind: EntryKind,
    /// Source.
    pub source: AccountSource,
    /// Tax serial of a contribution.
    pub serial: Option<String>,
    /// Day the person paid.
    pub paid_on: Option<Date>,
    /// Amount.
    pub amount: Fen,
}

/// A person's year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// ID number, masked.
    pub id_number: String,
    /// Village.
    pub region: String,
    /// The year.
    pub year: i64,
    /// Membership now.
    pub state: Option<EnrolmentState>,
    /// Fee years paid by the end of the year, with those taken over.
    pub years: i64,
    /// At the start, by source; what pensions had taken is in `opening_paid`.
    pub opening: BTreeMap<AccountSource, Fen>,
    /// What pensions had taken from the account before the year.
    pub opening_paid: Fen,
    /// The year's lines.
    pub lines: Vec<StatementLine>,
    /// What pensions took from the account in the year.
    pub paid: Fen,
}

impl Statement {
    /// The balance at the start.
    pub fn opening_balance(&self) -> Fen {
        self.opening.values().copied().sum::<Fen>() - self.opening_paid
    }

    /// The balance at the end.
    pub fn closing_balance(&self) -> Fen {
        self.opening_balance() + self.lines.iter().map(|line| line.amount).sum::<Fen>() - self.paid
    }
}

/// The statement of a year; `None` for an unknown person.
pub fn statement(
    look: &mut Look<'_>,
    environment: &Environment,
    person: PersonId,
    year: i16,
) -> Result<Option<Statement>, Unplanned> {
    let Some(now) = current_person(look, person, Scheme::Resident)? else { return Ok(None) };
    let identifiers = environment.identifiers();
    let id = identifiers.present(look, person, IdentifierKind::IdNumber)?;
    let region = regions_in_force(look)?.remove(&now.version.region).unwrap_or_default();
    let booked = years_booked(look, person, Scheme::Resident)?;
    let paid_years = booked.keys().filter(|paid| **paid <= year).count();
    let taken_on = now.enrolment.as_ref().map_or(0, |(enrolment, _)| enrolment.years_taken_on);
    let (opening_paid, paid) = pensions(look, person, year)?;
    let (opening, lines) = lines(look, person, year)?;
    Ok(Some(Statement {
        person,
        name: now.version.name,
        id_number: id.map(|id| id.masked).unwrap_or_default(),
        region,
        year: i64::from(year),
        state: now.enrolment.map(|(_, state)| state),
        years: taken_on + i64::try_from(paid_years).unwrap_or(i64::MAX),
        opening,
        opening_paid,
        lines,
        paid,
    }))
}

type Lines = (BTreeMap<AccountSource, Fen>, Vec<StatementLine>);

fn lines(look: &mut Look<'_>, person: PersonId, year: i16) -> Result<Lines, Unplanned> {
    let sql = "SELECT e.month, e.year, e.kind, e.source, e.amount, c.serial, c.paid_on FROM account_entry e \
               LEFT JOIN contribution c ON c.id = e.contribution \
               WHERE e.person = $1 AND e.scheme = $2 AND e.month <= $3 ORDER BY e.month, e.id";
    let december = i64::from(year) * 100 + 12;
    let args = [Value::Int(person.0), Scheme::Resident.value(), Value::Int(december)];
    let (mut opening, mut lines) = (BTreeMap::new(), Vec::new());
    look.each(sql, &args, |row| {
        let line = StatementLine {
            month: Month::read(row, 0)?,
            year: row.int(1)?,
            kind: EntryKind::read(row, 2)?,
            source: AccountSource::read(row, 3)?,
            amount: Fen::read(row, 4)?,
            serial: Field::read(row, 5)?,
            paid_on: Field::read(row, 6)?,
        };
        if line.kind == EntryKind::Opening || line.month.year() < year {
            *opening.entry(line.source).or_default() += line.amount;
        } else {
            lines.push(line);
        }
        Ok(())
    })?;
    Ok((opening, lines))
}

/// What pensions took from the account before a year, and in it.
fn pensions(look: &mut Look<'_>, person: PersonId, year: i16) -> Result<(Fen, Fen), Unplanned> {
    let sql = concat!(
        "SELECT r.month, CAST(SUM(d.account) AS BIGINT) FROM due d JOIN run r ON r.id = d.run \
               WHERE d.person = $1 AND d.account <> 0 AND d.kind NOT IN ('refund', 'returned') AND r.state IN ",
        counted!(),
        " \
               AND r.month <= $2 GROUP BY r.month"
    );
    let (mut before, mut during) = (Fen::ZERO, Fen::ZERO);
    look.each(sql, &[Value::Int(person.0), Value::Int(i64::from(year) * 100 + 12)], |row| {
        let amount = Fen::read(row, 1)?;
        match Month::read(row, 0)?.year() == year {
            true => during += amount,
            false => before += amount,
        }
        Ok(())
    })?;
    Ok((before, during))
}
