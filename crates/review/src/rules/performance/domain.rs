//! E01: a goal, an indicator or a summary that speaks of another owner's scheme.

use std::collections::BTreeSet;

use super::sections::Sections;
use super::{Report, quotes};
use crate::finding::{Confidence, Finding, Quote, Review};
use crate::kind::Kind;
use crate::table::PerformanceTable;
use crate::table::cell::Cell;

const DOMAINS: &str = include_str!("domains.txt");

/// Who runs a scheme.
pub(super) type Owners = BTreeSet<&'static str>;

/// Departments by the words of their names.
const DEPARTMENTS: [(&str, &str); 18] = [
    ("人社局", "hrss"),
    ("人力资源和社会保障", "hrss"),
    ("人力资源社会保障", "hrss"),
    ("社会保险", "hrss"),
    ("社保局", "hrss"),
    ("社保中心", "hrss"),
    ("医疗保障局", "medical"),
    ("医保局", "medical"),
    ("民政局", "civil"),
    ("农业农村局", "agriculture"),
    ("教育局", "education"),
    ("交通运输局", "transport"),
    ("退役军人事务局", "veterans"),
    ("卫生健康局", "health"),
    ("职业技能培训", "hrss"),
    ("就业补助资金", "hrss"),
    ("乡村医生", "health"),
    // The injured lie in hospitals, also of other places.
    ("工伤保险", "medical"),
];

/// These two were one office for long, or hand each other's schemes on.
const NEIGHBOURS: [(&str, &str); 4] =
    [("medical", "civil"), ("medical", "health"), ("civil", "veterans"), ("agriculture", "water")];

fn lines() -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static str>)> {
    DOMAINS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut words = line.split_whitespace();
        Some((words.next()?, words))
    })
}

fn owners_of(text: &str) -> Owners {
    lines().filter_map(|(owner, mut words)| words.any(|word| text.contains(word)).then_some(owner)).collect()
}

fn departments_of(text: &str) -> Owners {
    DEPARTMENTS.iter().filter(|(word, _)| text.contains(word)).map(|(_, owner)| *owner).collect()
}

/// The first word of a foreign owner, where nobody of `own` runs it.
fn foreign(text: &str, own: &Owners) -> Option<&'static str> {
    if ["社保卡", "社会保障卡", "一卡通", "比对", "共享"].iter().any(|word| text.contains(word)) {
        return None;
    }
    lines().find_map(|(owner, mut words)| {
        if own.contains(owner) || is_near(owner, own) {
            return None;
        }
        words.find(|word| text.contains(word))
    })
}

fn is_near(owner: &str, own: &Owners) -> bool {
    NEIGHBOURS
        .iter()
        .any(|(one, other)| (*one == owner && own.contains(other)) || (*other == owner && own.contains(one)))
}

/// Foreign words, by project.
struct Hit {
    project: String,
    word: &'static str,
    quotes: Vec<Quote>,
}

/// One finding a project.
pub(super) fn check(report: &Report<'_, '_>, review: &mut Review) {
    // Until 2018 one bureau ran pensions and medical insurance.
    if report.reading.year.or_else(|| first_year(report)).is_some_and(|year| year < 2019) {
        return;
    }
    let of_report = owners_of_report(report);
    let mut hits: Vec<Hit> = Vec::new();
    for table in &report.tables {
        table_hits(table, &of_report, &mut hits);
    }
    goal_sections(report, &of_report, &mut hits);
    summaries(report, &of_report, &mut hits);
    anywhere(report, &of_report, &mut hits);
    if of_report.is_empty() {
        hits.retain(|hit| is_alone(report, hit.word));
    }
    while let Some(first) = hits.first() {
        let project = first.project.clone();
        let (same, other): (Vec<Hit>, Vec<Hit>) = hits.into_iter().partition(|hit| hit.project == project);
        hits = other;
        let words: BTreeSet<&str> = same.iter().map(|hit| hit.word).collect();
        let words = words.into_iter().collect::<Vec<_>>().join("、");
        let of = if project.is_empty() { String::new() } else { format!("“{project}”的") };
        let calc = format!("{of}目标、指标或完成情况写到“{words}”，属于其他部门的项目，可能是照抄其他报告");
        let quotes = same.into_iter().flat_map(|hit| hit.quotes).collect();
        let finding = Finding::new(Kind::WrongDomain, quotes, calc, "改为本项目的目标、指标和完成情况");
        review.findings.push(finding.confidence(Confidence::Likely));
    }
}

