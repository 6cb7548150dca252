//! 待遇更正: wrong facts of an award, what was paid too little and what too much.

use crate::common::{TestOffice, day};
use crate::paying::{open_and_compute, open_books_with, pay, refusal, returned, special_approved};
use crate::town::{Insured, id_number, of_age, recipient, take_on};
use base::Fen;
use shebao_office::benefits::{AgreeRepaymentInput, AwardInput, CorrectAwardInput, ResumeInput, SuspendInput};
use shebao_office::fund::ReceiveRepaymentInput;
use shebao_office::payment::{
    AbandonRunInput, ApproveRunInput, ImportReturnsInput, ReceiveMoneyInput, RequestMoneyInput, SendFileInput, Special,
};
use shebao_office::registry::ChangeKeyInput;
use shebao_office::tables::{PersonId, RecoveryId, RepaymentWay, RunId, SuspensionReason};
use shebao_office::verify::verify;

fn is_whole(office: &mut TestOffice) {
    let report = verify(&mut office.office, office.agency, &mut |_| ()).unwrap();
    assert!(report.is_whole(), "{report}");
}

/// Born in December 1958 instead.
fn of_december(number: u32) -> Insured {
    Insured { id: id_number("19581210", 900 + number), birth: Some(day("1958-12-10")), ..of_age(number) }
}

fn person(office: &mut TestOffice, number: u32) -> PersonId {
    PersonId(office.number(&format!("SELECT id FROM person WHERE old_number = '53011310{number:06}'")))
}

fn correction(person: PersonId) -> CorrectAwardInput {
    CorrectAwardInput { person, paid_years: None, balance: None, document: "核查表 2019-1".into() }
}

fn correct(office: &mut TestOffice, input: &CorrectAwardInput) -> String {
    refusal(office.make("benefits.correct_award", input))
}

/// January assessed, paid and answered.
fn paid_january(office: &mut TestOffice) -> PersonId {
    open_books_with(office, "10000.00");
    take_on(office, &[of_december(1), recipient(2)]).unwrap();
    let who = person(office, 1);
    let claim = AwardInput {
        person: Some(who),
        id_number: String::new(),
        claimed_on: day("2019-01-02"),
        account: "4111111111111111".into(),
        other_pension: String::new(),
    };
    office.run("benefits.award", &claim).unwrap();
    let run = open_and_compute(office, "2019-01");
    office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
    assert!(correct(office, &CorrectAwardInput { paid_years: Some(20), ..correction(who) }).contains("还没有回盘"));
    pay(office, run, Fen::new(12_413 + 22_200));
    office.on_day("2019-01-25");
    let line = |person: PersonId| format!("SELECT line FROM disbursement WHERE person = {person}");
    let (first, second) = (office.number(&line(who)), 3 - office.number(&line(who)));
    let lines = [("530113-201901-1", first, "222.00"), ("530113-201901-1", second, "124.13")];
    let mut file = returned(office, "回盘.csv", &lines, &[]);
    file.run = run;
    office.run("payment.import_returns", &file).unwrap();
    who
}

fn adjust(office: &mut TestOffice) -> RunId {
    special_approved(office, Special::Adjustment)
}

fn off_cycle(office: &mut TestOffice) -> RunId {
    special_approved(office, Special::OffCycle)
}

/// Money asked for, received, sent and answered, on 10 February.
fn pay_out(office: &mut TestOffice, run: RunId) {
    let on = day("2019-02-10");
    let sum = |what: &str| format!("SELECT CAST({what} AS BIGINT) FROM disbursement WHERE run = {}", run.0);
    let amount = Fen::new(office.number(&sum("SUM(amount)")));
    office.run("payment.request_money", &RequestMoneyInput { run }).unwrap();
    let money = ReceiveMoneyInput { run, on, document: "拨-2".into(), amount };
    office.run("payment.receive_money", &money).unwrap();
    office.run("payment.send_file", &SendFileInput { run, late_reason: String::new() }).unwrap();
    let mut text = "批次号,序号,金额,处理结果,失败原因代码,入账日期\n".to_owned();
    for line in 1..=2 {
        let of_line = format!("{} AND line = {line}", sum("amount"));
        text += &format!("530113-201902-1,{line},{},成功,,2019-02-10\n", Fen::new(office.number(&of_line)));
    }
    let path = office.folder.path().join("回盘二.csv");
    std::fs::write(&path, text).unwrap();
    let file = office.office.environment().files.take_in(&path).unwrap();
    let answer = ImportReturnsInput { run, file, name: "回盘二.csv".into() };
    office.run("payment.import_returns", &answer).unwrap();
}

