//! `law check`: every parameter of every county in every month, and what must agree between them.

use std::collections::BTreeMap;
use std::fmt;

use base::{Date, Fen, Level, Month};
use serde::Serialize;

use crate::law::{Law, Parameter};
use crate::place::{PlaceLaw, file_name};
use crate::show::Standing;

/// What a sweep over all places and months found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    /// Name of the version.
    pub version: String,
    /// First month of the sweep.
    pub from: Month,
    /// Last month of the sweep.
    pub to: Month,
    /// Place by place.
    pub places: Vec<PlaceCheck>,
    /// What is wrong; empty when the law may be released.
    pub faults: Vec<String>,
}

/// One county. The counts are values: one parameter in one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlaceCheck {
    /// Full name.
    pub place: String,
    /// Its code.
    pub code: String,
    /// Values that were published as such.
    pub published: usize,
    /// Values worked out from what was published.
    pub inferred: usize,
    /// Values that somebody still has to publish.
    pub gap: usize,
    /// Values of rules that the nation had not made yet.
    pub not_yet: usize,
    /// The gaps, in the order of parameter and time.
    pub gaps: Vec<GapSpan>,
}

/// A time for which a value is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GapSpan {
    /// Full name.
    pub parameter: String,
    /// Chinese title.
    pub title: String,
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
    /// Who should publish it.
    pub who: String,
    /// Where to write it.
    pub file: String,
}

/// Sweeps each month from 2009-01 to three years after `now`, for each county. The caller says
/// what month it is.
pub fn check(law: &Law, now: Month) -> CheckReport {
    // The first pilot document, 国发〔2009〕32号, is of 2009-09; the sweep begins with its year.
    let from = Month::of(jiff::civil::date(2009, 1, 1));
    let to = now.plus(36);
    let mut faults = version_fault(law);
    let counties = law.places.iter().filter(|place| place.path.matches('/').count() == 2);
    let places: Vec<PlaceCheck> =
        counties.map(|place| check_place(&PlaceLaw::new(law, place), &place.code, from, to, &mut faults)).collect();
    CheckReport { version: law.version.clone(), from, to, places, faults }
}

/// The rule of versions: a name ends with the fingerprint of its contents.
fn version_fault(law: &Law) -> Vec<String> {
    let fingerprint = law.fingerprint();
    if law.version.ends_with(&format!("-{fingerprint}")) {
        return Vec::new();
    }
    vec![format!(
        "version.toml：版本名“{}”与现在的内容不符；改了参数、依据或核对日期就要改名，请写成“启用日期-{fingerprint}”",
        law.version
    )]
}

fn check_place(place: &PlaceLaw, code: &str, from: Month, to: Month, faults: &mut Vec<String>) -> PlaceCheck {
    let law = place.law();
    let mut counts: BTreeMap<Standing, usize> = BTreeMap::new();
    let mut not_yet = 0;
    let mut gaps: Vec<GapSpan> = Vec::new();
    let begins = first_rows(law);
    for (name, parameter) in &law.parameters {
        let mut missing = Vec::new();
        let scheme_begins = begins.get(scheme_of(name)).copied();
        for month in months(from, to) {
            let found = place.in_force(parameter, month.last_day());
            match (Standing::of(found.map(|(_, row)| row)), found) {
                (Standing::Missing, _) if not_in_force_yet(place, parameter, scheme_begins, month) => not_yet += 1,
                (Standing::Missing, _) => missing.push(month),
                (Standing::Gap, Some((folder, row))) => {
                    *counts.entry(Standing::Gap).or_default() += 1;
                    let who = row.value.as_ref().err().cloned().unwrap_or_default();
                    let title = parameter.title.clone();
                    let file = format!("{folder}/{}", file_name(name));
                    add_gap(&mut gaps, GapSpan { parameter: name.clone(), title, from: month, to: month, who, file });
                }
                (standing, _) => *counts.entry(standing).or_default() += 1,
            }
        }
        if let (Some(first), Some(last)) = (missing.first(), missing.last()) {
            faults.push(format!(
                "{} 的“{}”（{name}）{first} 至 {last} 没有规定，也没有写明未查到；请补一行，查不到的写 gap",
                place.full_name(),
                parameter.title
            ));
        }
    }
    faults.extend(base_pension_faults(place, from, to));
    faults.extend(subsidy_faults(place, from, to));
    let count = |standing| counts.get(&standing).copied().unwrap_or_default();
    PlaceCheck {
        place: place.full_name(),
        code: code.to_owned(),
        published: count(Standing::Published),
        inferred: count(Standing::Inferred),
        gap: count(Standing::Gap),
        not_yet,
        gaps,
    }
}

fn months(from: Month, to: Month) -> impl Iterator<Item = Month> {
    (0..=to.months_since(from)).map(move |i| from.plus(i))
}

