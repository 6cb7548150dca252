//! Reports that were broken on purpose, with the kinds that must be reported.

use serde::Deserialize;

use crate::chance::Chance;

/// A report with something wrong in it.
pub struct Broken {
    pub report: String,
    /// What was done, for the list of misses.
    pub what: String,
    pub types: Vec<String>,
    pub also: Vec<String>,
    /// The number or the words that are wrong now.
    pub wrong: String,
    pub source: String,
}

#[derive(Deserialize)]
struct Listed {
    report: Vec<OfReport>,
}

#[derive(Deserialize)]
struct OfReport {
    name: String,
    breaks: Vec<Break>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Break {
    types: Vec<String>,
    #[serde(default)]
    also: Vec<String>,
    find: String,
    change: Option<String>,
    to: Option<String>,
}

/// So many other values for each number that is changed.
const VALUES: usize = 4;

/// Everything that is done to the reports.
pub fn all(reports: &[(String, String)], breaks: &str) -> Vec<Broken> {
    let listed: Listed = toml::from_str(breaks).unwrap();
    let mut chance = Chance::new(20_261_121);
    let mut all = Vec::new();
    for of_report in listed.report {
        let (_, source) = reports.iter().find(|(name, _)| *name == of_report.name).unwrap();
        for one in of_report.breaks {
            all.extend(broken(&of_report.name, source, &one, &mut chance));
        }
    }
    for (name, source) in reports {
        all.extend(in_tables(name, source, &mut chance));
        all.extend(residue(name, source, &mut chance));
    }
    all
}

fn broken(report: &str, source: &str, one: &Break, chance: &mut Chance) -> Vec<Broken> {
    assert_eq!(source.matches(&one.find).count(), 1, "{report}: {}", one.find);
    let made = |to: String, wrong: String| Broken {
        report: report.to_owned(),
        what: format!("{} → {to}", one.find),
        types: one.types.clone(),
        also: one.also.clone(),
        source: source.replacen(&one.find, &to, 1),
        wrong,
    };
    match (&one.change, &one.to) {
        (Some(number), None) => {
            // The last one: the words before it say what it is.
            let (before, after) = one.find.rsplit_once(number.as_str()).unwrap();
            let values = (0..VALUES).map(|_| other(number, chance));
            values.map(|value| made(format!("{before}{value}{after}"), value)).collect()
        }
        (None, Some(to)) => vec![made(to.clone(), to.clone())],
        _ => panic!("{report}: {} needs `change` or `to`", one.find),
    }
}

/// Another value with as many decimals, at least 4 % and 6 units of the last place away.
fn other(number: &str, chance: &mut Chance) -> String {
    let digits: i64 = number.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap();
    let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let least = (digits / 25).max(if decimals > 0 { 6 } else { 1 });
    let away = least + i64::try_from(chance.below(usize::try_from(digits / 4).unwrap() + 1)).unwrap();
    let changed = if chance.below(2) == 0 && digits > away { digits - away } else { digits + away };
    let padded = format!("{changed:0width$}", width = decimals + 1);
    let (whole, decimals) = padded.split_at(padded.len() - decimals);
    if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") }
}

/// Scores above their weight, and scores and weights that no longer add up.
fn in_tables(report: &str, source: &str, chance: &mut Chance) -> Vec<Broken> {
    let lines: Vec<&str> = source.lines().collect();
    let mut found: Option<(usize, usize)> = None;
    let mut rows = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let cells: Vec<&str> = cut(line);
        if cells.contains(&"得分") {
            // The weight nearest to the score belongs to it.
            let score = cells.iter().position(|cell| *cell == "得分");
            let weight = score.and_then(|score| cells[..score].iter().rposition(|cell| *cell == "分值"));
            found = weight.zip(score);
        } else if let Some((weight, score)) = found
            && let (Some(w), Some(s)) = (value(&cells, weight), value(&cells, score))
            && !line.contains("计")
            && !line.contains("总")
            && w > 0
        {
            rows.push((at, weight, score, w, s));
        }
    }
    let mut made = Vec::new();
    for (at, weight, score, w, s) in rows {
        let mut change = |column: usize, to: String, types: &[&str], also: &[&str], what: &str| {
            let separator = if lines[at].starts_with('|') { '|' } else { '\t' };
            let mut parts: Vec<&str> = lines[at].split(separator).collect();
            let column = column + usize::from(separator == '|');
            parts[column] = &to;
            let line = parts.join(&separator.to_string());
            let mut changed = lines.clone();
            changed[at] = &line;
            made.push(Broken {
                report: report.to_owned(),
                what: format!("{what}: {} → {line}", lines[at]),
                types: types.iter().map(ToString::to_string).collect(),
                also: also.iter().map(ToString::to_string).collect(),
                source: changed.join("\n") + "\n",
                wrong: to.clone(),
            });
        };
        let more = hundredths(w + 100 * (1 + i64::try_from(chance.below(6)).unwrap()));
        change(score, more, &["A07"], &["A05", "A08", "C02", "D01"], "score above weight");
        if s >= 300 {
            let less = hundredths(s - 100 * (1 + i64::try_from(chance.below(2)).unwrap()));
            change(score, less, &["A05", "C02"], &["A08", "D06"], "score lowered");
        }
        let heavier = hundredths(w + 100 * (1 + i64::try_from(chance.below(5)).unwrap()));
        change(weight, heavier, &["A06"], &["A05", "A08", "C02", "D06"], "weight raised");
    }
    made
}

fn cut(line: &str) -> Vec<&str> {
    match line.strip_prefix('|') {
        Some(row) => row.trim_end_matches('|').split('|').map(str::trim).collect(),
        None if line.contains('\t') => line.split('\t').map(str::trim).collect(),
        None => Vec::new(),
    }
}

/// A cell that is nothing but a number, in hundredths.
fn value(cells: &[&str], column: usize) -> Option<i64> {
    let text = cells.get(column)?;
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let padded = format!("{decimals:0<2}");
    (padded.len() == 2).then(|| format!("{whole}{padded}").parse().ok())?
}

fn hundredths(value: i64) -> String {
    let text = format!("{}.{:02}", value / 100, value % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What people forget to take out of a template.
const RESIDUE: &[&str] = &[
    "（此处填写项目实施情况，500字以内）",
    "项目实施单位：××县人力资源和社会保障局，项目金额××万元。",
    "（可根据项目实际情况有选择地设置和细化）",
    "（请说明未完成原因，没有的填“无”，填写时请删除本行）",
    "XX市XX局2024年度项目支出XX万元。",
];

fn residue(report: &str, source: &str, chance: &mut Chance) -> Vec<Broken> {
    let lines: Vec<&str> = source.lines().collect();
    let ends: Vec<usize> =
        (0..lines.len()).filter(|at| lines[*at].ends_with('。') && !lines[*at].starts_with('|')).collect();
    let insert = |words: &&str| {
        let at = ends[chance.below(ends.len())];
        let mut changed = lines.clone();
        changed.insert(at + 1, words);
        Broken {
            report: report.to_owned(),
            what: format!("left in: {words}"),
            types: vec!["E02".to_owned()],
            also: Vec::new(),
            source: changed.join("\n") + "\n",
            wrong: words.to_string(),
        }
    };
    RESIDUE.iter().map(insert).collect()
}
