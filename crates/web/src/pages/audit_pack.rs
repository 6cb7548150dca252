//! 审计数据包: a year for the auditors, in one file, with a reason that is kept.

use std::io::Cursor;

use maud::{Markup, html};
use office::audit_pack::{Wanted, write_pack};

use crate::http::{Call, Fault, Reply};
use crate::view::crumb;

fn form(call: &Call<'_>, fault: Option<Markup>) -> Result<Markup, Fault> {
    let year = call.today()?.year() - 1;
    let typed = call.form.get("year");
    Ok(html! {
        @if let Some(fault) = fault { div.note.bad role="alert" { (fault) } }
        p.quiet { "一个会计年度的全部业务数据、账簿、银行流水、签字和核对结果，附目录和 SM3。由管辖全县（区）的稽核、单位负责人或复核人员制作，完整号码只给稽核和单位负责人；交接时抄录目录的 SM3。" }
        form.panel method="post" action="/audit-pack" {
            (super::token(call)?)
            div.field { label for="year" { "年度" } div.entry {
                input type="text" inputmode="numeric" id="year" name="year" class="short" value=(if typed.is_empty() { year.to_string() } else { typed.to_owned() });
            } }
            div.field { label for="whole" { "证件号" } div.entry {
                select id="whole" name="whole" {
                    option value="" { "遮盖" }
                    option value="yes" selected[call.form.get("whole") == "yes"] { "完整号码（须有审计机关的书面要求）" }
                }
            } }
            div.field { label for="reason" { "给谁、为什么" } div.entry {
                input type="text" id="reason" name="reason" class="wide" value=(call.form.get("reason")) autocomplete="off" placeholder="如：区审计局 2019 年度审计，审计通知书文号";
            } }
            div.actions { button { "制作并下载" } span.quiet { "留下记录" } }
        }
    })
}

/// The page.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let body = form(call, None)?;
    super::page(call, "/lists", "审计数据包", vec![crumb("清单", "/lists")], body)
}

/// The pack as one file.
pub fn download(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let Ok(year) = call.form.get("year").parse::<i16>() else {
        return unready(call, html! { p { "年度不是数字，请写成如 2019" } });
    };
    let (signer, reason) = (call.signer()?, call.form.get("reason").to_owned());
    let scratch = tempfile::tempdir().map_err(|e| Fault::Busy(format!("没有空间制作数据包（{e}）")))?;
    let folder = scratch.path().join(format!("审计数据包-{year}"));
    let wanted = Wanted { year, folder: &folder, whole: call.form.get("whole") == "yes", reason: &reason };
    match write_pack(call.office, signer, &wanted).map_err(Fault::from) {
        Ok(_) => {}
        Err(fault @ Fault::Refused(desk::Refusal::Fields(_))) => return unready(call, fault.says()),
        Err(other) => return Err(other),
    }
    let bytes = zipped(&folder).map_err(|e| Fault::Busy(format!("数据包没有写成（{e}）")))?;
    Ok(Reply::File { name: format!("审计数据包-{year}.zip"), kind: "application/zip", bytes })
}

fn unready(call: &Call<'_>, why: Markup) -> Result<Reply, Fault> {
    let body = form(call, Some(why))?;
    Ok(Reply::Unready(super::framed(call, "/lists", "审计数据包", vec![crumb("清单", "/lists")], body)?))
}

/// The files of a folder in one, in the order of their names.
fn zipped(folder: &std::path::Path) -> std::io::Result<Vec<u8>> {
    let mut files: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    files.sort_by_key(std::fs::DirEntry::file_name);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(file.file_name().to_string_lossy(), options)?;
        std::io::copy(&mut std::fs::File::open(file.path())?, &mut zip)?;
    }
    Ok(zip.finish()?.into_inner())
}
