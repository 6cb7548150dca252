//! D03, D11 and D12 of money over sections: 调整后预算全部支出，年末无结余 and less was spent than there was; 均未超出到位资金 and more was;
//! 三个项目预算执行率均在90%以上 and the budget and the spending under one of the headings give less.

use super::Report;
use crate::finding::{Confidence, Finding, Quote, Review};
use crate::kind::{Kind, Severity};
use crate::quantity::Quantity;
use crate::rules::outline::{Part, outline, runs};
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;
use rust_decimal::Decimal;

const SPENT: [&str; 9] =
    ["支出", "全年支出", "实际支出", "全年实际支出", "共支出", "累计支出", "项目支出", "资金支出", "全年共支出"];

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    whole(report, review);
    within(report, review);
    rates(report, review);
}

fn money<'r>(report: &'r Report<'_, '_>) -> impl Iterator<Item = &'r Quantity> {
    report.reading.quantities.iter().filter(|q| {
        q.number.dimension == Dimension::Money
            && q.is_amount()
            && !q.number.chinese
            && !q.prior
            && q.bracket.is_none()
            && !report.reading.text.passages[q.passage].cell
    })
}

/// The one value that is told under these names.
fn only<'r>(mut found: impl Iterator<Item = &'r Quantity>) -> Option<&'r Quantity> {
    let first = found.next()?;
    found.all(|q| q.number.value == first.number.value).then_some(first)
}

/// A clause of a sentence for which this holds, with its place.
fn clause(report: &Report<'_, '_>, says: impl Fn(&str) -> bool, but: &[&str]) -> Option<(String, Vec<Quote>, usize)> {
    let reading = report.reading;
    reading.sentences.iter().find_map(|sentence| {
        let passage = &reading.text.passages[sentence.passage];
        let words = passage.slice(sentence.span.clone());
        if passage.cell || passage.heading {
            return None;
        }
        let part = words.split('；').find(|part| part.split(['，', '。']).any(&says))?;
        let clause = part.split(['，', '。']).find(|clause| says(clause))?;
        if but.iter().any(|word| part.contains(word)) {
            return None;
        }
        let from = sentence.span.start + words[..words.find(clause)?].chars().count();
        let quotes = reading.text.quotes(sentence.passage, from..from + clause.chars().count());
        Some((clause.to_owned(), quotes, sentence.passage))
    })
}

/// 调整后预算全部支出: what was spent is the budget.
fn whole(report: &Report<'_, '_>, review: &mut Review) {
    let says = |clause: &str| {
        let heads = ["资金", "项目资金", "预算", "调整后预算", "预算资金", "全年预算", "到位资金", "补助资金"];
        let spent = [
            "全部支出",
            "全部使用完毕",
            "全部用完",
            "已全部支出",
            "全部支出完毕",
            "已全部使用",
            "全部执行完毕",
            "全部使用",
            "已全部使用完毕",
        ];
        let all = heads.iter().any(|head| clause.strip_prefix(head).is_some_and(|rest| spent.contains(&rest)));
        all || [
            "年末无结余",
            "无结转结余",
            "年末没有结余",
            "年末无结转结余",
            "资金无结余",
            "无资金结余",
            "无结余资金",
            "未形成结余",
            "年末无结转",
        ]
        .contains(&clause)
    };
    let Some((text, claim, _)) = clause(report, says, &["除", "未", "目标", "计划", "上年"]) else { return };
    let called = |label: &'static str| only(money(report).filter(move |q| bare_lead(&q.lead).ends_with(label)));
    let adjusted = report.reading.text.passages.iter().any(|passage| passage.text().contains("追加"));
    let budget =
        called("调整后预算").or_else(|| called("全年预算")).or_else(|| called("年初预算").filter(|_| !adjusted));
    let Some(budget) = budget else { return };
    let own = |q: &&Quantity| {
        let year = q.year.is_none() || budget.year.is_none() || q.year == budget.year;
        // 1-9月支出 is not of the year.
        let whole = q.month.is_none_or(|month| month == 12);
        year && whole && q.passage >= budget.passage && SPENT.contains(&bare_lead(&q.lead))
    };
    let Some(spent) = only(money(report).filter(own)) else { return };
    let less = spent.number.interval().high < budget.number.interval().low;
    // 结余20万元, told for itself: what was wholly spent was one project's.
    let rest = budget.number.interval().minus(spent.number.interval());
    let told =
        |q: &Quantity| q.led_by(&["结余", "结转", "剩余"]) && rest.is_some_and(|rest| rest.meets(q.number.interval()));
    if money(report).any(told) {
        return;
    }
    if less && spent.number.value * Decimal::TWO > budget.number.value {
        let (a, b) = (report.reading.printed(budget), report.reading.printed(spent));
        let calc = format!("预算{a}，支出{b}，却说“{text}”");
        let words = report.reading.quotes([spent, budget]).into_iter().chain(claim).collect();
        let finding = Finding::new(Kind::NoProblemsDespiteShortfall, words, calc, "核对支出数，或如实写明结余");
        review.findings.push(finding.severity(Severity::Medium).confidence(Confidence::Likely));
    }
}

