//! 2019 as the simulated colleagues live it: take-on, and each month the files that arrive, the run,
//! the money, the bank, the books.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use base::{Date, Month};
use desk::{Post, Refusal};
use jiff::civil::date;
use office::benefits::{AwardInput, ConfirmDeathInput, Heirs};
use office::contributions::{BookAccountsInput, ImportReceiptsInput, ImportTaxInput};
use office::fund::CloseMonthInput;
use office::payment::{
    ApproveRunInput, CloseRunInput, OpenRunInput, ReceiveMoneyInput, RequestMoneyInput, SendFileInput, batch_total,
    regular_run, run_of,
};
use office::registry::{ImportRegistrationsInput, OpenBooksInput, RegionInput, SetBankInput, TakeOnInput};
use office::risk::{AttachEvidenceInput, DecideLeadInput, ImportDeathsInput, OpenLead, open_leads};
use office::tables::{MatchKind, PersonId, Run, RunId, RunState, Scheme};
use office::{ManyInput, Office, ReadTables};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answers::Account;
use crate::bank::Bank;
use crate::crew::{Crew, PlayError};
use crate::deaths::{Death, LIST_ARRIVES};
use crate::district::District;
use crate::insiders::Insiders;
use crate::life::{Beside, counted};
use crate::lists::Recall;
use crate::people::{Person, card};
use crate::replay::Raise;
use crate::sheets::at;
use crate::subsidies::Asked;
use crate::take_on::TakeOnFiles;
use crate::year::{Year, january};

/// How far the month is, for progress bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// What is being done.
    pub title: &'a str,
    /// Parts done.
    pub done: u64,
    /// Parts in all.
    pub of: u64,
}

/// What a played month leaves behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayedMonth {
    /// The month.
    pub month: Month,
    /// The regular run.
    pub run: RunId,
    /// Runs beside it: what was returned and went out again, adjustments, single sums.
    pub beside: Vec<RunId>,
    /// Deaths that were confirmed.
    pub deaths: u64,
    /// Leads that were cleared.
    pub cleared: u64,
    /// True deaths that the lists of the month named.
    pub listed_deaths: u64,
    /// New pensions.
    pub awards: u64,
    /// Payments that came back.
    pub returned: u64,
}

/// What a played year leaves behind, month by month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Played {
    /// January first.
    pub months: Vec<PlayedMonth>,
    /// What the business beside the monthly round came to.
    pub beside: Beside,
    /// What the lists of other offices led to, kind by kind.
    pub recall: Vec<Recall>,
    /// Insiders' tricks and what caught them; only after a whole year.
    pub insiders: Option<Insiders>,
}

/// The year at work.
pub struct Play2019<'a> {
    pub(crate) district: &'a District,
    pub(crate) office: Office,
    pub(crate) crew: Crew,
    pub(crate) files: PathBuf,
    pub(crate) month: Month,
    raise: Raise,
    /// What the business beside the round came to.
    pub(crate) beside: Beside,
    /// What lists about the living led to.
    pub(crate) recall: Vec<Recall>,
    /// What governments were asked for.
    pub(crate) asked: Asked,
    /// A tax file that came a month late.
    late_tax: Option<PathBuf>,
    /// Whose death was confirmed, in any month.
    pub(crate) buried: BTreeSet<PersonId>,
    /// Where payments that came back had gone to, by run and line.
    pub(crate) came_back: BTreeMap<(RunId, i64), Account>,
    /// Cards that were given out in the year.
    pub(crate) new_cards: u64,
    watch: Box<dyn FnMut(Step<'_>) + 'a>,
}

/// The bank that pays the pensions out.
pub(crate) const BANK_CODE: &str = "999530";

/// What arrives in a month.
struct Arrived<'y> {
    tax_detail: PathBuf,
    treasury: PathBuf,
    deaths_police: PathBuf,
    deaths_undertakers: PathBuf,
    /// The true deaths.
    deaths: Vec<Death>,
    /// Who enrols; January only.
    registration: Option<PathBuf>,
    /// Who claims: turned 60 in the month before.
    claims: Vec<Person>,
    /// The roll of the year; January needs none.
    year: Option<&'y Year>,
}

