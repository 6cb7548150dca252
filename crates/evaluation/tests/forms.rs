//! The forms besides the project's: department, fund, transfer; the middle of the year; submission.
#![allow(clippy::unwrap_used)] // a failing test should stop where it fails

use base::Date;
use shebao_evaluation::{
    Draft, Element, Form, Occasion, Parent, Project, Reason, Refusal, Span, cells, differences, report, self_evaluate,
};

/// A department with one indicator; what a test changes stands in `{}`.
const DEPARTMENT: &str = r#"
name = "部门整体支出"
department = "某市人力资源和社会保障局"
unit = "某市社会保险基金管理局"
assess_year = 2024
budget_year = 2024
form = "department"
goal = "按时足额发放"
outcome = "全年按时足额发放"

[narrative]
process = "各科室填报，财务汇总核对。"
experience = ["逐笔核对"]
measures = ["细化预算"]

[whole]
functions = "社会保险经办"
offices = ["办公室", "综合服务科", "财务统计科"]
tasks = ["确保发放"]
group = "由局长任组长"
budgeting = "按规定编制"
execution = "按预算执行"
supervision = "按规定公开"
benefit = "服务对象满意"

[[accounts.income]]
name = "一般公共预算财政拨款"
initial = "100万元"
executed = "95万元"
parent = { declared = { document = "决算报表", page = "1", who = "财务科" } }

[[accounts.expenditure]]
name = "基本支出"
initial = "40万元"
executed = "40万元"
parent = { declared = { document = "决算报表", page = "2", who = "财务科" } }

[[accounts.expenditure]]
name = "项目支出"
initial = "60万元"
executed = "55万元"
parent = { declared = { document = "决算报表", page = "2", who = "财务科" } }

[[indicators]]
id = "rate"
group = "预算执行情况"
kind = "预算执行"
name = "支出完成率"
target = { at_least = { value = "95", unit = "%" } }
weight = "100"

[indicators.actual.rate]
part = { value = "950000", unit = "元", year = 2024, parent = { declared = { document = "决算报表", page = "2", who = "财务科" } } }
whole = { value = "1000000", unit = "元", year = 2024, parent = { declared = { document = "决算报表", page = "2", who = "财务科" } } }
"#;

fn project(text: &str) -> Project {
    toml::from_str(text).unwrap()
}

fn draft(text: &str) -> Draft {
    self_evaluate(&project(text)).unwrap()
}

fn refused(text: &str) -> Vec<Refusal> {
    self_evaluate(&project(text)).unwrap_err()
}

fn printed(draft: &Draft) -> String {
    report(draft).elements.iter().map(|e| e.text() + "\n").collect()
}

#[test]
fn a_department_prints_its_accounts_and_counts_its_offices() {
    let draft = draft(DEPARTMENT);
    assert_eq!(draft.pending(), []);
    let text = printed(&draft);
    assert!(text.contains("设有3个内设机构"), "{text}");
    assert!(text.contains("年初支出预算100.00万元（其中：基本支出40.00万元，项目支出60.00万元），调整后预算仍为100.00万元；支出决算95.00万元（其中：基本支出40.00万元，项目支出55.00万元），完成调整后预算的95.00%"), "{text}");
    assert_eq!(cells(&draft)["支出合计·完成率"], "95.00%");
    assert_eq!(draft.total().unwrap(), 100.into());
}

#[test]
fn final_accounts_far_from_the_budget_need_a_named_reason() {
    let far = DEPARTMENT.replace("\"55万元\"", "\"20万元\"");
    let open = draft(&far);
    let gap = open.pending().iter().find(|p| p.place == "支出·项目支出").unwrap();
    assert!(gap.what.contains("33.33%"), "{gap:?}");
    assert!(open.clone().finish().is_err() && printed(&open).contains("相差的原因：待说明"));
    // More than the budget, by however little.
    let over = DEPARTMENT.replace("\"55万元\"", "\"60.01万元\"");
    assert!(draft(&over).pending().iter().any(|p| p.what.contains("多100.00元")), "{:?}", draft(&over).pending());
    let explained = over.replace(
        "executed = \"60.01万元\"",
        "executed = \"60.01万元\"\nreason = { text = \"动用上年结转\", who = \"王某\", on = \"2025-01-10\" }",
    );
    assert_eq!(draft(&explained).pending(), []);
    let nobody = explained.replace("王某", " ");
    assert!(draft(&nobody).finish().is_err());
}

