//! Texts that people type: short, and made of characters that can be seen.
//!
//! A matter is shown to whoever signs it. A character that moves the cursor or turns the writing
//! direction could show its signers something else than what is stored.

use serde_json::Value;

use crate::operation::FieldError;

/// Characters of one text of a form.
const TEXT_CHARS: usize = 2_000;

/// Characters of a request's own number.
const REQUEST_CHARS: usize = 100;

/// Fen, ids and counts of a form: a sum of a hundred stays within 64 bits, and so do the ids of
/// sixty thousand agencies.
const NUMBER: u64 = 1 << 56;

/// What is wrong with the texts and numbers of a form, by the key of the field.
pub(crate) fn faults(input: &Value) -> Vec<FieldError> {
    let mut found = Vec::new();
    walk(input, "", &mut found);
    found
}

/// What is wrong with one text.
pub(crate) fn fault(key: &str, text: &str) -> Option<FieldError> {
    let chars = text.chars().count();
    if chars > TEXT_CHARS {
        let what = format!("内容有 {chars} 个字，超过 {TEXT_CHARS} 字的上限");
        return Some(FieldError::input(key, what, "请缩短后重试"));
    }
    let unseen = text.chars().any(is_unseen);
    unseen.then(|| FieldError::input(key, "含有不可见的控制字符", "请删除后重新填写"))
}

/// What is wrong with a request's own number.
pub(crate) fn request_fault(request: &str) -> Option<FieldError> {
    let sound = !request.trim().is_empty() && request.chars().count() <= REQUEST_CHARS;
    let advice = "请写一个没有用过的编号，或不写由系统编号";
    if !sound {
        let what = format!("业务流水号应为 1 至 {REQUEST_CHARS} 个字");
        return Some(FieldError::input("request", what, advice));
    }
    fault("request", request)
}

fn walk(value: &Value, key: &str, found: &mut Vec<FieldError>) {
    let below = |name: &str| if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
    match value {
        Value::String(text) => found.extend(fault(key, text)),
        Value::Number(number) => {
            let size = number.as_i64().map(i64::unsigned_abs).or_else(|| number.as_u64());
            if size.is_some_and(|size| size >= NUMBER) {
                found.push(FieldError::input(key, format!("数字 {number} 过大"), "请核对后重新填写"));
            }
        }
        Value::Array(items) => {
            items.iter().zip(1..).for_each(|(item, n): (_, usize)| walk(item, &below(&n.to_string()), found));
        }
        Value::Object(fields) => fields.iter().for_each(|(name, field)| walk(field, &below(name), found)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// Line breaks are part of a long remark; the other control characters, and those that turn the
/// writing direction, are not part of anything.
fn is_unseen(c: char) -> bool {
    (c.is_control() && c != '\n') || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn keys(input: &Value) -> Vec<String> {
        faults(input).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn texts_that_show_something_else_than_they_hold_are_named_by_their_field() {
        assert_eq!(keys(&json!({"name": "㐂𠮷〇·买买提", "note": "一\n二", "person": 1_099_511_637_452_i64})), [""; 0]);
        let bad =
            json!({"name": "王\u{1b}[2J", "posts": [{"area": "1"}, {"area": "\u{202e}530113"}], "n": 1_u64 << 56});
        let said = keys(&bad).join("\n");
        for key in ["〔name〕", "〔posts.2.area〕", "〔n〕"] {
            assert!(said.contains(key), "{key}: {said}");
        }
        assert_eq!(keys(&json!({"address": "长".repeat(TEXT_CHARS)})), [""; 0]);
        assert!(keys(&json!({"address": "长".repeat(TEXT_CHARS + 1)}))[0].contains("〔address〕"));
    }

    #[test]
    fn a_request_has_a_number() {
        assert!(request_fault("R-2019-1").is_none());
        assert!(["", " ", "R\u{7}"].into_iter().all(|request| request_fault(request).is_some()));
        assert!(request_fault(&"r".repeat(REQUEST_CHARS + 1)).is_some());
    }
}
