//! The desk's time: the machine's clock, or the date that a simulated agency has reached.

use base::Date;
use jiff::civil::{DateTime, time};
use jiff::tz::{Offset, TimeZone};

/// A moment in China Standard Time, as audit records print it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(DateTime);

impl Moment {
    /// The machine's clock, in China Standard Time.
    pub fn now() -> Moment {
        let china = TimeZone::fixed(Offset::constant(8));
        Moment(jiff::Timestamp::now().to_zoned(china).datetime())
    }

    /// Nine o'clock on a day of a simulated agency.
    pub fn simulated(day: Date) -> Moment {
        Moment(day.to_datetime(time(9, 0, 0, 0)))
    }

    /// Reads what [`Display`](std::fmt::Display) printed.
    pub(crate) fn parse(text: &str) -> Option<Moment> {
        text.parse().ok().map(Moment)
    }

    /// The day of the moment.
    pub fn date(self) -> Date {
        self.0.date()
    }

    /// Seconds of the same clock since 1970-01-01 00:00, for time limits.
    pub fn seconds(self) -> i64 {
        self.0.to_zoned(TimeZone::UTC).map_or(0, |zoned| zoned.timestamp().as_second())
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m-%dT%H:%M:%S"))
    }
}
