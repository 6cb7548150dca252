//! A05, A06, A07 of scores that are told in the text: beside the total, and in the headings of the
//! groups (分值20分，自评得分19分).

use rust_decimal::Decimal;

use super::claims::{self, ScoreClaim};
use super::{Report, written_sum};
use crate::finding::{Finding, Quote, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::rules::terms::bare_lead;
use crate::text::item_mark;
use crate::unit::Dimension;

/// 自评得分96分，其中决策得19分、过程得18分、…
pub(super) fn parts(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    for claim in claims::scores(reading) {
        let passage = &reading.text.passages[claim.passage];
        let whole = passage.slice(reading.sentences[claim.sentence].span.clone());
        // 子项目权重50%、得分92.0分，…，综合得分89.4分: weighed.
        if ["权重", "加权"].iter().any(|word| whole.contains(word)) {
            continue;
        }
        let next = reading.sentences.get(claim.sentence + 1).filter(|next| next.passage == claim.passage);
        let own = [Some(claim.sentence), next.map(|_| claim.sentence + 1)];
        let Some(parts) = own
            .into_iter()
            .flatten()
            .map(|sentence| items(report, sentence).into_iter().filter(|q| q.number.value != claim.value).collect())
            .find(|parts: &Vec<&Quantity>| parts.len() >= 3)
        else {
            continue;
        };
        let values: Vec<Decimal> = parts.iter().map(|part| part.number.value).collect();
        let sum: Decimal = values.iter().sum();
        let calc = format!("{} = {}，总得分 {}", written_sum(&values), sum.normalize(), claim.value);
        let quotes: Vec<Quote> = claim.quotes.iter().cloned().chain(reading.quotes(parts)).collect();
        let distance = (sum - claim.value).abs();
        // 甲项目自评96.4分。乙项目得分为94.87分，具体为…: of the other one.
        let told = reading.quantities.iter().filter(|q| q.passage == claim.passage);
        let of_other = told.filter(|q| q.number.dimension == Dimension::Score).any(|q| q.number.value == sum);
        if of_other && sum != claim.value {
            continue;
        }
        if distance <= Decimal::new(5, 3) * Decimal::from(values.len() as u64) {
            review.holds(Relation::ScoreSum, quotes, calc);
        } else if earned_in_all(report, claim.sentence) == claim.value {
            review.holds(Relation::ScoreSum, quotes, format!("各部分得分合计 {}", claim.value));
        } else if (sum > claim.value || distance <= Decimal::TEN) && !whole.contains("主要") && !is_rest(&whole) {
            // A list far below the total leaves something out.
            let suggestion = format!("总得分应为 {}，或核对各部分得分", sum.normalize());
            review.findings.push(Finding::new(Kind::ScoreSumMismatch, quotes, calc, suggestion));
        }
    }
}

/// 按资金执行10分、产出50分计算，除资金执行得9.87分外，其他均得满分: points, and what one of them earned.
fn is_rest(sentence: &str) -> bool {
    sentence.split_once('除').is_some_and(|(_, rest)| rest.contains("分外"))
}

/// All that is called earned in a sentence, 按支出进度得9.43分 too.
fn earned_in_all(report: &Report<'_, '_>, sentence: usize) -> Decimal {
    let earned = |q: &&Quantity| {
        let whole = ["总", "自评", "综合", "扣", "共"].iter().any(|word| q.lead.contains(word));
        q.number.dimension == Dimension::Score && !whole && (q.lead.ends_with('得') || q.lead == "得分")
    };
    let here = report.reading.in_sentence(sentence).iter().chain(report.reading.in_sentence(sentence + 1));
    here.filter(earned).map(|q| q.number.value).sum()
}

/// The scores of parts in a sentence: named, earned, not lost and not the full points.
fn items<'r>(report: &'r Report<'_, '_>, sentence: usize) -> Vec<&'r Quantity> {
    let other = [
        "扣",
        "失",
        "满分",
        "分值",
        "总分",
        "总得分",
        "自评得分",
        "综合得分",
        "评价得分",
        "得分为",
        "合计",
        "共计",
        "总计",
        "权重",
        "以上",
        "低于",
        "目标",
    ];
    let scores = report.reading.in_sentence(sentence).iter().filter(|q| q.number.dimension == Dimension::Score);
    // 投入指标15分，得15分: where points stand beside them, only what was earned beside counts.
    let earned: Vec<&Quantity> =
        scores.clone().filter(|q| ["得", "得分", "实得"].contains(&q.lead.as_str()) && q.number.is_operand()).collect();
    if earned.len() >= 3 {
        return earned;
    }
    // 决策10分、产出35分，实际得分依次为9.5分、32.4分: the points first, then what was earned.
    let all: Vec<&Quantity> = scores.clone().collect();
    if let Some(first) = all.iter().position(|q| q.led_directly_by(&["得分依次为", "得分分别为"])) {
        let row = all[first + 1..].iter().take_while(|q| q.lead.is_empty());
        return all[first..=first].iter().chain(row).copied().collect();
    }
    // 桐川市92.4分、临麓市88.6分，平均: of several, not parts of one.
    let of_many = |q: &&Quantity| {
        let lead = bare_lead(&q.lead);
        ["平均", "相差", "最高", "最低", "复核", "高于", "低于"].iter().any(|word| lead.contains(word))
            || lead.ends_with(['市', '县', '区', '镇', '乡', '局', '院', '校', '所'])
    };
    if scores.clone().any(|q| of_many(&q)) {
        return Vec::new();
    }
    let named: Vec<&Quantity> = scores
        .filter(|quantity| {
            let lead = quantity.lead.as_str();
            quantity.number.is_operand()
                && !quantity.prior
                && !lead.starts_with(['比', '较'])
                && quantity.bracket.is_none()
                && lead.chars().count() >= 2
                && !other.iter().any(|word| lead.contains(word))
        })
        .collect();
    let words = report
        .reading
        .sentences
        .get(sentence)
        .map(|found| report.reading.text.passages[found.passage].slice(found.span.clone()));
    if words.is_some_and(|words| words.contains('扣')) { Vec::new() } else { named }
}

