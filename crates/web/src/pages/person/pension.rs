//! The pension with its unfolding tree, what was owed and what became of it, proofs of life.

use base::Month;
use maud::{Markup, html};
use office::benefits::explain_award;
use office::reading::{PaymentLine, PersonHistory};
use office::registry::{AwardCard, PersonCard};
use office::tables::{AwardState, PersonId};

use crate::http::{Call, Fault};
use crate::view::{Tone, amount, left, right, run_state, table, tone_chip, tree};

/// What the heading says: the dead are paid nothing every month.
fn heading(award: &AwardCard) -> Markup {
    let total = amount(award.version.total());
    html! {
        h2 { @match award.version.state {
            AwardState::Live => { "待遇 每月 " (total) " 元" }
            AwardState::Suspended => { "待遇 已暂停（暂停前每月 " (total) " 元）" }
            AwardState::Stopped | AwardState::Settling => { "待遇 已终止（最后每月 " (total) " 元）" }
        } }
        p {
            (award.award.start) " 起领取　"
            (tone_chip(if award.version.state == AwardState::Live { Tone::Good } else { Tone::Quiet }, award.version.state.title()))
            @if award.version.state != AwardState::Live {
                "　" (award.version.from_month) " 起　" (award.version.cause.title())
            }
        }
    }
}

pub fn shown(call: &mut Call<'_>, person: PersonId, card: &PersonCard) -> Result<Markup, Fault> {
    let Some(award) = &card.award else {
        return Ok(html! { section.panel id="pension" { h2 { "待遇" } p.nothing { "没有待遇。" } } });
    };
    let live = award.version.state == AwardState::Live;
    let last = if live { Month::of(call.today()?) } else { award.version.from_month.previous() };
    let month = last.max(award.award.start);
    let environment = call.environment();
    let explained = call.read(|look| explain_award(look, &environment, person, month));
    let rows = award.components.iter().map(|(kind, level, fen)| {
        vec![html! { (kind.title()) }, html! { (level.map_or("个人账户", |level| level.title())) }, amount(*fen)]
    });
    Ok(html! {
        section.panel id="pension" {
            (heading(award))
            (table("待遇项目", &[left("项目"), left("承担"), right("月额（元）")], rows.collect(), "没有项目。"))
            h2 { "为什么是这个数（" (month) "）" }
            @match explained {
                Ok(explained) => (tree(&explained.node)),
                Err(Fault::Refused(refusal)) => p.quiet { (refusal.to_string()) },
                Err(_) => p.quiet { "现在无法展开，请稍后重试。" },
            }
        }
    })
}

pub fn payments(history: &PersonHistory) -> Markup {
    let row = |line: &PaymentLine| {
        let outcome = match line.paid {
            Some(true) => tone_chip(Tone::Good, "银行已付"),
            Some(false) => tone_chip(Tone::Bad, &format!("退回：{}", line.reason)),
            None => run_state(line.state),
        };
        vec![
            html! { (line.month) },
            html! { (line.for_month) },
            html! { (line.kind.title()) },
            amount(line.amount),
            outcome,
        ]
    };
    let columns = [left("发放月"), left("所属月"), left("种类"), right("应发（元）"), left("结果")];
    let rows = history.payments.iter().map(row).collect();
    html! { section.panel id="payments" { h2 { "应发和实发" } (table("应发和实发", &columns, rows, "没有发放记录。")) } }
}

pub fn proofs(history: &PersonHistory) -> Markup {
    let rows = history.proofs.iter().map(|proof| {
        vec![
            html! { span.number { (proof.on) } },
            html! { (proof.channel.title()) },
            html! { (proof.proof) },
            html! { span.number { (proof.until) } },
        ]
    });
    let columns = [left("日期"), left("方式"), left("依据"), left("有效期至")];
    html! {
        section.panel id="proofs" { h2 { "资格认证" } (table("资格认证", &columns, rows.collect(), "本系统还没有认证记录。")) }
    }
}
