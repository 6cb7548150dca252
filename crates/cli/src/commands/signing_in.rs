//! `login`, `passwd`, `logout`. There is no way to act as somebody else.

use anyhow::{Result, bail};
use desk::Refusal;
use office::Office;

use crate::arguments::Common;
use crate::ask;
use crate::commands::staff;
use crate::open;
use crate::session::SessionFile;

/// Signs in and keeps the session for this terminal's user.
pub fn login(common: &Common, user: Option<String>) -> Result<()> {
    let mut office = open::office(common)?;
    let user = user.map_or_else(|| ask::word("用户名"), Ok)?;
    let mut password = ask::password("口令")?;
    let mut signed = sign_in(&mut office, &user, &password, None);
    if matches!(signed, Err(Refusal::MustChangePassword)) && ask::interactive() {
        eprintln!("这是一次性口令，请现在设定自己的口令（至少 12 个字符）。");
        password = change(&mut office, &user, &password)?;
        signed = sign_in(&mut office, &user, &password, None);
    }
    if matches!(signed, Err(Refusal::NeedCode)) {
        let code = ask::password("动态口令")?;
        signed = sign_in(&mut office, &user, &password, Some(&code));
    }
    let token = signed?;
    bind_second_factor(&mut office, &token)?;
    SessionFile::of(&common.data).keep(&token)?;
    staff::whoami(common)?;
    if !common.json {
        sayln!("15 分钟不操作会自动退出；离开时请运行 shebao logout。");
    }
    Ok(())
}

fn sign_in(office: &mut Office, user: &str, password: &str, code: Option<&str>) -> Result<desk::SessionToken, Refusal> {
    let (desk, db) = office.parts();
    desk.sign_in_with(db, user, password, code)
}

/// Approvers and administrators bind their device before anything else; without it the session that
/// the password opened ends at once.
fn bind_second_factor(office: &mut Office, token: &desk::SessionToken) -> Result<()> {
    let (desk, db) = office.parts();
    let signer = desk.resume(db, token)?;
    if !desk.needs_second_factor(db, signer)? {
        return Ok(());
    }
    let new = desk.new_second_factor(db, signer)?;
    eprintln!("审批、单位负责人、系统管理岗位登录须用动态口令，请现在绑定。");
    eprintln!("在手机的动态口令应用中选择“手动输入”，填入密钥：{}", new.secret);
    eprintln!("密钥只在绑定前显示，请不要拍照或转发。");
    let code = ask::password("设备上现在显示的 6 位数字");
    match code.and_then(|code| Ok(desk.confirm_second_factor(db, signer, &code)?)) {
        Ok(()) => {
            eprintln!("动态口令已绑定，以后登录都要输入。");
            Ok(())
        }
        Err(error) => {
            desk.sign_out(db, signer)?;
            Err(error.context("动态口令没有绑定，没有登录。请重新运行 shebao login"))
        }
    }
}

/// Changes one's own password.
pub fn passwd(common: &Common, user: Option<String>) -> Result<()> {
    let mut office = open::office(common)?;
    let user = user.map_or_else(|| ask::word("用户名"), Ok)?;
    let old = ask::password("原口令")?;
    change(&mut office, &user, &old)?;
    sayln!("口令已修改，此前的登录全部失效。请运行 shebao login {user} 重新登录。");
    Ok(())
}

fn change(office: &mut Office, user: &str, old: &str) -> Result<String> {
    let new = ask::password("新口令")?;
    if ask::interactive() && ask::password("再输入一次新口令")? != new {
        bail!("两次输入的新口令不一致，口令没有修改，请重试");
    }
    let (desk, db) = office.parts();
    match desk.change_password(db, user, old, &new) {
        Err(Refusal::NeedCode) => {
            let code = ask::password("动态口令")?;
            desk.change_password_with(db, user, (old, &new), Some(&code))?;
        }
        other => other?,
    }
    Ok(new)
}

/// Ends the session here and everywhere else.
pub fn logout(common: &Common) -> Result<()> {
    let file = SessionFile::of(&common.data);
    let signed_in = open::signed_in(common);
    file.forget();
    match signed_in {
        Ok((mut office, signer)) => {
            let (desk, db) = office.parts();
            desk.sign_out(db, signer)?;
            sayln!("已退出登录。");
            Ok(())
        }
        Err(error) if matches!(error.downcast_ref(), Some(Refusal::NotSignedIn)) => {
            sayln!("没有登录，或登录已失效。");
            Ok(())
        }
        Err(error) => Err(error),
    }
}
