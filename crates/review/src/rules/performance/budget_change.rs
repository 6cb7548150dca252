//! D04, D10, D11: budget, adjustment and execution of the whole.

use rust_decimal::Decimal;

use super::claims;
use super::{Report, quotes};
use crate::finding::{Finding, Quote, Review};
use crate::interval::Interval;
use crate::kind::{Kind, Severity};
use crate::quantity::Quantity;
use crate::unit::Dimension;

const NONE: [&str; 8] = ["未发生", "没有发生", "无", "没有", "未进行", "未作", "未做", "不存在"];
const ADJUSTED: [&str; 7] = ["预算调剂", "预算调整", "预算追加", "年中追加", "追加预算", "调整预算", "调剂预算"];

/// 未发生预算调剂以及年中追加: the words, if the report says so.
fn no_adjustment(report: &Report<'_, '_>) -> Option<Vec<Quote>> {
    report.reading.sentences.iter().find_map(|sentence| {
        let passage = &report.reading.text.passages[sentence.passage];
        let text = passage.slice(sentence.span.clone());
        ADJUSTED.iter().find_map(|word| {
            let at = text.find(word)?;
            let lead: Vec<char> =
                text[..at].chars().rev().take_while(|sign| !matches!(sign, '，' | '。' | '；')).take(4).collect();
            let lead: String = lead.into_iter().rev().collect();
            let none = NONE.iter().find(|none| lead.ends_with(*none))?;
            let from = sentence.span.start + text[..at].chars().count() - none.chars().count();
            let to = sentence.span.start + text[..at].chars().count() + word.chars().count();
            Some(report.reading.text.quotes(sentence.passage, from..to))
        })
    })
}

/// The first budget and the outcome of one side.
struct Change<'r> {
    initial: &'r Quantity,
    outcome: &'r Quantity,
    share: Interval,
}

/// 年初支出预算数 … 支出决算数, of the same year.
fn change<'r>(report: &'r Report<'_, '_>, side: &str) -> Option<Change<'r>> {
    let money = |quantity: &&Quantity| {
        quantity.number.dimension == Dimension::Money
            && quantity.number.is_operand()
            && !quantity.number.per.is_standard()
            && !quantity.prior
            && quantity.lead.contains(side)
            && !report.reading.text.passages[quantity.passage].cell
            && (quantity.year.is_none() || report.reading.year.is_none() || quantity.year == report.reading.year)
    };
    let all = || report.reading.quantities.iter().filter(money);
    let mut initials = all().filter(|quantity| quantity.lead.contains("年初") && quantity.lead.contains("预算"));
    let initial = initials.next().filter(|_| initials.next().is_none())?;
    let mut outcomes = all().filter(|quantity| {
        quantity.lead.contains("决算") && !quantity.lead.contains("年初") && !quantity.lead.contains("预算")
    });
    let outcome = outcomes.next().filter(|_| outcomes.next().is_none())?;
    let share =
        outcome.number.interval().over(initial.number.interval())?.times(Interval::exact(Decimal::ONE_HUNDRED))?;
    Some(Change { initial, outcome, share })
}

