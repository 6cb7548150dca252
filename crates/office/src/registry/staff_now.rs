//! Reading staff members and the posts they hold today.

use std::collections::BTreeMap;

use base::{Date, RegionCode};
use desk::{GrantId, Look, Post, Staff, StaffId, Unplanned};
use serde::Serialize;
use store::{Field, Value};

/// A post held today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PostHeld {
    /// The grant, for ending or lending it.
    pub grant: GrantId,
    /// Which post.
    pub post: Post,
    /// For which region and everything inside it.
    pub area: RegionCode,
    /// First day.
    pub from: Date,
    /// Last day, if known.
    pub to: Option<Date>,
}

/// A staff member with the posts held today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StaffNow {
    /// Who.
    pub staff: StaffId,
    /// Name.
    pub name: String,
    /// Name to sign in with; `None` while no login was opened.
    pub username: Option<String>,
    /// Own posts, lent ones not included.
    pub posts: Vec<PostHeld>,
}

/// All staff of the agency, by their number.
pub fn staff_now(look: &mut Look<'_>) -> Result<Vec<StaffNow>, Unplanned> {
    let agency = Value::Int(look.agency().0);
    let mut usernames = BTreeMap::new();
    look.each("SELECT staff, username FROM login WHERE agency = $1", std::slice::from_ref(&agency), |row| {
        usernames.insert(StaffId::read(row, 0)?, row.text(1)?.to_owned());
        Ok(())
    })?;
    let mut posts = posts_today(look)?;
    let staff = look.select::<Staff>("WHERE agency = $1 ORDER BY id", &[agency])?;
    let now = |Staff { id, name }| StaffNow {
        staff: id,
        name,
        username: usernames.remove(&id),
        posts: posts.remove(&id).unwrap_or_default(),
    };
    Ok(staff.into_iter().map(now).collect())
}

/// An end after the grant's own last day does not make it longer, as in `desk`.
fn posts_today(look: &mut Look<'_>) -> Result<BTreeMap<StaffId, Vec<PostHeld>>, Unplanned> {
    let sql = "SELECT g.staff, g.post, g.area, g.from_date, COALESCE(e.to_date, g.to_date), g.id \
               FROM post_grant g LEFT JOIN post_grant_end e ON e.grant_id = g.id \
               WHERE g.agency = $1 AND g.from_date <= $2 AND COALESCE(g.to_date, 99991231) >= $2 \
               AND COALESCE(e.to_date, 99991231) >= $2 ORDER BY g.id";
    let args = [Value::Int(look.agency().0), look.today().value()];
    let mut posts: BTreeMap<StaffId, Vec<PostHeld>> = BTreeMap::new();
    look.each(sql, &args, |row| {
        let held = PostHeld {
            grant: GrantId::read(row, 5)?,
            post: Post::read(row, 1)?,
            area: RegionCode::read(row, 2)?,
            from: Date::read(row, 3)?,
            to: Option::<Date>::read(row, 4)?,
        };
        posts.entry(StaffId::read(row, 0)?).or_default().push(held);
        Ok(())
    })?;
    Ok(posts)
}
