//! 测算: what another value of a parameter would cost, by level and year, with the present population
//! aged by a life table. Reads; decides nothing.

use base::{ByLevel, Date, Fen, Level, Month, Sex};
use desk::{FieldError, Look, Refusal, Unplanned};
use law::{Law, LifeTable};
use schemes::resident::account_pension::account_pension;
use schemes::resident::age_supplement::age_supplement;
use schemes::resident::base_pension::base_pension;
use schemes::resident::{Cohort, Rules, YearCost, project};
use schemes::{SchemeError, Trace};
use store::{Field, Row, StoreError, Value};

use crate::environment::Environment;
use crate::registry::agency_area;
use crate::tables::counted;

/// What is asked.
#[derive(Clone, Debug)]
pub struct WhatIf {
    /// The parameter, as `law explain` names it, such as `base_pension.county`.
    pub parameter: String,
    /// Its other value, as the law files write it.
    pub value: String,
    /// The month whose law holds for all years to come; today's when nothing is said.
    pub law_of: Option<Month>,
    /// First month with the other value; January of the first year when nothing is said.
    pub from: Option<Month>,
    /// How many years, at most 15: nobody below 45 is counted.
    pub years: i16,
    /// Who dies when.
    pub table: LifeTable,
}

/// What it comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatIfAnswer {
    /// The month whose law holds for the years to come.
    pub law_of: Month,
    /// First month with the other value.
    pub from: Month,
    /// The value in force.
    pub old_value: String,
    /// People in payment, and members who turn 60 within the years.
    pub people: (i64, i64),
    /// People left out because their birth date or sex is missing.
    pub left_out: i64,
    /// Costs by the law in force.
    pub before: Vec<YearCost>,
    /// Costs with the other value.
    pub after: Vec<YearCost>,
}

const MOST_YEARS: i16 = 15;

/// Works it out for the agency's place and people.
pub fn what_if(look: &mut Look<'_>, environment: &Environment, asked: &WhatIf) -> Result<WhatIfAnswer, Unplanned> {
    if !(1..=MOST_YEARS).contains(&asked.years) {
        return Err(FieldError::input("years", format!("只能测算 1 至 {MOST_YEARS} 年"), "请改小年数").into());
    }
    let (area, now) = (agency_area(look)?, Month::of(look.today()));
    let first = now.year();
    let from = asked.from.unwrap_or(Month::new(first, 1).map_err(|e| unusable(&e.to_string()))?);
    if from.year() < first || from.year() >= first.saturating_add(asked.years) {
        let what = format!("{from} 不在测算的 {first} 年起 {} 年之内", asked.years);
        return Err(FieldError::input("from", what, "请改正起始月或年数").into());
    }
    let law_of = asked.law_of.unwrap_or(now);
    let place = environment.law.place(&area).map_err(|e| unusable(&e.to_string()))?;
    let folders = folders(&environment.law, area.county().as_str());
    let (texts, old_value) = changed(environment.law.texts(), &folders, asked, law_of)?;
    let other = Law::from_texts(texts).map_err(|e| FieldError::input("value", e.to_string(), "请核对参数名和数值"))?;
    let other_place = other.place(&area).map_err(|e| unusable(&e.to_string()))?;
    let (old, new) = (Rules::at(&place, law_of).map_err(scheme)?, Rules::at(&other_place, law_of).map_err(scheme)?);
    let (cohorts, people, left_out) = population(look, &old, now, asked.years)?;
    let span = (first, asked.years);
    let before = project(&cohorts, &asked.table, span, |_| &old).map_err(scheme)?;
    let after =
        project(&cohorts, &asked.table, span, |month| if month < from { &old } else { &new }).map_err(scheme)?;
    Ok(WhatIfAnswer { law_of, from, old_value, people, left_out, before, after })
}

fn scheme(error: SchemeError) -> Unplanned {
    unusable(&error.to_string())
}

fn unusable(why: &str) -> Unplanned {
    Unplanned::Failed(Refusal::Document(format!("不能测算：{why}")))
}

