//! Awards with their versions, deaths and settlements.

use base::{ByLevel, Date, Fen, Level, Month, RegionCode};
use desk::{Digest, MatterId};

use super::payment::{DueKind, RunId};
use super::people::{EnrolmentId, IdentifierId, PersonId, Scheme};
use super::recoveries::RecoveryOrigin;

store::row_id! {
    /// An award of a pension; where money is owed also a refund, which has versions, dues and lines,
    /// or recovered money under its own
    /// number (`RefundId::claim`, `RecoveryReturnId::claim`).
    AwardId,
    /// A settlement after death.
    SettlementId,
}

store::codes! {
    /// Where an award came from.
    AwardOrigin {
        /// Assessed here.
        Assessed = "assessed" "本系统核定",
        /// Components as the old system paid them.
        TakenOn = "taken_on" "移植",
        /// No pension: a single sum for somebody who died or left before drawing one.
        Once = "once" "一次性待遇",
    }
}

store::codes! {
    /// What somebody of age does about missing years.
    YearsChoice {
        /// Pays the missed years at once.
        Fill = "fill" "补缴",
        /// Goes on paying year by year.
        Continue = "continue" "延缴",
        /// Converts to another scheme.
        Convert = "convert" "转入其他制度",
        /// Ends the membership.
        Terminate = "terminate" "终止参保",
    }
}

store::codes! {
    /// Whether an award is paid.
    AwardState {
        /// Paid every month.
        Live = "live" "正常发放",
        /// Not paid until resumed.
        Suspended = "suspended" "暂停发放",
        /// Over.
        Stopped = "stopped" "终止发放",
        /// Over, and its heirs are owed the settlement.
        Settling = "settling" "终止待结清",
    }
}

store::codes! {
    /// Why a version was made. The changes list (变动表) and the month-on-month balance group by
    /// it.
    Cause {
        /// First version of an assessed award.
        New = "new" "新增",
        /// First version of a taken-on award.
        TakenOn = "taken_on" "移植",
        /// Age step.
        Age = "age" "年龄增发",
        /// Law changed.
        Law = "law" "政策调整",
        /// Account used up; government goes on paying.
        Exhausted = "exhausted" "账户支付完毕",
        /// Death confirmed.
        Death = "death" "死亡终止",
        /// Certification missed, prison …
        Suspension = "suspension" "暂停",
        /// Resumed.
        Resumption = "resumption" "续发",
        /// Other payee account.
        Payee = "payee" "变更账户",
        /// Moved to another village.
        Moved = "moved" "变更村组",
        /// Rested on wrong facts.
        Corrected = "corrected" "待遇更正",
        /// Left the agency.
        Left = "left" "转出",
        /// A contribution goes back: a refund has one version from the first to the last.
        Refund = "refund" "退费",
        /// Recovered money goes back to the person: one version, like a refund's.
        Returned = "returned" "退还追回款",
        /// Over for another reason than death: another pension, settled abroad.
        Terminated = "terminated" "终止",
    }
}

store::codes! {
    /// Why a pension is not paid for the time being: what is paid later depends on it.
    SuspensionReason {
        /// Eligibility not certified; back-paid once it is.
        Certification = "certification" "未按期资格认证",
        /// In prison; these months are never paid.
        Prison = "prison" "服刑",
        /// A lead is being looked into; back-paid when it is not true.
        Lead = "lead" "疑点暂扣",
        /// Anything else; back-paid.
        Other = "other" "其他",
    }
}

store::codes! {
    /// Parts of a pension.
    ComponentKind {
        /// 基础养老金
        Base = "base" "基础养老金",
        /// 长缴多得
        LongSupplement = "long" "缴费年限养老金",
        /// 高龄
        AgeSupplement = "age" "高龄增发",
        /// 个人账户养老金
        Account = "account" "个人账户养老金",
    }
}

store::table! {
    /// An award: frozen facts. What it pays stands in its versions. A single sum that was undone does
    /// not stand in the way of a pension: the highest id is the present award of a person.
    Award = "award", append agency, key(id), unique(person, scheme, origin), index(agency, start)
    {
        /// Row id.
        id: AwardId,
        /// Who.
        person: PersonId,
        /// Scheme.
        scheme: Scheme,
        /// Membership.
        enrolment: EnrolmentId,
        /// First month of entitlement (aic160).
        start: Month,
        /// Assessed or taken on.
        origin: AwardOrigin,
        /// The frozen facts (schemes::resident::AwardFacts) as JSON; explanations are made again
        /// from them (decision 6).
        facts: String,
        /// Law version they were assessed by.
        law_version: String,
        /// Revision of the formula.
        revision: String,
    }
}

