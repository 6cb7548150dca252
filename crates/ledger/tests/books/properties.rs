//! What must hold for any vouchers at all.

use crate::common::{FUND, head, posted};
use base::{ByLevel, Fen, Month};
use proptest::prelude::*;
use shebao_ledger::templates::{self as t, PensionTotals, Premiums};
use shebao_ledger::{
    Account, Balance, Deposit, Detail, Element, Fund, IncomeStatement, Line, PartyId, Purpose, Side, TemplateName,
    TrialBalance, Voucher, VoucherError, check_statements,
};

fn january() -> Month {
    "2019-01".parse().unwrap()
}

/// Up to ten billion yuan.
fn amount() -> impl Strategy<Value = Fen> {
    (1_i64..1_000_000_000_000).prop_map(Fen::new)
}

fn levels() -> impl Strategy<Value = ByLevel> {
    [amount(), amount(), amount(), amount()].prop_map(ByLevel::new)
}

fn day() -> impl Strategy<Value = t::Head<'static>> {
    (1_i8..=31).prop_map(|day| head(&format!("2019-01-{day:02}")))
}

/// Any fact that a template can book.
fn fact() -> impl Strategy<Value = Voucher> {
    (0_u8..12, day(), amount(), levels(), any::<i64>()).prop_map(|(kind, head, fen, by_level, party)| {
        let pension = PensionTotals { base: by_level, account: fen };
        match kind {
            0 => t::tax_to_treasury::voucher(&head, Premiums { current: fen, late: fen, ..Premiums::default() }),
            1 => t::subsidy_received::voucher(&head, &[(Purpose::BasePension, by_level), (Purpose::Entry, by_level)]),
            2 => t::proxy_received::voucher(&head, Deposit::Special, by_level),
            3 => t::pension_paid::voucher(&head, &pension),
            4 => t::funeral_paid::voucher(&head, by_level),
            5 => t::account_balance_paid::voucher(&head, fen),
            6 => t::benefit_returned::voucher(&head, &[(PartyId(party), fen)]),
            7 => t::overpaid_recovered_same_year::voucher(&head, &pension),
            8 => t::interest::voucher(&head, Deposit::Special, fen),
            9 => {
                t::refund_this_year::voucher(&head, Deposit::Payment, Premiums { current: fen, ..Premiums::default() })
            }
            10 => t::refund_earlier_year::voucher(&head, fen),
            _ => t::transfer_in::voucher(&head, Deposit::Income, fen),
        }
        .unwrap()
    })
}

/// Facts, each with an optional reversal later in the month.
fn month() -> impl Strategy<Value = Vec<Voucher>> {
    prop::collection::vec((fact(), any::<bool>()), 1..20).prop_map(|facts| {
        let last = base::parse_date("2019-01-31").unwrap();
        facts
            .into_iter()
            .flat_map(|(v, reversed)| {
                let red = reversed.then(|| v.reverse(last, "录入错误"));
                std::iter::once(v).chain(red)
            })
            .collect()
    })
}

/// Lines that are valid one by one, with few different amounts, so that many sets balance.
fn line() -> impl Strategy<Value = Line> {
    let account =
        prop::sample::select(vec![Account::Bonds, Account::SpecialDeposit, Account::Balance, Account::ToUpperFund]);
    (account, any::<bool>(), 1_i64..4).prop_map(|(account, debit, fen)| {
        Line::on(if debit { Side::Debit } else { Side::Credit }, account, Fen::new(fen))
    })
}

