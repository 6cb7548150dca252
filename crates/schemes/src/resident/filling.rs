//! 补缴和续缴: how many missed years a person may still pay, and which of them get a subsidy.

use base::{Date, Month};
use law::{Cited, LawError, PlaceLaw};
use serde::Serialize;

use super::claim::{ClaimRules, age_on};
use super::required_years::required_years;
use super::rules::{Asked, need};
use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the rule.
pub const REVISION: &str = "resident.filling/1";

/// What the law says about missed years.
#[derive(Clone, Debug, PartialEq)]
pub struct FillingRules {
    claim: ClaimRules,
    max_years: Cited<i64>,
    late: Cited<String>,
    at_age: Cited<i64>,
    continue_to: Asked<i64>,
}

impl FillingRules {
    /// The law in force in the month of payment.
    pub fn at(place: &PlaceLaw, month: Month) -> Result<FillingRules, LawError> {
        Ok(FillingRules {
            claim: ClaimRules::at(place, month)?,
            max_years: place.count("resident.late_payment.max_years", month)?,
            late: place.word("resident.entry_subsidy.late", month)?,
            at_age: place.count("resident.late_payment.subsidised_at_age", month)?,
            continue_to: place.count("resident.late_payment.continue_to_age", month),
        })
    }
}

/// What a person may pay beyond the current year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Filling {
    /// Years he must have.
    pub required: i64,
    /// Years still missing for a pension.
    pub short: i64,
    /// Missed years he may pay now.
    pub may_fill: i64,
    /// Whether missed years paid now get a subsidy.
    pub subsidised: bool,
    /// Whether he is of age, short of years, and may go on paying year by year, with subsidy.
    pub may_continue: bool,
}

/// 国发〔2014〕8号 第七部分: who was 45 or more at the start fills every missed year; nobody gets more
/// than 15 years by filling. Who was younger and is short at 60 goes on year by year up to the
/// age that the place allows, then fills the rest at once.
pub fn filling(
    birth: Date,
    paid_years: u32,
    on: Date,
    rules: &FillingRules,
    trace: &mut Trace,
) -> Result<Filling, SchemeError> {
    trace.step(
        |_| years(birth, paid_years, on, rules),
        |done| {
            let mut node = Node::words("可补缴年限", REVISION, format!("{} 年", done.may_fill))
                .formula(in_words(done, paid_years, rules))
                .input("出生日期", birth)
                .input("已缴年限", paid_years)
                .input("办理日期", on)
                .input("补缴享受补贴", if done.subsidised { "是" } else { "否" })
                .cite(&rules.claim.full_years)
                .cite(&rules.max_years)
                .cite(&rules.late)
                .cite(&rules.at_age);
            if let (true, Ok(to)) = (done.may_continue, &rules.continue_to) {
                node = node.cite(to);
            }
            node
        },
    )
}

fn in_words(done: &Filling, paid_years: u32, rules: &FillingRules) -> String {
    let Filling { required, short, may_fill, may_continue, .. } = done;
    let short = format!("应缴 {required} 年 − 已缴 {paid_years} 年 = 尚缺 {short} 年");
    match may_continue {
        true => format!("{short}；制度实施时不满 {} 岁，先逐年延缴，暂不能一次补缴", rules.claim.full_below_age.value),
        false => format!("{short}，补缴后累计不超过 {} 年，可补 {may_fill} 年", rules.max_years.value),
    }
}

fn years(birth: Date, paid_years: u32, on: Date, rules: &FillingRules) -> Result<Filling, SchemeError> {
    let required = required_years(birth, &rules.claim);
    let paid = i64::from(paid_years);
    let short = (required - paid).max(0);
    let age = age_on(birth, on);
    // 满 59 岁当年: the calendar year of the birthday, whichever side of it the payment falls.
    let age_this_year = i64::from(on.year()) - i64::from(birth.year());
    let younger = age_on(birth, rules.claim.scheme_start.value) < rules.claim.full_below_age.value;
    let of_age_and_short = younger && short > 0 && age >= rules.claim.benefit_age.value;
    let may_continue = of_age_and_short && age < need(&rules.continue_to)?.value;
    let cap = (rules.max_years.value - paid).max(0);
    let may_fill = if may_continue { 0 } else { short.min(cap) };
    let at_that_age = rules.at_age.value > 0 && age_this_year == rules.at_age.value && !younger;
    Ok(Filling { required, short, may_fill, subsidised: rules.late.value == "same" || at_that_age, may_continue })
}
