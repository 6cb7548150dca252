//! I4: an account is the sum of its lines: what was taken over agrees with the signed totals,
//! each booked contribution stands there once with the subsidy that the law gives its tier, what was
//! taken back went out source by source, and no account paid more than it held.

use std::collections::BTreeMap;

use base::{ByLevel, Fen, Level, Month};
use desk::{FieldError, Unplanned};
use law::{Law, PlaceLaw};
use schemes::Trace;
use schemes::resident::{EntryRules, FeeKind, entry_subsidy};
use store::{Field, Record, StoreError};

use super::checking::Checking;
use crate::law::law_of;
use crate::registry::{agency_area, kept_of};
use crate::tables::COUNTED;
use crate::tables::{AccountSource, Contribution, ContributionKind, EntryKind, LawVersion, PayerKind, PersonId};

const ALTERED: &str = "账户只能用红字冲销更正，请查明由谁直接改动了数据库，并从备份恢复";

pub(super) fn check(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    c.count("账户分录", "account_entry WHERE agency = $1")?;
    c.count("已记账缴费", "booking WHERE agency = $1")?;
    taken_on(c)?;
    unbooked_entries(c)?;
    bookings(c)?;
    super::i4_interest::check(c)?;
    transfers(c)?;
    repaid(c)?;
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
               WHERE e.agency = $1 AND e.kind IN ('contribution', 'subsidy', 'reversal') AND k.contribution IS NULL ORDER BY e.id";
    c.first("account_entry", sql, ALTERED, |row| {
        Ok((row.int(0)?.to_string(), format!("{} 元的分录没有对应的记账", Fen::read(row, 1)?)))
    })
}

/// Streams bookings in the order of person, fee year and booking, each with its entries.
fn bookings(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    if c.is_broken() {
        return Ok(());
    }
    let area = agency_area(c.look)?;
    let stored = laws(c)?;
    let mut places = Vec::with_capacity(stored.len());
    for (recorded, law) in &stored {
        places.push((*recorded, law.place(&area).map_err(|e| FieldError::whole(e.to_string(), "请补充政策参数"))?));
    }
    let mut bookings = Bookings { places, rules: BTreeMap::new(), year: Vec::new(), fault: None };
    let sql = format!(
        "SELECT {}, e.kind, e.source, e.amount, {kept} AS kept, COALESCE(e.recorded, k.recorded) FROM booking k JOIN contribution c ON c.id = k.contribution \
         LEFT JOIN account_entry e ON e.person = c.person AND e.contribution = c.id \
         AND e.kind IN ('contribution', 'subsidy', 'reversal') \
         WHERE k.agency = $1 ORDER BY kept, c.period_from, k.recorded, c.paid_on, c.id, e.id",
        Contribution::columns_of("c"),
        kept = kept_of("c.person")
    );
    let agency = c.agency();
    c.look.each(&sql, &[agency], |row| bookings.row(row))?;
    bookings.close();
    if let Some((id, what)) = bookings.fault {
        c.fault("account_entry", format!("缴费 {id}"), what, ALTERED);
    }
    Ok(())
}

/// The law that was activated, each with the write that did it, oldest first.
fn laws(c: &mut Checking<'_, '_>) -> Result<Vec<(i64, Law)>, Unplanned> {
    let columns = LawVersion::COLUMNS.join(", ");
    let sql = format!("SELECT recorded, {columns} FROM law_version WHERE agency = $1 ORDER BY recorded");
    let agency = c.agency();
    let mut stored = Vec::new();
    c.look.each(&sql, &[agency], |row| {
        stored.push((row.int(0)?, LawVersion::read(row, 1)?));
        Ok(())
    })?;
    stored.into_iter().map(|(recorded, version)| Ok((recorded, law_of(&version)?))).collect()
}

/// A contribution with its entries.
struct Open {
    row: Contribution,
    /// The person; records that were merged are one.
    kept: i64,
    /// The write that booked it, or gave it the year's subsidy.
    recorded: i64,
    entries: i64,
    booked: Fen,
    subsidy: BTreeMap<AccountSource, Fen>,
    red: BTreeMap<AccountSource, Fen>,
}

impl Open {
    fn earns_subsidy(&self) -> bool {
        matches!(self.row.payer, PayerKind::Personal | PayerKind::Proxy)
    }

    /// What it brought by source.
    fn brought(&self) -> BTreeMap<AccountSource, Fen> {
        let own = match self.row.payer {
            PayerKind::Personal => AccountSource::Personal,
            PayerKind::Collective => AccountSource::Collective,
            PayerKind::Proxy => AccountSource::Proxy,
            PayerKind::Other => AccountSource::Other,
        };
        let mut all = self.subsidy.clone();
        all.insert(own, self.booked);
        all
    }
}

struct Bookings<'a> {
    /// The law in force from a write on, oldest first.
    places: Vec<(i64, PlaceLaw<'a>)>,
    rules: BTreeMap<(usize, Month), Option<EntryRules>>,
    /// What was booked for the present person and fee year, in the order of booking.
    year: Vec<Open>,
    fault: Option<(i64, String)>,
}

