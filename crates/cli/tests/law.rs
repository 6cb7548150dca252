//! The policy officer's commands, as the manual describes them: no office, no sign-in.

#![allow(clippy::unwrap_used)] // helpers of tests

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::shebao;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn path(below: &str) -> String {
    root().join(below).to_str().unwrap().to_owned()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap().path();
        let target = to.join(entry.file_name().unwrap());
        if entry.is_dir() { copy(&entry, &target) } else { fs::copy(&entry, &target).map(|_| ()).unwrap() }
    }
}

fn edit(file: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(old), "“{old}” does not stand in {}", file.display());
    fs::write(file, text.replacen(old, new, 1)).unwrap();
}

#[test]
fn the_embedded_law_is_in_order_and_counts_what_is_known() {
    let said = shebao(&["law", "check"]).ok();
    assert!(said.contains("云南省昆明市东川区（530113）：公布 ") && said.contains("没有错误。"), "{said}");
    let gaps = shebao(&["law", "check", "--gaps"]).ok();
    assert!(gaps.contains("本地制度实施日（resident.scheme_start）：应由信丰县人民政府"), "{gaps}");
    let report = shebao(&["law", "check", "--json"]).json();
    assert_eq!(report["places"].as_array().unwrap().len(), 4);
    assert_eq!(report["faults"], serde_json::json!([]));
}

#[test]
fn parameters_are_shown_and_explained() {
    let shown = shebao(&["law", "show", "360722", "2022-01"]).ok();
    assert!(shown.contains("[推断] 基础养老金（省级）（resident.base_pension.province）：16.40 元"), "{shown}");
    let explained = shebao(&["law", "explain", "funeral.months"]).ok();
    assert!(explained.contains("淮北市 2014-07-01 至 今"), "{explained}");
    assert!(shebao(&["law", "explain", "nothing"]).failed(1).contains("没有名为“nothing”的参数"));
    assert!(shebao(&["law", "show", "110101", "2022-01"]).failed(1).contains("places.toml 中没有代码为 110101"));
    assert!(shebao(&["law", "show", "360722", "2022-01", "annuity"]).failed(1).contains("没有险种“annuity”"));
    assert!(shebao(&["law", "check", "--help"]).ok().contains("用法：shebao law check [选项]"));
}

#[test]
fn a_change_is_checked_named_compared_and_run_against_the_cases() {
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("mine");
    copy(&root().join("law"), &mine);
    let mine_text = mine.to_str().unwrap();
    let county = mine.join("jiangxi/ganzhou/xinfeng/resident.toml");
    let row = |from: &str, value: &str| {
        format!(
            "from = \"{from}\"\nvalue = \"{value}\"\npublished = \"2026-12-20\"\nsource = \"xf-report\"\narticle = \"\"\nchecked = \"2026-12-21\"\n"
        )
    };
    edit(
        &county,
        "\n[[parameter]]\nname = \"scheme_start\"",
        &format!("[[parameter.row]]\n{}\n[[parameter]]\nname = \"scheme_start\"", row("2027-01", "18")),
    );
    let refused = shebao(&["law", "check", "--law", mine_text]);
    assert_eq!(refused.code, 1);
    let fingerprint: String = refused.out.split("启用日期-").nth(1).unwrap().chars().take(8).collect();
    let version = fs::read_to_string(mine.join("version.toml")).unwrap();
    let old = version.lines().find(|line| line.starts_with("name")).unwrap().to_owned();
    edit(&mine.join("version.toml"), &old, &format!("name = \"2027.01.01-{fingerprint}\""));
    assert!(shebao(&["law", "check", "--law", mine_text]).ok().contains("没有错误。"));
    let diff = shebao(&["law", "diff", mine_text]).ok();
    assert!(diff.contains("改动 2 行") && diff.contains("2027-01-01 起：（没有这一行） → 18.00 元"), "{diff}");
    let award = path("cases/resident/a03_xinfeng.toml");
    shebao(&["cases", &award, "--law", mine_text]).ok();
    // An old figure changed by mistake is caught by the worked examples.
    edit(&county, "value = \"13.60\"", "value = \"13.50\"");
    let said = shebao(&["cases", &award, "--law", mine_text]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("county：应为 13.60，算得 13.50"), "{}", said.out);
    edit(&county, "source = \"xf-report\"", "source = \"xf\"");
    let fault = shebao(&["law", "check", "--law", mine_text]).failed(1);
    assert!(
        fault.contains("jiangxi/ganzhou/xinfeng/resident.toml 第 ") && fault.contains("先在 sources.toml 登记"),
        "{fault}"
    );
}

#[test]
fn every_case_of_the_repository_agrees() {
    let said = shebao(&["cases", &path("cases"), "--json"]).json();
    assert_eq!(said["failed"], 0);
    let all = said["cases"].as_array().unwrap();
    assert!(all.len() >= 90 && said["passed"] == all.len(), "{}", all.len());
    assert!(all.iter().all(|case| case["ok"] == true && case["id"].is_string() && case["got"].is_object()));
    assert!(shebao(&["cases", "nowhere"]).failed(1).contains("无法读取目录 nowhere"));
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.toml");
    fs::write(&broken, "id = 1").unwrap();
    let said = shebao(&["cases", broken.to_str().unwrap()]);
    assert!(said.code == 1 && said.out.contains("不能计算：案例写法不对"), "{said:?}");
}

#[test]
fn an_award_unfolds() {
    let case = path("cases/resident/a03_xinfeng.toml");
    let said = shebao(&["assess", &case]).ok();
    assert!(said.contains("江西省赣州市信丰县 2023-02 月养老金 183.00 元"), "{said}");
    assert!(said.contains("6950.00 ÷ 139") && said.contains("赣州市 基础养老金（省级）"), "{said}");
    let json = shebao(&["assess", &case, "--json"]).json();
    assert_eq!(json[0]["total"], 18_300);
    assert_eq!(json[0]["tree"]["amount"], 18_300);
    assert!(shebao(&["assess", &path("cases/resident/w30_first_month.toml")]).failed(1).contains("请用 cases 运行"));
}
