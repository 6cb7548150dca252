//! Taking a backup back: every digest first, then an empty place, then the verification.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use desk::{AgencyId, Digest, Keys};
use store::{Db, Location, StoreError, portable};
use zip::ZipArchive;

use super::digesting::Digesting;
use super::error::BackupError;
use super::manifest::{ANCHOR, Entry, MANIFEST, Manifest, SEAL, table_entry};
use super::write::{beside, copy_keys, flush_folder, keys_path};
use crate::open::Office;
use crate::source_files::ReadTables;
use crate::tables;
use crate::verify::{Progress, Report, verify};

/// The manifest of a province of a thousand tables would be smaller.
const MANIFEST_BYTES: u64 = 64 << 20;
const SCRATCH: &str = "restoring";

/// What to restore, and where.
pub struct Restore<'a> {
    /// The backup.
    pub path: &'a Path,
    /// Its keys; the file beside it when `None`.
    pub keys: Option<&'a Path>,
    /// Folder of the new installation, which must not exist or be empty.
    pub folder: &'a Path,
    /// An empty PostgreSQL database; SQLite in the folder when `None`.
    pub database: Option<String>,
}

/// An installation that was restored.
pub struct Restored {
    /// Open.
    pub office: Office,
    /// What was in the backup.
    pub manifest: Manifest,
    /// The verification of each agency.
    pub reports: Vec<(AgencyId, Report)>,
}

/// Restores a backup into an empty folder and database, and verifies it. `progress` is told each
/// entry, `verifying` each invariant.
///
/// # Errors
/// When the place is not empty, the keys are not those of the backup, or an entry is missing or
/// altered. The folder is then left as it was.
pub fn restore(
    wanted: &Restore<'_>,
    reader: Box<dyn ReadTables>,
    progress: &mut dyn FnMut(&str),
    verifying: &mut (dyn FnMut(Progress) + Send),
) -> Result<Restored, BackupError> {
    must_be_free(wanted)?;
    let beside_backup = keys_path(wanted.path);
    let keys_file = wanted.keys.unwrap_or(&beside_backup);
    let keys = Keys::open(keys_file).map_err(|e| BackupError::Keys(e.to_string()))?;
    let part = beside(wanted.folder, ".part");
    if part.exists() {
        return Err(BackupError::Exists(part.display().to_string()));
    }
    let filled = fill(wanted, &keys, keys_file, &part, progress);
    let (manifest, reader) = match filled {
        Ok(manifest) => (manifest, reader),
        Err(error) => {
            // Best effort: the first error is the one to be told.
            let _ = fs::remove_dir_all(&part);
            return Err(error);
        }
    };
    let mut office = Office::open(wanted.folder, reader)?;
    let agencies: Vec<AgencyId> = manifest.heads.iter().map(|head| AgencyId(head.agency)).collect();
    let mut reports = Vec::with_capacity(agencies.len());
    for agency in agencies {
        reports.push((agency, verify(&mut office, agency, verifying)?));
    }
    Ok(Restored { office, manifest, reports })
}

fn must_be_free(wanted: &Restore<'_>) -> Result<(), BackupError> {
    let folder = wanted.folder;
    match fs::read_dir(folder) {
        Ok(mut files) => {
            if files.next().is_some() {
                return Err(BackupError::NotEmpty(folder.display().to_string()));
            }
        }
        Err(e) if e.kind() == io::ErrorKind::NotFound => {}
        Err(e) => return Err(BackupError::at(folder, e)),
    }
    let Some(database) = &wanted.database else { return Ok(()) };
    let location: Location = database.parse()?;
    let mut db = store::open(&location)?;
    // Looked at before anything is opened for use, which would bring an older database up to date.
    if store::migrate::version(db.as_mut())?.is_some()
        && store::scalar::<i64>(db.as_mut(), "SELECT COUNT(*) FROM agency", &[])? > 0
    {
        return Err(BackupError::NotEmpty(location.to_string()));
    }
    Ok(())
}

