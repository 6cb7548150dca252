//! Quantities in their sentences: the words before and behind, the year, the level of brackets.

use crate::interval::Interval;
use crate::number::{Bound, Number, Token, tokens};
use crate::text::Passage;
use crate::unit::Dimension;
use rust_decimal::Decimal;
use std::ops::Range;

/// A printed number in its sentence.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// The number.
    pub number: Number,
    /// Index of its passage.
    pub passage: usize,
    /// Index of its sentence.
    pub sentence: usize,
    /// Counts the semicolons before it in the passage.
    pub part: usize,
    /// Counts the commas before it in the passage.
    pub clause: usize,
    /// The open brackets around it, by the position of the innermost; none outside brackets.
    pub bracket: Option<usize>,
    /// The words before it in its clause, without dates and bracketed additions.
    pub lead: String,
    /// Where those words begin.
    pub lead_start: usize,
    /// The words behind it up to the next number or punctuation.
    pub tail: String,
    /// The year that holds for it, and whether it is printed in the same sentence.
    pub year: Option<i32>,
    /// Whether that year stands in its own sentence.
    pub year_printed: bool,
    /// The month printed in its sentence.
    pub month: Option<u32>,
    /// 上年, 去年, 同期 in its clause.
    pub prior: bool,
    /// Its sentence sets goals: 确定新增就业8000人、培训11000人次等目标。
    pub aimed: bool,
    /// What [`Quantity::is_change`] tells; asked for every pair of figures.
    change: bool,
}

/// A sentence with its quantities.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// Index of its passage.
    pub passage: usize,
    /// Its characters.
    pub span: Range<usize>,
    /// Its quantities, as indices.
    pub quantities: Range<usize>,
}

/// Reads the quantities of a passage; `sentences` grows by those of the passage.
pub(crate) fn read(index: usize, passage: &Passage, out: &mut Vec<Quantity>, sentences: &mut Vec<Sentence>) {
    let chars = &passage.chars;
    let tokens = tokens(chars);
    let mut walk = Walk::new(index, chars, &tokens);
    for span in sentence_spans(chars) {
        let first = out.len();
        walk.sentence(span.clone(), sentences.len(), out);
        sentences.push(Sentence { passage: index, span, quantities: first..out.len() });
    }
}

fn sentence_spans(chars: &[char]) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut start = 0;
    for (at, c) in chars.iter().enumerate() {
        if matches!(c, '。' | '！' | '？') {
            spans.push(start..at + 1);
            start = at + 1;
        }
    }
    if start < chars.len() {
        spans.push(start..chars.len());
    }
    spans
}

/// The way through a passage: what has been counted so far.
struct Walk<'a> {
    index: usize,
    chars: &'a [char],
    tokens: &'a [Token],
    next: usize,
    part: usize,
    clause: usize,
    brackets: Vec<usize>,
    year: Option<i32>,
    /// The year before the one that a clause is compared with.
    before: Option<Option<i32>>,
}

