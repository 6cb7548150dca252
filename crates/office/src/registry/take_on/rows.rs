//! The rows of one person.

use std::collections::{BTreeMap, HashMap};

use base::{Date, Fen, IdNumber, Level, Month, ParsedId};
use desk::{FieldError, MATTER, Plan, Unplanned};
use files::Record;
use schemes::resident::{AccountBalance, AwardFacts, Components, Origin, RuleBook, exhaustion, next_change, rerate};

use super::sheets::{Entry, SOURCES, balance, components, is_suspended, money, name_of, number_of, owed, region_of};
use super::{TakeOnFacts, current_id};
use crate::environment::Environment;
use crate::identifiers::{Identifiers, kind_of};
use crate::registry::flag::{Flag, flag_text};
use crate::registry::people::clean_name;
use crate::tables::{
    AccountEntry, AccountSource, Award, AwardComponent, AwardId, AwardOrigin, AwardState, AwardVersion, Cause,
    ComponentKind, Enrolment, EnrolmentEvent, EnrolmentId, EnrolmentState, EntryKind, EventKind, IdentifierId,
    IdentifierKind, Lead, LeadEvent, LeadKind, LeadState, MatchKind, Person, PersonId, PersonVersion, Recovery,
    RecoveryOrigin, Scheme,
};

/// What was found on the way, for the signers.
#[derive(Default)]
pub(super) struct Found {
    pub(super) flags: BTreeMap<Flag, i64>,
    pub(super) conflicts: Vec<String>,
    pub(super) owed: Fen,
}

/// Puts people into a plan.
pub(super) struct Rows<'a> {
    plan: Plan,
    identifiers: Identifiers<'a>,
    facts: &'a TakeOnFacts,
    law_version: String,
    book: RuleBook,
    /// People of this workbook by ID number, with name and old number.
    seen: HashMap<IdNumber, (String, String)>,
    found: Found,
}