/// Everything that somebody has to say is taken at the place by which the gap is named, and nothing else is.
fn every_gap_is_closed(bare: &Project, of_money: &[&str]) {
    let mut answered = bare.clone();
    let open: Vec<String> = self_evaluate(bare).unwrap().pending().iter().map(|gap| gap.place.clone()).collect();
    for place in &open {
        let words =
            Reason {
                text: "写明情况\n第二条".to_owned(), who: "王某".to_owned(), on: Date::constant(2025, 1, 10)
            };
        assert_eq!(bare.takes_words(place), !of_money.contains(&place.as_str()), "{place}");
        assert_eq!(answered.say(place, words), !of_money.contains(&place.as_str()), "{place}");
    }
    let left: Vec<String> = self_evaluate(&answered).unwrap().pending().iter().map(|gap| gap.place.clone()).collect();
    assert_eq!(left, of_money);
}

#[test]
fn every_gap_of_words_is_closed_at_its_place() {
    let mut department = project(&DEPARTMENT.replace("\"55万元\"", "\"20万元\""));
    department.outcome = None;
    (department.narrative, department.whole) = Default::default();
    department.indicators[0].actual = None;
    every_gap_is_closed(&department, &[]);
    department.accounts.income[0].executed = None;
    every_gap_is_closed(&department, &["收入·一般公共预算财政拨款"]);
    let mut transfer = department.clone();
    transfer.form = Form::Transfer;
    transfer.indicators[0].weight = 0.into();
    let line = "source = \"this_year\"\ninitial = \"1万元\"\nparent = { declared = { document = \"x\", page = \"1\", who = \"y\" } }";
    transfer.accounts = Default::default();
    transfer.budget.lines = vec![toml::from_str(line).unwrap()];
    every_gap_is_closed(&transfer, &["项目资金·本年财政拨款"]);
    assert!(
        !transfer
            .clone()
            .say("总分", Reason { text: "100".into(), who: "王某".into(), on: Date::constant(2025, 1, 10) })
    );
}

#[test]
fn money_stands_where_the_form_has_it() {
    let wrong = DEPARTMENT.replace("form = \"department\"", "form = \"self_evaluation\"");
    let rules: Vec<_> = refused(&wrong).iter().map(|r| r.rule).collect();
    assert!(rules.contains(&"资金按表填写"), "{rules:?}");
    let none = "name = \"x\"\ndepartment = \"x\"\nunit = \"x\"\nassess_year = 2024\nbudget_year = 2024\ngoal = \"x\"\nindicators = []";
    assert!(refused(none).iter().any(|r| r.rule == "项目有资金来源"));
}

#[test]
fn a_fund_adds_up_to_its_balance() {
    let fund = DEPARTMENT.replace("form = \"department\"", "form = \"fund\"").replace(
        "[[accounts.income]]",
        "[accounts.opening]\namount = \"7.5万元\"\nparent = { declared = { document = \"上年决算\", page = \"1\", who = \"财务科\" } }\n\n[[accounts.income]]",
    );
    let draft = draft(&fund);
    // 95 − (40 + 55) = 0, and 7.5 from before.
    assert_eq!((cells(&draft)["本年收支结余"].as_str(), cells(&draft)["年末滚存结余"].as_str()), ("0.00", "7.50"));
    let text = printed(&draft);
    assert!(text.contains("上年末滚存结余7.50万元，年末滚存结余7.50万元"), "{text}");
}

const TRANSFER: &str = r#"
name = "居民养老保险补助"
department = "某县人社局"
unit = "某县社保中心"
assess_year = 2024
budget_year = 2024
form = "transfer"
goal = "按时足额发放"
outcome = "全年按时足额发放"
managed = [{ item = "分配科学性", statement = "按人数分配" }, { item = "下达及时性", statement = "无" }]

[[budget.lines]]
source = "central"
initial = "100万元"
executed = "100万元"
parent = { declared = { document = "拨款通知", page = "1", who = "财政局" } }

[[indicators]]
id = "people"
group = "产出指标"
kind = "数量指标"
name = "领取待遇人数"
target = { at_least = { value = "100", unit = "人" } }
actual = { figure = { value = "101", unit = "人", year = 2024, parent = { computed = { definition = "recipients_december", seq = 7 } } } }

[monitoring]
until = "2024-07-31"
executed = "60万元"
parent = { declared = { document = "支付台账", page = "7月", who = "财务科" } }

[[monitoring.indicators]]
id = "people"
so_far = { figure = { value = "60", unit = "人", year = 2024, parent = { computed = { definition = "recipients_december", seq = 5 } } } }
forecast = { figure = { value = "70", unit = "人", year = 2024, parent = { declared = { document = "测算", page = "1", who = "业务科" } } } }
"#;

