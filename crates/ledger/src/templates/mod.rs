//! One file per accounting fact: its debit, credit and basis, and a worked example.
//!
//! "Entry n" in these files counts the standard entries of the finance handbook, section a.3,
//! which follow 财会〔2017〕28号 part three (会计科目使用说明). A template takes non-negative
//! amounts, leaves out what is zero, and refuses when nothing is left.

use std::fmt;
use std::str::FromStr;

use base::{ByLevel, Date, Fen};
use serde::{Deserialize, Serialize};

use crate::{Account, Deposit, Detail, Fund, Line, UnknownCode, Voucher, VoucherError};

pub mod account_balance_paid;
pub mod advance_paid;
pub mod advance_settled;
pub mod advance_written_off;
pub mod benefit_returned;
pub mod bond_bought;
pub mod bond_redeemed;
pub mod collective_aid;
pub mod debt_written_off;
pub mod duplicate_paid_over;
pub mod duplicate_set_off;
pub mod funeral_paid;
pub mod income_to_special_account;
pub mod interest;
pub mod interest_moved;
pub mod investment_gain;
pub mod investment_interest;
pub mod investment_pooled;
pub mod investment_returned;
pub mod loan_repaid;
pub mod loan_taken;
pub mod loan_taken_over;
pub mod opening_balances;
pub mod other_fund_paid;
pub mod other_fund_received;
pub mod overpaid_deducted_earlier_year;
pub mod overpaid_recovered_earlier_year;
pub mod overpaid_recovered_same_year;
pub mod pension_paid;
pub mod period_close;
pub mod plan_to_payment_account;
pub mod premiums_collected;
pub mod proxy_received;
pub mod refund_earlier_year;
pub mod refund_this_year;
pub mod returned_reissued;
pub mod settled_net;
pub mod subsidy_received;
pub mod tax_to_treasury;
pub mod temporary_receipt;
pub mod temporary_settled;
pub mod transfer_in;
pub mod transfer_in_returned;
pub mod transfer_out;
pub mod transfer_out_returned;
pub mod treasury_refund;
pub mod treasury_to_special_account;

macro_rules! template_names {
    ($($variant:ident $code:literal $title:literal;)*) => {
        /// The template that made a voucher. Serialised as its code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum TemplateName {
            $(#[doc = $title] $variant,)*
        }

        impl TemplateName {
            /// All templates.
            pub const ALL: &'static [TemplateName] = &[$(TemplateName::$variant),*];

            /// The word in the database: the name of the template's file.
            pub const fn code(self) -> &'static str {
                match self { $(TemplateName::$variant => $code,)* }
            }

            /// The words on screens.
            pub const fn title(self) -> &'static str {
                match self { $(TemplateName::$variant => $title,)* }
            }
        }
    };
}

template_names! {
    OpeningBalances "opening_balances" "期初余额";
    TaxToTreasury "tax_to_treasury" "税务征收入库";
    TreasuryToSpecialAccount "treasury_to_special_account" "国库划转财政专户";
    SubsidyReceived "subsidy_received" "收到财政补贴";
    CollectiveAid "collective_aid" "收到集体补助";
    ProxyReceived "proxy_received" "收到代缴资金";
    IncomeToSpecialAccount "income_to_special_account" "收入户划转财政专户";
    PlanToPaymentAccount "plan_to_payment_account" "财政专户拨付支出户";
    PensionPaid "pension_paid" "发放养老金";
    FuneralPaid "funeral_paid" "支付丧葬补助金";
    AccountBalancePaid "account_balance_paid" "支付个人账户余额";
    SettledNet "settled_net" "结算净额支付";
    BenefitReturned "benefit_returned" "银行退回待遇";
    ReturnedReissued "returned_reissued" "退回待遇重新发放";
    OverpaidRecoveredSameYear "overpaid_recovered_same_year" "追回本年多发待遇";
    OverpaidRecoveredEarlierYear "overpaid_recovered_earlier_year" "追回以前年度多发待遇";
    OverpaidDeductedEarlierYear "overpaid_deducted_earlier_year" "待遇抵扣以前年度多发";
    Interest "interest" "存款利息";
    InterestMoved "interest_moved" "利息划转财政专户";
    RefundThisYear "refund_this_year" "退回本年保险费";
    RefundEarlierYear "refund_earlier_year" "退回以前年度保险费";
    TreasuryRefund "treasury_refund" "国库退库";
    TransferIn "transfer_in" "关系转入";
    TransferOut "transfer_out" "关系转出";
    PremiumsCollected "premiums_collected" "经办机构收费";
    DuplicateSetOff "duplicate_set_off" "重复待遇抵扣到账";
    DuplicatePaidOver "duplicate_paid_over" "重复待遇抵扣转付";
    TransferInReturned "transfer_in_returned" "转入款退回";
    TransferOutReturned "transfer_out_returned" "转出款退回";
    InvestmentPooled "investment_pooled" "归集委托投资";
    InvestmentInterest "investment_interest" "委托投资利息";
    InvestmentGain "investment_gain" "委托投资收益";
    InvestmentReturned "investment_returned" "收回委托投资";
    BondBought "bond_bought" "购买国债";
    BondRedeemed "bond_redeemed" "国债兑付";
    OtherFundReceived "other_fund_received" "上下级基金来款";
    OtherFundPaid "other_fund_paid" "上下级基金拨款";
    TemporaryReceipt "temporary_receipt" "暂收款";
    TemporarySettled "temporary_settled" "暂收款结算";
    AdvancePaid "advance_paid" "暂付款";
    AdvanceSettled "advance_settled" "暂付款结算";
    DebtWrittenOff "debt_written_off" "无法偿付款项核销";
    AdvanceWrittenOff "advance_written_off" "无法收回款项核销";
    LoanTaken "loan_taken" "借入款项";
    LoanRepaid "loan_repaid" "归还借入款项";
    LoanTakenOver "loan_taken_over" "财政代还借入款项";
    PeriodClose "period_close" "期末结转";
}

