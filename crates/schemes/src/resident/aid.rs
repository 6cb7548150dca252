//! 养老补助: severely disabled people get the base pension from 55 to 59 (Yunnan).

use base::{ByLevel, Date, Fen, Month};
use law::{Cited, LawError, PlaceLaw, Shares};

use super::base_pension::{BaseRules, base_pension};
use super::claim::age_on;
use super::rules::{Asked, need};
use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the formula.
pub const REVISION: &str = "resident.aid_55_59/1";

/// What the law says about the aid in a month.
#[derive(Clone, Debug, PartialEq)]
pub struct AidRules {
    rule: Cited<String>,
    from_age: Cited<i64>,
    benefit_age: Cited<i64>,
    base: BaseRules,
    shares: Asked<Shares>,
}

impl AidRules {
    /// The law in force in a month.
    pub fn at(place: &PlaceLaw, month: Month) -> Result<AidRules, LawError> {
        Ok(AidRules {
            rule: place.word("resident.aid_55_59.rule", month)?,
            from_age: place.count("resident.aid_55_59.from_age", month)?,
            benefit_age: place.count("resident.benefit_age", month)?,
            base: BaseRules::at(place, month)?,
            shares: place.shares("resident.aid_55_59.shares", month),
        })
    }
}

/// 云南 2014 年实施办法: the base pension, from the month after the 55th birthday up to the month
/// of the 60th, after which the pension itself begins.
pub fn aid(birth: Date, month: Month, rules: &AidRules, trace: &mut Trace) -> Result<ByLevel, SchemeError> {
    // The age at the end of the month before: a month counts from the one after the birthday.
    let age = age_on(birth, month.previous().last_day());
    let of_age = (rules.from_age.value..rules.benefit_age.value).contains(&age);
    let node = |amount: Fen, formula: String| {
        let node = Node::new("重度残疾人养老补助", REVISION, amount).formula(formula);
        node.input("出生日期", birth).input("所属月份", month).cite(&rules.rule).cite(&rules.from_age)
    };
    if !of_age || rules.rule.value == "none" {
        let reason = if of_age { "本地没有养老补助" } else { "不在享受年龄内" };
        return trace.step(|_| Ok(ByLevel::ZERO), |_| node(Fen::ZERO, reason.to_owned()));
    }
    let shares = need(&rules.shares)?;
    trace.step(
        |trace| Ok(shares.value.split(base_pension(&rules.base, trace)?.total())),
        |amounts| node(amounts.total(), format!("同基础养老金；{}", shares.value.text())).cite(shares),
    )
}
