//! 催缴: who was asked to pay, how, and what they said.

use base::Date;
use desk::MatterId;

use super::people::PersonId;

store::row_id! {
    /// A contact with somebody who has not paid.
    ContactId,
}

store::codes! {
    /// How somebody was reached.
    ContactWay {
        /// 电话
        Phone = "phone" "电话",
        /// 入户
        Visit = "visit" "入户",
        /// 短信
        Message = "message" "短信",
        /// In the village office.
        Office = "office" "村（社区）面告",
        /// Through family or neighbours.
        Relative = "relative" "亲属转告",
    }
}

store::codes! {
    /// What came of it.
    ContactAnswer {
        /// Says that he will pay.
        Willing = "willing" "答应缴费",
        /// Says that he has paid; the tax detail will show it.
        SaysPaid = "says_paid" "称已缴费",
        /// Does not want to.
        Refused = "refused" "不愿缴费",
        /// Nobody was reached.
        Unreached = "unreached" "未联系上",
        /// Works elsewhere and is insured there: a lead for the match with the employees' scheme.
        InsuredElsewhere = "elsewhere" "称在外参保",
        /// Said to have moved away.
        Moved = "moved" "已迁出",
    }
}

store::table! {
    /// A contact with somebody about a fee year that is not paid.
    Contact = "contact", append agency, key(id), index(person)
    {
        /// Row id.
        id: ContactId,
        /// Who.
        person: PersonId,
        /// The fee year.
        year: i64,
        /// Day.
        on_date: Date,
        /// How.
        way: ContactWay,
        /// What came of it.
        answer: ContactAnswer,
        /// In words.
        note: String,
        /// The matter.
        matter: MatterId,
    }
}
