//! 丧葬补助金: a grant when an insured person dies.

use base::{ByLevel, Fen, Month};
use law::{Cited, LawError, PlaceLaw, Shares};

use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the formula.
pub const REVISION: &str = "resident.funeral/1";

/// What the law says about the grant in the month of death.
#[derive(Clone, Debug, PartialEq)]
pub struct FuneralRules {
    months: Cited<i64>,
    base: Cited<Fen>,
    who: Cited<String>,
    shares: Cited<Shares>,
}

impl FuneralRules {
    /// The law in force in the month of death.
    pub fn at(place: &PlaceLaw, death: Month) -> Result<FuneralRules, LawError> {
        Ok(FuneralRules {
            months: place.count("resident.funeral.months", death)?,
            base: place.money("resident.funeral.base", death)?,
            who: place.word("resident.funeral.who", death)?,
            shares: place.shares("resident.funeral.shares", death)?,
        })
    }
}

/// 国发〔2014〕8号 第七部分 leaves the grant to localities; Yunnan: so many months of a base amount,
/// also for people who had not begun to receive.
pub fn funeral_grant(receiving: bool, rules: &FuneralRules, trace: &mut Trace) -> Result<ByLevel, SchemeError> {
    let entitled = receiving || rules.who.value == "all";
    trace.step(
        |_| match entitled {
            true => Ok(rules.shares.value.split(rules.base.value.times(rules.months.value))),
            false => Ok(ByLevel::ZERO),
        },
        |amounts| {
            let formula = match entitled {
                true => format!("{} × {} 个月；{}", rules.base.value, rules.months.value, rules.shares.value.text()),
                false => "缴费期间死亡，本地不发丧葬补助金".to_owned(),
            };
            Node::new("丧葬补助金", REVISION, amounts.total())
                .formula(formula)
                .input("生前是否领取待遇", if receiving { "是" } else { "否" })
                .cite(&rules.months)
                .cite(&rules.base)
                .cite(&rules.who)
                .cite(&rules.shares)
        },
    )
}
