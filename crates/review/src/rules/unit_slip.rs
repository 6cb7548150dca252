//! B01 magnitudes that cannot be: 万家 for 家, 元 for 万元.

mod by_sums;
mod outlier;
mod restated;
mod told_again;

use crate::finding::{Confidence, Finding, Review};
use crate::kind::Kind;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::{Reading, unit_words};
use crate::rules::names::{common, core};
use crate::unit::Dimension;
use rust_decimal::Decimal;
use std::collections::HashMap;

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    for quantity in &reading.quantities {
        if !quantity.number.chinese && quantity.number.dimension != Dimension::Bare {
            too_many(reading, quantity, review);
        }
    }
    two_factors(reading, review);
    restated::check(reading, review);
    by_sums::check(reading, review);
    outlier::check(reading, review);
    told_again::check(reading, review);
    for sentence in &reading.sentences {
        let all = &reading.quantities[sentence.quantities.clone()];
        for (at, pair) in all.windows(2).enumerate() {
            if !is_one_of_a_list(all, at) {
                per_person(reading, &pair[0], &pair[1], review);
            }
            beside(reading, &pair[0], &pair[1], review);
        }
    }
}

/// More than the country has: 14 hundred million people, firms and self-employed together less
/// than two hundred million, villages and communities less than a million.
fn too_many(reading: &Reading<'_>, quantity: &Quantity, review: &mut Review) {
    let number = &quantity.number;
    // 46500万卷: nobody counts ten thousand times ten thousand so.
    let digits = reading.between(quantity.passage, number.digits.clone());
    let written = matches!(number.dimension, Dimension::Count(_))
        && number.factor == Decimal::from(10_000)
        && !digits.contains('.')
        && number.value >= Decimal::from(100_000_000)
        && !quantity.led_by(&["全国"]);
    if written {
        let unit = unit_words(number.dimension, Decimal::ONE);
        let calc = format!("{}：过亿的数不会这样写，“万”字多写了", reading.printed(quantity));
        let suggestion = format!("应为{digits}{unit}，去掉多写的“万”");
        let finding = Finding::new(Kind::UnitSlip, reading.quote_with_lead(quantity), calc, suggestion);
        return review.findings.push(finding.confidence(Confidence::Likely));
    }
    let near = |words: &[&str]| quantity.led_by(words) || words.iter().any(|w| quantity.tail.contains(w));
    let (limit, of) = match number.dimension {
        Dimension::Person
            if near(&["参保", "缴费", "领取", "待遇", "人员", "人数", "职工", "居民", "享受", "惠及", "群众"]) =>
        {
            (1_500_000_000, "全国人口也不到15亿人")
        }
        Dimension::Count("家") if near(&["企业", "单位", "银行", "机构", "公司"]) => {
            (100_000_000, "全国企业也不到1亿家")
        }
        Dimension::Count("户") if near(&["企业", "单位"]) => (200_000_000, "全国经营主体也不到2亿户"),
        Dimension::Count("户") if near(&["家庭", "居民", "农户", "困难", "低保"]) => {
            (600_000_000, "全国家庭也不到6亿户")
        }
        Dimension::Count("个" | "村") if near(&["村", "社区", "网点", "服务站", "乡镇", "科室", "经办机构"]) => {
            (2_000_000, "全国也没有这么多")
        }
        _ => return,
    };
    if number.value <= Decimal::from(limit) || number.factor == Decimal::ONE {
        return;
    }
    let without = unit_words(number.dimension, Decimal::ONE);
    let mut calc = format!("{}：{of}，数量级不可能", reading.printed(quantity));
    if let Some(amount) = amount_behind(reading, quantity) {
        let real = number.value / number.factor;
        let per = |count: Decimal| in_one(amount.number.value.checked_div(count).unwrap_or_default());
        calc.push_str(&format!(
            "；按此计算{}÷{}＝每{without}{}元，按{digits}{without}计算为每{without}{}元",
            reading.printed(amount),
            reading.printed(quantity),
            per(number.value),
            per(real)
        ));
    }
    let finding = Finding::new(
        Kind::UnitSlip,
        reading.quote_with_lead(quantity),
        calc,
        format!("应为{digits}{without}，去掉多写的“{}”", factor_word(number.factor)),
    );
    review.findings.push(finding);
}

