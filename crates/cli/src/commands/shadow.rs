//! `shadow import|compare|differences`: the province's monthly exports beside our law.

use std::path::PathBuf;

use anyhow::Result;
use base::{Fen, Month};
use clap::Subcommand;
use files::Cell;
use office::shadow::DifferenceLine;
use serde_json::json;

use crate::arguments::{Common, Do, ExportTo, month};
use crate::commands::matters;
use crate::export::{List, write};
use crate::open::reading_of_county;
use crate::print::{self, table};

/// The province's monthly exports.
#[derive(Clone, Debug, Subcommand)]
pub enum Shadow {
    /// 导入一个月的月报，送复核；列名不同的用 --mapping 给出对照
    Import {
        /// persons（人员）、fees（缴费）或 payments（发放）
        #[arg(value_name = "种类", value_parser = ["persons", "fees", "payments"])]
        kind: String,
        /// 月份，如 2019-01
        #[arg(value_name = "月份", value_parser = month)]
        month: Month,
        /// 月报文件
        #[arg(value_name = "文件")]
        file: PathBuf,
        /// 列名对照（TOML，一行一列：代码 = "省系统的列名"）
        #[arg(long, value_name = "文件")]
        mapping: Option<PathBuf>,
    },
    /// 按本地政策复算一个月：月养老金、账户余额、缴费补贴、发放
    Compare {
        /// 月份，如 2019-01
        #[arg(value_name = "月份", value_parser = month)]
        month: Month,
    },
    /// 差异清单：省系统的数、复算的数、原因
    Differences {
        /// 月份，如 2019-01
        #[arg(value_name = "月份", value_parser = month)]
        month: Month,
        #[command(flatten)]
        to: ExportTo,
    },
}

/// One of the three.
pub fn shadow(common: &Common, asked: Shadow) -> Result<()> {
    match asked {
        Shadow::Import { kind, month, file, mapping } => {
            let set = vec![format!("kind={kind}"), format!("month={month}")];
            let shown = |path: PathBuf| path.to_string_lossy().into_owned();
            let mut files = vec![shown(file)];
            files.extend(mapping.map(|path| format!("mapping={}", shown(path))));
            matters::make(common, &asked_for("shadow.import", set, files))
        }
        Shadow::Compare { month } => {
            matters::make(common, &asked_for("shadow.compare", vec![format!("month={month}")], Vec::new()))
        }
        Shadow::Differences { month, to } => differences(common, month, &to),
    }
}

fn asked_for(operation: &str, set: Vec<String>, file: Vec<String>) -> Do {
    Do { operation: operation.to_owned(), set, file, input: None, request: None }
}

fn differences(common: &Common, month: Month, to: &ExportTo) -> Result<()> {
    let mut reading = reading_of_county(common, "差异清单")?;
    let (comparison, lines) = reading.look(|look| office::shadow::differences(look, month))?;
    reading.takes_list_out(common, "shadow", to)?;
    if common.json {
        let one = |line: &DifferenceLine| {
            json!({ "subject": line.subject.code(), "kind": line.kind.code(), "number": line.number,
                    "name": line.name, "period": line.period, "theirs": line.theirs, "ours": line.ours,
                    "difference": line.theirs - line.ours, "words": line.words })
        };
        return print::json(&json!({ "month": month.to_string(), "law_version": comparison.law_version,
            "compared": comparison.compared, "differences": lines.iter().map(one).collect::<Vec<_>>() }));
    }
    let header = ["项目", "种类", "个人编号", "姓名", "年月", "省系统", "复算", "差额", "说明"];
    if let Some(path) = &to.export {
        let columns = header.map(|title| (title, if title == "说明" { 60 } else { 14 }));
        let cells: Vec<Vec<Cell<'_>>> = lines
            .iter()
            .map(|line| {
                let money = [line.theirs, line.ours, line.theirs - line.ours].map(Cell::Money);
                let texts = [line.subject.title(), line.kind.title(), &line.number, &line.name].map(Cell::from);
                let (period, words) = (Cell::from(line.period.to_string()), Cell::from(line.words.as_str()));
                texts.into_iter().chain([period]).chain(money).chain([words]).collect()
            })
            .collect();
        return write(path, &List { title: "影子比对差异", columns: &columns }, &cells);
    }
    let row = |line: &DifferenceLine| {
        vec![
            line.subject.to_string(),
            line.kind.to_string(),
            line.number.clone(),
            line.name.clone(),
            line.period.to_string(),
            line.theirs.to_string(),
            line.ours.to_string(),
            (line.theirs - line.ours).to_string(),
            line.words.clone(),
        ]
    };
    say!("{}", table(&header, &[4, 5, 6, 7], lines.iter().map(row)));
    let sum: Fen = lines.iter().map(|line| line.theirs - line.ours).sum();
    sayln!(
        "{month}：按政策版本 {} 复算 {} 项，差异 {} 项，差额合计 {sum} 元。",
        comparison.law_version,
        comparison.compared,
        lines.len()
    );
    Ok(())
}
