//! For every id a break that must be found and a near miss that must not, in a real table and in the
//! same table flattened: tabs, one cell a line, bars.

use crate::testing;
use crate::{Finding, Severity, review};
use base::document::Document;

/// A report without a fault.
const CLEAN: &str = "\
# 沐川湖区残疾人辅助器具适配项目2022年度绩效自评报告
一、项目概况
本项目由区残疾人联合会实施，为有需求的残疾人适配辅助器具。项目年初预算240.00万元，年中没有调整。
二、绩效目标
全年适配辅助器具不少于1500件，服务残疾人不少于1200人。
三、自评结论
经自评，本项目总得分98.13分，等级为优。扣分项为预算执行率和回访率。
四、自评表
残疾人辅助器具适配项目支出绩效自评表
|项目名称|辅助器具适配|<|<|<|<|<|<|
|主管部门|沐川湖区残疾人联合会|<|<|实施单位|辅具中心|<|<|
|资金情况（万元）| |年初预算数|全年预算数（A）|全年执行数（B）|分值|执行率（B/A）|得分|
|^|年度资金总额|240.00|240.00|222.60|10|92.75%|9.28|
|^|其中：当年财政拨款|200.00|200.00|182.60|—|—|—|
|^|上年结转资金|40.00|40.00|40.00|—|—|—|
|^|其他资金|0.00|0.00|0.00|—|—|—|
|年度总体目标|年初设定目标|<|<|实际完成情况|<|<|<|
|^|适配辅助器具1500件，服务残疾人1200人。|<|<|适配1560件，服务1284人。|<|<|<|
|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施|
|产出指标（50分）|数量指标|适配器具件数|≥1500件|1560件|20|20| |
|^|^|服务残疾人人数|≥1200人|1284人|10|10| |
|^|质量指标|适配后回访率|≥95%|88.7%|15|14.01|部分人员外出，改为电话回访|
|^|成本指标|件均成本|≤1600元|1426.92元|5|5| |
|效益指标（30分）|社会效益指标|生活自理能力改善率|≥80%|84%|30|29.84|抽样样本偏小|
|满意度指标（10分）|服务对象满意度指标|服务对象满意度|≥90%|95%|10|10| |
|总分|<|<|<|<|100|98.13| |
五、存在的问题
个别乡镇回访不及时，预算执行偏慢。
";

/// The kinds found, with the letter of the severity.
fn kinds(document: &Document) -> Vec<String> {
    review(document).findings.iter().map(|f| format!("{}{}", f.kind.id(), f.severity.letter())).collect()
}

/// The same report with its table as tabs, as one cell a line, and with bars as plain text.
fn layouts(text: &str) -> Vec<(&'static str, Document)> {
    let mut tabs = Vec::new();
    let mut lines = Vec::new();
    let mut strokes = Vec::new();
    for line in text.lines() {
        if !line.starts_with('|') {
            tabs.push(line.to_owned());
            lines.push(line.to_owned());
            strokes.push(line.to_owned());
            continue;
        }
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let plain = |cell: &&str| if matches!(*cell, "<" | "^") { String::new() } else { (*cell).to_owned() };
        tabs.push(cells.iter().map(plain).collect::<Vec<_>>().join("\t"));
        lines.extend(cells.iter().filter(|cell| **cell != "<").map(|cell| format!("\t{}", plain(cell))));
        lines.push(String::new());
        // A cell merged downwards leaves nothing, one merged to the right a stroke at the end.
        let own = cells.iter().filter(|cell| !matches!(**cell, "<" | "^")).map(|cell| format!("{cell} | "));
        let merged = "|".repeat(cells.iter().filter(|cell| **cell == "<").count());
        strokes.push(own.collect::<String>() + &merged);
    }
    let bars = text.replace("|<", "|").replace("|^", "|");
    vec![
        ("real table", testing::document(text)),
        ("tabs", testing::flat(&tabs.join("\n"))),
        ("one cell a line", testing::flat(&lines.join("\n"))),
        ("bars", testing::flat(&bars)),
        ("strokes at the right", testing::flat(&strokes.join("\n"))),
    ]
}

