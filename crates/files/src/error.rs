//! Why a file cannot be read at all. Errors of single rows are [`crate::Problem`]s.

use crate::document::DocumentError;
use crate::limits;

/// Why a whole file is refused, with what to do now.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The operating system would not give it.
    #[error("文件打不开：{0}。请确认文件存在、没有被其他程序占用，并且您有读取权限")]
    Io(#[from] std::io::Error),
    /// Refused by size before reading.
    #[error(
        "文件有 {mib} MB，超过{what}的上限 {limit_mib} MB，没有读取。请按乡镇（街道）拆分成几个文件，分别导入",
        mib = bytes / 1_048_576,
        limit_mib = limit / 1_048_576
    )]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The limit for its kind.
        limit: u64,
        /// Its kind in words.
        what: &'static str,
    },
    /// Nothing in it.
    #[error("文件是空的。请重新导出后再导入")]
    Empty,
    /// Recognised as something else.
    #[error("这不是表格文件，而是{0}。请在表格软件中打开原始表格，另存为“Excel 工作簿（.xlsx）”后再导入")]
    NotATable(&'static str),
    /// Needs a password.
    #[error("文件设有打开密码，无法读取。请在表格软件中打开它，取消密码后另存，再导入")]
    Encrypted,
    /// Contains macros.
    #[error("文件含有宏（VBA），为安全起见不予读取。请另存为“Excel 工作簿（.xlsx）”，宏会被去掉，再导入")]
    Macros,
    /// Truncated or damaged.
    #[error("{format}文件不完整或已损坏（{detail}）。可能是下载或拷贝没有完成，请重新导出或重新拷贝后再导入")]
    Damaged {
        /// Which format it claims to be.
        format: &'static str,
        /// What the reader met.
        detail: String,
    },
    /// A container built to exhaust the reader.
    #[error("文件结构异常（{0}），不像是表格软件保存的，没有读取。请在表格软件中打开它，另存为新的 .xlsx 后再导入")]
    Suspicious(String),
    /// More rows than an import takes.
    #[error("表格超过 {limit} 行（上限），没有导入。请按乡镇（街道）拆分成几个文件，分别导入", limit = limits::ROWS)]
    TooManyRows,
    /// More columns than any form has.
    #[error(
        "第 {line} 行超过 {limit} 列（上限），可能是分隔符不对或表格末尾有多余的列。请删除多余的列后再导入",
        limit = limits::COLUMNS
    )]
    TooManyColumns {
        /// The first such line.
        line: u32,
    },
    /// None of the sheets is the one asked for.
    #[error("工作簿中没有名为“{wanted}”的工作表，现有：{present}。请改正工作表名称，或只保留要导入的那一张")]
    SheetNotFound {
        /// The name or pattern looked for.
        wanted: String,
        /// The sheets there are.
        present: String,
    },
    /// The reading child was stopped at a limit.
    #[error(
        "读取文件时{0}，已停止，没有导入任何内容。请按乡镇（街道）拆分文件，或在表格软件中另存为新的 .xlsx 后再导入"
    )]
    Stopped(&'static str),
    /// The reading child could not be started or did not finish its answer.
    #[error(
        "读取文件的子进程异常（{0}），没有导入任何内容。文件可能已损坏，请在表格软件中打开并另存后再试；仍不成功请联系系统管理员"
    )]
    Child(String),
    /// The child's own refusal, already in words.
    #[error("{0}")]
    Refused(String),
    /// A report that cannot be read.
    #[error(transparent)]
    Document(#[from] DocumentError),
}

/// Why a profile's TOML cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// No embedded profile of that name.
    #[error("没有名为“{0}”的导入模板，可用的有：{1}")]
    Unknown(String, String),
    /// Not the TOML of a profile; unknown keys are errors.
    #[error("导入模板格式有误：{0}")]
    Toml(#[from] toml::de::Error),
    /// Well-formed, but contradicts itself.
    #[error("导入模板“{profile}”有误：{detail}")]
    Invalid {
        /// The profile's name.
        profile: String,
        /// What is wrong.
        detail: String,
    },
}

/// Why a file cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Disk full, no permission.
    #[error("文件写入失败：{0}。请检查磁盘空间和目录权限")]
    Io(#[from] std::io::Error),
    /// A character the encoding cannot hold and give back.
    #[error("第 {line} 行的“{character}”（U+{code:04X}）无法用 GB18030 编码无损保存，请改用 UTF-8 或 .xlsx", code = u32::from(*character))]
    Unencodable {
        /// Row in the file, from 1.
        line: u64,
        /// The character.
        character: char,
    },
    /// A spreadsheet's own limits.
    #[error("写入表格失败：{0}")]
    Spreadsheet(String),
}

impl From<csv::Error> for WriteError {
    fn from(error: csv::Error) -> WriteError {
        WriteError::Io(error.into())
    }
}

impl From<rust_xlsxwriter::XlsxError> for WriteError {
    fn from(error: rust_xlsxwriter::XlsxError) -> WriteError {
        WriteError::Spreadsheet(error.to_string())
    }
}
