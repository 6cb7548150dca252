//! A08 of a rule that is told in another place: 得分＝预算执行率×10分 among the rules, 预算执行率为86.30% under its heading and
//! 预算执行率指标得8.36分 in the conclusion or in a row; 各数量指标按完成率乘以分值计分, and a row of an indicator whose goal
//! and result are told in the text.

use super::{Report, quotes};
use crate::finding::{Finding, Quote, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::rules::terms::bare_lead;
use crate::table::Indicator;
use crate::table::cell::Cell;
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    by_execution(report, review);
    by_completion(report, review);
}

/// A figure with half of its last place, and where it stands.
struct Given {
    value: Decimal,
    half: Decimal,
    quotes: Vec<Quote>,
}

fn by_execution(report: &Report<'_, '_>, review: &mut Review) {
    let Some((points, rule)) = rule_of_execution(report) else { return };
    let Some(rate) = rate(report) else { return };
    let told_in = |score: &Given| score.quotes.iter().any(|quote| rule.iter().any(|rule| covers(rule, quote)));
    for score in scores(report).into_iter().filter(|score| !told_in(score)) {
        let due = (rate.value * points / Decimal::ONE_HUNDRED).min(points);
        let width = score.half + rate.half * points / Decimal::ONE_HUNDRED;
        let calc = format!("{}%×{points}＝{}分，报告为{}分", rate.value.normalize(), due.normalize(), score.value);
        let words: Vec<Quote> = score.quotes.iter().chain(&rate.quotes).chain(&rule).cloned().collect();
        if (due - score.value).abs() <= width {
            review.holds(Relation::ScoreRule, words, calc);
        } else if !said_of(&score, review) {
            let suggestion = "按写明的计分办法重新计分，并核对总得分";
            review.findings.push(Finding::new(Kind::ScoreRuleMismatch, words, calc, suggestion));
        }
    }
}

fn covers(rule: &Quote, quote: &Quote) -> bool {
    rule.paragraph == quote.paragraph && rule.from <= quote.from && quote.to <= rule.to
}

fn said_of(score: &Given, review: &Review) -> bool {
    let own = |quote: &Quote| score.quotes.contains(quote);
    review.findings.iter().any(|known| known.kind == Kind::ScoreRuleMismatch && known.quotes.iter().any(own))
}

/// The points of the rate of execution, and the sentence that says that they are multiplied by it.
fn rule_of_execution(report: &Report<'_, '_>) -> Option<(Decimal, Vec<Quote>)> {
    let reading = report.reading;
    reading.sentences.iter().enumerate().find_map(|(index, sentence)| {
        let text = reading.between(sentence.passage, sentence.span.clone());
        let text = text.split(['；', '。']).find(|part| part.contains("执行率") && part.contains(['×', '乘']))?;
        let scored = ["得分", "计分", "计算"].iter().any(|word| text.contains(word));
        // 超过95%的得满分, 低于60%的不得分: bands.
        let banded = ["不得分", "每", "以上", "以下", "低于"].iter().any(|word| text.contains(word));
        let told = || {
            let mut scores = reading.in_sentence(index).iter().filter(|q| q.number.dimension == Dimension::Score);
            let of = |q: &&Quantity| q.led_by(&["执行率", "预算执行"]) && !q.led_by(&["扣", "得"]);
            scores.find(of).filter(|_| text.contains("分值")).map(|q| q.number.value)
        };
        let points = multiplied(text).or_else(told)?;
        let usual = points > Decimal::ONE && points <= Decimal::from(30);
        let quotes = reading.text.quotes(sentence.passage, sentence.span.clone());
        (scored && !banded && usual).then_some((points, quotes))
    })
}

/// 执行率×10分, （支出数÷预算数）×10, 10分×执行率, 10分乘以执行率.
fn multiplied(text: &str) -> Option<Decimal> {
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok();
    let before = |text: &str| {
        let figure: String = text.chars().rev().take_while(char::is_ascii_digit).collect();
        figure.chars().rev().collect::<String>().parse().ok()
    };
    if let Some((_, behind)) = text.split_once("执行率×") {
        return digits(behind);
    }
    if let Some((quotient, behind)) = text.split_once("）×").filter(|(quotient, _)| quotient.contains('÷')) {
        return digits(behind).filter(|_| quotient.contains("执行率得分"));
    }
    let of = ["分×执行率", "分×预算执行率", "分乘以执行率", "分乘以预算执行率"];
    of.iter().find_map(|word| before(text.split_once(word)?.0))
}

/// The one rate of execution that is told, in the text or in its row.
fn rate(report: &Report<'_, '_>) -> Option<Given> {
    let reading = report.reading;
    let told = |q: &&Quantity| {
        let lead = bare_lead(&q.lead).trim_end_matches(['为', '达']);
        q.number.dimension == Dimension::Percent
            && q.number.is_operand()
            && !reading.text.passages[q.passage].cell
            && !q.prior
            && lead.ends_with("执行率")
            && !lead.contains("目标")
    };
    let mut given: Vec<Given> = reading
        .quantities
        .iter()
        .filter(told)
        .map(|q| Given { value: q.number.value, half: q.number.step / Decimal::TWO, quotes: reading.quotes([q]) })
        .collect();
    given.extend(rows(report).filter_map(|row| of_cell(row.actual.as_ref()?, "%")));
    let first = given.first()?.value;
    given.iter().all(|one| one.value == first).then(|| given.swap_remove(0))
}

