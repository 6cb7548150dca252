//! 到龄人员: who may claim soon and has not, what is missing of each, and what those short of years
//! chose.

use std::collections::HashMap;

use base::{Date, Month, RegionCode};
use desk::{Look, Unplanned};
use schemes::Trace;
use schemes::resident::{ClaimRules, Filling, FillingRules, filling, first_month, newest_birth};
use store::{Field, Value};

use crate::benefits::account::years_of_people;
use crate::benefits::award::law_fault;
use crate::benefits::standing::{dead, has_award};
use crate::environment::Environment;
use crate::identifiers::placeholders;
use crate::registry::agency_area;
use crate::tables::{EnrolmentState, IdentifierKind, PersonId, Scheme, YearsChoice};

/// People asked about in one query.
const PEOPLE_PER_QUERY: usize = 500;

/// Somebody of age, or nearly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToClaim {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Village.
    pub region: RegionCode,
    /// Birth date.
    pub birth: Date,
    /// The first month of benefits by age; years that are missing may put it off.
    pub first_month: Month,
    /// Years paid here and before the take-on.
    pub paid_years: u32,
    /// Years that are required, missing, and may still be paid; `None` where the law has a gap.
    pub years: Option<Filling>,
    /// Whether an account to pay to is known.
    pub has_account: bool,
    /// Leads that nobody has decided.
    pub open_leads: i64,
    /// What the person chose to do about missing years.
    pub choice: Option<YearsChoice>,
}

impl ToClaim {
    /// What is to be done before the claim can be granted, in words for the list.
    pub fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        match &self.years {
            None => missing.push("补缴规定未查到，请核对政策参数".to_owned()),
            Some(years) if years.short > 0 => {
                let chosen = self.choice.map_or("未选择".to_owned(), |choice| format!("已选{choice}"));
                missing.push(format!("缺 {} 年（{chosen}）", years.short));
            }
            Some(_) => {}
        }
        if !self.has_account {
            missing.push("没有收款账户".to_owned());
        }
        if self.open_leads > 0 {
            missing.push(format!("疑点 {} 条未核查", self.open_leads));
        }
        missing
    }

    /// Months that a claim made now would be paid back: a late claim.
    pub fn months_late(&self, this_month: Month) -> i32 {
        this_month.months_since(self.first_month).max(0)
    }
}

/// Insured people without a pension whose first month by age comes within so many months, or is
/// past: in the order of birth.
pub fn due_to_claim(
    look: &mut Look<'_>,
    environment: &Environment,
    months_ahead: i32,
) -> Result<Vec<ToClaim>, Unplanned> {
    let area = agency_area(look)?;
    let place = environment.law.place(&area).map_err(|e| law_fault(&e))?;
    let (today, this_month) = (look.today(), Month::of(look.today()));
    let rules = ClaimRules::at(&place, this_month).map_err(|e| law_fault(&e))?;
    let filling_rules = FillingRules::at(&place, this_month).ok();
    let mut found = of_age(look, &rules, this_month.plus(months_ahead))?;
    let people: Vec<PersonId> = found.iter().map(|claim| claim.person).collect();
    let what = Known::read(look, &people)?;
    for claim in &mut found {
        what.put_into(claim);
        claim.years = filling_rules
            .as_ref()
            .and_then(|rules| filling(claim.birth, claim.paid_years, today, rules, &mut Trace::off()).ok());
    }
    Ok(found)
}

