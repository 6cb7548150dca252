//! A12 of a standard that stands in another section: 养老服务补贴每人每年1200元 … 发放养老服务补贴1236人148.32万元. The name
//! must be of one standard; since people come and go, one wrong digit must part the three, or what was paid to each must be a
//! round sum, and another than the standard.

use super::{is_standard, is_sum_of_money};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::names::{common, core};
use crate::rules::slip;
use crate::unit::{Dimension, PerTime};
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    let once = |q: &&Quantity| {
        is_standard(q)
            && !q.led_by(&["分别", "依次"])
            && matches!(q.number.per.time, Some(PerTime::Year | PerTime::Month) | None)
            && !reading.text.passages[q.passage].cell
    };
    let standards: Vec<(String, &Quantity)> =
        reading.quantities.iter().filter(once).take(40).map(|q| (name(&q.lead), q)).collect();
    for two in reading.quantities.windows(2) {
        let [people, amount] = two else { continue };
        let bare = amount.lead.is_empty() && people.clause == amount.clause
            || ["支出", "发放", "补贴", "支付", "拨付"].contains(&amount.lead.as_str())
                && amount.clause == people.clause + 1
                && amount.part == people.part;
        let beside = people.sentence == amount.sentence && bare;
        // 补贴4126人月，支出: at the standard of a month.
        let by_month = people.number.dimension == Dimension::Count("人月");
        let paid =
            (by_month || people.number.dimension == Dimension::Person) && people.is_amount() && is_sum_of_money(amount);
        let own = name(&people.lead);
        if !beside || !paid || own.chars().count() < 4 || people.prior {
            continue;
        }
        let called = |(name, standard): &&(String, &Quantity)| {
            if by_month != (standard.number.per.time == Some(PerTime::Month)) {
                return false;
            }
            let length = name.chars().count();
            length >= 4 && common(name, &own) >= length.min(own.chars().count()).max(4)
        };
        let mut found = standards.iter().filter(called).map(|(_, standard)| *standard);
        if let Some(standard) = found.next().filter(|first| found.all(|q| q.number.value == first.number.value)) {
            judge(reading, [people, standard, amount], review);
        }
    }
}

/// 发放养老服务补贴, 养老服务补贴每人每年 → 养老服务补贴.
fn name(lead: &str) -> String {
    let words = ["发放", "支付", "每人", "每年", "每月", "每名", "标准", "一次性", "补助金额", "其中", "按"];
    // 养老服务补贴惠及独居老人: who got it is no part of the name.
    let lead = ["惠及", "发给"].iter().find_map(|word| lead.split_once(word)).map_or(lead, |(name, _)| name);
    words.iter().fold(core(lead), |name, word| name.replace(word, ""))
}

/// A hundred times something, where chance would seldom meet one.
fn is_round(each: Interval) -> bool {
    let hundred = Decimal::ONE_HUNDRED;
    let round = (each.middle() / hundred).round() * hundred;
    each.high - each.low <= Decimal::TWO && !round.is_zero() && each.meets(Interval::exact(round))
}

fn is_near(each: Interval, standard: &Quantity) -> bool {
    let (a, b) = (each.middle(), standard.number.value);
    a.max(b) * Decimal::TWO <= a.min(b) * Decimal::from(3)
}

fn judge(reading: &Reading<'_>, [people, standard, amount]: [&Quantity; 3], review: &mut Review) {
    let each = Interval::exact(standard.number.value);
    let (Some(product), Some(heads), Some(one)) = (
        people.number.interval().times(each),
        amount.number.interval().over(each),
        amount.number.interval().over(people.number.interval()),
    ) else {
        return;
    };
    let quotes = reading.quotes([amount, people, standard]);
    let shown = in_unit_of(product.middle(), &amount.number);
    let text = format!("{}×{}＝{shown}", reading.printed(people), reading.printed(standard));
    if product.meets(amount.number.interval()) {
        return review.holds(Relation::Product, quotes, format!("{text}，与{}相符", reading.printed(amount)));
    }
    let slipped = slip::mends(reading, amount, product)
        || slip::mends(reading, people, heads)
        || slip::mends(reading, standard, one);
    // Nobody comes or goes in months of people.
    let by_month = people.number.dimension == Dimension::Count("人月");
    if slipped || (by_month || is_round(one)) && is_near(one, standard) {
        let calc = format!("{text}，报告为{}", reading.printed(amount));
        let finding = Finding::new(Kind::QtyPriceMismatch, quotes, calc, "核对人数、标准与金额");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}
