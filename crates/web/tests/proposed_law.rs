//! A version of the law that is proposed: whom it affects and by how much, before three people sign it.

use base::Fen;

use crate::common::{Browser, Server};
use crate::submitted::sign;

#[path = "../../office/tests/common/law_text.rs"]
mod law_text;

use law_text::{put_law, raise};

/// How many people draw a pension here.
fn recipients(server: &Server) -> i64 {
    let count = |look: &mut desk::Look<'_>| {
        let sql = "SELECT COUNT(DISTINCT a.person) FROM award a JOIN award_version v ON v.award = a.id \
                   WHERE v.state = 'live' AND v.n = (SELECT MAX(x.n) FROM award_version x WHERE x.award = a.id)";
        Ok::<_, desk::Refusal>(look.scalar::<i64>(sql, &[])?)
    };
    server.office().look(desk::AgencyId(1), count).unwrap()
}

/// What the rows of the list say of the old and the new month.
fn months(page: &str) -> Vec<(Fen, Fen)> {
    let amount = |cell: &str| cell.split('>').nth(1)?.split('<').next()?.replace(',', "").parse::<Fen>().ok();
    let rows = page.split("<tr>").filter(|row| row.contains("/people/"));
    let amounts = rows.map(|row| row.split("class=\"amount").skip(1).filter_map(amount).collect::<Vec<_>>());
    amounts.map(|amounts| (amounts[0], amounts[1])).collect()
}

#[tokio::test]
async fn a_proposed_version_names_whom_it_affects_before_it_is_signed() {
    let mut version = String::new();
    // The county's 7.00 becomes 12.00.
    let server = Server::prepared(|folder| {
        version = put_law(folder, "2026.11.22", raise("12", "2019-01", "2019-01-05"));
    });
    let (clerk, all) = (server.as_user("jingban"), recipients(&server));
    assert!(all > 5, "{all}");
    let mut browser = Browser::open(&server, "law").await;
    browser.sign_in(&server, "jingban").await;
    browser.go("/law").await;
    browser.says("还没有启用").await;
    browser.picture("新版本待启用").await;
    browser.wait("main a[href='/lists/impact']").await.click().await.unwrap();
    browser.says(&format!("每月增减 {all} 人 {}.00 元", all * 5)).await;
    browser.says("待遇减少 0 人").await;
    browser.picture("政策影响清单").await;
    let rows = months(&clerk.get("/lists/impact").body);
    assert_eq!(rows.len() as i64, all.min(100), "a page of them");
    assert!(rows.iter().all(|(old, new)| *new - *old == Fen::new(500)), "{rows:?}");
    assert!(clerk.post_bytes("/lists/impact", &[("reason", "送单位负责人审批")]).starts_with(b"PK"));
    // Nobody but the county sees everybody, and only the proposed version can be activated.
    assert_eq!(server.as_user("erzhen").get("/lists/impact").status, 403);
    let other = clerk.post("/operations/law.activate", &[("request", "law-1"), ("version", "2026.01.01-00000000")]);
    assert!(other.status == 422 && other.body.contains("f-version-fault"), "{}", other.body);

    browser.wait("main a.button[href^='/operations/law.activate']").await.click().await.unwrap();
    browser.wait("#f-version").await;
    assert_eq!(browser.value("version").await, version);
    browser.press("提交").await;
    browser.says(&format!("{all} 人 {}.00 元（县级 {}.00）", all * 5, all * 5)).await;
    browser.picture("启用新版本").await;
    let matter = browser.client.current_url().await.unwrap().path().to_owned();
    sign(&server, &matter, "law.activate");
    assert!(clerk.get(&matter).body.contains("已办结"));
    assert!(!clerk.get("/law").body.contains("还没有启用"));
    browser.go("/lists/impact").await;
    browser.says("就是本机构启用的版本，没有影响").await;
    browser.close().await;
    server.verify_chain();
}
