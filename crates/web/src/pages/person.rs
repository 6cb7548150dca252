//! A person on one page: facts and their versions, account, pension with its tree, what was owed
//! and paid, leads. Numbers are masked until a reason is given, and the reason is kept.

use std::collections::BTreeMap;

use base::{Fen, Month};
use desk::ReadKind;
use maud::{Markup, html};
use office::benefits::explain_award;
use office::reading::{PersonHistory, person_history};
use office::registry::{PersonCard, person_card, regions_in_force};
use office::tables::PersonId;

use crate::http::{Call, Fault, Reply};
use crate::view::{
    Bars, Tone, amount, bars, crumb, facts, left, masked, right, run_state, signed, table, tone_chip, tree,
};

/// Operations that begin with a person.
const FROM_HERE: &[&str] = &[
    "registry.change_ordinary",
    "registry.change_key",
    "registry.change_payee",
    "benefits.award",
    "benefits.suspend",
    "benefits.resume",
    "benefits.confirm_death",
    "benefits.settle_death",
];

/// The person's card, or nothing when the visitor's posts do not cover the person's village.
fn card(call: &mut Call<'_>) -> Result<(PersonId, PersonCard), Fault> {
    let person = PersonId(call.number("id")?);
    let (reader, environment) = (call.reader()?, call.environment());
    let card = call.read(|look| person_card(look, &environment, person))?;
    let card = card.filter(|card| reader.covers(&card.now.version.region)).ok_or(Fault::NotFound)?;
    Ok((person, card))
}

/// The page.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    whole(call, None, None)
}

/// The page with whole numbers, after the reason was recorded.
pub fn reveal(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let (person, card) = card(call)?;
    let (signer, reason) = (call.signer()?, call.form.get("reason").to_owned());
    let (desk, db) = call.office.parts();
    if let Err(refusal) = desk.record_reading(db, signer, (ReadKind::Identifiers, person.0), &reason) {
        let told = Fault::from(refusal).says();
        return whole(call, None, Some(told));
    }
    let environment = call.environment();
    let numbers = call.read(|look| {
        let mut numbers = Vec::new();
        for (kind, present) in &card.identifiers {
            let text = environment.identifiers().reveal(look, present.id)?.unwrap_or_default();
            numbers.push((kind.title(), text));
        }
        Ok(numbers)
    })?;
    whole(call, Some(numbers), None)
}

