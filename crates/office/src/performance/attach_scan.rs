//! 附佐证材料: a scanned paper for an indicator, or for the money; it is bound into the book of evidence. The newest of
//! the same title counts, so that a better scan takes the place of a bad one.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use base::RegionCode;
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use evaluation::{MONEY, Project};
use serde::{Deserialize, Serialize};
use store::Value;

use super::standing::known_project;
use crate::environment::Environment;
use crate::registry::agency_area;
use crate::tables::{PerformanceProjectId, PerformanceScan};

/// Attaches a scan.
pub struct AttachScan(pub Arc<Environment>);

/// What it belongs to, and the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachScanInput {
    /// The project.
    pub project: PerformanceProjectId,
    /// The indicator's name, or 项目资金.
    pub indicator: String,
    /// What it is called in the catalogue.
    pub title: String,
    /// The file, taken in before.
    pub file: Digest,
}

/// What the plan depends on.
pub struct AttachScanFacts {
    area: RegionCode,
    project: Project,
    before: i64,
    /// What the bytes look like; nothing where the file is not here.
    looks: Option<Looks>,
}

/// What a file looks like from its two ends; what is between them is read when the book is made, in a child process.
#[derive(Clone, Copy)]
enum Looks {
    Scan,
    CutOff,
    Foreign,
}

/// How the kinds begin and end that the book can bind. A telephone may write anything behind the end of its pictures.
const KINDS: [(&[u8], &[u8]); 3] = [(b"%PDF-", b"%%EOF"), (b"\x89PNG\r\n\x1a\n", b"IEND"), (b"\xff\xd8\xff", b"")];
/// A PDF ends within so many bytes (ISO 32000-1, appendix H).
const END: i64 = 1024;

fn looks(path: &Path) -> std::io::Result<Looks> {
    let mut file = File::open(path)?;
    let (mut start, mut end) = (Vec::new(), Vec::new());
    file.by_ref().take(8).read_to_end(&mut start)?;
    let length = i64::try_from(file.metadata()?.len()).unwrap_or(i64::MAX);
    file.seek(SeekFrom::End(-length.min(END)))?;
    file.read_to_end(&mut end)?;
    let kind = KINDS.iter().find(|(beginning, _)| start.starts_with(beginning));
    let ends = |(_, last): &(_, &[u8])| last.is_empty() || end.windows(last.len()).any(|bytes| bytes == *last);
    Ok(kind.map_or(Looks::Foreign, |kind| if ends(kind) { Looks::Scan } else { Looks::CutOff }))
}

impl Operation for AttachScan {
    type Input = AttachScanInput;
    type Facts = AttachScanFacts;
    const NAME: &'static str = "performance.attach_scan";
    const TITLE: &'static str = "附佐证材料扫描件";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = super::POSTS;

    fn read(&self, look: &mut Look<'_>, input: &AttachScanInput) -> Result<AttachScanFacts, Unplanned> {
        let project = known_project(look, input.project)?.project;
        let sql =
            "SELECT COUNT(*) FROM performance_scan WHERE agency = $1 AND project = $2 AND sheet = $3 AND title = $4";
        let sheet = sheet_of(&project, input.indicator.trim()).unwrap_or_default();
        let args = [
            Value::Int(look.agency().0),
            Value::Int(input.project.0),
            sheet.as_str().into(),
            input.title.trim().into(),
        ];
        Ok(AttachScanFacts {
            area: agency_area(look)?,
            before: look.scalar(sql, &args)?,
            looks: looks(&self.0.files.path(&input.file)).ok(),
            project,
        })
    }

    fn plan(&self, facts: &AttachScanFacts, input: &AttachScanInput) -> Result<Plan, Vec<FieldError>> {
        let (name, title) = (input.indicator.trim(), input.title.trim());
        let mut faults = Vec::new();
        let mut fault = |key: &str, what: String, advice: &str| faults.push(FieldError::input(key, what, advice));
        let sheet = sheet_of(&facts.project, name);
        if sheet.is_none() {
            let advice = "请从绩效自评页进入，或照抄三级指标的名称；资金方面的填“项目资金”";
            fault("indicator", format!("项目没有“{name}”这个指标"), advice);
        }
        if title.is_empty() {
            fault("title", "材料名称未填写".to_owned(), "请写明是什么材料，如拨款通知");
        }
        match facts.looks {
            None => fault("file", "附件不在接收文件目录中".to_owned(), "请重新上传"),
            Some(Looks::Foreign) => fault("file", "附件不是 PDF、PNG 或 JPG".to_owned(), "请扫描或拍照后上传"),
            Some(Looks::CutOff) => {
                fault("file", "附件不完整，可能没有传完或已损坏".to_owned(), "请在本机打开看一看，打不开的重新扫描")
            }
            Some(Looks::Scan) => {}
        }
        let Some(sheet) = sheet.filter(|_| faults.is_empty()) else { return Err(faults) };
        let mut plan = Plan::new(format!("{}：{title}", facts.project.name), facts.area);
        let before = if facts.before > 0 { "原有扫描件，改用新的" } else { "" };
        plan.show(&format!("{name}·{title}"), before, "扫描件一份");
        plan.insert(&PerformanceScan {
            project: input.project,
            sheet,
            title: title.to_owned(),
            n: facts.before + 1,
            file: input.file.clone(),
            matter: MATTER,
        });
        Ok(plan)
    }
}

/// What a scan is kept under: the indicator's name, because goals that are set again number theirs anew.
fn sheet_of(project: &Project, name: &str) -> Option<String> {
    (name == MONEY || project.indicators.iter().any(|indicator| indicator.name == name)).then(|| name.to_owned())
}
