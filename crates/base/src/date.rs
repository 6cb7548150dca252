//! Dates as files and tables write them.

use jiff::civil::Date;

/// Why something is not a date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是日期，请填写如 2019-01-31 或 20190131")]
pub struct DateError(String);

/// The stored number of a date, for example 20190131.
pub fn date_to_number(date: Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

/// The date of a stored number.
pub fn date_from_number(number: i64) -> Result<Date, DateError> {
    let error = || DateError(number.to_string());
    let year = i16::try_from(number / 10_000).map_err(|_| error())?;
    let month = i8::try_from(number / 100 % 100).map_err(|_| error())?;
    let day = i8::try_from(number % 100).map_err(|_| error())?;
    if !(1850..=2199).contains(&year) {
        return Err(error());
    }
    Date::new(year, month, day).map_err(|_| error())
}

/// Reads `2019-01-31`, `20190131`, `2019/1/31`, `2019.1.31` and `2019年1月31日`.
pub fn parse_date(text: &str) -> Result<Date, DateError> {
    let error = || DateError(text.to_owned());
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return date_from_number(text.parse().map_err(|_| error())?).map_err(|_| error());
    }
    let trimmed = text.strip_suffix('日').unwrap_or(text);
    let parts: Vec<&str> = trimmed.split(['-', '/', '.', '年', '月']).collect();
    let [year, month, day] = parts[..] else { return Err(error()) };
    let widths_ok = year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len());
    if !widths_ok || !parts.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit())) {
        return Err(error());
    }
    let number = |s: &str| s.parse::<i64>().map_err(|_| error());
    date_from_number(number(year)? * 10_000 + number(month)? * 100 + number(day)?).map_err(|_| error())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_ways_offices_write_dates() {
        let day = jiff::civil::date(2019, 1, 31);
        for text in ["20190131", "2019-01-31", "2019/1/31", "2019.1.31", "2019年1月31日"] {
            assert_eq!(parse_date(text), Ok(day), "{text}");
        }
        for bad in ["20190230", "2019-13-01", "31/01/2019", "19-1-1", "2019-1", "", "18000101"] {
            assert!(parse_date(bad).is_err(), "{bad}");
        }
    }
}
