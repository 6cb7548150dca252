//! A12 told plainly: a count, what each was paid and what that comes to stand beside one another between two semicolons,
//! in any order: 1486名…，每人1200元，支出178.32万元; 采购12台，合同价13.80万元，每台1.15万元; 每例600元，全年补助1924例、115.44万元;
//! 低保4512人、特困633人，按每人200元代缴，共102.90万元. The first three that agree are those that were meant; where none
//! do, the only three that come near.

use super::products::{is_paid, is_planned, is_standard, told_otherwise, unit};
use super::{Known, attach};
use crate::finding::{Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::{Reading, in_unit_of};
use crate::rules::plausible::is_plausible;
use crate::rules::slip;
use crate::rules::terms::total_words;
use crate::unit::{Dimension, PerTime};
use rust_decimal::Decimal;

/// Words between the three that tell of more than a product.
const MORE: &[&str] = &[
    "补发",
    "扣除",
    "扣减",
    "另",
    "部分",
    "不含",
    "含",
    "首",
    "预付",
    "预拨",
    "余",
    "最高",
    "不超过",
    "起",
    "折算",
    "折扣",
    "不足",
    "超过",
    "分别",
    "各",
    "承担",
    "负担",
    "分担",
    "配套",
    "按比例",
    "天",
    "逐",
    "已",
    "计划",
    "预算",
    "拟",
    "测算",
    "追回",
    "扣回",
];

const PLANNED: &[&str] = &["计划", "预算", "拟", "测算"];
/// What one of them gets each month.
const WAGES: &[&str] = &[
    "每月补贴",
    "每月补助",
    "每月津贴",
    "每月工资",
    "补贴每月",
    "工资每月",
    "津贴每月",
    "补助每月",
    "月工资",
    "月补贴",
    "月补助",
    "月津贴",
    "月标准",
];
const MONTHS: u32 = 12;
const DAYS: u32 = 366;
const MYRIAD: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

/// Counts, a standard and the amount.
struct Three<'r> {
    counts: Vec<&'r Quantity>,
    standard: &'r Quantity,
    amount: &'r Quantity,
    /// How often it was paid: once, or for each of these numbers of months.
    times: Vec<u32>,
}

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for (index, sentence) in reading.sentences.iter().enumerate() {
        if reading.text.passages[sentence.passage].cell || sentence.quantities.len() < 3 {
            continue;
        }
        let mut taken: Vec<&Quantity> = Vec::new();
        let all = reading.in_sentence(index);
        for (at, standard) in all.iter().enumerate().filter(|(_, q)| is_apiece(reading, q)) {
            let mut threes = threes(reading, all, standard);
            threes.retain(|three| !taken.iter().any(|amount| std::ptr::eq(*amount, three.amount)));
            let three = threes.iter().position(Three::agrees).map(|at| threes.swap_remove(at));
            let three = three.or_else(|| meant(reading, known, threes, sentence.quantities.start + at));
            if let Some(three) = three {
                taken.push(three.amount);
                three.tell(reading, known, review);
            }
        }
    }
}

/// 每人1200元, 600元/户, 标准1530元/月, 每台1.15万元, 月人均986元: for one.
fn is_apiece(reading: &Reading<'_>, q: &Quantity) -> bool {
    let time = matches!(q.number.per.time, None | Some(PerTime::Year | PerTime::Month | PerTime::Day));
    if q.number.dimension != Dimension::Money || !time || q.prior {
        return false;
    }
    let plain = q.number.is_operand() && !q.is_change() && !q.number.chinese;
    let monthly = (is_months_average(q) || q.led_by(WAGES)) && plain;
    let behind = q.lead.rsplit('每').next().unwrap_or_default().chars().count();
    let each = q.lead.split('每').skip(1).any(|each| !each.starts_with(['年', '月', '天', '日']));
    let named = (unit(reading, q).is_some() || each) && q.lead.contains('每') && behind <= 8 && q.is_amount();
    let told = ["标准", "标准为", "单价", "单价为"].iter().any(|word| q.lead.ends_with(word)) && q.number.is_operand();
    let average = q.led_by(&["人均", "户均", "月均", "年均"]);
    monthly
        || !average && is_standard(q)
        || each && plain && behind <= 8 && q.number.value >= Decimal::ONE_HUNDRED
        || (named || told) && !q.number.chinese && !q.is_change() && !q.led_by(&["最高", "平均"])
}

