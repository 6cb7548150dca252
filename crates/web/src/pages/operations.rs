//! Every operation of the office as a form. The form keeps what was typed, shows faults beside
//! their fields, and carries the request's own number, so that two clicks have one effect.

use std::collections::BTreeMap;

use desk::{AnyOperation, Look, MatterId, Refusal, Stage, Unplanned};
use maud::{Markup, html};
use office::reading::{Places, runs};
use office::registry::{find_people, known_people, regions_in_force, staff_now};

use super::preview;
use crate::forms::{self, Choices, Def, Faults};
use crate::http::{Call, Fault, Pairs, Reply};
use crate::view::crumb;

const ROOMS: &[(&str, &str)] = &[
    ("window", "一窗通办"),
    ("registry", "参保登记、人员和岗位"),
    ("contributions", "缴费和个人账户"),
    ("benefits", "待遇"),
    ("accounts", "个人账户和权益"),
    ("certification", "资格认证"),
    ("law", "政策"),
    ("payment", "发放"),
    ("fund", "基金财务"),
    ("bank", "银行对账"),
    ("matching", "配套资金"),
    ("work", "任务和工作经费"),
    ("shadow", "影子运行"),
    ("risk", "风险防控"),
    ("performance", "绩效自评"),
    ("figures", "绩效自评"),
    ("lists", "清单"),
];
const RUNS_SHOWN: i64 = 24;

/// The room of an operation, with its place in the order of work.
fn room_of(name: &str) -> (usize, &'static str) {
    let room = name.split('.').next().unwrap_or_default();
    let title = ROOMS.iter().find(|(code, _)| *code == room).map_or("其他", |(_, title)| *title);
    (ROOMS.iter().position(|(_, other)| *other == title).unwrap_or(ROOMS.len()), title)
}

/// All operations by room; those that the visitor can make are links.
pub fn list(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let reader = call.reader()?;
    let mut mine: BTreeMap<(usize, &str), Vec<(&str, &str)>> = BTreeMap::new();
    let mut others: Vec<(&str, String)> = Vec::new();
    for operation in call.office.desk().catalogue().iter() {
        let posts = operation.posts().make;
        if posts.iter().any(|post| reader.holds(*post)) {
            mine.entry(room_of(operation.name())).or_default().push((operation.name(), operation.title()));
        } else {
            let posts: Vec<&str> = posts.iter().map(|post| post.title()).collect();
            others.push((operation.title(), posts.join("、")));
        }
    }
    let body = html! {
        @if mine.is_empty() { div.note { p { "您的岗位不经办业务。等您签字的业务在“待办”中。" } } }
        div.groups {
            @for ((_, room), operations) in &mine {
                section.panel { h2 { (room) } ul {
                    @for (name, title) in operations { li { a href=(format!("/operations/{name}")) { (title) } } }
                } }
            }
        }
        details.panel {
            summary { "由其他岗位经办的业务（" (others.len()) "）" }
            ul { @for (title, posts) in &others { li { (title) span.quiet { "　" (posts) } } } }
        }
    };
    super::page(call, "/operations", "办理业务", Vec::new(), body)
}

/// A form to be shown.
struct Shown {
    name: String,
    title: &'static str,
    class: desk::Class,
    /// Whether the visitor's post makes it: what a file tells is for nobody else.
    mine: bool,
    defs: Vec<Def>,
    choices: Choices,
}

fn shown(call: &mut Call<'_>, name: &str) -> Result<Shown, Fault> {
    let reader = call.reader()?;
    let (desk, db) = call.office.parts();
    let operation: &dyn AnyOperation = desk.catalogue().get(name)?;
    let (title, class) = (operation.title(), operation.class());
    let mine = operation.posts().make.iter().any(|post| reader.holds(*post));
    let operations = desk.catalogue().iter().map(|o| (o.name().to_owned(), o.title().to_owned())).collect();
    let (defs, mut choices) = desk.look(db, reader.signer.agency(), |look| {
        let defs = forms::fields_of(operation, look);
        choices(look, &reader).map(|choices| (defs, choices)).map_err(Refusal::from)
    })?;
    choices.operations = operations;
    Ok(Shown { name: name.to_owned(), title, class, mine, defs, choices })
}

