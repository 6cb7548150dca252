//! B02 of a year's payments: 领取养老金3.66万人，全年累计发放43.9万人: twelve times as many were paid so many times. And 享受救助3126人、合计
//! 2482人次: nobody is helped less than once.

use crate::finding::{Confidence, Finding, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::known::Known;
use crate::rules::names::core;
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    let known = Known::of(review);
    for (at, people) in reading.quantities.iter().enumerate().filter(|(_, q)| is_plain(reading, q, Dimension::Person)) {
        let behind = reading.quantities[at + 1..].iter().take_while(|q| q.sentence == people.sentence);
        if let Some(paid) = behind.clone().find(|q| q.number.dimension == Dimension::Person)
            && is_plain(reading, paid, Dimension::Person)
            && is_twelvefold(people, paid)
            && !known.says_anything(reading, paid)
        {
            let calc = format!("{}×12个月＝{}：按月发放的是人次", reading.printed(people), reading.printed(paid));
            say(reading, [paid, people], calc, review);
        }
        let next = behind.clone().next().filter(|q| is_plain(reading, q, Dimension::PersonTimes));
        if let Some(times) = next.filter(|times| is_of_them(people, times))
            && times.number.interval().high < people.number.interval().low
            && !known.says_anything(reading, times)
        {
            let calc = format!("{}少于{}：每人至少一次", reading.printed(times), reading.printed(people));
            say(reading, [times, people], calc, review);
        }
    }
}

fn is_plain(reading: &Reading<'_>, q: &Quantity, dimension: Dimension) -> bool {
    q.number.dimension == dimension
        && q.is_amount()
        && !q.number.chinese
        && !q.prior
        && !reading.text.passages[q.passage].cell
}

/// 全年累计发放, 全年共支付: as many times twelve, within what the printing leaves open.
fn is_twelvefold(people: &Quantity, paid: &Quantity) -> bool {
    let yearly = paid.led_by(&["累计", "全年"]) && paid.led_by(&["发放", "支付", "发", "领取", "享受"]);
    let twelve = people.number.interval().times(Interval::exact(Decimal::from(12)));
    yearly
        && people.number.value >= Decimal::ONE_HUNDRED
        && twelve.is_some_and(|value| value.meets(paid.number.interval()))
}

/// 合计2482人次, 共2482人次: nothing else is named.
fn is_of_them(people: &Quantity, times: &Quantity) -> bool {
    if people.led_by(&["分别", "依次"]) {
        return false;
    }
    let own = core(bare_lead(&times.lead));
    let bare = own.chars().count() < 2 || own == core(bare_lead(&people.lead));
    bare && times.clause.abs_diff(people.clause) <= 1 && times.part == people.part && times.bracket == people.bracket
}

fn say(reading: &Reading<'_>, both: [&Quantity; 2], calc: String, review: &mut Review) {
    let finding = Finding::new(Kind::PersonTimes, reading.quotes(both), calc, "分清人数和人次，核对两个数");
    review.findings.push(finding.confidence(Confidence::Likely));
}
