//! `backup` and `restore`. Neither asks for a session: whoever may read the data folder could
//! copy it as well, a nightly backup has nobody to sign in, and a restored office nobody yet.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::{Result, bail};
use office::backup::{self, Restore, Restored};
use serde_json::json;

use crate::arguments::Common;
use crate::bars::Bars;
use crate::{open, print};

/// Writes the installation to one file.
pub fn backup(common: &Common, file: &Path, with_keys: bool) -> Result<()> {
    let mut office = open::office(common)?;
    let mut bars = Bars::new();
    let mut entries = 0;
    let made = backup::backup(&mut office, file, with_keys, &mut |_| {
        entries += 1;
        bars.show("备份", entries, entries + 1);
    });
    bars.finish();
    let made = made?;
    if common.json {
        return print::json(&json!({ "file": made.path, "keys": made.keys, "entries": entries }));
    }
    sayln!("已备份到 {}。", made.path.display());
    sayln!("{}", made.notice);
    Ok(())
}

/// Restores a backup into an empty place and verifies it.
pub fn restore(common: &Common, file: &Path, keys: Option<&Path>, database: Option<String>) -> Result<()> {
    let wanted = Restore { path: file, keys, folder: &common.data, database };
    let bars = Mutex::new(Bars::new());
    let bars = || bars.lock().unwrap_or_else(PoisonError::into_inner);
    let mut entries = 0;
    let restored = backup::restore(
        &wanted,
        Box::new(open::reader()?),
        &mut |_| {
            entries += 1;
            bars().show("恢复", entries, entries + 1);
        },
        &mut |progress| bars().show("核验", progress.done as u64, progress.of as u64),
    );
    bars().finish();
    let Restored { reports, office, .. } = restored?;
    let whole = reports.iter().all(|(_, report)| report.is_whole());
    if common.json {
        let reports: Vec<_> =
            reports.iter().map(|(agency, report)| json!({ "agency": agency, "report": report })).collect();
        print::json(&json!({ "data": common.data, "verified": whole, "reports": reports }))?;
    } else {
        sayln!("已恢复到 {}，数据库：{}\n", common.data.display(), office.location());
        reports.iter().for_each(|(_, report)| say!("{report}"));
    }
    if !whole {
        bail!("恢复的数据核验不符，请不要使用，换用另一份备份，并查明原因");
    }
    Ok(())
}
