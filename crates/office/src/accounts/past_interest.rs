//! Interest of past years that nobody has credited yet: whoever is settled or moves away takes it along,
//! because an account that was emptied is passed over when the year is credited.

use base::{Fen, Month};
use desk::{Look, Plan, Unplanned};
use schemes::Trace;
use schemes::resident::{InterestRules, year_interest};
use store::{Field, Value};

use super::credit_interest::credit;
use crate::contributions::law_fault;
use crate::environment::Environment;
use crate::registry::{agency_area, records_of_people};
use crate::tables::{COUNTED, PersonId};

/// A year's interest of a record: opening balance, movements, interest.
type Year = (PersonId, Month, (Fen, Fen, Fen));

/// What a person's account has earned in past years, under every record that is the person's.
#[derive(Default)]
pub(crate) struct PastInterest {
    years: Vec<Year>,
    /// The first past year whose rate the law does not have.
    pub(crate) unknown: Option<i16>,
}

impl PastInterest {
    pub(crate) fn read(
        look: &mut Look<'_>,
        environment: &Environment,
        person: PersonId,
    ) -> Result<PastInterest, Unplanned> {
        PastInterest::with(look, environment, person, &[])
    }

    /// The same as if these amounts had moved in the person's own record, each in its month.
    pub(super) fn with(
        look: &mut Look<'_>,
        environment: &Environment,
        person: PersonId,
        more: &[(Month, Fen)],
    ) -> Result<PastInterest, Unplanned> {
        let mut found = PastInterest::default();
        for (record, _) in records_of_people(look, &[person])? {
            found.read_record(look, environment, record, if record == person { more } else { &[] })?;
        }
        Ok(found)
    }

    fn read_record(
        &mut self,
        look: &mut Look<'_>,
        environment: &Environment,
        record: PersonId,
        more: &[(Month, Fen)],
    ) -> Result<(), Unplanned> {
        let who = [Value::Int(record.0)];
        let sql = "SELECT MAX(year) FROM interest_credit WHERE person = $1";
        let credited: Option<i64> = look.scalar(sql, &who)?;
        let first: Option<Month> = look.scalar("SELECT MIN(month) FROM account_entry WHERE person = $1", &who)?;
        let Some(first) = first else { return Ok(()) };
        let this_year = look.today().year();
        let from = credited.and_then(|year| i16::try_from(year + 1).ok()).unwrap_or(first.year()).max(first.year());
        if from >= this_year {
            return Ok(());
        }
        let mut moved = moved(look, record)?;
        moved.extend(more.iter().map(|(month, amount)| (Some(*month), *amount)));
        let mut earned = Fen::ZERO;
        let place = environment.law.place(&agency_area(look)?).map_err(|e| law_fault(&e))?;
        for year in from..this_year {
            let Ok(december) = Month::new(year, 12) else { continue };
            let Ok(rules) = InterestRules::of_year(&place, december) else {
                self.unknown = Some(self.unknown.map_or(year, |known| known.min(year)));
                break;
            };
            let before = moved.iter().filter(|(month, _)| month.is_none_or(|month| month.year() < year));
            let opening = before.map(|(_, amount)| *amount).sum::<Fen>() + earned;
            let within = moved.iter().filter_map(|(month, amount)| Some(((*month)?, *amount)));
            let within: Vec<(Month, Fen)> = within.filter(|(month, _)| month.year() == year).collect();
            let interest = year_interest(opening, &within, &rules, &mut Trace::off()).map_err(|e| law_fault(&e))?;
            if interest > Fen::ZERO {
                let movements = within.iter().map(|(_, amount)| *amount).sum();
                self.years.push((record, december, (opening, movements, interest)));
                earned += interest;
            }
        }
        Ok(())
    }

    /// All years together.
    pub(crate) fn total(&self) -> Fen {
        self.years.iter().map(|(.., (.., interest))| *interest).sum()
    }

    /// Credits it.
    pub(crate) fn put_into(&self, plan: &mut Plan) {
        for (record, december, amounts) in &self.years {
            plan.show(&format!("补记 {} 年利息", december.year()), "", amounts.2);
            credit(plan, *record, *december, *amounts);
        }
        if let Some(year) = self.unknown {
            plan.notices.push(format!("{year} 年利率尚未列入政策参数，该年利息没有计入，公布后请核对补付"));
        }
    }
}

/// Entries and pensions by month; `None` for what was taken on.
fn moved(look: &mut Look<'_>, record: PersonId) -> Result<Vec<(Option<Month>, Fen)>, Unplanned> {
    let entries = "SELECT CASE WHEN kind = 'opening' THEN NULL ELSE month END AS since, CAST(SUM(amount) AS BIGINT) \
                   FROM account_entry WHERE person = $1 GROUP BY since";
    let dues = format!(
        "SELECT r.month AS since, CAST(-SUM(d.account) AS BIGINT) FROM due d JOIN run r ON r.id = d.run \
         WHERE d.person = $1 AND d.account <> 0 AND d.kind NOT IN ('refund', 'returned') AND r.state IN {COUNTED} GROUP BY r.month"
    );
    let mut moved = Vec::new();
    for sql in [entries, &dues] {
        look.each(sql, &[Value::Int(record.0)], |row| {
            moved.push((Option::<Month>::read(row, 0)?, Fen::read(row, 1)?));
            Ok(())
        })?;
    }
    Ok(moved)
}
