//! A person on one page: facts and their versions, account, pension with its tree, what was owed
//! and paid, leads. Numbers are masked until a reason is given, and the reason is kept.

mod account;
mod archive;
mod pension;
pub mod statement;

use desk::ReadKind;
use maud::{Markup, html};
use office::reading::{archive, person_history};
use office::registry::{PersonCard, person_card, regions_in_force};
use office::tables::{AwardState, PersonId};

use crate::http::{Call, Fault, Reply};
use crate::view::{Tone, crumb, facts, masked, tone_chip};

/// Operations that begin with a person, whatever the pension.
const ALWAYS: &[&str] = &[
    "registry.change_ordinary",
    "registry.change_key",
    "registry.change_payee",
    "contributions.contacted",
    "accounts.object",
    "benefits.confirm_death",
];

/// Those that fit how the pension stands.
fn fitting(state: Option<AwardState>) -> &'static [&'static str] {
    match state {
        None => &["benefits.award", "benefits.choose_years", "benefits.terminate"],
        Some(AwardState::Live) => &[
            "benefits.suspend",
            "benefits.correct_award",
            "certification.record_visit",
            "certification.mark_bedridden",
        ],
        Some(AwardState::Suspended) => &["benefits.resume", "benefits.correct_award", "certification.record_visit"],
        Some(AwardState::Settling) => &["benefits.record_heirs", "benefits.settle_death", "benefits.revoke_death"],
        Some(AwardState::Stopped) => &["benefits.revoke_death", "benefits.record_heirs"],
    }
}

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
    let (history, regions, lines) =
        call.read(|look| Ok((person_history(look, person)?, regions_in_force(look)?, archive(look, person)?)))?;
    let name = card.now.version.name.clone();
    let names = |code: &base::RegionCode| regions.get(code).cloned().unwrap_or_else(|| code.to_string());
    let refused = fault.is_some();
    let body = html! {
        @if let Some(fault) = fault { div.note.bad role="alert" { (fault) } }
        (who(call, person, &card, numbers)?)
        (links(call, person, card.award.as_ref().map(|award| award.version.state))?)
        nav.parts aria-label="本页内容" {
            a href="#account" { "个人账户" } a href="#pension" { "待遇" } a href="#payments" { "应发和实发" }
            a href="#proofs" { "资格认证" } a href="#versions" { "登记变化" } a href="#archive" { "业务档案" }
            a href=(format!("/papers?person={person}")) { "打印文书" }
            @if !history.leads.is_empty() { a href="#leads" { "疑点 " (history.leads.len()) } }
        }
        div.columns {
            div { (account::shown(person, &card, &history)) (pension::proofs(&history)) (archive::leads(&history, call.makes("risk.revoke_lead")?)) }
            (pension::shown(call, person, &card)?)
        }
        (pension::payments(&history))
        div.columns {
            (archive::versions(&card, &history, &names))
            (archive::shelves(call, &lines))
        }
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
fn links(call: &Call<'_>, person: PersonId, state: Option<AwardState>) -> Result<Markup, Fault> {
    let reader = call.reader()?;
    let catalogue = call.office.desk().catalogue();
    let mine: Vec<_> = fitting(state)
        .iter()
        .chain(ALWAYS)
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
