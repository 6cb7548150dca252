//! The payment month: run, totals, approval, money, bank file, returns, reissue, close.

use crate::common::{TestOffice, day};
use crate::paying::{EACH, books, computed, open_and_compute, open_books_with, pay, refusal, returned, state};
use crate::sound::{on_each_engine, refused};
use crate::town;
use crate::town::{recipient, take_on};
use base::Fen;
use desk::{Post, Refusal, Stage};
use shebao_office::benefits::ConfirmDeathInput;
use shebao_office::payment::{
    AbandonRunInput, ApproveRunInput, CloseRunInput, OpenRunInput, ReissueInput, SendFileInput, WithholdInput,
    balance_sheet, bank_file, run_of,
};
use shebao_office::registry::ChangePayeeInput;
use shebao_office::tables::{PersonId, RunId, RunState};

#[test]
fn a_month_from_the_run_to_the_close() {
    TestOffice::on_each_engine(|office| {
        let run = computed(office);
        assert_eq!(office.number("SELECT COUNT(*) FROM due"), 3);
        assert_eq!(office.number("SELECT CAST(SUM(amount) AS BIGINT) FROM disbursement"), 3 * EACH);
        assert_eq!(office.number("SELECT COUNT(*) FROM account_entry WHERE kind = 'subsidy'"), 0);

        // Nothing leaves before three people signed the totals.
        assert!(
            refusal(office.make("payment.send_file", &SendFileInput { run, late_reason: String::new() }))
                .contains("已审批")
        );
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        assert_eq!(state(office, run), RunState::Approved);

        // No file while the account is short.
        let short = refusal(office.make("payment.send_file", &SendFileInput { run, late_reason: String::new() }));
        assert!(short.contains("支出户余额 0.00"), "{short}");
        pay(office, run, Fen::new(3 * EACH));
        assert_eq!(state(office, run), RunState::Sent);

        // One comes back: 2001 by payee.
        office.on_day("2019-01-25");
        let lines =
            [("530113-201901-1", 1, "124.13"), ("530113-201901-1", 2, "124.13"), ("530113-201901-1", 3, "124.13")];
        let mut file = returned(office, "return.csv", &lines, &[2]);
        file.run = run;
        office.run("payment.import_returns", &file).unwrap();
        assert_eq!(state(office, run), RunState::Returned);
        let debt = "SELECT CAST(SUM(credit - debit) AS BIGINT) FROM posting WHERE account = '2001'";
        assert_eq!(office.number(debt), EACH);
        let base = "SELECT CAST(SUM(debit) AS BIGINT) FROM posting WHERE account = '5001' AND level = 'central'";
        assert_eq!(office.number(base), 3 * 8_800);
        let agreed = books(office, run);
        assert_eq!(agreed.differences(), Vec::<String>::new());
        assert_eq!((agreed.bank_paid, agreed.bank_returned), (Fen::new(2 * EACH), Fen::new(EACH)));

        assert!(
            refusal(office.make("payment.reissue", &ReissueInput { run, release: Vec::new(), confirmed: Vec::new() }))
                .contains("还没有更正银行账户")
        );
        office.run("payment.close_run", &CloseRunInput { run }).unwrap();
        assert_eq!(state(office, run), RunState::Closed);
        // Everything received was paid out, but for what came back.
        let left = "SELECT CAST(SUM(debit - credit) AS BIGINT) FROM posting WHERE account = '1004'";
        assert_eq!(office.number(left), EACH);
    });
}

/// February is computed: one of two, born in January 1954, is 65 in January, so the supplement of 5.00 begins.
fn february_of_one_who_is_65(office: &mut TestOffice) -> RunId {
    open_books_with(office, "10000.00");
    let mut older = recipient(2);
    older.id = town::id_number("19540115", 902);
    older.birth = Some(day("1954-01-15"));
    take_on(office, &[older, recipient(3)]).unwrap();
    let january = open_and_compute(office, "2019-01");
    office.run("payment.approve_run", &ApproveRunInput { run: january }).unwrap();
    office.on_day("2019-02-01");
    open_and_compute(office, "2019-02")
}

#[test]
fn february_balances_against_january_and_ages_are_rated() {
    TestOffice::on_each_engine(|office| {
        let february = february_of_one_who_is_65(office);
        let paid = |month| format!("SELECT CAST(SUM(amount) AS BIGINT) FROM due WHERE for_month = {month}");
        let (first, second) = (office.number(&paid(201_901)), office.number(&paid(201_902)));
        assert_eq!(second, 2 * EACH + 500, "the age supplement is paid from the month after the 65th birthday");
        assert_eq!(first, 2 * EACH);
        let sheet = office.office.look(office.agency, |look| {
            let run = run_of(look, february).map_err(|_| Refusal::NoMatter)?;
            balance_sheet(look, &run).map_err(|_| Refusal::NoMatter)
        });
        let sheet = sheet.unwrap();
        assert_eq!(sheet.residues(), vec![]);
        assert_eq!(sheet.district().last.total(), Fen::new(2 * EACH));
        assert_eq!(sheet.changes.len(), 1);
        office.run("payment.approve_run", &ApproveRunInput { run: february }).unwrap();
    });
}