impl<'a> Rows<'a> {
    pub(super) fn new(plan: Plan, environment: &'a Environment, facts: &'a TakeOnFacts) -> Result<Rows<'a>, Unplanned> {
        let place = environment.law.place(&facts.fund.area).map_err(law_fault)?;
        Ok(Rows {
            plan,
            identifiers: environment.identifiers(),
            facts,
            law_version: environment.law.version_name().to_owned(),
            book: RuleBook::new(&place),
            seen: HashMap::new(),
            found: Found::default(),
        })
    }

    pub(super) fn finish(self) -> (Plan, Found) {
        (self.plan, self.found)
    }

    /// The last day of the old system.
    fn day(&self) -> Date {
        self.facts.paid_through.last_day()
    }

    /// The first month that we pay.
    fn first_month(&self) -> Month {
        self.facts.paid_through.next()
    }

    /// Everything about one person.
    pub(super) fn person(&mut self, entry: &Entry<'_>) -> Result<(), Unplanned> {
        let row = entry.person;
        let person: PersonId = self.plan.new_id();
        self.plan.insert(&Person { id: person, old_number: Some(number_of(row).to_owned()) });
        let mut flags = Vec::new();
        let name = clean_name(name_of(row));
        self.id_number(row, person, &name, &mut flags)?;
        if let Some(phone) = row.text("aae005") {
            self.identifiers.plan(
                &mut self.plan,
                person,
                IdentifierKind::Phone,
                phone,
                ("", ""),
                self.facts.paid_through.last_day(),
            )?;
        } else if row.unread("aae005").is_some() {
            flags.push(Flag::BadPhone);
        }
        let payee = self.payee(entry, person, &name, &mut flags)?;
        let birth = birth_of(row, &mut flags);
        let enrolment = self.enrolment(entry, person, &mut flags);
        self.account(entry, person);
        self.award(entry, person, (enrolment, payee, birth))?;
        self.recoveries(entry, person);
        self.version(row, person, name, birth, flags);
        Ok(())
    }

    fn version(&mut self, row: &Record, person: PersonId, name: String, birth: Option<Date>, mut flags: Vec<Flag>) {
        let address = row.text("aae006").unwrap_or_default().to_owned();
        if address.is_empty() {
            flags.push(Flag::NoAddress);
        }
        let region = region_of(row).unwrap_or(self.facts.fund.area);
        if !self.facts.regions.contains_key(&region) {
            flags.push(Flag::UnknownRegion);
        }
        for flag in &flags {
            *self.found.flags.entry(*flag).or_default() += 1;
        }
        let stated = row.text("aac004").and_then(|code| code.parse().ok());
        let sex = stated.unwrap_or_else(|| current_id(row).map_or(0, |id| id.sex().code()));
        let valid_from = self.day();
        let flags = flag_text(&flags);
        self.plan.insert(&PersonVersion { person, n: 1, name, sex, birth, address, region, flags, valid_from });
    }

    /// The number under its kind: a whole one, one of 15 digits, or as it was written.
    fn id_number(
        &mut self,
        row: &Record,
        person: PersonId,
        name: &str,
        flags: &mut Vec<Flag>,
    ) -> Result<(), Unplanned> {
        let day = self.day();
        let (kind, text) = match row.id("aac002") {
            Some(parsed) => {
                let (kind, text) = kind_of(&parsed);
                (kind, text.to_owned())
            }
            None => (IdentifierKind::BadId, row.unread("aac002").unwrap_or_default().to_owned()),
        };
        match kind {
            IdentifierKind::IdNumber => {
                if let Some(id) = current_id(row) {
                    self.conflict(&id, person, (name, number_of(row)), flags);
                }
            }
            IdentifierKind::LegacyId => flags.push(Flag::LegacyId),
            _ => flags.push(Flag::BadId),
        }
        if !text.is_empty() {
            self.identifiers.plan(&mut self.plan, person, kind, &text, ("", ""), day)?;
        }
        Ok(())
    }

    /// Two people with one ID number: both are taken on, a lead names the other, nothing is merged.
    fn conflict(&mut self, id: &IdNumber, person: PersonId, (name, number): (&str, &str), flags: &mut Vec<Flag>) {
        let in_database = self.facts.same_id.get(id).and_then(|people| people.first());
        let other = match (self.seen.get(id), in_database.and_then(|other| self.facts.others.get(other))) {
            (Some((name, number)), _) => Some((name.clone(), format!("本册个人编号 {number}"))),
            (None, Some(known)) => Some((known.name.clone(), format!("现参保于 {}", known.region))),
            (None, None) => None,
        };
        self.seen.entry(*id).or_insert_with(|| (name.to_owned(), number.to_owned()));
        let Some((other_name, where_known)) = other else { return };
        flags.push(Flag::SameId);
        let source = format!("期初移植：与{other_name}（{where_known}）证件号码相同");
        self.found.conflicts.push(format!(
            "{name}（个人编号 {number}）与{other_name}（{where_known}）证件号码相同，两人都已移植，请核查疑点"
        ));
        let lead = self.plan.new_id();
        self.plan.insert(&Lead {
            id: lead,
            kind: LeadKind::SameId,
            person,
            evidence: self.identifiers.evidence(id),
            matched: if other_name == name { MatchKind::Exact } else { MatchKind::IdOnly },
            source: source.clone(),
            event_on: None,
            ends_on: None,
            elsewhere: String::new(),
            matter: MATTER,
        });
        self.plan.insert(&LeadEvent { lead, n: 1, state: LeadState::Open, reason: source, matter: MATTER });
    }

    /// The account for payments; an unreadable one is left out, so that the payment is withheld
    /// and listed until there is one.
    fn payee(
        &mut self,
        entry: &Entry<'_>,
        person: PersonId,
        name: &str,
        flags: &mut Vec<Flag>,
    ) -> Result<Option<IdentifierId>, Unplanned> {
        let Some(award) = entry.award else { return Ok(None) };
        let Some(card) = award.card("aae010") else {
            flags.push(Flag::BadAccount);
            return Ok(None);
        };
        if !card.passes_luhn() {
            flags.push(Flag::UncheckedAccount);
        }
        let holder = award.text("aae009").map(clean_name).filter(|holder| holder != name).unwrap_or_default();
        let bank = award.text("bank").unwrap_or_default();
        let day = self.day();
        let kind = IdentifierKind::BankAccount;
        self.identifiers.plan(&mut self.plan, person, kind, card.reveal(), (&holder, bank), day).map(Some)
    }

    fn enrolment(&mut self, entry: &Entry<'_>, person: PersonId, flags: &mut Vec<Flag>) -> EnrolmentId {
        let row = entry.person;
        let state = match (row.text("aac008"), entry.award) {
            (_, Some(_)) => EnrolmentState::Receiving,
            (Some("2"), None) => EnrolmentState::Suspended,
            (Some("3"), None) => {
                flags.push(Flag::NoAward);
                EnrolmentState::Receiving
            }
            (Some("4"), None) => EnrolmentState::Ended,
            (_, None) => EnrolmentState::Active,
        };
        let started = entry.award.and_then(|award| award.month("aic160"));
        let id: EnrolmentId = self.plan.new_id();
        self.plan.insert(&Enrolment {
            id,
            person,
            scheme: Scheme::Resident,
            fund: self.facts.fund.id,
            joined: row.month("aac049").or(started).unwrap_or(self.facts.paid_through),
            special_group: row.text("aac066").filter(|group| *group != "00").unwrap_or_default().to_owned(),
            years_taken_on: years_of(entry),
        });
        let from_month = self.first_month();
        let reason = entry.award.filter(|award| is_suspended(award)).map_or_else(
            || "期初移植".to_owned(),
            |award| {
                let why = award.text("aae160").unwrap_or("原因未填");
                let since = award.month("suspended_from").map_or(String::new(), |month| format!("，{month} 起"));
                format!("期初移植；待遇暂停：{why}{since}")
            },
        );
        self.plan.insert(&EnrolmentEvent { enrolment: id, n: 1, state, kind: EventKind::TakenOn, reason, from_month });
        id
    }

    /// The balance by source. It bears interest from the first month here, for the whole year,
    /// as a balance at the start of the year does.
    fn account(&mut self, entry: &Entry<'_>, person: PersonId) {
        let Some(row) = entry.account else { return };
        let month = self.first_month();
        for (key, source) in SOURCES {
            let amount = money(row, key);
            if !amount.is_zero() {
                let id = self.plan.new_id();
                self.plan.insert(&AccountEntry {
                    id,
                    person,
                    scheme: Scheme::Resident,
                    year: i64::from(month.year()),
                    month,
                    source,
                    kind: EntryKind::Opening,
                    contribution: None,
                    amount,
                });
            }
        }
    }

    fn award(
        &mut self,
        entry: &Entry<'_>,
        person: PersonId,
        (enrolment, payee, birth): (EnrolmentId, Option<IdentifierId>, Option<Date>),
    ) -> Result<(), Unplanned> {
        let Some(row) = entry.award else { return Ok(()) };
        let parts = components(row);
        let start = row.month("aic160").unwrap_or(self.facts.paid_through);
        let birth = birth.unwrap_or_else(|| presumed_birth(start, &parts, self.facts.paid_through));
        let facts = self.award_facts(entry, start, birth, parts);
        let changes_in = next_change(&facts, self.facts.paid_through, &self.book).map_err(law_fault)?;
        let json = serde_json::to_string(&facts).map_err(|e| FieldError::whole(e.to_string(), "请联系系统管理员"))?;
        let id: AwardId = self.plan.new_id();
        self.plan.insert(&Award {
            id,
            person,
            scheme: Scheme::Resident,
            enrolment,
            start,
            origin: AwardOrigin::TakenOn,
            facts: json,
            law_version: self.law_version.clone(),
            revision: rerate::TAKEN_ON_REVISION.to_owned(),
        });
        let by_level = parts.by_level();
        let version = AwardVersion {
            award: id,
            n: 1,
            from_month: self.first_month(),
            state: if is_suspended(row) { AwardState::Suspended } else { AwardState::Live },
            cause: Cause::TakenOn,
            person,
            region: region_of(entry.person).unwrap_or(self.facts.fund.area),
            payee,
            central: by_level[Level::Central],
            province: by_level[Level::Province],
            city: by_level[Level::City],
            county: by_level[Level::County],
            account: parts.account,
            changes_in: changes_in.map(|(month, _)| month),
            law_version: self.law_version.clone(),
            run: None,
        };
        self.plan.insert(&version);
        for (part, line) in parts.rows().zip(1..) {
            let kind = kind_in_table(part.kind);
            self.plan.insert(&AwardComponent { award: id, n: 1, line, kind, level: part.level, amount: part.fen });
        }
        Ok(())
    }

    /// The account is the one that is left: what it held when the pension began stayed in the
    /// old system, and a pension that is taken on is not worked out from it again.
    fn award_facts(&self, entry: &Entry<'_>, start: Month, birth: Date, parts: Components) -> AwardFacts {
        let mut account = AccountBalance::ZERO;
        for (key, source) in SOURCES {
            account.add(source_in_scheme(source), entry.account.map(|row| money(row, key)).unwrap_or_default());
        }
        let left = entry.account.map(balance).unwrap_or_default();
        AwardFacts {
            place: self.facts.fund.area,
            birth,
            paid_years: u32::try_from(years_of(entry)).unwrap_or_default(),
            account,
            first_month: start,
            origin: Origin::TakenOn { month: self.facts.paid_through, components: parts },
            exhaustion: exhaustion::schedule(left, parts.account, self.first_month()),
        }
    }

    fn recoveries(&mut self, entry: &Entry<'_>, person: PersonId) {
        for row in &entry.recoveries {
            let (by_level, account) = owed(row);
            self.found.owed += by_level.total() + account;
            let id = self.plan.new_id();
            self.plan.insert(&Recovery {
                id,
                person,
                origin: RecoveryOrigin::TakenOn,
                cause: cause_of(row).to_owned(),
                from_month: row.month("from").unwrap_or(self.facts.paid_through),
                to_month: row.month("to").unwrap_or(self.facts.paid_through),
                central: by_level[Level::Central],
                province: by_level[Level::Province],
                city: by_level[Level::City],
                county: by_level[Level::County],
                account,
                lead: None,
                matter: MATTER,
            });
        }
    }
}

