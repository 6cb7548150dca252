//! More recipients than the simulation makes: the rows of a district that was taken on, once
//! more under new people, through the desk like everything else, so that the audit chain and the
//! control totals stand.

use std::collections::HashMap;
use std::sync::Arc;

use base::{ByLevel, Fen, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Post, Posts, Unplanned};
use office::Environment;
use office::tables::{
    AccountEntry, Award, AwardComponent, AwardId, AwardVersion, Enrolment, EnrolmentEvent, EnrolmentId, IdentifierKind,
    Person, PersonId, PersonVersion, TakeOn,
};
use serde::{Deserialize, Serialize};
use store::{Field, Record, Value};

/// Copies the recipients of the first awards.
pub struct Copy(pub Arc<Environment>);

/// Which copies.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CopyInput {
    /// 1, 2, 3 … over the whole preparation.
    pub number: i64,
    /// The town whose recipients are copied.
    pub town: RegionCode,
    /// The last award that is not a copy.
    pub last: AwardId,
    /// New recipients; each of the town's is copied as often as it takes.
    pub recipients: i64,
}

/// The rows that are copied, all of recipients.
pub struct CopyFacts {
    area: RegionCode,
    versions: Vec<AwardVersion>,
    awards: HashMap<AwardId, Award>,
    components: HashMap<AwardId, Vec<AwardComponent>>,
    people: HashMap<PersonId, Person>,
    person_versions: HashMap<PersonId, PersonVersion>,
    enrolments: HashMap<EnrolmentId, Enrolment>,
    events: HashMap<EnrolmentId, EnrolmentEvent>,
    entries: HashMap<PersonId, Vec<AccountEntry>>,
    signed: Option<TakeOn>,
}

const RECIPIENTS: &str = "FROM award_version WHERE agency = $1 AND award <= $2 AND state = 'live'";

impl Operation for Copy {
    type Input = CopyInput;
    type Facts = CopyFacts;
    const NAME: &'static str = "bench.copy";
    const TITLE: &'static str = "复制领取人员（仅供性能测试）";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = Posts { make: &[Post::Clerk], check: &[Post::Reviewer], approve: &[Post::Approver] };

    fn read(&self, look: &mut Look<'_>, input: &CopyInput) -> Result<CopyFacts, Unplanned> {
        let args = [Value::Int(look.agency().0), Value::Int(input.last.0)];
        let rest = "WHERE agency = $1 AND award <= $2 AND state = 'live' ORDER BY award";
        let mut versions = look.select::<AwardVersion>(rest, &args)?;
        versions.retain(|version| version.region.town() == input.town);
        let of = |column: &str| format!("SELECT {column} {RECIPIENTS}");
        Ok(CopyFacts {
            area: simulate_county()?,
            awards: rows(look, &format!("id IN ({})", of("award")), &args, |a: &Award| a.id)?,
            components: lists(look, &format!("award IN ({})", of("award")), &args, |c: &AwardComponent| c.award)?,
            people: rows(look, &format!("id IN ({})", of("person")), &args, |p: &Person| p.id)?,
            person_versions: rows(look, &format!("person IN ({})", of("person")), &args, |p: &PersonVersion| p.person)?,
            enrolments: rows(look, &format!("person IN ({})", of("person")), &args, |e: &Enrolment| e.id)?,
            events: rows(
                look,
                &format!("enrolment IN (SELECT id FROM enrolment WHERE person IN ({}))", of("person")),
                &args,
                |e: &EnrolmentEvent| e.enrolment,
            )?,
            entries: lists(look, &format!("person IN ({})", of("person")), &args, |e: &AccountEntry| e.person)?,
            signed: look.select_one::<TakeOn>(
                "WHERE agency = $1 AND town = $2 AND part = 1",
                &[args[0].clone(), input.town.value()],
            )?,
            versions,
        })
    }

    fn plan(&self, facts: &CopyFacts, input: &CopyInput) -> Result<Plan, Vec<FieldError>> {
        let mut copy = Copying {
            environment: &self.0,
            facts,
            number: input.number,
            plan: Plan::new(format!("第 {} 份复制", input.number), facts.area),
            sums: Sums::default(),
        };
        let count = usize::try_from(input.recipients).unwrap_or_default();
        for (version, place) in facts.versions.iter().cycle().take(count).zip(1..) {
            copy.recipient(version, place).map_err(Unplanned::into_fields)?;
        }
        Ok(copy.finish())
    }
}

