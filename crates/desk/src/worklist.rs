//! What waits for whom.

use std::collections::HashMap;

use base::{Fen, RegionCode};
use serde::Serialize;
use store::{Db, Field, Record, Value};

use crate::authority::{self, posts_held};
use crate::catalogue::AnyOperation;
use crate::codes::Stage;
use crate::desk::{Desk, Signer};
use crate::digest::Digest;
use crate::look::Look;
use crate::refusal::Refusal;
use crate::stored::people;
use crate::tables::{Matter, MatterId, Signature, StaffId};

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
        self.look(db, signer.agency, |look| {
            let held = posts_held(look, signer.staff)?;
            let mut acted = acted_on_waiting(look)?;
            let mut mine = Vec::new();
            for (stage, matter) in all_waiting(look)? {
                let operation = self.catalogue.get(&matter.operation)?;
                let acted = acted.remove(&matter.id).unwrap_or_default();
                let posts = authority::posts_for(look, operation, stage, matter.amount)?;
                let can = held.iter().any(|(acting, area)| {
                    posts.contains(&acting.post)
                        && matter.area.is_within(area)
                        && !acting.people().any(|person| acted.contains(&person))
                });
                if can {
                    mine.push(waiting_for(operation, stage, matter));
                }
            }
            Ok(mine)
        })
    }
}

fn all_waiting(look: &mut Look<'_>) -> Result<Vec<(Stage, Matter)>, Refusal> {
    let sql = format!(
        "SELECT w.stage, {} FROM waiting w JOIN matter m ON m.id = w.matter WHERE w.agency = $1 ORDER BY m.id",
        Matter::columns_of("m")
    );
    let mut all = Vec::new();
    look.each(&sql, &[Value::Int(look.agency().0)], |row| {
        all.push((Stage::read(row, 0)?, Matter::read(row, 1)?));
        Ok(())
    })?;
    Ok(all)
}

/// Who has acted on each waiting matter, in one query for all of them.
fn acted_on_waiting(look: &mut Look<'_>) -> Result<HashMap<MatterId, Vec<StaffId>>, Refusal> {
    let sql = format!(
        "SELECT {} FROM waiting w JOIN signature s ON s.matter = w.matter WHERE w.agency = $1",
        Signature::columns_of("s")
    );
    let mut acted: HashMap<MatterId, Vec<StaffId>> = HashMap::new();
    look.each(&sql, &[Value::Int(look.agency().0)], |row| {
        let signature = Signature::read(row, 0)?;
        acted.entry(signature.matter).or_default().extend(people(&signature));
        Ok(())
    })?;
    Ok(acted)
}

fn waiting_for(operation: &dyn AnyOperation, stage: Stage, matter: Matter) -> WaitingFor {
    WaitingFor {
        matter: matter.id,
        operation: operation.title().to_owned(),
        title: matter.title,
        stage,
        area: matter.area,
        amount: matter.amount,
        digest: matter.plan_digest,
    }
}
