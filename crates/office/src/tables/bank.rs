//! What the banks say of the fund's three accounts, and which vouchers stand for it.

use base::{Date, Fen};
use desk::MatterId;
use ledger::Deposit;

use super::contributions::SourceFileId;
use super::fund::VoucherId;
use super::people::FundId;

store::row_id! {
    /// A line of a bank statement.
    BankLineId,
    /// One side of a match between statement lines and vouchers.
    BankMatchId,
}

store::codes! {
    /// The fund's accounts at banks (收支两条线); the treasury is none of them.
    FundAccount {
        /// 1002
        Income = "income" "收入户",
        /// 1003
        Special = "special" "财政专户",
        /// 1004
        Payment = "payment" "支出户",
    }
}

impl FundAccount {
    /// The deposit in the books.
    pub const fn deposit(self) -> Deposit {
        match self {
            FundAccount::Income => Deposit::Income,
            FundAccount::Special => Deposit::Special,
            FundAccount::Payment => Deposit::Payment,
        }
    }
}

store::table! {
    /// A line of a bank statement, imported once by the bank's reference.
    BankLine = "bank_line", append agency, key(id), unique(fund, account, reference)
    {
        /// Row id.
        id: BankLineId,
        /// Fund.
        fund: FundId,
        /// Which account.
        account: FundAccount,
        /// The bank's reference.
        reference: String,
        /// Day.
        on_date: Date,
        /// What came in; negative is what went out.
        amount: Fen,
        /// Balance after it.
        balance: Fen,
        /// Name of the other side.
        counterparty: String,
        /// The bank's words.
        note: String,
        /// File.
        source_file: SourceFileId,
        /// Line in it.
        line: i64,
    }
}

store::table! {
    /// Statement lines and vouchers that are the same money: all rows of one bundle. A bundle with a
    /// reversed voucher does not count any more.
    BankMatch = "bank_match", append agency, key(id), index(line), index(voucher),
    check("(line IS NULL) <> (voucher IS NULL)")
    {
        /// Row id.
        id: BankMatchId,
        /// The first row of the bundle.
        bundle: BankMatchId,
        /// Fund.
        fund: FundId,
        /// Which account.
        account: FundAccount,
        /// A statement line …
        line: Option<BankLineId>,
        /// … or a voucher.
        voucher: Option<VoucherId>,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A credit that waited in 2001 and that nobody claimed: sent back or written off. With a reversed voucher it waits
    /// again.
    CreditEnd = "credit_end", append agency, key(line, voucher)
    {
        /// The credit.
        line: BankLineId,
        /// The voucher that takes it out of 2001.
        voucher: VoucherId,
        /// How much of it.
        amount: Fen,
    }
}
