//! A Rust file as the checks need it: its syntax tree, its tokens in one flat list (macro bodies
//! included, which a syntax tree hides), and which lines are test code.

use std::ops::RangeInclusive;
use std::str::FromStr;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::Visit;

use super::tree::crate_of;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Identifier or keyword.
    Word,
    /// One punctuation character or bracket.
    Mark,
    /// String literal; its text is the value without quotes.
    Quoted,
    /// Doc comment; its text is one line of it.
    Doc,
    /// Floating-point literal.
    Float,
    /// Any other literal.
    Literal,
}

/// One token and the line it starts on.
#[derive(Clone, Debug)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Its text.
    pub text: String,
    /// Line, from 1.
    pub line: usize,
}

impl Token {
    /// Whether it is this word.
    pub fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text == word
    }

    /// Whether it is this punctuation mark or bracket.
    pub fn is_mark(&self, mark: &str) -> bool {
        self.kind == Kind::Mark && self.text == mark
    }
}

/// A path of identifiers as written, for example `std::fs::read`.
pub struct PathUse {
    /// Its segments.
    pub segments: Vec<String>,
    /// Line, from 1.
    pub line: usize,
}

/// A parsed Rust file.
pub struct RustFile {
    /// Path from the root, with `/`.
    pub path: String,
    /// The content.
    pub text: String,
    /// The syntax tree.
    pub syntax: syn::File,
    /// All tokens in order.
    pub tokens: Vec<Token>,
    /// Whether the whole file is test code.
    pub all_test: bool,
    test_lines: Vec<RangeInclusive<usize>>,
}

impl RustFile {
    /// Parses the file, or says on which line it cannot.
    pub fn parse(path: &str, text: &str) -> Result<RustFile, (usize, String)> {
        let stream = TokenStream::from_str(text).map_err(|e| (e.span().start().line, e.to_string()))?;
        let syntax = syn::parse2::<syn::File>(stream.clone()).map_err(|e| (e.span().start().line, e.to_string()))?;
        let mut tokens = Vec::new();
        flatten(stream, &mut tokens);
        let mut tests = TestLines::default();
        tests.visit_file(&syntax);
        let all_test = path.split('/').any(|part| part == "tests" || part == "benches");
        Ok(RustFile { path: path.to_owned(), text: text.to_owned(), syntax, tokens, all_test, test_lines: tests.0 })
    }

    /// The crate's folder.
    pub fn krate(&self) -> Option<&str> {
        crate_of(&self.path)
    }

    /// Whether the line is test code.
    pub fn is_test(&self, line: usize) -> bool {
        self.all_test || self.test_lines.iter().any(|range| range.contains(&line))
    }

    /// Lines that are not test code.
    pub fn production_lines(&self) -> usize {
        (1..=self.text.lines().count()).filter(|line| !self.is_test(*line)).count()
    }

    /// Paths as written in code, with `use` trees spread out.
    pub fn paths(&self) -> Vec<PathUse> {
        let mut uses = UsePaths::default();
        uses.visit_file(&self.syntax);
        let mut paths = uses.0;
        let mut at = 0;
        while at < self.tokens.len() {
            let path = path_at(&self.tokens[at..]);
            at += (path.segments.len() * 3).saturating_sub(2).max(1);
            if !path.segments.is_empty() {
                paths.push(path);
            }
        }
        paths
    }

    /// Where the modules declared by `#[cfg(test)] mod name;` lie, without `.rs`.
    pub fn test_module_paths(&self) -> Vec<String> {
        let Some((folder, name)) = self.path.rsplit_once('/') else { return Vec::new() };
        let stem = name.trim_end_matches(".rs");
        let home = if ["lib", "main", "mod"].contains(&stem) { folder.to_owned() } else { format!("{folder}/{stem}") };
        let modules = self.syntax.items.iter().filter_map(|item| match item {
            syn::Item::Mod(m) if m.content.is_none() && is_test_only(&m.attrs) => Some(format!("{home}/{}", m.ident)),
            _ => None,
        });
        modules.collect()
    }

