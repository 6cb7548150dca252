//! A whole simulated month through the office's own operations.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;

use files::{FileError, Profile, RawTable, read_in_process};
use office::ReadTables;
use shebao_simulate::{District, Month2019};

struct InThisProcess;

impl ReadTables for InThisProcess {
    fn read_for(&self, path: &Path, profile: &Profile) -> Result<RawTable, FileError> {
        read_in_process(path, &profile.sheet_choice())
    }
}

#[test]
fn january_of_a_small_district_closes() {
    let folder = tempfile::tempdir().unwrap();
    let district = District::new(2019, 2_000).unwrap();
    let mut month = Month2019::found(&district, folder.path(), None, Box::new(InThisProcess), |step| {
        if step.done == step.of {
            eprintln!("{} {}/{}", step.title, step.done, step.of);
        }
    })
    .unwrap();
    let played = month.play().unwrap();
    eprintln!("{played:?}");
}
