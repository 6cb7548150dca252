//! 个人账户: a year's interest to the fen, the statement that adds up, objections answered by others.
#![allow(clippy::unwrap_used)] // helpers of tests

mod common;
#[path = "common/other_law.rs"]
mod other_law;
#[path = "common/tax.rs"]
mod tax;
#[path = "common/town.rs"]
mod town;

use std::sync::Arc;

use base::Fen;
use common::{TestOffice, day};
use desk::Refusal;
use other_law::{activate, reopen_with};
use shebao_office::accounts::{
    AnswerObjectionInput, CreditInterestInput, ObjectInput, Statement, TransferInInput, TransferOutInput, TransferPart,
    open_objections, statement,
};
use shebao_office::contributions::BookAccountsInput;
use shebao_office::tables::{AccountSource, ObjectionId, ObjectionResult, PersonId, TransferKind};
use shebao_office::verify::{Invariant, verify};
use tax::{Tax, import, paid, receive};
use town::{contributor, take_on};

/// One person, taken on with 800 and 12.34 of interest, who pays 300 in March and gets 50.
fn start(office: &mut TestOffice) {
    start_with(office, "1700.00", "1800.00");
}

/// The same with so much in the payment account, and in the fund.
fn start_with(office: &mut TestOffice, payment: &str, fund: &str) {
    let books = town::books(office, "100.00", payment, fund);
    office.run("registry.open_books", &books).unwrap();
    take_on(office, &[contributor(1)]).unwrap();
    office.on_day("2019-04-01");
    let march = Tax {
        paid: "2019-03-05",
        treasury: "2019-03-07",
        account: "2019-03-08",
        ..paid("S01", &contributor(1), "300")
    };
    import(office, "税务-1.csv", &[march]).unwrap();
    let receipts = [
        ("国库入库", "2019-03-07", "GK07", Fen::from_yuan(300)),
        ("财政专户到账", "2019-03-08", "ZH08", Fen::from_yuan(300)),
    ];
    receive(office, "收款-1.csv", &receipts).unwrap();
    office.run("contributions.book_accounts", &BookAccountsInput::default()).unwrap();
}

fn person(office: &mut TestOffice) -> PersonId {
    PersonId(office.number("SELECT MIN(id) FROM person"))
}

fn of_year(office: &mut TestOffice, year: i16) -> Statement {
    let (person, environment) = (person(office), Arc::clone(office.office.environment()));
    let agency = office.agency;
    let read =
        office.office.look(agency, |look| Ok::<_, Refusal>(statement(look, &environment, person, year).unwrap()));
    read.unwrap().unwrap()
}

fn whole(office: &mut TestOffice) {
    let report = verify(&mut office.office, office.agency, &mut |_| ()).unwrap();
    assert!(report.is_whole(), "{:?}", report.faults().map(|(_, fault)| fault).collect::<Vec<_>>());
}

#[test]
fn a_year_bears_interest_once_and_the_next_one_bears_interest_on_it() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let interest = |year| CreditInterestInput { year, town: None };
        let refused = |office: &mut TestOffice, year| {
            office.make("accounts.credit_interest", &interest(year)).unwrap_err().to_string()
        };
        assert!(refused(office, 2019).contains("2019 年尚未结束"));
        office.on_day("2020-02-01");
        assert!(refused(office, 2018).contains("早于建账年度"));
        office.run("accounts.credit_interest", &interest(2019)).unwrap();
        // 1.5 % of 2019, months counted with their own: 812.34 × 1.5 % = 12.1851 and of the 350 of
        // March ten months, 350 × 1.5 % × 10/12 = 4.375; together 16.5601.
        let year = of_year(office, 2019);
        let credited: Fen = year.lines.iter().filter(|l| l.source == AccountSource::Interest).map(|l| l.amount).sum();
        assert_eq!(credited, Fen::new(1_656));
        assert_eq!(year.opening_balance(), Fen::new(81_234));
        assert_eq!(year.closing_balance(), Fen::new(81_234 + 35_000 + 1_656));
        assert_eq!((year.years, year.lines.len()), (9, 5), "eight years taken over, 2019; four parts and interest");
        assert!(refused(office, 2019).contains("已为 1 人计息"));

        office.on_day("2021-02-01");
        office.run("accounts.credit_interest", &interest(2020)).unwrap();
        // 1178.90 × 1.5 % = 17.6835.
        let next = of_year(office, 2020);
        assert_eq!(next.opening_balance(), year.closing_balance());
        assert_eq!(next.closing_balance() - next.opening_balance(), Fen::new(1_768));
        whole(office);
    });
}

