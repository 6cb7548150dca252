//! W5: a year's fees of a whole district in one tax file with planted faults, receipts of treasury
//! and special account, booked to the accounts; then the month's books are closed, the statements are
//! made, and everything is verified.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use base::{Fen, Month};
use files::{Cell, CsvWriter, Profile, WriteEncoding, limits};
use office::contributions::{BookAccountsInput, ImportReceiptsInput, ImportTaxInput};
use office::fund::{CloseMonthInput, statements, trial_balance};
use office::registry::fund_of;
use office::tables::Scheme;
use simulate::{District, Standing};

use super::district::POSTS;
use super::measure::Stopwatch;
use super::ours::{Said, refused, server_process};
use super::prepare::SEED;
use crate::counter::Counter;

/// Every so many lines carry a fault: 2 %.
const FAULT_EVERY: u64 = 50;
const TIER: Fen = Fen::new(30_000);
/// Rows that are wrong, in turn.
const FAULTS: [&str; 4] = ["check digit", "three decimals", "no name", "serial again"];

/// The two files and what must come of them.
struct Files {
    tax: PathBuf,
    receipts: PathBuf,
    lines: i64,
    good: i64,
    faults: BTreeMap<&'static str, i64>,
}

/// Sound lines reached the treasury on the 7th; wrong ones are of the 21st, so that their day does
/// not agree and nobody else's money waits for them.
fn write_files(folder: &Path, people: u64) -> Result<Files> {
    let district = District::new(SEED, people)?;
    let profile = Profile::named("tax_detail")?;
    let mut writer = CsvWriter::new(Vec::new(), WriteEncoding::Gb18030)?;
    let titles = |profile: &Profile| profile.columns.iter().map(|column| column.title.clone()).collect::<Vec<_>>();
    writer.row(&titles(&profile).into_iter().map(Cell::from).collect::<Vec<_>>())?;
    let mut files = Files {
        tax: folder.join("tax.csv"),
        receipts: folder.join("receipts.csv"),
        lines: 0,
        good: 0,
        faults: FAULTS.map(|fault| (fault, 0)).into_iter().collect(),
    };
    let payers = (0..people).map(|index| district.person(index));
    let payers = payers.filter(|person| person.standing == Standing::Contributor && person.birth.year() > 1960);
    let mut before = district.person(0);
    for (payer, number) in payers.take(limits::ROWS - 1).zip(1_u64..) {
        let turn = usize::try_from(number / FAULT_EVERY)? % FAULTS.len();
        let fault = (number % FAULT_EVERY == 0).then_some(FAULTS[turn]);
        files.lines += 1;
        match fault {
            Some(fault) => *files.faults.entry(fault).or_default() += 1,
            None => files.good += 1,
        }
        // The line before once more, as a second export of a part has it: its money moved once.
        let again = fault == Some("serial again");
        let person = if again { before } else { payer };
        let check_digit = || person.id.ends_with('0');
        let wrong_id = || format!("{}{}", &person.id[..17], if check_digit() { '1' } else { '0' });
        let days = if fault.is_none() || again {
            ["2019-01-05", "2019-01-07", "2019-01-08"]
        } else {
            ["2019-01-20", "2019-01-21", "2019-01-22"]
        };
        let serial = if again { number - 1 } else { number };
        let cell = |key: &str| match (key, fault) {
            ("tax_serial", _) => Cell::from(format!("B{serial:09}")),
            ("aac002", Some("check digit")) => Cell::from(wrong_id()),
            ("aac002", _) => Cell::from(person.id.clone()),
            ("aac003", Some("no name")) => Cell::Empty,
            ("aac003", _) => Cell::from(person.name.clone()),
            ("fee_year", _) => Cell::from(2019),
            ("aae019", Some("three decimals")) => Cell::from(format!("{TIER}5")),
            ("tier" | "aae019", _) => Cell::from(TIER),
            ("payer", _) => Cell::from("个人缴费"),
            ("paid_on", _) => Cell::from(days[0]),
            ("treasury_on", _) => Cell::from(days[1]),
            ("account_on", _) => Cell::from(days[2]),
            _ => Cell::Empty,
        };
        writer.row(&profile.columns.iter().map(|column| cell(&column.key)).collect::<Vec<_>>())?;
        before = person;
    }
    fs::write(&files.tax, writer.finish()?)?;
    let profile = Profile::named("treasury_receipt")?;
    let mut writer = CsvWriter::new(Vec::new(), WriteEncoding::Gb18030)?;
    writer.row(&titles(&profile).into_iter().map(Cell::from).collect::<Vec<_>>())?;
    for (kind, day) in [("国库入库", "2019-01-07"), ("财政专户到账", "2019-01-08")] {
        let cell = |key: &str| match key {
            "kind" => Cell::from(kind),
            "date" => Cell::from(day),
            "document" => Cell::from(format!("bench-{day}")),
            "aae019" => Cell::from(TIER.times(files.good)),
            _ => Cell::Empty,
        };
        writer.row(&profile.columns.iter().map(|column| cell(&column.key)).collect::<Vec<_>>())?;
    }
    fs::write(&files.receipts, writer.finish()?)?;
    Ok(files)
}

