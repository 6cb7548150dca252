//! 账表: every book and table that is handed in, on the screen and as `.docx` and `.xlsx`: budget, statistics, matching
//! money with what is short in red, reconciliation, the bulletin of the year's tasks.

use std::sync::Arc;

use base::Month;
use desk::{FieldError, Look, ReadKind, Unplanned};
use documents::{BookCell, BookTable, book_docx, book_xlsx};
use maud::{Markup, html};
use office::Environment;
use office::fund::Period;
use office::reading::list_subject;
use prints::{BookKind, book_tables};

use crate::http::{Call, Fault, Pairs, Reply};
use crate::pages::lists::XLSX;
use crate::pages::review::DOCX;

/// What each is for.
fn meaning(kind: BookKind) -> &'static str {
    match kind {
        BookKind::Vouchers => "制单、复核、记账三人签名的记账凭证",
        BookKind::Ledger => "每个明细科目逐笔",
        BookKind::General => "总账",
        BookKind::Trial => "科目余额表",
        BookKind::Statements => "资产负债表、收支表、附注",
        BookKind::Bank => "银行存款余额调节表",
        BookKind::Credits => "来款认领清单和账龄",
        BookKind::Budget => "基金预算执行，关账后为决算",
        BookKind::Statistics => "统计报表，月、季、年，并与账簿核对",
        BookKind::Matching => "各级配套资金：应配套、到位、垫付（红字），请拨结算，下年测算",
        BookKind::Progress => "年度任务进度通报，乡镇排名",
        BookKind::Supervision => "督办和反馈",
        BookKind::Incentive => "协管员补助和乡镇工作经费分配",
        BookKind::Money => "部门工作经费的预算、调整和支出",
        BookKind::Scores => "乡镇业务经办考评",
        BookKind::Retirees => "退休人员社会化管理名册汇总和服务费分配",
    }
}

struct Asked {
    kind: BookKind,
    period: Option<Period>,
    typed: String,
}

fn asked(call: &Call<'_>, pairs: &Pairs) -> Result<Asked, Fault> {
    let kind = match pairs.get("kind") {
        "" => BookKind::Matching,
        code => BookKind::named(code).ok_or(Fault::NotFound)?,
    };
    let typed = match pairs.get("period") {
        "" => Month::of(call.today()?).to_string(),
        text => text.to_owned(),
    };
    let period = typed.parse::<Period>().map_err(Fault::Bad)?;
    Ok(Asked { kind, period: Some(period).filter(|_| kind != BookKind::Credits), typed })
}

/// The tables of a kind and period, as the address asked for them on a day: ages are counted to it.
fn counted(look: &mut Look<'_>, _: &Environment, question: &str) -> Result<Vec<BookTable>, Unplanned> {
    let mut words = question.split(' ');
    let kind = words.next().and_then(BookKind::named);
    let kind = kind.ok_or_else(|| FieldError::whole("没有这种账表", "请在上面选择账表"))?;
    let period = words.next().and_then(|period| period.parse::<Period>().ok());
    book_tables(look, kind, period.filter(|_| kind != BookKind::Credits))
}

/// The page.
pub fn show(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let pairs = call.query.clone();
    let asked = asked(call, &pairs)?;
    let question = format!("{} {} {}", asked.kind.code(), asked.typed, call.today()?);
    let read = match Arc::clone(&call.kept).get(call, "prints", question, counted) {
        Ok(tables) => Ok(tables),
        // Nothing to print is said on the page.
        Err(fault @ Fault::Refused(desk::Refusal::Fields(_))) => Err(fault),
        Err(other) => return Err(other),
    };
    let body = html! {
        form.inline action="/prints" method="get" {
            label for="kind" { "账表" }
            select id="kind" name="kind" {
                @for kind in BookKind::ALL { option value=(kind.code()) selected[kind == asked.kind] { (kind.title()) } }
            }
            label for="period" { "期间" }
            input type="text" id="period" name="period" class="short" value=(asked.typed) placeholder="2019-01";
            button.second { "查看" }
            button.second type="button" data-print="yes" hidden { "打印" }
            span.quiet { (meaning(asked.kind)) "　期间写成 2019-01、2019Q1 或 2019" }
        }
        @match read {
            Ok(tables) => {
                form.inline method="post" action="/prints" {
                    (super::token(call)?)
                    input type="hidden" name="kind" value=(asked.kind.code());
                    input type="hidden" name="period" value=(asked.typed);
                    button.second name="as" value="docx" { "下载 Word" }
                    button.second name="as" value="xlsx" { "下载 Excel" }
                }
                @if tables.is_old { p.quiet { (tables.age()) } }
                @for table in tables.value.iter() { (shown(table)) }
            },
            Err(fault) => div.note { (fault.says()) },
        }
    };
    super::page(call, "/prints", &format!("账表：{}", asked.kind.title()), Vec::new(), body)
}

/// A table as it stands on paper; what is missing is red and says so.
fn shown(table: &BookTable) -> Markup {
    let texts = table.texts();
    let number: Vec<bool> = (0..table.columns.len()).map(|at| table.is_number(at)).collect();
    let red = |row: usize, column: usize| {
        table.rows.get(row).is_some_and(|row| matches!(row.cells.get(column), Some(BookCell::Red(_))))
    };
    html! {
        section.panel {
            h2 { (table.title) }
            p.quiet { (table.unit) "　" (table.form) "　" (table.period) "　" (table.measure) }
            div.scroll tabindex="0" role="region" aria-label=(table.title) { table {
                thead { tr { @for (at, column) in table.columns.iter().enumerate() {
                    th scope="col" class=[number[at].then_some("right")] { (column.title) }
                } } }
                tbody { @for (row, cells) in texts.iter().enumerate() {
                    tr class=[table.rows[row].strong.then_some("strong")] {
                        @for (at, text) in cells.iter().enumerate() {
                            td class=[number[at].then_some("right")] {
                                @if red(row, at) { strong.short title="尚欠" { (text) } } @else { (text) }
                            }
                        }
                    }
                } }
            } }
            @if texts.is_empty() { p.nothing { "这个期间没有数据。" } }
            @for note in &table.notes { p.quiet { (note) } }
        }
    }
}

/// The tables as a file.
pub fn download(call: &mut Call<'_>) -> Result<Reply, Fault> {
    let pairs = call.form.clone();
    let asked = asked(call, &pairs)?;
    let tables = call.read(|look| book_tables(look, asked.kind, asked.period))?;
    let unmade = |error: documents::DocumentError| Fault::Busy(error.to_string());
    let (ending, kind, bytes) = match call.form.get("as") {
        "docx" => ("docx", DOCX, book_docx(&tables).map_err(unmade)?),
        "xlsx" => ("xlsx", XLSX, book_xlsx(&tables).map_err(unmade)?),
        _ => return Err(Fault::NotFound),
    };
    let name = format!("{}-{}.{ending}", asked.kind.title(), asked.typed);
    let signer = call.signer()?;
    let (desk, db) = call.office.parts();
    desk.record_reading(db, signer, (ReadKind::Export, list_subject("prints")), &format!("账表：{name}"))?;
    Ok(Reply::File { name, kind, bytes })
}
