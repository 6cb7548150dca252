//! 基金财务: subsidies, interest, reversal, close, and the books that are shown.

use crate::common::{TestOffice, day};
use crate::fund::{january, read, yuan};
use crate::tax;
use crate::town;
use crate::town::{contributor, open_books, recipient, take_on};
use base::Fen;
use desk::{Answer, Post, Refusal};
use ledger::{Account, Deposit, Purpose};
use shebao_office::contributions::{BookAccountsInput, account_balance};
use shebao_office::fund::{
    CloseMonthInput, EmptyIncomeInput, InterestFact, ReceiveInterestInput, ReceiveSubsidyInput, ReverseVoucherInput,
    SubsidyPart, journal, numbers_without_gaps, statements, trial_balance, voucher_list,
};
use shebao_office::payment::{
    ApproveRunInput, CloseRunInput, ImportReturnsInput, OpenRunInput, ReceiveMoneyInput, RequestMoneyInput,
    SendFileInput, regular_run,
};
use shebao_office::tables::{PersonId, RunId, Scheme, VoucherId};

fn subsidy(office: &mut TestOffice, document: &str, central: i64, county: i64) -> Result<Answer, Refusal> {
    let part = SubsidyPart {
        purpose: Purpose::BasePension,
        central: yuan(central),
        province: Fen::ZERO,
        city: Fen::ZERO,
        county: yuan(county),
    };
    let input = ReceiveSubsidyInput { on: day("2019-01-10"), document: document.into(), parts: vec![part] };
    office.run("fund.receive_subsidy", &input)
}

fn interest(office: &mut TestOffice, fact: InterestFact, on: &str, amount: Fen) -> Result<Answer, Refusal> {
    let input =
        ReceiveInterestInput { fact, deposit: Deposit::Payment, on: day(on), document: format!("利-{on}"), amount };
    office.run("fund.receive_interest", &input)
}

fn reverse(office: &mut TestOffice, voucher: VoucherId) -> Result<Answer, Refusal> {
    let input = ReverseVoucherInput { voucher, on: day("2019-01-31"), reason: "金额记错".into() };
    office.run("fund.reverse_voucher", &input)
}

fn close(office: &mut TestOffice, month: &str) -> Result<Answer, Refusal> {
    office.run("fund.close_month", &CloseMonthInput { month: month.parse().unwrap() })
}

fn refused(answer: Result<Answer, Refusal>, word: &str) {
    let error = answer.unwrap_err().to_string();
    assert!(error.contains(word), "{error}");
}

fn last_voucher(office: &mut TestOffice) -> VoucherId {
    VoucherId(office.number("SELECT MAX(id) FROM voucher"))
}

#[test]
fn a_month_is_kept_and_closed() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        office.on_day("2019-01-30");
        subsidy(office, "昆财社1号", 1500, 300).unwrap();
        refused(subsidy(office, "昆财社1号", 1500, 300), "已记入 2019-01 第 1 号凭证");
        refused(subsidy(office, "昆财社2号", -5, 0), "负数");
        interest(office, InterestFact::Credited, "2019-01-21", yuan(30)).unwrap();
        interest(office, InterestFact::Moved, "2019-01-22", yuan(30)).unwrap();
        refused(interest(office, InterestFact::Moved, "2019-01-23", yuan(901)), "当日余额 900.00 元");
        refused(interest(office, InterestFact::Credited, "2018-12-21", yuan(1)), "早于建账月份");
        refused(close(office, "2019-01"), "还没有结束");
        office.on_day("2019-01-31");
        refused(close(office, "2019-02"), "以前的月份 2019-01 还没有关账");

        let open = read(office, |look, fund| statements(look, fund, january()));
        assert!(open.findings[0].message.contains("尚未期末结转"), "{:?}", open.findings);
        close(office, "2019-01").unwrap();
        let closed = read(office, |look, fund| statements(look, fund, january()));
        assert_eq!(closed.findings, []);
        assert_eq!(closed.income.surplus()[0], yuan(1830));
        let trial = read(office, |look, fund| trial_balance(look, fund, january()));
        assert_eq!(trial.check(), []);
        assert_eq!(trial.account(Account::SpecialDeposit).closing(), yuan(100 + 1800 + 30));
        assert_eq!(trial.account(Account::Balance).closing(), -yuan(1000 + 1830));
        let text = read(office, |look, fund| journal(look, fund, 2019));
        assert_eq!(text.matches("\n2019-01-").count(), 4, "{text}");
        assert!(text.contains("2018-12-31"), "the opening balances come first: {text}");

        refused(subsidy(office, "昆财社3号", 1, 0), "已关账");
        refused(close(office, "2019-01"), "已关账");
        office.on_day("2019-02-28");
        close(office, "2019-02").unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM voucher WHERE month = 201902"), 0, "nothing to carry over");
    });
}

