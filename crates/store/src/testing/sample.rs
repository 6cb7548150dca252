//! A small schema with everything a table can have.

use crate::{Record, Schema, Trigger};

crate::row_id! {
    /// A village.
    VillageId
}

crate::codes! {
    /// Whether a counter is open.
    State {
        /// Open.
        Open = "open" "开放",
        /// Closed.
        Closed = "closed" "关闭",
    }
}

crate::table! {
    /// A village.
    Village = "village", append agency, key(id), unique(agency, code) where "closed = 0", index(name), check("code <> ''")
    {
        /// Row id.
        id: VillageId,
        /// Code.
        code: String,
        /// Name.
        name: Option<String>,
        /// Anything to say.
        remark: Option<String>,
        /// Closed.
        closed: bool,
    }
}

crate::table! {
    /// A running number.
    Counter = "counter", mutable global, key(name), check("value >= 0")
    {
        /// Name.
        name: String,
        /// Value.
        value: i64,
        /// State.
        state: State,
    }
}

crate::table! {
    /// The head of an agency, which every write advances first.
    Head = "head", mutable global, key(agency)
    {
        /// Agency.
        agency: i64,
        /// Number of the last write.
        seq: i64,
    }
}

crate::table! {
    /// A line that names the write it came from.
    Line = "line", append global, key(seq, place)
    {
        /// Number of the write.
        seq: i64,
        /// Which connection wrote.
        place: String,
    }
}

/// The sample.
pub fn schema() -> Schema {
    Schema {
        tables: vec![Village::table(), Counter::table(), Head::table(), Line::table()],
        triggers: vec![Trigger {
            name: "village_needs_open_counter",
            table: "village",
            refuse_when: "EXISTS (SELECT 1 FROM counter WHERE name = NEW.code AND state = 'closed')",
            message: "柜台已关闭，不能登记村",
        }],
    }
}
