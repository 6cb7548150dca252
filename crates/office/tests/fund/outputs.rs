//! What the fund's books give out for a period: ledgers, budget with execution, statistics, notes.

use crate::common::{TestOffice, day};
use crate::fund::{january, read, yuan};
use crate::paying;
use crate::sound::{on_each_engine, said};
use base::Fen;
use desk::{Answer, MatterId, Refusal};
use ledger::{Account, Detail, Purpose};
use shebao_office::figures::{Measure, definition, definitions, figure};
use shebao_office::fund::{
    BudgetLineInput, CloseMonthInput, ReceiveSubsidyInput, ReverseRecordInput, SetBudgetInput, StatisticValue,
    SubsidyPart, account_ledgers, annual_statement, budget_execution, general_ledger, notes, statements, statistics,
};
use shebao_office::payment::{ApproveRunInput, CloseRunInput};
use shebao_office::registry::fund_of;
use shebao_office::tables::{BudgetItem, BudgetStage, Scheme};

/// January: a subsidy of 500, three pensions of 124.13 of which the bank returns one, closed.
fn a_month(office: &mut TestOffice) {
    let run = paying::computed(office);
    office.run("payment.approve_run", &ApproveRunInput { run }).unwrap();
    paying::pay(office, run, Fen::new(3 * paying::EACH));
    let part = SubsidyPart {
        purpose: Purpose::BasePension,
        central: yuan(400),
        province: Fen::ZERO,
        city: Fen::ZERO,
        county: yuan(100),
    };
    let input = ReceiveSubsidyInput { on: day("2019-01-10"), document: "财1".into(), parts: vec![part] };
    office.run("fund.receive_subsidy", &input).unwrap();
    office.on_day("2019-01-31");
    let lines = [1, 2, 3].map(|line| ("530113-201901-1", line, "124.13"));
    let returns = paying::returned(office, "回盘.csv", &lines, &[2]);
    office.run("payment.import_returns", &shebao_office::payment::ImportReturnsInput { run, ..returns }).unwrap();
    office.run("payment.close_run", &CloseRunInput { run }).unwrap();
    office.run("fund.close_month", &CloseMonthInput { month: january() }).unwrap();
}

fn budget(office: &mut TestOffice, stage: BudgetStage, document: &str, base: i64) -> Result<Answer, Refusal> {
    let line = |item, amount| BudgetLineInput { item, amount: yuan(amount) };
    let items = vec![line(BudgetItem::SubsidyBase, 1000), line(BudgetItem::BasePension, base)];
    let input = SetBudgetInput { year: 2019, stage, document: document.into(), on: day("2019-01-20"), items };
    office.run("fund.set_budget", &input)
}

#[test]
fn the_ledgers_run_from_the_balance_brought_forward_to_the_month_s_end() {
    on_each_engine(|office| {
        a_month(office);
        let ledgers = read(office, |look, fund| account_ledgers(look, fund, january()));
        let of = |account| ledgers.iter().find(|l| l.account == account && l.detail.is_none()).unwrap();
        let payment = of(Account::PaymentDeposit);
        let told: Vec<(&str, Fen)> = payment.lines.iter().map(|l| (l.summary.as_str(), l.balance)).collect();
        assert_eq!(told[0], ("上年结转", Fen::ZERO));
        assert_eq!(told[1].1, Fen::new(37_239));
        assert_eq!(told.last().unwrap(), &("本年累计", Fen::new(12_413)), "what the bank returned");
        let sum = &payment.lines[payment.lines.len() - 2];
        assert_eq!((sum.summary.as_str(), sum.debit, sum.credit), ("本月合计", Fen::new(49_652), Fen::new(37_239)));
        assert_eq!(payment.side(Fen::new(1)), "借");
        assert_eq!(of(Account::Balance).side(Fen::new(1)), "贷");
        let base = ledgers.iter().find(|l| l.detail == Some(Detail::BasePension)).unwrap();
        assert_eq!(base.title(), "5001 社会保险待遇支出—基础养老金");
        assert_eq!(base.lines.last().unwrap().balance, Fen::ZERO, "closed");

        let general = read(office, |look, fund| general_ledger(look, fund, january()));
        let special: Vec<Fen> =
            general.iter().filter(|row| row.account == Account::SpecialDeposit).map(|row| row.balance).collect();
        assert_eq!(special, [yuan(10_000), yuan(10_500) - Fen::new(37_239)]);
    });
}