#[test]
fn interest_that_the_law_does_not_give_is_found() {
    TestOffice::on_each_engine_tampered(|office| {
        start(office);
        office.on_day("2020-02-01");
        office.run("accounts.credit_interest", &CreditInterestInput { year: 2019, town: None }).unwrap();
        whole(office);
        let (_, db) = office.office.parts();
        for table in ["account_entry", "interest_credit"] {
            let sql = match db.engine() {
                store::Engine::Sqlite => format!("DROP TRIGGER {table}_refuse_update"),
                store::Engine::Postgres => format!("ALTER TABLE {table} DISABLE TRIGGER USER"),
            };
            db.script(&sql).unwrap();
        }
        db.script("UPDATE account_entry SET amount = 9999 WHERE kind = 'interest'").unwrap();
        db.script("UPDATE interest_credit SET amount = 9999").unwrap();
        let report = verify(&mut office.office, office.agency, &mut |_| ()).unwrap();
        let fault = report.fault_of(Invariant::Accounts).unwrap();
        assert!(fault.what.contains("应为 16.56 元"), "{fault:?}");
    });
}

#[test]
fn an_objection_is_answered_by_two_others_and_once() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let person = person(office);
        let form = ObjectInput { person, year: 2019, what: "三月缴的是 500 元，有回单".into() };
        let refused =
            |office: &mut TestOffice, form: &ObjectInput| office.make("accounts.object", form).unwrap_err().to_string();
        assert!(refused(office, &ObjectInput { what: " ".into(), ..form.clone() }).contains("异议内容未填写"));
        assert!(refused(office, &ObjectInput { year: 2020, ..form.clone() }).contains("尚未开始"));
        assert!(refused(office, &ObjectInput { person: PersonId(9), ..form.clone() }).contains("没有编号"));
        office.run("accounts.object", &form).unwrap();
        assert!(refused(office, &form).contains("未答复的异议"));
        let agency = office.agency;
        let open = office.office.look(agency, |look| open_objections(look).map_err(|_| Refusal::NoMatter)).unwrap();
        let objection = open[0].objection.id;
        let answer = AnswerObjectionInput { objection, result: ObjectionResult::Corrected, reply: "已核对".into() };
        let error = office.make("accounts.answer_objection", &answer).unwrap_err().to_string();
        assert!(error.contains("没有任何变动"), "{error}");
        office
            .run(
                "accounts.answer_objection",
                &AnswerObjectionInput { result: ObjectionResult::Upheld, ..answer.clone() },
            )
            .unwrap();
        let again = office.make("accounts.answer_objection", &answer).unwrap_err().to_string();
        assert!(again.contains("可能已经答复"), "{again}");
        let unknown = AnswerObjectionInput { objection: ObjectionId(5), ..answer };
        assert!(office.make("accounts.answer_objection", &unknown).is_err());
        whole(office);
    });
}

