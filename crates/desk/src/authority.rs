//! Who may sign: posts held today for the area, directly or through a delegation.

use base::{Fen, RegionCode};
use store::{Field, StoreError, Value};

use crate::catalogue::AnyOperation;
use crate::codes::{Class, Post, Stage};
use crate::look::Look;
use crate::refusal::Refusal;
use crate::tables::{DelegationId, GrantId, StaffId};

/// A staff member acting by a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acting {
    /// Who signs.
    pub staff: StaffId,
    /// The post.
    pub post: Post,
    /// The grant of the post.
    pub grant: GrantId,
    /// The delegation and its lender, when the post is lent.
    pub lent: Option<(DelegationId, StaffId)>,
}

impl Acting {
    /// The signer, and the lender of the post: both count as having acted.
    pub(crate) fn people(&self) -> impl Iterator<Item = StaffId> {
        [Some(self.staff), self.lent.map(|(_, lender)| lender)].into_iter().flatten()
    }
}

/// The wish to sign.
pub(crate) struct Wish<'a> {
    pub(crate) staff: StaffId,
    pub(crate) operation: &'a dyn AnyOperation,
    pub(crate) stage: Stage,
    pub(crate) area: RegionCode,
    pub(crate) amount: Fen,
    /// Everyone who has acted on the matter already.
    pub(crate) acted: &'a [StaffId],
}

/// Finds a post by which the wish can be granted, or says why not.
pub(crate) fn find(look: &mut Look<'_>, wish: &Wish<'_>) -> Result<Acting, Refusal> {
    let held = posts_held(look, wish.staff)?;
    let posts = posts_for(look, wish.operation, wish.stage, wish.amount)?;
    let mut fitting = held
        .into_iter()
        .filter(|(acting, area)| posts.contains(&acting.post) && wish.area.is_within(area))
        .map(|(acting, _)| acting)
        .peekable();
    if fitting.peek().is_none() {
        return Err(no_post(look, wish, &posts)?);
    }
    fitting
        .find(|acting| !acting.people().any(|person| wish.acted.contains(&person)))
        .ok_or(Refusal::SamePerson(wish.stage))
}

/// Refuses, before anything is read for the operation, whoever holds none of its makers' posts
/// anywhere: the faults of a form tell facts about people.
pub(crate) fn may_make(look: &mut Look<'_>, staff: StaffId, operation: &dyn AnyOperation) -> Result<(), Refusal> {
    let posts = operation.posts().make;
    if posts_held(look, staff)?.iter().any(|(acting, _)| posts.contains(&acting.post)) {
        return Ok(());
    }
    let needed: Vec<&str> = posts.iter().map(|post| post.title()).collect();
    let (operation, needed) = (operation.title().to_owned(), needed.join("、"));
    Err(Refusal::NoPost { operation, stage: Stage::Make, needed })
}

fn no_post(look: &mut Look<'_>, wish: &Wish<'_>, posts: &[Post]) -> Result<Refusal, StoreError> {
    let operation = wish.operation;
    if wish.stage == Stage::Approve
        && let Some((tier, post)) = tier(look, operation, wish.amount)?
    {
        return Ok(Refusal::Tier { amount: wish.amount, tier, post });
    }
    let needed: Vec<&str> = posts.iter().map(|post| post.title()).collect();
    let operation = operation.title().to_owned();
    Ok(Refusal::NoPost { operation, stage: wish.stage, needed: needed.join("、") })
}

/// Whether someone may look at a matter: he acted on it, holds one of the operation's posts in
/// its area, heads the agency or audits it.
pub(crate) fn may_view(
    look: &mut Look<'_>,
    staff: StaffId,
    operation: &dyn AnyOperation,
    area: RegionCode,
    acted: &[StaffId],
) -> Result<bool, StoreError> {
    let posts = operation.posts();
    let reads = |post| {
        matches!(post, Post::Head | Post::Auditor) || Stage::ALL.iter().any(|stage| posts.at(*stage).contains(&post))
    };
    let holds = |(acting, held): (Acting, RegionCode)| reads(acting.post) && area.is_within(&held);
    Ok(acted.contains(&staff) || posts_held(look, staff)?.into_iter().any(holds))
}

/// The posts that somebody holds today with their areas, own and lent ones.
pub fn posts_today(look: &mut Look<'_>, staff: StaffId) -> Result<Vec<(Post, RegionCode)>, StoreError> {
    Ok(posts_held(look, staff)?.into_iter().map(|(acting, area)| (acting.post, area)).collect())
}

