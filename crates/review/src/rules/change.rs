//! A03 differences and A04 growth: 比上年的 b 增加 Δ，增长 p%; 由 b 提高到 c.

mod base;
mod dealt;
mod earlier;
mod told_after;

pub(crate) use base::{bases, is_base};

use crate::finding::{Confidence, Finding, Relation, Review};
use crate::interval::Interval;
use crate::kind::{Kind, Severity};
use crate::quantity::Quantity;
use crate::reading::{Reading, in_unit_of};
use crate::rules::names::{core, is_of_another};
use crate::rules::plausible::is_plausible_difference;
use crate::rules::terms::{Side, bare_lead, side};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Which way a figure moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// It grew.
    Up,
    /// It fell.
    Down,
}

const UP: &[&str] = &[
    "增加", "增长", "上升", "提高", "提升", "净增", "增幅", "上涨", "上调", "调增", "增收", "增支", "多", "增", "高于",
    "涨幅", "高", "延长", "扩大",
];
const DOWN: &[&str] = &[
    "减少", "下降", "降低", "净减", "降幅", "回落", "下调", "调减", "减收", "减支", "压减", "核减", "少", "减", "低于",
    "低", "缩短", "压缩", "缩小",
];

/// A change as one sentence tells it.
#[derive(Default)]
struct Story<'r> {
    current: Option<&'r Quantity>,
    prior: Option<&'r Quantity>,
    delta: Option<&'r Quantity>,
    rate: Option<&'r Quantity>,
}

pub(crate) fn check(reading: &Reading<'_>, review: &mut Review) {
    for sentence in &reading.sentences {
        let all: Vec<&Quantity> =
            reading.quantities[sentence.quantities.clone()].iter().filter(|q| !q.number.chinese).collect();
        // 与上年的86户、312万元相比，户数增加9户: what it is compared with is no level of this year.
        let own = &reading.quantities[sentence.quantities.clone()];
        let bases: Vec<&Quantity> = bases(reading, own).into_iter().flat_map(|chain| &own[chain]).collect();
        let mut at = 0;
        while at < all.len() {
            let Some((story, way, used)) = story(&all, at) else {
                at += 1;
                continue;
            };
            let mut levels: Vec<&Quantity> = levels(&all[..at], &story);
            levels.retain(|level| !bases.iter().any(|base| std::ptr::eq(*base, *level)));
            tell(reading, &story, &levels, way, review);
            at += used;
        }
    }
    told_after::check(reading, review);
    dealt::check(reading, review);
}

/// The figures before a change that can be the level it belongs to, the likeliest first: not the
/// parts behind 其中.
fn levels<'r>(before: &[&'r Quantity], story: &Story<'r>) -> Vec<&'r Quantity> {
    if let Some(current) = story.current {
        return vec![current];
    }
    let Some(first) = [story.prior, story.delta, story.rate].into_iter().flatten().next() else { return Vec::new() };
    let dimension = [story.prior, story.delta].into_iter().flatten().next().map(|q| q.number.dimension);
    let opened = before.iter().position(|q| q.led_by(&["其中", "包括"]) && q.bracket.is_none());
    let fits = |q: &&&Quantity| {
        let level = !q.is_change() && !is_comparison(q) && q.number.is_operand();
        // 新增141人，退出168人，年末比年初的2344人减少27人: what came and went is no level.
        let flow = dimension == Some(Dimension::Person)
            && story.prior.is_some_and(|prior| prior.led_by(&["年初"]))
            && q.led_by(&["新增", "退出", "迁出", "迁入", "注销", "转出", "转入", "死亡", "清退"]);
        let timed = q.number.dimension == Dimension::Time && dimension != Some(Dimension::Time);
        let measured = !timed && !matches!(q.number.dimension, Dimension::Bare | Dimension::Score);
        let points = dimension == Some(Dimension::PercentPoint) && q.number.dimension == Dimension::Percent;
        let same = dimension.is_none_or(|d| d == q.number.dimension) || points;
        // 收入预算8900.00万元，收入比上年的9742.50万元减少…: what was planned is no level of what came in.
        let named = |prior: &Quantity| core(&prior.lead).chars().count() > 2 && side(prior) != Some(Side::Plan);
        let planned = side(q) == Some(Side::Plan) && story.prior.is_some_and(named);
        level
            && !flow
            && !planned
            && measured
            && same
            && first.part == q.part
            && (q.bracket.is_none() || q.bracket == first.bracket)
    };
    let mut found: Vec<&Quantity> = before.iter().rev().filter(fits).copied().collect();
    let compares = ["比", "较", "同比", "环比"].iter().any(|word| first.lead.starts_with(word));
    if found.is_empty() && compares {
        found.extend(level_before_semicolon(before, first, dimension));
    }
    // 8.43万人，其中在职5.61万人、退休2.82万人，比上年末的8.31万人增加…: the whole changed.
    if let Some(whole) = opened.and_then(|at| before[..at].iter().rev().find(fits).copied()) {
        found.retain(|q| !std::ptr::eq(*q, whole));
        found.insert(0, whole);
    }
    found
}

