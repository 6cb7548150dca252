//! The content of an operation from a TOML or JSON file, from `--set`, and from `--file`.

use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail};
use office::Environment;
use serde_json::{Map, Value};

use crate::arguments::Do;

/// Bytes of a form. The longest has a few hundred lines.
const INPUT_BYTES: u64 = 4 << 20;

/// How deep a form goes. The deepest of any operation has four levels.
const LEVELS: usize = 16;

/// The input that a command line describes.
pub fn build(arguments: &Do, environment: &Environment) -> Result<Value> {
    let mut input = match &arguments.input {
        Some(path) => read(path)?,
        None => Value::Object(Map::new()),
    };
    for text in &arguments.set {
        let (key, value) = assignment(text)?;
        put(&mut input, &key, value)?;
    }
    for text in &arguments.file {
        let (key, path) = file_of(text);
        let digest = Value::String(environment.files.take_in(Path::new(path))?.to_string());
        match key {
            Some(key) => put(&mut input, key, digest)?,
            None => {
                let name = Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned());
                put(&mut input, "file", digest)?;
                put(&mut input, "name", Value::String(name.unwrap_or_default()))?;
            }
        }
    }
    Ok(input)
}

fn read(path: &Path) -> Result<Value> {
    let shown = path.display();
    let told = |e| anyhow!("业务内容文件 {shown} 无法读取：{}。请核对路径、权限，并确认是 UTF-8 文本", system(&e));
    let found = std::fs::metadata(path).map_err(told)?;
    if !found.is_file() || found.len() > INPUT_BYTES {
        bail!("业务内容文件 {shown} 不是普通文件，或大于 4 MiB。业务内容只写要填的几栏；名单、明细请用 --file");
    }
    let text = std::fs::read_to_string(path).map_err(told)?;
    // Notepad puts a mark before UTF-8 text.
    let text = text.trim_start_matches('\u{FEFF}');
    let value: Value = if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        serde_json::from_str(text)
            .map_err(|e| anyhow!("{shown} 第 {} 行第 {} 列不是正确的 JSON，请改正后重试", e.line(), e.column()))?
    } else {
        let table: toml::Table = toml::from_str(text).map_err(|e| {
            let before = e.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            anyhow!("{shown} 第 {line} 行不是正确的 TOML，请检查引号、等号和括号，改正后重试")
        })?;
        of_toml(toml::Value::Table(table))?
    };
    match value {
        Value::Object(_) => Ok(value),
        _ => bail!("{shown} 的最外层应为“键 = 值”，请参照业务说明填写"),
    }
}

/// TOML as JSON; dates become text, as in JSON.
fn of_toml(value: toml::Value) -> Result<Value> {
    Ok(match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Boolean(yes) => Value::Bool(yes),
        toml::Value::Datetime(day) => Value::String(day.to_string()),
        toml::Value::Array(list) => Value::Array(list.into_iter().map(of_toml).collect::<Result<_>>()?),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| Ok((key, of_toml(value)?))).collect::<Result<_>>()?)
        }
        toml::Value::Float(number) => bail!("“{number}”是小数。金额请以分为单位写成整数，比例请写成文字（加引号）"),
    })
}

/// What the operating system says in the usual cases.
pub fn system(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "没有这个文件".to_owned(),
        std::io::ErrorKind::PermissionDenied => "没有权限".to_owned(),
        std::io::ErrorKind::InvalidData => "不是 UTF-8 文本".to_owned(),
        std::io::ErrorKind::IsADirectory => "这是一个目录".to_owned(),
        _ => error.to_string(),
    }
}

/// `key=text` or `key:=json`.
fn assignment(text: &str) -> Result<(String, Value)> {
    let (key, value) = text.split_once('=').with_context(|| format!("--set “{text}”应写作 键=值 或 键:=JSON"))?;
    match key.strip_suffix(':') {
        Some(key) => {
            let value = serde_json::from_str(value)
                .map_err(|_| anyhow!("--set “{text}”：“:=”后面应为数字、true/false、列表等 JSON；文字请用“=”"))?;
            Ok((key.to_owned(), value))
        }
        None => Ok((key.to_owned(), Value::String(value.to_owned()))),
    }
}

/// `path` or `key=path`.
fn file_of(text: &str) -> (Option<&str>, &str) {
    let is_key = |key: &str| !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b"._".contains(&b));
    match text.split_once('=') {
        Some((key, path)) if is_key(key) => (Some(key), path),
        _ => (None, text),
    }
}

/// Puts a value at a dotted key; lists count from 1, as the errors about them do.
fn put(input: &mut Value, key: &str, value: Value) -> Result<()> {
    if key.split('.').count() > LEVELS {
        bail!("--set 的键超过 {LEVELS} 级，请核对后重试");
    }
    let mut place = input;
    for part in key.split('.') {
        if part.is_empty() {
            bail!("键“{key}”不完整，应写作如 posts.1.area");
        }
        place = match part.parse::<usize>() {
            Ok(number) => item(place, number).with_context(|| format!("键“{key}”中列表的序号应从 1 起连续填写"))?,
            Err(_) => field(place, part).with_context(|| format!("键“{key}”与前面填写的内容冲突"))?,
        };
    }
    *place = value;
    Ok(())
}

fn field<'a>(place: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    if place.is_null() {
        *place = Value::Object(Map::new());
    }
    Some(place.as_object_mut()?.entry(name).or_insert(Value::Null))
}

fn item(place: &mut Value, number: usize) -> Option<&mut Value> {
    if place.is_null() {
        *place = Value::Array(Vec::new());
    }
    let list = place.as_array_mut()?;
    let index = number.checked_sub(1)?;
    if index == list.len() {
        list.push(Value::Null);
    }
    list.get_mut(index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn dotted_keys_make_objects_and_lists() {
        let mut input = json!({});
        for text in ["name=张三", "posts.1.post=clerk", "posts.1.area=530113", "posts.2.post=reviewer", "count:=3"] {
            let (key, value) = assignment(text).unwrap();
            put(&mut input, &key, value).unwrap();
        }
        let posts = json!([{"post": "clerk", "area": "530113"}, {"post": "reviewer"}]);
        assert_eq!(input, json!({"name": "张三", "posts": posts, "count": 3}));
        assert!(put(&mut input, "posts.4.post", Value::Null).is_err(), "a gap in a list");
        assert!(put(&mut input, "name.x", Value::Null).is_err(), "a text has no fields");
        assert!(put(&mut input, &"a.".repeat(20_000), Value::Null).is_err(), "no form is that deep");
        assert!(assignment("name").is_err() && assignment("n:=[1").is_err());
    }

    #[test]
    fn a_path_may_hold_an_equals_sign() {
        assert_eq!(file_of("期初/a=b.csv"), (None, "期初/a=b.csv"));
        assert_eq!(file_of("regions_file=b.csv"), (Some("regions_file"), "b.csv"));
    }
}
