//! W3: a raise from January is announced in July. The impact list is signed, and the difference of
//! every month that was paid goes out in a run of its own, as far as its approval.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use base::Month;
use desk::Post;
use law::Law;
use office::law::ActivateLawInput;
use office::payment::{ApproveRunInput, OpenRunInput, OpenSpecialInput, Special};
use office::tables::RunId;
use store::{Begin, Db, Value};

use super::measure::{Cost, Stopwatch};
use super::ours::{Said, server_process};
use crate::counter::Counter;

/// Months that were paid before the raise is known.
const MONTHS: i8 = 7;
/// What every pension of the county is raised by, in fen: from 7 yuan to 12.
const RAISE: i64 = 500;
const LAW: &str = "yunnan/kunming/dongchuan/resident.toml";
const ROW: &str = "\n[[parameter.row]]\nfrom = \"2019-01\"\nvalue = \"12\"\npublished = \"2019-01-02\"\n\
    source = \"dc-2019-report\"\narticle = \"bench\"\nchecked = \"2026-11-21\"\n\n";

/// The people who sign here.
const POSTS: [Post; 4] = [Post::Clerk, Post::Reviewer, Post::Approver, Post::Head];

/// Pays the months before the raise, not measured; returns how many count.
pub fn prepare(folder: &Path) -> Result<i64> {
    let mut counter = Counter::open(folder, &POSTS)?;
    for number in 1..=MONTHS {
        let month = Month::new(2019, number)?;
        counter.run("payment.open_run", &OpenRunInput { month })?;
        let run = newest(&mut counter)?;
        compute_and_approve(&mut counter, run, None)?;
    }
    counter.number("SELECT COUNT(*) FROM run WHERE state = 'approved'")
}

fn newest(counter: &mut Counter) -> Result<RunId> {
    Ok(RunId(counter.number("SELECT MAX(id) FROM run")?))
}

fn compute_and_approve(counter: &mut Counter, run: RunId, watch: Option<&mut Stopwatch>) -> Result<()> {
    let clerk = counter.signer(Post::Clerk)?;
    while !counter.office.compute_chunk(clerk, run)?.finished {}
    let mut watch = watch;
    if let Some(watch) = &mut watch {
        watch.lap("compute and totals");
    }
    counter.run("payment.approve_run", &ApproveRunInput { run })?;
    if let Some(watch) = watch {
        watch.lap("three signatures");
    }
    Ok(())
}

/// Puts the law with the raise beside the installation.
fn write_law(folder: &Path) -> Result<String> {
    let with_raise = |path: &str, text: &str| -> Result<String> {
        if path != LAW {
            return Ok(text.to_owned());
        }
        let head = "name = \"base_pension.county\"\n";
        let start = text.find(head).context("the county's base pension")? + head.len();
        let end = text[start..].find("[[parameter]]").map_or(text.len(), |next| start + next);
        Ok(format!("{}\n{ROW}{}", text[..end].trim_end(), &text[end..]))
    };
    let texts = law::EMBEDDED_TEXTS.iter().map(|(path, text)| Ok(((*path).to_owned(), with_raise(path, text)?)));
    let texts: Vec<(String, String)> = texts.collect::<Result<_>>()?;
    let name = format!("2099.01.01-{}", Law::from_texts(texts.clone())?.fingerprint());
    for (path, text) in texts {
        let file = folder.join("law").join(&path);
        fs::create_dir_all(file.parent().context("a folder of law")?)?;
        let version = format!("name = \"{name}\"\nnote = \"bench\"\n");
        fs::write(file, if path == "version.toml" { version } else { text })?;
    }
    let config = folder.join("shebao.toml");
    fs::write(&config, fs::read_to_string(&config)? + "law = \"law\"\n")?;
    Ok(name)
}

