//! Finding people, in the visitor's regions only.

use maud::html;
use office::registry::{PersonFound, find_people, known_people};

use crate::http::{Call, Fault, Reply};
use crate::view::{Tone, left, masked, table, tone_chip};

/// The page; a single find goes to the person.
pub fn search(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let text = call.query.get("q").to_owned();
    let found = found(call, &text)?;
    if let [one] = &found[..] {
        return Ok(Reply::SeeOther(format!("/people/{}", one.person)));
    }
    let row = |person: &PersonFound| {
        vec![
            html! { a href=(format!("/people/{}", person.person)) { (person.name) } },
            masked(&person.id_masked),
            html! { (person.region_name) },
            html! { span.number { (person.person) } },
            html! { (person.old_number.clone().unwrap_or_default()) },
            html! { @if let Some(from) = person.pension_from { (from) } },
            html! { @if person.flagged { (tone_chip(Tone::Waits, "待更正")) } },
        ]
    };
    let columns = [
        left("姓名"),
        left("证件号"),
        left("村（社区）"),
        left("个人编号"),
        left("原编号"),
        left("待遇起始"),
        left(""),
    ];
    let body = html! {
        form.panel.inline action="/people" method="get" role="search" {
            label for="find" { "姓名开头、完整的证件号或个人编号" }
            input type="search" id="find" name="q" autocomplete="off" autofocus;
            button { "查找" }
        }
        @if !text.is_empty() {
            section.panel {
                (table("找到的人", &columns, found.iter().map(row).collect(), "没有找到，或不在您的岗位地区内。请核对后重试。"))
                @if !found.is_empty() { p.quiet { "找到 " (found.len()) " 人。" } }
            }
        }
    };
    super::page(call, "/people", "查人", Vec::new(), body)
}

fn found(call: &mut Call<'_>, text: &str) -> Result<Vec<PersonFound>, Fault> {
    let reader = call.reader()?;
    let environment = call.environment();
    let (found, known) = call.read(|look| {
        let found = find_people(look, &environment, text)?;
        let people: Vec<_> = found.iter().map(|person| person.person).collect();
        Ok((found, known_people(look, &people)?))
    })?;
    let mine = |person: &PersonFound| known.get(&person.person).is_some_and(|known| reader.covers(&known.region));
    Ok(found.into_iter().filter(mine).collect())
}