/// The county's folder of law files, then its city's, its province's, the nation's.
fn folders(law: &Law, county: &str) -> Vec<String> {
    let path = law.places().iter().rev().find(|place| place.code == county).map(|place| place.path.clone());
    let mut path = path.unwrap_or_default();
    let mut folders = Vec::new();
    while !path.is_empty() {
        folders.push(path.clone());
        path.truncate(path.rfind('/').unwrap_or(0));
    }
    folders.push("national".to_owned());
    folders
}

/// The law files with the other value in the row that is in force, and that row's value.
fn changed(
    texts: &[(String, String)],
    folders: &[String],
    asked: &WhatIf,
    now: Month,
) -> Result<(Vec<(String, String)>, String), Unplanned> {
    let mut texts = texts.to_vec();
    for folder in folders {
        let path = format!("{folder}/resident.toml");
        let Some((_, text)) = texts.iter_mut().find(|(name, _)| *name == path) else { continue };
        let mut file: toml::Table = toml::from_str(text).map_err(|e| unusable(&format!("{path}：{e}")))?;
        let Some(row) = row_in_force(&mut file, &asked.parameter, now) else { continue };
        let old = row.get("value").cloned().unwrap_or_else(|| toml::Value::String(String::new()));
        row.insert("value".to_owned(), as_before(&asked.value, &old)?);
        *text = toml::to_string(&file).map_err(|e| unusable(&e.to_string()))?;
        return Ok((texts, shown(&old)));
    }
    let what = format!("本地没有正在执行的参数“{}”", asked.parameter);
    Err(FieldError::input("parameter", what, "参数名见 shebao law show 县区 月份，如 base_pension.county").into())
}

fn row_in_force<'t>(file: &'t mut toml::Table, parameter: &str, now: Month) -> Option<&'t mut toml::Table> {
    let parameters = file.get_mut("parameter")?.as_array_mut()?.iter_mut().filter_map(toml::Value::as_table_mut);
    let named = |found: &toml::Table| found.get("name").and_then(toml::Value::as_str) == Some(parameter);
    let rows = { parameters }.find(|found| named(found))?.get_mut("row")?.as_array_mut()?;
    let number = |row: &toml::Table, key: &str| {
        let text = row.get(key)?.as_str()?.get(..7)?.to_owned();
        text.parse::<Month>().ok()
    };
    let holds = |row: &toml::Table| {
        row.contains_key("value")
            && number(row, "from").is_some_and(|from| from <= now)
            && number(row, "to").is_none_or(|to| to >= now)
    };
    rows.iter_mut().filter_map(toml::Value::as_table_mut).filter(|row| holds(row)).last()
}

/// The other value in the form that the row has: a text stays a text.
fn as_before(text: &str, old: &toml::Value) -> Result<toml::Value, Unplanned> {
    if old.is_str() {
        return Ok(toml::Value::String(text.to_owned()));
    }
    let read: Option<toml::Table> = toml::from_str(&format!("value = {text}")).ok();
    let value = read.and_then(|table| table.get("value").cloned()).filter(|value| value.same_type(old));
    value.ok_or_else(|| {
        let what = format!("“{text}”与现行数值 {} 的形式不同", shown(old));
        FieldError::input("value", what, "请照现行数值的写法填写").into()
    })
}

