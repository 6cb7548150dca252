//! A file is read in one sitting and a function on one screen. Test code may be longer.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::Visit;

use super::finding::Finding;
use super::rust::RustFile;
use super::tree::Tree;

const FILE_LINES: usize = 600;
const FUNCTION_LINES: usize = 80;

/// Files longer than the rule, with their length. It may only shrink: a file that grew is a
/// finding, and so is one that became shorter than its number.
const LONG_FILES: &[(&str, usize)] = &[];

/// Functions longer than the rule: file, function, length. It may only shrink as well.
const LONG_FUNCTIONS: &[(&str, &str, usize)] = &[];

/// Measures files and functions outside tests.
pub fn check(tree: &Tree) -> Vec<Finding> {
    check_with(tree, LONG_FILES, LONG_FUNCTIONS)
}

fn check_with(tree: &Tree, long_files: &[(&str, usize)], long_functions: &[(&str, &str, usize)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust.iter().filter(|f| !f.all_test) {
        let allowed = long_files.iter().find(|(path, _)| *path == file.path).map(|(_, lines)| *lines);
        let what = "the file".to_owned();
        findings.extend(judge(&file.path, 1, &what, file.production_lines(), FILE_LINES, allowed));
        for function in functions(file) {
            let entry = long_functions.iter().find(|(path, name, _)| *path == file.path && *name == function.name);
            let what = format!("`{}`", function.name);
            let allowed = entry.map(|(_, _, lines)| *lines);
            findings.extend(judge(&file.path, function.line, &what, function.lines, FUNCTION_LINES, allowed));
        }
    }
    findings
}

fn judge(path: &str, line: usize, what: &str, lines: usize, limit: usize, allowed: Option<usize>) -> Option<Finding> {
    match allowed {
        None if lines > limit => {
            let wrong = format!("{what} has {lines} lines, more than {limit}");
            Some(Finding::new(path, line, wrong, "split it along the counter's words"))
        }
        Some(number) if lines > number => {
            let wrong = format!("{what} grew from {number} to {lines} lines");
            Some(Finding::new(path, line, wrong, "split it; the list of long ones only shrinks"))
        }
        Some(number) if lines < number => {
            let wrong = format!("{what} shrank from {number} to {lines} lines");
            Some(Finding::new(
                path,
                line,
                wrong,
                format!("lower its number in xtask/src/tidy/size.rs (gone from {limit})"),
            ))
        }
        _ => None,
    }
}

struct Function {
    name: String,
    line: usize,
    lines: usize,
}

fn functions(file: &RustFile) -> Vec<Function> {
    let mut found = Functions::default();
    found.visit_file(&file.syntax);
    found.0.retain(|f| !file.is_test(f.line));
    found.0
}

#[derive(Default)]
struct Functions(Vec<Function>);

impl Functions {
    fn note(&mut self, signature: &syn::Signature, body: Span) {
        let line = signature.span().start().line;
        self.0.push(Function { name: signature.ident.to_string(), line, lines: body.end().line - line + 1 });
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, f: &'ast syn::ItemFn) {
        self.note(&f.sig, f.block.span());
        syn::visit::visit_item_fn(self, f);
    }

    fn visit_impl_item_fn(&mut self, f: &'ast syn::ImplItemFn) {
        self.note(&f.sig, f.block.span());
        syn::visit::visit_impl_item_fn(self, f);
    }

    fn visit_trait_item_fn(&mut self, f: &'ast syn::TraitItemFn) {
        if let Some(body) = &f.default {
            self.note(&f.sig, body.span());
        }
        syn::visit::visit_trait_item_fn(self, f);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "crates/a/src/a.rs";

    fn function_of(lines: usize) -> String {
        format!("//! A.\nfn long() {{\n{}}}\n", "    step();\n".repeat(lines - 2))
    }

    fn count(text: &str, files: &[(&str, usize)], functions: &[(&str, &str, usize)]) -> usize {
        check_with(&Tree::sample(&[(PATH, text)]), files, functions).len()
    }

    #[test]
    fn the_limit_itself_passes_and_one_more_does_not() {
        assert_eq!(count(&function_of(FUNCTION_LINES), &[], &[]), 0);
        assert_eq!(count(&function_of(FUNCTION_LINES + 1), &[], &[]), 1);
        let file = |lines| format!("//! A.\n{}", "// why\n".repeat(lines - 1));
        assert_eq!(count(&file(FILE_LINES), &[], &[]), 0);
        assert_eq!(count(&file(FILE_LINES + 1), &[], &[]), 1);
    }

    #[test]
    fn the_lists_only_shrink() {
        let text = function_of(90);
        assert_eq!(count(&text, &[], &[(PATH, "long", 90)]), 0);
        assert_eq!(count(&text, &[], &[(PATH, "long", 89)]), 1);
        assert_eq!(count(&text, &[], &[(PATH, "long", 91)]), 1);
    }

    #[test]
    fn test_code_may_be_long() {
        let text = format!("//! A.\n#[cfg(test)]\nmod tests {{\n{}}}\n", function_of(700).replace("//! A.\n", ""));
        assert_eq!(count(&text, &[], &[]), 0);
    }
}
