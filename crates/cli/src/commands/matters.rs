//! `operations`, `do`, `todo`, `show`.

use anyhow::Result;
use desk::{AnyOperation, MatterId, Refusal, Signer, Stage, WaitingFor};
use office::Office;
use office::reading::Places;
use serde_json::{Value, json};

use crate::arguments::{Common, Do};
use crate::chinese;
use crate::input;
use crate::open;
use crate::print;

/// All operations, or those whose name holds a text.
pub fn operations(common: &Common, text: Option<&str>) -> Result<()> {
    let office = open::office(common)?;
    let wanted = |o: &&dyn AnyOperation| text.is_none_or(|text| o.name().contains(text) || o.title().contains(text));
    let operations: Vec<&dyn AnyOperation> = office.desk().catalogue().iter().filter(wanted).collect();
    let signers = |o: &dyn AnyOperation, stage: Stage| -> Vec<&str> {
        let needed = stage <= o.class().last_stage();
        let posts = o.posts();
        if needed { posts.at(stage).iter().map(|post| post.title()).collect() } else { Vec::new() }
    };
    if common.json {
        let one = |o: &&dyn AnyOperation| {
            let [make, check, approve] = [Stage::Make, Stage::Check, Stage::Approve].map(|stage| signers(*o, stage));
            json!({ "name": o.name(), "title": o.title(), "class": o.class().code(),
                    "make": make, "check": check, "approve": approve })
        };
        return print::json(&operations.iter().map(one).collect::<Vec<_>>());
    }
    let row = |o: &&dyn AnyOperation| {
        let mut row = vec![o.name().to_owned(), o.title().to_owned(), o.class().title().to_owned()];
        row.extend([Stage::Make, Stage::Check, Stage::Approve].map(|stage| signers(*o, stage).join("、")));
        row
    };
    let header = ["业务", "名称", "办理方式", "经办", "复核", "审批"];
    say!("{}", print::table(&header, &[], operations.iter().map(row)));
    let names: Vec<&str> = operations.iter().map(|o| o.name()).collect();
    match names[..] {
        [one] => fields(common, one),
        _ => Ok(()),
    }
}

/// What the form of an operation holds. Asked of the form itself, by a field that none has.
fn fields(common: &Common, name: &str) -> Result<()> {
    let Ok((mut office, signer)) = open::signed_in(common) else {
        sayln!("登录后可查看这件业务要填写的内容。");
        return Ok(());
    };
    let (desk, db) = office.parts();
    let operation = desk.catalogue().get(name)?;
    let asked = desk.look(db, signer.agency(), |look| operation.plan(look, &json!({ "": null })).map(|_| ()));
    if let Err(Refusal::BadInput(_, said)) = asked {
        let known = chinese::known_fields(&said);
        let file = if known.contains(&"file") { "（file 和 name 用 --file 路径 填写）" } else { "" };
        sayln!("填写：{}{file}", known.join("、"));
    }
    Ok(())
}

/// Makes a matter. The request number is told first, so that a retry can repeat it.
pub fn make(common: &Common, asked: &Do) -> Result<()> {
    let (mut office, signer) = open::signed_in(common)?;
    office.desk().catalogue().get(&asked.operation)?;
    let input = input::build(asked, office.environment())?;
    let request = asked.request.clone().unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
    told(common, &mut office, signer, (&request, &asked.operation), &input)
}

/// Makes a matter of a command that asks for the operation's fields itself.
pub(super) fn make_of(common: &Common, operation: &str, input: &Value) -> Result<()> {
    let (mut office, signer) = open::signed_in(common)?;
    told(common, &mut office, signer, (&uuid::Uuid::new_v4().to_string(), operation), input)
}

fn told(
    common: &Common,
    office: &mut Office,
    signer: Signer,
    (request, operation): (&str, &str),
    input: &Value,
) -> Result<()> {
    if !common.json {
        sayln!("流水号    {request}");
    }
    let answer = office.make(signer, request, operation, input)?;
    tracing::info!(operation, matter = %answer.matter, request, "made");
    if common.json {
        return print::json(&json!({ "request": request, "answer": answer }));
    }
    print::answer(&answer, office.desk().catalogue());
    Ok(())
}

/// What waits for the signature of whoever is signed in.
pub fn todo(common: &Common) -> Result<()> {
    let (mut office, signer) = open::signed_in(common)?;
    let (desk, db) = office.parts();
    let waiting = desk.worklist(db, signer)?;
    if common.json {
        return print::json(&waiting);
    }
    if waiting.is_empty() {
        sayln!("没有等您签字的业务。");
        return Ok(());
    }
    let places = office.look(signer.agency(), |look| Places::read(look).map_err(Refusal::from))?;
    let row = |w: &WaitingFor| {
        let short = w.digest.as_str().get(..8).unwrap_or_default().to_owned();
        let amount = if w.amount.is_zero() { "-".to_owned() } else { w.amount.to_string() };
        vec![w.matter.to_string(), w.stage.to_string(), w.operation.clone(), places.told(&w.title), amount, short]
    };
    let header = ["编号", "待签", "业务", "内容", "金额（元）", "摘要"];
    say!("{}", print::table(&header, &[0, 4], waiting.iter().map(row)));
    sayln!("查看：shebao show 编号　复核：shebao check 编号　审批：shebao approve 编号");
    Ok(())
}

/// A matter as it stands now.
pub fn show(common: &Common, matter: i64) -> Result<()> {
    let (mut office, signer) = open::signed_in(common)?;
    if common.json {
        let (desk, db) = office.parts();
        return print::json(&desk.view(db, signer, MatterId(matter))?);
    }
    let seen = super::signing::view(&mut office, signer, MatterId(matter))?;
    print::answer(&seen, office.desk().catalogue());
    Ok(())
}
