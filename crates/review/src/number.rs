//! Chinese number reading: what is a quantity, what is a date, and what only looks like a number.

mod dates;

use crate::interval::Interval;
use crate::text::item_mark;
use crate::unit::{Dimension, Per, factor_at, per_at, starts, unit_at};
use dates::date_at;
use rust_decimal::Decimal;
use std::ops::Range;
use std::str::FromStr;

/// A printed number with its unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// The value in the unit of its dimension (元, %, 人 …).
    pub value: Decimal,
    /// What one step of the last printed digit is worth.
    pub step: Decimal,
    /// The factor printed (万 = 10000).
    pub factor: Decimal,
    /// What it measures.
    pub dimension: Dimension,
    /// For one person or month, where the unit or the words before say so.
    pub per: Per,
    /// Words that make the number less than exact.
    pub bound: Bound,
    /// Written in Chinese numerals.
    pub chinese: bool,
    /// The characters, unit included, bound words not.
    pub span: Range<usize>,
    /// The characters of the digits alone.
    pub digits: Range<usize>,
}

/// What bound words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// As printed.
    None,
    /// 约, 近, 余, 多, 左右.
    About,
    /// 以上, 不低于, 超过, ≥.
    AtLeast,
    /// 以下, 不超过, ≤.
    AtMost,
    /// One end of a range (3%-5%).
    Range,
}

impl Number {
    /// The values that the printing leaves open: half a step each way, none for counted integers.
    pub fn interval(&self) -> Interval {
        if self.is_exact() {
            Interval::exact(self.value)
        } else if self.dimension == Dimension::Score {
            // Scores are given, not rounded: 19分 is 19.
            Interval::around(self.value, Decimal::new(5, 3))
        } else {
            Interval::around(self.value, self.step / Decimal::TWO)
        }
    }

    /// A whole number of people or things.
    pub fn is_exact(&self) -> bool {
        self.dimension.is_counted() && self.factor == Decimal::ONE && self.step == Decimal::ONE
    }

    /// Whether it may stand in an equation.
    pub fn is_operand(&self) -> bool {
        self.bound == Bound::None
    }
}

/// Something with digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A quantity.
    Number(Number),
    /// A date or a part of one.
    Date(DateWords),
}

/// 2024年, 2024年5月, 12月31日.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateWords {
    /// The year where it is printed.
    pub year: Option<i32>,
    /// The month where it is printed; for 1-3月 the first times 100 and the last.
    pub month: Option<u32>,
    /// The characters.
    pub span: Range<usize>,
}

/// Reads the tokens of a normalised passage.
pub fn tokens(chars: &[char]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = item_mark(chars);
    while at < chars.len() {
        let (token, next) = token_at(chars, at);
        tokens.extend(token);
        at = next.max(at + 1);
    }
    mark_ranges(chars, &mut tokens);
    tokens
}

fn token_at(chars: &[char], at: usize) -> (Option<Token>, usize) {
    let c = chars[at];
    if let Some(end) = document_number(chars, at) {
        return (None, end);
    }
    if c.is_ascii_alphabetic() {
        return (
            None,
            at + chars[at..].iter().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/')).count(),
        );
    }
    if matches!(c, '。' | '；' | '：' | '，') {
        // 。2、 and ：（1） are items, not numbers.
        let mark = item_mark(&chars[at + 1..]);
        return (
            None,
            at + 1 + if mark > 0 && chars[at + 1].is_ascii_digit() | (chars[at + 1] == '（') { mark } else { 0 },
        );
    }
    if c == '（' {
        return (None, at + item_mark(&chars[at..]).max(1));
    }
    if c == '第' {
        let digits = chars[at + 1..].iter().take_while(|c| c.is_ascii_digit() || is_numeral(**c)).count();
        return (None, at + 1 + digits);
    }
    if starts(&chars[at..], "百分之") {
        return chinese_percent(chars, at);
    }
    if c.is_ascii_digit() {
        return digits_at(chars, at);
    }
    if is_numeral(c) && !matches!(c, '百' | '千' | '万') {
        return chinese_at(chars, at);
    }
    (None, at + 1)
}

