//! Lists as clerks use them: narrowed, taken out with a reason, never another region's rows.

use std::collections::BTreeSet;

use files::{Profile, read_in_process};
use office::reading::{list_subject, list_title};

use crate::common::{Said, Server};

fn count(said: &Said) -> usize {
    let at = said.body.find("共 ").unwrap_or_else(|| panic!("no count: {}", said.body)) + "共 ".len();
    said.body[at..].split(' ').next().unwrap().parse().unwrap()
}

fn village(server: &Server) -> String {
    format!("/lists/village?town={}", server.people.village)
}

#[test]
fn every_list_opens_and_says_how_many_rows_it_has() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let all = clerk.get("/lists").body;
    let names: Vec<&str> = all.split("href=\"/lists/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(names.len() >= 12, "{names:?}");
    for name in names {
        let said = clerk.get(&format!("/lists/{name}"));
        assert_eq!(said.status, 200, "{name}: {}", said.body);
        count(&said);
        assert!(list_title(list_subject(name)).is_some(), "{name} has no name in the record of readings");
    }
    assert_eq!(clerk.get("/lists/nothing").status, 404);
    assert!(!server.as_user("erzhen").get("/lists").body.contains("/lists/left-out"), "the county's list");
}

#[test]
fn nobody_is_offered_what_his_post_does_not_make() {
    let server = Server::start();
    let (clerk, officer, auditor) = (server.as_user("jingban"), server.as_user("jixiao"), server.as_user("jihe"));
    for (page, maker) in [("/months", &clerk), ("/window", &clerk), ("/performance", &officer)] {
        assert!(maker.get(page).body.contains("href=\"/operations/"), "{page}");
        let body = auditor.get(page).body;
        assert!(!body.contains("href=\"/operations/"), "{page}: {body}");
    }
    assert!(!clerk.get("/performance").body.contains("href=\"/operations/"));
    let (fees, contacted) = ("/lists/fees?year=2019", "href=\"/operations/contributions.contacted");
    assert!(clerk.get(fees).body.contains(contacted) && !auditor.get(fees).body.contains(contacted));
    assert!(auditor.get(fees).body.contains("href=\"/people/"), "he reads the rows");
}

/// The operations whose forms a page leads to.
fn forms(body: &str) -> BTreeSet<&str> {
    body.split("href=\"/operations/").skip(1).filter_map(|rest| rest.split(['"', '?']).next()).collect()
}

#[test]
fn no_page_leads_to_a_form_that_refuses_its_reader() {
    let server = Server::start();
    let mut seen = 0;
    for user in ["jingban", "fuhe", "kuaiji", "jixiao", "jihe", "zhen"] {
        let user = server.as_user(user);
        let (own, lists) = (user.get("/operations").body, user.get("/lists").body);
        let named = lists.split("href=\"/lists/").skip(1).map(|rest| rest.split('"').next().unwrap());
        let pages = named.map(|name| format!("/lists/{name}"));
        let others = ["/", "/law", "/rosters", "/months", "/books", "/window", "/performance", "/people/1"];
        for page in pages.chain(others.map(str::to_owned)) {
            let body = user.get(&page).body;
            let strange: Vec<&str> = forms(&body).difference(&forms(&own)).copied().collect();
            assert!(strange.is_empty(), "{page}: {strange:?}");
            seen += forms(&body).len();
        }
    }
    assert!(seen >= 15, "{seen} ways");
}

#[test]
fn a_list_is_narrowed_by_region_and_words() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let certification = count(&clerk.get("/lists/certification"));
    let fees = clerk.get("/lists/fees?year=2019");
    let one = count(&clerk.get(&format!("/lists/fees?year=2019&town={}", server.people.village)));
    assert!(count(&fees) > one && one > 0, "{certification}");
    assert_eq!(count(&clerk.get("/lists/fees?year=2019&q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA%E4%BA%BA")), 0);
    assert_eq!(clerk.get("/lists/fees?year=x").status, 400);
    // The clerk of another town sees no row of this one, whatever he asks for.
    let other = server.as_user("erzhen");
    assert_eq!(count(&other.get(&village(&server))), 0);
    assert_eq!(count(&other.get("/lists/fees?year=2019")), 0);
}

#[test]
fn a_list_is_taken_out_with_a_reason_and_reads_back_as_it_was_shown() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let rows = count(&clerk.get(&village(&server)));
    let form = [("town", server.people.village.as_str()), ("reason", "")];
    let refused = clerk.post("/lists/village", &form);
    assert!(refused.status == 422 && refused.body.contains("没有写查看原因"), "{}", refused.body);
    let taken = clerk.post_bytes("/lists/village", &[form[0], ("reason", "下村核对")]);
    let file = server.folder.path().join("taken.xlsx");
    std::fs::write(&file, &taken).unwrap();
    let table = read_in_process(&file, &Profile::named("village_roster").unwrap().sheet_choice()).unwrap();
    assert_eq!(table.rows.len(), rows + 1, "a header and every row");
    let other = server.as_user("erzhen").post("/lists/village", &[form[0], ("reason", "下村核对")]);
    assert!(other.status == 200, "an empty list is a workbook with its header only");
    let mut office = server.office();
    let kept = office.look(desk::AgencyId(1), |look| {
        let sql = "SELECT COUNT(*) FROM disclosure WHERE kind = 'export' AND reason = '下村核对'";
        Ok::<_, desk::Refusal>(look.scalar::<i64>(sql, &[])?)
    });
    assert_eq!(kept.unwrap(), 2);
    server.verify_chain();
}

