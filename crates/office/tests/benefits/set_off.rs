//! What is set off or kept back: each fen at its payer and in its year, counted when it came back,
//! and undone when the death was none.

use crate::common::{TestOffice, day};
use crate::paying::{EACH, open_and_compute, open_books_with, returned, special};
use crate::sound::{newest, on_each_engine, person, said};
use crate::town::{contributor, recipient, take_on};
use base::Fen;
use desk::Refusal;
use shebao_office::benefits::{
    AgreeRepaymentInput, ConfirmDeathInput, Heirs, RecoveryLine, ResumeInput, RevokeDeathInput, SuspendInput,
    recoveries,
};
use shebao_office::contributions::account_balance;
use shebao_office::fund::ReceiveRepaymentInput;
use shebao_office::payment::{
    AbandonRunInput, ApproveRunInput, CloseRunInput, LateReturnInput, ReceiveMoneyInput, ReissueInput,
    RequestMoneyInput, SendFileInput, Special,
};
use shebao_office::registry::ChangePayeeInput;
use shebao_office::tables::{PersonId, RepaymentWay, RunId, SuspensionReason};

const HEIRS: &str = "4222222222222";
/// The grant is 12 × 75.00, and what is in the account of recipient 712.34.
const FUNERAL: i64 = 90_000;
const ACCOUNT: i64 = 71_234;

fn start(office: &mut TestOffice) -> [PersonId; 2] {
    open_books_with(office, "100000.00");
    take_on(office, &[recipient(1), recipient(2)]).unwrap();
    [1, 2].map(|n| person(office, n))
}

fn dies(office: &mut TestOffice, person: PersonId, died_on: &str) {
    let heirs = Heirs { account: HEIRS.into(), name: "模拟子".into(), relation: "子女".into() };
    let evidence = "火化证 2019-00001".into();
    let form = ConfirmDeathInput { person, died_on: day(died_on), evidence, heirs: Some(heirs), lead: None };
    office.run("benefits.confirm_death", &form).unwrap();
}

fn revoke(person: PersonId) -> RevokeDeathInput {
    RevokeDeathInput { person, reason: "本人持身份证到窗口，死者为同名邻居".into() }
}

/// Approved, paid for and sent on a day of the month.
fn send(office: &mut TestOffice, run: RunId, on: &str) {
    office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
    office.on_day(on);
    let request = office.run("payment.request_money", &RequestMoneyInput { run });
    if request.is_ok() {
        let sql =
            format!("SELECT r.amount FROM payment_request r JOIN run u ON u.batch = r.batch WHERE u.id = {}", run.0);
        let amount = Fen::new(office.number(&sql));
        let money = ReceiveMoneyInput { run, on: day(on), document: format!("拨-{}", run.0), amount };
        office.run("payment.receive_money", &money).unwrap();
    }
    let late = SendFileInput { run, late_reason: "模拟".into() };
    let file = office.run("payment.send_file", &SendFileInput { run, late_reason: String::new() });
    if file.is_err() {
        office.run("payment.send_file", &late).unwrap();
    }
}

/// The bank's answer to all lines of a run's batch.
fn answer(office: &mut TestOffice, run: RunId, failed: &[i64]) {
    let sql = |what: &str, line: i64| {
        format!(
            "SELECT s.{what} FROM disbursement s JOIN run r ON r.batch = s.batch WHERE r.id = {} AND s.line = {line}",
            run.0
        )
    };
    let lines = office.number(&format!("SELECT people FROM run WHERE id = {}", run.0));
    let tail = office.number(&format!(
        "SELECT CAST(substr(b.number, 8, 6) AS BIGINT) * 100 + CAST(substr(b.number, 15) AS BIGINT) FROM batch b \
         JOIN run r ON r.batch = b.id WHERE r.id = {}",
        run.0
    ));
    let batch = format!("530113-{}-{}", tail / 100, tail % 100);
    let amounts: Vec<String> =
        (1..=lines).map(|line| Fen::new(office.number(&sql("amount", line))).to_string()).collect();
    let rows: Vec<(&str, i64, &str)> =
        amounts.iter().zip(1..).map(|(amount, line)| (batch.as_str(), line, amount.as_str())).collect();
    let mut file = returned(office, &format!("{batch}.csv"), &rows, failed);
    file.run = run;
    office.run("payment.import_returns", &file).unwrap();
}

