//! The run as an experienced clerk of the computing centre would write it: two statements, one
//! transaction, no signatures, no audit, nothing resumed. It reads the versions of awards as they
//! stand; the few that change this month are put there beforehand, because the law is not in SQL.

use anyhow::{Context, Result};
use base::Seq;
use office::tables::{AwardVersion, Run};
use store::{Begin, Db, OnConflict, Record, Value};

use super::measure::{Cost, Stopwatch};

const DUES: &str = "\
INSERT INTO due (agency, recorded, id, run, award, version, person, region, for_month, kind, central, province, city, \
                 county, account, amount) \
SELECT v.agency, $1, $2 + ROW_NUMBER() OVER (ORDER BY v.award), $3, v.award, v.n, v.person, v.region, $4, 'regular', \
       v.central, v.province, v.city, v.county, v.account, \
       v.central + v.province + v.city + v.county + v.account \
FROM award_version v \
WHERE v.agency = $5 AND v.state = 'live' AND v.n = \
      (SELECT MAX(w.n) FROM award_version w WHERE w.award = v.award AND w.from_month <= $4)";

const DISBURSEMENTS: &str = "\
INSERT INTO disbursement (agency, recorded, batch, line, run, award, attempt, person, payee, region, amount) \
SELECT d.agency, d.recorded, $1, ROW_NUMBER() OVER (ORDER BY d.award), d.run, d.award, 1, d.person, v.payee, d.region, \
       d.amount \
FROM due d JOIN award_version v ON v.award = d.award AND v.n = d.version \
WHERE d.run = $2 AND v.payee IS NOT NULL";

/// Puts the versions that the finished run made into a prepared database.
pub fn give_rated_versions(finished: &mut dyn Db, to: &mut dyn Db) -> Result<()> {
    let sql = format!(
        "SELECT agency, recorded, {} FROM award_version WHERE run IS NOT NULL",
        AwardVersion::COLUMNS.join(", ")
    );
    let mut rows: Vec<Vec<Value>> = Vec::new();
    finished.each(&sql, &[], &mut |row| {
        let mut values = vec![Value::Int(row.int(0)?), Value::Int(row.int(1)?)];
        values.extend(AwardVersion::read(row, 2)?.values());
        rows.push(values);
        Ok(())
    })?;
    let mut columns = vec!["agency", "recorded"];
    columns.extend_from_slice(AwardVersion::COLUMNS);
    to.bulk_insert("award_version", &columns, OnConflict::Fail, &mut rows.into_iter())?;
    Ok(())
}

/// Inserts dues and disbursements for the finished run into a prepared database.
pub fn month(db: &mut dyn Db, run: &Run, agency: i64) -> Result<Cost> {
    let server = match db.engine() {
        store::Engine::Sqlite => None,
        store::Engine::Postgres => {
            let pid: i64 = store::scalar(db, "SELECT CAST(pg_backend_pid() AS BIGINT)", &[])?;
            Some(u32::try_from(pid).context("a process number")?)
        }
    };
    let first_id: i64 = store::scalar(db, "SELECT MAX(next_id) FROM agency_head", &[])?;
    let seq = Seq(run.pinned.0 + 1);
    let watch = Stopwatch::start(server);
    store::transaction(db, Begin::Write, |db| {
        let dues = [
            Value::Int(seq.0),
            Value::Int(first_id),
            Value::Int(run.id.0),
            Value::Int(run.month.number()),
            Value::Int(agency),
        ];
        db.exec(DUES, &dues)?;
        db.exec(DISBURSEMENTS, &[Value::Int(run.batch.0), Value::Int(run.id.0)])?;
        Ok::<_, store::StoreError>(())
    })?;
    Ok(watch.stop())
}
