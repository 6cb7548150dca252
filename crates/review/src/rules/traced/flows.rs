//! A13 and A03 of a stock and what came and went: 年初42人，新招9人，调出5人，年末46人，比年初增加4人. All flows between the
//! opening and the closing figure must say their way; both ways must be told, or a net change.

pub(super) mod course;

use super::{Known, add, attach, fits, is_near, settle};
use crate::finding::{Relation, Review};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::equation::{Equation, Miss};
use crate::rules::names::{common, core};
use crate::unit::Dimension;
use rust_decimal::Decimal;

const OPENING: &[&str] = &[
    "年初",
    "期初",
    "月初",
    "季初",
    "上年末",
    "上年底",
    "上年结余",
    "上年滚存",
    "上年结转",
    "上年度末",
    "上年未",
    "上期末",
];
const CLOSING: &[&str] = &["年末", "期末", "年底", "月末", "季末", "期满"];
/// How a flow begins, or ends, that adds.
const IN: &[&str] = &[
    "新增",
    "增加",
    "补充",
    "新纳入",
    "纳入",
    "新认定",
    "认定",
    "转入",
    "迁入",
    "收回",
    "追回",
    "新上岗",
    "上岗",
    "新招",
    "招录",
    "招聘",
    "入职",
    "入住",
    "新入",
    "调入",
    "新设",
    "新建",
    "筹集",
    "拨入",
    "注入",
    "存入",
    "征收",
    "征缴",
    "收入",
    "利息",
    "调增",
    "追加",
    "新开",
    "新签",
    "入库",
    "计提",
    "购入",
    "采购",
    "购置",
    "接收",
    "收到",
    "本年收入",
    "招募",
    "新招募",
    "公开招聘",
    "聘用",
    "录用",
    "考录",
    "核定",
    "新核定",
    "受理",
    "新受理",
    "新收",
    "收案",
    "立案",
    "安置",
    "新安置",
];
/// And that takes away.
const OUT: &[&str] = &[
    "退出",
    "减少",
    "支出",
    "代偿",
    "转出",
    "迁出",
    "死亡",
    "注销",
    "终止",
    "离岗",
    "离职",
    "停发",
    "拨付",
    "支付",
    "使用",
    "上解",
    "清退",
    "核减",
    "调减",
    "取消",
    "撤销",
    "到期",
    "归还",
    "调出",
    "出库",
    "关闭",
    "辞退",
    "解除",
    "退休",
    "期满",
    "服务期满",
    "合同期满",
    "调离",
    "解聘",
    "去世",
    "失效",
    "离开",
    "发放",
    "领用",
    "核销",
    "处置",
    "报废",
    "消耗",
    "出院",
    "离院",
    "结案",
    "办结",
    "兑付",
    "审结",
];
/// What is owed or was lent grows by what arises,
const ARISEN: &[&str] =
    &["新核实", "核实", "新增", "新发现", "发现", "新查出", "查出", "形成", "新发放", "发放", "认定", "新认定"];
/// and shrinks by what comes back.
const SETTLED: &[&str] =
    &["收回", "追回", "归还", "偿还", "清收", "清退", "清欠", "清缴", "退回", "缴回", "追缴", "回收", "核销"];
/// A year's change told in one figure.
const NET: &[&str] =
    &["当年结余", "当期结余", "本年结余", "本期结余", "收支结余", "收支差额", "相抵结余", "相抵后结余"];
const SHORT: &[&str] = &["收支缺口", "当期缺口", "当年缺口", "收不抵支", "收支赤字", "当期赤字"];

