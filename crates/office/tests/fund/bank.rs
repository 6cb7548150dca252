//! 银行对账: statements by reference, every credit claimed, what stands on one side only, and the facts without a counter.

use crate::common::{TestOffice, day};
use crate::fund::{january, read, yuan};
use crate::sound::{on_each_engine, said, taken_in};
use crate::town::open_books;
use base::{Fen, Level, Month};
use desk::{Answer, Refusal};
use ledger::{Account, Deposit, Detail, Purpose};
use shebao_office::bank::{
    BankBook, BankReconciliation, ClaimInput, ClaimKind, Credit, CreditState, ImportStatementInput, MatchInput,
    ParkInput, credits,
};
use shebao_office::fund::{
    BookOtherInput, CloseMonthInput, InterestFact, OtherFact, ReceiveInterestInput, ReceiveSubsidyInput, SubsidyPart,
    trial_balance, voucher_list,
};
use shebao_office::tables::{BankLineId, FundAccount, VoucherId};

const HEAD: &str = "交易日期,交易流水号,收入金额,支出金额,余额,对方户名,摘要\n";

/// Imports lines of date, reference, in, out, balance.
fn statement(office: &mut TestOffice, account: FundAccount, name: &str, lines: &[&str]) -> Result<Answer, Refusal> {
    let text = lines.iter().fold(HEAD.to_owned(), |text, line| text + line + "\n");
    let file = taken_in(office, name, &text);
    office.run("bank.import_statement", &ImportStatementInput { account, file, name: name.into() })
}

fn subsidy(office: &mut TestOffice, document: &str, county: i64) -> Result<Answer, Refusal> {
    let part = SubsidyPart {
        purpose: Purpose::BasePension,
        central: Fen::ZERO,
        province: Fen::ZERO,
        city: Fen::ZERO,
        county: yuan(county),
    };
    let input = ReceiveSubsidyInput { on: day("2019-01-10"), document: document.into(), parts: vec![part] };
    office.run("fund.receive_subsidy", &input)
}

fn interest(office: &mut TestOffice, on: &str, document: &str, amount: i64) -> Result<Answer, Refusal> {
    let (fact, deposit, document) = (InterestFact::Credited, Deposit::Special, document.to_owned());
    let input = ReceiveInterestInput { fact, deposit, on: day(on), document, amount: yuan(amount) };
    office.run("fund.receive_interest", &input)
}

fn all_credits(office: &mut TestOffice) -> Vec<Credit> {
    read(office, |look, fund| credits(look, fund.id))
}

fn compared(office: &mut TestOffice, account: FundAccount) -> BankReconciliation {
    read(office, |look, fund| Ok(BankBook::read(look, fund.id, account)?.reconciliation(january()).unwrap()))
}

fn park(office: &mut TestOffice, through: &str) -> Result<Answer, Refusal> {
    office.run("bank.park", &ParkInput { through: day(through) })
}

fn close(office: &mut TestOffice, month: &str) -> Result<Answer, Refusal> {
    office.run("fund.close_month", &CloseMonthInput { month: month.parse().unwrap() })
}

fn standing(office: &mut TestOffice, detail: Detail) -> Fen {
    -read(office, |look, fund| trial_balance(look, fund, january())).detail(detail).closing()
}

#[test]
fn a_statement_comes_in_once_and_whole() {
    on_each_engine(|office| {
        open_books(office);
        office.on_day("2019-01-31");
        let special = FundAccount::Special;
        let first = ["2019-01-10,YH01,300.00,,400.00,区财政局,补助", "2019-01-12,YH02,,50.00,350.00,支出户,拨付"];
        statement(office, special, "一.csv", &first).unwrap();
        let again = said(statement(office, special, "一.csv", &first).unwrap_err());
        assert!(again.contains("已于 2019-01-31 导入"), "{again}");
        // A longer file, newest first, brings only what is new.
        let longer = ["2019-01-20,YH03,30.00,,380.00,,利息", first[1], first[0]];
        statement(office, special, "二.csv", &longer).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM bank_line"), 3);
        let none = said(statement(office, special, "三.csv", &[longer[0]]).unwrap_err());
        assert!(none.contains("1 笔流水都已经导入过"), "{none}");

        for (name, lines, word) in [
            ("缺行.csv", vec!["2019-01-25,YH05,1.00,,500.00,,"], "中间缺少流水"),
            ("断开.csv", vec!["2019-01-25,YH05,1.00,,381.00,,", "2019-01-26,YH06,1.00,,390.00,,"], "缺行或被改动"),
            ("两边.csv", vec!["2019-01-25,YH05,1.00,2.00,380.00,,"], "收入和支出都填写了"),
            ("没有.csv", vec!["2019-01-25,YH05,,,380.00,,"], "没有金额"),
            ("重号.csv", vec!["2019-01-25,YH03,9.00,,389.00,,"], "以前导入时是 2019-01-20 30.00 元"),
        ] {
            let wrong = said(statement(office, special, name, &lines).unwrap_err());
            assert!(wrong.contains(word), "{name}: {wrong}");
        }
        // The same reference at another bank is another payment.
        statement(office, FundAccount::Payment, "支出户.csv", &["2019-01-12,YH02,50.00,,950.00,,拨付"]).unwrap();
    });
}