fn off_cycle(office: &mut TestOffice) -> RunId {
    special(office, Special::OffCycle)
}

fn ledger(office: &mut TestOffice) -> Vec<RecoveryLine> {
    office.office.look(office.agency, |look| recoveries(look).map_err(|_| Refusal::NoMatter)).unwrap()
}

fn left_of(office: &mut TestOffice, person: PersonId) -> Fen {
    let agency = office.agency;
    office.office.look(agency, |look| account_balance(look, person).map_err(|_| Refusal::NoMatter)).unwrap().left()
}

/// Debits less credits of an account, of one level or of none.
fn spent(office: &mut TestOffice, account: &str, level: &str) -> i64 {
    office.number(&format!(
        "SELECT CAST(COALESCE(SUM(debit - credit), 0) AS BIGINT) FROM posting WHERE account = '{account}' {level}"
    ))
}

#[test]
fn a_settled_death_is_undone_after_its_heirs_were_paid() {
    on_each_engine(|office| {
        let [who, _] = start(office);
        dies(office, who, "2018-12-20");
        let january = open_and_compute(office, "2019-01");
        send(office, january, "2019-01-10");
        let waiting = said(office.make("benefits.revoke_death", &revoke(who)).unwrap_err());
        assert!(waiting.contains("还没有回盘"), "{waiting}");
        office.on_day("2019-01-25");
        answer(office, january, &[]);
        assert_eq!(left_of(office, who), Fen::ZERO);

        office.on_day("2019-02-01");
        office.run("benefits.revoke_death", &revoke(who)).unwrap();
        assert!(newest(office, who, "state", "'live'"));
        assert_eq!(left_of(office, who), Fen::new(ACCOUNT), "the account is whole again");
        let [line] = &ledger(office)[..] else { panic!("one recovery") };
        assert_eq!((line.recovery.account, line.left()), (Fen::new(ACCOUNT), Fen::new(ACCOUNT + FUNERAL)));
        let (recovery, all) = (line.recovery.id, line.left());
        // January is owed, and February.
        let february = open_and_compute(office, "2019-02");
        assert_eq!(
            office
                .number(&format!("SELECT amount FROM disbursement WHERE run = {} AND person = {}", february.0, who.0)),
            2 * EACH
        );
        send(office, february, "2019-02-10");
        let back = ReceiveRepaymentInput { recovery, on: day("2019-02-10"), document: "回-1".into(), amount: all };
        office.run("fund.receive_repayment", &back).unwrap();
        assert!(ledger(office)[0].left().is_zero());

        // And he dies after all: settled again, from what the account holds now.
        office.on_day("2019-02-26");
        answer(office, february, &[]);
        dies(office, who, "2019-02-25");
        let march = open_and_compute(office, "2019-03");
        let heirs = format!("SELECT amount FROM disbursement WHERE run = {} AND person = {}", march.0, who.0);
        assert_eq!(office.number(&heirs), FUNERAL + ACCOUNT - 2 * 613);
        office.run("payment.approve_run", &ApproveRunInput { run: march }).unwrap();
    });
}

#[test]
fn what_came_back_from_the_heirs_bank_is_not_sent_to_the_living() {
    on_each_engine(|office| {
        let [who, _] = start(office);
        dies(office, who, "2018-12-20");
        let january = open_and_compute(office, "2019-01");
        send(office, january, "2019-01-10");
        let line = office.number(&format!("SELECT line FROM disbursement WHERE person = {}", who.0));
        office.on_day("2019-01-25");
        answer(office, january, &[line]);
        office.run("benefits.revoke_death", &revoke(who)).unwrap();
        assert!(ledger(office).is_empty(), "nobody got anything");
        assert_eq!(left_of(office, who), Fen::new(ACCOUNT));
        let told = office
            .make("payment.reissue", &ReissueInput { run: january, release: Vec::new(), confirmed: Vec::new() })
            .unwrap_err();
        assert!(told.to_string().contains("已不应发"), "{told}");
    });
}

