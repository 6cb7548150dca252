//! The audit chain: one link per write, each holding the hash of the one before.

use std::collections::HashMap;

use base::Seq;
use store::{Begin, Db, Record, Schema, StoreError, Table, Value};

use crate::clock::Moment;
use crate::digest::Digest;
use crate::rows::{TableDigest, WriteDigest, digest_rows};
use crate::tables::{AgencyHead, AgencyId, Audit, MatterId, StaffId};

/// Everything a link says besides its place in the chain.
pub(crate) struct Entry<'a> {
    pub(crate) at: Moment,
    pub(crate) staff: StaffId,
    pub(crate) action: &'a str,
    pub(crate) operation: &'a str,
    pub(crate) matter: Option<MatterId>,
    pub(crate) rows_digest: Digest,
}

/// Makes the link that follows `previous`.
pub(crate) fn link(agency: AgencyId, seq: Seq, previous: Digest, entry: Entry<'_>) -> Audit {
    let mut audit = Audit {
        agency,
        seq,
        at: entry.at.to_string(),
        staff: entry.staff,
        action: entry.action.to_owned(),
        operation: entry.operation.to_owned(),
        matter: entry.matter,
        rows_digest: entry.rows_digest,
        previous,
        hash: Digest::zero(),
    };
    audit.hash = hash_of(&audit);
    audit
}

fn hash_of(audit: &Audit) -> Digest {
    Digest::of_parts(&[
        audit.previous.as_str().as_bytes(),
        &audit.agency.0.to_le_bytes(),
        &audit.seq.0.to_le_bytes(),
        audit.at.as_bytes(),
        &audit.staff.0.to_le_bytes(),
        audit.action.as_bytes(),
        audit.operation.as_bytes(),
        &audit.matter.map_or(0, |matter| matter.0).to_le_bytes(),
        audit.rows_digest.as_str().as_bytes(),
    ])
}

/// The first thing that is wrong with a chain or with the rows it covers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuditFault {
    /// A link is missing, doubled or out of order.
    #[error("审计记录不连续：应为第 {expected} 号，实为第 {found} 号，其间的记录被删除或插入")]
    Gap {
        /// The number that should stand here.
        expected: Seq,
        /// The number that stands here.
        found: Seq,
    },
    /// A link's content or its predecessor was altered.
    #[error("第 {0} 号审计记录的内容或其前一条被改动")]
    Altered(Seq),
    /// The head does not equal the last link.
    #[error("机构当前写入号（{head}）与最后一条审计记录（{last}）不符，末尾记录被截断或改写")]
    Head {
        /// The head's number.
        head: Seq,
        /// The last link's number.
        last: Seq,
    },
    /// Time runs backwards, by more than clocks are set right by.
    #[error("第 {0} 号审计记录的时间比前一条早五分钟以上，请核对服务器时钟")]
    Clock(Seq),
    /// Rows recorded by a write are not the rows it wrote.
    #[error("第 {0} 号写入所记的数据行与审计摘要不符，有行被改动、删除或插入")]
    Rows(Seq),
    /// Rows that claim a write which does not exist.
    #[error("有数据行声称由第 {0} 号写入产生，但没有这条审计记录（表 {1}）")]
    Orphan(Seq, String),
}

/// Servers that write for one agency, and a clock that is set right, may differ by so much.
const CLOCK_TOLERANCE_SECONDS: i64 = 300;

/// Verifies an agency's chain up to its head, and that the rows of every write are those it
/// digested, in one snapshot. Returns the number of links and rows, or the first fault.
pub fn verify_chain(
    db: &mut dyn Db,
    schema: &Schema,
    agency: AgencyId,
) -> Result<Result<(u64, u64), AuditFault>, StoreError> {
    store::transaction(db, Begin::Read, |db| match links(db, agency)? {
        Ok(expected) => {
            let rows = rows_fault(db, schema, agency, &expected)?;
            Ok(rows.map(|rows| (expected.len() as u64, rows)))
        }
        Err(fault) => Ok(Err(fault)),
    })
}

/// The row digests of the writes 1, 2, 3 …, or the first fault of the chain.
fn links(db: &mut dyn Db, agency: AgencyId) -> Result<Result<Vec<Digest>, AuditFault>, StoreError> {
    let mut expected = Vec::new();
    let mut last: Option<Audit> = None;
    let mut fault = None;
    let sql = format!("{} WHERE agency = $1 ORDER BY seq", Audit::select_from());
    db.each(&sql, &[Value::Int(agency.0)], &mut |row| {
        if fault.is_none() {
            let audit = Audit::read(row, 0)?;
            fault = link_fault(last.as_ref(), &audit);
            expected.push(audit.rows_digest.clone());
            last = Some(audit);
        }
        Ok(())
    })?;
    if let Some(fault) = fault {
        return Ok(Err(fault));
    }
    let head: Option<AgencyHead> = store::select_one(db, "WHERE agency = $1", &[Value::Int(agency.0)])?;
    let (head, hash) = head.map_or((Seq(0), Digest::zero()), |head| (head.seq, head.hash));
    let (last, last_hash) = last.map_or((Seq(0), Digest::zero()), |last| (last.seq, last.hash));
    let same = head == last && hash == last_hash;
    Ok(if same { Ok(expected) } else { Err(AuditFault::Head { head, last }) })
}

