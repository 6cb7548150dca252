//! From what was typed to what the operation reads, with every fault beside its field. These are
//! conversions; what is right is said by the operation.

use base::{Fen, Month, RegionCode, parse_date};
use desk::FieldError;
use serde_json::{Map, Value, json};

use super::dictionary::{Def, Kind};
use crate::http::Pairs;

/// Groups in a list, at most: a budget has 18 rows, a county up to 30 towns.
pub const LIST_ROWS: usize = 64;

/// Faults by the name of the field; those of the whole form have none.
pub type Faults = Vec<(String, String)>;

/// What was typed, as the operation reads it.
pub struct Typed {
    /// The input.
    pub input: Value,
    /// What could not be read.
    pub faults: Faults,
    /// Fields that must be filled in and are not.
    pub missing: Vec<String>,
}

/// Finds what was typed by its name; the error is told beside the field.
pub struct Finder<'a> {
    /// A person.
    pub person: &'a mut dyn FnMut(&str) -> Result<i64, String>,
    /// Regions of the visitor: code and name, a village's with its town.
    pub regions: &'a [(String, String)],
}

/// Reads a form.
pub fn typed(defs: &[Def], form: &Pairs, find: &mut Finder<'_>) -> Typed {
    let mut typed = Typed { input: Value::Null, faults: Vec::new(), missing: Vec::new() };
    let fields = fields(defs, "", form, find, &mut typed);
    typed.input = Value::Object(fields);
    typed
}

fn fields(defs: &[Def], above: &str, form: &Pairs, find: &mut Finder<'_>, typed: &mut Typed) -> Map<String, Value> {
    let mut map = Map::new();
    for def in defs {
        let name = format!("{above}{}", def.key);
        match one(def, &name, form, find, typed) {
            Some(value) => drop(map.insert(def.key.to_owned(), value)),
            None if !def.optional => typed.missing.push(name),
            None => {}
        }
    }
    map
}

fn one(def: &Def, name: &str, form: &Pairs, find: &mut Finder<'_>, typed: &mut Typed) -> Option<Value> {
    match def.kind {
        Kind::Group(defs) => return group(defs, &format!("{name}."), form, find, typed),
        Kind::List(defs) => return list(defs, name, form, find, typed),
        Kind::FileName => return Some(json!(form.get("file-name"))).filter(|name| name != ""),
        _ => {}
    }
    let text = form.get(name);
    if text.is_empty() {
        return None;
    }
    match value(def.kind, text, find) {
        Ok(value) => Some(value),
        Err(fault) => {
            typed.faults.push((name.to_owned(), fault));
            // Something was typed: it is not missing.
            Some(Value::Null)
        }
    }
}

fn value(kind: Kind, text: &str, find: &mut Finder<'_>) -> Result<Value, String> {
    Ok(match kind {
        Kind::Date => json!(parse_date(text).map_err(|e| e.to_string())?),
        Kind::Month => json!(text.parse::<Month>().map_err(|e| e.to_string())?.to_string()),
        Kind::Money => json!(text.replace([',', '，'], "").parse::<Fen>().map_err(|e| e.to_string())?.get()),
        Kind::Number | Kind::Run | Kind::Staff => number(text)?,
        Kind::Yes => json!(text == "yes"),
        Kind::Person => json!((find.person)(text)?),
        Kind::People => {
            Value::Array(words(text).map(|word| (find.person)(word).map(Value::from)).collect::<Result<_, _>>()?)
        }
        Kind::Numbers => Value::Array(words(text).map(number).collect::<Result<_, _>>()?),
        Kind::Regions => {
            Value::Array(words(text).map(|word| region(word, find.regions).map(Value::from)).collect::<Result<_, _>>()?)
        }
        Kind::Region => json!(region(text, find.regions)?),
        _ => json!(text),
    })
}

/// The code of a region, from its code, its name with that of its town, or a name that only one has.
fn region(text: &str, regions: &[(String, String)]) -> Result<String, String> {
    if let Ok(code) = text.parse::<RegionCode>() {
        return Ok(code.to_string());
    }
    // A helper is offered his village alone: its town is known by the last word of its name.
    let is_town = |name: &str| {
        name.ends_with(['镇', '乡']) || name.ends_with("街道") || regions.iter().any(|(_, other)| other == name)
    };
    let of_town = |name: &str| !text.is_empty() && name.strip_suffix(text).is_some_and(is_town);
    let called = |name: &str| name == text || of_town(name);
    let found: Vec<&String> = regions.iter().filter(|(_, name)| called(name)).map(|(code, _)| code).collect();
    match found[..] {
        [one] => Ok(one.clone()),
        [] => Err(format!("没有找到“{text}”，或不在您的岗位地区内。请从列表中选择，或填行政区划代码")),
        _ => Err(format!("叫“{text}”的有 {} 个，请从列表中选择带乡镇名称的", found.len())),
    }
}