pub(super) fn check(reading: &Reading<'_>, known: &Known, review: &mut Review) {
    for all in reading.told() {
        let all: Vec<&Quantity> = all.iter().filter(|q| is_plain(q)).collect();
        for (k, opening) in all.iter().enumerate() {
            course::turned(reading, known, &all[k..], review);
            let dated = is_closing(reading, opening);
            if !dated && !is_opening(reading, opening) {
                continue;
            }
            let same: Vec<&Quantity> =
                all[k + 1..].iter().copied().filter(|q| q.number.dimension == opening.number.dimension).collect();
            let stands = |q: &&Quantity| is_opening(reading, q) || is_closing(reading, q);
            let Some(end) = same.iter().position(stands) else {
                course::open_ended(reading, known, (opening, &same), review);
                continue;
            };
            // 2022年末a，…，2023年末b: the end of one year opens the next.
            let next = opening.year.zip(same[end].year).is_some_and(|(a, b)| b == a + 1);
            if dated && !next {
                continue;
            }
            if is_closing(reading, same[end]) {
                let before = all[..k].iter().rev().find(|q| q.number.dimension == opening.number.dimension).copied();
                let closing = same[end];
                let flows = flows(reading, opening, &same[..end], before);
                let flows = flows.or_else(|| course::of_two(reading, (opening, &same[..end], closing)));
                let told = known.holds(reading, closing, &[Relation::StockFlow]);
                if let Some(flows) = flows.filter(|_| !told) {
                    judge(reading, (opening, &flows, closing), review);
                }
                moved(reading, known, opening, closing, &same[end + 1..], review);
                grown(reading, known, (opening, closing), review);
            }
        }
        net(reading, known, &all, review);
        course::summed(reading, &all, review);
    }
}

pub(super) fn is_plain(q: &Quantity) -> bool {
    let measured = !matches!(
        q.number.dimension,
        Dimension::Percent | Dimension::PercentPoint | Dimension::Bare | Dimension::Time | Dimension::Score
    );
    measured && q.bracket.is_none() && q.number.is_operand() && !q.number.chinese && !q.number.per.is_standard()
}

/// The words of a figure, dates too: 2023年初在岗; of 3512户、5168人 the second has those of the first.
fn words(reading: &Reading<'_>, q: &Quantity) -> String {
    let named = course::named(reading, q);
    reading.between(named.passage, named.lead_start..named.number.span.start)
}

pub(super) fn is_opening(reading: &Reading<'_>, q: &Quantity) -> bool {
    let words = words(reading, q);
    let compared = words.starts_with(['比', '较', '与']) || q.led_by(&["预算", "计划", "目标"]);
    OPENING.iter().any(|word| words.contains(word)) && !compared && !q.is_change()
}

pub(super) fn is_closing(reading: &Reading<'_>, q: &Quantity) -> bool {
    let words = words(reading, q);
    let compared = words.starts_with(['比', '较', '与']) || q.led_by(&["预算", "计划", "目标", "预计", "上年"]);
    // 服务期满138人 left; it is no end of a period.
    let served = ["服务期满", "合同期满", "聘期满"].iter().any(|word| words.contains(word));
    // 因期满、退出等离岗94人: who left at the end of a term.
    let left = !words.contains(['年', '月', '季', '初']) && way(&q.lead) == Some(false);
    CLOSING.iter().any(|word| words.contains(word)) && !compared && !served && !left && !q.is_change()
}

/// 当年收支相抵结余: what a year left, nothing of it in brackets or short.
pub(super) fn is_net(q: &Quantity) -> bool {
    NET.iter().any(|word| q.lead.ends_with(word))
}

/// Whether a flow adds; none where its words do not say.
fn adds(q: &Quantity) -> Option<bool> {
    way(&q.lead)
}

fn bare(lead: &str) -> &str {
    ["其中：", "其中", "全年", "当年", "本年", "年内", "年中", "期间", "其间", "当期", "累计", "共"]
        .iter()
        .fold(lead, |lead, word| lead.strip_prefix(word).unwrap_or(lead))
}

fn way(lead: &str) -> Option<bool> {
    let lead = bare(lead);
    let starts = |words: &[&str]| words.iter().any(|word| lead.starts_with(word));
    let ends = |words: &[&str]| words.iter().any(|word| lead.ends_with(word));
    match (starts(IN), starts(OUT)) {
        // 追回以前年度代偿: what went out and came back.
        (true, false) => Some(!ends(OUT) || starts(SETTLED)),
        (false, true) => Some(false),
        _ if ends(OUT) => Some(false),
        _ if ends(IN) => Some(true),
        _ => None,
    }
}

