//! Worklists about people: leads, who may claim, money to recover, lines left out of files.

use base::Fen;
use desk::Unplanned;
use maud::html;
use office::benefits::{due_to_claim, recoveries};
use office::contributions::left_out;
use office::registry::known_people;
use office::risk::open_leads;
use office::tables::PersonId;

use crate::http::{Call, Fault, Reply};
use crate::view::{Tone, amount, amount_or_dash, left, right, table, tone_chip};

const MONTHS_AHEAD: i32 = 3;
const SHOWN: usize = 500;

fn to_person(person: PersonId, name: &str) -> maud::Markup {
    html! { a href=(format!("/people/{person}")) { (name) } }
}

/// Leaves out whoever lives outside the visitor's regions.
fn in_my_regions<T>(call: &mut Call<'_>, all: Vec<T>, person: impl Fn(&T) -> PersonId) -> Result<Vec<T>, Fault> {
    let reader = call.reader()?;
    let people: Vec<PersonId> = all.iter().map(&person).collect();
    let known = call.read(|look| known_people(look, &people))?;
    Ok(all.into_iter().filter(|one| known.get(&person(one)).is_some_and(|k| reader.covers(&k.region))).collect())
}

/// Leads that wait for a decision.
pub fn leads(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let all = call.read(open_leads)?;
    let leads = in_my_regions(call, all, |lead| lead.now.lead.person)?;
    let rows = leads.iter().map(|open| {
        let (lead, event) = (&open.now.lead, &open.now.event);
        vec![
            html! { (lead.kind.title()) },
            to_person(lead.person, &open.name),
            html! { @if let Some(on) = lead.event_on { (on) } },
            html! { (lead.matched.title()) },
            html! { (lead.source) },
            tone_chip(Tone::Waits, event.state.title()),
            html! { (open.since) },
            html! {
                a href=(format!("/operations/benefits.confirm_death?person={}&lead={}", lead.person, lead.id)) { "确认死亡" } "　"
                a href=(format!("/operations/risk.hold_lead?lead={}", lead.id)) { "暂扣" } "　"
                a href=(format!("/operations/risk.clear_lead?lead={}", lead.id)) { "排除" }
            },
        ]
    });
    let columns = [
        left("类别"),
        left("姓名"),
        left("事件日期"),
        left("比对"),
        left("来源"),
        left("状态"),
        left("收到"),
        left("办理"),
    ];
    let body = html! {
        p.quiet { "疑点不是结论，须由人核实。待核查 " (leads.len()) " 条。" }
        section.panel { (table("待核查的疑点", &columns, rows.collect(), "没有待核查的疑点。")) }
    };
    super::page(call, "/leads", "疑点", Vec::new(), body)
}

/// Who may claim soon and has not.
pub fn claims(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let (reader, environment) = (call.reader()?, call.environment());
    let mut people = call.read(|look| -> Result<_, Unplanned> { due_to_claim(look, &environment, MONTHS_AHEAD) })?;
    people.retain(|person| reader.covers(&person.region));
    let rows = people.iter().take(SHOWN).map(|claim| {
        vec![
            to_person(claim.person, &claim.name),
            html! { span.number { (claim.region) } },
            html! { (claim.birth) },
            html! { (claim.first_month) },
            html! { a href=(format!("/operations/benefits.award?person={}", claim.person)) { "核定待遇" } },
        ]
    });
    let columns = [left("姓名"), left("村（社区）"), left("出生日期"), left("最早领取月"), left("办理")];
    let body = html! {
        p.quiet { "到龄和 " (MONTHS_AHEAD) " 个月内到龄、还没有申领的 " (people.len()) " 人，请逐人通知。" }
        section.panel { (table("到龄未申领", &columns, rows.collect(), "没有到龄未申领的人员。")) }
        @if people.len() > SHOWN { p.quiet { "只列出前 " (SHOWN) " 人。" } }
    };
    super::page(call, "/claims", "到龄申领", Vec::new(), body)
}

/// Money that is still to be recovered.
pub fn recovered(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let all = call.read(recoveries)?;
    let lines = in_my_regions(call, all, |line| line.recovery.person)?;
    let rows = lines.iter().map(|line| {
        let recovery = &line.recovery;
        vec![to_person(recovery.person, &line.name), html! { (recovery.id) }, amount(recovery.total())]
    });
    let total: Fen = lines.iter().map(|line| line.recovery.total()).sum();
    let body = html! {
        section.panel { (table("追回台账", &[left("姓名"), right("编号"), right("应追回（元）")], rows.collect(), "没有要追回的款项。")) }
        p { (lines.len()) " 笔，" (amount(total)) " 元。" }
    };
    super::page(call, "/recoveries", "追回台账", Vec::new(), body)
}

/// Lines of received files that were not taken.
pub fn quarantined(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let lines = call.read(left_out)?;
    let rows = lines.iter().take(SHOWN).map(|line| {
        vec![
            html! { (line.imported_on) },
            html! { (line.file) },
            html! { (line.line) },
            html! { (line.what) },
            amount_or_dash(line.amount),
        ]
    });
    let columns = [left("导入日期"), left("文件"), right("行号"), left("原因和怎么办"), right("金额（元）")];
    let body = html! {
        p.quiet { "导入时没有采用的 " (lines.len()) " 行，请退回来源单位更正后重新导入。" }
        section.panel { (table("未采用清单", &columns, rows.collect(), "没有未采用的行。")) }
    };
    super::page(call, "/left-out", "未采用清单", Vec::new(), body)
}
