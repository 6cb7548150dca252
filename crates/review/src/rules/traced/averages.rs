//! A12 for averages: 人均, 户均, 笔均, 平均每座, of money and of what is counted (平均每期47人次).

use super::elsewhere::{Names, own_words, words_before};
use super::pool::{anywhere, before, behind, is_level};
use super::{Known, add, is_near};
use crate::finding::{Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::names::core;
use crate::rules::plausible::is_plausible;
use crate::rules::slip;
use crate::rules::terms::{Side, bare_lead, side};
use crate::unit::{Dimension, unit_at};
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    let names = &Names::of(reading);
    for (index, average) in reading.quantities.iter().enumerate() {
        let counted = matches!(average.number.dimension, Dimension::Person | Dimension::PersonTimes);
        let measure = average.number.dimension == Dimension::Money || counted;
        let plain = average.number.is_operand() && !average.number.chinese && !average.prior && !average.is_change();
        let others = average.led_by(&["可支配", "纯收入", "消费", "生产总值", "标准", "定额"]);
        if !measure || !plain || others || reading.text.passages[average.passage].cell {
            continue;
        }
        if let Some(over) = Over::of(reading, average)
            && !known.holds(reading, average, &[Relation::Product, Relation::Ratio])
        {
            Tracer { reading, names, index, average, over }.trace(review);
        }
    }
}

/// What an average is over.
struct Over {
    unit: Dimension,
    /// 平均每所卫生室: the words behind the unit.
    noun: String,
    /// 按惠及职工计算: who is counted.
    by: Option<String>,
    /// 人均补贴最高的是学徒制培训: of which part it is told.
    whose: Option<String>,
    /// Of a month; told by twelve of them.
    monthly: bool,
    twelve: bool,
}

impl Over {
    fn of(reading: &Reading<'_>, average: &Quantity) -> Option<Over> {
        let words = own_words(reading, average);
        let whose = superlative(&words, &average.lead);
        let lead = if whose.is_some() { words.as_str() } else { average.lead.as_str() };
        let chars: Vec<char> = lead.chars().collect();
        let (unit, noun) = each(&chars).or_else(|| every(lead))?;
        if unit == average.number.dimension {
            return None;
        }
        let monthly = ["月人均", "人均月", "人均每月", "月均", "每月"].iter().any(|w| lead.contains(w));
        let twelve = ["按12个月", "按全年12个月", "按照12个月"].iter().any(|w| words.contains(w));
        let by = lead.rsplit_once("计算").or_else(|| lead.rsplit_once("测算")).and_then(|(before, _)| {
            let name = before.rsplit_once(['按', '以'])?.1.trim_start_matches('照');
            (name.chars().count() > 2).then(|| name.to_owned())
        });
        Some(Over { unit, noun, by, whose, monthly, twelve })
    }

    /// 户均 of firms counted by 家; 人均 of a training is over those who came.
    fn counts(&self, q: &Quantity) -> bool {
        match self.unit {
            Dimension::Person => matches!(q.number.dimension, Dimension::Person | Dimension::PersonTimes),
            Dimension::Count("户") => matches!(q.number.dimension, Dimension::Count("户" | "家")),
            other => q.number.dimension == other,
        }
    }
}

/// 人均, 笔均: the last unit before 均.
fn each(chars: &[char]) -> Option<(Dimension, String)> {
    let at = (1..chars.len()).rev().find(|at| chars[*at] == '均' && unit_at(&chars[at - 1..=*at]).is_some())?;
    let (unit, _) = unit_at(&chars[at - 1..=at])?;
    let unit = if unit == Dimension::Count("次") { Dimension::PersonTimes } else { unit };
    (!matches!(unit, Dimension::Time | Dimension::Score)).then(|| (unit, String::new()))
}

/// 平均每所卫生室, 每人次, 每人月.
pub(super) fn every(lead: &str) -> Option<(Dimension, String)> {
    let behind = lead.rsplit_once("平均每").map(|(_, behind)| behind.to_owned());
    let apiece = |word: &str| lead.rsplit_once(&format!("每{word}")).map(|(_, behind)| format!("{word}{behind}"));
    let behind = behind.or_else(|| apiece("人次")).or_else(|| apiece("人月"))?;
    let chars: Vec<char> = behind.chars().collect();
    let (unit, length) = unit_at(&chars)?;
    (unit != Dimension::Time).then(|| (unit, chars[length..].iter().take(2).collect()))
}

