//! 同期重复缴费退费: months paid to both schemes.

use base::{Fen, Month, Rounding};
use law::{Cited, LawError, PlaceLaw};

use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the formula.
pub const REVISION: &str = "resident.overlap_refund/1";

/// What the law says about overlapping months.
#[derive(Clone, Debug, PartialEq)]
pub struct OverlapRules {
    what: Cited<String>,
    rounding: Cited<Rounding>,
}

impl OverlapRules {
    /// The law in force in the month of the refund.
    pub fn at(place: &PlaceLaw, month: Month) -> Result<OverlapRules, LawError> {
        Ok(OverlapRules {
            what: place.word("resident.overlap.refund", month)?,
            rounding: place.rounding("resident.account.rounding", month)?,
        })
    }
}

/// 人社部发〔2014〕17号 第七条: employee months count; the resident side returns to the person what he
/// and his collective paid for them. Subsidies and interest stay. The months' share of a year's
/// payment is our reading: the document says months, the fee is a year's.
pub fn overlap_refund(
    personal: Fen,
    collective: Fen,
    months: u32,
    rules: &OverlapRules,
    trace: &mut Trace,
) -> Result<Fen, SchemeError> {
    if months > 12 {
        return Err(SchemeError::Facts(format!("一年之内重复 {months} 个月不可能，请按年度分开填写")));
    }
    let year = personal + collective;
    let numerator = i128::from(year.get()) * i128::from(months);
    trace.step(
        |_| Ok(rules.rounding.value.apply(numerator, 12)),
        |refund| {
            Node::new("重复缴费退还本人", REVISION, *refund)
                .formula(format!("（个人 {personal} + 集体 {collective}）× {months}/12；补贴和利息不退"))
                .rounded(rules.rounding.value, numerator, 12)
                .cite(&rules.what)
                .cite(&rules.rounding)
        },
    )
}
