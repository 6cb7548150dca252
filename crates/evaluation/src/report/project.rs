//! The report of a project, a transfer or a fund (handbook d.8).

use super::words::{heading, labelled, score, sentence, word, words};
use super::{Element, fund, made_up, money, reached};
use crate::project::{Form, Project};
use crate::self_evaluation::Draft;

pub(super) fn elements(draft: &Draft, out: &mut Vec<Element>) {
    let project = draft.project();
    if project.form == Form::Framework {
        summary(draft, out);
    }
    basics(project, out);
    work(draft, out);
    result(draft, out);
    match project.form {
        Form::Fund => fund::money(project, out),
        _ => money::money(project, out),
    }
    out.push(heading(2, "（二）绩效目标完成情况"));
    reached::reached(draft, out);
    lessons(draft, out);
}

fn basics(project: &Project, out: &mut Vec<Element>) {
    let said = &project.narrative;
    let subject = if project.form == Form::Fund { "基金" } else { "项目" };
    out.push(heading(1, "一、基本情况"));
    out.push(heading(2, &format!("（一）{subject}概况")));
    out.push(labelled(&format!("1.{subject}背景。"), &said.background));
    out.push(labelled("2.实施依据。", &sentence(&said.basis, "、")));
    out.push(labelled("3.主要内容。", &said.content));
    out.push(labelled("4.实施情况。", &said.implementation));
    out.push(heading(2, "（二）绩效目标"));
    out.push(labelled("", &project.goal));
}

/// 摘要 of an evaluation: whose money, how much of it, what came of it.
fn summary(draft: &Draft, out: &mut Vec<Element>) {
    let project = draft.project();
    let missed = draft.lines().iter().filter(|line| line.scored.as_ref().is_some_and(|scored| !scored.met)).count();
    let open = draft.lines().iter().filter(|line| line.scored.is_none()).count();
    out.push(heading(1, "摘要"));
    let mut spans = vec![word(format!("{}{}年{}", project.unit, project.assess_year, project.name))];
    spans.extend(money::in_short(project));
    let scored = score("评价", draft.total(), project.assess_year, draft.roots());
    spans.extend(scored);
    let open = if open == 0 { String::new() } else { format!("，尚未评分的{open}个") };
    let count = project.indicators.len();
    spans.push(word(format!("三级指标{count}个中，未达到年度指标值的{missed}个{open}。")));
    out.push(Element::Body(spans));
}

/// （决策20分、过程20分…）
fn shares(project: &Project) -> String {
    let one = |share: &crate::GroupWeight| format!("{}{}分", share.group, share.weight.normalize());
    let all: Vec<String> = project.split.iter().map(one).collect();
    if all.is_empty() { String::new() } else { format!("（{}）", all.join("、")) }
}

fn work(draft: &Draft, out: &mut Vec<Element>) {
    let project = draft.project();
    let how = project.form.evaluated();
    out.push(heading(1, &format!("二、{how}工作开展情况")));
    out.push(heading(2, "（一）评价目的、对象和范围"));
    let scope = format!(
        "评价目的是核实资金使用和绩效目标完成情况，找出偏差及其原因，改进预算和管理。评价对象为{}，评价年度为{}年，预算年度为{}年。",
        project.name, project.assess_year, project.budget_year
    );
    out.push(words(scope));
    out.push(heading(2, "（二）评价原则、指标体系和方法"));
    out.push(words(
        "坚持客观公正、数据有据、目标与结果逐项对应，定量指标按数据计分，定性指标由评定人写明依据。".to_owned(),
    ));
    let count = project.indicators.len();
    out.push(words(match project.form {
        Form::Transfer => format!("按转移支付绩效目标自评表设三级指标{count}个，不计分，逐项对照指标值说明完成情况。"),
        Form::SelfEvaluation => format!(
            "设三级指标{count}个，与预算执行率合计100分，其中预算执行率{}分。{}。",
            project.budget.weight.normalize(),
            project.scheme.words()
        ),
        _ => format!("设三级指标{count}个，合计100分{}。{}。", shares(project), project.scheme.words()),
    }));
    out.push(heading(2, "（三）评价过程"));
    out.push(labelled("", &project.narrative.process));
}

fn result(draft: &Draft, out: &mut Vec<Element>) {
    let how = draft.project().form.evaluated();
    out.push(heading(1, &format!("三、{how}结果")));
    out.push(match draft.project().form {
        Form::Transfer => words("本表不计分，结果见各项指标完成情况。".to_owned()),
        _ => {
            let told = score(how, draft.total(), draft.project().assess_year, draft.roots());
            Element::Body([told, made_up::parts(draft)].concat())
        }
    });
    out.push(labelled("总体目标实际完成情况：", draft.project().outcome.as_deref().unwrap_or_default()));
}

fn lessons(draft: &Draft, out: &mut Vec<Element>) {
    let said = &draft.project().narrative;
    out.push(heading(1, "五、主要经验、存在的问题和偏离绩效目标的原因"));
    out.push(heading(2, "（一）主要经验"));
    out.push(labelled("", &sentence(&said.experience, "；")));
    out.push(heading(2, "（二）存在的问题和原因"));
    reached::problems(draft, out);
    out.push(heading(1, "六、改进措施"));
    out.push(labelled("", &sentence(&said.measures, "；")));
    out.push(heading(1, &format!("七、{}结果应用和公开情况", draft.project().form.evaluated())));
    out.push(labelled("", &said.publication));
}