/// 2011年全国社会保险基金决算: the year of a title that is no title of an evaluation.
fn first_year(report: &Report<'_, '_>) -> Option<i32> {
    let title = report.reading.text.passages.first()?.text();
    let at = title.find("年")?;
    title.get(at.checked_sub(4)?..at)?.parse().ok()
}

/// Programmes that are made of several owners' schemes.
const MIXED: [&str; 16] = [
    "乡村振兴",
    "脱贫",
    "扶贫",
    "衔接",
    "民生",
    "综合",
    "转移支付",
    "残疾",
    "妇女",
    "儿童",
    "老龄",
    "三保",
    "社区",
    "街道",
    "乡镇",
    "人大",
];

/// Where nobody knows whose report it is, a word counts only when the report never comes back to it.
fn is_alone(report: &Report<'_, '_>, word: &str) -> bool {
    let owners = owners_of(word);
    let passages = &report.reading.text.passages;
    let front: String = passages.iter().take(4).map(|passage| passage.text()).collect();
    let mixed = MIXED.iter().any(|word| front.contains(word));
    let told: Vec<String> =
        passages.iter().map(|passage| passage.text()).filter(|text| !owners_of(text).is_disjoint(&owners)).collect();
    // 城乡医疗救助项目绩效目标: who sets its goals tells whose report it is.
    let is_project = |text: &String| {
        let behind = text.split_once(word).map_or(String::new(), |(_, behind)| behind.chars().take(12).collect());
        let behind = behind.split(['，', '。', '；']).next().unwrap_or_default();
        ["项目", "专项", "计划"].iter().any(|word| behind.contains(word))
    };
    !mixed && passages.len() >= 8 && told.len() == 1 && !told.iter().any(is_project)
}

/// The owners of the whole report: its title, its headings, its projects and units.
pub(super) fn owners_of_report(report: &Report<'_, '_>) -> Owners {
    let passages = &report.reading.text.passages;
    let front = passages.iter().take(14).take_while(|passage| crate::text::item_mark(&passage.chars) == 0);
    let titles = front.filter(|passage| !passage.cell && passage.chars.len() <= 60);
    let mut owners = Owners::new();
    for passage in titles.chain(passages.iter().filter(|passage| passage.heading)) {
        let text = passage.text();
        owners.extend(owners_of(&text));
        owners.extend(departments_of(&text));
    }
    for table in &report.tables {
        let named = table.project.iter().chain(&table.units);
        named.for_each(|cell| owners.extend(owners_of(&cell.text).into_iter().chain(departments_of(&cell.text))));
    }
    owners
}

fn table_hits(table: &PerformanceTable, of_report: &Owners, hits: &mut Vec<Hit>) {
    let named: Vec<&Cell> = table.project.iter().chain(&table.units).collect();
    let mut own: Owners =
        named.iter().flat_map(|cell| owners_of(&cell.text).into_iter().chain(departments_of(&cell.text))).collect();
    if own.is_empty() {
        own.clone_from(of_report);
    }
    let project = table.project.as_ref().map_or(String::new(), |cell| cell.text.clone());
    let goals = table.goals.iter().flat_map(|goal| [Some(&goal.planned), goal.reached.as_ref()]).flatten();
    let indicators = table.indicators.iter().filter_map(|row| row.name.as_ref());
    for cell in goals.chain(indicators) {
        if let Some(word) = foreign(&cell.text, &own) {
            hits.push(Hit { project: project.clone(), word, quotes: quotes([cell]) });
        }
    }
}

/// A sentence by its passage and its signs.
type Place = (usize, std::ops::Range<usize>);

/// Sentences of a section whose heading promises goals.
pub(super) fn goal_sentences(report: &Report<'_, '_>) -> Vec<Place> {
    let reading = report.reading;
    let mut places = Vec::new();
    for section in Sections::of(reading).0 {
        let goals = ["绩效目标", "年度目标", "总体目标", "阶段性目标", "总目标"]
            .iter()
            .any(|word| section.title.contains(word));
        if !goals || section.title.chars().count() > 20 || section.title.contains("完成") {
            continue;
        }
        let here = |passage: usize| passage == section.heading || section.body.contains(&passage);
        let sentences = reading.sentences.iter().filter(|sentence| here(sentence.passage));
        let running = sentences.filter(|sentence| !reading.text.passages[sentence.passage].cell);
        places.extend(running.map(|sentence| (sentence.passage, sentence.span.clone())));
    }
    places
}

fn goal_sections(report: &Report<'_, '_>, own: &Owners, hits: &mut Vec<Hit>) {
    for place in goal_sentences(report) {
        hit_in(report, place, own, "", hits);
    }
}

