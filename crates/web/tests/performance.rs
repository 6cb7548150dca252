//! The performance officer at work: goals, figures that lead to their rows, gaps closed, documents, a
//! submission.

use crate::common::{Browser, Server};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/dongchuan-2019/project.toml");

/// The reviewer signs the newest matter, the head after, where one is needed.
fn sign(server: &Server, matter: &str, by: &[&str]) {
    for user in by {
        let client = server.as_user(user);
        let page = client.get(matter);
        let (stage, seen) = (page.hidden("stage"), page.hidden("digest"));
        let said = client.post(&format!("{matter}/sign"), &[("stage", &stage), ("digest", &seen)]);
        assert_eq!(said.status, 303, "{user}: {}", said.body);
    }
    assert!(server.as_user(by[0]).get(matter).body.contains("已办结"));
}

fn take_in(server: &Server) -> String {
    let officer = server.as_user("jixiao");
    let bytes = std::fs::read(EXAMPLE).unwrap();
    let made =
        officer.upload("/operations/performance.take_in", &[("request", "goals-1")], ("file", "project.toml", &bytes));
    assert_eq!(made.status, 303, "{}", made.body);
    sign(server, made.location(), &["fuhe"]);
    let list = officer.get("/performance").body;
    let at = list.find("/performance/").unwrap();
    list[at..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_officer_reads_figures_closes_gaps_and_prints() {
    let server = Server::start();
    let project = take_in(&server);
    let mut browser = Browser::open(&server, "performance").await;
    browser.sign_in(&server, "jixiao").await;
    browser.go("/performance").await;
    browser.says("2019年城乡居民社会养老保险区级配套").await;
    browser.picture("绩效自评").await;
    browser.go(&project).await;
    browser.says("待说明（").await;
    browser.picture("项目").await;
    // A figure leads to its rows, and there are as many as it says.
    let link = browser.wait("td a[href*='figure=recipients_december']").await;
    let shown = link.text().await.unwrap();
    let count: usize = shown.trim_end_matches('人').parse().unwrap();
    link.click().await.unwrap();
    browser.says(&format!("共 {count} 行")).await;
    // A reason is typed in and kept; "无" is none.
    browser.go(&project).await;
    browser.wait("a[href*='performance.explain']").await.click().await.unwrap();
    browser.fill("words", "无").await;
    browser.press("提交").await;
    browser.wait("#f-words-fault").await;
    browser.picture("情况说明").await;
    browser.fill("words", "任务年中下达，<b>记账</b>推迟到下年；下年一季度补记。").await;
    browser.press("提交").await;
    browser.says("已办结").await;
    browser.go(&project).await;
    browser.says("任务年中下达，<b>记账</b>推迟到下年").await;
    browser.go(&format!("{project}/report")).await;
    browser.says("项目支出绩效自评报告").await;
    browser.picture("报告").await;
    browser.go("/operations/performance.set_goals").await;
    browser.press("再加一行指标").await;
    browser.wait("[name='indicators.2.name']").await;
    browser.picture("填报目标").await;
    browser.close().await;
    server.verify_chain();
}

#[test]
fn documents_are_taken_out_and_a_draft_with_gaps_is_not_submitted() {
    let server = Server::start();
    let project = take_in(&server);
    let officer = server.as_user("jixiao");
    let address = format!("{project}/documents");
    for name in ["自评报告.docx", "自评表.docx", "自评表.xlsx", "佐证材料册.docx", "佐证数据明细.xlsx"]
    {
        let bytes = officer.post_bytes(&address, &[("what", name)]);
        assert!(bytes.starts_with(b"PK") && bytes.len() > 3_000, "{name}: {}", bytes.len());
    }
    assert_eq!(officer.post(&address, &[("what", "../shebao.toml")]).status, 404);
    let mut office = server.office();
    let kept = office.look(desk::AgencyId(1), |look| {
        let sql = "SELECT COUNT(*) FROM disclosure WHERE kind = 'export' AND reason LIKE '绩效自评：%'";
        Ok::<_, desk::Refusal>(look.scalar::<i64>(sql, &[])?)
    });
    assert_eq!(kept.unwrap(), 5);
    let id = project.rsplit('/').next().unwrap();
    let form = [("request", "submit-1"), ("project", id), ("occasion", "review"), ("who", "郑局长")];
    let said = officer.post("/operations/performance.submit", &form);
    assert!(said.status == 422 && said.body.contains("参保率"), "{}", said.body);
    // A clerk keeps no goals.
    assert_eq!(server.as_user("jingban").post("/operations/performance.submit", &form).status, 422);
    server.verify_chain();
}

#[test]
fn a_scan_is_attached_in_the_browser_and_bound_into_the_book() {
    let server = Server::start();
    let project = take_in(&server);
    let officer = server.as_user("jixiao");
    let id = project.rsplit('/').next().unwrap();
    let page = officer.get(&project).body;
    assert!(page.contains("佐证材料扫描件（0 份）") && page.contains("performance.attach_scan"), "{page}");
    // One red dot: the smallest PNG there is.
    let png = "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082";
    let png: Vec<u8> = (0..png.len()).step_by(2).map(|at| u8::from_str_radix(&png[at..at + 2], 16).unwrap()).collect();
    let address = "/operations/performance.attach_scan";
    let attach = |request: &str, title: &str, name: &str, bytes: &[u8]| {
        let form = [("request", request), ("project", id), ("indicator", "项目资金"), ("title", title)];
        officer.upload(address, &form, ("file", name, bytes))
    };
    let wrong = attach("scan-1", "拨款通知", "a.xlsx", b"PK\x03\x04");
    assert!(wrong.status == 422 && wrong.body.contains("不是 PDF、PNG 或 JPG"), "{}", wrong.body);
    let made = attach("scan-2", "拨款通知第1号", "a.png", &png);
    assert_eq!(made.status, 303, "{}", made.body);
    sign(&server, made.location(), &["fuhe"]);
    assert!(officer.get(&project).body.contains("拨款通知第1号"));
    let documents = format!("{project}/documents");
    let book = officer.post_bytes(&documents, &[("what", "佐证材料册.docx")]);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("word/document.xml").unwrap(), &mut xml).unwrap();
    assert!(xml.contains("拨款通知第1号（第1页，共1页）") && xml.contains("附扫描件1件"), "{xml}");
    assert!(archive.file_names().any(|name| name.unwrap().starts_with("word/media/")), "the page itself");
    // Bytes that only begin and end as a picture are told when the book is made, by their title.
    let made = attach("scan-3", "坏的扫描件", "b.png", b"\x89PNG\r\n\x1a\nnothing IEND");
    sign(&server, made.location(), &["fuhe"]);
    let said = officer.post(&documents, &[("what", "佐证材料册.docx")]);
    assert!(said.status == 400 && said.body.contains("坏的扫描件"), "{} {}", said.status, said.body);
    server.verify_chain();
}

/// A PDF of two pages with a sentence on each.
fn pdf() -> Vec<u8> {
    let page = |n: usize| {
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {n} 0 R/Resources<</Font<</F1 3 0 R>>>>>>")
    };
    let content = |text: &str| {
        let drawn = format!("BT /F1 24 Tf 72 700 Td ({text}) Tj ET");
        format!("<</Length {}>>stream\n{drawn}\nendstream", drawn.len())
    };
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Count 2/Kids[4 0 R 5 0 R]>>".to_owned(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
        page(6),
        page(7),
        content("notice page one"),
        content("notice page two"),
    ];
    let (mut bytes, mut places) = (b"%PDF-1.4\n".to_vec(), Vec::new());
    for (number, object) in (1..).zip(&objects) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    places.iter().for_each(|place| bytes.extend(format!("{place:010} 00000 n \n").bytes()));
    bytes.extend(format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).bytes());
    bytes
}

