//! People at work in real Chromium: a clerk enrols, a reviewer finds a mistake, an approver signs
//! the run.

use crate::common::{Browser, Server, id_number};

async fn enrol(browser: &mut Browser, server: &Server) {
    browser.sign_in(server, "jingban").await;
    browser.picture("待办").await;
    browser.go("/operations").await;
    browser.says("参保登记").await;
    browser.picture("办理业务").await;
    browser.go("/operations/registry.register").await;
    browser.fill("id_number", &id_number("19800615", 910)).await;
    browser.fill("name", "<script>document.title='坏'</script>孙某").await;
    browser.press("提交").await;
    // What is missing is said beside the field, and what was typed is still there.
    browser.wait("#f-address-fault").await;
    browser.picture("缺少住址").await;
    assert!(browser.value("name").await.contains("孙某"));
    browser.fill("name", "孙某").await;
    browser.fill("address", "腊利村 8 号").await;
    browser.fill("region", &server.people.village).await;
    browser.press("提交").await;
    browser.says("待复核").await;
    browser.says("腊利村 8 号").await;
    browser.picture("已提交").await;
}

async fn review(browser: &mut Browser, server: &Server) {
    browser.sign_in(server, "fuhe").await;
    browser.says("等我签字（1）").await;
    browser.picture("复核待办").await;
    browser.wait("td a[href^='/matters/']").await.click().await.unwrap();
    browser.says("变更内容").await;
    browser.picture("复核").await;
    browser.press("退回经办人").await;
    browser.says("没有写退回原因").await;
    browser.fill("reason", "住址应写到村民小组").await;
    browser.press("退回经办人").await;
    browser.says("已退回").await;

    browser.sign_in(server, "jingban").await;
    browser.says("住址应写到村民小组").await;
    browser.wait("td a[href^='/matters/']").await.click().await.unwrap();
    browser.wait("main a.button").await.click().await.unwrap();
    browser.wait("#f-address").await;
    assert_eq!(browser.value("address").await, "腊利村 8 号");
    browser.fill("address", "腊利村二组 8 号").await;
    browser.press("提交").await;
    browser.says("待复核").await;

    browser.sign_in(server, "fuhe").await;
    browser.wait("td a[href^='/matters/']").await.click().await.unwrap();
    browser.press("核对无误").await;
    browser.says("已办结").await;
    browser.picture("已办结").await;
}

async fn look_at_a_person(browser: &mut Browser, server: &Server) {
    browser.sign_in(server, "jingban").await;
    browser.fill("q", "孙某").await;
    browser.press("查找").await;
    browser.says("腊利村二组 8 号").await;
    browser.picture("人员").await;
}

async fn pay(browser: &mut Browser, server: &Server) {
    browser.go("/operations/payment.open_run").await;
    browser.fill("month", "2019-01").await;
    browser.press("提交").await;
    browser.says("已办结").await;
    browser.go("/months").await;
    browser.wait("td a[href^='/months/']").await.click().await.unwrap();
    browser.press("计算").await;
    browser.says("环比平衡表").await;
    browser.picture("发放已汇总").await;
    let run = browser.client.current_url().await.unwrap().path().to_owned();
    let operation = format!("/operations/payment.approve_run?run={}", run.rsplit('/').next().unwrap());
    browser.go(&operation).await;
    browser.press("提交").await;
    browser.says("待复核").await;
    for (user, then) in [("fuhe", "待审批"), ("shenpi", "已办结")] {
        browser.sign_in(server, user).await;
        browser.wait("td a[href^='/matters/']").await.click().await.unwrap();
        browser.press("核对无误").await;
        browser.says(then).await;
    }
    browser.go(&run).await;
    browser.wait("ol.steps li[aria-current]").await;
    browser.says("平衡：各乡镇").await;
    let state = browser.wait("ol.steps li[aria-current]").await.text().await.unwrap();
    assert_eq!(state, "已审批");
}

/// Runs what needs a browser; connections to PostgreSQL are opened and closed outside of it.
fn in_browser(work: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work);
}

fn a_day(server: &Server, name: &'static str) {
    in_browser(async {
        let mut browser = Browser::open(server, name).await;
        enrol(&mut browser, server).await;
        review(&mut browser, server).await;
        look_at_a_person(&mut browser, server).await;
        pay(&mut browser, server).await;
        browser.close().await;
    });
    server.verify_chain();
}

#[test]
fn a_clerk_enrols_a_reviewer_returns_and_signs_and_a_run_is_approved() {
    a_day(&Server::start(), "day");
}

#[test]
fn the_same_day_on_postgres() {
    let Some(server) = Server::on_postgres() else { return };
    a_day(&server, "postgres");
}

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
    for page in [person.clone(), format!("{person}/statement"), "/books?month=2018-12".to_owned()] {
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