/// 〔2019〕12号, （2019）12号, 12号.
fn document_number(chars: &[char], at: usize) -> Option<usize> {
    let close = match chars[at] {
        '〔' => '〕',
        '（' => '）',
        '《' | '<' => return None,
        _ => return None,
    };
    let year = count_digits(chars, at + 1);
    if year != 4 || chars.get(at + 5) != Some(&close) {
        return None;
    }
    let mut end = at + 6;
    end += usize::from(chars.get(end) == Some(&'第'));
    let digits = count_digits(chars, end);
    if digits == 0 {
        return (close == '〕').then_some(end);
    }
    end += digits;
    (close == '〕' || chars.get(end) == Some(&'号')).then(|| end + usize::from(chars.get(end) == Some(&'号')))
}

fn count_digits(chars: &[char], at: usize) -> usize {
    chars.get(at..).unwrap_or_default().iter().take_while(|c| c.is_ascii_digit()).count()
}

fn digits_at(chars: &[char], at: usize) -> (Option<Token>, usize) {
    if let Some(date) = date_at(chars, at) {
        let end = date.span.end;
        return (Some(Token::Date(date)), end);
    }
    let (text, end) = number_text(chars, at);
    if let Some(end) = not_a_quantity(chars, at, end, &text) {
        return (None, end);
    }
    let Ok(plain) = Decimal::from_str(&text) else { return (None, end) };
    match quantity(chars, at, end, plain, false) {
        Some(number) => {
            let end = number.span.end;
            (Some(Token::Number(number)), end)
        }
        None => (None, end),
    }
}

/// 54 440.73万元: three digits behind a space, and a unit behind them. Cells of a lost table have no unit.
fn is_spaced_group(chars: &[char], at: usize, end: usize) -> bool {
    let first = count_digits(chars, at);
    let grouped =
        chars.get(end) == Some(&' ') && count_digits(chars, end + 1) == 3 && (end - at - first).is_multiple_of(4);
    let alone = at == 0 || !matches!(chars[at - 1], ' ' | '.' | ',');
    if !grouped || !alone || !(1..=3).contains(&first) {
        return false;
    }
    let mut unit = end + 4;
    while chars.get(unit) == Some(&' ') && count_digits(chars, unit + 1) == 3 {
        unit += 4;
    }
    if chars.get(unit) == Some(&'.') {
        unit += 1 + count_digits(chars, unit + 1);
    }
    let factor = factor_at(&chars[unit..]).1;
    matches!(unit_at(&chars[unit + factor..]), Some((Dimension::Money | Dimension::Person | Dimension::PersonTimes, _)))
}

/// The digits with groups and decimals; the text without commas.
fn number_text(chars: &[char], at: usize) -> (String, usize) {
    let mut text = String::new();
    let mut end = at;
    while let Some(&c) = chars.get(end) {
        if c.is_ascii_digit() {
            text.push(c);
        } else if !text.contains('.')
            && (c == ',' && count_digits(chars, end + 1) == 3 || is_spaced_group(chars, at, end))
        {
        } else if matches!(c, '.' | '．') && !text.contains('.') && chars.get(end + 1).is_some_and(char::is_ascii_digit)
        {
            text.push('.');
        } else {
            break;
        }
        end += 1;
    }
    (text, end)
}

