//! Every address is asked by everybody: who may open it, and that a refusal tells nothing and
//! leaves a record.

use std::collections::BTreeSet;

use office::tables::{PersonId, Scheme};
use shebao_web::{Method, routes};

use crate::common::{Client, Entry, Server, id_number};
use crate::submitted::operations;

/// Nobody signed in; the administrator, who sees no business data; a clerk of another town; the
/// head of another agency; the clerk of the county.
const WHO: [&str; 5] = ["", "xitong", "erzhen", "linqu", "jingban"];

/// Method, address, an address to ask, what each of [`WHO`] is answered.
type Case = (Method, &'static str, String, [u16; 5]);

struct Things {
    person: PersonId,
    name: String,
    matter: String,
    run: i64,
    staff: i64,
    village: String,
}

fn things(server: &Server) -> Things {
    let clerk = server.as_user("jingban");
    let id = id_number("19750101", 905);
    let form = [
        ("request", "walk-1"),
        ("id_number", id.as_str()),
        ("name", "丁步行"),
        ("address", "某村 1 号"),
        ("region", server.people.village.as_str()),
    ];
    let made = clerk.post("/operations/registry.register", &form);
    let matter = made.location().rsplit('/').next().unwrap().to_owned();
    let opened = clerk.post("/operations/payment.open_run", &[("request", "walk-2"), ("month", "2019-01")]);
    assert_eq!(opened.status, 303, "{}", opened.body);
    let mut office = server.office();
    let agency = desk::AgencyId(1);
    let read = |look: &mut desk::Look<'_>| {
        let run = office::payment::newest_run(look, Scheme::Resident)?.map(|run| run.id.0);
        let sql = "SELECT person, name FROM person_version ORDER BY person LIMIT 1";
        let person = look.one(sql, &[], |row| Ok((PersonId(row.int(0)?), row.text(1)?.to_owned())))?;
        let staff = look.scalar::<i64>("SELECT MIN(id) FROM staff WHERE agency = 1", &[])?;
        Ok::<_, desk::Unplanned>((run, person, staff))
    };
    let (run, person, staff) = office.look(agency, |look| read(look).map_err(|_| desk::Refusal::NoMatter)).unwrap();
    let (person, name) = person.unwrap();
    Things { person, name, matter, run: run.unwrap_or_default(), staff, village: server.people.village.clone() }
}

