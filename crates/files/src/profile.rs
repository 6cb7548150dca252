//! Column profiles: what the columns of a kind of file are called and what stands in them.
//!
//! A profile is TOML that a policy officer can read; the embedded ones lie in `profiles/`.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;

use crate::ProfileError;
use crate::raw::is_blank_char;
use crate::workbook::SheetChoice;

/// The embedded profiles.
const EMBEDDED: &[&str] = &[
    include_str!("../profiles/regions.toml"),
    include_str!("../profiles/takeon_person.toml"),
    include_str!("../profiles/takeon_account.toml"),
    include_str!("../profiles/takeon_award.toml"),
    include_str!("../profiles/takeon_recovery.toml"),
    include_str!("../profiles/takeon_fund.toml"),
    include_str!("../profiles/takeon_control.toml"),
    include_str!("../profiles/tax_detail.toml"),
    include_str!("../profiles/treasury_receipt.toml"),
    include_str!("../profiles/death_list.toml"),
    include_str!("../profiles/bank_return.toml"),
    include_str!("../profiles/registration.toml"),
    include_str!("../profiles/proof_of_life.toml"),
    include_str!("../profiles/village_roster.toml"),
    include_str!("../profiles/prison_list.toml"),
    include_str!("../profiles/pension_list.toml"),
    include_str!("../profiles/cross_list.toml"),
    include_str!("../profiles/id_upgrade.toml"),
    include_str!("../profiles/card_replacement.toml"),
    include_str!("../profiles/hardship_list.toml"),
    include_str!("../profiles/collective_aid.toml"),
    include_str!("../profiles/shadow_persons.toml"),
    include_str!("../profiles/shadow_fees.toml"),
    include_str!("../profiles/shadow_payments.toml"),
    include_str!("../profiles/bank_statement.toml"),
    include_str!("../profiles/retiree_list.toml"),
];

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Any text; surrounding blanks are dropped.
    Text,
    /// A citizen ID number of 18 or 15 characters.
    IdNumber,
    /// A bank card or passbook number.
    BankAccount,
    /// A telephone number.
    Phone,
    /// A region code.
    Region,
    /// Yuan with at most two decimals.
    Money,
    /// A day.
    Date,
    /// A month, also written as a day in it.
    Month,
    /// A calendar year.
    Year,
    /// A whole number.
    Integer,
    /// One of the column's codes, written as the code or as its label.
    Code,
}

impl Kind {
    /// Whether the values are personal identifiers, masked wherever they are shown (decision 12).
    pub fn is_personal(self) -> bool {
        matches!(self, Kind::IdNumber | Kind::BankAccount | Kind::Phone)
    }
}

/// What a bad value, or a missing required one, does to its row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bad {
    /// The row is a problem and no record.
    #[default]
    Refuse,
    /// The row becomes a record without this value and carries a flag: a bad ID or a missing
    /// address must not stop a pension at take-on.
    Flag,
}

/// A column of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// National indicator code (aac002 …), or a plain word where there is none.
    pub key: String,
    /// Chinese title.
    pub title: String,
    /// Other headers that mean this column.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What stands in it.
    pub kind: Kind,
    /// The column must exist and every row must have a value.
    #[serde(default)]
    pub required: bool,
    /// What a bad or missing value does to its row.
    #[serde(default)]
    pub bad: Bad,
    /// `code=label` pairs of kind code.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Amounts and whole numbers may be negative.
    #[serde(default)]
    pub negative: bool,
    /// The value may be a formula's stored result: for sums that the operation checks against
    /// their parts. Elsewhere a formula in an amount, ID or account is a problem.
    #[serde(default)]
    pub formula: bool,
    /// Days and months may not lie after today.
    #[serde(default)]
    pub not_future: bool,
}

impl Column {
    /// `(code, label)` pairs.
    pub fn code_list(&self) -> impl Iterator<Item = (&str, &str)> {
        self.codes.iter().filter_map(|pair| pair.split_once('='))
    }

    /// The label of a code.
    pub fn label(&self, code: &str) -> Option<&str> {
        self.code_list().find(|(c, _)| *c == code).map(|(_, label)| label)
    }
}

/// What the columns of a kind of file are called and what stands in them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name in code and on the command line.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// Name pattern of the sheet in a workbook; `*` stands for any characters.
    #[serde(default)]
    pub sheet: Option<String>,
    /// Columns that together tell rows apart.
    #[serde(default)]
    pub key: Vec<String>,
    /// The columns.
    #[serde(rename = "column", deserialize_with = "shared")]
    pub columns: Arc<Vec<Column>>,
    /// Normalised header text → column.
    #[serde(skip)]
    names: HashMap<String, usize>,
}

impl Profile {
    /// The embedded profile of that name.
    pub fn named(name: &str) -> Result<Profile, ProfileError> {
        let all = Profile::all()?;
        let known = all.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join("、");
        all.into_iter().find(|p| p.name == name).ok_or_else(|| ProfileError::Unknown(name.to_owned(), known))
    }

    /// All embedded profiles.
    pub fn all() -> Result<Vec<Profile>, ProfileError> {
        EMBEDDED.iter().map(|text| Profile::from_toml(text)).collect()
    }

