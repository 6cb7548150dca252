//! A project's goals, results, reasons and submissions: what is refused, what is kept, what changed since.

use crate::common;
use crate::common::TestOffice;
use base::Fen;
use desk::Refusal;
use evaluation::cells;
use shebao_office::performance::{
    AttachScanInput, ExplainInput, GoalInput, GoalSign, Grade, Hindrance, MonitorInput, ReportResultInput,
    SetGoalsInput, Standing, SubmitInput, TakeInInput, TakenFrom, WatchedInput, projects, standing,
};
use shebao_office::tables::{PerformanceProjectId, SubmitOccasion};

fn goal(
    name: &str,
    (sign, target, unit): (GoalSign, &str, Option<&str>),
    weight: &str,
    figure: Option<&str>,
) -> GoalInput {
    GoalInput {
        group: "产出指标".into(),
        sort: "数量指标".into(),
        name: name.into(),
        sign,
        target: target.into(),
        unit: unit.map(str::to_owned),
        weight: weight.into(),
        figure: figure.map(str::to_owned),
    }
}

fn goals() -> SetGoalsInput {
    SetGoalsInput {
        project_name: "城乡居民养老保险区级配套".into(),
        department: "区人力资源和社会保障局".into(),
        carried_out_by: "区居保局".into(),
        assess_year: 2019,
        goal: "记账 100 人次，按时发放，群众满意。".into(),
        initial: Fen::from_yuan(1_000),
        executed: vec![TakenFrom { figure: "county_match".into() }],
        indicators: vec![
            goal("系统记账人次", (GoalSign::AtLeast, "100", Some("人次")), "40", Some("bookings")),
            goal("按时发放", (GoalSign::Words, "每月25日前发放", None), "20", None),
            goal("参保率", (GoalSign::AtLeast, "97", Some("%")), "20", None),
            goal("满意率", (GoalSign::AtLeast, "90", Some("%")), "10", None),
        ],
    }
}

fn now(office: &mut TestOffice, id: PerformanceProjectId) -> Standing {
    office.office.look(office.agency, |look| standing(look, id).map_err(refused)).unwrap()
}

fn refused(error: desk::Unplanned) -> Refusal {
    match error {
        desk::Unplanned::Fields(errors) => Refusal::Fields(errors),
        desk::Unplanned::Failed(refusal) => refusal,
    }
}

fn only_project(office: &mut TestOffice) -> PerformanceProjectId {
    let all = office.office.look(office.agency, |look| projects(look).map_err(refused)).unwrap();
    let [one] = all.as_slice() else { panic!("{all:?}") };
    one.id
}

fn result(project: PerformanceProjectId, indicator: &str) -> ReportResultInput {
    ReportResultInput {
        project,
        indicator: indicator.into(),
        value: None,
        part: None,
        whole: None,
        grade: None,
        share: None,
        on: None,
        document: "2019年参保情况表".into(),
        page: Some("表1".into()),
        who: "冯绩效".into(),
    }
}

/// What the desk said, in one string.
fn said<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> String {
    answer.unwrap_err().to_string()
}

#[test]
fn goals_that_cannot_be_evaluated_are_refused_beside_their_field() {
    TestOffice::on_each_engine(|office| {
        let mut unlike = goals();
        unlike.indicators[0].weight = "39".into();
        assert!(said(office.make("performance.set_goals", &unlike)).contains("合计 89，应为 90"));
        let mut words = goals();
        words.indicators[0].target = "一百".into();
        assert!(said(office.make("performance.set_goals", &words)).contains("〔indicators.1.target〕"));
        let mut bare = goals();
        bare.indicators[3].unit = None;
        assert!(said(office.make("performance.set_goals", &bare)).contains("〔indicators.4.unit〕"));
        let mut unknown = goals();
        unknown.indicators[0].figure = Some("bookigns".into());
        assert!(said(office.make("performance.set_goals", &unknown)).contains("没有名为“bookigns”的数据"));
        let mut unspent = goals();
        unspent.executed.clear();
        assert!(said(office.make("performance.set_goals", &unspent)).contains("请至少写一个以元计的数据"));
        // Both of a quotation mark and a line break are only text.
        let mut hostile = goals();
        hostile.goal = "甲\"\n[project]\nname = \"乙\"".into();
        office.run("performance.set_goals", &hostile).unwrap();
        let id = only_project(office);
        assert_eq!(now(office, id).file.project.goal, hostile.goal);
    });
}

