//! How an uploaded file reads, before anything is imported: encoding, columns, rows, faults.

use desk::Unplanned;
use files::{Imported, TextEncoding};
use maud::{Markup, html};

use crate::forms::profile_of;
use crate::http::{Call, Fault, Pairs};
use crate::view::{facts, left, right, table};

const ROWS: usize = 8;
const PROBLEMS: usize = 50;

/// The preview of a file that was taken in, for an operation that reads one.
pub fn of(call: &mut Call<'_>, operation: &str, form: &Pairs) -> Result<Option<Markup>, Fault> {
    let (Some(profile), false) = (profile_of(operation, form), form.get("file").is_empty()) else { return Ok(None) };
    let digest = |text: &str| serde_json::from_value::<desk::Digest>(serde_json::Value::from(text)).ok();
    let Some(file) = digest(form.get("file")) else {
        return Err(Fault::Bad("上传的文件没有收到，请重新上传".to_owned()));
    };
    // The province's own words for the columns, where they came with it.
    let mapping = digest(form.get("mapping"));
    let environment = call.environment();
    let today = call.today()?;
    Ok(Some(match environment.files.read_mapped(&file, profile, mapping.as_ref(), today) {
        Ok(imported) => shown(&imported),
        Err(Unplanned::Fields(errors)) => html! {
            div.note.bad role="alert" { @for error in errors { p { (error.what) "。" (error.advice) } } }
        },
        Err(Unplanned::Failed(refusal)) => return Err(refusal.into()),
    }))
}

fn shown(imported: &Imported) -> Markup {
    let preview = imported.preview(ROWS);
    let problems = imported.problems.len() + imported.problems_omitted;
    let mut lines = vec![("格式", html! { (imported.format.title()) })];
    lines.extend(imported.encoding.map(|encoding| ("编码", html! { (TextEncoding::title(encoding)) })));
    lines.extend(imported.sheet.as_ref().map(|sheet| ("工作表", html! { (sheet) })));
    lines.push(("模板", html! { (imported.title) }));
    lines.push(("可用", html! { (imported.records.len()) " 行" }));
    lines.push(("有问题", html! { (imported.refused_rows) " 行" }));
    if !imported.ignored_columns.is_empty() {
        lines.push(("未用的列", html! { (imported.ignored_columns.join("、")) }));
    }
    for total in &imported.totals {
        let agrees = if total.agrees { "相符" } else { "不符" };
        lines.push((
            "合计行",
            html! { "第 " (total.line) " 行“" (total.label) "”，与其上 " (total.rows) " 行" (agrees) },
        ));
    }
    html! {
        section.panel {
            h2 { "预览（还没有导入）" }
            (facts(lines))
            @for notice in &imported.notices {
                p.quiet { "注意：" (notice.message) "（" (notice.count) " 处，首见第 " (notice.first_line) " 行）" }
            }
            h2 { "前 " (preview.rows.len()) " 行（号码已遮盖）" }
            (rows(&preview))
            @if problems > 0 {
                h2 { "问题 " (problems) " 处" }
                (problem_table(imported))
                @if problems > PROBLEMS { p.quiet { "只列出前 " (PROBLEMS) " 处。" } }
            } @else { div.note.good { p { "没有发现问题。" } } }
        }
    }
}

fn rows(preview: &files::Preview) -> Markup {
    html! { div.scroll tabindex="0" { table {
        thead { tr { th scope="col" { "行号" } @for title in &preview.titles { th scope="col" { (title) } } } }
        tbody { @for (line, values) in &preview.rows { tr { td.right { (line) } @for value in values { td { (value) } } } } }
    } } }
}

fn problem_table(imported: &Imported) -> Markup {
    let row = |p: &files::Problem| {
        vec![html! { (p.line) }, html! { (p.column_title) }, html! { (p.message) }, html! { (p.shown) }]
    };
    let columns = [right("行号"), left("列"), left("问题与处理办法"), left("原值（已遮盖）")];
    table("文件中的问题", &columns, imported.problems.iter().take(PROBLEMS).map(row).collect(), "")
}