/// 年末47720人，完成目标46500人的102.62%；比上年末的45906人增加…: the one result of the part before.
fn level_before_semicolon<'r>(
    before: &[&'r Quantity],
    first: &Quantity,
    dimension: Option<Dimension>,
) -> Option<&'r Quantity> {
    let wanted = match dimension {
        Some(Dimension::PercentPoint) => Some(Dimension::Percent),
        other => other,
    };
    let planned = |q: &Quantity| {
        side(q) == Some(Side::Plan) || ["的目标", "的任务", "的计划"].iter().any(|w| q.tail.starts_with(w))
    };
    let fits = |q: &&&Quantity| {
        q.part + 1 == first.part
            && Some(q.number.dimension) == wanted
            && q.is_amount()
            && !planned(q)
            && !is_comparison(q)
    };
    let opens = before.last().is_none_or(|q| q.part < first.part);
    let mut found = before.iter().filter(fits);
    found.next().filter(|_| opens && found.next().is_none() && !first.led_by(&["其中"])).copied()
}

pub(crate) fn way(quantity: &Quantity) -> Option<Way> {
    if !quantity.is_change() && !quantity.led_directly_by(&["多", "少", "增", "减", "高", "低"]) {
        return None;
    }
    let last = |words: &[&str]| words.iter().filter_map(|w| quantity.lead.rfind(w)).max();
    match (last(UP), last(DOWN)) {
        (Some(up), Some(down)) => Some(if up > down { Way::Up } else { Way::Down }),
        (Some(_), None) => Some(Way::Up),
        (None, Some(_)) => Some(Way::Down),
        (None, None) => None,
    }
}

