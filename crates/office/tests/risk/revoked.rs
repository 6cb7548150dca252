//! A second pension that was none: what its confirmation had led to ends, the missed months are owed, and what
//! had come back goes back.

use crate::common::{TestOffice, day};
use crate::paying::{EACH, open_and_compute, open_books_with, pay, returned, special_approved};
use crate::sound::{newest, on_each_engine, person, said, sound, taken_in};
use crate::town::{Insured, recipient, take_on};
use base::Fen;
use desk::Refusal;
use shebao_office::benefits::{ConfirmDeathInput, Heirs, SettleDeathInput, SettleDualInput, recoveries};
use shebao_office::contributions::account_balance;
use shebao_office::fund::{ReceiveRepaymentInput, ReverseVoucherInput};
use shebao_office::payment::{
    ApproveRunInput, ImportReturnsInput, ReceiveMoneyInput, RequestMoneyInput, SendFileInput, Special,
};
use shebao_office::registry::ChangePayeeInput;
use shebao_office::risk::{ConfirmLeadInput, ImportListInput, RevokeLeadInput};
use shebao_office::tables::{LeadId, PersonId, RecoveryId, RunId, VoucherId};

/// The levels' part of a month: the account's 6.13 are the person's own.
const LEVELS: i64 = EACH - 613;

/// January is paid to recipients 1 and 2; a list names the first one.
fn january_and_a_list(office: &mut TestOffice) -> (Insured, PersonId, LeadId) {
    open_books_with(office, "10000.00");
    let people: Vec<Insured> = (1..=2).map(recipient).collect();
    take_on(office, &people).unwrap();
    let run = open_and_compute(office, "2019-01");
    office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
    pay(office, run, Fen::new(2 * EACH));
    let lines = [("530113-201901-1", 1, "124.13"), ("530113-201901-1", 2, "124.13")];
    office.on_day("2019-01-25");
    let answer = ImportReturnsInput { run, ..returned(office, "回盘.csv", &lines, &[]) };
    office.run("payment.import_returns", &answer).unwrap();
    listed(office, &people[0], "企业.csv");
    let who = person(office, 1);
    let lead = LeadId(office.number(&format!("SELECT id FROM lead WHERE person = {}", who.0)));
    (people.into_iter().next().unwrap(), who, lead)
}

fn listed(office: &mut TestOffice, who: &Insured, name: &str) -> Vec<String> {
    let head = "身份证号,姓名,险种,待遇开始年月,发放机构\n";
    let text = format!("{head}{},模拟1,企业职工,2018-12,昆明市社保局（模拟）{}\n", who.id, " ".repeat(name.len()));
    let input = ImportListInput { file: taken_in(office, name, &text), name: name.into() };
    office.run("risk.import_pensioners", &input).unwrap().notices
}

fn confirmed(office: &mut TestOffice, lead: LeadId) {
    let confirm = ConfirmLeadInput {
        lead,
        from_month: Some("2018-12".parse().unwrap()),
        to_month: None,
        document: "复函 2019-7".into(),
        reason: "名单所列".into(),
    };
    office.run("risk.confirm_lead", &confirm).unwrap();
}

fn revoke(lead: LeadId) -> RevokeLeadInput {
    RevokeLeadInput {
        lead, document: "更正函 2019-9".into(), reason: "领取企业养老金的是同名同号误录的另一人".into()
    }
}

fn approved(office: &mut TestOffice, month: &str) -> RunId {
    let run = open_and_compute(office, month);
    office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
    run
}

fn off_cycle(office: &mut TestOffice) -> RunId {
    special_approved(office, Special::OffCycle)
}

/// The two pensions are cleared up; what is left goes to the account in use.
fn settled_dual(office: &mut TestOffice, person: PersonId) {
    let document = "清理确认表 2019-1".to_owned();
    let clear = SettleDualInput { person, account: String::new(), holder: String::new(), document };
    office.run("benefits.settle_dual", &clear).unwrap();
}

