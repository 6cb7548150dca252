//! 继承人名单: who inherits, in which parts, and who has signed that one of them receives the money.

use std::collections::HashMap;
use std::sync::Arc;

use base::{Fen, largest_remainder};
use desk::{Class, Digest, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use crate::benefits::confirm_death::Heirs;
use crate::benefits::standing::Standing;
use crate::environment::Environment;
use crate::registry::clean_name;
use crate::sets::{distinct, select_by};
use crate::tables::{Heir, HeirList, PersonId, Scheme};

/// Records the heirs.
pub struct RecordHeirs(pub Arc<Environment>);

/// An heir.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeirInput {
    /// Name.
    pub name: String,
    /// Relation to the dead.
    pub relation: String,
    /// So many parts of all parts.
    pub parts: i64,
    /// Whether the heir has signed.
    pub signed: bool,
}

/// The list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordHeirsInput {
    /// Who died.
    pub person: PersonId,
    /// All heirs.
    pub heirs: Vec<HeirInput>,
    /// Where somebody has not signed: who vouches for the others (承诺书).
    #[serde(default)]
    pub statement: String,
    /// The signed sheet, taken in before.
    #[serde(default)]
    pub file: Option<Digest>,
}

/// What the plan depends on.
pub struct RecordHeirsFacts {
    standing: Standing,
    before: HeirsNow,
    file_is_here: bool,
}

/// The heirs as listed last.
#[derive(Clone, Debug, Default)]
pub(crate) struct HeirsNow {
    list: Option<HeirList>,
    heirs: Vec<Heir>,
}

impl HeirsNow {
    pub(crate) fn read(look: &mut Look<'_>, person: PersonId) -> Result<HeirsNow, Unplanned> {
        Ok(HeirsNow::of_people(look, &[person])?.remove(&person).unwrap_or_default())
    }

    /// The same of many people, two queries for all. Who has no list is left out.
    pub(crate) fn of_people(
        look: &mut Look<'_>,
        people: &[PersonId],
    ) -> Result<HashMap<PersonId, HeirsNow>, Unplanned> {
        let ids = distinct(people.iter().map(|person| person.0));
        let mut found: HashMap<PersonId, HeirsNow> = HashMap::new();
        // Later lists overwrite earlier ones.
        for list in select_by::<HeirList>(look, "person", &ids, "ORDER BY person, n")? {
            found.insert(list.person, HeirsNow { list: Some(list), heirs: Vec::new() });
        }
        for heir in select_by::<Heir>(look, "person", &ids, "ORDER BY person, n, line")? {
            let newest = found.get_mut(&heir.person).filter(|now| now.list.as_ref().is_some_and(|l| l.n == heir.n));
            if let Some(now) = newest {
                now.heirs.push(heir);
            }
        }
        Ok(found)
    }

    /// Why the money may not go to this one of them.
    pub(crate) fn faults(&self, payee: &Heirs) -> Vec<FieldError> {
        let Some(list) = &self.list else { return Vec::new() };
        let mut errors = Vec::new();
        let silent: Vec<&str> = self.heirs.iter().filter(|heir| !heir.signed).map(|heir| heir.name.as_str()).collect();
        if !silent.is_empty() && list.statement.is_empty() {
            let what = format!("继承人 {} 还没有签字", silent.join("、"));
            errors.push(FieldError::input("heirs", what, "请补齐签字，或由领取人出具承诺书，再重新登记继承人名单"));
        }
        if !self.heirs.iter().any(|heir| heir.name == clean_name(&payee.name)) {
            let what = format!("“{}”不在登记的继承人名单中", payee.name.trim());
            errors.push(FieldError::input("heirs.name", what, "请填写名单中的继承人，或重新登记名单"));
        }
        errors
    }

