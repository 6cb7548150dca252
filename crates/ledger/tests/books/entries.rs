//! Every standard entry of the finance handbook, a.3, by its number: debit and credit as printed there.

use base::{ByLevel, Fen, Level, Month};
use shebao_ledger::templates::{self as t, Head, OtherFund, PensionTotals, Premiums, investment_gain::Turn};
use shebao_ledger::{Account, Deposit, Detail, Fund, PartyId, Purpose, Side, Voucher, VoucherError};
use t::opening_balances::Opening;
use t::temporary_receipt::Waiting;

use crate::common::{head, posted, yuan};

/// `1002 4001`: the accounts of a side, each once, in order.
fn accounts(voucher: &Voucher, side: Side) -> String {
    let mut codes: Vec<&str> = voucher.lines().iter().filter(|l| l.side == side).map(|l| l.account.code()).collect();
    codes.dedup();
    codes.join(" ")
}

fn current(amount: i64) -> Premiums {
    Premiums { current: yuan(amount), ..Premiums::default() }
}

/// Number in the handbook, debit, credit, voucher.
type Entry = (&'static str, &'static str, &'static str, Result<Voucher, VoucherError>);

fn premiums_and_subsidies(h: &Head<'_>) -> Vec<Entry> {
    let county = ByLevel::only(Level::County, yuan(10));
    vec![
        ("1", "1002", "4001", t::premiums_collected::voucher(h, Deposit::Income, current(10))),
        ("2", "1005", "4001", t::tax_to_treasury::voucher(h, current(10))),
        ("3", "1003", "1005", t::treasury_to_special_account::voucher(h, yuan(10))),
        ("4", "1003", "4001", t::premiums_collected::voucher(h, Deposit::Special, current(10))),
        ("5", "1003", "1002", t::income_to_special_account::voucher(h, yuan(10))),
        ("6", "1003", "4001", t::proxy_received::voucher(h, Deposit::Special, county)),
        ("6", "1002", "4001", t::proxy_received::voucher(h, Deposit::Income, county)),
        ("7", "1003", "4101", t::subsidy_received::voucher(h, &[(Purpose::Entry, county)])),
        ("8", "1002", "4102", t::collective_aid::voucher(h, Deposit::Income, yuan(10))),
        ("9", "1002", "4201", t::interest::voucher(h, Deposit::Income, yuan(10))),
        ("9", "1003", "4201", t::interest::voucher(h, Deposit::Special, yuan(10))),
        ("9", "1004", "4201", t::interest::voucher(h, Deposit::Payment, yuan(10))),
        ("9", "1005", "4201", t::interest::voucher(h, Deposit::Treasury, yuan(10))),
        ("10", "1003", "1002", t::interest_moved::voucher(h, Deposit::Income, yuan(10))),
        ("10", "1003", "1004", t::interest_moved::voucher(h, Deposit::Payment, yuan(10))),
        ("11", "1004", "1003", t::plan_to_payment_account::voucher(h, yuan(10))),
    ]
}

fn benefits_and_transfers(h: &Head<'_>) -> Vec<Entry> {
    let county = ByLevel::only(Level::County, yuan(10));
    let pension = PensionTotals { base: county, account: yuan(3) };
    let institution = Head::new(Fund::Institution, h.on, "");
    vec![
        ("12", "5001", "1004", t::pension_paid::voucher(h, &pension)),
        ("13", "5001", "1004", t::funeral_paid::voucher(h, county)),
        ("14", "5001", "1004", t::account_balance_paid::voucher(h, yuan(10))),
        ("15", "1004", "2001", t::benefit_returned::voucher(h, &[(PartyId(7), yuan(10))])),
        ("16", "1004", "5001", t::overpaid_recovered_same_year::voucher(h, &pension)),
        ("17", "1002", "4501", t::overpaid_recovered_earlier_year::voucher(h, Deposit::Income, yuan(10))),
        ("17", "1003", "4501", t::overpaid_recovered_earlier_year::voucher(h, Deposit::Special, yuan(10))),
        ("18", "1002", "4501", t::duplicate_set_off::voucher(h, yuan(10))),
        ("18'", "5401", "1004", t::duplicate_paid_over::voucher(&institution, yuan(10))),
        ("19", "1002", "4301", t::transfer_in::voucher(h, Deposit::Income, yuan(10))),
        ("20", "4301", "1002", t::transfer_in_returned::voucher(h, yuan(10))),
        ("21", "5201", "1004", t::transfer_out::voucher(h, yuan(10))),
        ("22", "1002", "5201", t::transfer_out_returned::voucher(h, Deposit::Income, yuan(10))),
        ("22", "1003", "5201", t::transfer_out_returned::voucher(h, Deposit::Special, yuan(10))),
        ("23", "4001", "1004", t::refund_this_year::voucher(h, Deposit::Payment, current(10))),
        ("24", "5401", "1004", t::refund_earlier_year::voucher(h, yuan(10))),
    ]
}

fn investment_and_other_funds(h: &Head<'_>) -> Vec<Entry> {
    let (ten, three) = (yuan(10), yuan(3));
    vec![
        ("25", "1101", "1003", t::investment_pooled::voucher(h, ten)),
        ("26", "1101", "4201 2001", t::investment_interest::voucher(h, ten, three)),
        ("27", "1101", "4202 2001", t::investment_gain::voucher(h, Turn::Gain, ten, three)),
        ("27", "4202 2001", "1101", t::investment_gain::voucher(h, Turn::Loss, ten, three)),
        ("28", "1003", "1101", t::investment_returned::voucher(h, ten, three, three)),
        ("29", "1201", "1003", t::bond_bought::voucher(h, ten)),
        ("29", "1003", "1201 4201", t::bond_redeemed::voucher(h, ten, three)),
        ("30", "1003", "4401", t::other_fund_received::voucher(h, OtherFund::Upper, Deposit::Special, ten)),
        ("30", "1003", "4402", t::other_fund_received::voucher(h, OtherFund::Lower, Deposit::Special, ten)),
        ("31", "5301", "1003", t::other_fund_paid::voucher(h, OtherFund::Upper, Deposit::Special, ten)),
        ("31", "5302", "1003", t::other_fund_paid::voucher(h, OtherFund::Lower, Deposit::Special, ten)),
    ]
}

fn temporary_and_loans(h: &Head<'_>) -> Vec<Entry> {
    let ten = yuan(10);
    let pension = PensionTotals { base: ByLevel::only(Level::County, ten), account: yuan(3) };
    let other = Purpose::Other;
    vec![
        ("32", "1003", "2001", t::temporary_receipt::voucher(h, Deposit::Special, Waiting::Unclaimed, ten)),
        ("32", "2001", "1004", t::temporary_settled::voucher(h, Deposit::Payment, Waiting::Other, ten)),
        ("33", "1101", "1004", t::advance_paid::voucher(h, Deposit::Payment, ten)),
        ("33", "1002", "1101", t::advance_settled::collected(h, Deposit::Income, ten)),
        ("33", "5001", "1101", t::advance_settled::spent(h, &pension)),
        ("34", "2001", "4501", t::debt_written_off::voucher(h, Some(Detail::OtherTemporaryReceipt), ten)),
        ("34", "2101", "4501", t::debt_written_off::voucher(h, None, ten)),
        ("35", "5401", "1101", t::advance_written_off::voucher(h, ten)),
        ("36", "1003", "2101", t::loan_taken::voucher(h, ten)),
        ("36", "2101 5401", "1003", t::loan_repaid::voucher(h, ten, yuan(3))),
        ("36", "2101", "4101", t::loan_taken_over::voucher(h, other, ByLevel::only(Level::County, ten))),
    ]
}

#[test]
fn every_entry_of_the_handbook_has_its_template() {
    let h = head("2019-01-15");
    let groups = [
        premiums_and_subsidies(&h),
        benefits_and_transfers(&h),
        investment_and_other_funds(&h),
        temporary_and_loans(&h),
    ];
    let mut numbers = Vec::new();
    for (number, debit, credit, voucher) in groups.into_iter().flatten() {
        let voucher = voucher.unwrap_or_else(|e| panic!("entry {number}: {e}"));
        let sides = (accounts(&voucher, Side::Debit), accounts(&voucher, Side::Credit));
        assert_eq!((sides.0.as_str(), sides.1.as_str()), (debit, credit), "entry {number}\n{voucher}");
        numbers.push(number.trim_end_matches('\'').parse::<u8>().unwrap());
    }
    numbers.dedup();
    assert_eq!(numbers, (1..=36).collect::<Vec<u8>>(), "37 and 38 are the close, below");
}

#[test]
fn the_close_takes_a_loss_of_the_investment_the_other_way() {
    let h = head("2019-01-15");
    let vouchers = [
        t::interest::voucher(&h, Deposit::Special, yuan(10)).unwrap(),
        t::investment_gain::voucher(&h, Turn::Loss, yuan(4), Fen::ZERO).unwrap(),
        t::transfer_out::voucher(&h, yuan(1)).unwrap(),
    ];
    let close = t::period_close::voucher(&head("2019-01-31"), posted(&vouchers)).unwrap();
    let expected = "借 4201 利息收入—存款利息 10.00\n贷 4202 委托投资收益 4.00\n贷 3001 一般基金结余 6.00\n\
                    贷 5201 转移支出 1.00\n借 3001 一般基金结余 1.00";
    assert_eq!(close.to_string(), expected, "entries 37 and 38");
    assert_eq!(close.month(), "2019-01".parse::<Month>().unwrap());
}

#[test]
fn the_wrong_account_and_cash_are_refused() {
    let h = head("2019-01-15");
    let said = |voucher: Result<Voucher, VoucherError>| voucher.unwrap_err().to_string();
    let wrong = said(t::premiums_collected::voucher(&h, Deposit::Payment, current(10)));
    assert_eq!(wrong, "经办机构收费不能记入支出户，只能是收入户或财政专户，请核对银行单据");
    assert!(said(t::advance_paid::voucher(&h, Deposit::Income, yuan(1))).contains("只能是支出户或财政专户"));
    let in_residents = said(t::duplicate_paid_over::voucher(&h, yuan(1)));
    assert!(in_residents.contains("不使用科目“5401 其他支出—重复待遇抵扣转付”"), "{in_residents}");
    let cash = [Opening::of(Account::Cash, yuan(1)), Opening::of(Account::Balance, yuan(1))];
    assert!(said(t::opening_balances::voucher(&h, &cash)).contains("不收付现金"));
}
