//! D01 of a goal and its result in one sentence, and of the praise behind them: 失业率目标为不高于4.5%，年末实际4.8%，实现了控制目标; 满意度
//! 目标值≥90%，实际83.4%，…分值10分，自评得10分. D12 of 满意度83.4%，高于90%的目标值.

use super::Report;
use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::number::Bound;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::known::Known;
use crate::rules::names::{common, core};
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;

/// The result stands within so many commas behind its goal.
const CLAUSES: usize = 3;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let known = Known::of(review);
    let said = [Kind::TargetMissedFullScore, Kind::ConclusionVsProblems];
    for (at, goal) in reading.quantities.iter().enumerate().filter(|(_, q)| is_goal(reading, q)) {
        let Some(result) = result_of(&reading.quantities[at + 1..], goal) else { continue };
        let Some(praise) = is_missed(goal, result).then(|| praise(reading, result)).flatten() else { continue };
        if !known.says(reading, result, &said) {
            let calc =
                format!("目标{}，实际{}，没有达到，却说“{praise}”", told(reading, goal), reading.printed(result));
            let quotes = reading.quotes([result, goal]);
            let finding = Finding::new(Kind::TargetMissedFullScore, quotes, calc, "核对目标、完成值和得分");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
    compared(reading, &known, review);
}

/// 目标值≥90%, 绩效目标设定参保率不低于95%, 年度任务数1200人.
fn is_goal(reading: &Reading<'_>, q: &Quantity) -> bool {
    const NAMES: [&str; 9] = ["目标", "目标值", "目标数", "任务", "任务数", "计划数", "指标值", "计划值", "目标任务"];
    let lead = bare_lead(&q.lead);
    let bound = matches!(q.number.bound, Bound::AtLeast | Bound::AtMost);
    // 年度目标：合格率达到90%以上
    let words = reading.between(q.passage, reading.sentences[q.sentence].span.start..q.number.span.start);
    let titled = words.split_once("目标：").is_some_and(|(_, behind)| !behind.contains(['，', '；']));
    let tail = q.tail.trim_start_matches(['以', '内', '下', '上']);
    let aimed = titled || ["目标", "任务", "指标值", "计划", "要求"].iter().any(|word| lead.contains(word));
    let set = bound && (aimed || tail.starts_with("的目标") || tail.starts_with("的控制目标"));
    let planned =
        lead.starts_with("计划") || lead.starts_with("年初计划") || NAMES.iter().any(|word| lead.ends_with(word));
    let named = q.number.bound == Bound::None && planned && is_good(q);
    let lead = ["不高于", "不低于", "不超过"].iter().fold(lead.to_owned(), |lead, word| lead.replace(word, ""));
    let done = ["完成", "实际", "超过", "高于", "低于", "较", "比", "距"].iter().any(|word| lead.contains(word));
    (set || named)
        && !done
        && !q.prior
        && !q.number.chinese
        && !matches!(q.number.dimension, Dimension::Score | Dimension::Bare)
        && !reading.text.passages[q.passage].cell
}

/// Of what is bad, less is better: only the bound tells which way.
fn is_good(q: &Quantity) -> bool {
    let bad =
        ["投诉", "差错", "裁员", "失业", "偏差", "退回", "不", "未", "超", "上访", "流失", "费用", "成本", "时限"];
    !bad.iter().any(|word| q.lead.contains(word))
}

/// The next figure of the measure, called what is.
fn result_of<'r>(behind: &'r [Quantity], goal: &Quantity) -> Option<&'r Quantity> {
    let same = |q: &&Quantity| q.number.dimension == goal.number.dimension;
    let mut here = behind.iter().take_while(|q| q.sentence == goal.sentence && q.part == goal.part);
    let next = match here.find(same) {
        Some(next) => next,
        // 目标：合格率达到90%以上。完成情况：合格率为86.5%: in the next sentence the name must be the same.
        None => behind
            .iter()
            .take_while(|q| q.passage == goal.passage && q.sentence <= goal.sentence + 1)
            .find(|q| q.sentence == goal.sentence + 1 && same(q))
            .filter(|q| common(bare_lead(&q.lead), &goal.lead) >= 3)?,
    };
    let called =
        ["实际", "完成", "达到", "达", "年末", "年底", "调查", "为"].iter().any(|word| next.lead.contains(word));
    let own = core(bare_lead(&next.lead));
    let named = core(bare_lead(&goal.lead));
    let bare = own.chars().count() < 3 || next.lead.starts_with("实际");
    let same = bare || common(&own, &named) * 2 > own.chars().count() || common(&own, &named) >= 3;
    let plain = next.number.is_operand()
        && !next.is_change()
        && !next.prior
        && next.bracket == goal.bracket
        && next.clause - goal.clause <= CLAUSES
        && !next.led_by(&["完成率", "目标", "其中", "序时"])
        && !next.tail.starts_with("的目标");
    (called && same && plain).then_some(next)
}

