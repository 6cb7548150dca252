//! The words of a stock's course: which figures between its two ends are flows, which way they go, and what is told of
//! the course behind it.

use super::{ARISEN, SETTLED, adds, bare, is_closing, is_opening, is_plain, judge, way};
use crate::finding::{Confidence, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::slip;
use crate::rules::terms::bare_lead;
use crate::rules::traced::{Known, attach, fits, is_near, settle};
use rust_decimal::Decimal;

/// The figure whose words hold for this one: of 3512户、5168人 the first.
pub(super) fn named<'r>(reading: &'r Reading<'_>, q: &'r Quantity) -> &'r Quantity {
    let all = reading.in_sentence(q.sentence);
    let at = all.iter().position(|one| std::ptr::eq(one, q)).unwrap_or_default();
    let before = at.checked_sub(1).map(|at| &all[at]).filter(|_| q.lead.is_empty());
    let joined = |one: &&Quantity| {
        one.clause == q.clause && one.bracket == q.bracket && q.number.span.start <= one.number.span.end + 1
    };
    before.filter(joined).unwrap_or(q)
}

/// Whether a flow of this stock adds.
pub(in crate::rules::traced) fn way_of(reading: &Reading<'_>, opening: &Quantity, flow: &Quantity) -> Option<bool> {
    let (stock, lead) = (&named(reading, opening).lead, bare(&named(reading, flow).lead));
    let of = |words: &[&str]| words.iter().any(|word| stock.contains(word));
    let told = |words: &[&str]| words.iter().any(|word| lead.starts_with(word) || lead.ends_with(word));
    let owed = of(&["贷款", "借款", "放款", "欠", "应收", "逾期", "违规", "未追回", "未收回", "未退回", "未清"]);
    if owed && (told(SETTLED) || told(ARISEN)) {
        return (told(SETTLED) != told(ARISEN)).then(|| told(ARISEN));
    }
    // Who retires joins those who draw, and leaves those who work.
    if of(&["退休", "领取", "待遇"]) && lead.starts_with('新') && lead.ends_with("退休") {
        return Some(true);
    }
    way(lead)
}

/// 年初14件，收件326件，办结331件，年末9件: of two flows the one whose words tell its way tells the other's, where a slip at
/// most parts the end from what they make.
pub(super) fn of_two<'r>(
    reading: &Reading<'_>,
    (opening, between, closing): (&Quantity, &[&'r Quantity], &Quantity),
) -> Option<Vec<(&'r Quantity, bool)>> {
    let [first, second] = between else { return None };
    let (came, went) = (way_of(reading, opening, first), way_of(reading, opening, second));
    let came = came.or(went.map(|way| !way))?;
    let went = went.unwrap_or(!came);
    let add = |sum: Interval, q: &Quantity, adds: bool| {
        if adds { sum.plus(q.number.interval()) } else { sum.minus(q.number.interval()) }
    };
    let value = add(add(opening.number.interval(), first, came)?, second, went)?;
    let told = came != went && (fits(value, closing) || slip::is_of(reading, closing, value));
    told.then(|| vec![(*first, came), (*second, went)])
}

/// 当年收入a，包括甲b、乙c；当年支出d: what a flow is made of is no flow. None where nobody can tell where the parts end.
pub(in crate::rules::traced) fn without_parts<'r>(
    opening: &Quantity,
    between: &[&'r Quantity],
) -> Option<Vec<&'r Quantity>> {
    let mut kept: Vec<&Quantity> = Vec::new();
    let mut at = 0;
    while at < between.len() {
        let first = between[at];
        if !["其中", "包括", "包含"].iter().any(|word| first.lead.starts_with(word)) {
            kept.push(first);
            at += 1;
            continue;
        }
        let of = kept.last().copied().unwrap_or(opening);
        let parts = between[at..].iter().take_while(|q| q.part == first.part).count();
        let sum: Decimal = between[at..at + parts].iter().map(|q| q.number.value).sum();
        // Without a semicolon behind them they end where they make their whole.
        let ended = between.get(at + parts).is_some() || sum == of.number.value || parts == 1;
        if !ended || first.part != of.part {
            return None;
        }
        at += parts;
    }
    Some(kept)
}

/// 三年减少, 累计增加, 减少: behind the two ends a change of the one to the other.
pub(super) fn is_bare_change(change: &Quantity) -> bool {
    let lead = ["净增加", "净减少", "增加", "减少"].iter().find_map(|word| change.lead.strip_suffix(word));
    lead.is_some_and(|before| {
        let years = before.strip_suffix('年').is_some_and(|count| count.chars().count() == 1);
        years || ["", "累计", "共", "全年", "年内"].contains(&before)
    })
}

