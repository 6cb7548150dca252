//! 社会化管理名册: who stands on it, and how many each community looks after at a year's end.

use std::collections::{BTreeMap, HashMap};

use base::{Fen, Month, RegionCode};
use desk::{FieldError, Look, Unplanned};
use serde::Serialize;
use store::{Field, Record as _, Value};

use crate::fund::stands;
use crate::registry::{agency_area, kept_of, regions_in_force};
use crate::tables::{PersonId, RetiredFrom, Retiree, RetireeId, ServiceFee, ServiceFeeLine, ServiceStandard};

/// Somebody's time on the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) id: RetireeId,
    pub(super) region: RegionCode,
    pub(super) from: Month,
    pub(super) to: Option<Month>,
}

impl Term {
    /// Whether it has a month in common with another time.
    pub(super) fn meets(&self, from: Month, to: Option<Month>) -> bool {
        self.to.is_none_or(|last| last >= from) && to.is_none_or(|last| last >= self.from)
    }
}

/// Everybody's times, those of a merged record under the one that is kept.
pub(super) fn terms(look: &mut Look<'_>) -> Result<HashMap<PersonId, Vec<Term>>, Unplanned> {
    let sql = format!(
        "SELECT {}, r.id, r.region, r.from_month, e.to_month FROM retiree r \
         LEFT JOIN retiree_end e ON e.retiree = r.id WHERE r.agency = $1 ORDER BY r.id",
        kept_of("r.person")
    );
    let mut found: HashMap<PersonId, Vec<Term>> = HashMap::new();
    look.each(&sql, &[Value::Int(look.agency().0)], |row| {
        let term = Term {
            id: RetireeId::read(row, 1)?,
            region: RegionCode::read(row, 2)?,
            from: Month::read(row, 3)?,
            to: Option::<Month>::read(row, 4)?,
        };
        found.entry(PersonId::read(row, 0)?).or_default().push(term);
        Ok(())
    })?;
    Ok(found)
}

/// Somebody on the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetireeSeen {
    /// The row.
    pub retiree: Retiree,
    /// The name.
    pub name: String,
    /// The ID number, masked.
    pub id_masked: String,
    /// The last month, and why.
    pub ended: Option<(Month, String)>,
}

/// The roster with who left it, by community and name.
pub fn retirees(look: &mut Look<'_>) -> Result<Vec<RetireeSeen>, Unplanned> {
    let sql = format!(
        "SELECT {}, v.name, COALESCE((SELECT i.masked FROM identifier i WHERE i.person = r.person AND i.kind = 'id' \
         AND NOT EXISTS (SELECT 1 FROM identifier j WHERE j.person = i.person AND j.kind = 'id' AND j.id > i.id)), ''), \
         e.to_month, COALESCE(e.why, '') FROM retiree r LEFT JOIN retiree_end e ON e.retiree = r.id \
         JOIN person_version v ON v.person = r.person \
         AND v.n = (SELECT MAX(l.n) FROM person_version l WHERE l.person = v.person) \
         WHERE r.agency = $1 ORDER BY r.region, v.name, r.id",
        Retiree::columns_of("r")
    );
    let at = Retiree::COLUMNS.len();
    let mut found = Vec::new();
    look.each(&sql, &[Value::Int(look.agency().0)], |row| {
        let why = row.text(at + 3)?.to_owned();
        found.push(RetireeSeen {
            retiree: Retiree::read(row, 0)?,
            name: row.text(at)?.to_owned(),
            id_masked: row.text(at + 1)?.to_owned(),
            ended: Option::<Month>::read(row, at + 2)?.map(|to| (to, why)),
        });
        Ok(())
    })?;
    Ok(found)
}

/// How many a community, a town or the whole area looks after.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Looked {
    /// People.
    pub people: i64,
    /// Of them retired from institutions.
    pub institution: i64,
    /// Of them living in another place.
    pub elsewhere: i64,
}