#[test]
fn a_rate_of_nothing_is_open_and_not_refused() {
    TestOffice::on_each_engine(|office| {
        let mut early = goals();
        early.indicators[2].figure = Some("budget_income_rate".into());
        office.run("performance.set_goals", &early).unwrap();
        let id = only_project(office);
        let draft = now(office, id).draft.unwrap();
        let line = draft.lines().iter().find(|line| line.indicator.name == "参保率").unwrap();
        assert!(line.scored.is_none(), "no budget was recorded");
    });
}

#[test]
fn gaps_are_closed_by_people_and_a_submission_freezes_what_was_printed() {
    TestOffice::on_each_engine(|office| {
        office.run("performance.set_goals", &goals()).unwrap();
        let id = only_project(office);
        let submit = SubmitInput { project: id, occasion: SubmitOccasion::Review, who: "郑局长".into() };
        assert!(said(office.make("performance.submit", &submit)).contains("满意率"));
        wrong_results(office, id);
        office
            .run("performance.report_result", &ReportResultInput { value: Some("92.5".into()), ..result(id, "满意率") })
            .unwrap();
        let rate =
            ReportResultInput { part: Some("980".into()), whole: Some("1000".into()), ..result(id, "参保率") };
        office.run("performance.report_result", &rate).unwrap();
        let judged =
            ReportResultInput { grade: Some(Grade::Reached), share: Some("100".into()), ..result(id, "按时发放") };
        office.run("performance.report_result", &judged).unwrap();
        let known = now(office, id);
        let printed = cells(&known.draft.clone().unwrap());
        assert_eq!(printed["参保率·实际完成值"], "98.00%（980人/1000人）");
        assert_eq!(printed["按时发放·得分"], "20");
        assert_eq!(printed["系统记账人次·得分"], "0", "nothing was booked in this office");

        wrong_words(office, id);
        let open: Vec<String> = known.draft.unwrap().pending().iter().map(|gap| gap.place.clone()).collect();
        assert!(open.contains(&"指标“系统记账人次”".to_owned()), "{open:?}");
        for place in open {
            let words = format!("{place}的情况\n第二条");
            office
                .run("performance.explain", &ExplainInput { project: id, place, words, who: "冯绩效".into() })
                .unwrap();
        }
        let known = now(office, id);
        assert_eq!(known.file.project.narrative.measures.len(), 2, "a line each");
        assert_eq!(known.draft.unwrap().pending(), []);

        office.run("performance.submit", &submit).unwrap();
        let frozen = now(office, id).submitted;
        assert_eq!(frozen.len(), 1);
        assert!(frozen[0].changed.is_empty(), "{:?}", frozen[0].changed);
        // A later result does not touch what was submitted; it is listed.
        office
            .run("performance.report_result", &ReportResultInput { value: Some("91".into()), ..result(id, "满意率") })
            .unwrap();
        let changed = &now(office, id).submitted[0].changed;
        let one = changed.iter().find(|one| one.place == "满意率·实际完成值").unwrap();
        assert_eq!((one.before.as_deref(), one.now.as_deref()), (Some("92.50%"), Some("91.00%")));
        assert_eq!(changed.len(), 1, "{changed:?}");
    });
}

