//! Which two cells of a table the words of a difference name.

use super::{Pair, Plain, moved};
use crate::finding::Quote;
use crate::interval::Interval;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::names::common;
use crate::unit::Dimension;
use rust_decimal::Decimal;
use std::ops::Range;

/// With what a figure is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum With {
    /// The year before: 比上年减少.
    Past,
    /// What was to be: 比预算少, 差.
    Plan,
    /// Another row: 相差.
    Row,
    /// What was given out: 结余.
    Spent,
    /// The plan told directly before: 任务1200人，超额完成86人.
    Told,
}

/// A difference as the text tells it.
pub(super) struct Told {
    with: With,
    /// The words of the figure's clause, dates too.
    own: String,
    /// The words of the sentence from the last semicolon to the figure.
    words: String,
    rate: bool,
    /// What a row lacks of its plan: 甲镇差42人.
    short: bool,
    /// The whole sentence to the figure.
    sentence: String,
    /// A rate whose comparison stands before another figure: it may be of the other one.
    loose: bool,
    /// The figure of the plan told before, as a table prints it.
    plan: Option<Decimal>,
}

const PLANS: &[&str] = &["预算", "任务", "目标", "计划"];
const PASTS: &[&str] = &["上年", "去年", "上一年", "同比", "同期"];

impl Told {
    pub(super) fn of(reading: &Reading<'_>, told: &Quantity) -> Option<Told> {
        let start = reading.sentences.get(told.sentence)?.span.start;
        let sentence = reading.between(told.passage, start..told.number.span.start);
        let words = sentence.rsplit('；').next().unwrap_or_default().to_owned();
        // A part of the year is in no table of years.
        if ["季度", "半年", "月份"].iter().any(|word| words.contains(word)) {
            return None;
        }
        let own = words.rsplit(['，', '：']).next().unwrap_or_default().to_owned();
        let plan = told_plan(reading, told).filter(|_| own.ends_with("超额") || own.ends_with("超额完成"));
        let short = short(told, &own, &sentence);
        let with = short.or_else(|| with(told, &own, &words));
        let with = with.filter(|_| plan.is_none()).or_else(|| plan.map(|_| With::Told))?;
        let rate = told.number.dimension == Dimension::Percent;
        let loose = rate && !PLANS.iter().chain(PASTS).any(|word| own.contains(word)) && !has_year(&own);
        Some(Told { with, own, words, rate, short: short.is_some(), sentence, loose, plan })
    }

    /// 比预算多a，增长p%: of the budget, or of the year before.
    pub(super) fn otherwise(&self) -> Option<Told> {
        let with = match self.with {
            With::Past => With::Plan,
            With::Plan => With::Past,
            _ => return None,
        };
        let (own, words) = (self.own.clone(), self.words.clone());
        let told =
            Told { with, own, words, rate: self.rate, short: false, sentence: String::new(), loose: false, plan: None };
        self.loose.then_some(told)
    }
}

fn told_plan(reading: &Reading<'_>, told: &Quantity) -> Option<Decimal> {
    let here = reading.in_sentence(told.sentence);
    let plan = here.iter().rev().find(|q| q.number.span.start < told.number.span.start)?;
    let same = plan.number.dimension == told.number.dimension && told.clause.abs_diff(plan.clause) <= 1;
    let called = PLANS.iter().any(|word| plan.lead.contains(word));
    plan.number.value.checked_div(plan.number.factor).filter(|_| same && called && plan.number.is_operand())
}

