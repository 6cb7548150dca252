//! Who holds which post for which time, and which posts do not go together. The database refuses
//! incompatible posts itself; here they are found before three people have signed.

use std::collections::HashSet;

use base::{Date, RegionCode};
use desk::{FieldError, GrantId, Look, Post, StaffId, Unplanned};
use store::{Field, Value};

/// A post in somebody's hand, own or lent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) grant: GrantId,
    pub(super) staff: StaffId,
    pub(super) post: Post,
    pub(super) area: RegionCode,
    pub(super) from: Date,
    /// Last day: of the grant, of its early end, or of the delegation.
    pub(super) to: Option<Date>,
}

impl Held {
    fn overlaps(&self, from: Date, to: Option<Date>) -> bool {
        to.is_none_or(|to| self.from <= to) && self.to.is_none_or(|end| end >= from)
    }
}

/// Pairs of posts that one person may not hold at one time.
pub(super) type Incompatible = HashSet<(Post, Post)>;

/// The pairs in force.
pub(super) fn incompatible(look: &mut Look<'_>) -> Result<Incompatible, Unplanned> {
    let mut pairs = HashSet::new();
    look.each("SELECT one, other FROM post_conflict", &[], |row| {
        pairs.insert((Post::read(row, 0)?, Post::read(row, 1)?));
        Ok(())
    })?;
    Ok(pairs)
}

/// The posts a person holds or held, own ones and lent ones.
pub(super) fn held_by(look: &mut Look<'_>, staff: StaffId) -> Result<Vec<Held>, Unplanned> {
    let own = "SELECT g.id, g.staff, g.post, g.area, g.from_date, g.to_date, e.to_date FROM post_grant g \
               LEFT JOIN post_grant_end e ON e.grant_id = g.id WHERE g.agency = $1 AND g.staff = $2 ORDER BY g.id";
    let lent = "SELECT g.id, g.staff, g.post, g.area, d.from_date, d.to_date, e.to_date FROM delegation d \
                JOIN post_grant g ON g.id = d.grant_id LEFT JOIN post_grant_end e ON e.grant_id = g.id \
                WHERE d.agency = $1 AND d.to_staff = $2 ORDER BY d.id";
    let mut held = Vec::new();
    for sql in [own, lent] {
        held.extend(rows(look, sql, &[Value::Int(look.agency().0), Value::Int(staff.0)])?);
    }
    Ok(held)
}

/// A grant with its last day.
pub(super) fn grant(look: &mut Look<'_>, grant: GrantId) -> Result<Option<Held>, Unplanned> {
    let sql = "SELECT g.id, g.staff, g.post, g.area, g.from_date, g.to_date, e.to_date FROM post_grant g \
               LEFT JOIN post_grant_end e ON e.grant_id = g.id WHERE g.agency = $1 AND g.id = $2";
    Ok(rows(look, sql, &[Value::Int(look.agency().0), Value::Int(grant.0)])?.pop())
}

fn rows(look: &mut Look<'_>, sql: &str, args: &[Value]) -> Result<Vec<Held>, Unplanned> {
    let mut held = Vec::new();
    look.each(sql, args, |row| {
        let ends = [Option::<Date>::read(row, 5)?, Option::<Date>::read(row, 6)?];
        held.push(Held {
            grant: GrantId::read(row, 0)?,
            staff: StaffId::read(row, 1)?,
            post: Post::read(row, 2)?,
            area: RegionCode::read(row, 3)?,
            from: Date::read(row, 4)?,
            to: ends.into_iter().flatten().min(),
        });
        Ok(())
    })?;
    Ok(held)
}

/// The name of a staff member of this agency.
pub(super) fn staff_name(look: &mut Look<'_>, staff: StaffId) -> Result<Option<String>, Unplanned> {
    let args = [Value::Int(look.agency().0), Value::Int(staff.0)];
    let sql = "SELECT name FROM staff WHERE agency = $1 AND id = $2";
    Ok(look.one(sql, &args, |row| Ok(row.text(0)?.to_owned()))?)
}

/// A post that does not go with one of those held at the same time (人社厅发〔2021〕64号).
pub(super) fn clash(
    key: &str,
    (post, from, to): (Post, Date, Option<Date>),
    held: &[Held],
    pairs: &Incompatible,
) -> Option<FieldError> {
    let other = held.iter().find(|h| pairs.contains(&(h.post, post)) && h.overlaps(from, to))?;
    Some(clash_error(key, post, other.post))
}

/// The fault of two posts in one hand.
pub(super) fn clash_error(key: &str, post: Post, other: Post) -> FieldError {
    let what = format!("“{post}”与“{other}”是不相容岗位，不得由同一人同时担任");
    FieldError::input(key, what, "请先终止其原岗位，或改派他人")
}
