//! 政策影响清单: who gets another amount when the program's version of the law is activated.

use std::sync::Arc;

use desk::{Look, Unplanned};
use maud::html;
use office::Environment;
use office::law::{Impact, active_version, impact_list};
use office::registry::known_people;

use super::sheet::{Cell, List};
use super::{number, row, text};
use crate::http::{Call, Fault, Pairs};

fn counted(look: &mut Look<'_>, environment: &Environment, _: &str) -> Result<Impact, Unplanned> {
    impact_list(look, environment)
}

pub fn of_law(call: &mut Call<'_>, _asked: &Pairs) -> Result<List, Fault> {
    let ours = call.environment().law.version_name().to_owned();
    let kept = Arc::clone(&call.kept);
    // Once the version is activated, what was counted before is of no use any more.
    let active = call.read(active_version)?.map(|version| version.name).unwrap_or_default();
    let found = kept.get(call, "impact", format!("{active} {ours}"), counted)?;
    let impact = &found.value;
    let people: Vec<_> = impact.lines.iter().map(|line| line.person).collect();
    let known = call.read(|look| known_people(look, &people))?;
    let rows = impact.lines.iter().map(|line| {
        let name = known.get(&line.person).map(|known| known.name.clone()).unwrap_or_default();
        let cells = vec![
            Cell::Person(line.person, name),
            Cell::Code(line.region),
            Cell::Text(line.state.title().to_owned()),
            Cell::Money(line.old.total()),
            Cell::Money(line.new.total()),
            Cell::Count(i64::try_from(line.months).unwrap_or_default()),
            Cell::Money(line.back_pay.total()),
            Cell::Money(line.funeral.total()),
        ];
        row(line.region, cells)
    });
    let note = if impact.new.is_empty() {
        format!("程序的政策版本 {ours} 就是本机构启用的版本，没有影响。")
    } else {
        let (monthly, owed) = (impact.monthly(), impact.back_pay());
        format!(
            "{} → {}：核对 {} 人；每月增减 {} 人 {} 元，应补发 {} 人 {} 元，待遇减少 {} 人。",
            impact.old,
            impact.new,
            impact.compared,
            monthly.people,
            monthly.total(),
            owed.people,
            owed.total(),
            impact.losers()
        )
    };
    Ok(List {
        note: note + &found.age(),
        titles: vec![
            text("姓名"),
            text("村（社区）"),
            text("状态"),
            number("原月标准（元）"),
            number("新月标准（元）"),
            number("补发月数"),
            number("应补发（元）"),
            number("丧葬补助金差额（元）"),
        ],
        rows: rows.collect(),
        nothing: "没有人的待遇有变动。",
        sums: Some(6),
        after: (!impact.new.is_empty() && call.makes("law.activate")?).then(|| {
            html! { p { a.button href=(format!("/operations/law.activate?version={ours}")) { "办理启用这个版本" } } }
        }),
        ..List::default()
    })
}