/// What came and went between the two, or the net change told before them; none where that is not plain.
fn flows<'r>(
    reading: &'r Reading<'_>,
    opening: &Quantity,
    between: &[&'r Quantity],
    before: Option<&'r Quantity>,
) -> Option<Vec<(&'r Quantity, bool)>> {
    if between.is_empty() {
        // 当年结余a，加上年初滚存b，年末滚存c.
        let added = before.filter(|q| opening.lead.starts_with('加') && q.led_by(NET));
        return added.map(|q| vec![(q, true)]).or_else(|| net_before(reading, opening));
    }
    let between = course::without_parts(opening, between)?;
    let short = |q: &Quantity| SHORT.iter().any(|word| q.lead.ends_with(word));
    let is_net = |q: &&&Quantity| NET.iter().any(|word| q.lead.ends_with(word)) || short(q);
    let signed = |flows: &[&'r Quantity]| -> Option<Vec<(&'r Quantity, bool)>> {
        flows.iter().map(|q| Some((*q, course::way_of(reading, opening, q)?))).collect()
    };
    // 上年末a，当年收支结余b，年末c; the income and the spending may stand before their net.
    if let Some(net) = between.last().filter(is_net) {
        let told = signed(&between[..between.len() - 1]).is_some();
        return told.then(|| vec![(*net, !short(net))]);
    }
    let signed = signed(&between)?;
    let both = signed.iter().any(|(_, adds)| *adds) && signed.iter().any(|(_, adds)| !*adds);
    both.then_some(signed)
}

/// 当期收支缺口 in the sentences before, in one value.
fn net_before<'r>(reading: &'r Reading<'_>, opening: &Quantity) -> Option<Vec<(&'r Quantity, bool)>> {
    let is_net = |q: &&Quantity| {
        q.passage == opening.passage
            && q.number.span.start < opening.number.span.start
            && q.number.dimension == opening.number.dimension
            && is_plain(q)
            && (NET.iter().any(|word| q.lead.ends_with(word)) || SHORT.iter().any(|word| q.lead.ends_with(word))
                // 当年收支相抵，结余a.
                || q.lead == "结余"
                    && reading.between(q.passage, q.lead_start.saturating_sub(8)..q.lead_start).trim_end_matches(['，', '后']).ends_with("收支相抵"))
    };
    let mut all = reading.quantities.iter().filter(is_net);
    let first = all.next().filter(|_| all.next().is_none())?;
    Some(vec![(first, !SHORT.iter().any(|word| first.lead.ends_with(word)))])
}

fn judge(
    reading: &Reading<'_>,
    (opening, flows, closing): (&Quantity, &[(&Quantity, bool)], &Quantity),
    review: &mut Review,
) {
    let equation = Equation::stock(closing, opening, flows);
    let holds = equation.holds();
    if holds || !equation.holds_turned() && equation.miss(reading) != Miss::Far {
        let text = equation.written(reading);
        let quotes = reading.quotes([closing].into_iter().chain(equation.terms));
        attach(reading, (Kind::StockFlowMismatch, Relation::StockFlow), (closing, quotes), (&text, holds), review);
        // Opening, both ways and closing in one sentence leave nothing to guess.
        settle(&text, review);
    }
}

/// 比年初增加4人 behind the two.
fn moved(
    reading: &Reading<'_>,
    known: &Known,
    opening: &Quantity,
    closing: &Quantity,
    behind: &[&Quantity],
    review: &mut Review,
) {
    let Some(change) = behind.first().filter(|q| q.part == closing.part && q.clause.abs_diff(closing.clause) <= 2)
    else {
        return;
    };
    let compared = ["比年初", "较年初", "比期初", "较期初", "比上年末", "较上年末", "比上年底", "净增", "净减"];
    let told = compared.iter().any(|word| change.lead.starts_with(word)) && change.is_change()
        || course::is_bare_change(change) && change.clause == closing.clause + 1;
    if !told || known.holds(reading, change, &[Relation::Difference]) {
        return;
    }
    let (more, less) =
        if closing.number.value > opening.number.value { (closing, opening) } else { (opening, closing) };
    let Some(value) = more.number.interval().minus(less.number.interval()) else { return };
    let calc = super::rests::written(reading, (more, less), value);
    let (terms, holds) = ([change, more, less], fits(value, change));
    add(reading, (Kind::DiffMismatch, Relation::Difference), terms, (&calc, holds), review);
}

