//! D07: a grade follows from a score.

use rust_decimal::Decimal;

use super::Report;
use super::claims::{self, GradeClaim, ScoreClaim};
use crate::finding::{Finding, Review};
use crate::kind::Kind;
use crate::unit::Dimension;

/// The bands of the Ministry of Finance: 90, 80, 60.
fn band(score: Decimal) -> char {
    match score {
        score if score >= Decimal::from(90) => '优',
        score if score >= Decimal::from(80) => '良',
        score if score >= Decimal::from(60) => '中',
        _ => '差',
    }
}

/// A grade outside its band; a grade in a report that has no score at all.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let scores = claims::scores(report.reading);
    let bands = Bands::of(report);
    let mut alone: Vec<GradeClaim> = Vec::new();
    for grade in claims::grades(report.reading) {
        match score_of(&grade, &scores) {
            Some(score) if (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&score.value) => {
                judge(&grade, score, &bands, review);
            }
            Some(_) => {}
            None => alone.push(grade),
        }
    }
    if !matches!(bands, Bands::Unclear | Bands::Stated(_)) && scores.is_empty() && !has_any_score(report) {
        without_score(&alone, review);
    }
}

/// The score of the same sentence, else the nearest of the same passage, else the only one.
fn score_of<'s>(grade: &GradeClaim, scores: &'s [ScoreClaim]) -> Option<&'s ScoreClaim> {
    scores
        .iter()
        .find(|score| score.sentence == grade.sentence)
        .or_else(|| scores.iter().find(|score| score.passage == grade.passage))
        .or_else(|| scores.first().filter(|first| scores.iter().all(|score| score.value == first.value)))
}

fn judge(grade: &GradeClaim, score: &ScoreClaim, bands: &Bands, review: &mut Review) {
    let Some(due) = bands.due(score.value).filter(|due| *due != grade.grade) else { return };
    let quotes = grade.quotes.iter().chain(&score.quotes).cloned().collect();
    let by = if matches!(bands, Bands::Stated(_)) { "报告写明的分档" } else { " 90、80、60 分档" };
    let calc = format!("得分 {} 分按{by}应为“{due}”，报告写“{}”", score.value, grade.grade);
    review.findings.push(Finding::new(Kind::GradeScore, quotes, calc, "改正等级；分档另有规定的，请写明"));
}

fn without_score(grades: &[GradeClaim], review: &mut Review) {
    let Some(first) = grades.first() else { return };
    let calc = format!("等级为“{}”，但全文没有得分", first.grade);
    let quotes = grades.iter().flat_map(|grade| grade.quotes.clone()).collect();
    let suggestion = "写明各项得分和总得分，再据以定级";
    review.findings.push(Finding::new(Kind::GradeScore, quotes, calc, suggestion));
}

fn has_any_score(report: &Report<'_, '_>) -> bool {
    let told = report.reading.quantities.iter().any(|quantity| quantity.number.dimension == Dimension::Score);
    told || report.tables.iter().any(|table| table.total.as_ref().is_some_and(|total| total.score.is_some()))
}

/// What the report says of its bands.
enum Bands {
    /// Nothing: those of the Ministry of Finance.
    Usual,
    /// 90分及以上为优，75分至90分为良: the grades with the least points of each.
    Stated(Vec<(char, Decimal)>),
    /// Something that was not understood.
    Unclear,
}

impl Bands {
    fn of(report: &Report<'_, '_>) -> Bands {
        let mut found = Bands::Usual;
        for sentence in &report.reading.sentences {
            let text = report.reading.text.passages[sentence.passage].slice(sentence.span.clone());
            // 发现违规的，按规定降一等
            if ["降一等", "降一级", "降一档", "下调一", "降级", "不得评为", "一票否决"]
                .iter()
                .any(|word| text.contains(word))
            {
                return Bands::Unclear;
            }
            let text = plain(&text);
            let grades = ['优', '良', '中', '差'].iter().filter(|grade| text.contains(**grade)).count();
            if grades >= 3 && text.contains('分') && text.chars().filter(char::is_ascii_digit).count() >= 4 {
                match stated(&text) {
                    Some(bands) => found = Bands::Stated(bands),
                    None => return Bands::Unclear,
                }
            }
        }
        found
    }

