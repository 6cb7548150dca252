//! 审计数据包: one year of an agency as files that an auditor reads without this program: people,
//! fees, accounts, dues, payments, decisions, the change log, vouchers, balances, the proof that
//! business, finance and bank agree by month, a data dictionary, and an index with digests.
//!
//! Everything is read in one snapshot. Identifiers are masked unless an auditor or the head takes
//! them whole; either way it is recorded as a disclosure before the first row is read.

mod proof;
mod proof_book;
mod sheets;
mod write;

pub use write::{AuditPack, Listed, Wanted, write_pack};
