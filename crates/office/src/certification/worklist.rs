//! 认证预警: whose proof has run out or will within the days of the warning.

use base::{Date, RegionCode};
use desk::{Look, Unplanned};

use super::people::{Certifiable, Standing, Whom, certifiable_where};
use super::rule::CertificationRules;
use crate::environment::Environment;
use crate::tables::SuspensionReason;

/// Whoever has to be certified, is overdue or suspended for it on a day, by village and name,
/// with the rules of that day.
pub fn worklist(
    look: &mut Look<'_>,
    environment: &Environment,
    area: Option<&RegionCode>,
    day: Date,
) -> Result<(CertificationRules, Vec<(Standing, Certifiable)>), Unplanned> {
    let rules = CertificationRules::on(look, environment, day)?;
    // Who is in prison or under a lead is not asked for a proof of life.
    let is_asked = |person: &Certifiable| person.reason.is_none_or(|reason| reason == SuspensionReason::Certification);
    let is_due = |person: &Certifiable| is_asked(person) && person.standing(day, &rules) != Standing::Valid;
    let due = certifiable_where(look, environment, Whom::within(area), &is_due)?;
    let due = due.into_iter().map(|person| (person.standing(day, &rules), person)).collect();
    Ok((rules, due))
}
