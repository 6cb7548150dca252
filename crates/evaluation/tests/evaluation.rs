//! Points, totals, gaps and refusals, each against a rule of the performance handbook (part d).
#![allow(clippy::unwrap_used)] // a failing test should stop where it fails

use base::{Date, Fen, Seq};
use proptest::prelude::*;
use rust_decimal::Decimal;
use shebao_evaluation::{
    Accounts, Actual, Adjustment, Amount, Answer, Budget, BudgetLine, Draft, Element, Figure, Form, Grade, GroupWeight,
    Indicator, Judgement, Light, Managed, ManagedItem, Monitored, Narrative, Nearest, Parent, Project, Published,
    Reason, Refusal, Scheme, Source, Span, Survey, Target, Unit, Whole, cells, compare, differences,
    people_at_two_rates, report, score, self_evaluate,
};

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn computed() -> Parent {
    Parent::Computed { definition: "paid_in_december".into(), seq: Seq(7) }
}

fn persons(number: i64) -> Figure {
    Figure::count(number, Unit::Persons, 2023, computed())
}

fn percent_of(value: &str) -> Actual {
    Actual::Figure(Figure { value: d(value), unit: Unit::Percent, year: 2023, parent: computed() })
}

fn at_least(value: &str, unit: Unit) -> Target {
    Target::AtLeast(Amount { value: d(value), unit })
}

fn indicator(name: &str, target: Target, weight: i64, actual: Option<Actual>) -> Indicator {
    Indicator {
        id: name.to_owned(),
        group: "产出指标".to_owned(),
        kind: "数量指标".to_owned(),
        name: name.to_owned(),
        target,
        weight: Decimal::from(weight),
        actual,
        reason: None,
    }
}

fn reason() -> Reason {
    because("退休人数少于预计")
}

fn because(text: &str) -> Reason {
    Reason { text: text.into(), who: "王某".into(), on: Date::constant(2024, 3, 1) }
}

fn line(source: Source, initial: i64, executed: i64) -> BudgetLine {
    let yuan = Fen::from_yuan;
    BudgetLine {
        source,
        initial: yuan(initial),
        adjustments: vec![],
        executed: Some(yuan(executed)),
        parent: computed(),
    }
}

fn project(indicators: Vec<Indicator>) -> Project {
    Project {
        name: "居民养老保险补助".into(),
        department: "某县人力资源和社会保障局".into(),
        unit: "某县社会保险中心".into(),
        assess_year: 2023,
        budget_year: 2023,
        filed_on: None,
        form: Form::SelfEvaluation,
        accounts: Accounts::default(),
        whole: Whole::default(),
        managed: vec![],
        monitoring: None,
        budget: Budget {
            lines: vec![line(Source::ThisYear, 900, 661)],
            weight: Decimal::TEN,
            reason: Some(because("年末退回结余")),
        },
        goal: "按时足额发放".into(),
        outcome: Some("全年按时足额发放".into()),
        indicators,
        narrative: said(),
        split: vec![],
        scheme: Scheme::Proportional,
        explain_above: Decimal::from(130),
    }
}

fn said() -> Narrative {
    let some = || "如实填写".to_owned();
    Narrative {
        notice: String::new(),
        background: some(),
        basis: vec![some()],
        content: some(),
        implementation: some(),
        process: some(),
        fund_management: some(),
        experience: vec![some()],
        problems: vec![],
        measures: vec![some()],
        publication: some(),
    }
}

fn draft(indicators: Vec<Indicator>) -> Draft {
    self_evaluate(&project(indicators)).unwrap()
}

fn refusals(project: &Project) -> Vec<Refusal> {
    self_evaluate(project).unwrap_err()
}

fn points(target: Target, actual: &Actual, scheme: Scheme) -> Decimal {
    score(&indicator("x", target, 10, None), actual, scheme).unwrap().points
}

