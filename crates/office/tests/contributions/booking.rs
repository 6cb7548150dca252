//! 国库与专户收款, 个人账户记账: what is proven is booked, with the subsidy of each level.

use crate::common::{TestOffice, day};
use crate::tax::{Tax, import, paid, receive};
use crate::town::{contributor, open_books, take_on};
use base::{Fen, Level, Month};
use desk::{Answer, Look, Refusal, Unplanned};
use shebao_office::contributions::{
    BookAccountsInput, DifferenceKind, InTransit, OnTheWayAt, account_balance, in_transit, on_the_way, reconciliation,
    subsidy_claims,
};
use shebao_office::fund::trial_balance;
use shebao_office::registry::fund_of;
use shebao_office::tables::{AccountSource, FundRow, PersonId, Scheme};

fn start(office: &mut TestOffice) {
    open_books(office);
    take_on(office, &[contributor(1), contributor(2), contributor(4)]).unwrap();
    office.on_day("2019-02-01");
}

fn read<T>(office: &mut TestOffice, read: impl FnOnce(&mut Look<'_>, &FundRow) -> Result<T, Unplanned>) -> T {
    let agency = office.agency;
    let value = office.office.look(agency, |look| {
        let fund = fund_of(look, Scheme::Resident).unwrap().unwrap();
        Ok::<_, Refusal>(read(look, &fund).unwrap())
    });
    value.unwrap()
}

fn yuan(yuan: i64) -> Fen {
    Fen::from_yuan(yuan)
}

fn book(office: &mut TestOffice) -> Result<Answer, Refusal> {
    office.run("contributions.book_accounts", &BookAccountsInput::default())
}

fn waiting(office: &mut TestOffice) -> Vec<InTransit> {
    read(office, |look, fund| in_transit(look, fund.id))
}

/// Three days: the first agrees, the second differs by 1 yuan at the treasury, the third has not
/// reached the special account. One payment has no days yet.
fn tax_and_receipts(office: &mut TestOffice) {
    let (one, two, four, stranger) = (contributor(1), contributor(2), contributor(4), contributor(50));
    let second = |serial: &str| Tax { treasury: "2019-01-09", account: "2019-01-10", ..paid(serial, &four, "500") };
    let third = Tax { treasury: "2019-01-14", account: "2019-01-15", ..paid("S05", &four, "1500") };
    let lines = [
        paid("S01", &one, "300"),
        Tax { year: 2018, ..paid("S02", &two, "200") },
        paid("S03", &stranger, "100"),
        second("S04"),
        third,
        Tax { treasury: "", account: "", ..paid("S06", &two, "100") },
    ];
    import(office, "税务-1.csv", &lines).unwrap();
    let receipts = [
        ("国库入库", "2019-01-07", "GK07", yuan(600)),
        ("财政专户到账", "2019-01-08", "ZH08", yuan(600)),
        ("国库入库", "2019-01-09", "GK09", yuan(499)),
        ("财政专户到账", "2019-01-10", "ZH10", yuan(499)),
        ("国库入库", "2019-01-14", "GK14", yuan(1500)),
    ];
    receive(office, "收款-1.csv", &receipts).unwrap();
}

#[test]
fn only_proven_money_is_booked() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let error = book(office).unwrap_err().to_string();
        assert!(error.contains("没有可以记账的缴费"), "{error}");
        tax_and_receipts(office);
        book(office).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM booking"), 2, "the day of 7 January agrees, no other");

        let reasons = waiting(office);
        assert_eq!(reasons.iter().map(|d| d.amount).collect::<Vec<_>>(), [yuan(500), yuan(1500), yuan(100)]);
        assert!(reasons[0].reason.contains("相差 1.00 元"), "{reasons:?}");
        assert!(reasons[1].reason.contains("2019-01-15 没有财政专户到账单据"), "{reasons:?}");
        assert!(reasons[2].reason.contains("没有入库日期"), "{reasons:?}");

        receive(office, "收款-2.csv", &[("财政专户到账", "2019-01-15", "ZH15", yuan(1500))]).unwrap();
        book(office).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM booking"), 3);
        assert_eq!(waiting(office).len(), 2);
    });
}

