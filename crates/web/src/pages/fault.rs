//! Pages that say why there is no page.

use maud::{Markup, html};

use crate::http::{Call, Fault};
use crate::view::outside;

/// Before anybody is known.
pub fn plain(fault: &Fault) -> Markup {
    outside(fault.title(), html! { (fault.says()) p { a href="/" { "回到首页" } } })
}

/// In the visitor's frame.
pub fn in_frame(call: &Call<'_>, fault: &Fault) -> Markup {
    let body = html! { div.note.bad { (fault.says()) } p { a href="/" { "回到待办" } } };
    super::framed(call, "", fault.title(), Vec::new(), body).unwrap_or_else(|_| plain(fault))
}
