//! A13: opening ± flows = closing.

use crate::finding::{Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::terms::bare_lead;

/// What a figure is in a stock with flows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Opening,
    In,
    Out,
    Net,
    Closing,
}

fn part(quantity: &Quantity) -> Option<Part> {
    let lead = bare_lead(&quantity.lead);
    let has = |words: &[&str]| words.iter().any(|w| lead.contains(w));
    let ends = |words: &[&str]| words.iter().any(|w| lead.ends_with(w));
    let level =
        has(&["结余", "结转", "余额", "人数", "户数", "库存", "存量", "结存", "领取", "参保", "在册", "登记", "享受"]);
    if has(&["当期结余", "当年结余", "本年结余", "本期结余", "收支结余", "当年收支结余", "本年收支结余"])
    {
        return Some(Part::Net);
    }
    if has(&[
        "年初",
        "期初",
        "上年末",
        "上年结余",
        "上年结转",
        "上年滚存",
        "上年底",
        "月初",
        "上年累计",
        "上年度结余",
        "上年度末",
    ]) && level
        && !has(&["预算", "比", "较"])
    {
        return Some(Part::Opening);
    }
    if has(&["年末", "期末", "年底", "滚存", "累计结余", "月末"]) && level && !has(&["比", "较"]) {
        return Some(Part::Closing);
    }
    if ends(&["收入", "新增", "增加", "转入", "收入合计", "新增人数", "增加人数", "新增领取", "征缴"]) || has(&["新增"])
    {
        return Some(Part::In);
    }
    if ends(&["支出", "减少", "转出", "注销", "退出", "死亡", "支出合计", "减少人数", "终止", "停发", "暂停"])
        || has(&["死亡", "注销", "终止"])
    {
        return Some(Part::Out);
    }
    None
}

/// 2022年末35家，2023年新增11家，退出4家，2023年末42家: two years, and both ways between them.
fn four_in_a_row(reading: &Reading<'_>, here: &[&Quantity], review: &mut Review) {
    let same =
        |all: &[&Quantity]| all.iter().all(|q| q.number.dimension == all[0].number.dimension && q.bracket.is_none());
    for four in here.windows(4).filter(|four| same(four)) {
        let [opening, more, less, closing] = four else { continue };
        let ends = |q: &Quantity, words: &[&str]| words.iter().any(|w| q.lead.ends_with(w));
        let ways = ends(more, &["新增", "增加", "转入", "新设"])
            && ends(less, &["退出", "减少", "注销", "取消", "转出", "撤销"]);
        let years = opening.year.zip(closing.year).is_some_and(|(a, b)| b == a + 1) && more.year == closing.year;
        let levels = opening.lead.starts_with('末') && closing.lead.starts_with('末');
        let value =
            opening.number.interval().plus(more.number.interval()).and_then(|v| v.minus(less.number.interval()));
        let Some(value) = value.filter(|_| ways && years && levels) else { continue };
        let text = format!("{}＋{}－{}", reading.printed(opening), reading.printed(more), reading.printed(less));
        let text = format!("{text}＝{}", in_unit_of(value.middle(), &closing.number));
        let quotes = reading.quotes([*closing, *opening, *more, *less]);
        if value.meets(closing.number.interval()) {
            review.holds(Relation::StockFlow, quotes, format!("{text}，与{}相符", reading.printed(closing)));
        } else {
            let calc = format!("{text}，报告为{}", reading.printed(closing));
            review.findings.push(Finding::new(Kind::StockFlowMismatch, quotes, calc, "核对年末数与年内增减各数"));
        }
    }
}

pub(super) fn check(reading: &Reading<'_>, here: &[&Quantity], review: &mut Review) {
    let parts: Vec<(Part, &Quantity)> = here.iter().filter_map(|q| part(q).map(|p| (p, *q))).collect();
    let one = |wanted: Part| {
        let mut of = parts.iter().filter(|(p, _)| *p == wanted);
        of.next().filter(|_| of.next().is_none()).map(|(_, q)| *q)
    };
    let (Some(opening), Some(closing)) = (one(Part::Opening), one(Part::Closing)) else {
        return four_in_a_row(reading, here, review);
    };
    let same = |q: &Quantity| q.number.dimension == opening.number.dimension;
    let net = one(Part::Net).filter(|q| same(q));
    let flows: Vec<(Part, &Quantity)> = match net {
        Some(net) => vec![(Part::Net, net)],
        None => parts.iter().copied().filter(|(p, q)| matches!(p, Part::In | Part::Out) && same(q)).collect(),
    };
    if !same(closing) || flows.is_empty() || opening.number.span.start > closing.number.span.start {
        return;
    }
    let mut value = Some(opening.number.interval());
    let mut text = reading.printed(opening);
    for (part, flow) in &flows {
        let amount = flow.number.interval();
        let out = *part == Part::Out;
        value = value.and_then(|v| if out { v.minus(amount) } else { v.plus(amount) });
        text.push_str(if out { "－" } else { "＋" });
        text.push_str(&reading.printed(flow));
    }
    let Some(value) = value else { return };
    let finest = here.iter().filter(|q| same(q)).min_by_key(|q| q.number.step).map_or(&closing.number, |q| &q.number);
    let text = format!("{text}＝{}", in_unit_of(value.middle(), finest));
    let quotes = reading.quotes([closing, opening].into_iter().chain(flows.iter().map(|(_, q)| *q)));
    if value.meets(closing.number.interval()) {
        return review.holds(Relation::StockFlow, quotes, format!("{text}，与{}相符", reading.printed(closing)));
    }
    // Flows of one kind of several may be told in part only: both ways must be there, and no other.
    let both = flows.len() == 2 && flows[0].0 != flows[1].0;
    let others = here.iter().any(|q| same(q) && !parts.iter().any(|(_, p)| std::ptr::eq(*p, *q)));
    // 加当年结余，减上解，加追回: more went in and out than the net of the year.
    let between = opening.number.span.end..closing.number.span.start;
    let more = reading.in_sentence(closing.sentence).iter().any(|q| {
        let told = ["加", "减", "另", "扣", "再"].iter().any(|word| q.lead.starts_with(word));
        let of_net = net.is_some_and(|net| net.number.value == q.number.value);
        told && same(q) && between.contains(&q.number.span.start) && !of_net
    });
    if !more && (net.is_some() || (both && !others)) {
        let calc = format!("{text}，报告为{}", reading.printed(closing));
        let suggestion = format!("期末应为{}，或核对期初与增减各数", in_unit_of(value.middle(), finest));
        review.findings.push(Finding::new(Kind::StockFlowMismatch, quotes, calc, suggestion));
    }
}
