//! One award read from a case: what it pays, its parts, and the tree they unfold into.

use base::{Fen, Month};
use law::Law;
use serde::Serialize;

use super::{CaseError, id, overlay, read, rules};
use crate::explain::Node;
use crate::resident::{Component, RuleBook, explain_in};

/// An award of a case in the case's month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assessed {
    /// The case's id.
    pub id: String,
    /// Full name of the place.
    pub place: String,
    /// The month.
    pub month: Month,
    /// The version of the law.
    pub law_version: String,
    /// The month's pension.
    pub total: Fen,
    /// By kind and payer.
    pub components: Vec<Component>,
    /// Why.
    pub tree: Node,
}

/// Assesses every example of a `monthly_pension` case, by the law of the case or of the texts.
pub fn assess(case: &str, law_texts: &[(&str, &str)]) -> Result<Vec<Assessed>, CaseError> {
    let file = read(case)?;
    if file.rule != "monthly_pension" {
        return Err(CaseError(format!(
            "assess 只算月养老金（rule = \"monthly_pension\"），此案例是“{}”；请用 cases 运行",
            file.rule
        )));
    }
    let law: Law = overlay::load(&file, None, law_texts)?;
    let place = law.place(&overlay::code(&file)?).map_err(|e| CaseError(e.to_string()))?;
    let book = RuleBook::new(&place);
    let one = |(i, example): (usize, &super::Example)| {
        let facts = rules::award_facts(&place, example.facts.clone()).map_err(CaseError)?;
        let done = explain_in(&facts, file.month, &book).map_err(|e| CaseError(e.to_string()))?;
        Ok(Assessed {
            id: id(&file, i),
            place: place.full_name(),
            month: file.month,
            law_version: law.version_name().to_owned(),
            total: done.value.components.total(),
            components: done.value.components.rows().collect(),
            tree: done.node,
        })
    };
    file.example.iter().enumerate().map(one).collect()
}
