//! 缴费补贴: what governments add to the account when a person pays.

use std::fmt;

use base::{ByLevel, Fen, Month};
use law::{Cited, LawError, MoneyTable, PlaceLaw, Shares};
use serde::{Deserialize, Serialize};

use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the formula.
pub const REVISION: &str = "resident.entry_subsidy/1";

/// How a fee was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeKind {
    /// 正常缴费, within the fee year.
    Current,
    /// 补缴 of an earlier year.
    Late,
    /// 政府代缴
    Proxy,
}

impl fmt::Display for FeeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            FeeKind::Current => "正常缴费",
            FeeKind::Late => "补缴",
            FeeKind::Proxy => "政府代缴",
        })
    }
}

/// What the law says about subsidies in the month a fee is paid.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryRules {
    base: Cited<MoneyTable>,
    base_shares: Cited<Shares>,
    extra: Cited<MoneyTable>,
    extra_shares: Cited<Shares>,
    late: Cited<String>,
    proxy: Cited<String>,
}

impl EntryRules {
    /// The law in force in the month of payment.
    pub fn at(place: &PlaceLaw, paid: Month) -> Result<EntryRules, LawError> {
        Ok(EntryRules {
            base: place.money_table("resident.entry_subsidy.base", paid)?,
            base_shares: place.shares("resident.entry_subsidy.base_shares", paid)?,
            extra: place.money_table("resident.entry_subsidy.extra", paid)?,
            extra_shares: place.shares("resident.entry_subsidy.extra_shares", paid)?,
            late: place.word("resident.entry_subsidy.late", paid)?,
            proxy: place.word("resident.entry_subsidy.proxy", paid)?,
        })
    }

    /// The tiers on offer, in yuan.
    pub fn tiers(&self) -> impl Iterator<Item = Fen> + '_ {
        self.base.value.0.keys().map(|yuan| Fen::from_yuan(*yuan))
    }

    /// The row that refuses a subsidy to this kind of payment, if one does.
    fn refusal(&self, kind: FeeKind) -> Option<&Cited<String>> {
        let word = match kind {
            FeeKind::Current => return None,
            FeeKind::Late => &self.late,
            FeeKind::Proxy => &self.proxy,
        };
        (word.value == "none").then_some(word)
    }

    fn amounts(&self, tier: Fen) -> Result<(Fen, Fen), SchemeError> {
        let yuan = (tier.get() % 100 == 0).then_some(tier.get() / 100);
        let both = yuan.and_then(|y| Some((self.base.value.get(y)?, self.extra.value.get(y)?)));
        both.ok_or_else(|| {
            let known: Vec<String> = self.base.value.0.keys().map(i64::to_string).collect();
            SchemeError::UnknownTier { tier: tier.to_string(), known: known.join("、") }
        })
    }
}

/// 国发〔2014〕8号 第四部分 and provincial rules: a basic part, and more for higher tiers, each with
/// its own payers. Late payment gets what the place says, mostly nothing.
pub fn entry_subsidy(tier: Fen, kind: FeeKind, rules: &EntryRules, trace: &mut Trace) -> Result<ByLevel, SchemeError> {
    let (basic, extra) = rules.amounts(tier)?;
    let refusal = rules.refusal(kind);
    trace.step(
        |_| match refusal {
            Some(_) => Ok(ByLevel::ZERO),
            None => Ok(rules.base_shares.value.split(basic) + rules.extra_shares.value.split(extra)),
        },
        |amounts| {
            let node = Node::new("缴费补贴", REVISION, amounts.total()).input("档次", tier).input("缴费类别", kind);
            if let Some(word) = refusal {
                return node.formula(format!("{kind}不享受缴费补贴")).cite(word);
            }
            let (by_base, by_extra) = (rules.base_shares.value.text(), rules.extra_shares.value.text());
            node.formula(format!("基本 {basic}（{by_base}）+ 提档 {extra}（{by_extra}）"))
                .cite(&rules.base)
                .cite(&rules.base_shares)
                .cite(&rules.extra)
                .cite(&rules.extra_shares)
        },
    )
}
