//! What keeps a backup from being made or restored.

use std::io;
use std::path::Path;

use desk::Refusal;
use store::StoreError;
use zip::result::ZipError;

use crate::open::OpenError;

/// Why a backup was not made or not restored. Nothing half done is left behind.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Something stands where the result should go.
    #[error("{0} 已存在，没有改动任何内容。请换一个名称或位置")]
    Exists(String),
    /// The folder or database to restore into is not empty.
    #[error("只能恢复到空的位置，而 {0} 中已有内容，没有改动任何数据。请换一个新目录或空数据库")]
    NotEmpty(String),
    /// No space left.
    #[error("{0} 所在磁盘空间不足，没有留下不完整的文件。请腾出空间或换一个位置后重做")]
    Full(String),
    /// Reading or writing failed.
    #[error("{0} 无法读写：{1}。请核对路径、权限和磁盘后重做")]
    Io(String, io::Error),
    /// The file is no backup, or cut off.
    #[error("{0} 不是完整的备份文件：{1}。请换一份备份")]
    Damaged(String, String),
    /// One entry is not what was backed up.
    #[error("备份文件中的 {entry} {what}，没有恢复任何数据。请换一份备份，并查明文件是怎样被改动的")]
    Entry {
        /// Name of the entry.
        entry: String,
        /// What is wrong with it.
        what: String,
    },
    /// The keys are missing or others.
    #[error("{0}。备份不含密钥：请同时取出做备份时单独保存的密钥文件（.keys.json）")]
    Keys(String),
    /// Made by a newer program.
    #[error("备份来自较新的程序（结构版本 {0}，本程序 {1}），请用新版程序恢复")]
    Newer(i64, i64),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The desk.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The installation.
    #[error(transparent)]
    Open(#[from] OpenError),
}

impl BackupError {
    /// A failure at a path.
    pub(super) fn at(path: &Path, error: io::Error) -> BackupError {
        let path = path.display().to_string();
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => BackupError::Full(path),
            _ => BackupError::Io(path, error),
        }
    }

    /// A failure of the container at a path.
    pub(super) fn of_zip(path: &Path, error: ZipError) -> BackupError {
        match error {
            ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => BackupError::at(path, error),
            other => BackupError::Damaged(path.display().to_string(), other.to_string()),
        }
    }

    pub(super) fn entry(entry: &str, what: impl Into<String>) -> BackupError {
        BackupError::Entry { entry: entry.to_owned(), what: what.into() }
    }
}
