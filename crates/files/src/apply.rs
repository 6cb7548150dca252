//! A profile applied to a table: records, problems, and what a person should know.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::Arc;

use base::Date;

use crate::header::{self, Header};
use crate::limits;
use crate::problem::{Notice, Problem, masked};
use crate::profile::{Bad, Column, Kind, Profile};
use crate::raw::{Format, RawCell, RawRow, RawTable, TextEncoding};
use crate::record::{Record, Value};
use crate::totals::{self, TotalCheck, Totals};
use crate::value::{self, Context, Mark};

/// What became of a table.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Title of the profile.
    pub title: String,
    /// What the file turned out to be.
    pub format: Format,
    /// Encoding of a text.
    pub encoding: Option<TextEncoding>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Where the header stands; `None` when there is none, and then there are no records either.
    pub header_line: Option<u32>,
    /// Columns of the file that the profile does not know.
    pub ignored_columns: Vec<String>,
    /// Rows that passed.
    pub records: Vec<Record>,
    /// What is wrong, by row; at most [`limits::PROBLEMS_LISTED`].
    pub problems: Vec<Problem>,
    /// Problems beyond those listed.
    pub problems_omitted: usize,
    /// Rows that became no record because something is wrong with them.
    pub refused_rows: usize,
    /// What a person should know.
    pub notices: Vec<Notice>,
    /// Total rows and whether they agree with the rows above them.
    pub totals: Vec<TotalCheck>,
    columns: Arc<Vec<Column>>,
}

/// The first records as a person checks them, identifiers masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Titles of the profile's columns.
    pub titles: Vec<String>,
    /// Line and values of each record.
    pub rows: Vec<(u32, Vec<String>)>,
}

impl Imported {
    /// True when nothing at all is wrong.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty() && self.problems_omitted == 0
    }

    /// The first `n` records.
    pub fn preview(&self, n: usize) -> Preview {
        Preview {
            titles: self.columns.iter().map(|c| c.title.clone()).collect(),
            rows: self.records.iter().take(n).map(|r| (r.line, r.shown())).collect(),
        }
    }
}

impl Profile {
    /// Reads the rows of a table. A row with a problem is no record; nothing is repaired by
    /// guessing. `today` bounds birth dates and columns that may not lie in the future.
    pub fn apply(&self, table: &RawTable, today: Date) -> Imported {
        let mut import = Import::new(self, table, today);
        match header::find(self, table) {
            None => import.whole_file(
                0,
                format!(
                    "找不到表头：前 {} 行中没有“{}”的任何列名。请确认选对了文件和导入种类，并保留列名一行",
                    limits::HEADER_SEARCH_ROWS,
                    self.title
                ),
            ),
            Some(header) if !header.faults.is_empty() => {
                let line = table.rows[header.first].line;
                header.faults.iter().for_each(|fault| import.whole_file(line, fault.clone()));
                import.done.header_line = Some(line);
            }
            Some(header) => import.rows(table, &header),
        }
        import.finish()
    }
}

/// An import at work.
struct Import<'a> {
    profile: &'a Profile,
    table: &'a RawTable,
    context: Context,
    done: Imported,
    marks: BTreeMap<(Mark, usize), (usize, u32)>,
    /// Key → index of its first record.
    seen: HashMap<String, usize>,
    /// Records that a later row contradicts.
    contradicted: Vec<bool>,
}

