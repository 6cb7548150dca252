//! C02, A02: what a table gives for an indicator, against the same indicator in the text: its value, the
//! completion rate that the text derives from it, the survey behind it.

use super::{Report, quotes};
use crate::finding::{Confidence, Finding, Quote, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::number::{self, Number, Token};
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::goals;
use crate::rules::names::{abbreviates, common, core};
use crate::rules::slip;
use crate::rules::terms::{Side, bare_lead, side};
use crate::table::Indicator;
use crate::table::cell::Cell;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// All three, for every indicator that was read with certainty.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let rows: Vec<&Indicator> =
        report.certain().filter(|table| !table.loose || table.whole_rows).flat_map(|table| &table.indicators).collect();
    let several = report.tables.len() > 1;
    for row in &rows {
        let Some((name, cell, actual)) = named(row) else { continue };
        if rows.iter().filter(|other| other.name.as_ref().is_some_and(|other| core(&other.text) == name)).count() > 1 {
            continue;
        }
        if !several && !same_value(report, &name, (cell, &actual), review) {
            slipped_value(report, &name, (cell, &actual), review);
        }
        completion(report, row, &name, &actual, review);
        survey(report, &name, (cell, &actual), review);
    }
}

/// The name, the cell and the value of a row.
fn named(row: &Indicator) -> Option<(String, &Cell, Number)> {
    let name = core(&row.name.as_ref()?.text);
    let cell = row.actual.as_ref()?;
    let actual = value(cell).or_else(|| rate(row))?;
    (name.chars().count() >= 2 && !name.contains("资金") && name != "执行").then_some((name, cell, actual))
}

/// A bare number of an indicator that is a rate, in a table with a column of units.
fn rate(row: &Indicator) -> Option<Number> {
    let name = &row.name.as_ref()?.text;
    let cell = row.actual.as_ref().filter(|_| name.ends_with('率') || name.ends_with("满意度"))?;
    let text = cell
        .number()
        .filter(|number| number.unit.is_empty() && number.value > Decimal::ONE)
        .map(|_| format!("{}%", cell.text))?;
    value(&Cell { text, ..Cell::default() })
}

/// The only quantity of a cell.
fn value(cell: &Cell) -> Option<Number> {
    let signs: Vec<char> = cell.text.chars().collect();
    let mut numbers = number::tokens(&signs).into_iter().filter_map(|token| match token {
        Token::Number(number) => Some(number),
        Token::Date(_) => None,
    });
    let only = numbers.next().filter(|_| numbers.next().is_none())?;
    let whole = only.span.end - only.span.start + 2 >= signs.len();
    let timed = only.dimension == Dimension::Time && !cell.text.contains("个月");
    (whole && only.is_operand() && only.dimension != Dimension::Bare && !timed).then_some(only)
}

/// Whether the words before a figure of the text are the name of the indicator.
fn is_called(quantity: &Quantity, name: &str) -> bool {
    let own = core(bare_lead(&quantity.lead));
    // 孤儿及事实无人抚养儿童 counts two groups, of which the text may tell one.
    if ["及", "和", "与", "、"].iter().any(|word| name.contains(word) && !own.contains(word)) && own != name {
        return false;
    }
    let (short, long) =
        if own.chars().count() < name.chars().count() { (own.as_str(), name) } else { (name, own.as_str()) };
    let length = short.chars().count();
    own == name && length >= 2
        || length >= 4 && abbreviates(short, long) && common(short, long) >= 2
        || length >= 3 && long.contains(short)
}