/// Breaks the clean report and expects exactly these kinds among those of `family`.
fn broken(changes: &[(&str, &str)], expected: &[&str]) {
    let mut text = CLEAN.to_owned();
    for (from, to) in changes {
        assert_eq!(text.matches(from).count(), 1, "{from} must stand once");
        text = text.replace(from, to);
    }
    for (layout, document) in layouts(&text) {
        let found = kinds(&document);
        assert_eq!(found, expected, "{layout}: {changes:?}");
    }
}

fn findings(text: &str) -> Vec<Finding> {
    review(&testing::document(text)).findings
}

fn ids(text: &str) -> Vec<&'static str> {
    findings(text).iter().map(|finding| finding.kind.id()).collect()
}

#[test]
fn a_clean_report_is_clean_in_every_layout_and_much_of_it_was_checked() {
    broken(&[], &[]);
    for (layout, document) in layouts(CLEAN) {
        assert!(review(&document).checked.len() >= 10, "{layout}");
    }
}

#[test]
fn a05_scores_add_up() {
    broken(&[("|100|98.13| |", "|100|98.63| |")], &["A05H"]);
    broken(&[("|总分|<|<|<|<|100|98.13| |", "|总分（100分）|<|<|<|<|100|98.63| |")], &["A05H"]);
    // Half of the last place of an item is no fault.
    broken(&[("|100|98.13| |", "|100|98.14| |"), ("总得分98.13分", "总得分98.14分")], &[]);
}

#[test]
fn a05_points_of_execution_are_not_repeated_below() {
    broken(&[("|200.00|182.60|—|—|—|", "|200.00|182.60|10|91.30%|9.28|")], &["A05M"]);
    broken(&[("|200.00|182.60|—|—|—|", "|200.00|182.60|—|91.30%|—|")], &[]);
}

#[test]
fn a06_weights_add_up() {
    broken(&[("|88.7%|15|14.01|", "|88.7%|16|14.01|")], &["A06H"]);
    broken(&[("|1426.92元|5|5|", "|1426.92元|6|6|"), ("|1284人|10|10|", "|1284人|9|9|")], &[]);
    // Two groups exchange points: the total holds, the groups do not.
    broken(&[("|1426.92元|5|5|", "|1426.92元|6|6|"), ("|84%|30|29.84|", "|84%|29|28.84|")], &["A06H"]);
}

#[test]
fn a07_no_score_above_its_weight() {
    broken(&[("|1426.92元|5|5|", "|1426.92元|5|50|")], &["A07H"]);
    broken(&[("|1426.92元|5|5|", "|1426.92元|5|-5|")], &["A07H"]);
}

#[test]
fn a08_points_of_the_execution_rate() {
    broken(
        &[("|92.75%|9.28|", "|92.75%|10|"), ("|100|98.13| |", "|100|98.85| |"), ("总得分98.13分", "总得分98.85分")],
        &["A08H"],
    );
    // A scale of its own is not judged.
    broken(
        &[
            ("|92.75%|9.28|", "|92.75%|10|"),
            ("|100|98.13| |", "|100|98.85| |"),
            ("总得分98.13分", "总得分98.85分"),
            ("预算执行偏慢。", "预算执行偏慢。评分办法规定执行率达到90%以上的得满分。"),
        ],
        &[],
    );
}

#[test]
fn a02_rate_of_the_table() {
    broken(&[("|92.75%|9.28|", "|95.75%|9.28|")], &["A02H"]);
    broken(&[("|92.75%|9.28|", "|92.74%|9.28|")], &["A02I"]);
}

#[test]
fn a01_sources_make_the_total() {
    broken(&[("|40.00|40.00|40.00|", "|40.00|40.00|30.00|")], &["A01H"]);
}

