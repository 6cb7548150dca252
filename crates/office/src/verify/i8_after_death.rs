//! I8: no pension for a month after a confirmed death or while suspended, except what settles or
//! sets off; versions of an award go forward; nobody dead has a live award.

use base::Month;
use desk::Unplanned;
use store::Field;

use super::checking::Checking;
use crate::tables::COUNTED;

const RECOVER: &str = "尚未送银行的请止付，已支付的请登记追回，并查明原因";
/// A death that was revoked was none.
const STANDS: &str = "NOT EXISTS (SELECT 1 FROM death_revocation z WHERE z.person = x.person AND z.n = x.n)";
const SETTLED: &str = "AND v.state <> 'settling'";

pub(super) fn check(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    c.count("死亡登记", "death WHERE agency = $1")?;
    c.count("待遇版本", "award_version WHERE agency = $1")?;
    paid_after_death(c)?;
    paid_while_not_live(c)?;
    passed_over(c)?;
    going_back(c)?;
    live_after_death(c)
}

/// Deaths that the run could know of. One that became known later is the business of withholding
/// and recovery.
fn paid_after_death(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = format!(
        "SELECT d.id, d.person, d.for_month, x.last_month FROM death x JOIN award a ON a.person = x.person \
         JOIN due d ON d.award = a.id JOIN run r ON r.id = d.run \
         JOIN award_version v ON v.award = d.award AND v.n = d.version \
         WHERE x.agency = $1 AND {STANDS} AND r.state IN {COUNTED} AND d.kind IN ('regular', 'arrears') {SETTLED} \
         AND d.for_month > x.last_month AND x.recorded <= r.pinned ORDER BY d.id"
    );
    c.first("due", &sql, RECOVER, |row| {
        let (month, last) = (Month::read(row, 2)?, Month::read(row, 3)?);
        let what = format!("人员 {} 已确认死亡，应发至 {last}，却有 {month} 的养老金", row.int(1)?);
        Ok((row.int(0)?.to_string(), what))
    })
}

fn paid_while_not_live(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = format!(
        "SELECT d.id, d.person, d.for_month, v.state FROM due d JOIN run r ON r.id = d.run \
         JOIN award_version v ON v.award = d.award AND v.n = d.version \
         WHERE d.agency = $1 AND r.state IN {COUNTED} AND d.kind IN ('regular', 'arrears') \
         AND v.state <> 'live' AND (d.kind = 'regular' OR v.state <> 'settling') ORDER BY d.id"
    );
    c.first("due", &sql, RECOVER, |row| {
        let (month, state) = (Month::read(row, 2)?, crate::tables::AwardState::read(row, 3)?);
        Ok((row.int(0)?.to_string(), format!("人员 {} 的待遇为“{state}”，却有 {month} 的养老金", row.int(1)?)))
    })
}

/// A due follows the newest version that its run could know of.
fn passed_over(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = format!(
        "SELECT d.id, d.person, d.for_month, v.n, v.state FROM award_version v \
         JOIN due d ON d.award = v.award AND d.version < v.n JOIN run r ON r.id = d.run \
         WHERE v.agency = $1 AND v.state <> 'live' AND v.run IS NULL AND r.state IN {COUNTED} \
         AND d.kind IN ('regular', 'arrears') AND v.recorded <= r.pinned AND v.from_month <= d.for_month \
         ORDER BY d.id"
    );
    c.first("due", &sql, RECOVER, |row| {
        let (month, state) = (Month::read(row, 2)?, crate::tables::AwardState::read(row, 4)?);
        let what = format!("人员 {} 的待遇第 {} 版已是“{state}”，却有 {month} 的养老金", row.int(1)?, row.int(3)?);
        Ok((row.int(0)?.to_string(), what))
    })
}

fn going_back(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = format!(
        "SELECT award, n, from_month, earlier_one FROM (SELECT v.award, v.n, v.from_month, \
         LAG(v.from_month) OVER (PARTITION BY v.award ORDER BY v.n) AS earlier_one \
         FROM award_version v LEFT JOIN run r ON r.id = v.run \
         WHERE v.agency = $1 AND (v.run IS NULL OR r.state IN {COUNTED})) versions \
         WHERE from_month < earlier_one ORDER BY award, n"
    );
    c.first("award_version", &sql, "请查明由谁直接改动了数据库，并从备份恢复", |row| {
        let (from, before) = (Month::read(row, 2)?, Month::read(row, 3)?);
        Ok((format!("{}/{}", row.int(0)?, row.int(1)?), format!("起始月 {from} 早于前一版的 {before}")))
    })
}

fn live_after_death(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = format!(
        "SELECT v.award, v.n, v.person FROM death x JOIN award_version v ON v.person = x.person \
         LEFT JOIN run r ON r.id = v.run \
         WHERE x.agency = $1 AND {STANDS} AND v.state = 'live' AND (v.run IS NULL OR r.state IN {COUNTED}) \
         AND NOT EXISTS (SELECT 1 FROM award_version w LEFT JOIN run q ON q.id = w.run \
           WHERE w.award = v.award AND w.n > v.n AND (w.run IS NULL OR q.state IN {COUNTED})) \
         ORDER BY v.award, v.n"
    );
    c.first("award_version", &sql, "请办理待遇终止，并核对死亡登记", |row| {
        let what = format!("人员 {} 已确认死亡，待遇仍为“正常发放”", row.int(2)?);
        Ok((format!("{}/{}", row.int(0)?, row.int(1)?), what))
    })
}
