//! Months of contribution, entitlement and book-keeping.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A calendar month. Ordered; prints `2019-01`; stored as the number 201901.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    year: i16,
    month: i8,
}

/// Why something is not a month.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是月份，请填写如 2019-01 或 201901")]
pub struct MonthError(String);

impl Month {
    /// `year` 1900–2199, `month` 1–12.
    pub fn new(year: i16, month: i8) -> Result<Month, MonthError> {
        if (1900..=2199).contains(&year) && (1..=12).contains(&month) {
            Ok(Month { year, month })
        } else {
            Err(MonthError(format!("{year}-{month}")))
        }
    }

    /// The month a date lies in.
    pub fn of(date: Date) -> Month {
        Month { year: date.year(), month: date.month() }
    }

    /// From the stored number, for example 201901.
    pub fn from_number(number: i64) -> Result<Month, MonthError> {
        let error = || MonthError(number.to_string());
        let year = i16::try_from(number / 100).map_err(|_| error())?;
        let month = i8::try_from(number % 100).map_err(|_| error())?;
        Month::new(year, month).map_err(|_| error())
    }

    /// The stored number, for example 201901.
    pub fn number(self) -> i64 {
        i64::from(self.year) * 100 + i64::from(self.month)
    }

    /// Calendar year.
    pub const fn year(self) -> i16 {
        self.year
    }

    /// 1–12.
    pub const fn month(self) -> i8 {
        self.month
    }

    /// So many months later; negative for earlier. Beyond the first or last month there is, that
    /// one: whoever asks for 1900-01 or a million months ahead is answered, not thrown out.
    pub fn plus(self, months: i32) -> Month {
        let index = i64::from(self.year) * 12 + i64::from(self.month) - 1 + i64::from(months);
        let month = Month::from_number(index.div_euclid(12) * 100 + index.rem_euclid(12) + 1);
        month.unwrap_or(if months < 0 { Month { year: 1900, month: 1 } } else { Month { year: 2199, month: 12 } })
    }

    /// The month after.
    pub fn next(self) -> Month {
        self.plus(1)
    }

    /// The month before.
    pub fn previous(self) -> Month {
        self.plus(-1)
    }

    /// Months from `earlier` to this one; negative when it lies before.
    pub fn months_since(self, earlier: Month) -> i32 {
        (i32::from(self.year) - i32::from(earlier.year)) * 12 + i32::from(self.month) - i32::from(earlier.month)
    }

    /// The first day of the month.
    pub fn first_day(self) -> Date {
        jiff::civil::date(self.year, self.month, 1)
    }

    /// The last day of the month.
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}", self.year, self.month))
    }
}

impl FromStr for Month {
    type Err = MonthError;
    fn from_str(text: &str) -> Result<Month, MonthError> {
        let error = || MonthError(text.to_owned());
        let digits = text.replace('-', "");
        let dash_ok = !text.contains('-') || (text.len() == 7 && text.as_bytes()[4] == b'-');
        if digits.len() != 6 || !dash_ok || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(error());
        }
        Month::from_number(digits.parse().map_err(|_| error())?).map_err(|_| error())
    }
}

impl TryFrom<String> for Month {
    type Error = MonthError;
    fn try_from(text: String) -> Result<Month, MonthError> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> String {
        month.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_step_over_the_year() {
        let january: Month = "2019-01".parse().unwrap();
        assert_eq!(january.previous().to_string(), "2018-12");
        assert_eq!(january.plus(25).to_string(), "2021-02");
        assert_eq!(january.months_since("201807".parse().unwrap()), 6);
        assert_eq!(january.plus(1).last_day(), jiff::civil::date(2019, 2, 28));
    }

    #[test]
    fn nobody_steps_out_of_the_calendar() {
        let (first, last): (Month, Month) = ("1900-01".parse().unwrap(), "2199-12".parse().unwrap());
        assert_eq!((first.previous(), last.next()), (first, last));
        assert_eq!((last.plus(i32::MIN), first.plus(i32::MAX)), (first, last));
        assert_eq!(last.previous().to_string(), "2199-11");
    }

    #[test]
    fn refuses_what_is_no_month() {
        for bad in ["2019-13", "201900", "2019-1", "20190101", "19-01", "２０１９01", "201-901"] {
            assert!(bad.parse::<Month>().is_err(), "{bad}");
        }
    }
}
