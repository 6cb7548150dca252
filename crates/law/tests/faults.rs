//! What is wrong with a law file is said with file, line and what to write instead.

#![allow(clippy::unwrap_used)] // test helpers outside #[test] functions

use base::Month;
use shebao_law::{EMBEDDED_TEXTS, Law};

/// Loads the embedded law with one text replaced in one file; the fault with its line.
fn broken(file: &str, old: &str, new: &str) -> String {
    let texts: Vec<(&str, String)> = EMBEDDED_TEXTS
        .iter()
        .map(|(path, text)| {
            let text = if *path == file { text.replacen(old, new, 1) } else { (*text).to_owned() };
            (*path, text)
        })
        .collect();
    let changed = texts.iter().zip(EMBEDDED_TEXTS).any(|((_, now), (_, before))| now != before);
    assert!(changed, "“{old}” does not stand in {file}");
    let Err(errors) = Law::from_texts(texts) else { panic!("{new} was accepted") };
    errors.to_string()
}

/// The number of the first line that contains a text.
fn line_of(file: &str, text: &str) -> usize {
    let (_, content) = EMBEDDED_TEXTS.iter().find(|(path, _)| *path == file).unwrap();
    content.lines().position(|line| line.contains(text)).unwrap() + 1
}

const NATIONAL: &str = "national/resident.toml";
const YUNNAN: &str = "yunnan/resident.toml";
const DONGCHUAN: &str = "yunnan/kunming/dongchuan/resident.toml";

#[test]
fn each_fault_is_named() {
    let cases = [
        (NATIONAL, "source = \"rsbg-2018-3\"\n", "", "缺少“source”"),
        (NATIONAL, "source = \"rsbg-2018-3\"", "source = \"nowhere\"", "没有登记过的文件“nowhere”"),
        (NATIONAL, "from = \"2018-01\"", "from = \"2014-07\"", "与另一行重叠"),
        (NATIONAL, "to = \"2021-12\"", "to = \"2022-03\"", "与从 2016-01-01 起的一行重叠"),
        (NATIONAL, "to = \"2021-12\"", "to = \"2021-06\"", "从 2021-07-01 起断档"),
        (NATIONAL, "value = 60", "valeu = 60", "不认识的键“valeu”"),
        (NATIONAL, "value = 60", "", "每行要有 value"),
        (NATIONAL, "value = 60", "value = 60\ngap = \"谁\"", "二者只写一个"),
        (NATIONAL, "value = \"88\"", "value = 88.5", "金额请写成带引号的元"),
        (NATIONAL, "value = \"88\"", "value = \"88.555\"", "小数超过两位"),
        (NATIONAL, "from = \"2018-01\"", "from = \"2018-13\"", "不是月份"),
        (NATIONAL, "kind = \"rate\"", "kind = \"number\"", "不认识的写法“number”"),
        (NATIONAL, "published = \"2018-05-10\"", "published = \"2018\"", "published：“2018”不是日期"),
        (NATIONAL, "inferred = \"凭常识，未核到通知原文\"", "inferred = \"\"", "inferred 要写明推断办法"),
        (
            YUNNAN,
            "name = \"base_pension.province\"",
            "name = \"base_pension.provinc\"",
            "没有登记过的参数“base_pension.provinc”",
        ),
        (YUNNAN, "value = { province = 100 }", "value = { province = 90 }", "各级比例合计应为 100，现为 90"),
        (YUNNAN, "value = \"A\"", "value = \"Z\"", "只能从这些写法中选一个：A、B、C"),
        (YUNNAN, "name = \"funeral.months\"", "name = \"funeral.base\"", "在本级写了两次"),
        (YUNNAN, "name = \"funeral.months\"", "name = \"scheme_start\"", "由县级定值，不能写在省级文件里"),
        (YUNNAN, "name = \"funeral.months\"", "name = \"benefit_age\"", "上级没有授权下级另定“待遇领取年龄”"),
        (
            YUNNAN,
            "name = \"funeral.months\"",
            "name = \"funeral.months\"\ntitle = \"丧葬\"",
            "登记参数要同时写 title、kind、owner",
        ),
        (DONGCHUAN, "[[parameter]]", "[[parameter]", "写法不符合 TOML 格式"),
        (
            "national/calendar.toml",
            "working = [\"2018-12-29\"]",
            "working = [\"2018-12-31\"]",
            "既是假日又是调休上班日",
        ),
        ("places.toml", "path = \"yunnan/kunming\"", "path = \"yunnan/kunmin\"", "上级“yunnan/kunming”要先登记"),
        (NATIONAL, "from = \"2014-02-21\"", "from = \"2014-02\"", "“2014-02”不是日期"),
        (
            YUNNAN,
            "{ severe_disabled = \"200\" }",
            "{ disabled = \"200\" }",
            "不认识的人员类别“disabled”，可用：poverty",
        ),
        (YUNNAN, "{ severe_disabled = \"200\" }", "{ severe_disabled = 200 }", "severe_disabled：金额请写成带引号的元"),
        ("sources.toml", "id = \"shebaofa\"", "id = \"gbt2260\"", "登记了两次"),
    ];
    for (file, old, new, expected) in cases {
        let errors = broken(file, old, new);
        assert!(errors.contains(expected), "{new}: {errors}");
        assert!(errors.contains(file), "{new}: {errors}");
    }
}

