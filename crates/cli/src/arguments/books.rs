//! What is asked of the fund's books.

use std::path::PathBuf;

use base::Month;
use clap::Subcommand;
use office::fund::Period;

use super::month;

/// What is asked of the fund's books.
#[derive(Clone, Debug, Subcommand)]
pub enum BooksAsked {
    /// 银行存款余额调节表：收入户、财政专户、支出户，一个月末
    Bank {
        /// 月份，如 2019-01
        #[arg(value_name = "月份", value_parser = month)]
        month: Month,
    },
    /// 来款认领清单：每笔来款入账、待认领（2001）或已认领，未认领的账龄
    Credits,
    /// 基金预算执行（关账后为决算）：上年、预算、调整、执行、完成%
    Budget {
        /// 执行到哪个月，如 2019-06
        #[arg(value_name = "月份", value_parser = month)]
        month: Month,
    },
    /// 统计报表：月、季、年，并与账簿核对
    Statistics {
        /// 期间：2019-01、2019Q1 或 2019
        #[arg(value_name = "期间", value_parser = period)]
        period: Period,
    },
    /// 配套资金：各级应配套、到位和垫付，全年请款、下达、到位、结算，下年测算
    Matching {
        /// 月份，如 2019-01
        #[arg(value_name = "月份", value_parser = month)]
        month: Month,
    },
    /// 打印成 docx 和 xlsx
    Print {
        /// 凭证、明细账、总账、余额表、报表、余额调节表、来款、预算、统计、配套、进度通报
        #[arg(value_name = "账簿")]
        kind: BookKind,
        /// 期间：2019-01、2019Q1 或 2019；来款不写
        #[arg(value_name = "期间", value_parser = period)]
        period: Option<Period>,
        /// 输出目录
        #[arg(long, value_name = "目录")]
        out: PathBuf,
    },
}

/// A kind of book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum BookKind {
    /// 凭证
    #[value(name = "凭证", alias = "vouchers")]
    Vouchers,
    /// 明细账
    #[value(name = "明细账", alias = "ledger")]
    Ledger,
    /// 总账
    #[value(name = "总账", alias = "general")]
    General,
    /// 余额表
    #[value(name = "余额表", alias = "trial")]
    Trial,
    /// 报表
    #[value(name = "报表", alias = "statements")]
    Statements,
    /// 余额调节表
    #[value(name = "余额调节表", alias = "bank")]
    Bank,
    /// 来款
    #[value(name = "来款", alias = "credits")]
    Credits,
    /// 预算
    #[value(name = "预算", alias = "budget")]
    Budget,
    /// 统计
    #[value(name = "统计", alias = "statistics")]
    Statistics,
    /// 配套
    #[value(name = "配套", alias = "matching")]
    Matching,
    /// 进度通报
    #[value(name = "进度通报", alias = "progress")]
    Progress,
}

impl BookKind {
    /// The word on the file.
    pub fn title(self) -> &'static str {
        match self {
            BookKind::Vouchers => "凭证",
            BookKind::Ledger => "明细账",
            BookKind::General => "总账",
            BookKind::Trial => "余额表",
            BookKind::Statements => "报表",
            BookKind::Bank => "余额调节表",
            BookKind::Credits => "来款",
            BookKind::Budget => "预算",
            BookKind::Statistics => "统计",
            BookKind::Matching => "配套",
            BookKind::Progress => "进度通报",
        }
    }
}

fn period(text: &str) -> Result<Period, String> {
    text.parse()
}
