//! A second evaluator, deliberately plain: its own figures typed from the handbook, whole fen in
//! `i64`, no law files, no shares, no rounding rules. It agrees with the first on 100 000 random
//! people of four places, payer by payer.

#![allow(clippy::unwrap_used)] // test helpers outside #[test] functions

use std::collections::BTreeMap;

use base::{Date, Fen, Level, Month};
use law::Law;
use shebao_schemes::resident::{
    AccountBalance, AccountSource, AwardFacts, Components, Exhaustion, Origin, RuleBook, assess_in,
};

/// Centre, province, city, county, account: fen a month.
type Plain = [i64; 5];

/// From which month (year × 100 + month) each level pays what.
type Steps = &'static [(i32, [i64; 4])];

const ZHANJIANG: Steps = &[
    (201301, [2750, 1875, 938, 937]),
    (201307, [2750, 2625, 1313, 1312]),
    (201407, [3500, 3000, 1500, 1500]),
    (201507, [3500, 3250, 1625, 1625]),
    (201601, [3500, 3750, 1875, 1875]),
    (201701, [3500, 4250, 2125, 2125]),
    (201801, [4400, 5200, 2600, 2600]),
    (201901, [4400, 6300, 3150, 3150]),
    (202007, [4650, 6675, 3338, 3337]),
    (202207, [4900, 7050, 3525, 3525]),
    (202301, [5150, 7050, 3525, 3525]),
    (202401, [6150, 7925, 3963, 3962]),
];
const LIESHAN: Steps = &[(201407, [7000, 0, 0, 0])];
const DONGCHUAN: Steps = &[
    (201801, [8800, 1500, 800, 700]),
    (202007, [9300, 1500, 800, 700]),
    (202101, [9300, 1500, 1000, 1000]),
    (202207, [9800, 1500, 1000, 1000]),
    (202301, [10_300, 1500, 1000, 1000]),
];
const XINFENG: Steps = &[
    (201407, [7000, 0, 0, 0]),
    (201501, [7000, 700, 0, 300]),
    (201801, [8800, 700, 0, 300]),
    (201810, [8800, 1120, 0, 580]),
    (202007, [9300, 1120, 0, 580]),
    (202201, [9300, 1640, 0, 1360]),
    (202207, [9800, 1640, 0, 1360]),
    (202301, [10_300, 1640, 0, 1360]),
    (202401, [12_300, 1640, 0, 1360]),
    (202501, [14_300, 1640, 400, 1360]),
];

/// A place with the months in which everything is known, and whether its supplements are.
struct Place {
    code: &'static str,
    steps: Steps,
    from: &'static str,
    months: i32,
    supplements: bool,
}

const PLACES: [Place; 4] = [
    Place { code: "4408Z1", steps: ZHANJIANG, from: "2013-01", months: 144, supplements: false },
    Place { code: "340604", steps: LIESHAN, from: "2014-07", months: 42, supplements: false },
    Place { code: "530113", steps: DONGCHUAN, from: "2018-01", months: 72, supplements: true },
    Place { code: "360722", steps: XINFENG, from: "2014-07", months: 138, supplements: false },
];

fn number(month: Month) -> i32 {
    i32::from(month.year()) * 100 + i32::from(month.month())
}

/// What the law gives without the account: base, 2 yuan a year over 15 from the city, 5 yuan from
/// the month after the 65th birthday, of which province 2.50, city 2, county 0.50.
fn flat(place: &Place, birth: Date, years: u32, month: Month) -> [i64; 4] {
    let mut levels = place.steps.iter().rev().find(|(from, _)| *from <= number(month)).unwrap().1;
    if place.supplements {
        levels[2] += 200 * i64::from(years.saturating_sub(15));
        let age_65 = (i32::from(birth.year()) + 65) * 100 + i32::from(birth.month());
        if number(month) > age_65 {
            levels[1] += 250;
            levels[2] += 200;
            levels[3] += 50;
        }
    }
    levels
}