#[tokio::test]
async fn a_scanned_pdf_is_brought_in_the_browser_and_every_page_of_it_is_bound() {
    let server = Server::start();
    let project = take_in(&server);
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("拨款通知.pdf");
    std::fs::write(&whole, pdf()).unwrap();
    let half = folder.path().join("半截.pdf");
    std::fs::write(&half, &pdf()[..300]).unwrap();
    let mut browser = Browser::open(&server, "scan").await;
    browser.sign_in(&server, "jixiao").await;
    let bring = async |browser: &Browser, file: &std::path::Path| {
        browser.go(&project).await;
        let scans = fantoccini::Locator::XPath("//summary[contains(., '佐证材料扫描件')]");
        browser.client.find(scans).await.unwrap().click().await.unwrap();
        browser
            .wait("a[href*='attach_scan'][href*='%E9%A1%B9%E7%9B%AE%E8%B5%84%E9%87%91']")
            .await
            .click()
            .await
            .unwrap();
        browser.fill("title", "拨款通知第2号").await;
        browser.wait("input[type='file']").await.send_keys(file.to_str().unwrap()).await.unwrap();
        browser.press("提交").await;
    };
    // A file that did not arrive whole is refused beside its field, and the book stays as it was.
    bring(&browser, &half).await;
    browser.says("附件不完整，可能没有传完或已损坏").await;
    browser.picture("半截的扫描件").await;
    bring(&browser, &whole).await;
    browser.says("等待复核").await;
    let matter = browser.client.current_url().await.unwrap().path().to_owned();
    browser.close().await;
    sign(&server, &matter, &["fuhe"]);
    let officer = server.as_user("jixiao");
    assert!(officer.get(&project).body.contains("佐证材料扫描件（1 份）"));
    let book = officer.post_bytes(&format!("{project}/documents"), &[("what", "佐证材料册.docx")]);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("word/document.xml").unwrap(), &mut xml).unwrap();
    for page in ["拨款通知第2号（第1页，共2页）", "拨款通知第2号（第2页，共2页）"] {
        assert!(xml.contains(page), "{xml}");
    }
    let pictures = archive.file_names().filter(|name| name.as_ref().unwrap().ends_with(".png")).count();
    assert_eq!(pictures, 2, "a picture a page");
    server.verify_chain();
}
