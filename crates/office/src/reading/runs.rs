//! The runs of the agency, newest first, and how far one is.

use base::Fen;
use desk::{Look, Unplanned};
use store::Value;

use crate::tables::{Run, RunChunk};

/// How far the computing of a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunProgress {
    /// Chunks written.
    pub chunks: i64,
    /// Payees written.
    pub people: i64,
    /// Their sum.
    pub amount: Fen,
    /// Awards without an account to pay to.
    pub without_account: i64,
}

/// Runs, newest first.
pub fn runs(look: &mut Look<'_>, at_most: i64) -> Result<Vec<Run>, Unplanned> {
    let args = [Value::Int(look.agency().0), Value::Int(at_most)];
    Ok(look.select::<Run>("WHERE agency = $1 ORDER BY month DESC, id DESC LIMIT $2", &args)?)
}

/// What the chunks of a run hold so far.
pub fn run_progress(look: &mut Look<'_>, run: &Run) -> Result<RunProgress, Unplanned> {
    let chunks = look.select::<RunChunk>("WHERE run = $1", &[Value::Int(run.id.0)])?;
    let mut progress = RunProgress::default();
    for chunk in chunks {
        progress.chunks += 1;
        progress.people += chunk.disbursements;
        progress.amount += chunk.amount;
        progress.without_account += chunk.without_account;
    }
    Ok(progress)
}