#[test]
fn numbers_are_scored_by_the_table_of_the_handbook() {
    use Scheme::{NothingBelowSixty, Proportional, WholePoints};
    let at_most = |v: &str| Target::AtMost(Amount { value: d(v), unit: Unit::Percent });
    let exactly = |v: &str| Target::Exactly(Amount { value: d(v), unit: Unit::Percent });
    let between = Target::Between { from: d("20"), to: d("40"), unit: Unit::Percent };
    for (target, actual, scheme, expected) in [
        (at_least("90", Unit::Percent), "90", Proportional, "10"),
        (at_least("90", Unit::Percent), "60", Proportional, "6.67"),
        (at_least("100", Unit::Percent), "99", WholePoints, "9"),
        (at_least("100", Unit::Percent), "59", NothingBelowSixty, "0"),
        (at_least("100", Unit::Percent), "60", NothingBelowSixty, "6"),
        (exactly("0"), "0", Proportional, "10"),
        (exactly("0"), "1", Proportional, "0"),
        (exactly("80"), "100", Proportional, "10"),
        (exactly("80"), "40", Proportional, "5"),
        (at_most("3"), "3", Proportional, "10"),
        (at_most("3"), "4", Proportional, "6.67"),
        (at_most("3"), "6", Proportional, "0"),
        (at_most("3"), "9", Proportional, "0"),
        (between.clone(), "30", Proportional, "10"),
        (between.clone(), "10", Proportional, "5"),
        (between, "50", Proportional, "7.5"),
    ] {
        assert_eq!(points(target.clone(), &percent_of(actual), scheme), d(expected), "{target:?} {actual} {scheme:?}");
    }
}

/// Whoever adds it up by hand must come to the same points.
#[test]
fn the_sum_that_is_printed_is_the_one_that_was_made() {
    use Scheme::{NothingBelowSixty, Proportional, WholePoints};
    let percent = |v: &str| Amount { value: d(v), unit: Unit::Percent };
    let between = Target::Between { from: d("20"), to: d("40"), unit: Unit::Percent };
    for (target, actual, scheme, expected) in [
        (at_least("90", Unit::Percent), "60", Proportional, "60/90×10=6.67"),
        (Target::AtMost(percent("3")), "4", Proportional, "[1−(4−3)/3]×10=6.67"),
        (Target::AtMost(percent("3")), "9", Proportional, "[1−(9−3)/3]不大于0，得0分"),
        (between.clone(), "50", Proportional, "[1−(50−40)/40]×10=7.5"),
        (between, "10", Proportional, "10/20×10=5"),
        (Target::Exactly(percent("0")), "2", Proportional, "目标为0，结果为2，得0分"),
        (at_least("100", Unit::Percent), "99", WholePoints, "99/100×10=9.90，取整得9"),
        (at_least("2500", Unit::Percent), "2499", WholePoints, "2499/2500×10=9.99，取整得9"),
        (at_least("100", Unit::Percent), "59", NothingBelowSixty, "59/100低于60%，得0分"),
    ] {
        let scored = score(&indicator("x", target, 10, None), &percent_of(actual), scheme).unwrap();
        assert_eq!(scored.calc, expected);
    }
}

#[test]
fn a_day_and_words_are_scored_by_their_own_rules() {
    let by = Target::By(Date::constant(2023, 12, 25));
    let on = |day| Actual::Day { on: Date::constant(2023, 12, day), document: "银行回单".into() };
    assert_eq!(points(by.clone(), &on(25), Scheme::Proportional), d("10"));
    assert_eq!(points(by, &on(26), Scheme::Proportional), d("0"));
    let judged =
        |grade, share: &str| Actual::Judged {
            grade, share: d(share), statement: "有改善".into(), who: "王某".into()
        };
    let words = Target::Words("服务便捷".into());
    assert_eq!(points(words.clone(), &judged(Judgement::Partly, "79.9"), Scheme::Proportional), d("7.99"));
    for (grade, share) in
        [(Judgement::Reached, "79"), (Judgement::Partly, "80"), (Judgement::Missed, "60"), (Judgement::Reached, "101")]
    {
        let refused = score(&indicator("x", words.clone(), 10, None), &judged(grade, share), Scheme::Proportional);
        assert_eq!(refused.unwrap_err().rule, "定性指标按档计分", "{grade:?} {share}");
    }
}

