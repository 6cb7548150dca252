//! 信息变更: ordinary facts, key facts, account; and what a screen then shows.

use crate::common::{TestOffice, day};
use crate::town::{contributor, id_number, open_books, recipient, take_on};
use base::Fen;
use desk::{FieldError, Refusal, Stage};
use shebao_office::registry::{
    ChangeKeyInput, ChangeOrdinaryInput, ChangePayeeInput, Flag, PersonCard, find_people, person_card,
};
use shebao_office::tables::{Cause, IdentifierKind, PersonId};

fn faults(refusal: Refusal) -> Vec<FieldError> {
    match refusal {
        Refusal::Fields(errors) => errors,
        other => panic!("{other}"),
    }
}

fn person_called(office: &mut TestOffice, text: &str) -> PersonId {
    let environment = std::sync::Arc::clone(office.office.environment());
    let agency = office.agency;
    let find =
        |look: &mut desk::Look<'_>| find_people(look, &environment, text).map_err(|e| Refusal::Fields(e.into_fields()));
    let found = office.office.look(agency, find).unwrap();
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    found[0].person
}

fn card(office: &mut TestOffice, person: PersonId) -> PersonCard {
    let environment = std::sync::Arc::clone(office.office.environment());
    let agency = office.agency;
    let read = |look: &mut desk::Look<'_>| {
        person_card(look, &environment, person).map_err(|e| Refusal::Fields(e.into_fields()))
    };
    office.office.look(agency, read).unwrap().unwrap()
}

/// Number 1 pays in; 2 receives and is flagged for address, account and ID number.
fn two(office: &mut TestOffice) -> (PersonId, PersonId) {
    open_books(office);
    let mut flagged = recipient(2);
    flagged.address = String::new();
    flagged.id = "530113195506129023".into();
    flagged.award.as_mut().unwrap().card = "坏账号".into();
    take_on(office, &[contributor(1), flagged]).unwrap();
    (person_called(office, "53011310000001"), person_called(office, "模拟2"))
}

#[test]
fn a_move_of_a_recipient_is_a_version_of_the_award() {
    TestOffice::on_each_engine(|office| {
        let (payer, recipient) = two(office);
        let mut input = ChangeOrdinaryInput {
            person: recipient,
            phone: Some("0871-62120000".into()),
            address: Some("下坪村 2 组".into()),
            region: Some("530113101202".parse().unwrap()),
        };
        let answer = office.make("registry.change_ordinary", &input).unwrap();
        assert_eq!(answer.waits_for, None, "one person does it");
        let after = card(office, recipient);
        assert_eq!(after.now.version.n, 2);
        assert_eq!(after.region_name, "下坪村");
        assert!(
            !after.flags.contains(&Flag::NoAddress) && after.flags.contains(&Flag::BadAccount),
            "{:?}",
            after.flags
        );
        let award = after.award.unwrap();
        assert_eq!((award.version.n, award.version.cause), (2, Cause::Moved));
        assert_eq!(award.version.region, after.now.version.region);
        // 88 + 15 + 8 + 7 by level and 6.13 from the account, unchanged.
        assert_eq!(award.components.iter().map(|(.., fen)| *fen).sum::<Fen>(), Fen::new(12_413));

        input.person = payer;
        office.run("registry.change_ordinary", &input).unwrap();
        assert!(card(office, payer).award.is_none());
        let errors = faults(office.make("registry.change_ordinary", &input).unwrap_err());
        assert!(errors[0].what.contains("相同"), "{errors:?}");
        let empty =
            ChangeOrdinaryInput { person: payer, phone: Some("1".into()), address: Some(" ".into()), region: None };
        assert_eq!(faults(office.make("registry.change_ordinary", &empty).unwrap_err()).len(), 2);
        let nobody = ChangeOrdinaryInput { person: PersonId(7), ..empty };
        let errors = faults(office.make("registry.change_ordinary", &nobody).unwrap_err());
        assert!(errors[0].what.contains("没有这个人员"), "{errors:?}");
    });
}

