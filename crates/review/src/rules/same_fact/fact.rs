//! What a figure is about, as far as two figures can be compared.

use crate::quantity::Quantity;
use crate::reading::Reading;
use crate::rules::ahead;
use crate::rules::terms::{Side, bare_lead, is_generic, side};
use crate::text::item_mark;
use crate::unit::Dimension;
use std::collections::HashMap;
use std::fmt;

/// A fact, without its value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Fact {
    /// The characters of the measure, sorted: 领取待遇 and 待遇领取 are one.
    measure: Vec<char>,
    /// The measure as first read.
    name: Name,
    dimension: Dimension,
    scheme: Option<&'static str>,
    year: Option<i32>,
    month: Option<u32>,
    prior: bool,
    plan: bool,
    area: Option<char>,
}

/// For people only; two facts may be named in another order.
#[derive(Clone, Debug)]
struct Name(String);

impl PartialEq for Name {
    fn eq(&self, _: &Name) -> bool {
        true
    }
}

impl Eq for Name {}

impl std::hash::Hash for Name {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(year) = self.year {
            write!(f, "{year}年")?;
        }
        write!(f, "{}{}", self.scheme.unwrap_or_default(), self.name.0)
    }
}

impl Fact {
    /// 项目预算数, 支出: every project has one.
    pub(super) fn is_generic(&self) -> bool {
        let rest: String = self
            .name
            .0
            .chars()
            .filter(|c| !"项目全年年初年末数额执行完成率支付下达到位拨付使用得分自评专项财政实际".contains(*c))
            .collect();
        let rest_of_all = matches!(self.name.0.as_str(), "其余" | "其他" | "其它" | "剩余");
        rest_of_all || self.dimension == Dimension::Percent || self.measure.len() < 2 || is_generic(&rest)
    }
}

