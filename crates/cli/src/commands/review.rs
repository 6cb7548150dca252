//! `review`: what cannot be right in other people's reports. Needs no office and no sign-in:
//! nothing of the agency is read or changed.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use base::document::Document;
use desk::Moment;
use files::DocumentReader;
use rayon::prelude::*;
use review::{Checked, Consequence, Finding, Quote, Review, Severity};
use serde_json::{Value, json};

use crate::arguments::{Common, Reviewed};
use crate::open;
use crate::print;

/// Something was found that is worse than small.
const FOUND: u8 = 1;
/// A file could not be read.
const UNREADABLE: u8 = 2;

/// So many files are held at once; the next ones are read when these are told.
const AT_ONCE: usize = 32;

/// A file that was read, or the words for why it was not.
type Outcome = Result<(Document, Review), String>;

/// Reads, reviews and tells every file in the order of the command line.
pub fn review(common: &Common, asked: &Reviewed) -> Result<ExitCode> {
    let reader = open::document_reader()?;
    let targets = Targets::of(asked, &reader)?;
    let mut told = Told { json: common.json, several: asked.files.len() > 1, rows: Vec::new() };
    told.begin();
    for files in asked.files.chunks(AT_ONCE) {
        let outcomes: Vec<Outcome> = files.par_iter().map(|file| one_file(&reader, file)).collect();
        for (file, outcome) in files.iter().zip(outcomes) {
            let outcome = outcome.and_then(|(document, review)| {
                targets.write(told.rows.len(), file, &document, &review).map_err(|error| format!("{error:#}"))?;
                Ok((document, review))
            });
            told.file(file, &outcome)?;
        }
    }
    told.end()
}

fn one_file(reader: &DocumentReader, file: &Path) -> Outcome {
    let document = reader.read(file).map_err(|error| error.to_string())?;
    let review = review::review(&document);
    Ok((document, review))
}

/// Where pages and commented copies go.
struct Targets<'a> {
    asked: &'a Reviewed,
    reader: &'a DocumentReader,
    /// For each file the beginning of its names in the folder, no two the same.
    names: Vec<String>,
}

impl<'a> Targets<'a> {
    fn of(asked: &'a Reviewed, reader: &'a DocumentReader) -> Result<Targets<'a>> {
        if asked.files.len() > 1 && (asked.html.is_some() || asked.docx.is_some()) {
            bail!("--html 和 --docx 只用于一个文件；审查多个文件时请改用 --out 目录，每份报告各得一份");
        }
        if let Some(folder) = &asked.out {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("无法建立目录 {}，请核对路径和权限", folder.display()))?;
        }
        Ok(Targets { asked, reader, names: names(&asked.files) })
    }

    fn write(&self, at: usize, file: &Path, document: &Document, review: &Review) -> Result<()> {
        let in_folder = |ending: &str| {
            let name = self.names.get(at).map_or("report", String::as_str);
            self.asked.out.as_ref().map(|folder| folder.join(format!("{name}{ending}")))
        };
        let pages = self.asked.html.iter().cloned().chain(in_folder(".审查.html"));
        for path in pages {
            save(&path, file, documents::review_html(document, review).as_bytes())?;
        }
        let copies: Vec<PathBuf> = self.asked.docx.iter().cloned().chain(in_folder(".批注.docx")).collect();
        if copies.is_empty() {
            return Ok(());
        }
        // An older Word file is commented in its converted copy.
        let Some(original) = self.reader.as_docx(file)? else {
            if self.asked.docx.is_some() {
                bail!("不是 Word 文档（.docx、.doc），无法加批注；可用 --html 得到标注原文的网页");
            }
            return Ok(());
        };
        for path in copies {
            save(&path, file, &documents::commented_in_child(self.reader, &original, Moment::now().date())?)?;
        }
        Ok(())
    }
}

/// Writes a result, never over the report itself.
fn save(path: &Path, report: &Path, bytes: &[u8]) -> Result<()> {
    if let (Ok(target), Ok(report)) = (path.canonicalize(), report.canonicalize())
        && target == report
    {
        bail!("{} 就是被审查的报告，不能覆盖；请换一个文件名", path.display());
    }
    std::fs::write(path, bytes).with_context(|| format!("{} 无法写入，请核对目录权限和磁盘空间", path.display()))
}

/// A name for the results of each file: its own, with a number where two are called the same.
fn names(files: &[PathBuf]) -> Vec<String> {
    let mut taken = HashSet::new();
    let name_of = |file: &PathBuf| file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    files
        .iter()
        .map(|file| {
            let name = name_of(file);
            let numbered = (2..).map(|number| format!("{name}-{number}"));
            let free = std::iter::once(name.clone()).chain(numbered).find(|name| taken.insert(name.clone()));
            free.unwrap_or(name)
        })
        .collect()
}

