//! `cases` and `assess`: worked examples against the law. Needs no office and no sign-in.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, bail};
use schemes::cases::{self, CaseError, Outcome};
use serde_json::json;

use super::law_files::{Texts, read, texts, toml_files};
use crate::arguments::{Common, LawSource};
use crate::print;

fn borrowed(texts: &Texts) -> Vec<(&str, &str)> {
    texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect()
}

/// Runs every case of a folder. A file that cannot be read as a case fails like a wrong figure.
pub fn cases(common: &Common, folder: &Path, source: &LawSource) -> Result<()> {
    let texts = texts(source)?;
    let texts = borrowed(&texts);
    let files = if folder.is_file() { vec![folder.to_owned()] } else { toml_files(folder)? };
    if files.is_empty() {
        bail!("{} 中没有算例（.toml），请核对目录", folder.display());
    }
    let mut all: Vec<Outcome> = Vec::new();
    for file in &files {
        let outcomes = cases::run(&read(file)?, &texts);
        all.extend(outcomes.unwrap_or_else(|error| vec![unreadable(file, &error)]));
    }
    let failed = all.iter().filter(|outcome| !outcome.ok).count();
    let passed = all.len() - failed;
    if common.json {
        print::json(&json!({ "passed": passed, "failed": failed, "cases": all }))?;
    } else {
        all.iter().filter(|outcome| !outcome.ok).for_each(tell);
        let rejected = all.iter().filter(|outcome| outcome.ok && outcome.rejected.is_some()).count();
        sayln!(
            "算例文件 {} 个，算例 {} 个：相符 {passed}，不符 {failed}；其中公布数不可能对的 {rejected}",
            files.len(),
            all.len()
        );
    }
    if failed > 0 {
        bail!("有 {failed} 个算例不符，请核对参数或算例");
    }
    Ok(())
}

fn unreadable(file: &Path, error: &CaseError) -> Outcome {
    Outcome {
        id: file.display().to_string(),
        ok: false,
        expected: BTreeMap::new(),
        got: BTreeMap::from([("error".to_owned(), error.to_string())]),
        published: BTreeMap::new(),
        rejected: None,
    }
}

fn tell(outcome: &Outcome) {
    sayln!("不符 {}", outcome.id);
    if let Some(error) = outcome.got.get("error").filter(|error| outcome.expected.get("error") != Some(*error)) {
        sayln!("  不能计算：{}", error.trim_end());
        return;
    }
    for (key, expected) in &outcome.expected {
        let got = outcome.got.get(key).map_or("（没有这一项）", String::as_str);
        if got != expected {
            sayln!("  {key}：应为 {expected}，算得 {got}");
        }
    }
    if outcome.rejected.is_some() {
        sayln!("  已列为不可能对的公布数与算得的相同，或没有写明原因，请核对");
    }
}

/// One award with its tree.
pub fn assess(common: &Common, case: &Path, source: &LawSource) -> Result<()> {
    let texts = texts(source)?;
    let all = cases::assess(&read(case)?, &borrowed(&texts))?;
    if common.json {
        return print::json(&all);
    }
    for award in all {
        sayln!(
            "{}　{} {} 月养老金 {} 元（参数 {}）\n",
            award.id,
            award.place,
            award.month,
            award.total,
            award.law_version
        );
        let row = |part: &schemes::resident::Component| {
            let payer = part.level.map_or("个人账户", base::Level::title);
            vec![part.kind.title().to_owned(), payer.to_owned(), part.fen.to_string()]
        };
        say!(
            "{}\n{}",
            print::table(&["项目", "负担", "金额（元）"], &[2], award.components.iter().map(row)),
            award.tree.to_text()
        );
    }
    Ok(())
}
