//! Figures of the fund's books, of the money that governments owe it, and of how well the office worked.

use base::Level;
use evaluation::Unit;
use ledger::Account;

use super::definitions::{Definition, Measure, Subject};
use crate::fund::stands;
use crate::matching::first_sent;
use crate::tables::{ObjectionResult, Satisfaction, counted};

/// Lines of vouchers of the resident fund; closings and opening balances are no facts.
macro_rules! posted {
    ($what:literal, $amount:literal, $which:literal) => {
        concat!(
            "SELECT v.number AS subject, ",
            $what,
            " AS what, v.on_date AS at, ",
            $amount,
            " AS amount FROM voucher v JOIN posting p ON p.voucher = v.id WHERE v.agency = $1 AND v.recorded <= $2 \
             AND v.fund IN (SELECT f.id FROM fund f WHERE f.agency = $1 AND f.scheme = 'resident') \
             AND v.template NOT IN ('period_close', 'opening_balances') ",
            $which
        )
    };
}

/// The rows of the newest budget of the year that is no draft, beside what was executed of them.
macro_rules! executed {
    ($items:literal, $grows:literal, $accounts:literal) => {
        concat!(
            "SELECT 0 AS subject, 'budget' AS what, b.on_date AS at, l.amount AS amount FROM fund_budget b \
             JOIN fund_budget_line l ON l.budget = b.id WHERE b.agency = $1 AND b.recorded <= $2 \
             AND b.year * 100 + 1 = :january AND b.stage <> 'draft' AND l.item IN ",
            $items,
            " AND b.fund IN (SELECT f.id FROM fund f WHERE f.agency = $1 AND f.scheme = 'resident') \
             AND NOT EXISTS (SELECT 1 FROM fund_budget c WHERE c.fund = b.fund AND c.year = b.year AND c.stage <> 'draft' \
             AND c.recorded <= $2 AND (c.on_date > b.on_date OR (c.on_date = b.on_date AND c.id > b.id)) AND ",
            stands!("c.matter"),
            ") AND ",
            stands!("b.matter"),
            " UNION ALL ",
            posted!("'executed'", $grows, "AND v.month >= :january AND v.month <= :end AND p.account LIKE "),
            $accounts
        )
    };
}

/// Each level's share of what left the fund by a day of payment, and of subsidies that were booked.
macro_rules! needed {
    ($first:literal) => {
        concat!(
            "SELECT d.person AS subject, d.kind AS what, f.pay_day AS at, d.amount - d.account AS amount, \
             d.central AS central, d.province AS province, d.city AS city, d.county AS county ",
            first_sent!("$1", $first, ":last"),
            " AND f.recorded <= $2 UNION ALL SELECT e.person, e.source, b.booked_on, e.amount, 0, \
             CASE WHEN e.source = 'province' THEN e.amount ELSE 0 END, CASE WHEN e.source = 'city' THEN e.amount ELSE 0 END, \
             CASE WHEN e.source = 'county' THEN e.amount ELSE 0 END FROM account_entry e \
             JOIN booking b ON b.contribution = e.contribution WHERE e.agency = $1 AND b.recorded <= $2 \
             AND b.booked_on >= ",
            $first,
            " AND b.booked_on <= :last AND e.source IN ('province', 'city', 'county')"
        )
    };
}

const fn of_vouchers(name: &'static str, title: &'static str, meaning: &'static str, rows: &'static str) -> Definition {
    Definition { name, title, meaning, measure: Measure::Money, unit: Unit::Yuan, subject: Subject::Voucher, rows }
}

const fn rate(
    (name, title, meaning): (&'static str, &'static str, &'static str),
    subject: Subject,
    part: &'static [&'static str],
    whole: &'static [&'static str],
    rows: &'static str,
) -> Definition {
    Definition { name, title, meaning, measure: Measure::Rate { part, whole }, unit: Unit::Percent, subject, rows }
}

