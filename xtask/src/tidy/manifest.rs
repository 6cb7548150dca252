//! TOML with line numbers.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Parses the text, or says on which line it cannot.
pub fn parse(text: &str) -> Result<Spanned<DeTable<'_>>, (usize, String)> {
    DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        (line, error.message().to_owned())
    })
}

/// The line, from 1, of a byte of the text.
pub fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|b| *b == b'\n').count() + 1
}

/// A dependency as a manifest writes it.
pub struct Dependency {
    /// The name code imports it by.
    pub key: String,
    /// The package behind the name.
    pub package: String,
    /// Whether the workspace chooses the version.
    pub from_workspace: bool,
    /// Whether it is the crate itself, as its tests see it with other features.
    pub is_itself: bool,
    /// Whether only tests see it.
    pub only_tests: bool,
    /// Line, from 1.
    pub line: usize,
}

/// All dependencies of a manifest, also those of single platforms.
pub fn dependencies(text: &str) -> Vec<Dependency> {
    let Ok(table) = parse(text) else { return Vec::new() };
    let mut found = Vec::new();
    sections(text, table.get_ref(), &mut found);
    let targets = table.get_ref().get("target").and_then(|t| t.get_ref().as_table());
    for platform in targets.into_iter().flat_map(|t| t.values()).filter_map(|v| v.get_ref().as_table()) {
        sections(text, platform, &mut found);
    }
    found
}

fn sections(text: &str, table: &DeTable<'_>, out: &mut Vec<Dependency>) {
    for (section, only_tests) in [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)] {
        let Some(entries) = table.get(section).and_then(|s| s.get_ref().as_table()) else { continue };
        for (key, value) in entries {
            let detail = |name: &str| value.get_ref().as_table().and_then(|t| t.get(name)).map(Spanned::get_ref);
            let name = key.get_ref().to_string();
            out.push(Dependency {
                package: detail("package").and_then(DeValue::as_str).unwrap_or(&name).to_owned(),
                from_workspace: detail("workspace").and_then(DeValue::as_bool) == Some(true),
                is_itself: detail("path").and_then(DeValue::as_str) == Some("."),
                only_tests,
                line: line_of(text, key.span().start),
                key: name,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_dependency_is_seen() {
        let text = "[dependencies]\nbase.workspace = true\nx = \"1\"\n[target.'cfg(unix)'.dependencies]\n\
                    y = { package = \"z\", version = \"1\" }\n[dev-dependencies]\nq = { workspace = true }\n";
        let all: Vec<_> = dependencies(text)
            .into_iter()
            .map(|d| format!("{} {} {} {} {}", d.line, d.key, d.package, d.from_workspace, d.only_tests))
            .collect();
        assert_eq!(all, ["2 base base true false", "3 x x false false", "7 q q true true", "5 y z false false"]);
    }

    #[test]
    fn a_broken_file_names_its_line() {
        assert_eq!(parse("a = 1\nb = \n").map(|_| ()).unwrap_err().0, 2);
    }
}