/// Phone numbers, document numbers, times, fractions, codes.
fn not_a_quantity(chars: &[char], at: usize, end: usize, text: &str) -> Option<usize> {
    let whole = text.chars().all(|c| c.is_ascii_digit());
    let next = chars.get(end).copied();
    let after = count_digits(chars, end + 1);
    match next {
        Some('号') if !starts(&chars[end..], "号召") => return Some(end + 1),
        Some(':') if after > 0 => return Some(end + 1 + after),
        Some('/') if after > 0 => return Some(end + 1 + after),
        Some('-') if whole && after >= 6 => return Some(end + 1 + after),
        Some(c) if c.is_ascii_alphabetic() => return Some(end),
        Some('.' | '．') if after > 0 => {
            // 1.2.3 is a place in a book.
            return Some(end + 1 + after);
        }
        _ => {}
    }
    if whole && text.len() >= 11 && unit_at(&chars[end..]).is_none() {
        return Some(end);
    }
    if at > 0 && matches!(chars[at - 1], '_' | '№') {
        return Some(end);
    }
    ["热线", "平台", "专线", "工程", "条例"].iter().any(|w| starts(&chars[end..], w)).then_some(end)
}

/// From the end of the digits on: 余 万 多 元 /人/年 以上.
fn quantity(chars: &[char], at: usize, digits_end: usize, plain: Decimal, chinese: bool) -> Option<Number> {
    let mut end = digits_end;
    let mut about = vague(chars, end);
    end += usize::from(about);
    let (mut factor, length) = factor_at(&chars[end..]);
    end += length;
    if !about {
        about = vague(chars, end) && unit_at(&chars[end + 1..]).is_some();
        end += usize::from(about);
    }
    let (mut dimension, length) = unit_at(&chars[end..]).unwrap_or((Dimension::Bare, 0));
    if !unit_stands(chars, end, length, dimension) {
        dimension = Dimension::Bare;
    } else {
        if chars.get(end) == Some(&'‰') {
            factor /= Decimal::TEN;
        }
        end += length;
    }
    let (mut per, length) = if dimension == Dimension::Money { per_at(&chars[end..]) } else { (Per::default(), 0) };
    end += length;
    if dimension == Dimension::Money && length == 0 {
        per = Per::before(&before(chars, at, 14));
        // 1000元标准, 标准为1000元
        let named = starts(&chars[end..], "标准") || starts(&chars[end..], "的标准");
        per.each |= named || ["标准", "标准为", "标准是"].iter().any(|w| before(chars, at, 3).ends_with(w));
    }
    // Nobody reports more than a hundred trillion or nine decimals; so products stay in range.
    let value = plain.checked_mul(factor)?;
    if value > Decimal::from(LARGEST) || plain.scale() > 8 {
        return None;
    }
    let step = Decimal::new(1, plain.scale()).checked_mul(factor)?;
    let bound = if about { Bound::About } else { bound_words(chars, at, end) };
    Some(Number { value, step, factor, dimension, per, bound, chinese, span: at..end, digits: at..digits_end })
}

/// The largest value read as a quantity, in 元, persons, things.
const LARGEST: u64 = 100_000_000_000_000;

/// 余, 多, 几 directly behind a number.
fn vague(chars: &[char], at: usize) -> bool {
    matches!(chars.get(at), Some('余' | '多' | '几' | '来'))
}

/// A unit's character may begin another word: 5月, 3分之一, 2级, 10名列.
fn unit_stands(chars: &[char], at: usize, length: usize, dimension: Dimension) -> bool {
    let rest = &chars[at..];
    let false_friends: &[&str] = match dimension {
        Dimension::Score => {
            &["分之", "分别", "分局", "分类", "分散", "分为", "分管", "分析", "分行", "分公司", "分配", "分支"]
        }
        Dimension::Person => &["人均", "名称", "名列", "位于", "人社", "人力", "人民"],
        Dimension::Count("期") => &["期末", "期初", "期间"],
        Dimension::Count("次") => &["次要", "次年"],
        Dimension::Count("项") => &["项目"],
        Dimension::Count("部") => &["部分", "部署"],
        Dimension::Count("科") => &["科室", "科学"],
        Dimension::Count("处") => &["处理", "处于"],
        Dimension::Count("所") => &["所有", "所需"],
        Dimension::Count("对") => &["对应", "对象", "对于", "对比", "对口"],
        Dimension::Count("类") => &[],
        Dimension::Count("起") => &["起来", "起到"],
        Dimension::Count("支") => &["支出", "支付", "支持"],
        Dimension::Count("家") => &["家庭"],
        Dimension::Count("条") => &["条件", "条例"],
        Dimension::Count("户") => &["户籍"],
        Dimension::Other("成") => &["成为", "成立", "成员", "成果", "成本", "成效"],
        Dimension::Other("级") => &["级别"],
        _ => &[],
    };
    length > 0 && !false_friends.iter().any(|word| starts(rest, word))
}

