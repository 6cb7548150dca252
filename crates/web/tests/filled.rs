//! Pages that mean something only with something in them: differences to the province's system, the audit pack, a
//! project's middle of the year, and what changed after it was submitted.

use std::io::Cursor;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::common::{Browser, Client, Server};
use crate::submitted::sign;

/// Makes and signs until it is done.
fn done(server: &Server, by: &Client, name: &str, form: &[(&str, &str)]) {
    static REQUESTS: AtomicUsize = AtomicUsize::new(0);
    let request = format!("{name}-{}", REQUESTS.fetch_add(1, Ordering::Relaxed));
    let form = [&[("request", request.as_str())], form].concat();
    let made = by.post(&format!("/operations/{name}"), &form);
    assert_eq!(made.status, 303, "{name} {form:?}: {}", made.body);
    sign(server, made.location(), name);
    assert!(by.get(made.location()).body.contains("已办结"), "{name}");
}

const PERSONS: &str = "个人编号,证件号码,姓名,出生日期,参保状态,待遇开始年月,缴费年限,基础养老金,缴费年限养老金,\
                       高龄增发,个人账户养老金,月养老金,待遇开始时账户总额,个人账户余额\n\
                       P1,,甲某,1958-11-02,待遇领取,2018-12,17,118,4,,100,222,13900.00,13900.00\n\
                       P2,,乙某,1958-11-02,待遇领取,2018-12,17,108,4,,100,212,13900.00,13900.00\n\
                       P3,,丙某,1958-11-02,待遇领取,2018-12,17,118,4,,99.95,221.95,13900.00,13900.00\n\
                       P4,,丁某,1958-11-02,待遇领取,2018-12,17,118,4,,100,222,,13900.00\n";

#[tokio::test]
async fn differences_to_the_provinces_month_stand_with_their_reason() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let form = [("request", "export-1"), ("kind", "persons"), ("month", "2018-12")];
    let wrong = clerk.upload("/operations/shadow.import", &form, ("file", "月报.csv", "序号,姓名\n1,甲\n".as_bytes()));
    assert!(wrong.body.contains("参保状态"), "what lacks is named: {}", wrong.body);
    let shown = clerk.upload("/operations/shadow.import", &form, ("file", "月报.csv", PERSONS.as_bytes()));
    assert!(shown.status == 200 && shown.body.contains("预览（还没有导入）"), "{}", shown.body);
    let digest = shown.hidden("file");
    let file = [("kind", "persons"), ("month", "2018-12"), ("file", digest.as_str()), ("file-name", "月报.csv")];
    done(&server, &clerk, "shadow.import", &file);
    let compare = [("request", "compare-1"), ("month", "2018-12")];
    let compared = clerk.post("/operations/shadow.compare", &compare);
    assert_eq!(compared.status, 303, "{}", compared.body);
    // Pressed twice: the first answer, which still has to be shown.
    assert_eq!(clerk.post("/operations/shadow.compare", &compare).location(), compared.location());
    // One signature did it: the page that follows tells what it did and what it could not do, once and to its maker.
    assert!(!server.as_user("fuhe").get(compared.location()).body.contains("办理结果"));
    let told = clerk.get(compared.location()).body;
    for words in ["已办结", "办理结果", "复算", "差异", "没有本月的发放月报，发放没有比对"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(!clerk.get(compared.location()).body.contains("办理结果"));
    let mut browser = Browser::open(&server, "filled").await;
    browser.sign_in(&server, "jingban").await;
    browser.go("/lists/shadow?month=2018-12").await;
    browser.says("按政策版本").await;
    for words in ["乙某", "丙某", "丁某", "省系统 108.00，复算 118.00", "缺少待遇开始时账户总额"]
    {
        browser.says(words).await;
    }
    browser.picture("影子运行差异").await;
    browser.close().await;
    server.verify_chain();
}

#[tokio::test]
async fn the_audit_pack_is_taken_out_with_a_reason() {
    let server = Server::start();
    let auditor = server.as_user("jihe");
    let bytes = auditor.post_bytes("/audit-pack", &[("year", "2019"), ("reason", "区审计局 2019 年度审计")]);
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = (0..zip.len()).map(|at| zip.by_index(at).unwrap().name().unwrap().into_owned()).collect();
    assert!(names.len() > 10 && names.iter().any(|name| name.contains("查阅记录")), "{names:?}");
    let record = auditor.get("/lists/disclosures").body;
    assert!(record.contains("区审计局 2019 年度审计"), "{record}");
    let mut browser = Browser::open(&server, "filled-pack").await;
    browser.sign_in(&server, "jihe").await;
    browser.go("/audit-pack").await;
    browser.press("制作并下载").await;
    browser.says("没有写查看原因").await;
    browser.picture("审计数据包").await;
    browser.go("/lists/disclosures").await;
    browser.says("区审计局 2019 年度审计").await;
    browser.picture("查阅记录").await;
    browser.close().await;
    server.verify_chain();
}

