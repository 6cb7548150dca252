//! Who was born when, so that exact numbers of people fall on each side of 60 and no two ID
//! numbers are equal, without a list of everyone.
//!
//! Each generation (recipients, contributors, newcomers) has an exact number of people per year
//! of birth. Within a year the k-th person is born on day `k mod days` and is the `k ÷ days`-th
//! of that day, which becomes the sequence number: date and sequence together are unique, and
//! the region in front is free. The sequences 900–999 carry 100 people a day; a million insured
//! need at most 70.

use base::{Date, IdNumber};

use crate::chance::Chance;

/// A year of birth inside a generation.
#[derive(Clone, Copy, Debug)]
struct Year {
    first_day: Date,
    days: u64,
    /// Rank of the first person of the year inside the generation.
    starts_at: u64,
    /// Sequence numbers of each day that another generation already uses.
    reserved: u64,
}

/// People of one generation, by rank: rank 0 belongs to the first year of the list.
#[derive(Clone, Debug)]
pub(crate) struct Generation {
    years: Vec<Year>,
    people: u64,
}

impl Generation {
    /// Spreads `people` over the years by weight. Each entry is a weight, the first birthday and
    /// the number of days.
    fn spread(people: u64, years: &[(u64, Date, u64)], reserved: u64) -> Generation {
        let all: u64 = years.iter().map(|(weight, _, _)| weight).sum();
        let mut weight_so_far = 0;
        let years = years
            .iter()
            .map(|(weight, first_day, days)| {
                let starts_at = people * weight_so_far / all;
                weight_so_far += weight;
                Year { first_day: *first_day, days: *days, starts_at, reserved }
            })
            .collect();
        Generation { years, people }
    }

    /// Born up to 30 November 1958: 60 and receiving by December 2018. Youngest first.
    pub(crate) fn recipients(people: u64) -> Generation {
        let mut years = vec![(45, jiff::civil::date(1958, 1, 1), 334)];
        years.extend((1918..=1957).rev().map(|year| (old_weight(2018 - year), new_year(year), days_of(year))));
        Generation::spread(people, &years, 0)
    }

    /// Born from 1 December 1958 to the end of 2002: 16 or older, not yet receiving. Those of
    /// December 1958 come first: they turn 60 in time for their first pension in January 2019.
    pub(crate) fn contributors(people: u64) -> Generation {
        let mut years = vec![(1, jiff::civil::date(1958, 12, 1), 31)];
        years.extend((1959..=2002).map(|year| (young_weight(2018 - year), new_year(year), days_of(year))));
        Generation::spread(people, &years, 0)
    }

    /// People of 16 to 44 who enrol in January 2019. They use the day's last sequence numbers,
    /// which no contributor reaches.
    pub(crate) fn newcomers(people: u64) -> Generation {
        let years: Vec<_> = (1975..=2002).map(|year| (1, new_year(year), days_of(year))).collect();
        Generation::spread(people, &years, 90)
    }

    /// How many ranks belong to people born on or after a New Year's Day, in a list that runs
    /// from young to old.
    pub(crate) fn born_since(&self, year: i16) -> u64 {
        self.years.iter().find(|y| y.first_day.year() < year).map_or(self.people, |y| y.starts_at)
    }

    /// Birthday and ID number of the person of this rank.
    pub(crate) fn birth_and_id(&self, rank: u64, chance: &mut Chance) -> (Date, String) {
        let year = self.years[self.years.partition_point(|y| y.starts_at <= rank).saturating_sub(1)];
        let ordinal = rank - year.starts_at;
        // Neighbouring ranks are born months apart: 211 shares no divisor with any `days`.
        let day = (ordinal * 211) % year.days;
        let birth = plus_days(year.first_day, day);
        // 37 shares no divisor with 100, so the sequences of a day differ, and both sexes occur.
        let sequence = (((ordinal / year.days) + year.reserved) * 37 + day * 61) % 100;
        (birth, id_number(chance.weighted(PREFIXES), birth, 900 + sequence))
    }
}

/// Where people's numbers were issued: Dongchuan and the counties around it (GB/T 2260).
const PREFIXES: &[(u32, &str)] = &[
    (900, "530113"),
    (30, "530326"),
    (20, "530129"),
    (15, "530128"),
    (10, "530622"),
    (8, "530127"),
    (6, "530124"),
    (6, "530102"),
    (5, "530321"),
];

/// Of 1,000 recipients, how many have this age; a quarter is under 65, as the target table of
/// seed report 003 has it (28,600 of 38,200 with the supplement from 65).
const fn old_weight(age: i16) -> u64 {
    match age {
        ..=64 => 51,
        65..=69 => 50,
        70..=74 => 40,
        75..=79 => 28,
        80..=84 => 18,
        85..=89 => 9,
        90..=94 => 4,
        _ => 1,
    }
}

/// Weight of a year among contributors: few of the years of hunger, few of the young.
const fn young_weight(age: i16) -> u64 {
    match age {
        ..=20 => 8,
        21..=29 => 18,
        30..=41 => 24,
        42..=56 => 34,
        _ => 14,
    }
}

const fn new_year(year: i16) -> Date {
    jiff::civil::date(year, 1, 1)
}

const fn days_of(year: i16) -> u64 {
    if year % 4 == 0 { 366 } else { 365 }
}

fn plus_days(first: Date, days: u64) -> Date {
    first.saturating_add(jiff::Span::new().days(i64::try_from(days).unwrap_or_default()))
}

/// An ID number with its check character. `sequence` is 900–999: reserved, never issued.
pub(crate) fn id_number(prefix: &str, birth: Date, sequence: u64) -> String {
    let body = format!("{prefix}{:08}{sequence:03}", base::date_to_number(birth));
    let check = IdNumber::check_character(&body);
    body + &check.map(String::from).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Subject;
    use std::collections::HashSet;

    #[test]
    fn a_million_people_have_a_million_id_numbers() {
        // Date and sequence alone (without the region) must already differ.
        let mut seen = HashSet::new();
        let generations =
            [Generation::recipients(219_000), Generation::contributors(781_000), Generation::newcomers(1_000)];
        for generation in generations {
            for rank in 0..generation.people {
                let mut chance = Chance::new(1, Subject::Person, rank);
                let (birth, id) = generation.birth_and_id(rank, &mut chance);
                let date_and_sequence: u64 = id[6..17].parse().unwrap();
                assert!(date_and_sequence % 1_000 >= 900 && seen.insert(date_and_sequence), "{birth} twice");
            }
        }
    }

    #[test]
    fn ages_lie_on_the_right_side_of_sixty() {
        let mut chance = Chance::new(1, Subject::Person, 0);
        let old = Generation::recipients(36_641);
        let young = Generation::contributors(131_359);
        let births = |generation: &Generation, chance: &mut Chance| -> Vec<Date> {
            (0..generation.people).map(|rank| generation.birth_and_id(rank, chance).0).collect()
        };
        assert!(births(&old, &mut chance).iter().all(|b| *b <= jiff::civil::date(1958, 11, 30)));
        let contributors = births(&young, &mut chance);
        assert!(contributors.iter().all(|b| *b >= jiff::civil::date(1958, 12, 1) && b.year() <= 2002));
        let january = contributors.iter().filter(|b| b.year() == 1958).count();
        assert!((50..300).contains(&january), "{january} people get their first pension in January");
        let since_1952 = usize::try_from(old.born_since(1952)).unwrap();
        assert_eq!(births(&old, &mut chance).iter().filter(|b| b.year() >= 1952).count(), since_1952);
    }
}