/// The change that begins here: [b] [Δ] [p], each following at once, or 由 b 到 c [Δ] [p]. Gives
/// also how many figures it took.
fn story<'r>(all: &[&'r Quantity], at: usize) -> Option<(Story<'r>, Way, usize)> {
    let mut story = Story::default();
    let first = all[at];
    let mut dimension = Some(first.number.dimension);
    let mut rest = all[at..].iter().copied().peekable();
    if first.led_by(&["由", "从"]) && from_to(first) && first.number.is_operand() && !first.is_change() {
        rest.next();
        let to = rest.next_if(|q| Some(q.number.dimension) == dimension && reaches(q))?;
        (story.prior, story.current) = (Some(first), Some(to));
    } else if is_comparison(first)
        || at > 0 && next_year(first, all[at - 1]) && all.get(at + 1).is_some_and(|q| q.is_change())
    {
        // 2023年a，2022年b，增长p%
        story.prior = rest.next();
    } else if all.get(at + 1).is_some_and(|q| next_year(first, q)) && all.get(at + 2).is_some_and(|q| q.is_change()) {
        // 2022年b，2023年a，增长p%
        (story.prior, story.current) = (rest.next(), rest.next());
    } else {
        dimension = None;
    }
    let mut found = None;
    for _ in 0..2 {
        let last = story.rate.or(story.delta).or(story.current).or(story.prior);
        let follows = |q: &&Quantity| {
            let signed = story.delta.is_some() && is_signed(q);
            // 其中中央提高10元: of a part.
            !q.led_by(&["其中"])
                && (signed || q.number.is_operand() && way(q).is_some())
                && last.is_none_or(|l| close(l, q) && same_time(l, q))
        };
        let Some(next) = rest.next_if(follows) else { break };
        let way = way(next).or(found)?;
        if found.is_some_and(|f| f != way) {
            return None;
        }
        let share = next.number.dimension == Dimension::Percent;
        // 人月由7652增加到7944，多292人月.
        let bare = dimension == Some(Dimension::Bare) && story.current.is_some();
        let points =
            next.number.dimension == Dimension::PercentPoint && dimension.is_none_or(|d| d == Dimension::Percent);
        if share && dimension != Some(Dimension::Percent) && story.rate.is_none() {
            story.rate = Some(next);
        } else if story.delta.is_none()
            && !share
            && (dimension.is_none_or(|d| d == next.number.dimension) || points || bare)
        {
            story.delta = Some(next);
            dimension = dimension.or(Some(next.number.dimension));
        } else {
            return None;
        }
        found = Some(way);
    }
    let used = [story.prior, story.current, story.delta, story.rate].into_iter().flatten().count();
    found.map(|way| (story, way, used))
}

/// 减少1.41万元，变动率-12.53%: the sign says which way.
fn is_signed(q: &Quantity) -> bool {
    let named = ["变动率", "变化率", "增减率", "增减幅", "增减幅度", "变动幅度"];
    let lead = bare_lead(q.lead.trim_end_matches(['-', '－', '−']));
    q.number.dimension == Dimension::Percent && named.iter().any(|word| lead.ends_with(word))
}

/// The same measure a year later, both years printed.
fn next_year(earlier: &Quantity, later: &Quantity) -> bool {
    let years = earlier.year.zip(later.year).is_some_and(|(a, b)| b == a + 1);
    let (a, b) = (bare_lead(&earlier.lead), bare_lead(&later.lead));
    let level = |q: &Quantity| q.is_amount() && q.number.dimension != Dimension::Percent;
    let same = a == b
        || a.is_empty()
        || b.is_empty()
        || (a.chars().count() >= 2 && b.ends_with(a))
        || (b.chars().count() >= 2 && a.ends_with(b));
    years
        && same
        && level(earlier)
        && level(later)
        && earlier.number.dimension == later.number.dimension
        && earlier.clause.abs_diff(later.clause) <= 1
}

/// With what a change compares: 比年初 and 同比 are two stories.
fn same_time(before: &Quantity, after: &Quantity) -> bool {
    const TIMES: &[&[&str]] =
        &[&["年初", "上年末", "上年底"], &["环比", "上月", "上季"], &["同比", "同期", "上年", "去年", "上一年"]];
    let time = |q: &Quantity| TIMES.iter().position(|words| q.led_by(words));
    // 比预算多a，比上年少b: each is compared with something of its own.
    let planned = |q: &Quantity| q.lead.starts_with(['比', '较']) && q.led_by(&["预算", "计划", "目标", "任务"]);
    let apart = time(after).is_some() && planned(before) || planned(after) && time(before).is_some();
    let apart = apart || base::differ(&before.lead, &after.lead);
    !apart && (time(after).is_none() || time(before).is_none() || time(before) == time(after))
}

/// 由 directly before the figure's own words, not 由财政局.
fn from_to(first: &Quantity) -> bool {
    let after = first.lead.rsplit(['由', '从']).next().unwrap_or_default();
    after.chars().count() <= 10
}

