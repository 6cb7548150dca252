//! B02 of a price by person-times: 按每人次2.50元结算，发放37752人，支付9.438万元. The product holds, so the count is of
//! person-times.

use crate::finding::{Confidence, Finding, Quote, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::unit::Dimension;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for three in reading.quantities.windows(3) {
        let [price, count, amount] = three else { continue };
        let together =
            price.sentence == count.sentence && count.sentence == amount.sentence && price.part == amount.part;
        let money = |q: &Quantity| q.number.dimension == Dimension::Money && q.number.is_operand();
        let before = reading.between(price.passage, price.number.span.start.saturating_sub(4)..price.number.span.start);
        let by_times = before.ends_with("每人次") || price.tail.starts_with("/人次") || before.ends_with("人次均");
        let people = count.number.dimension == Dimension::Person && count.number.is_exact();
        if together && money(price) && money(amount) && by_times && people && makes(price, count, amount) {
            let (p, n, a) = (reading.printed(price), reading.printed(count), reading.printed(amount));
            let calc = format!("每人次{p}×{n}＝{a}：按人次计价，{n}应为人次");
            let quotes = reading.quotes([count, price, amount]);
            say(quotes, calc, review);
        }
    }
}

/// 救助17,400人，支出2,610万元，次均1,500元: the amount is so much a time, and the count is of times.
pub(super) fn each_time(reading: &Reading<'_>, review: &mut Review) {
    for three in reading.quantities.windows(3) {
        let [count, amount, average] = three else { continue };
        let money = |q: &Quantity| q.number.dimension == Dimension::Money && q.number.is_operand();
        let together = count.sentence == average.sentence && average.clause <= count.clause + 2;
        let people = count.number.dimension == Dimension::Person && count.number.is_operand() && !count.number.chinese;
        let each = ["次均", "平均每次", "每次平均", "次均支出", "次均费用"].contains(&average.lead.as_str());
        if together && people && each && money(amount) && money(average) && makes(average, count, amount) {
            let (p, n, a) = (reading.printed(average), reading.printed(count), reading.printed(amount));
            let calc = format!("次均{p}×{n}＝{a}：按次平均，{n}应为人次");
            say(reading.quotes([count, amount, average]), calc, review);
        }
    }
}

/// 救助55,065人、119,548人，人均2.17次: the larger is what the smaller got, so many times each.
pub(super) fn times_each(reading: &Reading<'_>, review: &mut Review) {
    for three in reading.quantities.windows(3) {
        let [people, times, average] = three else { continue };
        let persons = |q: &Quantity| q.number.dimension == Dimension::Person && q.number.is_operand();
        let together = people.sentence == average.sentence && average.clause <= people.clause + 2;
        let each = average.lead.starts_with("人均") && average.number.dimension == Dimension::Count("次");
        if together && each && persons(people) && persons(times) && makes(average, people, times) {
            let (p, n, a) = (reading.printed(people), reading.printed(times), reading.printed(average));
            let calc = format!("{n}÷{p}＝人均{a}：{n}应为人次");
            say(reading.quotes([people, times, average]), calc, review);
        }
    }
}

fn say(quotes: Vec<Quote>, calc: String, review: &mut Review) {
    let finding = Finding::new(Kind::PersonTimes, quotes, calc, "分清人数和人次");
    review.findings.push(finding.confidence(Confidence::Likely));
}

fn makes(price: &Quantity, count: &Quantity, amount: &Quantity) -> bool {
    let product = price.number.interval().times(Interval::exact(count.number.value));
    product.is_some_and(|product| product.meets(amount.number.interval()))
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(text: &str) -> Vec<&'static str> {
        testing::only(&format!("{text}\n"), "B02")
    }

    #[test]
    fn what_is_paid_by_times_is_counted_by_times() {
        assert_eq!(ids("服务费按每人次3.00元结算，全年发放41,250人，支付12.375万元。"), ["B02"]);
        assert!(ids("服务费按每人次3.00元结算，全年发放41,250人次，支付12.375万元。").is_empty());
        assert!(ids("服务费按每人3.00元结算，全年发放41,250人，支付12.375万元。").is_empty());
    }

    #[test]
    fn an_average_by_times_divides_times() {
        assert_eq!(ids("临时救助9,260人，支出1,203.80万元，次均1,300元。"), ["B02"]);
        assert_eq!(ids("全年服务21,480人、70,454人，人均3.28次。"), ["B02"]);
        assert!(ids("临时救助9,260人次，支出1,203.80万元，次均1,300元。").is_empty());
        assert!(ids("临时救助8,115人，支出1,203.80万元，次均1,300元。").is_empty());
        assert!(ids("全年服务21,480人、70,454人次，人均3.28次。").is_empty());
        assert!(ids("甲区、乙区各服务21,480人、18,454人，人均3.28次。").is_empty());
        assert!(ids("参训214人，人均380元。").is_empty());
    }
}
