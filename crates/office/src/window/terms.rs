//! 办理时限: working days that the law allows for what is asked for at a window.

use base::Date;
use jiff::ToSpan as _;
use law::Calendar;

/// A time limit with its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Working days.
    pub days: i64,
    /// Document and article.
    pub basis: &'static str,
}

const REGISTER: Term = Term {
    days: 10, basis: "《社会保险经办条例》（国务院令第765号，2023-12-01 起施行）第六条"
};
const CHANGE: Term = Term {
    days: 10, basis: "《社会保险经办条例》（国务院令第765号，2023-12-01 起施行）第十条"
};
const CLAIM: Term = Term {
    days: 20, basis: "《社会保险经办条例》（国务院令第765号，2023-12-01 起施行）第十八条"
};

/// The limit of an operation. What the regulation does not name is held to the one for changes.
pub fn term_of(operation: &str) -> Term {
    match operation {
        "registry.register" | "registry.import_registrations" => REGISTER,
        "benefits.award" | "benefits.choose_years" => CLAIM,
        _ => CHANGE,
    }
}

/// The n-th working day after a day; `None` where the calendar does not say which days are worked.
pub(super) fn last_day(calendar: &Calendar, from: Date, days: i64) -> Option<Date> {
    let (mut day, mut left) = (from, days);
    while left > 0 {
        day = day.checked_add(1.day()).ok()?;
        left -= i64::from(calendar.is_bank_working_day(day).ok()?);
    }
    Some(day)
}
