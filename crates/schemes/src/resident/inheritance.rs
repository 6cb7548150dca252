//! 余额继承: which part of the account the heirs inherit, by the day of death.

use base::{Date, Fen};
use law::{Cited, LawError, PlaceLaw};

use super::account::AccountBalance;
use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the rule.
pub const REVISION: &str = "resident.inheritance/1";

/// What the law says on a day of death.
#[derive(Clone, Debug, PartialEq)]
pub struct InheritanceRules {
    scope: Cited<String>,
}

impl InheritanceRules {
    /// The law in force on the day of death.
    pub fn on(place: &PlaceLaw, death: Date) -> Result<InheritanceRules, LawError> {
        Ok(InheritanceRules { scope: place.word_on("resident.inheritance.scope", death)? })
    }
}

/// 国发〔2009〕32号: the balance without subsidies; 国发〔2014〕8号 第六部分, from 2014-02-21: all of it.
/// 社会保险法 第十四条: a balance is inherited.
pub fn inheritance(balance: &AccountBalance, rules: &InheritanceRules, trace: &mut Trace) -> Result<Fen, SchemeError> {
    let stays = if rules.scope.value == "whole" { Fen::ZERO } else { balance.from_governments() };
    trace.step(
        |_| Ok(balance.total() - stays),
        |amount| {
            Node::new("可继承的个人账户余额", REVISION, *amount)
                .formula(format!("{} − 留在基金的政府补贴 {stays}", balance.total()))
                .cite(&rules.scope)
        },
    )
}
