//! What becomes of money that did not arrive: withheld, returned, or overtaken by a death.

use crate::common::{TestOffice, day};
use crate::paying::{EACH, books, computed, open_and_compute, open_books_with, pay, refusal, returned, state};
use crate::town::{recipient, take_on};
use base::Fen;
use desk::{Answer, Refusal};
use shebao_office::benefits::{ConfirmDeathInput, Heirs, SettleDeathInput};
use shebao_office::fund::{CloseMonthInput, ReverseVoucherInput};
use shebao_office::payment::{
    ApproveRunInput, CloseRunInput, ImportReturnsInput, LateReturnInput, ReceiveMoneyInput, ReissueInput,
    RequestMoneyInput, SendFileInput, WithholdInput, bank_file, run_of,
};
use shebao_office::registry::{ChangeKeyInput, ChangePayeeInput};
use shebao_office::tables::{PersonId, RunId, RunState, VoucherId};
use shebao_office::verify::verify;

const BATCH: &str = "530113-201901-1";
const AGAIN: &str = "530113-201901-2";
const DEBT: &str = "SELECT CAST(COALESCE(SUM(credit - debit), 0) AS BIGINT) FROM posting WHERE account = '2001'";
const CENTRAL: &str =
    "SELECT CAST(SUM(debit) AS BIGINT) FROM posting WHERE account = '5001' AND level = 'central' AND credit = 0";
const LEFT: &str = "SELECT CAST(SUM(debit - credit) AS BIGINT) FROM posting WHERE account = '1004'";

/// Who stands in a line of the first batch.
fn payee_of(office: &mut TestOffice, line: i64) -> PersonId {
    PersonId(office.number(&format!("SELECT person FROM disbursement WHERE line = {line} AND attempt = 1")))
}

fn withhold(office: &mut TestOffice, run: RunId, person: PersonId) {
    let held = WithholdInput { run, person, reason: "电话核实时家属称已外出失联".into() };
    office.run("payment.withhold", &held).unwrap();
}

/// The bank answers these lines of a batch; `failed` came back.
fn answered(office: &mut TestOffice, run: RunId, batch: &str, lines: &[i64], failed: &[i64]) {
    let lines: Vec<(&str, i64, &str)> = lines.iter().map(|line| (batch, *line, "124.13")).collect();
    let mut file = returned(office, &format!("{batch}.csv"), &lines, failed);
    file.run = run;
    office.run("payment.import_returns", &file).unwrap();
}

/// A month in which line 2 came back.
fn month_with_a_return(office: &mut TestOffice) -> RunId {
    let run = computed(office);
    office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
    pay(office, run, Fen::new(3 * EACH));
    office.on_day("2019-01-25");
    answered(office, run, BATCH, &[1, 2, 3], &[2]);
    run
}

/// A month in which line 2 came back, and whose it was.
fn somebody_s_return(office: &mut TestOffice) -> (RunId, PersonId) {
    let run = month_with_a_return(office);
    (run, payee_of(office, 2))
}

fn reissue(office: &mut TestOffice, run: RunId, release: &[PersonId]) -> Result<Answer, Refusal> {
    office.run("payment.reissue", &ReissueInput { run, release: release.to_vec(), confirmed: Vec::new() })
}

/// Every invariant holds, to whatever month the story has come.
fn is_whole(office: &mut TestOffice) {
    let report = verify(&mut office.office, office.agency, &mut |_| ()).unwrap();
    assert!(report.is_whole(), "{report}");
}

fn the_reissue(office: &mut TestOffice) -> RunId {
    RunId(office.number("SELECT MAX(id) FROM run WHERE kind = 'reissue'"))
}

fn another_account(office: &mut TestOffice, person: PersonId) {
    office.run("registry.change_payee", &account_of(person, "4222222222222", "")).unwrap();
}

fn account_of(person: PersonId, account: &str, holder: &str) -> ChangePayeeInput {
    ChangePayeeInput {
        person,
        account: account.into(),
        holder: holder.into(),
        bank: String::new(),
        document: "换卡申请".into(),
    }
}

fn confirm_death(office: &mut TestOffice, person: PersonId, died_on: &str, heirs: bool) {
    let heir = Heirs { account: "4222222222222".into(), name: "模拟子".into(), relation: "子女".into() };
    let form = ConfirmDeathInput {
        person,
        died_on: day(died_on),
        evidence: "火化证 2019-00001".into(),
        heirs: heirs.then_some(heir),
        lead: None,
    };
    office.run("benefits.confirm_death", &form).unwrap();
}

