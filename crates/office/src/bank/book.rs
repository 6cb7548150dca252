//! One account twice: as its bank tells it and as the books tell it, and what stands on one side only.

use std::collections::{BTreeMap, HashMap, HashSet};

use base::{Date, Fen, Month};
use desk::{Look, MATTER, Plan, Unplanned};
use ledger::TemplateName;
use serde::Serialize;
use store::{Field, Record, Value};

use crate::tables::{
    BankLine, BankLineId, BankMatch, BankMatchId, BatchId, FundAccount, FundId, VoucherId, VoucherNumber,
};

/// What one voucher moved on the account; negative went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The voucher.
    pub voucher: VoucherId,
    /// Its month.
    pub month: Month,
    /// Its number.
    pub number: VoucherNumber,
    /// Its day.
    pub on: Date,
    /// Its template.
    pub template: String,
    /// Its summary.
    pub summary: String,
    /// The batch it pays.
    pub batch: Option<BatchId>,
    /// The voucher it takes back.
    reverses: Option<VoucherId>,
    /// The day it was taken back itself.
    reversed_on: Option<Date>,
    /// The amount.
    pub amount: Fen,
}

/// Lines and vouchers that are the same money.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bundle {
    pub(super) lines: Vec<BankLineId>,
    pub(super) vouchers: Vec<VoucherId>,
}

/// An account of the fund with its statement.
#[derive(Clone, Debug)]
pub struct BankBook {
    fund: FundId,
    /// Which account.
    pub account: FundAccount,
    /// The statement, oldest first.
    pub lines: Vec<BankLine>,
    /// The books, oldest first.
    pub moves: Vec<Move>,
    bundles: Vec<Bundle>,
    opening: Fen,
}

impl BankBook {
    /// Reads an account up to today.
    pub fn read(look: &mut Look<'_>, fund: FundId, account: FundAccount) -> Result<BankBook, Unplanned> {
        let here = [Value::Int(fund.0), account.value()];
        let lines = look.select::<BankLine>("WHERE fund = $1 AND account = $2 ORDER BY on_date, id", &here)?;
        let mut bundles: BTreeMap<BankMatchId, Bundle> = BTreeMap::new();
        for row in look.select::<BankMatch>("WHERE fund = $1 AND account = $2 ORDER BY id", &here)? {
            let bundle = bundles.entry(row.bundle).or_default();
            bundle.lines.extend(row.line);
            bundle.vouchers.extend(row.voucher);
        }
        let deposit = [Value::Int(fund.0), account.deposit().account().code().into()];
        let moves = moves(look, &deposit)?;
        let sql = "SELECT CAST(COALESCE(SUM(p.debit - p.credit), 0) AS BIGINT) FROM voucher v \
                   JOIN posting p ON p.voucher = v.id \
                   WHERE v.fund = $1 AND p.account = $2 AND v.template = 'opening_balances'";
        let opening = look.scalar::<Fen>(sql, &deposit)?;
        Ok(BankBook { fund, account, lines, moves, bundles: bundles.into_values().collect(), opening })
    }

    /// Lines and vouchers that stood against each other at the end of a day.
    fn matched(&self, end: Date) -> (HashSet<BankLineId>, HashSet<VoucherId>) {
        let lines: HashMap<BankLineId, Date> = self.lines.iter().map(|line| (line.id, line.on_date)).collect();
        let moves: HashMap<VoucherId, &Move> = self.moves.iter().map(|m| (m.voucher, m)).collect();
        let stood = |bundle: &&Bundle| {
            bundle.lines.iter().all(|id| lines.get(id).is_some_and(|on| *on <= end))
                && bundle
                    .vouchers
                    .iter()
                    .all(|id| moves.get(id).is_some_and(|m| m.on <= end && m.reversed_on.is_none_or(|back| back > end)))
        };
        let mut found = (HashSet::new(), HashSet::new());
        for bundle in self.bundles.iter().filter(stood) {
            found.0.extend(&bundle.lines);
            found.1.extend(&bundle.vouchers);
        }
        found
    }

    /// The voucher that a line is booked by now.
    pub(super) fn booked_by(&self, line: BankLineId) -> Option<&Move> {
        let live = |bundle: &&Bundle| {
            bundle.lines.contains(&line) && bundle.vouchers.iter().all(|id| self.live(*id).is_some())
        };
        let bundle = self.bundles.iter().find(live)?;
        bundle.vouchers.first().and_then(|id| self.live(*id))
    }

    fn live(&self, voucher: VoucherId) -> Option<&Move> {
        self.moves.iter().find(|m| m.voucher == voucher && m.reversed_on.is_none())
    }

    /// Lines up to a day that no voucher of up to that day stands for.
    pub fn open_lines(&self, end: Date) -> Vec<&BankLine> {
        let (matched, _) = self.matched(end);
        self.lines.iter().filter(|line| line.on_date <= end && !matched.contains(&line.id)).collect()
    }

