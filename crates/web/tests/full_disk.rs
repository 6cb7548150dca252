//! The disk of a served office fills up: the clerk is told so, nothing is half done, the server lives, and once there is
//! space the same form goes through. The disk is a small file system in memory, which needs root.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{Client, Said, Server, id_number};

/// Room besides what the office takes when it opens: for a few matters, not for many.
const FREE_KIB: u64 = 1_024;

/// A small file system over a folder, with what lay in the folder; taken off when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn over(folder: &Path) -> Option<SmallDisk> {
        let aside = tempfile::tempdir().unwrap();
        let kib = fs::read_dir(folder).unwrap().map(|entry| kib_of(&entry.unwrap().path())).sum::<u64>() + FREE_KIB;
        assert!(Command::new("cp").arg("-a").arg(folder).arg(aside.path().join("it")).status().unwrap().success());
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={kib}k"), "tmpfs"]).arg(folder).output();
        mount.is_ok_and(|said| said.status.success()).then_some(())?;
        let back = Command::new("cp").arg("-a").arg(aside.path().join("it/.")).arg(folder).status();
        assert!(back.unwrap().success());
        Some(SmallDisk(folder.to_owned()))
    }

    fn grow(&self) {
        let grown = Command::new("mount").args(["-o", "remount,size=256m"]).arg(&self.0).status();
        assert!(grown.unwrap().success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn kib_of(path: &Path) -> u64 {
    if path.is_dir() {
        return fs::read_dir(path).unwrap().map(|entry| kib_of(&entry.unwrap().path())).sum::<u64>() + 4;
    }
    fs::metadata(path).unwrap().len() / 1024 + 4
}

fn register(clerk: &Client, server: &Server, nth: u32) -> Said {
    let (id, request) = (id_number("19800101", 900 + nth), format!("full-{nth}"));
    // A long address, so that the disk is full soon.
    let address = format!("{nth} 组 {}", "号".repeat(1_900));
    let form = [
        ("request", request.as_str()),
        ("id_number", &id),
        ("name", "钱满盘"),
        ("address", &address),
        ("region", &server.people.village),
    ];
    clerk.post("/operations/registry.register", &form)
}

fn matters(server: &Server) -> i64 {
    let counted = |look: &mut desk::Look<'_>| {
        let sql = "SELECT COUNT(*) FROM matter WHERE operation = 'registry.register'";
        Ok::<_, desk::Refusal>(look.scalar::<i64>(sql, &[])?)
    };
    server.office().look(desk::AgencyId(1), counted).unwrap()
}

#[test]
fn a_full_disk_is_told_and_the_form_goes_through_when_there_is_space() {
    let mut disk = None;
    let server = Server::prepared(|folder| disk = SmallDisk::over(folder));
    let Some(disk) = disk else {
        println!("left out: a full disk (mounting a small file system needs root)");
        return;
    };
    let clerk = server.as_user("jingban");
    let (nth, refused) = (1..90)
        .map(|nth| (nth, register(&clerk, &server, nth)))
        .find(|(_, said)| said.status != 303)
        .expect("the disk is never full");
    assert!(refused.status == 422 && refused.body.contains("存储空间已满"), "{} {}", refused.status, refused.body);
    assert!(refused.body.contains("钱满盘"), "what was typed is still there");
    // Pages are read, also by somebody else, and a file is refused with the same clear word.
    for page in ["/", "/operations/registry.register", "/people?q=%E9%92%B1"] {
        let said = clerk.get(page);
        assert_eq!(said.status, 200, "{page}: {}", said.body);
    }
    assert_eq!(Client::of(&server.address).get("/login").status, 200);
    let bytes = vec![b'1'; 4 << 20];
    let said =
        clerk.upload("/operations/risk.import_deaths", &[("request", "full-file")], ("file", "名单.csv", &bytes));
    assert!([400, 422, 503].contains(&said.status) && said.body.contains("空间"), "{} {}", said.status, said.body);
    let path = server.folder.path().display().to_string();
    assert!(!said.body.contains(&path), "a path of the server: {}", said.body);

    disk.grow();
    assert_eq!(matters(&server), i64::from(nth) - 1, "what was refused left nothing behind");
    let again = register(&clerk, &server, nth);
    assert_eq!(again.status, 303, "{}", again.body);
    assert_eq!(register(&clerk, &server, nth).location(), again.location(), "once");
    assert_eq!(matters(&server), i64::from(nth));
    let shown = clerk.upload(
        "/operations/risk.import_deaths",
        &[("request", "space-file")],
        ("file", "名单.csv", "死亡日期,姓名\n2019-01-01,王某\n".as_bytes()),
    );
    assert!(shown.status == 200 && shown.body.contains("预览（还没有导入）"), "{} {}", shown.status, shown.body);
    server.verify_chain();
}
