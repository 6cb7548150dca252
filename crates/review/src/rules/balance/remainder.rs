//! A03: 收入－支出＝结余, 预算－支出＝结转, 应…－已…＝未….

use super::is_measured;
use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::mains::told_in_two;
use crate::rules::terms::{Side, bare_lead, side};
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn check(reading: &Reading<'_>, here: &[&Quantity], wide: &[&Quantity], review: &mut Review) {
    for rest in here {
        if !is_measured(rest.number.dimension) || rest.is_change() || !is_rest(rest) {
            continue;
        }
        let before: Vec<&Quantity> = wide
            .iter()
            .copied()
            .filter(|q| {
                q.number.dimension == rest.number.dimension
                    && q.number.span.start < rest.number.span.start
                    && !q.is_change()
                    && !is_rest(q)
            })
            .collect();
        if !of_held_rate(reading, rest, review)
            && !of_pair(reading, rest, &before, review)
            && !of_verb(reading, rest, review)
            && !of_flows(reading, rest, &before, review)
        {
            of_rate(reading, rest, &before, wide, review);
        }
    }
}

/// 全年基金总收入a。…全年基金总支出b，当年收支结余: income and expenditure under the same name, in
/// paragraphs that follow each other.
fn of_flows(reading: &Reading<'_>, rest: &Quantity, before: &[&Quantity], review: &mut Review) -> bool {
    let balance = ["收支结余", "当期结余", "当年结余", "本年结余"].iter().any(|w| bare_lead(&rest.lead).ends_with(w));
    let spent =
        before.iter().rev().find(|q| q.sentence.abs_diff(rest.sentence) <= 1 && bare_lead(&q.lead).ends_with("支出"));
    let (true, Some(spent)) = (balance, spent) else { return false };
    let wanted = bare_lead(&spent.lead).replace("支出", "收入");
    let end = reading
        .quantities
        .partition_point(|q| (q.passage, q.number.span.start) < (rest.passage, rest.number.span.start));
    let near = reading.quantities[..end].iter().rev().take_while(|q| rest.passage.abs_diff(q.passage) <= 2);
    let income: Vec<&Quantity> = near
        .filter(|q| q.number.dimension == Dimension::Money && q.is_amount() && bare_lead(&q.lead) == wanted)
        .collect();
    let &[income] = &income[..] else { return false };
    let Some(value) = difference(income, spent) else { return false };
    let quotes = reading.quotes([rest, income, spent]);
    if value.meets(rest.number.interval()) {
        let calc = format!("{}，与{}相符", written(reading, income, spent), reading.printed(rest));
        review.holds(Relation::Difference, quotes, calc);
    } else {
        let calc = format!("{}，报告为{}", written(reading, income, spent), reading.printed(rest));
        let finding = Finding::new(Kind::DiffMismatch, quotes, calc, "核对收入、支出与结余");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
    true
}

/// What is left: 结余, 剩余, 未执行的, 其余.
fn is_rest(quantity: &Quantity) -> bool {
    let lead = bare_lead(&quantity.lead);
    let ends = [
        "结余",
        "结转",
        "剩余",
        "结余资金",
        "结转资金",
        "剩余资金",
        "差额",
        "缺口",
        "结转下年",
        "结余结转",
        "其余",
        "结转结余",
        "尚有",
        "剩余未支付",
        "专账余额",
        "资金余额",
        "账户余额",
        "尚余",
        "仍有",
        "欠费",
        "欠缴",
    ]
    .iter()
    .any(|w| lead.ends_with(w));
    let tail = |word: &str| lead.rfind(word).is_some_and(|at| lead[at + word.len()..].chars().count() <= 4);
    let ends = ends || ["结转", "剩余", "尚余", "结余"].iter().any(|w| tail(w));
    let ends = ends || ["尚有", "仍有", "还有"].iter().any(|w| quantity.lead.ends_with(w));
    let open = lead.starts_with('未') && lead.chars().count() <= 6 || lead.starts_with("尚未");
    // What a year carries over from others is no difference of this year's figures.
    let carried = ["滚存", "累计", "上年", "年初", "期末", "历年"].iter().any(|w| lead.contains(w));
    (ends || open) && !carried
}

/// 产生3512条，已核实3498条，核实率99.60%，尚有14条: the two figures that a rate holds with leave the rest.
fn of_held_rate(reading: &Reading<'_>, rest: &Quantity, review: &mut Review) -> bool {
    let all: Vec<&Quantity> =
        reading.in_sentence(rest.sentence).iter().filter(|q| q.number.span.start < rest.number.span.start).collect();
    let [.., base, part, rate] = all[..] else { return false };
    let same = |q: &Quantity| q.number.dimension == rest.number.dimension && q.is_amount() && q.part == rest.part;
    let of = rate.number.dimension == Dimension::Percent && rest.clause.abs_diff(rate.clause) <= 1;
    if !of || !same(base) || !same(part) || rate.number.value >= Decimal::ONE_HUNDRED || !fits_base(base, part, rate) {
        return false;
    }
    let Some(value) = difference(base, part) else { return false };
    let quotes = reading.quotes([rest, base, part]);
    let text = written(reading, base, part);
    if value.meets(rest.number.interval()) {
        review.holds(Relation::Difference, quotes, format!("{text}，与{}相符", reading.printed(rest)));
    } else if !told_in_two(reading, rest, value) && !is_left_of_others(reading, rest) {
        let calc = format!("{text}，报告为{}", reading.printed(rest));
        let finding = Finding::new(Kind::DiffMismatch, quotes, calc, "核对总数、已完成数与其余数");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
    true
}

/// 见习448人，…。期满421人中留用262人，留用率62.23%，其余27人仍在见习: of two other figures of the paragraph.
fn is_left_of_others(reading: &Reading<'_>, rest: &Quantity) -> bool {
    let earlier = |q: &&Quantity| {
        q.passage == rest.passage
            && q.number.span.start < rest.number.span.start
            && q.number.dimension == rest.number.dimension
            && q.is_amount()
    };
    let all: Vec<&Quantity> = reading.quantities.iter().filter(earlier).collect();
    let leaves = |a: &Quantity, b: &Quantity| difference(a, b).is_some_and(|v| v.meets(rest.number.interval()));
    all.iter().any(|a| all.iter().any(|b| leaves(a, b)))
}

/// 未返还的67家: 符合条件的5938家，实际返还5871家 stood two or three sentences before.
fn of_verb(reading: &Reading<'_>, rest: &Quantity, review: &mut Review) -> bool {
    let verb: String = bare_lead(&rest.lead).trim_start_matches('尚').chars().skip(1).take(2).collect();
    if !rest.lead.starts_with('未') || verb.chars().count() < 2 {
        return false;
    }
    let end = reading
        .quantities
        .partition_point(|q| (q.passage, q.number.span.start) < (rest.passage, rest.number.span.start));
    let near = reading.quantities[..end].iter().rev().take_while(|q| q.passage == rest.passage).take(16);
    let same: Vec<&Quantity> = near.filter(|q| q.number.dimension == rest.number.dimension && q.is_amount()).collect();
    let Some(at) = same.iter().position(|q| q.lead.contains(&verb) && side(q) == Some(Side::Actual)) else {
        return false;
    };
    let (second, earlier) = (same[at], &same[at + 1..]);
    let Some(first) = earlier.first().filter(|q| q.number.value >= second.number.value && side(q) == Some(Side::Plan))
    else {
        return false;
    };
    let Some(value) = difference(first, second) else { return false };
    let quotes = reading.quotes([rest, *first, second]);
    if value.meets(rest.number.interval()) {
        let calc = format!("{}，与{}相符", written(reading, first, second), reading.printed(rest));
        review.holds(Relation::Difference, quotes, calc);
    } else if !told_in_two(reading, rest, value) {
        let calc = format!("{}，报告为{}", written(reading, first, second), reading.printed(rest));
        let finding = Finding::new(Kind::DiffMismatch, quotes, calc, "核对应办数、已办数与未办数");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
    true
}

/// The one figure that was to be, or came in, and the one that was done, or went out.
fn of_pair(reading: &Reading<'_>, rest: &Quantity, before: &[&Quantity], review: &mut Review) -> bool {
    let firsts: Vec<&Quantity> = before.iter().copied().filter(|q| is_first(q)).collect();
    let seconds: Vec<&Quantity> = before.iter().copied().filter(|q| is_second(q)).collect();
    let gap = bare_lead(&rest.lead).ends_with("缺口");
    for (first, second) in firsts.iter().flat_map(|f| seconds.iter().map(move |s| (*f, *s))) {
        let value = difference(first, second);
        let mirrored = difference(second, first).filter(|_| gap);
        if [value, mirrored].into_iter().flatten().any(|v| v.meets(rest.number.interval())) {
            let calc = format!("{}，与{}相符", written(reading, first, second), reading.printed(rest));
            review.holds(Relation::Difference, reading.quotes([rest, first, second]), calc);
            return true;
        }
    }
    let (&[first], &[second]) = (&firsts[..], &seconds[..]) else { return false };
    let verb =
        bare_lead(&rest.lead).trim_start_matches("尚").trim_start_matches('未').chars().take(2).collect::<String>();
    let same_verb = rest.lead.starts_with('未') && verb.chars().count() == 2 && second.lead.contains(&verb);
    let near = rest.sentence == second.sentence && rest.clause.abs_diff(second.clause) <= 3 || same_verb;
    // With a third figure of the kind between, the remainder may be of that.
    let alone = before.iter().filter(|q| q.sentence == rest.sentence).count() <= 2;
    if first.prior != second.prior || gap || !near || !alone {
        return false;
    }
    let Some(value) = difference(first, second) else { return false };
    // Of another size altogether: it is left of something else.
    let (left, told) = (value.middle(), rest.number.value);
    if left.max(told) > left.min(told) * Decimal::from(3) || told_in_two(reading, rest, value) {
        return false;
    }
    let finest = if first.number.step < second.number.step { first } else { second };
    let calc = format!("{}，报告为{}", written(reading, first, second), reading.printed(rest));
    let suggestion = format!("差额应为{}，或核对三个数", in_unit_of(value.middle(), &finest.number));
    let confidence = if first.sentence == rest.sentence { Confidence::Certain } else { Confidence::Likely };
    let quotes = reading.quotes([rest, first, second]);
    review.findings.push(Finding::new(Kind::DiffMismatch, quotes, calc, suggestion).confidence(confidence));
    true
}

fn is_first(q: &Quantity) -> bool {
    let lead = bare_lead(&q.lead);
    lead.ends_with("收入") || lead.ends_with("收入决算数") || side(q) == Some(Side::Plan)
}

fn is_second(q: &Quantity) -> bool {
    let lead = bare_lead(&q.lead);
    !lead.ends_with("收入")
        && !lead.ends_with("收入决算数")
        && (lead.ends_with("支出") || side(q) == Some(Side::Actual))
}

fn difference(a: &Quantity, b: &Quantity) -> Option<Interval> {
    a.number.interval().minus(b.number.interval())
}

fn written(reading: &Reading<'_>, a: &Quantity, b: &Quantity) -> String {
    let finest = if a.number.step < b.number.step { a } else { b };
    let value = a.number.value - b.number.value;
    format!("{}－{}＝{}", reading.printed(a), reading.printed(b), in_unit_of(value, &finest.number))
}

/// 支出 s，执行率 p%，结余 r: s ÷ (s + r) must be p. The budget itself need not be near.
fn of_rate(reading: &Reading<'_>, rest: &Quantity, before: &[&Quantity], wide: &[&Quantity], review: &mut Review) {
    let rates: Vec<&Quantity> = wide
        .iter()
        .copied()
        .filter(|q| {
            q.number.dimension == Dimension::Percent
                && q.sentence == rest.sentence
                && q.part == rest.part
                && q.clause < rest.clause
                && rest.clause.abs_diff(q.clause) <= 1
                && !q.is_change()
                && ["执行率", "支出率", "完成率", "支付率", "使用率"].iter().any(|w| bare_lead(&q.lead).ends_with(w))
        })
        .collect();
    let spent: Vec<&Quantity> =
        before.iter().copied().filter(|q| is_second(q) && !q.prior && !q.led_by(&["分别", "比上", "较上"])).collect();
    let ([rate], Some(spent)) = (&rates[..], spent.last()) else { return };
    // 其中：甲支出a，执行率，结余: the remainder of a part is not that of the whole told before.
    let of_part = reading.in_sentence(rest.sentence).iter().any(|q| {
        (spent.number.span.start < q.number.span.start || spent.sentence != q.sentence)
            && q.number.span.start < rate.number.span.start
            && q.number.dimension == rest.number.dimension
    });
    if rate.number.value == Decimal::ONE_HUNDRED || of_part {
        return;
    }
    let Some(total) = spent.number.interval().plus(rest.number.interval()) else { return };
    let Some(value) = spent.number.interval().over(total).and_then(|v| v.times(Interval::exact(Decimal::ONE_HUNDRED)))
    else {
        return;
    };
    let quotes = reading.quotes([rest, spent, rate]);
    let (s, r) = (reading.printed(spent), reading.printed(rest));
    let point = (spent.number.value / (spent.number.value + rest.number.value) * Decimal::ONE_HUNDRED).round_dp(2);
    let calc = format!("{s}÷（{s}＋{r}）＝{point}%");
    if value.meets(rate.number.interval()) {
        return review.holds(Relation::Ratio, quotes, format!("{calc}，与{}相符", reading.printed(rate)));
    }
    // 发放1312800元。…；下半年发放700800元。执行率97.24%，结余37200元: of the whole year, which is told before.
    let of_other = |q: &Quantity| {
        let share = q.number.interval().plus(rest.number.interval()).and_then(|all| q.number.interval().over(all));
        share
            .and_then(|share| share.times(Interval::exact(Decimal::ONE_HUNDRED)))
            .is_some_and(|v| v.meets(rate.number.interval()))
    };
    let here =
        reading.quantities.iter().filter(|q| q.passage == rest.passage && q.number.dimension == rest.number.dimension);
    if here.filter(|q| q.number.span.start < rest.number.span.start).any(of_other) {
        return;
    }
    if before.iter().any(|b| fits_base(b, spent, rate)) {
        // The rate holds with a printed base: then the remainder is wrong, or of something else.
        return;
    }
    let sum = spent.number.value + rest.number.value;
    let base = reading
        .quantities
        .iter()
        .find(|q| q.number.value == sum && q.number.dimension == rest.number.dimension && q.is_amount());
    if let Some(base) = base {
        let point = (spent.number.value / sum * Decimal::ONE_HUNDRED).round_dp(2).normalize();
        let calc = format!(
            "{s}÷{}＝{point}%，报告为{}（{s}＋{r}＝{}）",
            reading.printed(base),
            reading.printed(rate),
            reading.printed(base)
        );
        let quotes = reading.quotes([*rate, spent, base]);
        let finding = Finding::new(Kind::RatioMismatch, quotes, calc, format!("比率应为{point}%，或核对两个数"));
        return review.findings.push(finding);
    }
    let calc = format!("{calc}，报告的{}为{}", bare_lead(&rate.lead), reading.printed(rate));
    let suggestion = "支出、执行率和结余三者不能同时成立，核对三个数";
    review.findings.push(Finding::new(Kind::DiffMismatch, quotes, calc, suggestion).confidence(Confidence::Likely));
}

fn fits_base(base: &Quantity, part: &Quantity, rate: &Quantity) -> bool {
    let quotient = part.number.interval().over(base.number.interval());
    quotient
        .and_then(|q| q.times(Interval::exact(Decimal::ONE_HUNDRED)))
        .is_some_and(|q| q.meets(rate.number.interval()))
}