    /// Each heir's part of what is paid, for the signers. The money goes to one account.
    pub(crate) fn show(&self, plan: &mut Plan, net: Fen) {
        let Some(list) = &self.list else {
            plan.notices.push("没有登记继承人名单，由领取人一人承诺，请核对有无其他继承人".to_owned());
            return;
        };
        let weights: Vec<u32> = self.heirs.iter().map(|heir| u32::try_from(heir.parts).unwrap_or_default()).collect();
        let parts = largest_remainder(net.max(Fen::ZERO), &weights).unwrap_or_default();
        for (heir, part) in self.heirs.iter().zip(parts) {
            let signed = if heir.signed { "已签字" } else { "由他人承诺" };
            plan.show("继承份额", "", format!("{}（{}）{part} 元，{signed}", heir.name, heir.relation));
        }
        if !list.statement.is_empty() {
            plan.show("承诺", "", &list.statement);
        }
    }
}

impl Operation for RecordHeirs {
    type Input = RecordHeirsInput;
    type Facts = RecordHeirsFacts;
    const NAME: &'static str = "benefits.record_heirs";
    const TITLE: &'static str = "登记继承人名单";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &RecordHeirsInput) -> Result<RecordHeirsFacts, Unplanned> {
        Ok(RecordHeirsFacts {
            standing: Standing::read(look, input.person, Scheme::Resident)?,
            before: HeirsNow::read(look, input.person)?,
            file_is_here: input.file.as_ref().is_none_or(|file| self.0.files.path(file).is_file()),
        })
    }

    fn plan(&self, facts: &RecordHeirsFacts, input: &RecordHeirsInput) -> Result<Plan, Vec<FieldError>> {
        let errors = faults(facts, input);
        if !errors.is_empty() {
            return Err(errors);
        }
        let standing = &facts.standing;
        let mut plan = Plan::new(format!("{} 继承人名单", standing.name()), standing.region());
        let n = facts.before.list.as_ref().map_or(0, |list| list.n) + 1;
        let all: i64 = input.heirs.iter().map(|heir| heir.parts).sum();
        for (heir, line) in input.heirs.iter().zip(1..) {
            let (name, relation) = (clean_name(&heir.name), heir.relation.trim().to_owned());
            let signed = if heir.signed { "已签字" } else { "未签字" };
            plan.show("继承人", "", format!("{name}（{relation}）{}/{all}，{signed}", heir.parts));
            let (parts, signed) = (heir.parts, heir.signed);
            plan.insert(&Heir { person: input.person, n, line, name, relation, parts, signed });
        }
        let statement = input.statement.trim().to_owned();
        plan.show("承诺", "", &statement);
        if statement.is_empty() && input.heirs.iter().any(|heir| !heir.signed) {
            plan.notices.push("还有继承人没有签字，签齐或有人承诺后才能结算".to_owned());
        }
        let file = input.file.clone();
        plan.insert(&HeirList { person: input.person, n, statement, file, matter: MATTER });
        Ok(plan)
    }
}

fn faults(facts: &RecordHeirsFacts, input: &RecordHeirsInput) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut fault = |key: &str, what: String, advice: &str| errors.push(FieldError::input(key, what, advice));
    if facts.standing.now.enrolment.is_none() {
        fault("person", "该人员没有参加城乡居民养老保险".to_owned(), "不需要登记继承人");
    }
    if input.heirs.is_empty() {
        fault("heirs", "没有填写继承人".to_owned(), "请按亲属关系证明逐人填写");
    }
    let mut seen = std::collections::BTreeSet::new();
    for (heir, line) in input.heirs.iter().zip(1..) {
        let name = clean_name(&heir.name);
        if name.is_empty() || heir.relation.trim().is_empty() {
            fault("heirs", format!("第 {line} 名继承人的姓名或关系未填写"), "请按亲属关系证明填写");
        } else if !seen.insert((name, heir.relation.trim())) {
            fault("heirs", format!("第 {line} 名继承人重复"), "每人只填一次");
        }
        if !(1..=1_000).contains(&heir.parts) {
            fault(
                "heirs",
                format!("第 {line} 名继承人的份额 {} 不在 1 至 1000 之间", heir.parts),
                "请填写份数，如各 1 份",
            );
        }
    }
    if !facts.file_is_here {
        fault("file", "附件不在接收文件目录中".to_owned(), "请重新接收附件");
    }
    errors
}
