//! The disk fills up in the middle of the run: a clear word, nothing half done, and the month
//! goes on once there is space. The disk is a small file system in memory, which needs root.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use super::outcome::{Outcome, outcome};
use super::place::Place;
use super::{finish, same};

/// A small file system, unmounted when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path, kib: u64) -> Option<SmallDisk> {
        fs::create_dir_all(at).ok()?;
        let options = format!("size={kib}k");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|output| output.status.success()).then(|| SmallDisk(at.to_owned()))
    }

    fn grow(&self, kib: u64) -> Result<()> {
        let options = format!("remount,size={kib}k");
        let grown = Command::new("mount").args(["-o", &options]).arg(&self.0).status()?;
        ensure!(grown.success(), "the small file system does not grow");
        Ok(())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// Fills the disk at several sizes of free space, so that different statements meet it.
pub fn run(place: &mut Place, undisturbed: &Outcome) -> Result<()> {
    let root = tempfile::tempdir()?;
    let copy = place.copy()?;
    let mut used = 0;
    for entry in fs::read_dir(&copy)? {
        used += entry?.metadata()?.len() / 1024 + 4;
    }
    for free in [64, 160, 320] {
        let at = root.path().join(format!("disk-{free}"));
        let Some(disk) = SmallDisk::mount(&at, used + free) else {
            println!("left out: a full disk (mounting a small file system needs root)");
            return Ok(());
        };
        let folder = at.join("data");
        place.copy_to(&folder)?;
        let (status, said) = finish(&folder)?;
        ensure!(!status.success(), "the month fitted into {free} KiB");
        ensure!(said.contains("存储空间已满"), "with {free} KiB left: {said}");
        disk.grow(used + 65_536)?;
        let (status, said) = finish(&folder)?;
        ensure!(status.success(), "with space again the month does not go on: {said}");
        same(undisturbed, &outcome(&folder)?, "after a full disk")?;
    }
    println!("Sqlite: a full disk was told, and the month went on with space again");
    Ok(())
}
