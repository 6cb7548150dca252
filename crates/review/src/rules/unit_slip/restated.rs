//! B01 of one amount told twice in one breath, 8000万元（即0.8亿元）, and of what one person cannot get: 月人均2724万元.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for two in reading.quantities.windows(2) {
        let [told, again] = two else { continue };
        let alike = told.number.dimension == again.number.dimension && told.sentence == again.sentence;
        let between =
            reading.between(told.passage, told.number.span.end..again.number.span.start.max(told.number.span.end));
        let same = ["（即", "（合", "，即", "，合", "（折合", "（约合", "（约", "（约为"].contains(&between.as_str());
        let plain = told.number.is_operand() && told.is_amount();
        if alike && same && plain && told.number.factor != again.number.factor {
            judge(reading, told, again, review);
        }
    }
    for quantity in &reading.quantities {
        dear(reading, quantity, review);
    }
}

fn judge(reading: &Reading<'_>, told: &Quantity, again: &Quantity, review: &mut Review) {
    let quotes = reading.quotes([told, again]);
    let (a, b) = (reading.printed(told), reading.printed(again));
    if told.number.interval().meets(again.number.interval()) {
        return review.holds(Relation::SameFact, quotes, format!("{a}与{b}相符"));
    }
    let kind = if slipped(told, again) { Kind::UnitSlip } else { Kind::SameFactDifferentValue };
    let finding = Finding::new(kind, quotes, format!("{a}不是{b}"), "核对小数点和计量单位");
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// The digits agree, only their place does not.
fn slipped(told: &Quantity, again: &Quantity) -> bool {
    [10, 100, 1000, 10_000].map(Decimal::from).into_iter().any(|by| {
        let scaled = |q: &Quantity| q.number.interval().times(Interval::exact(by));
        scaled(told).is_some_and(|value| value.meets(again.number.interval()))
            || scaled(again).is_some_and(|value| value.meets(told.number.interval()))
    })
}

/// 人均2724万元 of a pension or a subsidy: nobody gets twenty million.
fn dear(reading: &Reading<'_>, q: &Quantity, review: &mut Review) {
    let lead = q.lead.trim_end_matches(['为', '约', '达', '到', '是']);
    let each = [
        "月人均",
        "人均",
        "人均养老金",
        "人均待遇",
        "人均补助",
        "人均补贴",
        "人均发放",
        "人均支出",
        "每人",
        "每人每月",
    ]
    .iter()
    .any(|word| lead.ends_with(word));
    let million = Decimal::from(2_000_000);
    let money = q.number.dimension == Dimension::Money && q.number.factor > Decimal::ONE && q.number.value >= million;
    if each && money && !["产值", "利润", "收入", "纳税"].iter().any(|word| lead.contains(word)) {
        let calc = format!("{}：一个人得不到这么多", reading.printed(q));
        let finding = Finding::new(Kind::UnitSlip, reading.quotes([q]), calc, "核对计量单位，疑多写“万”");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(text: &str) -> Vec<&'static str> {
        testing::only(&format!("{text}\n"), "B01")
    }

    #[test]
    fn what_is_told_again_is_the_same() {
        assert_eq!(ids("全年安排6300万元（即6.3亿元）用于救助。"), ["B01"]);
        assert!(ids("全年安排6300万元（即0.63亿元）用于救助。").is_empty());
    }

    #[test]
    fn nobody_gets_millions() {
        assert_eq!(ids("待遇按时发放，月人均2,318.40万元。"), ["B01"]);
        assert!(ids("待遇按时发放，月人均2,318.40元。").is_empty());
    }
}
