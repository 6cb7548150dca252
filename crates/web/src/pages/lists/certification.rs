//! 资格认证到期: whose proof of life has run out or will soon.

use base::RegionCode;
use maud::html;
use office::certification::{CertificationStanding, worklist};

use super::sheet::{Cell, List};
use super::{DO, number, row, text};
use crate::http::{Call, Fault, Pairs};
use crate::view::Tone;

pub fn due(call: &mut Call<'_>, asked: &Pairs) -> Result<List, Fault> {
    let (environment, today) = (call.environment(), call.today()?);
    let area = asked.get("town").parse::<RegionCode>().ok();
    let (rules, found) = call.read(|look| worklist(look, &environment, area.as_ref(), today))?;
    let rows = found.iter().map(|(standing, person)| {
        let tone = match standing {
            CertificationStanding::DueSoon => Tone::Waits,
            _ => Tone::Bad,
        };
        let who = person.version.person;
        let to = |name: &str| format!("/operations/{name}?person={who}");
        let visit = person.needs_visit(today, &rules);
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
        note: "未认证不等于死亡：逾期的先联系、再走访，停发须两人办理。".to_owned(),
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
            a href="/operations/certification.import_roster" { "回收村级认证名册" } "导入。"
        } }),
        ..List::default()
    })
}
