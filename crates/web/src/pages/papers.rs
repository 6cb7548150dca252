//! 文书: sheets, statements, notices, requests and letters to download, with a reason that is kept.

use base::Level;
use desk::ReadKind;
use documents::{Figures, paper_docx};
use maud::{Markup, html};
use office::papers::{Wanted, about, paper};
use office::tables::{LetterId, PersonId, RecoveryId, TransferKind};

use crate::http::{Call, Fault, Pairs, Reply};
use crate::pages::review::DOCX;
use crate::view::crumb;

/// A paper's word in the address, its title, and the fields that it asks for.
const KINDS: &[(&str, &str, &[Field])] = &[
    ("award-sheet", "待遇核定表", &[PERSON, ("month", "所属月份（不填为本月）", "2019-01")]),
    ("statement", "个人权益记录单", &[PERSON, ("year", "年度", "2019")]),
    ("suspension-notice", "暂停发放待遇通知书", &[PERSON]),
    ("recovery-notice", "多领待遇退回通知书", &[("of", "追回编号", ""), ("until", "退回期限", "2019-12-31")]),
    ("lead-inquiry", "疑点核查函", &[("of", "函的编号", "")]),
    (
        "transfer-letter",
        "转移联系函",
        &[PERSON, ("kind", "类别", ""), ("place", "对方经办机构", ""), ("number", "函号", "")],
    ),
    (
        "matching-request",
        "配套资金请示",
        &[("level", "出资层级", ""), ("month", "算到哪个月", "2019-06"), ("to", "主送机关", "")],
    ),
];

/// Name, label, example.
type Field = (&'static str, &'static str, &'static str);
const PERSON: Field = ("of", "个人编号", "");

/// A form for each paper; those about somebody are filled in when the person's page led here.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let asked = call.query.clone();
    Ok(Reply::Page(forms(call, &asked, None)?))
}

fn forms(call: &Call<'_>, asked: &Pairs, fault: Option<Markup>) -> Result<Markup, Fault> {
    let of_person = !asked.get("person").is_empty();
    let kinds = KINDS.iter().filter(|(_, _, fields)| !of_person || fields.contains(&PERSON));
    let body = html! {
        @if let Some(fault) = fault { div.note.bad role="alert" { (fault) } }
        p.quiet { "文书按公文格式生成 Word 文件，数字带出处书签。关于个人的文书必须写明打印原因，原因留下记录。" }
        @for (paper, title, fields) in kinds {
            section.panel { h2 { (title) } (form(call, (paper, fields), asked)?) }
        }
    };
    super::framed(call, "/lists", "打印文书", vec![crumb("清单", "/lists")], body)
}

fn form(call: &Call<'_>, (paper, fields): (&str, &[Field]), asked: &Pairs) -> Result<Markup, Fault> {
    let token = super::token(call)?;
    let same = asked.get("paper") == paper;
    let value = |name: &str| match (name, same) {
        (_, true) => asked.get(name).to_owned(),
        ("of", false) => asked.get("person").to_owned(),
        _ => String::new(),
    };
    Ok(html! {
        form.inline method="post" action="/papers" {
            (token)
            input type="hidden" name="paper" value=(paper);
            @for (name, label, example) in fields {
                @let id = format!("{paper}-{name}");
                span.pair {
                    label for=(id) { (label) }
                    @if let Some(words) = words_of(name) {
                        select id=(id) name=(name) { @for word in words { option value=(word) selected[word == value(name)] { (word) } } }
                    } @else {
                        input type="text" id=(id) name=(name) value=(value(name)) placeholder=(example) autocomplete="off";
                    }
                }
            }
            @if paper != "matching-request" {
                span.pair {
                    label for=(format!("{paper}-why")) { "打印原因" }
                    input type="text" id=(format!("{paper}-why")) name="reason" value=(value("reason")) autocomplete="off" placeholder="如：本人申请";
                }
            }
            button.second { "生成 Word 文件" }
        }
    })
}

