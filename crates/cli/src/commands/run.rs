//! `run`: opens the month's run, or goes on with the one that was interrupted, and computes it.

use std::time::Duration;

use anyhow::Result;
use base::Month;
use desk::Refusal;
use indicatif::{ProgressBar, ProgressStyle};
use office::payment::{OpenRunInput, regular_run};
use office::tables::{Run, Scheme};
use serde_json::json;

use crate::arguments::Common;
use crate::{open, print};

/// Opens and computes a month's run.
pub fn run(common: &Common, month: Month) -> Result<()> {
    let (mut office, signer) = open::signed_in(common)?;
    let find = |office: &mut office::Office| -> Result<Option<Run>, Refusal> {
        office.look(signer.agency(), |look| regular_run(look, Scheme::Resident, month).map_err(Refusal::from))
    };
    let run = match find(&mut office)? {
        Some(run) => run,
        None => {
            let request = uuid::Uuid::new_v4().to_string();
            office.make(signer, &request, "payment.open_run", &OpenRunInput { month })?;
            find(&mut office)?.ok_or(Refusal::NoMatter)?
        }
    };
    let bar = ProgressBar::new_spinner();
    bar.set_style(ProgressStyle::with_template("{spinner} {msg} {elapsed}")?);
    bar.enable_steady_tick(Duration::from_millis(100));
    let progress = office.compute_run(signer, run.id, |progress| {
        bar.set_message(format!("已计算 {} 人，{} 元", progress.people, progress.amount));
    })?;
    bar.finish_and_clear();
    if common.json {
        return print::json(&json!({
            "run": run.id, "month": month, "chunks": progress.chunks,
            "people": progress.people, "amount_fen": progress.amount,
        }));
    }
    sayln!("{month} 发放批次 {} 已计算：{} 人，{} 元。", run.id, progress.people, progress.amount);
    sayln!("下一步：核对环比平衡表，再提请复核、审批。");
    Ok(())
}