#[test]
fn c02_text_and_table() {
    broken(&[("总得分98.13分", "总得分99.13分")], &["C02H"]);
    broken(&[("总得分98.13分，", "总得分98.13分，其中产出指标得49.01分，")], &[]);
    broken(&[("总得分98.13分，", "总得分98.13分，其中产出指标得48.01分，")], &["C02H"]);
}

#[test]
fn d01_a_missed_target_has_no_full_score() {
    broken(
        &[
            ("|88.7%|15|14.01|", "|88.7%|15|15|"),
            ("|100|98.13| |", "|100|99.12| |"),
            ("总得分98.13分", "总得分99.12分"),
        ],
        &["D01H"],
    );
    // Below the ceiling is met.
    broken(&[("|≤1600元|1426.92元|", "|≤1600元|1600元|")], &[]);
    broken(&[("|≤1600元|1426.92元|", "|≤1600元|1601元|")], &["D01H"]);
}

#[test]
fn d02_and_d06_reasons() {
    broken(&[("部分人员外出，改为电话回访", "无")], &["D02M"]);
    broken(&[("|抽样样本偏小|", "| |")], &["D06L"]);
}

#[test]
fn d03_no_problems_over_a_missed_target() {
    broken(&[("个别乡镇回访不及时，预算执行偏慢。", "无。")], &["D03H"]);
    broken(&[("个别乡镇回访不及时，预算执行偏慢。", "无。"), ("|88.7%|15|14.01|", "|95.2%|15|14.01|")], &[]);
}

#[test]
fn d05_far_above_the_target() {
    broken(&[("|≥1500件|1560件|", "|≥1500件|2560件|")], &["D05M"]);
    broken(&[("|≥1500件|1560件|", "|≥1500件|1940件|")], &[]);
}

#[test]
fn d07_grade_and_score() {
    broken(&[("等级为优", "等级为良")], &["D07M"]);
    broken(&[("等级为优。", "等级为良。评价等级分为：99分以上为优，85分以上为良，70分以上为中，其余为差。")], &[]);
}

#[test]
fn d08_and_d09_results_are_values() {
    broken(&[("|≥80%|84%|", "|≥80%| |")], &["D08M"]);
    broken(&[("|≥80%|84%|", "|≥80%|≥80%|")], &["D09M"]);
}

#[test]
fn d10_and_d11_execution() {
    broken(
        &[
            ("|240.00|240.00|222.60|10|92.75%|9.28|", "|240.00|240.00|162.60|10|67.75%|6.78|"),
            ("|200.00|182.60|", "|200.00|122.60|"),
            ("|100|98.13| |", "|100|95.63| |"),
            ("总得分98.13分", "总得分95.63分"),
        ],
        &["D10M"],
    );
    broken(
        &[
            ("|240.00|240.00|222.60|10|92.75%|9.28|", "|240.00|240.00|252.60|10|105.25%|10|"),
            ("|200.00|182.60|", "|200.00|212.60|"),
            ("|100|98.13| |", "|100|98.85| |"),
            ("总得分98.13分", "总得分98.85分"),
        ],
        &["D11L"],
    );
}

#[test]
fn d14_indicators_that_cannot_be_measured() {
    broken(&[("|≥80%|84%|", "|≥有关规定|达成|")], &["D14M"]);
    broken(&[("|≥1200人|1284人|", "|≥100%|100%|")], &["D14M"]);
}

#[test]
fn d04_and_d10_budget_without_adjustment() {
    let report = |outcome: &str, words: &str| {
        format!(
            "苍屏县水文站2021年度部门整体支出绩效自评报告\n一、收支情况\n2021年年初支出预算数860.40万元。\
             2021年支出决算数{outcome}万元。本年度{words}。\n二、结论\n自评得分96分，预算执行扣4分。\n"
        )
    };
    assert_eq!(ids(&report("512.30", "没有预算调整")), ["D04", "D10"]);
    assert_eq!(ids(&report("812.30", "没有预算调整")), Vec::<&str>::new());
    assert_eq!(ids(&report("512.30", "经批准调减预算")), Vec::<&str>::new());
}

