//! Resident pension (城乡居民基本养老保险). One file per legal rule; a formula used in production
//! is never edited: a new revision stands beside it, and nodes name theirs.

pub mod account;
pub mod account_pension;
pub mod age_supplement;
pub mod award;
pub mod base_pension;
pub mod components;
pub mod exhaustion;
pub mod long_supplement;
pub mod rerate;
pub mod rules;

pub use account::{AccountBalance, AccountSource};
pub use award::{Assessment, AwardFacts, Origin, assess, explain};
pub use components::{Component, ComponentKind, Components};
pub use exhaustion::Exhaustion;
pub use rerate::{ChangeReason, next_change};
pub use rules::{RuleBook, Rules};
