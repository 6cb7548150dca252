//! `paper`: sheets, statements, requests and letters as `.docx`. Before a paper about a person is made, who
//! printed it and why is recorded.

use std::fs::{self, File};
use std::io::Write as _;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use desk::ReadKind;
use documents::{Figures, paper_docx};
use office::papers::{self, Wanted};
use office::tables::{LetterId, RecoveryId};
use serde_json::json;

use super::people::only_person;
use crate::arguments::{Common, PaperAsked, PaperWhich};
use crate::open::{Reading, reading};
use crate::print;

/// Writes one paper.
pub fn paper(common: &Common, asked: &PaperAsked) -> Result<()> {
    let mut reading = reading(common)?;
    let wanted = wanted(&mut reading, &asked.which)?;
    let about = reading.look(|look| papers::about(look, &wanted))?;
    let may = about.map_or_else(|| reading.covers_county(), |(_, region)| reading.covers(&region));
    if !may {
        bail!("{}涉及的人员或基金不在您的岗位地区内，请由该地区的人员打印", wanted.title());
    }
    if let Some((person, _)) = about {
        let kind = if wanted.tells_id_number() { ReadKind::Identifiers } else { ReadKind::Export };
        let signer = reading.signer;
        let (desk, db) = reading.office.parts();
        desk.record_reading(db, signer, (kind, person.0), &asked.reason)?;
    }
    let environment = Arc::clone(reading.office.environment());
    let made = reading.look(|look| papers::paper(look, &environment, &wanted))?;
    let figures = if asked.plain { Figures::Plain } else { Figures::Marked };
    let bytes = paper_docx(&made, figures)?;
    fs::create_dir_all(&asked.out).with_context(|| format!("建不了目录 {}，请核对路径和权限", asked.out.display()))?;
    let path = asked.out.join(format!("{}.docx", wanted.file_name()));
    if path.exists() {
        bail!("文件 {} 已经存在，没有覆盖。请换一个目录", path.display());
    }
    File::create_new(&path)
        .and_then(|mut file| file.write_all(&bytes))
        .with_context(|| format!("无法写出文件 {}，请核对目录、权限和磁盘空间", path.display()))?;
    if common.json {
        return print::json(&json!({ "file": path, "title": made.title }));
    }
    sayln!("{}已写到 {}。", made.title, path.display());
    if about.is_some() {
        sayln!("文书含个人信息，打印原因已记录；请只交给有权知悉的人。");
    }
    Ok(())
}

fn wanted(reading: &mut Reading, which: &PaperWhich) -> Result<Wanted> {
    Ok(match which {
        PaperWhich::AwardSheet { person, month } => {
            Wanted::AwardSheet { person: only_person(reading, person)?, month: *month }
        }
        PaperWhich::Statement { person, year } => {
            Wanted::Statement { person: only_person(reading, person)?, year: *year }
        }
        PaperWhich::MatchingRequest { level, month, to } => {
            Wanted::MatchingRequest { level: *level, month: *month, to: to.clone() }
        }
        PaperWhich::LeadInquiry { letter } => Wanted::LeadInquiry { letter: LetterId(*letter) },
        PaperWhich::RecoveryNotice { recovery, until } => {
            Wanted::RecoveryNotice { recovery: RecoveryId(*recovery), until: *until }
        }
        PaperWhich::SuspensionNotice { person } => Wanted::SuspensionNotice { person: only_person(reading, person)? },
        PaperWhich::TransferLetter { person, kind, place, number } => Wanted::TransferLetter {
            person: only_person(reading, person)?,
            kind: *kind,
            place: place.clone(),
            number: number.clone(),
        },
    })
}
