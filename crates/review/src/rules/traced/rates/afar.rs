//! Rates whose terms do not stand beside them: in the sentence behind a heading that tells the rate, behind 其中, in
//! another section under the name that the rate asks for. A pair that comes near is taken only where the words leave
//! no other.

use super::super::is_near;
use super::super::pool::{anywhere, both_counted, is_level, measured, same_measure};
use super::by_name::{ASKED, FAULTS, GENERAL, SOUND, is_about};
use super::term::{Found, Term, percent};
use crate::number::Bound;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::mains::mains;
use crate::rules::names::{abbreviates, core};
use crate::rules::terms::{Side, bare_lead, side};
use crate::unit::Dimension;
use rust_decimal::Decimal;

pub(super) fn of_rate(reading: &Reading<'_>, index: usize, name: &str, around: &[&Quantity]) -> Option<Found> {
    let rate = &reading.quantities[index];
    let own: Vec<&Quantity> = around.iter().copied().filter(|q| q.sentence == rate.sentence).collect();
    let beside = own.first().copied().filter(|q| rate.clause.abs_diff(q.clause) <= 1);
    let found = |part: &Quantity, base: &Quantity, complement: bool| {
        let near =
            percent(part.number.interval(), base.number.interval(), complement).is_some_and(|v| is_near(v, rate));
        near.then(|| Found::of(reading, part, base, complement))
    };
    if own.is_empty() {
        return behind_heading(reading, rate, name).and_then(|(part, base, complement)| found(part, base, complement));
    }
    let spent = ["执行", "支出", "使用", "支付", "拨付", "进度"].contains(&name);
    let tried = || {
        inner(reading, rate, name, &own)
            .or_else(|| two_alone(rate, name, &own))
            .or_else(|| beside.filter(|_| spent).and_then(|part| of_funds(reading, index, part)))
            .or_else(|| beside.filter(|_| spent).and_then(|part| of_level(reading, index, part)))
            .or_else(|| beside.filter(|_| name == "完成").and_then(|part| of_target(reading, index, part)))
            .or_else(|| beside.filter(|_| name == "完成").and_then(|plan| done_before(reading, plan, &own)))
            .or_else(|| beside.filter(|_| GENERAL.contains(&name)).and_then(|plan| of_plan(reading, index, plan)))
            .or_else(|| beside.and_then(|part| of_stock(reading, index, part)))
            .or_else(|| beside.and_then(|part| of_faulty(reading, index, name, part)))
    };
    let pair = tried().and_then(|(part, base)| found(part, base, false));
    pair.or_else(|| rest_of(rate, name, around).and_then(|(part, base)| found(part, base, true)))
        .or_else(|| satisfied_together(reading, rate, name, &own))
}

type Two<'r> = (&'r Quantity, &'r Quantity);

/// （一）总目标完成95.95%。目标4300人，实际4126人; 及时率88.66%。全年4126人中有468人超过30日: a heading tells the rate, the
/// sentence behind it of what.
fn behind_heading<'r>(
    reading: &'r Reading<'_>,
    rate: &Quantity,
    name: &str,
) -> Option<(&'r Quantity, &'r Quantity, bool)> {
    let alone = reading.in_sentence(rate.sentence).iter().all(|q| std::ptr::eq(q, rate) || !measured(q));
    let opens = reading.sentences[rate.sentence].span.start == 0
        || reading.in_sentence(rate.sentence - 1).iter().all(|q| q.passage != rate.passage);
    let next = reading.sentences.get(rate.sentence + 1).filter(|next| next.passage == rate.passage)?;
    let figures: Vec<&Quantity> =
        reading.quantities[next.quantities.clone()].iter().filter(|q| measured(q) && is_level(q)).take(2).collect();
    let [first, second] = figures[..] else { return None };
    // 满意度84.40%。“不满意”的26份中，15份反映…: of those who were not, nothing is told of those who were.
    if !alone || !opens || !same_measure(first, second) || ASKED.contains(&name) && first.led_by(FAULTS) {
        return None;
    }
    let among = ["中有", "中", "里有"].iter().any(|word| first.tail == *word || first.tail.starts_with("中有"));
    let planned = |q: &Quantity| side(q) == Some(Side::Plan);
    if name == "完成" && planned(first) != planned(second) {
        return Some(if planned(first) { (second, first, false) } else { (first, second, false) });
    }
    (among && second.number.value < first.number.value).then_some((second, first, is_faulty(second)))
}

