//! `report`: a performance report, its table and the comparison with what was published, from a
//! project file; what was changed in it since; and its submission.

mod check_edited;
mod evidence;
mod keep;
mod project;
mod submit;
mod tell;
mod template;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use documents::{Figures, report_files};
use evaluation::Draft;

use crate::arguments::{Common, ReportMore, Reported};
use crate::print;

/// Writes a report or does something with one.
pub fn run(common: &Common, asked: &Reported) -> Result<ExitCode> {
    let done = match (&asked.more, &asked.folder) {
        (Some(ReportMore::CheckEdited { file }), _) => return check_edited::check_edited(common, file),
        (Some(ReportMore::Evidence { folder, out }), _) => evidence::evidence(common, folder, out.as_deref()),
        (Some(ReportMore::Submit { folder, occasion, by }), _) => submit::submit(common, folder, *occasion, by),
        (None, Some(folder)) => report(common, folder, asked),
        (None, None) => bail!("请写出示例目录或项目文件"),
    };
    done.map(|()| ExitCode::SUCCESS)
}

/// Writes the documents of a project.
fn report(common: &Common, folder: &Path, asked: &Reported) -> Result<()> {
    let file = project::file_of(folder);
    let (example, draft) = project::evaluated(common, &file)?;
    let out = asked.out.clone().unwrap_or_else(|| project::folder_of(&file).join("out"));
    let figures = if asked.plain { Figures::Plain } else { Figures::Marked };
    let mut written = write(&draft, &out, figures)?;
    let form = template::fill(asked, &draft, &out)?;
    written.extend(form.iter().map(|form| form.file.clone()));
    let changed = submit::differences(&draft, project::folder_of(&file), &out, &mut written)?;
    if common.json {
        return print::json(&tell::as_json(&draft, &example, &changed, &written, form.as_ref()));
    }
    tell::tell(&draft, &example);
    tell::tell_changed(&changed);
    form.iter().for_each(template::Form::tell);
    written.iter().for_each(|path| sayln!("已生成：{}", path.display()));
    Ok(())
}

fn write(draft: &Draft, out: &Path, figures: Figures) -> Result<Vec<PathBuf>> {
    report_files(draft, figures)?.into_iter().map(|(name, bytes)| keep::write(out, name, &bytes)).collect()
}