/// 通过项目实施，…: what the project did.
pub(super) fn summary_sentences(report: &Report<'_, '_>) -> Vec<Place> {
    let reading = report.reading;
    let told = ["通过项目实施", "通过项目的实施", "目标完成情况：", "通过该项目实施"];
    let sentences = reading.sentences.iter().filter(|sentence| {
        let passage = &reading.text.passages[sentence.passage];
        let text = passage.slice(sentence.span.clone());
        !passage.cell && told.iter().any(|word| text.contains(word))
    });
    sentences.map(|sentence| (sentence.passage, sentence.span.clone())).collect()
}

fn summaries(report: &Report<'_, '_>, of_report: &Owners, hits: &mut Vec<Hit>) {
    for place in summary_sentences(report) {
        // The passage tells of the project that it names first.
        let whole = report.reading.text.passages[place.0].text();
        let named = report
            .tables
            .iter()
            .filter_map(|table| table.project.as_ref())
            .filter(|project| whole.contains(&project.text))
            .min_by_key(|project| whole.find(&project.text));
        let of_project = named.map(|project| owners_of(&project.text)).unwrap_or_default();
        let head = whole.split('：').next().unwrap_or("");
        let mut own = if of_project.is_empty() { of_report.clone() } else { of_project };
        own.extend(owners_of(head));
        let project = named.map_or("", |cell| cell.text.as_str());
        hit_in(report, place, &own, project, hits);
    }
}

/// Words of a sentence that make it another's, wherever it stands: two of one foreign scheme, or the department that
/// carries the project out.
const SHARED: [&str; 22] = [
    "比对",
    "共享",
    "社保卡",
    "社会保障卡",
    "一卡通",
    "衔接",
    "转移",
    "配合",
    "协同",
    "会同",
    "联合",
    "部门",
    "同时",
    "不得",
    "重复",
    "除外",
    "不含",
    "此外",
    "其他",
    "参照",
    "如",
    "以及",
];

/// A sentence of the running text that was copied from another owner's report.
fn anywhere(report: &Report<'_, '_>, own: &Owners, hits: &mut Vec<Hit>) {
    let reading = report.reading;
    let front: String = reading.text.passages.iter().take(4).map(|passage| passage.text()).collect();
    // 转移支付 of one scheme is named by its scheme.
    let mixed = MIXED.iter().filter(|word| **word != "转移支付").any(|word| front.contains(word));
    if own.len() != 1 || mixed {
        return;
    }
    for sentence in &reading.sentences {
        let passage = &reading.text.passages[sentence.passage];
        let text = passage.slice(sentence.span.clone());
        if passage.cell
            || passage.heading
            || SHARED.iter().any(|word| text.contains(word))
            || !owners_of(&text).is_disjoint(own)
        {
            continue;
        }
        let carried = text.contains("项目由") && text.contains("实施");
        for (owner, words) in lines().filter(|(owner, _)| !own.contains(owner)) {
            let words: Vec<&str> = words.filter(|word| text.contains(word)).collect();
            let near = is_near(owner, own);
            let named = carried && departments_of(&text).contains(owner) && departments_of(&text).is_disjoint(own);
            let told_once = || {
                let told = reading.text.passages.iter().filter(|passage| owners_of(&passage.text()).contains(owner));
                told.count() == 1
            };
            if words.is_empty() || !(named || words.len() >= 2 && !near) || !told_once() {
                continue;
            }
            let Some(at) = text.find(words[0]).map(|at| text[..at].chars().count()) else { continue };
            let from = sentence.span.start + at;
            let quotes = reading.text.quotes(sentence.passage, from..from + words[0].chars().count());
            if !hits.iter().any(|hit| hit.quotes == quotes) {
                hits.push(Hit { project: String::new(), word: words[0], quotes });
            }
        }
    }
}

fn hit_in(
    report: &Report<'_, '_>,
    (passage, span): (usize, std::ops::Range<usize>),
    own: &Owners,
    project: &str,
    hits: &mut Vec<Hit>,
) {
    let text = report.reading.text.passages[passage].slice(span.clone());
    let Some(word) = foreign(&text, own) else { return };
    let Some(at) = text.find(word).map(|at| text[..at].chars().count()) else { return };
    let from = span.start + at;
    let quotes = report.reading.text.quotes(passage, from..from + word.chars().count());
    if !hits.iter().any(|hit| hit.quotes == quotes) {
        hits.push(Hit { project: project.to_owned(), word, quotes });
    }
}
