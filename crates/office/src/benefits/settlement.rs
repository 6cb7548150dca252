//! 死亡结算 and 终止结算: what heirs, or somebody who leaves, are owed and what was paid too much, from
//! the books.

use std::collections::BTreeSet;
use std::sync::Arc;

use base::{ByLevel, Date, Fen, Month, RegionCode, largest_remainder};
use desk::{FieldError, Look, Unplanned};
use schemes::resident::{
    AccountBalance, AccountSource, AwardFacts, ByPayer, Components, DeathFacts, DeathRules, DualRules,
    InheritanceRules, Leaving, LeavingFacts, RuleBook, Termination, TerminationRules, assess_in, inheritance, settle,
    settle_dual, stop_month, terminate,
};
use schemes::{Explained, Node, Trace, explained};
use store::{Field, Value};

use crate::accounts::PastInterest;
use crate::benefits::account::booked;
use crate::benefits::asked_back::AskedBack;
use crate::benefits::award::law_fault;
use crate::benefits::explain_award::award_of;
use crate::benefits::outstanding::{Outstanding, debts_of};
use crate::benefits::overpaid::{MonthPaid, Overpaid};
use crate::benefits::settled::Computed;
use crate::benefits::standing::{SETTLED_NOW, Standing};
use crate::benefits::suspend::unverified_are_paid;
use crate::benefits::versions::approved_runs;
use crate::environment::Environment;
use crate::law::need_active;
use crate::payment::ARRIVED;
use crate::registry::agency_area;
use crate::tables::{
    AwardState, AwardVersion, Cause, DueKind, EnrolmentState, EventKind, PersonId, RunState, Scheme, Settlement,
    SettlementKind, SuspensionReason,
};

/// A month's pension that was raised by an approved run.
pub(super) struct DueLine {
    pub(super) month: Month,
    pub(super) amount: Components,
    pub(super) sent: Sent,
    /// The year in which the bank paid it.
    pub(super) paid_in: Option<i64>,
}

impl DueLine {
    /// The month with the year in which it left.
    pub(super) fn paid(&self) -> MonthPaid {
        let amount = ByPayer { by_level: self.amount.by_level(), account: self.amount.account };
        (self.month, self.paid_in.unwrap_or(i64::from(self.month.year())), amount)
    }
}

/// What became of its money.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    /// It left, and did not come back.
    Paid,
    /// The bank has not answered yet.
    Waiting,
    /// Withheld, returned, or never sent.
    NotPaid,
}

/// Everything in the books about what somebody who died or left got and should have got.
pub(crate) struct Estate {
    pub(crate) place: RegionCode,
    pub(crate) died_on: Date,
    /// The first month that is not owed.
    pub(crate) stop: Month,
    rules: Result<DeathRules, FieldError>,
    inheritance: Result<InheritanceRules, FieldError>,
    leaving: Result<TerminationRules, FieldError>,
    /// Whether months without certification are owed after all.
    unverified_paid: bool,
    book: Arc<RuleBook>,
    award: Option<AwardFacts>,
    start: Option<Month>,
    versions: Vec<AwardVersion>,
    dues: Vec<DueLine>,
    /// Months that are asked back already.
    asked_back: AskedBack,
    /// What the person owes by the recovery ledger: set off with the rest.
    pub(super) debts: Vec<Outstanding>,
    /// Settlements that stand: what they took is gone from the account.
    settled: Vec<Settlement>,
    /// What had ended the membership before, and in words.
    pub(crate) ended: Option<(EventKind, String)>,
    /// Interest of past years that is credited with the settlement; part of what is booked.
    pub(super) interest: PastInterest,
    pub(crate) booked: AccountBalance,
}

/// What was owed and paid, month by month, and what the account holds.
struct Standings {
    old: Vec<(Month, Components)>,
    unpaid: Vec<(Month, Components)>,
    /// Months after the stop that were paid and are not asked back yet.
    over: Vec<MonthPaid>,
    balance: Fen,
    receiving: bool,
}

/// The law of today that every estate is worked out by: looked up once for a list.
pub(crate) struct EstateLaw {
    area: RegionCode,
    unverified_paid: bool,
    book: Arc<RuleBook>,
}