/// What was said so far.
struct Told {
    json: bool,
    several: bool,
    /// For the table at the end: file, and the counts unless it could not be read.
    rows: Vec<(String, Option<[usize; 4]>)>,
}

const SEVERITIES: [Severity; 4] = [Severity::High, Severity::Medium, Severity::Low, Severity::Info];

impl Told {
    fn begin(&self) {
        if self.json && self.several {
            sayln!("[");
        }
    }

    fn file(&mut self, file: &Path, outcome: &Outcome) -> Result<()> {
        let shown = file.display().to_string();
        if self.json {
            let object = match outcome {
                Ok((document, review)) => as_json(&shown, document, review),
                Err(error) => json!({ "file": shown, "error": error, "findings": [], "checked": [] }),
            };
            let comma = if self.rows.is_empty() { "" } else { ",\n" };
            let text = serde_json::to_string_pretty(&object).context("结果无法写成 JSON")?;
            say!("{comma}{text}{}", if self.several { "" } else { "\n" });
        } else {
            match outcome {
                Ok((document, review)) => {
                    let named = Document { name: shown.clone(), ..document.clone() };
                    sayln!("{}", documents::review_text(&named, review));
                }
                Err(error) => eprintln!("{}", print::visible(&format!("错误：{shown}：{error}\n"))),
            }
        }
        let counts = outcome.as_ref().ok().map(|(_, review)| SEVERITIES.map(|severity| review.count(severity)));
        self.rows.push((shown, counts));
        Ok(())
    }

    fn end(&self) -> Result<ExitCode> {
        if self.json && self.several {
            sayln!("\n]");
        }
        if !self.json && self.several {
            self.summary();
        }
        let unreadable = self.rows.iter().any(|(_, counts)| counts.is_none());
        let found = self.rows.iter().filter_map(|(_, counts)| *counts).any(|[high, medium, ..]| high + medium > 0);
        Ok(match (unreadable, found) {
            (true, _) => ExitCode::from(UNREADABLE),
            (false, true) => ExitCode::from(FOUND),
            (false, false) => ExitCode::SUCCESS,
        })
    }

    fn summary(&self) {
        let header = ["报告", "严重", "一般", "待核、轻微", "提示"];
        let row = |(file, counts): &(String, Option<[usize; 4]>)| {
            let cells = match counts {
                Some(counts) => counts.map(|count| count.to_string()).to_vec(),
                None => vec!["未能读取".to_owned()],
            };
            [vec![file.clone()], cells].concat()
        };
        say!("{}", print::table(&header, &[1, 2, 3, 4], self.rows.iter().map(row)));
        let counted: Vec<[usize; 4]> = self.rows.iter().filter_map(|(_, counts)| *counts).collect();
        let clean = counted.iter().filter(|[high, medium, ..]| high + medium == 0).count();
        let unreadable = self.rows.len() - counted.len();
        sayln!(
            "共 {} 份：{} 份有严重或一般问题，{clean} 份没有，{unreadable} 份未能读取。",
            self.rows.len(),
            counted.len() - clean
        );
    }
}

fn as_json(file: &str, document: &Document, review: &Review) -> Value {
    json!({
        "file": file,
        "findings": review.findings.iter().map(finding).collect::<Vec<_>>(),
        "checked": review.checked.iter().map(checked).collect::<Vec<_>>(),
        "left_out": document.left_out,
    })
}

fn finding(finding: &Finding) -> Value {
    json!({
        "type": finding.kind.id(),
        "name": finding.kind.name(),
        "severity": finding.severity.letter(),
        "quotes": texts(&finding.quotes),
        "marks": finding.quotes,
        "place": finding.place,
        "calc": finding.calc,
        "suggestion": finding.suggestion,
        "confidence": finding.confidence,
        "consequences": finding.consequences.iter().map(consequence).collect::<Vec<_>>(),
    })
}

fn consequence(consequence: &Consequence) -> Value {
    json!({
        "type": consequence.kind.id(),
        "quotes": texts(&consequence.quotes),
        "calc": consequence.calc,
    })
}

fn checked(checked: &Checked) -> Value {
    json!({ "relation": checked.relation, "quotes": texts(&checked.quotes), "calc": checked.calc })
}

fn texts(quotes: &[Quote]) -> Vec<&str> {
    quotes.iter().map(|quote| quote.text.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_files_of_one_name_get_two_results() {
        let files = ["a/报告.docx", "b/报告.docx", "报告.docx-2"].map(PathBuf::from);
        assert_eq!(names(&files), ["报告.docx", "报告.docx-2", "报告.docx-2-2"]);
    }
}
