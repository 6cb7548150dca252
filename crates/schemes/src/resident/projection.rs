//! What pensions will cost: a population aged year by year by a life table, paid by given rules.
//!
//! Expected numbers, not people: survivors are decimals and only a year's sums are rounded to the
//! fen. What stays as it is: who contributes, the accounts, the supplements that rest on years paid.

use base::{ByLevel, Date, Fen, Level, Month, Sex};
use law::LifeTable;
use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy::MidpointAwayFromZero;
use rust_decimal::prelude::ToPrimitive as _;
use serde::Serialize;

use super::age_supplement::age_supplement;
use super::base_pension::base_pension;
use super::rules::Rules;
use crate::SchemeError;
use crate::explain::Trace;

/// Age from the month after which a pension is paid. 国发〔2014〕8号 第七部分.
const BENEFIT_AGE: i32 = 60;

/// People of one sex who were born in one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// The day that stands for all of them; the middle of the year when only the year is known.
    pub birth: Date,
    /// Sex.
    pub sex: Sex,
    /// How many at the beginning.
    pub people: i64,
    /// Per month and for all of them together: what the levels pay beside base pension and age
    /// supplement.
    pub fixed: ByLevel,
    /// Per month and for all of them together: 个人账户养老金.
    pub account: Fen,
}

/// A year's cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct YearCost {
    /// Calendar year.
    pub year: i16,
    /// Expected recipients in December, rounded.
    pub recipients: i64,
    /// By level.
    pub by_level: ByLevel,
    /// From the accounts.
    pub account: Fen,
}

/// Costs of so many years from the first of January of `from`. Deaths spread evenly over a year.
/// Who turns 60 is paid from the month after.
pub fn project<'r>(
    cohorts: &[Cohort],
    table: &LifeTable,
    (from, years): (i16, i16),
    rules: impl Fn(Month) -> &'r Rules,
) -> Result<Vec<YearCost>, SchemeError> {
    let mut alive: Vec<Decimal> = cohorts.iter().map(|_| Decimal::ONE).collect();
    let mut costs = Vec::new();
    for year in from..from.saturating_add(years) {
        let mut sums = Sums::default();
        for (cohort, alive) in cohorts.iter().zip(&mut alive) {
            let age = i64::from(year) - 1 - i64::from(cohort.birth.year());
            let death = chance(table, age, cohort.sex)?;
            for number in 1..=12_i8 {
                let month = Month::new(year, number).map_err(|error| SchemeError::Facts(error.to_string()))?;
                if Month::of(cohort.birth).plus(BENEFIT_AGE * 12) < month {
                    // In the middle of month m, (2m − 1)/24 of the year's deaths have happened.
                    let died = death * Decimal::from(2 * i64::from(number) - 1) / Decimal::from(24);
                    sums.pay(cohort, *alive * (Decimal::ONE - died), month, rules(month))?;
                }
            }
            *alive *= Decimal::ONE - death;
        }
        costs.push(sums.rounded(year)?);
    }
    Ok(costs)
}

fn chance(table: &LifeTable, age: i64, sex: Sex) -> Result<Decimal, SchemeError> {
    let rate = table.death(age, sex).ok_or_else(|| SchemeError::Facts(format!("生命表没有 {age} 岁")))?;
    Ok(Decimal::from(rate.numerator()) / Decimal::from(rate.denominator()))
}

#[derive(Default)]
struct Sums {
    december: Decimal,
    levels: [Decimal; 4],
    account: Decimal,
}

impl Sums {
    /// A month of a cohort of which this part is alive.
    fn pay(&mut self, cohort: &Cohort, alive: Decimal, month: Month, rules: &Rules) -> Result<(), SchemeError> {
        let trace = &mut Trace::off();
        let each = base_pension(&rules.base, trace)? + age_supplement(cohort.birth, month, &rules.age, trace)?;
        let people = alive * Decimal::from(cohort.people);
        for level in Level::ALL {
            let fixed = alive * Decimal::from(cohort.fixed[level].get());
            self.levels[level as usize] += people * Decimal::from(each[level].get()) + fixed;
        }
        self.account += alive * Decimal::from(cohort.account.get());
        if month.month() == 12 {
            self.december += people;
        }
        Ok(())
    }

