//! Finance handbook a.8: every result figure of the worked month, and what the checks say.

use crate::common::{FUND, closed_month, head, month, opening, posted, yuan};
use base::{Fen, Month};
use shebao_ledger::{
    Account, Balance, BalanceSheet, Deposit, Detail, IncomeStatement, RowKind, Severity, TrialBalance, Voucher,
    check_statements, templates as t,
};

fn january() -> Month {
    "2019-01".parse().unwrap()
}

fn statement_row(vouchers: &[Voucher], title: &str) -> [Fen; 2] {
    IncomeStatement::of(FUND, january(), posted(vouchers)).row(title).unwrap().columns
}

#[test]
fn income_and_expense_are_the_handbooks() {
    let vouchers = closed_month();
    for (title, amount) in [
        ("社会保险费收入", 1_019_500),
        ("财政补贴收入", 1_800_000),
        ("集体补助收入", 0),
        ("利息收入", 30),
        ("其他收入", 900),
        ("一、基金收入", 2_820_430),
        ("社会保险待遇支出", 1_812_000),
        ("其中：基础养老金", 1_600_000),
        ("个人账户养老金", 200_000),
        ("丧葬补助金", 12_000),
        ("转移支出", 8_000),
        ("其他支出", 0),
        ("二、基金支出", 1_820_000),
        ("三、本期基金结余", 1_000_430),
    ] {
        assert_eq!(statement_row(&vouchers, title), [yuan(amount); 2], "{title}");
    }
}

#[test]
fn rows_stand_in_the_order_of_the_form() {
    let statement = IncomeStatement::of(FUND, january(), posted(&closed_month()));
    let titles: Vec<&str> = statement.rows.iter().map(|r| r.title).collect();
    let expected = "一、基金收入 社会保险费收入 财政补贴收入 集体补助收入 利息收入 委托投资收益 转移收入 上级补助收入 \
                    下级上解收入 其他收入 二、基金支出 社会保险待遇支出 其中：基础养老金 个人账户养老金 丧葬补助金 \
                    转移支出 上解上级支出 补助下级支出 其他支出 三、本期基金结余";
    assert_eq!(titles, expected.split_whitespace().collect::<Vec<_>>());
    let sheet = BalanceSheet::of(FUND, january(), posted(&closed_month()));
    let titles: Vec<&str> = sheet.assets.iter().chain(&sheet.claims).map(|r| r.title).collect();
    let expected = "库存现金 收入户存款 财政专户存款 支出户存款 国库存款 暂付款 其中：委托上级投资 债券投资 资产总计 \
                    暂收款 其中：下级归集委托投资 借入款项 负债合计 一般基金结余 净资产合计 负债与净资产总计";
    assert_eq!(titles, expected.split_whitespace().collect::<Vec<_>>());
    assert!(sheet.claims.iter().any(|r| r.kind == RowKind::OfWhich));
}

#[test]
fn money_is_where_the_handbook_says() {
    let trial = TrialBalance::month(FUND, january(), posted(&closed_month()));
    let change = |account| {
        let Balance { debit, credit, .. } = trial.account(account);
        debit - credit
    };
    assert_eq!(change(Account::SpecialDeposit), yuan(920_930));
    assert_eq!(change(Account::PaymentDeposit), yuan(79_500));
    assert_eq!(trial.account(Account::IncomeDeposit).closing(), Fen::ZERO);
    assert_eq!(trial.account(Account::TreasuryDeposit).closing(), Fen::ZERO);
    assert_eq!(trial.account(Account::Balance).closing(), -yuan(5_040_000 + 1_000_430));
    assert_eq!(trial.detail(Detail::ProxyPremium).credit, yuan(20_000));
    assert_eq!(trial.check(), []);

    let sheet = BalanceSheet::of(FUND, january(), posted(&closed_month()));
    for (title, start, end) in [
        ("财政专户存款", 5_000_000, 5_920_930),
        ("支出户存款", 40_000, 119_500),
        ("资产总计", 5_040_000, 6_040_430),
        ("负债合计", 0, 0),
        ("一般基金结余", 5_040_000, 6_040_430),
        ("负债与净资产总计", 5_040_000, 6_040_430),
    ] {
        assert_eq!(sheet.row(title).unwrap().columns, [yuan(start), yuan(end)], "{title}");
    }
    assert_eq!(check_statements(FUND, january(), &posted(&closed_month())), []);
}

