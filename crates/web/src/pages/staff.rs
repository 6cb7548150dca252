//! Staff, posts and logins.

use std::collections::HashMap;

use base::RegionCode;
use desk::{Post, StaffId};
use maud::{Markup, html};
use office::registry::{PostHeld, StaffNow, staff_now};

use crate::http::{Call, Fault, Reply};
use crate::view::{left, place, table};

/// The page.
pub fn list(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let body = body(call, None)?;
    super::page(call, "/staff", "人员和岗位", Vec::new(), body)
}

fn body(call: &mut Call<'_>, note: Option<Markup>) -> Result<Markup, Fault> {
    let administers = call.reader()?.holds(Post::SystemAdmin);
    let everyone = call.read(staff_now)?;
    let names = super::place_names(call)?;
    let token = super::token(call)?;
    let rows = everyone.iter().map(|staff| {
        vec![
            html! { (staff.name) },
            html! { (staff.username.clone().unwrap_or_else(|| "未开通".to_owned())) },
            html! { @for held in &staff.posts { div { (post(held, administers, &names)) } } @if staff.posts.is_empty() { span.none { "—" } } },
            html! { @if administers { (open_form(staff, &token)) (more(staff)) } },
        ]
    });
    let columns = [left("姓名"), left("用户名"), left("岗位和地区"), left("办理")];
    let rows = rows.collect();
    Ok(html! {
        @if let Some(note) = note { (note) }
        @if administers { p { a.button href="/operations/registry.add_staff" { "新增人员" } } }
        section.panel { (table("人员和岗位", &columns, rows, "没有人员。")) }
    })
}

fn post(held: &PostHeld, administers: bool, names: &HashMap<RegionCode, String>) -> Markup {
    html! {
        (held.post.title()) "　" (place(held.area, names)) "　" span.quiet { (held.from) " 起" @if let Some(to) = held.to { " 至 " (to) } }
        @if administers { "　" a href=(format!("/operations/registry.end_post?grant={}", held.grant)) { "终止" } }
    }
}

fn more(staff: &StaffNow) -> Markup {
    html! { a href=(format!("/operations/registry.grant_post?staff={}", staff.staff)) { "授予岗位" } }
}

fn open_form(staff: &StaffNow, token: &Markup) -> Markup {
    let id = format!("user-{}", staff.staff);
    let word = if staff.username.is_some() { "重置口令" } else { "开通登录" };
    html! {
        form.inline method="post" action=(format!("/staff/{}/login", staff.staff)) {
            (token)
            label.visually-hidden for=(id) { "用户名" }
            input type="text" id=(id) name="user" value=(staff.username.clone().unwrap_or_default()) placeholder="用户名" autocomplete="off";
            button.second { (word) }
        }
    }
}

/// Gives a login with a one-time password, shown once.
pub fn open_login(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let staff = StaffId(call.number("id")?);
    let (signer, user) = (call.signer()?, call.form.get("user").to_owned());
    if user.is_empty() {
        let note = html! { div.note.bad role="alert" { p { "没有填写用户名，没有开通。请填写后重试。" } } };
        let body = body(call, Some(note))?;
        return Ok(Reply::Unready(super::framed(call, "/staff", "人员和岗位", Vec::new(), body)?));
    }
    let (desk, db) = call.office.parts();
    let password = desk.open_login(db, signer, staff, &user)?;
    let note = html! { div.note.good {
        p { "用户名 " strong { (user) } "　一次性口令 " strong.digest { (password.reveal()) } }
        p { "口令只显示这一次，请交给本人；首次登录时须修改，动态口令须重新绑定。" }
    } };
    let body = body(call, Some(note))?;
    super::page(call, "/staff", "人员和岗位", Vec::new(), body)
}
