//! People at work in real Chromium: a form that is interrupted, a visitor at the window, the back button, and every page.

use crate::common::{Browser, Server, id_number};

#[tokio::test]
async fn a_session_that_ends_in_the_middle_of_a_form_loses_nothing() {
    let server = Server::start();
    let mut browser = Browser::open(&server, "session").await;
    browser.sign_in(&server, "jingban").await;
    browser.go("/operations/registry.register").await;
    browser.fill("name", "周半截").await;
    browser.fill("address", "半个地址").await;
    server.as_user("jingban").post("/logout", &[]);
    browser.press("提交").await;
    browser.says("原样带回").await;
    browser.picture("登录失效").await;
    browser.fill("user", "jingban").await;
    browser.fill("password", &server.people.passwords["jingban"]).await;
    browser.press("登录").await;
    browser.says("还没有办理").await;
    assert_eq!(browser.value("name").await, "周半截");
    assert_eq!(browser.value("address").await, "半个地址");
    browser.close().await;
}

#[tokio::test]
async fn a_visitor_is_received_at_one_window_and_says_how_it_was() {
    let server = Server::start();
    let mut browser = Browser::open(&server, "window").await;
    browser.sign_in(&server, "jingban").await;
    browser.go("/window").await;
    browser.says("今年还没有受理").await;
    browser.go("/operations/window.accept").await;
    browser.fill("asked", "registry.change_ordinary").await;
    browser.fill("applicant", "李某").await;
    browser.fill("region", &server.people.village).await;
    browser.fill("counter", "2 号窗口").await;
    browser.fill("missing", "居住证明").await;
    browser.picture("窗口受理").await;
    browser.press("提交").await;
    browser.says("已办结").await;
    browser.picture("审批表").await;
    browser.go("/window").await;
    browser.says("待补正").await;
    browser.picture("受理台账").await;
    browser.wait("td a[href^='/window/']").await.click().await.unwrap();
    browser.says("一次性告知").await;
    browser.picture("受理回执").await;
    let intake = browser.client.current_url().await.unwrap().path().to_owned();
    let id = intake.rsplit('/').next().unwrap().to_owned();
    browser.go(&format!("/operations/window.step?intake={id}")).await;
    browser.fill("step", "refused").await;
    browser.press("提交").await;
    browser.wait("#f-note-fault").await;
    browser.fill("note", "<script>document.title='坏'</script>不属于本县（区）户籍").await;
    browser.press("提交").await;
    browser.says("已办结").await;
    browser.go(&format!("/operations/window.rate?intake={id}")).await;
    browser.fill("grade", "4").await;
    browser.press("提交").await;
    browser.says("已办结").await;
    browser.go("/window").await;
    browser.says("100%（1/1）").await;
    browser.close().await;
    server.verify_chain();
}

/// A person who draws a pension from an account with entries.
fn somebody_with_history(server: &Server) -> i64 {
    let mut office = server.office();
    let read = |look: &mut desk::Look<'_>| {
        let sql = "SELECT MIN(a.person) FROM award a WHERE EXISTS \
                   (SELECT 1 FROM account_entry e WHERE e.person = a.person AND e.amount > 0)";
        Ok::<_, desk::Refusal>(look.scalar::<i64>(sql, &[])?)
    };
    office.look(desk::AgencyId(1), read).unwrap()
}

#[tokio::test]
async fn the_back_button_brings_back_what_was_typed_and_makes_nothing_twice() {
    let server = Server::start();
    let browser = Browser::open(&server, "back").await;
    browser.sign_in(&server, "jingban").await;
    browser.go("/operations/registry.register").await;
    browser.fill("id_number", &id_number("19880808", 930)).await;
    browser.fill("name", "吴后退").await;
    browser.fill("address", "三组 3 号").await;
    browser.fill("region", &server.people.village).await;
    browser.press("提交").await;
    browser.says("待复核").await;
    let made = browser.client.current_url().await.unwrap();
    browser.client.back().await.unwrap();
    browser.wait("#f-name").await;
    assert_eq!(browser.value("name").await, "吴后退");
    browser.press("提交").await;
    browser.says("待复核").await;
    assert_eq!(browser.client.current_url().await.unwrap(), made, "the same matter");
    // Another name on the same sheet is another matter, and says so.
    browser.client.back().await.unwrap();
    browser.wait("#f-name").await;
    browser.fill("name", "吴另人").await;
    browser.press("提交").await;
    browser.says("这张表单已经提交过").await;
    browser.close().await;
    server.verify_chain();
}

#[tokio::test]
async fn every_page_for_the_manual() {
    let server = Server::start();
    let mut browser = Browser::open(&server, "pages").await;
    browser.go("/login").await;
    browser.picture("登录").await;
    browser.sign_in(&server, "jingban").await;
    let pages = [
        "/people?q=王",
        "/window",
        "/lists",
        "/lists/claims",
        "/lists/certification",
        "/lists/fees",
        "/lists/leads",
        "/lists/recoveries",
        "/lists/left-out",
        "/lists/public",
        "/rosters",
        "/months",
        "/books?month=2018-12",
        "/wall",
        "/wall?town=530113001",
        "/prints?kind=matching&period=2019-01",
        "/prints?kind=trial&period=2018-12",
        "/prints?kind=progress&period=2019",
        "/lists/refunds",
        "/lists/shadow?month=2019-01",
        "/lists/work-money",
        "/audit-pack",
        "/performance",
        "/second-factor",
        "/password",
        "/operations/registry.merge_people",
        "/figures?year=2018",
        "/match",
        "/review",
        "/law",
    ];
    let more =
        ["/law/resident.base_pension.central", "/operations/benefits.confirm_death", "/operations/registry.take_on"];
    let person = format!("/people/{}", somebody_with_history(&server));
    for page in pages.iter().chain(&more).copied().chain([person.as_str()]) {
        browser.go(page).await;
        browser.wait("main h1").await;
        let inside = browser
            .client
            .execute("return document.documentElement.scrollWidth <= document.documentElement.clientWidth", vec![]);
        assert_eq!(inside.await.unwrap(), serde_json::json!(true), "{page} is wider than the window");
        let what = page.trim_start_matches('/').replace(['/', '?', '=', '&'], "-");
        browser.picture(&what).await;
    }
    // On paper stand the page and who printed it, not the menu.
    for page in [person.clone(), format!("{person}/statement"), "/books?month=2018-12".to_owned(), "/wall".to_owned()] {
        browser.go(&page).await;
        let what = page.trim_start_matches('/').replace(['/', '?', '='], "-");
        let text: String = browser.on_paper(&what).await.split_whitespace().collect();
        assert!(text.contains("打印人李经办") && !text.contains("办理业务"), "{page}: {text}");
    }
    browser.sign_in(&server, "xitong").await;
    browser.go("/staff").await;
    browser.picture("staff").await;
    browser.go("/operations/registry.add_staff").await;
    browser.picture("add-staff").await;
    browser.go("/wall").await;
    browser.says("不覆盖全县").await;
    browser.picture("forbidden").await;
    browser.close().await;
}