/// Words behind a figure, or before it, that say that something is amiss with it.
fn is_faulty(q: &Quantity) -> bool {
    let behind = ["不", "未", "没有", "超过", "超出", "逾期", "有误", "错", "存在", "才"];
    q.led_by(FAULTS)
        || q.led_by(&["超过", "超出", "超期", "超时", "没有"])
        || behind.iter().any(|word| q.tail.contains(word))
}

/// 全县214个行政村…，其中198个村设有服务点，覆盖率: the part is behind 其中, the whole directly before it.
fn inner<'r>(reading: &Reading<'_>, rate: &Quantity, name: &str, own: &[&'r Quantity]) -> Option<Two<'r>> {
    let [part, whole, ..] = own else { return None };
    // 护理型床位516张，占比60.00%，入住率: the part has a rate of its own.
    let between = part.number.span.end..rate.number.span.start;
    let own_rate = |q: &Quantity| q.number.dimension == Dimension::Percent && between.contains(&q.number.span.start);
    if reading.in_sentence(rate.sentence).iter().any(own_rate) {
        return None;
    }
    let opened = part.lead.starts_with("其中") && !is_faulty(part) && rate.clause.abs_diff(part.clause) <= 2;
    let counted = same_measure(part, whole) && part.number.dimension.is_counted();
    let smaller = part.number.value < whole.number.value && part.bracket == whole.bracket;
    (opened && counted && smaller && !ASKED.contains(&name) && !SOUND.contains(&name)).then_some((part, whole))
}

/// 床位1840张，入住1283人，使用率: one figure in each of the two clauses before the rate, and no others of things counted.
fn two_alone<'r>(rate: &Quantity, name: &str, own: &[&'r Quantity]) -> Option<Two<'r>> {
    let counted = |q: &&&Quantity| q.number.dimension.is_counted() && !q.number.chinese;
    let all: Vec<&Quantity> = own.iter().filter(counted).copied().collect();
    let [b, a] = all[..] else { return None };
    let step = |q: &Quantity, next: &Quantity| next.clause.abs_diff(q.clause) <= 1 && next.part == q.part;
    let steady =
        step(a, b) && step(b, rate) && a.bracket == b.bracket && a.prior == b.prior && rate.bracket == b.bracket;
    let plain = ![a, b].iter().any(|q| is_faulty(q) || q.led_by(&["户均", "人均", "平均", "目标", "比", "较"]));
    let alike = same_measure(a, b) || both_counted(a, b);
    if !steady || !plain || !alike || ASKED.contains(&name) || SOUND.contains(&name) || a.number.value == b.number.value
    {
        return None;
    }
    let (part, base) = if a.number.value > b.number.value { (b, a) } else { (a, b) };
    (!is_about(rate, part, base)).then_some((part, base))
}

/// 年初目标是5200人，完成率94.58%: what was done is the one main figure of the sentence before.
fn done_before<'r>(reading: &'r Reading<'_>, plan: &'r Quantity, own: &[&Quantity]) -> Option<Two<'r>> {
    let only = own.iter().filter(|q| same_measure(q, plan)).count() == 1;
    if side(plan) != Some(Side::Plan) || !only || plan.sentence == 0 {
        return None;
    }
    let before = mains(reading, plan.sentence - 1);
    let mut done = before.into_iter().filter(|q| {
        q.passage == plan.passage && same_measure(q, plan) && is_level(q) && !q.prior && side(q) != Some(Side::Plan)
    });
    let part = done.next()?;
    done.next().is_none().then_some((part, plan))
}

/// The figures of the report that are meant; none where two of them differ.
fn only<'r>(reading: &'r Reading<'_>, index: usize, meant: impl Fn(&Quantity) -> bool) -> Option<&'r Quantity> {
    let text = &reading.text.passages;
    let own = |q: &&Quantity| is_level(q) && !q.prior && !text[q.passage].cell && q.bracket.is_none() && meant(q);
    let mut all = anywhere(reading, index).filter(own);
    let first = all.next()?;
    all.all(|q| q.number.value == first.number.value).then_some(first)
}

fn is_near_share(part: &Quantity, base: &Quantity, rate: &Quantity) -> bool {
    percent(part.number.interval(), base.number.interval(), false).is_some_and(|v| is_near(v, rate))
}