/// Fills the folder under another name, loads the database, and gives the folder its name.
fn fill(
    wanted: &Restore<'_>,
    keys: &Keys,
    keys_file: &Path,
    part: &Path,
    progress: &mut dyn FnMut(&str),
) -> Result<Manifest, BackupError> {
    let mut archive = Backup::open(wanted.path)?;
    let manifest = archive.manifest(keys)?;
    let scratch = part.join(SCRATCH);
    for folder in [part, &scratch, &part.join("received")] {
        fs::create_dir_all(folder).map_err(|e| BackupError::at(folder, e))?;
    }
    let mut files = BTreeMap::new();
    for entry in &manifest.entries {
        progress(&entry.name);
        let to = place_of(entry, part, &scratch)?;
        archive.extract(entry, &to)?;
        files.insert(entry.name.clone(), to);
    }
    archive.nothing_else(&manifest)?;
    copy_keys(keys_file, &part.join("keys.json"))?;
    write_config(part, wanted.database.as_deref())?;
    load(part, &manifest, &files)?;
    fs::remove_dir_all(&scratch).map_err(|e| BackupError::at(&scratch, e))?;
    let to = wanted.folder;
    // An empty folder may stand there; rename does not replace it everywhere.
    match fs::remove_dir(to) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(BackupError::at(to, e)),
        _ => {}
    }
    fs::rename(part, to).and_then(|()| flush_folder(to)).map_err(|e| BackupError::at(to, e))?;
    Ok(manifest)
}

/// Where an entry goes. Only names that a backup has: no entry leaves the folder.
fn place_of(entry: &Entry, part: &Path, scratch: &Path) -> Result<PathBuf, BackupError> {
    let name = entry.name.as_str();
    if name == ANCHOR {
        return Ok(part.join(ANCHOR));
    }
    if let Some(digest) = name.strip_prefix("received/") {
        return match digest.parse::<Digest>() {
            Ok(named) if named.as_str() == entry.digest => Ok(part.join("received").join(digest)),
            _ => Err(BackupError::entry(name, "的名称不是其内容的 SM3 摘要")),
        };
    }
    let table = tables::schema().tables.into_iter().find(|table| table_entry(table.name) == name);
    let table = table.ok_or_else(|| BackupError::entry(name, "不是本程序认识的内容"))?;
    Ok(scratch.join(table.name))
}

fn load(part: &Path, manifest: &Manifest, files: &BTreeMap<String, PathBuf>) -> Result<(), BackupError> {
    let mut office = Office::open_or_fill(part, Box::new(NoTables))?;
    let (_, db) = office.parts();
    let newest = store::migrate::version(db)?.unwrap_or_default();
    if manifest.schema_step > newest {
        return Err(BackupError::Newer(manifest.schema_step, newest));
    }
    let rows = portable::load(db, &tables::schema(), |table| {
        let Some(path) = files.get(&table_entry(table.name)) else { return Ok(None) };
        let file = File::open(path).map_err(|e| StoreError::Stopped(format!("{}：{e}", path.display())))?;
        Ok(Some(Box::new(io::BufReader::new(file)) as Box<dyn Read>))
    })?;
    let expected: u64 = manifest.entries.iter().filter_map(|entry| entry.rows).sum();
    if rows != expected {
        return Err(BackupError::entry(MANIFEST, format!("记 {expected} 行，实际读入 {rows} 行")));
    }
    same_heads(db, manifest)
}

fn same_heads(db: &mut dyn Db, manifest: &Manifest) -> Result<(), BackupError> {
    let stored = store::select::<desk::AgencyHead>(db, "ORDER BY agency", &[])?;
    let same = stored.len() == manifest.heads.len()
        && stored.iter().zip(&manifest.heads).all(|(stored, head)| {
            (stored.agency.0, stored.seq.0, stored.hash.as_str()) == (head.agency, head.seq, head.hash.as_str())
        });
    if same { Ok(()) } else { Err(BackupError::entry(MANIFEST, "所记的最后一次写入与数据不符")) }
}