/// The words of what the rows of this file are.
pub(super) fn words_of(code: &str) -> String {
    let said = match code {
        "budget" => "预算",
        "executed" => "执行",
        "on_time" => "按时",
        "late" => "逾期",
        "certified" => "认证有效",
        "uncertified" => "认证过期或没有认证",
        "not_due" => "当年新享受，尚未到期",
        _ => "",
    };
    if !said.is_empty() {
        return said.to_owned();
    }
    let level = || code.parse().ok().map(|level: Level| level.title().to_owned());
    let account = || Account::parse(code).ok().map(|account| account.to_string());
    let grade = || Satisfaction::from_code(code).map(|grade| grade.title().to_owned());
    let answer = || ObjectionResult::from_code(code).map(|answer| answer.title().to_owned());
    account().or_else(grade).or_else(answer).or_else(level).unwrap_or_else(|| code.to_owned())
}

/// Figures of the books and of the office's work.
pub(super) const FROM_BOOKS: &[Definition] = &[
    // The filling rules of 02表 (财会〔2017〕28号 part five): some accounts net, others their turnover.
    of_vouchers(
        "fund_income",
        "基金收入",
        "收支表本年数：各收入科目，期末结转不计",
        posted!(
            "p.account",
            "CASE WHEN p.account IN ('4001', '4202', '4301') THEN p.credit - p.debit ELSE p.credit END",
            "AND v.month >= :january AND v.month <= :end AND p.account LIKE '4%'"
        ),
    ),
    of_vouchers(
        "fund_expense",
        "基金支出",
        "收支表本年数：各支出科目，期末结转不计",
        posted!(
            "p.account",
            "CASE WHEN p.account IN ('5001', '5201') THEN p.debit - p.credit ELSE p.debit END",
            "AND v.month >= :january AND v.month <= :end AND p.account LIKE '5%'"
        ),
    ),
    of_vouchers(
        "fund_balance",
        "基金累计结余",
        "年末一般基金结余，未结转的收支计入",
        "SELECT v.number AS subject, p.account AS what, v.on_date AS at, p.credit - p.debit AS amount FROM voucher v \
         JOIN posting p ON p.voucher = v.id WHERE v.agency = $1 AND v.recorded <= $2 AND v.month <= :end \
         AND v.fund IN (SELECT f.id FROM fund f WHERE f.agency = $1 AND f.scheme = 'resident') \
         AND (p.account = '3001' OR p.account LIKE '4%' OR p.account LIKE '5%')",
    ),
    rate(
        ("budget_income_rate", "基金收入预算执行率", "当年收入执行数 ÷ 最新批复或调整的收入预算"),
        Subject::Voucher,
        &["executed"],
        &["budget"],
        executed!(
            "('premiums', 'collective', 'interest', 'subsidy_base', 'subsidy_entry', 'subsidy_other', 'investment', \
             'transfer_in', 'other_income', 'from_upper', 'from_lower')",
            "p.credit - p.debit",
            "'4%'"
        ),
    ),
    rate(
        ("budget_expense_rate", "基金支出预算执行率", "当年支出执行数 ÷ 最新批复或调整的支出预算"),
        Subject::Voucher,
        &["executed"],
        &["budget"],
        executed!(
            "('base_pension', 'account_pension', 'funeral', 'transfer_out', 'other_expense', 'to_lower', 'to_upper')",
            "p.debit - p.credit",
            "'5%'"
        ),
    ),
    Definition {
        name: "matching_need",
        title: "应配套资金",
        meaning: "当年发出的待遇和记账的缴费补贴中各级财政负担的部分",
        measure: Measure::Money,
        unit: Unit::Yuan,
        subject: Subject::Person,
        rows: needed!(":first"),
    },
    of_vouchers(
        "matching_received",
        "到位配套资金",
        "当年记账的财政补贴收入，请款和下达不算",
        posted!("p.level", "p.credit - p.debit", "AND v.month >= :january AND v.month <= :end AND p.account = '4101'"),
    ),
    Definition {
        name: "matching_short",
        title: "配套资金缺口",
        meaning: "到年末各级累计应配套大于累计到位的部分，即基金垫付；各级不互相抵顶。逐级列出应配套（正）和到位（负）",
        measure: Measure::Short,
        unit: Unit::Yuan,
        subject: Subject::Voucher,
        rows: concat!(
            "SELECT 0 AS subject, l.level AS what, :end AS at, CAST(SUM(CASE l.level WHEN 'central' THEN n.central \
             WHEN 'province' THEN n.province WHEN 'city' THEN n.city ELSE n.county END) AS BIGINT) AS amount FROM (",
            needed!("0"),
            ") n CROSS JOIN (SELECT 'central' AS level UNION ALL SELECT 'province' UNION ALL SELECT 'city' \
             UNION ALL SELECT 'county') l GROUP BY l.level UNION ALL \
             SELECT 0, r.what, :end, CAST(-SUM(r.amount) AS BIGINT) FROM (",
            posted!("p.level", "p.credit - p.debit", "AND v.month <= :end AND p.account = '4101'"),
            ") r GROUP BY r.what"
        ),
    },
    // Handbook d.9: batches whose bank date is no later than the 25th of the month they are for.
    rate(
        ("paid_on_time", "按时发放率", "月度发放中银行在当月 25 日前（含）付款的批次 ÷ 银行已回盘的批次"),
        Subject::Run,
        &["on_time"],
        &["on_time", "late"],
        "SELECT r.id AS subject, CASE WHEN MAX(o.bank_on) <= r.month * 100 + 25 THEN 'on_time' ELSE 'late' END AS what, \
         MAX(o.bank_on) AS at, 1 AS amount FROM run r JOIN bank_outcome o ON o.batch = r.batch AND o.recorded <= $2 \
         WHERE r.agency = $1 AND r.kind = 'regular' AND r.month >= :january AND r.month <= :end GROUP BY r.id, r.month",
    ),
    rate(
        ("certified", "资格认证率", "年末享受待遇的人中认证仍有效的；当年新享受、未满 12 个月的不计入应认证"),
        Subject::Person,
        &["certified"],
        &["certified", "uncertified"],
        concat!(
            "SELECT v.person AS subject, CASE WHEN c.valid_until >= :last THEN 'certified' \
         WHEN c.valid_until IS NULL AND a.start >= :january THEN 'not_due' ELSE 'uncertified' END AS what, \
         COALESCE(c.valid_until, a.start) AS at, 1 AS amount FROM award_version v JOIN award a ON a.id = v.award \
         LEFT JOIN run r ON r.id = v.run LEFT JOIN (SELECT x.person, MAX(x.valid_until) AS valid_until \
         FROM certification x WHERE x.agency = $1 AND x.recorded <= $2 AND x.certified_on <= :last GROUP BY x.person) c \
         ON c.person = v.person WHERE v.agency = $1 AND v.recorded <= $2 AND v.state IN ('live', 'suspended') \
         AND v.from_month <= :end AND (v.run IS NULL OR r.state IN ",
            counted!(),
            ") \
         AND NOT EXISTS (SELECT 1 FROM award_version w LEFT JOIN run q ON q.id = w.run WHERE w.award = v.award \
         AND w.n > v.n AND w.recorded <= $2 AND w.from_month <= :end \
         AND (w.run IS NULL OR q.state IN ",
            counted!(),
            "))"
        ),
    ),
    rate(
        ("satisfied", "窗口满意率", "当年好差评中非常满意、满意和基本满意的 ÷ 全部评价"),
        Subject::Intake,
        &["5", "4", "3"],
        &["5", "4", "3", "2", "1"],
        "SELECT i.number AS subject, r.grade AS what, r.on_date AS at, 1 AS amount FROM rating r \
         JOIN intake i ON i.id = r.intake WHERE r.agency = $1 AND r.recorded <= $2 \
         AND r.on_date >= :first AND r.on_date <= :last",
    ),
    Definition {
        name: "objections",
        title: "个人权益记录异议",
        meaning: "当年提出的异议，一人多次按多次算；答复的按结果列出",
        measure: Measure::Rows,
        unit: Unit::Cases,
        subject: Subject::Person,
        rows: "SELECT o.person AS subject, COALESCE(a.result, '尚未答复') AS what, o.on_date AS at, 1 AS amount \
               FROM objection o LEFT JOIN objection_answer a ON a.objection = o.id AND a.recorded <= $2 \
               WHERE o.agency = $1 AND o.recorded <= $2 AND o.on_date >= :first AND o.on_date <= :last",
    },
];