/// 决策指标20分，得19分；过程指标30分，得28分；…: each against its points, all against the total.
pub(super) fn pairs(report: &Report<'_, '_>, review: &mut Review) {
    let claims = claims::scores(report.reading);
    for index in 0..report.reading.text.passages.len() {
        let pairs = pairs_of(report, index);
        for pair in pairs.iter().filter(|pair| pair.score > pair.points) {
            let calc = format!("分值 {} 分，得分 {} 分，得分大于分值", pair.points, pair.score);
            let suggestion = "得分应在 0 与分值之间";
            review.findings.push(Finding::new(Kind::ScoreExceedsMax, pair.quotes.clone(), calc, suggestion));
        }
        let same = claims.iter().find(|claim| claim.passage == index);
        let only = || claims.first().filter(|first| claims.iter().all(|claim| claim.value == first.value));
        if let Some(total) = same.or_else(only)
            && pairs.len() >= 3
        {
            compare(&pairs.iter().collect::<Vec<_>>(), total, review);
        }
    }
}

/// Named points directly followed by what was earned of them, outside headings and tables.
pub(super) fn pairs_of(report: &Report<'_, '_>, index: usize) -> Vec<Heading> {
    let passage = &report.reading.text.passages[index];
    let here: Vec<&Quantity> = scores_in(report, index).collect();
    if passage.cell || passage.heading {
        return Vec::new();
    }
    let earned = ["得", "得分", "自评得分", "得分为", "评价得分", "实得", "自评得", "自评分", "实际得分"];
    let couples = here.windows(2).filter(|couple| {
        let name = couple[0].lead.trim_end_matches("分值").trim_end_matches("满分").trim_end_matches("权重");
        let total =
            ["满分", "总分", "总得分", "扣", "失", "自评", "以上", "综合"].iter().any(|word| name.contains(word));
        earned.contains(&couple[1].lead.as_str())
            && couple[0].sentence == couple[1].sentence
            // 按执行率计4.87分；资金合规，得5分: each was earned.
            && couple[0].part == couple[1].part
            && !couple[0].lead.ends_with(['计', '得'])
            && couple[0].number.is_operand()
            && couple[1].number.is_operand()
            && couple[0].bracket == couple[1].bracket
            // 甲权重8分，乙权重5分，两项均完成，得13分: of both.
            && !report.reading.between(index, couple[0].number.span.end..couple[1].number.span.start).contains("两项")
            && name.chars().count() >= 2
            && !total
            && couple[0].number.value < Decimal::ONE_HUNDRED
    });
    couples
        .map(|couple| Heading {
            kind: ' ',
            name: couple[0].lead.rsplit('：').next().unwrap_or_default().to_owned(),
            points: couple[0].number.value,
            score: couple[1].number.value,
            quotes: report.reading.text.quotes(index, couple[0].lead_start..couple[1].number.span.end),
        })
        .collect()
}

/// The points told in a passage; quantities stand in the order of their passages.
fn scores_in<'r>(report: &'r Report<'_, '_>, index: usize) -> impl Iterator<Item = &'r Quantity> {
    let all = &report.reading.quantities;
    let from = all.partition_point(|quantity| quantity.passage < index);
    all[from..]
        .iter()
        .take_while(move |quantity| quantity.passage == index)
        .filter(|quantity| quantity.number.dimension == Dimension::Score)
}

/// The whole above 100, where nothing is said of extra points.
pub(super) fn above_hundred(report: &Report<'_, '_>, review: &mut Review) {
    let extra = report.reading.document.paragraphs().any(|paragraph| {
        ["加分", "附加", "满分120", "满分110", "满分150", "满分200"].iter().any(|word| paragraph.text.contains(word))
    });
    if extra {
        return;
    }
    for claim in claims::scores(report.reading).into_iter().filter(|claim| claim.value > Decimal::ONE_HUNDRED) {
        let calc = format!("自评得分 {} 分，超过满分 100 分", claim.value);
        review.findings.push(Finding::new(Kind::ScoreExceedsMax, claim.quotes, calc, "核对总得分"));
    }
}