#[test]
fn d01_d03_of_the_text() {
    let report = |rate: &str, score: &str, problems: &str| {
        format!(
            "澜石县公益岗位补贴项目2023年度绩效自评报告\n一、完成情况\n全年安置就业困难人员，完成年度目标任务的{rate}。\n\
             自评得分{score}分。\n二、存在的问题\n{problems}\n三、下一步措施\n加强管理。\n"
        )
    };
    assert_eq!(ids(&report("91.3%", "100", "无。")), ["D01", "D03"]);
    assert_eq!(ids(&report("101.3%", "100", "无。")), Vec::<&str>::new());
    assert_eq!(ids(&report("91.3%", "97", "宣传不够，扣3分。")), Vec::<&str>::new());
}

#[test]
fn c03_years() {
    let report = |year: &str| {
        format!(
            "曲沃河市职业技能培训项目2022年度绩效自评报告\n一、完成情况\n{year}年培训职工3120人，完成率104.00%。\n\
             二、结论\n项目达到预期目标。\n"
        )
    };
    assert_eq!(ids(&report("2021")), ["C03"]);
    assert_eq!(ids(&report("2022")), Vec::<&str>::new());
    let slip = |year: &str, more: &str| {
        format!(
            "曲沃河市职业技能培训项目2022年度绩效自评报告\n一、完成情况\n截至{year}年12月31日，支出186.40万元。{more}\n"
        )
    };
    assert_eq!(ids(&slip("2019", "")), ["C03"]);
    assert_eq!(ids(&slip("2022", "")), Vec::<&str>::new());
    assert_eq!(ids(&slip("2022", "项目自2019年启动，总投资186.40万元。")), Vec::<&str>::new());
}

#[test]
fn c03_a_table_of_another_year() {
    broken(&[("|项目名称|辅助器具适配", "|（2021年度）|<|<|<|<|<|<|<|\n|项目名称|辅助器具适配")], &["C03H"]);
    broken(&[("|项目名称|辅助器具适配", "|（2022年度）|<|<|<|<|<|<|<|\n|项目名称|辅助器具适配")], &[]);
}

#[test]
fn c06_announced_reports() {
    let report = |name: &str| {
        format!(
            "关于2021年度预算绩效情况的说明\n（一）组织对“农村供水管网”、“小型水库维修”2个项目开展了部门绩效评价。\n\
             （二）《2021年度{name}项目绩效评价报告》详见附件。\n"
        )
    };
    assert_eq!(ids(&report("城市绿化养护")), ["C06"]);
    assert_eq!(ids(&report("农村供水管网")), Vec::<&str>::new());
}

#[test]
fn e01_words_of_another_owner() {
    broken(&[("|适配辅助器具1500件，服务残疾人1200人。", "|适配辅助器具1500件，服务残疾人1200人。")], &[]);
    let report = |goal: &str| {
        format!(
            "淮上县城乡居民基本养老保险补助项目2022年度绩效自评报告\n一、绩效目标\n{goal}\n二、完成情况\n养老金按时足额发放。\n"
        )
    };
    assert_eq!(ids(&report("提高参保居民异地就医住院费用报销水平。")), ["E01"]);
    assert_eq!(ids(&report("为低保对象、特困人员代缴养老保险费，与医保部门核对数据。")), Vec::<&str>::new());
}

#[test]
fn e01_where_nobody_knows_the_owner() {
    let report = |goal: &str, more: &str| {
        format!(
            "鹿鸣县城区路灯维护项目2022年度绩效自评报告\n一、概况\n维护城区路灯。\n二、绩效目标\n{goal}\n三、资金\n已拨付。\n\
             四、过程\n按月维护。\n五、效益\n亮灯率提高。{more}\n"
        )
    };
    assert_eq!(ids(&report("完成城乡居民基本养老保险参保缴费任务。", "")), ["E01"]);
    assert_eq!(ids(&report("路灯完好。", "同时宣传城乡居民基本养老保险。")), Vec::<&str>::new());
}

