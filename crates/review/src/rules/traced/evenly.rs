//! A12 of what is spread evenly, in any order and any words: 为34个服务点安排61.2万元，点均1.8万元; 平均办理天数20天（审结473件，累计用时
//! 9,460天）; 月平均接待936.5人次，一至十二月共接待11,238人次. Where but one total and one count stand beside an average, it is of these
//! two. Of several averages in a row each has its own two before it.

use super::averages::every;
use super::pool::is_level;
use super::{Known, retract};
use crate::finding::{Confidence, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Form, Miss};
use crate::rules::slip;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// The average and the two stand within so many commas.
const CLAUSES: usize = 2;
/// What stands before 均 where it means an average.
const OVER: &str = "人户点院所村镇乡县家件例个校站社台车场期次笔单位宗对机支月年日天";
/// What stands behind 均 where it means all.
const ALL: &str = "已由按在能可纳享获实符未不无通完衡等属是予";
/// Averages of the whole land, or of what is set.
const OTHERS: &[&str] =
    &["可支配", "纯收入", "消费", "生产总值", "标准", "定额", "目标", "加权", "得分", "寿命", "年龄"];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for all in reading.told() {
        let all: Vec<&Quantity> = all.iter().collect();
        for (k, average) in all.iter().enumerate().filter(|(_, q)| over(reading, q).is_some()) {
            if known.says_anything(reading, average) {
                continue;
            }
            let held = known.holds(reading, average, &[Relation::Product, Relation::Ratio]);
            if let Some(equation) = told(reading, &all, k, held) {
                judge(reading, &equation, held, review);
            }
        }
    }
}

/// The equation of the average at this place: of the figures between it and the average before it, or of all around where it
/// is the only one. What holds with other figures is judged again only by the two directly before it.
fn told<'r>(reading: &Reading<'_>, all: &[&'r Quantity], at: usize, held: bool) -> Option<Equation<'r>> {
    let average = all[at];
    let other = |q: &&Quantity| over(reading, q).is_some() && q.number.dimension == average.number.dimension;
    let first = all[..at].iter().rposition(other).map_or(0, |last| last + 1);
    let near = |q: &&&Quantity| q.part == average.part && q.clause.abs_diff(average.clause) <= CLAUSES;
    if held {
        let beside = all[first..at].iter().all(|q| average.clause - q.clause <= 1);
        return of_two(reading, average, &all[first..at]).filter(|_| beside && at == first + 2);
    }
    let before: Vec<&Quantity> = all[first..at].iter().filter(near).copied().collect();
    let alone = first == 0 && !all[at + 1..].iter().any(other);
    let around = || all.iter().filter(near).filter(|q| !std::ptr::eq(**q, average)).copied().collect::<Vec<_>>();
    of_two(reading, average, &before).or_else(|| if alone { of_two(reading, average, &around()) } else { None })
}

/// What an average is over: the sign before 均; none where 均 means all.
fn over(reading: &Reading<'_>, q: &Quantity) -> Option<char> {
    let plain = q.number.is_operand() && !q.number.chinese && !q.is_change() && !q.prior;
    let measured = !matches!(
        q.number.dimension,
        Dimension::Percent | Dimension::PercentPoint | Dimension::Score | Dimension::Bare
    );
    if !plain
        || !measured
        || q.led_by(OTHERS)
        || q.lead.ends_with('每')
        || leaves(q)
        || reading.text.passages[q.passage].cell
    {
        return None;
    }
    let signs: Vec<char> = q.lead.chars().collect();
    let at = signs.iter().rposition(|sign| *sign == '均')?;
    let before = *signs[..at].last()?;
    let all = signs.get(at + 1).is_some_and(|sign| ALL.contains(*sign));
    (!all && (before == '平' || OVER.contains(before))).then_some(before)
}

/// 平均跑动次数由1.8次: how it was, beside how it is.
fn leaves(q: &Quantity) -> bool {
    let behind = q.lead.rsplit('均').next().unwrap_or_default();
    behind.contains(['由', '从'])
}

/// The only total and the only count of these.
fn of_two<'r>(reading: &Reading<'_>, average: &'r Quantity, around: &[&'r Quantity]) -> Option<Equation<'r>> {
    let sign = over(reading, average)?;
    let monthly = ["月均", "月平均", "平均每月"].iter().any(|word| average.lead.contains(word));
    let per_head_too = average.led_by(&["人均", "户均", "每人"]) && average.led_by(&["月", "年"]);
    if matches!(sign, '日' | '天' | '年') || per_head_too || average.led_by(&["其中"]) {
        return None;
    }
    let unit = |q: &Quantity| reading.between(q.passage, q.number.digits.end..q.number.span.end);
    let same = |q: &&Quantity| {
        let timed = q.number.dimension == Dimension::Time;
        q.number.dimension == average.number.dimension && (!timed || unit(q) == unit(average))
    };
    let counted = |q: &&Quantity| {
        let months = q.number.dimension == Dimension::Time && unit(q).ends_with("个月");
        if monthly { months } else { is_over(average, sign, q.number.dimension) }
    };
    let around: Vec<&Quantity> =
        around.iter().copied().filter(|q| is_level(q) && q.number.is_operand() && over(reading, q).is_none()).collect();
    // What is spread is more than what each has of it.
    let totals: Vec<&Quantity> =
        around.iter().copied().filter(same).filter(|q| q.number.value > average.number.value).collect();
    let own = |q: &&Quantity| counted(q) && (!same(q) || q.number.value <= average.number.value);
    let counts: Vec<&Quantity> = around.iter().copied().filter(own).collect();
    let terms = match (&totals[..], &counts[..]) {
        ([total], [count]) => vec![*total, *count],
        ([total], []) if monthly => vec![*total],
        // 经办人员47人服务352,618人.
        ([a, b], []) if counted(a) => {
            if a.number.value > b.number.value {
                vec![*a, *b]
            } else {
                vec![*b, *a]
            }
        }
        _ => return None,
    };
    let year = terms.len() == 1;
    if year && !is_of_year(reading, average) {
        return None;
    }
    Some(Equation {
        result: average,
        terms,
        form: Form::Quotient(if year { Decimal::from(12) } else { Decimal::ONE }),
        kind: Kind::QtyPriceMismatch,
        relation: Relation::Product,
    })
}

