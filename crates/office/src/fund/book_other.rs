//! 其他基金业务记账: the facts that have no counter of their own, each by its template (entries 1, 4, 18 and 25 to
//! 36), with the document that approves it.

use std::sync::Arc;

use base::{ByLevel, Date, Fen, Level};
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use ledger::templates::{self as t, Head, OtherFund, PensionTotals, Premiums, investment_gain::Turn};
use ledger::{Account, Deposit, Detail, Purpose, TemplateName, Voucher, VoucherError};
use serde::{Deserialize, Serialize};
use store::Value;
use t::temporary_receipt::Waiting;

use super::entry::{FundFacts, document_faults};
use super::months::book_of;
use super::post::{deposit_balance, voucher_fault};
use crate::bank::{Credit, CreditState, credits};
use crate::environment::Environment;
use crate::tables::{BankLineId, CreditEnd, FundId};

store::codes! {
    /// What happened.
    OtherFact {
        /// Entries 1 and 4.
        PremiumsCollected = "premiums_collected" "经办机构收费",
        /// Entry 18.
        DuplicateSetOff = "duplicate_set_off" "重复待遇抵扣到账",
        /// Entry 25.
        InvestmentPooled = "investment_pooled" "归集委托投资",
        /// Entry 26.
        InvestmentInterest = "investment_interest" "委托投资利息",
        /// Entry 27.
        InvestmentGain = "investment_gain" "委托投资收益",
        /// Entry 27, the other way.
        InvestmentLoss = "investment_loss" "委托投资亏损",
        /// Entry 28.
        InvestmentReturned = "investment_returned" "收回委托投资",
        /// Entry 29.
        BondBought = "bond_bought" "购买国债",
        /// Entry 29.
        BondRedeemed = "bond_redeemed" "国债兑付",
        /// Entry 30.
        FromUpper = "from_upper" "收到上级补助",
        /// Entry 30.
        FromLower = "from_lower" "收到下级上解",
        /// Entry 31.
        ToUpper = "to_upper" "上解上级",
        /// Entry 31.
        ToLower = "to_lower" "补助下级",
        /// Entry 32.
        TemporaryReceipt = "temporary_receipt" "暂收款",
        /// Entry 32.
        TemporarySettled = "temporary_settled" "暂收款付出",
        /// Entry 32, of a credit that turned out not to be the fund's.
        UnclaimedReturned = "unclaimed_returned" "待认领来款退回",
        /// Entry 33.
        AdvancePaid = "advance_paid" "暂付款",
        /// Entry 33.
        AdvanceCollected = "advance_collected" "暂付款收回",
        /// Entry 33.
        AdvanceSpent = "advance_spent" "暂付款转待遇支出",
        /// Entry 34.
        TemporaryWrittenOff = "temporary_written_off" "暂收款核销",
        /// Entry 34.
        UnclaimedWrittenOff = "unclaimed_written_off" "待认领来款核销",
        /// Entry 34.
        LoanWrittenOff = "loan_written_off" "借入款项核销",
        /// Entry 35.
        AdvanceWrittenOff = "advance_written_off" "暂付款核销",
        /// Entry 36.
        LoanTaken = "loan_taken" "借入款项",
        /// Entry 36.
        LoanRepaid = "loan_repaid" "归还借入款项",
        /// Entry 36.
        LoanTakenOver = "loan_taken_over" "财政代还借入款项",
    }
}

impl OtherFact {
    /// Whether it sends back or writes off a credit that waits to be claimed.
    const fn ends_a_credit(self) -> bool {
        matches!(self, OtherFact::UnclaimedReturned | OtherFact::UnclaimedWrittenOff)
    }