    /// Vouchers up to a day that no line of up to that day stands for. One that was taken back by
    /// then, and what took it back, are nothing together.
    pub fn open_moves(&self, end: Date) -> Vec<&Move> {
        let (_, matched) = self.matched(end);
        let taken_back: HashSet<VoucherId> =
            self.moves.iter().filter(|m| m.on <= end).filter_map(|m| m.reverses).collect();
        let open = |m: &&Move| m.on <= end && !matched.contains(&m.voucher);
        let counts = |m: &&Move| m.reverses.is_none() && !taken_back.contains(&m.voucher);
        self.moves.iter().filter(open).filter(counts).collect()
    }

    /// 余额调节表 at the end of a month; `None` while no statement reaches into it.
    pub fn reconciliation(&self, month: Month) -> Option<BankReconciliation> {
        let end = month.last_day();
        let bank = self.lines.iter().rfind(|line| line.on_date <= end)?.balance;
        let books = self.opening + self.moves.iter().filter(|m| m.on <= end).map(|m| m.amount).sum::<Fen>();
        let item = |on, document: &str, what: &str, amount| OpenItem {
            on,
            document: document.to_owned(),
            what: what.to_owned(),
            amount,
        };
        let at_bank = self.open_lines(end);
        let at_bank = at_bank.into_iter().map(|l| item(l.on_date, &l.reference, told(l), l.amount)).collect();
        let in_books = self.open_moves(end);
        let in_books = in_books.into_iter();
        let in_books = in_books.map(|m| item(m.on, &format!("记{}号", m.number), &m.summary, m.amount)).collect();
        Some(BankReconciliation { account: self.account, month, bank, books, at_bank, in_books })
    }

    /// Inserts bundles.
    pub(super) fn insert(&self, plan: &mut Plan, bundles: &[Bundle]) {
        bundles.iter().for_each(|bundle| insert_bundle(plan, self.fund, self.account, bundle));
    }

    /// Every bundle that counts, for `verify`: lines' sum, vouchers' sum.
    pub(crate) fn sums(&self) -> Vec<(Vec<BankLineId>, Vec<VoucherId>, Fen, Fen)> {
        let line = |id: &BankLineId| self.lines.iter().find(|l| l.id == *id).map_or(Fen::ZERO, |l| l.amount);
        let voucher = |id: &VoucherId| self.live(*id).map_or(Fen::ZERO, |m| m.amount);
        let counts = |bundle: &&Bundle| bundle.vouchers.iter().all(|id| self.live(*id).is_some());
        let sums = |b: &Bundle| {
            let (lines, vouchers) = (b.lines.iter().map(line).sum(), b.vouchers.iter().map(voucher).sum());
            (b.lines.clone(), b.vouchers.clone(), lines, vouchers)
        };
        self.bundles.iter().filter(counts).map(sums).collect()
    }
}

fn told(line: &BankLine) -> &str {
    if line.note.is_empty() { &line.counterparty } else { &line.note }
}

fn moves(look: &mut Look<'_>, deposit: &[Value]) -> Result<Vec<Move>, Unplanned> {
    let sql = "SELECT v.id, v.month, v.number, v.on_date, v.template, v.summary, v.batch, v.reverses, r.on_date, \
               CAST(SUM(p.debit - p.credit) AS BIGINT) FROM voucher v JOIN posting p ON p.voucher = v.id \
               LEFT JOIN voucher r ON r.reverses = v.id \
               WHERE v.fund = $1 AND p.account = $2 AND v.template <> 'opening_balances' \
               GROUP BY v.id, v.month, v.number, v.on_date, v.template, v.summary, v.batch, v.reverses, r.on_date \
               HAVING SUM(p.debit - p.credit) <> 0 ORDER BY v.on_date, v.id";
    let mut moves = Vec::new();
    look.each(sql, deposit, |row| {
        moves.push(Move {
            voucher: VoucherId::read(row, 0)?,
            month: Month::read(row, 1)?,
            number: VoucherNumber::read(row, 2)?,
            on: Date::read(row, 3)?,
            template: String::read(row, 4)?,
            summary: String::read(row, 5)?,
            batch: Option::<BatchId>::read(row, 6)?,
            reverses: Option::<VoucherId>::read(row, 7)?,
            reversed_on: Option::<Date>::read(row, 8)?,
            amount: Fen::read(row, 9)?,
        });
        Ok(())
    })?;
    Ok(moves)
}

/// Inserts the rows of one bundle.
pub(super) fn insert_bundle(plan: &mut Plan, fund: FundId, account: FundAccount, bundle: &Bundle) {
    let sides = bundle.lines.iter().map(|id| (Some(*id), None));
    let sides = sides.chain(bundle.vouchers.iter().map(|id| (None, Some(*id))));
    let mut first: Option<BankMatchId> = None;
    for (line, voucher) in sides {
        let id: BankMatchId = plan.new_id();
        let bundle = *first.get_or_insert(id);
        plan.insert(&BankMatch { id, bundle, fund, account, line, voucher, matter: MATTER });
    }
}

