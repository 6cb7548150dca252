//! One cell of a known kind: read exactly, or refused with a reason. Nothing is guessed.
//!
//! Accepted without doubt, and recorded as a notice: full-width digits, an apostrophe before a
//! number kept as text, date serials, a time of day after a date.

use std::fmt::Display;

use base::{BankCardError, Date, Fen, IdNumberError, Month, ParsedId, RegionCode, date_from_number, parse_date};

use crate::limits;
use crate::profile::{Column, Kind};
use crate::raw::{RawCell, is_blank_char};
use crate::record::Value;

/// What was done to a cell, without changing its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    FullWidthDigits,
    Apostrophe,
    SerialDate,
    TimeDropped,
    PrivateCharacter,
    FormulaValue,
    LuhnFails,
}

impl Mark {
    /// The notice for a person.
    pub fn message(self, title: &str) -> String {
        match self {
            Mark::FullWidthDigits => format!("“{title}”列有全角数字，已按相同的半角数字读取"),
            Mark::Apostrophe => format!("“{title}”列有数字前的单引号，已去掉"),
            Mark::SerialDate => format!("“{title}”列有未设为日期格式的日期序号，已换算为日期，请核对预览"),
            Mark::TimeDropped => format!("“{title}”列的日期带有时刻，只取日期"),
            Mark::PrivateCharacter => {
                format!("“{title}”列有自造字（私有区字符），其他电脑上可能显示不出，请改用标准字")
            }
            Mark::FormulaValue => format!("“{title}”列有公式，读取的是保存文件时的结果"),
            Mark::LuhnFails => format!("“{title}”列有账号不符合银行卡校验规则（存折账号可以如此），请抽查"),
        }
    }
}

/// What reading needs to know besides the cell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    pub today: Date,
    pub epoch_1904: bool,
}

/// Reads a cell; `None` is an empty one. The error is a message for a person.
pub(crate) fn read(
    column: &Column,
    cell: &RawCell,
    context: Context,
    marks: &mut Vec<Mark>,
) -> Result<Option<Value>, String> {
    if cell.is_blank() {
        return Ok(None);
    }
    match cell {
        RawCell::Empty => return Ok(None),
        RawCell::Error(code) => return Err(format!("单元格是公式错误 {code}，请改正公式或直接填写数值")),
        RawCell::TooLong(chars) => {
            return Err(format!(
                "内容有 {chars} 个字，超过 {} 字的上限，可能是引号没有成对，请检查这一行",
                limits::CELL_CHARS
            ));
        }
        RawCell::Text(_) | RawCell::Number(_) | RawCell::DateSerial(_) | RawCell::Flag(_) => {}
    }
    let text = prepared(column.kind, cell, marks)?;
    if text.is_empty() {
        return Ok(None);
    }
    let value = match column.kind {
        Kind::Text => plain(cell, text),
        Kind::IdNumber => id_number(cell, &text, context),
        Kind::BankAccount => bank_account(cell, &text, marks),
        Kind::Phone => phone(cell, &text),
        Kind::Region => region(cell, &text),
        Kind::Money => money(column, cell, &text),
        Kind::Date => date(cell, &text, context, marks).and_then(|d| not_future(column, d, context)).map(Value::Date),
        Kind::Month => month(column, cell, &text, context),
        Kind::Year => year(cell, &text),
        Kind::Integer => integer(column, cell, &text),
        Kind::Code => code(column, &text),
    };
    value.map(Some)
}

/// The cell's text without surrounding blanks; for everything but text also without a leading
/// apostrophe and with half-width digits.
fn prepared(kind: Kind, cell: &RawCell, marks: &mut Vec<Mark>) -> Result<String, String> {
    let text = cell.shown().trim_matches(is_blank_char);
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return Err("有无法识别的字符（乱码），请对照原件改正，或用 UTF-8 编码重新导出".to_owned());
    }
    if text.chars().any(|c| (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || turns_direction(c)) {
        return Err("含有不可见的控制字符，请删除后重新填写".to_owned());
    }
    if kind == Kind::Text {
        let private = |c: char| matches!(u32::from(c), 0xE000..=0xF8FF | 0xF_0000..=0x10_FFFF);
        if text.chars().any(private) {
            marks.push(Mark::PrivateCharacter);
        }
        let chars = text.chars().count();
        if chars > limits::TEXT_CHARS {
            return Err(format!("内容有 {chars} 个字，超过 {} 字的上限，请核对后缩短", limits::TEXT_CHARS));
        }
        // A line break in a cell is how a spreadsheet wraps; kept, it would break lists and files.
        return Ok(text.replace("\r\n", " ").replace(['\r', '\n', '\t'], " "));
    }
    let bare = text.trim_start_matches('\'').trim_matches(is_blank_char);
    if bare.len() < text.len() {
        marks.push(Mark::Apostrophe);
    }
    let half: String = bare.chars().map(half_width_digit).collect();
    if half != bare {
        marks.push(Mark::FullWidthDigits);
    }
    Ok(half)
}