/// 年初a…，年末b，同比增长p%: the year began with what the last one ended with.
fn grown(reading: &Reading<'_>, known: &Known, (opening, closing): (&Quantity, &Quantity), review: &mut Review) {
    let behind = reading.in_sentence(closing.sentence).iter();
    let Some(rate) = behind.into_iter().find(|q| q.number.span.start > closing.number.span.start) else { return };
    let told = ["同比", "比年初", "较年初", "比上年末", "较上年末", "比上年", "较上年", "增长"]
        .iter()
        .any(|word| rate.lead.starts_with(word));
    let beside = rate.clause == closing.clause + 1 && rate.part == closing.part && rate.bracket == closing.bracket;
    let share = rate.number.dimension == Dimension::Percent && rate.number.is_operand() && rate.is_change();
    if !told || !beside || !share || known.holds(reading, rate, &[Relation::Growth]) {
        return;
    }
    let (more, less) =
        if closing.number.value > opening.number.value { (closing, opening) } else { (opening, closing) };
    let change = more.number.interval().minus(less.number.interval());
    let share = change.and_then(|change| change.over(opening.number.interval()));
    let Some(value) = share.and_then(|share| share.times(Interval::exact(Decimal::ONE_HUNDRED))) else { return };
    if fits(value, rate) || is_near(value, rate) {
        let (a, b, base) = (reading.printed(more), reading.printed(less), reading.printed(opening));
        let calc = format!("（{a}－{b}）÷{base}＝{}%", value.middle().round_dp(2).normalize());
        let holds = fits(value, rate);
        add(reading, (Kind::GrowthMismatch, Relation::Growth), [rate, closing, opening], (&calc, holds), review);
    }
}

/// 进出相抵净增加4人: of the one sentence of the paragraph that tells what came and what went.
fn net(reading: &Reading<'_>, known: &Known, all: &[&Quantity], review: &mut Review) {
    for (at, net) in all.iter().enumerate() {
        // 增加146人；其中新增268人，注销122人.
        let divided =
            net.is_change() && all.get(at + 1).is_some_and(|q| q.lead.starts_with("其中") && adds(q).is_some());
        if !divided && !["净增", "净减", "相抵"].iter().any(|word| net.lead.contains(word)) {
            continue;
        }
        let compared =
            !divided && net.led_by(&["比", "较", "同比"]) || known.holds(reading, net, &[Relation::Difference]);
        if compared || net.number.value < Decimal::TEN {
            continue;
        }
        let heads = |d: Dimension| if d == Dimension::PersonTimes { Dimension::Person } else { d };
        let same = |q: &Quantity| {
            is_plain(q) && heads(q.number.dimension) == heads(net.number.dimension) && !std::ptr::eq(q, *net)
        };
        let pairs = reading.quantities.windows(2).filter_map(|two| {
            let [came, went] = two else { return None };
            let beside = !divided || came.number.span.start > net.number.span.start && came.sentence == net.sentence;
            let here =
                beside && came.passage == net.passage && came.sentence == went.sentence && same(came) && same(went);
            let ways = (adds(came) == Some(true) && adds(went) == Some(false)) && went.clause == came.clause + 1;
            (here && ways).then_some((came, went))
        });
        let pairs: Vec<(&Quantity, &Quantity)> = pairs.collect();
        let &[(came, went)] = &pairs[..] else { continue };
        // A third figure of the kind in their sentence is a flow too, or a stock.
        // 与上年末的7984人相比 is where the year began.
        let beside = |q: &&Quantity| {
            same(q) && !std::ptr::eq(*q, came) && !std::ptr::eq(*q, went) && !q.lead.starts_with(['与', '比', '较'])
        };
        let others = reading.in_sentence(came.sentence).iter().filter(beside);
        if others.filter(|q| !divided || q.number.span.start > net.number.span.start).count() > 0 {
            continue;
        }
        // 退休人员净增 of 新增退休 and 死亡减少: another subject's flows are not its.
        let subject = |q: &Quantity| core(&q.lead).replace("新增", "").replace("净增", "");
        let named = common(&subject(net), &subject(came)) >= 2 || net.lead.contains("相抵");
        if !divided && !named && came.sentence != net.sentence {
            continue;
        }
        let (more, less) = if came.number.value > went.number.value { (came, went) } else { (went, came) };
        let Some(value) = more.number.interval().minus(less.number.interval()) else { continue };
        if fits(value, net) || is_near(value, net) {
            let calc = super::rests::written(reading, (more, less), value);
            let (terms, holds) = ([net, more, less], fits(value, net));
            add(reading, (Kind::DiffMismatch, Relation::Difference), terms, (&calc, holds), review);
        }
    }
}
