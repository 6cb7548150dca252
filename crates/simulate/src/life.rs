//! What a year brings besides fees, pensions and deaths: proofs of life, people for whom governments
//! pay, payments that have to go back, households that move, money that comes back.

use base::{Date, Fen, IdNumber, Level, Month};
use desk::Refusal;
use files::Cell;
use jiff::civil::date;
use office::accounts::{TransferInInput, TransferOutInput, TransferPart};
use office::benefits::recoveries;
use office::certification::{
    ImportProofsInput, ImportRosterInput, RecordVisitInput, ResumeCertifiedInput, SuspendOverdueInput, rosters,
    worklist,
};
use office::contributions::{
    ImportGroupsInput, ReceiveProxyInput, RedirectRefundInput, RefundInput, RefundState, proxy_list, refunds,
};
use office::fund::ReceiveRepaymentInput;
use office::payment::{OpenSpecialInput, Special};
use office::tables::{AccountSource, PersonId, RefundReason, RefundWay, RunId, TransferKind, VisitFinding};

use crate::chance::{Chance, Subject};
use crate::crew::PlayError;
use crate::people::{Group, Person, Standing, card};
use crate::places::COUNTY;
use crate::play::Play2019;
use crate::sheets::{Book, Form};
use crate::tax::Fee;
use crate::year::Year;

/// What the business beside the monthly round came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// People certified by lists and villages.
    pub certified: u64,
    /// Pensions that slept because nobody was seen.
    pub suspended: u64,
    /// Of these, those that were paid again.
    pub resumed: u64,
    /// People for whom governments paid.
    pub proxied: u64,
    /// Payments that went back to their payers.
    pub refunded: u64,
    /// Accounts that moved out.
    pub moved_out: u64,
    /// Accounts that moved in.
    pub moved_in: u64,
    /// Overpaid money that came back.
    pub repaid: u64,
    /// Papers of deaths that were attached to their leads.
    pub attached: u64,
    /// Rows that came back from December's backup and were verified; nothing for a large district.
    pub restored: Option<u64>,
}

