//! 绩效自评: goals and indicators of a project's year, results and words that people answer for, and the frozen
//! figures of submissions. The evaluation itself is worked out anew from the books each time.

mod attach_scan;
mod computed;
mod explain;
mod goals;
mod monitor;
mod project_file;
mod report_result;
mod set_goals;
mod standing;
mod submit;
mod take_in;

use std::sync::Arc;

use desk::{Catalogue, Post, Posts};
use store::StoreError;

use crate::environment::Environment;

pub use attach_scan::{AttachScan, AttachScanInput};
pub use computed::{counted_rows, counts_rows};
pub use explain::{Explain, ExplainInput};
pub use monitor::{Hindrance, Monitor, MonitorInput, WatchedInput};
pub use project_file::{ProjectFile, Scanned, TwoRates};
pub use report_result::{Grade, ReportResult, ReportResultInput};
pub use set_goals::{GoalInput, GoalSign, SetGoals, SetGoalsInput, TakenFrom};
pub use standing::{Standing, Submitted, projects, standing};
pub use submit::{Submit, SubmitInput};
pub use take_in::{TakeIn, TakeInInput};

/// The performance officer makes, a reviewer checks, the head answers.
const POSTS: Posts = Posts { make: &[Post::Performance], check: &[Post::Reviewer], approve: &[Post::Head] };

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(SetGoals(Arc::clone(office)))?;
    catalogue.add(TakeIn(Arc::clone(office)))?;
    catalogue.add(ReportResult(Arc::clone(office)))?;
    catalogue.add(Monitor(Arc::clone(office)))?;
    catalogue.add(Explain(Arc::clone(office)))?;
    catalogue.add(AttachScan(Arc::clone(office)))?;
    catalogue.add(Submit(Arc::clone(office)))
}
