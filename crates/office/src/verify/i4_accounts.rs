//! I4: an account is the sum of its lines: what was taken over agrees with the signed totals,
//! each booked contribution stands there once with the subsidy that the law gives its tier, and no
//! account paid more than it held.

use std::collections::{BTreeMap, HashSet};

use base::{ByLevel, Fen, Level, Month};
use desk::{FieldError, Unplanned};
use law::PlaceLaw;
use schemes::Trace;
use schemes::resident::{EntryRules, FeeKind, entry_subsidy};
use store::{Field, Record, StoreError};

use super::checking::{COUNTED, Checking};
use crate::registry::agency_area;
use crate::tables::{AccountSource, Contribution, ContributionKind, EntryKind, PayerKind};

const ALTERED: &str = "账户只能用红字冲销更正，请查明由谁直接改动了数据库，并从备份恢复";

pub(super) fn check(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    c.count("账户分录", "account_entry WHERE agency = $1")?;
    c.count("已记账缴费", "booking WHERE agency = $1")?;
    taken_on(c)?;
    unbooked_entries(c)?;
    bookings(c)?;
    overdrawn(c)
}

/// The balances that towns signed at take-on; its entries come in the same write.
fn taken_on(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = "SELECT t.id, t.town, t.balances, CAST(COALESCE(e.amount, 0) AS BIGINT) FROM take_on t LEFT JOIN \
               (SELECT recorded, SUM(amount) AS amount FROM account_entry \
                WHERE agency = $1 AND kind = 'opening' GROUP BY recorded) e ON e.recorded = t.recorded \
               WHERE t.agency = $1 AND t.balances <> COALESCE(e.amount, 0) ORDER BY t.id";
    c.first("take_on", sql, ALTERED, |row| {
        let (signed, found) = (Fen::read(row, 2)?, Fen::read(row, 3)?);
        let what = format!("{} 签字的期初账户余额 {signed} 元，现有期初分录合计 {found} 元", row.text(1)?);
        Ok((row.int(0)?.to_string(), what))
    })
}

fn unbooked_entries(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = "SELECT e.id, e.amount FROM account_entry e LEFT JOIN booking k ON k.contribution = e.contribution \
               WHERE e.agency = $1 AND e.kind IN ('contribution', 'subsidy') AND k.contribution IS NULL ORDER BY e.id";
    c.first("account_entry", sql, ALTERED, |row| {
        Ok((row.int(0)?.to_string(), format!("{} 元的分录没有对应的记账", Fen::read(row, 1)?)))
    })
}

/// Streams bookings in the order of person and booking, each with its entries.
fn bookings(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    if c.is_broken() {
        return Ok(());
    }
    let area = agency_area(c.look)?;
    let place = c.environment.law.place(&area).map_err(|e| FieldError::whole(e.to_string(), "请补充政策参数"))?;
    let mut bookings = Bookings { place, rules: BTreeMap::new(), subsidised: HashSet::new(), open: None, fault: None };
    let sql = format!(
        "SELECT {}, e.kind, e.source, e.amount FROM booking k JOIN contribution c ON c.id = k.contribution \
         LEFT JOIN account_entry e ON e.person = c.person AND e.contribution = c.id \
         AND e.kind IN ('contribution', 'subsidy') \
         WHERE k.agency = $1 ORDER BY c.person, k.recorded, c.paid_on, c.id, e.id",
        Contribution::columns_of("c")
    );
    let agency = c.agency();
    c.look.each(&sql, &[agency], |row| bookings.row(row))?;
    bookings.close();
    if let Some((id, what)) = bookings.fault {
        c.fault("account_entry", format!("缴费 {id}"), what, ALTERED);
    }
    Ok(())
}

/// A contribution with its entries so far.
struct Open {
    row: Contribution,
    entries: i64,
    booked: Fen,
    subsidy: BTreeMap<AccountSource, Fen>,
}

struct Bookings<'a> {
    place: PlaceLaw<'a>,
    rules: BTreeMap<Month, Option<EntryRules>>,
    /// Fee years of the present person that had their subsidy.
    subsidised: HashSet<i16>,
    open: Option<Open>,
    fault: Option<(i64, String)>,
}