/// Money asked for, received and sent; the bank pays the only line.
fn answered(office: &mut TestOffice, run: RunId, on: &str, amount: i64) {
    office.run("payment.request_money", &RequestMoneyInput { run }).unwrap();
    let document = format!("拨-{}", run.0);
    let money = ReceiveMoneyInput { run, on: day(on), document, amount: Fen::new(amount) };
    office.run("payment.receive_money", &money).unwrap();
    office.run("payment.send_file", &SendFileInput { run, late_reason: String::new() }).unwrap();
    let sql = "SELECT number FROM batch ORDER BY id DESC LIMIT 1";
    let batch = office.office.look(office.agency, |look| Ok::<String, Refusal>(look.scalar(sql, &[])?)).unwrap();
    let lines = office.number(&format!("SELECT COUNT(*) FROM disbursement WHERE run = {}", run.0));
    let mut text = "批次号,序号,金额,处理结果,失败原因代码,入账日期\n".to_owned();
    for line in 1..=lines {
        let sql = format!("SELECT amount FROM disbursement WHERE run = {} AND line = {line}", run.0);
        text += &format!("{batch},{line},{},成功,,{on}\n", Fen::new(office.number(&sql)));
    }
    let name = format!("回盘{}.csv", run.0);
    let answer = ImportReturnsInput { run, file: taken_in(office, &name, &text), name };
    office.run("payment.import_returns", &answer).unwrap();
}

fn left(office: &mut TestOffice) -> Fen {
    let lines = office.office.look(office.agency, |look| recoveries(look).map_err(|_| Refusal::NoMatter)).unwrap();
    lines.iter().map(|line| line.left()).sum()
}

fn account(office: &mut TestOffice, who: PersonId) -> Fen {
    let read = |look: &mut desk::Look<'_>| Ok::<_, Refusal>(account_balance(look, who).unwrap().left());
    office.office.look(office.agency, read).unwrap()
}

fn dues(office: &mut TestOffice, run: RunId, who: PersonId, kind: &str) -> i64 {
    office.number(&format!(
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM due WHERE run = {} AND person = {} AND kind = '{kind}'",
        run.0, who.0
    ))
}

