//! The words that open a division.

use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::unit::Dimension;

/// How firmly the words say that nothing is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// 分别为, 由…组成, 即.
    Declared,
    /// 从…看, 分…是.
    View,
    /// 离岗人员中，.
    Of,
}

/// What stands before the first part.
pub(super) struct Opener<'r> {
    pub way: Way,
    /// What is taken apart, by its name; empty where the words do not say.
    pub name: String,
    /// What is taken apart, where it stands directly before: 668人里，….
    pub direct: Option<&'r Quantity>,
    /// All the words.
    pub words: String,
    /// How many parts are announced: 四类, 三个方面, 6个乡镇.
    pub count: Option<usize>,
}

/// Words behind the name of what is taken apart, before its parts.
const DECLARED: &[&str] = &["分别为", "分别是", "依次为", "依次是", "分布为", "分布是", "构成为", "构成是", "如下"];
/// The same in a clause of its own: 由两部分组成：.
const COMPOSED: &[&str] = &["组成", "构成", "分为", "分成", "来自"];

/// The opener before a figure, if the words from the last figure of its measure to this one are one.
pub(super) fn before<'r>(reading: &'r Reading<'_>, at: usize) -> Option<Opener<'r>> {
    let figure = &reading.quantities[at];
    let sentence = &reading.sentences[figure.sentence];
    if let Some(opener) = bracketed(reading, at) {
        return Some(opener);
    }
    let same = |q: &&Quantity| {
        q.number.dimension == figure.number.dimension && !q.number.chinese && q.bracket == figure.bracket
    };
    let previous = reading.quantities[sentence.quantities.start..at].iter().rev().find(same);
    let from = previous.map_or(sentence.span.start, |q| q.number.span.end);
    let words = reading.between(figure.passage, from..figure.number.span.start);
    let signs = ['，', '；', '：', '。'];
    let clauses: Vec<&str> = words.split(signs).collect();
    let (item, before) = clauses.split_last()?;
    let (way, name, direct) = directly(previous, before, item)
        .or_else(|| declared(&clauses))
        .or_else(|| view(before, item))
        .or_else(|| of(before))?;
    // The first part may have a count of its own: 分乡镇是甲镇6个村、….
    let item = DECLARED.iter().chain(&["：", "，"]).filter_map(|word| words.rfind(word)).max();
    let count = item.and_then(|end| stated(&words[..end]));
    Some(Opener { way, name, direct, words, count })
}

/// 3962人（一级2294人、二级1668人）: the bracket stands directly behind its whole, closes behind the list, and no word
/// says that something is left out.
fn bracketed<'r>(reading: &'r Reading<'_>, at: usize) -> Option<Opener<'r>> {
    let figure = &reading.quantities[at];
    let open = figure.bracket?;
    let whole =
        reading.quantities[..at].iter().rev().find(|q| q.number.span.end <= open || q.passage != figure.passage)?;
    let same = whole.passage == figure.passage && whole.number.dimension == figure.number.dimension;
    let first = reading.between(figure.passage, open + 1..figure.number.span.start);
    let rest = reading.between(figure.passage, open..reading.sentences[figure.sentence].span.end);
    let inside = rest.split('）').next().unwrap_or_default();
    let partial = ["其中", "含", "包括", "主要", "比", "较", "增", "减", "新", "等", "均", "目标", "计划"];
    let listed =
        inside.contains('、') && !inside.contains(['，', '；']) && !partial.iter().any(|word| inside.contains(word));
    let direct = same
        && whole.number.span.end == open
        && whole.is_amount()
        && listed
        && first.chars().count() >= 2
        && !first.contains('、');
    direct.then(|| Opener { way: Way::Declared, name: String::new(), direct: Some(whole), words: first, count: None })
}

type Read<'r> = (Way, String, Option<&'r Quantity>);

/// 668人里，…; 2820.00万元，即….
fn directly<'r>(previous: Option<&'r Quantity>, before: &[&str], item: &str) -> Option<Read<'r>> {
    let [behind] = before else { return None };
    let whole = previous.filter(|q| q.is_amount())?;
    let of = ends_of(behind).is_some_and(|rest| rest.chars().count() <= 3);
    let same = behind.chars().count() <= 2 && item.starts_with('即') && item.chars().count() > 2;
    let way = if same { Way::Declared } else { Way::Of };
    (of || same).then(|| (way, String::new(), Some(whole)))
}

/// 离岗人员中 without its 中.
fn ends_of(clause: &str) -> Option<&str> {
    let rest = ["当中", "之中", "中", "里"].iter().find_map(|word| clause.strip_suffix(word))?;
    (!rest.ends_with('其')).then_some(rest)
}