store::table! {
    /// Everything a run needs to know of an award from a month on. The highest `n` known at a
    /// seq is the present one; versions of a run count once the run is approved.
    AwardVersion = "award_version", append agency, key(award, n), index(person)
    {
        /// The award.
        award: AwardId,
        /// 1, 2, 3 …
        n: i64,
        /// First month it counts for.
        from_month: Month,
        /// Paid or not.
        state: AwardState,
        /// Why this version.
        cause: Cause,
        /// Who.
        person: PersonId,
        /// Village: totals by town come from here.
        region: RegionCode,
        /// Payee account; `None` while it is being mended.
        payee: Option<IdentifierId>,
        /// Monthly amounts by level, account part apart.
        central: Fen,
        /// …
        province: Fen,
        /// …
        city: Fen,
        /// …
        county: Fen,
        /// From the personal account.
        account: Fen,
        /// The next month in which the amount changes by itself: age step, law row, account used
        /// up. A run re-rates the awards whose month has come.
        changes_in: Option<Month>,
        /// Law version.
        law_version: String,
        /// The run that re-rated it, which must be approved for the version to count.
        run: Option<RunId>,
    }
}

store::table! {
    /// A part of a version's amount.
    AwardComponent = "award_component", append agency, key(award, n, line)
    {
        /// The award.
        award: AwardId,
        /// Its version.
        n: i64,
        /// 1, 2, 3 …
        line: i64,
        /// Which part.
        kind: ComponentKind,
        /// Who pays; `None` is the personal account.
        level: Option<Level>,
        /// Monthly amount.
        amount: Fen,
    }
}