#[test]
fn the_missed_month_is_owed_once_and_what_came_back_goes_back_to_the_fen() {
    on_each_engine(|office| {
        let (insured, who, lead) = january_and_a_list(office);
        let errors = said(office.make("risk.revoke_lead", &revoke(lead)).unwrap_err());
        assert!(errors.contains("当前是“暂扣待核”"), "{errors}");
        confirmed(office, lead);
        assert_eq!(left(office), Fen::new(2 * LEVELS));
        // December of 2018 and 50.00 of January come back.
        office.on_day("2019-02-15");
        let back = ReceiveRepaymentInput {
            recovery: RecoveryId(office.number("SELECT id FROM recovery")),
            on: day("2019-02-15"),
            document: "还-1".into(),
            amount: Fen::new(LEVELS + 5_000),
        };
        office.run("fund.receive_repayment", &back).unwrap();
        let february = approved(office, "2019-02");
        assert_eq!(dues(office, february, who, "regular"), 0);

        office.on_day("2019-03-04");
        let blank = RevokeLeadInput { document: " ".into(), reason: String::new(), ..revoke(lead) };
        let errors = said(office.make("risk.revoke_lead", &blank).unwrap_err());
        assert!(errors.contains("没有填写文书") && errors.contains("没有填写核查情况"), "{errors}");
        office.run("risk.revoke_lead", &revoke(lead)).unwrap();
        let errors = said(office.make("risk.revoke_lead", &revoke(lead)).unwrap_err());
        assert!(errors.contains("一条只撤销一次"), "{errors}");
        assert!(newest(office, who, "state", "'live'") && newest(office, who, "cause", "'resumption'"));
        assert_eq!(office.number("SELECT COUNT(*) FROM recovery_end WHERE ending = 'revoked'"), 1);
        assert_eq!(left(office), Fen::ZERO);
        let member =
            "SELECT COUNT(*) FROM enrolment_event WHERE kind = 'other_pension_revoked' AND state = 'receiving'";
        assert_eq!(office.number(member), 1);
        // The answer is known: the same list opens nothing, and the repayment behind it stays in the books.
        let again = listed(office, &insured, "企业再次.csv");
        assert!(again.iter().any(|notice| notice.contains("同一证据")), "{again:?}");
        let repaid = VoucherId(office.number("SELECT MAX(voucher) FROM repayment"));
        let red = ReverseVoucherInput { voucher: repaid, on: day("2019-03-04"), reason: "记错".into() };
        let errors = said(office.make("fund.reverse_voucher", &red).unwrap_err());
        assert!(errors.contains("已决定退还本人"), "{errors}");

        // Each fen from the level that had got it, once, by an off-cycle run, to the account that is in use now.
        let card = ChangePayeeInput {
            person: who,
            account: "4012888888881881".into(),
            holder: String::new(),
            bank: String::new(),
            document: "社保卡".into(),
        };
        office.run("registry.change_payee", &card).unwrap();
        let run = off_cycle(office);
        let in_use = format!("SELECT MAX(id) FROM identifier WHERE person = {} AND kind = 'account'", who.0);
        let to = format!("SELECT payee FROM disbursement WHERE run = {}", run.0);
        assert_eq!(office.number(&to), office.number(&in_use));
        assert_eq!(dues(office, run, who, "returned"), LEVELS + 5_000);
        for payer in ["central", "province", "city", "county", "account"] {
            let sum = |table: &str, which: &str| {
                format!("SELECT CAST(COALESCE(SUM({payer}), 0) AS BIGINT) FROM {table} WHERE {which}")
            };
            let given = office.number(&sum("due", "kind = 'returned'"));
            assert_eq!(given, office.number(&sum("repayment", "1 = 1")), "{payer}");
        }
        answered(office, run, "2019-03-04", LEVELS + 5_000);
        let again = off_cycle(office);
        assert_eq!(office.number(&format!("SELECT COUNT(*) FROM due WHERE run = {}", again.0)), 0);
        // February alone was missed: January was paid in January.
        let march = approved(office, "2019-03");
        assert_eq!((dues(office, march, who, "arrears"), dues(office, march, who, "regular")), (EACH, EACH));
        let month = format!("SELECT for_month FROM due WHERE run = {} AND kind = 'arrears'", march.0);
        assert_eq!(office.number(&month), 201_902);
        assert_eq!(account(office, who), Fen::new(71_234 - 3 * 613));
    });
}

#[test]
fn what_goes_back_to_somebody_who_died_meanwhile_waits_for_the_heirs() {
    on_each_engine(|office| {
        let (_, who, lead) = january_and_a_list(office);
        confirmed(office, lead);
        office.on_day("2019-02-15");
        let back = ReceiveRepaymentInput {
            recovery: RecoveryId(office.number("SELECT id FROM recovery")),
            on: day("2019-02-15"),
            document: "还-1".into(),
            amount: Fen::new(LEVELS),
        };
        office.run("fund.receive_repayment", &back).unwrap();
        office.run("risk.revoke_lead", &revoke(lead)).unwrap();
        let died = |heirs| ConfirmDeathInput {
            person: who,
            died_on: day("2019-01-31"),
            evidence: "火化证 2019-00001".into(),
            heirs,
            lead: None,
        };
        office.run("benefits.confirm_death", &died(None)).unwrap();
        let run = off_cycle(office);
        assert_eq!(office.number(&format!("SELECT COUNT(*) FROM due WHERE run = {}", run.0)), 0);
        let heirs = Heirs { account: "4012888888881881".into(), name: "模拟子".into(), relation: "子女".into() };
        office.run("benefits.settle_death", &SettleDeathInput { person: who, heirs: Some(heirs) }).unwrap();
        let run = off_cycle(office);
        assert_eq!(dues(office, run, who, "returned"), LEVELS);
        let payees = format!("SELECT COUNT(DISTINCT payee) FROM disbursement WHERE run = {}", run.0);
        let heirs = "SELECT COUNT(*) FROM disbursement s JOIN identifier i ON i.id = s.payee WHERE i.holder = '模拟子'";
        assert_eq!((office.number(&payees), office.number(heirs)), (1, 2), "the settlement, and what goes back");
    });
}

