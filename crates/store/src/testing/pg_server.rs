//! A private PostgreSQL server in a temporary folder.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use crate::{Db, Location, PostgresDb, StoreError};

/// A PostgreSQL server of this test process's own: its data stand in a temporary folder, it
/// listens on a unix socket there and on a free port of 127.0.0.1, and it stops when dropped,
/// also when the test panics. It trusts everyone on this machine and does not wait for the disk
/// (`fsync = off`), so it must never hold anything but test data.
pub struct PgServer {
    process: Child,
    folder: tempfile::TempDir,
    port: u16,
    databases: AtomicU32,
}

impl PgServer {
    /// Starts a server; `None` when PostgreSQL is not installed.
    ///
    /// # Panics
    /// When it is installed and does not start: a test must not be left out silently.
    pub fn start() -> Option<PgServer> {
        let binaries = find_binaries()?;
        // A second attempt, should somebody take the free port before the server does.
        match PgServer::start_from(&binaries).or_else(|_| PgServer::start_from(&binaries)) {
            Ok(server) => Some(server),
            Err(error) => panic!("PostgreSQL in {} does not start: {error}", binaries.display()),
        }
    }

    /// One server for the whole test process, started by whoever asks first. It stops when
    /// the process ends.
    pub fn shared() -> Option<&'static PgServer> {
        static SERVER: OnceLock<Option<PgServer>> = OnceLock::new();
        SERVER.get_or_init(PgServer::start).as_ref()
    }

    fn start_from(binaries: &Path) -> Result<PgServer, String> {
        let folder = tempfile::Builder::new().prefix("shebao-pg-").tempdir().map_err(|e| e.to_string())?;
        let user = server_user();
        let data = folder.path().join("data");
        give_to(user, folder.path())?;
        let initdb = as_user(user, binaries.join("initdb"))
            .args(["--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C", "--username=shebao", "-D"])
            .arg(&data)
            .output()
            .map_err(|e| e.to_string())?;
        succeeded("initdb", &initdb)?;
        let port = free_port()?;
        let settings = format!(
            "port = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{}'\n\
             fsync = off\nfull_page_writes = off\nmax_connections = 200\nlog_min_messages = fatal\n\
             log_statement = none\nshared_buffers = 64MB\nmax_wal_size = 1GB\n",
            folder.path().display()
        );
        fs::write(folder.path().join("settings.conf"), settings).map_err(|e| e.to_string())?;
        let include = format!("include '{}'\n", folder.path().join("settings.conf").display());
        let conf = data.join("postgresql.conf");
        let original = fs::read_to_string(&conf).map_err(|e| e.to_string())?;
        fs::write(&conf, original + &include).map_err(|e| e.to_string())?;
        let process = guarded(user, &binaries.join("postgres"), folder.path())?;
        let mut server = PgServer { process, folder, port, databases: AtomicU32::new(0) };
        server.wait_until_ready(binaries)?;
        Ok(server)
    }

    /// Asks `pg_isready` until the server answers or has ended.
    fn wait_until_ready(&mut self, binaries: &Path) -> Result<(), String> {
        loop {
            if let Some(status) = self.process.try_wait().map_err(|e| e.to_string())? {
                return Err(format!("postgres ended with {status}"));
            }
            let ready = Command::new(binaries.join("pg_isready"))
                .arg("-q")
                .arg("-h")
                .arg(self.folder.path())
                .args(["-p", &self.port.to_string()])
                .status()
                .map_err(|e| e.to_string())?;
            if ready.success() {
                return Ok(());
            }
        }
    }

    /// Creates an empty database and returns its address.
    ///
    /// # Panics
    /// When the server is gone.
    pub fn create_database(&self) -> Location {
        self.create("")
    }

    /// Creates a copy of one of this server's databases that nobody is connected to.
    ///
    /// # Panics
    /// When the server is gone, or somebody is connected.
    pub fn copy_database(&self, original: &Location) -> Location {
        let Location::Postgres(address) = original else { panic!("not a database of this server") };
        let name = address.rsplit('/').next().unwrap_or_default();
        self.create(&format!(" TEMPLATE {name}"))
    }

    fn create(&self, template: &str) -> Location {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let created = PostgresDb::open(&self.address("postgres"))
            .and_then(|mut db| db.script(&format!("CREATE DATABASE {name}{template}")));
        match created {
            Ok(()) => Location::Postgres(self.address(&name)),
            Err(error) => panic!("cannot create a test database: {error}"),
        }
    }

    /// Opens a connection to a new, empty database.
    ///
    /// # Panics
    /// When the server is gone.
    pub fn open_new_database(&self) -> Result<Box<dyn Db>, StoreError> {
        crate::open(&self.create_database())
    }

    /// The TCP port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The folder of its socket and data.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn address(&self, database: &str) -> String {
        let socket = self.folder.path().to_string_lossy().replace('/', "%2F");
        format!("postgresql://shebao@{socket}:{}/{database}", self.port)
    }
}

