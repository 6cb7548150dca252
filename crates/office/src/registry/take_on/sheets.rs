//! A town's workbook as it was read: five sheets, joined by the old system's personal number.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use base::{ByLevel, Date, Fen, Level, RegionCode};
use desk::{Digest, FieldError, Unplanned};
use files::{Imported, Record};
use schemes::resident::Components;

use crate::source_files::SourceFiles;
use crate::tables::AccountSource;

/// Faults of a workbook that are listed; the others are counted.
const FAULTS_LISTED: usize = 100;

/// The sheets by the words a clerk sees.
const PEOPLE: &str = "人员";
const ACCOUNTS: &str = "账户";
const AWARDS: &str = "待遇";
const RECOVERIES: &str = "追回";
const CONTROL: &str = "控制数";

/// Columns of the account sheet and what they hold.
pub(super) const SOURCES: [(&str, AccountSource); 7] = [
    ("aae0201", AccountSource::Personal),
    ("aae0202", AccountSource::Province),
    ("aae0203", AccountSource::City),
    ("aae0204", AccountSource::County),
    ("aae0205", AccountSource::Collective),
    ("aae0207", AccountSource::Proxy),
    ("interest", AccountSource::Interest),
];

/// The five sheets.
pub(super) struct Sheets {
    people: Arc<Imported>,
    accounts: Arc<Imported>,
    awards: Arc<Imported>,
    recoveries: Arc<Imported>,
    control: Arc<Imported>,
}

/// A person with everything the workbook says about him.
pub(super) struct Entry<'a> {
    pub(super) person: &'a Record,
    pub(super) account: Option<&'a Record>,
    pub(super) award: Option<&'a Record>,
    pub(super) recoveries: Vec<&'a Record>,
}

impl Sheets {
    /// Reads all sheets; a sheet that is missing is a fault of the file.
    pub(super) fn read(files: &SourceFiles, file: &Digest, today: Date) -> Result<Sheets, Unplanned> {
        let profiles = ["takeon_person", "takeon_account", "takeon_award", "takeon_recovery", "takeon_control"];
        let [people, accounts, awards, recoveries, control] = files.read_sheets(file, profiles, today)?;
        Ok(Sheets { people, accounts, awards, recoveries, control })
    }

    fn named(&self) -> [(&'static str, &Imported); 5] {
        [
            (PEOPLE, &self.people),
            (ACCOUNTS, &self.accounts),
            (AWARDS, &self.awards),
            (RECOVERIES, &self.recoveries),
            (CONTROL, &self.control),
        ]
    }

    /// Rows of the people sheet.
    pub(super) fn people(&self) -> &[Record] {
        &self.people.records
    }

    /// What was read without doubt but should be known.
    pub(super) fn notices(&self) -> impl Iterator<Item = String> + '_ {
        let of_sheet = |(name, sheet): (&'static str, &Imported)| {
            let other_sheets = |message: &str| message.starts_with("工作簿中还有其他工作表");
            let notices = sheet.notices.iter().filter(|notice| !other_sheets(&notice.message));
            notices.map(|n| format!("“{name}”表：{}（{} 处）", n.message, n.count)).collect::<Vec<_>>()
        };
        self.named().into_iter().flat_map(of_sheet)
    }

    /// The one row of the control sheet, or what is wrong with the workbook as a whole. Amounts
    /// that cannot be read, or totals that do not agree, refuse it: money is not taken on by
    /// guessing.
    pub(super) fn control(&self) -> Result<&Record, Vec<FieldError>> {
        let mut faults = Faults::default();
        for (name, sheet) in self.named() {
            sheet.problems.iter().for_each(|p| faults.add(name, p.line, &p.column_title, p.message.clone()));
            faults.left_out += sheet.problems_omitted;
        }
        match (faults.is_empty(), &self.control.records[..]) {
            (true, [control]) => Ok(control),
            (true, rows) => {
                let what = format!("“{CONTROL}”表应有且只有一行本册的控制总数，现有 {} 行", rows.len());
                Err(vec![FieldError::input("file", what, "请由乡镇按本册人员填写一行控制总数并签字后重新导入")])
            }
            (false, _) => Err(faults.finish()),
        }
    }

