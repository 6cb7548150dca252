//! 备份与恢复: what comes back is what was there, on either engine; anything cut off, altered or
//! added is told by its entry, and nothing half done stays.

use crate::town;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::common::{InThisProcess, TestOffice};
use crate::town::{contributor, open_books, recipient, take_on};
use desk::{AgencyId, Digest};
use shebao_office::Office;
use shebao_office::backup::{BackedUp, BackupError, Restore, Restored, backup, restore};
use shebao_office::tables::{IntakeId, IntakeStepKind};
use shebao_office::window::{AcceptInput, StepInput};
use store::testing::PgServer;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const ATTACHED: &str = "模拟户口簿的照片";
const WAITING: &str = "等待导入的文件";

fn taken_in(office: &TestOffice, name: &str, text: &str) -> Digest {
    let path = office.folder.path().join(name);
    fs::write(&path, text).unwrap();
    office.office.environment().files.take_in(&path).unwrap()
}

fn a_town(office: &mut TestOffice) {
    open_books(office);
    take_on(office, &[contributor(1), recipient(2), recipient(3)]).unwrap();
    // A photographed proof that only an application speaks of, and a file whose matter nobody made yet.
    let application = AcceptInput {
        asked: "benefits.award".into(),
        applicant: "模拟1".into(),
        person: None,
        region: contributor(1).village.parse().unwrap(),
        counter: "1 号窗口".into(),
        promise: false,
        missing: "户口簿".into(),
        days: None,
    };
    office.run("window.accept", &application).unwrap();
    let supplied = StepInput {
        intake: IntakeId(office.number("SELECT id FROM intake")),
        step: IntakeStepKind::Supplied,
        note: String::new(),
        handled: None,
        file: Some(taken_in(office, "户口簿.jpg", ATTACHED)),
    };
    office.run("window.step", &supplied).unwrap();
    taken_in(office, "待导入.csv", WAITING);
    let environment = office.office.environment().clone();
    let (agency, anchor) = (office.agency, office.office.anchor().clone());
    let (_, db) = office.office.parts();
    anchor.append(db, &environment.keys, agency).unwrap();
}

fn backed_up(office: &mut TestOffice) -> BackedUp {
    let path = office.folder.path().join("备份.zip");
    let mut entries = Vec::new();
    let made = backup(&mut office.office, &path, true, &mut |entry| entries.push(entry.to_owned())).unwrap();
    assert!(entries.contains(&"tables/award.csv".to_owned()) && entries.contains(&"manifest.json".to_owned()));
    made
}

fn restored(path: &Path, folder: &Path, database: Option<String>) -> Result<Restored, BackupError> {
    let wanted = Restore { path, keys: None, folder, database };
    restore(&wanted, Box::new(InThisProcess), &mut |_| (), &mut |_| ())
}

fn refused(path: &Path, folder: &Path) -> String {
    match restored(path, folder, None) {
        Ok(_) => panic!("restored"),
        Err(error) => {
            assert!(!folder.exists(), "something was left: {error}");
            let part = PathBuf::from(format!("{}.part", folder.display()));
            assert!(!part.exists(), "something was left: {error}");
            error.to_string()
        }
    }
}

