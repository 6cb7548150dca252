//! C02 of the first and the last: 执行率最高的是甲县，为98.34%, where the table gives this rate to another row.

use super::Report;
use super::columns::{Plain, plain};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let tables = plain(report.reading.document);
    for quantity in report.reading.quantities.iter().filter(|q| !report.reading.text.passages[q.passage].cell) {
        let plain = quantity.number.is_operand() && !quantity.number.chinese;
        let Some((way, name)) = named(report, quantity).filter(|_| plain) else { continue };
        let mut found = tables.iter().filter_map(|table| {
            let place = place_of(table, quantity).filter(|_| has_row(table, &name))?;
            Some((table, place))
        });
        let (Some((table, (row, column))), None) = (found.next(), found.next()) else { continue };
        let quotes = report.reading.quotes([quantity]);
        let printed = report.reading.printed(quantity);
        let own = bare(&table.rows[row].name);
        let calc = if !(own.contains(&name) || name.contains(&own)) {
            format!("正文说是“{name}”，表中{printed}是“{own}”的")
        } else if let Some(beyond) = beyond(table, (row, column), way) {
            let value = table.rows[beyond].cells[column].as_ref().map(|(value, _)| value.middle().normalize());
            let value = value.unwrap_or_default();
            let word = if way == Way::Most { "高" } else { "低" };
            format!("正文说是“{name}”的{printed}，表中“{}”为{value}，更{word}", bare(&table.rows[beyond].name))
        } else {
            review.holds(Relation::SameFact, quotes, format!("表中{printed}是“{own}”的"));
            continue;
        };
        let finding = Finding::new(Kind::NarrativeTableContradiction, quotes, calc, "按表核对最高、最低的是哪一个");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
    unvalued(report, &tables, review);
}

/// 完成率最高的是东坪镇，该镇…: no figure, but a column of that title and a row of that name.
fn unvalued(report: &Report<'_, '_>, tables: &[Plain], review: &mut Review) {
    for sentence in &report.reading.sentences {
        let words = report.reading.between(sentence.passage, sentence.span.clone());
        if report.reading.text.passages[sentence.passage].cell {
            continue;
        }
        for clause in words.split(['，', '；', '。']) {
            let Some((subject, name, way)) = told(clause) else { continue };
            // 最高的是甲县，为98.34% was looked at by its figure.
            let behind = words.split_once(clause).map_or("", |(_, behind)| behind);
            // 除东岭镇外，…; 在山区乡镇中，…: of some of them.
            if is_of_some(words.split_once(clause).map_or("", |(before, _)| before)) {
                continue;
            }
            if ["，为", "，仅为", "，达", "，只有"].iter().any(|verb| behind.starts_with(verb)) {
                continue;
            }
            let place = |table: &Plain| {
                let row =
                    (0..table.rows.len()).find(|at| !table.rows[*at].total && bare(&table.rows[*at].name) == name)?;
                let mut columns = (0..table.titles.len()).filter(|at| table.titles[*at].contains(subject));
                let column = columns.next().filter(|_| columns.next().is_none())?;
                Some((row, column))
            };
            let mut found = tables.iter().filter_map(|table| Some((table, place(table)?)));
            let (Some((table, at)), None) = (found.next(), found.next()) else { continue };
            let from = sentence.span.start + words[..words.find(clause).unwrap_or(0)].chars().count();
            let quotes = report.reading.text.quotes(sentence.passage, from..from + clause.chars().count());
            if let Some(beyond) = beyond(table, at, way)
                && !review.has_said(Kind::NarrativeTableContradiction, &quotes)
            {
                let value = |row: usize| {
                    let cell = table.rows[row].cells.get(at.1).and_then(Option::as_ref);
                    cell.map(|(value, _)| value.middle().normalize()).unwrap_or_default()
                };
                let (own, other) = (value(at.0), value(beyond));
                let calc = format!("表中“{name}”为{own}，“{}”为{other}", bare(&table.rows[beyond].name));
                let finding =
                    Finding::new(Kind::NarrativeTableContradiction, quotes, calc, "按表核对最高、最低的是哪一个");
                review.findings.push(finding.confidence(Confidence::Likely));
            }
        }
    }
}

/// 完成率, 东坪镇 of 完成率最高的是东坪镇, where nothing else is said.
fn told(clause: &str) -> Option<(&str, &str, Way)> {
    let (word, way) = ENDS.into_iter().find(|(word, _)| clause.contains(word))?;
    let (subject, name) = clause.split_once(word)?;
    let subject = subject.rsplit(['中', '的', '看', '、']).next().unwrap_or(subject);
    let long = subject.chars().count() >= 2 && (2..=12).contains(&name.chars().count());
    (long && !name.contains(['、', '和', '（', '及'])).then_some((subject, name, way))
}

/// Which end of the column.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Most,
    Least,
}

const ENDS: [(&str, Way); 6] = [
    ("最高的是", Way::Most),
    ("最低的是", Way::Least),
    ("最多的是", Way::Most),
    ("最少的是", Way::Least),
    ("最大的是", Way::Most),
    ("最小的是", Way::Least),
];

