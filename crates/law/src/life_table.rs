//! The life table that projections age a population by. No pension is computed from it, so it is no
//! part of a version of the law; where it comes from is told with every result.

use std::collections::BTreeMap;

use base::{Rate, Sex};
use serde::Deserialize;

const EMBEDDED: &str = include_str!("../life_table.toml");

/// Deaths are counted of so many.
const OF: i64 = 100_000;

/// Death within a year, by age in whole years at its beginning and by sex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifeTable {
    /// What it is called.
    pub name: String,
    /// Where it was published; empty when it was not.
    pub source: String,
    /// How it was worked out when nobody published it; empty otherwise.
    pub inferred: String,
    rows: BTreeMap<i64, [Rate; 2]>,
}

/// Why a text is no life table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("生命表有误：{0}。请参照程序自带的 crates/law/life_table.toml 改正")]
pub struct LifeTableError(String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    name: String,
    source: String,
    #[serde(default)]
    inferred: String,
    #[serde(rename = "checked")]
    _checked: String,
    row: Vec<RawRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRow {
    age: i64,
    male: i64,
    female: i64,
}

impl LifeTable {
    /// The table in the program.
    pub fn embedded() -> Result<LifeTable, LifeTableError> {
        LifeTable::parse(EMBEDDED)
    }

    /// Reads a table: ages without a gap, deaths of 100,000, everybody dead in the end.
    pub fn parse(text: &str) -> Result<LifeTable, LifeTableError> {
        let bad = |what: String| LifeTableError(what);
        let raw: Raw = toml::from_str(text).map_err(|error| bad(error.message().to_owned()))?;
        if raw.source.trim().is_empty() && raw.inferred.trim().is_empty() {
            return Err(bad("既没有 source（出处）也没有 inferred（怎样推算）".to_owned()));
        }
        let mut rows: BTreeMap<i64, [Rate; 2]> = BTreeMap::new();
        for row in &raw.row {
            let rate = |deaths: i64| Rate::new(deaths, OF).filter(|_| deaths <= OF);
            let (Some(male), Some(female)) = (rate(row.male), rate(row.female)) else {
                return Err(bad(format!("{} 岁的死亡人数应为 0 至 {OF}", row.age)));
            };
            if rows.last_key_value().is_some_and(|(before, _)| row.age != before + 1) {
                return Err(bad(format!("{} 岁没有接着上一行，年龄应逐岁连续", row.age)));
            }
            rows.insert(row.age, [male, female]);
        }
        match rows.last_key_value() {
            Some((_, [male, female])) if *male == Rate::ONE && *female == Rate::ONE => {}
            _ => return Err(bad(format!("最后一行的死亡人数应为 {OF}"))),
        }
        Ok(LifeTable { name: raw.name, source: raw.source, inferred: raw.inferred, rows })
    }

    /// The chance to die within the year. Beyond the table nobody lives; before it, `None`.
    pub fn death(&self, age: i64, sex: Sex) -> Option<Rate> {
        let (last, _) = self.rows.last_key_value()?;
        let row = self.rows.get(&age.min(*last))?;
        Some(match sex {
            Sex::Male => row[0],
            Sex::Female => row[1],
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // helpers of tests
    use super::*;

    #[test]
    fn the_table_in_the_program_is_whole_and_says_that_it_is_inferred() {
        let table = LifeTable::embedded().unwrap();
        assert_eq!(table.death(60, Sex::Male), Rate::new(1_100, 100_000));
        assert_eq!(table.death(60, Sex::Female), Rate::new(650, 100_000));
        assert_eq!((table.death(105, Sex::Male), table.death(130, Sex::Female)), (Some(Rate::ONE), Some(Rate::ONE)));
        assert!(table.death(20, Sex::Male).is_none() && table.inferred.contains("没有核到"));
    }

    #[test]
    fn a_table_with_a_gap_without_an_end_or_without_a_source_is_refused() {
        let head = "name = \"t\"\nsource = \"s\"\nchecked = \"2026-11-21\"\n";
        let row = |age: i64, deaths: i64| format!("[[row]]\nage = {age}\nmale = {deaths}\nfemale = {deaths}\n");
        let whole = [head, &row(60, 0), &row(61, 100_000)].concat();
        assert!(LifeTable::parse(&whole).is_ok());
        for (text, word) in [
            ([head, &row(60, 0), &row(62, 100_000)].concat(), "连续"),
            ([head, &row(60, 0)].concat(), "最后一行"),
            ([head, &row(60, 100_001)].concat(), "0 至"),
            (whole.replace("source = \"s\"", "source = \"\""), "出处"),
            (whole.replace("male = 0", "male = 0.5"), "生命表有误"),
        ] {
            let said = LifeTable::parse(&text).unwrap_err().to_string();
            assert!(said.contains(word), "{said}");
        }
    }
}