/// 户均 of households or firms, 点均 of whatever is no person and no case, 平均每期 of 期, 平均用时 of whatever is counted.
fn is_over(average: &Quantity, sign: char, count: Dimension) -> bool {
    if let Some((unit, _)) = every(&average.lead) {
        return count == unit;
    }
    let words: &[&str] = match sign {
        '平' => return count.is_counted(),
        '人' => return matches!(count, Dimension::Person | Dimension::PersonTimes),
        '次' if count == Dimension::PersonTimes => return true,
        '户' | '家' => &["户", "家"],
        '次' => &["次", "例", "件", "笔", "场", "户次"],
        '件' | '例' | '笔' | '宗' => &["件", "例", "笔", "宗", "起"],
        '期' | '场' => &["期", "场", "次"],
        _ => &["个", "家", "所", "处", "座", "间", "村", "镇", "辆", "台", "支", "对"],
    };
    matches!(count, Dimension::Count(word) if words.contains(&word))
}

/// 全年, 一至十二月: a month's average is over twelve.
fn is_of_year(reading: &Reading<'_>, average: &Quantity) -> bool {
    let sentence = &reading.sentences[average.sentence];
    let words = reading.between(sentence.passage, sentence.span.clone());
    ["全年", "年度", "至十二月", "至12月", "-12月", "本年", "年内"].iter().any(|word| words.contains(word))
}

fn judge(reading: &Reading<'_>, equation: &Equation<'_>, held: bool, review: &mut Review) {
    let Some(value) = equation.value() else { return };
    // Cut off and not rounded.
    if value.gap(equation.result.number.interval()) < equation.result.number.step {
        if equation.holds() {
            equation.tell(reading, Confidence::Likely, "核对总数、个数与平均数", review);
        }
        return;
    }
    // The words leave no other two, so a figure of two digits will do.
    let slips = slip::replaced(reading, equation.result).into_iter().chain(slip::swapped(reading, equation.result));
    let confidence = match equation.miss(reading) {
        Miss::Slip => Confidence::Likely,
        _ if slips.into_iter().any(|slip| slip.meets(value)) => Confidence::Likely,
        // Of those that were only near one in three was of other terms, but not where the three stand in a row.
        Miss::Near if !held && in_row(reading, equation) => Confidence::Question,
        _ => return,
    };
    if held {
        retract(reading, equation.result, Relation::Product, review);
    }
    equation.tell(reading, confidence, "核对总数、个数与平均数", review);
}

/// The two stand directly before their average, in its clause or the one before.
fn in_row(reading: &Reading<'_>, equation: &Equation<'_>) -> bool {
    let all = reading.in_sentence(equation.result.sentence);
    let at = all.iter().position(|q| std::ptr::eq(q, equation.result)).unwrap_or_default();
    let first = at.saturating_sub(equation.terms.len());
    let own = |q: &Quantity| equation.terms.iter().any(|term| std::ptr::eq(*term, q));
    all[first..at].iter().all(|q| own(q) && equation.result.clause - q.clause <= 2)
}
