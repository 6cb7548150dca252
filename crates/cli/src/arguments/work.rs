//! What is asked of the work money, the targets and the towns.

use std::path::PathBuf;

use base::Month;
use clap::Args;
use office::fund::Period;
use prints::BookKind;

/// A sheet of a year.
#[derive(Clone, Debug, Args)]
pub struct WorkAsked {
    /// 进度通报、督办、激励表、工作经费、考评、社会化管理
    #[arg(value_name = "表", value_parser = sheet)]
    pub sheet: BookKind,
    /// 年度：考核年度；工作经费写预算年度；社会化管理写名册年度
    #[arg(value_name = "年度", value_parser = year)]
    pub year: Period,
    /// 写成 docx 和 xlsx 的目录
    #[arg(long, value_name = "目录")]
    pub out: Option<PathBuf>,
}

fn sheet(text: &str) -> Result<BookKind, String> {
    let known = || BookKind::WORK.map(BookKind::title).join("、");
    let found = BookKind::named(text).filter(|kind| BookKind::WORK.contains(kind));
    found.ok_or_else(|| format!("没有“{text}”这种表，请写其中一种：{}", known()))
}

fn year(text: &str) -> Result<Period, String> {
    let wrong = || format!("“{text}”不是年度，请写成 2019");
    let year = text.parse::<i16>().ok().filter(|year| (2009..=2100).contains(year)).ok_or_else(wrong)?;
    Month::new(year, 1).map(|first| Period::Year { first }).map_err(|_| wrong())
}