/// Characters that print a text in another order than it is stored in: a name could read as
/// another one to whoever signs for it.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Full-width digits have one meaning. Full-width letters, points and signs are left alone.
fn half_width_digit(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        c => c,
    }
}

/// Whole numbers of more than 15 digits have lost their last ones in a spreadsheet; so has text
/// in scientific notation.
fn digits_lost(cell: &RawCell, text: &str) -> bool {
    match cell {
        RawCell::Number(_) => text.bytes().filter(u8::is_ascii_digit).count() > 15,
        _ => is_scientific(text),
    }
}

/// `1.10108E+17`, as spreadsheets write it. `12E3` may be a document's number and is left alone.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once("E+").or_else(|| text.split_once("e+")) else { return false };
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    digits(&mantissa.replacen('.', "", 1)) && digits(exponent)
}

fn lost(what: &str) -> String {
    format!("{what}已被表格软件改成数值或科学计数法，末几位已丢失，不能还原；请把该列设为“文本”后重新录入")
}

fn words(error: impl Display) -> String {
    error.to_string()
}

fn plain(cell: &RawCell, text: String) -> Result<Value, String> {
    if digits_lost(cell, &text) {
        return Err(lost("号码"));
    }
    match cell {
        RawCell::DateSerial(_) => Err("这一列应为文字，单元格却是日期格式；请把该列设为“文本”后重新填写".to_owned()),
        _ => Ok(Value::Text(text.into())),
    }
}

fn id_number(cell: &RawCell, text: &str, context: Context) -> Result<Value, String> {
    if digits_lost(cell, text) || matches!(cell, RawCell::DateSerial(_)) {
        return Err(words(IdNumberError::Scientific));
    }
    match ParsedId::parse(text).map_err(words)? {
        ParsedId::Current(id) => id.born_by(context.today).map(|id| Value::Id(ParsedId::Current(id))).map_err(words),
        legacy @ ParsedId::Legacy(_) => Ok(Value::Id(legacy)),
    }
}

fn bank_account(cell: &RawCell, text: &str, marks: &mut Vec<Mark>) -> Result<Value, String> {
    match cell {
        RawCell::Number(_) if text.len() <= 15 => {
            Err("银行账号被存成了数值，开头的 0 可能已丢失；请把该列设为“文本”，对照社保卡或存折重新录入".to_owned())
        }
        RawCell::Number(_) | RawCell::DateSerial(_) => Err(words(BankCardError::Scientific)),
        _ => {
            let card: base::BankCard = text.parse().map_err(words)?;
            if !card.passes_luhn() {
                marks.push(Mark::LuhnFails);
            }
            Ok(Value::Card(Box::new(card)))
        }
    }
}

fn phone(cell: &RawCell, text: &str) -> Result<Value, String> {
    let allowed = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '/' | ',' | '、' | '，'));
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if !allowed || !(7..=40).contains(&digits) || matches!(cell, RawCell::DateSerial(_)) {
        return Err("电话号码应为 11 位手机号或带区号的固定电话，请改正".to_owned());
    }
    Ok(Value::Text(text.into()))
}

fn region(cell: &RawCell, text: &str) -> Result<Value, String> {
    if digits_lost(cell, text) {
        return Err(lost("行政区划代码"));
    }
    text.parse::<RegionCode>().map(Value::Region).map_err(words)
}

fn money(column: &Column, cell: &RawCell, text: &str) -> Result<Value, String> {
    if matches!(cell, RawCell::DateSerial(_)) {
        return Err("金额单元格被设成了日期格式，请改为数值格式并核对金额".to_owned());
    }
    let fen: Fen = text.parse().map_err(words)?;
    if fen.is_negative() && !column.negative {
        return Err("金额不能为负数，请核对原始单据".to_owned());
    }
    if fen.get().unsigned_abs() > limits::MONEY_FEN.unsigned_abs() {
        return Err(format!("“{text}”超过 1000 亿元的上限，请核对单位是否填错"));
    }
    Ok(Value::Money(fen))
}