fn reaches(q: &Quantity) -> bool {
    [
        "提高到",
        "提高至",
        "增加到",
        "增加至",
        "增至",
        "降至",
        "降到",
        "下降到",
        "下降至",
        "减少到",
        "减少至",
        "上升到",
        "上升至",
        "增长到",
        "增长至",
        "提升到",
        "提升至",
        "调整到",
        "调整为",
        "调整至",
        "到",
        "至",
    ]
    .iter()
    .any(|w| if w.chars().count() > 1 { q.lead.contains(w) } else { q.lead.ends_with(w) })
        && !q.led_by(&["比", "较"])
}

/// 比上年的 b, 上年同期 b: not itself a change.
fn is_comparison(q: &Quantity) -> bool {
    !q.is_change()
        && !q.led_directly_by(&["多", "少", "增", "减", "高", "低"])
        && q.number.dimension != Dimension::PercentPoint
        && q.number.is_operand()
        && (q.prior || compares(&q.lead) || q.tail.starts_with("相比") || q.led_by(&["比年初", "年初"]))
}

/// 比, 较 at the beginning, or directly before: 救助人次比的.
fn compares(lead: &str) -> bool {
    let near = |word: char| lead.rfind(word).is_some_and(|at| lead[at + word.len_utf8()..].chars().count() <= 2);
    lead.starts_with(['比', '较']) || near('比') || near('较')
}

/// Follows at once: the same or the next clause, the same brackets or new ones.
fn close(before: &Quantity, after: &Quantity) -> bool {
    after.clause.abs_diff(before.clause) <= 1 && after.part == before.part
}

fn tell(reading: &Reading<'_>, story: &Story<'_>, levels: &[&Quantity], way: Way, review: &mut Review) {
    let changes = || [story.delta, story.rate].into_iter().flatten();
    if changes().any(|q| is_dealt(reading, q))
        || story.prior.is_some_and(|q| ends_dealt(reading, q))
        || story.delta.is_some_and(|delta| dealt::is_flow(reading, story, delta))
    {
        return;
    }
    // A comparison with another thing than the last year (比全市平均, 比目标) is no growth.
    // 环比增加4.86万人，增长0.4%: the two and the level say what was before.
    let both = |q: &Quantity| story.rate.is_some() && story.delta.is_some() && q.lead.starts_with("环比");
    let over_time = changes().all(|q| compares_time(q) || of_a_year(reading, q) || both(q));
    if !over_time && story.prior.is_none() {
        return;
    }
    let fitting = levels.iter().copied().find(|level| agrees(story, level, way));
    let far = if levels.is_empty() { earlier::level(reading, story, way) } else { None };
    if let Some(current) = far {
        return judge(reading, story, current, way, review);
    }
    if let Some((current, prior)) = earlier::last_year(reading, story, levels, way) {
        return judge(reading, &Story { prior: Some(prior), ..*story }, current, way, review);
    }
    let Some(current) = fitting.or(levels.first().copied()) else { return };
    if fitting.is_none() && !told_of(current, story) {
        return;
    }
    judge(reading, story, current, way, review);
}

/// 分别增加5元和50元, 2020年、2021年分别增长14.43%和27.72%: each belongs to another figure.
fn is_dealt(reading: &Reading<'_>, change: &Quantity) -> bool {
    let next = reading.in_sentence(change.sentence).iter().find(|q| q.number.span.start > change.number.span.start);
    next.is_some_and(|next| {
        // 提高4.62%和7.69%: so does what is joined to another of its kind.
        let joined = reading.between(change.passage, change.number.span.end..next.number.span.start);
        let dealt = change.led_by(&["分别"]) || matches!(joined.as_str(), "和" | "、");
        dealt && next.number.dimension == change.number.dimension && next.clause == change.clause
    })
}

