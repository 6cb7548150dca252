//! The differences of a month as its newest comparison found them.

use base::Month;
use desk::{FieldError, Look, Unplanned};
use store::{Field, Value};

use crate::tables::{ShadowComparison, ShadowDifference};

/// A difference as lists show it.
pub type DifferenceLine = ShadowDifference;

/// The newest comparison of a month with its differences.
pub fn differences(look: &mut Look<'_>, month: Month) -> Result<(ShadowComparison, Vec<DifferenceLine>), Unplanned> {
    let args = [Value::Int(look.agency().0), month.value()];
    let rest = "WHERE agency = $1 AND month = $2 ORDER BY id DESC LIMIT 1";
    let newest = look
        .select::<ShadowComparison>(rest, &args)?
        .pop()
        .ok_or_else(|| FieldError::input("month", format!("{month} 还没有比对"), "请先运行 shebao shadow compare"))?;
    let lines = look.select::<ShadowDifference>("WHERE comparison = $1 ORDER BY n", &[newest.id.value()])?;
    Ok((newest, lines))
}
