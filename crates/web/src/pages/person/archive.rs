//! The person's file: versions of facts, membership, and every matter on its shelf.

use base::RegionCode;
use maud::{Markup, html};
use office::reading::{ArchiveKind, ArchiveLine, PersonHistory};
use office::registry::PersonCard;

use crate::http::Call;
use crate::view::{Tone, left, table, tone_chip};

/// What was known from which day on.
pub fn versions(card: &PersonCard, history: &PersonHistory, name: &dyn Fn(&RegionCode) -> String) -> Markup {
    html! {
        section.panel id="versions" { h2 { "登记和参保变化" } ol.timeline {
            @for event in card.events.iter().rev() { li {
                span.day { (event.from_month) } (event.state.title()) span.quiet { "　" (event.reason) }
            } }
            @for version in &history.versions { li {
                span.day { (version.from) }
                "第 " (version.n) " 版：" (version.name) "，" (name(&version.region))
                @if let Some(birth) = version.birth { "，" (birth) " 出生" }
                @if !version.address.is_empty() { "，" (version.address) }
            } }
        } }
    }
}

/// The four shelves.
pub fn shelves(call: &Call<'_>, lines: &[ArchiveLine]) -> Markup {
    let catalogue = call.office.desk().catalogue();
    let row = |line: &ArchiveLine| {
        let title = catalogue.get(&line.operation).map_or(line.operation.as_str(), |operation| operation.title());
        vec![
            html! { span.number { (line.on) } },
            html! { (title) },
            html! { a href=(format!("/matters/{}", line.matter)) { "业务 " (line.matter) } },
        ]
    };
    let columns = [left("日期"), left("业务"), left("档案")];
    html! {
        section.panel id="archive" {
            h2 { "业务档案" }
            @for kind in ArchiveKind::ALL {
                @let mine: Vec<_> = lines.iter().filter(|line| line.kind == kind).collect();
                details open[!mine.is_empty() && mine.len() <= 6] {
                    summary { (kind.title()) "（" (mine.len()) " 件）" }
                    (table(kind.title(), &columns, mine.into_iter().map(row).collect(), "没有。"))
                }
            }
        }
    }
}

pub fn leads(history: &PersonHistory, revokes: bool) -> Markup {
    let row = |now: &office::risk::LeadNow| {
        vec![
            html! { (now.lead.kind.title()) },
            html! { (now.lead.source) },
            html! { @if let Some(on) = now.lead.event_on { (on) } },
            tone_chip(if now.is_open() { Tone::Waits } else { Tone::Quiet }, now.event.state.title()),
            html! {
                (now.event.reason)
                @if revokes && now.can_be_revoked() {
                    " " a href=(format!("/operations/risk.revoke_lead?lead={}", now.lead.id)) { "撤销" }
                }
            },
        ]
    };
    let columns = [left("疑点"), left("来源"), left("事件日期"), left("状态"), left("说明")];
    html! { @if !history.leads.is_empty() {
        section.panel id="leads" {
            h2 { "疑点" } (table("疑点", &columns, history.leads.iter().map(row).collect(), ""))
        }
    } }
}
