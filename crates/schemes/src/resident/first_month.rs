//! 待遇起始月: the first month of benefits.

use base::{Date, Month};

use super::claim::ClaimRules;

/// Revision of the rule.
pub const REVISION: &str = "resident.first_month/1";

/// 国发〔2014〕8号 第七部分 and local rules: the month after age and years are complete, never before
/// the scheme began. `years_complete` is the day the last required year was paid, if that came
/// after the birthday. A late claim is paid back to this month.
pub fn first_month(birth: Date, years_complete: Option<Date>, rules: &ClaimRules) -> Month {
    let of_age = Month::of(birth).plus(months_of_age(rules)).next();
    let paid_up = years_complete.map(|day| Month::of(day).next());
    let scheme = Month::of(rules.scheme_start.value);
    of_age.max(scheme).max(paid_up.unwrap_or(of_age))
}

/// The last day of birth with which benefits may begin by a month.
pub fn newest_birth(until: Month, rules: &ClaimRules) -> Date {
    until.previous().plus(-months_of_age(rules)).last_day()
}

fn months_of_age(rules: &ClaimRules) -> i32 {
    i32::try_from(rules.benefit_age.value.clamp(0, 120)).unwrap_or(120) * 12
}