fn with(told: &Quantity, own: &str, words: &str) -> Option<With> {
    if own.ends_with("相差") || own.ends_with("相差了") {
        return Some(With::Row);
    }
    let lead = told.lead.as_str();
    let rest = ["结余", "余额"].iter().any(|word| lead.ends_with(word));
    if rest
        && !lead.starts_with('末')
        && !["年末", "滚存", "上年", "年初", "累计", "当年", "当期", "收支"].iter().any(|word| lead.contains(word))
    {
        return Some(With::Spent);
    }
    if matches!(told.number.dimension, Dimension::Score) {
        return None;
    }
    moved(told)?;
    let compared = |text: &str| {
        let at = text.rfind(['比', '较', '于', '超'])?;
        let behind = &text[at..];
        if PLANS.iter().any(|word| behind.contains(word)) {
            return Some(With::Plan);
        }
        (has_year(behind) || PASTS.iter().any(|word| behind.contains(word))).then_some(With::Past)
    };
    if let Some(with) = compared(own).or_else(|| own.contains("同比").then_some(With::Past)) {
        return Some(with);
    }
    // 比上年增收5.53亿元，增长7.24%: the comparison goes on; without one a rate is of the year before.
    let bare = told.lead.chars().count() <= 4;
    let listed = own.contains('是') && lead.chars().count() <= 14;
    let inherited =
        words.strip_suffix(own).and_then(|before| before.trim_end_matches('，').rsplit('，').find_map(compared));
    match inherited {
        Some(with) if bare || listed => Some(with),
        None if bare && told.number.dimension == Dimension::Percent => Some(With::Past),
        _ => None,
    }
}

/// 任务没有完成的有2个镇：甲镇差42人；乙镇差86人.
fn short(told: &Quantity, own: &str, sentence: &str) -> Option<With> {
    let missed = ["没有完成", "未完成", "没有达到", "未达到", "未达"].iter().any(|word| sentence.contains(word));
    let plan = PLANS.iter().any(|word| sentence.contains(word));
    let counted = told.number.dimension != Dimension::Percent;
    (own.ends_with('差') && missed && plan && counted).then_some(With::Plan)
}

/// 2020年.
fn has_year(words: &str) -> bool {
    let chars: Vec<char> = words.chars().collect();
    chars.windows(5).any(|w| w[..4].iter().all(char::is_ascii_digit) && w[4] == '年')
}

/// The two cells that the words name; none where they do not.
pub(super) fn pair<'t>(reading: &Reading<'_>, table: &'t Plain, told: &Told) -> Option<Pair<'t>> {
    let rows = rows_named(table, &told.words);
    match (told.with, &rows[..]) {
        (With::Row, [.., a, b]) => two_rows(table, (*a, *b), &told.words),
        (With::Past, [.., a, b]) if has_year(&table.rows[*a].name) && told.words.contains('比') => {
            two_rows(table, (*a, *b), &told.words)
        }
        (With::Past, [.., row]) => two_columns(table, *row, past_columns(reading, table, &told.words)?),
        (With::Plan, [.., row]) if told.short => {
            let own = told.own.trim_end_matches('差').trim_end_matches(['还', '尚', '，']);
            let columns = plan_columns(table, &told.sentence)?;
            let (now, then) = columns;
            let below = |cells: &[Option<(Interval, Quote)>]| {
                let (a, b) = (cells[now].as_ref()?, cells[then].as_ref()?);
                (a.0.middle() < b.0.middle()).then_some(())
            };
            below(&table.rows[*row].cells)?;
            let named = own.ends_with(row_name(&table.rows[*row].name)) && is_task_of(table, columns, &told.sentence);
            named.then(|| two_columns(table, *row, columns))?
        }
        (With::Plan, [.., row]) => {
            let row = listed(table, told).unwrap_or(*row);
            two_columns(table, row, plan_columns(table, &told.own)?)
        }
        (With::Plan, []) => {
            let columns = plan_columns(table, &told.words)?;
            let row = listed(table, told).or_else(|| total(table, columns, told))?;
            two_columns(table, row, columns)
        }
        (With::Told, _) => {
            let (result, plan) = plan_columns(table, &told.words)?;
            let prints =
                |row: &usize| table.rows[*row].cells[plan].as_ref().map(|(value, _)| value.middle()) == told.plan;
            two_columns(table, one((0..table.rows.len()).filter(prints))?, (result, plan))
        }
        (With::Spent, _) if !told.rate => {
            let row = rows.last().copied().or_else(|| table.rows.iter().position(|row| row.total))?;
            let (given, spent) = spent_columns(table, &told.own)?;
            two_columns(table, row, (given, spent))
        }
        _ => None,
    }
}

/// A name without its number of order and its bracket: 3.利息收入 → 利息收入.
fn core(name: &str) -> &str {
    let name = name.trim_start_matches(|c: char| "一二三四五六七八九十0123456789.、()（）其中: ：#".contains(c));
    // A year is a name of its own.
    name.split(['（', '(']).next().unwrap_or(name)
}

