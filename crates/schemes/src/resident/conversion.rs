//! 制度衔接: moving between the employees' and the residents' scheme.

use base::{Fen, Month};
use law::{Cited, LawError, PlaceLaw};
use serde::Serialize;

use super::account::{AccountBalance, AccountSource};
use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the rule.
pub const REVISION: &str = "resident.conversion/1";

/// What the law says in the month in which a person reaches the employees' retirement age.
#[derive(Clone, Debug, PartialEq)]
pub struct ConversionRules {
    employee_months: Cited<i64>,
}

impl ConversionRules {
    /// The law in force in that month.
    pub fn at(place: &PlaceLaw, month: Month) -> Result<ConversionRules, LawError> {
        Ok(ConversionRules { employee_months: place.count("resident.conversion.employee_months", month)? })
    }
}

/// What is known of a person who paid into both schemes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BothSchemes {
    /// Months paid to the employees' scheme, payments to complete the required time included.
    pub employee_months: u32,
    /// Years paid to the residents' scheme that do not overlap with them.
    pub resident_years: u32,
    /// The employee's personal account; the pooled fund does not move.
    pub employee_account: Fen,
    /// The residents' account.
    pub resident_account: AccountBalance,
    /// Whether the employees' legal retirement age has been reached.
    pub of_age: bool,
    /// Whether either pension is already drawn.
    pub receiving: bool,
}

/// Where a person ends up and with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Conversion {
    /// Into the employees' scheme: the resident balance joins its account; the years do not count.
    ToEmployee {
        /// What moves.
        moved: Fen,
        /// The employee's account afterwards.
        account: Fen,
    },
    /// Into the residents' scheme: the employee's account joins, and its years add up.
    ToResident {
        /// What moves.
        moved: Fen,
        /// The residents' account afterwards.
        account: AccountBalance,
        /// Years that count for the resident pension.
        years: u32,
    },
}

/// 人社部发〔2014〕17号 第三至六条: once of age and before drawing either pension; with the required
/// months the resident account moves to the employees' scheme, otherwise the employee's account
/// to the residents', where whole years of its months count.
pub fn convert(facts: &BothSchemes, rules: &ConversionRules, trace: &mut Trace) -> Result<Conversion, SchemeError> {
    if facts.receiving {
        let text = "已经领取养老金，不能再办理制度衔接；重复领取的按清理办法办理";
        return Err(SchemeError::Facts(text.to_owned()));
    }
    if !facts.of_age {
        let text = "尚未达到职工养老保险法定退休年龄，两边的关系各自保留，到龄后再办理衔接";
        return Err(SchemeError::Facts(text.to_owned()));
    }
    let enough = i64::from(facts.employee_months) >= rules.employee_months.value;
    let resident = facts.resident_account.total();
    trace.step(
        |_| match enough {
            true => Ok(Conversion::ToEmployee { moved: resident, account: facts.employee_account + resident }),
            false => Ok(Conversion::ToResident {
                moved: facts.employee_account,
                account: facts.resident_account.with(AccountSource::TransferIn, facts.employee_account),
                years: facts.resident_years + facts.employee_months / 12,
            }),
        },
        |done| {
            let (title, moved, text) = match done {
                Conversion::ToEmployee { moved, .. } => ("转入职工养老保险", *moved, "居民缴费年限不折算"),
                Conversion::ToResident { moved, .. } => ("转入居民养老保险", *moved, "职工缴费年限合并计算"),
            };
            let sign = if enough { "≥" } else { "<" };
            let need = rules.employee_months.value;
            Node::new(title, REVISION, moved)
                .formula(format!("职工缴费 {} 个月 {sign} {need} 个月；{text}", facts.employee_months))
                .cite(&rules.employee_months)
        },
    )
}
