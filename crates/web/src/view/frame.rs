//! The page around every page: agency, post, search, sections, where one is.

use maud::{DOCTYPE, Markup, html};

use crate::http::Visitor;

/// A step of where one is.
pub struct Crumb {
    title: String,
    address: String,
}

/// A step with its address.
pub fn crumb(title: impl Into<String>, address: impl Into<String>) -> Crumb {
    Crumb { title: title.into(), address: address.into() }
}

/// A page.
pub struct Frame<'a> {
    pub visitor: &'a Visitor,
    /// Address of the section, marked in the menu.
    pub section: &'a str,
    pub title: &'a str,
    pub crumbs: Vec<Crumb>,
}

/// A section: address, title, whether it shows business data of the whole county.
const SECTIONS: &[(&str, &str, Needs)] = &[
    ("/", "待办", Needs::Nothing),
    ("/window", "一窗通办", Needs::Business),
    ("/people", "查人", Needs::Business),
    ("/operations", "办理业务", Needs::Nothing),
    ("/lists", "清单", Needs::Business),
    ("/match", "表格比对", Needs::Business),
    ("/months", "发放", Needs::County),
    ("/books", "账簿", Needs::County),
    ("/prints", "账表", Needs::County),
    ("/wall", "看板", Needs::County),
    ("/figures", "年度数据", Needs::County),
    ("/performance", "绩效自评", Needs::County),
    ("/review", "报告审查", Needs::Nothing),
    ("/law", "政策参数", Needs::Nothing),
    ("/staff", "人员和岗位", Needs::Nothing),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    Business,
    County,
}

fn head(title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            title { (title) " · 社保经办" }
            link rel="stylesheet" href="/assets/app.css";
            script src="/assets/app.js" type="module" {}
        }
    }
}

/// A page for somebody who is signed in.
pub fn frame(page: &Frame<'_>, body: Markup) -> Markup {
    let reader = &page.visitor.reader;
    html! {
        (DOCTYPE)
        html lang="zh-CN" {
            (head(page.title))
            body {
                a.skip href="#main" { "跳到正文" }
                (top(page.visitor))
                div.sides {
                    nav.sections aria-label="栏目" { ul {
                        @for (address, title, needs) in SECTIONS {
                            @if shows(reader, *needs) {
                                li { a href=(address) aria-current=[(*address == page.section).then_some("page")] { (title) } }
                            }
                        }
                    } }
                    main id="main" tabindex="-1" {
                        @if !page.crumbs.is_empty() {
                            nav.crumbs aria-label="位置" { ol {
                                @for crumb in &page.crumbs { li { a href=(crumb.address) { (crumb.title) } } }
                                li aria-current="page" { (page.title) }
                            } }
                        }
                        h1 { (page.title) }
                        (body)
                    }
                }
                footer.printed { (reader.agency.name) "　" (reader.today) "　打印人 " (reader.me.name) }
            }
        }
    }
}

fn shows(reader: &office::reading::Reader, needs: Needs) -> bool {
    match needs {
        Needs::Nothing => true,
        Needs::Business => reader.reads_business(),
        Needs::County => reader.covers_county(),
    }
}

fn top(visitor: &Visitor) -> Markup {
    let reader = &visitor.reader;
    let posts: Vec<&str> = reader.me.posts.iter().map(|held| held.post.title()).collect();
    html! {
        header.top {
            a.agency href="/" { (reader.agency.name) }
            @if reader.agency.simulated { span.simulated { "模拟数据" } }
            span.today { (reader.today) }
            @if reader.reads_business() {
                form.search action="/people" method="get" role="search" {
                    label.visually-hidden for="q" { "查人" }
                    input type="search" id="q" name="q" placeholder="姓名、拼音首字母、证件号" autocomplete="off" accesskey="s";
                    button { "查找" }
                }
            }
            span.who { (reader.me.name) span.quiet { "（" (posts.join("、")) "）" } }
            form.leave action="/logout" method="post" {
                input type="hidden" name="csrf" value=(visitor.csrf);
                button.plain { "退出" }
            }
        }
    }
}

/// A page for somebody who is not signed in.
pub fn outside(title: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="zh-CN" {
            (head(title))
            body.outside { main id="main" { p.brand { "社保经办" } h1 { (title) } (body) } }
        }
    }
}