impl<'a> Play2019<'a> {
    /// Founds the agency in `folder` and hires its people.
    pub fn found(
        district: &'a District,
        folder: &Path,
        database: Option<String>,
        reader: Box<dyn ReadTables>,
        watch: impl FnMut(Step<'_>) + 'a,
    ) -> Result<Play2019<'a>, PlayError> {
        let (office, crew) = Crew::found(folder, database, reader, date(2019, 1, 2))?;
        let files = folder.join("files");
        Ok(Play2019 {
            district,
            office,
            crew,
            files,
            month: january(),
            raise: Raise::of_2019()?,
            beside: Beside::default(),
            recall: Vec::new(),
            asked: Asked::new(),
            late_tax: None,
            came_back: BTreeMap::new(),
            new_cards: 0,
            buried: BTreeSet::new(),
            watch: Box::new(watch),
        })
    }

    /// The office and its people, when the month is over.
    pub fn into_parts(self) -> (Office, Crew) {
        (self.office, self.crew)
    }

    /// Plays take-on and so many months from January.
    pub fn play(&mut self, months: u8) -> Result<Played, PlayError> {
        self.take_on()?;
        let mut played = vec![self.play_january()?];
        if months > 1 {
            self.step("排定全年事项", 0, 1);
            let year = self.district.year();
            self.step("排定全年事项", 1, 1);
            for _ in 1..months.min(12) {
                played.push(self.play_next(&year)?);
            }
        }
        let insiders = if months >= 12 { Some(self.insiders()?) } else { None };
        self.close_books()?;
        if months >= 12 {
            self.backup_drill()?;
        }
        let recall = std::iter::once(deaths_recalled(&played)).chain(self.recall.clone()).collect();
        Ok(Played { months: played, beside: self.beside, recall, insiders })
    }

    /// Plays January after take-on.
    pub fn play_january(&mut self) -> Result<PlayedMonth, PlayError> {
        self.step("生成一月收到的文件", 0, 1);
        let files = self.district.write_january(&self.files)?;
        self.step("生成一月收到的文件", 1, 1);
        self.play_month(&Arrived {
            tax_detail: files.tax_detail,
            treasury: files.treasury,
            deaths_police: files.deaths_police,
            deaths_undertakers: files.deaths_undertakers,
            deaths: files.deaths,
            registration: Some(files.registration),
            claims: self.district.turned_sixty(january().previous()),
            year: None,
        })
    }

    fn play_next(&mut self, year: &Year) -> Result<PlayedMonth, PlayError> {
        self.month = self.month.next();
        let files = self.district.write_month(year, self.month, &self.files)?;
        // What came in on the last days of the month before, then its books are closed.
        self.on(3)?;
        if let Some(tail) = &files.tail {
            let (file, name) = self.receive(tail)?;
            self.crew.run(&mut self.office, "contributions.import_receipts", &ImportReceiptsInput { file, name })?;
        }
        self.month = self.month.previous();
        self.close_books()?;
        self.month = self.month.next();
        self.play_month(&Arrived {
            tax_detail: files.tax_detail,
            treasury: files.treasury,
            deaths_police: files.deaths_police,
            deaths_undertakers: files.deaths_undertakers,
            deaths: files.deaths,
            registration: None,
            claims: year.turning_sixty(self.district, self.month.previous()),
            year: Some(year),
        })
    }

    /// The day of the month that is played.
    pub(crate) fn day(&self, day: i8) -> Date {
        date(self.month.year(), self.month.month(), day)
    }

    pub(crate) fn on(&mut self, day: i8) -> Result<(), PlayError> {
        let day = self.day(day);
        self.crew.on(&mut self.office, day)
    }

    fn play_month(&mut self, arrived: &Arrived<'_>) -> Result<PlayedMonth, PlayError> {
        self.on(4)?;
        let raised = self.month == self.raise.first_paid;
        if raised {
            let raise = self.raise.clone();
            self.activate_raise(&raise)?;
        }
        let awards = self.awards(&arrived.claims)?;
        self.on(6)?;
        self.before_the_run(arrived.year)?;
        self.on(LIST_ARRIVES)?;
        let (deaths, cleared) = self.deaths(arrived)?;
        self.on(14)?;
        let run = self.run()?;
        let mut beside: Vec<RunId> = if raised { vec![self.adjust()?] } else { Vec::new() };
        for (run, n) in std::iter::once(&run).chain(&beside).zip(1..) {
            self.send(*run, self.day(17), &format!("拨-{}-{n:02}", self.month.number()))?;
        }
        beside.extend(self.after_the_run(arrived.year)?);
        self.on(28)?;
        let returned = self.bank_answers(run, &mut beside)?;
        let last = self.month.last_day();
        self.crew.on(&mut self.office, last)?;
        self.contributions(arrived)?;
        for run in std::iter::once(&run).chain(&beside) {
            self.close(*run, last)?;
        }
        self.governments()?;
        let listed_deaths = arrived.deaths.len() as u64;
        Ok(PlayedMonth { month: self.month, run, beside, deaths, cleared, listed_deaths, awards, returned })
    }