impl<'a> Import<'a> {
    fn new(profile: &'a Profile, table: &'a RawTable, today: Date) -> Import<'a> {
        let done = Imported {
            title: profile.title.clone(),
            format: table.format,
            encoding: table.encoding,
            sheet: table.sheet.clone(),
            header_line: None,
            ignored_columns: Vec::new(),
            records: Vec::new(),
            problems: Vec::new(),
            problems_omitted: 0,
            refused_rows: 0,
            notices: Vec::new(),
            totals: Vec::new(),
            columns: Arc::clone(&profile.columns),
        };
        let context = Context { today, epoch_1904: table.epoch_1904 };
        Import { profile, table, context, done, marks: BTreeMap::new(), seen: HashMap::new(), contradicted: Vec::new() }
    }

    fn rows(&mut self, table: &RawTable, header: &Header) {
        self.done.header_line = Some(table.rows[header.first].line);
        if let Some(line) = unit_of_ten_thousand(&table.rows[..header.first]) {
            let message = "表头上方写明金额单位为“万元”，导入只接受“元”。请按元重新导出后再导入";
            return self.whole_file(line, message.to_owned());
        }
        self.done.ignored_columns.clone_from(&header.ignored);
        let mut totals = Totals::new(self.profile, header);
        for row in &table.rows[header.below..] {
            if let Some(label) = totals::label_of(self.profile, header, row) {
                let problem = totals.check(self.profile, header, row, &label, self.context);
                problem.into_iter().for_each(|p| self.problem(p));
            } else if header::repeats(self.profile, table, header, row) {
                self.notice("表头重复出现，已跳过".to_owned(), row.line);
            } else if is_footnote(header, row) {
                self.notice("表尾说明，没有导入".to_owned(), row.line);
            } else {
                self.row(header, row, &mut totals);
            }
        }
        self.done.totals = totals.checks;
    }

    fn row(&mut self, header: &Header, row: &RawRow, totals: &mut Totals) {
        let profile = self.profile;
        let columns = profile.columns.iter().zip(&header.columns).enumerate();
        let read: Vec<_> = columns.map(|(index, (column, at))| self.cell(column, index, *at, row)).collect();
        totals.add(&read);
        let mut problems = Vec::new();
        let mut flags = Vec::new();
        let mut values = Vec::with_capacity(read.len());
        for (index, result) in read.into_iter().enumerate() {
            let (column, cell) = (&profile.columns[index], cell_at(row, header.columns[index]));
            values.push(result.unwrap_or_else(|message| {
                let problem = problem_of(column, row.line, cell, message);
                if column.bad == Bad::Flag {
                    flags.push(problem)
                } else {
                    problems.push(problem)
                }
                (!cell.is_blank()).then(|| Value::Unread(cell.shown().trim().into()))
            }));
        }
        if problems.is_empty() {
            self.record(Record { line: row.line, flags, values, columns: Arc::clone(&profile.columns) });
        } else {
            self.done.refused_rows += 1;
            problems.into_iter().chain(flags).for_each(|p| self.problem(p));
        }
    }

    fn cell(
        &mut self,
        column: &Column,
        index: usize,
        at: Option<usize>,
        row: &RawRow,
    ) -> Result<Option<Value>, String> {
        let cell = cell_at(row, at);
        let formula = at.is_some_and(|at| row.formulas.iter().any(|f| usize::from(*f) == at));
        if formula && !column.formula && matches!(column.kind, Kind::IdNumber | Kind::BankAccount | Kind::Money) {
            return Err("单元格是公式，保存的结果可能已过时；请复制该列，选择性粘贴为“数值”后再导入".to_owned());
        }
        let mut marks = if formula { vec![Mark::FormulaValue] } else { Vec::new() };
        let value = value::read(column, cell, self.context, &mut marks).map_err(|m| self.with_offset(m, cell, row))?;
        for mark in marks {
            let entry = self.marks.entry((mark, index)).or_insert((0, row.line));
            entry.0 += 1;
        }
        match value {
            None if column.required => Err(format!("“{}”必须填写", column.title)),
            value => Ok(value),
        }
    }

    /// Where in the file the undecodable byte of a row stands.
    fn with_offset(&self, message: String, cell: &RawCell, row: &RawRow) -> String {
        if !cell.shown().contains(char::REPLACEMENT_CHARACTER) {
            return message;
        }
        let after = self.table.undecodable.partition_point(|bad| bad.line < row.line);
        match self.table.undecodable.get(after) {
            Some(bad) => format!("{message}（文件第 {} 个字节起）", bad.offset + 1),
            None => message,
        }
    }

    /// Keeps a record unless its key came before. The same row twice: the second is refused. Two
    /// different rows under one key: nobody knows which is right, so both are.
    fn record(&mut self, record: Record) {
        let Some(key) = key_of(self.profile, &record) else { return self.keep(record) };
        let index = match self.seen.entry(key) {
            Entry::Vacant(place) => {
                place.insert(self.done.records.len());
                return self.keep(record);
            }
            Entry::Occupied(place) => *place.get(),
        };
        let first_line = self.done.records[index].line;
        let same = self.done.records[index].values == record.values;
        self.done.refused_rows += 1;
        if same {
            let message =
                format!("与第 {first_line} 行完全相同，只保留第 {first_line} 行；如确有两笔，请补上可以区分的号码");
            return self.problem(row_problem(record.line, message));
        }
        let advice = "两行都没有导入，请核对后只保留正确的一行";
        self.problem(row_problem(
            record.line,
            format!("与第 {first_line} 行{}相同而内容不同，{advice}", self.key_titles()),
        ));
        if !std::mem::replace(&mut self.contradicted[index], true) {
            let message = format!("与第 {} 行{}相同而内容不同，{advice}", record.line, self.key_titles());
            self.done.refused_rows += 1;
            self.problem(row_problem(first_line, message));
        }
    }

    fn keep(&mut self, record: Record) {
        self.contradicted.push(false);
        self.done.records.push(record);
    }

    fn key_titles(&self) -> String {
        let titles = self.profile.key_indices().into_iter().map(|i| self.profile.columns[i].title.as_str());
        format!("“{}”", titles.collect::<Vec<_>>().join("、"))
    }

    fn problem(&mut self, problem: Problem) {
        if self.done.problems.len() < limits::PROBLEMS_LISTED {
            self.done.problems.push(problem);
        } else {
            self.done.problems_omitted += 1;
        }
    }

    fn whole_file(&mut self, line: u32, message: String) {
        self.problem(row_problem(line, message));
    }

    fn notice(&mut self, message: String, line: u32) {
        match self.done.notices.iter_mut().find(|n| n.message == message) {
            Some(notice) => notice.count += 1,
            None => self.done.notices.push(Notice { message, count: 1, first_line: line }),
        }
    }

    fn finish(mut self) -> Imported {
        let mut contradicted = self.contradicted.iter();
        self.done.records.retain(|_| !contradicted.next().copied().unwrap_or(false));
        for ((mark, index), (count, first_line)) in std::mem::take(&mut self.marks) {
            let message = mark.message(&self.profile.columns[index].title);
            self.done.notices.push(Notice { message, count, first_line });
        }
        if !self.table.other_sheets.is_empty() {
            let others = self.table.other_sheets.join("、");
            let message = format!("工作簿中还有其他工作表没有读取：{others}");
            self.done.notices.push(Notice { message, count: self.table.other_sheets.len(), first_line: 0 });
        }
        self.done.problems.sort_by_key(|p| p.line);
        self.done
    }
}

