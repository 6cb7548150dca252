//! The office's tables, by the room they belong to. Mutable ones: only [`Run`].

mod accounts;
mod bank;
mod benefits;
mod campaign;
mod certification;
mod contributions;
mod figures;
mod fund;
mod hardship;
mod identity;
mod lists;
mod matching;
mod payment;
mod people;
mod performance;
mod recoveries;
mod refunds;
mod retirees;
mod risk;
mod shadow;
mod window;
mod work;

pub use accounts::*;
pub use bank::*;
pub use benefits::*;
pub use campaign::*;
pub use certification::*;
pub use contributions::*;
pub use figures::*;
pub use fund::*;
pub use hardship::*;
pub use identity::*;
pub use lists::*;
pub use matching::*;
pub use payment::*;
pub use people::*;
pub use performance::*;
pub use recoveries::*;
pub use refunds::*;
pub use retirees::*;
pub use risk::*;
pub use shadow::*;
pub use window::*;
pub use work::*;

use store::{Record, Schema, Table, Trigger};

/// People, membership, contributions, accounts.
fn members() -> Vec<Table> {
    vec![
        Region::table(),
        RegionSuccession::table(),
        FundRow::table(),
        LawVersion::table(),
        Person::table(),
        PersonVersion::table(),
        Identifier::table(),
        PersonAlias::table(),
        Bank::table(),
        Enrolment::table(),
        EnrolmentEvent::table(),
        TakeOn::table(),
        SourceFile::table(),
        Quarantine::table(),
        Contribution::table(),
        Unclaimed::table(),
        ContributionArrival::table(),
        Receipt::table(),
        Booking::table(),
        AccountEntry::table(),
        Contact::table(),
        Refund::table(),
        RefundRedirect::table(),
        GroupMembership::table(),
        GroupEnd::table(),
        InterestCredit::table(),
        Objection::table(),
        ObjectionAnswer::table(),
        Transfer::table(),
        TransferRequest::table(),
        TransferFunding::table(),
        TransferReturn::table(),
    ]
}

/// Awards, deaths, recoveries, proofs of life.
fn pensions() -> Vec<Table> {
    vec![
        Award::table(),
        AwardVersion::table(),
        AwardComponent::table(),
        Suspension::table(),
        NotOwed::table(),
        Death::table(),
        DeathRevocation::table(),
        HeirList::table(),
        Heir::table(),
        Settlement::table(),
        SetOffPart::table(),
        AwardCorrection::table(),
        YearsChosen::table(),
        Recovery::table(),
        RecoveryPart::table(),
        RepaymentPlan::table(),
        Repayment::table(),
        Deduction::table(),
        RecoveryEnd::table(),
        RecoveryReturn::table(),
        Certification::table(),
        HomeVisit::table(),
        Bedridden::table(),
        CertificationRule::table(),
    ]
}

/// Payment, books, leads, the window.
fn money_and_risk() -> Vec<Table> {
    vec![
        Run::table(),
        RunChunk::table(),
        Due::table(),
        Batch::table(),
        Disbursement::table(),
        Withheld::table(),
        PaymentRequest::table(),
        BankFile::table(),
        BankOutcome::table(),
        LateReturn::table(),
        Lead::table(),
        LeadEvent::table(),
        LeadRevocation::table(),
        LeadEvidence::table(),
        Letter::table(),
        LetterAnswer::table(),
        Intake::table(),
        IntakeStep::table(),
        Rating::table(),
    ]
}

/// What the province's system says.
fn of_the_province() -> Vec<Table> {
    vec![
        ShadowBatch::table(),
        ShadowPerson::table(),
        ShadowFee::table(),
        ShadowPayment::table(),
        ShadowComparison::table(),
        ShadowDifference::table(),
        ShadowBooking::table(),
    ]
}

/// Every table of the database: the desk's and the office's.
pub fn schema() -> Schema {
    let mut schema = desk::schema();
    for room in [members(), pensions(), money_and_risk(), of_the_province(), books()] {
        schema.tables.extend(room);
    }
    schema.triggers.push(voucher_month_open());
    schema
}

fn voucher_month_open() -> Trigger {
    // The closing voucher comes in the same write as its closed_month: that one does not count.
    Trigger {
        name: "voucher_month_open",
        table: "voucher",
        refuse_when: "EXISTS (SELECT 1 FROM closed_month c WHERE c.fund = NEW.fund AND c.month >= NEW.month \
                      AND c.recorded < NEW.recorded)",
        message: "该会计期间已关账，不能再记账；请记入当前未关账的月份，并注明所属期",
    }
}

/// The fund's books, what its banks say, the matching money; and the work that is paid from other money.
fn books() -> Vec<Table> {
    vec![
        VoucherRow::table(),
        PostingRow::table(),
        ClosedMonth::table(),
        FundBudget::table(),
        FundBudgetLine::table(),
        RecordReversal::table(),
        DeclaredFigure::table(),
        KeptQuery::table(),
        KeptQueryEnd::table(),
        PerformanceProject::table(),
        PerformanceGoals::table(),
        PerformanceAnswer::table(),
        PerformanceSubmission::table(),
        PerformanceScan::table(),
        Task::table(),
        TaskPart::table(),
        Supervision::table(),
        SupervisionAnswer::table(),
        Incentive::table(),
        IncentiveLine::table(),
        WorkMoney::table(),
        TownScoring::table(),
        TownCriterion::table(),
        TownScore::table(),
        Retiree::table(),
        RetireeEnd::table(),
        ServiceStandard::table(),
        ServiceFee::table(),
        ServiceFeeLine::table(),
        MatchingDocument::table(),
        MatchingLine::table(),
        MatchingYear::table(),
        MatchingSettlement::table(),
        BankLine::table(),
        BankMatch::table(),
        CreditEnd::table(),
    ]
}