#[test]
fn a_due_that_nothing_explains_blocks_approval() {
    TestOffice::on_each_engine_tampered(|office| {
        let run = computed(office);
        let (_, db) = office.office.parts();
        // An insider with rights on the database adds a due of his own.
        db.exec(
            "INSERT INTO due SELECT agency, recorded, id + 1000000, run, award + 1000000, version, person, region, \
             for_month, kind, central, province, city, county, account, amount FROM due LIMIT 1",
            &[],
        )
        .unwrap();
        let told = refusal(office.make("payment.approve_run", &ApproveRunInput { run }));
        assert!(told.contains("环比不平") && told.contains("124.13"), "{told}");
    });
}

#[test]
fn one_live_run_a_month_and_an_abandoned_one_never_counts() {
    TestOffice::on_each_engine(|office| {
        let run = computed(office);
        let again = OpenRunInput { month: "2019-01".parse().unwrap() };
        assert!(refusal(office.make("payment.open_run", &again)).contains("已有一个发放批次"));
        let skipped = OpenRunInput { month: "2019-03".parse().unwrap() };
        assert!(refusal(office.make("payment.open_run", &skipped)).contains("月份顺序"));
        office.run("payment.abandon_run", &AbandonRunInput { run, reason: "测试".into() }).unwrap();
        assert!(refusal(office.make("payment.approve_run", &ApproveRunInput { run })).contains("已作废"));
        let second = open_and_compute(office, "2019-01");
        office.run("payment.approve_run", &ApproveRunInput { run: second }).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM due"), 6);
        // Computing again changes nothing.
        let clerk = office.people[&Post::Clerk];
        assert!(office.office.compute_run(clerk, second, |_| ()).unwrap().finished);
        assert_eq!(office.number("SELECT COUNT(*) FROM due"), 6);
    });
}

#[test]
fn a_run_is_given_up_only_before_its_approval_and_closed_only_after_the_banks_answer() {
    on_each_engine(|office| {
        let run = computed(office);
        let (abandon, close) = (AbandonRunInput { run, reason: "测试".into() }, CloseRunInput { run });
        let silent = AbandonRunInput { run, reason: " ".into() };
        assert!(refused(office, "payment.abandon_run", &silent).contains("没有填写作废原因"));
        let told = refused(office, "payment.close_run", &close);
        assert!(told.contains("2019-01 发放批次当前是“已汇总”，不能关账"), "{told}");
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        let told = refused(office, "payment.abandon_run", &abandon);
        assert!(told.contains("2019-01 发放批次当前是“已审批”，不能作废"), "{told}");
        assert_eq!(state(office, run), RunState::Approved);

        // The bank answers in two files; after the first a line is still open.
        pay(office, run, Fen::new(3 * EACH));
        office.on_day("2019-01-25");
        let batch = "530113-201901-1";
        let answers: [(&str, &[_]); 2] =
            [("1.csv", &[(batch, 1, "124.13"), (batch, 2, "124.13")]), ("2.csv", &[(batch, 3, "124.13")])];
        for (name, lines) in answers {
            let told = refused(office, "payment.close_run", &close);
            assert!(told.contains("当前是“已送银行”，不能关账") && told.contains("须处于“已回盘”"), "{told}");
            let mut file = returned(office, name, lines, &[]);
            file.run = run;
            office.run("payment.import_returns", &file).unwrap();
        }
        office.run("payment.close_run", &close).unwrap();
        let told = refused(office, "payment.close_run", &close);
        assert!(told.contains("当前是“已关账”，不能关账"), "{told}");
        let told = refused(office, "payment.abandon_run", &abandon);
        assert!(told.contains("当前是“已关账”，不能作废"), "{told}");
        assert_eq!(state(office, run), RunState::Closed);
    });
}

