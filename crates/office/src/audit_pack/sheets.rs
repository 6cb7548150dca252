//! The lists of the pack: what is in each, column by column, and the query for its rows. The data
//! dictionary is made from these declarations, so that it cannot differ from the files.

use base::{Date, Fen, Month};
use desk::{Post, Stage};
use files::Cell;
use store::{Field, Row, StoreError};

use crate::payment::arrived;
use crate::tables::{
    AccountSource, ContributionKind, DueKind, EnrolmentState, EntryKind, PayerKind, RunKind, RunState, counted,
};

/// What a column holds. Each but [`Kind::Secret`] is one column of the query.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Text,
    Number,
    Money,
    Date,
    Month,
    /// 1 or 0.
    Yes,
    /// A stored code, told in words.
    Word(fn(&str) -> Option<&'static str>),
    /// Two columns of the query: the masked text and the sealed one.
    Secret,
}

impl Kind {
    /// For the dictionary.
    pub(super) fn title(self) -> &'static str {
        match self {
            Kind::Text => "文字",
            Kind::Number => "整数",
            Kind::Money => "金额（元，两位小数）",
            Kind::Date => "日期",
            Kind::Month => "年月",
            Kind::Yes => "是/否",
            Kind::Word(_) => "代码的中文名称",
            Kind::Secret => "号码（遮盖或完整，见说明）",
        }
    }
}

/// A column: title, what it holds, what it means.
pub(super) type Column = (&'static str, Kind, &'static str);

/// A list of the pack.
pub(super) struct Sheet {
    pub(super) file: &'static str,
    pub(super) meaning: &'static str,
    pub(super) columns: &'static [Column],
    /// `$1` is the agency; `:first`, `:last` are the year's days, `:january`, `:december` its months.
    pub(super) sql: &'static str,
}

impl Sheet {
    /// The query of a year.
    pub(super) fn query(&self, january: Month, december: Month) -> String {
        self.sql
            .replace(":first", &base::date_to_number(january.first_day()).to_string())
            .replace(":last", &base::date_to_number(december.last_day()).to_string())
            .replace(":january", &january.number().to_string())
            .replace(":december", &december.number().to_string())
            .replace(":next", &(i64::from(january.year()) + 1).to_string())
            .replace(":year", &january.year().to_string())
    }

    /// A row as cells; `open` shows a sealed text whole, or nothing is shown whole.
    pub(super) fn cells(
        &self,
        row: &dyn Row,
        open: &mut dyn FnMut(&str) -> Result<Option<String>, StoreError>,
    ) -> Result<Vec<Cell<'static>>, StoreError> {
        let mut cells = Vec::with_capacity(self.columns.len());
        let mut at = 0;
        for (_, kind, _) in self.columns {
            cells.push(if row.is_null(at)? { Cell::Empty } else { cell(row, at, *kind, open)? });
            at += if matches!(kind, Kind::Secret) { 2 } else { 1 };
        }
        Ok(cells)
    }
}

fn cell(
    row: &dyn Row,
    at: usize,
    kind: Kind,
    open: &mut dyn FnMut(&str) -> Result<Option<String>, StoreError>,
) -> Result<Cell<'static>, StoreError> {
    Ok(match kind {
        Kind::Text => Cell::from(row.text(at)?.to_owned()),
        Kind::Number => Cell::from(row.int(at)?),
        Kind::Money => Cell::from(Fen::read(row, at)?),
        Kind::Date => Cell::from(Date::read(row, at)?),
        Kind::Month => Cell::from(Month::read(row, at)?),
        Kind::Yes => Cell::from(if row.int(at)? == 1 { "是" } else { "否" }),
        Kind::Word(word) => {
            let code = row.text(at)?;
            word(code).map_or_else(|| Cell::from(code.to_owned()), Cell::from)
        }
        Kind::Secret => {
            let whole = open(row.text(at + 1)?)?;
            Cell::from(whole.map_or_else(|| row.text(at).map(str::to_owned), Ok)?)
        }
    })
}

