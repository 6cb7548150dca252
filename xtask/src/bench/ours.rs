//! The measured run: a complete month through the product's own operations.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use desk::{Post, Refusal, Stage, Unplanned};
use office::payment::{ApproveRunInput, bank_file, run_of};
use serde::{Deserialize, Serialize};

use super::measure::{Cost, Stopwatch};
use crate::counter::Counter;

/// What a measured run says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Said {
    /// What it cost.
    pub cost: Cost,
    /// Lines of the bank file, or of whatever the workload handles.
    pub lines: i64,
    /// The last write before the measured ones.
    pub since: i64,
    /// What else was found, in words.
    pub words: String,
}

/// Opens, computes, totals, signs three times and makes the bank file; signing in and opening
/// the database lie outside the measurement.
pub fn month(folder: &Path) -> Result<Said> {
    let mut counter = Counter::open(folder, &[Post::Clerk, Post::Reviewer, Post::Approver])?;
    let server = server_process(&mut counter)?;
    let clerk = counter.signer(Post::Clerk)?;
    let mut watch = Stopwatch::start(server);
    let run = counter.open_run()?;
    watch.lap("open");
    while !counter.office.compute_chunk(clerk, run.id)?.finished {}
    watch.lap("compute and totals");
    let operation = "payment.approve_run";
    let mut answer = counter.make(operation, &ApproveRunInput { run: run.id })?;
    watch.lap("first signature with balance sheet");
    for (stage, name) in [(Stage::Check, "second signature"), (Stage::Approve, "third signature")] {
        answer = counter.sign(operation, stage, &answer)?;
        watch.lap(name);
    }
    let environment = counter.office.environment().clone();
    let file = counter.office.look(clerk.agency(), |look| {
        let run = run_of(look, run.id).map_err(refused)?;
        bank_file(look, &environment, &run).map_err(refused)
    })?;
    let digest = file.digest();
    watch.lap("bank file");
    let cost = watch.stop();
    eprintln!("bank file {} with {} lines", digest.as_str(), file.lines);
    Ok(Said { cost, lines: file.lines, since: 0, words: String::new() })
}

/// Verifies everything: the eight invariants, the audit chain with every row that it covers, the
/// received files.
pub fn verify(folder: &Path) -> Result<Said> {
    let mut counter = Counter::open(folder, &[Post::Clerk])?;
    let server = server_process(&mut counter)?;
    let agency = counter.signer(Post::Clerk)?.agency();
    let mut watch = Stopwatch::start(server);
    let mut now = None;
    let report = office::verify::verify(&mut counter.office, agency, &mut |progress| {
        if let Some(before) = now.replace(progress.now) {
            watch.lap(&format!("{before:?}"));
        }
    })?;
    let cost = watch.stop();
    let faults: Vec<String> = report.faults().map(|(invariant, fault)| format!("{invariant:?}: {fault:?}")).collect();
    ensure!(faults.is_empty(), "verify finds: {}", faults.join("; "));
    Ok(Said { cost, lines: 0, since: 0, words: String::new() })
}

/// The server's process behind our connection; none on SQLite.
pub fn server_process(counter: &mut Counter) -> Result<Option<u32>> {
    if counter.office.parts().1.engine() == store::Engine::Sqlite {
        return Ok(None);
    }
    let pid = counter.number("SELECT CAST(pg_backend_pid() AS BIGINT)")?;
    Ok(Some(u32::try_from(pid).context("a process number")?))
}

/// What kept a reading from being made.
pub fn refused(error: Unplanned) -> Refusal {
    match error {
        Unplanned::Fields(errors) => Refusal::Fields(errors),
        Unplanned::Failed(refusal) => refusal,
    }
}