impl Bookings<'_> {
    fn row(&mut self, row: &dyn store::Row) -> Result<(), StoreError> {
        if self.fault.is_some() {
            return Ok(());
        }
        let contribution = Contribution::read(row, 0)?;
        let column = Contribution::COLUMNS.len();
        let kept = row.int(column + 3)?;
        let same_year = |open: &Open| (open.kept, open.row.period_from) == (kept, contribution.period_from);
        if !self.year.last().is_none_or(same_year) {
            self.close();
        }
        if self.year.last().is_none_or(|open| open.row.id != contribution.id) {
            let (subsidy, red) = (BTreeMap::new(), BTreeMap::new());
            let recorded = row.int(column + 4)?;
            self.year.push(Open { row: contribution, kept, recorded, entries: 0, booked: Fen::ZERO, subsidy, red });
        }
        let Some(open) = self.year.last_mut() else { return Ok(()) };
        let Some(kind) = Option::<EntryKind>::read(row, column)? else { return Ok(()) };
        let (source, amount) = (AccountSource::read(row, column + 1)?, Fen::read(row, column + 2)?);
        match kind {
            EntryKind::Contribution => {
                open.entries += 1;
                open.booked += amount;
            }
            EntryKind::Reversal => *open.red.entry(source).or_default() += amount,
            _ => {
                // A subsidy that another payment had carried came later, by the law of its day.
                open.recorded = open.recorded.max(row.int(column + 4)?);
                *open.subsidy.entry(source).or_default() += amount;
            }
        }
        Ok(())
    }

    /// Judges the person and fee year that are complete now.
    fn close(&mut self) {
        let year = std::mem::take(&mut self.year);
        let (red, black): (Vec<&Open>, Vec<&Open>) = year.iter().partition(|open| open.row.reverses.is_some());
        let fault = red.iter().find_map(|red| red_fault(red, &black));
        if let Some(fault) = fault {
            self.fault.get_or_insert(fault);
        }
        let mut subsidised: Vec<PersonId> = Vec::new();
        for open in black {
            let whole = |red: &&Open| red.row.reverses == Some(open.row.id) && red.row.amount == -open.row.amount;
            let live = !red.iter().any(whole);
            // Two records that turned out to be one person may have had a subsidy each.
            let first = subsidised.is_empty() || !(subsidised.contains(&open.row.person) || open.subsidy.is_empty());
            let carries = live && open.earns_subsidy() && first;
            subsidised.extend(carries.then_some(open.row.person));
            self.judge(open, live, carries);
        }
    }

    fn judge(&mut self, open: &Open, live: bool, carries: bool) {
        let Open { row, entries, booked, subsidy, .. } = open;
        if *entries != 1 || *booked != row.amount || !open.red.is_empty() {
            let what = format!("缴费 {} 元，账户中有 {entries} 笔共 {booked} 元", row.amount);
            self.fault.get_or_insert((row.id.0, what));
            return;
        }
        // What was taken back may have carried the subsidy, which went out with it.
        if !live {
            return;
        }
        let lawful = if carries { self.subsidy_of(row, open.recorded) } else { BTreeMap::new() };
        if *subsidy != lawful {
            let (found, due): (Fen, Fen) = (subsidy.values().copied().sum(), lawful.values().copied().sum());
            let what = format!("缴费补贴记 {found} 元，按缴费时的规定应为 {due} 元，或各级负担不符");
            self.fault.get_or_insert((row.id.0, what));
        }
    }

    /// One subsidy per person and fee year, by what the law in force at the booking says of the month of
    /// payment; none where the place has no rule for it.
    fn subsidy_of(&mut self, row: &Contribution, recorded: i64) -> BTreeMap<AccountSource, Fen> {
        let paid = Month::of(row.paid_on);
        let at = self.places.partition_point(|(since, _)| *since <= recorded).saturating_sub(1);
        let Some((_, place)) = self.places.get(at) else { return BTreeMap::new() };
        let rules = self.rules.entry((at, paid)).or_insert_with(|| EntryRules::at(place, paid).ok());
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

/// A red booking takes out exactly what its payment brought: payment and subsidy, or of a part only
/// the payer's money. Interest on it may go out besides.
fn red_fault(red: &Open, black: &[&Open]) -> Option<(i64, String)> {
    let id = red.row.id.0;
    let Some(original) = black.iter().find(|open| Some(open.row.id) == red.row.reverses) else {
        return Some((id, "红字没有对应的原记账".to_owned()));
    };
    let mut taken = red.red.clone();
    let interest = taken.remove(&AccountSource::Interest).unwrap_or_default();
    let whole = red.row.amount == -original.row.amount;
    let sum: Fen = taken.values().copied().sum();
    let expected: BTreeMap<AccountSource, Fen> =
        original.brought().into_iter().map(|(source, amount)| (source, -amount)).collect();
    let part = taken
        .keys()
        .all(|source| !matches!(source, AccountSource::Province | AccountSource::City | AccountSource::County));
    let agrees = if whole { taken == expected } else { part && sum == red.row.amount };
    let clean = red.entries == 0 && red.subsidy.is_empty() && interest <= Fen::ZERO && red.row.amount.is_negative();
    (!agrees || !clean).then(|| {
        let brought: Fen = original.brought().values().copied().sum();
        (id, format!("红字冲销 {sum} 元，原缴费连同补贴记了 {brought} 元，各来源没有一一冲回"))
    })
}

/// A transfer's entries come in the same write and add up to its amount.
fn transfers(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = "SELECT t.id, t.amount, CAST(COALESCE(SUM(e.amount), 0) AS BIGINT) FROM transfer t \
               LEFT JOIN account_entry e ON e.person = t.person AND e.recorded = t.recorded \
               AND e.kind IN ('transfer_in', 'transfer_out') WHERE t.agency = $1 GROUP BY t.id, t.amount, t.way \
               HAVING COALESCE(SUM(e.amount), 0) <> CASE WHEN t.way = 'in' THEN t.amount ELSE -t.amount END ORDER BY t.id";
    c.first("transfer", sql, ALTERED, |row| {
        let (moved, found) = (Fen::read(row, 1)?, Fen::read(row, 2)?);
        Ok((row.int(0)?.to_string(), format!("转移 {moved} 元，账户分录合计 {found} 元")))
    })
}

/// What came back of an account's part of a recovery is in the account again, to the fen, unless it went to
/// the person after all.
fn repaid(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = "SELECT z.person, CAST(SUM(z.owed) AS BIGINT), CAST(SUM(z.held) AS BIGINT) FROM \
               (SELECT r.person AS person, b.account AS owed, 0 AS held FROM repayment b JOIN recovery r ON r.id = b.recovery \
                WHERE b.agency = $1 AND r.origin <> 'heirs' \
                AND NOT EXISTS (SELECT 1 FROM voucher y WHERE y.reverses = b.voucher) \
                UNION ALL SELECT q.person, -q.account, 0 FROM recovery_return q WHERE q.agency = $1 \
                UNION ALL SELECT e.person, 0, e.amount FROM account_entry e WHERE e.agency = $1 AND e.kind = 'repaid') z \
               GROUP BY z.person HAVING SUM(z.owed) <> SUM(z.held) ORDER BY z.person";
    c.first("account_entry", sql, ALTERED, |row| {
        let (owed, held) = (Fen::read(row, 1)?, Fen::read(row, 2)?);
        Ok((format!("人员 {}", row.int(0)?), format!("多领退回应入个人账户 {owed} 元，实记 {held} 元")))
    })
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
    // What an account gave for months that were not owed is asked back for it, and given meanwhile.
    let asked_back = format!(
        "(SELECT COALESCE(SUM(q.account - COALESCE((SELECT SUM(k.account) FROM deduction k JOIN due y ON y.id = k.due \
          JOIN run u ON u.id = y.run WHERE k.recovery = q.id AND u.state IN {COUNTED}), 0) \
          - COALESCE((SELECT SUM(b.account) FROM repayment b WHERE b.recovery = q.id AND NOT EXISTS \
           (SELECT 1 FROM voucher z WHERE z.reverses = b.voucher)), 0)), 0) FROM recovery q \
          WHERE q.person = p.person AND NOT EXISTS (SELECT 1 FROM recovery_end x WHERE x.recovery = q.id))"
    );
    let sql = format!(
        "SELECT p.person, CAST(COALESCE(e.held, 0) AS BIGINT), CAST(p.paid AS BIGINT) FROM \
         (SELECT {} AS person, r.scheme, SUM(d.account) AS paid FROM due d JOIN run r ON r.id = d.run \
          WHERE d.agency = $1 AND d.account <> 0 AND d.kind NOT IN ('refund', 'returned') AND r.state IN {COUNTED} GROUP BY 1, r.scheme) p \
         LEFT JOIN (SELECT {entry} AS person, t.scheme, SUM(t.amount) AS held FROM account_entry t WHERE t.agency = $1 \
          GROUP BY 1, t.scheme) e ON e.person = p.person AND e.scheme = p.scheme \
         WHERE p.paid > COALESCE(e.held, 0) AND p.paid > COALESCE(e.held, 0) + {asked_back} ORDER BY p.person",
        kept_of("d.person"),
        entry = kept_of("t.person")
    );
    let advice = "请核对该人员的账户分录和待遇版本：账户用完后应由财政续付";
    c.first("account_entry", &sql, advice, |row| {
        let (held, paid) = (Fen::read(row, 1)?, Fen::read(row, 2)?);
        Ok((format!("人员 {}", row.int(0)?), format!("个人账户共记入 {held} 元，已支付 {paid} 元")))
    })?;
    let sql = format!(
        "SELECT {} AS person, CAST(SUM(t.amount) AS BIGINT) FROM account_entry t WHERE t.agency = $1 \
         GROUP BY 1, t.scheme HAVING SUM(t.amount) < 0 ORDER BY 1",
        kept_of("t.person")
    );
    c.first("account_entry", &sql, ALTERED, |row| {
        Ok((format!("人员 {}", row.int(0)?), format!("个人账户分录合计 {} 元，小于零", Fen::read(row, 1)?)))
    })
}
