//! 个人账户记账: contributions whose money is proven are booked, with the entry subsidy (据实记账).

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use base::{ByLevel, Date, Fen, Level, Month, RegionCode};
use desk::{Class, FieldError, Look, MATTER, Operation, Plan, Posts, Unplanned};
use law::PlaceLaw;
use schemes::resident::{EntryRules, FeeKind, entry_subsidy};
use schemes::{SchemeError, Trace};
use serde::{Deserialize, Serialize};
use store::{Field, Record, Value};

use super::proof::Proof;
use super::received::Tally;
use crate::environment::Environment;
use crate::registry::{agency_area, fund_of};
use crate::tables::{
    AccountEntry, AccountSource, Booking, Contribution, ContributionKind, EnrolmentState, EntryKind, PayerKind,
    PersonId, Scheme,
};

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
    /// Person and fee year that have a booked contribution already.
    booked: HashSet<(PersonId, i64)>,
}

impl Operation for BookAccounts {
    type Input = BookAccountsInput;
    type Facts = BookAccountsFacts;
    const NAME: &'static str = "contributions.book_accounts";
    const TITLE: &'static str = "个人账户记账";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::BUSINESS;

    fn read(&self, look: &mut Look<'_>, _input: &BookAccountsInput) -> Result<BookAccountsFacts, Unplanned> {
        let fund = fund_of(look, Scheme::Resident)?
            .ok_or_else(|| FieldError::whole("本机构尚未建立城乡居民养老保险基金", "请先办理期初建账"))?;
        Ok(BookAccountsFacts {
            area: agency_area(look)?,
            today: look.today(),
            proof: Proof::read(look, fund.id)?,
            waiting: waiting(look)?,
            booked: booked_years(look)?,
        })
    }

    fn plan(&self, facts: &BookAccountsFacts, _input: &BookAccountsInput) -> Result<Plan, Vec<FieldError>> {
        let place =
            self.0.law.place(&facts.area).map_err(|e| vec![FieldError::whole(e.to_string(), "请补充政策参数")])?;
        let mut books = Books {
            plan: Plan::new(format!("个人账户记账 {}", facts.today), facts.area),
            today: facts.today,
            subsidies: Subsidies { place, rules: BTreeMap::new() },
            booked: facts.booked.clone(),
            whole: Tally::default(),
            claims: BTreeMap::new(),
            again: Vec::new(),
            without_law: Vec::new(),
            pensioners: Vec::new(),
        };
        let proven = |w: &&Waiting| facts.proof.fault_of(w.treasury_on, w.account_on).is_none();
        let (ended, live): (Vec<&Waiting>, Vec<&Waiting>) =
            facts.waiting.iter().filter(proven).partition(|w| w.state == Some(EnrolmentState::Ended));
        if live.is_empty() {
            return Err(vec![FieldError::whole(
                "没有可以记账的缴费：资金都还没有核对相符",
                "请先导入税务明细、国库与专户收款，并查看“已缴未到账”清单中的原因",
            )]);
        }
        live.iter().try_for_each(|waiting| books.book(waiting)).map_err(|error| vec![error])?;
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
    whole: Tally,
    claims: BTreeMap<(i64, Level), Fen>,
    again: Vec<String>,
    without_law: Vec<String>,
    pensioners: Vec<String>,
}

impl Books<'_> {
    fn book(&mut self, waiting: &Waiting) -> Result<(), FieldError> {
        let row = &waiting.row;
        let year = i64::from(row.period_from.year());
        self.whole.add(row.amount);
        self.plan.insert(&Booking { contribution: row.id, booked_on: self.today, matter: MATTER });
        self.entry(waiting, year, EntryKind::Contribution, source_of(row.payer), row.amount);
        if waiting.state == Some(EnrolmentState::Receiving) {
            self.pensioners.push(row.serial.clone());
        }
        // One subsidy per person and fee year.
        if !self.booked.insert((row.person, year)) {
            self.again.push(row.serial.clone());
            return Ok(());
        }
        let subsidy = match self.subsidies.of(row) {
            Ok(subsidy) => subsidy,
            Err(error) => {
                self.without_law.push(format!("{}（{error}）", row.serial));
                return Ok(());
            }
        };
        for (level, amount) in subsidy.iter().filter(|(_, amount)| !amount.is_zero()) {
            let source = subsidy_source(level).ok_or_else(|| {
                FieldError::whole(
                    "政策规定由中央负担缴费补贴，个人账户没有这一来源",
                    "请联系系统管理员补充账户来源后再记账",
                )
            })?;
            *self.claims.entry((year, level)).or_default() += amount;
            self.entry(waiting, year, EntryKind::Subsidy, source, amount);
        }
        Ok(())
    }

