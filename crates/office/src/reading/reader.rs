//! Whoever is signed in, and the regions that a post of theirs covers.

use base::{Date, RegionCode};
use desk::{Agency, Look, Post, Refusal, Signer, Unplanned};
use store::Value;

use crate::open::Office;
use crate::registry::{StaffNow, staff_now};

/// Somebody signed in, with the posts held today and the regions they may read.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The session.
    pub signer: Signer,
    /// Name and posts.
    pub me: StaffNow,
    /// The agency.
    pub agency: Agency,
    /// The business day.
    pub today: Date,
    /// Posts held today, own and lent: what the desk lets them make.
    posts: Vec<Post>,
    areas: Vec<RegionCode>,
}

impl Reader {
    /// Whether a post is held today.
    pub fn holds(&self, post: Post) -> bool {
        self.posts.contains(&post)
    }

    /// Whether any business data may be read: system administrators see none.
    pub fn reads_business(&self) -> bool {
        !self.areas.is_empty()
    }

    /// Whether a post of the reader covers a region.
    pub fn covers(&self, region: &RegionCode) -> bool {
        self.areas.iter().any(|area| region.is_within(area))
    }

    /// The area of a post that holds those of all others.
    pub fn area(&self) -> Option<RegionCode> {
        self.areas.iter().copied().find(|area| self.areas.iter().all(|other| other.is_within(area)))
    }

    /// Whether a post of the reader covers the whole county: for lists that name no region.
    pub fn covers_county(&self) -> bool {
        self.areas.iter().any(|area| area.county() == *area)
    }
}

impl Office {
    /// The reader behind a session.
    pub fn reader(&mut self, signer: Signer) -> Result<Reader, Refusal> {
        let read = |look: &mut Look<'_>| -> Result<_, Unplanned> {
            let agency = look.select_one::<Agency>("WHERE id = $1", &[Value::Int(look.agency().0)])?;
            Ok((agency, staff_now(look)?, desk::posts_today(look, signer.staff())?, look.today()))
        };
        let (agency, staff, held, today) = self.look(signer.agency(), |look| read(look).map_err(Refusal::from))?;
        let me = staff.into_iter().find(|staff| staff.staff == signer.staff()).ok_or(Refusal::NotSignedIn)?;
        let agency = agency.ok_or(Refusal::NotSignedIn)?;
        let reads = |post| !matches!(post, Post::SystemAdmin);
        let areas = me.posts.iter().filter(|held| reads(held.post)).map(|held| held.area).collect();
        let posts = held.into_iter().map(|(post, _)| post).collect();
        Ok(Reader { signer, me, agency, today, posts, areas })
    }

    /// Reads for somebody in one snapshot.
    pub fn read<T>(
        &mut self,
        reader: &Reader,
        read: impl FnOnce(&mut Look<'_>) -> Result<T, Unplanned>,
    ) -> Result<T, Refusal> {
        self.look(reader.signer.agency(), |look| read(look).map_err(Refusal::from))
    }
}