#[test]
fn the_database_itself_refuses_a_voucher_in_a_closed_month() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        office.on_day("2019-01-31");
        subsidy(office, "昆财社1号", 1500, 300).unwrap();
        close(office, "2019-01").unwrap();
        let copy = "INSERT INTO voucher (agency, recorded, id, fund, month, number, on_date, template, summary, matter) \
                    SELECT agency, recorded + 100, id + 1000, fund, month, 99, on_date, template, summary, matter \
                    FROM voucher WHERE month = 201901 AND number = 1";
        let (_, db) = office.office.parts();
        let error = db.exec(copy, &[]).unwrap_err().to_string();
        assert!(error.contains("已关账"), "{error}");
    });
}

#[test]
fn a_voucher_is_reversed_once_and_for_a_reason() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        office.on_day("2019-01-31");
        subsidy(office, "昆财社1号", 1500, 300).unwrap();
        subsidy(office, "昆财社2号", 0, 7).unwrap();
        let wrong = last_voucher(office);
        let blank = ReverseVoucherInput { voucher: wrong, on: day("2019-01-31"), reason: " ".into() };
        refused(office.run("fund.reverse_voucher", &blank), "原因未填写");
        reverse(office, wrong).unwrap();
        let red = last_voucher(office);
        refused(reverse(office, wrong), "已经冲销过");
        refused(reverse(office, red), "本身就是红字冲销");
        refused(reverse(office, VoucherId(1)), "没有这张凭证");
        let opening = VoucherId(office.number("SELECT MIN(id) FROM voucher"));
        refused(reverse(office, opening), "早于建账月份");

        let trial = read(office, |look, fund| trial_balance(look, fund, january()));
        assert_eq!(trial.account(Account::Subsidies).credit, yuan(1800), "red lowers the turnover");
        // The document may be booked again, rightly.
        subsidy(office, "昆财社2号", 0, 8).unwrap();
        let list = read(office, |look, fund| voucher_list(look, fund, january()));
        assert_eq!(list.iter().map(|v| v.row.number.0).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert_eq!(list.iter().map(|v| v.total()).collect::<Vec<_>>(), [yuan(1800), yuan(7), -yuan(7), yuan(8)]);
        let signers = &list[2].signers;
        let names = (signers.made.as_str(), signers.checked.as_str(), signers.booked.as_str());
        assert_eq!(names, ("基金会计", "基金复核", "局长"));
        assert_eq!(read(office, numbers_without_gaps), Vec::<String>::new());
        close(office, "2019-01").unwrap();
        refused(reverse(office, wrong), "已关账");
    });
}

#[test]
fn a_number_that_is_missing_is_found() {
    let mut office = TestOffice::new();
    open_books(&mut office);
    office.on_day("2019-01-31");
    for number in 1..=3 {
        subsidy(&mut office, &format!("昆财社{number}号"), number, 0).unwrap();
    }
    let (_, db) = office.office.parts();
    let names = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'voucher'";
    let mut triggers = Vec::new();
    db.each(names, &[], &mut |row| {
        triggers.push(row.text(0)?.to_owned());
        Ok(())
    })
    .unwrap();
    triggers.iter().for_each(|name| db.script(&format!("DROP TRIGGER {name}")).unwrap());
    db.exec("DELETE FROM voucher WHERE month = 201901 AND number = 2", &[]).unwrap();
    let found = read(&mut office, numbers_without_gaps);
    assert_eq!(found, ["2019-01 凭证号不连续：第 1 号之后是第 3 号"]);
    let (_, db) = office.office.parts();
    db.exec("DELETE FROM voucher WHERE month = 201901 AND number = 3", &[]).unwrap();
    let found = read(&mut office, numbers_without_gaps);
    assert_eq!(found, ["2019-01 已给出凭证号至第 3 号，账中只到第 1 号"]);
}

#[test]
fn a_receipt_is_taken_back_with_its_voucher_unless_accounts_were_booked_on_it() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        take_on(office, &[contributor(1)]).unwrap();
        office.on_day("2019-01-31");
        tax::import(office, "税务.csv", &[tax::paid("S01", &contributor(1), "100")]).unwrap();
        let treasury = |document: &'static str, amount| [("国库入库", "2019-01-07", document, amount)];
        tax::receive(office, "收款-1.csv", &treasury("GK07", yuan(99))).unwrap();
        let wrong = last_voucher(office);
        reverse(office, wrong).unwrap();
        assert_eq!(office.number("SELECT CAST(SUM(amount) AS BIGINT) FROM receipt"), 0);
        tax::receive(office, "收款-2.csv", &treasury("GK07更正", yuan(100))).unwrap();
        let right = last_voucher(office);
        tax::receive(office, "收款-3.csv", &[("财政专户到账", "2019-01-08", "ZH08", yuan(100))]).unwrap();
        office.run("contributions.book_accounts", &BookAccountsInput::default()).unwrap();
        refused(reverse(office, right), "1 笔缴费据此记入个人账户");
    });
}

