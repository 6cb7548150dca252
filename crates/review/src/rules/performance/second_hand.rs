//! A05, A07 and C02 of a table with the points of two hands: 自评得分 | 复核得分, 县级自评 | 市级评价. Each column is added,
//! each score stays within its points, and each total is what the text tells of that hand.

use rust_decimal::Decimal;

use super::{Report, quotes, score_sum};
use crate::finding::{Finding, Relation, Review};
use crate::kind::Kind;
use crate::quantity::Quantity;
use crate::table::PerformanceTable;
use crate::unit::Dimension;

pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    let tables: Vec<&PerformanceTable> =
        report.certain().filter(|table| table.has_points && table.hands.is_some()).collect();
    for table in &tables {
        let second = of_second(table);
        score_sum::exceeding_in(&second, review);
        // A line of funds with one column of points leaves open what the second hand gave.
        let whole = second.fund_total().is_none_or(|line| line.weight.is_none() || line.score.is_some());
        if whole {
            score_sum::sum_in(&second, review);
        }
        // Of several tables the text does not say which it means.
        if tables.len() == 1 && report.tables.len() == 1 {
            told(report, table, &second, review);
            told(report, &second, table, review);
        }
    }
}

/// The same table with the scores of the second hand.
fn of_second(table: &PerformanceTable) -> PerformanceTable {
    let mut second = table.clone();
    second.hands = table.hands.clone().map(|[first, second]| [second, first]);
    second.funds.iter_mut().for_each(|line| line.score = line.score2.take());
    second.indicators.iter_mut().for_each(|row| row.score = row.score2.take());
    if let Some(total) = &mut second.total {
        total.score = total.score2.take();
    }
    second
}

/// 自评得分 → 自评, 市级评价 → 市级评价.
fn hand(table: &PerformanceTable) -> &str {
    let title = table.hands.as_ref().map_or("", |hands| hands[0].as_str());
    let bare = title.split('(').next().unwrap_or_default();
    ["情况", "结果", "得分", "评分", "分值", "分"].iter().fold(bare, |name, word| name.trim_end_matches(word))
}

/// The total of one hand against the text, where the text tells one score of it.
fn told(report: &Report<'_, '_>, table: &PerformanceTable, other: &PerformanceTable, review: &mut Review) {
    let Some(cell) = table.total.as_ref().and_then(|total| total.score.as_ref()) else { return };
    let Some(total) = cell.points() else { return };
    let claims: Vec<&Quantity> =
        report.reading.quantities.iter().filter(|q| is_told(report, q, hand(table), hand(other))).collect();
    let Some(first) = claims.first().filter(|one| claims.iter().all(|q| q.number.value == one.number.value)) else {
        return;
    };
    let calc = format!("正文{}得分 {} 分，{}总得分 {total} 分", hand(table), first.number.value, table.title());
    let mut words = report.reading.quotes(claims.iter().copied());
    words.extend(quotes([cell]));
    let wrong_sum =
        |finding: &Finding| finding.kind == Kind::ScoreSumMismatch && finding.quotes.first() == cell.spot.as_ref();
    if first.number.value == total {
        review.holds(Relation::SameFact, words, calc);
    } else if !review.findings.iter().any(wrong_sum) {
        let suggestion = "按评分表改正正文的得分，或核对评分表";
        review.findings.push(Finding::new(Kind::NarrativeTableContradiction, words, calc, suggestion));
    }
}

