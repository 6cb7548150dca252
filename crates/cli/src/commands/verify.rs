//! `verify`: what must always hold, with the first row that breaks it.

use anyhow::{Result, bail};
use desk::{AgencyId, Refusal};
use office::Office;
use office::verify::Report;

use crate::arguments::Common;
use crate::bars::Bars;
use crate::{open, print};

/// Checks everything and says what is wrong. Whoever is signed in may: nothing about a person is
/// shown, and a system administrator has to know as well.
pub fn verify(common: &Common) -> Result<()> {
    let (mut office, signer) = open::signed_in(common)?;
    let mut bars = Bars::new();
    let report = check(&mut office, signer.agency(), &mut bars)?;
    bars.finish();
    if common.json {
        print::json(&report)?;
    } else {
        say!("{report}");
    }
    if !report.is_whole() {
        bail!("核验发现问题，请保留现场（不要再办理业务），按提示查明原因，必要时从备份恢复");
    }
    if !common.json {
        sayln!("全部通过。");
    }
    Ok(())
}

/// Verifies with a progress bar.
pub fn check(office: &mut Office, agency: AgencyId, bars: &mut Bars) -> Result<Report, Refusal> {
    let report = office::verify::verify(office, agency, &mut |progress| {
        bars.show("核验", progress.done as u64, progress.of as u64);
    });
    bars.show("核验", 1, 1);
    report
}
