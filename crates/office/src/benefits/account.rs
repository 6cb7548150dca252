//! A person's account and years, as assessment and settlement need them.

use std::collections::BTreeMap;

use base::{Date, Fen, Month};
use desk::{Look, Unplanned};
use schemes::resident::AccountBalance;
use store::{Field, Value};

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
/// merged into this one count with it. Account pensions stand in the dues, not here.
pub(crate) fn booked(look: &mut Look<'_>, person: PersonId, scheme: Scheme) -> Result<AccountBalance, Unplanned> {
    let sql = "SELECT source, CAST(SUM(amount) AS BIGINT) FROM account_entry \
               WHERE scheme = $2 AND (person = $1 OR person IN (SELECT p.merged FROM person_alias p \
               WHERE p.kept = $1 AND NOT EXISTS (SELECT 1 FROM person_alias x WHERE x.merged = p.merged \
               AND x.n > p.n))) GROUP BY source ORDER BY source";
    let mut balance = AccountBalance::ZERO;
    look.each(sql, &[Value::Int(person.0), scheme.value()], |row| {
        balance.add(AccountSource::read(row, 0)?.in_scheme(), Fen::read(row, 1)?);
        Ok(())
    })?;
    Ok(balance)
}

/// Fee years that were booked here, each with the day it was first paid; what was taken back as a
/// whole does not count, nor does collective aid alone.
pub(crate) fn years_booked(
    look: &mut Look<'_>,
    person: PersonId,
    scheme: Scheme,
) -> Result<BTreeMap<i16, Date>, Unplanned> {
    let sql = "SELECT c.period_from, c.paid_on FROM contribution c \
               JOIN booking b ON b.contribution = c.id WHERE c.scheme = $2 AND (c.person = $1 OR c.person IN \
               (SELECT p.merged FROM person_alias p WHERE p.kept = $1 AND NOT EXISTS \
               (SELECT 1 FROM person_alias x WHERE x.merged = p.merged AND x.n > p.n))) \
               AND c.payer IN ('personal', 'proxy') AND c.reverses IS NULL \
               AND NOT EXISTS (SELECT 1 FROM contribution r JOIN booking q ON q.contribution = r.id \
                WHERE r.reverses = c.id AND r.amount = -c.amount)";
    let mut years: BTreeMap<i16, Date> = BTreeMap::new();
    look.each(sql, &[Value::Int(person.0), scheme.value()], |row| {
        let (period, paid_on) = (Month::read(row, 0)?, Date::read(row, 1)?);
        let first = years.entry(period.year()).or_insert(paid_on);
        *first = paid_on.min(*first);
        Ok(())
    })?;
    // Years that moved in with a transfer count from its day on.
    let sql = "SELECT from_year, to_year, years, on_date FROM transfer WHERE person = $1 AND way = 'in' ORDER BY id";
    look.each(sql, &[Value::Int(person.0)], |row| {
        let (on, mut left) = (Date::read(row, 3)?, row.int(2)?);
        for year in row.int(0)?..=row.int(1)? {
            let Ok(year) = i16::try_from(year) else { continue };
            if left > 0 && !years.contains_key(&year) {
                years.insert(year, on);
                left -= 1;
            }
        }
        Ok(())
    })?;
    Ok(years)
}