/// Every post a staff member can act by today: own grants first, then lent ones.
pub(crate) fn posts_held(look: &mut Look<'_>, staff: StaffId) -> Result<Vec<(Acting, RegionCode)>, StoreError> {
    // An end after the grant's own last day does not make it longer.
    const IN_FORCE: &str = "FROM post_grant g LEFT JOIN post_grant_end e ON e.grant_id = g.id \
        WHERE g.agency = $1 AND g.from_date <= $3 AND COALESCE(g.to_date, 99991231) >= $3 \
        AND COALESCE(e.to_date, 99991231) >= $3";
    let agency = look.agency();
    let args = [Value::Int(agency.0), Value::Int(staff.0), Field::value(&look.today())];
    let mut held = Vec::new();
    look.each(&format!("SELECT g.id, g.post, g.area {IN_FORCE} AND g.staff = $2 ORDER BY g.id"), &args, |row| {
        let acting = Acting { staff, post: Post::read(row, 1)?, grant: GrantId::read(row, 0)?, lent: None };
        held.push((acting, RegionCode::read(row, 2)?));
        Ok(())
    })?;
    let lent = format!(
        "SELECT g.id, g.post, g.area, d.id, d.from_staff {} AND d.to_staff = $2 \
         AND d.from_staff = g.staff AND d.from_date <= $3 AND d.to_date >= $3 ORDER BY d.id",
        IN_FORCE.replacen("FROM post_grant g", "FROM post_grant g JOIN delegation d ON d.grant_id = g.id", 1)
    );
    look.each(&lent, &args, |row| {
        let lent = Some((DelegationId::read(row, 3)?, StaffId::read(row, 4)?));
        let acting = Acting { staff, post: Post::read(row, 1)?, grant: GrantId::read(row, 0)?, lent };
        held.push((acting, RegionCode::read(row, 2)?));
        Ok(())
    })?;
    Ok(held)
}

/// The names by which rules of the agency bind an operation: its own, and that of each line of a list.
fn names(operation: &dyn AnyOperation) -> [Value; 2] {
    let own = operation.name();
    [own.into(), operation.each().unwrap_or(own).into()]
}

/// The class in force: the declared one, raised by configuration or by an approval tier.
pub(crate) fn class_in_force(
    look: &mut Look<'_>,
    operation: &dyn AnyOperation,
    amount: Fen,
) -> Result<Class, StoreError> {
    let [name, each] = names(operation);
    let args = [Value::Int(look.agency().0), name, Field::value(&look.today()), each];
    let mut class = operation.class();
    look.each(
        "SELECT class FROM raised_class WHERE agency = $1 AND operation IN ($2, $4) AND from_date <= $3",
        &args,
        |row| {
            class = class.max(Class::read(row, 0)?);
            Ok(())
        },
    )?;
    if tier(look, operation, amount)?.is_some() {
        class = Class::R3;
    }
    Ok(class)
}

/// The posts that may give a signature, with the tier of the amount for approvals.
pub(crate) fn posts_for(
    look: &mut Look<'_>,
    operation: &dyn AnyOperation,
    stage: Stage,
    amount: Fen,
) -> Result<Vec<Post>, StoreError> {
    if stage == Stage::Approve
        && let Some((_, post)) = tier(look, operation, amount)?
    {
        return Ok(vec![post]);
    }
    Ok(operation.posts().at(stage).to_vec())
}

/// The highest tier that the amount reaches: from which amount it holds, and the post it asks
/// for. A tier whose post is neither the head's nor one of the operation's own approvers would
/// lower the operation and does not count.
fn tier(look: &mut Look<'_>, operation: &dyn AnyOperation, amount: Fen) -> Result<Option<(Fen, Post)>, StoreError> {
    let [name, each] = names(operation);
    let args = [Value::Int(look.agency().0), name, Field::value(&look.today()), Field::value(&amount), each];
    let approvers = operation.posts().approve;
    let mut highest = None;
    look.each(
        "SELECT above, post FROM approval_tier WHERE agency = $1 AND operation IN ($2, $5) AND from_date <= $3 \
         AND above <= $4 ORDER BY above, from_date",
        &args,
        |row| {
            let (above, post) = (Fen::read(row, 0)?, Post::read(row, 1)?);
            if post == Post::Head || approvers.contains(&post) {
                highest = Some((above, post));
            }
            Ok(())
        },
    )?;
    Ok(highest)
}
