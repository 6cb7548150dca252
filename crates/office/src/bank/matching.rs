//! 对账勾对: statement lines and vouchers that are the same money, found by the program or named by a person.

use std::collections::HashSet;
use std::sync::Arc;

use base::{Date, Fen, RegionCode};
use desk::{Class, FieldError, Look, Operation, Plan, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use super::book::{BankBook, Bundle, Move};
use crate::environment::Environment;
use crate::fund::FundFacts;
use crate::tables::{BankLine, BankLineId, FundAccount, VoucherId};

/// Matches an account with its statement.
pub struct Match(pub Arc<Environment>);

/// Without lines and vouchers, everything that leaves no doubt.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchInput {
    /// Which account.
    pub account: FundAccount,
    /// Lines that belong to these vouchers …
    #[serde(default)]
    pub lines: Vec<BankLineId>,
    /// … and to no others.
    #[serde(default)]
    pub vouchers: Vec<VoucherId>,
}

/// What the plan depends on.
pub struct MatchFacts {
    area: RegionCode,
    book: BankBook,
}

impl Operation for Match {
    type Input = MatchInput;
    type Facts = MatchFacts;
    const NAME: &'static str = "bank.match";
    const TITLE: &'static str = "银行对账勾对";
    const CLASS: Class = Class::R2;
    const POSTS: Posts = Posts::FUND;

    fn read(&self, look: &mut Look<'_>, input: &MatchInput) -> Result<MatchFacts, Unplanned> {
        let fund = FundFacts::of_resident(look)?;
        Ok(MatchFacts { area: fund.area, book: BankBook::read(look, fund.id, input.account)? })
    }

    fn plan(&self, facts: &MatchFacts, input: &MatchInput) -> Result<Plan, Vec<FieldError>> {
        let by_hand = !input.lines.is_empty() || !input.vouchers.is_empty();
        let bundles =
            if by_hand { vec![named(&facts.book, input)?] } else { found(&facts.book, &facts.book.lines, &[]) };
        if bundles.is_empty() {
            let what = format!("{}没有可以自动勾对的记录", input.account);
            return Err(vec![FieldError::whole(what, "请填写流水编号和凭证编号逐笔勾对，或先登记未入账的来款")]);
        }
        let mut plan = Plan::new(format!("{}银行对账勾对", input.account), facts.area);
        show(&mut plan, &facts.book, &bundles);
        facts.book.insert(&mut plan, &bundles);
        Ok(plan)
    }
}

pub(super) fn show(plan: &mut Plan, book: &BankBook, bundles: &[Bundle]) {
    plan.show("勾对", "", format!("{} 笔", bundles.len()));
    for bundle in bundles {
        let lines = book.lines.iter().filter(|line| bundle.lines.contains(&line.id));
        let lines: Vec<String> = lines.map(|l| format!("{} {} {}", l.on_date, l.reference, l.amount)).collect();
        let moves = book.moves.iter().filter(|m| bundle.vouchers.contains(&m.voucher));
        let moves: Vec<String> = moves.map(|m| format!("{} 记{}号 {}", m.month, m.number, m.summary)).collect();
        plan.show("  银行流水 = 凭证", lines.join("；"), moves.join("；"));
    }
}

/// The bundle that a person names.
fn named(book: &BankBook, input: &MatchInput) -> Result<Bundle, Vec<FieldError>> {
    let end = Date::MAX;
    let open_lines: Vec<&BankLine> = book.open_lines(end);
    let open_moves: Vec<&Move> = book.open_moves(end);
    let mut faults = Vec::new();
    let (mut at_bank, mut in_books) = (Fen::ZERO, Fen::ZERO);
    for id in unique(&input.lines) {
        match open_lines.iter().find(|line| line.id == id) {
            Some(line) => at_bank += line.amount,
            None => faults.push(FieldError::input(
                "lines",
                format!("{}没有编号为 {id} 的未勾对流水", input.account),
                "请核对未达账项清单",
            )),
        }
    }
    for id in unique(&input.vouchers) {
        match open_moves.iter().find(|m| m.voucher == id) {
            Some(m) => in_books += m.amount,
            None => faults.push(FieldError::input(
                "vouchers",
                format!("没有编号为 {id}、动用{}而未勾对的凭证", input.account),
                "请核对未达账项清单；已冲销的凭证不勾对",
            )),
        }
    }
    if faults.is_empty() && (at_bank != in_books || input.lines.is_empty() || input.vouchers.is_empty()) {
        let what = format!("银行流水合计 {at_bank} 元，凭证合计 {in_books} 元");
        faults.push(FieldError::whole(what, "两边金额须相等，请补齐漏选的流水或凭证"));
    }
    let bundle = Bundle { lines: unique(&input.lines), vouchers: unique(&input.vouchers) };
    if faults.is_empty() { Ok(bundle) } else { Err(faults) }
}

