//! 个人账户记账: contributions whose money is proven are booked, with the entry subsidy (据实记账).
//! A reversal by the tax bureau takes its payment and subsidy out again in red; if the year was
//! paid by somebody else besides, the subsidy passes to that payment.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use base::{Date, Fen, Level, Month, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};
use store::{Field, Record, Value};

use super::booked::{Years, booked_with_reversals, plan_entries, successor};
use super::proof::Proof;
use super::received::Tally;
use super::subsidy::{Subsidies, earns_subsidy, source_of, subsidy_level};
use crate::environment::Environment;
use crate::law::need_active;
use crate::registry::{agency_area, fund_of};
use crate::tables::{AccountSource, Booking, Contribution, EnrolmentState, EntryKind, PersonId, Scheme};

/// Lines named one by one in notices.
const NAMED: usize = 20;

/// Books accounts.
pub struct BookAccounts(pub Arc<Environment>);

/// Everything proven is booked: there is nothing to choose.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookAccountsInput {}

/// A contribution that is not booked, with its days of arrival.
struct Waiting {
    row: Contribution,
    treasury_on: Date,
    account_on: Date,
    state: Option<EnrolmentState>,
}

/// What the plan depends on.
pub struct BookAccountsFacts {
    area: RegionCode,
    today: Date,
    proof: Proof,
    waiting: Vec<Waiting>,
    /// Person and fee year that have a live booked payment already.
    booked: HashSet<(PersonId, i64)>,
    /// What stands in the accounts of people and years for which a reversal waits.
    years: Years,
}

impl Operation for BookAccounts {
    type Input = BookAccountsInput;
    type Facts = BookAccountsFacts;
    const NAME: &'static str = "contributions.book_accounts";
    const TITLE: &'static str = "个人账户记账";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, _input: &BookAccountsInput) -> Result<BookAccountsFacts, Unplanned> {
        need_active(look, &self.0)?;
        let fund = fund_of(look, Scheme::Resident)?
            .ok_or_else(|| FieldError::whole("本机构尚未建立城乡居民养老保险基金", "请先办理期初建账"))?;
        Ok(BookAccountsFacts {
            area: agency_area(look)?,
            today: look.today(),
            proof: Proof::read(look, fund.id)?,
            waiting: waiting(look)?,
            booked: booked_years(look)?,
            years: booked_with_reversals(look)?,
        })
    }

    fn plan(&self, facts: &BookAccountsFacts, _input: &BookAccountsInput) -> Result<Plan, Vec<FieldError>> {
        let place =
            self.0.law.place(&facts.area).map_err(|e| vec![FieldError::whole(e.to_string(), "请补充政策参数")])?;
        let mut books = Books {
            plan: Plan::new(format!("个人账户记账 {}", facts.today), facts.area),
            today: facts.today,
            subsidies: Subsidies::new(place),
            booked: facts.booked.clone(),
            years: facts.years.clone(),
            whole: Tally::default(),
            red: Tally::default(),
            claims: BTreeMap::new(),
            again: Vec::new(),
            without_law: Vec::new(),
            pensioners: Vec::new(),
        };
        let proven = |w: &&Waiting| facts.proof.fault_of(w.treasury_on, w.account_on).is_none();
        let (red, black): (Vec<&Waiting>, Vec<&Waiting>) =
            facts.waiting.iter().filter(proven).partition(|w| w.row.reverses.is_some());
        let (ended, live): (Vec<&Waiting>, Vec<&Waiting>) =
            black.into_iter().partition(|w| w.state == Some(EnrolmentState::Ended));
        if live.is_empty() && red.is_empty() {
            return Err(vec![FieldError::whole(
                "没有可以记账的缴费：资金都还没有核对相符",
                "请先导入税务明细、国库与专户收款，并查看“已缴未到账”清单中的原因",
            )]);
        }
        red.iter().for_each(|waiting| books.take_back(waiting));
        live.iter().for_each(|waiting| books.book(waiting));
        let mut plan = books.finish();
        plan.notices
            .extend(listed("已终止参保，没有记账，请按原渠道退费", ended.iter().map(|w| w.row.serial.as_str())));
        Ok(plan)
    }
}

