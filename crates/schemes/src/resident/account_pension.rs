//! 个人账户养老金: the whole balance at the start of benefits over the divisor.

use base::{Date, Fen, Level, Month, Rounding};
use law::{Cited, LawError, PlaceLaw, Table};

use super::rules::level;
use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the formula.
pub const REVISION: &str = "resident.account_pension/1";

/// What the law says about the account pension in a month.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountRules {
    divisor: Cited<Table>,
    at_claim: Cited<bool>,
    benefit_age: Cited<i64>,
    rounding: Cited<Rounding>,
    exhausted_payer: Cited<Level>,
}

impl AccountRules {
    /// The law in force in a month.
    pub fn at(place: &PlaceLaw, month: Month) -> Result<AccountRules, LawError> {
        let which = place.word("resident.account.divisor_age", month)?;
        Ok(AccountRules {
            divisor: place.table("resident.account.divisor", month)?,
            at_claim: Cited { value: which.value == "age_at_claim", citation: which.citation },
            benefit_age: place.count("resident.benefit_age", month)?,
            rounding: place.rounding("resident.account.rounding", month)?,
            exhausted_payer: level(place.word("resident.account.exhausted_payer", month)?)?,
        })
    }

    /// Who goes on paying when the account is used up.
    pub fn exhausted_payer(&self) -> &Cited<Level> {
        &self.exhausted_payer
    }
}

/// 国发〔2014〕8号 第六部分: account ÷ 139 at 60. The divisor is that of the benefit age unless the
/// place says that it follows the age at the claim.
pub fn account_pension(
    balance: Fen,
    birth: Date,
    first_month: Month,
    rules: &AccountRules,
    trace: &mut Trace,
) -> Result<Fen, SchemeError> {
    // First month is the month after a birthday, so that the age is that of the month before.
    let age_at_claim = i64::from(first_month.previous().months_since(Month::of(birth)) / 12);
    let age = if rules.at_claim.value { age_at_claim } else { rules.benefit_age.value };
    let divisor = rules.divisor.value.get(age).filter(|d| *d > 0).ok_or(SchemeError::NoDivisor { age })?;
    let (numerator, denominator) = (i128::from(balance.get()), i128::from(divisor));
    trace.step(
        |_| Ok(rules.rounding.value.apply(numerator, denominator)),
        |amount| {
            Node::new("个人账户养老金", REVISION, *amount)
                .formula(format!("{balance} ÷ {divisor}"))
                .input("起始月账户储存额", balance)
                .input("计发年龄", format!("{age} 周岁"))
                .rounded(rules.rounding.value, numerator, denominator)
                .cite(&rules.divisor)
                .cite(&rules.at_claim)
                .cite(&rules.rounding)
        },
    )
}