    pub(crate) fn step(&mut self, title: &str, done: u64, of: u64) {
        (self.watch)(Step { title, done, of });
    }

    /// Takes the agency on: opening books, then every town's workbook.
    pub fn take_on(&mut self) -> Result<(), PlayError> {
        self.step("生成期初文件", 0, 1);
        let written = self.district.write_take_on(&self.files)?;
        self.step("生成期初文件", 1, 1);
        self.open_books(&written)?;
        let workbooks: Vec<PathBuf> = written.towns.into_iter().flat_map(|town| town.workbooks).collect();
        let of = workbooks.len() as u64;
        for (workbook, done) in workbooks.iter().zip(0..) {
            self.step("期初移植", done, of);
            let (file, name) = self.receive(workbook)?;
            self.crew.run(&mut self.office, "registry.take_on", &TakeOnInput { file, name })?;
        }
        self.step("期初移植", of, of);
        Ok(())
    }

    fn open_books(&mut self, written: &TakeOnFiles) -> Result<(), PlayError> {
        let (file, name) = self.receive(&written.fund)?;
        let mut regions = Vec::new();
        for (code, name) in self.district.regions() {
            regions.push(RegionInput { code: code.parse()?, name });
        }
        let input = OpenBooksInput { file, name, on: date(2018, 12, 31), regions, regions_file: None };
        self.crew.run(&mut self.office, "registry.open_books", &input)?;
        let bank = SetBankInput {
            code: BANK_CODE.to_owned(),
            name: "东川农村商业银行（模拟）".to_owned(),
            from: date(2019, 1, 1),
            successor: None,
            document: "代发协议（模拟）".to_owned(),
        };
        self.crew.run(&mut self.office, "registry.set_bank", &bank)?;
        Ok(())
    }

    pub(crate) fn receive(&self, path: &Path) -> Result<(desk::Digest, String), PlayError> {
        let digest = self.office.environment().files.take_in(path)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok((digest, name))
    }

    /// Everybody who turned 60 in the month before claims; returns how many have the years for it.
    fn awards(&mut self, turned: &[Person]) -> Result<u64, PlayError> {
        self.step("核定新增待遇", 0, 1);
        let claim = |person: &Person| AwardInput {
            person: None,
            id_number: person.id.clone(),
            claimed_on: self.day(4),
            account: person.card.clone(),
            other_pension: String::new(),
        };
        let lines = turned.iter().map(claim).collect();
        // Who is short of years is left out by name, to be told what can still be paid.
        let awarded = self.run_list("benefits.award_list", lines)?;
        self.step("核定新增待遇", 1, 1);
        Ok(awarded)
    }

