//! Connections to the installation, handed out one per request at work.

use std::sync::{Arc, Mutex, PoisonError};

use office::Office;
use tokio::sync::Semaphore;

/// Requests that look at the database at the same time. More would only wait for each other.
const AT_ONCE: usize = 8;

/// Why a request got no connection, or its work did not end.
#[derive(Debug)]
pub enum Busy {
    /// The database did not open.
    NotOpened(String),
    /// The work broke off; nothing was written that was not finished.
    BrokeOff,
}

/// The connections of one installation.
pub struct Offices {
    model: Mutex<Office>,
    idle: Mutex<Vec<Office>>,
    places: Semaphore,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Offices {
    pub fn new(office: Office) -> Offices {
        Offices { model: Mutex::new(office), idle: Mutex::new(Vec::new()), places: Semaphore::new(AT_ONCE) }
    }

    fn take(&self) -> Result<Office, Busy> {
        let idle = lock(&self.idle).pop();
        match idle {
            Some(office) => Ok(office),
            None => lock(&self.model).beside().map_err(|error| Busy::NotOpened(error.to_string())),
        }
    }

    /// Runs work with a connection of its own, outside the threads that serve the network. It
    /// goes on to its end when the browser does not wait for it. A connection whose work broke
    /// off is not used again.
    pub async fn with<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Office) -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let _place = self.places.acquire().await.map_err(|_| Busy::BrokeOff)?;
        let this = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || {
            let mut office = this.take()?;
            let value = work(&mut office);
            lock(&this.idle).push(office);
            Ok(value)
        });
        done.await.map_err(|_| Busy::BrokeOff)?
    }
}
