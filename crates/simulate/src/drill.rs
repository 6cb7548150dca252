//! 备份恢复演练: at the end of the year everything is backed up, restored beside itself and verified there.

use office::ReadTables;
use office::backup::{Restore, backup, restore};

use crate::crew::PlayError;
use crate::play::Play2019;

/// A larger district takes longer to restore and verify than the rest of its December.
const PEOPLE: u64 = 20_000;

impl Play2019<'_> {
    /// Restores what was backed up, and takes the copy away once it is verified.
    pub(crate) fn backup_drill(&mut self) -> Result<(), PlayError> {
        if self.district.counts().insured > PEOPLE {
            return Ok(());
        }
        self.step("备份恢复演练", 0, 1);
        let drill = self.files.join("备份恢复演练");
        std::fs::create_dir_all(&drill).map_err(|e| failed(&e))?;
        let (file, folder) = (drill.join("2019-12.shebao"), drill.join("恢复"));
        backup(&mut self.office, &file, true, &mut |_| ())?;
        let wanted = Restore { path: &file, keys: None, folder: &folder, database: None };
        let restored = restore(&wanted, Box::new(NothingArrives), &mut |_| (), &mut |_| ())?;
        if let Some((_, report)) = restored.reports.iter().find(|(_, report)| !report.is_whole()) {
            return Err(failed(report));
        }
        self.beside.restored = Some(restored.manifest.entries.iter().filter_map(|entry| entry.rows).sum());
        drop(restored);
        std::fs::remove_dir_all(&drill).map_err(|e| failed(&e))?;
        self.step("备份恢复演练", 1, 1);
        Ok(())
    }
}

fn failed(why: &dyn std::fmt::Display) -> PlayError {
    PlayError::NotDone("备份恢复演练".to_owned(), why.to_string())
}

/// Nothing is imported into the copy.
struct NothingArrives;

impl ReadTables for NothingArrives {
    fn read_for(&self, path: &std::path::Path, _profile: &files::Profile) -> Result<files::RawTable, files::FileError> {
        Err(std::io::Error::other(format!("{} 不在恢复的副本中导入", path.display())).into())
    }
}
