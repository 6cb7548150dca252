//! Whether every operation has a form whose fields are named and typed as the operation reads
//! them.

use desk::{AgencyId, AnyOperation, Digest, Look, Refusal};
use office::Office;
use serde_json::{Map, Value, json};

use super::dictionary::{Def, Kind, def_of};
use super::keys_of;

/// What a form lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormGap {
    /// Name of the operation.
    pub operation: String,
    /// What is wrong with its form.
    pub what: String,
}

/// Every operation whose form could not be filled in.
pub fn form_gaps(office: &mut Office, agency: AgencyId) -> Result<Vec<FormGap>, Refusal> {
    let (desk, db) = office.parts();
    desk.look(db, agency, |look| Ok(desk.catalogue().iter().flat_map(|operation| gaps_of(operation, look)).collect()))
}

fn gaps_of(operation: &dyn AnyOperation, look: &mut Look<'_>) -> Vec<FormGap> {
    let gap = |what: String| FormGap { operation: operation.name().to_owned(), what };
    let mut gaps = Vec::new();
    let (mut sample, mut varied) = (Map::new(), Vec::new());
    for key in keys_of(operation, look) {
        match def_of(operation.name(), &key) {
            Some(def) => {
                let mut all = examples(&def).into_iter();
                sample.insert(key.clone(), all.next().unwrap_or_default());
                varied.extend(all.map(|other| (key.clone(), other)));
            }
            None => gaps.push(gap(format!("{key}: not in the dictionary"))),
        }
    }
    let mut forms = vec![sample.clone()];
    forms.extend(varied.into_iter().map(|(key, other)| {
        let mut form = sample.clone();
        form.insert(key, other);
        form
    }));
    for form in forms {
        if let Err(Refusal::BadInput(_, said)) = operation.plan(look, &Value::Object(form)) {
            gaps.push(gap(said));
        }
    }
    gaps
}

/// Every word of every choice, so that none is offered that the operation does not know.
fn examples(def: &Def) -> Vec<Value> {
    let in_group = |defs: &[Def]| -> Vec<Value> {
        let mut all = vec![group(defs)];
        for def in defs {
            for other in examples(def).into_iter().skip(1) {
                let mut form = group(defs);
                form[def.key] = other;
                all.push(form);
            }
        }
        all
    };
    match def.kind {
        Kind::Codes(codes) => codes().into_iter().map(|(code, _)| json!(code)).collect(),
        Kind::Group(defs) => in_group(defs),
        Kind::List(defs) => in_group(defs).into_iter().map(|form| json!([form])).collect(),
        _ => vec![example(def)],
    }
}

/// A value as the form would give it.
fn example(def: &Def) -> Value {
    match def.kind {
        // A text that is also a code, where a region that does not exist yet is typed.
        Kind::Text | Kind::Long | Kind::FileName | Kind::Carried(_) => json!("530113001001"),
        Kind::Date => json!("2019-01-15"),
        Kind::Month => json!("2019-01"),
        Kind::Money | Kind::Number | Kind::Person | Kind::Run | Kind::Staff => json!(1),
        Kind::Yes => json!(true),
        Kind::People | Kind::Numbers => json!([1]),
        Kind::Region => json!("530113"),
        Kind::Regions => json!(["530113"]),
        Kind::Operation => json!("registry.register"),
        Kind::Codes(codes) => codes().first().map_or(Value::Null, |(code, _)| json!(code)),
        Kind::File => json!(Digest::of(b"sample").to_string()),
        Kind::Group(defs) => group(defs),
        Kind::List(defs) => json!([group(defs)]),
    }
}

fn group(defs: &[Def]) -> Value {
    Value::Object(defs.iter().map(|def| (def.key.to_owned(), example(def))).collect())
}
