//! Every invariant holds after what a test did.
#![allow(dead_code)] // each test file uses its own part
#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests

use desk::{FieldError, Refusal};
use shebao_office::tables::PersonId;
use shebao_office::verify::verify;

use super::common::TestOffice;

/// Runs a test on both engines; afterwards all of I1 to I8 must hold.
pub fn on_each_engine(test: impl Fn(&mut TestOffice)) {
    TestOffice::on_each_engine(|office| {
        test(office);
        sound(office);
    });
}

/// All of I1 to I8 hold.
pub fn sound(office: &mut TestOffice) {
    let agency = office.agency;
    let report = verify(&mut office.office, agency, &mut |_| ()).unwrap();
    let faults: Vec<_> = report.faults().collect();
    assert!(faults.is_empty(), "{faults:?}");
}

/// The faults of a form.
pub fn faults(refusal: Refusal) -> Vec<FieldError> {
    match refusal {
        Refusal::Fields(errors) => errors,
        other => panic!("{other}"),
    }
}

/// All faults in one text.
pub fn said(refusal: Refusal) -> String {
    faults(refusal).iter().map(|error| format!("{error}\n")).collect()
}

/// All faults of an operation that is refused; nothing at all may be written for it.
pub fn refused<I: serde::Serialize>(office: &mut TestOffice, operation: &str, input: &I) -> String {
    const WRITES: &str = "SELECT seq FROM agency_head";
    let before = office.number(WRITES);
    let told = said(office.make(operation, input).unwrap_err());
    assert_eq!(office.number(WRITES), before, "{operation} wrote what it refused: {told}");
    told
}

/// The person with this number in the town of town.rs.
pub fn person(office: &mut TestOffice, number: u32) -> PersonId {
    PersonId(office.number(&format!("SELECT id FROM person WHERE old_number = '53011310{number:06}'")))
}

/// Whether the newest version of a person's pension has this value.
pub fn newest(office: &mut TestOffice, person: PersonId, column: &str, value: &str) -> bool {
    let sql = format!(
        "SELECT COUNT(*) FROM award_version v WHERE v.person = {} AND v.{column} = {value} \
         AND NOT EXISTS (SELECT 1 FROM award_version x WHERE x.award = v.award AND x.n > v.n)",
        person.0
    );
    office.number(&sql) == 1
}

/// A text file taken in.
pub fn taken_in(office: &TestOffice, name: &str, text: &str) -> desk::Digest {
    let path = office.folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    office.office.environment().files.take_in(&path).unwrap()
}
