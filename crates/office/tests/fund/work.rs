//! 任务、督办、协管员补助、社会化管理、工作经费, and figures that are declared.

use crate::common::{TestOffice, day};
use crate::sound;
use crate::sound::{on_each_engine, said};
use crate::tax;
use crate::town::{Insured, VILLAGE, contributor, open_books, take_on};
use base::{Fen, RegionCode};
use desk::{Answer, Look, MatterId, Refusal, Unplanned};
use evaluation::Parent;
use shebao_office::contributions::BookAccountsInput;
use shebao_office::figures::{DeclareInput, declared};
use shebao_office::fund::ReverseRecordInput;
use shebao_office::tables::{CriterionBasis, Quarantine, SupervisionId, TaskBasis, TaskId, TaskMeasure, WorkStep};
use shebao_office::work::{
    AllotServiceFeeInput, AnswerInput, CriterionInput, GivenScore, ImportRetireesInput, PlanIncentiveInput, Progress,
    RecordMoneyInput, RosterRow, ScoreTownsInput, SetServiceFeeInput, SetTargetsInput, SuperviseInput, TownHelpers,
    money_of, progress, retirees, roster_of, service_fee_of, town_scores,
};

fn yuan(yuan: i64) -> Fen {
    Fen::from_yuan(yuan)
}

fn region(code: &str) -> RegionCode {
    code.parse().unwrap()
}

