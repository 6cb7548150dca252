//! Who does what in which month of 2019: who turns 60, who pays, who dies. Made once, because each
//! answer needs a look at everyone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base::Month;

use crate::calendar::Ends;
use crate::deaths::{self, Death};
use crate::district::District;
use crate::people::{Group, Person, Standing};
use crate::sheets::{SimulateError, at};
use crate::tax::{self, Fee};

/// The first month that is played.
pub(crate) fn january() -> Month {
    Month::of(jiff::civil::date(2019, 1, 1))
}

/// How the fees after January spread over the months, February to December: the campaign runs from
/// spring to summer, and the last ones come when the year ends.
const CAMPAIGN: [u64; 11] = [3, 8, 11, 13, 16, 12, 10, 9, 7, 6, 5];

/// A year's roll of a district.
#[derive(Clone, Debug)]
pub struct Year {
    turning: BTreeMap<Month, Vec<u64>>,
    payers: BTreeMap<Month, Vec<u64>>,
    deaths: BTreeMap<Month, Vec<Death>>,
}

/// The files of a month after January.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthFiles {
    /// CSV in GB18030.
    pub tax_detail: PathBuf,
    /// CSV in GB18030.
    pub treasury: PathBuf,
    /// CSV in GB18030: what came in on the last days of the month before, if anything did.
    pub tail: Option<PathBuf>,
    /// Workbook of the police.
    pub deaths_police: PathBuf,
    /// Web page named `.xls` of the undertakers.
    pub deaths_undertakers: PathBuf,
    /// The true deaths.
    pub deaths: Vec<Death>,
}

impl District {
    /// The roll of 2019.
    pub fn year(&self) -> Year {
        let mut turning: BTreeMap<Month, Vec<u64>> = BTreeMap::new();
        let people = (0..self.counts().insured).map(|index| self.person(index));
        for person in people.filter(|person| person.standing == Standing::Contributor) {
            turning.entry(person.sixtieth()).or_default().push(person.index);
        }
        let deaths = self.year_deaths();
        let payers = self.payers_by_month(&deaths);
        Year { turning, payers, deaths }
    }

    /// Everyone pays once; January's are those of [`District::january_fees`].
    fn payers_by_month(&self, deaths: &BTreeMap<Month, Vec<Death>>) -> BTreeMap<Month, Vec<u64>> {
        let mut gone: std::collections::BTreeSet<u64> = deaths.values().flatten().map(|d| d.person.index).collect();
        gone.extend(self.january_fees().iter().map(|fee| fee.person.index));
        let contributors = self.counts().insured - self.counts().holders();
        // Whoever turns 60 in 2019 or soon after has no fee to pay any more in the campaign.
        let pays = |person: &Person| person.group == Group::Ordinary && person.birth.year() > 1960;
        let mut payers = (0..contributors)
            .map(|k| self.payer(k))
            .filter(|index| self.is_sound(*index) && !gone.contains(index))
            .filter(|index| pays(&self.person(*index)));
        let left = self.counts().year_fees - self.counts().january_fees;
        let all: u64 = CAMPAIGN.iter().sum();
        let mut by_month = BTreeMap::new();
        let mut month = january();
        for weight in CAMPAIGN {
            month = month.next();
            let count = usize::try_from(left * weight / all).unwrap_or_default();
            by_month.insert(month, payers.by_ref().take(count).collect());
        }
        by_month
    }

    /// Writes the files of a month after January into a folder.
    pub fn write_month(&self, year: &Year, month: Month, folder: &Path) -> Result<MonthFiles, SimulateError> {
        at(folder, std::fs::create_dir_all(folder))?;
        let fees = year.fees(self, month);
        let ends = Ends::of(month.previous());
        let waiting = year.fees(self, month.previous()).into_iter().filter(|fee| fee.account_on > ends.special);
        let waiting: Vec<Fee> = waiting.collect();
        let tail = tax::write_tail(month.previous(), waiting.clone(), folder)?;
        let fees = tax::write(self, month, fees, waiting, folder)?;
        let deaths = year.deaths.get(&month).cloned().unwrap_or_default();
        let lists = deaths::write(self, month, &deaths, folder)?;
        Ok(MonthFiles {
            tax_detail: fees.tax_detail,
            treasury: fees.treasury,
            tail,
            deaths_police: lists.police,
            deaths_undertakers: lists.undertakers,
            deaths,
        })
    }
}

impl Year {
    /// Contributors who turn 60 in a month, in their order.
    pub fn turning_sixty(&self, district: &District, month: Month) -> Vec<Person> {
        self.turning.get(&month).into_iter().flatten().map(|index| district.person(*index)).collect()
    }

    /// The true deaths that the lists of a month report.
    pub fn deaths(&self, month: Month) -> &[Death] {
        self.deaths.get(&month).map_or(&[], Vec::as_slice)
    }

    /// The fees of a month without any fault, in the order of payment.
    pub fn fees(&self, district: &District, month: Month) -> Vec<Fee> {
        if month == january() {
            return district.january_fees();
        }
        let payers = self.payers.get(&month).into_iter().flatten();
        tax::numbered(month, payers.map(|index| district.fee(district.person(*index), month)).collect())
    }
}
