//! What a month came to, without when and by which attempt.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use desk::{Digest, Post, Refusal, Unplanned};
use office::payment::bank_file;
use office::tables::{BankFile, RunState, schema};
use store::Value;

use crate::counter::Counter;

/// Equal for equal months.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    state: RunState,
    /// The run's own digest over its chunks.
    run: String,
    /// Over all dues, ids and writes apart.
    dues: Digest,
    /// Over all disbursements.
    disbursements: Digest,
    /// Over the bank file's bytes, made again now.
    bank_file: Digest,
    /// People in it.
    lines: i64,
}

const DUES: &str = "SELECT award, version, person, region, for_month, kind, central, province, city, county, account, \
                    amount FROM due ORDER BY award, for_month, kind";
const DISBURSEMENTS: &str =
    "SELECT batch, line, run, award, attempt, person, payee, region, amount FROM disbursement ORDER BY batch, line";

/// Reads the month's outcome, after everything that `verify` checks held.
pub fn outcome(folder: &Path) -> Result<Outcome> {
    let mut counter = Counter::resume(folder, false)?;
    let agency = counter.signer(Post::Clerk)?.agency();
    let chain = desk::verify_chain(counter.office.parts().1, &schema(), agency)?;
    ensure!(chain.is_ok(), "the audit chain is broken: {:?}", chain.err());
    let report = office::verify::verify(&mut counter.office, agency, &mut |_| ())?;
    let faults: Vec<String> = report.faults().map(|(invariant, fault)| format!("{invariant:?}: {fault:?}")).collect();
    ensure!(faults.is_empty(), "verify finds: {}", faults.join("; "));
    let run = counter.month_run()?.context("no run")?;
    let environment = counter.office.environment().clone();
    let file = counter.office.look(agency, |look| bank_file(look, &environment, &run).map_err(refused))?;
    let db = counter.office.parts().1;
    let sent: BankFile =
        store::select_one(db, "WHERE batch = $1", &[Value::Int(run.batch.0)])?.context("no file left")?;
    ensure!(sent.digest == file.digest(), "the bank file made again has other bytes");
    Ok(Outcome {
        state: run.state,
        run: run.digest,
        dues: content(db, DUES, &[3, 5])?,
        disbursements: content(db, DISBURSEMENTS, &[7])?,
        bank_file: sent.digest,
        lines: file.lines,
    })
}

fn content(db: &mut dyn store::Db, sql: &str, texts: &[usize]) -> Result<Digest> {
    let columns = sql.split(" FROM").next().unwrap_or_default().matches(',').count() + 1;
    let mut bytes = Vec::new();
    db.each(sql, &[], &mut |row| {
        for column in 0..columns {
            match texts.contains(&column) {
                true => bytes.extend_from_slice(row.text(column)?.as_bytes()),
                false => bytes.extend_from_slice(&row.int(column)?.to_le_bytes()),
            }
        }
        Ok(())
    })?;
    Ok(Digest::of(&bytes))
}

fn refused(error: Unplanned) -> Refusal {
    match error {
        Unplanned::Fields(errors) => Refusal::Fields(errors),
        Unplanned::Failed(refusal) => refusal,
    }
}
