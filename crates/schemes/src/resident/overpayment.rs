//! 多发追回: money that comes back goes to whoever had paid it, to the fen.

use base::{ByLevel, Fen, Level, largest_remainder};
use serde::Serialize;

use crate::SchemeError;

/// Revision of the rule.
pub const REVISION: &str = "resident.overpayment/1";

/// An amount by payer: the levels and the personal account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ByPayer {
    /// Levels of government.
    pub by_level: ByLevel,
    /// The personal account.
    pub account: Fen,
}

impl ByPayer {
    /// All payers together.
    pub fn total(&self) -> Fen {
        self.by_level.total() + self.account
    }

    /// Payer by payer no more than so much.
    pub fn at_most(&self, limit: &ByPayer) -> ByPayer {
        let levels = Level::ALL.map(|level| self.by_level[level].min(limit.by_level[level]));
        ByPayer { by_level: ByLevel::new(levels), account: self.account.min(limit.account) }
    }

    /// What is left after a part has come back.
    pub fn less(&self, part: &ByPayer) -> ByPayer {
        let levels = Level::ALL.map(|level| self.by_level[level] - part.by_level[level]);
        ByPayer { by_level: ByLevel::new(levels), account: self.account - part.account }
    }
}

/// 社会保险经办条例 第四十六条 (order return, instalments); decision 4 for the fen: splits what was
/// repaid over what each payer is still owed, by the largest remainder, ties to the higher level,
/// the account last. Called with what is *still* outstanding, the instalments add up exactly.
pub fn give_back(repaid: Fen, outstanding: &ByPayer) -> Result<ByPayer, SchemeError> {
    let total = outstanding.total();
    if repaid.is_negative() || repaid > total {
        return Err(SchemeError::Facts(format!("退回 {repaid} 元应在 0 与尚欠的 {total} 元之间，请核对到账金额")));
    }
    let mut owed = Vec::with_capacity(5);
    for fen in outstanding.by_level.iter().map(|(_, fen)| fen).chain([outstanding.account]) {
        let weight = u32::try_from(fen.get());
        owed.push(weight.map_err(|_| SchemeError::Facts(format!("尚欠金额 {fen} 不能为负，也不能超过 4294 万元")))?);
    }
    let Some(parts) = largest_remainder(repaid, &owed) else { return Ok(ByPayer::default()) };
    let by_level = ByLevel::new([parts[0], parts[1], parts[2], parts[3]]);
    Ok(ByPayer { by_level, account: parts[4] })
}
