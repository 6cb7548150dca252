//! 冲正 and receipts for several years: what a negative line takes back, and what it may not.

use crate::common::{TestOffice, day};
use crate::tax::{Tax, import, paid, receive, tax_file};
use crate::town::{Insured, contributor, open_books, take_on};
use base::{Fen, Level};
use desk::{Refusal, Unplanned};
use shebao_office::contributions::{BookAccountsInput, account_balance, in_transit, quarantined, subsidy_claims};
use shebao_office::registry::fund_of;
use shebao_office::tables::{AccountSource, PersonId, Scheme};
use shebao_office::verify::{Invariant, verify};

fn start(office: &mut TestOffice) {
    open_books(office);
    take_on(office, &[contributor(1), contributor(2)]).unwrap();
    office.on_day("2019-02-01");
}

fn yuan(yuan: i64) -> Fen {
    Fen::from_yuan(yuan)
}

fn receipts(office: &mut TestOffice, name: &str, days: (&str, &str), amount: i64) {
    let documents = (format!("GK{}", days.0), format!("ZH{}", days.1));
    let lines = [
        ("国库入库", days.0, documents.0.as_str(), yuan(amount)),
        ("财政专户到账", days.1, documents.1.as_str(), yuan(amount)),
    ];
    receive(office, name, &lines).unwrap();
}

fn book(office: &mut TestOffice) {
    office.run("contributions.book_accounts", &BookAccountsInput::default()).unwrap();
}

fn whole(office: &mut TestOffice) {
    let report = verify(&mut office.office, office.agency, &mut |_| ()).unwrap();
    assert!(report.is_whole(), "{:?}", report.faults().map(|(_, fault)| fault).collect::<Vec<_>>());
}

/// A line of two days later: at the treasury on the 9th, in the special account on the 10th.
fn later(serial: &str, person: &Insured, amount: &str) -> Tax {
    Tax { paid: "2019-01-08", treasury: "2019-01-09", account: "2019-01-10", ..paid(serial, person, amount) }
}

fn personal(office: &mut TestOffice) -> Fen {
    let person = PersonId(office.number("SELECT MIN(id) FROM person"));
    let agency = office.agency;
    let account = office.office.look(agency, |look| account_balance(look, person).map_err(|_| Refusal::NoMatter));
    account.unwrap().credited[&AccountSource::Personal]
}

#[test]
fn a_reversal_takes_payment_and_subsidy_out_by_level() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let (one, two) = (contributor(1), contributor(2));
        import(office, "税务-1.csv", &[paid("S01", &one, "300"), paid("S02", &two, "500")]).unwrap();
        receipts(office, "收款-1.csv", ("2019-01-07", "2019-01-08"), 800);
        book(office);
        assert_eq!(personal(office), yuan(800 + 300));

        // The day of the reversal brings 1000 of the second and takes 300 of the first back.
        let red = Tax { original: "S01", ..later("S03", &one, "-300") };
        import(office, "税务-2.csv", &[red.clone(), later("S04", &two, "1000")]).unwrap();
        receipts(office, "收款-2.csv", ("2019-01-09", "2019-01-10"), 700);
        book(office);
        assert_eq!(personal(office), yuan(800), "only what was taken on is left");
        let claims = office.office.look(office.agency, |look| {
            Ok::<_, Refusal>(subsidy_claims(look, day("2019-02-01")).map_err(|_: Unplanned| Refusal::NoMatter).unwrap())
        });
        // Yunnan 2014, tier 500: 30 + 40; of the 40 half the province, city : Dongchuan = 8 : 2.
        let by_level: Vec<_> = claims.unwrap().iter().map(|c| (c.level, c.contributions, c.amount)).collect();
        let expected = [(Level::Province, 1, yuan(50)), (Level::City, 1, yuan(16)), (Level::County, 1, yuan(4))];
        assert_eq!(by_level, expected);
        whole(office);

        // The same reversal again under another serial, and in the file of the next day.
        let again = Tax { original: "S01", ..later("S05", &one, "-300") };
        let input = tax_file(office, "税务-3.csv", &[again, red]);
        office.run("contributions.import_tax", &input).unwrap();
        let left =
            office.office.look(office.agency, |look| quarantined(look, &input.file).map_err(|_| Refusal::NoMatter));
        let left = left.unwrap();
        assert_eq!(left.len(), 1, "the reversal of the same serial is a repetition: {left:?}");
        assert!(left[0].what.contains("已经冲正或退费"), "{left:?}");
    });
}

