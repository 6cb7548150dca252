//! What holds when law changes, money comes back or a person moves; and a sweep through time.

#![allow(clippy::unwrap_used)] // test helpers outside #[test] functions

use std::sync::LazyLock;

use base::{ByLevel, Date, Fen, Level, Month};
use law::{EMBEDDED_TEXTS, Law, LawError};
use proptest::prelude::*;
use shebao_schemes::resident::{
    self, AccountBalance, AccountSource, AwardFacts, BothSchemes, Components, Conversion, ConversionRules, DualRules,
    FuneralRules, InterestRules, MonthState, Origin, OverlapRules, ProxyRules, RuleBook, assess_in, explain_in, impact,
    year_interest,
};
use shebao_schemes::{SchemeError, Trace, explain};

const DONGCHUAN: &str = "530113";
const DONGCHUAN_FILE: &str = "yunnan/kunming/dongchuan/resident.toml";

fn with(file: &str, old: &str, new: &str) -> Law {
    let texts = EMBEDDED_TEXTS.iter().map(|(path, text)| {
        assert!(*path != file || text.contains(old), "“{old}” does not stand in {file}");
        (*path, if *path == file { text.replacen(old, new, 1) } else { (*text).to_owned() })
    });
    Law::from_texts(texts).unwrap_or_else(|e| panic!("{e}"))
}

fn book(law: &Law) -> RuleBook {
    RuleBook::new(&law.place(&DONGCHUAN.parse().unwrap()).unwrap())
}

static OLD_LAW: LazyLock<Law> = LazyLock::new(|| Law::embedded().unwrap());
static OLD: LazyLock<RuleBook> = LazyLock::new(|| book(&OLD_LAW));
/// The district pays 9.35 instead of 7 yuan since 2018.
static NEW: LazyLock<RuleBook> = LazyLock::new(|| {
    book(&with(DONGCHUAN_FILE, "from = \"2018-01\"\nvalue = \"7\"", "from = \"2018-01\"\nvalue = \"9.35\""))
});

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

prop_compose! {
    fn awards()(born in 0_i64..5_000, paid_years in 0_u32..40, balance in 0_i64..5_000_000, start in 0_i32..12) -> AwardFacts {
        AwardFacts {
            place: DONGCHUAN.parse().unwrap(),
            birth: jiff::civil::date(1945, 1, 1).checked_add(jiff::Span::new().days(born)).unwrap(),
            paid_years,
            account: AccountBalance::ZERO.with(AccountSource::Personal, Fen::new(balance)),
            first_month: month("2018-07").plus(start),
            origin: Origin::Assessed,
            exhaustion: None,
        }
    }
}

prop_compose! {
    fn balances()(parts in [0_i64..1_000_000, 0..100_000, 0..100_000, 0..100_000, 0..100_000, 0..100_000]) -> AccountBalance {
        use AccountSource::{Collective, Interest, Personal, Proxy, SubsidyCounty, SubsidyProvince};
        let sources = [Personal, Collective, SubsidyProvince, SubsidyCounty, Proxy, Interest];
        sources.into_iter().zip(parts).fold(AccountBalance::ZERO, |all, (source, fen)| all.with(source, Fen::new(fen)))
    }
}

fn months(states: &[bool]) -> Vec<(Month, MonthState)> {
    let state = |held: &bool| if *held { MonthState::Suspended } else { MonthState::Paid };
    states.iter().enumerate().map(|(i, held)| (month("2018-10").plus(i32::try_from(i).unwrap()), state(held))).collect()
}

fn deaths() -> impl Strategy<Value = Option<Date>> {
    proptest::option::of((0_i32..14).prop_map(|i| month("2018-08").plus(i).last_day()))
}

