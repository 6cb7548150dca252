//! A08 of a rule that the report states: 未达到目标的按完成比例计分. Where the other rows keep to it, the one that does not is
//! wrong.

use rust_decimal::Decimal;

use super::indicator_score::{self, Reach};
use super::{Report, quotes};
use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::number::Bound;
use crate::table::Indicator;
use crate::table::cell::{self, Cell};

/// Whether the report says that a missed target earns the share that was reached.
pub(super) fn is_stated(report: &Report<'_, '_>) -> bool {
    report.reading.text.passages.iter().any(|passage| {
        let text = passage.text();
        text.split(['。', '；']).any(states)
    })
}

/// 达到目标得满分，未达到的按完成比例计分; not 甲未达到目标，按比例计分，扣0.2分, which tells of one.
fn states(text: &str) -> bool {
    const MISSED: [&str; 5] = ["未达到", "没有达到", "未完成", "没有完成", "未达标"];
    const SHARE: [&str; 8] = ["比例", "之比", "÷", "/", "占目标", "除以", "完成率", "占指标"];
    let Some((at, word)) = MISSED.iter().find_map(|word| Some((text.find(word)?, word))) else { return false };
    let (before, behind) = (&text[..at], &text[at + word.len()..]);
    let general = ["满分", "全部分值"].iter().any(|word| before.contains(word))
        || ["指标", "的指标", "的定量指标", "目标值的指标", "指标值的指标"].iter().any(|word| behind.starts_with(word))
        || before.ends_with("目标值而");
    let share = behind.contains('按') && SHARE.iter().any(|word| behind.contains(word));
    let fixed = ["扣", "折半", "不得分", "%以下", "实际比率"].iter().any(|word| behind.contains(word));
    general && share && !fixed
}

