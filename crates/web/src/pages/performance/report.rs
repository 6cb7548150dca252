//! The report to be read and printed from the browser; each figure in it leads to its rows.

use evaluation::{Element, Span, report};
use maud::{Markup, html};

use super::{found, parts};
use crate::http::{Call, Fault, Reply};
use crate::view::crumb;

/// The page.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let project = found(call)?;
    let address = format!("/performance/{}", project.id);
    let Ok(draft) = &project.draft else { return Ok(Reply::SeeOther(address)) };
    let report = report(draft);
    let body = html! {
        div.inline {
            button.second type="button" data-print="yes" hidden { "打印" }
            @if !draft.pending().is_empty() {
                span.quiet { "草稿：" (draft.pending().len()) " 处待说明" }
            }
        }
        article.panel.document {
            dl.facts { @for (name, value) in &report.cover { div { dt { (name) } dd { (value) } } } }
            @for element in &report.elements { (set(element)) }
            h2 { "附件：" (draft.project().form.table_title()) }
            (parts::money(draft))
            (parts::indicators(&project, draft, ""))
        }
    };
    let crumbs = vec![crumb("绩效自评", "/performance"), crumb(&draft.project().name, address)];
    super::super::page(call, "/performance", &report.title, crumbs, body)
}

fn set(element: &Element) -> Markup {
    match element {
        Element::Heading(1, text) => html! { h2 { (text) } },
        Element::Heading(_, text) => html! { h3 { (text) } },
        Element::Body(spans) => html! { p { @for span in spans {
            @match span {
                Span::Words(words) => { (words) },
                Span::Figure { text, figure } => (parts::linked(text, figure)),
            }
        } } },
    }
}