#[test]
fn a_withheld_payment_that_is_owed_after_all_goes_out_when_somebody_says_so() {
    TestOffice::on_each_engine(|office| {
        let run = computed(office);
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        let person = payee_of(office, 1);
        withhold(office, run, person);
        pay(office, run, Fen::new(2 * EACH));
        office.on_day("2019-01-25");
        answered(office, run, BATCH, &[2, 3], &[]);
        assert_eq!(office.number(CENTRAL), 2 * 8_800);

        // A payment that a person withheld leaves by a person's word only.
        let unnamed = refusal(reissue(office, run, &[]));
        assert!(unnamed.contains("止付") && unnamed.contains("release"), "{unnamed}");
        let other = payee_of(office, 2);
        let stranger = refusal(reissue(office, run, &[other]));
        assert!(stranger.contains("没有止付"), "{stranger}");
        reissue(office, run, &[person]).unwrap();
        let again = the_reissue(office);
        assert!(refusal(reissue(office, run, &[person])).contains("没有止付"), "it is on its way");

        // It never left, so its money has still to be asked for, and it is expense only now.
        office.run("payment.request_money", &RequestMoneyInput { run: again }).unwrap();
        let money =
            ReceiveMoneyInput { run: again, on: day("2019-01-25"), document: "拨-002".into(), amount: Fen::new(EACH) };
        office.run("payment.receive_money", &money).unwrap();
        office.run("payment.send_file", &SendFileInput { run: again, late_reason: String::new() }).unwrap();
        office.on_day("2019-01-30");
        answered(office, again, AGAIN, &[1], &[]);
        assert_eq!(office.number(CENTRAL), 3 * 8_800);
        assert_eq!(office.number(DEBT), 0);
        for run in [run, again] {
            assert_eq!(books(office, run).differences(), Vec::<String>::new());
            office.run("payment.close_run", &CloseRunInput { run }).unwrap();
        }
        assert_eq!(office.number(LEFT), 0);
        assert_eq!(office.number("SELECT COUNT(*) FROM due"), 3);
        is_whole(office);
    });
}

#[test]
fn the_money_of_a_returned_payment_is_not_asked_for_twice() {
    TestOffice::on_each_engine(|office| {
        let (run, person) = somebody_s_return(office);
        another_account(office, person);
        reissue(office, run, &[]).unwrap();
        let again = the_reissue(office);
        let told = refusal(office.make("payment.request_money", &RequestMoneyInput { run: again }));
        assert!(told.contains("退票款"), "{told}");
        office.run("payment.send_file", &SendFileInput { run: again, late_reason: String::new() }).unwrap();
    });
}

#[test]
fn a_returned_payment_for_a_month_after_death_is_never_sent_again() {
    TestOffice::on_each_engine(|office| {
        let (run, dead) = somebody_s_return(office);
        // The heirs have another account: for the settlement, not for January.
        confirm_death(office, dead, "2018-12-20", true);
        let told = refusal(reissue(office, run, &[]));
        assert!(told.contains("1 人已不应发"), "{told}");
        assert_eq!(office.number("SELECT COUNT(*) FROM disbursement WHERE attempt > 1"), 0);
    });
}

#[test]
fn a_returned_payment_for_the_month_of_death_goes_to_the_heirs_or_not_at_all() {
    TestOffice::on_each_engine(|office| {
        let (run, dead) = somebody_s_return(office);
        another_account(office, dead);
        confirm_death(office, dead, "2019-01-02", false);
        let told = refusal(reissue(office, run, &[]));
        assert!(
            told.contains("死亡结算"),
            "nobody named the heirs yet, and the dead man's new card is not theirs: {told}"
        );

        let heirs = Heirs { account: "4000000000000002".into(), name: "模拟子".into(), relation: "子女".into() };
        office.run("benefits.settle_death", &SettleDeathInput { person: dead, heirs: Some(heirs) }).unwrap();
        reissue(office, run, &[]).unwrap();
        let to_heirs = "SELECT COUNT(*) FROM disbursement s JOIN identifier i ON i.id = s.payee \
                        WHERE s.attempt = 2 AND i.holder = '模拟子'";
        assert_eq!(office.number(to_heirs), 1);
        is_whole(office);
    });
}

