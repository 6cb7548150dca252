//! What stands in accounts for contributions, and how it is taken out again in red.

use std::collections::{BTreeMap, HashMap};

use base::{Fen, Month};
use desk::{Look, Plan, Unplanned};
use store::{Field, Record, Value};

use super::subsidy::earns_subsidy;
use crate::tables::{AccountEntry, AccountSource, Contribution, ContributionId, EntryKind, PersonId};

/// A booked payment with its entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Booked {
    /// The payment.
    pub(crate) row: Contribution,
    /// Its own entries and its subsidy.
    pub(crate) entries: BTreeMap<(EntryKind, AccountSource), Fen>,
    /// Not taken back as a whole.
    pub(crate) live: bool,
}

impl Booked {
    /// Whether the year's subsidy stands with this payment.
    pub(crate) fn has_subsidy(&self) -> bool {
        self.entries.keys().any(|(kind, _)| *kind == EntryKind::Subsidy)
    }

    /// What it brought, by source.
    pub(crate) fn by_source(&self) -> BTreeMap<AccountSource, Fen> {
        let mut sources = BTreeMap::new();
        for ((_, source), amount) in &self.entries {
            *sources.entry(*source).or_default() += *amount;
        }
        sources
    }
}

/// Booked payments of one person and fee year, in the order of booking.
pub(crate) fn booked_of(look: &mut Look<'_>, person: PersonId, january: Month) -> Result<Vec<Booked>, Unplanned> {
    let years = read(look, "c.person = $2 AND c.period_from = $3", &[Value::Int(person.0), january.value()])?;
    Ok(years.into_values().flatten().collect())
}

/// Booked payments of every person and fee year for which a reversal waits to be booked.
pub(super) fn booked_with_reversals(look: &mut Look<'_>) -> Result<Years, Unplanned> {
    // Few people wait for a reversal: they are found first, not everybody's payments.
    let waits = "w.reverses IS NOT NULL AND NOT EXISTS (SELECT 1 FROM booking x WHERE x.contribution = w.id)";
    let which = format!(
        "c.person IN (SELECT w.person FROM contribution w WHERE {waits}) \
         AND EXISTS (SELECT 1 FROM contribution w WHERE w.person = c.person AND w.scheme = c.scheme \
         AND w.period_from = c.period_from AND {waits})"
    );
    read(look, &which, &[])
}

/// Booked payments by person and fee year.
pub(super) type Years = HashMap<(PersonId, i64), Vec<Booked>>;

fn read(look: &mut Look<'_>, which: &str, args: &[Value]) -> Result<Years, Unplanned> {
    let sql = format!(
        "SELECT {}, CASE WHEN EXISTS (SELECT 1 FROM contribution r JOIN booking q ON q.contribution = r.id \
         WHERE r.reverses = c.id AND r.amount = -c.amount) THEN 0 ELSE 1 END, e.kind, e.source, e.amount \
         FROM contribution c JOIN booking k ON k.contribution = c.id \
         LEFT JOIN account_entry e ON e.person = c.person AND e.contribution = c.id \
         WHERE c.agency = $1 AND c.reverses IS NULL AND {which} \
         ORDER BY c.person, c.period_from, k.recorded, c.paid_on, c.id, e.id",
        Contribution::columns_of("c")
    );
    let after = Contribution::COLUMNS.len();
    let mut years: Years = HashMap::new();
    let args = [&[Value::Int(look.agency().0)][..], args].concat();
    look.each(&sql, &args, |row| {
        let contribution = Contribution::read(row, 0)?;
        let year = years.entry((contribution.person, i64::from(contribution.period_from.year()))).or_default();
        if year.last().is_none_or(|last| last.row.id != contribution.id) {
            let live = bool::read(row, after)?;
            year.push(Booked { row: contribution, entries: BTreeMap::new(), live });
        }
        if let (Some(booked), Some(kind)) = (year.last_mut(), Option::<EntryKind>::read(row, after + 1)?) {
            let source = AccountSource::read(row, after + 2)?;
            *booked.entries.entry((kind, source)).or_default() += Fen::read(row, after + 3)?;
        }
        Ok(())
    })?;
    Ok(years)
}

/// Plans entries of a contribution.
pub(crate) fn plan_entries(
    plan: &mut Plan,
    row: &Contribution,
    kind: EntryKind,
    month: Month,
    amounts: impl IntoIterator<Item = (AccountSource, Fen)>,
) {
    for (source, amount) in amounts {
        let id = plan.new_id();
        plan.insert(&AccountEntry {
            id,
            person: row.person,
            scheme: row.scheme,
            year: i64::from(row.period_from.year()),
            month,
            source,
            kind,
            contribution: Some(row.id),
            amount,
        });
    }
}

/// Which payment of the year the subsidy passes to when `taken_back` loses it: the first that is
/// live and earns one, if none has it already.
pub(crate) fn successor(year: &[Booked], taken_back: ContributionId) -> Option<&Booked> {
    let others = || year.iter().filter(move |b| b.live && b.row.id != taken_back && earns_subsidy(b.row.payer));
    if others().any(Booked::has_subsidy) {
        return None;
    }
    others().next()
}
