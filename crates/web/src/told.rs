//! What a matter says on the page that follows its last signature: what it did and its notices. A matter that is done is
//! not planned again, so this is kept in memory for whoever gave that signature, until the page shows it once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use desk::{Answer, Change, MatterId, Signer, StaffId};

/// Nobody is coming any more for what is older.
const KEPT: Duration = Duration::from_secs(600);

/// What was done.
pub struct Told {
    pub shown: Vec<Change>,
    pub notices: Vec<String>,
}

/// Everything that waits to be shown.
#[derive(Default)]
pub struct ToldOnce(Mutex<HashMap<(StaffId, MatterId), (Instant, Told)>>);

impl ToldOnce {
    /// Keeps what the answer says, when the matter is over; an answer that is repeated says nothing new.
    pub fn keep(&self, signer: Signer, answer: Answer) {
        let Answer { matter, outcome, shown, notices, .. } = answer;
        if outcome.is_none() || shown.is_empty() && notices.is_empty() {
            return;
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (at, _)| at.elapsed() < KEPT);
        all.insert((signer.staff(), matter), (Instant::now(), Told { shown, notices }));
    }

    /// What is to be shown, for the only time.
    pub fn take(&self, signer: Signer, matter: MatterId) -> Option<Told> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&(signer.staff(), matter)).map(|(_, told)| told)
    }
}
