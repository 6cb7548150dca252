//! A small file beside the form that names cells which their labels do not.

use serde::{Deserialize, Serialize};

/// Cells by place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The cells.
    #[serde(default)]
    pub cell: Vec<MappedCell>,
}

/// A cell and what goes into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedCell {
    /// `表1!D5` of a text, `Sheet1!D5` of a workbook.
    pub at: String,
    /// The name of the value, such as `年度资金总额·全年执行数`.
    pub value: String,
    /// How many characters it holds.
    #[serde(default)]
    pub limit: Option<usize>,
}
