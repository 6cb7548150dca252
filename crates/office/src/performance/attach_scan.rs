//! 附佐证材料: a scanned paper for an indicator, or for the money; it is bound into the book of evidence. The newest of
//! the same title counts, so that a better scan takes the place of a bad one.

use std::fs::File;
use std::io::Read as _;
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
    /// Whether the bytes begin as a PDF, PNG or JPEG does; nothing where the file is not here.
    is_scan: Option<bool>,
}

/// How the kinds begin that the book can bind.
const BEGINNINGS: [&[u8]; 3] = [b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"];

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
        let mut start = [0; 8];
        let read = File::open(self.0.files.path(&input.file)).and_then(|mut file| file.read(&mut start));
        Ok(AttachScanFacts {
            area: agency_area(look)?,
            before: look.scalar(sql, &args)?,
            is_scan: read.ok().map(|_| BEGINNINGS.iter().any(|beginning| start.starts_with(beginning))),
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
        match facts.is_scan {
            None => fault("file", "附件不在接收文件目录中".to_owned(), "请重新上传"),
            Some(false) => fault("file", "附件不是 PDF、PNG 或 JPG".to_owned(), "请扫描或拍照后上传"),
            Some(true) => {}
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

/// The sheet of the book that an indicator's name stands for.
fn sheet_of(project: &Project, name: &str) -> Option<String> {
    if name == MONEY {
        return Some(MONEY.to_owned());
    }
    project.indicators.iter().find(|indicator| indicator.name == name).map(|indicator| indicator.id.clone())
}