#[test]
fn a_withheld_person_leaves_file_and_totals_together() {
    TestOffice::on_each_engine(|office| {
        let run = computed(office);
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        let person = PersonId(office.number("SELECT person FROM disbursement WHERE line = 1"));
        let held = WithholdInput { run, person, reason: "电话核实时家属称已外出失联".into() };
        office.run("payment.withhold", &held).unwrap();
        assert!(refusal(office.make("payment.withhold", &held)).contains("已经止付"));
        pay(office, run, Fen::new(2 * EACH));
        let file = office.office.look(office.agency, |look| run_of(look, run).map_err(|_| Refusal::NoMatter)).unwrap();
        let environment = office.office.environment().clone();
        let make = |office: &mut TestOffice| {
            office
                .office
                .look(office.agency, |look| bank_file(look, &environment, &file).map_err(|_| Refusal::NoMatter))
                .unwrap()
        };
        let first = make(office);
        assert_eq!((first.lines, first.amount), (2, Fen::new(2 * EACH)));
        // Byte-identical however often it is made, also after a name changed.
        assert_eq!(first.bytes, make(office).bytes);
        let text = String::from_utf8_lossy(&first.bytes).into_owned();
        assert!(text.contains(",2,") && !text.contains("\n\"530113-201901-1\",1,"), "{text}");
    });
}

#[test]
fn a_run_that_is_sent_back_can_be_signed_again() {
    TestOffice::on_each_engine(|office| {
        let run = computed(office);
        let made = office.make("payment.approve_run", &ApproveRunInput { run }).unwrap();
        let checked = office.sign("payment.approve_run", Stage::Check, made.matter, &made.digest).unwrap();
        assert_eq!(state(office, run), RunState::Checked);
        let approver = office.people[&Post::Approver];
        let (desk, db) = office.office.parts();
        desk.send_back(db, approver, checked.matter, "请附变动表").unwrap();
        assert_eq!(state(office, run), RunState::Totalled);
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        assert_eq!(state(office, run), RunState::Approved);
    });
}

#[test]
fn a_returned_payment_goes_out_again_without_a_second_due() {
    TestOffice::on_each_engine(|office| {
        let run = computed(office);
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        pay(office, run, Fen::new(3 * EACH));
        office.on_day("2019-01-25");
        let batch = "530113-201901-1";
        let lines = [(batch, 1, "124.13"), (batch, 2, "124.13"), (batch, 3, "124.13"), ("999", 1, "1.00")];
        let mut file = returned(office, "return.csv", &lines, &[2]);
        file.run = run;
        office.run("payment.import_returns", &file).unwrap();
        // The line of a batch we never sent is kept apart.
        assert_eq!(office.number("SELECT COUNT(*) FROM quarantine"), 1);
        assert!(refusal(office.make("payment.import_returns", &file)).contains("不能回盘"));

        // With a new account the same due goes out again; the same account would fail again.
        assert!(
            refusal(office.make("payment.reissue", &ReissueInput { run, release: Vec::new(), confirmed: Vec::new() }))
                .contains("还没有更正银行账户")
        );
        let person = PersonId(office.number("SELECT person FROM disbursement WHERE line = 2"));
        let account = ChangePayeeInput {
            person,
            account: "4222222222222".into(),
            holder: String::new(),
            bank: String::new(),
            document: "本人换卡申请".into(),
        };
        office.run("registry.change_payee", &account).unwrap();
        office.run("payment.reissue", &ReissueInput { run, release: Vec::new(), confirmed: Vec::new() }).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM due"), 3);
        assert!(
            refusal(office.make("payment.reissue", &ReissueInput { run, release: Vec::new(), confirmed: Vec::new() }))
                .contains("没有退票")
        );
        let again = RunId(office.number("SELECT id FROM run WHERE kind = 'reissue'"));
        office.run("payment.send_file", &SendFileInput { run: again, late_reason: String::new() }).unwrap();
        office.on_day("2019-01-30");
        let mut file = returned(office, "return2.csv", &[("530113-201901-2", 1, "124.13")], &[]);
        file.run = again;
        office.run("payment.import_returns", &file).unwrap();
        let debt = "SELECT CAST(SUM(credit - debit) AS BIGINT) FROM posting WHERE account = '2001'";
        assert_eq!(office.number(debt), 0);
        // The centre's 88 yuan were expense once for each of the three.
        let base = "SELECT CAST(SUM(debit) AS BIGINT) FROM posting WHERE account = '5001' AND level = 'central'";
        assert_eq!(office.number(base), 3 * 8_800);
        for run in [run, again] {
            office.run("payment.close_run", &CloseRunInput { run }).unwrap();
        }
        let left = "SELECT CAST(SUM(debit - credit) AS BIGINT) FROM posting WHERE account = '1004'";
        assert_eq!(office.number(left), 0);
    });
}

