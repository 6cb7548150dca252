//! Opening an installation of which something is missing, broken or another one's.

use std::fs;
use std::path::Path;

use crate::common::{InThisProcess, TestOffice};
use shebao_office::Office;

fn told(folder: &Path) -> String {
    match Office::open(folder, Box::new(InThisProcess)) {
        Ok(_) => panic!("opened"),
        Err(error) => error.to_string(),
    }
}

/// The folder of an office with people, closed.
fn closed() -> tempfile::TempDir {
    let TestOffice { office, folder, .. } = TestOffice::new();
    drop(office);
    folder
}

#[test]
fn a_database_that_is_gone_is_told_and_not_made_anew() {
    let folder = closed();
    let file = folder.path().join("shebao.db");
    let moved = folder.path().join("moved.db");
    fs::rename(&file, &moved).unwrap();
    assert!(told(folder.path()).contains("不存在或是空的"), "{}", told(folder.path()));
    assert!(!file.exists(), "an empty office was made");
    fs::write(&file, "").unwrap();
    assert!(told(folder.path()).contains("备份恢复"));
    fs::rename(&moved, &file).unwrap();
    Office::open(folder.path(), Box::new(InThisProcess)).unwrap();
}

#[test]
fn the_keys_of_another_office_open_nothing() {
    let folder = closed();
    let keys = folder.path().join("keys.json");
    let own = fs::read_to_string(&keys).unwrap();
    fs::remove_file(&keys).unwrap();
    assert!(told(folder.path()).contains("密钥备份"));
    desk::Keys::open_or_create(&keys).unwrap();
    assert!(told(folder.path()).contains("不是本机构的密钥"), "{}", told(folder.path()));
    // Only the lookup key is another: nobody would be found, and everybody registered again.
    let other: serde_json::Value = serde_json::from_slice(&fs::read(&keys).unwrap()).unwrap();
    let mut mixed: serde_json::Value = serde_json::from_str(&own).unwrap();
    mixed["lookup"] = other["lookup"].clone();
    fs::write(&keys, mixed.to_string()).unwrap();
    assert!(told(folder.path()).contains("不是本机构的密钥"));
    fs::write(&keys, own).unwrap();
    Office::open(folder.path(), Box::new(InThisProcess)).unwrap();
}

#[test]
fn a_configuration_that_is_not_ours_is_told_by_its_line() {
    let folder = closed();
    let path = folder.path().join("shebao.toml");
    for (text, line) in [("database = 1\n", "第 1 行"), ("database = \"a\"\nanchor = \"b\"\nx = 1\n", "第 3 行")] {
        fs::write(&path, text).unwrap();
        let told = told(folder.path());
        assert!(told.contains(line) && !told.contains("expected"), "{told}");
    }
    assert!(told(&path).contains("一个文件"), "{}", told(&path));
}

#[test]
fn what_has_no_end_is_not_taken_in() {
    let office = TestOffice::new();
    let told = office.office.environment().files.take_in(Path::new("/dev/zero")).unwrap_err().to_string();
    assert!(told.contains("不是普通文件"), "{told}");
}