/// Words before and behind that make a bound.
fn bound_words(chars: &[char], at: usize, end: usize) -> Bound {
    // 当年结余-809.55万元: printed with its minus, it is no amount for an equation. 1-9月 and A-3 have none.
    if let [.., word, '-' | '－' | '−'] = &chars[..at]
        && !word.is_ascii_alphanumeric()
    {
        return Bound::AtMost;
    }
    let behind = &chars[end..];
    // 由年初2846户起 is where it began.
    let begun = || before(chars, at, 10).contains(['由', '从']);
    if ["以上", "及以上", "（含）以上", "(含)以上"].iter().any(|w| starts(behind, w))
        || starts(behind, "起") && !begun()
    {
        return Bound::AtLeast;
    }
    let named = ["内设", "内控", "内部", "内容"].iter().any(|w| starts(behind, w)); // 5个内设机构
    if !named && ["以下", "以内", "及以下", "之内", "内", "（含）以下", "(含)以下"].iter().any(|w| starts(behind, w))
    {
        return Bound::AtMost;
    }
    // 8.00万亩多0.12万亩 is a comparison.
    let compared = behind.get(1).is_some_and(char::is_ascii_digit)
        // 未参保的86人多数在外务工; 比上年的8115万元多支出524万元.
        || ["多数", "多为", "多是", "多系", "多因", "多半"].iter().any(|w| starts(behind, w))
        || ["多支", "多收", "多结", "多发", "多拨", "多付", "多征", "多缴", "多投"].iter().any(|w| starts(behind, w));
    if ["左右", "上下", "余", "多"].iter().any(|w| starts(behind, w)) && !compared {
        return Bound::About;
    }
    let before = before(chars, at, 5);
    let ends = |words: &[&str]| words.iter().any(|w| before.ends_with(w));
    if ends(&[
        "不超过",
        "不高于",
        "不大于",
        "不多于",
        "至多",
        "最多",
        "最高",
        "≤",
        "<",
        "低于",
        "小于",
        "少于",
        "不足",
        "上限",
        "控制在",
        "以内的",
    ]) && !ends(&["不低于", "不少于", "不小于"])
    {
        return Bound::AtMost;
    }
    if ends(&[
        "不低于",
        "不少于",
        "不小于",
        "至少",
        "最少",
        "最低",
        "≥",
        ">",
        "超过",
        "高于",
        "大于",
        "多于",
        "超",
        "逾",
        "突破",
        "超出",
        "达到或超过",
    ]) {
        return Bound::AtLeast;
    }
    if ends(&["约", "近", "大约", "约为", "将近", "接近", "大概", "约有", "约占", "约达"])
        && !ends(&["节约", "签约", "附近"])
    {
        return Bound::About;
    }
    Bound::None
}

pub(crate) fn before(chars: &[char], at: usize, count: usize) -> String {
    chars[at.saturating_sub(count)..at].iter().collect()
}

