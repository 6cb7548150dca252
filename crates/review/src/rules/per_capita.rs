//! B04: a monthly base pension of residents outside what any place pays by much. To know, never an error.

use rust_decimal::Decimal;

use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::unit::{Dimension, PerTime};

/// 元 a month: the least that was ever paid, and what only a few cities exceed.
const USUAL: (u32, u32) = (50, 600);

/// Words of the residents' scheme, and words of what is paid beside its pension.
const SCHEME: [&str; 4] = ["居民养老", "居民基本养老", "居民社会养老", "居保"];
const OTHER: [&str; 22] = [
    "加发",
    "增发",
    "提高",
    "增加",
    "调增",
    "倾斜",
    "丧葬",
    "高龄",
    "缴费",
    "补贴",
    "档",
    "代缴",
    "个人账户",
    "职工",
    "机关",
    "企业",
    "退休",
    "低保",
    "工资",
    "目标",
    "省级",
    "市级",
];

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    for quantity in &reading.quantities {
        if is_monthly(quantity) && is_of_residents(reading, quantity) {
            judge(reading, &[quantity], quantity.number.value, "每人每月", review);
        }
    }
    for pair in reading.quantities.windows(2) {
        let [people, amount] = pair else { continue };
        if let Some(average) = average(reading, people, amount) {
            judge(reading, &[people, amount], average, "全年按12个月折合每人每月", review);
        }
    }
}

fn is_monthly(quantity: &Quantity) -> bool {
    let number = &quantity.number;
    number.dimension == Dimension::Money
        && number.per.time == Some(PerTime::Month)
        && number.is_operand()
        && !number.chinese
        && !quantity.is_change()
        && !OTHER.iter().any(|word| quantity.lead.contains(word))
        && !["中央", "省", "市", "县", "区"].iter().any(|word| quantity.lead.starts_with(word))
        && quantity.bracket.is_none()
}

/// The sentence up to the figure is about the residents' scheme and no other.
fn is_of_residents(reading: &Reading<'_>, quantity: &Quantity) -> bool {
    let sentence = &reading.sentences[quantity.sentence];
    let words = reading.between(quantity.passage, sentence.span.start..quantity.number.span.start);
    SCHEME.iter().any(|word| words.contains(word))
        && !["职工", "机关", "企业", "高龄", "低保", "工伤", "失业"].iter().any(|word| words.contains(word))
}

/// 为a名城乡居民…领取人员发放养老金b万元, of a whole year.
fn average(reading: &Reading<'_>, people: &Quantity, amount: &Quantity) -> Option<Decimal> {
    let told = people.sentence == amount.sentence && amount.clause.abs_diff(people.clause) <= 1;
    let who = people.number.dimension == Dimension::Person
        && people.number.is_operand()
        && !people.is_change()
        && format!("{}{}", people.lead, people.tail).contains("领取");
    let what = amount.number.dimension == Dimension::Money
        && amount.is_amount()
        && amount.lead.contains("发放")
        && amount.lead.contains("养老金")
        && !OTHER.iter().any(|word| amount.lead.contains(word));
    let sentence = &reading.sentences[amount.sentence];
    let words = reading.between(amount.passage, sentence.span.start..amount.number.span.start);
    let whole_year = words.contains("全年") && amount.month.is_none() && !words.contains("补发");
    if !(told && who && what && whole_year && is_of_residents(reading, amount)) {
        return None;
    }
    amount.number.value.checked_div(people.number.value)?.checked_div(Decimal::from(12))
}

fn judge(reading: &Reading<'_>, figures: &[&Quantity], value: Decimal, what: &str, review: &mut Review) {
    let (least, most) = (Decimal::from(USUAL.0), Decimal::from(USUAL.1));
    if (least..=most).contains(&value) {
        return;
    }
    let quotes = reading.quotes(figures.iter().copied());
    // What is wrong by arithmetic or by its unit is said already.
    if review.findings.iter().any(|known| known.quotes.iter().any(|quote| quotes.contains(quote))) {
        return;
    }
    let calc = format!("城乡居民养老待遇{what}{}元，各地多在{least}元至{most}元之间", value.round_dp(2).normalize());
    let finding = Finding::new(Kind::PerCapitaOutlier, quotes, calc, "核对人数、金额和计量单位；确是如此的，不必改动");
    review.findings.push(finding.confidence(Confidence::Question));
}