proptest! {
    #[test]
    fn a_voucher_is_accepted_exactly_when_it_balances(lines in prop::collection::vec(line(), 1..5)) {
        let on = base::parse_date("2019-01-01").unwrap();
        let sum = |side| lines.iter().filter(|l| l.side == side).map(|l| l.amount).sum::<Fen>();
        let (debit, credit) = (sum(Side::Debit), sum(Side::Credit));
        match Voucher::new(TemplateName::Interest, FUND, on, "试", lines) {
            Ok(voucher) => {
                prop_assert_eq!(debit, credit);
                prop_assert_eq!(voucher.total(), debit);
            }
            Err(error) => {
                prop_assert_ne!(debit, credit);
                let expected = VoucherError::Unbalanced { summary: "试".to_owned(), debit, credit };
                prop_assert_eq!(error, expected);
            }
        }
    }

    #[test]
    fn a_reversal_nets_to_zero_and_two_give_the_lines_back(fact in fact()) {
        let later = base::parse_date("2019-02-01").unwrap();
        let red = fact.reverse(later, "录入错误");
        let trial = TrialBalance::between(FUND, january(), january().next(), posted(&[fact.clone(), red.clone()]));
        for row in trial.rows() {
            prop_assert!(row.debit.is_zero() && row.credit.is_zero() && row.closing.is_zero());
        }
        prop_assert_eq!(red.reverse(later, "").total(), fact.total());
        prop_assert!(red.is_red() && red.month() == january().next());
    }

    #[test]
    fn the_close_leaves_nothing_and_the_surplus_goes_to_the_balance(mut vouchers in month()) {
        match t::period_close::voucher(&head("2019-01-31"), posted(&vouchers)) {
            Ok(close) => vouchers.push(close),
            Err(error) => prop_assert!(matches!(error, VoucherError::Empty(_))),
        }
        let lines = posted(&vouchers);
        let trial = TrialBalance::month(FUND, january(), lines.clone());
        for row in trial.rows().into_iter().filter(|r| r.account.is_closed_each_period()) {
            prop_assert_eq!(row.closing, Fen::ZERO);
        }
        let [month, year] = IncomeStatement::of(FUND, january(), lines.clone()).surplus();
        let Balance { debit, credit, .. } = trial.account(Account::Balance);
        prop_assert_eq!(credit - debit, month);
        prop_assert_eq!(month, year);
        let element = |e| trial.element(e).closing();
        prop_assert_eq!(element(Element::Asset), -element(Element::Liability) - element(Element::NetAsset));
        prop_assert!(trial.is_balanced());
        let wrong: Vec<_> = check_statements(FUND, january(), &lines);
        // Random facts may overdraw a deposit; nothing else may be found.
        prop_assert!(wrong.iter().all(|f| f.message.contains("余额为负")), "{:?}", wrong);
    }

    #[test]
    fn the_order_of_vouchers_is_irrelevant(vouchers in month().prop_flat_map(|v| (Just(v.clone()), Just(v).prop_shuffle()))) {
        let (ordered, shuffled) = vouchers;
        let trial = |v: &[Voucher]| TrialBalance::month(FUND, january(), posted(v));
        prop_assert_eq!(trial(&ordered), trial(&shuffled));
        let close = |v: &[Voucher]| t::period_close::voucher(&head("2019-01-31"), posted(v));
        prop_assert_eq!(close(&ordered), close(&shuffled));
    }
}

