//! One matter: what it changes, who signed, and the next signature, bound to what is shown.

use desk::{Answer, Change, Digest, MatterId, Outcome, Stage};
use maud::{Markup, html};
use office::fund::has_record_reversal;
use office::reading::{Places, SignedBy, signed_by};

use crate::http::{Call, Fault, Reply};
use crate::pages::operations::posts_for;
use crate::told::Told;
use crate::view::{crumb, facts, left, matter_state, table};

/// The page.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let matter = MatterId(call.number("id")?);
    let (answer, body) = body(call, matter, None)?;
    super::page(call, "/", &answer.title, vec![crumb("待办", "/")], body)
}

fn body(call: &mut Call<'_>, matter: MatterId, fault: Option<Markup>) -> Result<(Answer, Markup), Fault> {
    let signer = call.signer()?;
    let (desk, db) = call.office.parts();
    // Whether the visitor may see it is decided here; everything after stands on it.
    let answer = desk.view(db, signer, matter)?;
    let waits_for_me = desk.worklist(db, signer)?.iter().any(|waiting| waiting.matter == matter);
    let operation = desk.catalogue().get(&answer.operation)?;
    let (title, class) = (operation.title(), operation.class());
    let next = answer.waits_for.map(|stage| posts_for(operation, stage));
    let (signed, places) = call.read(|look| Ok((signed_by(look, matter)?, Places::read(look)?)))?;
    let answer = Answer { title: places.told(&answer.title), ..answer };
    let undone = undoing(call, &answer)?;
    let told = call.told.take(signer, matter);
    let mine = signed.first().is_some_and(|made| made.staff == signer.staff());
    let markup = html! {
        @if let Some(fault) = fault { div.note.bad role="alert" { (fault) } }
        section.panel {
            (facts(vec![
                ("业务", html! { (title) }),
                ("状态", matter_state(answer.waits_for, answer.outcome)),
                ("办理方式", html! { (class.title()) }),
                ("业务编号", html! { span.number { (answer.matter) } }),
            ]))
            @if let (Some(stage), Some(posts)) = (answer.waits_for, &next) {
                p.quiet { "等待" (stage.title()) "，由 " (posts) " 签字。" }
            }
            @if !answer.reason.is_empty() { div.note.bad { p { "原因：" (answer.reason) } } }
            @for notice in &answer.notices { div.note { p { (places.told(notice)) } } }
        }
        @if answer.waits_for.is_some() { section.panel { h2 { "变更内容" } (changes(&answer.shown, &places)) } }
        @if let Some(told) = told { (what_was_done(&told, &places)) }
        section.panel { h2 { "签字" } (signatures(&signed)) }
        (paper())
        @if let (true, Some(stage)) = (waits_for_me, answer.waits_for) { (sign_form(call, &answer, stage)?) }
        @if mine && answer.waits_for.is_some() { (withdraw_form(call, matter)?) }
        @if let Some(undone) = undone { p { a.button.second href=(undone) { "红冲登记" } span.quiet { "　记错的登记不改，用红字冲销后重新登记" } } }
        @if mine && answer.outcome.is_some_and(|outcome| outcome != Outcome::Done) {
            p { a.button href=(format!("/operations/{}?again={matter}", answer.operation)) { "修改后重新提交" } }
        }
    };
    Ok((answer, markup))
}

/// What a matter did, on the page that follows.
fn what_was_done(told: &Told, places: &Places) -> Markup {
    html! { section.panel {
        h2 { "办理结果" }
        @for notice in &told.notices { div.note { p { (places.told(notice)) } } }
        @if !told.shown.is_empty() { (changes(&told.shown, places)) }
        p.quiet { "办理结果只显示这一次，需要留存的请打印。" }
    } }
}

/// Where a record of this kind is taken back, for those who may.
fn undoing(call: &Call<'_>, answer: &Answer) -> Result<Option<String>, Fault> {
    let done = answer.outcome == Some(Outcome::Done) && has_record_reversal(&answer.operation);
    let (reader, makers) = (call.reader()?, call.office.desk().catalogue().get("fund.reverse_record")?.posts().make);
    let may = makers.iter().any(|post| reader.holds(*post));
    Ok((done && may).then(|| format!("/operations/fund.reverse_record?matter={}", answer.matter)))
}

/// What changes, regions by their names: the matter holds their codes.
fn changes(shown: &[Change], places: &Places) -> Markup {
    html! {
        div.scroll tabindex="0" { table.diff {
            thead { tr { th scope="col" { "项目" } th scope="col" { "原" } th scope="col" { "新" } } }
            tbody { @for change in shown { tr {
                td { (places.told(&change.field)) }
                td.before { @if change.before.is_empty() { "—" } @else { (places.told(&change.before)) } }
                td.after { @if change.after.is_empty() { "—" } @else { (places.told(&change.after)) } }
            } } }
        } }
    }
}

