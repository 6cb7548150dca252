//! What is counted: money, people, person-times, rates, points, time, things.

use rust_decimal::Decimal;

/// What a quantity measures. Only quantities of the same dimension are compared or added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// 元; values are in 元.
    Money,
    /// 人, 名.
    Person,
    /// 人次.
    PersonTimes,
    /// % and ‰; values are in %.
    Percent,
    /// 百分点.
    PercentPoint,
    /// 分 of a score.
    Score,
    /// 年, 个月, 天, 岁.
    Time,
    /// Things counted by this word (户, 家, 个, 件, …).
    Count(&'static str),
    /// Measured by this word (平方米, 倍, …).
    Other(&'static str),
    /// No unit printed.
    Bare,
}

impl Dimension {
    /// Whether a printed integer is exact.
    pub fn is_counted(self) -> bool {
        matches!(self, Dimension::Person | Dimension::PersonTimes | Dimension::Count(_))
    }
}

/// 元/人, 元/人/年: money for one, or each month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Per {
    /// For one person, household or thing.
    pub each: bool,
    /// For a month, a year, a day.
    pub time: Option<PerTime>,
}

/// The time of a standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PerTime {
    /// 每年.
    Year,
    /// 每季.
    Quarter,
    /// 每月.
    Month,
    /// 每天.
    Day,
}

impl Per {
    /// Whether it is a standard and not an amount.
    pub fn is_standard(self) -> bool {
        self.each || self.time.is_some()
    }
}

/// Units, longer ones first where one begins with another.
const UNITS: &[(&str, Dimension)] = &[
    ("人次", Dimension::PersonTimes),
    ("人·次", Dimension::PersonTimes),
    ("人月", Dimension::Count("人月")),
    ("个百分点", Dimension::PercentPoint),
    ("百分点", Dimension::PercentPoint),
    ("元", Dimension::Money),
    ("圆", Dimension::Money),
    ("人", Dimension::Person),
    ("名", Dimension::Person),
    ("位", Dimension::Person),
    ("%", Dimension::Percent),
    ("‰", Dimension::Percent),
    ("个月", Dimension::Time),
    ("月", Dimension::Time),
    ("个工作日", Dimension::Time),
    ("工作日", Dimension::Time),
    ("个小时", Dimension::Time),
    ("小时", Dimension::Time),
    ("分钟", Dimension::Time),
    ("周年", Dimension::Time),
    ("周岁", Dimension::Time),
    ("岁", Dimension::Time),
    ("年", Dimension::Time),
    ("天", Dimension::Time),
    ("日", Dimension::Time),
    ("分", Dimension::Score),
    ("户次", Dimension::Count("户次")),
    ("户", Dimension::Count("户")),
    ("家次", Dimension::Count("家次")),
    ("家", Dimension::Count("家")),
    ("个", Dimension::Count("个")),
    ("件", Dimension::Count("件")),
    ("笔", Dimension::Count("笔")),
    ("份", Dimension::Count("份")),
    ("项", Dimension::Count("项")),
    ("条", Dimension::Count("条")),
    ("批次", Dimension::Count("批次")),
    ("批", Dimension::Count("批")),
    ("场次", Dimension::Count("场")),
    ("场", Dimension::Count("场")),
    ("期", Dimension::Count("期")),
    ("次", Dimension::Count("次")),
    ("例", Dimension::Count("例")),
    ("宗", Dimension::Count("宗")),
    ("起", Dimension::Count("起")),
    ("张", Dimension::Count("张")),
    ("床", Dimension::Count("床")),
    ("台", Dimension::Count("台")),
    ("套", Dimension::Count("套")),
    ("辆", Dimension::Count("辆")),
    ("处", Dimension::Count("处")),
    ("所", Dimension::Count("所")),
    ("间", Dimension::Count("间")),
    ("座", Dimension::Count("座")),
    ("块", Dimension::Count("块")),
    ("册", Dimension::Count("册")),
    ("卷", Dimension::Count("卷")),
    ("篇", Dimension::Count("篇")),
    ("类", Dimension::Count("类")),
    ("种", Dimension::Count("种")),
    ("支", Dimension::Count("支")),
    ("对", Dimension::Count("对")),
    ("村", Dimension::Count("村")),
    ("镇", Dimension::Count("镇")),
    ("科", Dimension::Count("科")),
    ("部门", Dimension::Count("部门")),
    ("部", Dimension::Count("部")),
    ("平方米", Dimension::Other("平方米")),
    ("平方公里", Dimension::Other("平方公里")),
    ("公里", Dimension::Other("公里")),
    ("亩", Dimension::Other("亩")),
    ("吨", Dimension::Other("吨")),
    ("倍", Dimension::Other("倍")),
    ("成", Dimension::Other("成")),
    ("级", Dimension::Other("级")),
    ("档", Dimension::Other("档")),
    ("学时", Dimension::Other("学时")),
    ("课时", Dimension::Other("课时")),
];

