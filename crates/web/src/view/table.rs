//! Tables: text to the left, numbers to the right, a line for nothing, a caption for readers.

use maud::{Markup, html};

/// A column's heading and side.
#[derive(Clone, Copy)]
pub struct Column {
    title: &'static str,
    class: Option<&'static str>,
}

/// Text.
pub const fn left(title: &'static str) -> Column {
    Column { title, class: None }
}

/// Numbers.
pub const fn right(title: &'static str) -> Column {
    Column { title, class: Some("right") }
}

/// Long texts, which get their room before others.
pub const fn wide(title: &'static str) -> Column {
    Column { title, class: Some("wide") }
}

/// A table; `nothing` is said when there are no rows.
pub fn table(caption: &str, columns: &[Column], rows: Vec<Vec<Markup>>, nothing: &str) -> Markup {
    if rows.is_empty() {
        return html! { p.nothing { (nothing) } };
    }
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table {
                caption.visually-hidden { (caption) }
                thead { tr {
                    @for column in columns { th scope="col" class=[column.class] { (column.title) } }
                } }
                tbody {
                    @for row in rows { tr {
                        @for (cell, column) in row.into_iter().zip(columns) {
                            td class=[column.class] { (cell) }
                        }
                    } }
                }
            }
        }
    }
}

/// Labelled facts.
pub fn facts(lines: Vec<(&str, Markup)>) -> Markup {
    html! { dl.facts { @for (label, value) in lines { div { dt { (label) } dd { (value) } } } } }
}