fn cases(t: &Things) -> Vec<Case> {
    use Method::{Get, Post};
    let all = |code: u16| [code; 5];
    let staff = [303, 200, 200, 200, 200];
    let business = [303, 403, 200, 200, 200];
    let county = [303, 403, 403, 200, 200];
    let (person, matter, run) = (t.person, &t.matter, t.run);
    let at = |text: &str| text.to_owned();
    vec![
        (Get, "/login", at("/login"), all(200)),
        (Post, "/login", at("/login"), all(422)),
        (Get, "/password", at("/password"), all(200)),
        (Post, "/password", at("/password"), all(422)),
        (Get, "/second-factor", at("/second-factor"), staff),
        (Post, "/second-factor", at("/second-factor"), [401, 422, 422, 422, 422]),
        (Get, "/", at("/"), staff),
        (Get, "/operations", at("/operations"), staff),
        (Get, "/operations/{name}", at("/operations/registry.register"), staff),
        (Post, "/operations/{name}", at("/operations/registry.register"), [401, 422, 422, 422, 422]),
        (Get, "/matters/{id}", format!("/matters/{matter}"), [303, 404, 404, 404, 200]),
        (Post, "/matters/{id}/sign", format!("/matters/{matter}/sign"), [401, 404, 404, 404, 400]),
        (Post, "/matters/{id}/return", format!("/matters/{matter}/return"), [401, 404, 404, 404, 422]),
        (Get, "/people", at("/people?q=x"), business),
        (Get, "/people/{id}", format!("/people/{person}"), [303, 403, 404, 404, 200]),
        (Post, "/people/{id}/identifiers", format!("/people/{person}/identifiers"), [401, 403, 404, 404, 422]),
        (Get, "/people/{id}/statement", format!("/people/{person}/statement"), [303, 403, 404, 404, 200]),
        (Get, "/window", at("/window"), business),
        (Get, "/window/{id}", at("/window/1"), [303, 403, 404, 404, 404]),
        (Get, "/lists", at("/lists"), business),
        // The neighbour's law is not all known, and nothing is guessed.
        (Get, "/lists/{name}", at("/lists/claims"), [303, 403, 200, 422, 200]),
        // Without a reason nothing is taken out; a list without regions is the county's.
        (Post, "/lists/{name}", at("/lists/left-out"), [401, 403, 403, 422, 422]),
        (Get, "/match", at("/match"), business),
        (Post, "/match", at("/match"), [401, 403, 422, 422, 422]),
        (Get, "/papers", at("/papers"), business),
        (Post, "/papers", at("/papers"), [401, 403, 404, 404, 404]),
        (Get, "/rosters", at("/rosters"), business),
        (Post, "/rosters/{region}", format!("/rosters/{}", t.village), [401, 403, 404, 404, 404]),
        (Get, "/months", at("/months"), county),
        (Get, "/months/{id}", format!("/months/{run}"), [303, 403, 403, 404, 200]),
        (Post, "/months/{id}/compute", format!("/months/{run}/compute"), [401, 403, 403, 404, 303]),
        (Post, "/months/{id}/bank-file", format!("/months/{run}/bank-file"), [401, 403, 403, 404, 404]),
        (Get, "/books", at("/books?month=2019-01"), county),
        (Get, "/prints", at("/prints?kind=trial&period=2019-01"), county),
        (Post, "/prints", at("/prints"), [401, 403, 403, 422, 404]),
        (Get, "/audit-pack", at("/audit-pack"), county),
        (Post, "/audit-pack", at("/audit-pack"), [401, 403, 403, 422, 422]),
        (Get, "/wall", at("/wall"), county),
        (Get, "/figures", at("/figures?year=2019"), county),
        (Get, "/performance", at("/performance"), county),
        (Get, "/performance/{id}", at("/performance/1"), [303, 403, 403, 404, 404]),
        (Get, "/performance/{id}/report", at("/performance/1/report"), [303, 403, 403, 404, 404]),
        (Post, "/performance/{id}/documents", at("/performance/1/documents"), [401, 403, 403, 404, 404]),
        (Get, "/review", at("/review"), staff),
        (Post, "/review", at("/review"), [401, 422, 422, 422, 422]),
        (Post, "/review/{digest}", format!("/review/{}", desk::Digest::of(b"another's")), [401, 404, 404, 404, 404]),
        (Get, "/law", at("/law"), staff),
        (Get, "/law/{name}", at("/law/resident.funeral.months"), staff),
        (Get, "/staff", at("/staff"), staff),
        (Post, "/staff/{id}/login", format!("/staff/{}/login", t.staff), [401, 422, 403, 403, 403]),
        // Last: the maker's own matter is taken back, and everybody leaves.
        (Post, "/matters/{id}/withdraw", format!("/matters/{matter}/withdraw"), [401, 404, 404, 404, 303]),
        (Post, "/logout", at("/logout"), [401, 303, 303, 303, 303]),
    ]
}

#[test]
fn every_address_is_asked_by_everybody() {
    let server = Server::start();
    let things = things(&server);
    let cases = cases(&things);
    let asked: BTreeSet<String> = cases.iter().map(|(method, path, ..)| format!("{method:?} {path}")).collect();
    let served: BTreeSet<String> = routes().iter().map(|route| format!("{:?} {}", route.method, route.path)).collect();
    assert_eq!(asked, served, "an address without a case, or a case without an address");

    let anonymous = Client::of(&server.address);
    let clients: Vec<Client> = WHO[1..].iter().map(|user| server.as_user(user)).collect();
    for (method, _, address, expected) in &cases {
        for (index, who) in WHO.iter().enumerate() {
            let client = if index == 0 { &anonymous } else { &clients[index - 1] };
            let said = match method {
                Method::Get => client.get(address),
                Method::Post => client.post(address, &[]),
            };
            assert_eq!(said.status, expected[index], "{method:?} {address} as {who:?}\n{}", said.body);
            if [401, 403, 404].contains(&said.status) {
                assert!(!said.body.contains(&things.name), "{address} as {who:?} tells a name: {}", said.body);
            }
        }
    }
    let mut office = server.office();
    let refused = office.look(desk::AgencyId(1), |look| {
        Ok::<_, desk::Refusal>(look.scalar::<i64>("SELECT COUNT(*) FROM disclosure WHERE kind = 'refused'", &[])?)
    });
    assert!(refused.unwrap() >= 20, "asking for what is not one's own leaves a record");
    server.verify_chain();
}

