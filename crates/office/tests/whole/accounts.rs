//! 个人账户: a year's interest to the fen, the statement that adds up, objections answered by others.

use crate::town;
use std::sync::Arc;

use crate::common::{TestOffice, day};
use crate::other_law::{activate, reopen_with};
use crate::tax::{Tax, import, paid, receive};
use crate::town::{contributor, take_on};
use base::Fen;
use desk::Refusal;
use ledger::Deposit;
use shebao_office::accounts::{
    AnswerObjectionInput, CreditInterestInput, EmployeeRecord, FundTransfersInput, ObjectInput, RequestTransferInput,
    ReturnTransferInput, Statement, TransferInInput, TransferOutInput, TransferPart, open_objections, open_transfers,
    statement,
};
use shebao_office::contributions::{BookAccountsInput, account_balance};
use shebao_office::tables::{AccountSource, ObjectionId, ObjectionResult, PersonId, TransferKind, TransferWay};
use shebao_office::verify::{Invariant, verify};

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
            deposit: None,
            employees: None,
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
            employees: Some(EmployeeRecord { months: 180, of_age_on: day("2019-03-02") }),
        };
        let late = TransferOutInput { on: day("2019-04-02"), ..out.clone() };
        assert!(office.make("accounts.transfer_out", &late).unwrap_err().to_string().contains("晚于今天"));
        // 15 years as an employee, and of age: otherwise nothing goes there.
        let of = |months, of_age_on: &str| TransferOutInput {
            employees: Some(EmployeeRecord { months, of_age_on: day(of_age_on) }),
            ..out.clone()
        };
        for (input, why) in [
            (of(179, "2019-03-02"), "职工缴费 179 个月 < 180 个月"),
            (of(180, "2019-03-26"), "尚未达到职工养老保险法定退休年龄"),
            (TransferOutInput { employees: None, ..out.clone() }, "没有填写职工养老保险的缴费情况"),
            (TransferOutInput { kind: TransferKind::Place, ..out.clone() }, "跨统筹区转移没有职工养老保险缴费"),
        ] {
            let error = office.make("accounts.transfer_out", &input).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
        let answer = office.run("accounts.transfer_out", &out).unwrap();
        let shown: String = answer.shown.iter().map(|c| format!("{}：{}\n", c.field, c.after)).collect();
        assert!(shown.contains("职工缴费 180 个月 ≥ 180 个月；居民缴费年限不折算；依据："), "{shown}");
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
            employees: None,
        };
        let error = office.make("accounts.transfer_out", &out).unwrap_err().to_string();
        assert!(error.contains("支出户账面余额 1162.33 元，不足以转出 1162.34 元"), "{error}");
    });
}

fn moved_out(person: PersonId, on: &str, document: &str) -> TransferOutInput {
    TransferOutInput {
        person,
        kind: TransferKind::Place,
        place: "会泽县城乡居民社会养老保险局".into(),
        letter: "接收函-1".into(),
        on: day(on),
        document: document.into(),
        employees: None,
    }
}

