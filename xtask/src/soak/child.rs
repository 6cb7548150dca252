//! The process that is killed: pays the month, or goes on where an earlier one was killed. Every
//! request has a fixed number, so doing it again does nothing twice.

use std::path::Path;

use anyhow::{Context, Result};
use base::parse_date;
use desk::Post;
use office::payment::{ApproveRunInput, OpenRunInput, ReceiveMoneyInput, RequestMoneyInput, SendFileInput};

use crate::counter::{Counter, MONTH, TODAY};

/// From the opened run to the bank file that left.
pub fn month(folder: &Path, second: bool) -> Result<()> {
    let mut counter = Counter::resume(folder, second)?;
    let month = MONTH.parse().context("the month")?;
    counter.run_once("open", "payment.open_run", &OpenRunInput { month })?;
    let run = counter.month_run()?.context("no run")?.id;
    let clerk = counter.signer(Post::Clerk)?;
    counter.office.compute_run(clerk, run, |_| ())?;
    counter.run_once("approve", "payment.approve_run", &ApproveRunInput { run })?;
    counter.run_once("request", "payment.request_money", &RequestMoneyInput { run })?;
    let amount = counter.month_run()?.context("no run")?.amount;
    let money = ReceiveMoneyInput { run, on: parse_date(TODAY).context("today")?, document: "拨-001".into(), amount };
    counter.run_once("receive", "payment.receive_money", &money)?;
    counter.run_once("send", "payment.send_file", &SendFileInput { run, late_reason: String::new() })?;
    Ok(())
}