#[test]
fn the_file_does_not_leave_with_somebody_who_died_after_the_approval() {
    TestOffice::on_each_engine(|office| {
        let run = computed(office);
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        let dead = payee_of(office, 1);
        confirm_death(office, dead, "2018-12-20", false);
        office.run("payment.request_money", &RequestMoneyInput { run }).unwrap();
        office.on_day("2019-01-10");
        let amount = Fen::new(3 * EACH);
        let money = ReceiveMoneyInput { run, on: day("2019-01-10"), document: "拨-001".into(), amount };
        office.run("payment.receive_money", &money).unwrap();
        let file = SendFileInput { run, late_reason: String::new() };
        let told = refusal(office.make("payment.send_file", &file));
        assert!(told.contains("第 1 行") && told.contains("止付"), "{told}");
        withhold(office, run, dead);
        office.run("payment.send_file", &file).unwrap();
        assert_eq!(state(office, run), RunState::Sent);
    });
}

#[test]
fn a_wrong_notice_of_money_is_reversed_and_booked_right() {
    TestOffice::on_each_engine(|office| {
        let run = computed(office);
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        office.run("payment.request_money", &RequestMoneyInput { run }).unwrap();
        office.on_day("2019-01-10");
        let amount = Fen::new(3 * EACH);
        let notice = |amount| ReceiveMoneyInput { run, on: day("2019-01-10"), document: "拨_1".into(), amount };
        office.run("payment.receive_money", &notice(Fen::new(EACH))).unwrap();
        assert!(refusal(office.make("payment.receive_money", &notice(amount))).contains("已记入"));
        let wrong = VoucherId(office.number("SELECT MAX(id) FROM voucher"));
        let red = ReverseVoucherInput { voucher: wrong, on: day("2019-01-10"), reason: "金额录错".into() };
        office.run("fund.reverse_voucher", &red).unwrap();
        office.run("payment.receive_money", &notice(amount)).unwrap();
        // Another notice whose number only looks alike to a pattern.
        let other = ReceiveMoneyInput { document: "拨%1".into(), ..notice(Fen::new(1)) };
        office.run("payment.receive_money", &other).unwrap();
        assert_eq!(office.number(LEFT), 3 * EACH + 1);
    });
}

#[test]
fn a_month_stays_open_for_the_bank_answers_it_still_awaits() {
    TestOffice::on_each_engine(|office| {
        let (run, person) = somebody_s_return(office);
        another_account(office, person);
        reissue(office, run, &[]).unwrap();
        let again = the_reissue(office);
        office.run("payment.send_file", &SendFileInput { run: again, late_reason: String::new() }).unwrap();
        office.run("payment.close_run", &CloseRunInput { run }).unwrap();
        office.on_day("2019-01-31");
        let close = CloseMonthInput { month: "2019-01".parse().unwrap() };
        let told = refusal(office.make("fund.close_month", &close));
        assert!(told.contains(AGAIN), "{told}");
        answered(office, again, AGAIN, &[1], &[]);
        office.run("payment.close_run", &CloseRunInput { run: again }).unwrap();
        office.run("fund.close_month", &close).unwrap();

        // Money that is told of too late belongs to the open month.
        let late = ReceiveMoneyInput { run, on: day("2019-01-20"), document: "拨-009".into(), amount: Fen::new(1) };
        let told = refusal(office.make("payment.receive_money", &late));
        assert!(told.contains("已关账"), "{told}");
    });
}

#[test]
fn a_return_file_that_says_two_things_of_one_line_is_believed_in_neither() {
    TestOffice::on_each_engine(|office| {
        let run = computed(office);
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        pay(office, run, Fen::new(3 * EACH));
        office.on_day("2019-01-25");
        let path = office.folder.path().join("twice.csv");
        let line = |line: i64, answer: &str| format!("{BATCH},{line},124.13,{answer},2019-01-25\n");
        let text = "批次号,序号,金额,处理结果,失败原因代码,入账日期\n".to_owned()
            + &line(1, "成功,")
            + &line(2, "失败,销户")
            + &line(2, "成功,")
            + &line(3, "成功,");
        std::fs::write(&path, text).unwrap();
        let file = office.office.environment().files.take_in(&path).unwrap();
        let input = ImportReturnsInput { run, file, name: "twice.csv".into() };
        let answer = office.run("payment.import_returns", &input).unwrap();
        assert!(answer.notices.iter().any(|n| n.contains("还有 1 行没有回盘")), "{:?}", answer.notices);
        assert_eq!(office.number("SELECT COUNT(*) FROM quarantine"), 2);
        assert_eq!(office.number("SELECT COUNT(*) FROM bank_outcome WHERE paid = 1"), 2);
        assert_eq!(state(office, run), RunState::Sent);
        answered(office, run, BATCH, &[2], &[2]);
        assert_eq!(state(office, run), RunState::Returned);
        assert_eq!(office.number(DEBT), EACH);
    });
}

