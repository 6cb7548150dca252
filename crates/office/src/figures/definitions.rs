//! The definitions, in the order of the money's way.

use evaluation::Unit;

use super::from_books::FROM_BOOKS;
use crate::tables::{AccountSource, ComponentKind, ContributionKind, DueKind, EnrolmentState};

/// How rows become a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Different people whose amounts are not nothing together.
    People,
    /// Rows.
    Rows,
    /// The sum of the amounts.
    Money,
    /// What is missing of each kind of row, summed: too much of one does not fill another.
    Short,
    /// The sum of some kinds of rows in percent of the sum of some: the same row may stand in both.
    Rate {
        /// The codes above the line.
        part: &'static [&'static str],
        /// The codes below it.
        whole: &'static [&'static str],
    },
}

/// What a row's number is the number of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A person; below zero the line of a province's export.
    Person,
    /// A voucher's number in its month; none is a row of the budget, or a sum.
    Voucher,
    /// A run.
    Run,
    /// An intake at the window.
    Intake,
}

impl Subject {
    /// The head of its column.
    pub const fn title(self) -> &'static str {
        match self {
            Subject::Person => "个人编号",
            Subject::Voucher => "凭证号",
            Subject::Run => "发放业务",
            Subject::Intake => "受理编号",
        }
    }
}

/// A figure: what it counts, and the query for its rows.
#[derive(Debug)]
pub struct Definition {
    /// Its name, for commands and bookmarks.
    pub name: &'static str,
    /// What it is called in reports.
    pub title: &'static str,
    /// What exactly is counted, for whoever signs the report.
    pub meaning: &'static str,
    /// How the rows become a number.
    pub measure: Measure,
    /// The unit of the number.
    pub unit: Unit,
    /// What the rows are about.
    pub subject: Subject,
    /// Rows: subject, what, when, amount. `$1` is the agency, `$2` the write up to which rows count;
    /// `:first`, `:last` are the days of the year (or of another period), `:january` its year's first
    /// month, `:end` its own last one, `:booked` the day by which a fee must be booked.
    pub(super) rows: &'static str,
}

impl Definition {
    /// The Chinese word of a row's code. The codes of a query are those of one column, and equal
    /// codes of these columns mean the same.
    pub(super) fn words_of(&self, code: &str) -> String {
        if self.subject != Subject::Person {
            return super::from_books::words_of(code);
        }
        let due = || DueKind::from_code(code).map(DueKind::title);
        let source = || AccountSource::from_code(code).map(AccountSource::title);
        let component = || ComponentKind::from_code(code).map(ComponentKind::title);
        let state = || EnrolmentState::from_code(code).map(EnrolmentState::title);
        let kind = || ContributionKind::from_code(code).map(ContributionKind::title);
        let found = due().or_else(source).or_else(component).or_else(state).or_else(kind);
        found.map_or_else(|| super::from_books::words_of(code), str::to_owned)
    }

    /// Whether a row's amount is money.
    pub fn shows_money(&self) -> bool {
        match self.measure {
            Measure::Money | Measure::Short => true,
            Measure::Rate { .. } => self.subject == Subject::Voucher,
            Measure::People | Measure::Rows => false,
        }
    }
}

/// Every figure there is.
pub fn definitions() -> impl Iterator<Item = &'static Definition> {
    FROM_BUSINESS.iter().chain(FROM_BOOKS)
}

/// The definition of that name.
pub fn definition(name: &str) -> Option<&'static Definition> {
    definitions().find(|definition| definition.name == name)
}

const fn people(name: &'static str, title: &'static str, meaning: &'static str, rows: &'static str) -> Definition {
    Definition { name, title, meaning, measure: Measure::People, unit: Unit::Persons, subject: Subject::Person, rows }
}

const fn times(name: &'static str, title: &'static str, meaning: &'static str, rows: &'static str) -> Definition {
    Definition { name, title, meaning, measure: Measure::Rows, unit: Unit::PersonTimes, subject: Subject::Person, rows }
}

