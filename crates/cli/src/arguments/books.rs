//! What is asked of the fund's books.

use std::path::PathBuf;

use base::Month;
use clap::Subcommand;
use office::fund::Period;
use prints::BookKind;

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
        /// 期间：2019-06、2019Q2 或 2019；执行到期间的最后一个月，没有结束的到本月
        #[arg(value_name = "期间", value_parser = period)]
        period: Period,
    },
    /// 统计报表：月、季、年，并与账簿核对
    Statistics {
        /// 期间：2019-01、2019Q1 或 2019
        #[arg(value_name = "期间", value_parser = period)]
        period: Period,
    },
    /// 配套资金：各级应配套、到位和垫付，全年请款、下达、到位、结算，下年测算
    Matching {
        /// 期间：2019-06、2019Q2 或 2019；到期间的最后一个月，没有结束的到本月
        #[arg(value_name = "期间", value_parser = period)]
        period: Period,
    },
    /// 导出凭证：.csv 供会计核算软件导入，.journal 为全年的纯文本账簿（hledger 可重新加总）
    Export {
        /// 期间：2019-01、2019Q1 或 2019，没有结束的到本月；.journal 写年度
        #[arg(value_name = "期间", value_parser = period)]
        period: Period,
        /// 输出文件，以 .csv 或 .journal 结尾
        #[arg(long, value_name = "文件")]
        out: PathBuf,
    },
    /// 打印成 docx 和 xlsx
    Print {
        /// 凭证、明细账、总账、余额表、报表、余额调节表、来款、预算、统计、配套、进度通报、督办、激励表、工作经费、考评、社会化管理
        #[arg(value_name = "账簿", value_parser = kind)]
        kind: BookKind,
        /// 期间：2019-01、2019Q1 或 2019，没有结束的到本月；报表按月或按年；来款不写
        #[arg(value_name = "期间", value_parser = period)]
        period: Option<Period>,
        /// 输出目录
        #[arg(long, value_name = "目录")]
        out: PathBuf,
    },
}

fn period(text: &str) -> Result<Period, String> {
    text.parse()
}

fn kind(text: &str) -> Result<BookKind, String> {
    let known = || BookKind::ALL.map(BookKind::title).join("、");
    BookKind::named(text).ok_or_else(|| format!("没有“{text}”这种账簿，请写其中一种：{}", known()))
}