#[test]
fn a_settlement_that_comes_back_goes_to_the_heirs_new_account() {
    TestOffice::on_each_engine(|office| {
        open_books_with(office, "10000.00");
        take_on(office, &[recipient(1), recipient(2)]).unwrap();
        let dead = PersonId(office.number("SELECT id FROM person WHERE old_number = '53011310000001'"));
        confirm_death(office, dead, "2019-01-01", false);
        let stopped = refusal(office.make("registry.change_payee", &account_of(dead, "4000000000000002", "模拟子")));
        assert!(stopped.contains("死亡结算"), "an account that nothing will be paid to: {stopped}");
        // January is paid by the run; the settlement by the next one.
        let january = open_and_compute(office, "2019-01");
        office.run("payment.approve_run", &ApproveRunInput { run: january }).unwrap();
        pay(office, january, Fen::new(2 * EACH));
        office.on_day("2019-01-25");
        answered(office, january, BATCH, &[1, 2], &[]);
        let heirs = Heirs { account: "4222222222222".into(), name: "模拟子".into(), relation: "子女".into() };
        office.run("benefits.settle_death", &SettleDeathInput { person: dead, heirs: Some(heirs) }).unwrap();
        office.on_day("2019-02-01");
        let february = open_and_compute(office, "2019-02");
        office.run("payment.approve_run", &ApproveRunInput { run: february }).unwrap();
        let line = office.number(&format!("SELECT line FROM disbursement WHERE run = {february} AND person = {dead}"));
        let lines: Vec<(i64, Fen)> = [1, 2]
            .map(|line| {
                let sql = format!("SELECT amount FROM disbursement WHERE run = {february} AND line = {line}");
                (line, Fen::new(office.number(&sql)))
            })
            .to_vec();
        office.run("payment.request_money", &RequestMoneyInput { run: february }).unwrap();
        let amount = lines.iter().map(|(_, amount)| *amount).sum();
        let money = ReceiveMoneyInput { run: february, on: day("2019-02-01"), document: "拨-002".into(), amount };
        office.run("payment.receive_money", &money).unwrap();
        office.run("payment.send_file", &SendFileInput { run: february, late_reason: String::new() }).unwrap();
        let texts: Vec<(i64, String)> = lines.iter().map(|(line, amount)| (*line, amount.to_string())).collect();
        let rows: Vec<(&str, i64, &str)> =
            texts.iter().map(|(line, amount)| ("530113-201902-1", *line, amount.as_str())).collect();
        let mut file = returned(office, "february.csv", &rows, &[line]);
        file.run = february;
        office.on_day("2019-02-25");
        office.run("payment.import_returns", &file).unwrap();

        let nobody = refusal(office.make("registry.change_payee", &account_of(dead, "4000000000000002", "")));
        assert!(nobody.contains("继承人户名"), "{nobody}");
        office.run("registry.change_payee", &account_of(dead, "4000000000000002", "模拟子")).unwrap();
        reissue(office, february, &[]).unwrap();
        let account = "SELECT COUNT(*) FROM disbursement s JOIN identifier i ON i.id = s.payee \
                       WHERE s.attempt = 2 AND i.holder = '模拟子' AND i.masked LIKE '%0002'";
        assert_eq!(office.number(account), 1);
        is_whole(office);
    });
}

/// Whether the file of a run has this in it, in the bank's encoding.
fn file_has(office: &mut TestOffice, run: RunId, bytes: &[u8]) -> bool {
    let environment = std::sync::Arc::clone(office.office.environment());
    let file = office.office.look(office.agency, |look| {
        let run = run_of(look, run).map_err(|_| Refusal::NoMatter)?;
        bank_file(look, &environment, &run).map_err(|_| Refusal::NoMatter)
    });
    file.unwrap().bytes.windows(bytes.len()).any(|part| part == bytes)
}

/// 王芳 and 王方 in GB 18030.
const WANG_FANG: [&[u8]; 2] = [b"\xCD\xF5\xB7\xBC", b"\xCD\xF5\xB7\xBD"];

