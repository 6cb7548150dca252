//! An office that works by another version of the law than the one in the program.
#![allow(dead_code, unused_imports)] // each test file uses its own part
#![allow(clippy::unwrap_used)] // helpers of tests

#[path = "law_text.rs"]
mod law_text;

use std::fs;

use shebao_office::Office;
use shebao_office::law::ActivateLawInput;

use super::common::{InThisProcess, TestOffice};
pub use law_text::{DONGCHUAN, put_law, raise, row, with_row};

/// Puts the law, changed by `edit`, beside the installation and opens it with it, as after an upgrade. Returns the name
/// of the version.
pub fn reopen_with(office: &mut TestOffice, day: &str, edit: impl Fn(&str, &str) -> String) -> String {
    let name = put_law(office.folder.path(), day, edit);
    office.office = Office::open(office.folder.path(), Box::new(InThisProcess)).unwrap();
    name
}

/// Opens the installation with the program's own law again.
pub fn reopen_with_own(office: &mut TestOffice) -> String {
    let config = office.folder.path().join("shebao.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("law = \"law\"\n", "")).unwrap();
    office.office = Office::open(office.folder.path(), Box::new(InThisProcess)).unwrap();
    office.office.environment().law.version_name().to_owned()
}

pub fn activate(office: &mut TestOffice, version: &str) -> Result<desk::Answer, desk::Refusal> {
    office.run("law.activate", &ActivateLawInput { version: version.into() })
}
