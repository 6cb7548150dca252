//! How an office adopts it: founded, staffed, its books opened and a town taken on, all typed at
//! terminals by different people.

#![allow(clippy::unwrap_used)] // helpers of tests

mod common;

use common::{Office, own_password};
use simulate::District;

/// Makes a matter by the first of three people and has the others sign it.
fn done(office: &Office, people: [&str; 3], args: &[&str]) -> serde_json::Value {
    let made = office.at(people[0], &[&["do"], args, &["--json"]].concat()).json()["answer"].clone();
    let (matter, digest) = (made["matter"].to_string(), made["digest"].as_str().unwrap().to_owned());
    office.at(people[1], &["check", &matter, "--digest", &digest]).ok();
    let end = office.at(people[2], &["approve", &matter, "--digest", &digest, "--json"]).json();
    assert_eq!(end["outcome"], "done", "{end}");
    made
}

/// A new colleague with one post, signed in.
fn hire(office: &Office, post: &str) {
    let set = [
        format!("name={post}"),
        format!("posts.1.post={post}"),
        "posts.1.area=530113".to_owned(),
        "posts.1.from=2019-01-01".to_owned(),
    ];
    let mut args = vec!["registry.add_staff"];
    args.extend(set.iter().flat_map(|set| ["--set", set]));
    done(office, ["admin", "auditor", "head"], &args);
    let staff = office.at("admin", &["staff", "--json"]).json();
    let number = staff.as_array().unwrap().last().unwrap()["staff"].to_string();
    let login = office.at("admin", &["open-login", &number, post, "--json"]).json();
    let lines = format!("{}\n{}\n", login["password"].as_str().unwrap(), own_password(post));
    office.with_input(post, &["passwd", post], &lines).ok();
    office.login(post).ok();
}

#[test]
fn an_office_is_founded_staffed_and_takes_a_town_on() {
    let office = Office::new();
    for user in ["admin", "auditor", "head"] {
        office.enter(user);
    }
    for post in ["clerk", "reviewer", "approver", "fund_clerk", "fund_reviewer"] {
        hire(&office, post);
    }
    let district = District::new(7, 1_000).unwrap();
    let written = district.write_take_on(&office.folder.path().join("files")).unwrap();
    let mut input = String::from("on = 2018-12-31\n");
    for (code, name) in district.regions() {
        input.push_str(&format!("[[regions]]\ncode = \"{code}\"\nname = \"{name}\"\n"));
    }
    let form = office.folder.path().join("open.toml");
    std::fs::write(&form, input).unwrap();
    let (form, fund) = (form.to_str().unwrap(), written.fund.to_str().unwrap());
    let open = ["registry.open_books", "--input", form, "--file", fund];
    done(&office, ["fund_clerk", "fund_reviewer", "head"], &open);

    let town = written.towns[0].workbooks[0].to_str().unwrap();
    let shown = done(&office, ["clerk", "reviewer", "approver"], &["registry.take_on", "--file", town]);
    assert!(shown["shown"].to_string().contains("人数"), "{shown}");
    let again = office.at("clerk", &["do", "registry.take_on", "--file", town]).failed(1);
    assert!(again.contains("已于"), "the same file again: {again}");
    assert!(office.at("fund_clerk", &["trial-balance", "2018-12"]).ok().contains("借贷平衡"));
    assert!(office.at("auditor", &["verify"]).ok().contains("全部通过"));
}
