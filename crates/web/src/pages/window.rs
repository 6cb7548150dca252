//! 一窗通办: what was taken in, how far it is, what is late, what visitors said; the receipt and the
//! list of what is missing, for the visitor to take along.

use std::collections::BTreeMap;

use base::Date;
use maud::{Markup, html};
use office::tables::{IntakeId, IntakeStepKind, Satisfaction};
use office::window::{IntakeNow, intake_now, intakes_of_year, term_of};

use crate::http::{Call, Fault, Reply};
use crate::view::{Tone, crumb, facts, left, right, table, tone_chip};

const SHOWN: usize = 200;

fn state(now: &IntakeNow, today: Date) -> Markup {
    match now.ended() {
        Some(IntakeStepKind::Finished) => tone_chip(Tone::Good, "办结出件"),
        Some(ended) => tone_chip(Tone::Quiet, ended.title()),
        None if now.is_late(today) => tone_chip(Tone::Bad, "已超时限"),
        None if now.missing().is_some() => tone_chip(Tone::Waits, "待补正"),
        None => tone_chip(Tone::Waits, now.steps.last().map_or("已受理", |step| step.step.title())),
    }
}

fn title_of(call: &Call<'_>, operation: &str) -> String {
    let found = call.office.desk().catalogue().get(operation);
    found.map_or_else(|_| operation.to_owned(), |operation| operation.title().to_owned())
}

/// The intakes of this year and what is still open of earlier ones, with counts by matter and window.
pub fn list(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let (today, reader) = (call.today()?, call.reader()?);
    let mut all = call.read(|look| intakes_of_year(look, today.year()))?;
    all.retain(|now| reader.covers(&now.intake.region));
    let this_year = all.iter().filter(|now| now.intake.year == i64::from(today.year())).count();
    let open = all.iter().filter(|now| now.ended().is_none()).count();
    let late = all.iter().filter(|now| now.is_late(today)).count();
    // What is open stands first: the latest limit last.
    all.sort_by_key(|now| (now.ended().is_some(), now.intake.due_on, std::cmp::Reverse(now.intake.id)));
    let rows = all.iter().take(SHOWN).map(|now| {
        vec![
            html! { a href=(format!("/window/{}", now.intake.id)) { (now.number()) } },
            html! { (now.intake.applicant) },
            html! { (title_of(call, &now.intake.asked)) },
            html! { (now.intake.counter) },
            html! { span.number { (now.intake.on_date) } },
            html! { @if let Some(due) = now.intake.due_on { span.number { (due) } } },
            state(now, today),
            html! { @if let Some(rating) = &now.rating { (rating.grade.title()) } },
        ]
    });
    let columns = [
        left("受理编号"),
        left("申请人"),
        left("申请办理"),
        left("窗口"),
        left("受理日期"),
        left("应办结"),
        left("状态"),
        left("评价"),
    ];
    let rows = rows.collect();
    let body = html! {
        @if call.makes("window.accept")? { p { a.button href="/operations/window.accept" { "受理一件" } } }
        section.panel { div.figures {
            div { strong { (this_year) } span { "本年受理" } }
            div { strong { (open) } span { "正在办理" } }
            div { strong { (late) } span { "已超时限" } }
            div { strong { (satisfied(&all)) } span { "满意率" } }
        } }
        section.panel { h2 { "受理台账" } (table("受理台账", &columns, rows, "今年还没有受理。"))
            @if all.len() > SHOWN { p.quiet { "只列出前 " (SHOWN) " 件。" } }
        }
        div.columns {
            (counts(call, &all, "按事项", |now| now.intake.asked.clone()))
            (counts(call, &all, "按窗口", |now| now.intake.counter.clone()))
        }
    };
    super::page(call, "/window", "一窗通办", Vec::new(), body)
}

/// Good and better of all that were rated; both terms stand in it.
pub fn satisfied(all: &[IntakeNow]) -> String {
    let rated: Vec<Satisfaction> = all.iter().filter_map(|now| Some(now.rating.as_ref()?.grade)).collect();
    let good = rated.iter().filter(|grade| !matches!(grade, Satisfaction::Bad | Satisfaction::VeryBad)).count();
    match rated.len() {
        0 => "—".to_owned(),
        all => format!("{}%（{good}/{all}）", good * 100 / all),
    }
}