fn unique<T: Copy + Ord>(all: &[T]) -> Vec<T> {
    let mut all = all.to_vec();
    all.sort_unstable();
    all.dedup();
    all
}

/// Bundles that leave no doubt: the voucher names the bank's reference; a batch's vouchers of one day
/// add up to one line of that day; or line and voucher are the only ones of their day and amount.
/// `new` are lines that are not stored yet.
pub(super) fn found(book: &BankBook, stored: &[BankLine], new: &[BankLine]) -> Vec<Bundle> {
    let open: HashSet<BankLineId> = book.open_lines(Date::MAX).into_iter().map(|line| line.id).collect();
    let mut lines: Vec<&BankLine> = stored.iter().filter(|line| open.contains(&line.id)).chain(new).collect();
    let mut moves = book.open_moves(Date::MAX);
    let mut bundles = Vec::new();
    for rule in [by_reference, by_batch, by_day_and_amount] {
        let mut taken_lines = HashSet::new();
        for line in &lines {
            let vouchers = rule(line, &lines, &moves);
            if vouchers.is_empty() {
                continue;
            }
            moves.retain(|m| !vouchers.contains(&m.voucher));
            taken_lines.insert(line.id);
            bundles.push(Bundle { lines: vec![line.id], vouchers });
        }
        lines.retain(|line| !taken_lines.contains(&line.id));
    }
    bundles
}

fn by_reference(line: &BankLine, _: &[&BankLine], moves: &[&Move]) -> Vec<VoucherId> {
    // A repayment of several years names the document once per year.
    let names = [format!("（{}）", line.reference), format!("（{}，", line.reference)];
    let of = moves.iter().filter(|m| names.iter().any(|name| m.summary.contains(name)));
    adding_up(line, of.copied())
}

fn by_batch(line: &BankLine, lines: &[&BankLine], moves: &[&Move]) -> Vec<VoucherId> {
    let same_sign = |m: &&&Move| m.on == line.on_date && m.amount.is_negative() == line.amount.is_negative();
    let batches: HashSet<_> = moves.iter().filter(same_sign).filter_map(|m| m.batch).collect();
    let mut found = batches.into_iter().filter_map(|batch| {
        let of = moves.iter().filter(same_sign).filter(|m| m.batch == Some(batch));
        Some(adding_up(line, of.copied())).filter(|vouchers| !vouchers.is_empty())
    });
    let (first, second) = (found.next(), found.next());
    first.filter(|_| second.is_none() && alone(line, lines)).unwrap_or_default()
}

fn by_day_and_amount(line: &BankLine, lines: &[&BankLine], moves: &[&Move]) -> Vec<VoucherId> {
    let mut same = moves.iter().filter(|m| (m.on, m.amount) == (line.on_date, line.amount));
    let (first, second) = (same.next(), same.next());
    first.filter(|_| second.is_none() && alone(line, lines)).map(|m| vec![m.voucher]).unwrap_or_default()
}

fn alone(line: &BankLine, lines: &[&BankLine]) -> bool {
    lines.iter().filter(|other| (other.on_date, other.amount) == (line.on_date, line.amount)).count() == 1
}

fn adding_up<'a>(line: &BankLine, moves: impl Iterator<Item = &'a Move>) -> Vec<VoucherId> {
    let moves: Vec<&Move> = moves.collect();
    let sum: Fen = moves.iter().map(|m| m.amount).sum();
    if sum == line.amount { moves.iter().map(|m| m.voucher).collect() } else { Vec::new() }
}
