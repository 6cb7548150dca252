//! 绩效自评: the year's projects, and one project with its goals, the figures of the books, what people
//! answered, what is still open, and what was submitted.

pub mod documents;
mod parts;
pub mod report;

use desk::Unplanned;
use evaluation::Draft;
use maud::{Markup, html};
use office::performance::{Standing, Submitted, projects, standing};
use office::tables::{PerformanceProject, PerformanceProjectId};

use crate::http::{Call, Fault, Reply};
use crate::view::{Tone, crumb, facts, left, right, table, tone_chip};

/// All projects.
pub fn list(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let found = call.read(|look| {
        let all = projects(look)?;
        // One project's rate of nothing does not exist; the other projects do.
        let one = |row: PerformanceProject| match standing(look, row.id) {
            Err(Unplanned::Fields(_)) => Ok((row, None)),
            other => Ok((row, Some(other?))),
        };
        all.into_iter().map(one).collect::<Result<Vec<_>, Unplanned>>()
    })?;
    let lines = found.iter().map(|(row, project)| project.as_ref().map_or_else(|| uncounted(row), line)).collect();
    let columns = [left("项目"), right("年度"), right("得分"), left("等级"), left("待说明"), left("最近提交")];
    let body = html! {
        p.quiet { "目标和指标登记一次，完成值由账务取数，每次打开都按现在的账重新计算。" }
        section.panel { (table("绩效项目", &columns, lines, "还没有登记绩效项目。")) }
        div.inline {
            @if call.makes("performance.set_goals")? {
                a.button href="/operations/performance.set_goals" { "填报绩效目标" }
                a.button.second href="/operations/performance.take_in" { "导入绩效项目文件" }
            }
            a href="/figures" { "年度数据" }
            a href="/review" { "审查别人的报告" }
        }
    };
    super::page(call, "/performance", "绩效自评", Vec::new(), body)
}

/// A project of which a figure cannot be counted: its own page says which.
fn uncounted(row: &PerformanceProject) -> Vec<Markup> {
    vec![
        html! { a href=(format!("/performance/{}", row.id)) { (row.name) } },
        html! { (row.assess_year) },
        html! { "—" },
        html! { "—" },
        tone_chip(Tone::Bad, "有的数算不出"),
        html! {},
    ]
}

fn line(project: &Standing) -> Vec<Markup> {
    let stated = &project.file.project;
    let last = project.submitted.last();
    vec![
        html! { a href=(format!("/performance/{}", project.id)) { (stated.name) } },
        html! { (stated.assess_year) },
        html! { (score(project)) },
        html! { (grade(project)) },
        open(project),
        html! { @if let Some(one) = last { (one.submission.on) " " (one.submission.occasion.word()) } },
    ]
}

fn score(project: &Standing) -> String {
    let total = project.draft.as_ref().ok().and_then(Draft::total);
    total.map_or_else(|| "—".to_owned(), |total| total.normalize().to_string())
}

fn grade(project: &Standing) -> &'static str {
    project.draft.as_ref().ok().and_then(Draft::grade).map_or("—", |grade| grade.word())
}

fn open(project: &Standing) -> Markup {
    match &project.draft {
        Err(refusals) => tone_chip(Tone::Bad, &format!("{} 处不能印出", refusals.len())),
        Ok(draft) if draft.pending().is_empty() => tone_chip(Tone::Good, "齐全"),
        Ok(draft) => tone_chip(Tone::Waits, &format!("{} 处", draft.pending().len())),
    }
}

/// The project of an address.
fn found(call: &mut Call<'_>) -> Result<Standing, Fault> {
    let id = PerformanceProjectId(call.number("id")?);
    let unknown = desk::Field::Input("project".to_owned());
    call.read(|look| standing(look, id)).map_err(|fault| match fault {
        Fault::Refused(desk::Refusal::Fields(errors)) if errors.iter().any(|error| error.field == unknown) => {
            Fault::NotFound
        }
        other => other,
    })
}

/// One project.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let project = found(call)?;
    let stated = &project.file.project;
    let me = call.reader()?.me.name;
    let body = html! {
        section.panel {
            (facts(vec![
                ("主管部门", html! { (stated.department) }),
                ("实施单位", html! { (stated.unit) }),
                ("得分", html! { strong { (score(&project)) } }),
                ("等级", html! { (grade(&project)) }),
                ("待说明", open(&project)),
            ]))
            (documents::buttons(call, &project)?)
        }
        @match &project.draft {
            Err(refusals) => div.note.bad {
                p { "有 " (refusals.len()) " 处印出来就是错的，改正以前不生成报告：" }
                ul { @for refusal in refusals { li { (refusal) } } }
            },
            Ok(draft) => {
                (parts::pending(&project, draft, &me))
                (parts::money(draft))
                (parts::indicators(&project, draft, &me))
                (parts::monitoring(draft))
                (parts::words(&project, &me))
                (parts::sources(draft))
                (parts::scans(&project))
            },
        }
        (submitted(call, &project)?)
    };
    let title = format!("{} {} 年度", stated.name, stated.assess_year);
    super::page(call, "/performance", &title, vec![crumb("绩效自评", "/performance")], body)
}

/// What was submitted, and what changed since.
fn submitted(call: &Call<'_>, project: &Standing) -> Result<Markup, Fault> {
    let row = |one: &Submitted| -> Result<Vec<Markup>, Fault> {
        let submission = &one.submission;
        Ok(vec![
            html! { (submission.on) },
            html! { (submission.occasion.word()) },
            html! { (submission.who) },
            html! { @if one.changed.is_empty() { (tone_chip(Tone::Good, "没有变动")) }
            @else { (tone_chip(Tone::Waits, &format!("{} 处变动", one.changed.len()))) " " (documents::button(call, project, &format!("difference-{}", one.id), "下载差异表")?) } },
        ])
    };
    let rows = project.submitted.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let columns = [left("日期"), left("事由"), left("负责人"), left("此后")];
    Ok(html! {
        section.panel { h2 { "提交" }
            (table("提交记录", &columns, rows, "还没有送审、报批或公开。"))
            @for one in project.submitted.iter().filter(|one| !one.changed.is_empty()) {
                details open { summary { (one.submission.on) (one.submission.occasion.word()) "以后的变动" }
                    (parts::changes(&one.changed)) }
            }
        }
    })
}
