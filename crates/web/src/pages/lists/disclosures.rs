//! 查阅记录: for the auditor alone.

use base::Month;
use desk::ReadKind;
use office::reading::{LookedAt, disclosures};

use super::sheet::{Cell, List, Row};
use super::{day_asked, long, text};
use crate::http::{Call, Fault, Pairs};
use crate::view::Tone;

pub fn read_by_whom(call: &mut Call<'_>, asked: &Pairs) -> Result<List, Fault> {
    let last = day_asked(asked, "until", call.today()?)?;
    // The month before and this one, when nothing is asked for.
    let first = day_asked(asked, "since", Month::of(last).plus(-1).first_day())?;
    let found = call.read(|look| disclosures(look, (first, last)))?;
    let rows = found.into_iter().map(|line| {
        let about = match line.about {
            LookedAt::Person(person, name) => Cell::Person(person, name),
            LookedAt::List(title) => Cell::Text(format!("清单：{title}")),
            LookedAt::Other => Cell::Text(String::new()),
        };
        let tone = if line.kind == ReadKind::Refused { Tone::Bad } else { Tone::Quiet };
        let reason = match line.kind {
            ReadKind::Refused => format!("要看 {}", line.reason),
            _ => line.reason,
        };
        let cells = vec![
            Cell::Text(line.day),
            Cell::Text(line.name),
            Cell::State(tone, line.kind.title()),
            about,
            Cell::Text(reason),
        ];
        Row { region: None, cells }
    });
    Ok(List {
        note: format!("{first} 至 {last}：谁查看了谁的完整号码、取走了哪张清单、为什么；无权而被拒绝的查看也在内。"),
        asks: &[("since", "从", "date"), ("until", "到", "date")],
        titles: vec![text("日期"), text("查阅人"), text("方式"), text("对象"), long("原因")],
        rows: rows.collect(),
        nothing: "这段时间没有查阅记录。",
        ..List::default()
    })
}