const fn money(name: &'static str, title: &'static str, meaning: &'static str, rows: &'static str) -> Definition {
    Definition { name, title, meaning, measure: Measure::Money, unit: Unit::Yuan, subject: Subject::Person, rows }
}

/// Money that reached somebody in the year: a due whose payment the bank confirmed.
macro_rules! paid {
    ($amount:literal, $more:literal) => {
        concat!(
            "SELECT d.person AS subject, d.kind AS what, d.for_month AS at, ",
            $amount,
            " AS amount FROM due d JOIN award_version v ON v.award = d.award AND v.n = d.version \
             JOIN disbursement s ON s.run = d.run AND s.award = d.award \
             JOIN bank_outcome o ON o.batch = s.batch AND o.line = s.line AND o.paid = 1 \
             WHERE d.agency = $1 AND o.recorded <= $2 \
             AND NOT EXISTS (SELECT 1 FROM late_return t WHERE t.batch = o.batch AND t.line = o.line AND t.recorded <= $2) \
             AND o.bank_on >= :first AND o.bank_on <= :last",
            $more
        )
    };
}

/// Lines of accounts of the year's bookings.
macro_rules! booked {
    ($sources:literal) => {
        concat!(
            "SELECT e.person AS subject, e.source AS what, e.month AS at, e.amount AS amount FROM account_entry e \
             JOIN booking b ON b.contribution = e.contribution \
             WHERE e.agency = $1 AND e.recorded <= $2 AND b.booked_on >= :first AND b.booked_on <= :last ",
            $sources
        )
    };
}

/// Rows of the province's newest monthly exports; who is unknown here has the line's number, negative.
macro_rules! reported {
    ($row:literal, $table:literal, $which:literal) => {
        concat!(
            "SELECT COALESCE(p.person, -p.line) AS subject, ",
            $row,
            " FROM ",
            $table,
            " p JOIN shadow_batch b ON b.id = p.batch WHERE b.agency = $1 AND b.recorded <= $2 ",
            $which,
            " AND NOT EXISTS (SELECT 1 FROM shadow_batch z WHERE z.agency = b.agency AND z.kind = b.kind \
             AND z.month = b.month AND z.id > b.id AND z.recorded <= $2)"
        )
    };
}