/// What stands on one side only (未达账项).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenItem {
    /// Day.
    pub on: Date,
    /// The bank's reference, or the voucher's number.
    pub document: String,
    /// In words.
    pub what: String,
    /// Positive came in, negative went out.
    pub amount: Fen,
}

/// 银行存款余额调节表 of an account at the end of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BankReconciliation {
    /// Which account.
    pub account: FundAccount,
    /// The month.
    pub month: Month,
    /// What the bank says.
    pub bank: Fen,
    /// What the books say.
    pub books: Fen,
    /// At the bank and not in the books.
    pub at_bank: Vec<OpenItem>,
    /// In the books and not at the bank.
    pub in_books: Vec<OpenItem>,
}

impl BankReconciliation {
    /// Both balances with what the other side has not got yet; equal when nothing else is wrong.
    pub fn adjusted(&self) -> (Fen, Fen) {
        let sum = |items: &[OpenItem]| items.iter().map(|item| item.amount).sum::<Fen>();
        (self.bank + sum(&self.in_books), self.books + sum(&self.at_bank))
    }

    /// Whether the adjusted balances agree.
    pub fn agrees(&self) -> bool {
        let (bank, books) = self.adjusted();
        bank == books
    }
}

store::codes! {
    /// Whether a credit has found its place in the books.
    CreditState {
        /// No voucher yet.
        Unbooked = "unbooked" "未入账",
        /// In 2001, waiting to be claimed.
        Parked = "parked" "待认领",
        /// Claimed by the voucher that books it.
        Claimed = "claimed" "已认领",
        /// Nobody's: sent back or written off.
        Ended = "ended" "已退回或核销",
    }
}

/// A credit of a statement with what became of it (来款认领).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// The line.
    pub line: BankLine,
    /// Where it stands.
    pub state: CreditState,
    /// What it turned out to be: the title of the voucher's template.
    pub claimed_as: &'static str,
    /// What of it nobody has claimed, sent back or written off yet.
    pub open: Fen,
    /// Days since it came in, while it is open.
    pub days: i64,
}

impl Credit {
    /// The column of the ageing list (账龄).
    pub fn age(&self) -> &'static str {
        match self.days {
            ..=30 => "30天以内",
            31..=90 => "31至90天",
            91..=365 => "91天至1年",
            _ => "1年以上",
        }
    }
}

/// Every credit of the fund's accounts, oldest first.
pub fn credits(look: &mut Look<'_>, fund: FundId) -> Result<Vec<Credit>, Unplanned> {
    let today = look.today();
    let ended = ended(look, fund)?;
    let mut all = Vec::new();
    for account in FundAccount::ALL {
        let book = BankBook::read(look, fund, *account)?;
        for line in book.lines.iter().filter(|line| line.amount > Fen::ZERO) {
            let template = book.booked_by(line.id).and_then(|m| m.template.parse::<TemplateName>().ok());
            let state = match template {
                None => CreditState::Unbooked,
                Some(TemplateName::TemporaryReceipt) if ended.get(&line.id) == Some(&line.amount) => CreditState::Ended,
                Some(TemplateName::TemporaryReceipt) => CreditState::Parked,
                Some(_) => CreditState::Claimed,
            };
            let open = match state {
                CreditState::Unbooked => line.amount,
                CreditState::Parked => line.amount - ended.get(&line.id).copied().unwrap_or_default(),
                CreditState::Claimed | CreditState::Ended => Fen::ZERO,
            };
            let days = (today - line.on_date).get_days().into();
            let claimed_as = template.filter(|_| state == CreditState::Claimed).map_or("", TemplateName::title);
            all.push(Credit { line: line.clone(), state, claimed_as, open, days });
        }
    }
    all.sort_by_key(|credit| (credit.line.on_date, credit.line.id));
    Ok(all)
}

/// What was sent back or written off of each credit.
pub(super) fn ended(look: &mut Look<'_>, fund: FundId) -> Result<HashMap<BankLineId, Fen>, Unplanned> {
    let sql = "SELECT e.line, CAST(SUM(e.amount) AS BIGINT) FROM credit_end e JOIN voucher v ON v.id = e.voucher \
               WHERE v.fund = $1 AND NOT EXISTS (SELECT 1 FROM voucher r WHERE r.reverses = v.id) GROUP BY e.line";
    let mut ended = HashMap::new();
    look.each(sql, &[Value::Int(fund.0)], |row| {
        ended.insert(BankLineId::read(row, 0)?, Fen::read(row, 1)?);
        Ok(())
    })?;
    Ok(ended)
}

/// A line by its id.
pub(super) fn line_of(look: &mut Look<'_>, id: BankLineId) -> Result<Option<BankLine>, Unplanned> {
    let sql = format!("{} WHERE agency = $1 AND id = $2", BankLine::select_from());
    let args = [Value::Int(look.agency().0), Value::Int(id.0)];
    Ok(look.one(&sql, &args, |row| BankLine::read(row, 0))?)
}
