//! What holds for every person, whatever the numbers.

#![allow(clippy::unwrap_used)] // test helpers outside #[test] functions

use std::sync::LazyLock;

use base::{ByLevel, Fen, Month};
use law::Law;
use proptest::prelude::*;
use shebao_schemes::Trace;
use shebao_schemes::resident::{
    AccountBalance, AccountSource, AwardFacts, ByPayer, Components, DeathFacts, DeathRules, EntryRules, Exhaustion,
    FeeKind, InterestRules, Origin, RuleBook, assess_in, entry_subsidy, exhaustion, explain_in, give_back, next_change,
    settle, year_interest,
};

static LAW: LazyLock<Law> = LazyLock::new(|| Law::embedded().unwrap());
static BOOK: LazyLock<RuleBook> = LazyLock::new(|| RuleBook::new(&LAW.place(&"530113".parse().unwrap()).unwrap()));

fn january() -> Month {
    "2019-01".parse().unwrap()
}

fn months() -> impl Strategy<Value = Month> {
    (0..18).prop_map(|i| january().plus(i))
}

prop_compose! {
    fn awards()(
        born in 0_i64..14_000,
        paid_years in 0_u32..40,
        personal in 0_i64..50_000_000,
        subsidy in 0_i64..5_000_000,
        taken in any::<bool>(),
        parts in [0_i64..20_000, 0..20_000, 0..20_000, 0..20_000, 0..200_000],
        used_up in proptest::option::of(-20_i32..20),
    ) -> AwardFacts {
        let first_month: Month = "2018-06".parse().unwrap();
        let birth = jiff::civil::date(1920, 1, 1).checked_add(jiff::Span::new().days(born)).unwrap();
        let components = Components {
            base: ByLevel::new([parts[0], parts[1], parts[2], parts[3]].map(Fen::new)),
            account: Fen::new(parts[4]),
            ..Components::ZERO
        };
        let month = "2018-12".parse().unwrap();
        let account = AccountBalance::ZERO
            .with(AccountSource::Personal, Fen::new(personal))
            .with(AccountSource::SubsidyProvince, Fen::new(subsidy));
        let exhaustion = used_up.map(|offset| Exhaustion { month: january().plus(offset), last_from_account: Fen::ZERO });
        let origin = if taken { Origin::TakenOn { month, components } } else { Origin::Assessed };
        AwardFacts { place: "530113".parse().unwrap(), birth, paid_years, account, first_month, origin, exhaustion }
    }
}