#[test]
fn a_rate_prints_both_terms_and_needs_them() {
    let rate = |part, whole| Actual::Rate { part: persons(part), whole: persons(whole) };
    assert_eq!(rate(9_540, 9_700).printed(), "98.35%（9540人/9700人）");
    let refuse = |actual: Actual| {
        score(&indicator("x", at_least("98", Unit::Percent), 10, None), &actual, Scheme::Proportional).unwrap_err().rule
    };
    assert_eq!(refuse(rate(0, 0)), "分母不为零");
    let last_year = Figure { year: 2022, ..persons(10) };
    assert_eq!(refuse(Actual::Rate { part: persons(9), whole: last_year }), "比率的两项年度相同");
    let times = Figure { unit: Unit::PersonTimes, ..persons(10) };
    assert_eq!(refuse(Actual::Rate { part: persons(9), whole: times }), "比率的两项单位相同");
    assert_eq!(refuse(Actual::Figure(persons(98))), "结果与目标单位相同");
}

#[test]
fn the_total_is_the_sum_of_the_printed_points() {
    let evaluation = draft(vec![
        indicator("人数", at_least("9700", Unit::Persons), 50, Some(Actual::Figure(persons(9_540)))),
        indicator("满意度", at_least("90", Unit::Percent), 40, Some(percent_of("95.25"))),
    ]);
    // Execution 661/900 = 73.44 %: 7.34; 9540/9700 × 50 = 49.18; full 40.
    assert_eq!(evaluation.project().budget.points(), Some(d("7.34")));
    assert_eq!(evaluation.total(), Some(d("96.52")));
    assert_eq!(evaluation.grade(), Some(Grade::Excellent));
    assert_eq!(evaluation.lines()[0].scored.as_ref().unwrap().calc, "9540/9700×50=49.18");
}

#[test]
fn a_gap_prints_itself_in_a_draft_and_stops_a_final() {
    let mut missed = indicator("人数", at_least("9700", Unit::Persons), 50, Some(Actual::Figure(persons(9_540))));
    let mut far_above = indicator("记账", at_least("100", Unit::Persons), 10, Some(Actual::Figure(persons(131))));
    let no_survey = indicator("满意度", at_least("90", Unit::Percent), 30, None);
    missed.reason = Some(Reason { text: "无。".into(), ..reason() });
    let open = draft(vec![missed.clone(), far_above.clone(), no_survey.clone()]);
    assert_eq!(open.lines().iter().map(|l| l.reason.as_str()).collect::<Vec<_>>(), ["待说明"; 3]);
    assert_eq!(open.total(), None, "no total without a result");
    assert_eq!(open.clone().finish().unwrap_err().len(), 3);

    missed.reason = Some(Reason { who: " ".into(), ..reason() });
    assert_eq!(draft(vec![missed.clone(), far_above.clone(), no_survey.clone()]).pending().len(), 3, "nobody's word");

    missed.reason = Some(reason());
    far_above.reason = Some(reason());
    let surveyed = Indicator { actual: Some(percent_of("90")), ..no_survey };
    let signed = draft(vec![missed, far_above, surveyed]).finish().unwrap();
    assert_eq!(signed.evaluation().lines()[0].reason, "退休人数少于预计（王某，2024年3月1日）");
}

#[test]
fn false_tables_are_refused_all_at_once() {
    let full = |weight| indicator("人数", at_least("1", Unit::Persons), weight, Some(Actual::Figure(persons(1))));
    let rules = |project: &Project| refusals(project).into_iter().map(|r| r.rule).collect::<Vec<_>>();
    assert_eq!(rules(&project(vec![full(89)])), ["分值合计为100"]);

    let mut wrong = project(vec![full(45), full(45)]);
    wrong.indicators[1].actual = Some(Actual::Figure(Figure { year: 2022, ..persons(1) }));
    wrong.indicators[0].name = " ".into();
    wrong.split = vec![GroupWeight { group: "产出指标".into(), weight: d("50") }];
    assert_eq!(rules(&wrong), ["一级指标分值等于其下各项之和", "一个指标一个编号", "指标有名称", "数据属于评价年度"]);
}

