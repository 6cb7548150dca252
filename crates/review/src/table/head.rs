//! What a column of a performance table holds, by the words of its heading.

use super::grid::{Reading, Row};

/// The meaning of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// First-level indicator: 产出指标, 效益指标 …
    Level1,
    /// Second-level indicator: 数量指标 …
    Level2,
    /// The indicator itself.
    Level3,
    /// 年度指标值.
    Target,
    /// 实际完成值.
    Actual,
    /// 完成率.
    Done,
    /// The points an indicator may earn.
    Weight,
    /// The points of the whole first level.
    Weight1,
    /// The points of the whole second level.
    Weight2,
    /// The points earned.
    Score,
    /// The points that a second hand gave, where the heading names two: 自评得分 | 复核得分.
    Score2,
    /// 偏差原因分析及改进措施, 扣分原因, 备注.
    Reason,
    /// 评分标准: read over.
    Standard,
    /// 年初预算数.
    Initial,
    /// 全年预算数 (A).
    Full,
    /// 全年执行数 (B).
    Executed,
    /// 执行率 (B/A).
    Rate,
}

/// The columns of a heading: role, first column, and how many cells the heading's row has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Role and column.
    pub columns: Vec<(Role, usize)>,
    /// Cells in the heading's row.
    pub width: usize,
    /// Who gave the two columns of points, where there are two.
    pub hands: Option<[String; 2]>,
}

impl Head {
    /// The column of a role.
    pub fn column(&self, role: Role) -> Option<usize> {
        self.columns.iter().find(|(is, _)| *is == role).map(|(_, column)| *column)
    }

    /// A role has a column.
    pub fn has(&self, role: Role) -> bool {
        self.column(role).is_some()
    }
}

fn any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// The role of a heading's cell in the block of indicators.
pub fn indicator_role(text: &str) -> Option<Role> {
    let text = text.trim();
    if text.chars().count() > 24 {
        return None;
    }
    Some(match text {
        "一级指标" | "一级" | "指标类别" => Role::Level1,
        "二级指标" | "二级" => Role::Level2,
        "三级指标" | "四级指标" | "三级" | "指标名称" | "指标内容" | "具体指标" | "绩效指标" | "评价指标" | "指标"
        | "考核指标" => Role::Level3,
        "评价内容" | "评价维度" | "评价项目" | "自评内容" | "考核内容" | "考核项目" | "指标维度" => {
            Role::Level1
        }
        "评价结果" => Role::Actual,
        "完成率" | "完成率(%)" | "指标完成率" | "目标完成率" | "完成比例" => Role::Done,
        // The caption at the left of the block: 年度绩效指标完成情况.
        _ if text.contains("指标") && text.ends_with("完成情况") => return None,
        _ if any(text, &["原因", "改进措施", "备注", "扣分"]) => Role::Reason,
        _ if any(text, &["标准分", "满分", "权重", "分值", "赋分", "应得分"])
            && !any(text, &["评分标准", "评分说明"]) =>
        {
            Role::Weight
        }
        _ if any(
            text,
            &["评分标准", "评价标准", "评分依据", "评分说明", "评分规则", "评分细则", "计分", "评分方法"],
        ) || any(text, &["指标解释", "指标说明", "评价要点", "数据来源", "佐证"]) =>
        {
            Role::Standard
        }
        _ if any(text, &["得分", "自评分", "评分"]) && !text.contains("得分率") => Role::Score,
        _ if any(text, &["完成", "实际", "实现值"]) && any(text, &["值", "情况", "实际"]) => Role::Actual,
        _ if any(text, &["指标值", "目标值", "预期值", "计划值", "年度目标", "标准值"]) => {
            Role::Target
        }
        _ => return None,
    })
}

/// The role of a heading's cell in the block of funds.
pub fn fund_role(text: &str) -> Option<Role> {
    let text = text.trim();
    if text.chars().count() > 24 {
        return None;
    }
    Some(match text {
        "分值" | "权重" | "标准分" => Role::Weight,
        _ if any(text, &["得分", "自评分"]) => Role::Score,
        _ if any(text, &["执行率", "B/A", "预算完成率", "支出率"]) => Role::Rate,
        _ if any(text, &["年初预算", "年初批复", "年初安排"]) => Role::Initial,
        _ if any(text, &["执行数", "实际支出", "支出数", "实际执行", "决算数"]) => Role::Executed,
        _ if any(text, &["全年预算", "调整后预算", "调整预算", "预算数", "预算金额"]) => Role::Full,
        _ => return None,
    })
}

