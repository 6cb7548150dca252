//! `whoami`, `staff`, `open-login`.

use anyhow::Result;
use desk::{Refusal, StaffId};
use office::registry::{PostHeld, StaffNow, staff_now};
use serde_json::json;

use crate::arguments::Common;
use crate::open;
use crate::print;

/// Who is signed in at this terminal, by which posts.
pub fn whoami(common: &Common) -> Result<()> {
    let (mut office, signer) = open::signed_in(common)?;
    let me = open::staff(&mut office, signer)?;
    if common.json {
        return print::json(&me);
    }
    sayln!("{}（用户名 {}，编号 {}）", me.name, me.username.as_deref().unwrap_or("-"), me.staff);
    let row = |held: &PostHeld| {
        let until = held.to.map_or_else(|| "长期".to_owned(), |to| to.to_string());
        vec![held.post.title().to_owned(), held.area.to_string(), held.from.to_string(), until]
    };
    say!("{}", print::table(&["岗位", "地区", "自", "至"], &[], me.posts.iter().map(row)));
    Ok(())
}

/// All staff with their posts.
pub fn list(common: &Common) -> Result<()> {
    let (mut office, signer) = open::signed_in(common)?;
    let everyone = office.look(signer.agency(), |look| staff_now(look).map_err(Refusal::from))?;
    if common.json {
        return print::json(&everyone);
    }
    let row = |staff: &StaffNow| {
        let posts: Vec<String> = staff.posts.iter().map(|held| format!("{} {}", held.post, held.area)).collect();
        let user = staff.username.clone().unwrap_or_else(|| "未开通".to_owned());
        vec![staff.staff.to_string(), staff.name.clone(), user, posts.join("、")]
    };
    say!("{}", print::table(&["编号", "姓名", "用户名", "岗位"], &[0], everyone.iter().map(row)));
    Ok(())
}

/// Gives a staff member a login, or a new one-time password.
pub fn open_login(common: &Common, staff: i64, user: &str) -> Result<()> {
    let (mut office, signer) = open::signed_in(common)?;
    let (desk, db) = office.parts();
    let password = desk.open_login(db, signer, StaffId(staff), user)?;
    if common.json {
        return print::json(&json!({ "staff": staff, "username": user, "password": password.reveal() }));
    }
    sayln!("用户名      {user}\n一次性口令  {}", password.reveal());
    sayln!("口令只显示这一次，请交给本人；首次登录时须修改。");
    Ok(())
}