/// 支出均控制在到位资金以内, 上述四项为全部支出，均未超出到位资金: the amounts in a row, or under the headings before.
fn within(report: &Report<'_, '_>, review: &mut Review) {
    let says = |clause: &str| {
        let inside = clause.contains("控制在") && clause.contains("以内")
            || clause.contains("未超出")
            || clause.contains("未超过");
        inside && (clause.contains("到位资金") || clause.contains("资金总额") || clause.contains("资金规模"))
    };
    let Some((text, claim, place)) = clause(report, says, &["计划", "目标"]) else { return };
    let whole: String = report.reading.text.passages.iter().map(|passage| passage.text()).collect();
    let carried = ["上年结转", "动用", "垫付"].iter().any(|word| whole.replace("无上年结转", "").contains(word));
    let sourced = |q: &&Quantity| {
        q.passage < place && (q.led_by(&["到位资金", "安排资金", "资金到位"]) || q.tail.contains("到位"))
    };
    let Some(source) = only(money(report).filter(sourced)).filter(|_| !carried) else { return };
    let Some(parts) = in_a_row(report, source, place).or_else(|| counted(report, source, place)) else { return };
    let sum: Decimal = parts.iter().map(|q| q.number.value).sum();
    if sum > source.number.interval().high && sum < source.number.value * Decimal::TWO {
        let printed: Vec<String> = parts.iter().map(|q| report.reading.printed(q)).collect();
        let told = crate::reading::in_unit_of(sum, &source.number);
        let calc = format!("支出{}＝{told}，大于{}，却说“{text}”", printed.join("＋"), report.reading.printed(source));
        let words = report.reading.quotes(parts.into_iter().chain([source])).into_iter().chain(claim).collect();
        let finding = Finding::new(Kind::ExecutionExceedsSource, words, calc, "核对各项支出与到位资金");
        review.findings.push(finding.severity(Severity::Medium).confidence(Confidence::Likely));
    }
}

/// 甲支出a，乙支出b，两项支出均…: in one sentence.
fn in_a_row<'r>(report: &'r Report<'_, '_>, source: &Quantity, place: usize) -> Option<Vec<&'r Quantity>> {
    let reading = report.reading;
    let between = |passage: usize| source.passage < passage && passage < place;
    let mut rows = (0..reading.sentences.len()).filter(|at| between(reading.sentences[*at].passage)).filter_map(|at| {
        let spent: Vec<&Quantity> = money(report)
            .filter(|q| q.sentence == at && bare_lead(&q.lead).ends_with("支出") && q.lead.chars().count() > 4)
            .collect();
        let words = reading.between(reading.sentences[at].passage, reading.sentences[at].span.clone());
        let count = ["两项", "三项", "四项", "五项", "六项"].iter().position(|word| words.contains(word))? + 2;
        (spent.len() == count).then_some(spent)
    });
    rows.next().filter(|_| rows.next().is_none())
}

/// 上述四项为全部支出: the four amounts under the headings between.
fn counted<'r>(report: &'r Report<'_, '_>, source: &Quantity, place: usize) -> Option<Vec<&'r Quantity>> {
    let reading = report.reading;
    let text = reading.text.passages[place].text();
    let count = ["两项", "三项", "四项", "五项", "六项"].iter().position(|word| {
        text.contains(&format!("上述{word}为全部支出")) || text.contains(&format!("以上{word}为全部支出"))
    })? + 2;
    let spent: Vec<&Quantity> = money(report)
        .filter(|q| source.passage < q.passage && q.passage < place && q.number.factor == source.number.factor)
        .filter(|q| !q.led_by(&["每", "人均", "平均", "标准", "其中"]))
        .collect();
    (spent.len() == count).then_some(spent)
}

