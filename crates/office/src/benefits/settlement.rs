//! 死亡结算: what the heirs are owed and what was paid too much, from the books.

use std::collections::BTreeSet;

use base::{ByLevel, Date, Fen, Level, Month};
use desk::{FieldError, Look, MATTER, Plan, Unplanned};
use schemes::Trace;
use schemes::resident::{
    AwardFacts, ByPayer, Components, DeathFacts, DeathRules, RuleBook, assess_in, give_back, settle, stop_month,
};
use store::{Field, Value};

use crate::benefits::account::booked;
use crate::benefits::award::law_fault;
use crate::benefits::explain_award::award_of;
use crate::benefits::standing::Standing;
use crate::benefits::versions::approved_runs;
use crate::environment::Environment;
use crate::law::need_active;
use crate::registry::agency_area;
use crate::tables::{
    AwardState, AwardVersion, Cause, DueKind, IdentifierId, PersonId, Recovery, RunState, Scheme, Settlement,
};

/// A month's pension that was raised by an approved run.
struct DueLine {
    month: Month,
    amount: Components,
    sent: Sent,
}

/// What became of its money.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sent {
    /// It left, and did not come back.
    Paid,
    /// The bank has not answered yet.
    Waiting,
    /// Withheld, returned, or never sent.
    NotPaid,
}

/// Everything in the books about what a dead person got and should have got.
pub(crate) struct Estate {
    pub(crate) died_on: Date,
    /// The first month that is not owed.
    pub(crate) stop: Month,
    rules: Result<DeathRules, FieldError>,
    book: RuleBook,
    award: Option<AwardFacts>,
    start: Option<Month>,
    versions: Vec<AwardVersion>,
    dues: Vec<DueLine>,
    booked: Fen,
}

/// The settlement, worked out.
pub(crate) struct Computed {
    pub(crate) done: schemes::resident::Settlement,
    set_off: ByPayer,
    remaining: ByPayer,
    owed_months: Vec<Month>,
    overpaid_months: BTreeSet<Month>,
    notices: Vec<String>,
}

impl Estate {
    pub(crate) fn read(
        look: &mut Look<'_>,
        environment: &Environment,
        person: PersonId,
        died_on: Date,
    ) -> Result<Estate, Unplanned> {
        need_active(look, environment)?;
        let area = agency_area(look)?;
        let place = environment.law.place(&area).map_err(|e| law_fault(&e))?;
        let rules = DeathRules::at(&place, Month::of(died_on)).map_err(|e| law_fault(&e));
        // A pension stops even where the law of an old death is not in the files: 国发〔2014〕8号
        // part seven, the month after. The settlement then waits for the law.
        let stop = rules.as_ref().map_or(Month::of(died_on).next(), |rules| stop_month(died_on, rules));
        let found = award_of(look, person, Scheme::Resident)?;
        let (versions, dues) = match &found {
            Some((award, _)) => {
                let approved = approved_runs(look)?;
                let mut versions =
                    look.select::<AwardVersion>("WHERE award = $1 ORDER BY n", &[Value::Int(award.id.0)])?;
                versions.retain(|version| version.run.is_none_or(|run| approved.contains(&run)));
                (versions, dues_of(look, award.id.value())?)
            }
            None => (Vec::new(), Vec::new()),
        };
        Ok(Estate {
            died_on,
            stop,
            rules,
            book: RuleBook::new(&place),
            start: found.as_ref().map(|(award, _)| award.start),
            award: found.map(|(_, facts)| facts),
            versions,
            dues,
            booked: booked(look, person, Scheme::Resident)?.total(),
        })
    }

    fn version_at(&self, month: Month) -> Option<&AwardVersion> {
        self.versions.iter().rev().find(|version| version.from_month <= month)
    }

