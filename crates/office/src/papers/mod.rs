//! 文书: sheets, statements, requests and letters about what the books hold, as values to be printed.
//! A figure names the rows behind it. Nothing is decided here and nothing is written; whoever prints
//! a paper about a person records the reading first ([`about`] says about whom).

mod award_sheet;
mod lead_inquiry;
mod matching_request;
mod personal_statement;
mod recovery_notice;
mod suspension_notice;
mod transfer_letter;

use base::{Date, Fen, Level, Month, RegionCode, Seq};
use desk::{FieldError, Look, Unplanned};
use evaluation::{Figure, Paper, Parent, Span};

use crate::environment::Environment;
use crate::registry::{PersonNow, agency_name, current_person};
use crate::tables::{IdentifierKind, LetterId, PersonId, RecoveryId, Scheme, TransferKind};

/// A paper that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// 待遇核定表 of a month: this one, or the last that was paid.
    AwardSheet {
        /// Whose.
        person: PersonId,
        /// Which month's pension; today's when left out.
        month: Option<Month>,
    },
    /// 个人权益记录单
    Statement {
        /// Whose.
        person: PersonId,
        /// Which year.
        year: i16,
    },
    /// 配套资金请示
    MatchingRequest {
        /// Whose money is asked for.
        level: Level,
        /// Through which month.
        month: Month,
        /// Who decides: 某区财政局.
        to: String,
    },
    /// 疑点核查函, as it was signed.
    LeadInquiry {
        /// The letter.
        letter: LetterId,
    },
    /// 多领待遇退回通知书
    RecoveryNotice {
        /// The recovery.
        recovery: RecoveryId,
        /// The day until which the money should be back.
        until: Date,
    },
    /// 暂停发放待遇通知书
    SuspensionNotice {
        /// Whose pension.
        person: PersonId,
    },
    /// 转入接收函 or 制度衔接联系函
    TransferLetter {
        /// Who moves here.
        person: PersonId,
        /// From another place or another scheme.
        kind: TransferKind,
        /// The agency that has the account.
        place: String,
        /// The letter's number in the agency's own register.
        number: String,
    },
}

impl Wanted {
    /// What it is called.
    pub const fn title(&self) -> &'static str {
        match self {
            Wanted::AwardSheet { .. } => "待遇核定表",
            Wanted::Statement { .. } => "个人权益记录单",
            Wanted::MatchingRequest { .. } => "配套资金请示",
            Wanted::LeadInquiry { .. } => "疑点核查函",
            Wanted::RecoveryNotice { .. } => "多领待遇退回通知书",
            Wanted::SuspensionNotice { .. } => "暂停发放待遇通知书",
            Wanted::TransferLetter { .. } => "转移联系函",
        }
    }

    /// The file's name without its ending: 待遇核定表-1099512445802.
    pub fn file_name(&self) -> String {
        let of = match self {
            Wanted::AwardSheet { person, month: None } | Wanted::SuspensionNotice { person } => person.to_string(),
            Wanted::AwardSheet { person, month: Some(month) } => format!("{person}-{month}"),
            Wanted::Statement { person, year } => format!("{person}-{year}"),
            Wanted::MatchingRequest { level, month, .. } => format!("{level}-{month}"),
            Wanted::LeadInquiry { letter } => letter.to_string(),
            Wanted::RecoveryNotice { recovery, .. } => recovery.to_string(),
            Wanted::TransferLetter { person, .. } => person.to_string(),
        };
        format!("{}-{of}", self.title())
    }

    /// Whether an ID number stands in it in full: the office it goes to knows the person by nothing else.
    pub const fn tells_id_number(&self) -> bool {
        matches!(self, Wanted::LeadInquiry { .. } | Wanted::TransferLetter { .. })
    }
}

/// About whom a paper is, and where that person lives; none where it is about the fund.
pub fn about(look: &mut Look<'_>, wanted: &Wanted) -> Result<Option<(PersonId, RegionCode)>, Unplanned> {
    let person = match wanted {
        Wanted::AwardSheet { person, .. }
        | Wanted::Statement { person, .. }
        | Wanted::SuspensionNotice { person }
        | Wanted::TransferLetter { person, .. } => *person,
        Wanted::LeadInquiry { letter } => lead_inquiry::found(look, *letter)?.person,
        Wanted::RecoveryNotice { recovery, .. } => recovery_notice::found(look, *recovery)?.recovery.person,
        Wanted::MatchingRequest { .. } => return Ok(None),
    };
    let now = person_now(look, person)?;
    Ok(Some((person, now.version.region)))
}