fn of_age(look: &mut Look<'_>, rules: &ClaimRules, until: Month) -> Result<Vec<ToClaim>, Unplanned> {
    // From the oldest on, and who has a pension, most of them, is left out first.
    let sql = format!(
        "SELECT v.person, v.name, v.region, v.birth, e.years_taken_on FROM person_version v \
               CROSS JOIN enrolment e CROSS JOIN enrolment_event s \
               WHERE v.agency = $1 AND v.birth <= $3 AND NOT {} \
               AND NOT EXISTS (SELECT 1 FROM person_version l WHERE l.person = v.person AND l.n > v.n) \
               AND e.person = v.person AND e.scheme = $2 AND s.enrolment = e.id AND s.state IN ($4, $5) \
               AND NOT EXISTS (SELECT 1 FROM enrolment_event l WHERE l.enrolment = s.enrolment AND l.n > s.n) \
               AND NOT {} ORDER BY v.birth, v.person",
        has_award("v.person"),
        dead("v.person")
    );
    let newest_birth = newest_birth(until, rules);
    let args = [
        Value::Int(look.agency().0),
        Scheme::Resident.value(),
        newest_birth.value(),
        EnrolmentState::Active.value(),
        EnrolmentState::Suspended.value(),
    ];
    let mut found = Vec::new();
    look.each(&sql, &args, |row| {
        let birth = Date::read(row, 3)?;
        let first_month = first_month(birth, None, rules);
        if first_month <= until {
            found.push(ToClaim {
                person: PersonId::read(row, 0)?,
                name: row.text(1)?.to_owned(),
                region: RegionCode::read(row, 2)?,
                birth,
                first_month,
                paid_years: u32::try_from(row.int(4)?).unwrap_or_default(),
                years: None,
                has_account: false,
                open_leads: 0,
                choice: None,
            });
        }
        Ok(())
    })?;
    Ok(found)
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// What the books know of many people.
#[derive(Default)]
struct Known {
    years: HashMap<PersonId, u32>,
    accounts: HashMap<PersonId, i64>,
    leads: HashMap<PersonId, i64>,
    choices: HashMap<PersonId, YearsChoice>,
}

impl Known {
    fn read(look: &mut Look<'_>, people: &[PersonId]) -> Result<Known, Unplanned> {
        let mut known = Known::default();
        for chunk in people.chunks(PEOPLE_PER_QUERY) {
            let list = placeholders(1, chunk.len());
            let people: Vec<Value> = chunk.iter().map(|person| Value::Int(person.0)).collect();
            let years = years_of_people(look, chunk, Scheme::Resident)?;
            known.years.extend(years.into_iter().map(|(person, years)| (person, count(years.len()))));
            // Of these people, not of this kind: SQLite would read every account there is.
            let accounts = format!(
                "SELECT i.person, COUNT(*) FROM identifier i WHERE i.person IN ({list}) \
                 AND CASE WHEN i.kind = '{}' THEN 1 ELSE 0 END = 1 GROUP BY i.person",
                IdentifierKind::BankAccount.code()
            );
            let leads = format!(
                "SELECT l.person, COUNT(*) FROM lead l WHERE l.person IN ({list}) AND (SELECT e.state FROM lead_event e \
                 WHERE e.lead = l.id ORDER BY e.n DESC LIMIT 1) IN ('open', 'held') GROUP BY l.person"
            );
            for (sql, counts) in [(accounts, &mut known.accounts), (leads, &mut known.leads)] {
                look.each(&sql, &people, |row| {
                    counts.insert(PersonId::read(row, 0)?, row.int(1)?);
                    Ok(())
                })?;
            }
            let choices =
                format!("SELECT person, choice FROM years_chosen WHERE person IN ({list}) ORDER BY person, n");
            // Later choices overwrite earlier ones.
            look.each(&choices, &people, |row| {
                known.choices.insert(PersonId::read(row, 0)?, YearsChoice::read(row, 1)?);
                Ok(())
            })?;
        }
        Ok(known)
    }

    fn put_into(&self, claim: &mut ToClaim) {
        claim.paid_years += self.years.get(&claim.person).copied().unwrap_or_default();
        claim.has_account = self.accounts.contains_key(&claim.person);
        claim.open_leads = self.leads.get(&claim.person).copied().unwrap_or_default();
        claim.choice = self.choices.get(&claim.person).copied();
    }
}