    /// A list of people as one matter; returns how many of them it was done for.
    fn run_list<I: Serialize + DeserializeOwned>(&mut self, operation: &str, lines: Vec<I>) -> Result<u64, PlayError> {
        let (input, mut done) = (ManyInput { lines }, 0);
        if !input.lines.is_empty() {
            match self.crew.run(&mut self.office, operation, &input) {
                Ok(answer) => done = counted(&answer, "办理人数"),
                // Nobody on the list could be done; nothing was recorded.
                Err(PlayError::Refused(Refusal::Fields(_))) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(done)
    }

    /// Two death lists become leads; each is looked into.
    fn deaths(&mut self, arrived: &Arrived<'_>) -> Result<(u64, u64), PlayError> {
        // The undertakers of a small district send nothing in a month without work.
        let buried_by_them = arrived.deaths.iter().any(|death| death.by_undertaker);
        let undertakers = buried_by_them.then_some(&arrived.deaths_undertakers);
        for list in [Some(&arrived.deaths_police), undertakers].into_iter().flatten() {
            let (file, name) = self.receive(list)?;
            self.crew.run(&mut self.office, "risk.import_deaths", &ImportDeathsInput { file, name })?;
        }
        let leads = self.office.look(self.crew.agency, |look| open_leads(look).map_err(PlayError::from))?;
        self.step("核查死亡疑点", 0, 1);
        let (mut confirmed, mut cleared) = (Vec::new(), 0);
        for lead in &leads {
            // A death confirmed closes every lead about the person, whoever reported it.
            if self.buried.contains(&lead.now.lead.person) {
                continue;
            }
            if let Some(input) = self.look_into(lead, &arrived.deaths)? {
                // A sample: of each month's claims the first comes with its paper.
                if confirmed.is_empty() {
                    self.attach_paper(lead, &input)?;
                }
                self.buried.insert(lead.now.lead.person);
                confirmed.push(input);
            } else {
                cleared += 1;
            }
        }
        let dead = confirmed.len() as u64;
        let confirmed = self.run_list("benefits.confirm_deaths", confirmed)?;
        if confirmed != dead {
            return Err(PlayError::NotDone("批量死亡确认".to_owned(), format!("{dead} 人中只办理了 {confirmed} 人")));
        }
        self.step("核查死亡疑点", 1, 1);
        Ok((confirmed, cleared))
    }

    /// The village helper knows who died: the model does. What is not true is cleared at once, a
    /// death goes on the list.
    fn look_into(&mut self, lead: &OpenLead, deaths: &[Death]) -> Result<Option<ConfirmDeathInput>, PlayError> {
        let (id, person) = (lead.now.lead.id, lead.now.lead.person);
        let named = deaths.iter().find(|death| death.person.name == lead.name);
        // Two digits changed places: the name fits, and the helper knows whose funeral it was.
        let meant = matches!(lead.now.lead.matched, MatchKind::Exact | MatchKind::Transposed);
        let dead = named.filter(|_| meant);
        let Some(death) = dead else {
            let input = DecideLeadInput { lead: id, reason: "村协办员上门见到本人".to_owned() };
            self.crew.run(&mut self.office, "risk.clear_lead", &input)?;
            return Ok(None);
        };
        let heirs = Heirs {
            account: card(8_000_000 + death.person.index),
            name: format!("{}之子", death.person.name),
            relation: "子女".to_owned(),
        };
        Ok(Some(ConfirmDeathInput {
            person,
            died_on: death.on,
            evidence: format!("居民死亡医学证明（模拟）{}", death.person.index),
            heirs: Some(heirs),
            lead: Some(id),
        }))
    }

    /// The scan of a death certificate comes with the claim.
    fn attach_paper(&mut self, lead: &OpenLead, claim: &ConfirmDeathInput) -> Result<(), PlayError> {
        let path = self.files.join(format!("死亡证明-{}-{}.txt", self.month.number(), claim.person));
        let text = format!("{}，{}，{}\n", claim.evidence, lead.name, claim.died_on);
        at(&path, std::fs::write(&path, text))?;
        let (file, name) = self.receive(&path)?;
        let words = "家属申领时交来".to_owned();
        let input = AttachEvidenceInput { lead: lead.now.lead.id, file, name, words };
        self.crew.run(&mut self.office, "risk.attach_evidence", &input)?;
        self.beside.attached += 1;
        Ok(())
    }

    fn run(&mut self) -> Result<RunId, PlayError> {
        let month = self.month;
        self.crew.run(&mut self.office, "payment.open_run", &OpenRunInput { month })?;
        let found = self
            .office
            .look(self.crew.agency, |look| regular_run(look, Scheme::Resident, month).map_err(PlayError::from))?;
        let run = found.map(|run| run.id).ok_or(PlayError::Refused(Refusal::NoMatter))?;
        self.compute_and_approve(run)?;
        Ok(run)
    }

    pub(crate) fn compute_and_approve(&mut self, run: RunId) -> Result<(), PlayError> {
        let clerk = self.crew.signer(Post::Clerk)?;
        let of = self.district.counts().recipients;
        let Play2019 { office, watch, .. } = self;
        office.compute_run(clerk, run, |progress| {
            let done = u64::try_from(progress.people).unwrap_or_default();
            watch(Step { title: "计算发放", done, of: of.max(done) });
        })?;
        self.step("复核审批", 0, 1);
        self.crew.run(&mut self.office, "payment.approve_run", &ApproveRunInput { run })?;
        self.step("复核审批", 1, 1);
        Ok(())
    }

    pub(crate) fn found_run(&mut self, run: RunId) -> Result<Run, PlayError> {
        self.office.look(self.crew.agency, |look| run_of(look, run).map_err(PlayError::from))
    }

    /// Money is asked for, arrives, and the file leaves.
    pub(crate) fn send(&mut self, run: RunId, on: Date, document: &str) -> Result<(), PlayError> {
        self.step("用款、代发", 0, 1);
        self.crew.run(&mut self.office, "payment.request_money", &RequestMoneyInput { run })?;
        let found = self.found_run(run)?;
        let (_, amount) =
            self.office.look(self.crew.agency, |look| batch_total(look, found.batch).map_err(PlayError::from))?;
        self.crew.on(&mut self.office, on)?;
        let money = ReceiveMoneyInput { run, on, document: document.to_owned(), amount };
        self.crew.run(&mut self.office, "payment.receive_money", &money)?;
        self.send_file(run)?;
        self.step("用款、代发", 1, 1);
        Ok(())
    }

    pub(crate) fn send_file(&mut self, run: RunId) -> Result<(), PlayError> {
        let input = SendFileInput { run, late_reason: String::new() };
        self.crew.run(&mut self.office, "payment.send_file", &input)?;
        Ok(())
    }

    /// What the tax bureau, treasury and special account sent; newcomers of the month.
    fn contributions(&mut self, arrived: &Arrived<'_>) -> Result<(), PlayError> {
        self.step("登记、缴费与记账", 0, 4);
        if let Some(list) = &arrived.registration {
            let (file, name) = self.receive(list)?;
            let newcomers = ImportRegistrationsInput { file, name };
            self.crew.run(&mut self.office, "registry.import_registrations", &newcomers)?;
        }
        self.step("登记、缴费与记账", 1, 4);
        // September's file comes with October's: the money is there, and nobody knows whose it is.
        if self.month.month() == 9 {
            self.late_tax = Some(arrived.tax_detail.clone());
        } else {
            for path in self.late_tax.take().iter().chain([&arrived.tax_detail]) {
                let (file, name) = self.receive(path)?;
                self.crew.run(&mut self.office, "contributions.import_tax", &ImportTaxInput { file, name })?;
            }
        }
        self.step("登记、缴费与记账", 2, 4);
        let (file, name) = self.receive(&arrived.treasury)?;
        self.crew.run(&mut self.office, "contributions.import_receipts", &ImportReceiptsInput { file, name })?;
        self.step("登记、缴费与记账", 3, 4);
        if self.late_tax.is_none() {
            self.crew.run(&mut self.office, "contributions.book_accounts", &BookAccountsInput {})?;
        }
        self.step("登记、缴费与记账", 4, 4);
        Ok(())
    }

    /// A run is closed when the bank has answered everything; money that went out again is answered
    /// on the month's last day.
    fn close(&mut self, run: RunId, last: Date) -> Result<(), PlayError> {
        if self.found_run(run)?.state == RunState::Sent {
            self.returns(run, Bank::on_reissue(self.district.seed(), last))?;
        }
        self.crew.run(&mut self.office, "payment.close_run", &CloseRunInput { run })?;
        Ok(())
    }

    /// The banks' statements come first: every credit has to be claimed.
    fn close_books(&mut self) -> Result<(), PlayError> {
        self.statements()?;
        self.step("关账", 0, 1);
        self.crew.run(&mut self.office, "fund.close_month", &CloseMonthInput { month: self.month })?;
        self.step("关账", 1, 1);
        Ok(())
    }
}

/// What the death lists led to.
fn deaths_recalled(months: &[PlayedMonth]) -> Recall {
    let sum = |of: fn(&PlayedMonth) -> u64| months.iter().map(of).sum();
    Recall {
        list: "死亡名单",
        planted: sum(|m| m.listed_deaths),
        recognised: sum(|m| m.deaths),
        false_alarms: sum(|m| m.cleared),
    }
}
