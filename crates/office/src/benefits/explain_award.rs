//! Why a pension is what it is: the tree from amount to article, made again from frozen facts.

use std::collections::HashMap;

use base::Month;
use desk::{FieldError, Look, Unplanned};
use schemes::Explained;
use schemes::resident::{Assessment, AwardFacts, RuleBook, explain_in};

use crate::benefits::award::law_fault;
use crate::environment::Environment;
use crate::sets::{distinct, select_by};
use crate::tables::{Award, AwardCorrection, AwardId, AwardOrigin, PersonId, Scheme};

/// The pension of a person in a month with its tree; for a pension that was taken on, what the
/// other system paid and how law and age moved it since.
pub fn explain_award(
    look: &mut Look<'_>,
    environment: &Environment,
    person: PersonId,
    month: Month,
) -> Result<Explained<Assessment>, Unplanned> {
    let (_, facts) =
        award_of(look, person, Scheme::Resident)?
            .filter(|(award, _)| award.origin != AwardOrigin::Once)
            .ok_or_else(|| FieldError::input("person", "该人员没有月养老金", "请核对人员，或先办理待遇核定"))?;
    let place = environment.law.place(&facts.place).map_err(|e| law_fault(&e))?;
    let book = RuleBook::new(&place);
    Ok(explain_in(&facts, month, &book)
        .map_err(|e| FieldError::input("month", e.to_string(), "请选择待遇起始月以后的月份"))?)
}

/// A person's present award with its facts as they were frozen last.
pub(crate) fn award_of(
    look: &mut Look<'_>,
    person: PersonId,
    scheme: Scheme,
) -> Result<Option<(Award, AwardFacts)>, Unplanned> {
    Ok(awards_of(look, &[person], scheme)?.remove(&person))
}

/// The same of many people, a few queries for all. Who has none is left out.
pub(crate) fn awards_of(
    look: &mut Look<'_>,
    people: &[PersonId],
    scheme: Scheme,
) -> Result<HashMap<PersonId, (Award, AwardFacts)>, Unplanned> {
    let ids = distinct(people.iter().map(|person| person.0));
    let awards = select_by::<Award>(look, "person", &ids, &format!("AND scheme = '{}' ORDER BY id", scheme.code()))?;
    let ids: Vec<i64> = awards.iter().map(|award| award.id.0).collect();
    // Later corrections overwrite earlier ones.
    let corrected: HashMap<AwardId, String> = select_by::<AwardCorrection>(look, "award", &ids, "ORDER BY award, n")?
        .into_iter()
        .map(|correction| (correction.award, correction.facts))
        .collect();
    let mut found = HashMap::with_capacity(awards.len());
    for award in awards {
        let unreadable = |e: serde_json::Error| {
            FieldError::whole(format!("待遇 {} 的核定依据无法读取：{e}", award.id), "请联系系统管理员")
        };
        let facts = corrected.get(&award.id).unwrap_or(&award.facts);
        let facts = serde_json::from_str(facts).map_err(unreadable)?;
        found.insert(award.person, (award, facts));
    }
    Ok(found)
}
