//! A settlement worked out: what goes to whom, what remains to be recovered, and what signers see.

use std::collections::BTreeSet;

use base::{Fen, Level, Month};
use desk::{FieldError, MATTER, Plan};
use schemes::resident::{AwardFacts, ByPayer, Origin, give_back, rerate};

use crate::benefits::award::law_fault;
use crate::benefits::outstanding::Outstanding;
use crate::benefits::overpaid::{Overpaid, plan_recovery, words};
use crate::benefits::settlement::Estate;
use crate::benefits::standing::Standing;
use crate::benefits::versions::paid_once;
use crate::tables::{
    Award, AwardId, AwardOrigin, Cause, IdentifierId, PersonId, RecoveryEnd, RecoveryEnding, RecoveryId, Scheme,
    SetOffPart, Settlement, SettlementId, SettlementKind,
};

/// The settlement, worked out.
pub(crate) struct Computed {
    /// Why, with its day.
    pub(crate) reason: String,
    /// What is settled.
    pub(crate) kind: SettlementKind,
    pub(crate) done: schemes::resident::Settlement,
    /// Subsidies that are not inherited.
    pub(crate) stays: Fen,
    /// The rule about the account in one line.
    pub(crate) grounds: String,
    /// What was paid too much, with the debts that joined it.
    pub(crate) paid_too_much: Overpaid,
    /// Lines of the recovery ledger that join it: what is not set off stands in a line of its own.
    pub(crate) joined: Vec<RecoveryId>,
    pub(crate) set_off: ByPayer,
    pub(crate) owed_months: BTreeSet<Month>,
    pub(crate) overpaid_months: BTreeSet<Month>,
    pub(crate) notices: Vec<String>,
}

impl Computed {
    /// Months owed, balance and funeral grant before anything is set off.
    pub(crate) fn gross(&self) -> Fen {
        self.done.owed.total() + self.done.inherited + self.done.funeral.total()
    }

    /// Sets off what was paid too much and what was owed before, up to an amount. Debts stay in their
    /// own lines where there is nothing to set them off against.
    pub(crate) fn set_off(&mut self, at_most: Fen, debts: &[Outstanding]) -> Result<(), FieldError> {
        if at_most > Fen::ZERO && !debts.is_empty() {
            let owed = debts.iter().flat_map(Outstanding::left);
            self.paid_too_much = Overpaid::of(self.paid_too_much.months().chain(owed).collect());
            self.joined = debts.iter().map(|debt| debt.recovery.id).collect();
            let total: Fen = debts.iter().map(Outstanding::total).sum();
            self.notices.push(format!("追回台账中尚欠 {total} 元并入本次结算抵扣，原归还协议终止"));
        }
        let overpaid = self.paid_too_much.total();
        let amount = overpaid.total().min(at_most);
        self.set_off = give_back(amount, &overpaid).map_err(|e| law_fault(&e))?;
        Ok(())
    }

    /// What goes to the heirs.
    pub(crate) fn net(&self) -> Fen {
        self.gross() - self.set_off.total()
    }

