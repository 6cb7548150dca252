//! Why a page is not shown, in words and with a status that leak nothing.

use axum::http::StatusCode;
use desk::{Field, FieldError, Refusal};
use maud::{Markup, html};
use office::DatabaseError;

use crate::offices::Busy;

/// A fault in words; the key of a field is the form's own matter.
fn told(error: &FieldError) -> String {
    match error.field {
        Field::Input(_) => format!("{}。{}", error.what.trim_end_matches('。'), error.advice),
        _ => error.to_string(),
    }
}

/// Why a handler did not answer.
#[derive(Debug)]
pub enum Fault {
    /// No session, or it ended.
    SignedOut,
    /// There is nothing of this kind, or it is not the visitor's to see: the same words.
    NotFound,
    /// The visitor's posts do not allow it.
    Forbidden(String),
    /// A form from elsewhere, or from an earlier session.
    Foreign,
    /// More bytes than a form or a file may have.
    TooLarge(u64),
    /// What was sent cannot be used.
    Bad(String),
    /// The desk refused.
    Refused(Refusal),
    /// The server could not.
    Busy(String),
    /// Somebody else's request counts it just now.
    Counting,
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Fault {
        match refusal {
            Refusal::NotSignedIn => Fault::SignedOut,
            Refusal::NoMatter | Refusal::NoOperation(_) => Fault::NotFound,
            refusal @ Refusal::NoPost { .. } => Fault::Forbidden(refusal.to_string()),
            other => Fault::Refused(other),
        }
    }
}

impl From<DatabaseError> for Fault {
    fn from(error: DatabaseError) -> Fault {
        Fault::from(Refusal::from(error))
    }
}

impl From<Busy> for Fault {
    fn from(busy: Busy) -> Fault {
        match busy {
            Busy::NotOpened(why) => Fault::Busy(why),
            Busy::BrokeOff => Fault::Busy("这次处理中断，没有办完的部分没有保存".to_owned()),
        }
    }
}

impl Fault {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Fault::SignedOut => StatusCode::UNAUTHORIZED,
            Fault::NotFound => StatusCode::NOT_FOUND,
            Fault::Forbidden(_) | Fault::Foreign => StatusCode::FORBIDDEN,
            Fault::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Fault::Bad(_) => StatusCode::BAD_REQUEST,
            Fault::Refused(Refusal::Store(_)) | Fault::Busy(_) | Fault::Counting => StatusCode::SERVICE_UNAVAILABLE,
            Fault::Refused(Refusal::Fields(_) | Refusal::BadInput(..)) => StatusCode::UNPROCESSABLE_ENTITY,
            Fault::Refused(_) => StatusCode::CONFLICT,
        }
    }

    /// Heading of the page.
    pub fn title(&self) -> &'static str {
        match self {
            Fault::SignedOut => "请先登录",
            Fault::NotFound => "没有这个页面或记录",
            Fault::Forbidden(_) => "没有权限",
            Fault::Foreign => "没有办理",
            Fault::TooLarge(_) => "文件太大",
            Fault::Bad(_) | Fault::Refused(_) => "没有办成",
            Fault::Busy(_) => "系统暂时不能处理",
            Fault::Counting => "正在统计",
        }
    }

    /// What is wrong and what to do now.
    pub fn says(&self) -> Markup {
        match self {
            Fault::SignedOut => html! { p { "尚未登录或登录已失效，请重新登录。" } },
            Fault::NotFound => html! {
                p { "这个地址没有内容，或者不在您的岗位和地区内。" }
                p { "请从左侧栏目重新进入；确需办理的，请由该地区的人员办理。" }
            },
            Fault::Forbidden(why) => html! { p { (why) } },
            Fault::Foreign => html! {
                p { "这个表单不是从本系统当前的页面提交的，没有办理。" }
                p { "请返回上一页刷新后重新提交。" }
            },
            Fault::TooLarge(limit) => html! {
                p { "上传的内容超过 " (limit >> 20) " MiB，没有导入任何内容。请按乡镇拆分后分别上传。" }
            },
            Fault::Bad(why) => html! { p { (why) } },
            Fault::Busy(why) => html! { p { (why) "。请稍后重试；一直不行时请联系系统管理员。" } },
            Fault::Counting => html! { p { "这些数正在统计，页面几秒钟后自动显示；导出的请几秒钟后再点一次。" } },
            Fault::Refused(Refusal::Fields(errors)) => html! {
                ul.errors { @for error in errors { li { (told(error)) } } }
            },
            Fault::Refused(refusal) => html! { p { (refusal.to_string()) } },
        }
    }
}
