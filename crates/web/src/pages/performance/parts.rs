//! The parts of a project's page. Every figure leads to its rows or says its document.

use evaluation::{
    Actual, Difference, Draft, Figure, Light, MONEY, Monitored, Parent, Pending, Project, TO_BE_EXPLAINED, Watched,
    cells, figure_sheets, money_columns, monitor,
};
use maud::{Markup, html};
use office::figures::definition;
use office::performance::Standing;

use crate::http::Pairs;
use crate::view::{Tone, amount, left, right, table, tone_chip};

/// Where rows of computed figures are, and what declared ones rest on.
pub fn behind(parent: &Parent, year: i16) -> Markup {
    html! {
        @for (at, root) in parent.roots().into_iter().enumerate() {
            @if at > 0 { "；" }
            @match root {
                Parent::Computed { definition: name, .. } => a href=(rows_of(name, year)) {
                    (definition(name).map_or(name.as_str(), |known| known.title))
                },
                Parent::Declared { document, page, who } => { (document) " " (page) "（" (who) "）" },
                Parent::Calculated { how, .. } => { (how) },
            }
        }
    }
}

fn rows_of(name: &str, year: i16) -> String {
    format!("/lists/figure?figure={name}&year={year}")
}

/// A figure; one that was counted from a single kind of rows is itself the link to them.
pub fn linked(text: &str, figure: &Figure) -> Markup {
    let roots = figure.parent.roots();
    match roots.as_slice() {
        [Parent::Computed { definition, .. }] => html! { a.number href=(rows_of(definition, figure.year)) { (text) } },
        _ => html! { span.number { (text) } },
    }
}

pub(super) fn form_of(operation: &str, values: &[(&str, &str)]) -> String {
    let values = values.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    format!("/operations/performance.{operation}?{}", Pairs::new(values).encoded())
}

/// The form that puts words at a place.
fn say(project: &Standing, place: &str, words: &str, me: &str) -> String {
    let id = project.id.to_string();
    form_of("explain", &[("project", &id), ("place", place), ("words", words), ("who", me)])
}

/// The form that reports an indicator's result.
fn reach(project: &Standing, indicator: &str, me: &str) -> String {
    form_of("report_result", &[("project", &project.id.to_string()), ("indicator", indicator), ("who", me)])
}

/// The form that reports the middle of the year, with a row for each indicator.
pub fn watch(project: &Standing, me: &str) -> String {
    let (id, stated) = (project.id.to_string(), &project.file.project);
    let rows: Vec<(String, &str)> = (1..)
        .zip(&stated.indicators)
        .map(|(n, indicator): (usize, _)| (format!("watched.{n}.indicator"), indicator.name.as_str()))
        .collect();
    let mut values = vec![("project", id.as_str()), ("who", me)];
    values.extend(rows.iter().map(|(key, name)| (key.as_str(), *name)));
    form_of("monitor", &values)
}

/// The middle of the year, where it was reported.
pub fn monitoring(draft: &Draft) -> Markup {
    let project = draft.project();
    let Some(found) = &project.monitoring else { return html! {} };
    let Ok((lines, _)) = monitor(project, found) else { return html! {} };
    let row = |line: &Watched| {
        let state = line.state.as_ref();
        let said = |of: fn(&Monitored) -> String| state.map_or_else(|| TO_BE_EXPLAINED.to_owned(), |(one, _)| of(one));
        let light = state.map(|(_, light)| match light {
            Light::Green => tone_chip(Tone::Good, light.words()),
            Light::Yellow => tone_chip(Tone::Waits, light.words()),
            Light::Red => tone_chip(Tone::Bad, light.words()),
        });
        vec![
            html! { (line.indicator.name) },
            html! { (line.indicator.target.printed()) },
            html! { (said(|one| one.so_far.printed())) },
            html! { (said(|one| one.forecast.printed())) },
            html! { @if let Some(light) = light { (light) } },
            html! { (said(|one| one.cause.map(|cause| format!("{}：", cause.words())).unwrap_or_default()
            + one.reason.as_ref().map_or("", |reason| reason.text.as_str()))) },
        ]
    };
    let columns =
        [left("指标"), left("年度指标值"), left("截至完成"), left("全年预计"), left("能否完成"), left("偏差原因")];
    html! { section.panel { h2 { "执行监控（截至 " (found.until) "）" }
        @if let Some(spent) = found.executed { p.quiet { "截至执行数 " (amount(spent)) " 元" } }
        (table("执行监控", &columns, lines.iter().map(row).collect(), ""))
    } }
}