    /// Months before the stop that no run raised although they were owed: held, suspended, or
    /// claimed late. Months in prison are not owed.
    fn owed(&self, standing: &Standing) -> Result<Vec<(Month, Components)>, FieldError> {
        let mut owed = Vec::new();
        let (Some(first), Some(facts)) = (self.versions.first(), &self.award) else { return Ok(owed) };
        let mut month = first.from_month;
        while month < self.stop {
            let raised = self.dues.iter().any(|due| due.month == month);
            let version = self.version_at(month).filter(|version| match version.state {
                AwardState::Live => true,
                AwardState::Suspended => standing.reason_at(version.n).is_none_or(|s| s.reason.is_back_paid()),
                AwardState::Stopped | AwardState::Settling => false,
            });
            if let (Some(version), false) = (version, raised) {
                let amount = if month < facts.known_from() {
                    in_one(version)
                } else {
                    assess_in(facts, month, &self.book).map_err(|e| law_fault(&e))?.components
                };
                owed.push((month, amount));
            }
            month = month.next();
        }
        Ok(owed)
    }

    /// Months after death that the old system paid before the pension was taken on: presumed to
    /// be what it paid last.
    fn paid_before_take_on(&self) -> Vec<(Month, Components)> {
        let mut paid = Vec::new();
        let taken_on = |v: &&AwardVersion| v.cause == Cause::TakenOn && v.state == AwardState::Live;
        if let Some(first) = self.versions.first().filter(taken_on) {
            let mut month = self.start.map_or(self.stop, |start| start.max(self.stop));
            while month < first.from_month {
                paid.push((month, in_one(first)));
                month = month.next();
            }
        }
        paid
    }

    /// What keeps the sums from being final.
    pub(crate) fn not_final(&self, standing: &Standing) -> Option<FieldError> {
        let error = |what: String, advice: &str| Some(FieldError::input("heirs", what, advice));
        let later = "可先不填继承人账户，只登记死亡停发；结算以后再办";
        if let Some(month) = standing.calendar.under_way.filter(|_| !self.versions.is_empty()) {
            return error(format!("{month} 的发放批次还没有审批，应补和多发的金额尚不能确定"), later);
        }
        let waiting = self.dues.iter().find(|due| due.month >= self.stop && due.sent == Sent::Waiting);
        waiting.and_then(|due| {
            error(
                format!("{} 的养老金已审批，银行还没有回盘，多发金额尚不能确定", due.month),
                "未送银行的请先止付，已送的请等回盘；可先只登记死亡停发",
            )
        })
    }

    pub(crate) fn compute(&self, standing: &Standing) -> Result<Computed, FieldError> {
        let rules = self.rules.as_ref().map_err(Clone::clone)?;
        let old = self.paid_before_take_on();
        let unpaid = self.owed(standing)?;
        let sent = self.dues.iter().filter(|due| due.sent == Sent::Paid).map(|due| (due.month, due.amount));
        let paid: Vec<(Month, Components)> = old.iter().copied().chain(sent).collect();
        let before_stop = self.dues.iter().filter(|due| due.month < self.stop).map(|due| due.amount.account);
        // The opening balance is less what the old system took out for months after death.
        let opening = old.iter().map(|(_, amount)| amount.account).sum::<Fen>();
        let balance = self.booked - before_stop.sum::<Fen>() + opening;
        let receiving = self.start.is_some_and(|start| start < self.stop);
        let facts = DeathFacts {
            death: self.died_on,
            receiving,
            paid: &paid,
            unpaid: &unpaid,
            balance: balance.max(Fen::ZERO),
        };
        let done = settle(&facts, rules, &mut Trace::off()).map_err(|e| law_fault(&e))?;
        let overpaid = ByPayer { by_level: done.overpaid.by_level(), account: done.overpaid.account };
        let gross = gross(&done);
        let set_off = if overpaid.total() <= gross {
            overpaid
        } else {
            give_back(gross, &overpaid).map_err(|e| law_fault(&e))?
        };
        let mut notices = self.notices(standing, &old);
        if balance.is_negative() {
            notices.push(format!("个人账户为 {balance}，按零结算，请核对记账"));
        }
        Ok(Computed {
            remaining: overpaid.less(&set_off),
            set_off,
            owed_months: unpaid.iter().map(|(month, _)| *month).collect(),
            overpaid_months: paid.iter().map(|(month, _)| *month).filter(|month| *month >= self.stop).collect(),
            done,
            notices,
        })
    }

