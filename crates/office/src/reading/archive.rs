//! 业务档案: the matters that wrote anything about a person, in the four kinds of the rules on
//! records (参保缴费、享受待遇、特殊群体、死亡注销).

use std::collections::BTreeSet;

use base::Date;
use desk::{Look, MatterId, Unplanned};
use store::{Field, Value};

use crate::tables::PersonId;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ArchiveKind {
    /// 参保缴费
    Contributions,
    /// 享受待遇
    Benefits,
    /// 特殊群体
    Groups,
    /// 死亡注销
    Ends,
}

impl ArchiveKind {
    /// In the order of the shelves.
    pub const ALL: [ArchiveKind; 4] =
        [ArchiveKind::Contributions, ArchiveKind::Benefits, ArchiveKind::Groups, ArchiveKind::Ends];

    /// The word on the shelf.
    pub const fn title(self) -> &'static str {
        match self {
            ArchiveKind::Contributions => "参保缴费",
            ArchiveKind::Benefits => "享受待遇",
            ArchiveKind::Groups => "特殊群体",
            ArchiveKind::Ends => "死亡注销",
        }
    }

    /// Tables whose rows belong here; each has the column `person`.
    const fn tables(self) -> &'static [&'static str] {
        match self {
            ArchiveKind::Contributions => {
                &["person_version", "enrolment", "contribution", "refund", "objection", "transfer"]
            }
            ArchiveKind::Benefits => &["award", "award_version", "certification", "home_visit", "years_chosen"],
            ArchiveKind::Groups => &["group_membership", "bedridden"],
            ArchiveKind::Ends => &["death", "death_revocation", "heir_list", "settlement", "recovery"],
        }
    }
}

/// A matter in somebody's file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ArchiveLine {
    /// The day it was made.
    pub on: Date,
    /// The matter.
    pub matter: MatterId,
    /// Which shelf.
    pub kind: ArchiveKind,
    /// Operation name.
    pub operation: String,
}

/// A person's file, newest first. Whoever asks must be allowed to see the person; each matter is
/// asked about again when it is opened.
pub fn archive(look: &mut Look<'_>, person: PersonId) -> Result<Vec<ArchiveLine>, Unplanned> {
    let args = [Value::Int(look.agency().0), Value::Int(person.0)];
    let mut lines = BTreeSet::new();
    for kind in ArchiveKind::ALL {
        for table in kind.tables() {
            // The plus keeps SQLite from reading all awards of the agency by another index.
            let sql = format!(
                "SELECT DISTINCT m.made_on, m.id, m.operation FROM {table} t \
                 JOIN audit u ON u.agency = t.agency AND u.seq = t.recorded JOIN matter m ON m.id = u.matter \
                 WHERE +t.agency = $1 AND t.person = $2"
            );
            look.each(&sql, &args, |row| {
                let (on, matter) = (Date::read(row, 0)?, MatterId::read(row, 1)?);
                lines.insert(ArchiveLine { on, matter, kind, operation: row.text(2)?.to_owned() });
                Ok(())
            })?;
        }
    }
    Ok(lines.into_iter().rev().collect())
}