#[test]
fn the_subsidy_of_a_tier_is_split_by_level_and_given_once_a_year() {
    TestOffice::on_each_engine(|office| {
        start(office);
        tax_and_receipts(office);
        book(office).unwrap();
        // Yunnan 2014, tier 300: 30 from the province, and 20 more: half from the province, the
        // other half city : Dongchuan = 8 : 2. The late payment of 2018 gets nothing.
        let claims = read(office, |look, _| subsidy_claims(look, day("2019-02-01")));
        let by_level: Vec<_> = claims.iter().map(|c| (c.year, c.level, c.amount)).collect();
        let expected = [(Level::Province, yuan(40)), (Level::City, yuan(8)), (Level::County, yuan(2))];
        assert_eq!(by_level, expected.map(|(level, amount)| (2019, level, amount)));
        assert_eq!(read(office, |look, _| subsidy_claims(look, day("2019-01-31"))), []);

        let again = Tax { treasury: "2019-01-16", account: "2019-01-17", ..paid("S07", &contributor(1), "100") };
        import(office, "税务-2.csv", &[again]).unwrap();
        let receipts =
            [("国库入库", "2019-01-16", "GK16", yuan(100)), ("财政专户到账", "2019-01-17", "ZH17", yuan(100))];
        receive(office, "收款-2.csv", &receipts).unwrap();
        let made = office.make("contributions.book_accounts", &BookAccountsInput::default()).unwrap();
        assert!(made.notices.iter().any(|n| n.contains("不再计补贴") && n.contains("S07")), "{:?}", made.notices);
        office.sign("contributions.book_accounts", desk::Stage::Check, made.matter, &made.digest).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM account_entry WHERE kind = 'subsidy'"), 3);

        // Taken on: 800 and 12.34 of interest; then 300 + 50 + 100.
        let person = PersonId(office.number("SELECT MIN(id) FROM person"));
        let account = read(office, |look, _| account_balance(look, person));
        assert_eq!(account.left(), Fen::new(80_000 + 1_234 + 45_000));
        assert_eq!(account.credited[&AccountSource::Personal], yuan(1200));
    });
}

#[test]
fn receipts_become_vouchers_with_current_and_late_premiums() {
    TestOffice::on_each_engine(|office| {
        start(office);
        tax_and_receipts(office);
        let january: Month = "2019-01".parse().unwrap();
        let trial = read(office, |look, fund| trial_balance(look, fund, january));
        use ledger::{Account, Detail};
        assert_eq!(trial.detail(Detail::LatePremium).credit, yuan(200), "only the day that agrees is split");
        assert_eq!(trial.detail(Detail::CurrentPremium).credit, yuan(600 - 200 + 499 + 1500));
        assert_eq!(trial.account(Account::TreasuryDeposit).closing(), yuan(1500));
        assert!(trial.is_balanced());
    });
}

#[test]
fn a_document_counts_once_and_contradictions_stop_the_file() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let first = [("国库入库", "2019-01-07", "GK07", yuan(600))];
        receive(office, "收款-1.csv", &first).unwrap();
        let more = [first[0], ("财政专户到账", "2019-01-08", "ZH08", yuan(600))];
        receive(office, "收款-2.csv", &more).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM receipt"), 2);
        assert_eq!(office.number("SELECT COUNT(*) FROM voucher WHERE month = 201901"), 2);

        let other = [("国库入库", "2019-01-07", "GK07", yuan(601)), ("国库入库", "2019-01-09", "GK09", yuan(5))];
        let error = receive(office, "收款-3.csv", &other).unwrap_err().to_string();
        assert!(error.contains("当时是 2019-01-07 600.00 元"), "{error}");
        let negative = [("国库入库", "2019-01-09", "GK10", Fen::new(-500))];
        assert!(receive(office, "收款-4.csv", &negative).unwrap_err().to_string().contains("不是收款"));
        let before_the_books = [("国库入库", "2018-12-28", "GK11", yuan(5))];
        let error = receive(office, "收款-5.csv", &before_the_books).unwrap_err().to_string();
        assert!(error.contains("早于建账月份"), "{error}");
        assert_eq!(office.number("SELECT COUNT(*) FROM receipt"), 2, "a refused file leaves nothing");
    });
}

#[test]
fn tax_treasury_and_special_account_are_compared_day_by_day() {
    TestOffice::on_each_engine(|office| {
        start(office);
        tax_and_receipts(office);
        let year = read(office, |look, fund| reconciliation(look, fund.id, 2019));
        let days: Vec<_> = year.differences.iter().map(|d| (d.on, d.kind, d.sums.tax - d.sums.received)).collect();
        let expected = [
            (day("2019-01-09"), DifferenceKind::Amount, yuan(1)),
            (day("2019-01-10"), DifferenceKind::Amount, yuan(1)),
            (day("2019-01-15"), DifferenceKind::NotReceived, yuan(1500)),
        ];
        assert_eq!(days, expected);
        let [treasury, special] = year.months[&"2019-01".parse::<Month>().unwrap()];
        assert_eq!((treasury.tax, treasury.received), (yuan(2600), yuan(2599)));
        assert_eq!((special.tax, special.received), (yuan(2600), yuan(1099)));
        assert_eq!(year.held_by_treasury, yuan(1500));
        assert_eq!(read(office, |look, fund| reconciliation(look, fund.id, 2018)).months.len(), 0);

        // On the evening of the 7th: 300 and 200 in the treasury (the stranger's 100 is no
        // contribution), 500, 1500 and 100 on the way to it.
        let way = read(office, |look, _| on_the_way(look, day("2019-01-07")));
        let at = |at: OnTheWayAt| way.iter().filter(|p| p.at == at).map(|p| p.amount).sum::<Fen>();
        assert_eq!((at(OnTheWayAt::Treasury), at(OnTheWayAt::Tax)), (yuan(500), yuan(2100)));
        assert_eq!(read(office, |look, _| on_the_way(look, day("2019-01-04"))), []);
        let later = read(office, |look, _| on_the_way(look, day("2019-01-31")));
        assert_eq!(later.iter().map(|p| p.amount).collect::<Vec<_>>(), [yuan(100)], "never reported as arrived");
    });
}
