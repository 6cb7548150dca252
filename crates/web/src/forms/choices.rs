//! What a field of a form can be chosen from: codes with their words.

use base::Level;
use desk::{Class, Post};
use office::bank::ClaimKind;
use office::figures::definitions;
use office::fund::OtherFact;
use office::performance::{GoalSign, Grade, Hindrance};
use office::reading::{list_subject, list_title};
use office::tables::{
    AccountSource, BudgetItem, BudgetStage, ContactAnswer, ContactWay, CriterionBasis, FundAccount, IntakeStepKind,
    MatchingPurpose, MatchingStep, ObjectionResult, RefundReason, RefundWay, RepaymentWay, Satisfaction, ShadowKind,
    SubmitOccasion, SuspensionReason, TaskBasis, TaskMeasure, TransferKind, TransferWay, VisitFinding, WorkStep,
    YearsChoice,
};

fn words(words: &[(&str, &str)]) -> Vec<(String, String)> {
    words.iter().map(|(code, title)| ((*code).to_owned(), (*title).to_owned())).collect()
}

pub(super) fn interest_facts() -> Vec<(String, String)> {
    words(&[("credited", "银行结息入账"), ("moved", "利息划转财政专户")])
}

pub(super) fn deposits() -> Vec<(String, String)> {
    words(&[("income", "收入户"), ("special", "财政专户"), ("payment", "支出户"), ("treasury", "国库")])
}

pub(super) fn purposes() -> Vec<(String, String)> {
    words(&[
        ("base_pension", "基础养老金（出口补）"),
        ("supplement", "提标和加发"),
        ("entry", "缴费补贴（入口补）"),
        ("funeral", "丧葬补助"),
        ("other", "其他"),
    ])
}

pub(super) fn leavings() -> Vec<(String, String)> {
    words(&[("abroad", "出国（境）定居"), ("other_scheme", "参加其他社会保险"), ("moved_away", "户籍跨县转出")])
}

pub(super) fn specials() -> Vec<(String, String)> {
    words(&[("adjustment", "调整补发"), ("off_cycle", "零星发放")])
}

pub(super) fn special_groups() -> Vec<(String, String)> {
    words(&office::registry::SPECIAL_GROUPS)
}

/// A list by its name.
pub(super) fn list_words(list: &str) -> String {
    list_title(list_subject(list))
        .map_or_else(|| list.to_owned(), |title| title.trim_start_matches("清单：").to_owned())
}

/// What a list is narrowed to.
pub(super) fn filter_words(filter: &str) -> String {
    let words = form_urlencoded::parse(filter.as_bytes()).map(|(_, words)| words.into_owned());
    words.filter(|words| !words.is_empty()).collect::<Vec<_>>().join("，")
}

/// Words of a stored code.
macro_rules! words_of {
    ($($name:ident: $codes:ty),+ $(,)?) => {
        $(pub(super) fn $name() -> Vec<(String, String)> {
            <$codes>::ALL.iter().map(|code| (code.code().to_owned(), code.title().to_owned())).collect()
        })+
    };
}

words_of! {
    posts: Post,
    classes: Class,
    suspension_reasons: SuspensionReason,
    levels: Level,
    ways: ContactWay,
    answers: ContactAnswer,
    findings: VisitFinding,
    objection_results: ObjectionResult,
    refund_reasons: RefundReason,
    refund_ways: RefundWay,
    account_sources: AccountSource,
    repayment_ways: RepaymentWay,
    transfer_kinds: TransferKind,
    transfer_ways: TransferWay,
    shadow_kinds: ShadowKind,
    years_choices: YearsChoice,
    intake_steps: IntakeStepKind,
    grades: Satisfaction,
    goal_signs: GoalSign,
    goal_grades: Grade,
    hindrances: Hindrance,
    occasions: SubmitOccasion,
    matching_purposes: MatchingPurpose,
    matching_steps: MatchingStep,
    task_measures: TaskMeasure,
    task_bases: TaskBasis,
    criterion_bases: CriterionBasis,
    work_steps: WorkStep,
    budget_items: BudgetItem,
    budget_stages: BudgetStage,
    fund_accounts: FundAccount,
    claim_kinds: ClaimKind,
    other_facts: OtherFact,
}

/// Figures that the books give.
pub(super) fn figures() -> Vec<(String, String)> {
    definitions().map(|d| (d.name.to_owned(), format!("{}（{}）", d.title, d.unit.word()))).collect()
}

pub(super) fn money_figures() -> Vec<(String, String)> {
    let money = definitions().filter(|d| d.unit.word() == "元");
    money.map(|d| (d.name.to_owned(), d.title.to_owned())).collect()
}