/// D04: the outcome is more than a tenth away from the first budget, which was not adjusted.
pub(super) fn adjustment(report: &Report<'_, '_>, review: &mut Review) {
    let Some(words) = no_adjustment(report) else { return };
    let reading = report.reading;
    let far: Vec<(&str, Change<'_>)> = ["收入", "支出"]
        .into_iter()
        .filter_map(|side| Some((side, change(report, side)?)))
        .filter(|(_, change)| is_far(change.share))
        .collect();
    if far.is_empty() {
        adjusted_table(report, words, review);
        return;
    }
    let mut quotes = words;
    let mut calc = Vec::new();
    for (side, change) in &far {
        quotes.extend(reading.quote_with_lead(change.initial));
        quotes.extend(reading.quote_with_lead(change.outcome));
        let of = format!("{} ÷ {}", reading.printed(change.outcome), reading.printed(change.initial));
        calc.push(format!("{side}决算与年初预算之比 {of} = {}%", change.share.middle().round_dp(2)));
    }
    let calc = format!("{}，报告却称没有调整预算", calc.join("；"));
    let suggestion = "写明预算调整（调减、追加）的时间、文号和金额，或说明未执行的原因";
    review.findings.push(Finding::new(Kind::BudgetChangeVsNoAdjustment, quotes, calc, suggestion));
    if let Some((_, change)) =
        far.iter().find(|(side, change)| *side == "支出" && change.share.high < Decimal::from(80))
    {
        high_score(report, change, review);
    }
}

fn is_far(share: Interval) -> bool {
    share.high < Decimal::from(90) || share.low > Decimal::from(110)
}

/// 年初预算数 and 全年预算数 of the table.
fn adjusted_table(report: &Report<'_, '_>, words: Vec<Quote>, review: &mut Review) {
    for table in report.certain() {
        let Some(line) = table.fund_total() else { continue };
        let (Some(initial), Some(full)) = (&line.initial, &line.full) else { continue };
        let (Some(first), Some(last)) = (initial.number(), full.number()) else { continue };
        let Some(share) = Interval::around(last.value, last.half()).over(Interval::around(first.value, first.half()))
        else {
            continue;
        };
        let Some(share) = share.times(Interval::exact(Decimal::ONE_HUNDRED)).filter(|share| is_far(*share)) else {
            continue;
        };
        let calc = format!(
            "{}：全年预算数 {} ÷ 年初预算数 {} = {}%，报告却称没有调整预算",
            table.title(),
            last.value,
            first.value,
            share.middle().round_dp(2)
        );
        let all = words.iter().cloned().chain(quotes([initial, full])).collect();
        review.findings.push(Finding::new(
            Kind::BudgetChangeVsNoAdjustment,
            all,
            calc,
            "写明预算调整的时间、文号和金额",
        ));
    }
}

/// D10: nearly full marks with most of the unadjusted budget unspent.
fn high_score(report: &Report<'_, '_>, change: &Change<'_>, review: &mut Review) {
    let scores = claims::scores(report.reading);
    let Some(score) = scores.first().filter(|score| score.value >= Decimal::from(90)) else { return };
    let calc = format!("支出只有年初预算的 {}%，自评仍得 {} 分", change.share.middle().round_dp(2), score.value);
    let words = score.quotes.iter().cloned().chain(report.reading.quote_with_lead(change.outcome)).collect();
    let suggestion = "按预算执行率扣分，并写明扣分的指标和原因";
    review.findings.push(Finding::new(Kind::LowExecution, words, calc, suggestion).severity(Severity::High));
}

/// D10 of a table: below 80 %; with the full points it is worse.
pub(super) fn low_execution(report: &Report<'_, '_>, review: &mut Review) {
    for table in report.certain() {
        let Some(line) = table.fund_total() else { continue };
        let Some((budget, executed, share)) = super::execution::share(line) else { continue };
        // A table of money without rates, as that of receptions and cars, asks for no execution: what is left was saved.
        let asked = line.rate.is_some() || line.weight.is_some();
        if share.high >= Decimal::from(80) || executed.value.is_zero() || !asked {
            continue;
        }
        let full =
            line.weight.as_ref().and_then(|cell| cell.points()).zip(line.score.as_ref().and_then(|cell| cell.points()));
        let full = full.is_some_and(|(weight, score)| score >= weight);
        let calc = format!(
            "{}：{} ÷ {} = {}%，低于 80%{}",
            table.title(),
            executed.value,
            budget.value,
            share.middle().round_dp(2),
            if full { "，执行率却得满分" } else { "" }
        );
        let cells = quotes([&line.executed, &line.full].into_iter().flatten());
        let severity = if full { Severity::High } else { Severity::Medium };
        let finding =
            Finding::new(Kind::LowExecution, cells, calc, "说明未执行的原因；执行率按比例计分").severity(severity);
        review.findings.push(finding);
    }
}

/// D11: more was spent than there was, and nothing was carried over.
pub(super) fn beyond_source(report: &Report<'_, '_>, review: &mut Review) {
    for table in report.certain() {
        if let Some(line) = table.fund_total() {
            let Some((budget, executed, share)) = super::execution::share(line) else { continue };
            if share.low <= Decimal::ONE_HUNDRED {
                continue;
            }
            let calc = format!("{}：全年执行数 {} 大于全年预算数 {}", table.title(), executed.value, budget.value);
            let cells = quotes([&line.executed, &line.full].into_iter().flatten());
            let suggestion = "补列结转资金或追加预算，或核对执行数";
            review.findings.push(Finding::new(Kind::ExecutionExceedsSource, cells, calc, suggestion));
        }
    }
    of_department(report, review);
}

/// Expenditure above income, or above a budget that was not adjusted, in a report that knows no carry-over.
fn of_department(report: &Report<'_, '_>, review: &mut Review) {
    let knows_carry_over = report
        .reading
        .document
        .paragraphs()
        .any(|paragraph| ["结转", "结余", "使用非财政拨款"].iter().any(|word| paragraph.text.contains(word)));
    let (Some(income), Some(spent)) = (change(report, "收入"), change(report, "支出")) else { return };
    let (income, spent) = (income.outcome, spent.outcome);
    if knows_carry_over || spent.number.interval().low <= income.number.interval().high {
        return;
    }
    let reading = report.reading;
    let calc = format!("支出决算 {} 大于收入决算 {}，没有说明来源", reading.printed(spent), reading.printed(income));
    let words = reading.quotes([spent, income]);
    let finding = Finding::new(Kind::ExecutionExceedsSource, words, calc, "写明使用上年结转或其他来源的金额");
    review.findings.push(finding);
}