    /// String literals outside tests, doc comments excluded.
    pub fn production_strings(&self) -> impl Iterator<Item = &Token> {
        self.tokens.iter().filter(|t| t.kind == Kind::Quoted && !self.is_test(t.line))
    }

    /// The crate's or module's own `//!` text.
    pub fn inner_doc(&self) -> String {
        let docs = self.syntax.attrs.iter().filter_map(|attribute| match &attribute.meta {
            syn::Meta::NameValue(syn::MetaNameValue {
                path,
                value: syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(line), .. }),
                ..
            }) if path.is_ident("doc") => Some(line.value()),
            _ => None,
        });
        docs.collect::<Vec<_>>().join("\n")
    }
}

/// The path that starts with the first token; empty when that is no identifier.
fn path_at(tokens: &[Token]) -> PathUse {
    let mut segments = Vec::new();
    let line = tokens.first().map_or(1, |t| t.line);
    let mut rest = tokens;
    while let Some(token) = rest.first().filter(|t| t.kind == Kind::Word) {
        segments.push(token.text.clone());
        match &rest[1..] {
            [a, b, ..] if a.is_mark(":") && b.is_mark(":") => rest = &rest[3..],
            _ => break,
        }
    }
    PathUse { segments, line }
}

fn flatten(stream: TokenStream, out: &mut Vec<Token>) {
    for tree in stream {
        let line = tree.span().start().line;
        match tree {
            TokenTree::Ident(word) => out.push(Token { kind: Kind::Word, text: word.to_string(), line }),
            TokenTree::Punct(mark) => out.push(Token { kind: Kind::Mark, text: mark.as_char().to_string(), line }),
            TokenTree::Literal(literal) => out.push(literal_token(&literal, line, out)),
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                let mark =
                    |text: &str, span: Span| Token { kind: Kind::Mark, text: text.to_owned(), line: span.start().line };
                out.push(mark(open, group.span_open()));
                flatten(group.stream(), out);
                out.push(mark(close, group.span_close()));
            }
        }
    }
}

fn literal_token(literal: &proc_macro2::Literal, line: usize, before: &[Token]) -> Token {
    let after_dot = before.last().is_some_and(|t| t.is_mark("."));
    let in_doc =
        matches!(before, [.., open, doc, equals] if open.is_mark("[") && doc.is_word("doc") && equals.is_mark("="));
    let (kind, text) = match syn::Lit::new(literal.clone()) {
        syn::Lit::Str(text) if in_doc => (Kind::Doc, text.value()),
        syn::Lit::Str(text) => (Kind::Quoted, text.value()),
        // `pair.0.1` is lexed as a dot and a float, but is two fields.
        syn::Lit::Float(_) if !after_dot => (Kind::Float, literal.to_string()),
        syn::Lit::Int(number) if ["f32", "f64"].contains(&number.suffix()) => (Kind::Float, literal.to_string()),
        _ => (Kind::Literal, literal.to_string()),
    };
    Token { kind, text, line }
}

/// What the compiler sees only for tests: `test` and the feature by which one crate lends its
/// test helpers to others.
const TEST_ONLY: &[&str] = &["test", "feature=\"testing\"", "any(test,feature=\"testing\")"];

/// `#[cfg(test)]`, `#[cfg(all(test, …))]`, `#[cfg(feature = "testing")]` or `#[test]`.
fn is_test_only(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        if attribute.path().is_ident("test") {
            return true;
        }
        let syn::Meta::List(list) = &attribute.meta else { return false };
        let words = list.tokens.to_string().replace(' ', "");
        list.path.is_ident("cfg") && (TEST_ONLY.contains(&words.as_str()) || words.starts_with("all(test,"))
    })
}

