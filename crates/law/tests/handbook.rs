//! What the handbook gives may not be a gap, and the whole sweep has no fault. The figures are
//! typed from the handbook's tables, not from the law files.

#![allow(clippy::unwrap_used)] // test helpers outside #[test] functions

use base::{Fen, Level, Month};
use shebao_law::{EMBEDDED_TEXTS, Law, PlaceLaw, check, difference, explain, show};

const ZHANJIANG: &str = "4408Z1";
const LIESHAN: &str = "340604";
const DONGCHUAN: &str = "530113";
const XINFENG: &str = "360722";

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn yuan(text: &str) -> Fen {
    text.parse().unwrap()
}

fn place<'a>(law: &'a Law, code: &str) -> PlaceLaw<'a> {
    law.place(&code.parse().unwrap()).unwrap()
}

/// Handbook 5.1 and 5.2: what a person with nothing but the base pension gets.
#[test]
fn base_pensions_add_up_to_the_published_totals() {
    let law = Law::embedded().unwrap_or_else(|e| panic!("{e}"));
    let totals = [
        (ZHANJIANG, "2012-06", "55"),
        (ZHANJIANG, "2013-01", "65"),
        (ZHANJIANG, "2014-06", "80"),
        (ZHANJIANG, "2014-07", "95"),
        (ZHANJIANG, "2015-07", "100"),
        (ZHANJIANG, "2016-01", "110"),
        (ZHANJIANG, "2017-01", "120"),
        (ZHANJIANG, "2018-01", "148"),
        (ZHANJIANG, "2019-01", "170"),
        (ZHANJIANG, "2020-12", "180"),
        (ZHANJIANG, "2022-07", "190"),
        (ZHANJIANG, "2024-01", "220"),
        (ZHANJIANG, "2025-01", "240"),
        (LIESHAN, "2014-07", "70"),
        (DONGCHUAN, "2021-01", "128"),
        (XINFENG, "2014-07", "70"),
        (XINFENG, "2015-01", "80"),
        (XINFENG, "2018-01", "98"),
        (XINFENG, "2018-10", "105"),
        (XINFENG, "2022-01", "123"),
        (XINFENG, "2023-01", "133"),
        (XINFENG, "2024-01", "153"),
        (XINFENG, "2025-01", "177"),
    ];
    for (code, when, total) in totals {
        let place = place(&law, code);
        let level = |l: Level| place.money(&format!("resident.base_pension.{}", l.code()), month(when)).unwrap().value;
        assert_eq!(Level::ALL.map(level).into_iter().sum::<Fen>(), yuan(total), "{code} {when}");
    }
}

/// Amounts of single parameters, by the handbook's sections.
#[test]
fn single_amounts_are_the_handbooks() {
    let law = Law::embedded().unwrap();
    let amounts = [
        // 5.1 and 5.2
        (ZHANJIANG, "base_pension.central", "2018-01", "44"),
        (LIESHAN, "base_pension.central", "2018-01", "88"),
        (XINFENG, "base_pension.province", "2022-01", "16.40"),
        (XINFENG, "base_pension.county", "2018-10", "5.80"),
        (LIESHAN, "base_pension.minimum", "2024-01", "160"),
        (LIESHAN, "base_pension.minimum", "2026-01", "195"),
        (DONGCHUAN, "base_pension.minimum", "2018-01", "113"),
        (DONGCHUAN, "base_pension.minimum", "2024-01", "143"),
        (DONGCHUAN, "base_pension.minimum", "2025-01", "163"),
        (DONGCHUAN, "base_pension.province", "2013-05", "5"),
        (DONGCHUAN, "base_pension.province", "2017-07", "15"),
        // 5.3
        (ZHANJIANG, "long_supplement.per_year", "2020-01", "3"),
        (LIESHAN, "long_supplement.per_year", "2020-01", "2"),
        (DONGCHUAN, "long_supplement.per_year", "2020-01", "2"),
        // 6
        (DONGCHUAN, "funeral.base", "2014-06", "600"),
        (LIESHAN, "funeral.base", "2015-01", "70"),
        (XINFENG, "funeral.base", "2020-01", "1000"),
    ];
    for (code, name, when, amount) in amounts {
        let found = place(&law, code).money(&format!("resident.{name}"), month(when)).unwrap();
        assert_eq!(found.value, yuan(amount), "{code} {name} {when}");
    }
    let national = ["55", "70", "88", "93", "98", "103", "123", "143", "163"];
    let from = ["2009-09", "2014-07", "2018-01", "2020-07", "2022-07", "2023-01", "2024-01", "2025-01", "2026-01"];
    for (amount, when) in national.into_iter().zip(from) {
        let found = place(&law, XINFENG).money("resident.base_pension.national_minimum", month(when)).unwrap();
        assert_eq!(found.value, yuan(amount), "{when}");
    }
    let rate = |code: &str, when: &str| place(&law, code).rate("resident.interest.rate", month(when)).unwrap().value;
    assert_eq!(rate(XINFENG, "2022-01"), "3.07%".parse().unwrap());
    assert_eq!(rate(LIESHAN, "2021-01"), "3.93%".parse().unwrap());
    assert_eq!(rate(ZHANJIANG, "2012-01"), "3.5%".parse().unwrap());
}

