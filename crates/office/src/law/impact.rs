//! 影响清单: who gets another amount when the program's version follows the one in force, by how
//! much, at whose cost, and what is owed for months that were paid by the old one.

use std::collections::{BTreeMap, HashMap};

use base::{ByLevel, Date, Fen, Level, Month, RegionCode};
use desk::{FieldError, Look, Unplanned};
use law::{Difference, Law, PlaceLaw, difference};
use schemes::resident::{
    AwardFacts, Components, FuneralRules, MonthState, RuleBook, back_pay, explain_change, funeral_back_pay, impact,
};
use schemes::{Explained, Trace};
use serde::Serialize;
use store::{Field, Value};

use crate::benefits::{Calendar, Recorded, SETTLED_NOW, approved_runs, award_of, effective, versions_between};
use crate::environment::Environment;
use crate::law::stored::{active_version, law_of};
use crate::payment::{RAISED_MONTHLY, Sums};
use crate::registry::agency_area;
use crate::tables::{AwardId, AwardState, PersonId, Scheme};

/// Awards that are compared at a time.
const AT_A_TIME: i64 = 20_000;

/// One person whose pension changes, or who is owed the difference for months that were paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImpactLine {
    /// The award.
    pub award: AwardId,
    /// Whose.
    pub person: PersonId,
    /// Village.
    pub region: RegionCode,
    /// Paid, suspended, or over.
    pub state: AwardState,
    /// Per month before; nothing when no month is paid any more.
    pub old: Components,
    /// Per month after.
    pub new: Components,
    /// Months that were paid by the old version.
    pub months: usize,
    /// Owed for them.
    pub back_pay: Components,
    /// The difference of the funeral grant of somebody who died since.
    pub funeral: ByLevel,
}

/// What the program's version changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Impact {
    /// The version in force.
    pub old: String,
    /// The program's.
    pub new: String,
    /// Rows of the law that differ for this place.
    pub differences: Vec<Difference>,
    /// Rows that differ for other places only.
    pub elsewhere: usize,
    /// The first month whose rules differ.
    pub effective: Option<Month>,
    /// The first month that is paid by the new version.
    pub first_paid: Option<Month>,
    /// Pensions in payment that were compared.
    pub compared: usize,
    /// Everyone concerned, in the order of awards.
    pub lines: Vec<ImpactLine>,
}

impl ImpactLine {
    /// More per month, below zero for less.
    pub fn monthly(&self) -> Components {
        self.new - self.old
    }
}

impl Impact {
    /// People whose monthly pension changes, and what each payer pays more.
    pub fn monthly(&self) -> Sums {
        self.lines.iter().filter(|line| line.old != line.new).map(|line| one(&line.monthly())).sum()
    }

    /// People who are owed back-pay, and by whom; those who would have to give back are left out.
    pub fn back_pay(&self) -> Sums {
        self.lines.iter().filter(|line| line.back_pay.total() > Fen::ZERO).map(|line| one(&line.back_pay)).sum()
    }

    /// Deaths whose funeral grant changes, and by how much.
    pub fn funeral(&self) -> Sums {
        let changed = self.lines.iter().filter(|line| line.funeral != ByLevel::ZERO);
        changed.map(|line| Sums::one(line.funeral, Fen::ZERO)).sum()
    }

    /// How many get less per month, or were paid more than the new version gives.
    pub fn losers(&self) -> usize {
        let less = |parts: Components| parts.total() < Fen::ZERO;
        self.lines.iter().filter(|line| less(line.monthly()) || less(line.back_pay)).count()
    }
}

fn one(parts: &Components) -> Sums {
    Sums::one(parts.by_level(), parts.account)
}

/// Both versions, resolved for the agency's place.
struct Both<'a> {
    old: RuleBook,
    new: RuleBook,
    places: (PlaceLaw<'a>, PlaceLaw<'a>),
    effective: Option<Month>,
    first_paid: Month,
}

/// The list, and nothing when the program's version is the one in force or there is none yet.
pub fn impact_list(look: &mut Look<'_>, environment: &Environment) -> Result<Impact, Unplanned> {
    let new = &environment.law;
    let Some(active) = active_version(look)?.filter(|active| active.name != new.version_name()) else {
        return Ok(Impact::default());
    };
    let old = law_of(&active)?;
    let area = agency_area(look)?;
    let (here, there) = (place(&old, &area)?, place(new, &area)?);
    let (old_book, new_book) = (RuleBook::new(&here), RuleBook::new(&there));
    let both = Both {
        effective: old_book.first_difference(&new_book),
        old: old_book,
        new: new_book,
        places: (here, there),
        first_paid: Calendar::read(look, Scheme::Resident)?.open_month,
    };
    let (differences, elsewhere): (Vec<Difference>, Vec<Difference>) =
        difference(&old, new).into_iter().partition(|row| there.is_governed_by(&row.file));
    let mut all = Impact {
        old: active.name,
        new: new.version_name().to_owned(),
        elsewhere: elsewhere.len(),
        differences,
        effective: both.effective,
        first_paid: Some(both.first_paid),
        ..Impact::default()
    };
    if !all.differences.is_empty() {
        people(look, &both, &mut all)?;
    }
    Ok(all)
}

