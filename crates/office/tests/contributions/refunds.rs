//! 退费: three ways back, once each, every fen to whoever brought it.

use crate::common::{TestOffice, day};
use crate::tax::{Tax, import, paid, receive, refund, tax_file};
use crate::town::{contributor, open_books, recipient, take_on};
use base::Fen;
use desk::{Digest, Refusal};
use shebao_office::contributions::{
    BookAccountsInput, RefundInput, RefundTreasuryInput, account_balance, quarantined, refunds,
};
use shebao_office::tables::{PersonId, RefundReason, RefundWay};
use shebao_office::verify::verify;

fn yuan(yuan: i64) -> Fen {
    Fen::from_yuan(yuan)
}

/// A recipient and two people who pay: the first has paid 300 and 500 of 2019, booked; the second 100,
/// which is in the treasury only.
fn start(office: &mut TestOffice) {
    open_books(office);
    take_on(office, &[contributor(1), contributor(2), recipient(3)]).unwrap();
    office.on_day("2019-02-01");
    let (one, two) = (contributor(1), contributor(2));
    let in_treasury = Tax { treasury: "2019-01-14", account: "", ..paid("S03", &two, "100") };
    import(office, "税务-1.csv", &[paid("S01", &one, "300"), paid("S02", &one, "500"), in_treasury]).unwrap();
    let receipts = [
        ("国库入库", "2019-01-07", "GK07", yuan(800)),
        ("财政专户到账", "2019-01-08", "ZH08", yuan(800)),
        ("国库入库", "2019-01-14", "GK14", yuan(100)),
    ];
    receive(office, "收款-1.csv", &receipts).unwrap();
    office.run("contributions.book_accounts", &BookAccountsInput::default()).unwrap();
}

fn refused(office: &mut TestOffice, input: &RefundInput) -> String {
    office.make("contributions.refund", input).unwrap_err().to_string()
}

fn whole(office: &mut TestOffice) {
    let report = verify(&mut office.office, office.agency, &mut |_| ()).unwrap();
    assert!(report.is_whole(), "{:?}", report.faults().map(|(_, fault)| fault).collect::<Vec<_>>());
}

fn left(office: &mut TestOffice) -> Fen {
    let person = PersonId(office.number("SELECT MIN(id) FROM person"));
    let agency = office.agency;
    office.office.look(agency, |look| account_balance(look, person).map_err(|_| Refusal::NoMatter)).unwrap().left()
}

fn left_out(office: &mut TestOffice, file: &Digest) -> Vec<String> {
    let agency = office.agency;
    let lines = office.office.look(agency, |look| quarantined(look, file).map_err(|_| Refusal::NoMatter)).unwrap();
    lines.into_iter().map(|line| line.what).collect()
}

#[test]
fn a_booked_payment_goes_back_once_and_its_subsidy_passes_on() {
    TestOffice::on_each_engine(|office| {
        start(office);
        // Taken on 812.34; tier 300 carries the year's 50 of subsidy, 500 none.
        assert_eq!(left(office), Fen::new(81_234 + 30_000 + 5_000 + 50_000));
        office.run("contributions.refund", &refund("S01", "T-1")).unwrap();
        // 500 is the year's payment now: 30 + 40.
        assert_eq!(left(office), Fen::new(81_234 + 50_000 + 7_000));
        let agency = office.agency;
        let decided = office.office.look(agency, |look| refunds(look).map_err(|_| Refusal::NoMatter)).unwrap();
        let row = &decided[0].refund;
        assert_eq!((row.to_payer, row.province, row.city, row.county), (yuan(300), yuan(40), yuan(8), yuan(2)));
        assert!(row.payee.is_some() && row.income_year == 2019);
        let accounts = "SELECT COUNT(*) FROM identifier WHERE kind = 'account'";
        assert_eq!(office.number(accounts), 1, "the recipient's: no pension goes where a refund goes");
        whole(office);

        assert!(refused(office, &refund("S01", "T-2")).contains("同一笔缴费只能退一次"));
        assert!(refused(office, &refund("S02", "T-1")).contains("已用于税票 S01"));
        // Nothing but it is left of the year: no duplicate any more.
        assert!(refused(office, &refund("S02", "T-3")).contains("没有另一笔"));
        let red = Tax {
            paid: "2019-01-26",
            treasury: "2019-01-28",
            account: "2019-01-29",
            ..paid("S09", &contributor(1), "-300")
        };
        let input = tax_file(office, "税务-2.csv", &[Tax { original: "S01", ..red }]);
        office.run("contributions.import_tax", &input).unwrap();
        assert!(left_out(office, &input.file)[0].contains("已经冲正或退费"));
    });
}

