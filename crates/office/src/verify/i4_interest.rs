//! I4, interest: each credit has its entry, and is what the year's rate and method make of what the
//! account held when it was credited.

use std::collections::{BTreeMap, HashMap};

use base::{Fen, Month};
use desk::{FieldError, Unplanned};
use law::PlaceLaw;
use schemes::Trace;
use schemes::resident::{InterestRules, year_interest};
use store::{Field, StoreError};

use super::checking::Checking;
use crate::registry::agency_area;
use crate::tables::COUNTED;
use crate::tables::PersonId;

const ALTERED: &str = "利息每人每年只记一次，由计息业务记入；请查明由谁直接改动了数据库，并从备份恢复";

/// Person and interest year.
type Key = (PersonId, i64);

pub(super) fn check(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    c.count("计息", "interest_credit WHERE agency = $1")?;
    let sql = "SELECT k.person, k.year, k.amount, CAST(COALESCE(SUM(e.amount), 0) AS BIGINT) FROM interest_credit k \
               LEFT JOIN account_entry e ON e.person = k.person AND e.kind = 'interest' AND e.year = k.year \
               WHERE k.agency = $1 GROUP BY k.person, k.year, k.amount \
               HAVING COALESCE(SUM(e.amount), 0) <> k.amount ORDER BY k.person, k.year";
    c.first("interest_credit", sql, ALTERED, |row| {
        let (year, credited, entry) = (row.int(1)?, Fen::read(row, 2)?, Fen::read(row, 3)?);
        Ok((format!("人员 {}", row.int(0)?), format!("{year} 年利息 {credited} 元，账户中记 {entry} 元")))
    })?;
    let sql = "SELECT e.id, e.amount FROM account_entry e WHERE e.agency = $1 AND e.kind = 'interest' AND NOT EXISTS \
               (SELECT 1 FROM interest_credit k WHERE k.person = e.person AND k.year = e.year) ORDER BY e.id";
    c.first("account_entry", sql, ALTERED, |row| {
        Ok((row.int(0)?.to_string(), format!("{} 元的利息没有对应的计息", Fen::read(row, 1)?)))
    })?;
    if c.is_broken() {
        return Ok(());
    }
    recomputed(c)
}

fn recomputed(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let pensions = pensions(c)?;
    let area = agency_area(c.look)?;
    let place = c.environment.law.place(&area).map_err(|e| FieldError::whole(e.to_string(), "请补充政策参数"))?;
    let mut years = Years { place, rules: BTreeMap::new(), pensions, open: None, fault: None };
    let sql = "SELECT k.person, k.year, k.amount, CASE WHEN e.kind = 'opening' THEN 0 ELSE e.month END AS since, \
               CAST(SUM(e.amount) AS BIGINT) FROM interest_credit k \
               JOIN account_entry e ON e.person = k.person AND (e.recorded < k.recorded OR (e.recorded = k.recorded \
               AND ((e.kind = 'interest' AND e.year < k.year) OR (e.kind = 'transfer_out' AND e.amount > 0)))) AND e.month <= k.year * 100 + 12 \
               WHERE k.agency = $1 GROUP BY k.person, k.year, k.amount, since ORDER BY k.person, k.year";
    let agency = c.agency();
    c.look.each(sql, &[agency], |row| years.row(row))?;
    years.close();
    if let Some((person, what)) = years.fault {
        c.fault("interest_credit", format!("人员 {person}"), what, ALTERED);
    }
    Ok(())
}

/// What pensions had taken from accounts by month, as known when the interest was credited.
fn pensions(c: &mut Checking<'_, '_>) -> Result<HashMap<Key, Vec<(Month, Fen)>>, Unplanned> {
    let sql = format!(
        "SELECT k.person, k.year, r.month, CAST(-SUM(d.account) AS BIGINT) FROM interest_credit k \
         JOIN due d ON d.person = k.person AND d.recorded < k.recorded AND d.account <> 0 AND d.kind NOT IN ('refund', 'returned') \
         JOIN run r ON r.id = d.run AND r.month <= k.year * 100 + 12 AND r.state IN {COUNTED} \
         WHERE k.agency = $1 GROUP BY k.person, k.year, r.month"
    );
    let mut found: HashMap<Key, Vec<(Month, Fen)>> = HashMap::new();
    let agency = c.agency();
    c.look.each(&sql, &[agency], |row| {
        let key = (PersonId::read(row, 0)?, row.int(1)?);
        found.entry(key).or_default().push((Month::read(row, 2)?, Fen::read(row, 3)?));
        Ok(())
    })?;
    Ok(found)
}

/// A credit with what the account held.
struct Open {
    key: Key,
    credited: Fen,
    opening: Fen,
    movements: Vec<(Month, Fen)>,
}

struct Years<'a> {
    place: PlaceLaw<'a>,
    rules: BTreeMap<i64, Option<InterestRules>>,
    pensions: HashMap<Key, Vec<(Month, Fen)>>,
    open: Option<Open>,
    fault: Option<(PersonId, String)>,
}

impl Years<'_> {
    fn row(&mut self, row: &dyn store::Row) -> Result<(), StoreError> {
        let key = (PersonId::read(row, 0)?, row.int(1)?);
        if self.open.as_ref().is_none_or(|open| open.key != key) {
            self.close();
            let (credited, opening) = (Fen::read(row, 2)?, Fen::ZERO);
            self.open = Some(Open { key, credited, opening, movements: Vec::new() });
        }
        let Some(open) = self.open.as_mut() else { return Ok(()) };
        let amount = Fen::read(row, 4)?;
        match row.int(3)? {
            since if since > key.1 * 100 => open.movements.push((Month::read(row, 3)?, amount)),
            _ => open.opening += amount,
        }
        Ok(())
    }

    fn close(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        let (person, year) = open.key;
        for (month, amount) in self.pensions.remove(&open.key).unwrap_or_default() {
            match i64::from(month.year()) == year {
                true => open.movements.push((month, amount)),
                false => open.opening += amount,
            }
        }
        let place = &self.place;
        let rules = self.rules.entry(year).or_insert_with(|| {
            let december = Month::new(i16::try_from(year).ok()?, 12).ok()?;
            InterestRules::of_year(place, december).ok()
        });
        let Some(rules) = rules else { return };
        let lawful = year_interest(open.opening, &open.movements, rules, &mut Trace::off()).ok();
        if lawful != Some(open.credited) {
            let lawful = lawful.unwrap_or_default();
            let what = format!("{year} 年利息记 {} 元，按账户和利率应为 {lawful} 元", open.credited);
            self.fault.get_or_insert((person, what));
        }
    }
}
