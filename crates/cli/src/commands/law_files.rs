//! `law check`, `show`, `diff`, `explain`: the policy officer reads and compares parameters. Needs
//! no office and no sign-in: nothing is changed. What an office activates is in `law_versions`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use base::Month;
use law::{Law, LawErrors};

use crate::arguments::{self, Common, LawSource};
use crate::commands::law_versions;
use crate::print;

/// Path below the law folder and text.
pub type Texts = Vec<(String, String)>;

/// The texts of the law that were asked for: of a folder, or those of this program.
pub fn texts(source: &LawSource) -> Result<Texts> {
    match &source.law {
        Some(folder) => read_folder(folder),
        None => Ok(law::EMBEDDED_TEXTS.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()),
    }
}

/// Every TOML file below a folder, with its path.
pub fn toml_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let cannot = || format!("无法读取目录 {}，请核对路径和权限", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(cannot)? {
        let path = entry.with_context(cannot)?.path();
        if path.is_dir() {
            found.extend(toml_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// A file as text.
pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("无法读取 {}，请核对路径，文件应为 UTF-8 编码", path.display()))
}

fn read_folder(folder: &Path) -> Result<Texts> {
    let name = |path: &Path| path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
    toml_files(folder)?.iter().map(|path| Ok((name(path), read(path)?))).collect()
}

fn load(source: &LawSource) -> Result<Law> {
    Law::from_texts(texts(source)?).map_err(|errors: LawErrors| anyhow::anyhow!("{}", errors.to_string().trim_end()))
}

/// One of the group.
pub fn law(common: &Common, asked: arguments::Law) -> Result<()> {
    match asked {
        arguments::Law::Check { gaps, source } => check(common, gaps, &source),
        arguments::Law::Show { place, month, scheme, source } => {
            let law = load(&source)?;
            let place = law.place(&place)?;
            let rows = law::show(&place, &scheme, month);
            if rows.is_empty() {
                bail!("没有险种“{scheme}”的参数，请核对名称，如 resident");
            }
            if common.json {
                return print::json(&rows);
            }
            say!("{}", law::shown_text(&place, &scheme, month));
            Ok(())
        }
        arguments::Law::Diff { new, source } => diff(common, &new, &source),
        arguments::Law::Activate { preview, csv, reason, person } => {
            let reason = reason.unwrap_or_default();
            law_versions::activate(common, preview, (csv.as_deref(), &reason), person)
        }
        arguments::Law::Versions => law_versions::versions(common),
        arguments::Law::Explain { parameter, source } => {
            let explanation = law::explain(&load(&source)?, &parameter)?;
            if common.json {
                return print::json(&explanation);
            }
            say!("{}", explanation.to_text());
            Ok(())
        }
    }
}

fn check(common: &Common, gaps: bool, source: &LawSource) -> Result<()> {
    let law = load(source)?;
    let report = law::check(&law, Month::of(jiff::Zoned::now().date()));
    if common.json {
        print::json(&report)?;
    } else {
        say!("{report}");
        if gaps {
            say!("\n未查到的参数：\n{}", report.gaps_text());
        }
    }
    match report.faults.len() {
        0 => Ok(()),
        count => bail!("政策参数有 {count} 处错误，改正后再启用"),
    }
}

fn diff(common: &Common, new: &Path, source: &LawSource) -> Result<()> {
    let (old, new) = (load(source)?, load(&LawSource { law: Some(new.to_owned()) })?);
    let all = law::difference(&old, &new);
    if common.json {
        return print::json(&all);
    }
    sayln!("{} → {}：改动 {} 行", old.version_name(), new.version_name(), all.len());
    for difference in all {
        sayln!("  {difference}");
    }
    Ok(())
}
