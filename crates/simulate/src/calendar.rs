//! The working days of January 2019, as far as money needs them.

use base::Date;
use jiff::civil::Weekday;

/// The tax bureau's file was printed in the evening of this day.
pub(crate) const TAX_FILE_ENDS: Date = jiff::civil::date(2019, 1, 31);

/// The treasury's statement ends one day earlier: what it receives on the 31st is in transit.
pub(crate) const TREASURY_ENDS: Date = jiff::civil::date(2019, 1, 30);

/// The special account's statement ends one more day earlier.
pub(crate) const SPECIAL_ACCOUNT_ENDS: Date = jiff::civil::date(2019, 1, 29);

/// The next day on which banks work. New Year's Day is the month's only holiday; the working
/// Saturdays before the Spring Festival fall into February.
pub(crate) fn next_working_day(day: Date) -> Date {
    let mut next = day.saturating_add(jiff::Span::new().days(1));
    while matches!(next.weekday(), Weekday::Saturday | Weekday::Sunday) || (next.month() == 1 && next.day() == 1) {
        next = next.saturating_add(jiff::Span::new().days(1));
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weekends_and_new_year_are_skipped() {
        assert_eq!(next_working_day(date(2018, 12, 31)), date(2019, 1, 2));
        assert_eq!(next_working_day(date(2019, 1, 11)), date(2019, 1, 14));
        assert_eq!(next_working_day(date(2019, 1, 14)), date(2019, 1, 15));
    }
}
