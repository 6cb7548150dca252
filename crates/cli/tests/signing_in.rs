//! Passwords and sessions at the terminal.

#![allow(clippy::unwrap_used)] // helpers of tests

mod common;

use common::{Office, own_password, shebao};

#[test]
fn three_people_sign_one_matter() {
    let office = Office::new();
    for user in ["admin", "auditor", "head"] {
        office.enter(user);
    }
    assert!(office.at("admin", &["whoami"]).ok().contains("甲某"));
    let set = ["name=丁某", "posts.1.post=clerk", "posts.1.area=530113", "posts.1.from=2019-01-01"];
    let mut args = vec!["do", "registry.add_staff", "--request", "first", "--json"];
    args.extend(set.iter().flat_map(|set| ["--set", set]));
    let made = office.at("admin", &args).json();
    let matter = made["answer"]["matter"].to_string();
    let digest = made["answer"]["digest"].as_str().unwrap()[..8].to_owned();
    assert_eq!(made["answer"]["waits_for"], "check");

    // The same request again answers the same and makes nothing.
    let again = office.at("admin", &args).json();
    assert_eq!((&again["answer"]["matter"], &again["answer"]["repeated"]), (&made["answer"]["matter"], &true.into()));

    assert!(office.at("auditor", &["todo"]).ok().contains("新增工作人员"));
    assert!(office.at("head", &["todo"]).ok().contains("没有等您签字"), "the head comes third");
    let shown = office.at("auditor", &["show", &matter]).ok();
    assert!(shown.contains("丁某") && shown.contains("待复核，由 稽核 签字"), "{shown}");

    let refused = office.at("admin", &["check", &matter, "--digest", &digest]).failed(1);
    assert!(refused.contains("岗位"), "{refused}");
    let wrong = office.at("auditor", &["check", &matter, "--digest", "00000000"]).failed(1);
    assert!(wrong.contains("没有签字"), "{wrong}");
    let blind = office.at("auditor", &["check", &matter]).failed(1);
    assert!(blind.contains("--digest"), "without a terminal the digest is needed: {blind}");

    office.at("auditor", &["check", &matter, "--digest", &digest]).ok();
    let done = office.at("head", &["approve", &matter, "--digest", &digest]).ok();
    assert!(done.contains("已办结"), "{done}");
    assert!(office.at("admin", &["staff"]).ok().contains("丁某"));
    assert!(office.at("admin", &["operations", "add_staff"]).ok().contains("填写：name、posts"));
}

#[test]
fn a_matter_goes_back_and_is_taken_back() {
    let office = Office::new();
    office.enter("admin");
    office.enter("auditor");
    let make = |request: &str| {
        let args = ["do", "registry.add_staff", "--set", "name=丁某", "--set", "posts:=[]", "--request", request];
        office.at("admin", &[&args[..], &["--json"]].concat()).json()["answer"]["matter"].to_string()
    };
    let (first, second) = (make("1"), make("2"));
    assert!(office.at("auditor", &["withdraw", &first, "--reason", "误"]).failed(1).contains("只有经办人"));
    let out = office.at("auditor", &["return", &first, "--reason", "没有岗位"]).ok();
    assert!(out.contains("已退回") && out.contains("没有岗位"), "{out}");
    assert!(office.at("admin", &["withdraw", &second, "--reason", "重复"]).ok().contains("已撤回"));
    assert!(office.at("auditor", &["todo"]).ok().contains("没有等您签字"));
}

#[test]
fn a_wrong_password_and_a_one_time_password_do_not_sign_in() {
    let office = Office::new();
    let wrong = office.with_input("admin", &["login", "admin"], "not the password\n").failed(1);
    assert!(wrong.contains("用户名或口令不正确"), "{wrong}");
    let unknown = office.with_input("admin", &["login", "nobody"], "not the password\n").failed(1);
    assert_eq!(wrong, unknown, "the same words for both");
    let first = format!("{}\n", office.one_time["admin"]);
    let must = office.with_input("admin", &["login", "admin"], &first).failed(1);
    assert!(must.contains("shebao passwd"), "{must}");
    let short = office.with_input("admin", &["passwd", "admin"], &format!("{first}short\n")).failed(1);
    assert!(short.contains("12 个字符"), "{short}");
    assert!(office.session_files("admin").is_empty());
}

