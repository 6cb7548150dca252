//! Versions of an award: what a run sees, and how the next one is made.
//!
//! A version carries everything a run needs. The next one copies the newest and changes what its
//! cause changes, so that a change of account after a death does not revive the dead; its first
//! month never lies before the newest one's, so that the newest effective version is the one
//! with the highest number.

use std::collections::{HashMap, HashSet};

use base::{ByLevel, Fen, Level, Month, RegionCode, Seq};
use desk::{Look, Unplanned};
use store::{Field, Record, Value};

use crate::identifiers::placeholders;
use crate::tables::{AwardId, AwardState, AwardVersion, Cause, IdentifierId, PersonId, RunId, RunState, Scheme};

/// People asked for in one query.
const PEOPLE_PER_QUERY: usize = 1_000;

/// A version with the write that recorded it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The version.
    pub version: AwardVersion,
    /// The write.
    pub recorded: Seq,
}

impl AwardVersion {
    /// Amounts by level, account part apart.
    pub fn by_level(&self) -> ByLevel {
        ByLevel::new([self.central, self.province, self.city, self.county])
    }

    /// The monthly amount.
    pub fn total(&self) -> Fen {
        self.by_level().total() + self.account
    }

    /// Puts amounts in.
    pub fn set_amounts(&mut self, by_level: ByLevel, account: Fen) {
        self.central = by_level[Level::Central];
        self.province = by_level[Level::Province];
        self.city = by_level[Level::City];
        self.county = by_level[Level::County];
        self.account = account;
    }
}

/// The first version of what is paid once, with no pension behind it: an off-cycle run settles it.
pub(crate) fn paid_once(
    award: AwardId,
    cause: Cause,
    (person, region, payee): (PersonId, RegionCode, Option<IdentifierId>),
    (month, law_version): (Month, &str),
) -> AwardVersion {
    AwardVersion {
        award,
        n: 1,
        from_month: month,
        state: AwardState::Settling,
        cause,
        person,
        region,
        payee,
        central: Fen::ZERO,
        province: Fen::ZERO,
        city: Fen::ZERO,
        county: Fen::ZERO,
        account: Fen::ZERO,
        changes_in: None,
        law_version: law_version.to_owned(),
        run: None,
    }
}

/// The next version after the newest one: the same, for another cause, from a month on that is
/// not before the newest one's. `highest` is the highest number ever given, which may belong to
/// a run that was abandoned.
pub fn next_version(newest: &AwardVersion, highest: i64, cause: Cause, from: Month) -> AwardVersion {
    let mut next = newest.clone();
    next.n = highest + 1;
    next.cause = cause;
    next.from_month = from.max(newest.from_month);
    next.run = None;
    next
}

/// The next version of a pension that goes on as it was, with something else about it changed. One
/// that sleeps goes on sleeping from the same month: a resumption pays back to there.
pub fn changed_version(newest: &AwardVersion, highest: i64, cause: Cause, from: Month) -> AwardVersion {
    let sleeps = newest.state == AwardState::Suspended;
    next_version(newest, highest, cause, if sleeps { newest.from_month } else { from })
}

/// Versions of a range of awards up to a write, in the order of award and number. Those of runs
/// that were not approved are left out.
pub fn versions_between(
    look: &mut Look<'_>,
    (after, through): (AwardId, AwardId),
    pinned: Seq,
    approved: &HashSet<RunId>,
) -> Result<Vec<Recorded>, Unplanned> {
    let sql = format!(
        "SELECT recorded, {} FROM award_version WHERE agency = $1 AND award > $2 AND award <= $3 \
         AND recorded <= $4 ORDER BY award, n",
        AwardVersion::COLUMNS.join(", ")
    );
    let args = [Value::Int(look.agency().0), Value::Int(after.0), Value::Int(through.0), Value::Int(pinned.0)];
    let mut found = Vec::new();
    look.each(&sql, &args, |row| {
        let version = AwardVersion::read(row, 1)?;
        if version.run.is_none_or(|run| approved.contains(&run)) {
            found.push(Recorded { version, recorded: Seq(row.int(0)?) });
        }
        Ok(())
    })?;
    Ok(found)
}

/// The newest version of a person's present award in a scheme, and the highest number given to it.
pub fn newest_of_person(
    look: &mut Look<'_>,
    person: PersonId,
    scheme: Scheme,
) -> Result<Option<(AwardVersion, i64)>, Unplanned> {
    Ok(newest_of_people(look, &[person], scheme)?.remove(&person))
}

/// The same of many people: a few queries. People without a pension are not in the answer.
pub fn newest_of_people(
    look: &mut Look<'_>,
    people: &[PersonId],
    scheme: Scheme,
) -> Result<HashMap<PersonId, (AwardVersion, i64)>, Unplanned> {
    let approved = approved_runs(look)?;
    let mut found: HashMap<PersonId, (AwardVersion, i64)> = HashMap::new();
    for chunk in people.chunks(PEOPLE_PER_QUERY) {
        let mut args = vec![Value::Int(look.agency().0), scheme.value()];
        args.extend(chunk.iter().map(Field::value));
        let sql = format!(
            "SELECT {} FROM award_version v JOIN award a ON a.id = v.award AND a.scheme = $2 \
             WHERE +v.agency = $1 AND v.person IN ({}) ORDER BY v.award, v.n",
            AwardVersion::columns_of("v"),
            placeholders(3, chunk.len())
        );
        look.each(&sql, &args, |row| {
            let version = AwardVersion::read(row, 0)?;
            let highest = version.n;
            if version.run.is_none_or(|run| approved.contains(&run)) {
                found.insert(version.person, (version, highest));
            } else if let Some(entry) = found.get_mut(&version.person) {
                entry.1 = highest;
            }
            Ok(())
        })?;
    }
    Ok(found)
}

/// The runs whose rows count.
pub fn approved_runs(look: &mut Look<'_>) -> Result<HashSet<RunId>, Unplanned> {
    let mut runs = HashSet::new();
    let args = [Value::Int(look.agency().0)];
    look.each("SELECT id, state FROM run WHERE agency = $1", &args, |row| {
        if RunState::read(row, 1)?.counts() {
            runs.insert(RunId::read(row, 0)?);
        }
        Ok(())
    })?;
    Ok(runs)
}

impl RunState {
    /// Whether a run in this state has been approved, so that its rows count.
    pub const fn counts(self) -> bool {
        matches!(self, RunState::Approved | RunState::Sent | RunState::Returned | RunState::Closed)
    }
}

/// The version that pays in a month, of one award's versions in the order of their numbers.
pub fn effective(versions: &[Recorded], month: Month, known: Seq) -> Option<&Recorded> {
    versions.iter().rev().find(|v| v.version.from_month <= month && v.recorded <= known)
}