#[test]
fn a_refund_needs_the_tax_bureau_and_the_right_account() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let good = refund("S01", "T-1");
        let with = |change: &dyn Fn(&mut RefundInput)| {
            let mut input = good.clone();
            change(&mut input);
            input
        };
        type Spoil<'a> = &'a dyn Fn(&mut RefundInput);
        let another = recipient(3).award.unwrap().card;
        let cases: [(Spoil<'_>, &str); 12] = [
            (&|i| i.serial = "S99".into(), "没有税票号 S99"),
            (&|i| i.year = 2018, "没有税票号 S01 的 2018"),
            (&|i| i.tax_number = " ".into(), "受理号未填写"),
            (&|i| i.accepted_on = day("2019-01-04"), "受理日期"),
            (&|i| i.way = RefundWay::OwnCard, "签字声明"),
            (&|i| (i.way, i.statement, i.holder) = (RefundWay::OwnCard, "声明1".into(), "别人".into()), "只能是本人"),
            (
                &|i| (i.way, i.statement, i.account) = (RefundWay::OwnCard, "声明1".into(), another.clone()),
                "另外 1 人的待遇账户",
            ),
            (&|i| i.statement = "声明1".into(), "不需要签字声明"),
            (&|i| i.account = "12".into(), "账号"),
            (&|i| i.reason = RefundReason::Proxied, "没有政府代缴"),
            (&|i| i.months = Some(3), "整笔退费"),
            (&|i| i.serial = "S03".into(), "还没有到财政专户"),
        ];
        for (change, word) in cases {
            let said = refused(office, &with(change));
            assert!(said.contains(word), "{word}: {said}");
        }
        let own = with(&|i| (i.way, i.statement) = (RefundWay::OwnCard, "声明1".into()));
        office.run("contributions.refund", &own).unwrap();
        whole(office);
    });
}

#[test]
fn of_overlapping_months_subsidy_and_year_stay() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let overlap = RefundInput { reason: RefundReason::Overlap, months: Some(4), ..refund("S02", "T-1") };
        assert!(refused(office, &RefundInput { months: Some(13), ..overlap.clone() }).contains("1 至 12"));
        office.run("contributions.refund", &overlap).unwrap();
        // 500 × 4/12 = 166.67, to the fen half up.
        assert_eq!(left(office), Fen::new(81_234 + 30_000 + 5_000 + 50_000 - 16_667));
        whole(office);
    });
}

#[test]
fn what_is_still_in_the_treasury_goes_back_from_there() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let input = RefundTreasuryInput {
            serial: "S03".into(),
            year: 2019,
            reason: RefundReason::Elsewhere,
            tax_number: "T-1".into(),
            accepted_on: day("2019-01-25"),
            treasury_on: day("2019-01-14"),
            on: day("2019-01-30"),
            document: "退库-1".into(),
        };
        let refused = |office: &mut TestOffice, input: RefundTreasuryInput| {
            office.make("contributions.refund_treasury", &input).unwrap_err().to_string()
        };
        assert!(refused(office, RefundTreasuryInput { serial: "S01".into(), ..input.clone() }).contains("不在国库"));
        assert!(refused(office, RefundTreasuryInput { on: day("2019-01-10"), ..input.clone() }).contains("先后颠倒"));
        assert!(refused(office, RefundTreasuryInput { document: "GK14".into(), ..input.clone() }).contains("已登记过"));
        office.run("contributions.refund_treasury", &input).unwrap();
        let second = RefundTreasuryInput { tax_number: "T-2".into(), document: "退库-2".into(), ..input };
        assert!(refused(office, second).contains("同一笔缴费只能退一次"));
        // The day is proven, nothing of it waits, and the treasury holds nothing any more.
        let error = office.run("contributions.book_accounts", &BookAccountsInput::default()).unwrap_err().to_string();
        assert!(error.contains("没有可以记账的缴费"), "{error}");
        let treasury = "SELECT CAST(SUM(debit - credit) AS BIGINT) FROM posting WHERE account = '1005'";
        assert_eq!(office.number(treasury), 0);
        assert_eq!(office.number("SELECT CAST(SUM(amount) AS BIGINT) FROM receipt WHERE kind = 'treasury'"), 80_000);
        whole(office);
    });
}