/// Activates the raise and pays it back.
pub fn ours(folder: &Path) -> Result<Said> {
    let version = write_law(folder)?;
    let mut counter = Counter::open(folder, &POSTS)?;
    let server = server_process(&mut counter)?;
    let since = counter.number("SELECT MAX(seq) FROM agency_head")?;
    let mut watch = Stopwatch::start(server);
    counter.run("law.activate", &ActivateLawInput { version })?;
    watch.lap("impact list and three signatures");
    let special = OpenSpecialInput { kind: Special::Adjustment, reason: "bench".to_owned() };
    counter.run("payment.open_special", &special)?;
    let run = newest(&mut counter)?;
    compute_and_approve(&mut counter, run, Some(&mut watch))?;
    let cost = watch.stop();
    // Doing it again owes nothing: what was paid back is part of what was raised.
    counter.run("payment.open_special", &special)?;
    let again = newest(&mut counter)?;
    let clerk = counter.signer(Post::Clerk)?;
    while !counter.office.compute_chunk(clerk, again)?.finished {}
    let twice = counter.number(&format!("SELECT COUNT(*) FROM due WHERE run = {}", again.0))?;
    ensure!(twice == 0, "a second adjustment owes {twice} dues");
    counter.run("payment.abandon_run", &office::payment::AbandonRunInput { run: again, reason: "bench".to_owned() })?;
    let lines = counter.number(&format!("SELECT COUNT(*) FROM due WHERE run = {}", run.0))?;
    Ok(Said { cost, lines, since, words: format!("{lines} dues of {MONTHS} months; a second adjustment owes nothing") })
}

const DUES: &str = "\
INSERT INTO due (agency, recorded, id, run, award, version, person, region, for_month, kind, central, province, city, \
                 county, account, amount) \
SELECT d.agency, $1, $2 + ROW_NUMBER() OVER (ORDER BY d.award, d.for_month), $3, d.award, d.version, d.person, d.region, \
       d.for_month, 'adjustment', 0, 0, 0, $4, 0, $4 \
FROM due d WHERE d.agency = $5 AND d.kind = 'regular' AND d.for_month >= 201901";

const DISBURSEMENTS: &str = "\
INSERT INTO disbursement (agency, recorded, batch, line, run, award, attempt, person, payee, region, amount) \
SELECT s.agency, s.recorded, $1, ROW_NUMBER() OVER (ORDER BY s.award), s.run, s.award, 1, s.person, \
       l.payee, s.region, s.amount \
FROM (SELECT agency, recorded, run, award, person, MAX(region) AS region, CAST(SUM(amount) AS BIGINT) AS amount FROM due \
      WHERE run = $2 GROUP BY agency, recorded, run, award, person) s \
JOIN disbursement l ON l.run = $3 AND l.award = s.award AND l.attempt = 1";

/// The same by two statements in one transaction, as a computing centre would write it for a raise
/// that is the same for everybody: no law, no impact list, no signature, nothing resumed.
pub fn by_hand(db: &mut dyn Db, finished: &mut dyn Db) -> Result<Cost> {
    let of = |db: &mut dyn Db, sql: &str| store::scalar::<i64>(db, sql, &[]);
    let (run, batch) =
        (of(finished, "SELECT MAX(run) FROM due")?, of(finished, "SELECT MAX(batch) FROM disbursement")?);
    let (agency, first_run) = (of(db, "SELECT id FROM agency")?, of(db, "SELECT MIN(id) FROM run")?);
    let (first_id, seq) = (of(db, "SELECT next_id FROM agency_head")?, of(db, "SELECT seq FROM agency_head")?);
    let server = match db.engine() {
        store::Engine::Sqlite => None,
        store::Engine::Postgres => u32::try_from(of(db, "SELECT CAST(pg_backend_pid() AS BIGINT)")?).ok(),
    };
    let watch = Stopwatch::start(server);
    store::transaction(db, Begin::Write, |db| {
        let dues = [seq + 1, first_id, run, RAISE, agency].map(Value::Int);
        db.exec(DUES, &dues)?;
        db.exec(DISBURSEMENTS, &[batch, run, first_run].map(Value::Int))?;
        Ok::<_, store::StoreError>(())
    })?;
    Ok(watch.stop())
}
