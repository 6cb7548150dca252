//! What a personal account holds, by the source of the money: refunds and duplicate-pension
//! rules treat sources differently.

use std::collections::BTreeMap;

use base::{Fen, Level};
use serde::{Deserialize, Serialize};

/// Where money in a personal account came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountSource {
    /// 个人缴费
    Personal,
    /// 集体补助
    Collective,
    /// 其他资助
    Donation,
    /// 中央缴费补贴
    SubsidyCentral,
    /// 省级缴费补贴
    SubsidyProvince,
    /// 市级缴费补贴
    SubsidyCity,
    /// 县级缴费补贴
    SubsidyCounty,
    /// 政府代缴
    Proxy,
    /// 被征地补贴
    LandExpropriation,
    /// 转入
    TransferIn,
    /// 利息
    Interest,
}

impl AccountSource {
    /// Every source, in the order of statements.
    pub const ALL: [AccountSource; 11] = [
        AccountSource::Personal,
        AccountSource::Collective,
        AccountSource::Donation,
        AccountSource::SubsidyCentral,
        AccountSource::SubsidyProvince,
        AccountSource::SubsidyCity,
        AccountSource::SubsidyCounty,
        AccountSource::Proxy,
        AccountSource::LandExpropriation,
        AccountSource::TransferIn,
        AccountSource::Interest,
    ];

    /// The subsidy of one level.
    pub const fn subsidy(level: Level) -> AccountSource {
        match level {
            Level::Central => AccountSource::SubsidyCentral,
            Level::Province => AccountSource::SubsidyProvince,
            Level::City => AccountSource::SubsidyCity,
            Level::County => AccountSource::SubsidyCounty,
        }
    }

    /// The word in statements.
    pub const fn title(self) -> &'static str {
        match self {
            AccountSource::Personal => "个人缴费",
            AccountSource::Collective => "集体补助",
            AccountSource::Donation => "其他资助",
            AccountSource::SubsidyCentral => "中央补贴",
            AccountSource::SubsidyProvince => "省级补贴",
            AccountSource::SubsidyCity => "市级补贴",
            AccountSource::SubsidyCounty => "县级补贴",
            AccountSource::Proxy => "政府代缴",
            AccountSource::LandExpropriation => "被征地补贴",
            AccountSource::TransferIn => "转入",
            AccountSource::Interest => "利息",
        }
    }

    /// The word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            AccountSource::Personal => "personal",
            AccountSource::Collective => "collective",
            AccountSource::Donation => "donation",
            AccountSource::SubsidyCentral => "subsidy_central",
            AccountSource::SubsidyProvince => "subsidy_province",
            AccountSource::SubsidyCity => "subsidy_city",
            AccountSource::SubsidyCounty => "subsidy_county",
            AccountSource::Proxy => "proxy",
            AccountSource::LandExpropriation => "land_expropriation",
            AccountSource::TransferIn => "transfer_in",
            AccountSource::Interest => "interest",
        }
    }
}

/// Balance by source. Serialised as a map of the sources that hold something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "BTreeMap<AccountSource, Fen>", into = "BTreeMap<AccountSource, Fen>")]
pub struct AccountBalance([Fen; 11]);

impl AccountBalance {
    /// An empty account.
    pub const ZERO: AccountBalance = AccountBalance([Fen::ZERO; 11]);

    /// Adds to one source; negative for a debit.
    pub fn add(&mut self, source: AccountSource, amount: Fen) {
        self.0[source as usize] += amount;
    }

    /// The same with one source more.
    pub fn with(mut self, source: AccountSource, amount: Fen) -> AccountBalance {
        self.add(source, amount);
        self
    }

    /// What one source holds.
    pub fn of(&self, source: AccountSource) -> Fen {
        self.0[source as usize]
    }

    /// What governments put in: subsidies of each level and payments by proxy.
    pub fn from_governments(&self) -> Fen {
        let subsidies = Level::ALL.into_iter().map(|level| self.of(AccountSource::subsidy(level)));
        subsidies.sum::<Fen>() + self.of(AccountSource::Proxy)
    }

    /// The whole balance.
    pub fn total(&self) -> Fen {
        self.0.iter().copied().sum()
    }
}

impl From<BTreeMap<AccountSource, Fen>> for AccountBalance {
    fn from(entries: BTreeMap<AccountSource, Fen>) -> AccountBalance {
        entries.into_iter().fold(AccountBalance::ZERO, |all, (source, amount)| all.with(source, amount))
    }
}

impl From<AccountBalance> for BTreeMap<AccountSource, Fen> {
    fn from(balance: AccountBalance) -> BTreeMap<AccountSource, Fen> {
        let held = AccountSource::ALL.into_iter().map(|source| (source, balance.of(source)));
        held.filter(|(_, amount)| !amount.is_zero()).collect()
    }
}
