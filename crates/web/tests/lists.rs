//! Lists as clerks use them: narrowed, taken out with a reason, never another region's rows.

use files::{Profile, read_in_process};

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
    }
    assert_eq!(clerk.get("/lists/nothing").status, 404);
    assert!(!server.as_user("erzhen").get("/lists").body.contains("/lists/left-out"), "the county's list");
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
