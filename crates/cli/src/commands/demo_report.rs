//! What a demonstration shows: the month's balance sheet, one pension unfolded, the verification,
//! and what to try next.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use base::Fen;
use desk::{AgencyId, Look, Refusal, Unplanned};
use evaluation::{Figure, Unit};
use office::benefits::explain_award;
use office::figures::{definition, figure};
use office::payment::{BalanceSheet, ChangeLine, Movement, Sums, balance_sheet, reconcile, run_of};
use office::registry::known_people;
use office::tables::{PersonId, Run};
use office::verify::Report;
use office::{Environment, Office};
use serde_json::{Value, json};
use simulate::{Colleague, District, FigureKind, Played, PlayedMonth, PublishedFigure, Replay, Unreached};

use crate::commands::month::district_table;
use crate::print::{self, table};

const PLACE: &str = "云南省昆明市东川区（模拟）";

/// The last month that was played.
pub struct Outcome {
    played: PlayedMonth,
    year: Played,
    run: Run,
    sheet: BalanceSheet,
    paid: Fen,
    unfolded: Option<Unfolded>,
    /// Published and computed; only after a whole year.
    replayed: Vec<Replayed>,
    unreached: Vec<Unreached>,
}

/// A published figure beside the played one.
struct Replayed {
    published: PublishedFigure,
    computed: Figure,
}

impl Replayed {
    /// Computed less published, as printed; nothing where the published number cannot be read.
    fn difference(&self) -> String {
        let published = Figure { value: self.published.published.parse().unwrap_or_default(), ..self.computed.clone() };
        Figure { value: self.computed.value - published.value, ..self.computed.clone() }.digits()
    }
}

/// One person's pension as a tree.
struct Unfolded {
    person: PersonId,
    name: String,
    text: String,
}

impl Outcome {
    /// Reads what the month left in the books.
    pub fn read(office: &mut Office, agency: AgencyId, played: &Played) -> Result<Outcome> {
        let environment = Arc::clone(office.environment());
        let last = played.months.last().context("没有演示任何月份")?;
        let mut outcome =
            office.look(agency, |look| read(look, &environment, (played, last)).map_err(Refusal::from))?;
        if played.months.len() == 12 {
            let replay = Replay::dongchuan_2019().context("重演的数据文件不对")?;
            outcome.unreached.clone_from(&replay.unreached);
            outcome.replayed = office.look(agency, |look| replayed(look, replay.figures).map_err(Refusal::from))?;
        }
        Ok(outcome)
    }

    fn due(&self) -> Fen {
        let all = self.sheet.district();
        all.this.total() + all.besides.values().map(Sums::total).sum::<Fen>()
    }

    /// For programs; amounts in fen.
    pub fn json(&self, report: &Report) -> Result<()> {
        let all = self.sheet.district();
        let sums = |sums: &Sums| json!({ "people": sums.people, "fen": sums.total() });
        let movements: serde_json::Map<String, Value> = all
            .movements
            .iter()
            .map(|(movement, moved)| Ok((key_of(*movement)?, sums(moved))))
            .collect::<Result<_>>()?;
        let besides: serde_json::Map<String, Value> =
            all.besides.iter().map(|(kind, more)| (kind.code().to_owned(), sums(more))).collect();
        let faults: Vec<_> = report.faults().map(|(_, fault)| fault.to_string()).collect();
        print::json(&json!({
            "place": PLACE,
            "month": self.run.month,
            "recipients": all.this.people,
            "due_fen": self.due(),
            "paid_fen": self.paid,
            "balance": {
                "last": sums(&all.last), "movements": movements, "this": sums(&all.this),
                "residue": sums(&all.residue()), "besides": besides,
            },
            "returned": self.played.returned,
            "awards": self.played.awards,
            "deaths": self.played.deaths,
            "figures": self.replayed.iter().map(|r| json!({
                "name": r.published.name, "unit": r.published.unit.word(), "published": r.published.published,
                "computed": r.computed.digits(), "difference": r.difference(), "kind": r.published.kind.code(),
            })).collect::<Vec<_>>(),
            "lists": self.year.recall.iter().map(|r| json!({
                "list": r.list, "planted": r.planted, "recognised": r.recognised, "false_alarms": r.false_alarms,
            })).collect::<Vec<_>>(),
            "insiders": self.year.insiders.as_ref().map(|insiders| json!({
                "tricks": insiders.tricks.iter().map(|trick| json!({
                    "code": trick.code, "what": trick.what, "control": trick.control, "seen": trick.seen,
                })).collect::<Vec<_>>(),
                "false_alarms": insiders.false_alarms, "honest": insiders.honest,
            })),
            "verify": if report.is_whole() { json!("ok") } else { json!(faults) },
        }))
    }