#[test]
fn a_set_off_of_an_earlier_year_is_income_and_of_this_year_less_expense() {
    on_each_engine(|office| {
        let [before, now] = start(office);
        // November and December 2018 were paid by the old system: 248.26 of another year.
        dies(office, before, "2018-10-05");
        let run = off_cycle(office);
        send(office, run, "2019-01-10");
        office.on_day("2019-01-25");
        answer(office, run, &[]);
        let net = FUNERAL + (ACCOUNT + 2 * 613) - 2 * EACH;
        assert_eq!(spent(office, "4501", ""), -2 * EACH);
        assert_eq!(spent(office, "1004", ""), 0, "what was asked for is what left");
        assert_eq!(spent(office, "5001", ""), net + 2 * EACH, "this year's expense is whole");
        assert_eq!(spent(office, "5001", "AND level = 'central'"), 0);

        // January of the other is paid and, after the death was told, this year's.
        let january = open_and_compute(office, "2019-01");
        send(office, january, "2019-01-25");
        office.on_day("2019-01-26");
        answer(office, january, &[]);
        let central = spent(office, "5001", "AND level = 'central'");
        assert_eq!(central, 8_800);
        dies(office, now, "2018-12-31");
        let run = off_cycle(office);
        send(office, run, "2019-01-27");
        answer(office, run, &[]);
        assert_eq!(spent(office, "4501", ""), -2 * EACH, "nothing of an earlier year");
        assert_eq!(spent(office, "5001", "AND level = 'central'"), 0, "each fen back to its payer");
        assert_eq!(office.number("SELECT COUNT(*) FROM set_off_part WHERE year = 2018"), 2);
        assert_eq!(office.number("SELECT COUNT(*) FROM set_off_part WHERE year = 2019"), 1);
    });
}

fn prison(office: &mut TestOffice, person: PersonId, from: &str, out: &str) {
    let note = "判决书 3 号";
    let reason = SuspensionReason::Prison;
    let suspend = SuspendInput { person, reason, from_month: from.parse().unwrap(), note: note.into() };
    office.run("benefits.suspend", &suspend).unwrap();
    let resume = ResumeInput { person, from_month: Some(out.parse().unwrap()), note: "释放".into() };
    office.run("benefits.resume", &resume).unwrap();
}

#[test]
fn a_settlement_takes_up_what_stands_in_the_ledger_and_gives_it_back_when_undone() {
    on_each_engine(|office| {
        let [who, other] = start(office);
        let january = open_and_compute(office, "2019-01");
        send(office, january, "2019-01-10");
        office.on_day("2019-01-25");
        answer(office, january, &[]);
        // December and January are in the ledger for prison; he had died in November.
        prison(office, who, "2018-12", "2019-02");
        assert_eq!(ledger(office)[0].left(), Fen::new(2 * EACH));
        dies(office, who, "2018-11-10");
        let settled = |column: &str, person: PersonId| {
            format!("SELECT CAST({column} AS BIGINT) FROM settlement WHERE person = {}", person.0)
        };
        assert_eq!(office.number(&settled("net", who)), FUNERAL + ACCOUNT + 613 - 2 * EACH, "once");
        assert!(ledger(office).iter().all(|line| line.left().is_zero()));
        office.run("benefits.revoke_death", &revoke(who)).unwrap();
        let left: Vec<Fen> = ledger(office).iter().map(|line| line.left()).filter(|left| !left.is_zero()).collect();
        assert_eq!(left, [Fen::new(2 * EACH)], "the months in prison are owed again");

        // The other was in prison, and dies after it: the account gets its part of December back.
        prison(office, other, "2018-12", "2019-02");
        dies(office, other, "2019-01-20");
        assert_eq!(office.number(&settled("net", other)), FUNERAL + ACCOUNT + 613 - 2 * EACH);
        assert_eq!(office.number(&settled("balance", other)), ACCOUNT + 613);
        let run = off_cycle(office);
        send(office, run, "2019-01-27");
        answer(office, run, &[]);
        assert_eq!(left_of(office, other), Fen::ZERO);
    });
}