/// What is counted of people and of the money that goes to and from them.
const FROM_BUSINESS: &[Definition] = &[
    people(
        "insured",
        "参保人数",
        "年末参保状态不是终止的人（正常参保、暂停、待遇领取）",
        // Everybody: by the people, so that a part of the rows is read without the rest.
        "SELECT e.person AS subject, v.state AS what, v.from_month AS at, 1 AS amount FROM enrolment e \
         CROSS JOIN enrolment_event v WHERE v.enrolment = e.id AND v.agency = e.agency AND e.agency = $1 AND v.recorded <= $2 AND v.from_month <= :end AND v.state <> 'ended' \
         AND NOT EXISTS (SELECT 1 FROM enrolment_event w WHERE w.agency = e.agency AND w.enrolment = v.enrolment \
         AND w.n > v.n AND w.recorded <= $2 AND w.from_month <= :end)",
    ),
    people(
        "fee_payers",
        "缴费人数",
        "为当年缴费、已记账且未退费的人，政府代缴的也算，只有集体补助的不算",
        "SELECT c.person AS subject, c.payer AS what, c.period_from AS at, c.amount AS amount FROM contribution c \
         WHERE c.agency = $1 AND c.recorded <= $2 AND c.period_from >= :january AND c.period_from <= :january + 11 \
         AND c.payer IN ('personal', 'proxy') AND EXISTS (SELECT 1 FROM booking b WHERE b.agency = c.agency AND b.contribution = COALESCE(c.reverses, c.id) AND b.booked_on <= :booked)",
    ),
    times(
        "bookings",
        "记账人次",
        "当年记入个人账户且当年未整笔冲正、退费的缴费笔数，一人多笔按多次算",
        "SELECT c.person AS subject, c.kind AS what, b.booked_on AS at, c.amount AS amount FROM booking b \
         JOIN contribution c ON c.id = b.contribution WHERE b.agency = $1 AND b.recorded <= $2 \
         AND b.booked_on >= :first AND b.booked_on <= :last AND c.reverses IS NULL \
         AND NOT EXISTS (SELECT 1 FROM contribution r JOIN booking q ON q.contribution = r.id WHERE r.reverses = c.id \
         AND r.amount = -c.amount AND q.recorded <= $2 AND q.booked_on <= :last)",
    ),
    money(
        "booked_amount",
        "记账金额",
        "当年记账的个人缴费、代缴、集体补助和各级缴费补贴",
        booked!("AND e.source <> 'interest'"),
    ),
    people(
        "county_match_people",
        "享受县级缴费补贴人数",
        "当年记账中有县级补贴的人",
        booked!("AND e.source = 'county'"),
    ),
    money("county_match", "县级缴费补贴", "当年记账的县级补贴", booked!("AND e.source = 'county'")),
    money("city_match", "市级缴费补贴", "当年记账的市级补贴", booked!("AND e.source = 'city'")),
    money("province_match", "省级缴费补贴", "当年记账的省级补贴", booked!("AND e.source = 'province'")),
    people(
        "recipients_december",
        "待遇领取人数",
        "十二月的养老金已发到账的人，不含付给继承人的",
        paid!("d.amount", " AND d.for_month = :end AND d.kind IN ('regular', 'arrears') AND v.state <> 'settling'"),
    ),
    money(
        "pension_paid",
        "发放养老金",
        "当年银行已付的养老金：当月、补发、调整补发，已减扣还和结算时的抵扣",
        paid!("d.amount", " AND d.kind IN ('regular', 'arrears', 'adjustment', 'set_off', 'deduction', 'returned')"),
    ),
    money(
        "benefits_paid",
        "发放待遇",
        "当年银行已付的全部待遇：养老金、一次性支付和丧葬补助，不含退费",
        paid!("d.amount", " AND d.kind <> 'refund'"),
    ),
    money(
        "pension_county",
        "县级负担的养老金",
        "当年银行已付的养老金中县级负担的部分",
        paid!("d.county", " AND d.kind IN ('regular', 'arrears', 'adjustment', 'set_off', 'deduction', 'returned')"),
    ),
    money(
        "pension_city",
        "市级负担的养老金",
        "当年银行已付的养老金中市级负担的部分",
        paid!("d.city", " AND d.kind IN ('regular', 'arrears', 'adjustment', 'set_off', 'deduction', 'returned')"),
    ),
    money(
        "pension_province",
        "省级负担的养老金",
        "当年银行已付的养老金中省级负担的部分",
        paid!("d.province", " AND d.kind IN ('regular', 'arrears', 'adjustment', 'set_off', 'deduction', 'returned')"),
    ),
    money(
        "pension_central",
        "中央负担的养老金",
        "当年银行已付的养老金中中央负担的部分",
        paid!("d.central", " AND d.kind IN ('regular', 'arrears', 'adjustment', 'set_off', 'deduction', 'returned')"),
    ),
    money(
        "pension_account",
        "个人账户养老金",
        "当年银行已付的养老金中由个人账户支付的部分",
        paid!("d.account", " AND d.kind IN ('regular', 'arrears', 'adjustment', 'set_off', 'deduction', 'returned')"),
    ),
    people(
        "back_paid_people",
        "待遇调整补发人数",
        "当年因政策调整补发到账的人",
        paid!("d.amount", " AND d.kind = 'adjustment'"),
    ),
    money(
        "back_paid",
        "待遇调整补发金额",
        "当年因政策调整补发到账的金额",
        paid!("d.amount", " AND d.kind = 'adjustment'"),
    ),
    people(
        "long_supplement_people",
        "享受缴费年限养老金人数",
        "当年发放的养老金中有缴费年限养老金的人",
        "SELECT DISTINCT d.person AS subject, 'long' AS what, :end AS at, 1 AS amount FROM due d \
         JOIN award_component c ON c.award = d.award AND c.n = d.version AND c.kind = 'long' AND c.amount > 0 \
         JOIN disbursement s ON s.run = d.run AND s.award = d.award \
         JOIN bank_outcome o ON o.batch = s.batch AND o.line = s.line AND o.paid = 1 \
         WHERE d.agency = $1 AND o.recorded <= $2 \
         AND NOT EXISTS (SELECT 1 FROM late_return t WHERE t.batch = o.batch AND t.line = o.line AND t.recorded <= $2) \
         AND o.bank_on >= :first AND o.bank_on <= :last AND d.kind = 'regular'",
    ),
    people(
        "age_supplement_people",
        "享受高龄增发人数",
        "当年发放的养老金中有高龄增发的人",
        "SELECT DISTINCT d.person AS subject, 'age' AS what, :end AS at, 1 AS amount FROM due d \
         JOIN award_component c ON c.award = d.award AND c.n = d.version AND c.kind = 'age' AND c.amount > 0 \
         JOIN disbursement s ON s.run = d.run AND s.award = d.award \
         JOIN bank_outcome o ON o.batch = s.batch AND o.line = s.line AND o.paid = 1 \
         WHERE d.agency = $1 AND o.recorded <= $2 \
         AND NOT EXISTS (SELECT 1 FROM late_return t WHERE t.batch = o.batch AND t.line = o.line AND t.recorded <= $2) \
         AND o.bank_on >= :first AND o.bank_on <= :last AND d.kind = 'regular'",
    ),
    people(
        "funeral_people",
        "丧葬补助人数",
        "当年丧葬补助金已发到账的人（按已故参保人算）",
        paid!("d.amount", " AND d.kind = 'funeral'"),
    ),
    money("funeral_paid", "丧葬补助金", "当年银行已付的丧葬补助金", paid!("d.amount", " AND d.kind = 'funeral'")),
    money(
        "funeral_county",
        "县级负担的丧葬补助金",
        "当年银行已付的丧葬补助金中县级负担的部分",
        paid!("d.county", " AND d.kind = 'funeral'"),
    ),
    people(
        "shadow_insured",
        "参保人数（省系统）",
        "影子模式：省系统 12 月人员月报中参保状态不是终止的人；本系统没有的人以负的月报行号列出",
        reported!(
            "p.state AS what, b.month AS at, 1 AS amount",
            "shadow_person",
            "AND b.kind = 'persons' AND b.month = :end AND p.state <> 'ended'"
        ),
    ),
    people(
        "shadow_recipients",
        "领取待遇人数（省系统）",
        "影子模式：省系统 12 月人员月报中状态为待遇领取的人",
        reported!(
            "p.state AS what, b.month AS at, 1 AS amount",
            "shadow_person",
            "AND b.kind = 'persons' AND b.month = :end AND p.state = 'receiving'"
        ),
    ),
    money(
        "shadow_paid",
        "发放待遇（省系统）",
        "影子模式：省系统当年各月发放月报中成功的金额",
        reported!(
            "'regular' AS what, p.for_month AS at, p.amount AS amount",
            "shadow_payment",
            "AND b.kind = 'payments' AND b.month >= :january AND b.month <= :end AND p.paid = 1"
        ),
    ),
    money(
        "shadow_fees",
        "缴费（省系统）",
        "影子模式：省系统当年各月缴费月报的金额",
        reported!(
            "p.fee_kind AS what, p.paid_on AS at, p.amount AS amount",
            "shadow_fee",
            "AND b.kind = 'fees' AND b.month >= :january AND b.month <= :end"
        ),
    ),
    money(
        "funeral_city",
        "市级负担的丧葬补助金",
        "当年银行已付的丧葬补助金中市级负担的部分",
        paid!("d.city", " AND d.kind = 'funeral'"),
    ),
    money(
        "funeral_province",
        "省级负担的丧葬补助金",
        "当年银行已付的丧葬补助金中省级负担的部分",
        paid!("d.province", " AND d.kind = 'funeral'"),
    ),
    money(
        "funeral_central",
        "中央负担的丧葬补助金",
        "当年银行已付的丧葬补助金中中央负担的部分",
        paid!("d.central", " AND d.kind = 'funeral'"),
    ),
];