/// 年末在岗1832人，其中上年末在岗1768人，当年新安置421人，到期退出357人: the end is told first.
pub(super) fn turned(reading: &Reading<'_>, known: &Known, all: &[&Quantity], review: &mut Review) {
    let Some((closing, behind)) = all.split_first() else { return };
    let same: Vec<&Quantity> = behind
        .iter()
        .copied()
        .filter(|q| q.number.dimension == closing.number.dimension && q.part == closing.part)
        .collect();
    let [opening, flows @ ..] = &same[..] else { return };
    let earlier = opening.year_printed && is_closing(reading, opening) || is_opening(reading, opening);
    // 2022年末原值268.45万元，新增23.17万元，处置8.06万元，年初原值253.34万元.
    let (opening, flows, earlier, begins) = match same[..] {
        [first, second, last] if is_opening(reading, last) => (last, &same[..2], true, first.clause <= second.clause),
        _ => (*opening, flows, earlier, opening.lead.starts_with("其中") && opening.clause == closing.clause + 1),
    };
    let begins = begins && earlier;
    if !begins || !is_closing(reading, closing) || known.holds(reading, closing, &[Relation::StockFlow]) {
        return;
    }
    let Some(flows) = flows.iter().map(|q| Some((*q, adds(q)?))).collect::<Option<Vec<_>>>() else { return };
    let both = flows.iter().any(|(_, adds)| *adds) && flows.iter().any(|(_, adds)| !*adds);
    if both && flows.iter().all(|(q, _)| is_plain(q)) {
        judge(reading, (opening, &flows, closing), review);
    }
}

/// 新增5218人，因死亡减少2986人，因转出减少785人，净增1447人: three flows and more at once before what they come to.
pub(super) fn summed(reading: &Reading<'_>, all: &[&Quantity], review: &mut Review) {
    for (at, net) in all.iter().enumerate() {
        let fell = net.lead.contains("净减");
        let told = (fell || net.lead.contains("净增")) && !net.led_by(&["比", "较"]);
        if !told {
            continue;
        }
        let same = all[..at].iter().rev().filter(|q| q.number.dimension == net.number.dimension);
        let flows: Vec<(&Quantity, bool)> = same.map_while(|q| Some((*q, way(&q.lead)?))).collect();
        let sum = |wanted: bool| {
            let own = flows.iter().filter(|(_, adds)| *adds == wanted);
            own.map(|(q, _)| q.number.interval()).reduce(|sum, one| sum.plus(one).unwrap_or(sum))
        };
        let (Some(came), Some(went)) = (sum(true), sum(false)) else { continue };
        let Some(value) = (if fell { went.minus(came) } else { came.minus(went) }) else { continue };
        if flows.len() < 3 || !fits(value, net) && !is_near(value, net) {
            continue;
        }
        let side = |wanted: bool| {
            let own = flows.iter().rev().filter(|(_, adds)| *adds == wanted);
            own.map(|(q, _)| reading.printed(q)).collect::<Vec<_>>()
        };
        let (more, less) = if fell { (side(false), side(true)) } else { (side(true), side(false)) };
        let calc = format!("{}－{}＝{}", more.join("＋"), less.join("－"), in_unit_of(value.middle(), &net.number));
        let quotes = reading.quotes([*net].into_iter().chain(flows.iter().rev().map(|(q, _)| *q)));
        let kinds = (Kind::DiffMismatch, Relation::Difference);
        attach(reading, kinds, (net, quotes), (&calc, fits(value, net)), review);
        // Both ways and what they come to leave nothing to guess.
        settle(&calc, review);
    }
}

/// 在职参保人员年初412680人，新增38915人，死亡等减少27342人: the end stands in the paragraphs before, under the same name.
pub(super) fn open_ended(
    reading: &Reading<'_>,
    known: &Known,
    (opening, flows): (&Quantity, &[&Quantity]),
    review: &mut Review,
) {
    let Some(name) = ["年初", "期初"].iter().find_map(|word| opening.lead.split_once(word)).map(|(name, _)| name)
    else {
        return;
    };
    let name = name.trim_end_matches("人员").trim_end_matches("人数");
    let signed = flows.iter().map(|q| Some((*q, way_of(reading, opening, q)?))).collect::<Option<Vec<_>>>();
    let Some(signed) = signed.filter(|flows| flows.len() == 2 && flows[0].1 != flows[1].1) else { return };
    let is_end = |q: &&Quantity| {
        q.number.dimension == opening.number.dimension
            && bare_lead(&q.lead).trim_start_matches("其中").trim_start_matches("年末").starts_with(name)
            && !q.lead.contains("年初")
            && is_plain(q)
            && q.is_amount()
            && !q.prior
            && (q.year.is_none() || opening.year.is_none() || q.year == opening.year)
            && !reading.text.passages[q.passage].cell
    };
    let mut ends = reading.quantities.iter().filter(is_end);
    let Some(closing) = ends.next().filter(|_| name.chars().count() >= 3) else { return };
    let one = ends.all(|q| q.number.value == closing.number.value);
    if one && !known.holds(reading, closing, &[Relation::StockFlow]) {
        judge(reading, (opening, &signed, closing), review);
        if let Some(last) = review.findings.last_mut().filter(|last| last.kind == Kind::StockFlowMismatch) {
            last.confidence = Confidence::Likely;
        }
    }
}
