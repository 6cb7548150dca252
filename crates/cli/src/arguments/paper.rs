//! Papers to print: sheets, statements, requests, letters.

use std::path::PathBuf;

use base::{Date, Level, Month};
use clap::{Args, Subcommand};
use office::tables::TransferKind;

use super::{date, month};

/// A paper, where it goes, and why it is printed.
#[derive(Clone, Debug, Args)]
pub struct PaperAsked {
    #[command(subcommand)]
    pub which: PaperWhich,
    /// 输出目录
    #[arg(long, value_name = "目录", default_value = ".", hide_default_value = true, global = true)]
    pub out: PathBuf,
    /// 打印原因，记入查询记录；关于个人的文书必须写
    #[arg(long, value_name = "原因", default_value = "", hide_default_value = true, global = true)]
    pub reason: String,
    /// 数字不带出处书签
    #[arg(long, global = true)]
    pub plain: bool,
}

/// Which paper.
#[derive(Clone, Debug, Subcommand)]
pub enum PaperWhich {
    /// 待遇核定表：每一项的算法、月额、依据和资金承担
    AwardSheet {
        /// 姓名开头、完整的证件号或个人编号
        #[arg(value_name = "人员")]
        person: String,
        /// 所属月份，如 2019-01 [默认：本月，已停发的为最后一月]
        #[arg(long, value_name = "月份", value_parser = month)]
        month: Option<Month>,
    },
    /// 个人权益记录单
    Statement {
        /// 姓名开头、完整的证件号或个人编号
        #[arg(value_name = "人员")]
        person: String,
        /// 年度，如 2019
        #[arg(value_name = "年度")]
        year: i16,
    },
    /// 配套资金请示：一个层级的应配套、到位、尚差和下年测算
    MatchingRequest {
        /// 出资层级：中央、省级、市级、县级
        #[arg(value_name = "层级")]
        level: Level,
        /// 算到哪个月，如 2019-06
        #[arg(value_name = "月份", value_parser = month)]
        month: Month,
        /// 主送机关全称
        #[arg(long, value_name = "机关")]
        to: String,
    },
    /// 疑点核查函：已签发的函，编号见 shebao letters
    LeadInquiry {
        /// 函的编号
        #[arg(value_name = "编号")]
        letter: i64,
    },
    /// 多领待遇退回通知书，编号见 shebao recoveries
    RecoveryNotice {
        /// 追回的编号
        #[arg(value_name = "编号")]
        recovery: i64,
        /// 退回期限
        #[arg(long, value_name = "日期", value_parser = date)]
        until: Date,
    },
    /// 暂停发放待遇通知书
    SuspensionNotice {
        /// 姓名开头、完整的证件号或个人编号
        #[arg(value_name = "人员")]
        person: String,
    },
    /// 转移联系函：关系转入接收函（place）或制度衔接联系函（employees）
    TransferLetter {
        /// 姓名开头、完整的证件号或个人编号
        #[arg(value_name = "人员")]
        person: String,
        /// place 跨统筹区，employees 职工养老保险衔接
        #[arg(long, value_name = "类别", value_parser = transfer)]
        kind: TransferKind,
        /// 对方经办机构全称
        #[arg(long, value_name = "机构")]
        place: String,
        /// 本单位发文登记的函号
        #[arg(long, value_name = "函号")]
        number: String,
    },
}

fn transfer(text: &str) -> Result<TransferKind, String> {
    let found = TransferKind::ALL.iter().copied().find(|kind| kind.code() == text);
    found.ok_or_else(|| "请写 place（跨统筹区转移）或 employees（职工养老保险衔接）".to_owned())
}
