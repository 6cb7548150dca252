//! 退费: contributions that go back to whoever paid them.

use base::{Date, Fen};
use desk::MatterId;

use super::benefits::AwardId;
use super::contributions::ContributionId;
use super::people::{IdentifierId, PersonId};

store::row_id! {
    /// A refund.
    RefundId,
}

impl RefundId {
    /// The number under which a run owes and sends it. Ids of an agency are one series, so that it
    /// is no award's.
    pub const fn claim(self) -> AwardId {
        AwardId(self.0)
    }
}

store::codes! {
    /// Which way the money goes back.
    RefundWay {
        /// Not booked yet and still in the treasury.
        Treasury = "treasury" "国库退库",
        /// To the account that it was paid from.
        Original = "original" "原渠道返还",
        /// That account is closed or abroad: to the person's own, against a signed statement.
        OwnCard = "own_card" "退至本人账户",
    }
}

store::codes! {
    /// Why.
    RefundReason {
        /// Two payments of one year here.
        Duplicate = "duplicate" "重复缴费",
        /// Insured at another place too.
        Elsewhere = "elsewhere" "在其他地方重复参保",
        /// Months that were paid to the employees' scheme too.
        Overlap = "overlap" "与职工养老保险重复",
        /// Government pays for the person.
        Proxied = "proxied" "应由政府代缴",
        /// Not entitled to join.
        NotEligible = "not_eligible" "不符合参保条件",
        /// Meant for somebody else.
        WrongPerson = "wrong_person" "缴错人员",
        /// Meant for another year or tier.
        WrongYear = "wrong_year" "缴错年度或档次",
        /// Paid after the pension began.
        AfterPension = "after_pension" "领取待遇后缴费",
        /// Paid for somebody who had died.
        Died = "died" "缴费人死亡后缴费",
    }
}

store::table! {
    /// A refund, decided. What it takes out of the account stands in the entries of its reversal;
    /// it is paid by an off-cycle batch as a due of kind refund, except from the treasury.
    Refund = "refund", append agency, key(id), unique(contribution), unique(agency, tax_number), index(person)
    {
        /// Row id.
        id: RefundId,
        /// The contribution that goes back.
        contribution: ContributionId,
        /// The negative contribution that takes it back.
        reversal: ContributionId,
        /// Whose.
        person: PersonId,
        /// Which way.
        way: RefundWay,
        /// Why.
        reason: RefundReason,
        /// Overlapping months, where only they go back.
        months: Option<i64>,
        /// The tax bureau's acceptance number (税务受理号).
        tax_number: String,
        /// The day the tax bureau accepted it.
        accepted_on: Date,
        /// The signed statement about a closed or foreign channel; otherwise empty.
        statement: String,
        /// Where the money goes; `None` for the treasury's own refund.
        payee: Option<IdentifierId>,
        /// What goes to the payer.
        to_payer: Fen,
        /// The subsidy that goes back to the province.
        province: Fen,
        /// To the city.
        city: Fen,
        /// To the county.
        county: Fen,
        /// Interest that is taken out of the account and stays in the fund.
        interest: Fen,
        /// The year in which the money became the fund's income: a refund of this year lowers the
        /// income, one of an earlier year is an expense.
        income_year: i64,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A refund that goes to another account than was decided first: the bank sent it back, and the
    /// original channel is closed.
    RefundRedirect = "refund_redirect", append agency, key(refund, n)
    {
        /// The refund.
        refund: RefundId,
        /// The version of its claim that pays to the other account.
        n: i64,
        /// The signed statement about the closed or foreign channel.
        statement: String,
        /// The person's own account.
        payee: IdentifierId,
        /// The matter.
        matter: MatterId,
    }
}