/// What a field is picked from.
fn words_of(name: &str) -> Option<Vec<&'static str>> {
    match name {
        "kind" => Some(TransferKind::ALL.iter().map(|kind| kind.title()).collect()),
        "level" => Some(Level::ALL.iter().map(|level| level.title()).collect()),
        _ => None,
    }
}

/// One paper. What is missing or cannot be printed is said above the forms.
pub fn download(call: &mut Call<'_>) -> Result<Reply, Fault> {
    match made(call) {
        Err(fault @ (Fault::Refused(desk::Refusal::Fields(_)) | Fault::Bad(_))) => {
            let asked = call.form.clone();
            Ok(Reply::Unready(forms(call, &asked, Some(fault.says()))?))
        }
        other => other,
    }
}

fn made(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let wanted = wanted(&call.form)?;
    let reader = call.reader()?;
    // What does not exist is answered as what is not the visitor's to see.
    let about = call.read(|look| about(look, &wanted)).map_err(|fault| match fault {
        Fault::Refused(desk::Refusal::Fields(_)) => Fault::NotFound,
        other => other,
    })?;
    if !about.map_or_else(|| reader.covers_county(), |(_, region)| reader.covers(&region)) {
        return Err(Fault::NotFound);
    }
    if let Some((person, _)) = about {
        let kind = if wanted.tells_id_number() { ReadKind::Identifiers } else { ReadKind::Export };
        let (signer, reason) = (call.signer()?, call.form.get("reason").to_owned());
        let (desk, db) = call.office.parts();
        desk.record_reading(db, signer, (kind, person.0), &reason)?;
    }
    let environment = call.environment();
    let made = call.read(|look| paper(look, &environment, &wanted))?;
    let bytes = paper_docx(&made, Figures::Marked).map_err(|error| Fault::Busy(error.to_string()))?;
    Ok(Reply::File { name: format!("{}.docx", wanted.file_name()), kind: DOCX, bytes })
}

fn wanted(form: &Pairs) -> Result<Wanted, Fault> {
    let bad = |name: &str, how: &str| Fault::Bad(format!("“{}”不能用：{how}", form.get(name)));
    let of = || form.get("of").parse::<i64>().map_err(|_| bad("of", "请填写编号，如个人编号 1099512445802"));
    let month = || form.get("month").parse().map_err(|_| bad("month", "请写成如 2019-01"));
    Ok(match form.get("paper") {
        "award-sheet" => {
            let month = if form.get("month").is_empty() { None } else { Some(month()?) };
            Wanted::AwardSheet { person: PersonId(of()?), month }
        }
        "statement" => {
            let year = form.get("year").parse().map_err(|_| bad("year", "请写成如 2019"))?;
            Wanted::Statement { person: PersonId(of()?), year }
        }
        "suspension-notice" => Wanted::SuspensionNotice { person: PersonId(of()?) },
        "recovery-notice" => {
            let until = base::parse_date(form.get("until")).map_err(|_| bad("until", "请写成如 2019-12-31"))?;
            Wanted::RecoveryNotice { recovery: RecoveryId(of()?), until }
        }
        "lead-inquiry" => Wanted::LeadInquiry { letter: LetterId(of()?) },
        "transfer-letter" => {
            let kind = TransferKind::ALL.iter().find(|kind| kind.title() == form.get("kind"));
            let kind = *kind.ok_or_else(|| bad("kind", "请写跨统筹区转移或城乡养老保险制度衔接"))?;
            let (place, number) = (form.get("place").to_owned(), form.get("number").to_owned());
            Wanted::TransferLetter { person: PersonId(of()?), kind, place, number }
        }
        "matching-request" => {
            let level = form.get("level").parse::<Level>().map_err(Fault::Bad)?;
            Wanted::MatchingRequest { level, month: month()?, to: form.get("to").to_owned() }
        }
        _ => return Err(Fault::NotFound),
    })
}
