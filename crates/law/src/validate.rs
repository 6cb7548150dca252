//! Loading: reads every file, reports every fault at once, and builds a [`Law`] only when there
//! is none.

use std::collections::{BTreeMap, BTreeSet};

use base::{Date, Level, Month, parse_date};
use jiff::ToSpan;
use toml::Spanned;

use crate::calendar::Calendar;
use crate::errors::{LawErrors, LawFault};
use crate::law::{Law, Parameter, Place, Row, Source};
use crate::raw::{RawCalendar, RawParameter, RawParameters, RawPlaces, RawRow, RawSources, RawVersion, Text};
use crate::value::{Kind, Value};

/// What is known while the files are read.
#[derive(Default)]
struct Loader {
    faults: Vec<LawFault>,
    sources: BTreeMap<String, Source>,
    places: Vec<Place>,
    parameters: BTreeMap<String, Parameter>,
    choices: BTreeMap<String, Vec<String>>,
    daily: BTreeSet<String>,
    /// Where each parameter's rows of a folder begin: a second place is a second owner.
    given: BTreeMap<(String, String), String>,
    /// Line of each row, for the checks between rows: parameter, folder, row number.
    lines: BTreeMap<(String, String, Date), usize>,
}

pub(crate) fn load<'a>(texts: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Law, LawErrors> {
    let mut files: BTreeMap<&str, Text<'a>> = BTreeMap::new();
    let mut loader = Loader::default();
    for (path, text) in texts {
        if files.insert(path, Text { path, text }).is_some() {
            loader
                .faults
                .push(LawFault { file: path.to_owned(), line: 0, message: "同一文件给了两次".to_owned() });
        }
    }
    let version = loader.required(files.remove("version.toml"), "version.toml", Loader::version);
    loader.required(files.remove("sources.toml"), "sources.toml", Loader::sources);
    loader.required(files.remove("places.toml"), "places.toml", Loader::places);
    let calendar = loader.required(files.remove("national/calendar.toml"), "national/calendar.toml", Loader::calendar);
    loader.parameter_files(&files);
    loader.check_between_rows();
    loader.faults.sort();
    match (version, calendar) {
        (Some(version), Some(calendar)) if loader.faults.is_empty() => {
            let Loader { sources, places, parameters, .. } = loader;
            Ok(Law { version, sources, places, parameters, calendar, texts: Vec::new() })
        }
        _ => Err(LawErrors(loader.faults)),
    }
}

impl Loader {
    fn required<T>(&mut self, text: Option<Text>, name: &str, read: fn(&mut Loader, Text) -> Option<T>) -> Option<T> {
        if text.is_none() {
            let message = "缺少此文件，请从随程序提供的政策参数中复制一份".to_owned();
            self.faults.push(LawFault { file: name.to_owned(), line: 0, message });
        }
        read(self, text?)
    }

    fn keep<T>(&mut self, result: Result<T, LawFault>) -> Option<T> {
        result.map_err(|fault| self.faults.push(fault)).ok()
    }

    fn version(&mut self, text: Text) -> Option<String> {
        let raw: RawVersion = self.keep(text.parse())?;
        if raw.name.trim().is_empty() {
            self.faults.push(text.fault(None, "版本名 name 不能为空"));
        }
        Some(raw.name)
    }

    fn sources(&mut self, text: Text) -> Option<()> {
        let raw: RawSources = self.keep(text.parse())?;
        for entry in raw.source {
            let at = Some(entry.span().start);
            let source = entry.into_inner();
            let date = self.optional_date(&text, at, "date", &source.date);
            if source.id.is_empty() || source.title.is_empty() {
                self.faults.push(text.fault(at, "文件的 id 和 title 不能为空"));
            }
            let id = source.id.clone();
            let source = Source {
                id: source.id,
                title: source.title,
                number: source.number,
                issuer: source.issuer,
                date,
                url: source.url,
                note: source.note,
                confidence: source.confidence,
            };
            if self.sources.insert(id.clone(), source).is_some() {
                self.faults.push(text.fault(at, format!("文件编号“{id}”登记了两次，请合并或改名")));
            }
        }
        Some(())
    }