/// The results of the running text in this measure: no goals, no cells, no other year.
fn results<'r>(report: &'r Report<'_, '_>, actual: &Number) -> impl Iterator<Item = &'r Quantity> {
    let reading = report.reading;
    let of_year = |q: &Quantity| q.year.is_none_or(|year| reading.year.is_none_or(|own| own == year));
    let is_goal = |q: &Quantity| {
        let sentence = &reading.sentences[q.sentence];
        let words = reading.between(q.passage, sentence.span.start..q.number.span.start);
        let aims = ["目标", "计划", "要求", "任务", "不低于", "不少于", "力争", "预期", "未达到", "没有达到", "未达"];
        // 达到98%得满分: how points are given.
        let rule = ["得满分", "扣分", "计扣", "得分值"].iter().any(|word| q.tail.contains(word));
        aims.iter().any(|word| words.contains(word) || q.tail.contains(word)) || q.led_by(&["应"]) || rule
    };
    let dimension = actual.dimension;
    let in_goals = goals::passages(reading);
    reading.quantities.iter().filter(move |q| {
        q.number.dimension == dimension
            && q.is_amount()
            && !q.prior
            && !q.number.chinese
            && q.number.per.is_standard() == actual.per.is_standard()
            && q.month.is_none_or(|month| month == 12)
            && !reading.text.passages[q.passage].cell
            && of_year(q)
            && !in_goals[q.passage]
            && !(dimension == Dimension::Percent && q.lead.contains('占'))
            && side(q) != Some(Side::Plan)
            && !is_goal(q)
    })
}

/// 调查单位400家，满意373家；调查职工600人，…，满意度88.50%: the name of the row is told of another item of the paragraph, and
/// not of this one.
fn is_of_another(reading: &Reading<'_>, quantity: &Quantity, name: &str) -> bool {
    let own = core(bare_lead(&quantity.lead));
    let Some(whose) = name.strip_suffix(own.as_str()).filter(|whose| whose.chars().count() >= 2) else { return false };
    let passage = &reading.text.passages[quantity.passage];
    let tells = |words: &str| common(words, whose) >= whose.chars().count().min(3);
    let before = passage.slice(0..quantity.number.span.start);
    let item = before.rsplit(['；', '。']).next().unwrap_or_default();
    !tells(item) && tells(&passage.text())
}