    fn due(&self, score: Decimal) -> Option<char> {
        match self {
            Bands::Usual => Some(band(score)),
            Bands::Stated(bands) => bands.iter().find(|(_, least)| score >= *least).map(|(grade, _)| *grade),
            Bands::Unclear => None,
        }
    }
}

/// Other names of the third grade and the fourth: 一般, 合格; 较差, 不合格.
fn plain(text: &str) -> String {
    text.replace("不合格", "差").replace("较差", "差").replace("合格", "中").replace("一般", "中")
}

/// A clause for each grade, the best first, with falling limits, the last of them without one.
fn stated(text: &str) -> Option<Vec<(char, Decimal)>> {
    let mut bands: Vec<(char, Decimal)> = Vec::new();
    for clause in text.split(['，', '、', '；', '。', '：']) {
        let Some((at, grade)) = clause.char_indices().rfind(|(_, sign)| "优良中差".contains(*sign)) else {
            continue;
        };
        // 优秀（95分以上）: the limits stand in brackets behind the grade.
        let behind = &clause[at + grade.len_utf8()..];
        let bracketed = behind.trim_start_matches(['秀', '好']).starts_with('（') && behind.contains('）');
        let rest =
            if bracketed { "" } else { behind }.trim_matches(['秀', '好', '等', '级', '”', '的', '标', '准', '）']);
        let limits: Vec<Decimal> = clause
            .split(|sign: char| !(sign.is_ascii_digit() || sign == '.'))
            .filter_map(|number| number.parse().ok())
            .filter(|limit| *limit <= Decimal::ONE_HUNDRED)
            .collect();
        let Some(least) = limits.iter().min().copied().filter(|_| rest.is_empty()) else { continue };
        if bands.iter().any(|(known, _)| *known == grade) {
            return None;
        }
        // 75分以上不足90分 and 80至90分以下 have a lower end.
        let open = ["以下", "低于", "不足"].iter().any(|word| clause.contains(word)) && limits.len() == 1;
        bands.push((grade, if open { Decimal::ZERO } else { least }));
    }
    let falling = bands.windows(2).all(|two| two[0].1 > two[1].1);
    let named: String = bands.iter().map(|(grade, _)| *grade).collect();
    ("优良中差".starts_with(&named) && bands.len() >= 3 && falling).then_some(bands)
}

#[cfg(test)]
mod tests {
    use super::stated;

    fn limits(text: &str) -> Option<String> {
        let bands = stated(text)?;
        Some(bands.iter().map(|(grade, least)| format!("{grade}{least}")).collect())
    }

    #[test]
    fn limits_stand_before_the_grade_or_in_brackets_behind_it() {
        let bands = Some("优95良85中70差0".to_owned());
        assert_eq!(limits("分为优秀（95分以上）、良好（85分至95分）、中（70分至85分）、差（70分以下）四档。"), bands);
        assert_eq!(limits("95分及以上为优，85至95分以下为良，70至85分以下为中，70分以下为差。"), bands);
    }

    #[test]
    fn bands_are_read_or_left_alone() {
        assert_eq!(
            limits("90分及以上为优，75分至90分为良，60分至75分为中，60分以下为差。"),
            Some("优90良75中60差0".into())
        );
        assert_eq!(
            limits("按照90分以上为优、80至90分为良、60至80分为中、60分以下为差的标准。"),
            Some("优90良80中60差0".into())
        );
        assert_eq!(
            limits(&super::plain(
                "95分以上为优秀，85分至95分（不含）为良好，60分至85分（不含）为一般，60分以下为较差。"
            )),
            Some("优95良85中60差0".into())
        );
        assert_eq!(limits("得分93.4分，优、良、中、差四档各有说明。"), None);
        assert_eq!(limits("60分以下为差，60分以上为中，80分以上为良，90分以上为优。"), None);
    }
}