#[test]
fn a_deduction_that_the_bank_sent_back_gave_nothing_back() {
    on_each_engine(|office| {
        let [who, _] = start(office);
        let january = open_and_compute(office, "2019-01");
        send(office, january, "2019-01-10");
        office.on_day("2019-01-25");
        answer(office, january, &[]);
        let prison = SuspendInput {
            person: who,
            reason: SuspensionReason::Prison,
            from_month: "2019-01".parse().unwrap(),
            note: "判决书 3 号".into(),
        };
        office.run("benefits.suspend", &prison).unwrap();
        let resume = ResumeInput { person: who, from_month: Some("2019-02".parse().unwrap()), note: "释放".into() };
        office.run("benefits.resume", &resume).unwrap();
        let agreed = AgreeRepaymentInput {
            recovery: ledger(office)[0].recovery.id,
            way: RepaymentWay::Deduction,
            monthly: Fen::new(10_000),
            from_month: "2019-02".parse().unwrap(),
            document: "抵扣协议 2019-1".into(),
        };
        office.run("benefits.agree_repayment", &agreed).unwrap();
        office.on_day("2019-02-01");
        let february = open_and_compute(office, "2019-02");
        send(office, february, "2019-02-10");
        let line =
            office.number(&format!("SELECT line FROM disbursement WHERE run = {} AND person = {}", february.0, who.0));
        office.on_day("2019-02-25");
        answer(office, february, &[line]);
        let standing = |office: &mut TestOffice| {
            let line = &ledger(office)[0];
            (line.repaid, line.under_way, line.left())
        };
        assert_eq!(standing(office), (Fen::ZERO, Fen::new(10_000), Fen::new(EACH)));
        // What is kept back in the returned line is not taken a second time meanwhile.
        let march = open_and_compute(office, "2019-03");
        let kept = format!(
            "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM due WHERE run = {} AND kind = 'deduction'",
            march.0
        );
        assert_eq!(office.number(&kept), -(EACH - 10_000));
        let card = ChangePayeeInput {
            person: who,
            account: "4012888888881881".into(),
            holder: String::new(),
            bank: String::new(),
            document: "社保卡".into(),
        };
        office.run("payment.approve_run", &ApproveRunInput { run: march }).unwrap();
        office.run("registry.change_payee", &card).unwrap();
        office
            .run("payment.reissue", &ReissueInput { run: february, release: Vec::new(), confirmed: Vec::new() })
            .unwrap();
        assert_eq!(standing(office), (Fen::new(EACH), Fen::ZERO, Fen::ZERO));
    });
}

/// January is paid, and owed back for prison; from February on so much is kept back.
fn owes_january(office: &mut TestOffice, who: PersonId, monthly: i64) {
    let january = open_and_compute(office, "2019-01");
    send(office, january, "2019-01-10");
    office.on_day("2019-01-25");
    answer(office, january, &[]);
    prison(office, who, "2019-01", "2019-02");
    let agreed = AgreeRepaymentInput {
        recovery: ledger(office)[0].recovery.id,
        way: RepaymentWay::Deduction,
        monthly: Fen::new(monthly),
        from_month: "2019-02".parse().unwrap(),
        document: "抵扣协议 2019-1".into(),
    };
    office.run("benefits.agree_repayment", &agreed).unwrap();
    office.on_day("2019-02-01");
}

