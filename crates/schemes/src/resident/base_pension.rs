//! 基础养老金: a flat amount that centre, province, city and county each pay a part of.

use base::{ByLevel, Fen, Level, Month};
use law::{Cited, LawError, PlaceLaw};

use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the formula.
pub const REVISION: &str = "resident.base_pension/1";

/// What the law says about the base pension in a month, by level.
#[derive(Clone, Debug, PartialEq)]
pub struct BaseRules([Cited<Fen>; 4]);

impl BaseRules {
    /// The law in force in a month.
    pub fn at(place: &PlaceLaw, month: Month) -> Result<BaseRules, LawError> {
        Ok(BaseRules([
            place.money("resident.base_pension.central", month)?,
            place.money("resident.base_pension.province", month)?,
            place.money("resident.base_pension.city", month)?,
            place.money("resident.base_pension.county", month)?,
        ]))
    }
}

/// 国发〔2014〕8号 第六部分: the base pension is the national minimum and what localities add to it.
pub fn base_pension(rules: &BaseRules, trace: &mut Trace) -> Result<ByLevel, SchemeError> {
    trace.step(
        |_| Ok(ByLevel::new([0, 1, 2, 3].map(|i: usize| rules.0[i].value))),
        |amounts| {
            let parts: Vec<String> = amounts.iter().map(|(level, fen)| format!("{level} {fen}")).collect();
            let node = Node::new("基础养老金", REVISION, amounts.total()).formula(parts.join(" + "));
            Level::ALL.into_iter().fold(node, |node, level| node.cite(&rules.0[level as usize]))
        },
    )
}
