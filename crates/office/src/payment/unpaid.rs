//! 未到账: dues of a run that reached nobody, and what keeps each from going out again.
//!
//! A line is withheld or comes back, or there never was an account. The dues stand (decision 4);
//! whether the money may leave is asked again each time, because its owner may have died, gone
//! to prison, or been suspended meanwhile.

use std::collections::BTreeMap;

use base::{Fen, Month, RegionCode, Seq};
use desk::{Look, Unplanned};
use store::{Field, Record, Value};

use crate::benefits::{Recorded, approved_runs, effective, follow_the_pension};
use crate::payment::returned::ARRIVED;
use crate::sets::{IDS_PER_QUERY, among, distinct, select_by};
use crate::tables::{AwardId, AwardState, AwardVersion, Cause, IdentifierId, NotOwed, PersonId, Run};

/// Dues of one award in one run, none of them paid or on its way.
pub(crate) struct Unpaid {
    pub(crate) award: AwardId,
    pub(crate) person: PersonId,
    pub(crate) name: String,
    pub(crate) region: RegionCode,
    pub(crate) amount: Fen,
    /// Lines that were made for it so far.
    pub(crate) attempts: i64,
    /// Whether the last line was withheld (止付).
    pub(crate) withheld: bool,
    /// The account it came back from last.
    pub(crate) failed_on: Option<IdentifierId>,
    /// For each due its month, and the version that it settles, if it is part of a settlement.
    months: Vec<(Month, Option<i64>)>,
    /// Months that somebody found not to be owed.
    not_owed: Vec<(Month, Month)>,
    /// Versions of the award that count, as known now.
    versions: Vec<Recorded>,
}

/// What somebody says of an unpaid sum.
#[derive(Clone, Copy, Default)]
pub(crate) struct Word {
    /// What was withheld is owed after all.
    pub(crate) released: bool,
    /// The bank has confirmed the account that it came back from.
    pub(crate) confirmed: bool,
}

/// What keeps an unpaid sum from going out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Hindrance {
    /// A month of it is not owed any more: after the death, in prison, or beside another pension.
    NotOwed,
    /// The pension is suspended.
    Suspended,
    /// The pension is over and no heir has been named.
    NoHeirs,
    /// Somebody withheld it and nobody has said that it is owed after all.
    Withheld,
    /// No account, or the one that it came back from.
    Account,
}

impl Hindrance {
    /// What is the matter, and what to do now.
    pub(crate) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Hindrance::NotOwed => {
                ("已不应发（死亡以后、服刑期间或重复领取）", "不再重发，请核对死亡登记、暂停原因和疑点")
            }
            Hindrance::Suspended => ("待遇已暂停", "请先办理待遇续发"),
            Hindrance::NoHeirs => ("待遇已终止，没有继承人账户", "请先办理死亡结算"),
            Hindrance::Withheld => ("已止付", "查实应发的，请在 release 中填写人员编号"),
            Hindrance::Account => (
                "退票或无账户，都还没有更正银行账户",
                "请先为其办理变更待遇账户；银行确认原账户可用的，请在 confirmed 中填写人员编号",
            ),
        }
    }
}

impl Unpaid {
    /// The account it goes to, or what keeps it. The heirs' account is that of the newest version
    /// once a death is settled; before that nobody's.
    pub(crate) fn goes_to(&self, word: Word) -> Result<IdentifierId, Hindrance> {
        let newest = self.versions.last().map(|v| &v.version).ok_or(Hindrance::NotOwed)?;
        match newest.state {
            _ if !self.is_owed() => return Err(Hindrance::NotOwed),
            AwardState::Suspended => return Err(Hindrance::Suspended),
            AwardState::Stopped => return Err(Hindrance::NoHeirs),
            AwardState::Live | AwardState::Settling => {}
        }
        if self.withheld && !word.released {
            return Err(Hindrance::Withheld);
        }
        newest.payee.filter(|payee| word.confirmed || Some(*payee) != self.failed_on).ok_or(Hindrance::Account)
    }

    /// A line pays all dues of its award in its run, so one month that is not owed keeps it all.
    fn is_owed(&self) -> bool {
        let found = |month: Month| self.not_owed.iter().any(|(from, to)| *from <= month && month <= *to);
        let live = |month| {
            !found(month) && effective(&self.versions, month, NOW).is_some_and(|v| v.version.state == AwardState::Live)
        };
        // A settlement is over when the death was none: the pension lives or sleeps again, or there was none.
        let undone = |n: i64| self.versions.iter().any(|v| v.version.n > n && v.version.cause == Cause::Resumption);
        self.months.iter().all(|(month, settles)| settles.map_or_else(|| live(*month), |n| !undone(n)))
    }
}

/// Every version that was read is known.
const NOW: Seq = Seq(i64::MAX);

/// The awards of a run whose dues reached nobody; `$1` is the run.
fn nothing_sent() -> String {
    format!(
        "d.run = $1 AND NOT EXISTS (SELECT 1 FROM disbursement s \
         LEFT JOIN bank_outcome o ON o.batch = s.batch AND o.line = s.line \
         LEFT JOIN withheld w ON w.batch = s.batch AND w.line = s.line \
         WHERE s.run = d.run AND s.award = d.award AND w.line IS NULL AND COALESCE({ARRIVED}, 1) = 1)"
    )
}

