//! I5: every amount that is owed comes out again, to the fen, from the facts frozen in the award
//! and the law version that is cited; and that law version still says what it said.
//!
//! Each version that was activated is kept with its files, so everything is computed again by the
//! version that it cites, whatever version the program brings today.

use std::collections::BTreeMap;

use base::{ByLevel, Fen, Month};
use desk::{Digest, FieldError, Unplanned};
use law::Law;
use schemes::resident::{AwardFacts, Origin, RuleBook, assess_in};
use store::{Field, Record, Row, StoreError, Value};

use super::checking::Checking;
use crate::law::law_of;
use crate::registry::agency_area;
use crate::tables::COUNTED;
use crate::tables::{AwardOrigin, AwardVersion, Cause, Due, DueKind, LawVersion, Run, Settlement};

const ALTERED: &str = "请停止支付这笔待遇，查明由谁直接改动了数据库，并从备份恢复";

type Found = Option<(String, String)>;

pub(super) fn check(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let books = laws(c)?;
    cited_laws(c)?;
    components(c)?;
    versions(c, &books)?;
    unversioned_dues(c)?;
    let agency = c.agency();
    let runs = c.look.select::<Run>("WHERE agency = $1 ORDER BY id", &[agency])?;
    let mut recomputed = 0;
    for run in runs.iter().filter(|run| run.state.counts()) {
        recomputed += dues(c, run, &books)?;
    }
    c.checked.count("复算应发", recomputed);
    adjusted(c, &books)?;
    settlements(c)
}

/// The rules of each activated version, by its name.
type Books = BTreeMap<String, RuleBook>;

/// A stored law version is what was activated: its digest fits its text, its files still give
/// that text, and the version that the program carries has the text that the program carries.
fn laws(c: &mut Checking<'_, '_>) -> Result<Books, Unplanned> {
    let agency = c.agency();
    let stored = c.look.select::<LawVersion>("WHERE agency = $1 ORDER BY name", &[agency])?;
    c.checked.count("政策版本", i64::try_from(stored.len()).unwrap_or(i64::MAX));
    let area = agency_area(c.look)?;
    let own = &c.environment.law;
    let (name, text) = (own.version_name().to_owned(), own.canonical_text());
    let mut books = Books::new();
    for version in stored {
        let law = law_of(&version).ok();
        if Digest::of(version.text.as_bytes()) != version.digest {
            c.fault("law_version", &version.name, "政策文本与其 SM3 摘要不符，文本被改动", ALTERED);
        } else if version.name == name && version.text != text {
            let what = "程序中的政策参数与启用时的文本不同，参数被改动";
            c.fault("law_version", &version.name, what, "请使用原版程序；政策确有调整的，应启用新的政策版本");
        } else if law.as_ref().map(Law::canonical_text).as_ref() != Some(&version.text) {
            c.fault("law_version", &version.name, "政策文件与启用时的文本不符，文件被改动", ALTERED);
        }
        if let Some(law) = law {
            let place = law.place(&area).map_err(|e| FieldError::whole(e.to_string(), "请补充政策参数"))?;
            books.insert(version.name, RuleBook::new(&place));
        }
    }
    Ok(books)
}

/// A stored version carries its files: it is asked for once, not for each row that cites it.
fn cited_laws(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    for table in ["run", "award", "award_version"] {
        let key = if table == "award_version" { "award" } else { "id" };
        let sql = format!(
            "SELECT MIN(t.{key}), t.law_version FROM {table} t \
             WHERE t.agency = $1 AND t.law_version NOT IN (SELECT l.name FROM law_version l WHERE l.agency = $1) GROUP BY t.law_version ORDER BY t.law_version"
        );
        c.first(
            table,
            &sql,
            "没有启用的政策版本不能用来核定和发放；请停止办理，查明是由哪个程序、谁办理的，并报告系统管理员",
            |row| Ok((row.int(0)?.to_string(), format!("引用的政策版本“{}”没有启用记录", row.text(1)?))),
        )?;
    }
    Ok(())
}

/// A version's amounts are the sums of its components, or those of the version it was copied
/// from. One pass in the order of award and number.
fn components(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    if c.is_broken() {
        return Ok(());
    }
    let sql = format!(
        "SELECT {}, c.level, c.amount FROM award_version v \
         LEFT JOIN award_component c ON c.award = v.award AND c.n = v.n \
         WHERE v.agency = $1 ORDER BY v.award, v.n, c.line",
        AwardVersion::columns_of("v")
    );
    let mut sums = Sums::default();
    let agency = c.agency();
    c.look.each(&sql, &[agency], |row| sums.row(row))?;
    sums.close();
    if let Some((row, what)) = sums.found {
        c.fault("award_version", row, what, ALTERED);
    }
    Ok(())
}

