//! A list from elsewhere is matched by ID number and comes back with what we know of each row.

use std::io::Cursor;

use files::{Profile, XlsxWriter, read_in_process};

use crate::common::{Server, file_of, id_number};

/// A whole ID number of somebody in the village, and the name.
fn somebody(server: &Server) -> (String, String) {
    let mut office = server.office();
    let environment = std::sync::Arc::clone(office.environment());
    let read = |look: &mut desk::Look<'_>| {
        let sql = "SELECT i.sealed, v.name FROM identifier i JOIN person_version v ON v.person = i.person \
                   WHERE i.kind = 'id' ORDER BY i.id LIMIT 1";
        let (sealed, name) = look.one(sql, &[], |row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned())))?.unwrap();
        Ok::<_, desk::Unplanned>((environment.identifiers().open(&sealed)?, name))
    };
    office.look(desk::AgencyId(1), |look| read(look).map_err(|_| desk::Refusal::NoMatter)).unwrap()
}

fn list(rows: &[[&str; 3]]) -> Vec<u8> {
    let mut writer = XlsxWriter::new("名单", &[20, 10, 10]).unwrap();
    writer.header(&["公民身份号码", "姓名", "备注"]).unwrap();
    for row in rows {
        writer.row(&row.map(files::Cell::from)).unwrap();
    }
    let mut out = Cursor::new(Vec::new());
    writer.finish(&mut out).unwrap();
    out.into_inner()
}

const ALL: [(&str, &str); 5] =
    [("year", "2019"), ("name", "yes"), ("same", "yes"), ("village", "yes"), ("reason", "核对低保名单")];

fn matched(server: &Server, user: &str, file: &[u8]) -> Vec<Vec<String>> {
    let answer = server.as_user(user).upload_raw("/match", &ALL, ("file", "低保.xlsx", file));
    let path = server.folder.path().join("matched.xlsx");
    std::fs::write(&path, file_of(&answer)).unwrap();
    let table = read_in_process(&path, &Profile::named("village_roster").unwrap().sheet_choice()).unwrap();
    table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.shown().to_owned()).collect()).collect()
}

#[test]
fn each_row_comes_back_with_what_is_known_and_nothing_of_other_regions() {
    let server = Server::start();
    let (id, name) = somebody(&server);
    let stranger = id_number("19800101", 966);
    let file = list(&[
        [&id, "别的名字", "甲"],
        [&stranger, "无名", "乙"],
        ["53011319800101", "短号", "=1+1"],
        [&id, &name, ""],
    ]);
    let rows = matched(&server, "jingban", &file);
    assert_eq!(rows[0][..4], ["公民身份号码", "姓名", "备注", "比对结果"]);
    assert_eq!(rows[1][3..6], ["找到", name.as_str(), "不一致"]);
    assert!(rows[2][3].starts_with("没有找到"), "{rows:?}");
    assert_eq!(rows[3][2..4], ["=1+1", "证件号有误"], "their own cells stay text");
    assert_eq!(rows[4][5], "一致");
    let other = matched(&server, "erzhen", &file);
    assert!(other[1][3].starts_with("没有找到"), "{other:?}");
    assert!(!other.iter().skip(1).take(3).flatten().any(|cell| *cell == name), "{other:?}");
    server.verify_chain();
}

#[test]
fn a_list_without_numbers_or_without_a_reason_is_refused() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let none = clerk.upload("/match", &ALL, ("file", "名单.xlsx", &list(&[["5.3E+17", "王某", ""]])));
    assert!(none.status == 422 && none.body.contains("没有找到 18 位证件号"), "{}", none.body);
    let (id, name) = somebody(&server);
    let good = list(&[[&id, &name, ""]]);
    let silent = clerk.upload("/match", &ALL[..4], ("file", "名单.xlsx", &good));
    assert!(silent.status == 422 && silent.body.contains("没有写查看原因"), "{}", silent.body);
    assert_eq!(clerk.upload("/match", &ALL, ("file", "坏.xlsx", b"PK\x03\x04")).status, 422);
}