#[test]
fn people_are_found_by_initials_and_by_village() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let people = clerk.get(&format!("/people?q={}", server.people.village));
    assert!(people.body.contains("证件号"), "{}", people.body);
    let names = |said: &Said| -> Vec<String> {
        let cells = said.body.split("<a href=\"/people/").skip(1);
        cells.map(|cell| cell.split(['>', '<']).nth(1).unwrap().to_owned()).collect()
    };
    // Of everybody called 王, those whose second character sounds with x are found by wx.
    let all = names(&clerk.get("/people?q=%E7%8E%8B"));
    let by_initials = names(&clerk.get("/people?q=wx"));
    let with_x: Vec<_> = all.iter().filter(|name| "小学仙兴霞祥贤孝雄".contains(&name[3..6])).collect();
    assert!(!with_x.is_empty(), "{all:?}");
    assert!(with_x.iter().all(|name| by_initials.contains(name)), "{with_x:?} in {by_initials:?}");
    assert!(by_initials.len() < all.len() || all.len() == 50, "{by_initials:?}");
    assert!(server.as_user("erzhen").get("/people?q=wx").body.contains("没有找到"));
}

#[test]
fn the_auditor_reads_who_looked_at_whom_and_nobody_else_does() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let people = clerk.get(&format!("/people?q={}", server.people.village)).body;
    let person = people.split("href=\"/people/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let shown = clerk.post(&format!("/people/{person}/identifiers"), &[("reason", "核对领取账户")]);
    assert_eq!(shown.status, 200, "{}", shown.body);
    clerk.post_bytes("/lists/village", &[("town", server.people.village.as_str()), ("reason", "下村核对")]);
    assert_eq!(server.as_user("erzhen").get(&format!("/people/{person}")).status, 404);
    let refused = clerk.get("/lists/disclosures");
    assert!(refused.status == 403 && refused.body.contains("只供稽核"), "{}", refused.body);
    assert_eq!(clerk.post("/lists/disclosures", &[("reason", "想看")]).status, 403);
    assert!(!clerk.get("/lists").body.contains("/lists/disclosures"));

    let auditor = server.as_user("jihe");
    assert!(auditor.get("/lists").body.contains("/lists/disclosures"));
    let page = auditor.get("/lists/disclosures").body;
    let about = format!("href=\"/people/{person}\"");
    for words in ["核对领取账户", "下村核对", "清单：村（社区）人员名册", "无权查看（已拒绝）", about.as_str()]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let with = |words: &str| format!("/lists/disclosures?q={}", crate::common::encoded_text(words));
    assert_eq!(count(&auditor.get(&with("下村核对"))), 1);
    assert_eq!(count(&auditor.get("/lists/disclosures?until=2018-12-31")), 0);
    assert_eq!(auditor.get("/lists/disclosures?since=x").status, 400);
    // Taking it out is a reading like any other.
    auditor.post_bytes("/lists/disclosures", &[("reason", "季度检查")]);
    assert_eq!(count(&auditor.get(&with("清单：查阅记录"))), 1);
    server.verify_chain();
}

#[test]
fn rows_of_a_figure_name_everybody_once() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let (mut at, mut seen) = ("/lists/figure?figure=insured&year=2018".to_owned(), std::collections::BTreeSet::new());
    loop {
        let said = clerk.get(&at);
        assert_eq!(said.status, 200, "{}", said.body);
        let pages = (1..).map(|page| clerk.get(&format!("{at}&page={page}")));
        for page in pages {
            let people =
                page.body.split("href=\"/people/").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
            let before = seen.len();
            seen.extend(people);
            if seen.len() == before || !page.body.contains("rel=\"next\"") {
                break;
            }
        }
        let Some((before, _)) = said.body.split_once("下一段") else { break };
        let next = before.rsplit_once("from=").unwrap().1;
        at = format!("/lists/figure?figure=insured&year=2018&from={}", next.split(['"', '&']).next().unwrap());
    }
    let mut office = server.office();
    let insured = office.look(desk::AgencyId(1), |look| {
        let sql = "SELECT COUNT(DISTINCT e.person) FROM enrolment e JOIN enrolment_event v ON v.enrolment = e.id \
                   WHERE v.state <> 'ended' AND v.from_month <= 201812";
        Ok::<_, desk::Refusal>(look.scalar::<i64>(sql, &[])?)
    });
    assert_eq!(i64::try_from(seen.len()).unwrap(), insured.unwrap());
}
