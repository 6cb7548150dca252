//! What the imports of this room share: when a file cannot be trusted as a whole, and how a line
//! that could not be taken is kept.

use std::collections::BTreeMap;

use base::Fen;
use desk::FieldError;
use files::Imported;

/// Why no line of a file can be trusted: no header, columns missing, totals that do not agree,
/// more faults than anybody would read.
pub(super) fn whole_file_faults(imported: &Imported) -> Vec<FieldError> {
    let wrong_total = |line: u32| imported.totals.iter().any(|total| total.line == line && !total.agrees);
    let of_file = |line: u32| imported.refused_rows == 0 || wrong_total(line);
    let fault = |problem: &files::Problem| {
        let what = match problem.line {
            0 => problem.message.clone(),
            line => format!("第 {line} 行：{}", problem.message),
        };
        FieldError::input("file", what, "没有导入任何一行；改正后重新导入")
    };
    let mut faults: Vec<FieldError> = imported.problems.iter().filter(|p| of_file(p.line)).map(fault).collect();
    if imported.problems_omitted > 0 {
        let what = format!("有问题的行超过 {} 行，文件很可能选错了种类或编码", imported.problems.len());
        faults.push(FieldError::input("file", what, "请核对文件后重新导入"));
    }
    if faults.is_empty() && imported.records.is_empty() && imported.refused_rows == 0 {
        faults.push(FieldError::input("file", "文件中没有明细行", "请核对是否导出了正确的日期范围"));
    }
    faults
}

/// The faults of each refused line in one text.
pub(super) fn refused_lines(imported: &Imported) -> BTreeMap<u32, String> {
    let mut lines: BTreeMap<u32, String> = BTreeMap::new();
    for problem in &imported.problems {
        let text = lines.entry(problem.line).or_default();
        let column =
            if problem.column_title.is_empty() { String::new() } else { format!("“{}”", problem.column_title) };
        let separator = if text.is_empty() { "" } else { "；" };
        text.push_str(&format!("{separator}{column}{}", problem.message));
    }
    lines
}

/// How a file's encoding is written down.
pub(super) fn encoding_of(imported: &Imported) -> String {
    imported.encoding.map_or_else(String::new, |encoding| format!("{encoding:?}"))
}

/// Lines and their money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) lines: usize,
    pub(super) amount: Fen,
}

impl Tally {
    /// Counts a line.
    pub(super) fn add(&mut self, amount: Fen) {
        self.lines += 1;
        self.amount += amount;
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} 行，{} 元", self.lines, self.amount)
    }
}