/// Why one person's pension changes: both versions unfolded, in the first month paid by the new
/// one.
pub fn explain_impact(
    look: &mut Look<'_>,
    environment: &Environment,
    person: PersonId,
) -> Result<Explained<Components>, Unplanned> {
    let active = active_version(look)?.ok_or_else(|| fault(&"本机构还没有启用任何政策版本"))?;
    let old = law_of(&active)?;
    let area = agency_area(look)?;
    let (_, facts) = award_of(look, person, Scheme::Resident)?
        .ok_or_else(|| FieldError::input("person", "该人员没有待遇", "请从影响清单中选择"))?;
    let month = Calendar::read(look, Scheme::Resident)?.open_month;
    let (old, new) = (RuleBook::new(&place(&old, &area)?), RuleBook::new(&place(&environment.law, &area)?));
    Ok(explain_change(&facts, month, &old, &new).map_err(|e| fault(&e))?)
}

fn place<'a>(law: &'a Law, area: &RegionCode) -> Result<PlaceLaw<'a>, FieldError> {
    law.place(area).map_err(|e| fault(&e))
}

fn fault(error: &dyn std::fmt::Display) -> FieldError {
    FieldError::whole(error.to_string(), "请政策管理人员补正政策参数，再启用")
}

/// An award as it is compared.
struct Compared {
    award: AwardId,
    person: PersonId,
    facts: AwardFacts,
}

fn people(look: &mut Look<'_>, both: &Both<'_>, all: &mut Impact) -> Result<(), Unplanned> {
    let approved = approved_runs(look)?;
    let deaths = deaths(look)?;
    let mut after = AwardId(0);
    loop {
        let awards = awards_after(look, after)?;
        let Some(last) = awards.last().map(|award| award.award) else { return Ok(()) };
        let versions = versions_between(look, (after, last), look.seq(), &approved)?;
        let raised = raised(look, both, (after, last))?;
        compare(both, all, &Chunk { awards, versions, raised, deaths: &deaths })?;
        after = last;
    }
}

struct Chunk<'a> {
    awards: Vec<Compared>,
    versions: Vec<Recorded>,
    raised: HashMap<AwardId, Vec<Month>>,
    deaths: &'a HashMap<PersonId, Death>,
}

/// A confirmed death that stands, and whether its funeral grant was settled.
struct Death {
    on: Date,
    settled: bool,
}

fn compare(both: &Both<'_>, all: &mut Impact, chunk: &Chunk<'_>) -> Result<(), FieldError> {
    let standing: BTreeMap<AwardId, (AwardState, RegionCode)> = chunk
        .versions
        .chunk_by(|a, b| a.version.award == b.version.award)
        .filter_map(|group| effective(group, both.first_paid, base::Seq(i64::MAX)).or(group.first()))
        .map(|now| (now.version.award, (now.version.state, now.version.region)))
        .collect();
    let state = |award: AwardId| standing.get(&award).map(|(state, _)| *state);
    let live: Vec<&Compared> = chunk.awards.iter().filter(|a| state(a.award) == Some(AwardState::Live)).collect();
    let monthly =
        impact(live.iter().map(|a| &a.facts), both.first_paid, &both.old, &both.new).map_err(|e| fault(&e))?;
    all.compared += monthly.compared;
    let monthly: HashMap<AwardId, (Components, Components)> =
        monthly.changes.iter().map(|c| (live[c.index].award, (c.old, c.new))).collect();
    for compared in &chunk.awards {
        let Some((state, region)) = standing.get(&compared.award) else { continue };
        let (old, new) = monthly.get(&compared.award).copied().unwrap_or_default();
        let death = chunk.deaths.get(&compared.person);
        let months: Vec<(Month, MonthState)> = chunk
            .raised
            .get(&compared.award)
            .map(|months| months.iter().map(|month| (*month, MonthState::Paid)).collect())
            .unwrap_or_default();
        let owed = back_pay(&compared.facts, &months, death.map(|d| d.on), (&both.old, &both.new), &mut Trace::off())
            .map_err(|e| fault(&e))?;
        let funeral = match death.filter(|death| death.settled) {
            Some(death) => funeral(both, compared, death.on)?,
            None => ByLevel::ZERO,
        };
        let line = ImpactLine {
            award: compared.award,
            person: compared.person,
            region: *region,
            state: *state,
            old,
            new,
            months: owed.now.len(),
            back_pay: owed.total(),
            funeral,
        };
        if line.old != line.new || line.months > 0 || line.funeral != ByLevel::ZERO {
            all.lines.push(line);
        }
    }
    Ok(())
}