/// What is still open, and where each is closed.
pub fn pending(project: &Standing, draft: &Draft, me: &str) -> Markup {
    let stated = &project.file.project;
    let row = |gap: &Pending| {
        let missing = stated
            .indicators
            .iter()
            .find(|indicator| indicator.actual.is_none() && Project::place_of(&indicator.name) == gap.place);
        let way = match missing {
            Some(indicator) => html! { a href=(reach(project, &indicator.name, me)) { "填报完成值" } },
            None if stated.takes_words(&gap.place) => html! { a href=(say(project, &gap.place, "", me)) { "填写" } },
            None => html! { span.quiet { "在项目文件或目标中填写" } },
        };
        vec![html! { (gap.place) }, html! { (gap.what) }, way]
    };
    let rows: Vec<_> = draft.pending().iter().map(row).collect();
    html! { @if !rows.is_empty() {
        section.panel { h2 { "待说明（" (rows.len()) " 处）" }
            p.quiet { "报告草稿在这些地方印“待说明”；补齐以后才能提交。" }
            (table("待说明", &[left("哪里"), left("缺什么"), left("办理")], rows, ""))
        }
    } }
}

/// 项目资金, or income and expenditure, as the table prints them.
pub fn money(draft: &Draft) -> Markup {
    let (project, printed) = (draft.project(), cells(draft));
    let names = money_columns(project.form);
    let executed = names[2];
    let mut rows = Vec::new();
    let sheet = figure_sheets(draft).into_iter().next();
    let figure_of = |name: &str| {
        let figures = sheet.iter().flat_map(|sheet| &sheet.figures);
        figures.into_iter().find(|one| one.label == format!("{name}·{executed}")).map(|one| one.figure.clone())
    };
    let mut titles: Vec<String> = if project.form.has_accounts() {
        let of = |(_, total, lines): (&str, &str, &[evaluation::AccountLine])| {
            std::iter::once(total.to_owned()).chain(lines.iter().map(|line| line.name.clone())).collect::<Vec<_>>()
        };
        project.accounts.sides().into_iter().flat_map(of).collect()
    } else {
        project.budget.lines.iter().map(|line| line.source.words().to_owned()).collect()
    };
    if !project.form.has_accounts() && titles.len() != 1 {
        titles.insert(0, "年度资金总额".to_owned());
    }
    for title in &titles {
        let figure = figure_of(title);
        let mut row = vec![html! { (title) }];
        row.extend(names.iter().map(|name| {
            html! {
                span.number { (printed.get(&format!("{title}·{name}")).map_or("—", String::as_str)) }
            }
        }));
        row.push(html! { @if let Some(figure) = &figure { (behind(&figure.parent, figure.year)) } });
        rows.push(row);
    }
    let columns =
        [left("资金"), right(names[0]), right(names[1]), right(names[2]), right(names[3]), left("全年数的来由")];
    html! {
        section.panel { h2 { "项目资金（万元）" }
            (table("项目资金", &columns, rows, "没有填写预算。"))
            @if let Some(points) = printed.get("年度资金总额·得分") { p.quiet { "预算执行得分 " (points) } }
        }
    }
}

/// Goals, results and points.
pub fn indicators(project: &Standing, draft: &Draft, me: &str) -> Markup {
    let points = draft.project().form.has_points();
    let row = |line: &evaluation::Line| {
        let indicator = &line.indicator;
        let place = Project::place_of(&indicator.name);
        let words = indicator.reason.as_ref().map_or("", |reason| reason.text.as_str());
        vec![
            html! { (indicator.group) },
            html! { (indicator.kind) },
            html! { (indicator.name) },
            html! { (indicator.target.printed()) },
            result(indicator.actual.as_ref()),
            html! { @if points { (indicator.weight.normalize()) } },
            html! { @if let Some(scored) = &line.scored { span title=(scored.calc) { (scored.points.normalize()) } } @else { "—" } },
            html! { (line.reason) @if !words.is_empty() && !me.is_empty() { " " a href=(say(project, &place, words, me)) { "修改" } } },
        ]
    };
    let columns = [
        left("一级指标"),
        left("二级指标"),
        left("三级指标"),
        left("年度指标值"),
        left("实际完成值"),
        right("分值"),
        right("得分"),
        left("偏差原因和改进措施"),
    ];
    html! { section.panel { h2 { "目标和指标" }
        p { span.quiet { "年度总体目标：" } (draft.project().goal) }
        (table("目标和指标", &columns, draft.lines().iter().map(row).collect(), "没有指标。"))
    } }
}

