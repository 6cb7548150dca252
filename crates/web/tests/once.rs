//! What is sent twice, from elsewhere, too large or too late.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::common::{Client, Server, id_number};
use crate::submitted::operations;

fn newcomer<'a>(id: &'a str, village: &'a str, request: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("request", request),
        ("id_number", id),
        ("name", "<script>alert(1)</script>王某"),
        ("address", "\"><img src=x onerror=alert(1)>"),
        ("region", village),
    ]
}

fn count_of_matters(clerk: &Client) -> usize {
    clerk.get("/").body.matches("/matters/").count()
}

#[test]
fn a_double_click_has_one_effect_and_another_content_none() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let before = count_of_matters(&clerk);
    let id = id_number("19800101", 901);
    let form = newcomer(&id, &server.people.village, "double-1");
    let first = clerk.post("/operations/registry.register", &form);
    let second = clerk.post("/operations/registry.register", &form);
    assert_eq!((first.status, second.status), (303, 303), "{}", first.body);
    assert_eq!(first.location(), second.location());
    assert_eq!(count_of_matters(&clerk), before + 1);

    let other = id_number("19800102", 902);
    let changed = clerk.post("/operations/registry.register", &newcomer(&other, &server.people.village, "double-1"));
    assert_eq!(changed.status, 422);
    assert!(changed.body.contains("已经提交过"), "{}", changed.body);
    assert_eq!(count_of_matters(&clerk), before + 1);
    assert_ne!(changed.hidden("request"), "double-1", "a fresh number, so that it can be sent on purpose");
    server.verify_chain();
}

#[test]
fn script_in_every_field_is_only_text() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let id = id_number("19800101", 903);
    let refused = clerk.post("/operations/registry.register", &newcomer("<b>1</b>", &server.people.village, "x-1"));
    assert_eq!(refused.status, 422);
    for page in [refused.body, {
        let made = clerk.post("/operations/registry.register", &newcomer(&id, &server.people.village, "x-2"));
        assert!([303, 422].contains(&made.status));
        if made.status == 303 { clerk.get(made.location()).body } else { made.body }
    }] {
        for bad in ["<script>alert", "<img src=x", "<b>1</b>"] {
            assert!(!page.contains(bad), "{bad}: {page}");
        }
    }
    let found = clerk.get("/people?q=%3Cscript%3Ealert(1)%3C/script%3E");
    assert!(!found.body.contains("<script>alert"), "{}", found.body);
}

#[test]
fn a_form_from_elsewhere_changes_nothing() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let before = count_of_matters(&clerk);
    let id = id_number("19800101", 904);
    let form = newcomer(&id, &server.people.village, "foreign-1");
    let token = [("csrf", clerk.csrf.as_str())];
    let with_token = [&token[..], &form[..]].concat();
    for headers in [("origin", "http://evil.example"), ("sec-fetch-site", "cross-site"), ("origin", "null")] {
        let said = clerk.post_raw("/operations/registry.register", &with_token, &[headers]);
        assert_eq!(said.status, 403, "{headers:?}");
    }
    let without = clerk.post_raw("/operations/registry.register", &form, &[]);
    assert_eq!(without.status, 200, "the form is shown again");
    assert!(without.body.contains("还没有办理"), "{}", without.body);
    let other = clerk.post_raw("/logout", &[("csrf", "0")], &[]);
    assert_eq!(other.status, 403);
    assert_eq!(count_of_matters(&clerk), before);
}

#[test]
fn a_file_that_is_too_large_is_refused_before_it_is_read() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let head = [("content-length", "524288000"), ("content-type", "multipart/form-data; boundary=x")];
    let said = clerk.post_raw("/operations/registry.take_on", &[], &head);
    assert_eq!(said.status, 413, "{}", said.head);
    assert!(said.body.contains("MiB"), "{}", said.body);
}

#[test]
fn nobody_who_is_not_signed_in_fills_the_disk() {
    let server = Server::start();
    let nobody = Client::of(&server.address);
    assert_eq!(nobody.upload_endless("/login", 1 << 10).status, 400, "signing in takes no file");
    assert_eq!(nobody.upload_endless("/password", 1 << 10).status, 400);
    assert_eq!(nobody.upload_endless("/operations/registry.take_on", 2 << 20).status, 401);
    let mut ended = Client::of(&server.address);
    ended.cookie = "shebao_session=ended".to_owned();
    assert_eq!(ended.upload_endless("/operations/registry.take_on", 2 << 20).status, 401);
}

#[test]
fn an_upload_is_previewed_first_and_its_name_is_only_a_label() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let file = "死亡日期,姓名\n2019-01-01,王某\n".as_bytes();
    let upload = ("file", "../../<i>名单</i>.csv", file);
    let said = clerk.upload("/operations/risk.import_deaths", &[("request", "up-1")], upload);
    assert_eq!(said.status, 200, "{}", said.body);
    assert!(said.body.contains("预览（还没有导入）"), "{}", said.body);
    assert!(!said.body.contains("<i>") && !said.body.contains("../"), "{}", said.body);
    assert_eq!(said.hidden("file").len(), 64, "the file is kept under its digest");
}

