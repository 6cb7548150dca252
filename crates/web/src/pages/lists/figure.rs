//! The rows behind a figure of the year's report.

use std::collections::HashMap;
use std::sync::Arc;

use office::figures::{FigureRow, Subject, definition, rows_from};
use office::registry::known_people;
use office::tables::PersonId;

use super::sheet::{Cell, List, Row};
use super::{AT_ONCE, FROM, WHOLE, number, text, year_asked};
use crate::http::{Call, Fault, Pairs};
use crate::pages::figures;

pub fn behind(call: &mut Call<'_>, asked: &Pairs) -> Result<List, Fault> {
    let definition = definition(asked.get("figure")).ok_or(Fault::NotFound)?;
    let year = year_asked(asked, call.today()?.year())?;
    let is_person = definition.subject == Subject::Person;
    let in_parts = is_person && asked.get(WHOLE).is_empty();
    let from = if in_parts { asked.get(FROM).parse().unwrap_or(i64::MIN) } else { i64::MIN };
    // One row more tells whether there are more.
    let at_most = if in_parts { AT_ONCE as i64 + 1 } else { i64::MAX };
    let kept = Arc::clone(&call.kept);
    let value = kept.get(call, "figure", format!("{}@{year}", definition.name), figures::value)?;
    let (mut found, known, next) = call.read(|look| {
        let mut found: Vec<FigureRow> = Vec::new();
        rows_from(look, (definition, year), (from, at_most), |row| {
            found.push(row);
            Ok(())
        })?;
        let next = next_subject(&mut found, at_most);
        let mut people: Vec<PersonId> = found.iter().filter(|_| is_person).map(|row| PersonId(row.subject)).collect();
        people.dedup();
        let known = known_people(look, &people)?;
        Ok((found, known, next))
    })?;
    // Where people or bookings are counted, an amount beside them would be read as the figure.
    let money = definition.shows_money();
    let names: HashMap<_, _> = known.into_iter().map(|(person, known)| (person, known.name)).collect();
    let row = |row: FigureRow| Row {
        region: None,
        cells: vec![
            if is_person {
                Cell::Person(PersonId(row.subject), names.get(&PersonId(row.subject)).cloned().unwrap_or_default())
            } else {
                Cell::Text(String::new())
            },
            if is_person { Cell::Number(PersonId(row.subject)) } else { Cell::Text(row.number()) },
            Cell::Text(row.what),
            Cell::Text(row.at.to_string()),
            if money { Cell::Money(row.amount) } else { Cell::Text(String::new()) },
        ],
    };
    Ok(List {
        note: format!(
            "{year} 年 {}：{}。数值 {}，下面是它的明细。{}",
            definition.title,
            definition.meaning,
            value.value,
            value.age()
        ),
        asks: &[("figure", "数据名称", "text"), ("year", "年度", "text")],
        titles: vec![
            text("姓名"),
            text(definition.subject.title()),
            text("类别"),
            text("月份或日期"),
            number(if money { "金额（元）" } else { "" }),
        ],
        rows: found.drain(..).map(row).collect(),
        nothing: "没有明细。",
        sums: money.then_some(4),
        next: next.map(|subject| subject.to_string()),
        ..List::default()
    })
}

/// Cuts off the rows of the last subject when there may be more of them; the next part begins there.
fn next_subject(found: &mut Vec<FigureRow>, at_most: i64) -> Option<i64> {
    if i64::try_from(found.len()).is_ok_and(|count| count < at_most) {
        return None;
    }
    let last = found.last()?.subject;
    // One person has not AT_ONCE rows of a year.
    found.retain(|row| row.subject != last);
    Some(last)
}

#[cfg(test)]
mod tests {
    use base::Fen;

    use super::*;

    fn rows(subjects: &[i64]) -> Vec<FigureRow> {
        let row = |subject: &i64| FigureRow { subject: *subject, what: String::new(), at: 0, amount: Fen::ZERO };
        subjects.iter().map(row).collect()
    }

    #[test]
    fn a_part_ends_before_a_person_who_may_have_more_rows() {
        let mut full = rows(&[1, 2, 2]);
        assert_eq!(next_subject(&mut full, 3), Some(2));
        assert_eq!(full.len(), 1);
        let mut last = rows(&[2, 2]);
        assert_eq!(next_subject(&mut last, 3), None);
        assert_eq!(last.len(), 2);
    }
}
