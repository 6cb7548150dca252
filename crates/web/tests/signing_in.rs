//! Sessions, passwords and the second factor in the browser.

use desk::{FirstStaff, Founding};
use totp_rs::{Algorithm, Secret, TOTP};

use crate::common::{Client, Server, day};

#[test]
fn the_cookie_is_new_at_each_sign_in_and_dead_after_leaving() {
    let server = Server::start();
    let mut client = Client::of(&server.address);
    client.cookie = "shebao_session=preset".to_owned();
    let said = client.post("/login", &[("user", "jingban"), ("password", &server.people.passwords["jingban"])]);
    let cookie = said.header("set-cookie").unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && !cookie.contains("preset"),
        "{cookie}"
    );
    let one = server.as_user("jingban");
    let two = server.as_user("jingban");
    assert_ne!(one.cookie, two.cookie);
    assert_eq!(one.post("/logout", &[]).status, 303);
    // Leaving ends every session of the person.
    assert_eq!(two.get("/").status, 303);
    assert!(two.get("/").location().starts_with("/login?next="));
}

#[test]
fn a_wrong_password_and_an_unknown_name_look_the_same() {
    let server = Server::start();
    let client = Client::of(&server.address);
    let wrong = client.post("/login", &[("user", "jingban"), ("password", "wrong")]);
    let unknown = client.post("/login", &[("user", "nobody"), ("password", "wrong")]);
    assert_eq!((wrong.status, unknown.status), (422, 422));
    assert_eq!(wrong.body.replace("jingban", "nobody"), unknown.body);
}

#[test]
fn a_form_whose_session_ended_comes_back_as_it_was_typed() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let form = [("request", "late-1"), ("name", "赵未完"), ("address", "某村 3 号"), ("region", "")];
    server.as_user("jingban").post("/logout", &[]);
    let said = clerk.post("/operations/registry.register", &form);
    assert_eq!(said.status, 401);
    assert!(said.body.contains("原样带回"), "{}", said.body);
    let kept = said.hidden("kept").replace("&amp;", "&");
    let again = [
        ("user", "jingban"),
        ("password", server.people.passwords["jingban"].as_str()),
        ("at", "/operations/registry.register"),
        ("kept", kept.as_str()),
    ];
    let back = Client::of(&server.address).post("/login", &again);
    assert_eq!(back.status, 200, "{}", back.body);
    assert!(back.header("set-cookie").is_some());
    assert!(back.body.contains("赵未完") && back.body.contains("某村 3 号"), "{}", back.body);
    assert_eq!(back.hidden("request"), "late-1");
}

/// The head of a real agency, whose post asks for a second factor.
fn real_head(server: &Server) -> String {
    let first = |name: &str, username: &str| FirstStaff { name: name.into(), username: username.into() };
    let founding = Founding {
        code: "530181".parse().unwrap(),
        name: "某市社保局（模拟）".into(),
        simulated_from: None,
        from: day("2019-01-02"),
        system_admin: first("甲", "jia"),
        auditor: first("乙", "yi"),
        head: first("丙", "bing"),
    };
    let mut office = server.office();
    let (_, db) = office.parts();
    let (_, logins) = desk::found_agency(db, &founding).unwrap();
    logins[2].password.reveal().to_owned()
}

#[test]
fn the_head_of_a_real_agency_binds_a_device_before_anything_else() {
    let server = Server::start();
    let once = real_head(&server);
    let mut client = Client::of(&server.address);
    let must = client.post("/login", &[("user", "bing"), ("password", &once)]);
    assert!(must.status == 422 && must.body.contains("一次性口令"), "{}", must.body);
    let own = "a long enough password";
    let change = [("user", "bing"), ("old", once.as_str()), ("new", own), ("again", own)];
    assert_eq!(client.post("/password", &change).location(), "/login?changed=1");
    let signed = client.post("/login", &[("user", "bing"), ("password", own)]);
    client.cookie = signed.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    for page in ["/", "/people", "/wall", "/operations"] {
        assert_eq!(client.get(page).location(), "/second-factor", "{page}");
    }
    let page = client.get("/second-factor");
    client.csrf = page.hidden("csrf");
    let secret = page.body.split("secret=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let bytes = Secret::Encoded(secret).to_bytes().unwrap();
    let totp = TOTP::new(Algorithm::SHA1, 6, 1, 30, bytes, Some("shebao".into()), "bing".into()).unwrap();
    // As a device counts: from the epoch in UTC.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let code = |steps: u64| totp.generate(now + steps * 30);
    assert_eq!(client.post("/second-factor", &[("code", "12345")]).status, 422);
    assert_eq!(client.post("/second-factor", &[("code", &code(0))]).status, 303);
    assert_eq!(client.get("/").status, 200);

    let fresh = Client::of(&server.address);
    let asked = fresh.post("/login", &[("user", "bing"), ("password", own)]);
    assert!(asked.status == 422 && asked.body.contains("name=\"code\""), "{}", asked.body);
    let entered = fresh.post("/login", &[("user", "bing"), ("password", own), ("code", &code(1))]);
    assert_eq!(entered.status, 303, "{}", entered.body);
}
