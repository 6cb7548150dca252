//! What several rules ask about the words before a number.

use crate::quantity::{Quantity, holds};
use crate::reading::Reading;

/// What side of a target or a budget a figure stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// 预算, 目标, 应…: what was to be.
    Plan,
    /// 执行, 完成, 实…: what is.
    Actual,
}

const PLAN_NOUNS: &[&str] = &[
    "预算",
    "预算数",
    "预算资金",
    "预算金额",
    "预算总额",
    "计划",
    "计划数",
    "目标",
    "目标数",
    "任务",
    "任务数",
    "目标任务",
    "目标任务数",
    "任务人数",
    "目标人数",
    "计划人数",
    "指标",
    "指标数",
    "指标值",
    "目标值",
    "任务目标",
    "任务指标",
    "年度任务",
    "参保任务",
    "缴费任务",
    "目标任务人数",
    "预期目标",
    "预算安排",
    "计划安排",
    "安排资金",
    "安排",
    "批复",
    "预算批复",
    "下达任务",
    "申报",
    "涉及资金",
];
const PLAN_VERBS: &[&str] = &[
    "应",
    "计划",
    "拟",
    "预计",
    "安排",
    "批复",
    "核定",
    "下达",
    "年初预算",
    "目标",
    "任务",
    "预算",
    "需",
    "申报",
    "符合条件",
];
const ACTUAL_NOUNS: &[&str] = &[
    "执行数",
    "决算数",
    "支出数",
    "完成数",
    "实际数",
    "实际支出",
    "实际完成",
    "支出金额",
    "执行金额",
    "实际人数",
    "完成值",
    "支出额",
];
const ACTUAL_VERBS: &[&str] = &[
    "实际",
    "建成",
    "执行",
    "支出",
    "完成",
    "已",
    "实",
    "支付",
    "使用",
    "拨付",
    "到位",
    "决算",
    "当前",
    "收回",
    "达到",
    "达",
    "发放",
    "办理",
    "参保",
    "缴费",
    "认证",
    "参续保",
    "有效",
];

/// The side of a figure by the words before it; none where they do not say.
pub(crate) fn side(quantity: &Quantity) -> Option<Side> {
    let lead = bare_lead(&quantity.lead);
    if quantity.aimed {
        return Some(Side::Plan);
    }
    if ACTUAL_NOUNS.iter().any(|w| lead.ends_with(w)) {
        return Some(Side::Actual);
    }
    if let Some(noun) = PLAN_NOUNS.iter().filter(|w| lead.ends_with(*w)).max_by_key(|w| w.len()) {
        let head = lead[..lead.len() - noun.len()].trim_end_matches("年度").trim_end_matches("全年");
        // 共执行预算 790万元 was spent; 完成目标任务 3.22万人的113% is the target.
        let planned = *noun == "预算" && head.ends_with("支出");
        let spent = !planned && ["执行", "使用", "支出", "拨付"].iter().any(|w| head.ends_with(w));
        let done = head.ends_with("完成") && !quantity.tail.starts_with('的');
        return Some(if spent || done { Side::Actual } else { Side::Plan });
    }
    let end = |word: &&str| lead.rfind(word).map(|at| at + word.len());
    let last = |words: &[&str]| words.iter().filter(|word| holds(lead, word)).filter_map(end).max();
    match (last(PLAN_VERBS), last(ACTUAL_VERBS)) {
        (Some(plan), Some(actual)) => plan_or_actual(lead, plan, actual),
        (Some(_), None) => Some(Side::Plan),
        (None, Some(_)) => Some(Side::Actual),
        (None, None) => None,
    }
}

/// Both kinds of words: 应参保 and 预算支出 are plans, 目标确认…完成 is a result.
fn plan_or_actual(lead: &str, plan: usize, actual: usize) -> Option<Side> {
    if plan > actual {
        return Some(Side::Plan);
    }
    let strong =
        ["实际", "完成", "已", "执行", "当前", "达到", "决算", "实现", "收回", "有效", "实缴", "实发", "实到", "实有"];
    let strongest = strong.iter().filter_map(|w| lead.rfind(w).map(|at| at + w.len())).max();
    match strongest {
        Some(at) if at > plan => Some(Side::Actual),
        _ if ["应", "计划", "拟", "预计"].iter().any(|w| lead[..plan].ends_with(w)) => Some(Side::Plan),
        _ => None,
    }
}

