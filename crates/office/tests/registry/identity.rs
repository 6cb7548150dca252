//! Who is who: records merged and parted, numbers of 15 digits, cards by a bank's list, banks that
//! became others.

use crate::common::{TestOffice, day};
use crate::sound;
use crate::sound::{newest, on_each_engine, person, refused, said, taken_in};
use crate::tax;
use crate::town;
use crate::town::{Insured, contributor, id_number, open_books, recipient, take_on};
use base::Fen;
use desk::{Answer, Refusal};
use shebao_office::accounts::{CreditInterestInput, TransferOutInput};
use shebao_office::contributions::{BookAccountsInput, account_balance};
use shebao_office::figures::{definition, figure};
use shebao_office::registry::{
    Banks, ChangeKeyInput, MergePeopleInput, OverlappingYear, ReplaceCardsInput, SetBankInput, UnmergePeopleInput,
    UpgradeIdsInput, find_people, overlapping_years,
};
use shebao_office::tables::{PersonId, TransferKind};

/// The 15-digit number of an 18-digit one of the last century.
fn legacy(id: &str) -> String {
    format!("{}{}", &id[..6], &id[8..17])
}

fn merge(office: &mut TestOffice, keep: PersonId, merged: PersonId) -> Result<Answer, Refusal> {
    let input =
        MergePeopleInput { keep, merged, document: "户口簿 530113-7".into(), cancelled_number: String::new() };
    office.run("registry.merge_people", &input)
}

fn looked_up(office: &mut TestOffice, id: &str) -> Vec<PersonId> {
    let environment = std::sync::Arc::clone(office.office.environment());
    let found = office
        .office
        .look(office.agency, |look| find_people(look, &environment, id).map_err(|e| Refusal::Fields(e.into_fields())));
    found.unwrap().into_iter().map(|found| found.person).collect()
}

fn overlapping(office: &mut TestOffice) -> Vec<OverlappingYear> {
    let found =
        office.office.look(office.agency, |look| overlapping_years(look).map_err(|e| Refusal::Fields(e.into_fields())));
    found.unwrap()
}

/// The second record is the first person's, by the number of 15 digits.
fn doubled() -> Vec<Insured> {
    let mut again = contributor(2);
    again.name = contributor(1).name;
    again.id = legacy(&contributor(1).id);
    vec![contributor(1), again, contributor(3), recipient(4), recipient(5)]
}

#[test]
fn two_records_of_one_person_become_one_and_can_be_parted() {
    on_each_engine(|office| {
        open_books(office);
        let people = doubled();
        take_on(office, &people).unwrap();
        let [first, again, other, fourth, fifth] = [1, 2, 3, 4, 5].map(|n| person(office, n));
        // Two living people who are not one: name and number differ; and two pensions are no double.
        let errors = said(merge(office, first, other).unwrap_err());
        assert!(errors.contains("姓名不同") && errors.contains("证件号码不同"), "{errors}");
        let errors = said(merge(office, first, first).unwrap_err());
        assert!(errors.contains("同一条记录"), "{errors}");
        let errors = said(merge(office, fourth, fifth).unwrap_err());
        assert!(errors.contains("两条记录都有待遇"), "{errors}");

        // Both paid 2019.
        office.on_day("2019-01-09");
        let mut paid = [tax::paid("S01", &people[0], "300"), tax::paid("S02", &people[0], "200")];
        tax::import(office, "一.csv", &paid[..1]).unwrap();
        let before = office.number(&format!("SELECT COUNT(*) FROM contribution WHERE person = {}", first.0));
        assert_eq!(before, 1);
        merge(office, first, again).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM person_alias WHERE kept IS NOT NULL"), 1);
        let state = format!(
            "SELECT COUNT(*) FROM enrolment_event v JOIN enrolment e ON e.id = v.enrolment \
             WHERE e.person = {} AND v.state = 'ended'",
            again.0
        );
        assert_eq!(office.number(&state), 1);
        assert!(said(merge(office, first, again).unwrap_err()).contains("已经并入"));
        assert!(said(merge(office, again, other).unwrap_err()).contains("已经并入"));
        // What is paid on either number belongs to the record in use.
        paid.rotate_left(1);
        tax::import(office, "二.csv", &paid[..1]).unwrap();
        assert_eq!(looked_up(office, &people[0].id), [first]);
        assert_eq!(overlapping(office), [], "nothing was paid on the other record");

        let undo = UnmergePeopleInput { merged: again, document: "双胞胎，两本户口簿".into() };
        office.run("registry.unmerge_people", &undo).unwrap();
        let sql = format!(
            "SELECT COUNT(*) FROM enrolment_event v JOIN enrolment e ON e.id = v.enrolment \
             WHERE e.person = {} AND v.state = 'active' AND v.n = 3",
            again.0
        );
        assert_eq!(office.number(&sql), 1, "the membership goes on");
        assert!(said(office.run("registry.unmerge_people", &undo).unwrap_err()).contains("没有并入"));
        assert_eq!(office.number("SELECT COUNT(*) FROM person"), 5, "no record is lost");
    });
}