    fn places(&mut self, text: Text) -> Option<()> {
        let raw: RawPlaces = self.keep(text.parse())?;
        for entry in raw.place {
            let at = Some(entry.span().start);
            let place = entry.into_inner();
            self.known_source(&text, at, &place.source);
            self.date(&text, at, "checked", &place.checked);
            let from = self.date(&text, at, "from", &place.from);
            let to = place.to.as_deref().and_then(|to| self.date(&text, at, "to", to));
            let depth = place.path.split('/').count();
            if place.code.len() != depth * 2 || depth > 3 {
                let message =
                    format!("代码“{}”应为 {} 位（省 2 位、市 4 位、县区 6 位）", place.code, depth.min(3) * 2);
                self.faults.push(text.fault(at, message));
            }
            if let Some((above, _)) = place.path.rsplit_once('/')
                && !self.places.iter().any(|p| p.path == above)
            {
                self.faults.push(text.fault(at, format!("“{}”的上级“{above}”要先登记", place.path)));
            }
            let overlaps = |p: &Place| p.path == place.path && from.is_some_and(|f| p.to.is_none_or(|to| f <= to));
            if self.places.iter().any(|p| overlaps(p) || (p.code == place.code && p.path != place.path)) {
                self.faults.push(text.fault(at, format!("“{}”登记重复或起止日期重叠", place.name)));
            }
            if let Some(from) = from {
                self.places.push(Place { path: place.path, code: place.code, name: place.name, from, to });
            }
        }
        Some(())
    }

    fn calendar(&mut self, text: Text) -> Option<Calendar> {
        let raw: RawCalendar = self.keep(text.parse())?;
        let covers_from = self.date(&text, None, "covers_from", &raw.covers_from)?;
        let covers_to = self.date(&text, None, "covers_to", &raw.covers_to)?;
        let mut calendar = Calendar { covers_from, covers_to, holidays: BTreeSet::new(), working: BTreeSet::new() };
        for entry in raw.holiday {
            let at = Some(entry.span().start);
            let holiday = entry.into_inner();
            self.known_source(&text, at, &holiday.source);
            self.date(&text, at, "checked", &holiday.checked);
            if holiday.inferred.as_deref() == Some("") || holiday.name.is_empty() {
                self.faults.push(text.fault(at, "name 和 inferred 写了就不能为空"));
            }
            let from = self.date(&text, at, "from", &holiday.from);
            let to = self.date(&text, at, "to", &holiday.to);
            if let (Some(from), Some(to)) = (from, to) {
                if to < from || (to - from).get_days() > 31 {
                    self.faults.push(text.fault(at, "假期的起止日期颠倒，或超过一个月"));
                    continue;
                }
                calendar.holidays.extend(from.series(1.day()).take_while(|day| *day <= to));
            }
            for day in &holiday.working {
                calendar.working.extend(self.date(&text, at, "working", day));
            }
        }
        for day in calendar.working.intersection(&calendar.holidays) {
            self.faults.push(text.fault(None, format!("{day} 既是假日又是调休上班日")));
        }
        Some(calendar)
    }

    /// National files first: they declare the parameters.
    fn parameter_files(&mut self, files: &BTreeMap<&str, Text>) {
        let (national, local): (Vec<&Text>, Vec<&Text>) =
            files.values().partition(|text| text.path.starts_with("national/"));
        for text in national.into_iter().chain(local) {
            let Some((folder, file)) = text.path.rsplit_once('/') else {
                self.faults.push(text.fault(None, "不认识的文件，参数文件应放在 national 或地方目录下"));
                continue;
            };
            let Some(scheme) = file.strip_suffix(".toml") else {
                self.faults.push(text.fault(None, "政策参数文件应以 .toml 结尾"));
                continue;
            };
            if folder != "national" && !self.places.iter().any(|p| p.path == folder) {
                self.faults.push(text.fault(None, format!("目录“{folder}”没有在 places.toml 登记")));
                continue;
            }
            let parsed = text.parse::<RawParameters>();
            let Some(raw) = self.keep(parsed) else { continue };
            for entry in raw.parameter {
                self.parameter(text, folder, scheme, entry);
            }
        }
    }

