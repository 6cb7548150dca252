//! "Every amount unfolds": the tree of rule, article, dated parameters, inputs and rounding.
//!
//! A rule function computes once and describes its step to a [`Trace`]. With [`Trace::off`] the
//! description is never built, with [`explained`] it is: both run the same arithmetic, so that a
//! number and its explanation cannot disagree.

use base::{Fen, Rounding};
use law::{Citation, Cited};
use serde::Serialize;

use crate::SchemeError;

/// One step of a sum.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Node {
    /// What the amount is, in Chinese.
    pub title: String,
    /// Id of the rule function with its revision, for example `resident.base_pension/1`.
    pub rule: String,
    /// The result.
    pub amount: Fen,
    /// The result in words, where it is not money: `5 年`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// The formula with the numbers put in.
    pub formula: String,
    /// Facts that went in: name and value.
    pub inputs: Vec<(String, String)>,
    /// Rows of the law that went in.
    pub citations: Vec<Citation>,
    /// How an exact amount became fen.
    pub rounding: Option<RoundingStep>,
    /// The amounts this one is made of.
    pub children: Vec<Node>,
}

/// A rounding rule applied to an exact amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoundingStep {
    /// The rule's name, for example 四舍五入到分.
    pub rule: &'static str,
    /// The exact amount as a fraction of yuan.
    pub exact: String,
}

/// A result with its tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explained<T> {
    /// What the rule gives.
    pub value: T,
    /// Why.
    pub node: Node,
}

/// Takes down the steps of a sum, or nothing at all.
pub struct Trace(Option<Vec<Vec<Node>>>);

impl Trace {
    /// Takes down nothing; costs nothing.
    pub const fn off() -> Trace {
        Trace(None)
    }

    /// Computes a step, and describes it only if somebody listens. Steps taken inside `compute`
    /// become the children.
    pub fn step<T>(
        &mut self,
        compute: impl FnOnce(&mut Trace) -> Result<T, SchemeError>,
        describe: impl FnOnce(&T) -> Node,
    ) -> Result<T, SchemeError> {
        if let Some(open) = &mut self.0 {
            open.push(Vec::new());
        }
        let value = compute(self)?;
        if let Some(open) = &mut self.0 {
            let mut node = describe(&value);
            node.children = open.pop().unwrap_or_default();
            if let Some(parent) = open.last_mut() {
                parent.push(node);
            }
        }
        Ok(value)
    }
}

/// Runs a rule with its explanation.
pub fn explained<T>(rule: impl FnOnce(&mut Trace) -> Result<T, SchemeError>) -> Result<Explained<T>, SchemeError> {
    let mut trace = Trace(Some(vec![Vec::new()]));
    let value = rule(&mut trace)?;
    let node = trace.0.and_then(|mut open| open.pop()?.pop()).unwrap_or_default();
    Ok(Explained { value, node })
}

impl Node {
    /// A step with title, rule and amount.
    pub fn new(title: impl Into<String>, rule: &str, amount: Fen) -> Node {
        Node { title: title.into(), rule: rule.to_owned(), amount, ..Node::default() }
    }

    /// A step whose result is not money.
    pub fn words(title: impl Into<String>, rule: &str, said: impl ToString) -> Node {
        Node { said: Some(said.to_string()), ..Node::new(title, rule, Fen::ZERO) }
    }

    /// With the formula as text.
    pub fn formula(mut self, text: impl Into<String>) -> Node {
        self.formula = text.into();
        self
    }

    /// With a fact that went in.
    pub fn input(mut self, name: &str, value: impl ToString) -> Node {
        self.inputs.push((name.to_owned(), value.to_string()));
        self
    }

    /// With a row of the law that went in.
    pub fn cite<T>(mut self, cited: &Cited<T>) -> Node {
        self.citations.push(cited.citation.clone());
        self
    }

    /// With the rounding of `numerator / denominator` fen.
    pub fn rounded(mut self, rule: Rounding, numerator: i128, denominator: i128) -> Node {
        self.rounding = Some(RoundingStep { rule: rule.title(), exact: exact_yuan(numerator, denominator) });
        self
    }

    /// The tree as indented text.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, "", "");
        out
    }

    fn write(&self, out: &mut String, first: &str, rest: &str) {
        match &self.said {
            Some(said) => out.push_str(&format!("{first}{}：{said}", self.title)),
            None => out.push_str(&format!("{first}{}：{} 元", self.title, self.amount)),
        }
        if !self.formula.is_empty() {
            out.push_str(&format!(" = {}", self.formula));
        }
        out.push('\n');
        let bar = if self.children.is_empty() { "  " } else { "│ " };
        let mut line = |text: String| out.push_str(&format!("{rest}{bar}{text}\n"));
        if !self.inputs.is_empty() {
            let inputs: Vec<String> = self.inputs.iter().map(|(name, value)| format!("{name} {value}")).collect();
            line(format!("事实：{}", inputs.join("，")));
        }
        if let Some(step) = &self.rounding {
            line(format!("取舍：{}（{}）", step.rule, step.exact));
        }
        for citation in &self.citations {
            line(format!("依据：{}", citation.text()));
        }
        line(format!("规则：{}", self.rule));
        for (i, child) in self.children.iter().enumerate() {
            let last = i + 1 == self.children.len();
            let (branch, below) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            child.write(out, &format!("{rest}{branch}"), &format!("{rest}{below}"));
        }
    }
}

/// `numerator / denominator` fen as yuan with six decimals, `…` when there would be more.
fn exact_yuan(numerator: i128, denominator: i128) -> String {
    let scaled = numerator.abs() * 10_000;
    let (whole, rest) = (scaled / denominator, scaled % denominator);
    let sign = if numerator < 0 { "-" } else { "" };
    let more = if rest == 0 { "" } else { "…" };
    format!("{sign}{}.{:06}{more}", whole / 1_000_000, whole % 1_000_000)
}