#[test]
fn every_credit_is_claimed_or_waits_in_2001_with_its_age() {
    on_each_engine(|office| {
        open_books(office);
        office.on_day("2019-01-31");
        subsidy(office, "YH01", 300).unwrap();
        let lines = [
            "2019-01-10,YH01,300.00,,400.00,区财政局,补助",
            "2019-01-20,YH02,30.00,,430.00,某银行,",
            "2019-01-21,YH03,7.00,,437.00,李某,",
        ];
        statement(office, FundAccount::Special, "一.csv", &lines).unwrap();
        let states = |office: &mut TestOffice| all_credits(office).iter().map(|c| c.state).collect::<Vec<_>>();
        use CreditState::{Claimed, Parked, Unbooked};
        assert_eq!(states(office), [Claimed, Unbooked, Unbooked]);
        assert_eq!(all_credits(office)[0].claimed_as, "收到财政补贴");
        let refused = said(close(office, "2019-01").unwrap_err());
        assert!(refused.contains("财政专户有银行来款没有入账：2019-01-20 YH02 30.00 元"), "{refused}");
        park(office, "2019-01-31").unwrap();
        assert!(said(park(office, "2019-01-31").unwrap_err()).contains("没有未入账的来款"));
        assert_eq!(states(office), [Claimed, Parked, Parked]);
        assert_eq!(standing(office, Detail::UnclaimedReceipt), yuan(37));
        close(office, "2019-01").unwrap();

        office.on_day("2019-03-01");
        let waiting = all_credits(office);
        assert_eq!((waiting[1].days, waiting[1].age()), (40, "31至90天"));
        // The operation of the credit's kind claims it by the bank's reference; its amount must agree.
        let wrong = said(interest(office, "2019-02-28", "YH02", 31).unwrap_err());
        assert!(wrong.contains("到账 30.00 元，本笔记账 31.00 元"), "{wrong}");
        interest(office, "2019-02-28", "YH02", 30).unwrap();
        assert_eq!(states(office), [Claimed, Claimed, Parked]);
        // By hand: taken out in red, then booked by whatever it is.
        let line = waiting[2].line.id;
        let claim = |line, reason: &str| ClaimInput {
            line,
            kind: ClaimKind::Other,
            on: day("2019-03-01"),
            reason: reason.into(),
        };
        assert!(said(office.run("bank.claim", &claim(line, " ")).unwrap_err()).contains("认领依据未填写"));
        assert!(said(office.run("bank.claim", &claim(BankLineId(1), "单")).unwrap_err()).contains("没有这笔银行流水"));
        let done = said(office.run("bank.claim", &claim(waiting[0].line.id, "单")).unwrap_err());
        assert!(done.contains("不在暂收款中"), "{done}");
        office.run("bank.claim", &claim(line, "李某说明：错汇")).unwrap();
        assert_eq!(states(office), [Claimed, Claimed, Unbooked]);
        let gift = BookOtherInput {
            fact: OtherFact::TemporaryReceipt,
            deposit: Some(Deposit::Special),
            ..other(OtherFact::TemporaryReceipt, "2019-03-01", "YH03", 7)
        };
        office.run("fund.book_other", &gift).unwrap();
        let by_hand = MatchInput {
            account: FundAccount::Special,
            lines: vec![line],
            vouchers: vec![VoucherId(office.number("SELECT MAX(id) FROM voucher"))],
        };
        office.run("bank.match", &by_hand).unwrap();
        assert!(said(office.run("bank.match", &by_hand).unwrap_err()).contains("未勾对"));
        // What January's paper said is still what it says.
        assert!(compared(office, FundAccount::Special).agrees());
        let february: Month = "2019-02".parse().unwrap();
        let special = FundAccount::Special;
        let then =
            read(office, |look, fund| Ok(BankBook::read(look, fund.id, special)?.reconciliation(february).unwrap()));
        assert_eq!((then.bank, then.books, then.agrees()), (yuan(437), yuan(437), true));
        assert_eq!((then.at_bank.len(), then.in_books.len()), (0, 0));
    });
}