/// The heading of the indicators, if the row is one.
pub fn indicators(row: &Row) -> Option<Head> {
    let mut head = read(row, indicator_role);
    two_hands(&mut head, row);
    if !head.has(Role::Level3) && !head.has(Role::Level2) && head.has(Role::Weight) && head.has(Role::Score) {
        // 评价内容|分值|得分: one level only.
        head.columns.iter_mut().filter(|(role, _)| *role == Role::Level1).for_each(|(role, _)| *role = Role::Level3);
    }
    let named = head.has(Role::Level3) || head.has(Role::Level2);
    let measured = head.has(Role::Weight) || head.has(Role::Actual);
    if !(named && measured) || head.columns.len() < 3 {
        return None;
    }
    weights_by_level(&mut head);
    let scores = head.columns.iter().filter(|(role, _)| *role == Role::Score).count();
    let weights = head.columns.iter().filter(|(role, _)| *role == Role::Weight).count();
    // Two columns of points that no two hands explain say two different things; which one counts is a guess.
    (scores <= 1 && weights <= 1).then_some(head)
}

/// 县级自评, 市级评价: whose points a column holds, without the word for points.
fn is_hand(text: &str) -> bool {
    let acts = ["自评", "复核", "复评", "评价", "抽评", "核查", "评审"];
    let Some(who) = acts.iter().find_map(|act| text.trim().strip_suffix(act)) else { return false };
    let known = [
        "",
        "单位",
        "部门",
        "主管部门",
        "财政",
        "第三方",
        "县级",
        "区级",
        "市级",
        "州级",
        "省级",
        "县",
        "区",
        "市",
        "省",
        "财政部门",
        "中介机构",
    ];
    known.contains(&who)
}

/// Two columns of points behind the points they may reach: the first is the score, the second that of another hand.
fn two_hands(head: &mut Head, row: &Row) {
    let text = |column: usize| row.slots.iter().find(|slot| slot.column == column).map(|slot| slot.cell.text.clone());
    let mut scores: Vec<usize> =
        head.columns.iter().filter(|(role, _)| *role == Role::Score).map(|(_, column)| *column).collect();
    let hands = row.slots.iter().filter(|slot| is_hand(&slot.cell.text)).map(|slot| slot.column);
    scores.extend(hands.filter(|column| head.columns.iter().all(|(_, known)| known != column)));
    scores.sort_unstable();
    let [first, second] = scores[..] else { return };
    let weights: Vec<usize> =
        head.columns.iter().filter(|(role, _)| *role == Role::Weight).map(|(_, column)| *column).collect();
    let level = |role: &Role| matches!(role, Role::Level1 | Role::Level2 | Role::Level3);
    let levels_before = head.columns.iter().filter(|(role, _)| level(role)).all(|(_, column)| *column < first);
    let (Some(one), Some(other)) = (text(first), text(second)) else { return };
    // 得分 | 加权得分 are of one hand.
    let named =
        |title: &str| ["得分", "评分", "分", ""].iter().any(|end| title.trim().strip_suffix(*end).is_some_and(is_hand));
    if weights.len() != 1 || weights[0] > first || !levels_before || one == other || !named(&one) || !named(&other) {
        return;
    }
    head.columns.retain(|(_, column)| *column != first && *column != second);
    head.columns.extend([(Role::Score, first), (Role::Score2, second)]);
    head.columns.sort_by_key(|(_, column)| *column);
    head.hands = Some([one, other]);
}

/// A column of points belongs to the level in front of it.
fn weights_by_level(head: &mut Head) {
    let mut level = Role::Level3;
    let several = head.columns.iter().filter(|(role, _)| *role == Role::Weight).count() > 1;
    // 一级指标|分值|二级指标|分值|得分: the lowest level is the second.
    let deep = head.has(Role::Level3);
    for (role, _) in &mut head.columns {
        match role {
            Role::Level1 | Role::Level2 | Role::Level3 => level = *role,
            Role::Weight if several && level == Role::Level1 => *role = Role::Weight1,
            Role::Weight if several && deep && level == Role::Level2 => *role = Role::Weight2,
            _ => {}
        }
    }
}

/// The heading of the funds, if the row is one.
pub fn funds(row: &Row) -> Option<Head> {
    let mut head = read(row, fund_role);
    two_hands(&mut head, row);
    (head.has(Role::Executed) && (head.has(Role::Full) || head.has(Role::Initial))).then_some(head)
}

fn read(row: &Row, role: fn(&str) -> Option<Role>) -> Head {
    let mut columns: Vec<(Role, usize)> = Vec::new();
    for slot in row.slots.iter().filter(|slot| !slot.cell.is_empty()) {
        if let Some(role) = role(&slot.cell.text) {
            columns.push((role, slot.column));
        }
    }
    Head { columns, width: row.slots.len(), hands: None }
}

/// The index of the slot that holds a role in a row, when that is certain.
pub fn slot_of(head: &Head, row: &Row, role: Role, reading: Reading) -> Option<usize> {
    let column = head.column(role)?;
    match reading {
        Reading::Exact => row.slots.iter().position(|slot| (slot.column..slot.column + slot.width).contains(&column)),
        Reading::Rows | Reading::Ragged if row.slots.len() == head.width => Some(column),
        _ => None,
    }
}