/// Years of contribution: the account sheet's, otherwise the people sheet's.
fn years_of(entry: &Entry<'_>) -> i64 {
    entry.account.and_then(|row| row.integer("paid_years")).or(entry.person.integer("paid_years")).unwrap_or_default()
}

/// The birth date: the list's, otherwise the one in the number.
fn birth_of(row: &Record, flags: &mut Vec<Flag>) -> Option<Date> {
    let in_number = match row.id("aac002") {
        Some(ParsedId::Current(id)) => Some(id.birth()),
        Some(ParsedId::Legacy(old)) => old.upgraded().map(|id| id.birth()),
        None => None,
    };
    match (row.date("aac006"), in_number) {
        (Some(listed), Some(number)) if listed != number => {
            flags.push(Flag::BirthDiffers);
            Some(listed)
        }
        (None, None) => {
            flags.push(Flag::NoBirth);
            None
        }
        (listed, number) => listed.or(number),
    }
}

/// For the age steps of a pension whose birth date is unknown, until it is mended: the latest
/// that the pension allows, so that nobody is paid a step too early or twice. A pension begins
/// in the month after the 60th birthday; who gets the supplement was 65 before take-on.
fn presumed_birth(start: Month, parts: &Components, paid_through: Month) -> Date {
    let at_60 = start.previous().plus(-60 * 12);
    let at_65 = paid_through.previous().plus(-65 * 12);
    let month = if parts.age_supplement.total().is_zero() { at_60 } else { at_60.min(at_65) };
    month.first_day()
}