#[test]
fn a05_a06_a07_told_in_the_text() {
    let report = |total: &str, parts: &str| {
        format!("鹿鸣县城区路灯维护项目2022年度绩效自评报告\n一、结论\n项目自评得分{total}分，等级为优。{parts}\n")
    };
    let parts = "其中决策类得18分，过程类得19.5分，产出类得34分，效益类得24分。";
    assert_eq!(ids(&report("95.5", parts)), Vec::<&str>::new());
    assert_eq!(ids(&report("96.5", parts)), ["A05"]);
    let pairs = |score: &str| {
        report(
            "96",
            &format!("决策指标20分，得{score}分；过程指标30分，得28分；产出指标50分，得49分，扣分主要在过程。"),
        )
    };
    assert_eq!(ids(&pairs("19")), Vec::<&str>::new());
    assert_eq!(ids(&pairs("18")), ["A05"]);
    assert_eq!(ids(&pairs("29")), ["A05", "A07"]);
    assert_eq!(ids(&report("104.5", "")), ["A07"]);
    let headings = |points: &str, score: &str| {
        format!(
            "{}\n（一）决策情况（分值{points}分，自评得分{score}分）\n立项规范。\n（二）过程情况（分值30分，自评得分28分）\n管理规范。\n\
             （三）产出情况（分值50分，自评得分49分）\n完成较好。\n",
            report("96", "扣分项见下文。")
        )
    };
    assert_eq!(ids(&headings("20", "19")), Vec::<&str>::new());
    assert_eq!(ids(&headings("20", "18")), ["A05"]);
    assert_eq!(ids(&headings("18", "19")), ["A07", "A06"]);
}

#[test]
fn d07_ways_to_tell_a_grade() {
    let report =
        |words: &str| format!("鹿鸣县城区路灯维护项目2022年度绩效自评报告\n一、结论\n自评得分100分，{words}\n");
    for wrong in [
        "评价等级为：良。",
        "绩效评级为“良好”。",
        "评为“中”等次。",
        "自评结果为良。",
        "等级评定为 良好。",
        "自评等次为不合格。",
    ] {
        assert_eq!(ids(&report(wrong)), ["D07"], "{wrong}");
    }
    for right in ["评价等级为：优。", "绩效评级为“优秀”。", "质量评价中规中矩。", "营商环境评价优于上年。"]
    {
        assert_eq!(ids(&report(right)), Vec::<&str>::new(), "{right}");
    }
}

#[test]
fn e02_e03_wording() {
    let report = |words: &str| format!("青岚县2022年度残疾人补贴项目绩效自评报告\n一、情况\n{words}\n");
    assert_eq!(ids(&report("请填写项目的主要内容。")), ["E02"]);
    assert_eq!(ids(&report("全年为XX人发放补贴。")), ["E02"]);
    assert_eq!(ids(&report("按区财政局下发模板编制指标。")), Vec::<&str>::new());
    assert_eq!(ids(&report("落实参保人员遗嘱津贴。")), ["E03"]);
    assert_eq!(ids(&report("协助老人办理遗嘱公证。")), Vec::<&str>::new());
}

#[test]
fn e04_e05_e06_form() {
    let report = |words: &str| format!("青岚县2022年度残疾人补贴项目绩效自评报告\n一、情况\n{words}\n");
    assert_eq!(ids(&report("（一）依据\n有文件。\n（二）范围\n全县。\n（二）过程\n已开展。")), ["E04"]);
    assert_eq!(ids(&report("（一）依据\n有文件。\n（二）范围\n全县。\n（三）过程\n已开展。")), Vec::<&str>::new());
    assert_eq!(ids(&report("依据《办法》（青政发[2020]12号）执行。")), ["E05"]);
    assert_eq!(ids(&report("依据《办法》（青政发〔2020〕12号）执行。")), Vec::<&str>::new());
    let contents = |body: &str| report(&format!("（一）满意度指标完成情况\n{body}"));
    assert_eq!(ids(&contents("全年按时发放补贴，推动了残疾人事业的发展，增强了获得感。")), ["E06"]);
    assert_eq!(ids(&contents("发放问卷200份，收回200份，其中满意190份，满意率95%，达到目标。")), Vec::<&str>::new());
}

