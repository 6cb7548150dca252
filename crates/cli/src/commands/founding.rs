//! `init` and `anchor`.

use anyhow::{Result, bail};
use base::Date;
use desk::{FirstLogin, FirstStaff, Founding, Moment, Post};
use office::{Office, Setup};
use serde_json::json;

use crate::arguments::{Common, First, Init};
use crate::open;
use crate::print;

/// Founds a real agency and shows its first passwords once.
pub fn init(common: &Common, init: &Init) -> Result<()> {
    let usernames = [&init.admin, &init.auditor, &init.head].map(|first| first.username.as_str());
    let [admin, auditor, head] = usernames;
    if admin == auditor || admin == head || auditor == head {
        bail!("系统管理、稽核、单位负责人必须是三个人，用户名不能相同，请为每个岗位写不同的人");
    }
    names_are_sound(init)?;
    let today: Date = Moment::now().date();
    let first = |first: &First| FirstStaff { name: first.name.clone(), username: first.username.clone() };
    let founding = Founding {
        code: init.code,
        name: init.name.clone(),
        simulated_from: None,
        from: today,
        system_admin: first(&init.admin),
        auditor: first(&init.auditor),
        head: first(&init.head),
    };
    let setup = Setup {
        folder: &common.data,
        database: init.database.clone(),
        anchor: init.anchor.clone(),
        founding: &founding,
    };
    let (office, _, logins) = Office::create(&setup, Box::new(open::reader()?))?;
    if common.json {
        let people: Vec<_> = logins
            .iter()
            .map(|login| json!({ "staff": login.staff, "username": login.username, "password": login.password.reveal() }))
            .collect();
        return print::json(&json!({ "agency": init.name, "data": common.data, "logins": people }));
    }
    welcome(init, &office, &logins);
    Ok(())
}

/// Names that can be printed on one line.
fn names_are_sound(init: &Init) -> Result<()> {
    const CHARS: usize = 100;
    let people = [&init.admin, &init.auditor, &init.head];
    let names = people.iter().flat_map(|first| [first.username.as_str(), first.name.as_str()]);
    for name in names.chain([init.name.as_str()]) {
        let sound = !name.trim().is_empty() && name.chars().count() <= CHARS && !name.contains('\n');
        if !sound || print::visible(name) != name {
            let shown: String = name.chars().take(CHARS).collect();
            bail!("名称“{shown}”不能用：应为 1 至 {CHARS} 个字，不含换行和控制字符，请改正后重试。没有建立任何内容");
        }
    }
    Ok(())
}

fn welcome(init: &Init, office: &Office, logins: &[FirstLogin]) {
    sayln!("已建立 {}（{}），数据库：{}\n", init.name, init.code, office.location());
    let posts = [Post::SystemAdmin, Post::Auditor, Post::Head].map(Post::title);
    let row = |(login, post): (&FirstLogin, &str)| {
        vec![post.to_owned(), login.username.clone(), login.password.reveal().to_owned()]
    };
    say!("{}", print::table(&["岗位", "用户名", "一次性口令"], &[], logins.iter().zip(posts).map(row)));
    sayln!("\n口令只显示这一次，请分别交给本人。");
    if init.anchor.is_none() {
        sayln!("注意：审计摘要目前与数据在同一目录，防不住整盘替换；请在 shebao.toml 中把 anchor 改到另一块磁盘。");
    }
    sayln!("注意：密钥文件 keys.json 丢失后证件号和账号无法读出，请另行备份。");
    sayln!("下一步：各人运行 shebao passwd 用户名 修改口令，再运行 shebao login 用户名 登录。");
}

/// Writes the head of the audit chain to the second path.
pub fn anchor(common: &Common) -> Result<()> {
    let (mut office, signer) = open::signed_in(common)?;
    let anchor = office.anchor().clone();
    let (desk, db) = office.parts();
    let seq = anchor.append(db, desk.keys(), signer.agency())?;
    if common.json {
        return print::json(&json!({ "seq": seq }));
    }
    sayln!("第 {seq} 号审计记录的摘要已签名写入第二路径。");
    Ok(())
}
