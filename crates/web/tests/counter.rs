//! The counter of the browser: an operation is made by filling in its form and sending it, and signed on its page. The
//! answer is what the desk has then; what the form refuses is refused by the desk as well, and told beside the field.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use base::Date;
use base::document::Document;
use desk::{Answer, Change, Digest, Field, FieldError, MatterId, Refusal, Signer, StaffId, Stage};
use files::FileError;
use office::reading::Places;
use office::{Environment, Office};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::client::{Client, Said};
use crate::sheet::{Sheet, filled};

/// Nobody reads a report here.
struct NoReports;

impl shebao_web::ReadReports for NoReports {
    fn read(&self, _: &Path) -> Result<Document, FileError> {
        Err(FileError::Refused("没有".to_owned()))
    }
    fn commented(&self, _: &Path, _: Date) -> Result<Option<Vec<u8>>, FileError> {
        Ok(None)
    }
    fn pdf_pictures(&self, _: &Path) -> Result<Vec<Vec<u8>>, FileError> {
        Ok(Vec::new())
    }
    fn as_pdf(&self, _: &Path) -> Result<Option<Vec<u8>>, FileError> {
        Ok(None)
    }
}

/// What was done and refused so far, by all tests of the program.
#[derive(Default)]
struct Seen {
    all: BTreeSet<String>,
    done: BTreeSet<String>,
    refused: BTreeSet<String>,
}

static SEEN: Mutex<Option<Seen>> = Mutex::new(None);
static MORE: Condvar = Condvar::new();

fn saw(office: &Office, note: impl FnOnce(&mut Seen)) {
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    let all = || office.desk().catalogue().iter().map(|operation| operation.name().to_owned()).collect();
    note(seen.get_or_insert_with(|| Seen { all: all(), ..Seen::default() }));
    MORE.notify_all();
}

impl Seen {
    fn lacks(&self) -> Vec<String> {
        let not = |what: &str, some: &BTreeSet<String>| {
            self.all.difference(some).map(|name| format!("{name} was never {what}")).collect::<Vec<_>>()
        };
        [not("done", &self.done), not("refused", &self.refused)].concat()
    }
}

/// Waits until the other tests have done and refused every operation there is, and fails when they do not.
pub fn wait_for_all() {
    const PATIENCE: Duration = Duration::from_secs(300);
    if std::env::args().skip(1).any(|argument| !argument.starts_with("--")) {
        println!("left out: only some tests run, so that not every operation is seen");
        return;
    }
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let lacks = seen.as_ref().map_or_else(|| vec!["nothing was done".to_owned()], Seen::lacks);
        if lacks.is_empty() {
            return;
        }
        let (now, waited) = MORE.wait_timeout(seen, PATIENCE).unwrap_or_else(PoisonError::into_inner);
        seen = now;
        assert!(!waited.timed_out(), "{}", lacks.join("\n"));
    }
}

/// The server of one test's office, with everybody who signed in.
struct Running {
    address: String,
    environment: Arc<Environment>,
    stop: Option<oneshot::Sender<()>>,
    served: Option<JoinHandle<()>>,
    clients: HashMap<StaffId, Client>,
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        // Its connections are closed before the folder is copied or deleted.
        if let Some(served) = self.served.take() {
            let _ = served.join();
        }
    }
}

impl Running {
    fn start(office: &Office) -> Running {
        let (stop, stopped) = oneshot::channel::<()>();
        let (told, address) = std::sync::mpsc::channel();
        let beside = office.beside().unwrap();
        let served = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                told.send(listener.local_addr().unwrap().to_string()).unwrap();
                let stop = async move { drop(stopped.await) };
                shebao_web::serve_on(beside, Arc::new(NoReports), listener, stop).await.unwrap();
            });
        });
        let environment = Arc::clone(office.environment());
        let (address, clients) = (address.recv().unwrap(), HashMap::new());
        Running { address, environment, stop: Some(stop), served: Some(served), clients }
    }

    fn client(&mut self, office: &mut Office, signer: Signer) -> &Client {
        let address = self.address.clone();
        self.clients.entry(signer.staff()).or_insert_with(|| {
            let name = office.look(signer.agency(), |look| {
                let sql = "SELECT username FROM login WHERE staff = $1";
                Ok::<_, Refusal>(look.one(sql, &[signer.staff().0.into()], |row| Ok(row.text(0)?.to_owned()))?)
            });
            let name = name.unwrap().unwrap();
            let mut client = Client::of(&address);
            // As `sign_in` of the office's tests gives them.
            client.sign_in(&name, &format!("test password of {name}"));
            client
        })
    }
}