pub(super) fn is_months_average(q: &Quantity) -> bool {
    q.led_by(&["月人均", "人均月", "人月均"]) && q.number.per.time == Some(PerTime::Month)
}

/// The value of one: a standard is a legal figure, an average is rounded.
pub(super) fn each(standard: &Quantity) -> Interval {
    // 每辆2.71万元 was rounded.
    let fine = standard.number.value >= standard.number.step * Decimal::ONE_HUNDRED;
    let rounded = standard.number.factor > Decimal::ONE && standard.number.step < standard.number.factor && fine;
    if is_months_average(standard) || rounded && !standard.led_by(&["标准", "按", "单价"]) {
        Interval::around(standard.number.value, standard.number.step / Decimal::TWO)
    } else {
        Interval::exact(standard.number.value)
    }
}

/// Whether so many of them were paid this standard.
fn counts(reading: &Reading<'_>, standard: &Quantity, q: &Quantity) -> bool {
    let by_month = matches!(q.number.dimension, Dimension::PersonTimes | Dimension::Count("人月"));
    let of_unit = match unit(reading, standard) {
        None if standard.led_by(&["单价"]) || is_named(standard, q) => q.number.dimension.is_counted(),
        None if standard.led_by(WAGES) => q.number.dimension.is_counted(),
        None | Some(Dimension::Person) => {
            by_month || matches!(q.number.dimension, Dimension::Person | Dimension::Count("名"))
        }
        Some(unit) => q.number.dimension == unit,
    };
    of_unit && q.is_amount() && !q.prior && !q.number.chinese && !is_planned(q)
}

/// 社工站18个，每站20万元: what the standard is for stands in the words of the count.
fn is_named(standard: &Quantity, count: &Quantity) -> bool {
    let nouns = standard.lead.split('每').skip(1).filter_map(|each| each.chars().next());
    let named = |noun: char| !"年月日天人".contains(noun) && (count.lead.ends_with(noun) || count.tail.contains(noun));
    nouns.into_iter().any(named)
}

/// What was paid: no standard of its own, and not less than it.
fn is_amount(reading: &Reading<'_>, standard: &Quantity, q: &Quantity) -> bool {
    // 每人960元，共301.44元: 万 was forgotten.
    let least = standard.number.value / if q.number.factor == Decimal::ONE { MYRIAD } else { Decimal::ONE };
    is_paid(q) && !is_apiece(reading, q) && q.number.value >= least
}

/// 支出13.38万元，含补发上年1.20万元: what stands behind adds to it.
pub(super) fn tells_more(reading: &Reading<'_>, passage: usize, end: usize) -> bool {
    let behind = reading.between(passage, end..end + 8);
    let behind = behind.trim_start_matches(['，', '（']);
    ["含", "另", "扣", "加", "其余"].iter().any(|word| behind.starts_with(word))
}

/// The three that a standard makes with what stands before it, around it and behind it.
fn threes<'r>(reading: &Reading<'_>, all: &'r [Quantity], standard: &'r Quantity) -> Vec<Three<'r>> {
    let of_count = |q: &Quantity| counts(reading, standard, q);
    let mut row: Vec<&Quantity> = all
        .iter()
        .filter(|q| q.part == standard.part && q.bracket == standard.bracket)
        .filter(|q| is_apiece(reading, q) || of_count(q) || is_amount(reading, standard, q))
        .collect();
    // 低保3486户、特困386户，每户500元，共3872户: the whole is what is paid.
    if let Some(whole) = row.iter().rposition(|q| of_count(q) && total_words(&q.lead).is_some()) {
        let span = row[whole].number.span.start;
        row.retain(|q| !of_count(q) || q.number.span.start >= span);
    }
    let Some(own) = row.iter().position(|q| std::ptr::eq(*q, standard)) else { return Vec::new() };
    let places = [(own.wrapping_sub(2), own.wrapping_sub(1)), (own.wrapping_sub(1), own + 1), (own + 1, own + 2)];
    let mut found = Vec::new();
    for (a, b) in places {
        let (Some(first), Some(second)) = (row.get(a), row.get(b)) else { continue };
        let (count, amount, at) = match (of_count(first), of_count(second)) {
            (true, false) => (*first, *second, a),
            (false, true) => (*second, *first, b),
            _ => continue,
        };
        // 一等1家奖6万元，二等2家每家4万元: the amount is of the count before it.
        let before = a.checked_sub(1).and_then(|k| row.get(k));
        let other = at == b && b < own && before.is_some_and(|q| of_count(q) && amount.clause - q.clause <= 1);
        if other || is_apiece(reading, amount) || !stand_together([count, standard, amount]) {
            continue;
        }
        let times = times(reading, standard, count);
        let run = listed_before(reading, &row[..=at], of_count);
        found.push(Three { counts: vec![count], standard, amount, times: times.clone() });
        if run.len() > 1 {
            found.push(Three { counts: run, standard, amount, times });
        }
    }
    found
}

