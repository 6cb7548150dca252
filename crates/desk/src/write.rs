//! One write: advances the agency's head first, collects rows, and ends with its audit link.

use std::collections::BTreeMap;
use std::thread;

use base::{Date, Seq};
use store::{Db, OnConflict, Record, Table, Value};

use crate::audit::{Entry, link};
use crate::clock::Moment;
use crate::digest::Digest;
use crate::failpoint;
use crate::look::Look;
use crate::matter::Ready;
use crate::plan::{Change1, Inserts, Plan, Provision, is_id};
use crate::refusal::Refusal;
use crate::rows::{TableDigest, WriteDigest, is_covered, sort_by_key};
use crate::tables::{AgencyId, Audit, MatterId, StaffId};

/// From so many rows on, digesting has a thread of its own.
const MANY_ROWS: usize = 1_000;

/// A write in progress. Rows are held back until [`Write::finish`], which sorts, digests and
/// inserts them and appends the one audit link.
pub(crate) struct Write<'a> {
    db: &'a mut dyn Db,
    agency: AgencyId,
    seq: Seq,
    previous: Digest,
    next_id: i64,
    now: Moment,
    rows: BTreeMap<&'static str, Held>,
}

/// Rows of one table, kept for the digest; the first `sent` of them are in the database already.
struct Held {
    inserts: Inserts,
    sent: usize,
}