/// 最高的是甲县，为98.34%: the name between.
fn named(report: &Report<'_, '_>, quantity: &Quantity) -> Option<(Way, String)> {
    let span = report.reading.sentences.get(quantity.sentence)?.span.start..quantity.number.span.start;
    let before = report.reading.between(quantity.passage, span);
    let last = ENDS.iter().filter_map(|(word, way)| Some((before.rfind(word)? + word.len(), *way)));
    let (at, way) = last.max_by_key(|(at, _)| *at)?;
    let (name, verb) = before[at..].split_once('，')?;
    let start = before[..at].rfind(['，', '；']).unwrap_or_default();
    if is_of_some(&before[..start]) {
        return None;
    }
    let says = ["为", "仅为", "达到", "达", "只有"].contains(&verb);
    let plain = (2..=12).contains(&name.chars().count()) && !name.contains(['（', '、', '和']);
    (says && plain).then(|| (way, name.trim_end_matches("维度").to_owned()))
}

/// The words before leave some out, or tell of last year.
fn is_of_some(before: &str) -> bool {
    ["除", "其中", "上年", "去年"].iter().any(|word| before.contains(word))
        || before.trim_end_matches('，').ends_with("镇中")
}

/// A row whose figure lies beyond it, where every row prints one.
fn beyond(table: &Plain, (row, column): (usize, usize), way: Way) -> Option<usize> {
    let value = |at: usize| Some(table.rows[at].cells.get(column)?.as_ref()?.0.middle());
    let own = value(row)?;
    let part = |name: &str| ["小计", "其中", "合计"].iter().any(|word| name.contains(word));
    let items = || (0..table.rows.len()).filter(|at| !table.rows[*at].total && !part(&table.rows[*at].name));
    if items().count() < 3 || items().any(|at| value(at).is_none()) {
        return None;
    }
    let mut others = items().filter(|at| *at != row);
    others.find(|at| value(*at).is_some_and(|other| if way == Way::Most { other > own } else { other < own }))
}

fn bare(name: &str) -> String {
    name.trim_end_matches("维度").to_owned()
}

fn has_row(table: &Plain, name: &str) -> bool {
    table.rows.iter().any(|row| !row.total && bare(&row.name) == name)
}

/// The only row that prints this figure, and the column.
fn place_of(table: &Plain, quantity: &Quantity) -> Option<(usize, usize)> {
    let figure = |quote: &crate::finding::Quote| {
        let text = quote.text.trim().trim_end_matches('%').replace([',', '，'], "");
        let scaled = quantity.number.value.checked_div(quantity.number.factor);
        let same = |value: rust_decimal::Decimal| value == quantity.number.value || Some(value) == scaled;
        text.parse::<rust_decimal::Decimal>().is_ok_and(same)
    };
    let ordinal = |column: usize| {
        let title = table.titles.get(column).map_or("", String::as_str);
        ["序号", "排名", "名次", "编号"].iter().any(|word| title.contains(word))
    };
    let place = |at: usize| {
        let mut cells = table.rows[at].cells.iter().enumerate().filter(|(column, _)| !ordinal(*column));
        let (column, _) = cells.find(|(_, cell)| cell.as_ref().is_some_and(|(_, quote)| figure(quote)))?;
        Some((at, column))
    };
    let mut places = (0..table.rows.len()).filter(|at| !table.rows[*at].total).filter_map(place);
    places.next().filter(|_| places.next().is_none())
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(name: &str) -> Vec<&'static str> {
        let text = format!(
            "执行率最高的是{name}，为98.12%。\n|县区|预算|支出|执行率|\n|东河县|200.00|196.24|98.12%|\n|西岭县|300.00|270.00|90.00%|\n|南浦县|250.00|230.00|92.00%|\n|合计|750.00|696.24|92.83%|\n"
        );
        testing::only(&text, "C02")
    }

    #[test]
    fn the_first_is_the_row_that_prints_it() {
        assert_eq!(ids("西岭县"), ["C02"]);
        assert!(ids("东河县").is_empty());
        assert!(ids("北屏县").is_empty());
    }

    #[test]
    fn the_first_has_none_above_it() {
        let of = |name: &str, rate: &str| {
            let text = format!(
                "执行率最低的是{name}，为{rate}。\n|县区|预算|支出|执行率|\n|东河县|200.00|196.24|98.12%|\n|西岭县|300.00|270.00|90.00%|\n|南浦县|250.00|230.00|92.00%|\n|合计|750.00|696.24|92.83%|\n"
            );
            testing::only(&text, "C02")
        };
        assert_eq!(of("南浦县", "92.00%"), ["C02"]);
        assert!(of("西岭县", "90.00%").is_empty());
    }

    #[test]
    fn without_a_figure_the_column_is_named() {
        let of = |name: &str| {
            let text = format!(
                "执行率最高的是{name}，该县按月调度。\n|县区|预算|支出|执行率|\n|东河县|200.00|196.24|98.12%|\n|西岭县|300.00|270.00|90.00%|\n|南浦县|250.00|230.00|92.00%|\n|合计|750.00|696.24|92.83%|\n"
            );
            testing::only(&text, "C02")
        };
        assert_eq!(of("南浦县"), ["C02"]);
        assert!(of("东河县").is_empty());
    }
}