/// Room for the signatures of a paper form: village, town, county, audit, head.
fn paper() -> Markup {
    const BOXES: [&str; 5] = ["村（社区）意见", "乡镇（街道）初审", "县（区）复核", "稽核", "领导审批"];
    html! {
        p { button.second type="button" data-print="yes" hidden { "打印审批表" } }
        table.boxes.only-print-table {
            thead { tr { @for title in BOXES { th scope="col" { (title) } } } }
            tbody { tr { @for _ in BOXES { td { "签字：　　　　年　月　日" } } } }
        }
    }
}

fn signatures(signed: &[SignedBy]) -> Markup {
    let row = |s: &SignedBy| {
        vec![
            html! { (s.stage.title()) },
            html! { (s.name) },
            html! { (s.post.title()) },
            html! { span.number { (s.at.replace('T', " ")) } },
        ]
    };
    table(
        "签字",
        &[left("签字"), left("姓名"), left("岗位"), left("时间")],
        signed.iter().map(row).collect(),
        "还没有签字。",
    )
}

fn sign_form(call: &Call<'_>, answer: &Answer, stage: Stage) -> Result<Markup, Fault> {
    let at = format!("/matters/{}", answer.matter);
    Ok(html! {
        section.panel {
            h2 { (stage.title()) }
            p.quiet { "签字只对上面显示的内容有效；内容有变化时系统会拒绝，请重新核对。" }
            form.inline method="post" action=(format!("{at}/sign")) {
                (super::token(call)?)
                input type="hidden" name="stage" value=(stage.code());
                input type="hidden" name="digest" value=(answer.digest);
                button { "核对无误，" (stage.title()) }
            }
            form.inline method="post" action=(format!("{at}/return")) {
                (super::token(call)?)
                label for="reason" { "退回原因" }
                input type="text" id="reason" name="reason" class="wide" autocomplete="off";
                button.danger { "退回经办人" }
            }
        }
    })
}

fn withdraw_form(call: &Call<'_>, matter: MatterId) -> Result<Markup, Fault> {
    Ok(html! {
        form.panel.inline method="post" action=(format!("/matters/{matter}/withdraw")) {
            (super::token(call)?)
            label for="reason" { "撤回原因" }
            input type="text" id="reason" name="reason" class="wide" autocomplete="off";
            button.danger { "撤回这件业务" }
        }
    })
}

/// Gives the next signature to what was shown.
pub fn sign(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let matter = MatterId(call.number("id")?);
    let signer = call.signer()?;
    viewable(call, matter)?;
    let unseen = || Fault::Bad("签字没有带上看过的内容，没有签字。请刷新后重新核对".to_owned());
    let stage = Stage::from_code(call.form.get("stage")).ok_or_else(unseen)?;
    let seen: Digest = serde_json::from_value(call.form.get("digest").into()).map_err(|_| unseen())?;
    let done = call.office.sign(signer, stage, matter, &seen);
    after(call, matter, done)
}

/// Sends it back with a reason.
pub fn send_back(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let matter = MatterId(call.number("id")?);
    let (signer, reason) = (call.signer()?, call.form.get("reason").to_owned());
    viewable(call, matter)?;
    let (desk, db) = call.office.parts();
    let done = desk.send_back(db, signer, matter, &reason);
    after(call, matter, done)
}

/// Takes back one's own.
pub fn withdraw(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let matter = MatterId(call.number("id")?);
    let (signer, reason) = (call.signer()?, call.form.get("reason").to_owned());
    viewable(call, matter)?;
    let (desk, db) = call.office.parts();
    let done = desk.withdraw(db, signer, matter, &reason);
    after(call, matter, done)
}

/// A matter that the visitor may not see does not exist, whatever he wants of it.
fn viewable(call: &mut Call<'_>, matter: MatterId) -> Result<(), Fault> {
    let signer = call.signer()?;
    let (desk, db) = call.office.parts();
    desk.view(db, signer, matter)?;
    Ok(())
}

fn after(call: &mut Call<'_>, matter: MatterId, done: Result<Answer, desk::Refusal>) -> Result<Reply, Fault> {
    match done {
        Ok(answer) => {
            call.told.keep(call.signer()?, answer);
            Ok(Reply::SeeOther(format!("/matters/{matter}")))
        }
        Err(desk::Refusal::Store(error)) => Err(desk::Refusal::Store(error).into()),
        Err(refusal) => {
            let told = Fault::from(refusal).says();
            let (answer, body) = body(call, matter, Some(told))?;
            Ok(Reply::Unready(super::framed(call, "/", &answer.title, vec![crumb("待办", "/")], body)?))
        }
    }
}
