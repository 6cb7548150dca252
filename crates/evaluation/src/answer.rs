//! What somebody answers for a gap: words or a result, put where the project states them.

use crate::indicator::{Actual, Reason};
use crate::management::{Managed, ManagedItem};
use crate::project::Project;
use crate::self_evaluation::EXECUTION;

/// The words around an indicator's name in the place of a gap.
const INDICATOR: [&str; 2] = ["指标“", "”"];
/// The words before a question of a transfer.
const MANAGED: &str = "资金管理情况·";

impl Project {
    /// The place of an indicator's gap, by the indicator's name.
    pub fn place_of(indicator: &str) -> String {
        INDICATOR.join(indicator)
    }

    /// Whether a gap is closed by words; amounts and budgets come with the project itself.
    pub fn takes_words(&self, place: &str) -> bool {
        let reason = Reason { text: place.to_owned(), who: place.to_owned(), on: base::Date::constant(2000, 1, 1) };
        self.clone().say(place, reason)
    }

    /// Puts somebody's words where a gap was; false where words do not belong. Lists take a line
    /// each.
    pub fn say(&mut self, place: &str, words: Reason) -> bool {
        if let Some(indicator) = self.indicators.iter_mut().find(|i| Project::place_of(&i.name) == place) {
            indicator.reason = Some(words);
            return true;
        }
        if place == EXECUTION {
            self.budget.reason = Some(words);
            return self.form.budget_has_points() && self.budget.unspent().is_some();
        }
        // An account's line that misses its amount is no gap of words.
        let accounts = &mut self.accounts;
        for (side, lines) in [("收入·", &mut accounts.income), ("支出·", &mut accounts.expenditure)] {
            let line = place.strip_prefix(side).and_then(|name| lines.iter_mut().find(|line| line.name == name));
            if let Some(line) = line {
                line.reason = Some(words);
                return line.executed.is_some();
            }
        }
        let text = words.text;
        if let Some(item) = place.strip_prefix(MANAGED) {
            let Some(item) = ManagedItem::ALL.into_iter().find(|known| known.words() == item) else { return false };
            self.managed.retain(|managed| managed.item != item);
            self.managed.push(Managed { item, statement: text, problem: String::new() });
            return true;
        }
        let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        let (told, whole) = (&mut self.narrative, &mut self.whole);
        match place {
            "年度总体目标" => self.outcome = Some(text),
            "自评通知" => told.notice = text,
            "项目背景" => told.background = text,
            "实施依据" => told.basis = lines(),
            "主要内容" => told.content = text,
            "实施情况" => told.implementation = text,
            "评价过程" => told.process = text,
            "资金管理情况" => told.fund_management = text,
            "主要经验" => told.experience = lines(),
            "存在的问题" => told.problems = lines(),
            "改进措施" => told.measures = lines(),
            "自评结果应用和公开情况" => told.publication = text,
            "机构职能" => whole.functions = text,
            "内设机构" => whole.offices = lines(),
            "年度重点工作任务" => whole.tasks = lines(),
            "评价小组情况" => whole.group = text,
            "预算编制情况" => whole.budgeting = text,
            "预算执行情况" => whole.execution = text,
            "预算监督情况" => whole.supervision = text,
            "预算使用效益" => whole.benefit = text,
            _ => return false,
        }
        true
    }

    /// Puts a result where an indicator had none or another; false where there is no such indicator.
    pub fn reach(&mut self, indicator: &str, actual: Actual) -> bool {
        let Some(found) = self.indicators.iter_mut().find(|i| i.name == indicator) else { return false };
        found.actual = Some(actual);
        true
    }
}
