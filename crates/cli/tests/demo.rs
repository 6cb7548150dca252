//! The demonstration, small: from files to the closed month.

#![allow(clippy::unwrap_used)] // helpers of tests

mod common;

use std::fs;

use common::Office;

#[test]
fn a_small_district_plays_its_month_and_stays_a_demonstration() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let data = data.to_str().unwrap();
    let said = common::shebao(&["demo", "--people", "1000", "--months", "1", "--no-serve", "--json", "--data", data]);
    let progress = said.err.clone();
    let played = said.json();
    assert!(progress.contains("期初移植") && progress.contains("核验"), "{progress}");
    assert_eq!(played["verify"], "ok");
    assert_eq!(played["month"], "2019-01");
    let number = |value: &serde_json::Value| value.as_i64().unwrap();
    let balance = &played["balance"];
    assert_eq!(number(&balance["residue"]["fen"]), 0);
    assert_eq!(number(&balance["this"]["people"]), number(&played["recipients"]));
    let last = number(&balance["last"]["fen"]);
    let moved: i64 = balance["movements"].as_object().unwrap().values().map(|sums| number(&sums["fen"])).sum();
    assert_eq!(last + moved, number(&balance["this"]["fen"]));
    // Held while their leads were looked into, then confirmed: they count as dead, not suspended.
    assert_eq!(number(&balance["movements"]["dead"]["people"]), -number(&played["deaths"]));
    assert!(balance["movements"]["suspended"].is_null(), "{balance}");
    assert!(number(&played["paid_fen"]) <= number(&played["due_fen"]) && number(&played["paid_fen"]) > 0);
    let all = balance["besides"].as_object().unwrap();
    let besides: i64 = all.values().map(|sums| number(&sums["fen"])).sum();
    assert_eq!(number(&balance["this"]["fen"]) + besides, number(&played["due_fen"]));
    // The model of the district knows what January must come to without asking the office. Who
    // died in January is owed it all the same, and the heirs get it as arrears.
    let model = simulate::District::new(2019, 1_000).unwrap().january_due();
    let arrears = |key: &str| all.get("arrears").map_or(0, |sums| number(&sums[key]));
    assert_eq!(i64::try_from(model.recipients).unwrap(), number(&played["recipients"]) + arrears("people"));
    let fen = (model.by_level.total() + model.account).get();
    assert_eq!(fen, number(&balance["this"]["fen"]) + arrears("fen"));
    // 1,000 people have 218 recipients; those who turned 60 join, those who died leave.
    assert_eq!(number(&balance["last"]["people"]), 218);

    // The colleagues are real logins: one of them looks at the books that were closed.
    let colleagues: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("demo/demo.json")).unwrap()).unwrap();
    let home = |post: &str| {
        let home = folder.path().join(post);
        fs::create_dir_all(&home).unwrap();
        let one = colleagues["colleagues"].as_array().unwrap().iter().find(|c| c["post"] == post).unwrap();
        let text = |key: &str| one[key].as_str().unwrap().to_owned();
        let login = ["login", &text("username"), "--data", data];
        common::run_in(&home, &login, &format!("{}\n", text("password"))).ok();
        home
    };
    let reviewer = home("reviewer");
    let at = |args: &[&str], input: &str| common::run_in(&reviewer, &[args, &["--data", data]].concat(), input);
    assert!(at(&["balance", "2019-01"], "").ok().contains("没有差额"));
    assert!(at(&["trial-balance", "2019-01"], "").ok().contains("借贷平衡"));
    assert!(at(&["vouchers", "2019-01"], "").ok().contains("制单"));
    assert!(at(&["verify"], "").ok().contains("全部通过"));
    assert!(at(&["balance", "2019-02"], "").failed(1).contains("shebao run 2019-02"));
    for list in ["changes", "returned"] {
        assert!(at(&[list, "2019-01", "--json"], "").failed(1).contains("没有写查看原因"), "{list}");
    }
    let changes = at(&["changes", "2019-01", "--json", "--reason", "核对变动"], "").json();
    let person = changes[0]["person"].to_string();
    let card = at(&["person", &person], "").ok();
    assert!(card.contains("待遇") && card.contains("****"), "identifiers are masked: {card}");
    assert!(at(&["explain", &person, "2019-01"], "").ok().contains("依据"));
    for list in [["changes", "2019-01"], ["returned", "2019-01"], ["reconcile", "2019-01"], ["statements", "2019-01"]] {
        at(&list, "").ok();
    }
    for list in ["leads", "due-to-claim", "recoveries", "todo"] {
        at(&[list], "").ok();
    }
    // What was left out of a file is told with its line and what to do.
    let left_out = at(&["left-out"], "").ok();
    assert!(left_out.contains("没有参保记录") && left_out.contains("税务征收明细"), "{left_out}");

    // Two registrations are checked as one list, with a sample.
    let clerk = home("clerk");
    let register = |id: &str, name: &str| {
        let set = [format!("id_number={id}"), format!("name={name}"), "address=古铜社区 3 组".to_owned()];
        let mut args = vec!["do", "registry.register", "--json", "--data", data, "--set", "region=530113001001"];
        args.extend(set.iter().flat_map(|set| ["--set", set]));
        let made = common::run_in(&clerk, &args, "").json()["answer"].clone();
        (made["matter"].to_string(), made["digest"].as_str().unwrap()[..8].to_owned())
    };
    let two = [register("530113198803079013", "丁某"), register("530113198803079021", "戊某")];
    let list = reviewer.join("list.txt");
    fs::write(&list, format!("{} {}\n{} {}\n", two[0].0, two[0].1, two[1].0, two[1].1)).unwrap();
    let list = list.to_str().unwrap();
    let unsampled = at(&["check-list", list, "--sample", "1"], "").failed(1);
    assert!(unsampled.contains("抽查"), "{unsampled}");
    assert!(at(&["check-list", &two[0].0, "--sample", &two[0].0], "").failed(1).contains("编号 摘要"));
    assert!(at(&["check-list", list, "--sample", &two[0].0], "").ok().contains("已复核 2 件，抽查 1 件"));
    let found = at(&["person", "530113198803079021"], "").ok();
    assert!(found.contains("戊某") && !found.contains("530113198803079021"), "{found}");

    // A reader that stops reading is no fault.
    let mut unread = common::command(&reviewer, &["vouchers", "2019-01", "--data", data]);
    let mut unread = unread.stdout(std::process::Stdio::piped()).spawn().unwrap();
    drop(unread.stdout.take());
    assert!(unread.wait().unwrap().success());

    // Backed up, taken back elsewhere, verified there.
    let at = |args: &[&str], input: &str| common::run_in(folder.path(), &[args, &["--data", data]].concat(), input);
    at(&["backup", "month.zip", "--with-keys"], "").ok();
    assert!(at(&["backup", "month.zip"], "").failed(1).contains("已存在"));
    let restored = common::run_in(folder.path(), &["restore", "month.zip", "--data", "restored"], "").ok();
    assert!(restored.contains("I7") && !restored.contains("不符"), "{restored}");
    let there = |args: &[&str]| common::run_in(folder.path(), &[args, &["--data", "restored"]].concat(), "");
    assert!(there(&["restore", "month.zip"]).failed(1).contains("已有内容"));

    // Played again only when asked to, and then in the same folder.
    let again = at(&["demo", "--people", "1000"], "").failed(1);
    assert!(again.contains("--fresh"), "{again}");
}

