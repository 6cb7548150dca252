//! 疑点 and 函件.

use office::registry::known_people;
use office::risk::{letters, open_leads};
use office::tables::LeadKind;

use super::sheet::{Cell, List, Row};
use super::{DO, long, text};
use crate::http::{Call, Fault, Pairs};
use crate::view::Tone;

pub fn open(call: &mut Call<'_>, _asked: &Pairs) -> Result<List, Fault> {
    let (leads, known) = call.read(|look| {
        let leads = open_leads(look)?;
        let people: Vec<_> = leads.iter().map(|open| open.now.lead.person).collect();
        Ok((leads, known_people(look, &people)?))
    })?;
    let rows = leads.iter().filter_map(|open| {
        let (lead, event) = (&open.now.lead, &open.now.event);
        let to = |name: &str| format!("/operations/{name}?lead={}", lead.id);
        let death = format!("/operations/benefits.confirm_death?person={}&lead={}", lead.person, lead.id);
        let confirm = match lead.kind {
            LeadKind::Death => ("确认死亡", death),
            _ => ("属实", to("risk.confirm_lead")),
        };
        let ways = vec![
            confirm,
            ("暂扣", to("risk.hold_lead")),
            ("销号", to("risk.clear_lead")),
            ("发函", to("risk.send_letter")),
            ("证据", to("risk.attach_evidence")),
        ];
        let cells = vec![
            Cell::Text(lead.kind.title().to_owned()),
            Cell::Person(lead.person, open.name.clone()),
            Cell::Day(lead.event_on),
            Cell::Text(lead.matched.title().to_owned()),
            Cell::Text(lead.source.clone()),
            Cell::State(Tone::Waits, event.state.title()),
            Cell::Day(Some(open.since)),
            Cell::Do(ways),
        ];
        // Whose village is not known is nobody's to see.
        known.get(&lead.person).map(|known| Row { region: Some(known.region), cells })
    });
    Ok(List {
        note: "疑点不是结论，须由人核实。".to_owned(),
        titles: vec![
            text("类别"),
            text("姓名"),
            text("事件日期"),
            text("比对"),
            long("来源"),
            text("状态"),
            text("收到"),
            DO,
        ],
        rows: rows.collect(),
        nothing: "没有待核查的疑点。",
        ..List::default()
    })
}

pub fn sent(call: &mut Call<'_>, _asked: &Pairs) -> Result<List, Fault> {
    let today = call.today()?;
    let (found, known) = call.read(|look| {
        let found = letters(look)?;
        let people: Vec<_> = found.iter().map(|line| line.person).collect();
        Ok((found, known_people(look, &people)?))
    })?;
    let rows = found.iter().filter_map(|line| {
        let letter = &line.letter;
        let late = line.answer.is_none() && letter.answer_by < today;
        let state = match (&line.answer, late) {
            (Some(_), _) => Cell::State(Tone::Good, "已复函"),
            (None, true) => Cell::State(Tone::Bad, "已过答复期限"),
            (None, false) => Cell::State(Tone::Waits, "等待复函"),
        };
        let answer = line.answer.as_ref().map(|(on, answer)| format!("{on} {answer}")).unwrap_or_default();
        let address = format!("/operations/risk.record_answer?letter={}", letter.id);
        let cells = vec![
            Cell::Text(format!("{} 年第 {} 号", letter.year, letter.number)),
            Cell::Person(line.person, line.name.clone()),
            Cell::Text(letter.addressee.clone()),
            Cell::Day(Some(letter.sent_on)),
            Cell::Day(Some(letter.answer_by)),
            state,
            Cell::Text(answer),
            Cell::Do(if line.answer.is_none() { vec![("登记复函", address)] } else { Vec::new() }),
        ];
        known.get(&line.person).map(|known| Row { region: Some(known.region), cells })
    });
    Ok(List {
        titles: vec![
            text("编号"),
            text("姓名"),
            text("收函单位"),
            text("发函日期"),
            text("答复期限"),
            text("状态"),
            long("复函"),
            DO,
        ],
        rows: rows.collect(),
        nothing: "没有发出的函件。",
        ..List::default()
    })
}