#[test]
fn a_draft_says_that_more_was_spent_than_budgeted_and_nobody_signs_it() {
    let full = indicator("人数", at_least("1", Unit::Persons), 90, Some(Actual::Figure(persons(1))));
    let mut over = project(vec![full]);
    let open = self_evaluate(&over).unwrap().pending().len();
    over.budget.lines[0].executed = Some(over.budget.lines[0].row().full_year + Fen::new(1));
    let draft = self_evaluate(&over).unwrap();
    assert_eq!(draft.pending().len(), open + 1);
    let said = draft.finish().unwrap_err();
    assert!(said.iter().any(|gap| gap.what.contains("大于全年预算数")), "{said:?}");
    // An adjustment of that much is the document that was missing.
    let (date, document) = (Date::constant(2023, 11, 1), "追加预算的通知".to_owned());
    over.budget.lines[0].adjustments.push(Adjustment { date, document, amount: Fen::new(1) });
    assert_eq!(self_evaluate(&over).unwrap().pending().len(), open);
}

#[test]
fn two_indicators_of_one_name_are_refused_because_cells_are_kept_by_it() {
    let half = |id: &str| {
        let mut half = indicator("完成率", at_least("1", Unit::Persons), 45, Some(Actual::Figure(persons(1))));
        half.id = id.into();
        half
    };
    let mut twice = project(vec![half("sl01"), half("zl01")]);
    let refused = refusals(&twice);
    assert_eq!(refused.iter().map(|r| r.rule).collect::<Vec<_>>(), ["一个指标一个名称"]);
    assert!(refused[0].to_string().contains("完成率") && refused[0].to_string().contains("zl01"), "{}", refused[0]);
    twice.indicators[1].name = "发放完成率".into();
    assert!(self_evaluate(&twice).is_ok());
}

#[test]
fn what_was_spent_may_be_unknown_and_is_never_taken_for_nothing() {
    let mut project =
        project(vec![indicator("人数", at_least("1", Unit::Persons), 90, Some(Actual::Figure(persons(1))))]);
    project.budget.lines[0].executed = None;
    let draft = self_evaluate(&project).unwrap();
    assert_eq!((draft.project().budget.points(), draft.total()), (None, None));
    assert_eq!(cells(&draft)["年度资金总额·全年执行数"], "待说明");
    assert_eq!(draft.pending()[0].place, "项目资金·本年财政拨款");
}

#[test]
fn a_total_over_whole_people_is_possible_or_its_neighbours_are_named() {
    let yuan = Fen::from_yuan;
    // 343 people at 600 or 300 yuan: 300 × (343 + x).
    assert_eq!(people_at_two_rates(343, yuan(600), yuan(300), yuan(166_500)), Ok((212, 131)));
    let neighbours = people_at_two_rates(343, yuan(600), yuan(300), yuan(166_700)).unwrap_err();
    assert_eq!(neighbours, Nearest { below: Some(yuan(166_500)), above: Some(yuan(166_800)) });
    assert_eq!(
        people_at_two_rates(10, yuan(600), yuan(300), yuan(6_100)),
        Err(Nearest { below: Some(yuan(6_000)), above: None })
    );
    assert_eq!(
        people_at_two_rates(10, yuan(600), yuan(300), yuan(2_000)),
        Err(Nearest { below: None, above: Some(yuan(3_000)) })
    );
    assert_eq!(people_at_two_rates(10, yuan(300), yuan(300), yuan(3_000)), Ok((10, 0)));
}

#[test]
fn a_carry_over_is_a_source_and_an_empty_line_has_no_rate() {
    let lines = vec![line(Source::ThisYear, 0, 0), line(Source::CarriedOver, 100, 100)];
    let budget = Budget { lines, ..Budget::default() };
    assert_eq!(budget.lines[0].row().rate_printed(), "", "0/0 is not 100 %");
    assert_eq!(budget.total().rate_printed(), "100.00%");
    assert_eq!(budget.points(), Some(Decimal::TEN));
    let nothing = Budget { lines: vec![line(Source::ThisYear, 0, 0)], ..Budget::default() };
    assert_eq!(nothing.points(), None);
}

