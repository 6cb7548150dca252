//! The fixed chart of accounts of 财会〔2017〕28号, part two, and the sub-accounts in use.
//!
//! Account codes are the ministry's and may not be changed. The ministry names sub-accounts but
//! does not number them; their dotted numbers here are ours and, once posted, equally fixed.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Which fund a book belongs to. Each fund is its own accounting entity (part one, art. 3–4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fund {
    /// 城乡居民基本养老保险基金
    Resident,
    /// 机关事业单位基本养老保险基金
    Institution,
}

impl Fund {
    /// The name at the head of vouchers and statements (险种和制度).
    pub const fn title(self) -> &'static str {
        match self {
            Fund::Resident => "城乡居民基本养老保险基金",
            Fund::Institution => "机关事业单位基本养老保险基金",
        }
    }
}

impl fmt::Display for Fund {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.title())
    }
}

/// Debit or credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// 借方
    Debit,
    /// 贷方
    Credit,
}

impl Side {
    /// 借 or 贷.
    pub const fn title(self) -> &'static str {
        match self {
            Side::Debit => "借",
            Side::Credit => "贷",
        }
    }

    /// The word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Side::Debit => "debit",
            Side::Credit => "credit",
        }
    }

    /// The other side.
    pub const fn opposite(self) -> Side {
        match self {
            Side::Debit => Side::Credit,
            Side::Credit => Side::Debit,
        }
    }
}

impl FromStr for Side {
    type Err = UnknownCode;
    fn from_str(text: &str) -> Result<Side, UnknownCode> {
        [Side::Debit, Side::Credit]
            .into_iter()
            .find(|side| side.code() == text)
            .ok_or_else(|| UnknownCode::new("借贷方向", text))
    }
}

/// The five elements (part one, art. 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// 资产
    Asset,
    /// 负债
    Liability,
    /// 净资产
    NetAsset,
    /// 收入
    Income,
    /// 支出
    Expense,
}

impl Element {
    /// The word in the chart.
    pub const fn title(self) -> &'static str {
        match self {
            Element::Asset => "资产",
            Element::Liability => "负债",
            Element::NetAsset => "净资产",
            Element::Income => "收入",
            Element::Expense => "支出",
        }
    }

    /// The side on which the element grows.
    pub const fn normal_side(self) -> Side {
        match self {
            Element::Asset | Element::Expense => Side::Debit,
            Element::Liability | Element::NetAsset | Element::Income => Side::Credit,
        }
    }
}

/// Which of our funds use an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applies {
    /// Both pension funds.
    Both,
    /// The resident fund only.
    ResidentOnly,
    /// Provincial funds only; county and city books refuse it.
    Provincial,
    /// Other insurances only; both pension funds refuse it.
    OtherFunds,
}

/// A code that the chart does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{text}”不是{what}，请按财会〔2017〕28号的科目表改正")]
pub struct UnknownCode {
    what: &'static str,
    text: String,
}

impl UnknownCode {
    pub(crate) fn new(what: &'static str, text: &str) -> UnknownCode {
        UnknownCode { what, text: text.to_owned() }
    }
}

macro_rules! accounts {
    ($($variant:ident $code:literal $name:literal $element:ident $applies:ident;)*) => {
        /// One of the 34 accounts. `Display` prints code and name, never the code alone
        /// (part one, art. 10 (3)). Serialised as its code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub enum Account {
            $(#[doc = concat!($code, " ", $name)] $variant,)*
        }

        impl Account {
            /// All accounts in the order of the chart.
            pub const ALL: &'static [Account] = &[$(Account::$variant),*];

            /// The ministry's four digits.
            pub const fn code(self) -> &'static str {
                match self { $(Account::$variant => $code,)* }
            }

            /// The ministry's name.
            pub const fn name(self) -> &'static str {
                match self { $(Account::$variant => $name,)* }
            }

            /// The element the account belongs to.
            pub const fn element(self) -> Element {
                match self { $(Account::$variant => Element::$element,)* }
            }

            /// Which of our funds use it.
            pub const fn applies(self) -> Applies {
                match self { $(Account::$variant => Applies::$applies,)* }
            }
        }
    };
}

