//! 补缴的上限: how many missed years each payer of a file may still fill (国发〔2014〕8号 第七部分).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use base::{Date, Month};
use desk::{Look, Unplanned};
use law::PlaceLaw;
use schemes::Trace;
use schemes::resident::{FillingRules, filling};
use store::{Field, Value};

use crate::benefits::years_of_people;
use crate::identifiers::placeholders;
use crate::tables::{PersonId, Scheme};

/// People asked for in one query.
const PEOPLE_PER_QUERY: usize = 500;

/// What a person has paid so far.
#[derive(Clone, Default)]
struct Paid {
    birth: Option<Date>,
    taken_on: u32,
    /// Fee years, booked or on their way.
    years: BTreeSet<i64>,
}

/// The years of the people who pay missed ones.
#[derive(Clone, Default)]
pub(super) struct LateYears(HashMap<PersonId, Paid>);

impl LateYears {
    pub(super) fn read(look: &mut Look<'_>, people: &BTreeSet<PersonId>) -> Result<LateYears, Unplanned> {
        let people: Vec<PersonId> = people.iter().copied().collect();
        let mut found: HashMap<PersonId, Paid> = HashMap::new();
        for chunk in people.chunks(PEOPLE_PER_QUERY) {
            let list = placeholders(1, chunk.len());
            let ids: Vec<Value> = chunk.iter().map(Field::value).collect();
            let who = format!(
                "SELECT v.person, v.birth, COALESCE(e.years_taken_on, 0) FROM person_version v \
                 LEFT JOIN enrolment e ON e.person = v.person AND e.scheme = 'resident' WHERE v.person IN ({list}) \
                 AND NOT EXISTS (SELECT 1 FROM person_version x WHERE x.person = v.person AND x.n > v.n)"
            );
            look.each(&who, &ids, |row| {
                let taken_on = u32::try_from(row.int(2)?).unwrap_or_default();
                let paid = Paid { birth: Field::read(row, 1)?, taken_on, years: BTreeSet::new() };
                found.insert(PersonId::read(row, 0)?, paid);
                Ok(())
            })?;
            let waiting = format!(
                "SELECT DISTINCT c.person, c.period_from FROM contribution c WHERE c.person IN ({list}) \
                 AND c.payer IN ('personal', 'proxy') AND c.reverses IS NULL \
                 AND NOT EXISTS (SELECT 1 FROM contribution r WHERE r.reverses = c.id AND r.amount = -c.amount)"
            );
            look.each(&waiting, &ids, |row| {
                if let Some(paid) = found.get_mut(&PersonId::read(row, 0)?) {
                    paid.years.insert(i64::from(Month::read(row, 1)?.year()));
                }
                Ok(())
            })?;
            for (person, years) in years_of_people(look, chunk, Scheme::Resident)? {
                if let Some(paid) = found.get_mut(&person) {
                    paid.years.extend(years.into_keys().map(i64::from));
                }
            }
        }
        Ok(LateYears(found))
    }

    /// Takes a missed year, or says why it may not be filled.
    pub(super) fn fill(
        &mut self,
        person: PersonId,
        (year, paid_on): (i64, Date),
        rules: &mut FillingBook<'_>,
    ) -> Result<(), String> {
        let Some(paid) = self.0.get_mut(&person) else { return Ok(()) };
        // Another payment for a year that counts already is no new year.
        let Some(birth) = paid.birth.filter(|_| !paid.years.contains(&year)) else { return Ok(()) };
        let have = paid.taken_on + u32::try_from(paid.years.len()).unwrap_or(u32::MAX);
        let rules = rules.at(Month::of(paid_on))?;
        let may = filling(birth, have, paid_on, rules, &mut Trace::off()).map_err(|e| e.to_string())?;
        if may.may_fill < 1 {
            let (required, short) = (may.required, may.short);
            return Err(match may.may_continue {
                true => {
                    format!("已缴 {have} 年，制度实施时不满 45 岁的应逐年延缴，不能补缴 {year} 年度，请按原渠道退费")
                }
                false => format!(
                    "应缴 {required} 年，已缴 {have} 年，尚缺 {short} 年，不能再补缴 {year} 年度，请按原渠道退费"
                ),
            });
        }
        paid.years.insert(year);
        Ok(())
    }

    /// Notes a year that was paid in time.
    pub(super) fn note(&mut self, person: PersonId, year: i64) {
        if let Some(paid) = self.0.get_mut(&person) {
            paid.years.insert(year);
        }
    }
}

/// The rules by the month of payment, asked once.
pub(super) struct FillingBook<'a> {
    place: &'a PlaceLaw<'a>,
    known: BTreeMap<Month, Result<FillingRules, String>>,
}

impl<'a> FillingBook<'a> {
    pub(super) fn new(place: &'a PlaceLaw<'a>) -> FillingBook<'a> {
        FillingBook { place, known: BTreeMap::new() }
    }

    fn at(&mut self, month: Month) -> Result<&FillingRules, String> {
        let ask = || FillingRules::at(self.place, month).map_err(|e| format!("补缴年限规定无法确定：{e}"));
        self.known.entry(month).or_insert_with(ask).as_ref().map_err(Clone::clone)
    }
}