fn read<T>(office: &mut TestOffice, read: impl FnOnce(&mut Look<'_>) -> Result<T, Unplanned>) -> T {
    let agency = office.agency;
    office.office.look(agency, |look| Ok::<_, Refusal>(read(look).unwrap())).unwrap()
}

/// Three members in one village, one in the other; two of the first have paid.
fn a_year(office: &mut TestOffice) {
    open_books(office);
    let other = Insured { village: "530113101202".into(), ..contributor(4) };
    take_on(office, &[contributor(1), contributor(2), contributor(3), other]).unwrap();
    office.on_day("2019-01-31");
    let lines = [tax::paid("S01", &contributor(1), "100"), tax::paid("S02", &contributor(2), "100")];
    tax::import(office, "税务.csv", &lines).unwrap();
    tax::receive(office, "收款-1.csv", &[("国库入库", "2019-01-07", "GK07", yuan(200))]).unwrap();
    tax::receive(office, "收款-2.csv", &[("财政专户到账", "2019-01-08", "ZH08", yuan(200))]).unwrap();
    office.run("contributions.book_accounts", &BookAccountsInput::default()).unwrap();
}

fn targets(office: &mut TestOffice, total: u32, document: &str) -> Result<Answer, Refusal> {
    let input = SetTargetsInput {
        assess_year: 2019,
        measure: TaskMeasure::Payers,
        total,
        basis: TaskBasis::Members,
        document: document.into(),
    };
    office.run("work.set_targets", &input)
}

fn task(office: &mut TestOffice) -> TaskId {
    TaskId(office.number("SELECT MAX(id) FROM task"))
}

fn now(office: &mut TestOffice) -> Progress {
    read(office, |look| progress(look, 2019, TaskMeasure::Payers))
}

#[test]
fn a_target_is_divided_and_each_level_s_rate_is_its_own() {
    on_each_engine(|office| {
        a_year(office);
        assert!(said(targets(office, 0, " ").unwrap_err()).contains("任务数应大于零"));
        let seen = targets(office, 3, "任务1").unwrap();
        assert!(seen.shown.iter().any(|change| change.field == "因民镇"), "towns by name: {:?}", seen.shown);
        assert!(said(targets(office, 3, "任务1").unwrap_err()).contains("已经分解过"));
        let found = now(office);
        let told: Vec<(&str, i64, i64)> =
            found.rows.iter().map(|row| (row.region.as_str(), row.target, row.done)).collect();
        // 3 by 3 : 1 members is 2.25 and 0.75: one is left over and goes to the larger remainder.
        let expected = [("530113", 3, 2), ("530113101", 3, 2), (VILLAGE, 2, 2), ("530113101202", 1, 0)];
        assert_eq!(told, expected);
        // 2 of 3, not the mean of 100 % and 0 %.
        assert!(!found.rows[0].met());
        assert_eq!(found.rows[1].rank, Some(1));
        // Three counts: as many bookings here, but four members.
        let insured = SetTargetsInput {
            assess_year: 2019,
            measure: TaskMeasure::Insured,
            total: 4,
            basis: TaskBasis::Members,
            document: "任务2".into(),
        };
        office.run("work.set_targets", &insured).unwrap();
        assert_eq!(read(office, |look| progress(look, 2019, TaskMeasure::Insured)).rows[0].done, 4);
        let nobody = SetTargetsInput { basis: TaskBasis::LastPayers, document: "任务3".into(), ..insured };
        assert!(said(office.run("work.set_targets", &nobody).unwrap_err()).contains("上年缴费人数为零"));
    });
}

#[test]
fn who_is_behind_is_supervised_and_answers_once() {
    on_each_engine(|office| {
        a_year(office);
        targets(office, 3, "任务1").unwrap();
        let task = task(office);
        let ask = |code: &str, what: &str, due: &str| SuperviseInput {
            task,
            region: region(code),
            what: what.into(),
            due_on: day(due),
        };
        let met = said(office.run("work.supervise", &ask(VILLAGE, "补缴", "2019-02-28")).unwrap_err());
        assert!(met.contains("已完成 2，任务 2"), "{met}");
        let late = said(office.run("work.supervise", &ask("530113101202", " ", "2019-01-01")).unwrap_err());
        assert!(late.contains("督办要求未填写") && late.contains("早于今天"), "{late}");
        let none = said(office.run("work.supervise", &ask("530113001", "补缴", "2019-02-28")).unwrap_err());
        assert!(none.contains("没有分解任务"), "{none}");
        office.run("work.supervise", &ask("530113101202", "入户动员", "2019-02-28")).unwrap();
        let supervision = SupervisionId(office.number("SELECT MAX(id) FROM supervision"));
        let reply = |text: &str| AnswerInput { supervision, reply: text.into() };
        assert!(said(office.run("work.answer", &reply(" ")).unwrap_err()).contains("反馈内容未填写"));
        office.run("work.answer", &reply("已入户")).unwrap();
        assert!(said(office.run("work.answer", &reply("再报")).unwrap_err()).contains("已经反馈"));
    });
}

#[test]
fn a_town_is_scored_by_what_is_counted_and_by_what_is_given_with_a_reason() {
    on_each_engine(|office| {
        a_year(office);
        let criterion =
            |title: &str, points, basis| CriterionInput { title: title.into(), points, basis, source: String::new() };
        let given = |score: &str| GivenScore {
            town: region("530113101"),
            criterion: 3,
            score: score.into(),
            reason: "资料齐全".into(),
        };
        let input = ScoreTownsInput {
            assess_year: 2019,
            document: "考评办法".into(),
            criteria: vec![
                criterion("参保缴费", 40, CriterionBasis::Payers),
                criterion("督办反馈", 30, CriterionBasis::Supervised),
                criterion("资料", 30, CriterionBasis::Given),
            ],
            // Nobody lives in the street: nothing was to be done there.
            given: vec![given("25.5"), GivenScore { town: region("530113001"), ..given("20") }],
        };
        let run = |office: &mut TestOffice, input: &ScoreTownsInput| office.run("work.score_towns", input);
        let none = said(run(office, &input).unwrap_err());
        assert!(none.contains("没有可以计算“缴费人数任务完成率”的任务"), "{none}");
        targets(office, 3, "任务1").unwrap();
        let mut wrong = input.clone();
        wrong.criteria[0].points = 50;
        wrong.given = vec![given("30.5"), GivenScore { criterion: 1, reason: " ".into(), ..given("1") }];
        let wrong = said(run(office, &wrong).unwrap_err());
        for part in ["合计 110 分", "第 3 项评定 30.5 分", "第 1 项不由考评组评定", "评定理由未填写"]
        {
            assert!(wrong.contains(part), "{part}: {wrong}");
        }
        let missing = said(run(office, &ScoreTownsInput { given: Vec::new(), ..input.clone() }).unwrap_err());
        assert!(missing.contains("第 3 项的评定"), "{missing}");
        let ask = SuperviseInput {
            task: task(office),
            region: region("530113101202"),
            what: "入户动员".into(),
            due_on: day("2019-02-28"),
        };
        office.run("work.supervise", &ask).unwrap();
        run(office, &input).unwrap();
        assert!(said(run(office, &input).unwrap_err()).contains("已经考评过"));
        let (_, criteria, towns) = read(office, |look| town_scores(look, 2019)).unwrap();
        assert_eq!(criteria.len(), 3);
        let told: Vec<_> = towns.iter().map(|t| (t.town.as_str(), t.scores.clone(), t.total(), t.rank)).collect();
        // Two of three payers: 40 × 2/3 = 26.67. One supervision, not answered: 0. Given: 25.5.
        let expected = [("530113001", vec![4000, 3000, 2000], 9000, 1), ("530113101", vec![2667, 0, 2550], 5217, 2)];
        assert_eq!(told, expected);

        let mut huge = input.clone();
        huge.criteria[0].points = u32::MAX;
        undo(office, "town_scoring").unwrap();
        assert!(read(office, |look| town_scores(look, 2019)).is_none());
        assert!(said(run(office, &huge).unwrap_err()).contains("合计 4294967355 分"));
        run(office, &input).unwrap();
        assert_eq!(read(office, |look| town_scores(look, 2019)).unwrap().2.len(), 2);
    });
}

#[test]
fn the_samples_of_the_manual_are_what_the_operations_take() {
    let sample = |name: &str| {
        let path = format!("{}/../../examples/work-money/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).unwrap()
    };
    let incentive: PlanIncentiveInput = toml::from_str(&sample("incentive.toml")).unwrap();
    assert!(!incentive.towns.is_empty());
    let scoring: ScoreTownsInput = toml::from_str(&sample("township-scoring.toml")).unwrap();
    assert_eq!(scoring.criteria.iter().map(|criterion| criterion.points).sum::<u32>(), 100);
}

#[test]
fn helpers_are_whole_people_and_the_budget_line_is_met_to_the_yuan() {
    on_each_engine(|office| {
        a_year(office);
        targets(office, 3, "任务1").unwrap();
        let task = task(office);
        let plan = |helpers: u32, budget: i64| PlanIncentiveInput {
            task,
            budget_year: 2020,
            higher: yuan(600),
            lower: yuan(300),
            budget: yuan(budget),
            document: "湛开办〔2015〕116号".into(),
            towns: vec![TownHelpers { town: region("530113101"), helpers, general: yuan(1000) }],
        };
        // 343 helpers at 600 or 300: 16.67万 lies between 16.65万 and 16.68万.
        let lattice = said(office.run("work.plan_incentive", &plan(343, 166_700)).unwrap_err());
        assert!(lattice.contains("最接近的是 166500.00 元 和 166800.00 元"), "{lattice}");
        // The town did 2 of 3: the lower rate.
        let other = said(office.run("work.plan_incentive", &plan(2, 1200)).unwrap_err());
        assert!(other.contains("按各乡镇完成情况应为 600.00 元"), "{other}");
        let wrong = PlanIncentiveInput { budget_year: 2018, lower: yuan(700), towns: Vec::new(), ..plan(2, 600) };
        let wrong = said(office.run("work.plan_incentive", &wrong).unwrap_err());
        for word in ["早于考核年度", "不能低于未完成的", "缺少因民镇"] {
            assert!(wrong.contains(word), "{word}: {wrong}");
        }
        let seen = office.run("work.plan_incentive", &plan(2, 600)).unwrap();
        assert!(seen.shown.iter().any(|change| change.field.contains("因民镇")), "{:?}", seen.shown);
        assert_eq!(office.number("SELECT CAST(SUM(amount + general) AS BIGINT) FROM incentive_line"), 160_000);
        assert!(said(office.run("work.plan_incentive", &plan(2, 600)).unwrap_err()).contains("已分配过"));
        let many = said(office.run("work.plan_incentive", &plan(u32::MAX, 600)).unwrap_err());
        assert!(many.contains("协管员 4294967295 人"), "no sum is beyond what an amount can hold: {many}");
        undo(office, "incentive").unwrap();
        office.run("work.plan_incentive", &plan(2, 600)).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM voucher WHERE month > 201901"), 0, "not the fund's money");
    });
}

/// Takes the newest record of a table back.
fn undo(office: &mut TestOffice, table: &str) -> Result<Answer, Refusal> {
    let matter = MatterId(office.number(&format!("SELECT MAX(matter) FROM {table}")));
    office.run("fund.reverse_record", &ReverseRecordInput { matter, reason: "录错".into() })
}

#[test]
fn work_money_is_spent_only_where_its_line_has_it() {
    on_each_engine(|office| {
        open_books(office);
        office.on_day("2019-06-30");
        let mut record = |step, amount: i64, document: &str| {
            let input = RecordMoneyInput {
                budget_year: 2019,
                assess_year: 2018,
                step,
                item: "协管员补助".into(),
                amount: yuan(amount),
                collected: None,
                collected_document: String::new(),
                document: document.into(),
                on: day("2019-06-01"),
            };
            office.run("work.record_money", &input)
        };
        let early = said(record(WorkStep::Spending, 1, "付1").unwrap_err());
        assert!(early.contains("没有“协管员补助”的年初预算"), "{early}");
        record(WorkStep::Budget, 300_000, "预1").unwrap();
        assert!(said(record(WorkStep::Budget, 1, "预2").unwrap_err()).contains("已有年初预算"));
        assert!(said(record(WorkStep::Spending, 300_001, "付1").unwrap_err()).contains("累计支出将达 300001.00"));
        record(WorkStep::Spending, 267_000, "付1").unwrap();
        assert!(said(record(WorkStep::Spending, 1, "付1").unwrap_err()).contains("已登记过"));
        assert!(said(record(WorkStep::Adjustment, -33_001, "调1").unwrap_err()).contains("已支出 267000.00 元"));
        assert!(said(record(WorkStep::Spending, -1, "付2").unwrap_err()).contains("只有预算调整可以是负数"));
        record(WorkStep::Adjustment, -33_000, "调1").unwrap();
        let rows = read(office, |look| money_of(look, 2019));
        let row = &rows["协管员补助"];
        assert_eq!((row.budget, row.adjusted(), row.spent), (yuan(300_000), yuan(267_000), yuan(267_000)));

        // The spending was another department's; what rests on the budget comes off first.
        let budget = MatterId(office.number("SELECT MIN(matter) FROM work_money"));
        let undo_budget = ReverseRecordInput { matter: budget, reason: "录错".into() };
        let rests = said(office.run("fund.reverse_record", &undo_budget).unwrap_err());
        assert!(rests.contains("请先红冲支出和调整"), "{rests}");
        let spent = MatterId(office.number("SELECT MAX(matter) FROM work_money WHERE step = 'spending'"));
        office.run("fund.reverse_record", &ReverseRecordInput { matter: spent, ..undo_budget.clone() }).unwrap();
        assert_eq!(read(office, |look| money_of(look, 2019))["协管员补助"].spent, Fen::ZERO);
        undo(office, "work_money").unwrap();
        office.run("fund.reverse_record", &undo_budget).unwrap();
        assert!(read(office, |look| money_of(look, 2019)).is_empty());
    });
}

#[test]
fn a_declared_figure_names_document_page_and_person() {
    on_each_engine(|office| {
        open_books(office);
        let mut declare = |name: &str, value: &str, unit: &str, page: &str| {
            let input = DeclareInput {
                name: name.into(),
                title: "机关养老基金缺口".into(),
                year: 2024,
                value: value.into(),
                unit: unit.into(),
                document: "部门决算".into(),
                page: page.into(),
                who: "财务科".into(),
            };
            office.run("figures.declare", &input)
        };
        let wrong = said(declare("机保缺口", "7,000", "亿", "").unwrap_err());
        for word in ["不能使用", "不是数", "不是计量单位", "出处文件、页码或表号"] {
            assert!(wrong.contains(word), "{word}: {wrong}");
        }
        assert!(said(declare("insured", "1", "人", "表1").unwrap_err()).contains("由系统从业务数据计算"));
        declare("gap", "6900", "万元", "第3页").unwrap();
        declare("gap", "7000", "万元", "第4页").unwrap();
        let figure = read(office, |look| declared(look, "gap", 2024)).unwrap();
        assert_eq!(figure.printed(), "7000.00万元");
        let parent =
            Parent::Declared { document: "部门决算".into(), page: "第4页".into(), who: "财务科".into() };
        assert_eq!(figure.parent, parent);
        assert_eq!(read(office, |look| declared(look, "gap", 2023)), None);
    });
}

const ROSTER: [&str; 9] =
    ["证件号码", "姓名", "村（社区）代码", "退休类别", "原单位", "异地居住", "移交年月", "退出年月", "退出原因"];

/// Takes a roster in: each line ID number, name, community, kind, living elsewhere, first and last month.
fn roster(office: &mut TestOffice, name: &str, lines: &[[&str; 7]]) -> Result<Answer, Refusal> {
    let mut text = ROSTER.join(",") + "\n";
    for [id, who, region, kind, elsewhere, from, to] in lines {
        let why = if to.is_empty() { "" } else { "去世" };
        text += &format!("{id},{who},{region},{kind},东川铜矿（模拟）,{elsewhere},{from},{to},{why}\n");
    }
    let file = sound::taken_in(office, name, &text);
    office.run("work.import_retirees", &ImportRetireesInput { file, name: name.into() })
}

/// The faults of what must be refused.
fn said_of(answer: Result<Answer, Refusal>) -> String {
    said(answer.unwrap_err())
}

fn standard(office: &mut TestOffice, from_year: i16, fee: Fen, document: &str) -> Result<Answer, Refusal> {
    let input = SetServiceFeeInput { from_year, per_person: fee, document: document.into() };
    office.run("work.set_service_fee", &input)
}

fn allot(office: &mut TestOffice, assess_year: i16, budget: i64, document: &str) -> Result<Answer, Refusal> {
    let input =
        AllotServiceFeeInput { assess_year, budget_year: 2020, budget: yuan(budget), document: document.into() };
    office.run("work.allot_service_fee", &input)
}

#[test]
fn retirees_stand_on_one_roster_and_their_fee_is_heads_times_the_standard() {
    on_each_engine(|office| {
        a_year(office);
        let (one, two, three) = (contributor(1), contributor(60), contributor(61));
        let other = "530113101202";
        let lines = [
            // Somebody whom the resident scheme knows, and two whom nobody knows here.
            [&*one.id, &*one.name, VILLAGE, "企业", "否", "2018-03", ""],
            [&*two.id, "周退休", other, "机关事业单位", "是", "2019-01", ""],
            [&*three.id, "吴退休", other, "企业", "", "2018-01", "2018-12"],
            // The same person in two places, another name, a community that there is not, an end before the start.
            [&*two.id, "周退休", VILLAGE, "企业", "", "2019-02", ""],
            [&*contributor(2).id, "别人", VILLAGE, "企业", "", "2019-01", ""],
            [&*contributor(62).id, "郑退休", "530113101299", "企业", "", "2019-01", ""],
            [&*contributor(63).id, "王退休", other, "企业", "", "2019-01", "2018-12"],
        ];
        roster(office, "名册-1.csv", &lines).unwrap();
        let said: Vec<String> = read(office, |look| Ok(look.select::<Quarantine>("WHERE agency = $1", &[1.into()])?))
            .into_iter()
            .map(|line| line.what)
            .collect();
        for word in ["已在", "登记的姓名是", "没有代码为 530113101299", "退出年月早于"] {
            assert!(said.iter().any(|what| what.contains(word)), "{word}: {said:?}");
        }
        assert_eq!(said.len(), 4, "{said:?}");
        assert!(roster(office, "名册-再.csv", &lines).unwrap_err().to_string().contains("已于 2019-01-31 导入"));
        // No membership comes of it: nobody of the roster is insured here who was not before.
        assert_eq!(office.number("SELECT COUNT(*) FROM enrolment"), 4);
        let seen = read(office, retirees);
        assert_eq!(seen.len(), 3);
        assert!(seen.iter().all(|one| one.id_masked.contains('*')), "{seen:?}");

        // Who left in 2018 counts for 2018 alone; who came in 2019 does not.
        let counts = |office: &mut TestOffice, year| -> Vec<(String, i64, i64, i64)> {
            let rows = read(office, |look| roster_of(look, year));
            let row = |row: &RosterRow| {
                let looked = &row.looked;
                (row.region.to_string(), looked.people, looked.institution, looked.elsewhere)
            };
            rows.iter().map(row).collect()
        };
        let of = |code: &str, counts: [i64; 3]| (code.to_owned(), counts[0], counts[1], counts[2]);
        let in_2018 = [("530113", [2, 0, 0]), ("530113101", [2, 0, 0]), (VILLAGE, [1, 0, 0]), (other, [1, 0, 0])];
        assert_eq!(counts(office, 2018), in_2018.map(|(code, counts)| of(code, counts)));
        let in_2019 = [("530113", [2, 1, 1]), ("530113101", [2, 1, 1]), (VILLAGE, [1, 0, 0]), (other, [1, 1, 1])];
        assert_eq!(counts(office, 2019), in_2019.map(|(code, counts)| of(code, counts)));
        assert_eq!(counts(office, 2017), []);

        // No standard, a year that runs, another total, no document; then two people at 15 yuan.
        let none = said_of(allot(office, 2018, 30, "分配1"));
        assert!(none.contains("2018 年没有服务费标准"), "{none}");
        assert!(said_of(standard(office, 2018, Fen::ZERO, "")).contains("每人每年 0.00 元"));
        assert!(said_of(standard(office, 1998, yuan(15), "")).contains("起始年度 1998"));
        standard(office, 2018, yuan(15), "").unwrap();
        assert!(said_of(standard(office, 2018, yuan(16), "")).contains("已登记为 15.00 元"));
        assert!(said_of(allot(office, 2019, 30, "分配1")).contains("2019 年没有结束"));
        let wrong = said_of(allot(office, 2018, 40, " "));
        assert!(
            wrong.contains("在册 2 人，每人每年 15.00 元，应为 30.00 元") && wrong.contains("文件未填写"),
            "{wrong}"
        );
        assert!(said_of(allot(office, 2017, 30, "分配1")).contains("名册上没有人"));
        allot(office, 2018, 30, "分配1").unwrap();
        let fee = read(office, |look| service_fee_of(look, 2018)).unwrap();
        let towns: Vec<_> = fee.lines.iter().map(|(name, line)| (name.as_str(), line.people, line.amount)).collect();
        assert_eq!(towns, [("因民镇", 2, yuan(30))]);
        assert!(said_of(allot(office, 2018, 30, "分配2")).contains("已分配过服务费"));
        assert_eq!(
            office.number("SELECT COUNT(*) FROM posting WHERE debit = 3000 OR credit = 3000"),
            0,
            "not the fund's money"
        );

        // The standard stands while an allotment rests on it; taken back in order, both are free again.
        let matter =
            |office: &mut TestOffice, table: &str| MatterId(office.number(&format!("SELECT MAX(matter) FROM {table}")));
        let of_standard = matter(office, "service_standard");
        let early = ReverseRecordInput { matter: of_standard, reason: "录错".into() };
        assert!(said_of(office.run("fund.reverse_record", &early)).contains("请先红冲分配"));
        undo(office, "service_fee").unwrap();
        office.run("fund.reverse_record", &early).unwrap();
        standard(office, 2018, yuan(20), "东财社〔2018〕9号").unwrap();
        allot(office, 2018, 40, "分配1").unwrap();

        // A later list ends a time once, and then he may be looked after elsewhere.
        roster(office, "名册-2.csv", &[[&*one.id, &*one.name, VILLAGE, "企业", "", "2018-03", "2018-12"]]).unwrap();
        roster(office, "名册-3.csv", &[[&*one.id, &*one.name, other, "企业", "", "2019-01", ""]]).unwrap();
        roster(office, "名册-4.csv", &[[&*one.id, &*one.name, VILLAGE, "企业", "", "2018-03", "2018-11"]]).unwrap();
        assert_eq!(office.number("SELECT COUNT(*) FROM retiree_end"), 2);
        let moved = [("530113", [2, 1, 1]), ("530113101", [2, 1, 1]), (other, [2, 1, 1])];
        assert_eq!(counts(office, 2019), moved.map(|(code, counts)| of(code, counts)));
    });
}

#[test]
fn a_grant_by_last_year_s_collections_is_held_against_its_band() {
    on_each_engine(|office| {
        open_books(office);
        office.on_day("2019-06-30");
        let grant = |item: &str, step, collected: i64, from: &str| RecordMoneyInput {
            budget_year: 2019,
            assess_year: 2018,
            step,
            item: item.into(),
            amount: yuan(570_000),
            collected: Some(yuan(collected)),
            collected_document: from.into(),
            document: format!("核定-{item}"),
            on: day("2019-06-01"),
        };
        let none = said_of(office.run("work.record_money", &grant("激励经费", WorkStep::Budget, 0, " ")));
        assert!(none.contains("征缴收入 0.00 元") && none.contains("没有写明出处"), "{none}");
        let spent = said_of(office.run("work.record_money", &grant("激励经费", WorkStep::Spending, 1, "决算")));
        assert!(spent.contains("只有年初预算按征缴收入核定"), "{spent}");
        // 57万 of 5,000万 is 1.14 %; of 2亿 it is 0.285 %: asked about, and recorded all the same.
        let within = office.run("work.record_money", &grant("激励经费", WorkStep::Budget, 50_000_000, "决算")).unwrap();
        let shown =
            |answer: &Answer| answer.shown.iter().map(|change| change.after.clone()).collect::<Vec<_>>().join("；");
        assert!(shown(&within).contains("1.14%，在0.6%至3%之间") && within.notices.is_empty(), "{within:?}");
        let below = office.run("work.record_money", &grant("另一项", WorkStep::Budget, 200_000_000, "决算")).unwrap();
        assert!(below.notices.iter().any(|notice| notice.contains("低于0.6%")), "{below:?}");
        let rows = read(office, |look| money_of(look, 2019));
        assert_eq!(rows["激励经费"].collected, Some((yuan(50_000_000), "决算".to_owned())));
    });
}
