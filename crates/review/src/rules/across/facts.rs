//! What every figure is called and of which year: its own words, and those above it (the opening of its sentence, its
//! heading); in a table row and column.

use super::cells::Cell;
use crate::number::Bound;
use crate::quantity::{Quantity, holds};
use crate::reading::Reading;
use crate::rules::ahead;
use crate::rules::mains::mains;
use crate::rules::names::abbreviates;
use crate::rules::terms::{Side, bare_lead, side};
use crate::text::item_mark;
use crate::unit::Dimension;
use std::ops::Range;

/// A figure that tells how much there was, or was to be.
#[derive(Debug)]
pub(super) struct Fact<'r> {
    pub q: &'r Quantity,
    /// Its own words without time, place and what every measure has: 基金支出.
    pub name: String,
    /// The opening of its sentence and the heading above.
    pub topic: String,
    /// Its year, or that of the report.
    pub year: Option<i32>,
    pub plan: bool,
    /// No part of another figure of its sentence.
    pub main: bool,
    /// For each person or month.
    pub standard: bool,
}

/// All of them.
pub(super) struct Facts<'r> {
    pub all: Vec<Fact<'r>>,
    /// So many of them stand in the running text, in reading order; those of tables follow.
    text: usize,
    /// The year of the report.
    pub year: Option<i32>,
    /// The columns of tables without a row of totals.
    pub columns: Vec<Vec<&'r Quantity>>,
}

/// Words that say when, or how the figure was come by, and name nothing.
const FILLERS: &[&str] = &[
    "截至",
    "截止",
    "上年末",
    "上年度",
    "上年",
    "去年",
    "同期",
    "全年",
    "当年",
    "本年度",
    "本年",
    "今年",
    "年度",
    "年初",
    "年末",
    "年底",
    "期初",
    "期末",
    "月末",
    "累计",
    "共计",
    "合计",
    "总计",
    "总额",
    "总量",
    "总数",
    "决算数",
    "决算",
    "其中",
    "数量",
    "金额",
    "实际",
    "完成",
    "实现",
    "我",
    "全市",
    "全县",
    "全区",
    "全省",
    "全州",
    "的",
    "“",
    "”",
    "：",
    "已",
    "因此",
    "不少于",
    "不低于",
    "达到",
];
/// Words behind which a figure is no fact of the year.
const SUPPOSED: &[&str] =
    &["预计", "力争", "拟", "明年", "下年", "如果", "假设", "测算", "季度", "上半年", "下半年", "当月", "本月", "月均"];
/// What every amount may be besides its name.
const VERBS: &[&str] = &["支出", "收入", "发放", "支付", "拨付", "补助", "资金", "人次", "户数", "数", "缴费"];