#[derive(Default)]
struct TestLines(Vec<RangeInclusive<usize>>);

impl TestLines {
    fn note(&mut self, attributes: &[syn::Attribute], span: Span) {
        if is_test_only(attributes) {
            self.0.push(span.start().line..=span.end().line);
        }
    }
}

impl<'ast> Visit<'ast> for TestLines {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        match item {
            syn::Item::Mod(i) => self.note(&i.attrs, item.span()),
            syn::Item::Fn(i) => self.note(&i.attrs, item.span()),
            syn::Item::Impl(i) => self.note(&i.attrs, item.span()),
            syn::Item::Use(i) => self.note(&i.attrs, item.span()),
            syn::Item::Const(i) => self.note(&i.attrs, item.span()),
            syn::Item::Struct(i) => self.note(&i.attrs, item.span()),
            syn::Item::Macro(i) => self.note(&i.attrs, item.span()),
            _ => {}
        }
        syn::visit::visit_item(self, item);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.note(&function.attrs, function.span());
    }
}

#[derive(Default)]
struct UsePaths(Vec<PathUse>);

impl UsePaths {
    fn spread(&mut self, before: &[String], tree: &syn::UseTree) {
        let mut segments = before.to_vec();
        let line = tree.span().start().line;
        match tree {
            syn::UseTree::Path(path) => {
                segments.push(path.ident.to_string());
                return self.spread(&segments, &path.tree);
            }
            syn::UseTree::Group(group) => return group.items.iter().for_each(|item| self.spread(&segments, item)),
            syn::UseTree::Name(name) => segments.push(name.ident.to_string()),
            syn::UseTree::Rename(rename) => segments.push(rename.ident.to_string()),
            syn::UseTree::Glob(_) => segments.push("*".to_owned()),
        }
        self.0.push(PathUse { segments, line });
    }
}

impl<'ast> Visit<'ast> for UsePaths {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.spread(&[], &item.tree);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> RustFile {
        RustFile::parse("crates/a/src/lib.rs", text).unwrap()
    }

    #[test]
    fn use_trees_are_spread_out() {
        let file = parse("//! A.\nuse std::{fs::{self, File}, fmt};\nfn f() { std::env::var(\"A\"); }\n");
        let paths: Vec<_> = file.paths().iter().map(|p| p.segments.join("::")).collect();
        for wanted in ["std::fs::self", "std::fs::File", "std::fmt", "std::env::var"] {
            assert!(paths.iter().any(|p| p == wanted), "{wanted} in {paths:?}");
        }
    }

    #[test]
    fn tests_are_told_from_production() {
        let file = parse("//! A.\nfn work() {}\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn t() {}\n}\n");
        assert!(!file.is_test(2));
        assert!((3..=7).all(|line| file.is_test(line)));
        assert_eq!(file.production_lines(), 2);
        let lent = parse(
            "//! A.\n#[cfg(feature = \"testing\")]\npub mod testing {}\n#[cfg(feature = \"more\")]\nmod more {}\n",
        );
        assert_eq!([3, 5].map(|line| lent.is_test(line)), [true, false]);
    }

    #[test]
    fn fields_of_fields_are_no_floats() {
        let floats = |text| parse(text).tokens.iter().filter(|t| t.kind == Kind::Float).count();
        assert_eq!(floats("//! A.\nfn f(p: ((i64, i64), i64)) -> i64 { p.0.1 }\n"), 0);
        assert_eq!(floats("//! A.\nfn f() { g!(0.5); }\n"), 1);
    }

    #[test]
    fn doc_comments_are_not_strings() {
        let file = parse("//! A.\n/// UPDATE due SET x.\nfn f() { g(\"text\"); }\n");
        assert_eq!(file.production_strings().map(|t| t.text.as_str()).collect::<Vec<_>>(), ["text"]);
        assert_eq!(file.inner_doc(), " A.");
    }
}