fn plain(place: &Place, facts: &AwardFacts, month: Month) -> Plain {
    let mut levels = flat(place, facts.birth, facts.paid_years, month);
    let mut account = (facts.account.total().get() * 2 + 139) / 278;
    if let Origin::TakenOn { month: since, components } = facts.origin {
        let then = flat(place, facts.birth, facts.paid_years, since);
        for level in Level::ALL {
            let i = level as usize;
            levels[i] += components.base[level].get() - then[i];
        }
        account = components.account.get();
    }
    let mut from_account = account;
    if let Some(end) = facts.exhaustion {
        if month > end.month {
            from_account = 0;
        } else if month == end.month {
            from_account = end.last_from_account.get();
        }
    }
    // The county goes on paying what the account no longer can.
    levels[3] += account - from_account;
    [levels[0], levels[1], levels[2], levels[3], from_account]
}

/// xorshift64: the same people in every run.
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn fen(&mut self, limit: u64) -> i64 {
        i64::try_from(self.up_to(limit)).unwrap()
    }

    fn months(&mut self, limit: i32) -> i32 {
        i32::try_from(self.up_to(u64::try_from(limit).unwrap())).unwrap()
    }
}

/// A person of the place and a month in which everything about him is known.
fn person(place: &Place, dice: &mut Dice) -> (AwardFacts, Month) {
    let first: Month = place.from.parse().unwrap();
    let start = first.plus(dice.months(place.months));
    let last = first.plus(place.months - 1);
    // Where supplements are not known, nobody is 65 before the last month, nor has more than 15 years.
    let (youngest, span) = if place.supplements { (60 * 12, 35 * 12) } else { (60 * 12, 30) };
    let born = start.previous().plus(-youngest - dice.months(span));
    let month = start.plus(dice.months(last.months_since(start).min(29) + 1));
    let day = i8::try_from(dice.up_to(28)).unwrap() + 1;
    let years = dice.up_to(if place.supplements { 40 } else { 16 });
    let origin = match dice.up_to(3) {
        0 => {
            let base = base::ByLevel::new([0; 4].map(|_| Fen::new(dice.fen(20_000))));
            let components = Components { base, account: Fen::new(dice.fen(50_000)), ..Components::ZERO };
            Origin::TakenOn { month: start, components }
        }
        _ => Origin::Assessed,
    };
    let facts = AwardFacts {
        place: place.code.parse().unwrap(),
        birth: jiff::civil::date(born.year(), born.month(), day),
        paid_years: u32::try_from(years).unwrap(),
        account: AccountBalance::ZERO
            .with(AccountSource::Personal, Fen::new(dice.fen(10_000_000)))
            .with(AccountSource::SubsidyCounty, Fen::new(dice.fen(1_000_000))),
        first_month: start,
        origin,
        exhaustion: None,
    };
    // What the account still pays in its last month is less than a month's pension.
    let monthly = plain(place, &facts, start)[4];
    let last_from_account = Fen::new(dice.fen(u64::try_from(monthly.max(1)).unwrap()));
    let used_up = Exhaustion { month: start.plus(dice.months(40)), last_from_account };
    let exhaustion = (dice.up_to(4) == 0).then_some(used_up);
    (AwardFacts { exhaustion, ..facts }, month)
}

#[test]
fn both_evaluators_agree_on_100_000_people_payer_by_payer() {
    let law = Law::embedded().unwrap();
    let mut dice = Dice(0x5EED_2019);
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for place in &PLACES {
        let book = RuleBook::new(&law.place(&place.code.parse().unwrap()).unwrap());
        for _ in 0..25_000 {
            let (facts, month) = person(place, &mut dice);
            let parts = assess_in(&facts, month, &book).unwrap_or_else(|e| panic!("{facts:?} {month}: {e}")).components;
            let levels = parts.by_level();
            let got = [0, 1, 2, 3].map(|i: usize| levels[Level::ALL[i]].get());
            let got = [got[0], got[1], got[2], got[3], parts.account.get()];
            assert_eq!(got, plain(place, &facts, month), "{facts:?} {month}");
            *seen.entry(place.code).or_default() += 1;
            *seen.entry("aged").or_default() += u32::from(!parts.age_supplement.total().is_zero());
            *seen.entry("long").or_default() += u32::from(!parts.long_supplement.total().is_zero());
            *seen.entry("used up").or_default() += u32::from(!parts.account_by_level.total().is_zero());
        }
    }
    assert_eq!(seen.iter().filter(|(key, _)| key.len() == 6).map(|(_, n)| n).sum::<u32>(), 100_000);
    // The comparison must have met every kind of pension, many times.
    assert!(["aged", "long", "used up"].iter().all(|kind| seen[kind] > 3_000), "{seen:?}");
}
