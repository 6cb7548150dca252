//! The kinds of books that are printed.

/// A kind of book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookKind {
    /// 凭证
    Vouchers,
    /// 明细账
    Ledger,
    /// 总账
    General,
    /// 余额表
    Trial,
    /// 报表
    Statements,
    /// 余额调节表
    Bank,
    /// 来款
    Credits,
    /// 预算
    Budget,
    /// 统计
    Statistics,
    /// 配套
    Matching,
    /// 进度通报
    Progress,
    /// 督办
    Supervision,
    /// 激励表
    Incentive,
    /// 工作经费
    Money,
    /// 考评
    Scores,
    /// 社会化管理
    Retirees,
}

impl BookKind {
    /// All, as they are listed.
    pub const ALL: [BookKind; 16] = [
        BookKind::Vouchers,
        BookKind::Ledger,
        BookKind::General,
        BookKind::Trial,
        BookKind::Statements,
        BookKind::Bank,
        BookKind::Credits,
        BookKind::Budget,
        BookKind::Statistics,
        BookKind::Matching,
        BookKind::Progress,
        BookKind::Supervision,
        BookKind::Incentive,
        BookKind::Money,
        BookKind::Scores,
        BookKind::Retirees,
    ];

    /// Sheets of the work money: of a year, and not of the fund.
    pub const WORK: [BookKind; 6] = [
        BookKind::Progress,
        BookKind::Supervision,
        BookKind::Incentive,
        BookKind::Money,
        BookKind::Scores,
        BookKind::Retirees,
    ];

    /// The word on the file, and on the command line.
    pub fn title(self) -> &'static str {
        match self {
            BookKind::Vouchers => "凭证",
            BookKind::Ledger => "明细账",
            BookKind::General => "总账",
            BookKind::Trial => "余额表",
            BookKind::Statements => "报表",
            BookKind::Bank => "余额调节表",
            BookKind::Credits => "来款",
            BookKind::Budget => "预算",
            BookKind::Statistics => "统计",
            BookKind::Matching => "配套",
            BookKind::Progress => "进度通报",
            BookKind::Supervision => "督办",
            BookKind::Incentive => "激励表",
            BookKind::Money => "工作经费",
            BookKind::Scores => "考评",
            BookKind::Retirees => "社会化管理",
        }
    }

    /// Its stable English name, for addresses and commands.
    pub fn code(self) -> &'static str {
        match self {
            BookKind::Vouchers => "vouchers",
            BookKind::Ledger => "ledger",
            BookKind::General => "general",
            BookKind::Trial => "trial",
            BookKind::Statements => "statements",
            BookKind::Bank => "bank",
            BookKind::Credits => "credits",
            BookKind::Budget => "budget",
            BookKind::Statistics => "statistics",
            BookKind::Matching => "matching",
            BookKind::Progress => "progress",
            BookKind::Supervision => "supervision",
            BookKind::Incentive => "incentive",
            BookKind::Money => "money",
            BookKind::Scores => "scores",
            BookKind::Retirees => "retirees",
        }
    }

    /// A kind by either name.
    pub fn named(text: &str) -> Option<BookKind> {
        BookKind::ALL.into_iter().find(|kind| kind.title() == text || kind.code() == text)
    }
}
