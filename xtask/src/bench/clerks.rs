//! `bench web`: fifty simulated clerks at the browser's side of a district, by the release binary over
//! HTTP: how long a search, a person's page and a list take, idle and while a month is computed; how
//! long the start takes and how much memory the server holds.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

const CLERKS: u64 = 50;
/// A clerk reads a page this long on average before asking for the next.
const THINKS: Duration = Duration::from_millis(2_000);
/// People and villages that are asked for; others would find the same pages in memory.
const SAMPLE: i64 = 2_000;

/// What a clerk opens, and the name of its line.
const PAGES: [&str; 7] = ["search", "initials", "person", "list", "unpaid fees", "certification", "wall"];

/// Pages whose numbers are counted once and kept: who asks first after a start waits for them.
const KEPT: [&str; 2] = ["/wall", "/lists/certification"];

/// What is asked for on the command line.
struct Wishes {
    people: u64,
    seconds: u64,
    binary: PathBuf,
    note: String,
    record: bool,
}

fn wishes(root: &Path, arguments: &[&str]) -> Result<Wishes> {
    let mut wishes = Wishes {
        people: 1_000_000,
        seconds: 60,
        binary: root.join("target/release/shebao"),
        note: String::new(),
        record: true,
    };
    let mut rest = arguments.iter();
    while let Some(option) = rest.next() {
        if *option == "--no-record" {
            wishes.record = false;
            continue;
        }
        let value = rest.next().with_context(|| format!("{option} needs a value"))?;
        match *option {
            "--people" => wishes.people = value.parse()?,
            "--seconds" => wishes.seconds = value.parse()?,
            "--binary" => wishes.binary = PathBuf::from(value),
            "--note" => wishes.note = (*value).to_owned(),
            other => bail!("no option {other}: --people N --seconds N --binary FILE --note TEXT --no-record"),
        }
    }
    ensure!(wishes.binary.is_file(), "{} is not there: cargo build --release", wishes.binary.display());
    Ok(wishes)
}

/// Measures and, unless told otherwise, writes it down.
pub fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    let wishes = wishes(root, arguments)?;
    let data = district(root, &wishes)?;
    let sample = Sample::read(&data)?;
    let mut server = Server::start(&wishes.binary, &data)?;
    let session = server.sign_in(&data, "jingban")?;
    let first = KEPT.iter().map(|page| server.first(page, &session)).collect::<Result<Vec<_>>>()?;
    let quiet = work(&server, &session, &sample, wishes.seconds, || Ok(()))?;
    let busy = work(&server, &session, &sample, wishes.seconds, || server.compute_a_month(&session))?;
    let peak = server.peak_kib();
    let mut lines = format!(
        "\n### {} people, SQLite, {CLERKS} clerks\n\nstart {} ms, peak memory {} MiB; counted for the first time, before \
         the clerks come, and kept: {}\n\n\
         | page | n | p50 ms | p99 ms | p99 ms during a run |\n|---|---|---|---|---|\n",
        wishes.people,
        server.started.as_millis(),
        peak / 1024,
        KEPT.iter()
            .zip(&first)
            .map(|(page, took)| format!("{page} {} ms", took.as_millis()))
            .collect::<Vec<_>>()
            .join(", ")
    );
    for (at, page) in PAGES.iter().enumerate() {
        let (q, b) = (&quiet[at], &busy[at]);
        lines.push_str(&format!(
            "| {page} | {} | {} | {} | {} |\n",
            q.len() + b.len(),
            percentile(q, 50),
            percentile(q, 99),
            percentile(b, 99)
        ));
    }
    let section = super::report::of(root, "Office in a browser", &wishes.note, &lines)?;
    print!("{section}");
    if wishes.record { super::report::append(root, &section) } else { Ok(()) }
}

/// Milliseconds below which so many of a hundred requests stayed.
fn percentile(micros: &[u64], hundredths: usize) -> String {
    let mut sorted = micros.to_vec();
    sorted.sort_unstable();
    let at = (sorted.len() * hundredths / 100).min(sorted.len().saturating_sub(1));
    sorted.get(at).map_or_else(|| "—".to_owned(), |micros| format!("{}.{}", micros / 1000, micros / 100 % 10))
}