#[test]
fn d06_d12_d13_of_the_whole() {
    let report = |score: &str, problems: &str| {
        format!(
            "银杏洲区2022年度社会组织培育项目绩效自评报告\n一、结论\n本项目自评得分{score}分。\n二、存在的问题\n{problems}\n三、改进措施\n加强管理。\n"
        )
    };
    assert_eq!(ids(&report("97", "宣传形式单一。")), ["D06"]);
    assert_eq!(ids(&report("97", "宣传形式单一，扣3分。")), Vec::<&str>::new());
    assert_eq!(ids(&report("100", "场地改造进展缓慢，培育效果不够理想。")), ["D12"]);
    assert_eq!(ids(&report("100", "部分工作有待加强。")), Vec::<&str>::new());
    assert_eq!(ids(&report("100", "群众对工作比较满意，但宣传不足。")), ["D13"]);
    assert_eq!(ids(&report("100", "问卷显示群众比较满意，但宣传不足。")), Vec::<&str>::new());
}

#[test]
fn f01_f02_the_way_of_money() {
    let report = |words: &str| format!("青岚县2022年度养老补助项目绩效自评报告\n一、资金\n{words}\n");
    assert_eq!(ids(&report("县级配套资金从上级专项转移支付资金中列支。")), ["F02"]);
    assert_eq!(ids(&report("县级配套资金由县本级预算安排，另有上级转移支付资金。")), Vec::<&str>::new());
    assert_eq!(ids(&report("补助资金已拨入县社保局社保基金专户。")), ["F01"]);
    assert_eq!(ids(&report("补助资金已拨入县财政局社保基金专户。")), Vec::<&str>::new());
}

#[test]
fn sums_and_rates_of_a_table_of_places() {
    let report = |east: &str, rate: &str| {
        format!(
            "2022年度各乡镇情况\n|乡镇|预算数（万元）|执行数（万元）|执行率（%）|\n|东岭乡|{east}|51.20|{rate}|\n\
             |西渡镇|80.00|76.00|95.00|\n|南坪镇|40.00|39.00|97.50|\n|合计|180.00|166.20|92.33|\n"
        )
    };
    assert_eq!(ids(&report("60.00", "85.33")), Vec::<&str>::new());
    assert_eq!(ids(&report("60.00", "83.33")), ["A02"]);
    let wrong_part = findings(&report("62.00", "82.58"));
    assert_eq!(wrong_part.iter().map(|finding| finding.kind.id()).collect::<Vec<_>>(), ["A01"]);
    assert_eq!(wrong_part[0].severity, Severity::High);
}

#[test]
fn a_stream_of_cells_counts_only_when_it_proves_itself() {
    let report = |weight: &str, total: &str| {
        format!(
            "2022年度绩效自评\n一级指标\n二级指标\n三级指标\n年度指标值\n实际完成值\n分值\n得分\n\
             产出指标\n数量指标\n适配件数\n≥1500件\n1560件\n50\n50\n效益指标\n社会效益指标\n改善率\n≥80%\n84%\n{weight}\n30\n\
             满意度指标\n服务对象满意度指标\n满意度\n≥90%\n95%\n20\n19\n总分\n100\n{total}\n其他说明。"
        )
    };
    assert_eq!(ids(&report("30", "99")), Vec::<&str>::new());
    assert_eq!(ids(&report("30", "98")), ["A05"]);
    assert_eq!(ids(&report("40", "98")), Vec::<&str>::new());
}