impl<'r> Facts<'r> {
    pub(super) fn of(reading: &'r Reading<'_>, cells: &'r [Cell]) -> Facts<'r> {
        let year = reading.year.or_else(|| told_year(reading));
        let ahead = ahead::passages(reading);
        let headings = headings(reading);
        let mains: Vec<Vec<&Quantity>> = (0..reading.sentences.len()).map(|at| mains(reading, at)).collect();
        let mut all: Vec<Fact<'r>> = Vec::new();
        for q in reading.quantities.iter().filter(|q| tells(reading, q) && !ahead[q.passage]) {
            let topic = format!("{}{}", headings[q.passage], opening(reading, q));
            let main = mains[q.sentence].iter().any(|main| std::ptr::eq(*main, q));
            let plan = side(q) == Some(Side::Plan)
                || q.number.bound == Bound::AtLeast
                || all.last().is_some_and(|before| is_told_with(before, q));
            all.push(Fact {
                q,
                name: name(&q.lead),
                topic,
                year: year_of(q, year),
                plan,
                main,
                standard: q.number.per.is_standard() || q.led_by(&["均"]),
            });
        }
        let text = all.len();
        all.extend(cells.iter().map(|cell| cell.fact(year)));
        Facts { all, text, year, columns: super::cells::columns(cells) }
    }

    /// The figures of the running text in these paragraphs.
    pub(super) fn within(&self, passages: &Range<usize>) -> &[Fact<'r>] {
        let text = &self.all[..self.text];
        let from = text.partition_point(|fact| fact.q.passage < passages.start);
        &text[from..from + text[from..].partition_point(|fact| fact.q.passage < passages.end)]
    }

    /// The figure that these words call, of a year: of those that they call best all have one value.
    pub(super) fn called(
        &self,
        words: &str,
        year: Option<i32>,
        suits: impl Fn(&Fact<'r>) -> bool,
    ) -> Option<&'r Quantity> {
        let wanted = name(words);
        let of_year = self.all.iter().filter(|fact| fact.year == year && suits(fact));
        // A part of another figure comes behind those that are told for themselves.
        let rate = |fact: &Fact<'r>| (fact.likeness(&wanted), fact.main);
        let rated: Vec<((usize, bool), &Quantity)> =
            of_year.map(|fact| (rate(fact), fact.q)).filter(|((likeness, _), _)| *likeness > 0).collect();
        let best = rated.iter().map(|(rate, _)| *rate).max()?;
        only(rated.into_iter().filter(|(rate, _)| *rate == best).map(|(_, q)| q))
    }
}

/// The figure, where all have one value.
pub(super) fn only<'r>(mut all: impl Iterator<Item = &'r Quantity>) -> Option<&'r Quantity> {
    let first = all.next()?;
    all.all(|q| q.number.interval().meets(first.number.interval())).then_some(first)
}

impl Fact<'_> {
    /// How well a name calls the figure: by its own words; but for the verb; by their end; by these and the words above.
    pub(super) fn likeness(&self, wanted: &str) -> usize {
        if !is_long(wanted) {
            return 0;
        }
        let own = self.name.as_str();
        let verb = |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| VERBS.contains(&rest));
        let above = |rest: &str| rest.is_empty() || abbreviates(rest, &self.topic) || VERBS.contains(&rest);
        let by_topic = || {
            let rest = wanted.strip_suffix(own).or_else(|| wanted.strip_prefix(own));
            is_long(own) && rest.is_some_and(above)
        };
        // 居民参保 of 城乡居民养老保险参保.
        let shortened = || {
            let end: String = wanted.chars().skip(wanted.chars().count().saturating_sub(2)).collect();
            wanted.chars().count() >= 4 && own.ends_with(&end) && abbreviates(wanted, own)
        };
        // 支出总额 is the 支出 that is told for itself; 该项目支出 is of the project named before.
        let whole = || self.main && wanted.strip_prefix('总') == Some(own);
        let pointed = || own.strip_prefix('该').is_some_and(|own| is_long(own) && wanted.ends_with(own));
        match () {
            () if own == wanted => 4,
            () if whole() => 3,
            () if is_long(own) && (verb(wanted, own) || verb(own, wanted)) => 3,
            () if own.ends_with(wanted) => 2,
            () if by_topic() || shortened() || pointed() => 1,
            () => 0,
        }
    }
}

fn is_long(words: &str) -> bool {
    words.chars().count() >= 2
}

/// 预算收入15460万元、支出15180万元: the second is planned too.
fn is_told_with(before: &Fact<'_>, q: &Quantity) -> bool {
    let bare = ["收入", "支出", "结余"].contains(&q.lead.as_str());
    before.plan && bare && before.q.sentence == q.sentence && before.q.clause == q.clause
}

/// An amount or a count of the running text, told for itself.
fn tells(reading: &Reading<'_>, q: &Quantity) -> bool {
    let measured = q.number.dimension == Dimension::Money || q.number.dimension.is_counted();
    let told = matches!(q.number.bound, Bound::None | Bound::AtLeast);
    let plain = !q.is_change() && !q.number.chinese && told && q.bracket.is_none();
    // 从1425元, 由32种, 较2022年的49806万元.
    let compared = ["较", "比", "由", "从"].iter().any(|word| q.lead.starts_with(word) || q.lead.ends_with(word));
    let text = !reading.text.passages[q.passage].cell && !q.number.value.is_zero();
    measured && plain && text && !compared && !q.led_by(SUPPOSED)
}