fn rows<'r>(report: &'r Report<'_, '_>) -> impl Iterator<Item = &'r Indicator> {
    let named = |row: &&Indicator| row.name.as_ref().is_some_and(|name| name.text.contains("执行率"));
    report.certain().filter(|table| table.hands.is_none()).flat_map(|table| &table.indicators).filter(named)
}

fn of_cell(cell: &Cell, unit: &str) -> Option<Given> {
    let number = cell.number().filter(|number| number.unit == unit)?;
    Some(Given { value: number.value, half: number.half(), quotes: quotes([cell]) })
}

/// 预算执行率指标得8.36分, and the score of its row.
fn scores(report: &Report<'_, '_>) -> Vec<Given> {
    let reading = report.reading;
    let told = |q: &&Quantity| {
        let lead = q.lead.trim_end_matches(['为', '分']).trim_end_matches("得");
        let lead = lead.trim_end_matches("指标").trim_end_matches("项");
        q.number.dimension == Dimension::Score
            && q.number.is_operand()
            && !reading.text.passages[q.passage].cell
            && q.lead.trim_end_matches(['为', '分']).ends_with('得')
            && ["预算执行率", "执行率", "预算执行"].iter().any(|word| lead.ends_with(word))
    };
    let text = reading.quantities.iter().filter(told);
    let mut all: Vec<Given> = text
        .map(|q| Given { value: q.number.value, half: q.number.step / Decimal::TWO, quotes: reading.quotes([q]) })
        .collect();
    all.extend(rows(report).filter_map(|row| of_cell(row.score.as_ref()?, "")));
    all
}

/// 各数量指标按完成率乘以分值计分: the rows whose goal and result the text tells by their name.
fn by_completion(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let rule = reading.sentences.iter().find(|sentence| {
        let text = reading.between(sentence.passage, sentence.span.clone());
        ["按完成率乘以分值", "按完成率乘分值", "完成率×分值", "按完成比例乘以分值"]
            .iter()
            .any(|word| text.contains(word))
    });
    let Some(rule) = rule else { return };
    for row in report.certain().filter(|table| table.hands.is_none()).flat_map(|table| &table.indicators) {
        let Some((points, cell)) = row.weight.as_ref().and_then(Cell::points).zip(row.score.as_ref()) else {
            continue;
        };
        let Some((score, name)) = of_cell(cell, "").zip(row.name.as_ref()) else { continue };
        let Some([goal, result]) = goal_and_result(report, &name.text) else { continue };
        let share = result.number.value.checked_div(goal.number.value).unwrap_or_default().min(Decimal::ONE);
        let due = share * points;
        let (a, b) = (reading.printed(goal), reading.printed(result));
        let calc = format!("{b}÷{a}×{points}＝{}分，表中为{}分", due.round_dp(2).normalize(), score.value);
        let mut words = score.quotes.clone();
        words.extend(reading.quotes([goal, result]));
        words.extend(reading.text.quotes(rule.passage, rule.span.clone()));
        if (due - score.value).abs() <= score.half.max(Decimal::new(5, 3)) {
            review.holds(Relation::ScoreRule, words, calc);
        } else if !said_of(&score, review) {
            let suggestion = "按写明的计分办法重新计分，并核对总得分";
            review.findings.push(Finding::new(Kind::ScoreRuleMismatch, words, calc, suggestion));
        }
    }
}

/// 新建幸福院40个 among the goals and 新建幸福院36个 among the results, of the row 新建幸福院数量.
fn goal_and_result<'r>(report: &'r Report<'_, '_>, name: &str) -> Option<[&'r Quantity; 2]> {
    let reading = report.reading;
    let stem = ["数量", "人次", "人数", "个数", "次数", "户数"]
        .iter()
        .find_map(|word| name.strip_suffix(word))
        .filter(|stem| stem.chars().count() >= 3)?;
    let told = |q: &&Quantity| {
        q.number.is_operand()
            && !reading.text.passages[q.passage].cell
            && !q.prior
            && (bare_lead(&q.lead).ends_with(stem)
                || q.lead.rsplit('：').next().is_some_and(|lead| lead.ends_with(stem)))
    };
    let all: Vec<&Quantity> = reading.quantities.iter().filter(told).collect();
    let aims = |q: &Quantity| reading.between(q.passage, reading.sentences[q.sentence].span.clone()).contains("目标");
    match all[..] {
        [goal, result] if goal.number.dimension == result.number.dimension && aims(goal) && !aims(result) => {
            (!goal.number.value.is_zero()).then_some([goal, result])
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;

    #[test]
    fn a_row_is_scored_by_its_completion() {
        let told = |score: &str| {
            let text = format!(
                "一、目标\n年度目标：新建幸福院40个。数量指标按完成率乘以分值计分。\n二、结果\n新建幸福院36个，延期4个。\n三、得分\n|一级指标|二级指标|三级指标|分值|得分|\n|产出|数量|新建幸福院数量|15|{score}|\n|产出|质量|验收合格率|10|10|\n"
            );
            testing::only(&text, "A08")
        };
        assert_eq!(told("14.5"), ["A08"]);
        assert!(told("13.5").is_empty());
    }
}