    /// The settlement, what remains to be recovered, and what signers see.
    pub(crate) fn put_into(
        &self,
        plan: &mut Plan,
        (standing, estate): (&Standing, &Estate),
        payee: Option<IdentifierId>,
        (cause, law_version): (Cause, &str),
    ) -> Result<(), FieldError> {
        let person = standing.now.person.id;
        let award = match &standing.newest {
            Some((version, _)) => Some(version.award),
            None if self.net().is_zero() => None,
            None => Some(once(plan, (standing, estate), payee, (cause, law_version))?),
        };
        let (owed, funeral) = (self.done.owed.by_level(), self.done.funeral);
        let id: SettlementId = plan.new_id();
        for ((year, month), part) in self.paid_too_much.first(&self.set_off) {
            plan.insert(&SetOffPart {
                settlement: id,
                year,
                month,
                central: part.by_level[Level::Central],
                province: part.by_level[Level::Province],
                city: part.by_level[Level::City],
                county: part.by_level[Level::County],
                account: part.account,
            });
        }
        plan.insert(&Settlement {
            id,
            person,
            scheme: Scheme::Resident,
            award,
            kind: self.kind,
            reason: self.reason.clone(),
            payee,
            owed_central: owed[Level::Central],
            owed_province: owed[Level::Province],
            owed_city: owed[Level::City],
            owed_county: owed[Level::County],
            owed_account: self.done.owed.account,
            balance: self.done.inherited,
            stays: self.stays,
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
        estate.interest.put_into(plan);
        self.recovery(plan, (person, id));
        self.show(plan);
        plan.amount = self.gross();
        plan.notices.extend(self.notices.iter().cloned());
        Ok(())
    }

    fn recovery(&self, plan: &mut Plan, (person, settlement): (PersonId, SettlementId)) {
        let end = |recovery| RecoveryEnd {
            recovery,
            ending: RecoveryEnding::Absorbed,
            absorbed_by: Some(settlement),
            reason: format!("并入结算：{}", self.reason),
            matter: MATTER,
        };
        plan.insert_all(self.joined.iter().copied().map(end));
        let overpaid = self.paid_too_much.less_first(&self.set_off);
        plan_recovery(plan, person, (self.kind.origin(), &format!("多领：{}", self.reason)), None, &overpaid);
    }

    fn show(&self, plan: &mut Plan) {
        let list =
            |months: &mut dyn Iterator<Item = &Month>| months.map(ToString::to_string).collect::<Vec<_>>().join("、");
        let owed = ByPayer { by_level: self.done.owed.by_level(), account: self.done.owed.account };
        if !owed.total().is_zero() {
            plan.show("应补养老金", "", format!("{}：{}", list(&mut self.owed_months.iter()), words(&owed)));
        }
        plan.show("个人账户余额", "", self.done.inherited);
        if !self.stays.is_zero() {
            plan.show("留在基金的政府补贴", "", self.stays);
        }
        plan.show("账户处理", "", &self.grounds);
        let funeral = ByPayer { by_level: self.done.funeral, account: Fen::ZERO };
        plan.show("丧葬补助金", "", words(&funeral));
        if !self.set_off.total().is_zero() || !self.overpaid_months.is_empty() {
            let months = list(&mut self.overpaid_months.iter());
            plan.show("多发月份", "", months);
            plan.show("抵扣多发", "", words(&self.set_off));
        }
        plan.show("应付", "", self.net());
    }
}

/// The award of a single sum: no pension, and a version that the next run settles.
fn once(
    plan: &mut Plan,
    (standing, estate): (&Standing, &Estate),
    payee: Option<IdentifierId>,
    (cause, law_version): (Cause, &str),
) -> Result<AwardId, FieldError> {
    let Some((enrolment, _)) = &standing.now.enrolment else {
        return Err(FieldError::input("person", "该人员没有参加城乡居民养老保险", "不需要结算"));
    };
    let (award, person) = (plan.new_id(), standing.now.person.id);
    let month = standing.calendar.open_month;
    let facts = AwardFacts {
        place: estate.place,
        // No sum rests on it; a birth date that is still to be mended does not keep heirs waiting.
        birth: standing.now.version.birth.unwrap_or(estate.died_on),
        paid_years: u32::try_from(enrolment.years_taken_on).unwrap_or_default(),
        account: estate.booked,
        first_month: month,
        origin: Origin::Assessed,
        exhaustion: None,
    };
    plan.insert(&Award {
        id: award,
        person,
        scheme: Scheme::Resident,
        enrolment: enrolment.id,
        start: month,
        origin: AwardOrigin::Once,
        facts: serde_json::to_string(&facts).map_err(|e| FieldError::whole(e.to_string(), "请联系系统管理员"))?,
        law_version: law_version.to_owned(),
        revision: rerate::REVISION.to_owned(),
    });
    let whose = (person, standing.region(), payee);
    plan.insert(&paid_once(award, cause, whose, (month, law_version)));
    Ok(award)
}