/// The people on the roster at the end of a year, or today where it is not over: communities and towns by code.
pub(super) fn at_year_end(look: &mut Look<'_>, year: i16) -> Result<BTreeMap<RegionCode, Looked>, Unplanned> {
    let month = december(year)?.min(Month::of(look.today()));
    let sql = format!(
        "SELECT r.region, r.retired_from, r.elsewhere, COUNT(DISTINCT {}) FROM retiree r \
         LEFT JOIN retiree_end e ON e.retiree = r.id WHERE r.agency = $1 AND r.from_month <= $2 \
         AND COALESCE(e.to_month, 999912) >= $2 GROUP BY r.region, r.retired_from, r.elsewhere",
        kept_of("r.person")
    );
    let mut found: BTreeMap<RegionCode, Looked> = BTreeMap::new();
    look.each(&sql, &[Value::Int(look.agency().0), month.value()], |row| {
        let looked = found.entry(RegionCode::read(row, 0)?).or_default();
        let people = row.int(3)?;
        looked.people += people;
        if RetiredFrom::read(row, 1)? == RetiredFrom::Institution {
            looked.institution += people;
        }
        if bool::read(row, 2)? {
            looked.elsewhere += people;
        }
        Ok(())
    })?;
    Ok(found)
}

/// December of a year.
pub(super) fn december(year: i16) -> Result<Month, FieldError> {
    let unknown = |_| FieldError::input("assess_year", format!("没有 {year} 年"), "请填写四位数的年度，如 2019");
    Month::new(year, 12).map_err(unknown)
}

/// A line of the roster's summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RosterRow {
    /// The region.
    pub region: RegionCode,
    /// Its name.
    pub name: String,
    /// How many.
    pub looked: Looked,
}

/// The roster at a year's end, or today: the whole area first, then towns and their communities; nothing where nobody is on it.
pub fn roster_of(look: &mut Look<'_>, year: i16) -> Result<Vec<RosterRow>, Unplanned> {
    let by_region = at_year_end(look, year)?;
    let area = agency_area(look)?;
    let mut sums: BTreeMap<RegionCode, Looked> = BTreeMap::new();
    for (region, looked) in &by_region {
        let mut levels = vec![area, region.town(), *region];
        levels.dedup();
        for level in levels {
            let sum = sums.entry(level).or_default();
            sum.people += looked.people;
            sum.institution += looked.institution;
            sum.elsewhere += looked.elsewhere;
        }
    }
    let names = regions_in_force(look)?;
    let name = |region: &RegionCode| names.get(region).cloned().unwrap_or_else(|| region.to_string());
    Ok(sums.into_iter().map(|(region, looked)| RosterRow { name: name(&region), region, looked }).collect())
}

/// The standard of a year: of those that stand the one that began last.
pub fn service_standard(look: &mut Look<'_>, year: i16) -> Result<Option<ServiceStandard>, Unplanned> {
    const STANDING: &str = concat!(
        "WHERE agency = $1 AND from_year <= $2 AND ",
        stands!("service_standard.matter"),
        " ORDER BY from_year, id"
    );
    let args = [Value::Int(look.agency().0), Value::Int(i64::from(year))];
    Ok(look.select::<ServiceStandard>(STANDING, &args)?.pop())
}

/// A year's allotment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeeSeen {
    /// The allotment.
    pub fee: ServiceFee,
    /// Its standard.
    pub standard: ServiceStandard,
    /// Towns by name.
    pub lines: Vec<(String, ServiceFeeLine)>,
}

impl FeeSeen {
    /// To all towns.
    pub fn total(&self) -> Fen {
        self.lines.iter().map(|(_, line)| line.amount).sum()
    }
}

/// The allotment of a year that stands.
pub fn service_fee_of(look: &mut Look<'_>, year: i16) -> Result<Option<FeeSeen>, Unplanned> {
    let args = [Value::Int(look.agency().0), Value::Int(i64::from(year))];
    const STANDING: &str = concat!("WHERE agency = $1 AND assess_year = $2 AND ", stands!("service_fee.matter"));
    let Some(fee) = look.select::<ServiceFee>(STANDING, &args)?.pop() else { return Ok(None) };
    let standard = look.select_one::<ServiceStandard>("WHERE id = $1", &[Value::Int(fee.standard.0)])?;
    let Some(standard) = standard else { return Ok(None) };
    let names = regions_in_force(look)?;
    let lines = look.select::<ServiceFeeLine>("WHERE fee = $1 ORDER BY town", &[Value::Int(fee.id.0)])?;
    let named = |line: ServiceFeeLine| (names.get(&line.town).cloned().unwrap_or_else(|| line.town.to_string()), line);
    Ok(Some(FeeSeen { fee, standard, lines: lines.into_iter().map(named).collect() }))
}
