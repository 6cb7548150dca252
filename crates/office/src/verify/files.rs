//! Received files are the evidence behind imported rows: each is there, with the bytes it came with.

use desk::{Digest, Unplanned};
use store::Field;

use super::checking::Checking;
use crate::source_files::RECEIVED;

pub(super) fn check(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let agency = c.agency();
    let mut files: Vec<(i64, Digest, String)> = Vec::new();
    let sql = format!("SELECT id, file, name FROM {RECEIVED} WHERE agency = $1 ORDER BY 1");
    c.look.each(&sql, &[agency], |row| {
        files.push((row.int(0)?, Digest::read(row, 1)?, row.text(2)?.to_owned()));
        Ok(())
    })?;
    c.checked.count("接收文件", i64::try_from(files.len()).unwrap_or(i64::MAX));
    let advice = "请从备份恢复接收文件目录";
    for (id, digest, name) in files {
        match std::fs::read(c.environment.files.path(&digest)) {
            Ok(bytes) if Digest::of(&bytes) == digest => {}
            Ok(_) => c.fault("source_file", id, format!("接收的文件“{name}”内容被改动"), advice),
            Err(error) => c.fault("source_file", id, format!("接收的文件“{name}”无法读取：{error}"), advice),
        }
    }
    Ok(())
}