fn cause_of(row: &Record) -> &str {
    match row.text("cause") {
        Some("death") => "死亡后领取",
        Some("double") => "重复领取",
        Some("prison") => "服刑期间领取",
        _ => "其他",
    }
}

fn kind_in_table(kind: schemes::resident::ComponentKind) -> ComponentKind {
    use schemes::resident::ComponentKind as Scheme;
    match kind {
        Scheme::Base => ComponentKind::Base,
        Scheme::LongSupplement => ComponentKind::LongSupplement,
        Scheme::AgeSupplement => ComponentKind::AgeSupplement,
        Scheme::Account => ComponentKind::Account,
    }
}

fn source_in_scheme(source: AccountSource) -> schemes::resident::AccountSource {
    use schemes::resident::AccountSource as Scheme;
    match source {
        AccountSource::Personal => Scheme::Personal,
        AccountSource::Collective => Scheme::Collective,
        AccountSource::Proxy => Scheme::Proxy,
        AccountSource::Province => Scheme::SubsidyProvince,
        AccountSource::City => Scheme::SubsidyCity,
        AccountSource::County => Scheme::SubsidyCounty,
        AccountSource::Interest => Scheme::Interest,
        AccountSource::Other => Scheme::Donation,
    }
}

fn law_fault(error: impl std::fmt::Display) -> Unplanned {
    FieldError::whole(error.to_string(), "请政策管理岗核对本地政策参数").into()
}
