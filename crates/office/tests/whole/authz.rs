//! The golden table of authority: operation × signature × post as the catalogue declares it, and
//! beside it who could really make each operation, in the own area and from another town.
//!
//! Every operation of the catalogue is in the table by itself. Write it anew with
//! `SHEBAO_GOLDEN=write cargo test -p shebao-office --test whole authz` and have the difference read.

use crate::tax;
use crate::town;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use crate::common::{TestOffice, area, day};
use crate::town::{contributor, recipient};
use base::{Fen, Month};
use desk::{Class, GrantId, Post, Refusal, Signer, StaffId, Stage};
use ledger::{Deposit, Purpose};
use serde::Serialize;
use shebao_office::benefits::{ConfirmDeathInput, Heirs, ResumeInput, SuspendInput};
use shebao_office::contributions::BookAccountsInput;
use shebao_office::fund::{
    CloseMonthInput, InterestFact, ReceiveInterestInput, ReceiveSubsidyInput, ReverseVoucherInput, SubsidyPart,
};
use shebao_office::payment::{
    AbandonRunInput, ApproveRunInput, CloseRunInput, ImportReturnsInput, LateReturnInput, OpenRunInput,
    ReceiveMoneyInput, ReissueInput, RequestMoneyInput, SendFileInput, WithholdInput, regular_run,
};
use shebao_office::registry::{
    AddStaffInput, ChangeKeyInput, ChangeOrdinaryInput, ChangePayeeInput, DelegateInput, EndPostInput, GrantPostInput,
    PostWish, RaiseClassInput, RegisterInput, SetTierInput,
};
use shebao_office::tables::{PersonId, RunId, Scheme, SuspensionReason, VoucherId};
use shebao_office::verify::verify;

const GOLDEN: &str = "tests/golden/authz.txt";
/// A town in which none of the test's people live.
const ELSEWHERE: &str = "530113001";

/// Who made an operation: in the own area, and with the same post in another town only.
#[derive(Default)]
struct Tried {
    own: BTreeSet<Post>,
    elsewhere: BTreeSet<Post>,
}

struct Trial {
    office: TestOffice,
    /// One person per post for the whole district, and one per post for another town.
    own: BTreeMap<Post, Signer>,
    elsewhere: BTreeMap<Post, Signer>,
    tried: BTreeMap<String, Tried>,
}

impl Trial {
    fn new() -> Trial {
        let mut office = TestOffice::new();
        let signer = office.add_staff(Post::Helper.title(), Post::Helper.code(), Post::Helper);
        office.people.insert(Post::Helper, signer);
        let own = office.people.clone().into_iter().collect();
        let mut trial = Trial { office, own, elsewhere: BTreeMap::new(), tried: BTreeMap::new() };
        for post in Post::ALL {
            let signer = trial.staff_elsewhere(*post);
            trial.elsewhere.insert(*post, signer);
        }
        trial
    }

    fn staff_elsewhere(&mut self, post: Post) -> Signer {
        let username = format!("{}2", post.code());
        let wish = PostWish { post, area: ELSEWHERE.parse().unwrap(), from: day("2018-01-01"), to: None };
        let input = AddStaffInput { name: format!("{post}（外乡镇）"), posts: vec![wish] };
        self.office.run("registry.add_staff", &input).unwrap();
        let staff = StaffId(self.office.number("SELECT MAX(id) FROM staff"));
        let admin = self.office.people[&Post::SystemAdmin];
        let (desk, db) = self.office.office.parts();
        let password = desk.open_login(db, admin, staff, &username).unwrap();
        let own = format!("test password of {username}");
        desk.change_password(db, &username, password.reveal(), &own).unwrap();
        let token = desk.sign_in(db, &username, &own).unwrap();
        desk.resume(db, &token).unwrap()
    }