/// Bookings being planned.
struct Books<'a> {
    plan: Plan,
    today: Date,
    subsidies: Subsidies<'a>,
    booked: HashSet<(PersonId, i64)>,
    years: Years,
    whole: Tally,
    red: Tally,
    claims: BTreeMap<(i64, Level), Fen>,
    again: Vec<String>,
    without_law: Vec<String>,
    pensioners: Vec<String>,
}

impl Books<'_> {
    fn book(&mut self, waiting: &Waiting) {
        let row = &waiting.row;
        let year = i64::from(row.period_from.year());
        self.whole.add(row.amount);
        self.plan.insert(&Booking { contribution: row.id, booked_on: self.today, matter: MATTER });
        let month = Month::of(waiting.account_on);
        plan_entries(&mut self.plan, row, EntryKind::Contribution, month, [(source_of(row.payer), row.amount)]);
        if waiting.state == Some(EnrolmentState::Receiving) {
            self.pensioners.push(row.serial.clone());
        }
        if !earns_subsidy(row.payer) {
            return;
        }
        // One subsidy per person and fee year.
        if self.booked.insert((row.person, year)) {
            self.subsidise(row, year, month);
        } else {
            self.again.push(row.serial.clone());
        }
    }

    fn subsidise(&mut self, row: &Contribution, year: i64, month: Month) {
        match self.subsidies.of(row) {
            Ok(subsidy) => {
                self.claim(year, &subsidy, Fen::get);
                plan_entries(&mut self.plan, row, EntryKind::Subsidy, month, subsidy);
            }
            Err(error) => self.without_law.push(format!("{}（{error}）", row.serial)),
        }
    }

    fn claim(&mut self, year: i64, subsidy: &BTreeMap<AccountSource, Fen>, signed: impl Fn(Fen) -> i64) {
        for (source, amount) in subsidy {
            if let Some(level) = subsidy_level(*source) {
                *self.claims.entry((year, level)).or_default() += Fen::new(signed(*amount));
            }
        }
    }

    /// Takes a booked payment out again, and gives its subsidy to another one of the year.
    fn take_back(&mut self, waiting: &Waiting) {
        let (red, year) = (&waiting.row, i64::from(waiting.row.period_from.year()));
        let key = (red.person, year);
        let Some(of_year) = self.years.get_mut(&key) else { return };
        let Some(original) = of_year.iter_mut().find(|booked| Some(booked.row.id) == red.reverses) else { return };
        original.live = false;
        let id = original.row.id;
        let taken = original.by_source();
        let next = successor(of_year, id).map(|booked| booked.row.clone());
        let still_paid = of_year.iter().any(|booked| booked.live && earns_subsidy(booked.row.payer));
        let month = Month::of(waiting.account_on);
        self.red.add(red.amount);
        self.plan.insert(&Booking { contribution: red.id, booked_on: self.today, matter: MATTER });
        self.claim(year, &taken, |amount| -amount.get());
        plan_entries(&mut self.plan, red, EntryKind::Reversal, month, taken.into_iter().map(|(s, fen)| (s, -fen)));
        if !still_paid {
            self.booked.remove(&key);
        }
        if let Some(next) = next {
            self.subsidise(&next, year, month);
        }
    }

    fn finish(self) -> Plan {
        let mut plan = self.plan;
        plan.amount = self.whole.amount + self.red.amount.abs();
        plan.show("缴费记账", "", self.whole);
        if self.red.lines > 0 {
            plan.show("税务冲正（红字）", "", self.red);
        }
        plan.show("缴费补贴合计", "", self.claims.values().copied().sum::<Fen>());
        for ((year, level), amount) in &self.claims {
            plan.show(&format!("  {year} 年度{}应补", level.title()), "", amount);
        }
        let texts = |list: &[String]| list.to_vec();
        for (why, serials) in [
            ("同一年度再次缴费，已记账，不再计补贴", texts(&self.again)),
            ("没有查到补贴标准，已记账，补贴未计", texts(&self.without_law)),
            ("缴费人已领取待遇，记账后请重核个人账户养老金", texts(&self.pensioners)),
        ] {
            plan.notices.extend(listed(why, serials.iter().map(String::as_str)));
        }
        plan
    }
}