/// Reads what a run owes and nobody received, in the order of awards.
pub(crate) fn unpaid(look: &mut Look<'_>, run: &Run) -> Result<Vec<Unpaid>, Unplanned> {
    let mut found = dues(look, run)?;
    attempts(look, run, &mut found)?;
    versions(look, &mut found)?;
    follow_the_pension(look, found.values_mut().flat_map(|one| &mut one.versions).map(|known| &mut known.version))?;
    not_owed(look, &mut found)?;
    Ok(found.into_values().filter(|unpaid| unpaid.amount > Fen::ZERO).collect())
}

fn dues(look: &mut Look<'_>, run: &Run) -> Result<BTreeMap<AwardId, Unpaid>, Unplanned> {
    let sql = format!(
        "SELECT d.award, d.person, d.region, d.amount, d.for_month, v.state, v.n, \
         (SELECT p.name FROM person_version p WHERE p.person = d.person ORDER BY p.n DESC LIMIT 1) \
         FROM due d JOIN award_version v ON v.award = d.award AND v.n = d.version \
         WHERE {} ORDER BY d.award, d.id",
        nothing_sent()
    );
    let mut found: BTreeMap<AwardId, Unpaid> = BTreeMap::new();
    look.each(&sql, &[Value::Int(run.id.0)], |row| {
        let award = AwardId::read(row, 0)?;
        let (person, region) = (PersonId::read(row, 1)?, RegionCode::read(row, 2)?);
        let name = row.text(7)?;
        let unpaid = found.entry(award).or_insert_with(|| Unpaid {
            award,
            person,
            name: name.to_owned(),
            region,
            amount: Fen::ZERO,
            attempts: 0,
            withheld: false,
            failed_on: None,
            months: Vec::new(),
            not_owed: Vec::new(),
            versions: Vec::new(),
        });
        unpaid.amount += Fen::read(row, 3)?;
        let settles = AwardState::read(row, 5)? == AwardState::Settling;
        unpaid.months.push((Month::read(row, 4)?, if settles { Some(row.int(6)?) } else { None }));
        Ok(())
    })?;
    Ok(found)
}

/// Months in prison and beside another pension.
fn not_owed(look: &mut Look<'_>, found: &mut BTreeMap<AwardId, Unpaid>) -> Result<(), Unplanned> {
    let people = distinct(found.values().map(|unpaid| unpaid.person.0));
    let standing = "AND NOT EXISTS (SELECT 1 FROM lead_revocation z WHERE z.confirmed = not_owed.matter)";
    for row in select_by::<NotOwed>(look, "person", &people, standing)? {
        for unpaid in found.values_mut().filter(|unpaid| unpaid.person == row.person) {
            unpaid.not_owed.push((row.from_month, row.to_month));
        }
    }
    Ok(())
}

/// The lines that came back or were withheld.
fn attempts(look: &mut Look<'_>, run: &Run, found: &mut BTreeMap<AwardId, Unpaid>) -> Result<(), Unplanned> {
    let sql = format!(
        "SELECT s.award, s.attempt, s.payee, {ARRIVED}, w.line FROM disbursement s \
         LEFT JOIN bank_outcome o ON o.batch = s.batch AND o.line = s.line \
         LEFT JOIN withheld w ON w.batch = s.batch AND w.line = s.line \
         WHERE s.run = $1 AND ({ARRIVED} = 0 OR w.line IS NOT NULL) ORDER BY s.award, s.attempt"
    );
    look.each(&sql, &[Value::Int(run.id.0)], |row| {
        let Some(unpaid) = found.get_mut(&AwardId::read(row, 0)?) else { return Ok(()) };
        unpaid.attempts = row.int(1)?;
        unpaid.withheld = Option::<i64>::read(row, 4)?.is_some();
        if Option::<bool>::read(row, 3)? == Some(false) {
            unpaid.failed_on = Some(IdentifierId::read(row, 2)?);
        }
        Ok(())
    })?;
    Ok(())
}

fn versions(look: &mut Look<'_>, found: &mut BTreeMap<AwardId, Unpaid>) -> Result<(), Unplanned> {
    let approved = approved_runs(look)?;
    let awards: Vec<i64> = found.keys().map(|award| award.0).collect();
    let columns = AwardVersion::columns_of("v");
    for chunk in awards.chunks(IDS_PER_QUERY) {
        let (condition, args) = among(look, "v.award", chunk);
        let sql = format!("SELECT v.recorded, {columns} FROM award_version v WHERE {condition} ORDER BY v.award, v.n");
        look.each(&sql, &args, |row| {
            let recorded = Seq(row.int(0)?);
            let version = AwardVersion::read(row, 1)?;
            let counts = version.run.is_none_or(|run| approved.contains(&run));
            if let Some(unpaid) = found.get_mut(&version.award).filter(|_| counts) {
                unpaid.versions.push(Recorded { version, recorded });
            }
            Ok(())
        })?;
    }
    Ok(())
}