fn cell_at(row: &RawRow, column: Option<usize>) -> &RawCell {
    column.map_or(&RawCell::Empty, |column| row.cell(column))
}

fn problem_of(column: &Column, line: u32, cell: &RawCell, message: String) -> Problem {
    Problem {
        line,
        column_title: column.title.clone(),
        key: column.key.clone(),
        message,
        shown: masked(column.kind, cell.shown()),
    }
}

fn row_problem(line: u32, message: String) -> Problem {
    Problem { line, column_title: String::new(), key: String::new(), message, shown: String::new() }
}

/// The key of a record as one text; `None` when the profile has none or a part of it is missing.
fn key_of(profile: &Profile, record: &Record) -> Option<String> {
    let mut key = String::new();
    for index in profile.key_indices() {
        match record.values.get(index)?.as_ref()? {
            Value::Id(base::ParsedId::Current(id)) => key.push_str(id.reveal()),
            Value::Id(base::ParsedId::Legacy(id)) => key.push_str(id.reveal()),
            Value::Card(card) => key.push_str(card.reveal()),
            Value::Text(text) | Value::Unread(text) => key.push_str(text),
            Value::Money(fen) => write!(key, "{fen}").ok()?,
            Value::Region(region) => write!(key, "{region}").ok()?,
            Value::Date(date) => write!(key, "{date}").ok()?,
            Value::Month(month) => write!(key, "{month}").ok()?,
            Value::Integer(number) => write!(key, "{number}").ok()?,
        }
        key.push('\u{1f}');
    }
    (!key.is_empty()).then_some(key)
}

/// The line above the header that gives amounts in 万元.
fn unit_of_ten_thousand(above: &[RawRow]) -> Option<u32> {
    let says = |cell: &RawCell| cell.shown().contains("单位") && cell.shown().contains("万元");
    above.iter().find(|row| row.cells.iter().any(says)).map(|row| row.line)
}

/// Words that open the notes under a table.
const FOOTNOTES: [&str; 12] =
    ["制表", "填表", "填报", "审核", "复核", "负责人", "经办", "打印", "说明", "备注", "注", "单位"];

/// Notes under a table: at most four cells, each a word of [`FOOTNOTES`] with a colon, or 第 n 页.
fn is_footnote(header: &Header, row: &RawRow) -> bool {
    let filled: Vec<&str> = row.cells.iter().filter(|c| !c.is_blank()).map(|c| c.shown().trim()).collect();
    let known = header.columns.iter().flatten().filter(|at| !row.cell(**at).is_blank()).count();
    let note = |text: &&str| {
        let named = FOOTNOTES.iter().any(|word| text.starts_with(word)) && text.contains([':', '：']);
        named || (text.starts_with('第') && text.contains('页'))
    };
    known <= 2 && filled.len() <= 4 && filled.first().is_some_and(note)
}
