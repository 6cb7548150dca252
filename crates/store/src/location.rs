//! Where a database is.

use std::{fmt, path::PathBuf, str::FromStr};

use postgres::config::Host;

use crate::{Db, PostgresDb, SqliteDb, StoreError};

/// Where a database is: a file, or a PostgreSQL address. A password in the address is never
/// shown, neither by `Display` nor by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// The path of an SQLite file.
    Sqlite(PathBuf),
    /// `postgresql://user:password@host:port/database`
    Postgres(String),
}

impl FromStr for Location {
    type Err = StoreError;

    /// A PostgreSQL URL, or else a path, with or without `sqlite:` before it.
    fn from_str(text: &str) -> Result<Location, StoreError> {
        let text = text.trim();
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            postgres::Config::from_str(text).map_err(|_| {
                StoreError::Unusable(
                    "PostgreSQL 连接地址不正确，应写作 postgresql://用户:密码@主机:端口/数据库（特殊字符用 %XX 表示）"
                        .into(),
                )
            })?;
            return Ok(Location::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite:").unwrap_or(text);
        if path.is_empty() {
            return Err(StoreError::Unusable("没有写明数据库文件的路径".into()));
        }
        Ok(Location::Sqlite(path.into()))
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Sqlite(path) => path.display().fmt(f),
            Location::Postgres(address) => match postgres::Config::from_str(address) {
                Ok(config) => show_address(&config, f),
                Err(_) => f.write_str("postgresql://?"),
            },
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn show_address(config: &postgres::Config, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "postgresql://{}@", config.get_user().unwrap_or_default())?;
    match config.get_hosts().first() {
        Some(Host::Tcp(host)) => f.write_str(host)?,
        #[cfg(unix)]
        Some(Host::Unix(path)) => write!(f, "{}", path.display())?,
        None => {}
    }
    if let Some(port) = config.get_ports().first() {
        write!(f, ":{port}")?;
    }
    write!(f, "/{}", config.get_dbname().unwrap_or_default())
}

/// Opens a database for reading and writing; an SQLite file is created when missing.
pub fn open(location: &Location) -> Result<Box<dyn Db>, StoreError> {
    Ok(match location {
        Location::Sqlite(path) => Box::new(SqliteDb::open(path)?),
        Location::Postgres(address) => Box::new(PostgresDb::open(address)?),
    })
}

/// Opens a further connection that can only read and never holds up the writer. A long stream
/// reads on one of these while the results are written on another connection.
pub fn open_reader(location: &Location) -> Result<Box<dyn Db>, StoreError> {
    Ok(match location {
        Location::Sqlite(path) => Box::new(SqliteDb::open_reader(path)?),
        Location::Postgres(address) => Box::new(PostgresDb::open_reader(address)?),
    })
}