#[test]
fn the_money_of_a_transfer_is_asked_for_arrives_leaves_and_may_come_back() {
    TestOffice::on_each_engine(|office| {
        start_with(office, "0.00", "100.00");
        let person = person(office);
        let said = |office: &mut TestOffice, operation: &str, input: serde_json::Value| {
            office.make(operation, &input).unwrap_err().to_string()
        };
        let fund = |amount: i64, document: &str| FundTransfersInput {
            people: vec![person],
            on: day("2019-03-20"),
            document: document.into(),
            amount: Fen::new(amount),
        };
        let ask = |letter: &str| RequestTransferInput { person, letter: letter.into() };
        // Nothing to pay it from: it is asked for, once, as the account stands.
        let out = moved_out(person, "2019-03-25", "转出-1");
        assert!(office.make("accounts.transfer_out", &out).unwrap_err().to_string().contains("支出户账面余额 0.00 元"));
        let errors = office.make("accounts.fund_transfers", &fund(116_234, "拨-1")).unwrap_err().to_string();
        assert!(errors.contains("没有转移用款申请"), "{errors}");
        let empty = office.make("accounts.request_transfer", &ask(" ")).unwrap_err().to_string();
        assert!(empty.contains("函件编号未填写"), "{empty}");
        office.run("accounts.request_transfer", &ask("接收函-1")).unwrap();
        let twice = office.make("accounts.request_transfer", &ask("接收函-1")).unwrap_err().to_string();
        assert!(twice.contains("已申请过用款"), "{twice}");
        let waiting = |office: &mut TestOffice| {
            let read = |look: &mut desk::Look<'_>| open_transfers(look).map_err(|_| Refusal::NoMatter);
            let open = office.office.look(office.agency, read).unwrap();
            open.into_iter().map(|one| (one.request.amount.get(), one.days, one.waits_for())).collect::<Vec<_>>()
        };
        office.on_day("2019-04-04");
        assert_eq!(waiting(office), [(116_234, 3, "待用款到账")]);
        // 800 + 12.34 taken on, 300 and 50 of March.
        let errors = office.make("accounts.fund_transfers", &fund(116_233, "拨-1")).unwrap_err().to_string();
        assert!(errors.contains("与所填人员申请的 1162.34 元不符"), "{errors}");
        let errors = office.make("accounts.fund_transfers", &fund(116_234, "拨-1")).unwrap_err().to_string();
        assert!(errors.contains("财政专户账面余额 400.00 元"), "{errors}");
        let receipts = [
            ("国库入库", "2019-03-18", "GK09", Fen::from_yuan(1000)),
            ("财政专户到账", "2019-03-18", "ZH09", Fen::from_yuan(1000)),
        ];
        receive(office, "收款-2.csv", &receipts).unwrap();
        office.run("accounts.fund_transfers", &fund(116_234, "拨-1")).unwrap();
        let again = office.make("accounts.fund_transfers", &fund(116_234, "拨-2")).unwrap_err().to_string();
        assert!(again.contains("的用款已登记到账"), "{again}");
        assert_eq!(waiting(office), [(116_234, 3, "待转出")]);
        office.run("accounts.transfer_out", &out).unwrap();
        assert_eq!(waiting(office), []);
        let account = |office: &mut TestOffice, account: &str| {
            office
                .number(&format!("SELECT CAST(SUM(debit - credit) AS BIGINT) FROM posting WHERE account = '{account}'"))
        };
        assert_eq!((account(office, "1004"), account(office, "5201")), (0, 116_234));
        whole(office);

        // The bank sends it back: a wrong account number. Account, years and membership are as before.
        let back = |way: &str, letter: &str, document: &str| {
            serde_json::json!({
                "way": way, "letter": letter, "on": "2019-03-28", "document": document, "reason": "收款账号有误", "deposit": "special"
            })
        };
        assert!(said(office, "accounts.return_transfer", back("in", "接收函-1", "退-1")).contains("没有按函件"));
        let mut early = back("out", "接收函-1", "退-1");
        early["on"] = "2019-03-24".into();
        early["reason"] = " ".into();
        let errors = said(office, "accounts.return_transfer", early);
        assert!(errors.contains("早于转移日期") && errors.contains("退回原因未填写"), "{errors}");
        office.run("accounts.return_transfer", &back("out", "接收函-1", "退-1")).unwrap();
        assert!(said(office, "accounts.return_transfer", back("out", "接收函-1", "退-2")).contains("没有按函件"));
        assert_eq!((account(office, "5201"), of_year(office, 2019).closing_balance()), (0, Fen::new(116_234)));
        let active = "SELECT COUNT(*) FROM enrolment_event v WHERE v.state = 'active' AND NOT EXISTS \
                      (SELECT 1 FROM enrolment_event w WHERE w.enrolment = v.enrolment AND w.n > v.n)";
        assert_eq!(office.number(active), 1);
        whole(office);
        // On the same letter it goes again once the money is in the payment account.
        let again = moved_out(person, "2019-03-29", "转出-2");
        let errors = office.make("accounts.transfer_out", &again).unwrap_err().to_string();
        assert!(errors.contains("支出户账面余额 0.00 元"), "{errors}");
        office.run("accounts.request_transfer", &ask("接收函-1")).unwrap();
        let second = FundTransfersInput { on: day("2019-03-29"), ..fund(116_234, "拨-3") };
        office.run("accounts.fund_transfers", &second).unwrap();
        office.run("accounts.transfer_out", &again).unwrap();
        assert_eq!(account(office, "5201"), 116_234);
        assert!(said(office, "accounts.return_transfer", back("out", "接收函-1", "退-1")).contains("早于转移日期"));
        whole(office);
    });
}