#[test]
fn a_payment_returned_for_a_wrong_name_goes_to_the_same_account_under_the_right_one() {
    TestOffice::on_each_engine(|office| {
        let run = month_with_a_return(office);
        let (person, other) = (payee_of(office, 2), payee_of(office, 1));
        let key = ChangeKeyInput {
            person,
            id_number: None,
            name: Some("王芳".into()),
            birth: None,
            document: "居民身份证".into(),
        };
        office.run("registry.change_key", &key).unwrap();
        let told = refusal(reissue(office, run, &[]));
        assert!(told.contains("confirmed"), "{told}");
        let confirmed = |people: &[PersonId]| ReissueInput { run, release: Vec::new(), confirmed: people.to_vec() };
        let told = refusal(office.run("payment.reissue", &confirmed(&[other])));
        assert!(told.contains("没有退票"), "{told}");
        office.run("payment.reissue", &confirmed(&[person])).unwrap();
        let again = the_reissue(office);
        assert!(file_has(office, again, WANG_FANG[0]) && file_has(office, again, b"4111111111111111"));
        is_whole(office);
    });
}

#[test]
fn the_holder_of_an_account_can_be_mended_without_another_number() {
    TestOffice::on_each_engine(|office| {
        let (run, person) = somebody_s_return(office);
        let same = account_of(person, "4111111111111111", "");
        let told = refusal(office.run("registry.change_payee", &same));
        assert!(told.contains("相同"), "{told}");
        office.run("registry.change_payee", &account_of(person, "4111111111111111", "王方")).unwrap();
        reissue(office, run, &[]).unwrap();
        let again = the_reissue(office);
        assert!(file_has(office, again, WANG_FANG[1]));
    });
}

#[test]
fn money_that_comes_back_after_the_bank_reported_it_paid_is_owed_again() {
    TestOffice::on_each_engine(|office| {
        let run = month_with_a_return(office);
        office.run("payment.close_run", &CloseRunInput { run }).unwrap();
        office.on_day("2019-01-30");
        let late = |line, on: &str, document: &str| LateReturnInput {
            run,
            line,
            on: day(on),
            document: document.into(),
            reason: "账户冻结".into(),
        };
        let mut told = |input: LateReturnInput| refusal(office.make("payment.late_return", &input));
        assert!(told(late(9, "2019-01-28", "退汇-1")).contains("没有报送序号 9"));
        assert!(told(late(2, "2019-01-28", "退汇-1")).contains("已退票入账"));
        assert!(told(late(1, "2019-01-24", "退汇-1")).contains("早于银行报成功的 2019-01-25"));
        assert!(told(LateReturnInput { reason: " ".into(), ..late(1, "2019-01-28", " ") }).contains("单据号未填写"));
        office.run("payment.late_return", &late(1, "2019-01-28", "退汇-1")).unwrap();
        let twice = refusal(office.make("payment.late_return", &late(1, "2019-01-28", "退汇-2")));
        assert!(twice.contains("已登记退汇"), "{twice}");
        // Two payments lie in the payment account and are owed to two people.
        assert_eq!((office.number(DEBT), office.number(LEFT)), (2 * EACH, 2 * EACH));
        assert_eq!(books(office, run).differences(), Vec::<String>::new());
        is_whole(office);

        let people = [payee_of(office, 1), payee_of(office, 2)];
        let again = ReissueInput { run, release: Vec::new(), confirmed: people.to_vec() };
        office.run("payment.reissue", &again).unwrap();
        let again = the_reissue(office);
        office.run("payment.send_file", &SendFileInput { run: again, late_reason: String::new() }).unwrap();
        office.on_day("2019-02-05");
        answered(office, again, AGAIN, &[1, 2], &[]);
        assert_eq!((office.number(DEBT), office.number(LEFT)), (0, 0));
        is_whole(office);
    });
}

#[test]
fn a_month_in_which_everybody_is_withheld_goes_on() {
    TestOffice::on_each_engine(|office| {
        let run = computed(office);
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        let people = [1, 2, 3].map(|line| payee_of(office, line));
        people.iter().for_each(|person| withhold(office, run, *person));
        office.on_day("2019-01-31");
        office.run("payment.send_file", &SendFileInput { run, late_reason: String::new() }).unwrap();
        assert_eq!(state(office, run), RunState::Returned, "there is nothing to answer");
        is_whole(office);
        office.run("payment.close_run", &CloseRunInput { run }).unwrap();
        office.run("fund.close_month", &CloseMonthInput { month: "2019-01".parse().unwrap() }).unwrap();
        office.on_day("2019-02-01");
        reissue(office, run, &people[..1]).unwrap();
        is_whole(office);
    });
}
