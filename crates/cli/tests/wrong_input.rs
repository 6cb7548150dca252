//! What users get wrong, and what they are told.

#![allow(clippy::unwrap_used)] // helpers of tests

mod common;

use std::fs;

use common::{Office, shebao};

#[test]
fn the_help_is_chinese() {
    insta::assert_snapshot!(shebao(&["--help"]).ok());
    insta::assert_snapshot!("do", shebao(&["do", "--help"]).ok());
}

#[test]
fn no_help_of_any_command_falls_back_to_english() {
    let all = shebao(&["--help"]).ok();
    let commands: Vec<&str> = all
        .lines()
        .skip_while(|line| *line != "命令：")
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.len() > 15, "{commands:?}");
    for command in commands {
        let help = shebao(&[command, "--help"]).ok();
        for english in ["Usage", "Options", "OPTIONS", "Arguments", "Print", "default", "env:", "possible"] {
            assert!(!help.contains(english), "{command}: {english}\n{help}");
        }
    }
}

#[test]
fn a_command_line_that_is_not_understood_says_what_to_type() {
    for (args, expected) in [
        (vec!["lgoin"], "您是不是想用“login”"),
        (vec!["show"], "还缺少：<编号>"),
        (vec!["show", "abc"], "应为数字"),
        (vec!["run", "2019-13"], "2019-13"),
        (vec!["show", "1", "--data"], "后面没有写值"),
        (vec!["init", "--admin", "x"], "用户名:姓名"),
    ] {
        let error = shebao(&args).failed(2);
        assert!(error.contains(expected), "{args:?}: {error}");
        assert!(!error.contains("error"), "{args:?}: {error}");
    }
    let none = shebao(&[]);
    assert_eq!(none.code, 2);
    assert!(none.err.contains("用法：shebao"), "{}", none.err);
}

#[test]
fn a_folder_without_an_office_and_one_with_an_office() {
    assert!(shebao(&["operations"]).failed(1).contains("shebao init"));
    let office = Office::new();
    let before = fs::read(office.data().join("shebao.toml")).unwrap();
    let args =
        ["init", "--code", "530113", "--name", "另一个", "--admin", "a:甲", "--auditor", "b:乙", "--head", "c:丙"];
    assert!(office.at("admin", &args).failed(1).contains("已有社保数据"));
    assert_eq!(before, fs::read(office.data().join("shebao.toml")).unwrap());
    let same =
        ["init", "--code", "530113", "--name", "另一个", "--admin", "a:甲", "--auditor", "a:乙", "--head", "c:丙"];
    assert!(office.at("admin", &same).failed(1).contains("三个人"));
}

