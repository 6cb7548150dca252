//! 提高业务办理等级: an operation needs more people than it was written for. Never fewer.

use std::sync::Arc;

use base::{Date, RegionCode};
use desk::{Class, FieldError, Look, Operation, Plan, Posts, RaisedClass, Unplanned};
use serde::{Deserialize, Serialize};
use store::Value;

use crate::environment::Environment;
use crate::operations::operations;
use crate::registry::add_staff::agency_area;

/// Raises an operation's class.
pub struct RaiseClass(pub Arc<Environment>);

/// Which operation, how high, from when.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RaiseClassInput {
    /// Name of the operation.
    pub operation: String,
    /// The class: `r2` or `r3`.
    pub class: Class,
    /// First day.
    pub from: Date,
}

/// What the plan depends on.
pub struct RaiseClassFacts {
    today: Date,
    agency_area: RegionCode,
    /// Title and class in force on the first day.
    operation: Option<(&'static str, Class)>,
}

impl Operation for RaiseClass {
    type Input = RaiseClassInput;
    type Facts = RaiseClassFacts;
    const NAME: &'static str = "registry.raise_class";
    const TITLE: &'static str = "提高业务办理等级";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::STAFF;

    fn read(&self, look: &mut Look<'_>, input: &RaiseClassInput) -> Result<RaiseClassFacts, Unplanned> {
        let raised = look.select::<RaisedClass>(
            "WHERE agency = $1 AND operation = $2",
            &[Value::Int(look.agency().0), input.operation.as_str().into()],
        )?;
        // Only raises count, whenever they begin: a later one must be higher still.
        let highest = raised.iter().map(|row| row.class).max();
        let declared = operations(&self.0)?.get(&input.operation).ok().map(|found| (found.title(), found.class()));
        Ok(RaiseClassFacts {
            today: look.today(),
            agency_area: agency_area(look)?,
            operation: declared.map(|(title, class)| (title, highest.map_or(class, |raised| raised.max(class)))),
        })
    }

    fn plan(&self, facts: &RaiseClassFacts, input: &RaiseClassInput) -> Result<Plan, Vec<FieldError>> {
        let Some((title, present)) = facts.operation else {
            let what = format!("没有名为“{}”的业务", input.operation);
            return Err(vec![FieldError::input("operation", what, "请用 shebao operations 查看全部业务")]);
        };
        let mut errors = Vec::new();
        if input.class <= present {
            let what = format!("“{title}”现在已是“{present}”，办理等级只能提高");
            errors.push(FieldError::input("class", what, "请选择更高的等级；等级不能降低"));
        }
        if input.from < facts.today {
            errors.push(FieldError::input("from", "生效日期早于今天", "请填写今天或以后的日期"));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut plan = Plan::new(format!("“{title}”改为{}", input.class), facts.agency_area);
        plan.show(title, present, input.class);
        plan.show("生效日期", "", input.from);
        plan.insert(&RaisedClass { operation: input.operation.clone(), class: input.class, from_date: input.from });
        Ok(plan)
    }
}