impl<'a> Walk<'a> {
    fn new(index: usize, chars: &'a [char], tokens: &'a [Token]) -> Walk<'a> {
        Walk { index, chars, tokens, next: 0, part: 0, clause: 0, brackets: Vec::new(), year: None, before: None }
    }

    fn sentence(&mut self, span: Range<usize>, sentence: usize, out: &mut Vec<Quantity>) {
        let mut printed = false;
        let mut month = None;
        // Dates and brackets of the last sentence do not reach over a full stop.
        self.brackets.clear();
        self.year = self.before.take().unwrap_or(self.year);
        for at in span.clone() {
            if matches!(self.chars[at], '，' | '；') {
                self.year = self.before.take().unwrap_or(self.year);
            }
            match self.chars[at] {
                '；' => self.part += 1,
                '，' => self.clause += 1,
                '（' => self.brackets.push(at),
                '）' => {
                    self.brackets.pop();
                }
                _ => {}
            }
            while let Some(token) = self.tokens.get(self.next) {
                if token.span().start != at {
                    break;
                }
                self.next += 1;
                match token {
                    Token::Date(date) => {
                        if date.year.is_some() {
                            // 比2023年末的434926人次增加: the year of its clause alone.
                            let compared = at > span.start && matches!(self.chars[at - 1], '比' | '较');
                            self.before = self.before.or(compared.then_some(self.year));
                            self.year = date.year;
                            printed = true;
                            month = None;
                        }
                        month = date.month.or(month);
                    }
                    Token::Number(number) => out.push(self.quantity(number, &span, sentence, (printed, month))),
                }
            }
        }
    }

    fn quantity(
        &self,
        number: &Number,
        span: &Range<usize>,
        sentence: usize,
        (printed, month): (bool, Option<u32>),
    ) -> Quantity {
        let (lead, lead_start) = self.lead(number.span.start, span.start);
        let clause_start = self.chars[span.start..number.span.start].iter().rposition(|c| matches!(c, '，' | '；'));
        let clause: String =
            self.chars[span.start + clause_start.map_or(0, |p| p + 1)..number.span.start].iter().collect();
        let tail = self.tail(number.span.end, span.end);
        let aimed = sets_goals(&self.chars[span.clone()]);
        Quantity {
            number: number.clone(),
            passage: self.index,
            sentence,
            part: self.part,
            clause: self.clause,
            bracket: self.brackets.last().copied(),
            prior: is_prior(&clause),
            aimed,
            // 敬老院消防提升178.5万元: nobody says so of an amount.
            change: is_change(&lead, &tail)
                && !(number.dimension == Dimension::Money
                    && number.factor >= Decimal::from(10_000)
                    && lead.ends_with("提升")),
            lead,
            lead_start,
            tail,
            year: self.year,
            year_printed: printed,
            month,
        }
    }

    /// The words before: back to punctuation or the number before; dates are left out, brackets
    /// that close are stepped over.
    fn lead(&self, end: usize, floor: usize) -> (String, usize) {
        let mut words: Vec<char> = Vec::new();
        let mut at = end;
        let mut before = self.next.saturating_sub(1);
        'back: while at > floor {
            while before > 0 && self.tokens[before - 1].span().end > at {
                before -= 1;
            }
            if before > 0 && self.tokens[before - 1].span().end == at {
                match &self.tokens[before - 1] {
                    Token::Date(date) => {
                        at = date.span.start;
                        before -= 1;
                        continue 'back;
                    }
                    // 80周岁以上 and 两项 are words of the lead.
                    // and so is the lower end of 80至89周岁.
                    Token::Number(number)
                        if !number.chinese
                            && number.dimension != Dimension::Time
                            && !(number.bound == Bound::Range && number.dimension == Dimension::Bare) =>
                    {
                        break;
                    }
                    Token::Number(_) => {}
                }
            }
            let c = self.chars[at - 1];
            match c {
                '：' | '，' if self.opener_before(at - 1, floor) > 0 => {
                    let opener = self.opener_before(at - 1, floor);
                    words.extend(self.chars[at - 1 - opener..at].iter().rev());
                    at -= 1 + opener;
                    break;
                }
                '，' | '；' | '。' | '！' | '？' | '（' => break,
                '：' if !words.is_empty() => break,
                '：' => {}
                '）' => {
                    if let Some(open) = self.opening(at - 1, floor) {
                        at = open;
                        continue;
                    }
                    break;
                }
                _ => words.push(c),
            }
            at -= 1;
        }
        words.reverse();
        let lead: String = words.into_iter().collect();
        let separators = ['、', '和', '及', '与', ' ', '，'];
        let start = at + self.chars[at..end].iter().take_while(|c| separators.contains(c)).count();
        (lead.trim_start_matches(separators).to_owned(), start)
    }

    /// The length of 其中 and its like directly before a position: 其中：… belongs to its first part.
    fn opener_before(&self, at: usize, floor: usize) -> usize {
        let before: String = self.chars[at.saturating_sub(4).max(floor)..at].iter().collect();
        let colon = self.chars.get(at) == Some(&'：');
        let division = colon && self.chars[at.saturating_sub(6).max(floor)..at].contains(&'按');
        // 按年度下达：…, 按支出用途：…
        let by =
            self.chars[at.saturating_sub(8).max(floor)..at].iter().rev().position(|c| matches!(c, '按' | '，' | '。'));
        if let Some(length) = by.filter(|n| colon && *n > 1 && self.chars[at - 1 - n] == '按') {
            return length + 1;
        }
        // 按企业规模分，…
        if !colon && before.ends_with('分') && by.is_some_and(|n| n > 2 && self.chars[at - 1 - n] == '按') {
            return by.map_or(0, |n| n + 1);
        }
        // 从构成看，…, 分季度看，…
        let view = self.chars[at.saturating_sub(8).max(floor)..at].iter().rposition(|c| matches!(c, '从' | '分'));
        if before.ends_with('看') && view.is_some() {
            return 1;
        }
        let words = OPENERS.iter().chain(DIVISIONS.iter().filter(|w| colon && (**w != "分" || division)));
        words.copied().find(|word| before.ends_with(word)).map_or(0, |word| word.chars().count())
    }

    fn opening(&self, close: usize, floor: usize) -> Option<usize> {
        let mut depth = 0;
        for at in (floor..=close).rev() {
            match self.chars[at] {
                '）' => depth += 1,
                '（' => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(at);
                    }
                }
                _ => {}
            }
        }
        None
    }

    fn tail(&self, start: usize, ceiling: usize) -> String {
        let next = self.tokens.get(self.next).map_or(ceiling, |t| t.span().start.min(ceiling));
        let stop = |c: &char| matches!(c, '，' | '；' | '。' | '、' | '（' | '）' | '：' | '！' | '？');
        self.chars[start.min(next)..next].iter().take_while(|c| !stop(c)).collect()
    }
}