#[test]
fn a_transfer_is_evaluated_without_points() {
    let mut transfer =
        project(vec![indicator("人数", at_least("1", Unit::Persons), 0, Some(Actual::Figure(persons(1))))]);
    transfer.form = Form::Transfer;
    let said = |item| Managed { item, statement: "如实填写".into(), problem: String::new() };
    transfer.managed = ManagedItem::ALL.map(said).to_vec();
    let evaluation = self_evaluate(&transfer).unwrap();
    assert_eq!((evaluation.total(), evaluation.grade()), (None, None));
    assert!(evaluation.pending().is_empty());
    transfer.indicators[0].weight = Decimal::ONE;
    assert_eq!(refusals(&transfer)[0].rule, "转移支付自评表不计分");
}

#[test]
fn satisfaction_comes_from_forms() {
    let answer = |words: &str, weight: i64, forms| Answer { words: words.into(), weight: Decimal::from(weight), forms };
    let mut survey = Survey {
        question: "对经办服务是否满意".into(),
        population: 168_000,
        year: 2023,
        method: "窗口问卷".into(),
        from: Date::constant(2023, 11, 1),
        to: Date::constant(2023, 11, 30),
        handed_out: 20,
        answers: vec![answer("满意", 100, 17), answer("一般", 60, 3)],
    };
    // (17 × 100 + 3 × 60) ÷ 20 = 94
    assert_eq!(survey.satisfaction("问卷汇总", "王某").unwrap().printed(), "94.00%");
    survey.handed_out = 19;
    assert!(survey.satisfaction("问卷汇总", "王某").unwrap_err().what.contains("收回20份"));
    survey.answers.clear();
    assert!(survey.satisfaction("问卷汇总", "王某").is_err());
}

#[test]
fn a_light_follows_the_forecast() {
    let light = |forecast: i64| {
        let asked = indicator("人数", at_least("100", Unit::Persons), 10, None);
        let (so_far, forecast) = (Actual::Figure(persons(50)), Actual::Figure(persons(forecast)));
        let found = Monitored { id: asked.id.clone(), so_far, forecast, cause: None, reason: None };
        found.light(&asked).unwrap()
    };
    assert_eq!((light(100), light(99), light(90), light(89)), (Light::Green, Light::Yellow, Light::Yellow, Light::Red));
}

#[test]
fn what_changed_after_submission_is_listed() {
    let with = |number| {
        draft(vec![indicator("人数", at_least("9700", Unit::Persons), 90, Some(Actual::Figure(persons(number))))])
    };
    let submitted = cells(&with(9_700));
    assert_eq!(differences(&submitted, &with(9_700)), []);
    let found = differences(&submitted, &with(9_699));
    let changed: Vec<_> = found.iter().map(|d| (d.place.as_str(), d.before.as_deref(), d.now.as_deref())).collect();
    assert_eq!(
        changed,
        [
            ("人数·偏差原因", None, Some("待说明")),
            ("人数·实际完成值", Some("9700人"), Some("9699人")),
            ("人数·得分", Some("90"), Some("89.99")),
            ("总分", Some("97.34"), Some("97.33")),
        ]
    );
}

#[test]
fn a_report_keeps_the_parent_of_every_figure_and_says_what_is_missing() {
    let mut project =
        project(vec![indicator("人数", at_least("9700", Unit::Persons), 90, Some(Actual::Figure(persons(9_540))))]);
    project.narrative.process.clear();
    let report = report(&self_evaluate(&project).unwrap());
    let text: Vec<String> = report.elements.iter().map(Element::text).collect();
    assert!(
        text.iter().any(|t| t
            == "数量指标“人数”：年度指标值≥9700人，实际完成9540人，分值90分，得88.52分。偏差原因及改进措施：待说明。"),
        "{text:#?}"
    );
    assert!(
        text.iter().any(|t| t.contains("年初预算0.09万元，全年预算0.09万元，全年执行0.0661万元，预算执行率73.44%")),
        "{text:#?}"
    );
    let after = text.iter().position(|t| t == "（三）评价过程").unwrap();
    assert_eq!(text[after + 1], "待说明。");
    let counted = report.elements.iter().flat_map(|e| match e {
        Element::Body(spans) => spans.clone(),
        Element::Heading(..) => vec![],
    });
    let whole = Box::new(persons(9_540));
    assert!(counted.into_iter().any(|s| s == Span::Figure { text: "9540人".into(), figure: whole.clone() }));
}

