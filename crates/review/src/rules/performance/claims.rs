//! What the text claims of the whole: scores, grades, completion rates.

use rust_decimal::Decimal;

use crate::finding::Quote;
use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::text::Passage;
use crate::unit::Dimension;

/// A score of the whole, as told in the text.
pub(super) struct ScoreClaim {
    /// The points.
    pub value: Decimal,
    /// Where: the passage and the sentence.
    pub passage: usize,
    pub sentence: usize,
    /// The words.
    pub quotes: Vec<Quote>,
}

const TOTAL_WORDS: [&str; 14] = [
    "自评得分",
    "总得分",
    "总分",
    "综合得分",
    "评价得分",
    "总体得分",
    "自评分",
    "综合评分",
    "自我评价得分",
    "自评总得分",
    "绩效得分",
    "最终得分",
    "得分为",
    "自评结果",
];

/// Words of a part of the whole.
const PART_WORDS: [&str; 20] = [
    "指标",
    "决策",
    "过程",
    "产出",
    "效益",
    "效果",
    "满意度",
    "预算执行",
    "预算编制",
    "管理",
    "执行率",
    "满分",
    "分值",
    "扣",
    "投入",
    "履职",
    "立项",
    "资金",
    "平均",
    "权重",
];

/// The one score that all claims tell; none where points are added that stand in no list.
pub(super) fn agreed<'c>(reading: &Reading<'_>, claims: &'c [ScoreClaim]) -> Option<&'c ScoreClaim> {
    let added = |passage: &Passage| passage.text().contains("加分");
    let first = claims.first().filter(|first| claims.iter().all(|claim| claim.value == first.value));
    first.filter(|_| !reading.text.passages.iter().any(added))
}

/// The scores of the whole, in reading order.
pub(super) fn scores(reading: &Reading<'_>) -> Vec<ScoreClaim> {
    reading.quantities.iter().filter(|quantity| is_total(reading, quantity)).map(|q| claim(reading, q)).collect()
}

fn is_total(reading: &Reading<'_>, quantity: &Quantity) -> bool {
    let passage = &reading.text.passages[quantity.passage];
    quantity.number.dimension == Dimension::Score
        && quantity.number.is_operand()
        && quantity.bracket.is_none()
        && !passage.cell
        && !quantity.prior
        && (!quantity.year_printed || quantity.year.zip(reading.year).is_none_or(|(own, year)| own >= year))
        && !quantity.lead.ends_with(['市', '县', '区', '镇', '乡', '局', '院', '校', '所'])
        && ((TOTAL_WORDS.iter().any(|word| quantity.lead.contains(word)) && !after_last_total_word(&quantity.lead))
            || quantity.lead.ends_with("自评")
            || quantity.lead.ends_with("自评得")
            || is_whole(quantity)
            || is_graded(reading, quantity)
            || is_sum_of_earned(reading, quantity))
        && (is_graded(reading, quantity) || is_of_fund(quantity) || !names_a_part(&quantity.lead))
        && !is_earned_of(reading, quantity)
        && !is_full(reading, quantity)
}

/// 总分100分，90（含）至100分为优: what may be earned.
fn is_full(reading: &Reading<'_>, quantity: &Quantity) -> bool {
    let words = reading.between(quantity.passage, reading.sentences[quantity.sentence].span.clone());
    let graded = ["为优", "为良"].iter().all(|word| words.contains(word));
    // 从4个方面设置11项指标，总分100分
    let set = ["设置", "设", "由"].iter().any(|word| words.contains(word)) && words.contains("指标，总分");
    // 自评总分100分，得分95.1分; 自评总分100分，分为资金使用20分、…
    let here = reading.in_sentence(quantity.sentence);
    let next = here.iter().find(|q| q.number.span.start > quantity.number.span.start);
    let behind = next.map(|next| reading.between(quantity.passage, quantity.number.span.end..next.number.span.start));
    let earned = next.is_some_and(|next| {
        next.number.dimension == Dimension::Score && ["得分", "自评得分", "实得", "得"].contains(&next.lead.as_str())
    });
    let split = behind.is_some_and(|words| words.starts_with("，分为") || words.starts_with("，由"));
    quantity.number.value == Decimal::ONE_HUNDRED && (graded || set || earned || split)
}

/// 项目得分93.4分, 本项目得93.4分, 三项合计得96.5分: nothing but the whole is named.
fn is_whole(quantity: &Quantity) -> bool {
    let lead = quantity.lead.trim_end_matches(['为', '：', '分']);
    let head = ["项目得", "合计得", "共得", "总计得", "项目评价得", "项目最终得"]
        .iter()
        .find_map(|word| lead.strip_suffix(word));
    let bare = |head: &str| {
        let rest = head.trim_start_matches(['本', '该', '此', '上', '述', '以']);
        let rest =
            rest.trim_start_matches(['两', '三', '四', '五', '六', '七', '八', '部', '大', '项', '类', '个', '分']);
        matches!(rest, "" | "经综合评价" | "经评价" | "综合评价" | "经综合评定" | "年度" | "指标" | "全部指标")
    };
    let usual = (Decimal::from(50)..=Decimal::ONE_HUNDRED).contains(&quantity.number.value);
    usual && head.is_some_and(bare)
}

