//! The self-evaluation report as a value, in the outline of the handbook (d.8). Every figure in it
//! keeps its parent; what nobody said prints 待说明.

use crate::cells::wan;
use crate::figure::{Parent, print};
use crate::indicator::Actual;
use crate::project::{Form, Project};
use crate::self_evaluation::{Draft, Line, TO_BE_EXPLAINED};

/// A report that can be set as a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The title.
    pub title: String,
    /// Lines of the cover: name and value.
    pub cover: Vec<(&'static str, String)>,
    /// Headings and paragraphs in reading order.
    pub elements: Vec<Element>,
}

/// A heading or a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// 一、 is level 1, （一） level 2.
    Heading(u8, String),
    /// A paragraph.
    Body(Vec<Span>),
}

/// A piece of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Words.
    Words(String),
    /// A figure as printed, with its parent.
    Figure {
        /// Number and unit.
        text: String,
        /// Where it comes from.
        parent: Parent,
    },
}

impl Element {
    /// The text without marks.
    pub fn text(&self) -> String {
        match self {
            Element::Heading(_, text) => text.clone(),
            Element::Body(spans) => spans.iter().map(Span::text).collect(),
        }
    }
}

impl Span {
    /// The text of the piece.
    pub fn text(&self) -> &str {
        match self {
            Span::Words(text) | Span::Figure { text, .. } => text,
        }
    }
}

/// The report of an evaluation.
pub fn report(draft: &Draft) -> Report {
    let project = draft.project();
    let mut elements = Vec::new();
    basics(project, &mut elements);
    work(draft, &mut elements);
    result(draft, &mut elements);
    money(project, &mut elements);
    reached(draft, &mut elements);
    lessons(draft, &mut elements);
    let title = match project.form {
        Form::SelfEvaluation => "项目支出绩效自评报告",
        Form::Framework => "项目支出绩效评价报告",
        Form::Transfer => "转移支付绩效自评报告",
        Form::Fund => "社会保险基金预算绩效自评报告",
    };
    let cover = vec![
        ("项目名称", project.name.clone()),
        ("评价年度", format!("{}年度", project.assess_year)),
        ("主管部门", project.department.clone()),
        ("实施单位", project.unit.clone()),
    ];
    Report { title: title.to_owned(), cover, elements }
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
        Form::Framework | Form::Fund => format!("设三级指标{count}个，合计100分。{}。", project.scheme.words()),
    }));
    out.push(heading(2, "（三）评价过程"));
    out.push(labelled("", &project.narrative.process));
}

fn result(draft: &Draft, out: &mut Vec<Element>) {
    out.push(heading(1, "三、自评结果"));
    out.push(words(match (draft.total(), draft.grade()) {
        (Some(total), Some(grade)) => {
            let total = total.normalize();
            format!("自评得分{total}分，等级为“{}”。", grade.word())
        }
        _ if draft.project().form == Form::Transfer => "本表不计分，结果见各项指标完成情况。".to_owned(),
        _ => format!("自评得分{TO_BE_EXPLAINED}。"),
    }));
    out.push(labelled("总体目标实际完成情况：", draft.project().outcome.as_deref().unwrap_or_default()));
}

fn money(project: &Project, out: &mut Vec<Element>) {
    out.push(heading(1, "四、项目资金使用绩效"));
    out.push(heading(2, "（一）资金投入情况"));
    let total = project.budget.total();
    let sum = || Parent::Declared {
        document: "项目资金各行之和".to_owned(),
        page: "年度资金总额".to_owned(),
        who: project.unit.clone(),
    };
    let mut spans = vec![
        word(format!("1.资金到位和执行情况。{}年年初预算", project.budget_year)),
        figure(format!("{}万元", wan(total.initial)), sum()),
        word("，全年预算".to_owned()),
        figure(format!("{}万元", wan(total.full_year)), sum()),
        word("，全年执行".to_owned()),
        executed(total.executed, &sum()),
    ];
    match total.rate() {
        Some(rate) => spans.push(word(format!("，预算执行率{}%。", print(rate, 2)))),
        None if total.executed.is_none() => spans.push(word("。".to_owned())),
        None => spans.push(word("。全年未安排预算，不计算执行率。".to_owned())),
    }
    out.push(Element::Body(spans));
    if project.budget.lines.len() > 1 {
        let mut spans = vec![word("全年执行数中：".to_owned())];
        for (n, line) in project.budget.lines.iter().enumerate() {
            spans.push(word(format!("{}{}", if n == 0 { "" } else { "，" }, line.source.words())));
            spans.push(executed(line.executed, &line.parent));
        }
        spans.push(word("。".to_owned()));
        out.push(Element::Body(spans));
    }
    for change in project.budget.lines.iter().flat_map(|line| &line.adjustments) {
        let (verb, amount) =
            if change.amount.is_negative() { ("调减", -change.amount) } else { ("调增", change.amount) };
        let source =
            Parent::Declared { document: change.document.clone(), page: String::new(), who: project.unit.clone() };
        let day = change.date;
        out.push(Element::Body(vec![
            word(format!("{}年{}月{}日依据{}{verb}预算", day.year(), day.month(), day.day(), change.document)),
            figure(format!("{}万元", wan(amount)), source),
            word("。".to_owned()),
        ]));
    }
    out.push(labelled("2.资金管理情况。", &project.narrative.fund_management));
}

