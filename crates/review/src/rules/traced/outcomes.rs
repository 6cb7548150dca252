//! A01 of a number of cases and what became of each: 收到申请615份，审核通过588份，退回27份. One of the outcomes must be what
//! the others are not (退回, 不予认定, 仍在办理), so that nothing is left over.

use super::pool::measured;
use super::{Known, add, attach, fits, is_near};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::{OPENERS, Quantity};
use crate::reading::{Reading, in_unit_of};
use crate::rules::names::abbreviates;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// How the cases come in.
const CASES: &[&str] = &[
    "受理",
    "收到",
    "申请",
    "申报",
    "抽取",
    "抽查",
    "抽检",
    "送审",
    "复核",
    "核查",
    "审核",
    "接收",
    "发放问卷",
    "应",
    "问卷",
    "收回",
    "发现",
];
/// What becomes of cases, and of those of which it does not become.
const PAIRS: &[(&[&str], &[&str])] = &[
    (
        &["通过", "批准", "认定", "核准", "同意", "准予", "成功"],
        &["退回", "驳回", "不予", "不通过", "未通过", "不同意", "不批准", "失败", "不符合", "撤回", "剔除"],
    ),
    (
        &["有效", "合格", "完整", "规范", "一致", "齐全"],
        &["无效", "剔除", "作废", "废卷", "不合格", "不完整", "不齐", "不全", "不规范", "不一致", "不符合", "未通过"],
    ),
    (
        &["办结", "结案", "整改", "完工", "解决", "追回", "建成", "裁决", "调解"],
        &[
            "在办",
            "待办",
            "仍在",
            "正在",
            "在建",
            "未办结",
            "未结案",
            "未整改",
            "未完工",
            "未开工",
            "未解决",
            "终止",
            "撤诉",
            "撤回",
        ],
    ),
    (&["确属", "属实", "核实"], &["排除", "不属实", "失实"]),
];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for sentence in &reading.sentences {
        let all = &reading.quantities[sentence.quantities.clone()];
        if all.len() < 3 || reading.text.passages[sentence.passage].cell {
            continue;
        }
        for (at, three) in all.windows(3).enumerate() {
            // A further part behind them: the three are not all.
            let further = all.get(at + 3).is_some_and(|q| {
                q.number.dimension == three[2].number.dimension && q.clause <= three[2].clause + 1 && !q.led_by(OPENERS)
            });
            if !further {
                lacking(reading, known, three, review);
            }
        }
        for (at, whole) in all.iter().enumerate() {
            let opens = measured(whole) && is_plain(whole) && CASES.iter().any(|word| whole.lead.contains(word));
            // 受理工伤认定申请 is what came in.
            let asked = ["申请", "案件", "申报", "材料", "投诉", "举报"].iter().any(|word| whole.lead.ends_with(word));
            if opens && (asked || !is_outcome(whole)) {
                let parts = outcomes(whole, &all[at + 1..]);
                if parts.len() > 1 && are_all(&parts) && !carries(reading, sentence.passage, whole, &parts) {
                    judge(reading, known, whole, &parts, review);
                }
            }
        }
    }
}

/// 参训264人，取得证书219人，未取证45人: the last is what the second is not.
fn lacking(reading: &Reading<'_>, known: &Known, three: &[Quantity], review: &mut Review) {
    let [whole, done, rest] = three else { return };
    let lead = rest.lead.as_str();
    let Some(name) = ["未", "没有", "不"].iter().find_map(|word| lead.strip_prefix(word)) else { return };
    let felt = ["满意", "知晓", "了解", "知道"].iter().any(|word| name.contains(word));
    let called = name.chars().count() >= 2 && abbreviates(name, &done.lead) && !denied(done);
    let near = |a: &Quantity, b: &Quantity| b.clause.abs_diff(a.clause) <= 1 && a.part == b.part;
    let alike = |q: &Quantity| q.number.dimension == rest.number.dimension && is_plain(q) && measured(q);
    let plain = alike(whole) && alike(done) && alike(rest) && near(whole, done) && near(done, rest);
    let split = !done.led_by(OPENERS) && !rest.led_by(OPENERS) && whole.number.value > done.number.value;
    if felt || !called || !plain || !split || known.holds(reading, rest, &[Relation::Difference]) {
        return;
    }
    let Some(value) = whole.number.interval().minus(done.number.interval()) else { return };
    let holds = fits(value, rest);
    if holds || is_near(value, rest) {
        let calc = super::rests::written(reading, (whole, done), value);
        add(reading, (Kind::DiffMismatch, Relation::Difference), [rest, whole, done], (&calc, holds), review);
    }
}

fn is_plain(q: &Quantity) -> bool {
    q.number.is_operand() && !q.number.chinese && q.bracket.is_none() && !q.prior
}

fn has(q: &Quantity, words: &[&str]) -> bool {
    words.iter().any(|word| q.lead.contains(word) || q.tail.contains(word))
}

