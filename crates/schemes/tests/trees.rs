//! The trees of what is not a pension: years that may be filled, and the change of a version.
#![allow(clippy::unwrap_used)] // test helpers outside #[test] functions

use base::{Fen, Month, RegionCode, parse_date};
use law::Law;
use shebao_schemes::explain::explained;
use shebao_schemes::resident::{
    AccountBalance, AccountSource, AwardFacts, FillingRules, Origin, RuleBook, explain_change, filling,
};

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

#[test]
fn filling_says_which_years_and_why() {
    let law = Law::embedded().unwrap();
    let place = law.place(&"530113".parse().unwrap()).unwrap();
    let rules = FillingRules::at(&place, month("2019-01")).unwrap();
    let (birth, on) = (parse_date("1958-12-10").unwrap(), parse_date("2019-01-02").unwrap());
    let told = explained(|trace| filling(birth, 3, on, &rules, trace)).unwrap();
    assert_eq!(told.node.said.as_deref(), Some(format!("{} 年", told.value.may_fill).as_str()));
    let text = told.node.to_text();
    assert!(
        text.contains(&format!("应缴 {} 年 − 已缴 3 年 = 尚缺 {} 年", told.value.required, told.value.short)),
        "{text}"
    );
    assert!(text.contains("国发〔2014〕8号") && !text.contains("0.00 元"), "{text}");
}

#[test]
fn a_change_of_version_unfolds_into_both_months() {
    let row = "[[parameter.row]]\nfrom = \"2019-02\"\nvalue = \"12\"\npublished = \"\"\nsource = \"dc-2019-report\"\n\
               article = \"\"\nchecked = \"2026-11-21\"\n";
    let texts = law::EMBEDDED_TEXTS.iter().map(|(path, text)| match *path {
        "yunnan/kunming/dongchuan/resident.toml" => {
            let head = "name = \"base_pension.county\"\n";
            let end = text[text.find(head).unwrap() + head.len()..].find("[[parameter]]").unwrap();
            let at = text.find(head).unwrap() + head.len() + end;
            (*path, format!("{}{row}\n{}", &text[..at], &text[at..]))
        }
        _ => (*path, (*text).to_owned()),
    });
    let (old, new) = (Law::embedded().unwrap(), Law::from_texts(texts).unwrap());
    let code: RegionCode = "530113".parse().unwrap();
    let (old, new) = (RuleBook::new(&old.place(&code).unwrap()), RuleBook::new(&new.place(&code).unwrap()));
    assert_eq!(old.first_difference(&new), Some(month("2019-02")));
    let facts = AwardFacts {
        place: code,
        birth: parse_date("1958-12-10").unwrap(),
        paid_years: 17,
        account: AccountBalance::ZERO.with(AccountSource::Personal, Fen::from_yuan(13_900)),
        first_month: month("2019-01"),
        origin: Origin::Assessed,
        exhaustion: None,
    };
    let told = explain_change(&facts, month("2019-03"), &old, &new).unwrap();
    assert_eq!((told.value.total(), told.node.amount), (Fen::from_yuan(5), Fen::from_yuan(5)));
    assert_eq!(told.node.children.len(), 2);
    assert!(told.node.to_text().contains("新版本 227.00 − 现行版本 222.00"), "{}", told.node.to_text());
    let before = explain_change(&facts, month("2019-01"), &old, &new).unwrap();
    assert_eq!(before.value.total(), Fen::ZERO);
}