proptest! {
    #[test]
    fn a_change_and_its_revert_pay_nothing_net(facts in awards(), held in proptest::collection::vec(any::<bool>(), 0..12), death in deaths()) {
        let months = months(&held);
        let go = resident::back_pay(&facts, &months, death, (&OLD, &NEW), &mut Trace::off()).unwrap();
        let back = resident::back_pay(&facts, &months, death, (&NEW, &OLD), &mut Trace::off()).unwrap();
        prop_assert_eq!(go.total() + back.total(), Components::ZERO);
        prop_assert_eq!(go.waiting() + back.waiting(), Components::ZERO);
        prop_assert_eq!(go.to_heirs, death.is_some());
        // Each month that is owed is worth 2.35 yuan from the district and nothing from others.
        let last = death.map(Month::of);
        let owed = months.iter().filter(|(m, _)| *m >= facts.first_month && last.is_none_or(|last| *m <= last));
        let paid = owed.filter(|(_, state)| *state == MonthState::Paid).count();
        prop_assert_eq!(go.total().by_level(), ByLevel::only(Level::County, Fen::new(235).times(i64::try_from(paid).unwrap())));
        // Order of the rows is irrelevant, and the tree says the same.
        let mut reversed = months.clone();
        reversed.reverse();
        let told = explain::explained(|trace| resident::back_pay(&facts, &reversed, death, (&OLD, &NEW), trace)).unwrap();
        prop_assert_eq!(told.value.total(), go.total());
        prop_assert_eq!(told.node.amount, go.total().total());
    }

    #[test]
    fn the_impact_of_a_month_is_its_back_pay(all in proptest::collection::vec(awards(), 0..20)) {
        let when = month("2019-01");
        let found = impact(&all, when, &OLD, &NEW).unwrap();
        let one = |facts: &AwardFacts| {
            resident::back_pay(facts, &[(when, MonthState::Paid)], None, (&OLD, &NEW), &mut Trace::off()).unwrap().total()
        };
        let sum = all.iter().map(one).fold(Components::ZERO, |a, b| a + b);
        prop_assert_eq!(found.total(), sum.total());
        prop_assert_eq!(found.by_level(), sum.by_level());
        prop_assert_eq!(found.losers(), 0);
        prop_assert_eq!(impact(&all, when, &NEW, &OLD).unwrap().losers(), found.changes.len());
    }

    #[test]
    fn a_double_pension_is_settled_to_the_fen(account in balances(), levels in [0_i64..500_000, 0..50_000, 0..50_000, 0..50_000], cut in 0_i64..=100) {
        let rules = DualRules::at(&OLD_LAW.place(&DONGCHUAN.parse().unwrap()).unwrap(), month("2021-06")).unwrap();
        let received = ByLevel::new(levels.map(Fen::new));
        let repaid = Fen::new(received.total().get() * cut / 100);
        let done = resident::settle_dual(&account, received, repaid, &rules, &mut Trace::off()).unwrap();
        prop_assert_eq!(done.own + done.stays, account.total());
        prop_assert_eq!(done.deducted + done.debt + repaid, received.total());
        prop_assert_eq!(done.net + done.deducted, done.own);
        prop_assert!(done.debt.is_zero() || done.net.is_zero());
    }

    #[test]
    fn conversion_refund_and_proxy_lose_no_fen(account in balances(), employee in 0_i64..9_000_000, time in 0_u32..400, tier in 1_i64..100) {
        let place = OLD_LAW.place(&DONGCHUAN.parse().unwrap()).unwrap();
        let both = BothSchemes {
            employee_months: time, resident_years: 7, employee_account: Fen::new(employee), resident_account: account,
            of_age: true, receiving: false,
        };
        let rules = ConversionRules::at(&place, month("2025-01")).unwrap();
        let whole = account.total() + Fen::new(employee);
        match resident::convert(&both, &rules, &mut Trace::off()).unwrap() {
            Conversion::ToEmployee { account, .. } => { prop_assert!(time >= 180); prop_assert_eq!(account, whole) }
            Conversion::ToResident { account, years, .. } => {
                prop_assert!(time < 180);
                prop_assert_eq!((account.total(), years), (whole, 7 + time / 12));
            }
        }
        let too_young = BothSchemes { of_age: false, ..both };
        prop_assert!(resident::convert(&too_young, &rules, &mut Trace::off()).is_err());
        let back = resident::fee_refund(&account, Level::Province, &mut Trace::off()).unwrap();
        prop_assert_eq!(back.to_person + back.to_collective + back.to_levels.total() + back.interest_reversed, account.total());
        let proxies = ProxyRules::at(&place, month("2019-01")).unwrap();
        let fee = resident::proxy_fee("severe_disabled", Fen::from_yuan(tier * 100), &proxies, &mut Trace::off()).unwrap();
        prop_assert_eq!(fee.governments.total() + fee.person, Fen::from_yuan(tier * 100));
        prop_assert!(!fee.person.is_negative());
    }

    #[test]
    fn an_overlap_returns_no_more_than_was_paid(personal in 0_i64..1_000_000, collective in 0_i64..100_000, overlap in 0_u32..=12) {
        let rules = OverlapRules::at(&OLD_LAW.place(&DONGCHUAN.parse().unwrap()).unwrap(), month("2020-01")).unwrap();
        let refund = |months| resident::overlap_refund(Fen::new(personal), Fen::new(collective), months, &rules, &mut Trace::off()).unwrap();
        prop_assert!(refund(overlap) <= refund(12));
        prop_assert_eq!(refund(12), Fen::new(personal + collective));
        prop_assert_eq!(refund(0), Fen::ZERO);
    }

    #[test]
    fn methods_of_interest_stand_in_their_order(opening in 0_i64..10_000_000, rows in proptest::collection::vec((0_i32..12, 0_i64..1_000_000), 0..6)) {
        let rows: Vec<(Month, Fen)> = rows.into_iter().map(|(i, fen)| (month("2019-01").plus(i), Fen::new(fen))).collect();
        let by = |rules: &InterestRules| year_interest(Fen::new(opening), &rows, rules, &mut Trace::off()).unwrap();
        let [never, held, product, whole] = METHODS.each_ref().map(by);
        prop_assert!(never <= held && held <= product && product <= whole);
    }
}