    fn entry(&mut self, waiting: &Waiting, year: i64, kind: EntryKind, source: AccountSource, amount: Fen) {
        let id = self.plan.new_id();
        self.plan.insert(&AccountEntry {
            id,
            person: waiting.row.person,
            scheme: waiting.row.scheme,
            year,
            month: Month::of(waiting.account_on),
            source,
            kind,
            contribution: Some(waiting.row.id),
            amount,
        });
    }

    fn finish(self) -> Plan {
        let mut plan = self.plan;
        plan.amount = self.whole.amount;
        plan.show("缴费记账", "", self.whole);
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

/// Subsidies by the law of the month of payment, asked once per month.
struct Subsidies<'a> {
    place: PlaceLaw<'a>,
    rules: BTreeMap<Month, Result<EntryRules, String>>,
}

impl Subsidies<'_> {
    fn of(&mut self, row: &Contribution) -> Result<ByLevel, String> {
        let paid = Month::of(row.paid_on);
        let place = &self.place;
        let rules = self.rules.entry(paid).or_insert_with(|| EntryRules::at(place, paid).map_err(|e| e.to_string()));
        let rules = rules.as_ref().map_err(Clone::clone)?;
        let kind = match (row.kind, row.payer) {
            (ContributionKind::Late, _) => FeeKind::Late,
            (ContributionKind::Current, PayerKind::Proxy) => FeeKind::Proxy,
            (ContributionKind::Current, _) => FeeKind::Current,
        };
        let tier = row.tier.unwrap_or(row.amount);
        entry_subsidy(tier, kind, rules, &mut Trace::off()).map_err(|e: SchemeError| e.to_string())
    }
}

fn source_of(payer: PayerKind) -> AccountSource {
    match payer {
        PayerKind::Personal => AccountSource::Personal,
        PayerKind::Collective => AccountSource::Collective,
        PayerKind::Proxy => AccountSource::Proxy,
        PayerKind::Other => AccountSource::Other,
    }
}

fn subsidy_source(level: Level) -> Option<AccountSource> {
    match level {
        Level::Central => None,
        Level::Province => Some(AccountSource::Province),
        Level::City => Some(AccountSource::City),
        Level::County => Some(AccountSource::County),
    }
}

/// A notice that names the first few of a list and counts it.
fn listed<'a>(why: &str, names: impl ExactSizeIterator<Item = &'a str>) -> Option<String> {
    let count = names.len();
    let named = names.take(NAMED).collect::<Vec<_>>().join("、");
    let more = if count > NAMED { " 等" } else { "" };
    (count > 0).then(|| format!("{why}：{count} 笔，税票号 {named}{more}"))
}

/// Contributions that have arrived and are not booked, in the order they were paid.
fn waiting(look: &mut Look<'_>) -> Result<Vec<Waiting>, Unplanned> {
    let sql = format!(
        "SELECT {}, a.treasury_on, a.account_on, s.state FROM contribution c \
         JOIN contribution_arrival a ON a.contribution = c.id \
         LEFT JOIN enrolment e ON e.person = c.person AND e.scheme = c.scheme \
         LEFT JOIN enrolment_event s ON s.enrolment = e.id \
         AND s.n = (SELECT MAX(l.n) FROM enrolment_event l WHERE l.enrolment = e.id) \
         WHERE c.agency = $1 AND NOT EXISTS (SELECT 1 FROM booking b WHERE b.contribution = c.id) \
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

/// Fee years with a booked contribution, of the people who wait for a booking.
fn booked_years(look: &mut Look<'_>) -> Result<HashSet<(PersonId, i64)>, Unplanned> {
    let sql = "SELECT DISTINCT b.person, b.period_from FROM contribution w \
               JOIN contribution b ON b.person = w.person AND b.scheme = w.scheme \
               JOIN booking k ON k.contribution = b.id \
               WHERE w.agency = $1 AND NOT EXISTS (SELECT 1 FROM booking x WHERE x.contribution = w.id)";
    let mut years = HashSet::new();
    look.each(sql, &[Value::Int(look.agency().0)], |row| {
        years.insert((PersonId::read(row, 0)?, i64::from(Month::read(row, 1)?.year())));
        Ok(())
    })?;
    Ok(years)
}