/// Where a test's people go.
pub struct Counter(Option<Running>);

impl Counter {
    pub fn new() -> Counter {
        Counter(None)
    }

    fn running(&mut self, office: &Office) -> &mut Running {
        // An office that was opened anew may stand on another law.
        let same = |running: &Running| Arc::ptr_eq(&running.environment, office.environment());
        if !self.0.as_ref().is_some_and(same) {
            self.0 = Some(Running::start(office));
        }
        self.0.as_mut().unwrap()
    }

    pub fn make<I: serde::Serialize>(
        &mut self,
        office: &mut Office,
        signer: Signer,
        (request, operation): (&str, &str),
        input: &I,
    ) -> Result<Answer, Refusal> {
        let input = serde_json::to_value(input).unwrap();
        let told = planned(office, signer, operation, &input);
        let client = self.running(office).client(office, signer);
        let address = format!("/operations/{operation}");
        let form = client.get(&address);
        assert_eq!(form.status, 200, "{operation}: {}", form.body);
        let sheet = Sheet(&form.body);
        let typed = sheet.typed(&input);
        let said = send(office, client, &address, (request, &sheet), &typed);
        // A form takes nobody who is not there; lists that name whom they leave out come from elsewhere.
        let nobody = faults(&said.body);
        if !nobody.is_empty() && nobody.iter().all(|(_, text)| text.contains("没有找到这个人")) {
            return office.make(signer, request, operation, &input);
        }
        if said.status != 303 {
            saw(office, |seen| {
                seen.refused.insert(operation.to_owned());
            });
            return Err(refused(office, signer, (request, operation), &input, &said));
        }
        for (name, word) in &typed {
            assert!(name == "file-name" || sheet.offers(name, word), "{operation}: {name} does not offer {word}");
        }
        saw(office, |seen| {
            seen.done.insert(operation.to_owned());
        });
        let follows = client.get(said.location());
        let places = office.look(signer.agency(), |look| Places::read(look).map_err(Refusal::from)).unwrap();
        for notice in told.1.iter().map(|notice| places.told(notice)) {
            assert!(follows.body.contains(&escaped(&notice)), "{operation}: {notice} is not on the page that follows");
        }
        let matter = MatterId(said.location().rsplit('/').next().unwrap().parse().unwrap());
        let (desk, db) = office.parts();
        let made = desk.made_input(db, signer, matter).unwrap();
        assert_eq!(filled(&made), filled(&input), "{operation}: the form says something else");
        Ok(with(told, desk.view(db, signer, matter)?))
    }

    pub fn sign(
        &mut self,
        office: &mut Office,
        signer: Signer,
        (stage, matter): (Stage, MatterId),
        seen: &Digest,
    ) -> Result<Answer, Refusal> {
        let (desk, db) = office.parts();
        let told = desk.view(db, signer, matter).map(|answer| (answer.shown, answer.notices)).unwrap_or_default();
        let client = self.running(office).client(office, signer);
        let digest = serde_json::to_value(seen).unwrap();
        let form = [("stage", stage.code()), ("digest", digest.as_str().unwrap())];
        let said = client.post(&format!("/matters/{matter}/sign"), &form);
        if said.status == 303 {
            let (desk, db) = office.parts();
            return Ok(with(told, desk.view(db, signer, matter)?));
        }
        assert!([404, 422].contains(&said.status), "{}: {}", said.status, said.body);
        let again = office.sign(signer, stage, matter, seen);
        match &again {
            Err(Refusal::Over(outcome)) => assert!(said.body.contains(outcome.title()), "{}", said.body),
            Err(refusal) => tells(&said, &refusal.to_string()),
            Ok(answer) => panic!("the page refused what the desk signs: {}\n{}", answer.title, said.body),
        }
        again
    }
}

/// What a matter changes and what its maker has to know, as the page shows it before a signature.
type Told = (Vec<Change>, Vec<String>);

fn planned(office: &mut Office, signer: Signer, operation: &str, input: &Value) -> Told {
    let (desk, db) = office.parts();
    let operation = desk.catalogue().get(operation).unwrap();
    let plan = desk.look(db, signer.agency(), |look| operation.plan(look, input));
    plan.map(|planned| (planned.plan.shown, planned.plan.notices)).unwrap_or_default()
}