/// What the whole document says about its facts.
pub(super) struct Context {
    /// The level that the report calls its own: 市, 县, 区.
    own: Option<char>,
    /// The scheme of the title.
    scheme: Option<&'static str>,
    /// More than one project is told with the same words.
    pub(super) several_projects: bool,
    /// For each passage: whether it tells targets.
    plans: Vec<bool>,
    /// For each passage: whether it tells what is to come.
    ahead: Vec<bool>,
    /// For each passage: where schemes are named.
    schemes: Vec<Vec<(usize, &'static str)>>,
    /// Named places of the report itself.
    places: Vec<String>,
}

const SCHEMES: &[(&str, &str)] = &[
    ("城乡居民基本养老保险", "城乡居民养老保险"),
    ("城乡居民社会养老保险", "城乡居民养老保险"),
    ("城乡居民养老保险", "城乡居民养老保险"),
    ("城乡居民养老", "城乡居民养老保险"),
    ("居民养老保险", "城乡居民养老保险"),
    ("城乡居保", "城乡居民养老保险"),
    ("居保", "城乡居民养老保险"),
    ("企业职工基本养老保险", "企业职工养老保险"),
    ("企业职工养老保险", "企业职工养老保险"),
    ("城镇职工基本养老保险", "企业职工养老保险"),
    ("城镇职工养老保险", "企业职工养老保险"),
    ("职工基本养老保险", "企业职工养老保险"),
    ("企业养老保险", "企业职工养老保险"),
    ("企业养老", "企业职工养老保险"),
    ("机关事业单位基本养老保险", "机关事业单位养老保险"),
    ("机关事业单位养老保险", "机关事业单位养老保险"),
    ("机关事业单位养老", "机关事业单位养老保险"),
    ("机关事业单位", "机关事业单位养老保险"),
    ("机关养老保险", "机关事业单位养老保险"),
    ("机关养老", "机关事业单位养老保险"),
    ("机保", "机关事业单位养老保险"),
    ("职业年金", "职业年金"),
    ("工伤保险", "工伤保险"),
    ("工伤", "工伤保险"),
    ("失业保险", "失业保险"),
    ("失业", "失业保险"),
    ("城乡居民基本医疗保险", "居民医保"),
    ("基本医疗保险", "医保"),
    ("医疗保险", "医保"),
    ("医保", "医保"),
    ("医疗救助", "医疗救助"),
    ("生育保险", "生育保险"),
    ("被征地农民", "被征地农民"),
    ("被征地", "被征地农民"),
];

impl Context {
    pub(super) fn new(reading: &Reading<'_>) -> Context {
        let passages = &reading.text.passages;
        let texts: Vec<String> = passages.iter().map(|p| p.text()).collect();
        let schemes: Vec<Vec<(usize, &'static str)>> = passages.iter().map(|p| scheme_mentions(&p.chars)).collect();
        let count = |word: &str| texts.iter().map(|t| t.matches(word).count()).sum::<usize>();
        let own = ['市', '县', '区', '省', '镇', '旗']
            .into_iter()
            .map(|level| (count(&format!("我{level}")) * 3 + count(&format!("全{level}")), level))
            .filter(|(n, _)| *n > 0)
            .max_by_key(|(n, _)| *n)
            .map(|(_, level)| level);
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for (_, scheme) in schemes.iter().take(8).flatten() {
            *seen.entry(scheme).or_default() += 1;
        }
        let scheme = if seen.len() == 1 { seen.keys().next().copied().and_then(known_scheme) } else { None };
        let several_projects = count("项目名称") > 1 || count("自评综述") > 2;
        Context {
            own,
            scheme,
            several_projects,
            ahead: ahead::passages(reading),
            plans: plans(&texts, passages),
            schemes,
            places: own_places(&texts),
        }
    }

    /// The fact of a figure; none where the words do not say enough.
    pub(super) fn fact(&self, reading: &Reading<'_>, quantity: &Quantity) -> Option<Fact> {
        let passage = reading.text.passages.get(quantity.passage)?;
        let number = &quantity.number;
        let measured = matches!(
            number.dimension,
            Dimension::Money | Dimension::Person | Dimension::PersonTimes | Dimension::Percent | Dimension::Count(_)
        );
        if passage.cell || !measured || number.chinese || !quantity.is_amount() || *self.plans.get(quantity.passage)? {
            return None;
        }
        let sentence = &reading.sentences[quantity.sentence];
        let words = passage.slice(sentence.span.start..number.span.start);
        if [
            "力争",
            "预计",
            "明年",
            "下一年",
            "下年",
            "拟",
            "要求",
            "争取",
            "如果",
            "剔除",
            "假设",
            "不考虑",
            "例如",
            "不得",
            "由",
            "从",
            "调整前",
            "上半年",
            "下半年",
            "季度",
            "当月",
            "本月",
            "截至目前",
            "调整后",
            "原",
        ]
        .iter()
        .any(|w| words.contains(w) && (w.chars().count() > 1 || quantity.lead.contains(w)))
        {
            return None;
        }
        let plan = quantity.aimed
            || lists_goals(&words)
            || side(quantity).map_or_else(|| was_planned(&words), |side| side == Side::Plan);
        // What is aimed at next year is another goal than that of this year.
        if plan && *self.ahead.get(quantity.passage)? {
            return None;
        }
        let scheme = self.scheme_of(quantity);
        let (name, area) = self.measure(&quantity.lead);
        let mut measure: Vec<char> = name.chars().filter(|c| !"人数员名的为".contains(*c)).collect();
        measure.sort_unstable();
        if measure.len() < 2 {
            return None;
        }
        Some(Fact {
            measure,
            name: Name(name),
            dimension: number.dimension,
            scheme,
            year: quantity.year.or(reading.year),
            month: quantity.month,
            prior: quantity.prior,
            plan,
            area: area.or(self.own),
        })
    }

    /// The scheme named last before the figure in its passage, else the title's.
    fn scheme_of(&self, quantity: &Quantity) -> Option<&'static str> {
        let mentions = self.schemes.get(quantity.passage)?;
        mentions.iter().rev().find(|(at, _)| *at < quantity.number.span.start).map(|(_, s)| *s).or(self.scheme)
    }

