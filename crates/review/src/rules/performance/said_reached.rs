//! D12 of a result and its target in one breath: 知晓率78.38%，达到85%的目标.

use super::Report;
use super::indicator_score::{self, Reach};
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
        let said = ["，达到", "，达到了", "，完成", "，完成了", "，实现", "，实现了", "，超额完成", "，圆满完成"]
            .contains(&between.as_str());
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

/// 缴费人数目标475000人以上，实际465776人，已完成: a goal and its result, and what is said of them at once.
pub(super) fn told_goal(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    for pair in reading.quantities.windows(2) {
        let [goal, result] = pair else { continue };
        let set =
            ["目标", "任务", "计划"].iter().any(|word| goal.lead.ends_with(word)) && goal.number.bound != Bound::AtMost;
        let came = ["实际", "实际完成", "完成", "实际为", "实际达到"].contains(&result.lead.as_str());
        let together = goal.sentence == result.sentence && result.clause == goal.clause + 1 && goal.part == result.part;
        let alike = goal.number.dimension == result.number.dimension && is_good(goal) && is_good(result);
        if !set || !came || !together || !alike || reading.text.passages[goal.passage].cell {
            continue;
        }
        let end = result.number.span.end;
        let behind = reading.between(result.passage, end..end + 8);
        // 完成率93.75% and 完成目标的… go on.
        let behind = behind.trim_start_matches('，').split(['，', '。', '；', '、']).next().unwrap_or_default();
        let said = |words: &[&'static str]| words.iter().copied().find(|word| behind == *word);
        let missed = result.number.interval().high < goal.number.value;
        let reached = result.number.interval().low >= goal.number.value;
        let wrong = said(&["已完成", "完成", "已达标", "达标", "已达到", "达到目标", "超额完成", "实现目标"])
            .filter(|_| missed);
        let wrong = wrong.or_else(|| said(&["未完成", "没有完成", "未达到", "没有达到", "未达标"]).filter(|_| reached));
        if let Some(word) = wrong {
            let (a, b) = (reading.printed(goal), reading.printed(result));
            let calc = format!("目标{a}，实际{b}，却说“{word}”");
            let quotes = reading.quotes([result, goal]);
            let finding = Finding::new(Kind::ConclusionVsProblems, quotes, calc, "核对完成情况和结论");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// 投诉率3%，达到5%的目标: of what is bad, less is better.
fn is_level(q: &Quantity) -> bool {
    q.is_amount() && is_good(q)
}

/// The more the better.
fn is_good(q: &Quantity) -> bool {
    let bad = ["投诉", "差错", "裁员", "失业", "偏差", "调整", "退回", "不", "未", "超", "上访", "流失", "费用"];
    !bad.iter().any(|word| q.lead.contains(word))
}

fn is_missed(result: &Quantity, target: &Quantity) -> bool {
    let at_most = target.number.bound == Bound::AtMost;
    !at_most && result.number.interval().high < target.number.interval().low
}

/// 参保48620人，…，均未完成年度目标, where the rows of these figures say otherwise; 为目标的94.02%，超额完成目标.
pub(super) fn against_row(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    for (index, sentence) in reading.sentences.iter().enumerate() {
        let passage = &reading.text.passages[sentence.passage];
        let Some((from, to, reached, each)) = claim(&passage.chars[sentence.span.clone()]).filter(|_| !passage.cell)
        else {
            continue;
        };
        let (from, to) = (sentence.span.start + from, sentence.span.start + to);
        let before: Vec<&Quantity> =
            reading.in_sentence(index).iter().filter(|q| q.number.span.end <= from && q.bracket.is_none()).collect();
        // 均: of all that was listed; else of what stands directly before.
        let of_rows = || before.iter().rev().take(if each { 3 } else { 1 }).find_map(|q| of_row(report, q, reached));
        let Some(found) = of_rate(&before, reached).or_else(|| of_gap(report, &before, reached)).or_else(of_rows)
        else {
            continue;
        };
        let calc = format!("{}，却说“{}”", found, passage.slice(from..to));
        let mut quotes = reading.text.quotes(sentence.passage, from..to);
        quotes.extend(reading.quotes(before.last().copied()));
        let finding = Finding::new(Kind::ConclusionVsProblems, quotes, calc, "核对完成情况和结论");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

/// A clause that says of what stands before it that the goal was reached, or was not.
fn claim(sentence: &[char]) -> Option<(usize, usize, bool, bool)> {
    const GOALS: [&str; 4] = ["年度目标", "目标", "目标任务", "年度任务"];
    const REACHED: [&str; 9] =
        ["超额完成", "圆满完成", "圆满达到", "圆满实现", "如期完成", "全面完成", "完成", "达到", "实现"];
    const MISSED: [&str; 6] = ["未完成", "未达到", "未实现", "没有完成", "没有达到", "没有实现"];
    let mut from = 0;
    for (at, sign) in sentence.iter().enumerate() {
        if !matches!(sign, '，' | '。' | '；') {
            continue;
        }
        let clause: String = sentence[from..at].iter().collect();
        let bare = clause.trim_start_matches(['均', '都', '也', '已']);
        let says =
            |words: &[&str]| words.iter().any(|word| bare.strip_prefix(word).is_some_and(|rest| GOALS.contains(&rest)));
        if says(&MISSED) || says(&REACHED) {
            return Some((from, at, !says(&MISSED), bare.len() < clause.len()));
        }
        from = at + 1;
    }
    None
}

/// 为目标的94.02%: below a hundred it was not reached.
fn of_rate(before: &[&Quantity], reached: bool) -> Option<String> {
    let at = before.iter().rposition(|q| q.number.dimension == Dimension::Percent)?;
    let q = before[at];
    // 少628人 may stand between.
    let near = before.len() - at <= 2;
    let base = at.checked_sub(1).map_or("", |at| before[at].lead.as_str());
    let named = |lead: &str| ["目标", "任务"].iter().any(|word| lead.contains(word));
    let of_goal = near && q.lead.ends_with('的') && (named(&q.lead) || named(base));
    let hundred = rust_decimal::Decimal::ONE_HUNDRED;
    let (low, high) = (q.number.interval().low, q.number.interval().high);
    let denied = if reached { high < hundred } else { low >= hundred };
    let plain = q.number.dimension == Dimension::Percent && q.number.is_operand() && !q.is_change();
    (of_goal && plain && denied).then(|| format!("为目标的{}%", q.number.value.normalize()))
}

/// 比目标少5399人: then the goal was not reached.
fn of_gap(report: &Report<'_, '_>, before: &[&Quantity], reached: bool) -> Option<String> {
    let q = before.last()?;
    let less = ["比目标少", "比目标低", "较目标少", "较目标低", "比年度目标少", "比年度目标低", "比计划少"];
    let gap = less.iter().any(|word| q.lead.ends_with(word));
    (gap && reached && !q.number.value.is_zero()).then(|| format!("{}{}", q.lead, report.reading.printed(q)))
}

/// The only row of a table whose result is this figure.
fn of_row(report: &Report<'_, '_>, q: &Quantity, reached: bool) -> Option<String> {
    let exact = q.number.is_operand() && !q.number.chinese && q.number.value >= rust_decimal::Decimal::ONE_HUNDRED;
    let rows = report.certain().flat_map(|table| &table.indicators).filter(|_| exact);
    let mut same = rows.filter_map(|row| {
        let (target, actual, reach) = indicator_score::reach(row)?;
        let unit = report.reading.printed(q);
        (actual.value == q.number.value && !actual.unit.is_empty() && unit.ends_with(&actual.unit))
            .then_some((target, actual, reach))
    });
    let (target, actual, reach) = same.next().filter(|_| same.next().is_none())?;
    let denied = if reached { reach == Reach::Missed } else { reach != Reach::Missed };
    denied.then(|| format!("表中目标 {}，完成 {}", target.value.normalize(), actual.value.normalize()))
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(text: &str) -> Vec<&'static str> {
        testing::only(&format!("{text}\n"), "D12")
    }

    #[test]
    fn a_goal_that_was_missed_is_not_done() {
        assert_eq!(ids("登记人数目标8.90万人以上，实际8.12万人，已完成。"), ["D12"]);
        assert_eq!(ids("登记人数目标8.90万人以上，实际9.12万人，未完成；培训照常。"), ["D12"]);
        assert!(ids("登记人数目标8.90万人以上，实际9.12万人，已完成。").is_empty());
        assert!(ids("登记人数目标8.90万人以上，实际8.12万人，完成率91.24%。").is_empty());
        assert!(ids("投诉件数目标9件以内，实际5件，已完成。").is_empty());
    }

    #[test]
    fn what_is_lower_was_not_reached() {
        assert_eq!(ids("政策知晓率78.38%，达到85%的目标。"), ["D12"]);
        assert!(ids("政策知晓率88.38%，达到85%的目标。").is_empty());
        assert!(ids("政策知晓率78.38%，未达到85%的目标。").is_empty());
        assert!(ids("投诉率3%，达到5%以内的目标。").is_empty());
    }

    #[test]
    fn a_rate_of_the_goal_says_whether_it_was_reached() {
        assert_eq!(ids("培训4702人次，为年度任务5000人次的94.04%，超额完成年度目标。"), ["D12"]);
        assert!(ids("培训5202人次，为年度任务5000人次的104.04%，超额完成年度目标。").is_empty());
        assert!(ids("培训4702人次，为年度任务5000人次的94.04%，未完成年度目标。").is_empty());
    }

    #[test]
    fn so_does_the_gap() {
        assert_eq!(ids("年末参保4702人，比目标少298人，圆满完成年度目标。"), ["D12"]);
        assert!(ids("年末参保4702人，比目标少298人，未完成年度目标。").is_empty());
    }

    #[test]
    fn so_does_the_row_of_the_figure() {
        let told = |said: &str| {
            ids(&format!(
                "全年培训5202人次，{said}年度目标。\n|一级指标|二级指标|三级指标|分值|年度指标值|实际完成值|得分|\n|产出|数量指标|培训人次|10|≥5000人次|5202人次|10|\n|产出|数量指标|场次|10|≥50场|55场|10|"
            ))
        };
        assert_eq!(told("未完成"), ["D12"]);
        assert!(told("超额完成").is_empty());
    }
}