fn owed(office: &mut TestOffice, run: RunId) -> i64 {
    office.number(&format!("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM due WHERE run = {}", run.0))
}

#[test]
fn years_that_were_forgotten_are_paid_back_and_on() {
    TestOffice::on_each_engine(|office| {
        let who = paid_january(office);
        assert!(correct(office, &correction(who)).contains("不需要更正"));
        let blank = CorrectAwardInput { document: " ".into(), paid_years: Some(20), ..correction(who) };
        assert!(correct(office, &blank).contains("没有填写依据"));

        // Three years more, 2.00 each.
        let answer = office
            .run("benefits.correct_award", &CorrectAwardInput { paid_years: Some(20), ..correction(who) })
            .unwrap();
        assert!(
            answer.shown.iter().any(|c| c.field == "应补" && c.after.contains("1 个月 6.00 元")),
            "{:?}",
            answer.shown
        );
        let run = adjust(office);
        assert_eq!(owed(office, run), 600);
        assert_eq!(office.number("SELECT COUNT(*) FROM recovery"), 0);
        is_whole(office);
        office.on_day("2019-02-10");
        let february = open_and_compute(office, "2019-02");
        assert_eq!(owed(office, february), 12_413 + 22_800);
        office.run("payment.approve_run", &ApproveRunInput { run: february }).unwrap();
        is_whole(office);
    });
}

#[test]
fn what_was_paid_too_much_goes_to_the_ledger_at_its_payer() {
    TestOffice::on_each_engine(|office| {
        let who = paid_january(office);
        // 15 years and 11,120.00: 118.00 + 80.00 instead of 222.00.
        let right =
            CorrectAwardInput { paid_years: Some(15), balance: Some(Fen::from_yuan(11_120)), ..correction(who) };
        office.run("benefits.correct_award", &right).unwrap();
        let parts = "SELECT COUNT(*) FROM recovery WHERE city = 400 AND account = 2000 AND central = 0 \
                     AND from_month = 201901 AND to_month = 201901";
        assert_eq!(office.number(parts), 1);
        let run = adjust(office);
        assert_eq!(owed(office, run), 0, "taking back is not an adjustment's");
        office.on_day("2019-02-10");
        let february = open_and_compute(office, "2019-02");
        assert_eq!(owed(office, february), 12_413 + 19_800);
        office.run("payment.approve_run", &ApproveRunInput { run: february }).unwrap();
        is_whole(office);
    });
}

#[test]
fn where_one_payer_gave_too_much_and_another_too_little_the_first_one_gets_the_difference() {
    TestOffice::on_each_engine(|office| {
        let who = paid_january(office);
        // 19 years and 12,510.00: the city owed 4.00 more, the account 10.00 less. 6.00 come back to it.
        let right =
            CorrectAwardInput { paid_years: Some(19), balance: Some(Fen::from_yuan(12_510)), ..correction(who) };
        office.run("benefits.correct_award", &right).unwrap();
        let parts = "SELECT COUNT(*) FROM recovery WHERE account = 600 AND central = 0 AND province = 0 \
                     AND city = 0 AND county = 0";
        assert_eq!(office.number(parts), 1);
        let run = adjust(office);
        assert_eq!(owed(office, run), 0);
        office.on_day("2019-02-10");
        let february = open_and_compute(office, "2019-02");
        assert_eq!(owed(office, february), 12_413 + 21_600);
        office.run("payment.approve_run", &ApproveRunInput { run: february }).unwrap();
        // 5.00 come back by bank: the account, which gave them, holds them again.
        let back = ReceiveRepaymentInput {
            recovery: RecoveryId(office.number("SELECT id FROM recovery")),
            on: day("2019-02-10"),
            document: "还-1".into(),
            amount: Fen::new(500),
        };
        office.run("fund.receive_repayment", &back).unwrap();
        assert_eq!(office.number("SELECT CAST(SUM(amount) AS BIGINT) FROM account_entry WHERE kind = 'repaid'"), 500);
        is_whole(office);
    });
}

