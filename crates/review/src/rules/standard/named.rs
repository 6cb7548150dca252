//! A12 of a standard that stands in another section: 养老服务补贴每人每年1200元 … 发放养老服务补贴1236人148.32万元. The name
//! must be of one standard; since people come and go, one wrong digit must part the three.

use super::{is_standard, is_sum_of_money};
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::names::{common, core};
use crate::rules::slip;
use crate::unit::{Dimension, PerTime};

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    let once = |q: &&Quantity| {
        is_standard(q)
            && matches!(q.number.per.time, Some(PerTime::Year) | None)
            && !reading.text.passages[q.passage].cell
    };
    let standards: Vec<(String, &Quantity)> =
        reading.quantities.iter().filter(once).take(40).map(|q| (name(&q.lead), q)).collect();
    for two in reading.quantities.windows(2) {
        let [people, amount] = two else { continue };
        let beside = people.sentence == amount.sentence && people.clause == amount.clause && amount.lead.is_empty();
        let paid = people.number.dimension == Dimension::Person && people.is_amount() && is_sum_of_money(amount);
        let own = name(&people.lead);
        if !beside || !paid || own.chars().count() < 4 || people.prior {
            continue;
        }
        let called = |(name, _): &&(String, &Quantity)| {
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
    let words = ["发放", "支付", "每人", "每年", "每名", "标准", "一次性", "补助金额", "其中"];
    words.iter().fold(core(lead), |name, word| name.replace(word, ""))
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
    if slipped {
        let calc = format!("{text}，报告为{}", reading.printed(amount));
        let finding = Finding::new(Kind::QtyPriceMismatch, quotes, calc, "核对人数、标准与金额");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}