/// One value in the table, another in the text. Gives whether the text tells it at all.
fn same_value(report: &Report<'_, '_>, name: &str, (cell, actual): (&Cell, &Number), review: &mut Review) -> bool {
    let reading = report.reading;
    // 高级工以上取证609人，其中高级工548人: the part bears less than the name.
    let part = |q: &Quantity| q.led_by(&["其中"]) && core(bare_lead(&q.lead)) != name;
    let called = |q: &&Quantity| is_called(q, name) && !part(q) && !is_of_another(reading, q, name);
    let found: Vec<&Quantity> = results(report, actual).filter(called).collect();
    let Some(first) = found.first() else { return false };
    let quotes: Vec<Quote> = quotes([cell]).into_iter().chain(reading.quotes(found.iter().copied())).collect();
    let calc = format!("“{name}”表中为{}，正文为{}", cell.text, reading.printed(first));
    // 全市平均96.85%，我县98.30%: what the table prints stands beside it.
    let same = |q: &Quantity| q.number.dimension == actual.dimension && q.number.interval().meets(around(actual));
    if found.iter().any(|q| same(q) || reading.in_sentence(q.sentence).iter().any(same)) {
        review.holds(Relation::SameFact, quotes, calc);
        return true;
    }
    let one = found.iter().all(|q| q.number.value == first.number.value);
    let (a, b) = (actual.value, first.number.value);
    let close = a.max(b) * Decimal::TWO <= a.min(b) * Decimal::from(3);
    if one && close {
        let finding = Finding::new(Kind::NarrativeTableContradiction, quotes, calc, "核对台账，表和正文改为同一个数");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
    one && close
}

/// 向9842名失业人员发放失业保险金, and 失业保险金发放人数 in the table: the words around a figure only hint at its name,
/// so the two must differ by one digit, and the table's value must not stand in the text at all.
fn slipped_value(report: &Report<'_, '_>, name: &str, (cell, actual): (&Cell, &Number), review: &mut Review) {
    let reading = report.reading;
    let near: Vec<&Quantity> = reading
        .quantities
        .iter()
        .filter(|q| q.number.dimension == actual.dimension && !reading.text.passages[q.passage].cell)
        .collect();
    if near.iter().any(|q| q.number.interval().meets(around(actual))) {
        return;
    }
    let hinted = |q: &&Quantity| {
        let sentence = &reading.sentences[q.sentence];
        let words = reading.between(q.passage, sentence.span.clone());
        common(&words, name) >= name.chars().count().min(4)
    };
    let slipped = |q: &&&Quantity| is_long(&q.number) && slip::mends(reading, q, Interval::exact(actual.value));
    // The arithmetic first: hardly a figure is left whose words have to be read.
    let like: Vec<&Quantity> = near.iter().filter(slipped).copied().collect();
    if like.is_empty() {
        return;
    }
    let own = |q: &&Quantity| like.iter().any(|other| std::ptr::eq(*other, *q));
    let found: Vec<&Quantity> = results(report, actual).filter(own).filter(hinted).collect();
    let Some(first) = found.first().filter(|first| found.iter().all(|q| q.number.value == first.number.value)) else {
        return;
    };
    let quotes: Vec<Quote> = quotes([cell]).into_iter().chain(reading.quotes(found.iter().copied())).collect();
    let calc = format!("“{name}”表中为{}，正文为{}", cell.text, reading.printed(first));
    let finding = Finding::new(Kind::NarrativeTableContradiction, quotes, calc, "核对台账，表和正文改为同一个数");
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// 48.69万张 for 486907张: in a table also a count may be rounded.
fn around(number: &Number) -> Interval {
    if number.factor == Decimal::ONE {
        number.interval()
    } else {
        Interval::around(number.value, number.step / Decimal::TWO)
    }
}

/// Four digits: shorter figures are like each other by chance.
fn is_long(number: &Number) -> bool {
    number.value >= number.step * Decimal::ONE_THOUSAND
}

/// 其中高效节水灌溉1.26万亩，完成计划的105%: the plan stands in the table beside the same 1.26万亩.
fn completion(report: &Report<'_, '_>, row: &Indicator, name: &str, actual: &Number, review: &mut Review) {
    let Some((cell, target)) = row.target.as_ref().and_then(|cell| Some((cell, bare_value(cell)?))) else { return };
    for pair in report.reading.quantities.windows(2) {
        let [done, rate] = pair else { continue };
        let lead = bare_lead(&rate.lead);
        let derived = lead.ends_with("完成率")
            || lead.contains("完成") && ["计划", "目标", "任务"].iter().any(|word| lead.ends_with(word));
        let here = done.sentence == rate.sentence && rate.clause.abs_diff(done.clause) <= 1 && !lead.contains("分别");
        let same = done.number.dimension == actual.dimension && done.number.interval().meets(actual.interval());
        let called = common(&core(&done.lead), name) >= 2;
        if !(derived
            && here
            && same
            && called
            && rate.number.dimension == Dimension::Percent
            && rate.number.is_operand())
        {
            continue;
        }
        let hundred = Interval::exact(Decimal::ONE_HUNDRED);
        let Some(value) = done.number.interval().over(Interval::exact(target.value)).and_then(|v| v.times(hundred))
        else {
            continue;
        };
        let calc = format!(
            "{}÷表中目标{}＝{}%，正文为{}",
            report.reading.printed(done),
            cell.text,
            value.middle().round_dp(2).normalize(),
            report.reading.printed(rate)
        );
        let quotes: Vec<Quote> = report.reading.quotes([rate, done]).into_iter().chain(quotes([cell])).collect();
        if value.meets(rate.number.interval()) {
            review.holds(Relation::Ratio, quotes, calc);
        } else if value.gap(rate.number.interval()) > rate.number.step {
            let finding = Finding::new(Kind::RatioMismatch, quotes, calc, "核对完成数、目标与完成率");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// ≥1.20万亩 as 1.20万亩.
fn bare_value(cell: &Cell) -> Option<Number> {
    let signs: Vec<char> = cell.text.chars().filter(|sign| !"≥≤><=".contains(*sign)).collect();
    let text: String = signs.into_iter().collect();
    value(&Cell { text, ..Cell::default() })
}

/// 调查250户，其中242户满意: no rate beside, but the table has one.
fn survey(report: &Report<'_, '_>, name: &str, (cell, actual): (&Cell, &Number), review: &mut Review) {
    let reading = report.reading;
    if !name.contains("满意") || actual.dimension != Dimension::Percent || actual.value == Decimal::ONE_HUNDRED {
        return;
    }
    // 用工单位满意度 is not that of the job seekers, where both were asked.
    let whose = name.replace("满意度", "").replace("满意", "");
    let several = report
        .certain()
        .flat_map(|table| &table.indicators)
        .filter(|row| row.name.as_ref().is_some_and(|cell| cell.text.contains("满意")))
        .count();
    let mut found: Vec<(&Quantity, &Quantity)> = Vec::new();
    for sentence in 0..reading.sentences.len() {
        let all: Vec<&Quantity> =
            reading.in_sentence(sentence).iter().filter(|q| q.number.dimension.is_counted() && q.is_amount()).collect();
        let rated = reading.in_sentence(sentence).iter().any(|q| q.number.dimension == Dimension::Percent);
        let pleased = all.iter().position(|q| {
            (q.led_by(&["满意"]) || q.tail.contains("满意")) && !q.led_by(&["不满意", "满意度", "基本满意"])
        });
        let Some(part) = pleased.filter(|at| *at > 0 && !rated && !reading.text.passages[all[*at].passage].cell) else {
            continue;
        };
        let own =
            reading.between(all[part].passage, reading.sentences[sentence].span.start..all[part].number.span.start);
        if several > 1 && !own.rsplit('；').next().is_some_and(|words| words.contains(whose.as_str())) {
            continue;
        }
        let base = all[part - 1];
        if base.number.dimension == all[part].number.dimension
            && base.led_by(&["调查", "回访", "问卷", "有效", "抽取", "抽查", "访谈"])
        {
            found.push((all[part], base));
        }
    }
    let [(part, base)] = found[..] else { return };
    let hundred = Interval::exact(Decimal::ONE_HUNDRED);
    let Some(value) = part.number.interval().over(base.number.interval()).and_then(|v| v.times(hundred)) else {
        return;
    };
    let calc = format!(
        "{}÷{}＝{}%，表中“{name}”为{}",
        reading.printed(part),
        reading.printed(base),
        value.middle().round_dp(2).normalize(),
        cell.text
    );
    let words: Vec<Quote> = reading.quotes([part, base]).into_iter().chain(quotes([cell])).collect();
    if value.meets(actual.interval()) {
        review.holds(Relation::Ratio, words, calc);
    } else if value.gap(actual.interval()) > actual.step {
        let finding = Finding::new(Kind::RatioMismatch, words, calc, "核对满意份数、有效份数与满意度");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(text: &str) -> Vec<&'static str> {
        let rows = "一级指标\t二级指标\t三级指标\t分值\t年度指标值\t实际完成值\t得分\n\
            产出指标\t数量指标\t参保人数\t40\t≥30万人\t31万人\t40\n\t质量指标\t发放率\t50\t100%\t100%\t50\n\
            满意度指标\t服务对象满意度\t参保单位满意度\t10\t≥90%\t94.20%\t10\n合计\t\t\t100\t\t\t100\n";
        testing::only(&format!("青岚县2023年度工伤保险基金绩效自评报告\n{rows}{text}\n"), "C02")
    }

    #[test]
    fn the_item_says_whose_satisfaction_it_is() {
        assert_eq!(ids("调查参保单位300家，满意度91.10%。"), ["C02"]);
        assert!(ids("调查参保单位300家，满意度94.20%。").is_empty());
        assert!(ids("调查参保单位300家，满意280家；调查工伤职工500人，满意度87.60%。").is_empty());
    }
}
