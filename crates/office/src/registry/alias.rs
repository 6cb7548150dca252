//! Which records are one person: alias rows, read.

use std::collections::BTreeMap;

use base::Fen;
use desk::{Look, Unplanned};
use store::{Field, Value};

use crate::sets::{IDS_PER_QUERY, among, distinct};
use crate::tables::{PersonAlias, PersonId};

/// The newest alias row of each record, for `p`.
const NEWEST: &str = "NOT EXISTS (SELECT 1 FROM person_alias x WHERE x.merged = p.merged AND x.n > p.n)";

/// SQL: whether a column names a record of one of these people: their own, or one merged into it.
pub(crate) fn records_of(column: &str, people: &str) -> String {
    format!(
        "{column} IN (SELECT r.id FROM person r WHERE r.id IN ({people}) UNION ALL \
         SELECT p.merged FROM person_alias p WHERE p.kept IN ({people}) AND {NEWEST})"
    )
}

/// The records of each of these people, every record with the person who was asked for: their own,
/// and those that were merged into them.
pub(crate) fn records_of_people(
    look: &mut Look<'_>,
    people: &[PersonId],
) -> Result<Vec<(PersonId, PersonId)>, Unplanned> {
    let ids = distinct(people.iter().map(|person| person.0));
    let mut records: Vec<(PersonId, PersonId)> = ids.iter().map(|id| (PersonId(*id), PersonId(*id))).collect();
    for chunk in ids.chunks(IDS_PER_QUERY) {
        let (kept, args) = among(look, "p.kept", chunk);
        look.each(&format!("SELECT p.merged, p.kept FROM person_alias p WHERE {kept} AND {NEWEST}"), &args, |row| {
            records.push((PersonId::read(row, 0)?, PersonId::read(row, 1)?));
            Ok(())
        })?;
    }
    Ok(records)
}

/// SQL: the person whose record a column names.
pub(crate) fn kept_of(column: &str) -> String {
    format!("COALESCE((SELECT p.kept FROM person_alias p WHERE p.merged = {column} AND {NEWEST}), {column})")
}

/// SQL: every merged record with the one that stays, for a FROM clause; the cheapest where everybody is asked about.
pub(crate) fn kept_people() -> String {
    format!("(SELECT p.merged, p.kept FROM person_alias p WHERE {NEWEST})")
}

/// All alias rows about a record, oldest first, whichever side it is on.
pub fn aliases_of(look: &mut Look<'_>, person: PersonId) -> Result<Vec<PersonAlias>, Unplanned> {
    let args = [Value::Int(look.agency().0), Value::Int(person.0)];
    let rest = "WHERE agency = $1 AND (merged = $2 OR merged IN (SELECT a.merged FROM person_alias a \
                WHERE a.kept = $2)) ORDER BY merged, n";
    Ok(look.select::<PersonAlias>(rest, &args)?)
}

/// The record that a record was merged into, and the records that were merged into it.
pub(super) fn standing(look: &mut Look<'_>, person: PersonId) -> Result<(Option<PersonId>, Vec<PersonId>), Unplanned> {
    let args = [Value::Int(look.agency().0), Value::Int(person.0)];
    let sql = format!(
        "SELECT p.merged, p.kept FROM person_alias p WHERE p.agency = $1 AND (p.merged = $2 OR p.kept = $2) AND {NEWEST}"
    );
    let (mut into, mut merged) = (None, Vec::new());
    look.each(&sql, &args, |row| {
        let (record, kept) = (PersonId::read(row, 0)?, Option::<PersonId>::read(row, 1)?);
        if record == person {
            into = kept;
        } else {
            merged.push(record);
        }
        Ok(())
    })?;
    Ok((into, merged))
}

/// A fee year that both records of one person paid: the later payment is to be refunded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverlappingYear {
    /// The record in use.
    pub kept: PersonId,
    /// The other.
    pub merged: PersonId,
    /// Fee year.
    pub year: i64,
    /// Paid on the record in use.
    pub kept_amount: Fen,
    /// Paid on the other.
    pub merged_amount: Fen,
}

/// Fee years that two records paid, year by year.
pub(super) fn years_of_both(
    look: &mut Look<'_>,
    kept: PersonId,
    merged: PersonId,
) -> Result<Vec<OverlappingYear>, Unplanned> {
    let sql = "SELECT c.period_from / 100, c.person, CAST(SUM(c.amount) AS BIGINT) FROM contribution c \
               WHERE +c.agency = $1 AND c.person IN ($2, $3) GROUP BY c.period_from / 100, c.person";
    let mut years: BTreeMap<i64, (Fen, Fen)> = BTreeMap::new();
    let args = [Value::Int(look.agency().0), Value::Int(kept.0), Value::Int(merged.0)];
    look.each(sql, &args, |row| {
        let (year, amount) = (years.entry(row.int(0)?).or_default(), Fen::read(row, 2)?);
        if PersonId::read(row, 1)? == kept {
            year.0 = amount
        } else {
            year.1 = amount
        }
        Ok(())
    })?;
    let both = years.into_iter().filter(|(_, (a, b))| *a > Fen::ZERO && *b > Fen::ZERO);
    Ok(both
        .map(|(year, (kept_amount, merged_amount))| OverlappingYear { kept, merged, year, kept_amount, merged_amount })
        .collect())
}

/// Fee years that were paid on both records of people merged now: to refund.
pub fn overlapping_years(look: &mut Look<'_>) -> Result<Vec<OverlappingYear>, Unplanned> {
    let sql = format!(
        "SELECT p.merged, p.kept FROM person_alias p WHERE p.agency = $1 AND p.kept IS NOT NULL AND {NEWEST} \
         ORDER BY p.merged"
    );
    let mut pairs = Vec::new();
    look.each(&sql, &[Value::Int(look.agency().0)], |row| {
        pairs.push((PersonId::read(row, 0)?, PersonId::read(row, 1)?));
        Ok(())
    })?;
    let mut found = Vec::new();
    for (merged, kept) in pairs {
        found.extend(years_of_both(look, kept, merged)?);
    }
    Ok(found)
}