/// How many months a monthly standard was paid to people: as printed; twelve for a year; else nobody knows.
fn times(reading: &Reading<'_>, standard: &Quantity, count: &Quantity) -> Vec<u32> {
    let heads = !matches!(count.number.dimension, Dimension::PersonTimes | Dimension::Count("人月" | "人次"));
    let daily = is_daily(standard);
    if !heads || !daily && !is_monthly(standard) {
        return vec![1];
    }
    let here = reading.in_sentence(standard.sentence);
    let ends = if daily { "天" } else { "个月" };
    let told = here.iter().filter(|q| is_time(reading, q, ends));
    let mut told: Vec<Decimal> = told.map(|q| q.number.value).collect();
    told.extend(span_of_months(reading, standard).filter(|_| !daily).map(Decimal::from));
    told.dedup();
    let words = reading.between(standard.passage, reading.sentences[standard.sentence].span.clone());
    let year = ["全年", "年共", "一年", "年发放", "年支出", "年需", "年补"].iter().any(|word| words.contains(word));
    match told[..] {
        [times] => u32::try_from(times.mantissa()).map_or(Vec::new(), |times| vec![times]),
        _ if daily => Vec::new(),
        [] if year => vec![MONTHS],
        _ => (1..=MONTHS).collect(),
    }
}

/// 1至9月, 1—12月: so many months of the year.
fn span_of_months(reading: &Reading<'_>, standard: &Quantity) -> Option<u32> {
    let words = reading.between(standard.passage, reading.sentences[standard.sentence].span.clone());
    let (from, rest) = ["至", "-", "—", "~", "～"].iter().find_map(|joint| words.split_once(joint))?;
    let digits = |text: &str| text.parse::<u32>().ok().filter(|month| (1..=MONTHS).contains(month));
    let first: String = from.trim_end_matches('月').chars().rev().take_while(char::is_ascii_digit).collect();
    let first = digits(&first.chars().rev().collect::<String>())?;
    let (last, _) = rest.trim_start_matches(['—', '-']).split_once('月')?;
    digits(last).filter(|last| *last >= first).map(|last| last - first + 1)
}

/// 12个月, 25天: no part of a date.
fn is_time(reading: &Reading<'_>, q: &Quantity, unit: &str) -> bool {
    let longest = if unit == "天" { DAYS } else { MONTHS };
    let whole = q.number.step == Decimal::ONE && q.number.value <= Decimal::from(longest);
    q.number.dimension == Dimension::Time && whole && reading.printed(q).ends_with(unit)
}

fn is_daily(standard: &Quantity) -> bool {
    standard.number.per.time == Some(PerTime::Day) || standard.led_by(&["每天", "每日"])
}

fn is_monthly(standard: &Quantity) -> bool {
    standard.number.per.time == Some(PerTime::Month) || standard.led_by(WAGES) || standard.led_by(&["每月", "每人月"])
}

/// Within two commas of one another.
fn stand_together(mut three: [&Quantity; 3]) -> bool {
    three.sort_by_key(|q| q.number.span.start);
    let [a, b, c] = three;
    b.clause - a.clause <= 2 && c.clause - b.clause <= 2 && c.clause - a.clause <= 3
}