fn number(text: &str) -> Result<Value, String> {
    text.parse::<i64>().map(Value::from).map_err(|_| format!("“{text}”不是整数，请只填数字"))
}

/// One to a line, or with commas between.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || "、，,".contains(c)).filter(|word| !word.is_empty())
}

/// A group of which nothing was typed is none.
fn group(defs: &[Def], above: &str, form: &Pairs, find: &mut Finder<'_>, typed: &mut Typed) -> Option<Value> {
    let anything = defs.iter().any(|def| !form.get(&format!("{above}{}", def.key)).is_empty());
    anything.then(|| Value::Object(fields(defs, above, form, find, typed)))
}

fn list(defs: &[Def], name: &str, form: &Pairs, find: &mut Finder<'_>, typed: &mut Typed) -> Option<Value> {
    let rows: Vec<Value> =
        (1..=LIST_ROWS).filter_map(|n| group(defs, &format!("{name}.{n}."), form, find, typed)).collect();
    (!rows.is_empty()).then_some(Value::Array(rows))
}

/// An input as a form shows it, to be mended after it was sent back.
pub fn flatten(defs: &[Def], input: &Value) -> Pairs {
    let mut pairs = Pairs::default();
    flatten_into(defs, "", input, &mut pairs);
    pairs
}

fn flatten_into(defs: &[Def], above: &str, input: &Value, pairs: &mut Pairs) {
    for def in defs {
        let Some(value) = input.get(def.key).filter(|value| !value.is_null()) else { continue };
        let name = format!("{above}{}", def.key);
        match (def.kind, value) {
            (Kind::Group(defs), value) => flatten_into(defs, &format!("{name}."), value, pairs),
            (Kind::List(defs), Value::Array(rows)) => {
                rows.iter().zip(1..).for_each(|(row, n): (_, usize)| {
                    flatten_into(defs, &format!("{name}.{n}."), row, pairs);
                });
            }
            (Kind::Regions, Value::Array(codes)) => {
                let lines: Vec<&str> = codes.iter().filter_map(Value::as_str).collect();
                pairs.set(&name, &lines.join("\n"));
            }
            (Kind::People | Kind::Numbers, Value::Array(numbers)) => {
                let lines: Vec<String> = numbers.iter().map(ToString::to_string).collect();
                pairs.set(&name, &lines.join("\n"));
            }
            (Kind::FileName, Value::String(file)) => pairs.set("file-name", file),
            (Kind::Money, Value::Number(fen)) => {
                pairs.set(&name, &Fen::new(fen.as_i64().unwrap_or_default()).to_string());
            }
            (Kind::Yes, Value::Bool(yes)) => pairs.set(&name, if *yes { "yes" } else { "no" }),
            (_, Value::String(text)) => pairs.set(&name, text),
            (_, value) => pairs.set(&name, &value.to_string()),
        }
    }
}

/// Faults of an operation by the name of the field. Those of fields that the form does not show,
/// of rows of a file and of the whole come first, without a name.
pub fn placed(errors: &[FieldError], names: &[String]) -> Faults {
    let told = |error: &FieldError| format!("{}。{}", error.what.trim_end_matches('。'), error.advice);
    let place = |error: &FieldError| match &error.field {
        desk::Field::Input(key) if names.contains(key) => (key.clone(), told(error)),
        // One of several numbers that are typed into one field.
        desk::Field::Input(key) if key.rsplit_once('.').is_some_and(|(list, n)| is_one_of(list, n, names)) => {
            (key.rsplit_once('.').map_or("", |(list, _)| list).to_owned(), told(error))
        }
        desk::Field::Cell { line, column } => (String::new(), format!("第 {line} 行“{column}”：{}", told(error))),
        _ => (String::new(), told(error)),
    };
    errors.iter().map(place).collect()
}

