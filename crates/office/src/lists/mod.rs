//! 常用查询: a named filter over a list, kept for a post, asked again and taken out whenever it is needed. What is kept
//! are the words of the question, never its rows.

mod drop;
mod keep;

use std::sync::Arc;

use desk::{Catalogue, Look, Post, Posts, Unplanned};
use store::{StoreError, Value};

use crate::environment::Environment;
use crate::tables::KeptQuery;

pub use drop::{Drop, DropInput};
pub use keep::{Keep, KeepInput};

/// Whoever works with lists; nobody else's signature is asked unless the agency raises the class.
const POSTS: Posts = Posts {
    make: &[
        Post::TownClerk,
        Post::Clerk,
        Post::Reviewer,
        Post::Approver,
        Post::FundClerk,
        Post::FundReviewer,
        Post::Performance,
    ],
    check: &[Post::Auditor],
    approve: &[Post::Head],
};

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(Keep(Arc::clone(office)))?;
    catalogue.add(Drop(Arc::clone(office)))
}

/// The queries that are kept, by post and name.
pub fn kept_queries(look: &mut Look<'_>) -> Result<Vec<KeptQuery>, Unplanned> {
    let rest = "WHERE agency = $1 AND NOT EXISTS (SELECT 1 FROM kept_query_end e WHERE e.query = kept_query.id) \
                ORDER BY post, name, id";
    Ok(look.select(rest, &[Value::Int(look.agency().0)])?)
}