#[test]
fn the_reconciliation_names_what_stands_on_one_side_only() {
    on_each_engine(|office| {
        open_books(office);
        office.on_day("2019-01-31");
        // In the books on the 30th, at the bank in February; at the bank, not in the books: a fee and an interest.
        subsidy(office, "财1", 300).unwrap();
        subsidy(office, "财2", 300).unwrap();
        interest(office, "2019-01-30", "利1", 5).unwrap();
        let lines = [
            "2019-01-10,YH01,300.00,,400.00,区财政局,补助",
            "2019-01-21,YH02,30.00,,430.00,,结息",
            "2019-01-22,YH03,,2.00,428.00,,收费",
        ];
        statement(office, FundAccount::Special, "一.csv", &lines).unwrap();
        // Two vouchers of one day and amount: the program does not choose.
        let found = compared(office, FundAccount::Special);
        assert_eq!((found.bank, found.books), (yuan(428), yuan(705)));
        let told = |items: &[shebao_office::bank::OpenItem]| {
            items.iter().map(|i| (i.document.clone(), i.amount)).collect::<Vec<_>>()
        };
        assert_eq!(
            told(&found.at_bank),
            [("YH01".into(), yuan(300)), ("YH02".into(), yuan(30)), ("YH03".into(), yuan(-2))]
        );
        assert_eq!(found.in_books.len(), 3);
        let vouchers: Vec<VoucherId> =
            read(office, |look, fund| voucher_list(look, fund, january())).iter().map(|v| v.row.id).collect();
        let lines: Vec<BankLineId> = all_credits(office).iter().map(|c| c.line.id).collect();
        let hand = |lines: &[BankLineId], vouchers: &[VoucherId]| MatchInput {
            account: FundAccount::Special,
            lines: lines.to_vec(),
            vouchers: vouchers.to_vec(),
        };
        let unlike = said(office.run("bank.match", &hand(&lines[..1], &vouchers[..2])).unwrap_err());
        assert!(unlike.contains("银行流水合计 300.00 元，凭证合计 600.00 元"), "{unlike}");
        office.run("bank.match", &hand(&lines[..1], &vouchers[..1])).unwrap();
        let found = compared(office, FundAccount::Special);
        assert_eq!(told(&found.in_books), [("记2号".into(), yuan(300)), ("记3号".into(), yuan(5))]);
        assert_eq!(found.adjusted(), (yuan(733), yuan(733)));
        assert!(said(office.run("bank.match", &hand(&[], &[])).unwrap_err()).contains("没有可以自动勾对的记录"));
        // A reversed voucher leaves its line open again, and stands nowhere itself.
        let reverse = shebao_office::fund::ReverseVoucherInput {
            voucher: vouchers[0],
            on: day("2019-01-31"),
            reason: "用途记错".into(),
        };
        office.run("fund.reverse_voucher", &reverse).unwrap();
        let found = compared(office, FundAccount::Special);
        assert_eq!(found.at_bank.len(), 3);
        assert_eq!(found.adjusted(), (yuan(733), yuan(733)));
    });
}

#[test]
fn a_bank_that_began_with_another_balance_does_not_agree() {
    on_each_engine(|office| {
        open_books(office);
        office.on_day("2019-01-31");
        interest(office, "2019-01-21", "YH01", 30).unwrap();
        statement(office, FundAccount::Special, "一.csv", &["2019-01-21,YH01,30.00,,131.00,,结息"]).unwrap();
        let found = compared(office, FundAccount::Special);
        assert_eq!(found.adjusted(), (yuan(131), yuan(130)));
        assert!(!found.agrees());
    });
}

fn other(fact: OtherFact, on: &str, document: &str, amount: i64) -> BookOtherInput {
    BookOtherInput {
        fact,
        on: day(on),
        document: document.into(),
        basis: "区政府批复〔2019〕1号".into(),
        amount: yuan(amount),
        deposit: None,
        interest: Fen::ZERO,
        gain: Fen::ZERO,
        lower: Fen::ZERO,
        line: None,
        level: None,
    }
}

