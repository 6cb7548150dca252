//! Edits that change nothing that matters: after them nothing may be raised either.

use crate::chance::Chance;

/// A report edited harmlessly.
pub struct Edited {
    pub report: String,
    pub what: &'static str,
    pub source: String,
}

type Edit = fn(&str, &mut Chance) -> String;

const EDITS: &[(&str, Edit)] = &[
    ("commas in numbers", commas),
    ("full-width digits", full_width),
    ("万元 as 元", in_yuan),
    ("rounded to one decimal", rounded),
    ("trailing zeros dropped", without_zeros),
    ("synonyms", synonyms),
    ("other brackets", brackets),
    ("full-width percent", percent),
    ("spaces around numbers", spaces),
    ("paragraphs reordered", reordered),
    ("paragraphs split", split),
    ("neutral sentences", neutral),
];

/// Each edit in each report, some of them with several draws.
pub fn all(reports: &[(String, String)]) -> Vec<Edited> {
    let mut chance = Chance::new(7);
    let mut all = Vec::new();
    for (report, source) in reports {
        for (what, edit) in EDITS {
            for _ in 0..2 {
                let edited = edit(source, &mut chance);
                if edited != *source && !all.iter().any(|one: &Edited| one.source == edited) {
                    all.push(Edited { report: report.clone(), what, source: edited });
                }
            }
        }
    }
    all
}

/// A number in the text: where it begins and ends, in bytes.
fn numbers(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let from = at;
        while at < bytes.len() && (bytes[at].is_ascii_digit() || (bytes[at] == b'.' && at > from)) {
            at += 1;
        }
        if at > from {
            let to = from + text[from..at].trim_end_matches('.').len();
            found.push((from, to));
        } else {
            at += 1;
        }
    }
    found
}

/// Rewrites the numbers before one of these units, each with this chance in four.
fn with_numbers(
    text: &str,
    units: &[&str],
    quarters: usize,
    chance: &mut Chance,
    to: impl Fn(&str, &str) -> Option<String>,
) -> String {
    let mut out = String::new();
    let mut behind = 0;
    for (from, end) in numbers(text) {
        let unit = units.iter().find(|unit| text[end..].starts_with(**unit));
        let Some(unit) = unit.filter(|_| chance.below(4) < quarters) else { continue };
        let Some(new) = to(&text[from..end], unit) else { continue };
        out.push_str(&text[behind..from]);
        out.push_str(&new);
        behind = end + unit.len();
    }
    out.push_str(&text[behind..]);
    out
}

/// Running text only: a table keeps its unit in the head.
fn in_text(source: &str, mut edit: impl FnMut(&str) -> String) -> String {
    source
        .lines()
        .map(|line| if line.starts_with('|') || line.contains('\t') { line.to_owned() } else { edit(line) } + "\n")
        .collect()
}

fn commas(source: &str, chance: &mut Chance) -> String {
    let with = |number: &str, unit: &str| {
        let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
        let mut grouped = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let point = if decimals.is_empty() { "" } else { "." };
        (whole.len() > 3).then(|| format!("{grouped}{point}{decimals}{unit}"))
    };
    with_numbers(source, &["万元", "元", "人次", "人", "家", "份", "亩", "|"], 3, chance, with)
}

fn full_width(source: &str, chance: &mut Chance) -> String {
    in_text(source, |line| {
        if chance.below(3) > 0 {
            return line.to_owned();
        }
        let wide = |letter: char| match letter {
            '0'..='9' => char::from_u32(u32::from(letter) + 0xFEE0).unwrap(),
            letter => letter,
        };
        line.chars().map(wide).collect()
    })
}

fn hundredths(number: &str) -> Option<i64> {
    let (whole, decimals) = number.split_once('.')?;
    (decimals.len() == 2).then(|| format!("{whole}{decimals}").parse().ok())?
}

fn in_yuan(source: &str, chance: &mut Chance) -> String {
    in_text(source, |line| {
        with_numbers(line, &["万元"], 1, chance, |number, _| {
            Some(format!("{}元", hundredths(number)?.checked_mul(100)?))
        })
    })
}

