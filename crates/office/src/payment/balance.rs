//! 环比平衡表: last month + new + resumed + raised − dead − suspended − left = this month, by town
//! and payer, with the list of everyone who changed (变动表).
//!
//! Last month comes from last month's dues (or from the totals that the towns signed at take-on),
//! this month from this run's dues, and what lies between from the versions of awards. The three
//! are written by different operations, so a due too many or too few leaves a residue.

use std::collections::{BTreeMap, HashSet};

use base::{Fen, Month, RegionCode, Seq};
use desk::{Look, Unplanned};
use serde::Serialize;
use store::{Field, Record, Value};

use crate::benefits::{Recorded, approved_runs};
use crate::payment::context::run_before;
use crate::payment::totals::{ByTown, Sums, dues_by_town};
use crate::tables::{AwardId, AwardState, AwardVersion, Cause, DueKind, PersonId, Run, RunId, TakeOn};

/// Why this month differs from last month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    /// 新增
    New,
    /// 续发
    Resumed,
    /// 增发（政策、年龄、账户）
    Raised,
    /// 村组变更转入
    MovedIn,
    /// 死亡
    Dead,
    /// 暂停
    Suspended,
    /// 转出
    Left,
    /// 村组变更转出
    MovedOut,
    /// A change that its cause does not explain; it counts as residue.
    Unexplained,
}

impl Movement {
    /// In the order of the sheet.
    pub const ALL: [Movement; 9] = [
        Movement::New,
        Movement::Resumed,
        Movement::Raised,
        Movement::MovedIn,
        Movement::Dead,
        Movement::Suspended,
        Movement::Left,
        Movement::MovedOut,
        Movement::Unexplained,
    ];

    /// The word in the sheet.
    pub const fn title(self) -> &'static str {
        match self {
            Movement::New => "新增",
            Movement::Resumed => "续发",
            Movement::Raised => "增发",
            Movement::MovedIn => "辖区内转入",
            Movement::Dead => "死亡终止",
            Movement::Suspended => "暂停",
            Movement::Left => "转出",
            Movement::MovedOut => "辖区内转出",
            Movement::Unexplained => "原因不明",
        }
    }
}

/// One line of the changes list (变动表).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangeLine {
    /// The award.
    pub award: AwardId,
    /// Whose.
    pub person: PersonId,
    /// Town it counts for.
    pub town: RegionCode,
    /// Kind of change.
    pub movement: Movement,
    /// Cause in words.
    pub cause: Cause,
    /// Monthly amount before.
    pub before: Fen,
    /// Monthly amount after.
    pub after: Fen,
}

/// One town's line of the sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TownBalance {
    /// Last month.
    pub last: Sums,
    /// What changed, signed.
    pub movements: BTreeMap<Movement, Sums>,
    /// This month's regular dues.
    pub this: Sums,
    /// Earlier months paid now, settlements, set-offs: outside the balance, inside the batch.
    pub besides: BTreeMap<DueKind, Sums>,
}

impl TownBalance {
    /// What nothing explains: must be nothing.
    pub fn residue(&self) -> Sums {
        let explained: Sums =
            self.movements.iter().filter(|(m, _)| **m != Movement::Unexplained).map(|(_, sums)| *sums).sum();
        self.this - (self.last + explained)
    }
}

/// The whole sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BalanceSheet {
    /// The month.
    pub month: Month,
    /// By town.
    pub towns: BTreeMap<RegionCode, TownBalance>,
    /// Everyone who changed.
    pub changes: Vec<ChangeLine>,
}

impl BalanceSheet {
    /// All towns together.
    pub fn district(&self) -> TownBalance {
        let mut all = TownBalance::default();
        for town in self.towns.values() {
            all.last += town.last;
            all.this += town.this;
            town.movements.iter().for_each(|(m, sums)| *all.movements.entry(*m).or_default() += *sums);
            town.besides.iter().for_each(|(k, sums)| *all.besides.entry(*k).or_default() += *sums);
        }
        all
    }

