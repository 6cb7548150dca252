//! Reading the `value` of a row by the declared kind of its parameter.

use std::collections::BTreeMap;

use base::{Date, Fen, Level, Rate, Rounding, parse_date};
use serde::Deserialize;

use crate::table::{GroupMoney, MoneyTable, Shares, Table};
use crate::words;

/// What kind of value a parameter has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Money,
    Rate,
    Count,
    Rounding,
    Shares,
    Table,
    MoneyTable,
    GroupMoney,
    Word,
    Date,
}

impl Kind {
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Kind::Money => "金额",
            Kind::Rate => "比率",
            Kind::Count => "整数",
            Kind::Rounding => "取舍规则",
            Kind::Shares => "分担比例",
            Kind::Table => "整数表",
            Kind::MoneyTable => "金额表",
            Kind::GroupMoney => "分类金额",
            Kind::Word => "选项",
            Kind::Date => "日期",
        }
    }
}

/// A value in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Money(Fen),
    Rate(Rate),
    Count(i64),
    Rounding(Rounding),
    Shares(Shares),
    Table(Table),
    MoneyTable(MoneyTable),
    GroupMoney(GroupMoney),
    Word(String),
    Date(Date),
}

impl Value {
    /// Reads a value, or says in Chinese what to write instead.
    pub(crate) fn read(kind: Kind, choices: &[String], raw: &toml::Value) -> Result<Value, String> {
        match kind {
            Kind::Money => money(raw).map(Value::Money),
            Kind::Rate => {
                let text = raw.as_str().ok_or("比率请写成带引号的文本，如 \"1.50%\"")?;
                text.parse().map(Value::Rate).map_err(|e: base::RateError| e.to_string())
            }
            Kind::Count => match raw.as_integer() {
                Some(count) if count >= 0 => Ok(Value::Count(count)),
                _ => Err("请写不带引号的非负整数，如 15".to_owned()),
            },
            Kind::Rounding => rounding(raw).map(Value::Rounding),
            Kind::Shares => shares(raw).map(Value::Shares),
            Kind::Table => table(raw, |v| v.as_integer().ok_or_else(|| "表内的值应为整数".to_owned()))
                .map(|t| Value::Table(Table(t))),
            Kind::MoneyTable => table(raw, money).map(|t| Value::MoneyTable(MoneyTable(t))),
            Kind::GroupMoney => group_money(choices, raw).map(Value::GroupMoney),
            Kind::Date => {
                let text = raw.as_str().ok_or("日期请写成带引号的文本，如 \"2011-07-01\"")?;
                parse_date(text).map(Value::Date).map_err(|e| e.to_string())
            }
            Kind::Word => match raw.as_str() {
                Some(word) if choices.iter().any(|c| c == word) => Ok(Value::Word(word.to_owned())),
                _ => Err(format!("只能从这些写法中选一个：{}", choices.join("、"))),
            },
        }
    }

    /// The value as a policy officer reads it.
    pub(crate) fn text(&self) -> String {
        let pairs = |list: Vec<String>| list.join("，");
        match self {
            Value::Money(fen) => format!("{fen} 元"),
            Value::Rate(rate) => rate.to_string(),
            Value::Rounding(rule) => rule.title().to_owned(),
            Value::Shares(shares) => shares.text(),
            Value::Table(t) => pairs(t.0.iter().map(|(k, v)| format!("{k}：{v}")).collect()),
            Value::MoneyTable(t) => pairs(t.0.iter().map(|(k, v)| format!("{k}：{v} 元")).collect()),
            Value::GroupMoney(t) => {
                pairs(t.0.iter().map(|(k, v)| format!("{}：{v} 元", words::title(k).unwrap_or(k))).collect())
            }
            Value::Word(word) => words::title(word).unwrap_or(word).to_owned(),
            Value::Count(_) | Value::Date(_) => self.canonical(),
        }
    }