impl EstateLaw {
    pub(crate) fn read(look: &mut Look<'_>, environment: &Environment) -> Result<EstateLaw, Unplanned> {
        need_active(look, environment)?;
        let area = agency_area(look)?;
        let place = environment.law.place(&area).map_err(|e| law_fault(&e))?;
        let unverified_paid = unverified_are_paid(&place, Month::of(look.today()))?;
        Ok(EstateLaw { area, unverified_paid, book: Arc::new(RuleBook::new(&place)) })
    }
}

impl Estate {
    pub(crate) fn read(
        look: &mut Look<'_>,
        environment: &Environment,
        person: PersonId,
        died_on: Date,
    ) -> Result<Estate, Unplanned> {
        let law = EstateLaw::read(look, environment)?;
        Estate::by(look, environment, &law, (person, died_on))
    }

    /// The same with the law that was looked up for a whole list.
    pub(crate) fn by(
        look: &mut Look<'_>,
        environment: &Environment,
        law: &EstateLaw,
        (person, died_on): (PersonId, Date),
    ) -> Result<Estate, Unplanned> {
        let area = law.area;
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
                // What was owed before the end does not depend on the version that ended it.
                versions.retain(|version| version.cause != Cause::Death);
                (versions, dues_of(look, award.id.value())?)
            }
            None => (Vec::new(), Vec::new()),
        };
        let standing = format!("s WHERE s.person = $1 AND {SETTLED_NOW} ORDER BY s.id");
        let settled = look.select::<Settlement>(&standing, &[person.value()])?;
        // What was settled is not in the account any more, paid out or not.
        let interest = match settled.is_empty() {
            true => PastInterest::read(look, environment, person)?,
            false => PastInterest::default(),
        };
        let booked = booked(look, person, Scheme::Resident)?.with(AccountSource::Interest, interest.total());
        Ok(Estate {
            settled,
            ended: ended_before(look, person)?,
            interest,
            place: area,
            died_on,
            inheritance: InheritanceRules::on(&place, died_on).map_err(|e| law_fault(&e)),
            leaving: TerminationRules::at(&place, Month::of(died_on)).map_err(|e| law_fault(&e)),
            stop,
            rules,
            unverified_paid: law.unverified_paid,
            book: Arc::clone(&law.book),
            start: found.as_ref().map(|(award, _)| award.start),
            award: found.map(|(_, facts)| facts),
            versions,
            dues,
            asked_back: AskedBack::read(look, person)?,
            debts: debts_of(look, person)?.into_iter().filter(|debt| debt.total() > Fen::ZERO).collect(),
            booked,
        })
    }

    /// The same of a membership that ended for another reason than a death, at the first month that is
    /// not owed.
    pub(crate) fn ending(
        look: &mut Look<'_>,
        environment: &Environment,
        person: PersonId,
        from: Month,
    ) -> Result<Estate, Unplanned> {
        let mut estate = Estate::read(look, environment, person, from.previous().last_day())?;
        estate.versions.retain(|version| version.cause != Cause::Terminated);
        Ok(Estate { stop: from, ..estate })
    }

    /// Whether the settlement of another pension stands.
    pub(crate) fn dual_was_settled(&self) -> bool {
        self.settled.iter().any(|settled| settled.kind == SettlementKind::Dual)
    }

    /// What is left in the account.
    pub(crate) fn left(&self, standing: &Standing) -> Result<Fen, FieldError> {
        Ok(self.standings(standing, true)?.balance)
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
                AwardState::Suspended => match standing.reason_at(version.n).map(|suspension| suspension.reason) {
                    None | Some(SuspensionReason::Certification) => self.unverified_paid,
                    Some(reason) => reason.is_back_paid(),
                },
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

    /// `joined`: the debts of the ledger are set off with the rest, so that the account gets its part of
    /// the months back that were not owed.
    fn standings(&self, standing: &Standing, joined: bool) -> Result<Standings, FieldError> {
        let old = self.paid_before_take_on();
        let unpaid = self.owed(standing)?;
        let before_stop = self.dues.iter().filter(|due| due.month < self.stop).map(|due| due.amount.account);
        // The opening balance is less what the old system took out for months after death.
        let opening = old.iter().map(|(_, amount)| amount.account).sum::<Fen>();
        let back = if joined { self.asked_back.account_before(self.stop) } else { Fen::ZERO };
        // Subsidies that were not paid out stay in the fund, and are no more the person's.
        let settled = |s: &Settlement| s.balance + s.owed_account - s.overpaid_account + s.stays;
        let settled = self.settled.iter().map(settled).sum::<Fen>();
        let balance = self.booked.total() - before_stop.sum::<Fen>() + opening + back - settled;
        let over = self.paid_after_stop(&old);
        Ok(Standings { old, unpaid, over, balance, receiving: self.start.is_some_and(|start| start < self.stop) })
    }

    /// What a death leaves to the heirs.
    pub(crate) fn compute(&self, standing: &Standing) -> Result<Computed, FieldError> {
        let rules = self.rules.as_ref().map_err(Clone::clone)?;
        let books = self.standings(standing, true)?;
        let inherited = self.inherited(books.balance)?;
        let paid: Vec<(Month, Components)> = books.over.iter().map(in_components).collect();
        let facts = DeathFacts {
            death: self.died_on,
            receiving: books.receiving,
            paid: &paid,
            unpaid: &books.unpaid,
            balance: inherited.value,
        };
        let mut done = settle(&facts, rules, &mut Trace::off()).map_err(|e| law_fault(&e))?;
        let (mut kind, mut reason) = (SettlementKind::Death, format!("死亡 {}", self.died_on));
        if self.ended.is_some() {
            // Who had left before is insured no more: the account is left, and no grant.
            done.funeral = ByLevel::ZERO;
            kind = SettlementKind::DeathAfterLeaving;
            reason.push_str("（终止参保后）");
        }
        let mut computed = Computed {
            reason,
            kind,
            stays: books.balance.max(Fen::ZERO) - inherited.value,
            grounds: grounds(&inherited.node),
            paid_too_much: Overpaid::of(books.over.clone()),
            joined: Vec::new(),
            set_off: ByPayer::default(),
            owed_months: months(&books.unpaid, |_| true),
            overpaid_months: books.over.iter().map(|(month, ..)| *month).collect(),
            done,
            notices: self.notices(standing, &books),
        };
        computed.set_off(computed.gross(), &self.debts)?;
        Ok(computed)
    }

    /// What is left to somebody who draws another pension: the account without what governments put
    /// in, and months before that were not paid. What the account paid for months that count twice was
    /// the person's own.
    pub(crate) fn drawn_twice(
        &self,
        standing: &Standing,
        rules: &DualRules,
        (cause, from): (&str, Month),
    ) -> Result<Computed, FieldError> {
        let books = self.standings(standing, false)?;
        let twice = self.dues.iter().filter(|due| due.month >= self.stop && due.sent != Sent::NotPaid);
        let taken = twice.map(|due| due.amount.account).sum::<Fen>();
        let old = books.old.iter().map(|(_, amount)| amount.account).sum::<Fen>();
        let owed = books.unpaid.iter().fold(Components::ZERO, |all, (_, parts)| all + *parts);
        let balance = books.balance - taken - old + self.asked_back.account() - owed.account;
        let debts = self.debts.iter().flat_map(Outstanding::left);
        let received = debts.fold(ByLevel::ZERO, |sum, (.., part)| sum + part.by_level);
        let told = explained(|trace| settle_dual(&self.by_origin(balance), received, Fen::ZERO, rules, trace))
            .map_err(|e| law_fault(&e))?;
        let mut computed = Computed {
            reason: format!("{cause} {from}"),
            kind: SettlementKind::Dual,
            stays: told.value.stays,
            grounds: grounds(&told.node),
            paid_too_much: Overpaid::of(books.over.clone()).without_account(),
            joined: Vec::new(),
            set_off: ByPayer::default(),
            owed_months: months(&books.unpaid, |_| true),
            overpaid_months: BTreeSet::new(),
            done: schemes::resident::Settlement {
                stop_month: self.stop,
                owed,
                overpaid: Components::ZERO,
                overpaid_months: 0,
                inherited: told.value.own,
                funeral: ByLevel::ZERO,
                by_level: owed.by_level(),
                account: owed.account + told.value.own,
            },
            notices: Vec::new(),
        };
        computed.set_off(computed.gross(), &self.debts)?;
        Ok(computed)
    }

    /// What somebody who leaves is paid: the account, less what was paid for later months.
    pub(crate) fn leave(&self, standing: &Standing, why: Leaving) -> Result<(Computed, Termination), FieldError> {
        let rules = self.leaving.as_ref().map_err(Clone::clone)?;
        let books = self.standings(standing, why == Leaving::Abroad)?;
        let owed = books.unpaid.iter().filter(|(month, _)| *month < self.stop);
        let owed = owed.fold(Components::ZERO, |all, (_, parts)| all + *parts);
        let over = books.over.iter().map(in_components).fold(Components::ZERO, |all, (_, parts)| all + parts);
        let debts: Fen = self.debts.iter().map(Outstanding::total).sum();
        let facts = LeavingFacts {
            why,
            receiving: books.receiving,
            balance: (books.balance - owed.account).max(Fen::ZERO),
            overpaid: over.total() + debts,
        };
        let told = explained(|trace| terminate(&facts, rules, trace))
            .map_err(|e| FieldError::input("why", e.to_string(), "请核对终止原因"))?;
        let termination = told.value;
        let inherited = termination.to_person + termination.deducted;
        let overpaid_months: BTreeSet<Month> = books.over.iter().map(|(month, ..)| *month).collect();
        let mut computed = Computed {
            reason: format!("{} {}", why_in_words(why), self.died_on),
            kind: SettlementKind::Left,
            stays: Fen::ZERO,
            grounds: grounds(&told.node),
            paid_too_much: Overpaid::of(books.over.clone()),
            joined: Vec::new(),
            set_off: ByPayer::default(),
            owed_months: months(&books.unpaid, |_| true),
            done: schemes::resident::Settlement {
                stop_month: self.stop,
                owed,
                overpaid: over,
                overpaid_months: u32::try_from(overpaid_months.len()).unwrap_or(u32::MAX),
                inherited,
                funeral: ByLevel::ZERO,
                by_level: (owed - over).by_level(),
                account: owed.account - over.account + inherited,
            },
            overpaid_months,
            notices: self.notices(standing, &books),
        };
        computed.set_off(termination.deducted, &self.debts)?;
        Ok((computed, termination))
    }

    /// What was paid for months after the death, each with the year in which it left, and is not asked
    /// back yet.
    fn paid_after_stop(&self, old: &[(Month, Components)]) -> Vec<MonthPaid> {
        let whole = |amount: &Components| ByPayer { by_level: amount.by_level(), account: amount.account };
        let old = old.iter().map(|(month, amount)| (*month, i64::from(month.year()), whole(amount)));
        let paid = self.dues.iter().filter(|due| due.sent == Sent::Paid).map(DueLine::paid);
        self.asked_back.rest(old.chain(paid).filter(|(month, ..)| *month >= self.stop).collect())
    }

    /// The part of the balance that heirs inherit: for deaths before 2014-02-21 without subsidies.
    /// What was paid out of an account before is presumed to have come from all its sources alike.
    fn inherited(&self, balance: Fen) -> Result<Explained<Fen>, FieldError> {
        let rules = self.inheritance.as_ref().map_err(Clone::clone)?;
        explained(|trace| inheritance(&self.by_origin(balance), rules, trace)).map_err(|e| law_fault(&e))
    }

    /// What is left of the person's own, and of what governments put in.
    fn by_origin(&self, balance: Fen) -> AccountBalance {
        let weight = |fen: Fen| u32::try_from(fen.get()).unwrap_or_default();
        let governments = self.booked.from_governments();
        let own = (self.booked.total() - governments).max(Fen::ZERO);
        let left = balance.max(Fen::ZERO);
        let parts =
            largest_remainder(left, &[weight(own), weight(governments)]).unwrap_or_else(|| vec![left, Fen::ZERO]);
        AccountBalance::ZERO.with(AccountSource::Personal, parts[0]).with(AccountSource::SubsidyProvince, parts[1])
    }

    fn notices(&self, standing: &Standing, Standings { old, balance, .. }: &Standings) -> Vec<String> {
        let mut notices = Vec::new();
        if balance.is_negative() {
            notices.push(format!("个人账户为 {balance}，按零结算，请核对记账"));
        }
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
            notices.push("该人员没有月养老金，这笔结算随下一个月度发放支付；急需的可先办理零星发放".to_owned());
        }
        notices
    }
}