fn wrong_results(office: &mut TestOffice, id: PerformanceProjectId) {
    let make =
        |office: &mut TestOffice, input: ReportResultInput| said(office.make("performance.report_result", &input));
    assert!(make(office, result(id, "满意率")).contains("〔value〕"));
    let both = ReportResultInput { value: Some("90".into()), grade: Some(Grade::Partly), ..result(id, "满意率") };
    assert!(make(office, both).contains("不止一种"));
    let words = ReportResultInput { value: Some("九成".into()), ..result(id, "满意率") };
    assert!(make(office, words).contains("不是数"));
    let above = ReportResultInput { part: Some("1001".into()), whole: Some("0".into()), ..result(id, "参保率") };
    assert!(make(office, above).contains("参保率"));
    let unlike =
        ReportResultInput { grade: Some(Grade::Missed), share: Some("90".into()), ..result(id, "按时发放") };
    assert!(make(office, unlike).contains("按时发放"));
    let nameless = ReportResultInput { who: " ".into(), value: Some("90".into()), ..result(id, "满意率") };
    assert!(make(office, nameless).contains("〔who〕"));
    let unknown = ReportResultInput { value: Some("90".into()), ..result(id, "没有的") };
    assert!(make(office, unknown).contains("〔indicator〕"));
}

fn wrong_words(office: &mut TestOffice, id: PerformanceProjectId) {
    let words = |place: &str, words: &str| ExplainInput {
        project: id,
        place: place.into(),
        words: words.into(),
        who: "冯绩效".into(),
    };
    let place = "指标“系统记账人次”";
    assert!(said(office.make("performance.explain", &words(place, "无。"))).contains("〔words〕"));
    assert!(said(office.make("performance.explain", &words("总分", "满分"))).contains("〔place〕"));
    let nobody = ExplainInput { project: PerformanceProjectId(1), ..words(place, "任务未下达") };
    assert!(said(office.make("performance.explain", &nobody)).contains("没有这个绩效项目"));
}

#[test]
fn a_project_file_is_taken_in_and_later_goals_show_what_changed() {
    TestOffice::on_each_engine(|office| {
        let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/dongchuan-2019/project.toml");
        let file = office.office.environment().files.take_in(example.as_ref()).unwrap();
        office.run("performance.take_in", &TakeInInput { file, name: "project.toml".into() }).unwrap();
        let id = only_project(office);
        let before = now(office, id).file.project;
        assert_eq!(before.indicators.len(), 8);

        let text = std::fs::read_to_string(example).unwrap().replace("value = \"125000\"", "value = \"125500\"");
        let changed = office.folder.path().join("changed.toml");
        std::fs::write(&changed, &text).unwrap();
        let file = office.office.environment().files.take_in(&changed).unwrap();
        let answer = office.run("performance.take_in", &TakeInInput { file, name: "changed.toml".into() }).unwrap();
        assert_eq!(only_project(office), id, "the same project of the same year");
        assert_eq!(now(office, id).file.project.indicators[0].target.printed(), "≥125500人次");
        assert!(answer.title.contains("2019 年度"), "{}", answer.title);

        std::fs::write(&changed, text.replace("weight = \"30\"", "weight = \"31\"")).unwrap();
        let file = office.office.environment().files.take_in(&changed).unwrap();
        assert!(said(office.make("performance.take_in", &TakeInInput { file, name: "x".into() })).contains("101"));
        std::fs::write(&changed, "[project]\nname = 1\n").unwrap();
        let file = office.office.environment().files.take_in(&changed).unwrap();
        assert!(said(office.make("performance.take_in", &TakeInInput { file, name: "x".into() })).contains("不能识别"));
    });
}

