//! I3: one person is paid once for a month of a scheme; a payment is sent again only after the
//! one before failed; arrears carry their own month.

use base::{Fen, Month};
use desk::Unplanned;
use store::Field;

use super::checking::Checking;
use crate::benefits::SETTLED_NOW;
use crate::payment::ARRIVED;
use crate::tables::COUNTED;

const TWICE: &str = "请停止尚未送银行的一笔（止付），已支付的登记追回，并查明原因";

pub(super) fn check(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let monthly = "due d JOIN run r ON r.id = d.run";
    c.count(
        "当月与补发应发",
        &format!("{monthly} WHERE d.agency = $1 AND d.kind IN ('regular', 'arrears') AND r.state IN {COUNTED}"),
    )?;
    c.count("重发", "disbursement WHERE agency = $1 AND attempt > 1")?;
    own_month(c)?;
    once(c)?;
    refunds_once(c)?;
    returned_once(c)?;
    settled_once(c)?;
    one_open_attempt(c)?;
    one_payee(c)?;
    one_record(c)
}

/// A settlement's arrears carry the month of the run that pays the heirs; all others an earlier
/// month than that.
fn own_month(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = "SELECT d.id, d.for_month, r.month FROM due d JOIN run r ON r.id = d.run \
               JOIN award_version v ON v.award = d.award AND v.n = d.version \
               WHERE d.agency = $1 AND ((d.kind = 'regular' AND d.for_month <> r.month) \
               OR (d.kind = 'arrears' AND d.for_month >= r.month AND v.state <> 'settling')) ORDER BY d.id";
    c.first("due", sql, TWICE, |row| {
        let (month, run) = (Month::read(row, 1)?, Month::read(row, 2)?);
        Ok((row.int(0)?.to_string(), format!("{run} 批次的这笔应发所属月份 {month} 不对")))
    })
}

fn once(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = format!(
        "SELECT MAX(d.id), d.person, d.for_month, COUNT(*) FROM due d JOIN run r ON r.id = d.run \
         WHERE d.agency = $1 AND r.state IN {COUNTED} \
         AND (d.kind = 'regular' OR (d.kind = 'arrears' AND d.for_month < r.month)) \
         GROUP BY d.person, r.scheme, d.for_month HAVING COUNT(*) > 1 ORDER BY d.for_month, d.person"
    );
    c.first("due", &sql, TWICE, |row| {
        let month = Month::read(row, 2)?;
        Ok((row.int(0)?.to_string(), format!("人员 {} 的 {month} 养老金有 {} 笔应发", row.int(1)?, row.int(3)?)))
    })
}

/// What was settled and not undone is not settled again for the same reason.
fn settled_once(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = format!(
        "SELECT MAX(s.id), s.person, s.reason, COUNT(*) FROM settlement s WHERE s.agency = $1 AND {SETTLED_NOW} \
         GROUP BY s.person, s.scheme, s.reason HAVING COUNT(*) > 1 ORDER BY s.person"
    );
    c.first("settlement", &sql, TWICE, |row| {
        let what = format!("人员 {} 的“{}”结算了 {} 次", row.int(1)?, row.text(2)?, row.int(3)?);
        Ok((row.int(0)?.to_string(), what))
    })
}

/// A refund is owed once, by one run, to the fen; and nothing else is owed under its number.
fn refunds_once(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    c.count("退费", "refund WHERE agency = $1")?;
    let sql = format!(
        "SELECT MAX(d.id), f.to_payer, CAST(SUM(d.amount) AS BIGINT) FROM refund f JOIN due d ON d.award = f.id \
         JOIN run r ON r.id = d.run WHERE f.agency = $1 AND r.state IN {COUNTED} GROUP BY f.id, f.to_payer \
         HAVING SUM(d.amount) <> f.to_payer ORDER BY f.id"
    );
    c.first("due", &sql, TWICE, |row| {
        let (owed, raised) = (Fen::read(row, 1)?, Fen::read(row, 2)?);
        Ok((row.int(0)?.to_string(), format!("应退 {owed} 元，各批次共列应发 {raised} 元")))
    })?;
    let sql = "SELECT d.id FROM due d LEFT JOIN refund f ON f.id = d.award WHERE d.agency = $1 \
               AND ((f.id IS NULL AND d.kind = 'refund') OR (f.id IS NOT NULL AND d.kind <> 'refund')) ORDER BY d.id";
    c.first("due", sql, TWICE, |row| Ok((row.int(0)?.to_string(), "退费的应发没有对应的退费决定".to_owned())))
}

