//! 退费 from decision to card: off-cycle run, bank, books; a closed channel; an earlier year's income.

use crate::common::{TestOffice, day};
use crate::paying::{open_books_with, returned, special};
use crate::sound::{person, said, sound};
use crate::tax::{import, paid, receive, refund};
use crate::town::{contributor, take_on};
use base::Fen;
use desk::Refusal;
use shebao_office::contributions::{
    BookAccountsInput, RedirectRefundInput, RefundInput, RefundState, account_balance, refunds,
};
use shebao_office::payment::{
    ApproveRunInput, CloseRunInput, ReceiveMoneyInput, ReissueInput, RequestMoneyInput, SendFileInput, Special,
    WithholdInput,
};
use shebao_office::registry::ChangePayeeInput;
use shebao_office::tables::{PersonId, RefundId, RefundReason, RefundWay, RunId};

/// Somebody else's present account.
const TAKEN: &str = "4222222222222";

/// The first has paid 300 and 500 of 2019, booked; the second draws nothing and has an account.
fn start(office: &mut TestOffice) -> PersonId {
    open_books_with(office, "10000.00");
    take_on(office, &[contributor(1), contributor(2)]).unwrap();
    office.on_day("2019-02-01");
    let one = contributor(1);
    import(office, "税务-1.csv", &[paid("S01", &one, "300"), paid("S02", &one, "500")]).unwrap();
    let receipts = [
        ("国库入库", "2019-01-07", "GK07", Fen::from_yuan(800)),
        ("财政专户到账", "2019-01-08", "ZH08", Fen::from_yuan(800)),
    ];
    receive(office, "收款-1.csv", &receipts).unwrap();
    office.run("contributions.book_accounts", &BookAccountsInput::default()).unwrap();
    let other = person(office, 2);
    let card = ChangePayeeInput {
        person: other,
        account: TAKEN.into(),
        holder: String::new(),
        bank: "邮政储蓄银行东川区支行".into(),
        document: "存折".into(),
    };
    office.run("registry.change_payee", &card).unwrap();
    person(office, 1)
}

fn redirect(refund: RefundId) -> RedirectRefundInput {
    RedirectRefundInput {
        refund,
        account: "4012888888881881".into(),
        bank: "邮政储蓄银行东川区支行".into(),
        holder: "模拟1".into(),
        statement: "声明 2019-1".into(),
    }
}

fn off_cycle(office: &mut TestOffice) -> RunId {
    special(office, Special::OffCycle)
}

fn sent(office: &mut TestOffice, run: RunId, on: &str, amount: Fen) {
    office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
    office.run("payment.request_money", &RequestMoneyInput { run }).unwrap();
    office.on_day(on);
    let money = ReceiveMoneyInput { run, on: day(on), document: format!("拨-{}", run.0), amount };
    office.run("payment.receive_money", &money).unwrap();
    office.run("payment.send_file", &SendFileInput { run, late_reason: String::new() }).unwrap();
}

fn states(office: &mut TestOffice) -> Vec<(RefundId, RefundState)> {
    let read = office.office.look(office.agency, |look| refunds(look).map_err(|_| Refusal::NoMatter));
    read.unwrap().into_iter().map(|decided| (decided.refund.id, decided.state)).collect()
}

fn posted(office: &mut TestOffice, account: &str, side: &str) -> i64 {
    office.number(&format!(
        "SELECT CAST(COALESCE(SUM({side}), 0) AS BIGINT) FROM posting p JOIN voucher v ON v.id = p.voucher \
         WHERE p.account = '{account}' AND v.template LIKE 'refund%'"
    ))
}

