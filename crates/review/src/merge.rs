//! One root cause, one finding: what repeats or follows is hung under what comes first.

use crate::finding::{Consequence, Finding, Review};
use crate::kind::Kind;

/// Joins findings about the same words.
pub(crate) fn join(review: &mut Review) {
    let findings = std::mem::take(&mut review.findings);
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        match kept.iter_mut().find(|first| follows(first, &finding)) {
            Some(first) => {
                first.severity = first.severity.min(finding.severity);
                first.consequences.push(Consequence { kind: finding.kind, quotes: finding.quotes, calc: finding.calc });
                first.consequences.extend(finding.consequences);
            }
            None => kept.push(finding),
        }
    }
    review.findings = kept;
}

/// The same kind about the same words, the same arithmetic told again, or a figure that is wrong
/// by arithmetic and therefore differs from its other places.
fn follows(first: &Finding, second: &Finding) -> bool {
    let Some(cause) = first.quotes.first() else { return false };
    let arithmetic = matches!(
        first.kind,
        Kind::SumMismatch
            | Kind::RatioMismatch
            | Kind::DiffMismatch
            | Kind::GrowthMismatch
            | Kind::QtyPriceMismatch
            | Kind::StockFlowMismatch
    );
    let same_words = second.quotes.first() == Some(cause);
    let same_sum = arithmetic && first.calc == second.calc;
    if second.kind == Kind::SameFactDifferentValue {
        return (arithmetic || first.kind == Kind::UnitSlip) && second.quotes.contains(cause);
    }
    first.kind == second.kind && (same_words || same_sum)
}
