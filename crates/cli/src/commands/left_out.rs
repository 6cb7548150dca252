//! `left-out`: the lines of imported files that were not taken, with the reason and what to do.

use anyhow::{Result, bail};
use base::Fen;
use office::contributions::{LeftOut, left_out as all_left_out};

use crate::arguments::{AsJson, Common};
use crate::open::reading;
use crate::print::{json, table};

/// Lists every line that waits for somebody, newest file first.
pub fn left_out(common: &Common, to: &AsJson) -> Result<()> {
    let mut reading = reading(common)?;
    if !reading.covers_county() {
        bail!("未采用清单涉及全县，请由县级岗位的人员查看");
    }
    let lines = reading.look(all_left_out)?;
    reading.takes_json_out(common, "left-out", to)?;
    if common.json {
        return json(&lines);
    }
    let row = |line: &LeftOut| {
        vec![
            line.file.clone(),
            line.imported_on.to_string(),
            line.line.to_string(),
            line.amount.to_string(),
            line.what.clone(),
        ]
    };
    let header = ["文件", "导入日", "行号", "金额（元）", "原因和处理办法"];
    say!("{}", table(&header, &[2, 3], lines.iter().map(row)));
    let total: Fen = lines.iter().map(|line| line.amount).sum();
    sayln!("未采用 {} 行，{total} 元。改正后由来源单位重新报送，或补办登记后重新导入。", lines.len());
    Ok(())
}