    /// For people.
    pub fn print(&self, district: &District, report: &Report) -> Result<()> {
        let (all, counts) = (self.sheet.district(), district.counts());
        sayln!("{PLACE}  参保 {} 人，{} 发放 {} 人\n", counts.insured, self.run.month, all.this.people);
        sayln!("一、环比平衡表（单位：元）\n\n{}", district_table(&all));
        let rows = [
            ("应发（含补发、抚恤等）", self.due()),
            ("实发（银行已付）", self.paid),
            ("未发（退票待重发、暂扣、缺账号）", self.due() - self.paid),
        ];
        let rows = rows.map(|(title, amount)| vec![title.to_owned(), amount.to_string()]);
        sayln!("{}", table(&["应发与实发", "金额（元）"], &[1], rows));
        let played = &self.played;
        sayln!(
            "新增待遇 {} 人，确认死亡 {} 人，疑点不属实 {} 条，银行退回 {} 笔；批次状态：{}。",
            played.awards,
            played.deaths,
            played.cleared,
            played.returned,
            self.run.state.title()
        );
        if let Some(unfolded) = &self.unfolded {
            sayln!("\n二、一个人的待遇为什么是这个数：{}（个人编号 {}）\n", unfolded.name, unfolded.person);
            say!("{}", unfolded.text);
        }
        self.print_year();
        if !self.replayed.is_empty() {
            self.print_replay(district);
        }
        sayln!("\n三、核验\n");
        say!("{report}");
        Ok(())
    }
}

impl Outcome {
    /// The business beside the months, the death lists, and what insiders tried.
    fn print_year(&self) {
        let Some(insiders) = &self.year.insiders else { return };
        let (beside, months) = (&self.year.beside, &self.year.months);
        let sum = |of: fn(&PlayedMonth) -> u64| months.iter().map(of).sum::<u64>();
        sayln!(
            "\n全年：新增待遇 {} 人，确认死亡 {} 人，银行退回 {} 笔，资格认证 {} 人次，停发 {} 人、续发 {} 人，政府代缴 {} 人，\
             退费 {} 笔，关系转出 {} 人、转入 {} 人，追回到账 {} 笔；死亡申领附件 {} 份；{}。",
            sum(|m| m.awards),
            sum(|m| m.deaths),
            sum(|m| m.returned),
            beside.certified,
            beside.suspended,
            beside.resumed,
            beside.proxied,
            beside.refunded,
            beside.moved_out,
            beside.moved_in,
            beside.repaid,
            beside.attached,
            beside.restored.map_or_else(
                || "人数较多，不在演示中做备份恢复演练".to_owned(),
                |rows| format!("十二月备份恢复到另一处 {rows} 行，核验通过")
            )
        );
        let numbers = |r: &simulate::Recall| [r.planted, r.recognised, r.false_alarms].map(|n| n.to_string());
        let row = |r: &simulate::Recall| [&[r.list.to_owned()][..], &numbers(r)].concat();
        let header = ["名单", "名单中属实（人）", "认出（人）", "误报（条）"];
        sayln!("{}", table(&header, &[1, 2, 3], self.year.recall.iter().map(row)));
        let row = |trick: &simulate::Trick| {
            let seen = if trick.seen { "看出" } else { "看不出" };
            [trick.code, trick.what, seen, trick.control].map(str::to_owned).to_vec()
        };
        sayln!("{}", table(&["编号", "内部人员做了什么", "结果", "哪项控制"], &[], insiders.tricks.iter().map(row)));
        sayln!(
            "埋设 {} 种，看出 {} 种；误报 {} 条（全年办件 {} 件）。",
            insiders.tricks.len(),
            insiders.seen(),
            insiders.false_alarms,
            insiders.honest
        );
    }

