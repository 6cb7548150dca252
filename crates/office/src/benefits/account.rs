//! A person's account and years, as assessment and settlement need them.

use std::collections::{BTreeMap, HashMap};

use base::{Date, Fen, Month};
use desk::{Look, Unplanned};
use schemes::resident::AccountBalance;
use store::{Field, Value};

use crate::accounts::came_back;
use crate::identifiers::placeholders;
use crate::registry::{kept_of, records_of, records_of_people};
use crate::sets::{IDS_PER_QUERY, among};
use crate::tables::{AccountSource, PersonId, Scheme};

impl AccountSource {
    /// The word of the rules.
    pub const fn in_scheme(self) -> schemes::resident::AccountSource {
        use schemes::resident::AccountSource as Rules;
        match self {
            AccountSource::Personal => Rules::Personal,
            AccountSource::Collective => Rules::Collective,
            AccountSource::Proxy => Rules::Proxy,
            AccountSource::Province => Rules::SubsidyProvince,
            AccountSource::City => Rules::SubsidyCity,
            AccountSource::County => Rules::SubsidyCounty,
            AccountSource::Interest => Rules::Interest,
            AccountSource::Other => Rules::Donation,
        }
    }
}

/// What was booked to an account, by source, less what was taken out by entries; records that were
/// merged into this one count with it. Account pensions stand in the dues, not here, nor what a
/// settlement took and its undoing gave back, nor overpaid months that were repaid.
pub(crate) fn booked(look: &mut Look<'_>, person: PersonId, scheme: Scheme) -> Result<AccountBalance, Unplanned> {
    Ok(booked_of_people(look, &[person], scheme)?.remove(&person).unwrap_or(AccountBalance::ZERO))
}

/// The same of many people, a few queries for all; who has nothing is left out.
pub(crate) fn booked_of_people(
    look: &mut Look<'_>,
    people: &[PersonId],
    scheme: Scheme,
) -> Result<HashMap<PersonId, AccountBalance>, Unplanned> {
    let mut owners: HashMap<PersonId, Vec<PersonId>> = HashMap::new();
    for (record, person) in records_of_people(look, people)? {
        owners.entry(record).or_default().push(person);
    }
    let records: Vec<i64> = owners.keys().map(|record| record.0).collect();
    let mut found: HashMap<PersonId, AccountBalance> = HashMap::new();
    for chunk in records.chunks(IDS_PER_QUERY) {
        let (of_records, args) = among(look, "e.person", chunk);
        let sql = format!(
            "SELECT e.person, e.source, CAST(SUM(e.amount) AS BIGINT) FROM account_entry e WHERE {of_records} \
             AND e.scheme = '{}' AND e.kind NOT IN ('restored', 'repaid') GROUP BY e.person, e.source",
            scheme.code()
        );
        look.each(&sql, &args, |row| {
            let (source, amount) = (AccountSource::read(row, 1)?.in_scheme(), Fen::read(row, 2)?);
            for person in owners.get(&PersonId::read(row, 0)?).into_iter().flatten() {
                found.entry(*person).or_insert(AccountBalance::ZERO).add(source, amount);
            }
            Ok(())
        })?;
    }
    Ok(found)
}

/// The same in the words of the books.
pub(crate) fn records_booked(
    look: &mut Look<'_>,
    person: PersonId,
    scheme: Scheme,
) -> Result<BTreeMap<AccountSource, Fen>, Unplanned> {
    let sql = format!(
        "SELECT e.source, CAST(SUM(e.amount) AS BIGINT) FROM account_entry e WHERE e.scheme = $2 AND {} \
         GROUP BY e.source",
        records_of("e.person", "$1")
    );
    let mut sources = BTreeMap::new();
    look.each(&sql, &[Value::Int(person.0), scheme.value()], |row| {
        sources.insert(AccountSource::read(row, 0)?, Fen::read(row, 1)?);
        Ok(())
    })?;
    Ok(sources)
}

/// Fee years that count for a person, each with the day it was first paid or moved in.
pub(crate) type Years = BTreeMap<i16, Date>;

/// Fee years that were booked here, and years that moved in; what was taken back as a whole does not
/// count, nor does collective aid alone.
pub(crate) fn years_booked(look: &mut Look<'_>, person: PersonId, scheme: Scheme) -> Result<Years, Unplanned> {
    Ok(years_of_people(look, &[person], scheme)?.remove(&person).unwrap_or_default())
}

/// The same of many people, at most so many as one query takes; without years they are left out.
pub(crate) fn years_of_people(
    look: &mut Look<'_>,
    people: &[PersonId],
    scheme: Scheme,
) -> Result<HashMap<PersonId, Years>, Unplanned> {
    let list = placeholders(2, people.len());
    let args: Vec<Value> = std::iter::once(scheme.value()).chain(people.iter().map(Field::value)).collect();
    let sql = format!(
        "SELECT {}, c.period_from, c.paid_on FROM contribution c JOIN booking b ON b.contribution = c.id \
         WHERE c.scheme = $1 AND {} AND c.payer IN ('personal', 'proxy') AND c.reverses IS NULL \
         AND NOT EXISTS (SELECT 1 FROM contribution r JOIN booking q ON q.contribution = r.id \
          WHERE r.reverses = c.id AND r.amount = -c.amount)",
        kept_of("c.person"),
        records_of("c.person", &list)
    );
    let mut found: HashMap<PersonId, Years> = HashMap::new();
    look.each(&sql, &args, |row| {
        let years = found.entry(PersonId::read(row, 0)?).or_default();
        let (period, paid_on) = (Month::read(row, 1)?, Date::read(row, 2)?);
        let first = years.entry(period.year()).or_insert(paid_on);
        *first = paid_on.min(*first);
        Ok(())
    })?;
    // Years that moved in with a transfer count from its day on.
    let sql = format!(
        "SELECT {}, t.from_year, t.to_year, t.years, t.on_date FROM transfer t JOIN enrolment n ON n.person = t.person \
         AND n.scheme = $1 WHERE {} AND t.way = 'in' AND NOT {} ORDER BY t.id",
        kept_of("t.person"),
        records_of("t.person", &list),
        came_back("t.id")
    );
    look.each(&sql, &args, |row| {
        let years = found.entry(PersonId::read(row, 0)?).or_default();
        let (on, mut left) = (Date::read(row, 4)?, row.int(3)?);
        for year in row.int(1)?..=row.int(2)? {
            let Ok(year) = i16::try_from(year) else { continue };
            if left > 0 && !years.contains_key(&year) {
                years.insert(year, on);
                left -= 1;
            }
        }
        Ok(())
    })?;
    Ok(found)
}