accounts! {
    Cash "1001" "库存现金" Asset Both;
    IncomeDeposit "1002" "收入户存款" Asset Both;
    SpecialDeposit "1003" "财政专户存款" Asset Both;
    PaymentDeposit "1004" "支出户存款" Asset Both;
    TreasuryDeposit "1005" "国库存款" Asset Both;
    Advances "1101" "暂付款" Asset Both;
    Bonds "1201" "债券投资" Asset Both;
    EntrustedInvestment "1202" "委托投资" Asset Provincial;
    TemporaryReceipts "2001" "暂收款" Liability Both;
    Loans "2101" "借入款项" Liability Both;
    Balance "3001" "一般基金结余" NetAsset Both;
    RiskBalance "3101" "风险基金结余" NetAsset OtherFunds;
    ReserveBalance "3201" "储备金结余" NetAsset OtherFunds;
    Premiums "4001" "社会保险费收入" Income Both;
    Subsidies "4101" "财政补贴收入" Income Both;
    CollectiveAid "4102" "集体补助收入" Income ResidentOnly;
    Interest "4201" "利息收入" Income Both;
    InvestmentGain "4202" "委托投资收益" Income Both;
    TransfersIn "4301" "转移收入" Income Both;
    FromUpperFund "4401" "上级补助收入" Income Both;
    FromLowerFund "4402" "下级上解收入" Income Both;
    OtherIncome "4501" "其他收入" Income Both;
    PendingPremiums "4601" "待转社会保险费收入" Income OtherFunds;
    PendingInterest "4602" "待转利息收入" Income OtherFunds;
    Benefits "5001" "社会保险待遇支出" Expense Both;
    SeriousIllness "5101" "大病保险支出" Expense OtherFunds;
    AbilityAssessment "5102" "劳动能力鉴定支出" Expense OtherFunds;
    InjuryPrevention "5103" "工伤预防费用支出" Expense OtherFunds;
    JobRetention "5104" "稳定岗位补贴支出" Expense OtherFunds;
    SkillUpgrade "5105" "技能提升补贴支出" Expense OtherFunds;
    TransfersOut "5201" "转移支出" Expense Both;
    ToUpperFund "5301" "上解上级支出" Expense Both;
    ToLowerFund "5302" "补助下级支出" Expense Both;
    OtherExpense "5401" "其他支出" Expense Both;
}

impl Account {
    /// The account of a four-digit code.
    pub fn parse(code: &str) -> Result<Account, UnknownCode> {
        Account::ALL
            .iter()
            .copied()
            .find(|account| account.code() == code)
            .ok_or_else(|| UnknownCode::new("会计科目编号", code))
    }

    /// The side on which the balance normally stands. 4202 may stand on the other side (a loss).
    pub const fn normal_side(self) -> Side {
        self.element().normal_side()
    }

    /// Whether a county or city book of this fund may use the account.
    pub const fn allowed_in(self, fund: Fund) -> bool {
        match self.applies() {
            Applies::Both => true,
            Applies::ResidentOnly => matches!(fund, Fund::Resident),
            Applies::Provincial | Applies::OtherFunds => false,
        }
    }

    /// Accounts that the regime says *must* be kept by sub-account (应当设置明细科目). The split
    /// of 4001 is optional (可以), those of 4501 and 5401 are ours.
    pub const fn needs_detail(self) -> bool {
        matches!(
            self,
            Account::Advances | Account::TemporaryReceipts | Account::Subsidies | Account::Interest | Account::Benefits
        )
    }

    /// Income and expense accounts, which carry no balance after the period's close.
    pub const fn is_closed_each_period(self) -> bool {
        matches!(self.element(), Element::Income | Element::Expense)
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} {}", self.code(), self.name()))
    }
}

impl From<Account> for String {
    fn from(account: Account) -> String {
        account.code().to_owned()
    }
}

impl TryFrom<String> for Account {
    type Error = UnknownCode;
    fn try_from(code: String) -> Result<Account, UnknownCode> {
        Account::parse(&code)
    }
}

macro_rules! details {
    ($($variant:ident $account:ident $code:literal $path:literal $fund:expr;)*) => {
        /// A sub-account (明细科目). The payer level is a second dimension and stands on the line.
        /// Serialised as its dotted code, for example `5001.02.01`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub enum Detail {
            $(#[doc = concat!($code, " ", $path)] $variant,)*
        }

        impl Detail {
            /// All sub-accounts, in the order of their codes.
            pub const ALL: &'static [Detail] = &[$(Detail::$variant),*];

            /// The dotted code, beginning with the account's.
            pub const fn code(self) -> &'static str {
                match self { $(Detail::$variant => $code,)* }
            }

            /// The account it belongs to.
            pub const fn account(self) -> Account {
                match self { $(Detail::$variant => Account::$account,)* }
            }

            /// Its names from the top, separated by `/`.
            pub const fn path(self) -> &'static str {
                match self { $(Detail::$variant => $path,)* }
            }

            const fn only(self) -> Option<Fund> {
                match self { $(Detail::$variant => $fund,)* }
            }
        }
    };
}