/// A notice that names the first few of a list and counts it.
fn listed<'a>(why: &str, names: impl ExactSizeIterator<Item = &'a str>) -> Option<String> {
    let count = names.len();
    let named = names.take(NAMED).collect::<Vec<_>>().join("、");
    let more = if count > NAMED { " 等" } else { "" };
    (count > 0).then(|| format!("{why}：{count} 笔，税票号 {named}{more}"))
}

/// Contributions that have arrived and are not booked, in the order they were paid. A payment that
/// was taken back before it was booked is not booked at all, and neither is what took it back.
fn waiting(look: &mut Look<'_>) -> Result<Vec<Waiting>, Unplanned> {
    let sql = format!(
        "SELECT {}, a.treasury_on, a.account_on, s.state FROM contribution c \
         JOIN contribution_arrival a ON a.contribution = c.id \
         LEFT JOIN enrolment e ON e.person = c.person AND e.scheme = c.scheme \
         LEFT JOIN enrolment_event s ON s.enrolment = e.id \
         AND s.n = (SELECT MAX(l.n) FROM enrolment_event l WHERE l.enrolment = e.id) \
         WHERE c.agency = $1 AND NOT EXISTS (SELECT 1 FROM booking b WHERE b.contribution = c.id) \
         AND NOT EXISTS (SELECT 1 FROM contribution r WHERE r.reverses = c.id) \
         AND (c.reverses IS NULL OR EXISTS (SELECT 1 FROM booking b WHERE b.contribution = c.reverses)) \
         ORDER BY c.paid_on, c.id",
        Contribution::columns_of("c")
    );
    let after = Contribution::COLUMNS.len();
    let mut all = Vec::new();
    look.each(&sql, &[Value::Int(look.agency().0)], |row| {
        all.push(Waiting {
            row: Contribution::read(row, 0)?,
            treasury_on: Date::read(row, after)?,
            account_on: Date::read(row, after + 1)?,
            state: Field::read(row, after + 2)?,
        });
        Ok(())
    })?;
    Ok(all)
}

/// Fee years with a live booked payment that earns a subsidy, of the people who wait for a booking.
fn booked_years(look: &mut Look<'_>) -> Result<HashSet<(PersonId, i64)>, Unplanned> {
    let sql = "SELECT DISTINCT b.person, b.period_from FROM contribution w \
               JOIN contribution b ON b.person = w.person AND b.scheme = w.scheme \
               JOIN booking k ON k.contribution = b.id \
               WHERE w.agency = $1 AND b.payer IN ('personal', 'proxy') AND b.reverses IS NULL \
               AND NOT EXISTS (SELECT 1 FROM contribution r JOIN booking q ON q.contribution = r.id \
                WHERE r.reverses = b.id AND r.amount = -b.amount) AND NOT EXISTS (SELECT 1 FROM booking x WHERE x.contribution = w.id)";
    // The same year on the other record of one person.
    let merged = sql
        .replace("FROM contribution w", "FROM person_alias p JOIN contribution w ON w.person IN (p.kept, p.merged)")
        .replace("b.person = w.person", "b.person IN (p.kept, p.merged) AND b.person <> w.person")
        .replace("SELECT DISTINCT b.person", "SELECT DISTINCT w.person")
        + " AND NOT EXISTS (SELECT 1 FROM person_alias x WHERE x.merged = p.merged AND x.n > p.n)";
    let mut years = HashSet::new();
    for sql in [sql, &merged] {
        look.each(sql, &[Value::Int(look.agency().0)], |row| {
            years.insert((PersonId::read(row, 0)?, i64::from(Month::read(row, 1)?.year())));
            Ok(())
        })?;
    }
    Ok(years)
}