#[test]
fn an_account_moves_out_whole_and_in_by_source_with_its_years() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let person = person(office);
        let moved_in = TransferInInput {
            person,
            kind: TransferKind::Place,
            place: "会泽县城乡居民社会养老保险局".into(),
            letter: "接收函-1".into(),
            on: day("2019-03-20"),
            document: "转入-1".into(),
            parts: vec![
                TransferPart { source: AccountSource::Personal, amount: Fen::from_yuan(400) },
                TransferPart { source: AccountSource::Province, amount: Fen::from_yuan(60) },
            ],
            from_year: 2009,
            to_year: 2010,
            years: 2,
        };
        let refused = |office: &mut TestOffice, input: &TransferInInput| {
            office.make("accounts.transfer_in", input).unwrap_err().to_string()
        };
        assert!(refused(office, &TransferInInput { years: 3, ..moved_in.clone() }).contains("不可能有 3 年"));
        let overlap = TransferInInput { from_year: 2019, to_year: 2019, years: 1, ..moved_in.clone() };
        assert!(refused(office, &overlap).contains("2019 年度在本地也有缴费"));
        assert!(refused(office, &TransferInInput { parts: Vec::new(), ..moved_in.clone() }).contains("转入金额未填写"));
        office.run("accounts.transfer_in", &moved_in).unwrap();
        let again = TransferInInput { document: "转入-2".into(), ..moved_in };
        assert!(refused(office, &again).contains("已办理过"));
        let year = of_year(office, 2019);
        assert_eq!(year.years, 8 + 1 + 2);
        assert_eq!(year.closing_balance(), Fen::new(81_234 + 35_000 + 46_000));
        whole(office);

        let out = TransferOutInput {
            person,
            kind: TransferKind::Employees,
            place: "东川区城镇职工养老保险".into(),
            letter: "联系函-1".into(),
            on: day("2019-03-25"),
            document: "转出-1".into(),
        };
        let late = TransferOutInput { on: day("2019-04-02"), ..out.clone() };
        assert!(office.make("accounts.transfer_out", &late).unwrap_err().to_string().contains("晚于今天"));
        office.run("accounts.transfer_out", &out).unwrap();
        assert_eq!(of_year(office, 2019).closing_balance(), Fen::ZERO);
        assert_eq!(office.number("SELECT CAST(SUM(debit) AS BIGINT) FROM posting WHERE account = '5201'"), 162_234);
        let twice = TransferOutInput { letter: "联系函-2".into(), document: "转出-2".into(), ..out };
        let error = office.make("accounts.transfer_out", &twice).unwrap_err().to_string();
        assert!(error.contains("终止参保"), "{error}");
        whole(office);
    });
}

#[test]
fn nothing_moves_out_that_the_payment_account_does_not_hold() {
    TestOffice::on_each_engine(|office| {
        start_with(office, "1162.33", "1262.33");
        let out = TransferOutInput {
            person: person(office),
            kind: TransferKind::Place,
            place: "会泽县城乡居民社会养老保险局".into(),
            letter: "接收函-1".into(),
            on: day("2019-03-25"),
            document: "转出-1".into(),
        };
        let error = office.make("accounts.transfer_out", &out).unwrap_err().to_string();
        assert!(error.contains("支出户账面余额 1162.33 元，不足以转出 1162.34 元"), "{error}");
    });
}

#[test]
fn a_subsidy_is_checked_by_the_law_that_was_in_force_when_it_was_booked() {
    TestOffice::on_each_engine_tampered(|office| {
        start(office);
        // A later version reads the table of 2014 otherwise: 25 more for a tier of 300, not 20.
        let name = reopen_with(office, "2026.11.22", |path, text| match path {
            "yunnan/resident.toml" => text.replacen("300 = \"20\"", "300 = \"25\"", 1),
            _ => text.to_owned(),
        });
        activate(office, &name).unwrap();
        whole(office);
        let (_, db) = office.office.parts();
        let sql = match db.engine() {
            store::Engine::Sqlite => "DROP TRIGGER law_version_refuse_delete",
            store::Engine::Postgres => "ALTER TABLE law_version DISABLE TRIGGER USER",
        };
        db.script(sql).unwrap();
        db.script("DELETE FROM law_version WHERE replaces IS NULL").unwrap();
        let report = verify(&mut office.office, office.agency, &mut |_| ()).unwrap();
        let fault = report.fault_of(Invariant::Accounts).unwrap();
        assert!(fault.what.contains("应为 55.00 元"), "{fault:?}");
    });
}