#[test]
fn refusals_say_what_and_where() {
    let on = base::parse_date("2019-01-01").unwrap();
    let make = |fund, lines| Voucher::new(TemplateName::Interest, fund, on, "测试", lines).unwrap_err().to_string();
    let yuan = Fen::from_yuan;
    let debit = || Line::debit(Account::SpecialDeposit, yuan(1));
    let aid = |amount| Line::credit(Account::CollectiveAid, amount);
    assert!(make(FUND, vec![]).contains("没有分录"));
    assert!(make(FUND, vec![debit(), aid(yuan(2))]).contains("借方 1.00 元，贷方 2.00 元"));
    assert!(make(FUND, vec![debit(), aid(yuan(1)), aid(Fen::ZERO)]).contains("“4102 集体补助收入”的金额为零"));
    assert!(make(Fund::Institution, vec![debit(), aid(yuan(1))]).starts_with("机关事业单位基本养老保险基金不使用科目"));
    assert!(make(FUND, vec![debit(), Line::credit(Account::Interest, yuan(1))]).contains("缺少明细科目"));
    let subsidy = Line::credit(Account::Subsidies, yuan(1)).detail(Detail::SubsidyEntry);
    assert!(make(FUND, vec![debit(), subsidy]).contains("“4101 财政补贴收入—缴费补贴”缺少出资层级"));
    let returned = Line::credit(Account::TemporaryReceipts, yuan(1)).detail(Detail::ReturnedBenefit);
    assert!(make(FUND, vec![debit(), returned]).contains("缺少收款人"));
    assert!(make(FUND, vec![debit(), aid(yuan(1)).detail(Detail::Donation)]).contains("不属于科目"));
    let red = [Line::debit(Account::Bonds, yuan(-1)), Line::credit(Account::Bonds, yuan(-1))];
    let mixed = [vec![debit(), aid(yuan(1))], red.to_vec()].concat();
    assert!(make(FUND, mixed).contains("红字与蓝字混在一张"));
    let huge = || Line::debit(Account::Bonds, Fen::new(i64::MAX));
    assert!(make(FUND, vec![huge(), huge()]).contains("超出可记录的范围"));
}

#[test]
fn templates_refuse_what_the_fact_cannot_be() {
    let head = head("2019-01-15");
    let refused = |result: Result<Voucher, VoucherError>| result.unwrap_err().to_string();
    let yuan = Fen::from_yuan;
    assert!(refused(t::interest::voucher(&head, Deposit::Special, Fen::ZERO)).contains("没有分录"));
    assert!(refused(t::interest::voucher(&head, Deposit::Special, yuan(-1))).contains("冲销请用红字冲销"));
    assert_eq!(
        refused(t::refund_this_year::voucher(
            &head,
            Deposit::Treasury,
            Premiums { current: yuan(1), ..Premiums::default() }
        )),
        "退回本年保险费不能记入国库，只能是收入户或支出户，请核对银行单据"
    );
    assert!(refused(t::period_close::voucher(&head, [])).contains("最后一天（2019-01-31）"));
    let income = [t::opening_balances::Opening::of(Account::Premiums, yuan(1))];
    assert!(refused(t::opening_balances::voucher(&head, &income)).contains("4001 社会保险费收入"));
    let gap = [(Purpose::Gap, ByLevel::only(base::Level::City, yuan(7000)))];
    assert!(refused(t::subsidy_received::voucher(&head, &gap)).contains("城乡居民基本养老保险基金不使用科目"));
}

#[test]
fn codes_in_json_are_those_of_the_database() {
    for name in TemplateName::ALL {
        assert_eq!(serde_json::to_value(name).unwrap(), name.code());
        assert_eq!(name.code().parse(), Ok(*name));
    }
    assert_eq!(serde_json::to_value(Account::Subsidies).unwrap(), "4101");
    assert_eq!(serde_json::to_value(Detail::AccountMonthly).unwrap(), "5001.02.01");
    assert!(serde_json::from_str::<Account>("\"4002\"").is_err());
}

#[test]
fn a_close_can_be_reversed_and_done_again() {
    let last = head("2019-01-31");
    let earned = t::interest::voucher(&last, Deposit::Special, Fen::new(7)).unwrap();
    let close = t::period_close::voucher(&last, posted(std::slice::from_ref(&earned))).unwrap();
    let reopened = vec![earned, close.clone(), close.reverse(last.on, "漏记利息")];
    let trial = TrialBalance::month(FUND, january(), posted(&reopened));
    assert_eq!(trial.account(Account::Interest).closing(), Fen::new(-7));
    assert_eq!(trial.check(), []);
    assert_eq!(t::period_close::voucher(&last, posted(&reopened)), Ok(close));
}