/// A month as the version pays it: which kinds does not matter for a settlement, who pays does.
pub(super) fn in_one(version: &AwardVersion) -> Components {
    Components { base: version.by_level(), account: version.account, ..Components::ZERO }
}

/// What ended the membership of a person, if it was not the death, and in words.
fn ended_before(look: &mut Look<'_>, person: PersonId) -> Result<Option<(EventKind, String)>, Unplanned> {
    let sql = "SELECT v.state, v.kind, v.reason FROM enrolment e JOIN enrolment_event v ON v.enrolment = e.id \
               WHERE e.person = $1 AND e.scheme = $2 ORDER BY v.n DESC LIMIT 1";
    let newest = look.one(sql, &[person.value(), Scheme::Resident.value()], |row| {
        Ok((EnrolmentState::read(row, 0)?, EventKind::read(row, 1)?, row.text(2)?.to_owned()))
    })?;
    let ended = newest.filter(|(state, kind, _)| *state == EnrolmentState::Ended && *kind != EventKind::Died);
    Ok(ended.map(|(_, kind, reason)| (kind, reason)))
}

/// The same for a month whose year does not matter.
fn in_components((month, _, amount): &MonthPaid) -> (Month, Components) {
    (*month, Components { base: amount.by_level, account: amount.account, ..Components::ZERO })
}