#[derive(Default)]
struct Sums {
    /// The version whose components are coming, and whether it has any.
    open: Option<(AwardVersion, bool)>,
    /// Sums of the newest version with components.
    by_level: ByLevel,
    account: Fen,
    found: Found,
}

impl Sums {
    fn row(&mut self, row: &dyn Row) -> Result<(), StoreError> {
        if self.found.is_some() {
            return Ok(());
        }
        let version = AwardVersion::read(row, 0)?;
        let column = AwardVersion::COLUMNS.len();
        let same = self.open.as_ref().is_some_and(|(open, _)| (open.award, open.n) == (version.award, version.n));
        let has = !row.is_null(column + 1)?;
        if !same {
            let same_award = self.open.as_ref().is_some_and(|(open, _)| open.award == version.award);
            self.close();
            if has || !same_award {
                (self.by_level, self.account) = (ByLevel::ZERO, Fen::ZERO);
            }
            self.open = Some((version, has));
        }
        if has {
            let amount = Fen::read(row, column + 1)?;
            match Option::<base::Level>::read(row, column)? {
                Some(level) => self.by_level[level] += amount,
                None => self.account += amount,
            }
        }
        Ok(())
    }

    fn close(&mut self) {
        let Some((version, _)) = self.open.take() else { return };
        if (version.by_level(), version.account) != (self.by_level, self.account) {
            let what = format!(
                "版本金额 {} 元与其组成部分之和 {} 元不符，或各级负担不符",
                version.total(),
                self.by_level.total() + self.account
            );
            self.found.get_or_insert((format!("{}/{}", version.award, version.n), what));
        }
    }
}

/// What the facts give in a month by a version of the law, or in words why they give nothing.
fn lawful(books: &Books, law: &str, facts: &AwardFacts, month: Month) -> Result<(ByLevel, Fen), String> {
    let book = books.get(law).ok_or_else(|| format!("引用的政策版本“{law}”没有启用记录"))?;
    let assessed = assess_in(facts, month, book).map_err(|e| format!("无法复算：{e}"))?;
    Ok((assessed.components.by_level(), assessed.components.account))
}

fn facts_of(text: &str) -> Result<AwardFacts, StoreError> {
    serde_json::from_str(text).map_err(|e| StoreError::Unexpected(format!("award.facts: {e}")))
}

/// First versions and versions that a run re-rated.
fn versions(c: &mut Checking<'_, '_>, books: &Books) -> Result<(), Unplanned> {
    if c.is_broken() {
        return Ok(());
    }
    let sql = format!(
        "SELECT {}, COALESCE((SELECT c.facts FROM award_correction c WHERE c.award = v.award AND c.n <= v.n \
         ORDER BY c.n DESC LIMIT 1), a.facts), a.origin \
         FROM award_version v JOIN award a ON a.id = v.award LEFT JOIN run r ON r.id = v.run \
         WHERE v.agency = $1 AND (v.n = 1 OR r.state IN {COUNTED} OR v.cause = 'corrected') ORDER BY v.award, v.n",
        AwardVersion::columns_of("v")
    );
    let mut found: Found = None;
    let mut recomputed = 0;
    let agency = c.agency();
    c.look.each(&sql, &[agency], |row| {
        if found.is_some() {
            return Ok(());
        }
        let version = AwardVersion::read(row, 0)?;
        let facts = facts_of(row.text(AwardVersion::COLUMNS.len())?)?;
        let once = AwardOrigin::read(row, AwardVersion::COLUMNS.len() + 1)? == AwardOrigin::Once;
        let lawful = match (facts.origin, version.cause) {
            _ if once => Ok((ByLevel::ZERO, Fen::ZERO)),
            (Origin::TakenOn { components, .. }, Cause::TakenOn) => Ok((components.by_level(), components.account)),
            _ => lawful(books, &version.law_version, &facts, version.from_month),
        };
        recomputed += 1;
        let is = (version.by_level(), version.account);
        found = difference(lawful, is).map(|what| (format!("{}/{}", version.award, version.n), what));
        Ok(())
    })?;
    c.checked.count("复算待遇版本", recomputed);
    if let Some((row, what)) = found {
        c.fault("award_version", row, what, ALTERED);
    }
    Ok(())
}

