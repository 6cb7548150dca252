//! What W4 and W5 begin with: a whole simulated district that was taken on and has paid January.

use std::path::Path;

use anyhow::{Context, Result};
use base::{Fen, parse_date};
use desk::Post;
use files::{RawCell, read_text};
use office::payment::{
    ApproveRunInput, CloseRunInput, ImportReturnsInput, ReceiveMoneyInput, RequestMoneyInput, SendFileInput, bank_file,
    batch_total,
};
use simulate::{Bank, BankLine, District};

use super::prepare::SEED;
use crate::counter::Counter;

/// Everybody who signs in these workloads.
pub const POSTS: [Post; 6] =
    [Post::Clerk, Post::Reviewer, Post::Approver, Post::FundClerk, Post::FundReviewer, Post::Head];

/// Founds, takes on, and pays January to its end.
pub fn build(folder: &Path, address: Option<String>, people: u64) -> Result<()> {
    let mut counter = Counter::found(folder, address)?;
    counter.take_on(&District::new(SEED, people)?, &folder.join("files"))?;
    on(&mut counter, "2019-01-14")?;
    let run = counter.open_run()?;
    let clerk = counter.signer(Post::Clerk)?;
    let agency = clerk.agency();
    while !counter.office.compute_chunk(clerk, run.id)?.finished {}
    counter.run("payment.approve_run", &ApproveRunInput { run: run.id })?;
    counter.run("payment.request_money", &RequestMoneyInput { run: run.id })?;
    on(&mut counter, "2019-01-17")?;
    let (_, amount) = counter.office.look(agency, |look| batch_total(look, run.batch).map_err(super::ours::refused))?;
    let money = ReceiveMoneyInput { run: run.id, on: parse_date("2019-01-17")?, document: "bench".to_owned(), amount };
    counter.run("payment.receive_money", &money)?;
    counter.run("payment.send_file", &SendFileInput { run: run.id, late_reason: String::new() })?;
    let environment = counter.office.environment().clone();
    let sent = counter.office.look(agency, |look| bank_file(look, &environment, &run).map_err(super::ours::refused))?;
    on(&mut counter, "2019-01-28")?;
    let bank = Bank { seed: SEED, failures_per_thousand: 0, unknown_lines: 0, on: parse_date("2019-01-25")? };
    let file = folder.join("files/return.csv");
    std::fs::write(&file, bank.answers(lines_of(&sent.bytes)?)?.bytes)?;
    let file = environment.files.take_in(&file)?;
    let returns = ImportReturnsInput { run: run.id, file, name: "return.csv".to_owned() };
    counter.run("payment.import_returns", &returns)?;
    counter.run("payment.close_run", &CloseRunInput { run: run.id })?;
    on(&mut counter, "2019-01-31")
}

fn on(counter: &mut Counter, day: &str) -> Result<()> {
    let admin = counter.signer(Post::SystemAdmin)?;
    let (desk, db) = counter.office.parts();
    Ok(desk.set_business_date(db, admin, parse_date(day)?)?)
}

fn lines_of(bytes: &[u8]) -> Result<Vec<BankLine>> {
    let table = read_text(bytes).context("the bank file")?;
    let rows = table.rows.iter().filter_map(|row| {
        let text = |i: usize| match row.cells.get(i) {
            Some(RawCell::Text(text)) => text.to_string(),
            _ => String::new(),
        };
        // Head, heading and tail have no account.
        Some(BankLine { batch: text(0), seq: text(1).parse().ok()?, amount: text(4).parse::<Fen>().ok()? })
    });
    Ok(rows.collect())
}
