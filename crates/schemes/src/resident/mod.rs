//! Resident pension (城乡居民基本养老保险). One file per legal rule; a formula used in production
//! is never edited: a new revision stands beside it, and nodes name theirs.

pub mod account;
pub mod account_pension;
pub mod age_supplement;
pub mod award;
pub mod base_pension;
pub mod claim;
pub mod components;
pub mod death_settlement;
pub mod entitlement;
pub mod entry_subsidy;
pub mod exhaustion;
pub mod first_month;
pub mod funeral;
pub mod interest;
pub mod long_supplement;
pub mod overpayment;
pub mod required_years;
pub mod rerate;
pub mod rules;

pub use account::{AccountBalance, AccountSource};
pub use award::{Assessment, AwardFacts, Origin, assess, assess_in, explain, explain_in};
pub use claim::{ClaimRules, age_on};
pub use components::{Component, ComponentKind, Components};
pub use death_settlement::{DeathFacts, DeathRules, Settlement, settle, stop_month};
pub use entitlement::{Applicant, Entitlement, Refusal, RefusalKind, entitlement};
pub use entry_subsidy::{EntryRules, FeeKind, entry_subsidy};
pub use exhaustion::Exhaustion;
pub use first_month::first_month;
pub use funeral::{FuneralRules, funeral_grant};
pub use interest::{InterestRules, year_interest};
pub use overpayment::{ByPayer, give_back};
pub use required_years::required_years;
pub use rerate::{ChangeReason, next_change};
pub use rules::{RuleBook, Rules};