#[test]
fn a_month_with_pensions_closes_after_they_are_paid() {
    TestOffice::on_each_engine(|office| {
        let input = town::books(office, "10000.00", "0.00", "10000.00");
        office.run("registry.open_books", &input).unwrap();
        take_on(office, &[recipient(3)]).unwrap();
        let person = PersonId(office.number("SELECT MIN(id) FROM person"));
        office.run("payment.open_run", &OpenRunInput { month: january() }).unwrap();
        let run = read(office, |look, _| regular_run(look, Scheme::Resident, january())).unwrap().id;
        let clerk = office.people[&Post::Clerk];
        office.office.compute_run(clerk, run, |_| ()).unwrap();
        assert_eq!(read(office, |look, _| account_balance(look, person)).paid, Fen::ZERO, "not approved yet");
        office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
        // 700 and 12.34 of interest were taken on; January takes 6.13, a part of each source.
        let account = read(office, |look, _| account_balance(look, person));
        assert_eq!((account.paid, account.left()), (Fen::new(613), Fen::new(70_621)));

        office.run("payment.request_money", &RequestMoneyInput { run }).unwrap();
        office.on_day("2019-01-10");
        let amount = Fen::new(12_413);
        let money = ReceiveMoneyInput { run, on: day("2019-01-10"), document: "拨-001".into(), amount };
        office.run("payment.receive_money", &money).unwrap();
        office.run("payment.send_file", &SendFileInput { run, late_reason: String::new() }).unwrap();
        office.on_day("2019-01-31");
        refused(close(office, "2019-01"), "月度发放还在“已送银行”状态");
        office.run("payment.import_returns", &bank_answer(office, run)).unwrap();
        let paid = VoucherId(office.number("SELECT MAX(id) FROM voucher WHERE template = 'pension_paid'"));
        refused(reverse(office, paid), "款项已经付出");
        office.run("payment.close_run", &CloseRunInput { run }).unwrap();

        close(office, "2019-01").unwrap();
        let books = read(office, |look, fund| statements(look, fund, january()));
        assert_eq!(books.findings, []);
        assert_eq!(books.income.surplus()[0], -amount);
    });
}

#[test]
fn a_month_with_pensions_needs_a_run() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        take_on(office, &[recipient(3)]).unwrap();
        office.on_day("2019-01-31");
        refused(close(office, "2019-01"), "2019-01 还没有办理月度发放");
    });
}

/// The bank paid the only line.
fn bank_answer(office: &TestOffice, run: RunId) -> ImportReturnsInput {
    let text = "批次号,序号,金额,处理结果,失败原因代码,入账日期\n530113-201901-1,1,124.13,成功,,2019-01-25\n";
    let path = office.folder.path().join("return.csv");
    std::fs::write(&path, text).unwrap();
    let file = office.office.environment().files.take_in(&path).unwrap();
    ImportReturnsInput { run, file, name: "return.csv".into() }
}

#[test]
fn the_income_account_is_emptied_into_the_special_account() {
    TestOffice::on_each_engine(|office| {
        open_books(office);
        office.on_day("2019-01-31");
        let credited = ReceiveInterestInput {
            fact: InterestFact::Credited,
            deposit: Deposit::Income,
            on: day("2019-01-21"),
            document: "利-1".into(),
            amount: yuan(30),
        };
        office.run("fund.receive_interest", &credited).unwrap();
        let moved = |on: &str, yuan: i64| EmptyIncomeInput {
            on: day(on),
            document: "划-1".into(),
            amount: Fen::from_yuan(yuan),
        };
        refused(office.run("fund.empty_income", &moved("2019-01-20", 30)), "当日余额 0.00 元");
        refused(office.run("fund.empty_income", &moved("2019-01-22", 31)), "不够划转 31.00 元");
        refused(office.run("fund.empty_income", &moved("2019-01-22", 0)), "应大于零");
        office.run("fund.empty_income", &moved("2019-01-22", 30)).unwrap();
        refused(office.run("fund.empty_income", &moved("2019-01-22", 30)), "已记入");
        let trial = read(office, |look, fund| trial_balance(look, fund, january()));
        assert_eq!(trial.account(Account::IncomeDeposit).closing(), Fen::ZERO);
        assert_eq!(trial.account(Account::SpecialDeposit).closing(), yuan(100 + 30));
        close(office, "2019-01").unwrap();
    });
}