/// A new installation's configuration; the anchor's second path is set again by the operator.
fn write_config(part: &Path, database: Option<&str>) -> Result<(), BackupError> {
    let path = part.join("shebao.toml");
    let config = BTreeMap::from([("database", database.unwrap_or("shebao.db")), ("anchor", ANCHOR)]);
    let text = toml::to_string(&config).map_err(|e| BackupError::entry("shebao.toml", e.to_string()))?;
    fs::write(&path, text).map_err(|e| BackupError::at(&path, e))
}

/// Nothing is imported while a backup is loaded.
struct NoTables;

impl ReadTables for NoTables {
    fn read_for(&self, path: &Path, _profile: &files::Profile) -> Result<files::RawTable, files::FileError> {
        Err(io::Error::other(format!("{} 在恢复期间不导入", path.display())).into())
    }
}

/// The file while it is read.
struct Backup<'a> {
    zip: ZipArchive<io::BufReader<File>>,
    path: &'a Path,
}

impl<'a> Backup<'a> {
    fn open(path: &'a Path) -> Result<Backup<'a>, BackupError> {
        let file = File::open(path).map_err(|e| BackupError::at(path, e))?;
        let zip = ZipArchive::new(io::BufReader::new(file)).map_err(|e| BackupError::of_zip(path, e))?;
        Ok(Backup { zip, path })
    }

    /// The list of contents, which only the keys' holder can have sealed.
    fn manifest(&mut self, keys: &Keys) -> Result<Manifest, BackupError> {
        let text = self.text(MANIFEST)?;
        let seal = self.text(SEAL)?;
        let digest = keys
            .open_sealed(seal.trim())
            .map_err(|_| BackupError::Keys("密钥不是做这份备份时的密钥，或备份的清单被改动".to_owned()))?;
        if digest != Digest::of(text.as_bytes()).as_str() {
            return Err(BackupError::entry(MANIFEST, "被改动"));
        }
        serde_json::from_str(&text).map_err(|e| BackupError::entry(MANIFEST, format!("无法识别：{e}")))
    }

    fn text(&mut self, name: &str) -> Result<String, BackupError> {
        let entry = self
            .zip
            .by_name(name)
            .map_err(|_| BackupError::Damaged(self.path.display().to_string(), format!("缺少 {name}")))?;
        let mut text = String::new();
        entry
            .take(MANIFEST_BYTES)
            .read_to_string(&mut text)
            .map_err(|e| BackupError::entry(name, format!("无法读出：{e}")))?;
        Ok(text)
    }

    /// Writes an entry to a file, if it is what the manifest says.
    fn extract(&mut self, entry: &Entry, to: &Path) -> Result<(), BackupError> {
        let name = entry.name.as_str();
        let mut input = self.zip.by_name(name).map_err(|_| BackupError::entry(name, "缺失或已损坏"))?;
        let file = File::create(to).map_err(|e| BackupError::at(to, e))?;
        let mut out = Digesting::new(BufWriter::new(file));
        let mut buffer = vec![0; 1 << 16];
        let mut left = entry.bytes;
        loop {
            let read = input.read(&mut buffer).map_err(|e| BackupError::entry(name, format!("已损坏（{e}）")))?;
            if read == 0 {
                break;
            }
            // A longer entry is refused here rather than unpacked to the end.
            left = left
                .checked_sub(read as u64)
                .ok_or_else(|| BackupError::entry(name, format!("长于备份时的 {} 字节", entry.bytes)))?;
            out.write_all(&buffer[..read]).map_err(|e| BackupError::at(to, e))?;
        }
        out.flush().map_err(|e| BackupError::at(to, e))?;
        match out.finish() {
            (digest, _) if digest == entry.digest => Ok(()),
            _ => Err(BackupError::entry(name, "的内容与备份时不同（SM3 摘要不符）")),
        }
    }

    fn nothing_else(&self, manifest: &Manifest) -> Result<(), BackupError> {
        for name in self.zip.file_names() {
            let name = name.map_err(|e| BackupError::of_zip(self.path, e))?;
            let listed = manifest.entries.iter().any(|entry| entry.name == name);
            if !listed && name != MANIFEST && name != SEAL {
                return Err(BackupError::entry(&name, "不在清单中，是后来加入的"));
            }
        }
        Ok(())
    }
}
