//! 恢复发放: what is paid when a suspension ends.

use base::Month;
use law::{Cited, LawError, PlaceLaw};
use serde::{Deserialize, Serialize};

use super::components::Components;
use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the rule.
pub const REVISION: &str = "resident.resumption/1";

/// Why a pension was held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// 未认证: no proof of life.
    Unverified,
    /// 服刑: imprisoned after a verdict.
    Imprisoned,
}

/// What the law says in the month of resumption.
#[derive(Clone, Debug, PartialEq)]
pub struct ResumptionRules {
    unverified: Cited<String>,
    prison: Cited<String>,
}

impl ResumptionRules {
    /// The law in force in a month.
    pub fn at(place: &PlaceLaw, month: Month) -> Result<ResumptionRules, LawError> {
        Ok(ResumptionRules {
            unverified: place.word("resident.suspension.arrears_unverified", month)?,
            prison: place.word("resident.suspension.arrears_prison", month)?,
        })
    }
}

/// Arrears of the months that were held: all of them once the person is certified, none for the
/// time of a sentence. Local procedure, `certification-practice` and `jianyu-practice`.
pub fn arrears(
    held: &[(Month, Components)],
    why: Held,
    rules: &ResumptionRules,
    trace: &mut Trace,
) -> Result<Components, SchemeError> {
    let (reason, word) = match why {
        Held::Unverified => ("未认证", &rules.unverified),
        Held::Imprisoned => ("服刑", &rules.prison),
    };
    let owed = word.value == "back_pay";
    let sum = || held.iter().fold(Components::ZERO, |all, (_, parts)| all + *parts);
    trace.step(
        |_| Ok(if owed { sum() } else { Components::ZERO }),
        |parts| {
            let months: Vec<String> = held.iter().map(|(month, parts)| format!("{month} {}", parts.total())).collect();
            let formula = if owed { months.join(" + ") } else { format!("{reason}期间 {} 个月不补", held.len()) };
            Node::new("恢复发放补发", REVISION, parts.total()).formula(formula).input("停发原因", reason).cite(word)
        },
    )
}