    fn notices(&self, standing: &Standing, old: &[(Month, Components)]) -> Vec<String> {
        let mut notices = Vec::new();
        if let (Some((first, _)), Some((last, _))) = (old.first(), old.last()) {
            notices.push(format!("{first} 至 {last} 由原系统发放，按移植标准推定为多发，请核对原系统发放记录"));
        }
        let taken_suspended = |v: &&AwardVersion| v.cause == Cause::TakenOn && v.state == AwardState::Suspended;
        if let Some(first) = self.versions.first().filter(taken_suspended) {
            notices.push(format!(
                "该待遇移植时已暂停：{} 以前的应补或多发不在本系统中；此后的月份按应补计算，服刑人员不补，请核对暂停原因",
                first.from_month
            ));
        }
        let not_arrived = self.dues.iter().filter(|due| due.month < self.stop && due.sent == Sent::NotPaid).count();
        if not_arrived > 0 {
            notices.push(format!("死亡当月及以前有 {not_arrived} 笔未发出或被退回，不在结算内，请结算后办理退票重发"));
        }
        let came_back = self.dues.iter().filter(|due| due.month >= self.stop && due.sent == Sent::NotPaid).count();
        if came_back > 0 {
            notices.push(format!("死亡次月以后有 {came_back} 笔未发出或被退回，不再重发，不计多发"));
        }
        if standing.newest.is_none() {
            notices.push("该人员没有待遇，月度发放不含这笔结算，须另行办理一次性支付".to_owned());
        }
        notices
    }
}

/// A month as the version pays it: which kinds does not matter for a settlement, who pays does.
fn in_one(version: &AwardVersion) -> Components {
    Components { base: version.by_level(), account: version.account, ..Components::ZERO }
}

fn gross(done: &schemes::resident::Settlement) -> Fen {
    done.owed.total() + done.inherited + done.funeral.total()
}

fn dues_of(look: &mut Look<'_>, award: Value) -> Result<Vec<DueLine>, Unplanned> {
    let lines = "FROM disbursement s LEFT JOIN bank_outcome o ON o.batch = s.batch AND o.line = s.line \
                 LEFT JOIN withheld w ON w.batch = s.batch AND w.line = s.line \
                 WHERE s.run = d.run AND s.award = d.award AND w.line IS NULL";
    let sql = format!(
        "SELECT d.for_month, d.central, d.province, d.city, d.county, d.account, r.state, \
         (SELECT COUNT(*) {lines} AND o.paid = 1), (SELECT COUNT(*) {lines} AND o.paid IS NULL) \
         FROM due d JOIN run r ON r.id = d.run WHERE d.award = $1 AND d.kind IN ($2, $3) ORDER BY d.for_month"
    );
    let mut dues = Vec::new();
    look.each(&sql, &[award, DueKind::Regular.value(), DueKind::Arrears.value()], |row| {
        let state = RunState::read(row, 6)?;
        if !state.counts() {
            return Ok(());
        }
        let by_level = ByLevel::new([Fen::read(row, 1)?, Fen::read(row, 2)?, Fen::read(row, 3)?, Fen::read(row, 4)?]);
        let sent = match (row.int(7)?, row.int(8)?) {
            (1.., _) => Sent::Paid,
            (_, 1..) => Sent::Waiting,
            _ => Sent::NotPaid,
        };
        let amount = Components { base: by_level, account: Fen::read(row, 5)?, ..Components::ZERO };
        dues.push(DueLine { month: Month::read(row, 0)?, amount, sent });
        Ok(())
    })?;
    Ok(dues)
}

