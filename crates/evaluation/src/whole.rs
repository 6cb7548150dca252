//! 部门整体支出: what only the department can say about itself (handbook d.6, Guangdong's form).

use serde::{Deserialize, Serialize};

/// The words of a department's evaluation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Whole {
    /// 机构职能
    pub functions: String,
    /// 内设机构; their number is counted, never typed.
    pub offices: Vec<String>,
    /// 年度总体工作和重点工作任务
    pub tasks: Vec<String>,
    /// 评价小组情况
    pub group: String,
    /// 预算编制情况
    pub budgeting: String,
    /// 预算执行情况
    pub execution: String,
    /// 预算监督情况
    pub supervision: String,
    /// 预算使用效益
    pub benefit: String,
}

impl Whole {
    /// The fields that nobody filled, by their printed name.
    pub(crate) fn empty_fields(&self) -> Vec<&'static str> {
        let text = |text: &str| text.trim().is_empty();
        let fields = [
            ("机构职能", text(&self.functions)),
            ("内设机构", self.offices.is_empty()),
            ("年度重点工作任务", self.tasks.is_empty()),
            ("评价小组情况", text(&self.group)),
            ("预算编制情况", text(&self.budgeting)),
            ("预算执行情况", text(&self.execution)),
            ("预算监督情况", text(&self.supervision)),
            ("预算使用效益", text(&self.benefit)),
        ];
        fields.into_iter().filter(|(_, empty)| *empty).map(|(name, _)| name).collect()
    }
}