    fn rounded(&self, year: i16) -> Result<YearCost, SchemeError> {
        let whole = |number: Decimal| {
            let rounded = number.round_dp_with_strategy(0, MidpointAwayFromZero).to_i64();
            rounded.ok_or_else(|| SchemeError::Facts(format!("{year} 年的金额大到无法表示")))
        };
        let mut levels = [Fen::ZERO; 4];
        for (fen, sum) in levels.iter_mut().zip(self.levels) {
            *fen = Fen::new(whole(sum)?);
        }
        let account = Fen::new(whole(self.account)?);
        Ok(YearCost { year, recipients: whole(self.december)?, by_level: ByLevel::new(levels), account })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // helpers of tests
    use super::*;
    use law::Law;

    /// One in ten dies in each year up to 63, then nobody is left.
    const TABLE: &str = "name = \"t\"\nsource = \"hand\"\nchecked = \"2026-11-21\"\n\
        [[row]]\nage = 59\nmale = 10000\nfemale = 0\n[[row]]\nage = 60\nmale = 10000\nfemale = 0\n\
        [[row]]\nage = 61\nmale = 10000\nfemale = 0\n[[row]]\nage = 62\nmale = 100000\nfemale = 100000\n";

    fn dongchuan() -> Rules {
        let law = Law::embedded().unwrap();
        let place = law.place(&"530113".parse().unwrap()).unwrap();
        Rules::at(&place, Month::new(2019, 1).unwrap()).unwrap()
    }

    fn cohort(birth: &str, sex: Sex, people: i64) -> Cohort {
        Cohort { birth: base::parse_date(birth).unwrap(), sex, people, fixed: ByLevel::ZERO, account: Fen::ZERO }
    }

    #[test]
    fn a_hundred_men_of_sixty_by_hand() {
        let (rules, table) = (dongchuan(), LifeTable::parse(TABLE).unwrap());
        let men = Cohort { account: Fen::from_yuan(600), ..cohort("1958-07-01", Sex::Male, 100) };
        let costs = project(&[men], &table, (2019, 3), |_| &rules).unwrap();
        // Age 60 on 1 January 2019. Alive in the middle of the months: 100 × (1 − 0.1 × (2m − 1)/24),
        // which adds up to 12 × 95 = 1140 months. Base pension 88 + 15 + 8 + 7.
        assert_eq!(costs[0].by_level, ByLevel::new([88, 15, 8, 7].map(|yuan| Fen::from_yuan(1_140 * yuan))));
        // The accounts of all: 600 a month, of which 11.4 months' worth.
        assert_eq!(costs[0].account, Fen::from_yuan(6_840));
        // December: 100 × (1 − 0.1 × 23/24) = 90.4.
        assert_eq!(costs[0].recipients, 90);
        // A year later nine in ten of it.
        assert_eq!(costs[1].by_level[Level::County], Fen::from_yuan(1_026 * 7));
        // In the third year (62) all die, evenly: 81 × 12 × ½ months.
        assert_eq!(costs[2].by_level[Level::County], Fen::from_yuan(486 * 7));
        assert_eq!(costs[2].recipients, 3, "81 × 1/24");
    }

    #[test]
    fn who_turns_sixty_is_paid_from_the_month_after_and_rules_change_within_a_year() {
        let (rules, table) = (dongchuan(), LifeTable::parse(TABLE).unwrap());
        let woman = cohort("1959-03-15", Sex::Female, 1);
        let costs = project(&[woman], &table, (2019, 1), |_| &rules).unwrap();
        assert_eq!(costs[0].by_level.total(), Fen::from_yuan(118 * 9), "April to December");
        let dearer = {
            let texts = law::EMBEDDED_TEXTS.iter().map(|(path, text)| {
                let raised = text.replace("from = \"2018-01\"\nvalue = \"7\"", "from = \"2018-01\"\nvalue = \"12\"");
                (*path, if path.contains("dongchuan") { raised } else { (*text).to_owned() })
            });
            let law = Law::from_texts(texts).unwrap();
            let place = law.place(&"530113".parse().unwrap()).unwrap();
            Rules::at(&place, Month::new(2019, 1).unwrap()).unwrap()
        };
        let july = Month::new(2019, 7).unwrap();
        let with = project(&[woman], &table, (2019, 1), |m| if m < july { &rules } else { &dearer }).unwrap();
        assert_eq!(with[0].by_level.total() - costs[0].by_level.total(), Fen::from_yuan(5 * 6));
    }

    #[test]
    fn an_age_before_the_table_is_refused() {
        let (rules, table) = (dongchuan(), LifeTable::parse(TABLE).unwrap());
        let young = cohort("1980-01-01", Sex::Male, 1);
        assert!(project(&[young], &table, (2019, 1), |_| &rules).is_err());
    }
}
