//! D04, D10, D11 of the running text: a budget that was not adjusted and is told with two values, money that was spent
//! and never came in, an execution rate that is low and that nobody explains.

use rust_decimal::Decimal;

use super::Report;
use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::table::cell::Cell;
use crate::unit::Dimension;

/// 未作预算调整, 预算没有调整: the words that deny it.
const UNCHANGED: [&str; 12] = [
    "未作预算调整",
    "未做预算调整",
    "未进行预算调整",
    "未发生预算调整",
    "没有预算调整",
    "无预算调整",
    "预算没有调整",
    "预算未调整",
    "预算未作调整",
    "预算未做调整",
    "未调整预算",
    "没有调整预算",
];

/// D04: 年初批复预算152万元，执行中未作预算调整，全年预算仍为178万元, all in one paragraph.
pub(super) fn unchanged(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    if review.findings.iter().any(|known| known.kind == Kind::BudgetChangeVsNoAdjustment) {
        return;
    }
    for (index, passage) in reading.text.passages.iter().enumerate().filter(|(_, passage)| !passage.cell) {
        let text = passage.text();
        let Some((word, at)) = denial(&text) else { continue };
        let budgets: Vec<&Quantity> = reading
            .quantities
            .iter()
            .filter(|q| q.passage == index && is_money(q) && q.lead.contains("预算"))
            .collect();
        let told = |words: &[&str]| {
            let mut all = budgets.iter().filter(|q| words.iter().any(|word| q.lead.contains(word)));
            all.next().filter(|_| all.next().is_none()).copied()
        };
        let (Some(initial), Some(full)) = (told(&["年初"]), told(&["全年", "调整后"])) else { continue };
        if std::ptr::eq(initial, full) || text.contains("除此") {
            continue;
        }
        if initial.number.interval().meets(full.number.interval()) {
            let added = added(reading, index);
            added.into_iter().for_each(|added| say_added(reading, (index, word.as_str(), at), added, review));
            continue;
        }
        let start = text[..at].chars().count();
        let mut words = reading.text.quotes(index, start..start + word.chars().count());
        words.extend(reading.quotes([initial, full]));
        let (a, b) = (reading.printed(initial), reading.printed(full));
        let calc = format!("年初预算{a}，全年预算{b}，两数不同，报告却称“{word}”");
        let suggestion = "写明预算调整的时间、文号和金额，或核对两个预算数";
        let finding = Finding::new(Kind::BudgetChangeVsNoAdjustment, words, calc, suggestion);
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

/// 未作预算调整, 预算未作任何调整: the words that deny it, and where.
fn denial(text: &str) -> Option<(String, usize)> {
    let short = text.replace("任何", "");
    let word = UNCHANGED.iter().find(|word| short.contains(**word))?;
    let (head, tail) = word.split_at(word.find("调整").unwrap_or(word.len()));
    let words =
        [(*word).to_owned(), format!("{head}任何{tail}"), format!("{}任何预算{tail}", head.trim_end_matches("预算"))];
    words.into_iter().find_map(|word| text.find(&word).map(|at| (word, at)))
}

/// 年中追加80万元: no adjustment of nothing.
fn added<'r>(reading: &'r crate::reading::Reading<'_>, passage: usize) -> Option<&'r Quantity> {
    const VERBS: [&str; 6] = ["追加", "调增", "调减", "核增", "核减", "追减"];
    reading.quantities.iter().find(|q| {
        q.passage == passage
            && q.number.dimension == Dimension::Money
            && q.number.value > Decimal::ZERO
            && VERBS.iter().any(|verb| q.lead.trim_end_matches(['了', '预', '算']).ends_with(verb))
            && !q.prior
    })
}

fn say_added(
    reading: &crate::reading::Reading<'_>,
    (index, word, at): (usize, &str, usize),
    added: &Quantity,
    review: &mut Review,
) {
    let start = reading.text.passages[index].text()[..at].chars().count();
    let mut words = reading.text.quotes(index, start..start + word.chars().count());
    words.extend(reading.quotes([added]));
    let calc = format!("写明{}{}，报告却称“{word}”", added.lead, reading.printed(added));
    let finding =
        Finding::new(Kind::BudgetChangeVsNoAdjustment, words, calc, "核对追加数，或写明预算调整的时间、文号和金额");
    review.findings.push(finding.confidence(Confidence::Likely));
}

fn is_money(q: &Quantity) -> bool {
    q.number.dimension == Dimension::Money
        && q.number.is_operand()
        && !q.number.per.is_standard()
        && !q.prior
        && q.bracket.is_none()
        && !q.is_change()
}

/// D11: more was spent than the text tells of any budget or receipt, and nothing was carried over.
pub(super) fn beyond_source(report: &Report<'_, '_>, review: &mut Review) {
    const OTHER: [&str; 9] = ["结转", "超支", "垫付", "动用", "超出", "超预算", "超过预算", "滚存", "追加"];
    let reading = report.reading;
    let whole: String = reading.text.passages.iter().map(|passage| passage.text()).collect();
    if OTHER.iter().any(|word| whole.contains(word))
        || review.findings.iter().any(|f| f.kind == Kind::ExecutionExceedsSource)
    {
        return;
    }
    let own = |q: &&Quantity| {
        let year = !q.year_printed || q.year == reading.year;
        is_money(q) && year && !reading.text.passages[q.passage].cell
    };
    let sourced =
        |q: &&Quantity| ["到位", "预算", "总投资", "资金总额", "下达", "筹集"].iter().any(|word| q.lead.contains(word));
    let money = || reading.quantities.iter().filter(own);
    let Some(source) = money().filter(sourced).max_by_key(|q| q.number.value) else { return };
    let spent = ["全年支出", "全年执行", "全年实际支出", "项目支出", "实际支出", "全年共支出"];
    let beyond = |q: &&Quantity| {
        let over = q.number.interval().low > source.number.interval().high;
        let near = q.number.value < source.number.value * Decimal::new(12, 1);
        spent.iter().any(|word| q.lead.ends_with(word)) && over && near
    };
    let Some(spent) = money().find(beyond) else { return };
    let (a, b) = (reading.printed(spent), reading.printed(source));
    let calc = format!("支出{a}大于全文最大的资金来源{b}，没有结转和追加");
    let words = reading.quotes([spent, source]);
    let finding = Finding::new(Kind::ExecutionExceedsSource, words, calc, "写明超出部分的来源，或核对支出数");
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// Words that give a reason, in the same paragraph or where the report speaks of its execution.
const REASONS: [&str; 16] = [
    "原因",
    "由于",
    "因为",
    "受",
    "主要是",
    "系",
    "导致",
    "影响",
    "尚未",
    "未执行",
    "因",
    "节约",
    "结余",
    "剩余",
    "只",
    "才",
];

/// D10: 工作经费支出8.46万元，执行率70.50%, and nobody says why.
pub(super) fn low_rate(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let whole: String = reading.text.passages.iter().map(|passage| passage.text()).collect();
    let told = [
        "执行率偏低",
        "执行率低",
        "执行率较低",
        "执行率不高",
        "执行偏慢",
        "执行较慢",
        "执行进度",
        "执行缓慢",
        "支出进度",
        "执行不",
    ];
    if told.iter().any(|word| whole.contains(word)) || review.findings.iter().any(|f| f.kind == Kind::LowExecution) {
        return;
    }
    let low = |q: &&Quantity| {
        let rate = ["执行率", "执行率为", "执行率仅", "执行率仅为", "支出率"].iter().any(|word| q.lead.ends_with(word));
        // 权重：预算执行率10%，产出指标50%.
        let weight = reading.between(q.passage, reading.sentences[q.sentence].span.clone()).contains("权重");
        let own = !weight
            && q.month.is_none_or(|month| month == 12)
            && !q.prior
            && (!q.year_printed || q.year == reading.year);
        q.number.dimension == Dimension::Percent
            && q.number.is_operand()
            && q.number.value < Decimal::from(75)
            && rate
            && own
            && q.bracket.is_none()
            && !reading.text.passages[q.passage].cell
    };
    for q in reading.quantities.iter().filter(low) {
        let text = reading.text.passages[q.passage].text();
        let explained = REASONS.iter().any(|word| text.contains(word)) || in_table(report, q);
        if !explained {
            let calc = format!("执行率{}，没有说明原因", reading.printed(q));
            let finding = Finding::new(Kind::LowExecution, reading.quotes([q]), calc, "说明未执行的原因");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// A row of the table tells the rate with its reason.
fn in_table(report: &Report<'_, '_>, q: &Quantity) -> bool {
    let printed = report.reading.printed(q);
    report.tables.iter().flat_map(|table| &table.indicators).any(|row| {
        let same = |cell: &Option<Cell>| cell.as_ref().is_some_and(|cell| cell.text.contains(&printed));
        (same(&row.actual) || same(&row.done)) && super::indicator_score::has_reason(row)
    })
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(id: &str, text: &str) -> Vec<&'static str> {
        testing::only(
            &format!("南浦县2023年度技能培训补贴绩效自评报告\n一、资金\n{text}\n二、结果\n培训按期结束。\n"),
            id,
        )
    }

    #[test]
    fn a_budget_that_was_not_adjusted_has_one_value() {
        let told =
            |full: &str| ids("D04", &format!("年初批复预算312.00万元，执行中未作预算调整，全年预算仍为{full}万元。"));
        assert_eq!(told("352.00"), ["D04"]);
        assert!(told("312.00").is_empty());
        assert!(ids("D04", "年初批复预算312.00万元，年中追加40.00万元，全年预算352.00万元。").is_empty());
    }

    #[test]
    fn nothing_is_added_without_an_adjustment() {
        let told = |full: &str, words: &str| {
            ids("D04", &format!("年初预算260万元，年中追加45万元，全年预算{full}万元，{words}预算未作任何调整。"))
        };
        assert_eq!(told("260", "年内"), ["D04"]);
        assert_eq!(told("305", "年内"), ["D04"]);
        assert!(told("305", "除此之外").is_empty());
    }

    #[test]
    fn what_was_spent_came_from_somewhere() {
        let told = |spent: &str, more: &str| {
            ids("D11", &format!("资金总预算312.00万元，全部到位。全年支出{spent}万元。{more}"))
        };
        assert_eq!(told("321.00", ""), ["D11"]);
        assert!(told("301.20", "").is_empty());
        assert!(told("321.00", "另使用上年结转12.00万元。").is_empty());
    }

    #[test]
    fn a_low_rate_has_its_reason() {
        let told = |rate: &str, why: &str| ids("D10", &format!("宣传经费支出8.40万元，执行率{rate}{why}。"));
        assert_eq!(told("70.00%", ""), ["D10"]);
        assert!(told("70.00%", "，原因是展会取消").is_empty());
        assert!(told("90.00%", "").is_empty());
    }
}
