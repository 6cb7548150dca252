//! 打印文书 in the browser: each paper with its reason kept, nothing of another region, and what is missing said above the
//! form.

use std::io::Read as _;

use crate::common::{Server, id_number};

fn text_of(docx: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx.to_vec())).unwrap();
    let mut xml = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let pieces = xml.split("<w:t").skip(1).filter_map(|piece| piece.split_once('>')?.1.split('<').next());
    pieces.collect()
}

fn number(server: &Server, sql: &str) -> i64 {
    server.office().look(desk::AgencyId(1), |look| Ok::<_, desk::Refusal>(look.scalar::<i64>(sql, &[])?)).unwrap()
}

#[test]
fn papers_are_made_with_a_reason_and_say_what_is_missing() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let drawing = number(&server, "SELECT MIN(person) FROM award").to_string();
    let paying = number(
        &server,
        "SELECT MIN(e.person) FROM enrolment e JOIN enrolment_event v ON v.enrolment = e.id AND v.state = 'active' \
         WHERE NOT EXISTS (SELECT 1 FROM award a WHERE a.person = e.person)",
    )
    .to_string();
    let page = clerk.get(&format!("/papers?person={drawing}"));
    assert!(page.status == 200 && page.body.contains(&format!("value=\"{drawing}\"")), "{}", page.body);
    assert!(!page.body.contains("配套资金请示"), "what is about nobody is not offered from a person's page");
    let why = [("reason", "本人申请")];
    let transfer = [("kind", "跨统筹区转移"), ("place", "会东县居保局（模拟）"), ("number", "东社保转〔2019〕1号")];
    type Fields<'a> = Vec<(&'a str, &'a str)>;
    let all: [(&str, Fields<'_>, &str); 3] = [
        ("award-sheet", vec![("of", &drawing), ("month", "2019-01")], "核定"),
        ("statement", vec![("of", &drawing), ("year", "2018")], "权益"),
        ("transfer-letter", [&[("of", paying.as_str())][..], &transfer].concat(), "会东县居保局"),
    ];
    for (at, (paper, fields, word)) in all.iter().enumerate() {
        let form = [&[("paper", *paper)][..], fields].concat();
        let refused = clerk.post("/papers", &form);
        assert!(refused.status != 200 && refused.body.contains("原因"), "{paper}: {}", refused.body);
        let docx = clerk.post_bytes("/papers", &[&form[..], &why].concat());
        assert!(text_of(&docx).contains(word), "{paper}: {}", text_of(&docx));
        let kept = "SELECT COUNT(*) FROM disclosure WHERE reason = '本人申请'";
        assert_eq!(number(&server, kept), i64::try_from(at + 1).unwrap(), "{paper}");
        // The clerk of another town gets nothing of this one, not even that the person exists.
        assert_eq!(server.as_user("erzhen").post("/papers", &[&form[..], &why].concat()).status, 404, "{paper}");
    }
    let office = server.as_user("kuaiji");
    let request = [("paper", "matching-request"), ("level", "县级"), ("month", "2019-01")];
    let nobody = office.post("/papers", &request);
    assert!(nobody.body.contains("没有填写主送机关") || nobody.body.contains("没有缺口"), "{}", nobody.body);
    // What was typed stays in its form.
    assert!(nobody.body.contains("value=\"2019-01\""), "{}", nobody.body);
    for (form, status, said) in [
        (vec![("paper", "award-sheet"), ("of", "x"), ("reason", "核对")], 422, "请填写编号"),
        (vec![("paper", "statement"), ("of", &drawing), ("year", "去年"), ("reason", "核对")], 422, "2019"),
        (vec![("paper", "lead-inquiry"), ("of", "1"), ("reason", "核对")], 404, ""),
        (vec![("paper", "diploma"), ("of", "1"), ("reason", "核对")], 404, ""),
        (vec![("paper", "suspension-notice"), ("of", &drawing), ("reason", "核对")], 422, "没有"),
    ] {
        let refused = clerk.post("/papers", &form);
        assert!(
            refused.status == status && refused.body.contains(said),
            "{form:?}: {} {}",
            refused.status,
            refused.body
        );
    }
    server.verify_chain();
}

#[test]
fn a_letter_about_a_lead_tells_the_whole_number_to_its_office() {
    let server = Server::start();
    let (id, list) = (id_number("19610304", 930), "来源,证件号码,姓名,死亡日期\n公安,");
    let clerk = server.as_user("jingban");
    let village = server.people.village.clone();
    let register = [("request", "r1"), ("id_number", id.as_str()), ("name", "丁某"), ("address", "3 组")];
    let done = |made: crate::common::Said, by: &[&str]| {
        assert_eq!(made.status, 303, "{}", made.body);
        for user in by {
            let client = server.as_user(user);
            let page = client.get(made.location());
            let (stage, seen) = (page.hidden("stage"), page.hidden("digest"));
            client.post(&format!("{}/sign", made.location()), &[("stage", &stage), ("digest", &seen)]);
        }
        assert!(clerk.get(made.location()).body.contains("已办结"));
    };
    let form = [&register[..], &[("region", village.as_str())]].concat();
    done(clerk.post("/operations/registry.register", &form), &["fuhe"]);
    let list = format!("{list}{id},丁某,2019-01-05\n");
    let preview =
        clerk.upload("/operations/risk.import_deaths", &[("request", "d1")], ("file", "死亡.csv", list.as_bytes()));
    assert_eq!(preview.status, 200, "looked at first: {}", preview.body);
    let (file, name) = (preview.hidden("file"), "死亡.csv");
    let form = [("request", "d1"), ("file", file.as_str()), ("file-name", name)];
    done(clerk.post("/operations/risk.import_deaths", &form), &["fuhe"]);
    let lead = number(&server, "SELECT MAX(id) FROM lead").to_string();
    let letter = [("request", "l1"), ("lead", lead.as_str()), ("addressee", "东川区公安局（模拟）")];
    let form = [&letter[..], &[("answer_by", "2019-03-01")]].concat();
    done(clerk.post("/operations/risk.send_letter", &form), &["fuhe"]);
    let letter = number(&server, "SELECT MAX(id) FROM letter").to_string();
    let form = [("paper", "lead-inquiry"), ("of", letter.as_str()), ("reason", "寄出")];
    let text = text_of(&clerk.post_bytes("/papers", &form));
    assert!(text.contains("东川区公安局（模拟）：") && text.contains(&id), "{text}");
    assert!(text.contains("涉及疑点") && text.contains("2019年3月1日前函复"), "{text}");
    let shown = number(&server, "SELECT COUNT(*) FROM disclosure WHERE kind = 'identifiers' AND reason = '寄出'");
    assert_eq!(shown, 1, "a whole number was told");
    server.verify_chain();
}