#[test]
fn an_unknown_operation_and_inputs_that_cannot_be_read() {
    let office = Office::new();
    office.enter("admin");
    let write = |name: &str, bytes: &[u8]| {
        let path = office.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let toml = write("a.toml", "name = \"丁某\"\nposts = [\n".as_bytes());
    let gb = write("b.toml", b"name = \"\xb6\xa1\xc4\xb3\"\n");
    let list = write("c.json", b"[1, 2]");
    let fraction = write("d.toml", b"amount = 12.34\n");
    let add = |more: &[&str]| office.at("admin", &[&["do", "registry.add_staff"], more].concat()).failed(1);
    assert!(office.at("admin", &["do", "registry.nothing"]).failed(1).contains("shebao operations"));
    assert!(add(&["--input", &toml]).contains("不是正确的 TOML"));
    assert!(add(&["--input", &gb]).contains("UTF-8"));
    assert!(add(&["--input", &list]).contains("键 = 值"));
    assert!(add(&["--input", &fraction]).contains("以分为单位"));
    assert!(add(&["--input", "missing.toml"]).contains("没有这个文件"));
    assert!(add(&["--set", "nmae=丁某"]).contains("没有“nmae”这一栏，可以填写：name、posts"));
    assert!(add(&["--set", "name"]).contains("键=值"));
    assert!(add(&["--set", "name=丁某"]).contains("缺少“posts”"));
    let outside = ["name=丁某", "posts.1.post=clerk", "posts.1.area=440805", "posts.1.from=2019-01-01"];
    let set: Vec<&str> = outside.iter().flat_map(|set| ["--set", set]).collect();
    assert!(add(&set).contains("不在本机构范围内"));
    assert!(office.at("admin", &["todo"]).ok().contains("没有等您签字"), "nothing was made");
}

#[test]
fn a_csv_of_one_gigabyte_is_refused_at_once() {
    let office = Office::new();
    office.enter("admin");
    let path = office.folder.path().join("huge.csv");
    fs::File::create(&path).unwrap().set_len(1 << 30).unwrap();
    let path = path.to_str().unwrap();
    let before = std::time::Instant::now();
    let error = shebao(&["preview", "tax_detail", path]).failed(1);
    assert!(error.contains("上限") && error.contains("拆分"), "{error}");
    let error = office.at("admin", &["do", "registry.register", "--file", path]).failed(1);
    assert!(error.contains("1024 MiB"), "{error}");
    assert!(before.elapsed().as_secs() < 5, "a gigabyte was read");
    assert!(!office.data().join("received").exists(), "something of it was kept");
}

#[test]
fn a_truncated_workbook_is_found_by_the_reading_child() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.xlsx");
    let mut writer = files::XlsxWriter::new("缴费明细", &[10, 10]).unwrap();
    writer.header(&["姓名", "证件号码"]).unwrap();
    for _ in 0..200 {
        writer.row(&[files::Cell::from("丁某"), files::Cell::from("x")]).unwrap();
    }
    writer.finish(fs::File::create(&whole).unwrap()).unwrap();
    let bytes = fs::read(&whole).unwrap();
    let cut = folder.path().join("cut.xlsx");
    fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    let renamed = folder.path().join("renamed.xlsx");
    fs::write(&renamed, "%PDF-1.7\n").unwrap();
    let preview = |path: &std::path::Path| shebao(&["preview", "tax_detail", path.to_str().unwrap()]).failed(1);
    assert!(preview(&cut).contains("已损坏"), "{}", preview(&cut));
    assert!(preview(&renamed).contains("PDF"), "{}", preview(&renamed));
    assert!(preview(&whole).contains("没有读出可用的行"), "{}", preview(&whole));
    assert!(preview(&folder.path().join("none.xlsx")).contains("文件打不开"));
    let error = shebao(&["preview", "nothing", cut.to_str().unwrap()]).failed(1);
    assert!(error.contains("tax_detail"), "all profiles are named: {error}");
}

#[test]
fn a_preview_masks_and_lists_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("登记.csv");
    let list = folder.path().join("errors.csv");
    let titles = files::Profile::named("registration").unwrap();
    let row = |id: &str| {
        let cell = |key: &str| match key {
            "aac002" => id.to_owned(),
            "aac003" => "丁某".to_owned(),
            "aae006" => "古铜社区 3 组".to_owned(),
            "region" => "530113001001".to_owned(),
            _ => String::new(),
        };
        titles.columns.iter().map(|column| cell(&column.key)).collect::<Vec<_>>().join(",")
    };
    let text = [titles.titles().join(","), row("530113198803079005"), row("530113198803079007")].join("\n");
    fs::write(&path, text).unwrap();
    let args = ["preview", "registration", path.to_str().unwrap(), "--errors", list.to_str().unwrap()];
    let out = shebao(&args).ok();
    assert!(out.contains("编码  UTF-8\n"), "{out}");
    assert!(out.contains("可用 1 行，有问题 1 行"), "{out}");
    assert!(!out.contains("53011319880307900"), "{out}");
    assert!(fs::read_to_string(&list).unwrap().contains("校验"), "the check digit is wrong");
}