/// Runs one write in one transaction. `work` returns its result and what the audit link says.
pub(crate) fn write<T>(
    db: &mut dyn Db,
    agency: AgencyId,
    work: impl FnOnce(&mut Write<'_>) -> Result<(T, Said), Refusal>,
) -> Result<T, Refusal> {
    let result = store::transaction(db, store::Begin::Write, |db| {
        let mut write = Write::begin(db, agency)?;
        failpoint::reach("begun");
        let (value, said) = work(&mut write)?;
        write.finish(&said)?;
        failpoint::reach("before the commit");
        Ok(value)
    });
    failpoint::reach("after the commit");
    result
}

/// What an audit link says about a write.
pub(crate) struct Said {
    pub(crate) staff: StaffId,
    pub(crate) action: String,
    pub(crate) operation: String,
    pub(crate) matter: Option<MatterId>,
}

impl<'a> Write<'a> {
    /// The first statement of every write: it takes the writer's place (decision 2).
    pub(crate) fn begin(db: &'a mut dyn Db, agency: AgencyId) -> Result<Write<'a>, Refusal> {
        let head = store::one(
            db,
            "UPDATE agency_head SET seq = seq + 1 WHERE agency = $1 RETURNING seq, hash, next_id, business_date",
            &[Value::Int(agency.0)],
            |row| {
                let hash: Digest = store::Field::read(row, 1)?;
                let date: Option<Date> = store::Field::read(row, 3)?;
                Ok((Seq(row.int(0)?), hash, row.int(2)?, date))
            },
        )?;
        let (seq, previous, next_id, business_date) = head.ok_or(Refusal::NotSignedIn)?;
        let now = business_date.map_or_else(Moment::now, Moment::simulated);
        Ok(Write { db, agency, seq, previous, next_id, now, rows: BTreeMap::new() })
    }

    pub(crate) fn now(&self) -> Moment {
        self.now
    }

    pub(crate) fn seq(&self) -> Seq {
        self.seq
    }

    pub(crate) fn db(&mut self) -> &mut dyn Db {
        self.db
    }

    /// Facts up to the write before this one.
    pub(crate) fn look(&mut self) -> Look<'_> {
        Look::new(self.db, self.agency, self.now, Seq(self.seq.0 - 1))
    }

    pub(crate) fn new_id(&mut self) -> i64 {
        self.next_id += 1;
        self.next_id - 1
    }

    /// Adds a row of the desk's own.
    pub(crate) fn insert<R: Record>(&mut self, record: &R) {
        self.add(R::table(), R::COLUMNS, vec![record.values()]);
    }

    fn add(&mut self, table: Table, columns: &'static [&'static str], mut rows: Vec<Vec<Value>>) {
        let name = table.name;
        let new = || Held { inserts: Inserts { table, columns, rows: Vec::new() }, sent: 0 };
        self.rows.entry(name).or_insert_with(new).inserts.rows.append(&mut rows);
    }

    /// Applies a plan whose signatures suffice: provisional ids become numbers, mutable rows are
    /// changed at once, new rows are added to this write.
    pub(crate) fn apply(&mut self, plan: Plan, matter: MatterId, _proof: &Ready) -> Result<(), Refusal> {
        let mut numbers = Vec::with_capacity(plan.provisions.len());
        for provision in &plan.provisions {
            numbers.push(match provision {
                Provision::Matter => matter.0,
                Provision::Row => self.new_id(),
                Provision::Counter(name) => self.count(name)?,
            });
        }
        for inserts in plan.inserts {
            let Inserts { table, columns, mut rows } = inserts;
            let ids: Vec<usize> = table
                .columns
                .iter()
                .filter(|column| column.is_id)
                .filter_map(|column| columns.iter().position(|name| *name == column.name))
                .collect();
            for row in &mut rows {
                ids.iter().for_each(|&i| resolve(&mut row[i], &numbers));
            }
            self.add(table, columns, rows);
        }
        for mut change in plan.changes {
            // Ids only: a balance of -1 is money, not the matter's provisional id.
            let ids = change.key.iter_mut().chain(&mut change.set).filter(|(name, _)| is_id(&change.table, name));
            ids.for_each(|(_, value)| resolve(value, &numbers));
            self.change(&change)?;
        }
        Ok(())
    }

    /// Moves states on at a signature that does not complete the matter, or back when it ends. A
    /// row could count, and nobody has signed enough for one yet.
    pub(crate) fn change_states(&mut self, plan: Plan, matter: MatterId) -> Result<(), Refusal> {
        if let Some(inserts) = plan.inserts.first() {
            let what = format!("a signature would insert into {} before the matter is signed", inserts.table.name);
            return Err(Refusal::Store(store::StoreError::Unexpected(what)));
        }
        self.apply(plan, matter, &Ready::under_applied_matter())
    }

    fn count(&mut self, name: &str) -> Result<i64, Refusal> {
        let sql = "INSERT INTO counter (agency, name, next) VALUES ($1, $2, 2) \
                   ON CONFLICT (agency, name) DO UPDATE SET next = counter.next + 1 RETURNING next - 1";
        Ok(store::scalar(self.db, sql, &[Value::Int(self.agency.0), name.into()])?)
    }

    fn change(&mut self, change: &Change1) -> Result<(), Refusal> {
        let mut args = Vec::new();
        let mut place = |value: &Value| {
            args.push(value.clone());
            format!("${}", args.len())
        };
        let set: Vec<String> = change.set.iter().map(|(c, v)| format!("{c} = {}", place(v))).collect();
        let key: Vec<String> = change
            .key
            .iter()
            .map(|(c, v)| if *v == Value::Null { format!("{c} IS NULL") } else { format!("{c} = {}", place(v)) })
            .collect();
        let sql = format!("UPDATE {} SET {} WHERE {}", change.table.name, set.join(", "), key.join(" AND "));
        match self.db.exec(&sql, &args)? {
            1 => Ok(()),
            _ => Err(Refusal::Raced(change.table.name.to_owned())),
        }
    }

    /// Inserts the rows collected so far, for a further plan of this write to see.
    pub(crate) fn flush(&mut self) -> Result<(), Refusal> {
        for Held { inserts, sent } in self.rows.values_mut() {
            let mut new = inserts.rows.get(*sent..).unwrap_or_default().to_vec();
            *sent = inserts.rows.len();
            sort_by_key(&inserts.table, inserts.columns, &mut new);
            insert_rows(self.db, &inserts.table, inserts.columns, (self.agency, self.seq), &new)?;
        }
        Ok(())
    }

    /// Inserts the collected rows, the audit link and the new head.
    pub(crate) fn finish(mut self, said: &Said) -> Result<(), Refusal> {
        if self.rows.values().any(|held| held.sent > 0) {
            self.flush()?;
        }
        let Write { db, agency, seq, previous, next_id, now, mut rows } = self;
        for Held { inserts, .. } in rows.values_mut() {
            sort_by_key(&inserts.table, inserts.columns, &mut inserts.rows);
        }
        let unsent = || rows.values().filter(|held| held.sent == 0).map(|held| &held.inserts);
        let insert = |db: &mut dyn Db| -> Result<(), Refusal> {
            for inserts in unsent() {
                insert_rows(db, &inserts.table, inserts.columns, (agency, seq), &inserts.rows)?;
                failpoint::reach(inserts.table.name);
            }
            Ok(())
        };
        let digest = if unsent().map(|inserts| inserts.rows.len()).sum::<usize>() < MANY_ROWS {
            insert(db)?;
            digest_of(&rows)
        } else {
            // Digesting takes a good part of the time that inserting takes.
            thread::scope(|scope| {
                let digesting = scope.spawn(|| digest_of(&rows));
                insert(db)?;
                Ok::<_, Refusal>(digesting.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            })?
        };
        let audit = link(
            agency,
            seq,
            previous,
            Entry {
                at: now,
                staff: said.staff,
                action: &said.action,
                operation: &said.operation,
                matter: said.matter,
                rows_digest: digest,
            },
        );
        store::insert::<Audit>(db, &audit)?;
        let sql = "UPDATE agency_head SET hash = $1, next_id = $2 WHERE agency = $3";
        db.exec(sql, &[audit.hash.as_str().into(), Value::Int(next_id), Value::Int(agency.0)])?;
        Ok(())
    }
}

/// The digest over all rows of a write that the chain covers.
fn digest_of(rows: &BTreeMap<&'static str, Held>) -> Digest {
    let mut digest = WriteDigest::default();
    for (name, Held { inserts, .. }) in rows {
        if is_covered(&inserts.table) && !inserts.rows.is_empty() {
            let mut of_table = TableDigest::default();
            inserts.rows.iter().for_each(|row| of_table.add(row));
            digest.add(name, of_table);
        }
    }
    digest.finish()
}

/// Inserts rows, with the standard columns where the table has them.
fn insert_rows(
    db: &mut dyn Db,
    table: &Table,
    columns: &'static [&'static str],
    (agency, seq): (AgencyId, Seq),
    rows: &[Vec<Value>],
) -> Result<(), Refusal> {
    let (mut names, standard) = match table.by_agency {
        true => (vec!["agency", "recorded"], vec![Value::Int(agency.0), Value::Int(seq.0)]),
        false => (vec![], vec![]),
    };
    names.extend_from_slice(columns);
    let mut rows = rows.iter().map(|row| {
        let mut values = Vec::with_capacity(row.len() + 2);
        values.extend_from_slice(&standard);
        values.extend_from_slice(row);
        values
    });
    db.bulk_insert(table.name, &names, OnConflict::Fail, &mut rows)?;
    Ok(())
}

/// Replaces a provisional (negative) id by its number.
fn resolve(value: &mut Value, numbers: &[i64]) {
    if let Value::Int(id @ ..0) = value {
        let slot = usize::try_from(-1 - *id).ok();
        if let Some(number) = slot.and_then(|slot| numbers.get(slot)) {
            *value = Value::Int(*number);
        }
    }
}