/// Rows of targets that were missed, and what the rule gives them.
pub(super) fn rows(report: &Report<'_, '_>, review: &mut Review) {
    if !is_stated(report) {
        return;
    }
    for table in report.certain().filter(|table| table.hands.is_none()) {
        let judged: Vec<(&Indicator, Decimal, Decimal, bool)> = table.indicators.iter().filter_map(due).collect();
        let mut wrong = judged.iter().filter(|(.., holds)| !holds);
        let (Some((row, due, earned, _)), None) = (wrong.next(), wrong.next()) else { continue };
        // Of several rows one has slipped; a single row proves less and must come near.
        let near = judged.len() > 1 || (*due - *earned).abs() <= Decimal::ONE;
        if near {
            let name = row.name.as_ref().map_or("", |cell| cell.text.as_str());
            let calc =
                format!("“{name}”按完成值÷目标值×分值应得 {} 分，得分 {} 分", due.normalize(), earned.normalize());
            let cells = quotes([&row.actual, &row.target, &row.score, &row.weight].into_iter().flatten());
            let finding = Finding::new(Kind::ScoreRuleMismatch, cells, calc, "按写明的评分规则改正得分");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// A missed target that earned something, but not all: what is due, what was earned, and whether they agree.
fn due(row: &Indicator) -> Option<(&Indicator, Decimal, Decimal, bool)> {
    let (target, actual, reach) = indicator_score::reach(row)?;
    let points = row.weight.as_ref().and_then(Cell::points)?;
    let score = row.score.as_ref()?;
    let earned = score.points()?;
    let rising = matches!(target.bound, cell::Bound::AtLeast | cell::Bound::Exactly) && target.value > Decimal::ZERO;
    let open = earned.is_zero() || earned >= points || reach != Reach::Missed || !rising;
    if open {
        return None;
    }
    let due = (actual.value / target.value * points).round_dp(2);
    // Without the target: 实际值×分值.
    let plain = if actual.unit == "%" { actual.value / Decimal::ONE_HUNDRED * points } else { due };
    let step = score.number().map_or(Decimal::ONE, |number| number.half());
    let agrees = |due: Decimal| (due - earned).abs() <= step + Decimal::new(11, 3);
    Some((row, due, earned, agrees(due) || agrees(plain)))
}

/// 目标不少于450人，实际417人，完成目标的92.67%，得9.27分, behind its 10分: in a sentence of its own.
pub(super) fn told(report: &Report<'_, '_>, review: &mut Review) {
    if !is_stated(report) {
        return;
    }
    for sentence in 0..report.reading.sentences.len() {
        if let Some(item) = Item::of(report, sentence) {
            item.judge(report, review);
        }
    }
}

/// An indicator told in one sentence.
struct Item<'q> {
    weight: &'q crate::quantity::Quantity,
    rate: &'q crate::quantity::Quantity,
    earned: &'q crate::quantity::Quantity,
    /// The goal the rate is measured by; a hundred for 完成目标的….
    goal: Decimal,
}

impl<'q> Item<'q> {
    fn of(report: &'q Report<'_, '_>, sentence: usize) -> Option<Item<'q>> {
        use crate::unit::Dimension;
        let all = report.reading.in_sentence(sentence);
        let scores: Vec<usize> = (0..all.len()).filter(|at| all[*at].number.dimension == Dimension::Score).collect();
        let [first, second] = scores[..] else { return None };
        let (weight, earned) = (&all[first], &all[second]);
        let weighed = weight.lead.is_empty() || ["分值", "满分", "权重"].contains(&weight.lead.as_str());
        let plain = weighed && ["得", "得分", "实得"].contains(&earned.lead.as_str());
        let cell = report.reading.text.passages[weight.passage].cell;
        let between = &all[first + 1..second];
        let rate = between.last().filter(|q| q.number.dimension == Dimension::Percent && q.number.is_operand())?;
        let directly = rate.clause + 1 == earned.clause && rate.part == earned.part;
        let goals: Vec<_> =
            between.iter().filter(|q| q.lead.starts_with("目标") && q.number.bound != Bound::AtMost).collect();
        let [goal] = goals[..] else { return None };
        let goal = match goal.number.dimension {
            _ if rate.lead.ends_with("目标的") || rate.lead.ends_with("完成率") => Decimal::ONE_HUNDRED,
            Dimension::Percent if !std::ptr::eq(goal, rate) => goal.number.value,
            _ => return None,
        };
        let falling =
            ["差错", "投诉", "成本", "费用", "失业", "裁员", "超"].iter().any(|word| rate.lead.contains(word));
        (plain && !cell && directly && !falling && !rate.is_change() && goal > Decimal::ZERO).then_some(Item {
            weight,
            rate,
            earned,
            goal,
        })
    }

    fn judge(&self, report: &Report<'_, '_>, review: &mut Review) {
        let (points, earned, rate) = (self.weight.number.value, self.earned.number.value, self.rate.number.value);
        let missed = self.rate.number.interval().high < self.goal;
        let due = (points * (rate / self.goal).min(Decimal::ONE)).round_dp(2);
        let plain = points * rate.min(Decimal::ONE_HUNDRED) / Decimal::ONE_HUNDRED;
        // Nobody rounds what was missed up to the full points.
        let full = earned >= points;
        let step = if full { Decimal::ZERO } else { self.earned.number.step / Decimal::TWO };
        let slack = step + Decimal::new(11, 3);
        let agrees = |due: Decimal| (due - earned).abs() <= slack;
        if !missed || agrees(due) || agrees(plain) || earned.is_zero() {
            return;
        }
        let quotes = report.reading.quotes([self.earned, self.weight, self.rate]);
        let printed = report.reading.printed(self.rate);
        let (kind, calc) = if full {
            (
                Kind::TargetMissedFullScore,
                format!(
                    "目标{}%，完成{printed}，未达到目标，却得满分 {} 分",
                    self.goal.normalize(),
                    earned.normalize()
                ),
            )
        } else {
            (
                Kind::ScoreRuleMismatch,
                format!(
                    "完成{printed}，分值 {} 分，按比例应得 {} 分，报告为 {} 分",
                    points.normalize(),
                    due.normalize(),
                    earned.normalize()
                ),
            )
        };
        review
            .findings
            .push(Finding::new(kind, quotes, calc, "按写明的评分规则改正得分").confidence(Confidence::Likely));
    }
}

#[cfg(test)]
mod tests {
    use super::states;
    use crate::testing;

    fn ids(id: &str, rows: &str) -> Vec<&'static str> {
        let head = "|一级指标|二级指标|三级指标|分值|年度指标值|实际完成值|得分|偏差原因|";
        testing::only(&format!("评分规则：达到目标得满分，未达到的按完成比例计分。\n{rows}").replace("HEAD", head), id)
    }

    #[test]
    fn a_stated_rule_binds_every_row() {
        let table = |score: &str| {
            format!(
                "HEAD\n|产出|数量指标|培训场次|10|≥50场|40场|{score}|场地紧张|\n|产出|数量指标|培训人数|20|≥500人|450人|18|天气|\n|产出|质量指标|合格率|20|≥90%|95%|20||\n"
            )
        };
        assert_eq!(ids("A08", &table("9")), ["A08"]);
        assert!(ids("A08", &table("8")).is_empty());
    }

    #[test]
    fn so_it_does_what_is_told() {
        let told =
            |score: &str| format!("2.培训场次，10分，目标不少于50场，实际40场，完成目标的80.00%，得{score}分。\n");
        assert_eq!(ids("A08", &told("8.40")), ["A08"]);
        assert_eq!(ids("D01", &told("10")), ["D01"]);
        assert!(ids("A08", &told("8")).is_empty());
    }

    #[test]
    fn one_case_is_no_rule() {
        assert!(states("定量指标达到目标值的得满分，未达到的按实际值与目标值的比例计分"));
        assert!(!states("调解率未达到目标值，按完成比例计分"));
        assert!(!states("达到目标得满分，未达到的每低1个百分点扣0.5分"));
    }
}
