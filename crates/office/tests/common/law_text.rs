//! The law with another row in it, as a policy officer would write it, beside an installation.
#![allow(dead_code)] // each test program uses its own part
#![allow(clippy::unwrap_used)] // helpers of tests

use std::fs;
use std::path::Path;

use law::Law;

pub const DONGCHUAN: &str = "yunnan/kunming/dongchuan/resident.toml";

/// A raise of Dongchuan's base pension from 7 to `yuan` in a month, published on a day.
pub fn raise(yuan: &str, from: &str, published: &str) -> impl Fn(&str, &str) -> String {
    let row = row(yuan, from, published);
    move |path, text| if path == DONGCHUAN { with_row(text, "base_pension.county", &row) } else { text.to_owned() }
}

/// A row of money.
pub fn row(yuan: &str, from: &str, published: &str) -> String {
    format!(
        "[[parameter.row]]\nfrom = \"{from}\"\nvalue = \"{yuan}\"\npublished = \"{published}\"\n\
         source = \"dc-2019-report\"\narticle = \"模拟\"\nchecked = \"2026-11-21\"\n"
    )
}

/// The row goes behind the parameter's last one, which then ends where it begins.
pub fn with_row(text: &str, parameter: &str, row: &str) -> String {
    let head = format!("name = \"{parameter}\"\n");
    let at = text.find(&head).unwrap() + head.len();
    let end = text[at..].find("[[parameter]]").map_or(text.len(), |next| at + next);
    format!("{}\n{row}\n{}", text[..end].trim_end(), &text[end..])
}

/// Puts the law, changed by `edit`, beside an installation under a version name of that day; it holds from the next
/// opening on, as after an upgrade. Returns the name.
pub fn put_law(installation: &Path, day: &str, edit: impl Fn(&str, &str) -> String) -> String {
    let texts: Vec<(String, String)> =
        law::EMBEDDED_TEXTS.iter().map(|(path, text)| ((*path).to_owned(), edit(path, text))).collect();
    let name = format!("{day}-{}", Law::from_texts(texts.clone()).unwrap().fingerprint());
    let named = |path: &str, text: String| match path {
        "version.toml" => format!("name = \"{name}\"\nnote = \"模拟\"\n"),
        _ => text,
    };
    let folder = installation.join("law");
    for (path, text) in texts {
        let file = folder.join(&path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, named(&path, text)).unwrap();
    }
    let config = installation.join("shebao.toml");
    let text = fs::read_to_string(&config).unwrap();
    if !text.contains("law = ") {
        fs::write(&config, format!("{text}law = \"law\"\n")).unwrap();
    }
    name
}
