//! A02 of 执行率 and 到位率 told far from their terms: 年初预算1286万元 … 实际支出1203.74万元 … 预算执行率93.60%. The report must tell
//! one budget and one spending, or no two of them may give the rate.

use super::facts::{Fact, Facts};
use crate::finding::{Relation, Review};
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Miss};
use crate::rules::known::Known;
use crate::rules::terms::is_generic;
use crate::unit::Dimension;

/// More different amounts than these are of several projects.
const AMOUNTS: usize = 3;

pub(super) fn check(reading: &Reading<'_>, facts: &Facts<'_>, known: &Known, review: &mut Review) {
    for rate in reading.quantities.iter().filter(|q| is_rate(reading, q)) {
        let Some((subject, what)) = asked(&rate.lead) else { continue };
        let of_year = rate.year.is_none_or(|year| facts.year == Some(year));
        let by_arrived = subject.contains("到位") && what == What::Spent;
        let all = ["项目", "整体", "总体", "按", "到位", "计算", "财政", "专项"];
        let whole = is_generic(&all.iter().fold(subject, |words, word| words.replace(word, "")));
        if !whole || !of_year || known.has(reading, rate, &[Relation::Ratio, Relation::SameFact]) {
            continue;
        }
        let amounts = |fact: &&Fact<'_>| {
            let of_year = fact.year == facts.year && fact.q.month.is_none_or(|month| month == 12);
            of_year && fact.main && !fact.standard && fact.q.number.dimension == Dimension::Money
        };
        let amounts: Vec<&Fact<'_>> = facts.all.iter().filter(amounts).collect();
        let of = |is: &dyn Fn(&Fact<'_>) -> bool| different(amounts.iter().copied().filter(|fact| is(fact)));
        let parts = of(&|fact| what.is_part(fact));
        let named = of(&is_base);
        let bases = match () {
            () if by_arrived => of(&|fact| What::Arrived.is_part(fact)),
            () if named.is_empty() => of(&|fact| fact.plan && !fact.q.led_by(&["收入"])),
            () => named,
        };
        if bases.len() <= AMOUNTS && parts.len() <= AMOUNTS {
            weigh(reading, rate, &parts, &bases, review);
        }
    }
}

/// What the rate is a share of the budget of.
#[derive(Clone, Copy, PartialEq)]
enum What {
    Spent,
    Arrived,
}

impl What {
    fn is_part(self, fact: &Fact<'_>) -> bool {
        let named = |names: &[&str]| {
            let led = |name: &str| {
                ["全年", "实际", "共", "累计"].iter().any(|word| fact.q.lead.contains(&format!("{word}{name}")))
            };
            names.iter().any(|name| fact.name == *name || led(name))
        };
        !fact.plan
            && match self {
                What::Spent => named(&[
                    "支出",
                    "使用",
                    "执行",
                    "资金支出",
                    "拨付",
                    "支付",
                    "项目支出",
                    "支出资金",
                    "发放",
                    "预算支出",
                ]),
                What::Arrived => named(&["到位", "资金到位", "到位资金"]),
            }
    }
}

/// 年初预算, 调整后预算, 安排资金: of no single item.
fn is_base(fact: &Fact<'_>) -> bool {
    let words = ["预算", "安排", "下达", "计划", "批复"];
    let all = ["年初", "调整后", "调整", "项目", "专项", "财政", "批复", "计划", "下达", "补助"];
    let rest = all.iter().fold(fact.name.clone(), |name, word| name.replace(word, ""));
    fact.plan
        && words.iter().any(|word| fact.name.contains(word) || fact.q.led_by(&[word]))
        && !fact.name.contains("收入")
        && is_generic(&rest)
}

fn is_rate(reading: &Reading<'_>, q: &Quantity) -> bool {
    q.number.dimension == Dimension::Percent
        && q.number.is_operand()
        && !q.is_change()
        && !q.number.chinese
        && !reading.text.passages[q.passage].cell
        && !q.led_by(&["目标", "不低于", "达到目标", "季度", "月底", "上年"])
}

/// 项目预算 of 项目预算执行率.
fn asked(lead: &str) -> Option<(String, What)> {
    let lead = lead.trim_end_matches(['为', '达', '到', '是', '：']);
    let lead = lead.rsplit(['，', '：']).next().unwrap_or(lead);
    [("执行率", What::Spent), ("支出率", What::Spent), ("到位率", What::Arrived)]
        .into_iter()
        .find_map(|(word, what)| lead.strip_suffix(word).map(|subject| (subject.to_owned(), what)))
}

/// One figure of each value.
fn different<'f, 'r: 'f>(all: impl Iterator<Item = &'f Fact<'r>>) -> Vec<&'r Quantity> {
    let mut kept: Vec<&Quantity> = Vec::new();
    for fact in all {
        if !kept.iter().any(|q| q.number.interval().meets(fact.q.number.interval())) {
            kept.push(fact.q);
        }
    }
    kept
}

fn weigh(reading: &Reading<'_>, rate: &Quantity, parts: &[&Quantity], bases: &[&Quantity], review: &mut Review) {
    let equation = |part, base| Equation::share(rate, part, base);
    let pairs = || {
        parts
            .iter()
            .flat_map(|part| bases.iter().map(|base| (*part, *base)))
            .filter(|(part, base)| !std::ptr::eq(*part, *base))
    };
    let suggestion = "核对预算数、支出数与执行率";
    if let Some((part, base)) = pairs().find(|(part, base)| equation(part, base).holds()) {
        return equation(part, base).tell(reading, crate::finding::Confidence::Likely, suggestion, review);
    }
    let alone = reading.quantities.iter().filter(|q| is_rate(reading, q) && asked(&q.lead).is_some()).count() == 1;
    let slipped = |part, base| equation(part, base).miss(reading) == Miss::Slip;
    if let ([part], [base]) = (parts, bases)
        && (alone || slipped(part, base))
    {
        equation(part, base).ask(reading, suggestion, review);
    }
}
