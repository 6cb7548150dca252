//! What waits for whom.

use base::{Fen, RegionCode};
use serde::Serialize;
use store::{Db, Field, Record, Value};

use crate::authority::{self, posts_held};
use crate::codes::Stage;
use crate::desk::{Desk, Signer, people, signatures_of};
use crate::digest::Digest;
use crate::refusal::Refusal;
use crate::tables::{Matter, MatterId, StaffId};

/// A matter that waits for a signature its reader can give.
#[derive(Clone, Debug, Serialize)]
pub struct WaitingFor {
    /// The matter.
    pub matter: MatterId,
    /// Title of the operation.
    pub operation: String,
    /// One line.
    pub title: String,
    /// The signature.
    pub stage: Stage,
    /// Region.
    pub area: RegionCode,
    /// Amount.
    pub amount: Fen,
    /// The digest to sign.
    pub digest: Digest,
}

impl Desk {
    /// The matters that wait for a signature this staff member can give: post, area and day fit
    /// and no earlier signature is his or hers. Oldest first.
    pub fn worklist(&self, db: &mut dyn Db, signer: Signer) -> Result<Vec<WaitingFor>, Refusal> {
        let sql = format!(
            "SELECT w.stage, {} FROM waiting w JOIN matter m ON m.id = w.matter WHERE w.agency = $1 ORDER BY m.id",
            Matter::columns_of("m")
        );
        let mut all = Vec::new();
        db.each(&sql, &[Value::Int(signer.agency.0)], &mut |row| {
            all.push((Stage::read(row, 0)?, Matter::read(row, 1)?));
            Ok(())
        })?;
        let mut mine = Vec::new();
        for (stage, matter) in all {
            let operation = self.catalogue.get(&matter.operation)?;
            let acted: Vec<StaffId> = signatures_of(db, matter.id)?.iter().flat_map(people).collect();
            let can = self.look(db, signer.agency, |look| {
                let posts = authority::posts_for(look, operation.name(), &operation.posts(), stage, matter.amount)?;
                Ok::<bool, Refusal>(posts_held(look, signer.staff)?.iter().any(|(acting, area)| {
                    posts.contains(&acting.post)
                        && matter.area.is_within(area)
                        && !acting.people().any(|person| acted.contains(&person))
                }))
            })?;
            if can {
                mine.push(WaitingFor {
                    matter: matter.id,
                    operation: operation.title().to_owned(),
                    title: matter.title,
                    stage,
                    area: matter.area,
                    amount: matter.amount,
                    digest: matter.plan_digest,
                });
            }
        }
        Ok(mine)
    }
}