#[test]
fn a_score_is_told_with_what_it_is_made_up_of() {
    let people = |name: &str, points: i64, actual: Option<Actual>| {
        indicator(name, at_least("9700", Unit::Persons), points, actual)
    };
    let known = Some(Actual::Figure(persons(9_540)));
    // 0.0661 of 0.09 is 73.44 %: 7.34 of 10; 9540 of 9700: 88.52 of 90.
    let whole = printed(&draft(vec![people("人数", 90, known.clone())]));
    assert!(whole.contains("其中：预算执行率10分，得7.34分；"), "{whole}");
    assert!(whole.contains("90分，得88.52分。"), "{whole}");
    // 9540 of 9700: 59.01 of 60, 66.35 with the budget's; of the other nobody knows.
    let open = printed(&draft(vec![people("人数", 60, known), people("户数", 30, None)]));
    let told = "尚未评分的1项，共30分；已评分的2项，共70分，得66.35分：预算执行率10分，得7.34分；人数60分，得59.01分。";
    assert!(open.contains(told), "{open}");
}

#[test]
fn all_targets_are_met_only_where_every_result_is_known() {
    let says_all_met = |actual: Option<Actual>| {
        let mut spent = project(vec![indicator("人数", at_least("9500", Unit::Persons), 90, actual)]);
        spent.budget.lines = vec![line(Source::ThisYear, 900, 900)];
        printed(&self_evaluate(&spent).unwrap()).contains("各项指标均达到年度指标值")
    };
    assert!(says_all_met(Some(Actual::Figure(persons(9_540)))));
    assert!(!says_all_met(None), "a result that is missing may be a target that was missed");
}

#[test]
fn a_published_cell_is_put_beside_ours() {
    let draft =
        draft(vec![indicator("人数", at_least("9700", Unit::Persons), 90, Some(Actual::Figure(persons(9_540))))]);
    let published = |cell: &str, printed: &str| Published {
        cell: cell.into(),
        printed: printed.into(),
        place: "自评表".into(),
        wrong: None,
        rounded: None,
    };
    let found = compare(
        &draft,
        &[published("年度资金总额·执行率", "73.44%"), published("总分", "100"), published("没有", "1")],
    );
    let same: Vec<_> = found.iter().map(|c| (c.same(), c.ours.as_deref())).collect();
    assert_eq!(same, [(true, Some("73.44%")), (false, Some("95.86")), (false, None)]);
    // Two units of the last digit are rounding where somebody says whose; one more is another number.
    for (printed, why, near) in
        [("73.42%", Some("两项都四舍五入过"), true), ("73.41%", Some("四舍五入"), false), ("73.42%", None, false)]
    {
        let rounded = why.map(str::to_owned);
        let cell = Published { rounded, ..published("年度资金总额·执行率", printed) };
        assert_eq!(compare(&draft, &[cell])[0].same_but_rounded(), near, "{printed} {why:?}");
    }
}

#[test]
fn what_was_not_spent_is_explained_before_anybody_signs() {
    let mut half = project(vec![indicator("人数", at_least("1", Unit::Persons), 90, Some(Actual::Figure(persons(1))))]);
    assert!(self_evaluate(&half).unwrap().pending().is_empty());
    for nothing in [None, Some(because("无。"))] {
        half.budget.reason = nothing;
        let open = self_evaluate(&half).unwrap();
        let pending: Vec<_> = open.pending().iter().map(|p| (p.place.as_str(), p.what.as_str())).collect();
        assert_eq!(pending, [("项目资金·预算执行率", "执行率73.44%，要写明没有执行完的原因和改进措施")]);
        let text = printed(&open);
        let told = "未执行0.0239万元。原因和改进措施：待说明。";
        assert!(text.contains(&format!("\n{told}")) && text.contains(&format!("\n预算执行率73.44%，{told}")), "{text}");
        assert!(!text.contains("均达到年度指标值"), "{text}");
    }
    assert!(half.say("项目资金·预算执行率", because("年末退回结余")));
    let text = printed(&self_evaluate(&half).unwrap());
    assert!(text.contains("原因和改进措施：年末退回结余（王某，2024年3月1日）。"), "{text}");
    // All of it was spent: there is nothing to say, and nobody may say it.
    half.budget = Budget { lines: vec![line(Source::ThisYear, 900, 900)], ..Budget::default() };
    assert!(!half.takes_words("项目资金·预算执行率"));
    let text = printed(&self_evaluate(&half).unwrap());
    assert!(!text.contains("未执行") && text.contains("均达到年度指标值"), "{text}");
}