#[test]
fn a_settlement_that_rested_on_it_is_undone_once_the_bank_has_answered() {
    on_each_engine(|office| {
        let (_, who, lead) = january_and_a_list(office);
        confirmed(office, lead);
        settled_dual(office, who);
        let net = 71_234 - 613 - 2 * LEVELS;
        let run = off_cycle(office);
        office.on_day("2019-02-20");
        let errors = said(office.make("risk.revoke_lead", &revoke(lead)).unwrap_err());
        assert!(errors.contains("银行还没有回盘"), "{errors}");
        answered(office, run, "2019-02-20", net);
        assert_eq!(account(office, who), Fen::ZERO);
        approved(office, "2019-02");
        sound(office);

        office.on_day("2019-03-04");
        office.run("risk.revoke_lead", &revoke(lead)).unwrap();
        // He gives back what he got, and the account holds what it held.
        assert_eq!((left(office), account(office, who)), (Fen::new(net), Fen::new(71_234 - 613)));
        sound(office);
        let march = approved(office, "2019-03");
        assert_eq!((dues(office, march, who, "arrears"), dues(office, march, who, "regular")), (EACH, EACH));
        let back = ReceiveRepaymentInput {
            recovery: RecoveryId(office.number("SELECT MAX(id) FROM recovery")),
            on: day("2019-03-04"),
            document: "还-2".into(),
            amount: Fen::new(net),
        };
        office.run("fund.receive_repayment", &back).unwrap();
        assert_eq!((left(office), account(office, who)), (Fen::ZERO, Fen::new(71_234 - 3 * 613)));
    });
}

#[test]
fn a_settlement_that_no_run_has_raised_is_never_paid() {
    on_each_engine(|office| {
        let (_, who, lead) = january_and_a_list(office);
        confirmed(office, lead);
        settled_dual(office, who);
        office.run("risk.revoke_lead", &revoke(lead)).unwrap();
        let february = approved(office, "2019-02");
        let sent = format!("SELECT amount FROM disbursement WHERE run = {} AND person = {}", february.0, who.0);
        assert_eq!((office.number(&sent), left(office)), (EACH, Fen::ZERO));
        // Found again by other evidence, it may be settled again.
        let again = "SELECT COUNT(*) FROM settlement s WHERE s.kind = 'dual' AND s.recorded > \
                     (SELECT MAX(y.recorded) FROM lead_revocation y WHERE y.person = s.person)";
        assert_eq!(office.number(again), 0);
    });
}

/// Another agency says the same.
fn another_list(office: &mut TestOffice, insured: &Insured, who: PersonId) -> LeadId {
    let head = "身份证号,姓名,险种,待遇开始年月,发放机构\n";
    let text = format!("{head}{},模拟1,企业职工,2018-12,曲靖市社保局（模拟）\n", insured.id);
    let input = ImportListInput { file: taken_in(office, "企业二.csv", &text), name: "企业二.csv".into() };
    office.run("risk.import_pensioners", &input).unwrap();
    LeadId(office.number(&format!("SELECT MAX(id) FROM lead WHERE person = {}", who.0)))
}

#[test]
fn what_was_set_off_by_an_undone_settlement_can_be_asked_back_again() {
    on_each_engine(|office| {
        let (insured, who, lead) = january_and_a_list(office);
        confirmed(office, lead);
        settled_dual(office, who);
        office.run("risk.revoke_lead", &revoke(lead)).unwrap();
        assert_eq!(left(office), Fen::ZERO);
        let second = another_list(office, &insured, who);
        assert_ne!(second, lead);
        confirmed(office, second);
        assert_eq!(left(office), Fen::new(2 * LEVELS), "December and January were paid and are asked back again");
    });
}

#[test]
fn a_pension_stays_over_while_another_lead_stands() {
    on_each_engine(|office| {
        let (insured, who, lead) = january_and_a_list(office);
        let second = another_list(office, &insured, who);
        assert_ne!(second, lead);
        confirmed(office, lead);
        confirmed(office, second);
        let errors = said(office.make("risk.revoke_lead", &revoke(lead)).unwrap_err());
        assert!(errors.contains("另一条重复领取的疑点已属实"), "{errors}");
        assert!(newest(office, who, "state", "'stopped'"));
    });
}
