//! Binding the device that approvers and administrators sign in with besides the password.

use desk::Refusal;
use maud::{Markup, html};

use crate::http::{Call, Fault, Reply};
use crate::view::{Control, FieldView, facts, field};

/// Said to whoever has to bind one before anything else.
pub const FIRST: &str = "审批和管理岗位须先绑定动态口令";

/// The page.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let signer = call.signer()?;
    let (desk, db) = call.office.parts();
    if desk.has_second_factor(db, signer)? {
        let body =
            html! { div.note.good { p { "已绑定动态口令，登录时需要输入。更换设备请系统管理员重新开通登录。" } } };
        return super::page(call, "", "动态口令", Vec::new(), body);
    }
    let body = body(call, None)?;
    super::page(call, "", "绑定动态口令", Vec::new(), body)
}

fn body(call: &mut Call<'_>, fault: Option<&str>) -> Result<Markup, Fault> {
    let signer = call.signer()?;
    let (desk, db) = call.office.parts();
    let new = desk.new_second_factor(db, signer)?;
    let code = FieldView {
        name: "code",
        label: "动态口令",
        hint: "设备上现在显示的 6 位数字",
        control: Control::Number,
        value: "",
        fault,
        optional: false,
    };
    Ok(html! {
        div.panel {
            p { "审批、单位负责人、系统管理岗位登录时，除口令外还须输入自己设备上的动态口令。" }
            p { "请在手机的动态口令应用（离线即可使用）中选择“手动输入”，填入下面的密钥，再把显示的数字填在下面。" }
            (facts(vec![
                ("密钥", html! { span.digest { (new.secret) } }),
                ("链接", html! { span.digest { (new.address) } }),
            ]))
            p.quiet { "密钥只在绑定前显示，请不要拍照或转发。" }
        }
        form.panel method="post" action="/second-factor" {
            (super::token(call)?)
            (field(&code))
            div.actions { button { "绑定" } }
        }
    })
}

/// Confirms it by a first code.
pub fn confirm(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let (signer, code) = (call.signer()?, call.form.get("code").to_owned());
    let (desk, db) = call.office.parts();
    match desk.confirm_second_factor(db, signer, &code) {
        Ok(()) => Ok(Reply::SeeOther("/second-factor".to_owned())),
        Err(refusal @ Refusal::BadCode) => {
            let body = body(call, Some(&refusal.to_string()))?;
            Ok(Reply::Unready(super::framed(call, "", "绑定动态口令", Vec::new(), body)?))
        }
        Err(refusal) => Err(refusal.into()),
    }
}