/// A district after its first month, made once by the binary itself.
fn district(root: &Path, wishes: &Wishes) -> Result<PathBuf> {
    let data = root.join(format!("target/bench/web-{}", wishes.people));
    if data.join("prepared").exists() {
        return Ok(data);
    }
    eprintln!("preparing a district of {} people …", wishes.people);
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    let people = wishes.people.to_string();
    let status = Command::new(&wishes.binary)
        .arg("--data")
        .arg(&data)
        .args(["demo", "--no-serve", "--months", "1", "--people", &people])
        .stdout(Stdio::null())
        .status()?;
    ensure!(status.success(), "the demonstration did not end well");
    fs::write(data.join("prepared"), "")?;
    Ok(data)
}

/// What clerks ask for.
struct Sample {
    people: Vec<(i64, String)>,
    villages: Vec<String>,
}

impl Sample {
    fn read(data: &Path) -> Result<Sample> {
        let db = rusqlite::Connection::open(data.join("shebao.db"))?;
        let all: i64 = db.query_row("SELECT COUNT(*) FROM person_version", [], |row| row.get(0))?;
        let step = (all / SAMPLE).max(1);
        let mut people =
            db.prepare("SELECT person, name, region FROM person_version WHERE person % ?1 = 0 LIMIT ?2")?;
        let rows = people.query_map([step, SAMPLE], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        })?;
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        ensure!(rows.len() > 10, "no people to ask for");
        let villages = rows.iter().map(|(.., village)| village.clone()).collect();
        Ok(Sample { people: rows.into_iter().map(|(person, name, _)| (person, name)).collect(), villages })
    }

    /// An address of a page, and which page it is.
    fn address(&self, dice: &mut Dice) -> (usize, String) {
        let (person, name) = &self.people[dice.below(self.people.len())];
        match dice.below(10) {
            0..=2 => (0, format!("/people?q={}", encoded(name))),
            3 => (1, format!("/people?q={}", ["wx", "lxm", "zg", "cf", "yz"][dice.below(5)])),
            4..=6 => (2, format!("/people/{person}")),
            7 => {
                let heavy = dice.below(3);
                (4 + heavy, ["/lists/fees?year=2019", "/lists/certification", "/wall"][heavy].to_owned())
            }
            8 => (3, format!("/lists/village?town={}", self.villages[dice.below(self.villages.len())])),
            _ => (3, ["/", "/lists/leads", "/lists/unpaid"][dice.below(3)].to_owned()),
        }
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Numbers that are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % end.max(1)
    }
}

/// Fifty clerks for a while, beside something else; microseconds of each page.
fn work(
    server: &Server,
    session: &Session,
    sample: &Sample,
    seconds: u64,
    beside: impl FnOnce() -> Result<()> + Send,
) -> Result<[Vec<u64>; PAGES.len()]> {
    let times: Mutex<[Vec<u64>; PAGES.len()]> = Mutex::new(Default::default());
    let (over, failed) = (AtomicBool::new(false), AtomicBool::new(false));
    let beside = thread::scope(|scope| {
        for clerk in 0..CLERKS {
            let (times, over, failed) = (&times, &over, &failed);
            scope.spawn(move || {
                let mut dice = Dice(clerk + 1);
                while !over.load(Ordering::Relaxed) {
                    let wait = THINKS.as_millis() as u64 / 2 + dice.below(THINKS.as_millis() as usize) as u64;
                    thread::sleep(Duration::from_millis(wait));
                    let (page, address) = sample.address(&mut dice);
                    let began = Instant::now();
                    let status = server.get(&address, &session.cookie).map(|(status, _)| status).unwrap_or(0);
                    let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
                    if ![200, 303].contains(&status) {
                        failed.store(true, Ordering::Relaxed);
                        eprintln!("{status} {address}");
                    }
                    if let Ok(mut times) = times.lock() {
                        times[page].push(micros);
                    }
                }
            });
        }
        let began = Instant::now();
        let outcome = beside();
        thread::sleep(Duration::from_secs(seconds).saturating_sub(began.elapsed()));
        over.store(true, Ordering::Relaxed);
        outcome
    });
    beside?;
    ensure!(!failed.load(Ordering::Relaxed), "a page was refused");
    times.into_inner().map_err(|_| anyhow::anyhow!("a clerk broke off"))
}