/// A matter that is done shows them no more; tests read them in the answer.
fn with((shown, notices): Told, answer: Answer) -> Answer {
    let (shown, notices) = match answer.waits_for {
        Some(_) => (answer.shown, answer.notices),
        None => (shown, notices),
    };
    Answer { shown, notices, ..answer }
}

/// Sends the form; a file is uploaded first, and its preview is sent on.
fn send(
    office: &Office,
    client: &Client,
    address: &str,
    (request, sheet): (&str, &Sheet<'_>),
    typed: &[(String, String)],
) -> Said {
    let number = ("request".to_owned(), request.to_owned());
    let all: Vec<&(String, String)> = [&number].into_iter().chain(typed).collect();
    let of = |all: &[&(String, String)]| -> Vec<(String, String)> { all.iter().map(|pair| (*pair).clone()).collect() };
    let pairs = of(&all);
    let borrowed: Vec<(&str, &str)> = pairs.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let file = typed.iter().find(|(name, _)| sheet.takes_file(name));
    let bytes = file.and_then(|(field, digest)| {
        let digest: Digest = serde_json::from_value(Value::from(digest.as_str())).ok()?;
        Some((field, std::fs::read(office.environment().files.path(&digest)).ok()?))
    });
    let Some((field, bytes)) = bytes else { return client.post(address, &borrowed) };
    let named = typed.iter().find(|(name, _)| name == "file-name").map_or("文件.xlsx", |(_, name)| name);
    let others: Vec<(&str, &str)> =
        borrowed.iter().filter(|(name, _)| name != field && *name != "file-name").copied().collect();
    let said = client.upload(address, &others, (field, named, &bytes));
    // Shown first what would be imported; nothing is made yet.
    if said.status == 200 { client.post(address, &borrowed) } else { said }
}

/// What the form refused is refused by the desk, and told where it belongs.
fn refused(
    office: &mut Office,
    signer: Signer,
    (request, operation): (&str, &str),
    input: &Value,
    said: &Said,
) -> Refusal {
    let refusal = match office.make(signer, request, operation, input) {
        Ok(answer) => panic!("the form of {operation} refused “{}”: {}", answer.title, said.body),
        Err(refusal) => refusal,
    };
    assert!(said.body.contains("role=\"alert\""), "{operation}: {}", said.body);
    let found = faults(&said.body);
    match &refusal {
        Refusal::Fields(errors) => {
            // What the form cannot read or lacks is told by itself, before the operation is asked.
            let told: Vec<String> = errors.iter().map(|error| escaped(error.what.trim_end_matches('。'))).collect();
            let missing = |text: &str| text.contains("没有填写，请填写");
            let own =
                found.iter().any(|(_, text)| missing(text) || !told.iter().any(|what| text.contains(what.as_str())));
            // Nothing typed is no blank for a form: what the desk says of a blank cannot come up there.
            let blank = |error: &&FieldError| match &error.field {
                Field::Input(key) => input.get(key).and_then(Value::as_str).is_some_and(|text| text.trim().is_empty()),
                _ => false,
            };
            let rest = errors.iter().filter(|error| !own && !blank(error));
            rest.for_each(|error| beside(operation, error, said));
        }
        other => tells(said, &other.to_string()),
    }
    refusal
}

/// Fields with the fault that stands beside each.
fn faults(body: &str) -> Vec<(&str, &str)> {
    let all = body.split("<p class=\"fault\" id=\"f-").skip(1);
    all.filter_map(|rest| rest.split("</p>").next()?.split_once("-fault\">")).collect()
}

fn beside(operation: &str, error: &FieldError, said: &Said) {
    let Field::Input(key) = &error.field else { return tells(said, &error.what) };
    // Several numbers are typed into one field.
    let list = key.rsplit_once('.').filter(|(list, n)| n.parse::<usize>().is_ok() && Sheet(&said.body).has(list));
    let key = list.map_or(key.as_str(), |(list, _)| list);
    let id = key.replace('.', "-");
    let found = faults(&said.body);
    let in_list = said.body.contains(&format!("name=\"more-{key}\"")) || key.contains('.');
    if Sheet(&said.body).has(key) || in_list {
        let what = escaped(error.what.trim_end_matches('。'));
        let stands = found.iter().any(|(name, text)| *name == id && text.contains(&what));
        assert!(stands, "{operation}: not beside {key}: {what}, but {found:?}");
    } else {
        tells(said, &error.what);
    }
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The page says it, as text.
fn tells(said: &Said, words: &str) {
    let words = words.trim_end_matches('。');
    assert!(said.body.contains(&escaped(words)), "not told: {words}\n{}", said.body);
}