fn rounded(source: &str, chance: &mut Chance) -> String {
    // Small figures are left alone: a tenth is much of them.
    in_text(source, |line| {
        with_numbers(line, &["万元"], 1, chance, |number, unit| {
            let value = hundredths(number).filter(|value| *value >= 100_000)?;
            let tenths = (value + 5) / 10;
            Some(format!("{}.{}{unit}", tenths / 10, tenths % 10))
        })
    })
}

fn without_zeros(source: &str, chance: &mut Chance) -> String {
    in_text(source, |line| {
        with_numbers(line, &["万元", "万亩", "万人", "万户", "%"], 3, chance, |number, unit| {
            let shorter = number.trim_end_matches('0').trim_end_matches('.');
            (number.contains('.') && shorter != number).then(|| format!("{shorter}{unit}"))
        })
    })
}

fn synonyms(source: &str, chance: &mut Chance) -> String {
    let pairs = [
        ("合计", "总计"),
        ("比上年", "较上年"),
        ("截至", "截止"),
        ("不少于", "不低于"),
        ("其中：", "其中,"),
        ("执行率", "预算执行进度"),
    ];
    let (from, to) = pairs[chance.below(pairs.len() - 1)];
    in_text(source, |line| line.replace(from, to))
}

fn brackets(source: &str, _: &mut Chance) -> String {
    in_text(source, |line| line.replace('（', "(").replace('）', ")").replace('：', ":"))
}

fn percent(source: &str, _: &mut Chance) -> String {
    source.replace('%', "％")
}

fn spaces(source: &str, chance: &mut Chance) -> String {
    in_text(source, |line| {
        with_numbers(
            line,
            &["万元", "元", "万人", "人次", "人", "家", "%", "分", "份"],
            3,
            chance,
            |number, unit| Some(format!(" {number} {unit}")),
        )
    })
}

/// Two neighbours among the measures for next year change places.
fn reordered(source: &str, chance: &mut Chance) -> String {
    let mut lines: Vec<&str> = source.lines().collect();
    let heading = |line: &str| {
        ["存在的问题", "存在的主要问题", "建议", "措施", "主要做法"].iter().any(|word| line.contains(word))
            && line.chars().count() < 24
    };
    let Some(from) = lines.iter().position(|line| heading(line)) else { return source.to_owned() };
    let plain = |at: usize| {
        !lines[at].is_empty() && !lines[at].starts_with(['#', '|']) && !heading(lines[at]) && lines[at].ends_with('。')
    };
    let pairs: Vec<usize> = (from..lines.len() - 1).filter(|at| plain(*at) && plain(at + 1)).collect();
    if pairs.is_empty() {
        return source.to_owned();
    }
    let at = pairs[chance.below(pairs.len())];
    lines.swap(at, at + 1);
    lines.join("\n") + "\n"
}

fn split(source: &str, chance: &mut Chance) -> String {
    in_text(source, |line| {
        let ends: Vec<usize> =
            line.match_indices('。').map(|(at, end)| at + end.len()).filter(|at| *at < line.len()).collect();
        if ends.is_empty() || chance.below(2) == 0 {
            return line.to_owned();
        }
        let at = ends[chance.below(ends.len())];
        format!("{}\n{}", &line[..at], &line[at..])
    })
}

const NEUTRAL: &[&str] = &[
    "全年召开调度会12次，印发情况通报9期。",
    "全年接待群众来电来访3460人次，办结率100%。",
    "项目负责人为业务科科长，联系电话已在公示栏公布。",
    "有关台账按照档案管理规定保存10年。",
    "组织业务人员参加上级培训4期，共126人次。",
    "项目资料已于次年1月底前整理归档，共计37卷。",
];

fn neutral(source: &str, chance: &mut Chance) -> String {
    in_text(source, |line| {
        if !line.ends_with('。') || chance.below(4) > 0 {
            return line.to_owned();
        }
        format!("{line}{}", NEUTRAL[chance.below(NEUTRAL.len())])
    })
}
