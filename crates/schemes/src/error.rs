//! Why a sum cannot be computed.

use base::Month;
use law::LawError;

/// A sum that has no answer. Messages are read by clerks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemeError {
    /// The law has no value, or a declared gap.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The month lies before the award begins.
    #[error("{month} 早于待遇起始月 {start}，该月没有待遇可算")]
    BeforeStart {
        /// Asked about.
        month: Month,
        /// First month of the award, or the month it was taken on.
        start: Month,
    },
    /// The divisor table has no entry for the age.
    #[error("计发月数表没有 {age} 岁一行，请核对出生日期和待遇起始月")]
    NoDivisor {
        /// Age in full years.
        age: i64,
    },
    /// The tier is not on offer.
    #[error("{tier} 元不是当时可选的缴费档次，可选：{known}")]
    UnknownTier {
        /// Yuan.
        tier: String,
        /// Tiers on offer.
        known: String,
    },
    /// Facts that contradict each other or a rule.
    #[error("{0}")]
    Facts(String),
}