#[test]
fn a_transfer_answers_seven_questions_and_gives_no_points() {
    let draft = draft(TRANSFER);
    assert_eq!((draft.total(), draft.grade()), (None, None));
    let open = draft.pending().iter().filter(|p| p.place.starts_with("资金管理情况·")).count();
    assert_eq!(open, 6, "“无” is no answer");
    let text = printed(&draft);
    assert!(
        text.contains("（1）分配科学性：按人数分配。") && text.contains("（7）支出责任履行情况：待说明。"),
        "{text}"
    );
    let pointed = TRANSFER.replace("name = \"领取待遇人数\"", "name = \"领取待遇人数\"\nweight = \"10\"");
    assert!(refused(&pointed).iter().any(|r| r.rule == "转移支付自评表不计分"));
}

#[test]
fn the_middle_of_the_year_is_remembered_at_its_end() {
    let open: Vec<String> = draft(TRANSFER).pending().iter().map(|p| format!("{}：{}", p.place, p.what)).collect();
    assert!(open.contains(&"年中监控·领取待遇人数：预计“完全不可能”，要写明偏差原因".to_owned()), "{open:?}");
    assert!(open.iter().any(|o| o.contains("自评却达到目标")), "{open:?}");
    let better = TRANSFER.replace("value = \"70\"", "value = \"100\"");
    assert!(!draft(&better).pending().iter().any(|p| p.what.contains("预计")));
    let foreign = TRANSFER.replace("id = \"people\"\nso_far", "id = \"money\"\nso_far");
    assert!(refused(&foreign).iter().any(|r| r.rule == "监控的指标来自绩效目标"));
    let other_year = TRANSFER.replace("until = \"2024-07-31\"", "until = \"2023-07-31\"");
    assert!(refused(&other_year).iter().any(|r| r.rule == "监控在评价年度之内"));
}

#[test]
fn a_questionnaire_is_an_answer_with_its_sample() {
    let asked = |year: i16| {
        DEPARTMENT.split("[indicators.actual.rate]").next().unwrap().to_owned()
            + &format!(
                r#"
[indicators.actual.survey]
document = "问卷汇总表"
who = "王某"
[indicators.actual.survey.survey]
question = "对服务满意吗"
population = 1000
year = {year}
method = "电话"
from = "2025-01-02"
to = "2025-01-05"
handed_out = 20
answers = [{{ words = "满意", weight = "100", forms = 19 }}, {{ words = "不满意", weight = "0", forms = 1 }}]
"#
            )
    };
    let draft = draft(&asked(2024));
    assert_eq!(cells(&draft)["支出完成率·实际完成值"], "95.00%（有效问卷20份，服务对象1000人）");
    assert!(refused(&asked(2023)).iter().any(|r| r.rule == "数据属于评价年度"));
}

#[test]
fn only_an_evaluation_without_gaps_is_submitted_and_later_changes_are_listed() {
    let submitted = draft(DEPARTMENT).finish().unwrap();
    let on = base::parse_date("2025-03-01").unwrap();
    let frozen = submitted.submit(Occasion::Approval, "王某".to_owned(), on);
    assert_eq!(differences(&frozen.cells, submitted.evaluation()), []);
    let changed = draft(&DEPARTMENT.replace("executed = \"40万元\"", "executed = \"39万元\""));
    let places: Vec<_> = differences(&frozen.cells, &changed).into_iter().map(|d| d.place).collect();
    assert_eq!(places, ["基本支出·决算数", "基本支出·完成率", "支出合计·决算数", "支出合计·完成率"]);
}

/// Every figure of a report ends in rows or in a document with its page and who stated it.
#[test]
fn every_figure_walks_to_rows_or_to_a_document() {
    for text in [DEPARTMENT, TRANSFER, &DEPARTMENT.replace("form = \"department\"", "form = \"fund\"")] {
        let mut walked = 0;
        for element in report(&draft(text)).elements {
            let Element::Body(spans) = element else { continue };
            for span in spans {
                let Span::Figure { text, figure } = span else { continue };
                let roots = figure.parent.roots();
                assert!(!roots.is_empty(), "{text}");
                for root in roots {
                    match root {
                        Parent::Computed { definition, .. } => assert!(!definition.is_empty()),
                        Parent::Declared { document, page, who } => {
                            assert!(!document.is_empty() && !page.is_empty() && !who.is_empty(), "{text}: {root:?}");
                        }
                        Parent::Calculated { .. } => panic!("a root is no calculation: {text}"),
                    }
                }
                walked += 1;
            }
        }
        assert!(walked >= 6, "{walked}");
    }
}