    /// The template that books it.
    pub const fn template(self) -> TemplateName {
        use OtherFact as F;
        use TemplateName as T;
        match self {
            F::PremiumsCollected => T::PremiumsCollected,
            F::DuplicateSetOff => T::DuplicateSetOff,
            F::InvestmentPooled => T::InvestmentPooled,
            F::InvestmentInterest => T::InvestmentInterest,
            F::InvestmentGain | F::InvestmentLoss => T::InvestmentGain,
            F::InvestmentReturned => T::InvestmentReturned,
            F::BondBought => T::BondBought,
            F::BondRedeemed => T::BondRedeemed,
            F::FromUpper | F::FromLower => T::OtherFundReceived,
            F::ToUpper | F::ToLower => T::OtherFundPaid,
            F::TemporaryReceipt => T::TemporaryReceipt,
            F::TemporarySettled | F::UnclaimedReturned => T::TemporarySettled,
            F::AdvancePaid => T::AdvancePaid,
            F::AdvanceCollected | F::AdvanceSpent => T::AdvanceSettled,
            F::TemporaryWrittenOff | F::UnclaimedWrittenOff | F::LoanWrittenOff => T::DebtWrittenOff,
            F::AdvanceWrittenOff => T::AdvanceWrittenOff,
            F::LoanTaken => T::LoanTaken,
            F::LoanRepaid => T::LoanRepaid,
            F::LoanTakenOver => T::LoanTakenOver,
        }
    }

    /// What must stand there before the fact can take it away.
    const fn taken_from(self) -> Option<(Account, Option<Detail>)> {
        use OtherFact as F;
        Some(match self {
            F::InvestmentReturned => (Account::Advances, Some(Detail::UpperInvestmentPrincipal)),
            F::BondRedeemed => (Account::Bonds, None),
            F::TemporarySettled | F::TemporaryWrittenOff => {
                (Account::TemporaryReceipts, Some(Detail::OtherTemporaryReceipt))
            }
            F::UnclaimedReturned | F::UnclaimedWrittenOff => {
                (Account::TemporaryReceipts, Some(Detail::UnclaimedReceipt))
            }
            F::AdvanceCollected | F::AdvanceSpent | F::AdvanceWrittenOff => {
                (Account::Advances, Some(Detail::OtherAdvance))
            }
            F::LoanWrittenOff | F::LoanRepaid | F::LoanTakenOver => (Account::Loans, None),
            _ => return None,
        })
    }
}

/// Books a fact.
pub struct BookOther(pub Arc<Environment>);

/// What the document says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookOtherInput {
    /// What happened.
    pub fact: OtherFact,
    /// Day.
    pub on: Date,
    /// Number of the bank's or the treasury's document.
    pub document: String,
    /// The decision it rests on.
    pub basis: String,
    /// Amount: the premium, the principal, this fund's own part.
    pub amount: Fen,
    /// The account it came into or left, where more than one is possible.
    #[serde(default)]
    pub deposit: Option<Deposit>,
    /// Interest beside the principal.
    #[serde(default)]
    pub interest: Fen,
    /// Gain beside the principal of an investment.
    #[serde(default)]
    pub gain: Fen,
    /// The part of funds below.
    #[serde(default)]
    pub lower: Fen,
    /// The credit that is sent back or written off (来款认领).
    #[serde(default)]
    pub line: Option<BankLineId>,
    /// The government that pays: of a loan taken over, or of pensions spent from an advance.
    #[serde(default)]
    pub level: Option<Level>,
}

/// What the plan depends on.
pub struct BookOtherFacts {
    fund: FundFacts,
    /// By account on the day.
    deposits: [(Deposit, Fen); 4],
    /// What stands where the fact takes from.
    standing: Fen,
    /// What the statements' credits that wait to be claimed come to.
    waiting: Fen,
    /// The credit that it ends.
    credit: Option<Credit>,
}

