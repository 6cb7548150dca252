//! The audit chain: one link per write, each holding the hash of the one before.

use std::collections::HashMap;

use base::Seq;
use store::{Db, Schema, StoreError, Value};

use crate::clock::Moment;
use crate::digest::Digest;
use crate::rows::{RowDigests, digest_rows};
use crate::tables::{AgencyId, Audit, MatterId, StaffId};

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
    /// Time runs backwards.
    #[error("第 {0} 号审计记录的时间早于前一条，请核对服务器时钟")]
    Clock(Seq),
    /// Rows recorded by a write are not the rows it wrote.
    #[error("第 {0} 号写入所记的数据行与审计摘要不符，有行被改动、删除或插入")]
    Rows(Seq),
    /// Rows that claim a write which does not exist.
    #[error("有数据行声称由第 {0} 号写入产生，但没有这条审计记录（表 {1}）")]
    Orphan(Seq, String),
}

/// Verifies an agency's chain and that the rows of every write are those it digested. Returns
/// the number of links and rows, or the first fault.
pub fn verify_chain(
    db: &mut dyn Db,
    schema: &Schema,
    agency: AgencyId,
    head: (Seq, &Digest),
) -> Result<Result<(u64, u64), AuditFault>, StoreError> {
    let mut expected_rows = HashMap::new();
    let mut last: Option<Audit> = None;
    let mut fault = None;
    for audit in store::select::<Audit>(db, "WHERE agency = $1 ORDER BY seq", &[Value::Int(agency.0)])? {
        fault = link_fault(last.as_ref(), &audit);
        if fault.is_some() {
            break;
        }
        expected_rows.insert(audit.seq, audit.rows_digest.clone());
        last = Some(audit);
    }
    let links = expected_rows.len() as u64;
    if let Some(fault) = fault {
        return Ok(Err(fault));
    }
    let last_seq = last.as_ref().map_or(Seq(0), |audit| audit.seq);
    if head.0 != last_seq || last.is_some_and(|audit| audit.hash != *head.1) {
        return Ok(Err(AuditFault::Head { head: head.0, last: last_seq }));
    }
    rows_fault(db, schema, agency, &expected_rows).map(|result| result.map(|rows| (links, rows)))
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
    if last.is_some_and(|last| audit.at < last.at) {
        return Some(AuditFault::Clock(audit.seq));
    }
    None
}

/// One pass over each table: rows come in key order and go to the hasher of their write.
fn rows_fault(
    db: &mut dyn Db,
    schema: &Schema,
    agency: AgencyId,
    expected: &HashMap<Seq, Digest>,
) -> Result<Result<u64, AuditFault>, StoreError> {
    let mut writes: HashMap<i64, RowDigests> = HashMap::new();
    let mut rows = 0;
    for table in digest_rows(schema) {
        let columns: Vec<_> = table.columns[2..].iter().collect();
        let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
        let sql = format!(
            "SELECT recorded, {} FROM {} WHERE agency = $1 ORDER BY {}",
            names.join(", "),
            table.name,
            table.key.join(", ")
        );
        let mut values = Vec::new();
        let mut orphan = None;
        db.each(&sql, &[Value::Int(agency.0)], &mut |row| {
            values.clear();
            for (i, column) in columns.iter().enumerate() {
                values.push(match column.kind {
                    _ if row.is_null(i + 1)? => Value::Null,
                    store::Kind::Integer => Value::Int(row.int(i + 1)?),
                    store::Kind::Text => Value::Text(row.text(i + 1)?.to_owned()),
                });
            }
            let seq = row.int(0)?;
            if orphan.is_none() && !expected.contains_key(&Seq(seq)) {
                orphan = Some(Seq(seq));
            }
            writes.entry(seq).or_default().add(table.name, &values);
            rows += 1;
            Ok(())
        })?;
        if let Some(seq) = orphan {
            return Ok(Err(AuditFault::Orphan(seq, table.name.to_owned())));
        }
    }
    let mut numbers: Vec<&Seq> = expected.keys().collect();
    numbers.sort();
    for seq in numbers {
        let found = writes.remove(&seq.0).unwrap_or_default().finish();
        if found != expected[seq] {
            return Ok(Err(AuditFault::Rows(*seq)));
        }
    }
    Ok(Ok(rows))
}
