//! What takes long to count is counted once and kept with the state of the books that it was counted in.
//!
//! A small office counts anew whenever something was written. Where counting takes longer than a page may, the page
//! shows what is kept and says of when it is, and it is counted again beside, at most once in a while.

use std::any::Any;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base::Seq;
use desk::{AgencyId, Look, Refusal, Unplanned};
use office::{Environment, Office};

use crate::http::{Call, Fault};

/// A page may count so long itself.
const QUICK: Duration = Duration::from_millis(250);
/// What takes longer is counted again when it is this old.
const AGAIN: Duration = Duration::from_secs(60);
/// What is older is neither shown nor kept.
const KEPT: Duration = Duration::from_secs(600);
/// Who asks for what somebody else counts already waits so long; then the page says so and asks again by itself.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is counted, of which agency, and what was asked.
type Key = (&'static str, AgencyId, String);

struct Entry {
    counted: Arc<dyn Any + Send + Sync>,
    seq: Seq,
    took: Duration,
    at: Instant,
    /// Somebody counts it again just now.
    renewing: bool,
}

/// Everything that is kept, and what is counted for the first time just now: by one request, however many ask.
#[derive(Default)]
pub struct Kept {
    all: Mutex<HashMap<Key, Entry>>,
    counting: Mutex<HashSet<Key>>,
    counted: Condvar,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What one request counts; others may begin once it is dropped.
struct Turn<'k>(&'k Kept, Key);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        lock(&self.0.counting).remove(&self.1);
        self.0.counted.notify_all();
    }
}

/// What was counted, and whether something was written since.
pub struct Counted<T> {
    pub value: Arc<T>,
    pub seq: Seq,
    pub is_old: bool,
}

impl<T> Counted<T> {
    /// A word about its age, where something was written since.
    pub fn age(&self) -> String {
        if self.is_old {
            format!("截至第 {} 号记录，一分钟内重新计数。", self.seq)
        } else {
            String::new()
        }
    }
}

/// How something is counted.
type Count<T> = fn(&mut Look<'_>, &Environment, &str) -> Result<T, Unplanned>;

impl Kept {
    /// What is kept, or counted now.
    pub fn get<T: Send + Sync + 'static>(
        self: &Arc<Self>,
        call: &mut Call<'_>,
        what: &'static str,
        asked: String,
        count: Count<T>,
    ) -> Result<Counted<T>, Fault> {
        let agency = call.signer()?.agency();
        let now = call.read(|look| Ok(look.seq()))?;
        let key: Key = (what, agency, asked);
        if let Some(found) = self.kept(call, &key, now, count) {
            return Ok(found);
        }
        let _turn = self.turn(&key)?;
        // Somebody may have counted it in the meantime.
        if let Some(found) = self.kept(call, &key, now, count) {
            return Ok(found);
        }
        let (value, seq) = self.count(call.office, key, count)?;
        Ok(Counted { value, seq, is_old: false })
    }

    /// The turn to count it, once nobody else does.
    fn turn(&self, key: &Key) -> Result<Turn<'_>, Fault> {
        let counting = lock(&self.counting);
        let waited = self.counted.wait_timeout_while(counting, PATIENCE, |counting| counting.contains(key));
        let (mut counting, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if counting.insert(key.clone()) { Ok(Turn(self, key.clone())) } else { Err(Fault::Counting) }
    }

    /// What is kept and may be shown; where it is due, it is counted again beside.
    fn kept<T: Send + Sync + 'static>(
        self: &Arc<Self>,
        call: &Call<'_>,
        key: &Key,
        now: Seq,
        count: Count<T>,
    ) -> Option<Counted<T>> {
        let mut begins = false;
        let kept = {
            let mut all = lock(&self.all);
            let shown = |entry: &Entry| entry.seq == now || entry.took > QUICK && entry.at.elapsed() < KEPT;
            all.get_mut(key).filter(|entry| shown(entry)).map(|entry| {
                begins = entry.seq != now && !entry.renewing && entry.at.elapsed() > AGAIN;
                entry.renewing |= begins;
                (Arc::clone(&entry.counted), entry.seq)
            })
        };
        if begins {
            self.renew(call.office, key.clone(), count);
        }
        let (counted, seq) = kept?;
        Some(Counted { value: counted.downcast::<T>().ok()?, seq, is_old: seq != now })
    }

    fn count<T: Send + Sync + 'static>(
        &self,
        office: &mut Office,
        key: Key,
        count: Count<T>,
    ) -> Result<(Arc<T>, Seq), Refusal> {
        let (began, environment) = (Instant::now(), Arc::clone(office.environment()));
        let (value, seq) = office.look(key.1, |look| {
            let value = count(look, &environment, &key.2).map_err(Refusal::from)?;
            Ok::<_, Refusal>((Arc::new(value), look.seq()))
        })?;
        let counted = Arc::clone(&value) as Arc<dyn Any + Send + Sync>;
        let entry = Entry { counted, seq, took: began.elapsed(), at: Instant::now(), renewing: false };
        let mut all = lock(&self.all);
        all.retain(|_, kept| kept.at.elapsed() < KEPT);
        all.insert(key, entry);
        Ok((value, seq))
    }

    /// Counts again beside, over a connection of its own; what fails is tried again later.
    fn renew<T: Send + Sync + 'static>(self: &Arc<Self>, office: &Office, key: Key, count: Count<T>) {
        let (this, beside) = (Arc::clone(self), office.beside());
        let done = move || match beside {
            Ok(mut office) => {
                this.count(&mut office, key.clone(), count).map(drop).map_err(|e| (this, key, e.to_string()))
            }
            Err(error) => Err((this, key, error.to_string())),
        };
        std::thread::spawn(move || {
            if let Err((this, key, error)) = done() {
                tracing::warn!(%error, what = key.0, "could not be counted again");
                let mut all = lock(&this.all);
                if let Some(entry) = all.get_mut(&key) {
                    entry.renewing = false;
                    entry.at = Instant::now();
                }
            }
        });
    }
}