proptest! {
    #[test]
    fn the_total_is_the_sum_of_its_rows_and_the_tree_agrees(facts in awards(), month in months()) {
        let plain = assess_in(&facts, month, &BOOK).unwrap();
        let rows: Fen = plain.components.rows().map(|row| row.fen).sum();
        prop_assert_eq!(rows, plain.components.total());
        prop_assert_eq!(plain.components.by_level().total() + plain.components.account, rows);
        let explained = explain_in(&facts, month, &BOOK).unwrap();
        prop_assert_eq!(explained.value, plain);
        prop_assert_eq!(explained.node.amount, rows);
        let children: Vec<Fen> = explained.node.children.iter().map(|child| child.amount).collect();
        match facts.origin {
            // The account's payers stand beside the account pension, not on top of it.
            Origin::Assessed => prop_assert_eq!(children.iter().take(4).copied().sum::<Fen>(), rows),
            Origin::TakenOn { components, .. } => {
                prop_assert_eq!(components.total() + children[0] - children[1], rows);
            }
        }
    }

    #[test]
    fn frozen_facts_come_back_from_json_as_they_were(facts in awards()) {
        let json = serde_json::to_string(&facts).unwrap();
        prop_assert_eq!(serde_json::from_str::<AwardFacts>(&json).unwrap(), facts);
    }

    #[test]
    fn more_contributions_never_lower_a_pension(facts in awards(), more in 0_i64..1_000_000, years in 0_u32..5, month in months()) {
        let before = assess_in(&facts, month, &BOOK).unwrap().components.total();
        let account = facts.account.with(AccountSource::Personal, Fen::new(more));
        let richer = AwardFacts { account, paid_years: facts.paid_years + years, ..facts };
        prop_assert!(assess_in(&richer, month, &BOOK).unwrap().components.total() >= before);
    }

    #[test]
    fn between_two_changes_nothing_moves(facts in awards(), month in months()) {
        let next = next_change(&facts, month, &BOOK).unwrap().map_or(month.plus(6), |(next, _)| next);
        let now = assess_in(&facts, month, &BOOK).unwrap().components;
        let span = next.months_since(month).min(12);
        for later in (1..span).map(|i| month.plus(i)) {
            prop_assert_eq!(assess_in(&facts, later, &BOOK).unwrap().components, now);
        }
    }

    #[test]
    fn an_account_pays_out_exactly_what_it_holds(balance in 0_i64..10_000_000, monthly in 1_i64..100_000) {
        let (balance, monthly) = (Fen::new(balance), Fen::new(monthly));
        prop_assume!(balance.get() / monthly.get() <= 1_200);
        let end = exhaustion::schedule(balance, monthly, january()).unwrap();
        let full = i64::from(end.month.months_since(january()));
        prop_assert!(end.last_from_account < monthly);
        prop_assert_eq!(monthly.times(full) + end.last_from_account, balance);
    }

    #[test]
    fn repayments_add_up_to_what_each_payer_was_owed(owed in [0_i64..100_000, 0..100_000, 0..100_000, 0..100_000, 0..100_000], cut in 0_u8..=100) {
        let by_level = ByLevel::new([owed[0], owed[1], owed[2], owed[3]].map(Fen::new));
        let all = ByPayer { by_level, account: Fen::new(owed[4]) };
        let first = Fen::new(all.total().get() * i64::from(cut) / 100);
        let part = give_back(first, &all).unwrap();
        prop_assert_eq!(part.total(), first);
        let left = all.less(&part);
        prop_assert!(left.by_level.iter().all(|(_, fen)| !fen.is_negative()) && !left.account.is_negative());
        prop_assert_eq!(give_back(all.total() - first, &left).unwrap(), left);
        prop_assert!(give_back(all.total() + Fen::new(1), &all).is_err());
    }

    #[test]
    fn a_death_is_settled_without_losing_a_fen(facts in awards(), died in 1_i8..=28, balance in 0_i64..10_000_000) {
        let month = january().plus(4);
        let monthly = assess_in(&facts, month, &BOOK).unwrap().components;
        let death = jiff::civil::date(2019, 3, died);
        let paid: Vec<_> = [january(), month].map(|m| (m, monthly)).to_vec();
        let unpaid = [(january().plus(1), monthly), (january().plus(5), monthly)];
        let balance = Fen::new(balance) + monthly.account;
        let known = DeathFacts { death, receiving: true, paid: &paid, unpaid: &unpaid, balance };
        let rules = DeathRules::at(&LAW.place(&facts.place).unwrap(), Month::of(death)).unwrap();
        let done = settle(&known, &rules, &mut Trace::off()).unwrap();
        // One month owed, one overpaid: they cancel out, and 12 × 75 yuan and the balance are left,
        // from which the month owed has taken its account part.
        prop_assert_eq!(done.overpaid_months, 1);
        prop_assert_eq!(done.net(), balance - monthly.account + Fen::from_yuan(900));
    }

    #[test]
    fn interest_does_not_depend_on_the_order_of_bookings(rows in proptest::collection::vec((0_i32..12, 0_i64..1_000_000), 0..6), opening in 0_i64..100_000_000) {
        let rules = InterestRules::of_year(&LAW.place(&"530113".parse().unwrap()).unwrap(), january()).unwrap();
        let mut rows: Vec<(Month, Fen)> = rows.into_iter().map(|(m, fen)| (january().plus(m), Fen::new(fen))).collect();
        let interest = |rows: &[(Month, Fen)]| year_interest(Fen::new(opening), rows, &rules, &mut Trace::off()).unwrap();
        let forward = interest(&rows);
        rows.reverse();
        prop_assert_eq!(interest(&rows), forward);
        // 1.5 % of everything for a whole year is the most it can be.
        let most: i64 = opening + rows.iter().map(|(_, fen)| fen.get()).sum::<i64>();
        prop_assert!(forward.get() * 1_000 <= most * 15 + 500);
    }
}

#[test]
fn a_higher_tier_never_gets_less_subsidy() {
    let rules = EntryRules::at(&LAW.place(&"530113".parse().unwrap()).unwrap(), january()).unwrap();
    let all: Vec<Fen> = rules
        .tiers()
        .map(|tier| entry_subsidy(tier, FeeKind::Current, &rules, &mut Trace::off()).unwrap().total())
        .collect();
    assert_eq!(all.len(), 12);
    assert!(all.is_sorted(), "{all:?}");
}
