//! Reading that leaves a record: a masked identifier shown in full, a list taken out, a row of
//! somebody else asked for.

use std::cmp::Ordering;

use store::{Db, Value};

use crate::desk::{Desk, Signer};
use crate::operation::FieldError;
use crate::refusal::Refusal;
use crate::tables::{Disclosure, DisclosureId};
use crate::wording;
use crate::write::{Said, write};

/// Readings of this kind that one person may make on one day; a counter sees fewer people.
const A_DAY: i64 = 300;
/// Told in place of the refusals above that number.
const MORE: &str = "今天还有更多被拒绝的查看，不再逐条记录";
const SHORTEST_REASON: usize = 2;

/// What kind of reading is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadKind {
    /// Identifiers in full.
    Identifiers,
    /// A list or file that leaves the office.
    Export,
    /// Refused: outside the reader's posts or areas.
    Refused,
}

impl ReadKind {
    /// Every kind.
    pub const ALL: [ReadKind; 3] = [ReadKind::Identifiers, ReadKind::Export, ReadKind::Refused];

    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            ReadKind::Identifiers => "identifiers",
            ReadKind::Export => "export",
            ReadKind::Refused => "refused",
        }
    }

    /// The kind of a code.
    pub fn from_code(code: &str) -> Option<ReadKind> {
        ReadKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Its word.
    pub const fn title(self) -> &'static str {
        match self {
            ReadKind::Identifiers => "查看完整号码",
            ReadKind::Export => "导出、打印",
            ReadKind::Refused => "无权查看（已拒绝）",
        }
    }
}

impl Desk {
    /// Records that something sensitive is read, by whom and why, before it is shown. Without a
    /// reason, or above a day's number, it is refused.
    pub fn record_reading(
        &self,
        db: &mut dyn Db,
        signer: Signer,
        (kind, subject): (ReadKind, i64),
        reason: &str,
    ) -> Result<(), Refusal> {
        let reason = reason.trim();
        if kind != ReadKind::Refused && reason.chars().count() < SHORTEST_REASON {
            let error = FieldError::input("reason", "没有写查看原因", "请写明为哪件业务查看，如“核对领取账户”");
            return Err(Refusal::Fields(vec![error]));
        }
        if let Some(error) = wording::fault("reason", reason) {
            return Err(Refusal::Fields(vec![error]));
        }
        let recorded = write(db, signer.agency, |write| {
            let day = write.now().to_string().get(..10).unwrap_or_default().to_owned();
            let sql = "SELECT COUNT(*) FROM disclosure WHERE staff = $1 AND kind = $2 AND day = $3";
            let args = [Value::Int(signer.staff.0), kind.code().into(), day.clone().into()];
            let before: i64 = store::scalar(write.db(), sql, &args)?;
            let reason = match (kind, before.cmp(&A_DAY)) {
                (_, Ordering::Less) => reason,
                (ReadKind::Refused, Ordering::Equal) => MORE,
                _ => return Err(Refusal::TooManyReadings(A_DAY)),
            };
            let id = DisclosureId(write.new_id());
            let (staff, kind_code) = (signer.staff, kind.code().to_owned());
            write.insert(&Disclosure { id, staff, kind: kind_code, subject, day, reason: reason.to_owned() });
            let action = format!("read/{}/{subject}", kind.code());
            Ok(((), Said { staff, action, operation: String::new(), matter: None }))
        });
        match recorded {
            // Somebody who asks in a loop is known by then; the chain is not filled with it.
            Err(Refusal::TooManyReadings(_)) if kind == ReadKind::Refused => Ok(()),
            other => other,
        }
    }
}