fn months(rows: &[(Month, Components)], counts: impl Fn(Month) -> bool) -> BTreeSet<Month> {
    rows.iter().map(|(month, _)| *month).filter(|month| counts(*month)).collect()
}

/// A rule in one line: its formula, and the rows of the law it rests on.
pub(crate) fn grounds(node: &Node) -> String {
    let rows: Vec<String> = node.citations.iter().map(law::Citation::text).collect();
    format!("{}；依据：{}", node.formula, rows.join("；"))
}

/// The words of the form 终止注销登记表.
pub(crate) const fn why_in_words(why: Leaving) -> &'static str {
    match why {
        Leaving::Abroad => "出国（境）定居",
        Leaving::OtherScheme => "参加其他社会保险",
        Leaving::MovedAway => "户籍跨县转出",
    }
}

pub(super) fn dues_of(look: &mut Look<'_>, award: Value) -> Result<Vec<DueLine>, Unplanned> {
    let lines = "FROM disbursement s LEFT JOIN bank_outcome o ON o.batch = s.batch AND o.line = s.line \
                 LEFT JOIN withheld w ON w.batch = s.batch AND w.line = s.line \
                 WHERE s.run = d.run AND s.award = d.award AND w.line IS NULL";
    let sql = format!(
        "SELECT d.for_month, d.central, d.province, d.city, d.county, d.account, r.state, \
         (SELECT COUNT(*) {lines} AND {ARRIVED} = 1), (SELECT COUNT(*) {lines} AND o.paid IS NULL), \
         (SELECT MAX(o.bank_on) {lines} AND {ARRIVED} = 1) \
         FROM due d JOIN run r ON r.id = d.run WHERE d.award = $1 AND d.kind IN ($2, $3, $4) ORDER BY d.for_month"
    );
    let mut dues = Vec::new();
    let kinds = [DueKind::Regular, DueKind::Arrears, DueKind::Adjustment].map(|kind| kind.value());
    look.each(&sql, &[&[award][..], &kinds].concat(), |row| {
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
        let paid_in = Option::<Date>::read(row, 9)?.map(|on| i64::from(on.year()));
        dues.push(DueLine { month: Month::read(row, 0)?, amount, sent, paid_in });
        Ok(())
    })?;
    Ok(dues)
}