fn counts(call: &Call<'_>, all: &[IntakeNow], title: &str, key: impl Fn(&IntakeNow) -> String) -> Markup {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for now in all {
        let count = counts.entry(key(now)).or_default();
        count.0 += 1;
        count.1 += usize::from(now.ended().is_none());
    }
    let rows = counts
        .iter()
        .map(|(name, (all, open))| vec![html! { (title_of(call, name)) }, html! { (all) }, html! { (open) }]);
    let rows = rows.collect();
    html! { section.panel { h2 { (title) } (table(title, &[left(""), right("受理"), right("在办")], rows, "没有。")) } }
}

/// One intake: its receipt, its steps, what can be done now.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let id = IntakeId(call.number("id")?);
    let (reader, today) = (call.reader()?, call.today()?);
    let now = call.read(|look| intake_now(look, id))?;
    let now = now.filter(|now| reader.covers(&now.intake.region)).ok_or(Fault::NotFound)?;
    let agency = reader.agency.name.clone();
    let asked = title_of(call, &now.intake.asked);
    let body = html! {
        (ways(call, &now)?)
        section.panel {
            h2.only-print { (agency) " 受理回执" }
            (receipt(&now, &asked, today))
        }
        @if let Some(missing) = now.missing() {
            section.panel {
                h2 { "一次性告知：需要补正的材料" }
                p { (missing) }
                p.quiet { "补齐以后请凭本回执到原窗口递交。" }
            }
        }
        section.panel { h2 { "进度" } (steps(&now)) }
        table.boxes.only-print-table {
            thead { tr { th scope="col" { "经办人签字" } th scope="col" { "申请人签字" } } }
            tbody { tr { td { "年　月　日" } td { "年　月　日" } } }
        }
    };
    super::page(call, "/window", &format!("受理 {}", now.number()), vec![crumb("一窗通办", "/window")], body)
}

fn ways(call: &Call<'_>, now: &IntakeNow) -> Result<Markup, Fault> {
    let (asked, step, rate) = (call.makes(&now.intake.asked)?, call.makes("window.step")?, call.makes("window.rate")?);
    let id = now.intake.id;
    let person = now.intake.person.map(|person| format!("?person={person}")).unwrap_or_default();
    Ok(html! { nav.inline aria-label="办理" {
        @if now.ended().is_none() {
            @if asked { a.button href=(format!("/operations/{}{person}", now.intake.asked)) { "办理业务" } }
            @if step { a.button.second href=(format!("/operations/window.step?intake={id}")) { "登记进度" } }
        } @else if now.rating.is_none() && rate {
            a.button href=(format!("/operations/window.rate?intake={id}")) { "请申请人评价" }
        }
        button.second type="button" data-print="yes" hidden { "打印回执" }
    } })
}

fn receipt(now: &IntakeNow, asked: &str, today: Date) -> Markup {
    let intake = &now.intake;
    let term = term_of(&intake.asked);
    facts(vec![
        ("受理编号", html! { span.number { (now.number()) } }),
        (
            "申请人",
            html! { @match intake.person {
                Some(person) => a href=(format!("/people/{person}")) { (intake.applicant) },
                None => (intake.applicant),
            } },
        ),
        ("申请办理", html! { (asked) }),
        ("受理日期", html! { (intake.on_date) }),
        ("窗口", html! { (intake.counter) }),
        ("办理时限", html! { (intake.days) " 个工作日" }),
        ("应办结", html! { @match intake.due_on { Some(due) => (due), None => "工作日历没有覆盖，请人工推算" } }),
        ("依据", html! { (term.basis) }),
        ("状态", state(now, today)),
        ("告知承诺", html! { @if intake.promise { "以承诺代替：" (intake.missing) } @else { "无" } }),
        (
            "评价",
            html! { @match &now.rating {
                Some(rating) => { (rating.grade.title()) " " (rating.words) }
                None => "—",
            } },
        ),
    ])
}

fn steps(now: &IntakeNow) -> Markup {
    html! { ol.timeline {
        @for step in now.steps.iter().rev() { li {
            span.day { (step.on_date) } (step.step.title())
            @if let Some(matter) = step.handled { "　" a href=(format!("/matters/{matter}")) { "业务 " (matter) } }
            @if step.file.is_some() { "　" span.quiet { "有附件" } }
            @if !step.note.is_empty() { div.quiet { (step.note) } }
        } }
        li { span.day { (now.intake.on_date) } "已受理" }
    } }
}