impl Operation for BookOther {
    type Input = BookOtherInput;
    type Facts = BookOtherFacts;
    const NAME: &'static str = "fund.book_other";
    const TITLE: &'static str = "其他基金业务记账";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &BookOtherInput) -> Result<BookOtherFacts, Unplanned> {
        let fund = FundFacts::read(look, input.fact.template(), &input.document)?;
        let mut deposits =
            [Deposit::Income, Deposit::Special, Deposit::Payment, Deposit::Treasury].map(|d| (d, Fen::ZERO));
        for (deposit, balance) in &mut deposits {
            *balance = deposit_balance(look, fund.fund.id, deposit.account(), input.on)?;
        }
        let standing = match input.fact.taken_from() {
            Some(place) => standing(look, fund.fund.id, place)?,
            None => Fen::ZERO,
        };
        let all =
            if input.fact.ends_a_credit() || input.line.is_some() { credits(look, fund.fund.id)? } else { Vec::new() };
        let waiting = all.iter().filter(|credit| credit.state == CreditState::Parked).map(|credit| credit.open).sum();
        let credit = all.into_iter().find(|credit| Some(credit.line.id) == input.line);
        Ok(BookOtherFacts { fund, deposits, standing, waiting, credit })
    }

    fn plan(&self, facts: &BookOtherFacts, input: &BookOtherInput) -> Result<Plan, Vec<FieldError>> {
        let mut faults = document_faults(&facts.fund, input.on, &input.document);
        if input.basis.trim().is_empty() {
            faults.push(FieldError::input("basis", "依据未填写", "请填写批准文件、协议或通知的名称和文号"));
        }
        if input.amount <= Fen::ZERO {
            faults.push(FieldError::input("amount", "金额应大于零", "请按单据填写；冲减请红字冲销原凭证"));
        }
        let negative = [("interest", input.interest), ("gain", input.gain), ("lower", input.lower)];
        for (key, amount) in negative.into_iter().filter(|(_, amount)| amount.is_negative()) {
            faults.push(FieldError::input(key, format!("金额 {amount} 元是负数"), "没有的不填"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let head = Head::new(book_of(facts.fund.fund.scheme), input.on, input.document.trim());
        let voucher = made(&head, input)?.map_err(|e| voucher_fault(&e))?;
        limits(facts, input, &voucher)?;
        let credit = ended(facts, input).map_err(|fault| vec![fault])?;
        let mut plan = Plan::new(format!("{} {}", input.fact, input.document.trim()), facts.fund.area);
        plan.amount = voucher.total();
        plan.show("依据", "", input.basis.trim());
        let id = facts.fund.book(&mut plan, &voucher)?;
        if let Some(credit) = credit {
            let line = &credit.line;
            plan.show("来款", "", format!("{} {} {}", line.on_date, line.reference, line.counterparty));
            plan.insert(&CreditEnd { line: line.id, voucher: id, amount: input.amount });
        }
        Ok(plan)
    }
}

/// The waiting credit that is sent back or written off; other facts have none.
fn ended<'a>(facts: &'a BookOtherFacts, input: &BookOtherInput) -> Result<Option<&'a Credit>, FieldError> {
    let advice = "请从来款认领清单中选择还在“待认领”的来款";
    if !input.fact.ends_a_credit() {
        return match input.line {
            Some(_) => Err(FieldError::input("line", format!("“{}”与来款认领无关", input.fact), "请不要选择来款")),
            None => Ok(None),
        };
    }
    match &facts.credit {
        Some(credit) if credit.state == CreditState::Parked && credit.open >= input.amount => Ok(Some(credit)),
        Some(credit) => {
            let what = format!("这笔来款{}，尚余 {} 元，少于 {} 元", credit.state, credit.open, input.amount);
            Err(FieldError::input("line", what, advice))
        }
        // What the books were opened with is no line of a bank statement.
        None if input.line.is_none() && facts.standing - facts.waiting >= input.amount => Ok(None),
        None => Err(FieldError::input("line", "没有选择来款", advice)),
    }
}