/// 低保4512人、特困633人、残疾2701人: the counts of a list up to its last.
fn listed_before<'r>(
    reading: &Reading<'_>,
    row: &[&'r Quantity],
    of_count: impl Fn(&Quantity) -> bool,
) -> Vec<&'r Quantity> {
    let joined = |two: &&[&Quantity]| {
        let words = reading.between(two[0].passage, two[0].number.span.end..two[1].number.span.start);
        let same = two[0].number.dimension == two[1].number.dimension && of_count(two[0]);
        same && two[0].clause == two[1].clause && words.starts_with(['、', '和', '及'])
    };
    let more = row.windows(2).rev().take_while(joined).count();
    row[row.len() - 1 - more..].to_vec()
}

/// Where none agree: the only three that come near, when the words tell of nothing but a product.
fn meant<'r>(reading: &Reading<'_>, known: &Known, threes: Vec<Three<'r>>, index: usize) -> Option<Three<'r>> {
    let free = |three: &Three<'_>| {
        let product = |q: &Quantity| known.holds(reading, q, &[Relation::Product]);
        !product(three.amount) && !three.counts.iter().any(|count| product(count))
    };
    let near = |three: &Three<'_>| three.comes_near(reading) && three.is_plain(reading);
    let told = |three: &Three<'_>| {
        let [count] = three.counts[..] else { return false };
        told_otherwise(reading, index, [three.amount, count, three.standard])
    };
    let mut found = threes.into_iter().filter(near);
    let three = found.next().filter(|_| found.next().is_none())?;
    (free(&three) && !told(&three)).then_some(three)
}

