//! Lists of other offices about the living: who is in prison, who draws an employees' pension. Most
//! lines are true and whole, some have two digits exchanged, some name a namesake of somebody who draws
//! a pension here.

use std::collections::BTreeSet;

use base::{Date, Month};
use files::Cell;
use jiff::civil::date;
use office::risk::{ConfirmLeadInput, DecideLeadInput, ImportListInput, open_leads};
use office::tables::{LeadKind, MatchKind, PersonId};

use crate::births::id_number;
use crate::crew::PlayError;
use crate::faults::transposed;
use crate::people::{Person, Standing};
use crate::play::Play2019;
use crate::sheets::{Book, Form};

/// People in one true line of a list.
const PEOPLE_PER_LINE: u64 = 20_000;
/// Lines at least.
const LINES: u64 = 4;
/// Namesakes in each list.
const NAMESAKES: u64 = 2;

/// What became of a kind of list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recall {
    /// What the list is called.
    pub list: &'static str,
    /// True lines.
    pub planted: u64,
    /// Of these, those that led to the right person, and were confirmed.
    pub recognised: u64,
    /// Leads about people who were not meant.
    pub false_alarms: u64,
}

/// A list about the living.
struct Kind {
    list: &'static str,
    profile: &'static str,
    operation: &'static str,
    leads: &'static [LeadKind],
    /// The first month that is not owed.
    from: Month,
    document: &'static str,
    /// Where among the young recipients its people are found.
    offset: u64,
}

/// A line.
struct Line {
    id: String,
    name: String,
}

impl Play2019<'_> {
    /// May: justice names who is in prison since March.
    pub(crate) fn prison_list(&mut self) -> Result<(), PlayError> {
        self.list(&Kind {
            list: "服刑人员名单",
            profile: "prison_list",
            operation: "risk.import_prisoners",
            leads: &[LeadKind::Prison],
            from: self.month.plus(-1),
            document: "执行通知书（模拟）",
            offset: 30,
        })
    }

    /// September: the employees' schemes name whom they pay since June.
    pub(crate) fn pension_list(&mut self) -> Result<(), PlayError> {
        self.list(&Kind {
            list: "职工养老待遇领取名单",
            profile: "pension_list",
            operation: "risk.import_pensioners",
            leads: &[LeadKind::Enterprise, LeadKind::Institution],
            from: self.month.plus(-3),
            document: "职工养老保险待遇证明（模拟）",
            offset: 60,
        })
    }

    fn list(&mut self, kind: &Kind) -> Result<(), PlayError> {
        self.step("其他名单疑点", 0, 1);
        let meant = self.meant(kind.offset);
        let mut people = BTreeSet::new();
        for person in &meant {
            people.extend(self.person_with(&person.id)?);
        }
        let path = self.write_list(kind, &self.lines(&meant, kind.offset))?;
        let (file, name) = self.receive(&path)?;
        self.crew.run(&mut self.office, kind.operation, &ImportListInput { file, name })?;
        let (recognised, false_alarms) = self.answer_leads(kind, &people)?;
        let planted = people.len() as u64;
        self.recall.push(Recall { list: kind.list, planted, recognised: recognised.len() as u64, false_alarms });
        self.step("其他名单疑点", 1, 1);
        Ok(())
    }

    /// Young recipients of whom the lists are true; insiders' tricks need others.
    fn meant(&self, offset: u64) -> Vec<Person> {
        let district = self.district;
        let mut taken: BTreeSet<u64> = (1..=8).map(|k| district.young_holder(k)).collect();
        let count = usize::try_from((district.counts().insured / PEOPLE_PER_LINE).max(LINES)).unwrap_or_default();
        let all = (offset..offset + 1_000).map(|k| district.young_holder(k)).filter(|index| taken.insert(*index));
        let people = all.map(|index| district.person(index));
        people.filter(|person| person.standing == Standing::Recipient).take(count).collect()
    }

    /// Every fourth true line has two digits exchanged.
    fn lines(&self, meant: &[Person], offset: u64) -> Vec<Line> {
        let written = meant.iter().zip(1_u64..).map(|(person, n)| Line {
            id: if n % 4 == 0 { transposed(self.district, &person.id) } else { person.id.clone() },
            name: person.name.clone(),
        });
        let namesakes = (0..NAMESAKES).map(|n| {
            let person = self.district.person(self.district.young_holder(offset + 2_000 + n));
            Line { id: id_number("532524", person.birth, 990 + n), name: person.name }
        });
        written.chain(namesakes).collect()
    }

    fn write_list(&self, kind: &Kind, lines: &[Line]) -> Result<std::path::PathBuf, PlayError> {
        let form = Form::named(kind.profile)?;
        let path = self.files.join(format!("{}-{}.xlsx", kind.list, self.month.number()));
        let mut book = Book::new(path, kind.list, &form)?;
        book.row(&form.header())?;
        let in_on: Date = kind.from.previous().first_day();
        for line in lines {
            book.row(&form.row(|key| match key {
                "aac002" => Cell::from(line.id.as_str()),
                "aac003" => Cell::from(line.name.as_str()),
                "in_on" => Cell::from(in_on),
                "out_on" => Cell::from(date(2021, 3, 1)),
                "scheme" => Cell::from("企业职工"),
                "start" => Cell::from(kind.from),
                "holder" => Cell::from("云南省（模拟）"),
                _ => Cell::Empty,
            }))?;
        }
        Ok(book.finish()?.0)
    }

    /// The village helper and the other office's answer tell who was meant. Who was recognised, and how
    /// many leads were about somebody else.
    fn answer_leads(
        &mut self,
        kind: &Kind,
        meant: &BTreeSet<PersonId>,
    ) -> Result<(BTreeSet<PersonId>, u64), PlayError> {
        let leads = self.office.look(self.crew.agency, |look| open_leads(look).map_err(PlayError::from))?;
        let (mut recognised, mut false_alarms) = (BTreeSet::new(), 0);
        for lead in leads.iter().map(|open| &open.now.lead).filter(|lead| kind.leads.contains(&lead.kind)) {
            let sure = matches!(lead.matched, MatchKind::Exact | MatchKind::Transposed);
            if sure && meant.contains(&lead.person) && recognised.insert(lead.person) {
                let input = ConfirmLeadInput {
                    lead: lead.id,
                    from_month: Some(kind.from),
                    to_month: None,
                    document: kind.document.to_owned(),
                    reason: "发函核实，对方复函属实".to_owned(),
                };
                self.crew.run(&mut self.office, "risk.confirm_lead", &input)?;
            } else {
                let input = DecideLeadInput { lead: lead.id, reason: "发函核实，不是同一人".to_owned() };
                self.crew.run(&mut self.office, "risk.clear_lead", &input)?;
                false_alarms += 1;
            }
        }
        Ok((recognised, false_alarms))
    }
}
