//! 内部异常筛查: patterns that insiders' frauds leave in the records (S1, S2, S5, S8, S9 of the catalogue of
//! public cases). Each becomes a lead once; honest people look the same often enough, so that nobody
//! is held by it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use base::{Date, RegionCode};
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::environment::Environment;
use crate::registry::{Known, agency_area, known_people};
use crate::tables::{Cause, Lead, LeadEvent, LeadId, LeadKind, LeadState, MatchKind, PersonId, counted};

/// So many payees of one account are no couple.
const PAYEES: usize = 3;
/// Within so many days a pension that sleeps, wakes and sleeps again was switched.
const SWITCHED_DAYS: i32 = 60;
/// A pension that slept so long and wakes within so many days of a new account.
const ASLEEP_DAYS: i32 = 180;
const NEW_CARD_DAYS: i32 = 30;

/// Looks for the patterns.
pub struct Scan(pub Arc<Environment>);

/// Since when.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScanInput {
    /// Changes recorded since this day.
    pub since: Date,
}

/// Something that looks odd.
struct Odd {
    kind: LeadKind,
    person: PersonId,
    on: Option<Date>,
    words: String,
    /// What tells it from others of its kind.
    mark: String,
}

/// What the plan depends on.
pub struct ScanFacts {
    area: RegionCode,
    today: Date,
    odd: Vec<Odd>,
    leads: HashSet<(LeadKind, PersonId, Digest)>,
    known: HashMap<PersonId, Known>,
}

impl Operation for Scan {
    type Input = ScanInput;
    type Facts = ScanFacts;
    const NAME: &'static str = "risk.scan";
    const TITLE: &'static str = "内部异常筛查";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &ScanInput) -> Result<ScanFacts, Unplanned> {
        let mut odd = shared_accounts(look)?;
        odd.extend(switched(look, input.since)?);
        odd.extend(births_made_earlier(look, input.since)?);
        odd.extend(test_people(look)?);
        let people: HashSet<PersonId> = odd.iter().map(|odd| odd.person).collect();
        let mut people: Vec<PersonId> = people.into_iter().collect();
        people.sort_unstable();
        let mut leads = HashSet::new();
        let sql = "SELECT kind, person, evidence FROM lead WHERE agency = $1 \
                   AND kind IN ('shared_account', 'switched', 'dormant_card', 'birth_earlier', 'test_person')";
        look.each(sql, &[Value::Int(look.agency().0)], |row| {
            leads.insert((LeadKind::read(row, 0)?, PersonId::read(row, 1)?, Digest::read(row, 2)?));
            Ok(())
        })?;
        let known = known_people(look, &people)?;
        Ok(ScanFacts { area: agency_area(look)?, today: look.today(), odd, leads, known })
    }

    fn plan(&self, facts: &ScanFacts, input: &ScanInput) -> Result<Plan, Vec<FieldError>> {
        if input.since > facts.today {
            let what = format!("起始日 {} 晚于今天", input.since);
            return Err(vec![FieldError::input("since", what, "请填写上次筛查的日期")]);
        }
        let mut plan = Plan::new(format!("内部异常筛查（{} 以来）", input.since), facts.area);
        let (mut known, mut found) = (0, BTreeMap::new());
        for odd in &facts.odd {
            let evidence = Digest::of(format!("{}\n{}\n{}", odd.kind.code(), odd.person, odd.mark).as_bytes());
            if facts.leads.contains(&(odd.kind, odd.person, evidence.clone())) {
                known += 1;
                continue;
            }
            *found.entry(odd.kind).or_insert(0) += 1;
            let id: LeadId = plan.new_id();
            plan.insert(&Lead {
                id,
                kind: odd.kind,
                person: odd.person,
                evidence,
                matched: MatchKind::Exact,
                source: odd.words.clone(),
                event_on: odd.on,
                ends_on: None,
                elsewhere: String::new(),
                matter: MATTER,
            });
            let (state, reason) = (LeadState::Open, odd.words.clone());
            plan.insert(&LeadEvent { lead: id, n: 1, state, reason, matter: MATTER });
            let who = facts.known.get(&odd.person);
            let who = who.map_or_else(String::new, |known| format!("{}（{}）", known.name, known.region));
            plan.show(&who, odd.kind, &odd.words);
        }
        for (kind, count) in &found {
            plan.show(kind.title(), "", format!("{count} 条，待核查"));
        }
        if known > 0 {
            plan.notices.push(format!("{known} 条与已有的疑点是同一情况，不再重复生成"));
        }
        if found.is_empty() {
            plan.notices.push("没有新的异常".to_owned());
        }
        Ok(plan)
    }
}

/// S2: many pensions on one account.
fn shared_accounts(look: &mut Look<'_>) -> Result<Vec<Odd>, Unplanned> {
    let sql = concat!(
        "SELECT i.lookup, i.masked, v.person FROM award_version v LEFT JOIN run r ON r.id = v.run \
               JOIN identifier i ON i.id = v.payee WHERE v.agency = $1 AND v.state = 'live' \
               AND (v.run IS NULL OR r.state IN ",
        counted!(),
        ") \
               AND NOT EXISTS (SELECT 1 FROM award_version w LEFT JOIN run q ON q.id = w.run \
                WHERE w.award = v.award AND w.n > v.n \
                AND (w.run IS NULL OR q.state IN ",
        counted!(),
        ")) \
               ORDER BY i.lookup, v.person"
    );
    let mut odd = Vec::new();
    let mut group: Vec<(String, String, PersonId)> = Vec::new();
    let mut close = |group: &mut Vec<(String, String, PersonId)>| {
        if group.len() >= PAYEES {
            let words = format!("账户 {} 收 {} 人的待遇", group[0].1, group.len());
            odd.extend(group.iter().map(|(lookup, _, person)| Odd {
                kind: LeadKind::SharedAccount,
                person: *person,
                on: None,
                words: words.clone(),
                mark: lookup.clone(),
            }));
        }
        group.clear();
    };
    look.each(sql, &[Value::Int(look.agency().0)], |row| {
        let lookup = row.text(0)?.to_owned();
        if group.last().is_some_and(|(last, ..)| *last != lookup) {
            close(&mut group);
        }
        group.push((lookup, row.text(1)?.to_owned(), PersonId::read(row, 2)?));
        Ok(())
    })?;
    close(&mut group);
    Ok(odd)
}

