//! Finding people, in the visitor's regions only.

use maud::html;
use office::registry::{FOUND_AT_MOST, Found, PersonFound, search_people};

use crate::http::{Call, Fault, Reply};
use crate::view::{Tone, left, masked, table, tone_chip};

/// The page; a single find goes to the person.
pub fn search(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let text = call.query.get("q").to_owned();
    let Found { people, more } = found(call, &text)?;
    if let [one] = &people[..] {
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
        left("状态"),
    ];
    let body = html! {
        form.panel.inline action="/people" method="get" role="search" {
            label for="find" { "查找" }
            input type="search" id="find" name="q" class="wide" value=(text) autocomplete="off" autofocus;
            button { "查找" }
            p.hint { "姓名（开头几个字）、拼音首字母（如 wxm）、完整的证件号、个人编号、村（社区）名称或代码" }
        }
        @if !text.is_empty() {
            section.panel {
                (table("找到的人", &columns, people.iter().map(row).collect(), "没有找到，或不在您的岗位地区内。请核对后重试。"))
                @if more { p.quiet { "只列出前 " (FOUND_AT_MOST) " 人，请把姓名写完整，或改用证件号。" } }
                @else if !people.is_empty() { p.quiet { "找到 " (people.len()) " 人。" } }
            }
        }
    };
    super::page(call, "/people", "查人", Vec::new(), body)
}

fn found(call: &mut Call<'_>, text: &str) -> Result<Found, Fault> {
    let reader = call.reader()?;
    let environment = call.environment();
    call.read(|look| search_people(look, &environment, text, &|region| reader.covers(region)))
}
