//! What a monthly pension is made of: kind × payer.

use std::ops::{Add, Sub};

use base::{ByLevel, Fen, Level};
use serde::{Deserialize, Serialize};

/// A part of the pension by legal kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComponentKind {
    /// 基础养老金
    Base,
    /// 缴费年限养老金
    LongSupplement,
    /// 高龄基础养老金
    AgeSupplement,
    /// 个人账户养老金
    Account,
}

impl ComponentKind {
    /// Every kind, in the order of statements.
    pub const ALL: [ComponentKind; 4] =
        [ComponentKind::Base, ComponentKind::LongSupplement, ComponentKind::AgeSupplement, ComponentKind::Account];

    /// The word in statements.
    pub const fn title(self) -> &'static str {
        match self {
            ComponentKind::Base => "基础养老金",
            ComponentKind::LongSupplement => "缴费年限养老金",
            ComponentKind::AgeSupplement => "高龄基础养老金",
            ComponentKind::Account => "个人账户养老金",
        }
    }

    /// The word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            ComponentKind::Base => "base",
            ComponentKind::LongSupplement => "long_supplement",
            ComponentKind::AgeSupplement => "age_supplement",
            ComponentKind::Account => "account",
        }
    }
}

/// One payer's part of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// Legal kind.
    pub kind: ComponentKind,
    /// The level that pays; `None` is the personal account.
    pub level: Option<Level>,
    /// Per month.
    pub fen: Fen,
}

/// A month's pension, every kind by payer. Costs no allocation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Components {
    /// 基础养老金
    pub base: ByLevel,
    /// 缴费年限养老金
    pub long_supplement: ByLevel,
    /// 高龄基础养老金
    pub age_supplement: ByLevel,
    /// 个人账户养老金 paid by a level because the account is used up.
    pub account_by_level: ByLevel,
    /// 个人账户养老金 paid from the personal account.
    pub account: Fen,
}

impl Components {
    /// Nothing.
    pub const ZERO: Components = Components {
        base: ByLevel::ZERO,
        long_supplement: ByLevel::ZERO,
        age_supplement: ByLevel::ZERO,
        account_by_level: ByLevel::ZERO,
        account: Fen::ZERO,
    };

    /// What each level pays, all kinds together.
    pub fn by_level(&self) -> ByLevel {
        self.base + self.long_supplement + self.age_supplement + self.account_by_level
    }

    /// The account pension, whoever pays it.
    pub fn account_pension(&self) -> Fen {
        self.account + self.account_by_level.total()
    }

    /// The whole month.
    pub fn total(&self) -> Fen {
        self.by_level().total() + self.account
    }

    /// One kind, whoever pays it.
    pub fn of(&self, kind: ComponentKind) -> Fen {
        match kind {
            ComponentKind::Base => self.base.total(),
            ComponentKind::LongSupplement => self.long_supplement.total(),
            ComponentKind::AgeSupplement => self.age_supplement.total(),
            ComponentKind::Account => self.account_pension(),
        }
    }

    /// The parts that are not nothing, as rows.
    pub fn rows(&self) -> impl Iterator<Item = Component> + '_ {
        let kinds = [self.base, self.long_supplement, self.age_supplement, self.account_by_level];
        let by_level = ComponentKind::ALL.into_iter().zip(kinds).flat_map(|(kind, amounts)| {
            Level::ALL.into_iter().map(move |level| Component { kind, level: Some(level), fen: amounts[level] })
        });
        let account = Component { kind: ComponentKind::Account, level: None, fen: self.account };
        by_level.chain([account]).filter(|row| !row.fen.is_zero())
    }

    /// From rows, for example of an award that was taken on; rows of one kind and payer add up.
    /// `None` when a part other than the account pension names no level.
    pub fn from_rows(rows: impl IntoIterator<Item = Component>) -> Option<Components> {
        let mut all = Components::ZERO;
        for row in rows {
            let amounts = match row.kind {
                ComponentKind::Base => &mut all.base,
                ComponentKind::LongSupplement => &mut all.long_supplement,
                ComponentKind::AgeSupplement => &mut all.age_supplement,
                ComponentKind::Account if row.level.is_none() => {
                    all.account += row.fen;
                    continue;
                }
                ComponentKind::Account => &mut all.account_by_level,
            };
            amounts[row.level?] += row.fen;
        }
        Some(all)
    }
}

impl Add for Components {
    type Output = Components;
    fn add(self, other: Components) -> Components {
        Components {
            base: self.base + other.base,
            long_supplement: self.long_supplement + other.long_supplement,
            age_supplement: self.age_supplement + other.age_supplement,
            account_by_level: self.account_by_level + other.account_by_level,
            account: self.account + other.account,
        }
    }
}

impl Sub for Components {
    type Output = Components;
    fn sub(self, other: Components) -> Components {
        let less = |a: ByLevel, b: ByLevel| ByLevel::new(Level::ALL.map(|level| a[level] - b[level]));
        Components {
            base: less(self.base, other.base),
            long_supplement: less(self.long_supplement, other.long_supplement),
            age_supplement: less(self.age_supplement, other.age_supplement),
            account_by_level: less(self.account_by_level, other.account_by_level),
            account: self.account - other.account,
        }
    }
}