    /// A stable text, for the canonical form.
    pub(crate) fn canonical(&self) -> String {
        let join = |pairs: Vec<String>| format!("{{{}}}", pairs.join(","));
        match self {
            Value::Money(fen) => fen.to_string(),
            Value::Rate(rate) => rate.to_string(),
            Value::Count(count) => count.to_string(),
            Value::Rounding(rule) => rounding_code(*rule).to_owned(),
            Value::Shares(s) => join(Level::ALL.iter().map(|l| format!("{}={}", l.code(), s.of(*l))).collect()),
            Value::Table(t) => join(t.0.iter().map(|(k, v)| format!("{k}={v}")).collect()),
            Value::MoneyTable(t) => join(t.0.iter().map(|(k, v)| format!("{k}={v}")).collect()),
            Value::GroupMoney(t) => join(t.0.iter().map(|(k, v)| format!("{k}={v}")).collect()),
            Value::Word(word) => word.clone(),
            Value::Date(date) => date.to_string(),
        }
    }
}

fn money(raw: &toml::Value) -> Result<Fen, String> {
    match raw {
        toml::Value::String(text) => text.parse().map_err(|e: base::FenError| e.to_string()),
        _ => Err("金额请写成带引号的元，如 \"88\" 或 \"2.50\"".to_owned()),
    }
}

const fn rounding_code(rule: Rounding) -> &'static str {
    match rule {
        Rounding::FenHalfUp => "fen_half_up",
        Rounding::FenTruncate => "fen_truncate",
        Rounding::FenUp => "fen_up",
        Rounding::JiaoHalfUp => "jiao_half_up",
        Rounding::JiaoTruncate => "jiao_truncate",
        Rounding::JiaoUp => "jiao_up",
        Rounding::YuanHalfUp => "yuan_half_up",
        Rounding::YuanTruncate => "yuan_truncate",
        Rounding::YuanUp => "yuan_up",
    }
}

fn rounding(raw: &toml::Value) -> Result<Rounding, String> {
    let known = || {
        let names: Vec<String> =
            Rounding::ALL.iter().map(|r| format!("{}（{}）", rounding_code(*r), r.title())).collect();
        format!("取舍规则只能是：{}", names.join("、"))
    };
    let text = raw.as_str().ok_or_else(known)?;
    Rounding::ALL.into_iter().find(|r| rounding_code(*r) == text || r.title() == text).ok_or_else(known)
}

fn shares(raw: &toml::Value) -> Result<Shares, String> {
    let table = raw.as_table().ok_or("分担比例请写成 { province = 50, city = 40, county = 10 }")?;
    let mut hundredths = [0_u32; 4];
    for (key, value) in table {
        let level: Level = key.parse()?;
        let share = value.as_integer().and_then(|v| u32::try_from(v).ok()).filter(|v| *v <= 100);
        hundredths[level as usize] = share.ok_or_else(|| format!("{level}的比例应为 0 至 100 的整数"))?;
    }
    Shares::new(hundredths).ok_or_else(|| format!("各级比例合计应为 100，现为 {}", hundredths.iter().sum::<u32>()))
}

fn group_money(choices: &[String], raw: &toml::Value) -> Result<GroupMoney, String> {
    let entries = raw.as_table().filter(|t| !t.is_empty()).ok_or("请写成表，如 { dibao = \"100\" }")?;
    let read = |(group, value): (&String, &toml::Value)| {
        if !choices.contains(group) {
            return Err(format!("不认识的人员类别“{group}”，可用：{}", choices.join("、")));
        }
        Ok((group.clone(), money(value).map_err(|e| format!("{group}：{e}"))?))
    };
    entries.iter().map(read).collect::<Result<_, String>>().map(GroupMoney)
}

fn table<T>(raw: &toml::Value, read: impl Fn(&toml::Value) -> Result<T, String>) -> Result<BTreeMap<i64, T>, String> {
    let entries = raw.as_table().ok_or("请写成表，如 { 60 = 139, 61 = 132 }")?;
    if entries.is_empty() {
        return Err("表不能为空".to_owned());
    }
    entries
        .iter()
        .map(|(key, value)| {
            let number = key.parse::<i64>().map_err(|_| format!("表的键“{key}”应为整数"))?;
            Ok((number, read(value).map_err(|e| format!("键 {number}：{e}"))?))
        })
        .collect()
}
