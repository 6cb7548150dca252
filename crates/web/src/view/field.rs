//! One field of a form: label, control with what was typed, hint, and the fault beside it.

use maud::{Markup, html};

/// What a field is typed into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Control {
    /// A line of text.
    Text,
    /// Several lines.
    Long,
    /// A day as 2019-01-31.
    Date,
    /// A month as 2019-01.
    Month,
    /// Yuan with at most two decimals.
    Money,
    /// A whole number.
    Number,
    /// One of these: code and title.
    Choice(Vec<(String, String)>),
    /// Any of these, typed or picked: what is typed, and what stands beside it.
    Suggest(Vec<(String, String)>),
    /// Nothing is typed: it came along, and reads like this.
    Carried(String),
    /// A file; the digest and name of one that came before.
    File(Option<(String, String)>),
}

/// A field to be shown.
pub struct FieldView<'a> {
    pub name: &'a str,
    pub label: &'a str,
    pub hint: &'a str,
    pub control: Control,
    pub value: &'a str,
    pub fault: Option<&'a str>,
    pub optional: bool,
}

/// The field.
pub fn field(view: &FieldView<'_>) -> Markup {
    let id = format!("f-{}", view.name.replace('.', "-"));
    let (hint_id, fault_id) = (format!("{id}-hint"), format!("{id}-fault"));
    let mut told = Vec::new();
    if !view.hint.is_empty() {
        told.push(hint_id.as_str());
    }
    if view.fault.is_some() {
        told.push(fault_id.as_str());
    }
    let told = told.join(" ");
    html! {
        div.field .wrong[view.fault.is_some()] {
            label for=(id) { (view.label) @if view.optional { span.optional { "（可不填）" } } }
            div.entry {
                (control(view, &id, (!told.is_empty()).then_some(told.as_str())))
                @if !view.hint.is_empty() { p.hint id=(hint_id) { (view.hint) } }
                @if let Some(fault) = view.fault { p.fault id=(fault_id) { span aria-hidden="true" { "✗ " } (fault) } }
            }
        }
    }
}

fn control(view: &FieldView<'_>, id: &str, told: Option<&str>) -> Markup {
    let (name, value) = (view.name, view.value);
    let invalid = view.fault.map(|_| "true");
    let line = |kind: &str, mode: Option<&str>, class: &str, mask: Option<&str>| {
        html! {
            input type=(kind) id=(id) name=(name) value=(value) class=(class) inputmode=[mode] placeholder=[mask]
                autocomplete="off" aria-describedby=[told] aria-invalid=[invalid];
        }
    };
    match &view.control {
        Control::Text => line("text", None, "wide", None),
        Control::Date => line("date", None, "day", None),
        Control::Month => line("month", None, "day", Some("2019-01")),
        Control::Money => html! { (line("text", Some("decimal"), "money", None)) span.unit { "元" } },
        Control::Number => line("text", Some("numeric"), "number", None),
        Control::Long => html! {
            textarea id=(id) name=(name) rows="3" aria-describedby=[told] aria-invalid=[invalid] { (value) }
        },
        Control::Choice(options) => html! {
            select id=(id) name=(name) aria-describedby=[told] aria-invalid=[invalid] {
                option value="" { "请选择" }
                @for (code, title) in options { option value=(code) selected[code == value] { (title) } }
            }
        },
        Control::Suggest(options) => html! {
            input type="text" class="place" id=(id) name=(name) value=(value) list=(format!("{id}-list")) autocomplete="off"
                aria-describedby=[told] aria-invalid=[invalid];
            datalist id=(format!("{id}-list")) { @for (code, title) in options { option value=(code) { (title) } } }
        },
        Control::Carried(words) => html! {
            span.carried id=(id) { (words) }
            input type="hidden" name=(name) value=(value);
        },
        Control::File(kept) => html! {
            @if let Some((digest, file)) = kept {
                p.kept { "已上传：" strong { (file) } }
                input type="hidden" name=(name) value=(digest);
                input type="hidden" name=(format!("{name}-name")) value=(file);
            }
            input type="file" id=(id) name=(name) aria-describedby=[told] aria-invalid=[invalid];
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_escaped_with_the_fault_beside_it() {
        let view = FieldView {
            name: "posts.1.area",
            label: "地区",
            hint: "",
            control: Control::Text,
            value: "\"><script>alert(1)</script>",
            fault: Some("没有这个地区。请核对"),
            optional: false,
        };
        let shown = field(&view).into_string();
        assert!(!shown.contains("<script>"), "{shown}");
        assert!(shown.contains("aria-describedby=\"f-posts-1-area-fault\""), "{shown}");
        assert!(shown.contains("没有这个地区"), "{shown}");
    }
}