type Numbers = Vec<(&'static str, String)>;

fn whole(call: &mut Call<'_>, numbers: Option<Numbers>, fault: Option<Markup>) -> Result<Reply, Fault> {
    let (person, card) = card(call)?;
    let (history, regions) = call.read(|look| Ok((person_history(look, person)?, regions_in_force(look)?)))?;
    let name = card.now.version.name.clone();
    let names = |code: &base::RegionCode| regions.get(code).cloned().unwrap_or_else(|| code.to_string());
    let refused = fault.is_some();
    let body = html! {
        @if let Some(fault) = fault { div.note.bad role="alert" { (fault) } }
        (who(call, person, &card, numbers)?)
        (links(call, person)?)
        div.columns {
            (account(&card, &history))
            (pension(call, person, &card)?)
        }
        (payments(&history))
        (leads(&history))
        section.panel { h2 { "登记变化" } ol.timeline {
            @for version in &history.versions { li {
                span.day { (version.from) }
                (version.name) "，" (names(&version.region))
                @if let Some(birth) = version.birth { "，" (birth) " 出生" }
                @if !version.address.is_empty() { "，" (version.address) }
            } }
            @for event in card.events.iter().rev() { li {
                span.day { (event.from_month) } (event.state.title()) span.quiet { "　" (event.reason) }
            } }
        } }
    };
    let shown = super::framed(call, "/people", &name, vec![crumb("查人", "/people")], body)?;
    Ok(if refused { Reply::Unready(shown) } else { Reply::Page(shown) })
}

fn who(call: &Call<'_>, person: PersonId, card: &PersonCard, numbers: Option<Numbers>) -> Result<Markup, Fault> {
    let version = &card.now.version;
    let whole = numbers.is_some();
    let mut lines = vec![
        ("个人编号", html! { span.number { (person) } }),
        ("原编号", html! { (card.now.person.old_number.clone().unwrap_or_else(|| "—".to_owned())) }),
        ("出生日期", html! { @if let Some(birth) = version.birth { (birth) } @else { "待补" } }),
        ("村（社区）", html! { (card.region_name) }),
        ("住址", html! { @if version.address.is_empty() { "待补" } @else { (version.address) } }),
    ];
    match numbers {
        Some(numbers) => lines.extend(numbers.into_iter().map(|(kind, text)| (kind, masked(&text)))),
        None => lines.extend(card.identifiers.iter().map(|(kind, present)| (kind.title(), masked(&present.masked)))),
    }
    if let Some((enrolment, state)) = &card.now.enrolment {
        lines.push(("参保", html! { (enrolment.joined) " 起　" (state.title()) }));
    }
    Ok(html! {
        section.panel {
            (facts(lines))
            @for flag in &card.flags { " " (tone_chip(Tone::Waits, &format!("待更正：{}", flag.title()))) }
            @if whole {
                div.note { p { "现在显示的是完整号码，本次查看已记录。" } }
            } @else {
                form.inline method="post" action=(format!("/people/{person}/identifiers")) {
                    (super::token(call)?)
                    label for="why" { "查看完整号码的原因" }
                    input type="text" id="why" name="reason" autocomplete="off" placeholder="如：核对领取账户";
                    button.second { "查看（留下记录）" }
                }
            }
        }
    })
}

/// What the visitor can do about this person.
fn links(call: &Call<'_>, person: PersonId) -> Result<Markup, Fault> {
    let reader = call.reader()?;
    let catalogue = call.office.desk().catalogue();
    let mine: Vec<_> = FROM_HERE
        .iter()
        .filter_map(|name| catalogue.get(name).ok())
        .filter(|operation| operation.posts().make.iter().any(|post| reader.holds(*post)))
        .map(|operation| (operation.name(), operation.title()))
        .collect();
    Ok(html! {
        @if !mine.is_empty() {
            nav.inline aria-label="办理" {
                @for (name, title) in mine { a.button.second href=(format!("/operations/{name}?person={person}")) { (title) } }
            }
        }
    })
}

fn account(card: &PersonCard, history: &PersonHistory) -> Markup {
    let rows = card.account.iter().map(|(source, left)| vec![html! { (source.title()) }, amount(*left)]).collect();
    let mut by_year: BTreeMap<i64, Fen> = BTreeMap::new();
    history.entries.iter().for_each(|entry| *by_year.entry(entry.year).or_default() += entry.amount);
    let chart = Bars {
        title: "各年度记入个人账户（元）".to_owned(),
        bars: by_year.iter().map(|(year, sum)| (year.to_string(), sum.get(), sum.to_string())).collect(),
    };
    let entry_rows = history.entries.iter().rev().map(|entry| {
        vec![
            html! { (entry.month) },
            html! { (entry.year) },
            html! { (entry.source.title()) },
            html! { (entry.kind.title()) },
            signed(entry.amount),
        ]
    });
    let columns = [left("月份"), left("年度"), left("来源"), left("事项"), right("金额（元）")];
    html! {
        section.panel {
            h2 { "个人账户 " (amount(card.balance)) " 元" }
            (table("账户余额", &[left("来源"), right("余额（元）")], rows, "账户没有余额。"))
            (bars(&chart))
            details { summary { "明细（" (history.entries.len()) " 笔）" }
                (table("账户明细", &columns, entry_rows.collect(), "没有明细。"))
            }
        }
    }
}

fn pension(call: &mut Call<'_>, person: PersonId, card: &PersonCard) -> Result<Markup, Fault> {
    let Some(award) = &card.award else {
        return Ok(html! { section.panel { h2 { "待遇" } p.nothing { "没有待遇。" } } });
    };
    let month = Month::of(call.today()?).max(award.award.start);
    let environment = call.environment();
    let explained = call.read(|look| explain_award(look, &environment, person, month));
    let rows = award.components.iter().map(|(kind, level, fen)| {
        vec![html! { (kind.title()) }, html! { (level.map_or("个人账户", |level| level.title())) }, amount(*fen)]
    });
    let rows = rows.collect();
    Ok(html! {
        section.panel {
            h2 { "待遇 每月 " (amount(award.version.total())) " 元" }
            p { (award.award.start) " 起　" (award.version.state.title()) }
            (table("待遇项目", &[left("项目"), left("承担"), right("月额（元）")], rows, "没有项目。"))
            h2 { "为什么是这个数（" (month) "）" }
            @match explained {
                Ok(explained) => (tree(&explained.node)),
                Err(Fault::Refused(refusal)) => p.quiet { (refusal.to_string()) },
                Err(_) => p.quiet { "现在无法展开，请稍后重试。" },
            }
        }
    })
}

fn payments(history: &PersonHistory) -> Markup {
    let row = |line: &office::reading::PaymentLine| {
        let outcome = match line.paid {
            Some(true) => tone_chip(Tone::Good, "银行已付"),
            Some(false) => tone_chip(Tone::Bad, &format!("退回：{}", line.reason)),
            None => run_state(line.state),
        };
        vec![
            html! { (line.month) },
            html! { (line.for_month) },
            html! { (line.kind.title()) },
            amount(line.amount),
            outcome,
        ]
    };
    let columns = [left("发放月"), left("所属月"), left("种类"), right("应发（元）"), left("结果")];
    html! { section.panel { h2 { "应发和实发" } (table("应发和实发", &columns, history.payments.iter().map(row).collect(), "没有发放记录。")) } }
}

fn leads(history: &PersonHistory) -> Markup {
    let row = |now: &office::risk::LeadNow| {
        vec![
            html! { (now.lead.kind.title()) },
            html! { (now.lead.source) },
            html! { @if let Some(on) = now.lead.event_on { (on) } },
            tone_chip(if now.is_open() { Tone::Waits } else { Tone::Quiet }, now.event.state.title()),
            html! { (now.event.reason) },
        ]
    };
    let columns = [left("疑点"), left("来源"), left("事件日期"), left("状态"), left("说明")];
    html! { @if !history.leads.is_empty() {
        section.panel { h2 { "疑点" } (table("疑点", &columns, history.leads.iter().map(row).collect(), "")) }
    } }
}
