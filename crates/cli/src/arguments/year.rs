//! What is asked about a whole year, or about years to come.

use std::path::PathBuf;

use base::Month;
use clap::Args;

/// A year for the auditors.
#[derive(Clone, Debug, Args)]
pub struct AuditPackAsked {
    /// 年度，如 2019
    #[arg(value_name = "年度", value_parser = clap::value_parser!(i16).range(2009..=2100))]
    pub year: i16,
    /// 写到这个目录，须不存在 [默认：审计数据包-年度]
    #[arg(long, value_name = "目录")]
    pub out: Option<PathBuf>,
    /// 完整的证件号码和账号（限稽核、单位负责人）[默认：遮盖]
    #[arg(long)]
    pub full: bool,
    /// 给谁、为什么，如：市审计局〔2020〕3号
    #[arg(long, value_name = "文字")]
    pub reason: String,
}

/// Another value of a parameter.
#[derive(Clone, Debug, Args)]
pub struct WhatIfAsked {
    /// 参数=数值，写法与政策文件相同，如 base_pension.county=12
    #[arg(long, value_name = "参数=数值")]
    pub set: String,
    /// 从哪个月起改 [默认：今年一月]
    #[arg(long, value_name = "月份", value_parser = super::month)]
    pub from: Option<Month>,
    /// 按哪个月执行的政策测算，以后各年不变 [默认：本月]
    #[arg(long, value_name = "月份", value_parser = super::month)]
    pub law_of: Option<Month>,
    /// 测算几年，1 至 15 [默认：10]
    #[arg(long, value_name = "年数", default_value_t = 10, value_parser = clap::value_parser!(i16).range(1..=15))]
    pub years: i16,
    /// 生命表文件 [默认：程序自带的推算表]
    #[arg(long, value_name = "文件")]
    pub life_table: Option<PathBuf>,
    /// 画成图，写到 .svg 文件，须不存在
    #[arg(long, value_name = "文件")]
    pub svg: Option<PathBuf>,
    /// 写成 .xlsx 文件，须不存在
    #[arg(long, value_name = "文件")]
    pub xlsx: Option<PathBuf>,
}