/// The voucher; the outer error is a field that this fact needs.
fn made(head: &Head<'_>, input: &BookOtherInput) -> Result<Result<Voucher, VoucherError>, Vec<FieldError>> {
    use OtherFact as F;
    let amount = input.amount;
    let place = || {
        let missing = || vec![FieldError::input("deposit", "账户未填写", "请按银行单据选择收入户、财政专户或支出户")];
        input.deposit.ok_or_else(missing)
    };
    let level = || {
        let missing = || vec![FieldError::input("level", "出资层级未填写", "请选择代还的财政层级")];
        input.level.ok_or_else(missing)
    };
    Ok(match input.fact {
        F::PremiumsCollected => {
            t::premiums_collected::voucher(head, place()?, Premiums { current: amount, ..Premiums::default() })
        }
        F::DuplicateSetOff => t::duplicate_set_off::voucher(head, amount),
        F::InvestmentPooled => t::investment_pooled::voucher(head, amount),
        F::InvestmentInterest => t::investment_interest::voucher(head, amount, input.lower),
        F::InvestmentGain => t::investment_gain::voucher(head, Turn::Gain, amount, input.lower),
        F::InvestmentLoss => t::investment_gain::voucher(head, Turn::Loss, amount, input.lower),
        F::InvestmentReturned => t::investment_returned::voucher(head, amount, input.interest, input.gain),
        F::BondBought => t::bond_bought::voucher(head, amount),
        F::BondRedeemed => t::bond_redeemed::voucher(head, amount, input.interest),
        F::FromUpper => t::other_fund_received::voucher(head, OtherFund::Upper, place()?, amount),
        F::FromLower => t::other_fund_received::voucher(head, OtherFund::Lower, place()?, amount),
        F::ToUpper => t::other_fund_paid::voucher(head, OtherFund::Upper, place()?, amount),
        F::ToLower => t::other_fund_paid::voucher(head, OtherFund::Lower, place()?, amount),
        F::TemporaryReceipt => t::temporary_receipt::voucher(head, place()?, Waiting::Other, amount),
        F::TemporarySettled => t::temporary_settled::voucher(head, place()?, Waiting::Other, amount),
        F::UnclaimedReturned => t::temporary_settled::voucher(head, place()?, Waiting::Unclaimed, amount),
        F::AdvancePaid => t::advance_paid::voucher(head, place()?, amount),
        F::AdvanceCollected => t::advance_settled::collected(head, place()?, amount),
        F::AdvanceSpent => t::advance_settled::spent(head, &spent(input)),
        F::TemporaryWrittenOff => t::debt_written_off::voucher(head, Some(Detail::OtherTemporaryReceipt), amount),
        F::UnclaimedWrittenOff => t::debt_written_off::voucher(head, Some(Detail::UnclaimedReceipt), amount),
        F::LoanWrittenOff => t::debt_written_off::voucher(head, None, amount),
        F::AdvanceWrittenOff => t::advance_written_off::voucher(head, amount),
        F::LoanTaken => t::loan_taken::voucher(head, amount),
        F::LoanRepaid => t::loan_repaid::voucher(head, amount, input.interest),
        F::LoanTakenOver => t::loan_taken_over::voucher(head, Purpose::Other, ByLevel::only(level()?, amount)),
    })
}

/// A pension paid from an advance: of a government's base pension, or of the account when none is named.
fn spent(input: &BookOtherInput) -> PensionTotals {
    match input.level {
        Some(level) => PensionTotals { base: ByLevel::only(level, input.amount), account: Fen::ZERO },
        None => PensionTotals { base: ByLevel::ZERO, account: input.amount },
    }
}

/// No account is left below zero, and nothing is settled that does not stand there.
fn limits(facts: &BookOtherFacts, input: &BookOtherInput, voucher: &Voucher) -> Result<(), Vec<FieldError>> {
    let mut faults = Vec::new();
    for (deposit, balance) in facts.deposits {
        let of = voucher.lines().iter().filter(|line| line.account == deposit.account());
        let left: Fen = of.map(|line| if line.side.code() == "debit" { line.amount } else { -line.amount }).sum();
        if left.is_negative() && (balance + left).is_negative() {
            let what = format!("{}当日余额 {balance} 元，不够付出 {} 元", deposit.title(), -left);
            faults.push(FieldError::input("amount", what, "请核对金额和日期"));
        }
    }
    if let Some((account, detail)) = input.fact.taken_from()
        && input.amount > facts.standing
    {
        let name = detail.map_or_else(|| account.to_string(), |detail| format!("{account}—{detail}"));
        let what = format!("“{name}”账面余额 {} 元，少于 {} 元", facts.standing, input.amount);
        faults.push(FieldError::input("amount", what, "请核对原来的记账；没有入账的先登记"));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// What stands on an account, on its normal side.
fn standing(look: &mut Look<'_>, fund: FundId, (account, detail): (Account, Option<Detail>)) -> Result<Fen, Unplanned> {
    let sql = "SELECT CAST(COALESCE(SUM(p.debit - p.credit), 0) AS BIGINT) FROM voucher v \
               JOIN posting p ON p.voucher = v.id WHERE v.fund = $1 AND p.account = $2 \
               AND ($3 = '' OR p.detail = $3)";
    let detail = detail.map_or("", Detail::code);
    let args = [Value::Int(fund.0), account.code().into(), detail.into()];
    let debit: Fen = look.scalar(sql, &args)?;
    Ok(ledger::Balance::on_side(account.normal_side(), debit))
}