impl Computed {
    /// Months owed, balance and funeral grant before anything is set off.
    pub(crate) fn gross(&self) -> Fen {
        gross(&self.done)
    }

    /// What goes to the heirs.
    pub(crate) fn net(&self) -> Fen {
        self.gross() - self.set_off.total()
    }

    /// The settlement, what remains to be recovered, and what signers see.
    pub(crate) fn put_into(&self, plan: &mut Plan, standing: &Standing, payee: Option<IdentifierId>) {
        let person = standing.now.person.id;
        let (owed, funeral) = (self.done.owed.by_level(), self.done.funeral);
        let id = plan.new_id();
        plan.insert(&Settlement {
            id,
            person,
            scheme: Scheme::Resident,
            award: standing.newest.as_ref().map(|(version, _)| version.award),
            payee,
            owed_central: owed[Level::Central],
            owed_province: owed[Level::Province],
            owed_city: owed[Level::City],
            owed_county: owed[Level::County],
            owed_account: self.done.owed.account,
            balance: self.done.inherited,
            funeral_central: funeral[Level::Central],
            funeral_province: funeral[Level::Province],
            funeral_city: funeral[Level::City],
            funeral_county: funeral[Level::County],
            overpaid_central: self.set_off.by_level[Level::Central],
            overpaid_province: self.set_off.by_level[Level::Province],
            overpaid_city: self.set_off.by_level[Level::City],
            overpaid_county: self.set_off.by_level[Level::County],
            overpaid_account: self.set_off.account,
            net: self.net(),
            matter: MATTER,
        });
        self.recovery(plan, person);
        self.show(plan);
        plan.amount = self.gross();
        plan.notices.extend(self.notices.iter().cloned());
    }

    fn recovery(&self, plan: &mut Plan, person: PersonId) {
        let (Some(first), Some(last)) = (self.overpaid_months.first(), self.overpaid_months.last()) else { return };
        if self.remaining.total().is_zero() {
            return;
        }
        let id = plan.new_id();
        plan.insert(&Recovery {
            id,
            person,
            cause: "死亡后领取".to_owned(),
            from_month: *first,
            to_month: *last,
            central: self.remaining.by_level[Level::Central],
            province: self.remaining.by_level[Level::Province],
            city: self.remaining.by_level[Level::City],
            county: self.remaining.by_level[Level::County],
            account: self.remaining.account,
            matter: MATTER,
        });
        plan.show("尚须追回", "", words(&self.remaining));
    }

    fn show(&self, plan: &mut Plan) {
        let list =
            |months: &mut dyn Iterator<Item = &Month>| months.map(ToString::to_string).collect::<Vec<_>>().join("、");
        let owed = ByPayer { by_level: self.done.owed.by_level(), account: self.done.owed.account };
        if !owed.total().is_zero() {
            plan.show("应补养老金", "", format!("{}：{}", list(&mut self.owed_months.iter()), words(&owed)));
        }
        plan.show("个人账户余额", "", self.done.inherited);
        let funeral = ByPayer { by_level: self.done.funeral, account: Fen::ZERO };
        plan.show("丧葬补助金", "", words(&funeral));
        if !self.overpaid_months.is_empty() {
            let months = list(&mut self.overpaid_months.iter());
            plan.show("多发月份", "", months);
            plan.show("抵扣多发", "", words(&self.set_off));
        }
        plan.show("应付继承人", "", self.net());
    }
}

fn words(sum: &ByPayer) -> String {
    let mut parts: Vec<String> =
        sum.by_level.iter().filter(|(_, fen)| !fen.is_zero()).map(|(level, fen)| format!("{level} {fen}")).collect();
    if !sum.account.is_zero() {
        parts.push(format!("个人账户 {}", sum.account));
    }
    if parts.is_empty() { sum.total().to_string() } else { format!("{} 元（{}）", sum.total(), parts.join("，")) }
}