/// 支出14414.40万元，资金使用率: of the money that the report says was there, when one amount was.
fn of_funds<'r>(reading: &'r Reading<'_>, index: usize, part: &'r Quantity) -> Option<Two<'r>> {
    let rate = &reading.quantities[index];
    let whole =
        part.number.dimension == Dimension::Money && (side(part) == Some(Side::Actual) || part.led_by(&["支出"]));
    let topic = part.led_by(&["项目", "工程", "补贴", "补助", "中央", "省级", "市级", "县级", "区级"]);
    let words = ["预算", "到位", "筹集", "下达", "可用资金", "资金总额"];
    let granted = |q: &Quantity| {
        let lead = bare_lead(&q.lead);
        // 三级财政资金合计 is all that there was.
        let added = ["资金合计", "资金共计", "资金总计"].iter().any(|w| q.lead.ends_with(w));
        let named = side(q) == Some(Side::Plan) && words.iter().any(|w| q.lead.contains(w))
            || words.iter().any(|w| lead.ends_with(w))
            || added;
        let listed = q.led_by(&["其中", "中央", "省级", "市级", "县级", "区级", "镇级", "收入"]);
        named && !listed && same_measure(q, part) && q.number.value >= part.number.value && is_near_share(part, q, rate)
    };
    if !whole || topic {
        return None;
    }
    let later = |q: &Quantity| granted(q) && !q.led_by(&["年初", "原"]);
    let base = only(reading, index, later).or_else(|| only(reading, index, granted))?;
    Some((part, base))
}

/// 中央资金支出8455.72万元，执行率: of the money of that level of government, when the report tells one amount of it.
fn of_level<'r>(reading: &'r Reading<'_>, index: usize, part: &'r Quantity) -> Option<Two<'r>> {
    let rate = &reading.quantities[index];
    let name = bare_lead(&part.lead).rsplit(['：', '，']).next().unwrap_or_default();
    let level = ["中央", "省级", "市级", "县级", "区级"].into_iter().find(|level| name.starts_with(level))?;
    let whole = ["支出", "资金支出", "财政资金支出", "资金实际支出", "补助资金支出"];
    if part.number.dimension != Dimension::Money || !whole.contains(&&name[level.len()..]) {
        return None;
    }
    let granted = |q: &Quantity| {
        let words = bare_lead(&q.lead).rsplit(['：', '，']).next().unwrap_or_default();
        let told = words.strip_prefix(level).is_some_and(|rest| {
            let nouns = ["补助资金", "补助", "配套资金", "资金", "财政资金", "财政补助资金", "专项资金", "财政补助"];
            nouns.contains(&rest) || rest.contains("预算") && rest.ends_with("资金")
        });
        told && same_measure(q, part) && q.number.value >= part.number.value && is_near_share(part, q, rate)
    };
    only(reading, index, granted).map(|base| (part, base))
}

/// 再就业1462人，完成目标的104.43%: the target of that name, wherever it was set.
fn of_target<'r>(reading: &'r Reading<'_>, index: usize, part: &'r Quantity) -> Option<Two<'r>> {
    let name = core(bare_lead(&part.lead));
    if name.chars().count() < 3 || side(part) == Some(Side::Plan) {
        return None;
    }
    let set = |q: &Quantity| {
        let planned = matches!(q.number.bound, Bound::AtLeast) || side(q) == Some(Side::Plan);
        // 2023年…目标为 in a report on 2022: of the next year.
        let due = q.year.is_none_or(|year| reading.year.is_none_or(|own| year <= own));
        planned && due && same_measure(q, part) && core(bare_lead(&q.lead)).ends_with(&name)
    };
    only(reading, index, set).map(|base| (part, base))
}

/// 预防费预算0.90亿元，执行率: what was spent under that name, wherever it is told.
fn of_plan<'r>(reading: &'r Reading<'_>, index: usize, plan: &'r Quantity) -> Option<Two<'r>> {
    let name = core(bare_lead(&plan.lead));
    if side(plan) != Some(Side::Plan) || name.chars().count() < 3 {
        return None;
    }
    let spent = |q: &Quantity| side(q) != Some(Side::Plan) && same_measure(q, plan) && core(bare_lead(&q.lead)) == name;
    only(reading, index, spent).map(|part| (part, plan))
}