/// 人均补贴最高的是学徒制培训，达到: the part of which the average is told.
fn superlative(words: &str, lead: &str) -> Option<String> {
    let bare = ["达到", "达", "为", "是", "有", ""].contains(&lead);
    let at = ["最高的是", "最低的是", "最多的是", "最少的是"].iter().filter_map(|w| words.rfind(w)).max()?;
    let name = words[at..].split_once('是')?.1.split('，').next()?.to_owned();
    let beside = words[at..].matches(['，', '；']).count() == 1;
    (bare && beside && name.chars().count() > 2).then_some(name)
}

/// An average with the figures around it.
struct Tracer<'a, 'd> {
    reading: &'a Reading<'d>,
    names: &'a Names,
    index: usize,
    average: &'a Quantity,
    over: Over,
}

impl<'a> Tracer<'a, '_> {
    fn trace(&self, review: &mut Review) {
        let mut around = before(self.reading, self.index);
        around.extend(behind(self.reading, self.index));
        let counts = self.counts(&around);
        let amounts: Vec<&Quantity> = around.into_iter().filter(|q| self.is_amount(q)).collect();
        let found = self.printed(&counts, &amounts).or_else(|| self.meant(&counts, &amounts));
        let Some((amount, count)) = found else { return self.slipped(&counts, &amounts, review) };
        // Of those who passed, not of those who came: another count that gives the average is the one meant.
        let set = |q: &Quantity| !q.number.is_operand() || side(q) == Some(Side::Plan);
        let other = |q: &Quantity| self.over.counts(q) && !set(q) && self.fits(amount, q);
        if !self.fits(amount, count) && anywhere(self.reading, self.index).any(other) {
            return;
        }
        // 2020年次均住院救助为675元: of another year's money.
        let year = self.average.year.filter(|_| self.average.year_printed);
        // 人均筹资1020元 is not of what was spent.
        let came = |q: &Quantity| q.led_by(&["筹资", "缴费", "收入", "缴纳"]);
        let went = |q: &Quantity| q.led_by(&["支出", "支付", "发放", "报销"]);
        let planned = amount.led_by(&["预算"]) && !self.average.led_by(&["预算"]);
        let crossed = planned || came(self.average) && went(amount) || went(self.average) && came(amount);
        let other = crossed || year.is_some_and(|year| amount.year.or(self.reading.year).is_some_and(|of| of != year));
        let Some(value) = self.value(amount, count).filter(|_| self.fits(amount, count) || !other) else { return };
        let far = !is_plausible(self.reading, self.average, value);
        if !self.fits(amount, count) && (far || self.is_of_all(amount)) {
            return;
        }
        let months = if self.months(count) == 1 { "" } else { "÷12" };
        let shown = in_unit_of(value.middle(), &self.average.number);
        let (a, c) = (self.reading.printed(amount), self.reading.printed(count));
        let calc = format!("{a}÷{c}{months}＝{shown}");
        let judged = (Kind::QtyPriceMismatch, Relation::Product);
        add(self.reading, judged, [self.average, amount, count], (&calc, self.fits(amount, count)), review);
    }

    /// 大型62户、1386.45万元，中小微4913户、5527.83万元。户均: of all that the sentence before lists.
    fn is_of_all(&self, amount: &Quantity) -> bool {
        let own = || self.reading.in_sentence(amount.sentence).iter().filter(|q| q.bracket == amount.bracket);
        let last: Vec<&Quantity> = own().filter(|q| self.is_amount(q)).collect();
        let counts: Vec<&Quantity> = own().filter(|q| self.over.counts(q)).collect();
        let sum = |all: &[&Quantity]| {
            let zero = Some(Interval::exact(Decimal::ZERO));
            all.iter().fold(zero, |sum, q| sum?.plus(q.number.interval()))
        };
        let several = last.len() > 1 && counts.len() >= last.len();
        let listed = counts.len().checked_sub(last.len()).map_or(&[][..], |from| &counts[from..]);
        let all = sum(&last).zip(sum(listed)).and_then(|(a, c)| a.over(c));
        several && all.is_some_and(|value| value.meets(self.average.number.interval()))
    }

    /// 1262人848.37万元，人均6722万元: the average is right in the other unit.
    fn slipped(&self, counts: &[&Quantity], amounts: &[&Quantity], review: &mut Review) {
        let myriad = Interval::exact(Decimal::from(10_000));
        let here = |q: &&&Quantity| q.sentence == self.average.sentence;
        let pairs = counts.iter().filter(here).flat_map(|count| amounts.iter().filter(here).map(move |a| (*a, *count)));
        let printed = self.average.number.interval();
        for (amount, count) in pairs {
            let Some(value) = self.value(amount, count) else { continue };
            let apart = [value.times(myriad), value.over(myriad)].into_iter().flatten().any(|v| v.meets(printed));
            if apart && self.average.number.dimension == Dimension::Money {
                let (a, c) = (self.reading.printed(amount), self.reading.printed(count));
                let each = value.middle().round_dp(2).normalize();
                let calc = format!("{a}÷{c}＝{each}元，报告为{}，相差万倍", self.reading.printed(self.average));
                let quotes = self.reading.quotes([self.average, amount, count]);
                let finding = Finding::new(Kind::UnitSlip, quotes, calc, "核对平均数的计量单位（元、万元）");
                return review.findings.push(finding);
            }
        }
    }

    /// 车均运行费2.87万元 is an average itself.
    fn is_amount(&self, q: &Quantity) -> bool {
        let average = q.lead.contains('均') && !is_months_average(q);
        q.number.dimension == self.average.number.dimension && !average && !std::ptr::eq(q, self.average)
    }

    /// What it may be over: the named ones where there is a name.
    fn counts(&self, around: &[&'a Quantity]) -> Vec<&'a Quantity> {
        let near: Vec<&Quantity> = around.iter().copied().filter(|q| self.over.counts(q)).collect();
        let called = |name: &str, q: &Quantity| !name.is_empty() && (q.lead.contains(name) || q.tail.contains(name));
        if let Some(by) = &self.over.by {
            let own: Vec<&Quantity> = near.iter().copied().filter(|q| called(by, q)).collect();
            return if own.is_empty() { self.named_far(by).map_or(near, |count| vec![count]) } else { own };
        }
        if let Some(monthly) = self.monthly_count() {
            return near.into_iter().chain([monthly]).collect();
        }
        let noun = &self.over.noun;
        if near.iter().any(|q| called(noun, q)) || noun.chars().count() < 2 {
            return near;
        }
        let far: Vec<&Quantity> = anywhere(self.reading, self.index)
            .filter(|q| self.over.counts(q) && called(noun, q) && is_level(q))
            .filter(|q| !self.reading.text.passages[q.passage].cell && !q.prior && q.number.is_operand())
            .collect();
        let whole = whole(&far);
        near.into_iter().chain(whole.map_or(far, |whole| vec![whole])).collect()
    }

    /// 按年末在职人数计算: the only count of that name in the report.
    fn named_far(&self, by: &str) -> Option<&'a Quantity> {
        let name = core(by);
        let year = |q: &Quantity| q.year.zip(self.average.year.or(self.reading.year)).is_none_or(|(a, b)| a == b);
        let called = |q: &&Quantity| {
            let plain = is_level(q) && !q.prior && q.number.is_operand() && !self.reading.text.passages[q.passage].cell;
            self.over.counts(q) && plain && year(q) && core(bare_lead(&q.lead)).ends_with(&name)
        };
        let mut all = anywhere(self.reading, self.index).filter(called).filter(|_| name.chars().count() >= 2);
        let first = all.next()?;
        all.all(|q| q.number.value == first.number.value).then_some(first)
    }

    /// 月均领取68412人 … 全年发放a，月人均: the only count of the report that is a month's average itself.
    fn monthly_count(&self) -> Option<&'a Quantity> {
        let told = |q: &&Quantity| {
            is_months_average(q) && self.over.counts(q) && is_level(q) && !q.prior && q.number.is_operand()
        };
        let mut all = anywhere(self.reading, self.index).filter(told).filter(|_| self.over.monthly);
        let first = all.next()?;
        all.all(|q| q.number.value == first.number.value).then_some(first)
    }

    fn months(&self, count: &Quantity) -> u32 {
        let by_month = matches!(count.number.dimension, Dimension::PersonTimes | Dimension::Count("人月"));
        if self.over.monthly && !by_month { 12 } else { 1 }
    }

    fn value(&self, amount: &Quantity, count: &Quantity) -> Option<Interval> {
        // 月均1012人 was rounded.
        let half = if is_months_average(count) { Decimal::new(5, 1) } else { Decimal::ZERO };
        let heads = count.number.interval().plus(Interval::around(Decimal::ZERO, half))?;
        let each = amount.number.interval().over(heads)?;
        each.over(Interval::exact(Decimal::from(self.months(count))))
    }

    /// An average is rounded, also where whole people are printed.
    fn fits(&self, amount: &Quantity, count: &Quantity) -> bool {
        let half = self.average.number.step / Decimal::TWO;
        let printed = Interval::around(self.average.number.value, half);
        self.value(amount, count).is_some_and(|value| value.meets(printed))
    }

    fn near(&self, amount: &Quantity, count: &Quantity) -> bool {
        let slipped = |value: Interval| slip::mends(self.reading, self.average, value);
        let near = self.value(amount, count).is_some_and(|value| is_near(value, self.average) || slipped(value));
        if self.is_of_other(amount, count) {
            return false;
        }
        // 七级至十级386人，人均: of the count between the same semicolons.
        let other = count.part != self.average.part || count.sentence != self.average.sentence;
        let own = self.reading.in_sentence(self.average.sentence).iter().any(|q| {
            q.part == self.average.part && self.over.counts(q) && q.number.span.start < self.average.number.span.start
        });
        near && !(other && own) && amount.prior == count.prior && !self.is_loose(count)
    }

    /// 上半年的平均 is of no count of 下半年, and 大型企业40户，返还960.00万元 is no amount of other firms.
    fn is_of_other(&self, amount: &Quantity, count: &Quantity) -> bool {
        let wanted = period(&self.average.lead);
        let told = |q: &Quantity| period(&own_words(self.reading, q));
        let other =
            wanted.is_some() && [amount, count].into_iter().any(|q| told(q).is_some_and(|told| Some(told) != wanted));
        let at = self
            .reading
            .quantities
            .partition_point(|q| (q.passage, q.number.span.start) < (amount.passage, amount.number.span.start));
        let own = at.checked_sub(1).map(|at| &self.reading.quantities[at]).filter(|q| {
            self.over.counts(q)
                && q.part == amount.part
                && q.sentence == amount.sentence
                && amount.clause <= q.clause + 1
        });
        other || own.is_some_and(|own| own.number.value != count.number.value && own.sentence != count.sentence)
    }

    /// People come and go: twelve months are only nearly the year.
    fn is_loose(&self, count: &Quantity) -> bool {
        self.months(count) != 1 && !self.over.twelve && !is_months_average(count)
    }

    /// Any two figures that give the average.
    fn printed(&self, counts: &[&'a Quantity], amounts: &[&'a Quantity]) -> Option<(&'a Quantity, &'a Quantity)> {
        counts.iter().find_map(|count| {
            let near = amounts.iter().copied().find(|amount| self.fits(amount, count));
            let far = || {
                let all = anywhere(self.reading, self.index);
                all.filter(|q| self.is_amount(q)).find(|amount| self.fits(amount, count) && is_level(amount))
            };
            near.or_else(|| if self.has_both_beside() { None } else { far() }).map(|amount| (amount, *count))
        })
    }

    /// 赔付1.12万人次，支付6384.00万元，次均5700元: both stand directly before it.
    fn has_both_beside(&self) -> bool {
        let before = &self.reading.quantities[self.index.saturating_sub(2)..self.index];
        before.iter().all(|q| q.sentence == self.average.sentence && q.part == self.average.part)
            && before.iter().any(|q| self.over.counts(q))
            && before.iter().any(|q| self.is_amount(q))
    }

    /// The two that the words point at.
    fn meant(&self, counts: &[&'a Quantity], amounts: &[&'a Quantity]) -> Option<(&'a Quantity, &'a Quantity)> {
        if let Some(name) = &self.over.whose {
            return self.of_part(name);
        }
        // （2）结余3.26万元。…（4）培训204人次，人均: of another note of the paragraph.
        let own_item = self.reading.item_of(self.average);
        let here = |q: &&Quantity| q.passage == self.average.passage && self.reading.item_of(q) == own_item;
        let beside =
            |q: &&&Quantity| q.sentence == self.average.sentence && self.average.clause.abs_diff(q.clause) <= 2;
        let money = self.average.number.dimension == Dimension::Money;
        let near: Vec<&Quantity> = counts.iter().copied().take(4).filter(here).collect();
        let near = without_parts(&near);
        let pair = |counts: &[&'a Quantity], amounts: &[&'a Quantity]| {
            let all = counts.iter().flat_map(|count| amounts.iter().map(|amount| (*amount, *count)));
            all.into_iter().find(|(amount, count)| self.near(amount, count))
        };
        let own: Vec<&Quantity> = amounts.iter().copied().take(8).filter(here).collect();
        let spoken: Vec<&Quantity> = own.iter().copied().filter(|q| beside(&q)).collect();
        let spoken_pair = pair(&near, &spoken).filter(|_| money || spoken.len() == 1);
        spoken_pair
            .or_else(|| self.of_named_amount(counts))
            .or_else(|| if money { pair(&near, &own) } else { None })
            .or_else(|| {
                let count = self.monthly_count().filter(|count| count.passage != self.average.passage)?;
                pair(&[count], &without_parts(&spoken))
            })
            .or_else(|| pair(counts, &spoken).filter(|_| !self.over.noun.is_empty() && spoken.len() == 1))
    }

    /// 全年返还13654户，户均: of the amount of that name in another place.
    fn of_named_amount(&self, counts: &[&'a Quantity]) -> Option<(&'a Quantity, &'a Quantity)> {
        let here: Vec<&Quantity> = counts
            .iter()
            .copied()
            .filter(|q| q.sentence == self.average.sentence && q.bracket.is_none() && !q.led_by(&["其中"]))
            .collect();
        let count = whole(&here).or_else(|| here.first().copied())?;
        let words = words_before(self.reading, self.average);
        // 人次均 alone names no amount.
        let bare = words.chars().filter(|sign| !"人次户件月每平均为约达的".contains(*sign)).count() < 2;
        let named =
            |words: &str| self.names.figure(self.reading, self.index, (words, ""), |q| !bare && self.is_amount(q));
        // 实施住院救助…次均a；门诊救助…次均: the words behind the semicolon name it before the others do.
        let own = words.rsplit('；').next().filter(|own| own.len() < words.len());
        let named = own.and_then(named).or_else(|| named(&words));
        let amount = named.or_else(|| self.all_spent())?;
        self.near(amount, count).then_some((amount, count))
    }

    /// 综合成本, 人均成本 are of all that was spent, where the report tells it with one value.
    fn all_spent(&self) -> Option<&'a Quantity> {
        let plain = |q: &&Quantity| {
            let whole = ["支出", "支付", "执行", "使用"].contains(&core(bare_lead(&q.lead)).as_str());
            let told = q.is_amount() && !q.prior && q.bracket.is_none() && q.year == self.average.year;
            self.is_amount(q) && whole && told && !self.reading.text.passages[q.passage].cell
        };
        let mut all = anywhere(self.reading, self.index).filter(plain).filter(|_| self.average.led_by(&["成本"]));
        let first = all.next()?;
        all.all(|q| q.number.value == first.number.value).then_some(first)
    }

    /// The only count of that name with its amount behind it.
    fn of_part(&self, name: &str) -> Option<(&'a Quantity, &'a Quantity)> {
        let from = self.index.saturating_sub(60);
        let mut pairs = self.reading.quantities[from..self.index].windows(2).filter_map(|two| {
            let [count, amount] = two else { return None };
            let beside = count.sentence == amount.sentence && amount.clause.abs_diff(count.clause) <= 1;
            let named = count.lead.contains(name) && self.over.counts(count) && self.is_amount(amount);
            (beside && named && !count.prior).then_some((amount, count))
        });
        let first = pairs.next()?;
        (pairs.next().is_none() && self.near(first.0, first.1)).then_some(first)
    }
}