    /// Everyone tries to make the operation, those who may last; what was made is taken back.
    fn all_try<I: Serialize>(&mut self, operation: &str, input: &I) {
        let rules = self.office.office.desk().catalogue().get(operation).unwrap();
        let (makers, class) = (rules.posts().make, rules.class());
        let mut attempts: Vec<(bool, Post, Signer)> = Vec::new();
        attempts.extend(self.own.iter().map(|(post, signer)| (true, *post, *signer)));
        attempts.extend(self.elsewhere.iter().map(|(post, signer)| (false, *post, *signer)));
        attempts.sort_by_key(|(own, post, _)| (*own && makers.contains(post), *own, *post));
        let mut tried = Tried::default();
        for (own, post, signer) in attempts {
            // What one person does alone is done: a second maker would find it done.
            if class == Class::R1 && !tried.own.is_empty() {
                tried.own.insert(post);
                continue;
            }
            let request = self.office.request();
            match self.office.office.make(signer, &request, operation, input) {
                Ok(answer) => {
                    if own { &mut tried.own } else { &mut tried.elsewhere }.insert(post);
                    if answer.waits_for.is_some() {
                        let (desk, db) = self.office.office.parts();
                        desk.withdraw(db, signer, answer.matter, "试办").unwrap();
                    }
                }
                Err(Refusal::NoPost { .. }) => {}
                Err(other) => panic!("{operation} by {post}: {other}"),
            }
        }
        let before = self.tried.insert(operation.to_owned(), tried);
        assert!(before.is_none(), "{operation} was tried before");
    }

    /// Everyone tries; then it is done by those who may.
    fn try_and_do<I: Serialize>(&mut self, operation: &str, input: &I) {
        self.all_try(operation, input);
        self.office.run(operation, input).unwrap();
    }

    fn person(&mut self, sql: &str) -> PersonId {
        PersonId(self.office.number(sql))
    }
}

/// The first month of a town, every operation on the way tried by everyone.
fn play(trial: &mut Trial) {
    let books = town::books(&trial.office, "20000.00", "0.00", "20000.00");
    trial.try_and_do("registry.open_books", &books);
    let people = [contributor(1), recipient(2), recipient(3), recipient(4), contributor(5)];
    let take_on = town::workbook(&trial.office, town::TOWN, &people, |_, signed| signed);
    trial.try_and_do("registry.take_on", &take_on);
    trial.office.on_day("2019-01-09");
    registry(trial);
    staff(trial);
    contributions(trial);
    payment(trial);
    benefits(trial);
    fund(trial);
}

fn benefits(trial: &mut Trial) {
    let person = trial.person("SELECT person FROM disbursement WHERE line = 1");
    let reason = SuspensionReason::Certification;
    let pause = SuspendInput { person, reason, from_month: "2019-02".parse().unwrap(), note: "认证逾期".into() };
    trial.try_and_do("benefits.suspend", &pause);
    trial.try_and_do("benefits.resume", &ResumeInput { person, from_month: None, note: "已认证".into() });
    let heirs = Heirs { account: "4111111111111111".into(), name: "模拟子".into(), relation: "子女".into() };
    let (died_on, evidence) = (day("2019-01-20"), "火化证 2019-00001".into());
    let death = ConfirmDeathInput { person, died_on, evidence, heirs: Some(heirs), lead: None };
    trial.try_and_do("benefits.confirm_death", &death);
}

fn fund(trial: &mut Trial) {
    let part = SubsidyPart {
        purpose: Purpose::BasePension,
        central: Fen::from_yuan(100),
        province: Fen::ZERO,
        city: Fen::ZERO,
        county: Fen::ZERO,
    };
    let (on, parts) = (day("2019-01-25"), vec![part]);
    trial.try_and_do("fund.receive_subsidy", &ReceiveSubsidyInput { on, document: "补-1".into(), parts });
    let voucher = VoucherId(trial.office.number("SELECT MAX(id) FROM voucher"));
    trial.all_try("fund.reverse_voucher", &ReverseVoucherInput { voucher, on, reason: "金额记错".into() });
    let (fact, deposit, amount) = (InterestFact::Credited, Deposit::Payment, Fen::from_yuan(3));
    let interest = ReceiveInterestInput { fact, deposit, on, document: "利-1".into(), amount };
    trial.all_try("fund.receive_interest", &interest);
    trial.office.on_day("2019-01-31");
    trial.all_try("fund.close_month", &CloseMonthInput { month: "2019-01".parse().unwrap() });
}

