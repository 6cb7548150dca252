//! A03 收入－支出＝结余, 预算－支出＝结转; A13 opening ± flows = closing.

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::terms::{Side, bare_lead, side};
use crate::unit::Dimension;

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    for sentence in &reading.sentences {
        let all: Vec<&Quantity> = reading.quantities[sentence.quantities.clone()]
            .iter()
            .filter(|q| !q.number.chinese && !q.number.per.is_standard())
            .collect();
        if all.len() >= 3 && !stock(reading, &all, review) {
            remainder(reading, &all, review);
        }
    }
}

/// What a figure is in a stock with flows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Opening,
    In,
    Out,
    Closing,
}

fn part(quantity: &Quantity) -> Option<Part> {
    let lead = bare_lead(&quantity.lead);
    let has = |words: &[&str]| words.iter().any(|w| lead.contains(w));
    let level = has(&["结余", "结转", "余额", "人数", "户数", "库存", "存量", "结存", "领取", "参保"]);
    if has(&["年初", "期初", "上年末", "上年结余", "上年结转", "上年滚存", "上年底", "月初"])
        && level
        && !has(&["预算"])
    {
        return Some(Part::Opening);
    }
    if has(&["年末", "期末", "年底", "滚存", "累计结余", "月末"]) && level {
        return Some(Part::Closing);
    }
    let ends = |words: &[&str]| words.iter().any(|w| lead.ends_with(w));
    if ends(&[
        "收入",
        "新增",
        "增加",
        "转入",
        "收入合计",
        "新增人数",
        "增加人数",
        "本年收入",
        "总收入",
        "当年收入",
        "新增领取",
        "征缴",
    ]) || has(&["新增"])
    {
        return Some(Part::In);
    }
    if ends(&[
        "支出",
        "减少",
        "转出",
        "注销",
        "退出",
        "死亡",
        "支出合计",
        "减少人数",
        "总支出",
        "终止",
        "停发",
        "暂停",
        "当年支出",
    ]) || has(&["死亡", "注销", "终止"])
    {
        return Some(Part::Out);
    }
    None
}

/// Whether the sentence tells a stock with its flows.
fn stock(reading: &Reading<'_>, all: &[&Quantity], review: &mut Review) -> bool {
    let parts: Vec<(Part, &Quantity)> = all.iter().filter_map(|q| part(q).map(|p| (p, *q))).collect();
    let one = |wanted: Part| {
        let mut of = parts.iter().filter(|(p, _)| *p == wanted);
        of.next().filter(|_| of.next().is_none()).map(|(_, q)| *q)
    };
    let (Some(opening), Some(closing)) = (one(Part::Opening), one(Part::Closing)) else { return false };
    let same = |q: &&Quantity| q.number.dimension == opening.number.dimension && q.number.is_operand();
    let flows: Vec<(Part, &Quantity)> =
        parts.iter().copied().filter(|(p, q)| matches!(p, Part::In | Part::Out) && same(q)).collect();
    if !same(&closing) || !same(&opening) || flows.is_empty() || opening.number.span.start > closing.number.span.start {
        return false;
    }
    let mut value = Some(opening.number.interval());
    let mut text = reading.printed(opening);
    for (part, flow) in &flows {
        let amount = flow.number.interval();
        value = value.and_then(|v| if *part == Part::In { v.plus(amount) } else { v.minus(amount) });
        text.push_str(if *part == Part::In { "＋" } else { "－" });
        text.push_str(&reading.printed(flow));
    }
    let Some(value) = value else { return false };
    let finest = all.iter().filter(|q| same(q)).min_by_key(|q| q.number.step).map_or(&closing.number, |q| &q.number);
    let text = format!("{text}＝{}", in_unit_of(value.middle(), finest));
    let quotes = reading.quotes([closing, opening].into_iter().chain(flows.iter().map(|(_, q)| *q)));
    if value.meets(closing.number.interval()) {
        review.holds(Relation::StockFlow, quotes, format!("{text}，与{}相符", reading.printed(closing)));
        return true;
    }
    // Flows of one kind of several may be told in part only: both ways must be there.
    let one_each = flows.len() == 2 && flows[0].0 != flows[1].0;
    let others = all.iter().any(|q| same(q) && !parts.iter().any(|(_, p)| std::ptr::eq(*p, *q)));
    if one_each && !others {
        let calc = format!("{text}，报告为{}", reading.printed(closing));
        let suggestion = format!("期末应为{}，或核对期初与增减各数", in_unit_of(value.middle(), finest));
        review.findings.push(Finding::new(Kind::StockFlowMismatch, quotes, calc, suggestion));
    }
    true
}

/// 收入－支出＝结余 and 预算－支出＝结转 in one sentence.
fn remainder(reading: &Reading<'_>, all: &[&Quantity], review: &mut Review) {
    for (at, rest) in all.iter().enumerate() {
        let lead = bare_lead(&rest.lead);
        let ends = |words: &[&str]| words.iter().any(|w| lead.ends_with(w));
        let carried = ["滚存", "累计", "年末", "上年", "年初", "期末"].iter().any(|w| lead.contains(w));
        let kind = ends(&[
            "结余",
            "结转",
            "剩余",
            "结余资金",
            "结转资金",
            "剩余资金",
            "差额",
            "未支出",
            "缺口",
            "未执行",
            "收支结余",
            "当期结余",
            "结转下年",
            "结余结转",
        ]);
        if !kind || carried || rest.number.dimension != Dimension::Money || !rest.number.is_operand() {
            continue;
        }
        let before: Vec<&Quantity> = all[..at]
            .iter()
            .copied()
            .filter(|q| q.number.dimension == Dimension::Money && q.bracket == rest.bracket)
            .collect();
        let [.., first, second] = before[..] else { continue };
        if before.len() == 2 && first.is_amount() && second.is_amount() {
            subtract(reading, (first, second, rest), lead.ends_with("缺口"), review);
        }
    }
}

fn subtract(
    reading: &Reading<'_>,
    (first, second, rest): (&Quantity, &Quantity, &Quantity),
    gap: bool,
    review: &mut Review,
) {
    let (first_lead, second_lead) = (bare_lead(&first.lead), bare_lead(&second.lead));
    let flows = first_lead.ends_with("收入") && second_lead.ends_with("支出");
    let budget = side(first) == Some(Side::Plan) && side(second) == Some(Side::Actual) && !second.prior;
    let due = first_lead.contains('应') && second_lead.contains('实');
    if !(flows || budget || due) || first.prior != second.prior || first.led_by(&["其中"]) || second.led_by(&["其中"])
    {
        return;
    }
    let (more, less) = if gap && flows { (second, first) } else { (first, second) };
    let Some(value) = more.number.interval().minus(less.number.interval()) else { return };
    let finest = if more.number.step < less.number.step { more } else { less };
    let text =
        format!("{}－{}＝{}", reading.printed(more), reading.printed(less), in_unit_of(value.middle(), &finest.number));
    let quotes = reading.quotes([rest, first, second]);
    let mirrored = Interval { low: -value.high, high: -value.low };
    if value.meets(rest.number.interval()) || mirrored.meets(rest.number.interval()) {
        return review.holds(Relation::Difference, quotes, format!("{text}，与{}相符", reading.printed(rest)));
    }
    let calc = format!("{text}，报告为{}", reading.printed(rest));
    let suggestion = format!("差额应为{}，或核对三个数", in_unit_of(value.middle(), &finest.number));
    let confidence = if flows || budget { Confidence::Likely } else { Confidence::Question };
    review.findings.push(Finding::new(Kind::DiffMismatch, quotes, calc, suggestion).confidence(confidence));
}