/// 年末在岗680人，岗位使用率: of 核定岗位总量700个, wherever that is told.
fn of_stock<'r>(reading: &'r Reading<'_>, index: usize, part: &'r Quantity) -> Option<Two<'r>> {
    let rate = &reading.quantities[index];
    let lead = bare_lead(&rate.lead);
    // 核定编制86名 … 年末在职82人，在职人员控制率.
    if lead.ends_with("控制率") && ["在职", "人员", "编制", "在编"].iter().any(|word| lead.contains(word)) {
        let posts = |q: &Quantity| {
            q.number.dimension.is_counted() && bare_lead(&q.lead).ends_with("编制") && !q.led_by(&["空编", "超编"])
        };
        let held = part.led_by(&["在职", "在编", "在岗", "实有"]) && part.number.dimension.is_counted();
        return only(reading, index, posts).filter(|_| held).map(|base| (part, base));
    }
    let name = ["使用率", "利用率", "入住率", "满编率", "在岗率"].iter().find_map(|end| lead.strip_suffix(end))?;
    if name.chars().count() < 2 || !part.number.dimension.is_counted() {
        return None;
    }
    let stock = |q: &Quantity| {
        let lead = bare_lead(&q.lead);
        let total = ["总量", "总数", "数", ""].iter().any(|end| lead.ends_with(&format!("{name}{end}")));
        q.number.dimension.is_counted() && total && q.number.value > part.number.value
    };
    only(reading, index, stock).map(|base| (part, base))
}

/// 支付凭证1450份，发现支付错误29份，差错率; 年末逾期贷款172.52万元，逾期率: rates of what is amiss, over all of it.
fn of_faulty<'r>(reading: &'r Reading<'_>, index: usize, name: &str, part: &'r Quantity) -> Option<Two<'r>> {
    let faults = ["差错", "错误", "违规", "逾期", "异常", "缺失", "问题"];
    if !faults.contains(&name) || !(name.chars().any(|c| part.lead.contains(c))) {
        return None;
    }
    let own = reading.in_sentence(part.sentence).iter().rev();
    let before = own.filter(|q| q.number.span.end < part.number.span.start && is_level(q));
    if let Some(base) = before.into_iter().find(|q| same_measure(q, part) && q.number.value > part.number.value) {
        return Some((part, base));
    }
    let sound = bare_lead(&part.lead).replace(name, "");
    let stock = |q: &Quantity| {
        let lead = bare_lead(&q.lead);
        let all = ["余额", "总额", "总量", "总数"].iter().any(|word| lead.ends_with(word));
        all && same_measure(q, part) && abbreviates(&sound, lead) && q.number.value > part.number.value
    };
    let base = only(reading, index, stock).filter(|_| sound.chars().count() >= 4)?;
    Some((part, base))
}

/// 超过法定时限的386件，时限内办结率: of all that was received, without those.
fn rest_of<'r>(rate: &Quantity, name: &str, around: &[&'r Quantity]) -> Option<Two<'r>> {
    let part = *around.first().filter(|q| q.sentence == rate.sentence && rate.clause.abs_diff(q.clause) <= 2)?;
    if !SOUND.contains(&name) || !is_faulty(part) || part.led_by(&["其中"]) {
        return None;
    }
    let whole = |q: &&&Quantity| {
        let checked = ["受理", "收到", "申请", "应", "抽查", "抽取", "检查", "核查", "全年", "共", "回访", "对"];
        let told = q.led_by(&checked) || q.tail.contains("抽查") || q.tail.contains("入户");
        told && same_measure(q, part) && q.passage == part.passage && q.number.value > part.number.value * Decimal::TWO
    };
    let mut wholes = around[1..].iter().filter(whole);
    let base = *wholes.next()?;
    wholes.all(|other| other.number.value == base.number.value).then_some((part, base))
}

/// 满意的在岗人员305名、用人单位88家，总体满意度: of both, over all the valid forms.
fn satisfied_together(reading: &Reading<'_>, rate: &Quantity, name: &str, own: &[&Quantity]) -> Option<Found> {
    let whole = ASKED.contains(&name) && (rate.led_by(&["总体", "综合", "合计", "总"]));
    let clause = own.first()?.clause;
    let mut parts: Vec<&Quantity> = own.iter().copied().take_while(|q| q.clause == clause).collect();
    parts.reverse();
    let told = parts.len() > 1 && parts[0].lead.contains(name) && !parts.iter().any(|q| is_faulty(q));
    let beside = rate.clause.abs_diff(clause) <= 1 && parts.iter().all(|q| q.number.dimension.is_counted());
    if !whole || !told || !beside {
        return None;
    }
    let passage = reading.quantities.iter().filter(|q| q.passage == rate.passage);
    let mut valid = passage.filter(|q| q.led_by(&["有效"]) && q.number.dimension.is_counted() && is_level(q));
    let base = valid.next().filter(|_| valid.next().is_none())?;
    let found = Found { part: Term::sum(reading, &parts)?, base: Term::of(reading, base), complement: false };
    found.value().is_some_and(|v| is_near(v, rate)).then_some(found)
}
