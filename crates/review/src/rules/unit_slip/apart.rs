//! B01 by the report's own measure: people a hundred times more than any other figure of people, where without the
//! 万 they are of one size; 支出6510.00元 where every other expenditure is told in 万元.

use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, unit_words};
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// So many other figures must say what size is usual.
const OTHERS: usize = 6;

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    people(reading, review);
    spent(reading, review);
}

fn is_people(q: &Quantity) -> bool {
    matches!(q.number.dimension, Dimension::Person | Dimension::PersonTimes)
        && q.number.is_operand()
        && !q.number.chinese
}

/// What the whole country or province has, and all the insured or inhabitants, are of another size than the people
/// served in the year.
fn is_wide(reading: &Reading<'_>, q: &Quantity) -> bool {
    let span = reading.sentences[q.sentence].span.clone();
    let words = reading.between(q.passage, span);
    let whole = ["参保", "覆盖", "人口"].iter().any(|word| q.lead.contains(word));
    let wide = ["全国", "我国", "全省", "国家", "全球", "点击", "浏览", "阅读", "转发"];
    whole || wide.iter().any(|word| words.contains(word))
}

fn people(reading: &Reading<'_>, review: &mut Review) {
    let mut all: Vec<&Quantity> = reading.quantities.iter().filter(|q| is_people(q) && !is_wide(reading, q)).collect();
    all.sort_by_key(|q| q.number.value);
    let [others @ .., odd] = &all[..] else { return };
    let Some(largest) = others.last().filter(|_| others.len() >= OTHERS) else { return };
    let plain = odd.number.value / odd.number.factor;
    let apart = odd.number.value >= largest.number.value * Decimal::ONE_HUNDRED;
    if !apart || odd.number.factor == Decimal::ONE || plain > largest.number.value {
        return;
    }
    let quotes = reading.quotes([*odd, largest]);
    if review.has_said(Kind::UnitSlip, &quotes) {
        return;
    }
    let unit = unit_words(odd.number.dimension, Decimal::ONE);
    let calc = format!(
        "{}是全文其他人数中最大的{}的{}倍以上，数量级不相称",
        reading.printed(odd),
        reading.printed(largest),
        (odd.number.value / largest.number.value).trunc()
    );
    let suggestion = format!("核对计量单位，疑为{}{unit}", plain.normalize());
    review.findings.push(Finding::new(Kind::UnitSlip, quotes, calc, suggestion).confidence(Confidence::Likely));
}

/// Money of the whole: what was planned, got and spent, not what each person gets.
fn is_sum(reading: &Reading<'_>, q: &Quantity) -> bool {
    let lead = bare_lead(&q.lead);
    let named =
        ["支出", "预算", "拨付", "下达", "筹集", "收入", "到位", "补助"].iter().any(|word| lead.ends_with(word));
    let each = ["每", "均", "标准", "户", "按", "最高", "最低", "定额"].iter().any(|word| lead.contains(word));
    q.number.dimension == Dimension::Money
        && q.number.is_operand()
        && !q.number.chinese
        && !q.number.per.is_standard()
        && !reading.text.passages[q.passage].cell
        && named
        && !each
}

fn spent(reading: &Reading<'_>, review: &mut Review) {
    let all: Vec<&Quantity> = reading.quantities.iter().filter(|q| is_sum(reading, q)).collect();
    let small = |q: &&&Quantity| q.number.factor == Decimal::ONE && q.number.value < Decimal::from(1_000_000);
    let mut odd = all.iter().filter(small);
    let (Some(only), None) = (odd.next(), odd.next()) else { return };
    let scaled = all.iter().filter(|q| q.number.factor >= Decimal::from(10_000));
    if all.len() != scaled.count() + 1 || all.len() <= OTHERS || only.number.step >= Decimal::ONE {
        return;
    }
    let quotes = reading.quotes([*only]);
    if review.has_said(Kind::UnitSlip, &quotes) {
        return;
    }
    let calc = format!("全文{}处预算、收入和支出都以万元或亿元计，只有{}以元计", all.len(), reading.printed(only));
    let finding = Finding::new(Kind::UnitSlip, quotes, calc, "核对计量单位，疑漏写“万”");
    review.findings.push(finding.confidence(Confidence::Likely));
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(people: &str, money: &str) -> Vec<&'static str> {
        let text = format!(
            "二、完成情况\n全年新增就业4120人，城镇失业人员再就业1310人。就业困难人员就业460人。见习上岗215人，期满留用130人。\
             帮扶高校毕业生602人。{people}\n全年预算820.00万元。上半年支出310.50万元。培训支出96.20万元。稳岗支出71.40万元。\
             市级补助120.00万元。利息收入2.10万元。{money}\n"
        );
        testing::only(&text, "B01")
    }

    #[test]
    fn a_unit_that_no_other_figure_shares_has_slipped() {
        assert_eq!(ids("创业带动就业1187万人。", ""), ["B01"]);
        assert_eq!(ids("", "宣传支出33.40元。"), ["B01"]);
    }

    #[test]
    fn the_whole_country_and_each_persons_share_are_of_another_size() {
        assert!(ids("创业带动就业1187人。", "宣传支出33.40万元。").is_empty());
        assert!(ids("全国新增就业1256万人。", "每人每天补助33.40元。").is_empty());
        assert!(ids("参保2.60万人。", "人均支出933.40元。").is_empty());
        // A city's schemes together hold millions; those served are thousands.
        assert!(ids("全市社会保险参保达1187万人次。", "").is_empty());
    }
}