#[test]
fn a_reversal_that_fits_no_payment_or_several_is_left_to_people() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let (one, two) = (contributor(1), contributor(2));
        let lines = [
            paid("S01", &one, "300"),
            paid("S02", &two, "100"),
            paid("S03", &two, "100"),
            later("S04", &two, "-100"),
            Tax { original: "S01", ..later("S05", &one, "-200") },
            Tax { original: "S99", ..later("S06", &one, "-300") },
            Tax { year: 2018, ..later("S07", &one, "-300") },
            Tax { original: "S01", paid: "2019-01-04", ..later("S08", &one, "-300") },
            Tax { original: "S02", ..later("S09", &one, "-100") },
            later("", &one, "-300"),
        ];
        let input = tax_file(office, "税务-1.csv", &lines);
        office.run("contributions.import_tax", &input).unwrap();
        let left =
            office.office.look(office.agency, |look| quarantined(look, &input.file).map_err(|_| Refusal::NoMatter));
        let words =
            ["2 笔同额", "不符", "原税票号 S99", "没有此人 2018 年度", "早于原税票", "原税票号 S02", "没有税票号"];
        for (line, word) in left.unwrap().iter().zip(words) {
            assert!(line.what.contains(word), "{word}: {line:?}");
        }
        assert_eq!(office.number("SELECT COUNT(*) FROM contribution WHERE reverses IS NOT NULL"), 0);
        assert_eq!(office.number("SELECT COUNT(*) FROM quarantine"), 7);
    });
}

#[test]
fn a_payment_that_was_reversed_before_it_was_booked_is_never_booked() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let (one, two) = (contributor(1), contributor(2));
        // Both on one day, and the bureau keeps the serial.
        import(office, "税务-1.csv", &[paid("S01", &one, "300"), paid("S02", &two, "100")]).unwrap();
        import(office, "税务-2.csv", &[paid("S01", &one, "-300")]).unwrap();
        import(office, "税务-3.csv", &[paid("S01", &one, "-300"), paid("S02", &two, "100")]).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM contribution WHERE reverses IS NOT NULL"), 1);
        receipts(office, "收款-1.csv", ("2019-01-07", "2019-01-08"), 100);
        book(office);
        assert_eq!(office.number("SELECT COUNT(*) FROM booking"), 1);
        let agency = office.agency;
        let waiting = office.office.look(agency, |look| {
            let fund = fund_of(look, Scheme::Resident).unwrap().unwrap();
            in_transit(look, fund.id).map_err(|_| Refusal::NoMatter)
        });
        assert_eq!(waiting.unwrap(), []);
        whole(office);
    });
}

#[test]
fn the_subsidy_passes_to_the_other_payment_of_the_year() {
    TestOffice::on_each_engine_tampered(|office| {
        start(office);
        let one = contributor(1);
        import(office, "税务-1.csv", &[paid("S01", &one, "300"), paid("S02", &one, "100")]).unwrap();
        receipts(office, "收款-1.csv", ("2019-01-07", "2019-01-08"), 400);
        book(office);
        import(
            office,
            "税务-2.csv",
            &[Tax { original: "S01", ..later("S03", &one, "-300") }, later("S04", &contributor(2), "500")],
        )
        .unwrap();
        receipts(office, "收款-2.csv", ("2019-01-09", "2019-01-10"), 200);
        book(office);
        // Tier 100 gets 30 from the province and nothing more.
        let subsidy = "SELECT CAST(SUM(e.amount) AS BIGINT) FROM account_entry e WHERE e.person = \
                       (SELECT MIN(id) FROM person) AND e.source IN ('province', 'city', 'county')";
        assert_eq!(office.number(subsidy), 3_000);
        whole(office);

        // Broken once: a red entry that leaves the county's subsidy in.
        let (_, db) = office.office.parts();
        let sql = match db.engine() {
            store::Engine::Sqlite => "DROP TRIGGER account_entry_refuse_delete",
            store::Engine::Postgres => "ALTER TABLE account_entry DISABLE TRIGGER USER",
        };
        db.script(sql).unwrap();
        db.script("DELETE FROM account_entry WHERE kind = 'reversal' AND source = 'county'").unwrap();
        let report = verify(&mut office.office, office.agency, &mut |_| ()).unwrap();
        let fault = report.fault_of(Invariant::Accounts).unwrap();
        assert!(fault.what.contains("没有一一冲回"), "{fault:?}");
    });
}

