//! Every operation's form is really sent: with nothing in it, and those of the table with good input, which is then
//! signed until it is done.

use std::collections::BTreeSet;

use desk::Post;

use crate::common::{Client, Server, id_number};

/// Who holds a post in the test agency.
pub fn user(post: Post) -> &'static str {
    match post {
        Post::Helper | Post::TownClerk => "zhen",
        Post::Clerk => "jingban",
        Post::Reviewer => "fuhe",
        Post::Approver => "shenpi",
        Post::FundClerk => "kuaiji",
        Post::FundReviewer => "jijin",
        Post::Head => "juzhang",
        Post::Auditor => "jihe",
        Post::Performance => "jixiao",
        Post::SystemAdmin => "xitong",
    }
}

/// Name, title and a maker of every operation.
pub fn operations(server: &Server) -> Vec<(String, &'static str)> {
    let office = server.office();
    let all = office.desk().catalogue().iter();
    all.map(|operation| (operation.name().to_owned(), user(*operation.posts().make.last().unwrap()))).collect()
}

/// Fields that must be filled in, as the form itself shows them: those that do not say otherwise.
fn required(form: &str) -> BTreeSet<String> {
    let fields = form.split("<div class=\"field\"").skip(1);
    let must = fields.filter(|field| !field.split("</label>").next().unwrap().contains("可不填"));
    must.filter_map(|field| Some(field.split(" name=\"").nth(1)?.split('"').next()?.to_owned())).collect()
}

#[test]
fn an_empty_form_of_every_operation_comes_back_with_every_fault_beside_its_field() {
    let server = Server::start();
    let mut asked = 0;
    for (name, maker) in operations(&server) {
        let client = server.as_user(maker);
        let address = format!("/operations/{name}");
        let form = client.get(&address);
        assert_eq!(form.status, 200, "{name}: {}", form.body);
        let request = format!("empty-{name}");
        let said = client.post(&address, &[("request", request.as_str())]);
        let fields = required(&form.body);
        if fields.is_empty() && said.status == 303 {
            // Nothing has to be typed: the system found what there is to do.
            continue;
        }
        assert_eq!(said.status, 422, "{name}: {}", said.body);
        assert!(said.body.contains("role=\"alert\""), "{name}: {}", said.body);
        // Fields of a list are asked for as a whole.
        for field in fields.iter().filter(|field| !field.contains('.')) {
            let fault = format!("f-{field}-fault");
            assert!(said.body.contains(&fault), "{name}: nothing beside {field}\n{}", said.body);
        }
        asked += 1;
    }
    assert!(asked > 80, "{asked}");
    server.verify_chain();
}

/// Operation and what is typed.
type Good<'a> = (&'a str, Vec<(&'a str, &'a str)>);

fn good<'a>(village: &'a str, person: &'a str, (id, other): (&'a str, &'a str)) -> Vec<Good<'a>> {
    let indicator = [
        ("indicators.1.group", "产出指标"),
        ("indicators.1.sort", "数量指标"),
        ("indicators.1.name", "系统记账人次"),
        ("indicators.1.sign", "at_least"),
        ("indicators.1.target", "100"),
        ("indicators.1.unit", "人次"),
        ("indicators.1.weight", "90"),
        ("indicators.1.figure", "bookings"),
    ];
    let goals = [
        ("project_name", "区级配套"),
        ("department", "区人社局"),
        ("carried_out_by", "区居保局"),
        ("assess_year", "2019"),
        ("goal", "按时记账"),
        ("initial", "1,000.00"),
        ("executed.1.figure", "county_match"),
    ];
    let register = [("id_number", id), ("name", "钱一"), ("address", "一组 1 号"), ("region", village)];
    vec![
        ("registry.register", register.to_vec()),
        ("registry.change_ordinary", vec![("person", person), ("address", "二组 2 号")]),
        ("registry.change_payee", {
            vec![("person", person), ("account", "6228480402564890018"), ("bank", "农业银行"), ("document", "银行卡")]
        }),
        ("registry.change_key", vec![("person", person), ("name", "孙改名"), ("document", "户口簿变更页")]),
        ("contributions.contacted", {
            vec![("person", person), ("year", "2019"), ("on", "2019-01-09"), ("way", "phone"), ("answer", "willing")]
        }),
        ("accounts.object", vec![("person", person), ("year", "2018"), ("what", "少记一年")]),
        ("window.accept", {
            vec![("asked", "registry.register"), ("applicant", "李某"), ("region", village), ("counter", "1 号窗口")]
        }),
        ("figures.declare", {
            let text = [("name", "gap"), ("title", "缺口"), ("year", "2019"), ("value", "7000"), ("unit", "万元")];
            [&text[..], &[("document", "决算"), ("page", "表1"), ("who", "财务")]].concat()
        }),
        ("work.set_targets", {
            let text = [("assess_year", "2019"), ("measure", "payers"), ("total", "300"), ("basis", "members")];
            [&text[..], &[("document", "东政发〔2019〕1号")]].concat()
        }),
        ("work.record_money", {
            let text = [("budget_year", "2019"), ("assess_year", "2019"), ("step", "budget"), ("item", "协管员补助")];
            [&text[..], &[("amount", "12,000"), ("document", "东财〔2019〕3号"), ("on", "2019-01-10")]].concat()
        }),
        ("work.set_service_fee", vec![("from_year", "2019"), ("per_person", "15"), ("document", "东财社〔2019〕9号")]),
        ("fund.set_budget", {
            let text = [("year", "2019"), ("stage", "draft"), ("document", "东财社〔2019〕1号"), ("on", "2019-01-10")];
            [&text[..], &[("items.1.item", "premiums"), ("items.1.amount", "100000")]].concat()
        }),
        (
            "registry.set_tier",
            vec![("operation", "benefits.settle_death"), ("above", "10000"), ("from", "2019-02-01"), ("post", "head")],
        ),
        ("registry.raise_class", { vec![("operation", "registry.register"), ("class", "r3"), ("from", "2019-02-01")] }),
        ("registry.add_staff", {
            let text = [("name", "新来"), ("posts.1.post", "clerk"), ("posts.1.area", village)];
            [&text[..], &[("posts.1.from", "2019-01-10")]].concat()
        }),
        ("performance.set_goals", [&goals[..], &indicator].concat()),
        ("lists.keep", {
            let text = [("query_name", "王姓"), ("post", "clerk"), ("area", "530113"), ("list", "fees")];
            [&text[..], &[("filter", "q=%E7%8E%8B")]].concat()
        }),
        ("payment.open_run", vec![("month", "2019-01")]),
        ("registry.register", [&[("id_number", other), ("name", "李二")], &register[2..]].concat()),
    ]
}