#[test]
fn every_answer_carries_the_headers() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    for said in
        [clerk.get("/"), clerk.get("/nothing"), clerk.get("/assets/app.css"), Client::of(&server.address).get("/")]
    {
        let policy = said.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(said.header("x-content-type-options"), Some("nosniff"));
    }
    assert_eq!(clerk.get("/").header("cache-control"), Some("no-store"));
    let page = clerk.get("/").body;
    assert!(!page.contains(" style=") && !page.contains(" onclick="), "nothing inline");
}

#[test]
fn there_are_so_many_connections_and_who_comes_later_waits_for_a_place() {
    let server = Server::start();
    let open = || TcpStream::connect(&server.address).unwrap();
    let mut silent: Vec<TcpStream> = (0..shebao_web::CONNECTIONS).map(|_| open()).collect();
    let mut late = open();
    late.write_all(b"GET /login HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    late.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    let mut answer = [0; 12];
    assert!(late.read(&mut answer).is_err(), "nobody who is silent was counted");
    silent.pop();
    late.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    late.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
}

/// Words of a database in every place that is searched, sorted or filtered by.
#[test]
fn words_of_a_database_are_only_words() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let somebody = clerk.get(&format!("/people?q={}", server.people.village)).body;
    assert!(somebody.contains("href=\"/people/"), "there is somebody to be found");
    let asked = ["' OR '1'='1", "1 OR 1=1 --", "%", "_", "'; UPDATE person SET id = 0; --", "\\", "\u{0}"];
    let places = [
        "/people?q=",
        "/lists/claims?q=",
        "/lists/claims?town=",
        "/lists/fees?year=",
        "/lists/fees?from=",
        "/lists/fees?town=",
        "/lists/fees?regions=",
        "/lists/certification?q=",
        "/lists/figure?year=2019&figure=",
        "/lists/figure?figure=insured&year=",
        "/lists/figure?figure=insured&year=2019&from=",
        "/lists/shadow?month=",
        "/lists/village?town=",
        "/lists/disclosures?from=",
        "/books?month=",
        "/prints?kind=trial&period=",
        "/wall?town=",
        "/law?month=",
        "/papers?person=",
        "/rosters?town=",
        "/operations/registry.change_ordinary?person=",
    ];
    for place in places {
        for words in asked {
            let said = clerk.get(&format!("{place}{}", crate::common::encoded_text(words)));
            assert!(
                [200, 303, 400, 403, 404, 422].contains(&said.status),
                "{place}{words}: {} {}",
                said.status,
                said.body
            );
            let whom = place == "/people?q=" && said.body.contains("href=\"/people/");
            assert!(!whom && said.status != 303, "{place}{words} finds somebody: {}", said.body);
        }
    }
    server.verify_chain();
}

const SCRIPT: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";

#[test]
fn script_in_every_text_field_of_every_form_is_only_text() {
    let server = Server::start();
    let (mut fields, mut forms) = (0, 0);
    for (name, maker) in operations(&server) {
        let client = server.as_user(maker);
        let form = client.get(&format!("/operations/{name}"));
        let entries = form.entries();
        let request = format!("script-{name}");
        let mut typed = vec![("request", request.as_str())];
        typed.extend(entries.iter().map(|entry| (entry.name.as_str(), SCRIPT)));
        let said = client.post(&format!("/operations/{name}"), &typed);
        assert!([422, 400, 303].contains(&said.status), "{name}: {} {}", said.status, said.body);
        let asked = crate::common::encoded(&typed);
        // An address that somebody was sent fills the form in, and is only text as well.
        for page in [said, client.get(&format!("/operations/{name}?{asked}"))] {
            assert!(!page.body.contains("<script>alert") && !page.body.contains("<img src=x"), "{name}: {}", page.body);
        }
        (fields, forms) = (fields + entries.len(), forms + 1);
    }
    assert!(forms > 100 && fields > 350, "{forms} forms, {fields} fields");
    let clerk = server.as_user("jingban");
    let words = crate::common::encoded_text(SCRIPT);
    for page in [
        "/people?q=",
        "/lists/claims?q=",
        "/lists/fees?q=",
        "/books?month=",
        "/prints?kind=",
        "/law?month=",
        "/figures?year=",
    ] {
        let said = clerk.get(&format!("{page}{words}"));
        assert!(!said.body.contains("<script>alert") && !said.body.contains("<img src=x"), "{page}: {}", said.body);
    }
    let login = Client::of(&server.address).post("/login", &[("user", SCRIPT), ("password", SCRIPT), ("next", SCRIPT)]);
    assert!(login.status == 422 && !login.body.contains("<script>alert"), "{}", login.body);
    server.verify_chain();
}

#[test]
fn a_file_without_a_length_is_cut_off_at_the_limit() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let said = clerk.upload_endless("/operations/registry.take_on", 257 << 20);
    assert_eq!(said.status, 413, "{}", said.head);
    assert!(said.body.contains("MiB"), "{}", said.body);
}
