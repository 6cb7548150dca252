//! A PostgreSQL server for measurements: its own cluster under target/bench, with the durability
//! of a real one.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

/// Beyond the defaults, the same for ours, the ceiling and the SQL by hand. Durability is
/// untouched: fsync, full_page_writes and synchronous_commit are on.
pub const SETTINGS: &str = "shared_buffers = 1GB\nmax_wal_size = 8GB\ncheckpoint_timeout = 30min\nwork_mem = 64MB\n\
                            maintenance_work_mem = 256MB\n";

/// A running server.
pub struct Cluster {
    process: Child,
    port: u16,
    socket: tempfile::TempDir,
    binaries: PathBuf,
}

impl Cluster {
    /// Starts the cluster in `data`, which is made on first use; `None` where PostgreSQL is not
    /// installed.
    pub fn start(data: &Path) -> Result<Option<Cluster>> {
        let Some(binaries) = binaries() else { return Ok(None) };
        if !data.join("PG_VERSION").exists() {
            fs::create_dir_all(data)?;
            give(data)?;
            let made = as_server(&binaries.join("initdb"))
                .args(["--auth=trust", "--encoding=UTF8", "--locale=C", "--username=shebao", "-D"])
                .arg(data)
                .stdout(Stdio::null())
                .status()?;
            ensure!(made.success(), "initdb failed");
        }
        let socket = tempfile::Builder::new().prefix("shebao-bench-").tempdir()?;
        give(socket.path())?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let settings = format!(
            "{SETTINGS}port = {port}\nlisten_addresses = ''\nunix_socket_directories = '{}'\n",
            socket.path().display()
        );
        fs::write(data.join("postgresql.auto.conf"), settings)?;
        let process = as_server(&binaries.join("postgres")).arg("-D").arg(data).stderr(Stdio::null()).spawn()?;
        let mut cluster = Cluster { process, port, socket, binaries };
        cluster.wait()?;
        Ok(Some(cluster))
    }

    fn wait(&mut self) -> Result<()> {
        loop {
            if let Some(status) = self.process.try_wait()? {
                bail!("PostgreSQL ended with {status}");
            }
            let ready = Command::new(self.binaries.join("pg_isready"))
                .arg("-q")
                .arg("-h")
                .arg(self.socket.path())
                .args(["-p", &self.port.to_string()])
                .status()?;
            if ready.success() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The address of a database.
    pub fn address(&self, database: &str) -> String {
        let socket = self.socket.path().to_string_lossy().replace('/', "%2F");
        format!("postgresql://shebao@{socket}:{}/{database}", self.port)
    }

    /// Runs statements that belong to the whole server.
    pub fn script(&self, sql: &str) -> Result<()> {
        let location = self.address("postgres").parse()?;
        store::open(&location)?.script(sql).with_context(|| sql.to_owned())
    }

    /// Whether a database exists.
    pub fn has(&self, database: &str) -> Result<bool> {
        let mut db = store::open(&self.address("postgres").parse()?)?;
        let sql = "SELECT COUNT(*) FROM pg_database WHERE datname = $1";
        Ok(store::scalar::<i64>(db.as_mut(), sql, &[database.into()])? > 0)
    }

    /// A fresh copy of a database that nobody uses, on the disk before it returns.
    pub fn copy(&self, from: &str, to: &str) -> Result<()> {
        self.script(&format!("DROP DATABASE IF EXISTS {to}"))?;
        self.script(&format!("CREATE DATABASE {to} TEMPLATE {from} STRATEGY FILE_COPY"))?;
        self.script("CHECKPOINT")
    }

    /// The server's version.
    pub fn version(&self) -> Result<String> {
        let mut db = store::open(&self.address("postgres").parse()?)?;
        Ok(store::scalar(db.as_mut(), "SELECT current_setting('server_version')", &[])?)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGINT is a fast shutdown: it ends sessions and writes a checkpoint.
        let _ = Command::new("kill").args(["-INT", &self.process.id().to_string()]).status();
        let _ = self.process.wait();
    }
}

/// The newest of Debian's folders.
fn binaries() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, folder)| folder.join("initdb").is_file())
        .collect();
    found.sort();
    found.pop().map(|(_, folder)| folder)
}

/// PostgreSQL refuses to run as root.
fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

fn as_server(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--clear-groups"]).arg(program);
    command
}

fn give(folder: &Path) -> Result<()> {
    if is_root() {
        let given = Command::new("chown").arg("-R").arg("postgres").arg(folder).status()?;
        ensure!(given.success(), "cannot give {} to the user postgres", folder.display());
    }
    Ok(())
}