#[test]
fn a_budget_is_approved_once_adjusted_by_document_and_executed_from_the_ledger() {
    on_each_engine(|office| {
        a_month(office);
        let early = said(budget(office, BudgetStage::Adjusted, "调1", 9).unwrap_err());
        assert!(early.contains("还没有批复预算"), "{early}");
        budget(office, BudgetStage::Draft, "草案", 300).unwrap();
        let agency = office.agency;
        let none = office.office.look(agency, |look| {
            let fund = fund_of(look, Scheme::Resident).unwrap().unwrap();
            Ok::<_, Refusal>(budget_execution(look, &fund, january()).is_err())
        });
        assert!(none.unwrap(), "a draft is no budget");
        budget(office, BudgetStage::Approved, "批1", 400).unwrap();
        assert!(said(budget(office, BudgetStage::Approved, "批2", 400).unwrap_err()).contains("已由 批1 批复"));
        assert!(said(budget(office, BudgetStage::Adjusted, "批1", 400).unwrap_err()).contains("已登记过"));
        budget(office, BudgetStage::Adjusted, "调1", 5_000).unwrap();
        let recorded = |office: &mut TestOffice, stage: &str| {
            MatterId(office.number(&format!("SELECT MAX(matter) FROM fund_budget WHERE stage = '{stage}'")))
        };
        let undo = |matter| ReverseRecordInput { matter, reason: "多录一个零".into() };
        let (approved, adjusted) = (recorded(office, "approved"), recorded(office, "adjusted"));
        let rests = said(office.run("fund.reverse_record", &undo(approved)).unwrap_err());
        assert!(rests.contains("请先红冲调整预算"), "{rests}");
        office.run("fund.reverse_record", &undo(adjusted)).unwrap();
        office.run("fund.reverse_record", &undo(approved)).unwrap();
        assert!(said(budget(office, BudgetStage::Adjusted, "调1", 500).unwrap_err()).contains("还没有批复预算"));
        budget(office, BudgetStage::Approved, "批1", 400).unwrap();
        budget(office, BudgetStage::Adjusted, "调1", 500).unwrap();
        let twice = SetBudgetInput {
            year: 2019,
            stage: BudgetStage::Adjusted,
            document: "调2".into(),
            on: day("2019-01-20"),
            items: vec![BudgetLineInput { item: BudgetItem::Interest, amount: yuan(-1) }; 2],
        };
        let wrong = said(office.run("fund.set_budget", &twice).unwrap_err());
        assert!(wrong.contains("利息收入是负数") && wrong.contains("填写了两次"), "{wrong}");

        let found = read(office, |look, fund| budget_execution(look, fund, january()));
        let row = |item| *found.rows.iter().find(|row| row.item == item).unwrap();
        let base = row(BudgetItem::BasePension);
        // 88 + 15 + 8 + 7 for each of the three, returned or not; the account part is another row.
        assert_eq!((base.budget, base.adjusted, base.executed), (yuan(400), yuan(500), yuan(354)));
        assert_eq!(row(BudgetItem::AccountPension).executed, Fen::new(3 * 613));
        assert_eq!((base.last_year, found.is_final), (None, false));
        assert_eq!(found.brought_forward, yuan(10_000));
        let books = read(office, |look, fund| statements(look, fund, january()));
        let [surplus, _] = books.income.surplus();
        assert_eq!(found.total(true)[3] - found.total(false)[3], surplus, "execution is the statement's");
    });
}

