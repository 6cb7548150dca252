//! Awards of Dongchuan in 2019, against the figures of the handbook.

#![allow(clippy::unwrap_used)] // test helpers outside #[test] functions

use base::{ByLevel, Date, Fen, Level, Month};
use law::Law;
use shebao_schemes::resident::award::{assess_in, explain_in};
use shebao_schemes::resident::{
    AccountBalance, AccountSource, AwardFacts, ChangeReason, Components, Exhaustion, Origin, RuleBook, assess, explain,
    next_change,
};

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn date(text: &str) -> Date {
    base::parse_date(text).unwrap()
}

fn book() -> RuleBook {
    let law = Law::embedded().unwrap_or_else(|e| panic!("{e}"));
    RuleBook::new(&law.place(&"530113".parse().unwrap()).unwrap())
}

fn facts() -> AwardFacts {
    AwardFacts {
        place: "530113".parse().unwrap(),
        birth: date("1958-12-10"),
        paid_years: 17,
        account: AccountBalance::ZERO
            .with(AccountSource::Personal, Fen::from_yuan(10_000))
            .with(AccountSource::SubsidyProvince, Fen::from_yuan(3_900)),
        first_month: month("2019-01"),
        origin: Origin::Assessed,
        exhaustion: None,
    }
}

/// 88 centre + 15 province + 8 city + 7 district; 2 a year over 15 from the city; 13 900 ÷ 139.
#[test]
fn an_award_of_january_2019() {
    let awarded = assess(&facts(), &book()).unwrap().components;
    assert_eq!(awarded.base, ByLevel::new([88, 15, 8, 7].map(Fen::from_yuan)));
    assert_eq!(awarded.long_supplement, ByLevel::only(Level::City, Fen::from_yuan(4)));
    assert_eq!(awarded.age_supplement.total(), Fen::ZERO);
    assert_eq!(awarded.account, Fen::from_yuan(100));
    assert_eq!(awarded.total(), Fen::from_yuan(222));
    assert_eq!(Components::from_rows(awarded.rows()), Some(awarded));
}

#[test]
fn the_explanation_gives_the_same_number_and_cites_every_level() {
    let explained = explain(&facts(), &book()).unwrap();
    assert_eq!(explained.value, assess(&facts(), &book()).unwrap());
    assert_eq!(explained.node.amount, Fen::from_yuan(222));
    let children: Fen = explained.node.children.iter().map(|n| n.amount).sum();
    assert_eq!(children, explained.node.amount);
    let text = explained.node.to_text();
    for word in ["人社部规〔2018〕3号", "÷ 139", "四舍五入到分", "└─ 个人账户养老金", "【推断："]
    {
        assert!(text.contains(word), "{word} not in\n{text}");
    }
}

#[test]
fn sixty_five_adds_five_yuan_from_the_month_after_shared_by_three_levels() {
    let facts = AwardFacts { birth: date("1954-02-28"), first_month: month("2018-03"), ..facts() };
    let at = |m: &str| assess_in(&facts, month(m), &book()).unwrap().components.age_supplement;
    assert_eq!(at("2019-02"), ByLevel::ZERO);
    assert_eq!(at("2019-03"), ByLevel::new([0, 250, 200, 50].map(Fen::new)));
    let change = next_change(&facts, month("2019-01"), &book()).unwrap();
    assert_eq!(change, Some((month("2019-03"), ChangeReason::Age)));
}

#[test]
fn an_award_taken_on_keeps_what_it_paid_and_moves_by_the_difference() {
    // The other system paid a county part of 6.20 and an account pension of 33.33.
    let taken = Components {
        base: ByLevel::new([8_800, 1_500, 800, 620].map(Fen::new)),
        account: Fen::new(3_333),
        ..Components::ZERO
    };
    let origin = Origin::TakenOn { month: month("2018-12"), components: taken };
    let facts = AwardFacts { birth: date("1954-02-28"), origin, ..facts() };
    assert_eq!(assess(&facts, &book()).unwrap().components, taken);
    let march = explain_in(&facts, month("2019-03"), &book()).unwrap();
    assert_eq!(march.value.components.total(), taken.total() + Fen::from_yuan(5));
    assert_eq!(march.value.components.base, taken.base);
    assert!(march.node.formula.contains("移植 2018-12"));
    let early = assess_in(&facts, month("2018-11"), &book()).unwrap_err();
    assert!(early.to_string().contains("2018-11 早于待遇起始月"), "{early}");
}

#[test]
fn an_exhausted_account_is_paid_on_by_the_county() {
    let end = Exhaustion { month: month("2019-05"), last_from_account: Fen::from_yuan(30) };
    let facts = AwardFacts { exhaustion: Some(end), ..facts() };
    let at = |m: &str| assess_in(&facts, month(m), &book()).unwrap().components;
    assert_eq!(at("2019-04").account, Fen::from_yuan(100));
    assert_eq!(at("2019-05").account, Fen::from_yuan(30));
    assert_eq!(at("2019-05").account_by_level, ByLevel::only(Level::County, Fen::from_yuan(70)));
    assert_eq!(at("2019-06").account, Fen::ZERO);
    assert_eq!(at("2019-06").account_pension(), Fen::from_yuan(100));
    assert!(["2019-04", "2019-05", "2019-06"].iter().all(|m| at(m).total() == Fen::from_yuan(222)));
    let reason = |after: &str| next_change(&facts, month(after), &book()).unwrap();
    assert_eq!(reason("2019-04"), Some((month("2019-05"), ChangeReason::AccountExhausted)));
    assert_eq!(reason("2019-05"), Some((month("2019-06"), ChangeReason::AccountExhausted)));
}

#[test]
fn a_month_without_published_law_is_an_error_that_names_the_file() {
    let facts = AwardFacts { first_month: month("2016-02"), ..facts() };
    let error = assess(&facts, &book()).unwrap_err();
    assert!(error.to_string().contains("resident.toml"), "{error}");
}

/// The stored form: whoever changes it makes awards of earlier years unreadable.
#[test]
fn the_json_of_frozen_facts_is_fixed() {
    let json = r#"{"place":"530113","birth":"1958-12-10","paid_years":17,"account":{"personal":1000000,"subsidy_province":390000},"first_month":"2019-01","origin":"assessed","exhaustion":null}"#;
    assert_eq!(serde_json::to_string(&facts()).unwrap(), json);
    assert_eq!(serde_json::from_str::<AwardFacts>(json).unwrap(), facts());
    let taken_on = r#"{"place":"530113","birth":"1954-02-28","paid_years":0,"account":{},"first_month":"2014-03","origin":{"taken_on":{"month":"2018-12","components":{"base":[8800,1500,800,700],"long_supplement":[0,0,0,0],"age_supplement":[0,0,0,0],"account_by_level":[0,0,0,0],"account":3333}}},"exhaustion":{"month":"2020-05","last_from_account":12}}"#;
    let facts: AwardFacts = serde_json::from_str(taken_on).unwrap();
    assert_eq!(serde_json::to_string(&facts).unwrap(), taken_on);
    assert_eq!(assess(&facts, &book()).unwrap().components.account, Fen::new(3_333));
    assert!(serde_json::from_str::<AwardFacts>(&json.replace("exhaustion", "exhausted")).is_err());
}