/// 部门整体支出: income and expenditure with their parts, over the indicators.
const DEPARTMENT: &str = "\
# 白榆县就业服务中心2023年度部门整体支出绩效自评报告
|收支（万元）|<|年初预算数|调整后预算数|决算数|预算完成率|
|收入|收入合计|820.40|861.10|853.36|99.10%|
|^|一般公共预算财政拨款|800.40|841.10|833.36|99.08%|
|^|其他收入|20.00|20.00|20.00|100.00%|
|支出|支出合计|820.40|861.10|853.36|99.10%|
|^|基本支出|420.40|431.10|430.06|99.76%|
|^|项目支出|400.00|430.00|423.30|98.44%|
|结余|年末滚存结余|36.20|36.20|36.20|100.00%|
|一级指标|二级指标|三级指标|年度指标值|分值|得分|
|履职效能|数量指标|求职登记人次|≥9000人次|60|60|
|管理效率|质量指标|预决算公开|按规定|40|40|
|总分|<|<|<|100|100|
";

#[test]
fn income_and_expenditure_of_a_department_add_up() {
    let said = |from: &str, to: &str| {
        assert_eq!(DEPARTMENT.matches(from).count(), 1, "{from}");
        let figures = |kinds: Vec<String>| kinds.into_iter().filter(|k| k.starts_with('A')).collect::<Vec<_>>();
        figures(kinds(&testing::document(&DEPARTMENT.replace(from, to))))
    };
    assert_eq!(said("白榆县", "白榆县"), Vec::<String>::new());
    assert_eq!(said("|430.06|99.76%|", "|340.06|78.88%|"), ["A01H"]);
    assert_eq!(said("|423.30|98.44%|", "|423.30|94.48%|"), ["A02H"]);
    let checked = review(&testing::document(DEPARTMENT)).checked;
    assert!(checked.len() >= 12, "six sums and six rates: {}", checked.len());
}

#[test]
fn scores_of_a_table_whose_rows_are_numbered() {
    let text = "综合得分为81.40分，评价等级为“良”。
序号 | 评价指标 | 权重 | 得分 |
1 | 决策 | 16 | 14.2 |
2 | 过程 | 20 | 17.5 |
3 | 产出 | 36 | 27.7 |
4 | 效果 | 28 | 22 |
合计 | 100 | 81.40 | |
（一）项目决策。
决策指标标准分16分，评价得分14.2分，立项依据充分。";
    assert!(ids(text).is_empty(), "{:?}", findings(text));
    assert!(ids(&text.replace("| 17.5", "| 16.5")).contains(&"A05"));
    assert!(ids(&text.replace("| 36 |", "| 32 |")).contains(&"A06"));
    assert!(ids(&text.replace("评价得分14.2分", "评价得分15.2分")).contains(&"C02"));
    assert!(ids(&text.replace("综合得分为81.40分", "综合得分为84.10分")).contains(&"C02"));
}

#[test]
fn scores_of_a_table_with_each_cell_between_empty_lines() {
    let text = ["评价内容", "分值", "评价得分", "投入", "16.00", "13.28", "过程", "44.00", "41.22", "产出", "22.00"]
        .into_iter()
        .chain(["19.75", "效果", "18.00", "15.00", "综合得分", "100.00", "89.25"])
        .collect::<Vec<_>>()
        .join("\n\n");
    assert!(ids(&text).is_empty(), "{:?}", findings(&text));
    assert!(ids(&text.replace("41.22", "42.21")).contains(&"A05"));
    assert!(ids(&text.replace("44.00", "40.00")).contains(&"A06"));
}

#[test]
fn d02_a_target_directly_before_its_result() {
    let text = "（一）产出指标。
缴费人数年初任务数21678人，全年完成值22120人；培训时长≥928小时，实际培训时长930.5小时。";
    assert!(ids(text).is_empty(), "{:?}", findings(text));
    assert!(ids(&text.replace("22120", "20120")).contains(&"D02"));
    assert!(ids(&text.replace("930.5", "903.5")).contains(&"D02"));
    // Of another measure, or with its reason.
    assert!(!ids(&text.replace("实际培训时长930.5", "实际服务时长903.5")).contains(&"D02"));
    assert!(!ids(&text.replace("22120人", "20120人，因外出务工减少")).contains(&"D02"));
}