#[test]
fn lists_and_searches_leave_out_other_regions() {
    let server = Server::start();
    let name = things(&server).name;
    let query: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let found = server.as_user("jingban").get(&format!("/people?q={query}"));
    assert!(found.status == 303 || found.body.contains(&name));
    for other in ["erzhen", "linqu"] {
        let said = server.as_user(other).get(&format!("/people?q={query}"));
        assert_eq!(said.status, 200);
        assert!(said.body.contains("没有找到"), "{other}: {}", said.body);
    }
}

#[test]
fn whole_numbers_are_shown_only_with_a_reason_that_is_kept() {
    let server = Server::start();
    let person = things(&server).person;
    let clerk = server.as_user("jingban");
    let masked = clerk.get(&format!("/people/{person}")).body;
    assert!(masked.contains("****") || masked.contains("＊"), "{masked}");
    let address = format!("/people/{person}/identifiers");
    assert_eq!(clerk.post(&address, &[("reason", "")]).status, 422);
    let shown = clerk.post(&address, &[("reason", "核对领取账户")]);
    assert!(shown.status == 200 && shown.body.contains("本次查看已记录"), "{}", shown.body);
    let mut office = server.office();
    let kept = office.look(desk::AgencyId(1), |look| {
        let sql = "SELECT COUNT(*) FROM disclosure WHERE kind = 'identifiers' AND reason = '核对领取账户'";
        Ok::<_, desk::Refusal>(look.scalar::<i64>(sql, &[])?)
    });
    assert_eq!(kept.unwrap(), 1);
}

/// What a form that names something of ours is filled in with.
fn ours(t: &Things, entry: &Entry) -> String {
    match (entry.name.rsplit('.').next().unwrap_or_default(), entry.kind.as_str()) {
        ("run", _) => t.run.to_string(),
        ("matter", _) => t.matter.clone(),
        ("staff", _) => t.staff.to_string(),
        (_, "date") => "2019-01-09".to_owned(),
        (_, "month") => "2019-01".to_owned(),
        (name, _) if name.contains("region") || name == "area" => t.village.clone(),
        (_, "select") => entry.offered.clone().unwrap_or_default(),
        _ => t.person.0.to_string(),
    }
}

#[test]
fn another_countys_numbers_in_every_form_give_nothing_and_change_nothing() {
    let server = Server::start();
    let things = things(&server);
    let rows = |server: &Server| {
        let mut office = server.office();
        let ours = office.look(desk::AgencyId(1), |look| {
            Ok::<_, desk::Refusal>(look.scalar::<i64>("SELECT COUNT(*) FROM audit WHERE agency = 1", &[])?)
        });
        ours.unwrap()
    };
    let before = rows(&server);
    let stranger = server.as_user("linjing");
    let mut asked = 0;
    for (name, _) in operations(&server) {
        let form = stranger.get(&format!("/operations/{name}"));
        let request = format!("stranger-{name}");
        let values: Vec<(String, String)> =
            form.entries().iter().map(|entry| (entry.name.clone(), ours(&things, entry))).collect();
        let mut typed = vec![("request", request.as_str())];
        typed.extend(values.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        let said = stranger.post(&format!("/operations/{name}"), &typed);
        assert_ne!(said.status, 500, "{name}");
        assert!(!said.body.contains(&things.name), "{name} tells a name: {}", said.body);
        if said.status == 303 {
            let made = stranger.get(said.location());
            assert!(!made.body.contains(&things.name), "{name} tells a name: {}", made.body);
        }
        asked += 1;
    }
    assert!(asked > 100, "{asked}");
    // In addresses of pages, lists, downloads and papers too.
    let person = things.person;
    for address in [
        format!("/people?q={person}"),
        format!("/lists/village?town={}", things.village),
        format!("/lists/figure?figure=insured&year=2018&from={person}"),
        format!("/lists/fees?from={}-{person}", things.village),
        format!("/papers?person={person}"),
        format!("/operations/registry.change_ordinary?again={}", things.matter),
    ] {
        let said = stranger.get(&address);
        assert!(!said.body.contains(&things.name), "{address} tells a name: {}", said.body);
    }
    assert_eq!(rows(&server), before, "nothing of ours was written");
    server.verify_chain();
}
