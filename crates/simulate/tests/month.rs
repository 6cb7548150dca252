//! A whole simulated month through the office's own operations.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;

use files::{FileError, Profile, RawTable, read_in_process};
use office::ReadTables;
use office::payment::{Sums, dues_by_town};
use office::tables::DueKind;
use shebao_simulate::{District, Play2019, PlayError};

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
    let mut month = Play2019::found(&district, folder.path(), None, Box::new(InThisProcess), |step| {
        if step.done == step.of {
            eprintln!("{} {}/{}", step.title, step.done, step.of);
        }
    })
    .unwrap();
    let played = month.play(1).unwrap().months.remove(0);
    let (mut office, crew) = month.into_parts();
    assert!(played.deaths > 0 && played.cleared > 0 && played.awards > 0 && played.returned > 0, "{played:?}");

    // What the model says January must come to, computed without the office.
    let expected = district.january_due();
    let dues = office.look(crew.agency, |look| dues_by_town(look, played.run).map_err(PlayError::from)).unwrap();
    let sums = |kind: DueKind| dues.get(&kind).map(|towns| towns.values().copied().sum()).unwrap_or_default();
    // Who died in January is owed it all the same: it goes to the heirs as arrears.
    let (regular, arrears): (Sums, Sums) = (sums(DueKind::Regular), sums(DueKind::Arrears));
    assert_eq!(u64::try_from(regular.people + arrears.people).unwrap(), expected.recipients);
    assert_eq!(regular.by_level + arrears.by_level, expected.by_level);
    assert_eq!(regular.account + arrears.account, expected.account);
}