fn difference(lawful: Result<(ByLevel, Fen), String>, is: (ByLevel, Fen)) -> Option<String> {
    let lawful = match lawful {
        Ok(lawful) => lawful,
        Err(why) => return Some(why),
    };
    let total = |(by_level, account): (ByLevel, Fen)| by_level.total() + account;
    (lawful != is).then(|| format!("记录 {} 元，复算 {} 元，或各级负担不符", total(is), total(lawful)))
}

fn unversioned_dues(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    let sql = "SELECT v.award, v.n FROM award_version v WHERE v.agency = $1 \
               AND NOT EXISTS (SELECT 1 FROM award a WHERE a.id = v.award) \
               AND NOT EXISTS (SELECT 1 FROM refund f WHERE f.id = v.award) \
               AND NOT EXISTS (SELECT 1 FROM recovery_return q WHERE q.id = v.award) ORDER BY v.award, v.n";
    c.first("award_version", sql, ALTERED, |row| {
        Ok((format!("{}/{}", row.int(0)?, row.int(1)?), "待遇版本没有对应的待遇、退费或退还追回款".to_owned()))
    })?;
    let sql = "SELECT d.id, d.version FROM due d LEFT JOIN award_version v ON v.award = d.award AND v.n = d.version \
               WHERE d.agency = $1 AND v.award IS NULL ORDER BY d.id";
    c.first("due", sql, ALTERED, |row| {
        Ok((row.int(0)?.to_string(), format!("应发依据的待遇第 {} 版不存在", row.int(1)?)))
    })
}

/// The monthly dues of one run, in the order of awards; how many were computed again.
fn dues(c: &mut Checking<'_, '_>, run: &Run, books: &Books) -> Result<i64, Unplanned> {
    if c.is_broken() {
        return Ok(0);
    }
    let sql = format!(
        "SELECT {}, {}, COALESCE((SELECT c.facts FROM award_correction c WHERE c.award = d.award \
         AND c.recorded <= $3 ORDER BY c.n DESC LIMIT 1), a.facts) FROM due d JOIN award_version v ON v.award = d.award AND v.n = d.version \
         JOIN award a ON a.id = d.award WHERE d.run = $1 AND (d.kind = 'regular' \
         OR (d.kind = 'arrears' AND d.for_month < $2)) ORDER BY d.award, d.for_month",
        Due::columns_of("d"),
        AwardVersion::columns_of("v")
    );
    let (version_at, facts_at) = (Due::COLUMNS.len(), Due::COLUMNS.len() + AwardVersion::COLUMNS.len());
    let mut found: Found = None;
    let mut recomputed = 0;
    c.look.each(&sql, &[Value::Int(run.id.0), run.month.value(), Value::Int(run.pinned.0)], |row| {
        if found.is_some() {
            return Ok(());
        }
        let (due, version) = (Due::read(row, 0)?, AwardVersion::read(row, version_at)?);
        let is = (ByLevel::new([due.central, due.province, due.city, due.county]), due.account);
        let of_version = (version.by_level(), version.account);
        let facts = facts_of(row.text(facts_at)?)?;
        let wrong = match due.kind {
            DueKind::Regular if is != of_version => difference(Ok(of_version), is),
            // Months before the take-on are paid as the old system paid them.
            _ if due.for_month < facts.known_from() => difference(Ok(of_version), is),
            _ => {
                recomputed += 1;
                difference(lawful(books, &run.law_version, &facts, due.for_month), is)
            }
        };
        found = wrong.map(|what| (due.id.to_string(), format!("{} 应发：{what}", due.for_month)));
        Ok(())
    })?;
    if let Some((row, what)) = found {
        c.fault("due", row, what, ALTERED);
    }
    Ok(recomputed)
}

