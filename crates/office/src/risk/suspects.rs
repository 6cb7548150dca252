//! Whom the lines of a list may mean: a few queries for the whole list.

use std::collections::{HashMap, HashSet};

use base::{Date, IdNumber, RegionCode};
use desk::{Digest, Look, Unplanned};
use store::{Field, Record, Value};

use crate::benefits::{Calendar, approved_runs};
use crate::environment::Environment;
use crate::identifiers::placeholders;
use crate::registry::clean_name;
use crate::risk::list_lines::ListLine;
use crate::tables::{
    AwardState, AwardVersion, EnrolmentState, LeadKind, MatchKind, PersonId, Scheme, SuspensionReason,
};

/// Values asked for in one query.
const PER_QUERY: usize = 1_000;

/// Somebody whom a line may mean.
pub(crate) struct Suspected {
    pub(crate) person: PersonId,
    pub(crate) name: String,
    pub(crate) region: RegionCode,
    pub(crate) state: Option<EnrolmentState>,
    pub(crate) dead: bool,
    pub(crate) award: Option<SuspectedAward>,
}

/// Their pension.
pub(crate) struct SuspectedAward {
    pub(crate) newest: AwardVersion,
    pub(crate) highest: i64,
    /// Suspended because of a lead.
    pub(crate) held_by_lead: bool,
}

/// Everybody whom a list may mean.
pub(crate) struct Suspects {
    pub(crate) calendar: Calendar,
    people: HashMap<PersonId, Suspected>,
    by_id: HashMap<IdNumber, Vec<PersonId>>,
    by_name: HashMap<(String, Date), Vec<PersonId>>,
    by_legacy: HashMap<String, Vec<PersonId>>,
    leads: HashSet<(LeadKind, PersonId, Digest)>,
}

impl Suspects {
    pub(crate) fn read(
        look: &mut Look<'_>,
        environment: &Environment,
        lines: &[ListLine],
    ) -> Result<Suspects, Unplanned> {
        let ids: HashSet<IdNumber> =
            lines.iter().flat_map(|line| line.id.iter().chain(&line.transposed)).copied().collect();
        let ids: Vec<IdNumber> = ids.into_iter().collect();
        let by_id = environment.identifiers().people_with_any(look, &ids)?;
        let by_name = by_name_and_birth(look, lines)?;
        let legacy: HashSet<String> = lines.iter().filter_map(ListLine::legacy).collect();
        let legacy: Vec<&str> = legacy.iter().map(String::as_str).collect();
        let by_legacy = environment.identifiers().people_with_legacy(look, &legacy)?;
        let named = by_id.values().chain(by_name.values()).chain(by_legacy.values());
        let people: HashSet<PersonId> = named.flatten().copied().collect();
        let mut wanted: Vec<PersonId> = people.into_iter().collect();
        wanted.sort_unstable();
        let mut people = people_of(look, &wanted)?;
        awards_of(look, &wanted, &mut people)?;
        Ok(Suspects {
            calendar: Calendar::read(look, Scheme::Resident)?,
            leads: leads_on(look, &wanted)?,
            people,
            by_id,
            by_name,
            by_legacy,
        })
    }

    /// Who may be meant, and how sure that is. Where nobody has the number, the name must fit a
    /// number that is near, or the birth date.
    pub(crate) fn matches(&self, line: &ListLine) -> Vec<(&Suspected, MatchKind)> {
        let holders = |id: &IdNumber| self.found(self.by_id.get(id));
        let whole: Vec<&Suspected> = line.id.iter().flat_map(holders).collect();
        if !whole.is_empty() {
            let sure = if line.from_legacy { MatchKind::Legacy } else { MatchKind::Exact };
            let how = |s: &Suspected| if clean_name(&s.name) == line.name { sure } else { MatchKind::IdOnly };
            return whole.into_iter().map(|s| (s, how(s))).collect();
        }
        let same_name = |s: &&Suspected| clean_name(&s.name) == line.name;
        let legacy = line.legacy().and_then(|text| self.by_legacy.get(&text));
        let legacy = self.found(legacy).filter(same_name).map(|s| (s, MatchKind::Legacy));
        let transposed = line.transposed.iter().flat_map(holders).filter(same_name);
        let near: Vec<_> = legacy.chain(transposed.map(|s| (s, MatchKind::Transposed))).collect();
        if !near.is_empty() {
            return near;
        }
        let Some(birth) = line.birth else { return Vec::new() };
        let namesakes = self.found(self.by_name.get(&(line.name.clone(), birth)));
        namesakes.map(|s| (s, MatchKind::NameBirth)).collect()
    }

    fn found<'s>(&'s self, people: Option<&'s Vec<PersonId>>) -> impl Iterator<Item = &'s Suspected> {
        people.map(Vec::as_slice).unwrap_or_default().iter().filter_map(|person| self.people.get(person))
    }

    pub(crate) fn has_lead(&self, key: &(LeadKind, PersonId, Digest)) -> bool {
        self.leads.contains(key)
    }
}