/// Words that open a list of parts.
pub(crate) const OPENERS: &[&str] = &["其中", "包括", "分别为", "分别是", "包含", "具体为"];

/// Words that open a list of all parts: 按用途分：, 支出构成为：.
const DIVISIONS: &[&str] = &[
    "分",
    "构成为",
    "构成是",
    "构成",
    "组成为",
    "部分组成",
    "具体为",
    "具体是",
    "分项为",
    "分解为",
    "细分为",
    "分别列支",
];

/// Whether a short text contains a word. Its first character is looked for first: a search for a word prepares itself
/// at a cost that a text of ten characters never earns back.
pub(crate) fn holds(text: &str, word: &str) -> bool {
    word.chars().next().is_none_or(|first| text.contains(first)) && text.contains(word)
}

/// 确定…8000人、…650人等目标。
fn sets_goals(sentence: &[char]) -> bool {
    let end: String = sentence.iter().skip(sentence.len().saturating_sub(9)).collect();
    let end = end.trim_end_matches(['。', '；']);
    let listed = ["目标", "任务", "指标"].iter().any(|word| end.ends_with(word)) && end.contains('等');
    listed && {
        let text: String = sentence.iter().collect();
        let set = ["确定", "设定", "制定", "明确", "下达", "提出", "设置"].iter().any(|word| text.contains(word));
        set && !["完成", "超额", "实现"].iter().any(|word| text.contains(word))
    }
}

/// Words that mean the year before.
fn is_prior(clause: &str) -> bool {
    // 上年结转 is money of this year.
    let clause = clause.replace("上年结转", "").replace("上年结余", "").replace("上年度结转", "").replace("加上年", "");
    ["上年", "去年", "上一年", "同期", "往年", "前年", "上月", "上季"].iter().any(|w| clause.contains(w))
}

impl Token {
    /// The characters of the token.
    pub fn span(&self) -> &Range<usize> {
        match self {
            Token::Number(number) => &number.span,
            Token::Date(date) => &date.span,
        }
    }
}

impl Quantity {
    /// What its printing leaves open. A target is set, not measured: 90%的目标 is exact.
    pub fn interval(&self) -> Interval {
        let set = self.number.bound != Bound::None || self.led_by(&["目标", "任务"]) || self.tail.contains("目标");
        if set { Interval::exact(self.number.value) } else { self.number.interval() }
    }