impl fmt::Display for TemplateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.title())
    }
}

impl FromStr for TemplateName {
    type Err = UnknownCode;
    fn from_str(text: &str) -> Result<TemplateName, UnknownCode> {
        TemplateName::ALL
            .iter()
            .copied()
            .find(|name| name.code() == text)
            .ok_or_else(|| UnknownCode::new("记账模板", text))
    }
}

/// What every voucher begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head<'a> {
    /// The fund whose book it is.
    pub fund: Fund,
    /// The date of the voucher: when the money moved (cash basis, part one, art. 5).
    pub on: Date,
    /// The source document it rests on (原始凭证), for example `用款申请2019-01`; may be empty.
    pub document: &'a str,
}

impl<'a> Head<'a> {
    /// A head. A blank around the document's number does not make it another document.
    pub fn new(fund: Fund, on: Date, document: &'a str) -> Head<'a> {
        Head { fund, on, document: document.trim() }
    }

    fn summary(&self, text: &str) -> String {
        if self.document.is_empty() { text.to_owned() } else { format!("{text}（{}）", self.document) }
    }

    /// Drops the zero lines and makes the voucher; the summary is the template's title and the
    /// source document.
    fn voucher(&self, template: TemplateName, lines: Vec<Line>) -> Result<Voucher, VoucherError> {
        let lines: Vec<Line> = lines.into_iter().filter(|l| !l.amount.is_zero()).collect();
        if let Some(line) = lines.iter().find(|l| l.amount.is_negative()) {
            return Err(VoucherError::Negative { what: line.account_title(), amount: line.amount });
        }
        Voucher::new(template, self.fund, self.on, self.summary(template.title()), lines)
    }

    /// The sub-account of 5001 that holds a kind of benefit in this fund.
    fn benefit(&self, resident: Detail, institution: Detail) -> Detail {
        match self.fund {
            Fund::Resident => resident,
            Fund::Institution => institution,
        }
    }
}

/// What a batch of pensions comes to, by the dimensions of 5001.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PensionTotals {
    /// 基础养老金, with local raises and supplements, by the level that pays.
    pub base: ByLevel,
    /// 个人账户养老金, paid monthly from the person's own account.
    pub account: Fen,
}

impl PensionTotals {
    /// Base and account part together.
    pub fn total(&self) -> Fen {
        self.base.total() + self.account
    }

    /// The lines of 5001 on one side: base pension by level, then the account part.
    fn lines(&self, head: &Head<'_>, line: fn(Account, Fen) -> Line) -> Vec<Line> {
        let base = head.benefit(Detail::BasePension, Detail::InstitutionBase);
        let account = head.benefit(Detail::AccountMonthly, Detail::InstitutionAccountMonthly);
        let mut lines: Vec<Line> =
            self.base.iter().map(|(level, fen)| line(Account::Benefits, fen).detail(base).level(level)).collect();
        lines.push(line(Account::Benefits, self.account).detail(account));
        lines
    }
}

/// Premiums by kind (4001 two).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Premiums {
    /// 当期: for the current period.
    pub current: Fen,
    /// 预缴: for later periods.
    pub prepaid: Fen,
    /// 清欠: arrears collected.
    pub cleared: Fen,
    /// 补缴: supplementary payments for earlier years.
    pub late: Fen,
}

impl Premiums {
    /// All kinds together.
    pub fn total(&self) -> Fen {
        self.current + self.prepaid + self.cleared + self.late
    }

    /// The lines of 4001 on one side.
    fn lines(&self, line: fn(Account, Fen) -> Line) -> [Line; 4] {
        [
            line(Account::Premiums, self.current).detail(Detail::CurrentPremium),
            line(Account::Premiums, self.prepaid).detail(Detail::PrepaidPremium),
            line(Account::Premiums, self.cleared).detail(Detail::ClearedPremium),
            line(Account::Premiums, self.late).detail(Detail::LatePremium),
        ]
    }
}

/// Another fund of the same insurance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherFund {
    /// 上级
    Upper,
    /// 下级
    Lower,
}

/// Refuses a deposit that a fact cannot touch.
fn only(template: TemplateName, place: Deposit, allowed: &[Deposit]) -> Result<(), VoucherError> {
    if allowed.contains(&place) {
        return Ok(());
    }
    let allowed: Vec<&str> = allowed.iter().map(|deposit| deposit.title()).collect();
    Err(VoucherError::WrongDeposit { template, deposit: place.title(), allowed: allowed.join("或") })
}
