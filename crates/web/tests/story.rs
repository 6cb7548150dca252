//! One story of the office in real Chromium, from signing in to the paper: a clerk enrols, a reviewer finds a mistake and
//! returns it, a month is computed, signed by three and sent to the bank, the performance officer fills in the year's
//! self-evaluation and prints the report.

use std::collections::HashMap;
use std::io::Cursor;

use desk::{AgencyId, Class};
use office::reading::Places;

use crate::common::{Browser, Server, id_number};
use crate::filled::GOALS;
use crate::submitted::user;

/// The office of the story, with what is known before it begins: the name of the village as a clerk types it, and who
/// signs an operation after its maker.
struct Office<'a> {
    server: &'a Server,
    village: String,
    signers: HashMap<String, Vec<&'static str>>,
}

impl Office<'_> {
    fn of(server: &Server) -> Office<'_> {
        let code = server.people.village.parse().unwrap();
        let mut office = server.office();
        let places = office.look(AgencyId(1), |look| Places::read(look).map_err(desk::Refusal::from)).unwrap();
        let signers = office.desk().catalogue().iter().map(|operation| {
            let posts = operation.posts();
            let stages = [posts.check, posts.approve];
            let after = match operation.class() {
                Class::R1 => &stages[..0],
                Class::R2 => &stages[..1],
                Class::R3 => &stages[..],
            };
            (operation.name().to_owned(), after.iter().map(|posts| user(posts[0])).collect())
        });
        Office { server, village: places.name(code).unwrap(), signers: signers.collect() }
    }
}

/// The form is sent; each signer finds the matter in the worklist, reads it and signs.
async fn sent_and_signed(browser: &mut Browser, office: &Office<'_>, operation: &str) {
    browser.press("提交").await;
    browser.wait("table.diff").await;
    let matter = browser.client.current_url().await.unwrap().path().to_owned();
    assert!(matter.starts_with("/matters/"), "{matter}");
    let signers = &office.signers[operation];
    for (nth, user) in signers.iter().enumerate() {
        browser.sign_in(office.server, user).await;
        browser.wait(&format!("td a[href='{matter}']")).await.click().await.unwrap();
        browser.says("变更内容").await;
        let said = browser.text().await;
        assert!(!said.contains("530113001"), "a code in place of a name: {said}");
        browser.press("核对无误").await;
        browser.says(if nth + 1 < signers.len() { "待审批" } else { "已办结" }).await;
    }
    browser.says("已办结").await;
}

async fn enrol(browser: &mut Browser, office: &Office<'_>) {
    let village = office.village.as_str();
    browser.sign_in(office.server, "jingban").await;
    browser.picture("待办").await;
    browser.go("/operations").await;
    browser.says("参保登记").await;
    browser.picture("办理业务").await;
    browser.go("/operations/registry.register").await;
    browser.fill("id_number", &id_number("19800615", 910)).await;
    browser.fill("name", "<script>document.title='坏'</script>孙某").await;
    browser.fill("region", "没有这个村").await;
    browser.press("提交").await;
    browser.says("没有找到“没有这个村”").await;
    browser.fill("region", village).await;
    browser.press("提交").await;
    // What is missing is said beside the field, and what was typed is still there.
    browser.wait("#f-address-fault").await;
    assert!(browser.value("name").await.contains("孙某"));
    assert_eq!(browser.value("region").await, village);
    browser.fill("name", "孙某").await;
    browser.picture("缺少住址").await;
    browser.fill("address", "腊利村 8 号").await;
    browser.press("提交").await;
    browser.says("待复核").await;
    browser.says("腊利村 8 号").await;
    browser.says(village).await;
    assert!(!browser.text().await.contains(&office.server.people.village), "the village by its name, not its code");
    browser.picture("已提交").await;
}

async fn review(browser: &mut Browser, office: &Office<'_>) {
    browser.sign_in(office.server, "fuhe").await;
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

    browser.sign_in(office.server, "jingban").await;
    browser.says("住址应写到村民小组").await;
    browser.wait("td a[href^='/matters/']").await.click().await.unwrap();
    browser.wait("main a.button").await.click().await.unwrap();
    browser.wait("#f-address").await;
    assert_eq!(browser.value("address").await, "腊利村 8 号");
    // It came back from the matter, which holds the code.
    assert_eq!(browser.value("region").await, office.village);
    browser.fill("address", "腊利村二组 8 号").await;
    sent_and_signed(browser, office, "registry.register").await;
    browser.picture("已办结").await;
}

async fn look_at_a_person(browser: &mut Browser, office: &Office<'_>) {
    browser.sign_in(office.server, "jingban").await;
    browser.fill("q", "孙某").await;
    browser.press("查找").await;
    browser.says("腊利村二组 8 号").await;
    browser.picture("人员").await;
}

