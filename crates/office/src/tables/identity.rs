//! Who is the same person as whom, and which bank became which.

use base::Date;
use desk::MatterId;

use super::people::PersonId;

store::row_id! {
    /// A bank's row.
    BankId,
}

store::table! {
    /// Two records are one person, or are not after all (decision 3): no key is rewritten. The
    /// highest `n` of a record is the present word.
    PersonAlias = "person_alias", append agency, key(merged, n), index(kept)
    {
        /// The record that is not used any more.
        merged: PersonId,
        /// 1, 2, 3 …
        n: i64,
        /// The record that is; `None` when the two were parted again.
        kept: Option<PersonId>,
        /// What was seen.
        reason: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A bank from a day on. Of a code the row with the latest day that has come counts.
    Bank = "bank", append agency, key(id), unique(agency, code, from_date)
    {
        /// Row id.
        id: BankId,
        /// The bank's code in the interbank system, or the agency's own.
        code: String,
        /// Name.
        name: String,
        /// First day.
        from_date: Date,
        /// The bank that took its place from that day on (农信社 → 农商行).
        successor: Option<String>,
        /// The document.
        document: String,
        /// The matter.
        matter: MatterId,
    }
}
