//! 催缴清单: who is enrolled, due to pay a fee year, and has not; by village, with the tier that is
//! paid when nothing else is chosen.

use std::collections::{BTreeMap, HashMap};

use base::{Date, Fen, Month, RegionCode};
use desk::{Look, Unplanned};
use schemes::resident::age_on;
use serde::Serialize;
use store::{Field, Value};

use super::tiers::{Tiers, law_fault};
use crate::benefits::dead;
use crate::environment::Environment;
use crate::registry::{Behind, Part, agency_area, regions_in_force};
use crate::tables::{ContactAnswer, ContactWay, EnrolmentState, PayerKind, PersonId, Scheme};

/// Where a default tier comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DefaultTier {
    /// The tier that was paid for this year, still on offer.
    LastPaid(i64),
    /// Nothing was paid here yet, or the tier is not on offer any more: the lowest.
    Lowest,
}

/// The last contact about the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LastContact {
    /// Day.
    pub on: Date,
    /// How.
    pub way: ContactWay,
    /// What came of it.
    pub answer: ContactAnswer,
}

/// Somebody who has not paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unpaid {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Village.
    pub region: RegionCode,
    /// Address.
    pub address: String,
    /// What to pay when nothing else is chosen.
    pub tier: Fen,
    /// Why that tier.
    pub tier_from: DefaultTier,
    /// Of age: a claim, or going on beyond 60, has to be talked about with the payment.
    pub of_age: bool,
    /// The last contact.
    pub contact: Option<LastContact>,
}

/// A village's year.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct VillageCampaign {
    /// Name.
    pub name: String,
    /// Due to pay.
    pub due: i64,
    /// Have paid themselves, or somebody for them.
    pub paid: i64,
    /// What they paid.
    pub amount: Fen,
    /// Have not.
    pub unpaid: i64,
    /// Of these, were contacted.
    pub contacted: i64,
}

/// A fee year by village.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Campaign {
    /// Villages in the order of their codes.
    pub villages: BTreeMap<RegionCode, VillageCampaign>,
    /// Who has not paid, in the order of villages and names.
    pub unpaid: Vec<Unpaid>,
}

/// The campaign of a fee year. Due are members who neither draw a pension, nor are suspended, nor
/// joined after it. What was paid counts as soon as the tax bureau reported it, booked or not.
pub fn campaign(look: &mut Look<'_>, environment: &Environment, year: i16) -> Result<Campaign, Unplanned> {
    campaign_within(look, environment, year, &Within::everybody())
}

/// The campaign of a part, and where the next one begins.
pub fn campaign_part(
    look: &mut Look<'_>,
    environment: &Environment,
    year: i16,
    part: &Part,
) -> Result<(Campaign, Option<Behind>), Unplanned> {
    let end = part.end(look)?;
    Ok((campaign_within(look, environment, year, &Within(part.bounds(end)))?, end))
}

fn campaign_within(
    look: &mut Look<'_>,
    environment: &Environment,
    year: i16,
    within: &Within,
) -> Result<Campaign, Unplanned> {
    let (area, today) = (agency_area(look)?, look.today());
    let place = environment.law.place(&area).map_err(|e| law_fault(&e))?;
    let december = Month::new(year, 12).map_err(|_| year_fault(year))?;
    let month = Month::of(today).min(december);
    let benefit_age = place.count("resident.benefit_age", month).map_err(|e| law_fault(&e))?.value;
    let tiers = Tiers::new(place);
    let offered = tiers.offered(month).map_err(|what| {
        desk::FieldError::input("year", format!("{month} 的缴费档次无法确定：{what}"), "请补充政策参数")
    })?;
    let lowest = offered.iter().min().copied().unwrap_or_default();
    let (paid, last) = (paid(look, year, within)?, last_tiers(look, year, within)?);
    let contacts = contacts(look, year, within)?;
    let names = regions_in_force(look)?;
    let mut campaign = Campaign::default();
    members(look, december, within, |member| {
        let village = campaign.villages.entry(member.region).or_default();
        if village.due == 0 {
            village.name = names.get(&member.region).cloned().unwrap_or_default();
        }
        village.due += 1;
        if let Some(amount) = paid.get(&member.person) {
            village.paid += 1;
            village.amount += *amount;
            return;
        }
        let contact = contacts.get(&member.person).cloned();
        village.unpaid += 1;
        village.contacted += i64::from(contact.is_some());
        let known = last.get(&member.person).filter(|(_, tier)| offered.contains(tier));
        let (tier, tier_from) =
            known.map_or((lowest, DefaultTier::Lowest), |(year, tier)| (*tier, DefaultTier::LastPaid(*year)));
        campaign.unpaid.push(Unpaid {
            of_age: member.birth.is_some_and(|birth| age_on(birth, today) >= benefit_age),
            person: member.person,
            name: member.name,
            region: member.region,
            address: member.address,
            tier,
            tier_from,
            contact,
        });
    })?;
    Ok(campaign)
}

fn year_fault(year: i16) -> desk::FieldError {
    desk::FieldError::input("year", format!("{year} 不是有效年度"), "请填写四位年份")
}

/// Region and person behind whom those who are asked for begin, and the last of them.
struct Within([Value; 4]);

impl Within {
    fn everybody() -> Within {
        // No code sorts before an empty text or behind a tilde.
        Within([Value::from(""), Value::Int(0), Value::from("~"), Value::Int(0)])
    }

    /// Arguments with the two at the end.
    fn after(&self, args: &[Value]) -> Vec<Value> {
        [args, &self.0].concat()
    }
}