/// The counts without those behind 其中, where their whole stands before them in the sentence. The nearest comes first.
fn without_parts<'r>(counts: &[&'r Quantity]) -> Vec<&'r Quantity> {
    let part = counts.iter().rposition(|q| q.led_by(&["其中"]));
    let whole = |at: &usize| counts.get(at + 1).is_some_and(|q| q.sentence == counts[*at].sentence);
    let parts = part.filter(whole).map_or(0..0, |at| {
        let own = counts[..=at].iter().filter(|q| q.sentence == counts[at].sentence).count();
        at + 1 - own..at + 1
    });
    counts.iter().enumerate().filter(|(at, _)| !parts.contains(at)).map(|(_, q)| *q).collect()
}

/// Of several counts the one that is the sum of the others; the only one.
fn whole<'r>(counts: &[&'r Quantity]) -> Option<&'r Quantity> {
    let most = counts.iter().copied().max_by_key(|q| q.number.value)?;
    let mut values: Vec<Decimal> = counts.iter().map(|q| q.number.value).collect();
    values.sort_unstable();
    values.dedup();
    let others: Decimal = values.iter().filter(|value| **value != most.number.value).sum();
    (values.len() == 1 || others == most.number.value).then_some(most)
}

/// The last part of a year that is named.
fn period(words: &str) -> Option<&'static str> {
    const PERIODS: [&str; 6] = ["上半年", "下半年", "一季度", "二季度", "三季度", "四季度"];
    PERIODS.into_iter().filter_map(|period| Some((words.rfind(period)?, period))).max().map(|(_, period)| period)
}

/// 月均领取待遇68412人: people of every month.
fn is_months_average(q: &Quantity) -> bool {
    q.number.dimension == Dimension::Person && q.led_by(&["月均", "月平均"])
}
