//! A02 in the cells of the goals: 城镇新增就业3900人 at the left, 城镇新增就业4012人，完成任务的102.87% at the right.

use rust_decimal::Decimal;

use super::Report;
use crate::finding::{Confidence, Finding, Quote, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::rules::names::{common, core};
use crate::rules::terms::bare_lead;
use crate::table::cell::Cell;
use crate::unit::Dimension;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    for goal in report.tables.iter().flat_map(|table| &table.goals) {
        let Some(reached) = &goal.reached else { continue };
        let (planned, done) = (figures(report, &goal.planned), figures(report, reached));
        for two in done.windows(2) {
            let [result, rate] = two else { continue };
            if is_completion(result, rate)
                && let Some(target) = called(&planned, result)
            {
                judge(report, [rate, result, target], review);
            }
        }
    }
}

/// The figures of a cell.
fn figures<'r>(report: &'r Report<'_, '_>, cell: &Cell) -> Vec<&'r Quantity> {
    let Some(spot) = &cell.spot else { return Vec::new() };
    let within = |quote: &Quote| quote.paragraph == spot.paragraph && spot.from <= quote.from && quote.to <= spot.to;
    let all = report.reading.quantities.iter().filter(|q| report.reading.text.passages[q.passage].cell);
    all.filter(|q| !q.number.chinese && report.reading.quote(q).first().is_some_and(&within)).collect()
}

/// 4012人，完成任务的102.87%
fn is_completion(result: &Quantity, rate: &Quantity) -> bool {
    let lead = rate.lead.as_str();
    let named = lead.contains("完成") && ["任务", "目标", "计划", "率"].iter().any(|word| lead.contains(word));
    let counted = !matches!(result.number.dimension, Dimension::Percent | Dimension::Bare | Dimension::Time);
    named
        && counted
        && rate.number.dimension == Dimension::Percent
        && rate.number.is_operand()
        && result.number.is_operand()
        && rate.sentence == result.sentence
        && rate.clause.abs_diff(result.clause) <= 1
}

/// The only target of the result's name and measure.
fn called<'q>(planned: &[&'q Quantity], result: &Quantity) -> Option<&'q Quantity> {
    let name = core(bare_lead(&result.lead));
    let alike = |q: &&&Quantity| {
        let own = core(bare_lead(&q.lead));
        let shorter = own.chars().count().min(name.chars().count());
        q.number.dimension == result.number.dimension && shorter >= 2 && common(&own, &name) >= shorter
    };
    let mut all = planned.iter().filter(alike);
    all.next().filter(|_| all.next().is_none()).copied()
}

fn judge(report: &Report<'_, '_>, [rate, result, target]: [&Quantity; 3], review: &mut Review) {
    let share = result.number.interval().over(Interval::exact(target.number.value));
    let Some(value) = share.and_then(|share| share.times(Interval::exact(Decimal::ONE_HUNDRED))) else { return };
    let reading = report.reading;
    let (done, wanted, printed) = (reading.printed(result), reading.printed(target), reading.printed(rate));
    let calc = format!("{done}÷{wanted}＝{}%", value.middle().round_dp(2).normalize());
    let quotes = reading.quotes([rate, result, target]);
    if value.meets(rate.number.interval()) {
        review.holds(Relation::Ratio, quotes, format!("{calc}，与{printed}相符"));
    } else if value.gap(rate.number.interval()) > rate.number.step {
        let finding =
            Finding::new(Kind::RatioMismatch, quotes, format!("{calc}，报告为{printed}"), "核对完成数、目标与完成率");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(reached: &str) -> Vec<&'static str> {
        let text = format!(
            "就业补助资金绩效目标自评表\n|项目名称|就业补助资金|<|<|\n|年度总体目标|预期目标|<|实际完成情况|\n\
             |^|城镇新增就业3900人，帮扶困难人员480人。|<|{reached}|\n|一级指标|二级指标|三级指标|指标值|实际完成值|\n\
             |产出指标|数量指标|培训人数|≥90人|96人|\n"
        );
        testing::only(&text, "A02")
    }

    #[test]
    fn a_rate_in_the_cell_of_results_is_of_the_goal_beside_it() {
        assert_eq!(ids("城镇新增就业4012人，完成任务的112.87%。"), ["A02"]);
        assert_eq!(ids("帮扶困难人员503人，完成目标任务的114.79%。"), ["A02"]);
    }

    #[test]
    fn what_holds_and_what_has_no_goal_is_left_alone() {
        assert!(ids("城镇新增就业4012人，完成任务的102.87%。").is_empty());
        assert!(ids("创业培训310人，完成任务的121.30%。").is_empty());
    }
}