fn link_fault(last: Option<&Audit>, audit: &Audit) -> Option<AuditFault> {
    let expected = Seq(last.map_or(1, |last| last.seq.0 + 1));
    let zero = Digest::zero();
    let previous = last.map_or(&zero, |last| &last.hash);
    if audit.seq != expected {
        return Some(AuditFault::Gap { expected, found: audit.seq });
    }
    if audit.previous != *previous || audit.hash != hash_of(audit) {
        return Some(AuditFault::Altered(audit.seq));
    }
    let seconds = |audit: &Audit| Moment::parse(&audit.at).map(Moment::seconds);
    let earliest = last.map_or(Some(i64::MIN), |last| Some(seconds(last)? - CLOCK_TOLERANCE_SECONDS));
    let in_order = earliest.zip(seconds(audit)).is_some_and(|(earliest, at)| at >= earliest);
    (!in_order).then_some(AuditFault::Clock(audit.seq))
}

/// One pass over each table: rows come in key order and go to the hasher of their write.
fn rows_fault(
    db: &mut dyn Db,
    schema: &Schema,
    agency: AgencyId,
    expected: &[Digest],
) -> Result<Result<u64, AuditFault>, StoreError> {
    let mut writes = vec![WriteDigest::default(); expected.len()];
    let mut rows = 0;
    let mut tables: Vec<&Table> = digest_rows(schema).collect();
    tables.sort_by_key(|table| table.name);
    for table in tables {
        let mut orphan = None;
        let mut of_table: HashMap<usize, TableDigest> = HashMap::new();
        each_row(db, table, agency, &mut |seq, values| {
            rows += 1;
            match usize::try_from(seq - 1).ok().filter(|index| *index < expected.len()) {
                Some(index) => of_table.entry(index).or_default().add(values),
                None => orphan = orphan.or(Some(Seq(seq))),
            }
        })?;
        if let Some(seq) = orphan {
            return Ok(Err(AuditFault::Orphan(seq, table.name.to_owned())));
        }
        for (index, digest) in of_table {
            writes[index].add(table.name, digest);
        }
    }
    let found = writes.into_iter().map(WriteDigest::finish);
    let bad = (1..).zip(found.zip(expected)).find(|(_, (found, expected))| found != *expected);
    Ok(bad.map_or(Ok(rows), |(seq, _)| Err(AuditFault::Rows(Seq(seq)))))
}

/// The rows of one table in key order: the write that recorded each, and its values.
fn each_row(
    db: &mut dyn Db,
    table: &Table,
    agency: AgencyId,
    on_row: &mut dyn FnMut(i64, &[Value]),
) -> Result<(), StoreError> {
    let columns: Vec<_> = table.columns.iter().filter(|column| !is_standard(column.name)).collect();
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    let (names, key) = (names.join(", "), table.key.join(", "));
    let sql = format!("SELECT recorded, {names} FROM {} WHERE agency = $1 ORDER BY {key}", table.name);
    let mut values = Vec::new();
    db.each(&sql, &[Value::Int(agency.0)], &mut |row| {
        values.clear();
        for (i, column) in (1..).zip(&columns) {
            values.push(match column.kind {
                _ if row.is_null(i)? => Value::Null,
                store::Kind::Integer => Value::Int(row.int(i)?),
                store::Kind::Text => Value::Text(row.text(i)?.to_owned()),
            });
        }
        on_row(row.int(0)?, &values);
        Ok(())
    })
}

fn is_standard(column: &str) -> bool {
    matches!(column, "agency" | "recorded")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(times: [&str; 2]) -> Option<AuditFault> {
        let entry = |at: &str| Entry {
            at: Moment::parse(at).unwrap(),
            staff: StaffId(1),
            action: "test",
            operation: "",
            matter: None,
            rows_digest: Digest::zero(),
        };
        let first = link(AgencyId(1), Seq(1), Digest::zero(), entry(times[0]));
        assert_eq!(link_fault(None, &first), None);
        let second = link(AgencyId(1), Seq(2), first.hash.clone(), entry(times[1]));
        link_fault(Some(&first), &second)
    }

    #[test]
    fn a_clock_set_right_passes_and_one_that_jumped_back_is_reported() {
        assert_eq!(chain(["2019-01-10T09:00:00", "2019-01-10T09:00:00"]), None);
        assert_eq!(chain(["2019-01-10T00:02:00", "2019-01-09T23:57:00"]), None);
        assert_eq!(chain(["2019-01-10T00:02:00", "2019-01-09T23:56:59"]), Some(AuditFault::Clock(Seq(2))));
        assert_eq!(chain(["2019-01-10T09:00:00", "2018-12-31T09:00:00"]), Some(AuditFault::Clock(Seq(2))));
    }
}
