//! The payment month: runs, and one run with its stages, balance, changes, money, file, returns,
//! reconciliation.

use base::{Fen, Level};
use desk::{Look, ReadKind, Unplanned};
use maud::{Markup, html};
use office::payment::{
    BalanceSheet, ChangeLine, Movement, ReturnedLine, Sums, TownBalance, balance_sheet, bank_file, reconcile,
    returned_lines, run_of,
};
use office::reading::{run_progress, runs};
use office::registry::{known_people, regions_in_force};
use office::tables::{Run, RunId, RunKind, RunState};

use crate::http::{Call, Fault, Reply};
use crate::view::{amount, crumb, facts, left, right, run_state, signed, table};

const RUNS: i64 = 60;
const CHANGES: usize = 200;

/// The operations about a run, in the order of the month, and the states in which they come next.
const STEPS: &[(&str, &[RunState])] = &[
    ("payment.approve_run", &[RunState::Totalled]),
    ("payment.withhold", &[RunState::Approved]),
    ("payment.request_money", &[RunState::Approved]),
    ("payment.receive_money", &[RunState::Approved]),
    ("payment.send_file", &[RunState::Approved]),
    ("payment.import_returns", &[RunState::Sent]),
    ("payment.reissue", &[RunState::Returned]),
    ("payment.close_run", &[RunState::Returned]),
    ("payment.abandon_run", &[RunState::Draft, RunState::Computing, RunState::Totalled, RunState::Checked]),
];

/// All runs.
pub fn list(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let runs = call.read(|look: &mut Look<'_>| -> Result<_, Unplanned> { runs(look, RUNS) })?;
    let row = |run: &Run| {
        vec![
            html! { a href=(format!("/months/{}", run.id)) { (run.month) } },
            html! { (run.kind.title()) },
            run_state(run.state),
            html! { (run.people) },
            amount(run.amount),
        ]
    };
    let columns = [left("月份"), left("种类"), left("状态"), right("人数"), right("金额（元）")];
    let body = html! {
        div.inline {
            @if call.makes("payment.open_run")? {
                a.button href="/operations/payment.open_run" { "建立月度发放" }
                a.button.second href="/operations/payment.open_special" { "建立调整补发或零星发放" }
            }
            a href="/lists/refunds" { "退费台账" }
        }
        section.panel { (table("发放批次", &columns, runs.iter().map(row).collect(), "还没有发放批次。")) }
    };
    super::page(call, "/months", "发放", Vec::new(), body)
}

/// One run.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let id = RunId(call.number("id")?);
    let run = found(call, id)?;
    let body = html! {
        (stages(run.state))
        (next_steps(call, &run)?)
        (state(call, &run)?)
        @if has_totals(run.state) {
            @if run.kind == RunKind::Regular { (balance(call, &run)?) }
            @if matches!(run.state, RunState::Sent | RunState::Returned | RunState::Closed) { (bank(call, &run)?) }
        }
    };
    let title = format!("{} {}", run.month, run.kind.title());
    super::page(call, "/months", &title, vec![crumb("发放", "/months")], body)
}

fn found(call: &mut Call<'_>, id: RunId) -> Result<Run, Fault> {
    call.read(|look| run_of(look, id)).map_err(|fault| match fault {
        Fault::Refused(desk::Refusal::Fields(_)) => Fault::NotFound,
        other => other,
    })
}

fn has_totals(state: RunState) -> bool {
    !matches!(state, RunState::Draft | RunState::Computing | RunState::Abandoned)
}

fn stages(state: RunState) -> Markup {
    let way: Vec<RunState> = RunState::ALL.iter().copied().filter(|s| *s != RunState::Abandoned).collect();
    let here = way.iter().position(|s| *s == state);
    html! { ol.steps aria-label="办理阶段" {
        @for (index, stage) in way.iter().enumerate() {
            li class=[here.filter(|here| index < *here).map(|_| "past")] aria-current=[(Some(index) == here).then_some("step")] { (stage.title()) }
        }
    } }
}

