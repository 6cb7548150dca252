//! 资格认证到期: whose proof of life has run out or will soon.

use std::sync::Arc;

use base::RegionCode;
use desk::{Look, Unplanned};
use maud::html;
use office::Environment;
use office::certification::{Certifiable, CertificationRules, CertificationStanding, worklist};

use super::sheet::{Cell, List};
use super::{DO, number, row, text};
use crate::http::{Call, Fault, Pairs};
use crate::pages::way;
use crate::view::Tone;

/// Of a region, or of everybody.
fn found(look: &mut Look<'_>, environment: &Environment, asked: &str) -> Result<Worklist, Unplanned> {
    let area = asked.split(' ').next().and_then(|area| area.parse::<RegionCode>().ok());
    let today = look.today();
    worklist(look, environment, area.as_ref(), today)
}

type Worklist = (CertificationRules, Vec<(CertificationStanding, Certifiable)>);

pub fn due(call: &mut Call<'_>, asked: &Pairs) -> Result<List, Fault> {
    let today = call.today()?;
    let area = asked.get("town").parse::<RegionCode>().map(|area| area.to_string()).unwrap_or_default();
    let counted = Arc::clone(&call.kept).get(call, "certification", format!("{area} {today}"), found)?;
    let (rules, found) = &*counted.value;
    let rows = found.iter().map(|(standing, person)| {
        let tone = match standing {
            CertificationStanding::DueSoon => Tone::Waits,
            _ => Tone::Bad,
        };
        let who = person.version.person;
        let to = |name: &str| format!("/operations/{name}?person={who}");
        let visit = person.needs_visit(today, rules);
        let visited = if visit { "须入户" } else { "" };
        let cells = vec![
            Cell::Person(who, person.name.clone()),
            Cell::Code(person.version.region),
            Cell::State(tone, standing.title()),
            Cell::Day(Some(person.valid_until)),
            Cell::Count(person.age(today).unwrap_or_default()),
            Cell::Text(visited.to_owned()),
            Cell::Day(person.visited_on),
            Cell::Text(if person.bedridden { "卧床".to_owned() } else { String::new() }),
            Cell::Do(vec![("登记走访", to("certification.record_visit"))]),
        ];
        row(person.version.region, cells)
    });
    Ok(List {
        note: format!("未认证不等于死亡：逾期的先联系、再走访，停发须两人办理。{}", counted.age()),
        titles: vec![
            text("姓名"),
            text("村（社区）"),
            text("状态"),
            text("有效期至"),
            number("年龄"),
            text("入户要求"),
            text("最近走访"),
            text("卧床"),
            DO,
        ],
        rows: rows.collect(),
        nothing: "没有认证到期的人员。",
        after: Some(html! { p {
            "村级名册：" a href="/rosters" { "打印或下载各村认证名册" } "，填好后从"
            (way(call, "/operations/certification.import_roster", "回收村级认证名册")?) "导入。"
        } }),
        ..List::default()
    })
}
