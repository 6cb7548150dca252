//! 应缴年限: how many years a person must have paid.

use base::Date;

use super::claim::{ClaimRules, age_on};

/// Revision of the rule.
pub const REVISION: &str = "resident.required_years/1";

/// 国发〔2014〕8号 第七部分: who was 60 when the scheme began pays nothing; who was 45 or older pays
/// each year up to 60; everybody else 15 years.
pub fn required_years(birth: Date, rules: &ClaimRules) -> i64 {
    let age_at_start = age_on(birth, rules.scheme_start.value);
    let left = rules.benefit_age.value - age_at_start;
    if age_at_start < rules.full_below_age.value {
        return rules.full_years.value;
    }
    left.clamp(0, rules.full_years.value)
}