pub const GOALS: [(&str, &str); 29] = [
    ("project_name", "区级配套资金"),
    ("department", "区人力资源和社会保障局"),
    ("carried_out_by", "区居保局"),
    ("assess_year", "2019"),
    ("goal", "按时足额记账，群众满意。"),
    ("initial", "1,000.00"),
    ("executed.1.figure", "county_match"),
    ("indicators.1.group", "产出指标"),
    ("indicators.1.sort", "数量指标"),
    ("indicators.1.name", "系统记账人次"),
    ("indicators.1.sign", "at_least"),
    ("indicators.1.target", "100"),
    ("indicators.1.unit", "人次"),
    ("indicators.1.weight", "40"),
    ("indicators.1.figure", "bookings"),
    ("indicators.2.group", "产出指标"),
    ("indicators.2.sort", "时效指标"),
    ("indicators.2.name", "全部记账"),
    ("indicators.2.sign", "by"),
    ("indicators.2.target", "2019-12-20"),
    ("indicators.2.unit", ""),
    ("indicators.2.weight", "30"),
    ("indicators.3.group", "满意度指标"),
    ("indicators.3.sort", "服务对象满意度指标"),
    ("indicators.3.name", "满意率"),
    ("indicators.3.sign", "at_least"),
    ("indicators.3.target", "90"),
    ("indicators.3.unit", "%"),
    ("indicators.3.weight", "20"),
];

/// Every gap that the project's page names is closed by its form.
pub fn explain_all(server: &Server, officer: &Client, project: &str) {
    let page = officer.get(project).body;
    let open = page.split("待说明（").nth(1).unwrap().split("</section>").next().unwrap().to_owned();
    for link in open.split("performance.explain?").skip(1) {
        let query = link.split('"').next().unwrap().replace("&amp;", "&");
        let mut form: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let place = form.iter().find(|(name, _)| name == "place").unwrap().1.clone();
        form.iter_mut().filter(|(name, _)| name == "words").for_each(|(_, words)| *words = format!("{place}：见附件"));
        let form: Vec<(&str, &str)> = form.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        done(server, officer, "performance.explain", &form);
    }
}

#[tokio::test]
async fn the_middle_of_the_year_and_a_change_after_the_submission_are_told() {
    let server = Server::start();
    let officer = server.as_user("jixiao");
    let mut undated = GOALS.to_vec();
    undated[19].1 = "年底";
    let refused = officer.post("/operations/performance.set_goals", &[&[("request", "g-0")], &undated[..]].concat());
    assert!(refused.status == 422 && refused.body.contains("f-indicators-2-target-fault"), "{}", refused.body);
    done(&server, &officer, "performance.set_goals", &GOALS);
    let list = officer.get("/performance").body;
    let project = list[list.find("/performance/").unwrap()..].split('"').next().unwrap().to_owned();
    let id = project.rsplit('/').next().unwrap().to_owned();

    let mut browser = Browser::open(&server, "filled-year").await;
    browser.sign_in(&server, "jixiao").await;
    browser.go(&project).await;
    browser.wait("a[href*='performance.monitor']").await.click().await.unwrap();
    browser.fill("until", "2019-01-09").await;
    browser.fill("spent", "400").await;
    browser.fill("document", "一月财务报表").await;
    for (n, so_far, forecast) in [("1", "40", "80"), ("2", "2019-01-08", "2019-12-20"), ("3", "95", "95")] {
        browser.fill(&format!("watched.{n}.so_far"), so_far).await;
        browser.fill(&format!("watched.{n}.forecast"), forecast).await;
    }
    browser.press("提交").await;
    browser.says("要写明偏差原因").await;
    browser.picture("填报执行监控").await;
    browser.fill("watched.1.cause", "people").await;
    browser.fill("watched.1.reason", "经办人员不足；四季度集中记账").await;
    browser.press("提交").await;
    browser.says("待复核").await;
    let matter = browser.client.current_url().await.unwrap().path().to_owned();
    sign(&server, &matter, "performance.monitor");
    browser.go(&project).await;
    browser.says("执行监控（截至 2019-01-09）").await;
    browser.says("完全不可能").await;
    browser.says("人员保障：经办人员不足").await;
    browser.picture("执行监控").await;
    let form = [("what", "执行监控表.docx")];
    assert!(officer.post_bytes(&format!("{project}/documents"), &form).starts_with(b"PK"));

    let result = |indicator: &'static str| {
        [("project", id.as_str()), ("indicator", indicator), ("document", "调查报告"), ("who", "冯绩效")]
    };
    let by = |indicator, more: (&'static str, &'static str)| [&result(indicator)[..], &[more]].concat();
    done(&server, &officer, "performance.report_result", &by("全部记账", ("on", "2019-12-18")));
    done(&server, &officer, "performance.report_result", &by("满意率", ("value", "92.5")));
    explain_all(&server, &officer, &project);
    let submit = [("project", id.as_str()), ("occasion", "review"), ("who", "郑局长")];
    done(&server, &officer, "performance.submit", &submit);
    browser.go(&project).await;
    browser.says("没有变动").await;
    done(&server, &officer, "performance.report_result", &by("满意率", ("value", "91")));
    browser.go(&project).await;
    browser.says("处变动").await;
    browser.wait("details summary").await;
    browser.picture("提交后的变动").await;
    let page = officer.get(&project).body;
    let what = page.split("value=\"difference-").nth(1).unwrap().split('"').next().unwrap();
    let sheet = officer.post_bytes(&format!("{project}/documents"), &[("what", &format!("difference-{what}"))]);
    let mut zip = zip::ZipArchive::new(Cursor::new(sheet)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("word/document.xml").unwrap(), &mut text).unwrap();
    assert!(text.contains("92.50%") && text.contains("91.00%"), "{text}");
    browser.close().await;
    server.verify_chain();
}
