//! A small schema with everything a table can have.

use shebao_store as store;
use store::{Record, Schema, Trigger};

store::row_id! {
    /// A village.
    VillageId
}

store::codes! {
    /// Whether a counter is open.
    State {
        /// Open.
        Open = "open" "开放",
        /// Closed.
        Closed = "closed" "关闭",
    }
}

store::table! {
    /// A village.
    Village = "village", append agency, key(id), unique(agency, code) where "closed = 0", index(name), check("code <> ''")
    {
        /// Row id.
        id: VillageId,
        /// Code.
        code: String,
        /// Name.
        name: Option<String>,
        /// Closed.
        closed: bool,
    }
}

store::table! {
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

/// The sample.
pub fn schema() -> Schema {
    Schema {
        tables: vec![Village::table(), Counter::table()],
        triggers: vec![Trigger {
            name: "village_needs_open_counter",
            table: "village",
            refuse_when: "EXISTS (SELECT 1 FROM counter WHERE name = NEW.code AND state = 'closed')",
            message: "柜台已关闭，不能登记村",
        }],
    }
}