#[test]
fn figures_of_the_books_are_the_books_and_a_rate_of_nothing_is_refused() {
    on_each_engine(|office| {
        a_month(office);
        let value = |office: &mut TestOffice, name: &str| {
            read(office, |look, _| figure(look, definition(name).unwrap(), 2019)).printed()
        };
        let none = |office: &mut TestOffice, name: &str| {
            let agency = office.agency;
            let found = office.office.look(agency, |look| {
                Ok::<_, Refusal>(format!("{:?}", figure(look, definition(name).unwrap(), 2019).unwrap_err()))
            });
            found.unwrap()
        };
        assert!(none(office, "budget_expense_rate").contains("分母为零，比率不存在"));
        budget(office, BudgetStage::Approved, "批1", 400).unwrap();
        budget(office, BudgetStage::Draft, "草案2", 1).unwrap();
        // Three pensions of 124.13, of which one came back; a subsidy of 500 for a need of 3 × 118.
        for (name, expected) in [
            ("fund_income", "500.00元"),
            ("fund_expense", "372.39元"),
            ("fund_balance", "10127.61元"),
            ("budget_income_rate", "50.00%"),
            ("budget_expense_rate", "93.10%"),
            ("matching_need", "354.00元"),
            ("matching_received", "500.00元"),
            // Central sent 400 for 264 and the county 100 for 21; the province owes 3 × 15, the city 3 × 8.
            ("matching_short", "69.00元"),
            ("paid_on_time", "100.00%"),
            ("recipients_december", "0人"),
            ("objections", "0件"),
        ] {
            assert_eq!(value(office, name), expected, "{name}");
        }
        assert!(none(office, "satisfied").contains("窗口满意率的分母为零"));
        // Each query runs on this engine, and its rows are what its value says.
        for definition in definitions() {
            let mut lines = 0;
            read(office, |look, _| {
                shebao_office::figures::rows(look, definition, 2019, |row| {
                    lines += 1;
                    assert!(!row.what.is_ascii(), "{}: {}", definition.name, row.what);
                    Ok(())
                })
            });
            if definition.measure == Measure::Rows {
                assert!(value(office, definition.name).starts_with(&lines.to_string()), "{}", definition.name);
            }
        }
    });
}

#[test]
fn statistics_equal_the_books_and_a_period_that_runs_gives_none() {
    on_each_engine(|office| {
        a_month(office);
        let report = read(office, |look, fund| statistics(look, fund, "2019-01".parse().unwrap()));
        let value = |title: &str| report.lines.iter().find(|line| line.title == title).unwrap().value;
        let people = |title: &str| match value(title) {
            StatisticValue::Count(number, _) => number,
            StatisticValue::Money(_) => -1,
        };
        assert_eq!((people("参保人数"), people("领取待遇人数"), people("缴费人数")), (4, 2, 0));
        assert_eq!(value("应发待遇"), StatisticValue::Money(Fen::new(3 * paying::EACH)));
        assert_eq!(value("实发待遇"), StatisticValue::Money(Fen::new(2 * paying::EACH)));
        assert_eq!(value("基金支出"), StatisticValue::Money(Fen::new(3 * paying::EACH)));
        assert_eq!(value("累计结余"), StatisticValue::Money(yuan(10_500) - Fen::new(3 * paying::EACH)));
        for check in &report.checks {
            assert_eq!(check.business, check.books, "{}", check.title);
        }
        assert_eq!(report.checks[1].business, Fen::new(3 * paying::EACH));
        let agency = office.agency;
        let refused = office.office.look(agency, |look| {
            let fund = fund_of(look, Scheme::Resident).unwrap().unwrap();
            Ok::<_, Refusal>(format!("{:?}", statistics(look, &fund, "2019Q1".parse().unwrap()).unwrap_err()))
        });
        assert!(refused.unwrap().contains("2019年第1季度还没有结束"));
        assert!("2019Q5".parse::<shebao_office::fund::Period>().is_err());
    });
}

#[test]
fn notes_and_the_annual_form_are_drawn_from_the_books() {
    on_each_engine(|office| {
        a_month(office);
        let all = read(office, |look, fund| notes(look, fund, january()));
        assert_eq!(all.len(), 6);
        let said = |n: usize| all[n].lines.join("");
        assert!(said(0).contains("财政补贴收入—中央—基础养老金：本年累计 400.00 元。"), "{}", said(0));
        assert!(said(0).contains("暂收款：年初 0.00 元，期末 124.13 元，增减 124.13 元。"), "{}", said(0));
        assert!(said(5).contains("待重新发放的待遇 124.13 元"), "{}", said(5));
        assert_eq!(said(2), "本期没有债券投资。");
        let annual = read(office, |look, fund| annual_statement(look, fund, 2019));
        assert_eq!(annual.income.row("财政补贴收入").unwrap().columns, [yuan(500), Fen::ZERO]);
        assert!(!annual.has_last_year, "opening balances are no year");
        let next = read(office, |look, fund| annual_statement(look, fund, 2020));
        assert_eq!(next.income.row("财政补贴收入").unwrap().columns, [Fen::ZERO, yuan(500)]);
        assert!(next.has_last_year);
    });
}
