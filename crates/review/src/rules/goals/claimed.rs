//! D02 and D05 against what is said of all: 三项目标全部完成, and the result of one of them, told in another section, lies below
//! its goal; 各指标完成率均在100%至130%之间, and one of them lies outside.

use super::{among, passages};
use crate::finding::{Confidence, Finding, Quote, Review};
use crate::kind::Kind;
use crate::number::Bound;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::names::{common, core};
use crate::rules::outline::{Part, outline};
use crate::rules::terms::bare_lead;
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// No goal is exceeded by more percent; so products stay in range.
const LARGEST: u64 = 10_000;
/// Names that share so many signs name the same.
const ALIKE: usize = 4;

/// What was reached by all.
const EVEN: [&str; 22] = [
    "均达到",
    "均已达到",
    "均完成",
    "均已完成",
    "均实现",
    "均已实现",
    "均按期完成",
    "均如期完成",
    "均超额",
    "均达标",
    "均已达标",
    "全部达标",
    "全部完成",
    "全部实现",
    "全部达到",
    "全面完成",
    "全面实现",
    "均超过",
    "均高于",
    "均不低于",
    "均优于",
    "均在",
];

/// What is said of all goals.
struct Claim {
    /// Between which shares of their goals the results lie.
    least: Decimal,
    most: Option<Decimal>,
    quotes: Vec<Quote>,
    text: String,
}

/// What became of a goal.
struct Result<'r> {
    value: Decimal,
    low: Decimal,
    high: Decimal,
    from: Vec<&'r Quantity>,
}

pub(super) fn check(reading: &Reading<'_>, review: &mut Review) {
    let claims: Vec<Claim> = (0..reading.sentences.len()).filter_map(|at| claim(reading, at)).collect();
    let Some(claim) = claims.iter().max_by_key(|claim| claim.most.is_some()) else { return };
    let in_goals = passages(reading);
    let parts = outline(reading);
    for goal in among(reading, &in_goals) {
        let bound = matches!(goal.number.bound, Bound::AtLeast | Bound::AtMost | Bound::None);
        let change = goal.is_change() && goal.number.bound == Bound::None;
        // 响应时间目标30分钟: less is better, or it is a date.
        let timed = goal.number.dimension == Dimension::Time && goal.number.bound == Bound::None;
        if !bound || change || timed || goal.prior || goal.number.dimension == Dimension::Money {
            continue;
        }
        let name = core(bare_lead(&goal.lead));
        let found = direct(reading, goal, &name, &in_goals, &parts)
            .or_else(|| computed(reading, goal, bare_lead(&goal.lead), &in_goals));
        if let Some(result) = found.filter(|_| name.chars().count() >= 2) {
            judge(reading, goal, &result, claim, review);
        }
    }
    for pair in reading.quantities.windows(2) {
        if let Some((goal, result)) = beside(reading, pair) {
            judge(reading, goal, &result, claim, review);
        }
    }
}

/// 知晓率目标85%，实际83.6%.
fn beside<'r>(reading: &Reading<'_>, pair: &'r [Quantity]) -> Option<(&'r Quantity, Result<'r>)> {
    let [goal, result] = pair else { return None };
    let together = goal.sentence == result.sentence && result.clause == goal.clause + 1 && goal.part == result.part;
    let alike = goal.number.dimension == result.number.dimension
        && !matches!(goal.number.dimension, Dimension::Money | Dimension::Time);
    let told = ["目标", "目标值", "目标值为", "目标为"].iter().any(|word| goal.lead.ends_with(word))
        && ["实际", "实际为", "实际完成", "实际达到", "完成"].contains(&result.lead.as_str());
    let bad = goal.led_by(&["投诉", "差错", "裁员", "失业", "时限", "退回", "流失", "成本", "控制"]);
    let plain = matches!(goal.number.bound, Bound::AtLeast | Bound::None) && result.number.is_operand();
    let found = together && alike && told && !bad && plain && !reading.text.passages[goal.passage].cell;
    found.then(|| {
        (
            goal,
            Result {
                value: result.number.value,
                low: result.number.interval().low,
                high: result.number.interval().high,
                from: vec![result],
            },
        )
    })
}

