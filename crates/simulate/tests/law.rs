//! What the old system paid must be what the law gives, or January's run would show differences
//! that nobody can explain. The model writes the amounts down by itself, so these comparisons can
//! fail.

#![allow(clippy::unwrap_used)] // helpers of tests

use base::{Fen, Month};
use law::Law;
use schemes::Trace;
use schemes::resident::account_pension::AccountRules;
use schemes::resident::age_supplement::{AgeRules, age_supplement};
use schemes::resident::base_pension::{BaseRules, base_pension};
use schemes::resident::{
    ClaimRules, EntryRules, FeeKind, InterestRules, entry_subsidy, first_month, required_years, year_interest,
};
use shebao_simulate::{District, Source, Standing};

const PEOPLE: u64 = 4_000;

fn december() -> Month {
    "2018-12".parse().unwrap()
}

fn law() -> Law {
    Law::embedded().unwrap()
}

#[test]
fn pensions_in_payment_are_what_the_law_gives() {
    let law = law();
    let place = law.place(&"530113".parse().unwrap()).unwrap();
    let base = base_pension(&BaseRules::at(&place, december()).unwrap(), &mut Trace::off()).unwrap();
    let ages = AgeRules::at(&place, december()).unwrap();
    let claims = ClaimRules::at(&place, december()).unwrap();
    let accounts = AccountRules::at(&place, december()).unwrap();
    let district = District::new(5, PEOPLE).unwrap();
    let mut compared = 0;
    for person in (0..PEOPLE).map(|index| district.person(index)) {
        let account = district.account(&person);
        let Some(award) = district.award(&person, &account) else { continue };
        assert_eq!(award.base, base);
        assert_eq!(
            award.age,
            age_supplement(person.birth, december(), &ages, &mut Trace::off()).unwrap(),
            "{person:?}"
        );
        assert_eq!(award.first, first_month(person.birth, None, &claims), "{person:?}");
        assert_eq!(account.years, required_years(person.birth, &claims), "{person:?}");
        let pension = schemes::resident::account_pension::account_pension(
            account.at_start,
            person.birth,
            award.first,
            &accounts,
            &mut Trace::off(),
        );
        assert_eq!(award.account, pension.unwrap());
        assert!(account.at_start.is_zero() || account.balance() > Fen::ZERO, "no account is used up by 2018");
        compared += 1;
    }
    assert_eq!(compared, district.counts().recipients + district.counts().suspended);
}

#[test]
fn those_who_turn_60_in_december_have_their_years() {
    let law = law();
    let place = law.place(&"530113".parse().unwrap()).unwrap();
    let claims = ClaimRules::at(&place, december()).unwrap();
    let district = District::new(5, 40_000).unwrap();
    let mut new = 0;
    for person in (0..40_000).map(|index| district.person(index)) {
        if person.standing == Standing::Contributor && person.sixtieth() == december() {
            let paid = i64::try_from(district.payments(&person).len()).unwrap();
            assert!(paid >= required_years(person.birth, &claims), "{person:?}");
            new += 1;
        }
    }
    assert_eq!(new, district.january_due().new.len());
}

/// A contributor's account rebuilt fee by fee and year by year with the law's own rules.
#[test]
fn accounts_are_what_the_law_books() {
    let law = law();
    let place = law.place(&"530113".parse().unwrap()).unwrap();
    // Subsidies have law from June 2014; the 2018 table is the same (handbook 3.3).
    let entry = EntryRules::at(&place, "2018-06".parse().unwrap()).unwrap();
    let district = District::new(5, PEOPLE).unwrap();
    let contributors = (0..PEOPLE).map(|index| district.person(index)).filter(|p| p.standing == Standing::Contributor);
    for person in contributors.take(300) {
        let account = district.account(&person);
        let mut sources = [Fen::ZERO; 7];
        let mut interest = Fen::ZERO;
        let mut own = Fen::ZERO;
        for year in 2011..=2018 {
            let opening = own;
            let mut credited = Vec::new();
            for fee in district.payments(&person).into_iter().filter(|fee| fee.year == year) {
                let kind = if fee.proxy { FeeKind::Proxy } else { FeeKind::Current };
                let subsidy = entry_subsidy(fee.tier, kind, &entry, &mut Trace::off()).unwrap();
                sources[if fee.proxy { Source::Proxy } else { Source::Personal } as usize] += fee.tier;
                for (source, level) in [
                    (Source::Province, base::Level::Province),
                    (Source::City, base::Level::City),
                    (Source::County, base::Level::County),
                ] {
                    sources[source as usize] += subsidy[level];
                }
                if !fee.proxy {
                    let month = Month::new(year, i8::try_from(fee.month).unwrap()).unwrap();
                    credited.push((month, fee.tier));
                }
            }
            // Interest of the personal source alone: rounded by source, as the account keeps it.
            let rules = InterestRules::of_year(&place, Month::new(year, 1).unwrap()).unwrap();
            let earned = year_interest(opening, &credited, &rules, &mut Trace::off()).unwrap();
            interest += earned;
            own += credited.iter().map(|(_, fee)| *fee).sum::<Fen>() + earned;
        }
        assert_eq!(account.principal, sources, "{person:?}");
        assert_eq!(account.interest[Source::Personal as usize], interest, "{person:?}");
    }
}
