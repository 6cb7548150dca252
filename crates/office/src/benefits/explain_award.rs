//! Why a pension is what it is: the tree from amount to article, made again from frozen facts.

use base::Month;
use desk::{FieldError, Look, Unplanned};
use schemes::Explained;
use schemes::resident::{Assessment, AwardFacts, RuleBook, explain_in};
use store::{Field, Value};

use crate::benefits::award::law_fault;
use crate::environment::Environment;
use crate::tables::{Award, AwardOrigin, PersonId, Scheme};

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

/// A person's award with its facts as they were frozen last.
pub(crate) fn award_of(
    look: &mut Look<'_>,
    person: PersonId,
    scheme: Scheme,
) -> Result<Option<(Award, AwardFacts)>, Unplanned> {
    let args = [Value::Int(look.agency().0), Value::Int(person.0), scheme.value()];
    let award = look.select_one::<Award>("WHERE agency = $1 AND person = $2 AND scheme = $3", &args)?;
    let corrected = match &award {
        Some(award) => {
            let newest = "SELECT facts FROM award_correction WHERE award = $1 ORDER BY n DESC LIMIT 1";
            look.one(newest, &[award.id.value()], |row| Ok(row.text(0)?.to_owned()))?
        }
        None => None,
    };
    award
        .map(|award| {
            let unreadable = |e: serde_json::Error| {
                FieldError::whole(format!("待遇 {} 的核定依据无法读取：{e}", award.id), "请联系系统管理员")
            };
            let facts = corrected.as_deref().unwrap_or(&award.facts);
            let facts = serde_json::from_str(facts).map_err(unreadable)?;
            Ok((award, facts))
        })
        .transpose()
}