/// Recovered money goes back once, by payer as it was decided, and never more of a debt than had come back.
fn returned_once(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    c.count("退还追回款", "recovery_return WHERE agency = $1")?;
    let sum = |payer: &str| format!("CAST(COALESCE(SUM(d.{payer}), 0) AS BIGINT)");
    let payers = ["central", "province", "city", "county", "account"];
    let differ: Vec<String> = payers.iter().map(|payer| format!("{} <> q.{payer}", sum(payer))).collect();
    let columns = payers.map(|payer| format!("q.{payer}")).join(", ");
    let sql = format!(
        "SELECT MAX(d.id), q.central + q.province + q.city + q.county + q.account, CAST(SUM(d.amount) AS BIGINT) \
         FROM recovery_return q JOIN due d ON d.award = q.id JOIN run r ON r.id = d.run WHERE q.agency = $1 \
         AND r.state IN {COUNTED} GROUP BY q.id, {columns} HAVING {} ORDER BY q.id",
        differ.join(" OR ")
    );
    c.first("due", &sql, TWICE, |row| {
        let (owed, raised) = (Fen::read(row, 1)?, Fen::read(row, 2)?);
        Ok((row.int(0)?.to_string(), format!("应退还本人 {owed} 元，各批次共列应发 {raised} 元，或各级负担不符")))
    })?;
    let sql = "SELECT d.id FROM due d LEFT JOIN recovery_return q ON q.id = d.award WHERE d.agency = $1 \
               AND ((q.id IS NULL AND d.kind = 'returned') OR (q.id IS NOT NULL AND d.kind <> 'returned')) ORDER BY d.id";
    c.first("due", sql, TWICE, |row| Ok((row.int(0)?.to_string(), "退还追回款的应发没有对应的决定".to_owned())))?;
    let parts = |row: &str| payers.map(|payer| format!("{row}.{payer}")).join(" + ");
    let (back, kept, given) = (parts("b"), parts("k"), parts("q"));
    let sql = format!(
        "SELECT z.id, z.given, z.back FROM (SELECT q.recovery AS id, CAST(SUM({given}) AS BIGINT) AS given, \
         CAST((SELECT COALESCE(SUM({back}), 0) FROM repayment b WHERE b.recovery = q.recovery AND NOT EXISTS \
          (SELECT 1 FROM voucher x WHERE x.reverses = b.voucher)) + (SELECT COALESCE(SUM({kept}), 0) FROM deduction k \
          JOIN due d ON d.id = k.due JOIN run r ON r.id = d.run WHERE k.recovery = q.recovery AND r.state IN {COUNTED}) \
         AS BIGINT) AS back FROM recovery_return q WHERE q.agency = $1 GROUP BY q.recovery) z WHERE z.given > z.back \
         ORDER BY z.id"
    );
    c.first("recovery_return", &sql, TWICE, |row| {
        let (given, back) = (Fen::read(row, 1)?, Fen::read(row, 2)?);
        Ok((row.int(0)?.to_string(), format!("这笔追回收回 {back} 元，退还本人 {given} 元")))
    })
}

