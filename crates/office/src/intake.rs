//! What lists have in common that come in line by line: a line that cannot be used is kept with
//! its reason and never stops the others.

use std::collections::BTreeMap;

use base::Fen;
use desk::{Digest, FieldError, MATTER, Plan};
use files::Imported;

use crate::tables::{Quarantine, QuarantineId, SourceFile, SourceFileId};

/// A list that is being taken in.
pub(crate) struct Intake<'a> {
    imported: &'a Imported,
    /// The file's row.
    pub(crate) id: SourceFileId,
    left_out: BTreeMap<u32, Vec<String>>,
    taken: i64,
}

impl<'a> Intake<'a> {
    /// Begins with the lines that could not be read.
    pub(crate) fn new(plan: &mut Plan, imported: &'a Imported) -> Intake<'a> {
        let mut left_out: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        for problem in &imported.problems {
            let column = &problem.column_title;
            let place = if column.is_empty() { String::new() } else { format!("“{column}”") };
            left_out.entry(problem.line).or_default().push(format!("{place}{}", problem.message));
        }
        Intake { imported, id: plan.new_id(), left_out, taken: 0 }
    }

    /// A line that is used.
    pub(crate) fn take(&mut self) {
        self.taken += 1;
    }

    /// A line that is not: what is wrong with it, and what to do.
    pub(crate) fn leave_out(&mut self, line: u32, what: impl std::fmt::Display, advice: &str) {
        self.left_out.entry(line).or_default().push(format!("{what}，{advice}"));
    }

    /// Lines used so far.
    pub(crate) fn taken(&self) -> i64 {
        self.taken
    }

    /// The file and what was left out of it, with a word to the signers.
    pub(crate) fn finish(self, plan: &mut Plan, profile: &str, (digest, name): (&Digest, &str)) {
        let encoding = self.imported.encoding;
        plan.insert(&SourceFile {
            id: self.id,
            digest: digest.clone(),
            name: name.to_owned(),
            profile: profile.to_owned(),
            encoding: encoding.map_or_else(|| self.imported.format.title().to_owned(), |e| e.title().to_owned()),
            taken: self.taken,
            left_out: i64::try_from(self.left_out.len()).unwrap_or(i64::MAX),
            matter: MATTER,
        });
        plan.show("采用行数", "", self.taken);
        plan.show("未采用行数", "", self.left_out.len());
        for (line, reasons) in self.left_out {
            let (id, what): (QuarantineId, String) = (plan.new_id(), reasons.join("；"));
            plan.notices.push(format!("第 {line} 行没有采用：{what}"));
            plan.insert(&Quarantine { id, source_file: self.id, line: i64::from(line), what, amount: Fen::ZERO });
        }
    }
}

/// Why no line of a file can be trusted.
pub(crate) fn whole_file_faults(imported: &Imported) -> Vec<FieldError> {
    let fault = |what: String| FieldError::input("file", what, "没有导入任何一行；改正后重新导入");
    // The line of the header has no fault but that columns are missing or doubled.
    let header = |line: u32| line == 0 || imported.header_line == Some(line);
    let wrong = |line: u32| header(line) || imported.totals.iter().any(|total| total.line == line && !total.agrees);
    let mut faults: Vec<FieldError> =
        imported.problems.iter().filter(|p| wrong(p.line)).map(|p| fault(p.message.clone())).collect();
    if imported.problems_omitted > 0 {
        faults.push(fault(format!("有问题的行超过 {} 行，文件很可能选错了种类或编码", imported.problems.len())));
    }
    if faults.is_empty() && imported.records.is_empty() && imported.refused_rows == 0 {
        faults.push(fault("文件中没有明细行".to_owned()));
    }
    faults
}