    /// Joins the sheets. Rows that name nobody of the people sheet, or somebody with another
    /// name, are faults: a list sorted in one column only would pay the wrong people.
    pub(super) fn entries(&self, town: &RegionCode) -> Result<Vec<Entry<'_>>, Vec<FieldError>> {
        let mut faults = Faults::default();
        let mut entries: Vec<Entry<'_>> = Vec::with_capacity(self.people.records.len());
        let mut places: HashMap<&str, usize> = HashMap::with_capacity(self.people.records.len());
        for person in &self.people.records {
            if !region_of(person).is_some_and(|region| region.is_within(town)) {
                faults.add(PEOPLE, person.line, "村组区划代码", format!("不属于本乡镇 {town}"));
            }
            places.insert(number_of(person), entries.len());
            entries.push(Entry { person, account: None, award: None, recoveries: Vec::new() });
        }
        let mut with_award = HashSet::new();
        for (sheet, row) in self.rows_about_people() {
            let Some(entry) = places.get(number_of(row)).and_then(|place| entries.get_mut(*place)) else {
                faults.add(sheet, row.line, "个人编号", "“人员”表中没有这个编号".to_owned());
                continue;
            };
            if bare(name_of(row)) != bare(name_of(entry.person)) {
                let what = format!("姓名与“人员”表第 {} 行不一致，可能是只对部分列做了排序", entry.person.line);
                faults.add(sheet, row.line, "姓名", what);
            }
            match sheet {
                ACCOUNTS => entry.account = Some(row),
                AWARDS if with_award.insert(number_of(row)) => entry.award = Some(row),
                AWARDS => faults.add(sheet, row.line, "个人编号", "同一人有两条待遇".to_owned()),
                _ => entry.recoveries.push(row),
            }
            check_sum(sheet, row, &mut faults);
        }
        if faults.is_empty() { Ok(entries) } else { Err(faults.finish()) }
    }

    fn rows_about_people(&self) -> impl Iterator<Item = (&'static str, &Record)> {
        let accounts = self.accounts.records.iter().map(|row| (ACCOUNTS, row));
        let awards = self.awards.records.iter().map(|row| (AWARDS, row));
        accounts.chain(awards).chain(self.recoveries.records.iter().map(|row| (RECOVERIES, row)))
    }
}

/// A row's own sum must be the sum of its parts.
fn check_sum(sheet: &'static str, row: &Record, faults: &mut Faults) {
    let (key, title, sum) = match sheet {
        ACCOUNTS => ("balance", "账户余额合计", balance(row)),
        AWARDS => ("aic166", "月待遇合计", components(row).total()),
        _ => ("aae019", "待追回合计", owed(row).0.total() + owed(row).1),
    };
    if let Some(stated) = row.money(key).filter(|stated| *stated != sum) {
        faults.add(sheet, row.line, title, format!("合计 {stated} 不等于各项之和 {sum}，差 {}", stated - sum));
    }
}

/// An amount; an empty cell is nothing.
pub(super) fn money(row: &Record, key: &str) -> Fen {
    row.money(key).unwrap_or_default()
}

/// The old system's personal number.
pub(super) fn number_of(row: &Record) -> &str {
    row.text("aac001").unwrap_or_default()
}

/// The name as written.
pub(super) fn name_of(row: &Record) -> &str {
    row.text("aac003").unwrap_or_default()
}

/// The village or town.
pub(super) fn region_of(row: &Record) -> Option<RegionCode> {
    row.region("region")
}

fn bare(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The balance of an account row.
pub(super) fn balance(row: &Record) -> Fen {
    SOURCES.iter().map(|(key, _)| money(row, key)).sum()
}

/// The monthly pension of an award row, as the old system pays it.
pub(super) fn components(row: &Record) -> Components {
    let levels =
        |keys: [&str; 4]| ByLevel::new(keys.map(|key| if key.is_empty() { Fen::ZERO } else { money(row, key) }));
    Components {
        base: levels(["aae0191", "aae0192", "aae0193", "aae0194"]),
        long_supplement: ByLevel::only(Level::City, money(row, "long_city")),
        age_supplement: levels(["", "age_province", "age_city", "age_county"]),
        account: money(row, "account_pension"),
        ..Components::ZERO
    }
}

/// Whether an award row is held.
pub(super) fn is_suspended(row: &Record) -> bool {
    row.text("suspended") == Some("1")
}

/// What is to be recovered: by level, and to the account.
pub(super) fn owed(row: &Record) -> (ByLevel, Fen) {
    let by_level = ByLevel::new(["fen_central", "fen_province", "fen_city", "fen_county"].map(|key| money(row, key)));
    (by_level, money(row, "fen_account"))
}

/// Faults of the workbook by sheet and cell.
#[derive(Default)]
struct Faults {
    listed: Vec<FieldError>,
    left_out: usize,
}

impl Faults {
    fn add(&mut self, sheet: &str, line: u32, column: &str, what: String) {
        if self.listed.len() < FAULTS_LISTED {
            let column = format!("{sheet}·{column}");
            self.listed.push(FieldError::cell(line, &column, what, "请对照原系统改正后重新导入整册"));
        } else {
            self.left_out += 1;
        }
    }

    fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    fn finish(mut self) -> Vec<FieldError> {
        if self.left_out > 0 {
            let what = format!("另有 {} 处问题没有列出", self.left_out);
            self.listed.push(FieldError::whole(what, "请先改正以上问题，再重新导入"));
        }
        self.listed
    }
}