#[test]
fn a_goal_is_a_day_and_the_middle_of_the_year_is_reported_indicator_by_indicator() {
    TestOffice::on_each_engine(|office| {
        let mut dated = goals();
        dated.indicators[1] = goal("全部记账", (GoalSign::By, "年底", None), "20", None);
        assert!(said(office.make("performance.set_goals", &dated)).contains("〔indicators.2.target〕"));
        dated.indicators[1].target = "2019-12-20".into();
        office.run("performance.set_goals", &dated).unwrap();
        let id = only_project(office);
        // A number is no day, and a day no number.
        let number = ReportResultInput { value: Some("20".into()), ..result(id, "全部记账") };
        assert!(said(office.make("performance.report_result", &number)).contains("〔on〕"));
        let day =
            |text: &str, indicator: &str| ReportResultInput { on: Some(common::day(text)), ..result(id, indicator) };
        assert!(said(office.make("performance.report_result", &day("2019-12-18", "满意率"))).contains("〔on〕"));
        office.run("performance.report_result", &day("2019-12-18", "全部记账")).unwrap();
        let printed = cells(&now(office, id).draft.unwrap());
        assert_eq!(printed["全部记账·得分"], "20");

        office.on_day("2019-08-05");
        let line = |indicator: &str, so_far: &str, forecast: &str| WatchedInput {
            indicator: indicator.into(),
            so_far: so_far.into(),
            forecast: forecast.into(),
            cause: None,
            reason: None,
        };
        let middle = MonitorInput {
            project: id,
            until: common::day("2019-07-31"),
            spent: Fen::from_yuan(400),
            document: "7月财务报表".into(),
            who: "冯绩效".into(),
            watched: vec![
                line("系统记账人次", "40", "80"),
                line("全部记账", "2019-07-20", "2019-12-20"),
                line("参保率", "96", "97"),
                line("满意率", "95", "95"),
            ],
        };
        wrong_middles(office, &middle);
        let mut right = middle.clone();
        right.watched[0].cause = Some(Hindrance::Other);
        right.watched[0].reason = Some("任务下半年下达；四季度集中记账".into());
        office.run("performance.monitor", &right).unwrap();
        // Twice the same indicator again, and the newest report counts.
        right.spent = Fen::from_yuan(450);
        office.run("performance.monitor", &right).unwrap();
        let known = now(office, id).file.project;
        let found = known.monitoring.clone().unwrap();
        assert_eq!((found.executed, found.indicators.len()), (Some(Fen::from_yuan(450)), 4));
        let (lines, pending) = evaluation::monitor(&known, &found).unwrap();
        let lights: Vec<_> = lines.iter().map(|line| line.state.as_ref().unwrap().1.words()).collect();
        assert_eq!(lights, ["完全不可能", "确定能", "确定能", "确定能"], "80 of 100 is less than nine tenths");
        assert_eq!(pending, []);
        // Goals that are set again number their indicators anew: what was watched stays with its name.
        let mut fewer = goals();
        fewer.indicators.remove(1);
        fewer.indicators[0].weight = "60".into();
        office.run("performance.set_goals", &fewer).unwrap();
        let known = now(office, id).file.project;
        let (lines, _) = evaluation::monitor(&known, known.monitoring.as_ref().unwrap()).unwrap();
        let forecasts: Vec<_> = lines
            .iter()
            .map(|line| (line.indicator.name.as_str(), line.state.as_ref().unwrap().0.forecast.printed()))
            .collect();
        let told = [("系统记账人次", "80"), ("参保率", "97"), ("满意率", "95")];
        assert!(
            forecasts.len() == 3 && forecasts.iter().zip(told).all(|(one, (n, v))| one.0 == n && one.1.starts_with(v)),
            "{forecasts:?}"
        );
    });
}

fn wrong_middles(office: &mut TestOffice, middle: &MonitorInput) {
    let refused = |office: &mut TestOffice, change: fn(&mut MonitorInput)| {
        let mut input = middle.clone();
        change(&mut input);
        said(office.make("performance.monitor", &input))
    };
    assert!(refused(office, |_| ()).contains("要写明偏差原因"), "80 of 100 without a reason");
    assert!(refused(office, |input| drop(input.watched.pop())).contains("没有填写监控情况"));
    assert!(refused(office, |input| input.until = common::day("2019-08-06")).contains("〔until〕"));
    assert!(refused(office, |input| input.until = common::day("2018-07-31")).contains("〔until〕"));
    assert!(refused(office, |input| input.spent = Fen::new(-1)).contains("〔spent〕"));
    assert!(refused(office, |input| input.who = " ".into()).contains("〔who〕"));
    assert!(refused(office, |input| input.watched[2].so_far = "九成".into()).contains("〔watched.3.so_far〕"));
    assert!(refused(office, |input| input.watched[1].forecast = "12".into()).contains("〔watched.2.forecast〕"));
    assert!(refused(office, |input| input.watched[3].indicator = "没有的".into()).contains("〔watched.4.indicator〕"));
    assert!(refused(office, |input| input.watched[3] = input.watched[2].clone()).contains("填了两行"));
}