#[test]
fn a_number_stands_beside_words_until_somebody_judges_them() {
    let words = || Target::Words("应发尽发".into());
    let open = draft(vec![
        indicator("发放人数", words(), 60, Some(Actual::Figure(persons(11_435)))),
        indicator("人数", at_least("1", Unit::Persons), 30, Some(Actual::Figure(persons(1)))),
    ]);
    assert_eq!((open.total(), open.lines()[0].scored.is_none()), (None, true));
    assert_eq!(open.pending()[0].what, "年度指标值是文字，要由评定人写明等级和依据");
    let text = printed(&open);
    assert!(text.contains("年度指标值为“应发尽发”，实际完成11435人，得分待说明。"), "{text}");
    let told = "尚未评分的1项，共60分；已评分的2项，共40分，得37.34分：预算执行率10分，得7.34分；人数30分，得30分。";
    assert!(text.contains(told), "{text}");
    assert_eq!(open.finish().unwrap_err().len(), 1);
}

#[test]
fn people_that_others_published_in_ten_thousands_keep_their_digits() {
    let wan = |number: &str| Figure {
        value: number.parse().unwrap(),
        unit: Unit::WanPersons,
        year: 2023,
        parent: computed(),
    };
    let rate = |part, whole| Actual::Rate { part: wan(part), whole: wan(whole) }.printed();
    assert_eq!(rate("1.92", "1.7238"), "111.38%（1.92万人/1.7238万人）");
    assert_eq!(rate("39.05", "39"), "100.13%（39.05万人/39万人）");
    let mixed = project(vec![indicator(
        "完成率",
        at_least("100", Unit::Percent),
        90,
        Some(Actual::Rate { part: wan("3.65"), whole: persons(32_200) }),
    )]);
    assert_eq!(refusals(&mixed)[0].rule, "比率的两项单位相同");
}

#[test]
fn a_report_begins_by_the_notice_that_asks_for_it() {
    let mut asked =
        project(vec![indicator("人数", at_least("1", Unit::Persons), 90, Some(Actual::Figure(persons(1))))]);
    assert!(!printed(&self_evaluate(&asked).unwrap()).contains("报告如下"));
    assert!(asked.say("自评通知", because("《关于开展自评的通知》（某财〔2024〕1号）。")));
    let text = printed(&self_evaluate(&asked).unwrap());
    let told = "根据《关于开展自评的通知》（某财〔2024〕1号），某县社会保险中心对居民养老保险补助开展绩效自评，现将2023年度的情况报告如下。";
    assert!(text.starts_with(told), "{text}");
}

/// A report's paragraphs.
fn printed(draft: &Draft) -> String {
    report(draft).elements.iter().map(Element::text).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_amount_is_rounded_once_from_the_fen() {
    let money = Figure::money(Fen::new(371_165_049), 2023, computed());
    assert_eq!((money.printed(), money.in_wan().printed()), ("3711650.49元".into(), "371.17万元".into()));
}

proptest! {
    /// No result and no scheme gives less than nothing or more than the weight, and more is never worse.
    #[test]
    fn points_stay_within_the_weight(target in 1i64..1000, a in 0i64..2000, more in 0i64..1000, weight in 0i64..100) {
        for scheme in [Scheme::Proportional, Scheme::WholePoints, Scheme::NothingBelowSixty] {
            let of = |value| {
                let target = Target::AtLeast(Amount { value: Decimal::from(target), unit: Unit::Persons });
                score(&indicator("x", target, weight, None), &Actual::Figure(persons(value)), scheme).unwrap().points
            };
            prop_assert!(of(a) >= Decimal::ZERO && of(a) <= Decimal::from(weight));
            prop_assert!(of(a + more) >= of(a));
        }
    }
}
