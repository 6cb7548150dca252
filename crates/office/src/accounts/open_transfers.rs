//! Transfers out that were asked for and have not left yet.

use base::{Date, RegionCode};
use desk::{Look, Unplanned};
use store::{Field, Record, Value};

use crate::tables::TransferRequest;

/// A request whose account has not left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenTransfer {
    /// The request.
    pub request: TransferRequest,
    /// Name.
    pub name: String,
    /// Village.
    pub region: RegionCode,
    /// The day it was asked for.
    pub asked_on: Date,
    /// Days since.
    pub days: i64,
    /// Whether its money has reached the payment account.
    pub funded: bool,
}

impl OpenTransfer {
    /// What it waits for.
    pub const fn waits_for(&self) -> &'static str {
        if self.funded { "待转出" } else { "待用款到账" }
    }
}

/// Requests whose account has not left since, oldest first.
pub fn open_transfers(look: &mut Look<'_>) -> Result<Vec<OpenTransfer>, Unplanned> {
    let sql = format!(
        "SELECT {}, v.name, v.region, m.made_on, \
         (SELECT COUNT(*) FROM transfer_funding f WHERE f.request = q.id) FROM transfer_request q \
         JOIN matter m ON m.id = q.matter JOIN person_version v ON v.person = q.person \
         AND v.n = (SELECT MAX(l.n) FROM person_version l WHERE l.person = q.person) \
         WHERE q.agency = $1 AND NOT EXISTS (SELECT 1 FROM transfer t WHERE t.person = q.person AND t.way = 'out' \
         AND t.recorded > q.recorded) ORDER BY q.id",
        TransferRequest::columns_of("q")
    );
    let (after, today) = (TransferRequest::COLUMNS.len(), look.today());
    let mut open = Vec::new();
    look.each(&sql, &[Value::Int(look.agency().0)], |row| {
        let asked_on = Date::read(row, after + 2)?;
        open.push(OpenTransfer {
            request: TransferRequest::read(row, 0)?,
            name: row.text(after)?.to_owned(),
            region: RegionCode::read(row, after + 1)?,
            asked_on,
            days: asked_on.until(today).map_or(0, |span| i64::from(span.get_days())),
            funded: row.int(after + 3)? > 0,
        });
        Ok(())
    })?;
    Ok(open)
}
