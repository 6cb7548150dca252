//! 终止参保: the end of a relationship for another reason than death.

use base::{Fen, Month};
use law::{Cited, LawError, PlaceLaw};
use serde::{Deserialize, Serialize};

use crate::SchemeError;
use crate::explain::{Node, Trace};

/// Revision of the formula.
pub const REVISION: &str = "resident.termination/1";

/// Why somebody leaves, in the words of the form 终止注销登记表.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leaving {
    /// 出国（境）定居
    Abroad,
    /// 参加其他社会保险: the account waits for its conversion, it is not cashed.
    OtherScheme,
    /// 户籍跨县转出: the account moves along.
    MovedAway,
}

/// What the law says in the month of termination.
#[derive(Clone, Debug, PartialEq)]
pub struct TerminationRules {
    abroad: Cited<String>,
    other_scheme: Cited<String>,
    moved_away: Cited<String>,
}

impl TerminationRules {
    /// The law in force in a month.
    pub fn at(place: &PlaceLaw, month: Month) -> Result<TerminationRules, LawError> {
        Ok(TerminationRules {
            abroad: place.word("resident.termination.abroad", month)?,
            other_scheme: place.word("resident.termination.other_scheme", month)?,
            moved_away: place.word("resident.termination.moved_away", month)?,
        })
    }
}

/// What is known of somebody who leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeavingFacts {
    /// Why.
    pub why: Leaving,
    /// Whether the pension is already drawn.
    pub receiving: bool,
    /// The whole account.
    pub balance: Fen,
    /// What was paid for months after the end, and pensions drawn twice.
    pub overpaid: Fen,
}

/// Where the account goes, and what is left to recover.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Termination {
    /// To the person.
    pub to_person: Fen,
    /// To the agency of the new household.
    pub moves: Fen,
    /// Stays in the account.
    pub kept: Fen,
    /// Taken from what would go to the person.
    pub deducted: Fen,
    /// What goes to the recovery ledger.
    pub debt: Fen,
}

/// Order of the form: balance, less what was overpaid; below zero it becomes a debt. Only money
/// that would be paid out is set off: an account that moves or waits is not touched. Who already
/// draws the pension does not move (社会保险经办条例 第十二条).
pub fn terminate(
    facts: &LeavingFacts,
    rules: &TerminationRules,
    trace: &mut Trace,
) -> Result<Termination, SchemeError> {
    if facts.overpaid.is_negative() || facts.balance.is_negative() {
        return Err(SchemeError::Facts("账户余额和多发金额不能为负，请先核对个人账户".to_owned()));
    }
    if facts.receiving && facts.why == Leaving::MovedAway {
        return Err(SchemeError::Facts("已领取待遇的不转移养老保险关系，仍由原参保地发放，请不要注销".to_owned()));
    }
    let (reason, word) = match facts.why {
        Leaving::Abroad => ("出国（境）定居", &rules.abroad),
        Leaving::OtherScheme => ("参加其他社会保险", &rules.other_scheme),
        Leaving::MovedAway => ("户籍跨县转出", &rules.moved_away),
    };
    let paid_out = word.value == "paid_out";
    trace.step(
        |_| {
            let deducted = if paid_out { facts.overpaid.min(facts.balance) } else { Fen::ZERO };
            let of = |kind: &str| if word.value == kind { facts.balance } else { Fen::ZERO };
            let (to_person, debt) = (of("paid_out") - deducted, facts.overpaid - deducted);
            Ok(Termination { to_person, moves: of("moves"), kept: of("kept"), deducted, debt })
        },
        |done| {
            let formula = match word.value.as_str() {
                "paid_out" => format!("账户余额 {} − 多发 {}", facts.balance, done.deducted),
                "moves" => format!("账户余额 {} 转入新参保地", done.moves),
                _ => format!("账户余额 {} 保留，以后办理衔接", done.kept),
            };
            Node::new("终止参保应付本人", REVISION, done.to_person)
                .formula(formula)
                .input("终止原因", reason)
                .input("尚欠", done.debt)
                .cite(word)
        },
    )
}