/// The binary at work.
struct Server {
    child: Child,
    address: SocketAddr,
    started: Duration,
}

/// Somebody signed in.
struct Session {
    cookie: String,
    csrf: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(binary: &Path, data: &Path) -> Result<Server> {
        // A free port, let go again just before.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let began = Instant::now();
        let child = Command::new(binary)
            .arg("--data")
            .arg(data)
            .args(["serve", "--addr", &address.to_string()])
            .stdout(Stdio::null())
            .spawn()?;
        let mut server = Server { child, address, started: Duration::ZERO };
        while server.get("/login", "").is_err() {
            ensure!(began.elapsed() < Duration::from_secs(60), "the server does not start");
            thread::sleep(Duration::from_millis(2));
        }
        server.started = began.elapsed();
        Ok(server)
    }

    fn sign_in(&mut self, data: &Path, user: &str) -> Result<Session> {
        let demo: serde_json::Value = serde_json::from_str(&fs::read_to_string(data.join("demo.json"))?)?;
        let colleagues = demo["colleagues"].as_array().context("colleagues")?;
        let password = colleagues.iter().find(|one| one["username"] == user).and_then(|one| one["password"].as_str());
        let form = format!("user={user}&password={}", encoded(password.context("no such user")?));
        let (_, answer) = self.ask("POST", "/login", "", &form)?;
        let cookie = answer.split("shebao_session=").nth(1).and_then(|rest| rest.split(';').next());
        let cookie = format!("shebao_session={}", cookie.context("not signed in")?);
        let (_, home) = self.get("/", &cookie)?;
        let csrf = home.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let csrf = csrf.context("no form token")?.to_owned();
        Ok(Session { cookie, csrf })
    }

    /// Opens the next month and computes it, as a clerk presses the button.
    fn compute_a_month(&self, session: &Session) -> Result<()> {
        for year_month in ["2019-02", "2019-03", "2019-04", "2019-05", "2019-06", "2019-07"] {
            let form = format!("csrf={}&request=bench-{year_month}&month={year_month}", session.csrf);
            let (status, said) = self.ask("POST", "/operations/payment.open_run", &session.cookie, &form)?;
            if status != 303 {
                eprintln!("{year_month}: {}", said.split("class=\"errors\"").nth(1).unwrap_or("not opened"));
                continue;
            }
            let (_, months) = self.get("/months", &session.cookie)?;
            let run = months.split("/months/").nth(1).and_then(|rest| rest.split('"').next()).context("no run")?;
            let form = format!("csrf={}", session.csrf);
            let (status, _) = self.ask("POST", &format!("/months/{run}/compute"), &session.cookie, &form)?;
            ensure!(status == 303 || status == 503, "computing answered {status}");
            return Ok(());
        }
        bail!("no month could be opened")
    }

    /// Asks for a page until it has been counted.
    fn first(&self, page: &str, session: &Session) -> Result<Duration> {
        let began = Instant::now();
        while self.get(page, &session.cookie)?.0 != 200 {
            ensure!(began.elapsed() < Duration::from_secs(600), "{page} is never counted");
        }
        Ok(began.elapsed())
    }

    fn get(&self, path: &str, cookie: &str) -> Result<(u16, String)> {
        self.ask("GET", path, cookie, "")
    }

    fn ask(&self, method: &str, path: &str, cookie: &str, body: &str) -> Result<(u16, String)> {
        let mut stream = TcpStream::connect(self.address)?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncookie: {cookie}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(head.as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let text = String::from_utf8_lossy(&answer).into_owned();
        let status = text.split(' ').nth(1).and_then(|code| code.parse().ok()).context("no status")?;
        Ok((status, text))
    }

    /// The most memory that the server held, in KiB.
    fn peak_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or_default()
    }
}