fn by_name_and_birth(
    look: &mut Look<'_>,
    lines: &[ListLine],
) -> Result<HashMap<(String, Date), Vec<PersonId>>, Unplanned> {
    let wanted: HashSet<(&str, Date)> =
        lines.iter().filter_map(|line| line.birth.map(|birth| (line.name.as_str(), birth))).collect();
    let names: HashSet<&str> = wanted.iter().map(|(name, _)| *name).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let mut found: HashMap<(String, Date), Vec<PersonId>> = HashMap::new();
    for chunk in names.chunks(PER_QUERY) {
        let mut args = vec![Value::Int(look.agency().0)];
        args.extend(chunk.iter().map(|name| Value::from(*name)));
        let sql = format!(
            "SELECT v.person, v.name, v.birth FROM person_version v WHERE v.agency = $1 AND v.name IN ({}) \
             AND v.birth IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM person_version x WHERE x.person = v.person AND x.n > v.n) \
             ORDER BY v.person",
            placeholders(2, chunk.len())
        );
        look.each(&sql, &args, |row| {
            let (name, birth) = (row.text(1)?, Date::read(row, 2)?);
            if wanted.contains(&(name, birth)) {
                found.entry((name.to_owned(), birth)).or_default().push(PersonId::read(row, 0)?);
            }
            Ok(())
        })?;
    }
    Ok(found)
}

fn args_of(look: &Look<'_>, people: &[PersonId]) -> Vec<Value> {
    let mut args = vec![Value::Int(look.agency().0), Scheme::Resident.value()];
    args.extend(people.iter().map(|person| Value::Int(person.0)));
    args
}

fn people_of(look: &mut Look<'_>, wanted: &[PersonId]) -> Result<HashMap<PersonId, Suspected>, Unplanned> {
    let mut people = HashMap::new();
    for chunk in wanted.chunks(PER_QUERY) {
        let sql = format!(
            "SELECT v.person, v.name, v.region, s.state, d.died_on FROM person_version v \
             LEFT JOIN enrolment e ON e.person = v.person AND e.scheme = $2 \
             LEFT JOIN enrolment_event s ON s.enrolment = e.id \
             AND NOT EXISTS (SELECT 1 FROM enrolment_event x WHERE x.enrolment = s.enrolment AND x.n > s.n) \
             LEFT JOIN death d ON d.person = v.person \
             AND NOT EXISTS (SELECT 1 FROM death_revocation z WHERE z.person = d.person AND z.n = d.n) \
             WHERE +v.agency = $1 AND v.person IN ({}) \
             AND NOT EXISTS (SELECT 1 FROM person_version x WHERE x.person = v.person AND x.n > v.n)",
            placeholders(3, chunk.len())
        );
        look.each(&sql, &args_of(look, chunk), |row| {
            let person = PersonId::read(row, 0)?;
            let (name, region) = (row.text(1)?.to_owned(), RegionCode::read(row, 2)?);
            let (state, dead) = (Option::<EnrolmentState>::read(row, 3)?, !row.is_null(4)?);
            people.insert(person, Suspected { person, name, region, state, dead, award: None });
            Ok(())
        })?;
    }
    Ok(people)
}

/// The newest version that counts of each pension, and whether a lead holds it.
fn awards_of(
    look: &mut Look<'_>,
    wanted: &[PersonId],
    people: &mut HashMap<PersonId, Suspected>,
) -> Result<(), Unplanned> {
    let approved = approved_runs(look)?;
    let at = AwardVersion::COLUMNS.len();
    for chunk in wanted.chunks(PER_QUERY) {
        let sql = format!(
            "SELECT {}, u.reason FROM award_version v JOIN award a ON a.id = v.award AND a.scheme = $2 \
             LEFT JOIN suspension u ON u.award = v.award AND u.n = v.n \
             WHERE +v.agency = $1 AND v.person IN ({}) ORDER BY v.award, v.n",
            AwardVersion::columns_of("v"),
            placeholders(3, chunk.len())
        );
        look.each(&sql, &args_of(look, chunk), |row| {
            let version = AwardVersion::read(row, 0)?;
            let reason = Option::<SuspensionReason>::read(row, at)?;
            let counts = version.run.is_none_or(|run| approved.contains(&run));
            let Some(suspected) = people.get_mut(&version.person) else { return Ok(()) };
            let (highest, held_before) = (version.n, suspected.award.as_ref().is_some_and(|award| award.held_by_lead));
            if counts {
                let suspended = version.state == AwardState::Suspended;
                let held_by_lead = suspended && reason.map_or(held_before, |reason| reason == SuspensionReason::Lead);
                suspected.award = Some(SuspectedAward { newest: version, highest, held_by_lead });
            } else if let Some(award) = &mut suspected.award {
                award.highest = highest;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Leads by kind, person and evidence: the same evidence is the same lead, whatever came of it.
pub(crate) type KnownLeads = HashSet<(LeadKind, PersonId, Digest)>;

/// The leads on these people.
pub(crate) fn leads_on(look: &mut Look<'_>, wanted: &[PersonId]) -> Result<KnownLeads, Unplanned> {
    let mut leads = KnownLeads::new();
    for chunk in wanted.chunks(PER_QUERY) {
        let mut args = vec![Value::Int(look.agency().0)];
        args.extend(chunk.iter().map(|person| Value::Int(person.0)));
        let sql = format!(
            "SELECT kind, person, evidence FROM lead WHERE +agency = $1 AND person IN ({})",
            placeholders(2, chunk.len())
        );
        look.each(&sql, &args, |row| {
            leads.insert((LeadKind::read(row, 0)?, PersonId::read(row, 1)?, Digest::read(row, 2)?));
            Ok(())
        })?;
    }
    Ok(leads)
}