fn judge(reading: &Reading<'_>, goal: &Quantity, result: &Result<'_>, claim: &Claim, review: &mut Review) {
    let (set, hundred) = (goal.number.value, Decimal::ONE_HUNDRED);
    // 不超过20个工作日: the less the better.
    let at_most = goal.number.bound == Bound::AtMost;
    let over = at_most && claim.most.is_none() && result.low > set;
    let below = over || !at_most && result.high * hundred < set * claim.least;
    let above = !at_most && claim.most.is_some_and(|most| result.value * hundred > set * most);
    let far = result.value * Decimal::from(3) < set || set * Decimal::from(3) < result.value;
    if !below && !above || far {
        return;
    }
    let mut words = reading.quotes(result.from.iter().copied().chain([goal]));
    let said = |known: &Finding| {
        let of_goal = matches!(
            known.kind,
            Kind::TargetMissedNoExplanation | Kind::OverCompletionUnexplained | Kind::ConclusionVsProblems
        );
        of_goal && known.quotes.iter().any(|quote| words.contains(quote))
    };
    if review.findings.iter().any(said) {
        return;
    }
    words.extend(claim.quotes.iter().cloned());
    let terms: Vec<String> = result.from.iter().map(|q| reading.printed(q)).collect();
    let shown = match (&terms[..], result.from.len()) {
        ([part, base], 2) => format!("{part}÷{base}＝{}%", result.value.round_dp(2).normalize()),
        _ => terms.concat(),
    };
    let calc = format!("目标{}，完成{shown}，却说“{}”", reading.printed(goal), claim.text);
    let (kind, suggestion) = if below {
        (Kind::TargetMissedNoExplanation, "核对完成值；没有完成的，如实写明并说明原因")
    } else {
        (Kind::OverCompletionUnexplained, "核对完成值；超额过多的，说明原因")
    };
    let finding = Finding::new(kind, words, calc, suggestion);
    review.findings.push(finding.confidence(Confidence::Likely));
}

/// 三项目标全部完成, 各项指标均达到年初目标值, 完成率均在100%至115%之间.
fn claim(reading: &Reading<'_>, at: usize) -> Option<Claim> {
    let sentence = &reading.sentences[at];
    let passage = &reading.text.passages[sentence.passage];
    let words = passage.slice(sentence.span.clone());
    if passage.cell || passage.heading {
        return None;
    }
    let but = ["除", "基本", "大部分", "但", "如果", "上年"];
    if but.iter().any(|word| words.contains(word)) {
        return None;
    }
    let to_come = ["力争", "确保", "将", "努力", "计划", "预计", "争取"];
    if let Some((share, clause)) = deviation(&words) {
        let from = words[..words.find(clause)?].chars().count() + sentence.span.start;
        let quotes = reading.text.quotes(sentence.passage, from..from + clause.chars().count());
        let (least, most) = (Decimal::ONE_HUNDRED - share, Decimal::ONE_HUNDRED + share);
        return Some(Claim { least, most: Some(most), quotes, text: clause.to_owned() });
    }
    let clause = words.split(['，', '。', '；', '：']).find(|clause| {
        let goals = ["目标", "指标"].iter().any(|word| clause.contains(word));
        // 参保、培训均超额完成目标 is said of these two.
        let whose = EVEN.iter().find_map(|word| clause.split_once(word)).map(|(whose, _)| whose);
        let even = whose.is_some_and(of_all);
        let denied = ["未", "没有", "部分", "其余", "其他"].iter().any(|word| clause.contains(word));
        goals && even && !denied && !to_come.iter().any(|word| clause.contains(word))
    })?;
    let quotes = || {
        let from = words[..words.find(clause).unwrap_or(0)].chars().count() + sentence.span.start;
        reading.text.quotes(sentence.passage, from..from + clause.chars().count())
    };
    let claim = |least, most| Claim { least, most, quotes: quotes(), text: clause.to_owned() };
    if clause.contains("均在") {
        let inner: Vec<Decimal> = clause
            .split(|sign: char| !sign.is_ascii_digit() && sign != '.')
            .filter_map(|figure| figure.parse().ok())
            .filter(|share| *share <= Decimal::from(LARGEST))
            .collect();
        let [least, most] = inner[..] else { return None };
        let of_rates = ["目标值的", "完成率", "完成值"].iter().any(|word| clause.contains(word));
        return (of_rates && clause.contains("之间") && least < most).then(|| claim(least, Some(most)));
    }
    let figures = clause.chars().any(|sign| sign.is_ascii_digit());
    (!figures).then(|| claim(Decimal::ONE_HUNDRED, None))
}

