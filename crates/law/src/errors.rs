//! What can be wrong with law files and with a question put to them. Read by policy officers.

use std::fmt;

use base::Date;

/// One fault in a law file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LawFault {
    /// Path below the law folder.
    pub file: String,
    /// Line, counted from 1; 0 when the whole file is meant.
    pub line: usize,
    /// What is wrong and what to write instead, in Chinese.
    pub message: String,
}

impl fmt::Display for LawFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}：{}", self.file, self.message),
            line => write!(f, "{} 第 {line} 行：{}", self.file, self.message),
        }
    }
}

/// Every fault found in a set of law files, in the order of file and line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawErrors(pub Vec<LawFault>);

impl fmt::Display for LawErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "政策参数文件有 {} 处错误，改正后再启用：", self.0.len())?;
        self.0.iter().try_for_each(|fault| writeln!(f, "  {fault}"))
    }
}

impl std::error::Error for LawErrors {}

/// Why a question to the law has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LawError {
    /// No place has this code on this date.
    #[error("places.toml 中没有代码为 {code} 的地方，请先在 places.toml 登记该县区及其上级")]
    UnknownPlace {
        /// The code asked for.
        code: String,
    },
    /// No such parameter is declared.
    #[error("没有名为“{parameter}”的参数，请核对名称，或在 {file} 登记")]
    UnknownParameter {
        /// Full name asked for.
        parameter: String,
        /// Where it would be declared.
        file: String,
    },
    /// The parameter is of another kind.
    #[error("参数“{parameter}”是{actual}，不能按{asked}读取（程序错误，请联系开发人员）")]
    WrongKind {
        /// Full name.
        parameter: String,
        /// The declared kind.
        actual: &'static str,
        /// The kind asked for.
        asked: &'static str,
    },
    /// Declared, but no row is in force.
    #[error("{0}没有值，请在 {file} 补一行并写明文件依据", file = .0.file)]
    NoValue(Box<Question>),
    /// A declared gap: somebody still has to publish it.
    #[error("{question}尚未查到，应由{who}公布；查到后请写入 {file}", file = .question.file)]
    Gap {
        /// What was asked.
        question: Box<Question>,
        /// Who should publish it.
        who: String,
    },
    /// A date the holiday calendar does not cover.
    #[error("节假日表只覆盖 {from} 至 {to}，查不到 {date}；请按国务院办公厅通知补充 national/calendar.toml")]
    OutsideCalendar {
        /// Asked about.
        date: Date,
        /// First covered day.
        from: Date,
        /// Last covered day.
        to: Date,
    },
    /// A value in force cannot be used, for example a pay day that is no day of the month.
    #[error("参数“{parameter}”的值 {value} 不能使用：{reason}")]
    Unusable {
        /// Full name.
        parameter: String,
        /// The value as text.
        value: String,
        /// Why.
        reason: String,
    },
}

/// A question that the law could not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Full name.
    pub parameter: String,
    /// Chinese title.
    pub title: String,
    /// Full place name.
    pub place: String,
    /// First day asked about.
    pub date: Date,
    /// Where the row belongs.
    pub file: String,
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}在 {} 的“{}”（{}）", self.place, self.date, self.title, self.parameter)
    }
}
