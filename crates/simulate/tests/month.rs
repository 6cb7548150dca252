//! A whole simulated month through the office's own operations.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;

use files::{FileError, Profile, RawTable, read_in_process};
use office::ReadTables;
use office::payment::{Sums, dues_by_town};
use office::tables::DueKind;
use shebao_simulate::{District, Month2019, PlayError};

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
    let (mut office, crew) = month.into_parts();
    assert!(played.deaths > 0 && played.cleared > 0 && played.awards > 0 && played.returned > 0, "{played:?}");

    // What the model says January must come to, computed without the office.
    let expected = district.january_due();
    let dues = office.look(crew.agency, |look| dues_by_town(look, played.run).map_err(PlayError::from)).unwrap();
    let regular: Sums = dues[&DueKind::Regular].values().copied().sum();
    assert_eq!(u64::try_from(regular.people).unwrap(), expected.recipients);
    assert_eq!((regular.by_level, regular.account), (expected.by_level, expected.account));
}
