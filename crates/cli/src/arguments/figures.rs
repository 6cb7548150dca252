//! What is asked about the year's figures.

use clap::{Args, Subcommand};

use super::AsJson;

/// What is asked about the year's figures.
#[derive(Clone, Debug, Subcommand)]
pub enum FigureAsked {
    /// 列出全部数据的名称和数法；写明年度时，该年填报的数据也列出
    List {
        /// 年度
        #[arg(long, value_name = "年")]
        year: Option<i16>,
    },
    /// 一个数
    Show {
        /// 名称，见 shebao figure list
        name: String,
        /// 年度
        #[arg(long, value_name = "年")]
        year: i16,
    },
    /// 一个数的每一行；填报的数列出其出处
    Rows {
        /// 名称，见 shebao figure list
        name: String,
        /// 年度
        #[arg(long, value_name = "年")]
        year: i16,
        /// 最多列出多少行
        #[arg(long, value_name = "行数", default_value_t = 50)]
        limit: usize,
        #[command(flatten)]
        to: AsJson,
    },
    /// 填报一个系统算不出的数，写明文件、页码和填报人；经办后由另一人复核
    Declare(Declared),
}

/// A figure that is stated.
#[derive(Clone, Debug, Args)]
pub struct Declared {
    /// 名称：小写字母、数字和下划线，如 gap_city_subsidy
    pub name: String,
    /// 年度
    #[arg(long, value_name = "年")]
    pub year: i16,
    /// 报告中的叫法，如 机关养老保险基金缺口
    #[arg(long, value_name = "文字")]
    pub title: String,
    /// 数值，只写数字，如 7000
    #[arg(long, value_name = "数")]
    pub value: String,
    /// 计量单位：人、人次、户、家、个、件、次、元、万元、%、天、月或分
    #[arg(long, value_name = "单位")]
    pub unit: String,
    /// 出处文件，如 湛财评〔2019〕26号
    #[arg(long, value_name = "文件")]
    pub document: String,
    /// 页码、表号或章节
    #[arg(long, value_name = "页")]
    pub page: String,
    /// 填报人
    #[arg(long, value_name = "姓名")]
    pub who: String,
}