fn result(actual: Option<&Actual>) -> Markup {
    match actual {
        None => html! { span.quiet { (TO_BE_EXPLAINED) } },
        Some(Actual::Rate { part, whole }) => {
            let rate = actual.map(Actual::printed).unwrap_or_default();
            let rate = rate.split('（').next().unwrap_or_default().to_owned();
            html! { (rate) "（" (linked(&part.printed(), part)) "/" (linked(&whole.printed(), whole)) "）" }
        }
        Some(other) => match other.figures().first() {
            Some(figure) => linked(&other.printed(), figure),
            None => html! { (other.printed()) },
        },
    }
}

/// The texts of the report that somebody wrote.
pub fn words(project: &Standing, me: &str) -> Markup {
    let stated = &project.file.project;
    let told = &stated.narrative;
    let lines = |lines: &[String]| lines.join("\n");
    let all = [
        ("年度总体目标", stated.outcome.clone().unwrap_or_default()),
        ("自评通知", told.notice.clone()),
        ("项目背景", told.background.clone()),
        ("实施依据", lines(&told.basis)),
        ("主要内容", told.content.clone()),
        ("实施情况", told.implementation.clone()),
        ("评价过程", told.process.clone()),
        ("资金管理情况", told.fund_management.clone()),
        ("主要经验", lines(&told.experience)),
        ("存在的问题", lines(&told.problems)),
        ("改进措施", lines(&told.measures)),
        ("自评结果应用和公开情况", told.publication.clone()),
    ];
    let row = |(place, text): &(&'static str, String)| {
        let title = if *place == "年度总体目标" { "年度总体目标的完成情况" } else { place };
        let way = if text.is_empty() { "填写" } else { "修改" };
        vec![
            html! { (title) },
            html! { @for line in text.lines() { (line) br; } @if text.is_empty() { span.quiet { "没有填写" } } },
            html! { a href=(say(project, place, text, me)) { (way) } },
        ]
    };
    html! { details.panel { summary { "报告文字" }
        (table("报告文字", &[left("栏目"), left("内容"), left("办理")], all.iter().map(row).collect(), ""))
    } }
}

/// Every figure with where it comes from.
pub fn sources(draft: &Draft) -> Markup {
    html! { details.panel { summary { "每个数的来由" }
        @for sheet in figure_sheets(draft).iter().filter(|sheet| !sheet.figures.is_empty()) {
            h3 { (sheet.name) }
            dl.facts.small { @for one in &sheet.figures { div {
                dt { (one.label) }
                dd { (linked(&one.text, &one.figure)) "　" (behind(&one.figure.parent, one.figure.year)) }
            } } }
        }
    } }
}

/// What was scanned for the book of evidence, and where more is attached.
pub fn scans(project: &Standing) -> Markup {
    let id = project.id.to_string();
    let attach = |sheet: &str| html! { a href=(form_of("attach_scan", &[("project", &id), ("indicator", sheet)])) { "附扫描件" } };
    let row = |(sheet, name): (&str, &str)| {
        let titles = project.scans.iter().filter(|scan| scan.sheet == sheet).map(|scan| scan.title.as_str());
        vec![html! { (name) }, html! { (titles.collect::<Vec<_>>().join("、")) }, attach(name)]
    };
    let indicators = project.file.project.indicators.iter().map(|one| (one.id.as_str(), one.name.as_str()));
    let rows: Vec<_> = std::iter::once((MONEY, MONEY)).chain(indicators).map(row).collect();
    html! { details.panel { summary { "佐证材料扫描件（" (project.scans.len()) " 份）" }
        p.quiet { "PDF、PNG 或 JPG；装订在佐证材料册中该指标的数据之后。同名的以最后一份为准。" }
        (table("佐证材料扫描件", &[left("指标"), left("已附材料"), left("办理")], rows, ""))
    } }
}

/// What changed since a submission.
pub fn changes(changed: &[Difference]) -> Markup {
    let said = |text: &Option<String>| text.clone().unwrap_or_else(|| "（无此项）".to_owned());
    let row = |one: &Difference| {
        vec![html! { (one.place.replace('·', "：")) }, html! { (said(&one.before)) }, html! { (said(&one.now)) }]
    };
    let columns = [left("项目"), left("提交时"), left("现在")];
    table("提交以后的变动", &columns, changed.iter().map(row).collect(), "")
}