/// The last of them: 和50元.
fn ends_dealt(reading: &Reading<'_>, last: &Quantity) -> bool {
    let before = reading.in_sentence(last.sentence).iter().rev().find(|q| q.number.span.start < last.number.span.start);
    last.lead.is_empty() && before.is_some_and(|before| is_dealt(reading, before))
}

fn judge(reading: &Reading<'_>, story: &Story<'_>, current: &Quantity, way: Way, review: &mut Review) {
    if story.prior.is_some_and(|prior| base::names_another_year(reading, story, prior)) {
        return;
    }
    // 全年a万元，主要是标准每人每月提高5元: of the standard.
    let alike = |delta: &&Quantity| !delta.number.per.is_standard() || current.number.per.is_standard();
    let difference = match (story.prior, story.delta.filter(alike)) {
        (Some(prior), Some(delta)) => Some(judge_difference(reading, (current, prior, delta), way, review)),
        _ => None,
    };
    // 跑动次数由4次减到1次，材料减少63%: of something else.
    let other = |rate: &&Quantity| {
        let levels: Vec<&Quantity> = [Some(current), story.prior, story.delta].into_iter().flatten().collect();
        let names: Vec<&str> = levels.iter().map(|level| level.lead.as_str()).collect();
        let from = story.prior.is_some_and(|prior| prior.led_by(&["由", "从"]));
        from && levels.iter().all(|level| level.clause != rate.clause) && is_of_another(&rate.lead, &names)
    };
    if let Some(rate) = story.rate.filter(|rate| !other(rate)) {
        judge_growth(reading, story, (current, rate), way, difference == Some(false), review);
    }
}

/// Whether everything that can be computed agrees.
fn agrees(story: &Story<'_>, current: &Quantity, way: Way) -> bool {
    let c = level_of(current, story);
    let difference = match (story.prior, story.delta) {
        (Some(prior), Some(delta)) => {
            let (more, less) = if way == Way::Up { (c, prior.interval()) } else { (prior.interval(), c) };
            more.minus(less).is_some_and(|v| v.meets(delta.number.interval()))
        }
        _ => true,
    };
    let growth = match (story.rate, story.prior, story.delta) {
        (Some(rate), Some(prior), _) => {
            growth(c, level_of(prior, story), way).is_some_and(|v| v.meets(rate.number.interval()))
        }
        (Some(rate), None, Some(delta)) => {
            growth_by(c, delta.number.interval(), way).is_some_and(|v| v.meets(rate.number.interval()))
        }
        _ => true,
    };
    difference && growth
}

/// 由每人每月112元提高到118元: what was set is no rounded figure.
fn level_of(level: &Quantity, story: &Story<'_>) -> Interval {
    let set = [story.prior, story.current].into_iter().flatten().any(|q| q.number.per.is_standard());
    if set { Interval::exact(level.number.value) } else { level.number.interval() }
}

/// Whether nothing stands between the level and its change but its own parts.
fn told_of(current: &Quantity, story: &Story<'_>) -> bool {
    let first = [story.prior.filter(|_| story.current.is_none()), story.delta, story.rate].into_iter().flatten().next();
    first.is_some_and(|first| first.clause.abs_diff(current.clause) <= 3)
}

/// 比2023年预算增加, 较2020年调整后预算减少: another year, whatever of it.
fn of_a_year(reading: &Reading<'_>, q: &Quantity) -> bool {
    let words = reading.between(q.passage, q.lead_start..q.number.span.start);
    let year = words.strip_prefix(['比', '较']).and_then(|rest| rest.split_once('年'));
    year.is_some_and(|(year, _)| year.len() == 4 && year.chars().all(|c| c.is_ascii_digit()))
}