/// 各项指标, 三项目标, 年度目标: all of them.
fn of_all(whose: &str) -> bool {
    let counted = ["项", "类", "个", "条"].iter().any(|unit| {
        let before = whose.split_once(unit).and_then(|(before, _)| before.chars().last());
        before.is_some_and(|sign| "二两三四五六七八九十".contains(sign) || sign.is_ascii_digit())
    });
    // 两项标准均高于目标, 以上三项指标均已完成 are said of these.
    let own = ["标准", "以上", "上述"].iter().any(|word| whose.contains(word));
    let general = ["各", "所有", "全部", "指标", "目标", "任务"].iter().any(|word| whose.contains(word));
    !own && (counted || general)
}

/// 不存在偏差超过30%的指标: the results lie that near their goals.
fn deviation(words: &str) -> Option<(Decimal, &str)> {
    words.split(['，', '。', '；']).find_map(|clause| {
        let none = ["不存在", "未出现", "没有", "未发现", "无"].iter().any(|word| clause.starts_with(word));
        let (_, behind) = clause.split_once("偏差")?;
        let behind = ["率超过", "超过", "率大于", "大于", "率在"].iter().find_map(|word| behind.strip_prefix(word))?;
        let digits: String = behind.chars().take_while(char::is_ascii_digit).collect();
        let share: Decimal = digits.parse().ok()?;
        let percent = behind[digits.len()..].starts_with('%') && clause.contains("指标");
        (none && percent && share < Decimal::ONE_HUNDRED).then_some((share, clause))
    })
}

/// The result that is called as the goal, or stands first under a heading that is.
fn direct<'r>(
    reading: &'r Reading<'_>,
    goal: &Quantity,
    name: &str,
    in_goals: &[bool],
    parts: &[Part],
) -> Option<Result<'r>> {
    let may = |q: &&Quantity| {
        q.passage > goal.passage
            && !in_goals[q.passage]
            && q.number.dimension == goal.number.dimension
            && q.is_amount()
            && q.number.bound == Bound::None
            && !q.number.chinese
            && !q.prior
            && q.bracket.is_none()
            && q.year.is_none_or(|year| goal.year.or(reading.year).is_none_or(|own| own == year))
            && !reading.text.passages[q.passage].cell
            && !q.led_by(&["目标", "任务", "计划", "其中", "预算", "占", "完成率", "比", "较", "高于", "低于", "超"])
            && !["的目标", "目标", "的任务", "任务", "的标准"].iter().any(|word| q.tail.starts_with(word))
    };
    let all: Vec<&Quantity> = reading.quantities.iter().filter(may).collect();
    let only = |found: Vec<&'r Quantity>| {
        let first = *found.first()?;
        let same = found.iter().all(|q| q.number.value == first.number.value);
        same.then(|| Result {
            value: first.number.value,
            low: first.number.interval().low,
            high: first.number.interval().high,
            from: vec![first],
        })
    };
    let own = |q: &Quantity| core(bare_lead(&q.lead));
    let named = |alike: &dyn Fn(&str) -> bool| -> Vec<&'r Quantity> {
        all.iter().copied().filter(|q| alike(&own(q))).collect()
    };
    let equal = named(&|own| own == name);
    if !equal.is_empty() {
        return only(equal);
    }
    let titled: Vec<&Part> = parts.iter().filter(|part| core(&part.title) == name && !in_goals[part.heading]).collect();
    if let [part] = titled[..] {
        let first = all.iter().copied().find(|q| part.body.contains(&q.passage))?;
        let generic = common(&own(first), name) >= 2 || own(first).is_empty();
        return only(vec![first]).filter(|_| generic);
    }
    let length = name.chars().count();
    let ends = named(&|own| {
        let (short, long) = if own.chars().count() < length { (own, name) } else { (name, own) };
        short.chars().count() >= 2 && long.ends_with(short)
    });
    if !ends.is_empty() {
        return only(ends);
    }
    only(named(&|own| common(own, name) >= ALIKE))
}

