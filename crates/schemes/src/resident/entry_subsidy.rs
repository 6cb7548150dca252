//! 缴费补贴: what governments add to the account when a person pays.

use std::fmt;

use base::{ByLevel, Fen, Month};
use law::{Cited, LawError, MoneyTable, PlaceLaw, Shares};
use serde::{Deserialize, Serialize};

use super::rules::{Asked, need};
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
    base_shares: Asked<Shares>,
    extra: Cited<MoneyTable>,
    extra_shares: Asked<Shares>,
    special: Asked<MoneyTable>,
    late: Cited<String>,
    proxy: Cited<String>,
}

impl EntryRules {
    /// The law in force in the month of payment.
    pub fn at(place: &PlaceLaw, paid: Month) -> Result<EntryRules, LawError> {
        Ok(EntryRules {
            base: place.money_table("resident.entry_subsidy.base", paid)?,
            base_shares: place.shares("resident.entry_subsidy.base_shares", paid),
            extra: place.money_table("resident.entry_subsidy.extra", paid)?,
            extra_shares: place.shares("resident.entry_subsidy.extra_shares", paid),
            special: place.money_table("resident.entry_subsidy.special", paid),
            late: place.word("resident.entry_subsidy.late", paid)?,
            proxy: place.word("resident.entry_subsidy.proxy", paid)?,
        })
    }

    /// The subsidy of a payment, whoever pays it.
    pub fn amount(&self, tier: Fen, kind: FeeKind) -> Result<Fen, SchemeError> {
        let (basic, extra) = self.amounts(tier, kind)?;
        Ok(if self.refusal(kind).is_some() { Fen::ZERO } else { basic + extra })
    }

    /// The tiers on offer to everybody, in yuan.
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

    /// Basic part and addition. A tier kept for the groups that governments pay for (100 yuan in
    /// Jiangxi) is on offer to nobody else.
    fn amounts(&self, tier: Fen, kind: FeeKind) -> Result<(Fen, Fen), SchemeError> {
        let yuan = (tier.get() % 100 == 0).then_some(tier.get() / 100);
        let special = self.special.as_ref().ok().filter(|_| kind == FeeKind::Proxy);
        if let Some(kept) = special.zip(yuan).and_then(|(table, yuan)| table.value.get(yuan)) {
            return Ok((kept, Fen::ZERO));
        }
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
    let (basic, extra) = rules.amounts(tier, kind)?;
    let refusal = rules.refusal(kind);
    let split = |shares: &Asked<Shares>, amount: Fen| match amount.is_zero() {
        true => Ok(ByLevel::ZERO),
        false => need(shares).map(|shares| shares.value.split(amount)),
    };
    trace.step(
        |_| match refusal {
            Some(_) => Ok(ByLevel::ZERO),
            None => Ok(split(&rules.base_shares, basic)? + split(&rules.extra_shares, extra)?),
        },
        |amounts| {
            let node = Node::new("缴费补贴", REVISION, amounts.total()).input("档次", tier).input("缴费类别", kind);
            if let Some(word) = refusal {
                return node.formula(format!("{kind}不享受缴费补贴")).cite(word);
            }
            let by = |shares: &Asked<Shares>| shares.as_ref().map(|s| s.value.text()).unwrap_or_default();
            let (by_base, by_extra) = (by(&rules.base_shares), by(&rules.extra_shares));
            let node = node.formula(format!("基本 {basic}（{by_base}）+ 提档 {extra}（{by_extra}）"));
            let node = node.cite(&rules.base).cite(&rules.extra);
            let shares = [&rules.base_shares, &rules.extra_shares].into_iter().flatten();
            shares.fold(node, |node, shares| node.cite(shares))
        },
    )
}
