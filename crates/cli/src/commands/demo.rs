//! `demo`: a simulated district plays 2019 through the ordinary operations, from the files that
//! arrive to the closed months.

use std::fs;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use serde_json::json;
use simulate::{Colleague, District, Play2019};

use crate::arguments::{Common, Demo};
use crate::bars::Bars;
use crate::commands::demo_report::{self, Outcome};
use crate::commands::{serve, verify};
use crate::open;

/// Marks a folder as a demonstration: only such a folder is ever deleted.
const MARK: &str = "demo.json";

/// Plays the month and shows what it left behind.
pub fn demo(common: &Common, asked: &Demo) -> Result<()> {
    let district = District::new(asked.seed, asked.people)?;
    make_room(&common.data, asked.fresh)?;
    let started = Instant::now();
    let mut bars = Bars::new();
    let reader = Box::new(open::reader()?);
    bars.show("建立机构和岗位", 0, 1);
    let (played, mut office, crew) = {
        let watch = |step: simulate::Step<'_>| bars.show(step.title, step.done, step.of);
        let mut month = Play2019::found(&district, &common.data, asked.database.clone(), reader, watch)?;
        let played = month.play(asked.months)?;
        let (office, crew) = month.into_parts();
        (played, office, crew)
    };
    let report = verify::check(&mut office, crew.agency, &mut bars)?;
    bars.finish();
    mark(&common.data, asked, &crew.colleagues)?;
    let outcome = Outcome::read(&mut office, crew.agency, &played)?;
    let whole = report.is_whole();
    if common.json {
        outcome.json(&report)?;
    } else {
        outcome.print(&district, &report)?;
        demo_report::what_next(&common.data, &outcome, &crew.colleagues);
        sayln!("\n用时 {} 秒。", started.elapsed().as_secs());
    }
    if !whole {
        bail!("演示结束，但核验发现问题，见上");
    }
    // Only somebody at a terminal can stop it again.
    if asked.no_serve || common.json || !std::io::stdout().is_terminal() {
        return Ok(());
    }
    drop(office);
    serve::serve(common, crate::arguments::OFFICE_ADDRESS.parse()?)
}

/// An empty folder, or one that was left by an earlier demonstration when a fresh one is wanted.
fn make_room(data: &Path, fresh: bool) -> Result<()> {
    let used = fs::read_dir(data).is_ok_and(|mut entries| entries.next().is_some());
    if used {
        let shown = data.display();
        let marked = data.join(MARK).is_file();
        match (fresh, marked) {
            (true, true) => fs::remove_dir_all(data).with_context(|| format!("{shown} 中原有的演示数据无法删除"))?,
            (true, false) => {
                bail!("{shown} 中有数据，但不是演示留下的，没有删除任何内容。请用 --data 指定另一个目录");
            }
            (false, true) => {
                bail!("{shown} 中已有演示数据。重新演示请加 --fresh（会删除原演示数据），或用 --data 指定另一个目录")
            }
            (false, false) => bail!("{shown} 不是空目录，没有改动任何内容。请用 --data 指定另一个目录"),
        }
    }
    fs::create_dir_all(data).with_context(|| format!("目录 {} 无法建立，请核对权限", data.display()))?;
    write_private(&data.join(MARK), "{}\n")
}

/// Writes down how the simulated colleagues sign in, for whoever wants to try.
fn mark(data: &Path, asked: &Demo, colleagues: &[Colleague]) -> Result<()> {
    let people: Vec<_> = colleagues
        .iter()
        .map(|c| json!({ "name": c.name, "post": c.post.code(), "username": c.username, "password": c.password }))
        .collect();
    let content = json!({ "people": asked.people, "seed": asked.seed, "colleagues": people });
    write_private(&data.join(MARK), &format!("{content:#}\n"))
}

fn write_private(path: &PathBuf, text: &str) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()));
    written.with_context(|| format!("{} 无法写入，请核对目录权限和磁盘空间", path.display()))
}