#[test]
fn years_paid_on_both_records_are_listed_for_refund() {
    on_each_engine(|office| {
        open_books(office);
        let mut people = doubled();
        // As the tax bureau saw them, two whole numbers: the second's is corrected after the payments.
        people[1].id = id_number("19800307", 950);
        take_on(office, &people).unwrap();
        let [first, again] = [1, 2].map(|n| person(office, n));
        office.on_day("2019-01-09");
        let paid = [tax::paid("S01", &people[0], "300"), tax::paid("S02", &people[1], "200")];
        tax::import(office, "税务.csv", &paid).unwrap();
        let errors = said(merge(office, first, again).unwrap_err());
        assert!(errors.contains("证件号码不同") && !errors.contains("姓名"), "{errors}");
        assert_eq!(overlapping(office), []);
        let input = MergePeopleInput {
            keep: first,
            merged: again,
            document: "户口簿 530113-7".into(),
            cancelled_number: "派出所证明 2019-3".into(),
        };
        let answer = office.run("registry.merge_people", &input).unwrap();
        assert!(answer.notices.iter().any(|n| n.contains("至少 200.00 元")), "{:?}", answer.notices);
        let [year] = &overlapping(office)[..] else { panic!("one year") };
        assert_eq!((year.year, year.kept, year.merged), (2019, first, again));
        assert_eq!((year.kept_amount, year.merged_amount), (Fen::from_yuan(300), Fen::from_yuan(200)));
        assert_eq!(looked_up(office, &people[1].id), [first], "the cancelled number finds the record in use");
        assert_eq!(office.number(&format!("SELECT COUNT(*) FROM contribution WHERE person = {}", again.0)), 1);
    });
}

#[test]
fn a_number_of_15_digits_becomes_18_only_where_name_and_birth_agree() {
    on_each_engine(|office| {
        open_books(office);
        let mut people: Vec<Insured> = (1..=4).map(contributor).collect();
        let whole: Vec<String> = people.iter().map(|p| p.id.clone()).collect();
        for (person, id) in people.iter_mut().zip(&whole).take(3) {
            person.id = legacy(id);
        }
        take_on(office, &people).unwrap();
        let mut text = "15位号码,18位号码,姓名\n".to_owned();
        let foreign = id_number("19800308", 903);
        for (old, new, name) in [
            (&people[0].id, &whole[0], "模拟1"),
            (&people[1].id, &whole[1], "别名"),
            (&people[2].id, &foreign, "模拟3"),
            (&legacy(&whole[3]), &whole[3], "模拟4"),
        ] {
            text += &format!("{old},{new},{name}\n");
        }
        let input = UpgradeIdsInput { file: taken_in(office, "升位.csv", &text), name: "升位.csv".into() };
        let notices = office.run("registry.upgrade_ids", &input).unwrap().notices.join("\n");
        for word in ["登记的“模拟2”不同", "不是由这个 15 位号码升位而来", "没有这个 15 位号码"]
        {
            assert!(notices.contains(word), "{word} not in\n{notices}");
        }
        let [first, second] = [1, 2].map(|n| person(office, n));
        assert_eq!(looked_up(office, &whole[0]), [first]);
        assert_eq!(looked_up(office, &whole[1]), []);
        let flagged = |who: PersonId| {
            format!(
                "SELECT COUNT(*) FROM person_version v WHERE v.person = {} AND v.flags = 'id15' AND NOT EXISTS \
                 (SELECT 1 FROM person_version x WHERE x.person = v.person AND x.n > v.n)",
                who.0
            )
        };
        assert_eq!((office.number(&flagged(first)), office.number(&flagged(second))), (0, 1));
    });
}

