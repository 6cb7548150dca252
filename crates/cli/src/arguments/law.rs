//! What is asked about the law: parameters, versions, and bringing one into force.

use std::path::PathBuf;

use base::{Month, RegionCode};
use clap::{Args, Subcommand};

use super::month;

/// Where the law comes from.
#[derive(Clone, Debug, Args)]
pub struct LawSource {
    /// 政策参数目录 [默认：程序自带的参数]
    #[arg(long, value_name = "目录")]
    pub law: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Law {
    /// 从 2009-01 到今后三年逐月核对每个县区的参数
    Check {
        /// 同时列出每一个未查到的参数
        #[arg(long)]
        gaps: bool,
        #[command(flatten)]
        source: LawSource,
    },
    /// 一个县区一个月的全部参数
    Show {
        /// 县区代码，如 530113
        #[arg(value_name = "县区")]
        place: RegionCode,
        /// 月份，如 2019-01
        #[arg(value_name = "月份", value_parser = month)]
        month: Month,
        /// 险种 [默认：resident]
        #[arg(value_name = "险种", default_value = "resident")]
        scheme: String,
        #[command(flatten)]
        source: LawSource,
    },
    /// 两个版本之间改了哪些参数
    Diff {
        /// 新版本的参数目录
        #[arg(value_name = "新目录")]
        new: PathBuf,
        #[command(flatten)]
        source: LawSource,
    },
    /// 启用程序现在的政策版本：先列出影响清单，再作为一件业务送复核、审批
    Activate {
        /// 只看影响清单，不办理
        #[arg(long)]
        preview: bool,
        /// 把影响清单的每一个人写成 .csv 或 .xlsx
        #[arg(long, value_name = "文件")]
        csv: Option<PathBuf>,
        /// 导出或以 --json 取出影响清单的用途（留下记录），如：送单位负责人审批
        #[arg(long, value_name = "文字")]
        reason: Option<String>,
        /// 只看一个人为什么变：新旧两版逐项展开
        #[arg(long, value_name = "个人编号", requires = "preview")]
        person: Option<i64>,
    },
    /// 本机构启用过的政策版本
    Versions,
    /// 一个参数的含义、历次数值和依据
    Explain {
        /// 参数名，如 funeral.months
        #[arg(value_name = "参数")]
        parameter: String,
        #[command(flatten)]
        source: LawSource,
    },
}
