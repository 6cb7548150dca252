//! A05, A06, A07 of scores that are told in the text: beside the total, and in the headings of the
//! groups (分值20分，自评得分19分).

use rust_decimal::Decimal;

use super::claims::{self, ScoreClaim};
use super::{Report, written_sum};
use crate::finding::{Finding, Quote, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::text::item_mark;
use crate::unit::Dimension;

/// 自评得分96分，其中决策得19分、过程得18分、…
pub(super) fn parts(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    for claim in claims::scores(reading) {
        let passage = &reading.text.passages[claim.passage];
        let whole = passage.slice(reading.sentences[claim.sentence].span.clone());
        let next = reading.sentences.get(claim.sentence + 1).filter(|next| next.passage == claim.passage);
        let own = [Some(claim.sentence), next.map(|_| claim.sentence + 1)];
        let Some(parts) =
            own.into_iter().flatten().map(|sentence| items(report, sentence)).find(|parts| parts.len() >= 3)
        else {
            continue;
        };
        let values: Vec<Decimal> = parts.iter().map(|part| part.number.value).collect();
        let sum: Decimal = values.iter().sum();
        let calc = format!("{} = {}，总得分 {}", written_sum(&values), sum.normalize(), claim.value);
        let quotes: Vec<Quote> = claim.quotes.iter().cloned().chain(reading.quotes(parts)).collect();
        let distance = (sum - claim.value).abs();
        if distance <= Decimal::new(5, 3) * Decimal::from(values.len() as u64) {
            review.holds(Relation::ScoreSum, quotes, calc);
        } else if (sum > claim.value || distance <= Decimal::TEN) && !whole.contains("主要") {
            // A list far below the total leaves something out.
            let suggestion = format!("总得分应为 {}，或核对各部分得分", sum.normalize());
            review.findings.push(Finding::new(Kind::ScoreSumMismatch, quotes, calc, suggestion));
        }
    }
}

/// The scores of parts in a sentence: named, earned, not lost and not the full points.
fn items<'r>(report: &'r Report<'_, '_>, sentence: usize) -> Vec<&'r Quantity> {
    let other = [
        "扣",
        "满分",
        "分值",
        "总分",
        "总得分",
        "自评得分",
        "综合得分",
        "评价得分",
        "得分为",
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
    let named: Vec<&Quantity> = scores
        .filter(|quantity| {
            let lead = quantity.lead.as_str();
            quantity.number.is_operand()
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

/// A group's heading with its points and its score.
struct Heading {
    kind: char,
    points: Decimal,
    score: Decimal,
    quotes: Vec<Quote>,
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
fn heading(report: &Report<'_, '_>, index: usize) -> Option<Heading> {
    let reading = report.reading;
    let passage = &reading.text.passages[index];
    let mark = item_mark(&passage.chars);
    let kind = if passage.chars.first() == Some(&'（') { '（' } else { *passage.chars.get(mark.checked_sub(1)?)? };
    if passage.cell || mark == 0 {
        return None;
    }
    let mut scores = reading
        .quantities
        .iter()
        .filter(|quantity| quantity.passage == index && quantity.number.dimension == Dimension::Score);
    let (points, score) = (scores.next()?, scores.next()?);
    let opens = ["分值", "满分", "权重", "标准分", "共"].iter().any(|word| points.lead.ends_with(word));
    let earned = ["得", "得分", "自评得分", "得分为", "评价得分", "实得", "自评分"]
        .iter()
        .any(|word| score.lead.ends_with(word));
    let early = points.number.span.start < 40 && score.number.span.start < 60 && points.number.is_operand();
    (opens && earned && early).then(|| Heading {
        kind,
        points: points.number.value,
        score: score.number.value,
        quotes: reading.text.quotes(index, points.lead_start..score.number.span.end),
    })
}