/// 上年…, 2022年…, or the report's own.
fn year_of(q: &Quantity, own: Option<i32>) -> Option<i32> {
    if q.year_printed && q.year.is_some() && !q.prior {
        return q.year;
    }
    let year = q.year.filter(|_| q.year_printed).or(own).or(q.year);
    if q.prior { year.map(|year| year - 1) } else { year }
}

/// The latest year of which the text tells figures, those of single months and of what is to come apart: a report without a
/// title is of it.
fn told_year(reading: &Reading<'_>) -> Option<i32> {
    let coming = ["将", "计划", "拟", "下一步", "力争", "预计"];
    let past = |q: &&Quantity| {
        let words = reading.between(q.passage, reading.sentences[q.sentence].span.clone());
        !coming.iter().any(|word| words.contains(word))
    };
    let latest = |of_month: bool| {
        let printed = reading.quantities.iter().filter(|q| q.year_printed && (of_month || q.month.is_none()));
        printed.filter(past).filter_map(|q| q.year).max()
    };
    latest(false).or_else(|| latest(true))
}

/// What a figure is called, without time and place.
pub(super) fn name(lead: &str) -> String {
    // 支出合计 is 总支出; bare_lead would leave 支出 alone.
    let total = |words: String, end: &str| {
        words.replace(&format!("支出{end}"), "总支出").replace(&format!("收入{end}"), "总收入")
    };
    let lead = ["总计", "合计", "总额", "共计"].into_iter().fold(lead.to_owned(), total);
    let words = bare_lead(&lead).rsplit(['，', '：']).next().unwrap_or_default();
    let without = |words: String, word: &&str| if holds(&words, word) { words.replace(word, "") } else { words };
    let words = FILLERS.iter().fold(words.to_owned(), without);
    let words = words.trim_start_matches(['共', '末', '初', '底', '内', '度', '，', '、']);
    let words = without_place(words).replace("基金总", "基金");
    // 门诊慢特病报销人次: what is counted stands behind the figure too.
    ["人次", "户数", "人数", "人员", "数", "人"]
        .iter()
        .find_map(|end| words.strip_suffix(end))
        .map_or(words.clone(), str::to_owned)
}

/// 澄屿市失业保险基金支出 without the town.
fn without_place(words: &str) -> &str {
    let signs: Vec<(usize, char)> = words.char_indices().collect();
    let end = signs.iter().take(5).rposition(|(_, sign)| matches!(sign, '市' | '县' | '区' | '州' | '省'));
    let Some(end) = end else { return words };
    let place: String = signs[..end].iter().map(|(_, sign)| sign).collect();
    let other = ["城", "地", "社", "各", "中央", "级", "、"].iter().any(|word| place.ends_with(word));
    let rest = signs.get(end + 1).map_or("", |(at, _)| &words[*at..]);
    let enough = is_long(rest) && !rest.starts_with(['级', '两', '域', '外', '内', '属', '本', '直', '财', '配']);
    if other || !enough { words } else { rest }
}

/// The first words of the sentence, where another figure stands between.
fn opening(reading: &Reading<'_>, q: &Quantity) -> String {
    let first = &reading.in_sentence(q.sentence)[0];
    if std::ptr::eq(first, q) { String::new() } else { first.lead.clone() }
}

/// For each passage the heading above it, without its number.
fn headings(reading: &Reading<'_>) -> Vec<String> {
    let mut above = String::new();
    let of = |passage: &crate::text::Passage| {
        if passage.heading {
            above = passage.slice(item_mark(&passage.chars)..passage.chars.len());
        }
        above.clone()
    };
    reading.text.passages.iter().map(of).collect()
}