details! {
    UpperInvestmentPrincipal Advances "1101.01.01" "委托上级投资/本金" None;
    UpperInvestmentInterest Advances "1101.01.02" "委托上级投资/利息" None;
    UpperInvestmentGain Advances "1101.01.03" "委托上级投资/投资收益" None;
    OtherAdvance Advances "1101.02" "其他暂付" None;
    ReturnedBenefit TemporaryReceipts "2001.01" "待发退回待遇" None;
    UnclaimedReceipt TemporaryReceipts "2001.02" "待认领来款" None;
    LowerInvestmentPrincipal TemporaryReceipts "2001.03.01" "下级归集委托投资/本金" None;
    LowerInvestmentInterest TemporaryReceipts "2001.03.02" "下级归集委托投资/利息" None;
    LowerInvestmentGain TemporaryReceipts "2001.03.03" "下级归集委托投资/投资收益" None;
    OtherTemporaryReceipt TemporaryReceipts "2001.04" "其他暂收" None;
    CurrentPremium Premiums "4001.01" "当期" None;
    PrepaidPremium Premiums "4001.02" "预缴" None;
    ClearedPremium Premiums "4001.03" "清欠" None;
    LatePremium Premiums "4001.04" "补缴" None;
    ProxyPremium Premiums "4001.05" "代缴" None;
    SubsidyBasePension Subsidies "4101.01" "基础养老金" None;
    SubsidySupplement Subsidies "4101.02" "提标加发" Some(Fund::Resident);
    SubsidyEntry Subsidies "4101.03" "缴费补贴" Some(Fund::Resident);
    SubsidyFuneral Subsidies "4101.04" "丧葬补助" None;
    SubsidyGap Subsidies "4101.05" "基金缺口" Some(Fund::Institution);
    SubsidyOther Subsidies "4101.06" "其他" None;
    DepositInterest Interest "4201.01" "存款利息" None;
    BondInterest Interest "4201.02" "债券利息" None;
    EarlierYearBenefit OtherIncome "4501.01" "跨年度退回待遇" None;
    LateFee OtherIncome "4501.02" "滞纳金违约金" None;
    Donation OtherIncome "4501.03" "捐赠" None;
    WrittenOffDebt OtherIncome "4501.04" "无法偿付款项核销" None;
    DuplicateSetOff OtherIncome "4501.05" "重复待遇抵扣" None;
    BasePension Benefits "5001.01" "基础养老金" Some(Fund::Resident);
    AccountMonthly Benefits "5001.02.01" "个人账户养老金/按月支付" Some(Fund::Resident);
    AccountLumpSum Benefits "5001.02.02" "个人账户养老金/一次性支出" Some(Fund::Resident);
    FuneralGrant Benefits "5001.03" "丧葬补助金" Some(Fund::Resident);
    InstitutionBase Benefits "5001.11.01" "基本养老金/基础养老金" Some(Fund::Institution);
    InstitutionAccountMonthly Benefits "5001.11.02.01" "基本养老金/个人账户养老金/按月支付" Some(Fund::Institution);
    InstitutionAccountLumpSum Benefits "5001.11.02.02" "基本养老金/个人账户养老金/一次性支出" Some(Fund::Institution);
    InstitutionTransitional Benefits "5001.11.03" "基本养老金/过渡性养老金" Some(Fund::Institution);
    InstitutionRetirementPay Benefits "5001.11.04" "基本养老金/退休（职）费" Some(Fund::Institution);
    InstitutionSickRetirement Benefits "5001.11.05" "基本养老金/病退生活费" Some(Fund::Institution);
    InstitutionMakeUp Benefits "5001.11.06" "基本养老金/补差资金" Some(Fund::Institution);
    InstitutionFuneral Benefits "5001.12" "丧葬补助金和抚恤金" Some(Fund::Institution);
    InstitutionDisability Benefits "5001.13" "病残津贴" Some(Fund::Institution);
    EarlierYearPremium OtherExpense "5401.01" "退回以前年度保险费" None;
    LoanInterest OtherExpense "5401.02" "借款利息" None;
    WrittenOffAdvance OtherExpense "5401.03" "无法收回款项核销" None;
    DuplicatePaidOver OtherExpense "5401.04" "重复待遇抵扣转付" Some(Fund::Institution);
}

impl Detail {
    /// The sub-account of a dotted code.
    pub fn parse(code: &str) -> Result<Detail, UnknownCode> {
        Detail::ALL
            .iter()
            .copied()
            .find(|detail| detail.code() == code)
            .ok_or_else(|| UnknownCode::new("明细科目编号", code))
    }

    /// Whether a book of this fund may use it.
    pub fn allowed_in(self, fund: Fund) -> bool {
        self.only().is_none_or(|only| only == fund)
    }

