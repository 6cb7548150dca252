//! C02 of the goal or the result of a row that the text tells again with a slip of the pen: 完成改造户数不少于460户 and ≥406户 in the
//! row of this name; under （二）稳岗返还 3184家 for the 3418家 of the row.

use super::{Report, quotes};
use crate::finding::{Confidence, Finding, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::rules::names::core;
use crate::rules::outline::outline;
use crate::rules::slip;
use crate::rules::terms::bare_lead;
use crate::table::Indicator;
use crate::table::cell::{Cell, Number};
use rust_decimal::Decimal;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let rows: Vec<&Indicator> =
        report.certain().filter(|table| !table.loose).flat_map(|table| &table.indicators).collect();
    for row in &rows {
        let Some(name) = row.name.as_ref().filter(|name| name.text.chars().count() >= 4) else { continue };
        if rows.iter().filter(|other| other.name.as_ref().is_some_and(|other| other.text == name.text)).count() > 1 {
            continue;
        }
        if let Some((cell, told)) = row.target.as_ref().and_then(|cell| Some((cell, goal(report, &name.text, cell)?))) {
            compare(report, (&name.text, cell), told, review);
        }
        if let Some((cell, told)) = row.actual.as_ref().and_then(|cell| Some((cell, result(report, &name.text, cell)?)))
        {
            compare(report, (&name.text, cell), told, review);
        }
    }
}

/// The only goal that the text tells of this name.
fn goal<'r>(report: &'r Report<'_, '_>, name: &str, cell: &Cell) -> Option<&'r Quantity> {
    let reading = report.reading;
    let number = cell.number()?;
    let bounds = ["不少于", "不低于", "达到", "不超过", "不高于", "控制在", "目标", "为"];
    let mut all = reading.quantities.iter().filter(|q| {
        let lead = bounds.iter().fold(bare_lead(&q.lead), |lead, word| lead.trim_end_matches(word));
        let set =
            lead.chars().count() < bare_lead(&q.lead).chars().count() || q.number.bound != crate::number::Bound::None;
        // 为：完成改造户数不少于460户
        let lead = lead.rsplit('：').next().unwrap_or_default();
        let year = q.year.is_none() || reading.year.is_none() || q.year == reading.year;
        set && year && lead == name && !reading.text.passages[q.passage].cell && of_unit(reading, q, &number)
    });
    all.next().filter(|_| all.next().is_none())
}

/// The first figure of this measure under the heading that names the row.
fn result<'r>(report: &'r Report<'_, '_>, name: &str, cell: &Cell) -> Option<&'r Quantity> {
    let reading = report.reading;
    let number = cell.number().filter(|number| number.value >= Decimal::ONE_HUNDRED)?;
    let parts = outline(reading);
    let own = core(name);
    let mut titled = parts.iter().filter(|part| {
        let title = core(&part.title);
        title.chars().count() >= 4 && own.contains(&title)
    });
    let part = titled.next().filter(|_| titled.next().is_none())?;
    let here = |q: &&Quantity| {
        part.body.contains(&q.passage) && !reading.text.passages[q.passage].cell && of_unit(reading, q, &number)
    };
    let all: Vec<&Quantity> = reading.quantities.iter().filter(here).collect();
    let again = all.iter().any(|q| q.number.value == number.value);
    all.first().copied().filter(|q| !again && q.is_amount() && !q.prior)
}

fn of_unit(reading: &crate::reading::Reading<'_>, q: &Quantity, number: &Number) -> bool {
    let printed = reading.printed(q);
    !number.unit.is_empty() && printed.ends_with(&number.unit) && q.number.factor == Decimal::ONE && !q.number.chinese
}

fn compare(report: &Report<'_, '_>, (name, cell): (&str, &Cell), told: &Quantity, review: &mut Review) {
    let Some(number) = cell.number() else { return };
    let wanted = Interval::exact(number.value);
    if told.number.value == number.value || !slip::is_of(report.reading, told, wanted) {
        return;
    }
    let calc = format!("“{name}”：表中为{}，正文为{}", cell.text, report.reading.printed(told));
    let words: Vec<_> = report.reading.quotes([told]).into_iter().chain(quotes([cell])).collect();
    let about = |known: &Finding| known.quotes.iter().any(|quote| words.contains(quote));
    if !review.findings.iter().any(|known| known.kind == Kind::NarrativeTableContradiction && about(known)) {
        let suggestion = "核对哪一处抄错，正文与表保持一致";
        let finding = Finding::new(Kind::NarrativeTableContradiction, words, calc, suggestion);
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(goal: &str, done: &str) -> Vec<&'static str> {
        let text = format!(
            "一、目标\n项目绩效目标为：完成改造户数不少于{goal}户，验收合格率100%。\n二、结果\n|一级指标|二级指标|三级指标|目标值|实际完成值|\n|产出|数量|完成改造户数|≥460户|468户|\n|产出|数量|稳岗返还惠及企业|≥3200家|3418家|\n（一）稳岗返还\n向{done}家企业返还失业保险费。\n"
        );
        testing::only(&text, "C02")
    }

    #[test]
    fn a_slip_parts_the_text_from_its_row() {
        assert!(ids("460", "3418").is_empty());
        assert_eq!(ids("406", "3418"), ["C02"]);
        assert_eq!(ids("460", "3184"), ["C02"]);
        // Another value is another thing.
        assert!(ids("460", "2956").is_empty());
    }
}