#[test]
fn a_receipt_for_several_years_is_one_serial_with_a_line_for_each() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let (one, two) = (contributor(1), contributor(2));
        let part = |year: i64| Tax { year, ..paid("S01", &one, "100") };
        let lines = [
            part(2017),
            part(2018),
            part(2019),
            paid("S02", &one, "200"),
            Tax { year: 2018, ..paid("S02", &two, "200") },
        ];
        let input = tax_file(office, "税务-1.csv", &lines);
        office.run("contributions.import_tax", &input).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM contribution WHERE serial = 'S01'"), 3);
        let left =
            office.office.look(office.agency, |look| quarantined(look, &input.file).map_err(|_| Refusal::NoMatter));
        let left = left.unwrap();
        assert!(left.len() == 2 && left.iter().all(|l| l.what.contains("同一税票号有多行")), "{left:?}");
        // All five lines' money is the day's: 300 booked, 400 unclaimed.
        receipts(office, "收款-1.csv", ("2019-01-07", "2019-01-08"), 700);
        book(office);
        assert_eq!(office.number("SELECT COUNT(*) FROM booking"), 3);
        assert_eq!(office.number("SELECT COUNT(DISTINCT year) FROM account_entry WHERE kind = 'subsidy'"), 1);

        // The serial with another year in a later file is no new payment.
        let input = tax_file(office, "税务-2.csv", &[part(2016), part(2018)]);
        office.run("contributions.import_tax", &input).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM contribution"), 3);
        let left =
            office.office.look(office.agency, |look| quarantined(look, &input.file).map_err(|_| Refusal::NoMatter));
        assert!(left.unwrap()[0].what.contains("所属年度原为 2017，现为 2016"));
        whole(office);
    });
}

/// On the day of the reversal nobody paid: treasury and special account give the money back.
#[test]
fn a_reversal_on_a_day_without_payments_is_booked_when_the_money_went_back() {
    TestOffice::on_each_engine(|office| {
        start(office);
        let one = contributor(1);
        import(office, "税务-1.csv", &[paid("S01", &one, "300")]).unwrap();
        receipts(office, "收款-1.csv", ("2019-01-07", "2019-01-08"), 300);
        book(office);
        let back = |amount| [("国库入库", "2019-01-09", "GK09", yuan(amount))];
        let early = receive(office, "收款-2.csv", &back(-300)).unwrap_err().to_string();
        assert!(early.contains("税务明细合计 0.00 元") && early.contains("先导入当日税务明细"), "{early}");
        import(office, "税务-2.csv", &[Tax { original: "S01", ..later("S03", &one, "-300") }]).unwrap();
        let less = receive(office, "收款-3.csv", &back(-200)).unwrap_err().to_string();
        assert!(less.contains("当日单据合计 -200.00 元，税务明细合计 -300.00 元"), "{less}");
        receipts(office, "收款-4.csv", ("2019-01-09", "2019-01-10"), -300);
        book(office);
        assert_eq!(personal(office), yuan(800), "only what was taken on is left");
        for account in ["1005", "4001"] {
            let held = format!(
                "SELECT CAST(COALESCE(SUM(debit - credit), 0) AS BIGINT) FROM posting WHERE account = '{account}'"
            );
            assert_eq!(office.number(&held), 0, "{account}");
        }
        whole(office);
    });
}