fn choices(look: &mut Look<'_>, reader: &office::reading::Reader) -> Result<Choices, Unplanned> {
    let administers = !reader.reads_business();
    let places = Places::read(look)?;
    let mut regions: Vec<(String, String)> = regions_in_force(look)?
        .into_keys()
        .filter(|code| administers || reader.covers(code))
        .filter_map(|code| Some((code.to_string(), places.name(code)?)))
        .collect();
    regions.sort();
    let staff = staff_now(look)?.into_iter().map(|now| (now.staff.to_string(), now.name)).collect();
    let runs = if administers { Vec::new() } else { runs(look, RUNS_SHOWN)? };
    let run = |run: &office::tables::Run| {
        let title = format!("{} {}（{}）", run.month, run.kind.title(), run.state.title());
        (run.id.to_string(), title)
    };
    Ok(Choices { regions, runs: runs.iter().map(run).collect(), staff, operations: Vec::new() })
}

/// The empty form, one with values from another page, or one that was sent back.
pub fn form(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let name = call.path.get("name").to_owned();
    let shown = shown(call, &name)?;
    let mut values = call.query.clone();
    if let Ok(matter) = call.query.get("again").parse::<i64>() {
        let signer = call.signer()?;
        let (desk, db) = call.office.parts();
        values = forms::flatten(&shown.defs, &desk.made_input(db, signer, MatterId(matter))?);
    }
    values.set("request", &uuid::Uuid::new_v4().to_string());
    let body = body(call, &shown, &values, &Faults::new(), None)?;
    super::page(call, "/operations", shown.title, crumbs(), body)
}

/// The form of an address as it was typed before a session ended.
pub fn form_at(call: &mut Call<'_>, at: &str) -> Result<Reply, Fault> {
    let name = at.strip_prefix("/operations/").ok_or(Fault::NotFound)?.to_owned();
    let note = html! { p { "下面是刚才填写的内容，还没有办理。请核对后再提交。" } };
    unready(call, &name, &Faults::new(), Some(note))
}

fn crumbs() -> Vec<crate::view::Crumb> {
    vec![crumb("办理业务", "/operations")]
}

fn unready(call: &mut Call<'_>, name: &str, faults: &Faults, note: Option<Markup>) -> Result<Reply, Fault> {
    let shown = shown(call, name)?;
    let values = call.form.clone();
    let body = body(call, &shown, &values, faults, note)?;
    Ok(Reply::Unready(super::framed(call, "/operations", shown.title, crumbs(), body)?))
}

fn body(
    call: &mut Call<'_>,
    shown: &Shown,
    values: &Pairs,
    faults: &Faults,
    note: Option<Markup>,
) -> Result<Markup, Fault> {
    let names = forms::names(&shown.defs, "");
    let whole: Vec<&str> =
        faults.iter().filter(|(name, _)| !names.contains(name)).map(|(_, fault)| fault.as_str()).collect();
    let previewed = if shown.mine { preview::of(call, &shown.name, values)? } else { None };
    let takes_file = forms::profile_of(&shown.name, values).is_some();
    let first = takes_file && values.get("file").is_empty();
    Ok(html! {
        @if let Some(note) = note { div.note { (note) } }
        @if !faults.is_empty() {
            div.note.bad role="alert" {
                p { "有 " (faults.len()) " 处需要改正，没有办理。填写的内容都还在。" }
                @if !whole.is_empty() { ul { @for fault in whole.iter().take(50) { li { (fault) } } } }
            }
        }
        @if let Some(previewed) = &previewed { (previewed) }
        form.panel method="post" action=(format!("/operations/{}", shown.name)) enctype="multipart/form-data" {
            (super::token(call)?)
            input type="hidden" name="request" value=(values.get("request"));
            // The Enter key presses the first button of a form: that is to send it.
            @if shown.defs.iter().any(|def| matches!(def.kind, forms::Kind::List(_))) {
                button.visually-hidden tabindex="-1" aria-hidden="true" {}
            }
            (forms::shown_fields(&shown.defs, "", values, faults, &shown.choices))
            @if shown.defs.is_empty() { p { "这件业务没有要填写的内容，提交后由系统找出要办的记录。" } }
            div.actions {
                button { (if first { "上传并预览" } else { "提交" }) }
                span.quiet { (shown.class.title()) }
            }
        }
    })
}