fn row_name(name: &str) -> &str {
    if has_year(name) { name.split(['（', '(']).next().unwrap_or(name) } else { core(name) }
}

/// The rows that the words name, in the order of the words; a name within another does not count.
fn rows_named(table: &Plain, words: &str) -> Vec<usize> {
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for (at, row) in table.rows.iter().enumerate().filter(|(_, row)| !row.total) {
        let name = row_name(&row.name);
        if name.chars().count() < 2 {
            continue;
        }
        if let Some(start) = words.rfind(name).filter(|start| stands_alone(table, words, *start..*start + name.len())) {
            found.push((start, start + name.len(), at));
        }
    }
    let whole = |one: &(usize, usize, usize)| {
        found.iter().all(|other| {
            other.2 == one.2 || !(other.0 <= one.0 && one.1 <= other.1 && other.1 - other.0 > one.1 - one.0)
        })
    };
    let mut kept: Vec<(usize, usize, usize)> = found.iter().filter(|one| whole(one)).copied().collect();
    kept.sort_unstable();
    kept.into_iter().map(|(_, _, at)| at).collect()
}

/// 甲镇比, 甲镇，甲镇12人; not 甲镇敬老院, and not another name that ends like it.
fn stands_alone(table: &Plain, words: &str, name: Range<usize>) -> bool {
    let (before, behind) = (&words[..name.start], &words[name.end..]);
    let opens = |c: char| "，、：；（“的是在与和及为中年末月其比较但而则".contains(c) || c.is_ascii_digit();
    let goes_on =
        |c: char| "，、：；（”的是与和比较占为达完同增减下上差相高低多少超未仅由从".contains(c) || c.is_ascii_digit();
    let column = (0..table.titles.len()).map(|column| title(table, column));
    before.chars().next_back().is_none_or(opens)
        && (behind.chars().next().is_none_or(goes_on)
            || column.filter(|title| title.chars().count() > 1).any(|title| behind.starts_with(title)))
}

/// 一是培训少1.50万元: the one row whose name has most of the item's words.
fn listed(table: &Plain, told: &Told) -> Option<usize> {
    let (_, item) = told.own.split_once('是')?;
    let score = |name: &str| common(row_name(name), item);
    let best = table.rows.iter().map(|row| score(&row.name)).max().filter(|best| *best >= 2)?;
    let mut rows = (0..table.rows.len()).filter(|row| score(&table.rows[*row].name) == best);
    rows.next().filter(|_| rows.next().is_none())
}

/// 执行数比预算数少: both columns are named, and no row.
fn total(table: &Plain, (now, then): (usize, usize), told: &Told) -> Option<usize> {
    let named = |column: usize| told.own.contains(title(table, column));
    (named(now) && named(then)).then(|| table.rows.iter().position(|row| row.total))?
}

/// The title of a column without its unit.
fn title(table: &Plain, column: usize) -> &str {
    table.titles[column].split(['（', '(']).next().unwrap_or_default()
}

/// What the bracket of a title says: （万元）.
fn unit(table: &Plain, column: usize) -> &str {
    table.titles[column].split_once(['（', '(']).map_or("", |(_, unit)| unit)
}

fn is_level(table: &Plain, column: usize) -> bool {
    let rates = ["率", "%", "占比", "比例", "比重", "增", "减", "差", "得分", "分值", "进度", "序号"];
    !rates.iter().any(|word| table.titles[column].contains(word))
}

fn one(columns: impl Iterator<Item = usize>) -> Option<usize> {
    let mut columns = columns;
    columns.next().filter(|_| columns.next().is_none())
}

/// The same column of two rows, named in the words.
fn two_rows<'t>(table: &'t Plain, (a, b): (usize, usize), words: &str) -> Option<Pair<'t>> {
    let named = |column: &usize| {
        let title = title(table, *column);
        title.chars().count() >= 2 && words.contains(title) && table.rows[a].cells[*column].is_some()
    };
    // 支出 within 支出率 is that column's.
    let longest = (0..table.titles.len()).filter(named).map(|column| title(table, column).len()).max()?;
    let column = one((0..table.titles.len()).filter(named).filter(|column| title(table, *column).len() == longest))?;
    let (now, then) = (table.rows[a].cells[column].as_ref()?, table.rows[b].cells[column].as_ref()?);
    Some(Pair { now, then, names: [table.rows[a].name.clone(), table.rows[b].name.clone()] })
}