    /// Towns whose balance does not close, with what is left over.
    pub fn residues(&self) -> Vec<(RegionCode, Sums)> {
        self.towns
            .iter()
            .map(|(town, balance)| (*town, balance.residue()))
            .filter(|(_, residue)| !residue.is_zero())
            .collect()
    }
}

/// The sheet of a run.
pub fn balance_sheet(look: &mut Look<'_>, run: &Run) -> Result<BalanceSheet, Unplanned> {
    let before = run_before(look, run.scheme, run.month)?;
    let mut sheet = BalanceSheet { month: run.month, towns: BTreeMap::new(), changes: Vec::new() };
    let last = match &before {
        Some(before) => dues_by_town(look, before.id)?.remove(&DueKind::Regular).unwrap_or_default(),
        None => taken_on(look)?,
    };
    for (town, sums) in last {
        sheet.towns.entry(town).or_default().last = sums;
    }
    for (kind, towns) in dues_by_town(look, run.id)? {
        for (town, sums) in towns {
            let line = sheet.towns.entry(town).or_default();
            match kind {
                DueKind::Regular => line.this = sums,
                other => {
                    line.besides.insert(other, sums);
                }
            }
        }
    }
    let mut walk = Walk { run, last_pin: before.map_or(Seq(0), |b| b.pinned), sheet: &mut sheet };
    walk.through(look)?;
    Ok(sheet)
}

/// What the towns signed when they were taken on: pensions in payment.
fn taken_on(look: &mut Look<'_>) -> Result<ByTown, Unplanned> {
    let mut towns = ByTown::new();
    for take_on in look.select::<TakeOn>("WHERE agency = $1", &[Value::Int(look.agency().0)])? {
        let by_level = base::ByLevel::new([take_on.central, take_on.province, take_on.city, take_on.county]);
        *towns.entry(take_on.town.town()).or_default() +=
            Sums { people: take_on.awards - take_on.suspended, by_level, account: take_on.account };
    }
    Ok(towns)
}

fn sums(version: &AwardVersion) -> Sums {
    Sums::one(version.by_level(), version.account)
}

/// Versions of one award that are paid one after the other.
#[derive(Clone, Copy)]
struct Stretch<'a> {
    first: &'a AwardVersion,
    last: &'a AwardVersion,
    /// The cause that explains another amount, if one of them has it.
    rated: Option<Cause>,
}

impl<'a> From<&'a AwardVersion> for Stretch<'a> {
    fn from(version: &'a AwardVersion) -> Stretch<'a> {
        Stretch { first: version, last: version, rated: None }
    }
}

impl<'a> Stretch<'a> {
    fn go_on(&mut self, next: &'a AwardVersion) {
        self.last = next;
        if matches!(next.cause, Cause::Age | Cause::Law | Cause::Exhausted | Cause::Corrected) {
            self.rated = Some(next.cause);
        }
    }
}

/// The walk through the versions of every award that changed between two runs.
struct Walk<'a> {
    run: &'a Run,
    last_pin: Seq,
    sheet: &'a mut BalanceSheet,
}