/// Makes the matter.
pub fn make(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let name = call.path.get("name").to_owned();
    let shown = shown(call, &name)?;
    let took_in = take_in(call)?;
    if forms::wants_more(&call.form) || took_in && forms::profile_of(&name, &call.form).is_some() {
        let body = body(call, &shown, &call.form.clone(), &Faults::new(), None)?;
        return super::page(call, "/operations", shown.title, crumbs(), body);
    }
    let read = {
        let form = call.form.clone();
        let mut find = |text: &str| person(call, text);
        let regions = &shown.choices.regions;
        forms::typed(&shown.defs, &form, &mut forms::Finder { person: &mut find, regions })
    };
    if !read.faults.is_empty() {
        return unready(call, &name, &with_missing(read.faults, &read.missing), None);
    }
    let (signer, request) = (call.signer()?, call.form.get("request").to_owned());
    let names = forms::names(&shown.defs, "");
    match call.office.make(signer, &request, &name, &read.input) {
        Ok(answer) => {
            let page = format!("/matters/{}", answer.matter);
            call.told.keep(signer, answer);
            Ok(Reply::SeeOther(page))
        }
        Err(Refusal::Fields(errors)) => unready(call, &name, &forms::placed(&errors, &names), None),
        Err(Refusal::BadInput(..)) if !read.missing.is_empty() => {
            unready(call, &name, &with_missing(Faults::new(), &read.missing), None)
        }
        Err(Refusal::RequestReused(_)) => {
            call.form.set("request", &uuid::Uuid::new_v4().to_string());
            let note = html! { p { "这张表单已经提交过，现在的内容与当时不同，没有再办。确实要另办一件的，请核对后再提交。" } };
            unready(call, &name, &Faults::new(), Some(note))
        }
        Err(refusal @ (Refusal::NoPost { .. } | Refusal::Store(_) | Refusal::BadInput(..) | Refusal::Document(_))) => {
            let faults = vec![(String::new(), refusal.to_string())];
            unready(call, &name, &faults, None)
        }
        Err(other) => Err(other.into()),
    }
}

fn with_missing(mut faults: Faults, missing: &[String]) -> Faults {
    faults.extend(missing.iter().map(|name| (name.clone(), "没有填写，请填写".to_owned())));
    faults
}

/// Keeps the files that came with a form under their digests; whether there was one.
fn take_in(call: &mut Call<'_>) -> Result<bool, Fault> {
    let uploads = std::mem::take(&mut call.files);
    let environment = call.environment();
    for upload in &uploads {
        let path = upload.file.path();
        let digest = environment
            .files
            .take_in(path)
            .map_err(|refusal| Fault::Bad(refusal.to_string().replace(&path.display().to_string(), &upload.name)))?;
        call.form.set(&upload.field, &digest.to_string());
        call.form.set(&format!("{}-name", upload.field), &upload.name);
    }
    Ok(!uploads.is_empty())
}

/// The person that was typed: a number, a whole ID number, or a name that only one has; only in
/// the visitor's own regions.
fn person(call: &mut Call<'_>, text: &str) -> Result<i64, String> {
    let failed = |_: Fault| "现在无法查找，请稍后重试".to_owned();
    let reader = call.reader().map_err(failed)?;
    let environment = call.environment();
    let found = call.read(|look| {
        let found = find_people(look, &environment, text)?;
        let people: Vec<_> = found.iter().map(|person| person.person).collect();
        Ok((people.clone(), known_people(look, &people)?))
    });
    let (people, known) = found.map_err(failed)?;
    let mine: Vec<_> =
        people.into_iter().filter(|person| known.get(person).is_some_and(|k| reader.covers(&k.region))).collect();
    match mine[..] {
        [one] => Ok(one.0),
        [] => Err("没有找到这个人，或不在您的岗位地区内。请填个人编号或完整的证件号".to_owned()),
        _ => Err(format!("找到 {} 人，请填个人编号", mine.len())),
    }
}

/// Titles of the posts that give a signature.
pub fn posts_for(operation: &dyn AnyOperation, stage: Stage) -> String {
    operation.posts().at(stage).iter().map(|post| post.title()).collect::<Vec<_>>().join("、")
}