#[test]
fn a_debt_that_was_paid_meanwhile_is_not_kept_back_as_well() {
    on_each_engine(|office| {
        let [who, _] = start(office);
        owes_january(office, who, 10_000);
        let february = open_and_compute(office, "2019-02");
        let recovery = ledger(office)[0].recovery.id;
        let back = |amount: i64, document: &str| ReceiveRepaymentInput {
            recovery,
            on: day("2019-02-01"),
            document: document.into(),
            amount: Fen::new(amount),
        };
        office.run("fund.receive_repayment", &back(EACH - 10_000, "还-1")).unwrap();
        office.make("payment.approve_run", &ApproveRunInput { run: february }).unwrap();
        office.run("fund.receive_repayment", &back(1, "还-2")).unwrap();
        let told = office.make("payment.approve_run", &ApproveRunInput { run: february }).unwrap_err().to_string();
        assert!(told.contains("超过尚欠金额"), "{told}");
        office.run("payment.abandon_run", &AbandonRunInput { run: february, reason: "已归还".into() }).unwrap();
        let february = open_and_compute(office, "2019-02");
        office.run("payment.approve_run", &ApproveRunInput { run: february }).unwrap();
        let kept = format!("SELECT amount FROM due WHERE run = {} AND kind = 'deduction'", february.0);
        assert_eq!(office.number(&kept), -9_999);
        assert!(ledger(office)[0].left().is_zero());
    });
}

#[test]
fn what_a_month_kept_back_that_is_never_paid_is_owed_again() {
    on_each_engine(|office| {
        let [who, _] = start(office);
        owes_january(office, who, 10_000);
        let february = open_and_compute(office, "2019-02");
        // Back in prison before the run is signed: his line is withheld, and February never paid.
        let suspend = |reason| SuspendInput {
            person: who,
            reason,
            from_month: "2019-02".parse().unwrap(),
            note: "判决书 4 号".into(),
        };
        office.run("benefits.suspend", &suspend(SuspensionReason::Prison)).unwrap();
        office.run("payment.approve_run", &ApproveRunInput { run: february }).unwrap();
        let standing = |office: &mut TestOffice| (ledger(office)[0].left(), ledger(office)[0].under_way);
        assert_eq!(standing(office), (Fen::new(EACH), Fen::ZERO));
        office.on_day("2019-03-01");
        let out = ResumeInput { person: who, from_month: Some("2019-03".parse().unwrap()), note: "释放".into() };
        office.run("benefits.resume", &out).unwrap();
        let march = open_and_compute(office, "2019-03");
        office.run("payment.approve_run", &ApproveRunInput { run: march }).unwrap();
        let kept = format!("SELECT amount FROM due WHERE run = {} AND kind = 'deduction'", march.0);
        assert_eq!(office.number(&kept), -10_000);
        assert_eq!(standing(office), (Fen::new(EACH - 10_000), Fen::ZERO));
    });
}

#[test]
fn a_run_in_which_everything_cancels_out_is_booked_and_closed() {
    on_each_engine(|office| {
        let [who, _] = start(office);
        // Dead for three years: what is set off takes the whole settlement.
        dies(office, who, "2016-01-05");
        assert_eq!(office.number("SELECT net FROM settlement"), 0);
        let run = off_cycle(office);
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        assert!(office.make("payment.request_money", &RequestMoneyInput { run }).is_err());
        office.run("payment.send_file", &SendFileInput { run, late_reason: String::new() }).unwrap();
        let gross = office.number(
            "SELECT balance + funeral_central + funeral_province + funeral_city + funeral_county FROM settlement",
        );
        assert_eq!(spent(office, "4501", ""), -gross, "what had left in other years is income");
        assert_eq!((spent(office, "5001", ""), spent(office, "1004", "")), (gross, 0));
        office.run("payment.close_run", &CloseRunInput { run }).unwrap();
    });
}

/// A contributor is registered dead; what his heirs get has left, and the bank has not answered.
fn single_sum_sent(office: &mut TestOffice) -> (PersonId, RunId) {
    open_books_with(office, "100000.00");
    take_on(office, &[recipient(1), contributor(2)]).unwrap();
    let who = person(office, 2);
    dies(office, who, "2018-12-20");
    let january = open_and_compute(office, "2019-01");
    send(office, january, "2019-01-10");
    office.on_day("2019-01-25");
    (who, january)
}

