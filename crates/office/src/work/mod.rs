//! 任务、督办、工作经费: targets by region, progress, supervision, the helpers' incentive, retirees in the communities' care,
//! the department's own money. None of it touches the fund's books (财社〔2017〕144号).

mod answer;
mod import_retirees;
mod incentive;
mod money;
mod progress;
mod retirees;
mod score_towns;
mod seen;
mod service_fee;
mod supervise;
mod targets;

use std::sync::Arc;

use desk::Catalogue;
use store::StoreError;

use crate::environment::Environment;

pub use answer::{Answer, AnswerInput};
pub use import_retirees::{ImportRetirees, ImportRetireesInput};
pub use incentive::{PlanIncentive, PlanIncentiveInput, TownHelpers};
pub use money::{MoneyRow, RecordMoney, RecordMoneyInput, money_of};
pub use progress::{Progress, ProgressRow, progress};
pub use retirees::{FeeSeen, Looked, RetireeSeen, RosterRow, retirees, roster_of, service_fee_of, service_standard};
pub use score_towns::{CriterionInput, GivenScore, ScoreTowns, ScoreTownsInput};
pub use seen::{SupervisionSeen, TownTotal, hundredths, incentive_of, supervisions, town_scores};
pub use service_fee::{AllotServiceFee, AllotServiceFeeInput, SetServiceFee, SetServiceFeeInput};
pub use supervise::{Supervise, SuperviseInput};
pub use targets::{SetTargets, SetTargetsInput};

/// Adds the operations of this room.
pub(crate) fn operations(catalogue: &mut Catalogue, office: &Arc<Environment>) -> Result<(), StoreError> {
    catalogue.add(SetTargets(Arc::clone(office)))?;
    catalogue.add(Supervise(Arc::clone(office)))?;
    catalogue.add(Answer(Arc::clone(office)))?;
    catalogue.add(PlanIncentive(Arc::clone(office)))?;
    catalogue.add(RecordMoney(Arc::clone(office)))?;
    catalogue.add(ScoreTowns(Arc::clone(office)))?;
    catalogue.add(ImportRetirees(Arc::clone(office)))?;
    catalogue.add(SetServiceFee(Arc::clone(office)))?;
    catalogue.add(AllotServiceFee(Arc::clone(office)))
}
