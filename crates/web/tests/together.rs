//! Two people at one matter or one person at the same time: one effect, and the other is told.

use std::sync::Barrier;

use crate::common::{Client, Said, Server, id_number};

fn register(clerk: &Client, server: &Server, sequence: u32) -> String {
    let id = id_number("19790101", sequence);
    let form = [
        ("request", "together-1"),
        ("id_number", id.as_str()),
        ("name", "丁同时"),
        ("address", "某村 1 号"),
        ("region", server.people.village.as_str()),
    ];
    let made = clerk.post("/operations/registry.register", &form);
    assert_eq!(made.status, 303, "{}", made.body);
    made.location().to_owned()
}

fn sign(reviewer: &Client, matter: &str, seen: &Said) -> Said {
    let digest = seen.hidden("digest");
    reviewer.post(&format!("{matter}/sign"), &[("stage", "check"), ("digest", &digest)])
}

#[test]
fn what_was_taken_back_meanwhile_is_not_signed_from_a_page_seen_before() {
    let server = Server::start();
    let (clerk, reviewer) = (server.as_user("jingban"), server.as_user("fuhe"));
    let matter = register(&clerk, &server, 921);
    let seen = reviewer.get(&matter);
    assert_eq!(clerk.post(&format!("{matter}/withdraw"), &[("reason", "填错了")]).status, 303);
    let late = sign(&reviewer, &matter, &seen);
    assert_eq!(late.status, 422, "{}", late.body);
    assert!(late.body.contains("已撤回") && late.body.contains("填错了"), "{}", late.body);
    server.verify_chain();
}

#[test]
fn two_presses_at_once_sign_once() {
    let server = Server::start();
    let (clerk, reviewer) = (server.as_user("jingban"), server.as_user("fuhe"));
    let matter = register(&clerk, &server, 922);
    let seen = reviewer.get(&matter);
    let (together, reviewer, seen) = (Barrier::new(4), &reviewer, &seen);
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let press = || {
            scope.spawn(|| {
                together.wait();
                sign(reviewer, &matter, seen).status
            })
        };
        let all: Vec<_> = (0..4).map(|_| press()).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|status| [303, 422].contains(status)) && answers.contains(&303), "{answers:?}");
    let mut office = server.office();
    let number: i64 = matter.rsplit('/').next().unwrap().parse().unwrap();
    let signed = office.look(desk::AgencyId(1), |look| {
        let sql = "SELECT COUNT(*) FROM signature WHERE stage = 'check' AND matter = $1";
        Ok::<_, desk::Refusal>(look.scalar::<i64>(sql, &[store::Value::Int(number)])?)
    });
    assert_eq!(signed.unwrap(), 1);
    server.verify_chain();
}

#[test]
fn two_clerks_who_change_one_person_lose_nothing() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let people = clerk.get(&format!("/people?q={}", server.people.village)).body;
    let person = people.split("href=\"/people/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let change = |request: &str, key: &str, value: &str| {
        let form = [("request", request), ("person", person.as_str()), (key, value)];
        clerk.post("/operations/registry.change_ordinary", &form)
    };
    // Both opened the form before either sent it.
    let (first, second) = (change("both-1", "address", "新地址 9 号"), change("both-2", "phone", "13800000000"));
    assert_eq!((first.status, second.status), (303, 303), "{}{}", first.body, second.body);
    let page = clerk.get(&format!("/people/{person}")).body;
    assert!(page.contains("新地址 9 号") && page.contains("****00"), "{page}");
    server.verify_chain();
}