/// A group's heading with its points and its score.
pub(super) struct Heading {
    kind: char,
    /// What it is called.
    pub name: String,
    /// What it may earn.
    pub points: Decimal,
    /// What it earned.
    pub score: Decimal,
    /// The words.
    pub quotes: Vec<Quote>,
}

/// （一）决策情况（分值20分，自评得分19分）, against each other and against the total.
pub(super) fn headings(report: &Report<'_, '_>, review: &mut Review) {
    let found: Vec<Heading> =
        (0..report.reading.text.passages.len()).filter_map(|index| heading(report, index)).collect();
    for heading in &found {
        if heading.score > heading.points {
            let calc = format!("分值 {} 分，得分 {} 分，得分大于分值", heading.points, heading.score);
            let suggestion = "得分应在 0 与分值之间";
            review.findings.push(Finding::new(Kind::ScoreExceedsMax, heading.quotes.clone(), calc, suggestion));
        }
    }
    let claims = claims::scores(report.reading);
    let Some(total) = claims.first().filter(|first| claims.iter().all(|claim| claim.value == first.value)) else {
        return;
    };
    let Some(first) = found.first() else { return };
    let same: Vec<&Heading> = found.iter().filter(|heading| heading.kind == first.kind).collect();
    if same.len() >= 3 && same.len() == found.len() {
        compare(&same, total, review);
    }
}

fn compare(headings: &[&Heading], total: &ScoreClaim, review: &mut Review) {
    let points: Vec<Decimal> = headings.iter().map(|heading| heading.points).collect();
    let scores: Vec<Decimal> = headings.iter().map(|heading| heading.score).collect();
    let (of_points, of_scores) = (points.iter().sum::<Decimal>(), scores.iter().sum::<Decimal>());
    let quotes = || headings.iter().flat_map(|heading| heading.quotes.clone());
    let near = (of_points - Decimal::ONE_HUNDRED).abs() <= Decimal::TEN;
    // The line of execution is told apart: what is missing of the score is not more than what is missing of the points.
    let missing = Decimal::ONE_HUNDRED - of_points;
    let apart = missing >= Decimal::TEN && total.value > of_scores && total.value - of_scores <= missing;
    if total.value > Decimal::ONE_HUNDRED || apart {
        return;
    }
    if of_points != Decimal::ONE_HUNDRED && near {
        let calc = format!("各部分分值 {} = {}，不是 100 分", written_sum(&points), of_points.normalize());
        review.findings.push(Finding::new(Kind::WeightSumMismatch, quotes().collect(), calc, "核对各部分的分值"));
    }
    let calc = format!("各部分得分 {} = {}，总得分 {}", written_sum(&scores), of_scores.normalize(), total.value);
    let all: Vec<Quote> = total.quotes.iter().cloned().chain(quotes()).collect();
    if (of_scores - total.value).abs() <= Decimal::new(5, 3) * Decimal::from(scores.len() as u64) {
        review.holds(Relation::ScoreSum, all, calc);
    } else if of_points == Decimal::ONE_HUNDRED || near {
        let suggestion = format!("总得分应为 {}，或核对各部分得分", of_scores.normalize());
        review.findings.push(Finding::new(Kind::ScoreSumMismatch, all, calc, suggestion));
    }
}

/// Two points in one heading: first what it may earn, then what it earned.
pub(super) fn heading(report: &Report<'_, '_>, index: usize) -> Option<Heading> {
    let reading = report.reading;
    let passage = &reading.text.passages[index];
    let mark = item_mark(&passage.chars);
    let kind = if passage.chars.first() == Some(&'（') { '（' } else { *passage.chars.get(mark.checked_sub(1)?)? };
    if passage.cell || mark == 0 {
        return None;
    }
    let mut scores = scores_in(report, index);
    let (points, score) = (scores.next()?, scores.next()?);
    // （二）预算管理（24分，得23.13分）
    let bracketed =
        points.lead.is_empty() && points.bracket.is_some_and(|at| at > mark) && points.bracket == score.bracket;
    let opens = bracketed || ["分值", "满分", "权重", "标准分", "共"].iter().any(|word| points.lead.ends_with(word));
    let earned = ["得", "得分", "自评得分", "得分为", "评价得分", "实得", "自评分"]
        .iter()
        .any(|word| score.lead.ends_with(word));
    let early = points.number.span.start < 40 && score.number.span.start < 60 && points.number.is_operand();
    (opens && earned && early).then(|| Heading {
        kind,
        name: String::new(),
        points: points.number.value,
        score: score.number.value,
        quotes: reading.text.quotes(index, points.lead_start..score.number.span.end),
    })
}
