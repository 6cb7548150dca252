//! 代缴清单: for whom governments owe a fee year's contribution, how much, and by whom.

use std::collections::{BTreeMap, HashMap};

use base::{ByLevel, Fen, Month, RegionCode};
use desk::{Look, Unplanned};
use schemes::Trace;
use schemes::resident::{ProxyRules, proxy_fee};
use serde::Serialize;
use store::{Field, Value};

use super::tiers::law_fault;
use crate::benefits::dead;
use crate::environment::Environment;
use crate::registry::{agency_area, kept_of, records_of};
use crate::tables::{HardshipGroup, PayerKind, PersonId, Scheme, SourceFileId};

/// Somebody for whom governments have to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProxyClaim {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Village.
    pub region: RegionCode,
    /// By which group: of several, the one that gets most.
    pub group: HardshipGroup,
    /// Tier of the year: what governments pay, or the higher one that the person chose.
    pub tier: Fen,
    /// What governments pay, by level.
    pub governments: ByLevel,
    /// What the person paid for the year himself.
    pub own: Fen,
    /// What the person has to get back by the original channel.
    pub refund: Fen,
    /// The list and line that say so.
    pub(crate) source: (SourceFileId, i64),
}

/// People in a group at some time of the year up to now, active, and not yet paid for by a
/// government; groups for which the place pays nothing are left out.
pub fn proxy_list(look: &mut Look<'_>, environment: &Environment, year: i16) -> Result<Vec<ProxyClaim>, Unplanned> {
    let place = environment.law.place(&agency_area(look)?).map_err(|e| law_fault(&e))?;
    let fault = || desk::FieldError::input("year", format!("{year} 不是有效年度"), "请填写四位年份");
    let (january, december) = (Month::new(year, 1).map_err(|_| fault())?, Month::new(year, 12).map_err(|_| fault())?);
    let month = Month::of(look.today()).min(december);
    let rules = ProxyRules::at(&place, month).map_err(|e| law_fault(&e))?;
    let own = own_payments(look, january)?;
    let mut claims: BTreeMap<(RegionCode, PersonId), ProxyClaim> = BTreeMap::new();
    for member in members(look, january, month)? {
        let Some(amount) = rules.groups().get(member.group.code()) else { continue };
        let (paid, chosen) = own.get(&member.person).copied().unwrap_or_default();
        // Who paid less than the chosen tier paid the rest of it; who paid a whole tier paid for
        // himself what a government owes.
        let tops_up = paid < chosen && chosen > amount;
        let tier = if tops_up { chosen } else { amount };
        let fee = proxy_fee(member.group.code(), tier, &rules, &mut Trace::off()).map_err(|e| law_fault(&e))?;
        let refund = if tops_up { Fen::ZERO } else { paid };
        let claim = ProxyClaim {
            person: member.person,
            name: member.name,
            region: member.region,
            group: member.group,
            tier,
            governments: fee.governments,
            own: paid,
            refund,
            source: member.source,
        };
        let known = claims.entry((claim.region, claim.person)).or_insert_with(|| claim.clone());
        if claim.governments.total() > known.governments.total() {
            *known = claim;
        }
    }
    Ok(claims.into_values().collect())
}

struct Member {
    person: PersonId,
    name: String,
    region: RegionCode,
    group: HardshipGroup,
    source: (SourceFileId, i64),
}

fn members(look: &mut Look<'_>, january: Month, through: Month) -> Result<Vec<Member>, Unplanned> {
    let sql = format!(
        "SELECT v.person, v.name, v.region, g.hardship, g.source_file, g.line FROM group_membership g \
               LEFT JOIN group_end x ON x.membership = g.id \
               JOIN person_version v ON v.person = {} \
               AND v.n = (SELECT MAX(l.n) FROM person_version l WHERE l.person = v.person) \
               JOIN enrolment e ON e.person = v.person AND e.scheme = $2 \
               JOIN enrolment_event s ON s.enrolment = e.id \
               AND s.n = (SELECT MAX(l.n) FROM enrolment_event l WHERE l.enrolment = e.id) \
               WHERE g.agency = $1 AND s.state = 'active' AND g.from_month <= $4 \
               AND COALESCE(x.to_month, g.to_month, 999912) >= $3 \
               AND NOT {} \
               AND NOT EXISTS (SELECT 1 FROM contribution c WHERE {} AND c.payer = 'proxy' \
                AND c.period_from = $3 AND c.reverses IS NULL \
                AND NOT EXISTS (SELECT 1 FROM contribution r WHERE r.reverses = c.id)) ORDER BY g.id",
        // A list may name a record that was merged into another.
        kept_of("g.person"),
        dead("v.person"),
        records_of("c.person", "v.person")
    );
    let args = [Value::Int(look.agency().0), Scheme::Resident.value(), january.value(), through.value()];
    let mut members = Vec::new();
    look.each(&sql, &args, |row| {
        members.push(Member {
            person: PersonId::read(row, 0)?,
            name: row.text(1)?.to_owned(),
            region: RegionCode::read(row, 2)?,
            group: HardshipGroup::read(row, 3)?,
            source: (SourceFileId::read(row, 4)?, row.int(5)?),
        });
        Ok(())
    })?;
    Ok(members)
}

/// What people paid for a year themselves, and the highest tier that they chose.
fn own_payments(look: &mut Look<'_>, january: Month) -> Result<HashMap<PersonId, (Fen, Fen)>, Unplanned> {
    let sql = format!(
        "SELECT {}, CAST(SUM(c.amount) AS BIGINT), CAST(MAX(COALESCE(c.tier, c.amount)) AS BIGINT) \
               FROM contribution c WHERE c.agency = $1 AND c.period_from = $2 AND c.payer = $3 \
               AND c.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM contribution r WHERE r.reverses = c.id) \
               GROUP BY 1",
        kept_of("c.person")
    );
    let args = [Value::Int(look.agency().0), january.value(), PayerKind::Personal.value()];
    let mut own = HashMap::new();
    look.each(&sql, &args, |row| {
        own.insert(PersonId::read(row, 0)?, (Fen::read(row, 1)?, Fen::read(row, 2)?));
        Ok(())
    })?;
    Ok(own)
}
