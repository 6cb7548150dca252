//! Opening the installation, and the session of whoever is signed in.

use anyhow::{Context as _, Result, bail};
use base::RegionCode;
use desk::{Look, ReadKind, Refusal, Signer, Unplanned};
use files::{DocumentReader, Reader as TableReader};
use office::Office;
use office::reading::{Reader, list_subject};
use office::registry::{StaffNow, staff_now};

use crate::arguments::{AsJson, Common, ExportTo};
use crate::session::SessionFile;

/// Tables are read by this program in a child process.
pub fn reader() -> Result<TableReader> {
    Ok(TableReader::new(this_program()?))
}

/// And so are reports and forms.
pub fn document_reader() -> Result<DocumentReader> {
    Ok(DocumentReader::new(this_program()?))
}

fn this_program() -> Result<std::path::PathBuf> {
    std::env::current_exe().context("找不到本程序自身的路径，无法启动读取文件的子进程")
}

/// The installation of the data folder.
pub fn office(common: &Common) -> Result<Office> {
    Ok(Office::open(&common.data, Box::new(reader()?))?)
}

/// The installation with the staff member who signed in at this terminal.
pub fn signed_in(common: &Common) -> Result<(Office, Signer)> {
    let mut office = office(common)?;
    let token = SessionFile::of(&common.data).read().ok_or(Refusal::NotSignedIn)?;
    let (desk, db) = office.parts();
    let signer = desk.resume(db, &token)?;
    // A post may have been granted since the sign-in.
    if desk.needs_second_factor(db, signer)? {
        bail!("您的岗位须用动态口令登录，还没有绑定，没有办理。请运行 shebao login 绑定后再办");
    }
    Ok((office, signer))
}

/// The installation for somebody who reads business data, and where that person may.
pub struct Reading {
    pub office: Office,
    pub signer: Signer,
    reader: Reader,
}

/// Opens the installation for reading business data. System administrators see none.
pub fn reading(common: &Common) -> Result<Reading> {
    let (mut office, signer) = signed_in(common)?;
    let reader = office.reader(signer)?;
    if !reader.reads_business() {
        bail!("您今天没有可以查看业务数据的岗位，请由业务、财务或稽核人员查看，或申请授予岗位");
    }
    Ok(Reading { office, signer, reader })
}

/// The same for what is about the whole county and names no region.
pub fn reading_of_county(common: &Common, what: &str) -> Result<Reading> {
    let reading = reading(common)?;
    if !reading.covers_county() {
        bail!("{what}涉及全县，请由县级岗位的人员查看");
    }
    Ok(reading)
}

impl Reading {
    /// Whether a post of the reader covers a region.
    pub fn covers(&self, region: &RegionCode) -> bool {
        self.reader.covers(region)
    }

    /// Whether a post of the reader covers the whole county: for lists that name no region.
    pub fn covers_county(&self) -> bool {
        self.reader.covers_county()
    }

    /// Records that a list leaves the office as a file or whole as JSON, and why, before it is made.
    pub fn takes_out(&mut self, subject: i64, reason: &str) -> Result<()> {
        let (desk, db) = self.office.parts();
        Ok(desk.record_reading(db, self.signer, (ReadKind::Export, subject), reason)?)
    }

    /// The same for a list that was asked for like this.
    pub fn takes_list_out(&mut self, common: &Common, name: &str, to: &ExportTo) -> Result<()> {
        if to.export.is_none() && !common.json {
            return Ok(());
        }
        self.takes_out(list_subject(name), to.reason.as_deref().unwrap_or_default())
    }

    /// The same for a list that is only read, or asked for as JSON.
    pub fn takes_json_out(&mut self, common: &Common, name: &str, to: &AsJson) -> Result<()> {
        if !common.json {
            return Ok(());
        }
        self.takes_out(list_subject(name), to.reason.as_deref().unwrap_or_default())
    }

    /// Reads in one snapshot.
    pub fn look<T>(&mut self, read: impl FnOnce(&mut Look<'_>) -> Result<T, Unplanned>) -> Result<T> {
        Ok(self.office.look(self.signer.agency(), |look| read(look).map_err(Refusal::from))?)
    }
}

/// Whoever is signed in, with the posts held today.
pub fn staff(office: &mut Office, signer: Signer) -> Result<StaffNow> {
    let everyone = office.look(signer.agency(), |look| staff_now(look).map_err(Refusal::from))?;
    Ok(everyone.into_iter().find(|staff| staff.staff == signer.staff()).ok_or(Refusal::NotSignedIn)?)
}
