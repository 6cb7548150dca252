//! What a verification says: per invariant what was looked at, and the first row that breaks it.

use std::fmt;

use serde::Serialize;

store::codes! {
    /// What must hold at any time.
    Invariant {
        /// Books balance; closed months stay closed.
        Books = "I1" "凭证平衡、科目余额平衡、凭证号连续、已关账月份不变",
        /// Dues = lines = bank file = voucher = answers.
        Payments = "I2" "应发、拟发、用款申请、代发文件、记账、回盘逐批相等",
        /// Paid once a month.
        OncePerMonth = "I3" "一人一险种一月只发一次，重发须在前次失败之后",
        /// Accounts are the sum of their lines.
        Accounts = "I4" "个人账户等于缴费、补贴、利息减支付",
        /// Every amount comes out again.
        Recomputed = "I5" "每笔待遇按当时的事实和政策版本复算一致",
        /// Three different people, each with the post.
        Decisions = "I6" "经办、复核、审批是不同的人，各有当时当地的岗位和权限",
        /// Nothing was altered afterwards.
        Chain = "I7" "审计链完整，并与库外锚文件一致",
        /// No money after death or while suspended.
        AfterDeath = "I8" "死亡之后、暂停期间没有发放",
        /// Evidence is still there.
        ReceivedFiles = "files" "接收的文件齐全且未被改动",
    }
}

impl Serialize for Count {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.what, self.number).serialize(serializer)
    }
}

/// How many of something were looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Of what, in Chinese.
    pub what: &'static str,
    /// How many.
    pub number: i64,
}

/// The first row that breaks an invariant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Table, or the file beside the database.
    pub table: String,
    /// Key of the row.
    pub row: String,
    /// What is wrong, in Chinese.
    pub what: String,
    /// What to do now, in Chinese.
    pub advice: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}：{}。{}", self.table, self.row, self.what, self.advice)
    }
}

/// One invariant after it was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Which.
    pub invariant: Invariant,
    /// What was looked at.
    pub counts: Vec<Count>,
    /// The first row that breaks it.
    pub fault: Option<Fault>,
}

impl Checked {
    pub(super) fn new(invariant: Invariant) -> Checked {
        Checked { invariant, counts: Vec::new(), fault: None }
    }

    pub(super) fn count(&mut self, what: &'static str, number: i64) {
        match self.counts.iter_mut().find(|count| count.what == what) {
            Some(count) => count.number += number,
            None => self.counts.push(Count { what, number }),
        }
    }

    /// Keeps the first fault only.
    pub(super) fn fault(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.fault.is_none() { "通过" } else { "不符" };
        write!(f, "{} {}：{verdict}", self.invariant.code(), self.invariant.title())?;
        let counts: Vec<String> = self.counts.iter().map(|count| format!("{} {}", count.what, count.number)).collect();
        if !counts.is_empty() {
            write!(f, "（{}）", counts.join("，"))?;
        }
        match &self.fault {
            Some(fault) => write!(f, "\n    {fault}"),
            None => Ok(()),
        }
    }
}

/// A verification: one entry per invariant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// In the order of [`Invariant::ALL`].
    pub checked: Vec<Checked>,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_whole(&self) -> bool {
        self.checked.iter().all(|checked| checked.fault.is_none())
    }

    /// The invariants that are broken, each with its first row.
    pub fn faults(&self) -> impl Iterator<Item = (Invariant, &Fault)> {
        self.checked.iter().filter_map(|checked| Some((checked.invariant, checked.fault.as_ref()?)))
    }

    /// The first row that breaks an invariant.
    pub fn fault_of(&self, invariant: Invariant) -> Option<&Fault> {
        self.faults().find(|(broken, _)| *broken == invariant).map(|(_, fault)| fault)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for checked in &self.checked {
            writeln!(f, "{checked}")?;
        }
        Ok(())
    }
}