    /// Reads a profile; unknown keys and contradictions are errors.
    pub fn from_toml(text: &str) -> Result<Profile, ProfileError> {
        let mut profile: Profile = toml::from_str(text)?;
        profile.check().map_err(|detail| ProfileError::Invalid { profile: profile.name.clone(), detail })?;
        profile.names = profile.header_names();
        Ok(profile)
    }

    /// The profile with the column titles of another system beside its own: a small TOML of
    /// `key = "title"`. A key that is no column, or a title that two columns claim, is an error.
    pub fn with_titles(mut self, mapping: &str) -> Result<Profile, ProfileError> {
        let titles: HashMap<String, String> = toml::from_str(mapping)?;
        let invalid = |profile: &Profile, detail| ProfileError::Invalid { profile: profile.name.clone(), detail };
        let mut columns = Vec::clone(&self.columns);
        for (key, title) in &titles {
            let Some(column) = columns.iter_mut().find(|column| column.key == *key) else {
                let known = self.columns.iter().map(|c| c.key.as_str()).collect::<Vec<_>>().join("、");
                return Err(invalid(&self, format!("列名对照中的“{key}”不是任何一列，可用的有：{known}")));
            };
            column.aliases.push(title.clone());
        }
        self.columns = Arc::new(columns);
        self.check().map_err(|detail| invalid(&self, detail))?;
        self.names = self.header_names();
        Ok(self)
    }

    /// The column of that key.
    pub fn column(&self, key: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.key == key)
    }

    /// The titles in order, for an empty form to fill in.
    pub fn titles(&self) -> Vec<&str> {
        self.columns.iter().map(|c| c.title.as_str()).collect()
    }

    /// The sheet that [`crate::Reader::read_for`] looks for.
    pub fn sheet_choice(&self) -> SheetChoice {
        self.sheet.clone().map_or(SheetChoice::First, SheetChoice::Named)
    }

    /// The column that a header text means.
    pub(crate) fn column_called(&self, header: &str) -> Option<usize> {
        self.names.get(&normalised(header)).copied()
    }

    /// Indices of the key columns.
    pub(crate) fn key_indices(&self) -> Vec<usize> {
        self.key.iter().filter_map(|key| self.columns.iter().position(|c| c.key == *key)).collect()
    }

    fn header_names(&self) -> HashMap<String, usize> {
        let mut names = HashMap::new();
        for (index, column) in self.columns.iter().enumerate() {
            for name in column_names(column) {
                names.insert(normalised(name), index);
            }
        }
        names
    }

    fn check(&self) -> Result<(), String> {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for column in self.columns.iter() {
            for name in column_names(column) {
                let before = seen.insert(normalised(name), &column.key);
                if normalised(name).is_empty() || before.is_some_and(|key| key != column.key) {
                    return Err(format!("列名“{name}”为空，或同时属于两列"));
                }
            }
            if self.columns.iter().filter(|c| c.key == column.key).count() > 1 {
                return Err(format!("代码“{}”出现两次", column.key));
            }
            check_column(column)?;
        }
        match self.key.iter().find(|key| self.column(key).is_none()) {
            Some(key) => Err(format!("唯一键“{key}”不是任何一列")),
            None => Ok(()),
        }
    }
}

fn shared<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Arc<Vec<Column>>, D::Error> {
    Vec::deserialize(from).map(Arc::new)
}

fn column_names(column: &Column) -> impl Iterator<Item = &str> {
    [column.title.as_str(), column.key.as_str()].into_iter().chain(column.aliases.iter().map(String::as_str))
}

fn check_column(column: &Column) -> Result<(), String> {
    let key = &column.key;
    if (column.kind == Kind::Code) == column.codes.is_empty() {
        return Err(format!("列“{key}”：代码类的列、也只有代码类的列要写 codes"));
    }
    if let Some(bad) = column.codes.iter().find(|pair| !pair.contains('=')) {
        return Err(format!("列“{key}”：“{bad}”不是“代码=名称”"));
    }
    if column.negative && !matches!(column.kind, Kind::Money | Kind::Integer) {
        return Err(format!("列“{key}”：只有金额和整数可以写 negative"));
    }
    if column.not_future && !matches!(column.kind, Kind::Date | Kind::Month) {
        return Err(format!("列“{key}”：只有日期和月份可以写 not_future"));
    }
    Ok(())
}

/// A header as it is compared: without blanks, marks of duty and units, half-width brackets.
pub(crate) fn normalised(header: &str) -> String {
    let folded: String = header
        .chars()
        .filter(|c| !is_blank_char(*c) && !matches!(c, '*' | '＊' | '\'' | ':' | '：'))
        .map(|c| match c {
            '（' => '(',
            '）' => ')',
            '／' | '\\' => '/',
            c => c.to_ascii_lowercase(),
        })
        .collect();
    let mut text = folded.as_str();
    for unit in ["(元)", "(必填)", "(选填)", "(yyyymmdd)", "(yyyymm)"] {
        text = text.strip_suffix(unit).unwrap_or(text);
    }
    text.to_owned()
}