/// Signs until it is done.
pub fn sign(server: &Server, matter: &str, name: &str) {
    let posts = server.office().desk().catalogue().get(name).unwrap().posts();
    for post in [posts.check, posts.approve] {
        let client = server.as_user(user(post[0]));
        let page = client.get(matter);
        if page.body.contains("已办结") {
            return;
        }
        let (stage, seen) = (page.hidden("stage"), page.hidden("digest"));
        let said = client.post(&format!("{matter}/sign"), &[("stage", &stage), ("digest", &seen)]);
        assert_eq!(said.status, 303, "{name}: {}", said.body);
    }
}

fn somebody(server: &Server) -> String {
    let mut office = server.office();
    let read = |look: &mut desk::Look<'_>| {
        let sql = "SELECT MIN(v.person) FROM person_version v JOIN enrolment e ON e.person = v.person \
                   JOIN enrolment_event s ON s.enrolment = e.id AND s.state = 'active'";
        Ok::<_, desk::Refusal>(look.scalar::<i64>(sql, &[])?)
    };
    office.look(desk::AgencyId(1), read).unwrap().to_string()
}

fn submit_all(server: &Server) {
    let (person, ids) = (somebody(server), [id_number("19800102", 920), id_number("19810304", 921)]);
    for (at, (name, typed)) in good(&server.people.village, &person, (&ids[0], &ids[1])).into_iter().enumerate() {
        let maker = operations(server).into_iter().find(|(other, _)| other == name).unwrap().1;
        let client: Client = server.as_user(maker);
        let request = format!("good-{at}");
        let form = [&[("request", request.as_str())], &typed[..]].concat();
        let made = client.post(&format!("/operations/{name}"), &form);
        assert_eq!(made.status, 303, "{name}: {}", made.body);
        sign(server, made.location(), name);
        let page = client.get(made.location());
        assert!(page.body.contains("已办结"), "{name}: {}", page.body);
        // Where a record is taken back by one of its own, its page leads there.
        let undone = page.body.contains("/operations/fund.reverse_record?matter=");
        let taken_back = ["fund.set_budget", "work.record_money", "work.set_service_fee"].contains(&name);
        assert_eq!(undone, taken_back, "{name}: {}", page.body);
        // Pressed twice: the same answer, nothing new.
        assert_eq!(client.post(&format!("/operations/{name}"), &form).location(), made.location(), "{name}");
    }
    server.verify_chain();
}

#[test]
fn good_input_is_sent_by_the_form_and_signed_until_it_is_done() {
    submit_all(&Server::start());
}

#[test]
fn good_input_is_sent_by_the_form_on_postgres() {
    let Some(server) = Server::on_postgres() else { return };
    submit_all(&server);
}

#[test]
fn a_query_that_was_kept_is_asked_again_and_only_by_its_post() {
    let server = Server::start();
    let clerk = server.as_user("jingban");
    let form = [("request", "keep-1"), ("query_name", "王姓未缴费"), ("post", "clerk"), ("area", "530113")];
    let form = [&form[..], &[("list", "fees"), ("filter", "year=2019&q=%E7%8E%8B")]].concat();
    assert_eq!(clerk.post("/operations/lists.keep", &form).status, 303);
    let all = clerk.get("/lists").body;
    assert!(all.contains("href=\"/lists/fees?year=2019&amp;q=%E7%8E%8B\""), "{all}");
    let again = clerk.get("/lists/fees?year=2019&q=%E7%8E%8B").body;
    assert!(again.contains("存为常用查询"), "{again}");
    assert!(!server.as_user("jihe").get("/lists").body.contains("王姓未缴费"));
}
