//! 账户支付完: the month in which the personal account is used up. Thereafter the same amount is
//! paid for life by the level that the law names.

use base::{ByLevel, Fen, Level, Month};
use law::Cited;
use serde::{Deserialize, Serialize};

use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the formula.
pub const REVISION: &str = "resident.exhaustion/1";

/// When an account no longer carries the whole account pension. Recomputed whenever interest
/// is credited or an entry is corrected; then frozen into the award's facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exhaustion {
    /// The first month the account cannot pay in full.
    pub month: Month,
    /// What the account still pays in that month, less than the monthly amount.
    pub last_from_account: Fen,
}

/// The schedule of a balance from which `monthly` is paid from `first` on, without further
/// interest. `None` when nothing is paid from it, or when it outlasts a hundred years.
pub fn schedule(balance: Fen, monthly: Fen, first: Month) -> Option<Exhaustion> {
    if monthly.get() <= 0 {
        return None;
    }
    let left = balance.get().max(0);
    // A schedule of more than a hundred years never ends within a life.
    let full_months = i32::try_from(left / monthly.get()).ok().filter(|months| *months <= 1_200)?;
    Some(Exhaustion { month: first.plus(full_months), last_from_account: Fen::new(left % monthly.get()) })
}

/// Who pays the account pension of a month: the account first, then the level.
pub fn split(
    monthly: Fen,
    month: Month,
    exhaustion: Option<Exhaustion>,
    payer: &Cited<Level>,
    trace: &mut Trace,
) -> Result<(Fen, ByLevel), SchemeError> {
    let from_account = match exhaustion {
        Some(end) if month > end.month => Fen::ZERO,
        Some(end) if month == end.month => end.last_from_account,
        _ => monthly,
    };
    let by_level = ByLevel::only(payer.value, monthly - from_account);
    if from_account == monthly {
        return Ok((monthly, by_level));
    }
    trace.step(
        |_| Ok((from_account, by_level)),
        |_| {
            Node::new("个人账户支付完后由财政续付", REVISION, monthly - from_account)
                .formula(format!("{monthly} − 账户支付 {from_account}，由{}支付", payer.value))
                .cite(payer)
        },
    )
}
