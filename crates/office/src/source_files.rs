//! Files that came in: kept unchanged under their digest, read through a column profile.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use base::Date;
use desk::{Digest, FieldError, Look, Refusal, Unplanned};
use files::{FileError, Imported, Profile, RawTable, Reader};
use store::{Field, Value};

/// How tables are read. The program reads them in a child process; see [`files::Reader`].
pub trait ReadTables: Send + Sync {
    /// Reads the sheet that a profile asks for.
    fn read_for(&self, path: &Path, profile: &Profile) -> Result<RawTable, FileError>;
}

impl ReadTables for Reader {
    fn read_for(&self, path: &Path, profile: &Profile) -> Result<RawTable, FileError> {
        Reader::read_for(self, path, profile)
    }
}

/// A profile that asks for nothing but the first sheet.
const ANY_TABLE: &str =
    "name = \"any\"\ntitle = \"任意表格\"\n[[column]]\nkey = \"aac002\"\ntitle = \"证件号码\"\nkind = \"id_number\"\n";

/// Every received file that a row speaks of, for a FROM clause: what `verify` asks for and a backup
/// copies. A new column with a file's digest belongs here.
pub(crate) const RECEIVED: &str = "(SELECT agency, id, digest AS file, name FROM source_file \
     UNION ALL SELECT agency, id, file, name FROM lead_evidence \
     UNION ALL SELECT agency, letter, file, '复函' FROM letter_answer WHERE file IS NOT NULL \
     UNION ALL SELECT agency, id, file, '入户记录' FROM home_visit WHERE file IS NOT NULL \
     UNION ALL SELECT agency, person, file, '继承人签字' FROM heir_list WHERE file IS NOT NULL \
     UNION ALL SELECT agency, intake, file, '受理材料' FROM intake_step WHERE file IS NOT NULL \
     UNION ALL SELECT agency, project, file, '佐证材料' FROM performance_scan \
     UNION ALL SELECT agency, id, mapping, '列名对照' FROM shadow_batch WHERE mapping IS NOT NULL) received";

/// Tables that were read lately. A digest names the bytes, so a kept table cannot be stale.
const KEPT_TABLES: usize = 8;

type Kept = (Digest, String, Date, Arc<Imported>);

/// The folder of received files.
pub struct SourceFiles {
    folder: PathBuf,
    reader: Box<dyn ReadTables>,
    kept: Mutex<Vec<Kept>>,
}

impl SourceFiles {
    /// Received files in `folder`, which is made when it does not exist.
    pub fn at(folder: &Path, reader: Box<dyn ReadTables>) -> SourceFiles {
        SourceFiles { folder: folder.to_owned(), reader, kept: Mutex::new(Vec::new()) }
    }

    /// Takes a file in: copies it under the SM3 of its bytes and flushes it to the disk. Taking
    /// the same bytes in again changes nothing.
    pub fn take_in(&self, path: &Path) -> Result<Digest, Refusal> {
        let problem = |what: &str, e: std::io::Error| {
            Refusal::Document(format!("文件 {} {what}：{e}。请核对路径、权限和磁盘空间", path.display()))
        };
        let found = fs::metadata(path).map_err(|e| problem("无法打开", e))?;
        if !found.is_file() {
            // A device or a pipe has no size to judge it by, and may never end.
            let shown = path.display();
            return Err(Refusal::Document(format!("{shown} 不是普通文件，没有读入任何数据。请写明要导入的文件的路径")));
        }
        let size = found.len();
        let largest = files::limits::TEXT_BYTES.max(files::limits::WORKBOOK_BYTES);
        if size > largest {
            let size_mb = size / (1 << 20);
            let largest_mb = largest / (1 << 20);
            return Err(Refusal::Document(format!(
                "文件 {} 有 {size_mb} MiB，超过上限 {largest_mb} MiB，没有读入任何数据。请按乡镇拆分后分别导入",
                path.display()
            )));
        }
        let bytes = fs::read(path).map_err(|e| problem("无法读取", e))?;
        let digest = Digest::of(&bytes);
        let kept = self.path(&digest);
        if kept.exists() {
            return Ok(digest);
        }
        fs::create_dir_all(&self.folder).map_err(|e| problem("无法保存", e))?;
        let draft = self.folder.join(format!("{digest}.part"));
        fs::write(&draft, &bytes)
            .and_then(|()| fs::File::open(&draft)?.sync_all())
            .and_then(|()| fs::rename(&draft, &kept))
            .map_err(|e| problem("无法保存", e))?;
        Ok(digest)
    }

    /// The first sheet of a file as it stands, for somebody who only looks things up in it: the
    /// file is not taken in.
    pub fn look_at(&self, path: &Path) -> Result<RawTable, Refusal> {
        let any = Profile::from_toml(ANY_TABLE).map_err(|error| Refusal::Document(error.to_string()))?;
        self.reader.read_for(path, &any).map_err(|error| Refusal::Document(error.to_string()))
    }

    /// Where a received file lies.
    pub fn path(&self, digest: &Digest) -> PathBuf {
        self.folder.join(digest.as_str())
    }

