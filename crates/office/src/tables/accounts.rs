//! What happens to personal accounts besides contributions: interest, objections, transfers.

use base::{Date, Fen};
use desk::MatterId;

use super::fund::VoucherId;
use super::people::PersonId;

store::row_id! {
    /// An objection to a statement.
    ObjectionId,
    /// A transfer in or out.
    TransferId,
    /// Money asked for, for a transfer out.
    TransferRequestId,
}

store::codes! {
    /// What came of an objection.
    ObjectionResult {
        /// The record is right.
        Upheld = "upheld" "记录无误",
        /// It was wrong, and was corrected by its own operation.
        Corrected = "corrected" "已更正",
    }
}

store::codes! {
    /// Which way an account moves.
    TransferWay {
        /// 转入
        In = "in" "转入",
        /// 转出
        Out = "out" "转出",
    }
}

store::codes! {
    /// From where or to where.
    TransferKind {
        /// The resident scheme of another place (跨统筹区).
        Place = "place" "跨统筹区转移",
        /// The employees' scheme (制度衔接, 人社部发〔2014〕17号).
        Employees = "employees" "城乡养老保险制度衔接",
    }
}

store::table! {
    /// A year's interest of an account: once per person and year.
    InterestCredit = "interest_credit", append agency, key(person, year)
    {
        /// Whose.
        person: PersonId,
        /// Interest year.
        year: i64,
        /// Balance at its start.
        opening: Fen,
        /// What came in less what went out during the year.
        movements: Fen,
        /// The interest.
        amount: Fen,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// Somebody says that the statement of a year is wrong.
    Objection = "objection", append agency, key(id), index(person)
    {
        /// Row id.
        id: ObjectionId,
        /// Who.
        person: PersonId,
        /// The statement's year.
        year: i64,
        /// Day.
        on_date: Date,
        /// What is said to be wrong.
        what: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// The re-check's answer to an objection.
    ObjectionAnswer = "objection_answer", append agency, key(objection)
    {
        /// The objection.
        objection: ObjectionId,
        /// What came of it.
        result: ObjectionResult,
        /// In words, for the person.
        reply: String,
        /// Day.
        on_date: Date,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// An account that moved in or out with its money and years.
    Transfer = "transfer", append agency, key(id), index(person)
    {
        /// Row id.
        id: TransferId,
        /// Whose.
        person: PersonId,
        /// Which way.
        way: TransferWay,
        /// Between which schemes.
        kind: TransferKind,
        /// The other agency.
        place: String,
        /// Number of the letter of acceptance (关系转入接收函) or contact letter (联系函).
        letter: String,
        /// Day the money moved.
        on_date: Date,
        /// The account.
        amount: Fen,
        /// Years of contribution that move with it.
        years: i64,
        /// First fee year of them.
        from_year: i64,
        /// Last fee year of them.
        to_year: i64,
        /// Months paid in the employees' scheme, of a move between the schemes.
        employee_months: Option<i64>,
        /// Day on which the employees' retirement age was reached.
        of_age_on: Option<Date>,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// The finance bureau is asked for the money of a transfer out.
    TransferRequest = "transfer_request", append agency, key(id), unique(agency, letter, matter), index(person)
    {
        /// Row id.
        id: TransferRequestId,
        /// Whose account.
        person: PersonId,
        /// Number of the letter of acceptance or contact letter.
        letter: String,
        /// The account as it stood.
        amount: Fen,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// The money of a request reached the payment account.
    TransferFunding = "transfer_funding", append agency, key(request)
    {
        /// The request.
        request: TransferRequestId,
        /// The voucher.
        voucher: VoucherId,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// The money of a transfer went back the way it had come: it counts no more.
    TransferReturn = "transfer_return", append agency, key(transfer)
    {
        /// The transfer.
        transfer: TransferId,
        /// Day.
        on_date: Date,
        /// The bank's document.
        document: String,
        /// Why.
        reason: String,
        /// The voucher.
        voucher: VoucherId,
        /// The matter.
        matter: MatterId,
    }
}