#[test]
fn the_line_of_the_row_is_given() {
    let errors = broken(NATIONAL, "source = \"rsbg-2018-3\"", "source = \"nowhere\"");
    let row = line_of(NATIONAL, "value = \"88\"") - 2;
    assert!(errors.contains(&format!("{NATIONAL} 第 {row} 行")), "{row}: {errors}");
}

#[test]
fn a_missing_file_and_a_file_of_an_unknown_place_are_faults() {
    let without: Vec<_> = EMBEDDED_TEXTS.iter().copied().filter(|(path, _)| *path != "sources.toml").collect();
    assert!(Law::from_texts(without).err().unwrap().to_string().contains("sources.toml：缺少此文件"));
    let strange = EMBEDDED_TEXTS.iter().copied().chain([("hunan/resident.toml", "")]);
    assert!(Law::from_texts(strange).err().unwrap().to_string().contains("目录“hunan”没有在 places.toml 登记"));
}

#[test]
fn all_faults_are_reported_at_once() {
    let errors = broken(YUNNAN, "source = \"yn-base\"\narticle", "source = \"x\"\nartikel");
    assert!(errors.contains("不认识的键“artikel”"), "{errors}");
    let two: Vec<(&str, String)> = EMBEDDED_TEXTS
        .iter()
        .map(|(path, text)| (*path, text.replacen("checked = \"2026-11-21\"", "checked = \"gestern\"", 1)))
        .collect();
    assert!(Law::from_texts(two).err().unwrap().0.len() >= 5);
}

/// What the handbook does not give for Dongchuan in 2018 to 2020, and rules made later.
const GAPS: [&str; 5] = [
    "aid_55_59.shares",
    "entry_subsidy.special",
    "interest.demand_rate",
    "late_payment.continue_to_age",
    "dual_receipt.kept",
];

/// Temporal sweep: every declared parameter that a 2019 month needs answers in each month.
#[test]
fn dongchuan_answers_every_month_from_2018_to_2020_06_except_declared_gaps() {
    let law = Law::embedded().unwrap();
    let place = law.place(&"530113".parse().unwrap()).unwrap();
    let first: Month = "2018-01".parse().unwrap();
    for month in (0..30).map(|i| first.plus(i)) {
        for name in law.parameters() {
            let gap_allowed = GAPS.iter().any(|gap| name == format!("resident.{gap}"));
            let answer = place.citation(name, month);
            assert!(answer.is_ok() || gap_allowed, "{month} {name}: {}", answer.unwrap_err());
        }
    }
}
