//! One person's history: versions of facts, the account, dues and what became of them, leads.

use base::{Date, Fen, Month, RegionCode};
use desk::{Look, Unplanned};
use store::{Field, Value};

use crate::payment::ARRIVED;
use crate::risk::LeadNow;
use crate::tables::{
    AccountEntry, AccountSource, Certification, CertificationChannel, DueKind, EntryKind, PersonId, RunId, RunState,
};

/// What was known from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionLine {
    /// 1, 2, 3 …
    pub n: i64,
    /// First day.
    pub from: Date,
    /// Name.
    pub name: String,
    /// Birth date.
    pub birth: Option<Date>,
    /// Address.
    pub address: String,
    /// Village.
    pub region: RegionCode,
}

/// An entry of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryLine {
    /// Month.
    pub month: Month,
    /// For which year.
    pub year: i64,
    /// Whose money.
    pub source: AccountSource,
    /// Kind.
    pub kind: EntryKind,
    /// Amount with its sign.
    pub amount: Fen,
}

/// What was owed for a month, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentLine {
    /// The run.
    pub run: RunId,
    /// The run's month.
    pub month: Month,
    /// For which month.
    pub for_month: Month,
    /// Kind.
    pub kind: DueKind,
    /// Owed.
    pub amount: Fen,
    /// State of the run.
    pub state: RunState,
    /// Whether the bank paid it, where the bank has answered.
    pub paid: Option<bool>,
    /// The bank's reason.
    pub reason: String,
}

/// Everything that one page shows besides the card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonHistory {
    /// Versions of facts, newest first.
    pub versions: Vec<VersionLine>,
    /// Account entries, oldest first.
    pub entries: Vec<EntryLine>,
    /// Dues, newest first.
    pub payments: Vec<PaymentLine>,
    /// Leads, oldest first.
    pub leads: Vec<LeadNow>,
    /// Proofs of life, newest first.
    pub proofs: Vec<ProofLine>,
}

/// A proof of life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofLine {
    /// The day the person was alive.
    pub on: Date,
    /// The last day it counts.
    pub until: Date,
    /// How it became known.
    pub channel: CertificationChannel,
    /// What it rests on.
    pub proof: String,
}

/// A person's history. Whoever asks must be allowed to see the person.
pub fn person_history(look: &mut Look<'_>, person: PersonId) -> Result<PersonHistory, Unplanned> {
    Ok(PersonHistory {
        versions: versions(look, person)?,
        entries: entries(look, person)?,
        payments: payments(look, person)?,
        leads: crate::risk::leads_of_person(look, person)?,
        proofs: proofs(look, person)?,
    })
}

fn proofs(look: &mut Look<'_>, person: PersonId) -> Result<Vec<ProofLine>, Unplanned> {
    let rest = "WHERE person = $1 ORDER BY certified_on DESC, id DESC";
    let proofs = look.select::<Certification>(rest, &[Value::Int(person.0)])?;
    let line = |row: Certification| ProofLine {
        on: row.certified_on,
        until: row.valid_until,
        channel: row.channel,
        proof: row.proof,
    };
    Ok(proofs.into_iter().map(line).collect())
}

fn versions(look: &mut Look<'_>, person: PersonId) -> Result<Vec<VersionLine>, Unplanned> {
    let sql = "SELECT n, valid_from, name, birth, address, region FROM person_version \
               WHERE agency = $1 AND person = $2 ORDER BY n DESC";
    let mut lines = Vec::new();
    look.each(sql, &[Value::Int(look.agency().0), Value::Int(person.0)], |row| {
        lines.push(VersionLine {
            n: row.int(0)?,
            from: Date::read(row, 1)?,
            name: row.text(2)?.to_owned(),
            birth: Option::<Date>::read(row, 3)?,
            address: row.text(4)?.to_owned(),
            region: RegionCode::read(row, 5)?,
        });
        Ok(())
    })?;
    Ok(lines)
}

fn entries(look: &mut Look<'_>, person: PersonId) -> Result<Vec<EntryLine>, Unplanned> {
    let args = [Value::Int(look.agency().0), Value::Int(person.0)];
    let entries = look.select::<AccountEntry>("WHERE agency = $1 AND person = $2 ORDER BY month, id", &args)?;
    let line = |entry: AccountEntry| EntryLine {
        month: entry.month,
        year: entry.year,
        source: entry.source,
        kind: entry.kind,
        amount: entry.amount,
    };
    Ok(entries.into_iter().map(line).collect())
}

/// The last attempt counts: a payment that came back and left again is one line.
fn payments(look: &mut Look<'_>, person: PersonId) -> Result<Vec<PaymentLine>, Unplanned> {
    let sql = format!(
        "SELECT d.run, r.month, d.for_month, d.kind, d.amount, r.state, {ARRIVED}, COALESCE(l.reason, o.reason) FROM due d \
               JOIN run r ON r.id = d.run \
               LEFT JOIN disbursement s ON s.run = d.run AND s.award = d.award AND NOT EXISTS \
                 (SELECT 1 FROM disbursement x WHERE x.run = s.run AND x.award = s.award AND x.attempt > s.attempt) \
               LEFT JOIN bank_outcome o ON o.batch = s.batch AND o.line = s.line \
               LEFT JOIN late_return l ON l.batch = s.batch AND l.line = s.line \
               WHERE d.agency = $1 AND (d.award IN (SELECT id FROM award WHERE person = $2) \
               OR d.award IN (SELECT id FROM refund WHERE person = $2)) \
               ORDER BY r.month DESC, d.id DESC"
    );
    let mut lines = Vec::new();
    look.each(&sql, &[Value::Int(look.agency().0), Value::Int(person.0)], |row| {
        lines.push(PaymentLine {
            run: RunId::read(row, 0)?,
            month: Month::read(row, 1)?,
            for_month: Month::read(row, 2)?,
            kind: DueKind::read(row, 3)?,
            amount: Fen::read(row, 4)?,
            state: RunState::read(row, 5)?,
            paid: Option::<bool>::read(row, 6)?,
            reason: Option::<String>::read(row, 7)?.unwrap_or_default(),
        });
        Ok(())
    })?;
    Ok(lines)
}