fn registry(trial: &mut Trial) {
    let form = RegisterInput {
        id_number: town::id_number("19880307", 950),
        name: "模拟新参保".into(),
        address: "因民镇上坪村 3 组".into(),
        phone: String::new(),
        region: town::VILLAGE.parse().unwrap(),
        special_group: String::new(),
        account: String::new(),
    };
    trial.try_and_do("registry.register", &form);
    let person = trial.person("SELECT MIN(id) FROM person");
    let phone = Some("19900000009".to_owned());
    trial.all_try("registry.change_ordinary", &ChangeOrdinaryInput { person, phone, address: None, region: None });
    let name = Some("模拟更名".to_owned());
    let document = "户口簿".to_owned();
    let change = ChangeKeyInput { person, id_number: None, name, birth: None, document };
    trial.all_try("registry.change_key", &change);
}

fn staff(trial: &mut Trial) {
    let (agency, from) = (trial.office.agency.0, day("2019-02-01"));
    let wish = |post| PostWish { post, area: area(), from, to: None };
    trial.all_try("registry.add_staff", &AddStaffInput { name: "新人".into(), posts: vec![wish(Post::Clerk)] });
    let clerk = trial.own[&Post::Clerk].staff();
    trial.all_try("registry.grant_post", &GrantPostInput { staff: clerk, post: wish(Post::Reviewer) });
    let grant = |staff: StaffId| format!("SELECT id FROM post_grant WHERE agency = {agency} AND staff = {staff}");
    let reviewer = trial.own[&Post::Reviewer].staff();
    let grant_id = GrantId(trial.office.number(&grant(reviewer)));
    let approver = trial.own[&Post::Approver].staff();
    let lend = DelegateInput { grant: grant_id, from_staff: reviewer, to_staff: approver, from, to: day("2019-02-10") };
    trial.all_try("registry.delegate", &lend);
    let of_helper = GrantId(trial.office.number(&grant(trial.own[&Post::Helper].staff())));
    trial.all_try("registry.end_post", &EndPostInput { grant: of_helper, last_day: from });
    let operation = "registry.register".to_owned();
    trial.all_try("registry.raise_class", &RaiseClassInput { operation, class: Class::R3, from });
    let (operation, above) = ("payment.withhold".to_owned(), Fen::from_yuan(10_000));
    trial.all_try("registry.set_tier", &SetTierInput { operation, above, post: Post::Head, from });
}

fn contributions(trial: &mut Trial) {
    let lines = [tax::paid("S01", &contributor(1), "300")];
    let file = tax::tax_file(&trial.office, "税务.csv", &lines);
    trial.try_and_do("contributions.import_tax", &file);
    let receipts = [
        ("国库入库", "2019-01-07", "GK07", Fen::from_yuan(300)),
        ("财政专户到账", "2019-01-08", "ZH08", Fen::from_yuan(300)),
    ];
    let file = tax::receipt_file(&trial.office, "收款.csv", &receipts);
    trial.try_and_do("contributions.import_receipts", &file);
    trial.try_and_do("contributions.book_accounts", &BookAccountsInput::default());
}

fn payment(trial: &mut Trial) {
    let month: Month = "2019-01".parse().unwrap();
    trial.all_try("payment.open_run", &OpenRunInput { month });
    let office = &mut trial.office;
    let run = office
        .office
        .look(office.agency, |look| regular_run(look, Scheme::Resident, month).map_err(|_| Refusal::NoMatter));
    let run: RunId = run.unwrap().unwrap().id;
    office.office.compute_run(office.people[&Post::Clerk], run, |_| ()).unwrap();
    trial.all_try("payment.abandon_run", &AbandonRunInput { run, reason: "试办".into() });
    trial.try_and_do("payment.approve_run", &ApproveRunInput { run });
    let person = trial.person("SELECT person FROM disbursement WHERE line = 3");
    trial.all_try("payment.withhold", &WithholdInput { run, person, reason: "试办".into() });
    trial.try_and_do("payment.request_money", &RequestMoneyInput { run });
    let money =
        ReceiveMoneyInput { run, on: day("2019-01-09"), document: "拨-001".into(), amount: Fen::from_yuan(500) };
    trial.try_and_do("payment.receive_money", &money);
    trial.try_and_do("payment.send_file", &SendFileInput { run, late_reason: String::new() });
    trial.office.on_day("2019-01-25");
    let returns = returned(&trial.office, run);
    trial.try_and_do("payment.import_returns", &returns);
    let (on, document, reason) = (day("2019-01-25"), "退汇-1".into(), "账户冻结".into());
    trial.all_try("payment.late_return", &LateReturnInput { run, line: 1, on, document, reason });
    let person = trial.person("SELECT person FROM disbursement WHERE line = 2");
    let account = ChangePayeeInput {
        person,
        account: "4222222222222".into(),
        holder: String::new(),
        bank: String::new(),
        document: "社保卡".into(),
    };
    trial.try_and_do("registry.change_payee", &account);
    trial.all_try("payment.reissue", &ReissueInput { run, release: Vec::new(), confirmed: Vec::new() });
    trial.try_and_do("payment.close_run", &CloseRunInput { run });
}

