//! The files that reach the agency in January 2019, and what the month must come to.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use base::{ByLevel, Fen, Month};

use crate::deaths::{self, Death};
use crate::district::District;
use crate::faults::Planted;
use crate::people::{Person, Standing};
use crate::registration;
use crate::sheets::{SimulateError, at};
use crate::standards::{AGE_SUPPLEMENT, BASE_PENSION};
use crate::tax::{self, FeesExpected};
use crate::year::january;

/// What [`District::write_january`] wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JanuaryFiles {
    /// CSV in GB18030.
    pub tax_detail: PathBuf,
    /// CSV in GB18030: receipts of the treasury and of the special account.
    pub treasury: PathBuf,
    /// Workbook.
    pub registration: PathBuf,
    /// Workbook of the police.
    pub deaths_police: PathBuf,
    /// Web page named `.xls` of the undertakers.
    pub deaths_undertakers: PathBuf,
    /// Every planted fault.
    pub planted: Vec<Planted>,
    /// What the fees must come to.
    pub fees: FeesExpected,
    /// The true deaths.
    pub deaths: Vec<Death>,
}

/// The regular pensions due for January 2019, once every true death of 2018 is confirmed and
/// everybody who turned 60 in December has an award.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JanuaryDue {
    /// People due.
    pub recipients: u64,
    /// Without the account part, by level.
    pub by_level: ByLevel,
    /// Account part.
    pub account: Fen,
    /// Personal numbers of those who turned 60 in December 2018.
    pub new: Vec<String>,
    /// Recipients who turned 65 in December 2018 and get the supplement for the first time.
    pub turned_65: u64,
    /// Recipients who died before January: not paid.
    pub dead: u64,
}

impl District {
    /// Writes the files of January 2019 into a folder, which is made if need be.
    pub fn write_january(&self, folder: &Path) -> Result<JanuaryFiles, SimulateError> {
        at(folder, std::fs::create_dir_all(folder))?;
        let fees = tax::write(self, january(), self.january_fees(), Vec::new(), folder)?;
        let (registration, newcomers_planted) = registration::write(self, folder)?;
        let deaths = self.january_deaths();
        let lists = deaths::write(self, january(), &deaths, folder)?;
        let planted = [fees.planted, newcomers_planted, lists.planted].concat();
        Ok(JanuaryFiles {
            tax_detail: fees.tax_detail,
            treasury: fees.treasury,
            registration,
            deaths_police: lists.police,
            deaths_undertakers: lists.undertakers,
            planted,
            fees: fees.expected,
            deaths,
        })
    }

    /// What is due for January, computed from the model alone.
    pub fn january_due(&self) -> JanuaryDue {
        let dead: BTreeSet<u64> =
            self.january_deaths().iter().filter(|d| d.on.year() < 2019).map(|d| d.person.index).collect();
        let mut due = JanuaryDue::default();
        for index in 0..self.counts().insured {
            let person = self.person(index);
            if person.standing == Standing::Recipient && dead.contains(&index) {
                due.dead += 1;
            } else {
                self.add_january(&person, &mut due);
            }
        }
        due
    }

    /// Contributors who turned 60 in a month, in their order.
    pub fn turned_sixty(&self, month: Month) -> Vec<Person> {
        let people = (0..self.counts().insured).map(|index| self.person(index));
        people.filter(|p| p.standing == Standing::Contributor && p.sixtieth() == month).collect()
    }

    fn add_january(&self, person: &Person, due: &mut JanuaryDue) {
        let december = Month::of(crate::standards::TAKE_ON);
        let account = self.account(person);
        match person.standing {
            Standing::Suspended => return,
            Standing::Contributor if person.sixtieth() != december => return,
            Standing::Contributor => {
                due.by_level += BASE_PENSION;
                due.account += crate::accounts::account_pension(account.balance());
                due.new.push(person.number.clone());
            }
            Standing::Recipient => {
                let Some(award) = self.award(person, &account) else { return };
                due.by_level += award.by_level();
                due.account += award.account;
                if Month::of(person.birth).plus(65 * 12) == december {
                    due.by_level += AGE_SUPPLEMENT;
                    due.turned_65 += 1;
                }
            }
        }
        due.recipients += 1;
    }
}
