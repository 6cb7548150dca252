//! `audit-pack`: a year for the auditors.

use std::path::PathBuf;

use anyhow::Result;
use office::audit_pack::{Listed, Wanted, write_pack};
use serde_json::json;

use crate::arguments::{AuditPackAsked, Common};
use crate::open;
use crate::print::{self, table};

/// Writes the pack and shows its index.
pub fn audit_pack(common: &Common, asked: &AuditPackAsked) -> Result<()> {
    let (mut office, signer) = open::signed_in(common)?;
    let year = asked.year;
    let folder = asked.out.clone().unwrap_or_else(|| PathBuf::from(format!("审计数据包-{year}")));
    let wanted = Wanted { year, folder: &folder, whole: asked.full, reason: &asked.reason };
    let pack = write_pack(&mut office, signer, &wanted)?;
    if common.json {
        let one =
            |file: &Listed| json!({ "file": file.file, "rows": file.rows, "bytes": file.bytes, "sm3": file.digest });
        let files: Vec<_> = pack.files.iter().map(one).collect();
        return print::json(&json!({ "folder": folder, "files": files, "index_sm3": pack.digest,
                                    "findings": pack.findings }));
    }
    let row = |file: &Listed| {
        let rows = file.rows.map(|rows| rows.to_string()).unwrap_or_default();
        vec![file.file.clone(), rows, file.bytes.to_string(), file.meaning.clone()]
    };
    say!("{}", table(&["文件", "行数", "字节", "内容"], &[1, 2], pack.files.iter().map(row)));
    for finding in &pack.findings {
        sayln!("不符：{finding}");
    }
    if pack.findings.is_empty() {
        sayln!("业务、财务、银行逐月相符。");
    }
    sayln!("已写到 {}；这次取出已留痕。", folder.display());
    sayln!("目录的 SM3：{}，请抄录在交接单上。", pack.digest);
    Ok(())
}