/// Imports, books, closes, states, verifies.
pub fn ours(folder: &Path, people: u64) -> Result<Said> {
    let files = write_files(folder, people)?;
    let mut counter = Counter::open(folder, &POSTS)?;
    let server = server_process(&mut counter)?;
    let agency = counter.signer(desk::Post::Clerk)?.agency();
    let since = counter.number("SELECT MAX(seq) FROM agency_head")?;
    let month = Month::new(2019, 1)?;
    let mut watch = Stopwatch::start(server);
    let file = counter.office.environment().files.take_in(&files.tax)?;
    counter.run("contributions.import_tax", &ImportTaxInput { file, name: "tax.csv".to_owned() })?;
    watch.lap("tax file, two signatures");
    let file = counter.office.environment().files.take_in(&files.receipts)?;
    counter.run("contributions.import_receipts", &ImportReceiptsInput { file, name: "receipts.csv".to_owned() })?;
    watch.lap("receipts, three signatures");
    counter.run("contributions.book_accounts", &BookAccountsInput {})?;
    watch.lap("booking, two signatures");
    counter.run("fund.close_month", &CloseMonthInput { month })?;
    watch.lap("close");
    counter.office.look(agency, |look| {
        let read = |look: &mut desk::Look<'_>| {
            let fund = fund_of(look, Scheme::Resident)?.ok_or(desk::Refusal::NoMatter)?;
            trial_balance(look, &fund, month)?;
            statements(look, &fund, month)
        };
        read(look).map_err(refused)
    })?;
    watch.lap("trial balance and statements");
    let report = office::verify::verify(&mut counter.office, agency, &mut |_| ())?;
    watch.lap("verify everything");
    let cost = watch.stop();
    ensure!(report.is_whole(), "verify finds: {report}");
    let booked = counter.number(&format!("SELECT COUNT(*) FROM booking WHERE recorded > {since}"))?;
    // A few people of the district came with an unreadable number: their money waits to be claimed.
    let unclaimed = counter
        .number(&format!("SELECT COUNT(*) FROM unclaimed WHERE recorded > {since} AND amount = {}", TIER.get()))?;
    let kept = counter.number(&format!("SELECT COUNT(*) FROM contribution WHERE recorded > {since}"))?;
    let faults: i64 = files.faults.values().sum();
    ensure!(booked == kept, "{booked} booked of {kept} contributions");
    ensure!(
        kept + unclaimed == files.good,
        "{kept} contributions and {unclaimed} unclaimed of {} sound lines",
        files.good
    );
    let words = format!(
        "{} lines, {booked} booked, {unclaimed} to be claimed, all {faults} planted faults kept out ({:?})",
        files.lines, files.faults
    );
    Ok(Said { cost, lines: files.lines, since, words })
}
