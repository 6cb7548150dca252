//! The pages of a year that was played, which an office in its first January cannot show: each fits the window, keeps to
//! the rules of accessibility, and names what it tells of. Their pictures are the manual's.

use crate::common::{Browser, Server};
use crate::filled::explain_all;
use crate::submitted::sign;

const PROJECT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/dongchuan-2019/project.toml");

const PAGES: [(&str, &str); 14] = [
    ("books", "/books?month=2019-12"),
    ("matching-money", "/prints?kind=matching&period=2019-12"),
    ("figures", "/figures?year=2019"),
    ("wall", "/wall"),
    ("leads", "/lists/leads"),
    ("certification", "/lists/certification"),
    ("recoveries", "/lists/recoveries"),
    ("refunds", "/lists/refunds"),
    ("unpaid", "/lists/unpaid"),
    ("left-out", "/lists/left-out"),
    ("rosters", "/rosters?town=530113001"),
    ("public", "/lists/public?month=2019-08"),
    ("law", "/law"),
    ("papers", "/papers"),
];

/// Somebody who draws a pension for which there is a lead and a proof of life, with a raise paid afterwards.
fn somebody(server: &Server) -> i64 {
    let mut office = server.office();
    let read = |look: &mut desk::Look<'_>| {
        let sql = "SELECT MIN(a.person) FROM award a JOIN lead l ON l.person = a.person WHERE l.kind = 'shared_account' AND EXISTS \
                   (SELECT 1 FROM account_entry e WHERE e.person = a.person AND e.amount > 0) AND EXISTS \
                   (SELECT 1 FROM certification c WHERE c.person = a.person) AND EXISTS \
                   (SELECT 1 FROM due d WHERE d.award = a.id AND d.kind = 'adjustment')";
        Ok::<_, desk::Refusal>(look.scalar::<i64>(sql, &[])?)
    };
    office.look(desk::AgencyId(1), read).unwrap()
}

/// The project of the published report, with everything said that it asks for.
fn project(server: &Server) -> String {
    let officer = server.as_user("jixiao");
    let bytes = std::fs::read(PROJECT).unwrap();
    let (form, file) = ([("request", "year-goals")], ("file", "project.toml", &bytes[..]));
    let made = officer.upload("/operations/performance.take_in", &form, file);
    assert_eq!(made.status, 303, "{}", made.body);
    sign(server, made.location(), "performance.take_in");
    let list = officer.get("/performance").body;
    let project = list[list.find("/performance/").unwrap()..].split('"').next().unwrap().to_owned();
    explain_all(server, &officer, &project);
    project
}

#[tokio::test]
async fn pages_of_a_played_year() {
    let server = Server::of_a_year();
    let (person, project) = (format!("/people/{}", somebody(&server)), project(&server));
    let mut browser = Browser::open(&server, "year").await;
    browser.sign_in(&server, "jingban").await;
    let more = [("person", person.clone()), ("statement", format!("{person}/statement"))];
    let performance = [("project", project.clone()), ("report", format!("{project}/report"))];
    let pages = PAGES.map(|(what, page)| (what, page.to_owned()));
    for (what, page) in pages.into_iter().chain(more).chain(performance) {
        browser.go(&page).await;
        // What takes long to count comes by itself.
        browser.wait("main table, main .panel").await;
        let inside = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";
        let inside = browser.client.execute(inside, vec![]).await.unwrap();
        assert_eq!(inside, serde_json::json!(true), "{page} is wider than the window");
        let text = browser.text().await;
        assert!(!text.contains("530113001"), "{page}: a code in place of a name");
        browser.picture(what).await;
    }
    browser.close().await;
    server.verify_chain();
}