/// 该项资金得分83.40分，等级为“良”: the grade stands directly behind it.
fn is_graded(reading: &Reading<'_>, quantity: &Quantity) -> bool {
    let end = quantity.number.span.end;
    let behind = reading.between(quantity.passage, end..end + 8);
    let graded = ["，等级为", "，等次为", "，档次为", "，评价等级", "，评定等级", "，绩效等级"];
    let usual = (Decimal::from(50)..=Decimal::ONE_HUNDRED).contains(&quantity.number.value);
    let whole = quantity.lead == "得分" || quantity.lead.starts_with(['本', '该', '此']);
    usual
        && whole
        && quantity.lead.trim_end_matches('为').ends_with("得分")
        && graded.iter().any(|words| behind.starts_with(words))
}

/// 我省就业补助资金自评得分99.33分: the fund is what was scored, and no indicator has as many points.
fn is_of_fund(quantity: &Quantity) -> bool {
    let words = ["资金自评得分", "资金绩效自评得分", "资金评价得分", "资金绩效评价得分", "资金综合得分"];
    let head = words.iter().find_map(|word| quantity.lead.trim_end_matches('为').strip_suffix(word));
    quantity.number.value >= Decimal::from(60) && head.is_some_and(|head| !names_a_part(head))
}

/// 执行10分得9.9分，产出50分得49分，满意度10分得10分，合计98.9分: behind three that were earned.
fn is_sum_of_earned(reading: &Reading<'_>, quantity: &Quantity) -> bool {
    let earned =
        |q: &&Quantity| q.number.dimension == Dimension::Score && q.lead.ends_with('得') && q.clause <= quantity.clause;
    matches!(quantity.lead.as_str(), "合计" | "共计" | "总计")
        && (Decimal::from(50)..=Decimal::ONE_HUNDRED).contains(&quantity.number.value)
        && reading.in_sentence(quantity.sentence).iter().filter(earned).count() >= 3
}

/// 决策指标标准分14分，评价得分10.5分: what was earned of the points directly before.
fn is_earned_of(reading: &Reading<'_>, quantity: &Quantity) -> bool {
    let all = reading.in_sentence(quantity.sentence);
    let before = all.iter().position(|q| std::ptr::eq(q, quantity)).and_then(|at| all.get(at.checked_sub(1)?));
    before.is_some_and(|points| {
        let named = ["标准分", "分值", "满分", "权重", "赋分"]
            .iter()
            .any(|word| points.lead.trim_end_matches('为').ends_with(word));
        named
            && points.number.dimension == Dimension::Score
            && points.number.value < Decimal::ONE_HUNDRED
            && quantity.clause.abs_diff(points.clause) <= 1
    })
}

/// 自评得分主要扣在…3分: the word is too far away; 自评得分算术平均为95.72分, 自评分分别为95.20分、94.80分: the scores of several.
fn after_last_total_word(lead: &str) -> bool {
    let end = TOTAL_WORDS.iter().filter_map(|word| lead.rfind(word).map(|at| at + word.len())).max().unwrap_or(0);
    let several = ["平均", "分别", "依次", "最高", "最低"].iter().any(|word| lead[end..].contains(word));
    several || lead[end..].chars().count() > 6
}

fn names_a_part(lead: &str) -> bool {
    let end = TOTAL_WORDS.iter().filter_map(|word| lead.rfind(word)).max();
    let end = end.or_else(|| lead.rfind("自评")).unwrap_or(lead.len());
    let near: String = lead[..end].chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
    PART_WORDS.iter().any(|word| near.contains(word))
}

fn claim(reading: &Reading<'_>, quantity: &Quantity) -> ScoreClaim {
    ScoreClaim {
        value: quantity.number.value,
        passage: quantity.passage,
        sentence: quantity.sentence,
        quotes: reading.quote_with_lead(quantity),
    }
}

/// A grade of the whole.
pub(super) struct GradeClaim {
    /// 优, 良, 中 or 差.
    pub grade: char,
    pub passage: usize,
    pub sentence: usize,
    pub quotes: Vec<Quote>,
}

/// What a grade is called; it stands a few signs before the grade.
const GRADE_LEADS: [&str; 16] = [
    "等级",
    "分，结果",
    "分，自评结果",
    "等次",
    "档次",
    "评级",
    "评价结果",
    "自评结果",
    "评定",
    "评为",
    "定为",
    "结论",
    "自评",
    "评价",
    "考核结果",
    "级别",
];

/// The grades in the running text; 评为优 of a person or an indicator is none.
pub(super) fn grades(reading: &Reading<'_>) -> Vec<GradeClaim> {
    let mut grades = Vec::new();
    for (index, sentence) in reading.sentences.iter().enumerate() {
        let passage = &reading.text.passages[sentence.passage];
        if passage.cell {
            continue;
        }
        let text: Vec<char> = passage.chars[sentence.span.clone()].to_vec();
        let Some((grade, from, to)) = grade_in(&text) else { continue };
        let start = sentence.span.start;
        grades.push(GradeClaim {
            grade,
            passage: sentence.passage,
            sentence: index,
            quotes: reading.text.quotes(sentence.passage, start + from..start + to),
        });
    }
    grades
}

