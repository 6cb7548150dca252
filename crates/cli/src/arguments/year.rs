//! What is asked about a whole year, or about years to come.

use std::path::PathBuf;

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