fn compares_time(q: &Quantity) -> bool {
    let own = q.led_by(&["同比", "同期", "上年", "去年", "上一年", "年初", "比", "较", "环比"]) || q.prior;
    let other = q.led_by(&[
        "目标",
        "任务",
        "平均",
        "预算",
        "计划",
        "全国",
        "全省",
        "全市平均",
        "其中",
        "环比",
        "预期",
        "指标",
        "标准",
    ]);
    !other && (own || q.lead.chars().count() <= 5)
}

/// A03. Gives whether it holds.
fn judge_difference(
    reading: &Reading<'_>,
    (current, prior, delta): (&Quantity, &Quantity, &Quantity),
    way: Way,
    review: &mut Review,
) -> bool {
    let (more, less) = if way == Way::Up { (current, prior) } else { (prior, current) };
    let Some(value) = more.interval().minus(less.interval()) else { return true };
    let quotes = reading.quotes([delta, current, prior]);
    let like = if current.number.step < prior.number.step { current } else { prior };
    let mut shown = like.number.clone();
    if delta.number.dimension == Dimension::PercentPoint {
        shown.dimension = Dimension::PercentPoint;
    }
    let result = in_unit_of(value.middle(), &shown);
    let written = format!("{}－{}＝{result}", reading.printed(more), reading.printed(less));
    if value.meets(delta.number.interval()) {
        review.holds(Relation::Difference, quotes, format!("{written}，与{}相符", reading.printed(delta)));
        return true;
    }
    // 参保企业减幅1.91%；未参保的企业同期减幅6.83%，高4.92个百分点: it is the second of which the change is told.
    let compared = prior.led_by(&["比", "较", "与", "上年", "去年", "上一年", "年初", "上月"]);
    let turned = less.interval().minus(more.interval()).is_some_and(|v| v.meets(delta.number.interval()));
    if !compared && turned && current.number.span.start < prior.number.span.start {
        return true;
    }
    if !is_plausible_difference(reading, delta, [current, prior], value) {
        return true;
    }
    let calc = format!("{written}，报告为{}", reading.printed(delta));
    let suggestion = format!("差额应为{result}，或核对两个数");
    review.findings.push(Finding::new(Kind::DiffMismatch, quotes, calc, suggestion));
    false
}

/// A04 from whatever terms there are.
fn judge_growth(
    reading: &Reading<'_>,
    story: &Story<'_>,
    (current, rate): (&Quantity, &Quantity),
    way: Way,
    difference_wrong: bool,
    review: &mut Review,
) {
    let mut ways: Vec<(Interval, String, Vec<&Quantity>)> = Vec::new();
    let exact = |q: &Quantity| Interval::exact(q.number.value);
    if let Some(prior) = story.prior
        && let Some(value) = growth(level_of(current, story), level_of(prior, story), way)
    {
        let (more, less) = if way == Way::Up { (current, prior) } else { (prior, current) };
        let point = growth(exact(current), exact(prior), way).unwrap_or(value);
        let text = format!(
            "（{}－{}）÷{}＝{}",
            reading.printed(more),
            reading.printed(less),
            reading.printed(prior),
            shown(point, rate)
        );
        ways.push((value, text, vec![current, prior]));
    }
    if let Some(delta) = story.delta
        && is_of_year_before(reading, current, story)
        && let Some(value) = delta.number.interval().over(current.number.interval()).and_then(change_in_percent)
    {
        let point = exact(delta).over(exact(current)).and_then(change_in_percent).unwrap_or(value);
        let text = format!("{}÷{}＝{}", reading.printed(delta), reading.printed(current), shown(point, rate));
        ways.push((value, text, vec![current, delta]));
    } else if let Some(delta) = story.delta
        && let Some(value) = growth_by(current.number.interval(), delta.number.interval(), way)
    {
        let sign = if way == Way::Up { "－" } else { "＋" };
        let (by, now) = (reading.printed(delta), reading.printed(current));
        let text = format!(
            "{by}÷（{now}{sign}{by}）＝{}",
            shown(growth_by(exact(current), exact(delta), way).unwrap_or(value), rate)
        );
        ways.push((value, text, vec![current, delta]));
    }
    let printed = rate.number.interval();
    if let Some((_, text, terms)) = ways.iter().find(|(value, _, _)| value.meets(printed)) {
        let quotes = reading.quotes(terms.iter().copied().chain([rate]));
        return review.holds(Relation::Growth, quotes, format!("{text}，与{}相符", reading.printed(rate)));
    }
    let Some((value, text, terms)) = ways.first() else { return };
    // A wrong difference already says that one of the figures is wrong.
    if difference_wrong {
        return;
    }
    // Thirty times what is printed: 比上年末多305家、13,645人 was read as a level.
    if value.middle() > rate.number.value * Decimal::from(30) && value.middle() > Decimal::from(300) {
        return;
    }
    let calc = format!("{text}，报告为{}", reading.printed(rate));
    let quotes = reading.quotes([rate].into_iter().chain(terms.iter().copied()));
    let mut finding =
        Finding::new(Kind::GrowthMismatch, quotes, calc, format!("增减率应为{}，或核对各数", shown(*value, rate)));
    if value.gap(printed) <= rate.number.step {
        finding = finding.severity(Severity::Info);
    }
    let dated = is_of_year_before(reading, current, story);
    review.findings.push(finding.confidence(if story.prior.is_some() || dated {
        Confidence::Certain
    } else {
        Confidence::Likely
    }));
}