store::table! {
    /// Why a version suspends its award. Suspensions that were taken on have none: their reason
    /// stands in the membership's event.
    Suspension = "suspension", append agency, key(award, n)
    {
        /// The award.
        award: AwardId,
        /// The version that suspends it.
        n: i64,
        /// Why.
        reason: SuspensionReason,
        /// In words.
        note: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A confirmed death.
    Death = "death", append agency, key(person, n)
    {
        /// Who.
        person: PersonId,
        /// 1; higher where an earlier one was revoked.
        n: i64,
        /// Day.
        died_on: Date,
        /// Which document proves it.
        evidence: String,
        /// Last month of pension: the month of death.
        last_month: Month,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// A death that was none: somebody else had died, or nobody.
    DeathRevocation = "death_revocation", append agency, key(person, n)
    {
        /// Who lives.
        person: PersonId,
        /// Number of the death.
        n: i64,
        /// How it was found out.
        reason: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// The heirs of somebody, as one list; the highest `n` counts.
    HeirList = "heir_list", append agency, key(person, n)
    {
        /// The dead person.
        person: PersonId,
        /// 1, 2, 3 …
        n: i64,
        /// Where not all have signed: who vouches for the others, and how.
        statement: String,
        /// The signed sheet, a received file.
        file: Option<Digest>,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// An heir of a list.
    Heir = "heir", append agency, key(person, n, line)
    {
        /// The dead person.
        person: PersonId,
        /// Number of the list.
        n: i64,
        /// 1, 2, 3 …
        line: i64,
        /// Name.
        name: String,
        /// Relation to the dead.
        relation: String,
        /// So many parts of all parts.
        parts: i64,
        /// Whether the heir has signed.
        signed: bool,
    }
}

store::table! {
    /// The facts of an award as they should have been: from its version on they take the place of
    /// those that were frozen before.
    AwardCorrection = "award_correction", append agency, key(award, n)
    {
        /// The award.
        award: AwardId,
        /// The version that pays by them first.
        n: i64,
        /// The first month that may be another.
        from_month: Month,
        /// The facts as JSON.
        facts: String,
        /// The document.
        document: String,
        /// The matter.
        matter: MatterId,
    }
}

store::table! {
    /// What somebody short of years chose; the highest `n` is the present choice.
    YearsChosen = "years_chosen", append agency, key(person, n)
    {
        /// Who.
        person: PersonId,
        /// 1, 2, 3 …
        n: i64,
        /// What.
        choice: YearsChoice,
        /// Years that were missing then.
        short: i64,
        /// Day.
        chosen_on: Date,
        /// The signed form.
        document: String,
        /// The matter.
        matter: MatterId,
    }
}

store::codes! {
    /// What is settled.
    SettlementKind {
        /// Somebody died as a member.
        Death = "death" "死亡结算",
        /// Somebody died who had left before: the account, and no grant.
        DeathAfterLeaving = "death_after_leaving" "终止参保后死亡",
        /// Somebody left.
        Left = "left" "终止结算",
        /// Somebody drew another pension.
        Dual = "dual" "重复领取清理",
    }
}

impl SettlementKind {
    /// What the debt that it leaves came from.
    pub const fn origin(self) -> RecoveryOrigin {
        match self {
            SettlementKind::Death | SettlementKind::DeathAfterLeaving => RecoveryOrigin::Death,
            SettlementKind::Left => RecoveryOrigin::Left,
            SettlementKind::Dual => RecoveryOrigin::Dual,
        }
    }
}

store::table! {
    /// What heirs, or somebody who leaves, get: months owed + balance + funeral − overpaid, each fen
    /// at its payer.
    Settlement = "settlement", append agency, key(id), index(person)
    {
        /// Row id.
        id: SettlementId,
        /// Who died or left.
        person: PersonId,
        /// Scheme.
        scheme: Scheme,
        /// The award, when there was one.
        award: Option<AwardId>,
        /// Heirs' account.
        payee: Option<IdentifierId>,
        /// Months up to the death that were not paid, by payer.
        owed_central: Fen,
        /// …
        owed_province: Fen,
        /// …
        owed_city: Fen,
        /// …
        owed_county: Fen,
        /// …
        owed_account: Fen,
        /// What is settled; rows are linked by it and never by the words.
        kind: SettlementKind,
        /// Why, and since when, for print: `死亡 2018-12-31`, `出国（境）定居 2019-02-10`.
        reason: String,
        /// Balance of the personal account paid out.
        balance: Fen,
        /// Subsidies in the account that are not inherited and stay in the fund.
        stays: Fen,
        /// Funeral grant by level.
        funeral_central: Fen,
        /// …
        funeral_province: Fen,
        /// …
        funeral_city: Fen,
        /// …
        funeral_county: Fen,
        /// Paid for months after the death and set off here, by payer: never more than is owed.
        overpaid_central: Fen,
        /// …
        overpaid_province: Fen,
        /// …
        overpaid_city: Fen,
        /// …
        overpaid_county: Fen,
        /// …
        overpaid_account: Fen,
        /// What goes to the heirs; zero when the set-off takes all.
        net: Fen,
        /// The matter.
        matter: MatterId,
    }
}

impl ComponentKind {
    /// The stored word for a part that the rules name.
    pub const fn of(kind: schemes::resident::ComponentKind) -> ComponentKind {
        match kind {
            schemes::resident::ComponentKind::Base => ComponentKind::Base,
            schemes::resident::ComponentKind::LongSupplement => ComponentKind::LongSupplement,
            schemes::resident::ComponentKind::AgeSupplement => ComponentKind::AgeSupplement,
            schemes::resident::ComponentKind::Account => ComponentKind::Account,
        }
    }
}

impl SuspensionReason {
    /// 国发〔2014〕8号 and local rules: months in prison are not paid after release; months without
    /// certification are, once it is made up for.
    pub const fn is_back_paid(self) -> bool {
        !matches!(self, SuspensionReason::Prison)
    }
}

impl Settlement {
    /// What a run raises for the heirs: kind, amounts by level, account part. The set-off is
    /// negative.
    pub fn dues(&self) -> [(DueKind, ByLevel, Fen); 4] {
        let owed = ByLevel::new([self.owed_central, self.owed_province, self.owed_city, self.owed_county]);
        let funeral =
            ByLevel::new([self.funeral_central, self.funeral_province, self.funeral_city, self.funeral_county]);
        let set_off =
            [self.overpaid_central, self.overpaid_province, self.overpaid_city, self.overpaid_county].map(|fen| -fen);
        [
            (DueKind::Arrears, owed, self.owed_account),
            (DueKind::Balance, ByLevel::ZERO, self.balance),
            (DueKind::Funeral, funeral, Fen::ZERO),
            (DueKind::SetOff, ByLevel::new(set_off), -self.overpaid_account),
        ]
    }
}