#[test]
fn a_list_of_numbers_without_its_columns_without_lines_or_for_the_second_time_changes_nobody() {
    on_each_engine(|office| {
        open_books(office);
        let mut people = [contributor(1)];
        let whole = people[0].id.clone();
        people[0].id = legacy(&whole);
        take_on(office, &people).unwrap();
        let upgrade = |office: &TestOffice, name: &str, text: &str| UpgradeIdsInput {
            file: taken_in(office, name, text),
            name: name.into(),
        };
        let bare = upgrade(office, "缺列.csv", &format!("15位号码,姓名\n{},模拟1\n", people[0].id));
        let told = refused(office, "registry.upgrade_ids", &bare);
        assert!(told.contains("表头缺少必需的列：18位号码"), "{told}");
        let empty = upgrade(office, "空.csv", "15位号码,18位号码,姓名\n");
        let told = refused(office, "registry.upgrade_ids", &empty);
        assert!(told.contains("文件中没有明细行"), "{told}");
        let first = person(office, 1);
        assert_eq!(looked_up(office, &whole), []);

        let text = format!("15位号码,18位号码,姓名\n{},{whole},模拟1\n", people[0].id);
        let list = upgrade(office, "升位.csv", &text);
        office.run("registry.upgrade_ids", &list).unwrap();
        // The same bytes under another name.
        let again = upgrade(office, "升位二.csv", &text);
        let told = refused(office, "registry.upgrade_ids", &again);
        assert!(told.contains("已于 2019-01-02 导入（当时的文件名：升位.csv）"), "{told}");
        assert_eq!(looked_up(office, &whole), [first]);
    });
}

#[test]
fn name_and_number_changed_together_or_soon_after_one_another_raise_a_lead() {
    on_each_engine(|office| {
        open_books(office);
        take_on(office, &[contributor(1), contributor(2), contributor(3)]).unwrap();
        let [both, slowly, honest] = [1, 2, 3].map(|n| person(office, n));
        let change = |person, id: Option<u32>, name: Option<&str>| ChangeKeyInput {
            person,
            id_number: id.map(|n| id_number("19800307", n)),
            name: name.map(str::to_owned),
            birth: None,
            document: "身份证".into(),
        };
        let leads =
            |who: PersonId| format!("SELECT COUNT(*) FROM lead WHERE kind = 'key_change' AND person = {}", who.0);
        office.run("registry.change_key", &change(both, Some(960), Some("另一人"))).unwrap();
        assert_eq!(office.number(&leads(both)), 1);
        office.run("registry.change_key", &change(slowly, Some(961), None)).unwrap();
        assert_eq!(office.number(&leads(slowly)), 0, "one alone is ordinary");
        office.on_day("2019-03-01");
        let answer = office.run("registry.change_key", &change(slowly, None, Some("又一人"))).unwrap();
        assert!(answer.notices.iter().any(|n| n.contains("2019-01-02 变更")), "{:?}", answer.notices);
        assert_eq!(office.number(&leads(slowly)), 1);
        // A year apart is not together.
        office.run("registry.change_key", &change(honest, Some(962), None)).unwrap();
        office.on_day("2020-03-01");
        office.run("registry.change_key", &change(honest, None, Some("真更名"))).unwrap();
        assert_eq!(office.number(&leads(honest)), 0);
    });
}

/// A card with its check digit.
fn card(number: u32) -> String {
    let body = format!("62179000000{number:07}");
    (0..10).map(|d| format!("{body}{d}")).find(|text| text.parse::<base::BankCard>().unwrap().passes_luhn()).unwrap()
}