fn shown(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

type Population = (Vec<Cohort>, (i64, i64), i64);

/// Versions that count: not those of a run that was given up or not approved yet.
const COUNTS: &str = concat!(
    "(w.run IS NULL OR EXISTS (SELECT 1 FROM run r WHERE r.id = w.run \
                      AND r.state IN ",
    counted!(),
    "))"
);

/// People in payment and members who turn 60 within the years, by month of birth and sex.
fn population(look: &mut Look<'_>, rules: &Rules, now: Month, years: i16) -> Result<Population, Unplanned> {
    let agency = [Value::Int(look.agency().0)];
    let sql = format!(
        "SELECT CAST(COALESCE(p.birth, 0) / 100 AS BIGINT), p.sex, COUNT(*), CAST(SUM(v.central) AS BIGINT), \
         CAST(SUM(v.province) AS BIGINT), CAST(SUM(v.city) AS BIGINT), CAST(SUM(v.county) AS BIGINT), \
         CAST(SUM(v.account) AS BIGINT) FROM award_version v \
         JOIN person_version p ON p.person = v.person AND p.n = (SELECT MAX(q.n) FROM person_version q WHERE q.person = p.person) \
         WHERE v.agency = $1 AND v.state = 'live' AND v.n = (SELECT MAX(w.n) FROM award_version w WHERE w.award = v.award \
         AND {COUNTS}) GROUP BY 1, 2 ORDER BY 1, 2"
    );
    let (mut cohorts, mut left_out) = (Vec::new(), 0);
    let (mut paid, mut coming) = (0, 0);
    look.each(&sql, &agency, |row| {
        let people = row.int(2)?;
        let Some((birth, sex)) = born(row)? else {
            left_out += people;
            return Ok(());
        };
        paid += people;
        let mut levels = [Fen::ZERO; 4];
        for (fen, at) in levels.iter_mut().zip(3..) {
            *fen = Fen::read(row, at)?;
        }
        cohorts.push(Cohort { birth, sex, people, fixed: ByLevel::new(levels), account: Fen::read(row, 7)? });
        Ok(())
    })?;
    for cohort in &mut cohorts {
        let trace = &mut Trace::off();
        let each = base_pension(&rules.base, trace).map_err(scheme)?
            + age_supplement(cohort.birth, now, &rules.age, trace).map_err(scheme)?;
        // What is paid beside, so that the first month comes to what is paid now.
        let mut fixed = [Fen::ZERO; 4];
        for (fen, level) in fixed.iter_mut().zip(Level::ALL) {
            *fen = cohort.fixed[level] - each[level].times(cohort.people);
        }
        cohort.fixed = ByLevel::new(fixed);
    }
    let last = i64::from(now.year() - 60 + years - 1) * 100 + 12;
    let sql = "SELECT CAST(p.birth / 100 AS BIGINT), p.sex, COUNT(*), CAST(COALESCE(SUM(a.amount), 0) AS BIGINT) \
        FROM enrolment e JOIN person_version p ON p.person = e.person \
        AND p.n = (SELECT MAX(q.n) FROM person_version q WHERE q.person = p.person) \
        JOIN enrolment_event s ON s.enrolment = e.id \
        AND s.n = (SELECT MAX(t.n) FROM enrolment_event t WHERE t.enrolment = e.id) \
        LEFT JOIN (SELECT person, SUM(amount) AS amount FROM account_entry WHERE agency = $1 GROUP BY person) a \
        ON a.person = e.person WHERE e.agency = $1 AND s.state = 'active' \
        AND NOT EXISTS (SELECT 1 FROM award w WHERE w.person = e.person AND w.origin <> 'once') \
        AND p.birth / 100 >= $2 AND p.birth / 100 <= $3 GROUP BY 1, 2 ORDER BY 1, 2";
    let this_month = now.plus(-720).number();
    let args = [agency[0].clone(), Value::Int(this_month), Value::Int(last)];
    let mut members = Vec::new();
    look.each(sql, &args, |row| {
        let people = row.int(2)?;
        match born(row)? {
            Some((birth, sex)) => members.push((birth, sex, people, Fen::read(row, 3)?)),
            None => left_out += people,
        }
        Ok(())
    })?;
    for (birth, sex, people, balance) in members {
        let first = Month::of(birth).plus(721);
        let account = account_pension(balance, birth, first, &rules.account, &mut Trace::off()).map_err(scheme)?;
        coming += people;
        cohorts.push(Cohort { birth, sex, people, fixed: ByLevel::ZERO, account });
    }
    Ok((cohorts, (paid, coming), left_out))
}

/// The middle of the month of birth, and the sex; nothing when one is not known.
fn born(row: &dyn Row) -> Result<Option<(Date, Sex)>, StoreError> {
    let sex = match row.int(1)? {
        1 => Sex::Male,
        2 => Sex::Female,
        _ => return Ok(None),
    };
    Ok(Month::from_number(row.int(0)?)
        .ok()
        .map(|month| (month.first_day().saturating_add(jiff::Span::new().days(14)), sex)))
}