impl Play2019<'_> {
    /// What is done before the run of a month.
    pub(crate) fn before_the_run(&mut self, year: Option<&Year>) -> Result<(), PlayError> {
        match (self.month.month(), year) {
            (2, _) => self.plant_sleeper(),
            (1, _) => self.proofs("原系统认证", "原系统", |_| true),
            (7, _) => self.proofs("就医乘车比对", "就医", |chance| chance.below(10) < 7),
            (8, _) => self.village_rosters(),
            (10, _) => self.call_and_suspend(),
            (11, _) => self.seen_again(),
            (4, Some(year)) => self.hardship_list(year),
            (5, _) => self.prison_list(),
            (9, _) => self.pension_list(),
            _ => Ok(()),
        }
    }

    /// What is done after the file of a month has left. Runs that it opens are returned.
    pub(crate) fn after_the_run(&mut self, year: Option<&Year>) -> Result<Vec<RunId>, PlayError> {
        match (self.month.month(), year) {
            (3, Some(year)) => self.move_out(year)?,
            (4, _) => self.move_in()?,
            (5, _) => self.governments_pay()?,
            (8, _) => self.plant_below_the_tier()?,
            (6, Some(year)) => return self.give_back(year),
            (9, _) => self.money_comes_back()?,
            _ => {}
        }
        Ok(Vec::new())
    }

    /// Recipients whose last proof is one of the old system.
    fn to_certify(&self) -> impl Iterator<Item = Person> + '_ {
        let counts = self.district.counts();
        (5..counts.insured)
            .step_by(usize::try_from(counts.certified_before).unwrap_or(12))
            .filter(|index| self.district.standing(*index) == Standing::Recipient && self.district.is_sound(*index))
            .map(|index| self.district.person(index))
    }

    /// A list of proofs of life: of the old system, dated last autumn, or of other offices, of the
    /// days before it came.
    fn proofs(&mut self, title: &str, channel: &str, listed: fn(&mut Chance) -> bool) -> Result<(), PlayError> {
        self.step("静默认证", 0, 1);
        let form = Form::named("proof_of_life")?;
        let path = self.files.join(format!("{title}-{}.xlsx", self.month.number()));
        let mut book = Book::new(path, title, &form)?;
        book.row(&form.header())?;
        let mut count = 0;
        for (person, number) in self.to_certify().zip(1_u64..) {
            let mut chance = Chance::new(self.district.seed(), Subject::Life, person.index);
            let autumn = Month::new(2018, 8).map_err(|_| Refusal::NoMatter)?.plus(i32::from(person.birth.day()) % 4);
            let on = match self.month.month() {
                1 => autumn.first_day().saturating_add(jiff::Span::new().days(i64::from(person.birth.day() - 1) % 28)),
                _ => self.day(1),
            };
            if !listed(&mut chance) {
                continue;
            }
            count += 1;
            book.row(&form.row(|key| match key {
                "aac002" => Cell::from(person.id.as_str()),
                "aac003" => Cell::from(person.name.as_str()),
                "channel" => Cell::from(channel.to_owned()),
                "certified_on" => Cell::from(on),
                "result" => Cell::from("通过"),
                "proof" => Cell::from(format!("模拟{number:06}")),
                _ => Cell::Empty,
            }))?;
        }
        if count == 0 {
            return Ok(());
        }
        let (path, _) = book.finish()?;
        let (file, name) = self.receive(&path)?;
        self.crew.run(&mut self.office, "certification.import_proofs", &ImportProofsInput { file, name })?;
        self.beside.certified += count;
        self.step("静默认证", 1, 1);
        Ok(())
    }

    /// Some villages fill their rosters in: most people are seen, some are not at home.
    fn village_rosters(&mut self) -> Result<(), PlayError> {
        let area = COUNTY.parse()?;
        let (environment, day) = (self.office.environment().clone(), self.day(6));
        let all = self
            .office
            .look(self.crew.agency, |look| rosters(look, &environment, &area, day).map_err(PlayError::from))?;
        let wanted = usize::try_from(self.district.counts().roster_villages).unwrap_or_default();
        for (roster, done) in all.iter().take(wanted).zip(0..) {
            self.step("村级认证名册", done, wanted as u64);
            let form = Form::named("village_roster")?;
            let path = self.files.join(format!("认证名册-{}.xlsx", roster.village));
            let mut book = Book::new(path, "名册", &form)?;
            book.row(&form.header())?;
            for (line, number) in roster.lines.iter().zip(0_u64..) {
                let absent = line.needs_visit || number % 5 == 4;
                self.beside.certified += u64::from(!absent);
                book.row(&form.row(|key| match key {
                    "aac001" => Cell::from(line.person.to_string()),
                    "aac003" => Cell::from(line.name.as_str()),
                    "region" => Cell::from(roster.village.to_string()),
                    "result" => Cell::from(if absent { "入户未见到" } else { "在世" }),
                    "on" => Cell::from(day),
                    "by" => Cell::from("协办员（模拟）"),
                    "note" if absent => Cell::from("邻居说外出探亲"),
                    _ => Cell::Empty,
                }))?;
            }
            let (path, _) = book.finish()?;
            let (file, name) = self.receive(&path)?;
            let input = ImportRosterInput { file, name, village: roster.village };
            self.crew.run(&mut self.office, "certification.import_roster", &input)?;
        }
        Ok(())
    }

    /// Somebody calls at the homes of the oldest; whoever was not seen anywhere is suspended, and
    /// nobody of 80 without a call.
    fn call_and_suspend(&mut self) -> Result<(), PlayError> {
        self.step("入户与停发", 0, 1);
        let (environment, day) = (self.office.environment().clone(), self.day(6));
        let (rules, overdue) = self
            .office
            .look(self.crew.agency, |look| worklist(look, &environment, None, day).map_err(PlayError::from))?;
        let old = overdue.iter().filter(|(_, person)| person.needs_visit(day, &rules) && !person.was_visited(&rules));
        for ((_, person), number) in old.take(6).zip(0..) {
            let seen = number % 3 != 2;
            let input = RecordVisitInput {
                person: person.version.person,
                visited_on: day,
                visitor: "协办员（模拟）".to_owned(),
                finding: if seen { VisitFinding::Alive } else { VisitFinding::Absent },
                note: if seen { String::new() } else { "家中无人，邻居说随子女外出".to_owned() },
                bedridden: None,
                file: None,
            };
            self.crew.run(&mut self.office, "certification.record_visit", &input)?;
        }
        let suspend = SuspendOverdueInput { on: day, area: None };
        match self.crew.run(&mut self.office, "certification.suspend_overdue", &suspend) {
            Ok(answer) => self.beside.suspended += counted(&answer, "停发人数"),
            // Everybody was seen.
            Err(PlayError::Refused(Refusal::Fields(_))) => {}
            Err(other) => return Err(other),
        }
        self.step("入户与停发", 1, 1);
        Ok(())
    }

    /// Most of those who were suspended show up; what was not paid comes as arrears.
    fn seen_again(&mut self) -> Result<(), PlayError> {
        self.proofs("人脸识别", "人脸识别", |chance| chance.below(10) < 9)?;
        match self.crew.run(&mut self.office, "certification.resume_certified", &ResumeCertifiedInput::default()) {
            Ok(answer) => self.beside.resumed += counted(&answer, "续发人数"),
            Err(PlayError::Refused(Refusal::Fields(_))) => {}
            Err(other) => return Err(other),
        }
        Ok(())
    }

    /// The list of the groups, with everybody who belongs to one.
    fn hardship_list(&mut self, year: &Year) -> Result<(), PlayError> {
        let form = Form::named("hardship_list")?;
        let path = self.files.join(format!("代缴对象名单-{}.xlsx", self.month.number()));
        let mut book = Book::new(path, "代缴对象", &form)?;
        book.row(&form.header())?;
        for person in year.hardship(self.district) {
            let group = match person.group {
                Group::Ordinary => continue,
                Group::SeverelyDisabled => "重度残疾人",
                Group::Destitute => "特困人员",
                Group::Poor => "返贫致贫和监测对象",
                Group::LowIncome => "低保对象",
            };
            book.row(&form.row(|key| match key {
                "aac002" => Cell::from(person.id.as_str()),
                "aac003" => Cell::from(person.name.as_str()),
                "group" => Cell::from(group),
                "from" => Cell::from("201901"),
                _ => Cell::Empty,
            }))?;
        }
        let (path, _) = book.finish()?;
        let (file, name) = self.receive(&path)?;
        self.crew.run(&mut self.office, "contributions.import_groups", &ImportGroupsInput { file, name })?;
        Ok(())
    }

    /// Governments pay for the groups, each level its share of the list.
    fn governments_pay(&mut self) -> Result<(), PlayError> {
        self.on(20)?;
        let environment = self.office.environment().clone();
        let list =
            self.office.look(self.crew.agency, |look| proxy_list(look, &environment, 2019).map_err(PlayError::from))?;
        let of = |level| list.iter().map(|claim| claim.governments[level]).sum::<Fen>();
        let input = ReceiveProxyInput {
            year: 2019,
            on: self.day(20),
            document: "代缴-201905".to_owned(),
            central: of(Level::Central),
            province: of(Level::Province),
            city: of(Level::City),
            county: of(Level::County),
        };
        self.crew.run(&mut self.office, "contributions.receive_proxy", &input)?;
        self.beside.proxied += list.len() as u64;
        Ok(())
    }

    /// What was paid too much goes back the way it came, in a run of its own.
    fn give_back(&mut self, year: &Year) -> Result<Vec<RunId>, PlayError> {
        self.on(20)?;
        let months = [(4, RefundReason::Proxied), (5, RefundReason::Duplicate)];
        let mut fees: Vec<(Fee, RefundReason)> = Vec::new();
        for (month, reason) in months {
            let month = Month::new(2019, month).map_err(|_| Refusal::NoMatter)?;
            fees.extend(year.too_much(self.district, month).into_iter().map(|fee| (fee, reason)));
        }
        let (of, before) = (fees.len() as u64, self.beside.refunded);
        for ((fee, reason), done) in fees.iter().zip(0_u64..) {
            self.step("退费", done, of);
            let input = self.refund(fee, *reason, done);
            match self.crew.run(&mut self.office, "contributions.refund", &input) {
                Ok(_) => self.beside.refunded += 1,
                // The tax file's line was damaged, or the person has died: not booked, so not here.
                Err(PlayError::Refused(Refusal::Fields(_))) => {}
                Err(other) => return Err(other),
            }
        }
        self.step("退费", of, of);
        if self.beside.refunded == before {
            return Ok(Vec::new());
        }
        let reason = "2019 年多缴、应代缴的退费".to_owned();
        let run = self.special_run(OpenSpecialInput { kind: Special::OffCycle, reason })?;
        self.send(run, self.day(20), &format!("拨-{}-09", self.month.number()))?;
        Ok(vec![run])
    }

    fn refund(&self, fee: &Fee, reason: RefundReason, number: u64) -> RefundInput {
        RefundInput {
            serial: fee.serial.clone(),
            year: fee.fee_year,
            reason,
            months: None,
            tax_number: format!("税退〔2019〕{:04}", number + 1),
            accepted_on: self.day(12),
            way: RefundWay::Original,
            account: fee.person.card.clone(),
            bank: "东川农村商业银行（模拟）".to_owned(),
            holder: fee.person.name.clone(),
            statement: String::new(),
        }
    }

    /// Refunds that came back go to the payers' own cards, against a signed statement.
    pub(crate) fn redirect_refunds(&mut self) -> Result<u64, PlayError> {
        let all = self.office.look(self.crew.agency, |look| refunds(look).map_err(PlayError::from))?;
        let mut redirected = 0;
        for decided in all.iter().filter(|decided| decided.state == RefundState::CameBack) {
            let input = RedirectRefundInput {
                refund: decided.refund.id,
                account: card(self.new_card()),
                bank: "东川农村商业银行（模拟）".to_owned(),
                holder: decided.name.clone(),
                statement: format!("声明〔2019〕{:03}", redirected + 1),
            };
            self.crew.run(&mut self.office, "contributions.redirect_refund", &input)?;
            redirected += 1;
        }
        Ok(redirected)
    }

    /// Who has this ID number; nobody when the record is gone or doubtful.
    pub(crate) fn person_with(&mut self, id: &str) -> Result<Option<PersonId>, PlayError> {
        let Ok(id) = id.parse::<IdNumber>() else { return Ok(None) };
        let environment = self.office.environment().clone();
        let found = self
            .office
            .look(self.crew.agency, |look| environment.identifiers().people_with(look, &id).map_err(PlayError::from))?;
        Ok(found.first().copied().filter(|_| found.len() == 1))
    }

    fn move_out(&mut self, year: &Year) -> Result<(), PlayError> {
        self.on(20)?;
        let leavers = year.leavers(self.district);
        for (person, number) in leavers.iter().zip(1..) {
            self.step("关系转移", number - 1, leavers.len() as u64);
            let Some(id) = self.person_with(&person.id)? else { continue };
            let input = TransferOutInput {
                person: id,
                kind: TransferKind::Place,
                place: "云南省曲靖市会泽县城乡居民社会养老保险局".to_owned(),
                letter: format!("会居保接〔2019〕{number}号"),
                on: self.day(20),
                document: format!("转出-201903-{number:03}"),
                employees: None,
            };
            self.crew.run(&mut self.office, "accounts.transfer_out", &input)?;
            self.beside.moved_out += 1;
        }
        Ok(())
    }

    /// Some who enrolled in January bring an account along.
    fn move_in(&mut self) -> Result<(), PlayError> {
        self.on(20)?;
        let arrivals = usize::try_from(self.district.counts().arrivals).unwrap_or_default();
        for (newcomer, number) in self.district.newcomers().iter().take(arrivals).zip(1..) {
            let Some(person) = self.person_with(&newcomer.id)? else { continue };
            let part = |source, yuan| TransferPart { source, amount: Fen::from_yuan(yuan) };
            let input = TransferInInput {
                person,
                kind: TransferKind::Place,
                place: "贵州省毕节市威宁县城乡居民社会养老保险局".to_owned(),
                letter: format!("东居保接〔2019〕{number}号"),
                on: self.day(20),
                document: format!("转入-201904-{number:03}"),
                parts: vec![part(AccountSource::Personal, 400), part(AccountSource::Province, 120)],
                from_year: 2014,
                to_year: 2017,
                years: 4,
                deposit: None,
                employees: None,
            };
            self.crew.run(&mut self.office, "accounts.transfer_in", &input)?;
            self.beside.moved_in += 1;
        }
        Ok(())
    }

    /// A third of what is still owed comes back.
    fn money_comes_back(&mut self) -> Result<(), PlayError> {
        self.on(20)?;
        let open = self.office.look(self.crew.agency, |look| recoveries(look).map_err(PlayError::from))?;
        let on: Date = date(2019, 9, 20);
        let owed = open.iter().filter(|line| line.ended.is_none() && line.left() > Fen::ZERO);
        for (line, number) in owed.step_by(3).zip(1..) {
            let document = format!("归还-201909-{number:03}");
            let input = ReceiveRepaymentInput { recovery: line.recovery.id, on, document, amount: line.left() };
            self.crew.run(&mut self.office, "fund.receive_repayment", &input)?;
            self.beside.repaid += 1;
        }
        Ok(())
    }
}

/// A number that a signer was shown.
pub(crate) fn counted(answer: &desk::Answer, field: &str) -> u64 {
    let shown = answer.shown.iter().find(|change| change.field == field);
    shown.and_then(|change| change.after.parse().ok()).unwrap_or_default()
}