fn declared<'r>(clauses: &[&str]) -> Option<Read<'r>> {
    let last = clauses.len().checked_sub(1)?;
    for at in (last.saturating_sub(2)..=last).rev() {
        let clause = clauses[at];
        if let Some((name, item)) = DECLARED.iter().find_map(|word| clause.split_once(word)) {
            // 甲、乙分别为3人、5人 names its parts before.
            let named = at < last && item.is_empty() || item.chars().count() > 1;
            let before = at.checked_sub(1).map_or("", |at| clauses[at]);
            let name = if name.is_empty() || is_count(name) { before } else { name };
            let name = if is_count(name) { "" } else { name };
            return named.then(|| (Way::Declared, called(name), None));
        }
        let composed = COMPOSED.iter().find_map(|word| Some((clause.find(word)?, word)));
        if let Some((found, word)) = composed.filter(|_| at < last) {
            let name = clause[..found].rsplit_once('由').map_or(&clause[..found], |(name, _)| name);
            let before = at.checked_sub(1).map_or("", |at| clauses[at]);
            let end = &clause[found + word.len()..];
            let counted = clause.contains('由') || is_count(end);
            return counted.then(|| (Way::Declared, called(if name.is_empty() { before } else { name }), None));
        }
    }
    None
}

/// 共七项, 四类.
fn is_count(words: &str) -> bool {
    let words = words.trim_start_matches(['共', '有']);
    words.chars().count() <= 4 && words.starts_with(|c: char| "两二三四五六七八九十".contains(c) || c.is_ascii_digit())
}

/// The count before a unit of counting, the last one.
pub(in crate::rules::traced) fn stated(words: &str) -> Option<usize> {
    const NUMERALS: &str = "零一二三四五六七八九十";
    let chars: Vec<char> = words.chars().collect();
    let unit = |at: usize| {
        let rest: String = chars[at..].iter().take(2).collect();
        ["类", "项", "个", "部分", "方面", "种", "档", "家", "级"].iter().any(|unit| rest.starts_with(unit))
    };
    let count = |c: char| match c {
        '两' => Some(2),
        c if c.is_ascii_digit() => c.to_digit(10).and_then(|n| usize::try_from(n).ok()),
        c => NUMERALS.chars().position(|numeral| numeral == c),
    };
    let alone = |at: usize| !at.checked_sub(1).is_some_and(|at| chars[at] == '第' || count(chars[at]).is_some());
    (0..chars.len().saturating_sub(1))
        .rev()
        .filter(|at| alone(*at) && unit(at + 1))
        .find_map(|at| count(chars[at]))
        .filter(|n| *n > 1)
}

/// 从借款人身份看，个人贷款中…; 分去向是….
fn view<'r>(before: &[&str], item: &str) -> Option<Read<'r>> {
    let viewed = |clause: &&&str| {
        let opens = clause.starts_with(['从', '按', '分', '就']) && !clause.starts_with("分别");
        opens
            && ["看", "来看", "分", "划分", "来分"].iter().any(|end| clause.ends_with(end))
            && clause.chars().count() <= 12
    };
    let divided = item.starts_with('分')
        && !item.starts_with("分别")
        && item.chars().take(10).position(|c| "是为".contains(c)).is_some_and(|at| at > 1);
    if before.iter().rev().take(2).any(|clause| viewed(&clause)) {
        // 分季度看，培训补贴一季度…: of the training only.
        let quarter = item.split_once("一季度").map_or("", |(name, _)| name);
        let own = item.split_once('中').map_or(quarter, |(name, rest)| {
            let word = ["央", "小", "级", "心", "等"].iter().any(|next| rest.starts_with(next));
            if word || name.ends_with('其') { quarter } else { name }
        });
        return Some((Way::View, called(own), None));
    }
    divided.then(|| (Way::Declared, String::new(), None))
}

fn of<'r>(before: &[&str]) -> Option<Read<'r>> {
    let name = ends_of(before.last()?)?;
    let chars = name.chars().count();
    let time = ["年", "月", "期间", "过程", "工作", "检查"].iter().any(|word| name.ends_with(word));
    ((2..=14).contains(&chars) && !time).then(|| (Way::Of, called(name), None))
}

/// What is named: 参保人数 of 六个乡镇的参保人数.
fn called(name: &str) -> String {
    let name = name.rsplit(['，', '；', '：', '。']).next().unwrap_or(name);
    let name = name.rsplit_once('的').map_or(name, |(_, last)| last);
    name.trim_end_matches(['共', '计']).to_owned()
}

/// Whether the figure is the age or the grade of what follows.
pub(super) fn is_aged(q: &Quantity) -> bool {
    matches!(q.number.dimension, Dimension::Time | Dimension::Bare | Dimension::Other("级"))
}
