//! Whose quotient a rate cannot be: 培训合格率 of a goal, 资金执行率 of people, 集中供养率 of two standards. Words alone decide: the rate's and those
//! of the two figures with their numbers.

/// Rates of what was planned.
const OF_PLAN: &[&str] = &[
    "执行", "支出", "支付", "拨付", "使用", "到位", "完成", "达成", "进度", "征缴", "征收", "覆盖", "控制", "预算",
    "实现", "达标", "参保", "缴费", "招聘", "就业", "建成", "开工", "收缴", "超额",
];
/// Rates of money alone.
const OF_MONEY: &[&str] =
    &["资金执行率", "预算执行率", "资金支付率", "资金支出率", "支出进度", "资金使用率", "资金到位率"];

/// What people say when asked; nobody asks money or tasks.
const ASKED: &[&str] = &["满意", "知晓", "认可", "好评"];

/// Whether the two are not what the rate is of.
pub(crate) fn is_unlike(rate: &str, part: &str, base: &str) -> bool {
    let name = rate.trim_end_matches(['为', '达', '到', '：']);
    let planned = ["目标", "任务", "计划", "预算"].iter().any(|word| base.contains(word)) && !base.contains('应');
    let of_plan = !name.ends_with('率') || OF_PLAN.iter().any(|word| name.contains(word));
    let money = |words: &str| words.ends_with('元');
    let of_money = OF_MONEY.iter().any(|word| name.ends_with(word));
    let asked = ASKED.iter().any(|word| name.contains(word)) && part.ends_with(['元', '项', '个']);
    asked || planned && !of_plan || of_money && !(money(part) && money(base)) || is_small(part) && is_small(base)
}

/// 月标准分别为1060元: no amount.
fn is_small(words: &str) -> bool {
    let number = words
        .strip_suffix('元')
        .map(|words| words.rsplit(|sign: char| !(sign.is_ascii_digit() || ".,".contains(sign))).next());
    number.flatten().is_some_and(|number| {
        let whole = number.split('.').next().unwrap_or_default().chars().filter(char::is_ascii_digit).count();
        (1..=4).contains(&whole)
    })
}

#[cfg(test)]
mod tests {
    use super::is_unlike;

    #[test]
    fn words_tell_whose_a_rate_is() {
        assert!(is_unlike("培训合格率", "实际培训6424人次", "目标为培训6000人次"));
        assert!(is_unlike("资金执行率", "实际935人", "目标900人"));
        assert!(is_unlike("集中供养率", "530元", "月标准分别为1060元"));
        assert!(is_unlike("满意度", "支出147.6万元", "预算150万元"));
        assert!(!is_unlike("满意度", "满意的281份", "有效问卷302份"));
        assert!(!is_unlike("预算执行率", "支出14.2万元", "预算15万元"));
        assert!(!is_unlike("完成率", "实际935人", "目标900人"));
        assert!(!is_unlike("合格率", "合格731人", "培训788人"));
    }
}