    /// Whether the line must name the counterparty: a returned pension is owed to one payee, and
    /// without him it could never be paid again.
    pub const fn needs_party(self) -> bool {
        matches!(self, Detail::ReturnedBenefit)
    }

    /// Whether the line must name the level of government that pays: every subsidy, and premiums
    /// paid by a government in a person's stead.
    pub const fn needs_level(self) -> bool {
        matches!(self.account(), Account::Subsidies) || matches!(self, Detail::ProxyPremium)
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.path().replace('/', "—"))
    }
}

impl From<Detail> for String {
    fn from(detail: Detail) -> String {
        detail.code().to_owned()
    }
}

impl TryFrom<String> for Detail {
    type Error = UnknownCode;
    fn try_from(code: String) -> Result<Detail, UnknownCode> {
        Detail::parse(&code)
    }
}

/// What a fiscal subsidy is for: the second dimension of 4101 beside the level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// 基础养老金（“出口补”）
    BasePension,
    /// 提标和加发（65 岁以上、长缴多得）
    Supplement,
    /// 缴费补贴（“入口补”）
    Entry,
    /// 丧葬补助
    Funeral,
    /// 机关事业单位基金缺口
    Gap,
    /// 其他
    Other,
}

impl Purpose {
    /// All purposes in the order of the sub-accounts.
    pub const ALL: [Purpose; 6] =
        [Purpose::BasePension, Purpose::Supplement, Purpose::Entry, Purpose::Funeral, Purpose::Gap, Purpose::Other];

    /// The sub-account of 4101.
    pub const fn detail(self) -> Detail {
        match self {
            Purpose::BasePension => Detail::SubsidyBasePension,
            Purpose::Supplement => Detail::SubsidySupplement,
            Purpose::Entry => Detail::SubsidyEntry,
            Purpose::Funeral => Detail::SubsidyFuneral,
            Purpose::Gap => Detail::SubsidyGap,
            Purpose::Other => Detail::SubsidyOther,
        }
    }
}

/// The four places where the fund's money lies in deposit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deposit {
    /// 收入户
    Income,
    /// 财政专户
    Special,
    /// 支出户
    Payment,
    /// 国库
    Treasury,
}

impl Deposit {
    /// Its account.
    pub const fn account(self) -> Account {
        match self {
            Deposit::Income => Account::IncomeDeposit,
            Deposit::Special => Account::SpecialDeposit,
            Deposit::Payment => Account::PaymentDeposit,
            Deposit::Treasury => Account::TreasuryDeposit,
        }
    }

    /// The word in summaries.
    pub const fn title(self) -> &'static str {
        match self {
            Deposit::Income => "收入户",
            Deposit::Special => "财政专户",
            Deposit::Payment => "支出户",
            Deposit::Treasury => "国库",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chart_is_the_ministrys() {
        // 财会〔2017〕28号, part two, numbers 1–34.
        let codes: Vec<&str> = Account::ALL.iter().map(|a| a.code()).collect();
        let expected = "1001 1002 1003 1004 1005 1101 1201 1202 2001 2101 3001 3101 3201 4001 4101 4102 4201 4202 \
                        4301 4401 4402 4501 4601 4602 5001 5101 5102 5103 5104 5105 5201 5301 5302 5401";
        assert_eq!(codes, expected.split_whitespace().collect::<Vec<_>>());
        assert_eq!(Account::parse("1003").unwrap().to_string(), "1003 财政专户存款");
        assert_eq!(
            Account::parse("4002").unwrap_err().to_string(),
            "“4002”不是会计科目编号，请按财会〔2017〕28号的科目表改正"
        );
    }

    #[test]
    fn elements_follow_the_first_digit() {
        for account in Account::ALL {
            let first = account.code().as_bytes()[0] - b'1';
            let element = [Element::Asset, Element::Liability, Element::NetAsset, Element::Income, Element::Expense];
            assert_eq!(account.element(), element[usize::from(first)], "{account}");
        }
    }

    #[test]
    fn collective_aid_is_for_residents_only() {
        assert!(Account::CollectiveAid.allowed_in(Fund::Resident));
        assert!(!Account::CollectiveAid.allowed_in(Fund::Institution));
        assert!(!Account::RiskBalance.allowed_in(Fund::Resident));
        assert!(!Detail::BasePension.allowed_in(Fund::Institution));
    }

    #[test]
    fn details_lie_under_their_account_with_unique_codes() {
        for (i, detail) in Detail::ALL.iter().enumerate() {
            assert!(detail.code().starts_with(detail.account().code()), "{detail:?}");
            assert_eq!(Detail::parse(detail.code()), Ok(*detail));
            assert!(i == 0 || Detail::ALL[i - 1].code() < detail.code(), "{detail:?}");
        }
    }
}