/// Facts in an order in which each finds what it takes away, with the accounts that a.3 prints.
fn every_fact() -> Vec<(OtherFact, Option<Deposit>, i64, &'static str)> {
    use OtherFact as F;
    let (income, special, payment) = (Some(Deposit::Income), Some(Deposit::Special), Some(Deposit::Payment));
    vec![
        (F::PremiumsCollected, income, 900, "1002/4001"),
        (F::PremiumsCollected, special, 9000, "1003/4001"),
        (F::DuplicateSetOff, None, 50, "1002/4501"),
        (F::InvestmentPooled, None, 1000, "1101/1003"),
        (F::InvestmentInterest, None, 30, "1101/4201,2001"),
        (F::InvestmentGain, None, 30, "1101/4202,2001"),
        (F::InvestmentLoss, None, 10, "4202,2001/1101"),
        (F::InvestmentReturned, None, 1000, "1003/1101"),
        (F::BondBought, None, 500, "1201/1003"),
        (F::BondRedeemed, None, 500, "1003/1201,4201"),
        (F::FromUpper, special, 40, "1003/4401"),
        (F::FromLower, payment, 40, "1004/4402"),
        (F::ToUpper, special, 40, "5301/1003"),
        (F::ToLower, special, 40, "5302/1003"),
        (F::TemporaryReceipt, special, 100, "1003/2001"),
        (F::TemporarySettled, special, 60, "2001/1003"),
        (F::TemporaryWrittenOff, None, 40, "2001/4501"),
        (F::AdvancePaid, special, 100, "1101/1003"),
        (F::AdvanceCollected, special, 50, "1003/1101"),
        (F::AdvanceSpent, None, 30, "5001/1101"),
        (F::AdvanceWrittenOff, None, 20, "5401/1101"),
        (F::LoanTaken, None, 1000, "1003/2101"),
        (F::LoanRepaid, None, 400, "2101,5401/1003"),
        (F::LoanTakenOver, None, 300, "2101/4101"),
        (F::LoanWrittenOff, None, 300, "2101/4501"),
    ]
}

#[test]
fn every_fact_without_a_counter_is_booked_by_its_template() {
    on_each_engine(|office| {
        open_books(office);
        office.on_day("2019-01-31");
        let facts = every_fact();
        for ((fact, deposit, amount, accounts), number) in facts.iter().zip(1..) {
            let input = BookOtherInput {
                deposit: *deposit,
                interest: yuan(3),
                gain: yuan(2),
                lower: yuan(1),
                level: (*fact == OtherFact::LoanTakenOver).then_some(Level::County),
                ..other(*fact, "2019-01-15", &format!("单{number}"), *amount)
            };
            office.run("fund.book_other", &input).unwrap_or_else(|e| panic!("{fact}: {e}"));
            let made = read(office, |look, fund| voucher_list(look, fund, january())).pop().unwrap().voucher;
            let side = |debit: bool| {
                let of = made.lines().iter().filter(|l| (l.side.code() == "debit") == debit);
                let mut codes: Vec<&str> = of.map(|l| l.account.code()).collect();
                codes.dedup();
                codes.join(",")
            };
            assert_eq!(format!("{}/{}", side(true), side(false)), *accounts, "{fact}");
        }
        let booked: Vec<OtherFact> = facts.iter().map(|(fact, ..)| *fact).collect();
        let missing: Vec<_> = OtherFact::ALL.iter().filter(|fact| !booked.contains(fact)).collect();
        assert_eq!(missing, [&OtherFact::UnclaimedReturned, &OtherFact::UnclaimedWrittenOff], "below");
        close(office, "2019-01").unwrap();
        let trial = read(office, |look, fund| trial_balance(look, fund, january()));
        assert_eq!(trial.account(Account::Loans).closing(), Fen::ZERO);
        assert_eq!(trial.check().len(), 1, "only the money left in the income account: {:?}", trial.check());
    });
}