    fn parameter(&mut self, text: &Text, folder: &str, scheme: &str, entry: Spanned<RawParameter>) {
        let at = Some(entry.span().start);
        let raw = entry.into_inner();
        let name = format!("{scheme}.{}", raw.name);
        let declares = raw.kind.is_some() || raw.title.is_some() || raw.owner.is_some();
        if declares {
            self.declare(text, at, folder, &name, &raw);
        } else if !self.parameters.contains_key(&name) {
            let message = format!("没有登记过的参数“{}”，请核对名称，或先在 national/{scheme}.toml 登记", raw.name);
            self.faults.push(text.fault(at, message));
        }
        let Some(declared) = self.parameters.get(&name) else { return };
        let (kind, owner) = (declared.kind, declared.owner);
        if let Some(first) = self.given.insert((name.clone(), folder.to_owned()), text.path.to_owned()) {
            self.faults.push(text.fault(at, format!("参数“{}”在本级写了两次（另一处在 {first}），请合并", raw.name)));
            return;
        }
        if level_of(folder) < owner && !raw.row.is_empty() {
            let message = format!("参数“{}”由{owner}定值，不能写在{}文件里", raw.name, level_of(folder));
            self.faults.push(text.fault(at, message));
        }
        let mut rows: Vec<Row> = Vec::new();
        for row in raw.row {
            let at = row.span().start;
            if let Some(row) = self.row(text, at, &name, kind, row.into_inner()) {
                let line = text.fault(Some(at), "").line;
                if self.lines.insert((name.clone(), folder.to_owned(), row.from), line).is_some() {
                    self.faults.push(text.fault(Some(at), format!("与另一行重叠：两行都从 {} 起", row.from)));
                }
                rows.push(row);
            }
        }
        rows.sort_by_key(|row| row.from);
        if let Some(parameter) = self.parameters.get_mut(&name) {
            parameter.rows.insert(folder.to_owned(), rows);
        }
    }

    fn declare(&mut self, text: &Text, at: Option<usize>, folder: &str, name: &str, raw: &RawParameter) {
        let (Some(title), Some(kind), Some(owner)) = (&raw.title, raw.kind, &raw.owner) else {
            self.faults.push(text.fault(at, "登记参数要同时写 title、kind、owner"));
            return;
        };
        if folder != "national" {
            self.faults.push(text.fault(at, "title、kind、owner 只在 national 目录登记一次，这里只写各行的值"));
            return;
        }
        if matches!(kind, Kind::Word | Kind::GroupMoney) == raw.choices.is_empty() {
            self.faults.push(text.fault(at, "kind = \"word\" 和 \"group_money\" 的参数要写 choices，其他参数不写"));
        }
        let owner = match owner.parse::<Level>() {
            Ok(owner) => owner,
            Err(message) => {
                self.faults.push(text.fault(at, message));
                return;
            }
        };
        if self.parameters.contains_key(name) {
            self.faults.push(text.fault(at, format!("参数“{}”登记了两次，每个参数只能有一处", raw.name)));
            return;
        }
        self.choices.insert(name.to_owned(), raw.choices.clone());
        if raw.daily {
            self.daily.insert(name.to_owned());
        }
        let parameter = Parameter { title: title.clone(), kind, owner, rows: BTreeMap::new() };
        self.parameters.insert(name.to_owned(), parameter);
    }