/// The unit at the start of `chars` and its length.
pub(crate) fn unit_at(chars: &[char]) -> Option<(Dimension, usize)> {
    UNITS
        .iter()
        // 12人月均, 12人月人均: the month belongs to the word behind it.
        .filter(|(word, _)| starts(chars, word) && !(*word == "人月" && matches!(chars.get(2), Some('均' | '人'))))
        .map(|(word, dimension)| (*dimension, word.chars().count()))
        .max_by_key(|(_, length)| *length)
}

/// `/人/年`, `/人·月`, `/月`: what stands behind 元.
pub(crate) fn per_at(chars: &[char]) -> (Per, usize) {
    let mut per = Per::default();
    let mut at = 0;
    while chars.get(at).is_some_and(|c| matches!(c, '/' | '·' | '每' | '.' | '•' | '*' | '／')) {
        let Some(length) = per.add(&chars[at + 1..]) else { break };
        at += 1 + length;
    }
    (per, at)
}

impl Per {
    fn add(&mut self, chars: &[char]) -> Option<usize> {
        const WORDS: &[(&str, Option<PerTime>)] = &[
            ("个月", Some(PerTime::Month)),
            ("月", Some(PerTime::Month)),
            ("季度", Some(PerTime::Quarter)),
            ("季", Some(PerTime::Quarter)),
            ("年", Some(PerTime::Year)),
            ("天", Some(PerTime::Day)),
            ("日", Some(PerTime::Day)),
            ("人次", None),
            ("人", None),
            ("名", None),
            ("户", None),
            ("家", None),
            ("个", None),
            ("村", None),
            ("次", None),
            ("件", None),
            ("例", None),
        ];
        let (word, time) = WORDS.iter().find(|(word, _)| starts(chars, word))?;
        match time {
            Some(time) => self.time = Some(*time),
            None => self.each = true,
        }
        Some(word.chars().count())
    }

    /// 每人每月…, 人均…, 月人均…, as it stands directly before the number.
    pub(crate) fn before(lead: &str) -> Per {
        let ends = |c: char| "，；。、（：".contains(c) || c.is_ascii_digit();
        let tail = lead.rsplit(ends).next().unwrap_or_default();
        // 12人月共: the unit of the number before.
        let counted = lead[..lead.len() - tail.len()].ends_with(|c: char| c.is_ascii_digit());
        let tail = if counted { tail.trim_start_matches("人月") } else { tail };
        let each = ["每人", "人均", "每名", "每户", "户均", "每位", "每家", "每个", "每例", "每村"]
            .iter()
            .any(|w| tail.contains(w));
        let time = if ["每月", "月人均", "月均", "人月"].iter().any(|w| tail.contains(w)) {
            Some(PerTime::Month)
        } else if ["每年", "年人均", "年均"].iter().any(|w| tail.contains(w)) {
            Some(PerTime::Year)
        } else if tail.contains("每季") {
            Some(PerTime::Quarter)
        } else if tail.contains("每天") || tail.contains("每日") {
            Some(PerTime::Day)
        } else {
            None
        };
        Per { each, time }
    }
}

/// 万, 亿, …: the factor at the start of `chars` and its length.
pub(crate) fn factor_at(chars: &[char]) -> (Decimal, usize) {
    let mut factor = Decimal::ONE;
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        let next = match c {
            '百' => 100,
            '千' => 1000,
            '万' => 10_000,
            '亿' => 100_000_000,
            _ => break,
        };
        factor *= Decimal::from(next);
        at += 1;
        if at == 2 {
            break;
        }
    }
    (factor, at)
}

pub(crate) fn starts(chars: &[char], word: &str) -> bool {
    let mut rest = chars.iter();
    word.chars().all(|c| rest.next() == Some(&c))
}