#[test]
fn the_second_month_accumulates_and_leaves_closes_out() {
    let mut vouchers = closed_month();
    vouchers.push(t::interest::voucher(&head("2019-02-20"), Deposit::Special, yuan(70)).unwrap());
    vouchers.push(t::period_close::voucher(&head("2019-02-28"), posted(&vouchers)).unwrap());
    let february = january().next();
    let statement = IncomeStatement::of(FUND, february, posted(&vouchers));
    assert_eq!(statement.row("利息收入").unwrap().columns, [yuan(70), yuan(100)]);
    assert_eq!(statement.surplus(), [yuan(70), yuan(1_000_500)]);
    assert_eq!(check_statements(FUND, february, &posted(&vouchers)), []);
    // A later month does not change the statement of an earlier one.
    assert_eq!(statement_row(&vouchers, "三、本期基金结余"), [yuan(1_000_430); 2]);
    // A year later, all of it is opening balance.
    let next_year = BalanceSheet::of(FUND, "2020-01".parse().unwrap(), posted(&vouchers));
    assert_eq!(next_year.row("资产总计").unwrap().columns, [yuan(6_040_500); 2]);
}

#[test]
fn an_unclosed_month_gives_no_statements() {
    let mut vouchers = vec![opening()];
    vouchers.extend(month());
    let findings = check_statements(FUND, january(), &posted(&vouchers));
    assert_eq!(findings[0].message, "2019-01 尚未期末结转，报表不能出具，请先做期末结转");
}

#[test]
fn a_voucher_lost_after_the_close_is_found() {
    let mut vouchers = closed_month();
    let lost = vouchers.remove(1);
    assert_eq!(lost.total(), yuan(1_000_000));
    let findings = check_statements(FUND, january(), &posted(&vouchers));
    assert!(findings.iter().any(|f| f.severity == Severity::Error), "{findings:?}");
}

#[test]
fn a_line_lost_from_the_store_is_found_on_the_sheet() {
    let mut lines = posted(&closed_month());
    lines.retain(|p| (p.account, p.amount) != (Account::SpecialDeposit, yuan(20_000)));
    let found: Vec<String> = check_statements(FUND, january(), &lines).into_iter().map(|f| f.message).collect();
    // Facts 7,542,360 and close 2,820,430 + 1,820,000, less the lost line on the debit side.
    for expected in [
        "2019-01 发生额借贷不平：借方合计 12162790.00 元，贷方合计 12182790.00 元",
        "2019-01 资产总计 6020430.00 元与负债与净资产总计 6040430.00 元不等",
        "2019-01 资产减负债本月增加 980430.00 元，一般基金结余本月增加 1000430.00 元",
        "2019-01 资产减负债本年增加 980430.00 元，一般基金结余本年增加 1000430.00 元",
    ] {
        assert!(found.iter().any(|f| f.starts_with(expected)), "{expected}\n{found:#?}");
    }
}

#[test]
fn closing_january_leaves_february_alone() {
    let mut vouchers = vec![opening()];
    vouchers.extend(month());
    vouchers.push(t::interest::voucher(&head("2019-02-01"), Deposit::Special, yuan(70)).unwrap());
    vouchers.push(t::period_close::voucher(&head("2019-01-31"), posted(&vouchers)).unwrap());
    assert_eq!(check_statements(FUND, january(), &posted(&vouchers)), []);
    let february = TrialBalance::month(FUND, january().next(), posted(&vouchers));
    assert_eq!(february.account(Account::Interest).closing(), -yuan(70));
}

#[test]
fn a_subsidy_sent_back_in_black_is_found() {
    // 4101 is filled from credit turnover alone; a black debit makes statement and books differ.
    use shebao_ledger::{Line, TemplateName};
    let mut vouchers = vec![opening()];
    vouchers.extend(month());
    let debit = Line::debit(Account::Subsidies, yuan(5)).detail(Detail::SubsidyOther).level(base::Level::County);
    let credit = Line::credit(Account::SpecialDeposit, yuan(5));
    let on = base::parse_date("2019-01-30").unwrap();
    let black = Voucher::new(TemplateName::SubsidyReceived, FUND, on, "退补贴", vec![debit, credit]).unwrap();
    vouchers.push(black);
    vouchers.push(t::period_close::voucher(&head("2019-01-31"), posted(&vouchers)).unwrap());
    let findings = check_statements(FUND, january(), &posted(&vouchers));
    assert!(findings[0].message.contains("红字冲销"), "{findings:?}");
}
