//! The printed cells of an evaluation by name: what a submission freezes, and what a published
//! report can be compared with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::figure::{Figure, Parent};
use crate::self_evaluation::{Draft, TO_BE_EXPLAINED};

/// A cell of somebody's published report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// The name of our cell ([`cells`]).
    pub cell: String,
    /// What was published.
    pub printed: String,
    /// Where it stands.
    pub place: String,
    /// Why the published figure cannot be right, where it cannot.
    #[serde(default)]
    pub wrong: Option<String>,
}

/// A published cell beside ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// As published.
    pub published: Published,
    /// Ours; none where we have no such cell.
    pub ours: Option<String>,
}

impl Compared {
    /// True when both print the same.
    pub fn same(&self) -> bool {
        self.ours.as_deref() == Some(self.published.printed.as_str())
    }
}

/// Puts each published cell beside ours.
pub fn compare(draft: &Draft, published: &[Published]) -> Vec<Compared> {
    let ours = cells(draft);
    published.iter().map(|p| Compared { published: p.clone(), ours: ours.get(&p.cell).cloned() }).collect()
}

/// All printed cells by name.
pub fn cells(draft: &Draft) -> BTreeMap<String, String> {
    let mut cells = BTreeMap::new();
    let budget = &draft.project().budget;
    let rows = budget.lines.iter().map(|line| (line.source.words(), line.row()));
    for (name, row) in std::iter::once(("年度资金总额", budget.total())).chain(rows) {
        cells.insert(format!("{name}·年初预算数"), wan(row.initial));
        cells.insert(format!("{name}·全年预算数"), wan(row.full_year));
        cells.insert(format!("{name}·全年执行数"), row.executed.map_or(TO_BE_EXPLAINED.to_owned(), wan));
        cells.insert(format!("{name}·执行率"), row.rate_printed());
    }
    if let Some(points) = budget.points().filter(|_| draft.project().form.budget_has_points()) {
        cells.insert("年度资金总额·得分".to_owned(), points.normalize().to_string());
    }
    for line in draft.lines() {
        let name = &line.indicator.name;
        cells.insert(format!("{name}·年度指标值"), line.indicator.target.printed());
        let actual = line.indicator.actual.as_ref().map(|actual| actual.printed()).unwrap_or_default();
        cells.insert(format!("{name}·实际完成值"), actual);
        if let Some(scored) = line.scored.as_ref().filter(|_| draft.project().form.has_points()) {
            cells.insert(format!("{name}·得分"), scored.points.normalize().to_string());
            cells.insert(format!("{name}·分值"), line.indicator.weight.normalize().to_string());
        }
    }
    if let (Some(total), Some(grade)) = (draft.total(), draft.grade()) {
        cells.insert("总分".to_owned(), total.normalize().to_string());
        cells.insert("等级".to_owned(), grade.word().to_owned());
    }
    cells
}

/// An amount in ten thousand yuan; more digits than two where fen would be lost from sight.
pub(crate) fn wan(amount: base::Fen) -> String {
    let nobody = Parent::Declared { document: String::new(), page: String::new(), who: String::new() };
    let exact = Figure::money(amount, 0, nobody).in_wan().value.normalize();
    if exact.scale() <= 2 { crate::figure::print(exact, 2) } else { exact.to_string() }
}