#[test]
fn a_banks_list_gives_new_cards_and_never_another_persons() {
    on_each_engine(|office| {
        open_books(office);
        let mut people: Vec<Insured> = (1..=5).map(recipient).collect();
        for (number, person) in (1..).zip(&mut people) {
            person.award.as_mut().unwrap().card = card(number);
        }
        take_on(office, &people).unwrap();
        let bank = |code: &str, name: &str, from: &str, successor: Option<&str>| SetBankInput {
            code: code.into(),
            name: name.into(),
            from: day(from),
            successor: successor.map(str::to_owned),
            document: "银保监复〔2018〕1 号（模拟）".into(),
        };
        // The cooperative becomes a commercial bank: the old code goes on meaning the new bank.
        let errors = said(
            office
                .make("registry.set_bank", &bank("402", "东川区农村信用合作联社", "2005-01-01", Some("314")))
                .unwrap_err(),
        );
        assert!(errors.contains("没有登记代码为 314"), "{errors}");
        office.run("registry.set_bank", &bank("402", "东川区农村信用合作联社", "2005-01-01", None)).unwrap();
        office.run("registry.set_bank", &bank("314", "东川农村商业银行", "2018-07-01", None)).unwrap();
        office.run("registry.set_bank", &bank("402", "东川区农村信用合作联社", "2018-07-01", Some("314"))).unwrap();
        let circle = bank("314", "东川农村商业银行", "2019-01-01", Some("402"));
        assert!(said(office.make("registry.set_bank", &circle).unwrap_err()).contains("自己承继"));
        let meant = |office: &mut TestOffice, on: &str| {
            let banks =
                office.office.look(office.agency, |look| Banks::on(look, day(on)).map_err(|_| Refusal::NoMatter));
            banks.unwrap().present("402").unwrap().name.clone()
        };
        assert_eq!(meant(office, "2018-06-30"), "东川区农村信用合作联社");
        assert_eq!(meant(office, "2018-07-01"), "东川农村商业银行");

        let mut text = "旧卡号,新卡号,姓名,银行代码\n".to_owned();
        let bad = format!("{}0", card(20));
        for (old, new, name, bank) in [
            (card(1), card(11), "模拟1", "402"),
            (card(2), card(3), "模拟2", "402"),
            (card(3), card(13), "另一人", "402"),
            (card(4), bad, "模拟4", "402"),
            (card(5), card(15), "模拟5", "999"),
            (card(9), card(19), "模拟9", "402"),
        ] {
            text += &format!("{old},{new},{name},{bank}\n");
        }
        let input = ReplaceCardsInput {
            file: taken_in(office, "换卡.csv", &text),
            name: "换卡.csv".into(),
            document: "换卡函 2019-1".into(),
        };
        let notices = office.run("registry.replace_cards", &input).unwrap().notices.join("\n");
        for word in
            ["另一人的待遇账户", "不是“另一人”的待遇账户", "校验规则", "没有登记银行“999”", "没有人正在使用这个旧卡号"]
        {
            assert!(notices.contains(word), "{word} not in\n{notices}");
        }
        let cards = "SELECT COUNT(*) FROM identifier WHERE kind = 'account'";
        assert_eq!(office.number(cards), 6, "one new card");
        let first = person(office, 1);
        assert!(newest(office, first, "cause", "'payee'"));
        let mine = format!(
            "SELECT COUNT(*) FROM award_version v JOIN identifier i ON i.id = v.payee WHERE v.person = {} \
             AND i.bank = '东川农村商业银行'",
            first.0
        );
        assert_eq!(office.number(&mine), 1);
    });
}

#[test]
fn a_banks_list_without_its_letter_or_for_the_second_time_gives_nobody_a_card() {
    on_each_engine(|office| {
        open_books(office);
        let mut people = [recipient(1)];
        people[0].award.as_mut().unwrap().card = card(1);
        take_on(office, &people).unwrap();
        let bank = SetBankInput {
            code: "314".into(),
            name: "东川农村商业银行".into(),
            from: day("2018-07-01"),
            successor: None,
            document: "银保监复〔2018〕1 号（模拟）".into(),
        };
        office.run("registry.set_bank", &bank).unwrap();
        let list = |office: &TestOffice, name: &str, text: &str| ReplaceCardsInput {
            file: taken_in(office, name, text),
            name: name.into(),
            document: "换卡函 2019-1".into(),
        };
        let cards = "SELECT COUNT(*) FROM identifier WHERE kind = 'account'";
        let text = format!("旧卡号,新卡号,姓名,银行代码\n{},{},模拟1,314\n", card(1), card(11));
        let good = list(office, "换卡.csv", &text);
        let silent = ReplaceCardsInput { document: " ".into(), ..good.clone() };
        let told = refused(office, "registry.replace_cards", &silent);
        assert!(told.contains("没有填写银行函件"), "{told}");
        // A list of something else.
        let other = list(office, "升位.csv", "15位号码,18位号码\n");
        let told = refused(office, "registry.replace_cards", &other);
        assert!(told.contains("找不到表头") && told.contains("批量换卡名单"), "{told}");
        assert_eq!(office.number(cards), 1);

        office.run("registry.replace_cards", &good).unwrap();
        let again = list(office, "换卡二.csv", &text);
        let told = refused(office, "registry.replace_cards", &again);
        assert!(told.contains("已于 2019-01-02 导入（当时的文件名：换卡.csv）"), "{told}");
        assert_eq!(office.number(cards), 2);
    });
}

