//! What is missing where there is nothing to print, and what brings it.

use base::Month;
use desk::FieldError;

use crate::BookKind;

const IMPORT: &str = "请先导入每个账户的对账单：shebao do bank.import_statement --set account=payment \
                      --file 对账单.xlsx（income 收入户、special 财政专户、payment 支出户）";

/// Says it.
pub(crate) fn nothing(kind: BookKind, month: Option<Month>) -> FieldError {
    let year = month.map_or(0, Month::year);
    let by = month.map_or_else(String::new, |month| format!("到 {month} "));
    let (what, advice) = match kind {
        BookKind::Bank => {
            (format!("{by}收入户、财政专户、支出户都没有银行对账单，编不出余额调节表"), IMPORT.to_owned())
        }
        BookKind::Credits => ("银行对账单中还没有来款".to_owned(), IMPORT.to_owned()),
        BookKind::Progress => (
            format!("{year} 年没有分解任务，没有进度可以通报"),
            format!(
                "请先按上级文件分解：shebao do work.set_targets --set assess_year:={year} --set measure=payers \
                 --set total:=任务数 --set basis=members --set document=文号"
            ),
        ),
        BookKind::Supervision => (
            format!("{year} 年没有督办"),
            "对没有完成任务的地区督办：shebao do work.supervise（任务编号见进度通报）".to_owned(),
        ),
        BookKind::Incentive => (
            format!("{year} 考核年度还没有分配协管员补助"),
            "请办理 shebao do work.plan_incentive --input 激励.toml（样子见 examples/work-money/incentive.toml）"
                .to_owned(),
        ),
        BookKind::Money => (
            format!("{year} 预算年度没有登记工作经费"),
            format!("请先登记年初预算：shebao do work.record_money --set step=budget --set budget_year:={year} …"),
        ),
        BookKind::Scores => (
            format!("{year} 年度还没有乡镇考评"),
            "请办理 shebao do work.score_towns --input 考评.toml（样子见 examples/work-money/township-scoring.toml）"
                .to_owned(),
        ),
        BookKind::Retirees => (
            format!("{year} 年末的社会化管理名册上没有人，也没有分配服务费"),
            "请先导入名册：shebao do work.import_retirees --file 名册.xlsx（列名见 shebao preview retiree_list 名册.xlsx）"
                .to_owned(),
        ),
        _ => (format!("{by}没有可以打印的{}", kind.title()), "请核对期间".to_owned()),
    };
    FieldError::whole(what, advice)
}
