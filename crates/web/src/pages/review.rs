//! 报告审查: anybody's report is uploaded, read in a child process, reviewed, and comes back marked.
//! Nothing of it enters the agency's data.

use std::path::PathBuf;

use base::document::Document;
use desk::Digest;
use documents::{review_body, review_html};
use maud::{Markup, PreEscaped, html};
use review::{Review, Severity};

use crate::http::{Call, Fault, Reply};
use crate::reports::Desktop;

/// Text documents.
pub const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

fn upload(call: &Call<'_>, fault: Option<&str>) -> Result<Markup, Fault> {
    Ok(html! {
        @if let Some(fault) = fault { div.note.bad role="alert" { p { (fault) } } }
        form.panel method="post" action="/review" enctype="multipart/form-data" {
            (super::token(call)?)
            div.field {
                label for="file" { "绩效报告" }
                div.entry {
                    input type="file" id="file" name="file" aria-describedby="file-hint"
                        accept=".docx,.doc,.pdf,.xlsx,.xls,.html,.htm,.txt";
                    p.hint id="file-hint" { "Word、PDF、Excel、网页或文本；扫描件没有文字，不能审查。文件只供您本人查看，一天后删除，不进入业务数据。" }
                }
            }
            div.actions { button { "上传并审查" } }
        }
    })
}

/// The page.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let body = upload(call, None)?;
    super::page(call, "/review", "报告审查", Vec::new(), body)
}

/// Reviews what was uploaded.
pub fn review_upload(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let Some(file) = std::mem::take(&mut call.files).into_iter().next() else {
        return unread(call, "没有选择文件，请先选择一份报告");
    };
    let staff = call.signer()?.staff();
    let desktop = Desktop::of(call.office.folder());
    let kept = desktop.keep(staff, file.file.path()).map_err(|error| {
        tracing::warn!(%error, "a report could not be kept");
        Fault::Bad("服务器没有空间保存上传的文件，没有审查，请联系系统管理员".to_owned())
    })?;
    let path = desktop.find(staff, &kept).ok_or(Fault::NotFound)?;
    let (document, review) = match read(call, path, &file.name) {
        Ok(read) => read,
        Err(why) => return unread(call, &why),
    };
    let body = found(call, &document, &review, &kept)?;
    super::page(call, "/review", &format!("审查意见：{}", document.name), Vec::new(), body)
}

fn unread(call: &Call<'_>, why: &str) -> Result<Reply, Fault> {
    let body = upload(call, Some(why))?;
    Ok(Reply::Unready(super::framed(call, "/review", "报告审查", Vec::new(), body)?))
}

fn read(call: &Call<'_>, path: PathBuf, name: &str) -> Result<(Document, Review), String> {
    let read = call.reports.read(&path);
    let document = read.map_err(|error| {
        let said = error.to_string().replace(&path.display().to_string(), name);
        format!("{name}：{said}")
    })?;
    let document = Document { name: name.to_owned(), ..document };
    let review = review::review(&document);
    Ok((document, review))
}

fn found(call: &Call<'_>, document: &Document, review: &Review, kept: &Digest) -> Result<Markup, Fault> {
    let download = |what: &str, label: &str| -> Result<Markup, Fault> {
        Ok(html! {
            form method="post" action=(format!("/review/{kept}")) {
                (super::token(call)?)
                input type="hidden" name="name" value=(document.name);
                button.second name="what" value=(what) { (label) }
            }
        })
    };
    let bad = review.count(Severity::High) + review.count(Severity::Medium);
    Ok(html! {
        link rel="stylesheet" href="/assets/review.css";
        div.inline {
            (download("copy", "下载加批注的 Word")?)
            (download("page", "下载审查意见网页")?)
            button.second type="button" data-print="yes" hidden { "打印" }
            a href="/review" { "审查另一份" }
        }
        @if bad == 0 { p.quiet { "没有严重或一般问题，不等于报告都对：系统只查能算出来的矛盾。" } }
        (PreEscaped(review_body(document, review)))
    })
}

/// The commented copy, or the page for sending.
pub fn download(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let digest = serde_json::from_value::<Digest>(call.path.get("digest").into()).map_err(|_| Fault::NotFound)?;
    let path = Desktop::of(call.office.folder()).find(call.signer()?.staff(), &digest).ok_or(Fault::NotFound)?;
    let name = call.form.get("name").to_owned();
    if call.form.get("what") == "page" {
        let (document, review) = read(call, path, &name).map_err(Fault::Bad)?;
        let bytes = review_html(&document, &review).into_bytes();
        return Ok(Reply::File { name: format!("{name}.审查.html"), kind: "text/html; charset=utf-8", bytes });
    }
    let today = call.today()?;
    let commented = call.reports.commented(&path, today).map_err(|error| Fault::Bad(error.to_string()))?;
    let Some(bytes) = commented else {
        return Err(Fault::Bad("这份报告不是 Word 文档，无法加批注；请下载审查意见网页".to_owned()));
    };
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    Ok(Reply::File { name: format!("{stem}.批注.docx"), kind: DOCX, bytes })
}