/// 年初, 上年末, 2021年末 in a report of 2022: what there was when the year began.
pub(crate) fn was_before(reading: &Reading<'_>, q: &Quantity) -> bool {
    let words = reading.between(q.passage, q.lead_start..q.number.span.start);
    let past = q.year_printed && q.year.zip(reading.year).is_some_and(|(past, year)| past < year);
    words.contains("年初") || words.contains("上年末") || past && words.contains("年末")
}

/// The words of a figure with the date before their comma: 截至年末，仲裁未结案件; 2021年初，基金滚存结余.
pub(crate) fn dated(reading: &Reading<'_>, q: &Quantity) -> String {
    let own = reading.between(q.passage, q.lead_start..q.number.span.start);
    let before = reading.between(q.passage, reading.sentences[q.sentence].span.start..q.lead_start);
    let date = before.strip_suffix('，').and_then(|before| before.rsplit(['，', '；', '：']).next());
    let ends = ["年初", "年末", "年底", "期初", "期末", "月末", "月底"];
    match date.filter(|date| ends.iter().any(|word| date.ends_with(word))) {
        Some(date) => format!("{date}，{own}"),
        None => own,
    }
}

/// The words before a number without the verb that carries it: 参保人数达到 → 参保人数.
pub(crate) fn bare_lead(lead: &str) -> &str {
    let mut rest = lead.trim();
    loop {
        let before = rest;
        for word in [
            "达到了",
            "达到",
            "为",
            "达",
            "是",
            "有",
            "约",
            "共计",
            "合计",
            "总计",
            "共",
            "计",
            "到",
            "至",
            "了",
            "：",
            "“",
            "\"",
            "、",
            "的",
            "为了",
        ] {
            if word == "计" && rest.ends_with("总计") {
                continue;
            }
            if rest.len() > word.len() {
                rest = rest.strip_suffix(word).unwrap_or(rest);
            }
        }
        if rest == before {
            return rest;
        }
    }
}

/// Words of a total at the end of the lead, and the rest of the lead.
pub(crate) fn total_words(lead: &str) -> Option<(&str, Total)> {
    let lead = lead.trim_end_matches(['为', '是', '：', '约', '有']);
    let lead =
        lead.strip_suffix("达到").or_else(|| lead.strip_suffix('达').filter(|l| !l.ends_with('下'))).unwrap_or(lead);
    for (word, kind) in [
        ("合计", Total::Declared),
        ("共计", Total::Declared),
        ("总计", Total::Declared),
        ("累计", Total::Loose),
        ("小计", Total::Declared),
        ("总共", Total::Declared),
        ("一共", Total::Declared),
        ("总额", Total::Loose),
        ("总数", Total::Loose),
        ("总量", Total::Loose),
        ("共", Total::Loose),
    ] {
        if let Some(rest) = lead.strip_suffix(word) {
            return Some((rest, kind));
        }
        for noun in ["金额", "资金", "经费", "人数", "支出", "收入"] {
            if let Some(rest) = lead.strip_suffix(noun).and_then(|l| l.strip_suffix(word)) {
                return Some((rest, kind));
            }
        }
    }
    // 合计批复总投资: what the parts are called, said again.
    let again = ["合计", "共计", "总计"].iter().find_map(|word| lead.strip_prefix(word));
    if matches!(again, Some("批复总投资" | "批复投资" | "批复资金" | "总投资" | "投资")) {
        return Some(("", Total::Declared));
    }
    // 合计支出, 共下达: a verb of its own names nothing new.
    const VERBS: &[&str] = &[
        "支出", "下达", "发放", "拨付", "到位", "支付", "使用", "投入", "安排", "补助", "兑付", "筹集", "列支", "执行",
        "受理",
    ];
    let verb = VERBS.iter().find_map(|v| lead.strip_suffix(v));
    match verb {
        Some("合计" | "共计" | "总计") => Some(("", Total::Declared)),
        Some("共" | "总共" | "累计" | "全年共" | "全年累计" | "一共") => Some(("", Total::Loose)),
        _ => None,
    }
}

/// How firmly a total says that it is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Total {
    /// 合计, 共计.
    Declared,
    /// 共, 总额: may be a figure of its own.
    Loose,
}

/// Whether the words name nothing of their own: 以上三项, 全年, 资金.
pub(crate) fn is_generic(words: &str) -> bool {
    let mut rest: String = words.chars().filter(|c| !"一二三四五六七八九十两0123456789、，：的以上述各项类者种等部分这次全年度资金经费金额投入人数总支出收入预算和共计合今区县市省本级我局单位安排".contains(*c)).collect();
    rest = rest.trim().to_owned();
    rest.chars().count() <= 1
}
