//! 死亡结算: what is owed to the heirs and what they owe, in the order of the form: months owed,
//! account balance, funeral grant, less what was paid after death.

use base::{ByLevel, Date, Fen, Month};
use law::{Cited, LawError, PlaceLaw};
use serde::Serialize;

use super::components::Components;
use super::funeral::{FuneralRules, funeral_grant};
use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the formula.
pub const REVISION: &str = "resident.death_settlement/1";

/// What the law says about a death in its month.
#[derive(Clone, Debug, PartialEq)]
pub struct DeathRules {
    stop_after: Cited<i64>,
    funeral: FuneralRules,
}

impl DeathRules {
    /// The law in force in the month of death.
    pub fn at(place: &PlaceLaw, death: Month) -> Result<DeathRules, LawError> {
        Ok(DeathRules {
            stop_after: place.count("resident.stop.months_after_death", death)?,
            funeral: FuneralRules::at(place, death)?,
        })
    }
}

/// What is known when a death is settled.
#[derive(Clone, Copy, Debug)]
pub struct DeathFacts<'a> {
    /// Day of death.
    pub death: Date,
    /// Whether benefits had begun.
    pub receiving: bool,
    /// Months whose pension has been paid; months before the stop month are ignored.
    pub paid: &'a [(Month, Components)],
    /// Months whose pension was held or came back; months from the stop month on are ignored.
    pub unpaid: &'a [(Month, Components)],
    /// The account as it stood when the pension ended: payments of later months reversed, months
    /// still owed not yet taken out of it. For a death before 2014-02-21 only what is inherited
    /// ([`super::inheritance()`]).
    pub balance: Fen,
}

/// The settlement of a death.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Settlement {
    /// The first month that is no longer owed.
    pub stop_month: Month,
    /// Pension still owed up to the month of death.
    pub owed: Components,
    /// Pension paid for the stop month and later.
    pub overpaid: Components,
    /// How many months were overpaid.
    pub overpaid_months: u32,
    /// What the heirs inherit once the months owed are taken out of the account.
    pub inherited: Fen,
    /// 丧葬补助金 by level.
    pub funeral: ByLevel,
    /// What each level pays; below zero, what it gets back.
    pub by_level: ByLevel,
    /// What comes out of the account, less account pension paid after death.
    pub account: Fen,
}

impl Settlement {
    /// To the heirs; below zero, a claim for the recovery ledger.
    pub fn net(&self) -> Fen {
        self.by_level.total() + self.account
    }
}

/// 国发〔2014〕8号 第七部分: benefits stop in the month after death.
pub fn stop_month(death: Date, rules: &DeathRules) -> Month {
    let months = i32::try_from(rules.stop_after.value.clamp(0, 120)).unwrap_or(1);
    Month::of(death).plus(months)
}

/// 国发〔2014〕8号 第六部分 (the whole balance is inherited) and 第七部分; order of the form 注销登记表.
pub fn settle(facts: &DeathFacts, rules: &DeathRules, trace: &mut Trace) -> Result<Settlement, SchemeError> {
    let stop = stop_month(facts.death, rules);
    let sum =
        |rows: &mut dyn Iterator<Item = &(Month, Components)>| rows.fold(Components::ZERO, |all, (_, c)| all + *c);
    let owed = sum(&mut facts.unpaid.iter().filter(|(month, _)| *month < stop));
    let overpaid = sum(&mut facts.paid.iter().filter(|(month, _)| *month >= stop));
    let overpaid_months = facts.paid.iter().filter(|(month, _)| *month >= stop).count();
    if owed.account > facts.balance {
        let (owed, balance) = (owed.account, facts.balance);
        return Err(SchemeError::Facts(format!("应补的账户养老金 {owed} 大于账户余额 {balance}，请先核对个人账户")));
    }
    trace.step(
        |trace| {
            let funeral = funeral_grant(facts.receiving, &rules.funeral, trace)?;
            let net_pension = owed - overpaid;
            let inherited = facts.balance - owed.account;
            Ok(Settlement {
                stop_month: stop,
                owed,
                overpaid,
                overpaid_months: u32::try_from(overpaid_months).unwrap_or(u32::MAX),
                inherited,
                funeral,
                by_level: net_pension.by_level() + funeral,
                account: net_pension.account + inherited,
            })
        },
        |done| {
            let (owed, over, funeral) = (done.owed.total(), done.overpaid.total(), done.funeral.total());
            Node::new("死亡结算应付", REVISION, done.net())
                .formula(format!("应补 {owed} + 账户余额 {} + 丧葬 {funeral} − 多发 {over}", done.inherited))
                .input("死亡日期", facts.death)
                .input("停发月份", done.stop_month)
                .input("多发月数", done.overpaid_months)
                .cite(&rules.stop_after)
        },
    )
}
