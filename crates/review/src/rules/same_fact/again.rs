//! C01 within one paragraph: 参保人数达到21.64万人，…；参保人数21.46万人的取得; 培训1860人，…“培训人数”指标完成值1680人; 上述26期; 384.6万元
//! 总投入中已支付348.6万元，已全部支付. Two figures of one name that differ as a typing error does, and words that point back.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::known::Known;
use crate::rules::names::{common, core};
use crate::rules::slip;
use crate::rules::terms::{Side, bare_lead, side};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// So many characters of a name say what it is.
const NAME: usize = 4;

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    let known = Known::of(review);
    let mut from = 0;
    while from < reading.quantities.len() {
        let passage = reading.quantities[from].passage;
        let length = reading.quantities[from..].partition_point(|q| q.passage == passage);
        if !reading.text.passages[passage].cell {
            let all: Vec<&Quantity> = reading.quantities[from..from + length].iter().collect();
            named_twice(reading, &known, &all, review);
            pointed_back(reading, &known, &all, review);
            all_paid(reading, &known, &all, review);
        }
        from += length;
    }
}

fn say(reading: &Reading<'_>, [odd, other]: [&Quantity; 2], why: &str, review: &mut Review) {
    let calc = format!("{why}：一处写{}，一处写{}", reading.printed(other), reading.printed(odd));
    let quotes = reading.quotes([odd, other]);
    let finding = Finding::new(Kind::SameFactDifferentValue, quotes, calc, "核对两处，改为同一个数");
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// Two of one name in a paragraph, no third, and a slip of the pen between them.
fn named_twice(reading: &Reading<'_>, known: &Known, all: &[&Quantity], review: &mut Review) {
    let facts: Vec<(&Quantity, String)> =
        all.iter().filter(|q| is_fact(q)).map(|q| (*q, name(q))).filter(|(_, n)| n.chars().count() >= NAME).collect();
    for (at, (first, own)) in facts.iter().enumerate() {
        let same = |(q, name): &&(&Quantity, String)| is_same(first, own, q, name);
        let mut others = facts[at + 1..].iter().filter(same);
        let (Some((second, _)), None) = (others.next(), others.next()) else { continue };
        let third = facts[..at].iter().any(|other| same(&other));
        // Two figures that are both right are two facts; one that was only compared with its goal is not proved.
        let proof = [Relation::Sum, Relation::Difference, Relation::Ratio, Relation::Growth, Relation::Product];
        let computed = known.holds(reading, first, &proof) && known.holds(reading, second, &proof);
        let said = known.says_anything(reading, first) || known.says_anything(reading, second);
        if !third && !computed && !said && parted_by_slip(reading, first, second) {
            say(reading, [second, first], "同一段两次写到同一事实", review);
        }
    }
}

fn is_fact(q: &Quantity) -> bool {
    let parts = ["其中", "分别", "第一", "第二", "首批", "次批", "新增", "上半年", "下半年", "各"];
    q.is_amount()
        && !q.number.chinese
        && !q.prior
        && q.bracket.is_none()
        && !q.led_by(&parts)
        && !matches!(q.number.dimension, Dimension::Bare | Dimension::Score | Dimension::Time)
}

/// What is told, without the verbs that carry the figure and the place where it is told.
fn name(q: &Quantity) -> String {
    let mut words = q.lead.rsplit(['，', '：']).next().unwrap_or_default().to_owned();
    for word in [
        "“",
        "”",
        "\"",
        "指标",
        "附表",
        "自评表",
        "绩效表",
        "一栏",
        "年度实际完成值",
        "实际完成值",
        "完成值",
        "填列",
        "填报",
        "本项目",
        "该项目",
    ] {
        words = words.replace(word, "");
    }
    let words = bare_lead(&words).to_owned();
    ["全年", "全县", "全市", "全区", "年末", "共", "累计"].iter().fold(words, |words, word| words.replace(word, ""))
}

fn is_same(a: &Quantity, own: &str, b: &Quantity, other: &str) -> bool {
    let (cores, length) = ([core(own), core(other)], |words: &str| words.chars().count());
    let (short, long) = (length(&cores[0]).min(length(&cores[1])), length(&cores[0]).max(length(&cores[1])));
    // 职业技能培训 and 职业技能培训人数, 城乡居民参保人数 and 附表“参保人数”一栏.
    let cells = ["附表", "一栏", "自评表", "绩效表"].iter().any(|word| b.lead.contains(word)) && own.ends_with(other);
    let inside = common(&cores[0], &cores[1]) == short && long - short <= 4 && short > NAME;
    // 在册低保对象 and 低保对象.
    let known = own.ends_with(other) && own.chars().count() - other.chars().count() <= 2;
    let named = known || inside || cells || cores[0] == cores[1] && short >= NAME;
    let planned = |q: &Quantity| side(q) == Some(Side::Plan);
    // 年初预算320万元 of one project and 302万元 of another.
    let generic = a.number.dimension == Dimension::Money && short < NAME - 1;
    named
        && !generic
        && a.number.dimension == b.number.dimension
        && a.number.per == b.number.per
        && (a.year == b.year || !b.year_printed)
        && (a.month == b.month || at_end(a) && at_end(b))
        && planned(a) == planned(b)
}

/// 年末, 12月, or no month at all.
fn at_end(q: &Quantity) -> bool {
    q.month.is_none_or(|month| month == 12)
}

/// Two neighbours the other way round; of four digits one replaced, too.
fn parted_by_slip(reading: &Reading<'_>, a: &Quantity, b: &Quantity) -> bool {
    let (one, other) = (a.number.interval(), b.number.interval());
    let swapped = || slip::swapped(reading, a).iter().any(|value| value.meets(other));
    let digits = reading.between(a.passage, a.number.digits.clone()).chars().filter(char::is_ascii_digit).count();
    let replaced = || digits > NAME && slip::replaced(reading, a).iter().any(|value| value.meets(other));
    !one.meets(other) && a.number.step == b.number.step && (digits > 2 && swapped() || replaced())
}

/// 在上述26期培训班中, of a paragraph whose only count of them before is another.
fn pointed_back(reading: &Reading<'_>, known: &Known, all: &[&Quantity], review: &mut Review) {
    for (at, q) in all.iter().enumerate() {
        let pointed = q.lead.ends_with("上述") || q.lead.ends_with("以上") || q.lead.ends_with("前述");
        let sharp = !q.number.chinese && q.number.value >= Decimal::TEN && q.number.is_operand() && q.number.is_exact();
        if !pointed || !sharp || known.says_anything(reading, q) {
            continue;
        }
        let like = |other: &&&Quantity| other.number.dimension == q.number.dimension && !other.number.chinese;
        let before: Vec<&Quantity> = all[..at].iter().filter(like).copied().collect();
        let [only] = before[..] else { continue };
        let told = reading.quantities.iter().any(|other| {
            other.passage < q.passage
                && other.number.dimension == q.number.dimension
                && other.number.value == q.number.value
        });
        let slipped = slip::swapped(reading, only).iter().any(|value| value.meets(q.number.interval()))
            || slip::mends(reading, only, q.number.interval());
        if only.number.value != q.number.value && !told && slipped && !only.is_change() {
            say(reading, [q, only], "前文已写明，后文“上述”指的是同一个数", review);
        }
    }
}

/// 384.6万元总投入中已支付348.6万元，即已全部支付.
fn all_paid(reading: &Reading<'_>, known: &Known, all: &[&Quantity], review: &mut Review) {
    for pair in all.windows(2) {
        let [whole, paid] = pair else { continue };
        let money = [whole, paid].iter().all(|q| q.number.dimension == Dimension::Money && q.is_amount());
        let verbs = ["支付", "拨付", "使用", "支出", "发放", "执行", "兑付"];
        let spent = paid.sentence == whole.sentence && verbs.iter().any(|verb| paid.lead.ends_with(verb));
        let end = reading.sentences[paid.sentence].span.end;
        let behind = reading.between(paid.passage, paid.number.span.end..end);
        let clause = behind.trim_start_matches('，').split(['，', '；', '。']).next().unwrap_or_default();
        let wholly =
            verbs.iter().any(|verb| clause.contains(&format!("全部{verb}")) || clause.contains(&format!("全额{verb}")));
        let denied = ["未", "其余", "剩余", "余下", "尚", "除"].iter().any(|word| clause.contains(word));
        if money
            && spent
            && wholly
            && !denied
            && parted_by_slip(reading, whole, paid)
            && !known.says_anything(reading, paid)
        {
            say(reading, [paid, whole], "写明全部支付，两个数应相同", review);
        }
    }
}