/// Tier in yuan and what all governments add.
type Tiers = &'static [(i64, &'static str)];

/// Handbook 3: tier and what all governments add.
#[test]
fn subsidies_by_tier_are_the_handbooks() {
    let law = Law::embedded().unwrap();
    let tables: [(&str, &str, Tiers); 9] = [
        (ZHANJIANG, "2020-01", &[(180, "30"), (360, "30"), (600, "60"), (4800, "60")]),
        (LIESHAN, "2014-07", &[(100, "30"), (200, "35"), (300, "40"), (400, "50"), (500, "60"), (3000, "60")]),
        (LIESHAN, "2020-01", &[(200, "40"), (700, "90"), (800, "100"), (900, "110"), (1500, "150"), (6000, "200")]),
        (DONGCHUAN, "2014-06", &[(100, "30"), (1000, "120"), (2000, "130")]),
        (DONGCHUAN, "2021-01", &[(100, "30"), (1500, "130"), (3000, "195")]),
        (DONGCHUAN, "2023-01", &[(200, "30"), (400, "40"), (1500, "180"), (9000, "240")]),
        (DONGCHUAN, "2026-01", &[(300, "35"), (500, "60"), (10_000, "240")]),
        (XINFENG, "2011-01", &[(200, "35"), (500, "50")]),
        (XINFENG, "2022-06", &[(300, "40"), (600, "65"), (3000, "100"), (4000, "150"), (6000, "230")]),
    ];
    for (code, when, rows) in tables {
        let table = |name: &str| place(&law, code).money_table(name, month(when)).unwrap().value;
        let (base, extra) = (table("resident.entry_subsidy.base"), table("resident.entry_subsidy.extra"));
        assert!(base.0.keys().eq(extra.0.keys()), "{code} {when}");
        for (tier, total) in rows {
            let sum = base.get(*tier).unwrap() + extra.get(*tier).unwrap();
            assert_eq!(sum, yuan(total), "{code} {when} {tier}");
        }
    }
    let tiers = |code: &str, when: &str| {
        place(&law, code).money_table("resident.entry_subsidy.base", month(when)).unwrap().value.0.len()
    };
    let counts = [tiers(ZHANJIANG, "2020-01"), tiers(LIESHAN, "2014-07"), tiers(LIESHAN, "2020-01")];
    assert_eq!(counts, [9, 13, 15]);
    assert_eq!([tiers(DONGCHUAN, "2022-01"), tiers(DONGCHUAN, "2023-01")], [12, 18]);
    assert_eq!([tiers(XINFENG, "2018-04"), tiers(XINFENG, "2022-06")], [11, 14]);
    assert_eq!(tiers(ZHANJIANG, "2014-01"), 10);
}

#[test]
fn proxies_and_dated_rules_are_the_handbooks() {
    let law = Law::embedded().unwrap();
    let proxy = |code: &str, when: &str, group: &str| {
        place(&law, code).group_money("resident.proxy.amounts", month(when)).unwrap().value.get(group)
    };
    assert_eq!(proxy(ZHANJIANG, "2020-01", "dibao"), Some(yuan("120")));
    assert_eq!(proxy(DONGCHUAN, "2014-06", "severe_disabled"), Some(yuan("200")));
    assert_eq!(proxy(DONGCHUAN, "2022-01", "tekun"), Some(yuan("100")));
    assert_eq!(proxy(XINFENG, "2018-04", "severe_disabled"), Some(yuan("100")));
    assert_eq!(proxy(XINFENG, "2018-04", "only_child_parents"), None);
    let scope = |day| place(&law, XINFENG).word_on("resident.inheritance.scope", day).unwrap().value;
    assert_eq!(scope(jiff::civil::date(2014, 2, 20)), "without_subsidy");
    assert_eq!(scope(jiff::civil::date(2014, 2, 21)), "whole");
    let months = |when: &str| place(&law, XINFENG).count("resident.conversion.employee_months", month(when)).unwrap();
    assert_eq!([months("2029-12").value, months("2030-01").value, months("2039-01").value], [180, 186, 240]);
}

