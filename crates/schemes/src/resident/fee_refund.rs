//! 退费: a year's payment taken back, because it was paid twice, wrongly, or ought to have been
//! paid by government.

use base::{ByLevel, Fen, Level};
use serde::Serialize;

use super::account::{AccountBalance, AccountSource};
use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the rule.
pub const REVISION: &str = "resident.fee_refund/1";

/// Where the money of a refunded year goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FeeRefund {
    /// To the person, by the channel it came from.
    pub to_person: Fen,
    /// To the collective or donor.
    pub to_collective: Fen,
    /// To each level: its subsidy, and for the county what it paid as proxy.
    pub to_levels: ByLevel,
    /// Interest that stays in the fund.
    pub interest_reversed: Fen,
}

/// 原渠道返还: each part of the booking goes back to whoever brought it; interest on it is taken out
/// of the account and stays in the fund. `booked` is what the year brought into the account,
/// `proxy` the level that paid for the person.
pub fn fee_refund(booked: &AccountBalance, proxy: Level, trace: &mut Trace) -> Result<FeeRefund, SchemeError> {
    if let Some(source) = AccountSource::ALL.into_iter().find(|source| booked.of(*source).is_negative()) {
        let text = format!("该年记账的{}为负数，可能已经退过，请先核对", source.title());
        return Err(SchemeError::Facts(text));
    }
    let moved = [AccountSource::LandExpropriation, AccountSource::TransferIn];
    if let Some(source) = moved.into_iter().find(|source| !booked.of(*source).is_zero()) {
        let text = format!("{}不是缴费，不能按退费办理，请改用相应业务", source.title());
        return Err(SchemeError::Facts(text));
    }
    trace.step(
        |_| {
            let subsidies = ByLevel::new(Level::ALL.map(|level| booked.of(AccountSource::subsidy(level))));
            Ok(FeeRefund {
                to_person: booked.of(AccountSource::Personal),
                to_collective: booked.of(AccountSource::Collective) + booked.of(AccountSource::Donation),
                to_levels: subsidies + ByLevel::only(proxy, booked.of(AccountSource::Proxy)),
                interest_reversed: booked.of(AccountSource::Interest),
            })
        },
        |done| {
            let formula = format!(
                "记账 {} − 集体和资助 {} − 各级 {} − 利息 {}",
                booked.total(),
                done.to_collective,
                done.to_levels.total(),
                done.interest_reversed
            );
            Node::new("退还本人", REVISION, done.to_person).formula(formula)
        },
    )
}
