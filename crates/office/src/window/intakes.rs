//! Reading intakes as they stand.

use std::collections::HashMap;

use base::Date;
use desk::{Look, Unplanned};
use store::{Record, Value};

use crate::tables::{Intake, IntakeId, IntakeStep, IntakeStepKind, Rating};

/// An intake with its steps and what was said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntakeNow {
    /// The intake.
    pub intake: Intake,
    /// Steps, oldest first.
    pub steps: Vec<IntakeStep>,
    /// What the visitor said.
    pub rating: Option<Rating>,
}

impl IntakeNow {
    /// Number as on the receipt.
    pub fn number(&self) -> String {
        format!("{}-{:05}", self.intake.year, self.intake.number.0)
    }

    /// How it ended, if it did.
    pub fn ended(&self) -> Option<IntakeStepKind> {
        let ends = |kind: IntakeStepKind| {
            matches!(kind, IntakeStepKind::Finished | IntakeStepKind::Refused | IntakeStepKind::Withdrawn)
        };
        self.steps.last().map(|step| step.step).filter(|kind| ends(*kind))
    }

    /// What is still missing: nothing once something was supplied, or where a promise stands for it.
    pub fn missing(&self) -> Option<&str> {
        let supplied = self.steps.iter().any(|step| step.step == IntakeStepKind::Supplied);
        Some(self.intake.missing.as_str()).filter(|text| !text.is_empty() && !supplied && !self.intake.promise)
    }

    /// Whether the limit has passed.
    pub fn is_late(&self, today: Date) -> bool {
        self.ended().is_none() && self.intake.due_on.is_some_and(|due| due < today)
    }
}

/// One intake; `None` when the agency has no such.
pub fn intake_now(look: &mut Look<'_>, id: IntakeId) -> Result<Option<IntakeNow>, Unplanned> {
    Ok(read(look, "AND id = $2", id.0)?.into_iter().next())
}

/// The intakes of a year and those of earlier years that are still open, newest first: three queries for all.
pub fn intakes_of_year(look: &mut Look<'_>, year: i16) -> Result<Vec<IntakeNow>, Unplanned> {
    let which = "AND (year = $2 OR (year < $2 AND NOT EXISTS (SELECT 1 FROM intake_step e WHERE e.intake = intake.id \
                 AND e.step IN ('finished', 'refused', 'withdrawn'))))";
    read(look, which, i64::from(year))
}

fn read(look: &mut Look<'_>, which: &str, value: i64) -> Result<Vec<IntakeNow>, Unplanned> {
    let args = [Value::Int(look.agency().0), Value::Int(value)];
    let intakes = look.select::<Intake>(&format!("WHERE agency = $1 {which} ORDER BY id DESC"), &args)?;
    let of_these = format!("SELECT id FROM {} WHERE agency = $1 {which}", Intake::table().name);
    let steps = look.select::<IntakeStep>(&format!("WHERE intake IN ({of_these}) ORDER BY intake, n"), &args)?;
    let ratings = look.select::<Rating>(&format!("WHERE intake IN ({of_these})"), &args)?;
    let mut by_intake: HashMap<IntakeId, (Vec<IntakeStep>, Option<Rating>)> = HashMap::new();
    for step in steps {
        by_intake.entry(step.intake).or_default().0.push(step);
    }
    for rating in ratings {
        let intake = rating.intake;
        by_intake.entry(intake).or_default().1 = Some(rating);
    }
    let now = |intake: Intake| {
        let (steps, rating) = by_intake.remove(&intake.id).unwrap_or_default();
        IntakeNow { intake, steps, rating }
    };
    Ok(intakes.into_iter().map(now).collect())
}