#[test]
fn the_sweep_of_all_places_has_no_fault() {
    let law = Law::embedded().unwrap();
    let report = check(&law, month("2026-11"));
    assert_eq!(report.faults, Vec::<String>::new());
    assert_eq!((report.from, report.to), (month("2009-01"), month("2029-11")));
    assert_eq!(report.places.len(), 4);
    let parameters = law.parameters().count();
    for place in &report.places {
        assert_eq!(place.published + place.inferred + place.gap + place.not_yet, parameters * 251, "{}", place.place);
        let spans: i32 = place.gaps.iter().map(|gap| gap.to.months_since(gap.from) + 1).sum();
        assert_eq!(usize::try_from(spans).unwrap(), place.gap, "{}", place.place);
    }
}

fn with(file: &str, old: &str, new: &str) -> Law {
    let texts = EMBEDDED_TEXTS.iter().map(|(path, text)| {
        assert!(*path != file || text.contains(old), "“{old}” does not stand in {file}");
        (*path, if *path == file { text.replacen(old, new, 1) } else { (*text).to_owned() })
    });
    Law::from_texts(texts).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn the_check_finds_what_does_not_agree() {
    let faults = |file: &str, old: &str, new: &str| check(&with(file, old, new), month("2026-11")).faults.join("\n");
    let cheaper = faults("jiangxi/ganzhou/xinfeng/resident.toml", "\"5.80\"", "\"5.70\"");
    assert!(cheaper.contains("信丰县 2018-10 基础养老金各级合计 104.90 元，低于本地标准 105.00 元"), "{cheaper}");
    assert!(cheaper.contains("改了参数、依据或核对日期就要改名"), "{cheaper}");
    let east = faults("guangdong/resident.toml", "\"27.50\"", "\"27\"");
    assert!(east.contains("2009-09 中央基础养老金 27.00 元，应为全国最低标准的规定比例 27.50 元"), "{east}");
    let subsidy = faults("yunnan/resident.toml", "500 = \"40\", 600 = \"50\"", "500 = \"4\", 600 = \"50\"");
    assert!(subsidy.contains("东川区 2014-06 500 元档补贴 34.00 元，低于国家最低标准 60.00 元"), "{subsidy}");
    let hole = faults("yunnan/resident.toml", "100 = \"0\", 200 = \"10\"", "200 = \"10\"");
    assert!(hole.contains("东川区 2014-06 100 元档没有提档部分"), "{hole}");
    let late = faults(
        "jiangxi/resident.toml",
        "name = \"entry_subsidy.late\"\n[[parameter.row]]\nfrom = \"2009-09\"",
        "name = \"entry_subsidy.late\"\n[[parameter.row]]\nfrom = \"2010-01\"",
    );
    assert!(
        late.contains("“补缴是否享受缴费补贴”（resident.entry_subsidy.late）2009-09 至 2009-12 没有规定"),
        "{late}"
    );
}

/// A version's name follows its contents, comments aside; a difference is one of values.
#[test]
fn the_fingerprint_follows_the_contents_and_the_difference_the_values() {
    let law = Law::embedded().unwrap();
    let same = with("jiangxi/resident.toml", "checked = \"2026-11-21\"", "checked = \"2026-11-22\"");
    assert_ne!(same.fingerprint(), law.fingerprint());
    assert_eq!(difference(&law, &same), []);
    let comment = with("jiangxi/resident.toml", "# 江西省", "# 又一条注释\n# 江西省");
    assert_eq!(comment.fingerprint(), law.fingerprint());
    let renamed = with("version.toml", "name = \"", "name = \"x");
    assert_eq!(renamed.fingerprint(), law.fingerprint());
    let other = with("jiangxi/resident.toml", "value = \"15.10\"", "value = \"15.20\"");
    assert_ne!(other.fingerprint(), law.fingerprint());
    let all = difference(&law, &other);
    assert_eq!(all.len(), 1);
    assert_eq!(
        all[0].to_string(),
        "江西省 基础养老金（省级）（jiangxi/resident.toml）2022-01-01 起：15.10 元，下级可另定 → 15.20 元，下级可另定"
    );
}

#[test]
fn a_value_is_shown_and_explained_with_its_document() {
    let law = Law::embedded().unwrap();
    let rows = show(&place(&law, XINFENG), "resident", month("2022-01"));
    assert_eq!(rows.len(), law.parameters().count());
    let province = rows.iter().find(|row| row.parameter == "resident.base_pension.province").unwrap();
    assert_eq!((province.value.as_str(), province.file.as_str()), ("16.40 元", "jiangxi/ganzhou/resident.toml"));
    let text = explain(&law, "funeral.months").unwrap().to_text();
    assert!(text.contains("淮北市 2014-07-01 至 今 [推断]：8"), "{text}");
    assert!(explain(&law, "funeral.monthss").unwrap_err().to_string().contains("没有名为“funeral.monthss”的参数"));
}
