//! `work`: targets and their progress, supervision, the helpers' incentive, the department's money, the towns' assessment,
//! the retirees in the communities' care.

use anyhow::Result;

use super::books_asked::{printed, show};
use crate::arguments::{Common, WorkAsked};

/// Shows a sheet of a year, or prints it.
pub fn work(common: &Common, asked: &WorkAsked) -> Result<()> {
    match &asked.out {
        Some(out) => printed(common, asked.sheet, Some(asked.year), out),
        None => show(common, asked.sheet, Some(asked.year)),
    }
}