/// All rows of all tables but open sessions, as a backup writes them.
fn contents(office: &mut Office) -> Vec<(&'static str, String)> {
    let (_, db) = office.parts();
    let tables = shebao_office::tables::schema().tables;
    let rows = |table: &store::Table, db: &mut dyn store::Db| {
        let mut out = Vec::new();
        store::portable::dump_table(db, table, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    tables.iter().filter(|table| table.name != "session").map(|table| (table.name, rows(table, db))).collect()
}

fn whole(restored: &Restored, agency: AgencyId) {
    let [(of, report)] = &restored.reports[..] else { panic!("one agency") };
    assert_eq!(*of, agency);
    assert!(report.is_whole(), "{report}");
}

#[test]
fn what_comes_back_is_what_was_there_on_either_engine() {
    TestOffice::on_each_engine(|office| {
        a_town(office);
        let made = backed_up(office);
        let rows = |table: &str| {
            made.manifest.entries.iter().find(|entry| entry.name == format!("tables/{table}.csv")).and_then(|e| e.rows)
        };
        assert_eq!((rows("person"), rows("award"), rows("session")), (Some(3), Some(2), None));
        let before = contents(&mut office.office);
        let folder = tempfile::tempdir().unwrap();
        let on_sqlite = folder.path().join("sqlite");
        let mut first = restored(&made.path, &on_sqlite, None).unwrap();
        whole(&first, office.agency);
        assert_eq!(contents(&mut first.office), before);
        assert!(!on_sqlite.join("restoring").exists());
        for text in [ATTACHED, WAITING] {
            let kept = first.office.environment().files.path(&Digest::of(text.as_bytes()));
            assert_eq!(fs::read_to_string(kept).unwrap(), text);
        }
        // A backup of the restored installation is the same, digest by digest.
        let again = folder.path().join("again.zip");
        let second = backup(&mut first.office, &again, false, &mut |_| ()).unwrap();
        assert_eq!(second.manifest, made.manifest);

        // Keys came along: the same people sign in and work goes on.
        let (desk, db) = first.office.parts();
        let token = desk.sign_in(db, "clerk", "test password of clerk").unwrap();
        desk.resume(db, &token).unwrap();

        let Some(server) = PgServer::shared() else { return };
        let store::Location::Postgres(address) = server.create_database() else { unreachable!() };
        let mut third = restored(&made.path, &folder.path().join("postgres"), Some(address.clone())).unwrap();
        whole(&third, office.agency);
        assert_eq!(contents(&mut third.office), before);
        drop(third);
        let taken = folder.path().join("taken");
        let told = restored(&made.path, &taken, Some(address)).map(|_| ()).unwrap_err().to_string();
        assert!(told.contains("只能恢复到空的位置") && !taken.exists(), "{told}");
    });
}

#[test]
fn keys_are_apart_and_only_their_owners() {
    let mut office = TestOffice::new();
    a_town(&mut office);
    let made = backed_up(&mut office);
    let keys = made.keys.clone().unwrap();
    assert!(keys.ends_with("备份.zip.keys.json") && made.notice.contains("分开保管"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&keys).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let secret: serde_json::Value = serde_json::from_slice(&fs::read(&keys).unwrap()).unwrap();
    for (name, bytes) in entries(&made.path) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for key in ["lookup", "sealing", "signing"] {
            assert!(!text.contains(secret[key].as_str().unwrap()), "{name} holds the {key} key");
        }
        let id = town::id_number("19550612", 902);
        assert!(name.starts_with("received/") || !text.contains(&id), "{name} holds an ID number");
    }
    let folder = office.folder.path().join("new");
    fs::rename(&keys, office.folder.path().join("elsewhere.json")).unwrap();
    assert!(refused(&made.path, &folder).contains(".keys.json"));
    // Another installation's keys do not open it.
    desk::Keys::open_or_create(&keys).unwrap();
    assert!(refused(&made.path, &folder).contains("密钥不是做这份备份时的密钥"));
    assert!(matches!(backup(&mut office.office, &made.path, false, &mut |_| ()), Err(BackupError::Exists(_))));
    let second = office_path(&office, "2.zip");
    let no_keys = backup(&mut office.office, &second, false, &mut |_| ()).unwrap();
    assert!(no_keys.keys.is_none() && no_keys.notice.contains("不含密钥"));
}

fn office_path(office: &TestOffice, name: &str) -> PathBuf {
    office.folder.path().join(name)
}

#[test]
fn a_backup_that_was_cut_or_edited_names_the_entry() {
    let mut office = TestOffice::new();
    a_town(&mut office);
    let made = backed_up(&mut office);
    let folder = office_path(&office, "new");
    let bytes = fs::read(&made.path).unwrap();
    let damaged = |bytes: &[u8]| {
        fs::write(&made.path, bytes).unwrap();
        refused(&made.path, &folder)
    };
    for length in [0, 100, bytes.len() / 2, bytes.len() - 10] {
        let told = damaged(&bytes[..length]);
        assert!(told.contains("不是完整的备份文件"), "{length}: {told}");
    }
    // A byte of compressed data, somewhere in the first third.
    let mut flipped = bytes.clone();
    flipped[bytes.len() / 3] ^= 0x55;
    let told = damaged(&flipped);
    assert!(told.contains("备份文件中的 "), "{told}");

    let edit = |name: &str, change: &dyn Fn(String) -> Option<String>| {
        fs::write(&made.path, &bytes).unwrap();
        let mut zip = ZipWriter::new(fs::File::create(office_path(&office, "edited.zip")).unwrap());
        for (entry, bytes) in entries(&made.path) {
            let bytes = match entry == name {
                true => change(String::from_utf8(bytes).unwrap()).map(String::into_bytes),
                false => Some(bytes),
            };
            if let Some(bytes) = bytes {
                zip.start_file(entry, SimpleFileOptions::default()).unwrap();
                zip.write_all(&bytes).unwrap();
            }
        }
        if name.is_empty() {
            zip.start_file("tables/more.csv", SimpleFileOptions::default()).unwrap();
        }
        zip.finish().unwrap();
        fs::rename(office_path(&office, "edited.zip"), &made.path).unwrap();
        refused(&made.path, &folder)
    };
    let award = "tables/award.csv";
    let told = edit(award, &|text| Some(text.replacen("530113", "530114", 1)));
    assert!(told.contains(award) && told.contains("SM3"), "{told}");
    let told = edit(award, &|text| Some(text + "1,1\n"));
    assert!(told.contains(award) && told.contains("长于"), "{told}");
    let told = edit(award, &|_| None);
    assert!(told.contains(award) && told.contains("缺失"), "{told}");
    let told = edit("manifest.json", &|text| Some(text.replacen("\"rows\": 3", "\"rows\": 2", 1)));
    assert!(told.contains("manifest.json") && told.contains("被改动"), "{told}");
    let told = edit("", &|_| None);
    assert!(told.contains("tables/more.csv") && told.contains("后来加入"), "{told}");

    fs::write(&made.path, &bytes).unwrap();
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("x"), "x").unwrap();
    let told = restored(&made.path, &folder, None).map(|_| ()).unwrap_err().to_string();
    assert!(told.contains("只能恢复到空的位置"), "{told}");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    fs::remove_file(folder.join("x")).unwrap();
    whole(&restored(&made.path, &folder, None).unwrap(), office.agency);
}

#[test]
fn a_backup_that_fails_leaves_nothing() {
    let mut office = TestOffice::new();
    a_town(&mut office);
    let path = office_path(&office, "missing/backup.zip");
    let told = backup(&mut office.office, &path, true, &mut |_| ()).unwrap_err().to_string();
    assert!(told.contains("无法读写"), "{told}");
    // A received file is gone: the backup would not be whole.
    let received = fs::read_dir(office_path(&office, "received")).unwrap().next().unwrap().unwrap().path();
    fs::remove_file(received).unwrap();
    let path = office_path(&office, "backup.zip");
    let told = backup(&mut office.office, &path, true, &mut |_| ()).unwrap_err().to_string();
    assert!(told.contains("received") && told.contains("无法读写"), "{told}");
    let left: Vec<String> = fs::read_dir(office.folder.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("backup"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

fn entries(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut entry = zip.by_index(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().to_string(), bytes)
        })
        .collect()
}