/// A step of a pension, with the day on which it was recorded.
struct Step {
    person: PersonId,
    award: i64,
    n: i64,
    cause: Cause,
    on: Date,
}

/// S8: asleep, awake and asleep again within weeks. S1: long asleep, a new account, awake.
fn switched(look: &mut Look<'_>, since: Date) -> Result<Vec<Odd>, Unplanned> {
    let sql = "SELECT v.person, v.award, v.n, v.cause, u.at FROM award_version v \
               JOIN audit u ON u.agency = v.agency AND u.seq = v.recorded \
               WHERE v.agency = $1 AND v.cause IN ('suspension', 'resumption', 'payee') AND v.run IS NULL \
               ORDER BY v.award, v.n";
    let mut steps: Vec<Step> = Vec::new();
    look.each(sql, &[Value::Int(look.agency().0)], |row| {
        let on = row.text(4)?.get(..10).and_then(|day| base::parse_date(day).ok());
        let Some(on) = on else { return Ok(()) };
        let (person, cause) = (PersonId::read(row, 0)?, Cause::read(row, 3)?);
        steps.push(Step { person, award: row.int(1)?, n: row.int(2)?, cause, on });
        Ok(())
    })?;
    let mut odd = Vec::new();
    for steps in steps.chunk_by(|a, b| a.award == b.award) {
        let states: Vec<&Step> = steps.iter().filter(|step| step.cause != Cause::Payee).collect();
        for three in states.windows(3).filter(|three| three[2].on >= since) {
            let causes = [Cause::Suspension, Cause::Resumption, Cause::Suspension];
            if three.iter().map(|step| step.cause).eq(causes) && days(three[0].on, three[2].on) <= SWITCHED_DAYS {
                let words = format!("{} 暂停、{} 续发、{} 又暂停", three[0].on, three[1].on, three[2].on);
                odd.push(found(LeadKind::Switched, three[2], words));
            }
        }
        for two in states.windows(2).filter(|two| two[1].on >= since && two[1].cause == Cause::Resumption) {
            let asleep = days(two[0].on, two[1].on);
            let card =
                steps.iter().find(|step| step.cause == Cause::Payee && days(step.on, two[1].on).abs() <= NEW_CARD_DAYS);
            if let Some(card) = card.filter(|_| two[0].cause == Cause::Suspension && asleep >= ASLEEP_DAYS) {
                let words = format!("停发 {asleep} 天后，{} 换账户，{} 续发", card.on, two[1].on);
                odd.push(found(LeadKind::DormantCard, two[1], words));
            }
        }
    }
    Ok(odd)
}

fn found(kind: LeadKind, step: &Step, words: String) -> Odd {
    Odd { kind, person: step.person, on: Some(step.on), words, mark: format!("{}/{}", step.award, step.n) }
}

fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// S5: the birth date became an earlier one, which brings the pension forward.
fn births_made_earlier(look: &mut Look<'_>, since: Date) -> Result<Vec<Odd>, Unplanned> {
    let sql = "SELECT v.person, v.n, b.birth, v.birth, v.valid_from FROM person_version v \
               JOIN person_version b ON b.person = v.person AND b.n = v.n - 1 \
               WHERE v.agency = $1 AND v.birth < b.birth AND v.valid_from >= $2 ORDER BY v.person, v.n";
    let mut odd = Vec::new();
    look.each(sql, &[Value::Int(look.agency().0), since.value()], |row| {
        let (before, after, on) = (Date::read(row, 2)?, Date::read(row, 3)?, Date::read(row, 4)?);
        odd.push(Odd {
            kind: LeadKind::BirthEarlier,
            person: PersonId::read(row, 0)?,
            on: Some(on),
            words: format!("{on} 出生日期由 {before} 改早为 {after}"),
            mark: row.int(1)?.to_string(),
        });
        Ok(())
    })?;
    Ok(odd)
}

/// S9: a record that somebody made to try the system out.
fn test_people(look: &mut Look<'_>) -> Result<Vec<Odd>, Unplanned> {
    let sql = "SELECT v.person, v.name FROM person_version v WHERE v.agency = $1 \
               AND (v.name LIKE '%测试%' OR v.name LIKE '%试用%' OR LOWER(v.name) LIKE '%test%') \
               AND NOT EXISTS (SELECT 1 FROM person_version l WHERE l.person = v.person AND l.n > v.n) ORDER BY v.person";
    let mut odd = Vec::new();
    look.each(sql, &[Value::Int(look.agency().0)], |row| {
        odd.push(Odd {
            kind: LeadKind::TestPerson,
            person: PersonId::read(row, 0)?,
            on: None,
            words: format!("姓名“{}”像是测试数据，应办理终止参保", row.text(1)?),
            mark: String::new(),
        });
        Ok(())
    })?;
    Ok(odd)
}
