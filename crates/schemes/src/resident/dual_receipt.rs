//! 重复领取: a resident pension drawn beside an employee's, ended and settled.

use base::{ByLevel, Fen, Month};
use law::{Cited, LawError, PlaceLaw};
use serde::Serialize;

use super::account::AccountBalance;
use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the formula.
pub const REVISION: &str = "resident.dual_receipt/1";

/// What the law says about a pension drawn twice.
#[derive(Clone, Debug, PartialEq)]
pub struct DualRules {
    returns: Cited<String>,
}

impl DualRules {
    /// The law in force in the month of settlement.
    pub fn at(place: &PlaceLaw, month: Month) -> Result<DualRules, LawError> {
        Ok(DualRules { returns: place.word("resident.dual_receipt.returns", month)? })
    }
}

/// The end of a resident pension that was drawn beside another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DualSettlement {
    /// What is his in the account.
    pub own: Fen,
    /// Subsidies and proxy payments that stay in the fund.
    pub stays: Fen,
    /// Base pension and supplements he must give back, by the level that paid.
    pub to_repay: ByLevel,
    /// What the account covers of it.
    pub deducted: Fen,
    /// What is left to recover, from the employee pension or by instalments.
    pub debt: Fen,
    /// What he gets.
    pub net: Fen,
}

/// 人社部发〔2014〕17号 第八条, 人社厅发〔2021〕77号: the resident relationship ends; the account
/// without government money is his; what governments paid monthly goes back to each level, first
/// from the account, then as a debt. `repaid` is what he has already given back.
pub fn settle_dual(
    balance: &AccountBalance,
    received: ByLevel,
    repaid: Fen,
    rules: &DualRules,
    trace: &mut Trace,
) -> Result<DualSettlement, SchemeError> {
    let owed = received.total();
    if repaid.is_negative() || repaid > owed {
        return Err(SchemeError::Facts(format!("已退 {repaid} 元应在 0 与应退的 {owed} 元之间，请核对到账金额")));
    }
    let stays = if rules.returns.value == "whole" { Fen::ZERO } else { balance.from_governments() };
    trace.step(
        |_| {
            let own = balance.total() - stays;
            let deducted = (owed - repaid).min(own.max(Fen::ZERO));
            let debt = owed - repaid - deducted;
            Ok(DualSettlement { own, stays, to_repay: received, deducted, debt, net: own - deducted })
        },
        |done| {
            let formula = format!("本人余额 {} − 抵扣 {}；尚欠 {}", done.own, done.deducted, done.debt);
            Node::new("重复领取清理应付本人", REVISION, done.net)
                .formula(formula)
                .input("账户余额", balance.total())
                .input("其中政府补贴和代缴", done.stays)
                .input("应退养老金（不含个人账户）", owed)
                .input("已退", repaid)
                .cite(&rules.returns)
        },
    )
}
