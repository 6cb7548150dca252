//! 资金管理情况 of a transfer: seven questions, each answered in words (handbook d.2).

use serde::{Deserialize, Serialize};

/// An answer of the seven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Managed {
    /// Which question it answers.
    pub item: ManagedItem,
    /// 情况说明
    pub statement: String,
    /// 存在问题和改进措施
    #[serde(default)]
    pub problem: String,
}

/// The seven questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ManagedItem {
    /// How the money was divided.
    #[serde(rename = "分配科学性")]
    Division,
    /// Whether it was passed on in time.
    #[serde(rename = "下达及时性")]
    Timeliness,
    /// Whether it was paid out as the rules have it.
    #[serde(rename = "拨付合规性")]
    Payment,
    /// Whether it was used for its purpose.
    #[serde(rename = "使用规范性")]
    Use,
    /// Whether what was spent is what was budgeted.
    #[serde(rename = "执行准确性")]
    Accuracy,
    /// Goals, monitoring, evaluation.
    #[serde(rename = "预算绩效管理情况")]
    Performance,
    /// Whether the place paid its own share.
    #[serde(rename = "支出责任履行情况")]
    Responsibility,
}

impl ManagedItem {
    /// All seven in printed order.
    pub const ALL: [ManagedItem; 7] = [
        ManagedItem::Division,
        ManagedItem::Timeliness,
        ManagedItem::Payment,
        ManagedItem::Use,
        ManagedItem::Accuracy,
        ManagedItem::Performance,
        ManagedItem::Responsibility,
    ];

    /// The printed words.
    pub fn words(self) -> &'static str {
        match self {
            ManagedItem::Division => "分配科学性",
            ManagedItem::Timeliness => "下达及时性",
            ManagedItem::Payment => "拨付合规性",
            ManagedItem::Use => "使用规范性",
            ManagedItem::Accuracy => "执行准确性",
            ManagedItem::Performance => "预算绩效管理情况",
            ManagedItem::Responsibility => "支出责任履行情况",
        }
    }
}
