//! Performance management as values: targets, indicators, scoring rules, grades and the report.
//!
//! This crate never reads a file, a clock or a database, never repeats false arithmetic, and never
//! invents a reason that nobody gave.
//!
//! The way: [`Project`] → [`self_evaluate`] → [`Draft`] (gaps print 待说明) → [`Final`].

mod accounts;
pub mod amount;
mod answer;
mod budget;
mod cells;
mod difference;
mod evidence;
mod figure;
mod grade;
mod headcount;
mod incentive;
mod indicator;
mod management;
mod monitoring;
mod narrative;
mod paper;
mod project;
mod refusal;
mod refuse;
mod report;
mod scoring;
mod self_evaluation;
mod submission;
mod survey;
mod unit;
mod whole;

pub use accounts::{AccountLine, Accounts, Opening};
pub use budget::{Adjustment, Budget, BudgetLine, BudgetRow, Source};
pub use cells::{Compared, Published, cells, compare, money_columns, wan};
pub use difference::{Difference, differences};
pub use evidence::{CountedRows, FigureSheet, MONEY, SheetFigure, figure_sheets};
pub use figure::{Figure, Parent, percent};
pub use grade::Grade;
pub use headcount::{Nearest, people_at_two_rates};
pub use incentive::{Band, incentive_band};
pub use indicator::{Actual, Amount, Indicator, Judgement, Reason, Target};
pub use management::{Managed, ManagedItem};
pub use monitoring::{Cause, Light, Monitored, Monitoring, Watched, monitor};
pub use narrative::Narrative;
pub use paper::{Block, Paper, PaperTable};
pub use project::{Form, GroupWeight, Project};
pub use refusal::Refusal;
pub use report::{Element, Report, Span, report};
pub use scoring::{Scheme, Scored, score};
pub use self_evaluation::{Draft, Final, Line, Pending, TO_BE_EXPLAINED, says_nothing, self_evaluate};
pub use submission::{Occasion, Submission};
pub use survey::{Answer, Survey};
pub use unit::Unit;
pub use whole::Whole;