fn in_one(value: Decimal) -> Decimal {
    value.round_dp(2).normalize()
}

fn factor_word(factor: Decimal) -> String {
    unit_words(Dimension::Bare, factor)
}

/// The amount of money told with a count.
fn amount_behind<'r>(reading: &'r Reading<'_>, quantity: &Quantity) -> Option<&'r Quantity> {
    let all = reading.in_sentence(quantity.sentence);
    let next = all.iter().find(|q| q.number.span.start > quantity.number.span.start && !q.number.chinese)?;
    (next.number.dimension == Dimension::Money && next.clause.abs_diff(quantity.clause) <= 1).then_some(next)
}

/// The same digits with two factors: 371.16万元 and 371.16元.
fn two_factors(reading: &Reading<'_>, review: &mut Review) {
    let mut seen: HashMap<(String, Dimension), Vec<&Quantity>> = HashMap::new();
    for quantity in &reading.quantities {
        let number = &quantity.number;
        let digits: String =
            reading.between(quantity.passage, number.digits.clone()).chars().filter(|c| *c != ',').collect();
        if significant(&digits) >= 3
            && !number.chinese
            && !number.per.is_standard()
            && matches!(number.dimension, Dimension::Money | Dimension::Person | Dimension::Count(_))
        {
            seen.entry((digits, number.dimension)).or_default().push(quantity);
        }
    }
    let mut pairs: Vec<(&Quantity, &Quantity, usize)> = Vec::new();
    for group in seen.values() {
        let first = group[0];
        if let Some(other) = group.iter().find(|q| q.number.factor != first.number.factor) {
            let of = |factor: Decimal| group.iter().filter(|q| q.number.factor == factor).count();
            // Three digits are often the same by chance: then the names must be.
            let digits = reading.between(first.passage, first.number.digits.clone());
            if significant(&digits) < 4 && common(&core(&first.lead), &core(&other.lead)) < 2 {
                continue;
            }
            let (usual, odd) =
                if of(first.number.factor) >= of(other.number.factor) { (first, *other) } else { (*other, first) };
            pairs.push((usual, odd, of(usual.number.factor)));
        }
    }
    pairs.sort_by_key(|(_, odd, _)| (odd.passage, odd.number.span.start));
    for (usual, odd, _) in pairs {
        let (a, b) = (reading.printed(usual), reading.printed(odd));
        let calc = format!("同一数字写作{a}和{b}，相差{}倍", times(usual, odd));
        let quotes = reading.quotes([odd, usual]);
        review.findings.push(Finding::new(Kind::UnitSlip, quotes, calc, "统一计量单位").confidence(Confidence::Likely));
    }
}

/// The digits that say something: no zeros before or behind.
fn significant(digits: &str) -> usize {
    let said = digits.trim_start_matches(['0', '.']).trim_end_matches(['0', '.']);
    said.chars().filter(char::is_ascii_digit).count()
}

fn times(a: &Quantity, b: &Quantity) -> Decimal {
    (a.number.factor.max(b.number.factor) / a.number.factor.min(b.number.factor)).normalize()
}