/// What the visitor can do with the run now.
fn next_steps(call: &Call<'_>, run: &Run) -> Result<Markup, Fault> {
    let reader = call.reader()?;
    let catalogue = call.office.desk().catalogue();
    let mine = |name: &str| {
        let operation = catalogue.get(name).ok()?;
        operation.posts().make.iter().any(|post| reader.holds(*post)).then(|| operation.title())
    };
    let steps: Vec<_> = STEPS
        .iter()
        .filter(|(_, states)| states.contains(&run.state))
        .filter_map(|(name, _)| Some((*name, mine(name)?)))
        .collect();
    let computes = matches!(run.state, RunState::Draft | RunState::Computing) && mine("payment.open_run").is_some();
    Ok(html! {
        div.inline {
            @if computes {
                form method="post" action=(format!("/months/{}/compute", run.id)) { (super::token(call)?) button { "计算（中断后可继续）" } }
            }
            @for (name, title) in steps { a.button.second href=(format!("/operations/{name}?run={}", run.id)) { (title) } }
        }
    })
}

fn state(call: &mut Call<'_>, run: &Run) -> Result<Markup, Fault> {
    let progress = call.read(|look: &mut Look<'_>| -> Result<_, Unplanned> { run_progress(look, run) })?;
    // A run of another kind is made at once and has no chunks.
    let (people, amount_planned) = match progress.chunks {
        0 => (run.people, run.amount),
        _ => (progress.people, progress.amount),
    };
    let waits = run.state == RunState::Computing;
    Ok(html! {
        section.panel data-again=[waits.then_some("2")] {
            div.figures {
                div { strong { (people) } span { "拟发人数" } }
                div { strong { (amount(amount_planned)) } span { "拟发金额（元）" } }
                div { strong { (progress.without_account) } span { "没有领取账号" } }
            }
            (facts(vec![("状态", run_state(run.state)), ("政策版本", html! { (run.law_version) })]))
            @if waits { p.quiet { "正在计算，页面会自动刷新；关闭浏览器不影响计算。停住不动时，请点“计算”继续。" } }
        }
    })
}

fn balance(call: &mut Call<'_>, run: &Run) -> Result<Markup, Fault> {
    let (sheet, names, people) = call.read(|look| {
        let sheet = balance_sheet(look, run)?;
        let people: Vec<_> = sheet.changes.iter().take(CHANGES).map(|change| change.person).collect();
        Ok((sheet, regions_in_force(look)?, known_people(look, &people)?))
    })?;
    let balanced = sheet.residues().is_empty();
    let change = |line: &ChangeLine| {
        let name = people.get(&line.person).map_or_else(|| line.person.to_string(), |known| known.name.clone());
        vec![
            html! { a href=(format!("/people/{}", line.person)) { (name) } },
            html! { (names.get(&line.town).cloned().unwrap_or_else(|| line.town.to_string())) },
            html! { (line.movement.title()) },
            html! { (line.cause.title()) },
            amount(line.before),
            amount(line.after),
        ]
    };
    let columns =
        [left("姓名"), left("乡镇"), left("变动"), left("原因"), right("原月额（元）"), right("新月额（元）")];
    Ok(html! {
        section.panel {
            h2 { "环比平衡表（元）" }
            @if balanced { div.note.good { p { "平衡：各乡镇上月加增减等于本月，没有差额。" } } }
            @else { div.note.bad { p { "不平衡：有差额的乡镇须查明原因，差额未消除前不能审批。" } } }
            (district(&sheet.district()))
            h2 { "按乡镇" }
            (towns(&sheet, &names))
        }
        details.panel {
            summary { "变动表（" (sheet.changes.len()) " 人次）" }
            (table("变动表", &columns, sheet.changes.iter().take(CHANGES).map(change).collect(), "本月没有变动。"))
            @if sheet.changes.len() > CHANGES { p.quiet { "只列出前 " (CHANGES) " 人次。" } }
        }
    })
}

fn district(all: &TownBalance) -> Markup {
    let mut rows = vec![sums_row("上月", &all.last)];
    rows.extend(all.movements.iter().map(|(movement, sums)| sums_row(movement.title(), sums)));
    rows.push(sums_row("本月", &all.this));
    rows.push(sums_row("差额", &all.residue()));
    rows.extend(all.besides.iter().map(|(kind, sums)| sums_row(&format!("另：{}", kind.title()), sums)));
    let columns = [
        left(""),
        right("人数"),
        right(Level::Central.title()),
        right(Level::Province.title()),
        right(Level::City.title()),
        right(Level::County.title()),
        right("个人账户"),
        right("合计"),
    ];
    table("全县（区）环比平衡表", &columns, rows, "")
}

fn sums_row(title: &str, sums: &Sums) -> Vec<Markup> {
    let mut row = vec![html! { (title) }, html! { (sums.people) }];
    row.extend([Level::Central, Level::Province, Level::City, Level::County].map(|level| amount(sums.by_level[level])));
    row.extend([amount(sums.account), amount(sums.total())]);
    row
}

fn towns(sheet: &BalanceSheet, names: &std::collections::HashMap<base::RegionCode, String>) -> Markup {
    let adds = |m: Movement| !matches!(m, Movement::Dead | Movement::Suspended | Movement::Left | Movement::MovedOut);
    let rows = sheet.towns.iter().map(|(town, balance)| {
        let sum = |positive: bool| -> Sums {
            balance.movements.iter().filter(|(m, _)| adds(**m) == positive).map(|(_, sums)| *sums).sum()
        };
        let mut row = vec![html! { (names.get(town).cloned().unwrap_or_else(|| town.to_string())) }];
        let moved = |sums: Sums| [html! { (sums.people) }, signed(sums.total())];
        let stands = |sums: Sums| [html! { (sums.people) }, amount(sums.total())];
        row.extend(stands(balance.last));
        row.extend([sum(true), sum(false)].into_iter().flat_map(moved));
        row.extend(stands(balance.this));
        row.extend(moved(balance.residue()));
        row
    });
    let columns = [
        left("乡镇"),
        right("上月人数"),
        right("金额"),
        right("增加"),
        right("金额"),
        right("减少"),
        right("金额"),
        right("本月人数"),
        right("金额"),
        right("差额"),
        right("金额"),
    ];
    table("按乡镇环比平衡表", &columns, rows.collect(), "")
}

fn may_take_file(call: &Call<'_>) -> Result<bool, Fault> {
    let reader = call.reader()?;
    let posts = call.office.desk().catalogue().get("payment.send_file")?.posts();
    Ok(posts.make.iter().any(|post| reader.holds(*post)))
}

fn bank(call: &mut Call<'_>, run: &Run) -> Result<Markup, Fault> {
    let (found, returned) = call.read(|look| Ok((reconcile(look, run)?, returned_lines(look, run)?)))?;
    let rows = found.lines().map(|(title, fen)| vec![html! { (title) }, amount(fen)]).to_vec();
    let differences = found.differences();
    let line = |line: &ReturnedLine| {
        vec![
            html! { (line.line) },
            html! { a href=(format!("/people/{}", line.person)) { (line.name) } },
            amount(line.amount),
            html! { (line.on) },
            html! { (line.reason) },
        ]
    };
    let columns = [right("行号"), left("姓名"), right("金额（元）"), left("退回日"), left("银行原因")];
    let total: Fen = returned.iter().map(|line| line.amount).sum();
    Ok(html! {
        @if may_take_file(call)? {
            form.panel.inline method="post" action=(format!("/months/{}/bank-file", run.id)) {
                (super::token(call)?)
                label for="why" { "下载代发文件的原因" }
                input type="text" id="why" name="reason" autocomplete="off" placeholder="如：送代发银行";
                button.second { "下载（留下记录）" }
            }
        }
        div.columns {
            section.panel {
                h2 { "业务、财务、银行三方对账" }
                (table("三方对账", &[left("项目"), right("金额（元）")], rows, ""))
                @if differences.is_empty() { div.note.good { p { "三方相符。" } } }
                @for difference in &differences { div.note.bad { p { "不符：" (difference) } } }
            }
            section.panel {
                h2 { "退票 " (returned.len()) " 笔，" (amount(total)) " 元" }
                (table("退票清单", &columns, returned.iter().map(line).collect(), "没有未补发的退票。"))
            }
        }
    })
}

/// Computes what is left of a run. It goes on to its end when the browser is closed.
pub fn compute(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let id = RunId(call.number("id")?);
    found(call, id)?;
    let signer = call.signer()?;
    call.office.compute_run(signer, id, |_| {})?;
    Ok(Reply::SeeOther(format!("/months/{id}")))
}

/// The bank file, byte for byte as it left; with whole account numbers, so with a reason.
pub fn download(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let run = found(call, RunId(call.number("id")?))?;
    if !may_take_file(call)? || !matches!(run.state, RunState::Sent | RunState::Returned | RunState::Closed) {
        return Err(Fault::NotFound);
    }
    let (signer, reason) = (call.signer()?, call.form.get("reason").to_owned());
    let (desk, db) = call.office.parts();
    desk.record_reading(db, signer, (ReadKind::Export, run.id.0), &reason)?;
    let environment = call.environment();
    let file = call.read(|look| bank_file(look, &environment, &run))?;
    Ok(Reply::File {
        name: format!("代发-{}.csv", file.number), kind: "text/csv; charset=gb18030", bytes: file.bytes
    })
}
