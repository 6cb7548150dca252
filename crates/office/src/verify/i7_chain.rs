//! I7: the audit chain is whole, covers exactly the rows there are, agrees with the anchor outside
//! the database, and has its link for every matter and signature.

use desk::{AgencyId, AuditFault, Look, Refusal, verify_chain};
use store::{StoreError, Value};

use super::report::{Checked, Fault, Invariant};
use crate::open::Office;
use crate::tables;

const RESTORE: &str = "审计记录被改动，请保护现场、通知稽核，并与备份和锚文件逐条核对";

pub(super) fn check(office: &mut Office, agency: AgencyId) -> Result<Checked, Refusal> {
    let mut checked = Checked::new(Invariant::Chain);
    let environment = std::sync::Arc::clone(office.environment());
    let anchor = office.anchor().clone();
    let (_, db) = office.parts();
    match anchor.verify(db, &environment.keys)? {
        Ok(lines) => checked.count("锚文件行", i64::try_from(lines).unwrap_or(i64::MAX)),
        Err(fault) => checked.fault(told("锚文件", "", &fault)),
    }
    match verify_chain(db, &tables::schema(), agency) {
        Ok(Ok((links, rows))) => {
            checked.count("审计记录", i64::try_from(links).unwrap_or(i64::MAX));
            checked.count("数据行", i64::try_from(rows).unwrap_or(i64::MAX));
        }
        Ok(Err(fault)) => checked.fault(chain_fault(&fault)),
        Err(StoreError::Unexpected(what)) => checked.fault(told("audit", "", &what)),
        Err(error) => return Err(error.into()),
    }
    let unrecorded = office.look(agency, |look| Ok::<_, Refusal>(unrecorded(look)?))?;
    if let Some(fault) = unrecorded {
        checked.fault(fault);
    }
    Ok(checked)
}

fn told(table: &str, row: &str, what: &dyn std::fmt::Display) -> Fault {
    Fault { table: table.to_owned(), row: row.to_owned(), what: what.to_string(), advice: RESTORE.to_owned() }
}

fn chain_fault(fault: &AuditFault) -> Fault {
    match fault {
        AuditFault::Gap { found, .. } => told("audit", &found.to_string(), fault),
        AuditFault::Altered(seq) | AuditFault::Clock(seq) | AuditFault::Rows(seq) => {
            told("audit", &seq.to_string(), fault)
        }
        AuditFault::Head { head, .. } => told("agency_head", &head.to_string(), fault),
        AuditFault::Orphan(seq, table) => told(table, &format!("recorded = {seq}"), fault),
    }
}

/// Matters and signatures whose write has no link about them. The link of a signed list names
/// no single matter.
fn unrecorded(look: &mut Look<'_>) -> Result<Option<Fault>, StoreError> {
    for (table, key, staff) in [("matter", "id", ""), ("signature", "matter", "AND a.staff = t.staff")] {
        let sql = format!(
            "SELECT t.{key} FROM {table} t LEFT JOIN audit a ON a.agency = t.agency AND a.seq = t.recorded {staff} \
             AND (a.matter IS NULL OR a.matter = t.{key}) WHERE t.agency = $1 AND a.seq IS NULL ORDER BY t.{key} LIMIT 1"
        );
        let found = look.one(&sql, &[Value::Int(look.agency().0)], |row| row.int(0))?;
        if let Some(row) = found {
            return Ok(Some(told(table, &row.to_string(), &"没有对应的审计记录")));
        }
    }
    Ok(None)
}
