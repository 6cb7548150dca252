//! Lists of people: everybody of a village, and whose pension began in a month.

use base::{Date, Fen, Month, RegionCode};
use desk::{Look, Unplanned};
use store::{Field, Value};

use crate::registry::{Behind, Part, known_people};
use crate::tables::{AwardVersion, EnrolmentState, PersonId};

/// A member of a village.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Villager {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// ID number, masked.
    pub id_masked: String,
    /// Birth date.
    pub birth: Option<Date>,
    /// Address.
    pub address: String,
    /// Village.
    pub region: RegionCode,
    /// The membership, where there is one.
    pub state: Option<EnrolmentState>,
}

/// The ID number of `v`, masked, as it stands now.
const MASKED: &str = "(SELECT i.masked FROM identifier i WHERE i.person = v.person AND i.kind IN ('id', 'id15', 'bad_id') \
    ORDER BY CASE i.kind WHEN 'id' THEN 0 WHEN 'id15' THEN 1 ELSE 2 END, i.id DESC LIMIT 1)";

/// Everybody of a part by present village and number, and where the next part begins.
pub fn villagers(look: &mut Look<'_>, part: &Part) -> Result<(Vec<Villager>, Option<Behind>), Unplanned> {
    let sql = format!(
        "SELECT v.person, v.name, {MASKED}, v.birth, v.address, v.region, \
         (SELECT e.state FROM enrolment n JOIN enrolment_event e ON e.enrolment = n.id WHERE n.person = v.person \
          ORDER BY e.n DESC LIMIT 1) FROM person_version v \
         WHERE v.agency = $1 AND (v.region, v.person) > ($2, $3) AND (v.region, v.person) <= ($4, $5) \
         AND NOT EXISTS (SELECT 1 FROM person_version l WHERE l.person = v.person AND l.n > v.n) \
         ORDER BY v.region, v.person"
    );
    let end = part.end(look)?;
    let args = [&[Value::Int(look.agency().0)][..], &part.bounds(end)].concat();
    let mut found = Vec::new();
    look.each(&sql, &args, |row| {
        found.push(Villager {
            person: PersonId::read(row, 0)?,
            name: row.text(1)?.to_owned(),
            id_masked: Option::<String>::read(row, 2)?.unwrap_or_default(),
            birth: Option::<Date>::read(row, 3)?,
            address: row.text(4)?.to_owned(),
            region: RegionCode::read(row, 5)?,
            state: Option::<EnrolmentState>::read(row, 6)?,
        });
        Ok(())
    })?;
    Ok((found, end))
}

/// A pension that began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAward {
    /// Whose.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Village.
    pub region: RegionCode,
    /// First month.
    pub start: Month,
    /// Monthly amount at the beginning.
    pub amount: Fen,
}

/// Pensions whose first month it is, by village and name.
pub fn new_awards(look: &mut Look<'_>, month: Month) -> Result<Vec<NewAward>, Unplanned> {
    let sql = "SELECT a.person, a.start FROM award a WHERE a.agency = $1 AND a.start = $2 AND a.origin <> 'once' ORDER BY a.id";
    let mut begun = Vec::new();
    look.each(sql, &[Value::Int(look.agency().0), month.value()], |row| {
        begun.push((PersonId::read(row, 0)?, Month::read(row, 1)?));
        Ok(())
    })?;
    let people: Vec<PersonId> = begun.iter().map(|(person, _)| *person).collect();
    let known = known_people(look, &people)?;
    let mut first = std::collections::HashMap::new();
    let versions = look.select::<AwardVersion>(
        "WHERE n = 1 AND award IN (SELECT id FROM award WHERE agency = $1 AND start = $2 AND origin <> 'once')",
        &[Value::Int(look.agency().0), month.value()],
    )?;
    first.extend(versions.into_iter().map(|version| (version.person, version.total())));
    let mut awards: Vec<NewAward> = begun
        .into_iter()
        .filter_map(|(person, start)| {
            let known = known.get(&person)?;
            let amount = first.get(&person).copied().unwrap_or_default();
            Some(NewAward { person, name: known.name.clone(), region: known.region, start, amount })
        })
        .collect();
    awards.sort_by(|a, b| (a.region, &a.name).cmp(&(b.region, &b.name)));
    Ok(awards)
}
