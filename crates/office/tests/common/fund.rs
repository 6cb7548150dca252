//! The fund of the town of town.rs, and its first month.
#![allow(dead_code)] // each test file uses its own part
#![allow(clippy::unwrap_used)] // helpers of tests

use base::{Fen, Month};
use desk::{Look, Refusal, Unplanned};
use shebao_office::registry::fund_of;
use shebao_office::tables::{FundRow, Scheme};

use super::common::TestOffice;

pub fn yuan(yuan: i64) -> Fen {
    Fen::from_yuan(yuan)
}

pub fn january() -> Month {
    "2019-01".parse().unwrap()
}

/// What the resident fund says.
pub fn read<T>(office: &mut TestOffice, read: impl FnOnce(&mut Look<'_>, &FundRow) -> Result<T, Unplanned>) -> T {
    let agency = office.agency;
    let value = office.office.look(agency, |look| {
        let fund = fund_of(look, Scheme::Resident).unwrap().unwrap();
        Ok::<_, Refusal>(read(look, &fund).unwrap())
    });
    value.unwrap()
}
