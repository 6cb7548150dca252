//! 部门整体支出绩效自评报告, in the outline that Guangdong uses (handbook d.6).

use super::words::{heading, labelled, score, sentence, words};
use super::{Element, fund, made_up, reached};
use crate::project::Project;
use crate::self_evaluation::Draft;

pub(super) fn elements(draft: &Draft, out: &mut Vec<Element>) {
    unit(draft.project(), out);
    work(draft.project(), out);
    result(draft, out);
}

fn unit(project: &Project, out: &mut Vec<Element>) {
    let whole = &project.whole;
    out.push(heading(1, "一、单位基本情况"));
    out.push(heading(2, "（一）机构设置、部门职能"));
    out.push(labelled("", &whole.functions));
    let offices = whole.offices.join("、");
    out.push(match whole.offices.len() {
        0 => labelled("内设机构：", ""),
        count => words(format!("设有{count}个内设机构，分别是{offices}。")),
    });
    out.push(heading(2, "（二）年度总体工作和重点工作任务"));
    out.push(labelled("", &sentence(&whole.tasks, "；")));
    out.push(heading(2, "（三）部门整体支出绩效目标"));
    out.push(labelled("", &project.goal));
    out.push(heading(2, "（四）部门整体支出情况"));
    fund::sides(project, out);
}

fn work(project: &Project, out: &mut Vec<Element>) {
    out.push(heading(1, "二、自评工作开展情况"));
    out.push(heading(2, "（一）评价小组情况"));
    out.push(labelled("", &project.whole.group));
    out.push(heading(2, "（二）评价指标和方法"));
    let count = project.indicators.len();
    out.push(words(format!("设三级指标{count}个，合计100分。{}。", project.scheme.words())));
    out.push(heading(2, "（三）自评工作过程"));
    out.push(labelled("", &project.narrative.process));
}

fn result(draft: &Draft, out: &mut Vec<Element>) {
    let project = draft.project();
    let whole = &project.whole;
    out.push(heading(1, "三、绩效自评情况"));
    out.push(heading(2, "（一）自评结果"));
    let told = score("自评", draft.total(), project.assess_year, draft.roots());
    out.push(Element::Body([told, made_up::parts(draft)].concat()));
    out.push(labelled("整体绩效目标实际完成情况：", project.outcome.as_deref().unwrap_or_default()));
    out.push(heading(2, "（二）部门整体支出绩效指标分析"));
    let parts = [
        ("预算编制情况", &whole.budgeting),
        ("预算执行情况", &whole.execution),
        ("预算监督情况", &whole.supervision),
        ("预算使用效益", &whole.benefit),
    ];
    for (n, (part, said)) in parts.iter().enumerate() {
        out.push(labelled(&format!("{}.{part}。", n + 1), said));
        reached::of_group(draft, part, out);
    }
    reached::besides(draft, &parts.map(|(part, _)| part), out);
    out.push(heading(2, "（三）主要做法和经验"));
    out.push(labelled("", &sentence(&project.narrative.experience, "；")));
    out.push(heading(2, "（四）存在的问题"));
    reached::problems(draft, out);
    out.push(heading(2, "（五）改进措施"));
    out.push(labelled("", &sentence(&project.narrative.measures, "；")));
}
