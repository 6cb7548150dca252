//! Everybody whose life must be certified, with how things stand: one query for all of them.

use base::{Date, RegionCode};
use desk::{Look, Unplanned};
use schemes::resident::age_on;
use serde::Serialize;
use store::{Field, Record, Value};

use super::rule::CertificationRules;
use crate::environment::Environment;
use crate::identifiers::placeholders;
use crate::sets::IDS_PER_QUERY;
use crate::tables::{AwardState, AwardVersion, COUNTED, PersonId, Scheme, SuspensionReason, counted};

/// Where somebody stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 已停发: certified no more, and not paid.
    Suspended,
    /// 已逾期: certified no more, and still paid.
    Overdue,
    /// 即将到期: in the days of the warning.
    DueSoon,
    /// 有效
    Valid,
}

impl Standing {
    /// The word in lists.
    pub const fn title(self) -> &'static str {
        match self {
            Standing::Suspended => "已停发",
            Standing::Overdue => "已逾期",
            Standing::DueSoon => "即将到期",
            Standing::Valid => "有效",
        }
    }
}

/// Somebody whose life must be certified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certifiable {
    /// The newest version of the pension.
    pub version: AwardVersion,
    /// The highest number given to a version.
    pub(crate) highest: i64,
    /// Name.
    pub name: String,
    /// Birth date.
    pub birth: Option<Date>,
    /// The last proof of life; without one the day on which the pension came into this system.
    pub certified_on: Date,
    /// Whether that day is a proof, or only the beginning.
    pub proven: bool,
    /// The last day it counts.
    pub valid_until: Date,
    /// The last visit at home.
    pub visited_on: Option<Date>,
    /// Bedridden, as last reported.
    pub bedridden: bool,
    /// Number of that report.
    pub(crate) bedridden_n: i64,
    /// Why the pension sleeps, if it does.
    pub reason: Option<SuspensionReason>,
    /// Leads about the person that nobody has answered.
    pub open_leads: i64,
}

impl Certifiable {
    /// Where the person stands on a day.
    pub fn standing(&self, day: Date, rules: &CertificationRules) -> Standing {
        let overdue = self.valid_until < day;
        match self.version.state {
            AwardState::Suspended if overdue => Standing::Suspended,
            _ if overdue => Standing::Overdue,
            _ if rules.warned_from(self.valid_until) <= day => Standing::DueSoon,
            _ => Standing::Valid,
        }
    }

    /// Age in full years; somebody without a birth date is treated as old enough to be protected.
    pub fn age(&self, day: Date) -> Option<i64> {
        self.birth.map(|birth| age_on(birth, day))
    }

    /// Whether the person may not be suspended without a visit record.
    pub fn needs_visit(&self, day: Date, rules: &CertificationRules) -> bool {
        self.age(day).is_none_or(|age| age >= rules.visit_age) || (rules.visit_bedridden && self.bedridden)
    }

    /// Whether somebody called since the warning of this proof began.
    pub fn was_visited(&self, rules: &CertificationRules) -> bool {
        self.visited_on.is_some_and(|on| on >= rules.warned_from(self.valid_until))
    }
}

const COUNTS: &str = concat!("(v.run IS NULL OR r.state IN ", counted!(), ")");

