//! D12 of a result and its target in one breath: 知晓率78.38%，达到85%的目标.

use super::Report;
use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::number::Bound;
use crate::quantity::Quantity;
use crate::unit::Dimension;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    for pair in reading.quantities.windows(2) {
        let [result, target] = pair else { continue };
        let together = result.sentence == target.sentence
            && target.clause == result.clause + 1
            && target.part == result.part
            && result.bracket == target.bracket
            && !reading.text.passages[result.passage].cell;
        let alike = result.number.dimension == Dimension::Percent && target.number.dimension == Dimension::Percent;
        let between = reading.between(result.passage, result.number.span.end..target.number.span.start);
        let said = ["，达到", "，达到了", "，完成", "，完成了", "，实现", "，实现了"].contains(&between.as_str());
        let behind = ["的目标", "的年度目标", "的预期目标", "目标"].iter().any(|word| target.tail.starts_with(word));
        if together && alike && said && behind && is_level(result) && is_missed(result, target) {
            let (a, b) = (reading.printed(result), reading.printed(target));
            let calc = format!("{a}低于目标{b}，却说达到");
            let quotes = reading.quotes([result, target]);
            let finding = Finding::new(Kind::ConclusionVsProblems, quotes, calc, "如实写明没有达到，并说明原因");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// 投诉率3%，达到5%的目标: of what is bad, less is better.
fn is_level(q: &Quantity) -> bool {
    let bad = ["投诉", "差错", "裁员", "失业", "偏差", "调整", "退回", "不", "未", "超", "上访", "流失", "费用"];
    q.is_amount() && !bad.iter().any(|word| q.lead.contains(word))
}

fn is_missed(result: &Quantity, target: &Quantity) -> bool {
    let at_most = target.number.bound == Bound::AtMost;
    !at_most && result.number.interval().high < target.number.interval().low
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(text: &str) -> Vec<&'static str> {
        testing::only(&format!("{text}\n"), "D12")
    }

    #[test]
    fn what_is_lower_was_not_reached() {
        assert_eq!(ids("政策知晓率78.38%，达到85%的目标。"), ["D12"]);
        assert!(ids("政策知晓率88.38%，达到85%的目标。").is_empty());
        assert!(ids("政策知晓率78.38%，未达到85%的目标。").is_empty());
        assert!(ids("投诉率3%，达到5%以内的目标。").is_empty());
    }
}
