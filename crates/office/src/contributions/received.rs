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

/// Lines that say the same as an earlier line of the file, with that line: they need nobody's
/// care. `files` tells so in words only; should the words change, the lines are quarantined.
pub(super) fn exact_repeats(imported: &Imported) -> BTreeMap<u32, u32> {
    let first = |problem: &files::Problem| {
        let (first, _) = problem.message.strip_prefix("与第 ")?.split_once(" 行完全相同")?;
        Some((problem.line, first.parse().ok()?))
    };
    imported.problems.iter().filter_map(first).collect()
}

/// Lines named one by one in a notice; the rest is counted.
const LINES_NAMED: usize = 20;

/// The notice about lines that were left out because they were there before.
pub(super) fn repeated_notice<'a>(lines: impl ExactSizeIterator<Item = &'a u32>) -> Option<String> {
    let count = lines.len();
    let named = lines.take(LINES_NAMED).map(u32::to_string).collect::<Vec<_>>().join("、");
    let more = if count > LINES_NAMED { " 等" } else { "" };
    (count > 0).then(|| format!("第 {named}{more}行（共 {count} 行）是重复的，内容相同，没有重复记录"))
}

/// The faults of each refused line in one text; exact repetitions are none.
pub(super) fn refused_lines(imported: &Imported) -> BTreeMap<u32, String> {
    let mut lines: BTreeMap<u32, String> = BTreeMap::new();
    let repeats = exact_repeats(imported);
    for problem in imported.problems.iter().filter(|problem| !repeats.contains_key(&problem.line)) {
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