fn payer(code: &str) -> Option<&'static str> {
    PayerKind::from_code(code).map(PayerKind::title)
}
fn contribution(code: &str) -> Option<&'static str> {
    ContributionKind::from_code(code).map(ContributionKind::title)
}
fn source(code: &str) -> Option<&'static str> {
    AccountSource::from_code(code).map(AccountSource::title)
}
fn entry(code: &str) -> Option<&'static str> {
    EntryKind::from_code(code).map(EntryKind::title)
}
fn due(code: &str) -> Option<&'static str> {
    DueKind::from_code(code).map(DueKind::title)
}
fn run(code: &str) -> Option<&'static str> {
    RunKind::from_code(code).map(RunKind::title)
}
fn run_state(code: &str) -> Option<&'static str> {
    RunState::from_code(code).map(RunState::title)
}
fn enrolment(code: &str) -> Option<&'static str> {
    EnrolmentState::from_code(code).map(EnrolmentState::title)
}
fn stage(code: &str) -> Option<&'static str> {
    Stage::from_code(code).map(Stage::title)
}
fn post(code: &str) -> Option<&'static str> {
    Post::from_code(code).map(Post::title)
}

/// Runs that count.
macro_rules! counting {
    () => {
        concat!("r.month >= :january AND r.month <= :december AND r.state IN ", counted!())
    };
}

