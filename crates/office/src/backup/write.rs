//! Making a backup.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use base::Seq;
use desk::{AgencyHead, Digest};
use store::{Begin, Db, portable, transaction};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::digesting::Digesting;
use super::error::BackupError;
use super::manifest::{ANCHOR, Entry, Head, MANIFEST, Manifest, SEAL, received_entry, table_entry};
use crate::open::Office;
use crate::source_files::RECEIVED;
use crate::tables;

/// A backup that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// The file.
    pub path: PathBuf,
    /// What is in it.
    pub manifest: Manifest,
    /// The key file beside it, when asked for.
    pub keys: Option<PathBuf>,
    /// What the user must be told.
    pub notice: String,
}

/// Writes the installation to one new file; with `with_keys` its keys to another one,
/// `<name>.keys.json`, readable by its owner only. `progress` is told each entry before it is
/// written.
///
/// # Errors
/// When a file of that name exists, something cannot be read, or the disk is full. Nothing is left.
pub fn backup(
    office: &mut Office,
    path: &Path,
    with_keys: bool,
    progress: &mut dyn FnMut(&str),
) -> Result<BackedUp, BackupError> {
    let keys = with_keys.then(|| keys_path(path));
    let taken = [Some(path), keys.as_deref()].into_iter().flatten().find(|path| path.exists());
    if let Some(taken) = taken {
        return Err(BackupError::Exists(taken.display().to_string()));
    }
    let part = beside(path, ".part");
    let made = write_part(office, &part, progress).and_then(|manifest| {
        if let Some(keys) = &keys {
            copy_keys(&office.folder().join("keys.json"), keys)?;
        }
        fs::rename(&part, path).and_then(|()| flush_folder(path)).map_err(|e| BackupError::at(path, e))?;
        Ok(manifest)
    });
    match made {
        Ok(manifest) => Ok(BackedUp { path: path.to_owned(), manifest, notice: notice(keys.as_deref()), keys }),
        Err(error) => {
            // Best effort: the first error is the one to be told.
            let _ = fs::remove_file(&part);
            if let Some(keys) = keys.filter(|_| !path.exists()) {
                let _ = fs::remove_file(keys);
            }
            Err(error)
        }
    }
}

fn notice(keys: Option<&Path>) -> String {
    match keys {
        Some(keys) => format!(
            "密钥已另存为 {}（仅本人可读）。恢复时备份和密钥缺一不可；两者请分开保管，同时落入他人之手即可读出全部证件号和账号",
            keys.display()
        ),
        None => "备份不含密钥，没有密钥无法恢复；请确认密钥文件（数据目录中的 keys.json）已另行备份并与本备份分开保管"
            .to_owned(),
    }
}

/// The key file that belongs to a backup.
pub(super) fn keys_path(path: &Path) -> PathBuf {
    beside(path, ".keys.json")
}

/// A path beside another one, with something after its name.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn write_part(office: &mut Office, part: &Path, progress: &mut dyn FnMut(&str)) -> Result<Manifest, BackupError> {
    let file =
        OpenOptions::new().write(true).create(true).truncate(true).open(part).map_err(|e| BackupError::at(part, e))?;
    let (manifest, writer) = write_to(office, BufWriter::new(file), part, progress)?;
    let file = writer.into_inner().map_err(|e| BackupError::at(part, e.into_error()))?;
    file.sync_all().map_err(|e| BackupError::at(part, e))?;
    Ok(manifest)
}

/// Writes everything to a sink, which is given back. `path` is for messages.
fn write_to<W: Write + Seek>(
    office: &mut Office,
    sink: W,
    path: &Path,
    progress: &mut dyn FnMut(&str),
) -> Result<(Manifest, W), BackupError> {
    let environment = std::sync::Arc::clone(office.environment());
    let anchor = office.folder().join(ANCHOR);
    let mut archive = Archive { zip: ZipWriter::new(sink), path, entries: Vec::new(), progress };
    // Before the snapshot, so that no line speaks of a write that the snapshot does not have.
    if anchor.exists() {
        archive.file(ANCHOR, &anchor)?;
    }
    let (_, db) = office.parts();
    let (schema_step, heads, received) = transaction(db, Begin::Read, |db| {
        let step = store::migrate::version(db)?.unwrap_or_default();
        let heads = heads(db)?;
        for table in &tables::schema().tables {
            // Open sessions end with the installation that opened them.
            if table.name != "session" {
                archive.table(db, table)?;
            }
        }
        Ok::<_, BackupError>((step, heads, received_digests(db)?))
    })?;
    // What waits for a signature is spoken of in its sealed input only.
    let mut received: BTreeSet<Digest> = received.into_iter().collect();
    received.extend(environment.files.all().map_err(|e| BackupError::at(path, e))?);
    for digest in received {
        archive.file(&received_entry(digest.as_str()), &environment.files.path(&digest))?;
    }
    let entries = std::mem::take(&mut archive.entries);
    let manifest = Manifest { program: env!("CARGO_PKG_VERSION").to_owned(), schema_step, heads, entries };
    let text = serde_json::to_string_pretty(&manifest).map_err(|e| BackupError::entry(MANIFEST, e.to_string()))?;
    let seal = environment.keys.seal(Digest::of(text.as_bytes()).as_str()).map_err(desk::Refusal::Key)?;
    archive.bytes(MANIFEST, text.as_bytes())?;
    archive.bytes(SEAL, seal.as_bytes())?;
    let mut sink = archive.zip.finish().map_err(|e| BackupError::of_zip(path, e))?;
    sink.flush().map_err(|e| BackupError::at(path, e))?;
    Ok((manifest, sink))
}

