//! 个人账户计息: a year's interest of every account, once, by the rate and method of the place.
//!
//! No voucher: on the cash basis (财会〔2017〕28号 part one, article 5) the fund's income is what banks
//! credit; the interest of accounts divides what the fund owes, and moves no money.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{Fen, Month, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use schemes::Trace;
use schemes::resident::{InterestRules, year_interest};
use serde::{Deserialize, Serialize};
use store::{Field, Value};

use crate::contributions::law_fault;
use crate::environment::Environment;
use crate::registry::{agency_area, kept_of, records_of};
use crate::tables::{AccountEntry, AccountSource, COUNTED, EntryKind, InterestCredit, PersonId, Scheme};

/// Credits a year's interest.
pub struct CreditInterest(pub Arc<Environment>);

/// The year, for everybody or a town at a time.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditInterestInput {
    /// Interest year.
    pub year: i16,
    /// Only people of this town; large agencies go town by town.
    #[serde(default)]
    pub town: Option<RegionCode>,
}

/// An account in the interest year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct YearAccount {
    /// Balance at its start.
    pub(crate) opening: Fen,
    /// Movements by month; pensions are negative.
    pub(crate) movements: Vec<(Month, Fen)>,
}

/// What the plan depends on.
pub struct CreditInterestFacts {
    area: RegionCode,
    this_year: i16,
    first: Option<Month>,
    accounts: BTreeMap<PersonId, YearAccount>,
    credited: i64,
    unfinished_runs: i64,
    unbooked: i64,
}

impl Operation for CreditInterest {
    type Input = CreditInterestInput;
    type Facts = CreditInterestFacts;
    const NAME: &'static str = "accounts.credit_interest";
    const TITLE: &'static str = "个人账户计息";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, input: &CreditInterestInput) -> Result<CreditInterestFacts, Unplanned> {
        let agency = Value::Int(look.agency().0);
        let year = Value::Int(i64::from(input.year));
        let december = Value::Int(i64::from(input.year) * 100 + 12);
        let last_day = Value::Int(i64::from(input.year) * 10_000 + 1_231);
        let sql = "SELECT COUNT(*) FROM run WHERE agency = $1 AND month <= $2 \
                   AND state IN ('draft', 'computing', 'totalled', 'checked')";
        let unfinished_runs = look.scalar::<i64>(sql, &[agency.clone(), december])?;
        let sql = "SELECT COUNT(*) FROM contribution_arrival a WHERE a.agency = $1 AND a.account_on <= $2 \
                   AND NOT EXISTS (SELECT 1 FROM booking b WHERE b.contribution = a.contribution) \
                   AND NOT EXISTS (SELECT 1 FROM contribution r WHERE r.reverses = a.contribution) \
                   AND NOT EXISTS (SELECT 1 FROM contribution c WHERE c.id = a.contribution AND c.reverses IS NOT NULL)";
        let unbooked = look.scalar::<i64>(sql, &[agency.clone(), last_day])?;
        let sql = "SELECT COUNT(*) FROM interest_credit WHERE agency = $1 AND year = $2";
        let credited = look.scalar::<i64>(sql, &[agency.clone(), year])?;
        let first =
            look.scalar::<Option<Month>>("SELECT MIN(month) FROM account_entry WHERE agency = $1", &[agency])?;
        Ok(CreditInterestFacts {
            area: agency_area(look)?,
            this_year: look.today().year(),
            first,
            accounts: accounts(look, input)?,
            credited,
            unfinished_runs,
            unbooked,
        })
    }

    fn plan(&self, facts: &CreditInterestFacts, input: &CreditInterestInput) -> Result<Plan, Vec<FieldError>> {
        let errors = faults(facts, input);
        if !errors.is_empty() {
            return Err(errors);
        }
        let place = self.0.law.place(&facts.area).map_err(|e| vec![law_fault(&e)])?;
        let december = december(input.year).map_err(|e| vec![e])?;
        let rules = InterestRules::of_year(&place, december).map_err(|e| vec![law_fault(&e)])?;
        let whose = input.town.map_or_else(|| "全部账户".to_owned(), |town| town.to_string());
        let mut plan = Plan::new(format!("{} 年个人账户计息（{whose}）", input.year), input.town.unwrap_or(facts.area));
        let mut sums = [Fen::ZERO; 3];
        let mut people: i64 = 0;
        let mut overdrawn: i64 = 0;
        for (person, account) in &facts.accounts {
            let interest = year_interest(account.opening, &account.movements, &rules, &mut Trace::off())
                .map_err(|e| vec![law_fault(&e)])?;
            if interest.is_negative() {
                overdrawn += 1;
            }
            if interest <= Fen::ZERO {
                continue;
            }
            let movements: Fen = account.movements.iter().map(|(_, amount)| *amount).sum();
            people += 1;
            sums = [sums[0] + account.opening, sums[1] + movements, sums[2] + interest];
            credit(&mut plan, *person, december, (account.opening, movements, interest));
        }
        if people == 0 {
            let advice = "请核对年度；账户余额为零或已终止参保的不计息";
            return Err(vec![FieldError::whole("没有应计利息的账户", advice)]);
        }
        plan.amount = sums[2];
        plan.show("年利率", "", rules.rate());
        plan.show("人数", "", people);
        for (title, amount) in ["年初余额", "当年记入减支付", "利息"].into_iter().zip(sums) {
            plan.show(title, "", amount);
        }
        if overdrawn > 0 {
            plan.notices.push(format!("{overdrawn} 个账户余额为负，没有计息，请逐一核对"));
        }
        if facts.unbooked > 0 {
            let what = format!("{} 笔当年到专户的缴费还没有记账，以后记账的不计当年利息", facts.unbooked);
            plan.notices.push(what);
        }
        Ok(plan)
    }
}