#[test]
fn march_balances_although_an_account_changed_while_february_was_signed() {
    TestOffice::on_each_engine(|office| {
        let february = february_of_one_who_is_65(office);
        let person = PersonId(office.number("SELECT person FROM award_version WHERE cause = 'age'"));
        let account = ChangePayeeInput {
            person,
            account: "4222222222222".into(),
            holder: String::new(),
            bank: String::new(),
            document: "本人换卡申请".into(),
        };
        office.run("registry.change_payee", &account).unwrap();
        office.run("payment.approve_run", &ApproveRunInput { run: february }).unwrap();
        office.on_day("2019-03-01");
        let march = open_and_compute(office, "2019-03");
        let sum = "SELECT CAST(SUM(amount) AS BIGINT) FROM due WHERE for_month = 201903";
        assert_eq!(office.number(sum), 2 * EACH + 500);
        let sheet = office.office.look(office.agency, |look| {
            let run = run_of(look, march).map_err(|_| Refusal::NoMatter)?;
            balance_sheet(look, &run).map_err(|_| Refusal::NoMatter)
        });
        assert_eq!(sheet.unwrap().residues(), vec![]);
        office.run("payment.approve_run", &ApproveRunInput { run: march }).unwrap();
    });
}

#[test]
fn whoever_changed_after_the_pin_and_must_be_rated_stops_the_run() {
    TestOffice::on_each_engine(|office| {
        open_books_with(office, "10000.00");
        // Born in December 1953: the supplement begins with January.
        let mut older = recipient(2);
        older.id = town::id_number("19531215", 902);
        older.birth = Some(day("1953-12-15"));
        take_on(office, &[older, recipient(3)]).unwrap();
        let month = "2019-01".parse().unwrap();
        office.run("payment.open_run", &OpenRunInput { month }).unwrap();
        let run = RunId(office.number("SELECT MAX(id) FROM run"));
        let person = PersonId(office.number("SELECT person FROM award_version WHERE changes_in = 201901"));
        let account = ChangePayeeInput {
            person,
            account: "4222222222222".into(),
            holder: String::new(),
            bank: String::new(),
            document: "本人换卡申请".into(),
        };
        office.run("registry.change_payee", &account).unwrap();
        let clerk = office.people[&Post::Clerk];
        let told = office.office.compute_run(clerk, run, |_| ()).unwrap_err().to_string();
        assert!(told.contains("又有变动") && told.contains("作废"), "{told}");
        office.run("payment.abandon_run", &AbandonRunInput { run, reason: "重新计算".into() }).unwrap();
        let again = open_and_compute(office, "2019-01");
        office.run("payment.approve_run", &ApproveRunInput { run: again }).unwrap();
        assert_eq!(office.number("SELECT CAST(SUM(amount) AS BIGINT) FROM due"), 2 * EACH + 500);
    });
}

#[test]
fn a_rating_does_not_revive_who_died_in_the_same_month() {
    TestOffice::on_each_engine(|office| {
        open_books_with(office, "10000.00");
        // 65 in December 1953 + 65 years: January rates the supplement; death on 3 January.
        let mut older = recipient(2);
        older.id = town::id_number("19531215", 902);
        older.birth = Some(day("1953-12-15"));
        take_on(office, &[older, recipient(3)]).unwrap();
        office.on_day("2019-01-05");
        let person = PersonId(office.number("SELECT person FROM award_version WHERE changes_in = 201901"));
        let death = ConfirmDeathInput {
            person,
            died_on: day("2019-01-03"),
            evidence: "死亡医学证明".into(),
            heirs: None,
            lead: None,
        };
        office.run("benefits.confirm_death", &death).unwrap();
        let january = open_and_compute(office, "2019-01");
        assert_eq!(office.number("SELECT CAST(SUM(amount) AS BIGINT) FROM due"), 2 * EACH + 500);
        office.run("payment.approve_run", &ApproveRunInput { run: january }).unwrap();
        office.on_day("2019-02-01");
        let february = open_and_compute(office, "2019-02");
        assert_eq!(office.number("SELECT COUNT(*) FROM due WHERE for_month = 201902"), 1);
        office.run("payment.approve_run", &ApproveRunInput { run: february }).unwrap();
    });
}

#[test]
fn a_run_does_not_go_on_under_another_law() {
    TestOffice::on_each_engine_tampered(|office| {
        open_books_with(office, "10000.00");
        take_on(office, &[recipient(2)]).unwrap();
        office.run("payment.open_run", &OpenRunInput { month: "2019-01".parse().unwrap() }).unwrap();
        let run = RunId(office.number("SELECT MAX(id) FROM run"));
        // The program was exchanged for one with other parameters before the run was computed.
        office.office.parts().1.exec("UPDATE run SET law_version = '2018.12.01-0000'", &[]).unwrap();
        let clerk = office.people[&Post::Clerk];
        let told = office.office.compute_run(clerk, run, |_| ()).unwrap_err().to_string();
        assert!(told.contains("2018.12.01-0000") && told.contains("作废"), "{told}");
        assert_eq!(office.number("SELECT COUNT(*) FROM due"), 0);
    });
}