fn simulate_county() -> Result<RegionCode, Unplanned> {
    simulate::COUNTY.parse().map_err(|_| FieldError::whole("区划代码不正确", "请检查模拟数据").into())
}

fn rows<R: Record, K: Eq + std::hash::Hash>(
    look: &mut Look<'_>,
    condition: &str,
    args: &[Value],
    key: impl Fn(&R) -> K,
) -> Result<HashMap<K, R>, Unplanned> {
    let found = look.select::<R>(&format!("WHERE {condition}"), args)?;
    Ok(found.into_iter().map(|row| (key(&row), row)).collect())
}

fn lists<R: Record, K: Eq + std::hash::Hash>(
    look: &mut Look<'_>,
    condition: &str,
    args: &[Value],
    key: impl Fn(&R) -> K,
) -> Result<HashMap<K, Vec<R>>, Unplanned> {
    let mut lists: HashMap<K, Vec<R>> = HashMap::new();
    for row in look.select::<R>(&format!("WHERE {condition}"), args)? {
        lists.entry(key(&row)).or_default().push(row);
    }
    Ok(lists)
}

/// What the town would have signed for the copies.
#[derive(Default)]
struct Sums {
    people: i64,
    by_level: ByLevel,
    account: Fen,
    balances: Fen,
}

struct Copying<'a> {
    environment: &'a Environment,
    facts: &'a CopyFacts,
    number: i64,
    plan: Plan,
    sums: Sums,
}

impl Copying<'_> {
    fn recipient(&mut self, version: &AwardVersion, place: i64) -> Result<(), Unplanned> {
        let facts = self.facts;
        let missing = || FieldError::whole("要复制的数据不完整", "请重新准备性能测试数据");
        let award = facts.awards.get(&version.award).ok_or_else(missing)?;
        let person = facts.people.get(&version.person).ok_or_else(missing)?;
        let present = facts.person_versions.get(&version.person).ok_or_else(missing)?;
        let enrolment = facts.enrolments.get(&award.enrolment).ok_or_else(missing)?;
        let event = facts.events.get(&award.enrolment).ok_or_else(missing)?;

        let person_id: PersonId = self.plan.new_id();
        let enrolment_id: EnrolmentId = self.plan.new_id();
        let award_id: AwardId = self.plan.new_id();
        let old_number = person.old_number.as_ref().map(|number| format!("{number}-{}-{place}", self.number));
        self.plan.insert(&Person { id: person_id, old_number });
        self.plan.insert(&PersonVersion { person: person_id, ..present.clone() });
        // A card number of nobody: the range is not issued, and the check digit is not looked at.
        let card = format!("6200{:07}{:06}", self.number, place);
        let payee = self.environment.identifiers().plan(
            &mut self.plan,
            person_id,
            IdentifierKind::BankAccount,
            &card,
            ("", ""),
            present.valid_from,
        )?;
        self.plan.insert(&Enrolment { id: enrolment_id, person: person_id, ..enrolment.clone() });
        self.plan.insert(&EnrolmentEvent { enrolment: enrolment_id, ..event.clone() });
        let mut balance = Fen::ZERO;
        for entry in facts.entries.get(&version.person).into_iter().flatten() {
            balance += entry.amount;
            let id = self.plan.new_id();
            self.plan.insert(&AccountEntry { id, person: person_id, ..entry.clone() });
        }
        self.plan.insert(&Award { id: award_id, person: person_id, enrolment: enrolment_id, ..award.clone() });
        let copy = AwardVersion { award: award_id, person: person_id, payee: Some(payee), ..version.clone() };
        self.plan.insert(&copy);
        for component in facts.components.get(&version.award).into_iter().flatten() {
            self.plan.insert(&AwardComponent { award: award_id, ..component.clone() });
        }
        self.sums.people += 1;
        self.sums.by_level += version.by_level();
        self.sums.account += version.account;
        self.sums.balances += balance;
        Ok(())
    }

    /// The copies' control totals stand beside those that were signed.
    fn finish(mut self) -> Plan {
        use base::Level;
        if let Some(signed) = &self.facts.signed {
            let id = self.plan.new_id();
            self.plan.insert(&TakeOn {
                id,
                part: 1_000 + self.number,
                people: self.sums.people,
                awards: self.sums.people,
                suspended: 0,
                central: self.sums.by_level[Level::Central],
                province: self.sums.by_level[Level::Province],
                city: self.sums.by_level[Level::City],
                county: self.sums.by_level[Level::County],
                account: self.sums.account,
                balances: self.sums.balances,
                matter: MATTER,
                ..signed.clone()
            });
        }
        self.plan
    }
}