fn december(year: i16) -> Result<Month, FieldError> {
    Month::new(year, 12).map_err(|_| FieldError::input("year", format!("{year} 不是有效年度"), "请填写四位年份"))
}

fn faults(facts: &CreditInterestFacts, input: &CreditInterestInput) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let year = input.year;
    if year >= facts.this_year {
        let what = format!("{year} 年尚未结束");
        errors.push(FieldError::input("year", what, "计息年度为 1 月 1 日至 12 月 31 日，请在次年公布利率后办理"));
    } else if facts.first.is_none_or(|first| year < first.year()) {
        let what = format!("{year} 年早于建账年度，当年利息已在期初余额之中");
        errors.push(FieldError::input("year", what, "请核对年度"));
    }
    if facts.unfinished_runs > 0 {
        let what = format!("{year} 年 12 月及以前还有 {} 个发放批次没有审批", facts.unfinished_runs);
        errors.push(FieldError::whole(what, "个人账户支付未定，请先审批或作废这些批次"));
    }
    if errors.is_empty() && facts.accounts.is_empty() {
        let what = match facts.credited {
            0 => format!("{year} 年没有应计息的账户"),
            credited => format!("{year} 年已为 {credited} 人计息，没有未计息的账户"),
        };
        errors.push(FieldError::whole(what, "每人每年只计一次；计错的请联系系统管理员核验"));
    }
    errors
}

pub(super) fn credit(plan: &mut Plan, person: PersonId, month: Month, (opening, movements, amount): (Fen, Fen, Fen)) {
    let year = i64::from(month.year());
    let id = plan.new_id();
    plan.insert(&AccountEntry {
        id,
        person,
        scheme: Scheme::Resident,
        year,
        month,
        source: AccountSource::Interest,
        kind: EntryKind::Interest,
        contribution: None,
        amount,
    });
    plan.insert(&InterestCredit { person, year, opening, movements, amount, matter: MATTER });
}

/// Accounts of members who have no interest of the year yet. What was taken on stands in the
/// opening balance; what was booked for an earlier month, and earlier interest, too.
fn accounts(look: &mut Look<'_>, input: &CreditInterestInput) -> Result<BTreeMap<PersonId, YearAccount>, Unplanned> {
    let who = "JOIN enrolment m ON m.person = x.person AND m.scheme = 'resident' \
               JOIN enrolment_event s ON s.enrolment = m.id \
               AND s.n = (SELECT MAX(l.n) FROM enrolment_event l WHERE l.enrolment = m.id) \
               JOIN person_version v ON v.person = x.person \
               AND v.n = (SELECT MAX(l.n) FROM person_version l WHERE l.person = x.person)";
    // Who left, or whose record was merged, and whose money stayed, has an account like others. What a person's records
    // hold together has left when the person was settled or moved away under one of them.
    let whole = kept_of("x.person");
    let uncredited = format!(
        "(s.state <> 'ended' OR (SELECT SUM(h.amount) FROM account_entry h WHERE {}) > \
          (SELECT COALESCE(SUM(g.account), 0) FROM due g JOIN run q ON q.id = g.run \
           WHERE {} AND g.kind NOT IN ('refund', 'returned') AND q.state IN {COUNTED})) \
         AND NOT EXISTS (SELECT 1 FROM interest_credit k WHERE k.person = x.person AND k.year = $2)",
        records_of("h.person", &whole),
        records_of("g.person", &whole)
    );
    let entries = format!(
        "SELECT x.person, v.region, CASE WHEN x.kind = 'opening' THEN 0 ELSE x.month END AS since, \
         CAST(SUM(x.amount) AS BIGINT) FROM account_entry x {who} WHERE x.agency = $1 AND {uncredited} \
         AND x.month <= $3 GROUP BY x.person, v.region, since"
    );
    let dues = format!(
        "SELECT x.person, v.region, r.month AS since, CAST(-SUM(x.account) AS BIGINT) FROM due x \
         JOIN run r ON r.id = x.run {who} WHERE x.agency = $1 AND {uncredited} AND r.month <= $3 \
         AND x.account <> 0 AND x.kind NOT IN ('refund', 'returned') AND r.state IN {COUNTED} \
         GROUP BY x.person, v.region, r.month"
    );
    let year = i64::from(input.year);
    let args = [Value::Int(look.agency().0), Value::Int(year), Value::Int(year * 100 + 12)];
    let mut accounts: BTreeMap<PersonId, YearAccount> = BTreeMap::new();
    for sql in [entries, dues] {
        look.each(&sql, &args, |row| {
            let region = RegionCode::read(row, 1)?;
            if input.town.is_some_and(|town| !region.is_within(&town)) {
                return Ok(());
            }
            let account = accounts.entry(PersonId::read(row, 0)?).or_default();
            let amount = Fen::read(row, 3)?;
            match row.int(2)? {
                since if since > year * 100 => account.movements.push((Month::read(row, 2)?, amount)),
                _ => account.opening += amount,
            }
            Ok(())
        })?;
    }
    Ok(accounts)
}
