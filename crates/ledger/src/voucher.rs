//! Vouchers (记账凭证): balanced sets of lines in one fund and one month.
//!
//! Number, preparer, checker and bookkeeper (制单、复核、记账) are the desk's and stand beside the
//! voucher, not in it.

use std::fmt;

use base::{Date, Fen, Level, Month};
use serde::{Deserialize, Serialize};

use crate::{Account, Detail, Fund, Side, TemplateName};

/// The counterparty of a line: a payee, a unit, an upper fund. What the number names is the
/// caller's matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartyId(pub i64);

/// One line of a voucher. A negative amount is a red entry (红字).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The account.
    pub account: Account,
    /// The sub-account.
    pub detail: Option<Detail>,
    /// The level of government that pays.
    pub level: Option<Level>,
    /// The counterparty.
    pub party: Option<PartyId>,
    /// Debit or credit.
    pub side: Side,
    /// The amount; never zero.
    pub amount: Fen,
    /// 摘要
    pub summary: String,
}

impl Line {
    /// A debit line without sub-account; the summary is the voucher's.
    pub fn debit(account: Account, amount: Fen) -> Line {
        Line::on(Side::Debit, account, amount)
    }

    /// A credit line without sub-account; the summary is the voucher's.
    pub fn credit(account: Account, amount: Fen) -> Line {
        Line::on(Side::Credit, account, amount)
    }

    /// A line on the given side.
    pub fn on(side: Side, account: Account, amount: Fen) -> Line {
        Line { account, detail: None, level: None, party: None, side, amount, summary: String::new() }
    }

    /// With a sub-account.
    pub fn detail(mut self, detail: Detail) -> Line {
        self.detail = Some(detail);
        self
    }

    /// With a payer level.
    pub fn level(mut self, level: Level) -> Line {
        self.level = Some(level);
        self
    }

    /// With a counterparty.
    pub fn party(mut self, party: PartyId) -> Line {
        self.party = Some(party);
        self
    }

    /// Code and name of the account, then sub-account and level: `4101 财政补贴收入—缴费补贴—省级`.
    pub fn account_title(&self) -> String {
        let mut title = self.account.to_string();
        for part in [self.detail.map(|d| d.to_string()), self.level.map(|l| l.to_string())].into_iter().flatten() {
            title.push('—');
            title.push_str(&part);
        }
        title
    }
}

/// A balanced set of lines; only [`Voucher::new`] and [`Voucher::reverse`] make one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Voucher {
    template: TemplateName,
    fund: Fund,
    month: Month,
    on: Date,
    summary: String,
    lines: Vec<Line>,
}

/// Why lines do not make a voucher. Nothing has been booked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VoucherError {
    /// No lines.
    #[error("凭证“{0}”没有分录：各项金额都是零，无需记账；如应有金额，请核对来源单据")]
    Empty(String),
    /// A line of nothing.
    #[error("凭证“{summary}”中“{account}”的金额为零，请去掉该行")]
    ZeroLine {
        /// The voucher's summary.
        summary: String,
        /// The account's title.
        account: String,
    },
    /// Debits and credits differ.
    #[error("凭证“{summary}”借贷不平：借方 {debit} 元，贷方 {credit} 元，请核对各行金额后重做")]
    Unbalanced {
        /// The voucher's summary.
        summary: String,
        /// Sum of the debit lines.
        debit: Fen,
        /// Sum of the credit lines.
        credit: Fen,
    },
    /// Red and black in one voucher.
    #[error("凭证“{0}”红字与蓝字混在一张：冲销请单独做一张红字凭证")]
    MixedSigns(String),
    /// The amounts leave 64 bits of fen.
    #[error("凭证“{0}”金额合计超出可记录的范围，请核对金额单位是否填错")]
    TooLarge(String),
    /// The fund does not use the account or sub-account.
    #[error("{fund}不使用科目“{account}”，请改用本基金的科目，或核对是否选错了账套")]
    WrongFund {
        /// The book's fund.
        fund: Fund,
        /// The account's title.
        account: String,
    },
    /// The sub-account lies under another account.
    #[error("明细科目“{detail}”不属于科目“{account}”，请改正")]
    WrongDetail {
        /// The account.
        account: Account,
        /// The sub-account.
        detail: Detail,
    },
    /// A sub-account, level or counterparty is prescribed and absent.
    #[error("凭证“{summary}”中“{account}”缺少{what}，请补填")]
    Missing {
        /// The voucher's summary.
        summary: String,
        /// The account's title.
        account: String,
        /// 明细科目, 出资层级 or 对方.
        what: &'static str,
    },
    /// A template was given a negative amount.
    #[error("“{what}”的金额 {amount} 元是负数：模板只收正数，冲销请用红字冲销")]
    Negative {
        /// Which input.
        what: String,
        /// The amount given.
        amount: Fen,
    },
    /// A template was given a deposit that this fact cannot touch.
    #[error("{template}不能记入{deposit}，只能是{allowed}，请核对银行单据")]
    WrongDeposit {
        /// The template.
        template: TemplateName,
        /// The deposit given.
        deposit: &'static str,
        /// What is possible.
        allowed: String,
    },
    /// Cash.
    #[error("凭证“{0}”使用了库存现金：基金收支两条线，不收付现金。已收的现金请先缴存银行，凭银行单据记账")]
    Cash(String),
    /// Opening balances hold income or expense.
    #[error("期初余额不能有收入或支出科目“{0}”：请先在旧账结转，再录入期初")]
    OpeningNotPermanent(Account),
    /// A period is closed on its last day.
    #[error("期末结转应记在当月最后一天（{last_day}），现为 {on}")]
    NotLastDay {
        /// The date given.
        on: Date,
        /// The date expected.
        last_day: Date,
    },
}

