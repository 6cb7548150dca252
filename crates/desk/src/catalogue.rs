//! The list of all operations, by name.

use std::collections::BTreeMap;

use store::StoreError;

use crate::codes::{Class, Stage};
use crate::look::Look;
use crate::operation::{Operation, Posts, Unplanned};
use crate::plan::Plan;
use crate::refusal::Refusal;

/// An operation whose types are hidden, so that a matter can be planned again from its stored
/// name and input.
pub trait AnyOperation: Send + Sync {
    /// Stable English name.
    fn name(&self) -> &'static str;
    /// The name users see.
    fn title(&self) -> &'static str;
    /// Declared class.
    fn class(&self) -> Class;
    /// Who signs.
    fn posts(&self) -> Posts;
    /// The operation that each line of a list is; none for what is no list.
    fn each(&self) -> Option<&'static str>;
    /// Reads the facts and plans.
    fn plan(&self, look: &mut Look<'_>, input: &serde_json::Value) -> Result<Planned, Refusal>;
    /// What to put back when a matter ends, unapplied, while it waits for this signature. None
    /// when its subject or its input cannot be read any more: a matter can always be ended.
    fn plan_end(
        &self,
        look: &mut Look<'_>,
        waited_for: Stage,
        input: &serde_json::Value,
    ) -> Result<Option<Plan>, Refusal>;
}

/// A plan, and what each signature that does not complete the matter changes at once.
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// Changes at a signature.
    pub on_signed: BTreeMap<Stage, Plan>,
}

impl<O: Operation> AnyOperation for O {
    fn name(&self) -> &'static str {
        O::NAME
    }
    fn title(&self) -> &'static str {
        O::TITLE
    }
    fn class(&self) -> Class {
        O::CLASS
    }
    fn posts(&self) -> Posts {
        O::POSTS
    }
    fn each(&self) -> Option<&'static str> {
        O::EACH
    }
    fn plan(&self, look: &mut Look<'_>, input: &serde_json::Value) -> Result<Planned, Refusal> {
        let input: O::Input = serde_json::from_value(input.clone())
            .map_err(|error| Refusal::BadInput(O::TITLE.to_owned(), error.to_string()))?;
        let facts = self.read(look, &input).map_err(|error| match error {
            Unplanned::Fields(errors) => Refusal::Fields(errors),
            Unplanned::Failed(refusal) => refusal,
        })?;
        let plan = Operation::plan(self, &facts, &input).map_err(Refusal::Fields)?;
        let on_signed = [Stage::Make, Stage::Check]
            .into_iter()
            .filter_map(|stage| Some((stage, self.on_signed(stage, &facts, &input)?)))
            .collect();
        Ok(Planned { plan, on_signed })
    }
    fn plan_end(
        &self,
        look: &mut Look<'_>,
        waited_for: Stage,
        input: &serde_json::Value,
    ) -> Result<Option<Plan>, Refusal> {
        let Ok(input) = serde_json::from_value::<O::Input>(input.clone()) else { return Ok(None) };
        match self.read(look, &input) {
            Ok(facts) => Ok(self.on_ended(waited_for, &facts, &input)),
            Err(Unplanned::Fields(_)) => Ok(None),
            Err(Unplanned::Failed(refusal)) => Err(refusal),
        }
    }
}

/// All operations of the office.
#[derive(Default)]
pub struct Catalogue(BTreeMap<&'static str, Box<dyn AnyOperation>>);

impl Catalogue {
    /// Adds an operation.
    ///
    /// # Errors
    /// When the name is taken, or nobody could give one of the three signatures: an agency may
    /// raise any class, and the matter would wait forever.
    pub fn add(&mut self, operation: impl Operation) -> Result<(), StoreError> {
        let name = operation.name();
        if Stage::ALL.iter().any(|stage| operation.posts().at(*stage).is_empty()) {
            return Err(StoreError::Unexpected(format!("operation {name} leaves a signature without a post")));
        }
        match self.0.insert(name, Box::new(operation)) {
            None => Ok(()),
            Some(_) => Err(StoreError::Unexpected(format!("two operations are named {name}"))),
        }
    }

    /// The operation of that name.
    pub fn get(&self, name: &str) -> Result<&dyn AnyOperation, Refusal> {
        self.0.get(name).map(AsRef::as_ref).ok_or_else(|| Refusal::NoOperation(name.to_owned()))
    }

    /// All operations by name.
    pub fn iter(&self) -> impl Iterator<Item = &dyn AnyOperation> {
        self.0.values().map(AsRef::as_ref)
    }
}
