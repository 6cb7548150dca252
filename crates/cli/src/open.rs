//! Opening the installation, and the session of whoever is signed in.

use anyhow::{Context as _, Result};
use desk::{Refusal, Signer};
use files::Reader;
use office::Office;

use crate::arguments::Common;
use crate::session::SessionFile;

/// Tables are read by this program in a child process.
pub fn reader() -> Result<Reader> {
    let exe = std::env::current_exe().context("找不到本程序自身的路径，无法启动读取文件的子进程")?;
    Ok(Reader::new(exe))
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
    Ok((office, signer))
}