/// Every list, in the order of the index.
pub(super) const SHEETS: &[Sheet] = &[
    Sheet {
        file: "01-人员.csv",
        meaning: "全部参保人员，一人一行；姓名、地区为现在的，参保状态为年末的",
        columns: &[
            ("个人编号", Kind::Number, "本系统的编号，各表以此相连"),
            ("原编号", Kind::Text, "移植前系统的编号"),
            ("姓名", Kind::Text, "现在的姓名"),
            ("证件号码", Kind::Secret, "最近登记的证件号码"),
            ("出生日期", Kind::Date, "现在登记的出生日期；待补的为空"),
            ("区划代码", Kind::Text, "现在的村（社区）"),
            ("参保年月", Kind::Month, "参加本险种的年月"),
            ("年末状态", Kind::Word(enrolment), "截至 12 月的参保状态"),
            ("状态起", Kind::Month, "该状态从哪个月起"),
        ],
        sql: "SELECT p.id, p.old_number, v.name, i.masked, i.sealed, v.birth, v.region, e.joined, s.state, s.from_month \
              FROM person p JOIN person_version v ON v.person = p.id \
              AND v.n = (SELECT MAX(x.n) FROM person_version x WHERE x.person = p.id) \
              LEFT JOIN identifier i ON i.id = (SELECT MAX(y.id) FROM identifier y WHERE y.person = p.id \
              AND y.kind IN ('id', 'id15', 'bad_id')) LEFT JOIN enrolment e ON e.person = p.id \
              LEFT JOIN enrolment_event s ON s.enrolment = e.id AND s.n = (SELECT MAX(w.n) FROM enrolment_event w \
              WHERE w.enrolment = e.id AND w.from_month <= :december) WHERE p.agency = $1 ORDER BY p.id",
    },
    Sheet {
        file: "02-缴费.csv",
        meaning: "当年缴纳或当年记账的每一笔缴费；冲正为负数",
        columns: &[
            ("缴费编号", Kind::Number, "本系统的编号"),
            ("个人编号", Kind::Number, "见 01-人员"),
            ("缴费主体", Kind::Word(payer), "谁缴的"),
            ("类别", Kind::Word(contribution), "正常应缴或补缴"),
            ("所属期起", Kind::Month, "费款所属期"),
            ("所属期止", Kind::Month, "费款所属期"),
            ("档次", Kind::Money, "缴费档次"),
            ("金额", Kind::Money, "实缴金额"),
            ("税票号", Kind::Text, "税务机关的流水号"),
            ("冲正原缴费", Kind::Number, "被冲正的缴费编号"),
            ("缴费日期", Kind::Date, "税务明细所载"),
            ("入库日期", Kind::Date, "到国库"),
            ("到专户日期", Kind::Date, "到财政专户"),
            ("记账日期", Kind::Date, "记入个人账户"),
        ],
        sql: "SELECT c.id, c.person, c.payer, c.kind, c.period_from, c.period_to, c.tier, c.amount, c.serial, c.reverses, \
              c.paid_on, a.treasury_on, a.account_on, b.booked_on FROM contribution c \
              LEFT JOIN contribution_arrival a ON a.contribution = c.id LEFT JOIN booking b ON b.contribution = c.id \
              WHERE c.agency = $1 AND (c.paid_on >= :first AND c.paid_on <= :last \
              OR b.booked_on >= :first AND b.booked_on <= :last) ORDER BY c.id",
    },
    Sheet {
        file: "03-个人账户.csv",
        meaning: "当年个人账户的每一笔增减；期初余额为上年末的“期初移植”或累计",
        columns: &[
            ("分录编号", Kind::Number, "本系统的编号"),
            ("个人编号", Kind::Number, "见 01-人员"),
            ("月份", Kind::Month, "记账月份"),
            ("来源", Kind::Word(source), "资金来源"),
            ("类别", Kind::Word(entry), "为什么增减"),
            ("缴费编号", Kind::Number, "见 02-缴费"),
            ("金额", Kind::Money, "增为正，减为负"),
        ],
        sql: "SELECT id, person, month, source, kind, contribution, amount FROM account_entry \
              WHERE agency = $1 AND month >= :january AND month <= :december ORDER BY id",
    },
    Sheet {
        file: "04-应发.csv",
        meaning: "当年各批次的每一笔应发，分承担方",
        columns: &[
            ("应发编号", Kind::Number, "本系统的编号"),
            ("批次号", Kind::Text, "见 05-发放"),
            ("发放月份", Kind::Month, "批次的月份"),
            ("批次类别", Kind::Word(run), "月度、重发、补发、零星"),
            ("批次状态", Kind::Word(run_state), "批次现在的状态"),
            ("个人编号", Kind::Number, "见 01-人员"),
            ("区划代码", Kind::Text, "发放时的村（社区）"),
            ("所属月份", Kind::Month, "待遇属于哪个月"),
            ("类别", Kind::Word(due), "当月、补发、丧葬等"),
            ("中央", Kind::Money, "中央承担"),
            ("省级", Kind::Money, "省级承担"),
            ("市级", Kind::Money, "市级承担"),
            ("县级", Kind::Money, "县级承担"),
            ("个人账户", Kind::Money, "个人账户承担"),
            ("合计", Kind::Money, "以上五项之和"),
            ("政策版本", Kind::Text, "批次所用的政策版本"),
        ],
        sql: concat!(
            "SELECT d.id, t.number, r.month, r.kind, r.state, d.person, d.region, d.for_month, d.kind, d.central, \
             d.province, d.city, d.county, d.account, d.amount, r.law_version FROM due d JOIN run r ON r.id = d.run \
             JOIN batch t ON t.id = r.batch WHERE d.agency = $1 AND ",
            counting!(),
            " ORDER BY d.id"
        ),
    },
    Sheet {
        file: "05-发放.csv",
        meaning: "当年各批次的每一行拟发，银行怎样处理，是否止付",
        columns: &[
            ("批次号", Kind::Text, "与代发文件相同"),
            ("行号", Kind::Number, "批次内的序号，与代发文件相同"),
            ("发放月份", Kind::Month, "批次的月份"),
            ("个人编号", Kind::Number, "见 01-人员"),
            ("户名", Kind::Text, "账户户名；空即本人"),
            ("账号", Kind::Secret, "收款账号"),
            ("区划代码", Kind::Text, "发放时的村（社区）"),
            ("金额", Kind::Money, "拟发金额"),
            ("银行成功", Kind::Yes, "回盘结果；空为没有回盘；报成功后又退汇的为否"),
            ("银行日期", Kind::Date, "入账或退回日期；退汇的为退汇日期"),
            ("退回原因", Kind::Text, "银行所载"),
            ("退汇单据", Kind::Text, "报成功后又退汇的，银行单据号"),
            ("止付原因", Kind::Text, "没有报送银行的原因"),
        ],
        sql: concat!(
            "SELECT t.number, s.line, r.month, s.person, i.holder, i.masked, i.sealed, s.region, s.amount, ",
            arrived!(),
            ", COALESCE(l.on_date, o.bank_on), COALESCE(l.reason, o.reason), l.document, w.reason FROM disbursement s JOIN run r ON r.id = s.run JOIN batch t ON t.id = s.batch \
             LEFT JOIN identifier i ON i.id = s.payee LEFT JOIN bank_outcome o ON o.batch = s.batch AND o.line = s.line \
             LEFT JOIN late_return l ON l.batch = s.batch AND l.line = s.line \
             LEFT JOIN withheld w ON w.batch = s.batch AND w.line = s.line WHERE s.agency = $1 AND ",
            counting!(),
            " ORDER BY s.batch, s.line"
        ),
    },
    Sheet {
        file: "06-业务办理.csv",
        meaning: "当年经办的每一件业务和每一次签字",
        columns: &[
            ("业务编号", Kind::Number, "本系统的编号"),
            ("业务", Kind::Text, "业务名称，见 shebao operations"),
            ("内容", Kind::Text, "业务的标题"),
            ("金额", Kind::Money, "涉及的金额"),
            ("经办日期", Kind::Date, "提出的日期"),
            ("环节", Kind::Word(stage), "经办、复核、审批"),
            ("签字人", Kind::Text, "姓名"),
            ("岗位", Kind::Word(post), "以什么岗位签字"),
            ("签字时间", Kind::Text, "时间"),
            ("内容摘要", Kind::Text, "签字时内容的 SM3"),
        ],
        sql: "SELECT m.id, m.operation, m.title, m.amount, m.made_on, g.stage, s.name, g.post, g.signed_at, g.digest \
              FROM matter m JOIN signature g ON g.matter = m.id JOIN staff s ON s.id = g.staff \
              WHERE m.agency = $1 AND m.made_on >= :first AND m.made_on <= :last ORDER BY m.id, g.signed_at, g.stage",
    },
    Sheet {
        file: "07-变更日志.csv",
        meaning: "当年审计链的每一环：每次写入一环，前后相扣",
        columns: &[
            ("序号", Kind::Number, "写入的序号，不断号"),
            ("时间", Kind::Text, "时间"),
            ("人员", Kind::Text, "谁"),
            ("动作", Kind::Text, "做了什么"),
            ("业务", Kind::Text, "哪种业务"),
            ("业务编号", Kind::Number, "见 06-业务办理"),
            ("数据行摘要", Kind::Text, "这次写入的全部数据行的 SM3"),
            ("前一环摘要", Kind::Text, "前一环的摘要"),
            ("摘要", Kind::Text, "这一环的摘要"),
        ],
        sql: "SELECT a.seq, a.at, s.name, a.action, a.operation, a.matter, a.rows_digest, a.previous, a.hash \
              FROM audit a LEFT JOIN staff s ON s.id = a.staff WHERE a.agency = $1 AND a.at >= ':year-01-01' \
              AND a.at < ':next-01-01' ORDER BY a.seq",
    },
    Sheet {
        file: "08-查阅记录.csv",
        meaning: "当年谁查看、取出过完整号码或名单，为什么",
        columns: &[
            ("编号", Kind::Number, "本系统的编号"),
            ("人员", Kind::Text, "谁"),
            ("类别", Kind::Text, "identifiers 完整号码，export 取出，refused 被拒绝"),
            ("对象", Kind::Number, "人员、批次或年度"),
            ("日期", Kind::Text, "日期"),
            ("原因", Kind::Text, "所写的原因"),
        ],
        sql: "SELECT d.id, s.name, d.kind, d.subject, d.day, d.reason FROM disclosure d JOIN staff s ON s.id = d.staff \
              WHERE d.agency = $1 AND d.day >= ':year-01-01' AND d.day < ':next-01-01' ORDER BY d.id",
    },
    Sheet {
        file: "09-凭证.csv",
        meaning: "当年每张凭证的每一行分录；含建账的期初余额",
        columns: &[
            ("会计期间", Kind::Month, "月份"),
            ("凭证号", Kind::Number, "每月从 1 起，不断号"),
            ("日期", Kind::Date, "凭证日期"),
            ("摘要", Kind::Text, "凭证摘要"),
            ("行", Kind::Number, "分录行号"),
            ("科目", Kind::Text, "一级科目代码"),
            ("明细", Kind::Text, "明细科目代码"),
            ("承担方", Kind::Text, "财政级次"),
            ("个人编号", Kind::Number, "往来对方"),
            ("借方", Kind::Money, "借方金额"),
            ("贷方", Kind::Money, "贷方金额"),
            ("业务编号", Kind::Number, "依据的业务，见 06-业务办理；制单、复核、记账即其三次签字"),
        ],
        sql: "SELECT v.month, v.number, v.on_date, v.summary, p.line, p.account, p.detail, p.level, p.party, p.debit, \
              p.credit, v.matter FROM voucher v JOIN posting p ON p.voucher = v.id WHERE v.agency = $1 \
              AND (v.month >= :january AND v.month <= :december \
              OR v.template = 'opening_balances' AND v.month <= :december) ORDER BY v.month, v.number, p.line",
    },
];