fn scheme_of(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// The first day on which each scheme has any rule.
fn first_rows(law: &Law) -> BTreeMap<&str, Date> {
    let mut begins: BTreeMap<&str, Date> = BTreeMap::new();
    for (name, parameter) in &law.parameters {
        for row in parameter.rows.values().flatten() {
            let first = begins.entry(scheme_of(name)).or_insert(row.from);
            *first = row.from.min(*first);
        }
    }
    begins
}

/// Nothing is owed before the scheme exists, nor by a national rule before the nation made it.
fn not_in_force_yet(place: &PlaceLaw, parameter: &Parameter, scheme_begins: Option<Date>, month: Month) -> bool {
    let day = month.last_day();
    let first = place.folders().filter_map(|f| parameter.rows.get(f)).flatten().map(|row| row.from).min();
    scheme_begins.is_some_and(|begin| day < begin)
        || (parameter.owner == Level::Central && first.is_some_and(|first| day < first))
}

fn add_gap(gaps: &mut Vec<GapSpan>, gap: GapSpan) {
    match gaps.last_mut() {
        Some(last) if last.parameter == gap.parameter && last.who == gap.who && last.to.next() == gap.from => {
            last.to = gap.to;
        }
        _ => gaps.push(gap),
    }
}

/// 国发〔2014〕8号 第六部分: the levels together reach what was published for the place, and the
/// centre pays its share of the national minimum.
fn base_pension_faults(place: &PlaceLaw, from: Month, to: Month) -> Vec<String> {
    let mut faults: Vec<String> = Vec::new();
    let mut last = None;
    for month in months(from, to) {
        let money = |name: &str| place.money(&format!("resident.base_pension.{name}"), month).ok().map(|c| c.value);
        let levels: Option<Vec<Fen>> = Level::ALL.iter().map(|level| money(level.code())).collect();
        let total: Option<Fen> = levels.map(|all| all.into_iter().sum());
        let central = money("central");
        let share = place.count("resident.base_pension.central_share", month).ok().map(|c| c.value);
        let due = money("national_minimum").zip(share).map(|(fen, percent)| fen.times(percent));
        let short = total.zip(money("minimum")).filter(|(total, minimum)| total < minimum);
        let unlike = central.zip(due).filter(|(central, due)| central.times(100) != *due);
        let seen = (short, unlike);
        if seen == last.unwrap_or((None, None)) {
            continue;
        }
        last = Some(seen);
        let name = place.full_name();
        faults.extend(short.map(|(total, minimum)| {
            format!("{name} {month} 基础养老金各级合计 {total} 元，低于本地标准 {minimum} 元；请核对各级金额")
        }));
        faults.extend(unlike.map(|(central, due)| {
            let due = Fen::new(due.get() / 100);
            format!("{name} {month} 中央基础养老金 {central} 元，应为全国最低标准的规定比例 {due} 元")
        }));
    }
    faults
}

/// 国发〔2014〕8号 第四部分: no tier gets less than the nation's floor, and every tier has both parts.
fn subsidy_faults(place: &PlaceLaw, from: Month, to: Month) -> Vec<String> {
    let mut faults: Vec<String> = Vec::new();
    let mut last = String::new();
    for month in months(from, to) {
        let table =
            |name: &str| place.money_table(&format!("resident.entry_subsidy.{name}"), month).ok().map(|c| c.value);
        let (Some(base), Some(extra), Some(floor)) = (table("base"), table("extra"), table("floor")) else { continue };
        let low = base.0.iter().find_map(|(tier, basic)| {
            let Some(more) = extra.get(*tier) else {
                return Some(format!("{tier} 元档没有提档部分，请在 extra 补上，没有的写 0"));
            };
            let (_, least) = floor.0.range(..=*tier).next_back()?;
            let total = *basic + more;
            (total < *least).then(|| format!("{tier} 元档补贴 {total} 元，低于国家最低标准 {least} 元"))
        });
        let now = low.unwrap_or_default();
        if now != last && !now.is_empty() {
            faults.push(format!("{} {month} {now}", place.full_name()));
        }
        last = now;
    }
    faults
}

impl CheckReport {
    /// What is not known, place by place.
    pub fn gaps_text(&self) -> String {
        let line = |gap: &GapSpan| {
            let GapSpan { parameter, title, from, to, who, file } = gap;
            format!("  {from} 至 {to} {title}（{parameter}）：应由{who}公布，写入 {file}\n")
        };
        let place = |p: &PlaceCheck| format!("{}\n{}", p.place, p.gaps.iter().map(line).collect::<String>());
        self.places.iter().map(place).collect()
    }
}

impl fmt::Display for CheckReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "政策参数 {}，{} 至 {} 逐月核对（每个参数每月计一个值）：", self.version, self.from, self.to)?;
        for place in &self.places {
            let PlaceCheck { place: name, code, published, inferred, gap, not_yet, .. } = place;
            writeln!(f, "{name}（{code}）：公布 {published}，推断 {inferred}，未查到 {gap}；当时尚无此规定 {not_yet}")?;
        }
        match self.faults.len() {
            0 => writeln!(f, "没有错误。"),
            count => {
                writeln!(f, "有 {count} 处错误，改正后再启用：")?;
                self.faults.iter().try_for_each(|fault| writeln!(f, "  {fault}"))
            }
        }
    }
}