/// 参保企业7426万家，符合条件的5938家: without the 万 the two are of one size.
fn beside(reading: &Reading<'_>, many: &Quantity, few: &Quantity, review: &mut Review) {
    let counted = matches!(many.number.dimension, Dimension::Count("家" | "户" | "个" | "件" | "份"));
    let scaled = many.number.factor > Decimal::ONE && many.number.step >= many.number.factor;
    let near =
        many.clause.abs_diff(few.clause) <= 1 && many.bracket == few.bracket && many.is_amount() && few.is_amount();
    let plain = many.number.value / many.number.factor;
    let share = few.number.value.checked_div(plain).unwrap_or_default();
    let alike =
        few.number.dimension == many.number.dimension && few.number.factor == Decimal::ONE && few.number.is_exact();
    if !counted
        || !scaled
        || !near
        || !alike
        || few.led_by(&["其中"])
        || share < Decimal::new(3, 1)
        || share > Decimal::ONE
        || plain < Decimal::ONE_HUNDRED
    {
        return;
    }
    let unit = unit_words(many.number.dimension, Decimal::ONE);
    let calc =
        format!("{}与{}相差万倍，{}{unit}时相称", reading.printed(many), reading.printed(few), plain.normalize());
    let finding = Finding::new(Kind::UnitSlip, reading.quotes([many, few]), calc, "核对计量单位，去掉多写的“万”");
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// 其中甲40人、乙19人，共发放: the amount is paid to all of them.
fn is_one_of_a_list(all: &[Quantity], at: usize) -> bool {
    let last = &all[at];
    let like = |q: &&Quantity| q.number.dimension == last.number.dimension && q.bracket == last.bracket;
    let list = all[..at].iter().rev().filter(like).take_while(|q| last.clause.abs_diff(q.clause) <= 12);
    list.clone().any(|q| q.led_by(OPENERS)) || list.count() > 1
}

/// 200元档…缴费额由县级代缴100元、本人缴纳100元: what is paid for each of them, as a round sum that is paid in, or beside a
/// standard that it does not exceed.
fn is_of_each(reading: &Reading<'_>, amount: &Quantity) -> bool {
    let round = amount.number.factor == Decimal::ONE && (amount.number.value % Decimal::TEN).is_zero();
    let paid_in = amount.led_by(&["代缴", "缴纳", "缴费", "资助", "减免"]);
    let standard = |q: &Quantity| {
        let of_one = q.number.per.each || q.tail.starts_with('档') || q.led_by(&["标准", "档次", "每人"]);
        q.number.dimension == Dimension::Money && of_one && amount.number.value <= q.number.value
    };
    round && paid_in || reading.in_sentence(amount.sentence).iter().any(standard)
}

/// 向 35485 人发放 59 元: less than a yuan, or more than a million, for each.
fn per_person(reading: &Reading<'_>, people: &Quantity, amount: &Quantity, review: &mut Review) {
    let paid = amount.led_by(&["发放", "养老金", "待遇", "补贴", "补助", "支付", "补发", "返还", "缴费", "金额"]);
    // Above a hundred million the number alone is impossible: said already.
    let of_firms = matches!(people.number.dimension, Dimension::Count("家" | "户"))
        && people.number.factor > Decimal::ONE
        && people.number.value <= Decimal::from(100_000_000);
    let plain = people.is_amount()
        && amount.is_amount()
        && !people.number.chinese
        && (people.number.dimension == Dimension::Person || of_firms);
    let together =
        amount.clause.abs_diff(people.clause) <= 1 && amount.part == people.part && amount.bracket == people.bracket;
    let other = amount.led_by(&[
        "收入", "预算", "罚", "经费", "培训", "违规", "追回", "追缴", "冒领", "其中", "标准", "上限", "下限", "基数",
    ]) || people.led_by(&["工作人员", "编制", "死亡", "在职", "查实", "涉及", "其中"]);
    if amount.number.dimension != Dimension::Money
        || !paid
        || !plain
        || !together
        || other
        || people.number.value < Decimal::TEN
    {
        return;
    }
    let Some(each) = amount.number.value.checked_div(people.number.value) else { return };
    // Nobody pays a firm a few yuan.
    let least = if of_firms { Decimal::from(5) } else { Decimal::ONE };
    if each >= least && each <= Decimal::from(2_000_000) || is_of_each(reading, amount) {
        return;
    }
    let calc = format!(
        "{}÷{}＝每{}{}元，不可能",
        reading.printed(amount),
        reading.printed(people),
        unit_words(people.number.dimension, Decimal::ONE),
        each.round_dp(4).normalize()
    );
    let finding = Finding::new(
        Kind::UnitSlip,
        reading.quotes([amount, people]),
        calc,
        "核对金额和人数的计量单位（元、万元、亿元；人、万人）",
    );
    review.findings.push(finding.confidence(Confidence::Likely));
}
