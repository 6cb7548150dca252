//! The report of a project, a transfer or a fund (handbook d.8).

use super::words::{heading, labelled, score, sentence, words};
use super::{Element, fund, money, reached};
use crate::project::{Form, Project};
use crate::self_evaluation::Draft;

pub(super) fn elements(draft: &Draft, out: &mut Vec<Element>) {
    let project = draft.project();
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
    out.push(heading(1, "一、基本情况"));
    out.push(heading(2, "（一）项目概况"));
    out.push(labelled("1.项目背景。", &said.background));
    out.push(labelled("2.实施依据。", &sentence(&said.basis, "、")));
    out.push(labelled("3.主要内容。", &said.content));
    out.push(labelled("4.实施情况。", &said.implementation));
    out.push(heading(2, "（二）绩效目标"));
    out.push(labelled("", &project.goal));
}

fn work(draft: &Draft, out: &mut Vec<Element>) {
    let project = draft.project();
    out.push(heading(1, "二、自评工作开展情况"));
    out.push(heading(2, "（一）评价对象和范围"));
    let scope = format!(
        "评价对象为{}，评价年度为{}年，预算年度为{}年。",
        project.name, project.assess_year, project.budget_year
    );
    out.push(words(scope));
    out.push(heading(2, "（二）评价指标和方法"));
    let count = project.indicators.len();
    out.push(words(match project.form {
        Form::Transfer => format!("按转移支付绩效目标自评表设三级指标{count}个，不计分，逐项对照指标值说明完成情况。"),
        Form::SelfEvaluation => format!(
            "设三级指标{count}个，与预算执行率合计100分，其中预算执行率{}分。{}。",
            project.budget.weight.normalize(),
            project.scheme.words()
        ),
        _ => format!("设三级指标{count}个，合计100分。{}。", project.scheme.words()),
    }));
    out.push(heading(2, "（三）评价过程"));
    out.push(labelled("", &project.narrative.process));
}

fn result(draft: &Draft, out: &mut Vec<Element>) {
    out.push(heading(1, "三、自评结果"));
    out.push(match draft.project().form {
        Form::Transfer => words("本表不计分，结果见各项指标完成情况。".to_owned()),
        _ => Element::Body(score(draft.total(), draft.project().assess_year, draft.roots())),
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
    out.push(heading(1, "七、自评结果应用和公开情况"));
    out.push(labelled("", &said.publication));
}