#[test]
fn d15_whole_classes_are_missing() {
    let text = "临时救助工作经费绩效自评报告
（二）绩效指标完成情况
1.时效指标：救助金于受理后5个工作日内发放。
三、存在的问题";
    assert!(ids(text).contains(&"D15"));
    let whole = format!("{text}\n2.社会效益：困难家庭渡过难关。\n3.群众满意度96%。");
    assert!(!ids(&whole).contains(&"D15"));
    // A third party has its own system.
    assert!(!ids(&text.replace("自评", "评价")).contains(&"D15"));
}

#[test]
fn a03_what_an_office_carries_over() {
    let text = "一、总体情况
2023年度收入总计1286.45万元，支出总计1286.45万元。
二、收入情况
本年收入1203.80万元，加上年初结转和结余82.65万元。
三、支出情况
本年支出1231.74万元，年末结转和结余54.71万元。";
    assert!(ids(text).is_empty(), "{:?}", findings(text));
    assert!(ids(&text.replace("82.65", "86.25")).contains(&"A03"));
    assert!(ids(&text.replace("54.71", "57.41")).contains(&"A03"));
    let shared = text.replace("年末结转", "结余分配3.00万元，年末结转").replace("54.71", "51.71");
    assert!(ids(&shared).is_empty(), "{:?}", findings(&shared));
}

#[test]
fn two_tables_of_strokes_with_text_between() {
    let text = "发放情况见下表。
年龄段 | 人数（人） | 标准（元/月） | 全年金额（万元） |
80至89周岁 | 2986 | 100 | 358.32 |
90至99周岁 | 402 | 300 | 144.72 |
100周岁以上 | 17 | 1000 | 20.40 |
合计 | 3405 | — | 523.44 |
二、自评得分
各项得分如下。
指标 | 目标值 | 完成值 | 分值 | 自评分 | 未完成原因 |
发放人数 | ≥3300人 | 3405人 | 40 | 40 |  |
足额发放率 | 100% | 100% | 60 | 60 |  |
合计 |  |  | 100 | 100 |  |";
    assert!(ids(text).is_empty(), "{:?}", findings(text));
    assert!(ids(&text.replace("20.40", "24.40")).contains(&"A01"));
    assert!(ids(&text.replace("| 60 | 60", "| 60 | 50")).contains(&"A05"));
}

#[test]
fn a_table_whose_cells_stand_between_single_blanks() {
    let text = "2023年公益性岗位补贴绩效自评表
资金情况（万元） 全年预算数（A） 全年执行数（B） 执行率（B/A）
年度资金总额 930 883.5 95%
其中：中央补助 600 600 100%
市级资金 330 283.5 85.91%
绩效指标 一级指标 二级指标 三级指标 指标值 全年完成值 未完成原因
产出指标 数量指标 在岗人数 ≥420人 431人
产出指标 质量指标 考勤合格率 ≥98% 99.1%
满意度指标 服务对象满意度 用人单位满意度 ≥90% 93.2%
说明 无";
    assert!(ids(text).is_empty(), "{:?}", findings(text));
    // Down, across, and a target that was missed without a reason.
    assert!(ids(&text.replace("600 600 100%", "650 650 100%")).contains(&"A01"));
    assert!(ids(&text.replace("85.91%", "89.51%")).contains(&"A02"));
    assert!(ids(&text.replace("431人", "413人")).contains(&"D02"));
    assert!(!ids(&text.replace("431人", "413人 两村岗位撤销")).contains(&"D02"));
    // A row with other cells: nothing is certain.
    assert!(!ids(&text.replace("431人", "413 人")).contains(&"D02"));
}
