//! `runs` and `bank-file`: the payment runs, and the file that goes to the bank.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use desk::{ReadKind, Refusal};
use office::payment;
use office::reading::runs as all_runs;
use office::tables::{Run, RunId, RunState};
use serde_json::json;

use crate::arguments::Common;
use crate::open::{self, reading};
use crate::print::{self, table};

/// More runs than an office makes in ten years.
const RUNS: i64 = 1_000;

/// Lists the runs, newest first.
pub fn runs(common: &Common) -> Result<()> {
    let mut reading = reading(common)?;
    let found = reading.look(|look| all_runs(look, RUNS))?;
    if common.json {
        let one = |run: &Run| {
            json!({ "run": run.id, "month": run.month, "kind": run.kind.code(), "state": run.state.code(),
                    "people": run.people, "amount": run.amount, "law": run.law_version })
        };
        return print::json(&found.iter().map(one).collect::<Vec<_>>());
    }
    let row = |run: &Run| {
        let (kind, state) = (run.kind.title().to_owned(), run.state.title().to_owned());
        vec![run.id.to_string(), run.month.to_string(), kind, state, run.people.to_string(), run.amount.to_string()]
    };
    say!("{}", table(&["批次", "月份", "类别", "状态", "人数", "金额（元）"], &[0, 4, 5], found.iter().map(row)));
    Ok(())
}

/// Writes the bank file, byte for byte as it was signed. It holds whole account numbers: only who
/// sends it may take it out, and the reason is recorded before the file is made.
pub fn bank_file(common: &Common, run: i64, path: &Path, reason: &str) -> Result<()> {
    let (mut office, signer) = open::signed_in(common)?;
    let me = open::staff(&mut office, signer)?;
    let posts = office.desk().catalogue().get("payment.send_file")?.posts();
    if !me.posts.iter().any(|held| posts.make.contains(&held.post)) {
        let titles: Vec<&str> = posts.make.iter().map(|post| post.title()).collect();
        bail!("代发文件含完整账号，只能由{}取出", titles.join("、"));
    }
    let look = |office: &mut office::Office, run| {
        office.look(signer.agency(), |look| payment::run_of(look, RunId(run)).map_err(Refusal::from))
    };
    let found: Run = look(&mut office, run)?;
    if !matches!(found.state, RunState::Sent | RunState::Returned | RunState::Closed) {
        bail!("批次 {run} 现在是“{}”，还没有代发文件；请先办理报送代发文件（payment.send_file）", found.state);
    }
    if path.exists() {
        bail!("文件 {} 已经存在，没有覆盖。请换一个文件名", path.display());
    }
    let (desk, db) = office.parts();
    desk.record_reading(db, signer, (ReadKind::Export, found.id.0), reason)?;
    let environment = Arc::clone(office.environment());
    let made =
        office.look(signer.agency(), |look| payment::bank_file(look, &environment, &found).map_err(Refusal::from))?;
    let written = File::create_new(path).and_then(|mut file| {
        file.write_all(&made.bytes)?;
        file.sync_all()
    });
    written.with_context(|| format!("无法写出文件 {}，请核对目录、权限和磁盘空间", path.display()))?;
    if common.json {
        let digest = made.digest();
        return print::json(
            &json!({ "number": made.number, "lines": made.lines, "amount": made.amount, "digest": digest }),
        );
    }
    sayln!("批次 {} 的代发文件已写到 {}：{} 笔，{} 元。", made.number, path.display(), made.lines, made.amount);
    sayln!("文件摘要 {}，应与报送时签字的摘要相同。", made.digest());
    Ok(())
}