#[test]
fn a_fact_takes_away_only_what_is_there_and_says_what_is_missing() {
    on_each_engine(|office| {
        open_books(office);
        office.on_day("2019-01-31");
        use OtherFact as F;
        let mut wrong = |input: BookOtherInput| said(office.run("fund.book_other", &input).unwrap_err());
        let paper = wrong(BookOtherInput { basis: " ".into(), ..other(F::LoanTaken, "2019-01-15", "单", 0) });
        assert!(paper.contains("依据未填写") && paper.contains("金额应大于零"), "{paper}");
        assert!(wrong(other(F::ToUpper, "2019-01-15", "单", 1)).contains("账户未填写"));
        assert!(
            wrong(other(F::BondBought, "2019-01-15", "单", 101))
                .contains("财政专户当日余额 100.00 元，不够付出 101.00")
        );
        assert!(wrong(other(F::LoanRepaid, "2019-01-15", "单", 1)).contains("“2101 借入款项”账面余额 0.00 元"));
        assert!(wrong(other(F::UnclaimedWrittenOff, "2019-01-15", "单", 1)).contains("待认领来款”账面余额 0.00"));
        let treasury =
            BookOtherInput { deposit: Some(Deposit::Treasury), ..other(F::FromUpper, "2019-01-15", "单", 1) };
        assert!(wrong(treasury).contains("不能记入国库"));
        let negative = BookOtherInput { interest: yuan(-1), ..other(F::BondRedeemed, "2019-01-15", "单", 1) };
        assert!(wrong(negative).contains("负数"));

        statement(office, FundAccount::Special, "一.csv", &["2019-01-20,YH02,30.00,,130.00,,"]).unwrap();
        park(office, "2019-01-31").unwrap();
        let credit = BankLineId(office.number("SELECT MAX(id) FROM bank_line WHERE reference = 'YH02'"));
        let line = Some(credit);
        let back = BookOtherInput {
            deposit: Some(Deposit::Special),
            ..other(F::UnclaimedReturned, "2019-01-31", "退YH02", 20)
        };
        let whose = said(office.run("fund.book_other", &back).unwrap_err());
        assert!(whose.contains("没有选择来款"), "{whose}");
        let gift =
            BookOtherInput { line, deposit: Some(Deposit::Special), ..other(F::FromUpper, "2019-01-31", "补1", 1) };
        assert!(said(office.run("fund.book_other", &gift).unwrap_err()).contains("与来款认领无关"));
        office.run("fund.book_other", &BookOtherInput { line, ..back.clone() }).unwrap();
        let waits = |office: &mut TestOffice| {
            all_credits(office).iter().map(|credit| (credit.state, credit.open)).collect::<Vec<_>>()
        };
        assert_eq!(waits(office), [(CreditState::Parked, yuan(10))]);
        let rest = BookOtherInput { line, ..other(F::UnclaimedWrittenOff, "2019-01-31", "批1", 10) };
        office.run("fund.book_other", &rest).unwrap();
        assert_eq!(standing(office, Detail::UnclaimedReceipt), Fen::ZERO);
        assert_eq!(waits(office), [(CreditState::Ended, Fen::ZERO)]);
        let claim = ClaimInput { line: credit, kind: ClaimKind::Other, on: day("2019-01-31"), reason: "说明".into() };
        let gone = said(office.run("bank.claim", &claim).unwrap_err());
        assert!(gone.contains("不在暂收款中"), "{gone}");
    });
}

#[test]
fn a_statement_that_reaches_back_before_the_books_leaves_those_lines_out() {
    on_each_engine(|office| {
        open_books(office);
        office.on_day("2019-01-31");
        let special = FundAccount::Special;
        let december = "2018-12-30,YH00,20.00,,100.00,某单位,旧款";
        let january = "2019-01-10,YH01,300.00,,400.00,区财政局,补助";
        statement(office, special, "一.csv", &[december, january]).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM bank_line"), 1);
        assert_eq!(office.number("SELECT left_out FROM source_file WHERE profile = 'bank_statement'"), 1);
        // The same lines again with one more: what was left out does not break the chain of balances.
        statement(office, special, "二.csv", &[december, january, "2019-01-20,YH02,30.00,,430.00,,利息"]).unwrap();
        let none = said(statement(office, special, "三.csv", &[december]).unwrap_err());
        assert!(none.contains("1 笔早于建账月份"), "{none}");
        park(office, "2019-01-31").unwrap();
        close(office, "2019-01").unwrap();
    });
}

#[test]
fn a_credit_of_a_month_that_was_closed_without_its_statement_is_parked_in_the_open_one() {
    on_each_engine(|office| {
        open_books(office);
        office.on_day("2019-01-31");
        close(office, "2019-01").unwrap();
        let late = "2019-01-20,YH01,30.00,,130.00,,";
        statement(office, FundAccount::Special, "一.csv", &[late]).unwrap();
        let early = said(park(office, "2019-01-31").unwrap_err());
        assert!(early.contains("2019-01 已关账") && early.contains("2019-02-01 或以后"), "{early}");
        office.on_day("2019-02-28");
        let february = "2019-02-03,YH02,7.00,,137.00,,";
        statement(office, FundAccount::Special, "二.csv", &[february]).unwrap();
        park(office, "2019-02-28").unwrap();
        let booked = read(office, |look, fund| voucher_list(look, fund, "2019-02".parse().unwrap()));
        let days: Vec<_> = booked.iter().map(|v| v.row.on_date).collect();
        assert_eq!(days, [day("2019-02-01"), day("2019-02-03")]);
        close(office, "2019-02").unwrap();
        assert!(compared(office, FundAccount::Special).agrees());
    });
}
