//! What settlements made of the debts that they took up: month by month so much was set off, and so much
//! came back of the line that the settlement left in the recovery ledger.

use std::collections::HashMap;

use base::{Fen, Month};
use desk::{Look, Unplanned};
use store::{Field, Value};

use crate::benefits::{Outstanding, SETTLED_NOW, outstanding};
use crate::tables::{RecoveryId, SetOffPart, SettlementId};

type ByMonth = HashMap<(i64, Month), Fen>;

/// Settlements that took debts up, and stand.
pub(crate) struct TakenUp {
    settlements: HashMap<SettlementId, Settled>,
    /// The debts' months of a line that a settlement left.
    of_line: HashMap<RecoveryId, ByMonth>,
}

#[derive(Default)]
struct Settled {
    set_off: ByMonth,
    /// What came back of the settlement's own line.
    back: ByMonth,
}

/// What of a line came from debts that were taken up.
#[derive(Default)]
pub(crate) struct Others {
    pub(crate) total: Fen,
    pub(crate) back: Fen,
}

impl TakenUp {
    pub(crate) fn read(look: &mut Look<'_>) -> Result<TakenUp, Unplanned> {
        let sql = format!(
            "SELECT x.recovery, s.id, (SELECT MAX(r.id) FROM recovery r WHERE r.matter = s.matter AND r.person = s.person) \
             FROM recovery_end x JOIN settlement s ON s.id = x.absorbed_by WHERE x.agency = $1 AND {SETTLED_NOW} \
             ORDER BY x.recovery"
        );
        let mut taken: Vec<(RecoveryId, SettlementId, Option<RecoveryId>)> = Vec::new();
        look.each(&sql, &[Value::Int(look.agency().0)], |row| {
            taken.push((RecoveryId::read(row, 0)?, SettlementId::read(row, 1)?, Field::read(row, 2)?));
            Ok(())
        })?;
        let mut ids: Vec<RecoveryId> =
            taken.iter().flat_map(|(debt, _, line)| [Some(*debt), *line]).flatten().collect();
        ids.sort_unstable();
        ids.dedup();
        let known = outstanding(look, &ids)?;
        let mut settlements: HashMap<SettlementId, Settled> = HashMap::new();
        let mut of_line: HashMap<RecoveryId, ByMonth> = HashMap::new();
        for (debt, settlement, line) in taken {
            if let (Some(debt), Some(line)) = (known.get(&debt), line) {
                let months = of_line.entry(line).or_default();
                for (month, year, part) in debt.left() {
                    *months.entry((year, month)).or_default() += part.total();
                }
            }
            if settlements.contains_key(&settlement) {
                continue;
            }
            let mut settled = Settled::default();
            for part in look.select::<SetOffPart>("WHERE settlement = $1", &[settlement.value()])? {
                let sum = part.central + part.province + part.city + part.county + part.account;
                *settled.set_off.entry((part.year, part.month)).or_default() += sum;
            }
            if let Some(line) = line.and_then(|line| known.get(&line)) {
                settled.back = came_back(line);
            }
            settlements.insert(settlement, settled);
        }
        Ok(TakenUp { settlements, of_line })
    }

    /// What came back of a debt through the settlement that took it up; nothing where that was undone.
    pub(crate) fn of(&self, settlement: SettlementId, debt: &Outstanding) -> Option<Fen> {
        let settled = self.settlements.get(&settlement)?;
        let of_month = |(month, year, part): (Month, i64, schemes::resident::ByPayer)| {
            let sums =
                [&settled.set_off, &settled.back].map(|sums| sums.get(&(year, month)).copied().unwrap_or_default());
            (sums[0] + sums[1]).min(part.total())
        };
        Some(debt.left().into_iter().map(of_month).sum())
    }

    /// What of a settlement's line is the debts', and is counted with them.
    pub(crate) fn others_in(&self, line: &Outstanding) -> Others {
        let Some(debts) = self.of_line.get(&line.recovery.id) else { return Others::default() };
        let back = came_back(line);
        let mut others = Others::default();
        for (month, year, part) in line.months() {
            let theirs = debts.get(&(*year, *month)).copied().unwrap_or_default().min(part.total());
            others.total += theirs;
            others.back += back.get(&(*year, *month)).copied().unwrap_or_default().min(theirs);
        }
        others
    }
}

/// What came back of a line, month by month.
fn came_back(line: &Outstanding) -> ByMonth {
    let mut months: ByMonth = HashMap::new();
    for (month, year, part) in line.months() {
        *months.entry((*year, *month)).or_default() += part.total();
    }
    for (month, year, left) in line.left() {
        *months.entry((year, month)).or_default() -= left.total();
    }
    months
}
