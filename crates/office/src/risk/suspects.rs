//! Whom the lines of a death list may mean: a few queries for the whole list.

use std::collections::{HashMap, HashSet};

use base::{Date, IdNumber, RegionCode};
use desk::{Digest, Look, Unplanned};
use store::{Field, Record, Value};

use crate::benefits::{Calendar, approved_runs};
use crate::environment::Environment;
use crate::identifiers::placeholders;
use crate::risk::death_lines::DeathLine;
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
    leads: HashSet<(PersonId, Digest)>,
}

impl Suspects {
    pub(crate) fn read(
        look: &mut Look<'_>,
        environment: &Environment,
        lines: &[DeathLine],
    ) -> Result<Suspects, Unplanned> {
        let ids: HashSet<IdNumber> = lines.iter().filter_map(|line| line.id).collect();
        let ids: Vec<IdNumber> = ids.into_iter().collect();
        let by_id = environment.identifiers().people_with_any(look, &ids)?;
        let by_name = by_name_and_birth(look, lines)?;
        let people: HashSet<PersonId> = by_id.values().chain(by_name.values()).flatten().copied().collect();
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
        })
    }

    /// Who may be meant, and how sure that is. Names are compared only where nobody has the
    /// number.
    pub(crate) fn matches(&self, line: &DeathLine) -> Vec<(&Suspected, MatchKind)> {
        let holders = line.id.and_then(|id| self.by_id.get(&id)).map(Vec::as_slice).unwrap_or_default();
        let found = |people: &[PersonId], matched: &dyn Fn(&Suspected) -> MatchKind| -> Vec<_> {
            people.iter().filter_map(|person| self.people.get(person)).map(|s| (s, matched(s))).collect()
        };
        if !holders.is_empty() {
            return found(holders, &|s| if s.name == line.name { MatchKind::Exact } else { MatchKind::IdOnly });
        }
        let Some(birth) = line.birth else { return Vec::new() };
        let namesakes = self.by_name.get(&(line.name.clone(), birth)).map(Vec::as_slice).unwrap_or_default();
        found(namesakes, &|_| MatchKind::NameBirth)
    }

    pub(crate) fn has_lead(&self, key: &(PersonId, Digest)) -> bool {
        self.leads.contains(key)
    }
}

fn by_name_and_birth(
    look: &mut Look<'_>,
    lines: &[DeathLine],
) -> Result<HashMap<(String, Date), Vec<PersonId>>, Unplanned> {
    let wanted: HashSet<(&str, Date)> =
        lines.iter().filter_map(|line| line.birth.map(|birth| (line.name.as_str(), birth))).collect();
    let births: HashSet<Date> = wanted.iter().map(|(_, birth)| *birth).collect();
    let births: Vec<Date> = births.into_iter().collect();
    let mut found: HashMap<(String, Date), Vec<PersonId>> = HashMap::new();
    for chunk in births.chunks(PER_QUERY) {
        let mut args = vec![Value::Int(look.agency().0)];
        args.extend(chunk.iter().map(Field::value));
        let sql = format!(
            "SELECT v.person, v.name, v.birth FROM person_version v WHERE v.agency = $1 AND v.birth IN ({}) \
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
             WHERE v.agency = $1 AND v.person IN ({}) \
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
             WHERE v.agency = $1 AND v.person IN ({}) ORDER BY v.award, v.n",
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

fn leads_on(look: &mut Look<'_>, wanted: &[PersonId]) -> Result<HashSet<(PersonId, Digest)>, Unplanned> {
    let mut leads = HashSet::new();
    for chunk in wanted.chunks(PER_QUERY) {
        let mut args = vec![Value::Int(look.agency().0), LeadKind::Death.value()];
        args.extend(chunk.iter().map(|person| Value::Int(person.0)));
        let sql = format!(
            "SELECT person, evidence FROM lead WHERE agency = $1 AND kind = $2 AND person IN ({})",
            placeholders(3, chunk.len())
        );
        look.each(&sql, &args, |row| {
            leads.insert((PersonId::read(row, 0)?, Digest::read(row, 1)?));
            Ok(())
        })?;
    }
    Ok(leads)
}