fn is_missed(goal: &Quantity, result: &Quantity) -> bool {
    let (result, aim) = (result.number.interval(), goal.number.value);
    if goal.number.bound == Bound::AtMost { result.low > aim } else { result.high < aim }
}

/// What the clauses behind the result claim of it, before those of anything else.
fn praise(reading: &Reading<'_>, result: &Quantity) -> Option<String> {
    // 2022年实际88.6%，2023年实际93.1%，达到目标: of the later one.
    let behind = reading.in_sentence(result.sentence).iter().filter(|q| q.number.span.start > result.number.span.end);
    let mut others = behind.filter(|q| q.number.dimension == result.number.dimension);
    let end = others.next().map_or(reading.sentences[result.sentence].span.end, |next| next.lead_start);
    let words = reading.between(result.passage, result.number.span.end..end);
    let clauses = words.split(['，', '。', '；']).filter(|clause| !clause.is_empty());
    for clause in clauses.take_while(|clause| !clause.starts_with("其中")) {
        // What is denied here is denied behind, too.
        if ["未", "没有", "不", "差", "距", "低", "基本", "偏"].iter().any(|word| clause.contains(word)) {
            return None;
        }
        let reached = ["实现", "达到", "完成", "达成", "满足", "符合"].iter().any(|word| clause.contains(word));
        let aim = ["目标", "要求", "任务", "预期"].iter().any(|word| clause.contains(word));
        let number = clause.contains(|sign: char| sign.is_ascii_digit());
        let bare = ["已达标", "达标", "已完成", "超额完成", "圆满完成", "圆满实现", "全面完成", "如期完成", "如期实现"];
        let bare = bare.contains(&clause);
        if reached && aim && !number || bare || clause.contains("得满分") {
            return Some(clause.to_owned());
        }
    }
    full(reading, result)
}

/// 分值10分，自评得10分 in the rest of the part.
fn full(reading: &Reading<'_>, result: &Quantity) -> Option<String> {
    let all = reading.in_sentence(result.sentence).iter();
    let scores: Vec<&Quantity> = all
        .filter(|q| q.number.dimension == Dimension::Score && q.part == result.part && q.number.is_operand())
        .collect();
    let [may, earned] = scores[..] else { return None };
    let points = ["分值", "满分", "权重", "标准分"].iter().any(|word| bare_lead(&may.lead).ends_with(word));
    let behind = earned.number.span.start > result.number.span.end;
    let all = may.number.value == earned.number.value && earned.led_directly_by(&["得", "得分", "得分为"]);
    (points && behind && all).then(|| format!("得{}", reading.printed(earned)))
}

/// ≥90%, 不高于4.5%: with the words of its bound.
fn told(reading: &Reading<'_>, goal: &Quantity) -> String {
    let sign = match goal.number.bound {
        Bound::AtLeast => "≥",
        Bound::AtMost => "≤",
        _ => "",
    };
    format!("{sign}{}", reading.printed(goal))
}

