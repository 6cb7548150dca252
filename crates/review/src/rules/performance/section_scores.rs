//! A05 over sections: （一）决策指标 with 满分20分，自评得分19分 below, （二）产出指标（50分） with 合计得29.6分 at its end. Where every
//! section of a run tells its points and its score and the points make a hundred, the scores make the total that is
//! told elsewhere.

use super::{Report, claims, told_scores, written_sum};
use crate::finding::{Confidence, Finding, Quote, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::rules::outline::{Part, outline, runs};
use crate::unit::Dimension;
use rust_decimal::Decimal;

/// Fewer sections are no scheme of scoring.
const LEAST: usize = 3;

/// What a section may earn, and what it earned.
struct Told {
    points: Decimal,
    score: Decimal,
    quotes: Vec<Quote>,
}

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let claims = claims::scores(report.reading);
    let Some(total) = claims::agreed(report.reading, &claims) else {
        return;
    };
    if review.findings.iter().any(|known| known.kind == Kind::ScoreSumMismatch) {
        return;
    }
    let parts = outline(report.reading);
    for run in runs(&parts) {
        let Some(run) = scored(report, &run) else { continue };
        let scores: Vec<Decimal> = run.iter().map(|told| told.score).collect();
        let sum: Decimal = scores.iter().sum();
        let quotes = total.quotes.iter().chain(run.iter().flat_map(|told| &told.quotes)).cloned().collect();
        let calc = format!("各部分得分 {} = {}，总得分 {}", written_sum(&scores), sum.normalize(), total.value);
        if (sum - total.value).abs() <= Decimal::new(5, 3) * Decimal::from(scores.len() as u64) {
            review.holds(Relation::ScoreSum, quotes, calc);
        } else if !review.has_said(Kind::ScoreSumMismatch, &total.quotes) {
            let suggestion = format!("总得分应为 {}，或核对各部分得分", sum.normalize());
            review.findings.push(Finding::new(Kind::ScoreSumMismatch, quotes, calc, suggestion));
        }
    }
}

/// The groups of the usual schemes of scoring, each of which is whole.
const SCHEMES: [&[&str]; 4] = [
    &["决策", "过程", "产出", "效益"],
    &["投入", "过程", "产出", "效果"],
    &["投入", "过程", "产出", "效益"],
    &["预算执行", "产出", "效益", "满意度"],
];

