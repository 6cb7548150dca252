//! A form as a browser shows it, and what is typed into it.

use base::Fen;
use serde_json::Value;

/// Fields of a form, by what stands in the page.
pub struct Sheet<'a>(pub &'a str);

impl Sheet<'_> {
    /// The element that a value is typed into; a list shows its first row, and more on demand.
    fn control(&self, name: &str) -> Option<&str> {
        let shown: Vec<String> = name
            .split('.')
            .map(|part| if part.parse::<usize>().is_ok() { "1".to_owned() } else { part.to_owned() })
            .collect();
        let at = self.0.find(&format!(" name=\"{}\"", shown.join(".")))?;
        let from = self.0[..at].rfind('<')?;
        let rest = &self.0[from..];
        let end = if rest.starts_with("<select") { rest.find("</select>") } else { rest.find('>') };
        Some(&rest[..end?])
    }

    pub fn has(&self, name: &str) -> bool {
        self.control(name).is_some()
    }

    pub fn takes_file(&self, name: &str) -> bool {
        self.control(name).is_some_and(|control| control.contains("type=\"file\""))
    }

    /// Whether a choice offers the word; anything can be typed into other fields.
    pub fn offers(&self, name: &str, word: &str) -> bool {
        let Some(control) = self.control(name) else { return false };
        !control.starts_with("<select") || control.contains(&format!("<option value=\"{word}\""))
    }

    /// What is typed into each field so that the operation reads this input.
    pub fn typed(&self, input: &Value) -> Vec<(String, String)> {
        let mut typed = Vec::new();
        self.type_in("", input, &mut typed);
        typed
    }

    fn type_in(&self, name: &str, value: &Value, typed: &mut Vec<(String, String)>) {
        let text = match value {
            Value::Null => return,
            Value::Object(fields) => {
                for (key, value) in fields {
                    let below = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                    self.type_in(&below, value, typed);
                }
                return;
            }
            Value::Array(rows) if rows.iter().all(Value::is_object) => {
                rows.iter().enumerate().for_each(|(at, row)| self.type_in(&format!("{name}.{}", at + 1), row, typed));
                return;
            }
            Value::Array(words) => words.iter().map(plain).collect::<Vec<_>>().join("\n"),
            Value::Bool(yes) => (if *yes { "yes" } else { "no" }).to_owned(),
            Value::Number(fen) if self.control(name).is_some_and(|control| control.contains("class=\"money\"")) => {
                Fen::new(fen.as_i64().unwrap()).to_string()
            }
            value => plain(value),
        };
        if text.is_empty() {
            return;
        }
        // The name of a file comes with the file.
        let name = if name == "name" && !self.has("name") { "file-name" } else { name };
        assert!(name == "file-name" || self.has(name), "the form has no field {name} for {text}");
        typed.push((name.to_owned(), text));
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// An input without what is empty: a form does not tell nothing from an empty field.
pub fn filled(input: &Value) -> Value {
    match input {
        Value::Object(fields) => {
            let kept = fields.iter().map(|(key, value)| (key.clone(), filled(value)));
            Value::Object(kept.filter(|(_, value)| !is_empty(value)).collect())
        }
        Value::Array(rows) => Value::Array(rows.iter().map(filled).collect()),
        Value::String(text) => Value::String(text.trim().to_owned()),
        other => other.clone(),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(rows) => rows.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}