#[test]
fn a_scan_is_attached_to_an_indicator_and_a_better_one_takes_its_place() {
    TestOffice::on_each_engine(|office| {
        office.run("performance.set_goals", &goals()).unwrap();
        let project = only_project(office);
        let file = |office: &TestOffice, name: &str, bytes: &[u8]| {
            let path = office.folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            office.office.environment().files.take_in(&path).unwrap()
        };
        let png = file(office, "a.png", b"\x89PNG\r\n\x1a\nfirst IEND");
        let scan = |indicator: &str, title: &str, file: &desk::Digest| AttachScanInput {
            project,
            indicator: indicator.into(),
            title: title.into(),
            file: file.clone(),
        };
        // A workbook is no scan; an indicator that there is not; no title; a file that nobody took in.
        let workbook = file(office, "a.xlsx", b"PK\x03\x04");
        let wrong = said(office.make("performance.attach_scan", &scan("满意率 ", " ", &workbook)));
        assert!(wrong.contains("材料名称未填写") && wrong.contains("不是 PDF、PNG 或 JPG"), "{wrong}");
        let wrong = said(office.make("performance.attach_scan", &scan("覆盖率", "问卷", &desk::Digest::of(b"none"))));
        assert!(wrong.contains("没有“覆盖率”这个指标") && wrong.contains("不在接收文件目录中"), "{wrong}");
        // What was cut off on its way has no end; of a photograph nobody knows where it ends.
        for (name, bytes, whole) in [
            ("half.pdf", &b"%PDF-1.7 the first half"[..], false),
            ("half.png", b"\x89PNG\r\n\x1a\nhalf", false),
            ("whole.jpg", b"\xff\xd8\xff\xe0 and what a telephone writes behind it", true),
        ] {
            let made = office.make("performance.attach_scan", &scan("满意率", name, &file(office, name, bytes)));
            assert_eq!(made.is_ok(), whole, "{name}");
            assert!(whole || said(made).contains("附件不完整"), "{name}");
        }
        office.run("performance.attach_scan", &scan("满意率", "问卷汇总", &png)).unwrap();
        office.run("performance.attach_scan", &scan("项目资金", "拨款通知", &png)).unwrap();
        let pdf = file(office, "b.pdf", b"%PDF-1.7 second %%EOF");
        let again = office.run("performance.attach_scan", &scan("满意率", "问卷汇总", &pdf)).unwrap();
        assert!(again.shown[0].before.contains("改用新的"), "{:?}", again.shown);
        let known = now(office, project);
        let indicator = &known.file.project.indicators.iter().find(|one| one.name == "满意率").unwrap().id;
        let told: Vec<_> = known.scans.iter().map(|one| (one.sheet.as_str(), one.title.as_str(), &one.file)).collect();
        assert!(told.contains(&(indicator.as_str(), "问卷汇总", &pdf)), "{told:?}");
        assert!(told.len() == 2 && told.contains(&("项目资金", "拨款通知", &png)), "{told:?}");
        // Goals that are set again number their indicators anew: a scan stays with its name.
        let mut fewer = goals();
        fewer.indicators.remove(1);
        fewer.indicators[0].weight = "60".into();
        office.run("performance.set_goals", &fewer).unwrap();
        let known = now(office, project);
        let satisfied = known.file.project.indicators.iter().find(|one| one.name == "满意率").unwrap();
        assert!(
            known.scans.iter().any(|one| one.sheet == satisfied.id && one.title == "问卷汇总"),
            "{:?}",
            known.scans
        );
        fewer.indicators[2].name = "群众满意率".into();
        office.run("performance.set_goals", &fewer).unwrap();
        let left: Vec<_> = now(office, project).scans.into_iter().map(|one| one.sheet).collect();
        assert_eq!(left, ["项目资金"]);
    });
}