impl Bookings<'_> {
    fn row(&mut self, row: &dyn store::Row) -> Result<(), StoreError> {
        if self.fault.is_some() {
            return Ok(());
        }
        let contribution = Contribution::read(row, 0)?;
        let same = self.open.as_ref().is_some_and(|open| open.row.id == contribution.id);
        if !same {
            if self.open.as_ref().is_some_and(|open| open.row.person == contribution.person) {
                self.close();
            } else {
                self.close();
                self.subsidised.clear();
            }
            self.open = Some(Open { row: contribution, entries: 0, booked: Fen::ZERO, subsidy: BTreeMap::new() });
        }
        let column = Contribution::COLUMNS.len();
        let Some(open) = self.open.as_mut() else { return Ok(()) };
        match Option::<EntryKind>::read(row, column)? {
            Some(EntryKind::Contribution) => {
                open.entries += 1;
                open.booked += Fen::read(row, column + 2)?;
            }
            Some(_) => {
                let source = AccountSource::read(row, column + 1)?;
                *open.subsidy.entry(source).or_default() += Fen::read(row, column + 2)?;
            }
            None => {}
        }
        Ok(())
    }

    /// Compares the contribution that has all its entries now.
    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let Open { row, entries, booked, subsidy } = open;
        if entries != 1 || booked != row.amount {
            let what = format!("缴费 {} 元，账户中有 {entries} 笔共 {booked} 元", row.amount);
            self.fault.get_or_insert((row.id.0, what));
            return;
        }
        let lawful = self.subsidy_of(&row);
        if subsidy != lawful {
            let (found, due): (Fen, Fen) = (subsidy.values().copied().sum(), lawful.values().copied().sum());
            let what = format!("缴费补贴记 {found} 元，按缴费时的规定应为 {due} 元，或各级负担不符");
            self.fault.get_or_insert((row.id.0, what));
        }
    }

    /// One subsidy per person and fee year, by the law of the month of payment; none where the
    /// place has no rule for it.
    fn subsidy_of(&mut self, row: &Contribution) -> BTreeMap<AccountSource, Fen> {
        let paid = Month::of(row.paid_on);
        let place = &self.place;
        let rules = self.rules.entry(paid).or_insert_with(|| EntryRules::at(place, paid).ok());
        if !self.subsidised.insert(row.period_from.year()) {
            return BTreeMap::new();
        }
        let kind = match (row.kind, row.payer) {
            (ContributionKind::Late, _) => FeeKind::Late,
            (ContributionKind::Current, PayerKind::Proxy) => FeeKind::Proxy,
            (ContributionKind::Current, _) => FeeKind::Current,
        };
        let tier = row.tier.unwrap_or(row.amount);
        let lawful = rules.as_ref().and_then(|rules| entry_subsidy(tier, kind, rules, &mut Trace::off()).ok());
        by_source(&lawful.unwrap_or(ByLevel::ZERO))
    }
}

fn by_source(subsidy: &ByLevel) -> BTreeMap<AccountSource, Fen> {
    let source = |level| match level {
        Level::Central => AccountSource::Other,
        Level::Province => AccountSource::Province,
        Level::City => AccountSource::City,
        Level::County => AccountSource::County,
    };
    subsidy.iter().filter(|(_, fen)| !fen.is_zero()).map(|(level, fen)| (source(level), fen)).collect()
}

fn overdrawn(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = format!(
        "SELECT p.person, CAST(COALESCE(e.held, 0) AS BIGINT), CAST(p.paid AS BIGINT) FROM \
         (SELECT d.person, r.scheme, SUM(d.account) AS paid FROM due d JOIN run r ON r.id = d.run \
          WHERE d.agency = $1 AND d.account <> 0 AND r.state IN {COUNTED} GROUP BY d.person, r.scheme) p \
         LEFT JOIN (SELECT person, scheme, SUM(amount) AS held FROM account_entry WHERE agency = $1 \
          GROUP BY person, scheme) e ON e.person = p.person AND e.scheme = p.scheme \
         WHERE p.paid > COALESCE(e.held, 0) ORDER BY p.person"
    );
    let advice = "请核对该人员的账户分录和待遇版本：账户用完后应由财政续付";
    c.first("account_entry", &sql, advice, |row| {
        let (held, paid) = (Fen::read(row, 1)?, Fen::read(row, 2)?);
        Ok((format!("人员 {}", row.int(0)?), format!("个人账户共记入 {held} 元，已支付 {paid} 元")))
    })?;
    let sql = "SELECT person, CAST(SUM(amount) AS BIGINT) FROM account_entry WHERE agency = $1 \
               GROUP BY person, scheme HAVING SUM(amount) < 0 ORDER BY person";
    c.first("account_entry", sql, ALTERED, |row| {
        Ok((format!("人员 {}", row.int(0)?), format!("个人账户分录合计 {} 元，小于零", Fen::read(row, 1)?)))
    })
}