/// A month with an adjustment was raised, all in all, as its last adjustment's law has it.
fn adjusted(c: &mut Checking<'_, '_>, books: &Books) -> Result<(), Unplanned> {
    if c.is_broken() {
        return Ok(());
    }
    let sql = format!(
        "SELECT d.id, d.award, d.for_month, d.kind, r.law_version, d.central, d.province, d.city, d.county, d.account, \
         COALESCE((SELECT c.facts FROM award_correction c WHERE c.award = d.award AND c.recorded <= r.pinned \
         ORDER BY c.n DESC LIMIT 1), a.facts) FROM due d JOIN run r ON r.id = d.run JOIN award a ON a.id = d.award \
         WHERE d.agency = $1 AND r.state IN {COUNTED} \
         AND (d.kind IN ('regular', 'adjustment') OR (d.kind = 'arrears' AND d.for_month < r.month)) \
         AND EXISTS (SELECT 1 FROM due x JOIN run y ON y.id = x.run WHERE x.award = d.award \
           AND x.for_month = d.for_month AND x.kind = 'adjustment' AND y.state IN {COUNTED}) \
         ORDER BY d.award, d.for_month, d.id"
    );
    let mut open: Option<Adjusted> = None;
    let mut found: Found = None;
    let mut months = 0;
    let agency = c.agency();
    c.look.each(&sql, &[agency], |row| {
        let key = (row.int(1)?, Month::read(row, 2)?);
        if open.as_ref().is_none_or(|open| open.key != key) {
            let done = open.replace(Adjusted::new(key, row.text(10)?));
            months += 1;
            if let (None, Some(done)) = (&found, done) {
                found = done.fault(books)?;
            }
        }
        if let Some(open) = &mut open {
            let fen = |column| Fen::read(row, column);
            open.by_level += ByLevel::new([fen(5)?, fen(6)?, fen(7)?, fen(8)?]);
            open.account += fen(9)?;
            if DueKind::read(row, 3)? == DueKind::Adjustment {
                (open.due, open.law) = (row.int(0)?, row.text(4)?.to_owned());
                row.text(10)?.clone_into(&mut open.facts);
            }
        }
        Ok(())
    })?;
    let last = open.map(|open| open.fault(books)).transpose()?.flatten();
    c.checked.count("补差月份", months);
    if let Some((row, what)) = found.or(last) {
        c.fault("due", row, what, ALTERED);
    }
    Ok(())
}

/// All dues of one award for one month.
struct Adjusted {
    key: (i64, Month),
    facts: String,
    due: i64,
    law: String,
    by_level: ByLevel,
    account: Fen,
}

impl Adjusted {
    fn new(key: (i64, Month), facts: &str) -> Adjusted {
        let (facts, law) = (facts.to_owned(), String::new());
        Adjusted { key, facts, due: 0, law, by_level: ByLevel::ZERO, account: Fen::ZERO }
    }

    fn fault(&self, books: &Books) -> Result<Found, StoreError> {
        let facts = facts_of(&self.facts)?;
        let found = difference(lawful(books, &self.law, &facts, self.key.1), (self.by_level, self.account));
        Ok(found.map(|what| (self.due.to_string(), format!("{} 调整补发后：{what}", self.key.1))))
    }
}

/// What heirs are owed is what their settlement says.
fn settlements(c: &mut Checking<'_, '_>) -> Result<(), Unplanned> {
    if c.is_broken() {
        return Ok(());
    }
    let sql = format!(
        "SELECT {}, {} FROM due d JOIN run r ON r.id = d.run JOIN settlement s ON s.award = d.award \
         JOIN award_version v ON v.award = d.award AND v.n = d.version \
         WHERE d.agency = $1 AND r.state IN {COUNTED} AND v.state = 'settling' AND r.kind <> 'adjustment' AND s.recorded <= r.pinned \
         AND NOT EXISTS (SELECT 1 FROM settlement z WHERE z.award = s.award AND z.id > s.id AND z.recorded <= r.pinned) \
         ORDER BY d.id",
        Due::columns_of("d"),
        Settlement::columns_of("s")
    );
    let mut found: Found = None;
    let mut count = 0;
    let agency = c.agency();
    c.look.each(&sql, &[agency], |row| {
        let (due, settlement) = (Due::read(row, 0)?, Settlement::read(row, Due::COLUMNS.len())?);
        count += 1;
        let is = (ByLevel::new([due.central, due.province, due.city, due.county]), due.account);
        let settled = settlement.dues().into_iter().find(|(kind, ..)| *kind == due.kind);
        let wrong = difference(settled.map(|(_, by_level, account)| (by_level, account)).ok_or_else(String::new), is);
        if let (Some(what), None) = (wrong, &found) {
            found = Some((due.id.to_string(), format!("死亡结算的“{}”：{what}", due.kind)));
        }
        Ok(())
    })?;
    c.checked.count("死亡结算应发", count);
    if let Some((row, what)) = found {
        c.fault("due", row, what, ALTERED);
    }
    Ok(())
}
