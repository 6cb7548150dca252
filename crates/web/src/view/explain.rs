//! "Every amount unfolds": amount, formula, inputs, articles, rounding, and what it is made of.

use maud::{Markup, html};
use schemes::Node;

use super::amount;

/// The tree; the first level is open.
pub fn tree(node: &Node) -> Markup {
    html! { div.tree { (branch(node, true)) } }
}

fn branch(node: &Node, open: bool) -> Markup {
    html! {
        details open[open] {
            summary { span.what { (node.title) } (amount(node.amount)) }
            div.why {
                @if !node.formula.is_empty() { p.formula { (node.formula) } }
                @if !node.inputs.is_empty() {
                    dl.facts.small { @for (name, value) in &node.inputs { div { dt { (name) } dd { (value) } } } }
                }
                @if let Some(rounding) = &node.rounding {
                    p.quiet { "取舍：" (rounding.rule) "，取舍前 " (rounding.exact) " 元" }
                }
                @for citation in &node.citations { p.law { (citation.text()) } }
                @for child in &node.children { (branch(child, false)) }
            }
        }
    }
}