/// The month, from its opening to the file for the bank.
async fn pay(browser: &mut Browser, office: &Office<'_>) {
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
    step(browser, office, (&run, "jingban"), "payment.approve_run").await;
    browser.go(&run).await;
    browser.says("平衡：各乡镇").await;
    let state = browser.wait("ol.steps li[aria-current]").await.text().await.unwrap();
    assert_eq!(state, "已审批");
    let planned = "[...document.querySelectorAll('.figures strong')].map((one) => one.textContent)";
    let planned = browser.client.execute(&format!("return {planned}"), vec![]).await.unwrap();
    let (people, amount) = (planned[0].as_str().unwrap().to_owned(), planned[1].as_str().unwrap().to_owned());

    step(browser, office, (&run, "kuaiji"), "payment.request_money").await;
    browser.sign_in(office.server, "kuaiji").await;
    browser.go(&run).await;
    browser.wait("a[href*='payment.receive_money']").await.click().await.unwrap();
    browser.fill("on", "2019-01-10").await;
    browser.fill("document", "东川农行〔2019〕1号").await;
    browser.fill("amount", &amount).await;
    sent_and_signed(browser, office, "payment.receive_money").await;
    step(browser, office, (&run, "kuaiji"), "payment.send_file").await;

    browser.sign_in(office.server, "kuaiji").await;
    browser.go(&run).await;
    browser.press("下载（留下记录）").await;
    browser.says("没有写查看原因").await;
    browser.go(&run).await;
    browser.says("已送银行").await;
    browser.picture("发放已送银行").await;
    let file = office.server.as_user("kuaiji").post_bytes(&format!("{run}/bank-file"), &[("reason", "送代发银行")]);
    let lines = file.split(|byte| *byte == b'\n').filter(|line| line.iter().any(u8::is_ascii_digit)).count();
    // Before the lines and after them stand the totals.
    assert_eq!(lines, people.parse::<usize>().unwrap() + 2);
}

/// A step of the run that asks for nothing more, taken from the run's own page.
async fn step(browser: &mut Browser, office: &Office<'_>, (run, by): (&str, &str), operation: &str) {
    browser.sign_in(office.server, by).await;
    browser.go(run).await;
    browser.wait(&format!("a[href*='{operation}']")).await.click().await.unwrap();
    sent_and_signed(browser, office, operation).await;
}

/// Goals, results and reasons are filled in until nothing is left open; then the report is handed in and printed.
async fn evaluate(browser: &mut Browser, office: &Office<'_>) {
    browser.sign_in(office.server, "jixiao").await;
    browser.go("/performance").await;
    browser.wait("a[href*='performance.set_goals']").await.click().await.unwrap();
    for row in ["2", "3"] {
        browser.press("再加一行指标").await;
        browser.wait(&format!("[name='indicators.{row}.name']")).await;
    }
    for (name, text) in GOALS {
        browser.fill(name, text).await;
    }
    browser.picture("填报目标").await;
    sent_and_signed(browser, office, "performance.set_goals").await;

    browser.sign_in(office.server, "jixiao").await;
    browser.go("/performance").await;
    browser.wait("td a[href^='/performance/']").await.click().await.unwrap();
    browser.says("待说明（").await;
    let project = browser.client.current_url().await.unwrap().path().to_owned();
    browser.picture("待说明").await;
    for (indicator, key, text) in [("全部记账", "on", "2019-12-18"), ("满意率", "value", "92.5")] {
        browser.sign_in(office.server, "jixiao").await;
        browser.go(&project).await;
        let link = format!("a[href*='report_result'][href*='{}']", crate::common::encoded_text(indicator));
        browser.wait(&link).await.click().await.unwrap();
        browser.fill(key, text).await;
        browser.fill("document", "年终统计，第 3 页").await;
        sent_and_signed(browser, office, "performance.report_result").await;
    }
    browser.sign_in(office.server, "jixiao").await;
    // One reason may answer several questions; thirty rounds are more than the project can ask for.
    for _ in 0..30 {
        browser.go(&project).await;
        browser.wait("main h1").await;
        let open = "return [...document.querySelectorAll('main a')].filter((a) => a.textContent === '填写').map((a) => a.href)[0] || ''";
        let open = browser.client.execute(open, vec![]).await.unwrap();
        let Some(open) = open.as_str().filter(|open| !open.is_empty()) else { break };
        browser.client.goto(open).await.unwrap();
        browser.fill("words", "任务年中下达，全年分两批办理；下年一季度起按月办理。").await;
        browser.press("提交").await;
        browser.says("已办结").await;
    }
    browser.go(&project).await;
    browser.says("齐全").await;
    browser.picture("齐全").await;
    browser.wait("a[href*='performance.submit']").await.click().await.unwrap();
    browser.fill("occasion", "review").await;
    sent_and_signed(browser, office, "performance.submit").await;

    browser.sign_in(office.server, "jixiao").await;
    browser.go(&project).await;
    browser.says("没有变动").await;
    browser.picture("已提交自评").await;
    browser.go(&format!("{project}/report")).await;
    browser.says("项目支出绩效自评报告").await;
    browser.picture("自评报告").await;
    let paper: String = browser.on_paper("自评报告").await.split_whitespace().collect();
    for words in ["打印人冯绩效", "区级配套资金", "92.5", "任务年中下达"] {
        assert!(paper.contains(words), "{words}: {paper}");
    }
    assert!(!paper.contains("草稿"), "{paper}");
    let officer = office.server.as_user("jixiao");
    let docx = officer.post_bytes(&format!("{project}/documents"), &[("what", "自评报告.docx")]);
    let mut zip = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("word/document.xml").unwrap(), &mut text).unwrap();
    assert!(text.contains("92.50%") || text.contains("92.5%"), "{text}");
}

/// Runs what needs a browser; connections to PostgreSQL are opened and closed outside of it.
fn in_browser(work: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work);
}

fn play(server: &Server, name: &'static str) {
    let office = &Office::of(server);
    in_browser(async {
        let mut browser = Browser::open(server, name).await;
        enrol(&mut browser, office).await;
        review(&mut browser, office).await;
        look_at_a_person(&mut browser, office).await;
        pay(&mut browser, office).await;
        evaluate(&mut browser, office).await;
        browser.close().await;
    });
    server.verify_chain();
}

#[test]
fn enrolled_returned_signed_paid_and_evaluated() {
    play(&Server::start(), "story");
}

#[test]
fn the_same_story_on_postgres() {
    let Some(server) = Server::on_postgres() else { return };
    play(&server, "postgres");
}
