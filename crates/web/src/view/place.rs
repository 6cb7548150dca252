//! A region: its name, with the code for whoever points at it.

use std::collections::HashMap;

use base::RegionCode;
use maud::{Markup, html};

/// The region by its name, where it has one.
pub fn place(code: RegionCode, names: &HashMap<RegionCode, String>) -> Markup {
    match names.get(&code) {
        Some(name) => html! { span.line title=(code) { (name) } },
        None => html! { span.number { (code) } },
    }
}