fn two_columns(table: &Plain, row: usize, (now, then): (usize, usize)) -> Option<Pair<'_>> {
    let cells = &table.rows[row].cells;
    let named = |column: usize| format!("{}·{}", table.rows[row].name, title(table, column));
    let (first, second) = (cells.get(now)?.as_ref()?, cells.get(then)?.as_ref()?);
    Some(Pair { now: first, then: second, names: [named(now), named(then)] })
}

/// 参保任务 of the column 参保人数; a task of another name is in no column.
fn is_task_of(table: &Plain, (now, then): (usize, usize), sentence: &str) -> bool {
    let Some(at) = PLANS.iter().filter_map(|word| sentence.find(word)).min() else { return false };
    let before: Vec<char> = sentence[..at].chars().collect();
    let name: String = before[before.len().saturating_sub(2)..].iter().collect();
    let general = ["", "完成", "年度", "全年", "达到"].contains(&name.as_str()) || name.ends_with(['的', '了', '，']);
    general || [now, then].iter().any(|column| table.titles[*column].contains(&name))
}

/// The columns of this year and the last: 2024年决算 and 2023年决算.
fn past_columns(reading: &Reading<'_>, table: &Plain, words: &str) -> Option<(usize, usize)> {
    let columns = || (0..table.titles.len()).filter(|column| is_level(table, *column));
    let year = reading.year?;
    // 比2021年: of a year that is no column's.
    let compared = words.rfind(['比', '较']).and_then(|at| year_of(&words[at..]));
    if compared.is_some_and(|compared| compared != (year - 1).to_string()) {
        return None;
    }
    let is_of = |column: &usize, words: [String; 3]| {
        let title = &table.titles[*column];
        !PLANS.iter().any(|word| title.contains(word)) && words.iter().any(|word| title.contains(word.as_str()))
    };
    let then = one(columns().filter(|c| is_of(c, [format!("{}年", year - 1), "上年".to_owned(), "去年".to_owned()])))?;
    let now = one(columns().filter(|c| is_of(c, [format!("{year}年"), "本年".to_owned(), "当年".to_owned()])))?;
    (now != then).then_some((now, then))
}

/// The column of the plan that the words name, and the one result in its unit.
fn plan_columns(table: &Plain, words: &str) -> Option<(usize, usize)> {
    let columns = || (0..table.titles.len()).filter(|column| is_level(table, *column));
    let is_plan = |column: &usize| PLANS.iter().any(|word| table.titles[*column].contains(word));
    let named = |column: &usize| PLANS.iter().any(|word| words.contains(word) && table.titles[*column].contains(word));
    let plan = one(columns().filter(named)).or_else(|| one(columns().filter(is_plan)))?;
    let years: Vec<&str> = table.titles.iter().filter_map(|title| year_of(title)).collect();
    let latest = years.iter().max().copied();
    let result = |column: &usize| {
        let numbers = table.rows.iter().any(|row| row.cells[*column].is_some());
        let current = year_of(&table.titles[*column]).is_none_or(|year| Some(year) == latest);
        *column != plan && numbers && !is_plan(column) && current && unit(table, *column) == unit(table, plan)
    };
    one(columns().filter(result)).map(|result| (result, plan))
}

fn year_of(title: &str) -> Option<&str> {
    let at = title.find('年')?;
    title.get(at.checked_sub(4)?..at).filter(|year| year.chars().all(|c| c.is_ascii_digit()))
}

/// 专账安排 and 支出 of 专账结余.
fn spent_columns(table: &Plain, own: &str) -> Option<(usize, usize)> {
    let columns = || (0..table.titles.len()).filter(|column| is_level(table, *column));
    let has = |column: &usize, words: &[&str]| words.iter().any(|word| table.titles[*column].contains(word));
    let given = one(columns().filter(|c| has(c, &["安排", "到位", "下达", "筹集", "预算", "可用"])))?;
    let spent =
        one(columns().filter(|c| has(c, &["支出", "执行", "支付", "使用"]) && unit(table, *c) == unit(table, given)))?;
    (common(title(table, given), own) >= 2).then_some((given, spent))
}
