//! The working days of 2019, as far as money needs them.

use base::{Date, Month};
use jiff::civil::{Weekday, date};

/// Where the month's files end. What is collected in the last days arrives with the next month's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ends {
    /// The tax bureau's file is printed in the evening of the month's last day.
    pub(crate) tax: Date,
    /// The treasury's statement ends one day earlier: what it receives on the last day is in transit.
    pub(crate) treasury: Date,
    /// The special account's statement ends one more day earlier.
    pub(crate) special: Date,
}

impl Ends {
    /// The ends of a month's files.
    pub(crate) fn of(month: Month) -> Ends {
        let tax = month.last_day();
        Ends { tax, treasury: days(tax, -1), special: days(tax, -2) }
    }
}

/// Public holidays of 2019, first and last day. Weekends that were worked instead are not needed:
/// money that arrives a day later is no fault.
const HOLIDAYS: [(Date, Date); 7] = [
    (date(2019, 1, 1), date(2019, 1, 1)),
    (date(2019, 2, 4), date(2019, 2, 10)),
    (date(2019, 4, 5), date(2019, 4, 7)),
    (date(2019, 5, 1), date(2019, 5, 4)),
    (date(2019, 6, 7), date(2019, 6, 9)),
    (date(2019, 9, 13), date(2019, 9, 15)),
    (date(2019, 10, 1), date(2019, 10, 7)),
];

/// The next day on which banks work.
pub(crate) fn next_working_day(day: Date) -> Date {
    let mut next = days(day, 1);
    while free(next) {
        next = days(next, 1);
    }
    next
}

fn free(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
        || HOLIDAYS.iter().any(|(first, last)| (*first..=*last).contains(&day))
}

fn days(day: Date, count: i64) -> Date {
    day.saturating_add(jiff::Span::new().days(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_and_holidays_are_skipped() {
        assert_eq!(next_working_day(date(2018, 12, 31)), date(2019, 1, 2));
        assert_eq!(next_working_day(date(2019, 1, 11)), date(2019, 1, 14));
        assert_eq!(next_working_day(date(2019, 1, 14)), date(2019, 1, 15));
        assert_eq!(next_working_day(date(2019, 2, 1)), date(2019, 2, 11));
        assert_eq!(next_working_day(date(2019, 9, 30)), date(2019, 10, 8));
    }
}