#[test]
fn merged_records_are_one_account() {
    on_each_engine(|office| {
        let books = town::books(office, "100.00", "3000.00", "3100.00");
        office.run("registry.open_books", &books).unwrap();
        let people = doubled();
        take_on(office, &people[..3]).unwrap();
        let [first, again] = [1, 2].map(|n| person(office, n));
        // The record that is given up has paid 2019; then the one that stays pays it once more.
        office.on_day("2019-01-31");
        let other = Insured { id: id_number("19800307", 951), ..people[1].clone() };
        let named = ChangeKeyInput {
            person: again,
            id_number: Some(other.id.clone()),
            name: None,
            birth: None,
            document: "居民身份证".into(),
        };
        office.run("registry.change_key", &named).unwrap();
        tax::import(office, "一.csv", &[tax::paid("S01", &other, "300")]).unwrap();
        let received = |day: &'static str| {
            [
                ("国库入库", "2019-01-07", day, Fen::from_yuan(300)),
                ("财政专户到账", "2019-01-08", day, Fen::from_yuan(300)),
            ]
        };
        tax::receive(office, "收款一.csv", &received("一")).unwrap();
        office.run("contributions.book_accounts", &BookAccountsInput::default()).unwrap();
        let merged = MergePeopleInput {
            keep: first,
            merged: again,
            document: "户口簿 530113-7".into(),
            cancelled_number: "派出所证明 2019-3".into(),
        };
        office.run("registry.merge_people", &merged).unwrap();
        let second = tax::Tax { treasury: "2019-01-16", account: "2019-01-17", ..tax::paid("S02", &people[0], "300") };
        tax::import(office, "二.csv", &[second]).unwrap();
        let receipts = [
            ("国库入库", "2019-01-16", "GK16", Fen::from_yuan(300)),
            ("财政专户到账", "2019-01-17", "ZH17", Fen::from_yuan(300)),
        ];
        tax::receive(office, "收款二.csv", &receipts).unwrap();
        office.run("contributions.book_accounts", &BookAccountsInput::default()).unwrap();
        // Both records paid 2019: one payer; three records are two people.
        let counted = |office: &mut TestOffice, name: &str| {
            let read = |look: &mut desk::Look<'_>| figure(look, definition(name).unwrap(), 2019);
            let found = office.office.look(office.agency, |look| read(look).map_err(|_| Refusal::NoMatter));
            found.unwrap().digits()
        };
        assert_eq!((counted(office, "fee_payers").as_str(), counted(office, "insured").as_str()), ("1", "2"));
        let subsidies = "SELECT CAST(SUM(amount) AS BIGINT) FROM account_entry WHERE kind = 'subsidy'";
        assert_eq!(office.number(subsidies), 5_000, "tier 300: 30 + 20, once a year");
        let agency = office.agency;
        let account =
            office.office.look(agency, |look| account_balance(look, first).map_err(|_| Refusal::NoMatter)).unwrap();
        let both = 2 * 81_234 + 2 * 30_000 + 5_000;
        assert_eq!(account.left(), Fen::new(both));
        sound::sound(office);

        // Money that stayed under the other record bears interest, and leaves with the person.
        office.on_day("2020-02-01");
        let interest = format!(
            "SELECT CAST(SUM(amount) AS BIGINT) FROM interest_credit WHERE person IN ({}, {})",
            first.0, again.0
        );
        let out = TransferOutInput {
            person: first,
            kind: TransferKind::Place,
            place: "会泽县城乡居民社会养老保险局".into(),
            letter: "接收函-1".into(),
            on: day("2020-01-31"),
            document: "转出-1".into(),
            employees: None,
        };
        office.run("accounts.transfer_out", &out).unwrap();
        // 812.34 × 1.5 % = 12.1851; 300 and 350 since January: 4.50 and 5.25.
        assert_eq!(office.number(&interest), 1_669 + 1_744);
        assert_eq!(office.number("SELECT amount FROM transfer"), both + 1_669 + 1_744);
        let undo = UnmergePeopleInput { merged: again, document: "双胞胎，两本户口簿".into() };
        let errors = said(office.make("registry.unmerge_people", &undo).unwrap_err());
        assert!(errors.contains("已转出或结算"), "{errors}");
        // An account that left bears nothing, under neither record; the neighbour's does.
        office.on_day("2021-02-01");
        office.run("accounts.credit_interest", &CreditInterestInput { year: 2020, town: None }).unwrap();
        let later = interest.replace("CAST(SUM(amount) AS BIGINT)", "COUNT(*)") + " AND year = 2020";
        assert_eq!(office.number(&later), 0);
        sound::sound(office);
    });
}
