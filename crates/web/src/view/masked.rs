//! Identifiers as they are usually shown.

use maud::{Markup, html};

/// A masked identifier: digits of one width, no line break inside.
pub fn masked(text: &str) -> Markup {
    if text.is_empty() {
        html! { span.none { "—" } }
    } else {
        html! { span.number { (text) } }
    }
}
