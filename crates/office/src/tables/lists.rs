//! Queries over lists that a post keeps.

use base::RegionCode;
use desk::{MatterId, Post};

store::row_id! {
    /// A kept query.
    KeptQueryId,
}

store::table! {
    /// A list with what is asked of it, under a name; for everybody who holds the post.
    KeptQuery = "kept_query", append agency, key(id)
    {
        /// Row id.
        id: KeptQueryId,
        /// For whom.
        post: Post,
        /// The region of whoever kept it.
        area: RegionCode,
        /// What it is called.
        name: String,
        /// The list.
        list: String,
        /// What is asked, as in an address.
        asked: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A query that is not kept any more.
    KeptQueryEnd = "kept_query_end", append agency, key(query)
    {
        /// The query.
        query: KeptQueryId,
        /// The matter.
        matter: MatterId,
    }
}