/// What the grant of a death since the effective month becomes. A month for which neither version
/// has a rule was settled by hand and stays so.
fn funeral(both: &Both<'_>, compared: &Compared, died_on: Date) -> Result<ByLevel, FieldError> {
    let month = Month::of(died_on);
    let receiving = compared.facts.first_month <= month;
    match (FuneralRules::at(&both.places.0, month), FuneralRules::at(&both.places.1, month)) {
        (Ok(old), Ok(new)) => funeral_back_pay(receiving, (&old, &new), &mut Trace::off()).map_err(|e| fault(&e)),
        _ => Ok(ByLevel::ZERO),
    }
}

fn deaths(look: &mut Look<'_>) -> Result<HashMap<PersonId, Death>, Unplanned> {
    let sql = format!(
        "SELECT d.person, d.died_on, (SELECT COUNT(*) FROM settlement s WHERE s.person = d.person AND {SETTLED_NOW}) \
         FROM death d WHERE d.agency = $1 \
         AND NOT EXISTS (SELECT 1 FROM death_revocation z WHERE z.person = d.person AND z.n = d.n)"
    );
    let mut deaths = HashMap::new();
    look.each(&sql, &[Value::Int(look.agency().0)], |row| {
        deaths.insert(PersonId::read(row, 0)?, Death { on: Date::read(row, 1)?, settled: row.int(2)? > 0 });
        Ok(())
    })?;
    Ok(deaths)
}

fn awards_after(look: &mut Look<'_>, after: AwardId) -> Result<Vec<Compared>, Unplanned> {
    let sql = "SELECT a.id, a.person, COALESCE((SELECT c.facts FROM award_correction c WHERE c.award = a.id \
               ORDER BY c.n DESC LIMIT 1), a.facts) FROM award a WHERE a.agency = $1 AND a.id > $2 ORDER BY a.id LIMIT $3";
    let mut awards = Vec::new();
    look.each(sql, &[Value::Int(look.agency().0), Value::Int(after.0), Value::Int(AT_A_TIME)], |row| {
        let facts = serde_json::from_str(row.text(2)?)
            .map_err(|e| store::StoreError::Unexpected(format!("award.facts: {e}")))?;
        awards.push(Compared { award: AwardId::read(row, 0)?, person: PersonId::read(row, 1)?, facts });
        Ok(())
    })?;
    Ok(awards)
}

/// Months since the effective one that were raised as pensions of these awards.
fn raised(
    look: &mut Look<'_>,
    both: &Both<'_>,
    (after, through): (AwardId, AwardId),
) -> Result<HashMap<AwardId, Vec<Month>>, Unplanned> {
    let mut months: HashMap<AwardId, Vec<Month>> = HashMap::new();
    let Some(effective) = both.effective.filter(|month| *month < both.first_paid) else { return Ok(months) };
    let sql = format!(
        "SELECT d.award, d.for_month FROM due d JOIN run r ON r.id = d.run WHERE d.agency = $1 AND d.award > $2 \
         AND d.award <= $3 AND d.for_month >= $4 AND {RAISED_MONTHLY} ORDER BY d.award, d.for_month"
    );
    let args = [Value::Int(look.agency().0), Value::Int(after.0), Value::Int(through.0), effective.value()];
    look.each(&sql, &args, |row| {
        months.entry(AwardId::read(row, 0)?).or_default().push(Month::read(row, 1)?);
        Ok(())
    })?;
    Ok(months)
}

/// `中央 3.00，个人账户 0.13`: who pays a sum.
pub(crate) fn payers(sums: &Sums) -> String {
    let levels = Level::ALL.iter().map(|level| (level.to_string(), sums.by_level[*level]));
    let all = levels.chain([("个人账户".to_owned(), sums.account)]);
    all.filter(|(_, fen)| !fen.is_zero()).map(|(who, fen)| format!("{who} {fen}")).collect::<Vec<_>>().join("，")
}
