//! The fields of a form on the screen.

use maud::{Markup, html};

use super::dictionary::{Def, Kind};
use super::read::{Faults, LIST_ROWS};
use crate::http::Pairs;
use crate::view::{Control, FieldView, field};

const MORE: &str = "more-";

/// What can be picked, read once for a page.
#[derive(Default)]
pub struct Choices {
    /// Regions of the visitor: code and name, a village's with its town.
    pub regions: Vec<(String, String)>,
    /// Runs, newest first.
    pub runs: Vec<(String, String)>,
    /// Colleagues.
    pub staff: Vec<(String, String)>,
    /// Operations.
    pub operations: Vec<(String, String)>,
}

/// The fields with what was typed and the faults beside them.
pub fn shown_fields(defs: &[Def], above: &str, form: &Pairs, faults: &Faults, choices: &Choices) -> Markup {
    html! { @for def in defs { (shown(def, &format!("{above}{}", def.key), form, faults, choices)) } }
}

fn shown(def: &Def, name: &str, form: &Pairs, faults: &Faults, choices: &Choices) -> Markup {
    let of = |name: &str| {
        let all: Vec<&str> =
            faults.iter().filter(|(field, _)| field == name).map(|(_, fault)| fault.as_str()).collect();
        (!all.is_empty()).then(|| all.join(" ✗ "))
    };
    let beside = |name: &str| html! { @if let Some(fault) = of(name) { p.fault id=(fault_of(name)) { "✗ " (fault) } } };
    match def.kind {
        Kind::FileName => html! {},
        Kind::Group(defs) => html! {
            fieldset {
                legend { (def.label) @if def.optional { span.optional { "（可不填）" } } }
                @if !def.hint.is_empty() { p.hint { (def.hint) } }
                (beside(name))
                (shown_fields(defs, &format!("{name}."), form, faults, choices))
            }
        },
        Kind::List(defs) => {
            let filled = (1..=LIST_ROWS).rev().find(|n| {
                form.iter().any(|(key, value)| key.starts_with(&format!("{name}.{n}.")) && !value.is_empty())
            });
            let wanted = form.get(&more_of(name)).parse().unwrap_or(1);
            let rows = (filled.unwrap_or(0)).max(wanted).clamp(1, LIST_ROWS);
            html! {
                @if !def.hint.is_empty() { p.hint { (def.hint) } }
                (beside(name))
                @for n in 1..=rows {
                    fieldset .row[defs.len() > 4] {
                        legend { (def.label) " " (n) @if n > 1 || def.optional { span.optional { "（可不填）" } } }
                        (beside(&format!("{name}.{n}")))
                        (shown_fields(defs, &format!("{name}.{n}."), form, faults, choices))
                    }
                }
                @if rows < LIST_ROWS {
                    button.second.more name=(more_of(name)) value=(rows + 1) { "再加一行" (def.label) }
                }
            }
        }
        _ => field(&FieldView {
            name,
            label: def.label,
            hint: def.hint,
            control: control(def.kind, name, form, choices),
            value: typed_as(def.kind, form.get(name), choices),
            fault: of(name).as_deref(),
            optional: def.optional,
        }),
    }
}

/// What was typed, a region by its name.
fn typed_as<'a>(kind: Kind, text: &'a str, choices: &'a Choices) -> &'a str {
    let region = choices.regions.iter().find(|(code, _)| matches!(kind, Kind::Region) && code == text);
    region.map_or(text, |(_, name)| name)
}

/// Where the fault of a field stands.
fn fault_of(name: &str) -> String {
    format!("f-{}-fault", name.replace('.', "-"))
}

/// The button that asks for one more row of a list.
fn more_of(list: &str) -> String {
    format!("{MORE}{list}")
}

/// Whether a form was sent only to get one more row; nothing is made then.
pub fn wants_more(form: &Pairs) -> bool {
    form.iter().any(|(name, _)| name.starts_with(MORE))
}

fn control(kind: Kind, name: &str, form: &Pairs, choices: &Choices) -> Control {
    match kind {
        Kind::Long | Kind::People | Kind::Numbers | Kind::Regions => Control::Long,
        Kind::Date => Control::Date,
        Kind::Month => Control::Month,
        Kind::Money => Control::Money,
        Kind::Number => Control::Number,
        Kind::Yes => Control::Choice(vec![("yes".to_owned(), "是".to_owned()), ("no".to_owned(), "否".to_owned())]),
        Kind::Region => {
            Control::Suggest(choices.regions.iter().map(|(code, name)| (name.clone(), code.clone())).collect())
        }
        Kind::Run => Control::Choice(choices.runs.clone()),
        Kind::Staff => Control::Choice(choices.staff.clone()),
        Kind::Operation => Control::Choice(choices.operations.clone()),
        Kind::Codes(codes) => Control::Choice(codes()),
        Kind::Carried(words) => {
            let named = |word: &str| {
                let region = choices.regions.iter().find(|(code, _)| code == word);
                region.map_or_else(|| word.to_owned(), |(_, name)| name.clone())
            };
            Control::Carried(words(form.get(name)).split('，').map(named).collect::<Vec<_>>().join("，"))
        }
        Kind::File => {
            let digest = form.get(name);
            let file = form.get(&format!("{name}-name"));
            Control::File((!digest.is_empty()).then(|| (digest.to_owned(), file.to_owned())))
        }
        _ => Control::Text,
    }
}

/// The names of all fields that a form can show.
pub fn names(defs: &[Def], above: &str) -> Vec<String> {
    let mut all = Vec::new();
    for def in defs {
        let name = format!("{above}{}", def.key);
        match def.kind {
            Kind::Group(defs) => all.extend(names(defs, &format!("{name}."))),
            Kind::List(defs) => (1..=LIST_ROWS).for_each(|n| {
                all.extend(names(defs, &format!("{name}.{n}.")));
                all.push(format!("{name}.{n}"));
            }),
            _ => {}
        }
        all.push(name);
    }
    all
}