impl Drop for PgServer {
    fn drop(&mut self) {
        // Closing its standard input tells the guard to stop the server at once.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// Runs the server under a small shell that stops it and clears its folder when our end of the
/// pipe closes. So it ends with this process in every case: a static is never dropped, and a
/// killed test drops nothing.
fn guarded(user: Option<&str>, postgres: &Path, folder: &Path) -> Result<Child, String> {
    // A background job of a shell reads from /dev/null unless told otherwise, hence descriptor 3.
    let script = "exec 3<&0; \"$1\" -D \"$2/data\" </dev/null 3<&- & server=$!; \
                  (cat <&3 >/dev/null; kill -INT $server) & \
                  wait $server; rm -rf \"$2\"";
    as_user(user, "sh".into())
        .args(["-c", script, "sh"])
        .arg(postgres)
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| e.to_string())
}

/// `PG_BIN`, the newest of Debian's folders, or wherever the PATH has `initdb`.
fn find_binaries() -> Option<PathBuf> {
    let has_server = |folder: &PathBuf| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    if let Some(folder) = std::env::var_os("PG_BIN") {
        return Some(PathBuf::from(folder)).filter(has_server);
    }
    let mut installed: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    installed.sort();
    let newest = installed.into_iter().rev().map(|(_, folder)| folder).find(has_server);
    newest.or_else(|| std::env::split_paths(&std::env::var_os("PATH")?).find(has_server))
}

/// PostgreSQL refuses to run as root, so root hands the work to a user without rights.
fn server_user() -> Option<&'static str> {
    let is_root = fs::metadata("/proc/self").ok().is_some_and(|own| owner(&own) == 0);
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let exists = |name: &&str| users.lines().any(|line| line.starts_with(&format!("{name}:")));
    is_root.then(|| ["postgres", "nobody"].into_iter().find(exists)).flatten()
}

#[cfg(unix)]
fn owner(metadata: &fs::Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::uid(metadata)
}

#[cfg(not(unix))]
fn owner(_: &fs::Metadata) -> u32 {
    1
}

fn as_user(user: Option<&str>, program: PathBuf) -> Command {
    let Some(user) = user else { return Command::new(program) };
    let exists =
        |tool: &str| ["/usr/bin", "/usr/sbin", "/bin", "/sbin"].iter().any(|f| Path::new(f).join(tool).is_file());
    if exists("setpriv") {
        let mut command = Command::new("setpriv");
        command.args([&format!("--reuid={user}"), "--clear-groups"]).arg(program);
        command
    } else {
        let mut command = Command::new("runuser");
        command.args(["-u", user, "--"]).arg(program);
        command
    }
}

fn give_to(user: Option<&str>, folder: &Path) -> Result<(), String> {
    let Some(user) = user else { return Ok(()) };
    let output = Command::new("chown").arg(user).arg(folder).output().map_err(|e| e.to_string())?;
    succeeded("chown", &output)
}

fn succeeded(what: &str, output: &Output) -> Result<(), String> {
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{what}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|e| e.to_string())?;
    listener.local_addr().map(|address| address.port()).map_err(|e| e.to_string())
}