#[test]
fn both_engines_play_the_same_year() {
    let Some(server) = store::testing::PgServer::shared() else {
        eprintln!("left out: PostgreSQL is not installed");
        return;
    };
    let store::Location::Postgres(address) = server.create_database() else { unreachable!() };
    let folder = tempfile::tempdir().unwrap();
    let play = |data: &str, more: &[&str]| {
        let args = ["demo", "--people", "1000", "--months", "12", "--seed", "7", "--json", "--data", data];
        common::run_in(folder.path(), &[&args[..], more].concat(), "").json()
    };
    let year = play("sqlite", &[]);
    assert_eq!(year, play("postgresql", &["--database", &address]));
    assert_eq!(year["verify"], "ok");
    // What was counted from rows is there beside what was published.
    let figures = year["figures"].as_array().unwrap();
    let computed = |name: &str| figures.iter().find(|f| f["name"] == name).unwrap()["computed"].clone();
    assert!(
        figures.len() >= 13 && computed("享受丧葬补助人数") != "0" && computed("待遇领取人数") != "0",
        "{figures:?}"
    );
}

#[test]
fn nothing_but_a_demonstration_is_ever_deleted() {
    let office = Office::new();
    let refused = office.at("admin", &["demo", "--people", "1000", "--fresh"]).failed(1);
    assert!(refused.contains("没有删除任何内容"), "{refused}");
    assert!(office.data().join("shebao.db").is_file());
    let few = common::shebao(&["demo", "--people", "10"]).failed(1);
    assert!(few.contains("--people"), "{few}");
}

#[test]
fn a_system_administrator_sees_no_business_data() {
    let office = Office::new();
    office.enter("admin");
    for command in
        [vec!["person", "张"], vec!["balance", "2019-01"], vec!["leads"], vec!["left-out"], vec!["vouchers", "2019-01"]]
    {
        let refused = office.at("admin", &command).failed(1);
        assert!(refused.contains("没有可以查看业务数据的岗位"), "{command:?}: {refused}");
    }
    office.enter("auditor");
    assert!(office.at("auditor", &["leads"]).ok().contains("待核查 0 条"));
    // What leaves the office whole has its reason.
    let people = [
        "leads",
        "due-to-claim",
        "recoveries",
        "refunds",
        "objections",
        "letters",
        "overlaps",
        "left-out",
        "transfers",
    ];
    for list in people {
        assert!(office.at("auditor", &[list, "--json"]).failed(1).contains("没有写查看原因"), "{list}");
        office.at("auditor", &[list, "--json", "--reason", "送乡镇核实"]).json();
    }
}

#[test]
fn a_list_leaves_the_office_only_with_a_reason() {
    let office = Office::new();
    office.enter("auditor");
    let file = office.data().join("../预警.csv");
    let file = file.to_str().unwrap();
    for asked in
        [&["certification", "--json"][..], &["certification", "--export", file], &["certification", "--out", file]]
    {
        let refused = office.at("auditor", asked).failed(1);
        assert!(refused.contains("没有写查看原因"), "{asked:?}: {refused}");
        let reasoned = [asked, &["--reason", "抽查认证"]].concat();
        assert!(!std::path::Path::new(file).exists(), "nothing was written without a reason");
        office.at("auditor", &reasoned).ok();
        let _ = std::fs::remove_file(file);
    }
    // Looking at it on the screen takes nothing out.
    office.at("auditor", &["certification"]).ok();
    assert!(office.at("auditor", &["roster", "530113", "--into", file]).failed(2).contains("--reason"));
}