/// The year 2019 of Yunnan by four methods, from the meanest to the most generous.
static METHODS: LazyLock<[InterestRules; 4]> = LazyLock::new(|| {
    ["from_next_year", "B", "A", "full_year"].map(|method| {
        let law = with("yunnan/resident.toml", "value = \"A\"", &format!("value = \"{method}\""));
        InterestRules::of_year(&law.place(&DONGCHUAN.parse().unwrap()).unwrap(), month("2019-01")).unwrap()
    })
});

/// A death since the effective month: only the difference of the grant is owed, level by level.
#[test]
fn a_funeral_grant_raised_afterwards_owes_its_difference() {
    let new_law = with("yunnan/resident.toml", "value = \"75\"", "value = \"80\"");
    let at = |law: &Law| FuneralRules::at(&law.place(&DONGCHUAN.parse().unwrap()).unwrap(), month("2019-03")).unwrap();
    let (old, new) = (at(&OLD_LAW), at(&new_law));
    let owed = resident::funeral_back_pay(true, (&old, &new), &mut Trace::off()).unwrap();
    // 12 × 5 yuan, city to district 8 : 2.
    assert_eq!(owed, ByLevel::new([0, 0, 48, 12].map(Fen::from_yuan)));
    let back = resident::funeral_back_pay(true, (&new, &old), &mut Trace::off()).unwrap();
    assert_eq!((owed + back).total(), Fen::ZERO);
}

/// Each quarter from 2009 to 2029 in each place: a pension, or a declared gap that names its file.
/// Never a sum out of nothing, never a rule that nobody declared.
#[test]
fn every_quarter_of_every_place_pays_or_names_the_gap() {
    let law = Law::embedded().unwrap();
    let (mut paid, mut gaps) = (0, 0);
    for code in [DONGCHUAN, "4408Z1", "340604", "360722"] {
        let rules = RuleBook::new(&law.place(&code.parse().unwrap()).unwrap());
        for when in (0..82).map(|quarter| month("2009-10").plus(quarter * 3)) {
            let born = when.plus(-61 * 12);
            let facts = AwardFacts {
                place: code.parse().unwrap(),
                birth: jiff::civil::date(born.year(), born.month(), 10),
                paid_years: 15,
                account: AccountBalance::ZERO.with(AccountSource::Personal, Fen::from_yuan(13_900)),
                first_month: when,
                origin: Origin::Assessed,
                exhaustion: None,
            };
            match assess_in(&facts, when, &rules) {
                Ok(done) => {
                    paid += 1;
                    assert!(done.components.total() >= Fen::from_yuan(155), "{code} {when}");
                    let told = explain_in(&facts, when, &rules).unwrap();
                    assert_eq!(told.node.amount, done.components.total());
                    assert!(told.node.to_text().contains("依据："), "{code} {when}");
                }
                Err(SchemeError::Law(LawError::Gap { question, .. })) => {
                    gaps += 1;
                    assert!(question.file.ends_with("resident.toml"), "{code} {when}");
                }
                Err(other) => panic!("{code} {when}: {other}"),
            }
        }
    }
    // Dongchuan 2018–2023, Zhanjiang all, Lieshan 2014-07–2017, Xinfeng from 2014-07.
    assert_eq!((paid, gaps), (24 + 82 + 14 + 63, 58 + 68 + 19));
}
