//! The list of all operations: each room adds its own.

use std::sync::Arc;

use desk::{Catalogue, Refusal};

use crate::environment::Environment;
use crate::{
    accounts, bank, benefits, certification, contributions, figures, fund, law, lists, matching, payment, performance,
    registry, risk, shadow, window, work,
};

/// Every operation of the office over one environment.
pub fn operations(environment: &Arc<Environment>) -> Result<Catalogue, Refusal> {
    let mut catalogue = Catalogue::default();
    for room in [
        registry::operations,
        contributions::operations,
        accounts::operations,
        benefits::operations,
        certification::operations,
        risk::operations,
        payment::operations,
        fund::operations,
        bank::operations,
        matching::operations,
        work::operations,
        figures::operations,
        performance::operations,
        lists::operations,
        law::operations,
        window::operations,
        shadow::operations,
    ] {
        room(&mut catalogue, environment)?;
    }
    Ok(catalogue)
}
