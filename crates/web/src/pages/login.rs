//! Signing in and out, and one's own password. What was typed into a form before a session ended
//! is carried through signing in again.

use desk::Refusal;
use maud::{Markup, html};

use crate::http::{Call, Fault, Pairs, Reply};
use crate::view::{Control, FieldView, field, outside};

/// The form of signing in.
struct Form<'a> {
    user: &'a str,
    /// Where to go afterwards.
    next: &'a str,
    /// What was typed before the session ended, and where.
    kept: Option<(&'a str, &'a str)>,
    fault: Option<String>,
    note: Option<&'a str>,
    asks_code: bool,
}

/// Fields that hold no longer after signing in again.
const PASSING: [&str; 1] = ["csrf"];

/// Only a path of ours: an address of another host is never gone to.
fn local(next: &str) -> &str {
    let sound = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    if sound { next } else { "/" }
}

/// Where a visitor without a session is sent, and comes back from.
pub fn address_of(call: &Call<'_>) -> String {
    let query = call.query.encoded();
    let next = if query.is_empty() { call.address.clone() } else { format!("{}?{query}", call.address) };
    let pairs = Pairs::new(vec![("next".to_owned(), next)]);
    format!("/login?{}", pairs.encoded())
}

fn line(name: &str, label: &str, value: &str) -> Markup {
    field(&FieldView { name, label, hint: "", control: Control::Text, value, fault: None, optional: false })
}

fn secret(name: &str, label: &str, autocomplete: &str) -> Markup {
    let id = format!("f-{name}");
    html! {
        div.field { label for=(id) { (label) } div.entry {
            input type="password" id=(id) name=(name) autocomplete=(autocomplete) class="wide";
        } }
    }
}

fn form(form: &Form<'_>) -> Markup {
    let body = html! {
        @if let Some(note) = form.note { div.note { p { (note) } } }
        @if let Some(fault) = &form.fault { div.note.bad role="alert" { p { (fault) } } }
        form method="post" action="/login" {
            input type="hidden" name="next" value=(form.next);
            @if let Some((at, body)) = form.kept {
                input type="hidden" name="at" value=(at);
                input type="hidden" name="kept" value=(body);
            }
            (line("user", "用户名", form.user))
            (secret("password", "口令", "current-password"))
            @if form.asks_code { (line("code", "动态口令", "")) }
            div.actions { button { "登录" } a href="/password" { "修改口令" } }
        }
    };
    outside("登录", body)
}

/// The page.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let note = (call.query.get("changed") == "1").then_some("口令已修改，请用新口令登录。");
    let next = local(call.query.get("next"));
    Ok(Reply::Page(form(&Form { user: "", next, kept: None, fault: None, note, asks_code: false })))
}

/// The page in place of a form whose session ended: nothing was done, nothing is lost.
pub fn again(call: &Call<'_>) -> Markup {
    let typed = call.form.iter().filter(|(name, _)| !PASSING.contains(name));
    let body = Pairs::new(typed.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()).encoded();
    // Only a form of an operation can be shown again.
    let comes_back = call.address.starts_with("/operations/");
    let note = if comes_back {
        "登录已失效，这次提交没有办理。请重新登录，刚才填写的内容会原样带回，核对后再提交。"
    } else {
        "登录已失效，这次提交没有办理。请重新登录，回到原来的页面再填一次。"
    };
    form(&Form {
        user: "",
        next: "/",
        kept: comes_back.then_some((&call.address, &body)),
        fault: None,
        note: Some(note),
        asks_code: false,
    })
}

/// Signs in.
pub fn enter(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let (user, password, code) = (call.form.get("user"), call.form.get("password"), call.form.get("code"));
    let (desk, db) = call.office.parts();
    match desk.sign_in_with(db, user, password, Some(code)) {
        Ok(token) if !call.form.get("at").is_empty() => {
            let form = Pairs::parse(call.form.get("kept").as_bytes());
            Ok(Reply::SignedInAt { token, at: call.form.get("at").to_owned(), form })
        }
        Ok(token) => Ok(Reply::SignedIn { token, then: local(call.form.get("next")).to_owned() }),
        Err(Refusal::MustChangePassword) => {
            Ok(Reply::Unready(password_form(user, Some("这是一次性口令，请先设定自己的口令。".to_owned()), false)))
        }
        Err(Refusal::Store(error)) => Err(Fault::from(Refusal::Store(error))),
        Err(refusal) => {
            let (at, kept) = (call.form.get("at"), call.form.get("kept"));
            let asks_code = matches!(refusal, Refusal::NeedCode | Refusal::BadCode);
            Ok(Reply::Unready(form(&Form {
                user,
                next: local(call.form.get("next")),
                kept: (!at.is_empty()).then_some((at, kept)),
                fault: Some(refusal.to_string()),
                note: None,
                asks_code,
            })))
        }
    }
}

fn password_form(user: &str, fault: Option<String>, asks_code: bool) -> Markup {
    let body = html! {
        @if let Some(fault) = fault { div.note.bad role="alert" { p { (fault) } } }
        form method="post" action="/password" {
            (line("user", "用户名", user))
            (secret("old", "原口令", "current-password"))
            (secret("new", "新口令", "new-password"))
            (secret("again", "再输一次", "new-password"))
            @if asks_code { (line("code", "动态口令", "")) }
            p.hint { "至少 12 个字符，不能与用户名或原口令相同。修改后各处的登录都会退出。" }
            div.actions { button { "修改口令" } a href="/login" { "返回登录" } }
        }
    };
    outside("修改口令", body)
}

/// The form of changing one's own password.
pub fn password(_call: &mut Call<'_>) -> Result<Reply, Fault> {
    Ok(Reply::Page(password_form("", None, false)))
}

/// Changes it.
pub fn change_password(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let form = &call.form;
    let user = form.get("user");
    if form.get("new") != form.get("again") {
        let fault = "两次输入的新口令不一致，口令没有修改，请重新输入。".to_owned();
        return Ok(Reply::Unready(password_form(user, Some(fault), false)));
    }
    let (desk, db) = call.office.parts();
    match desk.change_password_with(db, user, (form.get("old"), form.get("new")), Some(form.get("code"))) {
        Ok(()) => Ok(Reply::SeeOther("/login?changed=1".to_owned())),
        Err(Refusal::Store(error)) => Err(Fault::from(Refusal::Store(error))),
        Err(refusal) => {
            let asks_code = matches!(refusal, Refusal::NeedCode | Refusal::BadCode);
            Ok(Reply::Unready(password_form(user, Some(refusal.to_string()), asks_code)))
        }
    }
}

/// Signs out, everywhere.
pub fn leave(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let signer = call.signer()?;
    let (desk, db) = call.office.parts();
    desk.sign_out(db, signer)?;
    Ok(Reply::SignedOut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_host() {
        for bad in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "", "/a\r\nb"] {
            assert_eq!(local(bad), "/", "{bad}");
        }
        assert_eq!(local("/people?q=%E7%8E%8B"), "/people?q=%E7%8E%8B");
    }
}