#[test]
fn an_administrator_binds_a_device_before_anything_else() {
    let office = Office::new();
    let lines = format!("{}\n{}\n", office.one_time["admin"], own_password("admin"));
    office.with_input("admin", &["passwd", "admin"], &lines).ok();
    let asked = office.login_with("admin", None).failed(1);
    assert!(asked.contains("填入密钥") && asked.contains("没有登录"), "{asked}");
    let wrong = office.login_with("admin", Some("000000")).failed(1);
    assert!(wrong.contains("动态口令"), "{wrong}");
    assert!(office.session_files("admin").is_empty());
    assert!(office.at("admin", &["whoami"]).failed(1).contains("shebao login"));
    office.login("admin").ok();
    assert!(office.at("admin", &["whoami"]).ok().contains("甲某"));
    // From now on the password alone opens nothing, and the secret is not shown again.
    let without = office.login_with("admin", None).failed(1);
    assert!(without.contains("动态口令") && !without.contains("填入密钥"), "{without}");
    // The auditor releases no money and grants no post.
    office.enter("auditor");
}

#[test]
fn a_missing_and_an_expired_session_ask_for_login() {
    let office = Office::new();
    for command in [vec!["whoami"], vec!["todo"], vec!["do", "registry.register"], vec!["show", "1"]] {
        assert!(office.at("admin", &command).failed(1).contains("shebao login"), "{command:?}");
    }
    office.enter("admin");
    office.at("admin", &["whoami"]).ok();
    let mut db = store::open(&store::Location::Sqlite(office.data().join("shebao.db"))).unwrap();
    assert_eq!(db.exec("UPDATE session SET used = used - 901", &[]).unwrap(), 1);
    assert!(office.at("admin", &["whoami"]).failed(1).contains("登录已失效"));
    office.login("admin").ok();
    assert!(office.at("admin", &["logout"]).ok().contains("已退出"));
    assert!(office.at("admin", &["whoami"]).failed(1).contains("shebao login"));
}

#[test]
fn the_session_is_its_owners_and_is_never_shown() {
    let office = Office::new();
    office.enter("admin");
    let files = office.session_files("admin");
    let [file] = &files[..] else { panic!("{files:?}") };
    let token = std::fs::read_to_string(file).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let said = office.login("admin");
    assert!(token.len() >= 32 && !said.out.contains(&token) && !said.err.contains(&token));
    let new = std::fs::read_to_string(file).unwrap();
    assert_ne!(token, new);
    let said = office.at("admin", &["whoami", "--json"]).ok();
    assert!(!said.contains(&new) && !said.contains(&own_password("admin")));
}

#[test]
fn two_people_sign_in_at_once() {
    let office = Office::new();
    for user in ["admin", "auditor"] {
        office.enter(user);
    }
    std::thread::scope(|scope| {
        for user in ["admin", "auditor", "auditor"] {
            let office = &office;
            scope.spawn(move || office.login(user).ok());
        }
    });
    assert!(office.at("admin", &["whoami"]).ok().contains("甲某"));
    assert!(office.at("auditor", &["whoami"]).ok().contains("乙某"));
}

#[test]
fn nobody_can_act_as_somebody_else() {
    let said = shebao(&["todo", "--as", "head"]);
    assert!(said.failed(2).contains("没有“--as”这个选项"));
}

#[test]
fn an_office_on_postgresql_signs_in_and_its_address_is_private() {
    let Some(server) = store::testing::PgServer::shared() else {
        eprintln!("left out: PostgreSQL is not installed");
        return;
    };
    let store::Location::Postgres(address) = server.create_database() else { unreachable!() };
    let folder = tempfile::tempdir().unwrap();
    let people = ["--admin", "admin:甲某", "--auditor", "auditor:乙某", "--head", "head:丙某"];
    let args = ["init", "--code", "530113", "--name", "东川", "--database", &address, "--json"];
    let at = |args: &[&str], input: &str| common::run_in(folder.path(), args, input);
    let made = at(&[&args[..], &people].concat(), "").json();
    let first = made["logins"][0]["password"].as_str().unwrap().to_owned();
    at(&["passwd", "admin"], &format!("{first}\n{}\n", own_password("admin"))).ok();
    let told = at(&["login", "admin"], &format!("{}\n", own_password("admin"))).failed(1);
    assert!(told.contains("填入密钥"), "the administrator of a real office binds a device first: {told}");
    // Somebody else's server: refused without repeating the password of the address.
    let wrong = ["init", "--code", "530113", "--name", "东川", "--data", "other"];
    let nowhere = ["--database", "postgresql://nobody:geheim@127.0.0.1:1/x"];
    let refused = at(&[&wrong[..], &nowhere, &people].concat(), "").failed(1);
    assert!(refused.contains("数据库") && !refused.contains("geheim"), "{refused}");
    // Nothing half done: the same folder can be tried again, and addresses are their owner's.
    at(&[&wrong[..], &people].concat(), "").ok();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let config = folder.path().join("shebao-data/shebao.toml");
        assert_eq!(std::fs::metadata(config).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