fn asked_back(office: &mut TestOffice, what: &str) -> i64 {
    office.number(&format!(
        "SELECT CAST(COALESCE(SUM({what}), 0) AS BIGINT) FROM recovery r WHERE NOT EXISTS \
         (SELECT 1 FROM recovery_end x WHERE x.recovery = r.id)"
    ))
}

#[test]
fn what_is_found_out_later_asks_back_the_rest_of_a_month() {
    TestOffice::on_each_engine(|office| {
        let who = paid_january(office);
        let whole = "central + province + city + county + account";
        // 15 years instead of 17: 4.00 of January; then 20.00 of the account, and no second 4.00.
        office.run("benefits.correct_award", &CorrectAwardInput { paid_years: Some(15), ..correction(who) }).unwrap();
        assert_eq!((asked_back(office, "city"), asked_back(office, whole)), (400, 400));
        let balance = CorrectAwardInput { balance: Some(Fen::from_yuan(11_120)), ..correction(who) };
        office.run("benefits.correct_award", &balance).unwrap();
        assert_eq!((asked_back(office, "city"), asked_back(office, "account")), (400, 2_000));
        // In prison all the time: the rest of the month, 222.00 in all.
        let prison = SuspendInput {
            person: who,
            reason: SuspensionReason::Prison,
            from_month: "2019-01".parse().unwrap(),
            note: "判决书 1 号".into(),
        };
        office.run("benefits.suspend", &prison).unwrap();
        assert_eq!(asked_back(office, whole), 22_200);
        assert_eq!(office.number("SELECT COUNT(*) FROM recovery"), 3);
        is_whole(office);
    });
}

#[test]
fn a_correction_that_asked_too_much_gives_way_to_the_next() {
    TestOffice::on_each_engine(|office| {
        let who = paid_january(office);
        let years = |years| CorrectAwardInput { paid_years: Some(years), ..correction(who) };
        office.run("benefits.correct_award", &years(15)).unwrap();
        let back = ReceiveRepaymentInput {
            recovery: RecoveryId(office.number("SELECT MAX(id) FROM recovery")),
            on: day("2019-01-25"),
            document: "还-1".into(),
            amount: Fen::new(300),
        };
        office.run("fund.receive_repayment", &back).unwrap();
        // 16 years: 2.00 of January, of which 3.00 came back.
        let answer = office.run("benefits.correct_award", &years(16)).unwrap();
        assert!(answer.notices.iter().any(|n| n.contains("已追回的 1.00 元本来应得")), "{:?}", answer.notices);
        assert_eq!(asked_back(office, "city"), 0);
        let run = adjust(office);
        assert_eq!(owed(office, run), 0);
        is_whole(office);
        // The city's 1.00 goes to the person with the next off-cycle run, once.
        let run = off_cycle(office);
        let city = "SELECT CAST(SUM(city) AS BIGINT) FROM due WHERE kind = 'returned'";
        assert_eq!((owed(office, run), office.number(city)), (100, 100));
        let run = off_cycle(office);
        assert_eq!(owed(office, run), 0);
        // 15 years after all: 4.00, of which 2.00 were kept.
        office.run("benefits.correct_award", &years(15)).unwrap();
        assert_eq!(asked_back(office, "city"), 200);
        // And 17: nothing was too much, and what was kept goes back too.
        let answer = office.run("benefits.correct_award", &years(17)).unwrap();
        assert!(answer.notices.iter().any(|n| n.contains("已追回的 2.00 元本来应得")), "{:?}", answer.notices);
        assert_eq!(asked_back(office, "city"), 0);
        let run = off_cycle(office);
        assert_eq!(owed(office, run), 200);
        is_whole(office);
    });
}

