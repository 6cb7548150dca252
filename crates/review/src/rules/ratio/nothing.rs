//! A11 of what nobody brought: 投诉0件，投诉办结率100%. Where nothing came in, nothing was settled.

use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::unit::Dimension;

/// Rates of what came in.
const SETTLED: [&str; 10] =
    ["办结率", "结案率", "处理率", "办理率", "回复率", "答复率", "化解率", "整改率", "追回率", "解决率"];

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for two in reading.quantities.windows(2) {
        let [none, rate] = two else { continue };
        let together = none.sentence == rate.sentence && none.bracket == rate.bracket && rate.clause == none.clause + 1;
        let counted = matches!(none.number.dimension, Dimension::Count(_)) && none.number.value.is_zero();
        if together && counted && none.number.is_operand() && is_of(none, rate) {
            let calc =
                format!("{}{}，没有可以办结的，{}无意义", none.lead, reading.printed(none), reading.printed(rate));
            let finding = Finding::new(
                Kind::ZeroDenominatorRate,
                reading.quotes([rate, none]),
                calc,
                "分母为零时不填比率，改为“本年无此事项”",
            );
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// 投诉 and 投诉办结率: one thing, named by the rate or directly before it.
fn is_of(none: &Quantity, rate: &Quantity) -> bool {
    let percent =
        rate.number.dimension == Dimension::Percent && rate.number.is_operand() && !rate.number.value.is_zero();
    let name = SETTLED.iter().find_map(|word| rate.lead.strip_suffix(word));
    let of = |name: &str| name.is_empty() || name.chars().count() <= 4 && none.lead.contains(name);
    percent && name.is_some_and(of)
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(text: &str) -> Vec<&'static str> {
        testing::only(&format!("{text}\n"), "A11")
    }

    #[test]
    fn nothing_was_settled_where_nothing_came() {
        assert_eq!(ids("全年收到举报0件，举报办结率100%。"), ["A11"]);
        assert!(ids("全年收到举报3件，举报办结率100%。").is_empty());
        assert!(ids("全年收到举报0件，补贴办结率100%。").is_empty());
        assert!(ids("全年收到举报0件，举报率0%。").is_empty());
    }
}
