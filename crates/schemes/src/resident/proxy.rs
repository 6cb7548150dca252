//! 政府代缴: who of the special groups pays what himself.

use base::{ByLevel, Fen, Month};
use law::{Cited, GroupMoney, LawError, PlaceLaw, Shares};
use serde::Serialize;

use super::rules::{Asked, need};
use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the rule.
pub const REVISION: &str = "resident.proxy/1";

/// What the law says about people whom governments pay for.
#[derive(Clone, Debug, PartialEq)]
pub struct ProxyRules {
    amounts: Cited<GroupMoney>,
    shares: Asked<Shares>,
}

impl ProxyRules {
    /// The law in force in the month of payment.
    pub fn at(place: &PlaceLaw, month: Month) -> Result<ProxyRules, LawError> {
        Ok(ProxyRules {
            amounts: place.group_money("resident.proxy.amounts", month)?,
            shares: place.shares("resident.proxy.shares", month),
        })
    }

    /// Groups that governments pay for, with the amount a year.
    pub fn groups(&self) -> &GroupMoney {
        &self.amounts.value
    }
}

/// A year's fee of a person in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ProxyFee {
    /// What governments pay, by level.
    pub governments: ByLevel,
    /// What is left for the person.
    pub person: Fen,
}

/// 国发〔2014〕8号 第三部分: localities pay all or part of the lowest tier for severely disabled and
/// poor people; who chooses more pays the difference (中山).
pub fn proxy_fee(group: &str, tier: Fen, rules: &ProxyRules, trace: &mut Trace) -> Result<ProxyFee, SchemeError> {
    let amount = rules.amounts.value.get(group).ok_or_else(|| {
        let known: Vec<&str> = rules.amounts.value.0.keys().map(String::as_str).collect();
        SchemeError::Facts(format!("当地当时不为“{group}”代缴，代缴对象：{}", known.join("、")))
    })?;
    let paid = amount.min(tier);
    let shares = need(&rules.shares)?;
    trace.step(
        |_| Ok(ProxyFee { governments: shares.value.split(paid), person: tier - paid }),
        |fee| {
            Node::new("政府代缴", REVISION, fee.governments.total())
                .formula(format!("档次 {tier}，代缴 {paid}（{}），本人 {}", shares.value.text(), fee.person))
                .input("人员类别", group)
                .cite(&rules.amounts)
                .cite(shares)
        },
    )
}