fn denied(q: &Quantity) -> bool {
    PAIRS.iter().any(|(_, not)| has(q, not))
}

fn is_outcome(q: &Quantity) -> bool {
    denied(q) || PAIRS.iter().any(|(done, _)| done.iter().any(|word| q.lead.contains(word)))
}

/// One of them is what another is not, so that together they are all.
fn are_all(parts: &[&Quantity]) -> bool {
    let is_done = |q: &&&Quantity, words: &[&str]| !denied(q) && words.iter().any(|word| q.lead.contains(word));
    let opposed = |done: &[&str], word: &str| {
        // 未整改 is opposed to 整改 alone, 不予 and 退回 to any.
        let root = word.strip_prefix(['未', '不']).filter(|root| !["予", "齐", "全", "符合"].contains(root));
        let valid = ["有效", "合格"];
        match root {
            Some(root) if done.contains(&"有效") => parts.iter().any(|q| is_done(&q, &valid) || is_done(&q, &[root])),
            Some(root) => parts.iter().any(|q| is_done(&q, &[root])),
            None => parts.iter().any(|q| is_done(&q, done)),
        }
    };
    let told = |done: &[&str], not: &[&str]| {
        not.iter().any(|word| parts.iter().any(|q| has(q, &[word])) && opposed(done, word))
    };
    PAIRS.iter().any(|(done, not)| told(done, not))
}

/// 含上年结转12件; 退回后重新提交并通过15份: more than the cases of the year, or one case twice.
fn carries(reading: &Reading<'_>, passage: usize, whole: &Quantity, parts: &[&Quantity]) -> bool {
    let end = parts.last().map_or(whole.number.span.end, |q| q.number.span.end) + 10;
    let end = end.min(reading.text.passages[passage].chars.len());
    let words = reading.between(passage, whole.number.span.start..end);
    // 年初存量46件，全年受理318件: of the stock too.
    let start = reading.sentences[whole.sentence].span.start;
    let before = reading.between(passage, start..whole.number.span.start);
    ["上年", "往年", "跨年", "以前年度", "结转", "重新"].iter().any(|word| words.contains(word))
        || ["年初", "期初", "存量", "上年", "往年", "结转"].iter().any(|word| before.contains(word))
}

/// The outcomes that follow at once; rates of them may stand between.
fn outcomes<'r>(whole: &Quantity, behind: &'r [Quantity]) -> Vec<&'r Quantity> {
    let mut parts: Vec<&Quantity> = Vec::new();
    let mut clause = whole.clause;
    for q in behind.iter().filter(|q| !q.number.chinese) {
        let near = q.clause <= clause + 1 && q.part == whole.part;
        let of_rate = q.number.dimension == Dimension::Percent && !q.led_by(OPENERS);
        if near && of_rate {
            clause = q.clause;
            continue;
        }
        // 其中 before the first of them opens the whole; later it opens one of them.
        let opened = q.led_by(OPENERS) && !parts.is_empty();
        let same = q.number.dimension == whole.number.dimension && is_plain(q) && !opened;
        if !near || !same || !is_outcome(q) {
            break;
        }
        clause = q.clause;
        parts.push(q);
    }
    parts
}

fn judge(reading: &Reading<'_>, known: &Known, whole: &Quantity, parts: &[&Quantity], review: &mut Review) {
    let zero = Interval::exact(Decimal::ZERO);
    let Some(value) = parts.iter().try_fold(zero, |sum, part| sum.plus(part.number.interval())) else { return };
    let gap = (value.middle() - whole.number.value).abs();
    let said = parts.iter().chain([&whole]).any(|q| known.holds(reading, q, &[Relation::Difference]));
    // Of more than two some other outcome may go untold: only what nearly adds up was meant to.
    let most = if parts.len() > 2 { Decimal::TEN } else { Decimal::from(3) };
    if said || gap * most > whole.number.value {
        return;
    }
    if let &[one, other] = parts {
        // Of two outcomes each is what the other leaves: the one that is not.
        let (done, rest) = if denied(one) { (other, one) } else { (one, other) };
        let Some(value) = whole.number.interval().minus(done.number.interval()) else { return };
        let calc = super::rests::written(reading, (whole, done), value);
        let (terms, holds) = ([rest, whole, done], fits(value, rest));
        return add(reading, (Kind::DiffMismatch, Relation::Difference), terms, (&calc, holds), review);
    }
    let terms: Vec<String> = parts.iter().map(|part| reading.printed(part)).collect();
    let text = format!("{}＝{}", terms.join("＋"), in_unit_of(value.middle(), &whole.number));
    let quotes = reading.quotes([whole].into_iter().chain(parts.iter().copied()));
    let holds = value.meets(whole.number.interval());
    attach(reading, (Kind::SumMismatch, Relation::Sum), (whole, quotes), (&text, holds), review);
}