fn returned(office: &TestOffice, run: RunId) -> ImportReturnsInput {
    let mut text = "批次号,序号,金额,处理结果,失败原因代码,入账日期\n".to_owned();
    for (line, result) in [(1, "成功,"), (2, "失败,销户"), (3, "成功,")] {
        writeln!(text, "530113-201901-1,{line},124.13,{result},2019-01-25").unwrap();
    }
    let path = office.folder.path().join("return.csv");
    std::fs::write(&path, text).unwrap();
    let file = office.office.environment().files.take_in(&path).unwrap();
    ImportReturnsInput { run, file, name: "return.csv".into() }
}

fn names<'a>(posts: impl IntoIterator<Item = &'a Post>) -> String {
    let all: Vec<&str> = posts.into_iter().map(|post| post.title()).collect();
    if all.is_empty() { "（无）".to_owned() } else { all.join("、") }
}

/// The table as text, one block per operation.
fn table(trial: &Trial) -> String {
    let mut text = "岗位 × 业务 × 地区。实办：各岗位试办一次，列出办成的；其余均因无岗被拒\n".to_owned();
    let operations: Vec<_> = trial.office.office.desk().catalogue().iter().collect();
    for operation in operations {
        writeln!(text, "\n{} {}（{}）", operation.name(), operation.title(), operation.class()).unwrap();
        for stage in Stage::ALL {
            writeln!(text, "  {stage}：{}", names(operation.posts().at(*stage))).unwrap();
        }
        match trial.tried.get(operation.name()) {
            Some(tried) => {
                writeln!(text, "  实办 本地：{}；外乡镇：{}", names(&tried.own), names(&tried.elsewhere)).unwrap();
            }
            None => writeln!(text, "  实办 本表未试").unwrap(),
        }
    }
    text
}

#[test]
fn the_table_of_authority_is_as_it_was_read() {
    let mut trial = Trial::new();
    play(&mut trial);
    for (name, tried) in &trial.tried {
        let makers: BTreeSet<Post> =
            trial.office.office.desk().catalogue().get(name).unwrap().posts().make.iter().copied().collect();
        assert_eq!(tried.own, makers, "{name}: who could make it is not who may");
        assert!(tried.elsewhere.is_empty(), "{name} was made from another town");
    }
    // Nothing that was done on the way, or taken back, breaks what must always hold.
    let agency = trial.office.agency;
    let report = verify(&mut trial.office.office, agency, &mut |_| ()).unwrap();
    assert!(report.is_whole(), "{report}");
    let now = table(&trial);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(GOLDEN);
    if std::env::var("SHEBAO_GOLDEN").is_ok_and(|word| word == "write") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &now).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    for (number, (now, golden)) in now.lines().zip(golden.lines()).enumerate() {
        assert_eq!(now, golden, "line {} of {GOLDEN}: have the difference read, then write it anew", number + 1);
    }
    assert_eq!(now.lines().count(), golden.lines().count(), "operations were added or taken away: {GOLDEN}");
}

/// Four families of posts, no one of whom makes, checks and approves for another.
#[test]
fn no_operation_lets_one_post_give_two_signatures() {
    let office = TestOffice::new();
    for operation in office.office.desk().catalogue().iter() {
        let posts = operation.posts();
        let all: Vec<Post> = Stage::ALL.iter().flat_map(|stage| posts.at(*stage)).copied().collect();
        let different: BTreeSet<Post> = all.iter().copied().collect();
        assert_eq!(all.len(), different.len(), "{}", operation.name());
    }
}
