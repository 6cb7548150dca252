//! What only people can say about a project; the numbers come from elsewhere.

use serde::{Deserialize, Serialize};

use crate::Form;

/// The words of a report. What stays empty prints 待说明 in a draft and stops a final.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Narrative {
    /// The notice that asks for the evaluation, by which a report begins; not every year has one.
    pub notice: String,
    /// 项目背景
    pub background: String,
    /// 实施依据, one document each.
    pub basis: Vec<String>,
    /// 主要内容
    pub content: String,
    /// 实施情况
    pub implementation: String,
    /// 评价过程
    pub process: String,
    /// 资金管理情况
    pub fund_management: String,
    /// 主要经验
    pub experience: Vec<String>,
    /// 存在的问题, besides the targets that were missed.
    pub problems: Vec<String>,
    /// 改进措施
    pub measures: Vec<String>,
    /// 自评结果应用和公开情况
    pub publication: String,
}

impl Narrative {
    /// The fields that nobody filled, by their printed name.
    pub(crate) fn empty_fields(&self, form: Form) -> Vec<&'static str> {
        let text = |text: &str| text.trim().is_empty();
        let fields = [
            ("项目背景", text(&self.background)),
            ("实施依据", self.basis.is_empty()),
            ("主要内容", text(&self.content)),
            ("实施情况", text(&self.implementation)),
            ("评价过程", text(&self.process)),
            ("资金管理情况", text(&self.fund_management)),
            ("主要经验", self.experience.is_empty()),
            ("改进措施", self.measures.is_empty()),
            ("自评结果应用和公开情况", text(&self.publication)),
        ];
        // A department describes itself instead of a project.
        let asked = |name: &str| form != Form::Department || ["评价过程", "主要经验", "改进措施"].contains(&name);
        fields.into_iter().filter(|(name, empty)| *empty && asked(name)).map(|(name, _)| name).collect()
    }
}