fn date(cell: &RawCell, text: &str, context: Context, marks: &mut Vec<Mark>) -> Result<Date, String> {
    match cell {
        RawCell::DateSerial(_) => date_of_serial(text, context.epoch_1904),
        RawCell::Number(_) if text.len() == 8 && !text.contains('.') => {
            date_from_number(text.parse().map_err(|_| not_a_date(text))?).map_err(|_| not_a_date(text))
        }
        // Five digits cannot be a day written as a number; they are a serial that lost its format.
        RawCell::Number(_) if text.split('.').next().is_some_and(|days| days.len() == 5) => {
            marks.push(Mark::SerialDate);
            date_of_serial(text, context.epoch_1904)
        }
        RawCell::Number(_) => Err(not_a_date(text)),
        _ => {
            let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
            if time.is_empty() {
                return parse_date(text).map_err(words);
            }
            if !time.trim().chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.')) || !time.contains(':') {
                return Err(not_a_date(text));
            }
            marks.push(Mark::TimeDropped);
            parse_date(day).map_err(|_| not_a_date(text))
        }
    }
}

fn not_a_date(text: &str) -> String {
    format!("“{text}”不是日期，请填写如 2019-01-31 或 20190131")
}

/// The day of a serial number: days since 1899-12-30, or since 1904-01-01. The 1900 system counts
/// a 29 February 1900 that never was: serial 60 is no day, earlier ones are one day later.
fn date_of_serial(text: &str, epoch_1904: bool) -> Result<Date, String> {
    let days: i64 = text.split('.').next().unwrap_or("").parse().map_err(|_| not_a_date(text))?;
    let (epoch, days) = match (epoch_1904, days) {
        (true, _) => (jiff::civil::date(1904, 1, 1), days),
        (false, 1..=59) => (jiff::civil::date(1899, 12, 31), days),
        (false, 61..) => (jiff::civil::date(1899, 12, 30), days),
        (false, _) => return Err(not_a_date(text)),
    };
    let last = jiff::civil::date(2199, 12, 31);
    let date = jiff::Span::new().try_days(days).ok().and_then(|span| epoch.checked_add(span).ok());
    date.filter(|d| days >= 0 && *d <= last).ok_or_else(|| not_a_date(text))
}

fn not_future(column: &Column, date: Date, context: Context) -> Result<Date, String> {
    if column.not_future && date > context.today {
        return Err(format!("日期 {date} 晚于今天，请改正"));
    }
    Ok(date)
}

fn month(column: &Column, cell: &RawCell, text: &str, context: Context) -> Result<Value, String> {
    let month = match cell {
        RawCell::DateSerial(_) => Month::of(date_of_serial(text, context.epoch_1904)?),
        RawCell::Number(_) => text.parse().map_err(words)?,
        _ => month_of_text(text)?,
    };
    if column.not_future && month > Month::of(context.today) {
        return Err(format!("月份 {month} 晚于本月，请改正"));
    }
    Ok(Value::Month(month))
}

/// `2019-01`, `201901`, `2019-1`, `2019/1`, `2019年1月`, or a day in the month. `2019.1` may be
/// January or a cut-off October and is refused; `2019.01` and `2019.10` are not in doubt.
fn month_of_text(text: &str) -> Result<Month, String> {
    if let Ok(month) = text.parse() {
        return Ok(month);
    }
    if let Ok(date) = parse_date(text) {
        return Ok(Month::of(date));
    }
    let error = || format!("“{text}”不是月份，请填写如 2019-01 或 201901");
    let bare = text.strip_suffix('月').unwrap_or(text);
    let (year, month) = bare.split_once(['-', '/', '.', '年']).ok_or_else(error)?;
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let width_ok = if bare.contains('.') { month.len() == 2 } else { (1..=2).contains(&month.len()) };
    if year.len() != 4 || !width_ok || !digits(year) || !digits(month) {
        return Err(error());
    }
    format!("{year}{month:0>2}").parse().map_err(|_| error())
}

fn year(cell: &RawCell, text: &str) -> Result<Value, String> {
    let bare = text.strip_suffix('年').unwrap_or(text);
    match bare.parse::<i64>() {
        Ok(year) if bare.len() == 4 && (1900..=2199).contains(&year) && !matches!(cell, RawCell::DateSerial(_)) => {
            Ok(Value::Integer(year))
        }
        _ => Err(format!("“{text}”不是年度，请填写如 2019 的四位数")),
    }
}

fn integer(column: &Column, cell: &RawCell, text: &str) -> Result<Value, String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let well_formed = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse::<i64>().ok().filter(|_| well_formed && !matches!(cell, RawCell::DateSerial(_)));
    match number {
        None => Err(format!("“{text}”不是整数，请改正")),
        Some(number) if number < 0 && !column.negative => Err(format!("“{text}”不能为负数，请改正")),
        Some(number) => Ok(Value::Integer(number)),
    }
}

fn code(column: &Column, text: &str) -> Result<Value, String> {
    match column.code_list().find(|(code, label)| *code == text || *label == text) {
        Some((code, _)) => Ok(Value::Text(code.into())),
        None => {
            let list = column.codes.join("、");
            Err(format!("“{text}”不在“{}”的代码表中，可填：{list}", column.title))
        }
    }
}