/// 按期结案率不低于98%, and 受理862件，按期结案815件.
fn computed<'r>(reading: &'r Reading<'_>, goal: &Quantity, lead: &str, in_goals: &[bool]) -> Option<Result<'r>> {
    let rate = lead.split(['不', '达', '为', '≥']).next().unwrap_or_default();
    let stem: Vec<char> = rate.strip_suffix('率')?.chars().collect();
    let stem = |length: usize| stem.get(stem.len().checked_sub(length)?..).map(|end| end.iter().collect::<String>());
    if goal.number.dimension != Dimension::Percent {
        return None;
    }
    let of_stem = |stem: &str| -> Vec<[&'r Quantity; 2]> {
        let pairs = reading.quantities.windows(2).filter_map(|pair| {
            let [base, part] = pair else { return None };
            let counted = base.number.dimension.is_counted() && base.number.dimension == part.number.dimension;
            let together = base.sentence == part.sentence && part.clause == base.clause + 1 && base.part == part.part;
            let plain = !in_goals[base.passage] && !reading.text.passages[base.passage].cell && base.is_amount();
            let done =
                bare_lead(&part.lead).ends_with(stem) && part.is_amount() && !part.prior && !part.led_by(&["其中"]);
            let due = base.led_by(&["应", "受理", "申请", "登记"]) && !base.prior;
            let less = part.number.value <= base.number.value;
            (counted && together && plain && done && due && less && base.passage > goal.passage).then_some([part, base])
        });
        pairs.collect()
    };
    let found = [4, 3, 2].into_iter().filter_map(stem).map(|stem| of_stem(&stem)).find(|found| !found.is_empty())?;
    let [[part, base]] = found[..] else { return None };
    let value = part.number.value.checked_div(base.number.value)? * Decimal::ONE_HUNDRED;
    Some(Result { value, low: value, high: value, from: vec![part, base] })
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn ids(goal: &str, result: &str, claim: &str) -> Vec<&'static str> {
        let text = format!(
            "一、绩效目标\n年度目标为：{goal}。\n二、完成情况\n（一）案件办理\n{result}。\n三、结论\n{claim}。\n"
        );
        let found = crate::review(&testing::document(&text)).findings;
        found.iter().map(|f| f.kind.id()).filter(|id| ["D02", "D05"].contains(id)).collect()
    }

    #[test]
    fn what_is_said_of_all_holds_of_each() {
        let goal = "欠薪案件按期结案率不低于98%，培训宣传60场";
        let result = |done: &str| format!("全年受理欠薪案件862件，按期结案{done}件。培训宣传66场");
        assert_eq!(ids(goal, &result("815"), "两项年度目标均已实现，表中指标全部得满分"), ["D02"]);
        assert!(ids(goal, &result("851"), "两项年度目标均已实现，表中指标全部得满分").is_empty());
        assert!(ids(goal, &result("815"), "除结案率外，其余年度目标均已实现").is_empty());
    }

    #[test]
    fn shares_of_goals_lie_where_they_are_said_to() {
        let (goal, claim) = ("职业指导2,500人次，招聘会30场", "各指标完成值均在目标值的100%至130%之间");
        assert_eq!(ids(goal, "开展职业指导3,870人次，举办招聘会36场", claim), ["D05"]);
        assert!(ids(goal, "开展职业指导2,870人次，举办招聘会36场", claim).is_empty());
    }

    #[test]
    fn the_goal_may_stand_beside_its_result() {
        let claim = "所有指标均不低于目标值";
        assert_eq!(ids("规范办理", "政策知晓率目标85%，实际83.6%", claim), ["D02"]);
        assert!(ids("规范办理", "政策知晓率目标85%，实际88.6%", claim).is_empty());
    }
}