#[test]
fn a_single_sum_for_a_death_that_was_none_comes_back() {
    on_each_engine(|office| {
        let (who, january) = single_sum_sent(office);
        answer(office, january, &[]);
        assert_eq!(left_of(office, who), Fen::ZERO);
        office.run("benefits.revoke_death", &revoke(who)).unwrap();
        assert!(newest(office, who, "state", "'stopped'"));
        assert_eq!(left_of(office, who), Fen::new(81_234));
        let [line] = &ledger(office)[..] else { panic!("one recovery") };
        assert_eq!(line.left(), Fen::new(81_234 + FUNERAL));
        let february = open_and_compute(office, "2019-02");
        assert_eq!(office.number(&format!("SELECT people FROM run WHERE id = {}", february.0)), 1);
        office.run("payment.approve_run", &ApproveRunInput { run: february }).unwrap();
    });
}

#[test]
fn a_single_sum_that_came_back_for_a_death_that_was_none_is_not_sent_to_the_heirs_of_a_later_one() {
    on_each_engine(|office| {
        let (who, january) = single_sum_sent(office);
        let line = format!("SELECT line FROM disbursement WHERE run = {} AND person = {}", january.0, who.0);
        let line = office.number(&line);
        answer(office, january, &[line]);
        office.run("benefits.revoke_death", &revoke(who)).unwrap();
        dies(office, who, "2019-01-24");
        let again = ReissueInput { run: january, release: Vec::new(), confirmed: vec![who] };
        let told = office.make("payment.reissue", &again).unwrap_err().to_string();
        assert!(told.contains("已不应发"), "{told}");
    });
}

#[test]
fn a_prison_month_that_came_back_is_not_sent_again() {
    on_each_engine(|office| {
        let [who, _] = start(office);
        let january = open_and_compute(office, "2019-01");
        send(office, january, "2019-01-10");
        let line = office.number(&format!("SELECT line FROM disbursement WHERE person = {}", who.0));
        office.on_day("2019-01-25");
        answer(office, january, &[line]);
        // In prison in January and out in February: nothing was paid, and nothing is owed.
        prison(office, who, "2019-01", "2019-02");
        assert!(ledger(office)[..].is_empty());
        let again = ReissueInput { run: january, release: Vec::new(), confirmed: vec![who] };
        let told = office.make("payment.reissue", &again).unwrap_err().to_string();
        assert!(told.contains("已不应发"), "{told}");
    });
}

fn late(run: RunId, line: i64, on: &str) -> LateReturnInput {
    LateReturnInput { run, line, on: day(on), document: "退汇-1".into(), reason: "账户冻结".into() }
}

#[test]
fn money_that_came_back_late_gave_nothing_back_and_reached_no_heirs() {
    on_each_engine(|office| {
        let [who, other] = start(office);
        owes_january(office, who, 10_000);
        dies(office, other, "2018-12-20");
        let february = open_and_compute(office, "2019-02");
        send(office, february, "2019-02-10");
        office.on_day("2019-02-26");
        answer(office, february, &[]);
        assert_eq!(ledger(office)[0].repaid, Fen::new(10_000));
        let line = |office: &mut TestOffice, who: PersonId| {
            office.number(&format!("SELECT line FROM disbursement WHERE run = {} AND person = {}", february.0, who.0))
        };
        let of_his = line(office, who);
        office.run("payment.late_return", &late(february, of_his, "2019-02-26")).unwrap();
        assert_eq!((ledger(office)[0].repaid, ledger(office)[0].under_way), (Fen::ZERO, Fen::new(10_000)));
        let of_heirs = line(office, other);
        let back = LateReturnInput { document: "退汇-2".into(), ..late(february, of_heirs, "2019-02-26") };
        office.run("payment.late_return", &back).unwrap();
        office.run("benefits.revoke_death", &revoke(other)).unwrap();
        assert_eq!(ledger(office).len(), 1, "the heirs owe nothing");
        assert_eq!(left_of(office, other), Fen::new(ACCOUNT - 613), "January's part alone is gone");
    });
}