/// 决策类指标得18分 in one paragraph, 过程、产出 and 效益 in others: all groups of a scheme, and the total.
pub(super) fn groups(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let claims = claims::scores(reading);
    let Some(total) = claims::agreed(report.reading, &claims) else {
        return;
    };
    let known = |relation: &crate::finding::Checked| relation.relation == Relation::ScoreSum;
    if review.findings.iter().any(|known| known.kind == Kind::ScoreSumMismatch) || review.checked.iter().any(known) {
        return;
    }
    let told: Vec<(&str, &Quantity)> =
        reading.quantities.iter().filter(|q| is_score(report, q)).filter_map(|q| Some((group(q)?, q))).collect();
    let only = |name: &str| {
        let mut of = told.iter().filter(|(own, _)| *own == name);
        of.next().filter(|_| of.next().is_none()).map(|(_, q)| *q)
    };
    let Some(scores) = SCHEMES.iter().find_map(|names| names.iter().map(|name| only(name)).collect::<Option<Vec<_>>>())
    else {
        return;
    };
    let values: Vec<Decimal> = scores.iter().map(|q| q.number.value).collect();
    let sum: Decimal = values.iter().sum();
    let every: Decimal = told.iter().map(|(_, q)| q.number.value).sum();
    let gap = (sum - total.value).abs();
    let calc = format!("各部分得分 {} = {}，总得分 {}", written_sum(&values), sum.normalize(), total.value);
    let quotes = total.quotes.iter().cloned().chain(reading.quotes(scores)).collect();
    if gap <= Decimal::new(2, 2) || every == total.value {
        review.holds(Relation::ScoreSum, quotes, calc);
    } else if gap <= Decimal::TEN {
        let suggestion = format!("总得分应为 {}，或核对各部分得分", sum.normalize());
        let finding = Finding::new(Kind::ScoreSumMismatch, quotes, calc, suggestion);
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

fn is_score(report: &Report<'_, '_>, q: &Quantity) -> bool {
    q.number.dimension == Dimension::Score
        && q.number.is_operand()
        && q.bracket.is_none()
        && !q.prior
        && !report.reading.text.passages[q.passage].cell
}

/// 决策类指标得 → 决策.
fn group(q: &Quantity) -> Option<&'static str> {
    let lead = q.lead.trim_end_matches('为').trim_end_matches('分');
    let lead = lead.strip_suffix('得')?.trim_end_matches("自评").trim_end_matches('实');
    let name = lead.rsplit(['：', '，']).next()?.trim_start_matches("项目").trim_start_matches("其中");
    let name = ["指标", "类", "方面", "部分", "情况"].iter().fold(name, |name, word| name.trim_end_matches(word));
    let name = if name == "预算执行率" { "预算执行" } else { name };
    SCHEMES.iter().flat_map(|names| names.iter()).copied().find(|known| *known == name)
}

/// A07: 质量15分 where the points are told, and 得16分 under the heading 质量.
pub(super) fn exceeding(report: &Report<'_, '_>, review: &mut Review) {
    let reading = report.reading;
    let parts = outline(reading);
    for part in parts.iter().filter(|part| part.title.chars().count() >= 2) {
        let bare = part.title.trim_end_matches("指标");
        let set = |q: &&Quantity| {
            let name = q.lead.rsplit(['：', '中', '，']).next().unwrap_or_default();
            q.number.dimension == Dimension::Score
                && q.number.is_operand()
                && !reading.text.passages[q.passage].cell
                && q.passage < part.heading
                && name.trim_end_matches("指标") == bare
        };
        let mut told = reading.quantities.iter().filter(set);
        let told = told.next().filter(|_| told.next().is_none());
        let Some(points) = points_of(report, part).or(told) else { continue };
        let Some(score) = score_of(report, part, Decimal::ONE_HUNDRED) else { continue };
        let quotes = reading.quotes([score, points]);
        if score.number.value > points.number.value && !review.has_said(Kind::ScoreExceedsMax, &quotes) {
            let calc = format!("“{bare}”分值 {} 分，得分 {} 分，得分大于分值", points.number.value, score.number.value);
            let finding = Finding::new(Kind::ScoreExceedsMax, quotes, calc, "得分应在 0 与分值之间");
            review.findings.push(finding.confidence(Confidence::Likely));
        }
    }
}

/// The sections from some place of the run on whose points make a hundred: each of them tells its score.
fn scored(report: &Report<'_, '_>, run: &[&Part]) -> Option<Vec<Told>> {
    let told: Vec<Option<Told>> = run.iter().map(|part| told(report, part)).collect();
    let first = told.iter().position(Option::is_some)?;
    let told: Vec<Told> = told.into_iter().skip(first).map_while(|told| told).collect();
    let points: Decimal = told.iter().map(|told| told.points).sum();
    (told.len() >= LEAST && points == Decimal::ONE_HUNDRED).then_some(told)
}

fn told(report: &Report<'_, '_>, part: &Part) -> Option<Told> {
    let reading = report.reading;
    if let Some(points) = points_of(report, part) {
        let score = score_of(report, part, points.number.value)?;
        let quotes = reading.quotes([points, score]);
        return Some(Told { points: points.number.value, score: score.number.value, quotes });
    }
    // The first pair of the section is its own; those behind are of its indicators.
    let pair = told_scores::pairs_of(report, part.body.start).into_iter().next()?;
    let own = ["该类", "本类", "该部分", "本部分", "该项", "此项", "该指标", "一级指标"];
    let named = own.iter().any(|word| pair.name.starts_with(word))
        || !part.title.is_empty() && pair.name.starts_with(part.title.trim_end_matches("指标"));
    (named && !part.body.is_empty()).then_some(Told { points: pair.points, score: pair.score, quotes: pair.quotes })
}

/// （二）产出指标（50分）: the points in the heading.
pub(super) fn points_of<'r>(report: &'r Report<'_, '_>, part: &Part) -> Option<&'r Quantity> {
    let mut points = report.reading.quantities.iter().filter(|q| q.passage == part.heading);
    let points = points.next().filter(|_| points.next().is_none())?;
    let own = matches!(points.lead.as_str(), "" | "分值" | "满分" | "权重" | "共");
    (points.number.dimension == Dimension::Score && points.bracket.is_some() && own).then_some(points)
}

/// 合计得29.6分, 过程指标得19.5分, or the only score of the section.
fn score_of<'r>(report: &'r Report<'_, '_>, part: &Part, points: Decimal) -> Option<&'r Quantity> {
    let reading = report.reading;
    let earned = |q: &&Quantity| {
        let lead = q.lead.trim_end_matches(['为', '分']);
        q.number.dimension == Dimension::Score
            && part.body.contains(&q.passage)
            && !reading.text.passages[q.passage].cell
            && q.number.is_operand()
            && q.bracket.is_none()
            && lead.ends_with('得')
            && !lead.contains("应得")
            && q.number.value <= points
    };
    let all: Vec<&Quantity> = reading.quantities.iter().filter(earned).collect();
    let only = |found: Vec<&'r Quantity>| match found[..] {
        [one] => Some(one),
        _ => None,
    };
    let of = |words: &[&str]| all.iter().copied().filter(|q| q.led_by(words)).collect::<Vec<_>>();
    let title = part.title.as_str();
    only(of(&["合计", "共得", "共计", "总计"])).or_else(|| only(of(&[title]))).or_else(|| only(all.clone()))
}
