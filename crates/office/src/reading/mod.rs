//! What every face of the office reads besides the rooms' own lists: who reads and where, what
//! became of a matter, one person's history, a month's runs. It changes nothing.

mod archive;
mod disclosures;
mod matching;
mod matters;
mod people;
mod person_history;
mod places;
mod reader;
mod runs;
mod wall;

/// A number for the record of who took out which list: a list has no row of its own.
pub fn list_subject(name: &str) -> i64 {
    let digest = desk::Digest::of(name.as_bytes());
    digest.as_str().get(..8).and_then(|hex| i64::from_str_radix(hex, 16).ok()).unwrap_or_default()
}

pub use archive::{ArchiveKind, ArchiveLine, archive};
pub use disclosures::{DisclosureLine, LookedAt, disclosures, list_title};
pub use matching::{Matched, matched};
pub use matters::{MatterLine, SignedBy, my_matters, signed_by};
pub use people::{NewAward, Villager, new_awards, villagers};
pub use person_history::{EntryLine, PaymentLine, PersonHistory, ProofLine, VersionLine, person_history};
pub use places::Places;
pub use reader::Reader;
pub use runs::{RunProgress, run_progress, runs};
pub use wall::{Punctuality, TownLine, punctuality, villages};
