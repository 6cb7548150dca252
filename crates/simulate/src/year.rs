//! Who does what in which month of 2019: who turns 60, who pays, who dies. Made once, because each
//! answer needs a look at everyone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use base::{Date, Month};

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

/// Who was born by this day reaches 60 without a fee of 2019.
const SIXTY_BY_JUNE: Date = jiff::civil::date(1959, 7, 1);

/// How the fees after January spread over the months, February to December: the campaign runs from
/// spring to summer, and the last ones come when the year ends.
const CAMPAIGN: [u64; 11] = [3, 8, 11, 13, 16, 12, 10, 9, 7, 6, 5];

/// A year's roll of a district.
#[derive(Clone, Debug)]
pub struct Year {
    turning: BTreeMap<Month, Vec<u64>>,
    payers: BTreeMap<Month, Vec<u64>>,
    deaths: BTreeMap<Month, Vec<Death>>,
    /// Contributors of the groups that lists name.
    hardship: Vec<u64>,
    /// Whose household moves away in the year.
    leavers: Vec<u64>,
    /// Who pays although a government pays for him, and who pays twice: the month in which the
    /// payment comes that has to go back.
    too_much: BTreeMap<Month, Vec<u64>>,
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
        let deaths = self.year_deaths();
        let mut gone: BTreeSet<u64> = deaths.values().flatten().map(|d| d.person.index).collect();
        let mut hardship = Vec::new();
        let people = (0..self.counts().insured).map(|index| self.person(index));
        for person in people.filter(|person| person.standing == Standing::Contributor) {
            turning.entry(person.sixtieth()).or_default().push(person.index);
            if person.group != Group::Ordinary && person.birth > SIXTY_BY_JUNE && !gone.contains(&person.index) {
                hardship.push(person.index);
            }
        }
        let leavers = self.leavers(&gone);
        gone.extend(&leavers);
        let payers = self.payers_by_month(gone);
        let too_much = self.too_much(&payers, &hardship);
        Year { turning, payers, deaths, hardship, leavers, too_much }
    }

    /// Contributors who paid before and move to another county.
    fn leavers(&self, gone: &BTreeSet<u64>) -> Vec<u64> {
        let contributors = self.counts().insured - self.counts().holders();
        let settled = |index: &u64| {
            let person = self.person(*index);
            self.is_sound(*index)
                && !gone.contains(index)
                && person.group == Group::Ordinary
                && person.birth.year() > 1962
                && !self.payments(&person).is_empty()
        };
        // From the middle of the payers: January's are over, and the last ones die.
        let middle = (0..contributors).map(|k| self.payer((k + contributors / 2) % contributors));
        middle.filter(settled).take(usize::try_from(self.counts().leavers).unwrap_or_default()).collect()
    }

    /// April: people of the groups that governments pay for pay themselves all the same. May: some
    /// of those who paid in March pay once more.
    fn too_much(&self, payers: &BTreeMap<Month, Vec<u64>>, hardship: &[u64]) -> BTreeMap<Month, Vec<u64>> {
        let severe = |index: &&u64| self.person(**index).group == Group::SeverelyDisabled && self.is_sound(**index);
        let take = |count: u64| usize::try_from(count).unwrap_or_default();
        let proxied = hardship.iter().filter(severe).take(take(self.counts().proxied_payers)).copied().collect();
        let of_march = payers.get(&january().plus(2)).into_iter().flatten();
        let double = of_march.step_by(7).take(take(self.counts().double_payers)).copied().collect();
        BTreeMap::from([(january().plus(3), proxied), (january().plus(4), double)])
    }

    /// Everyone else pays once; January's are those of [`District::january_fees`].
    fn payers_by_month(&self, mut gone: BTreeSet<u64>) -> BTreeMap<Month, Vec<u64>> {
        gone.extend(self.january_fees().iter().map(|fee| fee.person.index));
        let contributors = self.counts().insured - self.counts().holders();
        // In 2019 governments paid for the severely disabled only. Who reaches 60 in the second half
        // of the year needs its fee for the pension, and pays first.
        let pays = |person: &Person| person.group != Group::SeverelyDisabled && person.birth > SIXTY_BY_JUNE;
        let (needed, others): (Vec<u64>, Vec<u64>) = (0..contributors)
            .map(|k| self.payer(k))
            .filter(|index| self.is_sound(*index) && !gone.contains(index))
            .map(|index| self.person(index))
            .filter(pays)
            .map(|person| (person.birth.year(), person.index))
            .fold((Vec::new(), Vec::new()), |mut sorted, (born, index)| {
                if born == 1959 {
                    sorted.0.push(index)
                } else {
                    sorted.1.push(index)
                }
                sorted
            });
        let mut payers = needed.into_iter().chain(others);
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

    /// Contributors of the groups that civil affairs and the disabled persons' federation list.
    pub(crate) fn hardship<'d>(&'d self, district: &'d District) -> impl Iterator<Item = Person> + 'd {
        self.hardship.iter().map(|index| district.person(*index))
    }

    /// Whose household moves away.
    pub(crate) fn leavers(&self, district: &District) -> Vec<Person> {
        self.leavers.iter().map(|index| district.person(*index)).collect()
    }

    /// The payments of a month that have to go back.
    pub fn too_much(&self, district: &District, month: Month) -> Vec<Fee> {
        let people = self.too_much.get(&month).map(Vec::as_slice).unwrap_or_default();
        let mut fees = self.fees(district, month);
        fees.retain(|fee| people.contains(&fee.person.index));
        fees
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
        let payers = self.payers.get(&month).into_iter().chain(self.too_much.get(&month)).flatten();
        tax::numbered(month, payers.map(|index| district.fee(district.person(*index), month)).collect())
    }
}
