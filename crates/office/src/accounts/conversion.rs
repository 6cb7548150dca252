//! 制度衔接: whether somebody with years in both schemes goes to the employees' or to the residents' scheme,
//! by the rule of the law (人社部发〔2014〕17号), and what counts there.

use base::{Date, Fen, Month};
use desk::{FieldError, Look, Unplanned};
use schemes::resident::{AccountBalance, BothSchemes, Conversion, ConversionRules, convert};
use schemes::{Explained, explained};
use serde::{Deserialize, Serialize};

use crate::benefits::law_fault;
use crate::environment::Environment;
use crate::registry::agency_area;
use crate::tables::TransferKind;

/// What the contact letter (联系函) says of the employees' scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmployeeRecord {
    /// Months paid, payments to complete the required time included, overlapping ones once.
    pub months: u32,
    /// Day on which the employees' legal retirement age was reached.
    pub of_age_on: Date,
}

/// The law of the month in which the age was reached.
pub(super) fn rules(
    look: &mut Look<'_>,
    environment: &Environment,
    record: Option<&EmployeeRecord>,
) -> Result<Option<ConversionRules>, Unplanned> {
    let Some(record) = record else { return Ok(None) };
    let place = environment.law.place(&agency_area(look)?).map_err(|e| law_fault(&e))?;
    Ok(Some(ConversionRules::at(&place, Month::of(record.of_age_on)).map_err(|e| law_fault(&e))?))
}

/// What is known of the person in both schemes, on the day the money moves.
pub(super) struct Both<'a> {
    pub(super) record: Option<&'a EmployeeRecord>,
    pub(super) rules: Option<&'a ConversionRules>,
    pub(super) resident_years: u32,
    pub(super) resident_account: AccountBalance,
    pub(super) employee_account: Fen,
    pub(super) on: Date,
}

/// Where the law sends the person; nothing for a move within the residents' scheme.
pub(super) fn converted(kind: TransferKind, both: &Both<'_>) -> Result<Option<Explained<Conversion>>, FieldError> {
    let fault = |what: String, advice: &str| FieldError::input("employees", what, advice);
    match (kind, both.record.zip(both.rules)) {
        (TransferKind::Place, None) => Ok(None),
        (TransferKind::Place, Some(_)) => {
            Err(fault("跨统筹区转移没有职工养老保险缴费".to_owned(), "请不要填写；两种制度之间的请选择制度衔接"))
        }
        (TransferKind::Employees, None) => Err(fault(
            "没有填写职工养老保险的缴费情况".to_owned(),
            "请按制度衔接联系函填写缴费月数和达到法定退休年龄的日期",
        )),
        (TransferKind::Employees, Some((record, rules))) => {
            let facts = BothSchemes {
                employee_months: record.months,
                resident_years: both.resident_years,
                employee_account: both.employee_account,
                resident_account: both.resident_account,
                of_age: record.of_age_on <= both.on,
                receiving: false,
            };
            let told = explained(|trace| convert(&facts, rules, trace));
            told.map(Some).map_err(|e| fault(e.to_string(), "请核对联系函；未到龄的关系各自保留"))
        }
    }
}
