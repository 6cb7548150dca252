//! Whether two figures are called by the same name, where the words around the name differ.

use crate::quantity::holds;

/// Words that name nothing: every measure has them.
const FILLERS: &[&str] = &[
    "不低于",
    "不少于",
    "不高于",
    "不超过",
    "达到",
    "全年",
    "年度",
    "年末",
    "本年",
    "当年",
    "全市",
    "全县",
    "全区",
    "全省",
    "资金",
    "项目",
    "人数",
    "人员",
    "数量",
    "金额",
    "完成",
    "实际",
    "目标",
    "任务",
    "计划",
    "预算",
    "实施",
    "开展",
    "组织",
    "总",
    "共",
    "的",
    "为",
    "数",
    "末",
    "率",
    "值",
    "已",
    "其中",
    "以上",
    "：",
    "，",
    "、",
    "“",
    "”",
    "和",
];

/// The words of a name without those that every measure has.
pub(crate) fn core(name: &str) -> String {
    FILLERS.iter().fold(name.to_owned(), |name, word| if holds(&name, word) { name.replace(word, "") } else { name })
}

/// Characters of verbs of change, and of what is said of them.
const VERBS: &str = "增减同比较下上降升提超环年度分别约率幅速长由从";

/// 材料减少63%: the words before the verb of change name something that none of the others names.
pub(crate) fn is_of_another(lead: &str, names: &[&str]) -> bool {
    let own = |lead: &str| lead.chars().take_while(|sign| !VERBS.contains(*sign)).collect::<String>();
    let (mine, named) = (own(lead), names.iter().any(|name| own(name).chars().count() >= 2));
    named && mine.chars().count() >= 2 && names.iter().all(|name| common(&mine, name) == 0)
}

/// The length of the longest run of characters that both names have.
pub(crate) fn common(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut longest = 0;
    let mut row = vec![0; b.len() + 1];
    for x in &a {
        let mut diagonal = 0;
        for (at, y) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if x == y { diagonal + 1 } else { 0 };
            longest = longest.max(row[at + 1]);
            diagonal = above;
        }
    }
    longest
}

/// Whether the characters of `short` stand in `long` in their order: 取证 in 取得证书.
pub(crate) fn abbreviates(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|c| rest.any(|d| d == c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_what_every_measure_has() {
        assert_eq!(core("全年参保人数达到"), "参保");
        assert_eq!(common("当期征缴", "征缴率"), 2);
        assert_eq!(common("", "征缴"), 0);
        assert!(abbreviates("取证", "取得证书"));
        assert!(!abbreviates("取证", "证书取得"));
    }
}