/// 3%-5%, 300~500元, 0.6%至3%: neither end is a figure.
fn mark_ranges(chars: &[char], tokens: &mut [Token]) {
    for k in 1..tokens.len() {
        let (left, right) = tokens.split_at_mut(k);
        let (Some(Token::Number(a)), Some(Token::Number(b))) = (left.last_mut(), right.first_mut()) else { continue };
        let between: String = chars[a.span.end..b.span.start].iter().collect();
        let same = a.dimension == b.dimension || a.dimension == Dimension::Bare;
        let growing = a.value < b.value || a.dimension == Dimension::Bare;
        let from = matches!(before(chars, a.span.start, 1).as_str(), "由" | "从");
        if same && growing && !from && matches!(between.as_str(), "-" | "~" | "至" | "--" | "到" | "-~") {
            a.bound = Bound::Range;
            b.bound = Bound::Range;
        }
    }
}

fn is_numeral(c: char) -> bool {
    "零〇一二三四五六七八九十百千万两".contains(c)
}

/// 百分之三十, 百分之九十五点六.
fn chinese_percent(chars: &[char], at: usize) -> (Option<Token>, usize) {
    let start = at + 3;
    let length = chars[start..]
        .iter()
        .take_while(|c| is_numeral(**c) || **c == '点' || c.is_ascii_digit() || **c == '.')
        .count();
    let words: String = chars[start..start + length].iter().collect();
    let value = Decimal::from_str(&words).ok().or_else(|| {
        let (whole, part) = words.split_once('点').unwrap_or((words.as_str(), ""));
        let mut text = numeral(whole)?.to_string();
        if !part.is_empty() {
            text.push('.');
            for c in part.chars() {
                text.push_str(&numeral(&c.to_string())?.to_string());
            }
        }
        Decimal::from_str(&text).ok()
    });
    let end = start + length;
    let Some(value) = value.filter(|v| *v <= Decimal::from(LARGEST) && v.scale() <= 8) else { return (None, end) };
    let number = Number {
        value,
        step: Decimal::new(1, value.scale()),
        factor: Decimal::ONE,
        dimension: Dimension::Percent,
        per: Per::default(),
        bound: bound_words(chars, at, end),
        chinese: true,
        span: at..end,
        digits: start..end,
    };
    (Some(Token::Number(number)), end)
}

/// 三万元, 八个, 两项: only with a unit directly behind.
fn chinese_at(chars: &[char], at: usize) -> (Option<Token>, usize) {
    let length = chars[at..].iter().take_while(|c| is_numeral(**c)).count();
    let mut end = at + length;
    let words: String = chars[at..end].iter().collect();
    let Some(mut value) = numeral(&words) else { return (None, end) };
    if chars.get(end) == Some(&'亿') {
        value = value.saturating_mul(100_000_000);
        end += 1;
    }
    let Some((dimension, _)) = unit_at(&chars[end..]) else { return (None, end) };
    if matches!(dimension, Dimension::Time | Dimension::Score | Dimension::Other(_)) {
        return (None, end);
    }
    match quantity(chars, at, end, Decimal::from(value), true) {
        Some(number) if number.dimension != Dimension::Bare => {
            let end = number.span.end;
            (Some(Token::Number(number)), end)
        }
        _ => (None, end),
    }
}

/// A Chinese numeral: 三百二十, 两千, 三万, 十.
pub fn numeral(words: &str) -> Option<u64> {
    let mut total: u64 = 0;
    let mut section: u64 = 0;
    let mut digit: Option<u64> = None;
    for c in words.chars() {
        if let Some(d) = "零一二三四五六七八九".chars().position(|x| x == c || (x == '零' && c == '〇')) {
            if digit.is_some_and(|d| d > 0) {
                return None;
            }
            digit = Some(d as u64);
            continue;
        }
        let unit = match c {
            '两' => {
                digit = Some(2);
                continue;
            }
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            '万' => {
                section += digit.take().unwrap_or(0);
                total = section.max(1).checked_mul(10_000)?;
                section = 0;
                continue;
            }
            _ => return None,
        };
        section += digit.take().filter(|d| *d > 0).unwrap_or(1) * unit;
    }
    (!words.is_empty()).then(|| total + section + digit.unwrap_or(0))
}
