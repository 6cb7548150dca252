//! `report` and what is done with a report.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// A performance report, or something done with one.
#[derive(Clone, Debug, Args)]
pub struct Reported {
    #[command(subcommand)]
    pub more: Option<ReportMore>,
    /// 示例目录或项目文件，如 examples/lieshan-2023
    #[arg(value_name = "目录", required = true)]
    pub folder: Option<PathBuf>,
    /// 输出目录 [默认：项目目录下的 out]
    #[arg(long, value_name = "目录")]
    pub out: Option<PathBuf>,
    /// 数字不带出处书签
    #[arg(long)]
    pub plain: bool,
    /// 另填一份财政部门的模板（docx 或 xlsx）：按表中的文字找格，公式、已有内容和字数限制不动
    #[arg(long, value_name = "文件")]
    pub template: Option<PathBuf>,
    /// 模板的对照文件，写明文字认不出的格 [默认：模板旁同名的 .toml]
    #[arg(long, value_name = "文件", requires = "template")]
    pub mapping: Option<PathBuf>,
}

/// What is done with a report besides writing it.
#[derive(Clone, Debug, Subcommand)]
pub enum ReportMore {
    /// 核对报告：列出生成之后被改动或删除的数字
    #[command(after_help = CHECK_EDITED_EXIT_CODES)]
    CheckEdited {
        /// 生成后编辑过的 .docx
        #[arg(value_name = "文件")]
        file: PathBuf,
    },
    /// 装订佐证材料册：每个指标的数据单、逐行明细和扫描件，带页码目录
    Evidence {
        /// 示例目录或项目文件
        #[arg(value_name = "目录")]
        folder: PathBuf,
        /// 输出目录 [默认：项目目录下的 out]
        #[arg(long, value_name = "目录")]
        out: Option<PathBuf>,
    },
    /// 提交：送审、报批或公开时冻结全部数据，以后的变动列入差异表
    Submit {
        /// 示例目录或项目文件
        #[arg(value_name = "目录")]
        folder: PathBuf,
        /// 送审、报批或公开
        #[arg(long, value_name = "事由", value_parser = occasion)]
        occasion: evaluation::Occasion,
        /// 对数据负责的人
        #[arg(long, value_name = "姓名")]
        by: String,
    },
}

const CHECK_EDITED_EXIT_CODES: &str = "退出码：0 没有改动；1 有改动或无法核对";

fn occasion(text: &str) -> Result<evaluation::Occasion, String> {
    let found = evaluation::Occasion::ALL.into_iter().find(|occasion| occasion.word() == text);
    found.ok_or_else(|| "请写送审、报批或公开".to_owned())
}