/// 2023年每人640元，2024年较上年提高30元; 2018年792万元，2019年增加30万元: the level is the one from which the change set out.
fn is_of_year_before(reading: &Reading<'_>, level: &Quantity, story: &Story<'_>) -> bool {
    let changes = || [story.delta, story.rate].into_iter().flatten();
    let Some(first) = changes().min_by_key(|q| q.number.span.start).filter(|_| story.delta.is_some()) else {
        return false;
    };
    // 2019年比2018年增支: the first year is that of the change.
    let words = reading.between(first.passage, first.lead_start..first.number.span.start);
    let this = ["本年", "今年", "当年"].iter().any(|word| words.starts_with(word));
    let told = words.split_once('年').and_then(|(year, _)| year.parse::<i32>().ok());
    let told = told.or(reading.year.filter(|_| this));
    let compared = || changes().any(|q| q.prior || q.led_by(&["比", "较", "同比"]));
    let own = told.or_else(|| first.year.filter(|_| compared()));
    let years = level.year.zip(own).is_some_and(|(past, now)| past + 1 == now);
    years && level.year_printed && level.clause < first.clause
}

fn shown(value: Interval, like: &Quantity) -> String {
    format!("{}%", value.middle().round_dp(like.number.step.scale().max(2)).normalize())
}

/// |c − b| ÷ b in percent; none where the figures move the other way.
fn growth(current: Interval, prior: Interval, way: Way) -> Option<Interval> {
    let (more, less) = if way == Way::Up { (current, prior) } else { (prior, current) };
    let difference = more.minus(less)?;
    if difference.high < Decimal::ZERO {
        return None;
    }
    // The quotient c/b first: numerator and denominator share b.
    let quotient = current.over(prior)?;
    let one = Interval::exact(Decimal::ONE);
    let change = if way == Way::Up { quotient.minus(one)? } else { one.minus(quotient)? };
    change_in_percent(change)
}

/// Δ ÷ (c ∓ Δ) in percent.
fn growth_by(c: Interval, d: Interval, way: Way) -> Option<Interval> {
    let prior = if way == Way::Up { c.minus(d)? } else { c.plus(d)? };
    if prior.low <= Decimal::ZERO {
        return None;
    }
    change_in_percent(d.over(prior)?)
}

fn change_in_percent(change: Interval) -> Option<Interval> {
    Some(Interval {
        low: change.low.checked_mul(Decimal::ONE_HUNDRED)?,
        high: change.high.checked_mul(Decimal::ONE_HUNDRED)?,
    })
}