fn is_one_of(list: &str, n: &str, names: &[String]) -> bool {
    n.parse::<usize>().is_ok() && names.iter().any(|name| name == list)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::def_of;

    fn defs(operation: &str, keys: &[&str]) -> Vec<Def> {
        keys.iter().map(|key| def_of(operation, key).unwrap()).collect()
    }

    fn form(pairs: &[(&str, &str)]) -> Pairs {
        Pairs::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn filled(defs: &[Def], form: &Pairs, person: &mut dyn FnMut(&str) -> Result<i64, String>) -> Typed {
        typed(defs, form, &mut Finder { person, regions: &[] })
    }

    #[test]
    fn a_region_is_typed_by_its_name_or_its_code() {
        let all =
            [("530113", "某区"), ("530113001", "甲镇"), ("530113001001", "甲镇河村"), ("530113001002", "甲镇上河村")];
        let more = [("530113002", "乙镇"), ("530113002001", "乙镇上河村")];
        let own = |(code, name): &(&str, &str)| ((*code).to_owned(), (*name).to_owned());
        let regions: Vec<(String, String)> = all.iter().chain(&more).map(own).collect();
        for (typed, code) in [
            ("530113001002", "530113001002"),
            ("甲镇", "530113001"),
            ("河村", "530113001001"),
            ("乙镇上河村", "530113002001"),
            ("530199001001", "530199001001"),
        ] {
            assert_eq!(region(typed, &regions).as_deref(), Ok(code), "{typed}");
        }
        assert!(region("上河村", &regions).unwrap_err().contains("有 2 个"));
        for none in ["下河村", "村", "", "53011300100"] {
            assert!(region(none, &regions).unwrap_err().contains("没有找到"), "{none}");
        }
        let own_village = [("530113003001".to_owned(), "丙街道上河社区".to_owned())];
        assert_eq!(region("上河社区", &own_village).as_deref(), Ok("530113003001"));
        assert!(region("河社区", &own_village).unwrap_err().contains("没有找到"));
        let villages = defs("registry.merge_villages", &["villages"]);
        let typed_form = form(&[("villages", "甲镇上河村\n530113001001")]);
        let nobody = &mut |_: &str| Err(String::new());
        let read = typed(&villages, &typed_form, &mut Finder { person: nobody, regions: &regions });
        assert_eq!(read.input, json!({ "villages": ["530113001002", "530113001001"] }));
    }

    #[test]
    fn yuan_become_fen_and_groups_become_objects() {
        let staff = defs("registry.add_staff", &["name", "posts"]);
        let typed_form = form(&[
            ("name", " 张三 "),
            ("posts.1.post", "clerk"),
            ("posts.1.area", "530113"),
            ("posts.1.from", "2019-01-02"),
        ]);
        let mut nobody = |_: &str| Err("没有".to_owned());
        let read = filled(&staff, &typed_form, &mut nobody);
        assert!(read.faults.is_empty() && read.missing.is_empty());
        let posts = json!([{"post": "clerk", "area": "530113", "from": "2019-01-02"}]);
        assert_eq!(read.input, json!({"name": "张三", "posts": posts}));
        let back = flatten(&staff, &read.input);
        assert_eq!((back.get("name"), back.get("posts.1.area")), ("张三", "530113"));

        let tier = defs("registry.set_tier", &["above", "from"]);
        let read = filled(&tier, &form(&[("above", "1,234.5"), ("from", "2019-02-30")]), &mut nobody);
        assert_eq!(read.input["above"], json!(123_450));
        assert_eq!(read.faults.len(), 1);
        assert_eq!(read.faults[0].0, "from");
    }

    #[test]
    fn bank_lines_and_vouchers_are_numbers_and_nobody() {
        let matching = defs("bank.match", &["lines", "vouchers"]);
        let typed_form = form(&[("lines", "17、18"), ("vouchers", "5\n6")]);
        let read = filled(&matching, &typed_form, &mut |_| Err("没有找到这个人".to_owned()));
        assert!(read.faults.is_empty(), "{:?}", read.faults);
        assert_eq!(read.input, json!({ "lines": [17, 18], "vouchers": [5, 6] }));
        assert_eq!(flatten(&matching, &read.input).get("vouchers"), "5\n6");
        let wrong = filled(&matching, &form(&[("lines", "17 甲")]), &mut |_| Ok(1));
        assert!(wrong.faults[0].1.contains("“甲”不是整数"), "{:?}", wrong.faults);
        assert_eq!(def_of("bank.claim", "line").unwrap().label, "银行流水编号");
        assert!(def_of("fund.book_other", "lower").unwrap().optional, "most facts have no lower part");
        assert_eq!(def_of("payment.late_return", "line").unwrap().label, "代发文件序号");
    }

    #[test]
    fn a_whole_budget_goes_through_the_form_and_back() {
        let budget = defs("fund.set_budget", &["items"]);
        let items: Vec<Value> = office::tables::BudgetItem::ALL
            .iter()
            .zip(1..)
            .map(|(item, fen)| json!({ "item": item.code(), "amount": fen }))
            .collect();
        assert!(items.len() > 8);
        let input = json!({ "items": items });
        let read = filled(&budget, &flatten(&budget, &input), &mut |_| Err(String::new()));
        assert_eq!((read.faults, read.input), (Vec::new(), input));
    }

    #[test]
    fn what_is_missing_is_named_all_at_once() {
        let register = defs("registry.register", &["id_number", "name", "address", "phone", "region"]);
        let read = filled(&register, &form(&[("name", "张三")]), &mut |_| Err(String::new()));
        assert_eq!(read.missing, ["id_number", "address", "region"]);
    }
}