/// The grade, and from where to where it is told.
fn grade_in(text: &[char]) -> Option<(char, usize, usize)> {
    let slice = |at: usize, count: usize| text[at..(at + count).min(text.len())].iter().collect::<String>();
    let signs = |at: &usize| matches!(text[*at], '优' | '良' | '中' | '差' | '较' | '不' | 'A' | 'B' | 'C' | 'D');
    (0..text.len()).filter(signs).filter(|at| !sets_band(&text[..*at])).find_map(|at| {
        let (grade, mut end) = match (slice(at, 2).as_str(), slice(at, 3).as_str()) {
            ("较差", _) => ('差', at + 2),
            (_, "不合格") => ('差', at + 3),
            _ if matches!(text[at], '较' | '不') => return None,
            _ => (text[at], at + 1),
        };
        if matches!((grade, text.get(end)), ('优', Some('秀')) | ('良', Some('好')) | ('中', Some('等'))) {
            end += 1;
        }
        // 诚信等级A级企业, 医院等级.
        let before: String = text[at.saturating_sub(6)..at].iter().collect();
        if ["诚信", "信用", "企业", "资质", "医院", "残疾", "伤残", "失能", "机构"]
            .iter()
            .any(|word| before.contains(word))
        {
            return None;
        }
        // 等级为“良”的市 is a class, not this report's grade.
        let of_class = text[end..].iter().find(|sign| !"”\"’'」".contains(**sign)) == Some(&'的')
            && text.get(end + 2).is_some_and(|sign| !"标准".contains(*sign));
        if of_class {
            return None;
        }
        let ends = text.get(end).is_none_or(|sign| "。，；”\"’'」、（）级等！".contains(*sign));
        // Between the word and the grade there is nothing but 为, 是, a colon and quotation marks.
        let before: String = text[at.saturating_sub(12)..at].iter().collect();
        let letter = grade.is_ascii_uppercase();
        if letter && !text.get(end).is_some_and(|sign| "级等”".contains(*sign)) {
            return None;
        }
        let bare = before.trim_end_matches(|sign: char| "“\"‘'「：:为是评定属于达到".contains(sign));
        let unquoted = before.trim_end_matches(|sign: char| "“\"‘'「：: ".contains(sign));
        let lead = GRADE_LEADS.iter().find(|lead| bare.ends_with(*lead) || unquoted.ends_with(*lead))?;
        // 自评中，…: during it.
        if grade == '中' && unquoted.len() == before.len() && end == at + 1 && text.get(end) == Some(&'，') {
            return None;
        }
        let told = before.chars().count().min(lead.chars().count() + before.chars().count() - bare.chars().count());
        ends.then_some((grade, at - told, end))
    })
}

/// 90分（含）以上等级为优: a clause with a limit of points sets a band and grades nothing.
fn sets_band(before: &[char]) -> bool {
    let clause = before.iter().rposition(|sign| "，、；。：".contains(*sign)).map_or(0, |mark| mark + 1);
    let words: String = before[clause..].iter().collect();
    let limit =
        ["以上", "以下", "至", "—", "～", "~", "-", "低于", "不足", "≥", "≤"].iter().any(|word| words.contains(word));
    limit && words.contains(|sign: char| sign.is_ascii_digit())
}

/// A completion rate below 100 % of a target that the year set itself.
pub(super) struct Shortfall {
    pub quotes: Vec<Quote>,
    pub printed: String,
    /// The passage gives a reason.
    pub explained: bool,
}

/// The missed targets that the text itself reports as rates.
pub(super) fn shortfalls(reading: &Reading<'_>) -> Vec<Shortfall> {
    let hundred = Decimal::ONE_HUNDRED;
    let is_shortfall = |quantity: &&Quantity| {
        let lead = quantity.lead.as_str();
        let completion = (lead.contains("完成") && ["目标", "任务", "计划"].iter().any(|word| lead.contains(word)))
            || ["完成率", "完成率为", "完成率达", "完成率达到", "完成率仅为"].iter().any(|word| lead.ends_with(word));
        let other =
            ["预算", "资金", "支付", "执行", "序时", "投资", "进度", "支出"].iter().any(|word| lead.contains(word));
        quantity.number.dimension == Dimension::Percent
            && quantity.number.is_operand()
            && quantity.number.interval().high < hundred
            && completion
            && !other
            && !quantity.prior
            && !reading.text.passages[quantity.passage].cell
            && quantity.month.is_none_or(|month| month == 12)
            && (quantity.year.is_none() || reading.year.is_none() || quantity.year == reading.year)
    };
    reading
        .quantities
        .iter()
        .filter(is_shortfall)
        .map(|quantity| {
            let text = reading.text.passages[quantity.passage].text();
            Shortfall {
                quotes: reading.quote_with_lead(quantity),
                printed: reading.printed(quantity),
                explained: ["原因", "由于", "因为", "影响"].iter().any(|word| text.contains(word)),
            }
        })
        .collect()
}