/// 复核得分为93.5分, 市级评价93.5分: a score of the whole by this hand and not by the other.
fn is_told(report: &Report<'_, '_>, quantity: &Quantity, hand: &str, other: &str) -> bool {
    let lead = quantity.lead.trim_end_matches(['为', '：', '是', '得']);
    let ends = ["", "总得分", "得分", "总分", "最终得分", "综合得分", "评分", "分数", "结果", "分"];
    let named =
        !hand.is_empty() && ends.iter().any(|end| lead.strip_suffix(end).is_some_and(|name| name.ends_with(hand)));
    let of_other = other.len() > hand.len() && lead.contains(other);
    let parts = ["指标", "产出", "效益", "满意", "决策", "过程", "投入", "成本", "执行", "其中"];
    let of_part = parts.iter().any(|word| lead.contains(word));
    let own = quantity.year.is_none() || report.reading.year.is_none() || quantity.year == report.reading.year;
    let whole = quantity.number.value >= Decimal::from(50) && quantity.number.is_operand();
    quantity.number.dimension == Dimension::Score
        && named
        && !of_other
        && !of_part
        && own
        && whole
        && !quantity.prior
        && !report.reading.text.passages[quantity.passage].cell
}

#[cfg(test)]
mod tests {
    use crate::{Kind, review, testing};

    const CLEAN: &str = "\
# 松溪县2023年度就业见习补贴项目绩效自评报告
一、结论
经自评，本项目自评得分96.5分；经市级复核，复核得分为94分。扣分见下表。
二、评分表
就业见习补贴项目支出绩效自评表
|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|自评得分|复核得分|扣分原因|
|产出指标|数量指标|见习人数|≥300人|312人|30|30|30| |
|产出指标|质量指标|见习留用率|≥60%|57%|30|28.5|27|行业用工减少|
|效益指标|社会效益指标|带动就业人数|≥150人|171人|20|20|20| |
|满意度指标|服务对象满意度指标|见习人员满意度|≥95%|85.5%|20|18|17|个别岗位与专业不符|
|合计|<|<|<|<|100|96.5|94| |
";

    fn kinds(changes: &[(&str, &str)]) -> Vec<Vec<Kind>> {
        let mut text = CLEAN.to_owned();
        for (from, to) in changes {
            assert_eq!(text.matches(from).count(), 1, "{from}");
            text = text.replace(from, to);
        }
        let tabs: String =
            text.lines().map(|line| line.trim_matches('|').replace('<', "").replace('|', "\t") + "\n").collect();
        [testing::document(&text), testing::flat(&tabs)]
            .iter()
            .map(|document| review(document).findings.iter().map(|finding| finding.kind).collect())
            .collect()
    }

    #[test]
    fn each_column_is_added_and_told() {
        assert_eq!(kinds(&[]), [[], []] as [[Kind; 0]; 2]);
        let (sum, max, told) = (Kind::ScoreSumMismatch, Kind::ScoreExceedsMax, Kind::NarrativeTableContradiction);
        assert_eq!(kinds(&[("|100|96.5|94|", "|100|97.5|94|")]), [[sum], [sum]]);
        assert_eq!(kinds(&[("|100|96.5|94|", "|100|96.5|95|")]), [[sum], [sum]]);
        assert_eq!(kinds(&[("复核得分为94分", "复核得分为95分")]), [[told], [told]]);
        assert_eq!(kinds(&[("自评得分96.5分", "自评得分94分")]), [[told], [told]]);
        assert_eq!(kinds(&[("|20|20|20|", "|20|20|24|")]), [[max], [max]]);
    }

    #[test]
    fn other_names_of_hands_are_read_and_a_third_column_is_not() {
        let named = [("|自评得分|复核得分|", "|县级自评|市级评价|"), ("复核得分为94分", "市级评价为95分")];
        assert_eq!(kinds(&named), [[Kind::NarrativeTableContradiction], [Kind::NarrativeTableContradiction]]);
        // Points and weighted points are of one hand.
        assert_eq!(kinds(&[("|自评得分|复核得分|", "|得分|加权得分|")]), [[], []] as [[Kind; 0]; 2]);
        // Without the words of two hands nobody knows which column counts.
        assert_eq!(
            kinds(&[("|自评得分|复核得分|", "|得分|得分|"), ("|100|96.5|94|", "|100|97.5|94|")]),
            [[], []] as [[Kind; 0]; 2]
        );
    }
}