    fn row(&mut self, text: &Text, at: usize, name: &str, kind: Kind, raw: RawRow) -> Option<Row> {
        let at = Some(at);
        let before = self.faults.len();
        self.known_source(text, at, &raw.source);
        if raw.inferred.as_deref().is_some_and(|how| how.trim().is_empty()) {
            self.faults.push(text.fault(at, "inferred 要写明推断办法，不是推断的请删去此键"));
        }
        let checked = self.date(text, at, "checked", &raw.checked);
        let published = self.optional_date(text, at, "published", &raw.published);
        let from = self.edge(text, at, name, &raw.from, Month::first_day);
        let to = raw.to.as_deref().and_then(|to| self.edge(text, at, name, to, Month::last_day));
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            self.faults.push(text.fault(at, "止日早于起日"));
        }
        let value = match (&raw.value, raw.gap) {
            (Some(value), None) => {
                let choices = self.choices.get(name).map_or(&[][..], Vec::as_slice);
                let read = Value::read(kind, choices, value);
                self.keep(read.map_err(|e| text.fault(at, format!("value 写法不对：{e}")))).map(Ok)
            }
            (None, Some(who)) if !who.trim().is_empty() => Some(Err(who)),
            _ => {
                self.faults.push(text.fault(at, "每行要有 value，查不到的改写 gap = \"应由谁公布\"，二者只写一个"));
                None
            }
        };
        if self.faults.len() > before {
            return None;
        }
        Some(Row {
            from: from?,
            to,
            value: value?,
            published,
            source: raw.source,
            article: raw.article,
            checked: checked?,
            inferred: raw.inferred,
            delegated: raw.delegated,
        })
    }

    /// A month for most parameters; a full date only for those declared `daily`.
    fn edge(&mut self, text: &Text, at: Option<usize>, name: &str, word: &str, day: fn(Month) -> Date) -> Option<Date> {
        if self.daily.contains(name) {
            return self.date(text, at, "from 或 to", word);
        }
        let month = word.parse::<Month>().map_err(|e| text.fault(at, format!("from 或 to：{e}")));
        self.keep(month).map(day)
    }

    fn date(&mut self, text: &Text, at: Option<usize>, key: &str, word: &str) -> Option<Date> {
        let date = parse_date(word).map_err(|e| text.fault(at, format!("{key}：{e}")));
        self.keep(date)
    }

    fn optional_date(&mut self, text: &Text, at: Option<usize>, key: &str, word: &str) -> Option<Date> {
        if word.is_empty() { None } else { self.date(text, at, key, word) }
    }

    fn known_source(&mut self, text: &Text, at: Option<usize>, id: &str) {
        if !self.sources.contains_key(id) {
            let message = format!("没有登记过的文件“{id}”，请先在 sources.toml 登记依据");
            self.faults.push(text.fault(at, message));
        }
    }

    /// Overlaps, holes, and lower levels that overlay without being allowed to.
    fn check_between_rows(&mut self) {
        let mut faults = Vec::new();
        for (name, parameter) in &mut self.parameters {
            let scheme = name.split('.').next().unwrap_or(name).to_owned();
            let fault = |folder: &str, row: &Row, message: String| {
                let line = self.lines.get(&(name.clone(), folder.to_owned(), row.from)).copied().unwrap_or(0);
                LawFault { file: format!("{folder}/{scheme}.toml"), line, message }
            };
            for (folder, rows) in &mut parameter.rows {
                faults.extend(close_rows(rows).into_iter().map(|(i, message)| fault(folder, &rows[i], message)));
            }
            for (folder, rows) in &parameter.rows {
                let above: Vec<&Row> =
                    folders_above(folder).iter().filter_map(|f| parameter.rows.get(*f)).flatten().collect();
                for (i, row) in rows.iter().enumerate() {
                    if above.iter().any(|upper| !upper.delegated && overlap(row, upper)) {
                        let message = format!(
                            "上级没有授权下级另定“{}”，请删去此行，或核对上级那一行是否应写 delegated = true",
                            parameter.title
                        );
                        faults.push(fault(folder, row, message));
                    }
                    let hole = rows.get(i + 1).and_then(|next| hole_between(row, next));
                    if let Some(hole) = hole.filter(|day| !above.iter().any(|upper| upper.holds_on(*day))) {
                        let message = format!("“{}”从 {hole} 起断档，请补一行，查不到的写 gap", parameter.title);
                        faults.push(fault(folder, row, message));
                    }
                }
            }
        }
        self.faults.extend(faults);
    }
}

/// Gives each open row its end, the day before the next begins; reports overlaps.
fn close_rows(rows: &mut [Row]) -> Vec<(usize, String)> {
    let mut faults = Vec::new();
    for i in 1..rows.len() {
        let next = rows[i].from;
        let row = &mut rows[i - 1];
        match row.to {
            Some(to) if to >= next => {
                faults.push((i, format!("与从 {} 起的一行重叠：那一行到 {to} 才止", row.from)));
            }
            Some(_) => {}
            None => row.to = next.checked_sub(1.day()).ok(),
        }
    }
    faults
}

fn hole_between(row: &Row, next: &Row) -> Option<Date> {
    let day_after = row.to?.checked_add(1.day()).ok()?;
    (day_after < next.from).then_some(day_after)
}

fn overlap(a: &Row, b: &Row) -> bool {
    a.to.is_none_or(|to| b.from <= to) && b.to.is_none_or(|to| a.from <= to)
}

fn level_of(folder: &str) -> Level {
    match folder {
        "national" => Level::Central,
        path => [Level::Province, Level::City, Level::County][path.matches('/').count().min(2)],
    }
}

fn folders_above(folder: &str) -> Vec<&str> {
    if folder == "national" {
        return Vec::new();
    }
    let mut above: Vec<&str> = folder.rmatch_indices('/').map(|(at, _)| &folder[..at]).collect();
    above.push("national");
    above
}