impl Walk<'_> {
    fn through(&mut self, look: &mut Look<'_>) -> Result<(), Unplanned> {
        let mut counted = approved_runs(look)?;
        counted.insert(self.run.id);
        let sql = format!(
            "SELECT v.recorded, {} FROM award_version v WHERE v.agency = $1 AND v.award IN \
             (SELECT c.award FROM award_version c WHERE c.agency = $1 AND (c.recorded > $2 OR c.from_month > $3) \
             AND c.cause <> $4) ORDER BY v.award, v.n",
            AwardVersion::columns_of("v")
        );
        let args = [
            Value::Int(look.agency().0),
            Value::Int(self.last_pin.0),
            self.run.month.previous().value(),
            Cause::TakenOn.value(),
        ];
        let mut group: Vec<Recorded> = Vec::new();
        look.each(&sql, &args, |row| {
            let version = AwardVersion::read(row, 1)?;
            let recorded = Seq(row.int(0)?);
            if group.last().is_some_and(|last| last.version.award != version.award) {
                self.award(&group);
                group.clear();
            }
            if self.is_seen(&version, recorded, &counted) {
                group.push(Recorded { version, recorded });
            }
            Ok(())
        })?;
        self.award(&group);
        Ok(())
    }

    /// Versions known when the run was pinned, and those the run itself made.
    fn is_seen(&self, version: &AwardVersion, recorded: Seq, counted: &HashSet<RunId>) -> bool {
        let counts = version.run.is_none_or(|run| counted.contains(&run));
        let own = version.run == Some(self.run.id);
        counts && (own || recorded <= self.run.pinned) && version.from_month <= self.run.month
    }

    /// What the last run saw of an award: versions known when it was pinned, and those that it or
    /// an earlier run made.
    fn seen_by_last(&self, version: &Recorded) -> bool {
        let earlier_run = version.version.run.is_some_and(|run| run != self.run.id);
        version.version.from_month < self.run.month && (earlier_run || version.recorded <= self.last_pin)
    }

    /// From what the last run saw to what this one pays, in stretches of payment: within a stretch
    /// only its ends count, so that a new account between two ratings is no change of amount.
    fn award(&mut self, versions: &[Recorded]) {
        let taken_on = versions.first().filter(|v| v.version.cause == Cause::TakenOn);
        let before = versions.iter().rev().find(|v| self.seen_by_last(v)).or(taken_on).map(|v| &v.version);
        let first = before.map_or(0, |v| v.n);
        let mut stretch = before.filter(|v| v.state == AwardState::Live).map(Stretch::from);
        let mut stopped: Option<(&AwardVersion, &AwardVersion)> = None;
        for after in versions.iter().map(|v| &v.version).filter(|v| v.n > first) {
            match (&mut stretch, after.state == AwardState::Live) {
                (Some(stretch), true) => stretch.go_on(after),
                (Some(paid), false) => {
                    stopped = Some((paid.last, after));
                    self.changed(*paid);
                    stretch = None;
                }
                (None, true) => {
                    self.ends(stopped.take());
                    self.begins(after);
                    stretch = Some(Stretch::from(after));
                }
                // A hold that ended in a confirmed death is a death: the last cause counts.
                (None, false) => stopped = stopped.map(|(last, _)| (last, after)),
            }
        }
        self.ends(stopped);
        if let Some(stretch) = stretch {
            self.changed(stretch);
        }
    }

    fn begins(&mut self, after: &AwardVersion) {
        let movement = match after.cause {
            Cause::New => Movement::New,
            Cause::Resumption => Movement::Resumed,
            _ => Movement::Unexplained,
        };
        self.count(after, movement, sums(after), (Fen::ZERO, after.total()));
    }

    fn ends(&mut self, stopped: Option<(&AwardVersion, &AwardVersion)>) {
        let Some((before, after)) = stopped else { return };
        let movement = match after.cause {
            Cause::Death => Movement::Dead,
            Cause::Suspension => Movement::Suspended,
            Cause::Left | Cause::Terminated => Movement::Left,
            _ => Movement::Unexplained,
        };
        let mut line = after.clone();
        line.region = before.region;
        self.count(&line, movement, -sums(before), (before.total(), Fen::ZERO));
    }

    fn changed(&mut self, Stretch { first, last, rated }: Stretch<'_>) {
        if first.region.town() != last.region.town() {
            let mut left = last.clone();
            left.region = first.region;
            self.count(&left, Movement::MovedOut, -sums(first), (first.total(), Fen::ZERO));
            self.count(last, Movement::MovedIn, sums(last), (Fen::ZERO, last.total()));
        } else if sums(first) != sums(last) {
            let movement = if rated.is_some() { Movement::Raised } else { Movement::Unexplained };
            let mut line = last.clone();
            line.cause = rated.unwrap_or(last.cause);
            self.count(&line, movement, sums(last) - sums(first), (first.total(), last.total()));
        }
    }

    fn count(&mut self, version: &AwardVersion, movement: Movement, sums: Sums, (before, after): (Fen, Fen)) {
        let town = version.region.town();
        *self.sheet.towns.entry(town).or_default().movements.entry(movement).or_default() += sums;
        self.sheet.changes.push(ChangeLine {
            award: version.award,
            person: version.person,
            town,
            movement,
            cause: version.cause,
            before,
            after,
        });
    }
}