/// The paper.
pub fn paper(look: &mut Look<'_>, environment: &Environment, wanted: &Wanted) -> Result<Paper, Unplanned> {
    let mut paper = match wanted {
        Wanted::AwardSheet { person, month } => award_sheet::paper(look, environment, *person, *month),
        Wanted::Statement { person, year } => personal_statement::paper(look, environment, *person, *year),
        Wanted::MatchingRequest { level, month, to } => matching_request::paper(look, (*level, *month), to),
        Wanted::LeadInquiry { letter } => lead_inquiry::paper(look, environment, *letter),
        Wanted::RecoveryNotice { recovery, until } => recovery_notice::paper(look, *recovery, *until),
        Wanted::SuspensionNotice { person } => suspension_notice::paper(look, environment, *person),
        Wanted::TransferLetter { person, kind, place, number } => {
            transfer_letter::paper(look, environment, *person, (*kind, place, number))
        }
    }?;
    paper.unit = agency_name(look)?;
    paper.on = paper.on.or(Some(look.today()));
    Ok(paper)
}

fn person_now(look: &mut Look<'_>, person: PersonId) -> Result<PersonNow, Unplanned> {
    let found = current_person(look, person, Scheme::Resident)?;
    found.ok_or_else(|| FieldError::input("person", "没有这个人员", "请从人员查询中选择").into())
}

/// The ID number with four digits covered.
fn masked_id(look: &mut Look<'_>, environment: &Environment, person: PersonId) -> Result<String, Unplanned> {
    let present = environment.identifiers().present(look, person, IdentifierKind::IdNumber)?;
    Ok(present.map_or_else(|| "待补".to_owned(), |present| present.masked))
}

/// The whole ID number.
fn whole_id(look: &mut Look<'_>, environment: &Environment, person: PersonId) -> Result<String, Unplanned> {
    let present = environment.identifiers().present(look, person, IdentifierKind::IdNumber)?;
    let id = match present {
        Some(present) => environment.identifiers().reveal(look, present.id)?,
        None => None,
    };
    let missing =
        || FieldError::input("person", "该人员没有有效的身份证号", "对方凭身份证号查人，请先补正证件号再发函");
    Ok(id.ok_or_else(missing)?)
}

/// The rows behind the figures of a paper.
struct Rows {
    /// Table or definition.
    of: &'static str,
    seq: Seq,
    year: i16,
}

impl Rows {
    fn of(look: &Look<'_>, of: &'static str, year: i16) -> Rows {
        Rows { of, seq: look.seq(), year }
    }

    fn parent(&self) -> Parent {
        Parent::Computed { definition: self.of.to_owned(), seq: self.seq }
    }

    fn figure(&self, amount: Fen) -> Figure {
        Figure::money(amount, self.year, self.parent())
    }

    /// 124.13元, in running text.
    fn yuan(&self, amount: Fen) -> Span {
        let figure = self.figure(amount);
        Span::Figure { text: figure.printed(), figure: Box::new(figure) }
    }

    /// 124.13, in a table whose head says the unit.
    fn cell(&self, amount: Fen) -> Span {
        let figure = self.figure(amount);
        Span::Figure { text: figure.digits(), figure: Box::new(figure) }
    }

    /// The same, worked out as `how` says.
    fn worked_out(&self, amount: Fen, how: String) -> Span {
        let parent = Parent::Calculated { how, from: vec![self.parent()] };
        let figure = Figure::money(amount, self.year, parent);
        Span::Figure { text: figure.digits(), figure: Box::new(figure) }
    }
}

fn word(text: impl Into<String>) -> Span {
    Span::Words(text.into())
}

/// 2019年1月31日
pub(crate) fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// 2019年1至6月
fn until(month: Month) -> String {
    match month.month() {
        1 => in_words(month),
        last => format!("{}年1至{last}月", month.year()),
    }
}

/// 2019年1月
fn in_words(month: Month) -> String {
    format!("{}年{}月", month.year(), month.month())
}
