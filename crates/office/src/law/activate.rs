//! 政策版本启用: from the next run on the agency assesses and pays by the program's version.
//!
//! Three people sign the impact list (decision 8). The text is stored with its SM3 and with its
//! files, so that what was paid by it can be computed again when the program brings another.

use std::sync::Arc;

use base::{Date, Month, RegionCode};
use desk::{Class, Digest, FieldError, Look, Operation, Plan, Post, Posts, Unplanned};
use serde::{Deserialize, Serialize};

use crate::benefits::Calendar;
use crate::environment::Environment;
use crate::law::impact::{Impact, impact_list, payers};
use crate::law::stored::{of_program, versions};
use crate::payment::Sums;
use crate::registry::agency_area;
use crate::tables::{LawVersion, Scheme};

/// Activates the program's version of the law.
pub struct ActivateLaw(pub Arc<Environment>);

/// Which version is meant.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivateLawInput {
    /// Its name: the signers shall know which one they activate.
    pub version: String,
}

/// What the plan depends on.
pub struct ActivateLawFacts {
    today: Date,
    area: RegionCode,
    activated: Vec<LawVersion>,
    under_way: Option<Month>,
    /// What `law check` finds wrong with the new version.
    unchecked: Vec<String>,
    impact: Impact,
}

impl Operation for ActivateLaw {
    type Input = ActivateLawInput;
    type Facts = ActivateLawFacts;
    const NAME: &'static str = "law.activate";
    const TITLE: &'static str = "政策版本启用";
    const CLASS: Class = Class::R3;
    const POSTS: Posts = Posts { make: &[Post::Clerk], check: &[Post::Reviewer], approve: &[Post::Head] };

    fn read(&self, look: &mut Look<'_>, input: &ActivateLawInput) -> Result<ActivateLawFacts, Unplanned> {
        let today = look.today();
        let activated = versions(look)?;
        let name = self.0.law.version_name();
        let is_new = name == input.version.trim() && activated.iter().all(|version| version.name != name);
        Ok(ActivateLawFacts {
            today,
            area: agency_area(look)?,
            under_way: Calendar::read(look, Scheme::Resident)?.under_way,
            unchecked: if is_new { law::check(&self.0.law, Month::of(today)).faults } else { Vec::new() },
            impact: if is_new { impact_list(look, &self.0)? } else { Impact::default() },
            activated,
        })
    }

    fn plan(&self, facts: &ActivateLawFacts, input: &ActivateLawInput) -> Result<Plan, Vec<FieldError>> {
        let ours = self.0.law.version_name();
        let errors = faults(facts, ours, input.version.trim());
        if !errors.is_empty() {
            return Err(errors);
        }
        let impact = &facts.impact;
        let follows = (Some(impact.old.clone()), impact.effective);
        let version = of_program(&self.0, facts.today, follows).map_err(|e| vec![e])?;
        let mut plan = Plan::new(format!("启用政策版本 {ours}"), facts.area);
        plan.amount = impact.monthly().total().abs() + impact.back_pay().total() + impact.funeral().total().abs();
        plan.show("政策版本", &impact.old, ours);
        plan.show("全文 SM3", "", &version.digest);
        show(&mut plan, impact)?;
        plan.insert(&version);
        Ok(plan)
    }
}

fn faults(facts: &ActivateLawFacts, ours: &str, named: &str) -> Vec<FieldError> {
    let fault = |what: String, advice: &str| FieldError::input("version", what, advice);
    if named != ours {
        let what = format!("程序现在的政策版本是 {ours}，不是 {named}");
        return vec![fault(what, "请核对版本名，或换用带有该版本的程序、参数目录")];
    }
    let Some(active) = facts.activated.last() else {
        return vec![fault("本机构还没有启用任何政策版本".to_owned(), "首个版本随期初建账启用，请先办理期初建账")];
    };
    if active.name == ours {
        let what = format!("{ours} 已于 {} 启用", active.active_from);
        return vec![fault(what, "不需要再办；政策有调整的，请先换用新版本的程序或参数目录")];
    }
    if let Some(before) = facts.activated.iter().find(|version| version.name == ours) {
        let what = format!("{ours} 在 {} 启用过，已由 {} 代替", before.active_from, active.name);
        return vec![fault(what, "旧版本不能重新启用；新版本有误的，请改正后另起版本名再启用")];
    }
    let mut errors = Vec::new();
    if day_of(ours) < day_of(&active.name) {
        let what = format!("{ours} 早于已启用的 {}", active.name);
        errors.push(fault(what, "请核对程序是否换错；确需采用的，请以今天的日期另起版本名"));
    }
    errors.extend(facts.unchecked.iter().map(|what| fault(what.clone(), "请改正政策参数，再运行 shebao law check")));
    for row in &facts.impact.differences {
        if let Some(published) = row.published.filter(|published| *published > facts.today) {
            let what = format!("{} {}（{} 起）的文件 {published} 才公布", row.place, row.title, row.from);
            errors.push(fault(what, "文件公布以后再启用；公布日期写错的，请改正该行的 published"));
        }
    }
    if let Some(month) = facts.under_way {
        let what = format!("{month} 的发放批次还没有审批");
        errors.push(fault(what, "请先审批或作废该批次，再启用新版本"));
    }
    errors
}

/// The part of a version's name before its fingerprint: the day it is meant for.
fn day_of(name: &str) -> &str {
    name.rsplit_once('-').map_or(name, |(day, _)| day)
}

fn show(plan: &mut Plan, impact: &Impact) -> Result<(), Vec<FieldError>> {
    for row in &impact.differences {
        let none = || "（无）".to_owned();
        let field = format!("{} {}（{} 起）", row.place, row.title, row.from);
        plan.show(&field, row.old.clone().unwrap_or_else(none), row.new.clone().unwrap_or_else(none));
    }
    if impact.elsewhere > 0 {
        plan.show("其他地方的改动", "", format!("{} 行，与本机构无关", impact.elsewhere));
    }
    let month = |month: Option<Month>| month.map_or("无".to_owned(), |month| month.to_string());
    plan.show("规定不同的最早月份", "", month(impact.effective));
    plan.show("按新版本首次发放", "", month(impact.first_paid));
    plan.show("核对待遇", "", format!("{} 人", impact.compared));
    plan.show("每月增减", "", words(&impact.monthly()));
    plan.show("应补发", "", words(&impact.back_pay()));
    if impact.funeral().people > 0 {
        plan.show("丧葬补助金差额", "", words(&impact.funeral()));
    }
    let list =
        serde_json::to_string(&impact.lines).map_err(|e| vec![FieldError::whole(e.to_string(), "请联系系统管理员")])?;
    plan.show("影响清单摘要", "", Digest::of(list.as_bytes()));
    if impact.losers() > 0 {
        let what = format!("有 {} 人的待遇减少，请逐人核对影响清单：调整通常不减待遇", impact.losers());
        plan.notices.push(what);
    }
    if impact.back_pay().people > 0 || impact.funeral().people > 0 {
        plan.notices.push("补发不随月度发放，启用后请办理调整补发".to_owned());
    }
    Ok(())
}

fn words(sums: &Sums) -> String {
    match payers(sums) {
        text if text.is_empty() => format!("{} 人 {} 元", sums.people, sums.total()),
        text => format!("{} 人 {} 元（{text}）", sums.people, sums.total()),
    }
}
