//! A10: 由4家银行代发，其中甲占61%、乙占22%、丙占17%: shares that make the whole tell how many there are.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    for quantity in reading.quantities.iter().filter(|quantity| is_count(quantity)) {
        if reading.text.passages[quantity.passage].cell {
            continue;
        }
        let behind =
            reading.in_sentence(quantity.sentence).iter().filter(|q| q.number.span.start > quantity.number.span.end);
        let behind: Vec<&Quantity> = behind.collect();
        if let Some(shares) = shares(reading, quantity, &behind) {
            judge(reading, quantity, shares, review);
        }
    }
}

fn is_count(quantity: &Quantity) -> bool {
    let counted = matches!(quantity.number.dimension, Dimension::Count("个" | "家" | "类" | "种" | "项"));
    let small = (Decimal::TWO..=Decimal::TEN).contains(&quantity.number.value);
    counted && small && quantity.number.is_operand() && !quantity.tail.is_empty()
}

/// The shares directly behind 其中, if they are all shares there are.
fn shares<'q>(reading: &Reading<'_>, quantity: &Quantity, behind: &[&'q Quantity]) -> Option<Vec<&'q Quantity>> {
    let first = behind.first()?;
    let before = reading.between(quantity.passage, quantity.number.span.end..first.number.span.start);
    let named = before.matches('，').count() == 1 && before.contains("，其中") && before.ends_with('占');
    let shares: Vec<&Quantity> = behind
        .iter()
        .copied()
        .take_while(|q| q.number.dimension == Dimension::Percent && q.clause == first.clause && q.part == first.part)
        .collect();
    let rest = shares.iter().any(|q| ["其他", "其余", "等"].iter().any(|word| q.lead.contains(word)));
    let sum: Decimal = shares.iter().map(|q| q.number.value).sum();
    let whole = (sum - Decimal::ONE_HUNDRED).abs() <= Decimal::new(1, 1);
    (named && !rest && whole && shares.len() >= 2).then_some(shares)
}

fn judge(reading: &Reading<'_>, quantity: &Quantity, shares: Vec<&Quantity>, review: &mut Review) {
    let count = shares.len();
    let quotes = reading.quotes(std::iter::once(quantity).chain(shares));
    let stated = quantity.number.value;
    if stated == Decimal::from(count) {
        return review.holds(
            Relation::Count,
            quotes,
            format!("列出{count}个占比，与{}相符", reading.printed(quantity)),
        );
    }
    if (stated - Decimal::from(count)).abs() <= Decimal::ONE {
        let calc = format!("写明{}，只列出{count}个，占比合计已是100%", reading.printed(quantity));
        let finding = Finding::new(Kind::CountMismatch, quotes, calc, "核对个数与列举，漏列的补上，多写的删去");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(text: &str) -> Vec<&'static str> {
        testing::only(&format!("{text}\n"), "A10")
    }

    #[test]
    fn shares_of_the_whole_are_counted() {
        let told = |count: &str, last: &str| {
            ids(&format!("补贴由{count}家银行发放，其中农信社占52.4%、邮政银行占30.1%、{last}占17.5%。"))
        };
        assert_eq!(told("4", "城市银行"), ["A10"]);
        assert!(told("3", "城市银行").is_empty());
        assert!(told("4", "其他银行").is_empty());
        assert!(ids("补贴由4家银行发放，其中农信社占52.4%、邮政银行占30.1%。").is_empty());
    }
}