/// Of whom something is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whom<'a> {
    /// Everybody.
    All,
    /// Everybody in a region.
    Within(&'a RegionCode),
    /// These people.
    Among(&'a [PersonId]),
}

impl<'a> Whom<'a> {
    /// The region, or everybody.
    pub(crate) fn within(area: Option<&'a RegionCode>) -> Whom<'a> {
        area.map_or(Whom::All, Whom::Within)
    }
}

/// Everybody asked for who has a pension that is paid or sleeps, in the order of village and name.
pub(crate) fn certifiable(
    look: &mut Look<'_>,
    environment: &Environment,
    whom: Whom<'_>,
) -> Result<Vec<Certifiable>, Unplanned> {
    certifiable_where(look, environment, whom, &|_| true)
}

/// Of these, whom the condition keeps: the others of a whole county are never held together.
pub(crate) fn certifiable_where(
    look: &mut Look<'_>,
    environment: &Environment,
    whom: Whom<'_>,
    keeps: &dyn Fn(&Certifiable) -> bool,
) -> Result<Vec<Certifiable>, Unplanned> {
    let rules = CertificationRules::on(look, environment, look.today())?;
    let mut found = Vec::new();
    let mut keep = |one: Certifiable| {
        if keeps(&one) {
            found.push(one);
        }
    };
    match whom {
        Whom::All => read(look, &rules, ("", &[]), &mut keep)?,
        Whom::Within(area) => {
            read(look, &rules, ("AND v.region LIKE $3", &[format!("{area}%").into()]), &mut keep)?;
        }
        Whom::Among(people) => {
            for chunk in people.chunks(IDS_PER_QUERY) {
                let which = format!("AND v.person IN ({})", placeholders(3, chunk.len()));
                let people: Vec<Value> = chunk.iter().map(Field::value).collect();
                read(look, &rules, (&which, &people), &mut keep)?;
            }
        }
    }
    Ok(found)
}

fn read(
    look: &mut Look<'_>,
    rules: &CertificationRules,
    (which, of): (&str, &[Value]),
    found: &mut dyn FnMut(Certifiable),
) -> Result<(), Unplanned> {
    let today = look.today();
    let sql = format!(
        "SELECT {}, (SELECT MAX(h.n) FROM award_version h WHERE h.award = v.award), p.name, p.birth, \
         c.certified_on, c.valid_until, u.at, \
         (SELECT MAX(x.visited_on) FROM home_visit x WHERE x.person = v.person), \
         (SELECT b.is_so FROM bedridden b WHERE b.person = v.person ORDER BY b.n DESC LIMIT 1), \
         CASE WHEN v.state = 'suspended' THEN (SELECT s.reason FROM suspension s WHERE s.award = v.award \
          AND s.n <= v.n ORDER BY s.n DESC LIMIT 1) END, \
         (SELECT COALESCE(MAX(b.n), 0) FROM bedridden b WHERE b.person = v.person), \
         (SELECT COUNT(*) FROM lead l WHERE l.person = v.person \
          AND l.kind IN ('death', 'prison', 'enterprise', 'institution', 'cross_province') AND (SELECT e.state FROM lead_event e \
          WHERE e.lead = l.id ORDER BY e.n DESC LIMIT 1) IN ('open', 'held')) \
         FROM award_version v JOIN award a ON a.id = v.award AND a.scheme = $2 \
         LEFT JOIN run r ON r.id = v.run \
         JOIN audit u ON u.agency = a.agency AND u.seq = a.recorded \
         JOIN person_version p ON p.person = v.person \
         AND NOT EXISTS (SELECT 1 FROM person_version l WHERE l.person = p.person AND l.n > p.n) \
         LEFT JOIN (SELECT person, MAX(certified_on) AS certified_on, MAX(valid_until) AS valid_until \
          FROM certification WHERE agency = $1 GROUP BY person) c ON c.person = v.person \
         WHERE v.agency = $1 AND v.state IN ('live', 'suspended') AND {COUNTS} \
         {which} \
         AND NOT EXISTS (SELECT 1 FROM award_version w LEFT JOIN run q ON q.id = w.run WHERE w.award = v.award \
          AND w.n > v.n AND (w.run IS NULL OR q.state IN {COUNTED})) \
         ORDER BY v.region, p.name, v.person",
        AwardVersion::columns_of("v")
    );
    let args = [&[Value::Int(look.agency().0), Scheme::Resident.value()], of].concat();
    let at = AwardVersion::COLUMNS.len();
    look.each(&sql, &args, |row| {
        let certified_on = Option::<Date>::read(row, at + 3)?;
        let since = row.text(at + 5)?.get(..10).and_then(|day| base::parse_date(day).ok()).unwrap_or(today);
        let day = certified_on.unwrap_or(since);
        found(Certifiable {
            version: AwardVersion::read(row, 0)?,
            highest: row.int(at)?,
            name: row.text(at + 1)?.to_owned(),
            birth: Option::<Date>::read(row, at + 2)?,
            certified_on: day,
            proven: certified_on.is_some(),
            valid_until: Option::<Date>::read(row, at + 4)?.unwrap_or_else(|| rules.valid_until(day)),
            visited_on: Option::<Date>::read(row, at + 6)?,
            bedridden: Option::<bool>::read(row, at + 7)?.unwrap_or_default(),
            reason: Option::<SuspensionReason>::read(row, at + 8)?,
            bedridden_n: row.int(at + 9)?,
            open_leads: row.int(at + 10)?,
        });
        Ok(())
    })?;
    Ok(())
}