/// 满意度83.4%，高于90%的目标值; 失业率4.8%，控制在4.5%以内.
fn compared(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    const ABOVE: [&str; 6] = ["高于", "超过", "超出", "优于", "大于", "超过了"];
    const BELOW: [&str; 7] = ["控制在", "低于", "不超过", "未超过", "少于", "未突破", "没有超过"];
    for pair in reading.quantities.windows(2) {
        let [level, aim] = pair else { continue };
        let between = reading.between(level.passage, level.number.span.end..aim.number.digits.start);
        let Some(word) = between.strip_prefix('，').map(|word| word.trim_start_matches(['均', '都', '已'])) else {
            continue;
        };
        let aimed = ["的目标", "目标", "的年度", "的预期", "的要求", "的控制", "控制目标", "的任务", "任务", "以内"]
            .iter()
            .any(|word| aim.tail.starts_with(word));
        let alike = level.number.dimension == aim.number.dimension
            && level.sentence == aim.sentence
            && level.bracket == aim.bracket
            && !matches!(level.number.dimension, Dimension::Bare | Dimension::Score);
        let (own, of) = (level.number.interval(), aim.number.value);
        // 11.3个工作日，优于15个工作日的目标: sooner is better.
        let sooner = word == "优于" && level.number.dimension == Dimension::Time;
        let wrong = !sooner && ABOVE.contains(&word) && own.high < of || BELOW.contains(&word) && own.low > of;
        // 集中214人、分散872人，超过1050人的目标: of both.
        let here = reading.in_sentence(level.sentence).iter().filter(|q| q.number.span.start < level.number.span.start);
        let several = here.filter(|q| q.number.dimension == level.number.dimension && q.part == level.part).count() > 0;
        // 差错率下降3个百分点: no level.
        let plain = level.is_amount() && !level.number.chinese && !level.led_by(&["目标", "任务", "计划"]);
        if aimed && alike && !several && wrong && plain && !known.says_anything(reading, level) {
            let calc = format!("{}，却说“{word}{}”", reading.printed(level), reading.printed(aim));
            let quotes = reading.quotes([level, aim]);
            let finding = Finding::new(Kind::ConclusionVsProblems, quotes, calc, "核对完成值和目标值");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(id: &str, text: &str) -> Vec<&'static str> {
        testing::only(&format!("{text}\n"), id)
    }

    #[test]
    fn praise_of_what_was_missed() {
        assert_eq!(ids("D01", "投诉率控制目标不超过3%，年末实际为3.8%，达到目标要求，受理渠道保持畅通。"), ["D01"]);
        assert_eq!(ids("D01", "窗口满意度年度目标≥95%，调查显示实际满意度为92.7%，分值10分，得10分。"), ["D01"]);
        assert_eq!(ids("D01", "残疾人就业年度任务不少于300人，全年实际就业280人，已完成年度任务。"), ["D01"]);
        assert_eq!(ids("D01", "年度目标：培训合格率达到90%以上。实际完成情况：合格率为86.5%，完成年度目标。"), ["D01"]);
        assert_eq!(ids("D01", "差错率控制在1%以内的目标，全年实际差错率1.6%，圆满实现。"), ["D01"]);
        assert_eq!(ids("D01", "计划新增就业4,500人，实际新增就业4,210人，超额完成年度任务。"), ["D01"]);
        assert!(ids("D01", "投诉率控制目标不超过3%，年末实际为2.8%，达到目标要求。").is_empty());
        assert!(ids("D01", "窗口满意度年度目标≥95%，调查显示实际满意度为92.7%，未达到目标要求，得9.8分。").is_empty());
        assert!(ids("D01", "群众满意度目标值90%，2022年实际为88.6%，2023年实际为93.1%，达到目标要求。").is_empty());
        assert!(ids("D01", "绩效目标设定认证率不低于95%，实际认证率为93.6%，其中低保对象均达到目标。").is_empty());
    }

    #[test]
    fn words_of_comparison() {
        assert_eq!(ids("D12", "群众满意度为87.2%，高于90%的目标值。"), ["D12"]);
        assert_eq!(ids("D12", "城镇登记失业率为4.9%，控制在4.5%以内。"), ["D12"]);
        assert!(ids("D12", "城镇登记失业率为4.2%，控制在4.5%以内。").is_empty());
        assert!(ids("D12", "集中供养214人、分散供养872人，超过1050人的目标。").is_empty());
    }
}