impl Voucher {
    /// Checks the lines and makes a voucher. Its month is the month of `on`. A line without a
    /// summary takes the voucher's.
    pub fn new(
        template: TemplateName,
        fund: Fund,
        on: Date,
        summary: impl Into<String>,
        mut lines: Vec<Line>,
    ) -> Result<Voucher, VoucherError> {
        let summary = summary.into();
        if lines.is_empty() {
            return Err(VoucherError::Empty(summary));
        }
        for line in &mut lines {
            check_line(fund, &summary, line)?;
            if line.summary.is_empty() {
                line.summary.clone_from(&summary);
            }
        }
        if lines.iter().any(|l| l.amount.is_negative() != lines[0].amount.is_negative()) {
            return Err(VoucherError::MixedSigns(summary));
        }
        let too_large = || VoucherError::TooLarge(summary.clone());
        let debit = total(&lines, Side::Debit).ok_or_else(too_large)?;
        let credit = total(&lines, Side::Credit).ok_or_else(too_large)?;
        if debit != credit {
            return Err(VoucherError::Unbalanced { summary, debit, credit });
        }
        Ok(Voucher { template, fund, month: Month::of(on), on, summary, lines })
    }

    /// The red reversal (红字冲销) on a later day: the same lines with the opposite sign, so that
    /// turnovers shrink instead of both sides growing. Reversing twice gives the lines back.
    pub fn reverse(&self, on: Date, reason: &str) -> Voucher {
        let summary = format!("冲销{}“{}”：{reason}", self.on, self.summary);
        let red = |line: &Line| Line { amount: -line.amount, summary: summary.clone(), ..line.clone() };
        let lines = self.lines.iter().map(red).collect();
        Voucher { template: self.template, fund: self.fund, month: Month::of(on), on, summary, lines }
    }

    /// The template that made it.
    pub fn template(&self) -> TemplateName {
        self.template
    }

    /// The fund whose book it belongs to.
    pub fn fund(&self) -> Fund {
        self.fund
    }

    /// The accounting period.
    pub fn month(&self) -> Month {
        self.month
    }

    /// The date of the voucher.
    pub fn on(&self) -> Date {
        self.on
    }

    /// 摘要
    pub fn summary(&self) -> &str {
        &self.summary
    }

    /// The lines in print order.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Sum of the debit lines, which equals that of the credit lines.
    pub fn total(&self) -> Fen {
        self.lines.iter().filter(|l| l.side == Side::Debit).map(|l| l.amount).sum()
    }

    /// True for a reversal: all amounts negative.
    pub fn is_red(&self) -> bool {
        self.lines.iter().any(|l| l.amount.is_negative())
    }

    /// The lines as the trial balance wants them.
    pub fn posted(&self) -> impl Iterator<Item = Posted> + '_ {
        self.lines.iter().map(|line| Posted {
            month: self.month,
            template: self.template,
            account: line.account,
            detail: line.detail,
            level: line.level,
            side: line.side,
            amount: line.amount,
        })
    }
}

/// One line per row: `借 1004 支出户存款 100.00`.
impl fmt::Display for Voucher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, line) in self.lines.iter().enumerate() {
            let separator = if i == 0 { "" } else { "\n" };
            write!(f, "{separator}{} {} {}", line.side.title(), line.account_title(), line.amount)?;
        }
        Ok(())
    }
}

/// A posted line, or the sum of many with the same keys: what a query over the stored lines gives
/// to the trial balance and the statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posted {
    /// The accounting period.
    pub month: Month,
    /// The template: opening balances and the period's close are not turnover.
    pub template: TemplateName,
    /// The account.
    pub account: Account,
    /// The sub-account.
    pub detail: Option<Detail>,
    /// The payer level.
    pub level: Option<Level>,
    /// Debit or credit.
    pub side: Side,
    /// The amount, negative when red.
    pub amount: Fen,
}

fn total(lines: &[Line], side: Side) -> Option<Fen> {
    lines.iter().filter(|l| l.side == side).try_fold(Fen::ZERO, |sum, l| sum.checked_add(l.amount))
}

fn check_line(fund: Fund, summary: &str, line: &Line) -> Result<(), VoucherError> {
    let missing = |what| VoucherError::Missing { summary: summary.to_owned(), account: line.account_title(), what };
    if line.amount.is_zero() {
        return Err(VoucherError::ZeroLine { summary: summary.to_owned(), account: line.account_title() });
    }
    // 财社〔2017〕144号: money comes and goes through the three accounts; the form keeps its row of nothing.
    if line.account == Account::Cash {
        return Err(VoucherError::Cash(summary.to_owned()));
    }
    if !line.account.allowed_in(fund) || line.detail.is_some_and(|d| !d.allowed_in(fund)) {
        return Err(VoucherError::WrongFund { fund, account: line.account_title() });
    }
    let Some(detail) = line.detail else {
        return if line.account.needs_detail() { Err(missing("明细科目")) } else { Ok(()) };
    };
    if detail.account() != line.account {
        return Err(VoucherError::WrongDetail { account: line.account, detail });
    }
    if detail.needs_level() && line.level.is_none() {
        return Err(missing("出资层级"));
    }
    if detail.needs_party() && line.party.is_none() {
        return Err(missing("收款人"));
    }
    Ok(())
}