#[test]
fn the_accounts_part_of_what_was_recovered_too_much_goes_back_too() {
    TestOffice::on_each_engine(|office| {
        let who = paid_january(office);
        let balance = |yuan| CorrectAwardInput { balance: Some(Fen::from_yuan(yuan)), ..correction(who) };
        // 11,120.00 instead of 13,900.00: 20.00 of January, kept from February's and March's pension.
        office.run("benefits.correct_award", &balance(11_120)).unwrap();
        let agree = AgreeRepaymentInput {
            recovery: RecoveryId(office.number("SELECT MAX(id) FROM recovery")),
            way: RepaymentWay::Deduction,
            monthly: Fen::new(800),
            from_month: "2019-02".parse().unwrap(),
            document: "抵扣协议".into(),
        };
        office.run("benefits.agree_repayment", &agree).unwrap();
        let back = ReceiveRepaymentInput {
            recovery: agree.recovery,
            on: day("2019-01-25"),
            document: "还-1".into(),
            amount: Fen::new(700),
        };
        office.run("fund.receive_repayment", &back).unwrap();
        office.on_day("2019-02-10");
        let february = open_and_compute(office, "2019-02");
        office.run("payment.approve_run", &ApproveRunInput { run: february }).unwrap();
        pay_out(office, february);
        is_whole(office);
        let held = |office: &mut TestOffice| {
            let read = |look: &mut desk::Look<'_>| {
                Ok::<_, desk::Refusal>(shebao_office::contributions::account_balance(look, who).unwrap().left())
            };
            office.office.look(office.agency, read).unwrap()
        };
        let before = held(office);
        // It was 13,900.00 after all: both the 7.00 and the 8.00 are the person's.
        let answer = office.run("benefits.correct_award", &balance(13_900)).unwrap();
        assert!(answer.notices.iter().any(|n| n.contains("已追回的 15.00 元本来应得")), "{:?}", answer.notices);
        assert_eq!(held(office), before - Fen::new(1_500), "the account gives them up");
        let run = off_cycle(office);
        let account = "SELECT CAST(SUM(account) AS BIGINT) FROM due WHERE kind = 'returned'";
        assert_eq!((owed(office, run), office.number(account)), (1_500, 1_500));
        assert_eq!(held(office), before - Fen::new(1_500), "and once");
        is_whole(office);
    });
}

#[test]
fn another_birth_date_moves_the_start() {
    TestOffice::on_each_engine(|office| {
        let who = paid_january(office);
        // Born two months earlier: November and December 2018 are owed as well.
        let key = ChangeKeyInput {
            person: who,
            id_number: Some(id_number("19581010", 901)),
            name: None,
            birth: None,
            document: "户口簿".into(),
        };
        office.run("registry.change_key", &key).unwrap();
        let answer = office.run("benefits.correct_award", &correction(who)).unwrap();
        assert!(answer.shown.iter().any(|c| c.field == "待遇起始月" && c.after == "2018-11"), "{:?}", answer.shown);
        let run = adjust(office);
        assert_eq!(owed(office, run), 2 * 22_200);
        let again = adjust(office);
        assert_eq!(owed(office, again), 0, "once is enough");
        is_whole(office);
    });
}

#[test]
fn a_correction_waits_for_the_month_that_is_under_way() {
    TestOffice::on_each_engine(|office| {
        let who = paid_january(office);
        office.on_day("2019-02-10");
        let february = open_and_compute(office, "2019-02");
        let lower = CorrectAwardInput { paid_years: Some(15), ..correction(who) };
        let told = correct(office, &lower);
        assert!(told.contains("2019-02 的发放批次还没有审批"), "{told}");
        office.run("payment.abandon_run", &AbandonRunInput { run: february, reason: "更正".into() }).unwrap();
        office.run("benefits.correct_award", &lower).unwrap();
        let february = open_and_compute(office, "2019-02");
        assert_eq!(owed(office, february), 12_413 + 21_800);
        is_whole(office);
    });
}

#[test]
fn a_pension_corrected_while_it_sleeps_is_resumed_from_the_month_it_slept_from() {
    TestOffice::on_each_engine(|office| {
        let who = paid_january(office);
        office.on_day("2019-02-10");
        let pause = SuspendInput {
            person: who,
            reason: SuspensionReason::Certification,
            from_month: "2019-02".parse().unwrap(),
            note: "认证逾期".into(),
        };
        office.run("benefits.suspend", &pause).unwrap();
        for month in ["2019-02", "2019-03"] {
            let run = open_and_compute(office, month);
            office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        }
        office.on_day("2019-04-10");
        let more = CorrectAwardInput { paid_years: Some(20), ..correction(who) };
        office.run("benefits.correct_award", &more).unwrap();
        is_whole(office);
        office.run("benefits.resume", &ResumeInput { person: who, from_month: None, note: "已认证".into() }).unwrap();
        let april = open_and_compute(office, "2019-04");
        // February, March and April, 2.00 more for each of three years.
        assert_eq!(owed(office, april), 12_413 + 3 * 22_800);
        office.run("payment.approve_run", &ApproveRunInput { run: april }).unwrap();
        is_whole(office);
    });
}