impl Three<'_> {
    fn heads(&self) -> Option<Interval> {
        let zero = Some(Interval::exact(Decimal::ZERO));
        self.counts.iter().fold(zero, |sum, count| sum?.plus(count.number.interval()))
    }

    /// What the counts come to for so many months.
    fn of(&self, months: u32) -> Option<Interval> {
        self.heads()?.times(each(self.standard))?.times(Interval::exact(Decimal::from(months)))
    }

    /// What they come to; none where the months are not told.
    fn value(&self) -> Option<Interval> {
        if let [months] = self.times[..] { self.of(months) } else { None }
    }

    fn agrees(&self) -> bool {
        let paid = self.amount.number.interval();
        self.times.iter().filter_map(|months| self.of(*months)).any(|value| value.meets(paid))
    }

    /// The amount, or one wrong digit in the standard or the count.
    fn comes_near(&self, reading: &Reading<'_>) -> bool {
        let &[months] = &self.times[..] else { return false };
        let of_months = Decimal::from(months.max(1));
        let Some(paid) = self.amount.number.interval().over(Interval::exact(of_months)) else { return false };
        let mends =
            |q: &Quantity, wanted: Option<Interval>| wanted.is_some_and(|wanted| slip::mends(reading, q, wanted));
        let count = || match self.counts[..] {
            [count] => {
                mends(count, paid.over(each(self.standard)))
                    || slip::is_other_count(reading, count, self.standard.number.value * of_months, self.amount)
            }
            _ => false,
        };
        // Who joined later was paid for fewer months: there only a slip is an error.
        let near = |value| match self.times[..] {
            [1] if self.is_said_paid() => is_plausible(reading, self.amount, value),
            _ => slip::is_of(reading, self.amount, value),
        };
        self.value().is_some_and(near)
            || mends(self.standard, self.heads().and_then(|heads| paid.over(heads)))
            || count()
            || self.is_other_month()
    }

    /// 共支付, 补助, 金额; 带动社会投资 is of something else.
    fn is_said_paid(&self) -> bool {
        let paid = [
            "支", "付", "发", "补", "贴", "助", "金", "资", "费", "共", "计", "需", "缴", "拨", "款", "奖", "购", "价",
        ];
        let other = ["带动", "撬动", "社会投资", "收入", "营业", "节约", "涉及"];
        (self.amount.lead.is_empty() || self.amount.led_by(&paid)) && !self.amount.led_by(&other)
    }

    /// 16人，每人每月3200元，10个月，共61.44万元: it is what twelve months make, and so many months were mistaken.
    fn is_other_month(&self) -> bool {
        let paid = self.amount.number.interval();
        let fine = self.amount.number.value >= self.amount.number.step * Decimal::ONE_HUNDRED;
        let other = |months: u32| self.of(months).is_some_and(|value| value.meets(paid));
        fine && self.times != [1] && (2..=MONTHS).any(other)
    }

    /// Nothing is told but how many, what each and what that comes to.
    fn is_plain(&self, reading: &Reading<'_>) -> bool {
        let terms = || self.counts.iter().copied().chain([self.standard, self.amount]);
        let from = terms().map(|q| q.lead_start).min().unwrap_or(0);
        let to = terms().map(|q| q.number.span.end).max().unwrap_or(0);
        let words = reading.between(self.amount.passage, from..to);
        let more = tells_more(reading, self.amount.passage, to);
        let words = if is_daily(self.standard) { words.replace('天', "") } else { words };
        let words =
            ["一次性", "首次", "部分组成", "加发部分"].iter().fold(words, |words, word| words.replace(word, ""));
        // 计划采购35台，预算93.80万元: all of it planned.
        let slipped = || self.value().is_some_and(|value| slip::is_of(reading, self.amount, value));
        let all = self.counts.iter().all(|count| count.led_by(PLANNED));
        let planned = self.amount.led_by(PLANNED) && (all || slipped() || self.times != [1]);
        let other = |word: &&&str| !(planned && PLANNED.contains(*word));
        // Two standards and one amount: what it is of stands in neither.
        let own = reading.in_sentence(self.amount.sentence).iter().filter(|q| q.part == self.amount.part);
        let standards = own.clone().filter(|q| is_apiece(reading, q)).count();
        let amounts = own.filter(|q| is_amount(reading, self.standard, q)).count();
        let summed = total_words(&self.amount.lead).is_some() && self.is_second(reading);
        let exact = self.counts.iter().all(|count| count.number.step <= Decimal::ONE);
        exact
            && !more
            && standards <= amounts
            && !summed
            && !MORE.iter().filter(other).any(|w| words.contains(w))
            && !self.amount.led_by(OPENERS)
            && !self.amount.led_by(&["累计"])
    }

    /// Another standard stands before it in the sentence: the sum may be of both.
    fn is_second(&self, reading: &Reading<'_>) -> bool {
        let before = |q: &&Quantity| q.number.span.start < self.standard.number.span.start;
        reading.in_sentence(self.amount.sentence).iter().filter(before).any(|q| is_apiece(reading, q))
    }

    fn tell(&self, reading: &Reading<'_>, known: &Known, review: &mut Review) {
        let paid = self.amount.number.interval();
        let fits = |months: &&u32| self.of(**months).is_some_and(|value| value.meets(paid));
        let months = self.times.iter().find(fits).or(self.times.first()).copied().unwrap_or(1);
        let Some(value) = self.of(months).filter(|_| !known.holds(reading, self.amount, &[Relation::Product])) else {
            return;
        };
        let heads: Vec<String> = self.counts.iter().map(|count| reading.printed(count)).collect();
        let heads = if heads.len() > 1 { format!("（{}）", heads.join("＋")) } else { heads.concat() };
        let shown = in_unit_of(value.middle(), &self.amount.number);
        let months = if months == 1 { String::new() } else { format!("×{months}") };
        let calc = format!("{heads}×{}{months}＝{shown}", reading.printed(self.standard));
        let terms = [self.amount].into_iter().chain(self.counts.iter().copied()).chain([self.standard]);
        let told = (self.amount, reading.quotes(terms));
        let agrees = self.agrees();
        // 每人960元，共301.44元: right but for 万.
        let myriad = Interval::exact(MYRIAD);
        let moved = [value.times(myriad), value.over(myriad)].into_iter().flatten().any(|value| value.meets(paid));
        let kind = if moved && !agrees { Kind::UnitSlip } else { Kind::QtyPriceMismatch };
        attach(reading, (kind, Relation::Product), told, (&calc, agrees), review);
        // Told in one breath: that the amount is also a sum of others does not excuse it.
        let own = reading.quotes([self.amount]);
        let same = |finding: &&mut Finding| {
            finding.kind == Kind::QtyPriceMismatch && finding.quotes.first() == own.first() && !self.agrees()
        };
        for finding in review.findings.iter_mut().filter(same) {
            finding.settled = true;
        }
    }
}