#[test]
fn an_account_that_was_away_bears_the_interest_of_one_that_never_left() {
    TestOffice::on_each_engine(|office| {
        let books = town::books(office, "100.00", "1700.00", "1800.00");
        office.run("registry.open_books", &books).unwrap();
        take_on(office, &[contributor(1), contributor(2)]).unwrap();
        let away = person(office);
        let stays = PersonId(office.number("SELECT MAX(id) FROM person"));
        let held = |office: &mut TestOffice, who: PersonId| {
            let read = |look: &mut desk::Look<'_>| Ok::<_, Refusal>(account_balance(look, who).unwrap().left());
            office.office.look(office.agency, read).unwrap()
        };
        let leaves = |office: &mut TestOffice, on: &str, n: &str| {
            office.on_day(on);
            let (letter, document) = (format!("接收函-{n}"), format!("转出-{n}"));
            let out = TransferOutInput { letter, document, ..moved_out(away, on, "") };
            office.run("accounts.transfer_out", &out).unwrap();
        };
        let comes_back = |office: &mut TestOffice, on: &str, n: &str| {
            office.on_day(on);
            let back = ReturnTransferInput {
                way: TransferWay::Out,
                letter: format!("接收函-{n}"),
                on: day(on),
                document: format!("退-{n}"),
                reason: "收款账号有误".into(),
                deposit: Some(Deposit::Special),
            };
            office.run("accounts.return_transfer", &back).unwrap()
        };
        // Three months away within the year; then over the year's end, while everybody's interest was credited.
        leaves(office, "2019-03-25", "1");
        comes_back(office, "2019-06-18", "1");
        leaves(office, "2019-11-25", "2");
        office.on_day("2020-02-01");
        office.run("accounts.credit_interest", &CreditInterestInput { year: 2019, town: None }).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM interest_credit"), 1);
        let answer = comes_back(office, "2020-02-20", "2");
        assert!(answer.shown.iter().any(|c| c.field == "补记 2019 年利息"), "{:?}", answer.shown);
        // 812.34 × 1.5 % = 12.1851, for both.
        assert_eq!((held(office, away), held(office, stays)), (Fen::new(81_234 + 1_219), Fen::new(81_234 + 1_219)));
        whole(office);
        office.on_day("2021-02-01");
        office.run("accounts.credit_interest", &CreditInterestInput { year: 2020, town: None }).unwrap();
        assert_eq!(held(office, away), held(office, stays));
        assert_eq!(held(office, away), Fen::new(81_234 + 1_219 + 1_237), "824.53 × 1.5 % = 12.36795");
        whole(office);
    });
}

#[test]
fn a_transfer_in_that_is_sent_back_takes_its_years_along() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let moved_in = TransferInInput {
            person: person(office),
            kind: TransferKind::Place,
            place: "会泽县城乡居民社会养老保险局".into(),
            letter: "接收函-1".into(),
            on: day("2019-03-20"),
            document: "转入-1".into(),
            parts: vec![TransferPart { source: AccountSource::Personal, amount: Fen::from_yuan(400) }],
            from_year: 2009,
            to_year: 2010,
            years: 2,
            deposit: Some(Deposit::Payment),
            employees: None,
        };
        let errors = office.make("accounts.transfer_in", &moved_in).unwrap_err().to_string();
        assert!(errors.contains("财政专户或收入户"), "{errors}");
        let moved_in = TransferInInput { deposit: Some(Deposit::Income), ..moved_in };
        office.run("accounts.transfer_in", &moved_in).unwrap();
        assert_eq!((of_year(office, 2019).years, of_year(office, 2019).closing_balance()), (11, Fen::new(156_234)));
        let back = ReturnTransferInput {
            way: TransferWay::In,
            letter: "接收函-1".into(),
            on: day("2019-03-26"),
            document: "退-1".into(),
            reason: "转错人员，对方来函".into(),
            deposit: None,
        };
        office.run("accounts.return_transfer", &back).unwrap();
        assert_eq!((of_year(office, 2019).years, of_year(office, 2019).closing_balance()), (9, Fen::new(116_234)));
        let income = "SELECT CAST(SUM(credit - debit) AS BIGINT) FROM posting WHERE account IN ('1002', '4301')";
        assert_eq!(office.number(income), 0);
        whole(office);
    });
}

#[test]
fn who_was_short_of_years_as_an_employee_brings_account_and_whole_years() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let from = |months, years| TransferInInput {
            person: PersonId(0),
            kind: TransferKind::Employees,
            place: "昆明市城镇职工养老保险".into(),
            letter: "联系函-1".into(),
            on: day("2019-03-20"),
            document: "转入-1".into(),
            parts: vec![TransferPart { source: AccountSource::Personal, amount: Fen::from_yuan(20_000) }],
            from_year: 2000,
            to_year: 2012,
            years,
            deposit: None,
            employees: Some(EmployeeRecord { months, of_age_on: day("2019-01-02") }),
        };
        let who = person(office);
        let input = |months, years| TransferInInput { person: who, ..from(months, years) };
        let refused = |office: &mut TestOffice, input: &TransferInInput| {
            office.make("accounts.transfer_in", input).unwrap_err().to_string()
        };
        assert!(refused(office, &input(150, 13)).contains("职工缴费 150 个月合并计 12 年，填写了 13 年"));
        assert!(refused(office, &input(180, 13)).contains("已缴满年限：职工缴费 180 个月 ≥ 180 个月"));
        // 150 months are twelve whole years; eight were taken over and 2019 was paid.
        let answer = office.run("accounts.transfer_in", &input(150, 12)).unwrap();
        let shown: String = answer.shown.iter().map(|c| format!("{}：{}\n", c.field, c.after)).collect();
        assert!(shown.contains("职工缴费 150 个月 < 180 个月；职工缴费年限合并计算；依据："), "{shown}");
        let year = of_year(office, 2019);
        assert_eq!((year.years, year.closing_balance()), (8 + 1 + 12, Fen::new(116_234 + 2_000_000)));
        assert_eq!(office.number("SELECT employee_months FROM transfer WHERE of_age_on = 20190102"), 150);
        whole(office);
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