#[test]
fn a_refund_is_paid_once_and_a_closed_channel_leads_to_the_own_card() {
    TestOffice::on_each_engine(|office| {
        let payer = start(office);
        office.run("contributions.refund", &refund("S01", "T-1")).unwrap();
        let run = off_cycle(office);
        let due = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM due WHERE kind = 'refund'";
        assert_eq!(office.number(due), 30_000);
        off_cycle(office);
        assert_eq!(office.number(due), 30_000, "no other run takes it, even before the first is approved");
        let [(id, state)] = states(office)[..] else { panic!("one refund") };
        assert_eq!(state, RefundState::UnderWay);
        assert!(said(office.make("contributions.redirect_refund", &redirect(id)).unwrap_err()).contains("发放中"));
        sent(office, run, "2019-02-10", Fen::from_yuan(300));

        let (batch, line) = ("530113-201901-1", (1, "300.00"));
        let mut answer = returned(office, "零星.csv", &[(batch, line.0, line.1)], &[1]);
        answer.run = run;
        office.run("payment.import_returns", &answer).unwrap();
        // Expense of the day it left: this year's income is less by it, and 2001 owes it.
        assert_eq!((posted(office, "4001", "debit"), posted(office, "1004", "credit")), (30_000, 30_000));
        assert_eq!(states(office), [(id, RefundState::CameBack)]);
        let nowhere = office
            .make("payment.reissue", &ReissueInput { run, release: Vec::new(), confirmed: Vec::new() })
            .unwrap_err();
        assert!(nowhere.to_string().contains("没有更正银行账户"), "{nowhere}");

        let good = redirect(id);
        let wrong = |change: &dyn Fn(&mut RedirectRefundInput), word: &str, office: &mut TestOffice| {
            let mut input = good.clone();
            change(&mut input);
            let told = said(office.make("contributions.redirect_refund", &input).unwrap_err());
            assert!(told.contains(word), "{word}: {told}");
        };
        wrong(&|i| i.refund = RefundId(1), "没有这笔退费", office);
        wrong(&|i| i.account = TAKEN.into(), "另外 1 人", office);
        wrong(&|i| i.account = "6222021234567890128".into(), "与现在的退费账户相同", office);
        wrong(&|i| i.account = "12".into(), "账号", office);
        wrong(&|i| i.holder = "模拟2".into(), "不是参保人", office);
        wrong(&|i| i.statement = " ".into(), "签字声明", office);
        office.run("contributions.redirect_refund", &good).unwrap();
        office.run("payment.reissue", &ReissueInput { run, release: Vec::new(), confirmed: Vec::new() }).unwrap();
        let again = RunId(office.number("SELECT MAX(id) FROM run"));
        office.run("payment.send_file", &SendFileInput { run: again, late_reason: String::new() }).unwrap();
        let number = office.number("SELECT COUNT(*) FROM batch WHERE number LIKE '530113-201902-%'");
        let batch = format!("530113-201902-{number}");
        let mut answer = returned(office, "重发.csv", &[(&batch, 1, "300.00")], &[]);
        answer.run = again;
        office.run("payment.import_returns", &answer).unwrap();
        assert_eq!(states(office), [(id, RefundState::Paid)]);
        assert_eq!(posted(office, "4001", "debit"), 30_000, "expense once");
        let told = said(office.make("contributions.redirect_refund", &good).unwrap_err());
        assert!(told.contains("已到账"), "{told}");
        assert!(said(office.make("contributions.refund", &refund("S01", "T-2")).unwrap_err()).contains("只能退一次"));
        // The account lost the payment by its red entries, not by the due a second time.
        let agency = office.agency;
        let left = office.office.look(agency, |look| account_balance(look, payer).map_err(|_| Refusal::NoMatter));
        assert_eq!(left.unwrap().left(), Fen::new(81_234 + 50_000 + 7_000));
        sound(office);
    });
}

#[test]
fn a_refund_of_an_earlier_years_income_is_an_expense() {
    TestOffice::on_each_engine(|office| {
        start(office);
        office.on_day("2020-01-08");
        let own = RefundInput {
            way: RefundWay::OwnCard,
            account: TAKEN.into(),
            statement: "声明 2020-1".into(),
            ..refund("S01", "T-1")
        };
        assert!(said(office.make("contributions.refund", &own).unwrap_err()).contains("另外 1 人"));
        office.run("contributions.refund", &RefundInput { account: "4012888888881881".into(), ..own }).unwrap();
        let run = off_cycle(office);
        sent(office, run, "2020-01-10", Fen::from_yuan(300));
        office.on_day("2020-01-26");
        let mut answer = returned(office, "零星.csv", &[("530113-201901-1", 1, "300.00")], &[]);
        answer.run = run;
        office.run("payment.import_returns", &answer).unwrap();
        assert_eq!((posted(office, "5401", "debit"), posted(office, "4001", "debit")), (30_000, 0));
        office.run("payment.close_run", &CloseRunInput { run }).unwrap();
        sound(office);
    });
}

#[test]
fn a_refund_can_be_withheld_with_everything_else_of_the_payer() {
    TestOffice::on_each_engine(|office| {
        let payer = start(office);
        office.run("contributions.refund", &refund("S01", "T-1")).unwrap();
        let second = RefundInput { reason: RefundReason::WrongYear, ..refund("S02", "T-2") };
        office.run("contributions.refund", &second).unwrap();
        let run = off_cycle(office);
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        let hold = WithholdInput { run, person: payer, reason: "账号存疑".into() };
        office.run("payment.withhold", &hold).unwrap();
        assert!(said(office.make("payment.withhold", &hold).unwrap_err()).contains("已经止付"));
        assert_eq!(office.number("SELECT COUNT(*) FROM withheld"), 2, "both refunds of the payer");
        assert!(states(office).iter().all(|(_, state)| *state == RefundState::CameBack));
        sound(office);
    });
}
