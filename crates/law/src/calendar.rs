//! Days on which banks work: weekends, public holidays and exchanged working days (调休).

use std::collections::BTreeSet;
use std::fmt::Write;

use base::{Date, Month};
use jiff::ToSpan;
use jiff::civil::Weekday;

use crate::errors::LawError;

/// The dated working calendar. Outside the covered days it answers with an error, never a guess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    pub(crate) covers_from: Date,
    pub(crate) covers_to: Date,
    pub(crate) holidays: BTreeSet<Date>,
    pub(crate) working: BTreeSet<Date>,
}

impl Calendar {
    /// Whether banks work on this day.
    pub fn is_bank_working_day(&self, date: Date) -> Result<bool, LawError> {
        if date < self.covers_from || date > self.covers_to {
            return Err(LawError::OutsideCalendar { date, from: self.covers_from, to: self.covers_to });
        }
        if self.working.contains(&date) {
            return Ok(true);
        }
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        Ok(!weekend && !self.holidays.contains(&date))
    }

    /// The day itself if banks work on it, else the last working day before it.
    pub fn working_day_not_after(&self, date: Date) -> Result<Date, LawError> {
        let mut day = date;
        while !self.is_bank_working_day(day)? {
            day = self.day_before(day)?;
        }
        Ok(day)
    }

    /// The n-th working day before a date; the date itself does not count.
    pub fn working_days_before(&self, date: Date, n: u32) -> Result<Date, LawError> {
        let mut day = date;
        for _ in 0..n {
            day = self.working_day_not_after(self.day_before(day)?)?;
        }
        Ok(day)
    }

    /// The pay day of a month: the latest day by law, moved earlier to a working day.
    pub fn pay_day(&self, month: Month, latest_day: i8) -> Result<Date, LawError> {
        let latest = latest_day.clamp(1, month.last_day().day());
        self.working_day_not_after(jiff::civil::date(month.year(), month.month(), latest))
    }

    fn day_before(&self, date: Date) -> Result<Date, LawError> {
        date.checked_sub(1.day()).map_err(|_| LawError::OutsideCalendar {
            date,
            from: self.covers_from,
            to: self.covers_to,
        })
    }

    pub(crate) fn write_canonical(&self, out: &mut String) {
        let _ = writeln!(out, "calendar {} {}", self.covers_from, self.covers_to);
        self.holidays.iter().for_each(|day| {
            let _ = writeln!(out, "  holiday {day}");
        });
        self.working.iter().for_each(|day| {
            let _ = writeln!(out, "  working {day}");
        });
    }
}