struct Member {
    person: PersonId,
    name: String,
    region: RegionCode,
    birth: Option<Date>,
    address: String,
}

/// Members who may pay for the year that ends with `december`, in the order of villages and names.
fn members(
    look: &mut Look<'_>,
    december: Month,
    within: &Within,
    mut each: impl FnMut(Member),
) -> Result<(), Unplanned> {
    let sql = format!(
        "SELECT v.person, v.name, v.region, v.birth, v.address FROM person_version v \
               JOIN enrolment e ON e.person = v.person AND e.scheme = $2 \
               JOIN enrolment_event s ON s.enrolment = e.id \
               WHERE v.agency = $1 AND (v.region, v.person) > ($5, $6) AND (v.region, v.person) <= ($7, $8) AND s.state = $3 AND e.joined <= $4 \
               AND NOT EXISTS (SELECT 1 FROM person_version l WHERE l.person = v.person AND l.n > v.n) \
               AND NOT EXISTS (SELECT 1 FROM enrolment_event l WHERE l.enrolment = s.enrolment AND l.n > s.n) \
               AND NOT {} ORDER BY v.region, v.name, v.person",
        dead("v.person")
    );
    let (agency, scheme) = (Value::Int(look.agency().0), Scheme::Resident.value());
    let args = within.after(&[agency, scheme, EnrolmentState::Active.value(), december.value()]);
    look.each(&sql, &args, |row| {
        each(Member {
            person: PersonId::read(row, 0)?,
            name: row.text(1)?.to_owned(),
            region: RegionCode::read(row, 2)?,
            birth: Field::read(row, 3)?,
            address: row.text(4)?.to_owned(),
        });
        Ok(())
    })?;
    Ok(())
}

/// What was paid for the year by the person, under a merged record too, or by government;
/// collective aid alone pays no year, and what was taken back pays none.
fn paid(look: &mut Look<'_>, year: i16, within: &Within) -> Result<HashMap<PersonId, Fen>, Unplanned> {
    // Who was merged into a member of the region may be registered elsewhere. From people to their payments: the other
    // way round, and by the agency, SQLite would look at every payment there is.
    let sql = "SELECT w.kept, CAST(SUM(c.amount) AS BIGINT) FROM \
               (SELECT v.person AS who, v.person AS kept FROM person_version v \
               WHERE v.agency = $1 AND (v.region, v.person) > ($5, $6) AND (v.region, v.person) <= ($7, $8) \
               UNION SELECT p.merged, p.kept FROM person_alias p WHERE p.agency = $1 \
               AND NOT EXISTS (SELECT 1 FROM person_alias x WHERE x.merged = p.merged AND x.n > p.n)) w \
               CROSS JOIN contribution c WHERE c.person = w.who \
               AND +c.agency = $1 AND c.period_from = $2 AND c.payer IN ($3, $4) \
               GROUP BY w.kept HAVING SUM(c.amount) > 0";
    let january = i64::from(year) * 100 + 1;
    let payers = [PayerKind::Personal.value(), PayerKind::Proxy.value()];
    let args = within.after(&[&[Value::Int(look.agency().0), Value::Int(january)][..], &payers].concat());
    let mut paid = HashMap::new();
    look.each(sql, &args, |row| {
        paid.insert(PersonId::read(row, 0)?, Fen::read(row, 1)?);
        Ok(())
    })?;
    Ok(paid)
}

/// The tier that each person paid last before a year, with its fee year.
fn last_tiers(look: &mut Look<'_>, year: i16, within: &Within) -> Result<HashMap<PersonId, (i64, Fen)>, Unplanned> {
    let sql = "SELECT c.person, c.period_from, c.tier FROM person_version v CROSS JOIN contribution c \
               WHERE v.agency = $1 AND (v.region, v.person) > ($4, $5) AND (v.region, v.person) <= ($6, $7) AND c.person = v.person AND +c.agency = $1 \
               AND c.payer = $2 AND c.period_from < $3 AND c.tier IS NOT NULL ORDER BY c.period_from, c.paid_on, c.id";
    let january = Value::Int(i64::from(year) * 100 + 1);
    let args = within.after(&[Value::Int(look.agency().0), PayerKind::Personal.value(), january]);
    let mut last = HashMap::new();
    // Later payments overwrite earlier ones.
    look.each(sql, &args, |row| {
        let year = i64::from(Month::read(row, 1)?.year());
        last.insert(PersonId::read(row, 0)?, (year, Fen::read(row, 2)?));
        Ok(())
    })?;
    Ok(last)
}

/// The last contact with each person about a year.
fn contacts(look: &mut Look<'_>, year: i16, within: &Within) -> Result<HashMap<PersonId, LastContact>, Unplanned> {
    let sql = "SELECT person, on_date, way, answer FROM contact WHERE agency = $1 AND year = $2 \
               AND person IN (SELECT v.person FROM person_version v \
               WHERE v.agency = $1 AND (v.region, v.person) > ($3, $4) AND (v.region, v.person) <= ($5, $6)) ORDER BY on_date, id";
    let mut contacts = HashMap::new();
    let args = within.after(&[Value::Int(look.agency().0), Value::Int(i64::from(year))]);
    look.each(sql, &args, |row| {
        let contact = LastContact { on: Date::read(row, 1)?, way: Field::read(row, 2)?, answer: Field::read(row, 3)? };
        contacts.insert(PersonId::read(row, 0)?, contact);
        Ok(())
    })?;
    Ok(contacts)
}
