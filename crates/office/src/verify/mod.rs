//! 核验: what must always hold, checked over the whole agency, naming the first row that does not.
//!
//! One file per invariant. Each is a few set-wise queries or one streaming pass, so that memory
//! does not grow with people. Nothing here changes anything, and nothing is repaired: a fault is
//! for a person to look into.

mod checking;
mod files;
mod i1_books;
mod i2_payments;
mod i3_once_per_month;
mod i4_accounts;
mod i4_interest;
mod i5_recomputed;
mod i6_decisions;
mod i7_chain;
mod i8_after_death;
mod report;

use std::sync::{Mutex, PoisonError};
use std::thread;

use desk::{AgencyId, Refusal, Unplanned};
use store::StoreError;

use crate::open::{Office, OpenError};
use checking::Checking;
pub use report::{Checked, Count, Fault, Invariant, Report};

/// How far a verification is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Invariants checked.
    pub done: usize,
    /// Invariants in all.
    pub of: usize,
    /// The one being checked now.
    pub now: Invariant,
}

/// Checks everything. `progress` is told before each invariant.
///
/// # Errors
/// When database, keys or files cannot be read at all; what is wrong with their content is in
/// the report.
pub fn verify(
    office: &mut Office,
    agency: AgencyId,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Report, Refusal> {
    // The invariants do not look at each other: a second connection takes every other one.
    let mut beside = office.beside().map_err(|error| match error {
        OpenError::Refused(refusal) => refusal,
        other => Refusal::Document(other.to_string()),
    })?;
    let turns = Mutex::new(Turns { begun: 0, progress });
    let mut checked = thread::scope(|scope| {
        let helper = scope.spawn(|| check_in_turn(&mut beside, agency, &turns));
        let own = check_in_turn(office, agency, &turns);
        let others = helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Ok::<_, Refusal>([own?, others?].concat())
    })?;
    checked.sort_by_key(|checked| Invariant::ALL.iter().position(|invariant| *invariant == checked.invariant));
    Ok(Report { checked })
}

/// Those that look at most rows come first, so that no connection is left with the longest.
const LONGEST_FIRST: [Invariant; 9] = [
    Invariant::Chain,
    Invariant::Accounts,
    Invariant::Recomputed,
    Invariant::OncePerMonth,
    Invariant::Payments,
    Invariant::AfterDeath,
    Invariant::Books,
    Invariant::Decisions,
    Invariant::ReceivedFiles,
];

/// Who comes next, for both connections.
struct Turns<'a> {
    begun: usize,
    progress: &'a mut (dyn FnMut(Progress) + Send),
}

impl Turns<'_> {
    fn next(&mut self) -> Option<Invariant> {
        let (done, of) = (self.begun, LONGEST_FIRST.len());
        let now = *LONGEST_FIRST.get(done)?;
        self.begun += 1;
        (self.progress)(Progress { done, of, now });
        Some(now)
    }
}

/// Checks invariants until none is left that nobody has begun.
fn check_in_turn(office: &mut Office, agency: AgencyId, turns: &Mutex<Turns<'_>>) -> Result<Vec<Checked>, Refusal> {
    let mut checked = Vec::new();
    loop {
        let next = turns.lock().unwrap_or_else(PoisonError::into_inner).next();
        let Some(now) = next else { return Ok(checked) };
        checked.push(match now {
            Invariant::Chain => i7_chain::check(office, agency)?,
            other => in_one_snapshot(office, agency, other)?,
        });
    }
}

fn in_one_snapshot(office: &mut Office, agency: AgencyId, invariant: Invariant) -> Result<Checked, Refusal> {
    let environment = std::sync::Arc::clone(office.environment());
    let rules = i6_decisions::declared(office.desk().catalogue());
    let checked = office.look(agency, |look| {
        let mut checking = Checking { look, environment: &environment, checked: Checked::new(invariant) };
        let c = &mut checking;
        let result = match invariant {
            Invariant::Books => i1_books::check(c),
            Invariant::Payments => i2_payments::check(c),
            Invariant::OncePerMonth => i3_once_per_month::check(c),
            Invariant::Accounts => i4_accounts::check(c),
            Invariant::Recomputed => i5_recomputed::check(c),
            Invariant::Decisions => i6_decisions::check(c, &rules),
            Invariant::AfterDeath => i8_after_death::check(c),
            Invariant::ReceivedFiles => files::check(c),
            Invariant::Chain => Ok(()),
        };
        unreadable(c, result)?;
        Ok::<_, Unplanned>(checking.checked)
    });
    checked.map_err(Refusal::from)
}

/// A stored value that no program wrote is a finding, not a failure of the check.
fn unreadable(c: &mut Checking<'_, '_>, result: Result<(), Unplanned>) -> Result<(), Unplanned> {
    match result {
        Err(Unplanned::Failed(Refusal::Store(StoreError::Unexpected(what)))) => {
            c.fault(
                "数据库",
                "",
                format!("有数据无法识别：{what}"),
                "数据被程序以外的途径改动，请从备份恢复并查明原因",
            );
            Ok(())
        }
        other => other,
    }
}