    /// Every file that was taken in, also those whose matter is not signed yet.
    pub(crate) fn all(&self) -> std::io::Result<Vec<Digest>> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let named = |entry: std::io::Result<fs::DirEntry>| Ok(entry?.file_name().to_str().and_then(|n| n.parse().ok()));
        entries.filter_map(|entry| named(entry).transpose()).collect()
    }

    /// Reads a received file through a profile. Its bytes are those of the digest, or it is an
    /// error.
    pub fn read(&self, digest: &Digest, profile: &str, today: Date) -> Result<Arc<Imported>, Unplanned> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((.., table)) = kept.iter().find(|(d, p, t, _)| d == digest && p == profile && *t == today) {
            return Ok(Arc::clone(table));
        }
        drop(kept);
        self.bytes(digest)?;
        self.read_afresh(digest, profile, today)
    }

    /// Reads a received file whose columns another system named: `mapping` is a received TOML of
    /// `key = "title"`.
    pub fn read_mapped(
        &self,
        digest: &Digest,
        profile: &str,
        mapping: Option<&Digest>,
        today: Date,
    ) -> Result<Arc<Imported>, Unplanned> {
        let Some(mapping) = mapping else { return self.read(digest, profile, today) };
        self.bytes(digest)?;
        self.bytes(mapping)?;
        let fault = |what: String| FieldError::input("mapping", what, "请按“代码 = \"省系统的列名\"”一行一列改正");
        let text = fs::read(self.path(mapping)).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let text = text.ok_or_else(|| fault("列名对照不是 UTF-8 文本".to_owned()))?;
        let profile = Profile::named(profile).map_err(|e| Refusal::Document(e.to_string()))?;
        let profile = profile.with_titles(&text).map_err(|e| fault(e.to_string()))?;
        let table = self
            .reader
            .read_for(&self.path(digest), &profile)
            .map_err(|e| FieldError::input("file", e.to_string(), "改正后重新导入"))?;
        Ok(Arc::new(profile.apply(&table, today)))
    }

    /// Reads and keeps a table of a file that was checked.
    fn read_afresh(&self, digest: &Digest, profile: &str, today: Date) -> Result<Arc<Imported>, Unplanned> {
        let table = Arc::new(self.table(digest, profile, today)?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_TABLES {
            kept.remove(0);
        }
        kept.push((digest.clone(), profile.to_owned(), today, Arc::clone(&table)));
        Ok(table)
    }

    /// Reads several sheets of one workbook at the same time, in the order of the profiles.
    pub fn read_sheets<const N: usize>(
        &self,
        digest: &Digest,
        profiles: [&str; N],
        today: Date,
    ) -> Result<[Arc<Imported>; N], Unplanned> {
        let sheets = std::thread::scope(|scope| {
            let threads = profiles.map(|profile| scope.spawn(move || self.read(digest, profile, today)));
            threads.map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        let mut read = Vec::with_capacity(N);
        for sheet in sheets {
            read.push(sheet?);
        }
        read.try_into().map_err(|_| Unplanned::Failed(Refusal::Document("工作簿读取不完整".to_owned())))
    }

    /// The text of a received file in UTF-8.
    pub fn text(&self, digest: &Digest) -> Result<String, Unplanned> {
        self.bytes(digest)?;
        let bytes = fs::read(self.path(digest)).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let what = "文件不是 UTF-8 文本";
        Ok(bytes.ok_or_else(|| FieldError::input("file", what, "请用文本编辑器另存为 UTF-8 编码后重新上传"))?)
    }

    /// The bytes of a received file: still those that were received.
    pub fn bytes(&self, digest: &Digest) -> Result<Vec<u8>, Unplanned> {
        let bytes = fs::read(self.path(digest))
            .map_err(|e| Refusal::Document(format!("已接收的文件 {digest} 无法读取：{e}。请从备份恢复接收文件目录")))?;
        if Digest::of(&bytes) != *digest {
            return Err(Refusal::Document(format!("已接收的文件 {digest} 内容被改动，请从备份恢复接收文件目录")).into());
        }
        Ok(bytes)
    }

    fn table(&self, digest: &Digest, profile: &str, today: Date) -> Result<Imported, Unplanned> {
        let profile = Profile::named(profile).map_err(|e| Refusal::Document(e.to_string()))?;
        let table = self
            .reader
            .read_for(&self.path(digest), &profile)
            .map_err(|e| FieldError::input("file", e.to_string(), "改正后重新导入"))?;
        Ok(profile.apply(&table, today))
    }
}

/// The faults of a file as field errors, for operations that take a file only when it is whole.
pub fn problems_of(imported: &Imported) -> Vec<FieldError> {
    let error = |p: &files::Problem| FieldError::cell(p.line, &p.column_title, p.message.clone(), "改正后重新导入");
    imported.problems.iter().map(error).collect()
}

/// The fault of a file that was imported already, naming the day. The unique key of `source_file`
/// is the last guard.
pub(crate) fn imported_before(
    look: &mut Look<'_>,
    digest: &Digest,
    profile: &str,
) -> Result<Option<FieldError>, Unplanned> {
    let sql = "SELECT s.name, m.made_on FROM source_file s JOIN matter m ON m.id = s.matter \
               WHERE s.agency = $1 AND s.digest = $2 AND s.profile = $3";
    let args = [Value::Int(look.agency().0), digest.value(), profile.into()];
    let before = look.one(sql, &args, |row| Ok((row.text(0)?.to_owned(), Date::read(row, 1)?)))?;
    Ok(before.map(|(name, day)| {
        let what = format!("这个文件的内容已于 {day} 导入（当时的文件名：{name}）");
        FieldError::input("file", what, "请确认是否选错了文件；不需要再次导入")
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_column_with_a_received_file_is_in_the_list() {
        let schema = crate::tables::schema();
        let holds = |table: &&store::Table| table.columns.iter().any(|c| ["file", "mapping"].contains(&c.name));
        let tables: Vec<&str> = schema.tables.iter().filter(holds).map(|table| table.name).collect();
        assert!(tables.len() > 5, "{tables:?}");
        for table in tables {
            assert!(super::RECEIVED.contains(&format!(" FROM {table}")), "{table} is missing");
        }
    }
}
