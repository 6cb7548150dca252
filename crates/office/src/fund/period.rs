//! A month, a quarter or a year of reporting.

use std::fmt;
use std::str::FromStr;

use base::Month;

/// A reporting period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// 2019-01
    Month(Month),
    /// 2019Q1
    Quarter {
        /// Its first month.
        first: Month,
    },
    /// 2019
    Year {
        /// Its January.
        first: Month,
    },
}

impl Period {
    /// First and last month.
    pub fn months(self) -> (Month, Month) {
        match self {
            Period::Month(month) => (month, month),
            Period::Quarter { first } => (first, first.plus(2)),
            Period::Year { first } => (first, first.plus(11)),
        }
    }

    /// The first month of the period's year.
    pub fn january(self) -> Month {
        let (first, _) = self.months();
        first.plus(1 - i32::from(first.month()))
    }

    /// The last month.
    pub fn last(self) -> Month {
        self.months().1
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Month(month) => write!(f, "{}年{}月", month.year(), month.month()),
            Period::Quarter { first } => write!(f, "{}年第{}季度", first.year(), (first.month() + 2) / 3),
            Period::Year { first } => write!(f, "{}年", first.year()),
        }
    }
}

impl FromStr for Period {
    type Err = String;
    fn from_str(text: &str) -> Result<Period, String> {
        let wrong = || format!("“{text}”不是期间，请写成 2019-01（月）、2019Q1（季）或 2019（年）");
        let january = |year: &str| year.parse().ok().and_then(|year| Month::new(year, 1).ok());
        if let Some((year, quarter)) = text.split_once(['Q', 'q']) {
            let number = quarter.parse::<i32>().ok().filter(|n| (1..=4).contains(n)).ok_or_else(wrong)?;
            return Ok(Period::Quarter { first: january(year).ok_or_else(wrong)?.plus((number - 1) * 3) });
        }
        if text.len() == 4 {
            return Ok(Period::Year { first: january(text).ok_or_else(wrong)? });
        }
        text.parse::<Month>().map(Period::Month).map_err(|_| wrong())
    }
}