fn executed(amount: Option<base::Fen>, parent: &Parent) -> Span {
    match amount {
        Some(amount) => figure(format!("{}万元", wan(amount)), parent.clone()),
        None => word(TO_BE_EXPLAINED.to_owned()),
    }
}

fn reached(draft: &Draft, out: &mut Vec<Element>) {
    out.push(heading(2, "（二）绩效目标完成情况"));
    let mut groups: Vec<&str> = Vec::new();
    for line in draft.lines() {
        if groups.last() != Some(&line.indicator.group.as_str()) {
            groups.push(&line.indicator.group);
            out.push(words(format!("{}.{}完成情况。", groups.len(), line.indicator.group)));
        }
        out.push(one_indicator(line, draft.project()));
    }
}

fn one_indicator(line: &Line, project: &Project) -> Element {
    let indicator = &line.indicator;
    let mut spans = vec![word(format!(
        "{}“{}”：年度指标值{}，实际完成",
        indicator.kind,
        indicator.name,
        indicator.target.printed()
    ))];
    match &indicator.actual {
        None => spans.push(word(TO_BE_EXPLAINED.to_owned())),
        Some(Actual::Figure(number)) => spans.push(figure(number.printed(), number.parent.clone())),
        Some(rate @ Actual::Rate { part, .. }) => spans.push(figure(rate.printed(), part.parent.clone())),
        Some(other) => spans.push(word(other.printed())),
    }
    if let (Some(scored), true) = (&line.scored, project.form.has_points()) {
        spans.push(word(format!("，分值{}分，得{}分", indicator.weight.normalize(), scored.points.normalize())));
    }
    if !line.reason.is_empty() {
        spans.push(word(format!("。偏差原因及改进措施：{}", line.reason.trim_end_matches('。'))));
    }
    spans.push(word("。".to_owned()));
    Element::Body(spans)
}

fn lessons(draft: &Draft, out: &mut Vec<Element>) {
    let said = &draft.project().narrative;
    out.push(heading(1, "五、主要经验、存在的问题和偏离绩效目标的原因"));
    out.push(heading(2, "（一）主要经验"));
    out.push(labelled("", &sentence(&said.experience, "；")));
    out.push(heading(2, "（二）存在的问题和原因"));
    let missed: Vec<&Line> = draft.lines().iter().filter(|l| l.scored.as_ref().is_some_and(|s| !s.met)).collect();
    for line in &missed {
        let actual = line.indicator.actual.as_ref().map(Actual::printed).unwrap_or_default();
        let target = line.indicator.target.printed();
        let reason = line.reason.trim_end_matches('。');
        out.push(words(format!(
            "“{}”未达到年度指标值：目标{target}，实际{actual}。原因：{reason}。",
            line.indicator.name
        )));
    }
    match (said.problems.is_empty(), missed.is_empty()) {
        (false, _) => out.push(words(sentence(&said.problems, "；"))),
        (true, false) => {}
        (true, true) => out.push(words("各项指标均达到年度指标值，自评中未发现其他问题。".to_owned())),
    }
    out.push(heading(1, "六、改进措施"));
    out.push(labelled("", &sentence(&said.measures, "；")));
    out.push(heading(1, "七、自评结果应用和公开情况"));
    out.push(labelled("", &said.publication));
}

fn heading(level: u8, text: &str) -> Element {
    Element::Heading(level, text.to_owned())
}

fn words(text: String) -> Element {
    Element::Body(vec![Span::Words(text)])
}

fn word(text: String) -> Span {
    Span::Words(text)
}

fn figure(text: String, parent: Parent) -> Span {
    Span::Figure { text, parent }
}

/// A paragraph that somebody had to write.
fn labelled(label: &str, said: &str) -> Element {
    let said = said.trim();
    words(format!("{label}{}", if said.is_empty() { TO_BE_EXPLAINED } else { said }))
}

fn sentence(items: &[String], between: &str) -> String {
    if items.is_empty() {
        return String::new();
    }
    let items: Vec<&str> = items.iter().map(|item| item.trim().trim_end_matches('。')).collect();
    format!("{}。", items.join(between))
}
