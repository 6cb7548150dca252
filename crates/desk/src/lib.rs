//! How anything changes: operations, plans, signatures, staff and posts, idempotent answers,
//! the audit chain with its signed outside anchor, and the worklist of what waits for whom.
//!
//! This crate knows no scheme, no pension and no account: it never contains a business rule. It
//! never lets one staff member sign a matter twice, never applies a plan that is not the plan
//! that was signed, and never writes a row without an audit record for it.

mod anchor;
mod audit;
mod authority;
mod catalogue;
mod clock;
mod codes;
mod desk;
mod digest;
mod end;
mod failpoint;
mod found;
mod list;
mod look;
mod make;
mod matter;
mod operation;
mod plan;
mod post_rules;
mod reading;
mod refusal;
mod rows;
mod seal;
mod second_factor;
mod sign;
mod sign_in;
mod stored;
mod tables;
mod under;
mod wording;
mod worklist;
mod write;

pub use anchor::{Anchor, AnchorFault};
pub use audit::{AuditFault, verify_chain};
pub use authority::{Acting, posts_today};
pub use catalogue::{AnyOperation, Catalogue};
pub use clock::Moment;
pub use codes::{Class, Outcome, Post, Stage};
pub use desk::{Answer, Desk, Signer};
pub use digest::Digest;
pub use found::{FirstLogin, FirstStaff, Founding, found_agency};
pub use look::Look;
pub use operation::{Field, FieldError, Operation, Posts, Unplanned};
pub use plan::{Change, MATTER, Plan};
pub use reading::ReadKind;
pub use refusal::Refusal;
pub use rows::digest_rows;
pub use seal::Keys;
pub use second_factor::NewSecondFactor;
pub use sign_in::{OneTimePassword, SessionToken};
pub use tables::*;
pub use worklist::WaitingFor;