/// 三个项目预算执行率均在90%以上: each of the headings of a run tells one budget and what was spent.
fn rates(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let said = reading.quantities.iter().find(|q| {
        let all = ["执行率均在", "执行率均超过", "执行率均高于", "执行率均达到", "执行率均达"];
        q.number.dimension == Dimension::Percent
            && all.iter().any(|word| q.lead.ends_with(word))
            && !reading.text.passages[q.passage].cell
    });
    let Some(said) = said else { return };
    let parts = outline(reading);
    for run in runs(&parts).into_iter().filter(|run| run.len() > 1) {
        let pairs: Option<Vec<(&Quantity, &Quantity)>> = run.iter().map(|part| pair(report, part)).collect();
        let Some(pairs) = pairs else { continue };
        let rate = |(budget, spent): &(&Quantity, &Quantity)| {
            spent.number.value.checked_div(budget.number.value).map(|share| share * Decimal::ONE_HUNDRED)
        };
        let low: Vec<_> = pairs.iter().filter(|pair| rate(pair).is_some_and(|rate| rate < said.number.value)).collect();
        if let [pair] = low[..] {
            let (budget, spent) = *pair;
            let shown = rate(pair).unwrap_or_default().round_dp(2).normalize();
            let (a, b) = (reading.printed(spent), reading.printed(budget));
            let calc =
                format!("{a}÷{b}＝{shown}%，却说“{}{}以上”", said.lead, reading.printed(said).trim_end_matches("以上"));
            let words = reading.quotes([spent, budget, said]);
            let finding = Finding::new(Kind::ConclusionVsProblems, words, calc, "核对这个项目的预算与支出，或改正结论");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// The one budget and the one spending of a section.
fn pair<'r>(report: &'r Report<'_, '_>, part: &Part) -> Option<(&'r Quantity, &'r Quantity)> {
    let here = || money(report).filter(|q| part.body.contains(&q.passage));
    let mut budgets = here().filter(|q| ["预算", "预算资金", "安排预算", "年初预算"].contains(&bare_lead(&q.lead)));
    let mut spent = here().filter(|q| SPENT.contains(&bare_lead(&q.lead)));
    match (budgets.next(), budgets.next(), spent.next(), spent.next()) {
        (Some(budget), None, Some(spent), None) => Some((budget, spent)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;

    #[test]
    fn all_was_spent_where_nothing_is_left() {
        let told = |spent: &str| {
            let text = format!(
                "一、预算\n全年调整后预算120.00万元，补贴标准不变。\n二、支出\n补贴见习人员750人月，支出{spent}万元。\n三、结论\n调整后预算全部支出，年末无结余。\n"
            );
            testing::only(&text, "D03")
        };
        assert_eq!(told("112.00"), ["D03"]);
        assert!(told("120.00").is_empty());
    }

    #[test]
    fn no_more_was_spent_than_came_in() {
        let told = |spent: &str| {
            let text = format!(
                "一、到位\n项目共安排资金932.60万元，当年全部到位。\n二、支出\n困难残疾人生活补贴支出418.37万元，重度残疾人护理补贴支出{spent}万元，两项支出均按月支付。\n三、管理\n支出均控制在到位资金以内。\n"
            );
            testing::only(&text, "D11")
        };
        assert_eq!(told("596.82"), ["D11"]);
        assert!(told("496.82").is_empty());
    }

    #[test]
    fn each_heading_has_its_rate() {
        let told = |spent: &str| {
            let text = format!(
                "一、执行\n（一）殡葬项目\n预算268.00万元，支出251.36万元。\n（二）养老项目\n预算415.00万元，支出{spent}万元。\n二、评价\n两个项目预算执行率均在90%以上。\n"
            );
            testing::only(&text, "D12")
        };
        assert_eq!(told("297.80"), ["D12"]);
        assert!(told("397.80").is_empty());
    }
}
