//! The words by which finance bureaus name the cells that we have values for.

/// A label without blanks, brackets and colon: `其中：当年财政 拨款（万元）` is `当年财政拨款`.
pub(super) fn plain(text: &str) -> String {
    let mut depth = 0_usize;
    let mut plain = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        match c {
            '（' | '(' | '[' | '【' => depth += 1,
            '）' | ')' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth > 0 || matches!(c, '：' | ':' | '。' | '＊' | '*') => {}
            other => plain.push(other),
        }
    }
    plain.strip_prefix("其中").map(str::to_owned).unwrap_or(plain)
}

/// Labels whose value stands to their right or below.
pub(super) fn head(label: &str) -> Option<&'static str> {
    Some(match label {
        "项目名称" | "转移支付名称" | "专项名称" | "项目" => "项目名称",
        "主管部门" | "地方主管部门" | "预算部门" | "项目主管部门" => "主管部门",
        "实施单位" | "项目单位" | "资金使用单位" | "项目实施单位" | "填报单位" | "评价单位" => {
            "实施单位"
        }
        "评价年度" | "预算年度" => "评价年度",
        "预期目标" | "年初设定目标" | "年度预期目标" | "总体目标" => "预期目标",
        "实际完成情况" | "全年实际完成情况" | "目标完成情况" | "总体目标完成情况" | "年度总体目标完成情况" => {
            "实际完成情况"
        }
        _ => return None,
    })
}

/// Rows of money.
pub(super) fn money_row(label: &str) -> Option<String> {
    let known = match label {
        "年度资金总额" | "资金总额" | "项目资金总额" => "年度资金总额",
        "本年财政拨款" | "当年财政拨款" | "财政拨款" | "年度财政拨款" | "本级财政拨款" => {
            "本年财政拨款"
        }
        "上年结转资金" | "上年结转" => "上年结转资金",
        "中央财政资金" | "中央补助资金" | "中央财政补助" => "中央财政资金",
        "地方资金" | "地方财政资金" => "地方资金",
        "其他资金" => "其他资金",
        "收入合计" | "本年收入合计" => "收入合计",
        "支出合计" | "本年支出合计" => "支出合计",
        _ => return None,
    };
    Some(known.to_owned())
}

/// Columns of money.
pub(super) fn money_column(label: &str) -> Option<&'static str> {
    Some(match label {
        "年初预算数" | "年初预算" => "年初预算数",
        "全年预算数" | "全年预算" | "预算数" => "全年预算数",
        "调整后预算数" | "调整预算数" => "调整后预算数",
        "全年执行数" | "执行数" | "全年执行" => "全年执行数",
        "决算数" => "决算数",
        "执行率" | "预算执行率" => "执行率",
        "完成率" => "完成率",
        "分值" | "权重" => "分值",
        "得分" | "自评得分" => "得分",
        _ => return None,
    })
}

/// Columns of indicators.
pub(super) fn indicator_column(label: &str) -> Option<&'static str> {
    if label.starts_with("偏差原因") || label.starts_with("未完成原因") {
        return Some("偏差原因");
    }
    Some(match label {
        "一级指标" => "一级指标",
        "二级指标" => "二级指标",
        "三级指标" | "指标名称" | "指标内容" => "三级指标",
        "年度指标值" | "指标值" | "目标值" | "年度目标值" => "年度指标值",
        "实际完成值" | "全年实际完成值" | "完成值" | "实际值" => "实际完成值",
        "分值" | "权重" | "分值权重" => "分值",
        "得分" | "自评得分" => "得分",
        _ => return None,
    })
}

/// The row of totals.
pub(super) fn is_total(label: &str) -> bool {
    matches!(label, "总分" | "合计" | "总计" | "总得分" | "自评总分")
}

/// Whether a label of the form names the same level as ours: 数量指标, 数量, 产出数量.
pub(super) fn same_kind(theirs: &str, ours: &str) -> bool {
    let bare = |text: &str| plain(text).replace("指标", "").replace('\n', "");
    let (theirs, ours) = (bare(theirs), bare(ours));
    !theirs.is_empty() && !ours.is_empty() && (theirs == ours || theirs.ends_with(&ours) || ours.ends_with(&theirs))
}