#[test]
fn a_key_fact_needs_a_document_three_people_and_a_free_number() {
    TestOffice::on_each_engine(|office| {
        let (payer, recipient) = two(office);
        let change = |person, id: Option<String>, name: Option<&str>, birth: Option<&str>| ChangeKeyInput {
            person,
            id_number: id,
            name: name.map(str::to_owned),
            birth: birth.map(day),
            document: "居民身份证".into(),
        };
        let taken = change(recipient, Some(contributor(1).id), None, None);
        let errors = faults(office.make("registry.change_key", &taken).unwrap_err());
        assert!(errors[0].what.contains("另一名"), "{errors:?}");
        let wrong_birth = change(payer, None, None, Some("1980-03-08"));
        let errors = faults(office.make("registry.change_key", &wrong_birth).unwrap_err());
        assert!(errors[0].what.contains("不一致"), "{errors:?}");
        let mut no_document = change(payer, None, Some("新名"), None);
        no_document.document = " ".into();
        let errors = faults(office.make("registry.change_key", &no_document).unwrap_err());
        assert!(errors[0].what.contains("所见证件"), "{errors:?}");

        let both = change(recipient, Some(id_number("19550612", 902)), Some("改名"), None);
        let made = office.make("registry.change_key", &both).unwrap();
        assert_eq!(made.waits_for, Some(Stage::Check));
        assert!(made.notices.iter().any(|notice| notice.starts_with("双改")), "{:?}", made.notices);
        let checked = office.sign("registry.change_key", Stage::Check, made.matter, &made.digest).unwrap();
        assert_eq!(card(office, recipient).now.version.n, 1, "nothing before the last signature");
        office.sign("registry.change_key", Stage::Approve, made.matter, &checked.digest).unwrap();
        let after = card(office, recipient);
        assert_eq!(after.now.version.name, "改名");
        assert!(!after.flags.contains(&Flag::BadId), "{:?}", after.flags);
        let kinds: Vec<IdentifierKind> = after.identifiers.iter().map(|(kind, _)| *kind).collect();
        assert!(kinds.contains(&IdentifierKind::IdNumber) && !kinds.contains(&IdentifierKind::BadId), "{kinds:?}");
        let shown = &after.identifiers.iter().find(|(kind, _)| *kind == IdentifierKind::IdNumber).unwrap().1;
        assert!(shown.masked.contains("****"), "{}", shown.masked);
        assert_eq!(person_called(office, &id_number("19550612", 902)), recipient);
    });
}

#[test]
fn one_present_account_and_a_version_for_the_recipient() {
    TestOffice::on_each_engine(|office| {
        let (payer, recipient) = two(office);
        assert_eq!(card(office, recipient).award.unwrap().version.payee, None);
        let input = |person, account: &str| ChangePayeeInput {
            person,
            account: account.into(),
            holder: "他人".into(),
            bank: "邮储".into(),
            document: "社保卡".into(),
        };
        let errors = faults(office.make("registry.change_payee", &input(recipient, "6222 0200")).unwrap_err());
        assert!(errors[0].what.contains("只能是数字"), "{errors:?}");
        // Fails the check of cards: told, not refused.
        office.run("registry.change_payee", &input(recipient, "4111111111111112")).unwrap();
        let after = card(office, recipient);
        assert_eq!(after.flags.iter().filter(|flag| **flag == Flag::UncheckedAccount).count(), 1);
        assert!(!after.flags.contains(&Flag::BadAccount));
        let account = |card: &PersonCard| {
            let of_kind = |kind: &IdentifierKind| *kind == IdentifierKind::BankAccount;
            card.identifiers
                .iter()
                .filter(|(kind, _)| of_kind(kind))
                .map(|(_, present)| present.clone())
                .collect::<Vec<_>>()
        };
        let version = after.award.as_ref().unwrap().version.clone();
        assert_eq!((version.n, version.cause, version.payee), (2, Cause::Payee, Some(account(&after)[0].id)));
        let same = input(recipient, "4111111111111112");
        let errors = faults(office.make("registry.change_payee", &same).unwrap_err());
        assert!(errors[0].what.contains("相同"), "{errors:?}");

        let mut next = input(recipient, "4111111111111111");
        next.holder = String::new();
        office.run("registry.change_payee", &next).unwrap();
        let after = card(office, recipient);
        assert_eq!(account(&after).len(), 1);
        assert_eq!((account(&after)[0].masked.as_str(), account(&after)[0].holder.as_str()), ("****1111", ""));
        let shared = office.make("registry.change_payee", &input(payer, "4111111111111111")).unwrap();
        assert!(shared.notices.iter().any(|notice| notice.contains("另外 1 人")), "{:?}", shared.notices);
        assert!(shared.notices.iter().any(|notice| notice.contains("不是本人")), "{:?}", shared.notices);
    });
}

#[test]
fn a_card_shows_the_account_and_a_search_finds_by_name_and_number() {
    TestOffice::on_each_engine(|office| {
        let (payer, _) = two(office);
        let shown = card(office, payer);
        // 800.00 paid in and 12.34 of interest.
        assert_eq!(shown.balance, Fen::new(81_234));
        assert_eq!(shown.account.len(), 2);
        assert_eq!(shown.events.len(), 1);
        let environment = std::sync::Arc::clone(office.office.environment());
        let agency = office.agency;
        let mut found = |text: &str| {
            let find = |look: &mut desk::Look<'_>| {
                find_people(look, &environment, text).map_err(|e| Refusal::Fields(e.into_fields()))
            };
            office.office.look(agency, find).unwrap()
        };
        assert_eq!(found("模拟").len(), 2);
        assert_eq!(found("拟").len(), 0);
        assert_eq!(found("%").len(), 0);
        assert_eq!(found(" ").len(), 0);
        let id = found(&contributor(1).id);
        assert_eq!(id[0].person, payer);
        assert!(id[0].id_masked.contains("****"), "{}", id[0].id_masked);
        assert_eq!(found(&payer.to_string())[0].person, payer);
    });
}