    /// Whether the words before it contain one of these.
    pub fn led_by(&self, words: &[&str]) -> bool {
        words.iter().any(|word| holds(&self.lead, word))
    }

    /// Whether the words before it end with one of these.
    pub fn led_directly_by(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.lead.ends_with(word))
    }

    /// Whether the words before it open a list of all parts: 按用途分：…, 支出构成为：….
    pub fn opens_division(&self) -> bool {
        let by = self.lead.starts_with('按') && (self.lead.contains('：') || self.lead.contains("分，"));
        by || self.lead.starts_with("看，") || DIVISIONS.iter().any(|word| self.lead.contains(&format!("{word}：")))
    }

    /// Whether the number is a change and not a level: 增加, 减少, 增长, 高于上年. The verb stands near
    /// the number; 技能提升补贴项目 is a name.
    pub fn is_change(&self) -> bool {
        self.change
    }

    /// Whether it may stand in a sum or a quotient as an amount: printed plainly, not a standard,
    /// not a change.
    pub fn is_amount(&self) -> bool {
        self.number.is_operand() && !self.number.per.is_standard() && !self.is_change()
    }
}

fn is_change(lead: &str, tail: &str) -> bool {
    // 上升到2023年的3.71万人次: dates are left out of the words.
    let last = ["到", "至", "为", "达", "达到"].iter().any(|w| lead.trim_end_matches('的').ends_with(w));
    if last
        && !["增加值为", "增幅为", "降幅为", "增长率为", "增速为", "增量为", "增减为"].iter().any(|w| lead.ends_with(w))
    {
        return false;
    }
    let changes = |word: &&str| {
        holds(lead, word)
            && lead.rfind(*word).is_some_and(|at| {
                let behind = &lead[at + word.len()..];
                behind.chars().count() <= 3 && !is_programme(word, behind)
            })
    };
    CHANGES.iter().any(changes)
        || ["多", "少", "增", "减", "高", "低"].contains(&lead)
        || lead.starts_with(['比', '较', '多', '少']) && has_more(lead)
        || lead.starts_with(['比', '较']) && lead.ends_with(['多', '少'])
        || ["的增长", "的增幅", "的增速", "的降幅", "的下降"].iter().any(|w| tail.starts_with(w))
}

/// 比预算多结余, 较计划少支出, 比上年的9.2万元多支出: 多 and 少 before the verb of what there is more of.
fn has_more(lead: &str) -> bool {
    let verbs = [
        "结余", "支出", "收入", "发放", "支付", "完成", "拨付", "投入", "使用", "征收", "收缴", "安排", "筹集", "支",
        "收", "缴",
    ];
    verbs.iter().any(|verb| lead.strip_suffix(verb).is_some_and(|before| before.ends_with(['多', '少'])))
}

/// 技能提升补贴, 能力提升工程, 增收项目: the verb is part of a name.
fn is_programme(verb: &str, behind: &str) -> bool {
    let named =
        ["补贴", "补助", "培训", "行动", "工程", "项目", "计划", "经费", "专项", "奖补", "奖励", "活动", "资金"];
    ["提升", "提高", "增收", "延长"].contains(&verb) && named.iter().any(|word| behind.starts_with(word))
}

/// Verbs of change.
pub(crate) const CHANGES: &[&str] = &[
    "超过计划",
    "超过目标",
    "超过任务",
    "超目标",
    "超计划",
    "超任务",
    "超出",
    "超额",
    "超支",
    "节约",
    "节省",
    "追加",
    "增加",
    "减少",
    "增长",
    "下降",
    "上升",
    "提高",
    "降低",
    "提升",
    "增幅",
    "降幅",
    "同比",
    "环比",
    "净增",
    "净减",
    "多发",
    "少发",
    "回落",
    "上涨",
    "上调",
    "下调",
    "调增",
    "调减",
    "增收",
    "减收",
    "增支",
    "减支",
    "核减",
    "核增",
    "压减",
    "压缩",
    "高于",
    "低于",
    "增速",
    "涨幅",
    "缩短",
    "延长",
];