    /// The words that name the measure, and the area they name.
    fn measure(&self, lead: &str) -> (String, Option<char>) {
        let mut words = bare_lead(lead).to_owned();
        let mut area = None;
        for level in ['省', '市', '县', '区', '镇', '村'] {
            for before in ["我", "全", "本"] {
                let word = format!("{before}{level}");
                if words.contains(&word) {
                    area = Some(level);
                    words = words.replace(&word, "");
                }
            }
        }
        for place in &self.places {
            words = words.replace(place.as_str(), "");
        }
        for (name, _) in SCHEMES {
            words = words.replace(name, "");
        }
        // What was done stands before what it was done to.
        for verb in ["完成", "实现", "确认"] {
            if let Some(at) = words.rfind(verb).filter(|at| words.len() > at + verb.len() + 3) {
                words = words[at + verb.len()..].to_owned();
            }
        }
        for filler in [
            "其中：",
            "其中",
            "全年",
            "共有",
            "共",
            "已",
            "实际",
            "截至",
            "截止",
            "目前",
            "底",
            "末",
            "今年",
            "本年度",
            "本年",
            "年度",
            "期间",
            "我局",
            "我单位",
            "我中心",
            "“",
            "”",
            "\"",
            "是",
        ] {
            // 公共预算, 共济, 共享 are names.
            let name = filler == "共" && ["公共", "共济", "共享", "共同"].iter().any(|word| words.contains(word));
            if !name {
                words = words.replace(filler, "");
            }
        }
        (words.trim_matches(['、', '：', '，', '的', '为']).to_owned(), area)
    }
}

/// 年度绩效目标…主要内容是：参保人数达到38万人；….
fn lists_goals(words: &str) -> bool {
    words.rsplit_once('：').is_some_and(|(head, _)| {
        ["目标", "重点工作", "工作任务"].iter().any(|word| head.contains(word)) && !head.contains("完成")
    })
}

/// 安排经费…，其中甲、乙: parts are planned or spent as their sentence says last.
fn was_planned(words: &str) -> bool {
    // 完成目标的105.33%；失业人员再就业2318人: the part before is over.
    let words = words.rsplit('；').next().unwrap_or(words);
    let last = |all: &[&str]| all.iter().filter_map(|word| words.rfind(word)).max();
    let plan = last(&["安排", "预算", "下达", "计划", "申请", "批复", "目标"]);
    plan.is_some() && plan > last(&["支出", "执行", "实际", "使用", "完成", "发放"])
}

fn known_scheme(name: &str) -> Option<&'static str> {
    SCHEMES.iter().map(|(_, s)| *s).find(|s| *s == name)
}

/// Where schemes are named in a passage, the longest name at each place.
fn scheme_mentions(chars: &[char]) -> Vec<(usize, &'static str)> {
    let mut mentions = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        // All names begin with one of these.
        let hit = "城居企职机工失基医生被"
            .contains(chars[at])
            .then(|| SCHEMES.iter().find(|(name, _)| crate::unit::starts(&chars[at..], name)))
            .flatten();
        match hit {
            Some((name, scheme)) => {
                mentions.push((at, *scheme));
                at += name.chars().count();
            }
            None => at += 1,
        }
    }
    mentions
}

/// Which passages tell what was to be: under a heading of targets, beginning with 目标：, or numbered behind such a line.
fn plans(texts: &[String], passages: &[crate::text::Passage]) -> Vec<bool> {
    let (mut section, mut list) = (false, false);
    let target = |words: &str| {
        ["目标", "指标", "计划", "打算", "安排"].iter().any(|w| words.contains(w))
            && !["完成", "实现", "分析", "情况说明", "结果"].iter().any(|w| words.contains(w))
    };
    texts
        .iter()
        .zip(passages)
        .map(|(text, passage)| {
            if passage.heading {
                section = target(text) && text.contains("目标") || text.contains("下一步") || text.contains("工作计划");
            }
            let start: String = text.chars().take(18).collect();
            let labelled = start.split_once('：').is_some_and(|(label, _)| target(label));
            // 一般公共预算 is no mark.
            let numbered = item_mark(&passage.chars) > 0;
            list = if text.ends_with('：') { target(text) && text.contains("目标") } else { list && numbered };
            section || labelled || list
        })
        .collect()
}

/// Places named again and again: 某某区 in 某某区2019年…
fn own_places(texts: &[String]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for text in texts {
        let chars: Vec<char> = text.chars().collect();
        for (at, c) in chars.iter().enumerate() {
            if at >= 2 && matches!(c, '市' | '县' | '区') {
                *seen.entry(chars[at - 2..=at].iter().collect()).or_default() += 1;
            }
        }
    }
    let mut places: Vec<String> = seen
        .into_iter()
        .filter(|(name, n)| *n >= 4 && !name.contains(['全', '我', '本', '各', '社', '年', '在']))
        .map(|(name, _)| name)
        .collect();
    places.sort();
    places
}
