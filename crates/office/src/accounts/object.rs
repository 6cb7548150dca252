//! 个人权益记录异议: somebody says that a year's statement is wrong.

use std::sync::Arc;

use base::{Date, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Record as _, Value};

use crate::environment::Environment;
use crate::registry::{PersonNow, current_person};
use crate::tables::{Objection, PersonId, Scheme};

/// Writes an objection down.
pub struct Object(pub Arc<Environment>);

/// An objection.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectInput {
    /// Whose statement.
    pub person: PersonId,
    /// Its year.
    pub year: i16,
    /// What is said to be wrong.
    pub what: String,
}

/// What the plan depends on.
pub struct ObjectFacts {
    today: Date,
    now: PersonNow,
    open: bool,
}

impl Operation for Object {
    type Input = ObjectInput;
    type Facts = ObjectFacts;
    const NAME: &'static str = "accounts.object";
    const TITLE: &'static str = "个人权益记录异议登记";
    const CLASS: Class = Class::R1;
    const POSTS: Posts = Posts::COUNTER;

    fn read(&self, look: &mut Look<'_>, input: &ObjectInput) -> Result<ObjectFacts, Unplanned> {
        let now = current_person(look, input.person, Scheme::Resident)?.ok_or_else(|| {
            FieldError::input("person", format!("没有编号为 {} 的人员", input.person), "请用 shebao person 查找")
        })?;
        let open = open_objections(look)?;
        let same = |o: &OpenObjection| o.objection.person == input.person && o.objection.year == i64::from(input.year);
        Ok(ObjectFacts { today: look.today(), now, open: open.iter().any(same) })
    }

    fn plan(&self, facts: &ObjectFacts, input: &ObjectInput) -> Result<Plan, Vec<FieldError>> {
        let mut errors = Vec::new();
        let version = &facts.now.version;
        if facts.now.enrolment.is_none() {
            errors.push(FieldError::input("person", format!("{} 没有参保", version.name), "没有个人账户"));
        }
        if input.what.trim().is_empty() {
            errors.push(FieldError::input("what", "异议内容未填写", "请写明哪一笔、应为多少、有何凭证"));
        }
        if input.year > facts.today.year() {
            errors.push(FieldError::input("year", format!("{} 年尚未开始", input.year), "请核对年度"));
        }
        if facts.open {
            let what = format!("{} 的 {} 年度已有未答复的异议", version.name, input.year);
            errors.push(FieldError::input("year", what, "请先答复，或在原异议中补充材料"));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut plan = Plan::new(format!("{} {} 年度权益记录异议", version.name, input.year), version.region);
        plan.show("异议内容", "", input.what.trim());
        let id = plan.new_id();
        plan.insert(&Objection {
            id,
            person: input.person,
            year: i64::from(input.year),
            on_date: facts.today,
            what: input.what.trim().to_owned(),
            matter: MATTER,
        });
        Ok(plan)
    }
}

/// An objection that nobody has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenObjection {
    /// The objection.
    pub objection: Objection,
    /// Name.
    pub name: String,
    /// Village.
    pub region: RegionCode,
}

/// Objections that wait for the re-check, oldest first.
pub fn open_objections(look: &mut Look<'_>) -> Result<Vec<OpenObjection>, Unplanned> {
    let sql = format!(
        "SELECT {}, v.name, v.region FROM objection o JOIN person_version v ON v.person = o.person \
         AND v.n = (SELECT MAX(l.n) FROM person_version l WHERE l.person = o.person) \
         WHERE o.agency = $1 AND NOT EXISTS (SELECT 1 FROM objection_answer a WHERE a.objection = o.id) ORDER BY o.id",
        Objection::columns_of("o")
    );
    let after = Objection::COLUMNS.len();
    let mut open = Vec::new();
    look.each(&sql, &[Value::Int(look.agency().0)], |row| {
        let (objection, name) = (Objection::read(row, 0)?, row.text(after)?.to_owned());
        open.push(OpenObjection { objection, name, region: store::Field::read(row, after + 1)? });
        Ok(())
    })?;
    Ok(open)
}
