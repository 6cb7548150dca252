//! Writing documents without losing what somebody wrote into an earlier one.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Where earlier versions go.
const EARLIER: &str = "以前的版本";

/// Writes a document. One of that name that says something else is kept under a numbered name: it
/// may hold what people wrote by hand.
pub(super) fn write(out: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf> {
    let path = out.join(name);
    fs::create_dir_all(out).with_context(|| format!("建不了目录 {}", out.display()))?;
    match fs::read(&path) {
        Ok(before) if before == bytes => return Ok(path),
        Ok(_) => put_aside(out, name, &path)?,
        Err(_) => {}
    }
    fs::write(&path, bytes).with_context(|| format!("写不了 {}，请核对目录权限和空间", path.display()))?;
    Ok(path)
}

fn put_aside(out: &Path, name: &str, path: &Path) -> Result<()> {
    let folder = out.join(EARLIER);
    fs::create_dir_all(&folder).with_context(|| format!("建不了目录 {}", folder.display()))?;
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let free = (1_u32..).map(|n| folder.join(format!("{stem}-{n}.{ending}"))).find(|path| !path.exists());
    let Some(free) = free else { return Ok(()) };
    fs::rename(path, &free).with_context(|| format!("保存不了以前的版本 {}", free.display()))
}