fn one_open_attempt(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = format!(
        "SELECT s.batch, s.line, s.attempt FROM disbursement s \
               LEFT JOIN disbursement b ON b.run = s.run AND b.award = s.award AND b.attempt = s.attempt - 1 \
               LEFT JOIN bank_outcome o ON o.batch = b.batch AND o.line = b.line AND o.recorded < s.recorded \
               LEFT JOIN withheld w ON w.batch = b.batch AND w.line = b.line AND w.recorded < s.recorded \
               WHERE s.agency = $1 AND s.attempt > 1 AND w.line IS NULL AND COALESCE({ARRIVED}, 1) = 1 \
               ORDER BY s.batch, s.line"
    );
    c.first("disbursement", &sql, TWICE, |row| {
        let what = format!("第 {} 次发放之前，前一次没有退票也没有止付", row.int(2)?);
        Ok((format!("{}/{}", row.int(0)?, row.int(1)?), what))
    })
}

/// Whoever is paid has exactly one account in use: the newest of the person's own.
fn one_payee(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = format!(
        "SELECT v.award, v.n, v.person FROM award_version v LEFT JOIN run r ON r.id = v.run \
         LEFT JOIN identifier i ON i.id = v.payee \
         WHERE v.agency = $1 AND v.state IN ('live', 'suspended') AND (v.run IS NULL OR r.state IN {COUNTED}) \
         AND v.payee IS NOT NULL AND (i.person IS NULL OR i.person <> v.person OR i.kind <> 'account' OR EXISTS \
          (SELECT 1 FROM identifier l WHERE l.person = v.person AND l.kind = 'account' AND l.id > v.payee)) \
         AND NOT EXISTS (SELECT 1 FROM award_version w LEFT JOIN run q ON q.id = w.run WHERE w.award = v.award \
          AND w.n > v.n AND (w.run IS NULL OR q.state IN {COUNTED})) ORDER BY v.award, v.n"
    );
    c.first("award_version", &sql, "请为其办理变更待遇账户，使在用账户只有一个", |row| {
        let what = format!("人员 {} 的待遇没有发往其在用账户", row.int(2)?);
        Ok((format!("{}/{}", row.int(0)?, row.int(1)?), what))
    })
}

/// A record that was merged into another draws nothing of its own, and the other is in use.
fn one_record(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    c.count("并档", "person_alias WHERE agency = $1 AND kept IS NOT NULL")?;
    let newest = "NOT EXISTS (SELECT 1 FROM person_alias x WHERE x.merged = p.merged AND x.n > p.n)";
    let drawing = format!(
        "SELECT p.merged, p.kept FROM person_alias p JOIN award_version v ON v.person = p.merged \
         JOIN award a ON a.id = v.award LEFT JOIN run r ON r.id = v.run WHERE p.agency = $1 AND p.kept IS NOT NULL AND {newest} \
         AND v.state IN ('live', 'suspended', 'settling') AND (v.run IS NULL OR r.state IN {COUNTED}) \
         AND NOT EXISTS (SELECT 1 FROM award_version w LEFT JOIN run q ON q.id = w.run WHERE w.award = v.award \
          AND w.n > v.n AND (w.run IS NULL OR q.state IN {COUNTED})) ORDER BY p.merged"
    );
    c.first("person_alias", &drawing, "请核查并终止重复的待遇", |row| {
        Ok((row.int(0)?.to_string(), format!("已并入 {} 的记录还有待遇", row.int(1)?)))
    })?;
    let chain = format!(
        "SELECT p.merged, p.kept FROM person_alias p JOIN person_alias q ON q.merged = p.kept AND q.kept IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM person_alias x WHERE x.merged = q.merged AND x.n > q.n) \
         WHERE p.agency = $1 AND p.kept IS NOT NULL AND {newest} ORDER BY p.merged"
    );
    c.first("person_alias", &chain, "请撤销其中一次并档", |row| {
        Ok((row.int(0)?.to_string(), format!("并入的记录 {} 自己也已并入别的记录", row.int(1)?)))
    })
}