    fn print_replay(&self, district: &District) {
        sayln!("\n与公开的 2019 年自评报告对照\n");
        if district.counts().insured != simulate::DONGCHUAN {
            sayln!("（人数不是 {}，各数只能按比例看。）", simulate::DONGCHUAN);
        }
        let row = |r: &Replayed| {
            let p = &r.published;
            [&p.name, p.unit.word(), &p.published, &r.computed.digits(), &r.difference(), p.kind.title()]
                .map(str::to_owned)
                .to_vec()
        };
        let header = ["数据", "单位", "公开", "重演", "差", "来由"];
        sayln!("{}", table(&header, &[2, 3, 4], self.replayed.iter().map(row)));
        let count = |kind| self.replayed.iter().filter(|r| r.published.kind == kind).count();
        let kinds = [FigureKind::Input, FigureKind::Fitted, FigureKind::Derived];
        sayln!("{}", kinds.map(|kind| format!("{} {} 个", kind.title(), count(kind))).join("，"));
        for r in self.replayed.iter().filter(|r| !r.published.note.is_empty()) {
            sayln!("  {}：{}", r.published.name, r.published.note);
        }
        for unreached in &self.unreached {
            sayln!("  没有重演：{} {}。{}", unreached.name, unreached.published, unreached.why);
        }
    }
}

fn read(
    look: &mut Look<'_>,
    environment: &Environment,
    (year, played): (&Played, &PlayedMonth),
) -> Result<Outcome, Unplanned> {
    let run = run_of(look, played.run)?;
    let sheet = balance_sheet(look, &run)?;
    let mut paid = reconcile(look, &run)?.bank_paid;
    for beside in &played.beside {
        let beside = run_of(look, *beside)?;
        paid += reconcile(look, &beside)?.bank_paid;
    }
    let unfolded = match most_telling(&sheet.changes) {
        Some(change) => {
            let explained = explain_award(look, environment, change.person, run.month)?;
            let known = known_people(look, &[change.person])?.remove(&change.person);
            let name = known.map(|known| known.name).unwrap_or_default();
            Some(Unfolded { person: change.person, name, text: explained.node.to_text() })
        }
        None => None,
    };
    Ok(Outcome {
        played: played.clone(),
        run,
        sheet,
        paid,
        unfolded,
        replayed: Vec::new(),
        unreached: Vec::new(),
        year: year.clone(),
    })
}

fn replayed(look: &mut Look<'_>, published: Vec<PublishedFigure>) -> Result<Vec<Replayed>, Unplanned> {
    let mut all = Vec::new();
    for published in published {
        let Some(definition) = definition(&published.definition) else { continue };
        let computed = figure(look, definition, 2019)?;
        let computed = if published.unit == Unit::WanYuan { computed.in_wan() } else { computed };
        all.push(Replayed { published, computed });
    }
    Ok(all)
}

/// A new pension shows every part; otherwise any change.
fn most_telling(changes: &[ChangeLine]) -> Option<&ChangeLine> {
    let new = changes.iter().filter(|change| change.movement == Movement::New);
    new.max_by_key(|change| change.after).or_else(|| changes.first())
}

fn key_of(movement: Movement) -> Result<String> {
    let value = serde_json::to_value(movement).context("变动类别无法写成 JSON")?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

/// Commands that show more, and the colleagues to sign in as.
pub fn what_next(data: &Path, outcome: &Outcome, colleagues: &[Colleague]) {
    sayln!("\n四、接着可以试试\n");
    let row = |c: &Colleague| vec![c.post.title().to_owned(), c.name.clone(), c.username.clone(), c.password.clone()];
    sayln!("{}", table(&["岗位", "姓名", "用户名", "口令"], &[], colleagues.iter().map(row)));
    let month = outcome.run.month;
    let at = match data.to_str() {
        Some("./shebao-data") | None => String::new(),
        Some(path) => format!(" --data {path}"),
    };
    let mut lines = vec![
        ("serve".to_owned(), "在浏览器中办公：http://127.0.0.1:8700，用上面的用户名和口令登录"),
        ("login jingban".to_owned(), "在终端中以经办人登录（口令见上）"),
        (format!("balance {month}"), "各乡镇的环比平衡表"),
        (format!("changes {month}"), "这个月谁变了、为什么"),
        (format!("returned {month}"), "银行退回的每一笔"),
        (format!("vouchers {month}"), "本月凭证：制单、复核、记账是三个人"),
        (format!("trial-balance {month}"), "科目余额表"),
        ("leads".to_owned(), "待核查的疑点"),
        ("operations".to_owned(), "全部业务和签字的岗位"),
    ];
    if let Some(unfolded) = &outcome.unfolded {
        lines.insert(2, (format!("person {}", unfolded.person), "上面这个人的全部情况"));
    }
    let rows = lines.into_iter().map(|(command, what)| vec![format!("shebao{at} {command}"), what.to_owned()]);
    say!("{}", table(&["命令", "看什么"], &[], rows));
}