struct Archive<'a, W: Write + Seek> {
    zip: ZipWriter<W>,
    path: &'a Path,
    entries: Vec<Entry>,
    progress: &'a mut dyn FnMut(&str),
}

impl<W: Write + Seek> Archive<'_, W> {
    fn start(&mut self, name: &str) -> Result<(), BackupError> {
        (self.progress)(name);
        // A fixed time, so that the same content is the same file.
        let options = SimpleFileOptions::default().large_file(true);
        self.zip.start_file(name, options).map_err(|e| BackupError::of_zip(self.path, e))
    }

    fn end(&mut self, name: &str, rows: Option<u64>, (digest, bytes): (String, u64)) {
        self.entries.push(Entry { name: name.to_owned(), rows, bytes, digest });
    }

    fn table(&mut self, db: &mut dyn Db, table: &store::Table) -> Result<(), BackupError> {
        let name = table_entry(table.name);
        self.start(&name)?;
        let mut out = Digesting::new(&mut self.zip);
        let rows = match portable::dump_table(db, table, &mut out) {
            Ok(rows) => rows,
            Err(store::StoreError::Full(_)) => return Err(BackupError::Full(self.path.display().to_string())),
            Err(error) => return Err(error.into()),
        };
        let digest = out.finish();
        self.end(&name, Some(rows), digest);
        Ok(())
    }

    fn file(&mut self, name: &str, from: &Path) -> Result<(), BackupError> {
        let mut input = File::open(from).map_err(|e| BackupError::at(from, e))?;
        self.start(name)?;
        let mut out = Digesting::new(&mut self.zip);
        io::copy(&mut input, &mut out).map_err(|e| BackupError::at(self.path, e))?;
        let digest = out.finish();
        self.end(name, None, digest);
        Ok(())
    }

    /// An entry that the manifest does not list.
    fn bytes(&mut self, name: &str, bytes: &[u8]) -> Result<(), BackupError> {
        self.start(name)?;
        self.zip.write_all(bytes).map_err(|e| BackupError::at(self.path, e))
    }
}

fn heads(db: &mut dyn Db) -> Result<Vec<Head>, BackupError> {
    let heads = store::select::<AgencyHead>(db, "ORDER BY agency", &[])?;
    let head = |head: AgencyHead| {
        let Seq(seq) = head.seq;
        Head { agency: head.agency.0, seq, hash: head.hash.as_str().to_owned() }
    };
    Ok(heads.into_iter().map(head).collect())
}

fn received_digests(db: &mut dyn Db) -> Result<Vec<Digest>, BackupError> {
    let mut digests = Vec::new();
    db.each(&format!("SELECT DISTINCT file FROM {RECEIVED} ORDER BY file"), &[], &mut |row| {
        digests.push(store::Field::read(row, 0)?);
        Ok(())
    })?;
    Ok(digests)
}

/// Copies the keys to a file that only its owner reads.
pub(super) fn copy_keys(from: &Path, to: &Path) -> Result<(), BackupError> {
    let text = fs::read(from).map_err(|e| BackupError::at(from, e))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = |mut file: File| file.write_all(&text).and_then(|()| file.sync_all());
    options.open(to).and_then(write).map_err(|e| BackupError::at(to, e))
}

/// Makes a rename durable.
pub(super) fn flush_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk with room for so many bytes.
    struct SmallDisk(io::Cursor<Vec<u8>>, u64);

    impl Write for SmallDisk {
        fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
            match self.0.position() + buffer.len() as u64 > self.1 {
                true => Err(io::ErrorKind::StorageFull.into()),
                false => self.0.write(buffer),
            }
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for SmallDisk {
        fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    /// Stands in for the reader of tables, which a backup does not need.
    struct NoReader;

    impl crate::source_files::ReadTables for NoReader {
        fn read_for(&self, _: &Path, _: &files::Profile) -> Result<files::RawTable, files::FileError> {
            Err(files::FileError::Empty)
        }
    }

    #[test]
    fn a_full_disk_is_told_as_that_wherever_it_fills() {
        let folder = tempfile::tempdir().unwrap();
        let first = |name: &str| desk::FirstStaff { name: name.into(), username: name.into() };
        let founding = desk::Founding {
            code: "530113".parse().unwrap(),
            name: "模拟".into(),
            simulated_from: None,
            from: base::parse_date("2018-01-01").unwrap(),
            system_admin: first("a"),
            auditor: first("b"),
            head: first("c"),
        };
        let setup = crate::open::Setup { folder: folder.path(), database: None, anchor: None, founding: &founding };
        let (mut office, ..) = Office::create(&setup, Box::new(NoReader)).unwrap();
        let path = Path::new("备份.zip");
        let disk = |room| SmallDisk(io::Cursor::new(Vec::new()), room);
        let (_, whole) = write_to(&mut office, disk(u64::MAX), path, &mut |_| ()).unwrap();
        let size = whole.0.into_inner().len() as u64;
        for room in [0, 40, size / 3, size / 2, size - 30] {
            let error = write_to(&mut office, disk(room), path, &mut |_| ()).map(|_| ()).unwrap_err();
            assert!(matches!(error, BackupError::Full(_)), "{room} of {size}: {error}");
            // The snapshot's transaction ended with the failure.
            assert!(office.look(desk::AgencyId(1), |look| Ok::<_, desk::Refusal>(look.seq())).is_ok());
        }
    }
}
