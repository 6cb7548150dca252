//! The worked month of the finance handbook, a.8, booked by the templates.

use base::{ByLevel, Fen, Level, parse_date};
use shebao_ledger::templates::{self as t, Head, PensionTotals, Premiums, opening_balances::Opening};
use shebao_ledger::{Account, Deposit, Fund, Posted, Purpose, Voucher};

pub const FUND: Fund = Fund::Resident;

pub fn yuan(yuan: i64) -> Fen {
    Fen::from_yuan(yuan)
}

pub fn head(day: &str) -> Head<'static> {
    Head::new(FUND, parse_date(day).unwrap(), "")
}

/// Opening balances, so that the changes of the month are not the balances themselves.
pub fn opening() -> Voucher {
    let balances = [
        Opening::of(Account::SpecialDeposit, yuan(5_000_000)),
        Opening::of(Account::PaymentDeposit, yuan(40_000)),
        Opening::of(Account::Balance, yuan(5_040_000)),
    ];
    t::opening_balances::voucher(&head("2018-12-31"), &balances).unwrap()
}

/// The facts of January 2019, not yet closed.
pub fn month() -> Vec<Voucher> {
    let central_and_county = ByLevel::new([yuan(1_500_000), Fen::ZERO, Fen::ZERO, yuan(300_000)]);
    let base = ByLevel::new([yuan(1_350_000), Fen::ZERO, Fen::ZERO, yuan(250_000)]);
    let pension = PensionTotals { base, account: yuan(200_000) };
    let county = |amount| ByLevel::only(Level::County, yuan(amount));
    let premiums = Premiums { current: yuan(1_000_000), ..Premiums::default() };
    vec![
        t::tax_to_treasury::voucher(&head("2019-01-08"), premiums),
        t::treasury_to_special_account::voucher(&head("2019-01-10"), yuan(1_000_000)),
        t::subsidy_received::voucher(&head("2019-01-11"), &[(Purpose::BasePension, central_and_county)]),
        t::proxy_received::voucher(&head("2019-01-11"), Deposit::Special, county(20_000)),
        t::plan_to_payment_account::voucher(&head("2019-01-18"), yuan(1_900_000)),
        t::pension_paid::voucher(&head("2019-01-22"), &pension),
        t::funeral_paid::voucher(&head("2019-01-23"), county(12_000)),
        t::transfer_out::voucher(&head("2019-01-24"), yuan(8_000)),
        t::refund_this_year::voucher(
            &head("2019-01-24"),
            Deposit::Payment,
            Premiums { current: yuan(500), ..Premiums::default() },
        ),
        t::interest::voucher(&head("2019-01-25"), Deposit::Payment, yuan(30)),
        t::interest_moved::voucher(&head("2019-01-25"), Deposit::Payment, yuan(30)),
        t::overpaid_recovered_earlier_year::voucher(&head("2019-01-28"), Deposit::Income, yuan(900)),
        t::income_to_special_account::voucher(&head("2019-01-29"), yuan(900)),
    ]
    .into_iter()
    .map(Result::unwrap)
    .collect()
}

pub fn posted(vouchers: &[Voucher]) -> Vec<Posted> {
    vouchers.iter().flat_map(Voucher::posted).collect()
}

/// Opening, facts and close.
pub fn closed_month() -> Vec<Voucher> {
    let mut vouchers = vec![opening()];
    vouchers.extend(month());
    let close = t::period_close::voucher(&head("2019-01-31"), posted(&vouchers)).unwrap();
    vouchers.push(close);
    vouchers
}
